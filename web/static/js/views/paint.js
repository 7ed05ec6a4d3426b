// Painting the cells of a matrix on a canvas, and its colour bar.

import { css } from '../palette.js';

/** @import { RGB } from '../palette.js' */
/** @import { Matrix } from './heatmap.js' */
/** @import { Layout } from './layout.js' */

/**
 * @typedef {object} Ink
 * @property {Matrix} matrix
 * @property {(x: number) => RGB} colour
 * @property {number} em    size of the type, px
 * @property {string} hatch of the lines over masked cells
 * @property {string} back  behind those lines
 */

/**
 * Whether a cell is hatched: its number is no number, or lies in the future.
 * @param {Matrix} matrix
 * @param {number} row
 * @param {number} col
 */
export function isMasked({ data, cols, causal }, row, col) {
  return data[row * cols + col] === -Infinity || Boolean(causal && col > row);
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Layout} at
 * @param {RGB[]} shown  the colour of each cell
 * @param {Ink} ink
 */
export function paint(canvas, at, shown, ink) {
  const g = canvas.getContext('2d');
  if (!g) return;
  g.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
  g.clearRect(0, 0, canvas.width, canvas.height);
  const { matrix } = ink;
  const [w, h] = [at.w - at.gap, at.h - at.gap];
  for (let row = 0; row < matrix.rows; row++) {
    for (let col = 0; col < matrix.cols; col++) {
      const masked = isMasked(matrix, row, col);
      const [x, y] = [at.x + col * at.w, at.y + row * at.h];
      g.fillStyle = masked ? ink.back : css(shown[row * matrix.cols + col]);
      g.fillRect(x, y, w, h);
      if (masked) hatched(g, x, y, w, h, ink.hatch);
    }
  }
  if (!matrix.at) colourBar(g, at, ink);
}

/**
 * @param {CanvasRenderingContext2D} g
 * @param {Layout} at
 * @param {Ink} ink
 */
function colourBar(g, { y, h, gap, bar }, { matrix: { rows, scale }, colour, em }) {
  const size = h * rows - gap;
  for (let i = 0; i < size; i++) {
    g.fillStyle = css(colour(scale.high - ((scale.high - scale.low) * i) / Math.max(size - 1, 1)));
    g.fillRect(bar, y + i, 0.85 * em, 1.5);
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
