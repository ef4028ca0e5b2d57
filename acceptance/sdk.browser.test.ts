import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from './browser.ts';
import { repository, startServer, type Server } from './server.ts';

// Our SDK as a page loads it: a bundle of what is built for browsers.

const onePixelPng = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8DwHwAFAAH/iZk9HQAAAABJRU5ErkJggg==';
const adminPassword = 'a right password';

let server: Server;
let browser: Browser;
let filesAppCode: string;
let filesComCode: string;

async function bundle(entry: string, globalName: string): Promise<string> {
  const entryPoints = [join(repository, 'packages/sdk/dist', entry)];
  const { outputFiles } = await build({ entryPoints, bundle: true, format: 'iife', globalName, platform: 'browser', write: false });
  return outputFiles[0]?.text ?? '';
}

beforeAll(async () => {
  [server, browser, filesAppCode, filesComCode] = await Promise.all([
    startServer({ env: { FILEWHARF_ADMIN_PASSWORD: adminPassword } }),
    launchBrowser(),
    bundle('index.browser.js', 'filesApp'),
    bundle('filescom.browser.js', 'filesCom'),
  ]);
});
afterAll(async () => {
  await Promise.all([browser.close(), server.end()]);
});

/** As much of the page's globals as is used here. */
interface Progress {
  readonly transferred: number;
  readonly total?: number;
}
interface StoredFile {
  readonly id: string;
  readonly name: string;
  readonly size: number;
}
interface Picture {
  src: string;
  readonly naturalWidth: number;
  onload: () => void;
  onerror: () => void;
}
interface FilesApp {
  readonly baseUrl: string;
  readonly entries: { list(params: object): AsyncIterable<{ readonly path: string }> };
  readonly files: { contentUrl(id: string): string; thumbnailUrl(id: string): string };
  readonly sessions: {
    create(signIn: object): Promise<{ readonly id: string }>;
    list(): AsyncIterable<{ readonly id: string; readonly current: boolean }>;
    delete(id?: string): Promise<object>;
  };
  whoami(): Promise<{ readonly user: { readonly username: string } }>;
  readonly sync: { stream(options: { signal: AbortSignal }): AsyncIterable<{ readonly id: string; readonly action: string }> };
  upload(source: Blob | Uint8Array | ReadableStream<Uint8Array> | string, options: object): Promise<StoredFile>;
  download(id: string, destination: WritableStream<Uint8Array> | string, options?: object): Promise<{ readonly transferred: number }>;
  download(id: string, destination?: undefined, options?: object): Promise<{ bytes(): Promise<Uint8Array<ArrayBuffer>> }>;
}
interface FilesCom {
  readonly folder: { listFor(path: string): AsyncIterable<{ readonly path: string }> };
  readonly file: {
    upload(data: string | Blob, path: string, options?: object): Promise<{ readonly size: number }>;
    downloadToString(path: string): Promise<string>;
    downloadToBytes(path: string): Promise<Uint8Array>;
  };
}
declare const filesApp: { readonly FilesApp: new (key?: string | object, options?: object) => FilesApp };
declare const filesCom: { readonly FilesCom: new (options: object) => FilesCom };

/** A page of the server itself, with the SDK in it. */
async function openPage(): Promise<{ page: Page; complaints: string[] }> {
  const page = await (await browser.newContext({ bypassCSP: true })).newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(`${server.url}/api/v2/docs`);
  await page.addScriptTag({ content: filesAppCode });
  return { page, complaints };
}

describe('the Files App client in Chromium', () => {
  test('uploads with progress, small and in chunks; downloads the same bytes; compares checksums', async () => {
    const { page, complaints } = await openPage();
    const results = await page.evaluate(async (key) => {
      const client = new filesApp.FilesApp(key);
      const found = [];
      for (const size of [0, 5, 2_000_000, 9_000_001]) {
        const bytes = new Uint8Array(size).map((_, index) => (index * 7) ^ (index >> 8));
        const seen: number[] = [];
        const file = await client.upload(new File([bytes], `page-${size}.bin`), {
          checksum: true,
          chunkThreshold: 4_000_000,
          chunkSize: 3_000_000,
          folderPath: '/page',
          onProgress: ({ transferred }: Progress) => seen.push(transferred),
        });
        const back = await (await client.download(file.id)).bytes();
        let streamed = 0;
        const sink = new WritableStream<Uint8Array>({ write: (chunk) => void (streamed += chunk.byteLength) });
        await client.download(file.id, sink, { checksum: true });
        const digest = [...new Uint8Array(await crypto.subtle.digest('SHA-256', back))]
          .map((byte) => byte.toString(16).padStart(2, '0'))
          .join('');
        const isOrdered = seen.every((value, index) => index === 0 || value >= (seen[index - 1] ?? 0));
        found.push({ size: file.size, name: file.name, digest, streamed, last: seen.at(-1), events: seen.length, isOrdered });
      }
      return found;
    }, server.apiKey);
    for (const { size, name, digest, streamed, last, events, isOrdered } of results) {
      const bytes = new Uint8Array(size).map((_, index) => (index * 7) ^ (index >> 8));
      expect({ name, digest, streamed, isOrdered }).toEqual({
        name: `page-${size}.bin`,
        digest: createHash('sha256').update(bytes).digest('hex'),
        streamed: size,
        isOrdered: true,
      });
      if (size > 0) expect(last).toBe(size);
      if (size > 8_000_000) expect(events).toBeGreaterThanOrEqual(3);
    }
    expect(complaints).toEqual([]);
  });

  test('what is thrown by whoever watches an upload goes to the caller, and ends it', async () => {
    const { page, complaints } = await openPage();
    const results = await page.evaluate(async (key) => {
      const client = new filesApp.FilesApp(key, { maxRetries: 0 });
      const found = [];
      // At the first bytes, and at the last, which may be heard of with the answer only.
      for (const from of [1, 2_000_000]) {
        const onProgress = ({ transferred }: Progress): void => {
          if (transferred >= from) throw new RangeError(`the bar is full at ${from}`);
        };
        const upload = client.upload(new File([new Uint8Array(2_000_000)], 'watched.bin'), { onProgress });
        found.push(await upload.then(String, String));
      }
      return found;
    }, server.apiKey);
    expect(results).toEqual(['RangeError: the bar is full at 1', 'RangeError: the bar is full at 2000000']);
    expect(complaints).toEqual([]);
    await page.close();
  });

  test('comes with the session of whoever signed in, and without a key', async () => {
    const { page, complaints } = await openPage();
    const found = await page.evaluate(
      async ([password, onePixel]) => {
        const client = new filesApp.FilesApp();
        const refusal = async (work: () => Promise<unknown>): Promise<string> =>
          work().then(
            () => 'done',
            (error: { name: string; code: string }) => `${error.name} ${error.code}`,
          );
        const before = await refusal(() => client.whoami());
        const wrong = await refusal(() => client.sessions.create({ username: 'admin', password: 'wrong' }));
        const { id } = await client.sessions.create({ username: 'admin', password });
        const { user } = await client.whoami();
        const events: string[] = [];
        const over = new AbortController();
        const listening = (async () => {
          for await (const { action } of client.sync.stream({ signal: over.signal })) {
            events.push(action);
            over.abort();
          }
        })().catch(() => undefined);
        // Watched, it goes by XMLHttpRequest.
        const file = await client.upload(new Blob(['by session']), { name: 'by session.txt', onProgress: () => undefined });
        const text = new TextDecoder().decode(await (await new filesApp.FilesApp({ baseUrl: client.baseUrl }).download(file.id)).bytes());
        const { Image } = globalThis as unknown as { readonly Image: new () => Picture };
        const widthOf = (url: string): Promise<number> =>
          new Promise((resolve) => {
            const image = new Image();
            image.onload = () => resolve(image.naturalWidth);
            image.onerror = () => resolve(0);
            image.src = url;
          });
        const png = await client.upload(await (await fetch(`data:image/png;base64,${onePixel}`)).blob(), { name: 'one.png' });
        const widths = [
          await widthOf(client.files.contentUrl(png.id)),
          await widthOf(client.files.thumbnailUrl(png.id)),
          await widthOf(client.files.contentUrl(file.id)),
        ];
        const sessions = [];
        for await (const session of client.sessions.list()) sessions.push(session.current);
        const { document } = globalThis as unknown as { readonly document: { readonly cookie: string } };
        const seen = document.cookie;
        await client.upload(new Blob(['again']), { name: 'by session.txt' });
        await listening;
        await client.sessions.delete();
        const after = await refusal(() => client.whoami());
        return { before, wrong, id, username: user.username, text, widths, sessions, seen, events, after };
      },
      [adminPassword, onePixelPng] as const,
    );
    expect(found).toEqual({
      before: 'UnauthorizedError unauthorized',
      wrong: 'UnauthorizedError invalid_credentials',
      id: expect.stringMatching(/^session_\d+$/),
      username: 'admin',
      text: 'by session',
      widths: [1, 1, 0],
      sessions: [true],
      seen: '',
      events: [expect.any(String)],
      after: 'UnauthorizedError unauthorized',
    });
    expect(complaints).toEqual([]);
  });

  test('its address is that of its page; a page has no disk', async () => {
    const { page } = await openPage();
    const [baseUrl, up, down] = await page.evaluate(async (key) => {
      const client = new filesApp.FilesApp(key);
      const messageOf = async (work: Promise<unknown>): Promise<string> => {
        try {
          await work;
          return '';
        } catch (error) {
          return error instanceof Error ? error.message : '';
        }
      };
      return [client.baseUrl, await messageOf(client.upload('./a.pdf', {})), await messageOf(client.download('file_1', './a.pdf'))];
    }, server.apiKey);
    expect(baseUrl).toBe(server.url);
    expect(up).toContain('no disk');
    expect(down).toContain('no disk');
  });

  test('lists, and follows what happens', async () => {
    const { page } = await openPage();
    const [paths, change] = await page.evaluate(async (key) => {
      const client = new filesApp.FilesApp(key);
      for (const name of ['a', 'b', 'c']) await client.upload(new Blob([name]), { name, folderPath: '/listed' });
      const listed = [];
      for await (const entry of client.entries.list({ path: '/listed', limit: 2 })) listed.push(entry.path);
      const controller = new AbortController();
      const stream = client.sync.stream({ signal: controller.signal })[Symbol.asyncIterator]();
      const first = stream.next();
      let isSeen = false;
      void first.then(() => (isSeen = true));
      // Until the stream has its place, what is uploaded is not in it.
      const ids = [];
      while (!isSeen) ids.push((await client.upload(new Blob(['x']), { name: `live-${ids.length}` })).id);
      const { value } = (await first) as { value: { id: string; action: string } };
      controller.abort();
      return [listed, ids.includes(value.id) ? value.action : 'unknown'];
    }, server.apiKey);
    expect(paths).toEqual(['/listed/a', '/listed/b', '/listed/c']);
    expect(change).toBe('created');
  });

  test('an abort ends uploads and downloads', async () => {
    const { page } = await openPage();
    const names = await page.evaluate(async (key) => {
      const client = new filesApp.FilesApp(key);
      const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'none');
      const found: string[] = [];
      for (const chunkThreshold of [1, 1e9]) {
        const controller = new AbortController();
        const upload = client.upload(new Blob([new Uint8Array(6_000_000)]), {
          name: `aborted-${chunkThreshold}.bin`,
          chunkThreshold,
          chunkSize: 1_000_000,
          signal: controller.signal,
          onProgress: () => controller.abort(),
        });
        found.push(await upload.then(() => 'arrived', nameOf));
      }
      const silent = new AbortController();
      // The first piece is more than is kept to be sent again; when the second one has been taken, there is nothing for ever.
      const pieces = [new Uint8Array(6_000_000), new Uint8Array(1)];
      const source = new ReadableStream<Uint8Array>({
        pull(stream) {
          const piece = pieces.shift();
          if (piece !== undefined) return stream.enqueue(piece);
          silent.abort();
          return new Promise(() => undefined);
        },
      });
      found.push(await client.upload(source, { name: 'aborted-1.bin', signal: silent.signal }).then(() => 'arrived', nameOf));
      const { id } = await client.upload(new Blob([new Uint8Array(8_000_000)]), { name: 'whole.bin' });
      const controller = new AbortController();
      const download = await client.download(id, undefined, { signal: controller.signal, onProgress: () => controller.abort() });
      found.push(await download.bytes().then(() => 'arrived', nameOf));
      const listed = [];
      for await (const { path } of client.entries.list({})) listed.push(path);
      return [...found, listed.includes('/aborted-1.bin') ? 'there' : 'nothing there'];
    }, server.apiKey);
    expect(names).toEqual(['AbortError', 'AbortError', 'AbortError', 'AbortError', 'nothing there']);
  });
});

test('the Files.com client in Chromium, from a page of another server', async () => {
  const other = createServer((_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<title>elsewhere</title>'));
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  try {
    const page = await browser.newPage();
    await page.goto(`http://localhost:${(other.address() as AddressInfo).port}/`);
    await page.addScriptTag({ content: filesComCode });
    const found = await page.evaluate(
      async ({ apiKey, baseUrl }) => {
        const client = new filesCom.FilesCom({ apiKey, baseUrl });
        const seen: number[] = [];
        const blob = new Blob([new Uint8Array(12_000_000).fill(7)]);
        const { size } = await client.file.upload(blob, 'elsewhere/big.bin', {
          mkdir_parents: true,
          onProgress: ({ transferred }: Progress) => seen.push(transferred),
        });
        await client.file.upload('grüße', 'elsewhere/text.txt');
        const bytes = await client.file.downloadToBytes('elsewhere/big.bin');
        const paths = [];
        for await (const { path } of client.folder.listFor('elsewhere')) paths.push(path);
        const text = await client.file.downloadToString('elsewhere/text.txt');
        return { size, last: seen.at(-1), same: bytes.length === size && bytes.every((byte) => byte === 7), paths, text };
      },
      { apiKey: server.apiKey, baseUrl: server.url },
    );
    expect(found).toEqual({
      size: 12_000_000,
      last: 12_000_000,
      same: true,
      paths: ['elsewhere/big.bin', 'elsewhere/text.txt'],
      text: 'grüße',
    });
  } finally {
    other.closeAllConnections();
    await new Promise((resolve) => other.close(resolve));
  }
});
