// The list of all sorts of steps, above the transport: where one can go, and
// where one wants to be stopped. A dot beside a step is a breakpoint on its
// kind, the name of a function one on every step that it makes.

import { stopsAt } from './breakpoints.js';
import { byId, el, fill, say, set } from './dom.js';
import { kindOf, phaseOf } from './steps.js';
import { symbols } from './symbols.js';

/** @import { App, Part } from './app.js' */
/** @import { Kind } from './types.js' */
/** @import { Screen } from './screen.js' */

/**
 * @param {App} app
 * @returns {Part}
 */
export function stepList(app) {
  const panel = byId('step-list');
  const body = byId('step-list-body');
  const button = byId('step-list-button');
  const clear = byId('step-list-clear');
  let drawn = '';

  clear.addEventListener('click', () => app.go({ breaks: undefined }));
  panel.addEventListener('toggle', () => {
    set(button, { 'aria-expanded': String(isOpen()) });
    app.store.set({ news: app.state.news + 1 });
    if (isOpen()) queueMicrotask(() => /** @type {HTMLElement|null} */ (body.querySelector('[aria-current]'))?.focus());
  });
  const isOpen = () => panel.matches(':popover-open');

  return ({ lang, cursor }, screen) => {
    set(button, { title: app.say('steps.open'), 'aria-label': `${button.textContent?.trim()}. ${app.say('steps.open')}` });
    if (!screen || !isOpen()) {
      drawn = '';
      return;
    }
    const breaks = cursor.breaks ?? [];
    const key = [lang, screen.tape.run, screen.step.name, ...breaks].join();
    if (key === drawn) return;
    drawn = key;
    say(byId('step-list-title'), app.say('steps.title'));
    say(byId('step-list-help'), app.say('steps.help'));
    say(clear, app.say('steps.clear'));
    clear.hidden = breaks.length === 0;
    const focused = document.activeElement instanceof HTMLElement && body.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
    const top = panel.scrollTop;
    fill(body, ...groups(screen).map(({ title, kinds }) => el('section', {},
      title ? el('h4', {}, groupName(app, title, screen)) : null,
      el('ol', {}, ...kinds.map((kind) => row(app, screen, kind, breaks))))));
    panel.scrollTop = top;
    if (focused) /** @type {HTMLElement|null} */ (body.querySelector(`[data-key="${focused}"]`))?.focus();
  };
}

/**
 * The kinds in the order in which they are computed, by the part of the model.
 * @param {Screen} screen
 */
function groups({ tape }) {
  /** @type {{title: string, kinds: Kind[]}[]} */
  const found = [];
  for (const kind of tape.catalogue.kinds) {
    const phase = phaseOf(kind.kind.replace('h.N', 'h.0').replace('chain.t', 'chain.1'));
    const title = phase.startsWith('grad.') ? 'loss' : phase.startsWith('h.') ? 'block' : phase.startsWith('chain') ? 'chain' : phase;
    const last = found.at(-1);
    if (last && last.title === title) last.kinds.push(kind);
    else found.push({ title, kinds: [kind] });
  }
  return found;
}

/**
 * @param {App} app
 * @param {string} title
 * @param {Screen} screen
 */
function groupName(app, title, { tape, layer }) {
  const of = tape.catalogue.model.n_layer;
  return app.say(`steps.${title}`, { of, n: layer ?? 0 });
}

/**
 * @param {App} app
 * @param {Screen} screen
 * @param {Kind} kind
 * @param {string[]} breaks
 */
function row(app, screen, kind, breaks) {
  const name = app.kindName(kind.kind);
  const target = screen.tape.alike(kind.kind, { layer: screen.layer ?? 0, word: screen.t });
  const current = kindOf(screen.step.name) === kind.kind;
  const { op } = kind;
  return el('li', { class: current ? 'current' : '' },
    el('button', {
      type: 'button', class: 'stop', 'data-key': `stop ${kind.kind}`, 'aria-pressed': String(stopsAt(kind, breaks)),
      'aria-label': app.say('steps.stop_at', { name }), title: app.say('steps.stop_at', { name }), onclick: () => app.toggleBreak(kind.kind),
    }),
    el('button', {
      type: 'button', class: 'name', 'data-key': `go ${kind.kind}`, 'aria-current': current ? 'step' : null,
      onclick: () => {
        app.pause();
        if (target) app.goToStep(target.i);
      },
    }, el('span', {}, ...symbols(name)), ' ', el('code', {}, target?.name ?? kind.kind)),
    op ? el('button', {
      type: 'button', class: 'op', 'data-key': `op ${kind.kind}`, 'aria-pressed': String(breaks.includes(op)),
      title: app.say('steps.stop_op', { name: op }), onclick: () => app.toggleBreak(op),
    }, op) : null);
}
