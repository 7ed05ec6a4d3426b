// All heads of all layers at a glance: a row for each layer, a column for each
// head, each a small map of one step of attention. A click enters one.

import { el, fill, set } from '../dom.js';
import { short, tiny } from '../numbers.js';
import { colours, magnitudes, signed } from '../palette.js';
import { attentionPart } from '../steps.js';
import { paintSmall } from './heads.js';
import { reach } from './matrix.js';

/** @import { App } from '../app.js' */
/** @import { Screen } from '../screen.js' */
/** @import { TableData } from '../table.js' */
/** @import { Step, Tensor } from '../types.js' */

export class OverviewView {
  el = el('div', { class: 'overview' });
  /** @type {HTMLButtonElement[][]} by layer and head */
  #buttons = [];
  #sum = el('p', { class: 'spread-sum' });
  #built = '';

  /** @param {App} app */
  constructor(app) {
    this.app = app;
  }

  /** @param {Screen} screen */
  title({ step }) {
    return `${this.app.say('stage.heads')} · ${this.app.kindName(`h.N.attn.${partOf(step)}`)}`;
  }

  /**
   * @param {Screen} screen
   * @returns {boolean}
   */
  draw(screen) {
    const { n_layer, n_head } = screen.tape.catalogue.model;
    const key = [this.app.state.lang, n_layer, n_head].join();
    if (key !== this.#built) this.#build(n_layer, n_head);
    this.#built = key;
    const dark = getComputedStyle(this.el).colorScheme.includes('dark');
    const here = screen.layer ?? -1;
    let waiting = false;
    for (const [layer, step] of stepsOf(screen).entries()) {
      for (const [head, button] of this.#buttons[layer].entries()) {
        const on = layer === here && head === screen.head;
        set(button, { 'aria-pressed': String(on) });
        const tensor = step && screen.tape.tensor(step, [head]);
        const canvas = button.querySelector('canvas');
        if (!tensor || !canvas) {
          waiting = true;
          continue;
        }
        const scale = partOf(screen.step) === 'weights' ? magnitudes(0, 1) : signed(reach(tensor.data) || 1);
        paintSmall(canvas, tensor, colours(scale, dark), `${screen.tape.run} ${step.i} ${dark}`);
      }
    }
    return this.#spread(screen) && !waiting;
  }

  /**
   * How widely each head shares its attention out, beside that of the original run.
   * @param {Screen} screen
   * @returns {boolean} false while it is on its way
   */
  #spread({ step, tape, base }) {
    this.#sum.hidden = partOf(step) !== 'weights';
    if (this.#sum.hidden) return true;
    const [now, before] = [tape.view('spread'), base?.view('spread')];
    if (!now || (base && !before)) return false;
    const { say } = this.app;
    for (const [layer, row] of this.#buttons.entries()) {
      for (const [head, button] of row.entries()) {
        const note = button.querySelector('.spread');
        const [h, was] = [now.heads[layer]?.[head], before?.heads[layer]?.[head]];
        if (!note || h === undefined) continue;
        note.textContent = was === undefined ? tiny(h) : `${tiny(was)} → ${tiny(h)}`;
        set(button, { 'aria-label': `${button.title}: ${note.textContent}` });
      }
    }
    this.#sum.textContent = say(before ? 'quest.spread_changed' : 'quest.spread_mean', { h: short(now.mean), before: short(before?.mean ?? 0), most: short(now.most) });
    return true;
  }

  /**
   * @param {number} layers
   * @param {number} heads
   */
  #build(layers, heads) {
    const { say } = this.app;
    this.el.style.setProperty('--heads', String(heads));
    this.el.style.setProperty('--layers', String(layers));
    this.#buttons = Array.from({ length: layers }, (_, layer) => Array.from({ length: heads }, (_, head) => {
      const name = `${say('stage.layer', { n: layer })}, ${say('stage.head', { n: head })}`;
      return el('button', { type: 'button', title: name, 'aria-label': name, onclick: () => this.#enter(layer, head) }, el('canvas', { 'aria-hidden': 'true' }), el('span', { class: 'spread' }));
    }));
    fill(this.el, el('span', {}), ...Array.from({ length: heads }, (_, h) => el('span', { class: 'name' }, say(h === 0 && heads <= 8 ? 'stage.head' : 'stage.number', { n: h }))),
      ...this.#buttons.flatMap((row, layer) => [el('span', { class: 'name' }, say('stage.layer', { n: layer })), ...row]), this.#sum);
  }

  /**
   * @param {number} layer
   * @param {number} head
   */
  #enter(layer, head) {
    const screen = this.app.screen();
    const step = screen && stepsOf(screen)[layer];
    if (!screen || !step) return;
    this.app.pause();
    const cell = screen.kind.axes[0] === 'nh' && screen.step.shape.length === 3 ? screen.cell.slice(1) : [screen.row, screen.row];
    this.app.go({ step: step.name, cell: [head, ...cell.map((at) => Math.min(at, step.shape[1] - 1))], view: 'attention', term: undefined });
  }

  /**
   * For each head, whom the row in focus looks at most.
   * @param {Screen} screen
   * @returns {TableData}
   */
  table(screen) {
    const { say } = this.app;
    const { tape, row } = screen;
    const { n_head } = tape.catalogue.model;
    const label = (/** @type {Step|undefined} */ step, /** @type {number} */ head) => {
      const tensor = step && tape.tensor(step, [head]);
      return tensor ? strongest(tensor, row, tape.tokens.map((token) => token.label)) : '';
    };
    return {
      caption: say('stage.overview_caption', { word: tape.tokens[row]?.label ?? '' }),
      head: [say('stage.layer_name'), ...Array.from({ length: n_head }, (_, n) => say('stage.head', { n }))],
      rows: stepsOf(screen).map((step, n) => ({ head: say('stage.layer', { n }), cells: Array.from({ length: n_head }, (_, head) => label(step, head)) })),
      focus: screen.layer ?? 0, col: screen.head,
      pick: (layer, head) => this.#enter(layer, head),
    };
  }
}

/** @param {Step} step the part of attention it is; elsewhere the weights */
function partOf({ name }) {
  const part = attentionPart(name) ?? '';
  // A gradient's overview is that of its step: the maps are of the forward pass.
  return ['scores', 'scaled', 'masked', 'weights'].includes(part) ? part : 'weights';
}

/** @param {Screen} screen that step of every layer */
function stepsOf({ tape, step }) {
  return Array.from({ length: tape.catalogue.model.n_layer }, (_, layer) => tape.named(`h.${layer}.attn.${partOf(step)}`));
}

/**
 * @param {Tensor} tensor
 * @param {number} row
 * @param {string[]} labels
 */
function strongest({ shape: [, cols], data }, row, labels) {
  const values = [...data.subarray(row * cols, (row + 1) * cols)];
  const at = values.indexOf(Math.max(...values));
  return `${labels[at]} ${short(values[at])}`;
}
