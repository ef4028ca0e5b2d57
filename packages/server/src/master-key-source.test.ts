import { chmod, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { formatMasterKey } from './core/content/master-key.ts';
import { loadMasterKeys } from './master-key-source.ts';

let folder = '';
let file = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'filewharf-keys-'));
  file = join(folder, 'master.key');
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

const line = formatMasterKey(4, Buffer.alloc(32, 4));
/** A command without spaces in its arguments, because no shell splits them. */
const node = (code: string) => `${process.execPath} -e ${code}`;

test('the first start creates a private file, and later ones read it', async () => {
  const [created, ...others] = await loadMasterKeys({ file, mayCreate: true });
  expect(created?.version).toBe(1);
  expect(created?.bytes.length).toBe(32);
  expect(others).toEqual([]);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await readdir(folder)).toEqual(['master.key']);
  expect(await loadMasterKeys({ file, mayCreate: true })).toEqual([created]);
  expect(await loadMasterKeys({ file, mayCreate: false })).toEqual([created]);
});

test('of many first starts at once, one makes the key that all use', async () => {
  const all = await Promise.all(Array.from({ length: 8 }, () => loadMasterKeys({ file, mayCreate: true })));
  expect(new Set(all.map(([key]) => key?.bytes.toString('hex'))).size).toBe(1);
  expect(await readdir(folder)).toEqual(['master.key']);
});

test('a file that is missing beside stored files is named', async () => {
  await expect(loadMasterKeys({ file, mayCreate: false })).rejects.toThrow(
    `${file} is missing, and without it the stored files cannot be read`,
  );
  expect(await readdir(folder)).toEqual([]);
});

test.skipIf(process.platform === 'win32').each(['640', '604', '620', '644'])(
  'a file of mode %s is refused with what to do',
  async (mode) => {
    await writeFile(file, line);
    await chmod(file, Number.parseInt(mode, 8));
    await expect(loadMasterKeys({ file, mayCreate: true })).rejects.toThrow(`chmod 600 '${file}'`);
    await chmod(file, 0o400);
    expect((await loadMasterKeys({ file, mayCreate: true }))[0]?.version).toBe(4);
  },
);

test('a file that cannot be a key file is refused and left alone', async () => {
  await writeFile(file, '', { mode: 0o600 });
  await expect(loadMasterKeys({ file, mayCreate: true })).rejects.toThrow('empty');
  expect(await readFile(file, 'utf8')).toBe('');
  await writeFile(file, '#'.repeat(70_000));
  await expect(loadMasterKeys({ file, mayCreate: true })).rejects.toThrow('larger');
  await expect(loadMasterKeys({ file: folder, mayCreate: true })).rejects.toMatchObject({ code: 'invalid' });
  await expect(loadMasterKeys({ file: join(folder, 'no', 'where'), mayCreate: true })).rejects.toThrow('cannot be created (ENOENT)');
});

test('a command gives the keys, without a shell and without the file', async () => {
  const keys = await loadMasterKeys({ file, command: node(`console.log('${line}')`), mayCreate: true });
  expect(keys).toEqual([{ version: 4, bytes: Buffer.alloc(32, 4) }]);
  expect(await readdir(folder)).toEqual([]);
  const words = await loadMasterKeys({
    file,
    command: `  ${node(`console.log('#',process.argv[1],'\\n${line}')`)} $HOME;id `,
    mayCreate: true,
  });
  expect(words).toEqual(keys);
});

test.each([
  ['a status', node('process.exit(3)'), 'ended with 3'],
  ['too much output', node(`console.log('x'.repeat(70000))`), 'more than 65536 bytes'],
  ['no program', '/no/such/program', 'ENOENT'],
  ['a shell pattern', 'cat|true', 'ENOENT'],
])('a command that fails by %s says so and nothing more', async (_, command, message) => {
  const failure = await loadMasterKeys({ file, command, mayCreate: true }).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: 'invalid' });
  expect(failure).not.toHaveProperty('cause');
  expect(String(failure)).toContain(message);
});

test('what a command printed before it failed is in no error', async () => {
  const failure: unknown = await loadMasterKeys({
    file,
    command: node(`console.log('${line}');process.exitCode=1`),
    mayCreate: true,
  }).catch((error: unknown) => error);
  expect(JSON.stringify(failure, Object.getOwnPropertyNames(failure))).not.toContain(line.slice(8, 20));
});
