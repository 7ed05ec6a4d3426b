// A changed run beside the original, on one cursor: the two matrices in the same
// colours, what one is more than the other, and what that did to the words.

import { el, set } from '../dom.js';
import { full } from '../numbers.js';
import { magnitudes, signed } from '../palette.js';
import { attentionPart, isGradient } from '../steps.js';
import { Effect } from './effect.js';
import { Heatmap } from './heatmap.js';
import { reach, seesFuture } from './matrix.js';
import { axisLabels, cellName, scaleLabels } from './names.js';

/** @import { App } from '../app.js' */
/** @import { Scale } from '../palette.js' */
/** @import { Screen } from '../screen.js' */
/** @import { TableData } from '../table.js' */
/** @import { Tensor } from '../types.js' */

export class CompareView {
  el = el('div', { class: 'compare' });
  #titles = { before: el('h3'), after: el('h3'), minus: el('h3') };
  #maps;
  #effect;

  /** @param {App} app */
  constructor(app) {
    this.app = app;
    const pick = (/** @type {number} */ row, /** @type {number} */ col) => app.pick(row, col);
    const map = (/** @type {string} */ name, /** @type {HTMLElement} */ title) => {
      const host = el('div', { class: 'map' });
      this.el.append(el('section', { class: name }, title, host));
      return new Heatmap(host, pick);
    };
    this.#maps = { before: map('before', this.#titles.before), after: map('after', this.#titles.after), minus: map('minus', this.#titles.minus) };
    this.#effect = new Effect(app);
    this.el.append(el('section', { class: 'effect' }, this.#effect.el));
  }

  /**
   * @param {Screen} screen
   * @returns {boolean}
   */
  draw(screen) {
    const pair = pairOf(screen);
    if (!pair) return false;
    const { before, after } = pair;
    const { say } = this.app;
    const only = this.app.state.cursor.side === 'difference';
    set(this.el, { class: only ? 'compare only' : 'compare' });
    this.#titles.before.textContent = say('whatif.before');
    this.#titles.after.textContent = say('whatif.after');

    const scale = scaleOf(screen, before, after);
    const first = screen.step.shape.length - 2;
    const shared = {
      rowLabels: axisLabels(screen, first), colLabels: axisLabels(screen, first + 1), rowTitle: null, colTitle: null,
      cell: /** @type {[number, number]} */ ([screen.cell[first], screen.cell[first + 1]]),
      square: isAttention(screen),
    };
    const name = (/** @type {number} */ row, /** @type {number} */ col) => cellName(screen, [...screen.cell.slice(0, first), row, col]);
    if (!only) {
      for (const [map, tensor, tape] of /** @type {const} */ ([[this.#maps.before, before, screen.base], [this.#maps.after, after, screen.tape]])) {
        const [rows, cols] = tensor.shape;
        const labels = tape === screen.tape ? {} : labelsOf(screen, first);
        map.draw({
          ...shared, ...labels, rows, cols, data: tensor.data, scale, scaleLabels: scaleLabels(scale.low, scale.high),
          causal: attentionPart(screen.step.name) === 'weights' && !seesFuture(tensor),
          describe: (row, col) => `${name(Math.min(row, after.shape[0] - 1), Math.min(col, after.shape[1] - 1))}  ${full(tensor.data[row * cols + col])}`,
        });
      }
    }
    this.#difference(before, after, shared, name);
    const waiting = !this.#effect.draw(screen);
    return !waiting;
  }

  /**
   * @param {Tensor} before
   * @param {Tensor} after
   * @param {{rowLabels: string[], colLabels: string[], rowTitle: null, colTitle: null, cell: [number, number], square: boolean}} shared
   * @param {(row: number, col: number) => string} name
   */
  #difference(before, after, shared, name) {
    const { say } = this.app;
    const fits = before.shape.join() === after.shape.join();
    const data = fits ? minus(before, after) : new Float32Array(after.data.length).fill(-Infinity);
    const far = reach(data);
    this.#titles.minus.textContent = say(!fits ? 'whatif.no_minus' : far === 0 ? 'whatif.same' : 'whatif.minus');
    const scale = signed(far || 1);
    const [rows, cols] = after.shape;
    this.#maps.minus.draw({
      ...shared, rows, cols, data, scale, scaleLabels: scaleLabels(scale.low, scale.high),
      describe: (row, col) => `${name(row, col)}  ${full(after.data[row * cols + col])} − ${full(before.data[row * cols + col])} = ${full(data[row * cols + col])}`,
    });
  }

  /**
   * @param {Screen} screen
   * @returns {TableData|null}
   */
  table(screen) {
    const pair = pairOf(screen);
    if (!pair || pair.before.shape.join() !== pair.after.shape.join()) return this.#effect.table(screen);
    const { say } = this.app;
    const first = screen.step.shape.length - 2;
    const [rows, cols] = pair.after.shape;
    const labels = axisLabels(screen, first);
    const row = screen.cell[first];
    const difference = minus(pair.before, pair.after);
    return {
      caption: `${this.app.captionOf(screen)} · ${labels[row]}`,
      head: [say('table.token'), say('whatif.before'), say('whatif.after'), say('whatif.minus')],
      rows: axisLabels(screen, first + 1).map((head, col) => ({ head, cells: [pair.before, pair.after].map((one) => one.data[row * cols + col]).concat(difference[row * cols + col]) })),
      focus: screen.cell[first + 1], col: 1,
      pick: (col) => this.app.pick(Math.min(row, rows - 1), col),
    };
  }
}

/**
 * The labels of the original, whose words may be others.
 * @param {Screen} screen
 * @param {number} first
 */
function labelsOf(screen, first) {
  const { base, step } = screen;
  const own = base?.named(step.name);
  if (!base || !own) return {};
  const other = { ...screen, tape: base, step: own };
  return { rowLabels: axisLabels(other, first), colLabels: axisLabels(other, first + 1) };
}

/**
 * The matrix in focus in both runs, once both are here.
 * @param {Screen} screen
 * @returns {{before: Tensor, after: Tensor}|null}
 */
export function pairOf({ tape, base, step, cell }) {
  const own = base?.named(step.name);
  const lead = cell.slice(0, step.shape.length - 2);
  const before = base && own && base.tensor(own, lead);
  const after = tape.tensor(step, lead);
  return before && after ? { before, after } : null;
}

/** @param {Screen} screen */
function isAttention({ kind }) {
  return kind.axes.filter((axis) => axis === 'T').length === 2;
}

/**
 * One scale for both, so that the eye may compare.
 * @param {Screen} screen
 * @param {Tensor} before
 * @param {Tensor} after
 * @returns {Scale}
 */
function scaleOf({ step }, before, after) {
  if (!isGradient(step.name) && attentionPart(step.name) === 'weights') return magnitudes(0, 1);
  return signed(Math.max(reach(before.data), reach(after.data)) || 1);
}

/**
 * What the changed run has more. Where either has no number there is none.
 * @param {Tensor} before
 * @param {Tensor} after
 */
function minus(before, after) {
  return Float32Array.from(after.data, (x, i) => (Number.isFinite(x) && Number.isFinite(before.data[i]) ? x - before.data[i] : -Infinity));
}
