// Symbols within running text: w_t with its index low, e^(z) with its exponent
// high, √d_k and √v̂ under their roots.

import { el, fill } from './dom.js';

const MATHML = 'http://www.w3.org/1998/Math/MathML';

/**
 * @param {string} text
 * @returns {(Element|string)[]}
 */
export function symbols(text) {
  return text.split(/(√[A-Za-z]_[a-z]|√[\d.]+|√v̂|\be\^\([^)]+\)|\b[A-Za-z]_<?[A-Za-zθ](?![A-Za-z]))/).map((part) => {
    const [letter, index] = part.replace('√', '').split('_');
    if (/^√([A-Za-z]_[a-z]|[\d.]+|v̂)$/.test(part)) {
      const below = index ? math('msub', math('mi', letter), math('mi', index)) : math(letter === 'v̂' ? 'mi' : 'mn', letter);
      return math('math', math('msqrt', below));
    }
    const [, power] = /^e\^\((.+)\)$/.exec(part) ?? [];
    if (power) return el('span', { class: 'symbol' }, 'e', el('sup', {}, power));
    if (!/^[A-Za-z]_<?[A-Za-zθ]$/.test(part)) return part;
    return el('span', { class: 'symbol' }, letter, el('sub', {}, index));
  });
}

/**
 * @param {string} tag
 * @param {...(Element|string)} children
 */
function math(tag, ...children) {
  const node = document.createElementNS(MATHML, tag);
  fill(node, ...children);
  return node;
}
