// No invented numbers: what stands on the screen is what came over the wire.

import { expect, test } from '@playwright/test';
import { drawn, number, open, wire } from './lab.js';

/** Four significant digits, as the page shows them. */
const close = (/** @type {number} */ shown, /** @type {number} */ sent) => expect(Math.abs(shown - sent)).toBeLessThanOrEqual(Math.abs(sent) * 6e-4 + 1e-12);

/** @param {import('@playwright/test').Page} page */
const cells = (page) => page.locator('#plot-table tbody tr').evaluateAll((rows) => rows.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent ?? '')));

for (const [lang, name, cell] of [
  ['en', 'h.0.attn.scores', '1,3,2'], ['zh-Hant', 'h.1.attn.masked', '2,4,1'], ['en', 'h.1.attn.weights', '0,5,5'],
  ['zh-Hant', 'h.0.attn.q', '3,2,7'], ['en', 'h.0.attn.heads', '1,4,0'], ['zh-Hant', 'h.0.resid_1', '2,9'],
]) {
  test(`the table of ${name} holds the numbers of the frame`, async ({ page }) => {
    const log = wire(page);
    await open(page, `/${lang}/lesson/attention?step=${name}&cell=${cell}&table=1`);
    await expect(page.locator('#plot-table table')).toBeVisible();
    const { i, shape } = log.step(name);
    const frame = log.reply({ type: 'tensor', step: i, index: shape.length > 2 ? [Number(cell[0])] : [] });
    expect(frame.magic).toBe('GLT1');
    const shown = (await cells(page)).flat();
    expect(shown).toHaveLength(frame.data.length);
    shown.forEach((text, k) => (Number.isFinite(frame.data[k]) ? close(number(text), frame.data[k]) : expect(number(text)).toBe(frame.data[k])));
  });
}

test('numbers in the cells are those of the frame', async ({ page }) => {
  const log = wire(page);
  await open(page, '/zh-Hant/lesson/attention?step=h.0.attn.weights&cell=0,3,2');
  const texts = await page.locator('.over .number').allTextContents();
  const { i, shape } = log.step('h.0.attn.weights');
  const { data } = log.reply({ type: 'tensor', step: i, index: [0] });
  const seen = data.filter((/** @type {number} */ _, /** @type {number} */ k) => k % shape[2] <= Math.floor(k / shape[2]));
  expect(texts).toHaveLength(seen.length);
  texts.forEach((text, k) => {
    if (text === '<.01') expect(seen[k]).toBeLessThan(0.005);
    else if (text === '1') expect(seen[k]).toBe(1);
    else expect(Math.abs(Number(text) - seen[k])).toBeLessThanOrEqual(0.005 + 1e-9);
  });
});

test('the chain is the recorded scalars', async ({ page }) => {
  const log = wire(page);
  await open(page, '/en/lesson/chain-rule?step=chain.T.sum&table=1');
  const rows = await cells(page);
  expect(rows.length).toBeGreaterThan(5);
  rows.forEach(([, p, product, logP, sum], i) => {
    for (const [part, text] of Object.entries({ factor: p, product, log_p: logP, sum })) close(number(text), log.step(`chain.${i + 1}.${part}`).value);
  });
  const last = log.step(`chain.${rows.length}.sum`).value;
  close(number((await page.locator('.chain .result').last().evaluate((node) => node.firstChild?.textContent ?? '')).split('=')[1]), last);
});

test('a distribution is over the whole vocabulary', async ({ page }) => {
  const log = wire(page);
  await open(page, '/zh-Hant/lesson/chain-rule?step=probs');
  const shown = (await page.locator('.distribution .bars .p:not(.true)').allTextContents()).map(number);
  const top = log.all('compare').at(-1); // in the small world the truth stands beside it
  const sent = top.entries.map((/** @type {any} */ e) => e.p);
  const labels = await page.locator('.distribution .bars .word').allTextContents();
  // What there is no room for is in the last bar: nothing is left out.
  const size = log.all('catalogue')[0].model.vocab_size;
  expect(labels.at(-1)).toContain(String(size - (labels.length - 1)));
  labels.slice(0, -1).forEach((label, i) => close(shown[i], top.entries.find((/** @type {any} */ e) => e.label === label).p));
  expect(Math.abs(shown.reduce((a, b) => a + b, 0) - 1)).toBeLessThan(1e-3);
  expect(Math.abs(sent.reduce((/** @type {number} */ a, /** @type {number} */ b) => a + b, top.rest.p) - 1)).toBeLessThan(1e-4);
  expect(top.entries.length + top.rest.count).toBe(size);
  await expect(page.locator('.distribution .rest')).toBeInViewport({ ratio: 1 });
});

test('a cell is explained by numbers that lead to their own cells', async ({ page }) => {
  const log = wire(page);
  await open(page, '/en/lesson/attention?step=h.0.attn.scores&cell=1,5,2');
  const { terms, value, equal } = log.all('explained').at(-1);
  expect(equal).toBe(true);
  const products = terms.filter((/** @type {any} */ t) => t.role === 'product');
  const first = await page.locator('#watch li').first().locator('.calc').textContent();
  close(number((first ?? '').split('=')[1]), products[0].value);
  close(number((await page.locator('#watch .result').textContent())?.split('=')[1] ?? ''), value);
  await page.locator('#watch li').first().locator('button').click();
  await drawn(page);
  await expect(page.locator('#step-name')).toHaveText('h.0.attn.q');
  expect(page.url()).toContain(`cell=${products[0].from[0].cell.join(',')}`);
});

test('a plot is taken home as a picture and as numbers', async ({ page }) => {
  await open(page, '/zh-Hant/lesson/attention?step=h.0.attn.weights&cell=0,3,2');
  /** @param {RegExp} name */
  const take = async (name) => {
    await page.locator('#export summary').click();
    const [file] = await Promise.all([page.waitForEvent('download'), page.locator('#export-list').getByText(name).click()]);
    const chunks = [];
    for await (const chunk of await file.createReadStream()) chunks.push(chunk);
    return { name: file.suggestedFilename(), body: Buffer.concat(chunks) };
  };
  const png = await take(/PNG/);
  expect(png.name).toMatch(/^gptlab-attention-tang.*\.png$/);
  expect(png.body.subarray(1, 4).toString()).toBe('PNG');
  expect((await take(/PDF/)).body.subarray(0, 5).toString()).toBe('%PDF-');
  const csv = await take(/CSV/);
  expect(csv.name).toMatch(/\.csv$/);
  expect(csv.body.toString('utf8').split('\r\n')[1]).toMatch(/^●,1,0/);
});

/**
 * Every number of some text as it is written, with half a unit of its last digit.
 * Whole numbers are counts, places and names of words.
 * @param {string} text
 */
function written(text) {
  return [...text.replaceAll('−', '-').matchAll(/(?<![\w.])-?(\d*\.\d+)(?:e(-?\d+))?/g)].map(([all, digits, exponent]) => ({
    text: all, value: Number(all), half: 0.5 * 10 ** (Number(exponent ?? 0) - digits.split('.')[1].length),
  }));
}

/**
 * What is written in a part of the page. Of the arithmetic of a cell: its operands,
 * its result, and what was recorded; the steps between them are the page's to do.
 * @param {import('@playwright/test').Page} page
 * @param {string} place
 */
async function textOf(page, place) {
  if (place !== '#watch') return page.locator(place).innerText();
  const results = await page.locator('#watch .result').allInnerTexts();
  return [...await page.locator('#watch button.calc:not(.result *), #watch .check').allInnerTexts(), ...results.map((line) => line.split('=').at(-1))].join('\n');
}

/**
 * Every number in what came over the wire, by what it was sent as.
 * @param {any} node
 * @param {string} name
 * @returns {[number, string][]}
 */
function numbersIn(node, name) {
  if (typeof node === 'number') return [[node, name]];
  if (typeof node === 'string') return written(node).map(({ value }) => [value, name]); // in the words of a question
  if (node === null || typeof node !== 'object') return [];
  return Object.entries(node).flatMap(([key, value]) => numbersIn(value, Array.isArray(node) ? name : `${name}.${key}`));
}

for (const [lang, lesson] of [['zh-Hant', 'map'], ['en', 'chain-rule'], ['zh-Hant', 'log-likelihood']]) {
  test(`every number of lesson ${lesson} and the step it comes from`, async ({ page }, info) => {
    test.slow();
    const log = wire(page);
    const { pages } = await (await page.request.get(`/api/${lang}/lesson/${lesson}`)).json();
    /** @type {string[]} */
    const origins = [];
    for (const { id, asks } of pages) {
      await open(page, `/${lang}/lesson/${lesson}?page=${id}`);
      if (asks.length) await page.locator('.options button').first().click();
      await drawn(page);
      const steps = Object.fromEntries(log.all('step').map(({ i, name }) => [i, name]));
      const sent = log.received.flatMap((message) => numbersIn(message, message.type === 'step' ? message.name : message.step === undefined ? message.type : `${message.type} of ${steps[message.step]}`));
      for (const place of ['#plot', '#factor', '#watch', '#guess', '#word-strip']) {
        if (!(await page.locator(place).isVisible())) continue;
        for (const { text, value, half } of written(await textOf(page, place))) {
          if (place === '#plot' && text === '.5') continue; // the scale
          const found = sent.find(([x]) => Math.abs(Math.abs(x) - Math.abs(value)) <= half * 1.0001);
          origins.push(`${id} ${place} ${text}: ${found?.[1]}`);
          expect(found, `${id} ${place}: ${text} was never sent`).toBeTruthy();
        }
      }
    }
    expect(origins.length).toBeGreaterThan(100);
    await info.attach('origins', { body: origins.join('\n'), contentType: 'text/plain' });
  });
}
