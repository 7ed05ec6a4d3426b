// The last way of the vector: a score for every word, e to the power of each, and
// its share of them all. The words keep their places; the scores have the stage
// to themselves until the other columns come.

import { el } from '../dom.js';
import { short } from '../numbers.js';
import { named } from './bars.js';
import { drawColumns } from './columns.js';
import { drawPlace } from './place.js';

/** @import { App } from '../app.js' */
/** @import { Screen } from '../screen.js' */
/** @import { TableData } from '../table.js' */
/** @import { TopEntry } from '../types.js' */
/** @import { Row } from './columns.js' */

/** @typedef {TopEntry & {z: number, power: number}} Scored */

/**
 * @typedef {object} Scores
 * @property {number} max
 * @property {number} sum
 * @property {number} size
 * @property {Scored[]} entries
 * @property {{count: number, p: number, power: number}} rest
 */

const SHOWN = 9;
const SHOWN_LARGE = 6; // in the projector view

export class ScoresView {
  el = el('div', { class: 'stacked sampling scores' });
  #place = el('p', { class: 'context' });
  #list = el('div', { class: 'three', role: 'group', tabindex: '0' });
  #note = el('p', { class: 'quiet' });

  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.el.append(this.#place, this.#list, this.#note);
  }

  /** @param {Screen} screen */
  suits({ step, base }) {
    return /^(logits|probs)$/.test(step.name) && !base;
  }

  /** @param {Screen} screen */
  draw(screen) {
    const said = scoresOf(screen, this.app);
    if (!said) return said === null;
    const { say } = this.app;
    drawPlace(this.#place, screen, (row) => this.app.pick(row));
    const all = isDivided(screen);
    const [low, high] = [Math.min(0, ...said.entries.map(({ z }) => z)), Math.max(0, ...said.entries.map(({ z }) => z))];
    const at = (/** @type {number} */ z) => (z - low) / (high - low || 1);
    const most = Math.max(...said.entries.map(({ p }) => p), 1e-9);
    /** @type {Row[]} */
    const rows = said.entries.map(({ id, label, z, power, p }) => ({
      label: named(label, say), id,
      bars: [{ value: z, from: at(0), to: at(z), role: z < 0 ? 'below' : 'z' }, ...(all ? [{ value: power, to: power, role: 'scaled' }, { value: p, to: p / most, role: 'p' }] : [])],
    }));
    const { count, power, p } = said.rest;
    if (count > 0 && all) rows.push({ label: say('bars.rest', { n: count }), role: 'quiet', bars: [null, { value: power }, { value: p }] });
    if (all) rows.push({ label: say('scores.all', { n: said.size }), role: 'figure', bars: [null, { value: said.sum }, { value: 1 }] });
    else rows.push({ label: say('bars.rest', { n: count }), role: 'quiet', bars: [null] });
    this.#list.classList.toggle('one', !all);
    drawColumns(this.#list, this.#head(all).map((text, i) => ({ text, now: i === (all ? 2 : 0) })), rows, { id: screen.cell[1], onPick: (id) => this.app.pick(undefined, id) });
    this.#note.textContent = say(all ? 'scores.divided' : 'scores.each', { max: short(said.max), n: said.size });
    return true;
  }

  /** @param {boolean} all */
  #head(all) {
    return ['z = W₂ · h', ...(all ? ['e^(z − max z)', '÷ Σ = P'] : [])];
  }

  /**
   * Down the words, across the places.
   * @param {Screen} screen
   * @param {number} rows
   * @param {number} cols
   */
  walk(screen, rows, cols) {
    const said = scoresOf(screen, this.app);
    if (cols !== 0) this.app.pick(screen.row + cols);
    else if (said) {
      const at = said.entries.findIndex(({ id }) => id === screen.cell[1]) + rows;
      this.app.pick(undefined, said.entries[Math.min(Math.max(at, 0), said.entries.length - 1)].id);
    }
    return true;
  }

  /** @param {Screen} screen */
  title(screen) {
    return this.app.say(isDivided(screen) ? 'scores.softmax' : 'scores.title', { word: screen.tape.tokens[screen.row].label });
  }

  /**
   * @param {Screen} screen
   * @returns {TableData|null}
   */
  table(screen) {
    const said = scoresOf(screen, this.app);
    if (!said) return null;
    const { say } = this.app;
    const all = isDivided(screen);
    const rest = { head: say('bars.rest', { n: said.rest.count }), cells: all ? [null, said.rest.power, said.rest.p] : [null] };
    return {
      caption: `${this.title(screen)}. max z = ${short(said.max)}`,
      head: [say('table.token'), ...this.#head(all).filter(Boolean)],
      rows: [...said.entries.map(({ label, z, power, p }) => ({ head: named(label, say), cells: all ? [z, power, p] : [z] })), rest,
        ...(all ? [{ head: say('scores.all', { n: said.size }), cells: [null, said.sum, 1] }] : [])],
      focus: Math.max(said.entries.findIndex(({ id }) => id === screen.cell[1]), 0), col: all ? 3 : 1,
      pick: (i) => this.app.pick(undefined, said.entries[Math.min(i, said.entries.length - 1)].id),
    };
  }
}

/** Whether the scores have gone through Softmax where the reader stands. @param {Screen} screen */
function isDivided({ step }) {
  return step.name === 'probs';
}

/**
 * @param {Screen} screen
 * @param {App} app
 * @returns {Scores|null|undefined}
 */
function scoresOf({ tape, row, cell }, { state }) {
  return tape.view('scores', { row, n: Math.min(state.projector ? SHOWN_LARGE : SHOWN, tape.catalogue.model.vocab_size), also: cell[1] });
}
