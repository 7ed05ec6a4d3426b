// Colours for numbers. The stops are every sixteenth line of the table that the
// exported pictures use (viz/color/colormaps.tsv), so that screen and picture
// agree; the dark theme turns lightness round.

/** @typedef {[number, number, number]} RGB */

/**
 * A scale turns a number into a colour. Signed scales are neutral at zero.
 * @typedef {object} Scale
 * @property {boolean} signed
 * @property {number} low
 * @property {number} high
 */

const BLUES = stops(`#f7fbff #eaf3fb #deebf7 #d2e3f3 #c3dbee #b1d2e8 #9cc8e1 #84bbdb #6caed5
  #569fce #4391c6 #3181bd #2270b3 #1560a7 #0c5097 #084082 #08306b`);
const PUOR = stops(`#2d004b #461a70 #603d8f #7c68a8 #998fbf #b6b0d4 #cfcee4 #e4e4ee #f3eeea
  #fbe7cc #fdd49e #faba6c #ed9b3b #d77d18 #bc620a #9d4c07 #7f3b08`);
const BLUES_DARK = stops('#1a222c #17324e #154672 #1c5d98 #3279b9 #5797d0 #85b6e2 #b7d5f0 #eef6ff');
const PUOR_DARK = stops('#e0d5ff #b7a2e8 #8a70c4 #5c4a8c #262a31 #77501c #b27323 #e69f4d #ffdcae');

/**
 * @param {Scale} scale
 * @param {boolean} dark
 * @returns {(x: number) => RGB}
 */
export function colours({ signed, low, high }, dark) {
  const map = signed ? (dark ? PUOR_DARK : PUOR) : dark ? BLUES_DARK : BLUES;
  const width = high - low;
  return (x) => pick(map, width > 0 ? (x - low) / width : signed ? 0.5 : 0);
}

/** Numbers from low upwards. @param {number} low @param {number} high @returns {Scale} */
export const magnitudes = (low, high) => ({ signed: false, low, high });

/** Numbers on both sides of zero, equally far. @param {number} limit @returns {Scale} */
export const signed = (limit) => ({ signed: true, low: -limit, high: limit });

/** @param {RGB} rgb */
export const css = ([r, g, b]) => `rgb(${r} ${g} ${b})`;

/**
 * Whether black is easier to read on a colour than white: one of the two always
 * has a contrast of 4.58 or more, which no softer ink has.
 * @param {RGB} rgb
 */
export function wantsDarkInk([r, g, b]) {
  const light = 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  return (light + 0.05) ** 2 > 1.05 * 0.05;
}

/** @param {number} channel */
function linear(channel) {
  const x = channel / 255;
  return x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4;
}

/**
 * @param {RGB[]} map
 * @param {number} x from 0 to 1; beyond, the ends
 * @returns {RGB}
 */
function pick(map, x) {
  const at = Math.min(Math.max(x, 0), 1) * (map.length - 1);
  const i = Math.min(Math.floor(at), map.length - 2);
  const [a, b, part] = [map[i], map[i + 1], at - i];
  return [mix(a[0], b[0], part), mix(a[1], b[1], part), mix(a[2], b[2], part)];
}

/** @param {number} a @param {number} b @param {number} part */
export const mix = (a, b, part) => Math.round(a + (b - a) * part);

/**
 * @param {string} list
 * @returns {RGB[]}
 */
function stops(list) {
  return list.trim().split(/\s+/).map((hex) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16))).map(([r, g, b]) => [r, g, b]);
}
