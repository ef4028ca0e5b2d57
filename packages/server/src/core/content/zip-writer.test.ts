import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { crc32 } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { turnsDuring } from '../turns.test-setup.ts';
import { zipBytes, zipLength, zipTag, type ZipEntry } from './zip-writer.ts';

const run = promisify(execFile);
const time = Date.UTC(2025, 0, 15, 10, 30, 7);

function file(path: string, bytes: Buffer | string, modifiedAt = time): ZipEntry {
  const content = Buffer.from(bytes);
  return {
    path,
    sizeBytes: content.length,
    modifiedAt,
    // In lent buffers: overwritten as soon as the next group is asked for.
    async *read() {
      for (let at = 0; at < content.length; at += 100_000) {
        const group = Buffer.from(content.subarray(at, at + 100_000));
        yield [group.subarray(0, 1), group.subarray(1)];
        group.fill('!');
      }
    },
  };
}
const folder = (path: string): ZipEntry => ({ path, sizeBytes: 0, modifiedAt: time });

it('lets others have their turn while a long archive is measured', async () => {
  const entries = Array.from({ length: 5000 }, (_, index) => folder(`${index}/`));
  expect(await turnsDuring(() => zipLength(entries))).toBeGreaterThanOrEqual(5);
});

async function archive(entries: readonly ZipEntry[]): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const group of zipBytes(entries)) for (const buffer of group) parts.push(Buffer.from(buffer));
  return Buffer.concat(parts);
}

interface Found {
  readonly path: string;
  readonly bytes: Buffer;
  readonly seconds: number;
}

function must(holds: boolean): void {
  if (!holds) throw new Error('the archive is not well-formed');
}

/** Reads an archive by its own way: the end, the central directory, and what the local headers and descriptors say to it. */
function read(zip: Buffer): Found[] {
  const end = zip.length - 22;
  must(zip.readUInt32LE(end) === 0x06054b50);
  let count = zip.readUInt16LE(end + 10);
  let at = zip.readUInt32LE(end + 16);
  if (at === 0xffff_ffff) {
    must(zip.readUInt32LE(end - 20) === 0x07064b50);
    const record = Number(zip.readBigUInt64LE(end - 12));
    must(zip.readUInt32LE(record) === 0x06064b50);
    count = Number(zip.readBigUInt64LE(record + 32));
    at = Number(zip.readBigUInt64LE(record + 48));
  }
  const found: Found[] = [];
  for (let i = 0; i < count; i++) {
    must(zip.readUInt32LE(at) === 0x02014b50);
    const [size, nameBytes, extraBytes, start] = [
      zip.readUInt32LE(at + 24),
      zip.readUInt16LE(at + 28),
      zip.readUInt16LE(at + 30),
      zip.readUInt32LE(at + 42),
    ];
    const path = zip.toString('utf8', at + 46, at + 46 + nameBytes);
    const extra = zip.subarray(at + 46 + nameBytes, at + 46 + nameBytes + extraBytes);
    must(zip.readUInt32LE(start) === 0x04034b50);
    must(zip.toString('utf8', start + 30, start + 30 + zip.readUInt16LE(start + 26)) === path);
    const dataStart = start + 30 + zip.readUInt16LE(start + 26) + zip.readUInt16LE(start + 28);
    const bytes = zip.subarray(dataStart, dataStart + size);
    must(crc32(bytes) === zip.readUInt32LE(at + 16));
    if (!path.endsWith('/')) {
      must(zip.readUInt32LE(dataStart + size) === 0x08074b50);
      must(zip.readUInt32LE(dataStart + size + 4) === crc32(bytes));
      must(zip.readUInt32LE(dataStart + size + 8) === size);
    }
    found.push({ path, bytes: Buffer.from(bytes), seconds: extra.readInt32LE(extra.length - 4) });
    at += 46 + nameBytes + extraBytes;
  }
  return found;
}

async function has(command: string): Promise<boolean> {
  return run(command, ['-v']).then(
    () => true,
    () => false,
  );
}

describe('an archive', () => {
  it.each([
    ['nothing', []],
    ['an empty file', [file('a', '')]],
    ['folders and files', [folder('f/'), file('f/a.txt', 'one'), folder('f/empty/'), file('f/b.txt', 'two')]],
    ['names of all scripts', [file('Bücher 書籍/كتب 👩‍👩‍👧.txt', 'x'), file(`${'ü'.repeat(255)}`, 'y')]],
    ['small and large files', [file('s', 'x'), file('l', Buffer.alloc(1_234_567, 'ab')), file('t', 'y'.repeat(70_000))]],
    ['many small files', Array.from({ length: 5000 }, (_, i) => file(`dir/${i}`, 'x'.repeat(i % 300)))],
    ['more than 65,535 entries', Array.from({ length: 70_000 }, (_, i) => file(`${i}`, ''))],
  ])('of %s has the length that was foretold, and holds it', async (_, entries) => {
    const zip = await archive(entries);
    expect(zip.length).toBe(await zipLength(entries));
    const found = read(zip);
    expect(found.map(({ path }) => path)).toEqual(entries.map(({ path }) => path));
    for (const [index, { bytes, seconds }] of found.entries()) {
      const wanted: Buffer[] = [];
      for await (const group of entries[index]?.read?.() ?? []) wanted.push(Buffer.concat(group));
      must(bytes.equals(Buffer.concat(wanted)) && seconds === time / 1000);
    }
  });

  it('can be opened by other programs', async ({ skip }) => {
    if (!(await has('unzip'))) skip('unzip is not installed');
    const directory = await mkdtemp(join(tmpdir(), 'filewharf-zip-'));
    onTestFinished(() => rm(directory, { recursive: true, force: true }));
    const entries = [folder('f/'), file('f/Bücher.txt', 'one'), file('f/large', Buffer.alloc(3_000_000, 'xyz')), folder('g/')];
    await writeFile(join(directory, 'a.zip'), await archive(entries));
    await run('unzip', ['-q', 'a.zip'], { cwd: directory, env: { PATH: process.env['PATH'], LC_ALL: 'C.UTF-8' } });
    expect(await readFile(join(directory, 'f', 'Bücher.txt'), 'utf8')).toBe('one');
    expect((await readFile(join(directory, 'f', 'large'))).equals(Buffer.alloc(3_000_000, 'xyz'))).toBe(true);
    expect((await stat(join(directory, 'f', 'large'))).mtimeMs).toBe(time);
    expect((await stat(join(directory, 'g'))).isDirectory()).toBe(true);
  });

  it('of more than 4 GiB says so in 64 bits, before and after the boundary', async () => {
    const large = 5_000_000_000;
    const entries: ZipEntry[] = [
      { ...file('before', 'x') },
      { path: 'large', sizeBytes: large, modifiedAt: time, read: () => zeros(large) },
      { ...file('after', 'y') },
    ];
    const tail: Buffer[] = [];
    let length = 0;
    for await (const group of zipBytes(entries)) {
      for (const buffer of group) {
        length += buffer.length;
        if (length > large) tail.push(Buffer.from(buffer));
      }
    }
    expect(length).toBe(await zipLength(entries));
    const end = Buffer.concat(tail);
    const record = end.length - 22 - 20 - 56;
    expect(end.readUInt32LE(record)).toBe(0x06064b50);
    expect(Number(end.readBigUInt64LE(end.length - 22 - 12))).toBe(length - 22 - 20 - 56);
    const centralBytes = Number(end.readBigUInt64LE(record + 40));
    const central = end.subarray(record - centralBytes, record);
    expect(Number(end.readBigUInt64LE(record + 48))).toBe(length - 22 - 20 - 56 - centralBytes);
    const second = central.indexOf('large') - 46;
    expect(central.readUInt32LE(second + 24)).toBe(0xffff_ffff);
    expect(Number(central.readBigUInt64LE(second + 46 + 5 + 4))).toBe(large);
    const third = central.indexOf('after') - 46;
    expect(central.readUInt32LE(third + 42)).toBe(0xffff_ffff);
    expect(Number(central.readBigUInt64LE(third + 46 + 5 + 20))).toBeGreaterThan(large);
  });

  it('fails when a file turns out longer or shorter, or cannot be read', async () => {
    for (const entry of [
      { ...file('a', 'abc'), sizeBytes: 2 },
      { ...file('a', 'abc'), sizeBytes: 4 },
    ]) {
      await expect(archive([entry])).rejects.toThrow('an entry of an archive has 3 bytes');
    }
    const broken: ZipEntry = {
      ...file('a', 'abc'),
      // oxlint-disable-next-line require-yield
      async *read() {
        throw new Error('damaged');
      },
    };
    await expect(archive([broken])).rejects.toThrow('damaged');
  });
});

async function* zeros(length: number): AsyncGenerator<readonly Buffer[]> {
  const block = Buffer.alloc(16 * 1024 * 1024);
  for (let left = length; left > 0; left -= block.length) yield [left < block.length ? block.subarray(0, left) : block];
}

describe('a part of an archive', () => {
  const content = (size: number): Buffer => Buffer.from(Array.from({ length: size }, (_, index) => (index * 7) ^ (index >> 8)));
  const parts: { id: string; bytes: Buffer }[] = [
    { id: 'a', bytes: content(5) },
    { id: 'b', bytes: content(250_000) },
    { id: 'c', bytes: content(0) },
    { id: 'd', bytes: content(100_001) },
    { id: 'e', bytes: content(64) },
  ];

  /** Entries that can begin in the middle, and how many bytes were read of them. */
  function fresh(): { entries: ZipEntry[]; readBytes: () => number } {
    let readBytes = 0;
    const entries = parts.map(({ id, bytes }, index): ZipEntry => ({
      path: `${index}/${id}.bin`,
      sizeBytes: bytes.length,
      modifiedAt: time,
      content: { id, crc32: undefined },
      async *read(start = 0) {
        readBytes += bytes.length - start;
        for (let at = start; at < bytes.length; at += 70_000) {
          const group = Buffer.from(bytes.subarray(at, at + 70_000));
          yield [group.subarray(0, 3), group.subarray(3)];
          group.fill('!');
        }
      },
    }));
    return { entries: [folder('0/'), ...entries], readBytes: () => readBytes };
  }

  async function bytesOf(entries: readonly ZipEntry[], range: { start: number; end: number }): Promise<Buffer> {
    const found: Buffer[] = [];
    for await (const group of zipBytes(entries, range)) for (const buffer of group) found.push(Buffer.from(buffer));
    return Buffer.concat(found);
  }

  it('is the same as that part of the whole, wherever it begins and ends, known or not', async () => {
    const whole = await archive(fresh().entries);
    expect(whole.length).toBe(await zipLength(fresh().entries));
    const { entries: known } = fresh();
    await archive(known);
    const places = [0, 1, 29, 30, 40, 41, 80, 90, 1000, 70_000, 250_000, 250_100, 250_200, 350_000, 350_300, 350_500];
    const edges = [...places, ...places.map((place) => whole.length - place)].filter((place) => place >= 0 && place <= whole.length);
    for (const start of edges) {
      for (const end of [start + 1, start + 50, start + 200_000, whole.length].filter((one) => one > start && one <= whole.length)) {
        for (const entries of [known, fresh().entries]) {
          const part = await bytesOf(entries, { start, end });
          if (!part.equals(whole.subarray(start, end))) throw new Error(`${start} to ${end} differs`);
        }
      }
    }
  });

  it('costs no more than itself, once the checksums are known', async () => {
    const { entries, readBytes } = fresh();
    const { length } = await archive(entries);
    const before = readBytes();
    await bytesOf(entries, { start: length - 1000, end: length });
    expect(readBytes() - before).toBeLessThan(1000);
    await bytesOf(entries, { start: 200_000, end: 200_010 });
    expect(readBytes() - before).toBeLessThan(100_000);
  });

  it('of other files has another tag', async () => {
    const { entries } = fresh();
    const [first, second, ...rest] = entries as [ZipEntry, ZipEntry, ...ZipEntry[]];
    const tags = await Promise.all(
      [
        entries,
        [first, ...rest],
        [first, { ...second, path: 'x' }, ...rest],
        [first, { ...second, modifiedAt: 5 }, ...rest],
        [first, { ...second, content: { id: 'other', crc32: undefined } }, ...rest],
      ].map(zipTag),
    );
    expect(new Set(tags).size).toBe(tags.length);
    expect(await zipTag(fresh().entries)).toBe(tags[0]);
  });
});
