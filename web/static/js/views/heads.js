// All heads of a step, small, beside the one on the stage: each looks at
// something else. A click brings one onto the stage.

import { el, fill, set } from '../dom.js';
import { colours } from '../palette.js';

/** @import { App } from '../app.js' */
/** @import { Scale } from '../palette.js' */
/** @import { Screen } from '../screen.js' */
/** @import { Tensor } from '../types.js' */

export class HeadStrip {
  el = el('div', { class: 'heads', role: 'group' });
  #built = '';

  /** @param {App} app */
  constructor(app) {
    this.app = app;
  }

  /**
   * @param {Screen} screen
   * @param {(numbers: Float32Array) => Scale} scaleOf
   */
  draw(screen, scaleOf) {
    const { tape, step, head } = screen;
    const count = step.shape[0];
    const key = [this.app.state.lang, count].join();
    if (key !== this.#built) this.#build(count);
    this.#built = key;
    const dark = getComputedStyle(this.el).colorScheme.includes('dark');
    [...this.el.children].forEach((button, h) => {
      set(button, { 'aria-pressed': String(h === head) });
      const tensor = tape.tensor(step, [h]);
      const canvas = button.querySelector('canvas');
      if (tensor && canvas) paintSmall(canvas, tensor, colours(scaleOf(tensor.data), dark), `${tape.run} ${step.i} ${dark}`);
    });
  }

  /** @param {number} count */
  #build(count) {
    set(this.el, { 'aria-label': this.app.say('stage.heads') });
    fill(this.el, ...Array.from({ length: count }, (_, h) =>
      el('button', { type: 'button', title: this.app.say('stage.head', { n: h }), 'aria-label': this.app.say('stage.head', { n: h }), onclick: () => this.app.pickHead(h) },
        el('canvas', { 'aria-hidden': 'true' }), el('span', { 'aria-hidden': 'true' }, h))));
  }
}

/**
 * One pixel for each cell; the browser makes them larger.
 * @param {HTMLCanvasElement} canvas
 * @param {Tensor} tensor
 * @param {(x: number) => import('../palette.js').RGB} colour
 * @param {string} key what is painted, so that it is painted once
 */
export function paintSmall(canvas, { shape: [rows, cols], data }, colour, key) {
  if (canvas.dataset.key === key) return;
  canvas.dataset.key = key;
  set(canvas, { width: cols, height: rows });
  const g = canvas.getContext('2d');
  if (!g) return;
  const image = g.createImageData(cols, rows);
  data.forEach((x, i) => {
    const future = i % cols > Math.floor(i / cols);
    if (future && (x === 0 || x === -Infinity)) return; // stays clear
    const [red, green, blue] = colour(x);
    image.data.set([red, green, blue, 255], 4 * i);
  });
  g.putImageData(image, 0, 0);
}
