// Small things remembered between visits. A browser may refuse; then nothing is.

const PREFIX = 'gptlab.';

/**
 * @param {string} name
 * @returns {string|null}
 */
export function kept(name) {
  try {
    return localStorage.getItem(PREFIX + name);
  } catch {
    return null;
  }
}

/**
 * @param {string} name
 * @param {string} value
 */
export function keep(name, value) {
  try {
    localStorage.setItem(PREFIX + name, value);
  } catch {
    // Private windows and full disks: the page works, it only forgets.
  }
}
