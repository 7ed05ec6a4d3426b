// The embedding table laid flat: a point for each word of the vocabulary, near
// to those whose vectors are like its own, as far as two directions can show it.

import { el, fill, set, svg } from '../dom.js';
import { short } from '../numbers.js';
import { widthOf } from './layout.js';
import { drawPlace } from './place.js';

/** @import { App } from '../app.js' */
/** @import { Screen } from '../screen.js' */
/** @import { TableData } from '../table.js' */

/** @typedef {{id: number, label: string, x: number, y: number}} Point */

export class SpaceView {
  el = el('div', { class: 'stacked' });
  #place = el('p', { class: 'context' });
  #room = el('div', { class: 'space' });
  #picture = svg('svg', { 'aria-hidden': 'true' });
  #tip = el('div', { class: 'tip', hidden: true });
  #note = el('p', { class: 'quiet' });
  /** @type {{x: number, y: number, label: string, id: number}[]} */
  #dots = [];

  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.#room.append(this.#picture, this.#tip);
    this.el.append(this.#place, this.#room, this.#note);
    this.#picture.addEventListener('pointermove', (event) => this.#point(this.#nearest(event)));
    this.#picture.addEventListener('pointerleave', () => this.#point(null));
    this.#picture.addEventListener('click', (event) => {
      const dot = this.#nearest(event);
      const row = this.app.screen()?.tape.tokens.findIndex(({ id }) => id === dot?.id) ?? -1;
      if (row >= 0) app.pick(row);
    });
  }

  /** @param {Screen} screen */
  suits({ kind }) {
    return kind.axes[0] === 'T';
  }

  /**
   * @param {Screen} screen
   * @returns {boolean}
   */
  draw(screen) {
    const space = spaceOf(screen);
    if (!space) return space === null;
    const { say } = this.app;
    drawPlace(this.#place, screen, (row) => this.app.pick(row));
    const { clientWidth: width, clientHeight: height } = this.#room;
    if (width === 0) return true;
    const em = parseFloat(getComputedStyle(this.el).fontSize);
    const own = new Set(screen.tape.tokens.map(({ id }) => id));
    const at = fit(space.points, own, width, height, em);
    /** @type {Point[]} */
    const held = space.points.filter(at.holds);
    this.#dots = held.map(({ x, y, label, id }) => ({ x: at.x(x), y: at.y(y), label, id }));
    this.#note.textContent = say('space.share', { x: percent(space.share[0]), y: percent(space.share[1]), n: held.length, of: space.size });
    if (this.#room.clientHeight !== height) return this.draw(screen); // the note has taken some of the room
    set(this.#picture, { viewBox: `0 0 ${width} ${height}`, width, height });
    const focus = screen.tape.tokens[screen.row].id;
    fill(this.#picture,
      svg('path', { class: 'grid', d: `M0 ${at.y(0)}H${width}M${at.x(0)} 0V${height}` }),
      ...this.#marks(own, focus, width, height, em));
    return true;
  }

  /**
   * A label where it touches no other, a dot elsewhere; the sentence's words first.
   * @param {Set<number>} own
   * @param {number} focus
   * @param {number} width
   * @param {number} height
   * @param {number} em
   */
  #marks(own, focus, width, height, em) {
    const order = [...this.#dots].sort((a, b) => rank(b) - rank(a));
    /** @param {{id: number}} dot */
    function rank({ id }) {
      return id === focus ? 2 : own.has(id) ? 1 : 0;
    }
    /** @type {{x: number, y: number, w: number, h: number}[]} */
    const taken = [];
    const [dots, labels] = [/** @type {SVGElement[]} */ ([]), /** @type {SVGElement[]} */ ([])];
    for (const dot of order) {
      const kind = ['', 'own', 'own now'][rank(dot)];
      const size = rank(dot) > 0 ? 1.1 : 0.85;
      const box = { x: dot.x, y: dot.y, w: (widthOf(dot.label) * size + 0.3) * em, h: 1.15 * size * em };
      const inside = box.x > box.w / 2 && box.x < width - box.w / 2 && box.y > box.h / 2 && box.y < height - box.h / 2;
      const free = inside && taken.every((other) => Math.abs(other.x - box.x) > (other.w + box.w) / 2 || Math.abs(other.y - box.y) > (other.h + box.h) / 2);
      if (free) {
        taken.push(box);
        labels.push(svg('text', { class: kind, x: dot.x, y: dot.y, 'font-size': `${size}em` }, dot.label));
      } else dots.push(svg('circle', { class: kind, cx: dot.x, cy: dot.y, r: rank(dot) > 0 ? 4 : 1.6 }));
    }
    return [...dots, ...labels];
  }

  /** @param {MouseEvent} event */
  #nearest(event) {
    const box = this.#picture.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    let [best, reach] = [/** @type {{x: number, y: number, label: string, id: number}|null} */ (null), 20];
    for (const dot of this.#dots) {
      const far = Math.hypot(dot.x - x, dot.y - y);
      if (far < reach) [best, reach] = [dot, far];
    }
    return best;
  }

  /** @param {{x: number, y: number, label: string, id: number}|null} dot */
  #point(dot) {
    this.#tip.hidden = !dot;
    if (!dot) return;
    this.#tip.textContent = `${dot.label}  ${dot.id}`;
    Object.assign(this.#tip.style, { left: `${Math.min(dot.x + 10, this.#room.clientWidth - 90)}px`, top: `${Math.max(dot.y - 30, 0)}px` });
  }

  title() {
    return this.app.say('space.title');
  }

  /**
   * @param {Screen} screen
   * @returns {TableData|null}
   */
  table(screen) {
    const space = spaceOf(screen);
    if (!space) return null;
    const { say } = this.app;
    const focus = screen.tape.tokens[screen.row].id;
    return {
      caption: say('space.title'),
      head: [say('table.token'), say('table.id'), 'x', 'y'],
      rows: space.points.map((/** @type {Point} */ { id, label, x, y }) => ({ head: label, cells: [String(id), x, y] })),
      focus: space.points.findIndex((/** @type {Point} */ { id }) => id === focus),
    };
  }
}

/** @param {Screen} screen */
function spaceOf({ tape }) {
  return tape.view('space');
}

/** @param {number} share */
function percent(share) {
  return short(Number((100 * share).toPrecision(3)));
}

/**
 * A true map: a step to the right is as long as a step up. A few words that lie
 * far from all others would leave no room for these; they stay off the map.
 * @param {Point[]} points
 * @param {Set<number>} own the words of the sentence, which stay on it
 * @param {number} width
 * @param {number} height
 * @param {number} em
 */
function fit(points, own, width, height, em) {
  const kept = points.filter(({ id }) => own.has(id));
  const [x0, x1] = middle(points.map(({ x }) => x), kept.map(({ x }) => x));
  const [y0, y1] = middle(points.map(({ y }) => y), kept.map(({ y }) => y));
  const unit = Math.min((width - 2 * em) / (x1 - x0), (height - 1.5 * em) / (y1 - y0));
  return {
    x: (/** @type {number} */ x) => width / 2 + (x - (x0 + x1) / 2) * unit,
    y: (/** @type {number} */ y) => height / 2 - (y - (y0 + y1) / 2) * unit,
    holds: (/** @type {Point} */ { x, y }) => Math.abs(x - (x0 + x1) / 2) * unit <= width / 2 && Math.abs(y - (y0 + y1) / 2) * unit <= height / 2,
  };
}

/**
 * From where to where nearly all numbers lie, and those to be kept, with some
 * room around.
 * @param {number[]} numbers
 * @param {number[]} kept
 * @returns {[number, number]}
 */
function middle(numbers, kept) {
  const sorted = numbers.toSorted((a, b) => a - b);
  const off = sorted.length < 40 ? 0 : Math.ceil(sorted.length / 300);
  const [low, high] = [Math.min(sorted[off], ...kept), Math.max(sorted[sorted.length - 1 - off], ...kept)];
  const room = 0.06 * (high - low) + 1e-9;
  return [low - room, high + room];
}
