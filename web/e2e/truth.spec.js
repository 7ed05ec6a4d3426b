// The small world on the page: what is true beside what the model says.

import { expect, test } from '@playwright/test';
import { LANGUAGES, drawn, number, open, wire, words } from './lab.js';

const WORLD = {
  en: { model: 'world-en', text: 'Mia is in the park with Tom. Tom', left: 'Mia has a kite' },
  'zh-Hant': { model: 'world-zh', text: '溫暖的傍晚，雅婷在河邊遇見小玲。小玲', left: '溫暖的雅婷在河邊' },
};

/** @param {string} lang @param {string} page @param {string} text */
const path = (lang, page, text) => `/${lang}/lesson/chain-rule?page=${page}&model=${WORLD[/** @type {'en'} */ (lang)].model}&text=${encodeURIComponent(text)}`;

for (const lang of LANGUAGES) {
  const world = WORLD[/** @type {'en'} */ (lang)];
  const says = words(lang);

  test(`each factor stands beside its truth in ${lang}`, async ({ page }) => {
    const log = wire(page);
    await open(page, path(lang, 'surprise', world.text));
    await expect.poll(() => log.all('truth').length).toBeGreaterThan(0);
    const { words: truth } = log.all('truth').at(-1);
    await expect(page.locator('.chain .bar path.truth')).toHaveCount(truth.length);
    await page.locator('#table-button').click();
    const rows = page.locator('#plot-table tbody tr');
    await expect(rows).toHaveCount(truth.length);
    for (const [i, { p }] of truth.entries()) {
      expect(number(await rows.nth(i).locator('td').nth(5).textContent())).toBeCloseTo(p, 3);
    }
  });

  test(`outside the grammar there is 0, then no truth, in ${lang}`, async ({ page }) => {
    await open(page, path(lang, 'surprise', world.left));
    await expect(page.locator('.chain .bar path.truth.none')).toHaveCount(1);
    await expect(page.locator('.chain .lost-label')).toHaveText(says.truth.lost);
    await page.locator('#table-button').click();
    await expect(page.locator('#plot-table')).toContainText(says.truth.lost);
  });

  test(`the next word's distribution stands beside the true one in ${lang}`, async ({ page }) => {
    const log = wire(page);
    await open(page, path(lang, 'vocabulary', world.text));
    const list = page.locator('.distribution .bars.beside');
    await expect(list).toBeVisible();
    const { entries, kl } = log.all('compare').at(-1);
    await expect(list.locator('li')).toHaveCount(entries.length + 1);
    expect(number(await list.locator('li').first().locator('.true').textContent())).toBeCloseTo(entries[0].truth, 3);
    await expect(page.locator('.of-truth')).toContainText(says.truth.kl);
    expect(kl).toBeGreaterThan(0);
  });

  test(`five guessers pay for the same words in ${lang}`, async ({ page }) => {
    const log = wire(page);
    await open(page, `${path(lang, 'surprise', world.text)}&view=guessers`);
    await expect(page.locator('.guessers p:not(.head)')).toHaveCount(5);
    const { guessers } = log.all('guessers').at(-1);
    for (const [i, { sum }] of guessers.entries()) {
      expect(number(await page.locator('.guessers p:not(.head)').nth(i).locator('.p').first().textContent())).toBeCloseTo(sum, 1);
    }
  });
}

test('a model of another language has no truth, and its pictures are as before', async ({ page }) => {
  await open(page, '/en/lesson/chain-rule?page=surprise&model=aesop&text=The+Fox');
  await drawn(page);
  await expect(page.locator('.bar')).toHaveCount(7);
  await expect(page.locator('.truth')).toHaveCount(0);
});
