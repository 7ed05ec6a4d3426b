// One draw: what the model gives to each word, what temperature makes of it, what
// may be drawn; below, the line from 0 to 1 with u on it.

import { el, fill, set, svg } from '../dom.js';
import { drawOf, drawnIn } from '../draws.js';
import { full, short } from '../numbers.js';
import { named } from './bars.js';
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
const COLUMNS = /** @type {const} */ (['p', 'scaled', 'drawn']);

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
    const said = samplingOf(screen);
    if (!said) return said === null;
    const { say } = this.app;
    const secret = isSecret(screen);
    const n = drawOf(screen.step.name) ?? 1;
    const before = (screen.tape.catalogue.prompt_tokens ?? 0) + n - 1;
    const context = screen.tape.tokens.slice(Math.max(before - 14, 0), before);
    fill(this.#context, before > 14 ? '… ' : '', ...context.map(({ label }) => el('span', { class: 'piece' }, label)),
      el('span', { class: 'arrow' }, ' → '), el('b', { class: 'idea w' }, secret ? '?' : said.choice.label));
    const most = Math.max(...said.entries.flatMap((entry) => COLUMNS.map((name) => entry[name])), 1e-9);
    const part = { logits: 'p', scaled: 'scaled', kept: 'drawn', probs: 'drawn' }[screen.step.name.replace(/^sample\.\d+\./, '')] ?? '';
    const cell = (/** @type {number} */ x, /** @type {string} */ name, rest = false) => el('span', { class: `${name} ${name === part ? 'now' : ''}` },
      svg('svg', { viewBox: '0 0 100 10', preserveAspectRatio: 'none', 'aria-hidden': 'true' }, svg('rect', { width: x === 0 ? 0 : Math.min(Math.max((100 * x) / most, 0.5), 100), height: 10, class: rest ? 'rest' : null })),
      el('span', { class: `p ${x === 0 ? 'nothing' : ''}`, title: full(x) }, short(x)));
    const row = screen.step.shape.length ? screen.cell[0] : secret ? -1 : said.choice.id;
    fill(this.#list,
      el('p', { class: 'head quiet' }, el('span', {}, ''), ...COLUMNS.map((name) => el('span', { class: name === part ? 'now' : null }, say(`draw.of_${name}`)))),
      ...said.entries.map((entry) => el('p', { class: `${!secret && entry.id === said.choice.id ? 'chosen' : ''} ${entry.drawn === 0 ? 'out' : ''}` },
        el('button', { type: 'button', class: 'word', 'aria-pressed': String(entry.id === row), onclick: () => this.#pick(screen, entry.id) }, named(entry.label, say)),
        ...COLUMNS.map((name) => cell(entry[name], name)))),
      said.rest.count > 0 ? el('p', { class: 'quiet' }, el('span', { class: 'word' }, say('bars.rest', { n: said.rest.count })), ...COLUMNS.map((name) => cell(said.rest[name], name, true))) : null);
    this.#line(said, secret);
    this.#note.textContent = said.greedy ? say('draw.greedy') : say('draw.kept', { n: said.kept, of: said.size });
    return true;
  }

  /**
   * The stretches of the line, with u above them.
   * @param {Sampling} said
   * @param {boolean} secret
   */
  #line({ line, u, choice, greedy }, secret) {
    this.#room.hidden = greedy;
    const { clientWidth: width } = this.#room;
    if (greedy || width === 0 || u === null) return;
    const em = parseFloat(getComputedStyle(this.el).fontSize);
    const [left, right, top, high] = [1.2 * em, width - 1.2 * em, 1.9 * em, 1.7 * em];
    const x = (/** @type {number} */ at) => left + at * (right - left);
    set(this.#picture, { viewBox: `0 0 ${width} ${top + high + 1.4 * em}`, width, height: top + high + 1.4 * em });
    fill(this.#picture,
      svg('rect', { class: 'whole', x: left, y: top, width: right - left, height: high }),
      ...line.flatMap(({ id, label, from, to }, i) => {
        const wide = x(to) - x(from);
        const chosen = !secret && id === choice.id;
        return [
          svg('rect', { class: `stretch ${i % 2 ? 'odd' : ''} ${chosen ? 'chosen' : ''}`, x: x(from), y: top, width: Math.max(wide, 0.5), height: high }, svg('title', {}, `${label}: ${full(from)} … ${full(to)}`)),
          wide > (widthOf(label) + 0.4) * em ? svg('text', { class: chosen ? 'on' : null, x: x((from + to) / 2), y: top + 0.5 * high }, label) : null,
        ].filter((part) => part !== null);
      }),
      svg('text', { class: 'scale', x: x(0), y: top + high + 0.75 * em }, '0'), svg('text', { class: 'scale', x: x(1), y: top + high + 0.75 * em }, '1'),
      svg('path', { class: 'u', d: `M${x(u)} ${top - 0.2 * em}V${top + high + 0.2 * em}` }),
      svg('circle', { class: 'u', cx: x(u), cy: top - 0.2 * em, r: 0.28 * em }),
      svg('text', { class: `of-u ${u > 0.85 ? 'end' : u < 0.15 ? 'begin' : ''}`, x: x(u), y: 0.6 * em }, `u = ${short(u)}`));
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
    const said = samplingOf(screen);
    if (!said) return true;
    if (rows !== 0) {
      const id = screen.step.shape.length ? screen.cell[0] : said.choice.id;
      const at = said.entries.findIndex((entry) => entry.id === id) + rows;
      this.#pick(screen, said.entries[Math.min(Math.max(at, 0), said.entries.length - 1)].id);
      return true;
    }
    const n = (drawOf(screen.step.name) ?? 1) + cols;
    const to = screen.tape.named(screen.step.name.replace(/\d+/, String(n)));
    if (to) this.app.go({ step: to.name, cell: to.shape.length ? [drawnIn(screen.tape, n)] : undefined, term: undefined, view: 'sampling' });
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
    const said = samplingOf(screen);
    if (!said) return null;
    const { say } = this.app;
    const stretch = (/** @type {number} */ id) => said.line.find((part) => part.id === id);
    const u = said.u === null ? '' : ` · u = ${short(said.u)}`;
    return {
      caption: this.title(screen) + u,
      head: [say('table.token'), ...COLUMNS.map((name) => say(`draw.of_${name}`)), say('draw.from'), say('draw.to')],
      rows: [...said.entries.map((entry) => ({ head: named(entry.label, say), cells: [...COLUMNS.map((name) => entry[name]), stretch(entry.id)?.from ?? null, stretch(entry.id)?.to ?? null] })),
        { head: say('bars.rest', { n: said.rest.count }), cells: [...COLUMNS.map((name) => said.rest[name]), null, null] }],
      focus: 0, col: 1,
      pick: (i) => this.#pick(screen, said.entries[Math.min(i, said.entries.length - 1)].id),
    };
  }
}

/** What a page asks is not told before. @param {Screen} screen */
function isSecret({ page }) {
  return page.asks?.some(({ id }) => id === 'drawn-word') ?? false;
}

/**
 * @param {Screen} screen
 * @returns {Sampling|null|undefined}
 */
function samplingOf({ tape, step }) {
  return tape.view('sampling', { draw: drawOf(step.name) ?? 1, n: Math.min(SHOWN, tape.catalogue.model.vocab_size) });
}
