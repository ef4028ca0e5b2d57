import fc from 'fast-check';
import { createReadStream } from 'node:fs';
import { readdirSync } from 'node:fs';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  ConfigurationError,
  FilesCom,
  type FilesComUploadOptions,
  NotFoundError,
  type UploadCheckpoint,
  type UploadData,
} from '../filescom.ts';
import { cleanUp, sendJson, someBytes, startMock, startRecorder, startServer, tempFolder, type TestServer } from '../server.test-setup.ts';
import { partSize, startVendor } from './vendor.test-setup.ts';

let client: FilesCom;
let server: TestServer;
let folder: string;
beforeAll(async () => {
  server = await startServer();
  client = new FilesCom({ apiKey: server.apiKey, baseUrl: server.url });
  folder = await tempFolder();
});
afterAll(cleanUp);

describe('settings', () => {
  const names = ['FILESCOM_API_KEY', 'FILESCOM_BASE_URL'] as const;
  afterEach(() => {
    for (const name of names) delete process.env[name];
  });

  test('the address: what is said, the environment, the vendor’s', () => {
    expect(new FilesCom().baseUrl).toBe('https://app.files.com');
    process.env['FILESCOM_BASE_URL'] = 'https://sub.files.example/';
    expect(new FilesCom().baseUrl).toBe('https://sub.files.example');
    expect(new FilesCom({ baseUrl: 'http://h:1/below/api/rest/v1' }).baseUrl).toBe('http://h:1/below');
    expect(new FilesCom({ baseUrl: 'sub.files.example' }).baseUrl).toBe('https://sub.files.example');
    expect(() => new FilesCom({ baseUrl: 'ftp://h' })).toThrow('not the address of a server');
  });

  test('the key from the environment', async () => {
    process.env['FILESCOM_API_KEY'] = server.apiKey;
    expect(await new FilesCom({ baseUrl: server.url }).apiKey.findCurrent()).toMatchObject({ name: 'first key' });
  });

  test('log lines, without secrets', async () => {
    const lines: string[] = [];
    const log = (line: string): void => void lines.push(line);
    await client.with({ logLevel: 'none', log }).site.get();
    expect(lines).toEqual([]);
    await client.with({ logLevel: 'info', log }).user.list({ search: 'hidden' });
    expect(lines).toEqual([expect.stringMatching(/^GET http:\/\/127\.0\.0\.1:\d+\/api\/rest\/v1\/users 200 \(\d+ ms\)$/)]);
    await client.with({ logLevel: 'debug', log }).file.upload('secret content', 'log.txt');
    await client.with({ logLevel: 'debug', log }).file.downloadToString('log.txt');
    expect(lines.length).toBeGreaterThan(5);
    // Addresses for bytes are secrets themselves, and queries can hold some.
    for (const line of lines) expect(line).not.toMatch(/hidden|secret|\/(up|down)load\/|sk_live|\?/);
    expect(inspect(client, { depth: 10 })).not.toContain(server.apiKey);
  });

  test('times, tries and addresses with which nothing could work are refused', () => {
    for (const options of [
      { readTimeout: 0 },
      { openTimeout: Number.NaN },
      { maxNetworkRetries: -1 },
      { maxNetworkRetryDelay: Infinity },
    ]) {
      expect(() => new FilesCom(options), inspect(options)).toThrow(ConfigurationError);
    }
    expect(() => new FilesCom({ sourceIp: 'no address' })).toThrow('is not an address');
  });

  test('a key takes the place of a session, and headers that of ours, however they are written', async () => {
    const { url, requests } = await startRecorder((_, response) => sendJson(response, 200, []));
    const options = { sessionId: 'session', baseUrl: url, headers: { Accept: 'text/x', 'User-Agent': 'mine' } };
    await new FilesCom(options).with({ apiKey: 'key' }).user.list();
    expect(requests[0]?.headers).toMatchObject({ 'x-filesapi-key': 'key', accept: 'text/x', 'user-agent': 'mine' });
    expect(requests[0]?.headers).not.toHaveProperty('x-filesapi-auth');
  });

  test('a source address that is not ours cannot be sent from', async () => {
    await expect(client.with({ sourceIp: '192.0.2.1', maxNetworkRetries: 0 }).site.get()).rejects.toMatchObject({
      name: 'ConnectionError',
    });
    expect(await client.with({ sourceIp: '127.0.0.1' }).site.get()).toHaveProperty('id');
    expect(await client.with({ sourceIp: '' }).site.get()).toHaveProperty('id');
  });
});

/** The bytes cut into chunks at these places, in memory that is used again. */
async function* cut(bytes: Uint8Array, places: readonly number[]): AsyncGenerator<Uint8Array> {
  let start = 0;
  for (const place of [...places, bytes.byteLength].toSorted((a, b) => a - b)) {
    const end = Math.min(place, bytes.byteLength);
    const chunk = Buffer.from(bytes.subarray(start, end));
    yield await Promise.resolve(chunk);
    chunk.fill(0xee);
    start = end;
  }
}

test('property: around the borders of parts, in every form and chunking, what arrives is what was sent', async () => {
  const vendor = await startVendor();
  const parts = new FilesCom({ apiKey: 'K', baseUrl: vendor.url });
  const path = join(folder, 'property.bin');
  const near = fc
    .tuple(fc.constantFrom(0, 1, 2, 3, 6), fc.constantFrom(-1, 0, 1))
    .map(([count, more]) => Math.max(0, count * partSize + more));
  await fc.assert(
    fc.asyncProperty(near, fc.array(fc.nat(150), { maxLength: 8 }), fc.integer({ min: 1, max: 5 }), async (size, places, concurrency) => {
      const bytes = someBytes(size, size + 1);
      await writeFile(path, bytes);
      const forms: Record<string, [UploadData, FilesComUploadOptions] | undefined> = {
        path: undefined,
        bytes: [bytes, {}],
        blob: [new Blob([bytes as Uint8Array<ArrayBuffer>]), {}],
        'a stream whose size nobody knows': [cut(bytes, places), {}],
        'a stream whose size is known': [cut(bytes, places), { size }],
        'a stream of Node': [createReadStream(path), {}],
      };
      for (const [form, given] of Object.entries(forms)) {
        vendor.parts.clear();
        if (given === undefined) await parts.file.uploadFile(path, 'p', { concurrency });
        else await parts.file.upload(given[0], 'p', { ...given[1], concurrency });
        const stored = [...vendor.parts].toSorted(([a], [b]) => Number(a.split('/').at(-1)) - Number(b.split('/').at(-1)));
        expect(Buffer.compare(Buffer.concat(stored.map(([, part]) => part)), bytes), `${form} of ${size}`).toBe(0);
      }
    }),
    { numRuns: 15 },
  );
});

describe('files', () => {
  test('up and down in every form, as the seeds show it', async () => {
    const bytes = someBytes(6_000_000);
    const local = join(folder, 'local.bin');
    await writeFile(local, bytes);
    expect(await client.file.uploadFile(local, '/uploads/deep/remote.bin', { mkdir_parents: true })).toMatchObject({ size: bytes.length });
    await expect(client.file.uploadFile(local, '/nowhere/remote.bin')).rejects.toMatchObject({
      name: expect.stringContaining('Error') as string,
    });

    const copy = join(folder, 'copy.bin');
    const file = await client.file.downloadFile('/uploads/deep/remote.bin', copy);
    expect(file).toMatchObject({
      path: 'uploads/deep/remote.bin',
      provided_mtime: (await stat(local)).mtime.toISOString().replace(/\.\d+Z/, 'Z'),
    });
    expect(Buffer.compare(await readFile(copy), bytes)).toBe(0);
    expect(Buffer.compare(await client.file.downloadToBytes('uploads/deep/remote.bin'), bytes)).toBe(0);
    const parts: Uint8Array[] = [];
    await client.file.downloadToStream(
      'uploads/deep/remote.bin',
      new WritableStream({ write: (chunk: Uint8Array) => void parts.push(chunk) }),
    );
    expect(Buffer.compare(Buffer.concat(parts), bytes)).toBe(0);

    const forms: UploadData[] = [
      bytes,
      new Blob([bytes as Uint8Array<ArrayBuffer>]),
      cut(bytes, [1, 70_000, 5_500_000]),
      createReadStream(local),
    ];
    for (const data of forms) {
      await client.file.upload(data, 'form.bin');
      expect(Buffer.compare(await client.file.downloadToBytes('form.bin'), bytes)).toBe(0);
    }
    await client.file.upload('grüße', 'text.txt');
    expect(await client.file.downloadToString('text.txt')).toBe('grüße');
  });

  test('copy, move, find, delete; what is there is not replaced by accident', async () => {
    await client.file.upload('x', 'one.txt');
    await client.file.copy('one.txt', { destination: 'two.txt' });
    await client.file.move('two.txt', { destination: 'three.txt' });
    expect(await client.file.find('three.txt')).toMatchObject({ size: 1 });
    await expect(client.file.copy('one.txt', { destination: 'three.txt' })).rejects.toMatchObject({
      type: 'processing-failure/destination-exists',
    });
    await client.file.delete('three.txt');
    await expect(client.file.find('three.txt')).rejects.toBeInstanceOf(NotFoundError);
    expect(await client.file.upload('y', 'one.txt', { with_rename: true })).not.toMatchObject({ path: 'one.txt' });
  });

  test('a file without a local name comes under its own', async () => {
    await client.file.upload('x', 'cwd.txt');
    const before = process.cwd();
    process.chdir(await tempFolder());
    try {
      await client.file.downloadFile('/cwd.txt');
      expect(readdirSync('.')).toEqual(['cwd.txt']);
    } finally {
      process.chdir(before);
    }
  });

  test('lists as pages, and as everything', async () => {
    for (const name of ['a', 'b', 'c']) await client.file.upload('x', `listed/${name}`, { mkdir_parents: true });
    const page = await client.folder.listFor('listed', { per_page: 2, sort_by: { path: 'desc' } });
    expect(page.items.map(({ path }) => path)).toEqual(['listed/c', 'listed/b']);
    expect([...(await page.loadNextPage())].map(({ path }) => path)).toEqual(['listed/a']);
    const all: string[] = [];
    for await (const { path } of client.folder.listFor('/listed/', { per_page: 1 })) all.push(path);
    expect(all).toEqual(['listed/a', 'listed/b', 'listed/c']);
  });
});

describe('handles', () => {
  test('text that is written comes back, by lines and whole', async () => {
    const writer = await client.file.open('lines.txt', 'w');
    await writer.write('first line ä\r\n');
    await writer.write('');
    await writer.write('second');
    await writer.write(' line\n\nlast');
    expect(await writer.close()).toMatchObject({ path: 'lines.txt', size: 32 });
    const reader = await client.file.open('lines.txt');
    const lines: string[] = [];
    for await (const text of reader) lines.push(text);
    expect(lines).toEqual(['first line ä', 'second line', '', 'last']);
    const second = await client.file.open('lines.txt', 'r');
    expect(await second.readLine()).toBe('first line ä');
    expect(await second.read()).toBe('second line\n\nlast');
    expect(await second.readLine()).toBeUndefined();
    expect(await second.read()).toBe('');
  });

  test('bytes, piece by piece, in memory that is used again', async () => {
    const bytes = someBytes(300_000);
    const writer = await client.file.open('bytes.bin', 'wb');
    const buffer = Buffer.alloc(70_000);
    for (let start = 0; start < bytes.length; start += buffer.length) {
      const piece = bytes.subarray(start, start + buffer.length);
      buffer.set(piece);
      const written = writer.write(buffer.subarray(0, piece.length));
      buffer.fill(0);
      await written;
    }
    await writer.close();
    const reader = await client.file.open('bytes.bin', 'rb');
    expect(await reader.read(10)).toEqual(bytes.slice(0, 10));
    expect(Buffer.compare(await reader.read(), bytes.slice(10))).toBe(0);
    expect(await reader.read()).toEqual(new Uint8Array());
    await reader.close();
    const early = await client.file.open('bytes.bin', 'rb');
    await early.read(1);
    await early.close();
  });

  test('a reader that is closed before anything was read gives its connection up', async () => {
    const vendor = await startVendor(({ url }, response) => {
      if (url === '/down') response.writeHead(200, { 'content-length': '5' }).write('he');
      return url === '/down';
    });
    const reading = new FilesCom({ apiKey: 'K', baseUrl: vendor.url });
    for (const mode of ['r', 'rb'] as const) {
      const aborted = vendor.aborted();
      const reader = await (mode === 'r' ? reading.file.open('a', mode) : reading.file.open('a', mode));
      await reader.close();
      await aborted;
    }
  });

  test('text may be cut within a character', async () => {
    const writer = await client.file.open('halves.txt', 'w');
    for (const text of ['a\ud83d', '\ude00b', '\ud83d']) await writer.write(text);
    expect(await writer.close()).toEqual(await writer.close());
    await expect(writer.write('more')).rejects.toThrow('It was closed');
    expect(await client.file.downloadToString('halves.txt')).toBe('a\ud83d\ude00b\ufffd');
  });

  test('who writes more than a part is told that it was refused', async () => {
    const { url } = await startVendor(({ method }, response) => {
      if (method === 'PUT') response.writeHead(400).end();
      return method === 'PUT';
    });
    const writer = await new FilesCom({ apiKey: 'K', baseUrl: url }).file.open('x', 'wb');
    await expect(writer.write(someBytes(partSize * 5))).rejects.toMatchObject({ httpCode: 400 });
    await expect(writer.close()).rejects.toMatchObject({ httpCode: 400 });
  });

  test('what is given up does not appear; what fails is told to whoever writes', async () => {
    const writer = await client.file.open('given-up.txt', 'w');
    await writer.write('x');
    await writer.abort();
    await expect(client.file.find('given-up.txt')).rejects.toBeInstanceOf(NotFoundError);
    await expect(writer.write('y')).rejects.toMatchObject({ name: 'AbortError' });
    await expect(writer.close()).rejects.toMatchObject({ name: 'AbortError' });
    // The end of an `await using` block.
    await writer[Symbol.asyncDispose]();

    const refused = await client.file.open('missing-folder/x.txt', 'w');
    await expect(
      (async () => {
        await refused.write('x');
        await refused.close();
      })(),
    ).rejects.toMatchObject({ httpCode: expect.any(Number) as number });
    await expect(client.file.open('nothing.txt')).rejects.toBeInstanceOf(NotFoundError);
    const open = client.file.open as unknown as (path: string, mode: string) => Promise<unknown>;
    await expect(open('x', 'a')).rejects.toMatchObject({ name: 'InvalidParameterError' });
  });
});

describe('failures', () => {
  test('each part is tried again by itself, also at a new address', async () => {
    const mock = await startMock(
      { method: 'PUT', path: '/upload', every: 3, drop: true },
      { method: 'PUT', path: '/upload', nth: 2, expired: true },
      {
        method: 'POST',
        path: '/api/rest/v1/file_actions/begin_upload',
        every: 4,
        error: 'rate-limited/too-many-requests',
        'retry-after': 0,
      },
    );
    const failing = new FilesCom({ apiKey: mock.apiKey, baseUrl: mock.url, initialNetworkRetryDelay: 0.001 });
    const bytes = someBytes(30_000_000);
    const seen: number[] = [];
    await failing.file.upload(bytes, 'drops.bin', { onProgress: ({ transferred }) => seen.push(transferred) });
    expect(seen.at(-1)).toBe(bytes.length);
    expect(Buffer.compare(await failing.file.downloadToBytes('drops.bin'), bytes)).toBe(0);
  });

  test('a part whose answer breaks off is sent again', async () => {
    let puts = 0;
    const vendor = await startVendor(({ method }, response) => {
      if (method === 'PUT') puts += 1;
      if (method !== 'PUT' || puts > 1) return false;
      response.writeHead(200, { 'content-length': '10', etag: '"t"' }).write('<xml', () => response.destroy());
      return true;
    });
    const broken = new FilesCom({ apiKey: 'K', baseUrl: vendor.url, initialNetworkRetryDelay: 0.001 });
    const seen: number[] = [];
    await broken.file.upload(someBytes(partSize), 'a', { onProgress: ({ transferred }) => seen.push(transferred) });
    expect(puts).toBe(2);
    expect(seen.at(-1)).toBe(partSize);
  });

  test('a broken download goes on where it broke, at a new address', async () => {
    const mock = await startMock({ path: '/download', first: 4, truncate: 300_000 }, { path: '/download', nth: 6, expired: true });
    const failing = new FilesCom({ apiKey: mock.apiKey, baseUrl: mock.url, initialNetworkRetryDelay: 0.001 });
    const bytes = someBytes(2_000_000);
    await failing.file.upload(bytes, 'broken.bin');
    const path = join(folder, 'broken.bin');
    await failing.file.downloadFile('broken.bin', path);
    expect(Buffer.compare(await readFile(path), bytes)).toBe(0);
    await expect(failing.file.downloadFile('broken.bin', path, { maxRetries: 0 })).rejects.toMatchObject({ httpCode: 403 });
    // Left alone, the file that was there stays.
    expect(Buffer.compare(await readFile(path), bytes)).toBe(0);
    expect(readdirSync(folder).filter((name) => name.includes('partial'))).toEqual([]);
  });

  test('an upload that broke is gone on with; one that is gone begins anew', async () => {
    let puts = 0;
    const vendor = await startVendor((request, response) => {
      if (request.url.startsWith('/up/')) puts += 1;
      if (request.url.startsWith('/up/') && puts === 4) {
        sendJson(response, 400, { type: 'bad-request', error: 'broken' });
        return true;
      }
      if (request.body.toString().includes('"ref":"gone"')) {
        sendJson(response, 404, { type: 'not-found/file-upload-not-found', error: 'gone' });
        return true;
      }
      return false;
    });
    const resuming = new FilesCom({ apiKey: 'K', baseUrl: vendor.url });
    const bytes = someBytes(5 * partSize + 3);
    let checkpoint: UploadCheckpoint | undefined;
    const keep = (found: UploadCheckpoint): void => void (checkpoint = found);
    await expect(resuming.file.upload(bytes, 'a', { concurrency: 1, onCheckpoint: keep })).rejects.toMatchObject({ httpCode: 400 });
    expect(checkpoint).toMatchObject({ ref: 'put-1', partSize, size: bytes.length });
    expect(checkpoint?.etags.map(({ part }) => part)).toEqual([1, 2, 3]);
    expect(JSON.stringify(checkpoint)).not.toContain('http');

    const progress: object[] = [];
    await resuming.file.upload(bytes, 'a', { resume: checkpoint, onProgress: (event) => progress.push(event) });
    expect(progress.at(-1)).toEqual({ transferred: 2 * partSize + 3, skipped: 3 * partSize, total: bytes.length });
    expect(puts).toBe(7);
    expect(
      Buffer.compare(Buffer.concat([1, 2, 3, 4, 5, 6].map((part) => vendor.parts.get(`/up/put-1/${part}`) ?? Buffer.alloc(0))), bytes),
    ).toBe(0);

    expect(await resuming.file.upload(bytes, 'a', { resume: { ref: 'gone', partSize, size: bytes.length, etags: [] } })).toMatchObject({
      size: bytes.length,
    });
  });

  test('an upload whose last answer got lost is gone on with, without sending anything again', async () => {
    const mock = await startMock({ method: 'POST', path: '/api/rest/v1/files/lost.bin', nth: 1, truncate: 20 });
    const resuming = new FilesCom({ apiKey: mock.apiKey, baseUrl: mock.url, maxNetworkRetries: 0 });
    const bytes = someBytes(6_000_000);
    const checkpoints: UploadCheckpoint[] = [];
    const lost = resuming.file.upload(bytes, 'lost.bin', { concurrency: 1, onCheckpoint: (found) => checkpoints.push(found) });
    await expect(lost).rejects.toMatchObject({ name: 'ConnectionError' });
    expect(checkpoints.map(({ etags }) => etags.length)).toEqual([1, 2]);

    const sent: number[] = [];
    const onProgress = ({ transferred }: { readonly transferred: number }): void => void sent.push(transferred);
    expect(await resuming.file.upload(bytes, 'lost.bin', { resume: checkpoints[1], onProgress })).toMatchObject({ size: bytes.length });
    expect(sent).toEqual([]);
    // Who has an older one sends everything again, because the upload that it is of is complete.
    expect(await resuming.file.upload(bytes, 'lost.bin', { resume: checkpoints[0], onProgress })).toMatchObject({ size: bytes.length });
    expect(sent.at(-1)).toBe(bytes.length);
    expect(Buffer.compare(await resuming.file.downloadToBytes('lost.bin'), bytes)).toBe(0);
  });

  test('a stream of another size than announced is refused', async () => {
    for (const [has, said] of [
      [10, 20],
      [20, 10],
      [3 * partSize, 2 * partSize],
      [2 * partSize, 3 * partSize],
    ] as const) {
      await expect(client.file.upload(cut(someBytes(has), []), 'wrong.bin', { size: said })).rejects.toThrow('announced');
    }
    await expect(client.file.find('wrong.bin')).rejects.toBeInstanceOf(NotFoundError);
  });

  test('a stream of text is refused, and what was there stays', async () => {
    await client.file.upload('hello', 'stays.txt');
    const text = Readable.from(['hello ', 'world']);
    await expect(client.file.upload(text, 'stays.txt')).rejects.toThrow('gives text, not bytes');
    expect(await client.file.downloadToString('stays.txt')).toBe('hello');
  });

  test('an answer that is not JSON is an error that says so', async () => {
    const recorder = await startRecorder((_, response) => response.writeHead(200).end('<html>'));
    await expect(new FilesCom({ apiKey: 'K', baseUrl: recorder.url }).site.get()).rejects.toThrow('is not JSON');
  });
});

test('an answer that is not of this API is an error that says so; more bytes than the file has are not taken', async () => {
  for (const body of ['', 'null', '"text"', '{}', '[null]']) {
    const { url } = await startRecorder((_, response) => response.end(body));
    const other = new FilesCom({ apiKey: 'K', baseUrl: url });
    const calls: Record<string, () => Promise<unknown>> = {
      upload: () => other.file.upload('hello', 'x'),
      download: () => other.file.downloadToString('x'),
    };
    if (body !== '[null]') calls['list'] = () => other.user.list().page();
    if (!'{}[null]'.includes(body) || body === '') calls['find'] = () => other.user.find(1);
    for (const [name, call] of Object.entries(calls)) {
      await expect(call(), `${name}: ${body}`).rejects.toMatchObject({ name: 'FilewharfError' });
    }
  }
  const vendor = await startVendor(({ url }, response) => {
    if (url === '/down') for (let sent = 0; sent < 100; sent += 1) response.write('hello');
    return url === '/down';
  });
  const other = new FilesCom({ apiKey: 'K', baseUrl: vendor.url });
  await expect(other.file.downloadToString('x')).rejects.toThrow('more than the 5 bytes');
});
