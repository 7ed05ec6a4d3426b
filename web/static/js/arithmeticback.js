// The arithmetic of the way back as lines to read, and that of numbers somebody
// put in the place of others.

import { full, short, valueOf } from './numbers.js';

/** @import { Explained, Line, Say, Term } from './arithmetic.js' */

/** @param {Explained} x @param {string} role */
const find = (x, role) => x.terms.find((term) => term.role === role);

/** @param {Explained} x @param {string} role */
const num = (x, role) => valueOf(find(x, role) ?? {});

/** @param {Explained} x @param {string} role the cell a number was read from */
const from = (x, role) => find(x, role)?.from?.[0];

/** @param {number} v a negative factor stands in brackets */
const factor = (v) => (v < 0 ? `(${short(v)})` : short(v));

/** @param {number} v */
const plus = (v) => (v < 0 ? `− ${short(-v)}` : `+ ${short(v)}`);

/** @param {Explained} x @param {string} text @returns {Line} */
const end = (x, text) => ({ text, title: full(valueOf(x)), role: 'result' });

/** (P − 1 where the next word is) ÷ N. @param {Explained} x @param {Say} say @returns {Line[]} */
function crossEntropy(x, say) {
  if (find(x, 'no_target')) return [{ text: say('watch.no_target'), term: 0 }, end(x, short(valueOf(x)))];
  const [p, target, count] = ['p', 'target', 'count'].map((role) => num(x, role));
  return [
    { label: 'P', text: short(p), from: from(x, 'p'), term: 0 },
    { text: say(target ? 'watch.is_target' : 'watch.not_target', { word: find(x, 'target')?.label ?? '' }), term: 1 },
    { ...end(x, `(${short(p)} − ${target}) ÷ ${count} = ${short(valueOf(x))}`), term: 2 },
  ];
}

/** dy·f′(x). @param {Explained} x @returns {Line[]} */
function activation(x) {
  const [up, slope] = ['upstream', 'slope'].map((role) => num(x, role));
  return [
    { label: '∂y', text: short(up), from: from(x, 'upstream'), term: 0 },
    { label: 'f′(x)', text: short(slope), from: from(x, 'slope'), term: 1 },
    { ...end(x, `${short(up)} × ${factor(slope)} = ${short(valueOf(x))}`), term: 2 },
  ];
}

/** Two paths: past the part, and through its LayerNorm. @param {Explained} x @param {Say} say @returns {Line[]} */
function layernorm(x, say) {
  const [d, meanD, hat, meanDx, sigma] = ['d', 'mean_d', 'normalised', 'mean_dx', 'sigma'].map((role) => num(x, role));
  const through = (d - meanD - hat * meanDx) / sigma;
  const past = find(x, 'past');
  return [
    { label: 'd = γ·∂y', text: short(d), from: from(x, 'd'), term: 0 },
    { label: 'x̂', text: short(hat), from: from(x, 'normalised'), term: 1 },
    { label: say('watch.through'), text: `(${short(d)} − ${factor(meanD)} − ${factor(hat)} × ${factor(meanDx)}) ÷ ${short(sigma)} = ${short(through)}`, term: 2 },
    ...(past ? [{ label: say('watch.beside'), text: plus(valueOf(past)), from: past.from?.[0], term: 3 }] : []),
    { ...end(x, past ? `${short(through)} ${plus(valueOf(past))} = ${short(valueOf(x))}` : `= ${short(valueOf(x))}`), term: past ? 4 : 3 },
  ];
}

/** y·(dy − Σ dy·y). @param {Explained} x @returns {Line[]} */
function softmax(x) {
  const [self, up, sum] = ['self', 'upstream', 'sum'].map((role) => num(x, role));
  return [
    { label: 'y', text: short(self), from: from(x, 'self'), term: 0 },
    { label: '∂y', text: short(up), from: from(x, 'upstream'), term: 1 },
    { label: 'Σ ∂y·y', text: short(sum), title: full(sum), term: 2 },
    { ...end(x, `${short(self)} × (${short(up)} − ${factor(sum)}) = ${short(valueOf(x))}`), term: 3 },
  ];
}

/** @param {Explained} x @param {Say} say @returns {Line[]} */
function mask(x, say) {
  const [term] = x.terms;
  return [
    { text: say(term.role === 'future' ? 'watch.no_part' : 'watch.past'), from: term.from?.[0], term: 0 },
    end(x, `${short(valueOf(term))} → ${short(valueOf(x))}`),
  ];
}

/** A number that somebody chose. @param {Explained} x @param {Say} say @returns {Line[]} */
function set(x, say) {
  /** @type {Line[]} */
  const lines = x.terms.map((/** @type {Term} */ term, i) => ({
    label: say(`watch.${{ set: 'set_by_you', input: 'handed_on', computed: 'computed', factor: 'times' }[term.role] ?? 'computed'}`),
    text: term.role === 'factor' ? `× ${factor(valueOf(term))}` : short(valueOf(term)), from: term.from?.[0], term: i,
  }));
  return [...lines, end(x, `= ${short(valueOf(x))}`)];
}

/** By the kind of arithmetic. @type {Record<string, (x: Explained, say: Say) => Line[]>} */
export const BACK = { cross_entropy_back: crossEntropy, activation_back: activation, layernorm_back: layernorm, softmax_back: softmax, mask_back: mask, set };
