import fc from 'fast-check';
import { createReadStream } from 'node:fs';
import { open, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  FilesApp,
  NotFoundError,
  type Progress,
  type StoredFile,
  type UploadOptions,
  type UploadSession,
  type UploadSource,
} from '../index.ts';
import { cleanUp, someBytes, startMock, startServer, tempFolder } from '../server.test-setup.ts';

let client: FilesApp;
let folder: string;
beforeAll(async () => {
  const server = await startServer();
  client = new FilesApp(server.apiKey, { baseUrl: server.url, retryDelayMs: 1, maxRetryDelayMs: 5 });
  folder = await tempFolder();
});
afterAll(cleanUp);

const contentOf = async (file: StoredFile): Promise<Uint8Array> => (await client.download(file.id)).bytes();

/** The bytes cut into chunks at these places. */
async function* cut(bytes: Uint8Array, places: readonly number[]): AsyncGenerator<Uint8Array> {
  let start = 0;
  for (const place of [...places, bytes.byteLength].toSorted((a, b) => a - b)) {
    const end = Math.min(place, bytes.byteLength);
    // A reader may not look at a chunk once it has asked for the next one.
    const chunk = Buffer.from(bytes.subarray(start, end));
    yield await Promise.resolve(chunk);
    chunk.fill(0xee);
    start = end;
  }
}

/** Every form in which bytes can be handed over. */
async function forms(bytes: Uint8Array, places: readonly number[]): Promise<Record<string, [UploadSource, UploadOptions]>> {
  const path = join(folder, 'source.bin');
  await writeFile(path, bytes);
  return {
    path: [path, {}],
    bytes: [bytes, {}],
    buffer: [Buffer.from(bytes), {}],
    blob: [new Blob([bytes as Uint8Array<ArrayBuffer>]), {}],
    'a stream whose size nobody knows': [cut(bytes, places), {}],
    'a stream whose size is known': [cut(bytes, places), { size: bytes.byteLength }],
    'a stream of Node': [createReadStream(path), {}],
  };
}

test('property: around the borders of chunks, in every form and chunking, what arrives is what was sent', async () => {
  const chunkSize = 1000;
  const near = fc
    .tuple(fc.constantFrom(0, 1, 2, 3, 7), fc.constantFrom(-1, 0, 1))
    .map(([chunks, more]) => Math.max(0, chunks * chunkSize + more));
  await fc.assert(
    fc.asyncProperty(near, fc.array(fc.nat(8000), { maxLength: 12 }), fc.integer({ min: 1, max: 5 }), async (size, places, concurrency) => {
      const bytes = someBytes(size, size + 1);
      for (const [form, [source, more]] of Object.entries(await forms(bytes, places))) {
        const progress: Progress[] = [];
        const file = await client.upload(source, {
          ...more,
          name: 'property.bin',
          chunkSize,
          chunkThreshold: 2 * chunkSize,
          concurrency,
          onProgress: (event) => progress.push(event),
        });
        expect(file.size, form).toBe(size);
        expect(Buffer.compare(await contentOf(file), bytes), form).toBe(0);
        if (size > 0 && !form.includes('nobody') && form !== 'a stream of Node')
          expect(progress.at(-1), form).toEqual({ transferred: size, skipped: 0, total: size });
      }
    }),
    { numRuns: 10 },
  );
});

describe('one request or chunks', () => {
  test('the size decides', async () => {
    const sessions: UploadSession[] = [];
    const options = { name: 'a', chunkSize: 1000, chunkThreshold: 3000, onSession: (session: UploadSession) => sessions.push(session) };
    await client.upload(someBytes(2999), options);
    expect(sessions).toEqual([]);
    await client.upload(someBytes(3000), options);
    expect(sessions).toMatchObject([{ chunkSize: 1000, totalChunks: 3 }]);
  });

  test('a file with a million chunks has ten thousand', async () => {
    const sessions: UploadSession[] = [];
    const bytes = someBytes(20_001);
    const file = await client
      .upload(bytes, {
        name: 'many',
        chunkSize: 1,
        chunkThreshold: 1,
        concurrency: 1,
        signal: AbortSignal.timeout(0),
        onSession: (session) => sessions.push(session),
      })
      .catch((error: Error) => error);
    expect(file).toMatchObject({ name: 'AbortError' });
    const begun = await client.chunks.init({ filename: 'many', totalSize: 20_001, totalChunks: 10_000 });
    expect(begun.chunk_size).toBe(3);
  });

  test('what the server is told of the file', async () => {
    const mtime = new Date('2020-02-03T04:05:06.789Z');
    for (const chunkThreshold of [1, 1e9]) {
      const file = await client.upload(someBytes(10), {
        name: 'ü"\r\n.txt'.replace('\r\n', ''),
        folderPath: '/new/er',
        mtime,
        encrypt: false,
        chunkThreshold,
      });
      expect(file).toMatchObject({ path: '/new/er/ü".txt', encrypted: false, mtime: mtime.toISOString() });
    }
    await expect(client.upload(someBytes(1), { name: 'ü".txt', folderPath: '/new/er', ifExists: 'fail' })).rejects.toMatchObject({
      name: 'ConflictError',
    });
    expect(await client.upload(someBytes(1), { name: 'ü".txt', folderPath: '/new/er', ifExists: 'rename' })).toMatchObject({
      name: 'ü" (2).txt',
    });
  });

  test('bytes need a name; a path, a File and a folder have one', async () => {
    await expect(client.upload(someBytes(1))).rejects.toThrow('name');
    const path = join(folder, 'named.txt');
    await writeFile(path, 'x');
    expect(await client.upload(path)).toMatchObject({ name: 'named.txt' });
    expect(await client.upload(new File(['y'], 'file.txt'))).toMatchObject({ name: 'file.txt' });
    await expect(client.upload(folder)).rejects.toThrow('not a regular file');
    await expect(client.upload(join(folder, 'nothing'))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('a source that is not what it seemed', () => {
  test('a stream of another size than announced is refused, and nothing appears', async () => {
    const options = { name: 'wrong.bin', chunkSize: 1000, chunkThreshold: 2000 };
    for (const [has, said] of [
      [500, 600],
      [600, 500],
      [4500, 5000],
      [5000, 4500],
      [5000, 4000],
      [4000, 5000],
    ] as const) {
      await expect(client.upload(cut(someBytes(has), []), { ...options, size: said }), `${has} for ${said}`).rejects.toThrow('announced');
    }
    await expect(client.entries.lookup('/wrong.bin')).rejects.toBeInstanceOf(NotFoundError);
  });

  test('a stream of text is refused, and what was there stays', async () => {
    const path = join(folder, 'text.txt');
    await writeFile(path, 'hello');
    for (const options of [{}, { size: 5 }, { size: 5, chunkThreshold: 1 }]) {
      const file = await client.upload(path, { name: 'text.txt' });
      await expect(client.upload(createReadStream(path, 'utf8'), { name: 'text.txt', ...options })).rejects.toThrow(
        'gives text, not bytes',
      );
      expect(await client.files.get(file.id)).toMatchObject({ size: 5, etag: file.etag });
    }
  });

  test('a file that becomes shorter while it is read is refused', async () => {
    const path = join(folder, 'shrinking.bin');
    await writeFile(path, someBytes(5000));
    const upload = client.upload(path, { chunkSize: 1000, chunkThreshold: 1, concurrency: 1, onSession: () => void truncate(path, 10) });
    await expect(upload).rejects.toThrow(/shorter|ECONN/);
    await expect(client.entries.lookup('/shrinking.bin')).rejects.toBeInstanceOf(NotFoundError);
  });
});

describe('checksums', () => {
  test('what was sent is compared with what the server has', async () => {
    const bytes = someBytes(5000);
    for (const [, [source, more]] of Object.entries(await forms(bytes, [100, 3000]))) {
      const file = await client.upload(source, { ...more, name: 'sum.bin', chunkSize: 1000, chunkThreshold: 2000, checksum: true });
      expect(file.size).toBe(5000);
    }
  });

  test('a difference is an error', async () => {
    const path = join(folder, 'changing.bin');
    await writeFile(path, someBytes(100));
    // Changed between being sent and being compared.
    const changing = client.upload(path, {
      checksum: true,
      onProgress: ({ transferred, total }) => {
        if (transferred === total)
          void open(path, 'r+').then(async (handle) => {
            await handle.write(Buffer.from('other'), 0, 5, 0);
            await handle.close();
          });
      },
    });
    await expect(changing).rejects.toMatchObject({ name: 'ChecksumError' });
  });
});

describe('failures', () => {
  test('each chunk is tried again by itself; progress goes back and ends at the size', async () => {
    const server = await startMock({ method: 'POST', path: '/api/v2/chunks', every: 3, drop: true });
    const failing = new FilesApp(server.apiKey, { baseUrl: server.url, retryDelayMs: 1, maxRetries: 4 });
    const bytes = someBytes(10_000);
    const seen: number[] = [];
    const file = await failing.upload(bytes, {
      name: 'drops.bin',
      chunkSize: 1000,
      chunkThreshold: 1,
      onProgress: ({ transferred }) => seen.push(transferred),
    });
    expect(Buffer.compare(await (await failing.download(file.id)).bytes(), bytes)).toBe(0);
    expect(seen.at(-1)).toBe(10_000);
  });

  test('an upload that overwrites is sent again when the line broke; one that must not be doubled is not', async () => {
    const server = await startMock({ method: 'POST', path: '/api/v2/upload', first: 2, drop: true });
    const failing = new FilesApp(server.apiKey, { baseUrl: server.url, retryDelayMs: 1 });
    await expect(failing.upload(someBytes(1), { name: 'once', ifExists: 'rename' })).rejects.toMatchObject({ name: 'ConnectionError' });
    expect(await failing.upload(someBytes(1), { name: 'again' })).toMatchObject({ name: 'again' });
  });

  test('a chunked upload that fails leaves nothing behind; one that somebody knows of is gone on with', async () => {
    // Of the requests to begin, to send and to complete, these are refused: each time when three chunks have arrived.
    const refused = [5, 9, 13].map((nth) => ({ method: 'POST', path: '/api/v2/chunks', nth, error: 'forbidden' }));
    const server = await startMock(...refused, { method: 'POST', path: '/api/v2/chunks', nth: 25, error: 'forbidden' });
    const answers: string[] = [];
    const failing = new FilesApp(server.apiKey, {
      baseUrl: server.url,
      onResponse: ({ method, status }) => answers.push(`${method} ${status}`),
    });
    const bytes = someBytes(10_000);
    const options = { name: 'resumed.bin', chunkSize: 1000, chunkThreshold: 1, concurrency: 1 };

    let session: UploadSession | undefined;
    const keep = (found: UploadSession): void => void (session = found);
    await expect(failing.upload(bytes, { ...options, onSession: keep })).rejects.toMatchObject({ status: 403 });
    const uploadId = session?.uploadId ?? '';
    expect(await failing.chunks.status(uploadId)).toMatchObject({ received: [0, 1, 2], total_chunks: 10 });
    for (const received of [6, 9]) {
      await expect(failing.upload(bytes, { ...options, resume: { uploadId } })).rejects.toMatchObject({ status: 403 });
      expect((await failing.chunks.status(uploadId)).received).toHaveLength(received);
    }
    const progress: Progress[] = [];
    const file = await failing.upload(bytes, { ...options, resume: { uploadId }, onProgress: (event) => progress.push(event) });
    expect(progress.at(-1)).toEqual({ transferred: 1000, skipped: 9000, total: 10_000 });
    expect(Buffer.compare(await (await failing.download(file.id)).bytes(), bytes)).toBe(0);

    // The 16th begins, and the 25th is a chunk of it.
    answers.length = 0;
    await expect(failing.upload(bytes, options)).rejects.toMatchObject({ status: 403 });
    expect(answers.slice(-2)).toEqual(['POST 403', 'DELETE 200']);

    // An upload that is gone, or is of another size, begins anew.
    expect(await failing.upload(bytes.subarray(0, 2500), { ...options, resume: { uploadId } })).toMatchObject({ size: 2500 });
    expect(
      await failing.upload(bytes.subarray(0, 100), { ...options, resume: { uploadId: 'upl_01kfxgjd94fn9stqm414vjb0s8' } }),
    ).toMatchObject({ size: 100 });
  });

  test('an upload that the signal of its client ends leaves nothing behind either', async () => {
    const server = await startServer();
    const controller = new AbortController();
    const answers: string[] = [];
    const ended = new FilesApp(server.apiKey, {
      baseUrl: server.url,
      signal: controller.signal,
      onResponse: ({ method, status }) => answers.push(`${method} ${status}`),
    });
    const onProgress = (): void => controller.abort();
    const upload = ended.upload(someBytes(5000), { name: 'ended.bin', chunkSize: 1000, chunkThreshold: 1, concurrency: 1, onProgress });
    await expect(upload).rejects.toMatchObject({ name: 'AbortError' });
    expect(answers.at(-1)).toBe('DELETE 200');
  });

  test('an abort ends all that is under way', async () => {
    const controller = new AbortController();
    const upload = client.upload(someBytes(50_000), {
      name: 'aborted.bin',
      chunkSize: 100,
      chunkThreshold: 1,
      signal: controller.signal,
      onProgress: ({ transferred }) => {
        if (transferred >= 1000) controller.abort(new Error('enough'));
      },
    });
    await expect(upload).rejects.toMatchObject({ name: 'AbortError', cause: new Error('enough') });
    await expect(client.entries.lookup('/aborted.bin')).rejects.toBeInstanceOf(NotFoundError);
  });
});

test('a silent source is given up by an abort, of the call or of the client, and let go', async () => {
  for (const options of [{}, { size: 100 }, { size: 40_000_000 }]) {
    const controller = new AbortController();
    const source = new Readable({ read: () => controller.abort() });
    await expect(client.upload(source, { name: 'silent', ...options, signal: controller.signal })).rejects.toMatchObject({
      name: 'AbortError',
    });
    expect(source.destroyed).toBe(true);
  }
  const server = await startServer();
  const controller = new AbortController();
  const other = new FilesApp(server.apiKey, { baseUrl: server.url, signal: controller.signal });
  const source = new Readable({ read: () => controller.abort() });
  await expect(other.upload(source, { name: 'silent', size: 40_000_000 })).rejects.toMatchObject({ name: 'AbortError' });
});

test('a source is let go when its upload was refused', async () => {
  const path = join(folder, 'refused.bin');
  await writeFile(path, someBytes(5_000_000));
  const server = await startServer();
  const other = new FilesApp('sk_live_wrong', { baseUrl: server.url });
  for (const options of [{}, { size: 5_000_000, chunkThreshold: 1 }]) {
    const source = createReadStream(path);
    await expect(other.upload(source, { name: 'x', ...options })).rejects.toMatchObject({ name: 'UnauthorizedError' });
    expect(source.destroyed).toBe(true);
  }
});

test('so many at once as there cannot be are refused', async () => {
  for (const concurrency of [0, -1, Number.NaN]) {
    await expect(client.upload(someBytes(10), { name: 'x', chunkThreshold: 1, concurrency })).rejects.toThrow('concurrency cannot be');
  }
});

test('one chunk alone says how far it is, too', async () => {
  const begun = await client.chunks.init({ filename: 'alone.bin', totalSize: 300_000, totalChunks: 1 });
  const seen: Progress[] = [];
  await client.chunks.put(begun.upload_id, 0, someBytes(300_000), { onProgress: (progress) => seen.push(progress) });
  expect(seen.at(-1)).toEqual({ transferred: 300_000, skipped: 0, total: 300_000 });
});

test('a fetch that is handed in carries everything', async () => {
  let calls = 0;
  const { apiKey, url } = await startServer();
  const fetched = new FilesApp(apiKey, {
    baseUrl: url,
    fetch: (input, init) => {
      calls += 1;
      return fetch(input, init);
    },
  });
  const bytes = someBytes(5000);
  for (const [form, [source, more]] of Object.entries(await forms(bytes, [100, 3000]))) {
    const file = await fetched.upload(source, { ...more, name: 'fetched.bin', chunkSize: 1000, chunkThreshold: 2000 });
    const path = join(folder, 'fetched.bin');
    await fetched.download(file.id, path);
    expect(Buffer.compare(await readFile(path), bytes), form).toBe(0);
  }
  expect(calls).toBeGreaterThan(20);
});
