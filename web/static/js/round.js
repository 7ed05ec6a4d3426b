// A round of questions that come back: which they are, how each went, and where
// one is. It is kept in this browser, so that a reload loses nothing.

import { verdicts } from './answers.js';
import { keep, kept } from './memory.js';

/** @import { Course } from './types.js' */

/** @typedef {'wrong'|'new'|'right'} Before how a question went the last time */

/**
 * @typedef {object} Turn
 * @property {string} lesson
 * @property {string} ask
 * @property {Before} before
 * @property {boolean} [right]  how it went this time
 */

/** @typedef {{turns: Turn[], at: number}} Round */

export const MOST = 10;

const ORDER = /** @type {const} */ (['wrong', 'new', 'right']);

/**
 * Every question of the other lessons: those answered wrong, then those never
 * asked, then those answered right. In each sort every lesson has its turn, and
 * then its second.
 * @param {Course} course
 * @param {string} here the lesson one is in
 * @returns {Turn[]}
 */
export function ranked(course, here) {
  const judged = verdicts();
  const all = course.lessons.filter(({ id }) => id !== here).map(({ id, asks }) => asks.map((ask) => {
    const right = judged[`${id}/${ask.id}`];
    return { lesson: id, ask: ask.id, before: /** @type {Before} */ (right === undefined ? 'new' : right ? 'right' : 'wrong') };
  }));
  return ORDER.flatMap((sort) => all
    .flatMap((asks) => asks.filter(({ before }) => before === sort).map((turn, round) => ({ turn, round })))
    .sort((a, b) => a.round - b.round).map(({ turn }) => turn));
}

/**
 * @param {Course} course
 * @param {string} here
 * @returns {Round}
 */
export function newRound(course, here) {
  return { turns: ranked(course, here).slice(0, MOST), at: 0 };
}

/**
 * Puts another question in the place of one that cannot be asked about this
 * sentence; where there is none left the round gets shorter.
 * @param {Round} round
 * @param {Course} course
 * @param {string} here
 * @param {Set<string>} refused lesson/ask of those that cannot be asked
 * @returns {Round}
 */
export function replaced(round, course, here, refused) {
  const has = new Set(round.turns.map(({ lesson, ask }) => `${lesson}/${ask}`));
  const next = ranked(course, here).find(({ lesson, ask }) => !has.has(`${lesson}/${ask}`) && !refused.has(`${lesson}/${ask}`));
  return { ...round, turns: round.turns.toSpliced(round.at, 1, ...(next ? [next] : [])) };
}

/** @param {Round|null} round */
export function keepRound(round) {
  keep('round', JSON.stringify(round));
}

/**
 * The round one was in, if its questions are still asked in the course.
 * @param {Course} course
 * @returns {Round|null}
 */
export function keptRound(course) {
  try {
    const round = JSON.parse(kept('round') ?? 'null');
    const known = (/** @type {Turn} */ { lesson, ask }) => course.lessons.some(({ id, asks }) => id === lesson && asks.some((one) => one.id === ask));
    return Array.isArray(round?.turns) && Number.isInteger(round.at) && round.turns.every(known) ? round : null;
  } catch {
    return null;
  }
}
