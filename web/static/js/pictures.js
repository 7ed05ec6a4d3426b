// Which picture of the server shows what is on the stage (docs/protocol.md §1.3).

import { drawOf } from './draws.js';
import { attentionPart, isGradient } from './steps.js';
import { tokenOf } from './views/place.js';

/** @import { Screen } from './screen.js' */
/** @import { Cursor, LessonView } from './types.js' */

/**
 * @typedef {object} Picture
 * @property {string} kind
 * @property {Record<string, string|number>} query
 */

/** Views whose stage is a table of words, and so is kept as CSV alone. @satisfies {Partial<Record<LessonView, string>>} */
export const WITHOUT_PICTURE = {
  terms: 'a list of terms; the numbers in it are steps with pictures of their own',
  review: 'questions and what was answered',
};

/** @typedef {Exclude<LessonView, keyof typeof WITHOUT_PICTURE>} Pictured a view that is in neither list does not pass the check of types */

/**
 * Views with a picture of their own kind. t is the word in focus from 1, 0 for
 * the start token, which is no word; done is what somebody did in the view.
 * @type {Record<Pictured, (screen: Screen, t: number, cursor: Cursor, done: Picture['query']|null) => Picture|null>}
 */
const OF_VIEW = {
  map: (_, t) => ofWord('map', t),
  cuts: () => ({ kind: 'cuts', query: {} }),
  samples: (_, _t, { again }) => ({ kind: 'samples', query: { nth: again || 1 } }),
  game: (_, _t, _cursor, done) => done && { kind: 'game', query: done },
  quest: () => ({ kind: 'attention', query: {} }),
  sum: (_, t) => ofWord('sum', t),
  neighbours: (_, t) => ofWord('neighbours', t),
  space: () => ({ kind: 'embedding', query: {} }),
  stream: (_, t) => ofWord('stream', t),
  layernorm: ({ step }, t) => ofWord('layernorm', t, { step: step.name }),
  curve: ({ step }, t) => ofWord('activation', t, { step: step.name }),
  lens: (_, t) => ofWord('lens', t),
  guessers: () => ({ kind: 'guessers', query: {} }),
  gap: (screen) => ofWord('distribution', wordAt(screen)),
  blank: (screen) => ofWord('blank', wordAt(screen)),
  loss: () => ({ kind: 'loss', query: {} }),
  kept: () => ({ kind: 'kept', query: {} }),
  update: (_, _t, { weight }) => ({ kind: 'update', query: { weight: weight ?? '' } }),
  reread: () => ({ kind: 'reread', query: {} }),
  head: () => ({ kind: 'head', query: {} }),
  classify: () => ({ kind: 'labels', query: {} }),
  metrics: () => ({ kind: 'confusion', query: {} }),
  learning: () => ({ kind: 'learning', query: {} }),
  loop: () => ({ kind: 'draws', query: {} }),
  sampling: ({ step }) => ({ kind: 'sampling', query: { t: drawOf(step.name) ?? 1 } }),
  cache: () => ({ kind: 'cache', query: {} }),
  scores: (_, t) => ofWord('scores', t),
  without: (_, t) => ofWord('without', t),
};

/**
 * @param {Screen} screen
 * @param {LessonView|null} own the lesson's view that is on the stage, where one is
 * @param {Cursor} cursor
 * @param {Picture['query']|null} [done] in the view
 * @returns {Picture|null}
 */
export function pictureOf(screen, own, cursor, done = null) {
  const { view, step, kind, layer, head, row, tape } = screen;
  const t = row + 1 - tape.tokens.length + tape.words.length;
  if (own) return own in OF_VIEW ? OF_VIEW[/** @type {Pictured} */ (own)](screen, t, cursor, done) : null;
  if (isGradient(step.name)) return step.shape.length < 2 ? null : { kind: 'gradient', query: { step: step.name.slice('grad.'.length), ...(kind.axes[0] === 'nh' ? { head } : {}) } };
  const part = attentionPart(step.name);
  if (part && ['scores', 'scaled', 'masked', 'weights'].includes(part)) return { kind: 'attention', query: view === 'overview' ? { step: part } : { layer: layer ?? 0, head, step: part } };
  if (view === 'overview') return { kind: 'attention', query: {} };
  if (view === 'chain' || step.shape.length === 0) return { kind: 'factors', query: {} };
  // Row 0 expects the first word, or the second where no start token stands in front; the last row the one after the end.
  if (view === 'distribution') return { kind: 'distribution', query: { t: t + 1 } };
  if (step.shape.length < 2) return null;
  return { kind: 'tensor', query: { step: step.name, ...(kind.axes[0] === 'nh' ? { head } : {}) } };
}

/**
 * What a picture needs to show the run as it was, the changed one and their
 * difference: nothing where nothing was changed, where one of them is to be seen
 * alone, and where there is no difference because the texts have grown apart.
 * @param {Picture} plot
 * @param {Screen} screen
 * @param {Cursor} cursor
 * @param {{kind: string, compares?: boolean}[]} plots what the server can draw
 * @returns {Picture['query']}
 */
export function comparison({ kind }, { base, tape }, { side, was }, plots) {
  const words = kind === 'factors' || kind === 'distribution'; // compared word by word
  const can = plots.some((plot) => plot.kind === kind && plot.compares);
  if (!base || !can || side === 'edited' || side === 'original' || (!words && base.tokens.length !== tape.tokens.length)) return {};
  return { compare: 1, ...(was === undefined ? {} : { was }) };
}

/** The word that a picture of words is about, from 1. @param {Screen} screen */
const wordAt = (screen) => tokenOf(screen) + 1 - (screen.tape.tokens.length - screen.tape.words.length);

/**
 * @param {string} kind
 * @param {number} t
 * @param {Record<string, string|number>} [more]
 */
const ofWord = (kind, t, more = {}) => (t > 0 ? { kind, query: { ...more, t } } : null);
