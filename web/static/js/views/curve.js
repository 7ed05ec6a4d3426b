// The activation function, with the numbers of one position as dots on it: what
// goes in along the bottom, what comes out up the side.

import { el, fill, set, svg } from '../dom.js';
import { full, short } from '../numbers.js';
import { drawPlace } from './place.js';

/** @import { App } from '../app.js' */
/** @import { Screen } from '../screen.js' */
/** @import { TableData } from '../table.js' */

export class CurveView {
  el = el('div', { class: 'stacked' });
  #place = el('p', { class: 'context' });
  #room = el('div', { class: 'curve' });
  #picture = svg('svg', { 'aria-hidden': 'true' });
  #tip = el('div', { class: 'tip', hidden: true });
  #note = el('p', { class: 'quiet' });
  /** @type {{x: number, y: number}[]} where the dots stand */
  #dots = [];

  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.#room.append(this.#picture, this.#tip);
    this.el.append(this.#place, this.#room, this.#note);
    this.#picture.addEventListener('pointermove', (event) => this.#point(this.#nearest(event)));
    this.#picture.addEventListener('pointerleave', () => this.#point(-1));
    this.#picture.addEventListener('click', (event) => {
      const at = this.#nearest(event);
      if (at >= 0) app.pick(undefined, at);
    });
  }

  /** @param {Screen} screen */
  suits({ step }) {
    return /\.mlp\.(c_fc|gelu)$/.test(step.name);
  }

  /** @param {Screen} screen */
  draw(screen) {
    const curve = curveOf(screen);
    if (!curve) return curve === null;
    drawPlace(this.#place, screen, (row) => this.app.pick(row));
    // What a page asks is not told before.
    this.#note.textContent = screen.page.asks?.length ? '' : this.app.say('curve.below', { n: curve.below, of: curve.in.length });
    const { clientWidth: width, clientHeight: height } = this.#room;
    if (width === 0) return true;
    const em = parseFloat(getComputedStyle(this.el).fontSize);
    const at = axes(curve, width, height, em);
    this.#dots = curve.in.map((/** @type {number} */ x, /** @type {number} */ i) => ({ x: at.x(x), y: at.y(curve.out[i]) }));
    const focus = screen.cell[1];
    const here = this.#dots[focus];
    set(this.#picture, { viewBox: `0 0 ${width} ${height}`, width, height });
    fill(this.#picture,
      ...at.ticksX.map((x) => svg('text', { class: 'scale middle', x: at.x(x), y: height - 0.6 * em }, short(x))),
      ...at.ticksY.map((y) => svg('text', { class: 'scale end', x: at.left - 0.5 * em, y: at.y(y) }, short(y))),
      svg('path', { class: 'grid', d: `M${at.left} ${at.y(0)}H${at.right}M${at.x(0)} ${at.top}V${at.bottom}` }),
      svg('path', { class: 'line', d: `M${curve.x.map((/** @type {number} */ x, /** @type {number} */ i) => `${at.x(x)} ${at.y(curve.y[i])}`).join('L')}` }),
      ...this.#dots.map(({ x, y }) => svg('circle', { class: 'one', cx: x, cy: y, r: 0.24 * em })),
      here ? svg('path', { class: 'drop', d: `M${here.x} ${at.bottom}V${here.y}H${at.left}` }) : null,
      here ? svg('circle', { class: 'here', cx: here.x, cy: here.y, r: 0.4 * em }) : null,
      here ? svg('text', { class: 'now', ...beside(here, width, em, at.left, at.top, at.x(0)) }, `[${focus}]  ${short(curve.in[focus])} → ${short(curve.out[focus])}`) : null,
      svg('text', { class: 'scale end', x: at.right, y: at.y(0) - 0.8 * em }, this.app.say('curve.in')),
      svg('text', { class: 'scale', x: at.x(0) + 0.5 * em, y: at.top + 0.2 * em }, this.app.say('curve.out')));
    return true;
  }

  /**
   * The dot nearest to the pointer, −1 for none near.
   * @param {MouseEvent} event
   */
  #nearest(event) {
    const box = this.#picture.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    let [best, reach] = [-1, 24];
    this.#dots.forEach((dot, i) => {
      const far = Math.hypot(dot.x - x, dot.y - y);
      if (far < reach) [best, reach] = [i, far];
    });
    return best;
  }

  /** @param {number} i */
  #point(i) {
    const screen = this.app.screen();
    const curve = screen && curveOf(screen);
    this.#tip.hidden = i < 0 || !curve;
    if (i < 0 || !curve) return;
    this.#tip.textContent = `[${i}]  ${full(curve.in[i])} → ${full(curve.out[i])}`;
    Object.assign(this.#tip.style, { left: `${Math.min(this.#dots[i].x + 10, this.#room.clientWidth - 180)}px`, top: `${this.#dots[i].y - 28}px` });
  }

  /** @param {Screen} screen */
  title({ tape, row }) {
    return this.app.say('curve.title', { word: tape.tokens[row].label });
  }

  /**
   * @param {Screen} screen
   * @returns {TableData|null}
   */
  table(screen) {
    const curve = curveOf(screen);
    if (!curve) return null;
    const { say } = this.app;
    return {
      caption: `${this.title(screen)}: ${say('curve.below', { n: curve.below, of: curve.in.length })}`,
      head: [say('table.channel'), say('curve.in'), say('curve.out')],
      rows: curve.in.map((/** @type {number} */ x, /** @type {number} */ i) => ({ head: String(i), cells: [x, curve.out[i]] })),
      focus: screen.cell[1], col: screen.step.name.endsWith('gelu') ? 1 : 0, pick: (i) => this.app.pick(undefined, i),
    };
  }
}

/** @param {Screen} screen */
function curveOf({ tape, step, row }) {
  return tape.view('curve', { step: step.i, row });
}

/**
 * @param {{x: number[], y: number[]}} curve
 * @param {number} width
 * @param {number} height
 * @param {number} em
 */
function axes(curve, width, height, em) {
  const [left, right, top, bottom] = [3.2 * em, width - 0.6 * em, 0.8 * em, height - 1.5 * em];
  const reach = /** @type {number} */ (curve.x.at(-1));
  const high = Math.max(...curve.y);
  const low = Math.min(...curve.y, -0.15 * high);
  const unit = [0.5, 1, 2, 5, 10, 20].find((u) => reach / u <= 4) ?? 50;
  const ticks = Array.from({ length: 9 }, (_, i) => (i - 4) * unit);
  return {
    left, right, top, bottom,
    x: (/** @type {number} */ x) => left + ((x + reach) / (2 * reach)) * (right - left),
    y: (/** @type {number} */ y) => bottom - ((y - low) / (high - low)) * (bottom - top),
    ticksX: ticks.filter((x) => Math.abs(x) <= reach), ticksY: ticks.filter((y) => y >= 0 && y <= high),
  };
}

/**
 * Where the numbers of the dot in focus stand: beside it, before the curve
 * rises, or in the corner that no activation function reaches.
 * @param {{x: number, y: number}} dot
 * @param {number} width
 * @param {number} em
 * @param {number} left
 * @param {number} top
 * @param {number} zero
 */
function beside(dot, width, em, left, top, zero) {
  const room = 14 * em;
  if (dot.x < zero && dot.x + room > zero) return { x: Math.max(zero - 0.8 * em, left + room), y: dot.y - 1.4 * em, 'text-anchor': 'end' };
  if (dot.x + room < width) return { x: dot.x + 0.7 * em, y: Math.max(dot.y - em, em) };
  return { x: left + 0.6 * em, y: top + 1.8 * em };
}
