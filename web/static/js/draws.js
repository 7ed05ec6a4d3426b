// How a run goes on after its text: the words that were drawn, which step of
// which draw is looked at, and what of it stands in the address.

/** @import { Cursor, Draw } from './types.js' */
/** @import { Tape } from './tape.js' */

const NAMES = /** @type {const} */ (['temperature', 'top_k', 'top_p', 'seed', 'max_tokens']);

/**
 * The draw of a link; what it leaves out is as the server has it.
 * @param {URLSearchParams} q
 * @returns {Draw|undefined}
 */
export function readDraw(q) {
  const said = NAMES.flatMap((name) => {
    const text = q.get(name);
    return text !== null && /^\d{1,16}(\.\d{1,8})?$/.test(text) ? [[name, Number(text)]] : [];
  });
  return said.length ? { temperature: 1, top_k: 0, top_p: 0, seed: 0, max_tokens: 16, ...Object.fromEntries(said) } : undefined;
}

/**
 * @param {URLSearchParams} q
 * @param {Draw|undefined} draw
 */
export function writeDraw(q, draw) {
  if (draw) for (const name of NAMES) q.set(name, String(draw[name] ?? 0));
}

/**
 * Which draw a step belongs to, from 1.
 * @param {string} name
 * @returns {number|null}
 */
export function drawOf(name) {
  const match = /^sample\.(\d+)\./.exec(name);
  return match ? Number(match[1]) : null;
}

/**
 * How many words have been drawn when a step comes: a word comes with its choice.
 * @param {string} name
 * @returns {number|null} null for a step that is part of no draw
 */
export function drawnAt(name) {
  const n = drawOf(name);
  return n === null || name.endsWith('.choice') ? n : n - 1;
}

/** How many words a run has drawn. @param {Tape} tape */
export function drawsIn({ tokens, catalogue }) {
  return catalogue.draw ? tokens.length - (catalogue.prompt_tokens ?? tokens.length) : 0;
}

/**
 * The token that a draw has drawn.
 * @param {Tape} tape
 * @param {number} n
 */
export function drawnIn({ tokens, catalogue }, n) {
  return tokens[Math.min((catalogue.prompt_tokens ?? 0) + n - 1, tokens.length - 1)];
}

/**
 * The most probable word where a draw was made: what one looks at before the
 * draw, since the word that came is not told yet. Until the server has said it,
 * the last word of the text so far.
 * @param {Tape} tape
 * @param {number} n
 * @returns {number} its id
 */
export function bestIn(tape, n) {
  return tape.view('draws')?.draws[n - 1]?.best.id ?? drawnIn(tape, n - 1).id;
}

/**
 * The step of a draw, or the nearest that this run has: T is the last draw, and
 * at temperature 0 there is nothing between logits and choice.
 * @param {Tape} tape
 * @param {string} name
 */
export function nearestDraw(tape, name) {
  const [, at, part] = /^sample\.(\d+|T)\.(\w+)$/.exec(name) ?? [];
  const last = drawsIn(tape);
  if (at === undefined || last === 0) return undefined;
  const n = at === 'T' ? last : Math.min(Math.max(Number(at), 1), last);
  return tape.named(`sample.${n}.${part}`) ?? tape.named(`sample.${n}.${/scaled|kept/.test(part) ? 'logits' : 'choice'}`);
}
