// What the page must look like: whole on a classroom screen, readable from the
// last row, usable with a thumb, in both themes, without motion if asked.

import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { drawn, open } from './lab.js';

const PLACES = ['/en/lesson/log-likelihood?page=guessers', '/zh-Hant/lesson/log-likelihood?page=blank', '/en/lesson/log-likelihood?page=game', '/zh-Hant/lesson/chain-rule?page=vocabulary',
  '/en/lesson/log-likelihood?page=product', '/zh-Hant/lesson/log-likelihood?page=perplexity', '/en/lesson/attention?page=softmax', '/zh-Hant/lesson/attention?page=values',
  '/en/lesson/map', '/zh-Hant/lesson/tokens?page=ways', '/en/lesson/tokens?page=flat', '/zh-Hant/lesson/block?page=gamma', '/en/lesson/block?page=careful',
  '/zh-Hant/lesson/prediction?page=softmax', '/en/lesson/autoregression?page=throw', '/zh-Hant/lesson/autoregression?page=append'];

/** A page with matrices. */
const HEADS = '/en/lesson/attention?page=softmax';

/** @param {import('@playwright/test').Page} page */
const violations = async (page) => (await new AxeBuilder({ page }).analyze()).violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target).join(' ')}`);

for (const path of PLACES) {
  test(`nothing scrolls off 1280 × 720: ${path}`, async ({ page }) => {
    await open(page, path);
    await page.evaluate(() => document.fonts.ready);
    const hidden = await page.evaluate(() => ['html', '.prose', '.side', '.stage'].filter((selector) => {
      const box = document.querySelector(selector);
      return !box || box.scrollHeight > box.clientHeight + 2 || box.scrollWidth > box.clientWidth + 2;
    }));
    expect(hidden).toEqual([]);
  });
}

// Labels of a crowded matrix may be smaller, so that none need be left out.
test('the projector view has no text below 24 px', async ({ page }) => {
  await open(page, HEADS);
  await page.keyboard.press('p');
  for (const path of ['', ...PLACES]) {
    if (path) await open(page, path); // the choice is remembered
    const small = await page.evaluate(() => [...document.querySelectorAll('body *')].filter((node) =>
      [...node.childNodes].some((child) => child.nodeType === 3 && child.textContent?.trim()) && node.checkVisibility({ visibilityProperty: true }) &&
      !node.closest('.unseen, .skip, math, sub, sup, select, .over .label') && node.getClientRects().length > 0 && parseFloat(getComputedStyle(node).fontSize) < 23.9,
    ).map((node) => `${node.tagName}.${node.getAttribute('class')} ${node.textContent}`));
    expect(small).toEqual([]);
  }
});

test('what an answer says is read whole in the projector view', async ({ page }) => {
  await open(page, '/en/lesson/map');
  await page.keyboard.press('p');
  for (const path of ['/en/lesson/chain-rule?page=before', '/zh-Hant/lesson/log-likelihood?page=likelihood', '/en/lesson/map?page=meeting']) {
    await open(page, path);
    await page.locator('.options button').first().click();
    await expect(page.locator('.verdict')).toBeInViewport({ ratio: 0.99 });
    expect(await page.locator('.prose').evaluate((box) => box.scrollHeight - box.clientHeight)).toBeLessThanOrEqual(1);
    // The text that made room is a key away.
    await page.locator('#unfold').focus();
    await page.keyboard.press('Enter');
    await expect(page.locator('#page-body')).toBeVisible();
  }
});

test('on a phone text, guess and formula are one tap away', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open(page, '/zh-Hant/lesson/chain-rule?page=before');
  for (const [i, id] of ['#plot', '#page-title', '#guess', '#formula'].entries()) {
    await page.locator('#jump button').nth(i).click();
    await expect(page.locator(id)).toBeInViewport();
  }
});

for (const scheme of /** @type {const} */ (['light', 'dark'])) {
  test(`axe finds nothing on a phone in the ${scheme} theme`, async ({ browser }) => {
    test.slow();
    const context = await browser.newContext({ viewport: { width: 390, height: 844 }, colorScheme: scheme, hasTouch: true });
    const page = await context.newPage();
    for (const path of PLACES) {
      await open(page, path);
      expect(await violations(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
      // The thumb reaches the transport wherever the page is scrolled to.
      await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
      await page.locator('#transport-buttons .forward').tap();
      await drawn(page);
    }
    await context.close();
  });
}

test('axe finds nothing in the dark, in the table, in the dialog, in the projector view', async ({ browser }) => {
  test.slow();
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 }, colorScheme: 'dark' });
  const page = await context.newPage();
  await open(page, HEADS);
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press('t');
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press('t');
  await page.keyboard.press('?');
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.keyboard.press('ArrowDown');
  await drawn(page);
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press('p');
  expect(await violations(page)).toEqual([]);
  await context.close();
});

test('at 200 % zoom everything is reachable in one column', async ({ page }) => {
  await page.setViewportSize({ width: 640, height: 360 });
  await open(page, PLACES[0]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(640);
  for (const id of ['#page-title', '#plot', '#formula', '#code', '#watch', '#scrubber']) await expect(page.locator(id)).toBeVisible();
  expect(await page.locator('.transport').evaluate((bar) => bar.clientHeight)).toBeLessThan(360 / 8);
});

test('who asks for less motion gets none', async ({ browser }) => {
  const context = await browser.newContext({ reducedMotion: 'reduce' });
  const page = await context.newPage();
  await open(page, '/en/lesson/chain-rule?page=rule');
  const moving = await page.evaluate(() => [...document.querySelectorAll('*')].filter((node) => {
    const style = getComputedStyle(node);
    return style.transitionDuration !== '0s' && style.transitionProperty !== 'none' && style.transitionDuration.split(',').some((d) => parseFloat(d) > 0);
  }).length);
  expect(moving).toBe(0);
  await context.close();
});

test('a screen reader hears the step and the cell', async ({ page }) => {
  await open(page, '/en/lesson/attention?step=h.0.attn.scores&cell=0,3,2');
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('#announcer')).toHaveText(/^Step \d+ of \d+: Scores ÷ √d_k · Layer 0 · Head 0\. Cell \S+ → \S+: −?[\d.]+\.$/);
});
