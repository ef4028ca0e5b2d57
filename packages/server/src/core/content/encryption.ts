import { createCipheriv, createDecipheriv, createHmac, timingSafeEqual, type CipherGCM } from 'node:crypto';
import { AppError } from '../errors.ts';
import { pooledRandomBytes } from './random.ts';

/**
 * The stored form of a file's bytes, format `fb1`: pure functions from bytes to bytes, no input or output.
 *
 * A file's bytes are one or more **segments** (one per accepted part of an upload, one for a plain upload). A segment is cut into
 * **frames** of `FRAME_BYTES`; the last frame is always shorter than that, possibly empty, which is the end mark. Each frame is
 * sealed by AES-256-GCM under a key of its own segment, so any frame can be read without the ones before it.
 *
 *     encrypted segment = header (64) | frame 0 | tag (16) | frame 1 | tag (16) | ...
 *     plain segment     = the bytes as they are, and beside them its tags = header (64) | tag (16) | tag (16) | ...
 *     header            = "FBSEG" 00 01 00 | salt (24) | commitment (32)
 *
 * The segment's key is derived from the file's data key (DEK), a fresh salt, the installation, the blob, the segment's id and the
 * part number; the manifest MAC binds which segments in which order. So every changed, moved, missing or replayed byte shows.
 *
 * The frame size belongs to the format: bytes sealed with one size cannot be opened with another.
 */
export const FRAME_BYTES = 256 * 1024;

/** Length of a segment's header, and of the head of a plain segment's tags. */
export const HEADER_BYTES = 64;

/** Length of the tag of one frame. */
export const TAG_BYTES = 16;

const keyBytes = 32;
const nonceBytes = 12;
const saltBytes = 24;
const commitmentBytes = 32;
const sha512Bytes = 64;
const magic = Buffer.from('FBSEG\0\x01\0', 'latin1');
const encryptedLabel = Buffer.concat([Buffer.from('files/fb1/segment\0'), magic]);
const plainLabel = Buffer.concat([Buffer.from('files/fb1/gmac\0'), magic]);
const segmentsLabel = Buffer.from('files/fb1/seg');
const manifestLabel = Buffer.from('files/fb1/manifest');
const noTags = Buffer.alloc(0);
const maxFrames = 2 ** 32;
const segmentKeyPattern = /^[0-9a-f]{32}$/;

/** What a segment is bound to besides its own id. */
export interface SegmentContext {
  readonly installationId: string;
  readonly blobId: string;
  /** 0 to 2^32 - 1. */
  readonly part: number;
}

export interface SealerOptions {
  /** The file's data key, 32 bytes. */
  readonly dek: Buffer;
  readonly context: SegmentContext;
  /** False stores the bytes as they are and seals only their integrity. */
  readonly encrypted: boolean;
  /** Only tests change it. Default `FRAME_BYTES`. */
  readonly frameBytes?: number;
}

/** Turns the bytes of one segment into their stored form. Used once; nothing may be called after `finish` but `tags`. */
export interface Sealer {
  /** The id of the segment, fresh: 32 hexadecimal digits, of which the last 24 are random. It is the key of the blob too. */
  readonly key: string;
  /** 24 fresh random bytes, kept with the segment. */
  readonly salt: Buffer;
  /** How many bytes were pushed so far. */
  readonly plaintextBytes: number;
  /**
   * The stored bytes of the next plain bytes, the header first. A plain segment gives back `chunk` itself, which must not change
   * before it is written. Throws `too_large` beyond 2^32 frames (1 PiB).
   */
  push(chunk: Buffer): Buffer[];
  /** The rest of the stored bytes. */
  finish(): Buffer[];
  /** A plain segment's tags, after `finish`. An encrypted one has them among its stored bytes and throws. */
  tags(): Buffer;
}

/** A segment as the metadata knows it. */
export interface SealedSegment {
  readonly key: string;
  readonly salt: Buffer;
  readonly plaintextBytes: number;
}

export interface OpenerOptions {
  readonly dek: Buffer;
  readonly context: SegmentContext;
  readonly encrypted: boolean;
  readonly segment: SealedSegment;
  /** Only tests change it. Default `FRAME_BYTES`. */
  readonly frameBytes?: number;
}

/** Opens the frames of one segment, in any order. */
export interface Opener {
  /** The only length that the stored bytes can have. */
  readonly storedBytes: number;
  /** The only length that a plain segment's tags can have. */
  readonly tagsBytes: number;
  readonly frameCount: number;
  /** Checks the first `HEADER_BYTES` of an encrypted segment, or of a plain segment's tags. Throws `corrupt`. */
  verifyHeader(header: Buffer): void;
  /** Where the frame starts among the stored bytes; for `frameCount` the end of them. */
  frameOffset(index: number): number;
  /**
   * The verified plain bytes of a frame. `stored` is the whole frame, with its tag when the segment is encrypted; the tag of a
   * plain segment's frame is given apart, and `stored` itself comes back. Throws `corrupt`.
   */
  openFrame(index: number, stored: Buffer, tag?: Buffer): Buffer;
}

/** What the manifest MAC binds: which segments make a file, in which order. */
export interface Manifest {
  readonly blobId: string;
  readonly encrypted: boolean;
  readonly sizeBytes: number;
  readonly segments: readonly (SealedSegment & { readonly part: number })[];
}

/** `corrupt`. `found` is for the log and names no user data. */
export function corrupt(found: string, cause?: unknown): AppError {
  const log = new Error(found, cause === undefined ? undefined : { cause });
  return new AppError('corrupt', 'The stored bytes failed their integrity check. Restore the file from a backup or upload it again.', {
    cause: log,
  });
}

/** Each part behind its length (32 bits, big-endian), so that no two lists of parts give the same bytes. */
export function lengthPrefixed(...parts: readonly (string | Buffer)[]): Buffer {
  // One buffer for all: every small file needs this several times.
  const bytes = Buffer.allocUnsafe(parts.reduce((sum, part) => sum + 4 + Buffer.byteLength(part), 0));
  let end = 0;
  for (const part of parts) {
    const start = end + 4;
    end = start + (typeof part === 'string' ? bytes.write(part, start) : part.copy(bytes, start));
    bytes.writeUInt32BE(end - start, start - 4);
  }
  return bytes;
}

/** HKDF-Expand with SHA-512. The extract step is left out: every key that comes here is uniformly random. */
function hkdfExpand(key: Buffer, info: Buffer, length: number): Buffer {
  // What each block is made of: the block before it, `info`, and its number. In one buffer, because each call into OpenSSL costs.
  const input = Buffer.allocUnsafe(sha512Bytes + info.length + 1);
  info.copy(input, sha512Bytes);
  const output = Buffer.allocUnsafe(Math.ceil(length / sha512Bytes) * sha512Bytes);
  for (let have = 0; have < length; have += sha512Bytes) {
    input[input.length - 1] = have / sha512Bytes + 1;
    const block = createHmac('sha512', key)
      .update(have === 0 ? input.subarray(sha512Bytes) : input)
      .digest();
    block.copy(input);
    block.copy(output, have);
  }
  return output.subarray(0, length);
}

function segmentIdBytes(key: string): Buffer {
  // `Buffer.from` would silently stop at the first wrong digit.
  if (!segmentKeyPattern.test(key)) throw corrupt('a segment id is not 32 hexadecimal digits');
  return Buffer.from(key, 'hex');
}

function uint32(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** The segment's cipher: one key, a nonce per frame, and the header that a true reader expects. */
function segmentCipher(dek: Buffer, context: SegmentContext, encrypted: boolean, segment: { key: string; salt: Buffer }) {
  if (dek.length !== keyBytes || segment.salt.length !== saltBytes) throw corrupt(`segment ${segment.key}: wrong length of key or salt`);
  const bound = lengthPrefixed(context.installationId, context.blobId, segmentIdBytes(segment.key), uint32(context.part));
  const info = Buffer.concat([encrypted ? encryptedLabel : plainLabel, segment.salt, bound]);
  const material = hkdfExpand(hkdfExpand(dek, segmentsLabel, 64), info, keyBytes + nonceBytes + commitmentBytes);
  const baseNonce = material.subarray(keyBytes, keyBytes + nonceBytes);
  return {
    key: material.subarray(0, keyBytes),
    nonce(frame: number): Buffer {
      const nonce = Buffer.from(baseNonce);
      nonce.writeUInt32BE((nonce.readUInt32BE(8) ^ frame) >>> 0, 8);
      return nonce;
    },
    header: Buffer.concat([magic, segment.salt, material.subarray(keyBytes + nonceBytes)]),
  };
}

/** Segments that have the beginning of their ids in common. */
const segmentsPerRun = 256;
const runBytes = 4;
let run = '';
let leftInRun = 0;

/**
 * A fresh segment id. Those that are made one after the other begin alike, so that their rows are neighbours in the index of ids: a commit
 * of many small files would write a page of it for each of them otherwise.
 */
function newSegmentKey(): string {
  if (leftInRun === 0) {
    run = pooledRandomBytes(runBytes).toString('hex');
    leftInRun = segmentsPerRun;
  }
  leftInRun -= 1;
  return run + pooledRandomBytes(16 - runBytes).toString('hex');
}

/** Starts a new segment under a fresh id and salt. */
export function createSealer({ dek, context, encrypted, frameBytes = FRAME_BYTES }: SealerOptions): Sealer {
  const key = newSegmentKey();
  const salt = pooledRandomBytes(saltBytes);
  const segment = segmentCipher(dek, context, encrypted, { key, salt });

  let cipher: CipherGCM | undefined;
  let frame = 0;
  let filled = 0;
  let plaintextBytes = 0;
  let headerGiven = false;
  let finished = false;
  /** Header and tags of a plain segment; grows by doubling, because one small Buffer per frame would cost ten times its bytes. */
  let tags = noTags;
  let tagsLength = 0;

  function keepTag(bytes: Buffer): void {
    if (tagsLength + bytes.length > tags.length) {
      const grown = Buffer.allocUnsafe(Math.max(256, tags.length * 2));
      tags.copy(grown);
      tags = grown;
    }
    tagsLength += bytes.copy(tags, tagsLength);
  }

  function start(): Buffer[] {
    if (finished) throw new Error('the segment is finished');
    if (headerGiven) return [];
    headerGiven = true;
    if (encrypted) return [segment.header];
    keepTag(segment.header);
    return [];
  }

  function openCipher(): CipherGCM {
    if (frame >= maxFrames) throw new AppError('too_large', 'A single upload can hold at most 2^32 frames.');
    return createCipheriv('aes-256-gcm', segment.key, segment.nonce(frame));
  }

  function closeFrame(current: CipherGCM, stored: Buffer[]): void {
    current.final();
    if (encrypted) stored.push(current.getAuthTag());
    else keepTag(current.getAuthTag());
    cipher = undefined;
    frame += 1;
    filled = 0;
  }

  return {
    key,
    salt,
    get plaintextBytes() {
      return plaintextBytes;
    },
    push(chunk) {
      const stored = start();
      for (let offset = 0; offset < chunk.length;) {
        const piece = chunk.subarray(offset, offset + frameBytes - filled);
        cipher ??= openCipher();
        if (encrypted) stored.push(cipher.update(piece));
        else cipher.setAAD(piece);
        offset += piece.length;
        filled += piece.length;
        plaintextBytes += piece.length;
        if (filled === frameBytes) closeFrame(cipher, stored);
      }
      if (!encrypted && chunk.length > 0) stored.push(chunk);
      return stored;
    },
    finish() {
      const stored = start();
      closeFrame(cipher ?? openCipher(), stored);
      finished = true;
      return stored;
    },
    tags() {
      if (encrypted || !finished) throw new Error('only a finished plain segment has tags of its own');
      return tags.subarray(0, tagsLength);
    },
  };
}

/** Opens a segment that `createSealer` made. Throws `corrupt` when the row that describes it cannot be true. */
export function createOpener({ dek, context, encrypted, segment, frameBytes = FRAME_BYTES }: OpenerOptions): Opener {
  const size = segment.plaintextBytes;
  if (!Number.isSafeInteger(size) || size < 0) throw corrupt(`segment ${segment.key}: impossible size`);
  const { key, nonce, header: expectedHeader } = segmentCipher(dek, context, encrypted, segment);
  const frameCount = Math.floor(size / frameBytes) + 1;
  if (frameCount > maxFrames) throw corrupt(`segment ${segment.key}: impossible size`);
  const headBytes = encrypted ? HEADER_BYTES : 0;
  const inlineTagBytes = encrypted ? TAG_BYTES : 0;
  const storedBytes = headBytes + size + inlineTagBytes * frameCount;

  return {
    storedBytes,
    tagsBytes: HEADER_BYTES + TAG_BYTES * frameCount,
    frameCount,
    verifyHeader(header) {
      if (header.length !== HEADER_BYTES || !timingSafeEqual(header, expectedHeader)) throw corrupt(`segment ${segment.key}: header`);
    },
    frameOffset(index) {
      return index >= frameCount ? storedBytes : headBytes + index * (frameBytes + inlineTagBytes);
    },
    openFrame(index, stored, apart) {
      const wanted = index === frameCount - 1 ? size % frameBytes : frameBytes;
      const tag = encrypted ? stored.subarray(wanted) : apart;
      if (index < 0 || index >= frameCount || stored.length !== wanted + inlineTagBytes || tag?.length !== TAG_BYTES) {
        throw corrupt(`segment ${segment.key}: length of frame ${index}`);
      }
      const decipher = createDecipheriv('aes-256-gcm', key, nonce(index), { authTagLength: TAG_BYTES }).setAuthTag(tag);
      if (!encrypted) decipher.setAAD(stored);
      const plain = encrypted ? decipher.update(stored.subarray(0, wanted)) : stored;
      try {
        decipher.final();
      } catch (error) {
        throw corrupt(`segment ${segment.key}: tag of frame ${index}`, error);
      }
      return plain;
    },
  };
}

/** The bytes that the manifest MAC covers. Two manifests give the same bytes only when they are the same. Throws `corrupt`. */
export function manifestBytes({ blobId, encrypted, sizeBytes, segments }: Manifest): Buffer {
  const head = lengthPrefixed('fb1', blobId);
  const bytes = Buffer.alloc(head.length + 13 + segments.length * (16 + 4 + 8 + saltBytes));
  let offset = head.copy(bytes);
  offset = bytes.writeUInt8(encrypted ? 1 : 0, offset);
  offset = bytes.writeBigUInt64BE(BigInt(sizeBytes), offset);
  offset = bytes.writeUInt32BE(segments.length, offset);
  let total = 0;
  for (const segment of segments) {
    if (segment.salt.length !== saltBytes) throw corrupt(`segment ${segment.key}: wrong length of salt`);
    offset += segmentIdBytes(segment.key).copy(bytes, offset);
    offset = bytes.writeUInt32BE(segment.part, offset);
    offset = bytes.writeBigUInt64BE(BigInt(segment.plaintextBytes), offset);
    offset += segment.salt.copy(bytes, offset);
    total += segment.plaintextBytes;
  }
  if (total !== sizeBytes) throw corrupt('the segments do not add up to the size of the file');
  return bytes;
}

/** HMAC-SHA-256 (32 bytes) over the manifest, written in the transaction that makes the file visible. */
export function manifestMac(dek: Buffer, manifest: Manifest): Buffer {
  return createHmac('sha256', hkdfExpand(dek, manifestLabel, 32))
    .update(manifestBytes(manifest))
    .digest();
}

/** Compares in constant time. Throws `corrupt` when the manifest is not the one that `mac` was made for. */
export function verifyManifest(dek: Buffer, manifest: Manifest, mac: Buffer): void {
  const expected = manifestMac(dek, manifest);
  if (mac.length !== expected.length || !timingSafeEqual(mac, expected)) throw corrupt(`blob ${manifest.blobId}: manifest`);
}
