// ·V: the word in focus shares itself out over the words it looks at; each
// share weighs that word's values, and the rows are added up, column by column.

import { el } from '../dom.js';
import { full, short } from '../numbers.js';
import { magnitudes, signed } from '../palette.js';
import { axisLabels, cellName, scaleLabels } from './names.js';
import { widthOf } from './layout.js';
import { Heatmap } from './heatmap.js';
import { numbersOf } from './matrix.js';

/** @import { App } from '../app.js' */
/** @import { Screen } from '../screen.js' */
/** @import { TableData } from '../table.js' */

export class ValuesView {
  el = el('div', { class: 'values' });
  #parts = { weights: el('div'), rows: el('div', { class: 'slide' }), sum: el('div') };
  #titles = { weights: el('h3', { class: 'idea a' }), rows: el('h3', { class: 'idea v' }), sum: el('h3', { class: 'idea x' }) };
  #maps;
  #slid = '';

  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.el.append(...Object.values(this.#titles), ...Object.values(this.#parts));
    this.#maps = {
      weights: new Heatmap(this.#parts.weights, (row) => app.pick(row)),
      rows: new Heatmap(this.#parts.rows, (_, col) => app.pick(undefined, col)),
      sum: new Heatmap(this.#parts.sum, (_, col) => app.pick(undefined, col)),
    };
  }

  /**
   * @param {Screen} screen
   * @returns {boolean}
   */
  draw(screen) {
    const { tape, step, cell } = screen;
    const [head, row, col] = cell;
    const w = tape.named(step.name.replace('heads', 'weights'));
    const v = tape.named(step.name.replace('heads', 'v'));
    const sums = numbersOf(screen);
    const weights = w && tape.tensor(w, [head]);
    const values = v && tape.tensor(v, [head]);
    if (!sums || !weights || !values) return false;

    const [T, hs] = sums.shape;
    const labels = axisLabels(screen, 1);
    const place = this.#place(T, hs, labels);
    const word = labels[row];
    const share = weights.data.subarray(row * T, (row + 1) * T);
    const products = Float32Array.from(values.data, (x, i) => (Math.floor(i / hs) > row ? -Infinity : x * share[Math.floor(i / hs)]));
    const sum = sums.data.subarray(row * hs, (row + 1) * hs);
    const scale = signed(Math.max(...[...products, ...sum].filter(Number.isFinite).map(Math.abs)));
    const shared = { scale, scaleLabels: scaleLabels(scale.low, scale.high), square: false };

    this.#maps.weights.draw({
      rows: T, cols: 1, data: Float32Array.from(share, (x, j) => (j > row ? -Infinity : x)), scale: magnitudes(0, 1), scaleLabels: [],
      rowLabels: labels, rowTitle: null, colLabels: null, cell: [row, 0], square: false, at: place.weights,
      describe: (j) => `${word} → ${labels[j]}  ${full(share[j])}`,
    });
    this.#maps.rows.draw({
      ...shared, rows: T, cols: hs, data: products, rowLabels: [], colLabels: null, cell: [-1, col], at: place.rows,
      describe: (j, c) => `${labels[j]} [${c}]  ${short(share[j])} × ${short(values.data[j * hs + c])} = ${full(share[j] * values.data[j * hs + c])}`,
    });
    this.#maps.sum.draw({
      ...shared, rows: 1, cols: hs, data: sum, rowLabels: [], colLabels: axisLabels(screen, 2), cell: [0, col], at: place.sum,
      describe: (_, c) => `${cellName(screen, [head, row, c])}  ${full(sum[c])}`,
    });
    this.#say(word, place);
    return true;
  }

  /**
   * Columns stand under each other, so that the eye can add them up.
   * @param {number} T
   * @param {number} hs
   * @param {string[]} labels
   */
  #place(T, hs, labels) {
    const { clientWidth: width, clientHeight: height } = this.el;
    const em = parseFloat(getComputedStyle(this.el).fontSize);
    const label = (Math.min(Math.max(...labels.map(widthOf)), 8) + 0.9) * em;
    const weight = 2.7 * em;
    const top = 2 * em;
    const h = Math.floor(Math.min((height - top - 6.2 * em) / T, 2 * em));
    const left = label + weight + 2.2 * em;
    const w = Math.min((width - left - em) / hs, 2.4 * em);
    const gap = Math.min(w, h) >= 12 ? 2 : Math.min(w, h) >= 5 ? 1 : 0;
    const below = top + h * T + 3.6 * em;
    const put = (/** @type {HTMLElement} */ host, /** @type {number[]} */ [x, y, wide, high]) => {
      Object.assign(host.style, { left: `${x}px`, top: `${y}px`, width: `${wide}px`, height: `${high}px` });
    };
    put(this.#parts.weights, [0, top, label + weight + 2, h * T + 2]);
    put(this.#parts.rows, [left, top, w * hs + 2, h * T + 2]);
    put(this.#parts.sum, [left, below - 1.7 * em, w * hs + 2, 3.7 * em]);
    put(this.#titles.weights, [0, 0, left - 0.5 * em, top]);
    put(this.#titles.rows, [left, 0, width - left, top]);
    put(this.#titles.sum, [0, below - 1.75 * em, left - 0.5 * em, 4 * em]);
    return {
      weights: { x: label, y: 0, w: weight, h, gap, bar: 0 },
      rows: { x: 0, y: 0, w, h, gap, bar: 0 },
      sum: { x: 1, y: 1.7 * em, w, h: 1.8 * em, gap, bar: 0 },
    };
  }

  /**
   * @param {string} word
   * @param {object} place
   */
  #say(word, place) {
    const { say } = this.app;
    this.#titles.weights.textContent = say('values.weights', { word });
    this.#titles.rows.textContent = say('values.weighted');
    this.#titles.sum.textContent = say('values.sum', { word });
    // The rows of V come in anew for each word.
    const slid = `${word} ${JSON.stringify(place)}`;
    if (slid === this.#slid) return;
    this.#slid = slid;
    this.#parts.rows.classList.remove('slide');
    void this.#parts.rows.offsetWidth;
    this.#parts.rows.classList.add('slide');
  }

  /**
   * @param {Screen} screen
   * @returns {TableData|null}
   */
  table(screen) {
    const sums = numbersOf(screen);
    if (!sums) return null;
    const labels = axisLabels(screen, 1);
    return {
      caption: this.app.captionOf(screen),
      head: [this.app.say('table.token'), ...axisLabels(screen, 2)],
      rows: labels.map((head, row) => ({ head, cells: [...sums.data.subarray(row * sums.shape[1], (row + 1) * sums.shape[1])] })),
      focus: screen.cell[1], col: screen.cell[2], pick: (row, col) => this.app.pick(row, col),
    };
  }
}
