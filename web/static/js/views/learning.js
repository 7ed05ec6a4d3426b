// How many labels were right after learning from more and more labelled texts:
// with pre-training and without, over what always saying one label would give.

import { el, fill, set, svg } from '../dom.js';

/** @import { App } from '../app.js' */
/** @import { Screen } from '../screen.js' */
/** @import { TableData } from '../table.js' */
/** @import { Classified } from './classify.js' */

/** @typedef {NonNullable<Classified['curve']>[number]} Point */

export class LearningView {
  el = el('div', { class: 'stacked' });
  #legend = el('p', { class: 'legend' });
  #room = el('div', { class: 'loss learning' });
  #picture = svg('svg', { 'aria-hidden': 'true' });
  #note = el('p', { class: 'quiet' });

  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.#room.append(this.#picture);
    this.el.append(this.#legend, this.#room, this.#note);
  }

  suits() {
    return true;
  }

  /** @param {Screen} screen */
  draw(screen) {
    const said = classifiedOf(screen);
    if (said === undefined) return false;
    const curve = said?.curve ?? [];
    this.#note.textContent = this.app.say(curve.length ? 'classify.one_run' : 'classify.none');
    fill(this.#legend, ...(curve.length ? ['tuned', 'scratch'].flatMap((which) => [svg('svg', { viewBox: '0 0 30 10', 'aria-hidden': 'true' }, svg('path', { class: which, d: 'M0 5H30' })), el('span', {}, this.app.say(`classify.${which}`))]) : []));
    const { clientWidth: width, clientHeight: height } = this.#room;
    set(this.#picture, { viewBox: `0 0 ${width} ${height}`, width, height });
    fill(this.#picture, ...(width && curve.length ? lines(this.app, curve, commonest(said), width, height, parseFloat(getComputedStyle(this.el).fontSize)) : []));
    return true;
  }

  walk() {
    return true; // one picture, with no place to stand
  }

  title() {
    return this.app.say('classify.curve');
  }

  /** @param {Screen} screen @returns {TableData|null} */
  table(screen) {
    const said = classifiedOf(screen);
    if (!said?.curve) return null;
    const { say } = this.app;
    return {
      caption: `${this.title()}. ${this.#note.textContent}`, head: [say('classify.labels'), say('classify.tuned'), say('classify.scratch'), say('classify.commonest')],
      rows: said.curve.map(({ labels, tuned, scratch }) => ({ head: String(labels), cells: [tuned, scratch, commonest(said)] })), focus: 0, col: 0, pick: () => {},
    };
  }
}

/** @param {Screen} screen @returns {Classified|null|undefined} */
const classifiedOf = ({ tape }) => tape.view('classify');

/**
 * How often who always says the commonest label is right.
 * @param {Classified|null} said
 */
function commonest(said) {
  const test = said?.models.find(({ metrics }) => metrics)?.metrics?.test;
  return test ? Math.max(...test.classes.map(({ texts }) => texts)) / test.texts : NaN;
}

/**
 * Each step along the axis is twice as many labels.
 * @param {App} app
 * @param {Point[]} curve
 * @param {number} floor
 * @param {number} width
 * @param {number} height
 * @param {number} em
 */
function lines({ say }, curve, floor, width, height, em) {
  const box = { left: 4 * em, right: width - 2.6 * em, top: 1.6 * em, bottom: height - 3.4 * em };
  const [first, last] = [curve[0].labels, curve[curve.length - 1].labels];
  const inner = [box.left + 2.2 * em, box.right - 1.6 * em]; // room for the numbers of the first and the last
  const x = (/** @type {number} */ n) => inner[0] + (Math.log(n / first) / Math.log(last / first || 2)) * (inner[1] - inner[0]);
  const y = (/** @type {number} */ a) => box.bottom - a * (box.bottom - box.top);
  // A number stands below its dot, or above it where the line of the commonest label passes below.
  const beside = (/** @type {number} */ a) => y(a) + (Math.abs(y(a) + 1.1 * em - y(floor)) < em ? -0.7 : 1.4) * em;
  const percent = (/** @type {number} */ a) => `${(100 * a).toFixed(0)} %`;
  const path = (/** @type {'tuned'|'scratch'} */ which) => `M${curve.map((p) => `${x(p.labels)} ${y(p[which])}`).join('L')}`;
  return [
    ...[0, 0.25, 0.5, 0.75, 1].flatMap((a) => [svg('path', { class: 'grid', d: `M${box.left} ${y(a)}H${box.right}` }), svg('text', { class: 'scale end', x: box.left - 0.5 * em, y: y(a) + 0.3 * em }, percent(a))]),
    ...curve.map(({ labels }) => svg('text', { class: 'scale middle', x: x(labels), y: box.bottom + 1.3 * em }, String(labels))),
    svg('text', { class: 'scale middle', x: (box.left + box.right) / 2, y: box.bottom + 2.6 * em }, say('classify.labels')),
    Number.isFinite(floor) ? svg('path', { class: 'floor', d: `M${box.left} ${y(floor)}H${box.right}` }) : null,
    Number.isFinite(floor) ? svg('text', { class: 'scale end', x: box.right, y: y(floor) + 1.2 * em }, say('classify.commonest')) : null,
    svg('path', { class: 'scratch', d: path('scratch') }), svg('path', { class: 'tuned', d: path('tuned') }),
    ...curve.flatMap((p) => [
      svg('circle', { class: 'dot tuned', cx: x(p.labels), cy: y(p.tuned), r: 0.3 * em }), svg('text', { class: 'scale middle share', x: x(p.labels), y: y(p.tuned) - 0.7 * em }, `${(100 * p.tuned).toFixed(1)}`),
      svg('circle', { class: 'dot', cx: x(p.labels), cy: y(p.scratch), r: 0.3 * em }), svg('text', { class: 'scale middle share', x: x(p.labels), y: beside(p.scratch) }, `${(100 * p.scratch).toFixed(1)}`)]),
  ];
}
