import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { createGiveWay } from '../turns.ts';

/** The bytes of an entry, as far as they are known beside the archive. */
export interface ZippedContent {
  /** The same for the same bytes. */
  readonly id: string;
  /** Put in once all bytes have been read. */
  crc32: number | undefined;
}

/**
 * Zip archives that are made while they are sent (APPNOTE 6.3.10): entries stored as they are, names in UTF-8, zip64 where an archive
 * needs it. Nothing is compressed, so the length is known before the first byte. File bytes stay in the buffers they come in.
 */
export interface ZipEntry {
  /** With `/` between names; a folder ends in one. */
  readonly path: string;
  /** 0 for a folder. */
  readonly sizeBytes: number;
  readonly modifiedAt: number;
  /** The bytes from `start` (default 0) to `sizeBytes`, in groups that may be lent (see `Contents.read`). Absent for a folder. */
  readonly read?: ((start?: number) => AsyncIterable<readonly Buffer[]>) | undefined;
  /** What is known of the bytes. Only for archives that are sent in parts. */
  readonly content?: ZippedContent | undefined;
}

const most32 = 0xffff_ffff;
const most16 = 0xffff;
const localHeaderBytes = 30;
const centralHeaderBytes = 46;
/** Extra fields: the time in whole seconds of UTC, and the sizes of large entries. */
const timeFieldBytes = 9;
const localZip64FieldBytes = 20;
const centralZip64FieldBytes = 28;
const endBytes = 22;
const zip64EndBytes = 56 + 20;

/** Groups smaller than this are copied together, so that an archive of small files is not sent in crumbs. */
const smallGroupBytes = 64 * 1024;
const fullBatchBytes = 512 * 1024;

/** So many are measured before others get their turn. */
const entriesPerTurn = 1000;

const utf8Names = 1 << 11;
/** Sizes and checksum follow the bytes. */
const describedLater = 1 << 3;
const versionNeeded = 45;
const madeOnUnix = 3;

const isLarge = (entry: ZipEntry): boolean => entry.sizeBytes >= most32;
const isFolder = (entry: ZipEntry): boolean => entry.read === undefined;

/** The length of an archive of these entries. */
export async function zipLength(entries: AsyncIterable<ZipEntry> | Iterable<ZipEntry>): Promise<number> {
  let offset = 0;
  let centralBytes = 0;
  let count = 0;
  const giveWay = createGiveWay(entriesPerTurn);
  for await (const entry of entries) {
    await giveWay(1);
    const nameBytes = Buffer.byteLength(entry.path);
    centralBytes += centralHeaderBytes + nameBytes + timeFieldBytes + (isLarge(entry) || offset >= most32 ? centralZip64FieldBytes : 0);
    offset += localHeaderBytes + nameBytes + timeFieldBytes + (isLarge(entry) ? localZip64FieldBytes : 0) + entry.sizeBytes;
    if (!isFolder(entry)) offset += isLarge(entry) ? 24 : 16;
    count += 1;
  }
  return offset + centralBytes + (needsZip64End(count, offset, centralBytes) ? zip64EndBytes : 0) + endBytes;
}

function needsZip64End(count: number, offset: number, centralBytes: number): boolean {
  return count >= most16 || offset >= most32 || centralBytes >= most32;
}

/** Names exactly these bytes: an archive of other entries, or of the same with another content, has another tag. */
export async function zipTag(entries: readonly ZipEntry[]): Promise<string> {
  const hash = createHash('sha256');
  const giveWay = createGiveWay(entriesPerTurn);
  for (const { path, modifiedAt, content } of entries) {
    await giveWay(1);
    hash.update(JSON.stringify([path, modifiedAt, content?.id ?? null]));
  }
  return hash.digest('base64url').slice(0, 32);
}

/**
 * The bytes of the archive, in groups for `sendBytes` or a stage; with a range, only those from `start` to before `end`. Throws what a `read`
 * throws, and when one yields another number of bytes than was said. The buffers of a group may be lent: use them before the next one is
 * asked for. What lies before the range is read only where its checksum is not known yet, and groups may be empty meanwhile.
 */
export async function* zipBytes(
  entries: AsyncIterable<ZipEntry> | Iterable<ZipEntry>,
  { start, end }: { readonly start: number; readonly end: number } = { start: 0, end: Number.POSITIVE_INFINITY },
): AsyncGenerator<readonly Buffer[]> {
  const central: Buffer[] = [];
  /** Of the next byte in the archive. */
  let position = 0;
  let batch: Buffer[] = [];
  let batchBytes = 0;
  /** Takes as much of it as lies in the range. */
  function add(buffer: Buffer, isLent = false): void {
    const part = buffer.subarray(Math.max(0, start - position), Math.max(0, end - position));
    position += buffer.length;
    if (part.length === 0) return;
    batch.push(isLent ? Buffer.from(part) : part);
    batchBytes += part.length;
  }
  function take(): readonly Buffer[] {
    const taken = batch;
    batch = [];
    batchBytes = 0;
    return taken;
  }

  for await (const entry of entries) {
    if (position >= end) break;
    const name = Buffer.from(entry.path);
    const entryStart = position;
    add(localHeader(entry, name));
    const known = entry.content?.crc32;
    // What lies before the range need not be looked at, when it was before.
    const skipped = known === undefined ? 0 : Math.min(entry.sizeBytes, Math.max(0, start - position));
    position += skipped;
    let checksum = 0;
    let sizeBytes = skipped;
    for await (const group of skipped < entry.sizeBytes || skipped === 0 ? (entry.read?.(skipped) ?? []) : []) {
      let groupBytes = 0;
      for (const buffer of group) {
        if (known === undefined) checksum = crc32(buffer, checksum);
        groupBytes += buffer.length;
      }
      sizeBytes += groupBytes;
      const isSmall = groupBytes < smallGroupBytes;
      for (const buffer of group) add(buffer, isSmall);
      if (!isSmall || batchBytes >= fullBatchBytes) yield take();
      if (position >= end) break;
    }
    if (position >= end) break;
    if (sizeBytes !== entry.sizeBytes) throw new Error(`an entry of an archive has ${sizeBytes} bytes in place of ${entry.sizeBytes}`);
    if (entry.content !== undefined) entry.content.crc32 ??= checksum;
    if (!isFolder(entry)) add(descriptor(entry, known ?? checksum));
    central.push(centralHeader(entry, name, known ?? checksum, entryStart));
    if (batchBytes >= fullBatchBytes) yield take();
  }
  if (position < end) {
    const centralStart = position;
    const centralBytes = central.reduce((sum, header) => sum + header.length, 0);
    add(Buffer.concat(central));
    add(endOfArchive(central.length, centralStart, centralBytes));
  }
  yield take();
}

/** MS-DOS date and time, from 1980 on and in steps of 2 s; readers that know the extra field do not look at it. */
function dosTime(time: number): number {
  const date = new Date(Math.min(Math.max(time, Date.UTC(1980, 0, 1)), Date.UTC(2107, 11, 31)));
  return (
    (((date.getUTCFullYear() - 1980) << 25) |
      ((date.getUTCMonth() + 1) << 21) |
      (date.getUTCDate() << 16) |
      (date.getUTCHours() << 11) |
      (date.getUTCMinutes() << 5) |
      (date.getUTCSeconds() >>> 1)) >>>
    0
  );
}

/** When it was changed, in whole seconds since 1970 ("extended timestamp"). */
function timeField(time: number): Buffer {
  const field = Buffer.alloc(timeFieldBytes);
  field.writeUInt16LE(0x5455, 0);
  field.writeUInt16LE(5, 2);
  field.writeUInt8(1, 4);
  field.writeInt32LE(Math.min(Math.max(Math.floor(time / 1000), -(2 ** 31)), 2 ** 31 - 1), 5);
  return field;
}

function zip64Field(values: readonly number[]): Buffer {
  const field = Buffer.alloc(4 + 8 * values.length);
  field.writeUInt16LE(1, 0);
  field.writeUInt16LE(8 * values.length, 2);
  values.forEach((value, index) => field.writeBigUInt64LE(BigInt(value), 4 + 8 * index));
  return field;
}

const flagsOf = (entry: ZipEntry): number => utf8Names | (isFolder(entry) ? 0 : describedLater);

function localHeader(entry: ZipEntry, name: Buffer): Buffer {
  const header = Buffer.alloc(localHeaderBytes);
  const large = isLarge(entry);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(versionNeeded, 4);
  header.writeUInt16LE(flagsOf(entry), 6);
  header.writeUInt32LE(dosTime(entry.modifiedAt), 10);
  // What is described later is 0 here, behind the sign that points to the zip64 field where that is needed.
  header.writeUInt32LE(large ? most32 : 0, 18);
  header.writeUInt32LE(large ? most32 : 0, 22);
  header.writeUInt16LE(name.length, 26);
  header.writeUInt16LE(timeFieldBytes + (large ? localZip64FieldBytes : 0), 28);
  return Buffer.concat([header, name, ...(large ? [zip64Field([0, 0])] : []), timeField(entry.modifiedAt)]);
}

function descriptor(entry: ZipEntry, checksum: number): Buffer {
  const large = isLarge(entry);
  const bytes = Buffer.alloc(large ? 24 : 16);
  bytes.writeUInt32LE(0x08074b50, 0);
  bytes.writeUInt32LE(checksum, 4);
  if (large) {
    bytes.writeBigUInt64LE(BigInt(entry.sizeBytes), 8);
    bytes.writeBigUInt64LE(BigInt(entry.sizeBytes), 16);
  } else {
    bytes.writeUInt32LE(entry.sizeBytes, 8);
    bytes.writeUInt32LE(entry.sizeBytes, 12);
  }
  return bytes;
}

function centralHeader(entry: ZipEntry, name: Buffer, checksum: number, start: number): Buffer {
  const header = Buffer.alloc(centralHeaderBytes);
  const needsZip64 = isLarge(entry) || start >= most32;
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE((madeOnUnix << 8) | versionNeeded, 4);
  header.writeUInt16LE(versionNeeded, 6);
  header.writeUInt16LE(flagsOf(entry), 8);
  header.writeUInt32LE(dosTime(entry.modifiedAt), 12);
  header.writeUInt32LE(checksum, 16);
  header.writeUInt32LE(needsZip64 ? most32 : entry.sizeBytes, 20);
  header.writeUInt32LE(needsZip64 ? most32 : entry.sizeBytes, 24);
  header.writeUInt16LE(name.length, 28);
  header.writeUInt16LE(timeFieldBytes + (needsZip64 ? centralZip64FieldBytes : 0), 30);
  // Mode and kind as Unix has them, and the folder's sign of MS-DOS.
  header.writeUInt32LE(isFolder(entry) ? ((0o040755 << 16) >>> 0) | 0x10 : (0o100644 << 16) >>> 0, 38);
  header.writeUInt32LE(needsZip64 ? most32 : start, 42);
  const zip64 = needsZip64 ? [zip64Field([entry.sizeBytes, entry.sizeBytes, start])] : [];
  return Buffer.concat([header, name, ...zip64, timeField(entry.modifiedAt)]);
}

function endOfArchive(count: number, centralStart: number, centralBytes: number): Buffer {
  const zip64 = needsZip64End(count, centralStart, centralBytes);
  const end = Buffer.alloc(endBytes);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(zip64 ? most16 : count, 8);
  end.writeUInt16LE(zip64 ? most16 : count, 10);
  end.writeUInt32LE(zip64 ? most32 : centralBytes, 12);
  end.writeUInt32LE(zip64 ? most32 : centralStart, 16);
  if (!zip64) return end;
  const record = Buffer.alloc(56);
  record.writeUInt32LE(0x06064b50, 0);
  record.writeBigUInt64LE(44n, 4);
  record.writeUInt16LE((madeOnUnix << 8) | versionNeeded, 12);
  record.writeUInt16LE(versionNeeded, 14);
  record.writeBigUInt64LE(BigInt(count), 24);
  record.writeBigUInt64LE(BigInt(count), 32);
  record.writeBigUInt64LE(BigInt(centralBytes), 40);
  record.writeBigUInt64LE(BigInt(centralStart), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(centralStart + centralBytes), 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([record, locator, end]);
}
