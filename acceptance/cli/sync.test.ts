import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { clientOf, newUser, type Client } from '../client.ts';
import { startServer, withoutRequestLimit, type Server } from '../server.ts';
import { commandLine, type CommandLine, type Outcome } from './command.ts';
import { openLine, type Line } from './line.ts';

/** `sync push` and `sync pull`. Each test works in a folder of its own, here and there. */

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

/** Makes files here, whose content is their path unless it is given; a path that ends with `/` is a folder. */
async function make(folder: string, ...files: readonly (string | readonly [path: string, content: string | Buffer])[]): Promise<void> {
  await mkdir(join(cli.folder, folder), { recursive: true });
  for (const file of files) {
    const [path, content] = typeof file === 'string' ? [file, file] : file;
    const full = join(cli.folder, folder, path);
    await mkdir(path.endsWith('/') ? full : join(full, '..'), { recursive: true });
    if (!path.endsWith('/')) await writeFile(full, content);
  }
}

interface Entry {
  readonly type: string;
  readonly id: string;
  readonly path: string;
  readonly size: number;
  readonly mtime: string;
}

/** All below a folder of the server, folders with `/` at the end, sorted. */
async function there(folder: string): Promise<string[]> {
  const { entries } = await api.get<{ entries: Entry[] }>(`/entries?recursive=true&limit=1000&path=${encodeURIComponent(folder)}`);
  return entries.map(({ type, path }) => path.slice(folder.length + 1) + (type === 'folder' ? '/' : '')).sort();
}

async function here(folder: string): Promise<string[]> {
  const found = await readdir(join(cli.folder, folder), { recursive: true, withFileTypes: true });
  return found
    .map((entry) => join(entry.parentPath, entry.name).slice(join(cli.folder, folder).length + 1) + (entry.isDirectory() ? '/' : ''))
    .sort();
}

/** The lines of actions without their sizes. */
const actions = (stdout: string): string[] =>
  stdout
    .split('\n')
    .filter((text) => text !== '')
    .map((text) => text.replace(/\t\d+\t/, ' '))
    .sort();

/** Bytes of files that went up or down. */
const contentBytes = (): number =>
  line.passed.reduce((sum, { path, query, sent, received }) => {
    if (path === '/api/v2/upload' || path === '/api/v2/chunks') return sum + sent;
    return query.get('download') === 'true' ? sum + received : sum;
  }, 0);

test('push: what is new goes, the second time nothing does, in few requests', async () => {
  await make('many', ...Array.from({ length: 1200 }, (_, index) => `d${index % 7}/file ${index}`), 'empty/deep/');
  const first = await run('sync', 'push', 'many', '/many');
  expect({ code: first.code, stderr: first.stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining('1,200 new') });
  expect((await there('/many')).length).toBe(1000);
  line.forget();

  const second = await run('sync', 'push', 'many', '/many');
  expect(second).toMatchObject({ code: 0, stdout: '', stderr: expect.stringContaining('1,200 unchanged') });
  // The folder itself, and its entries, 1,000 at a time.
  expect(line.passed.map(({ method, path }) => `${method} ${path}`)).toEqual([
    'GET /api/v2/lookup',
    'GET /api/v2/entries',
    'GET /api/v2/entries',
  ]);
  expect(contentBytes()).toBe(0);
  line.forget();

  // And back again: the first time into an empty folder, the second time nothing.
  expect(await run('sync', 'pull', '/many', 'back')).toMatchObject({ code: 0 });
  expect(await here('back')).toEqual(await here('many'));
  line.forget();
  expect(await run('sync', 'pull', '/many', 'back')).toMatchObject({ code: 0, stdout: '' });
  expect({ bytes: contentBytes(), requests: line.passed.length }).toEqual({ bytes: 0, requests: 3 });
}, 180_000);

test('a change goes, a touched file only gets its time, and --dry-run says so before', async () => {
  await make('changes', 'same', 'touched', 'changed', 'gone');
  await run('sync', 'push', 'changes', '/changes');
  await make('changes', ['changed', 'other'], 'new');
  await utimes(join(cli.folder, 'changes', 'touched'), 1, 1_600_000_000.5);
  await rm(join(cli.folder, 'changes', 'gone'));
  line.forget();

  const dry = await run('sync', 'push', 'changes', '/changes', '--delete', '--dry-run');
  expect({ code: dry.code, actions: actions(dry.stdout) }).toEqual({
    code: 0,
    actions: ['* changed', '+ new', '- gone', '= same', '= touched'],
  });
  expect(contentBytes()).toBe(0);
  expect(await there('/changes')).toEqual(['changed', 'gone', 'same', 'touched']);

  const done = await run('sync', 'push', 'changes', '/changes', '--delete', '--yes');
  expect(actions(done.stdout)).toEqual(['* changed', '+ new', '- gone']);
  expect(await there('/changes')).toEqual(['changed', 'new', 'same', 'touched']);
  expect(await api.get<Entry>('/lookup?path=/changes/touched')).toMatchObject({ mtime: '2020-09-13T12:26:40.500Z' });
  expect(line.passed.filter(({ path }) => path === '/api/v2/upload')).toHaveLength(2);
});

test('pull sets times, replaces what changed, which keeps its mode, and deletes what only this side has', async () => {
  await make('up', ['a', 'aaa'], ['d/b', 'bbb'], 'd/e/');
  await utimes(join(cli.folder, 'up', 'a'), 1, 1_600_000_000);
  await run('sync', 'push', 'up', '/pulled');
  await make('down', ['a', 'xxx'], 'extra', 'old/deep/', 'old/file');
  await chmod(join(cli.folder, 'down', 'a'), 0o600);
  const { code, stdout } = await run('sync', 'pull', '/pulled', 'down', '--delete', '-y');
  expect({ code, actions: actions(stdout) }).toEqual({
    code: 0,
    actions: ['* a', '+ d/b', '+ d/e/', '- extra', '- old/', '- old/deep/', '- old/file'],
  });
  expect(await here('down')).toEqual(['a', 'd/', 'd/b', 'd/e/']);
  expect(await readFile(join(cli.folder, 'down', 'a'), 'utf8')).toBe('aaa');
  const { mtimeMs, mode } = await stat(join(cli.folder, 'down', 'a'));
  expect({ mtimeMs, mode: mode & 0o777 }).toEqual({ mtimeMs: 1_600_000_000_000, mode: 0o600 });
});

test('comparing by size, by content, and leaving alone what is newer', async () => {
  await make('compare', ['f', 'one']);
  await run('sync', 'push', 'compare', '/compare');
  await make('compare', ['f', 'two']);
  expect((await run('sync', 'push', 'compare', '/compare', '--size-only')).stdout).toBe('');
  await utimes(join(cli.folder, 'compare', 'f'), 1, 1);
  expect((await run('sync', 'push', 'compare', '/compare', '--update')).stdout).toBe('');
  const { mtime } = await api.get<Entry>('/lookup?path=/compare/f');
  await utimes(join(cli.folder, 'compare', 'f'), 1, Date.parse(mtime) / 1000);
  // The same size and time, and other bytes: only --checksum sees it.
  expect((await run('sync', 'push', 'compare', '/compare')).stdout).toBe('');
  expect(actions((await run('sync', 'push', 'compare', '/compare', '--checksum')).stdout)).toEqual(['* f']);
});

test('filters, and what they leave out is deleted only when that is asked for', async () => {
  await make('filtered', 'a.txt', 'a.log', 'tmp/x.txt', 'sub/b.txt', 'sub/keep.log');
  const filters = ['--exclude', '/tmp/', '--include', 'keep.log', '--exclude', '*.log'];
  await run('sync', 'push', 'filtered', '/filtered');
  await make('rules', ['rules', '# ours\n- /tmp/\n+ keep.log\n- *.log\n']);
  await rm(join(cli.folder, 'filtered', 'sub'), { recursive: true });
  const asked = ['sync', 'push', 'filtered', '/filtered', '-y'];
  const fromFile = await run(...asked, '--delete', '--filter-from', 'rules/rules', '--dry-run');
  expect(actions(fromFile.stdout)).toEqual(['- sub/', '- sub/b.txt', '- sub/keep.log', '= a.txt']);
  expect(actions((await run(...asked, '--delete', '--exclude', '*.txt', '--dry-run')).stdout)).toEqual([
    '- sub/',
    '- sub/keep.log',
    '= a.log',
  ]);
  // The folder stays, because something that was left out is in it.
  await run(...asked, '--delete', '--exclude', 'b.txt');
  expect(await there('/filtered')).toEqual(['a.log', 'a.txt', 'sub/', 'sub/b.txt', 'tmp/', 'tmp/x.txt']);
  await run(...asked, '--delete-excluded', ...filters.slice(0, 2));
  expect(await there('/filtered')).toEqual(['a.log', 'a.txt']);
});

test('nothing is deleted without a yes, nor when more would go than is allowed', async () => {
  await make('limited', 'a', 'b', 'c');
  await run('sync', 'push', 'limited', '/limited');
  await make('none/');
  const asked = ['sync', 'push', 'none', '/limited', '--delete'];
  expect(await run(...asked)).toMatchObject({ code: 2, stderr: expect.stringMatching(/Delete 3 files \(3 B\) in \/limited on http/) });
  await make('none', 'new');
  const limited = await run(...asked, '--max-delete', '2', '-y');
  expect(limited).toMatchObject({
    code: 7,
    stderr: expect.stringContaining('3 files and folders would be deleted, and --max-delete allows 2'),
  });
  expect(await there('/limited')).toEqual(['a', 'b', 'c']);
  expect(await run(...asked, '--max-delete', '3', '-y')).toMatchObject({ code: 0 });
  expect(await there('/limited')).toEqual(['new']);
});

test('after any failure nothing is deleted: a name that clashes, a transfer, a listing', async () => {
  await make('broken', 'a', 'b');
  await run('sync', 'push', 'broken', '/broken');
  await rm(join(cli.folder, 'broken', 'a'));
  await make('broken', 'B', 'new');
  const asked = ['sync', 'push', 'broken', '/broken', '--delete', '-y'];
  const clash = await run(...asked);
  expect(clash).toMatchObject({ code: 6, stderr: expect.stringMatching(/B: .*the same name as "b"[\s\S]*Nothing was deleted/) });
  // The rest was done, and the one that is spelled as there is the one that counts.
  expect(await there('/broken')).toEqual(['a', 'b', 'new']);
  expect(actions(clash.stdout)).toEqual(['+ new']);

  await rm(join(cli.folder, 'broken', 'B'));
  await make('broken', ['big', randomBytes(1000)]);
  line.rules = { sending: (request, piece) => (request.path === '/api/v2/upload' ? flip(piece) : piece) };
  expect(await run(...asked)).toMatchObject({ code: 6, stderr: expect.stringMatching(/SHA-256 differs[\s\S]*Nothing was deleted/) });
  expect(await there('/broken')).toContain('a');

  // A listing that breaks off is no shorter listing.
  line.rules = { answer: ({ path }) => (path === '/api/v2/entries' ? '{"entries":[' : undefined) };
  expect((await run(...asked)).code).not.toBe(0);
  line.rules = {};
  expect(await there('/broken')).toContain('a');
  // A folder that has gone since is no empty folder.
  expect(await run('sync', 'push', 'nowhere', '/broken', '--delete', '-y')).toMatchObject({ code: 3 });
  expect(await there('/broken')).toContain('a');
});

/** Changes one byte of the file within a form. */
function flip(piece: Buffer): Buffer {
  const at = piece.indexOf('application/octet-stream') + 40;
  if (at < 40) return piece;
  const changed = Buffer.from(piece);
  changed[at] = (changed[at] ?? 0) ^ 1;
  return changed;
}

test('remote names lead nowhere: what a server says is data', async () => {
  await make('evil', 'one', 'two', 'three', 'four', 'five', 'ok');
  await run('sync', 'push', 'evil', '/evil');
  await make('outside', 'kept');
  await make('in/');
  await symlink('../outside', join(cli.folder, 'in', 'link'));
  const names = { one: '../one', two: 'link/two', three: 'a\\\\b', four: '..', five: 'x\\u001b[2J' };
  line.rules = {
    answer({ path }, text) {
      if (path !== '/api/v2/entries') return undefined;
      return Object.entries(names).reduce(
        (changed, [name, evil]) => changed.replace(`"path":"/evil/${name}"`, `"path":"/evil/${evil}"`),
        text,
      );
    },
  };
  const others = async (): Promise<string[]> => (await here('.')).filter((path) => !/^(in|\.state)\//.test(path));
  const before = await others();
  const pulled = await run('sync', 'pull', '/evil', 'in', '--delete', '-y');
  expect(pulled.code).toBe(6);
  expect(await here('in')).toEqual(['link', 'ok']);
  const downloaded = await run('files', 'download', '-r', '/evil', '-o', 'in/');
  expect(downloaded.code).toBe(6);
  // There the name is nothing special.
  expect(await here('in/evil')).toEqual(['link/', 'link/two', 'ok']);
  expect(await here('outside')).toEqual(['kept']);
  expect(await others()).toEqual(before);
  // Nothing that moves a cursor reached the terminal either.
  expect(pulled.stderr + downloaded.stderr).not.toContain('\u001b');
});

test('symbolic links are not followed, said, and never replaced or deleted', async () => {
  await make('links', 'real');
  await make('elsewhere', 'secret');
  await symlink('../elsewhere', join(cli.folder, 'links', 'dir'));
  await symlink('real', join(cli.folder, 'links', 'soft'));
  const pushed = await run('sync', 'push', 'links', '/links');
  expect(pushed).toMatchObject({ code: 0, stderr: expect.stringContaining('2 symbolic link') });
  expect(await there('/links')).toEqual(['real']);
  // Something of that name there is not taken for deleted here.
  await make('soft', 'soft');
  await run('files', 'upload', 'soft/soft', '/links/');
  await run('sync', 'push', 'links', '/links', '--delete', '-y');
  expect(await there('/links')).toEqual(['real', 'soft']);
  // Nor is what is in a folder there whose place a link has taken here.
  await run('files', 'upload', 'soft/soft', '/links/dir/');
  expect(actions((await run('sync', 'push', 'links', '/links', '--delete', '-y')).stdout)).toEqual([]);
  await run('files', 'delete', '-r', '-y', '/links/dir');
  const pulled = await run('sync', 'pull', '/links', 'links', '--delete', '-y');
  expect(pulled).toMatchObject({ code: 6, stderr: expect.stringContaining('a symbolic link or special file of this name') });
  expect(await here('links')).toEqual(['dir', 'real', 'soft']);
  expect(await here('elsewhere')).toEqual(['secret']);
});

test('names are one or two as on the server, in both directions', async () => {
  await make('names', ['Docs/Größe.txt', '1']);
  await run('sync', 'push', 'names', '/names');
  await make('local', 'docs/');
  // Into the folder that is there, however it is spelled.
  await run('sync', 'pull', '/names', 'local');
  expect(await here('local')).toEqual(['docs/', 'docs/Größe.txt']);
  await make('other', ['DOCS/grosse.TXT', '22']);
  expect(actions((await run('sync', 'push', 'other', '/names')).stdout)).toEqual(['* DOCS/grosse.TXT']);
  expect((await there('/names')).length).toBe(2);
});

test('what was changed here while it was pulled stays', async () => {
  await make('raced', ['f', 'remote!']);
  await run('sync', 'push', 'raced', '/raced');
  await make('mine', ['f', 'old']);
  line.rules = {
    async before({ query }) {
      if (query.get('download') === 'true') await make('mine', ['f', 'edited']);
    },
  };
  expect(await run('sync', 'pull', '/raced', 'mine')).toMatchObject({ code: 5, stderr: expect.stringContaining('was changed meanwhile') });
  expect(await readFile(join(cli.folder, 'mine', 'f'), 'utf8')).toBe('edited');
  expect(await here('mine')).toEqual(['f']);
});

test('what was edited meanwhile does not get the time of the other side, which would hide it for good', async () => {
  await make('edited', ['same', '1111'], 'aaa');
  await run('sync', 'push', 'edited', '/edited');
  await make('stamped', ['same', '1111']);
  await utimes(join(cli.folder, 'stamped', 'same'), 1, 1);
  line.rules = {
    async before({ query }) {
      if (query.get('download') === 'true') await make('stamped', ['same', '2222']);
    },
  };
  const pull = await run('sync', 'pull', '/edited', 'stamped');
  expect(pull).toMatchObject({ code: 5, stderr: expect.stringContaining('stamped/same was changed meanwhile') });
  line.rules = {};
  expect(actions((await run('sync', 'push', 'stamped', '/edited')).stdout)).toEqual(['* same']);

  await utimes(join(cli.folder, 'stamped', 'same'), 1, 1);
  await make('stamped', 'new');
  line.rules = {
    async before({ path }) {
      if (path === '/api/v2/upload') await api.upload('same', Buffer.from('3333'), { folder_path: '/edited' });
    },
  };
  const push = await run('sync', 'push', 'stamped', '/edited');
  expect(push).toMatchObject({ code: 5, stderr: expect.stringContaining('/edited/same was changed meanwhile') });
  line.rules = {};
  expect(actions((await run('sync', 'pull', '/edited', 'stamped')).stdout)).toEqual(['* same']);
});

test('what was moved or replaced there while it was pushed is not deleted', async () => {
  await make('late', 'moved', 'replaced', 'aside/', 'gone');
  await run('sync', 'push', 'late', '/late');
  for (const name of ['moved', 'replaced', 'aside', 'gone']) await rm(join(cli.folder, 'late', name), { recursive: true });
  await make('late', 'new');
  const idOf = async (path: string): Promise<string> => (await api.get<Entry>(`/lookup?path=${path}`)).id;
  line.rules = {
    async before({ path }) {
      if (path !== '/api/v2/upload') return;
      await api.post('/folders', { path: '/rescued' });
      await api.patch(`/files/${await idOf('/late/moved')}`, { folder_path: '/rescued' });
      await api.upload('replaced', Buffer.from('REPLACED'), { folder_path: '/late' });
    },
  };
  const outcome = await run('sync', 'push', 'late', '/late', '--delete', '-y');
  expect(outcome.code).toBe(5);
  for (const path of ['/late/moved', '/late/replaced']) expect(outcome.stderr).toContain(`${path} was changed meanwhile`);
  expect(actions(outcome.stdout)).toEqual(['+ new', '- gone']);
  expect(await there('/rescued')).toEqual(['moved']);
  expect(await there('/late')).toEqual(['aside/', 'new', 'replaced']);

  // Looked at anew, the file goes; so with folders.
  line.rules = {
    async before({ method, path }) {
      if (method === 'DELETE' && path.startsWith('/api/v2/files/'))
        await api.patch(`/folders/${await idOf('/late/aside')}`, { parent_path: '/rescued' });
    },
  };
  const again = await run('sync', 'push', 'late', '/late', '--delete', '-y');
  expect(again).toMatchObject({ code: 5, stderr: expect.stringContaining('/late/aside was changed meanwhile') });
  expect(actions(again.stdout)).toEqual(['- replaced']);
  expect(await there('/rescued')).toEqual(['aside/', 'moved']);
});

test('--watch: a change here is there soon, and a change there is here', async () => {
  await make('live', 'first');
  const push = cli.start(['sync', 'push', 'live', '/live', '--watch', '-v'], env());
  await push.printed('Watching for changes', 'stderr');
  const pull = cli.start(['sync', 'pull', '/live', 'mirror', '--watch', '-v'], env());
  await pull.printed('Watching for changes', 'stderr');
  await make('live', 'sub/second');
  await pull.printed('sub/second\n');
  await make('live', ['sub/second', 'changed']);
  await pull.printed('*\t7\tsub/second\n');
  expect(await readFile(join(cli.folder, 'mirror', 'sub/second'), 'utf8')).toBe('changed');
  // Folders too, though no file changes with them.
  await make('live', 'empty/');
  await pull.printed('empty/\n');
  const { id } = await api.get<Entry>('/lookup?path=/live/sub');
  await api.patch(`/folders/${id}`, { name: 'renamed' });
  await pull.printed('renamed/second\n');
  push.signal('SIGINT');
  pull.signal('SIGINT');
  expect([await push.ended, await pull.ended]).toEqual([130, 130]);
}, 120_000);

test('a key that may only see a folder syncs below it', async () => {
  const user = await newUser(server, 'syncer');
  await make('own', 'a/b');
  const outcome = await cli.run(['sync', 'push', 'own', '/'], { env: { ...env(), FILEWHARF_API_KEY: user.key } });
  expect(outcome).toMatchObject({ code: 0, stdout: expect.stringContaining('a/b') });
  expect(await cli.run(['sync', 'pull', '/', 'own2'], { env: { ...env(), FILEWHARF_API_KEY: user.key } })).toMatchObject({ code: 0 });
  expect(await here('own2')).toEqual(['a/', 'a/b']);
});
