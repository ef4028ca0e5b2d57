import { crc32 } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newUser, send, type Answer } from './client.ts';
import { pseudoRandom, sha256 } from './samples.ts';
import { startServer, withoutRequestLimit, type Server } from './server.ts';

// Folders and selections as one archive, which a browser can go on with where a line broke.

let server: Server;
let ada: Awaited<ReturnType<typeof newUser>>;
const large = pseudoRandom('large', 3_000_000);
beforeAll(async () => {
  server = await startServer({ env: withoutRequestLimit });
  ada = await newUser(server, 'ada');
});
afterAll(() => server.end());

/** The files in an archive as its directory at the end says, by name, as SHA-256. Their checksums have to be right. */
function unpacked(archive: Buffer): Record<string, string> {
  const end = archive.length - 22;
  expect(archive.readUInt32LE(end)).toBe(0x06054b50);
  const found: Record<string, string> = {};
  let at = archive.readUInt32LE(end + 16);
  for (let count = archive.readUInt16LE(end + 10); count > 0; count -= 1) {
    const [checksum, size, nameBytes, extraBytes, start] = [
      archive.readUInt32LE(at + 16),
      archive.readUInt32LE(at + 24),
      archive.readUInt16LE(at + 28),
      archive.readUInt16LE(at + 30),
      archive.readUInt32LE(at + 42),
    ];
    const name = archive.toString('utf8', at + 46, at + 46 + nameBytes);
    const begin = start + 30 + archive.readUInt16LE(start + 26) + archive.readUInt16LE(start + 28);
    const bytes = archive.subarray(begin, begin + size);
    expect([name, crc32(bytes)]).toEqual([name, checksum]);
    if (!name.endsWith('/')) found[name] = sha256(bytes);
    at += 46 + nameBytes + extraBytes;
  }
  return found;
}

test('a folder and a selection, whole and in pieces, before and after a restart', async () => {
  const { id: folderId } = await ada.post<{ id: string }>('/folders', { path: '/reports/deep', parents: true });
  const file = await ada.upload('large.bin', large, { folder_path: 'reports' });
  await ada.upload('\u00fcber.txt', Buffer.from('small'), { folder_id: folderId });
  const other = await ada.upload('large.bin', Buffer.from('another of that name'));
  const picked = await ada.post<{ url: string; size: number; expires_at: string }>('/zips', { ids: [folderId, file.id, other.id] });
  const ask = (headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> =>
    send(picked.url.replace(/^http:\/\/[^/]+/, server.url), { method, headers: { authorization: `Bearer ${ada.key}`, ...headers } });
  const whole = await ask();
  expect(whole.headers).toMatchObject({
    'content-type': 'application/zip',
    'content-disposition': expect.stringMatching(/^attachment; filename="files.zip"/),
    'content-length': String(picked.size),
    'accept-ranges': 'bytes',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "sandbox; default-src 'none'",
  });
  expect(unpacked(whole.body)).toEqual({
    'deep/\u00fcber.txt': sha256(Buffer.from('small')),
    'large.bin': sha256(large),
    'large (2).bin': sha256(Buffer.from('another of that name')),
  });

  const etag = String(whole.headers.etag);
  async function expectPieces(): Promise<void> {
    for (const [start, end] of [
      [0, 99],
      [1_000_000, 1_000_999],
      [2_999_000, picked.size - 1],
      [picked.size - 1, picked.size - 1],
    ] as const) {
      const piece = await ask({ range: `bytes=${start}-${end}`, 'if-range': etag });
      expect([piece.status, piece.headers['content-range'], piece.headers.etag]).toEqual([
        206,
        `bytes ${start}-${end}/${picked.size}`,
        etag,
      ]);
      expect(piece.body.equals(whole.body.subarray(start, end + 1))).toBe(true);
    }
  }
  await expectPieces();
  await server.kill();
  await server.start();
  // Nothing is remembered of what was sent before.
  await expectPieces();
  expect((await ask({ 'if-none-match': etag })).status).toBe(304);
  expect((await ask({ range: `bytes=${picked.size}-` })).status).toBe(416);
  const head = await ask({}, 'HEAD');
  expect([head.status, head.headers['content-length'], head.body.length]).toEqual([200, String(picked.size), 0]);

  await ada.upload('\u00fcber.txt', Buffer.from('other'), { folder_id: folderId });
  const changed = await ask({ range: 'bytes=100-', 'if-range': etag });
  expect([changed.status, changed.body.length]).toEqual([200, picked.size]);
  expect(unpacked(changed.body)).toMatchObject({ 'deep/\u00fcber.txt': sha256(Buffer.from('other')) });

  const all = await ada.call('GET', '/folders/root/zip');
  expect(Object.keys(unpacked(all.body)).sort()).toEqual(['large.bin', 'reports/deep/\u00fcber.txt', 'reports/large.bin']);
  const one = await ada.call('GET', `/folders/${folderId}/zip`);
  expect(one.headers['content-disposition']).toMatch(/filename="deep.zip"/);
});
