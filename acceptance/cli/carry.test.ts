import { afterAll, beforeAll, expect, test } from 'vitest';
import { clientOf, type Client } from '../client.ts';
import { startServer, withoutRequestLimit, type Server } from '../server.ts';
import { commandLine, type CommandLine, type Outcome } from './command.ts';

/** `files move`, `files copy` and `folders move`. Each test works in a folder of its own. */

let server: Server;
let cli: CommandLine;
let api: Client;

beforeAll(async () => {
  [server, cli] = await Promise.all([startServer({ env: withoutRequestLimit }), commandLine()]);
  api = clientOf(server);
});
afterAll(async () => {
  await Promise.all([cli.end(), server.end()]);
});

const run = (...args: string[]): Promise<Outcome> =>
  cli.run(args, { env: { FILEWHARF_BASE_URL: server.url, FILEWHARF_API_KEY: server.apiKey } });

/** Makes files, whose content is their path. */
async function make(...paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const slash = path.lastIndexOf('/');
    await api.upload(path.slice(slash + 1), Buffer.from(path), { folder_path: path.slice(0, slash) });
  }
}

/** All below a folder, folders with `/` at the end. */
async function list(folder: string): Promise<string[]> {
  const { entries } = await api.get<{ entries: { type: string; path: string }[] }>(`/entries?recursive=true&path=${folder}`);
  return entries.map(({ type, path }) => path.slice(folder.length + 1) + (type === 'folder' ? '/' : '')).sort();
}

async function contentOf(path: string): Promise<string> {
  const { id } = await api.get<{ id: string }>(`/lookup?path=${path}`);
  return (await api.call('GET', `/files/${id}?download=true`)).body.toString();
}

test('of two that would get one name in one folder, the second does not replace the first', async () => {
  await make('/mv/a/x.txt', '/mv/b/X.txt', '/mv/b/y.txt', '/mv/d/x.txt');
  const asked = ['files', 'move', '/mv/a/x.txt', '/mv/b/*.txt', '/mv/d/', '--if-exists', 'overwrite'];
  const dry = await run(...asked, '--dry-run', '--json');
  expect(dry).toMatchObject({ code: 6, stderr: expect.stringContaining('/mv/b/X.txt: /mv/a/x.txt goes to /mv/d/X.txt too') });
  expect(JSON.parse(dry.stdout)).toMatchObject([{ to: '/mv/d/x.txt' }, { to: '/mv/d/y.txt' }]);
  const moved = await run(...asked);
  expect(moved).toMatchObject({ code: 6, stderr: expect.stringMatching(/1 of 3 failed[^]*goes to \/mv\/d\/X\.txt too/) });
  expect(await list('/mv')).toEqual(['a/', 'b/', 'b/X.txt', 'd/', 'd/x.txt', 'd/y.txt']);
  expect(await contentOf('/mv/d/x.txt')).toBe('/mv/a/x.txt');
  // What is named twice is one thing, and what gets another name clashes with nothing.
  expect(await run('files', 'copy', '/mv/b/X.txt', '/mv/b/X*', '/mv/a/')).toMatchObject({ code: 0 });
  expect(await run('files', 'copy', '/mv/b/X.txt', '/mv/d/x.txt', '/mv/a/', '--if-exists', 'rename')).toMatchObject({ code: 0 });
  expect(await list('/mv/a')).toEqual(['X (2).txt', 'X.txt', 'x (3).txt']);
});

test('a folder gets the same name in other letters, as a file does', async () => {
  await make('/Case/Docs/x.txt', '/Case/Note.txt');
  expect(await run('folders', 'move', '/Case/Docs', '/Case/docs')).toMatchObject({ code: 0 });
  expect(await run('files', 'move', '/case/note.txt', '/case/note.TXT')).toMatchObject({ code: 0 });
  expect(await list('/Case')).toEqual(['docs/', 'docs/x.txt', 'note.TXT']);
  // Into itself it does not go.
  for (const to of ['/Case/docs/', '/Case/docs/inner'])
    expect(await run('folders', 'move', '/Case/docs', to)).toMatchObject({ code: 6, stderr: expect.stringContaining('into itself') });
  expect(await run('files', 'copy', '-r', '/Case/docs', '/Case/DOCS')).toMatchObject({ code: 6 });
  expect(await list('/Case')).toEqual(['docs/', 'docs/x.txt', 'note.TXT']);
});
