// The bar that says the run is not the model's own: what was changed, each to
// be taken back, how the two runs are laid beside each other, and what it did to
// the likelihood of the whole sentence.

import { byId, el, fill, say, set } from './dom.js';
import { full, short, valueOf } from './numbers.js';
import { symbols } from './symbols.js';
import { describe } from './whatif.js';

/** @import { App, Part } from './app.js' */
/** @import { Actions } from './main.js' */
/** @import { Tape } from './tape.js' */
/** @import { Side } from './types.js' */

/** @type {Side[]} */
const SIDES = ['beside', 'edited', 'original', 'difference'];

/**
 * @param {App} app
 * @param {Actions} actions
 * @returns {Part}
 */
export function whatIfBar(app, actions) {
  const bar = byId('whatif-bar');
  let drawn = '';

  /** @param {string} change */
  const takeBack = (change) => {
    const rest = (app.state.cursor.set ?? []).filter((other) => other !== change);
    app.go({ set: rest.length ? rest : undefined });
    actions.run();
  };

  return ({ lang, cursor, tape, base, lesson }) => {
    const changes = cursor.set ?? [];
    const was = cursor.was;
    bar.hidden = changes.length === 0 && was === undefined;
    if (bar.hidden) {
      drawn = '';
      return;
    }
    const key = JSON.stringify([lang, changes, was, cursor.side, tape?.run, base?.run]);
    if (key === drawn) return;
    const focused = bar.contains(document.activeElement) ? /** @type {HTMLElement} */ (document.activeElement).id : '';
    drawn = key;
    set(bar, { 'aria-label': app.say('whatif.title') });
    const text = cursor.text ?? lesson?.text ?? '';
    fill(bar, el('b', {}, app.say('whatif.title')),
      ...changes.map((change) => chip(app, describe(change, app.say), change, () => takeBack(change))),
      was === undefined || was === text ? null : chip(app, app.say('whatif.text', swapped(was, text)), '', () => actions.asBefore()),
      was !== undefined && was === text ? el('span', { class: 'quiet' }, app.say('whatif.type')) : null,
      sums(tape, base),
      sides(app, cursor.side ?? 'beside'),
      el('button', { type: 'button', id: 'whatif-reset', class: 'reset', onclick: () => actions.reset() }, app.say('whatif.reset'), ' ', el('kbd', {}, 'X')));
    if (focused) document.getElementById(focused)?.focus();
  };
}

/**
 * @param {App} app
 * @param {string} name
 * @param {string} title
 * @param {() => void} onRemove
 */
function chip(app, name, title, onRemove) {
  return el('span', { class: 'chip', title: title || null }, ...symbols(name),
    el('button', { type: 'button', 'aria-label': app.say('whatif.remove', { name }), title: app.say('whatif.remove', { name }), onclick: onRemove }, '×'));
}

/**
 * What differs between two texts, with what they share left out.
 * @param {string} before
 * @param {string} after
 * @returns {{was: string, text: string}}
 */
function swapped(before, after) {
  const [a, b] = [[...before], [...after]];
  let from = 0;
  while (from < Math.min(a.length, b.length) && a[from] === b[from]) from++;
  let same = 0;
  while (same < Math.min(a.length, b.length) - from && a.at(-1 - same) === b.at(-1 - same)) same++;
  // Whole words where words stand apart.
  while (from > 0 && /[a-z]/i.test(a[from - 1])) from--;
  while (same > 0 && /[a-z]/i.test(a[a.length - same])) same--;
  const [was, text] = [a, b].map((all) => all.slice(from, all.length - same).join('').slice(0, 40));
  return { was, text };
}

/**
 * ℒ before and after.
 * @param {Tape|null} tape
 * @param {Tape|null} base
 */
function sums(tape, base) {
  const [before, after] = [base, tape].map((one) => one && one.named(`chain.${one.words.length}.sum`));
  if (!before || !after || !base || !tape || base.run === tape.run) return null;
  return el('span', { class: 'sums', title: `${full(valueOf(before))} → ${full(valueOf(after))}` }, `ℒ ${short(valueOf(before))} → ${short(valueOf(after))}`);
}

/**
 * @param {App} app
 * @param {Side} side
 */
function sides(app, side) {
  const select = /** @type {HTMLSelectElement} */ (el('select', {
    id: 'whatif-side', 'aria-label': app.say('whatif.show'),
    onchange: () => app.go({ side: select.value === 'beside' ? undefined : /** @type {Side} */ (select.value) }),
  }, ...SIDES.map((one) => el('option', { value: one, selected: one === side }, app.say(`whatif.${one}`)))));
  return select;
}
