// Running a text: the new tape is read to its end before it takes the place of
// the old one, so that the old picture stays until the new one is there.

import { Offline, ServerError } from './socket.js';
import { Tape } from './tape.js';

/** @import { Socket } from './socket.js' */
/** @import { Catalogue, Spec } from './types.js' */

const CREDITS = 256;

/**
 * @typedef {object} RunEvents
 * @property {(tape: Tape) => void} onTape
 * @property {(error: ServerError) => void} onError
 * @property {() => void} onNews  numbers have arrived
 */

export class Runner {
  #turn = 0;
  /** @type {Spec|null} what is being computed, or was when the connection went away */
  #wanted = null;
  /** @type {Tape|null} */
  #tape = null;

  /**
   * @param {Socket} socket
   * @param {RunEvents} events
   */
  constructor(socket, events) {
    this.socket = socket;
    this.events = events;
  }

  /**
   * Runs a text. A later call overtakes an earlier one.
   * @param {Spec} spec
   */
  async run(spec) {
    const turn = ++this.#turn;
    this.#wanted = spec;
    try {
      const tape = await this.#read(spec, () => turn === this.#turn);
      if (!tape) return;
      this.#wanted = null;
      this.#tape = tape; // the old run stays open: one looks back at it soon, and the server closes the oldest
      this.events.onTape(tape);
    } catch (err) {
      if (turn !== this.#turn || err instanceof Offline) return;
      if (!(err instanceof ServerError)) throw err;
      this.#wanted = null;
      this.events.onError(err);
    }
  }

  /** Forgets what was run, so that nothing of it comes back. */
  drop() {
    this.#turn++;
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
   * @param {() => boolean} isWanted
   * @returns {Promise<Tape|null>}
   */
  async #read(spec, isWanted) {
    /** @type {Catalogue} */
    const catalogue = await this.socket.request({ type: 'run', spec });
    if (!isWanted()) return null;
    if (this.#tape?.run === catalogue.run) {
      this.#tape.forgive();
      return this.#tape;
    }
    const tape = new Tape(spec, catalogue, this.socket, { onNews: this.events.onNews, onForgotten: () => this.resume() });
    for (let from = 0; from < catalogue.steps; from += CREDITS) {
      const count = Math.min(CREDITS, catalogue.steps - from);
      await this.socket.pull(catalogue.run, from, count, (step) => tape.add(step));
      if (!isWanted()) return null;
    }
    return tape;
  }
}
