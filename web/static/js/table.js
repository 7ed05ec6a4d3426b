// Every plot is also a table: one for a screen reader and a keyboard, and the
// same one as CSV.

import { el, fill } from './dom.js';
import { full, short } from './numbers.js';

/**
 * @typedef {object} TableData
 * @property {string} caption
 * @property {string[]} head          the first names the row headers
 * @property {{head: string, cells: (number|string|null)[]}[]} rows
 * @property {number} [focus]         the row in focus
 */

/** Cells beyond which a table shows only the row in focus. */
const MOST_CELLS = 12000;

/**
 * @param {HTMLElement} host
 * @param {TableData} data
 * @param {(caption: string) => string} onlyRow names the table that holds one row
 */
export function drawTable(host, data, onlyRow) {
  const large = data.rows.length * data.head.length > MOST_CELLS;
  const rows = large ? [data.rows[data.focus ?? 0]] : data.rows;
  const [corner, ...columns] = data.head;
  const table = el('table', { class: 'numbers' },
    el('caption', {}, large ? onlyRow(data.caption) : data.caption),
    el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, corner), ...columns.map((c) => el('th', { scope: 'col' }, c)))),
    el('tbody', {}, ...rows.map((row) => el('tr', { class: !large && data.rows[data.focus ?? -1] === row ? 'on' : null },
      el('th', { scope: 'row' }, row.head),
      ...row.cells.map(cell)))));
  fill(host, table);
}

/** @param {number|string|null} value */
function cell(value) {
  if (typeof value === 'number') return el('td', { title: full(value) }, short(value));
  return el('td', {}, value ?? '—');
}

/**
 * The table as CSV (RFC 4180), with a byte-order mark so that spreadsheets read Chinese.
 * @param {TableData} data
 */
export function csv(data) {
  const lines = [data.head, ...data.rows.map((row) => [row.head, ...row.cells])];
  return `\ufeff${lines.map((line) => line.map(field).join(',')).join('\r\n')}\r\n`;
}

/** @param {number|string|null} value */
function field(value) {
  if (value === null) return '';
  if (typeof value === 'number') return Number.isFinite(value) ? String(Math.fround(value)) : value < 0 ? '-inf' : Number.isNaN(value) ? 'nan' : 'inf';
  // A leading = + - @ would be a formula to a spreadsheet.
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
