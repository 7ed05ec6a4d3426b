// The way the number goes, in a row of stations under the plot.

import { el, fill, set } from './dom.js';
import { stations } from './steps.js';
import { symbols } from './symbols.js';
import { toStep } from './walk.js';

/** @import { App } from './app.js' */
/** @import { Screen } from './screen.js' */

/**
 * The row of stations under the plot: where the number comes from, where it goes.
 * @param {App} app
 * @param {HTMLElement} host
 * @param {Screen} screen
 */
export function drawWay(app, host, screen) {
  const { tape, step } = screen;
  const key = [app.state.lang, tape.run, step.name].join();
  if (host.dataset.key === key) return;
  host.dataset.key = key;
  set(host, { 'aria-label': app.say('stage.way') });
  const focused = host.contains(document.activeElement);
  fill(host, ...stations(tape, step.name).flatMap(({ key: station, step: name, idea, joined }, i) => {
    const current = name === step.name;
    return [
      i === 0 ? null : el('span', { class: 'arrow', 'aria-hidden': 'true' }, joined ? '·' : '→'),
      el('button', {
        type: 'button', class: idea ? `idea ${idea}` : '', 'aria-current': current ? 'step' : null,
        onclick: () => {
          app.pause();
          app.go(toStep(screen, tape.named(name)?.i ?? -1, app.state.habit));
        },
      }, ...symbols(app.say(`stations.${station}`))),
    ];
  }));
  crowd(host);
  if (focused) /** @type {HTMLElement|null} */ (host.querySelector('[aria-current]'))?.focus();
}

/**
 * Sets the stations closer where they would need a second row.
 * @param {HTMLElement} host
 */
export function crowd(host) {
  host.classList.remove('crowded');
  const [first, last] = [host.firstElementChild, host.lastElementChild];
  const wraps = first && last && last.getBoundingClientRect().top > first.getBoundingClientRect().bottom;
  host.classList.toggle('crowded', Boolean(wraps));
}
