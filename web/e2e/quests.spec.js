// The quests of the attention lesson: point, find the heads, switch one off.

import { expect, test } from '@playwright/test';
import { open } from './lab.js';

test('what fell: the head that looks there is found, and P falls without it', async ({ page }) => {
  await open(page, '/en/lesson/attention?page=quest');
  await expect(page.locator('.quest-next')).toContainText('beads');
  await expect(page.locator('.quest-next')).toContainText('in truth 1');
  await page.locator('.options.words button', { hasText: 'harbour' }).click();
  await expect(page.locator('.verdict')).toContainText('beads');

  await page.locator('.quest-line button', { hasText: 'beads' }).click();
  await page.locator('[data-key="each"]').click();
  await expect(page.locator('.quest .lost').first()).toBeVisible();
  await page.locator('[data-key^="off-"]').first().click();
  await expect(page.locator('.quest-next .now')).toContainText('falls');
  await expect(page).toHaveURL(/set=h\.\d\.attn\.heads/);
  await page.locator('[data-key="all-on"]').click();
  await expect(page.locator('.quest-next .now')).toHaveCount(0);
});

test('a page shows the word that its question speaks of, until another is pointed at', async ({ page }) => {
  await open(page, '/en/lesson/attention?page=quest');
  await page.locator('#page-nav button').nth(1).click();
  await expect(page.locator('.quest .head')).toContainText('beads');
  await page.locator('.quest-line button', { hasText: 'Clara' }).click();
  await page.locator('[data-key^="off-"]').first().click();
  await expect(page.locator('.quest-next .now')).toBeVisible();
  await expect(page.locator('.quest .head')).toContainText('Clara');
});

test('a page of quests brings its own sentence, and leaves the learner theirs', async ({ page }) => {
  await open(page, '/zh-Hant/lesson/attention?page=heads');
  await page.locator('#page-nav button').nth(1).click();
  await expect(page).toHaveURL(/model=world-zh/);
  await page.locator('#page-nav button').nth(0).click();
  await expect(page).toHaveURL(/model=tang/);
  await open(page, '/en/lesson/attention?page=heads&model=aesop&text=The+Wolf');
  await page.locator('#page-nav button').nth(1).click();
  await expect(page).toHaveURL(/page=quest.*text=The\+Wolf/);
});
