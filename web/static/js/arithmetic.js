// The arithmetic inside a cell as lines to read: pure functions from what the
// server explained to text. Numbers have four digits; the whole one is kept
// beside it.

import { BACK } from './arithmeticback.js';
import { DRAW, overTemperature, upTo } from './arithmeticdraw.js';
import { full, short, valueOf } from './numbers.js';

/**
 * @typedef {object} Operand
 * @property {number} [step]
 * @property {string} [name]   of a step
 * @property {string} [param]  of a parameter, where it is not a step's
 * @property {number[]} cell
 * @property {number|null} [value]
 * @property {string} [special]
 */

/**
 * @typedef {object} Term
 * @property {string} role
 * @property {string} [label]
 * @property {number|null} [value]
 * @property {string} [special]
 * @property {Operand[]} [from]
 * @property {number} [count]
 */

/**
 * @typedef {object} Explained
 * @property {string} name
 * @property {number[]} cell
 * @property {string[]} [labels]
 * @property {string} kind
 * @property {Term[]} terms
 * @property {number|null} value
 * @property {string} [special]
 * @property {number|null} recomputed
 * @property {boolean} equal
 */

/**
 * A line of arithmetic. `term` counts the terms that a reader walks through
 * inside the cell; lines without one are always there.
 * @typedef {object} Line
 * @property {string} text
 * @property {string} [label]
 * @property {string} [title]  all digits
 * @property {number} [term]
 * @property {'result'|'rest'|'bias'|''} [role]
 * @property {number} [value]  what the line adds to a sum, where it is a term of one
 * @property {number} [count]  how many terms of the sum the line stands for, 1 when absent
 * @property {Operand} [from]  the cell that a click leads to
 */

/** @typedef {(key: string, args?: Record<string, unknown>) => string} Say */

/**
 * @param {Explained} x
 * @param {Say} say
 * @returns {Line[]}
 */
export function linesOf(x, say) {
  const write = WRITERS[x.kind] ?? plain;
  return write(x, say);
}

/** Which terms one walks through: those of the sum, or the stations of a formula. @param {Explained} x */
export function termsOf(x) {
  return linesOf(x, (key) => key).reduce((n, { term }) => (term === undefined ? n : Math.max(n, term + 1)), 0);
}

/** @type {Record<string, (x: Explained, say: Say) => Line[]>} */
const WRITERS = {
  dot, softmax, layernorm, scale, mask, add, gelu_new: gelu,
  copy: copied, lookup: copied, product, log, sum: running, mean, exp,
  ...BACK, ...DRAW,
};

/** @param {Explained} x @param {string} role */
const find = (x, role) => x.terms.find((term) => term.role === role);

/** @param {Explained} x @param {string} role */
const num = (x, role) => valueOf(find(x, role) ?? {});

/** @param {Explained} x */
const result = (x) => short(valueOf(x));

/** @param {number} v a negative factor stands in brackets */
const factor = (v) => (v < 0 ? `(${short(v)})` : short(v));

/** @param {number} v a number that is added: + 2, or − 2 */
const plus = (v) => (v < 0 ? `− ${short(-v)}` : `+ ${short(v)}`);

/** @param {Explained} x @param {string} text @returns {Line} */
const end = (x, text) => ({ text, title: full(valueOf(x)), role: 'result' });

/** Σ a·b + bias. @param {Explained} x @param {Say} say @returns {Line[]} */
function dot(x, say) {
  const products = x.terms.filter((term) => term.role === 'product');
  const rest = find(x, 'rest');
  const bias = find(x, 'bias');
  let sum = 0;
  /** @type {Line[]} */
  const lines = products.map((term, i) => {
    const [a, b] = (term.from ?? []).map(valueOf);
    sum += valueOf(term);
    return {
      label: term.label ?? '', term: i, from: term.from?.[0], title: `Σ ${short(sum)}`, value: valueOf(term),
      text: `${short(a)} × ${factor(b)} = ${short(valueOf(term))}`,
    };
  });
  if (rest) lines.push({ text: `${say('watch.rest', { n: rest.count ?? 0 })} ${short(valueOf(rest))}`, role: 'rest', term: products.length, value: valueOf(rest), count: rest.count });
  if (bias) lines.push({ label: say('watch.bias'), text: plus(valueOf(bias)), role: 'bias', term: products.length + (rest ? 1 : 0) });
  lines.push(end(x, `Σ = ${result(x)}`));
  return lines;
}

/** e^(x − max) ÷ Σ. @param {Explained} x @param {Say} say @returns {Line[]} */
function softmax(x, say) {
  const own = find(x, 'self');
  const score = own?.from?.[0] ? valueOf(own.from[0]) : NaN;
  const max = num(x, 'max');
  return [
    { label: say('watch.max'), text: short(max), title: full(max), term: 0 },
    { text: `e^(${short(score)} − ${factor(max)}) = ${short(own ? valueOf(own) : NaN)}`, from: own?.from?.[0], term: 1 },
    { text: `Σ e^(…) = ${short(num(x, 'sum'))}`, title: full(num(x, 'sum')), term: 2 },
    { ...end(x, `${short(own ? valueOf(own) : NaN)} ÷ ${short(num(x, 'sum'))} = ${result(x)}`), term: 3 },
  ];
}

/** γ(x − μ)/√(σ² + ε) + β. @param {Explained} x @returns {Line[]} */
function layernorm(x) {
  const [input, mean, variance, gamma, beta, normalised] = ['input', 'mean', 'variance', 'gamma', 'beta', 'normalised'].map((role) => num(x, role));
  return [
    { label: 'x', text: short(input), from: find(x, 'input')?.from?.[0], term: 0 },
    { label: 'μ', text: short(mean), title: full(mean), term: 1 },
    { label: 'σ', text: short(Math.sqrt(variance)), title: `σ² = ${full(variance)}`, term: 2 },
    { label: 'x̂', text: `(${short(input)} − ${factor(mean)}) ÷ ${short(Math.sqrt(variance))} = ${short(normalised)}`, term: 3 },
    { ...end(x, `${short(gamma)} × ${factor(normalised)} ${plus(beta)} = ${result(x)}`), term: 4 },
  ];
}

/** @param {Explained} x @returns {Line[]} */
function scale(x) {
  const dk = find(x, 'd_k');
  const input = find(x, 'input');
  if (x.name.startsWith('sample.')) return overTemperature(x);
  const divided = dk ? `${short(num(x, 'input'))} ÷ √${valueOf(dk)}` : `${short(num(x, 'input'))} × ${short(num(x, 'scale'))}`;
  return [
    { label: x.name.startsWith('grad.') ? '∂y' : 'QKᵀ', text: short(num(x, 'input')), from: input?.from?.[0], term: 0 },
    ...(dk ? [{ label: '√d_k', text: `√${valueOf(dk)} = ${short(Math.sqrt(valueOf(dk)))}`, term: 1 }] : []),
    { ...end(x, `${divided} = ${result(x)}`), term: dk ? 2 : 1 },
  ];
}

/** @param {Explained} x @param {Say} say @returns {Line[]} */
function mask(x, say) {
  const [term] = x.terms;
  return [
    { text: say(term.role === 'future' ? 'watch.future' : 'watch.past'), from: term.from?.[0], term: 0 },
    end(x, `${short(valueOf(term))} → ${result(x)}`),
  ];
}

/** @param {Explained} x @returns {Line[]} */
function add(x) {
  const [a, b] = x.terms;
  return [
    ...x.terms.map((term, i) => ({ label: lastPart(term.from?.[0]?.name ?? term.from?.[0]?.param), text: short(valueOf(term)), from: term.from?.[0], term: i })),
    end(x, `${short(valueOf(a))} ${plus(valueOf(b))} = ${result(x)}`),
  ];
}

/** @param {Explained} x @returns {Line[]} */
function gelu(x) {
  const [input, inner, tanh] = ['input', 'inner', 'tanh'].map((role) => num(x, role));
  return [
    { label: 'x', text: short(input), from: find(x, 'input')?.from?.[0], term: 0 },
    { label: 'u', text: `√(2/π)·(x + 0.044715·x³) = ${short(inner)}`, term: 1 },
    { label: 'tanh', text: `tanh(${short(inner)}) = ${short(tanh)}`, term: 2 },
    { ...end(x, `½ · ${factor(input)} · (1 ${plus(tanh)}) = ${result(x)}`), term: 3 },
  ];
}

/** @param {Explained} x @returns {Line[]} */
function copied(x) {
  const from = x.terms[0]?.from?.[0];
  return [{ ...end(x, `${from?.name ?? from?.param ?? ''}[${from?.cell.join(', ') ?? ''}] = ${result(x)}`), from, term: 0 }];
}

/** @param {Explained} x @returns {Line[]} */
function product(x) {
  return [
    { label: '∏', text: short(num(x, 'before')), from: find(x, 'before')?.from?.[0], term: 0 },
    { label: '× P', text: short(num(x, 'factor')), from: find(x, 'factor')?.from?.[0], term: 1 },
    { ...end(x, `${short(num(x, 'before'))} × ${short(num(x, 'factor'))} = ${result(x)}`), term: 2 },
  ];
}

/** log P = logit − max − log Σ. @param {Explained} x @param {Say} say @returns {Line[]} */
function log(x, say) {
  const [own, max, sum, logSum] = ['self', 'max', 'sum', 'log_sum'].map((role) => num(x, role));
  return [
    { label: 'logit', text: short(own), from: find(x, 'self')?.from?.[0], term: 0 },
    { label: say('watch.max'), text: short(max), term: 1 },
    { label: 'log Σ', text: `log ${short(sum)} = ${short(logSum)}`, term: 2 },
    { ...end(x, `${short(own)} − ${factor(max)} − ${factor(logSum)} = ${result(x)}`), term: 3 },
  ];
}

/** @param {Explained} x @param {Say} say @returns {Line[]} */
function running(x, say) {
  if (x.name.startsWith('sample.')) return upTo(x, say);
  return [
    { label: 'Σ', text: short(num(x, 'before')), from: find(x, 'before')?.from?.[0], term: 0 },
    { label: '+ log P', text: short(num(x, 'addend')), from: find(x, 'addend')?.from?.[0], term: 1 },
    { ...end(x, `${short(num(x, 'before'))} ${plus(num(x, 'addend'))} = ${result(x)}`), term: 2 },
  ];
}

/** @param {Explained} x @returns {Line[]} */
function mean(x) {
  return [
    { label: 'ℒ', text: short(num(x, 'sum')), from: find(x, 'sum')?.from?.[0], term: 0 },
    { ...end(x, `−(${short(num(x, 'sum'))}) ÷ ${num(x, 'count')} = ${result(x)}`), term: 1 },
  ];
}

/** @param {Explained} x @returns {Line[]} */
function exp(x) {
  return [{ ...end(x, `e^${short(num(x, 'input'))} = ${result(x)}`), from: find(x, 'input')?.from?.[0], term: 0 }];
}

/** What a newer server explains in a way this page does not know. @param {Explained} x @returns {Line[]} */
function plain(x) {
  return [
    ...x.terms.map((term, i) => ({ label: term.label || term.role, text: short(valueOf(term)), term: i })),
    end(x, result(x)),
  ];
}

/** @param {string} [name] h.0.attn.c_proj → attn.c_proj */
function lastPart(name = '') {
  return name.replace(/^h\.\d+\./, '');
}
