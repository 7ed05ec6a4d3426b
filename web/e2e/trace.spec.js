// The numbers on the screen are those of `gptlab trace`: walked by keyboard from
// the words to the end of the first block, of a changed run, and on the way back.

import { expect, test } from '@playwright/test';
import { traced } from './commandline.js';
import { LANGUAGES, drawn, number, open } from './lab.js';

/** @import { Page } from '@playwright/test' */

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
    const recorded = traced(lesson.model, lesson.text, '--backward');
    await open(page, `/${lang}/lesson/attention?page=why&step=wte`);
    const walked = [];
    for (;;) {
      const { name, cell, value } = await onScreen(page);
      expect(value, name).toBe(recorded[name].at(...cell));
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
    expect(back.value).toBe(recorded[back.name].at(...back.cell));

    const change = 'h.*.attn.scaled=identity';
    const changed = traced(lesson.model, lesson.text, '--set', change);
    await open(page, `/${lang}/lesson/attention?page=why&step=h.1.attn.weights&cell=1,4,2&set=${encodeURIComponent(change)}`);
    const edited = await onScreen(page);
    expect(edited.value).toBe(changed[edited.name].at(...edited.cell));
    expect(edited.value).not.toBe(recorded[edited.name].at(...edited.cell));
    await page.keyboard.press('x');
    await expect(page).not.toHaveURL(/set=/);
    await expect.poll(async () => (await onScreen(page)).value).toBe(recorded[edited.name].at(...edited.cell));
  });
}
