// Reading the model too early: a row for each depth of the residual stream, the
// likeliest words there, and how probable the word was that really followed.

import { el, fill, svg } from '../dom.js';
import { full, short, tiny } from '../numbers.js';
import { layerOf } from '../steps.js';
import { colours, css, magnitudes, wantsDarkInk } from '../palette.js';
import { widthOf } from './layout.js';
import { drawPlace } from './place.js';

/** @import { App } from '../app.js' */
/** @import { Screen } from '../screen.js' */
/** @import { TableData } from '../table.js' */
/** @import { TopEntry } from '../types.js' */

/**
 * @typedef {object} Depth
 * @property {number} step
 * @property {string} name
 * @property {TopEntry[]} entries
 * @property {TopEntry} [next]
 */

/** @typedef {{next?: {id: number, label: string}, depths: Depth[]}} Lens */

const SHOWN = 5;
const WIDE = 4; // em: where a word is wider, all are written a little smaller
const WIDEST = 4.7; // em: those wider still, smaller still

export class LensView {
  el = el('div', { class: 'stacked' });
  #place = el('p', { class: 'context' });
  #grid = el('div', { class: 'lens', role: 'group' });

  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.el.append(this.#place, this.#grid);
  }

  suits() {
    return true;
  }

  /** @param {Screen} screen */
  draw(screen) {
    const lens = lensOf(screen);
    if (!lens) return lens === null;
    const { say } = this.app;
    const dark = getComputedStyle(this.el).colorScheme.includes('dark');
    const colour = colours(magnitudes(0, 1), dark);
    drawPlace(this.#place, screen, (row) => this.#go(screen, depthOf(lens, screen.step.name).name, row));
    const here = depthOf(lens, screen.step.name);
    const focused = this.#grid.contains(document.activeElement);
    this.#grid.classList.toggle('wordy', lens.depths.some(({ entries }) => entries.some(({ label }) => widthOf(label) > WIDE)));
    fill(this.#grid,
      el('p', { class: 'head quiet' }, el('span', {}, say('lens.depth')), el('span', {}, say('lens.likeliest')),
        lens.next ? el('span', { class: 'came' }, say('lens.next', { word: lens.next.label })) : null),
      ...lens.depths.map((depth) => el('button', {
        type: 'button', 'aria-pressed': String(depth === here), onclick: () => this.#go(screen, depth.name, screen.row),
      }, el('b', {}, this.#nameOf(depth.name)),
      el('span', { class: 'said-row' }, ...depth.entries.map(({ id, label, p }) => {
        const rgb = colour(p);
        const cell = el('span', { class: `said ${id === lens.next?.id ? 'came' : ''}`, title: full(p) }, el('b', { class: widthOf(label) > WIDEST ? 'long' : null }, label), el('span', {}, tiny(p)));
        Object.assign(cell.style, { background: css(rgb), color: wantsDarkInk(rgb) ? '#000000' : '#ffffff' });
        return cell;
      })),
      depth.next ? el('span', { class: 'next' }, svg('svg', { viewBox: '0 0 100 10', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
        svg('rect', { width: Math.max(100 * depth.next.p, 0.5), height: 10 })), el('span', { class: 'p', title: full(depth.next.p) }, short(depth.next.p))) : null)));
    if (focused) /** @type {HTMLElement|null} */ (this.#grid.querySelector('[aria-pressed="true"]'))?.focus();
    return true;
  }

  /** @param {string} name */
  #nameOf(name) {
    const n = layerOf(name);
    return n === null ? this.app.say('lens.embd') : this.app.say('lens.block', { n });
  }

  /**
   * @param {Screen} screen
   * @param {string} step
   * @param {number} row
   */
  #go({ cell }, step, row) {
    this.app.pause();
    this.app.go({ step, cell: [row, cell.length === 2 ? cell[1] : 0], t: undefined, term: undefined, view: 'lens' });
  }

  /**
   * @param {Screen} screen
   * @param {number} rows
   */
  walk(screen, rows) {
    const lens = lensOf(screen);
    if (!lens || rows === 0) return false;
    const at = lens.depths.indexOf(depthOf(lens, screen.step.name)) + rows;
    this.#go(screen, lens.depths[Math.min(Math.max(at, 0), lens.depths.length - 1)].name, screen.row);
    return true;
  }

  /** @param {Screen} screen */
  title({ tape, row }) {
    return this.app.say('lens.title', { word: tape.tokens[row].label });
  }

  /**
   * @param {Screen} screen
   * @returns {TableData|null}
   */
  table(screen) {
    const lens = lensOf(screen);
    if (!lens) return null;
    const { say } = this.app;
    return {
      caption: this.title(screen),
      head: [say('lens.depth'), ...Array.from({ length: SHOWN }, (_, i) => [say('lens.rank', { n: i + 1 }), say('table.p')]).flat(), ...(lens.next ? [say('lens.next', { word: lens.next.label }), say('table.rank')] : [])],
      rows: lens.depths.map(({ name, entries, next }) => ({
        head: this.#nameOf(name), cells: [...entries.flatMap(({ label, p }) => [label, p]), ...(next ? [next.p, next.rank ?? null] : [])],
      })),
      focus: lens.depths.indexOf(depthOf(lens, screen.step.name)),
      pick: (i) => this.#go(screen, lens.depths[i].name, screen.row),
    };
  }
}

/**
 * The depth a step belongs to: the last one that it has gone past.
 * @param {Lens} lens
 * @param {string} name
 */
function depthOf({ depths }, name) {
  const layer = layerOf(name);
  if (layer === null) return name === 'embd' ? depths[0] : depths[depths.length - 1];
  return depths.find((depth) => depth.name === name) ?? depths[layer];
}

/**
 * @param {Screen} screen
 * @returns {Lens|null|undefined}
 */
function lensOf({ tape, row }) {
  return tape.view('lens', { row, n: Math.min(SHOWN, tape.catalogue.model.vocab_size) });
}
