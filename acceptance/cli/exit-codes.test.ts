import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startServer, withoutRequestLimit, type Server } from '../server.ts';
import { commandLine, type CommandLine, type Outcome } from './command.ts';

/** Every way to fail, with the exit code that the README promises, and what the message has to say. */

let server: Server;
/** A server whose keys are used up at once. */
let busy: Server;
let cli: CommandLine;
let closedPort = 0;

beforeAll(async () => {
  [server, busy, cli] = await Promise.all([
    startServer({ env: { ...withoutRequestLimit, FILEWHARF_PLAN_FREE_MAX_FILE_SIZE: '1MiB' } }),
    startServer({ env: { FILEWHARF_PLAN_TEAM_REQUESTS_PER_HOUR: '1' } }),
    commandLine(),
  ]);
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  closedPort = (probe.address() as AddressInfo).port;
  await new Promise((resolve) => probe.close(resolve));
  await writeFile(join(cli.folder, 'here.txt'), 'here');
  await writeFile(join(cli.folder, 'large.bin'), Buffer.alloc(2 * 1024 * 1024, 1));
  await mkdir(join(cli.folder, 'folder'));
  await writeFile(join(cli.folder, 'folder', 'inside.txt'), 'inside');
  await own('files', 'upload', 'here.txt', '/');
  await own('folders', 'create', '-p', '/full/deep');
  await own('files', 'upload', 'here.txt', '/full/');
  await own('users', 'create', 'ada', '--plan', 'free');
  const free = JSON.parse((await own('keys', 'create', '--user', 'ada', '--json')).stdout) as { key: string };
  const readOnly = JSON.parse((await own('keys', 'create', '--scope', 'read', '--json')).stdout) as { key: string };
  keys = { FREE: free.key, READ: readOnly.key, NONE: `sk_live_${'0'.repeat(40)}` };
}, 120_000);
afterAll(async () => {
  await Promise.all([server.end(), busy.end(), cli.end()]);
});

let keys: Readonly<Record<string, string>> = {};

/** With the administrator's key. */
const own = (...args: string[]): Promise<Outcome> =>
  cli.run([...args, '--base-url', server.url], { env: { FILEWHARF_API_KEY: server.apiKey } });

interface Case {
  readonly args: readonly string[];
  readonly code: number;
  /** What the message has to say. */
  readonly says: RegExp;
  /** Which key: the administrator's, one of `keys`, or no key at all. */
  readonly key?: 'FREE' | 'READ' | 'NONE' | 'without';
}

const unknownId = (prefix: string): string => `${prefix}_${'0'.repeat(26)}`;

const cases: readonly Case[] = [
  // 2: wrong usage; nothing was done.
  { args: ['fils'], code: 2, says: /unknown command 'fils'.*Did you mean files/ },
  { args: ['files', 'lst'], code: 2, says: /unknown command 'lst'.*Did you mean .*list/ },
  { args: ['files', 'list', '--lmit', '3'], code: 2, says: /unknown option '--lmit'.*Did you mean --limit/ },
  { args: ['files', 'list', '--limit', 'many'], code: 2, says: /--limit must be a whole number from 1 to 100/ },
  { args: ['files', 'list', '--format', 'xml'], code: 2, says: /auto, explore, json, jsonl, pretty, raw, yaml/ },
  { args: ['files', 'list', '--format-error', 'xml'], code: 2, says: /--format-error/ },
  { args: ['files', 'list', '--json', '--format', 'yaml'], code: 2, says: /--json/ },
  { args: ['files', 'list', '--format', 'explore'], code: 2, says: /terminal/ },
  { args: ['files', 'list', '/here.txt'], code: 2, says: /is a file, and a folder was expected/ },
  { args: ['files', 'list', './here'], code: 2, says: /is a place on this machine/ },
  { args: ['files', 'retrieve'], code: 2, says: /--file-id/ },
  { args: ['files', 'delete'], code: 2, says: /Say what to delete/ },
  { args: ['files', 'delete', '-r', '/full'], code: 2, says: /--yes/ },
  { args: ['files', 'delete', '/here.txt', '/full/here.txt'], code: 2, says: /--yes/ },
  { args: ['files', 'delete', '-r', '/full', '--trash'], code: 2, says: /into the trash[^]*--yes/ },
  { args: ['trash', 'empty'], code: 2, says: /--yes/ },
  { args: ['files', 'versions', '/full'], code: 2, says: /is a folder, and a file was expected/ },
  { args: ['files', 'move', '/here.txt'], code: 2, says: /where it goes/ },
  { args: ['files', 'copy', '/full', '/other'], code: 2, says: /--recursive/ },
  { args: ['files', 'copy', '/here.txt', '/x.txt', '--if-exists', 'maybe'], code: 2, says: /fail, skip, overwrite, rename/ },
  { args: ['files', 'upload'], code: 2, says: /upload/ },
  { args: ['files', 'upload', 'folder', '/'], code: 2, says: /--recursive/ },
  { args: ['files', 'upload', '-'], code: 2, says: /--name/ },
  { args: ['share', 'create', '/here.txt', '--request'], code: 2, says: /is a file/ },
  { args: ['share', 'create', '/here.txt', '/full', '--request'], code: 2, says: /one folder/ },
  { args: ['share', 'create', '/here.txt', '--expires-in', 'soon'], code: 2, says: /--expires-in must be a time/ },
  { args: ['sync', 'changes'], code: 2, says: /--since/ },
  { args: ['sync', 'changes', '--since', 'yesterday'], code: 2, says: /--since must be a time/ },
  { args: ['keys', 'revoke', unknownId('key')], code: 4, says: /key_0/ },
  { args: ['users', 'create', 'ben', '--role', 'king'], code: 2, says: /user, admin/ },
  { args: ['users', 'update', 'ada'], code: 2, says: /what to change/ },
  { args: ['users', 'delete', 'ada'], code: 2, says: /--yes/ },
  { args: ['whoami', '--profile', 'nobody'], code: 2, says: /no profile "nobody"/ },
  { args: ['whoami', '--base-url', 'ftp://example.com'], code: 2, says: /no address of a server/ },
  { args: ['whoami', '--timeout', 'never'], code: 2, says: /--timeout/ },
  { args: ['api', 'FETCH', '/api/v2/usage'], code: 2, says: /GET, HEAD, POST/ },
  { args: ['completion', 'cmd'], code: 2, says: /bash, zsh, fish, pwsh/ },
  { args: ['config', 'set', 'base_ulr', 'x'], code: 2, says: /Did you mean base_url/ },
  { args: ['files', 'move', '/', '/full'], code: 2, says: /top folder cannot be moved/ },
  { args: ['files', 'copy', '-r', '/', '/full'], code: 2, says: /top folder cannot be copied/ },
  { args: ['folders', 'move', '/here.txt', '/full'], code: 2, says: /is a file, and a folder was expected/ },
  { args: ['folders', 'list', '--tree', '--json'], code: 2, says: /--tree is a picture/ },
  { args: ['sync', 'changes', '--follow', '--json'], code: 2, says: /--follow has no end/ },
  { args: ['sync', 'changes', '--follow', '--format', 'YAML'], code: 2, says: /--follow has no end/ },
  { args: ['share', 'update', unknownId('share')], code: 2, says: /what to change/ },
  { args: ['share', 'update', unknownId('share'), '--password', 'x', '--clear-password'], code: 2, says: /contradict/ },
  { args: ['share', 'update', unknownId('share'), '--no-expiry', '--expires-in', '3d'], code: 2, says: /contradict/ },
  { args: ['whoami', '--profile', 'constructor'], code: 2, says: /no profile "constructor"/ },
  { args: ['config', 'unset', '--profile', '__proto__', '-y'], code: 4, says: /no profile "__proto__"/ },
  { args: ['whoami', '--base-url', 'http://127.0.0.1:1/?q'], code: 2, says: /leave out what begins with \? or #/ },
  { args: ['whoami', '--api-key-file', 'nothing.txt'], code: 2, says: /--api-key-file: .*nothing\.txt/ },
  { args: ['api', 'POST', 'folders', '--input', 'nothing.txt'], code: 2, says: /--input: .*nothing\.txt/ },
  { args: ['api', 'GET', 'usage', '-H', 'x: a\r\nb'], code: 2, says: /header x/ },
  { args: ['files', 'list', '--after', 'nonsense'], code: 2, says: /query\.after: [^]*422 unprocessable-content/ },
  // 3: a folder is missing, on either side.
  { args: ['files', 'list', '/nowhere'], code: 3, says: /no folder \/nowhere/ },
  { args: ['files', 'list', unknownId('folder')], code: 3, says: /folder_0/ },
  { args: ['folders', 'retrieve', '/nowhere'], code: 3, says: /no folder \/nowhere/ },
  { args: ['folders', 'delete', '/nowhere', '-y'], code: 3, says: /no folder \/nowhere/ },
  { args: ['files', 'copy', '/here.txt', '/nowhere/'], code: 3, says: /no folder \/nowhere\// },
  { args: ['sync', 'pull', '/nowhere', 'there'], code: 3, says: /nowhere/ },
  { args: ['sync', 'push', 'no-such-folder', '/'], code: 3, says: /no-such-folder/ },
  // 4: a file or another resource is missing.
  { args: ['files', 'versions', '/nothing.txt'], code: 4, says: /no file \/nothing\.txt/ },
  { args: ['files', 'restore-version', '/here.txt', unknownId('version')], code: 4, says: /version_0/ },
  { args: ['trash', 'restore', '/nothing.txt'], code: 4, says: /no \/nothing\.txt in the trash/ },
  { args: ['trash', 'restore', unknownId('trash')], code: 4, says: /trash_0/ },
  { args: ['files', 'retrieve', '/nothing.txt'], code: 4, says: /no file \/nothing\.txt/ },
  { args: ['files', 'retrieve', '--file-id', unknownId('file')], code: 4, says: /file_0/ },
  { args: ['files', 'delete', '/nothing.txt'], code: 4, says: /no file \/nothing\.txt/ },
  { args: ['files', 'delete', '/*.none', '-y'], code: 4, says: /nothing on the server matches/ },
  { args: ['files', 'move', '/nothing.txt', '/full/'], code: 4, says: /no file \/nothing\.txt/ },
  { args: ['files', 'download', '/nothing.txt'], code: 4, says: /nothing\.txt/ },
  { args: ['files', 'upload', 'nothing.txt', '/'], code: 4, says: /nothing\.txt/ },
  { args: ['share', 'create', '/nothing.txt'], code: 4, says: /no file \/nothing\.txt/ },
  { args: ['share', 'revoke', unknownId('share')], code: 4, says: /share_0/ },
  { args: ['share', 'retrieve', unknownId('share')], code: 4, says: /share_0/ },
  { args: ['keys', 'retrieve', unknownId('key')], code: 4, says: /key_0/ },
  { args: ['users', 'retrieve', 'nobody'], code: 4, says: /no user nobody/ },
  { args: ['api', 'GET', '/api/v2/nothing'], code: 4, says: /404/ },
  // 6: refused, and a second try will not help.
  { args: ['files', 'upload', 'here.txt', '/', '--if-exists', 'fail'], code: 6, says: /409|there already|exists/ },
  { args: ['files', 'copy', '/here.txt', '/full/'], code: 6, says: /cannot copy [^]*409[^]*--if-exists/ },
  { args: ['folders', 'create', '/full'], code: 6, says: /409/ },
  { args: ['folders', 'delete', '/full', '-y'], code: 6, says: /--recursive/ },
  { args: ['files', 'delete', '/full', '-y'], code: 6, says: /--recursive/ },
  { args: ['users', 'create', 'ada'], code: 6, says: /409/ },
  { args: ['files', 'upload', 'here.txt', '/denied.txt'], code: 6, says: /403/, key: 'READ' },
  { args: ['files', 'upload', 'large.bin', '/'], code: 6, says: /413/, key: 'FREE' },
  { args: ['users', 'list'], code: 6, says: /403/, key: 'FREE' },
  // 7: nothing can work.
  { args: ['whoami'], code: 7, says: /filewharf login/, key: 'without' },
  { args: ['whoami'], code: 7, says: /401.*filewharf login/s, key: 'NONE' },
  { args: ['files', 'list'], code: 7, says: /filewharf login/, key: 'NONE' },
  // 9: only when it is asked for.
  { args: ['sync', 'push', '.config-none', '/', '--error-on-no-transfer'], code: 3, says: /config-none/ },
];

test.each(cases.map((entry) => [`${entry.args.join(' ')}${entry.key === undefined ? '' : ` (${entry.key})`}`, entry] as const))(
  '%s',
  async (_name, { args, code, says, key }) => {
    const apiKey = key === undefined ? server.apiKey : key === 'without' ? '' : (keys[key] ?? '');
    const outcome = await cli.run(args.includes('--base-url') ? args : [...args, '--base-url', server.url], {
      env: { FILEWHARF_API_KEY: apiKey },
    });
    expect({ code: outcome.code, stderr: outcome.stderr }).toEqual({ code, stderr: expect.stringMatching(says) as string });
    // Errors are no data, and no stack is for users.
    expect(outcome.stdout).toBe('');
    expect(outcome.stderr).not.toMatch(/^\s+at /m);
    expect(outcome.stderr).not.toContain(apiKey === '' ? '\0' : apiKey);
  },
);

test('2: an absolute path of a file here is no place on the server', async () => {
  const paths = ['here.txt', 'large.bin'].map((name) => join(cli.folder, name));
  const { code, stdout, stderr } = await own('files', 'upload', ...paths);
  expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: '', stderr: expect.stringContaining('is a file on this machine') as string });
  expect(await own('files', 'upload', ...paths, '/absolute/')).toMatchObject({ code: 0 });
});

test('4: one of several is missing, also when nothing is done', async () => {
  const { code, stderr } = await own('files', 'delete', '/here.txt', '/nothing.txt', '--dry-run');
  expect({ code, stderr }).toEqual({ code: 4, stderr: expect.stringMatching(/would delete \/here\.txt[^]*nothing\.txt/) as string });
});

test('5: nobody listens', async () => {
  const { code, stderr } = await cli.run(['whoami', '--base-url', `http://127.0.0.1:${closedPort}`], {
    env: { FILEWHARF_API_KEY: server.apiKey },
  });
  expect({ code, stderr }).toEqual({ code: 5, stderr: expect.stringContaining('filewharf serve') as string });
});

test('5: too many requests, with the time from which on it is worth trying', async () => {
  const asked = (): Promise<Outcome> => cli.run(['whoami', '--base-url', busy.url], { env: { FILEWHARF_API_KEY: busy.apiKey } });
  await asked();
  const { code, stderr } = await asked();
  expect({ code, stderr }).toEqual({ code: 5, stderr: expect.stringMatching(/429/) as string });
});

test('9: there was nothing to transfer, and that was to be told', async () => {
  await own('sync', 'push', 'folder', '/synced');
  expect(await own('sync', 'push', 'folder', '/synced')).toMatchObject({ code: 0 });
  expect(await own('sync', 'push', 'folder', '/synced', '--error-on-no-transfer')).toMatchObject({ code: 9 });
});

test('an error as JSON is one document on stderr', async () => {
  const { code, stdout, stderr } = await own('files', 'retrieve', '/nothing.txt', '--format-error', 'json');
  expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
  expect(JSON.parse(stderr)).toMatchObject({ error: { message: expect.stringContaining('/nothing.txt') as string } });
});

test('wrong usage as JSON, too', async () => {
  const { code, stderr } = await own('files', 'lst', '--format-error', 'json');
  expect(code).toBe(2);
  expect(JSON.parse(stderr)).toMatchObject({ error: { message: expect.stringContaining("unknown command 'lst'") as string } });
});
