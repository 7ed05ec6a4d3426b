// What one position says about the next word, over the whole vocabulary; in a
// small world beside what is true of it.

import { el, fill } from '../dom.js';
import { short } from '../numbers.js';
import { barsOf, cutTo, drawBars, named } from './bars.js';
import { truthOf } from './truth.js';

/** @import { App } from '../app.js' */
/** @import { Screen } from '../screen.js' */
/** @import { TableData } from '../table.js' */
/** @import { Came } from './bars.js' */
/** @import { Step, Top } from '../types.js' */

const SHOWN = 14;
const FEWEST = 4;
/** A token before the row in focus, at it, and after it. */
const PLACES = ['before', 'on', 'after'];

export class DistributionView {
  el = el('div', { class: 'distribution' });
  #context = el('p', { class: 'context' });
  #truth = el('p', { class: 'quiet of-truth' });
  #bars = el('div');
  #shown = SHOWN;

  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.el.append(this.#context, this.#truth, this.#bars);
  }

  /** @param {Screen} screen */
  draw(screen) {
    const { tape, row } = screen;
    const step = distributionStep(screen);
    const came = cameAfter(screen);
    const axis = screen.kind.axes.indexOf('V');
    // Row t has read tokens 0 to t and expects the next: the arrow stands behind token t.
    fill(this.#context, ...tape.tokens.flatMap((token, i) => [
      el('button', { type: 'button', class: PLACES[Math.sign(i - row) + 1] + (i === row + 1 ? ' idea w' : ''), 'aria-pressed': String(i === row), onclick: () => (axis < 0 ? this.app.lookAt(/** @type {Step} */ (step), [i, tape.tokens[Math.min(i + 1, tape.tokens.length - 1)].id]) : this.app.pick(i)) }, token.label),
      i === row ? el('span', { class: 'arrow' }, ' → ') : null,
    ]), row === tape.tokens.length - 1 ? el('b', { class: 'idea w' }, '?') : null);
    this.#shown = this.#room();
    const compared = besideTruth(screen, this.#shown);
    const top = step && (compared ?? tape.top(step, row, this.#shown, came?.id));
    if (!top) return top === null;
    this.#truth.hidden = !compared;
    if (compared) fill(this.#truth, ...this.#about(compared));
    const id = screen.cell[axis];
    const fitting = cutTo(top, this.#shown + 2, [came?.id, id]); // of the truth every possible word has come
    drawBars(this.#bars, barsOf(fitting, came, this.app.say), { id, onPick: (word) => this.app.lookAt(step, [row, word]) });
    if (this.#room() !== this.#shown) this.app.store.set({ news: this.app.state.news + 1 }); // now that a line can be measured
    return true;
  }

  /** How many words there is room for below the sentence, beside the one that came and all the rest. */
  #room() {
    const line = /** @type {HTMLElement|null} */ (this.#bars.querySelector('li'))?.offsetHeight ?? 0;
    if (!line) return SHOWN;
    const room = this.el.clientHeight - this.#context.offsetHeight - this.#truth.offsetHeight - line;
    return Math.min(Math.max(Math.floor(room / line) - 2, FEWEST), SHOWN);
  }

  /**
   * How far the model is from the truth, in a line.
   * @param {Compared} compared
   */
  #about({ allowed, entropy, kl }) {
    const { say } = this.app;
    if (!allowed) return [say('truth.outside')];
    return [el('span', { class: 'key' }, el('i', { class: 'filled' }), ` ${say('truth.model')}`), el('span', { class: 'key' }, el('i', { class: 'outlined' }), ` ${say('truth.true')}`),
      el('span', {}, say('truth.entropy_is', { n: short(entropy) })), el('span', {}, say('truth.kl_is', { n: short(kl) }))];
  }

  /**
   * @param {Screen} screen
   * @returns {TableData|null}
   */
  table(screen) {
    const step = distributionStep(screen);
    // The same request as the picture's: the table has its rows, and they are here.
    const compared = besideTruth(screen, this.#shown);
    const top = step && (compared ?? screen.tape.top(step, screen.row, this.#shown, cameAfter(screen)?.id));
    if (!top) return null;
    const { say } = this.app;
    return {
      caption: this.app.captionOf(screen),
      head: [say('table.rank'), say('table.token'), say('table.id'), say('table.p'), ...(compared ? [say('truth.true')] : [])],
      rows: [
        ...top.entries.map(({ id, label, p, rank, truth }, i) => ({ head: String(rank ?? i + 1), cells: [named(label, say), String(id), p, ...(compared ? [truth ?? say('truth.lost')] : [])] })),
        { head: '…', cells: [say('bars.rest', { n: top.rest.count }), '', top.rest.p, ...(compared ? [compared.allowed ? 0 : say('truth.lost')] : [])] },
      ],
      focus: Math.max(top.entries.findIndex(({ id }) => id === screen.cell[1]), 0), col: 2,
      pick: (i) => this.app.lookAt(step, [screen.row, top.entries[Math.min(i, top.entries.length - 1)].id]),
    };
  }
}

/**
 * The distribution beside the true one.
 * @typedef {Top & {world: string, allowed: boolean, entropy: number|null, kl: number|null}} Compared
 */

/**
 * @param {Screen} screen
 * @param {number} n
 * @returns {Compared|null|undefined} null where there is no truth, undefined while it is on its way
 */
function besideTruth({ tape, row }, n) {
  if (!truthOf(tape)) return null;
  return tape.view('compare', { row, n }) ?? undefined;
}

/**
 * @param {Screen} screen
 */
export function distributionStep({ tape, step }) {
  return ['logits', 'probs'].includes(step.name) ? step : tape.named('probs');
}

/**
 * The word that came after the row in focus, with the probability it had.
 * @param {Screen} screen
 * @returns {Came|null}
 */
export function cameAfter({ tape, row }) {
  const offset = tape.tokens.length - tape.words.length;
  const token = tape.tokens[row + 1];
  const factor = tape.named(`chain.${row + 2 - offset}.factor`);
  if (!token || typeof factor?.value !== 'number') return null;
  return { id: token.id, label: token.label, p: factor.value };
}
