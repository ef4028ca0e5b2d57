import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clientOf, newUser } from './client.ts';
import { smallPdf } from './samples.ts';
import { startServer, type Server } from './server.ts';

/**
 * The vendor's page of the API, its curl lines as printed there: each is run by bash with the real curl, only host, key and ids put in.
 * Answers are compared with the examples of the same page, member by member and in their order.
 */
const lines = {
  upload: `curl -X POST https://files-app.com/api/v2/upload \\
  -H "Authorization: Bearer sk_live_..." \\
  -F "file=@document.pdf" \\
  -F "encrypt=true"`,
  init: `curl -X POST https://files-app.com/api/v2/chunks/init \\
  -H "Authorization: Bearer sk_live_..." \\
  -H "Content-Type: application/json" \\
  -d '{"filename": "large-video.mp4", "total_size": 524288000, "total_chunks": 100}'`,
  chunk: `curl -X POST https://files-app.com/api/v2/chunks \\
  -H "Authorization: Bearer sk_live_..." \\
  -F "upload_id=upl_xyz789" \\
  -F "chunk_index=0" \\
  -F "data=@chunk_000"`,
  complete: `curl -X POST https://files-app.com/api/v2/chunks/complete \\
  -H "Authorization: Bearer sk_live_..." \\
  -H "Content-Type: application/json" \\
  -d '{"upload_id": "upl_xyz789"}'`,
  get: `curl https://files-app.com/api/v2/files/file_abc123 \\
  -H "Authorization: Bearer sk_live_..."`,
  list: `curl "https://files-app.com/api/v2/files?page=1&per_page=20&sort=created_at" \\
  -H "Authorization: Bearer sk_live_..."`,
  delete: `curl -X DELETE https://files-app.com/api/v2/files/file_abc123 \\
  -H "Authorization: Bearer sk_live_..."`,
  share: `curl -X POST https://files-app.com/api/v2/share \\
  -H "Authorization: Bearer sk_live_..." \\
  -H "Content-Type: application/json" \\
  -d '{"file_id": "file_abc123", "password": "s3cret", "expires_in": 168, "allow_download": true}'`,
  sync: `curl "https://files-app.com/api/v2/sync?since=2025-01-15T10:00:00Z" \\
  -H "Authorization: Bearer sk_live_..."`,
};

const hasCurl = spawnSync('curl', ['--version']).status === 0;
if (!hasCurl) console.warn('!!! curl is not installed: the lines of the API page are NOT tried');

const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
const fileId = /^file_[0-9a-z]{26}$/;
const etag = /^"blob_[0-9a-z]{26}"$/;

interface CurlAnswer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly json: Record<string, unknown>;
}

describe.skipIf(!hasCurl)('the curl lines of the API page', () => {
  let server: Server;
  let folder: string;

  beforeAll(async () => {
    server = await startServer();
    folder = mkdtempSync(join(tmpdir(), 'filewharf-seed-'));
    writeFileSync(join(folder, 'document.pdf'), smallPdf);
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await server.end();
  });

  function bash(script: string): void {
    const { status, stderr } = spawnSync('bash', ['-ec', script], { cwd: folder, encoding: 'utf8' });
    if (status !== 0) throw new Error(`${script}\n${stderr}`);
  }

  /** Runs the line. `ids` says what stands for the ids of the page. */
  function run(line: string, ids: Readonly<Record<string, string>> = {}, key = server.apiKey): CurlAnswer {
    let script = line.replace('https://files-app.com', server.url).replace('sk_live_...', key);
    for (const [id, real] of Object.entries(ids)) script = script.replace(id, real);
    bash(`${script} \\\n  -sS -D head.txt -o body.json`);
    // After a "100 Continue" there is a second head.
    const head = readFileSync(join(folder, 'head.txt'), 'latin1').trimEnd().split('\r\n\r\n').at(-1) ?? '';
    const [statusLine = '', ...rest] = head.split('\r\n');
    const headers = new Map(rest.map((row) => [row.slice(0, row.indexOf(':')).toLowerCase(), row.slice(row.indexOf(':') + 1).trim()]));
    return {
      status: Number(statusLine.split(' ')[1]),
      headers,
      json: JSON.parse(readFileSync(join(folder, 'body.json'), 'utf8')) as Record<string, unknown>,
    };
  }

  /** The whole answer: its status, its headers that everyone gets, and exactly these members in this order, those that we add behind them. */
  function expectAnswer(
    answer: CurlAnswer,
    status: number,
    members: Readonly<Record<string, unknown>>,
    ours: Readonly<Record<string, unknown>> = {},
  ): void {
    expect(answer.json).toEqual({ ...members, ...ours });
    expect(Object.keys(answer.json)).toEqual([...Object.keys(members), ...Object.keys(ours)]);
    expect(answer.status).toBe(status);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'x-ratelimit-limit': '10000',
      'x-ratelimit-remaining': expect.stringMatching(/^\d+$/),
      'x-ratelimit-reset': expect.stringMatching(/^\d{10}$/),
      'x-request-id': expect.stringMatching(/^\S+$/),
    });
  }

  function uploadPdf(): string {
    return String(run(lines.upload).json['id']);
  }

  test('POST /upload', () => {
    const answer = run(lines.upload);
    const stored = {
      id: expect.stringMatching(fileId),
      name: 'document.pdf',
      size: smallPdf.length,
      encrypted: true,
      created_at: expect.stringMatching(time),
    };
    expectAnswer(answer, 201, stored, { etag: expect.stringMatching(etag), mtime: null, path: '/document.pdf' });
  });

  test('GET /files/{id}, also with download=true', () => {
    const id = uploadPdf();
    const file = {
      id,
      name: 'document.pdf',
      size: smallPdf.length,
      encrypted: true,
      mime_type: 'application/pdf',
      created_at: expect.stringMatching(time),
      updated_at: expect.stringMatching(time),
    };
    expectAnswer(run(lines.get, { file_abc123: id }), 200, file, {
      path: '/document.pdf',
      folder_id: null,
      mtime: null,
      etag: expect.stringMatching(etag),
      sha256: null,
      shares: 0,
    });
    const download = lines.get.replace('https://files-app.com', server.url).replace('file_abc123', `${id}?download=true`);
    bash(`${download.replace('sk_live_...', server.apiKey)} -sS -f -o back.pdf && cmp document.pdf back.pdf`);
  });

  test('GET /files', () => {
    const id = uploadPdf();
    const answer = run(lines.list);
    expectAnswer(answer, 200, { files: expect.any(Array), total: expect.any(Number), page: 1, per_page: 20 });
    const files = answer.json['files'] as Record<string, unknown>[];
    const file = files.find((one) => one['id'] === id) ?? {};
    expect(file).toEqual({ id, name: 'document.pdf', size: smallPdf.length, created_at: expect.stringMatching(time) });
    expect(Object.keys(file)).toEqual(['id', 'name', 'size', 'created_at']);
    expect(answer.json['total']).toBe(files.length);
  });

  test('POST /share', () => {
    const before = Date.now();
    const id = uploadPdf();
    const answer = run(lines.share, { file_abc123: id });
    const share = {
      id: expect.stringMatching(/^share_[0-9a-z]{26}$/),
      url: expect.stringMatching(new RegExp(`^${server.url}/s/[\\w-]+$`)),
      password_protected: true,
      expires_at: expect.stringMatching(time),
      allow_download: true,
    };
    const ours = {
      file_id: id,
      folder_id: null,
      item_count: 1,
      kind: 'download',
      allow_preview: true,
      slug: null,
      title: null,
      message: null,
      starts_at: null,
      status: 'active',
      user: { id: expect.stringMatching(/^user_/), username: 'admin' },
      created_at: expect.stringMatching(time),
      max_uses: null,
      uses: 0,
      downloads: 0,
      uploads: 0,
      path: '/document.pdf',
      items: [{ id, type: 'file', path: '/document.pdf' }],
    };
    expectAnswer(answer, 201, share, ours);
    const hours = (Date.parse(String(answer.json['expires_at'])) - before) / 3_600_000;
    expect(hours).toBeCloseTo(168, 1);
  });

  test('GET /sync', () => {
    const id = uploadPdf();
    const answer = run(lines.sync);
    expectAnswer(answer, 200, { changes: expect.any(Array), cursor: expect.stringMatching(/^cur_/), has_more: false });
    const changes = answer.json['changes'] as Record<string, unknown>[];
    const change = changes.find((one) => one['id'] === id) ?? {};
    expect(change).toEqual({ id, action: 'created', timestamp: expect.stringMatching(time) });
    expect(Object.keys(change)).toEqual(['id', 'action', 'timestamp']);
  });

  test('DELETE /files/{id}', () => {
    const id = uploadPdf();
    expectAnswer(run(lines.delete, { file_abc123: id }), 200, { deleted: true });
    expect(run(lines.get, { file_abc123: id })).toMatchObject({ status: 404, json: { error: { code: 'not_found' } } });
  });

  test('the three steps of a large file, cut by split', () => {
    const init = run(lines.init);
    expectAnswer(init, 201, {
      upload_id: expect.stringMatching(/^upl_[0-9a-z]{26}$/),
      chunk_size: 5_242_880,
      expires_at: expect.stringMatching(time),
    });
    expect((Date.parse(String(init.json['expires_at'])) - Date.now()) / 60_000).toBeCloseTo(60, 0);
    const upl_xyz789 = String(init.json['upload_id']);

    // The same bytes for each chunk would hide chunks that change places, so each begins with its number.
    const filler = randomBytes(5_242_880);
    const whole = createHash('sha256');
    for (let index = 0; index < 100; index++) {
      filler.writeUInt32BE(index);
      whole.update(filler);
      writeFileSync(join(folder, 'large-video.mp4'), filler, { flag: 'a' });
    }
    bash('split -b 5242880 -d -a 3 large-video.mp4 chunk_ && rm large-video.mp4');
    for (let index = 0; index < 100; index++) {
      const name = `chunk_${String(index).padStart(3, '0')}`;
      const answer = run(lines.chunk, { upl_xyz789, 'chunk_index=0': `chunk_index=${index}`, chunk_000: name });
      expectAnswer(answer, 200, { chunk_index: index, received: true });
      rmSync(join(folder, name));
    }

    const complete = run(lines.complete, { upl_xyz789 });
    const stored = {
      id: expect.stringMatching(fileId),
      name: 'large-video.mp4',
      size: 524_288_000,
      encrypted: true,
      created_at: expect.stringMatching(time),
    };
    expectAnswer(complete, 201, stored, { etag: expect.stringMatching(etag), mtime: null, path: '/large-video.mp4' });
    const id = String(complete.json['id']);
    bash(`curl -sS -f "${server.url}/api/v2/files/${id}?download=true" -H "Authorization: Bearer ${server.apiKey}" | sha256sum > sum.txt`);
    expect(readFileSync(join(folder, 'sum.txt'), 'utf8').slice(0, 64)).toBe(whole.digest('hex'));
    run(lines.delete, { file_abc123: id });
  }, 120_000);

  test('the error format', () => {
    const { status, json, headers } = run(lines.list, {}, 'sk_live_000000000000000000000000000000000000');
    expect(status).toBe(401);
    expect(json).toEqual({ error: { code: 'invalid_api_key', message: 'The API key provided is invalid or has been revoked.' } });
    expect(headers.has('x-ratelimit-limit')).toBe(false);
  });

  test('429 over the limit of the plan', async () => {
    const free = await newUser(server, 'free-user', 'free');
    for (let request = 0; request < 100; request++) await free.get('/whoami');
    const { status, json, headers } = run(lines.list, {}, free.key);
    expect(status).toBe(429);
    expect(headers.get('x-ratelimit-limit')).toBe('100');
    expect(headers.get('x-ratelimit-remaining')).toBe('0');
    const reset = new Date(Number(headers.get('x-ratelimit-reset')) * 1000).toISOString().replace('.000', '');
    expect(json).toEqual({ error: { code: 'rate_limited', message: `Too many requests. Please retry after ${reset}.` } });
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(3500);
  });

  test.each([
    ['no key', { key: '' }, '/files', 401, 'unauthorized'],
    ['a wrong parameter', {}, '/files?per_page=101', 400, 'bad_request'],
    ['an unknown file', {}, '/files/file_00000000000000000000000000', 404, 'not_found'],
  ] as const)('%s: %s %s -> %i %s', async (_what, { key = server.apiKey }: { key?: string }, path, status, code) => {
    const answer = await clientOf(server, key).call('GET', path);
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.body.toString())).toMatchObject({ error: { code, message: expect.any(String) } });
  });
});
