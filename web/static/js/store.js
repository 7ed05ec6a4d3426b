// The state of the page in one place. Parts are drawn from it and change it
// only through set; whatever changed in one turn is drawn once.

/**
 * @template {object} S
 * @param {S} initial
 */
export function createStore(initial) {
  let state = initial;
  let waiting = false;
  /** @type {((state: S) => void)[]} */
  const listeners = [];

  function announce() {
    waiting = false;
    for (const listener of listeners) listener(state);
  }

  return {
    get: () => state,

    /** @param {Partial<S>} patch */
    set(patch) {
      state = { ...state, ...patch };
      if (waiting) return;
      waiting = true;
      queueMicrotask(announce);
    },

    /** @param {(state: S) => void} listener */
    subscribe(listener) {
      listeners.push(listener);
    },
  };
}
