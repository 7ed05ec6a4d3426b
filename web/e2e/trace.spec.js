// The numbers on the screen are those of `gptlab trace`: walked by keyboard from
// the words to the end of the first block, of a changed run, and on the way back.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { LANGUAGES, drawn, number, open } from './lab.js';

/** @import { Page } from '@playwright/test' */

/**
 * Runs gptlab trace, and returns what reads a cell of its file.
 * @param {{model: string, text: string}} lesson
 * @param {string[]} flags
 */
function trace({ model, text }, ...flags) {
  const file = join(mkdtempSync(join(tmpdir(), 'gptlab-')), 'trace.safetensors');
  execFileSync('go', ['run', './cmd/gptlab', 'trace', '--model', model, '--text', text, '--start', '--out', file, ...flags], { cwd: new URL('../..', import.meta.url) });
  const bytes = readFileSync(file);
  const from = 8 + Number(bytes.readBigUInt64LE(0));
  const head = JSON.parse(bytes.toString('utf8', 8, from));
  return (/** @type {string} */ name, /** @type {number[]} */ cell) => {
    const { shape, data_offsets: [start] } = head[name];
    return bytes.readFloatLE(from + start + 4 * cell.reduce((at, i, axis) => at * shape[axis] + i, 0));
  };
}

/**
 * What the panel of the cell calls the recorded number, and where the cursor stands.
 * @param {Page} page
 */
async function onScreen(page) {
  const name = (await page.locator('#step-name').textContent()) ?? '';
  await expect.poll(() => new URL(page.url()).searchParams.get('step')).toBe(name);
  await drawn(page);
  const check = page.locator('#watch .check');
  await expect(check).toContainText('✓');
  return { name, cell: (new URL(page.url()).searchParams.get('cell') ?? '').split(',').map(Number), value: Math.fround(number((await check.getAttribute('title')) ?? '')) };
}

for (const lang of LANGUAGES) {
  test(`what is on the screen is what gptlab trace writes, in ${lang}`, async ({ page, request }) => {
    test.slow();
    const lesson = await (await request.get(`/api/${lang}/lesson/attention`)).json();
    const recorded = trace(lesson, '--backward');
    await open(page, `/${lang}/lesson/attention?page=why&step=wte`);
    const walked = [];
    for (;;) {
      const { name, cell, value } = await onScreen(page);
      expect(value, name).toBe(recorded(name, cell));
      walked.push(name);
      if (name === 'h.0.resid_2') break;
      await page.keyboard.press('ArrowRight');
      await expect(page.locator('#step-name')).not.toHaveText(name);
    }
    expect(walked.map((name) => name.replace('h.0.', ''))).toEqual(['wte', 'wpe', 'embd', 'ln_1', ...['q', 'k', 'v', 'scores', 'scaled', 'masked', 'weights', 'heads', 'concat', 'c_proj'].map((part) => `attn.${part}`),
      'resid_1', 'ln_2', 'mlp.c_fc', 'mlp.gelu', 'mlp.c_proj', 'resid_2']);

    await page.keyboard.press('g');
    await expect(page.locator('#step-name')).toHaveText('grad.h.0.resid_2');
    const back = await onScreen(page);
    expect(back.value).toBe(recorded(back.name, back.cell));

    const change = 'h.*.attn.scaled=identity';
    const changed = trace(lesson, '--set', change);
    await open(page, `/${lang}/lesson/attention?page=why&step=h.1.attn.weights&cell=1,4,2&set=${encodeURIComponent(change)}`);
    const edited = await onScreen(page);
    expect(edited.value).toBe(changed(edited.name, edited.cell));
    expect(edited.value).not.toBe(recorded(edited.name, edited.cell));
    await page.keyboard.press('x');
    await expect(page).not.toHaveURL(/set=/);
    await expect.poll(async () => (await onScreen(page)).value).toBe(recorded(edited.name, edited.cell));
  });
}
