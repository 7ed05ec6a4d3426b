// The Go that ran: the statement behind the step among its neighbours, as the
// reader thinks of it or as it stands in the file, and one click deeper the
// function it calls.

import { byId, el, fill, say, set } from './dom.js';
import { kindOf, layerOf, wordOf } from './steps.js';

/** @import { App, Part } from './app.js' */
/** @import { Op, SourceLine } from './types.js' */
/** @import { Screen } from './screen.js' */

/** Names that carry the colour of an idea in code, as in formula and prose. */
const IDEAS = new Map([['q', 'q'], ['k', 'k'], ['v', 'v'], ['weights', 'a'], ['CausalMask', 'm'], ['factor', 'p'], ['logP', 'L'], ['sum', 'L'], ['product', 'p']]);
const SHOWN = 5;

/**
 * @param {App} app
 * @returns {Part}
 */
export function codePanel(app) {
  const section = byId('code');
  const body = byId('code-body');
  const file = byId('code-file');
  /** @type {'statements'|'raw'|'op'} */
  let mode = 'statements';
  let drawn = '';

  /** @param {'raw'|'op'} wanted */
  const toggle = (wanted) => {
    mode = mode === wanted ? 'statements' : wanted;
    app.store.set({ news: app.state.news + 1 });
  };
  file.addEventListener('click', () => toggle(mode === 'op' ? 'op' : 'raw'));
  const deeper = () => {
    toggle('op');
    file.focus();
  };

  return ({ lang }, screen) => {
    if (!screen) return;
    const key = [lang, screen.tape.run, screen.step.i, screen.page.id, mode].join();
    if (key === drawn) return;
    drawn = key;
    const { source } = screen.kind;
    section.hidden = !source;
    if (!source) return;
    const op = opOf(screen);
    const inOp = mode === 'op' && op;
    say(byId('code-title'), app.say('panels.code'));
    say(file, inOp ? `← ${op.file}:${op.from}` : `${source.file}:${source.line}`);
    set(file, { 'aria-pressed': String(mode !== 'statements'), title: app.say(inOp ? 'code.back' : 'code.raw') });
    set(body, { 'aria-label': app.say('panels.code'), class: `code ${mode}` });
    if (inOp) fill(body, ...op.text.split('\n').map((text, i) => line(coloured(text), op.from + i, false)));
    else fill(body, ...around(source.lines, source.line, SHOWN).map((l) => statement(app, screen, l, mode === 'raw', op, deeper)));
  };
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
    const wanted = ops.find((op) => op.file === file && op.name === name);
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
 * @param {boolean} raw
 * @param {Op|undefined} op
 * @param {() => void} deeper
 */
function statement(app, screen, source, raw, op, deeper) {
  const current = source.n === screen.kind.source?.line;
  const name = source.kind?.replace('h.N', `h.${layerOf(screen.step.name) ?? 0}`).replace('chain.t', `chain.${wordOf(screen.step.name) ?? screen.t}`);
  const target = name && !current ? screen.tape.named(name) : undefined;
  const parts = coloured(raw ? source.raw ?? source.text : source.text);
  const node = line(current && op ? parts.map((part, i) => called(app, part, parts[i + 1], op, deeper)) : parts, source.n, current);
  node.title = [source.shape, source.note].filter(Boolean).join('   ');
  if (target) {
    node.classList.add('leads');
    node.addEventListener('click', () => {
      app.pause();
      app.goToStep(target.i);
    });
  }
  return node;
}

/**
 * The name of the called function, as a way into it.
 * @param {App} app
 * @param {HTMLElement|string} part
 * @param {HTMLElement|string|undefined} next
 * @param {Op} op
 * @param {() => void} deeper
 */
function called(app, part, next, op, deeper) {
  const name = op.name.split('.').at(-1);
  const word = typeof part === 'string' ? part : part.textContent;
  if (word !== name || typeof next !== 'string' || !next.startsWith('(')) return part;
  return el('button', { type: 'button', class: 'into', title: app.say('code.deeper', { name: op.name }), onclick: deeper }, word);
}

/**
 * @param {(HTMLElement|string)[]} parts
 * @param {number} n
 * @param {boolean} current
 */
function line(parts, n, current) {
  return el('div', { class: `line ${current ? 'current' : ''}`, 'aria-current': current ? 'step' : null, 'data-n': n }, ...parts);
}

/**
 * Colours the names of ideas; comments stay as they are.
 * @param {string} text
 */
function coloured(text) {
  const comment = text.search(/\/\//);
  const code = comment < 0 ? text : text.slice(0, comment);
  const parts = code.split(/\b/).map((word) => {
    const idea = IDEAS.get(word);
    return idea ? el('span', { class: `idea ${idea}` }, word) : word;
  });
  return comment < 0 ? parts : [...parts, el('span', { class: 'comment' }, text.slice(comment))];
}
