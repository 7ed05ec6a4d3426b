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
 * Sets the stations closer where they would need a second row; where one row is
 * all there is and still too short, and does not scroll, those furthest from the
 * one in focus go.
 * @param {HTMLElement} host
 */
export function crowd(host) {
  const stations = [...host.querySelectorAll('button')];
  for (const station of stations) station.hidden = false;
  host.classList.remove('crowded');
  const box = (/** @type {number} */ at) => host.children[at < 0 ? at + host.children.length : at]?.getBoundingClientRect() ?? new DOMRect();
  host.classList.toggle('crowded', box(-1).top > box(0).top + box(0).height / 2);
  if (getComputedStyle(host).overflowX !== 'visible') return;
  const here = stations.findIndex((station) => station.hasAttribute('aria-current'));
  const shown = () => stations.filter((station) => station.offsetWidth > 0).map((station) => station.getBoundingClientRect());
  const far = stations.toSorted((a, b) => Math.abs(stations.indexOf(a) - here) - Math.abs(stations.indexOf(b) - here));
  while (far.length && (shown().at(-1)?.right ?? 0) - (shown()[0]?.left ?? 0) > host.clientWidth + 1) /** @type {HTMLElement} */ (far.pop()).hidden = true;
}
