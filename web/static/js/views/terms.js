// Every term of the chapter, a section at a time: how it is written, the
// function that computes it, what it is in this run, and the lesson about it.
// The row in focus shows its function where the code is shown.

import { el, fill } from '../dom.js';
import { address } from '../cursor.js';
import { full, short, valueOf } from '../numbers.js';
import { symbols } from '../symbols.js';

/** @import { App } from '../app.js' */
/** @import { Screen } from '../screen.js' */
/** @import { TableData } from '../table.js' */
/** @import { Op, Step } from '../types.js' */

/**
 * A row of docs/protocol.md §1.4.
 * @typedef {object} ChapterTerm
 * @property {string} id
 * @property {string} term
 * @property {string} text
 * @property {string} symbol
 * @property {string} section
 * @property {string} [lesson]
 * @property {string} [kind]
 * @property {Op} function
 */

export class TermsView {
  el = el('div', { class: 'terms', role: 'group' });
  /** @type {Map<string, ChapterTerm[]>} by language */
  #terms = new Map();
  /** @type {Set<string>} */
  #asked = new Set();
  /** A term that has no step of its own, once it is chosen. @type {string|null} */
  #chosen = null;
  #drawn = '';

  /** @param {App} app */
  constructor(app) {
    this.app = app;
  }

  suits() {
    return true;
  }

  /** @param {Screen} screen */
  draw(screen) {
    const { lang, cursor } = this.app.state;
    const terms = this.#of(lang);
    if (!terms) return false;
    const here = this.#here(screen, terms);
    if (this.app.state.reading?.name !== here.function.name) this.app.store.set({ reading: here.function });
    const key = JSON.stringify([lang, screen.tape.run, here.id, cursor.model, cursor.text]);
    if (key === this.#drawn) return true;
    this.#drawn = key;
    const focused = document.activeElement instanceof HTMLElement && this.el.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
    const { say } = this.app;
    fill(this.el,
      el('p', { class: 'sections' }, ...[...new Set(terms.map(({ section }) => section))].map((section) => el('button', {
        type: 'button', 'data-key': section, 'aria-pressed': String(section === here.section),
        onclick: () => this.#go(screen, /** @type {ChapterTerm} */ (terms.find((term) => term.section === section))),
      }, `§ ${section}`))),
      el('div', { class: 'rows' },
        el('p', { class: 'head quiet' }, ...['term', 'written', 'run', 'lesson'].map((name) => el('span', {}, say(`terms.${name}`)))),
        ...terms.filter(({ section }) => section === here.section).map((term) => el('div', { class: term === here ? 'row on' : 'row' },
          el('button', { type: 'button', 'data-key': term.id, 'aria-pressed': String(term === here), title: term.text, onclick: () => this.#go(screen, term) },
            el('b', {}, term.term), el('code', {}, term.function.name)),
          el('span', { class: 'symbol-of' }, ...symbols(term.symbol)),
          el('span', { class: 'of-run' }, ...this.#value(screen, term)),
          this.#lesson(term)))),
      el('p', { class: 'quiet meaning' }, here.text));
    if (focused) /** @type {HTMLElement|null} */ (this.el.querySelector(`[data-key="${focused}"]`))?.focus();
    return true;
  }

  /**
   * The table in a language, fetched when it is first looked at.
   * @param {string} lang
   */
  #of(lang) {
    const terms = this.#terms.get(lang);
    if (!terms && !this.#asked.has(lang)) {
      this.#asked.add(lang);
      fetch(`/api/${lang}/chapter`).then((response) => response.json()).then((chapter) => this.#terms.set(lang, chapter.terms))
        .catch(() => this.#asked.delete(lang))
        .finally(() => this.app.store.set({ news: this.app.state.news + 1 }));
    }
    return terms;
  }

  /**
   * The row in focus: the one that was chosen, or that of the step one stands on.
   * @param {Screen} screen
   * @param {ChapterTerm[]} terms
   */
  #here({ kind }, terms) {
    const chosen = terms.find(({ id }) => id === this.#chosen);
    return chosen && (!chosen.kind || chosen.kind === kind.kind) ? chosen : terms.find((term) => term.kind === kind.kind) ?? chosen ?? terms[0];
  }

  /**
   * @param {Screen} screen
   * @param {ChapterTerm} term
   */
  #go(screen, term) {
    this.app.pause();
    this.#chosen = term.id;
    const step = stepOf(screen, term);
    if (step && step !== screen.step) this.app.go({ step: step.name, cell: undefined, t: undefined, term: undefined, view: 'terms' });
    else this.app.store.set({ news: this.app.state.news + 1 });
  }

  /**
   * What a term is in this run: a number, or a tensor's shape.
   * @param {Screen} screen
   * @param {ChapterTerm} term
   */
  #value(screen, term) {
    const step = stepOf(screen, term);
    if (!step) return ['—'];
    if (step.shape.length > 0) return [step.shape.join(' × ')];
    const value = valueOf({ value: step.value ?? null, special: step.special });
    return [el('span', { class: 'p', title: full(value) }, short(value))];
  }

  /** @param {ChapterTerm} term a link, once there is that lesson */
  #lesson({ lesson }) {
    const found = this.app.state.course?.lessons.find(({ id }) => id === lesson);
    if (!found) return el('span', { class: 'quiet' }, '—');
    const { model, text, tokens, start } = this.app.whole(this.app.state.cursor);
    return el('a', { href: address(this.app.state.lang, found.id, { model, text, tokens, start }) }, `${found.number} · ${found.title}`);
  }

  /**
   * Up and down along the terms.
   * @param {Screen} screen
   * @param {number} rows
   */
  walk(screen, rows) {
    const terms = this.#of(this.app.state.lang);
    if (!terms || rows === 0) return false;
    const at = terms.indexOf(this.#here(screen, terms)) + rows;
    this.#go(screen, terms[Math.min(Math.max(at, 0), terms.length - 1)]);
    return true;
  }

  title() {
    return this.app.say('terms.title');
  }

  /**
   * @param {Screen} screen
   * @returns {TableData|null}
   */
  table(screen) {
    const terms = this.#of(this.app.state.lang);
    if (!terms) return null;
    const { say } = this.app;
    return {
      caption: this.title(),
      head: [say('terms.term'), say('terms.section'), say('terms.written'), say('terms.function'), say('terms.line'), say('terms.run'), say('terms.lesson')],
      rows: terms.map((term) => {
        const step = stepOf(screen, term);
        const value = step && (step.shape.length > 0 ? step.shape.join(' × ') : valueOf({ value: step.value ?? null, special: step.special }));
        return {
          head: term.term,
          cells: [term.section, term.symbol, term.function.name, `${term.function.file}:${term.function.from}`, value ?? null, this.#lesson(term).textContent],
        };
      }),
      focus: terms.indexOf(this.#here(screen, terms)),
      pick: (i) => this.#go(screen, terms[i]),
    };
  }
}

/**
 * The step that shows a term: of several the last, the whole sentence's or the
 * last block's. The one that one stands on goes first.
 * @param {Screen} screen
 * @param {ChapterTerm} term
 * @returns {Step|undefined}
 */
function stepOf({ tape, step, kind }, term) {
  if (!term.kind) return undefined;
  return kind.kind === term.kind ? step : tape.steps.findLast((one) => tape.kind(one).kind === term.kind);
}
