// The transport: first, back, play, forward, last, and a scrubber with a tick
// at each boundary. What it moves through depends on the depth.

import { stopsAt, stopsOf } from './breakpoints.js';
import { byId, el, fill, say, set, svg } from './dom.js';
import { keep } from './memory.js';
import { termCount } from './watch.js';
import { DEPTHS, along, deeper, marks, toEnd, toMark, toPage, toStep } from './walk.js';

/** @import { App, State } from './app.js' */
/** @import { Screen } from './screen.js' */
/** @import { Depth } from './types.js' */

const BEAT = 1000; // ms for a step at speed 1
const SPEEDS = [0.5, 1, 2, 4];

const ICONS = {
  first: 'M5 4h2v12H5zM17 4v12L8 10z',
  back: 'M15 4v12L5 10z',
  play: 'M6 3v14l11-7z',
  pause: 'M5 4h4v12H5zM11 4h4v12h-4z',
  forward: 'M5 4v12l10-6z',
  last: 'M13 4h2v12h-2zM3 4v12l9-6z',
};

/** @param {App} app */
export function transport(app) {
  const buttons = byId('transport-buttons');
  const scrubber = /** @type {HTMLInputElement} */ (byId('scrubber'));
  const ticks = byId('ticks');
  const name = byId('step-name');
  const count = byId('step-count');
  const depths = byId('depths');
  const speed = /** @type {HTMLSelectElement} */ (byId('speed'));
  let timer = 0;
  let ticked = '';

  /** @param {(screen: Screen) => import('./walk.js').Move|null} how */
  const move = (how) => {
    app.pause();
    const screen = app.screen();
    return screen ? app.go(how(screen)) : false;
  };
  const player = {
    back: () => move((s) => along(s, -1, app.state.habit, termCount(s))),
    forward: () => move((s) => along(s, 1, app.state.habit, termCount(s))),
    first: () => move((s) => toEnd(s, 'first', app.state.habit, termCount(s))),
    last: () => move((s) => toEnd(s, 'last', app.state.habit, termCount(s))),
    out: () => move((s) => deeper(s, -1)),
    inward: () => move((s) => deeper(s, 1)),
    mark: (/** @type {1|-1} */ direction) => move((s) => toMark(s, direction, app.state.habit, app.state.cursor.breaks ?? [])),
    play() {
      app.store.set({ playing: !app.state.playing });
    },
    restart: () => move((s) => ({ ...toPage({ ...s, pageIndex: -1 }, 0, app.state.habit), depth: undefined })),
    draw,
  };

  const icon = (/** @type {keyof typeof ICONS} */ which) => svg('svg', { viewBox: '0 0 20 20', 'aria-hidden': 'true' }, svg('path', { d: ICONS[which] }));
  const keys = /** @type {const} */ (['first', 'back', 'play', 'forward', 'last']);
  const made = keys.map((key) => el('button', { type: 'button', class: key, onclick: () => player[key]() }, icon(key)));
  fill(buttons, ...made);
  fill(speed, ...SPEEDS.map((x) => el('option', { value: x }, `${x}×`)));
  speed.addEventListener('change', () => {
    app.store.set({ speed: Number(speed.value) });
    keep('speed', speed.value);
  });
  scrubber.addEventListener('input', () => {
    const to = Number(scrubber.value);
    move((s) => (s.depth === 'page' ? toPage(s, to, app.state.habit) : s.depth === 'step' ? toStep(s, to, app.state.habit) : { term: to }));
  });

  /** One beat of playing, and the next one after it. */
  function beat() {
    const screen = app.screen();
    if (!app.state.playing || !screen) return;
    // A step whose numbers are not here yet is waited for.
    const waiting = byId('plot').getAttribute('aria-busy') === 'true';
    const moved = waiting || app.go(along(screen, 1, app.state.habit, termCount(screen)));
    if (!moved || (!waiting && isStop())) app.store.set({ playing: false });
    else timer = window.setTimeout(beat, waiting ? 50 : BEAT / app.state.speed);
  }

  /** Whether a walk over the steps has come to a breakpoint. */
  function isStop() {
    const screen = app.screen();
    return screen?.depth === 'step' && stopsAt(screen.kind, app.state.cursor.breaks ?? []);
  }

  /**
   * @param {State} state
   * @param {Screen|null} screen
   */
  function draw(state, screen) {
    made.forEach((button, i) => {
      const key = keys[i] === 'play' && state.playing ? 'pause' : keys[i];
      const label = app.say(`transport.${key}`);
      if (button.dataset.icon !== key) fill(button, icon(key));
      button.dataset.icon = key;
      set(button, { 'aria-label': label, title: label });
    });
    speed.value = String(state.speed);
    set(speed, { 'aria-label': app.say('transport.speed') });
    set(scrubber, { 'aria-label': app.say('transport.scrubber') });
    if (state.playing && !timer) timer = window.setTimeout(beat, BEAT / state.speed / 2);
    if (!state.playing) {
      clearTimeout(timer);
      timer = 0;
    }
    if (!screen) return;
    drawPlace(screen);
    drawDepths(state.lang, screen.depth);
  }

  /** @param {Screen} screen */
  function drawPlace(screen) {
    const { depth, step, tape, lesson, pageIndex } = screen;
    const terms = depth === 'cell' ? Math.max(termCount(screen), 1) : 0;
    const [of, at] = depth === 'page' ? [lesson.pages.length, pageIndex] : depth === 'step' ? [tape.catalogue.steps, step.i] : [terms, Math.min(screen.term, terms - 1)];
    const place = app.say(`transport.at_${depth}`, { n: at + 1, of });
    set(scrubber, { min: 0, max: of - 1, 'aria-valuetext': `${place}, ${step.name}` });
    scrubber.value = String(at);
    say(name, step.name);
    name.title = app.captionOf(screen);
    say(count, place);

    const breaks = app.state.cursor.breaks ?? [];
    const key = [tape.run, tape.steps.length, lesson.id, depth, of, ...breaks].join();
    if (key === ticked) return;
    ticked = key;
    const where = depth === 'step' ? marks(screen) : Array.from({ length: of }, (_, i) => ({ i, page: i }));
    /** @param {number} i @param {string} className */
    const tick = (i, className) => {
      const node = el('i', { class: className });
      node.style.left = `${of > 1 ? (100 * i) / (of - 1) : 0}%`;
      return node;
    };
    const stops = depth === 'step' ? stopsOf(tape, breaks) : [];
    fill(ticks, ...where.map(({ i, page }) => tick(i, page === null ? '' : 'page')), ...stops.map((i) => tick(i, 'stop')));
  }

  /**
   * @param {string} lang
   * @param {Depth} depth
   */
  function drawDepths(lang, depth) {
    if (depths.dataset.key === lang + depth) return;
    depths.dataset.key = lang + depth;
    set(depths, { 'aria-label': app.say('transport.depth') });
    const focused = depths.contains(document.activeElement);
    fill(depths, ...DEPTHS.flatMap((d, i) => [
      i ? el('span', { 'aria-hidden': 'true' }, '・') : null,
      el('button', { type: 'button', 'aria-pressed': String(d === depth), onclick: () => app.go({ depth: d === 'step' ? undefined : d, term: undefined }) }, app.say(`transport.depth_${d}`)),
    ]));
    if (focused) /** @type {HTMLElement|null} */ (depths.querySelector('[aria-pressed=true]'))?.focus();
  }

  return player;
}
