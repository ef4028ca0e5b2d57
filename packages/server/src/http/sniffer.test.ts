import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { archiveOf, othersArchive, rawArchive, zipped } from '../core/content/zip.test-setup.ts';
import { createSniffer, xlsxType } from './sniffer.ts';

function found(content: Buffer | string, name = 'upload', pieceBytes = content.length): string | null {
  const sniffer = createSniffer();
  const bytes = typeof content === 'string' ? Buffer.from(content, 'latin1') : content;
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    const piece = Buffer.from(bytes.subarray(at, at + pieceBytes));
    sniffer.look(piece);
    // Whoever has the bytes next may do with them what they want.
    piece.fill(0);
  }
  return sniffer.found(name);
}

/** The parts of a workbook, in the order in which some program writes them. */
const workbook = ['[Content_Types].xml', '_rels/.rels', 'xl/workbook.xml', 'xl/worksheets/sheet1.xml'];
const orders: Readonly<Record<string, readonly string[]>> = {
  Excel: workbook,
  'openpyxl, whose list of types comes last': workbook.toReversed(),
  'XlsxWriter, whose sheets come first': [workbook[3] ?? '', workbook[2] ?? '', workbook[0] ?? '', workbook[1] ?? ''],
};
const archive = (paths: readonly string[], bytesOf = (path: string): Buffer | string => path): Promise<Buffer> =>
  archiveOf(...paths.map((path) => zipped(path, bytesOf(path))));

describe('a workbook', () => {
  test.each(Object.entries(orders))('%s', async (_, paths) => {
    expect(found(await archive(paths))).toBe(xlsxType);
    // Parts so large that nothing of the beginning is there at the end.
    const large = await archive(paths, () => randomBytes(90_000));
    for (const pieceBytes of [large.length, 65_536, 1000]) expect(found(large, 'x.bin', pieceBytes)).toBe(xlsxType);
  });

  test('in pieces of any size, byte by byte too', async () => {
    const bytes = await archive(workbook, () => randomBytes(20_000));
    for (const pieceBytes of [1, 3, 7, 512, 513, 65_535, 65_537]) expect(found(bytes, 'x', pieceBytes), `${pieceBytes}`).toBe(xlsxType);
  });

  test('with a comment behind it, and with a directory longer than what is kept', async () => {
    const entries = workbook.map((name) => ({ name, packed: Buffer.from(name) }));
    expect(found(rawArchive(entries, { comment: 'PK\x05\x06 made by hand' }))).toBe(xlsxType);
    const sheets = Array.from({ length: 3000 }, (_, i) => `xl/worksheets/sheet${i}.xml`);
    const long = await archive([...sheets, '[Content_Types].xml', 'xl/workbook.xml']);
    expect(found(long, 'x', 65_536)).toBe(xlsxType);
  });

  test.each([
    ['a.xlsx', [], xlsxType],
    ['a.csv', [], xlsxType],
    ['a.xltx', [], 'application/vnd.openxmlformats-officedocument.spreadsheetml.template'],
    ['a.xlsm', [], 'application/vnd.ms-excel.sheet.macroenabled.12'],
    ['a.xlsx', ['xl/vbaProject.bin'], 'application/vnd.ms-excel.sheet.macroenabled.12'],
  ])('%s with %j besides', async (name, more, type) => {
    expect(found(await archive([...workbook, ...more]), name)).toBe(type);
  });
});

describe('other archives', () => {
  test.each([
    [['[Content_Types].xml', 'word/document.xml'], 'a', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
    [['ppt/presentation.xml', '[Content_Types].xml'], 'a', 'application/vnd.openxmlformats-officedocument.presentationml.presentation'],
    [['xl/workbook.bin', '[Content_Types].xml'], 'a', 'application/vnd.ms-excel.sheet.binary.macroenabled.12'],
    // Somebody's backup of an unpacked workbook is none.
    [['backup/[Content_Types].xml', 'backup/xl/workbook.xml'], 'a.xlsx', 'application/zip'],
    [['xl/workbook.xml'], 'a.xlsx', 'application/zip'],
    [['a.txt'], 'a.xlsx', 'application/zip'],
    [['a.txt'], 'a.jar', 'application/java-archive'],
    [[], 'a', 'application/zip'],
  ])('%j in %s', async (paths, name, type) => {
    expect(found(await archive(paths), name)).toBe(type);
  });

  test('say in their first entry what they are', () => {
    const described = (type: string): string | null => found(rawArchive([{ name: 'mimetype', packed: Buffer.from(type) }]), 'a.xlsx');
    expect(described('application/vnd.oasis.opendocument.spreadsheet')).toBe('application/vnd.oasis.opendocument.spreadsheet');
    expect(described('application/epub+zip')).toBe('application/epub+zip');
    expect(described('text/html')).toBe('application/zip');
  });

  test.each(['infoZip', 'jar', 'python'] as const)('packed by %s', (by) => {
    expect(found(othersArchive(by))).toBe('application/zip');
  });

  test('damaged ones are archives, and nothing else happens', async () => {
    const whole = await archive(workbook);
    for (let length = 4; length < whole.length; length++) {
      expect(found(whole.subarray(0, length))).toMatch(/^application\//);
      expect(found(Buffer.concat([whole.subarray(0, length), randomBytes(30)]))).toMatch(/^application\//);
    }
    const ends = Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.from('PK\x05\x06'.repeat(20_000))]);
    expect(found(ends)).toBe('application/zip');
  });
});

test.each([
  ['%PDF-1.7\n', 'application/pdf'],
  ['\x89PNG\r\n\x1a\n', 'image/png'],
  ['RIFF\0\0\0\0WEBPVP8 ', 'image/webp'],
  ['RIFF\0\0\0\0WAVEfmt ', 'audio/wav'],
  ['RIFF\0\0\0\0else', null],
  ['\0\0\0\x20ftypisom', 'video/mp4'],
  ['\0\0\0\x20ftypavif', 'image/avif'],
  [`${'\0'.repeat(257)}ustar`, 'application/x-tar'],
  ['SQLite format 3\0', 'application/vnd.sqlite3'],
  ['PAR1\x15\x04', 'application/vnd.apache.parquet'],
  ['\x1f\x8b\x08\0', 'application/gzip'],
  ['\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'application/x-cfb'],
  ['a,b\n1,2\n', null],
  ['{"a": 1}', null],
  ['PK', null],
  ['PK\x03', null],
  ['', null],
])('%j is %s', (content, type) => {
  for (const pieceBytes of [1, 5, 1000]) expect(found(content, 'upload', pieceBytes)).toBe(type);
});

test('what begins like several formats is what its name says among them, and nothing else', () => {
  const ole = '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1';
  expect(found(ole, 'a.xls')).toBe('application/vnd.ms-excel');
  expect(found(ole, 'a.msg')).toBe('application/vnd.ms-outlook');
  // A workbook with a password is such a file too, and nobody can read it as a workbook.
  expect(found(ole, 'a.xlsx')).toBe('application/x-cfb');
  expect(found('\0\0\0\x20ftypM4A ', 'a.m4a')).toBe('audio/mp4');
  expect(found('%PDF-1.7', 'a.html')).toBe('application/pdf');
});
