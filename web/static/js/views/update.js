// One update of the model on this sentence, opened up: from the error at the
// words back to one weight, the gradient measured, and what AdamW makes of it.

import { el, fill } from '../dom.js';
import { short } from '../numbers.js';

/** @import { App } from '../app.js' */
/** @import { Screen } from '../screen.js' */
/** @import { TableData } from '../table.js' */

/**
 * @typedef {object} Update
 * @property {string} param
 * @property {number[]} cell
 * @property {number} loss
 * @property {number} after
 * @property {number} moved
 * @property {number} of
 * @property {number} row
 * @property {number} words
 * @property {{id: number, label: string, p: number, came: number, grad: number}[]} logits
 * @property {{name: string, shape: number[], most: number}[]} path
 * @property {{label: string, in: number, grad: number}[]|null} terms
 * @property {{rate: number, decay: number, clip: number, old: number, grad: number, m: number, v: number, new: number}} weight
 * @property {{epsilon: number, minus: number, plus: number, measured: number}} check
 */

export class UpdateView {
  el = el('div', { class: 'stacked' });
  #parts = el('div', { class: 'update' });
  #note = el('p', { class: 'quiet' });

  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.el.append(this.#parts, this.#note);
  }

  suits() {
    return true;
  }

  /** @param {Screen} screen */
  draw(screen) {
    const u = updateOf(screen);
    if (u === undefined) return false;
    const { say } = this.app;
    if (!u) {
      fill(this.#parts);
      this.#note.textContent = say('update.none');
      return true;
    }
    const asks = Boolean(screen.page.asks?.length);
    fill(this.#parts, this.#error(screen, u), this.#back(u), this.#weight(u), this.#check(u), asks ? null : this.#after(u));
    this.#note.textContent = say('update.note', { rate: short(u.weight.rate) });
    return true;
  }

  /**
   * ∂loss/∂logits = (P − onehot)/N at the last word.
   * @param {Screen} screen
   * @param {Update} u
   */
  #error({ tape }, u) {
    const { say } = this.app;
    return part(say('update.error', { word: tape.tokens[u.row + 1]?.label ?? '' }),
      row('head quiet', say('update.word'), 'P', '1?', `(P − 1?)/${u.words}`),
      ...u.logits.map(({ label, p, came, grad }) => row(came ? 'came' : '', label, short(p), String(came), short(grad))));
  }

  /** @param {Update} u */
  #back(u) {
    const { say } = this.app;
    return part(say('update.back'),
      row('head quiet', say('update.step'), say('update.size'), say('update.most')),
      ...u.path.map(({ name, shape, most }) => row('', name.replace('grad.', ''), shape.join(' × '), short(most))));
  }

  /** @param {Update} u */
  #weight(u) {
    const { say } = this.app;
    const { old, grad, m, v, clip } = u.weight;
    return part(say('update.weight', { cell: u.cell.join(', ') }),
      row('', say('update.old'), short(old)), row('', say('update.grad'), short(grad)), clip < 1 ? row('', say('update.clip'), short(clip)) : null,
      row('', 'm', short(m)), row('', 'v', short(v)), row('came', say('update.new'), short(u.weight.new)));
  }

  /** @param {Update} u */
  #check({ check, weight }) {
    const { say } = this.app;
    return part(say('update.check'),
      row('', say('update.minus', { e: short(check.epsilon) }), check.minus.toFixed(6)), row('', say('update.plus', { e: short(check.epsilon) }), check.plus.toFixed(6)),
      row('', say('update.measured'), short(check.measured)), row('came', say('update.grad'), short(weight.grad)));
  }

  /** @param {Update} u */
  #after(u) {
    const { say } = this.app;
    return part(say('update.all', { n: u.moved, of: u.of }), row('', say('update.before'), short(u.loss)), row('came', say('update.after'), short(u.after)));
  }

  title() {
    return this.app.say('update.title');
  }

  /**
   * @param {Screen} screen
   * @returns {TableData|null}
   */
  table(screen) {
    const u = updateOf(screen);
    if (!u) return null;
    const { say } = this.app;
    const { weight, check } = u;
    /** @type {[string, number][]} */
    const rows = [
      ...u.logits.map(({ label, grad }) => /** @type {[string, number]} */ ([`∂/∂ logits · ${label}`, grad])),
      ...u.path.map(({ name, most }) => /** @type {[string, number]} */ ([`${name} · ${say('update.most')}`, most])),
      ...(u.terms ?? []).map((term) => /** @type {[string, number]} */ ([`x · ∂ · ${term.label}`, term.in * term.grad])),
      [say('update.old'), weight.old], [say('update.grad'), weight.grad], [say('update.measured'), check.measured],
      ['m', weight.m], ['v', weight.v], [say('update.new'), weight.new],
      ...(screen.page.asks?.length ? [] : [/** @type {[string, number]} */ ([say('update.before'), u.loss]), /** @type {[string, number]} */ ([say('update.after'), u.after])]),
    ];
    return { caption: `${this.title()} · ${u.param}[${u.cell.join(', ')}]`, head: ['', say('update.number')], rows: rows.map(([head, x]) => ({ head, cells: [x] })), focus: 0, col: 0, pick: () => {} };
  }
}

/**
 * @param {string} name
 * @param {...(HTMLElement|null)} rows
 */
const part = (name, ...rows) => el('section', {}, el('h3', {}, name), ...rows);

/**
 * @param {string} mark
 * @param {...string} cells
 */
const row = (mark, ...cells) => el('p', { class: mark }, ...cells.map((text, i) => el(i ? 'span' : 'b', i ? { class: 'p' } : {}, text)));

/**
 * @param {Screen} screen
 * @returns {Update|null|undefined}
 */
function updateOf({ tape }) {
  return tape.view('update');
}
