// Every plot is also a table: one for a screen reader and a keyboard, and the
// same one as CSV. Arrow keys walk its cells; the cell in focus is the one that
// is explained beside it.

import { el, fill, set } from './dom.js';
import { full, short } from './numbers.js';

/**
 * @typedef {object} TableData
 * @property {string} caption
 * @property {string[]} head          the first names the row headers
 * @property {{head: string, cells: (number|string|null)[]}[]} rows
 * @property {number} [focus]         the row in focus
 * @property {number} [col]           the column in focus, among the cells
 * @property {(row: number, col: number) => void} [pick] brings a cell into focus
 */

/** Cells beyond which a table shows only the row in focus. */
const MOST_CELLS = 12000;

export class Table {
  /** @type {TableData|null} */
  #data = null;
  #first = 0; // the row of the data that is drawn first
  /** @type {HTMLTableElement|null} */
  #table = null;

  /**
   * @param {HTMLElement} host
   * @param {(caption: string) => string} onlyRow names the table that holds one row
   */
  constructor(host, onlyRow) {
    this.host = host;
    this.onlyRow = onlyRow;
    host.addEventListener('click', ({ target }) => {
      const at = this.#placeOf(target);
      if (at) this.#data?.pick?.(at[0], at[1]);
    });
    host.addEventListener('keydown', (event) => this.#walk(event));
  }

  /** @param {TableData} data */
  draw(data) {
    const before = this.#data;
    const focus = data.focus ?? 0;
    const large = data.rows.length * data.head.length > MOST_CELLS;
    this.#data = data;
    if (!before || !this.#table || (large && this.#first !== focus) || !same(before, data)) this.#build(data, large, focus);
    this.#mark(data, large);
  }

  /**
   * @param {TableData} data
   * @param {boolean} large
   * @param {number} focus
   */
  #build(data, large, focus) {
    const [corner, ...columns] = data.head;
    const inside = this.#table?.contains(document.activeElement);
    this.#first = large ? focus : 0;
    const rows = large ? [data.rows[focus]] : data.rows;
    this.#table = el('table', { class: 'numbers', role: data.pick ? 'grid' : null },
      el('caption', {}, large ? this.onlyRow(data.caption) : data.caption),
      el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, corner), ...columns.map((c) => el('th', { scope: 'col' }, c)))),
      el('tbody', {}, ...rows.map((row) => el('tr', {}, el('th', { scope: 'row' }, row.head), ...row.cells.map(cell)))));
    fill(this.host, this.#table);
    if (inside) this.#at(focus, data.col ?? 0)?.focus();
  }

  /**
   * @param {TableData} data
   * @param {boolean} large
   */
  #mark({ focus, col, pick }, large) {
    const table = /** @type {HTMLTableElement} */ (this.#table);
    const inside = table.contains(document.activeElement);
    for (const old of table.querySelectorAll('.on')) old.classList.remove('on');
    for (const old of table.querySelectorAll('td[tabindex]')) set(old, { tabindex: null, 'aria-selected': null });
    if (focus === undefined || !pick) return;
    const row = table.tBodies[0].rows[focus - this.#first];
    if (!large) row?.classList.add('on');
    const at = this.#at(focus, col ?? 0);
    if (!at) return;
    if (col !== undefined) at.classList.add('on');
    set(at, { tabindex: '0', 'aria-selected': 'true' });
    if (inside && document.activeElement !== at) at.focus();
  }

  /**
   * @param {number} row
   * @param {number} col
   * @returns {HTMLTableCellElement|undefined}
   */
  #at(row, col) {
    return this.#table?.tBodies[0].rows[row - this.#first]?.cells[col + 1];
  }

  /**
   * @param {EventTarget|null} target
   * @returns {[number, number]|null}
   */
  #placeOf(target) {
    const td = target instanceof Element ? target.closest('td') : null;
    const row = td && /** @type {HTMLTableRowElement} */ (td.parentElement);
    return row && row.closest('tbody') ? [row.sectionRowIndex + this.#first, td.cellIndex - 1] : null;
  }

  /** @param {KeyboardEvent} event */
  #walk(event) {
    const data = this.#data;
    const at = this.#placeOf(event.target);
    const by = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (!data?.pick || !at || !by || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation();
    const row = Math.min(Math.max(at[0] + by[0], 0), data.rows.length - 1);
    const col = Math.min(Math.max(at[1] + by[1], 0), data.rows[row].cells.length - 1);
    data.pick(row, col);
  }
}

/**
 * Whether two tables differ in nothing but their focus.
 * @param {TableData} a
 * @param {TableData} b
 */
function same(a, b) {
  return a.caption === b.caption && a.rows.length === b.rows.length && Boolean(a.pick) === Boolean(b.pick) &&
    equal(a.head, b.head) && a.rows.every((row, i) => row.head === b.rows[i].head && equal(row.cells, b.rows[i].cells));
}

/**
 * @param {(number|string|null)[]} a
 * @param {(number|string|null)[]} b
 */
function equal(a, b) {
  return a.length === b.length && a.every((x, i) => Object.is(x, b[i]));
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
