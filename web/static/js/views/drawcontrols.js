// Temperature, top-k, top-p, length and seed: how the text goes on. Each change
// is another run, and the link carries it.

import { el, say, set } from '../dom.js';

/** @import { App } from '../app.js' */
/** @import { Draw } from '../types.js' */

const PAUSE = 80; // ms, while a slider is on its way

/** What the sliders stop at. @type {Record<'temperature'|'top_k'|'top_p'|'max_tokens', number[]>} */
const STOPS = {
  temperature: [0, 0.1, 0.2, 0.3, 0.5, 0.7, 0.85, 1, 1.25, 1.5, 2, 3, 5],
  top_k: [1, 2, 3, 5, 8, 12, 20, 40, 0],
  top_p: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0],
  max_tokens: [1, 2, 3, 5, 8, 12, 16, 20, 30, 40, 50, 64],
};

export class DrawControls {
  el = el('div', { class: 'draw-controls', role: 'group' });
  #timer = 0;
  /** @type {{name: keyof typeof STOPS, slider: HTMLInputElement, label: HTMLElement, value: HTMLOutputElement}[]} */
  #sliders;
  #seed = el('input', { type: 'number', min: 0, max: Number.MAX_SAFE_INTEGER, step: 1, id: 'draw-seed' });
  #seedName = el('span');
  #again = el('button', { type: 'button', id: 'draw-again' });

  /**
   * @param {App} app
   * @param {() => void} run
   * @param {{names?: (keyof typeof STOPS)[], onChange?: () => void}} [more] which sliders, all but the length where it is not said; what else a change does
   */
  constructor(app, run, { names = ['temperature', 'top_k', 'top_p'], onChange } = {}) {
    this.app = app;
    this.run = run;
    this.onChange = onChange;
    this.#sliders = names.map((name) => {
      const slider = el('input', { type: 'range', min: 0, max: STOPS[name].length - 1, step: 1, oninput: () => this.#change({ [name]: STOPS[name][Number(slider.value)] }) });
      return { name, slider, label: el('span'), value: el('output') };
    });
    this.#seed.addEventListener('change', () => {
      const seed = Math.floor(Number(this.#seed.value));
      if (seed >= 0 && seed <= Number.MAX_SAFE_INTEGER) this.#change({ seed });
    });
    this.#again.addEventListener('click', () => this.#change({ seed: (this.#drawn().seed + 1) % Number.MAX_SAFE_INTEGER }));
    this.el.append(...this.#sliders.map(({ name, slider, label, value }) => el('label', { class: name }, el('span', { class: 'named' }, label, ' ', value), slider)),
      el('span', { class: 'seed' }, el('label', {}, this.#seedName, ' ', this.#seed), this.#again));
  }

  /** @returns {Draw} */
  #drawn() {
    const { cursor, lesson, tape } = this.app.state;
    return cursor.draw ?? tape?.spec.draw ?? lesson?.draw ?? { temperature: 1, top_k: 0, top_p: 0, seed: 0, max_tokens: 16 };
  }

  /** @param {Partial<Draw>} change */
  #change(change) {
    this.app.pause();
    this.app.go({ draw: { ...this.#drawn(), ...change }, cell: undefined });
    this.onChange?.();
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(this.run, PAUSE);
  }

  draw() {
    const draw = this.#drawn();
    const { say: word } = this.app;
    set(this.el, { 'aria-label': word('draw.controls') });
    for (const { name, slider, label, value } of this.#sliders) {
      const at = draw[name] ?? 0;
      say(label, word(`draw.${name}`));
      const text = name.startsWith('top') && at === 0 ? word('draw.everything') : String(at);
      say(value, text);
      slider.value = String(nearestStop(STOPS[name], at));
      set(slider, { 'aria-label': word(`draw.${name}`), 'aria-valuetext': text });
      slider.disabled = draw.temperature === 0 && name.startsWith('top');
    }
    say(this.#seedName, word('draw.seed'));
    if (document.activeElement !== this.#seed) this.#seed.value = String(draw.seed);
    say(this.#again, word('draw.again'));
  }
}

/**
 * 0 is the end of a row that counts words, and the beginning of the temperatures.
 * @param {number[]} stops
 * @param {number} at
 */
function nearestStop(stops, at) {
  const exact = stops.indexOf(at);
  if (exact >= 0) return exact;
  return stops.reduce((best, stop, i) => (Math.abs(stop - at) < Math.abs(stops[best] - at) && stop > 0 ? i : best), stops.findIndex((stop) => stop > 0));
}
