import { describe, expect, it } from 'vitest';
import { asPerson, asProgram, cookieOf, openTestPages, postPassword } from './share.test-setup.ts';

describe('previews', () => {
  it.each(['a.png', 'a.JPG', 'a.jpeg', 'a.gif', 'a.webp', 'a.avif'])('show the image %s in place', async (name) => {
    const { share } = await openTestPages();
    const link = await share({ name });
    expect(await (await fetch(link.page)).text()).toContain(`<img src="${link.path}/download?inline=1" alt="Preview of ${name}"`);
    const image = await fetch(`${link.download}?inline=1`);
    expect(image.headers.get('content-disposition')).toBe(`inline; filename="${name}"`);
    expect(image.headers.get('content-security-policy')).toBe("sandbox; default-src 'none'");
  });

  it.each([
    ['a.mp4', 'video'],
    ['a.webm', 'video'],
    ['a.mp3', 'audio'],
    ['a.ogg', 'audio'],
    ['a.WAV', 'audio'],
    ['a.m4a', 'audio'],
  ])('play %s in place, in pieces', async (name, element) => {
    const { share } = await openTestPages();
    const link = await share({ name, bytes: '0123456789' });
    expect(await (await fetch(link.page)).text()).toContain(`<${element} src="${link.path}/download?inline=1" controls`);
    const piece = await fetch(`${link.download}?inline=1`, { headers: { range: 'bytes=2-4' } });
    expect([piece.status, await piece.text(), piece.headers.get('content-disposition')]).toEqual([
      206,
      '234',
      `inline; filename="${name}"`,
    ]);
    expect(piece.headers.get('content-security-policy')).toBe("sandbox; default-src 'none'");
    expect(piece.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it.each([
    'a.svg',
    'a.html',
    'a.mkv',
    'a.m3u8',
    'a.swf',
    'a.pdf',
    'a.xml',
    'a.js',
    'a.bmp',
    'a.mhtml',
    'a.txt',
    'png',
    '.png',
    'a.png.exe',
  ])('never show %s in place', async (name) => {
    const { share } = await openTestPages();
    const link = await share({ name });
    expect(await (await fetch(link.page)).text()).not.toContain('<img');
    for (const query of ['?inline=1', '?inline=true', '?inline=1&inline=1', '?disposition=inline', '?inline']) {
      const response = await fetch(link.download + query);
      expect(response.headers.get('content-disposition')).toMatch(/^attachment; /);
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    }
  });

  it('show short plain text, escaped, and nothing that is not text', async () => {
    const { share } = await openTestPages();
    const text = '\n<b>1 < 2 & "3"</b> 書籍\n</pre><script>alert(1)</script>';
    expect(await (await fetch((await share({ name: 'a.txt', bytes: text })).page)).text()).toContain(
      '\n\n&#60;b&#62;1 &#60; 2 &#38; &#34;3&#34;&#60;/b&#62; 書籍\n&#60;/pre&#62;&#60;script&#62;alert(1)&#60;/script&#62;</pre>',
    );
    const without = [Buffer.from([0x66, 0xff]), 'a\0b', '', 'x'.repeat(64 * 1024 + 1)];
    for (const [index, bytes] of without.entries()) {
      expect(await (await fetch((await share({ name: `${index}.txt`, bytes })).page)).text()).not.toContain('<pre');
    }
    expect(await (await fetch((await share({ name: 'long.txt', bytes: 'x'.repeat(64 * 1024) })).page)).text()).toContain('<pre');
  });
});

describe('a view-only link', () => {
  const hidden = 'the bytes that nobody gets';

  it.each(['a.txt', 'a.png', 'a.bin'])('gives no byte of %s, whatever is asked', async (name) => {
    const { share } = await openTestPages();
    const link = await share({ name, bytes: hidden, allowDownload: false });
    const page = await (await fetch(link.page, { headers: asPerson })).text();
    expect(page).toContain('View only:</strong> the owner has switched off downloads.');
    for (const absent of [hidden, '/download', '<img', '<pre']) expect(page).not.toContain(absent);
    expect(await (await fetch(link.page, { headers: asProgram })).json()).toMatchObject({
      name,
      allow_download: false,
      download_url: null,
    });

    const etag = `"${link.file.blobId}"`;
    const tries: [string, RequestInit][] = [
      ['', {}],
      ['', { method: 'HEAD' }],
      ['?inline=1', {}],
      ['?download=true', {}],
      ['', { headers: { range: 'bytes=0-3' } }],
      ['', { headers: { 'if-none-match': etag } }],
      ['', { headers: { 'if-match': '"other"' } }],
      ['', { headers: { range: 'bytes=999-' } }],
      ['', { headers: asPerson }],
    ];
    for (const [query, init] of tries) {
      const response = await fetch(link.download + query, init);
      expect(response.status).toBe(403);
      expect(response.headers.get('etag')).toBeNull();
      expect(response.headers.get('content-range')).toBeNull();
      expect(await response.text()).not.toContain(hidden);
    }
    expect(await (await fetch(link.download)).json()).toMatchObject({ error: { code: 'forbidden' } });
  });

  it('stays so behind its password, and follows the owner at once', async () => {
    const { core, admin, share } = await openTestPages();
    const link = await share({ password: 'pw', allowDownload: false });
    const cookie = cookieOf(await postPassword(link, 'pw'));
    expect((await fetch(link.download, { headers: { cookie } })).status).toBe(403);
    await core.shares.update(admin, link.shareId, { allowDownload: true });
    expect((await fetch(link.download, { headers: { cookie } })).status).toBe(200);
    await core.shares.update(admin, link.shareId, { allowDownload: false });
    expect((await fetch(link.download, { headers: { cookie } })).status).toBe(403);
  });
});
