// The cursor is the state: a small value that is the query of the URL, so that
// every screen can be linked to, shared and come back to.

import { readBreakpoints } from './breakpoints.js';
import { readDraw, writeDraw } from './draws.js';
import { readChanges } from './whatif.js';

/** @import { Cursor, Depth, Side, ViewName } from './types.js' */

const VIEWS = ['attention', 'chain', 'tensor', 'distribution', 'tokens', 'overview', 'quest', 'map', 'cuts', 'sum', 'neighbours', 'space', 'stream', 'layernorm', 'curve', 'lens', 'guessers', 'loss', 'kept', 'samples', 'update', 'reread', 'head', 'classify', 'metrics', 'learning', 'terms', 'review', 'blank', 'gap', 'game', 'loop', 'sampling', 'cache', 'scores', 'without'];
const SIDES = ['edited', 'original', 'difference'];
const DEPTHS = ['page', 'step', 'cell'];

/**
 * Reads /{lang}/lesson/{lesson}.
 * @param {string} path
 */
export function readPath(path) {
  const [, lang = 'en', , lesson = ''] = path.split('/');
  return { lang, lesson: decodeURIComponent(lesson) };
}

/**
 * Reads the query of a lesson page. What cannot be read is left out; what it
 * names may still not exist.
 * @param {string} query
 * @returns {Cursor}
 */
export function readCursor(query) {
  const q = new URLSearchParams(query);
  /** @type {Cursor} */
  const cursor = {};
  for (const key of /** @type {const} */ (['page', 'model', 'text', 'step', 'was'])) {
    const value = q.get(key);
    if (value !== null) cursor[key] = value;
  }
  const tokens = numbers(q.get('tokens'));
  const cell = numbers(q.get('cell'));
  if (tokens) cursor.tokens = tokens;
  if (cell) cursor.cell = cell;
  if (q.has('start')) cursor.start = q.get('start') !== '0';
  const t = numbers(q.get('t'));
  const term = numbers(q.get('term'));
  if (t?.length === 1 && t[0] > 0) cursor.t = t[0];
  if (term?.length === 1) cursor.term = term[0];
  const view = q.get('view');
  const depth = q.get('depth');
  if (view && VIEWS.includes(view)) cursor.view = /** @type {ViewName} */ (view);
  if (depth && DEPTHS.includes(depth)) cursor.depth = /** @type {Depth} */ (depth);
  if (q.get('table') === '1') cursor.table = true;
  if (q.get('grad') === '1' || cursor.step?.startsWith('grad.')) cursor.grad = true;
  const changes = readChanges(q.getAll('set'));
  if (changes) cursor.set = changes;
  const draw = readDraw(q);
  if (draw) cursor.draw = draw;
  const side = q.get('side');
  if (side && SIDES.includes(side)) cursor.side = /** @type {Side} */ (side);
  const weight = q.get('weight');
  if (weight && /^[\w.]{1,80}(,\d{1,9}){0,2}$/.test(weight)) cursor.weight = weight;
  const again = numbers(q.get('again'));
  if (again?.length === 1) cursor.again = again[0];
  const breaks = readBreakpoints(q.get('break'));
  if (breaks) cursor.breaks = breaks;
  return cursor;
}

/**
 * Writes the query for a cursor; readCursor(writeCursor(c)) is c.
 * @param {Cursor} cursor
 * @returns {string}
 */
export function writeCursor(cursor) {
  const q = new URLSearchParams();
  for (const key of /** @type {const} */ (['page', 'model', 'text', 'tokens', 'was', 'step', 'cell', 't', 'view', 'depth', 'term', 'side', 'weight', 'again'])) {
    const value = cursor[key];
    if (value !== undefined) q.set(key, String(value));
  }
  if (cursor.start === false) q.set('start', '0');
  if (cursor.table) q.set('table', '1');
  if (cursor.grad) q.set('grad', '1');
  for (const change of cursor.set ?? []) q.append('set', change);
  writeDraw(q, cursor.draw);
  if (cursor.breaks?.length) q.set('break', cursor.breaks.join());
  // Commas and most of the BMP are allowed in a query; a link stays readable.
  return q.toString().replaceAll('%2C', ',').replaceAll('%5B', '[').replaceAll('%5D', ']');
}

/**
 * The address of a cursor in a lesson.
 * @param {string} lang
 * @param {string} lesson
 * @param {Cursor} cursor
 */
export function address(lang, lesson, cursor) {
  const query = writeCursor(cursor);
  return `/${lang}/lesson/${encodeURIComponent(lesson)}${query ? `?${query}` : ''}`;
}

/**
 * @param {string|null} list
 * @returns {number[]|undefined}
 */
function numbers(list) {
  if (!list || !/^\d{1,9}(,\d{1,9})*$/.test(list)) return undefined;
  return list.split(',').map(Number);
}
