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
 */

/** Room for the colour bar and its numbers, em; on a phone there is less. */
const BAR = 5;
const NARROW_BAR = 3.4;

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
  const narrow = width < 30 * em;
  const roomW = width - left - (narrow ? NARROW_BAR : BAR) * em;
  const roomH = height - top - 0.3 * em;

  let w = Math.min(roomW / cols, 4.2 * em);
  let h = Math.min(roomH / rows, wanted.square ? 4.2 * em : 3.4 * em);
  if (wanted.square) w = h = Math.min(w, h);
  if (w > 8) w = Math.floor(w);
  if (h > 8) h = Math.floor(h);

  const x = left + Math.max(0, Math.floor((roomW - w * cols) / 2));
  return { x, y: top, w, h, gap: Math.min(w, h) >= 12 ? 2 : Math.min(w, h) >= 5 ? 1 : 0, bar: x + w * cols + (narrow ? 0.7 : 1.8) * em };
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
 * Width of a label in em: a Chinese character is as wide as it is high.
 * @param {string} label
 */
export function widthOf(label) {
  let em = 0;
  for (const char of label) em += /[\u1100-\uffff]/.test(char) ? 1 : 0.58;
  return em;
}
