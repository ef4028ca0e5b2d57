import { randomBytes } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import type { BlobStore } from '../../core/blobs.ts';

export interface BlobStoreConformanceOptions {
  /** A fresh, empty store for each test. */
  readonly open: () => Promise<BlobStore>;
  /** Name of a test -> why this driver cannot pass it. Empty is the goal. */
  readonly skip?: Readonly<Record<string, string>>;
}

/** What every driver of `BlobStore` must do. */
export function blobStoreConformance(driver: string, { open, skip = {} }: BlobStoreConformanceOptions): void {
  const stores: BlobStore[] = [];
  afterEach(async () => {
    await Promise.all(stores.splice(0).map((store) => store.close()));
  });

  function check(name: string, body: (store: BlobStore) => Promise<void>): void {
    test.skipIf(name in skip)(name, async () => {
      const store = await open();
      stores.push(store);
      await body(store);
    });
  }

  describe(`BlobStore: ${driver}`, () => {
    check('belongs to the first that claims it, and to nobody else', async (store) => {
      expect(await store.owner()).toBeUndefined();
      await store.claim('one');
      const key = newKey();
      await put(store, key, [Buffer.from('x')]);
      await expect(store.claim('two')).rejects.toMatchObject({ code: 'conflict' });
      expect(await store.owner()).toBe('one');
      await store.claim('one');
      expect(await keysOf(store)).toEqual([key]);
    });

    check('gives back what was written, in one piece or many', async (store) => {
      for (const sizes of [[], [0], [1], [5, 0, 7], [100_000, 1, 300_000], [3 * 1024 * 1024]]) {
        const key = newKey();
        const chunks = sizes.map((size) => randomBytes(size));
        const writer = await store.create(key);
        for (const chunk of chunks) await writer.write([chunk]);
        await writer.write([]);
        await writer.write(chunks);
        await writer.commit();
        const all = Buffer.concat([...chunks, ...chunks]);
        expectBytes(await readAll(store, key, 0, all.length + 1), all);
      }
    });

    check('takes thousands of buffers in one write', async (store) => {
      const bytes = randomBytes(5000);
      const key = newKey();
      await put(
        store,
        key,
        Array.from(bytes, (_, index) => bytes.subarray(index, index + 1)),
      );
      expectBytes(await readAll(store, key, 0, 5000), bytes);
    });

    check('shows nothing before commit, everything after', async (store) => {
      const key = newKey();
      const writer = await store.create(key);
      await expect(readAll(store, key, 0, 1)).rejects.toMatchObject({ code: 'not_found' });
      await writer.write([randomBytes(1_500_000)]);
      await expect(readAll(store, key, 0, 1)).rejects.toMatchObject({ code: 'not_found' });
      expect(await keysOf(store)).toEqual([]);
      await writer.commit();
      expect((await readAll(store, key, 0, 2_000_000)).length).toBe(1_500_000);
      expect(await keysOf(store)).toEqual([key]);
    });

    check('an aborted blob leaves nothing, at any stage', async (store) => {
      for (const chunks of [[], [randomBytes(10)], [randomBytes(2_000_000), randomBytes(10)]]) {
        const key = newKey();
        const writer = await store.create(key);
        for (const chunk of chunks) await writer.write([chunk]);
        await writer.abort();
        await writer.abort();
        await expect(readAll(store, key, 0, 1)).rejects.toMatchObject({ code: 'not_found' });
      }
      expect(await keysOf(store)).toEqual([]);
    });

    check('a key can be used again when its first writer gave up', async (store) => {
      const key = newKey();
      const first = await store.create(key);
      await first.write([Buffer.from('first')]);
      await first.abort();
      await put(store, key, [Buffer.from('second')]);
      expect(String(await readAll(store, key, 0, 100))).toBe('second');
    });

    check('abort after commit does nothing', async (store) => {
      const key = newKey();
      const writer = await store.create(key);
      await writer.write([Buffer.from('kept')]);
      await writer.commit();
      await writer.abort();
      expect(String(await readAll(store, key, 0, 100))).toBe('kept');
    });

    check('never overwrites: a second blob of the key is a conflict', async (store) => {
      const key = newKey();
      await put(store, key, [Buffer.from('first')]);
      await expect(put(store, key, [Buffer.from('other')])).rejects.toMatchObject({ code: 'conflict' });
      expect(String(await readAll(store, key, 0, 100))).toBe('first');
    });

    check('of writers of one key at the same time exactly one wins', async (store) => {
      const key = newKey();
      const texts = Array.from({ length: 8 }, (_, index) => `writer ${index}`);
      const results = await Promise.allSettled(texts.map((text) => put(store, key, [Buffer.from(text)])));
      const won = texts.filter((_, index) => results[index]?.status === 'fulfilled');
      expect(won.length).toBe(1);
      for (const result of results) if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'conflict' });
      expect(String(await readAll(store, key, 0, 100))).toBe(won[0]);
    });

    check('reads any range in steps of the size asked for', async (store) => {
      const key = newKey();
      const bytes = randomBytes(10_000);
      await put(store, key, [bytes]);
      for (const [start, end, step] of [
        [0, 10_000, 10_000],
        [0, 10_000, 1000],
        [0, 10_000, 999],
        [1, 9999, 4096],
        [9999, 10_000, 1],
        [5000, 5001, 100],
        [0, 10_000, 20_000],
      ] as const) {
        const lengths: number[] = [];
        const parts: Buffer[] = [];
        for await (const part of store.read(key, start, end, step)) {
          lengths.push(part.length);
          parts.push(Buffer.from(part));
        }
        expectBytes(Buffer.concat(parts), bytes.subarray(start, end));
        expect(lengths.slice(0, -1).every((length) => length === step)).toBe(true);
        expect(lengths.length).toBe(Math.ceil((end - start) / step));
      }
    });

    check('yields fewer bytes when the blob ends before the range does', async (store) => {
      const key = newKey();
      const bytes = randomBytes(2500);
      await put(store, key, [bytes]);
      expectBytes(await readAll(store, key, 0, 5000, 1000), bytes);
      expectBytes(await readAll(store, key, 2000, 2501, 1000), bytes.subarray(2000));
      expect((await readAll(store, key, 2500, 2501, 1)).length).toBe(0);
      expect((await readAll(store, key, 4000, 5000, 100)).length).toBe(0);
      expect((await readAll(store, key, 100, 100, 100)).length).toBe(0);
      const empty = newKey();
      await put(store, empty, []);
      expect((await readAll(store, empty, 0, 1, 1)).length).toBe(0);
    });

    check('a key that is not there is not_found, before any bytes', async (store) => {
      await expect(readAll(store, newKey(), 0, 10)).rejects.toMatchObject({ code: 'not_found' });
    });

    check('lent buffers are right when they are given, for many readers at once', async (store) => {
      const blobs = await Promise.all(
        Array.from({ length: 6 }, async () => {
          const key = newKey();
          const bytes = randomBytes(5 * 1024 * 1024 + 77);
          await put(store, key, [bytes]);
          return { key, bytes };
        }),
      );
      const step = 1024 * 1024 + 64;
      await Promise.all(
        [...blobs, ...blobs].map(async ({ key, bytes }) => {
          let position = 0;
          for await (const part of store.read(key, 0, bytes.length, step)) {
            const before = Buffer.from(part);
            // Read-ahead may run meanwhile; it must not touch what was lent.
            await new Promise((resolve) => setImmediate(resolve));
            await readAll(store, key, 10, 20);
            expect(part.equals(before)).toBe(true);
            expect(part.equals(bytes.subarray(position, position + part.length))).toBe(true);
            position += part.length;
          }
          expect(position).toBe(bytes.length);
        }),
      );
    });

    check('reading can be ended early, any number of times', async (store) => {
      const key = newKey();
      const bytes = randomBytes(4 * 1024 * 1024);
      await put(store, key, [bytes]);
      for (let round = 0; round < 50; round += 1) {
        for await (const part of store.read(key, round, bytes.length, 1024 * 1024)) {
          expect(part.equals(bytes.subarray(round, round + 1024 * 1024))).toBe(true);
          break;
        }
      }
      expectBytes(await readAll(store, key, 0, bytes.length), bytes);
    });

    check('delete removes, and succeeds again', async (store) => {
      const [gone, kept] = [newKey(), newKey()];
      await put(store, gone, [Buffer.from('gone')]);
      await put(store, kept, [Buffer.from('kept')]);
      await store.delete(gone);
      await store.delete(gone);
      await store.delete(newKey());
      await expect(readAll(store, gone, 0, 10)).rejects.toMatchObject({ code: 'not_found' });
      expect(await keysOf(store)).toEqual([kept]);
    });

    check('lists every blob with its size and time', async (store) => {
      const before = Date.now();
      const expected = new Map<string, number>();
      for (let index = 0; index < 40; index += 1) {
        const key = index % 4 === 0 ? `${newKey()}.tags` : newKey();
        expected.set(key, index);
        await put(store, key, [randomBytes(index)]);
      }
      const found = new Map<string, number>();
      for await (const { key, sizeBytes, modifiedAt } of store.list()) {
        found.set(key, sizeBytes);
        // Clocks of stores are not ours.
        expect(Math.abs(modifiedAt.getTime() - before)).toBeLessThan(10 * 60_000);
      }
      expect(found).toEqual(expected);
    });

    check('many writers at once do not mix', async (store) => {
      const all = await Promise.all(
        Array.from({ length: 64 }, async (_, index) => {
          const key = newKey();
          const chunks = Array.from({ length: 1 + (index % 5) }, () => randomBytes(10_000 + index));
          const writer = await store.create(key);
          for (const chunk of chunks) await writer.write([chunk]);
          if (index % 8 === 0) {
            await writer.abort();
            return undefined;
          }
          await writer.commit();
          return { key, bytes: Buffer.concat(chunks) };
        }),
      );
      for (const blob of all) if (blob) expect((await readAll(store, blob.key, 0, 1_000_000)).equals(blob.bytes)).toBe(true);
      expect((await keysOf(store)).length).toBe(56);
    });

    check('refuses keys that could be a path', async (store) => {
      for (const key of ['', '.', '..', '../x', 'ab/cd', 'ab\\cd', 'ab\0', 'AB', 'ab%2f', `ab${'c'.repeat(63)}`]) {
        await expect((async () => store.create(key))(), JSON.stringify(key)).rejects.toMatchObject({ code: 'invalid' });
        await expect(readAll(store, key, 0, 1), JSON.stringify(key)).rejects.toMatchObject({ code: 'invalid' });
        await expect((async () => store.delete(key))(), JSON.stringify(key)).rejects.toMatchObject({ code: 'invalid' });
      }
    });
  });
}

/** `toEqual` looks at each byte by itself, which takes minutes for megabytes. */
function expectBytes(actual: Buffer, expected: Buffer): void {
  expect(actual.length).toBe(expected.length);
  expect(actual.equals(expected)).toBe(true);
}

function newKey(): string {
  return randomBytes(16).toString('hex');
}

async function put(store: BlobStore, key: string, buffers: readonly Buffer[]): Promise<void> {
  const writer = await store.create(key);
  try {
    await writer.write(buffers);
    await writer.commit();
  } catch (error) {
    await writer.abort();
    throw error;
  }
}

async function readAll(store: BlobStore, key: string, start: number, end: number, step = 256 * 1024): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of store.read(key, start, end, step)) parts.push(Buffer.from(part));
  return Buffer.concat(parts);
}

async function keysOf(store: BlobStore): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list()) keys.push(key);
  return keys.sort();
}
