// What rows, columns and cells of a step are called.

import { full } from '../numbers.js';

/** @import { Screen } from '../screen.js' */
/** @import { Say } from '../lang.js' */

/**
 * The labels along an axis: tokens where it counts positions, numbers elsewhere.
 * @param {Screen} screen
 * @param {number} axis
 * @returns {string[]}
 */
export function axisLabels({ tape, step, kind }, axis) {
  if (axis < 0) return ['']; // of a vector, which has one row
  const size = step.shape[axis];
  if (kind.axes[axis] === 'T') return tape.tokens.slice(0, size).map((token) => token.label);
  return Array.from({ length: size }, (_, i) => String(i));
}

/**
 * A title for a step: what it is, in which layer and head.
 * @param {Screen} screen
 * @param {Say} say
 */
export function titleOf(screen, say) {
  const { layer, head, kind } = screen;
  const parts = [];
  if (layer !== null) parts.push(say('stage.layer', { n: layer }));
  if (kind.axes[0] === 'nh') parts.push(say('stage.head', { n: head }));
  return parts.join(' · ');
}

/**
 * A cell in words: 疑 → 光 in a matrix of positions, 疑 [17] elsewhere. What the
 * server calls an entry of the vocabulary is in `labels`.
 * @param {Screen} screen
 * @param {number[]} cell
 * @param {string[]} [labels]
 */
export function cellName({ tape, kind }, cell, labels = []) {
  const names = cell.flatMap((at, axis) => {
    if (kind.axes[axis] === 'nh') return [];
    if (kind.axes[axis] === 'T') return [tape.tokens[at].label];
    return [kind.axes[axis] === 'V' && labels[axis] ? labels[axis] : `[${at}]`];
  });
  const toWord = kind.axes.filter((axis) => axis === 'T' || axis === 'V').length > 1;
  return names.join(toWord ? ' → ' : ' ');
}

/**
 * The numbers at the ends of a colour bar.
 * @param {number} low
 * @param {number} high
 */
export function scaleLabels(low, high) {
  return [low, high].map((x) => (Number.isInteger(x) ? String(x).replace('-', '−') : full(Number(Math.abs(x) < 10 ? x.toPrecision(2) : x.toFixed(0)))));
}
