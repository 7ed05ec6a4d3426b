// The sentence as a line of words to choose from: which position a picture is of.

import { el, fill } from '../dom.js';

/** @import { Screen } from '../screen.js' */

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
