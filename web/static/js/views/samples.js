// What the checkpoints of a training run write behind the same text, with the
// same random numbers: the older, the longer it stays within the language.

import { el, fill, set } from '../dom.js';
import { full } from '../numbers.js';
import { choose } from './learned.js';

/** @import { App } from '../app.js' */
/** @import { Screen } from '../screen.js' */
/** @import { TableData } from '../table.js' */

/** @typedef {{label: string, text: string, p: number, slip?: boolean}} Word */

/** @typedef {{model: string, update: number, words: Word[], ended: boolean, fits: number}} Sample */

/** @typedef {{world: string, nth: number, kept: Sample[]}} Samples */

export class SamplesView {
  el = el('div', { class: 'stacked' });
  #list = el('div', { class: 'samples', role: 'group' });
  #again = el('button', { type: 'button', class: 'throw' });
  #note = el('p', { class: 'quiet' });

  /**
   * @param {App} app
   * @param {() => void} run
   */
  constructor(app, run) {
    this.app = app;
    this.run = run;
    this.#again.addEventListener('click', () => this.#go(this.#nth() + 1));
    this.el.append(el('p', { class: 'context' }, this.#again), this.#list, this.#note);
  }

  suits() {
    return true;
  }

  #nth() {
    return this.app.state.cursor.again || 1;
  }

  /** @param {Screen} screen @returns {Samples|null|undefined} */
  #samples({ tape }) {
    return tape.view('samples', { nth: this.#nth() });
  }

  /** @param {Screen} screen */
  draw(screen) {
    const samples = this.#samples(screen);
    if (samples === undefined) return false;
    const { say } = this.app;
    const { text, model } = screen.tape.spec;
    this.#again.textContent = say('samples.again', { n: this.#nth() });
    if (!samples) {
      fill(this.#list);
      this.#note.textContent = say('samples.no_room');
      return true;
    }
    const focused = this.#list.contains(document.activeElement);
    fill(this.#list, ...samples.kept.map((sample) => el('button', {
      type: 'button', class: sample.model === model ? 'on' : '', 'aria-pressed': String(sample.model === model), onclick: () => choose(this.app, this.run, sample.model),
    }, el('b', {}, sample.update < 0 ? sample.model : say('learned.after_n', { n: sample.update })), el('span', { class: 'written' }, el('span', { class: 'quiet' }, text ?? ''), ...written(sample, say('samples.slip'), Boolean(samples.world))),
    el('span', { class: 'p' }, samples.world ? say('samples.fits', { n: sample.fits, of: sample.words.length }) : ''))));
    if (focused) /** @type {HTMLElement|null} */ (this.#list.querySelector('.on'))?.focus();
    set(this.#list, { 'aria-label': this.title() });
    this.#note.textContent = say(samples.world ? 'samples.note' : 'samples.plain');
    return true;
  }

  /** @param {number} nth */
  #go(nth) {
    this.app.pause();
    if (nth >= 1) this.app.go({ again: nth === 1 ? undefined : nth });
  }

  /**
   * Left and right are other samples, up and down other checkpoints.
   * @param {Screen} screen
   * @param {number} rows
   * @param {number} cols
   */
  walk(screen, rows, cols) {
    if (cols) this.#go(this.#nth() + cols);
    const kept = this.#samples(screen)?.kept ?? [];
    const next = kept[kept.findIndex(({ model }) => model === screen.tape.spec.model) + rows];
    if (rows && next) choose(this.app, this.run, next.model);
    return true;
  }

  title() {
    return this.app.say('samples.title');
  }

  /**
   * @param {Screen} screen
   * @returns {TableData|null}
   */
  table(screen) {
    const samples = this.#samples(screen);
    if (!samples) return null;
    const { say } = this.app;
    return {
      caption: `${this.title()}. ${this.#note.textContent}`,
      head: [say('learned.after'), say('update.word'), 'P', say('samples.allowed')],
      rows: samples.kept.flatMap(({ model, update, words, fits }) => words.map(({ label, p }, i) => ({
        head: update < 0 ? model : String(update), cells: [label, p, samples.world && i <= fits ? (i < fits ? '✓' : '✗') : ''],
      }))),
      focus: 0, col: 0, pick: () => {},
    };
  }
}

/**
 * The words, the first that no story has here marked by more than its colour.
 * @param {Sample} sample
 * @param {string} slip
 * @param {boolean} judged  whether the grammar says what fits
 */
function written({ words, fits }, slip, judged) {
  return words.map(({ text, p, slip: here }, i) => el('span', { class: here ? 'slip' : judged && i > fits ? 'after' : '', title: here ? `${slip} P = ${full(p)}` : `P = ${full(p)}` },
    here ? text.replace(/\S/, '✗$&') : text));
}
