// The wire (docs/protocol.md §2): requests carry an id, every reply repeats it.
// A lost connection is opened again, a little later each time.

import { readFrame } from './frames.js';

/** @import { Step, Tensor } from './types.js' */

const FIRST_WAIT = 500;
const LONGEST_WAIT = 8000;

/** An error that the server reported: a code, and values for its sentence. */
export class ServerError extends Error {
  /**
   * @param {string} code
   * @param {Record<string, unknown>} [args]
   */
  constructor(code, args = {}) {
    super(code);
    this.code = code;
    this.args = args;
  }
}

/** The connection went away before the answer came: ask again after `onOpen`. */
export class Offline extends Error {}

/**
 * @typedef {object} Pending
 * @property {(reply: any) => void} resolve
 * @property {(why: Error) => void} reject
 * @property {((step: Step) => boolean)} [onStep] answers whether this was the last step it asked for
 */

export class Socket {
  /** @type {WebSocket|null} */
  #ws = null;
  #wait = FIRST_WAIT;
  #nextId = 1;
  /** @type {Map<number, Pending>} */
  #pending = new Map();

  /** @type {{onOpen: () => void, onLost: () => void}|null} */
  #events = null;

  /** @param {string} url */
  constructor(url) {
    this.url = url;
  }

  /**
   * Tells of connections from now on, and how it stands by now.
   * @param {{onOpen: () => void, onLost: () => void}} events
   */
  listen(events) {
    this.#events = events;
    if (this.isOpen) events.onOpen();
    if (this.#ws?.readyState === WebSocket.CLOSED) events.onLost();
  }

  get isOpen() {
    return this.#ws?.readyState === WebSocket.OPEN;
  }

  connect() {
    const ws = new WebSocket(this.url);
    ws.binaryType = 'arraybuffer';
    ws.addEventListener('open', () => {
      this.#wait = FIRST_WAIT;
      this.#events?.onOpen();
    });
    ws.addEventListener('message', ({ data }) => this.#receive(data));
    ws.addEventListener('close', () => this.#lost());
    this.#ws = ws;
  }

  /** Does not wait for the next attempt, where the network is known to be back. */
  hurry() {
    if (this.#ws?.readyState === WebSocket.CLOSED) this.connect();
  }

  /**
   * Sends a request and waits for its one reply.
   * @param {object} message
   * @returns {Promise<any>}
   */
  request(message) {
    return this.#send(message);
  }

  /**
   * Asks for steps from..from+credits-1 and hands each to onStep.
   * Fulfilled when `count` steps have come.
   * @param {string} run
   * @param {number} from
   * @param {number} count at most the steps the run still has
   * @param {(step: Step) => void} onStep
   * @returns {Promise<void>}
   */
  pull(run, from, count, onStep) {
    let left = count;
    return this.#send({ type: 'pull', run, from, credits: count }, (step) => {
      onStep(step);
      left -= 1;
      return left === 0;
    });
  }

  /**
   * @param {object} message
   * @param {(step: Step) => boolean} [onStep]
   * @returns {Promise<any>}
   */
  #send(message, onStep) {
    const ws = this.#ws;
    if (!ws || ws.readyState !== WebSocket.OPEN) return Promise.reject(new Offline());
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject, onStep });
      ws.send(JSON.stringify({ ...message, id }));
    });
  }

  /** @param {string|ArrayBuffer} data */
  #receive(data) {
    if (typeof data !== 'string') {
      const frame = readFrame(data);
      this.#settle(frame.id, (p) => p.resolve(frame.tensor));
      return;
    }
    const message = JSON.parse(data);
    const pending = this.#pending.get(message.id);
    if (message.type === 'error') {
      this.#settle(message.id, (p) => p.reject(new ServerError(message.code, message.args)));
    } else if (message.type === 'step') {
      if (pending?.onStep?.(message)) this.#settle(message.id, (p) => p.resolve(undefined));
    } else if (message.type !== 'end') {
      this.#settle(message.id, (p) => p.resolve(message));
    }
  }

  /**
   * @param {number} id
   * @param {(pending: Pending) => void} how
   */
  #settle(id, how) {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (pending) how(pending);
  }

  #lost() {
    const orphans = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of orphans) reject(new Offline());
    this.#events?.onLost();
    setTimeout(() => this.hurry(), this.#wait);
    this.#wait = Math.min(2 * this.#wait, LONGEST_WAIT);
  }
}
