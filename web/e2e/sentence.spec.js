// The learner's own sentence: it runs as it is typed; what cannot be run is
// said under it, and nothing is lost.

import { expect, test } from '@playwright/test';
import { drawn, open, step, wire, words } from './lab.js';

const PATH = '/lesson/attention?page=softmax&step=h.0.attn.weights&model=aesop&text=The+Fox';

test('it runs while it is typed, and the cursor stays', async ({ page }) => {
  await open(page, `/en${PATH}`);
  const name = await step(page);
  await page.locator('#sentence').focus();
  await page.keyboard.press('End');
  await page.keyboard.type(' and the Crow');
  await expect(page).toHaveURL(/text=The\+Fox\+and\+the\+Crow/);
  await drawn(page);
  expect(await step(page)).toBe(name);
  await page.keyboard.press('Escape');
  await page.keyboard.press('t');
  await expect(page.locator('#plot-table tbody tr')).toHaveCount(21); // the start token and 20 characters
});

for (const [what, text, code] of [
  ['nothing', '', 'text_empty'],
  ['too much', 'x'.repeat(2000), 'text_too_long'],
]) {
  for (const lang of ['en', 'zh-Hant']) {
    test(`${what} is said in ${lang}, and the picture stays`, async ({ page }) => {
      const log = wire(page);
      await open(page, `/${lang}${PATH}`);
      const title = await page.locator('#watch').textContent();
      await page.locator('#sentence').fill(text);
      const problem = page.locator('#sentence-error');
      await expect(problem).toBeVisible();
      const { args } = log.all('error').at(-1);
      if (lang === 'zh-Hant') {
        const sentence = words(lang).errors[code].replace(/\{(\w+)\}/g, (/** @type {string} */ _, /** @type {string} */ key) => args[key]);
        await expect(problem).toHaveText(sentence);
      }
      expect(log.all('error').at(-1).code).toBe(code);
      await expect(page.locator('#sentence')).toHaveValue(text);
      expect(await page.locator('#watch').textContent()).toBe(title);
      await page.locator('#sentence').fill('The Crow');
      await expect(problem).toBeHidden();
    });
  }
}

test('a link with a text that cannot be run still opens on something', async ({ page }) => {
  await page.goto('/en/lesson/attention?text=');
  await expect(page.locator('#sentence-error')).toBeVisible();
  await drawn(page);
  await expect(page.locator('.over')).not.toHaveCount(0);
});

test('markup is text', async ({ page }) => {
  const evil = '<img src=x onerror=alert(1)>';
  page.on('dialog', () => expect('a dialog').toBe('never opened'));
  await open(page, `/en/lesson/chain-rule?page=rule&model=aesop&text=${encodeURIComponent(evil)}`);
  await expect(page.locator('#sentence')).toHaveValue(evil);
  const known = [...evil].filter((c) => /[a-z ()]/.test(c)).length;
  await expect(page.locator('.bar')).toHaveCount(known); // a character that the model does not know has no factor
  await expect(page.locator('img')).toHaveCount(0);
});

test('unknown and control characters are shown and named', async ({ page }) => {
  await open(page, `/zh-Hant/lesson/attention?model=aesop&text=${encodeURIComponent('Fox\u0007 詩')}`);
  await expect(page.locator('#notice')).toContainText('詩');
  await page.keyboard.press('t');
  await expect(page.locator('#plot-table tbody tr')).toHaveCount(7);
  expect(await page.locator('#plot-table').textContent()).not.toContain('\u0007');
});

test('nothing runs while an input method composes', async ({ page }) => {
  const log = wire(page);
  await open(page, '/zh-Hant/lesson/attention?model=tang&text=床');
  const runs = () => log.sent.filter(({ type }) => type === 'run').length;
  const before = runs();
  await page.locator('#sentence').focus();
  await page.keyboard.press('End');
  const client = await page.context().newCDPSession(page);
  await client.send('Input.imeSetComposition', { text: 'ㄑ', selectionStart: 1, selectionEnd: 1 });
  await client.send('Input.imeSetComposition', { text: 'ㄑㄧㄢ', selectionStart: 3, selectionEnd: 3 });
  await page.waitForTimeout(700); // longer than the pause after which typing runs
  expect(runs()).toBe(before);
  await client.send('Input.insertText', { text: '前' });
  await expect.poll(runs).toBe(before + 1);
  expect(log.sent.findLast(({ type }) => type === 'run').spec.text).toBe('床前');
});

test('an example takes the place of the sentence', async ({ page }) => {
  await open(page, '/en/lesson/attention');
  await page.locator('#examples').selectOption({ index: 2 });
  await drawn(page);
  const text = await page.locator('#sentence').inputValue();
  await expect(page).toHaveURL(new RegExp(`text=${encodeURIComponent(text).replaceAll('%20', '\\+')}`));
});

test('a link to another lesson takes the sentence along, an example stays behind', async ({ page }) => {
  await open(page, '/en/lesson/map?page=ways');
  await page.locator('#page-body a[data-lesson="chain-rule"]').click();
  await expect(page.locator('#page-number')).toHaveText('page 1 of 10');
  await expect(page).toHaveURL(/model=world-en/);
  await open(page, '/en/lesson/map?page=ways');
  await page.locator('#sentence').fill('A Lion');
  await expect(page).toHaveURL(/text=A\+Lion/);
  await page.locator('#page-body a[data-lesson="chain-rule"]').click();
  await expect(page).toHaveURL(/lesson\/chain-rule.*model=aesop&text=A\+Lion/);
});
