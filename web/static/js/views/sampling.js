// One draw, as far as it has come: what the model gives to each word, what
// temperature makes of it, what may be drawn; then the line from 0 to 1, u on it,
// and the word. What comes after the step in focus is not told before.

import { el, fill, set, svg } from '../dom.js';
import { drawOf } from '../draws.js';
import { full, short } from '../numbers.js';
import { named } from './bars.js';
import { drawColumns } from './columns.js';
import { DrawControls } from './drawcontrols.js';
import { widthOf } from './layout.js';

/** @import { App } from '../app.js' */
/** @import { Screen } from '../screen.js' */
/** @import { TableData } from '../table.js' */
/** @import { TopEntry } from '../types.js' */

/** @typedef {TopEntry & {scaled: number, drawn: number}} Sampled */

/**
 * @typedef {object} Sampling
 * @property {boolean} greedy
 * @property {number} kept
 * @property {number} size
 * @property {Sampled[]} entries
 * @property {{count: number, p: number, scaled: number, drawn: number}} rest
 * @property {{id: number, label: string, from: number, to: number}[]} line
 * @property {number|null} u
 * @property {Sampled} choice
 */

const SHOWN = 8;
const SHOWN_LARGE = 5; // in the projector view; one fewer where the seed stands above
const NAMED = 0.04; // a stretch of the line that is named though its name is wider
const CONTEXT = 14; // words of the text before the draw
const CONTEXT_LARGE = 6;
const COLUMNS = /** @type {const} */ (['p', 'scaled', 'drawn']);

/** The steps of a draw in their order; some bring a column of bars. */
const STEPS = ['logits', 'scaled', 'kept', 'probs', 'cumulative', 'u', 'choice'];
/** @type {Record<string, 'p'|'scaled'|'drawn'>} */
const BRINGS = { logits: 'p', scaled: 'scaled', kept: 'drawn', probs: 'drawn' };

export class SamplingView {
  el = el('div', { class: 'stacked sampling' });
  #controls;
  #context = el('p', { class: 'context' });
  #list = el('div', { class: 'three', role: 'group', tabindex: '0' });
  #room = el('div', { class: 'line-of-u' });
  #picture = svg('svg', { 'aria-hidden': 'true' });
  #note = el('p', { class: 'quiet' });

  /**
   * @param {App} app
   * @param {() => void} run
   */
  constructor(app, run) {
    this.app = app;
    this.#controls = new DrawControls(app, run);
    this.#room.append(this.#picture);
    this.el.append(this.#controls.el, this.#context, this.#list, this.#room, this.#note);
  }

  /** @param {Screen} screen */
  suits({ step }) {
    return drawOf(step.name) !== null;
  }

  /** @param {Screen} screen */
  draw(screen) {
    this.#controls.draw();
    const said = samplingOf(screen, this.app);
    if (!said) return said === null;
    const { say } = this.app;
    const part = partOf(screen);
    const chosen = reached(screen, 'choice') ? said.choice.id : -1;
    this.el.dataset.part = part;
    this.#before(screen, chosen < 0 ? '?' : said.choice.label);
    this.#columns(screen, said, chosen);
    this.#line(said, { u: reached(screen, 'u'), chosen, hidden: said.greedy || !reached(screen, 'cumulative') });
    this.#note.textContent = said.greedy ? say('draw.greedy') : reached(screen, 'kept') ? say('draw.kept', { n: said.kept, of: said.size }) : '';
    return true;
  }

  /**
   * The text so far, and the word that comes.
   * @param {Screen} screen
   * @param {string} word
   */
  #before({ step, tape }, word) {
    const before = (tape.catalogue.prompt_tokens ?? 0) + (drawOf(step.name) ?? 1) - 1;
    const shown = this.app.state.projector ? CONTEXT_LARGE : CONTEXT;
    const context = tape.tokens.slice(Math.max(before - shown, 0), before);
    // A line may end before a word, not before a mark.
    fill(this.#context, before > shown ? '… ' : '', ...context.flatMap(({ label }) => [/^\p{L}/u.test(label) ? el('wbr') : null, el('span', { class: 'piece' }, label)]),
      el('span', { class: 'arrow' }, ' → '), el('b', { class: 'idea w' }, word));
  }

  /**
   * @param {Screen} screen
   * @param {Sampling} said
   * @param {number} chosen the id of the word that was drawn, -1 before
   */
  #columns(screen, said, chosen) {
    const { say } = this.app;
    const now = BRINGS[partOf(screen)];
    const here = columnsOf(screen);
    const most = Math.max(...said.entries.flatMap((entry) => COLUMNS.map((name) => entry[name])), 1e-9);
    /** @param {Record<typeof COLUMNS[number], number>} of @param {string} [role] */
    const bars = (of, role = '') => COLUMNS.map((name) => (here.includes(name) ? { value: of[name], to: of[name] / most, role: `${name} ${role}` } : null));
    drawColumns(this.#list, COLUMNS.map((name) => ({ text: here.includes(name) ? say(`draw.of_${name}`) : '', now: name === now })), [
      ...said.entries.map((entry) => ({ label: named(entry.label, say), id: entry.id, role: entry.id === chosen ? 'chosen' : '', bars: bars(entry) })),
      ...(said.rest.count > 0 ? [{ label: say('bars.rest', { n: said.rest.count }), role: 'quiet', bars: bars(said.rest, 'rest') }] : []),
    ], { id: screen.step.shape.length ? screen.cell[0] : chosen, onPick: (id) => this.#pick(screen, id) });
  }

  /**
   * The stretches of the line, with u above them.
   * @param {Sampling} said
   * @param {{u: boolean, chosen: number, hidden: boolean}} told
   */
  #line({ line, u }, told) {
    this.#room.classList.toggle('to-come', told.hidden); // its room is kept: nothing jumps when it comes
    const { clientWidth: width } = this.#room;
    if (told.hidden || width === 0 || u === null) return;
    const em = parseFloat(getComputedStyle(this.el).fontSize);
    const [left, right, top, high] = [1.2 * em, width - 1.2 * em, 1.9 * em, 1.7 * em];
    const x = (/** @type {number} */ at) => left + at * (right - left);
    const below = top + high + 0.75 * em;
    const names = line.map(({ id, label, from, to }) => ({ label, at: x((from + to) / 2), wide: widthOf(label) * em, inside: x(to) - x(from) > (widthOf(label) + 0.4) * em, chosen: id === told.chosen, seen: to - from }));
    const outside = stacked(names.filter(({ inside, seen }) => !inside && seen >= NAMED), [0, width], 0.5 * em);
    const height = below + (0.65 + 1.05 * Math.max(0, ...outside.map(({ row }) => row))) * em;
    set(this.#picture, { viewBox: `0 0 ${width} ${height}`, width, height });
    fill(this.#picture,
      svg('rect', { class: 'whole', x: left, y: top, width: right - left, height: high }),
      ...line.map(({ id, label, from, to }, i) => svg('rect', { class: `stretch ${i % 2 ? 'odd' : ''} ${id === told.chosen ? 'chosen' : ''}`, x: x(from), y: top, width: Math.max(x(to) - x(from), 0.5), height: high }, svg('title', {}, `${label}: ${full(from)} … ${full(to)}`))),
      ...names.filter(({ inside }) => inside).map(({ label, at }) => svg('text', { x: at, y: top + 0.5 * high }, label)),
      ...outside.map(({ label, at, row }) => svg('text', { x: at, y: below + 1.05 * row * em }, label)),
      svg('text', { class: 'scale', x: x(0) - 0.6 * em, y: below - 1.6 * em }, '0'), svg('text', { class: 'scale', x: x(1) + 0.6 * em, y: below - 1.6 * em }, '1'),
      ...(told.u ? [
        svg('path', { class: 'u', d: `M${x(u)} ${top - 0.2 * em}V${top + high + 0.2 * em}` }),
        svg('circle', { class: 'u', cx: x(u), cy: top - 0.2 * em, r: 0.28 * em }),
        svg('text', { class: `of-u ${u > 0.85 ? 'end' : u < 0.15 ? 'begin' : ''}`, x: x(u), y: 0.6 * em }, `u = ${short(u)}`)] : []));
  }

  /**
   * @param {Screen} screen
   * @param {number} id
   */
  #pick({ tape, step }, id) {
    const to = step.shape.length ? step : tape.named(step.name.replace(/\w+$/, 'probs')) ?? tape.named(step.name.replace(/\w+$/, 'logits'));
    this.app.pause();
    if (to) this.app.go({ step: to.name, cell: [id], t: undefined, term: undefined, view: 'sampling' });
  }

  /**
   * @param {Screen} screen
   * @param {number} rows
   * @param {number} cols
   */
  walk(screen, rows, cols) {
    const said = samplingOf(screen, this.app);
    if (!said) return true;
    if (rows !== 0) {
      const id = screen.step.shape.length ? screen.cell[0] : said.choice.id;
      const at = said.entries.findIndex((entry) => entry.id === id) + rows;
      this.#pick(screen, said.entries[Math.min(Math.max(at, 0), said.entries.length - 1)].id);
      return true;
    }
    const n = (drawOf(screen.step.name) ?? 1) + cols;
    const to = screen.tape.named(screen.step.name.replace(/\d+/, String(n)));
    if (to) this.app.go({ step: to.name, cell: undefined, term: undefined, view: 'sampling' });
    return true;
  }

  /** @param {Screen} screen */
  title({ step }) {
    return this.app.say('draw.title', { n: drawOf(step.name) ?? 1 });
  }

  /**
   * @param {Screen} screen
   * @returns {TableData|null}
   */
  table(screen) {
    const said = samplingOf(screen, this.app);
    if (!said) return null;
    const { say } = this.app;
    const here = columnsOf(screen);
    const onLine = reached(screen, 'cumulative') && !said.greedy;
    const stretch = (/** @type {number} */ id) => said.line.find((part) => part.id === id);
    const told = [this.title(screen), ...(reached(screen, 'u') && said.u !== null ? [`u = ${short(said.u)}`] : []), ...(reached(screen, 'choice') ? [`→ ${said.choice.label}`] : [])];
    const row = screen.step.shape.length ? screen.cell[0] : said.choice.id;
    return {
      caption: told.join(' · '),
      head: [say('table.token'), ...here.map((name) => say(`draw.of_${name}`)), ...(onLine ? [say('draw.from'), say('draw.to')] : [])],
      rows: [...said.entries.map((entry) => ({ head: named(entry.label, say), cells: [...here.map((name) => entry[name]), ...(onLine ? [stretch(entry.id)?.from ?? null, stretch(entry.id)?.to ?? null] : [])] })),
        { head: say('bars.rest', { n: said.rest.count }), cells: [...here.map((name) => said.rest[name]), ...(onLine ? [null, null] : [])] }],
      focus: Math.max(said.entries.findIndex(({ id }) => id === row), 0), col: here.length,
      pick: (i) => this.#pick(screen, said.entries[Math.min(i, said.entries.length - 1)].id),
    };
  }
}

/**
 * Names under the line, each in the first row where it touches no other.
 * @template {{at: number, wide: number}} Name
 * @param {Name[]} names from left to right
 * @param {[number, number]} room
 * @param {number} gap
 * @returns {(Name & {row: number})[]} those that found a place
 */
function stacked(names, [from, to], gap) {
  const ends = [from, from]; // of each row
  return names.flatMap((name) => {
    const row = ends.findIndex((end) => name.at - name.wide / 2 >= end);
    if (row < 0 || name.at + name.wide / 2 > to) return [];
    ends[row] = name.at + name.wide / 2 + gap;
    return [{ ...name, row }];
  });
}

/** @param {Screen} screen which part of its draw the step in focus is */
function partOf({ step }) {
  return step.name.replace(/^sample\.\d+\./, '');
}

/**
 * Whether a draw has come so far.
 * @param {Screen} screen
 * @param {string} part
 */
function reached(screen, part) {
  return STEPS.indexOf(partOf(screen)) >= STEPS.indexOf(part);
}

/** The columns that are there at the step in focus. @param {Screen} screen */
function columnsOf(screen) {
  return COLUMNS.filter((name) => STEPS.some((part) => BRINGS[part] === name && reached(screen, part)));
}

/**
 * Before the draw the word it will be is not among those that are listed.
 * @param {Screen} screen
 * @param {App} app
 * @returns {Sampling|null|undefined}
 */
function samplingOf(screen, { state }) {
  const { tape, step } = screen;
  const shown = state.projector ? SHOWN_LARGE - (reached(screen, 'u') ? 1 : 0) : SHOWN;
  return tape.view('sampling', { draw: drawOf(step.name) ?? 1, n: Math.min(shown, tape.catalogue.model.vocab_size), ...(reached(screen, 'choice') ? {} : { undrawn: true }) });
}
