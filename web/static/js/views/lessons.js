// The views that lessons bring along, by the names their scripts call them.

import { CurveView } from './curve.js';
import { CutsView } from './cuts.js';
import { GuessersView } from './guessers.js';
import { LayerNormView } from './layernorm.js';
import { LensView } from './lens.js';
import { MapView } from './map.js';
import { NeighboursView } from './neighbours.js';
import { SpaceView } from './space.js';
import { StreamView } from './stream.js';
import { SumView } from './sum.js';

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
 * @returns {Record<LessonView, Own>}
 */
export function lessonViews(app) {
  return {
    map: new MapView(app), cuts: new CutsView(app), sum: new SumView(app), neighbours: new NeighboursView(app), space: new SpaceView(app),
    stream: new StreamView(app), layernorm: new LayerNormView(app), curve: new CurveView(app), lens: new LensView(app),
    guessers: new GuessersView(app),
  };
}
