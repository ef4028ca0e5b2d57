import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { open, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startServer, type Server } from '../server.ts';
import { commandLine, type CommandLine } from './command.ts';

/** Standard input and output, and Ctrl-C: where they end, and who has them. */

let server: Server;
let cli: CommandLine;
const keys = () => ({ FILEWHARF_API_KEY: server.apiKey, FILEWHARF_BASE_URL: server.url });

beforeAll(async () => {
  [server, cli] = await Promise.all([startServer(), commandLine()]);
  await writeFile(join(cli.folder, 'a.txt'), 'content');
  expect(await cli.run(['files', 'upload', 'a.txt', '/'], { env: keys() })).toMatchObject({ code: 0 });
}, 60_000);
afterAll(async () => {
  await Promise.all([server.end(), cli.end()]);
});

test.each([
  ['the file', ['files', 'upload', '-', '--name', 'x.txt']],
  ['the names', ['files', 'delete', '--stdin0', '-y']],
  ['the body', ['api', 'POST', 'folders', '--input', '-']],
  ['the password', ['share', 'create', '/a.txt', '--password-stdin']],
  ['the password', ['users', 'create', 'ada', '--password-stdin']],
])('standard input is the key or %s, not both: what comes second would be empty', async (what, args) => {
  const outcome = await cli.run([...args, '--api-key', '-', '--base-url', server.url], { input: server.apiKey });
  expect(outcome).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringMatching(new RegExp(`the API key and ${what} at once|${what} and the API key at once`)) as string,
  });
});

test('nothing was made of it', async () => {
  const { stdout } = await cli.run(['files', 'list', '/', '--fields', 'path'], { env: keys() });
  expect(stdout).toBe('/a.txt\n');
});

test('an empty password is none: a link without one is not what was asked for', async () => {
  const outcome = await cli.run(['share', 'create', '/a.txt', '--password-stdin'], { env: keys() });
  expect(outcome).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('the password was expected') as string });
});

test.each([
  ['files', 'list'],
  ['files', 'retrieve', '/a.txt'],
  ['files', 'delete', '/a.txt'],
  ['users', 'list'],
  ['doctor', '--server'],
  ['files', 'upload', 'a.txt', '/'],
])('Ctrl-C ends %s %s that waits for a server', async (...args) => {
  // Takes connections, and never answers.
  const silent = createServer();
  const asked = once(silent, 'connection');
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as AddressInfo;
  try {
    const { process: child, ended } = cli.launch([...args, '--base-url', `http://127.0.0.1:${port}`], { env: keys(), input: '' });
    await asked;
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ code: 130, stderr: expect.stringContaining('interrupted') as string });
  } finally {
    silent.close();
  }
});

test('Ctrl-C ends a command that reads standard input', async () => {
  const { process: child, ended } = cli.launch(['files', 'upload', '-', '/endless.txt', '--debug'], { env: keys() });
  child.stdin?.write('x');
  // It has looked where the file goes, so it reads now, or is about to.
  await once(child.stderr ?? child, 'data');
  child.kill('SIGINT');
  expect(await ended).toMatchObject({ code: 130, stderr: expect.stringContaining('interrupted') as string });
});

test.skipIf(!existsSync('/dev/full')).each([
  [['files', 'list'], 7],
  [['files', 'list', '--json'], 7],
  [['files', 'download', '/a.txt', '-o', '-'], 7],
  [['--version'], 7],
  [['--help'], 7],
])('%j on a full disk ends with 7, and without a stack', async (args, code) => {
  const full = await open('/dev/full', 'w');
  try {
    const bin = fileURLToPath(new URL('../../packages/cli/bin/filewharf.js', import.meta.url));
    const child = spawn(process.execPath, [bin, ...args], {
      env: { ...keys(), PATH: process.env['PATH'], HOME: cli.folder, FILEWHARF_CONFIG_DIR: cli.folder },
      stdio: ['ignore', full.fd, 'pipe'],
    });
    let stderr = '';
    child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    expect(await once(child, 'close')).toEqual([code, null]);
    expect(stderr).not.toMatch(/^\s+at /m);
  } finally {
    await full.close();
  }
});
