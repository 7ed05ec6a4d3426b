// The sentence before one update and after it, word by word: what the changed
// model gives to each, and its mean surprise at all of them. What the page asks
// stands there once it is answered.

import { isAnswered, questionAbout } from '../answers.js';
import { el } from '../dom.js';
import { drawColumns } from './columns.js';

/** @import { App } from '../app.js' */
/** @import { Screen } from '../screen.js' */
/** @import { TableData } from '../table.js' */
/** @import { Update } from './update.js' */

export class RereadView {
  el = el('div', { class: 'stacked sampling reread' });
  #list = el('div', { class: 'three two', role: 'group', tabindex: '0' });
  #note = el('p', { class: 'quiet' });

  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.el.append(this.#list, this.#note);
  }

  suits() {
    return true;
  }

  /** @param {Screen} screen */
  draw(screen) {
    const u = updateOf(screen);
    if (u === undefined) return false;
    const { say } = this.app;
    this.#note.textContent = say(u ? 'update.note' : screen.tape.tokens.length < 2 ? 'update.none' : 'update.too_large');
    const told = this.#isTold(screen);
    const after = (/** @type {import('./columns.js').Bar} */ bar) => (told ? bar : null);
    drawColumns(this.#list, u ? [{ text: say('reread.before') }, { text: told ? say('reread.after') : '' }] : [], u ? [
      ...u.reread.map(({ label, before, after: then }) => ({ label, bars: [{ value: before, to: before, role: 'p' }, after({ value: then, to: then, role: 'drawn' })] })),
      { label: '−ℒ/N', role: 'figure', bars: [{ value: u.loss }, after({ value: u.after })] },
    ] : []);
    return true;
  }

  /**
   * Whether what came of the update may be seen: nobody has asked for it, or it has been answered.
   * @param {Screen} screen
   */
  #isTold({ page, tape }) {
    return (page.asks ?? []).every(({ id }) => isAnswered(questionAbout(this.app.state.lessonId, id, tape.spec)));
  }

  title() {
    return this.app.say('reread.title');
  }

  /**
   * @param {Screen} screen
   * @returns {TableData|null}
   */
  table(screen) {
    const u = updateOf(screen);
    if (!u) return null;
    const { say } = this.app;
    const told = this.#isTold(screen);
    const cells = (/** @type {number} */ before, /** @type {number} */ after) => (told ? [before, after] : [before]);
    return {
      caption: this.title(),
      head: [say('table.word'), say('reread.before'), ...(told ? [say('reread.after')] : [])],
      rows: [...u.reread.map(({ label, before, after }) => ({ head: label, cells: cells(before, after) })), { head: '−ℒ/N', cells: cells(u.loss, u.after) }],
      focus: u.reread.length, col: told ? 1 : 0,
    };
  }
}

/**
 * @param {Screen} screen
 * @returns {Update|null|undefined}
 */
function updateOf({ tape }) {
  return tape.view('update');
}
