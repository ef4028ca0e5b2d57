import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clientOf, json, multipart, outcome, type Client, type ErrorBody, type StoredFile } from './client.ts';
import { pseudoRandom, sha256, smallPdf } from './samples.ts';
import { startServer, withoutRequestLimit, type Server } from './server.ts';

let server: Server;
let api: Client;
beforeAll(async () => {
  server = await startServer({ env: withoutRequestLimit });
  api = clientOf(server);
});
afterAll(() => server.end());

interface Chunked {
  readonly upload_id: string;
  readonly chunk_size: number;
}

/** A few frames of the stored format, and one byte. */
const size = 700_001;
const bytes = pseudoRandom('ranges', size);

describe.each([['encrypted'], ['plain']])('downloads of an %s file', (kind) => {
  let path: string;
  let etag: string;
  let modified: string;
  beforeAll(async () => {
    const { id, encrypted } = await api.upload(`${kind}.bin`, bytes, { encrypt: String(kind === 'encrypted') });
    expect(encrypted).toBe(kind === 'encrypted');
    path = `/files/${id}?download=true`;
    const head = await api.call('HEAD', path);
    etag = head.headers.etag ?? '';
    modified = head.headers['last-modified'] ?? '';
  });

  test('whole, with all that a client wants to know', async () => {
    const answer = await api.call('GET', path);
    expect(answer.body.equals(bytes)).toBe(true);
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({
      'content-length': String(size),
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename="${kind}.bin"`,
      'accept-ranges': 'bytes',
      etag: expect.stringMatching(/^"[^"]+"$/),
      'x-content-type-options': 'nosniff',
      'x-ratelimit-limit': expect.any(String),
      'x-request-id': expect.any(String),
    });
  });

  test.each([
    ['bytes=0-0', 0, 0],
    ['bytes=0-99', 0, 99],
    ['bytes=262143-262144', 262_143, 262_144],
    ['bytes=300000-600000', 300_000, 600_000],
    ['bytes=700000-700000', 700_000, 700_000],
    ['bytes=699990-', 699_990, 700_000],
    ['bytes=699990-99999999999999999999', 699_990, 700_000],
    ['bytes=-1', 700_000, 700_000],
    ['bytes=-100', 699_901, 700_000],
    ['bytes=-700001', 0, 700_000],
    ['bytes=-99999999', 0, 700_000],
    ['BYTES=5-6', 5, 6],
  ])('Range: %s -> 206', async (range, first, last) => {
    const answer = await api.call('GET', path, { headers: { range } });
    expect(answer.status).toBe(206);
    expect(answer.headers).toMatchObject({ 'content-range': `bytes ${first}-${last}/${size}`, 'content-length': String(last - first + 1) });
    expect(answer.body.equals(bytes.subarray(first, last + 1))).toBe(true);
  });

  test.each(['bytes=', 'bytes=-', 'bytes=a-b', 'bytes=5-2', 'lines=0-1', 'bytes 0-1', 'bytes=0-1,5-6', 'bytes=0-1,', 'bytes=1.5-2', '0-1'])(
    'Range: %s makes no sense or is more than one, so all is sent',
    async (range) => {
      const answer = await api.call('GET', path, { headers: { range } });
      expect([answer.status, answer.headers['content-range'], answer.body.length]).toEqual([200, undefined, size]);
    },
  );

  test.each([`bytes=${size}-`, `bytes=${size}-${size + 5}`, 'bytes=-0', 'bytes=99999999999999999999-'])(
    'Range: %s -> 416',
    async (range) => {
      const answer = await api.call('GET', path, { headers: { range } });
      expect(outcome(answer)).toBe('416 bad_request');
      expect(answer.headers['content-range']).toBe(`bytes */${size}`);
    },
  );

  test('conditions', async () => {
    const matrix: readonly (readonly [headers: Record<string, string>, status: number, length: number])[] = [
      [{ 'if-none-match': etag }, 304, 0],
      [{ 'if-none-match': `"other", W/${etag}` }, 304, 0],
      [{ 'if-none-match': '*' }, 304, 0],
      [{ 'if-none-match': '"other"' }, 200, size],
      [{ 'if-none-match': etag, range: 'bytes=0-9' }, 304, 0],
      [{ 'if-match': '"other"' }, 412, 0],
      [{ 'if-match': etag }, 200, size],
      [{ 'if-modified-since': modified }, 304, 0],
      [{ 'if-unmodified-since': 'Mon, 01 Jan 2024 00:00:00 GMT' }, 412, 0],
      [{ 'if-range': etag, range: 'bytes=0-9' }, 206, 10],
      [{ 'if-range': '"other"', range: 'bytes=0-9' }, 200, size],
      [{ 'if-range': `W/${etag}`, range: 'bytes=0-9' }, 200, size],
      [{ 'if-range': 'Mon, 01 Jan 2024 00:00:00 GMT', range: 'bytes=0-9' }, 200, size],
    ];
    for (const [headers, status, length] of matrix) {
      const answer = await api.call('GET', path, { headers });
      expect([headers, answer.status, answer.body.length]).toEqual([headers, status, length]);
      expect(answer.headers.etag).toBe(etag);
    }
  });

  test('HEAD: the same headers and no byte; a Range is for GET only', async () => {
    for (const headers of [{}, { range: 'bytes=0-9' }]) {
      const answer = await api.call('HEAD', path, { headers });
      expect([answer.status, answer.body.length, answer.headers['content-length']]).toEqual([200, 0, String(size)]);
    }
    expect((await api.call('HEAD', path, { headers: { 'if-none-match': etag } })).status).toBe(304);
  });

  test('a new version has another ETag, a copy and a rename keep it', async () => {
    const file = await api.upload(`${kind}-versions.bin`, Buffer.from('one'), { encrypt: String(kind === 'encrypted') });
    const tag = async (id: string): Promise<string | undefined> => (await api.call('HEAD', `/files/${id}?download=true`)).headers.etag;
    const first = await tag(file.id);
    const copy = await api.post<StoredFile>(`/files/${file.id}/copy`, { name: `${kind}-copy.bin` });
    await api.patch(`/files/${file.id}`, { name: `${kind}-renamed.bin` });
    expect([await tag(file.id), await tag(copy.id)]).toEqual([first, first]);
    const second = await api.upload(`${kind}-renamed.bin`, Buffer.from('two'), { encrypt: String(kind === 'encrypted') });
    expect(second.id).toBe(file.id);
    expect(await tag(file.id)).not.toBe(first);
    expect((await api.call('GET', `/files/${copy.id}?download=true`)).body.toString()).toBe('one');
  });

  test('an empty file', async () => {
    const { id } = await api.upload(`${kind}-empty`, Buffer.alloc(0), { encrypt: String(kind === 'encrypted') });
    const whole = await api.call('GET', `/files/${id}?download=true`);
    expect([whole.status, whole.headers['content-length'], whole.body.length]).toEqual([200, '0', 0]);
    const range = await api.call('GET', `/files/${id}?download=true`, { headers: { range: 'bytes=0-' } });
    expect([range.status, range.headers['content-range']]).toEqual([416, 'bytes */0']);
  });
});

test('a PDF comes back as it was, with its type and its name in every script', async () => {
  const { id } = await api.upload('Bericht für 2025 – 報告.pdf', smallPdf);
  const answer = await api.call('GET', `/files/${id}?download=1`);
  expect(answer.body.equals(smallPdf)).toBe(true);
  expect(answer.headers['content-type']).toBe('application/pdf');
  expect(answer.headers['content-disposition']).toBe(
    `attachment; filename="Bericht f_r 2025 _ __.pdf"; filename*=UTF-8''${encodeURIComponent('Bericht für 2025 – 報告.pdf')}`,
  );
});

test('the program that runs this test, up and down', async () => {
  const binary = readFileSync(process.execPath);
  const { id, size: stored } = await api.upload('node', binary);
  expect(stored).toBe(binary.length);
  const hash = createHash('sha256');
  await api.call('GET', `/files/${id}?download=true`, { onData: (chunk) => hash.update(chunk) });
  expect(hash.digest('hex')).toBe(sha256(binary));
  const middle = await api.call('GET', `/files/${id}?download=true`, { headers: { range: 'bytes=40000000-45000000' } });
  expect(middle.body.equals(binary.subarray(40_000_000, 45_000_001))).toBe(true);
});

/** Bytes that the process has read and written since it started, by the system's count. */
function ioBytes(pid: number): number {
  const text = readFileSync(`/proc/${pid}/io`, 'utf8');
  return Number(/rchar: (\d+)/.exec(text)?.[1]) + Number(/wchar: (\d+)/.exec(text)?.[1]);
}
const canCountIo = existsSync('/proc/self/io');
if (!canCountIo) console.warn('!!! /proc/<pid>/io is missing: that "complete" copies nothing is NOT proved');

async function completeAndCount(uploadId: string): Promise<{ file: StoredFile; milliseconds: number; ioBytes: number }> {
  const before = canCountIo ? ioBytes(server.pid) : 0;
  const start = performance.now();
  const file = await api.post<StoredFile>('/chunks/complete', { upload_id: uploadId });
  return { file, milliseconds: performance.now() - start, ioBytes: canCountIo ? ioBytes(server.pid) - before : 0 };
}

/** More than the metadata of 100 chunks, and a small part of either file. */
const mostIoOfComplete = 1024 * 1024;

test('524,288,000 bytes in 100 chunks, shuffled, four at a time, one of them twice, the server killed half-way', async () => {
  const chunkSize = 5_242_880;
  const chunkOf = (index: number): Buffer => pseudoRandom(`chunk ${index}`, chunkSize);
  const { upload_id: id, chunk_size } = await api.post<Chunked>('/chunks/init', {
    filename: 'large-video.mp4',
    total_size: 524_288_000,
    total_chunks: 100,
  });
  expect(chunk_size).toBe(chunkSize);

  // 37 has no divisor in common with 100, so this visits every chunk, far from in order; the 41st comes twice.
  const queue = Array.from({ length: 100 }, (_, place) => (place * 37) % 100);
  queue.splice(60, 0, 41);
  const acknowledged = new Set<number>();
  let killed = false;

  async function lane(isLeft: () => boolean): Promise<void> {
    for (let index = isLeft() ? queue.shift() : undefined; index !== undefined; index = isLeft() ? queue.shift() : undefined) {
      const bytesOfChunk = chunkOf(index);
      const answer = await api.putChunk(id, index, bytesOfChunk).catch((error: unknown) => {
        if (!killed) throw error;
      });
      // Whoever got no answer sends the chunk again.
      if (answer === undefined) queue.push(index);
      else {
        expect(json(answer)).toEqual({ chunk_index: index, received: true });
        acknowledged.add(index);
      }
      if (acknowledged.size === 50 && !killed) {
        killed = true;
        await server.kill();
      }
    }
  }
  const lanes = (isLeft: () => boolean): Promise<unknown> => Promise.all([1, 2, 3, 4].map(() => lane(isLeft)));

  await lanes(() => !killed);
  await server.start();
  const { received } = await api.get<{ received: number[] }>(`/chunks/${id}`);
  expect(received).toEqual(expect.arrayContaining([...acknowledged]));
  expect(received).toEqual([...received].sort((a, b) => a - b));

  const missing = await api.callJson('POST', '/chunks/complete', { upload_id: id });
  expect(outcome(missing)).toBe('400 bad_request');
  expect(json<ErrorBody>(missing).error.message).toMatch(/\d+ of 100 chunks are missing: \d+, /);

  await lanes(() => true);
  const large = await completeAndCount(id);
  expect(large.file).toMatchObject({ name: 'large-video.mp4', size: 524_288_000, encrypted: true });
  expect(await api.post('/chunks/complete', { upload_id: id })).toEqual(large.file);

  const wanted = createHash('sha256');
  for (let index = 0; index < 100; index++) wanted.update(chunkOf(index));
  const got = createHash('sha256');
  await api.call('GET', `/files/${large.file.id}?download=true`, { onData: (chunk) => got.update(chunk) });
  expect(got.digest('hex')).toBe(wanted.digest('hex'));
  const acrossChunks = await api.call('GET', `/files/${large.file.id}?download=true`, { headers: { range: 'bytes=5242870-5242889' } });
  expect(acrossChunks.body.equals(Buffer.concat([chunkOf(0).subarray(-10), chunkOf(1).subarray(0, 10)]))).toBe(true);

  // A hundredth of the bytes in as many chunks.
  const small = await api.post<Chunked>('/chunks/init', { filename: 'small-video.mp4', total_size: 5_242_800, total_chunks: 100 });
  for (let index = 0; index < 100; index++) await api.putChunk(small.upload_id, index, pseudoRandom(`small ${index}`, small.chunk_size));
  const little = await completeAndCount(small.upload_id);
  console.log(
    `complete: ${little.milliseconds.toFixed(1)} ms and ${little.ioBytes} bytes read and written for 5 MB, ` +
      `${large.milliseconds.toFixed(1)} ms and ${large.ioBytes} bytes for 524 MB`,
  );
  expect(little.ioBytes).toBeLessThan(mostIoOfComplete);
  expect(large.ioBytes).toBeLessThan(mostIoOfComplete);
  await api.delete(`/files/${large.file.id}`);
}, 240_000);

test('a chunked upload: fields behind the data, a chunk again, wrong ones refused, aborted', async () => {
  const { upload_id: id, chunk_size } = await api.post<Chunked>('/chunks/init', { filename: 'abc.txt', total_size: 10, total_chunks: 3 });
  expect(chunk_size).toBe(4);
  const put = (index: number, text: string): Promise<string> => api.putChunk(id, index, Buffer.from(text)).then(outcome);
  expect(await put(1, 'xxxx')).toBe('200');
  expect(await put(1, 'efgh')).toBe('200');
  expect(await put(1, 'efg')).toBe('400 bad_request');
  expect(await put(1, 'efghi')).toBe('400 bad_request');
  expect(await put(2, 'ijkl')).toBe('400 bad_request');
  expect(await put(3, '')).toBe('400 bad_request');
  const last = await api.callForm('/chunks', [
    ['data', { filename: 'x', bytes: Buffer.from('ij') }],
    ['chunk_index', '2'],
    ['upload_id', id],
  ]);
  expect(json(last)).toEqual({ chunk_index: 2, received: true });
  expect(await api.get(`/chunks/${id}`)).toMatchObject({ received: [1, 2], completed: false, total_size: 10, total_chunks: 3 });
  expect(outcome(await api.callJson('POST', '/chunks/complete', { upload_id: id }))).toBe('400 bad_request');
  expect(await put(0, 'abcd')).toBe('200');
  const file = await api.post<StoredFile>('/chunks/complete', { upload_id: id });
  expect((await api.call('GET', `/files/${file.id}?download=true`)).body.toString()).toBe('abcdefghij');
  expect(await put(0, 'abcd')).toBe('409 conflict');
  expect(outcome(await api.call('DELETE', `/chunks/${id}`))).toBe('409 conflict');

  const other = await api.post<Chunked>('/chunks/init', { filename: 'abc.txt', total_size: 4, total_chunks: 1 });
  await api.delete(`/chunks/${other.upload_id}`);
  expect(outcome(await api.putChunk(other.upload_id, 0, Buffer.from('abcd')))).toBe('404 not_found');
  expect(outcome(await api.callJson('POST', '/chunks/complete', { upload_id: other.upload_id }))).toBe('404 not_found');
});

test('a chunk that is refused before its first byte has come', async () => {
  const { upload_id: id } = await api.post<Chunked>('/chunks/init', { filename: 'late.txt', total_size: 4, total_chunks: 2 });
  const { contentType, body } = multipart([
    ['upload_id', id],
    ['chunk_index', '2'],
    ['data', { filename: 'x', bytes: Buffer.from('ab') }],
  ]);
  const end = body.indexOf('\r\n\r\nab') + 4;
  const answer = new Promise<number>((resolve, reject) => {
    const request = httpRequest(`${server.url}/api/v2/chunks`, {
      method: 'POST',
      agent: false,
      headers: { authorization: `Bearer ${api.key}`, 'content-type': contentType, 'content-length': body.length },
    });
    request.on('error', reject);
    request.once('response', (response) => {
      response.resume().once('end', () => resolve(response.statusCode ?? 0));
    });
    // By the time that the other request is answered, the server has looked at these and found them wrong.
    request.write(body.subarray(0, end), () => {
      api
        .get('/whoami')
        .then(() => api.get('/whoami'))
        .then(() => request.end(body.subarray(end)))
        .catch(reject);
    });
  });
  expect(await answer).toBe(400);
  expect(await api.get('/usage')).toMatchObject({ plan: 'team' });
});
