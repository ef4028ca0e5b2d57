import { randomBytes } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { describe, expect, test } from 'vitest';
import { bytesOf, newMember, oneHour, put, storedKeys, usedBytes } from '../../core/core.test-setup.ts';
import { openFilesCom, testUrl, type TestAnswer, type TestFilesCom } from './filescom.test-setup.ts';
import { adviseSize, partSizeBytes, type WireUploadPart } from './present-transfers.ts';

type Fields = Record<string, unknown>;

const partOf = (answer: TestAnswer): WireUploadPart => answer.body as WireUploadPart;
const partsOf = (answer: TestAnswer): WireUploadPart[] => answer.body as WireUploadPart[];

/** The address as the tests reach it. */
const local = (t: TestFilesCom, uri: string | null): string => (uri ?? '').replace(testUrl, t.url);

/** Sends a part as the clients do: no credentials, no type. */
async function send(t: TestFilesCom, uri: string | null, bytes: Buffer | string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(local(t, uri), { method: 'PUT', body: Buffer.from(bytes), headers });
}

const etagOf = (response: Response): string => (response.headers.get('etag') ?? '').replaceAll('"', '');

async function fileAt(t: TestFilesCom, path: string): Promise<string> {
  const { node } = await t.core.tree.find(t.admin, path);
  return (await bytesOf(t, t.admin, node.id)).toString('latin1');
}

describe('uploads as the clients send them', () => {
  /** One POST to learn about the parts, one before each part, all parts at once, no ETags. */
  async function uploadLikeJs(t: TestFilesCom, path: string, parts: readonly Buffer[], params: Fields = {}): Promise<TestAnswer> {
    const url = `/files/${encodeURIComponent(path)}`;
    const first = partOf(await t.call('POST', url, { body: { ...params, action: 'put' } }));
    await Promise.all(
      parts.map(async (bytes, index) => {
        const part = partOf(await t.call('POST', url, { body: { action: 'put', part: index + 1, ref: first.ref } }));
        expect((await send(t, part.upload_uri, bytes)).status).toBe(200);
      }),
    );
    return t.call('POST', `/files/${encodeURIComponent(first.path ?? 'undefined')}`, { body: { action: 'end', ref: first.ref } });
  }

  test('JavaScript: small, in parts at once, empty without any part, with parents', async () => {
    const t = await openFilesCom();
    await t.call('POST', '/folders/Dir');
    const parts = [randomBytes(20), randomBytes(20), randomBytes(10)];
    for (const [path, sent] of [
      ['Dir/small.txt', [Buffer.from('hello')]],
      ['Dir/multi.txt', parts],
      ['empty.txt', []],
      ['a/b/ü c.txt', parts],
    ] as const) {
      const answer = await uploadLikeJs(t, path, sent, { mkdir_parents: true });
      expect(answer.status).toBe(201);
      expect(answer.body).toMatchObject({ path, type: 'file', size: Buffer.concat(sent).length });
      expect(answer.body).not.toHaveProperty('download_uri');
      expect(await fileAt(t, path)).toBe(Buffer.concat(sent).toString('latin1'));
    }
  });

  /** The first begin answers part 1; a part that was filled asks for one more, which may be empty. */
  async function uploadLikePython(t: TestFilesCom, path: string, parts: readonly Buffer[], params: Fields = {}): Promise<TestAnswer> {
    const begin = `/file_actions/begin_upload/${encodeURIComponent(path)}`;
    const etags: Fields[] = [];
    let ref: string | null = null;
    for (const [index, bytes] of parts.entries()) {
      const [part] = partsOf(await t.call('POST', begin, { body: { ...params, part: index + 1, ...(ref === null ? {} : { ref }), path } }));
      ref = part?.ref ?? null;
      expect(part?.http_method).toBe('PUT');
      const response = await send(t, part?.upload_uri ?? '', bytes, { 'content-length': String(bytes.length) });
      etags.push({ etag: etagOf(response), part: index + 1 });
    }
    return t.call('POST', `/files/${encodeURIComponent(path)}`, {
      body: {
        action: 'end',
        etags,
        provided_mtime: '2026-11-21T19:31:48.777528',
        ref,
        // Text is counted in characters there.
        size: 5,
        path,
      },
    });
  }

  test('Python: part by part, with ETags, a time without a zone and a size that is wrong', async () => {
    const t = await openFilesCom();
    for (const [path, parts] of [
      ['small.txt', [Buffer.from('hello')]],
      ['Dir/multi.bin', [randomBytes(20), randomBytes(20), randomBytes(0)]],
      ['empty', [Buffer.alloc(0)]],
    ] as const) {
      const answer = await uploadLikePython(t, path, parts, { mkdir_parents: true });
      expect(answer.status).toBe(201);
      expect(answer.body).toMatchObject({ path, size: Buffer.concat(parts).length, provided_mtime: '2026-11-21T19:31:48Z' });
      expect(await fileAt(t, path)).toBe(Buffer.concat(parts).toString('latin1'));
    }
  });

  test('Go: one address for all parts, because it says how long it holds; ETags in the order of completion, parts as texts', async () => {
    const t = await openFilesCom();
    const begin = '/file_actions/begin_upload/test/any thing';
    const parts = Array.from({ length: 12 }, (_, index) => randomBytes(10 + index));
    const [first] = partsOf(await t.call('POST', begin, { body: { size: 186, mkdir_parents: true, with_direct_connection_info: true } }));
    const uri = new URL(first?.upload_uri ?? '');
    expect(uri.searchParams.get('X-Files-Date')).toBe('20250115T103000Z');
    expect(uri.searchParams.get('X-Files-Expires')).toBe('900');
    expect(first).toMatchObject({ part_number: 1, parallel_parts: true, direct_connection_info: null });
    const etags: Fields[] = [];
    await Promise.all(
      parts.map(async (bytes, index) => {
        const address = new URL(uri);
        address.searchParams.set('part_number', String(index + 1));
        etags.push({ etag: etagOf(await send(t, address.href, bytes)), part: String(index + 1) });
      }),
    );
    const answer = await t.call('POST', '/files/test/any thing', {
      body: { action: 'end', etags, mkdir_parents: true, ref: first?.ref, size: 186 },
    });
    expect(answer.status).toBe(201);
    expect(await fileAt(t, 'test/any thing')).toBe(Buffer.concat(parts).toString('latin1'));
  });

  test('other spellings of ETags are understood, and only given ones verified', async () => {
    const t = await openFilesCom();
    async function end(spell: (etags: string[]) => Fields): Promise<TestAnswer> {
      const part = partOf(await t.call('POST', '/files/x', { body: { action: 'put' } }));
      const second = partOf(await t.call('POST', '/files/x', { body: { action: 'put', part: 2, ref: part.ref } }));
      const etags = [etagOf(await send(t, part.upload_uri, 'one')), etagOf(await send(t, second.upload_uri, 'two'))];
      return t.call('POST', '/files/x', { body: { action: 'end', ref: part.ref, ...spell(etags) } });
    }
    for (const spell of [
      () => ({}),
      () => ({ etags: [] }),
      () => ({ etags: null }),
      ([one, two]: string[]) => ({ 'etags[0][etag]': one, 'etags[0][part]': '1', 'etags[1][etag]': two, 'etags[1][part]': '2' }),
      ([one, two]: string[]) => ({ etags: { etag: [one, two], part: [1, 2] } }),
      ([, two]: string[]) => ({
        etags: [
          { etag: 'null', part: 1 },
          { etag: `"${two}"`, part: 2 },
        ],
      }),
    ]) {
      expect((await end(spell)).status).toBe(201);
    }
    const wrong = await end(([one]) => ({ etags: [{ etag: one, part: 2 }] }));
    expect(wrong).toMatchObject({ status: 422, type: 'bad-request/invalid-etags' });
  });

  test('a part is described as the vendor does', async () => {
    const t = await openFilesCom();
    const [part, second] = partsOf(await t.call('POST', '/file_actions/begin_upload/x.bin', { body: { parts: 3, part: 9 } }));
    expect(part).toEqual({
      send: { partsize: 'required-header Content-Length', partdata: 'body' },
      action: 'put/write',
      ask_about_overwrites: false,
      available_parts: 10_000,
      expires: '2025-01-15T10:45:00Z',
      headers: {},
      http_method: 'PUT',
      next_partsize: 5_242_881,
      parallel_parts: true,
      retry_parts: true,
      parameters: {},
      part_number: 9,
      partsize: 5_242_881,
      path: 'x.bin',
      ref: expect.stringMatching(/^put-[0-9a-z]{26}$/),
      upload_uri: expect.stringMatching(/^https:\/\/files\.example\.com\/upload\/put-[0-9a-z]{26}\?part_number=9&/),
      direct_connection_info: null,
    });
    expect(second).toMatchObject({ part_number: 10, ref: part?.ref });
  });

  test('advised sizes reach a terabyte in 10,000 parts, and are no divisor of what people have', () => {
    const sum = Array.from({ length: 10_000 }, (_, index) => adviseSize(index + 1, undefined)).reduce((a, b) => a + b);
    expect(sum).toBeGreaterThan(10 ** 12);
    expect(adviseSize(1, 10 ** 12) * 10_000).toBeGreaterThanOrEqual(10 ** 12);
    expect(adviseSize(1, 10 ** 12) % 2).toBe(1);
    expect(adviseSize(1, 3)).toBe(partSizeBytes);
  });
});

describe('what goes wrong with an upload', () => {
  const begin = async (t: TestFilesCom, path = 'x', body: Fields = {}): Promise<WireUploadPart> =>
    partOf(await t.call('POST', `/files/${path}`, { body: { action: 'put', ...body } }));

  test('is told in the words of the vendor', async () => {
    const t = await openFilesCom();
    await t.call('POST', '/folders/Dir');
    const open = await begin(t);
    await send(t, local(t, open.upload_uri).replace('part_number=1', 'part_number=3'), 'third');
    for (const [path, body, status, type] of [
      ['missing/x', { action: 'put' }, 409, 'processing-failure/destination-parent-does-not-exist'],
      ['Dir', { action: 'put' }, 422, 'processing-failure/destination-exists'],
      ['x', { action: 'end', ref: open.ref }, 422, 'bad-request/invalid-upload-part-gap'],
      ['x', { action: 'end' }, 422, 'bad-request/request-params-required'],
      ['x', { action: 'end', ref: 'put-1' }, 404, 'not-found/file-upload-not-found'],
      ['x', { action: 'put', part: 2, ref: 'put-1' }, 404, 'not-found/file-upload-not-found'],
      ['x', { action: 'put', part: 10_001, ref: open.ref }, 422, 'bad-request/part-number-too-large'],
      ['x', { action: 'put', restart: 5 }, 422, 'bad-request/invalid-upload-offset'],
      ['x', { action: 'append' }, 422, 'bad-request/invalid-upload-offset'],
      ['x ', { action: 'put' }, 422, 'bad-request/path-cannot-have-trailing-whitespace'],
    ] as const) {
      expect(await t.call('POST', `/files/${encodeURIComponent(path)}`, { body }), JSON.stringify(body)).toMatchObject({ status, type });
    }
    const failed = await t.call('POST', '/file_actions/begin_upload/x', { body: { part: 2, ref: 'put-1' } });
    expect(failed.body).toMatchObject({ title: 'File Upload Not Found' });
    expect((await t.call('POST', '/file_actions/begin_upload/x', { body: { restart: 1 } })).type).toBe('bad-request/invalid-upload-offset');
  });

  test('an address is refused when it is changed, expired, or its maker may not write any more', async () => {
    const t = await openFilesCom();
    const { member, secret, user } = await newMember(t, { username: 'ann', plan: 'team', rootId: t.admin.rootId });
    const part = partOf(await t.call('POST', '/files/x', { body: { action: 'put' }, key: secret }));
    const uri = part.upload_uri ?? '';
    const refused = async (address: string, status: number, type: string): Promise<void> => {
      const response = await send(t, address, 'bytes');
      expect([response.status, ((await response.json()) as { type: string }).type], address).toEqual([status, type]);
      expect(response.headers.get('x-files-error-class')).toBe(type);
    };
    expect((await send(t, uri, 'fine')).status).toBe(200);
    for (const changed of [
      uri.replace(/signature=.*/, 'signature=AAAA'),
      uri.replace(/&signature=.*/, ''),
      uri.replace('Expires=900', 'Expires=90000'),
      uri.replace('20250115', '20260115'),
      uri.replace('20250115T', 'yesterday'),
      uri.replace(/key-key_[0-9a-z]+/, `key-${t.admin.keyId}`),
      uri.replace(/put-[0-9a-z]+/, 'put-01kfxgjd94fn9stqm414vjb0s8'),
    ]) {
      await refused(changed, 403, 'not-authorized');
    }
    for (const [number, status, type] of [
      ['0', 422, 'processing-failure/model-save-error'],
      ['10001', 422, 'bad-request/part-number-too-large'],
      ['x', 422, 'bad-request/request-params-invalid'],
      ['', 422, 'bad-request/request-params-invalid'],
    ] as const) {
      await refused(uri.replace('part_number=1', `part_number=${number}`), status, type);
    }

    t.clock.now += 15 * 60_000 + 1000;
    await refused(uri, 403, 'upload_request_expired');
    const renew = await t.call('POST', '/files/x', { body: { action: 'put', part: 1, ref: part.ref }, key: secret });
    const renewed = partOf(renew).upload_uri ?? '';
    expect((await send(t, renewed, 'again')).status).toBe(200);
    await t.core.users.update(t.admin, user.id, { disabled: true });
    await refused(renewed, 403, 'not-authorized');
    await t.core.users.update(t.admin, user.id, { disabled: false });
    await t.core.keys.revoke(t.admin, member.keyId);
    await refused(renewed, 403, 'not-authorized');
    expect(await storedKeys(t.blobs)).toEqual([]);
  });

  test('a body that is cut off leaves nothing, and its part can be sent again', async () => {
    const t = await openFilesCom();
    const part = await begin(t);
    await new Promise<void>((resolve) => {
      const request = httpRequest(local(t, part.upload_uri), { method: 'PUT', headers: { 'content-length': 5_000_000 } });
      request.on('error', () => resolve());
      request.write(randomBytes(2_000_000), () => request.destroy());
    });
    expect((await send(t, part.upload_uri, 'whole')).status).toBe(200);
    expect((await t.call('POST', '/files/x', { body: { action: 'end', ref: part.ref } })).status).toBe(201);
    expect(await fileAt(t, 'x')).toBe('whole');
    // The file is small enough for the metadata.
    await expect.poll(() => storedKeys(t.blobs)).toEqual([]);
  });

  test('parts are as large as people like', async () => {
    const t = await openFilesCom();
    const part = await begin(t);
    const bytes = randomBytes(7_000_000);
    expect((await send(t, part.upload_uri, bytes)).status).toBe(200);
    await t.call('POST', '/files/x', { body: { action: 'end', ref: part.ref } });
    expect((await fileAt(t, 'x')) === bytes.toString('latin1')).toBe(true);
  });

  test('any type or none, chunked or not, PUT or POST; other methods are refused', async () => {
    const t = await openFilesCom();
    const part = await begin(t);
    for (const headers of [
      {},
      { 'content-type': 'application/json' },
      { 'content-type': 'multipart/form-data; boundary=x' },
      { 'content-type': 'nonsense' },
      { authorization: 'Bearer wrong' },
    ]) {
      expect((await send(t, part.upload_uri, '{not json', headers as Record<string, string>)).status).toBe(200);
    }
    const posted = await fetch(local(t, part.upload_uri), { method: 'POST', body: 'posted' });
    expect(posted.status).toBe(200);
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const request = httpRequest(local(t, part.upload_uri), { method: 'PUT' }, (response) => resolve(response.resume().statusCode));
      request.on('error', reject);
      request.write('chun');
      request.end('ked');
    });
    expect(status).toBe(200);
    for (const method of ['GET', 'DELETE', 'PATCH', 'HEAD']) {
      const response = await fetch(local(t, part.upload_uri), { method });
      expect(response.status).toBe(422);
      expect(response.headers.get('allow')).toBe('POST, PUT');
    }
    const preflight = await fetch(local(t, part.upload_uri), { method: 'OPTIONS' });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-methods')).toContain('PUT');
    expect((await fetch(`${t.url}/upload/`, { method: 'PUT' })).status).toBeGreaterThanOrEqual(400);
    await t.call('POST', '/files/x', { body: { action: 'end', ref: part.ref } });
    expect(await fileAt(t, 'x')).toBe('chunked');
    const late = await send(t, part.upload_uri, 'late');
    expect(late.status).toBe(422);
  });

  test('more than the plan allows is refused before it is read, and while it is read', async () => {
    const t = await openFilesCom();
    const { member, secret } = await newMember(t, { username: 'free', plan: 'free' });
    const begun = (body: Fields): Promise<TestAnswer> => t.call('POST', '/files/x', { body: { action: 'put', ...body }, key: secret });
    expect(await begun({ size: 1_000_001 })).toMatchObject({ status: 422, type: 'bad-request/request-body-too-large' });
    const part = partOf(await begun({}));
    const sent: number[] = [];
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const request = httpRequest(local(t, part.upload_uri), { method: 'PUT', headers: { 'content-length': 2_000_000_000 } }, (response) =>
        resolve(response.resume().statusCode),
      );
      request.on('error', reject);
      request.write(randomBytes(1000), () => sent.push(1000));
    });
    expect([status, sent]).toEqual([422, [1000]]);
    const endless = await new Promise<number | undefined>((resolve, reject) => {
      const request = httpRequest(local(t, part.upload_uri), { method: 'PUT' }, (response) => resolve(response.resume().statusCode));
      request.on('error', reject);
      request.write(randomBytes(1_000_001));
    });
    expect(endless).toBe(422);
    expect(await usedBytes(t.metadata, member.userId)).toBe(0);
    expect((await send(t, part.upload_uri, randomBytes(1_000_000))).status).toBe(200);
  });

  test('somebody who may only put things in uploads, and sees the file that was made', async () => {
    const t = await openFilesCom();
    const { secret, user } = await newMember(t, { username: 'drop', rootId: t.admin.rootId, grants: [] });
    await t.call('POST', '/folders/inbox');
    await t.call('POST', '/folders/private');
    const granted = await t.call('POST', '/permissions', { body: { path: 'inbox', permission: 'writeonly', user_id: user.number } });
    expect(granted.status).toBe(201);
    const part = partOf(await t.call('POST', '/files/inbox%2Fx', { body: { action: 'put' }, key: secret }));
    expect((await send(t, part.upload_uri, 'hi')).status).toBe(200);
    const ended = await t.call('POST', '/files/inbox%2Fx', { body: { action: 'end', ref: part.ref }, key: secret });
    expect(ended).toMatchObject({ status: 201, body: { path: 'inbox/x', permissions: 'w' } });
    expect((await t.call('GET', '/files/inbox%2Fx', { key: secret })).status).toBe(404);
    expect(await t.call('POST', '/files/private%2Fx', { body: { action: 'put' }, key: secret })).toMatchObject({
      type: 'processing-failure/destination-parent-does-not-exist',
    });
    const before = partOf(await t.call('POST', '/files/inbox%2Fy', { body: { action: 'put' }, key: secret }));
    await t.call('DELETE', `/permissions/${(granted.body as { id: number }).id}`);
    expect((await send(t, before.upload_uri, 'hi')).status).toBe(404);
  });
});

test('transfers count as requests of the one who was given the address, and pages of browsers read their answers', async () => {
  const t = await openFilesCom();
  const { member, secret } = await newMember(t, { username: 'free', plan: 'free' });
  await put(t, member, { name: 'x.txt', bytes: 'hello' });
  const part = partOf(await t.call('POST', '/files/y', { body: { action: 'put' }, key: secret }));
  const shown = (await t.call('GET', '/files/x.txt', { key: secret })).body as { download_uri: string };
  const remaining = async (): Promise<number> => (await t.core.limits.requestWindow(member)).remaining;
  expect(await remaining()).toBe(98);
  const get = async (range: string): Promise<Response> => fetch(local(t, shown.download_uri), { headers: { range } });
  const good = [await send(t, part.upload_uri, 'hi'), await get('bytes=1-2'), await get('bytes=9-')];
  expect(good.map(({ status }) => status)).toEqual([200, 206, 416]);
  expect(await remaining()).toBe(95);
  while ((await remaining()) > 0) await t.core.limits.countRequest(member);
  const over = [await send(t, part.upload_uri, 'hi'), await get('bytes=1-2')];
  for (const response of over) {
    expect(response.status).toBe(429);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await response.json()).toMatchObject({ type: 'rate-limited/too-many-requests' });
  }
  for (const { headers } of [...good, ...over]) {
    expect(headers.get('access-control-allow-origin')).toBe('*');
    for (const name of ['Accept-Ranges', 'Content-Disposition', 'Content-Range', 'ETag', 'Retry-After']) {
      expect(headers.get('access-control-expose-headers')?.split(', ')).toContain(name);
    }
  }
});

test('a negative size is refused', async () => {
  const t = await openFilesCom();
  for (const [path, body] of [
    ['/files/x', { action: 'put', size: -1 }],
    ['/files/x', { action: 'put', length: '-5' }],
    ['/file_actions/begin_upload/x', { size: -1 }],
  ] as const) {
    expect(await t.call('POST', path, { body }), JSON.stringify(body)).toMatchObject({
      status: 422,
      type: 'bad-request/request-params-invalid',
    });
  }
});

describe('downloads', () => {
  interface Shown {
    readonly download_uri: string;
  }
  const uriOf = async (t: TestFilesCom, path: string, key?: string): Promise<string> =>
    ((await t.call('GET', `/files/${encodeURIComponent(path)}`, key === undefined ? {} : { key })).body as Shown).download_uri;

  test('the address needs no credentials: GET, HEAD, Range, conditions, names', async () => {
    const t = await openFilesCom();
    const bytes = randomBytes(100_000);
    const name = `Ünï "q" ${'🌍'.repeat(240)}.bin`;
    await put(t, t.admin, { name, bytes });
    const answer = await t.call('GET', `/files/${encodeURIComponent(name)}`);
    expect(answer).toMatchObject({ status: 200, body: { path: name, size: 100_000, type: 'file' } });
    const uri = (answer.body as Shown).download_uri;
    expect(uri.startsWith(`${testUrl}/download/file_`)).toBe(true);
    expect(new URL(uri).searchParams.get('X-Files-Expires')).toBe('3600');
    const whole = await fetch(local(t, uri));
    expect(whole.status).toBe(200);
    expect(Buffer.from(await whole.arrayBuffer()).equals(bytes)).toBe(true);
    expect(whole.headers.get('content-type')).toBe('application/octet-stream');
    expect(whole.headers.get('content-disposition')).toContain('attachment');
    expect(whole.headers.get('accept-ranges')).toBe('bytes');
    const head = await fetch(local(t, uri), { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, '100000']);
    const part = await fetch(local(t, uri), { headers: { range: 'bytes=10-19' } });
    expect([part.status, part.headers.get('content-range')]).toEqual([206, 'bytes 10-19/100000']);
    expect(Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(10, 20))).toBe(true);
    const beyond = await fetch(local(t, uri), { headers: { range: 'bytes=100000-' } });
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, 'bytes */100000']);
    expect(await beyond.json()).toMatchObject({ type: 'processing-failure/invalid-range' });
    const known = await fetch(local(t, uri), { headers: { 'if-none-match': whole.headers.get('etag') ?? '' } });
    expect(known.status).toBe(304);
    expect((await fetch(local(t, uri), { method: 'POST', body: 'x' })).status).toBe(422);
  });

  test('text says that it is UTF-8 when it is', async () => {
    const t = await openFilesCom();
    const long = Buffer.concat([Buffer.alloc(256 * 1024 - 1, 'x'), Buffer.from('ü and more')]);
    for (const [name, bytes, type] of [
      ['a.txt', 'plain', 'text/plain; charset=utf-8'],
      ['b.txt', 'ümläut', 'text/plain; charset=utf-8'],
      ['c.txt', Buffer.from('\u00fcml\u00e4ut', 'latin1'), 'text/plain'],
      ['d.txt', '', 'text/plain; charset=utf-8'],
      ['e.txt', long, 'text/plain; charset=utf-8'],
      ['f.json', '{}', 'application/json; charset=utf-8'],
      ['g.csv', 'a,b', 'text/csv; charset=utf-8'],
      ['h.png', 'no text', 'image/png'],
      ['i', 'no name', 'application/octet-stream'],
    ] as const) {
      await put(t, t.admin, { name, bytes });
      const uri = local(t, await uriOf(t, name));
      for (const method of ['GET', 'HEAD']) {
        expect((await fetch(uri, { method })).headers.get('content-type'), name).toBe(type);
      }
    }
  });

  test('stat, redirect, folders, what is missing or not to be read', async () => {
    const t = await openFilesCom();
    await t.call('POST', '/folders/Dir');
    await put(t, t.admin, { name: 'x.txt', bytes: 'hello' });
    const stat = await t.call('GET', '/files/x.txt?action=stat');
    expect(stat.status).toBe(200);
    expect(stat.body).not.toHaveProperty('download_uri');
    const redirect = await t.call('GET', '/files/x.txt?action=redirect');
    expect(redirect.status).toBe(302);
    expect(await (await fetch(local(t, redirect.headers.get('location')))).text()).toBe('hello');
    expect(await t.call('GET', '/files/Dir')).toMatchObject({ status: 400, type: 'bad-request/cannot-download-directory' });
    expect(await t.call('GET', '/files/Nothing')).toMatchObject({ status: 404, type: 'not-found' });
    const { secret } = await newMember(t, { username: 'looker', rootId: t.admin.rootId, grants: ['list'] });
    expect(await t.call('GET', '/files/x.txt', { key: secret })).toMatchObject({
      status: 403,
      type: 'not-authorized/read-permission-required',
    });
    expect((await t.call('GET', '/files/x.txt?action=stat', { key: secret })).status).toBe(200);
  });

  test('an address is refused when it is changed, expired, or its maker may not read any more', async () => {
    const t = await openFilesCom();
    const { secret, user } = await newMember(t, { username: 'reader', rootId: t.admin.rootId, grants: [] });
    const granted = await t.call('POST', '/permissions', { body: { path: '', permission: 'readonly', user_id: user.number } });
    const file = await put(t, t.admin, { name: 'x.txt', bytes: 'hello' });
    const other = await put(t, t.admin, { name: 'y.txt', bytes: 'other' });
    const uri = local(t, await uriOf(t, 'x.txt', secret));
    const typeOf = async (address: string): Promise<[number, string]> => {
      const response = await fetch(address);
      return [response.status, response.status === 200 ? await response.text() : ((await response.json()) as { type: string }).type];
    };
    expect(await typeOf(uri)).toEqual([200, 'hello']);
    // The name in it is for people.
    expect(await typeOf(uri.replace('x.txt', 'anything'))).toEqual([200, 'hello']);
    expect(await typeOf(uri.replace(file.id, other.id))).toEqual([403, 'not-authorized']);
    expect(await typeOf(uri.replace('Expires=3600', 'Expires=9999999'))).toEqual([403, 'not-authorized']);
    expect((await fetch(uri.replace('/download/', '/upload/'))).status).toBe(404);
    await t.call('DELETE', `/permissions/${(granted.body as { id: number }).id}`);
    expect(await typeOf(uri)).toEqual([404, 'not-found']);
    const again = await t.call('POST', '/permissions', { body: { path: '', permission: 'readonly', user_id: user.number } });
    expect(again.status).toBe(201);
    expect(await typeOf(uri)).toEqual([200, 'hello']);
    t.clock.now += oneHour;
    expect(await typeOf(uri)).toEqual([403, 'download_request_expired']);
    const fresh = local(t, await uriOf(t, 'x.txt', secret));
    await t.core.users.update(t.admin, user.id, { disabled: true });
    expect(await typeOf(fresh)).toEqual([403, 'not-authorized']);
  });

  test('what a session asked for ends with the session', async () => {
    const t = await openFilesCom();
    await put(t, t.admin, { name: 'x.txt', bytes: 'hello' });
    const session = await t.call('POST', '/sessions', { body: { username: 'admin', password: 'a long password' }, key: null });
    const headers = { 'x-filesapi-auth': (session.body as { id: string }).id };
    const answer = await t.call('GET', '/files/x.txt', { key: null, headers });
    const uri = local(t, (answer.body as Shown).download_uri);
    expect((await fetch(uri)).status).toBe(200);
    await t.call('DELETE', '/sessions', { key: null, headers });
    expect((await fetch(uri)).status).toBe(403);
  });
});

test('zip, zip_list and unzip', async () => {
  const t = await openFilesCom();
  await t.call('POST', '/folders/Dir');
  await put(t, t.admin, { name: 'a.txt', bytes: 'A', folderId: (await t.core.tree.find(t.admin, 'Dir')).node.id });
  await put(t, t.admin, { name: 'b.txt', bytes: 'BB' });
  const zipped = await t.call('POST', '/file_actions/zip', { body: { paths: ['Dir', 'b.txt'], destination: 'all.zip' } });
  expect(zipped).toMatchObject({ status: 201, body: { status: 'completed', file_migration_id: expect.any(Number) } });
  const { file_migration_id: id } = zipped.body as { file_migration_id: number };
  expect((await t.call('GET', `/file_migrations/${id}`)).body).toMatchObject({
    operation: 'zip',
    dest_path: 'all.zip',
    status: 'completed',
  });
  expect((await t.call('GET', '/file_actions/zip_list/all.zip')).body).toEqual([
    { path: 'Dir', size: 0 },
    { path: 'Dir/a.txt', size: 1 },
    { path: 'b.txt', size: 2 },
  ]);
  const unzipped = await t.call('POST', '/file_actions/unzip', { body: { path: 'all.zip', destination: 'out' } });
  expect(unzipped).toMatchObject({ status: 201, body: { status: 'completed' } });
  expect(await fileAt(t, 'out/Dir/a.txt')).toBe('A');
  for (const [path, body, status, type] of [
    ['zip', { paths: ['b.txt'], destination: 'all.zip' }, 422, 'processing-failure/destination-exists'],
    ['zip', { paths: ['none'], destination: 'x.zip' }, 404, 'not-found'],
    ['zip', { destination: 'x.zip' }, 422, 'bad-request/request-params-required'],
    ['unzip', { path: 'all.zip', destination: 'out' }, 422, 'processing-failure/destination-exists'],
    ['unzip', { path: 'b.txt', destination: 'out' }, 422, 'processing-failure/invalid-zip-file'],
    ['unzip', { path: 'Dir', destination: 'out' }, 400, 'bad-request/cannot-download-directory'],
  ] as const) {
    expect(await t.call('POST', `/file_actions/${path}`, { body }), JSON.stringify(body)).toMatchObject({ status, type });
  }
  expect((await t.call('POST', '/file_actions/zip', { body: { paths: ['b.txt'], destination: 'all.zip', overwrite: true } })).status).toBe(
    201,
  );
});
