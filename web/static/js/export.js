// Taking a plot home: a picture drawn by the server, or the numbers as CSV.

import { byId, closing, el, fill, say, set } from './dom.js';
import { address } from './cursor.js';
import { writeDraw } from './draws.js';
import { csv } from './table.js';
import { comparison, pictureOf } from './pictures.js';

/** @import { App, Part } from './app.js' */
/** @import { Screen } from './screen.js' */
/** @import { TableData } from './table.js' */
/** @import { LessonView } from './types.js' */

/**
 * @param {App} app
 * @param {{table: () => TableData|null, own: (screen: Screen) => LessonView|null, done: (screen: Screen) => Record<string, string|number>|null}} picture
 * @returns {Part}
 */
export function exportMenu(app, picture) {
  const menu = /** @type {HTMLDetailsElement} */ (byId('export'));
  const list = byId('export-list');
  const close = () => {
    menu.open = false;
  };
  closing(menu);

  return ({ course, lang }, screen) => {
    say(byId('export-name'), app.say('export.title'));
    if (!screen || !course) return;
    const { cursor } = app.state;
    const plot = pictureOf(screen, picture.own(screen), cursor, picture.done(screen));
    if (plot) Object.assign(plot.query, comparison(plot, screen, cursor, course.plots ?? []));
    // The numbers that stand on the stage are written here.
    const formats = (course.plots?.find(({ kind }) => kind === plot?.kind)?.formats ?? []).filter((format) => format !== 'csv');
    const key = JSON.stringify([lang, app.state.lessonId, plot, screen.tape.run, app.whole(cursor)]);
    if (list.dataset.key === key) return;
    list.dataset.key = key;
    fill(list,
      ...(plot ? formats.map((format) => el('li', {}, el('a', { href: hrefOf(app, screen, plot, format), download: true, onclick: (/** @type {MouseEvent} */ event) => { close(); fetchPicture(app, event); } }, app.say(`export.${format}`)))) : []),
      el('li', {}, el('button', { type: 'button', onclick: () => { close(); save(screen, picture.table()); } }, app.say('export.csv'))),
      el('li', {}, el('button', { type: 'button', onclick: (/** @type {Event} */ e) => copyLink(app, /** @type {HTMLElement} */ (e.currentTarget)) }, app.say('export.link'))));
    set(list, { 'aria-label': app.say('export.title') });
  };
}

/**
 * @param {App} app
 * @param {Screen} screen
 * @param {{kind: string, query: Record<string, string|number>}} plot
 * @param {string} format
 */
function hrefOf(app, { tape }, { kind, query }, format) {
  const { lang, lessonId, cursor } = app.state;
  const { model, text, tokens, start, set, draw } = tape.spec;
  const q = new URLSearchParams({ model, lang });
  writeDraw(q, draw);
  if (tokens) q.set('tokens', tokens.join(','));
  else q.set('text', text ?? '');
  if (start === false) q.set('start', '0');
  for (const change of set ?? []) q.append('set', change);
  for (const [name, value] of Object.entries(query)) q.set(name, String(value));
  q.set('from', address(lang, lessonId, app.whole(cursor)));
  return `/plot/${kind}.${format}?${q}`;
}

/**
 * Fetches a picture, so that an error can be said here instead of in the
 * browser's list of downloads.
 * @param {App} app
 * @param {MouseEvent} event
 */
async function fetchPicture(app, event) {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const { href } = /** @type {HTMLAnchorElement} */ (event.currentTarget);
  const response = await fetch(href).catch(() => null);
  if (!response) return; // the lost connection is said already
  if (!response.ok) {
    const { error } = await response.json();
    app.store.set({ notice: { key: `errors.${error.code}`, args: error.args } });
    return;
  }
  const name = /filename="?([^";]+)"?/.exec(response.headers.get('Content-Disposition') ?? '')?.[1];
  handOver(await response.blob(), name ?? `gptlab-${new URL(href).pathname.split('/').at(-1)}`);
}

/**
 * Gives a file to the reader.
 * @param {Blob} blob
 * @param {string} name
 */
function handOver(blob, name) {
  const url = URL.createObjectURL(blob);
  el('a', { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/**
 * @param {Screen} screen
 * @param {TableData|null} data
 */
function save({ step, tape }, data) {
  if (!data) return;
  handOver(new Blob([csv(data)], { type: 'text/csv;charset=utf-8' }), `gptlab-${tape.spec.model.replace(/\W+/g, '-')}-${step.name}${tape.spec.set ? '-what-if' : ''}.csv`);
}

/**
 * @param {App} app
 * @param {HTMLElement} button
 */
async function copyLink(app, button) {
  app.writeAddress(true);
  try {
    await navigator.clipboard.writeText(location.href);
    say(button, app.say('export.copied'));
  } catch {
    say(button, location.href); // no clipboard on plain http: the link is there to be copied by hand
  }
}
