// The Go that ran: the statement behind the step among its neighbours, as the
// reader thinks of it; the whole function as it stands in the file, taps and
// all; and one click deeper the function it calls, and what that calls. Dots in
// the margin are breakpoints.

import { stopsAt } from './breakpoints.js';
import { called, coloured } from './codewords.js';
import { byId, el, fill, say, set } from './dom.js';
import { kindOf, layerOf, wordOf } from './steps.js';

/** @import { App, Part } from './app.js' */
/** @import { Op, SourceLine } from './types.js' */
/** @import { Screen } from './screen.js' */

const SHOWN = 5;

/**
 * @param {App} app
 * @returns {Part}
 */
export function codePanel(app) {
  const section = byId('code');
  const body = byId('code-body');
  const file = byId('code-file');
  const back = byId('code-back');
  const lab = byId('lab');
  let inFile = false;
  /** @type {Op[]} the functions one has gone into */
  let inside = [];
  /** @type {Op|null} the one that a view or the page brought here */
  let brought = null;
  /** @type {Map<string, number>} how far each text was scrolled */
  const scrolled = new Map();
  let text = '';
  let drawn = '';

  const again = () => app.store.set({ news: app.state.news + 1 });
  body.addEventListener('scroll', () => scrolled.set(text, body.scrollTop));
  file.addEventListener('click', () => {
    if (inside.length === 0) inFile = !inFile;
    inside = [];
    again();
  });
  back.addEventListener('click', () => {
    inside = inside.slice(0, -1);
    again();
  });
  const deeper = (/** @type {Op} */ op) => {
    inside = [...inside, op];
    again();
    queueMicrotask(() => back.focus());
  };

  return ({ lang, cursor, reading }, screen) => {
    if (!screen) return;
    const read = screen.view === 'terms' ? reading : readsOf(screen);
    if (read !== brought) inside = read ? [read] : [];
    brought = read;
    const breaks = cursor.breaks ?? [];
    const key = [lang, screen.tape.run, screen.step.i, screen.page.id, screen.view, inFile, ...inside.map(({ name }) => name), '|', ...breaks].join();
    if (key === drawn) return;
    const walked = !drawn.startsWith([lang, screen.tape.run, screen.step.i].join());
    drawn = key;
    const { source } = screen.kind;
    section.hidden = !source;
    if (!source) return;
    const ops = screen.tape.catalogue.ops ?? [];
    const op = inside.at(-1);
    const whole = inFile ? ops.find(({ name }) => name === source.func) : undefined;
    say(byId('code-title'), app.say('panels.code'));
    say(file, op ? `${op.file}:${op.from}` : `${source.file}:${source.line}`);
    set(file, { 'aria-pressed': String(inFile), title: app.say(op ? 'code.back' : inFile ? 'code.plain' : 'code.raw') });
    back.hidden = !op;
    say(back, op ? `← ${inside.at(-2)?.name ?? source.func ?? ''}` : '');
    set(back, { title: app.say('code.back') });
    set(body, { 'aria-label': app.say('panels.code'), class: `code ${op ? 'op' : whole ? 'whole' : 'statements'} ${op && op === brought ? 'brought' : ''}` });
    lab.classList.toggle('reading', Boolean(op ?? whole) && op !== brought);

    if (op) fill(body, ...functionLines(app, screen, op, breaks, deeper, null, op === brought));
    else if (whole) fill(body, ...functionLines(app, screen, whole, breaks, deeper, source.lines));
    else fill(body, ...around(source.lines, source.line, SHOWN).map((l) => statement(app, screen, l, breaks, deeper)));

    text = op?.name ?? whole?.name ?? '';
    const to = scrolled.get(text);
    if (to !== undefined && !(walked && whole && !op)) body.scrollTop = to;
    else keepInSight(body);
  };
}

/**
 * Scrolls so that the line that ran can be seen, and no further than it takes.
 * @param {HTMLElement} body
 */
function keepInSight(body) {
  const line = /** @type {HTMLElement|null} */ (body.querySelector('.current'));
  if (!line) {
    body.scrollTop = 0;
    return;
  }
  const [top, bottom] = [line.offsetTop - body.offsetTop, line.offsetTop - body.offsetTop + line.offsetHeight];
  if (top < body.scrollTop || bottom > body.scrollTop + body.clientHeight) body.scrollTop = top - body.clientHeight / 2;
}

/**
 * The function a page shows at once, as long as one stands where it begins.
 * @param {Screen} screen
 * @returns {Op|null}
 */
function readsOf({ page, view, step }) {
  return page.reads && view === page.view && kindOf(page.step) === kindOf(step.name) ? page.reads : null;
}

/**
 * The function the page wants read, else the one the statement calls.
 * @param {Screen} screen
 * @returns {Op|undefined}
 */
function opOf({ tape, page, step, kind }) {
  const ops = tape.catalogue.ops ?? [];
  if (page.code && kindOf(page.step) === kindOf(step.name)) {
    const [file, name] = page.code.split(':');
    const wanted = ops.find((op) => op.file === file && lastPart(op.name) === name);
    if (wanted) return wanted;
  }
  return ops.find((op) => op.name === kind.op);
}

/**
 * The current line and its neighbours.
 * @param {SourceLine[]} lines
 * @param {number} current
 * @param {number} count
 */
function around(lines, current, count) {
  const at = Math.max(lines.findIndex(({ n }) => n === current), 0);
  const first = Math.max(0, Math.min(at - Math.floor(count / 2), lines.length - count));
  return lines.slice(first, first + count);
}

/**
 * A statement that leads to the step it makes. The one that ran leads into the
 * function it calls.
 * @param {App} app
 * @param {Screen} screen
 * @param {SourceLine} source
 * @param {string[]} breaks
 * @param {(op: Op) => void} deeper
 */
function statement(app, screen, source, breaks, deeper) {
  const current = source.n === screen.kind.source?.line;
  const op = current ? opOf(screen) : undefined;
  const parts = coloured(source.text);
  const node = line(op ? called(app, parts, [op], deeper) : parts, source.n, current, margin(app, screen, source.kind, breaks));
  node.title = [source.shape, source.note].filter(Boolean).join('   ');
  return leading(app, screen, node, current ? undefined : source.kind);
}

/**
 * A function as it stands in its file. In the one that ran, the lines that tap
 * lead to their steps.
 * @param {App} app
 * @param {Screen} screen
 * @param {Op} op
 * @param {string[]} breaks
 * @param {(op: Op) => void} deeper
 * @param {SourceLine[]|null} taps
 * @param {boolean} [named] whether its first line is what one looks for
 */
function functionLines(app, screen, op, breaks, deeper, taps, named = false) {
  const ops = (screen.tape.catalogue.ops ?? []).filter(({ name }) => name !== op.name);
  const own = opOf(screen);
  return op.text.split('\n').map((raw, i) => {
    const n = op.from + i;
    const isHead = raw.startsWith('func ');
    const current = taps === null ? named && isHead : n === screen.kind.source?.line;
    const tap = taps?.find((l) => l.n === n);
    const stop = taps ? margin(app, screen, tap?.kind, breaks) : isHead ? opMargin(app, op.name, breaks) : null;
    const known = current && own ? [own, ...ops.filter(({ name }) => lastPart(name) !== lastPart(own.name))] : unambiguous(ops);
    const node = line(raw.trimStart().startsWith('//') ? coloured(raw) : called(app, coloured(raw), known, deeper), n, current, stop, true);
    return leading(app, screen, node, current ? undefined : tap?.kind);
  });
}

/** @param {string} name LayerNorm.Forward → Forward */
const lastPart = (name) => name.slice(name.lastIndexOf('.') + 1);

/** Functions whose name in a call cannot mean another. @param {Op[]} ops */
function unambiguous(ops) {
  return ops.filter(({ name }) => ops.filter((other) => lastPart(other.name) === lastPart(name)).length === 1);
}

/**
 * The breakpoint in the margin of a line that makes a step.
 * @param {App} app
 * @param {Screen} screen
 * @param {string|undefined} kind
 * @param {string[]} breaks
 */
function margin(app, screen, kind, breaks) {
  const made = screen.tape.catalogue.kinds.find((k) => k.kind === kind);
  if (!made) return null;
  const name = app.say('steps.stop_at', { name: app.kindName(made.kind) });
  return el('button', { type: 'button', class: 'stop', 'aria-pressed': String(stopsAt(made, breaks)), 'aria-label': name, title: name, onclick: (/** @type {Event} */ e) => { e.stopPropagation(); app.toggleBreak(made.kind); } });
}

/**
 * The breakpoint of a whole function, beside its first line.
 * @param {App} app
 * @param {string} op
 * @param {string[]} breaks
 */
function opMargin(app, op, breaks) {
  const name = app.say('steps.stop_op', { name: op });
  return el('button', { type: 'button', class: 'stop', 'aria-pressed': String(breaks.includes(op)), 'aria-label': name, title: name, onclick: () => app.toggleBreak(op) });
}

/**
 * Lets a line lead to the step of a kind, in the layer and at the word one looks at.
 * @param {App} app
 * @param {Screen} screen
 * @param {HTMLElement} node
 * @param {string|undefined} kind
 */
function leading(app, screen, node, kind) {
  const target = kind && screen.tape.alike(kind, { layer: layerOf(screen.step.name) ?? 0, word: wordOf(screen.step.name) ?? screen.t });
  if (!target) return node;
  node.classList.add('leads');
  node.addEventListener('click', (event) => {
    if (/** @type {HTMLElement} */ (event.target).closest('button')) return;
    app.pause();
    app.goToStep(target.i);
  });
  return node;
}

/**
 * @param {(HTMLElement|string)[]} parts
 * @param {number} n
 * @param {boolean} current
 * @param {HTMLElement|null} stop
 * @param {boolean} [numbered]
 */
function line(parts, n, current, stop, numbered = false) {
  return el('div', { class: `line ${current ? 'current' : ''}`, 'aria-current': current ? 'step' : null, 'data-n': n },
    el('span', { class: 'margin' }, stop), numbered ? el('span', { class: 'n' }, n) : null, el('span', { class: 'text' }, ...parts));
}
