import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startServer, withoutRequestLimit, type Server } from '../server.ts';
import { commandLine, type CommandLine } from './command.ts';

/** Names that look like something else, there and back again. */

let server: Server;
let cli: CommandLine;
const run = (...args: string[]) => cli.run(args, { env: { FILEWHARF_API_KEY: server.apiKey, FILEWHARF_BASE_URL: server.url } });

const names = [
  '--',
  '--help',
  '-rf',
  '$(touch pwned)',
  'a*b',
  'a:b',
  "it's",
  'ünïcødé 👩\u200d🚀',
  'gpj\u202etxt',
  'trailing ',
  'file_01kfxgjd94fn9stqm414vjb0s8',
  // No room for .partial behind it.
  'n'.repeat(255),
].sort();

beforeAll(async () => {
  [server, cli] = await Promise.all([startServer({ env: withoutRequestLimit }), commandLine()]);
  await mkdir(join(cli.folder, 'names'));
  for (const name of names) await writeFile(join(cli.folder, 'names', name), name);
}, 60_000);
afterAll(async () => {
  await Promise.all([server.end(), cli.end()]);
});

test('all of a folder', async () => {
  expect(await run('files', 'upload', '-r', 'names', '/')).toMatchObject({ code: 0 });
  const { code, stderr } = await run('files', 'download', '-r', '/names', '-o', 'back/');
  expect({ code, stderr: stderr.includes('\u202e') }).toEqual({ code: 0, stderr: false });
  expect((await readdir(join(cli.folder, 'back', 'names'))).sort()).toEqual(names);
  for (const name of names) expect(await readFile(join(cli.folder, 'back', 'names', name), 'utf8')).toBe(name);
});

test.each(names.map((name) => [name]))('%j by itself', async (name) => {
  expect(await run('files', 'download', '-o', 'one', '--force', `/names/${name}`)).toMatchObject({ code: 0 });
  expect(await readFile(join(cli.folder, 'one'), 'utf8')).toBe(name);
  expect(await run('files', 'upload', '--', join('names', name), '/again/')).toMatchObject({ code: 0 });
});

test('local files that are called like ids are files, and the last one is no place on the server', async () => {
  for (const name of ['file_1.txt', 'file_2.txt']) await writeFile(join(cli.folder, name), name);
  expect(await run('files', 'upload', 'file_1.txt', 'file_2.txt')).toMatchObject({ code: 0 });
  expect((await run('files', 'list', '/', '--include', 'file_*', '--transform', 'name')).stdout).toBe('file_1.txt\nfile_2.txt\n');
});

test('a range behind the end has no bytes', async () => {
  const { code, stdout } = await run('files', 'download', '/names/--', '--range', '9-', '-o', 'range');
  expect({ code, size: (await stat(join(cli.folder, 'range'))).size }).toEqual({ code: 0, size: 0 });
  expect(stdout).toContain('\t0\t');
  expect(await run('files', 'download', '/names/--', '--range', '9-', '-o', '-')).toMatchObject({ code: 0, stdout: '' });
});
