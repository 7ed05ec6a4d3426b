// What the command line says of the same model and text: what stands on the page
// is held against it.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = new URL('../..', import.meta.url).pathname;

/** @param {string[]} args of gptlab, which says its data on stdout */
function gptlab(...args) {
  return execFileSync('go', ['run', './cmd/gptlab', ...args], { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/**
 * What a command prints as JSON.
 * @param {string} command
 * @param {string} model
 * @param {string[]} how
 */
export function said(command, model, ...how) {
  return JSON.parse(gptlab(command, '--model', model, '--json', ...how));
}

/**
 * @param {string} model
 * @param {string} prompt
 * @param {string[]} how
 * @returns {{prompt: {id: number}[], tokens: {id: number, text: string, p: number, rank: number, p_drawn: number}[], finish: string}}
 */
export function generated(model, prompt, ...how) {
  return said('generate', model, '--prompt', prompt, ...how);
}

/**
 * @typedef {object} Recorded
 * @property {number[]} shape
 * @property {Float32Array} data
 * @property {(...cell: number[]) => number} at
 */

/**
 * The steps of a forward pass, by name, read from the safetensors file.
 * @param {string} model
 * @param {string} text
 * @param {string[]} more
 * @returns {Record<string, Recorded>}
 */
export function traced(model, text, ...more) {
  const file = join(mkdtempSync(join(tmpdir(), 'gptlab-')), 'trace.safetensors');
  gptlab('trace', '--model', model, '--text', text, '--start', '--out', file, ...more);
  const bytes = readFileSync(file);
  const length = Number(bytes.readBigUInt64LE(0));
  const { __metadata__, ...header } = JSON.parse(bytes.toString('utf8', 8, 8 + length));
  return Object.fromEntries(Object.entries(header).filter(([, { dtype }]) => dtype === 'F32').map(([name, { shape, data_offsets: [from, to] }]) => {
    const numbers = bytes.subarray(8 + length + from, 8 + length + to);
    const data = new Float32Array(numbers.buffer.slice(numbers.byteOffset, numbers.byteOffset + numbers.length));
    return [name, { shape, data, at: (...cell) => data[cell.reduce((at, i, axis) => at * shape[axis] + i, 0)] }];
  }));
}
