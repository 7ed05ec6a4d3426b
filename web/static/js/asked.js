// What the reader asks to be run: the cursor's wishes, with the lesson's own
// where it has none, and the run that a changed one is compared with.

/** @import { Cursor, Lesson, Spec } from './types.js' */

/** @typedef {{lesson: Lesson|null, cursor: Cursor}} Asked */

/**
 * The example of a page, where it has one.
 * @param {Lesson|null} lesson
 * @param {string|undefined} id
 */
export function exampleOf(lesson, id) {
  const page = lesson?.pages.find((one) => one.id === id);
  return page?.opens === undefined ? undefined : lesson?.examples?.find((one) => one.id === page.opens);
}

/**
 * Whether the sentence is the learner's, and no example of the lesson.
 * @param {Asked} asked
 */
export function isOwn({ lesson, cursor }) {
  return cursor.tokens !== undefined || (cursor.text !== undefined && cursor.text !== lesson?.text && !lesson?.examples?.some(({ text }) => text === cursor.text));
}

/**
 * What changes on the way to another page: between pages with examples of their
 * own the sentence, unless it is the learner's.
 * @param {Asked} asked
 * @param {string|undefined} from
 * @param {string} to
 * @returns {Partial<Cursor>}
 */
export function opening({ lesson, cursor }, from, to) {
  const opens = (/** @type {string|undefined} */ id) => lesson?.pages.find((page) => page.id === id)?.opens;
  if (opens(from) === opens(to) || isOwn({ lesson, cursor })) return {};
  return { model: undefined, text: undefined, was: undefined, side: undefined, set: exampleOf(lesson, to)?.set };
}

/**
 * The cursor of a link with the changes that its page's own example is read
 * with. A link that names its text says for itself what is changed.
 * @param {Lesson|null} lesson
 * @param {Cursor} cursor
 * @returns {Cursor}
 */
export function opened(lesson, cursor) {
  const says = cursor.model ?? cursor.text ?? cursor.tokens ?? cursor.set;
  const set = says === undefined ? exampleOf(lesson, cursor.page)?.set : undefined;
  return set ? { ...cursor, set } : cursor;
}

/**
 * The view that will be shown, as far as that can be told before there is a run.
 * @param {Asked} asked
 */
export function viewAsked({ lesson, cursor }) {
  const page = lesson?.pages.find(({ id }) => id === cursor.page) ?? lesson?.pages[0];
  return cursor.view ?? page?.view ?? '';
}

/**
 * What is to be run.
 * @param {Asked} asked
 * @returns {Spec|null}
 */
export function specOf({ lesson, cursor }) {
  if (!lesson) return null;
  const draw = cursor.draw ?? lesson.draw;
  const more = { ...(cursor.start === false ? { start: false } : {}), ...(cursor.set ? { set: cursor.set } : {}), ...(cursor.grad ? { backward: true } : {}), ...(draw ? { draw } : {}) };
  const { model: usual, text } = exampleOf(lesson, cursor.page) ?? lesson;
  const model = cursor.model ?? usual;
  if (cursor.tokens) return { model, tokens: cursor.tokens, ...more };
  return { model, text: cursor.text ?? text, ...more };
}

/**
 * Whether the run is not the model's own, or not the sentence's.
 * @param {Cursor} cursor
 */
export function isChanged({ set, was }) {
  return set !== undefined || was !== undefined;
}

/**
 * The run that a changed one is compared with; null where nothing is changed.
 * @param {Asked} asked
 * @returns {Spec|null}
 */
export function baseSpecOf(asked) {
  const spec = specOf(asked);
  const { was } = asked.cursor;
  if (!spec || !isChanged(asked.cursor)) return null;
  const { set, ...base } = spec;
  return was === undefined ? base : { ...base, tokens: undefined, text: was };
}

/**
 * Whether one run is what the other is compared with. While a sentence is typed
 * one of them may still be that of an earlier one.
 * @param {Spec} base
 * @param {Spec} changed
 * @param {string} [was]
 */
export function isOriginalOf(base, changed, was) {
  const sameText = was === undefined ? base.text === changed.text && String(base.tokens) === String(changed.tokens) : base.text === was;
  return base.model === changed.model && sameText;
}
