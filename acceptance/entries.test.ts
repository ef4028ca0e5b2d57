import { randomBytes } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clientOf, inParallel, json, newUser, outcome, type Client, type StoredFile } from './client.ts';
import { pseudoRandom, sha256 } from './samples.ts';
import { startServer, withoutRequestLimit, type Server } from './server.ts';

/** What somebody does who keeps a folder here and one at home alike. */

interface Entry {
  readonly type: 'file' | 'folder';
  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly size: number | null;
  readonly mtime: string | null;
  readonly etag: string | null;
  readonly sha256: string | null;
}
interface Page {
  readonly entries: readonly Entry[];
  readonly cursor: string | null;
  readonly has_more: boolean;
}
interface Checksum {
  readonly id: string;
  readonly size: number;
  readonly etag: string;
  readonly sha256: string | null;
}
type Stored = StoredFile & { readonly path: string; readonly etag: string; readonly mtime: string | null };

let server: Server;
let api: Client;
beforeAll(async () => {
  server = await startServer({ env: withoutRequestLimit });
  api = clientOf(server);
});
afterAll(() => server.end());

async function list(client: Client, query: string): Promise<Entry[]> {
  const found: Entry[] = [];
  for (let cursor: string | null = null; ;) {
    const from: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page: Page = await client.get<Page>(`/entries?${query}${from}`);
    expect(page.has_more).toBe(page.cursor !== null);
    found.push(...page.entries);
    if (page.cursor === null) return found;
    cursor = page.cursor;
  }
}

async function inChunks(client: Client, bytes: Buffer, wanted: Readonly<Record<string, unknown>>): Promise<Stored> {
  const total_chunks = 3;
  const begun = await client.post<{ upload_id: string; chunk_size: number }>('/chunks/init', {
    total_size: bytes.length,
    total_chunks,
    ...wanted,
  });
  for (let index = 0; index < total_chunks; index++) {
    await client.putChunk(begun.upload_id, index, bytes.subarray(index * begun.chunk_size, (index + 1) * begun.chunk_size));
  }
  return client.post<Stored>('/chunks/complete', { upload_id: begun.upload_id });
}

test('a tree that goes up by paths comes back in one listing: paths, times, sizes, checksums, and the tags of downloads', async () => {
  const client = await newUser(server, 'mirror');
  const contents = new Map<string, Buffer>();
  for (let i = 0; i < 40; i++)
    contents.set(`/docs ${i % 4}/Ünter/${'x'.repeat(i % 7)}/${i}.bin`.replace('//', '/'), pseudoRandom(`${i}`, i * 997));
  contents.set('/large.bin', pseudoRandom('large', 2_000_000));
  const timeOf = (path: string): string => new Date(1_736_937_000_123 + 7 * path.length).toISOString();

  const stored = new Map<string, Stored>();
  const puts = [...contents].map(([path, bytes], place) => async () => {
    const filename = path.split('/').at(-1) ?? '';
    const folder_path = path.slice(0, -filename.length);
    const fields = { folder_path, mtime: timeOf(path), if_exists: 'fail' };
    stored.set(
      path,
      place % 5 === 0 ? await inChunks(client, bytes, { filename, ...fields }) : ((await client.upload(filename, bytes, fields)) as Stored),
    );
  });
  await inParallel(8, puts);
  for (const [path, file] of stored) expect(file).toMatchObject({ path, mtime: timeOf(path) });

  for (const limit of [3, 1000]) {
    const entries = await list(client, `recursive=true&limit=${limit}`);
    const files = entries.filter(({ type }) => type === 'file');
    expect(files.map(({ path }) => path).sort()).toEqual([...contents.keys()].sort());
    for (const { path, id, etag, size, mtime } of files) {
      expect({ id, etag, size, mtime }).toEqual({
        id: stored.get(path)?.id,
        etag: stored.get(path)?.etag,
        size: contents.get(path)?.length,
        mtime: timeOf(path),
      });
    }
    // A folder is there before anything in it.
    const seen = new Set(['']);
    for (const { path, type } of entries) {
      expect(seen).toContain(path.slice(0, path.lastIndexOf('/')));
      if (type === 'folder') seen.add(path);
    }
  }

  const ids = [...stored.values()].map(({ id }) => id);
  const { checksums } = await client.post<{ checksums: Checksum[] }>('/checksums', { ids, wait: 60 });
  const wanted = [...stored].map(([path, { id, etag, size }]) => ({
    id,
    etag,
    size,
    sha256: sha256(contents.get(path) ?? Buffer.alloc(0)),
  }));
  expect(checksums).toEqual(wanted);
  const shown = await list(client, 'recursive=true&type=file&limit=1000');
  expect(new Map(shown.map(({ id, sha256: digest }) => [id, digest]))).toEqual(
    new Map(wanted.map(({ id, sha256: digest }) => [id, digest])),
  );

  for (const [path, { id, etag }] of [...stored].slice(0, 5)) {
    const download = await client.call('GET', `/files/${id}?download=true`);
    expect([download.headers.etag, download.body.equals(contents.get(path) ?? Buffer.alloc(0))]).toEqual([etag, true]);
    expect(await client.get<Entry>(`/lookup?path=${encodeURIComponent(path.toUpperCase())}`)).toMatchObject({ id, path, etag });
  }
  const totals = { files: contents.size, bytes: [...contents.values()].reduce((sum, { length }) => sum + length, 0) };
  expect(await client.get('/folders/root?totals=true')).toMatchObject({ path: '/', totals });
});

describe('entries of one folder', () => {
  // Sizes 10, 9, 8, 7, 6.
  const names = ['b', 'A', 'c10', 'C9', 'Ö'];
  beforeAll(async () => {
    for (const [place, name] of names.entries()) {
      await api.upload(`${name}.txt`, randomBytes(10 - place), { folder_path: '/list' });
      await api.post('/folders', { path: `/list/${name}`, parents: true });
    }
  });

  const folders = ['A', 'b', 'c10', 'C9', 'Ö'];
  const files = folders.map((name) => `${name}.txt`);
  const bySize = ['Ö.txt', 'C9.txt', 'c10.txt', 'A.txt', 'b.txt'];
  test.each([
    ['', [...folders, ...files]],
    ['&order=desc', [...folders.toReversed(), ...files.toReversed()]],
    ['&sort=size', [...folders, ...bySize]],
    ['&type=file&sort=size&order=desc', bySize.toReversed()],
    ['&type=folder&sort=name', folders],
    ['&type=file', files],
  ])('sorted %j, on pages of any size', async (query, wanted) => {
    for (const limit of [1, 3, 1000]) {
      const found = await list(api, `path=/LIST/&limit=${limit}${query}`);
      expect(found.map(({ name }) => name)).toEqual(wanted);
      expect(found.map(({ path }) => path)).toEqual(wanted.map((name) => `/list/${name}`));
    }
  });
});

test('a taken name: refused, replaced, numbered', async () => {
  const folder_path = '/taken';
  const first = (await api.upload('a.txt', Buffer.from('1'), { folder_path })) as Stored;
  const refused = await api.callForm('/upload', [
    ['file', { filename: 'A.txt', bytes: Buffer.from('2') }],
    ['folder_path', folder_path],
    ['if_exists', 'fail'],
  ]);
  expect(outcome(refused)).toBe('409 conflict');
  expect((await api.upload('a.txt', Buffer.from('3'), { folder_path, if_exists: 'rename' })) as Stored).toMatchObject({
    path: '/taken/a (2).txt',
  });
  const replaced = (await api.upload('a.txt', Buffer.from('4'), { folder_path })) as Stored;
  expect([replaced.id, replaced.etag === first.etag]).toEqual([first.id, false]);
  const copy = await api.post<{ id: string; path: string }>(`/files/${first.id}/copy`, { if_exists: 'rename' });
  expect(copy.path).toBe('/taken/a (3).txt');
  const moved = await api.patch<{ id: string; path: string }>(`/files/${copy.id}`, {
    name: 'a.txt',
    if_exists: 'overwrite',
    mtime: '2020-02-29T23:59:59.999+02:00',
  });
  expect(moved).toMatchObject({ id: copy.id, path: '/taken/a.txt', mtime: '2020-02-29T21:59:59.999Z' });
  expect(outcome(await api.call('GET', `/files/${first.id}`))).toBe('404 not_found');
});

test('who asks for checksums and leaves is no trouble; what was begun is there for the next', async () => {
  const { id } = await api.upload('left.bin', pseudoRandom('left', 20_000_000));
  const body = JSON.stringify({ ids: [id], wait: 60 });
  for (let i = 0; i < 20; i++) {
    await new Promise<void>((resolve) => {
      const request = httpRequest(`${server.url}/api/v2/checksums`, {
        method: 'POST',
        headers: { authorization: `Bearer ${api.key}`, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
      });
      request.on('error', () => undefined).on('close', () => resolve());
      request.end(body, () => request.destroy());
    });
  }
  const answer = await api.callJson('POST', '/checksums', { ids: [id], wait: 60 });
  expect(json<{ checksums: Checksum[] }>(answer).checksums[0]?.sha256).toBe(sha256(pseudoRandom('left', 20_000_000)));
});

test('a server that stops does not wait for those who wait', async () => {
  const other = await startServer({ env: withoutRequestLimit });
  try {
    const client = clientOf(other);
    const { id } = await client.upload('large.bin', pseudoRandom('stop', 50_000_000));
    // Answered, with or without the checksum, or cut off: whatever comes first.
    const waiting = client.callJson('POST', '/checksums', { ids: [id], wait: 60 }).catch((error: unknown) => error);
    await client.get('/whoami');
    expect(await other.stop()).toBe(0);
    await waiting;
  } finally {
    await other.end();
  }
});

test('keys are renamed, users go, and their links with them', async () => {
  const leaver = await newUser(server, 'leaver');
  const file = (await leaver.upload('left.txt', Buffer.from('left'))) as Stored;
  const link = await leaver.post<{ url: string; path: string; max_uses: number }>('/share', { file_id: file.id, max_uses: 2 });
  expect(link).toMatchObject({ path: '/left.txt', max_uses: 2 });
  expect(await leaver.get(`/files/${file.id}`)).toMatchObject({ shares: 1, folder_id: null });
  const { keys } = await leaver.get<{ keys: { id: string }[] }>('/keys');
  expect(await leaver.patch(`/keys/${keys[0]?.id}`, { name: 'renamed' })).toMatchObject({
    name: 'renamed',
    last_used_at: expect.any(String),
  });
  const changed = { email: 'leaver@example.com', name: 'Lea Ver' };
  expect(await leaver.patch(`/users/${leaver.userId}`, changed)).toMatchObject({ ...changed, storage_quota: null, last_login_at: null });
  const heir = await newUser(server, 'heir');
  expect(outcome(await api.call('DELETE', `/users/${leaver.userId}?transfer_files_to=${heir.userId}`))).toBe('200');
  expect(outcome(await leaver.call('GET', '/whoami'))).toBe('401 invalid_api_key');
  expect((await fetch(link.url)).status).toBe(404);
  expect(await api.get(`/files/${file.id}`)).toMatchObject({ path: '/leaver/left.txt', shares: 0 });
  expect(await api.get(`/users/${heir.userId}`)).toMatchObject({ storage_used: 4 });
});
