// What the tests share: opening the lab, waiting until it has drawn, and
// reading what the server sent.

import { readFileSync } from 'node:fs';
import { expect } from '@playwright/test';

/** @import { Page, WebSocket } from '@playwright/test' */

export const LANGUAGES = ['en', 'zh-Hant'];

/**
 * The words of the page.
 * @param {string} lang
 * @returns {any}
 */
export function words(lang) {
  return JSON.parse(readFileSync(new URL(`../static/i18n/${lang}.json`, import.meta.url), 'utf8'));
}

/**
 * Opens a path and waits for the first picture.
 * @param {Page} page
 * @param {string} path
 */
export async function open(page, path) {
  await page.goto(path);
  await drawn(page);
}

/**
 * Waits until everything on the page is drawn from numbers that have arrived.
 * @param {Page} page
 */
export async function drawn(page) {
  await expect(page.locator('#plot')).not.toHaveAttribute('aria-busy');
  await expect(page.locator('#watch')).not.toHaveAttribute('aria-busy');
}

/**
 * The step the cursor stands on.
 * @param {Page} page
 */
export function step(page) {
  return page.locator('#step-name').textContent();
}

/**
 * Every message of the page's WebSocket, tensors already read.
 * @param {Page} page
 */
export function wire(page) {
  /** @type {{sent: any[], received: any[]}} */
  const log = { sent: [], received: [] };
  page.on('websocket', (/** @type {WebSocket} */ ws) => {
    ws.on('framesent', ({ payload }) => log.sent.push(JSON.parse(String(payload))));
    ws.on('framereceived', ({ payload }) => log.received.push(typeof payload === 'string' ? JSON.parse(payload) : tensor(payload)));
  });
  return {
    ...log,

    /** @param {string} type */
    all: (type) => log.received.filter((message) => message.type === type),

    /** @param {string} name of a step of the latest run */
    step(name) {
      const run = this.all('catalogue').at(-1).run;
      return this.all('step').findLast((message) => message.run === run && message.name === name);
    },

    /** @param {any} message the reply to the latest request like this one */
    reply(message) {
      const request = log.sent.findLast((sent) => Object.entries(message).every(([key, value]) => JSON.stringify(sent[key]) === JSON.stringify(value)));
      return request && log.received.find(({ id }) => id === request.id);
    },
  };
}

/** @param {Buffer} frame docs/protocol.md §5, read here without the page's own code */
function tensor(frame) {
  const ndim = frame.readUInt32LE(12);
  const at = 16 + 4 * ndim;
  return {
    type: 'tensor', magic: frame.toString('latin1', 0, 4), id: frame.readUInt32LE(4), step: frame.readUInt32LE(8),
    shape: Array.from({ length: ndim }, (_, i) => frame.readUInt32LE(16 + 4 * i)),
    data: Array.from({ length: (frame.length - at) / 4 }, (_, i) => frame.readFloatLE(at + 4 * i)),
  };
}

/**
 * A number as the page writes it: a real minus sign, − for −.
 * @param {string|null} text
 */
export function number(text) {
  const plain = (text ?? '').trim().replaceAll('−', '-').replace('∞', 'Infinity');
  return Number(plain);
}
