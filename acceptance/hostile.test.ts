import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  clientOf,
  exchange,
  inParallel,
  json,
  newUser,
  send,
  type Answer,
  type Client,
  type ErrorBody,
  type StoredFile,
} from './client.ts';
import { deepTableOf, problemOf, type ShownFile } from './deeptable/deeptable.ts';
import { hostileNames, hostileRequests, type HostileRequest, type OpenApi } from './requests.ts';
import { startServer, withoutRequestLimit, type Server } from './server.ts';
import { createSnapshots } from './snapshot.ts';

const seed = Number(process.env['HOSTILE_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const batchSize = 25;
const batches = Number(process.env['HOSTILE_BATCHES'] ?? 400);

let server: Server;
let admin: Client;
/** An administrator too, so that nothing is refused before it was looked at. */
let mallory: Client;
beforeAll(async () => {
  server = await startServer({ env: { ...withoutRequestLimit, FILEWHARF_LOG_LEVEL: 'error' } });
  admin = clientOf(server);
  const { id } = await admin.post<{ id: string }>('/users', { username: 'mallory', plan: 'team', is_admin: true });
  mallory = clientOf(server, (await admin.post<{ key: string }>('/keys', { name: 'mallory', user_id: id })).key);
});
afterAll(() => server.end());

const codes: Readonly<Record<number, readonly string[]>> = {
  400: ['bad_request', 'since_too_old'],
  401: ['unauthorized', 'invalid_api_key', 'invalid_credentials'],
  403: ['forbidden'],
  404: ['not_found'],
  405: ['method_not_allowed'],
  408: ['bad_request'],
  409: ['conflict'],
  413: ['file_too_large'],
  414: ['bad_request'],
  415: ['unsupported_media_type'],
  416: ['bad_request'],
  429: ['rate_limited'],
  431: ['bad_request'],
};

/** What every answer has to be, whatever was asked. */
function expectDecent(answer: Answer, method: string, question = ''): void {
  expect(answer.status, question).toBeLessThan(500);
  expect(answer.headers, question).toMatchObject({ 'x-request-id': expect.stringMatching(/^[\w-]{8,}$/) });
  // A HEAD has no body; a 412 is for the headers of a download alone.
  if (answer.status < 400 || answer.status === 412 || method === 'HEAD') return;
  expect(answer.headers['content-type'], question).toBe('application/json; charset=utf-8');
  const body = json<ErrorBody>(answer);
  expect(Object.keys(body)).toEqual(['error']);
  const { code, message, details = [], ...rest } = body.error;
  expect(rest).toEqual({});
  expect(codes[answer.status], question).toContain(code);
  expect(message).toMatch(/\S/);
  for (const detail of details) expect(detail).toEqual({ field: expect.any(String), message: expect.any(String) });
}

/** How a body is cut into pieces on the wire. `broken`: there is no telling where it ends. */
type Framing = 'length' | 'chunks' | 'broken';

function onTheWire(
  { method, path, headers, body = Buffer.alloc(0) }: HostileRequest,
  key: string,
  framing: Framing,
  cuts: readonly number[],
): Buffer {
  const all = { host: 'localhost', authorization: `Bearer ${key}`, ...headers, connection: 'close' };
  const head = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  if (framing === 'length') {
    return Buffer.concat([
      Buffer.from(`${method} ${path} HTTP/1.1\r\n${head.join('')}content-length: ${body.length}\r\n\r\n`, 'latin1'),
      body,
    ]);
  }
  const pieces: Buffer[] = [Buffer.from(`${method} ${path} HTTP/1.1\r\n${head.join('')}transfer-encoding: chunked\r\n\r\n`, 'latin1')];
  let at = 0;
  for (const cut of [...cuts, body.length]) {
    const piece = body.subarray(at, Math.min(body.length, at + cut));
    at += piece.length;
    if (piece.length > 0) pieces.push(Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n'));
  }
  // What no server may guess at: a chunk of no number.
  pieces.push(Buffer.from(framing === 'broken' ? 'xyz\r\n\r\n' : '0\r\n\r\n'));
  return Buffer.concat(pieces);
}

function parseAnswer(text: string): Answer {
  const [head = '', ...rest] = text.replace(/^HTTP\/1\.1 100 Continue\r\n\r\n/, '').split('\r\n\r\n');
  const [statusLine = '', ...lines] = head.split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]),
  );
  return { status: Number(statusLine.split(' ')[1]), headers, body: Buffer.from(rest.join('\r\n\r\n'), 'latin1') };
}

interface Shot {
  readonly request: HostileRequest;
  /** Undefined: by an ordinary client over a connection that is kept. */
  readonly framing: Framing | undefined;
  readonly cuts: readonly number[];
}

/** For the message of a test that fails. */
function described({ request, framing }: Shot): string {
  return `${framing ?? 'kept connection'} ${JSON.stringify({ ...request, body: request.body?.toString() })}`.slice(0, 2000);
}

let sent = 0;
async function shoot(shot: Shot): Promise<Answer> {
  sent += 1;
  const { request, framing, cuts } = shot;
  const { method, path, headers, body } = request;
  try {
    if (framing !== undefined) return parseAnswer(await exchange(server.port, onTheWire(request, mallory.key, framing, cuts)));
    return await send(server.url, {
      method,
      path,
      headers: { authorization: `Bearer ${mallory.key}`, ...headers },
      ...(body === undefined ? {} : { body }),
    });
  } catch (error) {
    throw new Error(`no answer to ${described(shot)}`, { cause: error });
  }
}

const canMeasureMemory = existsSync('/proc/self/status');
if (!canMeasureMemory) console.warn('!!! /proc/<pid>/status is missing: that memory stays bounded is NOT proved');

function residentMiB(): number {
  if (!canMeasureMemory) return 0;
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))?.[1]) / 1024;
}

/** Ids that exist, remade from time to time, because the requests use them up. */
const world: Record<string, string[]> = {};
async function remakeWorld(victimId: string, name: string): Promise<void> {
  for (const id of world['folder'] ?? []) await mallory.call('DELETE', `/folders/${id}?recursive=true`);
  await admin.patch(`/users/${victimId}`, { disabled: false });
  const folder = await mallory.post<{ id: string }>('/folders', { name });
  const inner = await mallory.post<{ id: string }>('/folders', { name: 'inner', parent_id: folder.id });
  const mine = await Promise.all(
    ['a.txt', 'b.txt', 'c.txt'].map((name) => mallory.upload(name, Buffer.from(name), { folder_id: folder.id })),
  );
  const hidden = await admin.upload('hidden.txt', Buffer.from('hidden'));
  const share = await mallory.post<{ id: string }>('/share', { file_id: mine[0]?.id });
  const uploads = await Promise.all(
    ['up1', 'up2'].map((filename) => mallory.post<{ upload_id: string }>('/chunks/init', { filename, total_size: 5, total_chunks: 2 })),
  );
  const key = await admin.post<{ id: string }>('/keys', { name: 'victim', user_id: victimId });
  Object.assign(world, {
    file: [...mine, hidden].map(({ id }) => id),
    folder: [folder.id, inner.id],
    share: [share.id],
    upl: uploads.map(({ upload_id }) => upload_id),
    key: [key.id],
    user: [victimId],
  });
}

const shotsAt = (openApi: OpenApi): fc.Arbitrary<Shot> =>
  fc.record({
    request: hostileRequests(openApi, (prefix) => world[prefix] ?? []),
    framing: fc.oneof(
      { arbitrary: fc.constant(undefined), weight: 8 },
      { arbitrary: fc.constantFrom<Framing>('length', 'chunks', 'broken'), weight: 2 },
    ),
    cuts: fc.array(fc.integer({ min: 1, max: 50 }), { maxLength: 5 }),
  });

const operationsOf = (openApi: OpenApi): string[] =>
  Object.values(openApi.paths)
    .flatMap((methods) => Object.values(methods).map(({ operationId }) => operationId))
    .sort();

test(`${batches * batchSize} requests that nobody should send`, { timeout: 300_000 }, async () => {
  console.log(`hostile requests: HOSTILE_SEED=${seed}`);
  const openApi = json<OpenApi>(await send(`${server.url}/api/v2/openapi.json`));
  const victim = await newUser(server, 'victim');
  const malloryId = (await mallory.get<{ user: { id: string } }>('/whoami')).user.id;
  const snapshot = createSnapshots(admin, () => ({
    userIds: [victim.userId, malloryId],
    uploads: (world['upl'] ?? []).map((id) => [mallory, id] as const),
  }));
  const shots = shotsAt(openApi);

  const seen = { operations: new Set<string>(), statuses: new Map<number, number>(), provedHarmless: 0 };
  let round = 0;
  let warmMiB = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(shots, { minLength: batchSize, maxLength: batchSize, size: 'max' }), async (batch) => {
      if (round % 8 === 0) await remakeWorld(victim.userId, `world ${round}`);
      if (round === Math.floor(batches / 2)) warmMiB = residentMiB();
      round += 1;
      const answers = await inParallel(
        8,
        batch.map((shot) => async () => [shot, await shoot(shot)] as const),
      );
      for (const [shot, answer] of answers) {
        const { request } = shot;
        expectDecent(answer, request.method, `${described(shot)} -> ${answer.status} ${String(answer.body)}`);
        seen.operations.add(request.operation);
        seen.statuses.set(answer.status, (seen.statuses.get(answer.status) ?? 0) + 1);
      }
      // All that was refused is sent once more, with nothing else going on: refused again, it has to leave everything as it was.
      const refused = answers.filter(([, { status }]) => status >= 400).map(([shot]) => shot);
      const before = await snapshot();
      const again = await inParallel(
        8,
        refused.map((shot) => () => shoot(shot)),
      );
      if (!again.every(({ status }) => status >= 400)) return;
      expect(await snapshot()).toEqual(before);
      seen.provedHarmless += again.length;
    }),
    { seed, numRuns: batches, endOnFailure: true },
  );

  console.log(
    `${sent} requests, ${seen.provedHarmless} of them refused and proved to have changed nothing; answers by status: ` +
      JSON.stringify(Object.fromEntries([...seen.statuses].sort(([a], [b]) => a - b))),
  );
  expect(sent).toBeGreaterThanOrEqual(10_000);
  expect(seen.provedHarmless).toBeGreaterThan(2_000);
  expect([...seen.operations].sort()).toEqual(operationsOf(openApi));
  expect(server.program.stderr()).toBe('');
  const endMiB = residentMiB();
  console.log(`resident: ${warmMiB.toFixed(0)} MiB after half of them, ${endMiB.toFixed(0)} MiB at the end`);
  // By half of them the caches of SQLite and the heap are about as full as they get. What grows after that is 6.5 KiB a request at most.
  if (canMeasureMemory) expect(endMiB).toBeLessThan(warmMiB + 32);
});

test('some more to the DeepTable API, which answers nothing but JSON', { timeout: 120_000 }, async () => {
  const { paths } = json<OpenApi>(await send(`${server.url}/v1/openapi.json`));
  // Most of its operations are of one kind, which does nothing: two of them are enough.
  const openApi = { paths: Object.fromEntries(Object.entries(paths).filter(([path]) => !path.startsWith('/v1/structured-sheets/'))) };
  const snapshot = createSnapshots(admin, () => ({ userIds: [], uploads: [] }));
  const seen = { operations: new Set<string>(), statuses: new Map<number, number>(), provedHarmless: 0 };
  const hidden = await admin.upload('hidden from DeepTable.txt', Buffer.from('hidden'));
  let round = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(shotsAt(openApi), { minLength: batchSize, maxLength: batchSize, size: 'max' }), async (batch) => {
      const mine = await mallory.upload(`mine of round ${(round += 1)}`, Buffer.from('a'));
      world['file'] = [mine.id, hidden.id];
      const answers = await inParallel(
        8,
        batch.map((shot) => async () => [shot, await shoot(shot)] as const),
      );
      for (const [shot, answer] of answers) {
        const question = `${described(shot)} -> ${answer.status} ${String(answer.body)}`;
        expect(answer.status < 500 || answer.status === 501, question).toBe(true);
        expect(answer.headers, question).toMatchObject({ 'x-request-id': expect.stringMatching(/^[\w-]{8,}$/) });
        if (shot.request.method !== 'HEAD') expect(() => problemOf(answer), question).not.toThrow();
        seen.operations.add(shot.request.operation);
        seen.statuses.set(answer.status, (seen.statuses.get(answer.status) ?? 0) + 1);
      }
      const refused = answers.filter(([, { status }]) => status >= 400).map(([shot]) => shot);
      const before = await snapshot();
      const again = await inParallel(
        8,
        refused.map((shot) => () => shoot(shot)),
      );
      if (!again.every(({ status }) => status >= 400)) return;
      expect(await snapshot()).toEqual(before);
      seen.provedHarmless += again.length;
    }),
    { seed, numRuns: Math.ceil(batches / 5), endOnFailure: true },
  );
  console.log(`DeepTable: answers by status: ${JSON.stringify(Object.fromEntries([...seen.statuses].sort(([a], [b]) => a - b)))}`);
  expect(seen.provedHarmless).toBeGreaterThan(500);
  expect([...seen.operations].sort()).toEqual(operationsOf(openApi));
  expect(server.program.stderr()).toBe('');
});

/** Everything below the folder, as paths from it. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}

test('names are never paths, and come back as they were or are refused', async () => {
  const { id: parent_id } = await mallory.post<{ id: string }>('/folders', { name: 'names' });
  const deepTable = deepTableOf(server, mallory.key);
  interface Named {
    readonly id: string;
    readonly name: string;
  }
  let kept = 0;
  let refused = 0;
  function check(name: string, answer: Answer): Named | undefined {
    if (answer.status < 300) {
      kept += 1;
      expect(json<Named>(answer).name).toBe(name);
      return json<Named>(answer);
    }
    refused += 1;
    expect([answer.status, name]).toEqual([400, name]);
    expectDecent(answer, 'POST');
    return undefined;
  }

  for (const [place, name] of hostileNames.entries()) {
    const folder = await mallory.post<Named>('/folders', { name: `n${place}`, parent_id });
    const filename = name.replace(/["\r\n]/g, (letter) => ({ '"': '%22', '\r': '%0D', '\n': '%0A' })[letter] ?? letter);
    // An encoded quote in a form's file name is a quote; a lone surrogate cannot be said in UTF-8.
    const sentName = Buffer.from(name.replaceAll('%22', '"'), 'utf8').toString('utf8');
    const file = check(
      sentName,
      await mallory.callForm('/upload', [
        ['folder_id', folder.id],
        ['file', { filename, bytes: Buffer.from('x') }],
      ]),
    );
    const byDeepTable = await deepTable.send(filename, Buffer.from('x'));
    expect([sentName, problemOf(byDeepTable)]).toEqual([sentName, file === undefined ? '422 unprocessable-content' : '201']);
    if (file !== undefined) {
      expect(json<ShownFile>(byDeepTable).file_name).toBe(sentName);
      expect((await mallory.get<StoredFile>(`/files/${file.id}`)).name).toBe(sentName);
      const { files } = await mallory.get<{ files: Named[] }>(`/files?folder_id=${folder.id}`);
      expect(files.map((one) => one.name)).toEqual([sentName]);
      const download = await mallory.call('GET', `/files/${file.id}?download=true`);
      expect([download.status, download.body.toString()]).toEqual([200, 'x']);
    }
    // Each in a folder of its own, or they would be twins of each other.
    const [copies, folders, renamed, chunked] = await Promise.all(
      ['copies', 'folders', 'renamed', 'chunked'].map((purpose) =>
        mallory.post<Named>('/folders', { name: `${purpose} of ${place}`, parent_id }),
      ),
    );
    const plain = await mallory.upload('plain', Buffer.from('x'), { folder_id: folder.id });
    check(name, await mallory.callJson('POST', `/files/${plain.id}/copy`, { name, folder_id: copies?.id }));
    check(name, await mallory.callJson('PATCH', `/files/${plain.id}`, { name, folder_id: renamed?.id }));
    const inner = check(name, await mallory.callJson('POST', '/folders', { name, parent_id: folders?.id }));
    if (inner !== undefined) {
      await mallory.patch(`/folders/${inner.id}`, { name: 'other' });
      check(name, await mallory.callJson('PATCH', `/folders/${inner.id}`, { name }));
      expect((await mallory.get<Named>(`/folders/${inner.id}`)).name).toBe(name);
    }
    const init = await mallory.callJson('POST', '/chunks/init', { filename: name, total_size: 0, total_chunks: 1, folder_id: chunked?.id });
    if (init.status === 201) {
      const { upload_id } = json<{ upload_id: string }>(init);
      check(name, await mallory.callJson('POST', '/chunks/complete', { upload_id }));
    } else expectDecent(init, 'POST');
  }
  expect(kept).toBeGreaterThan(100);
  expect(refused).toBeGreaterThan(50);
  await mallory.upload('large.bin', Buffer.alloc(1024 * 1024), { folder_id: parent_id });
  await mallory.upload('../large.bin', Buffer.alloc(1024 * 1024), { folder_id: parent_id }).catch(() => undefined);
  const strange = filesBelow(server.dataDir).filter(
    (path) => !/^(master\.key|metadata\.db[-\w]*|blobs\/installation|blobs\/(tmp|[0-9a-f]{2})\/[\w.-]+)$/.test(path),
  );
  expect(strange).toEqual([]);
});
