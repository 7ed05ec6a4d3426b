// The words of a sentence of the small world as chips: those that can come next
// with their true probability, and for any word those that could stand in its place.
// What cannot be a story is marked at its word; words that were drawn are marked
// too, and the text grows before them. None stands there before it has been drawn.

import { byId, el, fill, set } from './dom.js';
import { drawnAt, drawsIn } from './draws.js';
import { full, tiny } from './numbers.js';

/** @import { App, Part } from './app.js' */
/** @import { Actions } from './main.js' */
/** @import { Tape } from './tape.js' */

/** @typedef {{id: number, label: string, p?: number|null, text: string}} Choice */

/**
 * @typedef {object} Next
 * @property {string} world
 * @property {boolean} allowed
 * @property {number|null} left
 * @property {Choice[]} choices
 * @property {{at: number, near: Choice[]}[]} unknown
 * @property {string} [swapped] the text in which the word and the next have changed places
 */

/**
 * @param {App} app
 * @param {Actions} actions
 * @returns {Part}
 */
export function wordStrip(app, actions) {
  const host = byId('word-strip');
  const sentence = el('ol', { class: 'said-words' });
  const choices = el('ol', { class: 'choices' });
  fill(host, sentence, choices);
  /** @type {number|null} the position whose word is chosen; null for the one behind the last */
  let place = null;
  let drawn = '';

  /** @param {string} text */
  function write(text) {
    const tape = app.state.tape;
    const swapped = place !== null && tape !== null && place < typedIn(tape);
    place = null;
    app.pause();
    // A swapped word is compared with what was there; a longer sentence is just longer.
    const was = app.state.cursor.was ?? tape?.spec.text;
    app.go({ text, tokens: undefined, cell: undefined, ...(swapped && was !== undefined ? { was } : { was: undefined }) });
    actions.run();
  }

  /** @param {number|null} at */
  function choose(at) {
    place = at;
    drawn = '';
    app.store.set({ news: app.state.news + 1 });
  }

  return (state, screen) => {
    const { tape } = state;
    // What the swap is compared with takes the room; a token of any other model is no word.
    if (!screen || !tape || tape.spec.tokens || !tape.view('truth')?.world) {
      host.hidden = true;
      return;
    }
    host.hidden = false;
    const { tokens } = tape;
    if (place !== null && place >= tokens.length) place = null;
    const typed = typedIn(tape);
    const row = (place ?? typed) - 1;
    /** @type {Next|null|undefined} */
    const next = tape.view('next', { row });
    if (!next) return; // the old ones stay until the new ones are there
    const until = Math.min(typed + (drawnAt(screen.step.name) ?? drawsIn(tape)), tokens.length);
    const key = [state.lang, tape.run, row, place, screen.t, until].join();
    if (key === drawn) return;
    drawn = key;
    const { say } = app;
    set(host, { 'aria-label': say('strip.title') });
    const focused = host.contains(document.activeElement);
    const chips = tokens.map((token, at) => (token.start ? null : el('li', {}, wordChip(app, token, at, next, at >= typed, at === place, () => choose(at === place ? null : at)))));
    fill(sentence, ...chips.slice(0, typed),
      el('li', {}, el('button', { type: 'button', class: 'gap', 'aria-pressed': String(place === null), title: say('strip.append'), onclick: () => choose(null) }, '＋')),
      typed < until ? el('li', { class: 'quiet' }, say('strip.drawn')) : null, ...chips.slice(typed, until));
    const unknown = next.unknown.find(({ at }) => at === place) ?? (place === null && !next.allowed ? next.unknown[0] : undefined);
    const offered = unknown ? unknown.near : next.choices;
    const about = unknown ? say(unknown.near.length ? 'strip.near' : 'strip.strange', { word: tokens[unknown.at].label })
      : !next.allowed ? say(next.left === null ? 'strip.unknown' : 'strip.left', { word: next.left === null ? '' : tokens[next.left].label })
        : place === null ? (offered.length ? say('strip.next') : say('strip.end')) : say('strip.instead', { word: tokens[place].label });
    const swap = place === null ? undefined : next.swapped;
    fill(choices, swap ? el('li', {}, el('button', { type: 'button', class: 'swap', onclick: () => write(swap) }, `⇄ ${say('strip.change_places', { word: tokens[place ?? 0].label, next: tokens[(place ?? 0) + 1].label })}`)) : null,
      el('li', { class: 'quiet' }, about), ...offered.map(({ label, p, text }) => el('li', {},
      el('button', { type: 'button', title: typeof p === 'number' ? `${say('truth.true')} ${full(p)}` : null, onclick: () => write(text) },
        label, typeof p === 'number' ? el('span', { class: 'p' }, tiny(p)) : null))));
    if (place === null) sentence.querySelector('.gap')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    if (focused) /** @type {HTMLElement|null} */ (sentence.querySelector('[aria-pressed="true"]'))?.focus();
  };
}

/** How many tokens of a run were given; those behind them were drawn. @param {Tape} tape */
const typedIn = (tape) => tape.tokens.length - drawsIn(tape);

/**
 * @param {App} app
 * @param {Tape['tokens'][number]} token
 * @param {number} at
 * @param {Next} next
 * @param {boolean} drawn
 * @param {boolean} chosen
 * @param {() => void} onPick
 */
function wordChip(app, token, at, next, drawn, chosen, onPick) {
  const left = next.left !== null && at === next.left;
  const role = !token.known ? 'unknown' : left ? 'left' : next.left !== null && at > next.left ? 'behind' : '';
  const title = drawn ? app.say('strip.was_drawn') : !token.known ? app.say('strip.is_unknown') : left ? app.say('strip.left', { word: token.label }) : app.say('strip.swap', { word: token.label });
  return el('button', { type: 'button', class: drawn ? `${role} drawn` : role, 'aria-pressed': String(chosen), title, onclick: onPick },
    token.label, role === 'left' ? el('span', { 'aria-hidden': 'true' }, ' ✗') : role === 'unknown' ? el('span', { 'aria-hidden': 'true' }, ' ?') : null);
}
