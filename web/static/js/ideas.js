// One colour for one idea, and one light: where the pointer rests on an idea, in
// prose, formula, code or at the axis of a plot, it lights up everywhere.

const IDEAS = ['q', 'k', 'v', 'dk', 'w', 't', 'p', 'L', 'x', 'a', 'm'];

/** Listens for the pointer and the focus on ideas. */
export function lightIdeas() {
  /** @param {Event} event */
  const light = ({ target }) => {
    const node = target instanceof Element ? target.closest('.idea') : null;
    const idea = node && IDEAS.find((name) => node.classList.contains(name));
    if (idea) document.documentElement.dataset.idea = idea;
    else delete document.documentElement.dataset.idea;
  };
  document.addEventListener('pointerover', light);
  document.addEventListener('focusin', light);
}
