// Word plus place: the rows of the two tables and their sum, number under number.

import { el } from '../dom.js';
import { Panels, reachOf } from './vector.js';
import { drawPlace } from './place.js';

/** @import { App } from '../app.js' */
/** @import { Screen } from '../screen.js' */
/** @import { TableData } from '../table.js' */

const STEPS = ['wte', 'wpe', 'embd'];

export class SumView {
  el = el('div', { class: 'stacked' });
  #place = el('p', { class: 'context' });
  #panels;

  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.#panels = new Panels((channel) => app.pick(undefined, channel));
    this.el.append(this.#place, this.#panels.el);
  }

  /** @param {Screen} screen */
  suits({ step }) {
    return STEPS.includes(step.name);
  }

  /** @param {Screen} screen */
  draw(screen) {
    const rows = vectorsOf(screen);
    if (!rows) return false;
    const [, ...later] = this.#names(screen);
    drawPlace(this.#place, screen, (row) => this.app.pick(row));
    const limit = reachOf(...rows);
    this.#panels.draw(rows.map((data, i) => ({
      sign: ['', '+', '='][i], title: [this.#names(screen)[0], ...later][i], data, limit, lit: screen.step.name === STEPS[i],
    })), screen.cell[1]);
    return true;
  }

  /** @param {Screen} screen */
  #names({ tape, row }) {
    const { say } = this.app;
    const word = tape.tokens[row].label;
    return [say('sum.word', { word }), say('sum.place', { n: row }), say('sum.both', { word, n: row })];
  }

  /** @param {Screen} screen */
  title(screen) {
    return this.app.say('sum.title', { word: screen.tape.tokens[screen.row].label });
  }

  /**
   * @param {Screen} screen
   * @returns {TableData|null}
   */
  table(screen) {
    const rows = vectorsOf(screen);
    if (!rows) return null;
    return {
      caption: this.title(screen),
      head: [this.app.say('table.channel'), ...this.#names(screen)],
      rows: Array.from(rows[0], (_, c) => ({ head: String(c), cells: rows.map((row) => row[c]) })),
      focus: screen.cell[1], col: STEPS.indexOf(screen.step.name),
      pick: (c, col) => this.app.go({ step: STEPS[col], cell: [screen.row, c], term: undefined, view: 'sum' }),
    };
  }
}

/**
 * @param {Screen} screen
 * @returns {Float32Array[]|null}
 */
function vectorsOf({ tape, row }) {
  const found = STEPS.flatMap((name) => {
    const step = tape.named(name);
    const tensor = step && tape.tensor(step, [row]);
    return tensor ? [tensor.data] : [];
  });
  return found.length === STEPS.length ? found : null;
}
