// One matrix of a step on the stage: a head's q, its weights, the residual
// stream. Scores, scaled, masked and weights are one matrix at one place.

import { el } from '../dom.js';
import { full } from '../numbers.js';
import { magnitudes, signed } from '../palette.js';
import { attentionPart, isGradient } from '../steps.js';
import { axisLabels, cellName, scaleLabels } from './names.js';
import { HeadStrip } from './heads.js';
import { Heatmap } from './heatmap.js';

/** @import { App } from '../app.js' */
/** @import { Screen } from '../screen.js' */
/** @import { TableData } from '../table.js' */
/** @import { Scale } from '../palette.js' */
/** @import { Tensor } from '../types.js' */

export class MatrixView {
  el = el('div', { class: 'matrix' });
  #host = el('div', { class: 'map' });
  #strip;
  #map;

  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.#strip = new HeadStrip(app);
    this.el.append(this.#host, this.#strip.el);
    this.#map = new Heatmap(this.#host, (row, col) => (app.screen()?.step.shape.length === 1 ? app.pick(col) : app.pick(row, col)));
  }

  /**
   * @param {Screen} screen
   * @returns {boolean} false while the numbers are on their way
   */
  draw(screen) {
    const tensor = numbersOf(screen);
    const scale = tensor && scaleOf(screen);
    if (!tensor || !scale) return false;
    const { say } = this.app;
    const axes = screen.kind.axes.slice(-2);
    const attention = axes[0] === 'T' && axes[1] === 'T';
    const first = screen.step.shape.length - 2;
    const heads = attention && screen.step.shape.length === 3 && screen.step.shape[0] > 1;
    this.#strip.el.hidden = !heads;
    if (heads) this.#strip.draw(screen, (numbers) => (scale.signed ? signed(reach(numbers)) : scale));
    const causal = attention && (attentionPart(screen.step.name) === 'weights' || isGradient(screen.step.name)) && !seesFuture(tensor);
    this.#map.draw({
      rows: tensor.shape[0], cols: tensor.shape[1], data: tensor.data, scale,
      scaleLabels: scaleLabels(scale.low, scale.high),
      rowLabels: axisLabels(screen, first),
      colLabels: axisLabels(screen, first + 1),
      rowTitle: attention ? { text: say('stage.looking'), idea: 'q' } : null,
      colTitle: attention ? { text: say('stage.looked_at'), idea: 'k' } : null,
      cell: [screen.cell[first] ?? 0, screen.cell[first + 1]],
      square: attention, causal,
      describe: (row, col) => `${cellName(screen, [...screen.cell.slice(0, first), row, col])}  ${full(tensor.data[row * tensor.shape[1] + col])}`,
    });
    return true;
  }

  /**
   * @param {Screen} screen
   * @returns {TableData|null}
   */
  table(screen) {
    const tensor = numbersOf(screen);
    if (!tensor) return null;
    const [rows, cols] = tensor.shape;
    const first = screen.step.shape.length - 2;
    const labels = axisLabels(screen, first);
    if (first < 0) {
      const row = { head: this.app.captionOf(screen), cells: [...tensor.data] };
      return { caption: this.app.captionOf(screen), head: ['', ...axisLabels(screen, 0)], rows: [row], focus: 0, col: screen.cell[0], pick: (_, col) => this.app.pick(col) };
    }
    return {
      caption: this.app.captionOf(screen),
      head: [this.app.say('table.token'), ...axisLabels(screen, first + 1)],
      rows: Array.from({ length: rows }, (_, row) => ({ head: labels[row], cells: [...tensor.data.subarray(row * cols, (row + 1) * cols)] })),
      focus: screen.cell[first], col: screen.cell[first + 1], pick: (row, col) => this.app.pick(row, col),
    };
  }
}

/**
 * The matrix in focus: the whole step, or one head of it.
 * @param {Screen} screen
 * @returns {Tensor|undefined}
 */
export function numbersOf({ tape, step, cell }) {
  const tensor = tape.tensor(step, cell.slice(0, Math.max(step.shape.length - 2, 0)));
  return tensor && tensor.shape.length === 1 ? { ...tensor, shape: [1, tensor.shape[0]] } : tensor;
}

/**
 * The scale of the matrix in focus. Scores and scaled share theirs, so that
 * dividing by √d_k can be seen. Masked has its own: what the future held would
 * leave the rest pale.
 * @param {Screen} screen
 * @returns {Scale|undefined} undefined while the numbers are on their way
 */
export function scaleOf(screen) {
  const { tape, step, head } = screen;
  const part = isGradient(step.name) ? null : attentionPart(step.name);
  if (part === 'weights') return magnitudes(0, 1);
  if (part && ['scores', 'scaled', 'masked'].includes(part)) {
    const ruler = part === 'masked' ? step : tape.named(step.name.replace(part, 'scores'));
    const tensor = ruler && tape.tensor(ruler, [head]);
    return tensor && signed(reach(tensor.data));
  }
  return signed(Math.max(Math.abs(step.min ?? 0), Math.abs(step.max ?? 0)));
}

/** @param {Tensor} tensor whether any row has a number for a later word */
export function seesFuture({ shape: [, cols], data }) {
  return data.some((x, i) => x !== 0 && x !== -Infinity && i % cols > Math.floor(i / cols));
}

/**
 * How far the finite numbers go from zero.
 * @param {Float32Array} data
 */
export function reach(data) {
  return data.reduce((far, x) => (Number.isFinite(x) ? Math.max(far, Math.abs(x)) : far), 0);
}
