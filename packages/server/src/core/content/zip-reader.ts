import { pipeline } from 'node:stream/promises';
import { crc32, createInflateRaw } from 'node:zlib';
import { invalidField, type AppError } from '../errors.ts';
import { maxDepth } from '../tree/make-folders.ts';
import { checkName, comparisonKey } from '../tree/names.ts';
import { maxPathLength } from '../tree/paths.ts';
import { createGiveWay } from '../turns.ts';

/** The bytes of an archive, wherever they are. */
export interface ZipSource {
  readonly sizeBytes: number;
  /** From `start` (inclusive) to `end` (exclusive). Buffers are the reader's to keep. */
  read(start: number, end: number): AsyncIterable<readonly Buffer[]>;
}

/** A file or folder in an archive, as its directory describes it. */
export interface ZippedEntry {
  /** Names with slashes between them, none at the ends. Each one is a name that a file or folder can have. */
  readonly path: string;
  readonly isFolder: boolean;
  readonly sizeBytes: number;
  /** Milliseconds since 1970, as far as the archive says. */
  readonly modifiedAt: number | null;
  /** Where its own header is. */
  readonly offset: number;
  readonly packedBytes: number;
  readonly packing: 'stored' | 'deflated';
  readonly crc: number;
}

/** More files and folders (also those that only stand in paths), or a longer directory, than people put into one archive. */
export const maxZipEntries = 100_000;
const maxDirectoryBytes = 32 * 1024 * 1024;
/** So many names of paths are looked at before others get their turn: each one can be long, and costly to compare. */
export const namesPerTurn = 200;

const endBytes = 22;
const locatorBytes = 20;
const endOf64Bytes = 56;
const centralHeaderBytes = 46;
const localHeaderBytes = 30;
const most16 = 0xffff;
const most32 = 0xffff_ffff;
const maxCommentBytes = most16;

const signatures = { end: 0x0605_4b50, locator: 0x0706_4b50, endOf64: 0x0606_4b50, central: 0x0201_4b50, local: 0x0403_4b50 };

/** Extra fields that say something here: sizes of large entries, and a time. */
const extraField = { zip64: 1, time: 0x5455 };

const fileType = { mask: 0o170_000, file: 0o100_000, folder: 0o040_000, symlink: 0o120_000 };

/** What the upper half of the bytes means where an archive does not say that its names are UTF-8. */
const codePage437 =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0';

/** `invalid` (`bad_zip`). */
export function badZip(message: string): AppError {
  return invalidField('path', message, 'bad_zip');
}

const damaged = (): AppError => badZip('this is no zip file, or it is damaged');
const tooMany = (): AppError => badZip(`the archive holds too much: at most ${maxZipEntries} files and folders`);

/** A name from an archive, short enough to be read. */
const shown = (name: string): string => JSON.stringify(name.length > 100 ? `${name.slice(0, 100)}...` : name);

async function bytesOf(source: ZipSource, start: number, length: number): Promise<Buffer> {
  if (!(start >= 0 && length >= 0 && start + length <= source.sizeBytes)) throw damaged();
  const pieces: Buffer[] = [];
  for await (const buffers of source.read(start, start + length)) pieces.push(...buffers);
  return Buffer.concat(pieces, length);
}

/** 64 bits that have to be a place in the file. */
function longAt(bytes: Buffer, offset: number): number {
  if (offset + 8 > bytes.length) throw damaged();
  const value = bytes.readBigUInt64LE(offset);
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw damaged();
  return Number(value);
}

interface Directory {
  readonly count: number;
  readonly start: number;
  readonly length: number;
}

/** Where the directory is: the end of the archive says it. */
async function findDirectory(source: ZipSource): Promise<Directory> {
  const tailStart = Math.max(0, source.sizeBytes - endBytes - maxCommentBytes - locatorBytes);
  const tail = await bytesOf(source, tailStart, source.sizeBytes - tailStart);
  let at = tail.length - endBytes;
  // A comment can hold the signature too: only the record whose comment ends with the file is the last one.
  while (at >= 0 && !(tail.readUInt32LE(at) === signatures.end && at + endBytes + tail.readUInt16LE(at + 20) === tail.length)) at -= 1;
  if (at < 0) throw damaged();
  const count = tail.readUInt16LE(at + 10);
  const length = tail.readUInt32LE(at + 12);
  const start = tail.readUInt32LE(at + 16);
  if (tail.readUInt16LE(at + 4) !== 0 || tail.readUInt16LE(at + 6) !== 0) {
    if (count !== most16) throw badZip('archives in several files cannot be read');
  }
  const end = tailStart + at;
  const isLong = count === most16 || length === most32 || start === most32;
  const hasLocator = at >= locatorBytes && tail.readUInt32LE(at - locatorBytes) === signatures.locator;
  const directory = isLong && hasLocator ? await findLongDirectory(source, longAt(tail, at - locatorBytes + 8)) : { count, start, length };
  if (directory.start + directory.length > end) throw damaged();
  return directory;
}

async function findLongDirectory(source: ZipSource, start: number): Promise<Directory> {
  const end = await bytesOf(source, start, endOf64Bytes);
  if (end.readUInt32LE(0) !== signatures.endOf64) throw damaged();
  return { count: longAt(end, 32), length: longAt(end, 40), start: longAt(end, 48) };
}

/** The extra fields that are needed, by their id; the first one of an id counts. */
function extraFields(extra: Buffer): ReadonlyMap<number, Buffer> {
  const wanted: readonly number[] = Object.values(extraField);
  const fields = new Map<number, Buffer>();
  for (let at = 0; at + 4 <= extra.length;) {
    const id = extra.readUInt16LE(at);
    const end = at + 4 + extra.readUInt16LE(at + 2);
    // Some programs leave a rest that is no field.
    if (end > extra.length) break;
    if (wanted.includes(id) && !fields.has(id)) fields.set(id, extra.subarray(at + 4, end));
    at = end;
  }
  return fields;
}

function decodeName(bytes: Buffer, isUtf8: boolean): string {
  try {
    // Many programs write UTF-8 without saying so, and hardly any other text reads as UTF-8.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    if (isUtf8) throw badZip('a name in the archive is not valid UTF-8');
    return Array.from(bytes, (byte) => (byte < 0x80 ? String.fromCharCode(byte) : (codePage437[byte - 0x80] ?? ''))).join('');
  }
}

/** The path without the slash of a folder, when it can lie below any folder and nowhere else. */
function checkPath(name: string): string {
  // Some programs of Windows write backslashes.
  const path = name.replaceAll('\\', '/');
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path)) throw badZip(`the path ${shown(name)} is absolute`);
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..')) throw badZip(`the path ${shown(name)} leads out of the archive`);
  if (parts.length === 0 && !path.endsWith('/')) throw badZip('a name in the archive is empty');
  if ([...path].length > maxPathLength) throw badZip(`the path ${shown(name)} is too long`);
  if (parts.length > maxDepth) throw badZip(`the path ${shown(name)} is deeper than ${maxDepth} levels`);
  for (const part of parts) {
    try {
      checkName(part, 'path');
    } catch {
      throw badZip(`no file can be called ${shown(part)}`);
    }
  }
  return parts.join('/');
}

function timeOf(fields: ReadonlyMap<number, Buffer>, date: number, time: number): number | null {
  const extended = fields.get(extraField.time);
  if (extended !== undefined && extended.length >= 5 && ((extended[0] ?? 0) & 1) !== 0) return extended.readInt32LE(1) * 1000;
  const [year, month, day] = [1980 + (date >> 9), (date >> 5) & 15, date & 31];
  if (month < 1 || month > 12 || day < 1) return null;
  // Without a zone, as it is written.
  return Date.UTC(year, month - 1, day, time >> 11, (time >> 5) & 63, (time & 31) * 2);
}

/** One header of the directory, and where the next one begins. */
function parseEntry(directory: Buffer, at: number): { entry: ZippedEntry; next: number } {
  if (at + centralHeaderBytes > directory.length || directory.readUInt32LE(at) !== signatures.central) throw damaged();
  const madeBy = directory.readUInt8(at + 5);
  const flags = directory.readUInt16LE(at + 8);
  const method = directory.readUInt16LE(at + 10);
  const nameEnd = at + centralHeaderBytes + directory.readUInt16LE(at + 28);
  const extraEnd = nameEnd + directory.readUInt16LE(at + 30);
  const next = extraEnd + directory.readUInt16LE(at + 32);
  if (next > directory.length) throw damaged();
  const name = decodeName(directory.subarray(at + centralHeaderBytes, nameEnd), (flags & 0x0800) !== 0);
  const fields = extraFields(directory.subarray(nameEnd, extraEnd));

  if ((flags & 0x2041) !== 0) throw badZip(`${shown(name)} is encrypted; archives with a password cannot be read`);
  if (method !== 0 && method !== 8) throw badZip(`${shown(name)} is packed in a way (${method}) that cannot be read`);
  // The upper half is a mode where Unix or macOS made it.
  const type = madeBy === 3 || madeBy === 19 ? directory.readUInt16LE(at + 40) & fileType.mask : 0;
  if (type === fileType.symlink) throw badZip(`${shown(name)} is a symbolic link; such archives cannot be unpacked`);
  if (type !== 0 && type !== fileType.file && type !== fileType.folder) throw badZip(`${shown(name)} is neither a file nor a folder`);

  const long = fields.get(extraField.zip64) ?? Buffer.alloc(0);
  let longOffset = 0;
  function number(short: number): number {
    if (short !== most32) return short;
    longOffset += 8;
    return longAt(long, longOffset - 8);
  }
  // In this order, and only those that did not fit.
  const sizeBytes = number(directory.readUInt32LE(at + 24));
  const packedBytes = number(directory.readUInt32LE(at + 20));
  const offset = number(directory.readUInt32LE(at + 42));
  const isFolder = /[/\\]$/.test(name) || type === fileType.folder;
  if (isFolder && sizeBytes > 0) throw badZip(`the folder ${shown(name)} has content`);
  if (method === 0 && sizeBytes !== packedBytes) throw damaged();
  return {
    next,
    entry: {
      path: checkPath(name),
      isFolder,
      sizeBytes,
      modifiedAt: timeOf(fields, directory.readUInt16LE(at + 14), directory.readUInt16LE(at + 12)),
      offset,
      packedBytes,
      packing: method === 0 ? 'stored' : 'deflated',
      crc: directory.readUInt32LE(at + 16),
    },
  };
}

/** No byte of the archive belongs to two entries: so it cannot unpack to more than what deflate makes of it once. */
function requireApart(entries: readonly ZippedEntry[], directoryStart: number): void {
  let end = 0;
  for (const { offset, packedBytes } of entries.toSorted((a, b) => a.offset - b.offset)) {
    if (offset < end) throw badZip('entries of the archive overlap');
    end = offset + localHeaderBytes + packedBytes;
  }
  if (end > directoryStart) throw damaged();
}

/** No two files of one name, and no file with something in it, as our folders compare names. */
async function requireDistinct(entries: readonly ZippedEntry[]): Promise<void> {
  const giveWay = createGiveWay(namesPerTurn);
  /** By the number of the folder above and the key of the name alone: keys of whole paths would grow with each level. */
  const places = new Map<string, { readonly number: number; readonly isFile: boolean }>();
  for (const { path, isFolder } of entries) {
    const parts = path.split('/');
    await giveWay(parts.length);
    let above = 0;
    for (const [level, part] of parts.entries()) {
      const key = `${above}/${comparisonKey(part)}`;
      const isFile = !isFolder && level === parts.length - 1;
      let place = places.get(key);
      if (place !== undefined && isFile && place.isFile) {
        throw badZip(`the archive holds ${shown(path)} twice, or in two spellings of one name`);
      }
      if (place !== undefined && isFile !== place.isFile) {
        throw badZip(`${shown(parts.slice(0, level + 1).join('/'))} is a file and a folder in the archive`);
      }
      if (place === undefined) {
        if (places.size === maxZipEntries) throw tooMany();
        place = { number: places.size + 1, isFile };
        places.set(key, place);
      }
      above = place.number;
    }
  }
}

/**
 * What is in an archive, in its own order. All of it is checked before anything is answered: names that lead out, links, encryption,
 * packings that we do not know, names twice, and entries that overlap are `invalid` (`bad_zip`), as is what is no archive.
 */
export async function readZipDirectory(source: ZipSource): Promise<readonly ZippedEntry[]> {
  const { count, start, length } = await findDirectory(source);
  if (count > maxZipEntries || length > maxDirectoryBytes) throw tooMany();
  const directory = await bytesOf(source, start, length);
  const entries: ZippedEntry[] = [];
  const giveWay = createGiveWay(namesPerTurn);
  let at = 0;
  while (entries.length < count) {
    const { entry, next } = parseEntry(directory, at);
    entries.push(entry);
    at = next;
    await giveWay(entry.path.split('/').length);
  }
  requireApart(entries, start);
  // The root of the archive itself says nothing.
  const named = entries.filter(({ path }) => path !== '');
  await requireDistinct(named);
  return named;
}

/** Where the entry's content begins: behind its own header, whose length only it knows. */
async function contentStart(source: ZipSource, { offset, packedBytes }: ZippedEntry): Promise<number> {
  const header = await bytesOf(source, offset, localHeaderBytes);
  if (header.readUInt32LE(0) !== signatures.local) throw damaged();
  const start = offset + localHeaderBytes + header.readUInt16LE(26) + header.readUInt16LE(28);
  if (start + packedBytes > source.sizeBytes) throw damaged();
  return start;
}

async function* pieces(source: ZipSource, start: number, end: number): AsyncGenerator<Buffer> {
  for await (const buffers of source.read(start, end)) yield* buffers;
}

/**
 * Unpacks one file into `write`, which may answer a promise to be waited for. Never gives more than the directory announced. Throws
 * `invalid` (`bad_zip`) when the content is not what the directory says, perhaps after some of it was given; and what `write` throws.
 */
export async function unzipEntry(
  source: ZipSource,
  entry: ZippedEntry,
  write: (chunk: Buffer) => Promise<void> | undefined,
): Promise<void> {
  const start = await contentStart(source, entry);
  let given = 0;
  let crc = 0;
  async function take(chunks: AsyncIterable<Buffer>): Promise<void> {
    for await (const chunk of chunks) {
      given += chunk.length;
      if (given > entry.sizeBytes) throw badZip(`${shown(entry.path)} is larger than the archive says`);
      crc = crc32(chunk, crc);
      await write(chunk);
    }
  }
  const packed = pieces(source, start, start + entry.packedBytes);
  if (entry.packing === 'stored') await take(packed);
  else await inflate(packed, take);
  if (given !== entry.sizeBytes || crc !== entry.crc) throw badZip(`${shown(entry.path)} is damaged in the archive`);
}

/** Unpacking is the one thing here that needs a stream: zlib has no other way to do it off the main thread. */
async function inflate(packed: AsyncIterable<Buffer>, take: (chunks: AsyncIterable<Buffer>) => Promise<void>): Promise<void> {
  try {
    await pipeline(packed, createInflateRaw({ chunkSize: 64 * 1024 }), take);
  } catch (error) {
    const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
    // What zlib says of bytes that are not deflated data, or end too early.
    if (code === 'Z_DATA_ERROR' || code === 'Z_BUF_ERROR' || code === 'Z_NEED_DICT') throw damaged();
    throw error;
  }
}
