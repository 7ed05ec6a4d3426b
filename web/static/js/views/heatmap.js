// A matrix as coloured cells. Cells are painted on a canvas, so that large ones
// stay quick; labels, numbers and the focus are an SVG above it. A matrix that
// is drawn again keeps its place: only colours move.

import { el, set, stillness, svg } from '../dom.js';
import { colours, mix, wantsDarkInk } from '../palette.js';
import { tiny } from '../numbers.js';
import { TO_SCALE, heightOf, labelling, layout, widthOf } from './layout.js';
import { isMasked, paint } from './paint.js';

/** @import { RGB, Scale } from '../palette.js' */
/** @import { Layout } from './layout.js' */
/** @import { Ink } from './paint.js' */

/**
 * @typedef {object} Matrix
 * @property {number} rows
 * @property {number} cols
 * @property {ArrayLike<number>} data
 * @property {Scale} scale
 * @property {string[]} scaleLabels  at the low and the high end of the colour bar
 * @property {string[]} rowLabels
 * @property {string[]|null} colLabels
 * @property {{text: string, idea: string}|null} [rowTitle]
 * @property {{text: string, idea: string}|null} [colTitle]
 * @property {[number, number]} cell   in focus
 * @property {boolean} square
 * @property {boolean} [causal]        cells right of the diagonal are the future: hatched
 * @property {(row: number, col: number) => string} describe  a cell in full
 * @property {Layout} [at]             where the cells stand, if that is decided elsewhere; no colour bar then
 */

const MOVE = 320; // ms, then rest
const MOST_MOVING = 5000; // cells beyond which colours change at once
const LONGEST = 8; // em, of a row label
const LEAST = 0.005; // below it a number in a cell is no more than small

export class Heatmap {
  #canvas = el('canvas', { 'aria-hidden': 'true' });
  #over = svg('svg', { 'aria-hidden': 'true', class: 'over' });
  #hover = svg('g', { class: 'hover' });
  #tip = el('div', { class: 'tip', hidden: true });
  /** @type {Matrix|null} */
  #matrix = null;
  /** @type {Layout} */
  #at = { x: 0, y: 0, w: 1, h: 1, gap: 0, bar: 0 };
  #shape = '';
  /** @type {RGB[]} what stands on the canvas */
  #shown = [];
  #frame = 0;
  /** @type {{rows: Map<number, SVGElement>, cols: Map<number, SVGElement>}} */
  #labels = { rows: new Map(), cols: new Map() };

  /**
   * @param {HTMLElement} host
   * @param {(row: number, col: number) => void} onPick
   */
  constructor(host, onPick) {
    this.host = host;
    host.append(this.#canvas, this.#over, this.#tip);
    host.addEventListener('pointermove', (e) => this.#point(this.#cellAt(e)));
    host.addEventListener('pointerleave', () => this.#point(null));
    host.addEventListener('click', (e) => {
      const cell = this.#cellAt(e);
      if (cell) onPick(cell[0], cell[1]);
    });
  }

  /** @param {Matrix} matrix */
  draw(matrix) {
    const { clientWidth: width, clientHeight: height } = this.host;
    if (width === 0) return;
    const style = getComputedStyle(this.host);
    const em = parseFloat(style.fontSize);
    this.#matrix = matrix;
    this.#at = matrix.at ?? layout(width, height, {
      rows: matrix.rows, cols: matrix.cols, em, square: matrix.square,
      rowLabel: this.#longest(matrix.rowLabels, em),
      titles: Boolean(matrix.rowTitle), colLabels: matrix.colLabels !== null,
      scaleLabel: this.#widest(matrix.scaleLabels, (Number(style.getPropertyValue('--scale')) || 1) * em) / em,
    });
    this.#size(width, height);

    const dark = style.colorScheme.includes('dark');
    const colour = colours(matrix.scale, dark);
    const to = Array.from(matrix.data, colour);
    const number = em * (Number(style.getPropertyValue('--number')) || 1);
    this.#label(matrix, to, em, number);
    this.#move(to, { matrix, colour, em, hatch: style.getPropertyValue('--hatch'), back: style.getPropertyValue('--masked') });
  }

  /**
   * @param {number} width
   * @param {number} height
   */
  #size(width, height) {
    const ratio = devicePixelRatio;
    const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (this.#canvas.width === w && this.#canvas.height === h) return;
    this.#canvas.width = w;
    this.#canvas.height = h;
    this.#canvas.style.width = `${width}px`;
    this.#canvas.style.height = `${height}px`;
    set(this.#over, { viewBox: `0 0 ${width} ${height}`, width, height });
  }

  /**
   * Lets the colours go from what stands there to what is to stand there.
   * @param {RGB[]} to
   * @param {Ink} ink
   */
  #move(to, ink) {
    cancelAnimationFrame(this.#frame);
    const from = this.#shown;
    const shape = `${ink.matrix.rows}×${ink.matrix.cols}`;
    const moved = from.length === to.length && shape === this.#shape && to.some((rgb, i) => rgb.some((c, k) => c !== from[i][k]));
    const still = !moved || to.length > MOST_MOVING || stillness();
    this.#shape = shape;
    if (still) {
      this.#shown = to;
      paint(this.#canvas, this.#at, this.#shown, ink);
      return;
    }
    const start = performance.now();
    const tick = () => {
      const part = Math.min((performance.now() - start) / MOVE, 1);
      const eased = 1 - (1 - part) ** 3;
      this.#shown = to.map((rgb, i) => [mix(from[i][0], rgb[0], eased), mix(from[i][1], rgb[1], eased), mix(from[i][2], rgb[2], eased)]);
      paint(this.#canvas, this.#at, this.#shown, ink);
      if (part < 1) this.#frame = requestAnimationFrame(tick);
    };
    tick();
  }

  /**
   * Writes labels, numbers and the focus.
   * @param {Matrix} m
   * @param {RGB[]} fill
   * @param {number} em
   * @param {number} number size of the numbers in the cells, px
   */
  #label(m, fill, em, number) {
    const { x, y, w, h, gap, bar } = this.#at;
    /** @type {SVGElement[]} */
    const parts = [];
    this.#labels = { rows: new Map(), cols: new Map() };
    const rows = labelling(m.rowLabels.map(heightOf), h, em, m.cell[0]);
    m.rowLabels.forEach((label, row) => {
      if (!rows.shown.has(row)) return;
      const on = row === m.cell[0];
      const text = svg('text', { 'font-size': `${rows.size}em`, x: x - 0.6 * em, y: y + (row + 0.5) * h - gap / 2, class: `label row ${m.rowTitle?.idea ?? ''} ${on ? 'on' : ''}` }, label);
      this.#labels.rows.set(row, text);
      parts.push(text);
    });
    if (m.colLabels) {
      // One character stands alone in its cell; longer labels need a gap between.
      const needs = m.colLabels.map((label) => widthOf(label) + ([...label].length > 1 ? 0.25 : 0));
      const cols = labelling(needs, w, em, m.cell[1]);
      m.colLabels.forEach((label, col) => {
        if (!cols.shown.has(col)) return;
        const on = col === m.cell[1];
        const text = svg('text', { 'font-size': `${cols.size}em`, x: x + (col + 0.5) * w - gap / 2, y: y - 0.55 * em, class: `label col ${m.colTitle?.idea ?? ''} ${on ? 'on' : ''}` }, label);
        this.#labels.cols.set(col, text);
        parts.push(text);
      });
    }
    if (m.rowTitle && m.colTitle) {
      const middle = y + (h * m.rows) / 2;
      const left = x - (this.#longest(m.rowLabels, em) + 1.5) * em;
      parts.push(
        svg('text', { x: x + (w * m.cols) / 2, y: 0.95 * em, class: `axis idea ${m.colTitle.idea}` }, m.colTitle.text),
        svg('text', { x: left, y: middle, transform: `rotate(-90 ${left} ${middle})`, class: `axis idea ${m.rowTitle.idea}` }, m.rowTitle.text),
      );
    }
    const write = h >= 1.3 * number && w >= 1.3 * number && this.#writing(m, w - gap, number);
    if (write) parts.push(...this.#numbers(m, fill, write));
    const [low, high] = m.scaleLabels;
    if (!m.at) {
      parts.push(
        svg('text', { x: bar + TO_SCALE * em, y: y + 0.5 * em, class: 'scale' }, high),
        svg('text', { x: bar + TO_SCALE * em, y: y + h * m.rows - 0.6 * em, class: 'scale' }, low),
      );
    }
    if (m.scale.signed && !m.at) parts.push(svg('text', { x: bar + TO_SCALE * em, y: y + (h * m.rows) / 2, class: 'scale' }, '0'));
    if (m.cell[0] >= 0) parts.push(svg('rect', { x: x + m.cell[1] * w - 1, y: y + m.cell[0] * h - 1, width: w - gap + 2, height: h - gap + 2, class: 'focus' }));
    this.#over.replaceChildren(...parts, this.#hover);
  }

  /**
   * How the numbers are written so that none touches the next: as usual, or
   * large ones without their decimals. Undefined where even those do not fit,
   * and where most are too small to be written in a cell.
   * @param {Matrix} m
   * @param {number} room px of a cell
   * @param {number} size of the type, px
   */
  #writing(m, room, size) {
    const seen = Array.from(m.data).filter((_, i) => !isMasked(m, Math.floor(i / m.cols), i % m.cols));
    if (seen.filter((x) => x !== 0 && Math.abs(x) < LEAST).length > seen.length / 2) return undefined;
    return [tiny, whole].find((write) => this.#widest(seen.map(write), size) + 0.3 * size <= room);
  }

  /**
   * Room for the labels of the rows, em; the one in focus is bold.
   * @param {string[]} labels
   * @param {number} em
   */
  #longest(labels, em) {
    return Math.min(this.#widest(labels, em, 700) / em, LONGEST);
  }

  /**
   * Width of the widest text, px.
   * @param {string[]} texts
   * @param {number} size of the type, px
   * @param {number} [weight]
   */
  #widest(texts, size, weight = 400) {
    const g = this.#canvas.getContext('2d');
    if (!g) return 0;
    g.font = `${weight} ${size}px ${getComputedStyle(this.host).fontFamily}`;
    return Math.max(0, ...Array.from(new Set(texts), (text) => g.measureText(text).width));
  }

  /**
   * @param {Matrix} m
   * @param {RGB[]} fill
   * @param {(x: number) => string} write
   */
  #numbers(m, fill, write) {
    const { x, y, w, h, gap } = this.#at;
    /** @type {SVGElement[]} */
    const texts = [];
    for (let i = 0; i < m.rows * m.cols; i++) {
      const [row, col] = [Math.floor(i / m.cols), i % m.cols];
      if (isMasked(m, row, col)) continue;
      const ink = wantsDarkInk(fill[i]) ? 'dark' : 'light';
      texts.push(svg('text', { x: x + (col + 0.5) * w - gap / 2, y: y + (row + 0.5) * h - gap / 2, class: `number ${ink}` }, write(m.data[i])));
    }
    return texts;
  }

  /**
   * @param {MouseEvent} event
   * @returns {[number, number]|null}
   */
  #cellAt(event) {
    if (!this.#matrix) return null;
    const box = this.host.getBoundingClientRect();
    const row = Math.floor((event.clientY - box.top - this.#at.y) / this.#at.h);
    const col = Math.floor((event.clientX - box.left - this.#at.x) / this.#at.w);
    const inside = row >= 0 && col >= 0 && row < this.#matrix.rows && col < this.#matrix.cols;
    return inside ? [row, col] : null;
  }

  /**
   * Shows which row and column the pointer is on, and the number in full.
   * @param {[number, number]|null} cell
   */
  #point(cell) {
    const m = this.#matrix;
    this.#tip.hidden = !cell || !m;
    for (const [row, text] of this.#labels.rows) text.classList.toggle('hot', row === cell?.[0]);
    for (const [col, text] of this.#labels.cols) text.classList.toggle('hot', col === cell?.[1]);
    if (!cell || !m) {
      this.#hover.replaceChildren();
      return;
    }
    const { x, y, w, h, gap } = this.#at;
    const [row, col] = cell;
    this.#hover.replaceChildren(
      svg('rect', { x: x - 1, y: y + row * h - 1, width: w * m.cols - gap + 2, height: h - gap + 2 }),
      svg('rect', { x: x + col * w - 1, y: y - 1, width: w - gap + 2, height: h * m.rows - gap + 2 }),
    );
    this.#tip.textContent = m.describe(row, col);
    const right = x + (col + 1) * w > this.host.clientWidth * 0.6;
    this.#tip.style.left = right ? 'auto' : `${x + (col + 1) * w + 6}px`;
    this.#tip.style.right = right ? `${this.host.clientWidth - x - col * w + 6}px` : 'auto';
    this.#tip.style.top = `${y + row * h}px`;
  }
}

/**
 * Writes a number of two digits and more without decimals.
 * @param {number} x
 */
function whole(x) {
  return tiny(Math.abs(x) < 9.95 ? x : Math.round(x)); // 9.96 is 10, not 10.0
}
