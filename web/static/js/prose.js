// The prose on the left: one page of the lesson, and the way to the next; after
// the last page, to the next lesson.

import { byId, el, fill, say, set } from './dom.js';
import { address, readCursor } from './cursor.js';
import { glossary } from './glossary.js';
import { toPage, toStep } from './walk.js';
import { nearest } from './steps.js';

/** @import { App, Part } from './app.js' */
/** @import { Actions } from './main.js' */

/**
 * @param {App} app
 * @param {Actions} actions
 * @returns {Part}
 */
export function proseColumn(app, actions) {
  const [number, title, body, nav] = ['page-number', 'page-title', 'page-body', 'page-nav'].map(byId);
  const terms = glossary(app);
  let drawn = '';

  const turn = (/** @type {number} */ by) => {
    const screen = app.screen();
    if (!screen) return;
    const after = by > 0 ? lessonAfter(app, screen.pageIndex) : undefined;
    if (!after) {
      app.go(toPage(screen, screen.pageIndex + by, app.state.habit));
      return;
    }
    app.pause();
    actions.visit(after.id, app.own());
  };
  const back = el('button', { type: 'button', onclick: () => turn(-1) });
  const next = el('button', { type: 'button', onclick: () => turn(1) });
  fill(nav, back, next);

  body.addEventListener('click', (event) => {
    const link = /** @type {HTMLElement} */ (event.target).closest?.('a, dfn');
    if (!(link instanceof HTMLElement)) return;
    if (link.dataset.term) terms.explain(link.dataset.term);
    else if (!event.ctrlKey && !event.metaKey && !event.shiftKey && follow(app, actions, link.dataset)) event.preventDefault();
  });
  body.addEventListener('keydown', (event) => {
    const target = event.target;
    if (event.key !== 'Enter' && event.key !== ' ') return;
    if (!(target instanceof HTMLElement) || !target.dataset.term) return;
    event.preventDefault();
    event.stopPropagation();
    terms.explain(target.dataset.term);
  });

  const column = /** @type {HTMLElement} */ (body.parentElement);
  const guess = byId('guess');
  const unfold = byId('unfold');
  let reread = false;
  const tooTall = (/** @type {HTMLElement} */ box) => box.scrollHeight > box.clientHeight + 1;
  // Text and guess fit the column: a classroom screen has no room to scroll. Once
  // the guess is answered, what was read before it makes room for what is said now.
  const squeeze = (/** @type {string[]} */ ...ways) => ways.forEach((way) => { if (tooTall(column)) column.classList.add(way); });
  const fit = () => {
    column.classList.remove('tight', 'tighter', 'folded', 'scrolling');
    squeeze('tight', 'tighter');
    if (!reread && guess.querySelector('.verdict') && tooTall(column)) {
      column.classList.add('folded');
      column.classList.remove('tighter');
      squeeze('tighter');
    }
    squeeze('scrolling');
  };
  unfold.addEventListener('click', () => {
    reread = true;
    fit();
    body.focus();
  });
  new ResizeObserver(fit).observe(column);
  new MutationObserver(fit).observe(guess, { childList: true, subtree: true, attributes: true });

  return ({ lesson, cursor, lang }, screen) => {
    if (!lesson) return;
    const index = screen?.pageIndex ?? Math.max(lesson.pages.findIndex(({ id }) => id === cursor.page), 0);
    const page = lesson.pages[index];
    const key = [lang, lesson.id, page.id].join();
    set(back, { disabled: index === 0 });
    const after = lessonAfter(app, index);
    set(next, { disabled: index === lesson.pages.length - 1 && !after });
    if (key === drawn) return;
    drawn = key;
    reread = false;
    terms.hide();
    say(unfold, `▸ ${app.say('prose.unfold')}`);
    say(byId('lesson-title'), `${lesson.number} · ${lesson.title}`);
    say(number, app.say('prose.page', { n: index + 1, of: lesson.pages.length }));
    say(title, page.title);
    say(back, `← ${app.say('prose.back')}`);
    say(next, `${app.say(after ? 'prose.next_lesson' : 'prose.next')} →`);
    set(next, { title: after?.title ?? null });
    body.innerHTML = page.html; // rendered by our server from our Markdown
    for (const dfn of body.querySelectorAll('dfn')) {
      set(dfn, { role: 'button', tabindex: '0' });
    }
    for (const link of body.querySelectorAll('a')) {
      const href = hrefOf(app, link.dataset);
      if (href) link.href = href;
      // Not every reader of screens takes a formula for a name.
      if (link.querySelector('math')) set(link, { 'aria-label': link.textContent });
    }
    fit();
    column.scrollTo({ top: 0 });
  };
}

/**
 * The lesson that follows, for a reader on the last page of this one.
 * @param {App} app
 * @param {number} pageIndex
 */
function lessonAfter({ state: { course, lesson } }, pageIndex) {
  if (!course || !lesson || pageIndex < lesson.pages.length - 1) return undefined;
  return course.lessons[course.lessons.findIndex(({ id }) => id === lesson.id) + 1];
}

/**
 * The address a link of the prose leads to, so that it can be copied and opened
 * in another tab.
 * @param {App} app
 * @param {DOMStringMap} link
 */
function hrefOf(app, { step, page, lesson: other, try: example, cursor }) {
  const { lang, lessonId, lesson } = app.state;
  if (step) return address(lang, lessonId, { step });
  if (cursor) return address(lang, lessonId, { ...app.whole(app.state.cursor), cell: undefined, view: undefined, ...readCursor(cursor) });
  if (page) return address(lang, lessonId, { page });
  if (other) return address(lang, other, app.own());
  const found = lesson?.examples?.find(({ id }) => id === example);
  return found ? address(lang, lessonId, { model: found.model, text: found.text, ...(found.draw ? { draw: found.draw } : {}), ...(found.set ? { set: found.set } : {}), ...(found.beside ? { was: found.beside } : {}) }) : null;
}

/**
 * Follows a link of the prose: to a step, a page, an example, or with the
 * learner's sentence to another lesson.
 * @param {App} app
 * @param {Actions} actions
 * @param {DOMStringMap} link
 * @returns {boolean}
 */
function follow(app, actions, { step, page, lesson, try: example, cursor }) {
  const screen = app.screen();
  app.pause();
  if (lesson) {
    actions.visit(lesson, app.own());
    return true;
  }
  if (step && screen) {
    const to = nearest(screen.tape, step);
    if (to) app.go(toStep(screen, to.i, app.state.habit));
    return true;
  }
  if (page && screen) {
    app.go(toPage(screen, screen.lesson.pages.findIndex(({ id }) => id === page), app.state.habit));
    return true;
  }
  if (cursor) {
    app.depart();
    app.go({ set: undefined, side: undefined, view: undefined, cell: undefined, term: undefined, t: undefined, ...readCursor(cursor) });
    actions.run();
    return true;
  }
  const found = app.state.lesson?.examples?.find(({ id }) => id === example);
  if (!found) return false;
  app.depart();
  app.go({ model: found.model, text: found.text, tokens: undefined, cell: undefined, draw: found.draw, set: found.set, was: found.beside });
  actions.run();
  return true;
}
