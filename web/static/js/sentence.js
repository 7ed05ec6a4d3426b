// The sentence in the middle of the header: runs again as the learner types.
// While an input method composes a character nothing runs.

import { byId, say, set } from './dom.js';

/** @import { App, Part } from './app.js' */
/** @import { Actions } from './main.js' */

const PAUSE = 300; // ms after the last key

/**
 * @param {App} app
 * @param {Actions} actions
 * @returns {Part}
 */
export function sentenceInput(app, actions) {
  const form = /** @type {HTMLFormElement} */ (byId('sentence-form'));
  const input = /** @type {HTMLInputElement} */ (byId('sentence'));
  const label = byId('sentence-label');
  const problem = byId('sentence-error');
  let timer = 0;
  let composing = false;
  let departed = false; // a sentence is one entry in the history, not one for every letter

  function runTyped() {
    clearTimeout(timer);
    timer = 0;
    const { text } = app.state.cursor;
    if (input.value === (text ?? app.state.tape?.spec.text) && !app.state.error) return;
    app.pause();
    if (!departed) app.depart();
    departed = true;
    app.go({ text: input.value, tokens: undefined });
    actions.run();
  }

  function runSoon() {
    clearTimeout(timer);
    timer = window.setTimeout(runTyped, PAUSE);
  }

  input.addEventListener('compositionstart', () => {
    composing = true;
    clearTimeout(timer);
  });
  input.addEventListener('compositionend', () => {
    composing = false;
    runSoon();
  });
  input.addEventListener('input', (event) => {
    if (!composing && !(/** @type {InputEvent} */ (event).isComposing)) runSoon();
  });
  input.addEventListener('blur', () => { departed = false; });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (composing) return;
    runTyped();
    departed = false;
  });

  return ({ cursor, tape, lesson, error }) => {
    say(label, app.say('header.sentence'));
    const shown = cursor.text ?? (cursor.tokens ? (tape?.catalogue.text ?? '') : (tape?.spec.text ?? lesson?.text ?? ''));
    // What is being typed belongs to the learner: only a different text replaces it.
    if (!timer && !composing && input.value !== shown) input.value = shown;
    input.placeholder = app.say('header.sentence');
    input.style.setProperty('--chars', String(Math.min(Math.max([...shown].reduce((n, c) => n + (c > 'ᄀ' ? 1.9 : 1), 0), 12), 46)));
    set(input, { 'aria-invalid': error ? 'true' : null, 'aria-describedby': error ? 'sentence-error' : null });
    problem.hidden = !error;
    say(problem, error ? app.sentence(error) : '');
  };
}
