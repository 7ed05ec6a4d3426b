// Every lesson, in both languages, page by page, its questions answered, by
// keyboard; one by mouse. Each sort of page is looked at by axe.

import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { LANGUAGES, drawn, open, words } from './lab.js';

/** @import { Page } from '@playwright/test' */

const LESSONS = ['map', 'chain-rule', 'log-likelihood', 'tokens', 'attention', 'block', 'prediction', 'autoregression', 'summary'];

/** @param {Page} page */
async function accessible(page) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target).join(' ')}`)).toEqual([]);
}

/**
 * @param {string} lang
 * @param {string} lesson
 * @param {import('@playwright/test').APIRequestContext} request
 */
async function script(lang, lesson, request) {
  return (await request.get(`/api/${lang}/lesson/${lesson}`)).json();
}

/**
 * What must hold on every page of every lesson.
 * @param {Page} page
 * @param {any} expected the page as the server has it
 * @param {any} says
 */
async function whole(page, expected, says) {
  await drawn(page);
  await expect(page.locator('#page-title')).toHaveText(expected.title);
  const name = await page.locator('#step-name').textContent();
  expect(name).toMatch(new RegExp(`^${expected.step.replace(/\.T(-\d+)?\./, '\\.\\d+\\.')}$`));
  await expect(page.locator('#formula math')).toBeVisible();
  await expect(page.locator('#code .current')).toHaveCount(1);
  await expect(page.locator('#watch .check')).toContainText(says.watch.equal.split('{')[0]);
  // Go has words in braces of its own: []int{tokens}.
  const [all, code] = [await page.locator('body').innerText(), await page.locator('#code-body').innerText()];
  expect(all.replace(code, '')).not.toMatch(/undefined|NaN|\[object|\{\w+\}/);
}

/**
 * Answers the questions of a page with the keyboard.
 * @param {Page} page
 * @param {any[]} asks
 */
async function answer(page, asks) {
  for (const i of asks.keys()) {
    const question = page.locator('.question').nth(i);
    await expect(question.locator('.answer')).toHaveCount(0);
    await question.locator('.options button').first().focus();
    await page.keyboard.press('Enter');
    await expect(question.locator('.options .answer')).toHaveCount(1);
    await expect(question.locator('.judged')).toBeVisible();
  }
}

for (const lang of LANGUAGES) {
  for (const lesson of LESSONS) {
    test(`${lesson} in ${lang} by keyboard`, async ({ page, request }) => {
      test.slow();
      const says = words(lang);
      const { pages } = await script(lang, lesson, request);
      await open(page, `/${lang}/lesson/${lesson}`);
      await page.keyboard.press('ArrowUp');
      let guesses = 0;
      const seen = new Set();
      for (const expected of pages) {
        await whole(page, expected, says);
        await answer(page, expected.asks);
        guesses += expected.asks.length;
        // One page of each view and each question: axe takes its time.
        const sort = `${expected.view} ${expected.asks.length}`;
        if (!seen.has(sort)) await accessible(page);
        seen.add(sort);
        await page.keyboard.press('ArrowRight');
      }
      expect(guesses).toBeGreaterThanOrEqual(2);
      await expect(page.locator('#page-title')).toHaveText(pages.at(-1).title);
      await page.keyboard.press('Home');
      await expect(page.locator('#page-title')).toHaveText(pages[0].title);
    });
  }

  test(`a lesson in ${lang} by mouse`, async ({ page, request }) => {
    const says = words(lang);
    const { pages } = await script(lang, 'chain-rule', request);
    await open(page, `/${lang}/lesson/chain-rule`);
    const next = page.locator('#page-nav').getByRole('button', { name: says.prose.next });
    await page.locator('.options button').first().click();
    await expect(page.locator('.options .answer')).toHaveCount(1);
    for (const expected of pages) {
      await expect(page.locator('#page-title')).toHaveText(expected.title);
      if (expected !== pages.at(-1)) await next.click();
    }
    const { title } = await script(lang, 'log-likelihood', request);
    await page.getByRole('button', { name: says.prose.next_lesson }).click();
    await expect(page.locator('#lesson-title')).toHaveText(`2 · ${title}`);
    await open(page, `/${lang}/lesson/summary?page=end`);
    await expect(next).toBeHidden();
  });
}

test('the zh-Hant page has no English left but names and code', async ({ page }) => {
  await open(page, '/zh-Hant/lesson/attention');
  const texts = await page.locator('button, select, summary, h2, h3, label, .quiet, .way, #plot-place').allInnerTexts();
  const left = texts.join(' ').match(/[A-Za-z]{3,}/g) ?? [];
  const names = ['gptlab', 'tang', 'aesop', 'world', 'nomask', 'bpe', 'attn', 'weights', 'softmax', 'LayerNorm', 'MLP', 'GELU', 'PNG', 'SVG', 'PDF', 'CSV', 'ref', 'attention', 'MergeHeads', 'Scale', 'Softmax'];
  expect(left.filter((word) => !names.includes(word))).toEqual([]);
});

test('both languages have the same words, with the same values in them', () => {
  /** @param {any} said @param {string} at @returns {string[]} */
  const listed = (said, at = '') => Object.entries(said).flatMap(([key, value]) =>
    typeof value === 'object' ? listed(value, `${at}${key}.`) : [`${at}${key} ${(value.match(/\{\w+\}/g) ?? []).sort().join(' ')}`]);
  const { errors, ...chinese } = words('zh-Hant'); // the English errors stand in ref, where a Go test compares them
  expect(Object.keys(errors).length).toBeGreaterThan(20);
  expect(listed(chinese).sort()).toEqual(listed(words('en')).sort());
});
