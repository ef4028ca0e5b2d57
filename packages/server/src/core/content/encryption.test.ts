import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  FRAME_BYTES,
  HEADER_BYTES,
  TAG_BYTES,
  createOpener,
  createSealer,
  lengthPrefixed,
  manifestMac,
  verifyManifest,
  type Manifest,
  type Opener,
  type OpenerOptions,
} from './encryption.ts';
import { AppError } from '../errors.ts';

const dek = Buffer.alloc(32, 7);
const context = { installationId: 'installation', blobId: 'blob_1', part: 3 };
const frameBytes = 1024;

interface Sealed {
  readonly stored: Buffer;
  readonly tags: Buffer;
  readonly options: OpenerOptions;
}

function seal(plain: Buffer, encrypted: boolean, changed: { frameBytes?: number; cuts?: readonly number[] } = {}): Sealed {
  const size = changed.frameBytes ?? frameBytes;
  const sealer = createSealer({ dek, context, encrypted, frameBytes: size });
  const stored: Buffer[] = [];
  let from = 0;
  for (const to of [...(changed.cuts ?? []), plain.length]) {
    stored.push(...sealer.push(plain.subarray(from, to)));
    from = to;
  }
  stored.push(...sealer.finish());
  const segment = { key: sealer.key, salt: sealer.salt, plaintextBytes: sealer.plaintextBytes };
  return {
    stored: Buffer.concat(stored),
    tags: encrypted ? Buffer.alloc(0) : Buffer.from(sealer.tags()),
    options: { dek, context, encrypted, segment, frameBytes: size },
  };
}

function frameOf(opener: Opener, stored: Buffer, index: number): Buffer {
  return stored.subarray(opener.frameOffset(index), opener.frameOffset(index + 1));
}

function tagOf(tags: Buffer, index: number): Buffer {
  return tags.subarray(HEADER_BYTES + index * TAG_BYTES, HEADER_BYTES + (index + 1) * TAG_BYTES);
}

/** Reads a whole segment as strictly as a reader must; undefined when it was refused. */
function open({ stored, tags, options }: Sealed): Buffer | undefined {
  try {
    const opener = createOpener(options);
    if (stored.length !== opener.storedBytes || (!options.encrypted && tags.length !== opener.tagsBytes)) return undefined;
    opener.verifyHeader((options.encrypted ? stored : tags).subarray(0, HEADER_BYTES));
    const frames = Array.from({ length: opener.frameCount }, (_, index) =>
      opener.openFrame(index, frameOf(opener, stored, index), options.encrypted ? undefined : tagOf(tags, index)),
    );
    return Buffer.concat(frames);
  } catch (error) {
    if (error instanceof AppError && error.code === 'corrupt') return undefined;
    throw error;
  }
}

function flipped(bytes: Buffer, index: number, bit = 0): Buffer {
  const copy = Buffer.from(bytes);
  copy[index] = (copy[index] ?? 0) ^ (1 << bit);
  return copy;
}

describe.each([true, false])('a segment, encrypted: %s', (encrypted) => {
  test('comes back whatever its size and however it arrived', () => {
    const sizes = [0, 1, frameBytes - 1, frameBytes, frameBytes + 1, 2 * frameBytes, 3 * frameBytes, 3 * frameBytes + 17];
    fc.assert(
      fc.property(fc.constantFrom(...sizes), fc.array(fc.nat(4 * frameBytes), { maxLength: 12 }), (size, at) => {
        const plain = randomBytes(size);
        const cuts = at.filter((cut) => cut <= size).sort((a, b) => a - b);
        const sealed = seal(plain, encrypted, { cuts });
        const opener = createOpener(sealed.options);
        expect(sealed.options.segment.plaintextBytes).toBe(size);
        expect(opener.frameCount).toBe(Math.floor(size / frameBytes) + 1);
        expect(sealed.stored.length).toBe(encrypted ? HEADER_BYTES + size + TAG_BYTES * opener.frameCount : size);
        expect(open(sealed)?.equals(plain)).toBe(true);
        expect(sealed.stored.equals(plain)).toBe(!encrypted);
      }),
      { numRuns: 200 },
    );
  });

  test('shows a flip in every byte, and only the touched frame is lost', () => {
    const plain = randomBytes(2 * frameBytes + 100);
    const sealed = seal(plain, encrypted);
    for (let index = 0; index < sealed.stored.length; index += 1) {
      expect(open({ ...sealed, stored: flipped(sealed.stored, index, index % 8) }), `stored byte ${index}`).toBeUndefined();
    }
    for (let index = 0; index < sealed.tags.length; index += 1) {
      expect(open({ ...sealed, tags: flipped(sealed.tags, index, index % 8) }), `tags byte ${index}`).toBeUndefined();
    }
    const opener = createOpener(sealed.options);
    const broken = flipped(sealed.stored, opener.frameOffset(1) + 5);
    const tag = encrypted ? undefined : tagOf(sealed.tags, 2);
    expect(opener.openFrame(2, frameOf(opener, broken, 2), tag).equals(plain.subarray(2 * frameBytes))).toBe(true);
  });

  test('shows every truncation, and a byte too many, even when the row was cut to match', () => {
    const sealed = seal(randomBytes(2 * frameBytes + 100), encrypted);
    for (let length = 0; length < sealed.stored.length; length += 1) {
      const cut = { ...sealed, stored: sealed.stored.subarray(0, length) };
      expect(open(cut), `stored length ${length}`).toBeUndefined();
      const plaintextBytes = encrypted
        ? Math.max(0, length - HEADER_BYTES - TAG_BYTES * Math.ceil(length / (frameBytes + TAG_BYTES)))
        : length;
      const options = { ...sealed.options, segment: { ...sealed.options.segment, plaintextBytes } };
      const tags = sealed.tags.subarray(0, HEADER_BYTES + TAG_BYTES * (Math.floor(length / frameBytes) + 1));
      expect(open({ ...cut, tags, options }), `row and stored length ${length}`).toBeUndefined();
    }
    for (let length = 0; length < sealed.tags.length; length += 1) {
      expect(open({ ...sealed, tags: sealed.tags.subarray(0, length) }), `tags length ${length}`).toBeUndefined();
    }
    expect(open({ ...sealed, stored: Buffer.concat([sealed.stored, Buffer.alloc(1)]) })).toBeUndefined();
  });

  test('frames have one place only', () => {
    const sealed = seal(randomBytes(3 * frameBytes + 100), encrypted);
    const other = seal(randomBytes(3 * frameBytes + 100), encrypted);
    const opener = createOpener(sealed.options);
    const take = (from: Sealed, index: number, as: number) => () =>
      opener.openFrame(as, frameOf(opener, from.stored, index), encrypted ? undefined : tagOf(from.tags, index));
    for (let as = 0; as < opener.frameCount; as += 1) {
      for (let index = 0; index < opener.frameCount; index += 1) {
        if (index === as) expect(take(sealed, index, as)).not.toThrow();
        else expect(take(sealed, index, as), `frame ${index} as ${as}`).toThrow(expect.objectContaining({ code: 'corrupt' }));
      }
      expect(take(other, as, as), 'a frame of another segment').toThrow(expect.objectContaining({ code: 'corrupt' }));
    }
    expect(take(sealed, 3, 4)).toThrow(expect.objectContaining({ code: 'corrupt' }));
    expect(take(sealed, 0, -1)).toThrow(expect.objectContaining({ code: 'corrupt' }));
  });

  test('is bound to its data key, salt, id, part, blob and installation, and to being encrypted or not', () => {
    for (const size of [0, 10, 2 * frameBytes]) {
      const plain = randomBytes(size);
      const sealed = seal(plain, encrypted);
      const { options } = sealed;
      expect(open(sealed)).toEqual(plain);
      const wrong: OpenerOptions[] = [
        { ...options, dek: Buffer.alloc(32, 8) },
        { ...options, segment: { ...options.segment, salt: flipped(options.segment.salt, 0) } },
        { ...options, segment: { ...options.segment, key: '0'.repeat(32) } },
        { ...options, segment: { ...options.segment, key: 'not an id' } },
        { ...options, segment: { ...options.segment, salt: Buffer.alloc(0) } },
        { ...options, segment: { ...options.segment, plaintextBytes: -1 } },
        { ...options, segment: { ...options.segment, plaintextBytes: size + 0.5 } },
        { ...options, context: { ...context, part: 4 } },
        { ...options, context: { ...context, blobId: 'blob_2' } },
        { ...options, context: { ...context, installationId: 'another' } },
        // The same characters, cut elsewhere.
        { ...options, context: { ...context, installationId: 'installationb', blobId: 'lob_1' } },
        { ...options, frameBytes: frameBytes * 2 },
      ];
      for (const [index, attempt] of wrong.entries()) {
        const last = index === wrong.length - 1;
        // With less than a frame the frame size makes no difference.
        if (!last || size > frameBytes) expect(open({ ...sealed, options: attempt }), `case ${index}, ${size} bytes`).toBeUndefined();
      }
      const otherForm = { ...sealed, stored: encrypted ? sealed.stored : Buffer.concat([sealed.tags, sealed.stored]) };
      expect(open({ ...otherForm, tags: sealed.stored, options: { ...options, encrypted: !encrypted } })).toBeUndefined();
    }
  });

  test('two segments of the same bytes share nothing', () => {
    const plain = Buffer.alloc(100);
    const [a, b] = [seal(plain, encrypted), seal(plain, encrypted)];
    expect(a.options.segment.key).not.toBe(b.options.segment.key);
    expect(a.options.segment.salt).not.toEqual(b.options.segment.salt);
    expect(encrypted ? a.stored.subarray(HEADER_BYTES) : a.tags).not.toEqual(encrypted ? b.stored.subarray(HEADER_BYTES) : b.tags);
    // Neither do two frames of one segment.
    const zeros = seal(Buffer.alloc(2 * frameBytes), encrypted);
    const opener = createOpener(zeros.options);
    if (encrypted) expect(frameOf(opener, zeros.stored, 0)).not.toEqual(frameOf(opener, zeros.stored, 1));
    else expect(tagOf(zeros.tags, 0)).not.toEqual(tagOf(zeros.tags, 1));
  });

  test('at the real frame size', () => {
    const plain = randomBytes(2 * FRAME_BYTES + 1000);
    const sealed = seal(plain, encrypted, { frameBytes: FRAME_BYTES, cuts: [65_536, 200_000, 400_000] });
    expect(open(sealed)?.equals(plain)).toBe(true);
    for (let at = 0; at < sealed.stored.length; at += 4999) {
      expect(open({ ...sealed, stored: flipped(sealed.stored, at) })).toBeUndefined();
    }
  });
});

test('a sealer cannot go on after its end, and has tags of its own only for plain bytes', () => {
  const plain = createSealer({ dek, context, encrypted: false });
  expect(() => plain.tags()).toThrow('finished');
  plain.finish();
  expect(() => plain.push(Buffer.alloc(1))).toThrow('finished');
  const encrypted = createSealer({ dek, context, encrypted: true });
  encrypted.finish();
  expect(() => encrypted.finish()).toThrow('finished');
  expect(() => encrypted.tags()).toThrow('tags');
});

/**
 * Bytes as they lie in somebody's store: made once, never to be made again by a changed program. Frames of 4 bytes.
 * A change that fails here cannot read what is stored and needs a new format.
 */
test.each([
  {
    encrypted: true,
    key: '975e0aa047956e1d88718b6c55e642f5',
    salt: 'f67577e593eb7a1af5c10ed7fcaf90e9a43ac43daf7fad5e',
    stored:
      '4642534547000100f67577e593eb7a1af5c10ed7fcaf90e9a43ac43daf7fad5e28525f6cd3b1333c76dd0a4575a9dbcf51f5955b9c0dc6242e3f4ad3dd1ba112ee45851b363b68c06adb88e5b400746350fddbc021ae36fc02a5f3e4d00053279814785f8a37cce757ac10106750adbc5c28f1ad4228a8a847',
    tags: '',
  },
  {
    encrypted: false,
    key: '695bf77053c63737728cdb0b64a30a1e',
    salt: 'b32bc5849048a336703ff347dd972a5361de487c60cafffc',
    stored: '66696c657768617266',
    tags: '4642534547000100b32bc5849048a336703ff347dd972a5361de487c60cafffc7fb1785043a97a28761e143a69e748458cd412b91100e712319d0fcbe8f4573fc19d3cdc4527a39a0c25fdc700ecb9dd0c8162801360e3ed9de99507ce62b56eb675c60489ef3b027506b9e703033a1d',
  },
])('bytes stored by an earlier release can be read, encrypted: $encrypted', ({ encrypted, key, salt, stored, tags }) => {
  const options = {
    dek,
    context,
    encrypted,
    segment: { key, salt: Buffer.from(salt, 'hex'), plaintextBytes: 9 },
    frameBytes: 4,
  };
  expect(open({ stored: Buffer.from(stored, 'hex'), tags: Buffer.from(tags, 'hex'), options })?.toString()).toBe('filewharf');
});

describe('a manifest', () => {
  const segments = [0, 1].map((part) => ({
    key: String(part).repeat(32),
    part,
    plaintextBytes: 10 + part,
    salt: Buffer.alloc(24, part),
  }));
  const [first, second] = segments as [(typeof segments)[0], (typeof segments)[0]];
  const manifest: Manifest = { blobId: 'blob_1', encrypted: true, sizeBytes: 21, segments };
  const mac = manifestMac(dek, manifest);

  test('has the MAC that earlier releases gave it', () => {
    expect(mac.toString('hex')).toBe('deef68c52bb4d29958dd10c5e6946a2c765ee014f8763de2584a48991a94d60c');
  });

  test('verifies as it is and in no other way', () => {
    expect(() => verifyManifest(dek, manifest, mac)).not.toThrow();
    const wrong: Manifest[] = [
      { ...manifest, blobId: 'blob_2' },
      { ...manifest, encrypted: false },
      { ...manifest, sizeBytes: 22 },
      { ...manifest, segments: [second, first] },
      { ...manifest, segments: [first], sizeBytes: 10 },
      { ...manifest, segments: [first, second, { ...second, plaintextBytes: 0 }] },
      { ...manifest, segments: [], sizeBytes: 0 },
      { ...manifest, segments: [{ ...first, key: 'a'.repeat(32) }, second] },
      { ...manifest, segments: [{ ...first, part: 2 }, second] },
      {
        ...manifest,
        segments: [
          { ...first, plaintextBytes: 11 },
          { ...second, plaintextBytes: 10 },
        ],
      },
      { ...manifest, segments: [{ ...first, salt: Buffer.alloc(24, 9) }, second] },
      { ...manifest, segments: [{ ...first, salt: Buffer.alloc(0) }, second] },
      { ...manifest, segments: [{ ...first, key: '../../../etc/passwd' }, second] },
    ];
    for (const [index, changed] of wrong.entries()) {
      expect(() => verifyManifest(dek, changed, mac), `case ${index}`).toThrow(expect.objectContaining({ code: 'corrupt' }));
    }
    expect(() => verifyManifest(Buffer.alloc(32), manifest, mac)).toThrow(expect.objectContaining({ code: 'corrupt' }));
    expect(() => verifyManifest(dek, manifest, mac.subarray(1))).toThrow(expect.objectContaining({ code: 'corrupt' }));
    for (let at = 0; at < mac.length; at += 1) {
      expect(() => verifyManifest(dek, manifest, flipped(mac, at))).toThrow(expect.objectContaining({ code: 'corrupt' }));
    }
  });
});

test('no two lists of parts have the same length-prefixed bytes', () => {
  const list = fc.array(fc.string({ maxLength: 4 }), { maxLength: 4 });
  fc.assert(
    fc.property(list, list, (a, b) => {
      fc.pre(a.join('\0') !== b.join('\0') || a.length !== b.length);
      expect(lengthPrefixed(...a).equals(lengthPrefixed(...b))).toBe(false);
    }),
  );
});

test('ids of segments are never the same, and those that are made together begin alike', () => {
  const keys = Array.from({ length: 2048 }, () => createSealer({ dek, context, encrypted: true }).key);
  expect(new Set(keys).size).toBe(2048);
  for (const key of keys) expect(key).toMatch(/^[0-9a-f]{32}$/);
  expect(new Set(keys.map((key) => key.slice(0, 8))).size).toBeLessThanOrEqual(9);
  expect(new Set(keys.map((key) => key.slice(8))).size).toBe(2048);
});
