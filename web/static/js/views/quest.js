// A quest: from one place in the sentence, which heads look at the words pointed
// at, and does the next word still come when they are switched off? What is
// looked at and what is needed stand beside each other, because they differ.

import { el, fill, svg } from '../dom.js';
import { full, short } from '../numbers.js';
import { write } from '../whatif.js';

/** @import { App } from '../app.js' */
/** @import { Screen } from '../screen.js' */
/** @import { TableData } from '../table.js' */

/**
 * @typedef {object} Watched
 * @property {number} id
 * @property {string} label
 * @property {'text'|'truth'|'model'} from
 * @property {number} p
 * @property {number|null} truth
 */

/** @typedef {{layer: number, head: number, weight: number, most: number}} Seeker */
/** @typedef {{layer: number, head: number, p: number, change: number}} Ablated */
/** @typedef {{row: number, next: Watched, heads: Seeker[], count: number}} Seekers */

/** As many heads are listed as there is room for, but never fewer. */
const FEWEST = 4;

/** As many as one click switches off at once; a run takes 32 changes. */
const AT_ONCE = 3;

export class QuestView {
  el = el('div', { class: 'stacked' });
  #place = el('p', { class: 'context quest-line' });
  #next = el('p', { class: 'quest-next' });
  #list = el('div', { class: 'quest', role: 'group' });
  #doing = el('p', { class: 'quest-doing' });
  /** Whether heads are sorted by what is lost without them. */
  #byEffect = false;
  /** Whether each head has been switched off in turn. */
  #measured = false;

  /**
   * @param {App} app
   * @param {() => void} run computes what the cursor says
   */
  constructor(app, run) {
    this.app = app;
    this.run = run;
    this.el.append(this.#place, this.#next, this.#list, this.#doing);
  }

  /** @param {Screen} screen */
  suits({ step }) {
    return step.name.endsWith('.attn.weights') && !step.name.startsWith('grad.');
  }

  /** @param {Screen} screen */
  title({ tape, row }) {
    return this.app.say('quest.title', { word: tape.tokens[row].label });
  }

  /**
   * @param {Screen} screen
   * @returns {boolean}
   */
  draw(screen) {
    const seekers = seekersOf(screen);
    if (!seekers) return seekers === null;
    const { say } = this.app;
    const column = columnOf(screen);
    const focused = [...this.el.querySelectorAll('[data-key]')].find((node) => node === document.activeElement);
    const key = /** @type {HTMLElement|undefined} */ (focused)?.dataset.key;
    fill(this.#place, ...screen.tape.tokens.slice(0, screen.row + 1).map((token, i) => el('button', {
      type: 'button', class: [i === column ? 'looked-at' : '', i === screen.row ? 'from-here' : ''].join(' ').trim() || null, 'data-key': `at-${i}`,
      'aria-pressed': String(i === column), onclick: () => this.#point(screen, i),
    }, token.label)));
    this.#drawNext(screen, seekers.next);
    const measured = this.#measured ? ablatedOf(screen) : undefined;
    const off = offOf(this.app);
    const heads = this.#sorted(seekers.heads, measured?.heads);
    fill(this.#list,
      el('p', { class: 'head quiet' }, el('span', {}, say('quest.head')), this.#order('weight', false, say('quest.looks', { word: screen.tape.tokens[column].label })),
        measured ? this.#order('effect', true, say('quest.without', { word: seekers.next.label })) : el('span', {})),
      ...heads.map((seeker) => this.#row(screen, seeker, seekers.next, measured?.heads.find((a) => same(a, seeker)), off.has(name(seeker)))));
    const rest = heads.filter((seeker) => !off.has(name(seeker))).slice(0, AT_ONCE);
    fill(this.#doing,
      el('button', { type: 'button', 'data-key': 'each', disabled: this.#measured && measured !== undefined, onclick: () => this.#measure() }, say(this.#measured && measured === undefined ? 'quest.measuring' : 'quest.each', { n: seekers.count })),
      el('button', { type: 'button', 'data-key': 'more', disabled: rest.length === 0, onclick: () => this.#switch([...off, ...rest.map(name)]) }, say('quest.more', { n: rest.length })),
      el('button', { type: 'button', 'data-key': 'all-on', disabled: off.size === 0, onclick: () => this.#switch([]) }, say('quest.all_on')));
    this.#trim(seekers.count); // once all that takes room is there
    if (key) /** @type {HTMLElement|null} */ (this.el.querySelector(`[data-key="${key}"]`))?.focus();
    return true;
  }

  /**
   * Leaves out the last heads where there is no room for all, and says how many.
   * @param {number} count of all heads of the model
   */
  #trim(count) {
    const list = this.#list;
    const rest = el('p', { class: 'quiet rest' });
    list.append(rest);
    const say = () => { rest.textContent = shown() < count ? this.app.say('quest.rest', { n: count - shown() }) : ''; };
    const shown = () => list.children.length - 2; // between the titles and the rest
    say();
    while (list.scrollHeight > list.clientHeight + 1 && shown() > FEWEST) {
      rest.previousElementSibling?.remove();
      say();
    }
    if (!rest.textContent) rest.remove();
  }

  /**
   * P of the next word: the model's, the changed model's, the true one.
   * @param {Screen} screen
   * @param {Watched} next
   */
  #drawNext(screen, next) {
    const { say } = this.app;
    const probs = screen.base && screen.tape.named('probs');
    const now = probs && screen.tape.tensor(probs, [screen.row])?.data[next.id];
    fill(this.#next,
      el('span', {}, say(`quest.next_${next.from}`), ' ', el('b', { class: 'idea w' }, next.label)),
      el('span', { title: full(next.p) }, `P = ${short(next.p)}`),
      now === undefined ? null : el('span', { class: 'now', title: full(now) }, `→ ${short(now)} `, el('span', { class: 'quiet' }, say(verdict(next.p, now)))),
      next.truth === null ? null : el('span', { class: 'quiet', title: full(next.truth) }, say('quest.truth', { p: short(next.truth) })));
  }

  /**
   * @param {Screen} screen
   * @param {Seeker} seeker
   * @param {Watched} next
   * @param {Ablated|undefined} ablated
   * @param {boolean} isOff
   */
  #row(screen, seeker, next, ablated, isOff) {
    const { say } = this.app;
    const title = say('quest.name', { layer: seeker.layer, head: seeker.head });
    const off = offOf(this.app);
    return el('div', { class: isOff ? 'off' : null },
      el('button', { type: 'button', class: 'link', 'data-key': `see-${name(seeker)}`, title: say('quest.see'), onclick: () => this.#see(screen, seeker) }, title),
      bar(seeker.weight, 'a'),
      ablated ? bar(ablated.p, next.p - ablated.p > next.p / 10 ? 'lost' : 'kept') : el('span', {}),
      el('button', {
        type: 'button', 'data-key': `off-${name(seeker)}`, 'aria-pressed': String(isOff), 'aria-label': `${say('quest.off')}: ${title}`,
        onclick: () => this.#switch(isOff ? [...off].filter((one) => one !== name(seeker)) : [...off, name(seeker)]),
      }, say('quest.off')));
  }

  /**
   * @param {string} key
   * @param {boolean} byEffect
   * @param {string} text
   */
  #order(key, byEffect, text) {
    return el('button', { type: 'button', 'data-key': `by-${key}`, 'aria-pressed': String(this.#byEffect === byEffect), onclick: () => { this.#byEffect = byEffect; this.#again(); } }, text, this.#byEffect === byEffect ? ' ▾' : '');
  }

  /**
   * @param {Seeker[]} heads by weight
   * @param {Ablated[]} [ablated] by what is lost
   */
  #sorted(heads, ablated) {
    const rank = (/** @type {Seeker} */ seeker) => ablated?.findIndex((a) => same(a, seeker)) ?? 0;
    return this.#byEffect && ablated ? [...heads].sort((a, b) => rank(a) - rank(b)) : heads;
  }

  #measure() {
    this.#measured = true;
    this.#byEffect = true;
    this.#again();
  }

  #again() {
    this.app.store.set({ news: this.app.state.news + 1 });
  }

  /** @param {Screen} screen @param {number} column */
  #point({ step, head, row }, column) {
    this.app.pause();
    this.app.go({ step: step.name, cell: [head, row, column], view: 'quest', t: undefined, term: undefined });
  }

  /** @param {Screen} screen @param {Seeker} seeker its map, with the weight in focus */
  #see(screen, { layer, head }) {
    this.app.pause();
    this.app.go({ step: `h.${layer}.attn.weights`, cell: [head, screen.row, columnOf(screen)], view: 'attention', t: undefined, term: undefined });
  }

  /** @param {string[]} heads those that are off, and no others */
  #switch(heads) {
    const others = (this.app.state.cursor.set ?? []).filter((change) => !OFF.test(change));
    const set = [...others, ...heads.map((head) => write({ step: `h.${head.split('.')[0]}.attn.heads`, index: [Number(head.split('.')[1])], value: '0' }))].slice(0, 32);
    this.app.pause();
    const screen = this.app.screen();
    this.app.go({ set: set.length ? set : undefined, ...(screen && { step: screen.step.name, cell: screen.cell, view: 'quest' }) });
    this.run();
  }

  /**
   * Arrows point at another word; up and down ask from another place.
   * @param {Screen} screen
   * @param {number} rows
   * @param {number} cols
   */
  walk(screen, rows, cols) {
    const row = Math.min(Math.max(screen.row + rows, 0), screen.tape.tokens.length - 1);
    const column = Math.min(Math.max(columnOf(screen) + cols, 0), row);
    this.#point({ ...screen, row }, column);
    return true;
  }

  /**
   * @param {Screen} screen
   * @returns {TableData|null}
   */
  table(screen) {
    const seekers = seekersOf(screen);
    if (!seekers) return null;
    const { say } = this.app;
    const measured = this.#measured ? ablatedOf(screen) : undefined;
    return {
      caption: this.title(screen),
      head: [say('quest.head'), say('quest.looks', { word: screen.tape.tokens[columnOf(screen)].label }), ...(measured ? [say('quest.without', { word: seekers.next.label })] : [])],
      rows: this.#sorted(seekers.heads, measured?.heads).map((seeker) => ({
        head: say('quest.name', seeker), cells: [seeker.weight, ...(measured ? [measured.heads.find((a) => same(a, seeker))?.p ?? null] : [])],
      })),
    };
  }
}

const OFF = /^h\.(\d+)\.attn\.heads=\[(\d+)\]=0$/;

/** @param {{layer: number, head: number}} head */
const name = ({ layer, head }) => `${layer}.${head}`;

/** @param {{layer: number, head: number}} a @param {{layer: number, head: number}} b */
const same = (a, b) => name(a) === name(b);

/** @param {App} app the heads that are switched off */
function offOf(app) {
  return new Set((app.state.cursor.set ?? []).flatMap((change) => {
    const [, layer, head] = OFF.exec(change) ?? [];
    return layer === undefined ? [] : [`${layer}.${head}`];
  }));
}

/** @param {number} before @param {number} after which word says what happened */
function verdict(before, after) {
  if (Math.abs(after - before) < before / 10) return 'quest.same';
  return after > before ? 'whatif.rises' : 'whatif.falls';
}

/** @param {Screen} screen the word pointed at, never one that comes later */
function columnOf({ cell, row }) {
  return Math.min(cell[2] ?? row, row);
}

/**
 * Both are asked of the original run: what its heads looked at, and what each is good for.
 * @param {Screen} screen
 * @returns {Seekers|null|undefined}
 */
function seekersOf(screen) {
  return (screen.base ?? screen.tape).view('seekers', { row: screen.row, columns: [columnOf(screen)], n: 200 });
}

/**
 * @param {Screen} screen
 * @returns {{heads: Ablated[]}|undefined}
 */
function ablatedOf({ base, tape, row }) {
  return (base ?? tape).view('ablate', { row }) ?? undefined;
}

/** @param {number} share @param {string} kind */
function bar(share, kind) {
  return el('span', { class: `share ${kind}` }, svg('svg', { viewBox: '0 0 100 10', preserveAspectRatio: 'none', 'aria-hidden': 'true' }, svg('rect', { width: Math.max(100 * share, 0.5), height: 10 })),
    el('span', { class: 'p', title: full(share) }, short(share)));
}
