// Running a text: the steps of the new tape are read while they are computed.
// It takes the place of the old one as soon as it has what the reader looks at, so
// that the old picture stays until there is a new one.

import { Offline, ServerError } from './socket.js';
import { Tape } from './tape.js';

/** @import { Socket } from './socket.js' */
/** @import { Catalogue, Spec } from './types.js' */

const CREDITS = 256;

/** Steps that come one by one are drawn together, once in so many ms. */
const TOGETHER = 100;

/**
 * @typedef {object} RunEvents
 * @property {(tape: Tape) => void} onTape  the whole run is here
 * @property {(tape: Tape) => boolean} [onGrowing]  steps have come; answers whether the tape is shown already
 * @property {(error: ServerError) => void} onError
 * @property {() => void} onNews  numbers have arrived
 */

export class Runner {
  #turn = 0;
  /** @type {Spec|null} what is being computed, or was when the connection went away */
  #wanted = null;
  /** @type {Tape|null} */
  #tape = null;
  /** @type {string|null} the run whose steps are on their way */
  #reading = null;
  /** A run has been asked for, and its catalogue is not here yet. */
  #asking = false;
  /** Meanwhile another one was wanted. */
  #overtaken = false;

  /**
   * @param {Socket} socket
   * @param {RunEvents} events
   */
  constructor(socket, events) {
    this.socket = socket;
    this.events = events;
  }

  /**
   * Runs a text. A later call overtakes an earlier one; whatever is typed while
   * the server is busy, only the latest is asked for when it has answered.
   * @param {Spec} spec
   */
  async run(spec) {
    const turn = ++this.#turn;
    this.#leave();
    this.#wanted = spec;
    if (this.#asking) {
      this.#overtaken = true;
      return;
    }
    try {
      const tape = await this.#read(spec, () => turn === this.#turn);
      if (!tape) return;
      this.#wanted = null;
      this.#tape = tape; // the old run stays open: one looks back at it soon, and the server closes the oldest
      this.events.onTape(tape);
    } catch (err) {
      if (turn !== this.#turn || err instanceof Offline) return;
      if (!(err instanceof ServerError)) throw err;
      if (err.code === 'run_unknown') return void this.resume(); // another reader on this page has left it
      this.#wanted = null;
      this.events.onError(err);
    } finally {
      if (this.#overtaken && this.#wanted) this.run(this.#wanted);
      this.#overtaken = false;
    }
  }

  /** Lets the server stop computing what nobody wants any more. */
  #leave() {
    const run = this.#reading;
    this.#reading = null;
    if (run) this.socket.request({ type: 'close', run }).catch(() => {}); // it may be gone already
  }

  /** Forgets what was run, so that nothing of it comes back. */
  drop() {
    this.#turn++;
    this.#overtaken = false;
    this.#leave();
    this.#wanted = null;
    this.#tape = null;
  }

  /** Goes on after the connection has come back: what was wanted, or what is shown. */
  resume() {
    const spec = this.#wanted ?? this.#tape?.spec;
    if (spec) this.run(spec);
  }

  /**
   * @param {Spec} spec
   * @returns {Promise<Catalogue>}
   */
  async #ask(spec) {
    this.#asking = true;
    try {
      return await this.socket.request({ type: 'run', spec });
    } finally {
      this.#asking = false;
    }
  }

  /**
   * @param {Spec} spec
   * @param {() => boolean} isWanted
   * @returns {Promise<Tape|null>}
   */
  async #read(spec, isWanted) {
    /** @type {Catalogue} */
    const catalogue = await this.#ask(spec);
    const { run, steps } = catalogue;
    if (this.#tape?.run === run) {
      if (!isWanted()) return null;
      this.#tape.forgive();
      return this.#tape;
    }
    if (!isWanted()) {
      this.socket.request({ type: 'close', run }).catch(() => {});
      return null;
    }
    this.#reading = run;
    const tape = new Tape(spec, catalogue, this.socket, { onNews: this.events.onNews, onForgotten: () => this.resume() });
    const news = together(() => {
      if (isWanted() && this.#reading === run && this.events.onGrowing?.(tape)) this.events.onNews();
    });
    for (let from = 0; from < steps; from += CREDITS) {
      await this.socket.pull(run, from, Math.min(CREDITS, steps - from), (step) => {
        tape.add(step);
        news();
      });
      if (!isWanted()) return null;
    }
    this.#reading = null;
    return tape;
  }
}

/**
 * Makes one call of several that come close together.
 * @param {() => void} call
 */
function together(call) {
  let timer = 0;
  return () => {
    timer ||= window.setTimeout(() => {
      timer = 0;
      call();
    }, TOGETHER);
  };
}
