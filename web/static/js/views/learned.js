// How the model was trained: the curve of the loss over the truth's floor with
// the checkpoints that were kept, and the same sentence in the eyes of each.

import { el, fill, set, svg } from '../dom.js';
import { full, short } from '../numbers.js';
import { drawPlace } from './place.js';

/** @import { App } from '../app.js' */
/** @import { Screen } from '../screen.js' */
/** @import { TableData } from '../table.js' */

/**
 * A checkpoint that was kept, with what it gives to the words of the sentence.
 * @typedef {object} Kept
 * @property {string} model
 * @property {number} update
 * @property {number|null} validation
 * @property {(number|null)[]} p
 * @property {number} sum
 * @property {number|null} mean_nll
 * @property {number|null} perplexity
 */

/** @typedef {{entropy: number|null, batches: [number, number][], validation: [number, number][], kept: Kept[]|null, words: number}} Learned */

const FIRST = 10; // updates, the first mark behind 0 on their axis

/**
 * @param {Screen} screen
 * @returns {Learned|null|undefined}
 */
const learnedOf = ({ tape }) => tape.view('learned');

export class LossView {
  el = el('div', { class: 'stacked' });
  #room = el('div', { class: 'loss' });
  #picture = svg('svg', { 'aria-hidden': 'true' });
  #kept = el('p', { class: 'context kept', role: 'group' });
  #note = el('p', { class: 'quiet' });

  /**
   * @param {App} app
   * @param {() => void} run
   */
  constructor(app, run) {
    this.app = app;
    this.run = run;
    this.#room.append(this.#picture);
    this.el.append(this.#kept, this.#room, this.#note);
  }

  suits() {
    return true;
  }

  /** @param {Screen} screen */
  draw(screen) {
    const learned = learnedOf(screen);
    if (learned === undefined) return false;
    const { say } = this.app;
    if (!learned) {
      fill(this.#picture);
      fill(this.#kept);
      this.#note.textContent = say('learned.no_log', { model: screen.tape.spec.model });
      return true;
    }
    const focused = this.#kept.contains(document.activeElement);
    fill(this.#kept, ...(learned.kept ?? []).map((k) => keptButton(this.app, this.run, screen, k)));
    if (focused) /** @type {HTMLElement|null} */ (this.#kept.querySelector('.on'))?.focus();
    this.#note.textContent = learned.entropy === null ? say('learned.note') : say('learned.floor', { h: short(learned.entropy) });
    const { clientWidth: width, clientHeight: height } = this.#room;
    if (width === 0) return true;
    const em = parseFloat(getComputedStyle(this.el).fontSize);
    set(this.#picture, { viewBox: `0 0 ${width} ${height}`, width, height });
    fill(this.#picture, ...curve(this.app, screen, learned, width, height, em));
    return true;
  }

  /**
   * Arrow keys go from checkpoint to checkpoint.
   * @param {Screen} screen
   * @param {number} rows
   * @param {number} cols
   */
  walk(screen, rows, cols) {
    const kept = learnedOf(screen)?.kept ?? [];
    const next = kept[kept.findIndex(({ model }) => model === screen.tape.spec.model) + rows + cols];
    if (next) choose(this.app, this.run, next.model);
    return true;
  }

  title() {
    return this.app.say('learned.curve');
  }

  /**
   * @param {Screen} screen
   * @returns {TableData|null}
   */
  table(screen) {
    const learned = learnedOf(screen);
    if (!learned) return null;
    const { say } = this.app;
    const at = new Map(learned.batches);
    const measured = new Map(learned.validation);
    const updates = [...new Set([...at.keys(), ...measured.keys()])].sort((a, b) => a - b);
    return {
      caption: `${this.title()}. ${this.#note.textContent}`,
      head: [say('learned.update'), say('learned.batch'), say('learned.validation')],
      rows: updates.map((u) => ({ head: String(u), cells: [at.get(u) ?? NaN, measured.get(u) ?? NaN] })),
      focus: 0, col: 0, pick: () => {},
    };
  }
}

export class KeptView {
  el = el('div', { class: 'stacked' });
  #place = el('p', { class: 'context' });
  #list = el('div', { class: 'checkpoints', role: 'group' });
  #note = el('p', { class: 'quiet' });

  /**
   * @param {App} app
   * @param {() => void} run
   */
  constructor(app, run) {
    this.app = app;
    this.run = run;
    this.el.append(this.#place, this.#list, this.#note);
  }

  suits() {
    return true;
  }

  /** @param {Screen} screen */
  draw(screen) {
    const learned = learnedOf(screen);
    if (learned === undefined) return false;
    const { say } = this.app;
    const { tape, t } = screen;
    const first = tape.tokens.length - tape.words.length;
    drawPlace(this.#place, { ...screen, row: t - 1 + first }, (row) => this.#go(row - first + 1));
    if (!learned) {
      fill(this.#list);
      this.#note.textContent = say('learned.no_log', { model: tape.spec.model });
      return true;
    }
    const focused = this.#list.contains(document.activeElement);
    fill(this.#list,
      el('p', { class: 'head quiet' }, ...[say('learned.after'), `P(${tape.words[t - 1]?.label ?? ''})`, '', say('learned.factors'), '−ℒ/N', say('guessers.perplexity')].map((text) => el('span', {}, text))),
      ...(learned.kept ?? []).map((k) => el('button', {
        type: 'button', class: k.model === tape.spec.model ? 'on' : '', 'aria-pressed': String(k.model === tape.spec.model), onclick: () => choose(this.app, this.run, k.model),
      }, el('b', {}, String(k.update)), bar(k.p[t - 1] ?? 0), number(k.p[t - 1]), factors(k.p, t), number(k.mean_nll), number(k.perplexity))));
    if (focused) /** @type {HTMLElement|null} */ (this.#list.querySelector('.on'))?.focus();
    this.#note.textContent = say('learned.kept');
    return true;
  }

  /** @param {number} t */
  #go(t) {
    const screen = this.app.screen();
    this.app.pause();
    if (t >= 1 && screen?.tape.named(`chain.${t}.factor`)) this.app.go({ step: `chain.${t}.factor`, cell: undefined, t: undefined, term: undefined, view: 'kept' });
  }

  /**
   * @param {Screen} screen
   * @param {number} rows
   * @param {number} cols
   */
  walk(screen, rows, cols) {
    this.#go(screen.t + rows + cols);
    return true;
  }

  title() {
    return this.app.say('learned.title');
  }

  /**
   * @param {Screen} screen
   * @returns {TableData|null}
   */
  table(screen) {
    const learned = learnedOf(screen);
    if (!learned?.kept) return null;
    const { say } = this.app;
    const { tape, t } = screen;
    return {
      caption: `${this.title()}. ${this.#note.textContent}`,
      head: [say('learned.after'), 'ℒ', '−ℒ/N', say('guessers.perplexity'), ...tape.words.map(({ label }) => `P(${label})`)],
      rows: learned.kept.map((k) => ({ head: String(k.update), cells: [k.sum, k.mean_nll ?? NaN, k.perplexity ?? NaN, ...k.p.map((p) => p ?? NaN)] })),
      focus: Math.max(0, learned.kept.findIndex(({ model }) => model === tape.spec.model)), col: 3 + t,
      pick: (_, col) => this.#go(Math.max(col - 3, 1)),
    };
  }
}

/**
 * Opens the sentence on another checkpoint.
 * @param {App} app
 * @param {() => void} run
 * @param {string} model
 */
export function choose(app, run, model) {
  app.pause();
  app.go({ model });
  run();
}

/**
 * @param {App} app
 * @param {() => void} run
 * @param {Screen} screen
 * @param {Kept} kept
 */
function keptButton(app, run, { tape }, { model, update }) {
  const here = model === tape.spec.model;
  return el('button', { type: 'button', class: here ? 'on' : 'after', 'aria-pressed': String(here), onclick: () => choose(app, run, model) }, app.say('learned.after_n', { n: update }));
}

/** @param {number|null|undefined} x */
const number = (x) => el('span', { class: 'p', title: full(x ?? NaN) }, short(x ?? NaN));

/** @param {number} share */
const bar = (share) => svg('svg', { viewBox: '0 0 100 10', preserveAspectRatio: 'none', 'aria-hidden': 'true' }, svg('rect', { width: Math.max(100 * share, 0.5), height: 10 }));

/**
 * All the factors of a checkpoint as small bars.
 * @param {(number|null)[]} p
 * @param {number} t
 */
function factors(p, t) {
  return svg('svg', { class: 'factors', viewBox: `0 0 ${p.length} 1`, preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    ...p.map((x, i) => svg('rect', { class: i === t - 1 ? 'now' : '', x: i + 0.12, y: 1 - Math.max(x ?? 0, 0.02), width: 0.76, height: Math.max(x ?? 0, 0.02) })));
}

/**
 * The losses over the updates, the floor under them, the checkpoints on them.
 * @param {App} app
 * @param {Screen} screen
 * @param {Learned} learned
 * @param {number} width
 * @param {number} height
 * @param {number} em
 */
function curve(app, { tape }, { entropy, batches, validation, kept }, width, height, em) {
  const points = [...batches, ...validation];
  const end = Math.max(1, ...points.map(([u]) => u));
  const top = Math.max(...points.map(([, l]) => l), entropy ?? 0);
  const box = { left: 3.2 * em, right: width - 1.2 * em, top: 0.8 * em, bottom: height - 3.3 * em };
  const x = (/** @type {number} */ u) => box.left + (spread(u) / spread(end)) * (box.right - box.left);
  const y = (/** @type {number} */ l) => box.bottom - (l / top) * (box.bottom - box.top);
  const line = (/** @type {[number, number][]} */ some) => `M${some.map(([u, l]) => `${x(u)} ${y(l)}`).join('L')}`;
  const measured = new Map(validation);
  const at = (/** @type {number} */ update) => measured.get(update) ?? nearest(batches, update);
  return [
    ...ticks(top).map((l) => svg('text', { class: 'scale end', x: box.left - 0.5 * em, y: y(l) + 0.3 * em }, short(l))),
    ...tens(end).map((u) => svg('text', { class: 'scale middle', x: x(u), y: box.bottom + 1.3 * em }, String(u))),
    svg('text', { class: 'scale middle', x: (box.left + box.right) / 2, y: box.bottom + 2.5 * em }, app.say('learned.update')),
    svg('path', { class: 'grid', d: `M${box.left} ${box.top}V${box.bottom}H${box.right}` }),
    entropy === null ? null : svg('path', { class: 'floor', d: `M${box.left} ${y(entropy)}H${box.right}` }),
    entropy === null ? null : svg('text', { class: 'scale end', x: box.right, y: y(entropy) + 1.2 * em }, app.say('learned.truth')),
    batches.length ? svg('path', { class: 'batches', d: line(batches) }) : null,
    validation.length ? svg('path', { class: 'validation', d: line(validation) }) : null,
    ...(kept ?? []).map(({ model, update }) => svg('circle', { class: model === tape.spec.model ? 'here' : 'one', cx: x(update), cy: y(at(update)), r: (model === tape.spec.model ? 0.5 : 0.36) * em })),
  ];
}

/**
 * The loss at the measurement nearest to an update.
 * @param {[number, number][]} points
 * @param {number} update
 */
function nearest(points, update) {
  const [, loss] = points.reduce((best, p) => (Math.abs(p[0] - update) < Math.abs(best[0] - update) ? p : best), points[0] ?? [0, 0]);
  return loss;
}

/**
 * Where an update stands on the axis: most happens in the first ones, so each mark
 * is ten times the one before.
 * @param {number} update
 */
const spread = (update) => Math.log1p(update / FIRST);

/** @param {number} end the marks of the axis up to there: 0, 10, 100, … */
function tens(end) {
  const marks = [0];
  for (let u = FIRST; u <= end; u *= 10) marks.push(u);
  return marks;
}

/** @param {number} top */
function ticks(top) {
  const step = top > 4 ? 2 : top > 2 ? 1 : 0.5;
  return Array.from({ length: Math.floor(top / step) + 1 }, (_, i) => i * step);
}
