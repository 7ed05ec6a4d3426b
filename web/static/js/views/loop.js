// The loop of generating: the text that was given, and behind it each word that
// has been drawn so far, with the probability the model gave to it. Writing is
// walking from choice to choice; the one in focus is told of.

import { el, fill, say as put, set } from '../dom.js';
import { drawnAt, drawOf, drawsIn } from '../draws.js';
import { full, short, tiny } from '../numbers.js';
import { DrawControls } from './drawcontrols.js';

/** @import { App } from '../app.js' */
/** @import { Screen } from '../screen.js' */
/** @import { TableData } from '../table.js' */
/** @import { TopEntry } from '../types.js' */

/** @typedef {TopEntry & {n: number, best: TopEntry, u: number|null, drawn: number}} Drawn */

/** @typedef {{prompt: number, ended: boolean, limit: number, draws: Drawn[]}} Draws */

const BEAT = 350; // ms for a word at speed 1

export class LoopView {
  el = el('div', { class: 'stacked looping' });
  #words = el('ol', { class: 'loop' });
  #note = el('p', { class: 'told' });
  #write = el('button', { type: 'button', id: 'write' });
  #controls;
  #length;
  #timer = 0;
  /** The address of the last word that was written; a reader who has gone elsewhere ends the writing. */
  #at = '';

  /**
   * @param {App} app
   * @param {() => void} run
   */
  constructor(app, run) {
    this.app = app;
    const onChange = () => this.#begin(1);
    this.#controls = new DrawControls(app, run, { onChange });
    this.#length = new DrawControls(app, run, { names: ['max_tokens'], onChange });
    this.#write.addEventListener('click', () => this.#toggle());
    this.#length.el.prepend(this.#write);
    this.el.append(this.#controls.el, this.#words, this.#note, this.#length.el);
  }

  /** @param {Screen} screen */
  suits({ step }) {
    return drawOf(step.name) !== null;
  }

  /** @param {Screen} screen */
  draw(screen) {
    this.#controls.draw();
    this.#length.draw();
    const said = drawsOf(screen);
    if (!said) return said === null;
    const { tape } = screen;
    const now = drawOf(screen.step.name) ?? 1;
    const so = soFar(screen);
    const secret = isSecret(screen);
    const focused = this.#words.contains(document.activeElement);
    fill(this.#words, ...tape.tokens.slice(0, said.prompt).map(({ label }) => el('li', { class: 'given' }, el('b', {}, label))),
      ...said.draws.slice(0, so).map((drawn) => el('li', { class: `drawn ${!secret && drawn.rank !== 1 ? 'other' : ''}` },
        el('button', { type: 'button', 'aria-pressed': String(drawn.n === now), title: full(drawn.p), onclick: () => this.#go(screen, drawn.n) },
          el('b', {}, drawn.label), el('span', {}, tiny(drawn.p))))),
      so < said.draws.length ? el('li', { class: 'to-come' }, el('button', { type: 'button', 'aria-pressed': String(so < now), title: this.app.say('draw.next'), onclick: () => this.#go(screen, so + 1) }, el('b', {}, '?'))) : null);
    /** @type {HTMLElement|null} */
    const pressed = this.#words.querySelector('[aria-pressed="true"]');
    if (focused) pressed?.focus();
    if (pressed) this.#intoSight(pressed);
    fill(this.#note, ...this.#told(screen, said, so >= now ? said.draws[now - 1] : undefined, secret));
    this.#named(so, said.draws.length);
    return true;
  }

  /** @param {HTMLElement} word scrolls the words, and nothing around them */
  #intoSight(word) {
    const [room, at] = [this.#words.getBoundingClientRect(), word.getBoundingClientRect()];
    if (at.bottom > room.bottom) this.#words.scrollTop += at.bottom - room.bottom;
    else if (at.top < room.top) this.#words.scrollTop -= room.top - at.top;
  }

  /**
   * @param {number} so
   * @param {number} all
   */
  #named(so, all) {
    const word = this.#isWriting() ? 'draw.stop' : so < all ? 'draw.write' : 'draw.rewrite';
    put(this.#write, this.app.say(word));
    set(this.#write, { 'data-writing': this.#isWriting() ? '' : null });
  }

  /**
   * @param {Screen} screen
   * @param {Draws} said
   * @param {Drawn|undefined} drawn
   * @param {boolean} secret
   */
  #told(screen, said, drawn, secret) {
    const { say } = this.app;
    if (!drawn) return [say('draw.to_come', { n: soFar(screen) + 1, of: said.draws.length })];
    const { n, id, label, p, rank, best } = drawn;
    return [say('draw.told', { n, of: said.draws.length, word: label, p: short(p) }), ' ',
      secret ? '' : rank === 1 ? say('draw.was_best') : say('draw.best', { rank, word: best.label, p: short(best.p) }), ' ',
      el('button', { type: 'button', class: 'link', onclick: () => this.#look(screen.tape.named(`sample.${n}.choice`)?.name, undefined) }, say('draw.see'), ' →'), ' ',
      el('button', { type: 'button', class: 'link', onclick: () => this.#look('probs', [said.prompt + n - 2, id]) }, say('draw.see_pass'), ' →')];
  }

  /**
   * @param {string|undefined} step
   * @param {number[]|undefined} cell
   */
  #look(step, cell) {
    this.app.pause();
    this.app.go({ step, cell, t: undefined, term: undefined, view: cell ? 'distribution' : 'sampling' });
  }

  #isWriting() {
    return this.#timer !== 0;
  }

  #toggle() {
    const screen = this.app.screen();
    if (!screen) return;
    if (this.#isWriting()) {
      this.#end();
      return;
    }
    const so = soFar(screen);
    this.#begin(so < drawsIn(screen.tape) ? so + 1 : 1);
  }

  /** @param {number} n writes from draw n on, in the run that is on its way or here */
  #begin(n) {
    clearTimeout(this.#timer);
    this.app.pause();
    this.#show(n);
    this.#timer = window.setTimeout(() => this.#beat(), this.#pace());
    this.app.store.set({ news: this.app.state.news + 1 });
  }

  #end() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.app.store.set({ news: this.app.state.news + 1 });
  }

  /** The next word, and the one after it, until the last or until the reader goes elsewhere. */
  #beat() {
    const { app } = this;
    const screen = app.screen();
    const { draw } = app.state.cursor;
    // The words of another seed are waited for.
    const waiting = !screen || (draw && JSON.stringify(screen.tape.spec.draw) !== JSON.stringify(draw));
    const so = screen ? soFar(screen) : 0;
    if (!waiting && (app.state.cursor.step !== this.#at || so >= drawsIn(screen.tape))) {
      this.#end();
      return;
    }
    if (!waiting) this.#show(so + 1);
    this.#timer = window.setTimeout(() => this.#beat(), waiting ? BEAT / 4 : this.#pace());
  }

  #pace() {
    return BEAT / this.app.state.speed;
  }

  /** @param {number} n */
  #show(n) {
    this.#at = `sample.${n}.choice`;
    this.app.go({ step: this.#at, cell: undefined, t: undefined, term: undefined, view: 'loop' });
  }

  /**
   * @param {Screen} screen
   * @param {number} n
   */
  #go({ tape }, n) {
    this.app.pause();
    if (tape.named(`sample.${n}.choice`)) this.#show(n);
  }

  /**
   * @param {Screen} screen
   * @param {number} rows
   * @param {number} cols
   */
  walk(screen, rows, cols) {
    const so = soFar(screen);
    const now = drawOf(screen.step.name) ?? 1;
    this.#go(screen, rows + cols > 0 ? so + 1 : so < now ? so : now - 1);
    return true;
  }

  title() {
    return this.app.say('draw.loop');
  }

  /**
   * @param {Screen} screen
   * @returns {TableData|null}
   */
  table(screen) {
    const said = drawsOf(screen);
    if (!said) return null;
    const { say } = this.app;
    const secret = isSecret(screen);
    return {
      caption: this.title(),
      head: ['N', say('table.word'), say('table.p'), 'u', ...(secret ? [] : [say('table.rank'), say('draw.likeliest'), say('table.p')])],
      rows: said.draws.slice(0, Math.max(soFar(screen), 1)).map(({ n, label, p, u, rank, best }) => ({ head: String(n), cells: [label, p, u, ...(secret ? [] : [rank ?? null, best.label, best.p])] })),
      focus: Math.max(Math.min(drawOf(screen.step.name) ?? 1, soFar(screen)) - 1, 0), col: 1,
      pick: (i) => this.#go(screen, i + 1),
    };
  }
}

/**
 * How many words have been drawn where the reader stands: the one in focus comes
 * with its choice.
 * @param {Screen} screen
 */
function soFar({ step }) {
  return drawnAt(step.name) ?? 0;
}

/** What a page asks is not told before. @param {Screen} screen */
function isSecret({ page }) {
  return page.asks?.some(({ id }) => id === 'always-likeliest') ?? false;
}

/**
 * @param {Screen} screen
 * @returns {Draws|null|undefined}
 */
export function drawsOf({ tape }) {
  return tape.view('draws');
}
