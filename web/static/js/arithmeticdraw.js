// The arithmetic of a draw as lines to read: temperature, top-k and top-p, the
// line from 0 to 1, u and the choice. As in arithmetic.js.

import { full, short, valueOf } from './numbers.js';

/** @import { Explained, Line, Say } from './arithmetic.js' */

/** @param {Explained} x @param {string} role */
const find = (x, role) => x.terms.find((term) => term.role === role);

/** @param {Explained} x @param {string} role */
const num = (x, role) => valueOf(find(x, role) ?? {});

/** @param {Explained} x @param {string} text @param {number} term @returns {Line} */
const end = (x, text, term) => ({ text, title: full(valueOf(x)), role: 'result', term });

/** z ÷ τ. @param {Explained} x @returns {Line[]} */
export function overTemperature(x) {
  const tau = 1 / num(x, 'scale');
  return [
    { label: 'z', text: short(num(x, 'input')), from: find(x, 'input')?.from?.[0], term: 0 },
    { label: 'τ', text: short(Math.fround(tau)), term: 1 },
    end(x, `${short(num(x, 'input'))} ÷ ${short(Math.fround(tau))} = ${short(valueOf(x))}`, 2),
  ];
}

/** The probabilities of all words up to this one. @param {Explained} x @param {Say} say @returns {Line[]} */
export function upTo(x, say) {
  const shown = x.terms.filter(({ role }) => role === 'addend');
  const rest = find(x, 'rest');
  return [
    ...shown.map((term, i) => ({ label: term.label, text: `+ ${short(valueOf(term))}`, from: term.from?.[0], term: i, value: valueOf(term) })),
    ...(rest ? [{ text: `${say('watch.rest', { n: rest.count ?? 0 })} ${short(valueOf(rest))}`, role: /** @type {const} */ ('rest'), term: shown.length, value: valueOf(rest), count: rest.count }] : []),
    end(x, `Σ = ${short(valueOf(x))}`, shown.length + (rest ? 1 : 0)),
  ];
}

/** @type {Record<string, (x: Explained, say: Say) => Line[]>} */
export const DRAW = {
  keep(x, say) {
    const [term] = x.terms;
    const [k, p] = [find(x, 'top_k'), find(x, 'top_p')];
    return [
      { label: say('table.rank'), text: short(num(x, 'rank')), term: 0 },
      { label: say('draw.before'), text: short(num(x, 'before')), title: full(num(x, 'before')), term: 1 },
      ...(k ? [{ label: 'top-k', text: short(valueOf(k)), term: 2 }] : []),
      ...(p ? [{ label: 'top-p', text: short(valueOf(p)), term: 2 }] : []),
      { ...end(x, `${short(valueOf(term))} → ${short(valueOf(x))}`, 3), from: term.from?.[0] },
    ];
  },

  random(x, say) {
    return [
      { label: say('draw.seed'), text: short(num(x, 'seed')), term: 0 },
      end(x, say('draw.nth', { n: num(x, 'count'), u: short(valueOf(x)) }), 1),
    ];
  },

  choice(x, say) {
    const most = find(x, 'max');
    if (most) return [{ label: most.label, text: short(valueOf(most)), from: most.from?.[0], term: 0 }, end(x, say('draw.largest', { id: valueOf(x) }), 1)];
    const above = find(x, 'above');
    return [
      { label: say('draw.from'), text: short(num(x, 'below')), from: find(x, 'below')?.from?.[0], term: 0 },
      { label: 'u', text: short(num(x, 'draw')), from: find(x, 'draw')?.from?.[0], term: 1 },
      { label: say('draw.to'), text: short(valueOf(above ?? {})), from: above?.from?.[0], term: 2 },
      end(x, `${above?.label ?? ''} = [${valueOf(x)}]`, 3),
    ];
  },
};
