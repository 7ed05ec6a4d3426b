// The chain rule as the tape has it: one link a word, all numbers recorded.

import { valueOf } from '../numbers.js';

/** @import { Step } from '../types.js' */
/** @import { Tape } from '../tape.js' */

/**
 * One word's part of the chain.
 * @typedef {object} Link
 * @property {number} t      from 1
 * @property {string} word
 * @property {string} step   name of its factor
 * @property {number} p
 * @property {number} product
 * @property {number} log_p
 * @property {number} sum
 * @property {{factor: number, product: number, log_p: number, sum: number}} at  places on the tape
 */

/**
 * @param {Tape} tape
 * @returns {Link[]}
 */
export function chainOf(tape) {
  return tape.words.flatMap((token, i) => {
    const t = i + 1;
    /** @param {string} part */
    const part = (part) => tape.named(`chain.${t}.${part}`);
    const [factor, product, logP, sum] = [part('factor'), part('product'), part('log_p'), part('sum')];
    if (!factor || !product || !logP || !sum) return []; // no factor: a first word without a context
    const value = (/** @type {Step} */ step) => valueOf(step);
    return [{
      t, word: token.label, step: factor.name,
      p: value(factor), product: value(product), log_p: value(logP), sum: value(sum),
      at: { factor: factor.i, product: product.i, log_p: logP.i, sum: sum.i },
    }];
  });
}
