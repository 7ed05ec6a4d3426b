// What a screen reader hears after a move: the step, then the cell. Politely,
// and only once the reader has stopped moving.

import { byId, say } from './dom.js';
import { drawOf, drawnIn } from './draws.js';
import { short, valueOf } from './numbers.js';
import { numbersOf } from './views/matrix.js';

/** @import { App, Part } from './app.js' */
/** @import { Screen } from './screen.js' */

const QUIET = 400; // ms

/**
 * @param {App} app
 * @returns {Part}
 */
export function announcer(app) {
  const region = byId('announcer');
  let timer = 0;
  let said = '';
  return ({ playing }, screen) => {
    if (!screen || playing) return;
    const text = sentenceOf(app, screen);
    if (text === said) return;
    said = text;
    clearTimeout(timer);
    timer = window.setTimeout(() => say(region, text), QUIET);
  };
}

/**
 * @param {App} app
 * @param {Screen} screen
 */
function sentenceOf(app, screen) {
  const { step, tape, cell } = screen;
  const draw = step.name.endsWith('.choice') ? drawOf(step.name) : null;
  if (draw !== null) return app.say('draw.said', { n: draw, word: drawnIn(tape, draw).label });
  const where = app.say('announce.step', { n: step.i + 1, of: tape.catalogue.steps, what: app.captionOf(screen) });
  const value = valueAt(screen);
  if (value === null) return where;
  const name = cell.length ? app.say('announce.cell', { cell: app.cellName(screen), value: short(value) }) : short(value);
  return `${where} ${name}`;
}

/**
 * @param {Screen} screen
 * @returns {number|null}
 */
function valueAt(screen) {
  const { step, cell, kind } = screen;
  if (step.shape.length === 0) return valueOf(step);
  if (kind.axes.at(-1) === 'V') return null; // too large to fetch for a word
  const tensor = numbersOf(screen);
  const [row, col] = cell.slice(-2);
  return tensor ? tensor.data[row * tensor.shape[1] + col] : null;
}
