// A row of numbers over the vocabulary that may be below zero, as the gradient
// of the logits is: the farthest from zero, to the left or to the right of it.

import { el, fill, svg } from '../dom.js';
import { full, short } from '../numbers.js';

/** @import { App } from '../app.js' */
/** @import { Screen } from '../screen.js' */
/** @import { TableData } from '../table.js' */

const SHOWN = 14;

export class SignedView {
  el = el('div', { class: 'distribution signed' });
  #context = el('p', { class: 'context' });
  #bars = el('ol', { class: 'bars' });

  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.el.append(this.#context, this.#bars);
  }

  /**
   * @param {Screen} screen
   * @returns {boolean}
   */
  draw(screen) {
    const rows = rowsOf(screen);
    if (!rows) return false;
    const { tape, row } = screen;
    const far = Math.max(...rows.entries.map(({ x }) => Math.abs(x)), 1e-30);
    fill(this.#context, ...tape.tokens.map((token, i) => el('button', { type: 'button', class: i === row ? 'on' : i > row ? 'after' : 'before', 'aria-pressed': String(i === row), onclick: () => this.app.pick(i) }, token.label)));
    fill(this.#bars, ...rows.entries.map(({ id, label, x }) => el('li', { class: x > 0 ? 'rises' : 'falls' },
      el('button', { type: 'button', class: 'word', 'aria-pressed': String(id === screen.cell[1]), onclick: () => this.app.pick(row, id) }, label),
      svg('svg', { 'aria-hidden': 'true', preserveAspectRatio: 'none', viewBox: '-50 0 100 10' },
        svg('rect', { x: Math.min((50 * x) / far, 0), width: Math.max(Math.abs((50 * x) / far), 0.3), height: 10 }), svg('line', { x1: 0, x2: 0, y1: -1, y2: 11 })),
      el('span', { class: 'p', title: full(x) }, short(x)))),
      el('li', { class: 'rest' }, el('span', { class: 'word' }, this.app.say('bars.small', { n: rows.others })), el('span', {}), el('span', { class: 'p' }, '')));
    return true;
  }

  /**
   * @param {Screen} screen
   * @returns {TableData|null}
   */
  table(screen) {
    const rows = rowsOf(screen);
    if (!rows) return null;
    const { say } = this.app;
    return {
      caption: this.app.captionOf(screen),
      head: [say('table.token'), say('table.id'), this.app.kindName(screen.kind.kind)],
      rows: rows.entries.map(({ id, label, x }) => ({ head: label, cells: [String(id), x] })),
      focus: Math.max(rows.entries.findIndex(({ id }) => id === screen.cell[1]), 0), col: 1,
      pick: (i) => this.app.pick(screen.row, rows.entries[i].id),
    };
  }
}

/**
 * The entries of the row in focus that are farthest from zero. A word's label is
 * known from the probabilities of the same row.
 * @param {Screen} screen
 */
function rowsOf({ tape, step, row }) {
  const tensor = tape.tensor(step, [row]);
  const probs = tape.named('probs');
  const target = tape.tokens[row + 1];
  const top = probs && tape.top(probs, row, 4 * SHOWN, target?.id);
  if (!tensor || !top) return null;
  const entries = top.entries.map(({ id, label }) => ({ id, label, x: tensor.data[id] })).sort((a, b) => Math.abs(b.x) - Math.abs(a.x)).slice(0, SHOWN);
  return { entries, others: tensor.data.length - entries.length };
}
