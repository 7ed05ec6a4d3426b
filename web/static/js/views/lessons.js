// The views that lessons bring along, by the names their scripts call them. A
// view is fetched when a page first shows it, so that no lesson waits for the
// scripts of another; the rest follow while nobody waits.

/** @import { App } from '../app.js' */
/** @import { Screen } from '../screen.js' */
/** @import { View } from '../stage.js' */
/** @import { LessonView } from '../types.js' */

/**
 * A view that shows some steps; another one takes its place at those it cannot show.
 * @typedef {View & {suits: (screen: Screen) => boolean}} Own
 */

/** @typedef {new (app: App, run: () => void) => Own} OwnClass */

/** @type {Record<LessonView, () => Promise<OwnClass>>} */
const classes = {
  quest: async () => (await import('./quest.js')).QuestView,
  map: async () => (await import('./map.js')).MapView,
  cuts: async () => (await import('./cuts.js')).CutsView,
  sum: async () => (await import('./sum.js')).SumView,
  neighbours: async () => (await import('./neighbours.js')).NeighboursView,
  space: async () => (await import('./space.js')).SpaceView,
  stream: async () => (await import('./stream.js')).StreamView,
  layernorm: async () => (await import('./layernorm.js')).LayerNormView,
  curve: async () => (await import('./curve.js')).CurveView,
  lens: async () => (await import('./lens.js')).LensView,
  guessers: async () => (await import('./guessers.js')).GuessersView,
  loss: async () => (await import('./learned.js')).LossView,
  kept: async () => (await import('./learned.js')).KeptView,
  samples: async () => (await import('./samples.js')).SamplesView,
  update: async () => (await import('./update.js')).UpdateView,
  reread: async () => (await import('./reread.js')).RereadView,
  head: async () => (await import('./head.js')).HeadView,
  classify: async () => (await import('./classify.js')).ClassifyView,
  metrics: async () => (await import('./classify.js')).MetricsView,
  learning: async () => (await import('./learning.js')).LearningView,
  blank: async () => (await import('./blank.js')).BlankView,
  gap: async () => (await import('./blank.js')).GapView,
  game: async () => (await import('./game.js')).GameView,
  terms: async () => (await import('./terms.js')).TermsView,
  review: async () => (await import('./review.js')).ReviewView,
  loop: async () => (await import('./loop.js')).LoopView,
  sampling: async () => (await import('./sampling.js')).SamplingView,
  cache: async () => (await import('./cache.js')).CacheView,
  scores: async () => (await import('./scores.js')).ScoresView,
  without: async () => (await import('./without.js')).WithoutView,
};

export class LessonViews {
  /** @type {Map<string, Own>} */
  #ready = new Map();
  /** @type {Set<string>} */
  #asked = new Set();

  /**
   * @param {App} app
   * @param {() => void} run computes what the cursor says
   */
  constructor(app, run) {
    this.app = app;
    this.run = run;
  }

  /**
   * The view of that name: null where lessons have none, undefined while it is on its way.
   * @param {string} name
   * @returns {Own|null|undefined}
   */
  named(name) {
    if (!(name in classes)) return null;
    if (!this.#ready.has(name)) this.#fetch(/** @type {LessonView} */ (name));
    return this.#ready.get(name);
  }

  /** Fetches what is not here yet, so that a server that goes away takes no view along. */
  fetchRest() {
    for (const name of Object.keys(classes)) this.#fetch(/** @type {LessonView} */ (name));
  }

  /** @param {LessonView} name */
  async #fetch(name) {
    if (this.#asked.has(name)) return;
    this.#asked.add(name);
    try {
      const Own = await classes[name]();
      this.#ready.set(name, new Own(this.app, this.run));
      this.app.store.set({ news: this.app.state.news + 1 });
    } catch {
      this.#asked.delete(name); // the server is away: asked for again when it is wanted
    }
  }
}
