// The label of a text in the eyes of every model that was taught labels, and how
// those did on stories that none had seen.

import { el, fill, svg } from '../dom.js';
import { full, short } from '../numbers.js';

/** @import { App } from '../app.js' */
/** @import { Screen } from '../screen.js' */
/** @import { TableData } from '../table.js' */

/**
 * @typedef {object} Taught
 * @property {string} model
 * @property {string[]} labels
 * @property {number[]} p
 * @property {boolean} before the pre-trained model, its head as fine-tuning began with it
 * @property {{from_scratch: boolean, train: number, recipe: {lambda: number}, validation: {texts: number}, test: {texts: number, accuracy: number, classes: {label: string, texts: number}[], confusion: number[][]}}|null} metrics
 */

/** @typedef {{models: Taught[], curve: {labels: number, tuned: number, scratch: number}[]|null}} Classified */

/** @param {Screen} screen @returns {Classified|null|undefined} */
const classifiedOf = ({ tape }) => tape.view('classify');

/** @param {App} app @param {string} label */
export const nameOf = (app, label) => {
  const key = `feelings.${label}`;
  const name = app.say(key);
  return name === key ? label : name;
};

/** @param {number} x */
const percent = (x) => (100 * x).toFixed(1);

/** @param {App} app @param {Taught} taught what a model is here: before the task, after it, or from scratch */
const rankOf = (app, { before, metrics, model }) => (before ? app.say('classify.before') : metrics ? app.say(metrics.from_scratch ? 'classify.scratch' : 'classify.tuned') : model);

export class ClassifyView {
  el = el('div', { class: 'stacked' });
  #parts = el('div', { class: 'taught' });
  #note = el('p', { class: 'quiet' });

  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.el.append(this.#parts, this.#note);
  }

  suits() {
    return true;
  }

  /** @param {Screen} screen */
  draw(screen) {
    const said = classifiedOf(screen);
    if (said === undefined) return false;
    const { say } = this.app;
    const models = said?.models ?? [];
    fill(this.#parts, ...models.map((taught) => el('section', { class: taught.model === screen.tape.spec.model ? 'on' : '' },
      el('h3', {}, rankOf(this.app, taught)),
      ...taught.labels.map((label, k) => el('p', { class: taught.p[k] === Math.max(...taught.p) ? 'came' : '' }, el('b', {}, nameOf(this.app, label)),
        svg('svg', { viewBox: '0 0 100 10', preserveAspectRatio: 'none', 'aria-hidden': 'true' }, svg('rect', { width: Math.max(100 * taught.p[k], 0.4), height: 10 })),
        el('span', { class: 'p', title: full(taught.p[k]) }, short(taught.p[k])))))));
    const metrics = models.find((taught) => taught.metrics && !taught.metrics.from_scratch)?.metrics;
    this.#note.textContent = metrics ? say('classify.note', { n: metrics.train, held: metrics.validation.texts, lambda: metrics.recipe.lambda }) : models.length ? say('classify.plain') : say('classify.none');
    return true;
  }

  title() {
    return this.app.say('classify.title');
  }

  /** @param {Screen} screen @returns {TableData|null} */
  table(screen) {
    const said = classifiedOf(screen);
    if (!said?.models.length) return null;
    const { labels } = said.models[0];
    return {
      caption: this.title(), head: [this.app.say('classify.label'), ...said.models.map((taught) => rankOf(this.app, taught))],
      rows: labels.map((label) => ({ head: nameOf(this.app, label), cells: said.models.map((m) => m.p[m.labels.indexOf(label)] ?? NaN) })),
      focus: 0, col: 0, pick: () => {},
    };
  }
}

/** How often each label was said for each, on stories that no model had seen. */
export class MetricsView {
  el = el('div', { class: 'stacked' });
  #parts = el('div', { class: 'measured' });
  #note = el('p', { class: 'quiet' });

  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.el.append(this.#parts, this.#note);
  }

  suits() {
    return true;
  }

  /** @param {Screen} screen */
  draw(screen) {
    const said = classifiedOf(screen);
    if (said === undefined) return false;
    const measured = (said?.models ?? []).filter(({ metrics }) => metrics);
    fill(this.#parts, ...measured.map((m) => this.#confusion(m)));
    this.#note.textContent = this.app.say(measured.length ? 'classify.diagonal' : 'classify.none');
    return true;
  }

  /** @param {Taught} taught */
  #confusion(taught) {
    const { say } = this.app;
    if (!taught.metrics) return null;
    const { train, test: { classes, confusion, accuracy, texts } } = taught.metrics;
    const names = classes.map(({ label }) => nameOf(this.app, label));
    const grid = el('div', { class: 'confusion', role: 'presentation' },
      el('span', { class: 'quiet' }, say('classify.truth')), ...names.map((name) => el('b', {}, name)),
      ...confusion.flatMap((row, y) => [el('b', {}, names[y]), ...row.map((n, k) => {
        const cell = el('span', { class: `count ${k === y ? 'right' : ''}` }, n);
        cell.style.setProperty('--share', String(n / classes[y].texts));
        return cell;
      })]));
    grid.style.setProperty('--labels', String(names.length));
    return el('section', {},
      el('h3', {}, rankOf(this.app, taught), el('span', { class: 'quiet' }, say('classify.tested', { a: percent(accuracy), n: texts, train }))), grid);
  }

  title() {
    return this.app.say('classify.confusion');
  }

  /** @param {Screen} screen @returns {TableData|null} */
  table(screen) {
    const measured = (classifiedOf(screen)?.models ?? []).filter(({ metrics }) => metrics);
    const { classes } = measured[0]?.metrics?.test ?? {};
    if (!classes) return null;
    return {
      caption: `${this.title()}. ${this.#note.textContent}`, head: [this.app.say('classify.truth'), ...classes.map(({ label }) => nameOf(this.app, label))],
      rows: measured.flatMap((taught) => (taught.metrics?.test.confusion ?? []).map((row, y) => ({ head: `${nameOf(this.app, classes[y].label)} · ${rankOf(this.app, taught)}`, cells: row }))),
      focus: 0, col: 0, pick: () => {},
    };
  }
}
