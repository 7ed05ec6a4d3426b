// What the learner has answered, kept in this browser: to each question about
// each run the first answer, and of each question whether it was right last time.

import { keep, kept } from './memory.js';

/** @typedef {{choice?: string, right: boolean}} Answer */

/**
 * Keeps the first answer to a question about a run. Asked again, after a
 * reload, it is the same question.
 * @param {string} question
 * @param {string} choice
 * @param {boolean} right
 */
export function count(question, choice, right) {
  const tally = readTally();
  told.add(question);
  const [lesson, ask] = JSON.parse(question);
  judge(lesson, ask, right);
  if (question in tally) return;
  keep('answers', JSON.stringify({ ...tally, [question]: { choice, right } }));
}

/** What was answered since the page was opened; a browser may keep nothing. @type {Set<string>} */
const told = new Set();

/**
 * A question about a run. It has another name after a reload; what it reads is the same.
 * @param {string} lesson
 * @param {string} ask
 * @param {import('./types.js').Spec} spec
 */
export const questionAbout = (lesson, ask, spec) => JSON.stringify([lesson, ask, spec]);

/** @param {string} question as of questionAbout */
export const isAnswered = (question) => told.has(question) || question in readTally();

/** @returns {Record<string, Answer>} what was answered to each question about each run */
export function readTally() {
  // An earlier version kept whether it was right, and no more.
  return Object.fromEntries(Object.entries(read('answers')).map(([question, answer]) => [question, typeof answer === 'boolean' ? { right: answer } : answer]));
}

/**
 * Remembers how a question went, whatever the run.
 * @param {string} lesson
 * @param {string} ask
 * @param {boolean} right
 */
export function judge(lesson, ask, right) {
  keep('verdicts', JSON.stringify({ ...verdicts(), [`${lesson}/${ask}`]: right }));
}

/** @returns {Record<string, boolean>} by lesson/ask: whether it was right last time */
export function verdicts() {
  /** @type {Record<string, boolean>} */
  const found = {};
  for (const [question, answer] of Object.entries(readTally())) {
    try {
      const [lesson, ask] = JSON.parse(question);
      found[`${lesson}/${ask}`] = answer?.right === true;
    } catch {
      // Not a question of ours.
    }
  }
  return { ...found, ...read('verdicts') };
}

/**
 * @param {string} name
 * @returns {Record<string, any>}
 */
function read(name) {
  try {
    const value = JSON.parse(kept(name) ?? '{}');
    return value && typeof value === 'object' ? value : {};
  } catch {
    return {};
  }
}
