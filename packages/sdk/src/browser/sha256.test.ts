import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { someBytes } from '../server.test-setup.ts';
import { sha256 } from './sha256.ts';

const expected = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

test('is SHA-256 around the borders of blocks', () => {
  for (const size of [0, 1, 54, 55, 56, 57, 63, 64, 65, 119, 120, 127, 128, 129, 1000]) {
    const bytes = someBytes(size, size + 1);
    const hasher = sha256();
    hasher.update(bytes);
    expect(hasher.digest(), `${size} bytes`).toBe(expected(bytes));
  }
});

test('property: it does not matter how the bytes are cut', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 10 }), (chunks) => {
      const hasher = sha256();
      for (const chunk of chunks) hasher.update(chunk);
      expect(hasher.digest()).toBe(expected(Buffer.concat(chunks)));
    }),
  );
});
