// The header: which lesson, which model, which language.

import { byId, el, fill, say, set } from './dom.js';

/** @import { App, Part } from './app.js' */
/** @import { Actions } from './main.js' */

/**
 * @param {App} app
 * @param {Actions} actions
 * @param {{open: () => void}} help
 * @returns {Part}
 */
export function header(app, actions, help) {
  const lessons = /** @type {HTMLSelectElement} */ (byId('lesson'));
  const models = /** @type {HTMLSelectElement} */ (byId('model'));
  const examples = /** @type {HTMLSelectElement} */ (byId('examples'));
  const languages = byId('languages');
  const projector = byId('projector');
  const helpButton = byId('help');
  const notice = byId('notice');
  let drawn = '';
  let choices = 0;

  lessons.addEventListener('change', () => actions.visit(lessons.value, app.own()));
  models.addEventListener('change', async () => {
    const model = models.value;
    const choice = ++choices;
    const example = exampleFor(app, model, await sentenceOf(app, model));
    if (choice !== choices) return; // another has been made meanwhile
    app.depart();
    app.go({ model, cell: undefined, ...example });
    actions.run();
  });
  examples.addEventListener('change', () => {
    const example = app.state.lesson?.examples?.[Number(examples.value)];
    examples.value = '';
    if (!example) return;
    app.depart();
    app.go({ model: example.model, text: example.text, tokens: undefined, cell: undefined, draw: example.draw, set: example.set, was: example.beside });
    actions.run();
  });
  projector.addEventListener('click', () => app.store.set({ projector: !app.state.projector }));
  helpButton.addEventListener('click', () => help.open());

  /** @param {string} id */
  const nameOf = (id) => app.state.course?.languages.find((language) => language.id === id)?.name ?? id;

  return (state) => {
    const { course, lesson, lang, cursor, tape } = state;
    if (!course || !lesson) return;
    const model = cursor.model ?? tape?.spec.model ?? lesson.model;
    const key = [lang, lesson.id].join();
    if (key !== drawn) {
      drawn = key;
      label(app, lessons, models, examples, projector, helpButton);
      fill(lessons, ...course.lessons.map(({ id, number, title }) => el('option', { value: id }, `${number} · ${title}`)));
      fill(models, ...course.models.map(({ name }) => el('option', { value: name }, app.modelName(name))));
      fill(examples, el('option', { value: '' }, app.say('header.examples')),
        ...(lesson.examples ?? []).map(({ text, label: name }, i) => el('option', { value: i }, name ? `${name}: ${text}` : text)));
      const [chinese, english] = [['zh-Hant', '中'], ['en', 'EN']].map(([id, sign]) =>
        el('button', { type: 'button', lang: id, 'aria-pressed': String(id === lang), title: nameOf(id), onclick: () => actions.speak(id) }, sign));
      fill(languages, chinese, ' / ', english);
    }
    lessons.value = lesson.id;
    models.value = model;
    for (const select of [lessons, models]) select.style.setProperty('--chars', String(chars(select.selectedOptions[0]?.text ?? '')));
    set(projector, { 'aria-pressed': String(state.projector) });
    const text = !state.online ? app.say('notice.offline') : state.notice ? app.say(state.notice.key, state.notice.args) : strangers(app);
    notice.hidden = text === '';
    say(notice, text);
  };
}

/**
 * A sentence that a model can read. For one of the reader's own models the server
 * has to find it, which it does not before the model is wanted.
 * @param {App} app
 * @param {string} model
 * @returns {Promise<string|undefined>}
 */
async function sentenceOf(app, model) {
  const { course, lang, lesson } = app.state;
  if (!lesson || course?.models.find(({ name }) => name === model)?.bundled !== false) return lesson?.own?.[model];
  try {
    const answer = await fetch(`/api/${lang}/lesson/${encodeURIComponent(lesson.id)}?for=${encodeURIComponent(model)}`);
    return (await answer.json()).own?.[model];
  } catch {
    return undefined; // the server is away, and says so elsewhere
  }
}

/**
 * Another model may read another language: an example that nobody has touched
 * gives way to one of the model's own.
 * @param {App} app
 * @param {string} model
 * @param {string|undefined} sentence that it can read
 * @returns {{text?: string}}
 */
function exampleFor(app, model, sentence) {
  const { cursor, lesson } = app.state;
  const own = lesson?.own ?? {};
  const examples = lesson?.examples ?? [];
  const text = cursor.text ?? lesson?.text ?? '';
  const untouched = !cursor.tokens && [...examples.map((example) => example.text), ...Object.values(own)].includes(text);
  const suits = Object.entries(own).some(([reader, sentence]) => akin(reader, model) && sentence === text) || examples.some((example) => akin(example.model, model) && example.text === text);
  return untouched && !suits && sentence ? { text: sentence } : {};
}

/**
 * Whether two models read the same words: world-en and world-en-step-100, which
 * is world-en when it was younger.
 * @param {string} a
 * @param {string} b
 */
function akin(a, b) {
  return a === b || a.startsWith(`${b}-`) || b.startsWith(`${a}-`);
}

/**
 * @param {App} app
 * @param {...HTMLElement} controls lessons, models, examples, projector, help
 */
function label(app, ...controls) {
  const [lessons, models, examples, projector, help] = controls;
  set(lessons, { 'aria-label': app.say('header.lesson') });
  set(models, { 'aria-label': app.say('header.model') });
  set(examples, { 'aria-label': app.say('header.examples') });
  fill(projector, app.say('header.projector'), ' ', el('kbd', {}, 'P'));
  set(help, { 'aria-label': app.say('help.title'), title: app.say('help.title') });
  set(byId('languages'), { 'aria-label': app.say('header.language') });
  say(byId('skip'), app.say('header.skip'));
}

/** @param {string} text width in ch, a Chinese character counting twice */
function chars(text) {
  return [...text].reduce((n, c) => n + (c > 'ᄀ' ? 2 : 1), 0);
}

/**
 * Says which characters of the sentence the model has never seen.
 * @param {App} app
 */
function strangers(app) {
  const unknown = new Set((app.state.tape?.tokens ?? []).filter(({ known }) => !known).map(({ label }) => label));
  if (unknown.size === 0) return '';
  const labels = [...unknown];
  return app.say('notice.unknown', { tokens: labels.slice(0, 8).join(' ') + (labels.length > 8 ? ' …' : '') });
}
