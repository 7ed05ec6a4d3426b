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
    expect(await list.locator('li').count()).toBeLessThanOrEqual(entries.length + 1); // the rest has what finds no room
    expect(number(await list.locator('li').first().locator('.true').textContent())).toBeCloseTo(entries[0].truth, 3);
    await expect(page.locator('.of-truth')).toContainText(says.truth.kl_is.split('{n}')[0].trim());
    expect(kl).toBeGreaterThan(0);
    await page.keyboard.press('t');
    await expect(page.locator('#plot-table tbody tr')).toHaveCount(entries.length + 1); // the table has every possible word
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

test('words are picked as chips, by keyboard', async ({ page }) => {
  const log = wire(page);
  await open(page, path('en', 'surprise', WORLD.en.text));
  const strip = page.locator('#word-strip');
  await expect(strip.locator('.choices button')).toHaveCount(2);
  const { choices } = log.all('next').at(-1);
  await strip.locator('.choices button').first().focus();
  await page.keyboard.press('Enter');
  await expect(page.locator('#sentence')).toHaveValue(choices[0].text);
  await expect(strip.locator('.said-words li')).toHaveCount(11); // ten words and the place behind them

  // A word in the middle is swapped, and the two runs stand side by side.
  await strip.locator('.said-words button', { hasText: 'park' }).click();
  await strip.locator('.choices button', { hasText: 'garden' }).click();
  await expect(page.locator('#sentence')).toHaveValue(/in the garden with Tom/);
  await expect(page).toHaveURL(/was=/);
  await expect(page.locator('.compare-words')).toBeVisible();
});

test('two words change places, and words that were drawn are marked and no text', async ({ page }) => {
  await open(page, path('en', 'surprise', WORLD.en.text));
  const strip = page.locator('#word-strip');
  await strip.locator('.said-words button', { hasText: 'park' }).click();
  await strip.locator('.swap').click();
  await expect(page.locator('#sentence')).toHaveValue(/in the with park/);
  await expect(page).toHaveURL(/was=/);

  // A word that was drawn stands there from its choice on, and not before.
  const drawnWords = strip.locator('.drawn');
  await open(page, '/en/lesson/autoregression?page=throw');
  await expect(strip.locator('.said-words button').last()).toHaveClass('gap');
  await open(page, '/en/lesson/autoregression?page=append');
  await expect(drawnWords).toHaveCount(1);
  const typed = await page.locator('#sentence').inputValue();
  await strip.locator('.choices button').last().click();
  await expect(page.locator('#sentence')).toHaveValue(new RegExp(`^${typed} \\w+$`));
});

test('an unknown word is marked, and a known one near it is offered', async ({ page }) => {
  await open(page, path('en', 'surprise', 'Mia is in the gardn'));
  const strip = page.locator('#word-strip');
  await expect(strip.locator('.unknown')).toContainText('gardn');
  await strip.locator('.choices button', { hasText: 'garden' }).click();
  await expect(page.locator('#sentence')).toHaveValue('Mia is in the garden');
});

test('the word at which the grammar is left is marked, at 390 pixels too', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open(page, path('en', 'surprise', WORLD.en.left));
  await expect(page.locator('#word-strip .left')).toContainText('has');
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});

for (const lang of LANGUAGES) {
  test(`the game counts the reader's own log-likelihood in ${lang}`, async ({ page }) => {
    await open(page, `/${lang}/lesson/log-likelihood?page=game`);
    const says = words(lang);
    for (let i = 0; i < 8; i++) {
      await expect(page.locator('.game .ask')).toContainText(says.game.ask.replace('{i}', String(i + 1)).replace('{n}', '8'));
      await page.locator('.game .options').first().locator('button').first().click();
      await page.locator('.game .sure button').nth(1).click();
    }
    await expect(page.locator('.game .ask button')).toHaveText(says.game.another);
    const hits = await page.locator('.game .hit').count();
    const mine = number(await page.locator('.game .you .p').first().textContent());
    expect(mine).toBeCloseTo(hits * Math.log(0.6) + (8 - hits) * Math.log(0.4 / 5), 2);
    await expect(page.locator('.game .guessers p:not(.head)')).toHaveCount(6);
  });

  test(`a gap shows what its left side expects, and not yet its word, in ${lang}`, async ({ page }) => {
    const log = wire(page);
    await open(page, `/${lang}/lesson/log-likelihood?page=gap`);
    const { words: tried } = log.all('blank').at(-1);
    const order = [...tried].sort((a, b) => a.rank - b.rank).map(({ label }) => label);
    expect(await page.locator('.blank p:not(.head) b').allTextContents()).toEqual(order);
    await expect(page.locator('.stacked .context .on')).toHaveText('____');
  });

  test(`a gap is filled from both sides in ${lang}`, async ({ page }) => {
    const log = wire(page);
    await open(page, `/${lang}/lesson/log-likelihood?page=blank`);
    const { words: tried } = log.all('blank').at(-1);
    const rows = page.locator('.blank p:not(.head)');
    await expect(rows).toHaveCount(tried.length);
    await expect(rows.first()).toHaveClass(/here/);
    expect(number(await rows.first().locator('.p').nth(2).textContent())).toBeCloseTo(tried[0].sum, 1);
  });
}
