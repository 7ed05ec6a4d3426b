// Which of a model's weights an opened update looks at: a parameter, and a place
// in it. The choice stands in the address.

import { el, fill, set } from '../dom.js';
import { symbols } from '../symbols.js';

/** @import { App } from '../app.js' */
/** @import { Screen } from '../screen.js' */
/** @import { Update } from './update.js' */

/** @typedef {{param: string, cell?: number[]}} Weight */

export class WeightPicker {
  el = el('div', { class: 'weight-picker', role: 'group' });
  #name = el('b');
  #param = el('select', { onchange: () => this.#go({ param: this.#param.value }) });
  #axes = [0, 1].map(() => el('input', { type: 'number', min: '0', inputmode: 'numeric', onchange: () => this.#typed() }));
  #steepest = el('button', { type: 'button', onclick: () => this.#go({ param: this.#param.value }) });
  #fault = el('p', { class: 'fault', role: 'status' });

  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.el.append(this.#name, this.#param, ...this.#axes, this.#steepest, this.#fault);
  }

  /** The weight that the address names. @returns {Weight|undefined} */
  asked() {
    const { weight } = this.app.state.cursor;
    return weight === undefined ? undefined : readWeight(weight);
  }

  /** The same parameter at its steepest place. @returns {Weight|undefined} */
  nearest() {
    const asked = this.asked();
    return asked && { param: asked.param };
  }

  /**
   * @param {Screen} screen
   * @param {Update|null} u
   * @param {boolean} wrong there is no such weight as the address names
   */
  draw({ tape }, u, wrong) {
    const { say, state } = this.app;
    this.el.hidden = !u;
    if (!u) return;
    const key = [state.lang, tape.spec.model].join();
    if (this.#param.dataset.key !== key) {
      this.#param.dataset.key = key;
      fill(this.#param, ...u.params.map(({ name, shape }) => el('option', { value: name }, `${name} (${shape.join(' × ')})`)));
      set(this.el, { 'aria-label': say('update.choose') });
      set(this.#param, { 'aria-label': say('update.parameter') });
      this.#steepest.textContent = say('update.steepest');
      this.#axes.forEach((input, axis) => set(input, { 'aria-label': say(axis ? 'update.column' : 'update.line') }));
    }
    const shape = u.params.find(({ name }) => name === u.param)?.shape ?? [];
    this.#param.value = u.param;
    fill(this.#name, ...symbols(matrixName(u)));
    this.#axes.forEach((input, axis) => {
      input.hidden = axis >= shape.length;
      set(input, { max: (shape[axis] ?? 1) - 1 });
      if (document.activeElement !== input || !wrong) input.value = String(u.cell[axis] ?? 0);
    });
    this.#fault.textContent = wrong ? say('update.no_weight', { weight: state.cursor.weight ?? '', limits: shape.map((n) => `0–${n - 1}`).join(' × ') }) : '';
  }

  /**
   * @param {Update} u
   * @param {number} rows
   * @param {number} cols
   */
  move({ param, params, cell }, rows, cols) {
    const shape = params.find(({ name }) => name === param)?.shape ?? [];
    const by = shape.length === 1 ? [rows + cols] : [rows, cols];
    const to = cell.map((i, axis) => Math.min(Math.max(i + by[axis], 0), shape[axis] - 1));
    this.#go({ param, cell: to });
  }

  #typed() {
    this.#go({ param: this.#param.value, cell: this.#axes.filter((input) => !input.hidden).map((input) => Math.max(0, Math.trunc(Number(input.value) || 0))) });
  }

  /** @param {Weight} weight */
  #go({ param, cell }) {
    this.app.pause();
    this.app.go({ weight: [param, ...(cell ?? [])].join() });
  }
}

/**
 * Reads h.0.attn.c_attn.weight,15,43; without a place it is the steepest one.
 * @param {string} text
 * @returns {Weight}
 */
function readWeight(text) {
  const [param, ...cell] = text.split(',');
  return cell.length ? { param, cell: cell.map(Number) } : { param };
}

/**
 * The columns of c_attn are W_Q, W_K and W_V; other matrices go by their names alone.
 * @param {Update} u
 */
function matrixName({ param, params, cell }) {
  const shape = params.find(({ name }) => name === param)?.shape ?? [];
  return /^h\.\d+\.attn\.c_attn\.weight$/.test(param) ? `W_${'QKV'[Math.floor((3 * cell[1]) / shape[1])]}` : '';
}

/**
 * What a weight is called.
 * @param {Update} u
 */
export function weightName(u) {
  return `${u.param.replace('attn.c_attn.weight', (name) => matrixName(u) || name)} [${u.cell.join(', ')}]`;
}
