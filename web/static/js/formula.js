// The formula of the step, with the part that is being computed lit up.

import { byId, say } from './dom.js';
import { kindOf } from './steps.js';

/** @import { App, Part } from './app.js' */
/** @import { Screen } from './screen.js' */

/**
 * @param {App} app
 * @returns {Part}
 */
export function formulaPanel(app) {
  const section = byId('formula');
  const host = byId('formula-body');
  const caption = byId('formula-caption');
  let drawn = '';
  let width = 0;
  new ResizeObserver(() => {
    if (host.clientWidth === width) return;
    width = host.clientWidth;
    fit(host);
  }).observe(host);
  return ({ course, lang }, screen) => {
    if (!screen || !course) return;
    const { id, parts, own } = formulaOf(screen);
    const mathml = course.formulas[id];
    const key = [lang, screen.page.id, screen.step.kind, id, ...parts].join();
    if (key === drawn) return;
    drawn = key;
    section.hidden = !mathml;
    say(byId('formula-title'), app.say('panels.formula'));
    // Where the page is about this step, the prose says it.
    say(caption, own ? '' : screen.kind.caption?.[lang] ?? '');
    caption.hidden = caption.textContent === '';
    host.innerHTML = mathml ?? ''; // ours, from the lessons
    for (const part of host.querySelectorAll('[data-part]')) {
      part.classList.toggle('lit', parts.includes(part.getAttribute('data-part') ?? ''));
    }
    fit(host);
    document.fonts.ready.then(() => fit(host));
  };
}

/**
 * The page chooses while its own step is on the stage; elsewhere the step does.
 * @param {Screen} screen
 */
function formulaOf({ page, step, kind }) {
  const own = kindOf(page.step) === kindOf(step.name);
  if (own && page.formula) return { id: page.formula, parts: page.highlight ?? [], own };
  return { id: kind.formula ?? '', parts: kind.part ? [kind.part] : [], own };
}

/**
 * Sets a formula that is too wide a little smaller.
 * @param {HTMLElement} host
 */
function fit(host) {
  const formula = host.querySelector('math');
  if (!formula) return;
  formula.style.fontSize = '';
  const part = host.clientWidth / host.scrollWidth;
  if (part < 1) formula.style.fontSize = `${Math.max(part * 0.98, 0.6) * parseFloat(getComputedStyle(formula).fontSize)}px`;
}
