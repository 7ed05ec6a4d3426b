// The pictures that the lessons on the whole, on tokens and on the block bring
// along: what they show is what the server said, and what they lead to is there.

import { expect, test } from '@playwright/test';
import { drawn, number, open, step, wire, words } from './lab.js';

test('a part of the map leads to its step, and once more to its picture', async ({ page }) => {
  await open(page, '/en/lesson/map');
  await page.locator('[data-key="h.1.mlp.c_proj"]').click();
  await drawn(page);
  expect(await step(page)).toBe('h.1.mlp.c_proj');
  await expect(page.locator('[data-key="h.1.mlp.c_proj"]')).toHaveAttribute('aria-pressed', 'true');
  await expect(page.locator('#watch .check')).toBeVisible();
  await page.locator('[data-key="h.1.mlp.c_proj"]').click();
  await drawn(page);
  await expect(page.locator('.big-map')).toBeHidden();
  expect(await step(page)).toBe('h.1.mlp.c_proj');
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('.big-map')).toBeVisible();
});

test('a long sentence leaves the whole map in sight, and the word in focus', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 720 });
  await open(page, `/en/lesson/map?model=aesop&text=${encodeURIComponent('The Fox and the Crow and the Grapes. '.repeat(3))}`);
  const inside = () => page.locator('.big-map').evaluate((map) => map.scrollHeight <= map.clientHeight);
  await expect(page.locator('.chips .on')).toBeInViewport();
  expect(await inside()).toBe(true);
  await page.locator('.chips button').first().click();
  await drawn(page);
  await expect(page.locator('.chips button').first()).toBeInViewport();
  expect(await inside()).toBe(true);
});

test('the map lights up as the tape is walked, and its terms lead to lessons', async ({ page }) => {
  await open(page, '/en/lesson/map?page=rows');
  await page.keyboard.press('End');
  await expect(page.locator('.part[aria-pressed="true"]')).toHaveAttribute('data-key', 'chain');
  for (const link of await page.locator('.formula-term[href]').all()) {
    const href = await link.getAttribute('href');
    expect((await page.request.get(href ?? '')).status(), `${href}`).toBe(200);
  }
  expect(await page.locator('.formula-term[href]').count()).toBeGreaterThanOrEqual(4);
  await page.locator('#sentence').fill('A Lion');
  await expect(page.locator('.chips button')).toHaveCount(7); // the start token and six characters
});

test('the map shows what the run said of the next word', async ({ page }) => {
  const log = wire(page);
  await open(page, '/zh-Hant/lesson/map?page=out');
  const probs = log.step('probs');
  const top = log.reply({ type: 'top', step: probs.i });
  const shown = await page.locator('[data-key="chain"] .columns > span').allInnerTexts();
  expect(shown.map(number)).toEqual(top.entries.map((/** @type {any} */ e) => Number(e.p.toPrecision(4))));
  const labels = await page.locator('[data-key="logits"] .columns b').allInnerTexts();
  expect(labels).toEqual(top.entries.map((/** @type {any} */ e) => e.label));
});

test('a text is cut in every way there is', async ({ page }) => {
  const log = wire(page);
  await open(page, '/zh-Hant/lesson/tokens?page=ways');
  const { cuts } = log.reply({ type: 'cuts' });
  expect(cuts.map((/** @type {any} */ cut) => cut.kind)).toEqual(['characters', 'words', 'wordpiece', 'bpe', 'bytes']);
  await expect(page.locator('.cuts section')).toHaveCount(cuts.length);
  const bytes = page.locator('.cuts section').last();
  await expect(bytes.locator('li.broken')).toHaveCount(36); // twelve characters of three bytes
  await expect(bytes.locator('.count')).toContainText('36');
});

test('the lens ends in what the model said', async ({ page }) => {
  const log = wire(page);
  await open(page, '/en/lesson/block?page=careful');
  const lens = log.reply({ type: 'lens' });
  const top = lens.depths.at(-1).entries[0];
  await expect(page.locator('.lens > button').last().locator('.said').first()).toContainText(top.label);
  const shown = await page.locator('.lens .next .p').allInnerTexts();
  lens.depths.forEach((/** @type {any} */ depth, /** @type {number} */ i) => expect(number(shown[i]) / depth.next.p).toBeCloseTo(1, 3));
  expect(number(shown.at(-1) ?? '')).toBeCloseTo(log.step('chain.9.factor').value, 3); // “Ida” after the full stop
});

test('the arrow keys walk vectors, depths and places', async ({ page }) => {
  await open(page, '/en/lesson/tokens?page=sum');
  await page.locator('#plot').focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('.vector .value').first()).toContainText('[1]');
  const words = page.locator('.stacked .context button:visible');
  const place = (await words.evaluateAll((all) => all.map((word) => word.ariaPressed))).indexOf('true');
  await page.keyboard.press('ArrowUp');
  await expect(words.nth(place - 1)).toHaveAttribute('aria-pressed', 'true');

  await open(page, '/en/lesson/block?page=careful');
  await page.locator('#plot').focus();
  await page.keyboard.press('ArrowUp');
  await expect(page.locator('#step-name')).toHaveText('h.1.resid_2');
  await expect(page.locator('.lens')).toBeVisible();

  await open(page, '/en/lesson/block?page=lengths');
  await page.locator('#plot').focus();
  await page.keyboard.press('ArrowDown');
  await expect(page.locator('#step-name')).toHaveText('h.1.attn.c_proj');
  await expect(page.locator('.stream')).toBeVisible();
});

test('every picture of these lessons is a table too', async ({ page }) => {
  test.slow();
  const says = words('en').table;
  for (const path of ['map', 'tokens?page=ways', 'tokens?page=neighbours', 'tokens?page=flat', 'tokens?page=sum', 'block?page=lengths', 'block?page=gamma', 'block?page=gelu', 'block?page=careful', 'attention?page=summary', 'attention?page=quest', 'attention?page=copier']) {
    await open(page, `/en/lesson/${path}`);
    await page.keyboard.press('t');
    await expect(page.locator('#plot-table table'), path).toBeVisible();
    expect(await page.locator('#plot-table tbody tr').count(), path).toBeGreaterThan(1);
    expect(await page.locator('#plot-table').innerText(), path).not.toMatch(/undefined|NaN|\{\w+\}/);
  }
  expect(says.channel).toBeTruthy();
});
