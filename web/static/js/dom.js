// Making elements: the few helpers that plain DOM code wants.

/** @typedef {Node|string|number|null|undefined|false} Child */
/** @typedef {Record<string, string|number|boolean|null|undefined|((event: any) => void)>} Props */

const SVG = 'http://www.w3.org/2000/svg';

/**
 * Makes an element: el('button', {class: 'quiet', onclick: play}, 'Play').
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Props} [props]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  set(node, props);
  fill(node, ...children);
  return node;
}

/**
 * Makes an element of a picture.
 * @template {keyof SVGElementTagNameMap} K
 * @param {K} tag
 * @param {Props} [props]
 * @param {...Child} children
 * @returns {SVGElementTagNameMap[K]}
 */
export function svg(tag, props = {}, ...children) {
  const node = /** @type {SVGElementTagNameMap[K]} */ (document.createElementNS(SVG, tag));
  set(node, props);
  fill(node, ...children);
  return node;
}

/**
 * Sets attributes; a function is a listener, true an empty attribute, and false
 * or null takes the attribute away.
 * @param {Element} node
 * @param {Props} props
 */
export function set(node, props) {
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === 'function') node.addEventListener(name.slice(2), value);
    else if (value === false || value === null || value === undefined) node.removeAttribute(name);
    else if (value === true) node.setAttribute(name, '');
    else if (node.getAttribute(name) !== String(value)) node.setAttribute(name, String(value));
  }
}

/**
 * Puts children in the place of what was there.
 * @param {Element} node
 * @param {...Child} children
 */
export function fill(node, ...children) {
  node.replaceChildren(...children.filter(isShown).map((c) => (typeof c === 'number' ? String(c) : c)));
}

/**
 * @param {Child} child
 * @returns {child is Node|string|number}
 */
function isShown(child) {
  return child !== null && child !== undefined && child !== false;
}

/**
 * Returns the element of that id; the shell has it, or the page is broken.
 * @param {string} id
 * @returns {HTMLElement}
 */
export function byId(id) {
  const node = document.getElementById(id);
  if (!node) throw new Error(`index.html has no #${id}`);
  return node;
}

/**
 * Lets a menu close when something outside is clicked, and with Escape.
 * @param {HTMLDetailsElement} menu
 */
export function closing(menu) {
  menu.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !menu.open) return;
    menu.open = false;
    menu.querySelector('summary')?.focus();
    event.stopPropagation();
  });
  document.addEventListener('click', (event) => {
    if (event.target instanceof Node && event.target.isConnected && !menu.contains(event.target)) menu.open = false;
  });
}

/**
 * Writes a text only where it changed, so that a selection survives.
 * @param {Element} node
 * @param {string} text
 */
export function say(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** True where the reader asked for less motion. */
export function stillness() {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}
