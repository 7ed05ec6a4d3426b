// Walking the tape: forwards, backwards, inwards; the same screen for the same
// cursor, however one got there.

import { expect, test } from '@playwright/test';
import { drawn, open, step, words } from './lab.js';

/** @import { Page } from '@playwright/test' */

/** @param {Page} page all that a reader sees of a place */
async function screen(page) {
  await drawn(page);
  return page.evaluate(() => ['#step-name', '#step-count', '#page-title', '#watch', '#formula', '#code', '#way', '#plot-place'].map((id) => document.querySelector(id)?.textContent));
}

test('forwards and back again is the same place', async ({ page }) => {
  await open(page, '/en/lesson/attention?page=qkv&step=h.0.attn.q');
  const before = await screen(page);
  for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowRight');
  await expect(page.locator('#step-name')).not.toHaveText('h.0.attn.q');
  for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowLeft');
  expect(await screen(page)).toEqual(before);
});

test('a reload shows the same screen', async ({ page }) => {
  await open(page, '/zh-Hant/lesson/attention?page=softmax&step=h.1.attn.weights&cell=1,6,2');
  await page.locator('#plot').focus();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Escape');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  const before = await screen(page);
  await expect(page).toHaveURL(/term=1/);
  await page.reload();
  expect(await screen(page)).toEqual(before);
});

test('boundaries, next word, ends and restart', async ({ page }) => {
  await open(page, '/en/lesson/chain-rule?page=rule');
  expect(await step(page)).toBe('chain.2.factor');
  await page.keyboard.press('n');
  expect(await step(page)).toBe('chain.3.factor');
  await page.keyboard.press('Shift+ArrowRight');
  expect(await step(page)).toBe('chain.4.factor');
  await page.keyboard.press('Shift+ArrowLeft');
  expect(await step(page)).toBe('chain.3.factor');
  await page.keyboard.press('End');
  expect(await step(page)).toBe('chain.perplexity');
  await page.keyboard.press('Home');
  expect(await step(page)).toBe('wte');
  await page.keyboard.press('r');
  await expect(page.locator('#page-number')).toHaveText('page 1 of 10');
});

test('bars arrive one by one', async ({ page }) => {
  await open(page, '/en/lesson/chain-rule?page=rule');
  const solid = () => page.locator('.bar:not(.later)').count();
  expect(await solid()).toBe(2);
  await page.keyboard.press('n');
  expect(await solid()).toBe(3);
  await page.locator('.chain .bar').nth(6).click();
  expect(await step(page)).toBe('chain.7.factor');
  expect(await solid()).toBe(7);
});

test('play goes on by itself, a step by hand stops it', async ({ page }) => {
  await open(page, '/en/lesson/attention?page=scores&step=h.0.attn.scores');
  await page.keyboard.press(' ');
  await expect(page.locator('#step-name')).toHaveText('h.0.attn.scaled');
  await expect(page.locator('#step-name')).toHaveText('h.0.attn.masked');
  await page.keyboard.press('ArrowLeft');
  await expect(page.getByRole('button', { name: 'Play (Space)' })).toBeVisible();
});

test('a factor leads to the forward pass that made it', async ({ page }) => {
  await open(page, '/en/lesson/chain-rule?page=surprise&step=chain.5.factor');
  await page.getByRole('link', { name: words('en').panels.see_pass }).click();
  await expect(page).toHaveURL(/lesson\/attention/);
  await drawn(page);
  expect(await step(page)).toMatch(/^h\.\d+\.attn\.weights$/);
  await expect(page).toHaveURL(/cell=0,4,/); // its context ends in row 4: the start token and four words
});

test('the language changes and the place stays', async ({ page }) => {
  await open(page, '/en/lesson/attention?page=mask&step=h.0.attn.masked&cell=1,3,2');
  const place = new URL(page.url()).search;
  const name = await step(page);
  await page.keyboard.press('l');
  await expect(page).toHaveURL(/zh-Hant/);
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-Hant');
  expect(await step(page)).toBe(name);
  expect(new URL(page.url()).search).toBe(place);
  await page.getByRole('button', { name: 'EN', exact: true }).click();
  await expect(page).toHaveURL(/\/en\//);
});

test('the prose stays until it is turned; only the very next page comes along', async ({ page }) => {
  const number = page.locator('#page-number');
  await open(page, '/en/lesson/attention?page=softmax');
  await page.keyboard.press('ArrowRight');
  expect(await step(page)).toBe('h.0.attn.weights'); // the first page is about this step too
  await expect(number).toHaveText('page 6 of 12');

  await open(page, '/en/lesson/attention?page=scale');
  await expect(number).toHaveText('page 4 of 12');
  await page.keyboard.press('ArrowRight');
  expect(await step(page)).toBe('h.0.attn.scaled'); // exactly what page 5 is about
  await expect(number).toHaveText('page 5 of 12');
  await page.locator('#choose-head').selectOption('3');
  await page.locator('#choose-layer').selectOption('2');
  await expect(page.locator('#step-name')).toHaveText('h.2.attn.scaled');
  await expect(number).toHaveText('page 5 of 12');
  await expect(page.locator('#choose-head')).toHaveValue('3');
});

test('a page back in the history is a page back in the lesson', async ({ page }) => {
  await open(page, '/en/lesson/attention');
  const first = await page.locator('#page-title').textContent();
  await page.getByRole('button', { name: words('en').prose.next }).click();
  await expect(page).toHaveURL(/page=qkv/);
  await page.goBack();
  await expect(page.locator('#page-title')).toHaveText(first ?? '');
});

test('a sentence back in the history is the sentence before', async ({ page }) => {
  await open(page, '/en/lesson/attention?page=softmax&model=world-en&text=Tom+is+sad.');
  const sentence = page.locator('#sentence');
  const first = new URL(page.url()).search;
  for (const typed of ['Mia is', 'Mia is sad.']) {
    await sentence.fill(typed);
    await expect.poll(() => new URL(page.url()).searchParams.get('text')).toBe(typed);
  }
  await page.locator('#model').selectOption('world-en-step-100');
  await expect(page).toHaveURL(/model=world-en-step-100/);
  await page.goBack();
  await expect(page.locator('#model')).toHaveValue('world-en');
  await expect(sentence).toHaveValue('Mia is sad.');
  await page.goBack();
  await expect(sentence).toHaveValue('Tom is sad.'); // no letter between, though the field has the focus
  expect(new URL(page.url()).search).toBe(first);
});

test('a link to what does not exist says so and shows the nearest', async ({ page }) => {
  const says = words('zh-Hant').notice;
  await open(page, '/zh-Hant/lesson/attention?page=nowhere');
  await expect(page.locator('#notice')).toHaveText(says.page_unknown.replace('{name}', 'nowhere'));
  await expect(page.locator('#page-number')).toHaveText('第 1 頁 / 12');
  await open(page, '/zh-Hant/lesson/attention?step=h.0.attn.zap');
  await expect(page.locator('#notice')).toHaveText(says.step_unknown.replace('{name}', 'h.0.attn.zap'));
  await open(page, '/zh-Hant/lesson/attention?step=h.9.attn.q');
  await expect(page.locator('#notice')).toHaveText(says.step_near.replace('{name}', 'h.9.attn.q').replace('{shown}', 'h.3.attn.q'));
  await open(page, '/en/lesson/attention?step=h.0.attn.masked&cell=0,99,0');
  await expect(page.locator('#notice')).toContainText('0,99,0');
});

test('keys belong to the text box while somebody types there', async ({ page }) => {
  await open(page, '/en/lesson/attention?page=scores');
  const name = await step(page);
  await page.locator('#sentence').fill('');
  await page.locator('#sentence').pressSequentially('A lion n t');
  await drawn(page);
  expect(await step(page)).toBe(name);
  await expect(page.locator('#plot-table')).toBeHidden();
  await page.keyboard.press('Escape');
  await page.keyboard.press('t');
  await expect(page.locator('#plot-table')).toBeVisible();
});

test('the sheet of keys opens and closes', async ({ page }) => {
  await open(page, '/en/lesson/attention');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
});
