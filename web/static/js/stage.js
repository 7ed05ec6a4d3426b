// The stage: the plot in the middle, its title, its table, and under it the way
// the number goes. A view that waits for numbers leaves the old picture alone.

import { viewAsked } from './asked.js';
import { byId, say, set } from './dom.js';
import { Table } from './table.js';
import { isGradient } from './steps.js';
import { plotTitle } from './plottitle.js';
import { crowd, drawWay } from './way.js';
import { axisNames } from './screen.js';
import { nextToken, toCell, toStep } from './walk.js';
import { ChainView } from './views/chain.js';
import { LessonViews } from './views/lessons.js';
import { CompareView } from './views/compare.js';
import { CompareWordsView } from './views/comparewords.js';
import { DistributionView } from './views/distribution.js';
import { OverviewView } from './views/overview.js';
import { MatrixView } from './views/matrix.js';
import { SignedView } from './views/signed.js';
import { TokensView } from './views/tokens.js';
import { ValuesView } from './views/values.js';

/** @import { App, State } from './app.js' */
/** @import { Actions } from './main.js' */
/** @import { Screen } from './screen.js' */
/** @import { TableData } from './table.js' */
/** @import { LessonView } from './types.js' */

/** So long after the first picture (ms) the scripts of other lessons are fetched. */
const PEACE = 1500;

/**
 * @typedef {object} View
 * @property {HTMLElement} el
 * @property {(screen: Screen) => boolean} draw  false while numbers are on their way
 * @property {(screen: Screen) => TableData|null} table
 * @property {(screen: Screen) => string} [title]  of the plot, where the step's own name will not do
 * @property {() => Record<string, string|number>|null} [done]  what a picture must be told of what somebody did here
 * @property {(screen: Screen, rows: number, cols: number) => boolean} [walk]  an arrow key, where cells are not walked as in a matrix
 */

/**
 * @param {App} app
 * @param {Actions} actions
 */
export function stage(app, actions) {
  const plot = byId('plot');
  const room = byId('plot-table');
  const table = new Table(room, (caption) => app.say('table.only_row', { caption }));
  const tableButton = byId('table-button');
  const place = byId('plot-place');
  const way = byId('way');
  const coming = /** @type {HTMLProgressElement} */ (byId('coming'));
  const views = {
    matrix: new MatrixView(app), values: new ValuesView(app), chain: new ChainView(app),
    distribution: new DistributionView(app), tokens: new TokensView(app),
    signed: new SignedView(app), overview: new OverviewView(app), compare: new CompareView(app), compareWords: new CompareWordsView(app),
  };
  const lessonsOwn = new LessonViews(app, actions.run);
  /** @type {View|null} */
  let shown = null;

  tableButton.addEventListener('click', () => app.go({ table: app.state.cursor.table ? undefined : true }));
  plot.addEventListener('keydown', (event) => walkCells(app, plot, event, shown));
  new ResizeObserver(() => {
    app.store.set({ news: app.state.news + 1 });
    crowd(way);
  }).observe(plot);

  /**
   * @param {Screen} screen
   * @returns {LessonView|null} the lesson's view that is shown, where one suits
   */
  function ownOf(screen) {
    const view = /** @type {LessonView} */ (screen.view);
    return lessonsOwn.named(view)?.suits(screen) ? view : null;
  }

  /**
   * @param {Screen} screen
   * @returns {View|undefined} undefined while its script is on its way
   */
  function viewOf(screen) {
    const { view, step, tape } = screen;
    const own = lessonsOwn.named(view);
    if (own === undefined) return undefined;
    if (own?.suits(screen)) return own;
    if (view === 'overview') return views.overview;
    const beside = isGradient(step.name) && step.shape.at(-1) === tape.catalogue.model.vocab_size ? null : besideOf(screen);
    if (beside) return beside;
    if (view === 'chain') return views.chain;
    if (view === 'tokens') return views.tokens;
    if (isGradient(step.name) && step.shape.at(-1) === tape.catalogue.model.vocab_size) return views.signed;
    if (view === 'distribution' || (step.shape.at(-1) ?? 0) === tape.catalogue.model.vocab_size) return views.distribution;
    if (step.shape.length === 0) return views.chain;
    return step.name.endsWith('.attn.heads') && !isGradient(step.name) ? views.values : views.matrix;
  }

  /**
   * How a changed run is shown beside the original, unless one of them is to be
   * seen alone.
   * @param {Screen} screen
   * @returns {View|null}
   */
  function besideOf({ base, step, tape, view }) {
    const { side } = app.state.cursor;
    if (!base?.named(step.name) || side === 'edited' || side === 'original' || view === 'tokens') return null;
    const words = step.shape.length < 2 || step.shape.at(-1) === tape.catalogue.model.vocab_size;
    return words ? views.compareWords : views.compare;
  }

  /**
   * @param {State} state
   * @param {Screen|null} screen
   */
  function draw(state, screen) {
    say(tableButton, app.say('stage.table'));
    drawComing(app, coming, state.coming);
    if (!screen) {
      lessonsOwn.named(viewAsked(state)); // its script comes while the run does
      return;
    }
    const view = viewOf(screen);
    if (!view) {
      set(plot, { 'aria-busy': 'true' });
      return;
    }
    if (view.el.parentElement !== plot) plot.append(view.el);
    const fresh = view !== shown;
    view.el.hidden = false;
    view.el.classList.toggle('waiting', fresh && shown !== null);
    if (!view.draw(screen)) {
      if (fresh && shown) view.el.hidden = true;
      set(plot, { 'aria-busy': 'true' });
      return;
    }
    // All others, also one that was left before it had its numbers.
    if (fresh) for (const other of /** @type {Iterable<HTMLElement>} */ (plot.children)) other.hidden = other !== view.el;
    view.el.classList.remove('waiting');
    if (!shown) setTimeout(() => lessonsOwn.fetchRest(), PEACE);
    shown = view;
    set(plot, { 'aria-busy': null, 'aria-label': `${app.captionOf(screen)}. ${app.say('stage.walk')}` });
    plotTitle(app, actions, place, screen, view.title?.(screen));
    drawWay(app, way, screen);
    set(tableButton, { 'aria-pressed': String(screen.table) });
    set(room, { 'aria-label': app.say('stage.table') });
    room.hidden = !screen.table;
    plot.classList.toggle('behind', screen.table);
    const data = screen.table ? view.table(screen) : null;
    if (data) table.draw(data);
  }

  return {
    draw,
    own: ownOf,

    /**
     * What somebody did in the view that is shown, where a picture of it needs that.
     * @param {Screen} screen
     */
    done: (screen) => viewOf(screen)?.done?.() ?? null,

    /** The table of what is on the stage, once its numbers are here. */
    table() {
      const screen = app.screen();
      return screen && (viewOf(screen)?.table(screen) ?? null);
    },
  };
}

/**
 * How far a run has come that takes a while.
 * @param {App} app
 * @param {HTMLProgressElement} bar
 * @param {State['coming']} tape
 */
function drawComing(app, bar, tape) {
  bar.hidden = !tape;
  if (!tape) return;
  const args = { have: tape.steps.length, of: tape.catalogue.steps };
  bar.max = args.of;
  bar.value = args.have;
  set(bar, { 'aria-label': app.say('stage.coming', args), title: app.say('stage.coming', args) });
}

/**
 * While the plot has the focus, arrows walk its cells.
 * @param {App} app
 * @param {HTMLElement} plot
 * @param {KeyboardEvent} event
 * @param {View|null} view
 */
function walkCells(app, plot, event, view) {
  const screen = app.screen();
  if (!screen || event.target !== plot || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (event.key === 'Escape') {
    plot.blur();
    event.stopPropagation();
    return;
  }
  const by = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
  if (!by) return;
  event.preventDefault();
  event.stopPropagation();
  app.pause();
  if (view?.walk?.(screen, by[0], by[1])) return;
  if (screen.step.name.startsWith('chain.')) {
    alongWords(app, screen, by[0] + by[1]);
    return;
  }
  const axes = axisNames(screen.kind).map((name, axis) => ({ name, axis })).filter(({ name }) => name !== 'nh');
  const [row, col] = axes;
  if (screen.view === 'distribution') {
    app.go(toCell(screen, { T: screen.row + by[0] + by[1] }));
    return;
  }
  app.go(toCell(screen, { [row.name]: screen.cell[row.axis] + by[0], ...(col && { [col.name]: screen.cell[col.axis] + by[1] }) }));
}

/**
 * @param {App} app
 * @param {Screen} screen
 * @param {number} by
 */
function alongWords(app, screen, by) {
  if (by > 0 && screen.t >= screen.tape.words.length) return;
  if (by > 0) app.go(nextToken(screen, app.state.habit));
  else {
    const before = screen.tape.named(screen.step.name.replace(/\d+/, String(screen.t - 1)));
    if (before) app.go(toStep(screen, before.i, app.state.habit));
  }
}
