import { createHash, randomBytes } from 'node:crypto';
import { spawn } from 'node:child_process';
import { mkdir, readdir, readFile, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { clientOf, type Client } from '../client.ts';
import { startServer, withoutRequestLimit, type Server } from '../server.ts';
import { commandLine, type CommandLine, type Outcome } from './command.ts';
import { openLine, type Line, type Passed } from './line.ts';

/** `files upload` and `files download`. Each test works in a folder of its own, here and there. */

let server: Server;
let line: Line;
let cli: CommandLine;
let api: Client;

beforeAll(async () => {
  [server, cli] = await Promise.all([startServer({ env: withoutRequestLimit }), commandLine()]);
  line = await openLine(server);
  api = clientOf(server);
});
afterAll(async () => {
  await Promise.all([line.end(), cli.end(), server.end()]);
});
afterEach(() => line.forget());

const env = (): Record<string, string> => ({ FILEWHARF_BASE_URL: line.url, FILEWHARF_API_KEY: server.apiKey });
const run = (...args: string[]): Promise<Outcome> => cli.run(args, { env: env() });
const sha256 = (bytes: string | Buffer): string => createHash('sha256').update(bytes).digest('hex');

async function make(path: string, content: string | Buffer = path): Promise<void> {
  await mkdir(join(cli.folder, path, '..'), { recursive: true });
  await writeFile(join(cli.folder, path), content);
}
const read = (path: string): Promise<string> => readFile(join(cli.folder, path), 'utf8');
const list = async (folder: string): Promise<string[]> => (await readdir(join(cli.folder, folder), { recursive: true })).sort();

interface Sent {
  readonly id: string;
  readonly path: string;
  readonly name: string;
  readonly size: number;
  readonly sha256: string;
}
/** What a command printed as JSON. */
const printed = <Item>({ stdout }: Outcome): Item[] => JSON.parse(stdout) as Item[];
const paths = (outcome: Outcome): string[] =>
  printed<Sent>(outcome)
    .map(({ path }) => path)
    .sort();

test('where uploads go', async () => {
  await make('go/a.txt');
  await make('go/b.txt');
  await make('go/dir/c.txt');
  await mkdir(join(cli.folder, 'go/dir/empty'));
  const up = async (...args: string[]): Promise<string[]> => paths(await run('files', 'upload', ...args, '--json'));
  expect(await up('go/a.txt', '/go/made/')).toEqual(['/go/made/a.txt']);
  expect(await up('go/a.txt', '/go/made')).toEqual(['/go/made/a.txt']);
  expect(await up('go/a.txt', '/go/other name')).toEqual(['/go/other name']);
  expect(await up('go/a.txt', 'go/b.txt', '/go/')).toEqual(['/go/a.txt', '/go/b.txt']);
  expect(await up('--file', '@go/a.txt', '/go/flag.txt')).toEqual(['/go/flag.txt']);
  // A folder that is there takes it; one that is not becomes it.
  expect(await up('-r', 'go/dir', '/go')).toEqual(['/go/dir/c.txt']);
  expect(await up('-r', 'go/dir', '/go/copy')).toEqual(['/go/copy/c.txt']);
  expect(await api.get('/lookup?path=/go/copy/empty')).toMatchObject({ type: 'folder' });
  const { id } = await api.get<{ id: string }>('/lookup?path=/go/made');
  expect(await up('go/b.txt', id)).toEqual(['/go/made/b.txt']);
  const file = await api.get<{ id: string }>('/lookup?path=/go/made/a.txt');
  await make('go/new version', 'new');
  expect(printed<Sent>(await run('files', 'upload', 'go/new version', file.id, '--json'))).toMatchObject([
    { id: file.id, path: '/go/made/a.txt', size: 3, sha256: sha256('new') },
  ]);
});

test('a name that is taken', async () => {
  await make('taken.txt', 'first');
  await run('files', 'upload', 'taken.txt', '/taken/');
  await make('taken.txt', 'second');
  const again = (...flags: string[]): Promise<Outcome> => run('files', 'upload', 'taken.txt', '/taken/', '--json', ...flags);
  expect(await again('--if-exists', 'fail')).toMatchObject({ code: 6, stderr: expect.stringContaining('/taken/taken.txt exists') });
  expect(await again('--no-clobber')).toMatchObject({ code: 0, stderr: expect.stringContaining('0 uploaded, 1 skipped') });
  // Neither of them has sent it.
  expect(line.of('POST', '/api/v2/upload')).toHaveLength(1);
  expect(paths(await again('--if-exists', 'rename'))).toEqual(['/taken/taken (2).txt']);
  expect(printed<Sent>(await again())).toMatchObject([{ path: '/taken/taken.txt', sha256: sha256('second') }]);
  expect(await again('--checksum')).toMatchObject({ code: 0, stderr: expect.stringContaining('1 skipped') });
  await make('taken.txt', 'third!');
  expect(await again('--checksum', '--error-on-no-transfer')).toMatchObject({ code: 0 });
  expect(await again('--checksum', '--error-on-no-transfer')).toMatchObject({ code: 9 });
});

test('some fail, the others go, and the exit code says so', async () => {
  await make('some/ok.txt');
  await make(`some/bad\\name`);
  const outcome = await run('files', 'upload', '-r', 'some', 'some/missing', '/some/', '--json');
  expect(outcome.code).toBe(6);
  expect(outcome.stderr).toMatch(/bad\\+name[^]*1 uploaded, 2 failed/);
  expect(paths(outcome)).toEqual(['/some/some/ok.txt']);
  expect(await run('files', 'upload', 'one', 'two', '/some/')).toMatchObject({ code: 4 });
});

test('filters and --dry-run', async () => {
  for (const path of ['f/a.txt', 'f/b.log', 'f/tmp/c.txt']) await make(path);
  const flags = ['--exclude', 'tmp/', '--include', '*.txt', '--json'];
  const dry = await run('files', 'upload', '-r', 'f', '/filters/', '--dry-run', ...flags);
  expect(printed<{ action: string; path: string }>(dry)).toMatchObject([{ action: '+', path: '/filters/f/a.txt' }]);
  expect(await run('files', 'list', '/filters')).toMatchObject({ code: 3 });
  expect(paths(await run('files', 'upload', '-r', 'f', '/filters/', ...flags))).toEqual(['/filters/f/a.txt']);
});

test('--dry-run says what the command would do, or that it cannot say', async () => {
  for (const path of ['dry/new', 'dry/same', 'dry/other']) await make(path);
  await run('files', 'upload', 'dry/same', 'dry/other', '/dry/');
  await make('dry/other', 'changed..');
  const dry = (...flags: string[]): Promise<Outcome> => run('files', 'upload', '-r', 'dry', '/', '--dry-run', '--json', ...flags);
  const lines = (outcome: Outcome): string[] =>
    printed<{ action: string; path: string }>(outcome).map(({ action, path }) => `${action} ${path}`);

  const failing = await dry('--if-exists', 'fail');
  expect(failing).toMatchObject({
    code: 6,
    stderr: expect.stringMatching(/would upload 1 file, [^]*2 of 3 failed[^]*\/dry\/other exists/),
  });
  expect(lines(failing)).toEqual(['+ /dry/new']);
  const compared = await dry('--checksum');
  expect(lines(compared)).toEqual(['+ /dry/new', '* /dry/other', '= /dry/same']);
  expect(compared).toMatchObject({ code: 0, stderr: expect.stringContaining('would upload 2 files') });
  expect(lines(await dry('--no-clobber'))).toEqual(['+ /dry/new', '= /dry/other', '= /dry/same']);

  for (const flags of [
    ['--range', '0-1', '-o', 'dry-range'],
    ['-o', '-'],
  ])
    expect(await run('files', 'download', '/dry/same', '--dry-run', ...flags)).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('--dry-run goes with neither --range nor -o -'),
    });
  expect(await list('.')).not.toContain('dry-range');
});

test('standard input', async () => {
  const small = await cli.run(['files', 'upload', '-', '/stdin/', '--name', 'small.txt', '--json'], { input: 'hello', env: env() });
  expect(JSON.parse(small.stdout)).toMatchObject({ path: '/stdin/small.txt', size: 5, sha256: sha256('hello') });
  // More than is kept in memory for a second try.
  const bytes = randomBytes(9 * 1024 * 1024 + 1);
  const large = await cli.run(['files', 'upload', '-', '/stdin/large.bin', '--json'], { input: bytes, env: env() });
  expect(JSON.parse(large.stdout)).toMatchObject({ path: '/stdin/large.bin', size: bytes.length, sha256: sha256(bytes) });
  const taken = await cli.run(['files', 'upload', '-', '/stdin/large.bin', '--if-exists', 'fail'], { input: 'x', env: env() });
  expect(taken.code).toBe(6);
});

/** Changes one byte of the next chunk. */
function damageChunk({ path }: Passed, piece: Buffer): Buffer {
  if (path !== '/api/v2/chunks' || piece.length < 1000) return piece;
  const changed = Buffer.from(piece);
  changed[500] = (changed[500] ?? 0) ^ 1;
  delete line.rules.sending;
  return changed;
}

test('what is stored is compared with what was read, and does not stay when it differs', async () => {
  const bytes = randomBytes(3 * 1024 * 1024);
  await make('damaged.bin', bytes);
  const send = (): Promise<Outcome> => run('files', 'upload', 'damaged.bin', '/stored/', '--chunk-size', '1M');
  line.rules = { sending: damageChunk };
  expect(await send()).toMatchObject({
    code: 6,
    stdout: '',
    stderr: expect.stringMatching(new RegExp(`was removed from the server[^]*the SHA-256 differs: ${sha256(bytes)} here`)),
  });
  expect(await api.get('/entries?path=/stored')).toMatchObject({ entries: [] });

  // What was there before is there again.
  expect(await send()).toMatchObject({ code: 0 });
  const { id } = await api.get<{ id: string }>('/lookup?path=/stored/damaged.bin');
  await make('damaged.bin', randomBytes(3 * 1024 * 1024));
  line.rules = { sending: damageChunk };
  expect(await send()).toMatchObject({ code: 6, stderr: expect.stringContaining('has the version before it again') });
  const { versions } = await api.get<{ versions: { checksum: string }[] }>(`/files/${id}/versions`);
  expect(versions.map(({ checksum }) => checksum)).toEqual([sha256(bytes), expect.not.stringContaining(sha256(bytes)), sha256(bytes)]);
});

test('what differs and has to stay has no time that a sync would go by', async () => {
  await make('stays/f.bin', randomBytes(3 * 1024 * 1024));
  const push = (): Promise<Outcome> => run('sync', 'push', 'stays', '/stays', '--chunk-size', '1M');
  expect(await push()).toMatchObject({ code: 0 });
  await make('stays/f.bin', randomBytes(3 * 1024 * 1024));
  await api.patch('/settings', { versions_kept: 0 });
  line.rules = {
    sending: damageChunk,
    // The file came in earlier, however quick the test is: times are in seconds there.
    answer: ({ path }, text) => (path.endsWith('/versions') ? text.replace(/"created_at":"\d+/g, '"created_at":"2001') : undefined),
  };
  expect(await push()).toMatchObject({ code: 6, stderr: expect.stringContaining('what arrived stays') });
  await api.patch('/settings', { versions_kept: null });
  line.rules = {};
  expect(await push()).toMatchObject({ code: 0, stdout: expect.stringContaining('f.bin') });
});

test('a file that changes while it is read does not become a file on the server', async () => {
  for (const [name, flags, more] of [
    ['whole.log', [], 'more'],
    ['chunked.log', ['--chunk-size', '64K'], 'more'],
    // The same size and time: as of a tool that writes into a file and sets its time back.
    ['image.log', ['--chunk-size', '64K'], ''],
  ] as const) {
    const bytes = randomBytes(400_000);
    const write = async (content: Buffer): Promise<void> => {
      await make(name, content);
      await utimes(join(cli.folder, name), 1, 1_600_000_000);
    };
    await write(bytes);
    line.rules = {
      async before({ path }) {
        // It is open and was looked at; in one request all of it has been read by now, so only chunks can see it.
        if (path !== '/api/v2/chunks') return;
        line.rules = {};
        await write(Buffer.concat([randomBytes(bytes.length), Buffer.from(more)]));
      },
    };
    const outcome = await run('files', 'upload', name, '/changing/', ...flags);
    if (flags.length === 0) expect(outcome.code).toBe(0);
    else expect(outcome).toMatchObject({ code: 5, stderr: expect.stringContaining('changed while it was read') });
  }
  const { entries } = await api.get<{ entries: { name: string }[] }>('/entries?path=/changing');
  expect(entries.map(({ name }) => name)).toEqual(['whole.log']);
  expect(line.passed.filter(({ method, path }) => method === 'DELETE' && path.startsWith('/api/v2/chunks/'))).toHaveLength(2);
});

test('where downloads go, and what is there already', async () => {
  await make('up/a.txt', 'aaa');
  await make('up/sub/b.txt', 'bbb');
  await utimes(join(cli.folder, 'up/a.txt'), 1, 1_600_000_000);
  await run('files', 'upload', '-r', 'up', '/');
  const down = (...args: string[]): Promise<Outcome> => run('files', 'download', ...args, '--json');
  await mkdir(join(cli.folder, 'to'));
  expect(paths(await down('/up/a.txt', '-o', 'to/other.txt'))).toEqual(['to/other.txt']);
  expect(paths(await down('/up/a.txt', '-o', 'to'))).toEqual(['to/a.txt']);
  expect(paths(await down('/up/a.txt', '/up/sub/b.txt', '-o', 'to/made/', '--preserve-times'))).toEqual(['to/made/a.txt', 'to/made/b.txt']);
  expect((await stat(join(cli.folder, 'to/made/a.txt'))).mtimeMs).toBe(1_600_000_000_000);
  expect(paths(await down('-r', '/up', '-o', 'to/'))).toEqual(['to/up/a.txt', 'to/up/sub/b.txt']);
  expect(paths(await down('-r', '/up', '-o', 'to/named'))).toEqual(['to/named/a.txt', 'to/named/sub/b.txt']);
  const { id } = await api.get<{ id: string }>('/lookup?path=/up/a.txt');
  expect(paths(await down('--file-id', id, '-o', 'to/by-id'))).toEqual(['to/by-id']);

  // The same bytes are not fetched again; others are not replaced without --force.
  line.forget();
  expect(await down('-r', '/up', '-o', 'to/')).toMatchObject({ code: 0, stdout: '[]\n', stderr: expect.stringContaining('2 skipped') });
  expect(line.passed.some(({ query }) => query.get('download') === 'true')).toBe(false);
  await make('to/up/a.txt', 'mine');
  expect(await down('-r', '/up', '-o', 'to/')).toMatchObject({ code: 6, stderr: expect.stringContaining('add --force to replace it') });
  expect(await read('to/up/a.txt')).toBe('mine');
  expect(paths(await down('-r', '/up', '-o', 'to/', '--force'))).toEqual(['to/up/a.txt']);
  expect(await read('to/up/a.txt')).toBe('aaa');
  expect((await list('to')).filter((path) => path.includes('partial'))).toEqual([]);
  expect(await down('/up')).toMatchObject({ code: 2 });
  expect(await down('/up/none', '-o', 'to/')).toMatchObject({ code: 4 });
});

test('of two downloads that would get one name, the second does not replace the first', async () => {
  for (const path of ['twice/a/x.txt', 'twice/b/x.txt', 'twice/b/y.txt']) await make(path);
  await run('files', 'upload', '-r', 'twice', '/');
  await make('got/x.txt', 'old');
  const asked = ['files', 'download', '/twice/a/x.txt', '/twice/a/x.txt', '/twice/b/*', '-o', 'got/', '--force', '--transfers', '1'];
  const says = '/twice/b/x.txt: /twice/a/x.txt goes to got/x.txt too';
  expect(await run(...asked, '--dry-run')).toMatchObject({ code: 6, stderr: expect.stringContaining(says) });
  const outcome = await run(...asked);
  expect(outcome).toMatchObject({ code: 6, stderr: expect.stringContaining(says) });
  expect(outcome.stderr).toMatch(/2 downloaded, 1 failed/);
  expect([await list('got'), await read('got/x.txt')]).toEqual([['x.txt', 'y.txt'], 'twice/a/x.txt']);
});

test.skipIf(process.platform !== 'linux')('names that are one on the server only are two here', async () => {
  for (const path of ['alike/a/Résumé.txt', 'alike/b/resume.txt', 'alike/c/RESUME.TXT']) await make(path);
  await run('files', 'upload', '-r', 'alike', '/');
  expect(await run('files', 'download', '/alike/a/*', '/alike/b/*', '/alike/c/*', '-o', 'unlike/')).toMatchObject({ code: 0 });
  expect(await list('unlike')).toEqual(['RESUME.TXT', 'Résumé.txt', 'resume.txt'].sort());
});

test("the user's own .partial file is his", async () => {
  await make('own.txt', 'server');
  await run('files', 'upload', 'own.txt', '/own/');
  await make('mine/own.txt.partial', 'mine');
  expect(await run('files', 'download', '/own/own.txt', '-o', 'mine/')).toMatchObject({ code: 0 });
  expect([await read('mine/own.txt'), await read('mine/own.txt.partial')]).toEqual(['server', 'mine']);
  // Nor does a link lead anywhere.
  await make('target', 'kept');
  await symlink('../target', join(cli.folder, 'mine/link.txt'));
  await run('files', 'upload', 'own.txt', '/own/link.txt');
  expect(await run('files', 'download', '/own/link.txt', '-o', 'mine/')).toMatchObject({ code: 6 });
  expect(await run('files', 'download', '/own/link.txt', '-o', 'mine/', '--force')).toMatchObject({ code: 0 });
  expect([await read('mine/link.txt'), await read('target')]).toEqual(['server', 'kept']);
});

test('a file called like the partial file of its neighbour', async () => {
  await make('pair/a.bin', randomBytes(300_000));
  await make('pair/a.bin.partial', 'of its own');
  await run('files', 'upload', '-r', 'pair', '/');
  const { id } = await api.get<{ id: string }>('/lookup?path=/pair/a.bin');
  const commands = [
    ['files', 'download', '-r', '/pair', '-o', 'pair-down'],
    ['sync', 'pull', '/pair', 'pair-pulled'],
  ];
  for (const command of commands) {
    // The other one comes while this one is on its way.
    let other: () => void = () => undefined;
    const hasCome = new Promise<void>((resolve) => (other = resolve));
    line.rules = {
      async receiving({ query, path }, piece) {
        if (query.get('download') !== 'true') return piece;
        if (path === `/api/v2/files/${id}`) await hasCome;
        else other();
        return piece;
      },
    };
    expect(await run(...command)).toMatchObject({ code: 0 });
  }
  for (const folder of ['pair-down', 'pair-pulled']) {
    expect(await list(folder)).toEqual(['a.bin', 'a.bin.partial']);
    expect(await read(`${folder}/a.bin.partial`)).toBe('of its own');
  }
});

test('bytes that differ from the server’s never get the name', async () => {
  const bytes = randomBytes(300_000);
  await make('down.bin', bytes);
  await run('files', 'upload', 'down.bin', '/damaged/');
  await mkdir(join(cli.folder, 'damaged'));
  line.rules = {
    receiving({ query }, piece) {
      if (query.get('download') !== 'true') return piece;
      const changed = Buffer.from(piece);
      changed[0] = (changed[0] ?? 0) ^ 1;
      line.rules = {};
      return changed;
    },
  };
  expect(await run('files', 'download', '/damaged/down.bin', '-o', 'damaged/')).toMatchObject({
    code: 6,
    stderr: expect.stringContaining('the SHA-256 differs'),
  });
  expect(await list('damaged')).toEqual([]);
});

test('what killed commands have left of small files is removed by the next one', async () => {
  await make('left.bin', randomBytes(2_000_000));
  await run('files', 'upload', 'left.bin', '/left/');
  line.rules = {
    receiving: ({ query }, piece) => (query.get('download') === 'true' ? new Promise(() => undefined) : piece),
  };
  const program = cli.start(['files', 'download', '/left/left.bin', '-o', 'left/'], env());
  await line.until(() => line.passed.some(({ query, status }) => query.get('download') === 'true' && status === 200));
  program.signal('SIGKILL');
  await program.ended;
  expect(await list('left')).toEqual(['left.bin.partial']);
  line.forget();
  expect(await run('files', 'download', '/left/left.bin', '-o', 'left/')).toMatchObject({ code: 0 });
  expect(await list('left')).toEqual(['left.bin']);
  expect(await list('.state/downloads')).toEqual([]);
});

test('ranges', async () => {
  await make('range.txt', '0123456789');
  await run('files', 'upload', 'range.txt', '/range/');
  const part = (range: string): Promise<Outcome> => run('files', 'download', '/range/range.txt', '-o', '-', '--range', range);
  expect((await part('2-4')).stdout).toBe('234');
  expect((await part('8-')).stdout).toBe('89');
  expect((await part('-3')).stdout).toBe('789');
  expect((await part('0-0')).stdout).toBe('0');
  expect(await part('20-')).toMatchObject({ code: 0, stdout: '' });
  expect(await part('4-2')).toMatchObject({ code: 2 });
  const saved = await run('files', 'download', '/range/range.txt', '--range', '1-3', '-o', 'range/part', '--json');
  expect(JSON.parse(saved.stdout)).toMatchObject({ path: 'range/part', size: 3, sha256: sha256('123') });
  expect(await read('range/part')).toBe('123');
  expect(await run('files', 'download', '/range/range.txt', '--range', '1-3', '-o', 'range/part')).toMatchObject({ code: 6 });
});

test('standard output: bytes and nothing else, and a reader that goes is no error', async () => {
  const bytes = randomBytes(8 * 1024 * 1024);
  await make('out.bin', bytes);
  await run('files', 'upload', 'out.bin', '/out/');
  const bin = fileURLToPath(new URL('../../packages/cli/bin/filewharf.js', import.meta.url));
  const args = [bin, 'files', 'download', '/out/out.bin', '-o', '-'];
  const started = (): ReturnType<typeof spawn> =>
    spawn(process.execPath, args, {
      cwd: cli.folder,
      env: { PATH: process.env['PATH'], HOME: cli.folder, ...env() },
      stdio: ['ignore', 'pipe', 'pipe'],
    });

  const whole = started();
  const hash = createHash('sha256');
  whole.stdout?.on('data', (piece: Buffer) => hash.update(piece));
  expect(await new Promise((resolve) => whole.once('close', resolve))).toBe(0);
  expect(hash.digest('hex')).toBe(sha256(bytes));

  const broken = started();
  let said = '';
  broken.stderr?.on('data', (piece: Buffer) => (said += piece.toString()));
  broken.stdout?.once('data', () => broken.stdout?.destroy());
  expect(await new Promise((resolve) => broken.once('close', resolve))).toBe(0);
  expect(said).toBe('');
});

test('two names that are one on the server', async () => {
  await make('clash/a.txt');
  await make('clash/A.txt');
  await make('clash/b.txt');
  const outcome = await run('files', 'upload', '-r', 'clash', '/', '--json');
  expect(outcome).toMatchObject({ code: 6, stderr: expect.stringMatching(/clash\/a\.txt: .*the same name as "A\.txt"/) });
  expect(paths(outcome)).toEqual(['/clash/A.txt', '/clash/b.txt']);
});

test('a key that may only put files in cannot compare them, and says so', async () => {
  const { key } = await api.post<{ key: string }>('/keys', { name: 'drop box', scopes: ['files:write'] });
  await make('drop.txt');
  const outcome = await cli.run(['files', 'upload', 'drop.txt', '/drop/', '--json'], { env: { ...env(), FILEWHARF_API_KEY: key } });
  expect(outcome).toMatchObject({ code: 0, stderr: expect.stringContaining('is not compared') });
  expect(await api.get('/lookup?path=/drop/drop.txt')).toMatchObject({ size: 8 });
});
