// The keyboard. Keys belong to whoever is being typed into; a control that uses
// a key itself keeps it.

import { nextToken } from './walk.js';
import { other } from './lang.js';

/** @import { App } from './app.js' */
/** @import { Actions } from './main.js' */

/**
 * @param {App} app
 * @param {Actions} actions
 * @param {ReturnType<typeof import('./transport.js').transport>} player
 * @param {{open: () => void}} help
 * @param {{table: () => unknown}} picture
 */
export function listenToKeys(app, actions, player, help, picture) {
  const next = () => {
    const screen = app.screen();
    app.pause();
    if (screen) app.go(nextToken(screen, app.state.habit));
  };
  /** @type {Record<string, () => void>} */
  const keys = {
    ' ': player.play,
    ArrowLeft: player.back, ArrowRight: player.forward, ArrowUp: player.out, ArrowDown: player.inward,
    Home: player.first, End: player.last,
    n: next, r: player.restart,
    l: () => actions.speak(other(app.state.lang)),
    p: () => app.store.set({ projector: !app.state.projector }),
    t: () => app.go({ table: app.state.cursor.table ? undefined : true }),
    o: () => app.toggleOverview(),
    g: () => app.toggleGradient(actions.run),
    x: actions.reset,
    b: () => {
      const screen = app.screen();
      if (screen) app.toggleBreak(screen.kind.kind);
    },
    '?': help.open,
  };
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
    const target = /** @type {HTMLElement} */ (event.target);
    if (event.key === 'Escape' && target instanceof HTMLInputElement) target.blur();
    if (isTaken(target, event.key)) return;
    const mark = event.shiftKey && (event.key === 'ArrowLeft' || event.key === 'ArrowRight');
    const action = mark ? () => player.mark(event.key === 'ArrowLeft' ? -1 : 1) : keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!action || (event.shiftKey && !mark && event.key !== '?')) return;
    event.preventDefault();
    action();
  });
  return picture;
}

const ARROWS = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End'];

/**
 * Whether a key means something to the element that has the focus.
 * @param {HTMLElement} target
 * @param {string} key
 */
function isTaken(target, key) {
  if (target.closest('dialog')) return true;
  if (target instanceof HTMLInputElement) return target.type !== 'range' || ARROWS.includes(key);
  if (target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.isContentEditable) return true;
  if (ARROWS.includes(key) && scrolls(target.closest('.scrolls'), key)) return true;
  return key === ' ' && target.closest('button, a, summary, [role=button]') !== null;
}

/**
 * Whether a key moves what stands in a box: a column that fits has nothing to
 * scroll, and leaves the keys to the walk.
 * @param {Element|null} box
 * @param {string} key
 */
function scrolls(box, key) {
  if (!box) return false;
  return /Left|Right/.test(key) ? box.scrollWidth > box.clientWidth + 1 : box.scrollHeight > box.clientHeight + 1;
}
