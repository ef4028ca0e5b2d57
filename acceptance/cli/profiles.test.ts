import { existsSync } from 'node:fs';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startServer, withoutRequestLimit, type Server } from '../server.ts';
import { commandLine, type CommandLine } from './command.ts';

/** From the first login on, and which of several places that name a server and a key counts. */

let server: Server;
let cli: CommandLine;

beforeAll(async () => {
  [server, cli] = await Promise.all([startServer({ env: withoutRequestLimit }), commandLine()]);
}, 60_000);
afterAll(async () => {
  await Promise.all([server.end(), cli.end()]);
});

const identity = async (args: readonly string[] = [], env: Readonly<Record<string, string>> = {}): Promise<Record<string, unknown>> => {
  const { code, stdout, stderr } = await cli.run(['whoami', '--json', ...args], { env });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as Record<string, unknown>;
};

test('login keeps a server and a key that go together, readable by their owner only', async () => {
  const path = join(cli.folder, '.config', 'config.toml');
  const wrong = await cli.run(['login', '--base-url', server.url, '--key-stdin'], { input: `sk_live_${'0'.repeat(40)}` });
  expect(wrong).toMatchObject({ code: 7, stdout: '' });
  await expect(stat(path)).rejects.toMatchObject({ code: 'ENOENT' });
  const { code, stdout, stderr } = await cli.run(['login', '--base-url', `${server.url}/`, '--key-stdin'], { input: `${server.apiKey}\n` });
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '', stderr: expect.stringContaining('You are admin on') as string });
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await identity()).toMatchObject({
    username: 'admin',
    base_url: server.url,
    base_url_from: 'profile "default"',
    profile: 'default',
  });
});

test('a flag counts before the environment, and that before the profile', async () => {
  const nowhere = 'http://127.0.0.1:1';
  expect(await identity(['--base-url', server.url], { FILEWHARF_BASE_URL: nowhere })).toMatchObject({ base_url_from: '--base-url' });
  expect(await cli.run(['whoami'], { env: { FILEWHARF_BASE_URL: nowhere } })).toMatchObject({ code: 5 });
  expect(await cli.run(['whoami'], { env: { FILEWHARF_API_KEY: 'not-the-key' } })).toMatchObject({ code: 7 });
  await writeFile(join(cli.folder, 'key.txt'), `${server.apiKey}\n`);
  expect(await identity(['--api-key-file', 'key.txt'], { FILEWHARF_API_KEY: 'not-the-key' })).toMatchObject({ key_from: '--api-key-file' });
  const { code, stdout } = await cli.run(['whoami', '--json', '--api-key', '-'], {
    input: server.apiKey,
    env: { FILEWHARF_API_KEY: 'not-the-key' },
  });
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ key_from: 'standard input' });
});

test('several profiles', async () => {
  const made = await cli.run(['keys', 'create', '--scope', 'read', '--save-to-profile', 'reader', '--quiet']);
  expect(made).toMatchObject({ code: 0, stdout: expect.stringMatching(/^sk_live_\w+\n$/) as string, stderr: '' });
  expect(await identity(['--profile', 'reader'])).toMatchObject({ scopes: ['files:read'] });
  expect(await identity([], { FILEWHARF_PROFILE: 'reader' })).toMatchObject({ profile: 'reader' });
  expect(await cli.run(['config', 'set', 'default_profile', 'reader'])).toMatchObject({ code: 0 });
  expect(await identity()).toMatchObject({ profile: 'reader' });
  const slip = await cli.run(['whoami', '--profile', 'raeder']);
  expect(slip).toMatchObject({ code: 2, stderr: expect.stringContaining('Did you mean "reader"?') as string });
});

test('what is shown of the configuration has no key in it', async () => {
  for (const args of [['config', 'list'], ['config', 'get', 'api_key'], ['whoami'], ['doctor', '--server']]) {
    const { stdout, stderr } = await cli.run([...args, '--profile', 'default', '--debug', '--verbose']);
    expect(stdout + stderr).not.toContain(server.apiKey);
  }
  expect((await cli.run(['config', 'get', 'api_key', '--reveal', '--profile', 'default'])).stdout).toBe(`${server.apiKey}\n`);
});

test('a key comes from standard input; what is set to nothing is not set', async () => {
  const nothing = { FILEWHARF_API_KEY: '', FILEWHARF_BASE_URL: '', FILEWHARF_PROFILE: '' };
  const empty = await cli.run(['login', '--profile', 'fresh', '--base-url', server.url], { env: nothing });
  expect(empty).toMatchObject({ code: 2, stderr: expect.stringContaining('--key-stdin') as string });
  const given = await cli.run(['login', '--key-stdin', '--base-url', server.url], { env: nothing, input: server.apiKey });
  expect(given).toMatchObject({ code: 0, stderr: expect.stringContaining('profile "reader"') as string });
  expect(await cli.run(['config', 'set', 'base_url', server.url, '--profile', 'piped'])).toMatchObject({ code: 0 });
  expect(await cli.run(['config', 'set', 'api_key', '-', '--profile', 'piped'], { input: `${server.apiKey}\n` })).toMatchObject({
    code: 0,
  });
  expect(await identity(['--profile', 'piped'])).toMatchObject({ username: 'admin' });
});

test('a key that cannot be kept is shown all the same', async () => {
  await mkdir(join(cli.folder, 'is-a-folder', 'config.toml'), { recursive: true });
  const env = { FILEWHARF_API_KEY: server.apiKey, FILEWHARF_BASE_URL: server.url };
  const before = (await cli.run(['keys', 'list', '--fields', 'id'], { env })).stdout;
  // A configuration that cannot even be read is found before there is a key.
  const unread = await cli.run(['keys', 'create', '--save-to-profile', 'x'], {
    env: { ...env, FILEWHARF_CONFIG_DIR: join(cli.folder, 'is-a-folder') },
  });
  expect(unread).toMatchObject({ code: 6, stdout: '' });
  expect((await cli.run(['keys', 'list', '--fields', 'id'], { env })).stdout).toBe(before);
  // There is none, and none can be made.
  if (!existsSync('/sys/kernel')) return;
  const kept = await cli.run(['keys', 'create', '--save-to-profile', 'x', '--quiet'], {
    env: { ...env, FILEWHARF_CONFIG_DIR: '/sys/filewharf' },
  });
  expect(kept.code).not.toBe(0);
  expect(kept).toMatchObject({
    stdout: expect.stringMatching(/^sk_live_\w+\n$/) as string,
    stderr: expect.stringContaining('the key is made') as string,
  });
});

test('a configuration that cannot be read is said by its place, not by its content', async () => {
  const path = join(cli.folder, '.config', 'config.toml');
  const before = await readFile(path, 'utf8');
  await writeFile(path, `[profiles.x]\napi_key = "sk_live_secret\n`);
  const { code, stderr } = await cli.run(['whoami']);
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('is not valid TOML (line 2)') as string });
  expect(stderr).not.toContain('secret');
  // One finding of the doctor, who goes on to the end of the document.
  const doctor = await cli.run(['doctor', '--json']);
  expect(doctor.code).toBe(1);
  expect(JSON.parse(doctor.stdout)).toContainEqual(expect.objectContaining({ id: 'connection', status: 'fail' }));
  await writeFile(path, before);
});
