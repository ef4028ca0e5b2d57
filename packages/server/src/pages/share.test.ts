import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { oneHour, put, startOfTime } from '../core/core.test-setup.ts';
import { asPerson, asProgram, openTestPages } from './share.test-setup.ts';

const pageOf = async (response: Response): Promise<string> => {
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
  return response.text();
};

/** Every page and every JSON answer. */
function expectStrictHeaders({ headers }: Response): void {
  expect(headers.get('content-security-policy')).toMatch(
    /^default-src 'none'; style-src 'sha256-[A-Za-z0-9+/]{43}='; img-src 'self'; media-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
  );
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('referrer-policy')).toBe('no-referrer');
  expect(headers.get('x-robots-tag')).toBe('noindex');
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('vary')).toBe('Accept');
}

describe('the page of a link', () => {
  it('shows the file, its size, type and expiry, and a button', async () => {
    const { share } = await openTestPages();
    const link = await share({ name: 'Annual report.pdf', bytes: Buffer.alloc(1234), expiresInHours: 72 });
    const response = await fetch(link.page, { headers: asPerson });
    expect(response.status).toBe(200);
    expectStrictHeaders(response);
    expect(response.headers.get('set-cookie')).toBeNull();
    const page = await pageOf(response);
    expect(page).toContain('<html lang="en">');
    expect(page).toContain('<title>Annual report.pdf - Filewharf</title>');
    expect(page).toContain('1.23 kB');
    expect(page).toContain('1,234 bytes');
    expect(page).toContain('application/pdf');
    expect(page).toContain('Expires in 3 days');
    expect(page).toContain('2025-01-18 10:30:00 UTC');
    expect(page).toContain(`href="${link.path}/download"`);
    expect(page).not.toContain('<script');
    const [, style = ''] = /<style>([^]*)<\/style>/.exec(page) ?? [];
    expect(response.headers.get('content-security-policy')).toContain(createHash('sha256').update(style).digest('base64'));
  });

  it('is JSON for programs', async () => {
    const { share, url } = await openTestPages();
    const link = await share({ name: 'a.png', bytes: 'x', expiresInHours: 1 });
    const response = await fetch(link.page, { headers: asProgram });
    expect(response.status).toBe(200);
    expectStrictHeaders(response);
    const told = (await response.json()) as { download_url: string };
    expect(told).toEqual({
      name: 'a.png',
      size: 1,
      mime_type: 'image/png',
      password_protected: false,
      locked: false,
      expires_at: '2025-01-15T11:30:00Z',
      allow_download: true,
      title: null,
      message: null,
      download_url: `${link.path}/download`,
    });
    expect(await (await fetch(url + told.download_url)).text()).toBe('x');
  });

  it.each([
    ['*/*', 'html'],
    ['application/json', 'json'],
    ['application/json, text/plain, */*', 'json'],
    ['text/html, application/json;q=0.9', 'html'],
    ['application/json, text/html;q=0.9', 'json'],
  ])('for Accept: %s is %s', async (accept, form) => {
    const { share } = await openTestPages();
    const response = await fetch((await share()).page, { headers: { accept } });
    expect(response.headers.get('content-type')).toContain(form);
  });

  it('answers HEAD without a body', async () => {
    const { share } = await openTestPages();
    const response = await fetch((await share()).page, { method: 'HEAD', headers: asPerson });
    expect(response.status).toBe(200);
    expect(Number(response.headers.get('content-length'))).toBeGreaterThan(1000);
    expect(await response.text()).toBe('');
  });

  it('says so when the link does not expire', async () => {
    const { share } = await openTestPages();
    const link = await share();
    expect(await (await fetch(link.page)).text()).toContain('Does not expire');
    expect(await (await fetch(link.page, { headers: asProgram })).json()).toMatchObject({ expires_at: null });
  });
});

describe('a link that leads nowhere', () => {
  it('is 404 when unknown, revoked or malformed, with the same answer', async () => {
    const { url, core, admin, share } = await openTestPages();
    const link = await share();
    await core.shares.revoke(admin, link.shareId);
    const answers = new Set<string>();
    for (const token of [
      link.token,
      'A'.repeat(22),
      'A'.repeat(21),
      'A'.repeat(23),
      'A'.repeat(500),
      `${'A'.repeat(21)}.`,
      '%00',
      '..%2f..%2fetc',
      'x',
    ]) {
      for (const path of [`/s/${token}`, `/s/${token}/download`]) {
        const json = await fetch(url + path, { headers: asProgram });
        expect(json.status).toBe(404);
        expectStrictHeaders(json);
        answers.add(await json.text());
        const page = await fetch(url + path, { headers: asPerson });
        expect(page.status).toBe(404);
        expect(await pageOf(page)).toContain('<h1>Link not found</h1>');
      }
    }
    expect([...answers]).toEqual([JSON.stringify({ error: { code: 'not_found', message: 'There is no such link, or it was revoked.' } })]);
  });

  it('is not looked up when its token cannot be one', async () => {
    const lookups: Buffer[] = [];
    const { url } = await openTestPages({
      watch: (metadata) => ({
        ...metadata,
        findShareByToken: async (hash) => {
          lookups.push(hash);
          return metadata.findShareByToken(hash);
        },
      }),
    });
    await fetch(`${url}/s/${'A'.repeat(21)}`);
    await fetch(`${url}/s/${'A'.repeat(21)}+/download`);
    await fetch(`${url}/s/${'A'.repeat(21)}`, { method: 'POST', body: new URLSearchParams({ password: 'x' }) });
    expect(lookups).toHaveLength(0);
    await fetch(`${url}/s/${'A'.repeat(22)}`);
    expect(lookups).toHaveLength(1);
  });

  it('is 404 on every other path and method below /s', async () => {
    const { url, share } = await openTestPages();
    const link = await share();
    for (const [method, path] of [
      ['GET', '/s'],
      ['GET', '/s/'],
      ['GET', `${link.path}/`],
      ['GET', `${link.path}/download/x`],
      ['GET', `${link.path}/preview`],
      ['DELETE', link.path],
      ['POST', `${link.path}/download`],
    ] as const) {
      const response = await fetch(url + path, { method, headers: asPerson });
      expect([method, path, response.status]).toEqual([method, path, 404]);
      expect(await pageOf(response)).toContain('<h1>Link not found</h1>');
    }
  });

  it('is 410 when it has expired, to the millisecond', async () => {
    const { clock, share } = await openTestPages();
    const link = await share({ expiresInHours: 1, password: 'pw' });
    clock.now = startOfTime + oneHour - 1;
    expect((await fetch(link.page, { headers: asPerson })).status).toBe(200);
    clock.now += 1;
    const page = await fetch(link.page, { headers: asPerson });
    expect(page.status).toBe(410);
    expectStrictHeaders(page);
    const shown = await pageOf(page);
    expect(shown).toContain('<h1>This link has expired</h1>');
    expect(shown).not.toContain('<p>This link has expired.</p>');
    for (const response of [
      await fetch(link.page, { headers: asProgram }),
      await fetch(link.download),
      await fetch(link.page, { method: 'POST', headers: asProgram }),
    ]) {
      expect(response.status).toBe(410);
      expect(await response.json()).toEqual({ error: { code: 'gone', message: 'This link has expired.' } });
    }
  });

  it('ends with the file and with the owner', async () => {
    const { core, admin, share } = await openTestPages();
    const link = await share();
    await core.files.delete(admin, link.file.id);
    expect((await fetch(link.page)).status).toBe(404);
    expect((await fetch(link.download)).status).toBe(404);
  });
});

describe('one file', () => {
  it('is all that a link opens', async () => {
    const pages = await openTestPages();
    const { url, core, admin, share } = pages;
    const link = await share({ name: 'mine.txt', bytes: 'mine' });
    const sibling = await put(pages, admin, { name: 'sibling.txt', bytes: 'secret sibling' });
    const locked = await share({ name: 'locked.txt', bytes: 'secret locked', password: 'pw' });
    for (const path of [
      `${link.path}/${sibling.id}`,
      `${link.path}/download/${sibling.id}`,
      `${link.path}/download?file_id=${sibling.id}`,
      `${link.path}/download?path=../sibling.txt`,
      `${link.path}/..%2f${locked.token}/download`,
      `${link.path}/%2e%2e/${locked.token}/download`,
    ]) {
      expect(await (await fetch(url + path)).text()).not.toContain('secret');
    }
    await core.files.update(admin, link.file.id, { name: 'renamed.txt' });
    expect((await fetch(link.download)).headers.get('content-disposition')).toBe('attachment; filename="renamed.txt"');
  });

  it.each([
    '<img src=x onerror=alert(1)>.png',
    `"><script>alert(1)<\u2215script>.txt`,
    "' onmouseover='alert(1).png",
    '${7*7}{{7*7}}<%= 7*7 %>.txt',
    'jpg\u202egnp.exe',
    '&lt;b&gt;.png',
    `${'W'.repeat(251)}.png`,
  ])('has the hostile name %j, and it stays text', async (name) => {
    const { share } = await openTestPages();
    const link = await share({ name, bytes: 'x' });
    const response = await fetch(link.page, { headers: asPerson });
    expect(response.status).toBe(200);
    const page = await response.text();
    expect(page).not.toMatch(/<script|<img src=x|<b>|onmouseover='|\u202e/);
    // Outside of tags and attributes of ours there is no markup sign that came from the name.
    const [, heading = ''] = /<bdi>([^]*?)<\/bdi>/.exec(page) ?? [];
    expect(heading).not.toMatch(/[<>"']/);
    expect(heading.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))).toBe(name.replaceAll('\u202e', '\ufffd'));
    expect(await (await fetch(link.page, { headers: asProgram })).json()).toMatchObject({ name });
    const download = await fetch(link.download);
    expect(download.headers.get('content-disposition')).toMatch(/^attachment; filename="[^"\\]*"/);
    expect(await download.text()).toBe('x');
  });
});
