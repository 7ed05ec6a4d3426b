// This cell: how its number came about, line by line, and whether that equals
// what was recorded. Each number leads to the cell it came from.

import { linesOf, termsOf } from './arithmetic.js';
import { byId, el, fill, say, set } from './dom.js';
import { full, short, valueOf } from './numbers.js';
import { symbols } from './symbols.js';
import { barsOf, drawBars } from './views/bars.js';
import { cellName } from './views/names.js';
import { cameAfter, distributionStep } from './views/distribution.js';

/** @import { App, Part } from './app.js' */
/** @import { Actions } from './main.js' */
/** @import { Explained, Line, Say } from './arithmetic.js' */
/** @import { Screen } from './screen.js' */

const SHOWN = 5; // lines before bias and result
const GUESSES = 5;
const OF_FACTORS = ['chain', 'blank'];
const FEWER = 2; // where the words of a small world take room above, or the step is not the factor itself

/**
 * How the cell in focus came about, if that is here and there is anything to say.
 * @param {Screen} screen
 * @returns {Explained|null|undefined}
 */
export function explainedOf({ tape, step, cell }) {
  return tape.explain(step, cell);
}

/** How many terms one can walk through inside this cell. @param {Screen} screen */
export function termCount(screen) {
  const x = explainedOf(screen);
  return x ? termsOf(x) : 0;
}

/**
 * @param {App} app
 * @param {Actions} actions
 * @returns {Part}
 */
export function watchPanel(app, actions) {
  const section = byId('watch');
  const body = byId('watch-body');
  const factor = byId('factor');
  const bars = byId('factor-bars');
  const link = /** @type {HTMLAnchorElement} */ (byId('factor-link'));

  link.addEventListener('click', (event) => {
    const screen = app.screen();
    if (!screen || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    app.pause();
    actions.visit('attention', passOf(screen));
  });

  /** @param {Screen} screen the distribution this factor was read from */
  function drawFactor(screen) {
    const step = distributionStep(screen);
    const came = cameAfter(screen);
    factor.hidden = !OF_FACTORS.includes(screen.view) || !came;
    const top = factor.hidden || !step ? null : screen.tape.top(step, screen.row, byId('word-strip').hidden && screen.step.name.endsWith('.factor') ? GUESSES : FEWER, came?.id);
    if (!step || !top || !came) return;
    say(byId('factor-title'), app.say('panels.factor'));
    factor.classList.toggle('own', screen.step.name.endsWith('.factor'));
    fill(byId('factor-context'), el('bdi', {}, contextOf(screen), ' → ', el('b', { class: 'idea w' }, came.label)));
    drawBars(bars, barsOf(top, came, app.say), { onPick: (id) => app.lookAt(step, [screen.row, id]) });
    say(link, `${app.say('panels.see_pass')} →`);
    link.href = actions.href('attention', passOf(screen));
  }

  return ({ projector }, screen) => {
    if (!screen) return;
    drawFactor(screen);
    const x = explainedOf(screen);
    set(section, { 'aria-busy': x === undefined ? 'true' : null });
    if (x === undefined) return; // the old one stays until the new one is there
    section.hidden = x === null || screen.view === 'game'; // a game has numbers of its own
    if (!x) return;
    fill(byId('watch-title'), screen.cell.length ? app.say('panels.cell') : app.say('panels.number'), ' ', el('span', { class: 'where' }, cellName(screen, screen.cell, x.labels)));
    const term = screen.depth === 'cell' ? Math.min(screen.term, termsOf(x) - 1) : null;
    fill(body, ...windowed(linesOf(x, app.say), term, projector, app.say).map((line) => draw(app, screen, line, term)), check(app, x));
  };
}

/**
 * The lines around the term in focus, and always bias and result. Terms left
 * out are counted and added up in a line of their own: no number is missing
 * from a sum without a word.
 * @param {Line[]} lines
 * @param {number|null} term
 * @param {boolean} projector where letters are large and lines few
 * @param {Say} say
 * @returns {Line[]}
 */
function windowed(lines, term, projector, say) {
  const always = lines.filter(({ role }) => role === 'result' || role === 'bias');
  const inner = lines.filter((line) => !always.includes(line));
  const isSum = inner.every(({ value }) => value !== undefined);
  const room = !projector ? SHOWN : isSum ? 2 : 3;
  if (inner.length <= room) return lines;
  const at = term === null ? 0 : Math.max(inner.findIndex((line) => line.term === term), 0);
  const shown = room - 1;
  const first = Math.min(Math.max(0, at - Math.floor(shown / 2)), inner.length - shown);
  const left = inner.filter((_, i) => i < first || i >= first + shown);
  const n = left.reduce((sum, { count }) => sum + (count ?? 1), 0);
  const value = left.reduce((sum, line) => sum + (line.value ?? 0), 0);
  return [
    ...inner.slice(first, first + shown),
    { text: isSum ? `${say('watch.more', { n })} ${short(value)}` : '⋮', title: isSum ? full(value) : undefined, role: 'rest' },
    ...always,
  ];
}

/**
 * @param {App} app
 * @param {Screen} screen
 * @param {Line} line
 * @param {number|null} term
 */
function draw(app, screen, { label, text, title, from, role, term: own }, term) {
  const step = from?.step === undefined ? undefined : screen.tape.steps[from.step];
  const classes = [role, term !== null && own === term ? 'current' : '', term !== null && own !== undefined && own > term ? 'later' : ''].join(' ');
  const shown = el('span', { class: 'calc', title: title ?? null }, ...powers(text));
  return el('li', { class: classes }, label ? el('span', { class: 'label' }, ...symbols(label)) : null,
    step && from ? el('button', {
      type: 'button', class: 'calc', title: app.say('watch.go', { name: `${step.name}[${from.cell.join(', ')}]` }),
      onclick: () => app.lookAt(step, from.cell),
    }, ...powers(text)) : shown);
}

/**
 * e^(…) with its exponent raised, and symbols.
 * @param {string} text
 */
function powers(text) {
  return text.split(/(\^\([^()]*(?:\([^()]*\)[^()]*)*\)|\^[^ )]+)/).flatMap((part) =>
    part.startsWith('^') ? [el('sup', {}, part.replace(/^\^\(?/, '').replace(/\)$/, ''))] : symbols(part));
}

/**
 * @param {App} app
 * @param {Explained} x
 */
function check(app, x) {
  const recorded = valueOf(x);
  return el('li', { class: `check ${x.equal ? 'equal' : 'differs'}`, title: full(recorded) },
    `${x.equal ? '✓' : '✗'} ${app.say(x.equal ? 'watch.equal' : 'watch.differs', { value: short(recorded) })}`);
}

/**
 * The forward pass behind a factor: the same sentence in the lesson on
 * attention, in the row whose probabilities these are.
 * @param {Screen} screen
 */
function passOf({ tape, row }) {
  const { model, text, tokens, start } = tape.spec;
  const last = tape.catalogue.model.n_layer - 1;
  return {
    model, ...(tokens ? { tokens } : { text }), ...(start === false ? { start } : {}),
    step: `h.${last}.attn.weights`, cell: [0, row, Math.max(row - 1, 0)],
  };
}

/** The words before a factor, shortened in the middle. @param {Screen} screen */
function contextOf({ tape, row }) {
  const labels = tape.tokens.slice(0, row + 1).map(({ label }) => label);
  const glue = labels.some((label) => label.length > 1 && !label.startsWith('<')) ? ' ' : '';
  return labels.length <= 10 ? labels.join(glue) : [...labels.slice(0, 3), '…', ...labels.slice(-6)].join(glue);
}
