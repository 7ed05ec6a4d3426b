// The screen as a pure function of tape, lesson and cursor: what is looked at,
// resolved to something that exists.

import { bestIn, drawOf } from './draws.js';
import { kindOf, layerOf, nearest, viewOf, wordOf } from './steps.js';

/** @import { Cursor, Depth, Kind, Lesson, Page, Step, ViewName } from './types.js' */
/** @import { Tape } from './tape.js' */

/**
 * @typedef {object} Screen
 * @property {Lesson} lesson
 * @property {Page} page
 * @property {number} pageIndex
 * @property {Tape} tape
 * @property {Step} step
 * @property {Kind} kind
 * @property {number|null} layer
 * @property {number} head
 * @property {number[]} cell   one index for each axis of the step
 * @property {number} row      the position on the first axis T, or that of the word's context
 * @property {number} t        the word in focus, counted from 1
 * @property {ViewName} view
 * @property {Depth} depth
 * @property {number} term
 * @property {boolean} table
 * @property {Tape} [base]    the original, where this run is a changed one
 * @property {Strange} strange what the cursor names and nothing has
 */

/** @typedef {{page?: string, step?: string, near?: string, cell?: string}} Strange near: a step that has none but its like */

/** Where the reader last stood on each axis. @typedef {Record<string, number>} Habit */

/**
 * @param {Tape} tape
 * @param {Lesson} lesson
 * @param {Cursor} cursor
 * @param {Habit} habit
 * @returns {Screen}
 */
export function look(tape, lesson, cursor, habit) {
  /** @type {Strange} */
  const strange = {};
  let pageIndex = cursor.page === undefined ? pageAbout(tape, lesson, cursor.step) : lesson.pages.findIndex((page) => page.id === cursor.page);
  if (pageIndex < 0) {
    strange.page = cursor.page;
    pageIndex = 0;
  }
  const page = lesson.pages[pageIndex];

  const wanted = cursor.step ?? page.step;
  let step = nearest(tape, wanted);
  if (step && cursor.step !== undefined && !/\.T[.-]/.test(cursor.step) && step.name !== cursor.step) strange.near = cursor.step;
  if (!step) {
    if (cursor.step !== undefined) strange.step = cursor.step;
    step = nearest(tape, page.step) ?? tape.steps[0];
  }
  const kind = tape.kind(step);

  const offset = tape.tokens.length - tape.words.length;
  const usual = cursor.step === undefined ? pageCell(tape, step, page, habit) : usualCell(tape, step, habit, cursor.t);
  let cell = usual;
  if (cursor.cell) {
    if (fits(cursor.cell, step.shape)) cell = cursor.cell;
    else strange.cell = cursor.cell.join(',');
  }
  const at = kind.axes.indexOf('T');
  const words = tape.words.length;
  const word = wordOf(step.name);
  const t = word ?? (step.name.startsWith('chain.') ? words : Math.min(Math.max(at >= 0 ? cell[at] + 2 - offset : cursor.t ?? 1, 1), words));
  const row = at >= 0 ? cell[at] : Math.max(t - 2 + offset, 0);
  const nh = kind.axes.indexOf('nh');

  return {
    lesson, page, pageIndex, tape, step, kind, cell, row, t, strange,
    layer: layerOf(step.name),
    head: nh >= 0 ? cell[nh] : habit.nh ?? 0,
    // The map holds every step; elsewhere another step wants another picture.
    view: cursor.view ?? (page.view === 'map' || nearest(tape, page.step) === step ? page.view : viewOf(step.name)),
    depth: cursor.depth ?? 'step',
    term: cursor.term ?? 0,
    table: cursor.table ?? false,
  };
}

/**
 * The page a link to a step alone opens: one about this step, else one about
 * its like in another layer, else the first.
 * @param {Tape} tape
 * @param {Lesson} lesson
 * @param {string} [step]
 */
function pageAbout(tape, lesson, step) {
  if (step === undefined) return 0;
  const found = nearest(tape, step);
  const exact = lesson.pages.findIndex((page) => nearest(tape, page.step) === found);
  const alike = lesson.pages.findIndex((page) => kindOf(page.step) === kindOf(step));
  return Math.max(exact >= 0 ? exact : alike, 0);
}

/**
 * Names the axes of a step so that a position can be kept from one step to the
 * next: the second axis T of a matrix of positions is not the first.
 * @param {Kind} kind
 * @returns {string[]}
 */
export function axisNames(kind) {
  let seen = 0;
  return kind.axes.map((axis) => (axis === 'T' && seen++ > 0 ? 'key' : axis));
}

/**
 * @param {Kind} kind
 * @param {number[]} cell
 * @returns {Habit}
 */
export function axesOf(kind, cell) {
  return Object.fromEntries(axisNames(kind).map((axis, i) => [axis, cell[i] ?? 0]));
}

/**
 * The cell to look at where the cursor names none: where the reader stood
 * before, else the last position and the one before it.
 * @param {Tape} tape
 * @param {Step} step
 * @param {Habit} habit
 * @param {number} [t]
 * @returns {number[]}
 */
export function usualCell(tape, step, habit, t) {
  const last = tape.tokens.length - 1;
  const offset = tape.tokens.length - tape.words.length;
  const row = t !== undefined ? t - 2 + offset : habit.T ?? last;
  const draw = drawOf(step.name);
  return axisNames(tape.kind(step)).map((axis, i) => {
    const size = step.shape[i];
    let at = habit[axis] ?? 0;
    if (axis === 'T') at = row;
    if (axis === 'key') at = habit.key ?? row - 1;
    if (axis === 'V') at = draw === null ? wordAfter(tape, Math.min(row, last)) : bestIn(tape, draw);
    return Math.min(Math.max(at, 0), size - 1);
  });
}

/**
 * The word to look at among those that may come next: the one that came; after
 * the last word the likeliest, and that word itself until the server has said which.
 * @param {Tape} tape
 * @param {number} row
 * @returns {number} its id
 */
function wordAfter(tape, row) {
  const came = tape.tokens[row + 1];
  const probs = came ? undefined : tape.named('probs');
  return came?.id ?? (probs && tape.top(probs, row, 1)?.entries[0].id) ?? tape.tokens[row].id;
}

/**
 * The cell a page looks at. It may name only the leading indices, and count
 * from the end.
 * @param {Tape} tape
 * @param {Step} step
 * @param {Page} page
 * @param {Habit} habit
 * @returns {number[]}
 */
export function pageCell(tape, step, page, habit) {
  const kind = tape.kind(step);
  const own = (page.cell ?? []).slice(0, step.shape.length).map((at, axis) => (at < 0 ? at + step.shape[axis] : at));
  const named = Object.fromEntries(axisNames(kind).slice(0, own.length).map((axis, i) => [axis, own[i]]));
  return usualCell(tape, step, { ...habit, ...named });
}

/**
 * @param {number[]} cell
 * @param {number[]} shape
 */
function fits(cell, shape) {
  return cell.length === shape.length && cell.every((at, axis) => at < shape[axis]);
}
