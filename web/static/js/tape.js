// The client's copy of a tape: every step's name and range, and those numbers
// somebody looked at. Asking for numbers that are not here yet fetches them and
// answers undefined; `onNews` says when to look again.

import { Offline, ServerError } from './socket.js';

/** @import { Socket } from './socket.js' */
/** @import { Catalogue, Kind, Spec, Step, Tensor, Top } from './types.js' */

const KEPT_BYTES = 32 << 20;

export class Tape {
  /** @type {Step[]} */
  steps = [];
  /** @type {Map<string, Step>} */
  #byName = new Map();
  /** @type {Map<string, any>} answers by request, oldest use first */
  #answers = new Map();
  /** @type {Set<string>} */
  #asked = new Set();
  #bytes = 0;

  /**
   * @param {Spec} spec
   * @param {Catalogue} catalogue
   * @param {Socket} socket
   * @param {{onNews: () => void, onForgotten: () => void}} events
   */
  constructor(spec, catalogue, socket, events) {
    this.spec = spec;
    this.catalogue = catalogue;
    this.socket = socket;
    this.events = events;
  }

  get run() {
    return this.catalogue.run;
  }

  get tokens() {
    return this.catalogue.tokens;
  }

  /** The words of the sentence: the tokens without the start token in front. */
  get words() {
    return this.tokens.filter((token) => !token.start);
  }

  /** @param {Step} step */
  add(step) {
    this.steps[step.i] = step;
    this.#byName.set(step.name, step);
  }

  /**
   * @param {string} name
   * @returns {Step|undefined}
   */
  named(name) {
    return this.#byName.get(name);
  }

  /**
   * The step of a kind that stands nearest to a place: in this layer, at this
   * word, or else the first of its kind.
   * @param {string} kind
   * @param {{layer: number, word: number}} place
   * @returns {Step|undefined}
   */
  alike(kind, { layer, word }) {
    const exact = this.named(kind.replace(/^(grad\.)?h\.N/, `$1h.${layer}`).replace('chain.t', `chain.${word}`));
    return exact ?? this.steps.find((step) => this.kind(step).kind === kind);
  }

  /**
   * @param {Step} step
   * @returns {Kind}
   */
  kind(step) {
    return this.catalogue.kinds[step.kind];
  }

  /**
   * The numbers at a leading index of a step ([] = all), if they are here.
   * @param {Step} step
   * @param {number[]} [index]
   * @returns {Tensor|undefined}
   */
  tensor(step, index = []) {
    return this.#ask({ type: 'tensor', step: step.i, index });
  }

  /**
   * How a cell came about: undefined while it is on its way, null where the
   * step has no arithmetic to show.
   * @param {Step} step
   * @param {number[]} cell
   * @returns {any}
   */
  explain(step, cell) {
    return this.#ask({ type: 'explain', step: step.i, cell });
  }

  /**
   * The n largest entries of a row over the vocabulary, and the entry `also`.
   * @param {Step} step
   * @param {number} row
   * @param {number} n
   * @param {number} [also]
   * @returns {Top|null|undefined}
   */
  top(step, row, n, also) {
    return this.#ask({ type: 'top', step: step.i, row, n, ...(also === undefined ? {} : { also }) });
  }

  /**
   * What a view of the lessons shows (docs/protocol.md §3.8).
   * @param {string} type
   * @param {Record<string, number|string|boolean|object>} [fields]
   * @returns {any} undefined while it is on its way, null where there is nothing to show
   */
  view(type, fields = {}) {
    return this.#ask({ type, ...fields });
  }

  /**
   * A question of a lesson about this run, or with a choice its answer.
   * @param {string} lang
   * @param {string} lesson
   * @param {string} ask
   * @param {string|null} choice
   * @returns {any} undefined while it is on its way, null where the run is none that it can be asked about
   */
  guess(lang, lesson, ask, choice) {
    return this.#ask({ type: 'guess', lang, lesson, ask, choice });
  }

  /** Lets requests that were lost with the connection be made again. */
  forgive() {
    this.#asked.clear();
  }

  /** @param {object} message */
  #ask(message) {
    const key = JSON.stringify(message);
    const answer = this.#answers.get(key);
    if (answer !== undefined) {
      this.#answers.delete(key);
      this.#answers.set(key, answer);
      return answer;
    }
    if (!this.#asked.has(key)) {
      this.#asked.add(key);
      this.#fetch(key, message);
    }
    return undefined;
  }

  /**
   * @param {string} key
   * @param {object} message
   */
  async #fetch(key, message) {
    try {
      this.#keep(key, await this.socket.request({ ...message, run: this.run }));
    } catch (err) {
      if (err instanceof Offline) return;
      if (!(err instanceof ServerError)) throw err;
      if (err.code === 'run_unknown') {
        this.events.onForgotten();
        return;
      }
      this.#keep(key, null);
    }
    this.events.onNews();
  }

  /**
   * Keeps an answer, and drops those not used for longest beyond KEPT_BYTES.
   * @param {string} key
   * @param {any} answer
   */
  #keep(key, answer) {
    this.#asked.delete(key);
    this.#answers.set(key, answer);
    this.#bytes += sizeOf(answer);
    for (const [old, value] of this.#answers) {
      if (this.#bytes <= KEPT_BYTES || old === key) break;
      this.#answers.delete(old);
      this.#bytes -= sizeOf(value);
    }
  }
}

/** @param {any} answer */
function sizeOf(answer) {
  return answer?.data?.byteLength ?? 1024;
}
