// A changed run beside the original where words are what is looked at: the
// factors of the chain, or the distribution of the next word.

import { el, fill, svg } from '../dom.js';
import { full, short } from '../numbers.js';
import { named } from './bars.js';
import { Effect, nextWords } from './effect.js';

/** @import { App } from '../app.js' */
/** @import { Screen } from '../screen.js' */
/** @import { TableData } from '../table.js' */

const SHOWN = 12;

export class CompareWordsView {
  el = el('div', { class: 'compare-words' });
  #bars = el('div', { class: 'distribution' });
  #effect;

  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.#effect = new Effect(app);
    this.el.append(this.#effect.el, this.#bars);
  }

  /**
   * @param {Screen} screen
   * @returns {boolean}
   */
  draw(screen) {
    const chain = screen.step.name.startsWith('chain.');
    this.#bars.hidden = chain;
    this.#effect.el.hidden = !chain;
    if (chain) return this.#effect.draw(screen);
    const words = nextWords(screen, SHOWN);
    if (!words) return false;
    const { say } = this.app;
    const longest = Math.max(...words.flatMap(({ before, after }) => [before, after]), 1e-9);
    const bar = (/** @type {number} */ p, /** @type {string} */ name) => svg('rect', { class: name, width: Math.max((100 * p) / longest, 0.3), height: 5, y: name === 'before' ? 0 : 5 });
    const probs = screen.tape.named('probs');
    fill(this.#bars,
      el('p', { class: 'key' }, el('i', { class: 'before' }), ` ${say('whatif.before')}  `, el('i', { class: 'after' }), ` ${say('whatif.after')}`),
      el('ol', { class: 'bars two' }, ...words.map(({ id, label, before, after }) => el('li', {},
        el('button', { type: 'button', class: 'word', onclick: () => probs && this.app.lookAt(probs, [screen.row, id]) }, named(label, say)),
        svg('svg', { 'aria-hidden': 'true', preserveAspectRatio: 'none', viewBox: '0 0 100 10' }, bar(before, 'before'), bar(after, 'after')),
        el('span', { class: 'p', title: `${full(before)} → ${full(after)}` }, `${short(before)} → ${short(after)}`)))));
    return true;
  }

  /**
   * @param {Screen} screen
   * @returns {TableData|null}
   */
  table(screen) {
    const words = screen.step.name.startsWith('chain.') ? null : nextWords(screen, SHOWN);
    if (!words) return this.#effect.table(screen);
    const { say } = this.app;
    return {
      caption: say('whatif.next', { word: screen.tape.tokens[screen.row]?.label ?? '' }),
      head: [say('table.token'), say('whatif.before'), say('whatif.after'), say('whatif.change')],
      rows: words.map(({ label, before, after }) => ({ head: label, cells: [before, after, after - before] })),
    };
  }
}
