// A gap in the sentence: what the words on the left say of it, and what the
// probability of the whole sentence says, candidate by candidate.

import { el, fill, svg } from '../dom.js';
import { full, short } from '../numbers.js';
import { drawPlace } from './place.js';

/** @import { App } from '../app.js' */
/** @import { Screen } from '../screen.js' */
/** @import { TableData } from '../table.js' */

const TRIED = 12;

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

  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.el.append(this.#place, this.#list, this.#note);
  }

  /** @param {Screen} screen */
  suits({ step, tape }) {
    return step.shape[0] === tape.tokens.length && step.shape.length === 2 && tape.tokens.length > 1;
  }

  /** @param {Screen} screen */
  draw(screen) {
    const blank = blankOf(screen);
    if (!blank) return blank === null;
    const { say } = this.app;
    const gap = gapOf(screen);
    drawPlace(this.#place, { ...screen, row: gap }, (row) => this.#go(screen, row));
    const [byLeft, byWhole] = [Math.max(...blank.words.map(({ p }) => p), 1e-9), Math.max(...blank.words.map(({ share }) => share), 1e-9)];
    const bar = (/** @type {number} */ length) => svg('svg', { viewBox: '0 0 100 10', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
      svg('rect', { width: Math.max(100 * length, 0.4), height: 10 }));
    fill(this.#list,
      el('p', { class: 'head quiet' }, el('span', {}, say('table.word')), el('span', { class: 'two' }, say('blank.left')), el('span', { class: 'p behind' }, say('blank.right')), el('span', { class: 'p' }, say('blank.whole')), el('span', { class: 'two' }, say('blank.share'))),
      ...blank.words.map((w) => el('p', { class: w.here ? 'here' : '' },
        el('b', {}, w.label, w.allowed === false ? el('span', { class: 'none', title: say('blank.outside') }, ' ✗') : null),
        bar(w.p / byLeft), el('span', { class: 'p', title: full(w.p) }, short(w.p)),
        el('span', { class: 'p behind', title: full(w.right) }, short(w.right)), el('span', { class: 'p', title: full(w.sum) }, short(w.sum)),
        bar(w.share / byWhole), el('span', { class: 'p', title: full(w.share) }, short(w.share)))));
    this.#note.textContent = say(blank.words.some(({ allowed }) => allowed === false) ? 'blank.note_world' : 'blank.note', { n: blank.words.length });
    return true;
  }

  /**
   * @param {Screen} screen
   * @param {number} row
   */
  #go({ step, tape }, row) {
    this.app.pause();
    const at = Math.min(Math.max(row, 1), tape.tokens.length - 1);
    this.app.go({ step: step.name, cell: [at, 0], t: undefined, term: undefined, view: 'blank' });
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
    return {
      caption: `${this.title()}. ${this.#note.textContent}`,
      head: [say('blank.whole_rank'), say('table.word'), say('blank.left'), say('blank.left_rank'), say('blank.right'), say('blank.whole'), say('blank.share')],
      rows: blank.words.map((w) => ({ head: String(w.whole), cells: [w.label, w.p, String(w.rank), w.right, w.sum, w.share] })),
      focus: Math.max(blank.words.findIndex(({ here }) => here), 0),
    };
  }
}

/** The position of the gap: the word in focus, never the start token. @param {Screen} screen */
function gapOf({ row, tape }) {
  return Math.min(Math.max(row, 1), tape.tokens.length - 1);
}

/**
 * @param {Screen} screen
 * @returns {{words: Filled[]}|null|undefined}
 */
function blankOf(screen) {
  return screen.tape.view('blank', { row: gapOf(screen), n: Math.min(TRIED, screen.tape.catalogue.model.vocab_size) });
}
