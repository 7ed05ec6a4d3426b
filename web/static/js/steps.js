// What the public name of a step says: which layer, which word, which part of
// the model it belongs to, and what comes before and after it there.

import { drawOf, nearestDraw } from './draws.js';

/** @import { ViewName } from './types.js' */
/** @import { Tape } from './tape.js' */

/**
 * h.3.attn.q and h.0.attn.q are of one kind, h.N.attn.q; chain.5.factor is of
 * chain.t.factor.
 * @param {string} name
 */
export function kindOf(name) {
  return name.replace(/^chain\.(\d+|T(-\d+)?)\./, 'chain.t.').replace(/^sample\.(\d+|T)\./, 'sample.N.').replace(/^(grad\.)?h\.\d+/, '$1h.N');
}

/**
 * @param {string} name
 * @returns {number|null}
 */
export function layerOf(name) {
  const match = /^(?:grad\.)?h\.(\d+)\./.exec(name);
  return match ? Number(match[1]) : null;
}

/** @param {string} name whether a step belongs to the way back from the loss */
export function isGradient(name) {
  return name.startsWith('grad.');
}

/**
 * The word that a step of the chain rule is about, counted from 1.
 * @param {string} name
 * @returns {number|null}
 */
export function wordOf(name) {
  const match = /^chain\.(\d+)\./.exec(name);
  return match ? Number(match[1]) : null;
}

/**
 * A phase is a stretch of the tape that Shift+arrow jumps over.
 * @param {string} name
 * @returns {string}
 */
export function phaseOf(name) {
  if (name === 'loss') return 'grad.out';
  if (isGradient(name)) return `grad.${phaseOf(name.slice('grad.'.length))}`;
  const layer = layerOf(name);
  if (layer !== null) return `h.${layer}.${/\.(ln_2|mlp|resid_2)/.test(name) ? 'mlp' : 'attn'}`;
  const word = wordOf(name);
  if (word !== null) return `chain.${word}`;
  if (name.startsWith('chain.')) return 'chain';
  const draw = drawOf(name);
  if (draw !== null) return `sample.${draw}`;
  return /^(wte|wpe|embd)$/.test(name) ? 'embd' : 'out';
}

/** The four moments of one matrix, and what it is used for. */
export const MOMENTS = ['scores', 'scaled', 'masked', 'weights', 'heads'];

/**
 * The part of attention a step is, or null: h.0.attn.masked is 'masked'.
 * @param {string} name
 */
export function attentionPart(name) {
  return /^(?:grad\.)?h\.\d+\.attn\.(\w+)$/.exec(name)?.[1] ?? null;
}

/**
 * The view that suits a step where the lesson does not choose one.
 * @param {string} name
 * @returns {ViewName}
 */
export function viewOf(name) {
  if (name.startsWith('chain.') || name === 'loss') return 'chain';
  if (drawOf(name) !== null) return 'sampling';
  if (name === 'logits' || name === 'probs') return 'distribution';
  return MOMENTS.includes(attentionPart(name) ?? '') ? 'attention' : 'tensor';
}

/**
 * The step of that name, or the nearest one that this tape has: a shorter
 * sentence has fewer words, another model other layers. T is the last word, T-1 the one before it.
 * @param {Tape} tape
 * @param {string} name
 */
export function nearest(tape, name) {
  const fromLast = /^chain\.T(-\d+)?\./.exec(name);
  if (fromLast) return nearest(tape, name.replace(`T${fromLast[1] ?? ''}`, String(Math.max(tape.words.length + Number(fromLast[1] ?? 0), 1))));
  if (name.startsWith('sample.')) return nearestDraw(tape, name);
  const exact = tape.named(name);
  if (exact) return exact;
  const word = wordOf(name);
  if (word !== null) {
    const last = tape.words.length;
    const first = tape.named('chain.1.factor') ? 1 : 2;
    const clamped = Math.min(Math.max(word, first), last);
    return tape.named(name.replace(/^chain\.\d+/, `chain.${clamped}`));
  }
  const layer = layerOf(name);
  if (layer === null) return undefined;
  return tape.named(name.replace(/^(grad\.)?h\.\d+/, `$1h.${tape.catalogue.model.n_layer - 1}`));
}

/**
 * @typedef {object} Station
 * @property {string} key   names the station in the words of the page, under "stations"
 * @property {string} step
 * @property {string} [idea] the class of the idea it is coloured as
 * @property {boolean} [joined] true where no arrow leads here
 */

/**
 * The way a number goes through the part of the model where a step stands, as
 * a row of stations.
 * @param {Tape} tape
 * @param {string} name
 * @returns {Station[]}
 */
export function stations(tape, name) {
  if (isGradient(name)) return stations(tape, name.slice('grad.'.length)).map((station) => ({ ...station, step: `grad.${station.step}` })).filter(({ step }) => tape.named(step));
  const layer = layerOf(name);
  const word = wordOf(name);
  /** @type {Station[]} */
  let way;
  const draw = drawOf(name);
  if (draw !== null) {
    way = ['logits', 'scaled', 'kept', 'probs', 'cumulative', 'u', 'choice'].map((part) => ({ key: `draw_${part}`, step: `sample.${draw}.${part}`, joined: part === 'u' }));
  } else if (word !== null) {
    way = ['factor', 'product', 'log_p', 'sum'].map((part) => ({ key: part, step: `chain.${word}.${part}` }));
  } else if (name.startsWith('chain.')) {
    way = [
      { key: 'sum', step: `chain.${tape.words.length}.sum` },
      { key: 'mean_nll', step: 'chain.mean_nll' },
      { key: 'perplexity', step: 'chain.perplexity' },
    ];
  } else if (attentionPart(name) !== null) {
    const at = `h.${layer}.attn`;
    way = [
      { key: 'q', step: `${at}.q`, idea: 'q' },
      { key: 'k', step: `${at}.k`, idea: 'k', joined: true },
      { key: 'v', step: `${at}.v`, idea: 'v', joined: true },
      ...['scores', 'scaled', 'masked', 'weights', 'heads', 'concat'].map((part) => ({ key: part, step: `${at}.${part}` })),
      { key: 'attn_proj', step: `${at}.c_proj` },
    ];
  } else if (layer !== null) {
    const at = `h.${layer}`;
    way = [
      { key: 'ln_1', step: `${at}.ln_1` },
      { key: 'attn', step: `${at}.attn.c_proj` },
      { key: 'resid_1', step: `${at}.resid_1` },
      { key: 'ln_2', step: `${at}.ln_2` },
      { key: 'c_fc', step: `${at}.mlp.c_fc` },
      { key: 'gelu', step: `${at}.mlp.gelu` },
      { key: 'mlp_proj', step: `${at}.mlp.c_proj` },
      { key: 'resid_2', step: `${at}.resid_2` },
    ];
  } else if (phaseOf(name) === 'embd') {
    way = ['wte', 'wpe', 'embd'].map((part) => ({ key: part, step: part }));
  } else {
    way = ['ln_f', 'logits', 'probs'].map((part) => ({ key: part, step: part }));
  }
  return way.filter(({ step }) => tape.named(step));
}
