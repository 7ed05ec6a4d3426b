// ·V: the row of weights in focus, each word's values beside its share, and
// their weighted sum below. The rows of V come in from the right.

import { el } from '../dom.js';
import { full, short } from '../numbers.js';
import { magnitudes, signed } from '../palette.js';
import { axisLabels, cellName, scaleLabels } from './names.js';
import { Heatmap } from './heatmap.js';
import { numbersOf } from './matrix.js';

/** @import { App } from '../app.js' */
/** @import { Screen } from '../screen.js' */
/** @import { TableData } from '../table.js' */

export class ValuesView {
  #row = el('div', { class: 'values-weights' });
  #value = el('div', { class: 'values-v' });
  #sum = el('div', { class: 'values-sum' });
  #titles = {
    weights: el('h4', { class: 'idea a' }), value: el('h4', { class: 'idea v' }), sum: el('h4', { class: 'idea x' }),
  };
  el = el('div', { class: 'values' });
  #maps;

  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.el.append(
      el('div', { class: 'values-part' }, this.#titles.weights, this.#row),
      el('div', { class: 'values-part slide' }, this.#titles.value, this.#value),
      el('div', { class: 'values-part wide' }, this.#titles.sum, this.#sum));
    this.#maps = {
      weights: new Heatmap(this.#row, (row, col) => app.pick(row, col === 0 ? undefined : col)),
      value: new Heatmap(this.#value, (_, col) => app.pick(undefined, col)),
      sum: new Heatmap(this.#sum, (row, col) => app.pick(row, col)),
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
    if (!sums || !weights || !values || !v) return false;

    const { say } = this.app;
    const word = tape.tokens[row].label;
    this.#titles.weights.textContent = say('values.weights', { word });
    this.#titles.value.textContent = say('values.weighted');
    this.#titles.sum.textContent = say('values.sum');
    const [T, hs] = sums.shape;
    const labels = axisLabels(screen, 1);
    const share = weights.data.subarray(row * T, (row + 1) * T);
    const products = Float32Array.from(values.data, (x, i) => x * share[Math.floor(i / hs)]);
    const reach = Math.max(...[...values.data].map(Math.abs));
    const limit = signed(Math.max(Math.abs(v.min ?? 0), Math.abs(v.max ?? 0), reach));
    const scale = scaleLabels(limit.low, limit.high);
    this.#maps.weights.draw({
      rows: T, cols: 1, data: Float32Array.from(share, (x, j) => (j > row ? -Infinity : x)), scale: magnitudes(0, 1), scaleLabels: ['0', '1'],
      rowLabels: labels, colLabels: null, cell: [Math.min(row, T - 1), 0], square: false,
      describe: (j) => `${word} → ${labels[j]}  ${full(share[j])}`,
    });
    this.#maps.value.draw({
      rows: T, cols: hs, data: Float32Array.from(products, (x, i) => (Math.floor(i / hs) > row ? -Infinity : x)), scale: limit, scaleLabels: scale,
      rowLabels: labels, colLabels: null, cell: [Math.min(row, T - 1), col], square: false,
      describe: (j, c) => `${short(share[j])} × ${short(values.data[j * hs + c])} = ${full(products[j * hs + c])}`,
    });
    this.#maps.sum.draw({
      rows: T, cols: hs, data: sums.data, scale: limit, scaleLabels: scale,
      rowLabels: labels, colLabels: axisLabels(screen, 2), cell: [row, col], square: false,
      describe: (j, c) => `${cellName(screen, [head, j, c])}  ${full(sums.data[j * hs + c])}`,
    });
    return true;
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
      focus: screen.cell[1],
    };
  }
}
