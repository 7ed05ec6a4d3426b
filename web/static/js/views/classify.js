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
 * @property {{from_scratch: boolean, train: number, test: {texts: number, accuracy: number, classes: {label: string, texts: number}[], confusion: number[][]}}|null} metrics
 */

/** @typedef {{models: Taught[], curve: {labels: number, tuned: number, scratch: number}[]|null}} Classified */

/** @param {Screen} screen @returns {Classified|null|undefined} */
const classifiedOf = ({ tape }) => tape.view('classify');

/** @param {App} app @param {string} label */
const nameOf = (app, label) => {
  const key = `feelings.${label}`;
  const name = app.say(key);
  return name === key ? label : name;
};

/** @param {number} x */
const percent = (x) => (100 * x).toFixed(1);

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
    fill(this.#parts, ...models.map(({ model, labels, p, metrics }) => el('section', { class: model === screen.tape.spec.model ? 'on' : '' },
      el('h3', {}, metrics ? say(metrics.from_scratch ? 'classify.scratch' : 'classify.tuned') : model),
      ...labels.map((label, k) => el('p', { class: p[k] === Math.max(...p) ? 'came' : '' }, el('b', {}, nameOf(this.app, label)),
        svg('svg', { viewBox: '0 0 100 10', preserveAspectRatio: 'none', 'aria-hidden': 'true' }, svg('rect', { width: Math.max(100 * p[k], 0.4), height: 10 })),
        el('span', { class: 'p', title: full(p[k]) }, short(p[k])))))));
    this.#note.textContent = models.length ? say('classify.note') : say('classify.none');
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
      caption: this.title(), head: [this.app.say('classify.label'), ...said.models.map(({ model }) => model)],
      rows: labels.map((label) => ({ head: nameOf(this.app, label), cells: said.models.map((m) => m.p[m.labels.indexOf(label)] ?? NaN) })),
      focus: 0, col: 0, pick: () => {},
    };
  }
}

export class MetricsView {
  el = el('div', { class: 'stacked' });
  #parts = el('div', { class: 'measured' });

  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.el.append(this.#parts);
  }

  suits() {
    return true;
  }

  /** @param {Screen} screen */
  draw(screen) {
    const said = classifiedOf(screen);
    if (said === undefined) return false;
    const measured = (said?.models ?? []).filter(({ metrics }) => metrics);
    fill(this.#parts, measured.length ? null : el('p', { class: 'quiet' }, this.app.say('classify.none')),
      ...measured.map((m) => this.#confusion(m)), said?.curve ? this.#curve(said.curve, measured) : null);
    return true;
  }

  /** @param {Taught} taught */
  #confusion({ metrics }) {
    const { say } = this.app;
    if (!metrics) return null;
    const { classes, confusion, accuracy, texts } = metrics.test;
    const short = classes.map(({ label }) => nameOf(this.app, label));
    return el('section', {},
      el('h3', {}, say('classify.tested', { model: say(metrics.from_scratch ? 'classify.scratch' : 'classify.tuned'), a: percent(accuracy), n: texts, train: metrics.train })),
      el('div', { class: 'confusion', role: 'presentation' },
        el('span', { class: 'quiet' }, say('classify.truth')), ...short.map((name) => el('b', {}, name)),
        ...confusion.flatMap((row, y) => [el('b', {}, short[y]), ...row.map((n, k) => {
          const cell = el('span', { class: `count ${k === y ? 'right' : ''}` }, n);
          cell.style.setProperty('--share', String(n / classes[y].texts));
          return cell;
        })])));
  }

  /**
   * @param {NonNullable<Classified['curve']>} curve
   * @param {Taught[]} measured
   */
  #curve(curve, measured) {
    const { say } = this.app;
    const tests = measured.map(({ metrics }) => metrics?.test).filter((test) => test !== undefined);
    const commonest = Math.max(...tests.map(({ classes, texts }) => Math.max(...classes.map((c) => c.texts)) / texts));
    const line = (/** @type {string} */ name, /** @type {number} */ x, mark = '') => el('p', { class: mark }, el('b', {}, name),
      svg('svg', { viewBox: '0 0 100 10', preserveAspectRatio: 'none', 'aria-hidden': 'true' }, svg('rect', { width: 100 * x, height: 10 })), el('span', { class: 'p' }, `${percent(x)} %`));
    return el('section', { class: 'wide' }, el('h3', {}, say('classify.curve')),
      el('div', { class: 'learning' }, ...curve.map(({ labels, tuned, scratch }) => el('div', {}, el('h4', { class: 'quiet' }, `${labels} ${say('classify.labels')}`),
        line(say('classify.tuned'), tuned, 'came'), line(say('classify.scratch'), scratch))),
      Number.isFinite(commonest) ? el('div', {}, line(say('classify.commonest'), commonest)) : null));
  }

  title() {
    return this.app.say('classify.confusion');
  }

  /** @param {Screen} screen @returns {TableData|null} */
  table(screen) {
    const said = classifiedOf(screen);
    const here = said?.models.find(({ model, metrics }) => metrics && model === screen.tape.spec.model) ?? said?.models.find(({ metrics }) => metrics);
    if (!here?.metrics) return null;
    const { classes, confusion } = here.metrics.test;
    return {
      caption: `${this.title()} · ${here.model}`, head: [this.app.say('classify.truth'), ...classes.map(({ label }) => nameOf(this.app, label))],
      rows: confusion.map((row, y) => ({ head: nameOf(this.app, classes[y].label), cells: row })), focus: 0, col: 0, pick: () => {},
    };
  }
}
