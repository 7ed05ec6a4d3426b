// Where it all begins: read the address, fetch course and lesson, open the
// socket, run the sentence, and draw whatever has changed.

import { App } from './app.js';
import { announcer } from './announce.js';
import { opened } from './asked.js';
import { codePanel } from './code.js';
import { socket } from './connect.js';
import { readCursor, readPath, address } from './cursor.js';
import { byId, el, fill } from './dom.js';
import { exportMenu } from './export.js';
import { formulaPanel } from './formula.js';
import { guessPanel } from './guess.js';
import { header } from './header.js';
import { helpDialog } from './help.js';
import { lightIdeas } from './ideas.js';
import { jumps } from './jump.js';
import { listenToKeys } from './keys.js';
import { keep, kept } from './memory.js';
import { proseColumn } from './prose.js';
import { Runner } from './run.js';
import { sentenceInput } from './sentence.js';
import { stage } from './stage.js';
import { stepList } from './steplist.js';
import { transport } from './transport.js';
import { watchPanel } from './watch.js';
import { wordStrip } from './wordstrip.js';
import { whatIfBar } from './whatifbar.js';
import { whatIfPanel } from './whatifpanel.js';

/** @import { Course, Cursor, Lesson } from './types.js' */

const app = new App();

const runner = new Runner(socket, {
  onTape(tape) {
    app.store.set({ tape, error: null, coming: null });
    const screen = app.screen();
    if (screen && fromLink) complain(screen);
    fromLink = false;
    app.writeAddress(true);
  },
  onGrowing(tape) {
    const shown = app.state.tape === tape || app.sees(tape);
    app.store.set({ coming: tape, ...(shown ? { tape, error: null } : {}) });
    return shown;
  },
  onError(error) {
    app.store.set({ error, coming: null });
    // A link with a text that cannot be run still opens on something.
    if (!app.state.tape && app.state.lesson) runner.run({ model: app.state.lesson.model, text: app.state.lesson.text }).then(() => app.store.set({ error }));
  },
  onNews: () => app.store.set({ news: app.state.news + 1 }),
});

/** The run without its changes, where there are any. */
const original = new Runner(socket, {
  onTape: (base) => app.store.set({ base }),
  onError: () => app.store.set({ base: null }), // the changed run says what is wrong with the text
  onNews: () => app.store.set({ news: app.state.news + 1 }),
});

socket.listen({
  onOpen() {
    app.store.set({ online: true });
    runner.resume();
    original.resume();
  },
  onLost: () => app.store.set({ online: false, coming: null }),
});

/**
 * Says what a link names that nothing has.
 * @param {import('./screen.js').Screen} screen
 */
function complain({ strange, step }) {
  const [what] = /** @type {('page'|'step'|'near'|'cell')[]} */ (Object.keys(strange));
  if (!what) return;
  app.store.set({ notice: { key: what === 'near' ? 'notice.step_near' : `notice.${what}_unknown`, args: { name: strange[what], shown: step.name } } });
}

/** Whether the cursor came from outside: a link may be wrong, the page's own moves are not. */
let fromLink = true;

/** @type {Map<string, Promise<any>>} */
const fetched = new Map();

/** @param {string} path @returns {Promise<any>} */
function fetchJSON(path) {
  const known = fetched.get(path);
  if (known) return known;
  const answer = fetch(path).then((response) => {
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    return response.json();
  });
  answer.catch(() => fetched.delete(path));
  fetched.set(path, answer);
  return answer;
}

/**
 * Opens a lesson in a language at a cursor.
 * @param {string} lang
 * @param {string} lessonId
 * @param {Cursor} cursor
 */
async function open(lang, lessonId, cursor) {
  /** @type {[Course, Lesson]} */
  const [course, lesson] = await Promise.all([fetchJSON(`/api/${lang}/course`), fetchJSON(`/api/${lang}/lesson/${encodeURIComponent(lessonId)}`)]);
  document.documentElement.lang = lang;
  document.title = `${lesson.title} · gptlab`;
  app.store.set({ lang, cursor });
  app.read(course, lesson);
  app.store.set({ cursor: opened(app.state.lesson, cursor) });
  run();
}

/** Runs what the cursor asks for, unless it is on the screen already. */
function run() {
  const spec = app.spec();
  if (!spec) return;
  compare();
  const shown = app.state.tape?.spec;
  if (shown && JSON.stringify(shown) === JSON.stringify(spec)) {
    app.store.set({ error: null });
    app.writeAddress(true);
    return;
  }
  runner.run(spec);
}

/** Runs what a changed run is compared with, unless it is here already. */
function compare() {
  const spec = app.baseSpec();
  if (!spec) {
    original.drop();
    app.store.set({ base: null });
    return;
  }
  if (JSON.stringify(app.state.base?.spec) === JSON.stringify(spec)) return;
  original.run(spec);
}

const actions = {
  run,

  /** Takes all changes back. */
  reset() {
    const { set, was } = app.state.cursor;
    if (set === undefined && was === undefined) return;
    app.go({ set: undefined, was: undefined, side: undefined, ...(was === undefined ? {} : { text: was }) });
    run();
  },

  /** Takes a swapped word back. */
  asBefore() {
    app.go({ text: app.state.cursor.was, was: undefined });
    run();
  },

  /** Keeps the sentence as what the next one is compared with, and lets it be changed. */
  swapWord() {
    const text = app.state.cursor.text ?? app.state.tape?.catalogue.text ?? '';
    if (app.state.cursor.was === undefined) app.go({ was: text, text, tokens: undefined });
    run();
    const input = /** @type {HTMLInputElement} */ (byId('sentence'));
    input.focus();
    const word = app.screen()?.tape.tokens[app.screen()?.row ?? 0];
    const at = word ? text.indexOf(word.text) : -1;
    if (word && at >= 0) input.setSelectionRange(at, at + word.text.length);
  },

  /** @param {string} lang the same place in another language */
  speak(lang) {
    // The examples of a lesson differ by language; the sentence on screen stays.
    const cursor = app.whole(app.state.cursor);
    document.cookie = `lang=${lang};path=/;max-age=31536000;samesite=lax`;
    return open(lang, app.state.lessonId, cursor);
  },

  /** @param {string} lessonId @param {Cursor} cursor */
  visit(lessonId, cursor) {
    const { breaks } = app.state.cursor;
    if (breaks && !cursor.breaks) cursor = { ...cursor, breaks }; // they are the reader's, not the lesson's
    history.pushState(null, '', address(app.state.lang, lessonId, cursor));
    return open(app.state.lang, lessonId, cursor);
  },

  /** @param {string} lessonId @param {Cursor} cursor */
  href: (lessonId, cursor) => address(app.state.lang, lessonId, cursor),
};

/** @typedef {typeof actions} Actions */

/** Runs again where a page brings a sentence of its own. */
function rerun() {
  const here = () => app.state.cursor.page ?? app.state.lesson?.pages[0]?.id; // an address without a page is on the first
  let page = here();
  return () => {
    if (here() === page) return;
    page = here();
    const [shown, wanted] = [app.state.tape?.spec, app.spec()];
    if (shown && (shown.model !== wanted?.model || shown.text !== wanted?.text || String(shown.set) !== String(wanted?.set))) run();
  };
}

function start() {
  app.store.set({ projector: kept('projector') === '1', speed: Number(kept('speed') ?? 1) || 1 });
  const picture = stage(app, actions);
  const player = transport(app);
  const help = helpDialog(app);
  const guess = guessPanel(app, socket);
  app.draw([
    rerun(),
    header(app, actions, help), sentenceInput(app, actions), wordStrip(app, actions), proseColumn(app, actions), guess, picture.draw, exportMenu(app, picture),
    formulaPanel(app), codePanel(app), watchPanel(app, actions), whatIfBar(app, actions), whatIfPanel(app, actions), player.draw, jumps(app), stepList(app), announcer(app),
    ({ projector }) => {
      document.documentElement.classList.toggle('projector', projector);
      keep('projector', projector ? '1' : '');
    },
  ]);
  lightIdeas();
  listenToKeys(app, actions, player, help, picture);
  addEventListener('popstate', () => {
    const { lang, lesson } = readPath(location.pathname);
    fromLink = true;
    open(lang, lesson, readCursor(location.search));
  });
  addEventListener('online', () => socket.hurry());
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => app.store.set({ news: app.state.news + 1 }));

  const { lang, lesson } = readPath(location.pathname);
  open(lang, lesson, readCursor(location.search)).catch((err) => {
    fill(document.body, el('p', { class: 'fatal', role: 'alert' }, String(err)));
    throw err;
  });
}

start();
