// What the command line says of the same model and text: what stands on the page
// is held against it.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = new URL('../..', import.meta.url).pathname;

/** @param {string[]} args of gptlab */
function gptlab(...args) {
  return execFileSync('go', ['run', './cmd/gptlab', ...args], { cwd: root, encoding: 'utf8' });
}

/**
 * @param {string} model
 * @param {string} prompt
 * @param {string[]} how
 * @returns {{prompt: {id: number}[], tokens: {id: number, text: string, p: number, rank: number, p_drawn: number}[], finish: string}}
 */
export function generated(model, prompt, ...how) {
  return JSON.parse(gptlab('generate', '--model', model, '--prompt', prompt, '--json', ...how));
}

/**
 * The steps of a forward pass, by name, read from the safetensors file.
 * @param {string} model
 * @param {string} text
 * @param {string[]} more
 * @returns {Record<string, {shape: number[], data: Float32Array}>}
 */
export function traced(model, text, ...more) {
  const file = join(mkdtempSync(join(tmpdir(), 'gptlab-')), 'trace.safetensors');
  gptlab('trace', '--model', model, '--text', text, '--start', '--out', file, ...more);
  const bytes = readFileSync(file);
  const length = Number(bytes.readBigUInt64LE(0));
  const { __metadata__, ...header } = JSON.parse(bytes.toString('utf8', 8, 8 + length));
  return Object.fromEntries(Object.entries(header).filter(([, { dtype }]) => dtype === 'F32').map(([name, { shape, data_offsets: [from, to] }]) => {
    const numbers = bytes.subarray(8 + length + from, 8 + length + to);
    return [name, { shape, data: new Float32Array(numbers.buffer.slice(numbers.byteOffset, numbers.byteOffset + numbers.length)) }];
  }));
}
