// The task head at work: the last word's vector, and for each label what its row
// of weights makes of it, number by number.

import { el } from '../dom.js';
import { short } from '../numbers.js';
import { nameOf } from './classify.js';
import { Panels, reachOf } from './vector.js';

/** @import { App } from '../app.js' */
/** @import { Screen } from '../screen.js' */
/** @import { TableData } from '../table.js' */

/** @typedef {{state: number[], labels: {label: string, w: number[], terms: number[], logit: number, p: number}[]}} Labelling */

export class HeadView {
  el = el('div', { class: 'stacked' });
  #panels;

  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.#panels = new Panels((channel) => this.#go({ channel }));
    this.el.append(this.#panels.el);
  }

  /** @param {Screen} screen */
  suits({ step, tape }) {
    return step.name.startsWith('task.') && tape.view('head') !== null;
  }

  /** @param {Screen} screen */
  draw(screen) {
    const head = labellingOf(screen);
    if (!head) return head === null;
    const { say } = this.app;
    const { channel, label } = placeOf(screen, head);
    const limit = reachOf(...head.labels.map(({ terms }) => terms));
    this.#panels.draw([
      { sign: '', title: say('head.state'), data: head.state, limit: reachOf(head.state), lit: label === undefined },
      ...head.labels.map(({ label: name, terms, logit, p }, k) => ({
        sign: '', title: nameOf(this.app, name), note: `Σ = ${short(logit)}   P = ${short(p)}`, data: terms, limit, lit: k === label,
      })),
    ], channel);
    return true;
  }

  /**
   * @param {{channel?: number, label?: number}} to a number of the vector, or a label
   */
  #go({ channel, label }) {
    this.app.pause();
    if (channel !== undefined) this.app.go({ step: 'task.state', cell: [0, channel], t: undefined, term: undefined, view: 'head' });
    else if (label !== undefined) this.app.go({ step: 'task.logits', cell: [0, label], t: undefined, term: undefined, view: 'head' });
  }

  /**
   * Up and down go from the vector to the labels, left and right along the vector.
   * @param {Screen} screen
   * @param {number} rows
   * @param {number} cols
   */
  walk(screen, rows, cols) {
    const head = labellingOf(screen);
    if (!head) return true;
    const { channel, label } = placeOf(screen, head);
    if (cols) this.#go({ channel: Math.min(Math.max(channel + cols, 0), head.state.length - 1) });
    const to = (label ?? -1) + rows;
    if (rows && to < 0) this.#go({ channel });
    else if (rows) this.#go({ label: Math.min(to, head.labels.length - 1) });
    return true;
  }

  title() {
    return this.app.say('head.title');
  }

  /**
   * @param {Screen} screen
   * @returns {TableData|null}
   */
  table(screen) {
    const head = labellingOf(screen);
    if (!head) return null;
    const { say } = this.app;
    const names = head.labels.map(({ label }) => nameOf(this.app, label));
    return {
      caption: `${this.title()}: ${head.labels.map(({ logit, p }, k) => `${names[k]} ${short(logit)}, P = ${short(p)}`).join('; ')}`,
      head: [say('table.channel'), 'h_T', ...names.map((name) => `W_y · ${name}`)],
      rows: head.state.map((h, c) => ({ head: String(c), cells: [h, ...head.labels.map(({ w }) => w[c])] })),
      focus: placeOf(screen, head).channel, col: 0, pick: (channel) => this.#go({ channel }),
    };
  }
}

/** @param {Screen} screen @returns {Labelling|null|undefined} */
const labellingOf = ({ tape }) => tape.view('head');

/**
 * Which number of the vector is in focus, and which label where one is.
 * @param {Screen} screen
 * @param {Labelling} head
 */
function placeOf({ step, cell }, head) {
  if (step.name === 'task.state') return { channel: cell[1] ?? 0, label: undefined };
  const label = cell[1] ?? 0;
  const { terms } = head.labels[label];
  return { channel: terms.reduce((best, x, c) => (Math.abs(x) > Math.abs(terms[best]) ? c : best), 0), label };
}
