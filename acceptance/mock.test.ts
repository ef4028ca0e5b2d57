import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { clientOf, json, outcome, send, type Answer, type Client, type StoredFile } from './client.ts';
import { deepTableOf, problemOf } from './deeptable/deeptable.ts';
import { repository, runProgram, type Program } from './server.ts';

/** As the first screen and the README tell them. */
const apiKey = 'mockadminkey1234567890';

interface Mock {
  readonly url: string;
  readonly apiKey: string;
  readonly program: Program;
  readonly client: Client;
}

interface SampleFile {
  readonly id: string;
  readonly name: string;
  readonly size: number;
}

const places = ['cwd', 'home', 'tmp'];

let folder: string;
const programs: Program[] = [];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'filewharf-mock-'));
  for (const place of places) mkdirSync(join(folder, place));
});
afterEach(async () => {
  for (const program of programs.splice(0)) {
    program.signal('SIGKILL');
    await program.ended;
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Program {
  const [home, tmp] = [join(folder, 'home'), join(folder, 'tmp')];
  const program = runProgram(['serve', '--port', '0', ...args], { HOME: home, TMPDIR: tmp, ...env }, join(folder, 'cwd'));
  programs.push(program);
  return program;
}

async function startMock({ args = ['--mock'], env = {} }: { args?: readonly string[]; env?: Record<string, string> } = {}): Promise<Mock> {
  const program = run(args, env);
  await program.printed('/api/v2/docs\n');
  const url = /^Filewharf is running at (\S+)$/m.exec(program.stdout())?.[1] ?? '';
  return { url, apiKey, program, client: clientOf({ url, apiKey }) };
}

/** With a file of these rules. */
async function startWithRules(...rules: unknown[]): Promise<Mock> {
  const file = join(folder, 'rules.json');
  writeFileSync(file, JSON.stringify(rules));
  return startMock({ args: ['--mock', '--mock-rules', file] });
}

async function sampleFile({ client }: Mock, name: string): Promise<SampleFile> {
  const { files } = await client.get<{ files: SampleFile[] }>('/files?per_page=100');
  const file = files.find((one) => one.name === name);
  if (file === undefined) throw new Error(`the mock has no ${name}`);
  return file;
}

/** A request with this fault in its header. */
function failing(mock: Mock, fault: string, path: string, method = 'GET'): Promise<Answer> {
  return mock.client.call(method, path, { headers: { 'x-filewharf-fault': fault } });
}

/** How many bytes of a body came before the connection broke, and whether it did. */
async function bytesBeforeBreak(url: string, fault?: string): Promise<{ bytes: number; broken: boolean }> {
  let bytes = 0;
  const headers = { authorization: `Bearer ${apiKey}`, ...(fault === undefined ? {} : { 'x-filewharf-fault': fault }) };
  const onData = (chunk: Buffer): void => {
    bytes += chunk.length;
  };
  const broken = await send(url, { headers, onData }).then(
    () => false,
    (error: unknown) => {
      if (String(error).includes('broke off')) return true;
      throw error;
    },
  );
  return { bytes, broken };
}

/** Everything in the folders that a program may think of writing to. */
function written(): string[] {
  return places.flatMap((place) => readdirSync(join(folder, place), { recursive: true, encoding: 'utf8' }));
}

describe('the site', () => {
  test('is there at once with sample data and known credentials, in every door alike', async () => {
    const mock = await startMock();
    const screen = mock.program.stdout();
    for (const text of ['This is a mock', apiKey, 'mock-password', 'X-Filewharf-Fault']) expect(screen).toContain(text);
    expect((await send(`${mock.url}/readyz`)).status).toBe(200);
    expect(await mock.client.get('/whoami')).toMatchObject({ user: { username: 'admin', is_admin: true } });

    const welcome = await sampleFile(mock, 'welcome.txt');
    expect((await mock.client.call('GET', `/files/${welcome.id}?download=true`)).body).toHaveLength(welcome.size);
    const { shares } = await mock.client.get<{ shares: { url: string; file_id: string }[] }>('/shares');
    expect(shares).toMatchObject([{ file_id: welcome.id }]);
    expect((await send(`${shares[0]?.url}/download`)).body).toHaveLength(welcome.size);
    const { users } = await mock.client.get<{ users: { username: string }[] }>('/users');
    expect(users.map(({ username }) => username)).toEqual(['admin', 'ada', 'ben']);
  });

  test('takes what a site takes: files, chunks, users, and tells of them in the feed', async () => {
    const { client } = await startMock();
    const bytes = Buffer.alloc(3_000_000, 'some bytes');
    const { id } = await client.upload('mine.bin', bytes);
    expect((await client.call('GET', `/files/${id}?download=true`)).body.equals(bytes)).toBe(true);
    const upload = await client.post<{ upload_id: string }>('/chunks/init', { filename: 'chunked.bin', total_size: 20, total_chunks: 2 });
    for (const index of [1, 0])
      expect(outcome(await client.putChunk(upload.upload_id, index, Buffer.alloc(10, String(index))))).toBe('200');
    const chunked = await client.post<StoredFile>('/chunks/complete', { upload_id: upload.upload_id });
    expect(String((await client.call('GET', `/files/${chunked.id}?download=true`)).body)).toBe('00000000001111111111');
    await client.delete(`/files/${id}`);
    expect(outcome(await client.call('GET', `/files/${id}`))).toBe('404 not_found');
    const { changes } = await client.changes('since=2020-01-01');
    expect(changes.at(-1)).toMatchObject({ id, action: 'deleted' });
  });

  test('keeps nothing: no file while it runs, none afterwards, and a fresh site at the next start', async () => {
    const first = await startMock({ env: { FILEWHARF_MOCK: 'true' }, args: [] });
    await first.client.upload('mine.bin', Buffer.alloc(500_000));
    if (existsSync('/proc/self/fd')) {
      const open = readdirSync(`/proc/${first.program.pid}/fd`).map((fd) => readlinkSync(`/proc/${first.program.pid}/fd/${fd}`));
      expect(open.length).toBeGreaterThan(3);
      expect(open.filter((path) => path.startsWith('/') && !path.startsWith('/dev/'))).toEqual([]);
    }
    expect(written()).toEqual([]);
    first.program.signal('SIGTERM');
    expect(await first.program.ended).toBe(0);
    expect(first.program.stderr()).not.toMatch(/"level":[456]0/);

    const second = await startMock();
    await expect(sampleFile(second, 'mine.bin')).rejects.toThrow('has no mine.bin');
    second.program.signal('SIGTERM');
    await second.program.ended;
    expect(written()).toEqual([]);
  });

  test('speaks TLS with a certificate that is kept nowhere', async () => {
    const { url, program } = await startMock({ args: ['--mock', '--tls-self-signed'] });
    const status = await new Promise((resolve, reject) => {
      request(`${url}/readyz`, { rejectUnauthorized: false, agent: false }, (response) => resolve(response.resume().statusCode))
        .once('error', reject)
        .end();
    });
    expect(status).toBe(200);
    expect(program.stdout()).toContain('curl -i --insecure https://');
    expect(written()).toEqual([]);
  });

  test.each([
    [['--mock', '--data-dir', 'x'], /^filewharf: --data-dir and --mock exclude each other: a mock keeps nothing\n$/],
    [['--mock', '--database', 'sqlite:x'], /^filewharf: --database and --mock exclude each other.*\n$/],
    [['--mock', '--storage', 'file:x'], /^filewharf: --storage and --mock exclude each other.*\n$/],
    [['--mock-rules', process.execPath], /^filewharf: --mock-rules needs a mock.*\n$/],
    [['--mock', '--mock-rules', '/nothing/here'], /^filewharf: --mock-rules must be a file that can be read.*\n$/],
  ])('%j is refused in one sentence', async (args, stderr) => {
    const program = run(args);
    expect(await program.ended).toBe(2);
    expect(program.stderr()).toMatch(stderr);
    expect(program.stdout()).toBe('');
  });

  test('its key opens no other server', async () => {
    const program = run([], { FILEWHARF_ADMIN_API_KEY: apiKey });
    expect(await program.ended).toBe(2);
    expect(program.stderr()).toBe('filewharf: FILEWHARF_ADMIN_API_KEY is the key of every mock: choose another\n');
  });

  test('a wrong rule file says what is wrong in it', async () => {
    const file = join(folder, 'wrong.json');
    writeFileSync(file, '[{ "path": "/api/v2/files", "dealy": 5 }]');
    const program = run(['--mock', '--mock-rules', file]);
    expect(await program.ended).toBe(2);
    expect(program.stderr()).toBe(`filewharf: The rule file ${file} is wrong: rule 1 knows no word "dealy".\n`);
  });
});

describe('faults by header', () => {
  test('an error in the form of the API that is asked, before anybody asks for a key, and nothing is done', async () => {
    const mock = await startMock();
    const limited = await failing(mock, 'error=rate_limited; retry-after=2', '/files');
    expect([outcome(limited), limited.headers['retry-after']]).toEqual(['429 rate_limited', '2']);
    expect(limited.headers['x-filewharf-fault']).toBe('error=rate_limited; retry-after=2');
    const welcome = await sampleFile(mock, 'welcome.txt');
    expect(outcome(await failing(mock, 'error=unavailable', `/files/${welcome.id}`, 'DELETE'))).toBe('503 unavailable');
    expect(await sampleFile(mock, 'welcome.txt')).toEqual(welcome);
    const headers = { 'x-filewharf-fault': 'error=invalid_api_key' };
    expect(outcome(await send(`${mock.url}/api/v2/files`, { headers }))).toBe('401 invalid_api_key');
  });

  test('an error of the Files.com API', async () => {
    const mock = await startMock();
    for (const [type, status] of [
      ['not-found/file-not-found', 404],
      ['not-authenticated/invalid-credentials', 401],
      ['processing-failure/destination-exists', 422],
      ['processing-failure/destination-parent-does-not-exist', 409],
      ['rate-limited/too-many-requests', 429],
      ['site-configuration/trial-expired', 403],
      ['not-authenticated', 401],
    ] as const) {
      const headers = { 'x-filewharf-fault': `error=${type}` };
      const answer = await send(`${mock.url}/api/rest/v1/files/x`, { headers });
      const body = { type, 'http-code': status, error: expect.any(String), instance: answer.headers['x-request-id'] };
      expect([answer.status, json(answer)]).toEqual([status, expect.objectContaining(body)]);
      expect(answer.headers['x-files-error-class']).toBe(type);
    }
  });

  test('an error of the DeepTable API, and a bare status in its form', async () => {
    const mock = await startMock();
    const client = deepTableOf(mock);
    const asked = (fault: string): Promise<Answer> => client.call('GET', '/files', { headers: { 'x-filewharf-fault': fault } });
    expect((await client.list()).map(({ file_name }) => file_name)).toContain('welcome.txt');
    expect(problemOf(await asked('error=file-not-found'))).toBe('404 file-not-found');
    expect(problemOf(await asked('error=503'))).toBe('503 service-unavailable');
    const limited = await asked('error=rate-limit-exceeded; retry-after=61');
    expect([problemOf(limited), limited.headers['retry-after'], limited.headers['x-should-retry']]).toEqual([
      '429 rate-limit-exceeded',
      '61',
      'false',
    ]);
    expect((await asked('error=not_found')).body.toString()).toBe('The DeepTable API answers no not_found.\n');
  });

  test('a delay, a dropped connection, a truncated download, a link whose time is over, a status as from a proxy', async () => {
    const mock = await startMock();
    const begun = performance.now();
    expect((await failing(mock, 'delay=250', '/files')).status).toBe(200);
    expect(performance.now() - begun).toBeGreaterThan(240);

    await expect(failing(mock, 'drop', '/files')).rejects.toMatchObject({ code: 'ECONNRESET' });
    const upload = mock.client.call('POST', '/upload', { headers: { 'x-filewharf-fault': 'drop' }, body: Buffer.alloc(2_000_000) });
    await expect(upload).rejects.toMatchObject({ code: expect.stringMatching(/^(ECONNRESET|EPIPE)$/) });

    const { id, size } = await sampleFile(mock, 'measurements.csv');
    const url = `${mock.url}/api/v2/files/${id}?download=true`;
    expect(await bytesBeforeBreak(url, 'truncate=100000')).toEqual({ bytes: 100_000, broken: true });
    expect(await bytesBeforeBreak(url)).toEqual({ bytes: size, broken: false });

    const { shares } = await mock.client.get<{ shares: { url: string }[] }>('/shares');
    const expired = { headers: { 'x-filewharf-fault': 'expired', accept: 'application/json' } };
    expect(outcome(await send(shares[0]?.url ?? '', expired))).toBe('410 gone');
    expect((await send(shares[0]?.url ?? '')).status).toBe(200);

    const status = await failing(mock, 'error=504', '/files');
    expect([status.status, status.headers['content-type']]).toEqual([504, 'text/plain; charset=utf-8']);
  });
});

test('a delay that nobody waits for any more holds up no stop', async () => {
  const { url, program } = await startMock();
  const gone = new AbortController();
  const asked = fetch(`${url}/api/v2/files`, { signal: gone.signal, headers: { 'x-filewharf-fault': 'delay=600000' } });
  await program.printed('a fault was provoked', 'stderr');
  gone.abort();
  await expect(asked).rejects.toThrow();
  program.signal('SIGTERM');
  expect(await program.ended).toBe(0);
});

describe('faults by rules', () => {
  test('per route and per n-th request, each rule counting for itself', async () => {
    const mock = await startWithRules(
      { method: 'GET', path: '/api/v2/files', nth: 2, error: 'unavailable' },
      { method: 'POST', path: '/api/v2/upload', first: 2, drop: true },
      { path: '/api/v2/users', every: 3, error: 'rate_limited', 'retry-after': 1 },
    );
    const statuses = async (path: string, count: number): Promise<number[]> => {
      const answers: number[] = [];
      for (let i = 0; i < count; i += 1) answers.push((await mock.client.call('GET', path)).status);
      return answers;
    };
    expect(await statuses('/files', 3)).toEqual([200, 503, 200]);
    expect(await statuses('/users', 6)).toEqual([200, 200, 429, 200, 200, 429]);
    const bytes = Buffer.from('x');
    for (let i = 0; i < 2; i += 1) await expect(mock.client.upload('again.txt', bytes)).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(await mock.client.upload('again.txt', bytes)).toMatchObject({ name: 'again.txt', size: 1 });
  });

  test('a download that breaks off once can be resumed where it broke', async () => {
    const mock = await startWithRules({ path: '/api/v2/files/*?download=true', nth: 1, truncate: 50_000 });
    const { id, size } = await sampleFile(mock, 'measurements.csv');
    const url = `${mock.url}/api/v2/files/${id}?download=true`;
    expect(await mock.client.get(`/files/${id}`)).toMatchObject({ size });
    expect(await bytesBeforeBreak(url)).toEqual({ bytes: 50_000, broken: true });
    const rest = await mock.client.call('GET', `/files/${id}?download=true`, { headers: { range: 'bytes=50000-' } });
    expect([rest.status, rest.body.length]).toEqual([206, size - 50_000]);
  });

  test('the rules of the README are rules', async () => {
    const text = readFileSync(join(repository, 'README.md'), 'utf8');
    const block = /```json\n(\[\n.+?\n\])\n```/s.exec(text)?.[1] ?? '';
    const mock = await startWithRules(...(JSON.parse(block) as unknown[]));
    expect((await mock.client.call('GET', '/files')).headers['x-filewharf-fault']).toBe('delay=50');
    const { id } = await sampleFile(mock, 'measurements.csv');
    expect(await bytesBeforeBreak(`${mock.url}/api/v2/files/${id}?download=true`)).toEqual({ bytes: 1000, broken: true });
  });

  test('a rule for everything spares what tells that the server is ready', async () => {
    const mock = await startWithRules({ drop: true });
    for (const path of ['/healthz', '/readyz', '/metrics']) expect((await send(`${mock.url}${path}`)).status).toBe(200);
    await expect(send(`${mock.url}/`)).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  test('the Files.com API takes the same key, and counts a path however its slashes are written', async () => {
    const mock = await startWithRules({ path: '/api/rest/v1/folders/Reports', every: 2, error: 'rate-limited/too-many-requests' });
    const statusOf = async (path: string): Promise<number> =>
      (await send(`${mock.url}${path}`, { headers: { 'x-filesapi-key': apiKey } })).status;
    expect(await statusOf('/api/rest/v1/users')).toBe(200);
    expect(await statusOf('/api/rest/v1/folders/Reports')).toBe(200);
    expect(await statusOf('//api/rest/v1/folders/Reports')).toBe(429);
    expect(await statusOf('/api/rest/v1/folders/Images')).toBe(200);
    expect(await statusOf('/api/rest/v1/folders/Reports?per_page=1')).toBe(200);
    expect(await statusOf('/api/rest/v1/folders/%52eports')).toBe(429);
  });

  test('a Files.com download expires, breaks off, and succeeds', async () => {
    const mock = await startWithRules({ path: '/download', nth: 1, expired: true }, { path: '/download', nth: 2, truncate: 1000 });
    const headers = { 'x-filesapi-key': apiKey };
    const file = json<{ size: number; download_uri: string }>(
      await send(`${mock.url}/api/rest/v1/files/Reports/measurements.csv`, { headers }),
    );
    const expired = await send(file.download_uri);
    expect([expired.status, json(expired)]).toEqual([403, expect.objectContaining({ type: 'download_request_expired' })]);
    expect(await bytesBeforeBreak(file.download_uri)).toEqual({ bytes: 1000, broken: true });
    expect((await send(file.download_uri)).body).toHaveLength(file.size);
  });

  test('a Files.com upload loses a part, finds its address expired, and succeeds', async () => {
    const mock = await startWithRules({ path: '/upload', nth: 1, drop: true }, { path: '/upload', nth: 2, expired: true });
    const post = (path: string, body: unknown): Promise<Answer> => {
      const headers = { 'x-filesapi-key': apiKey, 'content-type': 'application/json' };
      return send(`${mock.url}/api/rest/v1${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    };
    const [part] = json<{ ref: string; upload_uri: string }[]>(await post('/file_actions/begin_upload/Inbox/new.bin', { part: 1 }));
    const put = (): Promise<Answer> => send(part?.upload_uri ?? '', { method: 'PUT', body: Buffer.alloc(300_000, 'x') });
    await expect(put()).rejects.toMatchObject({ code: expect.stringMatching(/^(ECONNRESET|EPIPE)$/) });
    const expired = await put();
    expect([expired.status, json(expired)]).toEqual([403, expect.objectContaining({ type: 'upload_request_expired' })]);
    expect((await put()).status).toBe(200);
    const file = json<unknown>(await post('/files/Inbox/new.bin', { action: 'end', ref: part?.ref }));
    expect(file).toMatchObject({ path: 'Inbox/new.bin', size: 300_000 });
  });
});
