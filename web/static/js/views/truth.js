// What is true of each word, where the model's language is a small world: the
// probabilities of the grammar that tells its stories.

/** @import { Tape } from '../tape.js' */

/**
 * @typedef {object} TrueWord
 * @property {number|null} p        0 at the first word the grammar does not allow, null behind it
 * @property {number|null} entropy  of the true distribution in that place, nats
 * @property {number|null} kl       D(truth ‖ model), nats
 */

/** @typedef {{world: string, words: TrueWord[], after: {entropy: number|null, kl: number|null}}} Truth */

/**
 * @param {Tape} tape
 * @returns {Truth|null} null also while it is on its way: pictures without truth can be drawn before
 */
export function truthOf(tape) {
  const truth = tape.view('truth');
  return truth?.world ? truth : null;
}

/**
 * The first word that the grammar does not allow, by its number; −1 for none.
 * @param {Truth} truth
 */
export function leftAt({ words }) {
  return words.findIndex(({ p }) => p === 0);
}
