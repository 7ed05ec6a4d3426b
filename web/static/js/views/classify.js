// The label of a text in the eyes of every model that was taught labels, and how
// those did on stories that none had seen.

import { el, fill } from '../dom.js';
import { drawColumns } from './columns.js';

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

/** @typedef {{models: Taught[], truth: string, curve: {labels: number, tuned: number, scratch: number}[]|null}} Classified */

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

/** @param {Taught} taught @param {string} label */
const pOf = ({ labels, p }, label) => p[labels.indexOf(label)] ?? NaN;

/** @param {App} app @param {Taught} taught the same in a word or two, for the head of a column */
const headOf = (app, taught) => (taught.metrics && !taught.metrics.from_scratch ? app.say('classify.after') : rankOf(app, taught));

export class ClassifyView {
  el = el('div', { class: 'stacked sampling taught' });
  #list = el('div', { class: 'three', role: 'group', tabindex: '0' });
  #note = el('p', { class: 'quiet' });

  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.el.append(this.#list, this.#note);
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
    const labels = models[0]?.labels ?? [];
    const known = said !== null && labels.includes(said.truth);
    drawColumns(this.#list, models.map((taught) => ({ text: headOf(this.app, taught), now: taught.model === screen.tape.spec.model })), [
      ...labels.map((label) => ({
        label: nameOf(this.app, label), role: known && label === said.truth ? 'chosen' : '',
        bars: models.map((taught) => ({ value: pOf(taught, label), to: pOf(taught, label), role: pOf(taught, label) === Math.max(...taught.p) ? 'drawn' : 'rest' })),
      })),
      ...(known ? [{ label: '−log P', role: 'figure', bars: models.map((taught) => ({ value: -Math.log(pOf(taught, said.truth)) })) }] : []),
    ]);
    const metrics = models.find((taught) => taught.metrics && !taught.metrics.from_scratch)?.metrics;
    this.#note.textContent = [
      known ? say('classify.right', { label: nameOf(this.app, said.truth) }) : '',
      metrics ? say('classify.note', { n: metrics.train, held: metrics.validation.texts, lambda: metrics.recipe.lambda }) : models.length ? say('classify.plain') : say('classify.none'),
    ].join(' ').trim();
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
      caption: `${this.title()}. ${this.#note.textContent}`, head: [this.app.say('classify.label'), ...said.models.map((taught) => rankOf(this.app, taught))],
      rows: [...labels.map((label) => ({ head: nameOf(this.app, label), cells: said.models.map((m) => pOf(m, label)) })),
        ...(labels.includes(said.truth) ? [{ head: `−log P(${nameOf(this.app, said.truth)})`, cells: said.models.map((m) => -Math.log(pOf(m, said.truth))) }] : [])],
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
