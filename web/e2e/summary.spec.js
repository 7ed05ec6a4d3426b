// The summary: the chapter term by term, and the questions that come back.

import { expect, test } from '@playwright/test';
import { drawn, number, open, step, wire, words } from './lab.js';

test('a term shows its function, its number, and a lesson that is there', async ({ page, request }) => {
  const log = wire(page);
  await open(page, '/en/lesson/summary?page=product');
  const { terms } = await (await request.get('/api/en/chapter')).json();
  await page.locator('.terms [data-key="perplexity"]').click();
  await drawn(page);
  expect(await step(page)).toBe('chain.perplexity');
  const row = page.locator('.terms .row.on');
  expect(number(await row.locator('.p').textContent()) / log.step('chain.perplexity').value).toBeCloseTo(1, 3);
  const own = terms.find((/** @type {any} */ { id }) => id === 'perplexity').function;
  await expect(page.locator('#code-file')).toHaveText(`${own.file}:${own.from}`);
  await expect(page.locator('#code .current')).toContainText('Perplexity()');

  // A term that no run over a text shows has a function all the same.
  await page.locator('.terms [data-key="8.1.3"]').click();
  await expect(page.locator('#code .current')).toContainText('Generate(');
  for (const link of await page.locator('.terms a').all()) {
    expect((await request.get(await link.getAttribute('href') ?? '')).status()).toBe(200);
  }
  await page.locator('#page-nav').getByRole('button', { name: words('en').prose.back }).click();
  await drawn(page);
  await expect(page.locator('#code-back')).toBeHidden();
});

test('what was guessed wrong comes back first, and the round outlives a reload', async ({ page }) => {
  const says = words('zh-Hant').review;
  const log = wire(page);
  await open(page, '/zh-Hant/lesson/attention?page=mask');
  await expect(page.locator('.question .options button').first()).toBeEnabled();
  const asked = log.all('asked').at(-1);
  const [wrong] = await page.locator('.question .options button').all();
  await wrong.click();
  await expect(page.locator('.judged')).toBeVisible();
  const missed = await page.locator('#guess .missed').count() > 0;

  await open(page, '/zh-Hant/lesson/summary?page=review');
  await page.locator('.review .next').click();
  const about = page.locator('.review > p').first();
  await expect(about).toContainText(missed ? says.wrong : says.new);
  if (missed) expect(log.all('asked').at(-1).ask).toBe(asked.ask);

  let right = 0;
  for (let n = 1; n <= 10; n++) {
    await expect(about).toContainText(says.nth.replace('{n}', String(n)).replace('{of}', '10'));
    await page.locator('.review .options button').first().click();
    await expect(page.locator('.review .judged')).toBeVisible();
    right += await page.locator('.review .verdict.right').count();
    if (n === 3) await page.reload();
    else await page.locator('.review .next').click();
  }
  await expect(page.locator('.review .score')).toHaveText(says.score.replace('{right}', String(right)).replace('{all}', '10'));
  await expect(page.locator('.review .turns a')).toHaveCount(10);
  await page.locator('.review .turns a').first().click();
  await drawn(page);
  await expect(page.locator('#guess .question').first()).toBeVisible();
});
