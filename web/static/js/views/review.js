// Ten questions that come back: one at a time, asked about the sentence on
// screen, and at the end how it went, with the way back to each page.

import { judge } from '../answers.js';
import { address } from '../cursor.js';
import { el, fill } from '../dom.js';
import { question } from '../guess.js';
import { keepRound, keptRound, newRound, ranked, replaced } from '../round.js';

/** @import { App } from '../app.js' */
/** @import { Screen } from '../screen.js' */
/** @import { Round, Turn } from '../round.js' */
/** @import { TableData } from '../table.js' */
/** @import { Course } from '../types.js' */

const MARKS = { wrong: '✗', new: '·', right: '✓' };

export class ReviewView {
  el = el('div', { class: 'review', role: 'group' });
  /** @type {Round|null} */
  #round = null;
  #read = false;
  /** What was said to the question on screen, and in which run. @type {{run: string, choice: string}|null} */
  #said = null;
  /** @type {Set<string>} questions that this run cannot be asked */
  #refused = new Set();
  #refusedBy = '';
  #drawn = '';

  /** @param {App} app */
  constructor(app) {
    this.app = app;
  }

  suits() {
    return this.app.state.course !== null;
  }

  /**
   * @param {Screen} screen
   * @returns {boolean}
   */
  draw(screen) {
    const course = /** @type {Course} */ (this.app.state.course);
    if (!this.#read) this.#round = keptRound(course);
    this.#read = true;
    if (this.#refusedBy !== screen.tape.run) this.#refused.clear();
    this.#refusedBy = screen.tape.run;
    const round = this.#round;
    if (!round) return this.#show(screen, null, () => this.#before(course, screen.lesson.id));
    // What was answered about another sentence, or on an earlier visit, is done.
    if (round.turns[round.at]?.right !== undefined && this.#said?.run !== screen.tape.run) {
      this.#next(round);
      return this.draw(screen);
    }
    if (round.at >= round.turns.length) return this.#show(screen, 'end', () => this.#end(screen, round));
    return this.#ask(screen, course, round, round.turns[round.at]);
  }

  /**
   * @param {Screen} screen
   * @param {unknown} key what the picture depends on, besides language and round
   * @param {() => (Node|string|null)[]} inside
   */
  #show(screen, key, inside) {
    const now = JSON.stringify([this.app.state.lang, screen.tape.run, this.#round, key]);
    if (now === this.#drawn) return true;
    this.#drawn = now;
    const focused = this.el.contains(document.activeElement);
    fill(this.el, ...inside());
    if (focused) /** @type {HTMLElement|null} */ (this.el.querySelector('.next') ?? this.el.querySelector('.options button, button'))?.focus();
    return true;
  }

  /**
   * @param {Screen} screen
   * @param {Course} course
   * @param {Round} round
   * @param {Turn} turn
   * @returns {boolean}
   */
  #ask(screen, course, round, turn) {
    const { lang } = this.app.state;
    const asked = screen.tape.guess(lang, turn.lesson, turn.ask, null);
    if (asked === undefined) return false;
    if (asked === null) {
      this.#refused.add(`${turn.lesson}/${turn.ask}`);
      this.#keep(replaced(round, course, screen.lesson.id, this.#refused));
      return this.draw(screen);
    }
    const said = this.#said?.run === screen.tape.run ? this.#said.choice : undefined;
    const revealed = said === undefined ? undefined : screen.tape.guess(lang, turn.lesson, turn.ask, said);
    if (revealed && turn.right === undefined) this.#judge(round, turn, revealed.right);
    return this.#show(screen, [asked, revealed], () => [
      el('p', { class: 'quiet' }, this.app.say('review.nth', { n: round.at + 1, of: round.turns.length }), ` · ${this.app.say(`review.${turn.before}`)} · `, this.#link(turn)),
      question(this.app, screen, { ...asked, choice: said, revealed: revealed ?? undefined }, (choice) => this.#choose(screen, choice)),
      revealed ? el('button', { type: 'button', class: 'next', onclick: () => { this.#next(/** @type {Round} */ (this.#round)); this.#again(); } }, `${this.app.say(round.at + 1 < round.turns.length ? 'review.next' : 'review.tally')} →`) : null,
    ]);
  }

  /**
   * @param {Screen} screen
   * @param {string} choice
   */
  #choose({ tape }, choice) {
    if (this.#said?.run === tape.run) return;
    this.#said = { run: tape.run, choice };
    this.#again();
  }

  /**
   * Keeps how a question went.
   * @param {Round} round
   * @param {Turn} turn
   * @param {boolean} right
   */
  #judge(round, turn, right) {
    judge(turn.lesson, turn.ask, right);
    this.#keep({ ...round, turns: round.turns.with(round.at, { ...turn, right }) });
  }

  /** @param {Round} round */
  #next(round) {
    this.#said = null;
    this.#keep({ ...round, at: round.at + 1 });
  }

  /** @param {Round|null} round */
  #keep(round) {
    this.#round = round;
    keepRound(round);
  }

  #again() {
    this.app.store.set({ news: this.app.state.news + 1 });
  }

  /**
   * Before a round: what there is to ask.
   * @param {Course} course
   * @param {string} here
   */
  #before(course, here) {
    const all = ranked(course, here);
    return [
      el('dl', { class: 'tallies' }, ...['wrong', 'new', 'right'].map((sort) => el('div', {},
        el('dt', { class: 'quiet' }, this.app.say(`review.${sort}`)), el('dd', {}, String(all.filter(({ before }) => before === sort).length))))),
      el('button', { type: 'button', class: 'next', onclick: () => this.#start(course, here) }, `${this.app.say('review.start')} →`),
    ];
  }

  /**
   * @param {Course} course
   * @param {string} here
   */
  #start(course, here) {
    this.#said = null;
    this.#keep(newRound(course, here));
    this.#again();
  }

  /**
   * @param {Screen} screen
   * @param {Round} round
   */
  #end(screen, { turns }) {
    const course = /** @type {Course} */ (this.app.state.course);
    const right = turns.filter((turn) => turn.right).length;
    return [
      el('p', { class: 'score' }, this.app.say('review.score', { right, all: turns.length })),
      el('ul', { class: 'turns' }, ...turns.map((turn) => el('li', { class: turn.right ? 'right' : 'missed' },
        el('span', { class: 'mark', 'aria-hidden': 'true' }, MARKS[turn.right ? 'right' : 'wrong']), el('span', { class: 'unseen' }, this.app.say(turn.right ? 'review.good' : 'review.bad')), this.#link(turn)))),
      el('button', { type: 'button', class: 'next', onclick: () => this.#start(course, screen.lesson.id) }, this.app.say('review.again')),
    ];
  }

  /**
   * The way back to the page a question belongs to; the sentence goes along.
   * @param {Turn} turn
   */
  #link(turn) {
    const { model, text, tokens, start } = this.app.whole(this.app.state.cursor);
    return el('a', { href: address(this.app.state.lang, turn.lesson, { page: this.#pageOf(turn)?.page, model, text, tokens, start }) }, this.#nameOf(turn));
  }

  /** @param {Turn} turn */
  #pageOf({ lesson, ask }) {
    return this.app.state.course?.lessons.find(({ id }) => id === lesson)?.asks.find(({ id }) => id === ask);
  }

  /** @param {Turn} turn */
  #nameOf(turn) {
    const number = this.app.state.course?.lessons.find(({ id }) => id === turn.lesson)?.number ?? '';
    return `${number} · ${this.#pageOf(turn)?.title ?? ''}`;
  }

  title() {
    return this.app.say('review.title');
  }

  /** @returns {TableData|null} */
  table() {
    const course = this.app.state.course;
    if (!course) return null;
    const turns = this.#round?.turns ?? newRound(course, this.app.state.lessonId).turns;
    return {
      caption: this.app.say('review.title'),
      head: [this.app.say('review.question'), this.app.say('review.last'), this.app.say('review.now')],
      rows: turns.map((turn) => ({
        head: this.#nameOf(turn),
        cells: [this.app.say(`review.${turn.before}`), turn.right === undefined ? null : this.app.say(turn.right ? 'review.good' : 'review.bad')],
      })),
    };
  }
}
