// The words of a line of Go: names of ideas in their colour, names of functions
// as a way into them.

import { el } from './dom.js';

/** @import { App } from './app.js' */
/** @import { Op } from './types.js' */

/** Names that carry the colour of an idea in code, as in formula and prose. */
const IDEAS = new Map([
  ['q', 'q'], ['k', 'k'], ['v', 'v'], ['weights', 'a'], ['CausalMask', 'm'], ['masked', 'm'], ['Scale', 'dk'],
  ['factor', 'p'], ['product', 'p'], ['probs', 'p'], ['logP', 'L'], ['sum', 'L'], ['x', 'x'], ['embd', 'x'],
]);

/**
 * Colours the names of ideas; comments stay as they are.
 * @param {string} text
 * @returns {(HTMLElement|string)[]}
 */
export function coloured(text) {
  const comment = text.search(/\/\//);
  const code = comment < 0 ? text : text.slice(0, comment);
  const parts = code.split(/\b/).map((word) => {
    const idea = IDEAS.get(word);
    return idea ? el('span', { class: `idea ${idea}` }, word) : word;
  });
  return comment < 0 ? parts : [...parts, el('span', { class: 'comment' }, text.slice(comment))];
}

/**
 * Makes the names of called functions a way into them.
 * @param {App} app
 * @param {(HTMLElement|string)[]} parts
 * @param {Op[]} ops
 * @param {(op: Op) => void} deeper
 * @returns {(HTMLElement|string)[]}
 */
export function called(app, parts, ops, deeper) {
  return parts.map((part, i) => {
    const next = parts[i + 1];
    if (typeof next !== 'string' || !next.startsWith('(')) return part;
    const word = typeof part === 'string' ? part : part.textContent;
    const op = ops.find(({ name }) => name.split('.').at(-1) === word);
    if (!op || parts[i - 2] === 'func' || isDeclared(parts, i)) return part;
    return el('button', { type: 'button', class: 'into', title: app.say('code.deeper', { name: op.name }), onclick: () => deeper(op) }, part);
  });
}

/**
 * Whether the name is the one that this line declares.
 * @param {(HTMLElement|string)[]} parts
 * @param {number} i
 */
function isDeclared(parts, i) {
  return parts[0] === 'func' && !parts.slice(1, i).includes('{');
}
