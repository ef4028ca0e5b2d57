import { createHash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { expect, test } from 'vitest';
import { createChecksums, type WantedChecksums } from './checksums.ts';
import { openTestCore, put, type TestCore } from '../core.test-setup.ts';
import { createDigester, type Digester } from './digester.ts';
import type { Checksums } from '../metadata-transfers.ts';

const all: WantedChecksums = { crc32: true, md5: true, sha1: true, sha256: true };
const none: WantedChecksums = { crc32: false, md5: false, sha1: false, sha256: false };

function digestsOf(bytes: Buffer): Checksums {
  const hash = (name: string): string => createHash(name).update(bytes).digest('hex');
  return { crc32: crc32(bytes).toString(16), md5: hash('md5'), sha1: hash('sha1'), sha256: hash('sha256') };
}

async function of({ core }: TestCore, file: { blobId: string }): Promise<Checksums | undefined> {
  return (await core.checksums.of([file.blobId])).get(file.blobId);
}

test('what the site asks for is computed after a file came in: empty, small, large, in parts, plain', async () => {
  const t = await openTestCore();
  await t.core.site.update(t.admin, all);
  const contents = [Buffer.alloc(0), Buffer.from('hello'), randomBytes(70_000), randomBytes(1024 * 1024), randomBytes(3 * 1024 * 1024 + 1)];
  for (const [index, bytes] of contents.entries()) {
    for (const encrypted of [true, false]) {
      const file = await put(t, t.admin, { name: `${index} ${encrypted}`, bytes, encrypted });
      await t.core.checksums.settled();
      expect(await of(t, file)).toEqual(digestsOf(bytes));
    }
  }
  const { ref } = await t.core.partUploads.begin(t.admin, { path: 'parts' });
  for (const [index, bytes] of contents.entries()) {
    const stage = await t.core.partUploads.receivePart(t.admin, ref, index + 1);
    await stage.write(bytes);
    await t.core.partUploads.putPart(t.admin, ref, stage);
  }
  const { file } = await t.core.partUploads.complete(t.admin, ref);
  await t.core.checksums.settled();
  expect(await of(t, file)).toEqual(digestsOf(Buffer.concat(contents)));
  expect(digestsOf(Buffer.alloc(0)).crc32).toBe('0');
});

test('nothing is computed that the site does not ask for, and what it asks for later is added to what there is', async () => {
  const t = await openTestCore();
  const bytes = randomBytes(5000);
  const file = await put(t, t.admin, { name: 'x', bytes });
  await t.core.checksums.settled();
  expect(await of(t, file)).toBeUndefined();

  await t.core.site.update(t.admin, { md5: true });
  await t.core.maintenance.sweep();
  await t.core.checksums.settled();
  const { md5 } = digestsOf(bytes);
  expect(await of(t, file)).toEqual({ crc32: null, md5, sha1: null, sha256: null });

  await t.core.site.update(t.admin, { md5: false, crc32: true });
  await put(t, t.admin, { name: 'another' });
  await t.core.site.update(t.admin, none);
  await t.core.checksums.settled();
  await t.core.maintenance.sweep();
  await t.core.site.update(t.admin, { crc32: true });
  await t.core.maintenance.sweep();
  await t.core.checksums.settled();
  expect(await of(t, file)).toEqual({ crc32: digestsOf(bytes).crc32, md5, sha1: null, sha256: null });
});

test('one that is wanted in addition is computed for all there is, as soon as the site wants it', async () => {
  const t = await openTestCore();
  const bytes = randomBytes(5000);
  await t.core.site.update(t.admin, { md5: true });
  const file = await put(t, t.admin, { name: 'x', bytes });
  await t.core.checksums.settled();
  await t.core.site.update(t.admin, { sha1: true });
  await t.core.checksums.settled();
  const { md5, sha1 } = digestsOf(bytes);
  expect(await of(t, file)).toEqual({ crc32: null, md5, sha1, sha256: null });
});

test('a thread that ends while its source is slow is noticed, and the next content gets another', async () => {
  const digester = createDigester();
  async function* slow(): AsyncGenerator<readonly Buffer[]> {
    yield [Buffer.alloc(10)];
    await digester.close();
    yield [Buffer.alloc(2 * 1024 * 1024)];
  }
  await expect(digester.digest(slow(), ['md5'])).rejects.toThrow('has ended');
  async function* quick(): AsyncGenerator<readonly Buffer[]> {
    yield [Buffer.from('hello')];
  }
  expect(await digester.digest(quick(), ['md5'])).toEqual({ md5: digestsOf(Buffer.from('hello')).md5 });
  await digester.close();
});

test('copies share them, and they go with the last file that shows the content', async () => {
  const t = await openTestCore();
  await t.core.site.update(t.admin, all);
  const file = await put(t, t.admin, { name: 'x', bytes: 'shared' });
  await t.core.checksums.settled();
  const { file: copy } = await t.core.files.copy(t.admin, file.id, { name: 'y' });
  expect(await of(t, copy)).toEqual(digestsOf(Buffer.from('shared')));
  await t.core.files.delete(t.admin, file.id);
  expect(await of(t, copy)).toBeDefined();
  await t.core.files.delete(t.admin, copy.id);
  expect(await of(t, copy)).toBeUndefined();
  await t.core.checksums.settled();
});

test('a burst of uploads is worked off', async () => {
  const t = await openTestCore();
  await t.core.site.update(t.admin, all);
  const files = await Promise.all(Array.from({ length: 120 }, (_, i) => put(t, t.admin, { name: `${i}`, bytes: `content ${i}` })));
  await t.core.checksums.settled();
  const found = await t.core.checksums.of(files.map((file) => file.blobId));
  files.forEach((file, i) => expect(found.get(file.blobId)).toEqual(digestsOf(Buffer.from(`content ${i}`))));
});

/** Begins nothing before it is let go. */
function heldDigester(): Digester & { readonly begun: Promise<void>; letGo(): void } {
  const digester = createDigester();
  let begin = (): void => undefined;
  let letGo = (): void => undefined;
  let end = (): void => undefined;
  const begun = new Promise<void>((resolve) => (begin = resolve));
  const gate = new Promise<void>((resolve, reject) => {
    letGo = resolve;
    end = () => reject(new Error('closed'));
  });
  return {
    begun,
    letGo: () => letGo(),
    async digest(source, names) {
      begin();
      await gate;
      return digester.digest(source, names);
    },
    async digestAll(contents, names) {
      begin();
      await gate;
      return digester.digestAll(contents, names);
    },
    async close() {
      end();
      await digester.close();
    },
  };
}

test('what a stop left undone is found after the next start', async () => {
  const first = await openTestCore();
  const bytes = randomBytes(9000);
  const files = [await put(first, first.admin, { name: 'a', bytes }), await put(first, first.admin, { name: 'b', bytes })];
  const held = heldDigester();
  const checksums = createChecksums({ metadata: first.metadata, read: first.core.read, wanted: async () => all, digester: held });
  checksums.wake();
  await held.begun;
  await checksums.stop();
  expect(await first.core.checksums.of(files.map((file) => file.blobId))).toEqual(new Map());
  await first.core.site.update(first.admin, all);
  await first.close({ keepFolder: true });

  const t = await openTestCore({ folder: first.folder });
  await t.core.maintenance.sweep();
  await t.core.checksums.settled();
  for (const file of files) expect(await of(t, file)).toEqual(digestsOf(bytes));
});

test('content that is gone, or damaged, holds up nobody else', async () => {
  const t = await openTestCore();
  const gone = await put(t, t.admin, { name: 'gone', bytes: randomBytes(5000) });
  const damaged = await put(t, t.admin, { name: 'damaged', bytes: randomBytes(5000) });
  const fine = await put(t, t.admin, { name: 'fine', bytes: 'fine' });
  const [segment] = await t.metadata.segmentsOf(damaged.blobId);
  await t.blobs.delete(segment?.key ?? '');
  const held = heldDigester();
  const checksums = createChecksums({ metadata: t.metadata, read: t.core.read, wanted: async () => all, digester: held });
  checksums.wake();
  await held.begun;
  await t.core.files.delete(t.admin, gone.id);
  held.letGo();
  await checksums.settled();
  expect(await of(t, damaged)).toBeUndefined();
  expect(await of(t, gone)).toBeUndefined();
  expect(await of(t, fine)).toEqual(digestsOf(Buffer.from('fine')));
  await checksums.stop();
});

test('what comes in at any moment of a look is looked at', async () => {
  const t = await openTestCore();
  for (let ticks = 0; ticks < 60; ticks++) {
    let looks = 0;
    const checksums = createChecksums({
      metadata: t.metadata,
      read: t.core.read,
      wanted: async () => {
        looks += 1;
        return all;
      },
    });
    checksums.wake();
    for (let tick = 0; tick < ticks; tick++) await Promise.resolve();
    const before = looks;
    checksums.wake();
    await checksums.settled();
    expect(looks, `after ${ticks} ticks`).toBeGreaterThan(before);
    await checksums.stop();
  }
});

test('the thread ends when it is closed, and begins anew when there is more to do', async () => {
  const digester = createDigester();
  async function* source(...buffers: Buffer[]): AsyncGenerator<Buffer[]> {
    yield buffers;
  }
  const bytes = randomBytes(10);
  expect(await digester.digest(source(bytes.subarray(0, 3), bytes.subarray(3)), ['md5'])).toEqual({ md5: digestsOf(bytes).md5 });
  await digester.close();
  expect(await digester.digest(source(), ['crc32', 'sha256'])).toEqual({ crc32: '0', sha256: digestsOf(Buffer.alloc(0)).sha256 });

  async function* failing(): AsyncGenerator<Buffer[]> {
    yield [bytes];
    throw new Error('no more bytes');
  }
  await expect(digester.digest(failing(), ['md5'])).rejects.toThrow('no more bytes');
  // What was left half done is not in the next one.
  expect(await digester.digest(source(bytes), ['md5'])).toEqual({ md5: digestsOf(bytes).md5 });
  async function* endless(): AsyncGenerator<Buffer[]> {
    for (;;) yield [Buffer.alloc(1024 * 1024)];
  }
  const cut = digester.digest(endless(), ['sha256']);
  cut.catch(() => undefined);
  await digester.close();
  await expect(cut).rejects.toThrow('has ended');
});
