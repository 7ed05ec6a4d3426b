// What if…: the changes that suggest themselves at this step, and a number to
// write over the one in focus.

import { byId, closing, el, fill, say, set } from './dom.js';
import { symbols } from './symbols.js';
import { cellName } from './views/names.js';
import { isEditable, offers, withChange, write } from './whatif.js';

/** @import { App, Part } from './app.js' */
/** @import { Actions } from './main.js' */
/** @import { Screen } from './screen.js' */

/**
 * @param {App} app
 * @param {Actions} actions
 * @returns {Part}
 */
export function whatIfPanel(app, actions) {
  const section = /** @type {HTMLDetailsElement} */ (byId('whatif'));
  const body = byId('whatif-body');
  let everywhere = true;
  let editing = false;
  let drawn = '';

  closing(section);
  const again = () => app.store.set({ news: app.state.news + 1 });
  /** @param {string} change */
  const apply = (change) => {
    const set = app.state.cursor.set ?? [];
    const next = set.includes(change) ? set.filter((other) => other !== change) : withChange(set, change);
    app.pause();
    section.open = false; // what it does is to be seen
    app.go({ set: next.length ? next : undefined });
    actions.run();
  };

  return (state, screen) => {
    say(byId('whatif-title'), `${app.say('whatif.title')}…`);
    if (!screen) return;
    const changes = state.cursor.set ?? [];
    const key = JSON.stringify([state.lang, screen.tape.run, screen.step.name, screen.cell, everywhere, editing, changes, state.cursor.was]);
    if (key === drawn) return;
    const focused = section.contains(document.activeElement) ? /** @type {HTMLElement} */ (document.activeElement).dataset.key : undefined;
    drawn = key;
    const list = offers(screen, everywhere, app.say);
    const isScoped = list.some(({ change }) => change.startsWith('h.'));
    fill(body,
      el('div', { class: 'offers' },
        ...list.map(({ name, change }) => el('button', {
          type: 'button', 'data-key': change, 'aria-pressed': String(changes.includes(change)), title: change, onclick: () => apply(change),
        }, ...symbols(name))),
        isEditable(screen) ? el('button', {
          type: 'button', 'data-key': 'edit', 'aria-expanded': String(editing), onclick: () => { editing = !editing; again(); setTimeout(() => document.getElementById('whatif-value')?.focus()); },
        }, app.say('whatif.edit')) : null,
        el('button', { type: 'button', 'data-key': 'swap', onclick: () => { section.open = false; actions.swapWord(); } }, app.say('whatif.swap'))),
      isScoped ? scope(app, everywhere, (all) => { everywhere = all; again(); }) : null,
      editing && isEditable(screen) ? editor(app, screen, apply) : null);
    if (focused) /** @type {HTMLElement|null} */ ([...body.querySelectorAll('[data-key]')].find((node) => /** @type {HTMLElement} */ (node).dataset.key === focused) ?? null)?.focus();
  };
}

/**
 * In every layer, or here.
 * @param {App} app
 * @param {boolean} everywhere
 * @param {(all: boolean) => void} onChange
 */
function scope(app, everywhere, onChange) {
  const box = el('input', { type: 'checkbox', id: 'whatif-everywhere', 'data-key': 'everywhere', onchange: () => onChange(box.checked) });
  box.checked = everywhere;
  return el('label', { class: 'scope' }, box, ' ', app.say('whatif.every_layer'));
}

/**
 * A number for the cell in focus, its row, its head, or all of the step.
 * @param {App} app
 * @param {Screen} screen
 * @param {(change: string) => void} apply
 */
function editor(app, { step, cell, kind, tape }, apply) {
  const part = /** @type {HTMLSelectElement} */ (el('select', { id: 'whatif-part', 'aria-label': app.say('whatif.which') },
    ...cell.map((_, i) => cell.length - i).map((n) => el('option', { value: n }, nameOf(n))), el('option', { value: 0 }, app.say('whatif.whole'))));
  const input = el('input', { type: 'text', 'data-key': 'value', id: 'whatif-value', inputmode: 'decimal', size: 7, placeholder: '0', 'aria-label': app.say('whatif.value'), autocomplete: 'off' });
  const problem = el('p', { class: 'quiet', role: 'alert' });

  /** @param {number} n how much of the index is kept */
  function nameOf(n) {
    const name = cellName(/** @type {Screen} */ ({ tape, kind }), cell.slice(0, n));
    return n === cell.length ? app.say('whatif.cell', { cell: name }) : name ? app.say('whatif.row', { row: name }) : app.say('stage.head', { n: cell[0] });
  }

  return el('form', {
    class: 'editor',
    onsubmit: (/** @type {Event} */ event) => {
      event.preventDefault();
      const value = input.value.trim().replace(/^[×*]\s*/, 'x').replace('−', '-');
      if (!/^x?-?(\d+\.?\d*|\.\d+)(e-?\d+)?$/i.test(value)) {
        problem.textContent = app.say('whatif.not_number');
        set(input, { 'aria-invalid': 'true' });
        return;
      }
      apply(write({ step: step.name, index: cell.slice(0, Number(part.value)), value }));
    },
  }, part, ' = ', input, el('button', { type: 'submit' }, app.say('whatif.apply')), problem);
}
