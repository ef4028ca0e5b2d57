import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FilesApp, type Change } from '../index.ts';
import { readEvents } from '../transport/server-sent-events.ts';
import { cleanUp, someBytes, startServer, type TestServer } from '../server.test-setup.ts';

let client: FilesApp;
let server: TestServer;
beforeAll(async () => {
  server = await startServer();
  client = new FilesApp(server.apiKey, { baseUrl: server.url });
});
afterAll(cleanUp);

const upload = async (name: string): Promise<string> => (await client.upload(someBytes(1), { name })).id;

test('pages, and all changes until now with a cursor to go on from', async () => {
  const ids = [await upload('a'), await upload('b'), await upload('c')];
  const page = await client.sync.page({ since: new Date(0), limit: 2 });
  expect(page.changes.map(({ id }) => id)).toEqual(ids.slice(0, 2));
  expect(page.has_more).toBe(true);

  const changes = client.sync.changes({ since: new Date(0), limit: 2 });
  expect(changes.cursor).toBeUndefined();
  const seen: string[] = [];
  for await (const { id } of changes) seen.push(id);
  expect(seen).toEqual(ids);

  const next = await upload('d');
  const more: Change[] = [];
  for await (const change of client.sync.changes({ cursor: changes.cursor })) more.push(change);
  expect(more).toMatchObject([{ id: next, action: 'created' }]);
});

test('a loop that is left early goes on before the page that it was in', async () => {
  const changes = client.sync.changes({ since: new Date(0), limit: 1000 });
  for await (const change of changes) if (change.action === 'created') break;
  expect(changes.cursor).toBeUndefined();
});

/** Passes bytes on, until it is told to break every line. */
async function startRelay(): Promise<{ readonly url: string; breakLines(): void }> {
  const target = new URL(server.url);
  const open = new Set<Socket>();
  const relay = createServer((socket) => {
    const other = connect(Number(target.port), target.hostname);
    for (const end of [socket, other]) {
      open.add(end);
      end.on('error', () => undefined).on('close', () => open.delete(end));
    }
    socket.pipe(other).pipe(socket);
  });
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
  const breakLines = (): void => open.forEach((socket) => socket.destroy());
  afterAll(async () => {
    breakLines();
    await new Promise((resolve) => relay.close(resolve));
  });
  return { url: `http://127.0.0.1:${(relay.address() as AddressInfo).port}`, breakLines };
}

describe('the live stream', () => {
  test('goes on over broken lines without a gap and without repeating anything', async () => {
    const relay = await startRelay();
    const controller = new AbortController();
    let answers = 0;
    const live = new FilesApp(server.apiKey, {
      baseUrl: relay.url,
      retryDelayMs: 1,
      maxRetryDelayMs: 5,
      onResponse: () => (answers += 1),
    });
    const seen: string[] = [];
    const wanted: string[] = [];
    // From now on: what was before is not in it, and what comes while nobody listens is.
    const stream = live.sync.stream({ signal: controller.signal })[Symbol.asyncIterator]();
    const first = stream.next();
    // It has its place when it has been answered twice: where it begins, and that it does.
    await expect.poll(() => answers).toBe(2);
    for (let round = 0; round < 5; round += 1) {
      wanted.push(await upload(`live-${round}`));
      const next = await (round === 0 ? first : stream.next());
      seen.push((next.value as { id: string }).id);
      relay.breakLines();
      wanted.push(await upload(`gap-${round}`));
      seen.push(((await stream.next()).value as { id: string }).id);
    }
    expect(seen).toEqual(wanted);
    const last = stream.next();
    controller.abort();
    await expect(last).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('a refusal ends it, and so does a server that is not there at the beginning', async () => {
    const read = async (made: FilesApp): Promise<void> => {
      for await (const change of made.sync.stream({ cursor: 'nonsense' })) expect(change).toBeUndefined();
    };
    await expect(read(client)).rejects.toMatchObject({ status: 400 });
    await expect(read(new FilesApp('k', { baseUrl: 'http://127.0.0.1:1', maxRetries: 0 }))).rejects.toMatchObject({
      name: 'ConnectionError',
    });
  });
});

test('server-sent events as the standard has them, however they are cut', async () => {
  const text =
    ': hello\n\nid: 1\nevent: change\ndata: ä1\n\ndata: a\ndata:b\r\n\r\nid\ndata\n\nevent: none\n\ndata:  two\n\nretry: 5\nid: 2\ndata: 3';
  const whole = new TextEncoder().encode(text);
  const expected = [
    { event: 'change', data: 'ä1', id: '1' },
    { event: 'message', data: 'a\nb', id: '1' },
    { event: 'message', data: '', id: '' },
    { event: 'message', data: ' two', id: '' },
  ];
  for (const size of [1, 2, 3, 7, 1000]) {
    async function* chunks(): AsyncGenerator<Uint8Array> {
      for (let start = 0; start < whole.length; start += size) yield await Promise.resolve(whole.subarray(start, start + size));
    }
    const events = [];
    for await (const event of readEvents(chunks())) events.push(event);
    expect(events, `pieces of ${size}`).toEqual(expected);
  }
});
