// Where the parts of a matrix go: a pure function of the space there is.

/**
 * @typedef {object} Layout
 * @property {number} x  left edge of the cells
 * @property {number} y  top edge of the cells
 * @property {number} w  width of a cell
 * @property {number} h  height of a cell
 * @property {number} gap
 * @property {number} bar left edge of the colour bar
 */

/**
 * @typedef {object} Wanted
 * @property {number} rows
 * @property {number} cols
 * @property {number} em        size of the label type, px
 * @property {number} rowLabel  width of the widest row label, em
 * @property {boolean} square   cells as wide as high
 * @property {boolean} titles   whether the axes have titles
 * @property {boolean} colLabels
 * @property {number} scaleLabel width of the widest number at the colour bar, em
 */

/** From the cells to the colour bar, em; on a phone there is less. */
const TO_BAR = 1.8;
const NARROW_TO_BAR = 0.7;

/** From the left edge of the colour bar to its numbers, em. */
export const TO_SCALE = 1.2;

/** How small labels may become before some are left out: of their usual size, and px. In class they are large. */
const SIZES = [1, 0.85, 0.7, 0.55];
const SMALLEST = 11;
const SMALLEST_LARGE = 20;

/**
 * @param {number} width
 * @param {number} height
 * @param {Wanted} wanted
 * @returns {Layout}
 */
export function layout(width, height, wanted) {
  const { rows, cols, em } = wanted;
  const title = wanted.titles ? 1.6 * em : 0;
  const left = title + (wanted.rowLabel + 0.6) * em;
  const top = title + (wanted.colLabels ? 1.7 : 0.4) * em;
  const toBar = (width < 30 * em ? NARROW_TO_BAR : TO_BAR) * em;
  const roomW = width - left - toBar - (TO_SCALE + wanted.scaleLabel + 0.1) * em;
  const roomH = height - top - 0.3 * em;

  let w = Math.min(roomW / cols, 4.2 * em);
  let h = Math.min(roomH / rows, wanted.square ? 4.2 * em : 5 * em);
  if (wanted.square) w = h = Math.min(w, h);
  if (w > 8) w = Math.floor(w);
  if (h > 8) h = Math.floor(h);

  const x = left + Math.max(0, Math.floor((roomW - w * cols) / 2));
  return { x, y: top, w, h, gap: Math.min(w, h) >= 12 ? 2 : Math.min(w, h) >= 5 ? 1 : 0, bar: x + w * cols + toBar };
}

/**
 * Every how many labels there is room for one.
 * @param {number} room px for one label
 * @param {number} need px that one label takes
 */
export function every(room, need) {
  const step = Math.max(1, Math.ceil(need / room));
  return [1, 2, 4, 5, 8, 10, 16, 20, 32, 64].find((n) => n >= step) ?? step;
}

/**
 * Which labels of an axis are written, and how large: all, as large as none
 * touches the next. Where that cannot be, the one in focus and its neighbours
 * first, then all that fit their own cell, then what finds room between those;
 * where most do not fit, every so many and the one in focus, so that the eye can count.
 * @param {number[]} needs em that each label takes along the axis
 * @param {number} room  px of a cell
 * @param {number} em
 * @param {number} focus
 * @returns {{size: number, shown: Set<number>}} size in usual sizes
 */
export function labelling(needs, room, em, focus) {
  const fitting = (/** @type {number} */ size) => needs.filter((need) => need * size * em <= room).length;
  const apart = (/** @type {number} */ size) => needs.every((need, i) => i === 0 || ((needs[i - 1] + need) / 2) * size * em <= room);
  const sizes = SIZES.filter((size) => size * em >= (em > SMALLEST_LARGE ? SMALLEST_LARGE : SMALLEST));
  const size = sizes.find(apart) ?? sizes.reduce((best, next) => (fitting(next) > fitting(best) ? next : best), 1);
  const step = 2 * fitting(size) >= needs.length ? 1 : every(room, Math.max(...needs) * size * em);
  const all = needs.map((_, i) => i).filter((i) => i % step === 0);
  const fits = all.filter((i) => needs[i] * size * em <= room);
  /** @type {Set<number>} */
  const shown = new Set();
  const near = step === 1 ? [focus - 1, focus + 1] : [];
  for (const i of [focus, ...near, ...fits, ...all]) {
    const clear = [...shown].every((j) => Math.abs(i - j) * room >= ((needs[i] + needs[j]) / 2) * size * em);
    if (i in needs && clear) shown.add(i);
  }
  return { size, shown };
}

/**
 * Width of a label in em: a Chinese character is as wide as it is high.
 * @param {string} label
 */
export function widthOf(label) {
  let em = 0;
  for (const char of label) em += /[\u1100-\uffff]/.test(char) ? 1 : 0.58;
  return em;
}

/**
 * What a label takes below another, in em: Chinese characters fill their line.
 * @param {string} label
 */
export function heightOf(label) {
  return /[\u1100-\uffff]/.test(label) ? 1.08 : 0.85;
}
