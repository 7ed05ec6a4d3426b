// What a change did to the words: the probability of each word of the sentence
// before and after, and those of the likeliest next words.

import { el, fill, set, svg } from '../dom.js';
import { full, short, valueOf } from '../numbers.js';
import { named } from './bars.js';
import { every, widthOf } from './layout.js';

/** @import { App } from '../app.js' */
/** @import { Screen } from '../screen.js' */
/** @import { TableData } from '../table.js' */
/** @import { Tape } from '../tape.js' */

const SHOWN = 5;

/**
 * @typedef {object} Shift
 * @property {number} t
 * @property {string} word
 * @property {number} before  NaN where the original has no such word
 * @property {number} after
 */

export class Effect {
  el = el('div', { class: 'effect-of' });
  #title = el('h3');
  #picture = svg('svg', { role: 'presentation' });
  #next = el('div', { class: 'next' });

  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.el.append(this.#title, this.#picture, this.#next);
  }

  /**
   * @param {Screen} screen
   * @returns {boolean} false while numbers are on their way
   */
  draw(screen) {
    this.#title.textContent = this.app.say('whatif.words');
    const em = parseFloat(getComputedStyle(this.el).fontSize);
    this.#words(screen, em);
    const tall = this.el.clientHeight > 18 * em;
    const next = nextWords(screen, tall ? SHOWN : 3);
    if (!next) return false;
    fill(this.#next,
      el('h3', {}, this.app.say('whatif.next', { word: screen.tape.tokens[screen.row]?.label ?? '' })),
      el('ol', {}, ...next.map(({ label, before, after }) => el('li', { class: change(before, after) },
        el('span', { class: 'word' }, named(label, this.app.say)),
        el('span', { class: 'p', title: `${full(before)} → ${full(after)}` }, `${short(before)} → ${short(after)}`),
        el('span', { class: 'sign', 'aria-label': this.#say(before, after) }, sign(before, after))))));
    return true;
  }

  /**
   * @param {number} before
   * @param {number} after
   */
  #say(before, after) {
    return before === after ? '' : this.app.say(after > before ? 'whatif.rises' : 'whatif.falls');
  }

  /**
   * @param {Screen} screen
   * @param {number} em
   */
  #words(screen, em) {
    const shifts = shiftsOf(screen);
    const width = Math.max(this.el.clientWidth, 80);
    const tall = this.el.clientHeight > 18 * em;
    const room = this.el.clientHeight - (3 + (tall ? SHOWN : 3) * 1.35) * em;
    const height = Math.min(Math.max(room, 5.5 * em), 16 * em);
    const [left, top, bottom] = [1.8 * em, 0.6 * em, height - 1.6 * em];
    const step = Math.min((width - left - 4) / Math.max(shifts.length, 1), 3.4 * em);
    const labels = every(step, Math.max(...shifts.map(({ word }) => widthOf(word)), 1) * em * 0.85);
    const y = (/** @type {number} */ p) => bottom - p * (bottom - top);
    set(this.#picture, { viewBox: `0 0 ${width} ${height}`, width, height });
    fill(this.#picture,
      ...[[0, '0'], [1, '1']].map(([p, text]) => svg('g', {}, svg('line', { class: 'grid', x1: left, x2: left + step * shifts.length, y1: y(Number(p)), y2: y(Number(p)) }), svg('text', { class: 'scale end', x: left - 0.4 * em, y: y(Number(p)) }, text))),
      ...shifts.map(({ t, word, before, after }, i) => {
        const x = left + (i + 0.5) * step;
        const size = Math.max(Math.min(0.3 * em, step / 2.6), 1.5);
        const [from, to] = [Number.isNaN(before) ? after : before, after];
        const up = to > from ? 1 : -1;
        return svg('g', { class: `shift ${change(from, to)} ${t === screen.t ? 'now' : ''}`, onclick: () => this.app.go({ step: `chain.${t}.factor`, cell: undefined, term: undefined, view: undefined }) },
          svg('title', {}, `P(${word} | …)  ${full(before)} → ${full(after)}`),
          svg('rect', { class: 'reach', x: x - step / 2, y: 0, width: step, height }),
          svg('line', { x1: x, x2: x, y1: y(from), y2: y(to) }),
          svg('circle', { class: 'from', cx: x, cy: y(from), r: size * 0.8 }),
          svg('path', { class: 'to', d: `M${x} ${y(to) - up * size * 1.3} l${size * 1.25} ${up * size * 2} h${-size * 2.5}z` }),
          i % labels === 0 ? svg('text', { class: 'word', x, y: bottom + 0.95 * em }, word) : null);
      }));
  }

  /**
   * @param {Screen} screen
   * @returns {TableData}
   */
  table(screen) {
    const { say } = this.app;
    const shifts = shiftsOf(screen);
    return {
      caption: say('whatif.caption'),
      head: ['t', say('table.word'), say('whatif.before'), say('whatif.after'), say('whatif.change')],
      rows: shifts.map(({ t, word, before, after }) => ({ head: String(t), cells: [word, before, after, after - before] })),
      focus: Math.max(shifts.findIndex(({ t }) => t === screen.t), 0), col: 2,
      pick: (i) => this.app.go({ step: `chain.${shifts[i].t}.factor`, cell: undefined, term: undefined }),
    };
  }
}

/** @param {number} before @param {number} after */
const change = (before, after) => (after > before ? 'rises' : after < before ? 'falls' : 'same');

/** @param {number} before @param {number} after */
const sign = (before, after) => (after > before ? '▲' : after < before ? '▼' : '=');

/**
 * P of each word in both runs.
 * @param {Screen} screen
 * @returns {Shift[]}
 */
export function shiftsOf({ tape, base }) {
  return tape.words.flatMap((token, i) => {
    const t = i + 1;
    const [before, after] = [base?.named(`chain.${t}.factor`), tape.named(`chain.${t}.factor`)];
    if (!after) return [];
    const same = base?.words[i]?.label === token.label;
    return [{ t, word: same || !base?.words[i] ? token.label : `${base.words[i].label}/${token.label}`, before: before ? valueOf(before) : NaN, after: valueOf(after) }];
  });
}

/**
 * The likeliest words after the row in focus in either run.
 * @param {Screen} screen
 * @param {number} [count]
 * @returns {{id: number, label: string, before: number, after: number}[]|null} null while they are on their way
 */
export function nextWords({ tape, base, row }, count = SHOWN) {
  /** @param {Tape|undefined} one */
  const of = (one) => {
    const step = one?.named('probs');
    return step && { top: one?.top(step, Math.min(row, step.shape[0] - 1), count), all: one?.tensor(step, [Math.min(row, step.shape[0] - 1)]) };
  };
  const [before, after] = [of(base), of(tape)];
  if (!before?.top || !after?.top || !before.all || !after.all) return null;
  /** @type {Map<number, string>} */
  const labels = new Map([...after.top.entries, ...before.top.entries].map(({ id, label }) => [id, label]));
  const all = [...labels].map(([id, label]) => ({ id, label, before: before.all?.data[id] ?? NaN, after: after.all?.data[id] ?? NaN }));
  return all.sort((a, b) => Math.max(b.before, b.after) - Math.max(a.before, a.after)).slice(0, count);
}
