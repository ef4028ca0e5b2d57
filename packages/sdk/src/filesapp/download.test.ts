import { once } from 'node:events';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { FilesApp, type Progress, type StoredFile } from '../index.ts';
import { cleanUp, someBytes, startMock, startRecorder, startServer, tempFolder } from '../server.test-setup.ts';

const size = 600_000;
const bytes = someBytes(size);
let client: FilesApp;
let file: StoredFile;
let root: string;
let folder: string;
let number = 0;
beforeAll(async () => {
  const server = await startServer();
  client = new FilesApp(server.apiKey, { baseUrl: server.url, retryDelayMs: 1 });
  file = await client.upload(bytes, { name: 'download.bin' });
  root = await tempFolder();
});
afterAll(cleanUp);
beforeEach(async () => {
  number += 1;
  folder = join(root, String(number));
  await mkdir(folder);
});

/** A client of a site that fails by rules, and a file there. */
async function failing(...rules: readonly object[]): Promise<{ client: FilesApp; id: string; retries: string[] }> {
  const server = await startMock(...rules);
  const retries: string[] = [];
  const made = new FilesApp(server.apiKey, {
    baseUrl: server.url,
    retryDelayMs: 1,
    onRetry: ({ error }) => retries.push(error.name),
  });
  const { id } = await made.upload(bytes, { name: 'download.bin' });
  return { client: made, id, retries };
}
const same = async (path: string): Promise<boolean> => Buffer.compare(await readFile(path), bytes) === 0;

describe('into a path', () => {
  test('the file appears whole, and nothing else stays', async () => {
    const path = join(folder, 'a.bin');
    const progress: Progress[] = [];
    const result = await client.download(file.id, path, { onProgress: (event) => progress.push(event) });
    expect(result).toEqual({ path, size, transferred: size, skipped: 0, etag: file.etag, sha256: undefined });
    expect(await same(path)).toBe(true);
    expect(progress.at(-1)).toEqual({ transferred: size, skipped: 0, total: size });
    expect(readdirSync(folder)).toEqual(['a.bin']);
  });

  test('an empty file, and a range', async () => {
    const empty = await client.upload(new Uint8Array(), { name: 'empty' });
    expect(await client.download(empty.id, join(folder, 'empty'))).toMatchObject({ size: 0, transferred: 0 });
    await client.download(file.id, join(folder, 'range'), { range: { start: 10, end: 20 } });
    expect(await readFile(join(folder, 'range'))).toEqual(Buffer.from(bytes.subarray(10, 20)));
    await client.download(file.id, join(folder, 'range'), { range: { start: size - 5 } });
    expect(await readFile(join(folder, 'range'))).toEqual(Buffer.from(bytes.subarray(size - 5)));
  });

  test('what is there stays when it fails, and when it may not be replaced', async () => {
    const path = join(folder, 'a.bin');
    await writeFile(path, 'old');
    await expect(client.download('file_01kfxgjd94fn9stqm414vjb0s8', path)).rejects.toMatchObject({ status: 404 });
    await expect(client.download(file.id, path, { overwrite: false })).rejects.toThrow('exists');
    expect(await readFile(path, 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['a.bin']);
    await client.download(file.id, path);
    expect(await same(path)).toBe(true);
    await rm(path);
    await client.download(file.id, path, { overwrite: false });
    expect(await same(path)).toBe(true);
    expect((await stat(path)).nlink).toBe(1);
  });

  test('a file that comes there meanwhile stays, and nothing else', async () => {
    const path = join(folder, 'a.bin');
    const onProgress = (): void => writeFileSync(path, 'theirs');
    await expect(client.download(file.id, path, { overwrite: false, onProgress })).rejects.toThrow('exists');
    expect(await readFile(path, 'utf8')).toBe('theirs');
    expect(readdirSync(folder)).toEqual(['a.bin']);
  });

  test('what is no regular file is refused before a byte is asked for, and stays', async () => {
    const path = join(folder, 'socket');
    const listening = createServer();
    onTestFinished(() => void listening.close());
    await once(listening.listen(path), 'listening');
    await mkdir(join(folder, 'folder'));
    const onProgress = (): void => expect.unreachable();
    for (const place of [path, join(folder, 'folder')]) {
      await expect(client.download(file.id, place, { onProgress })).rejects.toThrow('is not a regular file');
    }
    expect((await stat(path)).isSocket()).toBe(true);
    expect(readdirSync(folder)).toEqual(['folder', 'socket']);
  });

  test('two downloads into the same place: one of them says so, and what is there is whole', async () => {
    const path = join(folder, 'a.bin');
    const results = await Promise.allSettled([client.download(file.id, path), client.download(file.id, path)]);
    expect(results.some(({ status }) => status === 'fulfilled')).toBe(true);
    expect(await same(path)).toBe(true);
    expect(readdirSync(folder)).toEqual(['a.bin']);
  });
});

describe('a line that breaks', () => {
  test('is taken up again where it broke, in every form', async () => {
    const {
      client: broken,
      id,
      retries,
    } = await failing({ method: 'GET', path: '/api/v2/files/*?download=true', first: 9, truncate: 50_000 });
    const path = join(folder, 'a.bin');
    expect(await broken.download(id, path, { checksum: true })).toMatchObject({ transferred: size, skipped: 0 });
    expect(await same(path)).toBe(true);
    expect(Buffer.compare(await (await broken.download(id)).bytes(), bytes)).toBe(0);
    expect(retries.filter((name) => name === 'ConnectionError')).toHaveLength(9);
  });

  test('is given up when it brings nothing further', async () => {
    const { client: broken, id, retries } = await failing({ method: 'GET', path: '/api/v2/files/*?download=true', truncate: 0 });
    const path = join(folder, 'a.bin');
    await expect(broken.download(id, path, { maxRetries: 2 })).rejects.toMatchObject({ name: 'ConnectionError' });
    expect(retries).toHaveLength(2);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('does not mix two versions of a file', async () => {
    const { client: broken, id } = await failing({ method: 'GET', path: '/api/v2/files/*?download=true', nth: 1, truncate: 50_000 });
    const path = join(folder, 'a.bin');
    let isChanged = false;
    const changing = broken.download(id, path, {
      resume: true,
      onProgress: () => {
        if (isChanged) return;
        isChanged = true;
        throw new RangeError('the reader failed');
      },
    });
    await expect(changing).rejects.toThrow('the reader failed');
    await broken.upload(someBytes(1000, 7), { name: 'download.bin' });
    // Begins anew, because what is there is of another version.
    expect(await broken.download(id, path, { resume: true })).toMatchObject({ skipped: 0, transferred: 1000 });
    expect(await readFile(path)).toEqual(Buffer.from(someBytes(1000, 7)));
    expect(readdirSync(folder)).toEqual(['a.bin']);
  });

  test('a file that changes between two lines is an error for whoever has got bytes of the old one', async () => {
    const { client: broken, id } = await failing({ method: 'GET', path: '/api/v2/files/*?download=true', nth: 1, truncate: 50_000 });
    const download = await broken.download(id);
    await broken.upload(someBytes(1000, 7), { name: 'download.bin' });
    await expect(download.bytes()).rejects.toThrow('changed while it was downloaded');
  });
});

describe('resume', () => {
  test('goes on with what is there, over another call', async () => {
    const { client: broken, id } = await failing({ method: 'GET', path: '/api/v2/files/*?download=true', first: 1, truncate: 200_000 });
    const path = join(folder, 'a.bin');
    await expect(broken.download(id, path, { resume: true, maxRetries: 0 })).rejects.toMatchObject({ name: 'ConnectionError' });
    const there = (await stat(`${path}.partial`)).size;
    expect(there).toBeGreaterThan(0);
    expect(existsSync(path)).toBe(false);
    const progress: Progress[] = [];
    const result = await broken.download(id, path, { resume: true, checksum: true, onProgress: (event) => progress.push(event) });
    expect(result).toMatchObject({ skipped: there, transferred: size - there, size });
    expect(progress.at(-1)).toEqual({ skipped: there, transferred: size - there, total: size });
    expect(await same(path)).toBe(true);
    expect(readdirSync(folder)).toEqual(['a.bin']);
  });

  test('bytes of which nobody knows what they are of are not gone on with', async () => {
    const path = join(folder, 'a.bin');
    await writeFile(`${path}.partial`, 'whatever');
    expect(await client.download(file.id, path, { resume: true })).toMatchObject({ skipped: 0 });
    expect(await same(path)).toBe(true);
    // More than there is: begun anew.
    await writeFile(`${path}.partial`, someBytes(size, 3));
    await writeFile(`${path}.partial.etag`, file.etag);
    expect(await client.download(file.id, path, { resume: true })).toMatchObject({ skipped: 0, transferred: size });
    expect(await same(path)).toBe(true);
    expect(readdirSync(folder)).toEqual(['a.bin']);
  });

  test('the bytes of a download that was killed are not taken for those of an earlier one', async () => {
    const path = join(folder, 'a.bin');
    await writeFile(`${path}.partial`, bytes.subarray(0, 1000));
    await writeFile(`${path}.partial.etag`, file.etag);
    const { id } = await client.upload(someBytes(size, 5), { name: 'other.bin' });
    // As it was left by a process that was killed while it downloaded another file to the same place.
    let left: string[] = [];
    await client.download(id, path, {
      onProgress: () => {
        if (left.length === 0) left = readdirSync(folder);
      },
    });
    expect(left).toEqual(['a.bin.partial']);
  });

  test('bytes of a server that gives no tag are not taken for those of an earlier one', async () => {
    const server = await startRecorder((_, response) => response.writeHead(200, { 'content-length': '10' }).write('01234'));
    const path = join(folder, 'a.bin');
    await writeFile(`${path}.partial`, bytes.subarray(0, 1000));
    await writeFile(`${path}.partial.etag`, file.etag);
    const controller = new AbortController();
    const other = new FilesApp('sk_live_x', { baseUrl: server.url, signal: controller.signal });
    await expect(other.download(file.id, path, { resume: true, onProgress: () => controller.abort() })).rejects.toThrow('aborted');
    expect(readdirSync(folder)).toEqual(['a.bin.partial']);
  });

  test('a checksum finds what was damaged on the disk meanwhile', async () => {
    const path = join(folder, 'a.bin');
    await writeFile(`${path}.partial`, someBytes(1000, 3));
    await writeFile(`${path}.partial.etag`, file.etag);
    await expect(client.download(file.id, path, { resume: true, checksum: true })).rejects.toMatchObject({ name: 'ChecksumError' });
    expect(existsSync(path)).toBe(false);
  });
});

describe('into a stream', () => {
  test('of Node, however slow, and it is ended', async () => {
    const parts: Buffer[] = [];
    const slow = new Writable({
      highWaterMark: 1,
      write(chunk: Buffer, _, done) {
        parts.push(chunk);
        setImmediate(done);
      },
    });
    await client.download(file.id, slow);
    expect(slow.writableFinished).toBe(true);
    expect(Buffer.compare(Buffer.concat(parts), bytes)).toBe(0);
  });

  test('of Node that fails or is closed', async () => {
    const full = new Writable({ write: (_, __, done) => done(new RangeError('full')) });
    await expect(client.download(file.id, full)).rejects.toThrow('full');
    const closing = new Writable({
      highWaterMark: 1,
      write() {
        this.destroy();
      },
    });
    await expect(client.download(file.id, closing)).rejects.toThrow('closed');
  });

  test('of Node that cannot keep what it was given, when all bytes are there', async () => {
    const failures: Record<string, (done: (error: Error) => void) => void> = {
      later: (done) => setImmediate(() => done(new RangeError('cannot store it'))),
      // Its event comes when whoever waits for the end has gone on.
      'in a microtask': (done) => queueMicrotask(() => done(new RangeError('cannot store it'))),
    };
    for (const [name, final] of Object.entries(failures)) {
      const storing = new Writable({ write: (_, __, done) => done(), final });
      await expect(client.download(file.id, storing), name).rejects.toThrow('cannot store it');
      expect(storing.destroyed, name).toBe(true);
    }
  });

  test('of Node that is over before', async () => {
    const destroyed = new Writable();
    const ended = new Writable({ write: (_, __, done) => done() });
    await Promise.all([once(destroyed.destroy(), 'close'), once(ended.end(), 'close')]);
    for (const stream of [destroyed, ended]) await expect(client.download(file.id, stream)).rejects.toThrow('closed');
  });

  test('of the web', async () => {
    const parts: Uint8Array[] = [];
    let isClosed = false;
    const stream = new WritableStream<Uint8Array>({ write: (chunk) => void parts.push(chunk), close: () => void (isClosed = true) });
    await client.download(file.id, stream);
    expect(isClosed).toBe(true);
    expect(Buffer.compare(Buffer.concat(parts), bytes)).toBe(0);
  });
});

describe('without a destination', () => {
  test('as bytes, text, a stream, a range', async () => {
    const text = await client.upload(new TextEncoder().encode('grüße'), { name: 'text.txt' });
    const download = await client.download(text.id);
    expect(download).toMatchObject({ size: 7, etag: text.etag });
    expect(await download.text()).toBe('grüße');
    const range = await client.download(file.id, undefined, { range: { start: 5, end: 15 } });
    expect(await range.bytes()).toEqual(bytes.slice(5, 15));
    let found = 0;
    for await (const chunk of (await client.download(file.id)).stream()) {
      found += chunk.byteLength;
      break;
    }
    expect(found).toBeGreaterThan(0);
    (await client.download(file.id)).discard();
    expect(await client.whoami()).toMatchObject({ user: { username: 'admin' } });
  });

  test('a stream that is ended before anything was read gives its connection up', async () => {
    const server = await startRecorder((_, response) => response.writeHead(200, { 'content-length': '10' }).write('01234'));
    const other = new FilesApp('sk_live_x', { baseUrl: server.url });
    const returned = server.aborted();
    await (await other.download('file_1')).stream().return();
    await returned;
    const thrown = server.aborted();
    Readable.from((await other.download('file_1')).stream())
      .destroy(new Error('nobody wants it'))
      .on('error', () => undefined);
    await thrown;
    const discarded = server.aborted();
    (await other.request('GET', '/file_1')).discard();
    await discarded;
  });

  test('an abort ends it', async () => {
    const controller = new AbortController();
    const path = join(folder, 'a.bin');
    const download = client.download(file.id, path, { signal: controller.signal, onProgress: () => controller.abort() });
    await expect(download).rejects.toMatchObject({ name: 'AbortError' });
    expect(readdirSync(folder)).toEqual([]);
  });
});

test('a server that answers other bytes than were asked for is not believed', async () => {
  const recorder = await startRecorder((request, response) => {
    const range = request.headers.range ?? '';
    if (range === 'bytes=5-') response.writeHead(206, { 'content-range': 'bytes 0-9/10', 'content-length': '10' }).end('0123456789');
    else if (range === 'bytes=6-') response.writeHead(200, { 'content-length': '10' }).end('0123456789');
    else response.writeHead(404, { 'content-type': 'text/html' }).end('<h1>nothing here</h1>');
  });
  const odd = new FilesApp('sk_live_x', { baseUrl: recorder.url });
  await expect(odd.download('file_1', undefined, { range: { start: 5 } })).rejects.toThrow('other bytes');
  await expect(odd.download('file_1', undefined, { range: { start: 6 } })).rejects.toThrow('ranges');
  // A page that says that it failed is no file.
  await expect(odd.download('file_1', join(folder, 'page'))).rejects.toMatchObject({ status: 404, code: 'unknown' });
  expect(readdirSync(folder)).toEqual([]);
});

test('a range that is none is refused; so is an answer that is not the range', async () => {
  const { id } = await client.upload(someBytes(10), { name: 'range.bin' });
  for (const range of [{ start: -1 }, { start: 1.5 }, { start: 5, end: 5 }, { start: 3, end: 1 }, { start: 0, end: Number.NaN }]) {
    await expect(client.download(id, undefined, { range })).rejects.toThrow('There are no bytes');
  }
  const server = await startRecorder(({ url }, response) => {
    if (url.includes('whole')) response.end('0123456789');
    else response.writeHead(206, { 'content-range': 'bytes 0-9/10' }).end('0123456789');
  });
  const other = new FilesApp('sk_live_x', { baseUrl: server.url });
  const range = { start: 0, end: 3 };
  await expect(other.download('whole', undefined, { range })).rejects.toThrow('does not answer ranges');
  await expect(other.download('more', undefined, { range })).rejects.toThrow('other bytes');
});
