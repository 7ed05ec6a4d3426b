// The debugger: breakpoints, the code in step, what if, the overview of heads,
// gradients, and links that hold all of it.

import { expect, test } from '@playwright/test';
import { drawn, number, open, step, wire, words } from './lab.js';

const PLACE = '/en/lesson/attention?page=softmax&model=aesop&text=The+Fox&step=h.1.attn.weights&cell=1,5,2';

test('breakpoints: on a kind, on a function, from the code; jumps and play stop there', async ({ page }) => {
  const says = words('en');
  await open(page, '/en/lesson/attention?page=softmax&model=aesop&text=The+Fox&step=h.0.attn.masked');
  await page.locator('#step-list-button').click();
  await page.locator('.step-list .op', { hasText: /^Softmax$/ }).first().click();
  await expect(page).toHaveURL(/break=Softmax/);
  await page.keyboard.press('Escape');
  for (const name of ['h.0.attn.weights', 'h.1.attn.weights']) {
    await page.keyboard.press('Shift+ArrowRight');
    await expect(page.locator('#step-name')).toHaveText(name);
  }
  await page.keyboard.press('b'); // this kind too
  await expect(page).toHaveURL(/break=Softmax,h\.N\.attn\.weights/);

  // From a line of the code, the dot of the step it makes.
  await page.locator('#code .line', { hasText: 'MatMul(weights' }).hover();
  await page.locator('#code .line', { hasText: 'MatMul(weights' }).getByRole('button', { name: says.kinds.h_N_attn_heads }).click();
  await expect(page).toHaveURL(/h\.N\.attn\.heads/);
  await page.locator('#speed').selectOption('4');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press(' ');
  await expect(page.locator('#step-name')).toHaveText('h.1.attn.weights');
  await expect(page.getByRole('button', { name: says.transport.play })).toBeVisible();

  // They come along: after a reload, and into another lesson.
  await page.reload();
  await drawn(page);
  await page.locator('#lesson').selectOption('chain-rule');
  await expect(page).toHaveURL(/lesson\/chain-rule.*break=Softmax/);
  await drawn(page);
  await page.locator('#step-list-button').click();
  await page.getByRole('button', { name: says.steps.clear }).click();
  await expect(page).not.toHaveURL(/break=/);
});

test('the code: the whole function, what it calls, and back to where one was', async ({ page }) => {
  await open(page, PLACE);
  const code = page.locator('#code-body');
  await expect(code.locator('.current')).toContainText('Softmax(masked)');
  await page.locator('#code-file').click();
  await expect(code.locator('.current')).toContainText('s.Tap("weights", Softmax(masked))');
  await expect(code).toContainText('func (a Attention) Forward');
  await code.locator('.current .into', { hasText: 'Softmax' }).click();
  await expect(code).toContainText('func Softmax(x Tensor) Tensor');
  await expect(page.locator('#code-file')).toContainText('ref/softmax.go');
  await page.locator('#code-back').click();
  await expect(code.locator('.current')).toBeInViewport();
  await code.locator('.line', { hasText: 's.Tap("scores"' }).click({ position: { x: 60, y: 5 } });
  await drawn(page);
  expect(await step(page)).toBe('h.1.attn.scores');

  await page.locator('#formula .idea.q').first().hover();
  await expect(page.locator('html')).toHaveAttribute('data-idea', 'q');
});

test('what if: beside the original, the difference, taken back with one key', async ({ page }) => {
  const log = wire(page);
  const says = words('en').whatif;
  await open(page, PLACE);
  await page.locator('#whatif-title').click();
  await page.locator('#whatif-body').getByRole('button', { name: says.no_mask }).click();
  await expect(page).toHaveURL(/set=h\.\*\.attn\.masked/);
  await expect(page.locator('.compare .minus h3')).toHaveText(says.minus);
  await drawn(page);
  const runs = log.all('catalogue').map(({ run }) => run);
  expect(new Set(runs).size).toBe(2);

  // The numbers of the difference are those of the two runs, subtracted.
  await page.keyboard.press('t');
  const row = page.locator('#plot-table tbody tr').nth(6);
  await expect(row.locator('td').first()).toBeVisible();
  const [before, after, minus] = (await row.locator('td').allTextContents()).map(number);
  expect(Math.abs(after - before - minus)).toBeLessThan(1e-3);
  await page.keyboard.press('t');

  // A number written over the one in focus, from the menu, and explained as such.
  await page.locator('#whatif-title').click();
  await page.getByRole('button', { name: says.edit }).click();
  await page.locator('#whatif-value').fill('0.75');
  await page.keyboard.press('Enter');
  await expect(page.locator('.whatif-bar .chip')).toHaveCount(2);
  await drawn(page);
  await expect(page.locator('#watch .check')).toContainText('0.7500');
  await page.locator('#whatif-side').selectOption('original');
  await drawn(page);
  await expect(page.locator('#watch .check')).not.toContainText('0.7500');

  // The link opens on the same numbers, in the other language too.
  await page.locator('#whatif-side').selectOption('difference');
  await drawn(page);
  const sums = await page.locator('.whatif-bar .sums').textContent();
  await page.keyboard.press('l');
  await expect(page).toHaveURL(/zh-Hant.*side=difference/);
  await page.reload();
  await expect(page.locator('.whatif-bar .sums')).toHaveText(sums ?? '');
  await expect(page.locator('.whatif-bar .chip')).toHaveCount(2);
  await page.keyboard.press('x');
  await expect(page.locator('.whatif-bar')).toBeHidden();
  await expect(page).not.toHaveURL(/set=/);
});

test('a word is swapped, and stands beside the sentence as it was', async ({ page }) => {
  await open(page, '/en/lesson/attention?page=softmax&model=aesop&text=The+Fox&step=h.1.attn.weights');
  await page.locator('#whatif-title').click();
  await page.getByRole('button', { name: words('en').whatif.swap }).click();
  await page.locator('#sentence').fill('The Dog');
  await expect(page.locator('.whatif-bar .chip')).toContainText('“Fox” → “Dog”');
  await expect(page.locator('.compare .before .map')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('x');
  await expect(page.locator('#sentence')).toHaveValue('The Fox');
});

test('a change that no model can make is said', async ({ page }) => {
  await page.goto(`${PLACE}&set=h.7.attn.masked=identity`);
  await expect(page.locator('#sentence-error')).toContainText('7');
  await drawn(page);
});

test('all heads of all layers at a glance; a click enters one', async ({ page }) => {
  await open(page, PLACE);
  await page.keyboard.press('o');
  await drawn(page);
  const buttons = page.locator('.overview button');
  await expect(buttons).toHaveCount(16);
  await buttons.nth(9).click();
  await drawn(page);
  await expect(page).toHaveURL(/step=h\.2\.attn\.weights&cell=1,/);
  await expect(page.locator('.overview')).toBeHidden();
});

test('the gradient of a step, explained, and back to the step', async ({ page }) => {
  await open(page, PLACE);
  await page.keyboard.press('g');
  await expect(page.locator('#step-name')).toHaveText('grad.h.1.attn.weights');
  await drawn(page);
  await expect(page.locator('#watch .check')).toContainText('✓');
  await page.reload();
  await drawn(page);
  expect(await step(page)).toBe('grad.h.1.attn.weights');
  for (const name of ['grad.logits', 'grad.h.0.resid_1', 'grad.h.0.attn.c_attn.weight', 'grad.h.0.attn.c_attn.bias', 'loss']) {
    await open(page, `/zh-Hant/lesson/attention?model=aesop&text=The+Fox&step=${name}&grad=1`);
    expect(await step(page)).toBe(name);
    expect(await page.locator('body').innerText()).not.toMatch(/undefined|NaN|watch\.|\[object/);
  }
  await open(page, PLACE);
  await page.keyboard.press('g');
  await expect(page.locator('#step-name')).toHaveText('grad.h.1.attn.weights');
  await page.keyboard.press('g');
  await expect(page.locator('#step-name')).toHaveText('h.1.attn.weights');
});

test('the table is walked with the arrow keys, and every cell of it is explained', async ({ page }) => {
  await open(page, `${PLACE}&table=1`);
  await page.locator('#plot-table td[tabindex]').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  await expect(page).toHaveURL(/cell=1,6,3/);
  await expect(page.locator('#plot-table td.on')).toBeFocused();
  await drawn(page);
  await expect(page.locator('#watch .check')).toContainText((await page.locator('#plot-table td.on').textContent()) ?? '');
});

test('another model takes an example of its own, and leaves a sentence of mine alone', async ({ page }) => {
  await open(page, '/en/lesson/attention');
  await page.locator('#model').selectOption('tang');
  await expect(page.locator('#sentence')).toHaveValue(/床/);
  await page.locator('#sentence').fill('A crow');
  await expect(page).toHaveURL(/text=A\+crow/);
  await page.locator('#model').selectOption('aesop');
  await expect(page.locator('#sentence')).toHaveValue('A crow');
});

test('an answer is still given after a reload', async ({ page }) => {
  await open(page, '/en/lesson/attention?page=softmax&model=aesop&text=The+Fox');
  await page.locator('.options button').first().click();
  const judged = await page.locator('.judged').first().textContent();
  await page.reload();
  await expect(page.locator('.judged').first()).toHaveText(judged ?? '');
});
