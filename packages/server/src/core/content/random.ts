import { randomFillSync } from 'node:crypto';

const pool = Buffer.alloc(8192);
let used = pool.length;

/**
 * Random bytes as of `randomBytes`, at most 8192: for keys, salts, nonces and ids. Taken from the system a block at a time, because asking
 * it costs more than most of what is done with the few bytes. Each byte is given out once.
 */
export function pooledRandomBytes(length: number): Buffer {
  if (used + length > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const bytes = Buffer.allocUnsafe(length);
  pool.copy(bytes, 0, used, used + length);
  pool.fill(0, used, used + length);
  used += length;
  return bytes;
}
