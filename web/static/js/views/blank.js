// A gap in the sentence: what the words on the left say of it, and what the
// probability of the whole sentence says, candidate by candidate. While that is
// still the question, the left half alone is shown.

import { el, fill, svg } from '../dom.js';
import { full, short } from '../numbers.js';
import { wordOf } from '../steps.js';
import { drawPlace, stepAt, tokenOf } from './place.js';

/** @import { App } from '../app.js' */
/** @import { Screen } from '../screen.js' */
/** @import { TableData } from '../table.js' */

const TRIED = 12;
const GAP = '____';

/**
 * @typedef {object} Filled
 * @property {number} id
 * @property {string} label
 * @property {number} p      from the left
 * @property {number} rank
 * @property {number} left
 * @property {number} right
 * @property {number} sum    L of the whole sentence
 * @property {number} whole  rank by it
 * @property {number} share
 * @property {boolean} here
 * @property {boolean|null} allowed
 */

export class BlankView {
  el = el('div', { class: 'stacked' });
  #place = el('p', { class: 'context' });
  #list = el('div', { class: 'blank', role: 'group' });
  #note = el('p', { class: 'quiet' });

  /** @type {'blank'|'gap'} */
  view = 'blank';

  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.el.append(this.#place, this.#list, this.#note);
  }

  /** @param {Screen} screen */
  suits({ step, tape }) {
    const ofRow = step.shape[0] === tape.tokens.length && step.shape.length === 2;
    return tape.tokens.length > 1 && (ofRow || wordOf(step.name) !== null);
  }

  /** @param {Screen} screen */
  draw(screen) {
    const blank = blankOf(screen);
    if (!blank) return blank === null;
    const { say } = this.app;
    const gap = gapOf(screen);
    drawPlace(this.#place, { ...screen, row: gap }, (row) => this.#go(screen, row));
    this.#list.classList.toggle('half', this.view === 'gap');
    fill(this.#list, ...(this.view === 'gap' ? this.#fromLeft(blank.words) : this.#fromBoth(blank.words)));
    if (this.view === 'gap') fill(/** @type {HTMLElement} */ (this.#place.children[gap]), GAP);
    this.#note.textContent = say(this.view === 'gap' ? 'blank.note_left' : blank.words.some(({ allowed }) => allowed === false) ? 'blank.note_world' : 'blank.note', { n: blank.words.length });
    return true;
  }

  /** @param {Filled[]} words */
  #fromLeft(words) {
    const { say } = this.app;
    const order = words.toSorted((a, b) => a.rank - b.rank);
    return [
      el('p', { class: 'head quiet' }, el('span', {}, say('table.word')), el('span', { class: 'two' }, say('blank.left'))),
      ...order.map((w) => el('p', {}, el('b', {}, w.label), bar(w.p / Math.max(order[0].p, 1e-9)), el('span', { class: 'p', title: full(w.p) }, short(w.p)))),
    ];
  }

  /** @param {Filled[]} words */
  #fromBoth(words) {
    const { say } = this.app;
    const [byLeft, byWhole] = [Math.max(...words.map(({ p }) => p), 1e-9), Math.max(...words.map(({ share }) => share), 1e-9)];
    return [
      el('p', { class: 'head quiet' }, el('span', {}, say('table.word')), el('span', { class: 'two' }, say('blank.left')), el('span', { class: 'p behind' }, say('blank.right')), el('span', { class: 'p' }, say('blank.whole')), el('span', { class: 'two' }, say('blank.share'))),
      ...words.map((w) => el('p', { class: w.here ? 'here' : '' },
        el('b', {}, w.label, w.allowed === false ? el('span', { class: 'none', title: say('blank.outside') }, ' ✗') : null),
        bar(w.p / byLeft), el('span', { class: 'p', title: full(w.p) }, short(w.p)),
        el('span', { class: 'p behind', title: full(w.right) }, short(w.right)), el('span', { class: 'p', title: full(w.sum) }, short(w.sum)),
        bar(w.share / byWhole), el('span', { class: 'p', title: full(w.share) }, short(w.share)))),
    ];
  }

  /**
   * @param {Screen} screen
   * @param {number} row
   */
  #go(screen, row) {
    this.app.pause();
    const at = Math.min(Math.max(row, 1), screen.tape.tokens.length - 1);
    const step = stepAt(screen, at);
    this.app.go({ step: step ?? screen.step.name, cell: step ? undefined : [at, 0], t: undefined, term: undefined, view: this.view });
  }

  /**
   * @param {Screen} screen
   * @param {number} rows
   * @param {number} cols
   */
  walk(screen, rows, cols) {
    this.#go(screen, gapOf(screen) + rows + cols);
    return true;
  }

  title() {
    return this.app.say('blank.title');
  }

  /**
   * @param {Screen} screen
   * @returns {TableData|null}
   */
  table(screen) {
    const blank = blankOf(screen);
    if (!blank) return null;
    const { say } = this.app;
    if (this.view === 'gap') {
      const order = blank.words.toSorted((a, b) => a.rank - b.rank);
      return { caption: `${this.title()}. ${this.#note.textContent}`, head: [say('blank.left_rank'), say('table.word'), say('blank.left')], rows: order.map((w) => ({ head: String(w.rank), cells: [w.label, w.p] })) };
    }
    return {
      caption: `${this.title()}. ${this.#note.textContent}`,
      head: [say('blank.whole_rank'), say('table.word'), say('blank.left'), say('blank.left_rank'), say('blank.right'), say('blank.whole'), say('blank.share')],
      rows: blank.words.map((w) => ({ head: String(w.whole), cells: [w.label, w.p, String(w.rank), w.right, w.sum, w.share] })),
      focus: Math.max(blank.words.findIndex(({ here }) => here), 0),
    };
  }
}

/** The gap, while the whole sentence has not been asked yet. */
export class GapView extends BlankView {
  /** @type {'blank'|'gap'} */
  view = 'gap';
}

/** @param {number} length of a bar, as a share of the longest */
function bar(length) {
  return svg('svg', { viewBox: '0 0 100 10', preserveAspectRatio: 'none', 'aria-hidden': 'true' }, svg('rect', { width: Math.max(100 * length, 0.4), height: 10 }));
}

/** The position of the gap: the word in focus, never the first token. @param {Screen} screen */
function gapOf(screen) {
  return Math.min(Math.max(tokenOf(screen), 1), screen.tape.tokens.length - 1);
}

/**
 * @param {Screen} screen
 * @returns {{words: Filled[]}|null|undefined}
 */
function blankOf(screen) {
  return screen.tape.view('blank', { row: gapOf(screen), n: Math.min(TRIED, screen.tape.catalogue.model.vocab_size) });
}
