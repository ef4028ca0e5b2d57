import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startServer, withoutRequestLimit, type Server } from '../server.ts';
import { commandLine, type CommandLine } from './command.ts';

/** What commands print is for programs as much as for people: each format of each command, read by a program. */

let server: Server;
let cli: CommandLine;
let ids: {
  readonly file: string;
  readonly folder: string;
  readonly share: string;
  readonly key: string;
  readonly user: string;
  readonly version: string;
};

beforeAll(async () => {
  [server, cli] = await Promise.all([startServer({ env: withoutRequestLimit }), commandLine()]);
  for (const name of ['one.txt', 'two.txt', 'drei-ü-三.txt']) await writeFile(join(cli.folder, name), `content of ${name}`);
  await run('files', 'upload', 'one.txt', 'two.txt', 'drei-ü-三.txt', '/');
  const id = async (...args: string[]): Promise<string> => (JSON.parse((await run(...args, '--json')).stdout) as { id: string }).id;
  ids = {
    file: await id('files', 'retrieve', '/one.txt'),
    folder: await id('folders', 'create', '/reports'),
    share: await id('share', 'create', '/one.txt'),
    key: await id('keys', 'create', '--name', 'spare'),
    user: await id('users', 'create', 'ada'),
    version: (JSON.parse((await run('files', 'versions', '/two.txt', '--format', 'jsonl')).stdout) as { id: string }).id,
  };
}, 120_000);
afterAll(async () => {
  await Promise.all([server.end(), cli.end()]);
});

async function run(...args: string[]) {
  return cli.run(args, { env: { FILEWHARF_API_KEY: server.apiKey, FILEWHARF_BASE_URL: server.url } });
}

/** `@file` and its like stand for the ids that only the server knows. */
const commands: readonly (readonly string[])[] = [
  ['files', 'list'],
  ['files', 'list', '/'],
  ['files', 'list', '-r', '/'],
  ['files', 'list', '--include', 'two*'],
  ['files', 'list', '/reports'],
  ['files', 'retrieve', '/one.txt'],
  ['files', 'retrieve', '--file-id', '@file'],
  ['files', 'retrieve', '/reports'],
  ['files', 'upload', 'two.txt', '/reports/'],
  ['files', 'download', '/two.txt', '-o', 'copy.txt'],
  ['files', 'copy', '/two.txt', '/reports/copy.txt'],
  ['files', 'move', '/reports/copy.txt', '/reports/moved.txt'],
  ['files', 'delete', '/reports/moved.txt', '--dry-run'],
  ['files', 'delete', '/reports/moved.txt'],
  ['files', 'delete', '/reports/moved.txt', '--ignore-missing'],
  ['files', 'copy', '/two.txt', '/reports/copy.txt', '--dry-run'],
  ['files', 'upload', 'one.txt', '/reports/'],
  ['files', 'versions', '/two.txt'],
  ['files', 'restore-version', '/two.txt', '@version'],
  ['files', 'delete', '/reports/one.txt', '--trash'],
  ['trash', 'list'],
  ['trash', 'list', 'o?e'],
  ['trash', 'restore', '/reports/one.txt'],
  ['trash', 'empty', '-y'],
  ['folders', 'list'],
  ['folders', 'list', '-r', '/'],
  ['folders', 'retrieve', '/reports'],
  ['folders', 'create', '-p', '/a/b', '--dry-run'],
  ['folders', 'create', '-p', '/a/b'],
  ['folders', 'move', '/a/b', '/a/c'],
  ['folders', 'copy', '-r', '/a', '/z'],
  ['folders', 'delete', '-r', '-y', '/a', '/z'],
  ['share', 'create', '/two.txt', '--expires-in', '7d', '--no-download', '--max-uses', '3'],
  ['share', 'create', '/one.txt', '/two.txt', '--title', 'Both', '--message', 'For you'],
  ['share', 'list'],
  ['share', 'list', '/'],
  ['share', 'list', '/one.txt', '--expired'],
  ['share', 'retrieve', '@share'],
  ['share', 'update', '@share', '--no-expiry'],
  ['share', 'revoke', '@share'],
  ['sync', 'changes', '--since', '1h'],
  ['sync', 'push', '.', '/pushed', '--include', '*.txt'],
  ['sync', 'pull', '/pushed', 'pulled'],
  ['sync', 'status'],
  ['keys', 'list'],
  ['keys', 'create', '--name', 'another', '--scope', 'read', '--expires-in', '2w'],
  ['keys', 'retrieve', '@key'],
  ['keys', 'rename', '@key', 'renamed'],
  ['keys', 'rotate', '@key', '-y'],
  ['keys', 'revoke', '@key', '-y'],
  ['users', 'list'],
  ['users', 'retrieve', 'ada'],
  ['users', 'update', 'ada', '--email', 'ada@example.com'],
  ['users', 'disable', 'ada', '-y'],
  ['users', 'enable', 'ada'],
  ['users', 'create', 'ben', '--email', 'ben@example.com', '--name', 'Ben'],
  ['users', 'delete', 'ben', '-y'],
  ['config', 'list'],
  ['config', 'set', 'base_url', 'http://127.0.0.1:1'],
  ['config', 'get', 'base_url'],
  ['whoami'],
  ['doctor'],
  ['api', 'GET', '/api/v2/usage'],
  ['api', 'GET', '/api/rest/v1/users'],
  ['api', 'POST', 'folders', '-f', 'name=from api'],
];

test('every command prints one JSON document and nothing else', async () => {
  for (const command of commands) {
    const args = command.map((word) => (word.startsWith('@') ? ids[word.slice(1) as keyof typeof ids] : word));
    const { code, stdout, stderr } = await run(...args, '--format', 'json');
    expect({ command, code, stderr: code === 0 ? '' : stderr }).toEqual({ command, code: 0, stderr: '' });
    if (command[1] !== 'set') expect(() => JSON.parse(stdout) as unknown, `${command.join(' ')}: ${stdout}`).not.toThrow();
  }
}, 120_000);

test("the seed's own command prints the seed's envelope", async () => {
  const { stdout } = await cli.run([
    'files',
    'list',
    '--limit',
    '2',
    '--api-key',
    server.apiKey,
    '--base-url',
    server.url,
    '--format',
    'raw',
  ]);
  const answer = JSON.parse(stdout) as { data: { id: string }[]; last_id: string };
  expect(Object.keys(answer)).toEqual(['data', 'has_more', 'object', 'first_id', 'last_id']);
  expect(Object.keys(answer.data[0] ?? {})).toEqual(['id', 'content_type', 'created_at', 'file_name', 'object', 'size']);
  expect(answer).toMatchObject({ has_more: true, object: 'list', first_id: answer.data[0]?.id });
  const next = await cli.run([
    'files',
    'list',
    '--after',
    answer.last_id,
    '--limit',
    '2',
    '--api-key',
    server.apiKey,
    '--base-url',
    server.url,
    '--format',
    'raw',
  ]);
  expect(JSON.parse(next.stdout)).toMatchObject({ object: 'list' });
});

test('the formats of one list say the same', async () => {
  const list = async (format: string): Promise<string> => (await run('files', 'list', '/', '--format', format)).stdout;
  const json = JSON.parse(await list('json')) as { id: string; path: string }[];
  expect(json.map(({ path }) => path)).toContain('/drei-ü-三.txt');
  const jsonl = (await list('jsonl'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
  expect(jsonl).toEqual(json);
  expect(parseYaml(await list('yaml'))).toEqual(json);
  const rows = (await list('auto'))
    .trim()
    .split('\n')
    .map((line) => line.split('\t')[0]);
  expect(rows).toEqual(json.map(({ id }) => id));
  const raw = JSON.parse(await list('raw')) as { entries: unknown[] };
  expect(raw.entries).toEqual(json);
});

test('--transform and --fields pick', async () => {
  const names = (await run('files', 'list', '/', '--format', 'jsonl', '--transform', 'path')).stdout.trim().split('\n');
  expect(names).toContain('"/one.txt"');
  const { stdout } = await run('files', 'retrieve', '/one.txt', '--format', 'json', '--fields', 'name,size');
  expect(JSON.parse(stdout)).toEqual({ name: 'one.txt', size: 18 });
});

test('--dry-run prints what would be done, and does nothing', async () => {
  await run('files', 'copy', '/two.txt', '/reports/dry.txt');
  const deleted = await run('files', 'delete', '/reports/dry.txt', '--dry-run', '--json');
  expect(JSON.parse(deleted.stdout)).toEqual([
    { id: expect.stringMatching(/^file_/) as string, object: 'file', path: '/reports/dry.txt', deleted: false },
  ]);
  const moved = await run('files', 'move', '/reports/dry.txt', '/', '--dry-run', '--json');
  expect(JSON.parse(moved.stdout)).toMatchObject([{ object: 'file', from: '/reports/dry.txt', to: '/dry.txt' }]);
  expect(await run('files', 'retrieve', '/reports/dry.txt')).toMatchObject({ code: 0 });
});

test('HEAD has headers and no body', async () => {
  const { code, stdout, stderr } = await run('api', 'HEAD', 'usage', '--include');
  expect({ code, stdout, stderr }).toEqual({
    code: 0,
    stdout: '',
    stderr: expect.stringContaining('content-type: application/json') as string,
  });
});

test('a transform of any answer is a text for the shell', async () => {
  expect((await run('api', 'GET', '/v1/files?limit=1', '--transform', 'object')).stdout).toBe('list\n');
});

test('nothing piped has colours or escapes, whatever something is called', async () => {
  expect(await run('keys', 'create', '--name', '\u001b[31mred\u202e')).toMatchObject({ code: 0 });
  for (const format of ['auto', 'json', 'jsonl', 'yaml', 'pretty']) {
    const { stdout, stderr } = await run('keys', 'list', '--format', format);
    expect(stdout).toContain('[31mred');
    for (const driving of ['\u001b', '\u202e']) expect(stdout + stderr).not.toContain(driving);
  }
});

test('a reader that has seen enough ends the list without a complaint', async () => {
  const env = { FILEWHARF_API_KEY: server.apiKey, FILEWHARF_BASE_URL: server.url };
  const { process: child, ended } = cli.launch(['files', 'list', '-r', '/', '--limit', '1', '--format', 'jsonl'], { env, input: '' });
  if (child.stdout === null) throw new Error('no pipe');
  await once(child.stdout, 'data');
  child.stdout.destroy();
  expect(await ended).toMatchObject({ code: 0, stderr: '' });
});
