// Keys and values that are kept: the matrix of K or V, of which each draw adds a
// row, and for each draw how many numbers it takes with and without keeping them.

import { el, fill, svg } from '../dom.js';
import { MatrixView } from './matrix.js';

/** @import { App } from '../app.js' */
/** @import { Screen } from '../screen.js' */
/** @import { TableData } from '../table.js' */

/** @typedef {{n: number, positions: number, new: number, cells: number, anew: number}} Work */

/** @typedef {{prompt: number, draws: Work[]}} Cache */

export class CacheView {
  el = el('div', { class: 'stacked cache' });
  #matrix;
  #note = el('p', { class: 'told' });
  #bars = el('div', { class: 'work' });

  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.#matrix = new MatrixView(app);
    this.el.append(this.#matrix.el, this.#note, this.#bars);
  }

  /** @param {Screen} screen */
  suits({ step }) {
    return /^h\.\d+\.attn\.[kv]$/.test(step.name);
  }

  /** @param {Screen} screen */
  draw(screen) {
    const said = cacheOf(screen);
    if (said === undefined) return false;
    if (said) this.#work(screen, said); // first, since the matrix takes the room that is left
    return this.#matrix.draw(screen);
  }

  /**
   * What the draw in focus took, and what all of them took.
   * @param {Screen} screen
   * @param {Cache} said
   */
  #work(screen, said) {
    const { say } = this.app;
    const work = workAt(said, screen.row);
    const secret = screen.page.asks?.some(({ id }) => id === 'rows-anew');
    fill(this.#note, work && !secret ? say('cache.told', { n: work.n, positions: work.positions, new: work.new, cells: count(work.cells), anew: count(work.anew) }) : '');
    this.#bars.hidden = Boolean(secret);
    const most = Math.max(...said.draws.map(({ anew }) => anew), 1);
    const sum = (/** @type {'cells'|'anew'} */ of) => count(said.draws.reduce((all, one) => all + one[of], 0));
    fill(this.#bars,
      svg('svg', { viewBox: `0 0 ${said.draws.length || 1} 100`, preserveAspectRatio: 'none', 'aria-hidden': 'true' },
        ...said.draws.flatMap(({ n, anew, cells }) => [
          svg('rect', { class: 'anew', x: n - 0.92, width: 0.84, y: 100 - (100 * anew) / most, height: (100 * anew) / most }),
          svg('rect', { class: n === work?.n ? 'with now' : 'with', x: n - 0.92, width: 0.84, y: 100 - (100 * cells) / most, height: (100 * cells) / most })])),
      el('p', { class: 'quiet' }, el('span', { class: 'key with' }, el('i'), ` ${say('cache.kept', { n: sum('cells') })}`), el('span', { class: 'key anew' }, el('i'), ` ${say('cache.anew', { n: sum('anew') })}`)));
  }

  /** @param {Screen} screen */
  title({ step }) {
    return this.app.say(step.name.endsWith('.k') ? 'cache.keys' : 'cache.values');
  }

  /**
   * @param {Screen} screen
   * @returns {TableData|null}
   */
  table(screen) {
    const said = cacheOf(screen);
    if (!said?.draws.length) return this.#matrix.table(screen);
    const { say } = this.app;
    return {
      caption: this.title(screen),
      head: ['N', say('cache.positions'), say('cache.new'), say('cache.with'), say('cache.without')],
      rows: said.draws.map((work) => ({ head: String(work.n), cells: [work.positions, work.new, work.cells, work.anew] })),
      focus: Math.max((workAt(said, screen.row)?.n ?? 1) - 1, 0), col: 2,
      pick: (i) => this.app.pick(said.prompt + i - 1),
    };
  }
}

/**
 * The draw that a row is new for: the first one reads all of the prompt.
 * @param {Cache} cache
 * @param {number} row
 */
function workAt({ prompt, draws }, row) {
  return draws[Math.min(Math.max(row - prompt + 1, 0), draws.length - 1)];
}

/** @param {number} n with spaces between thousands */
function count(n) {
  return String(n).replace(/\B(?=(\d{3})+$)/g, '\u2009');
}

/**
 * @param {Screen} screen
 * @returns {Cache|null|undefined}
 */
function cacheOf({ tape }) {
  return tape.view('cache');
}
