// Words down, numbers across: each number a bar and its digits. Bars of one column
// share a scale, and every row keeps its place while columns come and go.

import { el, fill, svg } from '../dom.js';
import { full, short } from '../numbers.js';
import { symbols } from '../symbols.js';

/**
 * A number with its bar, from and to on a scale from 0 to 1.
 * @typedef {object} Bar
 * @property {number|null} value
 * @property {number} [from]  0 where it is not said
 * @property {number} [to]    absent: digits alone
 * @property {string} [role]
 */

/**
 * @typedef {object} Row
 * @property {string} label
 * @property {number} [id]   of a word that can be chosen
 * @property {(Bar|null)[]} bars  null where nothing has come yet
 * @property {string} [role]
 */

const LEAST = 0.005; // what is not 0 can be seen

/**
 * @param {HTMLElement} host
 * @param {{text: string, now?: boolean}[]} head
 * @param {Row[]} rows
 * @param {{id?: number, onPick: (id: number) => void}} [focus]
 */
export function drawColumns(host, head, rows, focus) {
  const focused = host.contains(document.activeElement) && document.activeElement !== host;
  fill(host,
    el('p', { class: 'head quiet' }, el('span'), ...head.map(({ text, now }) => el('span', { class: now ? 'now' : null }, ...symbols(text)))),
    ...rows.map(({ label, id, bars, role }) => el('p', { class: role ?? null },
      focus && id !== undefined
        ? el('button', { type: 'button', class: 'word', 'aria-pressed': String(id === focus.id), onclick: () => focus.onPick(id) }, label)
        : el('span', { class: 'word' }, label),
      ...bars.map((bar) => (bar ? cell(bar) : el('span'))))));
  if (focused) /** @type {HTMLElement|null} */ (host.querySelector('[aria-pressed="true"]'))?.focus();
}

/** @param {Bar} bar */
function cell({ value, from = 0, to, role = '' }) {
  const digits = el('span', { class: `p ${value === 0 ? 'nothing' : ''}`, title: full(value) }, short(value));
  if (to === undefined) return el('span', { class: `digits ${role}` }, digits);
  const [low, high] = [Math.min(from, to), Math.max(from, to)].map((x) => Math.min(Math.max(x, 0), 1));
  return el('span', { class: role },
    svg('svg', { viewBox: '0 0 100 10', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
      svg('rect', { x: 100 * low, width: value === 0 ? 0 : 100 * Math.max(high - low, LEAST), height: 10 })), digits);
}
