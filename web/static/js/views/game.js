// Guess the next word of a story that nobody has read, and say how sure you are:
// that is a distribution, so it has a log-likelihood, like everybody else's here.

import { el, fill, svg } from '../dom.js';
import { full, short } from '../numbers.js';

/** @import { App } from '../app.js' */
/** @import { Screen } from '../screen.js' */
/** @import { TableData } from '../table.js' */
/** @import { Guesser } from './guessers.js' */

/** How sure one can say one is, in percent. */
const SURE = [90, 60, 30];

/**
 * @typedef {object} Place
 * @property {string} before
 * @property {{id: number, label: string}[]} words
 * @property {number|null} came
 * @property {{word: number, sure: number}|null} said
 */

/** @typedef {{world: string, seed: number, places: number, done: Place[], ask: Place|null, rest: string, players: Guesser[]}} Game */

export class GameView {
  el = el('div', { class: 'stacked game' });
  #story = el('p', { class: 'story' });
  #ask = el('div', { class: 'ask', 'aria-live': 'polite' });
  #score = el('div', { class: 'guessers', role: 'group' });
  #note = el('p', { class: 'quiet' });
  #seed = 1;
  /** @type {{word: number, sure: number}[]} */
  #said = [];
  #word = -1;
  #model = '';
  #drawn = '';

  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.el.append(this.#story, this.#ask, this.#score, this.#note);
  }

  suits() {
    return true;
  }

  /** @param {Screen} screen */
  draw(screen) {
    const { say } = this.app;
    if (screen.tape.spec.model !== this.#model) this.#begin(screen.tape.spec.model, this.#seed);
    const game = this.#game(screen);
    if (!game) return game === null;
    const key = JSON.stringify([this.app.state.lang, game.world, this.#seed, this.#said, this.#word]);
    if (key === this.#drawn) return true;
    this.#drawn = key;
    if (!game.world) {
      fill(this.#story, say('game.no_world'));
      fill(this.#ask);
      fill(this.#score);
      fill(this.#note);
      return true;
    }
    fill(this.#story, ...game.done.flatMap(({ before, words, came, said }, i) => [i ? rest(before, game.done[i - 1]) : before, ' ',
      el('b', { class: said?.word === came ? 'hit' : 'miss', title: `${words[said?.word ?? 0].label}, ${said?.sure}%` }, `${said?.word === came ? '✓' : '✗'} ${words[came ?? 0].label}`)]),
    game.ask ? ` ${game.done.length ? rest(game.ask.before, game.done[game.done.length - 1]) : game.ask.before} ____` : rest(game.rest, game.done[game.done.length - 1]));
    const focused = this.#ask.contains(document.activeElement);
    fill(this.#ask, ...(game.ask ? this.#question(game.ask, game) : [el('button', { type: 'button', onclick: () => this.#again(this.#seed + 1) }, say('game.another'))]));
    if (focused) /** @type {HTMLElement|null} */ (this.#ask.querySelector('[aria-pressed="true"], button'))?.focus();
    this.#standing(screen, game);
    fill(this.#note, say('game.rule', { n: game.ask?.words.length ?? game.done[0].words.length }));
    return true;
  }

  /**
   * @param {Place} ask
   * @param {Game} game
   */
  #question({ words }, game) {
    const { say } = this.app;
    return [
      el('p', {}, say('game.ask', { i: game.done.length + 1, n: game.places })),
      el('p', { class: 'options' }, ...words.map(({ label }, i) => el('button', { type: 'button', 'aria-pressed': String(i === this.#word), onclick: () => this.#pick(i) }, label))),
      el('p', { class: 'options sure' }, el('span', {}, say('game.sure')), ...SURE.map((sure) => el('button', { type: 'button', disabled: this.#word < 0, onclick: () => this.#say(sure) }, `${sure}%`))),
    ];
  }

  /**
   * @param {Screen} screen
   * @param {Game} game
   */
  #standing({ tape }, { players, done }) {
    const { say } = this.app;
    if (done.length === 0) {
      fill(this.#score);
      return;
    }
    const most = Math.max(...players.map(({ sum }) => -(sum ?? 0)), 1e-9);
    const last = done.length - 1;
    const word = done[last].words[done[last].came ?? 0].label;
    fill(this.#score,
      el('p', { class: 'head quiet' }, ...[say('guessers.who'), '−ℒ', 'ℒ', say('guessers.perplexity'), `P(${word})`].map((text) => el('span', {}, text))),
      ...players.map(({ name, sum, perplexity, p }) => el('p', { class: name },
        el('b', {}, name === 'model' ? tape.catalogue.model.name : name === 'you' ? say('game.you') : say(`guessers.${name}`)),
        svg('svg', { viewBox: '0 0 100 10', preserveAspectRatio: 'none', 'aria-hidden': 'true' }, svg('rect', { width: Math.max((-100 * (sum ?? -most)) / most, 0.3), height: 10 })),
        ...[sum, perplexity, p[last]].map((x) => el('span', { class: 'p', title: full(x) }, short(x))))));
  }

  /** @param {number} word */
  #pick(word) {
    this.#word = word;
    this.app.store.set({ news: this.app.state.news + 1 });
  }

  /** @param {number} sure */
  #say(sure) {
    this.#said = [...this.#said, { word: this.#word, sure }];
    this.#word = -1;
    this.app.store.set({ news: this.app.state.news + 1 });
  }

  /** @param {number} seed */
  #again(seed) {
    this.#begin(this.#model, seed);
    this.app.store.set({ news: this.app.state.news + 1 });
  }

  /**
   * @param {string} model
   * @param {number} seed
   */
  #begin(model, seed) {
    this.#model = model;
    this.#seed = seed;
    this.#said = [];
    this.#word = -1;
  }

  /**
   * @param {Screen} screen
   * @returns {Game|null|undefined}
   */
  #game({ tape }) {
    return tape.view('game', { seed: this.#seed, said: this.#said });
  }

  walk() {
    return true;
  }

  /** The story, and what was said of its words: of nothing there is no picture. */
  done() {
    return this.#said.length ? { story: this.#seed, said: this.#said.map(({ word, sure }) => `${word}:${sure}`).join() } : null;
  }

  title() {
    return this.app.say('game.title');
  }

  /**
   * @param {Screen} screen
   * @returns {TableData|null}
   */
  table(screen) {
    const game = this.#game(screen);
    if (!game?.world) return null;
    const { say } = this.app;
    return {
      caption: this.title(),
      head: [say('guessers.who'), 'ℒ', say('guessers.mean_nll'), say('guessers.perplexity'), ...game.done.map(({ words, came }) => `P(${words[came ?? 0].label})`)],
      rows: game.players.map(({ name, sum, mean_nll: nll, perplexity, p }) => ({
        head: name === 'model' ? screen.tape.catalogue.model.name : name === 'you' ? say('game.you') : say(`guessers.${name}`), cells: [sum, nll, perplexity, ...p],
      })),
    };
  }
}

/**
 * What stands before a place, without the word that was guessed.
 * @param {string} text
 * @param {Place} guessed
 */
function rest(text, { words, came }) {
  return text.slice(words[came ?? 0].label.length);
}
