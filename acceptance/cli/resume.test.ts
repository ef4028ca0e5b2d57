import { createHash, randomBytes } from 'node:crypto';
import { statSync, watch } from 'node:fs';
import { appendFile, readdir, readFile, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startServer, withoutRequestLimit, type Server } from '../server.ts';
import { commandLine, type CommandLine } from './command.ts';
import { openLine, type Line } from './line.ts';

/** Transfers that are cut off, and what the next identical command makes of it. */

const mebibyte = 1024 * 1024;
const chunk = 2 * mebibyte;
const chunks = 16;

let server: Server;
let line: Line;
let cli: CommandLine;
let content: Buffer;
let sha256 = '';

beforeAll(async () => {
  [server, cli] = await Promise.all([startServer({ env: withoutRequestLimit }), commandLine()]);
  line = await openLine(server);
  content = randomBytes(chunk * chunks);
  sha256 = createHash('sha256').update(content).digest('hex');
  await writeFile(join(cli.folder, 'big.bin'), content);
});
afterAll(async () => {
  await Promise.all([line.end(), cli.end(), server.end()]);
});
afterEach(() => line.forget());

const env = (): Record<string, string> => ({ FILEWHARF_BASE_URL: line.url, FILEWHARF_API_KEY: server.apiKey });
const upload = (to: string): string[] => ['files', 'upload', 'big.bin', to, '--chunk-size', '2M', '--json'];
const sentChunks = (): number => line.of('POST', '/api/v2/chunks').length;
const storedChunks = (): number => line.of('POST', '/api/v2/chunks').filter(({ status }) => status === 200).length;

/** Lets so many requests for it through, and holds all that follow. The answer cuts those that are held. */
function holdAfter(count: number, path: string): () => void {
  let seen = 0;
  const held: ((error: Error) => void)[] = [];
  line.rules = {
    before(request) {
      if (!request.path.startsWith(path)) return undefined;
      seen += 1;
      return seen > count ? new Promise((_resolve, reject) => held.push(reject)) : undefined;
    },
  };
  return () => held.forEach((cut) => cut(new Error('the line was cut')));
}

async function run(args: readonly string[]): Promise<{ code: number | string; stdout: string; stderr: string }> {
  const program = cli.start(args, env());
  const code = await program.ended;
  return { code, stdout: program.stdout(), stderr: program.stderr() };
}

/** Kills the download when half of its bytes are in the partial file. */
async function killHalfWay(args: readonly string[], partial: string): Promise<void> {
  let given = 0;
  line.rules = {
    receiving(request, piece) {
      if (request.query.get('download') === 'true') given += piece.length;
      return given > content.length / 2 ? new Promise(() => undefined) : piece;
    },
  };
  const program = cli.start(args, env());
  await line.until(() => given > content.length / 2);
  // What has arrived is written in batches; the last one stays with the process.
  await untilWritten(join(cli.folder, partial), content.length / 2 - 3 * mebibyte);
  program.signal('SIGKILL');
  await program.ended;
  line.forget();
}

/** Waits until the file has so many bytes. */
function untilWritten(path: string, bytes: number): Promise<void> {
  return new Promise((resolve) => {
    const watcher = watch(path, look);
    function look(): void {
      if (statSync(path).size < bytes) return;
      watcher.close();
      resolve();
    }
    look();
  });
}

const stateFiles = async (): Promise<string[]> =>
  (await readdir(join(cli.folder, '.state'), { recursive: true })).filter((name) => name.includes('.'));

test('an upload that was killed is continued: no chunk goes twice', async () => {
  holdAfter(chunks / 2, '/api/v2/chunks');
  // The one that begins it, and half of the chunks but one.
  const program = cli.start(upload('/killed.bin'), env());
  await line.until(() => storedChunks() === chunks / 2 - 1);
  program.signal('SIGKILL');
  await program.ended;
  const { stdout: begun } = await run(['sync', 'status', '--json']);
  expect(JSON.parse(begun)).toMatchObject([{ direction: 'upload', remote: '/killed.bin', size: content.length }]);

  line.forget();
  const { code, stdout } = await run(upload('/killed.bin'));
  expect({ code, sent: sentChunks() }).toEqual({ code: 0, sent: chunks - (chunks / 2 - 1) });
  expect(JSON.parse(stdout)).toMatchObject([{ path: '/killed.bin', sha256, size: content.length }]);
  expect(await stateFiles()).toEqual([]);
});

test('a download that was killed goes on where it was', async () => {
  await run(upload('/down.bin'));
  const download = ['files', 'download', '/down.bin', '-o', 'down.bin', '--json'];
  await killHalfWay(download, 'down.bin.partial');
  const { size: kept } = await stat(join(cli.folder, 'down.bin.partial'));
  const { code, stdout } = await run(download);
  expect(JSON.parse(stdout)).toMatchObject([{ path: 'down.bin', sha256 }]);
  const asked = line.passed.filter(({ query }) => query.get('download') === 'true');
  expect(asked.map(({ range, received }) => [range, received])).toEqual([[`bytes=${kept}-`, content.length - kept]]);
  expect(code).toBe(0);
  expect((await readFile(join(cli.folder, 'down.bin'))).equals(content)).toBe(true);
  expect(await readdir(cli.folder)).not.toContain('down.bin.partial');
  expect(await stateFiles()).toEqual([]);
});

test('what is left of a download is thrown away when the file is another one by now, and when it is damaged', async () => {
  await run(upload('/other.bin'));
  const download = ['files', 'download', '/other.bin', '-o', 'other.bin', '--json'];
  const cutOff = (): Promise<void> => killHalfWay(download, 'other.bin.partial');
  await cutOff();
  await writeFile(join(cli.folder, 'new.bin'), Buffer.alloc(20 * mebibyte, 7));
  await run(['files', 'upload', 'new.bin', '/other.bin']);
  line.forget();
  expect(await run(download)).toMatchObject({ code: 0 });
  expect((await readFile(join(cli.folder, 'other.bin'))).equals(Buffer.alloc(20 * mebibyte, 7))).toBe(true);

  await run(upload('/other.bin'));
  await rm(join(cli.folder, 'other.bin'));
  await cutOff();
  const partial = join(cli.folder, 'other.bin.partial');
  const { size } = await stat(partial);
  await truncate(partial, size - 10);
  await appendFile(partial, Buffer.alloc(10));
  const { code, stderr } = await run(download);
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('so it begins anew') });
  expect((await readFile(join(cli.folder, 'other.bin'))).equals(content)).toBe(true);
}, 120_000);

test('a sync goes on with what it began, and takes no partial file of a download for a file of the folder', async () => {
  await run(upload('/synced/big.bin'));
  const pull = ['sync', 'pull', '/synced', 'synced', '--delete', '--max-delete', '0', '--yes'];
  await killHalfWay(pull, 'synced/big.bin.partial');
  const { size: kept } = await stat(join(cli.folder, 'synced/big.bin.partial'));
  expect(await run(pull)).toMatchObject({ code: 0 });
  expect(line.passed.filter(({ query }) => query.get('download') === 'true').map(({ range }) => range)).toEqual([`bytes=${kept}-`]);
  expect(await readdir(join(cli.folder, 'synced'))).toEqual(['big.bin']);

  // One of another command.
  await run(upload('/single.bin'));
  const download = ['files', 'download', '/single.bin', '-o', 'synced/'];
  await killHalfWay(download, 'synced/single.bin.partial');
  await writeFile(join(cli.folder, 'synced', 'own.partial'), 'of the user');
  expect(await run(['sync', 'push', 'synced', '/synced', '--json'])).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^\[\s*\{[^{]*"own\.partial"[^{]*\}\s*\]\s*$/),
  });
  await rm(join(cli.folder, 'synced', 'own.partial'));
  await run(['files', 'delete', '/synced/own.partial']);
  expect(await run(pull)).toMatchObject({ code: 0 });
  expect(await run(download)).toMatchObject({ code: 0 });
  expect(await readdir(join(cli.folder, 'synced'))).toEqual(['big.bin', 'single.bin']);
  // Whatever is left behind by a download that nobody knows of any more is a file like any other.
  await killHalfWay(['files', 'download', '/single.bin', '-o', 'synced/again.bin'], 'synced/again.bin.partial');
  await rm(join(cli.folder, '.state'), { recursive: true });
  expect(await run(['sync', 'push', 'synced', '/synced'])).toMatchObject({ code: 0, stdout: expect.stringContaining('again.bin.partial') });
}, 120_000);

test('an upload goes on over a server that was killed and comes back', async () => {
  const cut = holdAfter(6, '/api/v2/chunks');
  const program = cli.start(upload('/restarted.bin'), env());
  await line.until(() => storedChunks() === 5);
  await server.kill();
  line.rules = {};
  cut();
  await server.start();
  expect({ code: await program.ended, stderr: program.stderr() }).toMatchObject({ code: 0 });
  expect(JSON.parse(program.stdout())).toMatchObject([{ path: '/restarted.bin', sha256 }]);
});

test('a download goes on over a server that was killed and comes back', async () => {
  await run(upload('/restarted-down.bin'));
  let given = 0;
  let cut: (() => void) | undefined;
  const held = new Promise<void>((resolve) => (cut = resolve));
  line.rules = {
    async receiving(request, piece) {
      if (request.query.get('download') === 'true') given += piece.length;
      if (given > content.length / 2) await held;
      return piece;
    },
  };
  const program = cli.start(['files', 'download', '/restarted-down.bin', '-o', 'restarted.bin', '--json'], env());
  await line.until(() => given > content.length / 2);
  await server.kill();
  line.rules = {};
  cut?.();
  await server.start();
  expect({ code: await program.ended, stderr: program.stderr() }).toMatchObject({ code: 0 });
  expect((await readFile(join(cli.folder, 'restarted.bin'))).equals(content)).toBe(true);
});

test('a server that stays away: exit code 5, and what was sent is kept for the next command', async () => {
  const cut = holdAfter(5, '/api/v2/chunks');
  const program = cli.start([...upload('/away.bin'), '--retry-for', '1'], env());
  await line.until(() => storedChunks() === 4);
  await server.kill();
  line.rules = {};
  cut();
  expect(await program.ended).toBe(5);
  expect(program.stderr()).toMatch(/trying again for up to 1 s/);
  await server.start();
  line.forget();
  const { code, stdout } = await run(upload('/away.bin'));
  expect({ code, sent: sentChunks() }).toEqual({ code: 0, sent: chunks - 4 });
  expect(JSON.parse(stdout)).toMatchObject([{ sha256 }]);
}, 120_000);

test('Ctrl-C: exit code 130, the next step is said, and the next command continues', async () => {
  holdAfter(7, '/api/v2/chunks');
  const program = cli.start(upload('/stopped.bin'), env());
  await line.until(() => storedChunks() === 6);
  program.signal('SIGINT');
  expect(await program.ended).toBe(130);
  expect(program.stderr()).toMatch(/run the same command again/);
  line.forget();
  const { code, stdout } = await run(upload('/stopped.bin'));
  expect({ code, sent: sentChunks() }).toEqual({ code: 0, sent: chunks - 6 });
  expect(JSON.parse(stdout)).toMatchObject([{ sha256 }]);
});

test('an upload that expired on the server begins anew', async () => {
  holdAfter(3, '/api/v2/chunks');
  const program = cli.start(upload('/expired.bin'), env());
  await line.until(() => storedChunks() === 2);
  program.signal('SIGKILL');
  await program.ended;
  line.forget();
  const [kept = ''] = (await stateFiles()).filter((name) => name.endsWith('.json'));
  const state = JSON.parse(await readFile(join(cli.folder, '.state', kept), 'utf8')) as { state: { uploadId: string } };
  await fetch(`${server.url}/api/v2/chunks/${state.state.uploadId}`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${server.apiKey}` },
  });
  const { code, stderr } = await run(upload('/expired.bin'));
  expect({ code, stderr, sent: sentChunks() }).toEqual({ code: 0, stderr: expect.stringContaining('has expired'), sent: chunks });
});

test('two commands do not work on one upload', async () => {
  holdAfter(4, '/api/v2/chunks');
  const first = cli.start(upload('/twice.bin'), env());
  await line.until(() => storedChunks() === 3);
  const second = await run(upload('/twice.bin'));
  expect(second).toMatchObject({ code: 5, stderr: expect.stringContaining(`another filewharf (process ${first.pid}) is transferring it`) });
  first.signal('SIGKILL');
  await first.ended;
  line.forget();
  expect(await run(upload('/twice.bin'))).toMatchObject({ code: 0 });
});

test('with --no-resume nothing is kept', async () => {
  holdAfter(4, '/api/v2/chunks');
  const program = cli.start([...upload('/forgotten.bin'), '--no-resume'], env());
  await line.until(() => storedChunks() === 3);
  line.rules = {};
  program.signal('SIGINT');
  expect(await program.ended).toBe(130);
  expect(await stateFiles()).toEqual([]);
  const aborted = line.passed.filter(({ method, path }) => method === 'DELETE' && path.startsWith('/api/v2/chunks/upl_'));
  expect(aborted.map(({ status }) => status)).toEqual([200]);
});

test('an upload of a file that is another one by now begins anew, though its size and time are the same', async () => {
  const path = join(cli.folder, 'image.bin');
  const command = ['files', 'upload', 'image.bin', '/image.bin', '--chunk-size', '2M', '--json'];
  await writeFile(path, content);
  await utimes(path, 1, 1_600_000_000);
  holdAfter(4, '/api/v2/chunks');
  const program = cli.start(command, env());
  await line.until(() => storedChunks() === 3);
  program.signal('SIGKILL');
  await program.ended;
  line.forget();

  const other = randomBytes(content.length);
  await writeFile(path, other);
  await utimes(path, 1, 1_600_000_000);
  const { code, stdout } = await run(command);
  expect({ code, sent: sentChunks() }).toEqual({ code: 0, sent: chunks });
  expect(JSON.parse(stdout)).toMatchObject([{ sha256: createHash('sha256').update(other).digest('hex') }]);
});

test('an upload that had become a file takes nothing back that somebody else has put in its place since', async () => {
  const path = '/api/v2/chunks/complete';
  line.rules = { receiving: (request, piece) => (request.path === path ? new Promise(() => undefined) : piece) };
  const program = cli.start(upload('/replaced.bin'), env());
  await line.until(() => line.of('POST', path).some(({ status }) => status === 201 || status === 200));
  program.signal('SIGKILL');
  await program.ended;
  line.forget();

  await writeFile(join(cli.folder, 'theirs.bin'), 'theirs');
  expect(await run(['files', 'upload', 'theirs.bin', '/replaced.bin'])).toMatchObject({ code: 0 });
  expect(await run(upload('/replaced.bin'))).toMatchObject({ code: 6 });
  const { stdout } = await run(['files', 'versions', '/replaced.bin', '--json']);
  // The one before was never asked for its sum.
  const ofTheirs = createHash('sha256').update('theirs').digest('hex');
  expect((JSON.parse(stdout) as { checksum: string | null }[]).map(({ checksum }) => checksum)).toEqual([ofTheirs, null]);
});
