// The words whose vectors point most nearly the same way as one word's.

import { el, fill } from '../dom.js';
import { drawBars } from './bars.js';
import { drawPlace } from './place.js';

/** @import { App } from '../app.js' */
/** @import { Screen } from '../screen.js' */
/** @import { TableData } from '../table.js' */

const SHOWN = 12;

export class NeighboursView {
  el = el('div', { class: 'distribution neighbours' });
  #place = el('p', { class: 'context' });
  #head = el('p', { class: 'context quiet' });
  #bars = el('div', { class: 'all' });

  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.el.append(this.#place, this.#head, this.#bars);
  }

  /** @param {Screen} screen */
  suits({ kind }) {
    return kind.axes[0] === 'T';
  }

  /** @param {Screen} screen */
  draw(screen) {
    const near = nearOf(screen);
    if (!near) return near === null;
    drawPlace(this.#place, screen, (row) => this.app.pick(row));
    fill(this.#head, this.app.say('neighbours.of', { word: near.token.label, n: near.size }));
    // The word itself stands first, so that the bars are measured by a cosine of 1.
    drawBars(this.#bars, [
      { ...near.token, p: near.token.cosine, role: 'came' },
      ...near.entries.map((/** @type {any} */ word) => ({ ...word, p: word.cosine, role: '' })),
    ]);
    return true;
  }

  /** @param {Screen} screen */
  title({ tape, row }) {
    return this.app.say('neighbours.title', { word: tape.tokens[row].label });
  }

  /**
   * @param {Screen} screen
   * @returns {TableData|null}
   */
  table(screen) {
    const near = nearOf(screen);
    if (!near) return null;
    const { say } = this.app;
    return {
      caption: this.title(screen),
      head: [say('table.rank'), say('table.token'), say('table.id'), say('neighbours.cosine')],
      rows: near.entries.map((/** @type {any} */ { rank, label, id, cosine }) => ({ head: String(rank), cells: [label, String(id), cosine] })),
    };
  }
}

/** @param {Screen} screen */
function nearOf({ tape, row }) {
  const { vocab_size: size } = tape.catalogue.model;
  return tape.view('neighbours', { token: tape.tokens[row].id, n: Math.max(Math.min(SHOWN, size - 1), 1) });
}
