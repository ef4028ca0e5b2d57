import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { put, storedKeys } from '../core/core.test-setup.ts';
import { asPerson, asProgram, openTestPages, type TestPages } from './share.test-setup.ts';

/** Bytes that tell their place. */
function numbered(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let at = 0; at + 4 <= length; at += 4) bytes.writeUInt32BE(at, at);
  return bytes;
}

/** Turns one bit of the only stored blob, at a place counted from its end when negative. */
async function damage({ blobs, folder }: TestPages, at: number): Promise<void> {
  const [key = ''] = await storedKeys(blobs);
  const file = await open(join(folder, 'blobs', key.slice(0, 2), key), 'r+');
  try {
    const place = at < 0 ? (await file.stat()).size + at : at;
    const { buffer } = await file.read(Buffer.alloc(1), 0, 1, place);
    await file.write(Buffer.from([(buffer[0] ?? 0) ^ 1]), 0, 1, place);
  } finally {
    await file.close();
  }
}

describe('a download', () => {
  it('gives the bytes as an attachment that can do nothing', async () => {
    const { share, clock } = await openTestPages();
    const bytes = numbered(3_000_001);
    const link = await share({ name: 'Bücher "1".bin', bytes });
    clock.now += 5000;
    const response = await fetch(link.download, { headers: asPerson });
    expect(response.status).toBe(200);
    const headers = Object.fromEntries(response.headers);
    delete headers['date'];
    expect(headers).toEqual({
      'accept-ranges': 'bytes',
      'cache-control': 'private, no-store',
      connection: 'keep-alive',
      'content-disposition': `attachment; filename="B_cher _1_.bin"; filename*=UTF-8''B%C3%BCcher%20%221%22.bin`,
      'content-length': '3000001',
      'content-security-policy': "sandbox; default-src 'none'",
      'content-type': 'application/octet-stream',
      'cross-origin-resource-policy': 'same-origin',
      etag: `"${link.file.blobId}"`,
      'keep-alive': 'timeout=72',
      'last-modified': 'Wed, 15 Jan 2025 10:30:00 GMT',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-robots-tag': 'noindex',
    });
    expect(bytes.equals(Buffer.from(await response.arrayBuffer()))).toBe(true);
  });

  it.each([
    ['bytes=0-0', 0, 1],
    ['bytes=1000000-1999999', 1_000_000, 2_000_000],
    ['bytes=2999999-', 2_999_999, 3_000_000],
    ['bytes=-5', 2_999_995, 3_000_000],
    ['bytes=-9999999', 0, 3_000_000],
    ['bytes=262140-262150', 262_140, 262_151],
  ])('follows Range: %s', async (range, start, end) => {
    const { share } = await openTestPages();
    const bytes = numbered(3_000_000);
    const link = await share({ bytes });
    const response = await fetch(link.download, { headers: { range } });
    expect(response.status).toBe(206);
    expect(response.headers.get('content-range')).toBe(`bytes ${start}-${end - 1}/3000000`);
    expect(bytes.subarray(start, end).equals(Buffer.from(await response.arrayBuffer()))).toBe(true);
  });

  it('is 416 with the size for a range outside of the file', async () => {
    const { share } = await openTestPages();
    const link = await share({ bytes: '0123456789' });
    for (const headers of [asProgram, asPerson]) {
      const response = await fetch(link.download, { headers: { ...headers, range: 'bytes=10-' } });
      expect(response.status).toBe(416);
      expect(response.headers.get('content-range')).toBe('bytes */10');
      expect(response.headers.get('etag')).toBeNull();
    }
    expect(await (await fetch(link.download, { headers: { range: 'bytes=10-' } })).json()).toMatchObject({
      error: { code: 'range_not_satisfiable' },
    });
  });

  it('evaluates conditions', async () => {
    const { share } = await openTestPages();
    const link = await share({ bytes: '0123456789' });
    const etag = `"${link.file.blobId}"`;
    const ask = (headers: Record<string, string>, method = 'GET'): Promise<Response> => fetch(link.download, { method, headers });
    for (const method of ['GET', 'HEAD']) {
      const unchanged = await ask({ 'if-none-match': etag }, method);
      expect(unchanged.status).toBe(304);
      expect(unchanged.headers.get('etag')).toBe(etag);
      expect(unchanged.headers.get('content-length')).toBeNull();
      expect((await ask({ 'if-modified-since': 'Wed, 15 Jan 2025 10:30:00 GMT' }, method)).status).toBe(304);
      expect((await ask({ 'if-none-match': '"other"' }, method)).status).toBe(200);
      const failed = await ask({ 'if-match': '"other"' }, method);
      expect(failed.status).toBe(412);
      expect(await failed.text()).toBe('');
    }
    expect((await ask({ range: 'bytes=1-2', 'if-range': etag })).status).toBe(206);
    expect((await ask({ range: 'bytes=1-2', 'if-range': '"other"' })).status).toBe(200);
    expect((await ask({ range: 'bytes=99-', 'if-none-match': etag })).status).toBe(304);
  });

  it('has another entity tag when the content is another', async () => {
    const pages = await openTestPages();
    const link = await pages.share({ name: 'a.txt', bytes: 'first' });
    const etag = (await fetch(link.download)).headers.get('etag') ?? '';
    await put(pages, pages.admin, { name: 'a.txt', bytes: 'second' });
    const response = await fetch(link.download, { headers: { 'if-none-match': etag } });
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('second');
  });

  it('answers HEAD with the headers of GET', async () => {
    const { share } = await openTestPages();
    const link = await share({ bytes: numbered(2_000_000) });
    const response = await fetch(link.download, { method: 'HEAD', headers: { range: 'bytes=0-1' } });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-length')).toBe('2000000');
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="report.txt"');
    expect(await response.text()).toBe('');
  });

  it('works for an empty file and for one that is not encrypted', async () => {
    const { share } = await openTestPages();
    const empty = await fetch((await share({ name: 'empty', bytes: '' })).download);
    expect([empty.status, empty.headers.get('content-length'), await empty.text()]).toEqual([200, '0', '']);
    const plain = await fetch((await share({ name: 'plain', bytes: numbered(600_000), encrypted: false })).download, {
      headers: { range: 'bytes=300000-300003' },
    });
    expect(Buffer.from(await plain.arrayBuffer()).readUInt32BE()).toBe(300_000);
  });
});

describe('a damaged file', () => {
  it('gives no byte when the damage is found first, but says what is wrong', async () => {
    const pages = await openTestPages();
    const link = await pages.share({ name: 'a.txt', bytes: 'x'.repeat(50_000) });
    await damage(pages, 100);
    const json = await fetch(link.download);
    expect(json.status).toBe(500);
    expect(json.headers.get('content-disposition')).toBeNull();
    expect(json.headers.get('etag')).toBeNull();
    expect(await json.json()).toEqual({
      error: {
        code: 'internal_error',
        message: expect.stringMatching(/^The stored file is damaged, so none of it was sent\..* Request id: \S+$/),
      },
    });
    expect(pages.faults).toMatchObject([{ code: 'corrupt' }]);
    const page = await fetch(link.download, { headers: asPerson });
    expect(page.status).toBe(500);
    expect(await page.text()).toContain('<h1>This file cannot be sent</h1>');
    // The page of the link still stands, without the preview.
    const facts = await fetch(link.page, { headers: asPerson });
    expect(facts.status).toBe(200);
    expect(await facts.text()).not.toContain('<pre');
    expect(pages.faults).toHaveLength(3);
  });

  it('cuts the connection when the damage is found later', async () => {
    const pages = await openTestPages();
    const link = await pages.share({ name: 'a.bin', bytes: numbered(8_000_000) });
    await damage(pages, -10);
    const response = await fetch(link.download);
    expect(response.status).toBe(200);
    await expect(response.arrayBuffer()).rejects.toThrow();
    expect(pages.faults).toMatchObject([{ code: 'corrupt' }]);
    // The server goes on.
    expect((await fetch(link.download, { headers: { range: 'bytes=0-9' } })).status).toBe(206);
  });
});
