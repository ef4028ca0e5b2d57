import type { Hasher } from '../transport/platform.ts';

/** The first 32 bits of the fractional parts of a root of the first primes (FIPS 180-4, 4.2.2 and 5.3.3). */
function constants(count: number, root: (prime: number) => number): Uint32Array {
  const found: number[] = [];
  for (let candidate = 2; found.length < count; candidate += 1) {
    let isPrime = true;
    for (let divisor = 2; divisor * divisor <= candidate && isPrime; divisor += 1) isPrime = candidate % divisor !== 0;
    if (isPrime) found.push((root(candidate) % 1) * 2 ** 32);
  }
  return Uint32Array.from(found);
}

const rounds = constants(64, Math.cbrt);
const initial = constants(8, Math.sqrt);
const blockBytes = 64;

/** SHA-256 piece by piece, which browsers do not have: theirs takes everything at once. About 200 MB in a second. */
export function sha256(): Hasher {
  const state = Uint32Array.from(initial);
  const words = new Uint32Array(64);
  const block = new Uint8Array(blockBytes);
  const view = new DataView(block.buffer);
  let used = 0;
  let total = 0;

  function mix(source: DataView, offset: number): void {
    for (let index = 0; index < 16; index += 1) words[index] = source.getUint32(offset + index * 4);
    for (let index = 16; index < 64; index += 1) {
      const a = words[index - 15] as number;
      const b = words[index - 2] as number;
      const s0 = ((a >>> 7) | (a << 25)) ^ ((a >>> 18) | (a << 14)) ^ (a >>> 3);
      const s1 = ((b >>> 17) | (b << 15)) ^ ((b >>> 19) | (b << 13)) ^ (b >>> 10);
      words[index] = (words[index - 16] as number) + s0 + (words[index - 7] as number) + s1;
    }
    let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number];
    for (let index = 0; index < 64; index += 1) {
      const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const t1 = (h + s1 + ((e & f) ^ (~e & g)) + (rounds[index] as number) + (words[index] as number)) | 0;
      const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + t1) | 0;
      d = c;
      c = b;
      b = a;
      a = (t1 + t2) | 0;
    }
    for (const [index, value] of [a, b, c, d, e, f, g, h].entries()) state[index] = (state[index] as number) + value;
  }

  function update(chunk: Uint8Array): void {
    total += chunk.byteLength;
    let start = 0;
    if (used > 0) {
      start = Math.min(blockBytes - used, chunk.byteLength);
      block.set(chunk.subarray(0, start), used);
      used += start;
      if (used < blockBytes) return;
      mix(view, 0);
      used = 0;
    }
    const source = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    for (; start + blockBytes <= chunk.byteLength; start += blockBytes) mix(source, start);
    block.set(chunk.subarray(start));
    used = chunk.byteLength - start;
  }

  return {
    update,
    digest() {
      const bits = total * 8;
      const padding = new Uint8Array((used < 56 ? 56 : 120) - used + 8);
      padding[0] = 0x80;
      const end = new DataView(padding.buffer, padding.byteLength - 8);
      end.setUint32(0, Math.floor(bits / 2 ** 32));
      end.setUint32(4, bits >>> 0);
      update(padding);
      return Array.from(state, (word) => word.toString(16).padStart(8, '0')).join('');
    },
  };
}
