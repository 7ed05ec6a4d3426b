// The terms of P(w_t | w_<t) = Softmax(W₂ · LayerNorm(f_θ(w_<t))), each a link to
// the lesson that explains it, once there is that lesson.

import { el } from '../dom.js';
import { address } from '../cursor.js';
import { symbols } from '../symbols.js';

/** @import { App } from '../app.js' */

/** @type {Record<string, {text: string, lesson: string}>} */
const TERMS = {
  words: { text: 'w_<t', lesson: 'tokens' },
  f: { text: 'f_θ', lesson: 'block' },
  attention: { text: 'Attention', lesson: 'attention' },
  norm: { text: 'LayerNorm', lesson: 'block' },
  w2: { text: 'W₂ ·', lesson: 'prediction' },
  softmax: { text: 'Softmax', lesson: 'prediction' },
  p: { text: 'P(w_t | w_<t)', lesson: 'chain-rule' },
};

/**
 * @param {App} app
 * @param {keyof typeof TERMS} id
 */
export function termLink(app, id) {
  const { text, lesson } = TERMS[id];
  const found = app.state.course?.lessons.find((one) => one.id === lesson);
  if (!found) return el('b', { class: `formula-term ${id}` }, ...symbols(text));
  // The sentence goes along.
  const { model, text: sentence, tokens, start } = app.whole(app.state.cursor);
  return el('a', {
    class: `formula-term ${id}`, 'data-key': `term-${id}`, title: app.say('map.lesson', { n: found.number, title: found.title }),
    href: address(app.state.lang, lesson, { model, text: sentence, tokens, start }),
  }, ...symbols(text));
}
