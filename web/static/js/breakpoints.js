// Breakpoints: the sorts of steps at which playing stops and to which
// Shift+arrow jumps. One is a kind of step (h.N.attn.weights: every layer's), or
// a function of ref (Softmax: wherever it is called). Both are names, so a
// breakpoint survives another sentence, another model and another version; a
// line of code stands for the kind it makes, or for the function it is in.

/** @import { Tape } from './tape.js' */
/** @import { Kind } from './types.js' */

/** Beyond this a link would grow too long. */
export const MOST = 24;

const NAME = /^[\w.]{1,60}$/;

/**
 * Reads a list of breakpoints from a link; what cannot be one is left out.
 * @param {string|null} list
 * @returns {string[]|undefined}
 */
export function readBreakpoints(list) {
  const names = (list ?? '').split(',').filter((name) => NAME.test(name)).slice(0, MOST);
  return names.length ? [...new Set(names)] : undefined;
}

/**
 * The breakpoints with one more, or without it.
 * @param {string[]} breaks
 * @param {string} name
 * @returns {string[]|undefined}
 */
export function toggled(breaks, name) {
  const list = breaks.includes(name) ? breaks.filter((other) => other !== name) : [...breaks, name].slice(-MOST);
  return list.length ? list : undefined;
}

/**
 * Whether a step of this kind is stopped at.
 * @param {Kind} kind
 * @param {string[]} breaks
 */
export function stopsAt(kind, breaks) {
  return breaks.includes(kind.kind) || (kind.op !== undefined && breaks.includes(kind.op));
}

/**
 * The places on the tape where one stops, in order.
 * @param {Tape} tape
 * @param {string[]} breaks
 * @returns {number[]}
 */
export function stopsOf(tape, breaks) {
  const stops = tape.catalogue.kinds.map((kind) => stopsAt(kind, breaks));
  return tape.steps.filter((step) => stops[step.kind]).map((step) => step.i);
}
