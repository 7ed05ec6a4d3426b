// The sentence as a line of words to choose from: which position a picture is of.

import { el, fill } from '../dom.js';

import { wordOf } from '../steps.js';

/** @import { Screen } from '../screen.js' */

/**
 * The token that a picture of words is about: of a factor the word that came,
 * elsewhere that of the row.
 * @param {Screen} screen
 */
export function tokenOf({ step, tape, row }) {
  const word = wordOf(step.name);
  return word === null ? row : tape.tokens.length - tape.words.length + word - 1;
}

/**
 * The step of the same kind at another token, where a word has steps of its own.
 * @param {Screen} screen
 * @param {number} at
 * @returns {string|null}
 */
export function stepAt({ step, tape }, at) {
  const word = Math.max(at - (tape.tokens.length - tape.words.length) + 1, 1);
  return wordOf(step.name) === null ? null : step.name.replace(/\d+/, String(word));
}

/**
 * @param {HTMLElement} host
 * @param {Screen} screen
 * @param {(row: number) => void} onPick
 */
export function drawPlace(host, { tape, row }, onPick) {
  const focused = host.contains(document.activeElement);
  fill(host, ...tape.tokens.map((token, i) =>
    el('button', { type: 'button', class: i === row ? 'on' : 'after', 'aria-pressed': String(i === row), onclick: () => onPick(i) }, token.label)));
  if (focused) /** @type {HTMLElement|null} */ (host.querySelector('.on'))?.focus();
}
