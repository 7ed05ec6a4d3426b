// The loop of generating: the text that was given, and behind it each word that
// was drawn, with the probability the model gave to it. The one in focus is told of.

import { el, fill } from '../dom.js';
import { drawOf } from '../draws.js';
import { full, short, tiny } from '../numbers.js';
import { DrawControls } from './drawcontrols.js';

/** @import { App } from '../app.js' */
/** @import { Screen } from '../screen.js' */
/** @import { TableData } from '../table.js' */
/** @import { TopEntry } from '../types.js' */

/** @typedef {TopEntry & {n: number, best: TopEntry, u: number|null, drawn: number}} Drawn */

/** @typedef {{prompt: number, ended: boolean, limit: number, draws: Drawn[]}} Draws */

export class LoopView {
  el = el('div', { class: 'stacked' });
  #words = el('ol', { class: 'loop' });
  #note = el('p', { class: 'told' });
  #controls;

  /**
   * @param {App} app
   * @param {() => void} run
   */
  constructor(app, run) {
    this.app = app;
    this.#controls = new DrawControls(app, run);
    this.el.append(this.#controls.el, this.#words, this.#note);
  }

  /** @param {Screen} screen */
  suits({ step }) {
    return drawOf(step.name) !== null;
  }

  /** @param {Screen} screen */
  draw(screen) {
    this.#controls.draw();
    const said = drawsOf(screen);
    if (!said) return said === null;
    const { tape, step } = screen;
    const now = drawOf(step.name);
    const secret = isSecret(screen);
    const focused = this.#words.contains(document.activeElement);
    fill(this.#words, ...tape.tokens.slice(0, said.prompt).map(({ label }) => el('li', { class: 'given' }, el('b', {}, label))),
      ...said.draws.map((drawn) => el('li', { class: `drawn ${!secret && drawn.rank !== 1 ? 'other' : ''}` },
        el('button', { type: 'button', 'aria-pressed': String(drawn.n === now), title: full(drawn.p), onclick: () => this.#go(screen, drawn.n) },
          el('b', {}, drawn.label), el('span', {}, tiny(drawn.p))))));
    if (focused) /** @type {HTMLElement|null} */ (this.#words.querySelector('[aria-pressed="true"]'))?.focus();
    fill(this.#note, ...this.#told(said, said.draws[(now ?? 1) - 1], secret));
    return true;
  }

  /**
   * @param {Draws} said
   * @param {Drawn|undefined} drawn
   * @param {boolean} secret
   */
  #told(said, drawn, secret) {
    if (!drawn) return [];
    const { say } = this.app;
    const { n, label, p, rank, best } = drawn;
    return [say('draw.told', { n, of: said.draws.length, word: label, p: short(p) }), ' ',
      secret ? '' : rank === 1 ? say('draw.was_best') : say('draw.best', { rank, word: best.label, p: short(best.p) })];
  }

  /**
   * @param {Screen} screen
   * @param {number} n
   */
  #go({ tape, step }, n) {
    const part = step.name.replace(/^sample\.\d+\./, '');
    const to = tape.named(`sample.${n}.${part}`) ?? tape.named(`sample.${n}.choice`);
    this.app.pause();
    if (to) this.app.go({ step: to.name, cell: undefined, t: undefined, term: undefined, view: 'loop' });
  }

  /**
   * @param {Screen} screen
   * @param {number} rows
   * @param {number} cols
   */
  walk(screen, rows, cols) {
    this.#go(screen, (drawOf(screen.step.name) ?? 1) + rows + cols);
    return true;
  }

  title() {
    return this.app.say('draw.loop');
  }

  /**
   * @param {Screen} screen
   * @returns {TableData|null}
   */
  table(screen) {
    const said = drawsOf(screen);
    if (!said) return null;
    const { say } = this.app;
    const secret = isSecret(screen);
    return {
      caption: this.title(),
      head: ['N', say('table.word'), say('table.p'), 'u', ...(secret ? [] : [say('table.rank'), say('draw.likeliest'), say('table.p')])],
      rows: said.draws.map(({ n, label, p, u, rank, best }) => ({ head: String(n), cells: [label, p, u, ...(secret ? [] : [rank ?? null, best.label, best.p])] })),
      focus: (drawOf(screen.step.name) ?? 1) - 1, col: 1,
      pick: (i) => this.#go(screen, i + 1),
    };
  }
}

/** What a page asks is not told before. @param {Screen} screen */
function isSecret({ page }) {
  return page.asks?.some(({ id }) => id === 'always-likeliest') ?? false;
}

/**
 * @param {Screen} screen
 * @returns {Draws|null|undefined}
 */
export function drawsOf({ tape }) {
  return tape.view('draws');
}
