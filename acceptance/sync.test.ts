import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clientOf, inParallel, json, newUser, outcome, type ChangesPage, type Client, type StoredFile } from './client.ts';
import { startServer, withoutRequestLimit, type Server } from './server.ts';

let server: Server;
let admin: Client;
beforeAll(async () => {
  server = await startServer({ env: withoutRequestLimit });
  admin = clientOf(server);
});
afterAll(() => server.end());

type Change = ChangesPage['changes'][number];

/** `created file_...` */
const told = ({ id, action }: Change): string => `${action} ${id}`;

/** The first cursor of somebody who has seen everything. */
async function upToNow(client: Client): Promise<string> {
  let page = await client.changes('since=2020-01-01T00:00:00Z&limit=1000');
  while (page.has_more) page = await client.changes(`cursor=${page.cursor}&limit=1000`);
  return page.cursor;
}

/** Everything behind a cursor, in pages of this size. */
async function readAll(client: Client, cursor: string, limit: number, more = ''): Promise<{ changes: Change[]; cursor: string }> {
  const changes: Change[] = [];
  for (;;) {
    const page = await client.changes(`cursor=${cursor}&limit=${limit}${more}`);
    expect(page.changes.length).toBeLessThanOrEqual(limit);
    changes.push(...page.changes);
    cursor = page.cursor;
    if (!page.has_more) return { changes, cursor };
  }
}

describe('the feed', () => {
  test('sixteen writers, and readers who page all the while: every change exactly once, in one order', async () => {
    const writer = await newUser(server, 'writers');
    const start = await upToNow(admin);

    /** One after the other, so its own changes have an order. Answers what the feed has to tell. */
    async function write(lane: number): Promise<string[]> {
      const expected: string[] = [];
      const upload = async (name: string, text: string, action: string): Promise<StoredFile> => {
        const file = await writer.upload(name, Buffer.from(text));
        expected.push(`${action} ${file.id}`);
        return file;
      };
      for (let round = 0; round < 8; round++) {
        const name = `file ${lane} ${round}`;
        const file = await upload(name, 'one', 'created');
        await upload(name, 'two', 'modified');
        await writer.patch(`/files/${file.id}`, { name: `renamed ${lane} ${round}` });
        expected.push(`modified ${file.id}`);
        const copy = await writer.post<StoredFile>(`/files/${file.id}/copy`, { name: `copy ${lane} ${round}` });
        expected.push(`created ${copy.id}`);
        if (round % 2 === 0) {
          await writer.delete(`/files/${file.id}`);
          expected.push(`deleted ${file.id}`);
        }
        // What is refused is not told.
        await writer.callJson('PATCH', `/files/${copy.id}`, { name: 'a/b' });
      }
      return expected;
    }

    let writing = true;
    async function read(limit: number): Promise<string[]> {
      const seen: string[] = [];
      let cursor = start;
      for (let over = false; !over;) {
        over = !writing;
        const { changes, cursor: next } = await readAll(admin, cursor, limit);
        seen.push(...changes.map(told));
        cursor = next;
      }
      return seen;
    }
    const readers = [1, 7, 100].map(read);
    const lanes = await Promise.all(Array.from({ length: 16 }, (_, lane) => write(lane)));
    writing = false;
    const [first = [], ...others] = await Promise.all(readers);

    expect([...first].sort()).toEqual(lanes.flat().sort());
    for (const seen of others) expect(seen).toEqual(first);
    for (const expected of lanes) {
      const ids = new Set(expected.map((text) => text.split(' ')[1]));
      expect(first.filter((text) => ids.has(text.split(' ')[1]))).toEqual(expected);
    }
    expect((await readAll(admin, start, 1000)).changes.map(told)).toEqual(first);
  });

  test('a cursor holds over the end of the process, by SIGTERM and by SIGKILL', async () => {
    let { cursor } = await readAll(admin, await upToNow(admin), 1000);
    for (const stop of [() => server.stop(), () => server.kill()]) {
      const before = await admin.upload('before.txt', Buffer.from(String(Math.random())));
      await stop();
      await server.start();
      const after = await admin.upload('after.txt', Buffer.from(String(Math.random())));
      const page = await admin.changes(`cursor=${cursor}`);
      expect(page.changes.map(({ id }) => id)).toEqual([before.id, after.id]);
      cursor = page.cursor;
    }
    expect(await admin.changes(`cursor=${cursor}`)).toEqual({ changes: [], cursor, has_more: false });
  });

  test('an upload in chunks, a move, a folder with all that is in it', async () => {
    const user = await newUser(server, 'mover');
    const cursor = await upToNow(user);
    const [from, to] = await Promise.all(['from', 'to'].map((name) => user.post<{ id: string }>('/folders', { name })));
    const file = await user.upload('a.txt', Buffer.from('a'), { folder_id: from?.id ?? '' });
    const { upload_id } = await user.post<{ upload_id: string }>('/chunks/init', {
      filename: 'b',
      total_size: 1,
      total_chunks: 1,
      folder_id: from?.id,
    });
    await user.putChunk(upload_id, 0, Buffer.from('b'));
    const chunked = await user.post<StoredFile>('/chunks/complete', { upload_id });
    await user.post('/chunks/complete', { upload_id });
    await user.patch(`/files/${file.id}`, { folder_id: to?.id });
    await user.delete(`/folders/${from?.id}?recursive=true`);
    const see = async (more: string): Promise<string[]> => (await readAll(user, cursor, 2, more)).changes.map(told);
    const all = [`created ${file.id}`, `created ${chunked.id}`, `modified ${file.id}`, `deleted ${chunked.id}`];
    expect(await see('')).toEqual(all);
    // Whoever looks at one folder sees a move over its border as a birth or an end.
    expect(await see(`&folder_id=${to?.id}`)).toEqual([`created ${file.id}`]);
    expect((await user.changes(`cursor=${cursor}&fold=true`)).changes.map(told)).toEqual([`modified ${file.id}`, `deleted ${chunked.id}`]);
    const folders = (await user.changes(`cursor=${cursor}&include=folders`)).changes.map(told);
    expect(folders).toHaveLength(all.length + 3);
    expect(folders.at(-1)).toBe(`deleted ${from?.id}`);
  });

  test('since: what happened in that second or later, in any spelling of it', async () => {
    const user = await newUser(server, 'since');
    const file = await user.upload('a.txt', Buffer.from('a'));
    const time = Date.parse(file.created_at);
    const iso = (milliseconds: number): string => new Date(milliseconds).toISOString();
    const spellings = [
      file.created_at,
      iso(time),
      iso(time).slice(0, 19),
      iso(time + 3_600_000).replace('Z', '%2B01:00'),
      iso(time + 3_600_000).replace('Z', '+01:00'),
      iso(time).slice(0, 10),
    ];
    for (const since of spellings) expect((await user.changes(`since=${since}`)).changes.map(told), since).toEqual([`created ${file.id}`]);
    expect((await user.changes(`since=${iso(time + 60_000)}`)).changes).toEqual([]);
  });
});

interface StreamEvent {
  readonly id: string;
  readonly event: string;
  readonly data: string;
}

/** Reads a stream of events (the parts of the format that this API uses). */
function openStream(client: Client, query = '', headers: Record<string, string> = {}) {
  const events: StreamEvent[] = [];
  let text = '';
  let over = false;
  let wake = (): void => undefined;
  const request = httpRequest(`${server.url}/api/v2/sync/stream${query}`, {
    agent: false,
    headers: { authorization: `Bearer ${client.key}`, ...headers },
  });
  const opened = new Promise<void>((resolve, reject) => {
    request.once('error', reject);
    request.once('response', (response) => {
      expect([response.statusCode, response.headers['content-type']]).toEqual([200, 'text/event-stream; charset=utf-8']);
      response.setEncoding('utf8').on('data', (piece: string) => {
        text += piece;
        const blocks = text.split('\n\n');
        text = blocks.pop() ?? '';
        for (const block of blocks) {
          const field = (name: string): string => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1] ?? '';
          // A comment is a sign of life, and the first one that the stream has begun.
          if (!block.startsWith(':')) events.push({ id: field('id'), event: field('event'), data: field('data') });
          resolve();
        }
        wake();
      });
      response.on('error', () => undefined);
      response.once('close', () => {
        over = true;
        wake();
      });
    });
  });
  request.end();
  return {
    opened,
    /** The next events, as many as are asked for. */
    async take(count: number): Promise<StreamEvent[]> {
      while (events.length < count && !over) await new Promise<void>((resolve) => (wake = resolve));
      return events.splice(0, count);
    },
    /** Fulfilled when the server ends it; answers events that came before. */
    async ended(): Promise<StreamEvent[]> {
      while (!over) await new Promise<void>((resolve) => (wake = resolve));
      return events;
    },
    close: () => request.destroy(),
  };
}

const changeOf = (event: StreamEvent | undefined): string => told(JSON.parse(event?.data ?? '{}') as Change);

describe('the stream', () => {
  test('tells changes as they happen, the same as the feed, and goes on where somebody left it', async () => {
    const user = await newUser(server, 'listener');
    const cursor = await upToNow(user);
    const stream = openStream(user);
    await stream.opened;
    const files = await inParallel(
      4,
      Array.from({ length: 20 }, (_, index) => () => user.upload(`live ${index}`, Buffer.from('x'))),
    );
    const live = await stream.take(20);
    stream.close();
    expect(live.map(({ event }) => event)).toEqual(files.map(() => 'change'));
    expect(live.map(changeOf)).toEqual((await readAll(user, cursor, 100)).changes.map(told));
    expect(Object.keys(JSON.parse(live[0]?.data ?? '{}') as object)).toEqual(['id', 'action', 'timestamp']);

    const missed = await user.upload('missed', Buffer.from('x'));
    const wanted = [...live.slice(-2).map(changeOf), `created ${missed.id}`];
    const last = live.at(-3)?.id ?? '';
    const resumed = [openStream(user, '', { 'last-event-id': last }), openStream(user, `?cursor=${last}`)];
    for (const one of resumed) expect((await one.take(3)).map(changeOf)).toEqual(wanted);
    await user.delete(`/files/${missed.id}`);
    for (const one of resumed) {
      expect((await one.take(1)).map(changeOf)).toEqual([`deleted ${missed.id}`]);
      one.close();
    }
  });

  test('HEAD answers at once: there is nothing to wait for', async () => {
    const { status, headers } = await admin.call('HEAD', '/sync/stream');
    expect([status, headers['content-type']]).toEqual([200, 'text/event-stream; charset=utf-8']);
  });

  test('tells each only what they may see', async () => {
    const [listener, other] = [await newUser(server, 'quiet'), await newUser(server, 'loud')];
    const stream = openStream(listener);
    await stream.opened;
    await other.upload('secret', Buffer.from('x'));
    const own = await listener.upload('own', Buffer.from('x'));
    expect((await stream.take(1)).map(changeOf)).toEqual([`created ${own.id}`]);
    stream.close();
  });

  test('ends when its key is revoked: nothing that happens then is told', async () => {
    const user = await newUser(server, 'revoked');
    const { id, key } = await user.post<{ id: string; key: string }>('/keys', { name: 'stream' });
    const stream = openStream(clientOf(server, key));
    await stream.opened;
    await user.delete(`/keys/${id}`);
    await user.upload('after', Buffer.from('x'));
    expect(await stream.ended()).toEqual([]);
  });

  test.each([
    ['?cursor=nonsense', '400 bad_request'],
    ['?cursor=cur_zzzzzzz', '400 bad_request'],
    ['?since=yesterday', '400 bad_request'],
    ['?folder_id=folder_01kfxgjd94fn9stqm414vjb0s8', '404 not_found'],
  ])('%s is an ordinary error', async (query, wanted) => {
    const answer = await admin.call('GET', `/sync/stream${query}`);
    expect(outcome(answer)).toBe(wanted);
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(json(answer)).toMatchObject({ error: { message: expect.any(String) } });
  });
});
