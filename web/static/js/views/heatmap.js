// A matrix as coloured cells. Cells are painted on a canvas, so that large ones
// stay quick; labels, numbers and the focus are an SVG above it. A matrix that
// is drawn again keeps its place: only colours move.

import { el, set, stillness, svg } from '../dom.js';
import { colours, css, mix, wantsDarkInk } from '../palette.js';
import { tiny } from '../numbers.js';
import { every, layout, widthOf } from './layout.js';

/** @import { RGB, Scale } from '../palette.js' */
/** @import { Layout } from './layout.js' */

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
      rowLabel: Math.min(Math.max(...matrix.rowLabels.map(widthOf)), 8),
      titles: Boolean(matrix.rowTitle), colLabels: matrix.colLabels !== null,
    });
    this.#size(width, height);

    const dark = style.colorScheme.includes('dark');
    const colour = colours(matrix.scale, dark);
    const to = Array.from(matrix.data, colour);
    const number = em * (Number(style.getPropertyValue('--number')) || 1);
    this.#label(matrix, to, em, number);
    this.#move(to, { matrix, colour, hatch: style.getPropertyValue('--hatch'), back: style.getPropertyValue('--masked') });
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
    const still = from.length !== to.length || shape !== this.#shape || to.length > MOST_MOVING || stillness();
    this.#shape = shape;
    if (still) {
      this.#shown = to;
      this.#paint(ink);
      return;
    }
    const start = performance.now();
    const tick = () => {
      const part = Math.min((performance.now() - start) / MOVE, 1);
      const eased = 1 - (1 - part) ** 3;
      this.#shown = to.map((rgb, i) => [mix(from[i][0], rgb[0], eased), mix(from[i][1], rgb[1], eased), mix(from[i][2], rgb[2], eased)]);
      this.#paint(ink);
      if (part < 1) this.#frame = requestAnimationFrame(tick);
    };
    tick();
  }

  /**
   * @typedef {object} Ink
   * @property {Matrix} matrix
   * @property {(x: number) => RGB} colour
   * @property {string} hatch
   * @property {string} back
   */

  /** @param {Ink} ink */
  #paint({ matrix, colour, hatch, back }) {
    const { rows, cols, data, causal, scale } = matrix;
    const { x, y, w, h, gap, bar } = this.#at;
    const g = this.#canvas.getContext('2d');
    if (!g) return;
    const ratio = devicePixelRatio;
    g.setTransform(ratio, 0, 0, ratio, 0, 0);
    g.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
    for (let row = 0; row < rows; row++) {
      for (let col = 0; col < cols; col++) {
        const i = row * cols + col;
        const masked = data[i] === -Infinity || (causal && col > row);
        g.fillStyle = masked ? back : css(this.#shown[i]);
        g.fillRect(x + col * w, y + row * h, w - gap, h - gap);
        if (masked) hatched(g, x + col * w, y + row * h, w - gap, h - gap, hatch);
      }
    }
    if (matrix.at) return;
    const [top, size] = [y, h * rows - gap];
    for (let i = 0; i < size; i++) {
      g.fillStyle = css(colour(scale.high - ((scale.high - scale.low) * i) / Math.max(size - 1, 1)));
      g.fillRect(bar, top + i, 0.85 * parseFloat(getComputedStyle(this.host).fontSize), 1.5);
    }
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
    const rowStep = every(h, 0.95 * em);
    m.rowLabels.forEach((label, row) => {
      const on = row === m.cell[0];
      if (row % rowStep !== 0 && !on) return;
      if (!on && rowStep > 1 && Math.abs(row - m.cell[0]) < rowStep / 2) return;
      const text = svg('text', { x: x - 0.6 * em, y: y + (row + 0.5) * h - gap / 2, class: `label row ${m.rowTitle?.idea ?? ''} ${on ? 'on' : ''}` }, label);
      this.#labels.rows.set(row, text);
      parts.push(text);
    });
    if (m.colLabels) {
      const widest = Math.max(...m.colLabels.map(widthOf));
      const colStep = every(w, (widest + 0.25) * em);
      m.colLabels.forEach((label, col) => {
        const on = col === m.cell[1];
        if (col % colStep !== 0 && !on) return;
        if (!on && colStep > 1 && Math.abs(col - m.cell[1]) < colStep) return;
        const text = svg('text', { x: x + (col + 0.5) * w - gap / 2, y: y - 0.55 * em, class: `label col ${m.colTitle?.idea ?? ''} ${on ? 'on' : ''}` }, label);
        this.#labels.cols.set(col, text);
        parts.push(text);
      });
    }
    if (m.rowTitle && m.colTitle) {
      const middle = y + (h * m.rows) / 2;
      const left = x - (Math.min(Math.max(...m.rowLabels.map(widthOf)), 8) + 1.5) * em;
      parts.push(
        svg('text', { x: x + (w * m.cols) / 2, y: 0.95 * em, class: `axis idea ${m.colTitle.idea}` }, m.colTitle.text),
        svg('text', { x: left, y: middle, transform: `rotate(-90 ${left} ${middle})`, class: `axis idea ${m.rowTitle.idea}` }, m.rowTitle.text),
      );
    }
    if (w >= 2.25 * number && h >= 1.3 * number) parts.push(...this.#numbers(m, fill));
    const [low, high] = m.scaleLabels;
    if (!m.at) {
      parts.push(
        svg('text', { x: bar + 1.2 * em, y: y + 0.5 * em, class: 'scale' }, high),
        svg('text', { x: bar + 1.2 * em, y: y + h * m.rows - 0.6 * em, class: 'scale' }, low),
      );
    }
    if (m.scale.signed && !m.at) parts.push(svg('text', { x: bar + 1.2 * em, y: y + (h * m.rows) / 2, class: 'scale' }, '0'));
    if (m.cell[0] >= 0) parts.push(svg('rect', { x: x + m.cell[1] * w - 1, y: y + m.cell[0] * h - 1, width: w - gap + 2, height: h - gap + 2, class: 'focus' }));
    this.#over.replaceChildren(...parts, this.#hover);
  }

  /**
   * @param {Matrix} m
   * @param {RGB[]} fill
   */
  #numbers(m, fill) {
    const { x, y, w, h, gap } = this.#at;
    /** @type {SVGElement[]} */
    const texts = [];
    for (let i = 0; i < m.rows * m.cols; i++) {
      const [row, col] = [Math.floor(i / m.cols), i % m.cols];
      if (m.data[i] === -Infinity || (m.causal && col > row)) continue;
      const ink = wantsDarkInk(fill[i]) ? 'dark' : 'light';
      texts.push(svg('text', { x: x + (col + 0.5) * w - gap / 2, y: y + (row + 0.5) * h - gap / 2, class: `number ${ink}` }, tiny(m.data[i])));
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
 * Diagonal lines: not a colour, so that no eye takes them for a number.
 * @param {CanvasRenderingContext2D} g
 * @param {number} x
 * @param {number} y
 * @param {number} w
 * @param {number} h
 * @param {string} ink
 */
function hatched(g, x, y, w, h, ink) {
  if (w < 3 || h < 3) return;
  g.save();
  g.beginPath();
  g.rect(x, y, w, h);
  g.clip();
  g.strokeStyle = ink;
  g.lineWidth = 1;
  g.beginPath();
  // Lines run through the whole plane, so that they go on from cell to cell.
  const pitch = 6;
  for (let c = Math.floor((x + y) / pitch) * pitch; c < x + y + w + h; c += pitch) {
    g.moveTo(c - y, y);
    g.lineTo(c - y - h, y + h);
  }
  g.stroke();
  g.restore();
}
