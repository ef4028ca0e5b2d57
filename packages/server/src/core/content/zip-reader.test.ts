import { deflateRawSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AppError } from '../errors.ts';
import { turnsDuring } from '../turns.test-setup.ts';
import { archiveOf, aTime, othersArchive, rawArchive, sourceOf, zipped } from './zip.test-setup.ts';
import { readZipDirectory, unzipEntry, type ZippedEntry } from './zip-reader.ts';

async function contentOf(archive: Buffer, entry: ZippedEntry): Promise<Buffer> {
  const pieces: Buffer[] = [];
  await unzipEntry(sourceOf(archive), entry, (chunk) => void pieces.push(chunk));
  return Buffer.concat(pieces);
}

/** Paths with their contents; a folder ends in a slash and has none. */
async function read(archive: Buffer): Promise<[path: string, content: string][]> {
  const found: [string, string][] = [];
  for (const entry of await readZipDirectory(sourceOf(archive))) {
    if (entry.isFolder) found.push([`${entry.path}/`, '']);
    else found.push([entry.path, String(await contentOf(archive, entry))]);
  }
  return found;
}

test('what was written is read: files, folders, names, times', async () => {
  const content = Buffer.alloc(100_000, 'x');
  const entries = [zipped('dir/'), zipped('dir/ü 文.txt', 'hello'), zipped('empty', ''), zipped('big', content)];
  const archive = await archiveOf(...entries);
  expect(await read(archive)).toEqual([
    ['dir/', ''],
    ['dir/ü 文.txt', 'hello'],
    ['empty', ''],
    ['big', String(content)],
  ]);
  const [, first] = await readZipDirectory(sourceOf(archive));
  expect(first).toMatchObject({ modifiedAt: aTime, sizeBytes: 5, packing: 'stored' });
  expect(await read(await archiveOf())).toEqual([]);
});

test('archives of other programs are read', async () => {
  for (const by of ['infoZip', 'jar', 'python'] as const) {
    const archive = othersArchive(by);
    const found = (await read(archive)).filter(([path]) => !path.endsWith('/') && !path.startsWith('META-INF'));
    expect(new Map(found), by).toEqual(
      new Map([
        ['a.txt', 'hello\n'],
        ['dir/rep.txt', 'abc'.repeat(3000)],
        ['dir/sub/ü.txt', 'ü'],
      ]),
    );
    const times = (await readZipDirectory(sourceOf(archive))).filter(({ path }) => path === 'a.txt').map(({ modifiedAt }) => modifiedAt);
    expect(times).toEqual([aTime]);
  }
});

test('65,536 entries are more than the short form can count', async () => {
  const archive = await archiveOf(...Array.from({ length: 65_536 }, (_, index) => zipped(`f${index}`, '')));
  expect(await readZipDirectory(sourceOf(archive))).toHaveLength(65_536);
});

test('as deep as folders can be, and others get their turn by how much there is to compare', async () => {
  const paths = Array.from({ length: 400 }, (_, index) => `${'x/'.repeat(99)}${index}`);
  const archive = rawArchive(paths.map((name) => ({ name, packed: Buffer.from('x') })));
  let found: readonly ZippedEntry[] = [];
  const turns = await turnsDuring(async () => {
    found = await readZipDirectory(sourceOf(archive));
  });
  expect(found.map(({ path }) => path)).toEqual(paths);
  // 40,000 names, twice.
  expect(turns).toBeGreaterThanOrEqual(400);
});

test('names that do not say what they are written in', async () => {
  const packed = Buffer.from('x');
  const archive = rawArchive([
    { name: Buffer.from([0x81, 0x2e, 0x74]), packed },
    { name: 'ä', packed },
    { name: 'back\\slash\\x', packed },
    { name: './dot//double/', packed: Buffer.alloc(0) },
    { name: './', packed: Buffer.alloc(0) },
  ]);
  expect((await read(archive)).map(([path]) => path)).toEqual(['ü.t', 'ä', 'back/slash/x', 'dot/double/']);
});

describe('refused, before anything is unpacked', () => {
  const packed = Buffer.from('x');
  const refused = async (archive: Buffer, message: RegExp): Promise<void> => {
    await expect(readZipDirectory(sourceOf(archive))).rejects.toMatchObject({
      code: 'invalid',
      reason: 'bad_zip',
      message: expect.stringMatching(message),
    });
  };

  test.each([
    ['../x', /leads out/],
    ['a/../../x', /leads out/],
    ['a\\..\\..\\x', /leads out/],
    ['..', /leads out/],
    ['/etc/passwd', /absolute/],
    ['\\\\host\\share', /absolute/],
    ['C:\\x', /absolute/],
    ['c:x', /absolute/],
    ['', /empty/],
    ['a\0b', /no file can be called/],
    ['a/\n', /no file can be called/],
    ['x'.repeat(256), /no file can be called/],
    ['x/'.repeat(3000), /too long/],
    ['x/'.repeat(101), /deeper than 100/],
    // Before any of the names is looked at.
    ['\n/'.repeat(101), /deeper than 100/],
  ])('the name %j', async (name, message) => {
    await refused(rawArchive([{ name, packed: name.endsWith('/') ? Buffer.alloc(0) : packed }]), message);
  });

  test('two of one name, in any spelling, and a file that is a folder', async () => {
    for (const names of [
      ['a', 'a'],
      ['a.txt', 'A.TXT'],
      ['é', 'e\u0301'],
      ['dir/a', 'DIR/./a'],
    ]) {
      await refused(rawArchive(names.map((name) => ({ name, packed }))), /twice/);
    }
    await refused(rawArchive(['a', 'a/b'].map((name) => ({ name, packed }))), /a file and a folder/);
    await refused(
      rawArchive([
        { name: 'a/', packed: Buffer.alloc(0) },
        { name: 'A', packed },
      ]),
      /a file and a folder/,
    );
  });

  test('passwords, links, unknown packings, folders with content', async () => {
    await refused(othersArchive('encrypted'), /encrypted/);
    await refused(othersArchive('symlink'), /symbolic link/);
    await refused(rawArchive([{ name: 'x', packed, method: 12 }]), /packed in a way \(12\)/);
    await refused(rawArchive([{ name: 'x/', packed }]), /has content/);
    await refused(rawArchive([{ name: Buffer.from([0xff]), packed, flags: 0x0800 }]), /not valid UTF-8/);
  });

  test('entries that share bytes: the way to make petabytes of a few', async () => {
    const bomb = deflateRawSync(Buffer.alloc(1_000_000));
    const entry = { packed: bomb, plain: Buffer.alloc(1_000_000), method: 8, offset: 0 };
    await refused(rawArchive(Array.from({ length: 1000 }, (_, index) => ({ ...entry, name: `${index}` }))), /overlap/);
  });

  test('more entries than anybody has', async () => {
    const archive = await archiveOf(...Array.from({ length: 100_001 }, (_, index) => zipped(`${index}`, '')));
    await refused(archive, /at most 100000/);
  });

  test('more folders than anybody has, which only stand in paths', async () => {
    const name = (index: number): string => `${index}/${'x/'.repeat(98)}x`;
    await refused(rawArchive(Array.from({ length: 1001 }, (_, index) => ({ name: name(index), packed }))), /at most 100000/);
  });

  test('what is no archive, is cut off or says impossible things', async () => {
    const archive = await archiveOf(zipped('a', 'hello'));
    for (const wrong of [
      Buffer.alloc(0),
      Buffer.from('no archive'),
      Buffer.alloc(100_000),
      archive.subarray(0, -1),
      archive.subarray(1),
      Buffer.concat([archive, Buffer.from('x')]),
      rawArchive([{ name: 'x', packed }], { count: 2 }),
      rawArchive([{ name: 'x', packed, sizeBytes: 2 }]),
      rawArchive([{ name: 'x', packed, offset: 1000 }]),
    ]) {
      await refused(wrong, /no zip file|damaged|overlap/);
    }
    // The signature of the end inside of the comment is none.
    expect(await read(rawArchive([{ name: 'x', packed }], { comment: 'PK\x05\x06 and more text, so that it is long enough' }))).toEqual([
      ['x', 'x'],
    ]);
  });
});

describe('while it is unpacked', () => {
  async function unpacked(archive: Buffer): Promise<Buffer[]> {
    const entries = await readZipDirectory(sourceOf(archive));
    return Promise.all(entries.map((entry) => contentOf(archive, entry)));
  }

  test.each([
    [
      'more than announced',
      { packed: deflateRawSync(Buffer.alloc(5000)), plain: Buffer.alloc(5000), method: 8, sizeBytes: 4999 },
      /larger than/,
    ],
    [
      'less than announced',
      { packed: deflateRawSync(Buffer.alloc(5000)), plain: Buffer.alloc(5000), method: 8, sizeBytes: 5001 },
      /damaged/,
    ],
    ['another CRC', { packed: Buffer.from('x'), crc: 1 }, /damaged/],
    ['no deflated data', { packed: Buffer.from('\xff\xff\xff\xff', 'latin1'), plain: Buffer.alloc(3), method: 8 }, /damaged/],
    [
      'cut off',
      { packed: deflateRawSync(Buffer.alloc(5000, 'ab')).subarray(0, 10), plain: Buffer.alloc(5000, 'ab'), method: 8 },
      /damaged/,
    ],
  ] as const)('%s', async (_name, entry, message) => {
    await expect(unpacked(rawArchive([{ name: 'x', ...entry }]))).rejects.toMatchObject({
      reason: 'bad_zip',
      message: expect.stringMatching(message),
    });
  });

  test('what the writer throws ends it', async () => {
    const archive = rawArchive([{ name: 'x', packed: deflateRawSync(Buffer.alloc(500_000)), plain: Buffer.alloc(500_000), method: 8 }]);
    const [entry] = await readZipDirectory(sourceOf(archive));
    let written = 0;
    const full = async (): Promise<void> => {
      written += 1;
      throw new Error('full');
    };
    await expect(unzipEntry(sourceOf(archive), entry as ZippedEntry, full)).rejects.toThrow('full');
    expect(written).toBe(1);
  });

  test('any damage is noticed or harmless, never anything else', async () => {
    const archive = Buffer.concat([
      rawArchive([
        {
          name: 'dir/a.txt',
          packed: deflateRawSync(Buffer.from('hello '.repeat(100))),
          plain: Buffer.from('hello '.repeat(100)),
          method: 8,
        },
        { name: 'b', packed: Buffer.from('stored') },
      ]),
    ]);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(archive.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }), async (changes) => {
        const damaged = Buffer.from(archive);
        for (const [at, byte] of changes) damaged[at] = byte;
        try {
          for (const entry of await readZipDirectory(sourceOf(damaged))) {
            const content = entry.isFolder ? Buffer.alloc(0) : await contentOf(damaged, entry);
            expect(content.length).toBe(entry.sizeBytes);
          }
        } catch (error) {
          expect(error).toBeInstanceOf(AppError);
          expect(error).toMatchObject({ reason: 'bad_zip' });
        }
      }),
      { numRuns: 500 },
    );
  });
});
