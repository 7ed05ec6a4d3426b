// The views that lessons bring along, by the names their scripts call them.

import { BlankView } from './blank.js';
import { ClassifyView, MetricsView } from './classify.js';
import { CacheView } from './cache.js';
import { CurveView } from './curve.js';
import { CutsView } from './cuts.js';
import { GameView } from './game.js';
import { GuessersView } from './guessers.js';
import { LayerNormView } from './layernorm.js';
import { KeptView, LossView } from './learned.js';
import { LensView } from './lens.js';
import { LoopView } from './loop.js';
import { MapView } from './map.js';
import { NeighboursView } from './neighbours.js';
import { QuestView } from './quest.js';
import { SpaceView } from './space.js';
import { ReviewView } from './review.js';
import { SamplingView } from './sampling.js';
import { StreamView } from './stream.js';
import { SumView } from './sum.js';
import { TermsView } from './terms.js';
import { UpdateView } from './update.js';
import { WithoutView } from './without.js';

/** @import { App } from '../app.js' */
/** @import { Screen } from '../screen.js' */
/** @import { View } from '../stage.js' */
/** @import { LessonView } from '../types.js' */

/**
 * A view that shows some steps; another one takes its place at those it cannot show.
 * @typedef {View & {suits: (screen: Screen) => boolean}} Own
 */

/**
 * @param {App} app
 * @param {() => void} run computes what the cursor says
 * @returns {Record<LessonView, Own>}
 */
export function lessonViews(app, run) {
  return {
    quest: new QuestView(app, run),
    map: new MapView(app), cuts: new CutsView(app), sum: new SumView(app), neighbours: new NeighboursView(app), space: new SpaceView(app),
    stream: new StreamView(app), layernorm: new LayerNormView(app), curve: new CurveView(app), lens: new LensView(app),
    guessers: new GuessersView(app), loss: new LossView(app, run), kept: new KeptView(app, run), update: new UpdateView(app), classify: new ClassifyView(app), metrics: new MetricsView(app), blank: new BlankView(app), game: new GameView(app),
    terms: new TermsView(app), review: new ReviewView(app),
    loop: new LoopView(app, run), sampling: new SamplingView(app, run), cache: new CacheView(app), without: new WithoutView(app),
  };
}
