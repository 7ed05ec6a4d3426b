// The sentence as the model sees it: one box a token, its number below.

import { el, fill } from '../dom.js';
import { stepAt, tokenOf } from './place.js';

/** @import { App } from '../app.js' */
/** @import { Screen } from '../screen.js' */
/** @import { TableData } from '../table.js' */

export class TokensView {
  el = el('div', { class: 'tokens' });
  #list = el('ol');
  #note = el('p', { class: 'quiet' });

  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.el.append(this.#list, this.#note);
  }

  /** @param {Screen} screen */
  draw(screen) {
    const { tape } = screen;
    const { say } = this.app;
    const focus = tokenOf(screen);
    const first = tape.tokens.length - tape.words.length;
    fill(this.#list, ...tape.tokens.map((token, i) => {
      const kind = token.start ? 'start' : token.known ? 'known' : 'unknown';
      return el('li', { class: `${kind} ${i === focus ? 'on' : ''}`, title: say(`tokens.is_${kind}`, { id: token.id }), onclick: () => this.#go(screen, i) },
        el('span', { class: 'place' }, token.start ? '' : `w${subscript(i - first + 1)}`),
        el('b', {}, token.label),
        el('span', { class: 'id' }, token.id));
    }));
    const unknown = tape.tokens.filter((token) => !token.known).length;
    this.#note.textContent = [
      say('tokens.count', { n: tape.words.length, vocab: tape.catalogue.model.vocab_size }),
      first ? say('tokens.start', { id: tape.tokens[0].id }) : '',
      unknown ? say('tokens.unknown_count', { n: unknown }) : '',
    ].join(' ');
    return true;
  }

  /**
   * @param {Screen} screen
   * @param {number} at
   */
  #go(screen, at) {
    const step = stepAt(screen, at);
    this.app.pause();
    if (step) this.app.go({ step, view: 'tokens' });
    else this.app.pick(at);
  }

  /**
   * @param {Screen} screen
   * @param {number} rows
   * @param {number} cols
   */
  walk(screen, rows, cols) {
    const { tokens } = screen.tape;
    this.#go(screen, Math.min(Math.max(tokenOf(screen) + rows + cols, 0), tokens.length - 1));
    return true;
  }

  title() {
    return this.app.say('tokens.caption');
  }

  /**
   * @param {Screen} screen
   * @returns {TableData}
   */
  table(screen) {
    const { tape } = screen;
    const { say } = this.app;
    return {
      caption: say('tokens.caption'),
      head: [say('table.position'), say('table.token'), say('table.id'), say('table.known')],
      rows: tape.tokens.map((token, i) => ({ head: String(i), cells: [token.label, String(token.id), say(token.known ? 'table.yes' : 'table.no')] })),
      focus: tokenOf(screen), pick: (i) => this.#go(screen, i),
    };
  }
}

/** @param {number} n */
function subscript(n) {
  return [...String(n)].map((digit) => '₀₁₂₃₄₅₆₇₈₉'[Number(digit)]).join('');
}
