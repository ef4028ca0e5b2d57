import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FilesCom, NotAuthenticated_InvalidUsernameOrPasswordError, type FilesComOptions } from '../filescom.ts';
import { sendJson, someBytes, startRecorder, startServer, tempFolder } from '../server.test-setup.ts';
import { partSize, startVendor } from './vendor.test-setup.ts';

// What the vendor's clients do wrong (sdk.md section 4), each with a test that shows that this one does not.

const quick: FilesComOptions = { apiKey: 'K', initialNetworkRetryDelay: 0.001, maxNetworkRetryDelay: 0.002 };

describe('the JavaScript client', () => {
  test('stores data that is a multiple of the part size too long', async () => {
    const vendor = await startVendor();
    const client = new FilesCom({ ...quick, baseUrl: vendor.url });
    for (const size of [0, 1, partSize - 1, partSize, partSize + 1, 2 * partSize, 3 * partSize, 5 * partSize + 1]) {
      const bytes = someBytes(size, size + 1);
      for (const data of [bytes, new Blob([bytes as Uint8Array<ArrayBuffer>])]) {
        vendor.parts.clear();
        await client.file.upload(data, 'a.bin');
        const stored = [...vendor.parts]
          .toSorted(([a], [b]) => Number(a.split('/').at(-1)) - Number(b.split('/').at(-1)))
          .map(([, part]) => part);
        expect(Buffer.compare(Buffer.concat(stored), bytes), `${size}`).toBe(0);
        expect(stored.every(({ byteLength }) => byteLength <= partSize)).toBe(true);
      }
    }
  });

  test('downloads over https only, follows no redirect, keeps a page that says no as the file, and gives up at the first broken line', async () => {
    const folder = await tempFolder();
    let addresses = 0;
    const recorder = await startRecorder((request, response) => {
      const { pathname } = new URL(request.url, 'http://x');
      const range = Number(/^bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
      if (pathname.startsWith('/api/')) {
        addresses += 1;
        const to = pathname.endsWith('refused') ? '/no' : `/redirect?${addresses}`;
        sendJson(response, 200, { path: 'a', size: 10, download_uri: recorder.url + to });
      } else if (pathname === '/redirect') response.writeHead(302, { location: '/bytes' }).end();
      else if (pathname === '/no') response.writeHead(404, { 'content-type': 'text/html' }).end('<h1>no</h1>');
      else {
        const head = {
          'content-length': String(10 - range),
          etag: '"v1"',
          ...(range > 0 ? { 'content-range': `bytes ${range}-9/10` } : {}),
        };
        response.writeHead(range > 0 ? 206 : 200, head);
        if (range > 0) response.end('0123456789'.slice(range));
        else response.write('0123', () => response.destroy());
      }
    });
    const client = new FilesCom({ ...quick, baseUrl: recorder.url });
    const progress: number[] = [];
    const path = join(folder, 'a');
    await client.file.downloadFile('a', path, { onProgress: ({ transferred }) => progress.push(transferred) });
    expect(await readFile(path, 'utf8')).toBe('0123456789');
    expect(progress.at(-1)).toBe(10);
    // An address holds for a while only, so the rest is asked for at a new one.
    expect(addresses).toBe(2);
    await expect(client.file.downloadFile('refused', join(folder, 'b'))).rejects.toMatchObject({ httpCode: 404 });
    expect(existsSync(join(folder, 'b'))).toBe(false);
  });

  test('cannot abort', async () => {
    const silent = await startRecorder(() => undefined);
    const controller = new AbortController();
    const aborted = silent.aborted();
    const pending = new FilesCom({ ...quick, baseUrl: silent.url }).file.find('a', {}, { signal: controller.signal });
    pending.catch(() => undefined);
    await expect.poll(() => silent.requests.length).toBe(1);
    controller.abort();
    await expect(pending).rejects.toMatchObject({ name: 'AbortError' });
    await aborted;
  });

  test('sends all parts at once, with neither their tags nor the size at the end', async () => {
    let running = 0;
    let most = 0;
    const vendor = await startVendor((request, response) => {
      if (request.method !== 'PUT') return false;
      running += 1;
      most = Math.max(most, running);
      setImmediate(() => {
        running -= 1;
        response.writeHead(200, { etag: '"t"' }).end();
      });
      return true;
    });
    const client = new FilesCom({ ...quick, baseUrl: vendor.url });
    // The bytes went elsewhere, so the stored file is shorter than what was sent; and that is noticed.
    await expect(client.file.upload(someBytes(50 * partSize), 'a.bin')).rejects.toMatchObject({ name: 'ChecksumError' });
    expect(most).toBeLessThanOrEqual(4);
    const end = JSON.parse(vendor.requests.at(-1)?.body.toString() ?? '') as { etags: object[]; size: number };
    expect(end.size).toBe(50 * partSize);
    expect(end.etags).toHaveLength(50);
    expect(end.etags[49]).toEqual({ etag: 't', part: 50 });
  });

  test('lets a request go on that has timed out', async () => {
    const silent = await startRecorder(() => undefined);
    const aborted = silent.aborted();
    const client = new FilesCom({ ...quick, baseUrl: silent.url, readTimeout: 0.05, maxNetworkRetries: 0 });
    await expect(client.file.find('a')).rejects.toMatchObject({ name: 'TimeoutError' });
    await aborted;
  });

  test('never tries again what a server was too busy for, and does not look at Retry-After', async () => {
    const delays: string[] = [];
    const busy = await startRecorder((_, response, number) => {
      if (number === 1) sendJson(response, 503, { type: 'service-unavailable', error: 'busy' });
      else if (number === 2) sendJson(response, 429, { type: 'rate-limited/too-many-requests', error: 'slowly' }, { 'retry-after': '0' });
      else sendJson(response, 200, { path: 'a' });
    });
    const client = new FilesCom({
      ...quick,
      baseUrl: busy.url,
      initialNetworkRetryDelay: 0.2,
      maxNetworkRetryDelay: 1,
      logLevel: 'debug',
      log: (text) => delays.push(text),
    });
    expect(await client.file.find('a')).toEqual({ path: 'a' });
    const [first, second] = delays.filter((text) => text.startsWith('again')).map((text) => Number(/in (\d+) ms/.exec(text)?.[1]));
    expect(first).toBeGreaterThanOrEqual(100);
    // The server said 0 seconds.
    expect(second).toBeLessThanOrEqual(100);
  });

  test('throws at the root as an empty text, flattens nested params and loses times in filters', async () => {
    const vendor = await startVendor();
    const client = new FilesCom({ ...quick, baseUrl: vendor.url });
    expect((await client.folder.listFor('')).items).toEqual([]);
    await client.user.list({ filter_gteq: { last_login_at: new Date('2026-01-02T03:04:05Z') }, ...({ a: { b: { c: 1 } } } as object) });
    expect(vendor.lines()[1]).toBe('GET /users?a[b][c]=1&filter_gteq[last_login_at]=2026-01-02T03:04:05.000Z');
  });

  test('takes the options of Session.delete and Session.destroy in different places', async () => {
    const vendor = await startVendor();
    const client = new FilesCom({ ...quick, baseUrl: vendor.url });
    await client.session.delete({ sessionId: 'S1' });
    await client.session.destroy({ sessionId: 'S2' });
    expect(vendor.requests.map(({ headers }) => headers['x-filesapi-auth'])).toEqual(['S1', 'S2']);
  });

  test('fails itself on an error without a name, and says nothing of a page', async () => {
    const bodies = [
      '{"type":"not-found/","error":"gone"}',
      '<h1>Bad Gateway</h1>',
      '[]',
      '{}',
      'null',
      '[{"type":"not-found","error":"first"}]',
    ];
    const recorder = await startRecorder((request, response) => {
      response
        .writeHead(404, { 'content-type': 'application/json' })
        .end(bodies[Number(request.url.split('/').at(-1)?.replace(/\?.*/, ''))]);
    });
    const client = new FilesCom({ ...quick, baseUrl: recorder.url });
    const errors = await Promise.all(bodies.map((_, index) => client.user.find(index).catch((error: Error) => error)));
    expect(errors.map((error) => (error as Error).name)).toEqual([
      'NotFoundError',
      'FilesApiError',
      'FilesApiError',
      'FilesApiError',
      'FilesApiError',
      'NotFoundError',
    ]);
    expect((errors[0] as Error).message).toBe('gone');
    expect((errors[1] as Error).message).toContain('404');
    expect((errors[5] as Error).message).toBe('first');
  });

  test('has one configuration for a whole process', async () => {
    const [one, two] = await Promise.all([startVendor(), startVendor()]);
    const clients = [new FilesCom({ apiKey: 'one', baseUrl: one.url }), new FilesCom({ apiKey: 'two', baseUrl: two.url })];
    await Promise.all(clients.map((client) => client.site.get()));
    expect(one.requests.map(({ headers }) => headers['x-filesapi-key'])).toEqual(['one']);
    expect(two.requests.map(({ headers }) => headers['x-filesapi-key'])).toEqual(['two']);
  });
});

describe('the Python client', () => {
  test('repeats refusals, so that one wrong password counts three times; and its number of retries is one too many', async () => {
    const recorder = await startRecorder((request, response) => {
      if (request.method === 'POST') sendJson(response, 401, { type: 'not-authenticated/invalid-username-or-password', error: 'no' });
      else sendJson(response, 503, { type: 'service-unavailable', error: 'busy' });
    });
    const client = new FilesCom({ ...quick, baseUrl: recorder.url });
    const wrong = client.session.create({ username: 'motor', password: 'wrong' });
    await expect(wrong).rejects.toBeInstanceOf(NotAuthenticated_InvalidUsernameOrPasswordError);
    expect(recorder.requests.splice(0)).toHaveLength(1);
    await expect(client.site.get()).rejects.toMatchObject({ httpCode: 503 });
    expect(recorder.requests.splice(0)).toHaveLength(4);
    await expect(client.with({ maxNetworkRetries: 0 }).site.get()).rejects.toMatchObject({ httpCode: 503 });
    expect(recorder.requests).toHaveLength(1);
  });

  test('cannot end a session by its object, and answers nothing to all()', async () => {
    const server = await startServer();
    const admin = new FilesCom({ apiKey: server.apiKey, baseUrl: server.url });
    await admin.user.create({ username: 'motor', password: 'vroom-vroom-1' });
    const client = new FilesCom({ baseUrl: server.url });
    const { id: sessionId } = await client.session.create({ username: 'motor', password: 'vroom-vroom-1' });
    const signedIn = client.with({ sessionId });
    expect((await signedIn.apiKey.all()).items).toEqual([]);
    await signedIn.session.destroy();
    await expect(signedIn.apiKey.all()).rejects.toMatchObject({ type: 'not-authenticated/invalid-credentials' });
    expect((await admin.user.all()).items.map(({ username }) => username)).toContain('motor');
  });

  test('counts characters for bytes, sends the beginning again after a flush, and needs a charset to read text', async () => {
    const vendor = await startVendor();
    const client = new FilesCom({ ...quick, baseUrl: vendor.url });
    const writer = await client.file.open('a.txt', 'w');
    await writer.write('ääääääääää');
    await writer.write('abc');
    await writer.write('defgh');
    await writer.close();
    const parts = ['1', '2'].map((part) => vendor.parts.get(`/up/put-1/${part}`) ?? Buffer.alloc(0));
    expect(Buffer.concat(parts).toString()).toBe('ääääääääääabcdefgh');
    expect(parts.map(({ byteLength }) => byteLength)).toEqual([20, 8]);
    expect(JSON.parse(vendor.requests.at(-1)?.body.toString() ?? '')).toMatchObject({ size: 28 });
    // Comes as application/octet-stream.
    expect(await (await client.file.open('a.txt', 'r')).read()).toBe('hello');
    expect(Buffer.from(await (await client.file.open('a.txt', 'rb')).read()).toString()).toBe('hello');
  });

  test('takes no key but of letters and digits', async () => {
    const vendor = await startVendor();
    await new FilesCom({ apiKey: 'sk_live_a-b.c', baseUrl: vendor.url }).site.get();
    expect(vendor.requests[0]?.headers['x-filesapi-key']).toBe('sk_live_a-b.c');
    await expect(new FilesCom({ apiKey: 'a\r\nb', baseUrl: vendor.url }).site.get()).rejects.toMatchObject({ name: 'ConfigurationError' });
  });

  test('waits for ever for a download', async () => {
    const stuck = await startRecorder((request, response) => {
      if (request.url.startsWith('/api/')) sendJson(response, 200, { path: 'a', download_uri: `${stuck.url}/bytes` });
      else response.writeHead(200, { 'content-length': '10' }).write('01234');
    });
    const client = new FilesCom({ ...quick, baseUrl: stuck.url, readTimeout: 0.05, maxNetworkRetries: 0 });
    await expect(client.file.downloadToString('a')).rejects.toMatchObject({ name: 'TimeoutError' });
  });
});

describe('the Go client', () => {
  test('does not look at the part size', async () => {
    const vendor = await startVendor();
    await new FilesCom({ ...quick, baseUrl: vendor.url }).file.upload(someBytes(3 * partSize), 'a.bin');
    expect([...vendor.parts.values()].map(({ byteLength }) => byteLength)).toEqual([partSize, partSize, partSize]);
  });

  test('dies of an answer that does not say whether parts may go in parallel', async () => {
    let running = 0;
    let most = 0;
    let puts = 0;
    const vendor = await startVendor((request, response) => {
      if (request.url.includes('begin_upload')) {
        const { part } = JSON.parse(request.body.toString()) as { part: number };
        sendJson(response, 200, [{ ref: 'r', partsize: partSize, upload_uri: `${vendor.url}/up/r/${part}` }]);
        return true;
      }
      if (request.method === 'PUT') {
        running += 1;
        most = Math.max(most, running);
        puts += 1;
        // Late enough for another part to come meanwhile, if one came.
        setTimeout(() => {
          running -= 1;
          response.writeHead(200, { etag: '"t"' }).end();
        }, 20);
        return true;
      }
      if (request.body.toString().includes('"end"')) {
        sendJson(response, 201, { path: 'a.bin', size: 4 * partSize });
        return true;
      }
      return false;
    });
    await new FilesCom({ ...quick, baseUrl: vendor.url }).file.upload(someBytes(4 * partSize), 'a.bin');
    expect([most, puts]).toEqual([1, 4]);
  });

  test('makes an error of an empty page; and a cursor that leads to itself is one', async () => {
    const pages = await startRecorder((request, response) => {
      const cursor = new URL(request.url, 'http://x').searchParams.get('cursor');
      const next = { none: 'one', one: 'two', two: '' }[cursor ?? 'none'];
      sendJson(response, 200, cursor === 'one' ? [] : [{ id: 1 }], next === '' ? {} : { 'x-files-cursor': next ?? 'loop' });
    });
    const client = new FilesCom({ ...quick, baseUrl: pages.url });
    let found = 0;
    for await (const user of client.user.list()) found += user.id;
    expect(found).toBe(2);
    await expect(client.user.list({ cursor: 'loop' })).rejects.toThrow('next page is this page');
  });
});

test('whoever asks for a list in any of them may get its first page and not know', async () => {
  const vendor = await startVendor();
  const page = await new FilesCom({ ...quick, baseUrl: vendor.url }).user.list();
  expect(page.hasNextPage).toBe(true);
  expect((await page.loadNextPage()).hasNextPage).toBe(false);
});
