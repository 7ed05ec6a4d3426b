// The chain rule: a bar for each factor, in a small world the true P as an
// outline around it and a number below it; the product as a ribbon that runs into
// float32's floor, the logarithms as a ladder down to L. All of it stands there
// from the start, faint; it becomes solid as the cursor arrives. Where there is no
// room for ribbon and ladder, the one that the step is about is drawn.

import { el, fill, set, svg } from '../dom.js';
import { full, short, tiny } from '../numbers.js';
import { wordOf } from '../steps.js';
import { chainOf } from './chaindata.js';
import { every, widthOf } from './layout.js';
import { truthOf } from './truth.js';

/** @import { App } from '../app.js' */
/** @import { Screen } from '../screen.js' */
/** @import { TableData } from '../table.js' */
/** @import { Link } from './chaindata.js' */
/** @import { Truth } from './truth.js' */

/** The exponent of ten of float32's smallest number above zero, 2^−149. */
const FLOOR = Math.log10(2 ** -149);

/** The height that bars, ribbon and ladder need together, em. */
const TALL = 22;

/** @typedef {'both'|'ribbon'|'ladder'} Below what is drawn below the bars */

export class ChainView {
  el = el('div', { class: 'chain' });
  #picture = svg('svg', { 'aria-hidden': 'true' });
  #built = '';
  /** @type {Link[]} */
  #links = [];
  /** @type {{bar: SVGGElement, ribbon: SVGElement, rung: SVGElement}[]} */
  #parts = [];
  #product = svg('text', { class: 'result' });
  #sum = svg('text', { class: 'result' });
  #dot = svg('circle', { r: 5, class: 'dot' });
  #gone = svg('text', { class: 'gone' });
  /** @type {ReturnType<typeof places>|null} */
  #at = null;
  /** Every so many words there is room for one below its bar. */
  #apart = 1;

  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.el.append(this.#picture);
  }

  /** @param {Screen} screen */
  draw(screen) {
    const { clientWidth: width, clientHeight: height } = this.el;
    if (width === 0) return true;
    const em = parseFloat(getComputedStyle(this.el).fontSize);
    const truth = truthOf(screen.tape);
    const below = height >= TALL * em ? 'both' : /\.(factor|product)$/.test(screen.step.name) ? 'ribbon' : 'ladder';
    const key = [screen.tape.run, width, height, em, truth?.world, below, this.app.say('chain.product')].join();
    if (key !== this.#built) this.#build(screen, truth, { width, height, em, below });
    this.#built = key;
    this.#update(screen, em);
    return true;
  }

  /**
   * @param {Screen} screen
   * @param {Truth|null} truth
   * @param {Room} room
   */
  #build({ tape }, truth, room) {
    const { say } = this.app;
    const { width, height, em, below } = room;
    const links = (this.#links = chainOf(tape));
    const at = (this.#at = places(room, links, truth !== null));
    const { left, step, bars, ribbon, ladder } = at;
    const right = left + step * links.length;
    const labelStep = (this.#apart = every(step, Math.max(...links.map(({ word }) => widthOf(word)), 1) * em + 2));
    const wide = step >= 2.1 * em;
    const narrow = width < 34 * em; // no room for a title beside the number

    /** @param {number} y @param {string} text */
    const line = (y, text) => [
      svg('line', { x1: left, x2: right, y1: y, y2: y, class: 'grid' }),
      svg('text', { x: left - 0.5 * em, y, class: 'scale end' }, text),
    ];
    this.#parts = links.map((link, i) => {
      const x = left + i * step;
      const top = bars.y(link.p);
      const bar = svg('g', { class: 'bar', onclick: () => this.app.go({ step: link.step }) },
        svg('title', {}, this.#tooltip(link, truth)),
        svg('rect', { x, y: bars.top, width: step, height: bars.bottom - bars.top + 2 * em, class: 'reach' }),
        svg('rect', { x: x + 0.12 * step, y: top, width: 0.76 * step, height: Math.max(bars.bottom - top, 1), class: 'fill' }),
        ...this.#outline(truth?.words[link.t - 1]?.p, { x, step, em, bars }),
        wide ? svg('text', { x: x + step / 2, y: Math.min(top, topOfTruth(truth?.words[link.t - 1]?.p, { step, em, bars })) - 0.7 * em, class: 'value' }, tiny(link.p)) : null,
        svg('text', { x: x + step / 2, y: bars.bottom + 1.25 * em, class: i % labelStep === 0 ? 'word' : 'word spare' }, link.word));
      const before = i === 0 ? 1 : links[i - 1].product;
      const [a, b] = [ribbon.half(before), ribbon.half(link.product)];
      const [x0, x1] = [x, x + step];
      const middle = ribbon.middle;
      const shape = svg('path', { class: 'ribbon', d: `M${x0} ${middle - a} L${x1} ${middle - b} L${x1} ${middle + b} L${x0} ${middle + a}Z` });
      const y0 = ladder.y(i === 0 ? 0 : links[i - 1].sum);
      const y1 = ladder.y(link.sum);
      const rung = svg('path', { class: 'rung', d: `M${x0} ${y0} H${x0 + step / 2} V${y1} H${x1}` });
      return { bar, ribbon: shape, rung };
    });
    const lowest = links.at(-1)?.sum ?? 0;
    set(this.#picture, { viewBox: `0 0 ${width} ${height}`, width, height });
    fill(this.#picture,
      ...line(bars.y(1), '1'), ...line(bars.y(0.5), '.5'), ...line(bars.y(0), '0'),
      ...this.#parts.map(({ bar }) => bar),
      ...(truth ? this.#trueRow(truth, at, em, wide) : []),
      ...(below === 'ladder' ? [] : [
        svg('text', { x: left, y: ribbon.title, class: 'title' }, narrow ? '' : say('chain.product')), this.#product,
        svg('line', { x1: left, x2: right, y1: ribbon.middle, y2: ribbon.middle, class: 'floor' }),
        ribbon.half(1) < 1.2 * em ? null : svg('text', { x: left - 0.5 * em, y: ribbon.middle - ribbon.half(1) + 0.4 * em, class: 'scale end' }, '1'),
        svg('text', { x: left - 0.5 * em, y: ribbon.middle, class: 'scale end' }, '10⁻⁴⁵'),
        ...this.#parts.map((p) => p.ribbon), this.#gone,
      ]),
      ...(below === 'ribbon' ? [] : [
        svg('text', { x: left, y: ladder.title, class: 'title' }, narrow ? '' : say('chain.sum')), this.#sum,
        ...line(ladder.y(0), '0'),
        svg('text', { x: left - 0.5 * em, y: ladder.y(lowest), class: 'scale end' }, short(lowest)),
        ...this.#parts.map((p) => p.rung), this.#dot,
      ]));
    set(this.#product, { x: right, y: ribbon.title });
    set(this.#sum, { x: right, y: ladder.title });
  }

  /**
   * The true P as an outline around a bar; where the grammar forbids the word, a
   * cross on the line of zero.
   * @param {number|null|undefined} p
   * @param {{x: number, step: number, em: number, bars: {y: (p: number) => number, bottom: number}}} place
   */
  #outline(p, { x, step, em, bars }) {
    if (p === null || p === undefined) return [];
    const middle = x + step / 2;
    const arm = armOf(step, em);
    if (p === 0) return [svg('path', { class: 'truth none', d: `M${middle - arm} ${bars.bottom - 2 * arm} l${2 * arm} ${2 * arm} m0 ${-2 * arm} l${-2 * arm} ${2 * arm}` })];
    return [svg('path', { class: 'truth', d: `M${x + 0.05 * step} ${bars.bottom} V${bars.y(p)} H${x + 0.95 * step} V${bars.bottom}` })];
  }

  /**
   * The true numbers below the words, and from where on there is no truth.
   * @param {Truth} truth
   * @param {ReturnType<typeof places>} at
   * @param {number} em
   * @param {boolean} wide  whether each word has room for a number
   */
  #trueRow(truth, { left, step, truthRow }, em, wide) {
    const { say } = this.app;
    const links = this.#links;
    const lost = links.findIndex(({ t }) => truth.words[t - 1]?.p === null);
    const centre = (/** @type {number} */ i) => left + (i + 0.5) * step;
    const numbers = links.flatMap(({ t }, i) => {
      const p = truth.words[t - 1]?.p;
      return (wide && typeof p === 'number') || p === 0 ? [svg('text', { class: `true-p ${p === 0 ? 'none' : ''}`, x: centre(i), y: truthRow }, tiny(p ?? 0))] : [];
    });
    return [
      svg('text', { class: 'scale end', x: left - 0.5 * em, y: truthRow - 0.33 * em }, say('truth.short')),
      ...numbers,
      wide || lost >= 0 ? null : svg('text', { class: 'true-p start', x: left, y: truthRow }, say('truth.outline')),
      lost < 0 ? null : svg('line', { class: 'lost', x1: left + lost * step, x2: left + links.length * step, y1: truthRow - 0.33 * em, y2: truthRow - 0.33 * em }),
      lost < 0 ? null : svg('text', { class: 'true-p lost-label', x: left + ((lost + links.length) / 2) * step, y: truthRow }, say('truth.lost')),
    ].filter((node) => node !== null);
  }

  /**
   * @param {Link} link
   * @param {Truth|null} truth
   */
  #tooltip({ word, p, t }, truth) {
    const { say } = this.app;
    const said = `P(${word} | …) = ${full(p)}`;
    const q = truth?.words[t - 1]?.p;
    if (!truth) return said;
    return `${said}\n${q === null || q === undefined ? say('truth.lost') : `${say('truth.true')} ${full(q)}`}`;
  }

  /**
   * Shows how far the cursor has come.
   * @param {Screen} screen
   * @param {number} em
   */
  #update({ step, t, view, tape }, em) {
    const at = this.#at;
    if (!at || view !== 'chain') return;
    const here = step.name.startsWith('chain.') ? step.i : tape.steps.length;
    const now = wordOf(step.name);
    // The word in focus is always named; where it is none of those with room, its neighbours are not.
    const spare = this.#links.findIndex(({ t: word }) => word === now) % this.#apart !== 0;
    this.#parts.forEach(({ bar, ribbon, rung }, i) => {
      const link = this.#links[i];
      set(bar, { class: `bar ${link.at.factor <= here ? '' : 'later'} ${link.t === now ? 'now' : ''} ${spare && now !== null && Math.abs(link.t - now) < this.#apart ? 'near' : ''}` });
      set(ribbon, { class: `ribbon ${link.at.product <= here ? '' : 'later'} ${link.t === now ? 'now' : ''}` });
      set(rung, { class: `rung ${link.at.sum <= here ? '' : 'later'} ${link.t === now && link.at.log_p <= here ? 'now' : ''}` });
    });
    const product = this.#links.findLast((link) => link.at.product <= here);
    const sum = this.#links.findLast((link) => link.at.sum <= here);
    fill(this.#product, `∏ P = ${short(product?.product ?? 1)}`, svg('title', {}, full(product?.product ?? 1)));
    fill(this.#sum, `ℒ = ${short(sum?.sum ?? 0)}`, svg('title', {}, full(sum?.sum ?? 0)));
    const i = sum ? this.#links.indexOf(sum) : -1;
    set(this.#dot, { cx: at.left + (i + 1) * at.step, cy: at.ladder.y(sum?.sum ?? 0) });
    const zero = this.#links.findIndex((link) => link.product === 0);
    const gone = zero >= 0 && this.#links[zero].at.product <= here;
    set(this.#gone, { x: at.left + this.#links.length * at.step, y: at.ribbon.middle + Math.max(at.ribbon.half(1) + 0.2 * em, 0.9 * em) });
    this.#gone.textContent = gone ? this.app.say('chain.underflow') : '';
    set(this.el, { 'data-t': t });
  }

  /**
   * @param {Screen} screen
   * @returns {TableData}
   */
  table({ tape, step, t }) {
    const { say } = this.app;
    const links = chainOf(tape);
    const truth = truthOf(tape);
    const parts = ['factor', 'factor', 'product', 'log_p', 'sum', 'factor', 'factor'];
    const trueCells = (/** @type {Link} */ { t }) => {
      const { p, kl } = truth?.words[t - 1] ?? { p: null, kl: null };
      return truth ? [p ?? say('truth.lost'), kl] : [];
    };
    return {
      caption: say('chain.caption'),
      head: ['t', say('table.word'), 'P(w_t | w_<t)', '∏ P', 'log P', 'Σ log P', ...(truth ? [say('truth.true'), say('truth.kl')] : [])],
      rows: links.map((link) => ({ head: String(link.t), cells: [link.word, link.p, link.product, link.log_p, link.sum, ...trueCells(link)] })),
      focus: links.findIndex((link) => link.t === t), col: Math.max(parts.slice(0, 5).lastIndexOf(step.name.split('.')[2]), 1),
      pick: (row, col) => {
        this.app.pause();
        this.app.go({ step: `chain.${links[row].t}.${parts[col]}`, cell: undefined, term: undefined });
      },
    };
  }
}

/**
 * @typedef {object} Room
 * @property {number} width
 * @property {number} height
 * @property {number} em
 * @property {Below} below
 */

/**
 * Half the width of a cross.
 * @param {number} step
 * @param {number} em
 */
const armOf = (step, em) => Math.min(0.35 * em, 0.3 * step);

/**
 * How high the mark of the truth reaches: an outline, or the cross of what cannot come.
 * @param {number|null|undefined} p
 * @param {{step: number, em: number, bars: {y: (p: number) => number, bottom: number}}} place
 */
function topOfTruth(p, { step, em, bars }) {
  return p === 0 ? bars.bottom - 2 * armOf(step, em) : bars.y(p ?? 0);
}

/**
 * Where the pictures stand.
 * @param {Room} room
 * @param {Link[]} links
 * @param {boolean} hasTruth  a row of true numbers stands below the words
 */
function places({ width, height, em, below }, links, hasTruth) {
  const left = 3.6 * em;
  const step = Math.min((width - left - 1.2 * em) / Math.max(links.length, 1), 5.5 * em);
  const lowest = Math.min(links.at(-1)?.sum ?? -1, -1e-3);

  const [top, bottom] = [(hasTruth ? 2 : 1.7) * em, (below === 'both' ? 0.42 : 0.47) * height];
  const title = bottom + (hasTruth ? 4.4 : 3.6) * em; // of what comes first below the bars
  const half = below === 'both' ? 0.052 * height : Math.max((height - title - 2 * em) / 2, em);
  const middle = title + 0.9 * em + half;
  const ladderTitle = below === 'both' ? middle + half + 2.1 * em : title;
  const [ladderTop, ladderBottom] = [ladderTitle + 0.9 * em, height - 0.8 * em];

  return {
    left, step, truthRow: bottom + 2.5 * em,
    bars: { top, bottom, y: (/** @type {number} */ p) => bottom - p * (bottom - top) },
    ribbon: {
      title, middle,
      half: (/** @type {number} */ p) => (p <= 0 ? 0 : half * Math.min(1, Math.max(0, 1 - Math.log10(p) / FLOOR))),
    },
    ladder: { title: ladderTitle, y: (/** @type {number} */ sum) => ladderTop + (sum / lowest) * (ladderBottom - ladderTop) },
  };
}
