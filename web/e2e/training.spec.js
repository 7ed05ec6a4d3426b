// Pre-training and fine-tuning: every page by keyboard, the numbers beside those
// of the command line, and a weight of one's own choice.

import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { said, traced } from './commandline.js';
import { LANGUAGES, drawn, number, open, wire, words } from './lab.js';

/** Four significant digits, as the page shows them. */
const close = (/** @type {number} */ shown, /** @type {number} */ sent) => expect(Math.abs(shown - sent)).toBeLessThanOrEqual(Math.abs(sent) * 6e-4 + 1e-9);

/** @param {import('@playwright/test').Page} page the cells of the table, by the head of their row */
const table = async (page) => Object.fromEntries(await page.locator('#plot-table tbody tr').evaluateAll((rows) => rows.map((row) => [row.querySelector('th')?.textContent ?? '', [...row.querySelectorAll('td')].map((cell) => cell.textContent ?? '')])));

for (const lang of LANGUAGES) {
  for (const lesson of ['pre-training', 'fine-tuning']) {
    test(`${lesson} in ${lang}: every page by keyboard, as a picture and as a table`, async ({ page, request }) => {
      test.slow();
      const says = words(lang);
      const { pages } = await (await request.get(`/api/${lang}/lesson/${lesson}`)).json();
      await open(page, `/${lang}/lesson/${lesson}`);
      await page.keyboard.press('ArrowUp');
      const seen = new Set();
      for (const expected of pages) {
        await drawn(page);
        await expect(page.locator('#page-title')).toHaveText(expected.title);
        await expect(page.locator('#watch .check')).toContainText(says.watch.equal.split('{')[0]);
        expect(await page.evaluate(() => ['html', '.prose', '.side', '.stage'].filter((selector) => {
          const box = document.querySelector(selector);
          return !box || box.scrollHeight > box.clientHeight + 2 || box.scrollWidth > box.clientWidth + 2;
        })), expected.id).toEqual([]);
        if (!seen.has(expected.view)) {
          expect((await new AxeBuilder({ page }).analyze()).violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target).join(' ')}`)).toEqual([]);
          await page.keyboard.press('t');
          await expect(page.locator('#plot-table tbody th').first()).toBeVisible();
          expect(await page.locator('#plot-table').innerText()).not.toMatch(/undefined|NaN|\{\w+\}/);
          await page.keyboard.press('t');
        }
        seen.add(expected.view);
        await page.keyboard.press('ArrowRight');
      }
      await expect(page.locator('#page-title')).toHaveText(pages.at(-1).title);
    });
  }
}

test('the opened update is that of trace --backward, from whichever weight one looks', async ({ page }) => {
  test.slow();
  const says = words('en').update;
  const recorded = traced('world-en', 'Leo is in the park with Emma. Emma', '--backward');

  await open(page, '/en/lesson/pre-training?page=again&table=1');
  await expect(page.locator('#plot-table caption')).toContainText('W_Q');
  const [row, column] = (/\[(\d+), (\d+)\]/.exec(await page.locator('#plot-table caption').innerText()) ?? []).slice(1).map(Number);
  const before = await table(page);
  const gradient = recorded['grad.h.0.attn.c_attn.weight'];
  close(number(before[`g · ${says.grad}`][0]), gradient.at(row, column));
  close(number(before[says.before][0]), recorded.loss.at());
  expect(number(before[says.after][0])).toBeLessThan(number(before[says.before][0]));
  let steepest = 0;
  for (let i = 0; i < gradient.shape[0]; i++) for (let j = 0; j < gradient.shape[0]; j++) steepest = Math.max(steepest, Math.abs(gradient.at(i, j)));
  close(Math.abs(gradient.at(row, column)), steepest);

  // Another parameter, by keyboard; its steepest number first, then one typed in, then one beside it.
  await page.keyboard.press('t');
  await page.locator('.weight-picker select').focus();
  await page.locator('.weight-picker select').selectOption('h.0.mlp.c_fc.weight');
  await expect(page).toHaveURL(/weight=h\.0\.mlp\.c_fc\.weight(&|$)/);
  await drawn(page);
  await page.locator('.weight-picker input').first().fill('3');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/weight=h\.0\.mlp\.c_fc\.weight,3,\d+/);
  await page.locator('#plot').focus();
  await page.keyboard.press('ArrowDown');
  await expect(page).toHaveURL(/weight=h\.0\.mlp\.c_fc\.weight,4,\d+/);
  await drawn(page);
  await page.reload();
  await page.keyboard.press('t');
  await expect(page.locator('#plot-table caption')).toContainText('h.0.mlp.c_fc.weight [4,');
  const [, j] = (/\[4, (\d+)\]/.exec(await page.locator('#plot-table caption').innerText()) ?? []).map(Number);
  const after = await table(page);
  close(number(after[`g · ${says.grad}`][0]), recorded['grad.h.0.mlp.c_fc.weight'].at(4, j));
  expect(Math.abs(number(after[says.measured][0]) - number(after[`g · ${says.grad}`][0]))).toBeLessThan(2e-3);

  await open(page, '/en/lesson/pre-training?page=again&weight=ln_f.bias,9999');
  await expect(page.locator('.weight-picker .fault')).toContainText('ln_f.bias,9999');
});

test('what the update made of the sentence stands beside it once it has been guessed', async ({ page }) => {
  const log = wire(page);
  await open(page, '/en/lesson/pre-training?page=after');
  const says = words('en').reread;
  const head = page.locator('.reread .head span');
  const bars = page.locator('.reread .three p:not(.head)');
  await expect(head.nth(1)).toHaveText(says.before);
  await expect(head.nth(2)).toHaveText('');
  const { reread, loss, after } = log.all('update').at(-1);
  await expect(bars).toHaveCount(reread.length + 1);
  const numbers = async (/** @type {import('@playwright/test').Locator} */ row) => (await row.locator('.p').filter({ hasNot: page.locator('.p') }).allTextContents()).map(number);
  expect(await numbers(bars.last())).toHaveLength(1);

  await page.locator('#guess .options button').first().click();
  await expect(head.nth(2)).toHaveText(says.after);
  for (const [i, row] of [...reread, { label: '−ℒ/N', before: loss, after }].entries()) {
    await expect(bars.nth(i).locator('.word')).toHaveText(row.label);
    const [before, then] = await numbers(bars.nth(i));
    close(before, row.before);
    close(then, row.after);
  }
  // What was answered on an earlier visit is still told.
  await page.reload();
  await expect(head.nth(2)).toHaveText(says.after);

  // A page about no statement of the run shows the function it is about, until the reader goes to a step.
  await open(page, '/en/lesson/pre-training?page=adamw');
  await expect(page.locator('#code-file')).toContainText('ref/adamw.go:');
  await expect(page.locator('#code-body .current')).toContainText('func (o *AdamW) Update(');
  await page.locator('#way button').first().click();
  await expect(page.locator('#code-file')).not.toContainText('ref/adamw.go:');
});

test('checkpoints: the same sentence in the eyes of each, and what each writes', async ({ page }) => {
  const log = wire(page);
  await open(page, '/zh-Hant/lesson/pre-training?page=kept');
  const { kept } = log.all('learned').at(-1);
  expect(kept.length).toBeGreaterThanOrEqual(3);
  expect(kept[0].mean_nll).toBeGreaterThan(kept.at(-1).mean_nll);
  const score = said('score', kept[0].model, '--text', '承恩和安安一起來到遊樂場裡。承恩');
  expect(Math.abs(score.mean_nll - kept[0].mean_nll)).toBeLessThan(1e-4);
  const rows = page.locator('.checkpoints button');
  await expect(rows).toHaveCount(kept.length);
  await rows.first().click();
  await expect(page).toHaveURL(new RegExp(`model=${kept[0].model}`));
  await drawn(page);
  expect(log.all('catalogue').at(-1).model.name).toBe(kept[0].model);

  await open(page, '/zh-Hant/lesson/pre-training?page=samples');
  const first = await page.locator('.samples .written').allInnerTexts();
  await page.locator('.throw').focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/again=2/);
  await drawn(page);
  const second = await page.locator('.samples .written').allInnerTexts();
  expect(second).not.toEqual(first);
  await page.reload();
  await drawn(page);
  expect(await page.locator('.samples .written').allInnerTexts()).toEqual(second);
});

test('the label is that of classify, and the floor that of eval', async ({ page }) => {
  test.slow();
  const log = wire(page);
  await open(page, '/en/lesson/fine-tuning?page=said&table=1');
  const { spec } = log.sent.findLast((/** @type {any} */ m) => m.type === 'run');
  const classified = said('classify', spec.model, '--text', spec.text);
  const column = (await page.locator('#plot-table thead th').allInnerTexts()).indexOf(words('en').classify.tuned) - 1;
  const rows = await table(page);
  for (const { label, p } of classified.labels) close(number(rows[label][column]), p);

  await open(page, '/en/lesson/pre-training?page=floor');
  const shown = Number(/[\d.]+/.exec(await page.locator('.stacked > p.quiet').last().innerText())?.[0]);
  const measured = said('eval', 'world-en', '--data', 'world-en', '--time', '2s');
  expect(Math.abs(shown - measured.entropy)).toBeLessThan(0.05);
});
