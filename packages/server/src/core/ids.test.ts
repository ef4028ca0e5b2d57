import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { isId, newId, type IdPrefix } from './ids.ts';

const prefixes: readonly IdPrefix[] = ['file', 'folder', 'upl', 'share', 'key', 'user', 'blob'];
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** The UUID that an id spells, as 32 hexadecimal digits. */
function uuidOf(id: string): string {
  let value = 0n;
  for (const digit of id.slice(id.indexOf('_') + 1)) value = value * 32n + BigInt(alphabet.indexOf(digit));
  return value.toString(16).padStart(32, '0');
}

/** Later than every id that other tests of this process make, and moved on so that each test begins above the one before. */
let later = Date.UTC(2100, 0, 1);
const farAhead = (): number => (later += 1_000_000);

test('an id spells a UUID of version 7 with its milliseconds', () => {
  const now = farAhead();
  for (const [i, prefix] of prefixes.entries()) {
    const id = newId(prefix, now + i);
    expect(id).toMatch(new RegExp(`^${prefix}_[0-7][0-9a-hjkmnp-tv-z]{25}$`));
    expect(uuidOf(id)).toMatch(/^[0-9a-f]{12}7[0-9a-f]{3}[89ab][0-9a-f]{15}$/);
    expect(Number.parseInt(uuidOf(id).slice(0, 12), 16)).toBe(now + i);
  }
});

test('ids increase strictly, whatever the clock does', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -5000, max: 5000 }), { minLength: 1, maxLength: 300 }), (steps) => {
      const start = farAhead();
      let last = '';
      for (const step of steps) {
        const id = newId('file', start + step);
        expect(id > last).toBe(true);
        last = id;
      }
    }),
  );
});

test('a hundred thousand ids of one moment are different and in order', () => {
  const now = farAhead();
  const ids = Array.from({ length: 100_000 }, () => newId('file', now));
  expect(ids.every((id, i) => i === 0 || id > (ids[i - 1] ?? ''))).toBe(true);
  // The counter has room: the millisecond did not have to move.
  expect(Number.parseInt(uuidOf(ids.at(-1) ?? '').slice(0, 12), 16)).toBe(now);
});

test('what follows the counter is random', () => {
  const now = farAhead();
  const tails = new Set(Array.from({ length: 1000 }, () => uuidOf(newId('file', now)).slice(-10)));
  expect(tails.size).toBe(1000);
});

test('isId knows what newId makes and nothing else', () => {
  for (const prefix of prefixes) {
    const id = newId(prefix);
    expect(isId(prefix, id)).toBe(true);
    for (const other of prefixes) expect(isId(other, id)).toBe(other === prefix);
    for (const wrong of [
      '',
      id.slice(1),
      id.slice(0, -1),
      `${id}0`,
      id.toUpperCase(),
      `${id.slice(0, -1)}i`,
      `${id.slice(0, -1)}\n`,
      id.replace('_', '-'),
      id.replace(/_./, '_8'),
    ]) {
      expect(isId(prefix, wrong), wrong).toBe(false);
    }
  }
});
