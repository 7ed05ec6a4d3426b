// Where all stands in one column: the ways to text, guess, picture and formula,
// under the thumb.

import { byId, el, fill, set } from './dom.js';

/** @import { App, Part } from './app.js' */

/** What is jumped to, by its word. */
const PLACES = { picture: 'plot-place', text: 'page-title', guess: 'guess', formula: 'formula-title' };

/**
 * @param {App} app
 * @returns {Part}
 */
export function jumps(app) {
  const nav = byId('jump');
  /** @type {Record<string, HTMLElement>} */
  const buttons = {};
  for (const [what, id] of Object.entries(PLACES)) {
    buttons[what] = el('button', { type: 'button', onclick: () => byId(id).scrollIntoView({ block: 'start' }) });
  }
  fill(nav, ...Object.values(buttons));
  return (_, screen) => {
    set(nav, { 'aria-label': app.say('jump.title') });
    for (const [what, button] of Object.entries(buttons)) button.textContent = app.say(`jump.${what}`);
    buttons.guess.hidden = !screen?.page.asks?.length;
  };
}
