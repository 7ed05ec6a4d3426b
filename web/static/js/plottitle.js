// The title of the plot: what it shows, and the choices of what of it is shown.

import { el, fill } from './dom.js';
import { attentionPart, isGradient } from './steps.js';
import { symbols } from './symbols.js';
import { toLayer } from './walk.js';

/** @import { App } from './app.js' */
/** @import { Actions } from './main.js' */
/** @import { Screen } from './screen.js' */

/**
 * Layer and head, to be chosen; elsewhere the name of the plot.
 * @param {App} app
 * @param {Actions} actions
 * @param {HTMLElement} host
 * @param {Screen} screen
 * @param {string} [name] of the plot
 */
export function plotTitle(app, actions, host, screen, name) {
  const { layer, kind, step, tape, view } = screen;
  const { n_layer, n_head } = tape.catalogue.model;
  const what = name ?? (view === 'chain' ? app.say('chain.title') : app.whatOf(screen));
  const key = [app.state.lang, tape.run, what, step.name, screen.head, view].join();
  if (host.dataset.key === key) return;
  host.dataset.key = key;
  const focused = document.activeElement instanceof HTMLElement && host.contains(document.activeElement) ? document.activeElement.id : '';
  const asIs = ['tokens', 'cuts', 'neighbours', 'space'].includes(view); // pictures of words, not of numbers with a gradient
  const elsewhere = view === 'update' || view === 'terms'; // their layers and heads are chosen in them
  const all = elsewhere || view === 'overview' || view === 'quest'; // every head of every layer
  fill(host, el('h2', { id: 'plot-title' }, ...symbols(what)),
    layer === null || all ? null : choice('layer', app.say('stage.layer_name'), n_layer, layer, (n) => app.say('stage.layer', { n }), (n) => app.go(toLayer(screen, n, app.state.habit))),
    kind.axes[0] === 'nh' && !all ? choice('head', app.say('stage.head_name'), n_head, screen.head, (n) => app.say('stage.head', { n }), (n) => app.pickHead(n)) : null,
    attentionPart(step.name) && !elsewhere ? el('button', { id: 'overview-button', type: 'button', 'aria-pressed': String(view === 'overview'), title: `${app.say('stage.overview')} (O)`, onclick: () => app.toggleOverview() }, '▦', el('span', { class: 'unseen' }, app.say('stage.overview'))) : null,
    tape.words.length > 1 && !asIs && !elsewhere && !/^(chain|task)\./.test(step.name) ? el('button', { id: 'gradient-button', type: 'button', 'aria-pressed': String(isGradient(step.name)), title: `${app.say('stage.gradient')} (G)`, onclick: () => app.toggleGradient(actions.run) }, '∂', el('span', { class: 'unseen' }, app.say('stage.gradient'))) : null);
  if (focused) document.getElementById(focused)?.focus();
}

/**
 * @param {string} id
 * @param {string} name
 * @param {number} count
 * @param {number} current
 * @param {(n: number) => string} label
 * @param {(n: number) => void} onChoose
 */
function choice(id, name, count, current, label, onChoose) {
  const select = el('select', { id: `choose-${id}`, 'aria-label': name, onchange: () => onChoose(Number(select.value)) },
    ...Array.from({ length: count }, (_, n) => el('option', { value: n, selected: n === current }, label(n))));
  return select;
}
