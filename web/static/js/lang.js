// The words of the page. English and Traditional Chinese have the same keys;
// a value goes where the sentence has its {name}.

/** @import { Words } from './types.js' */

/** @typedef {(key: string, args?: Record<string, unknown>) => string} Say */

/**
 * Returns the function that says a key in the language of the words:
 * say('transport.play'). A key that is missing is said as it is.
 * @param {Words} words
 * @returns {Say}
 */
export function speaker(words) {
  return (key, args = {}) => {
    const sentence = lookup(words, key);
    return sentence === null ? key : filled(sentence, args);
  };
}

/**
 * @param {Words} words
 * @param {string} key
 * @returns {string|null}
 */
export function lookup(words, key) {
  /** @type {string|Words|undefined} */
  let at = words;
  for (const part of key.split('.')) at = typeof at === 'object' ? at[part] : undefined;
  return typeof at === 'string' ? at : null;
}

/**
 * @param {string} sentence
 * @param {Record<string, unknown>} args
 */
export function filled(sentence, args) {
  return sentence.replace(/\{(\w+)\}/g, (_, name) => (args[name] === undefined ? `{${name}}` : String(args[name])));
}

export const LANGUAGES = ['en', 'zh-Hant'];

/** @param {string} lang */
export function other(lang) {
  return lang === 'en' ? 'zh-Hant' : 'en';
}
