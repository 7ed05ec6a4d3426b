// Taking home what is on the stage: a picture of every view that is no table of
// words, and of a what-if the run as it was, the changed one and their difference.

import { expect, test } from '@playwright/test';
import { LANGUAGES, drawn, open, words } from './lab.js';

/** @import { Page } from '@playwright/test' */

/** @param {Page} page whose export menu is opened */
async function pictures(page) {
  await page.locator('#export summary').click();
  await expect(page.locator('#export-list').getByText('CSV')).toBeVisible();
  return page.locator('#export-list a').evaluateAll((links) => links.map((link) => /** @type {HTMLAnchorElement} */ (link).href));
}

/** @param {Page} page says a word of the game's story */
async function guess(page) {
  await page.locator('.ask .options button').first().click();
  await page.locator('.ask .sure button').first().click();
  await expect(page.locator('.story b').first()).toBeVisible();
  await drawn(page);
}

test('what every view shows can be taken home, as a picture or at least as numbers', async ({ page, request }) => {
  test.slow();
  const { lessons } = await (await request.get('/api/en/course')).json();
  const seen = new Set();
  const without = [];
  for (const { id } of lessons) {
    const { pages } = await (await request.get(`/api/en/lesson/${id}`)).json();
    for (const expected of pages) {
      if (seen.has(expected.view)) continue;
      seen.add(expected.view);
      await open(page, `/en/lesson/${id}?page=${expected.id}`);
      if (expected.view === 'game') await guess(page);
      const links = await pictures(page);
      if (!links.length) without.push(expected.view);
      const svg = links.find((href) => href.includes('.svg?'));
      if (!svg) continue;
      const response = await request.get(svg);
      expect(response.status(), svg).toBe(200);
      expect(await response.text(), expected.view).toContain(`page=${expected.id}`);
    }
  }
  const reasons = await page.evaluate(async (url) => Object.keys((await import(url)).WITHOUT_PICTURE), '/static/js/pictures.js');
  expect(without.sort()).toEqual(reasons.sort());
});

test('a game that nobody has begun has no picture yet', async ({ page, request }) => {
  const { lessons } = await (await request.get('/api/en/course')).json();
  for (const { id } of lessons) {
    const { pages } = await (await request.get(`/api/en/lesson/${id}`)).json();
    const game = pages.find((/** @type {{view: string}} */ { view }) => view === 'game');
    if (!game) continue;
    await open(page, `/en/lesson/${id}?page=${game.id}`);
    expect(await pictures(page)).toEqual([]);
    await page.locator('#export summary').click();
    await guess(page);
    const [link] = await pictures(page);
    expect(new URL(link).searchParams.get('said')).toBe('0:90');
    return;
  }
  throw new Error('no lesson has the game');
});

for (const lang of LANGUAGES) {
  test(`a what-if is taken home beside what it was, in ${lang}`, async ({ page, request }) => {
    const says = words(lang).whatif;
    const change = `set=${encodeURIComponent('h.*.attn.scaled=identity')}`;
    await open(page, `/${lang}/lesson/attention?page=why&step=h.1.attn.weights&cell=1,4,2&${change}`);
    const both = (await pictures(page)).find((href) => href.includes('.svg?')) ?? '';
    expect(new URL(both).searchParams.get('compare')).toBe('1');
    const svg = await (await request.get(both)).text();
    for (const part of [says.before, says.after, says.minus.replace('−', '–')]) expect(svg).toContain(part);

    // Seen alone, it is taken home alone.
    await open(page, `/${lang}/lesson/attention?page=why&step=h.1.attn.weights&cell=1,4,2&${change}&side=edited`);
    const one = (await pictures(page)).find((href) => href.includes('.svg?')) ?? '';
    expect(new URL(one).searchParams.has('compare')).toBe(false);
    expect(new URL(one).searchParams.get('set')).toBe('h.*.attn.scaled=identity');

    // A swapped word: factors compare whatever the lengths, with the text as it was.
    const spec = await page.evaluate(() => Object.fromEntries(new URLSearchParams(location.search)));
    await open(page, `/${lang}/lesson/attention?page=why&step=chain.2.factor&model=${spec.model}&text=${encodeURIComponent(spec.text)}&was=${encodeURIComponent(spec.text.slice(0, -1))}`);
    const swapped = (await pictures(page)).find((href) => href.includes('/plot/factors.csv') || href.includes('/plot/factors.svg')) ?? '';
    expect(new URL(swapped).searchParams.get('was')).toBe(spec.text.slice(0, -1));
    expect((await request.get(swapped)).status()).toBe(200);
  });
}
