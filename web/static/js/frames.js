// Binary frames: tensors as little-endian float32 (docs/protocol.md §5).

/** @import { Tensor } from './types.js' */

const MAGIC = 0x31544c47; // "GLT1"

/**
 * Reads one frame. The numbers are used where they lie, without a copy.
 * @param {ArrayBuffer} buffer
 * @returns {{id: number, tensor: Tensor}}
 */
export function readFrame(buffer) {
  const head = new DataView(buffer);
  if (buffer.byteLength < 16 || head.getUint32(0, true) !== MAGIC) throw new Error('not a tensor frame');
  const id = head.getUint32(4, true);
  const step = head.getUint32(8, true);
  const ndim = head.getUint32(12, true);
  const shape = Array.from({ length: ndim }, (_, axis) => head.getUint32(16 + 4 * axis, true));
  return { id, tensor: { step, shape, data: floats(buffer, 16 + 4 * ndim) } };
}

/**
 * @param {ArrayBuffer} buffer
 * @param {number} offset
 * @returns {Float32Array}
 */
function floats(buffer, offset) {
  if (isLittleEndian()) return new Float32Array(buffer, offset);
  const view = new DataView(buffer, offset);
  return Float32Array.from({ length: view.byteLength / 4 }, (_, i) => view.getFloat32(4 * i, true));
}

function isLittleEndian() {
  return new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;
}
