// The terms of the course in pairs, as the papers and the classrooms have them:
// one below the text where it is met, all of them in a sheet.

import { byId, el, fill, say, set } from './dom.js';

/** @import { App } from './app.js' */

/** @param {App} app */
export function glossary(app) {
  const note = byId('term');
  const dialog = /** @type {HTMLDialogElement} */ (byId('glossary-dialog'));
  const close = byId('glossary-close');
  close.addEventListener('click', () => dialog.close());
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close(); // outside the sheet
  });

  /** @param {string} id opens the sheet where a term stands */
  function open(id) {
    const { course, lang } = app.state;
    const pairs = lang === 'en' ? 'zh-Hant' : 'en';
    say(byId('glossary-title'), app.say('glossary.title'));
    set(close, { 'aria-label': app.say('help.close') });
    fill(byId('glossary-terms'), ...(course?.terms ?? []).flatMap((entry) => [
      el('dt', { 'data-entry': entry.id, class: entry.id === id ? 'on' : '', tabindex: '-1' }, entry.term, ' ', el('span', { class: 'quiet', lang: pairs }, entry.pair)),
      el('dd', {}, entry.text),
    ]));
    dialog.showModal();
    /** @type {HTMLElement|null} */ (dialog.querySelector('.on'))?.focus();
  }

  return {
    /** @param {string} id shows a term below the text, or takes it away again */
    explain(id) {
      const entry = app.state.course?.terms?.find((term) => term.id === id);
      note.hidden = !entry || (!note.hidden && note.dataset.shown === id);
      note.dataset.shown = id;
      if (!entry) return;
      fill(note, el('b', {}, entry.term), el('span', {}, ` (${entry.pair}) `), entry.text, ' ',
        el('button', { type: 'button', class: 'link', onclick: () => open(id) }, app.say('glossary.all'), ' →'));
    },

    hide() {
      note.hidden = true;
    },
  };
}
