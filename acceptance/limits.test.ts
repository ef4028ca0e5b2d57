import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clientOf, inParallel, json, multipart, newUser, outcome, type Answer, type Client, type StoredFile } from './client.ts';
import { startServer, withoutRequestLimit, type Server } from './server.ts';

const KiB = 1024;
const clients = 64;

let server: Server;
let admin: Client;
beforeAll(async () => {
  server = await startServer({
    env: {
      ...withoutRequestLimit,
      FILEWHARF_PLAN_PRO_REQUESTS_PER_HOUR: 'unlimited',
      FILEWHARF_PLAN_PRO_STORAGE_QUOTA: String(1024 * KiB),
      FILEWHARF_PLAN_PRO_MAX_FILE_SIZE: String(512 * KiB),
      FILEWHARF_PLAN_TINY_REQUESTS_PER_HOUR: '7',
      FILEWHARF_PLAN_TINY_MAX_SHARE_HOURS: '2',
    },
  });
  admin = clientOf(server);
});
afterAll(() => server.end());

interface Window {
  readonly limit: number;
  readonly remaining: number;
  readonly reset: number;
}

function windowOf({ headers }: Answer): Window {
  const number = (name: string): number => Number(headers[`x-ratelimit-${name}`]);
  return { limit: number('limit'), remaining: number('remaining'), reset: number('reset') };
}

describe('requests per hour', () => {
  const ask = (client: Client) => (): Promise<Answer> => client.call('GET', '/whoami');

  test('a free key: exactly 100 of 400 requests from 64 clients, and each answer tells where it stands', async () => {
    const free = await newUser(server, 'free', 'free');
    const startsAt = Date.now();
    const answers = await inParallel(
      clients,
      Array.from({ length: 400 }, () => ask(free)),
    );
    const passed = answers.filter(({ status }) => status === 200);
    const refused = answers.filter(({ status }) => status !== 200);
    expect([passed.length, refused.length]).toEqual([100, 300]);
    expect(passed.map((answer) => windowOf(answer).remaining).sort((a, b) => b - a)).toEqual(Array.from({ length: 100 }, (_, n) => 99 - n));

    const resets = new Set(answers.map((answer) => windowOf(answer).reset));
    expect(resets.size).toBe(1);
    const [reset = 0] = resets;
    expect(Math.abs(reset * 1000 - startsAt - 3_600_000)).toBeLessThan(60_000);
    const time = new Date(reset * 1000).toISOString().replace('.000Z', 'Z');
    for (const answer of refused) {
      expect(answer.status).toBe(429);
      expect(windowOf(answer)).toMatchObject({ limit: 100, remaining: 0 });
      expect(json(answer)).toEqual({ error: { code: 'rate_limited', message: `Too many requests. Please retry after ${time}.` } });
      const seconds = Number(answer.headers['retry-after']);
      expect(Math.abs(seconds * 1000 - (reset * 1000 - Date.now()))).toBeLessThan(60_000);
    }
  });

  test('whatever is asked is counted and says so: a success, a fault, a download, a stranger', async () => {
    const free = await newUser(server, 'counted', 'free');
    const file = await free.upload('a.txt', Buffer.from('abc'));
    const requests: readonly (readonly [method: string, path: string])[] = [
      ['GET', '/whoami'],
      ['GET', '/files?page=x'],
      ['GET', '/files/nothing'],
      ['GET', '/no/such/route'],
      ['PUT', '/files'],
      ['GET', `/files/${file.id}?download=true`],
      ['HEAD', `/files/${file.id}?download=true`],
      ['POST', '/share'],
      ['POST', '/upload'],
    ];
    let remaining = 99;
    for (const [method, path] of requests) {
      remaining -= 1;
      expect([method, path, windowOf(await free.call(method, path))]).toEqual([
        method,
        path,
        expect.objectContaining({ limit: 100, remaining }),
      ]);
    }
    for (const key of ['sk_live_000000000000000000000000000000000000', 'nonsense', '']) {
      const stranger = await clientOf(server, key).call('GET', '/whoami');
      expect([stranger.status, stranger.headers['x-ratelimit-limit']]).toEqual([401, undefined]);
    }
  });

  test('each key has its own window; a plan of the operator has its own limit', async () => {
    const tiny = await newUser(server, 'tiny', 'tiny');
    const { key } = await tiny.post<{ key: string }>('/keys', { name: 'second' });
    const outcomes = async (client: Client, count: number): Promise<string[]> => {
      const answers = await inParallel(
        clients,
        Array.from({ length: count }, () => ask(client)),
      );
      return answers.map(outcome).filter((one) => one === '200');
    };
    expect(await outcomes(tiny, 20)).toHaveLength(6);
    expect(await outcomes(clientOf(server, key), 20)).toHaveLength(7);
    const unlimited = await ask(await newUser(server, 'unlimited', 'pro'))();
    expect(windowOf(unlimited).limit).toBe(1_000_000_000);
  });

  test('a refused request changes nothing', async () => {
    const tiny = await newUser(server, 'refused', 'tiny');
    for (let count = 0; count < 7; count++) await ask(tiny)();
    const before = await admin.get(`/files?folder_id=${tiny.rootId}`);
    const form = await tiny.callForm('/upload', [['file', { filename: 'a', bytes: Buffer.from('a') }]]);
    expect([outcome(form), outcome(await tiny.callJson('POST', '/folders', { name: 'b' }))]).toEqual([
      '429 rate_limited',
      '429 rate_limited',
    ]);
    expect(await admin.get(`/files?folder_id=${tiny.rootId}`)).toEqual(before);
  });

  test('the count survives the end of the process: 40, killed, 60 more', async () => {
    const free = await newUser(server, 'killed-quietly', 'free');
    const first = await inParallel(
      clients,
      Array.from({ length: 40 }, () => ask(free)),
    );
    expect(first.every(({ status }) => status === 200)).toBe(true);
    await server.kill();
    await server.start();
    const second = await inParallel(
      clients,
      Array.from({ length: 120 }, () => ask(free)),
    );
    expect(second.filter(({ status }) => status === 200)).toHaveLength(60);
    expect(windowOf(second[0] as Answer).reset).toBe(windowOf(first[0] as Answer).reset);
  });

  test('killed in the middle of it: never more than 100 in all, and none is lost but those without an answer', async () => {
    const free = await newUser(server, 'killed', 'free');
    let succeeded = 0;
    let unanswered = 0;
    let killed: Promise<void> | undefined;
    const one = async (): Promise<void> => {
      if (killed !== undefined) return;
      try {
        const { status } = await ask(free)();
        if (status === 200) succeeded += 1;
      } catch (error) {
        if (killed === undefined) throw error;
        unanswered += 1;
      }
      if (succeeded >= 50) killed ??= server.kill();
    };
    await inParallel(
      clients,
      Array.from({ length: 400 }, () => one),
    );
    await killed;
    await server.start();
    const after = await inParallel(
      clients,
      Array.from({ length: 200 }, () => ask(free)),
    );
    succeeded += after.filter(({ status }) => status === 200).length;
    expect(succeeded).toBeLessThanOrEqual(100);
    expect(succeeded + unanswered).toBeGreaterThanOrEqual(100);
  });

  test('a window that is over begins anew', async () => {
    const brief = await startServer({ env: { FILEWHARF_RATE_WINDOW_SECONDS: '2', FILEWHARF_PLAN_TEAM_REQUESTS_PER_HOUR: '3' } });
    try {
      const client = clientOf(brief);
      const seen: Window[] = [];
      let passed = 0;
      // Three pass, then none until the time that the answers name, then again.
      while (passed < 5) {
        const answer = await client.call('GET', '/whoami');
        seen.push(windowOf(answer));
        if (answer.status === 200) passed += 1;
      }
      expect(seen.length).toBeGreaterThan(5);
      expect(new Set(seen.map(({ reset }) => reset)).size).toBeGreaterThanOrEqual(2);
      expect(seen.slice(0, 4).map(({ remaining }) => remaining)).toEqual([2, 1, 0, 0]);
    } finally {
      await brief.end();
    }
  });
});

/** Sends the head and so many bytes of a body that never ends, and waits for the answer. */
async function sendEndless(key: string, headers: Record<string, string>, bytes: number, path = '/api/v2/upload'): Promise<Answer> {
  const { contentType, body } = multipart([['file', { filename: 'endless', bytes: Buffer.alloc(bytes) }]]);
  return new Promise((resolve, reject) => {
    const request = httpRequest(`${server.url}${path}`, {
      method: 'POST',
      agent: false,
      headers: { authorization: `Bearer ${key}`, 'content-type': contentType, ...headers },
    });
    request.on('error', reject);
    request.once('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) });
        request.destroy();
      });
    });
    // Without the delimiter behind the file: for all that the server knows, more will come.
    request.write(body.subarray(0, -60));
  });
}

describe('the largest file of a plan', () => {
  const limit = 512 * KiB;

  test.each([
    ['exactly the limit', limit, '201'],
    ['one byte more', limit + 1, '413 file_too_large'],
  ])('%s, whole and in chunks', async (what, bytes, wanted) => {
    const pro = await newUser(server, `largest${bytes}`, 'pro');
    const whole = await pro.callForm('/upload', [['file', { filename: what, bytes: Buffer.alloc(bytes) }]]);
    expect(wanted).toBe(whole.status === 201 ? '201' : outcome(whole));
    const init = await pro.callJson('POST', '/chunks/init', { filename: `${what} in chunks`, total_size: bytes, total_chunks: 2 });
    expect(wanted).toBe(init.status === 201 ? '201' : outcome(init));
    expect((await pro.get<{ total: number }>('/files')).total).toBe(wanted === '201' ? 1 : 0);
  });

  test.each([
    ['no word of its length', {}, limit + 4 * KiB],
    ['a length of ten times the limit', { 'content-length': String(10 * limit) }, 100 * KiB],
    ['a length within the limit of the body but not of the file', { 'content-length': String(limit + 200 * KiB) }, limit + 4 * KiB],
  ])('with %s the answer comes before the body has ended', async (_what, headers, bytes) => {
    const pro = await newUser(server, `endless${Object.values(headers).join()}`, 'pro');
    const answer = await sendEndless(pro.key, headers, bytes);
    expect(outcome(answer)).toBe('413 file_too_large');
    expect(answer.headers.connection).toBe('close');
    expect(await pro.get('/usage')).toMatchObject({ storage: { used: 0 } });
  });

  test('who sends ten times the limit to the end gets the answer too', async () => {
    const pro = await newUser(server, 'stubborn', 'pro');
    const answers = await inParallel(
      8,
      Array.from({ length: 8 }, () => () => pro.callForm('/upload', [['file', { filename: 'big', bytes: Buffer.alloc(10 * limit) }]])),
    );
    expect(answers.map(outcome)).toEqual(Array.from({ length: 8 }, () => '413 file_too_large'));
  });

  test('a share cannot live longer than the plan allows', async () => {
    const tiny = await newUser(server, 'shares', 'tiny');
    const { id } = await tiny.upload('a.txt', Buffer.from('a'));
    expect(outcome(await tiny.callJson('POST', '/share', { file_id: id, expires_in: 3 }))).toBe('400 bad_request');
    const share = await tiny.post<{ expires_at: string }>('/share', { file_id: id });
    expect((Date.parse(share.expires_at) - Date.now()) / 3_600_000).toBeCloseTo(2, 1);
  });
});

describe('the storage quota', () => {
  const piece = Buffer.alloc(100 * KiB, 'x');

  const whole = (client: Client, name: string) => (): Promise<Answer> =>
    client.callForm('/upload', [['file', { filename: name, bytes: piece }]]);
  const inChunks = (client: Client, name: string) => async (): Promise<Answer> => {
    const init = await client.callJson('POST', '/chunks/init', { filename: name, total_size: piece.length, total_chunks: 2 });
    if (init.status !== 201) return init;
    const { upload_id: id, chunk_size: size } = json<{ upload_id: string; chunk_size: number }>(init);
    await Promise.all([0, 1].map((index) => client.putChunk(id, index, piece.subarray(index * size, (index + 1) * size))));
    return client.callJson('POST', '/chunks/complete', { upload_id: id });
  };

  test.each([
    ['whole', () => whole],
    ['in chunks', () => inChunks],
    ['both', (index: number) => (index % 2 === 0 ? whole : inChunks)],
  ])('64 at once, %s: exactly the ten that fit are stored', async (kind, way) => {
    const pro = await newUser(server, `quota-${kind.replace(' ', '-')}`, 'pro');
    const answers = await inParallel(
      clients,
      Array.from({ length: clients }, (_, index) => way(index)(pro, `file ${index}`)),
    );
    const stored = answers.filter(({ status }) => status === 201);
    expect(stored).toHaveLength(10);
    expect(new Set(answers.filter(({ status }) => status !== 201).map(outcome))).toEqual(new Set(['413 file_too_large']));
    expect(await pro.get('/usage')).toMatchObject({ storage: { used: 10 * piece.length, quota: 1024 * KiB } });
    expect(await pro.get('/files')).toMatchObject({ total: 10 });

    // One goes, one comes; a new version counts only with what it adds; a copy counts whole.
    const [first, second] = stored.map((answer) => json<StoredFile>(answer));
    expect(outcome(await pro.callJson('POST', `/files/${first?.id}/copy`, { name: 'copy' }))).toBe('413 file_too_large');
    expect((await whole(pro, second?.name ?? '')()).status).toBe(201);
    await pro.delete(`/files/${first?.id}`);
    const more = await inParallel(clients, [whole(pro, 'more 1'), inChunks(pro, 'more 2'), whole(pro, 'more 3')]);
    expect(more.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(await pro.get('/usage')).toMatchObject({ storage: { used: 10 * piece.length } });
  });

  test.each(['/api/v2/upload', '/v1/files'])('%s: what cannot be stored is refused before it has all come', async (path) => {
    const pro = await newUser(server, `quota-endless-${path.split('/').at(-1)}`, 'pro');
    await admin.patch(`/users/${pro.userId}`, { own_storage_quota: 100 * KiB });
    const answer = await sendEndless(pro.key, {}, 104 * KiB, path);
    expect(answer.status).toBe(413);
    expect(String(answer.body)).toContain('More than the storage quota of 102400 bytes is being sent.');
  });

  test('a new version in chunks needs no more room than a whole one', async () => {
    const pro = await newUser(server, 'quota-version', 'pro');
    await admin.patch(`/users/${pro.userId}`, { own_storage_quota: 150 * KiB });
    const { id } = await pro.upload('a.bin', piece);
    for (const way of [whole, inChunks, whole, inChunks]) expect(json(await way(pro, 'a.bin')())).toMatchObject({ id, size: piece.length });
    expect(outcome(await inChunks(pro, 'b.bin')())).toBe('413 file_too_large');
  });

  test('the last byte fits; an aborted upload gives its share back; all of it over a kill', async () => {
    const pro = await newUser(server, 'quota-edge', 'pro');
    const half = Buffer.alloc(512 * KiB);
    await pro.upload('half', half);
    const { upload_id: id } = await pro.post<{ upload_id: string }>('/chunks/init', {
      filename: 'reserved',
      total_size: half.length,
      total_chunks: 1,
    });
    const oneByte = (): Promise<Answer> => pro.callForm('/upload', [['file', { filename: 'one', bytes: Buffer.from('1') }]]);
    expect(outcome(await oneByte())).toBe('413 file_too_large');
    await server.kill();
    await server.start();
    expect(outcome(await oneByte())).toBe('413 file_too_large');
    await pro.delete(`/chunks/${id}`);
    expect((await pro.upload('other half', half)).size).toBe(half.length);
    expect(outcome(await oneByte())).toBe('413 file_too_large');
    expect((await pro.upload('nothing', Buffer.alloc(0))).size).toBe(0);
  });
});
