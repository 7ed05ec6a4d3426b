// Numbers as they are read: four significant digits on the page, all of them
// where the pointer rests.

const MINUS = '−';

/**
 * Writes a number with four significant digits: 0.3285, −12.11, 5.521e−6; a
 * whole number as it is.
 * @param {number|null|undefined} x
 * @returns {string}
 */
export function short(x) {
  return written(x, 4);
}

/**
 * Writes a number with few digits for a cell of a plot: .33, −1.2, 14.
 * @param {number} x
 * @returns {string}
 */
export function tiny(x) {
  if (!Number.isFinite(x)) return special(x);
  if (Number.isInteger(x)) return sign(String(x));
  const size = Math.abs(x);
  if (size < 0.005) return x < 0 ? `>${MINUS}.01` : '<.01'; // small, and not 0
  const digits = size < 1 ? 2 : size < 100 ? 1 : 0;
  return sign(x.toFixed(digits).replace(/^(-?)0\./, '$1.'));
}

/**
 * Writes a float32 in the shortest form that gives the same float32 back.
 * @param {number|null|undefined} x
 * @returns {string}
 */
export function full(x) {
  if (x === null || x === undefined || !Number.isFinite(x)) return special(x);
  for (let digits = 1; digits < 10; digits++) {
    const text = x.toPrecision(digits);
    if (Math.fround(Number(text)) === Math.fround(x)) return sign(plain(text));
  }
  return sign(String(x));
}

/**
 * @param {number|null|undefined} x
 * @param {number} digits
 */
function written(x, digits) {
  if (x === null || x === undefined || !Number.isFinite(x)) return special(x);
  const size = Math.abs(x);
  if (Number.isInteger(x) && size < 1e6) return sign(String(x)); // it is exactly that
  if (size < 1e-3 || size >= 1e6) return sign(x.toExponential(digits - 1).replace('+', ''));
  if (size >= 1000) return sign(x.toFixed(Math.max(0, digits - Math.ceil(Math.log10(size)))));
  return sign(x.toPrecision(digits));
}

/** @param {string} text toPrecision writes 1200 as 1.2e+3 */
function plain(text) {
  return text.includes('e+') && Math.abs(Number(text)) < 1e6 ? String(Number(text)) : text.replace('+', '');
}

/** @param {string} text */
function sign(text) {
  return text.replaceAll('-', MINUS);
}

/** @param {number|null|undefined} x */
function special(x) {
  if (x === Infinity) return '∞';
  if (x === -Infinity) return `${MINUS}∞`;
  return '—';
}

/**
 * Returns what a message says of a number: JSON knows no infinities.
 * @param {{value?: number|null, special?: string}} message
 * @returns {number}
 */
export function valueOf({ value, special: name }) {
  if (typeof value === 'number') return value;
  return name === '-inf' ? -Infinity : name === 'inf' ? Infinity : NaN;
}
