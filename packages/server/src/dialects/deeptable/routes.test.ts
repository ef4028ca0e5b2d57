import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { firstApiKey, newMember, put, storedKeys } from '../../core/core.test-setup.ts';
import { archiveOf, zipped } from '../../core/content/zip.test-setup.ts';
import { newId } from '../../core/ids.ts';
import { xlsxType } from '../../http/sniffer.ts';
import { formOf, openDeepTable, testUrl, type ShownFile, type TestAnswer } from './deeptable.test-setup.ts';

const workbook = (): Promise<Buffer> =>
  archiveOf(...['xl/workbook.xml', 'xl/worksheets/sheet1.xml', '[Content_Types].xml'].map((path) => zipped(path, randomBytes(3000))));

const shown = (answer: TestAnswer): ShownFile => answer.body as ShownFile;

interface ShownList {
  readonly data: readonly ShownFile[];
  readonly has_more: boolean;
  readonly last_id: string | null;
}

describe('a file', () => {
  test('is shown with these fields in this order, wherever it is shown', async () => {
    const { call, upload } = await openDeepTable();
    const made = await upload('report.xlsx', await workbook());
    expect(made.status).toBe(201);
    const { id, size } = shown(made);
    expect(id).toMatch(/^file_[0-9a-hjkmnp-tv-z]{26}$/);
    const text = `{"id":"${id}","content_type":"${xlsxType}","created_at":"2025-01-15T10:30:00Z","file_name":"report.xlsx","object":"file","size":${size}}`;
    expect(made.text).toBe(text);
    const retrieved = await call('GET', `/files/${id}`);
    expect([retrieved.status, retrieved.headers.get('content-type'), retrieved.text]).toEqual([200, 'application/json', text]);
    const list = await call('GET', '/files');
    expect([list.headers.get('content-type'), list.text]).toEqual([
      'application/json',
      `{"data":[${text}],"has_more":false,"object":"list","first_id":"${id}","last_id":"${id}"}`,
    ]);
    // As the Python client does it: a type, and no body.
    const deleted = await call('DELETE', `/files/${id}`, { headers: { 'content-type': 'application/json' } });
    expect([deleted.status, deleted.text]).toEqual([200, `{"id":"${id}","object":"file","deleted":true}`]);
    for (const [method, path] of [
      ['GET', ''],
      ['DELETE', ''],
      ['GET', '/content'],
    ] as const) {
      expect((await call(method, `/files/${id}${path}`)).problem).toBe('file-not-found');
    }
    expect((await call('GET', '/files')).text).toBe('{"data":[],"has_more":false,"object":"list","first_id":null,"last_id":null}');
  });

  test.each([
    ['a plain name.xlsx', 'filename="a plain name.xlsx"'],
    ['Übersicht „2024“ 日本語.xlsx', 'filename="Übersicht „2024“ 日本語.xlsx"'],
    ['say "hello".xlsx', 'filename="say %22hello%22.xlsx"'],
    ['say "hello".xlsx', String.raw`filename="say \"hello\".xlsx"`],
    ['ä.xlsx', `filename="a.xlsx"; filename*=UTF-8''%C3%A4.xlsx`],
  ])('called %s comes back under that name', async (name, disposition) => {
    const { call } = await openDeepTable();
    const made = await call('POST', '/files', formOf(`name="file"; ${disposition}`, 'bytes'));
    expect([made.status, shown(made).file_name]).toEqual([201, name]);
    const download = await call('GET', `/files/${shown(made).id}/content`);
    const header = Buffer.from(download.headers.get('content-disposition') ?? '', 'latin1').toString();
    const exact = /filename\*=UTF-8''(\S+)$/.exec(header)?.[1];
    expect(exact === undefined ? /filename="(.*)"$/.exec(header)?.[1] : decodeURIComponent(exact)).toBe(name);
  });

  test('uploaded again under its name is another file, and both keep the name here', async () => {
    const t = await openDeepTable();
    const made = [await t.upload('a.csv', 'first'), await t.upload('a.csv', 'second'), await t.upload('A.csv', 'third')];
    const ids = made.map((answer) => shown(answer).id);
    expect(new Set(ids).size).toBe(3);
    const { data } = (await t.call('GET', '/files')).body as ShownList;
    expect(data.map(({ id, file_name, content_type }) => [id, file_name, content_type])).toEqual([
      [ids[2], 'A.csv', 'text/csv'],
      [ids[1], 'a.csv', 'text/csv'],
      [ids[0], 'a.csv', 'text/csv'],
    ]);
    for (const [place, bytes] of ['first', 'second', 'third'].entries()) {
      const download = await t.call('GET', `/files/${ids[place]}/content`);
      expect([download.text, download.headers.get('content-disposition')]).toEqual([
        bytes,
        `attachment; filename="${place === 2 ? 'A' : 'a'}.csv"`,
      ]);
    }
    const names = await Promise.all(ids.map(async (id) => (await t.core.files.get(t.admin, id)).name));
    expect(names).toEqual(['a.csv', 'a (2).csv', 'A (3).csv']);
  });

  test('is of the type that its bytes show, then of the one that its name stands for', async () => {
    const t = await openDeepTable();
    const typeOf = async (name: string, bytes: Buffer | string): Promise<string> => shown(await t.upload(name, bytes)).content_type;
    expect(await typeOf('upload', await workbook())).toBe(xlsxType);
    expect(await typeOf('table.csv', await workbook())).toBe(xlsxType);
    expect(await typeOf('page.html', '%PDF-1.7')).toBe('application/pdf');
    expect(await typeOf('table.csv', 'a,b')).toBe('text/csv');
    expect(await typeOf('empty.xlsx', '')).toBe(xlsxType);
    expect(await typeOf('upload', 'a,b')).toBe('application/octet-stream');
    const large = await archiveOf(...['a', 'xl/workbook.xml', '[Content_Types].xml'].map((path) => zipped(path, randomBytes(400_000))));
    const { id, content_type, size } = shown(await t.upload('large', large));
    expect([content_type, size]).toEqual([xlsxType, large.length]);
    const download = await t.call('GET', `/files/${id}/content`);
    expect([download.headers.get('content-type'), download.bytes.equals(large)]).toEqual([xlsxType, true]);
    // Through another door nobody looks.
    const other = await put(t, t.admin, { name: 'other.pdf', bytes: await workbook() });
    expect(shown(await t.call('GET', `/files/${other.id}`)).content_type).toBe('application/pdf');
  });
});

describe('the list', () => {
  test('comes page by page, the newest first, and ends with an empty page', async () => {
    const t = await openDeepTable();
    const ids: string[] = [];
    for (let i = 0; i < 45; i++) ids.unshift(shown(await t.upload(`${i}`, 'x')).id);
    const page = async (query: string): Promise<ShownList> => (await t.call('GET', `/files${query}`)).body as ShownList;
    expect((await page('')).data.map(({ id }) => id)).toEqual(ids.slice(0, 20));
    for (const limit of [1, 2, 20, 44, 45, 100]) {
      const seen: string[] = [];
      const sizes: number[] = [];
      for (let query = `?limit=${limit}&after=`; ;) {
        const { data, has_more, last_id } = await page(query);
        sizes.push(data.length);
        seen.push(...data.map(({ id }) => id));
        expect(has_more).toBe(seen.length < ids.length);
        if (data.length === 0) break;
        query = `?limit=${limit}&after=${last_id}`;
      }
      expect(seen).toEqual(ids);
      expect(sizes.at(-1)).toBe(0);
      if (limit > 1) continue;
      const { headers } = await t.call('GET', `/files?limit=3&after=${ids[0]}`);
      expect(headers.get('link')).toBe(`<${testUrl}/v1/files?limit=3&after=${ids[3]}>; rel="next"`);
    }
    // The file that a page ended with goes, and another comes.
    await t.call('DELETE', `/files/${ids[9]}`);
    await t.upload('new', 'x');
    expect((await page(`?limit=2&after=${ids[9]}`)).data.map(({ id }) => id)).toEqual(ids.slice(10, 12));
    expect((await t.call('GET', `/files?after=${ids[44]}`)).headers.get('link')).toBeNull();
  });

  test('shows what the user put in through any door, and nobody else', async () => {
    const t = await openDeepTable();
    const { member, secret, user } = await newMember(t, { username: 'ada', plan: 'team' });
    const folder = await t.core.folders.create(member, { name: 'deep', parentId: null });
    const byV2 = await put(t, member, { name: 'by v2.txt', folderId: folder.id });
    const byAdmin = await put(t, t.admin, { name: 'by admin.txt', folderId: user.rootId });
    const own = shown(await t.upload('own.txt', 'x', secret));
    const { data } = (await t.call('GET', '/files', { key: secret })).body as ShownList;
    expect(data.map(({ id, file_name }) => [id, file_name])).toEqual([
      [own.id, 'own.txt'],
      [byV2.id, 'by v2.txt'],
    ]);
    // One policy: what somebody may see can be asked for by its id.
    expect((await t.call('GET', `/files/${byAdmin.id}`, { key: secret })).status).toBe(200);
    expect((await t.core.files.get(member, own.id)).parentId).toBe(user.rootId);
  });

  test.each([
    ['limit=0', 'limit', 'Input should be greater than or equal to 1', 'greater_than_equal'],
    ['limit=-3', 'limit', 'Input should be greater than or equal to 1', 'greater_than_equal'],
    ['limit=101', 'limit', 'Input should be less than or equal to 100', 'less_than_equal'],
    ['limit=99999999999999999999999', 'limit', 'Input should be less than or equal to 100', 'less_than_equal'],
    ['limit=x', 'limit', 'Input should be a valid integer, unable to parse string as an integer', 'int_parsing'],
    ['limit=', 'limit', 'Input should be a valid integer, unable to parse string as an integer', 'int_parsing'],
    ['limit=1.5', 'limit', 'Input should be a valid integer, unable to parse string as an integer', 'int_parsing'],
    ['after=x', 'after', "String should match pattern '^file_[0-9a-hjkmnp-tv-z]{26}$'", 'string_pattern_mismatch'],
    [
      'after=tbl_01kfxgjd94fn9stqm414vjb0s8',
      'after',
      "String should match pattern '^file_[0-9a-hjkmnp-tv-z]{26}$'",
      'string_pattern_mismatch',
    ],
  ])('refuses ?%s', async (query, field, msg, type) => {
    const { call } = await openDeepTable();
    const answer = await call('GET', `/files?${query}`);
    expect([answer.status, answer.problem, (answer.body as { errors: unknown }).errors]).toEqual([
      422,
      'unprocessable-content',
      [{ loc: ['query', field], msg, type }],
    ]);
  });
});

describe('ids', () => {
  test('one that cannot be is 422, one that is not is 404, and so is one that nobody shows', async () => {
    const t = await openDeepTable();
    const hidden = await put(t, t.admin, { name: 'hidden' });
    const { secret } = await newMember(t, { username: 'ada', plan: 'team' });
    for (const [method, path] of [
      ['GET', ''],
      ['DELETE', ''],
      ['GET', '/content'],
    ] as const) {
      for (const id of ['x', 'FILE_01kfxgjd94fn9stqm414vjb0s8', 'file_01kfxgjd94fn9stqm414vjb0su', `${hidden.id}x`, 'tbl_01', '%20']) {
        const answer = await t.call(method, `/files/${id}${path}`);
        expect([id, answer.status, answer.body]).toEqual([
          id,
          422,
          {
            type: 'https://docs.deeptable.com/errors/unprocessable-content',
            title: 'Unprocessable Content',
            status: 422,
            detail: expect.stringContaining('path.file_id: '),
            errors: [
              {
                loc: ['path', 'file_id'],
                msg: "String should match pattern '^file_[0-9a-hjkmnp-tv-z]{26}$'",
                type: 'string_pattern_mismatch',
              },
            ],
          },
        ]);
      }
      // The vendor's pattern lets the last one be, though none of ours can.
      for (const id of [newId('file'), 'file_zzzzzzzzzzzzzzzzzzzzzzzzzz']) {
        expect((await t.call(method, `/files/${id}${path}`)).body).toEqual({
          type: 'https://docs.deeptable.com/errors/file-not-found',
          title: 'Not Found',
          status: 404,
          detail: 'No such file.',
        });
      }
      expect((await t.call(method, `/files/${hidden.id}${path}`, { key: secret })).problem).toBe('file-not-found');
    }
    expect((await t.core.files.get(t.admin, hidden.id)).name).toBe('hidden');
  });
});

describe('an upload', () => {
  test.each([
    ['nothing', undefined, {}, 422, [{ loc: ['body', 'file'], msg: 'Field required', type: 'missing' }]],
    ['an empty JSON body', undefined, { 'content-type': 'application/json' }, 422, [{ type: 'missing' }]],
    ['a form without a part', '--b--\r\n', { 'content-type': 'multipart/form-data; boundary=b' }, 422, [{ type: 'missing' }]],
    ['another body', 'a,b', { 'content-type': 'text/csv' }, 415, undefined],
    ['JSON', '{"file": "a"}', { 'content-type': 'application/json' }, 415, undefined],
    ['a form without a boundary', 'x', { 'content-type': 'multipart/form-data' }, 422, [{ loc: ['body'], type: 'value_error' }]],
    ['a form that breaks off', '--b\r\nContent-Disp', { 'content-type': 'multipart/form-data; boundary=b' }, 422, [{ loc: ['body'] }]],
  ] as const)('of %s', async (_, body, headers, status, errors) => {
    const { call } = await openDeepTable();
    const answer = await call('POST', '/files', { headers, ...(body === undefined ? {} : { body }) });
    expect([answer.status, answer.problem]).toEqual([status, status === 415 ? 'unsupported-media-type' : 'unprocessable-content']);
    if (errors !== undefined) expect(answer.body).toMatchObject({ errors });
  });

  test.each([
    ['name="file"', 'this has to be a file with a file name'],
    ['name="file"; filename=""', 'the part needs a file name'],
    ['name="data"; filename="a"', 'the bytes belong into the part "file", not "data"'],
    ['name="file"; filename="a/b"', 'cannot hold "/"'],
    ['name="file"; filename=".."', 'needs at least one visible character'],
    [`name="file"; filename="${'x'.repeat(256)}"`, 'at most 255 characters'],
  ])('as %s', async (disposition, message) => {
    const t = await openDeepTable();
    for (const bytes of ['@a.xlsx', randomBytes(5000)].slice(0, disposition === 'name="file"' ? 1 : 2)) {
      const answer = await t.call('POST', '/files', formOf(disposition, bytes));
      expect([answer.status, answer.body]).toEqual([
        422,
        expect.objectContaining({
          errors: [{ loc: ['body', 'file'], msg: expect.stringMatching(/^Value error, /), type: 'value_error' }],
        }),
      ]);
      expect(answer.text).toContain(JSON.stringify(message).slice(1, -1));
    }
    expect(((await t.call('GET', '/files')).body as ShownList).data).toEqual([]);
    expect(await storedKeys(t.blobs)).toEqual([]);
  });

  test('takes other fields besides', async () => {
    const { call } = await openDeepTable();
    const { body, headers } = formOf('name="file"; filename="a"', 'x');
    const field = Buffer.from('--b\r\nContent-Disposition: form-data; name="purpose"\r\n\r\nnone\r\n');
    expect((await call('POST', '/files', { body: Buffer.concat([field, body]), headers })).status).toBe(201);
  });

  test('of more than the plan allows is 413, for one file and for all, and leaves nothing', async () => {
    const t = await openDeepTable();
    const { secret, user } = await newMember(t, { username: 'ada', plan: 'free' });
    for (const bytes of [1_000_001, 3_000_000]) {
      const answer = await t.upload('large', Buffer.alloc(bytes), secret);
      expect([answer.status, answer.problem]).toEqual([413, 'content-too-large']);
      expect(answer.headers.get('x-should-retry')).toBeNull();
    }
    for (const [name, status] of [
      ['one', 201],
      ['two', 201],
      ['three', 413],
    ] as const) {
      expect((await t.upload(name, Buffer.alloc(1_000_000), secret)).status).toBe(status);
    }
    expect((await t.metadata.findUser(user.id))?.usedBytes).toBe(2_000_000);
    expect(await storedKeys(t.blobs)).toHaveLength(2);
  });

  test('goes into the folder of the key, and needs the right to put something there', async () => {
    const t = await openDeepTable();
    const folder = await t.core.folders.create(t.admin, { name: 'folder', parentId: null });
    const limited = await t.core.keys.create(t.admin, { name: 'limited', folderId: folder.id });
    const { id } = shown(await t.upload('a', 'x', limited.secret));
    expect((await t.core.files.get(t.admin, id)).parentId).toBe(folder.id);
    const elsewhere = shown(await t.upload('b', 'x'));
    expect((await t.call('GET', `/files/${elsewhere.id}`, { key: limited.secret })).problem).toBe('file-not-found');
    expect(((await t.call('GET', '/files', { key: limited.secret })).body as ShownList).data.map((file) => file.id)).toEqual([id]);

    const reader = await t.core.keys.create(t.admin, { name: 'reader', scopes: ['files:read'] });
    expect((await t.upload('c', 'x', reader.secret)).problem).toBe('insufficient-permissions');
    expect((await t.call('DELETE', `/files/${id}`, { key: reader.secret })).problem).toBe('insufficient-permissions');
    const writer = await t.core.keys.create(t.admin, { name: 'writer', scopes: ['files:write'] });
    expect((await t.call('GET', '/files', { key: writer.secret })).problem).toBe('insufficient-permissions');
    expect((await t.call('GET', `/files/${id}/content`, { key: writer.secret })).problem).toBe('insufficient-permissions');
    expect((await t.upload('d', 'x', writer.secret)).status).toBe(201);
    expect((await t.call('GET', `/files/${id}`, { key: firstApiKey })).status).toBe(200);
  });
});

describe('where only workbooks are taken', () => {
  test.each([
    ['a.csv', 'a,b', 'text/csv'],
    ['a.xlsx', 'no workbook', 'application/octet-stream'],
    ['a.xlsx', '', 'application/octet-stream'],
    ['a.xlsx', '%PDF-1.7', 'application/pdf'],
    ['a.xls', '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'application/vnd.ms-excel'],
  ])('%s with %j is refused in the words of the vendor', async (name, bytes, type) => {
    const t = await openDeepTable({ strict: true });
    const answer = await t.upload(name, Buffer.from(bytes, 'latin1'));
    expect([answer.status, answer.body]).toEqual([
      422,
      {
        type: 'https://docs.deeptable.com/errors/unsupported-file-type',
        title: 'Unprocessable Content',
        status: 422,
        detail: `Unsupported file type '${type}'. Supported types: ${xlsxType} (.xlsx)`,
      },
    ]);
    expect(((await t.call('GET', '/files')).body as ShownList).data).toEqual([]);
    expect((await t.upload('upload', await workbook())).status).toBe(201);
  });
});

describe('a download', () => {
  test('is the bytes under their name, whatever the client says that it takes', async () => {
    const t = await openDeepTable();
    const bytes = randomBytes(700_000);
    const { id } = shown(await t.upload('a.bin', bytes));
    const content = `/files/${id}/content`;
    for (const accept of [xlsxType, 'application/json', '*/*']) {
      const answer = await t.call('GET', content, { headers: { accept } });
      expect([answer.status, answer.bytes.equals(bytes)]).toEqual([200, true]);
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        'content-type': 'application/octet-stream',
        'content-length': '700000',
        'content-disposition': 'attachment; filename="a.bin"',
        'x-content-type-options': 'nosniff',
      });
    }
    const head = await t.call('HEAD', content);
    expect([head.status, head.headers.get('content-length'), head.bytes.length]).toEqual([200, '700000', 0]);
    const part = await t.call('GET', content, { headers: { range: 'bytes=10-19' } });
    expect([part.status, part.bytes.equals(bytes.subarray(10, 20))]).toEqual([206, true]);
    const outside = await t.call('GET', content, { headers: { range: 'bytes=700000-' } });
    expect([outside.status, outside.problem, outside.headers.get('content-range')]).toEqual([
      416,
      'range-not-satisfiable',
      'bytes */700000',
    ]);
    const etag = head.headers.get('etag') ?? '';
    expect((await t.call('GET', content, { headers: { 'if-none-match': etag } })).status).toBe(304);
    const changed = await t.call('GET', content, { headers: { 'if-match': '"other"' } });
    expect([changed.status, changed.problem]).toEqual([412, 'precondition-failed']);
  });
});
