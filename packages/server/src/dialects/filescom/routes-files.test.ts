import { describe, expect, test } from 'vitest';
import { newMember, put, type TestCore } from '../../core/core.test-setup.ts';
import type { Member } from '../../core/access/principal.ts';
import { openFilesCom, type TestAnswer, type TestFilesCom } from './filescom.test-setup.ts';

/** Puts a file at a path, through the core. */
async function putAt(t: TestCore, path: string, bytes = Buffer.from('hello'), member: Member = t.admin): Promise<void> {
  const parts = path.split('/');
  const name = parts.pop() ?? '';
  const above = parts.join('/');
  const folderId = above === '' ? null : (await t.core.tree.find(member, above)).node.id;
  await put(t, member, { name, folderId, bytes });
}

const encoded = (path: string): string => encodeURIComponent(path);
const paths = (answer: TestAnswer): string[] => (answer.body as { path: string }[]).map(({ path }) => path);

async function tree(t: TestFilesCom): Promise<string[]> {
  const answer = await t.call('GET', '/folders/?search_all=true&per_page=10000');
  expect(answer.status).toBe(200);
  return paths(answer).sort();
}

test('metadata of a file and of a folder have every field of the vendor, and no download_uri', async () => {
  const t = await openFilesCom();
  const made = await t.call('POST', `/folders/${encoded('Dir/Sub')}`, {
    body: { mkdir_parents: true, provided_mtime: '2020-01-01T00:00:00+02:00', path: 'Dir/Sub' },
  });
  expect(made.status).toBe(201);
  const folder = {
    path: 'Dir/Sub',
    created_by_id: 1,
    created_by_api_key_id: 1,
    created_by_as2_incoming_message_id: null,
    created_by_automation_id: null,
    created_by_bundle_registration_id: null,
    created_by_inbox_id: null,
    created_by_remote_server_id: null,
    created_by_sync_id: null,
    custom_metadata: {},
    display_name: 'Sub',
    type: 'directory',
    size: null,
    created_at: '2025-01-15T10:30:00Z',
    last_modified_by_id: 1,
    last_modified_by_api_key_id: 1,
    last_modified_by_automation_id: null,
    last_modified_by_bundle_registration_id: null,
    last_modified_by_remote_server_id: null,
    last_modified_by_sync_id: null,
    mtime: '2025-01-15T10:30:00Z',
    provided_mtime: '2019-12-31T22:00:00Z',
    crc32: null,
    md5: null,
    sha1: null,
    sha256: null,
    mime_type: null,
    region: null,
    permissions: 'lrwd',
    'subfolders_locked?': false,
    is_locked: false,
    direct_connection_info: null,
    priority_color: null,
    preview_id: null,
    preview: null,
  };
  expect(made.body).toEqual(folder);
  await putAt(t, 'Dir/Sub/a.txt');
  const file = await t.call('GET', '/file_actions/metadata/Dir/Sub/A.TXT?path=Dir%2FSub%2FA.TXT');
  expect(file.body).toEqual({
    ...folder,
    path: 'Dir/Sub/a.txt',
    display_name: 'a.txt',
    type: 'file',
    size: 5,
    mime_type: 'text/plain',
    provided_mtime: null,
    'subfolders_locked?': null,
    is_locked: null,
  });
  for (const root of ['/file_actions/metadata/%2F', '/file_actions/metadata/', '/file_actions/metadata']) {
    expect((await t.call('GET', root)).body).toMatchObject({ path: '', type: 'directory', display_name: '' });
  }
  expect((await t.call('GET', '/file_actions/metadata/none')).type).toBe('not-found');
});

describe('folders', () => {
  test('are made once, and their parents only when asked for', async () => {
    const t = await openFilesCom();
    const create = (path: string, body: object = {}): Promise<TestAnswer> => t.call('POST', `/folders/${encoded(path)}`, { body });
    expect(await create('a/b')).toMatchObject({ status: 409, type: 'processing-failure/destination-parent-does-not-exist' });
    expect((await create('a/b', { mkdir_parents: 'true' })).status).toBe(201);
    for (const path of ['a', 'A', '/a/', 'a//b/.', '', '/']) {
      expect(await create(path, { mkdir_parents: true })).toMatchObject({ status: 422, type: 'processing-failure/destination-exists' });
    }
    await putAt(t, 'a/file');
    expect(await create('a/FILE')).toMatchObject({ status: 422, type: 'processing-failure/destination-exists' });
    for (const mkdir of [true, false]) {
      expect((await create('a/file/below', { mkdir_parents: mkdir })).status).toBeGreaterThanOrEqual(400);
    }
    expect(await create('a/ends in a space ')).toMatchObject({ type: 'bad-request/path-cannot-have-trailing-whitespace' });
    expect(await create('x'.repeat(256))).toMatchObject({ type: 'processing-failure/filename-too-long' });
    expect(await create(Array.from({ length: 101 }, () => 'deep').join('/'), { mkdir_parents: true })).toMatchObject({ status: 422 });
    expect(await create('../up\\down', { mkdir_parents: true })).toMatchObject({ status: 201, body: { path: 'up/down' } });
    expect(await tree(t)).toEqual(['a', 'a/b', 'a/file', 'up', 'up/down']);
  });

  test('list folders before files, by name, in every direction and size of page', async () => {
    const t = await openFilesCom();
    for (const name of ['Zoo', 'ant', 'Bee']) await t.call('POST', `/folders/in/${name}`, { body: { mkdir_parents: true } });
    for (const [name, size] of [
      ['b', 3],
      ['A', 2],
      ['c', 3],
      ['D', 0],
    ] as const) {
      t.clock.now += 1000;
      await putAt(t, `in/${name}`, Buffer.alloc(size));
    }
    const all = (names: string): string[] => names.split(' ').map((name) => `in/${name}`);
    const orders: readonly (readonly [query: string, names: string])[] = [
      ['', 'ant Bee Zoo A b c D'],
      ['sort_by[path]=desc', 'Zoo Bee ant D c b A'],
      ['sort_by[size]=asc', 'ant Bee Zoo D A b c'],
      ['sort_by[size]=desc', 'Zoo Bee ant c b A D'],
      ['sort_by[modified_at_datetime]=desc', 'Bee ant Zoo D c A b'],
      ['sort_by[provided_modified_at]=asc', 'Zoo ant Bee b A c D'],
      ['type=file&sort_by[path]=desc', 'D c b A'],
      ['type=folder', 'ant Bee Zoo'],
      ['type=file&modified_at_datetime=2025-01-15T10:30:02Z', 'c D'],
      ['type=folder&modified_at_datetime=2025-01-15T10:30:00Z', ''],
    ];
    for (const [query, names] of orders) {
      const expected = names === '' ? [] : all(names);
      for (const perPage of [1, 2, 3, 7, 100]) {
        const pages: string[][] = [];
        let cursor = '';
        let last: TestAnswer | undefined;
        for (let more = true; more;) {
          last = await t.call(
            'GET',
            `/folders/in?${query}&per_page=${perPage}${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
          );
          expect(last.status).toBe(200);
          pages.push(paths(last));
          cursor = last.headers.get('x-files-cursor') ?? '';
          more = cursor !== '';
        }
        expect(pages.flat(), `${query} by ${perPage}`).toEqual(expected);
        expect(pages.length).toBe(Math.max(1, Math.ceil(expected.length / perPage)));
        // And back again.
        const back: string[][] = [];
        for (let previous = last?.headers.get('x-files-cursor-prev') ?? ''; previous !== '';) {
          const answer = await t.call('GET', `/folders/in?${query}&per_page=${perPage}&cursor=${encodeURIComponent(previous)}`);
          back.unshift(paths(answer));
          previous = answer.headers.get('x-files-cursor-prev') ?? '';
        }
        expect([...back.flat(), ...(pages.at(-1) ?? [])], `${query} back by ${perPage}`).toEqual(expected);
      }
    }
  });

  test('refuse what makes no sense', async () => {
    const t = await openFilesCom();
    await t.call('POST', '/folders/a');
    await putAt(t, 'file');
    const { headers } = await t.call('GET', '/folders/?per_page=1');
    const cursor = headers.get('x-files-cursor') ?? '';
    expect(cursor).toMatch(/^c2:next:/);
    const forged = (payload: unknown): string => `c2:next:${Buffer.from(JSON.stringify(payload)).toString('base64url')}`;
    const refused: readonly (readonly [query: string, type: string])[] = [
      ['/folders/none', 'not-found'],
      ['/folders/file', 'bad-request/folder-must-not-be-a-file'],
      ['/folders/?modified_at_datetime=2025-01-15T10:30:02Z', 'bad-request/request-params-invalid'],
      ['/folders/?sort_by[name]=asc', 'bad-request/invalid-sort-field'],
      ['/folders/a?search_all=true&search=x', 'bad-request/search-all-on-child-path'],
      ['/folders/?search=a&sort_by[size]=asc', 'bad-request/invalid-sort-filter-combination'],
      [`/folders/?sort_by[size]=asc&cursor=${cursor}`, 'bad-request/invalid-cursor-type-for-sort'],
      [`/folders/?search=a&cursor=${forged(['path', false, '/folder_elsewhere/', 'd'])}`, 'bad-request/invalid-cursor'],
      [`/folders/?search=a&cursor=${forged(['path', false, t.admin.rootId, 'x'])}`, 'bad-request/invalid-cursor'],
      [`/folders/?search=${encoded('\ufdfa'.repeat(15))}`, 'processing-failure/model-save-error'],
      [`/folders/?search_custom_metadata_key=*&search=${encoded('x'.repeat(1025))}`, 'processing-failure/model-save-error'],
      [`/folders/?cursor=${forged(['path', false, 7, 'f1'])}`, 'bad-request/invalid-cursor'],
      [`/folders/?cursor=${forged(['path', false, 'a', 'x1'])}`, 'bad-request/invalid-cursor'],
    ];
    for (const [path, type] of refused) expect((await t.call('GET', path)).type, path).toBe(type);
  });

  test('search finds names and custom metadata below, as far as one sees', async () => {
    const t = await openFilesCom();
    for (const path of ['in/deep/Report folder', 'other/reports'])
      await t.call('POST', `/folders/${path}`, { body: { mkdir_parents: true } });
    for (const path of ['in/report.txt', 'in/deep/My REPORT 100%.txt', 'in/deep/100_.txt', 'other/reports/x', 'reportage'])
      await putAt(t, path);
    await t.call('PATCH', '/files/in/deep/100_.txt', { body: { custom_metadata: { case: 'A "b" 7', kind: 'x' } } });
    await t.call('PATCH', '/files/other', { body: { custom_metadata: { kind: 'A "b" 7' } } });
    const found = async (folder: string, query: string): Promise<string[]> => {
      const all: string[] = [];
      let cursor = '';
      do {
        const answer = await t.call('GET', `/folders/${folder}?${query}&per_page=1${cursor === '' ? '' : `&cursor=${cursor}`}`);
        expect(answer.status).toBe(200);
        expect(answer.headers.get('x-files-cursor-prev')).toBeNull();
        all.push(...paths(answer));
        cursor = answer.headers.get('x-files-cursor') ?? '';
      } while (cursor !== '');
      return all;
    };
    expect(await found('in', 'search=report')).toEqual(['in/deep/Report folder', 'in/report.txt', 'in/deep/My REPORT 100%.txt']);
    expect(await found('', 'search=RÉPORT&search_all=true')).toEqual([
      'in/deep/Report folder',
      'other/reports',
      'reportage',
      'in/report.txt',
      'in/deep/My REPORT 100%.txt',
    ]);
    expect(await found('', 'search=report&type=folder')).toEqual(['in/deep/Report folder', 'other/reports']);
    expect(await found('', 'search=%25')).toEqual(['in/deep/My REPORT 100%.txt']);
    expect(await found('', 'search=0_')).toEqual(['in/deep/100_.txt']);
    expect(await found('', 'search=r?port.*')).toEqual(['in/report.txt']);
    expect(await found('in/deep', 'search=report')).toEqual(['in/deep/Report folder', 'in/deep/My REPORT 100%.txt']);
    expect(await found('', `search_custom_metadata_key=case&search=${encoded('A "b" 7')}`)).toEqual(['in/deep/100_.txt']);
    expect(await found('', `search_custom_metadata_key=*&search=${encoded('A "b" 7')}`)).toEqual(['other', 'in/deep/100_.txt']);
    expect(await found('', `search_custom_metadata_key=case&search=x`)).toEqual([]);
    expect(await found('', `search_custom_metadata_key=kind`)).toEqual(['other', 'in/deep/100_.txt']);
  });
});

describe('PATCH', () => {
  test('keeps custom metadata, a time and a color, and takes them away again', async () => {
    const t = await openFilesCom();
    await putAt(t, 'file');
    const before = await t.call('GET', '/file_actions/metadata/file');
    t.clock.now += 5000;
    const patch = (body: object): Promise<TestAnswer> => t.call('PATCH', '/files/file', { body });
    const kept = { custom_metadata: { a: '1', ü: 'true', __proto__x: '' }, provided_mtime: '2020-01-01T00:00:00Z', priority_color: 'red' };
    const changed = await patch({ ...kept, custom_metadata: { a: 1, ü: true, __proto__x: '' } });
    expect(changed.body).toEqual({ ...(before.body as object), ...kept });
    expect((await t.call('GET', '/file_actions/metadata/file')).body).toEqual(changed.body);
    // A client's save() sends all it has, with what nobody can change.
    expect((await patch({ ...(changed.body as object), size: 7, priority_color: 'blue' })).body).toMatchObject({
      ...kept,
      size: 5,
      priority_color: 'blue',
    });
    expect((await patch({ custom_metadata: {}, provided_mtime: null, priority_color: '' })).body).toEqual(before.body);
    await t.call('POST', '/folders/dir');
    expect((await t.call('PATCH', '/files/dir', { body: kept })).body).toMatchObject({ type: 'directory', ...kept });
  });

  test('refuses more than clients can keep', async () => {
    const t = await openFilesCom();
    await putAt(t, 'file');
    const many = (count: number): object => Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, 'v']));
    const patch = async (custom: unknown): Promise<number> =>
      (await t.call('PATCH', '/files/file', { body: { custom_metadata: custom } })).status;
    expect(await patch(many(33))).toBe(422);
    expect(await patch({ ['k'.repeat(257)]: 'v' })).toBe(422);
    expect(await patch({ k: 'v'.repeat(1025) })).toBe(422);
    expect(await patch({ k: { nested: true } })).toBe(422);
    expect(await patch(['a'])).toBe(422);
    expect(await patch({ ...many(31), ['😀'.repeat(256)]: '😀'.repeat(1024) })).toBe(200);
    expect(await t.call('PATCH', '/files/file', { body: { provided_mtime: '0001-01-01T00:00:00Z' } })).toMatchObject({
      status: 400,
      type: 'bad-request/datetime-parse',
    });
  });
});

describe('copy, move and delete', () => {
  async function opened(): Promise<TestFilesCom> {
    const t = await openFilesCom();
    await t.call('POST', '/folders/from/sub', { body: { mkdir_parents: true } });
    await t.call('POST', '/folders/to');
    for (const path of ['from/a', 'from/sub/b', 'to/taken']) await putAt(t, path, Buffer.from(path));
    return t;
  }
  const act = (t: TestFilesCom, action: 'copy' | 'move', path: string, body: object): Promise<TestAnswer> =>
    t.call('POST', `/file_actions/${action}/${encoded(path)}`, { body });

  test('a file', async () => {
    const t = await opened();
    expect(await act(t, 'copy', 'from/a', { destination: 'to/copy' })).toMatchObject({
      status: 201,
      body: { status: 'completed', file_migration_id: null },
    });
    expect((await act(t, 'move', 'from/a', { destination: '/to/moved' })).status).toBe(201);
    expect(await tree(t)).toEqual(['from', 'from/sub', 'from/sub/b', 'to', 'to/copy', 'to/moved', 'to/taken']);
    expect((await act(t, 'move', 'to/moved', { destination: 'to/MOVED' })).status).toBe(201);
    expect(await tree(t)).toContain('to/MOVED');
  });

  test.each(['copy', 'move'] as const)('what stands in the way of a %s', async (action) => {
    const t = await opened();
    const before = await tree(t);
    const refused: readonly (readonly [path: string, destination: string, status: number, type: string])[] = [
      ['from/a', 'to/TAKEN', 422, 'processing-failure/destination-exists'],
      ['from/a', 'to', 422, 'processing-failure/destination-exists'],
      ['from', 'to', 422, 'processing-failure/destination-exists'],
      ['from/a', 'none/a', 409, 'processing-failure/destination-parent-does-not-exist'],
      ['from/a', 'to/taken/a', 409, 'processing-failure/destination-parent-does-not-exist'],
      ['from/a', 'from/a', 422, 'bad-request/destination-same'],
      ['from', '//from/.', 422, 'bad-request/destination-same'],
      ['from', 'from/sub/from', 422, 'processing-failure/destination-parent-conflict'],
      ['none', 'to/x', 404, 'not-found'],
      ['from/a', '', 422, 'processing-failure/invalid-filename'],
      ['from/a', 'to/x\n', 422, 'bad-request/path-cannot-have-trailing-whitespace'],
      ['', 'to/x', 403, 'not-authorized'],
    ];
    for (const [path, destination, status, type] of refused) {
      expect(await act(t, action, path, { destination }), `${path} to ${destination}`).toMatchObject({ status, type });
    }
    expect((await act(t, action, 'from/a', {})).type).toBe('bad-request/request-params-required');
    expect(await tree(t)).toEqual(before);
  });

  test('a folder, with a file migration that tells how far it is', async () => {
    const t = await opened();
    const copied = await act(t, 'copy', 'from', { destination: 'to/from' });
    expect(copied).toMatchObject({ status: 201, body: { status: 'completed' } });
    const { file_migration_id: id } = copied.body as { file_migration_id: number };
    expect((await t.call('GET', `/file_migrations/${id}`)).body).toEqual({
      id,
      path: 'from',
      dest_path: 'to/from',
      failure_message: null,
      files_moved: 2,
      files_total: 2,
      operation: 'copy',
      region: null,
      status: 'completed',
      log_url: null,
    });
    expect((await t.call('GET', `/file_migrations/${id + 1}`)).type).toBe('not-found');
    expect((await act(t, 'move', 'from', { destination: 'moved' })).status).toBe(201);
    expect(await tree(t)).toEqual(
      ['moved', 'moved/a', 'moved/sub', 'moved/sub/b', 'to', 'to/from', 'to/from/a', 'to/from/sub', 'to/from/sub/b', 'to/taken'].sort(),
    );
    expect((await act(t, 'copy', 'moved', { destination: 'bare', structure: true })).status).toBe(201);
    expect((await tree(t)).filter((path) => path.startsWith('bare'))).toEqual(['bare', 'bare/sub']);
  });

  test('with overwrite', async () => {
    const t = await opened();
    expect((await act(t, 'copy', 'from/a', { destination: 'to/taken', overwrite: true })).status).toBe(201);
    expect((await t.call('GET', '/file_actions/metadata/to/taken')).body).toMatchObject({ size: 'from/a'.length });
    expect((await act(t, 'copy', 'from', { destination: 'to', overwrite: true })).status).toBe(201);
    expect((await tree(t)).filter((path) => path.startsWith('to/'))).toEqual(['to/a', 'to/sub', 'to/sub/b', 'to/taken']);
    expect((await act(t, 'move', 'from', { destination: 'to', overwrite: true })).status).toBe(201);
    expect(await tree(t)).toEqual(['to', 'to/a', 'to/sub', 'to/sub/b', 'to/taken']);
    // A file never takes the place of a folder.
    expect(await act(t, 'move', 'to/a', { destination: 'to/sub', overwrite: true })).toMatchObject({
      type: 'processing-failure/destination-exists',
    });
  });

  test('delete takes a folder with all in it only when asked to', async () => {
    const t = await opened();
    expect(await t.call('DELETE', '/files/from')).toMatchObject({ status: 422, type: 'processing-failure/folder-not-empty' });
    expect((await t.call('DELETE', '/files/from/a')).status).toBe(204);
    expect((await t.call('DELETE', '/files/from', { body: { recursive: true, path: 'from' } })).status).toBe(204);
    expect((await t.call('DELETE', '/files/to?recursive=True&path=to')).status).toBe(204);
    expect((await t.call('DELETE', '/files/to')).type).toBe('not-found');
    expect((await t.call('DELETE', '/files/?recursive=true')).type).toBe('not-authorized');
    expect(await tree(t)).toEqual([]);
  });

  test('what this server does not do is said in so many words', async () => {
    const t = await opened();
    const body = { destination: 'x', transform_type: 'image', target_format: 'png' };
    for (const action of ['transform', 'gpg_encrypt', 'gpg_decrypt']) {
      expect((await t.call('POST', `/file_actions/${action}/from/a`, { body })).type).toBe('site-configuration');
      expect((await t.call('POST', `/file_actions/${action}/none`, { body })).type).toBe('not-found');
    }
  });
});

test('a file migration is shown to the one who asked for it and to administrators', async () => {
  const t = await openFilesCom();
  const { secret } = await newMember(t, { username: 'one' });
  const other = await newMember(t, { username: 'two' });
  await t.call('POST', '/folders/a', { key: secret });
  const { body } = await t.call('POST', '/file_actions/copy/a', { key: secret, body: { destination: 'b' } });
  const url = `/file_migrations/${(body as { file_migration_id: number }).file_migration_id}`;
  expect((await t.call('GET', url, { key: secret })).status).toBe(200);
  expect((await t.call('GET', url)).status).toBe(200);
  expect((await t.call('GET', url, { key: other.secret })).type).toBe('not-found');
});
