// The residual stream at one position: what each part of the model adds, and how
// long the vector is then.

import { el, fill, svg } from '../dom.js';
import { full, short } from '../numbers.js';
import { layerOf } from '../steps.js';
import { drawPlace } from './place.js';

/** @import { App } from '../app.js' */
/** @import { Screen } from '../screen.js' */
/** @import { TableData } from '../table.js' */

/**
 * @typedef {object} Part
 * @property {number} step
 * @property {string} name
 * @property {number} adds
 * @property {string} after
 * @property {number} length
 * @property {number} cosine
 */

export class StreamView {
  el = el('div', { class: 'stacked' });
  #place = el('p', { class: 'context' });
  #list = el('div', { class: 'stream', role: 'group' });

  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.el.append(this.#place, this.#list);
  }

  suits() {
    return true;
  }

  /** @param {Screen} screen */
  draw(screen) {
    const parts = partsOf(screen);
    if (!parts) return parts === null;
    const { say } = this.app;
    drawPlace(this.#place, screen, (row) => this.#go(screen, screen.step.name, row));
    const longest = Math.max(...parts.map(({ adds, length }) => Math.max(adds, length)));
    const focused = this.#list.contains(document.activeElement);
    fill(this.#list,
      el('p', { class: 'head quiet' }, el('span', {}, say('stream.part')), el('span', {}, say('stream.adds')), el('span', {}, say('stream.length'))),
      ...parts.map((part) => el('button', {
        type: 'button', class: idea(part.name), 'aria-pressed': String(part.name === screen.step.name || part.after === screen.step.name),
        onclick: () => this.#go(screen, part.name, screen.row),
      }, el('b', {}, this.#nameOf(part.name)), bar(part.adds, longest, ''), bar(part.length, longest, 'x'))));
    if (focused) /** @type {HTMLElement|null} */ (this.#list.querySelector('[aria-pressed="true"]'))?.focus();
    return true;
  }

  /**
   * Another part, or another place; the picture stays.
   * @param {Screen} screen
   * @param {string} step
   * @param {number} row
   */
  #go({ cell }, step, row) {
    this.app.pause();
    this.app.go({ step, cell: cell.length === 2 ? [row, cell[1]] : [row, 0], t: undefined, term: undefined, view: 'stream' });
  }

  /** @param {string} name */
  #nameOf(name) {
    const n = layerOf(name);
    if (n === null) return this.app.say(`stream.${name}`);
    return this.app.say(name.includes('.attn.') ? 'stream.attn' : 'stream.mlp', { n });
  }

  /**
   * @param {Screen} screen
   * @param {number} rows
   */
  walk(screen, rows) {
    const parts = partsOf(screen);
    if (!parts || rows === 0) return false;
    const at = parts.findIndex(({ name, after }) => name === screen.step.name || after === screen.step.name);
    const next = parts[Math.min(Math.max(at + rows, 0), parts.length - 1)];
    this.#go(screen, next.name, screen.row);
    return true;
  }

  /** @param {Screen} screen */
  title(screen) {
    return this.app.say('stream.title', { word: screen.tape.tokens[screen.row].label });
  }

  /**
   * @param {Screen} screen
   * @returns {TableData|null}
   */
  table(screen) {
    const parts = partsOf(screen);
    if (!parts) return null;
    const { say } = this.app;
    return {
      caption: this.title(screen),
      head: [say('stream.part'), say('stream.adds'), say('stream.length'), say('stream.cosine')],
      rows: parts.map(({ name, adds, length, cosine }) => ({ head: this.#nameOf(name), cells: [adds, length, cosine] })),
      focus: Math.max(parts.findIndex(({ name, after }) => name === screen.step.name || after === screen.step.name), 0),
      pick: (i) => this.#go(screen, parts[i].name, screen.row),
    };
  }
}

/** @param {string} name */
function idea(name) {
  if (name.includes('.attn.')) return 'by-attn';
  return name.includes('.mlp.') ? 'by-mlp' : 'by-table';
}

/**
 * @param {number} x
 * @param {number} longest
 * @param {string} kind
 */
function bar(x, longest, kind) {
  return el('span', { class: `length ${kind}` },
    svg('svg', { viewBox: '0 0 100 10', preserveAspectRatio: 'none', 'aria-hidden': 'true' }, svg('rect', { width: Math.max((100 * x) / longest, 0.5), height: 10 })),
    el('span', { class: 'p', title: full(x) }, short(x)));
}

/**
 * @param {Screen} screen
 * @returns {Part[]|null|undefined}
 */
function partsOf({ tape, row }) {
  const answer = tape.view('stream', { row });
  return answer && answer.parts;
}
