// The same text in the eyes of several guessers: model, truth, bigram, unigram
// and uniform, how much each pays for it, and what each gave to one word of it.

import { el, fill, svg } from '../dom.js';
import { full, short } from '../numbers.js';
import { drawPlace } from './place.js';

/** @import { App } from '../app.js' */
/** @import { Screen } from '../screen.js' */
/** @import { TableData } from '../table.js' */

/**
 * @typedef {object} Guesser
 * @property {string} name
 * @property {(number|null)[]} p
 * @property {number|null} sum  L; null for −∞
 * @property {number|null} mean_nll
 * @property {number|null} perplexity
 * @property {number|null} bits
 */

/** @typedef {{words: number, characters: number, guessers: Guesser[]}} Guessers */

export class GuessersView {
  el = el('div', { class: 'stacked' });
  #place = el('p', { class: 'context' });
  #list = el('div', { class: 'guessers', role: 'group', tabindex: '0' });
  #note = el('p', { class: 'quiet' });

  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.el.append(this.#place, this.#list, this.#note);
  }

  suits() {
    return true;
  }

  /** @param {Screen} screen */
  draw(screen) {
    const said = guessersOf(screen);
    if (!said) return said === null;
    const { say } = this.app;
    const { tape, t } = screen;
    const first = tape.tokens.length - tape.words.length;
    drawPlace(this.#place, { ...screen, row: t - 1 + first }, (row) => this.#go(row - first + 1));
    const most = Math.max(...said.guessers.map(({ sum }) => -(sum ?? 0)), 1e-9);
    const word = tape.words[t - 1]?.label ?? '';
    fill(this.#list,
      el('p', { class: 'head quiet' }, ...[say('guessers.who'), '−ℒ', 'ℒ', say('guessers.perplexity'), say('guessers.bits'), `P(${word})`].map((text) => el('span', {}, text))),
      ...said.guessers.map(({ name, sum, perplexity, bits, p }) => el('p', { class: name },
        el('b', {}, this.#nameOf(screen, name)),
        svg('svg', { viewBox: '0 0 100 10', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
          svg('rect', { width: sum === null ? (said.words ? 100 : 0) : Math.max((-100 * sum) / most, 0.3), height: 10 })),
        ...[logOf(said, sum), powerOf(said, perplexity), powerOf(said, bits), p[t - 1]].map((x) => el('span', { class: 'p', title: full(x) }, short(x))))));
    this.#note.textContent = say(said.words === tape.words.length ? 'guessers.over_all' : 'guessers.over', { n: said.words, all: tape.words.length, c: said.characters });
    return true;
  }

  /**
   * @param {Screen} screen
   * @param {string} name
   */
  #nameOf({ tape }, name) {
    return name === 'model' ? tape.catalogue.model.name : this.app.say(`guessers.${name}`);
  }

  /** @param {number} t */
  #go(t) {
    const screen = this.app.screen();
    this.app.pause();
    if (t >= 1 && screen?.tape.named(`chain.${t}.factor`)) this.app.go({ step: `chain.${t}.factor`, cell: undefined, t: undefined, term: undefined, view: 'guessers' });
  }

  /**
   * @param {Screen} screen
   * @param {number} rows
   * @param {number} cols
   */
  walk(screen, rows, cols) {
    this.#go(screen.t + rows + cols);
    return true;
  }

  title() {
    return this.app.say('guessers.title');
  }

  /**
   * @param {Screen} screen
   * @returns {TableData|null}
   */
  table(screen) {
    const said = guessersOf(screen);
    if (!said) return null;
    const { say } = this.app;
    const { tape, t } = screen;
    return {
      caption: `${this.title()}. ${this.#note.textContent}`,
      head: [say('guessers.who'), 'ℒ', say('guessers.mean_nll'), say('guessers.perplexity'), say('guessers.bits'), ...tape.words.map(({ label }) => `P(${label})`)],
      rows: said.guessers.map((g) => ({
        head: this.#nameOf(screen, g.name),
        cells: [logOf(said, g.sum), g.mean_nll ?? -logOf(said, g.sum), powerOf(said, g.perplexity), powerOf(said, g.bits), ...g.p],
      })),
      focus: 0, col: 4 + t,
      pick: (_, col) => this.#go(Math.max(col - 4, 1)),
    };
  }
}

/** L where one of the words was impossible is −∞. @param {Guessers} said @param {number|null} x */
const logOf = ({ words }, x) => x ?? (words ? -Infinity : NaN);

/** @param {Guessers} said @param {number|null} x */
const powerOf = ({ words }, x) => x ?? (words ? Infinity : NaN);

/**
 * @param {Screen} screen
 * @returns {Guessers|null|undefined}
 */
function guessersOf({ tape }) {
  return tape.view('guessers');
}
