// The next word with the last LayerNorm and without it, side by side: chapter
// 8.1.2 beside 8.1.3 as printed.

import { el, fill, svg } from '../dom.js';
import { full, short } from '../numbers.js';
import { named } from './bars.js';
import { drawPlace } from './place.js';

/** @import { App } from '../app.js' */
/** @import { Screen } from '../screen.js' */
/** @import { TableData } from '../table.js' */
/** @import { TopEntry } from '../types.js' */

/**
 * @typedef {object} Without
 * @property {number} length
 * @property {number} normed
 * @property {[number, number]} entropy
 * @property {number|null} kl  null where it is infinite
 * @property {number} size
 * @property {(TopEntry & {bare: number})[]} entries
 * @property {[number, number]} rest
 */

const SHOWN = 7;

export class WithoutView {
  el = el('div', { class: 'stacked sampling' });
  #place = el('p', { class: 'context' });
  #list = el('div', { class: 'three two', role: 'group', tabindex: '0' });
  #note = el('p', { class: 'quiet' });

  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.el.append(this.#place, this.#list, this.#note);
  }

  /** @param {Screen} screen */
  suits({ step, base }) {
    return /^(ln_f|logits|probs)$/.test(step.name) && !base;
  }

  /** @param {Screen} screen */
  draw(screen) {
    const said = withoutOf(screen);
    if (!said) return said === null;
    const { say } = this.app;
    drawPlace(this.#place, screen, (row) => this.app.pick(row));
    const bar = (/** @type {number} */ x, /** @type {string} */ name) => el('span', { class: name },
      svg('svg', { viewBox: '0 0 100 10', preserveAspectRatio: 'none', 'aria-hidden': 'true' }, svg('rect', { width: Math.max(100 * x, 0.4), height: 10 })),
      el('span', { class: 'p', title: full(x) }, short(x)));
    const row = (/** @type {string} */ name, /** @type {(number|null)[]} */ values) => el('p', { class: 'figure' }, el('span', { class: 'word' }, name),
      ...values.map((x) => el('span', { class: 'p', title: full(x) }, short(x))));
    fill(this.#list,
      el('p', { class: 'head quiet' }, el('span', {}, ''), el('span', {}, say('without.with')), el('span', {}, say('without.without'))),
      ...said.entries.map(({ label, p, bare }) => el('p', {}, el('span', { class: 'word' }, named(label, say)), bar(p, 'p'), bar(bare, 'drawn'))),
      el('p', { class: 'quiet' }, el('span', { class: 'word' }, say('bars.rest', { n: said.size - said.entries.length })), ...said.rest.map((x, i) => bar(x, i ? 'drawn' : 'p'))),
      row(say('without.length'), [said.normed, said.length]), row(say('without.entropy'), said.entropy));
    this.#note.textContent = say('without.kl', { kl: short(said.kl ?? Infinity) });
    return true;
  }

  /** @param {Screen} screen */
  title({ tape, row }) {
    return this.app.say('without.title', { word: tape.tokens[row].label });
  }

  /**
   * @param {Screen} screen
   * @returns {TableData|null}
   */
  table(screen) {
    const said = withoutOf(screen);
    if (!said) return null;
    const { say } = this.app;
    return {
      caption: `${this.title(screen)}. ${say('without.kl', { kl: short(said.kl ?? Infinity) })}`,
      head: [say('table.token'), say('without.with'), say('without.without')],
      rows: [...said.entries.map(({ label, p, bare }) => ({ head: named(label, say), cells: [p, bare] })),
        { head: say('bars.rest', { n: said.size - said.entries.length }), cells: said.rest },
        { head: say('without.length'), cells: [said.normed, said.length] }, { head: say('without.entropy'), cells: said.entropy }],
      focus: 0, col: 1,
    };
  }
}

/**
 * @param {Screen} screen
 * @returns {Without|null|undefined}
 */
function withoutOf({ tape, row }) {
  return tape.view('without', { row, n: Math.min(SHOWN, tape.catalogue.model.vocab_size) });
}
