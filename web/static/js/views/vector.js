// A vector as bars above and below a line, one for each number: the same drawing
// wherever a whole vector stands, large or small.

import { el, fill, svg } from '../dom.js';
import { full, short } from '../numbers.js';
import { reach } from './matrix.js';

/**
 * Bars as two shapes, so that a theme can colour them: above zero and below.
 * @param {ArrayLike<number>} data
 * @param {number} limit the number that reaches the edge
 */
function shapes(data, limit) {
  const gap = data.length > 260 ? 0 : 0.15;
  let [plus, minus] = ['', ''];
  for (let i = 0; i < data.length; i++) {
    const size = limit > 0 ? Math.min(Math.abs(data[i]) / limit, 1) : 0;
    const path = `M${i} 0h${1 - gap}v${data[i] > 0 ? -size : size}h${gap - 1}z`;
    if (data[i] > 0) plus += path;
    else if (data[i] < 0) minus += path;
  }
  return [svg('path', { class: 'plus', d: plus }), svg('path', { class: 'minus', d: minus })];
}

/**
 * A vector as a small picture.
 * @param {ArrayLike<number>} data
 * @param {number} [limit]
 */
export function glyph(data, limit = reach(Float32Array.from(data))) {
  return svg('svg', { class: 'glyph', viewBox: `0 -1 ${data.length} 2`, preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    svg('path', { class: 'zero', d: `M0 0h${data.length}` }), ...shapes(data, limit));
}

/**
 * @typedef {object} Panel
 * @property {string} sign   what joins it to the one above: +, =, …
 * @property {string} title
 * @property {string} [note] numbers that belong to the whole of it
 * @property {ArrayLike<number>} data
 * @property {number} limit
 * @property {{low: number, high: number}} [band]
 * @property {boolean} [lit]
 */

/** Vectors under each other, channel under channel, with one channel in focus. */
export class Panels {
  el = el('div', { class: 'panels' });
  /** @type {Panel[]} */
  #panels = [];
  #tip = el('div', { class: 'tip', hidden: true });

  /** @param {(channel: number) => void} onPick */
  constructor(onPick) {
    this.el.addEventListener('pointermove', (event) => this.#point(event));
    this.el.addEventListener('pointerleave', () => { this.#tip.hidden = true; });
    this.el.addEventListener('click', (event) => {
      const at = this.#at(event);
      if (at) onPick(at.channel);
    });
  }

  /**
   * @param {Panel[]} panels
   * @param {number} focus
   */
  draw(panels, focus) {
    this.#panels = panels;
    fill(this.el, ...panels.map(({ sign, title, note, data, limit, band, lit }) => el('div', { class: `vector ${lit ? 'now' : ''}` },
      el('p', {}, el('b', { class: 'sign' }, sign), el('b', {}, title), el('span', { class: 'quiet' }, note ?? ''),
        el('span', { class: 'value', title: full(data[focus]) }, `[${focus}]  ${short(data[focus])}`)),
      el('div', { class: 'bars-of' },
        el('span', { class: 'edge high', 'aria-hidden': 'true' }, full(rounded(limit))), el('span', { class: 'edge low', 'aria-hidden': 'true' }, full(-rounded(limit))),
        svg('svg', { viewBox: `0 -1 ${data.length} 2`, preserveAspectRatio: 'none', 'aria-hidden': 'true' },
          band ? svg('rect', { class: 'band', x: 0, width: data.length, y: -band.high / limit, height: Math.max((band.high - band.low) / limit, 0) }) : null,
          svg('path', { class: 'zero', d: `M0 0h${data.length}` }),
          ...shapes(data, limit),
          band ? svg('path', { class: 'mean', d: `M0 ${-(band.high + band.low) / 2 / limit}h${data.length}` }) : null,
          svg('rect', { class: 'here', x: focus - 0.1, y: -1, width: 1.05, height: 2 }))))), this.#tip);
  }

  /**
   * @param {MouseEvent} event
   * @returns {{panel: Panel, channel: number, x: number, y: number}|null}
   */
  #at(event) {
    const target = event.target instanceof Element ? event.target.closest('.bars-of svg') : null;
    if (!target) return null;
    const panel = this.#panels[[...this.el.querySelectorAll('.bars-of svg')].indexOf(target)];
    const box = target.getBoundingClientRect();
    const home = this.el.getBoundingClientRect();
    const channel = Math.min(Math.max(Math.floor(((event.clientX - box.left) / box.width) * panel.data.length), 0), panel.data.length - 1);
    return { panel, channel, x: event.clientX - home.left, y: box.top - home.top };
  }

  /** @param {PointerEvent} event */
  #point(event) {
    const at = this.#at(event);
    this.#tip.hidden = !at;
    if (!at) return;
    this.#tip.textContent = `[${at.channel}]  ${full(at.panel.data[at.channel])}`;
    const right = at.x > this.el.clientWidth / 2;
    Object.assign(this.#tip.style, {
      left: right ? 'auto' : `${at.x + 8}px`, right: right ? `${this.el.clientWidth - at.x + 8}px` : 'auto', top: `${at.y}px`,
    });
  }
}

/**
 * The edge of a scale, with two digits that are not too large.
 * @param {number} x
 */
function rounded(x) {
  return Number(x.toPrecision(2));
}

/**
 * How far the numbers of several vectors go from zero.
 * @param {...ArrayLike<number>} vectors
 */
export function reachOf(...vectors) {
  return Math.max(...vectors.map((v) => reach(Float32Array.from(v))), 1e-9);
}
