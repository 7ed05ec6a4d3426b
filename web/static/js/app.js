// The page as a whole: one state, the moves that change it, and the address
// that says where the reader stands. Parts are drawn by the functions given to
// `parts`; each gets the state and the screen it makes.

import { baseSpecOf, isChanged, isOriginalOf, isOwn, opening, specOf } from './asked.js';
import { toggled } from './breakpoints.js';
import { address } from './cursor.js';
import { lookup, speaker } from './lang.js';
import { axesOf, axisNames, look } from './screen.js';
import { createStore } from './store.js';
import { cellName, titleOf } from './views/names.js';
import { isGradient, kindOf } from './steps.js';
import { toCell, toStep } from './walk.js';

/** @import { Course, Cursor, Lesson, Step } from './types.js' */
/** @import { Habit, Screen } from './screen.js' */
/** @import { ServerError } from './socket.js' */
/** @import { Tape } from './tape.js' */
/** @import { Say } from './lang.js' */
/** @import { Move } from './walk.js' */

/**
 * @typedef {object} State
 * @property {string} lang
 * @property {string} lessonId
 * @property {Cursor} cursor
 * @property {Course|null} course
 * @property {Lesson|null} lesson
 * @property {Tape|null} tape
 * @property {Tape|null} base   what a changed run is compared with
 * @property {Tape|null} coming the run that is being computed, where that takes a while
 * @property {{code: string, args: Record<string, unknown>}|null} error   of the last run
 * @property {{key: string, args: Record<string, unknown>}|null} notice
 * @property {boolean} online
 * @property {boolean} playing
 * @property {number} speed
 * @property {boolean} projector
 * @property {Habit} habit
 * @property {import('./types.js').Op|null} reading a function of ref that a view brings to the code
 * @property {number} news   counts what has arrived
 */

/** @typedef {(state: State, screen: Screen|null) => void} Part */

/** The views that show one step, whatever comes after it. */
const OF_ONE_STEP = ['attention', 'tensor'];

export class App {
  store = createStore(/** @type {State} */ ({
    lang: 'en', lessonId: '', cursor: {}, course: null, lesson: null, tape: null, base: null, coming: null, error: null, notice: null,
    online: true, playing: false, speed: 1, projector: false, habit: {}, reading: null, news: 0,
  }));
  /** @type {Say} */
  say = (key) => key;
  #written = '';
  #pushNext = false;
  #timer = 0;

  /** @param {Part[]} parts */
  draw(parts) {
    this.store.subscribe((state) => {
      const screen = this.screen();
      for (const part of parts) part(state, screen);
    });
  }

  get state() {
    return this.store.get();
  }

  /**
   * What is looked at; null before the first run is there.
   * @returns {Screen|null}
   */
  screen() {
    const { tape, base, lesson, cursor, habit } = this.state;
    if (!tape || !lesson) return null;
    const original = base && isChanged(cursor) && isOriginalOf(base.spec, tape.spec, cursor.was) ? base : undefined;
    const shown = original && cursor.side === 'original' ? original : tape;
    return { ...look(shown, lesson, cursor, habit), base: original };
  }

  /**
   * Whether a tape that is still growing has all that the stage will show.
   * @param {Tape} tape
   */
  sees(tape) {
    const { lesson, cursor, habit } = this.state;
    const page = lesson?.pages.find(({ id }) => id === cursor.page) ?? lesson?.pages[0];
    const step = cursor.step ?? page?.step;
    if (!lesson || step === undefined || !tape.named(step) || isChanged(cursor)) return false;
    return OF_ONE_STEP.includes(look(tape, lesson, cursor, habit).view);
  }

  /**
   * Takes a course and a lesson as what is read.
   * @param {Course} course
   * @param {Lesson} lesson
   */
  read(course, lesson) {
    const strings = course.strings;
    this.say = speaker(strings);
    this.store.set({ course, lesson, lessonId: lesson.id });
  }

  /**
   * Moves the cursor. Parts that are undefined are taken away; null is no move.
   * @param {Move|null} move
   * @returns {boolean} whether there was anywhere to go
   */
  go(move) {
    if (!move) return false;
    const old = this.state.cursor;
    const before = this.screen();
    // The page that a link to a step alone opened is the page from now on.
    const page = before?.page.id ?? old.page;
    const moved = move.page !== undefined && move.page !== page ? { ...old, ...opening(this.state, page, move.page) } : old;
    const cursor = /** @type {Cursor} */ (Object.fromEntries(Object.entries({ ...moved, page, ...move }).filter(([, value]) => value !== undefined)));
    if (cursor.page !== page) this.#pushNext = true;
    this.#remember(before);
    this.store.set({ cursor, notice: null });
    this.#remember(this.screen());
    this.writeAddress();
    return true;
  }

  /**
   * Says that the next move leads to another run, another sentence or model:
   * the browser's Back leads here again.
   */
  depart() {
    this.#pushNext = true;
  }

  /** The learner's own sentence, which comes along to another lesson. @returns {Cursor} */
  own() {
    const { cursor, tape } = this.state;
    const { tokens, text } = cursor;
    return isOwn(this.state) && tape ? { model: cursor.model ?? tape.spec.model, ...(tokens ? { tokens } : { text }) } : {};
  }

  /** @param {Screen|null} screen where the reader stands, to stand there again */
  #remember(screen) {
    if (screen) this.store.set({ habit: { ...this.state.habit, ...axesOf(screen.kind, screen.cell) } });
  }

  /**
   * Puts the focus on a row and a column of what is on the stage.
   * @param {number} [row]
   * @param {number} [col]
   */
  pick(row, col) {
    const screen = this.screen();
    if (!screen) return;
    const names = axisNames(screen.kind).filter((axis) => axis !== 'nh');
    this.pause();
    this.go(toCell(screen, { ...(row !== undefined && { [names[0]]: row }), ...(col !== undefined && { [names[1]]: col }) }));
  }

  /**
   * Goes to a cell of a step, wherever that is drawn.
   * @param {Step} step
   * @param {number[]} cell
   */
  lookAt(step, cell) {
    this.pause();
    this.go({ step: step.name, cell: cell.length ? cell : undefined, t: undefined, term: undefined, view: undefined });
  }

  /** @param {number} head brings a head onto the stage */
  pickHead(head) {
    const screen = this.screen();
    this.pause();
    if (screen) this.go(toCell(screen, { nh: head }));
  }

  /** @param {number} i stands on step i */
  goToStep(i) {
    const screen = this.screen();
    return Boolean(screen) && this.go(toStep(/** @type {Screen} */ (screen), i, this.state.habit));
  }

  /**
   * From a step to its gradient, and back.
   * @param {() => void} run
   */
  toggleGradient(run) {
    const screen = this.screen();
    if (!screen) return;
    const { name } = screen.step;
    this.pause();
    const step = isGradient(name) ? name.slice('grad.'.length) : name === 'probs' ? 'grad.logits' : /^chain|^loss/.test(name) ? name : `grad.${name}`;
    this.go({ grad: true, step, view: undefined, term: undefined });
    run();
  }

  /** All heads of all layers, or back to the one. */
  toggleOverview() {
    const screen = this.screen();
    if (screen) this.go({ view: screen.view !== 'overview' ? 'overview' : screen.page.view === 'overview' ? 'attention' : undefined });
  }

  /** @param {string} name sets a breakpoint on a kind of step or a function, or takes it away */
  toggleBreak(name) {
    this.go({ breaks: toggled(this.state.cursor.breaks ?? [], name) });
  }

  pause() {
    if (this.state.playing) this.store.set({ playing: false });
  }

  /**
   * Writes the cursor into the address, a little later: browsers refuse many
   * changes in a row. A new page is a new entry in the history, and so is what
   * depart announced.
   * @param {boolean} [now]
   */
  writeAddress(now = false) {
    clearTimeout(this.#timer);
    const write = () => {
      const { lang, lessonId, cursor } = this.state;
      const url = address(lang, lessonId, this.whole(cursor));
      const push = this.#pushNext && this.#written !== '';
      this.#pushNext = false;
      if (url === this.#written) return;
      this.#written = url;
      history[push ? 'pushState' : 'replaceState'](null, '', url);
    };
    if (now) write();
    else this.#timer = window.setTimeout(write, 120);
  }

  /**
   * The cursor with everything said that the screen shows, so that the link
   * still shows it when defaults have changed.
   * @param {Cursor} cursor
   * @returns {Cursor}
   */
  whole(cursor) {
    const screen = this.screen();
    if (!screen) return cursor;
    const { page, step, cell, tape } = screen;
    return {
      ...cursor,
      page: page.id, model: cursor.model ?? tape.spec.model, step: step.name,
      ...(cursor.tokens ? {} : { text: cursor.text ?? tape.spec.text }),
      ...(cell.length ? { cell } : {}),
      ...(cursor.draw ?? tape.spec.draw ? { draw: cursor.draw ?? tape.spec.draw } : {}),
    };
  }

  /** What the cursor asks to be run, with the lesson's own where it says nothing. */
  spec() {
    return specOf(this.state);
  }

  /** The run that a changed one is compared with; null where nothing is changed. */
  baseSpec() {
    return baseSpecOf(this.state);
  }

  /** @param {Screen} screen what the stage shows, in a line */
  captionOf(screen) {
    return [this.whatOf(screen), titleOf(screen, this.say)].filter(Boolean).join(' · ');
  }

  /** @param {Screen} screen what the numbers on the stage are: logits are drawn as the probabilities they make */
  whatOf({ step }) {
    return step.name === 'logits' ? this.say('stage.softmax_logits') : this.kindName(kindOf(step.name));
  }

  /**
   * @param {string} kind its name in words, or as it is
   * @returns {string}
   */
  kindName(kind) {
    if (isGradient(kind)) return this.say('kinds.gradient', { what: this.kindName(kind.slice('grad.'.length)) });
    const words = this.state.course?.strings;
    return (words && lookup(words, `kinds.${kind.replaceAll('.', '_')}`)) ?? kind;
  }

  /** @param {string} name what a model is called: a bundled one, one kept along a run, or its own name */
  modelName(name) {
    const words = this.state.course?.strings;
    const known = words && lookup(words, `models.${name}`);
    const [, of, update] = /^(.+)[-/]step-(\d+)$/.exec(name) ?? [];
    if (known || !of) return known ?? name;
    return this.say(Number(update) ? 'learned.model_after' : 'learned.model_before', { model: of, n: Number(update) });
  }

  /** @param {Screen} screen */
  cellName(screen) {
    return cellName(screen, screen.cell);
  }

  /** @param {{code: string, args: Record<string, unknown>}} error in the reader's language */
  sentence({ code, args }) {
    const words = this.state.course?.strings;
    const known = words && lookup(words, `errors.${code}`);
    return this.say(known ? `errors.${code}` : 'errors.internal', args);
  }
}
