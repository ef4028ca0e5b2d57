import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { json, newUser, outcome, send, type Answer } from './client.ts';
import { pseudoRandom, smallPdf } from './samples.ts';
import { startServer, withoutRequestLimit, type Server } from './server.ts';

// What a page shows of files: it may run nothing and be taken for nothing else.

let server: Server;
let ada: Awaited<ReturnType<typeof newUser>>;
beforeAll(async () => {
  server = await startServer({ env: withoutRequestLimit });
  ada = await newUser(server, 'ada');
});
afterAll(() => server.end());

const page = '<!doctype html><script>fetch("/api/v2/keys")</script>';
const binary = pseudoRandom('binary', 5000);

const samples: readonly (readonly [name: string, bytes: Buffer, disposition: 'inline' | 'attachment', type: string])[] = [
  ...(
    [
      ['png', 'image/png'],
      ['JPG', 'image/jpeg'],
      ['gif', 'image/gif'],
      ['webp', 'image/webp'],
      ['avif', 'image/avif'],
      ['mp4', 'video/mp4'],
      ['webm', 'video/webm'],
      ['mp3', 'audio/mpeg'],
      ['ogg', 'audio/ogg'],
      ['wav', 'audio/wav'],
    ] as const
  ).map(([extension, type]) => [`a.${extension}`, binary, 'inline', type] as const),
  ['a.pdf', smallPdf, 'inline', 'application/pdf'],
  // Whatever it is called, it is not sniffed.
  ['page.png', Buffer.from(page), 'inline', 'image/png'],
  ...['a.txt', 'a.md', 'a.csv', 'a.html', 'a.xhtml', 'a.svg', 'a.xml', 'a.js', 'a.ts', 'a.mhtml', 'LICENSE', 'a.unknown', 'a.html.'].map(
    (name) => [name, Buffer.from(page), 'inline', 'text/plain; charset=utf-8'] as const,
  ),
  ['empty.html', Buffer.alloc(0), 'inline', 'text/plain; charset=utf-8'],
  ['b.html', Buffer.from('<p>\u00e4', 'latin1'), 'attachment', 'text/html'],
  ['c.html', Buffer.from('<p>\0'), 'attachment', 'text/html'],
  ['a.docx', binary, 'attachment', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
  ['a.swf', binary, 'attachment', 'application/x-shockwave-flash'],
  ['binary', binary, 'attachment', 'application/octet-stream'],
];

const harmless = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "sandbox; default-src 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'cache-control': 'private, no-cache',
};

describe('the content of a file', () => {
  test.each(samples)('%s is shown in place, or not', async (name, bytes, disposition, type) => {
    const { id } = await ada.upload(name, bytes);
    const answer = await ada.call('GET', `/files/${id}/content`);
    expect(answer.headers).toMatchObject({
      ...harmless,
      'content-type': type,
      'content-disposition': expect.stringMatching(`^${disposition};`),
    });
    expect(answer.body.equals(bytes)).toBe(true);
    const head = await ada.call('HEAD', `/files/${id}/content`);
    expect(head.headers).toMatchObject({ ...harmless, 'content-type': type, 'content-length': String(bytes.length) });
  });

  test('comes in pieces, and not twice', async () => {
    const { id } = await ada.upload('film.mp4', binary);
    const ask = (headers: Record<string, string>): Promise<Answer> => ada.call('GET', `/files/${id}/content`, { headers });
    const piece = await ask({ range: 'bytes=100-199' });
    expect([piece.status, piece.headers['content-range'], piece.headers['content-type']]).toEqual([206, 'bytes 100-199/5000', 'video/mp4']);
    expect(piece.body.equals(binary.subarray(100, 200))).toBe(true);
    expect(piece.headers).toMatchObject(harmless);
    const again = await ask({ 'if-none-match': String(piece.headers.etag) });
    expect([again.status, again.body.length]).toEqual([304, 0]);
    expect(again.headers).toMatchObject(harmless);
    expect((await ask({ range: 'bytes=5000-' })).status).toBe(416);
  });

  test('of what may only be looked at is no download', async () => {
    const vic = await newUser(server, 'vic');
    const image = await vic.upload('shown.png', binary);
    const other = await vic.upload('hidden.bin', binary);
    // The rights of users are given by the other API.
    const rest = async (method: string, path: string, body?: object): Promise<{ id: number; username: string }[]> => {
      const answer = await send(`${server.url}/api/rest/v1${path}`, {
        method,
        headers: { 'x-filesapi-key': server.apiKey, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      expect(answer.status).toBeLessThan(300);
      return answer.body.length === 0 ? [] : json(answer);
    };
    for (const { id, username } of await rest('GET', '/permissions?path=vic'))
      if (username === 'vic') await rest('DELETE', `/permissions/${id}`);
    await rest('POST', '/permissions', { path: 'vic', username: 'vic', permission: 'previewonly' });
    expect(outcome(await vic.call('GET', `/files/${image.id}/content`))).toBe('200');
    expect(outcome(await vic.call('GET', `/files/${image.id}?download=true`))).toBe('403 forbidden');
    expect(outcome(await vic.call('GET', `/files/${other.id}/content`))).toBe('403 forbidden');
  });
});
