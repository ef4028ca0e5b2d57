// @ts-check
import { createCipheriv, createHash } from 'node:crypto';

const poolBytes = 4 * 1024 * 1024;

/**
 * @typedef {object} Random
 * @property {(below: number) => number} int A whole number from 0 to `below` - 1.
 * @property {(chance: number) => boolean} chance True so often.
 * @property {<T>(items: readonly T[]) => T} pick
 * @property {<T>(items: readonly T[]) => T[]} shuffle
 */

/**
 * Choices that a seed repeats (mulberry32). Each client has its own stream, so that what one chooses does not hang on how fast another is.
 *
 * @param {number} seed
 * @returns {Random}
 */
export function createRandom(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), bits | 61)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
  const int = (/** @type {number} */ below) => Math.floor(next() * below);
  return {
    int,
    chance: (chance) => next() < chance,
    pick(items) {
      const item = items[int(items.length)];
      if (item === undefined) throw new Error('nothing to pick from');
      return item;
    },
    shuffle(items) {
      const left = [...items];
      const mixed = [];
      while (left.length > 0) mixed.push(...left.splice(int(left.length), 1));
      return mixed;
    },
  };
}

/**
 * File contents that nothing compresses and no two share: slices of one pool, each with a number in front.
 *
 * @param {number} seed
 * @returns {(random: Random, bytes: number) => Buffer}
 */
export function createContents(seed) {
  const key = createHash('sha256').update(`contents ${seed}`).digest();
  const pool = createCipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(poolBytes));
  let number = 0;
  return (random, bytes) => {
    const start = random.int(poolBytes - bytes + 1);
    const content = Buffer.from(pool.subarray(start, start + bytes));
    number += 1;
    if (bytes >= 8) content.writeBigUInt64BE(BigInt(number));
    return content;
  };
}

/** @param {Buffer} bytes */
export function sha256(bytes) {
  return createHash('sha256').update(bytes).digest('hex');
}
