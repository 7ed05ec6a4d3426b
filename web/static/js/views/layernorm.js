// LayerNorm on one vector, move by move: as it comes, centred, divided, and with
// its learned scale and shift.

import { el } from '../dom.js';
import { short } from '../numbers.js';
import { Panels, reachOf } from './vector.js';
import { drawPlace } from './place.js';

/** @import { App } from '../app.js' */
/** @import { Screen } from '../screen.js' */
/** @import { TableData } from '../table.js' */

/** Which panels a part of the formula is about. @type {Record<string, number[]>} */
const ABOUT = { normal: [1, 2], scale: [3], shift: [3], all: [3] };

export class LayerNormView {
  el = el('div', { class: 'stacked' });
  #place = el('p', { class: 'context' });
  #panels;

  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.#panels = new Panels((channel) => app.pick(undefined, channel));
    this.el.append(this.#place, this.#panels.el);
  }

  /** @param {Screen} screen */
  suits({ step }) {
    return /^(ln_f|h\.\d+\.ln_[12])$/.test(step.name);
  }

  /** @param {Screen} screen */
  draw(screen) {
    const norm = movesOf(screen);
    if (!norm) return norm === null;
    const { say } = this.app;
    drawPlace(this.#place, screen, (row) => this.app.pick(row));
    const [mu, sigma] = [norm.mean, Math.sqrt(norm.variance)];
    const [wide, narrow] = [reachOf(norm.before, norm.centred), reachOf(norm.divided, norm.after)];
    const c = screen.cell[1];
    const about = (screen.page.highlight ?? []).flatMap((part) => ABOUT[part] ?? []);
    this.#panels.draw([
      { sign: '', title: say('layernorm.before'), note: `μ = ${short(mu)}   σ = ${short(sigma)}`, data: norm.before, limit: wide, band: { low: mu - sigma, high: mu + sigma } },
      { sign: '', title: say('layernorm.centred'), note: 'x − μ', data: norm.centred, limit: wide, band: { low: -sigma, high: sigma } },
      { sign: '', title: say('layernorm.divided'), note: '(x − μ) ÷ √(σ² + ε)', data: norm.divided, limit: narrow, band: { low: -1, high: 1 } },
      { sign: '', title: say('layernorm.after'), note: `γ[${c}] = ${short(norm.gamma[c])}   β[${c}] = ${short(norm.beta[c])}`, data: norm.after, limit: narrow },
    ].map((panel, i) => ({ ...panel, lit: about.includes(i) })), c);
    return true;
  }

  /** @param {Screen} screen */
  title(screen) {
    return this.app.say('layernorm.title', { word: screen.tape.tokens[screen.row].label });
  }

  /**
   * @param {Screen} screen
   * @returns {TableData|null}
   */
  table(screen) {
    const norm = movesOf(screen);
    if (!norm) return null;
    const { say } = this.app;
    return {
      caption: `${this.title(screen)}: μ = ${short(norm.mean)}, σ² = ${short(norm.variance)}, ε = ${short(norm.epsilon)}`,
      head: [say('table.channel'), 'x', 'x − μ', '(x − μ) ÷ √(σ² + ε)', 'γ', 'β', 'γ ⊙ … + β'],
      rows: norm.before.map((/** @type {number} */ x, /** @type {number} */ c) => ({
        head: String(c), cells: [x, norm.centred[c], norm.divided[c], norm.gamma[c], norm.beta[c], norm.after[c]],
      })),
      focus: screen.cell[1], col: 5, pick: (c) => this.app.pick(undefined, c),
    };
  }
}

/** @param {Screen} screen */
function movesOf({ tape, step, row }) {
  return tape.view('layernorm', { step: step.i, row });
}
