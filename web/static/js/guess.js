// Guess first: choose, lock, then see the number. The tally is kept.

import { count, questionAbout, readTally } from './answers.js';
import { byId, el, fill } from './dom.js';
import { full, short, valueOf } from './numbers.js';
import { pageCell } from './screen.js';
import { Offline, ServerError } from './socket.js';

/** @import { App, Part, State } from './app.js' */
/** @import { Socket } from './socket.js' */
/** @import { Screen } from './screen.js' */

/** More options than this are the words of the sentence: one of them is pointed at. */
const WORDS = 8;

/**
 * A question on its way: asked, then chosen, then revealed.
 * @typedef {object} Round
 * @property {string} [question]
 * @property {{id: string, label: string}[]} [options]
 * @property {number[]} [about]   the cell it speaks of
 * @property {string} [choice]   what the learner said
 * @property {Revealed} [revealed]
 */

/**
 * @typedef {object} Revealed
 * @property {string} answer
 * @property {boolean} right
 * @property {string} [text]     what there is to say about the answer
 * @property {string} [note]     what somebody who chose otherwise may have thought
 * @property {{option: string, value: number|null, special?: string, step: number, cell: number[]}[]} [numbers]
 */

/**
 * @param {App} app
 * @param {Socket} socket
 * @returns {Part}
 */
export function guessPanel(app, socket) {
  const host = byId('guess');
  /** @type {Map<string, Round>} */
  const rounds = new Map();
  /** @type {Set<string>} */
  const asked = new Set();
  let drawn = '';
  let looked = '';

  /**
   * @param {string} key
   * @param {object} message
   * @param {(reply: any) => Round} then
   */
  async function ask(key, message, then) {
    asked.add(key);
    try {
      rounds.set(key, then(await socket.request(message)));
    } catch (err) {
      if (!(err instanceof Offline) && !(err instanceof ServerError)) throw err;
    }
    asked.delete(key);
    app.store.set({ news: app.state.news + 1 });
  }

  /**
   * @param {Screen} screen
   * @param {string} id
   */
  function roundOf(screen, id) {
    const { lang, lessonId } = app.state;
    // A quest's experiments are about the model as it is, whatever is switched off.
    const tape = (screen.page.view === 'quest' && screen.base) || screen.tape;
    const key = [lang, tape.run, lessonId, id].join();
    const message = { type: 'guess', run: tape.run, lang, lesson: lessonId, ask: id };
    const round = rounds.get(key);
    const question = questionAbout(lessonId, id, tape.spec);
    if (!round && app.state.online && !asked.has(key)) {
      ask(key, { ...message, choice: null }, ({ question, options, about }) => ({ question, options, about }));
    }
    // What was said on an earlier visit is still said.
    const said = readTally()[question]?.choice;
    if (round?.options?.some((option) => option.id === said) && !round.revealed && said !== undefined && app.state.online && !asked.has(key)) {
      ask(key, { ...message, choice: said }, (reply) => ({ ...round, choice: said, revealed: reply }));
    }
    /** @param {string} choice */
    const lock = (choice) => {
      if (asked.has(key)) return;
      ask(key, { ...message, choice }, (reply) => {
        count(question, choice, reply.right);
        return { ...round, choice, revealed: reply };
      });
    };
    return { round, lock };
  }

  /**
   * Goes from the page's own cell to the one that its question speaks of; once
   * for each page of a run.
   * @param {State} state
   * @param {Screen} screen
   * @param {number[]} [about]
   */
  function lookWhereAsked({ cursor }, screen, about) {
    const visit = [(screen.base ?? screen.tape).run, screen.page.id].join();
    if (!about || visit === looked) return;
    looked = visit;
    const own = pageCell(screen.tape, screen.step, screen.page, app.state.habit);
    if (!cursor.cell || cursor.cell.join() === own.join()) queueMicrotask(() => app.go({ cell: about }));
  }

  return (state, screen) => {
    const asks = screen?.page.asks ?? [];
    if (!screen || asks.length === 0) {
      host.hidden = true;
      return;
    }
    const turns = asks.map(({ id }) => ({ id, ...roundOf(screen, id) }));
    lookWhereAsked(state, screen, turns.find(({ round }) => round?.about)?.round?.about);
    const key = JSON.stringify([state.lang, screen.tape.run, screen.page.id, turns.map(({ round }) => round)]);
    if (key === drawn) return;
    drawn = key;
    host.hidden = turns.every(({ round }) => !round);
    const focused = host.contains(document.activeElement);
    fill(host, el('h3', { class: 'quiet' }, `◇ ${app.say('guess.title')}`, tallyText(app)),
      ...turns.flatMap(({ round, lock }) => (round ? [question(app, screen, round, lock)] : [])));
    if (focused) /** @type {HTMLElement|null} */ (host.querySelector('[data-said], .verdict'))?.focus();
  };
}

/**
 * @param {App} app
 * @param {Screen} screen
 * @param {Round} round
 * @param {(choice: string) => void} lock
 */
export function question(app, screen, { question: text, options = [], choice, revealed }, lock) {
  return el('div', { class: 'question' },
    el('p', {}, text ?? ''),
    el('div', { class: ['options', options.length > WORDS ? 'words' : '', revealed ? 'told' : ''].join(' ') }, ...options.map(({ id, label }) => {
      const number = revealed?.numbers?.find(({ option, value }) => option === id && short(value) !== label);
      const role = !revealed ? '' : id === revealed.answer ? 'answer' : id === choice ? 'miss' : '';
      return el('button', {
        type: 'button', class: number && !role ? 'also' : role, disabled: Boolean(revealed) && id !== choice, 'data-said': id === choice,
        'aria-pressed': revealed ? String(id === choice) : null, onclick: () => !revealed && lock(id),
      }, label, number ? el('span', { class: 'p', title: full(valueOf(number)) }, ` ${short(valueOf(number))}`) : null);
    })),
    revealed ? verdict(app, screen, options, choice ?? '', revealed) : null);
}

/**
 * @param {App} app
 * @param {Screen} screen
 * @param {{id: string, label: string}[]} options
 * @param {string} choice
 * @param {Revealed} revealed
 */
function verdict(app, screen, options, choice, { right, answer, text, note, numbers }) {
  const label = (/** @type {string} */ id) => options.find((option) => option.id === id)?.label ?? id;
  const alike = !right && label(choice) === label(answer); // a word that the sentence has twice
  const proof = numbers?.find(({ option }) => option === answer) ?? numbers?.[0];
  const step = proof && screen.tape.steps[proof.step];
  const look = step && el('button', {
    type: 'button', class: 'link',
    onclick: () => {
      app.lookAt(step, proof.cell);
      byId('plot').scrollIntoView({ block: 'nearest' }); // in one column it may be far above
    },
  }, app.say('guess.look'), ' →');
  return el('div', { class: `verdict ${right ? 'right' : 'missed'}`, tabindex: '-1' },
    el('p', { class: 'judged' }, app.say(right ? 'guess.right' : alike ? 'guess.another' : 'guess.missed', { choice: label(choice), answer: label(answer) })),
    note ? el('p', {}, note) : null,
    text || look ? el('p', {}, text ? `${text} ` : '', look) : null);
}

/** @param {App} app */
function tallyText(app) {
  const answers = Object.values(readTally());
  const right = answers.filter((answer) => answer?.right === true).length;
  return answers.length > 0 ? el('span', { class: 'tally' }, app.say('guess.tally', { right, all: answers.length })) : null;
}
