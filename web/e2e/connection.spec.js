// The wire breaks, the page goes on; and the page talks to nobody else.

import { expect, test } from '@playwright/test';
import { drawn, open, step, wire, words } from './lab.js';

test('a lost connection is said, and the walk goes on at the cursor', async ({ page }) => {
  /** @type {import('@playwright/test').WebSocketRoute[]} */
  const routes = [];
  let refuse = false;
  await page.routeWebSocket(/\/ws$/, (ws) => {
    if (refuse) {
      ws.close();
      return;
    }
    ws.connectToServer();
    routes.push(ws);
  });
  await open(page, '/en/lesson/attention?step=h.0.attn.scores');
  refuse = true;
  await routes[0].close();
  await expect(page.locator('#notice')).toHaveText(words('en').notice.offline);

  // What is here stays here, and can still be walked.
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  expect(await step(page)).toBe('h.0.attn.masked');
  refuse = false;
  await expect(page.locator('#notice')).toBeHidden({ timeout: 20_000 });
  await drawn(page);
  expect(await step(page)).toBe('h.0.attn.masked');
  await expect(page.locator('#watch .check')).toContainText('✓');
});

test('after a reconnect only what is missing is asked for', async ({ page }) => {
  const log = wire(page);
  await open(page, '/en/lesson/chain-rule?page=rule');
  const pulls = log.sent.filter(({ type }) => type === 'pull').length;
  await page.context().setOffline(true);
  await page.evaluate(() => dispatchEvent(new Event('offline')));
  await page.context().setOffline(false);
  await page.keyboard.press('n');
  await drawn(page);
  expect(log.sent.filter(({ type }) => type === 'pull').length).toBe(pulls);
});

test('nothing is asked of any other host', async ({ page, baseURL }) => {
  /** @type {string[]} */
  const hosts = [];
  page.on('request', (request) => hosts.push(new URL(request.url()).host));
  page.on('websocket', (ws) => hosts.push(new URL(ws.url()).host));
  for (const path of ['/zh-Hant/lesson/chain-rule?page=surprise', '/en/lesson/attention?page=values']) {
    await open(page, path);
    await page.keyboard.press('t');
    await page.keyboard.press('p');
    await page.keyboard.press('l');
    await drawn(page);
  }
  expect(hosts.length).toBeGreaterThan(20);
  expect([...new Set(hosts)]).toEqual([new URL(baseURL ?? page.url()).host]);
});

test('the page breaks no rule of its own content policy', async ({ page }) => {
  /** @type {string[]} */
  const errors = [];
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  page.on('pageerror', (error) => errors.push(String(error)));
  await open(page, '/zh-Hant/lesson/attention?page=values');
  for (const key of ['ArrowRight', 'ArrowDown', 'ArrowRight', 't', 't', 'p', 'p', 'n', 'l']) await page.keyboard.press(key);
  await drawn(page);
  expect(errors).toEqual([]);
});
