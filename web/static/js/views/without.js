// The next word with the last LayerNorm and without it, side by side: chapter
// 8.1.2 beside 8.1.3 as printed.

import { el } from '../dom.js';
import { short } from '../numbers.js';
import { named } from './bars.js';
import { drawColumns } from './columns.js';
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

const SHOWN = 5; // of either: up to twice as many rows
const SHOWN_LARGE = 3; // in the projector view

export class WithoutView {
  el = el('div', { class: 'stacked sampling without' });
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
    const said = withoutOf(screen, this.app);
    if (!said) return said === null;
    const { say } = this.app;
    drawPlace(this.#place, screen, (row) => this.app.pick(row));
    const bars = (/** @type {number[]} */ values, role = '') => values.map((value, i) => ({ value, to: value, role: `${i ? 'drawn' : 'p'} ${role}` }));
    const figures = (/** @type {number[]} */ values) => values.map((value) => ({ value }));
    drawColumns(this.#list, [{ text: say('without.with') }, { text: say('without.without') }], [
      { label: say('without.length'), role: 'figure', bars: figures([said.normed, said.length]) },
      { label: say('without.entropy'), role: 'figure', bars: figures(said.entropy) },
      ...said.entries.map(({ label, p, bare }) => ({ label: named(label, say), bars: bars([p, bare]) })),
      { label: say('bars.rest', { n: said.size - said.entries.length }), role: 'quiet', bars: bars(said.rest, 'rest') },
    ]);
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
    const said = withoutOf(screen, this.app);
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
 * @param {App} app
 * @returns {Without|null|undefined}
 */
function withoutOf({ tape, row }, { state }) {
  return tape.view('without', { row, n: Math.min(state.projector ? SHOWN_LARGE : SHOWN, tape.catalogue.model.vocab_size) });
}
