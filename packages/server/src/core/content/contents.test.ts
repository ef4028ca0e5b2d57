import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BlobStore, BlobWriter } from '../blobs.ts';
import { createContents, type BlobKey, type Content, type Contents, type StagedSegment } from './contents.ts';
import { AppError } from '../errors.ts';
import { createKeyring, newRootSecret } from './master-key.ts';

const frameBytes = 64;
const batchBytes = 256;
const installationId = 'installation';
const keys = [{ version: 1, bytes: Buffer.alloc(32, 1) }];
const keyring = createKeyring({ installationId, keys, rootSecret: newRootSecret({ installationId, keys }) });

interface MemoryBlobs extends BlobStore {
  readonly stored: Map<string, Buffer>;
  /** Lengths of the writes, in order. */
  readonly writes: number[];
  /** Most buffers in one write. */
  readonly widest: number;
  readonly openReads: number;
  /** Runs before each write, commit and delete; may wait or throw. */
  before: (call: 'create' | 'write' | 'commit' | 'delete', key: string) => void | Promise<void>;
}

/** A blob store in memory that spoils what it lent, as the interface allows. */
function memoryBlobs(): MemoryBlobs {
  const stored = new Map<string, Buffer>();
  const writes: number[] = [];
  let widest = 0;
  let openReads = 0;
  const store: MemoryBlobs = {
    stored,
    writes,
    get widest() {
      return widest;
    },
    get openReads() {
      return openReads;
    },
    before: () => undefined,
    owner: async () => undefined,
    claim: async () => undefined,
    async create(key): Promise<BlobWriter> {
      await store.before('create', key);
      if (stored.has(key)) throw new AppError('conflict', key);
      const parts: Buffer[] = [];
      let busy = false;
      return {
        write(buffers) {
          if (busy) throw new Error('two writes at once');
          const take = (): void => {
            busy = false;
            widest = Math.max(widest, buffers.length);
            const bytes = Buffer.concat(buffers);
            writes.push(bytes.length);
            parts.push(bytes);
          };
          const wait = store.before('write', key);
          if (wait === undefined) {
            take();
            return undefined;
          }
          busy = true;
          return wait.then(take);
        },
        async commit() {
          await store.before('commit', key);
          stored.set(key, Buffer.concat(parts));
        },
        abort: () => Promise.resolve(),
      };
    },
    async *read(key, start, end, step) {
      const bytes = stored.get(key);
      if (bytes === undefined) throw new AppError('not_found', key);
      openReads += 1;
      try {
        for (let from = start; from < Math.min(end, bytes.length); from += step) {
          const lent = Buffer.from(bytes.subarray(from, Math.min(from + step, end)));
          try {
            yield lent;
          } finally {
            lent.fill(0xee);
          }
        }
      } finally {
        openReads -= 1;
      }
    },
    async delete(key) {
      await store.before('delete', key);
      stored.delete(key);
    },
    async *list() {
      for (const [key, { length }] of stored) yield { key, sizeBytes: length, modifiedAt: new Date(0) };
    },
    close: () => Promise.resolve(),
  };
  return store;
}

function setup({ inlineBytes = 100, frame = frameBytes, batch = batchBytes, hasRoom = (): boolean => true } = {}) {
  const blobs = memoryBlobs();
  const contents = createContents({ blobs, keyring, installationId, inlineBytes, hasRoom, frameBytes: frame, batchBytes: batch });
  return { blobs, contents };
}

interface StagePlan {
  readonly blob: BlobKey;
  readonly encrypted: boolean;
  readonly part?: number;
  readonly cuts?: readonly number[];
}

async function stageBytes(contents: Contents, bytes: Buffer, { blob, encrypted, part = 0, cuts = [] }: StagePlan): Promise<StagedSegment> {
  const stage = contents.stage({ blob, part, encrypted, maxBytes: bytes.length });
  let from = 0;
  for (const to of [...cuts, bytes.length]) {
    await stage.write(bytes.subarray(from, to));
    from = to;
  }
  expect(stage.sizeBytes).toBe(bytes.length);
  return stage.finish();
}

/** A file of one segment per buffer. */
async function makeContent(contents: Contents, parts: readonly Buffer[], encrypted: boolean): Promise<Content> {
  const blob = contents.newBlob();
  const segments = [];
  for (const [part, bytes] of parts.entries()) segments.push(await stageBytes(contents, bytes, { blob, encrypted, part }));
  return { blobId: blob.id, wrapped: blob.wrapped, encrypted, segments, ...contents.seal(blob, encrypted, segments) };
}

/** What came out, and the code of the failure if there was one. */
async function readOut(contents: Contents, content: Content, start = 0, end = content.sizeBytes) {
  const parts: Buffer[] = [];
  let failure: string | undefined;
  try {
    for await (const buffers of contents.read(content, start, end)) {
      expect(buffers.length).toBeGreaterThan(0);
      parts.push(...buffers.map((buffer) => Buffer.from(buffer)));
    }
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    failure = error.code;
  }
  return { bytes: Buffer.concat(parts), failure };
}

function flipped(bytes: Buffer, index: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[index] = (copy[index] ?? 0) ^ (1 << (index % 8));
  return copy;
}

function only<T>(items: readonly T[]): T {
  const [item] = items;
  if (item === undefined || items.length !== 1) throw new Error(`${items.length} items instead of one`);
  return item;
}

describe.each([true, false])('content, encrypted: %s', (encrypted) => {
  const sizes = [0, 1, frameBytes - 1, frameBytes, frameBytes + 1, 4 * frameBytes, 8 * frameBytes, 9 * frameBytes + 5];

  test('comes back in any range, from any number of segments, inline or not', async () => {
    const size = fc.oneof(fc.constantFrom(...sizes), fc.nat(12 * frameBytes));
    const parts = fc.array(size, { minLength: 1, maxLength: 5 }).map((list) => list.map((length) => randomBytes(length)));
    const ranges = fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(parts, ranges, fc.constantFrom(0, 64, 100_000), async (buffers, wanted, inlineBytes) => {
        const { blobs, contents } = setup({ inlineBytes });
        const content = await makeContent(contents, buffers, encrypted);
        const model = Buffer.concat(buffers);
        expect(content.sizeBytes).toBe(model.length);
        const whole = await readOut(contents, content);
        expect(whole).toEqual({ bytes: model, failure: undefined });
        for (const [a, b] of wanted) {
          const [start, end] = [a % (model.length + 1), b % (model.length + 1)].sort((x, y) => x - y) as [number, number];
          const part = await readOut(contents, content, start, end);
          expect(part.failure).toBeUndefined();
          expect(part.bytes.equals(model.subarray(start, end)), `${start} to ${end}`).toBe(true);
        }
        expect(blobs.openReads).toBe(0);
        for (const segment of content.segments) {
          expect(segment.inline !== null).toBe(segment.sizeBytes <= inlineBytes);
          expect(blobs.stored.has(segment.key)).toBe(segment.inline === null);
        }
      }),
      { numRuns: 150 },
    );
  });

  test('is the same however it arrived', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...sizes, 5000), fc.array(fc.nat(5000), { maxLength: 40 }), async (size, at) => {
        const { contents } = setup();
        const bytes = randomBytes(size);
        const blob = contents.newBlob();
        const cuts = at.filter((cut) => cut <= size).sort((a, b) => a - b);
        const segment = await stageBytes(contents, bytes, { blob, encrypted, cuts });
        const content = {
          blobId: blob.id,
          wrapped: blob.wrapped,
          encrypted,
          segments: [segment],
          ...contents.seal(blob, encrypted, [segment]),
        };
        expect((await readOut(contents, content)).bytes.equals(bytes)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  test('at the real sizes, with a side blob of tags for a long one', async () => {
    const { blobs, contents } = setup({ inlineBytes: 65_536, frame: 256 * 1024, batch: 1024 * 1024 });
    const bytes = randomBytes(3 * 1024 * 1024 + 17);
    const blob = contents.newBlob();
    const cuts = Array.from({ length: 48 }, (_, index) => index * 65_536);
    const segment = await stageBytes(contents, bytes, { blob, encrypted, cuts });
    const content = {
      blobId: blob.id,
      wrapped: blob.wrapped,
      encrypted,
      segments: [segment],
      ...contents.seal(blob, encrypted, [segment]),
    };
    expect((await readOut(contents, content)).bytes.equals(bytes)).toBe(true);
    expect(Math.max(...blobs.writes)).toBeLessThan(1_200_000);
    for (const [start, end] of [
      [1_000_000, 1_000_001],
      [262_144, 262_145],
      [bytes.length - 1, bytes.length],
    ] as const) {
      expect((await readOut(contents, content, start, end)).bytes.equals(bytes.subarray(start, end))).toBe(true);
    }

    const small = setup();
    const long = await makeContent(small.contents, [randomBytes(300 * frameBytes)], encrypted);
    expect(small.blobs.stored.size).toBe(encrypted ? 1 : 2);
    expect(only(long.segments).inlineTags).toBeNull();
    expect((await readOut(small.contents, long)).failure).toBeUndefined();
    await small.contents.remove(only(long.segments).key);
    expect(small.blobs.stored.size).toBe(0);
  });

  test('every changed, missing or added byte is noticed, and no byte of its frame is given out', async () => {
    const bytes = randomBytes(2 * frameBytes + 10);
    for (const inlineBytes of [0, 1000]) {
      const { blobs, contents } = setup({ inlineBytes });
      const content = await makeContent(contents, [bytes], encrypted);
      const segment = only(content.segments);
      const original = segment.inline ?? blobs.stored.get(segment.key) ?? Buffer.alloc(0);
      const attempts: { stored: Buffer; tags: Buffer | null; what: string }[] = [];
      for (let at = 0; at < original.length; at += 1) {
        attempts.push({ stored: flipped(original, at), tags: segment.inlineTags, what: `flip ${at}` });
        attempts.push({ stored: original.subarray(0, at), tags: segment.inlineTags, what: `cut ${at}` });
      }
      attempts.push({ stored: Buffer.concat([original, Buffer.alloc(1)]), tags: segment.inlineTags, what: 'one more' });
      for (let at = 0; at < (segment.inlineTags?.length ?? 0); at += 1) {
        const tags = segment.inlineTags ?? Buffer.alloc(0);
        attempts.push({ stored: original, tags: flipped(tags, at), what: `tag flip ${at}` });
        attempts.push({ stored: original, tags: tags.subarray(0, at), what: `tag cut ${at}` });
      }
      for (const { stored, tags, what } of attempts) {
        if (segment.inline === null) blobs.stored.set(segment.key, stored);
        const changed = { ...content, segments: [{ ...segment, inline: segment.inline && stored, inlineTags: tags }] };
        const { bytes: got, failure } = await readOut(contents, changed);
        expect(failure, what).toBe('corrupt');
        expect(got.equals(bytes.subarray(0, got.length)), what).toBe(true);
        expect(blobs.openReads).toBe(0);
      }
    }
  });

  test('a large segment: a sample of flips, every length of the tags, all noticed', async () => {
    const { blobs, contents } = setup();
    const bytes = randomBytes(300 * frameBytes);
    const content = await makeContent(contents, [bytes], encrypted);
    const originals = [...blobs.stored];
    for (const [key, original] of originals) {
      for (let at = 0; at <= original.length; at += 397) {
        const damages = [flipped(original, Math.min(at, original.length - 1)), original.subarray(0, Math.min(at, original.length - 1))];
        for (const damaged of damages) {
          blobs.stored.set(key, damaged);
          const { bytes: got, failure } = await readOut(contents, content);
          expect(failure, `${key} at ${at}`).toBe('corrupt');
          expect(got.equals(bytes.subarray(0, got.length))).toBe(true);
        }
      }
      blobs.stored.set(key, Buffer.concat([original, Buffer.alloc(1)]));
      expect((await readOut(contents, content)).failure).toBe('corrupt');
      blobs.stored.delete(key);
      expect(await readOut(contents, content)).toEqual({ bytes: Buffer.alloc(0), failure: 'corrupt' });
      blobs.stored.set(key, original);
    }
    expect((await readOut(contents, content)).failure).toBeUndefined();
  });

  test('a range before the damage is still served, one that touches it never is', async () => {
    const { blobs, contents } = setup();
    const bytes = randomBytes(10 * frameBytes);
    const content = await makeContent(contents, [bytes], encrypted);
    const { key } = only(content.segments);
    const stored = blobs.stored.get(key) ?? Buffer.alloc(0);
    const stride = frameBytes + (encrypted ? 16 : 0);
    blobs.stored.set(key, flipped(stored, (encrypted ? 64 : 0) + 5 * stride));
    expect((await readOut(contents, content, 0, 5 * frameBytes)).failure).toBeUndefined();
    expect((await readOut(contents, content, 6 * frameBytes, 9 * frameBytes)).failure).toBeUndefined();
    for (const [start, end] of [
      [5 * frameBytes, 5 * frameBytes + 1],
      [6 * frameBytes - 1, 6 * frameBytes],
      [5 * frameBytes + 10, 8 * frameBytes],
    ] as const) {
      expect(await readOut(contents, content, start, end)).toEqual({ bytes: Buffer.alloc(0), failure: 'corrupt' });
    }
  });

  test('a damaged header is noticed by any range', async () => {
    const { blobs, contents } = setup();
    const content = await makeContent(contents, [randomBytes(300 * frameBytes)], encrypted);
    const { key } = only(content.segments);
    const holder = encrypted ? key : `${key}.tags`;
    const original = blobs.stored.get(holder) ?? Buffer.alloc(0);
    for (let at = 0; at < 64; at += 1) {
      blobs.stored.set(holder, flipped(original, at));
      for (const start of [0, 5 * frameBytes, content.sizeBytes - 1]) {
        expect(await readOut(contents, content, start, start + 1)).toEqual({ bytes: Buffer.alloc(0), failure: 'corrupt' });
      }
    }
  });

  test.each([0, 1000])('rows and blobs put elsewhere are refused, inline up to %d', async (inlineBytes) => {
    const { blobs, contents } = setup({ inlineBytes });
    const parts = [randomBytes(150), randomBytes(150), randomBytes(70)];
    const content = await makeContent(contents, parts, encrypted);
    const other = await makeContent(contents, parts, encrypted);
    const [a, b, c] = content.segments as [StagedSegment, StagedSegment, StagedSegment];
    const [otherA] = other.segments as [StagedSegment];
    const key = contents.openBlob(content.blobId, content.wrapped);
    const retried = await stageBytes(contents, randomBytes(150), { blob: key, encrypted, part: 1 });
    const stored = (segment: StagedSegment) => ({ inline: segment.inline, inlineTags: segment.inlineTags });

    // Read once, so that what is remembered of the true manifest cannot help a false one.
    expect((await readOut(contents, content)).failure).toBeUndefined();
    const wrong: Record<string, Partial<Content>> = {
      'segments swapped': { segments: [b, a, c] },
      'a segment dropped': { segments: [a, b] },
      'a segment dropped and the size with it': { segments: [a, b], sizeBytes: 300 },
      'a segment twice': { segments: [a, a, c] },
      'no segments': { segments: [], sizeBytes: 0 },
      'a superseded attempt': { segments: [a, retried, c] },
      'parts swapped': { segments: [{ ...b, part: 0 }, { ...a, part: 1 }, c] },
      'another salt': { segments: [{ ...a, salt: b.salt }, b, c] },
      'sizes shifted': { segments: [{ ...a, sizeBytes: 149 }, { ...b, sizeBytes: 151 }, c] },
      'a segment of another blob': { segments: [otherA, b, c] },
      'another blob id': { blobId: other.blobId },
      'another key': { wrapped: other.wrapped },
      'another version of the master key': { wrapped: { ...content.wrapped, version: 2 } },
      'another mac': { mac: other.mac },
      'a cut mac': { mac: content.mac.subarray(0, 31) },
      'the other form': { encrypted: !encrypted },
      'another size': { sizeBytes: content.sizeBytes - 1 },
    };
    if (inlineBytes > 0) {
      wrong['bytes of the next segment'] = { segments: [{ ...a, ...stored(b) }, b, c] };
      wrong['bytes of another blob'] = { segments: [{ ...a, ...stored(otherA) }, b, c] };
      wrong['bytes of a superseded attempt'] = { segments: [a, { ...b, ...stored(retried) }, c] };
    }
    for (const [what, change] of Object.entries(wrong)) {
      const { bytes, failure } = await readOut(contents, { ...content, ...change });
      expect(failure, what).toBe('corrupt');
      expect(bytes.length, what).toBeLessThanOrEqual(inlineBytes > 0 && what.startsWith('bytes of a superseded') ? 150 : 0);
    }
    if (inlineBytes === 0) {
      for (const from of [b, otherA, retried]) {
        const kept = blobs.stored.get(a.key) ?? Buffer.alloc(0);
        blobs.stored.set(a.key, blobs.stored.get(from.key) ?? Buffer.alloc(0));
        const changed = { ...content, segments: [{ ...a, inlineTags: from.inlineTags }, b, c] };
        expect(await readOut(contents, changed)).toEqual({ bytes: Buffer.alloc(0), failure: 'corrupt' });
        blobs.stored.set(a.key, kept);
      }
    }
    const elsewhere = createContents({ blobs, keyring, installationId: 'another', inlineBytes, frameBytes, batchBytes });
    expect((await readOut(elsewhere, content)).failure).toBe('corrupt');
    expect((await readOut(contents, content)).bytes.equals(Buffer.concat(parts))).toBe(true);
  });

  test('becomes the other form and back', async () => {
    for (const size of [...sizes, 300 * frameBytes]) {
      const { blobs, contents } = setup();
      const bytes = randomBytes(size);
      const blob = contents.newBlob();
      const staged = await stageBytes(contents, bytes, { blob, encrypted, part: 7 });
      expect(await contents.restage(staged, blob, { from: encrypted, to: encrypted })).toBe(staged);
      const copy = await contents.restage(staged, blob, { from: encrypted, to: !encrypted });
      expect(copy).toMatchObject({ part: 7, sizeBytes: size });
      expect(copy.key).not.toBe(staged.key);
      expect(blobs.stored.has(staged.key)).toBe(false);
      expect(blobs.stored.has(`${staged.key}.tags`)).toBe(false);
      const content = {
        blobId: blob.id,
        wrapped: blob.wrapped,
        encrypted: !encrypted,
        segments: [copy],
        ...contents.seal(blob, !encrypted, [copy]),
      };
      expect((await readOut(contents, content)).bytes.equals(bytes)).toBe(true);
      if (copy.inline) expect(copy.inline.equals(bytes)).toBe(encrypted);
      await contents.discard(copy);
      expect(blobs.stored.size).toBe(0);
    }
  });

  test('a failed change of form keeps the old segment and nothing of the new one', async () => {
    const { blobs, contents } = setup();
    const blob = contents.newBlob();
    const staged = await stageBytes(contents, randomBytes(5000), { blob, encrypted });
    const before = [...blobs.stored.keys()];
    blobs.before = (call) => {
      if (call === 'commit') throw new AppError('unavailable', 'The disk is full.');
    };
    await expect(contents.restage(staged, blob, { from: encrypted, to: !encrypted })).rejects.toMatchObject({ code: 'unavailable' });
    expect([...blobs.stored.keys()]).toEqual(before);
  });

  test('ends early without leaving a read open, and many slow readers get the right bytes', async () => {
    const { blobs, contents } = setup();
    const bytes = randomBytes(40 * frameBytes + 3);
    const content = await makeContent(contents, [bytes], encrypted);
    for await (const _ of contents.read(content, 0, bytes.length)) break;
    for await (const _ of contents.read(content, 10 * frameBytes, bytes.length)) break;
    expect(blobs.openReads).toBe(0);

    // In step with each other, so that all are under way at the same time.
    let readers = Array.from({ length: 40 }, () => ({
      steps: contents.read(content, 0, bytes.length)[Symbol.asyncIterator](),
      got: [] as Buffer[],
    }));
    for (let round = 0; readers.length > 0; round += 1) {
      const results = await Promise.all(readers.map((reader) => reader.steps.next()));
      for (const [index, { value }] of results.entries())
        readers[index]?.got.push(...(value ?? []).map((part: Buffer) => Buffer.from(part)));
      const [done, going] = [true, false].map((over) => readers.filter((_, index) => (results[index]?.done === true) === over));
      for (const { got } of done ?? []) expect(Buffer.concat(got).equals(bytes)).toBe(true);
      readers = going ?? [];
      expect(round).toBeLessThan(50);
    }
    expect(blobs.openReads).toBe(0);
  });
});

test('a range outside of the file is not satisfiable', async () => {
  const { contents } = setup();
  const content = await makeContent(contents, [randomBytes(10)], true);
  for (const [start, end] of [
    [-1, 5],
    [0, 11],
    [6, 5],
    [Number.NaN, 5],
  ] as const) {
    expect((await readOut(contents, content, start, end)).failure).toBe('range_not_satisfiable');
  }
  expect((await readOut(contents, content, 10, 10)).failure).toBeUndefined();
});

test('an encrypted blob shows nothing of its bytes, a plain one is its bytes', async () => {
  const { blobs, contents } = setup({ inlineBytes: 0 });
  const bytes = Buffer.from('confidential '.repeat(100));
  await makeContent(contents, [bytes], true);
  expect(only([...blobs.stored.values()]).includes('confidential')).toBe(false);
  blobs.stored.clear();
  await makeContent(contents, [bytes], false);
  expect(only([...blobs.stored.values()]).equals(bytes)).toBe(true);
});

describe('a stage', () => {
  test('takes exactly maxBytes, and refuses the next byte at once', async () => {
    const { blobs, contents } = setup();
    for (const maxBytes of [0, 50, 1000]) {
      const exact = contents.stage({ blob: contents.newBlob(), part: 0, encrypted: true, maxBytes });
      await exact.write(Buffer.alloc(maxBytes));
      expect(() => exact.write(Buffer.alloc(1))).toThrow(expect.objectContaining({ code: 'too_large' }));
      await exact.abort();
    }
    const staged = await stageBytes(contents, Buffer.alloc(0), { blob: contents.newBlob(), encrypted: true });
    expect(staged.sizeBytes).toBe(0);
    expect(blobs.stored.size).toBe(0);
  });

  test('gives the blob store nothing while there is no room, also of what was begun before; small content needs none of it', async () => {
    let room = true;
    const { blobs, contents } = setup({ hasRoom: () => room });
    const options = { blob: contents.newBlob(), part: 0, encrypted: true, maxBytes: 10_000 };
    const begun = contents.stage(options);
    await begun.write(Buffer.alloc(1000));
    room = false;
    const written = blobs.writes.length;
    const full = { code: 'unavailable', message: 'The disk is full.' };
    await expect(async () => begun.write(Buffer.alloc(1000))).rejects.toMatchObject(full);
    await begun.abort();
    for (const sizeBytes of [batchBytes, 1000]) {
      await expect(stageBytes(contents, Buffer.alloc(sizeBytes), { blob: contents.newBlob(), encrypted: true })).rejects.toMatchObject(
        full,
      );
    }
    expect([blobs.writes.length, blobs.stored.size]).toEqual([written, 0]);
    const small = await stageBytes(contents, Buffer.alloc(100), { blob: contents.newBlob(), encrypted: true });
    expect(small.inline).not.toBeNull();
  });

  test('hands over what comes, and asks to wait as long as the store does', async () => {
    const { blobs, contents } = setup({ inlineBytes: 0 });
    const release = holdBack(blobs, 'write');
    const stage = contents.stage({ blob: contents.newBlob(), part: 0, encrypted: false, maxBytes: Infinity });
    // Shorter chunks are collected first.
    const chunk = randomBytes(1024);
    for (let count = 0; count < 3; count += 1) {
      const wait = stage.write(chunk);
      expect(() => stage.write(chunk)).toThrow('wait');
      await expect(stage.finish()).rejects.toThrow('wait');
      await turn();
      expect(blobs.writes.length).toBe(count);
      release();
      await wait;
    }
    blobs.before = () => undefined;
    for (let count = 4; count < 7; count += 1) {
      expect(stage.write(chunk)).toBeUndefined();
      expect(blobs.writes.length).toBe(count);
    }
    const staged = await stage.finish();
    expect(blobs.stored.get(staged.key)?.length).toBe(6 * chunk.length);
  });

  test('opens no blob before there is a batch or the end', async () => {
    const { blobs, contents } = setup({ inlineBytes: 0, batch: 5000 });
    let created = 0;
    blobs.before = (call) => {
      if (call === 'create') created += 1;
    };
    for (const [bytes, before] of [
      [5000, 0],
      [5001, 1],
    ] as const) {
      created = 0;
      const stage = contents.stage({ blob: contents.newBlob(), part: 0, encrypted: false, maxBytes: Infinity });
      await stage.write(randomBytes(bytes));
      expect(created).toBe(before);
      const { key } = await stage.finish();
      expect(blobs.stored.get(key)?.length).toBe(bytes);
    }
  });

  test('aborted while it waits, it is over after that', async () => {
    const { blobs, contents } = setup({ inlineBytes: 0 });
    const release = holdBack(blobs, 'create');
    const stage = contents.stage({ blob: contents.newBlob(), part: 0, encrypted: true, maxBytes: Infinity });
    const wait = stage.write(randomBytes(2000));
    let isOver = false;
    const aborted = stage.abort().then(() => {
      isOver = true;
    });
    await turn();
    expect(isOver).toBe(false);
    release();
    await wait;
    await aborted;
    expect(blobs.stored.size).toBe(0);
  });

  test('holds few buffers of a client that sends byte by byte', async () => {
    const { blobs, contents } = setup({ inlineBytes: 0, frame: 256 * 1024, batch: 1024 * 1024 });
    for (const encrypted of [true, false]) {
      const bytes = randomBytes(50_000);
      const cuts = Array.from({ length: bytes.length }, (_, index) => index);
      const staged = await stageBytes(contents, bytes, { blob: contents.newBlob(), encrypted, cuts });
      expect(staged.sizeBytes).toBe(bytes.length);
      expect(blobs.widest).toBeLessThan(12);
      if (!encrypted) expect(blobs.stored.get(staged.key)?.equals(bytes)).toBe(true);
    }
  });

  test.each(['create', 'write', 'commit'] as const)('a failing %s reaches the caller, and nothing is left', async (failing) => {
    for (const [encrypted, batch] of [true, false].flatMap((one) => [[one, batchBytes] as const, [one, 5000] as const])) {
      const { blobs, contents } = setup({ inlineBytes: 0, batch });
      blobs.before = (call, key) => {
        // The tags are written first, so that there is something to clean up.
        if (call === failing && !key.endsWith('.tags')) throw new AppError('unavailable', 'The disk is full.');
      };
      const attempt = async (bytes: number) => {
        const stage = contents.stage({ blob: contents.newBlob(), part: 0, encrypted, maxBytes: Infinity });
        try {
          for (let left = bytes; left > 0; left -= 2000) await stage.write(Buffer.alloc(2000));
          return await stage.finish();
        } finally {
          await stage.abort();
        }
      };
      for (const bytes of [10, 6000, 40_000]) await expect(attempt(bytes)).rejects.toMatchObject({ code: 'unavailable' });
      expect(blobs.stored.size).toBe(0);
    }
  });

  test('aborted at any point it leaves nothing, and is over', async () => {
    const { blobs, contents } = setup({ inlineBytes: 50 });
    for (const bytes of [0, 10, 3000, 9000]) {
      const stage = contents.stage({ blob: contents.newBlob(), part: 0, encrypted: false, maxBytes: Infinity });
      await stage.write(Buffer.alloc(bytes));
      await stage.abort();
      await stage.abort();
      expect(() => stage.write(Buffer.alloc(1))).toThrow('over');
      await expect(stage.finish()).rejects.toThrow('over');
    }
    expect(blobs.stored.size).toBe(0);
    const finished = await stageBytes(contents, randomBytes(3000), { blob: contents.newBlob(), encrypted: false });
    expect(blobs.stored.has(finished.key)).toBe(true);
  });

  test('does not keep the memory of a big buffer for a small file', async () => {
    const { contents } = setup();
    const socketBuffer = randomBytes(65_536);
    const staged = await stageBytes(contents, socketBuffer.subarray(100, 150), { blob: contents.newBlob(), encrypted: false });
    expect(staged.inline?.equals(socketBuffer.subarray(100, 150))).toBe(true);
    expect(staged.inline?.buffer).not.toBe(socketBuffer.buffer);
  });
});

/** The store waits in each of these calls. Answers what lets the last one go on. */
function holdBack(blobs: MemoryBlobs, held: 'create' | 'write'): () => void {
  let release: () => void = () => undefined;
  blobs.before = (call) =>
    call === held
      ? new Promise<void>((resolve) => {
          release = resolve;
        })
      : undefined;
  return () => release();
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
