// One update of the model on this sentence, opened up: from the error at the
// words back to one weight, the gradient measured, and what AdamW makes of it.

import { el, fill } from '../dom.js';
import { full, short } from '../numbers.js';
import { symbols } from '../symbols.js';
import { WeightPicker, weightName } from './weightpicker.js';

/** @import { App } from '../app.js' */
/** @import { Screen } from '../screen.js' */
/** @import { TableData } from '../table.js' */

/**
 * @typedef {object} Update
 * @property {string} param
 * @property {number[]} cell
 * @property {{name: string, shape: number[]}[]} params
 * @property {number} loss
 * @property {number} after
 * @property {number} moved
 * @property {number} of
 * @property {number} row
 * @property {number} words
 * @property {{id: number, label: string, p: number, came: number, grad: number}[]} logits
 * @property {{label: string, before: number, after: number}[]} reread
 * @property {{name: string, shape: number[], most: number}[]|null} path
 * @property {{label: string, in: number, grad: number}[]|null} terms
 * @property {{rate: number, decay: number, clip: number, beta1: number, beta2: number, old: number, grad: number, cut: number, m: number, v: number, m_hat: number, v_root: number, move: number, new: number}} weight
 * @property {{epsilon: number, minus: number, plus: number, measured: number}} check
 */

export class UpdateView {
  el = el('div', { class: 'stacked' });
  #parts = el('div', { class: 'update' });
  #note = el('p', { class: 'quiet' });

  /**
   * @param {App} app
   * @param {() => void} run
   */
  constructor(app, run) {
    this.app = app;
    this.run = run;
    this.picker = new WeightPicker(app);
    this.el.append(this.picker.el, this.#parts, this.#note);
  }

  suits() {
    return true;
  }

  /** @param {Screen} screen */
  draw(screen) {
    const asked = this.picker.asked();
    const u = updateOf(screen, asked);
    if (u === undefined) return false;
    const { say } = this.app;
    const shown = u ?? (asked ? updateOf(screen, this.picker.nearest()) ?? updateOf(screen) : null);
    if (shown === undefined) return false;
    this.picker.draw(screen, shown, asked !== undefined && !u);
    if (!shown) {
      fill(this.#parts);
      this.#note.textContent = say(screen.tape.tokens.length < 2 ? 'update.none' : 'update.too_large');
      return true;
    }
    const focused = this.#parts.contains(document.activeElement) ? /** @type {HTMLElement} */ (document.activeElement).dataset.key : undefined;
    this.#parts.classList.toggle('one', screen.page.formula === 'adamw');
    fill(this.#parts, ...this.#columns(screen, shown).map((sections) => el('div', {}, ...sections)));
    if (focused) /** @type {HTMLElement|null} */ (this.#parts.querySelector(`[data-key="${focused}"]`))?.focus();
    this.#note.textContent = say('update.note');
    return true;
  }

  /**
   * A page about AdamW shows the step; others how the gradient came about, and
   * mark the part they are about. The loss after it is left out where the page asks
   * for it.
   * @param {Screen} screen
   * @param {Update} u
   */
  #columns(screen, u) {
    const { page } = screen;
    if (page.formula === 'adamw') return [[this.#weight(u), ...(page.asks?.length ? [] : [this.#after(u)])]];
    const [sum, check] = [this.#sum(u), this.#check(u)];
    (page.formula === 'slope' ? check : sum).classList.add('now');
    return [[this.#error(screen, u), sum], [this.#back(u), check]];
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
      ...u.logits.map(({ label, p, came, grad }) => row(came ? 'came' : '', label, num(p), String(came), num(grad))));
  }

  /** @param {Update} u */
  #back(u) {
    const { say } = this.app;
    return part(say('update.back'),
      row('head quiet', say('update.step'), say('update.size'), say('update.most')),
      ...(u.path ?? []).map(({ name, shape, most }) => el('p', {},
        el('b', {}, el('button', { type: 'button', 'data-key': name, title: say('update.open'), onclick: () => this.#open(name) }, name.replace('grad.', ''))),
        el('span', { class: 'p' }, shape.join(' × ')), span(num(most)))));
  }

  /** @param {string} name opens a gradient as a picture of its own */
  #open(name) {
    this.app.pause();
    this.app.go({ grad: true, step: name, view: 'tensor', cell: undefined, term: undefined });
    this.run();
  }

  /** @param {Update} u */
  #sum(u) {
    const { say } = this.app;
    const sum = row('came', 'Σ = ∂NLL/∂w', num(u.weight.grad));
    if (!u.terms) return part(say('update.gradient'), sum);
    return part(say('update.sum'),
      row('head quiet', say('update.word'), say('update.in'), say('update.out'), say('update.product')), sum,
      ...u.terms.map((t) => row('', t.label, num(t.in), num(t.grad), num(t.in * t.grad))));
  }

  /** @param {Update} u */
  #check({ check, weight }) {
    const { say } = this.app;
    return part(say('update.check'),
      row('', say('update.minus', { e: short(check.epsilon) }), check.minus.toFixed(6)), row('', say('update.plus', { e: short(check.epsilon) }), check.plus.toFixed(6)),
      row('', say('update.measured'), num(check.measured)), row('came', say('update.grad'), num(weight.grad)));
  }

  /** @param {Update} u */
  #weight(u) {
    const { say } = this.app;
    return part(say('update.weight'), ...stepOf(u, say).map(([symbol, how, x, mark]) => el('p', { class: mark ?? '' },
      el('i', {}, ...symbols(symbol)), el('b', {}, ...symbols(how)), span(num(x)))));
  }

  /** @param {Update} u */
  #after(u) {
    const { say } = this.app;
    return part(say('update.all', { n: u.moved, of: u.of }), row('', say('update.before'), num(u.loss)), row('came', say('update.after'), num(u.after)));
  }

  /**
   * Arrow keys go to the weight beside.
   * @param {Screen} screen
   * @param {number} rows
   * @param {number} cols
   */
  walk(screen, rows, cols) {
    const u = updateOf(screen, this.picker.asked());
    if (u) this.picker.move(u, rows, cols);
    return true;
  }

  title() {
    return this.app.say('update.title');
  }

  /**
   * @param {Screen} screen
   * @returns {TableData|null}
   */
  table(screen) {
    const u = updateOf(screen, this.picker.asked());
    if (!u) return null;
    const { say } = this.app;
    /** @type {[string, number][]} */
    const rows = [
      ...u.logits.map(({ label, grad }) => /** @type {[string, number]} */ ([`∂NLL/∂logits · ${label}`, grad])),
      ...(u.path ?? []).map(({ name, most }) => /** @type {[string, number]} */ ([`${name} · ${say('update.most')}`, most])),
      ...(u.terms ?? []).map((term) => /** @type {[string, number]} */ ([`${say('update.in')} × ${say('update.out')} · ${term.label}`, term.in * term.grad])),
      [say('update.measured'), u.check.measured],
      ...stepOf(u, say).map(([symbol, how, x]) => /** @type {[string, number]} */ ([`${symbol} · ${how}`, x])),
      ...(screen.page.asks?.length ? [] : [/** @type {[string, number]} */ ([say('update.before'), u.loss]), /** @type {[string, number]} */ ([say('update.after'), u.after])]),
    ];
    return { caption: `${this.title()} · ${weightName(u)}`, head: ['', say('update.number')], rows: rows.map(([head, x]) => ({ head, cells: [x] })), focus: 0, col: 0, pick: () => {} };
  }
}

/**
 * AdamW on one number, line by line: symbol, where it comes from, value.
 * @param {Update} u
 * @param {import('../lang.js').Say} say
 * @returns {[string, string, number, string?][]}
 */
function stepOf({ weight: w }, say) {
  const plain = (/** @type {number} */ x) => String(Number(x.toPrecision(4)));
  const less = (/** @type {number} */ beta) => plain(1 - beta);
  return [
    ['w', say('update.old'), w.old],
    ['g', say('update.grad'), w.grad],
    ['g′', w.clip < 1 ? say('update.clip', { clip: short(w.clip) }) : say('update.no_clip'), w.cut],
    ['m', `${less(w.beta1)} × g′`, w.m],
    ['v', `${less(w.beta2)} × g′²`, w.v],
    ['m̂', `m ÷ ${less(w.beta1)}`, w.m_hat],
    ['√v̂', `v̂ = v ÷ ${less(w.beta2)}`, w.v_root],
    ['Δ', `${plain(w.rate)} × (m̂ ÷ √v̂${w.decay ? ` + ${plain(w.decay)} × w` : ''})`, w.move],
    ['w − Δ', say('update.new'), w.new, 'came'],
  ];
}

/** @typedef {string|{text: string, full: string}} Cell */

/** @param {number} x @returns {Cell} */
const num = (x) => ({ text: short(x), full: full(x) });

/** @param {Cell} cell */
const span = (cell) => (typeof cell === 'string' ? el('span', { class: 'p' }, cell) : el('span', { class: 'p', title: cell.full }, cell.text));

/**
 * @param {string} name
 * @param {...(HTMLElement|null)} rows
 */
const part = (name, ...rows) => el('section', {}, el('h3', {}, name), ...rows);

/**
 * @param {string} mark
 * @param {string} name
 * @param {...Cell} cells
 */
const row = (mark, name, ...cells) => el('p', { class: mark }, el('b', {}, name), ...cells.map(span));

/**
 * @param {Screen} screen
 * @param {{param: string, cell?: number[]}} [weight]
 * @returns {Update|null|undefined}
 */
function updateOf({ tape }, weight) {
  return tape.view('update', weight);
}
