// The whole of GPT on one screen: this model, with this run's numbers for one
// position, from the words down to the probabilities of the next one. A part
// leads to its step, a term of the formula to the lesson that explains it.

import { el, fill, set } from '../dom.js';
import { full, short } from '../numbers.js';
import { colours, magnitudes } from '../palette.js';
import { layerOf, viewOf } from '../steps.js';
import { symbols } from '../symbols.js';
import { glyph, reachOf } from './vector.js';
import { mapNumbers, partOf } from './mapnumbers.js';
import { termLink } from './mapterms.js';

/** @import { App } from '../app.js' */
/** @import { Child } from '../dom.js' */
/** @import { Screen } from '../screen.js' */
/** @import { TableData } from '../table.js' */
/** @import { MapNumbers } from './mapnumbers.js' */

export class MapView {
  el = el('div', { class: 'big-map', role: 'group' });
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
    const numbers = mapNumbers(screen);
    if (!numbers) return false;
    const dark = getComputedStyle(this.el).colorScheme.includes('dark');
    const { lang, cursor } = this.app.state;
    const key = JSON.stringify([lang, screen.tape.run, screen.row, screen.step.name, dark, cursor.model, cursor.text]);
    if (key === this.#drawn) return true;
    this.#drawn = key;
    const focused = document.activeElement instanceof HTMLElement && this.el.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
    fill(this.el, ...this.#tiers(screen, numbers, dark));
    const chosen = /** @type {HTMLElement|null} */ (this.el.querySelector('.chips .on'));
    const chips = chosen?.parentElement;
    if (chosen && chips) chips.scrollTop += chosen.getBoundingClientRect().bottom - chips.getBoundingClientRect().bottom;
    if (focused) /** @type {HTMLElement|null} */ (this.el.querySelector(`[data-key="${focused}"]`))?.focus();
    return true;
  }

  /**
   * @param {Screen} screen
   * @param {MapNumbers} n
   * @param {boolean} dark
   */
  #tiers(screen, n, dark) {
    const { say } = this.app;
    const { tape, row } = screen;
    const { n_embd: C, vocab_size: V, n_layer: L } = tape.catalogue.model;
    const T = tape.tokens.length;
    const early = reachOf(n.wte, n.wpe, n.embd);
    const late = reachOf(...n.blocks.flatMap(({ attn, mlp, after }) => [attn, mlp, after]));
    return [
      this.#tier('of-words', termLink(this.app, 'words'), `T = ${T}`, el('div', { class: 'chips' }, ...tape.tokens.map((token, i) =>
        el('button', { type: 'button', 'data-key': `t${i}`, class: i === row ? 'on' : i < row ? 'seen' : 'unseen-yet', 'aria-pressed': String(i === row), onclick: () => this.#row(screen, i) }, token.label)),
      el('span', { class: 'arrow', 'aria-hidden': 'true' }, '→'), el('b', { class: 'idea w' }, n.came?.label ?? '?'))),

      this.#tier('embed', termLink(this.app, 'f'), `${T} × ${C}`,
        this.#part(screen, 'wte', say('map.wte'), glyph(n.wte, early)), sign('+'),
        this.#part(screen, 'wpe', say('map.wpe'), glyph(n.wpe, early)), sign('='),
        this.#part(screen, 'embd', say('map.embd'), glyph(n.embd, early))),

      // Where there is no room for a name at every part, each column has one.
      this.#tier('heads', null, '', ...['attn', 'c_fc', 'x'].flatMap((name, i) => [el('span', {}, name === 'x' ? name : say(`stations.${name}`)), i < 2 ? sign('') : null])),

      ...n.blocks.map(({ layer, skipped, weights, attn, mlp, after }) => this.#tier('block',
        layer === 0 ? termLink(this.app, 'attention') : null, skipped ? say('map.skipped', { n: skipped }) : layer === 0 ? say('map.blocks', { n: L }) : '',
        this.#part(screen, `h.${layer}.attn.c_proj`, say('map.attn', { n: layer }), pixels(weights, T, dark), glyph(attn, late)), sign('+'),
        this.#part(screen, `h.${layer}.mlp.c_proj`, say('map.mlp', { n: layer }), glyph(mlp, late)), sign('+↓'),
        this.#part(screen, `h.${layer}.resid_2`, say('map.after', { n: layer }), glyph(after, late)))),

      this.#tier('norm', termLink(this.app, 'norm'), `${T} × ${C}`, el('span', { class: 'blank' }),
        this.#part(screen, 'ln_f', say('map.ln_f'), glyph(n.ln_f))),

      this.#tier('out', termLink(this.app, 'w2'), `${T} × ${V}`,
        this.#part(screen, 'logits', say('map.logits'), columns(n, ({ label, logit }) => [el('b', {}, label), el('span', { title: full(logit) }, short(logit))]))),

      this.#tier('out', termLink(this.app, 'softmax'), `${T} × ${V}`,
        this.#part(screen, 'probs', say('map.probs'), columns(n, ({ p }) => [column(p, n.words[0].p)]))),

      this.#tier('out', termLink(this.app, 'p'), '',
        this.#part(screen, 'chain', say('map.rest', { n: n.rest.count, p: short(n.rest.p) }), columns(n, ({ p }) => [el('span', { title: full(p) }, short(p))]))),
    ];
  }

  /**
   * A row of the map: the term, how large the tensors are, and the parts.
   * @param {string} kind
   * @param {Child} term
   * @param {string} shape
   * @param {...Child} parts
   */
  #tier(kind, term, shape, ...parts) {
    return el('div', { class: `tier ${kind}` }, el('div', { class: 'about' }, term, el('span', { class: 'shape' }, shape)), el('div', { class: 'parts' }, ...parts));
  }

  /**
   * A part that leads to its step. Where the reader stands on it, a second
   * press leaves the map for the picture of that step.
   * @param {Screen} screen
   * @param {string} name
   * @param {string} label
   * @param {...Child} picture
   */
  #part(screen, name, label, ...picture) {
    const here = partOf(screen.step.name) === name;
    const { say } = this.app;
    return el('button', {
      type: 'button', 'data-key': name, class: 'part', 'aria-pressed': String(here), title: here ? say('map.open') : name,
      onclick: () => this.#go(screen, name, here ? viewOf(screen.step.name) : undefined),
    }, el('span', { class: 'name' }, ...symbols(label), here ? el('span', { class: 'open', 'aria-label': say('map.open') }, ' ↗') : null), el('span', { class: 'picture', 'aria-hidden': 'true' }, ...picture));
  }

  /**
   * @param {Screen} screen
   * @param {string} name
   * @param {import('../types.js').ViewName} [view] left out: the map stays
   */
  #go({ tape, row }, name, view) {
    const step = stepOf(tape, name, row);
    if (!step) return;
    this.app.pause();
    const cell = tape.kind(step).axes.map((axis, i) => (axis === 'T' && i === 0 ? row : axis === 'V' ? tape.tokens[Math.min(row + 1, tape.tokens.length - 1)].id : 0));
    this.app.go({ step: step.name, cell: cell.length ? cell : undefined, t: undefined, term: undefined, view: view ?? (this.app.screen()?.page.view === 'map' ? undefined : 'map') });
  }

  /**
   * @param {Screen} screen
   * @param {number} row
   */
  #row({ tape, step, page }, row) {
    this.app.pause();
    const at = stepOf(tape, partOf(step.name), row) ?? step;
    const cell = tape.kind(at).axes.map((axis) => (axis === 'T' ? row : axis === 'V' ? tape.tokens[Math.min(row + 1, tape.tokens.length - 1)].id : 0));
    this.app.go({ step: at.name, cell: cell.length ? cell : undefined, t: undefined, term: undefined, view: page.view === 'map' ? undefined : 'map' });
  }

  /**
   * Up and down along the parts, left and right along the words.
   * @param {Screen} screen
   * @param {number} rows
   * @param {number} cols
   */
  walk(screen, rows, cols) {
    if (cols) {
      this.#row(screen, Math.min(Math.max(screen.row + cols, 0), screen.tape.tokens.length - 1));
      return true;
    }
    const parts = [...this.el.querySelectorAll('.part')].map((part) => (part instanceof HTMLElement ? part.dataset.key ?? '' : ''));
    const at = parts.indexOf(partOf(screen.step.name));
    this.#go(screen, parts[Math.min(Math.max(at + rows, 0), parts.length - 1)]);
    return true;
  }

  /** @param {Screen} screen */
  title({ tape }) {
    return this.app.say('map.title');
  }

  /**
   * @param {Screen} screen
   * @returns {TableData|null}
   */
  table(screen) {
    const n = mapNumbers(screen);
    if (!n) return null;
    const { say } = this.app;
    const { tape, row } = screen;
    const names = ['wte', 'wpe', 'embd', ...n.blocks.flatMap(({ layer }) => [`h.${layer}.attn.c_proj`, `h.${layer}.mlp.c_proj`, `h.${layer}.resid_2`]), 'ln_f', 'logits', 'probs'];
    const steps = names.flatMap((name) => tape.named(name) ?? []);
    return {
      caption: `${this.title(screen)} · ${tape.tokens[row].label}`,
      head: [say('map.part'), say('map.step'), say('map.shape'), say('map.least'), say('map.most')],
      rows: steps.map((step) => ({
        head: this.app.kindName(tape.kind(step).kind) + (layerOf(step.name) === null ? '' : ` · ${say('stage.layer', { n: layerOf(step.name) })}`),
        cells: [step.name, step.shape.join(' × '), step.min, step.max],
      })),
      focus: Math.max(steps.findIndex(({ name }) => name === partOf(screen.step.name)), 0),
      pick: (i) => this.#go(screen, steps[i].name),
    };
  }
}

/**
 * The step of a part. That of P is the factor of the word that came; where none
 * did, after the last word, it is the row of probabilities.
 * @param {import('../tape.js').Tape} tape
 * @param {string} part
 * @param {number} row
 */
function stepOf(tape, part, row) {
  if (part !== 'chain') return tape.named(part);
  const offset = tape.tokens.length - tape.words.length;
  return tape.named(`chain.${row + 2 - offset}.factor`) ?? tape.named('probs');
}

/** @param {string} text */
function sign(text) {
  return el('span', { class: 'sign', 'aria-hidden': 'true' }, text);
}

/**
 * One column for each of the likeliest words, the same in both rows.
 * @param {MapNumbers} n
 * @param {(word: MapNumbers['words'][number]) => Node[]} inside
 */
function columns({ words, came }, inside) {
  return el('span', { class: 'columns' }, ...words.map((word) => el('span', { class: word.id === came?.id ? 'came' : '' }, ...inside(word))));
}

/**
 * @param {number} p
 * @param {number} longest
 */
function column(p, longest) {
  const bar = el('i', { class: 'bar-up' });
  bar.style.height = `${Math.max((100 * p) / longest, 2)}%`;
  return el('span', { class: 'bar-room' }, bar);
}

/**
 * A pixel for each weight: heads downwards, words across.
 * @param {Float32Array[]} heads the weights of this row
 * @param {number} width
 * @param {boolean} dark
 */
function pixels(heads, width, dark) {
  const canvas = el('canvas', { class: 'looks', width, height: heads.length });
  const g = canvas.getContext('2d');
  const image = g?.createImageData(width, heads.length);
  if (!g || !image) return canvas;
  const colour = colours(magnitudes(0, 1), dark);
  heads.forEach((weights, h) => weights.forEach((x, i) => image.data.set([...colour(x), 255], 4 * (h * width + i))));
  g.putImageData(image, 0, 0);
  set(canvas, { 'aria-hidden': 'true' });
  return canvas;
}
