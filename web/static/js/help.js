// The sheet of keys.

import { byId, el, fill, say, set } from './dom.js';

/** @import { App } from './app.js' */

const KEYS = [
  ['play', ['Space']],
  ['step', ['←', '→']],
  ['phase', ['Shift', '←', '→']],
  ['break', ['B']],
  ['depth', ['↑', '↓']],
  ['ends', ['Home', 'End']],
  ['next', ['N']],
  ['reset', ['X']],
  ['restart', ['R']],
  ['overview', ['O']],
  ['gradient', ['G']],
  ['table', ['T']],
  ['language', ['L']],
  ['projector', ['P']],
  ['help', ['?']],
];

/** @param {App} app */
export function helpDialog(app) {
  const dialog = /** @type {HTMLDialogElement} */ (byId('help-dialog'));
  const close = byId('help-close');
  close.addEventListener('click', () => dialog.close());
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close(); // outside the sheet
  });
  dialog.addEventListener('keydown', (event) => {
    if (event.key === '?') dialog.close();
  });
  return {
    open() {
      say(byId('help-title'), app.say('help.title'));
      say(byId('help-plot'), app.say('help.plot'));
      set(close, { 'aria-label': app.say('help.close') });
      fill(byId('help-keys'), ...KEYS.flatMap(([what, keys]) => [
        el('dt', {}, ...(/** @type {string[]} */ (keys)).flatMap((key, i) => [i ? ' ' : null, el('kbd', {}, key)])),
        el('dd', {}, app.say(`help.${what}`)),
      ]));
      dialog.showModal();
    },
  };
}
