// From f_θ to P, and the words drawn from it: by keyboard, in both languages, and
// every number as the command line has it.

import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { generated, traced } from './commandline.js';
import { LANGUAGES, drawn, number, open, step, words } from './lab.js';

/** @import { Page } from '@playwright/test' */

/** Four significant digits, as the page shows them. @param {number} shown @param {number} told */
const close = (shown, told) => expect(Math.abs(shown - told)).toBeLessThanOrEqual(Math.abs(told) * 1e-3 + 1e-9);

/** @param {Page} page the cells of the open table, its row heads first */
const table = (page) => page.locator('#plot-table tbody tr').evaluateAll((rows) => rows.map((row) => [...row.querySelectorAll('th, td')].map((cell) => cell.textContent ?? '')));

/** @param {Page} page */
async function accessible(page) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target).join(' ')}`)).toEqual([]);
}

/**
 * The lesson as the server has it.
 * @param {Page} page
 * @param {string} lang
 * @param {string} lesson
 */
const script = async (page, lang, lesson) => (await page.request.get(`/api/${lang}/lesson/${lesson}`)).json();

/**
 * Opens a lesson and turns its pages with the keyboard.
 * @param {Page} page
 * @param {string} lang
 * @param {string} lesson
 */
async function reader(page, lang, lesson) {
  const told = await script(page, lang, lesson);
  await open(page, `/${lang}/lesson/${lesson}`);
  await page.keyboard.press('ArrowUp');
  return {
    told,
    /** @param {string} id */
    async turnTo(id) {
      for (let turns = 0; turns < told.pages.length && !page.url().includes(`page=${id}&`); turns++) {
        await page.keyboard.press('ArrowRight');
        await page.waitForURL(/page=/);
        await page.waitForTimeout(150); // the address is written a little later
      }
      expect(page.url()).toContain(`page=${id}&`);
      await drawn(page);
    },
  };
}

for (const lang of LANGUAGES) {
  const says = words(lang);

  test(`the way to P in ${lang} is that of the trace, with the LayerNorm and without`, async ({ page }) => {
    test.slow();
    const { told, turnTo } = await reader(page, lang, 'prediction');
    const [trace, bare] = [traced(told.model, told.text), traced(told.model, told.text, '--set', 'ln_f=identity')];
    const [T, V] = trace.logits.shape;
    const lastOf = (/** @type {typeof trace} */ of, /** @type {string} */ name) => [...of[name].data.slice((T - 1) * V)];
    const [z, p, without] = [lastOf(trace, 'logits'), lastOf(trace, 'probs'), lastOf(bare, 'probs')];
    const order = p.map((_, id) => id).sort((a, b) => p[b] - p[a]);

    await turnTo('scores');
    const shown = (await page.locator('.scores .z .p, .scores .below .p').allTextContents()).map(number);
    shown.slice(0, 9).forEach((x, i) => close(x, z[order[i]]));
    await turnTo('softmax');
    await page.keyboard.press('t');
    const rows = await table(page);
    rows.slice(0, 9).forEach(([, score, , share], i) => {
      close(number(score), z[order[i]]);
      close(number(share), p[order[i]]);
    });
    expect(number(rows.at(-1)?.[3] ?? '')).toBe(1);
    close(number(rows.at(-1)?.[2] ?? ''), z.reduce((sum, x) => sum + Math.exp(x - z[order[0]]), 0));
    await page.keyboard.press('t');

    // The arrow keys walk down the words, and the arithmetic beside follows.
    await page.locator('#plot').focus();
    await page.keyboard.press('ArrowUp');
    await drawn(page);
    await expect(page.locator('#watch .check')).toContainText('✓');
    await page.keyboard.press('Escape');

    await turnTo('beside');
    await accessible(page);
    const digits = (await page.locator('.without .p > .p').allTextContents()).map(number);
    const bareDigits = (await page.locator('.without .drawn > .p').allTextContents()).map(number);
    const [most, mostBare] = [Math.max(...p), Math.max(...without)];
    close(Math.max(...digits.slice(0, -1)), most);
    close(Math.max(...bareDigits.slice(0, -1)), mostBare);
  });

  test(`words arrive one by one in ${lang}, and are those of gptlab generate`, async ({ page }) => {
    test.slow();
    const { told, turnTo } = await reader(page, lang, 'autoregression');
    const { temperature, seed, max_tokens: most } = told.draw;
    const how = ['--temperature', String(temperature), '--seed', String(seed), '--max-tokens', String(most)];
    const { tokens, prompt } = generated(told.model, told.text, ...how);
    const arrived = page.locator('.loop .drawn');

    // Nothing is told before it happens.
    await turnTo('throw');
    await expect(page.locator('.sampling .context b')).toHaveText('?');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    await drawn(page);
    expect(await step(page)).toBe('sample.1.choice');
    await expect(page.locator('.sampling .context b')).toHaveText(tokens[0].text.trim() || '●');
    await expect(page.locator('#watch .check')).toContainText('✓');
    await page.keyboard.press('ArrowUp');

    await turnTo('append');
    await expect(arrived).toHaveCount(1);
    await page.locator('#write').focus();
    await page.keyboard.press('Enter');
    await expect(page.locator('#write')).toHaveText(says.draw.stop);
    await expect.poll(() => arrived.count()).toBeGreaterThan(3);
    await page.keyboard.press('Enter');
    const stopped = await arrived.count();
    await accessible(page);
    expect(stopped).toBeLessThan(tokens.length);
    expect(await arrived.count()).toBe(stopped);

    await turnTo('why-not');
    await expect(arrived).toHaveCount(tokens.length);
    expect(await page.locator('.loop .given').count()).toBe(prompt.length);
    await page.keyboard.press('t');
    const rows = await table(page);
    rows.forEach(([, word, p, , rank], i) => {
      expect(word === '●' ? '' : word).toBe(tokens[i].text.trim());
      close(number(p), tokens[i].p);
      expect(number(rank)).toBe(tokens[i].rank);
    });
    await page.keyboard.press('t');
    await page.locator('#plot').focus();
    await page.keyboard.press('ArrowLeft');
    await expect(arrived).toHaveCount(tokens.length - 1);

    // A link to a draw opens that draw; so does its forward pass.
    await page.locator('.told .link').first().click();
    await drawn(page);
    const place = async () => [await step(page), await page.locator('.sampling .context').textContent(), await page.locator('.line-of-u .of-u').textContent()];
    const here = await place();
    await page.waitForTimeout(200);
    await page.goto(page.url());
    await drawn(page);
    expect(await place()).toEqual(here);
  });

  test(`temperature, top-k and top-p in ${lang} draw what gptlab generate draws with them`, async ({ page }) => {
    const told = await script(page, lang, 'autoregression');
    await open(page, `/${lang}/lesson/autoregression?page=why-not&temperature=0.7&top_k=8&top_p=0.9&seed=11&max_tokens=20`);
    const { tokens } = generated(told.model, told.text, '--temperature', '0.7', '--top-k', '8', '--top-p', '0.9', '--seed', '11', '--max-tokens', '20');
    await expect(page.locator('.loop .drawn b')).toHaveText(tokens.map(({ text }) => text.trim() || '●'));
    // A slider makes another run, whose words are written from the first on.
    await page.locator('.looping label.temperature input').first().focus();
    await page.keyboard.press('Home');
    const greedy = generated(told.model, told.text, '--temperature', '0', '--max-tokens', '20').tokens;
    await expect(page.locator('.loop .drawn b')).toHaveText(greedy.map(({ text }) => text.trim() || '●'), { timeout: 20_000 });
    await expect(page.locator('#announcer')).toContainText(greedy.at(-1)?.text.trim() || '●');
  });

  test(`the reader's own beginning is written on in ${lang}, as long as the slider says`, async ({ page }) => {
    const told = await script(page, lang, 'autoregression');
    const own = { en: 'Mia finds a kite.', 'zh-Hant': '小美發現一個風箏。' }[lang] ?? '';
    const shown = (/** @type {{text: string}[]} */ tokens) => tokens.map(({ text }) => text.trim() || '●');
    await open(page, `/${lang}/lesson/autoregression?page=end`);
    await page.locator('#sentence').fill(own);
    await page.locator('#sentence').press('Enter');
    const how = ['--temperature', String(told.draw.temperature), '--seed', String(told.draw.seed)];
    const { prompt, tokens } = generated(told.model, own, ...how, '--max-tokens', String(told.draw.max_tokens));
    await expect(page.locator('.loop .drawn b')).toHaveText(shown(tokens), { timeout: 20_000 });
    await expect(page.locator('.loop .given')).toHaveCount(prompt.length);

    // A shorter length is the same draws, and fewer of them.
    const length = page.locator('.looping label.max_tokens input').last();
    await length.focus();
    await page.keyboard.press('Home');
    for (const _ of [2, 3, 5]) await page.keyboard.press('ArrowRight');
    await expect(length).toHaveAttribute('aria-valuetext', '5');
    await expect(page.locator('.loop .drawn b')).toHaveText(shown(tokens.slice(0, 5)), { timeout: 20_000 });
    await expect(page).toHaveURL(/max_tokens=5(&|$)/);
    await expect(page.locator('#guess .question')).toContainText('5');
  });
}
