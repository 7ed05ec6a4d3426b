// The numbers on the map: what one position's way through the model left on the
// tape.

import { cameAfter } from './distribution.js';
import { layerOf } from '../steps.js';

/** @import { Screen } from '../screen.js' */
/** @import { Tape } from '../tape.js' */
/** @import { Came } from './bars.js' */

/**
 * @typedef {object} MapNumbers
 * @property {Float32Array} wte
 * @property {Float32Array} wpe
 * @property {Float32Array} embd
 * @property {Block[]} blocks
 * @property {Float32Array} ln_f
 * @property {{id: number, label: string, logit: number, p: number}[]} words  the likeliest, and the one that came
 * @property {{count: number, p: number}} rest
 * @property {Came|null} came
 */

/**
 * @typedef {object} Block
 * @property {number} layer
 * @property {number} skipped   how many blocks before it are not shown
 * @property {Float32Array[]} weights  one row of attention for each head
 * @property {Float32Array} attn  what attention adds
 * @property {Float32Array} mlp   what the MLP adds
 * @property {Float32Array} after
 */

const WORDS = 5; // the one that came is among them
const MOST_BLOCKS = 5;
const MOST_HEADS = 12;

/**
 * All of them, or null while some are on their way.
 * @param {Screen} screen
 * @returns {MapNumbers|null}
 */
export function mapNumbers(screen) {
  const { tape, row, step } = screen;
  const came = cameAfter(screen);
  const vector = (/** @type {string} */ name) => rowOf(tape, name, [row]);
  const shown = blocksShown(tape.catalogue.model.n_layer, layerOf(step.name));
  // Everything is asked for before anything is missed.
  const [wte, wpe, embd, ln_f, logits] = ['wte', 'wpe', 'embd', 'ln_f', 'logits'].map(vector);
  const probs = tape.named('probs');
  const likeliest = probs && tape.top(probs, row, WORDS);
  const known = !came || likeliest?.entries.some((/** @type {{id: number}} */ { id }) => id === came.id);
  const top = likeliest && !known ? tape.top(probs, row, WORDS - 1, came?.id) : likeliest;
  const blocks = shown.map((layer, i) => ({
    layer, skipped: layer - (shown[i - 1] ?? -1) - 1,
    weights: Array.from({ length: Math.min(tape.catalogue.model.n_head, MOST_HEADS) }, (_, h) => rowOf(tape, `h.${layer}.attn.weights`, [h, row])),
    attn: vector(`h.${layer}.attn.c_proj`), mlp: vector(`h.${layer}.mlp.c_proj`), after: vector(`h.${layer}.resid_2`),
  }));
  if (!wte || !wpe || !embd || !ln_f || !logits || !top || !blocks.every(complete)) return null;
  const words = top.entries.map(({ id, label, p }) => ({ id, label, p, logit: logits[id] }));
  return { wte, wpe, embd, blocks: /** @type {Block[]} */ (blocks), ln_f, words, rest: top.rest, came };
}

/** @param {{weights: (Float32Array|undefined)[], attn?: Float32Array, mlp?: Float32Array, after?: Float32Array}} block */
function complete({ weights, attn, mlp, after }) {
  return Boolean(attn && mlp && after && weights.every(Boolean));
}

/**
 * @param {Tape} tape
 * @param {string} name
 * @param {number[]} index
 */
function rowOf(tape, name, index) {
  const step = tape.named(name);
  return step && tape.tensor(step, index)?.data;
}

/**
 * The blocks there is room for: the first, the last, and those around the one
 * in focus.
 * @param {number} count
 * @param {number|null} focus
 */
function blocksShown(count, focus) {
  if (count <= MOST_BLOCKS) return Array.from({ length: count }, (_, i) => i);
  const middle = Math.min(Math.max(focus ?? 2, 2), count - 3);
  return [0, middle - 1, middle, middle + 1, count - 1];
}

/**
 * The part of the map that a step belongs to.
 * @param {string} name
 */
export function partOf(name) {
  const layer = layerOf(name);
  if (layer === null) return name.startsWith('chain.') ? 'chain' : name;
  if (/\.(ln_1|resid_1|attn\.\w+)$/.test(name)) return `h.${layer}.attn.c_proj`;
  return name.endsWith('.resid_2') ? name : `h.${layer}.mlp.c_proj`;
}
