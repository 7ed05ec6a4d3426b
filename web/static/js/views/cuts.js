// One text, cut into pieces in every way there is here: a row for each
// tokenizer, a box for each piece, its number below.

import { el, fill, set } from '../dom.js';

/** @import { App } from '../app.js' */
/** @import { Screen } from '../screen.js' */
/** @import { TableData } from '../table.js' */

/**
 * @typedef {object} Cut
 * @property {string} name
 * @property {'characters'|'words'|'bpe'|'wordpiece'|'bytes'|'other'} kind
 * @property {number} size
 * @property {{id: number, label: string, known: boolean, whole: boolean}[]} pieces
 * @property {number} unknown
 * @property {number} broken
 * @property {{code: string, args: Record<string, unknown>}} [fault]
 */

/** The ways of cutting that are worth a word when nobody here cuts that way. */
const EXPECTED = /** @type {const} */ (['words', 'bpe']);

export class CutsView {
  el = el('div', { class: 'cuts', role: 'group', tabindex: '0' });

  /** @param {App} app */
  constructor(app) {
    this.app = app;
  }

  suits() {
    return true;
  }

  /** @param {Screen} screen */
  draw(screen) {
    const cuts = cutsOf(screen);
    if (!cuts) return cuts === null;
    const { say } = this.app;
    const offset = screen.tape.tokens.length - screen.tape.words.length;
    const missing = EXPECTED.filter((kind) => cuts.every((cut) => cut.kind !== kind));
    const said = new Set(); // each note once, where it is first needed
    set(this.el, { 'aria-label': say('cuts.title') });
    fill(this.el,
      ...cuts.map((cut, i) => el('section', { class: `of-${cut.kind} ${i === 0 ? 'own' : ''}` },
        el('h3', {}, el('b', {}, say(`cuts.${cut.kind}`)), el('span', { class: 'quiet' }, ` ${this.#nameOf(cut)}`),
          el('span', { class: 'count' }, say('cuts.count', { n: cut.pieces.length }))),
        cut.fault
          ? el('p', { class: 'quiet' }, this.app.sentence(cut.fault))
          : el('ol', {}, ...cut.pieces.map(({ id, label, known, whole }, at) => el('li', {
            class: `${known ? '' : 'unknown'} ${whole ? '' : 'broken'} ${i === 0 && at + offset === screen.row ? 'on' : ''}`,
            onclick: i === 0 ? () => this.app.pick(at + offset) : undefined,
          }, el('b', {}, label), el('span', {}, id)))),
        el('p', { class: 'quiet' }, this.#notesOf(cut).filter((note) => !said.has(note) && said.add(note)).join(' ')))),
      missing.length ? el('p', { class: 'quiet missing' }, missing.map((kind) => say(`cuts.no_${kind}`)).join(' ')) : null);
    return true;
  }

  /** @param {Cut} cut */
  #nameOf({ name, kind, size }) {
    const ours = kind === 'wordpiece' ? this.app.say('cuts.ours') : '';
    return [name || ours, this.app.say('cuts.size', { n: size })].filter(Boolean).join(' · ');
  }

  /** @param {Cut} cut */
  #notesOf({ kind, pieces, unknown, broken }) {
    const { say } = this.app;
    const goesOn = kind === 'wordpiece' && pieces.some(({ label, known }) => known && label.startsWith('##'));
    return [goesOn ? say('cuts.goes_on') : '', unknown > 0 ? say('cuts.unknown') : '', broken > 0 ? say('cuts.broken') : ''].filter(Boolean);
  }

  title() {
    return this.app.say('cuts.title');
  }

  /**
   * @param {Screen} screen
   * @returns {TableData|null}
   */
  table(screen) {
    const cuts = cutsOf(screen);
    if (!cuts) return null;
    const { say } = this.app;
    return {
      caption: say('cuts.title'),
      head: [say('cuts.way'), say('cuts.vocabulary'), say('cuts.pieces'), say('cuts.unknown_head'), say('cuts.broken_head'), say('cuts.cut')],
      rows: cuts.map((cut) => ({
        head: [say(`cuts.${cut.kind}`), cut.name].filter(Boolean).join(' '),
        cells: [String(cut.size), String(cut.pieces.length), String(cut.unknown), String(cut.broken), cut.pieces.map(({ label, id }) => `${label} ${id}`).join(' · ')],
      })),
    };
  }
}

/**
 * @param {Screen} screen
 * @returns {Cut[]|null|undefined}
 */
function cutsOf({ tape }) {
  const answer = tape.view('cuts');
  return answer && answer.cuts;
}
