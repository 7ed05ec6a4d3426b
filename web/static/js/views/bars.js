// A distribution over the vocabulary as bars: the likeliest words, the word
// that came, and everything else as one honest entry.

import { el, fill, svg } from '../dom.js';
import { full, short } from '../numbers.js';

/** @import { Say } from '../lang.js' */
/** @import { Top } from '../types.js' */

/**
 * @typedef {object} Came
 * @property {number} id
 * @property {string} label
 * @property {number} p
 */

/**
 * @typedef {object} Bar
 * @property {number} [id]
 * @property {string} label
 * @property {number} p
 * @property {number} [rank]
 * @property {'came'|'rest'|''} role
 * @property {number|null} [truth] what is true, where that is known
 */

/**
 * As many entries as there is room for, those of some words among them; what is
 * left out goes into the rest.
 * @template {Top} T
 * @param {T} top
 * @param {number} room lines, that of the rest among them
 * @param {(number|undefined)[]} kept words that are shown in any case
 * @returns {T}
 */
export function cutTo(top, room, kept) {
  const { entries, rest } = top;
  if (entries.length + Math.sign(rest.count) <= room) return top;
  const always = entries.filter(({ id }) => kept.includes(id));
  const first = entries.filter((entry) => !always.includes(entry)).slice(0, Math.max(room - 1 - always.length, 1));
  const shown = entries.filter((entry) => always.includes(entry) || first.includes(entry));
  const left = entries.filter((entry) => !shown.includes(entry));
  return { ...top, entries: shown, rest: { count: rest.count + left.length, p: left.reduce((sum, { p }) => sum + p, rest.p) } };
}

/**
 * The bars of a row, the word that came among them, then the rest.
 * @param {Top} top
 * @param {Came|null} came
 * @param {Say} say
 * @returns {Bar[]}
 */
export function barsOf(top, came, say) {
  /** @type {Bar[]} */
  const bars = top.entries.map(({ id, label, p, rank, truth }) => ({ id, label: named(label, say), p, rank, truth, role: came?.id === id ? 'came' : '' }));
  if (top.rest.count > 0) bars.push({ label: say('bars.rest', { n: top.rest.count }), p: top.rest.p, role: 'rest' });
  return bars;
}

/**
 * The unknown word is one word to the model, and any word to us: it says so.
 * @param {string} label
 * @param {Say} say
 */
export function named(label, say) {
  return label === '□' ? `□ ${say('bars.unknown')}` : label;
}

/**
 * A bar as long as its number. The rest is measured with the same ruler, but it
 * is not what the others are compared with; where it is longer than there is
 * room, two cuts say that it goes on.
 * @param {number} length in hundredths of the longest word's
 * @param {boolean} isRest
 */
function bar(length, isRest) {
  const cut = (/** @type {number} */ x) => svg('path', { class: 'cut', d: `M${x} 10 l1.6 -10 h1.4 l-1.6 10z` });
  return [svg('rect', { width: Math.min(Math.max(length, 0.3), 100), height: 10 }), ...(isRest && length > 100 ? [cut(91), cut(94.5)] : [])];
}

/**
 * @param {HTMLElement} host
 * @param {Bar[]} bars
 * @param {{id?: number, onPick: (id: number) => void}} [focus] which word is looked at, where one can be chosen
 */
export function drawBars(host, bars, focus) {
  const longest = Math.max(...bars.map(({ p, role }) => (role === 'rest' ? 0 : p)), ...bars.map(({ truth }) => truth ?? 0), 1e-9);
  const beside = bars.some(({ truth }) => typeof truth === 'number');
  fill(host, el('ol', { class: beside ? 'bars beside' : 'bars' }, ...bars.map(({ id, label, p, role, rank, truth }) =>
    el('li', { class: role, value: rank ?? null },
      focus && id !== undefined
        ? el('button', { type: 'button', class: 'word', 'aria-pressed': String(id === focus.id), onclick: () => focus.onPick(id) }, label)
        : el('span', { class: 'word' }, label),
      svg('svg', { 'aria-hidden': 'true', preserveAspectRatio: 'none', viewBox: '0 0 100 10' },
        ...bar((100 * p) / longest, role === 'rest'),
        truth ? svg('path', { class: 'truth', d: `M0 0.6 H${(100 * truth) / longest} V9.4 H0` }) : null),
      el('span', { class: 'p', title: full(p) }, short(p)),
      beside ? el('span', { class: 'p true', title: typeof truth === 'number' ? full(truth) : null }, typeof truth === 'number' ? short(truth) : '') : null))));
}
