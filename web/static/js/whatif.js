// What if: changes of a run, as ref/whatif writes them (STEP=VALUE), what each is
// called, and which ones suggest themselves at a step.

import { layerOf } from './steps.js';

/** @import { Say } from './lang.js' */
/** @import { Screen } from './screen.js' */

/** As many as the server takes. */
const MOST = 32;

/** Steps that the server can put something in the place of. */
const CHANGEABLE = /^(wte|wpe|embd|ln_f|logits|h\.\d+\.(ln_[12]|resid_[12]|attn\.\w+|mlp\.\w+))$/;

/**
 * Reads the changes of a link; what cannot be one is left to the server to refuse.
 * @param {string[]} list
 * @returns {string[]|undefined}
 */
export function readChanges(list) {
  const changes = list.filter((text) => text.includes('=') && text.length <= 128).slice(0, MOST);
  return changes.length ? changes : undefined;
}

/**
 * @typedef {object} Change
 * @property {string} step
 * @property {number[]} index  a leading index; empty is the whole step
 * @property {string} value    a number, x and a factor, or identity
 */

/**
 * @param {string} text
 * @returns {Change}
 */
export function parse(text) {
  const [, step, , index, value] = /^([^=]*)=(\[([\d,]*)\]=)?(.*)$/s.exec(text) ?? [];
  return { step: step ?? text, index: index ? index.split(',').map(Number) : [], value: value ?? '' };
}

/**
 * @param {Change} change
 */
export function write({ step, index, value }) {
  return `${step}=${index.length ? `[${index.join()}]=` : ''}${value}`;
}

/**
 * The changes with one more; one about the same numbers makes way.
 * @param {string[]|undefined} set
 * @param {string} change
 * @returns {string[]}
 */
export function withChange(set, change) {
  const { step, index } = parse(change);
  const others = (set ?? []).filter((other) => {
    const o = parse(other);
    return everyLayer(o.step) !== everyLayer(step) || o.index.join() !== index.join() || (o.step !== step && !`${o.step}${step}`.includes('*'));
  });
  return [...others, change].slice(-MOST);
}

/** @param {string} step h.3.attn.q → h.*.attn.q */
const everyLayer = (step) => step.replace(/^h\.\d+\./, 'h.*.');

/**
 * A change in words.
 * @param {string} text
 * @param {Say} say
 */
export function describe(text, say) {
  const { step, index, value } = parse(text);
  const layer = /^h\.(\d+|\*)\./.exec(step)?.[1];
  const where = layer === undefined ? '' : layer === '*' ? say('whatif.every_layer') : say('stage.layer', { n: layer });
  const part = step.replace(/^h\.(\d+|\*)\./, '');
  const key = value === 'identity' ? { 'attn.scaled': 'no_scale', 'attn.masked': 'no_mask', ln_1: 'no_norm', ln_2: 'no_norm', ln_f: 'no_norm' }[part] : undefined;
  if (key) return [say(`whatif.${key}`), key === 'no_norm' ? part : '', where].filter(Boolean).join(' · ');
  if (part === 'attn.heads' && index.length === 1 && value === '0') return `${say('whatif.zero_head', { n: index[0] })} · ${where}`;
  const cell = index.length ? `[${index.join(', ')}]` : '';
  const becomes = value === 'identity' ? say('whatif.untouched') : value.startsWith('x') ? `× ${value.slice(1)}` : `= ${value}`;
  return `${step}${cell} ${becomes}`.replaceAll('-', '−');
}

/**
 * @typedef {object} Offer
 * @property {string} name  what the button says
 * @property {string} change
 */

/**
 * The changes that suggest themselves where the reader stands.
 * @param {Screen} screen
 * @param {boolean} everywhere in every layer, or in this one alone
 * @param {Say} say
 * @returns {Offer[]}
 */
export function offers({ step, head }, everywhere, say) {
  const layer = layerOf(step.name);
  const at = `h.${everywhere ? '*' : layer ?? 0}`;
  const part = step.name.replace(/^h\.\d+\./, '');
  /** @type {Offer[]} */
  const list = [];
  const offer = (/** @type {string} */ key, /** @type {string} */ change, args = {}) => list.push({ name: say(`whatif.${key}`, args), change });
  if (part.startsWith('attn.') && layer !== null) {
    offer('no_scale', `${at}.attn.scaled=identity`);
    offer('no_mask', `${at}.attn.masked=identity`);
    if (!/concat|c_proj/.test(part)) offer('zero_head', `h.${layer}.attn.heads=[${head}]=0`, { n: head });
    offer('zero_attn', `${at}.attn.c_proj=0`);
  }
  if (/^(ln_1|ln_2|resid_1|resid_2)$/.test(part) && layer !== null) {
    offer('no_norm_1', `${at}.ln_1=identity`);
    offer('no_norm_2', `${at}.ln_2=identity`);
    offer('zero_attn', `${at}.attn.c_proj=0`);
    offer('zero_mlp', `${at}.mlp.c_proj=0`);
  }
  if (part.startsWith('mlp.')) {
    offer('zero_mlp', `${at}.mlp.c_proj=0`);
    if (part === 'mlp.gelu') offer('no_gelu', `${at}.mlp.gelu=identity`);
  }
  if (layer === null && /^(ln_f|logits|probs)$/.test(part)) offer('no_norm', 'ln_f=identity');
  if (part === 'wpe' || part === 'embd') offer('no_place', 'wpe=0');
  return list;
}

/** @param {Screen} screen whether a number of its step can be edited */
export function isEditable({ step }) {
  return CHANGEABLE.test(step.name);
}
