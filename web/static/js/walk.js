// Moving the cursor: forwards, backwards and inwards. Each move is a pure
// function from a screen to the changes of the cursor, or null at an end.

import { stopsOf } from './breakpoints.js';
import { axesOf, axisNames, pageCell, usualCell } from './screen.js';
import { nearest, phaseOf, wordOf } from './steps.js';

/** @import { Cursor, Depth } from './types.js' */
/** @import { Habit, Screen } from './screen.js' */

/** @typedef {Partial<Record<keyof Cursor, any>>} Move undefined takes a part away */

/** @type {Depth[]} */
export const DEPTHS = ['page', 'step', 'cell'];

/**
 * Which page is read beside step i, when a reader walks there. The prose stays
 * until the reader turns it, with one exception: a walk forwards that reaches
 * exactly the step of the very next page goes on to that page, and a walk
 * backwards to the page just before in the same way. A page further off, and
 * one about the like of this step in another layer, never come by themselves.
 * @param {Screen} screen
 * @param {number} i
 * @returns {number} the index of the page
 */
export function pageBeside({ tape, lesson, pageIndex, step }, i) {
  const neighbour = pageIndex + Math.sign(i - step.i);
  const page = lesson.pages[neighbour];
  return page && nearest(tape, page.step)?.i === i ? neighbour : pageIndex;
}

/**
 * Walks to step i; the next page, or the one before, may come along.
 * @param {Screen} screen
 * @param {number} i
 * @param {Habit} habit
 * @returns {Move|null}
 */
function walkTo(screen, i, habit) {
  const move = toStep(screen, i, habit);
  return move && { ...move, page: screen.lesson.pages[pageBeside(screen, i)].id };
}

/**
 * Where the reader stands on each axis: here, else where it was last.
 * @param {Screen} screen
 * @param {Habit} habit
 * @returns {Habit}
 */
function stand({ kind, cell, row }, habit) {
  return { ...habit, ...axesOf(kind, cell), T: row };
}

/**
 * Stands on step i. The page stays.
 * @param {Screen} screen
 * @param {number} i
 * @param {Habit} habit
 * @returns {Move|null}
 */
export function toStep(screen, i, habit) {
  const { tape } = screen;
  if (i < 0 || i >= tape.steps.length || i === screen.step.i) return null;
  const step = tape.steps[i];
  const cell = usualCell(tape, step, stand(screen, habit));
  return { step: step.name, cell: cell.length ? cell : undefined, t: undefined, term: undefined, view: undefined };
}

/**
 * Opens page k of the lesson at the step it is about.
 * @param {Screen} screen
 * @param {number} k
 * @param {Habit} habit
 * @returns {Move|null}
 */
export function toPage(screen, k, habit) {
  const page = screen.lesson.pages[k];
  if (!page || k === screen.pageIndex) return null;
  const step = nearest(screen.tape, page.step) ?? screen.step;
  const cell = pageCell(screen.tape, step, page, stand(screen, habit));
  return { page: page.id, step: step.name, cell: cell.length ? cell : undefined, t: undefined, term: undefined, view: undefined };
}

/**
 * One move at the depth of the cursor: a page, a step, or a term of the
 * arithmetic inside the cell.
 * @param {Screen} screen
 * @param {1|-1} direction
 * @param {Habit} habit
 * @param {number} terms how many terms this cell has
 * @returns {Move|null}
 */
export function along(screen, direction, habit, terms) {
  if (screen.depth === 'page') return toPage(screen, screen.pageIndex + direction, habit);
  if (screen.depth === 'step') return walkTo(screen, screen.step.i + direction, habit);
  const term = Math.min(screen.term, Math.max(terms - 1, 0)) + direction;
  return term < 0 || term >= terms ? null : { term };
}

/**
 * The first or the last page, step or term.
 * @param {Screen} screen
 * @param {'first'|'last'} end
 * @param {Habit} habit
 * @param {number} terms
 * @returns {Move|null}
 */
export function toEnd(screen, end, habit, terms) {
  const { depth, lesson, tape } = screen;
  if (depth === 'page') return toPage(screen, end === 'first' ? 0 : lesson.pages.length - 1, habit);
  if (depth === 'step') return toStep(screen, end === 'first' ? 0 : tape.steps.length - 1, habit);
  return terms === 0 ? null : { term: end === 'first' ? 0 : terms - 1 };
}

/**
 * Out towards the pages, in towards the cell.
 * @param {Screen} screen
 * @param {1|-1} direction
 * @returns {Move|null}
 */
export function deeper(screen, direction) {
  const depth = DEPTHS[DEPTHS.indexOf(screen.depth) + direction];
  return depth ? { depth: depth === 'step' ? undefined : depth, term: undefined } : null;
}

/**
 * @typedef {object} Mark
 * @property {number} i
 * @property {number|null} page index of the page that is about this step
 */

/**
 * Where the tape has boundaries: the steps the pages are about, and the first
 * step of each phase.
 * @param {Screen} screen
 * @returns {Mark[]}
 */
export function marks({ tape, lesson }) {
  /** @type {Map<number, Mark>} */
  const found = new Map();
  tape.steps.forEach((step, i) => {
    if (i === 0 || phaseOf(step.name) !== phaseOf(tape.steps[i - 1].name)) found.set(i, { i, page: null });
  });
  lesson.pages.forEach((page, index) => {
    const step = nearest(tape, page.step);
    if (step && found.get(step.i)?.page == null) found.set(step.i, { i: step.i, page: index });
  });
  return [...found.values()].sort((a, b) => a.i - b.i);
}

/**
 * Jumps to the next breakpoint, or where there is none to the next boundary.
 * @param {Screen} screen
 * @param {1|-1} direction
 * @param {Habit} habit
 * @param {string[]} breaks
 * @returns {Move|null}
 */
export function toMark(screen, direction, habit, breaks) {
  const stops = stopsOf(screen.tape, breaks);
  const all = stops.length ? stops : marks(screen).map(({ i }) => i);
  const to = direction > 0 ? all.find((i) => i > screen.step.i) : all.findLast((i) => i < screen.step.i);
  return to === undefined ? null : walkTo(screen, to, habit);
}

/**
 * The same for the next token: the next word's step of the chain rule, or the
 * next row of a tensor; after the last comes the first.
 * @param {Screen} screen
 * @param {Habit} habit
 * @returns {Move|null}
 */
export function nextToken(screen, habit) {
  const { tape, step, kind, cell } = screen;
  const word = wordOf(step.name);
  if (word !== null) {
    const next = tape.named(step.name.replace(/\d+/, String(word + 1))) ?? nearest(tape, step.name.replace(/\d+/, '0'));
    return next ? toStep(screen, next.i, habit) : null;
  }
  const axis = axisNames(kind).indexOf('T');
  if (axis < 0) return null;
  return { cell: cell.with(axis, (cell[axis] + 1) % step.shape[axis]), term: undefined };
}

/**
 * Moves the focus inside the picture.
 * @param {Screen} screen
 * @param {Partial<Record<string, number>>} to axis name → index
 * @returns {Move}
 */
export function toCell(screen, to) {
  const names = axisNames(screen.kind);
  const { tokens } = screen.tape;
  // Another place in the sentence looks at another next word.
  const next = to.T === undefined ? undefined : tokens[Math.min(Math.max(to.T, 0) + 1, tokens.length - 1)].id;
  const cell = screen.cell.map((at, axis) => {
    const wanted = to[names[axis]] ?? (names[axis] === 'V' ? next : undefined) ?? at;
    return Math.min(Math.max(wanted, 0), screen.step.shape[axis] - 1);
  });
  return { cell: cell.length ? cell : undefined, term: undefined };
}

/**
 * The same step in another layer.
 * @param {Screen} screen
 * @param {number} layer
 * @param {Habit} habit
 * @returns {Move|null}
 */
export function toLayer(screen, layer, habit) {
  const step = screen.tape.named(screen.step.name.replace(/^h\.\d+/, `h.${layer}`));
  if (!step || step === screen.step) return null;
  return { ...toStep(screen, step.i, habit), cell: screen.cell };
}
