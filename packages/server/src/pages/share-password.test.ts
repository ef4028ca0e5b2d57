import { describe, expect, it } from 'vitest';
import { oneHour } from '../core/core.test-setup.ts';
import { addressHeader, asPerson, asProgram, asUser, cookieOf, openTestPages, postPassword, type TestLink } from './share.test-setup.ts';

const minute = 60_000;
const wrong = (link: TestLink, address: string): Promise<Response> => postPassword(link, 'wrong', { [addressHeader]: address });

function statuses(responses: readonly Response[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const { status } of responses) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

describe('a locked link', () => {
  it('shows people a form and nothing of the file', async () => {
    const { share } = await openTestPages();
    const link = await share({ name: 'salaries.txt', bytes: 'top secret', password: 'pw', expiresInHours: 5 });
    const response = await fetch(link.page, { headers: asPerson });
    expect(response.status).toBe(200);
    const page = await response.text();
    expect(page).toContain(`<form method="post" action="${link.path}">`);
    expect(page).toContain('<label for="password">Password</label>');
    for (const absent of ['salaries', 'secret', '10 bytes', 'text/plain', '/download']) expect(page).not.toContain(absent);
  });

  it('is 401 for programs, with what may be known', async () => {
    const { share } = await openTestPages();
    const link = await share({ name: 'salaries.txt', password: 'pw', expiresInHours: 5 });
    const response = await fetch(link.page, { headers: asProgram });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Basic realm="share", charset="UTF-8"');
    expect(await response.json()).toEqual({
      error: { code: 'unauthorized', message: 'This link is protected by a password.' },
      name: null,
      size: null,
      mime_type: null,
      password_protected: true,
      locked: true,
      expires_at: '2025-01-15T15:30:00Z',
      allow_download: true,
      download_url: null,
    });
  });

  it('gives no byte and no header of the file', async () => {
    const { share } = await openTestPages();
    const link = await share({ name: 'a.png', bytes: 'top secret', password: 'pw' });
    const etag = `"${link.file.blobId}"`;
    const forged = { cookie: `filewharf_share=${Date.now() * 2}.${'A'.repeat(43)}` };
    const tries: [string, RequestInit][] = [
      ['', {}],
      ['', { method: 'HEAD' }],
      ['?inline=1', {}],
      ['?password=pw', {}],
      ['', { headers: { range: 'bytes=0-3' } }],
      ['', { headers: { 'if-none-match': etag } }],
      ['', { headers: { 'if-match': '"other"' } }],
      ['', { headers: { authorization: 'Bearer pw' } }],
      ['', { headers: { authorization: 'Basic ???' } }],
      ['', { headers: forged }],
      ['', { headers: { cookie: 'filewharf_share=' } }],
    ];
    for (const [query, init] of tries) {
      const response = await fetch(link.download + query, init);
      expect(response.status).toBe(401);
      for (const name of ['etag', 'content-disposition', 'last-modified', 'content-range']) expect(response.headers.get(name)).toBeNull();
      expect(await response.text()).not.toContain('secret');
    }
    const person = await fetch(link.download, { headers: asPerson });
    expect(person.status).toBe(401);
    expect(person.headers.get('www-authenticate')).toBeNull();
    expect(await person.text()).toContain(`<form method="post" action="${link.path}">`);
  });
});

describe('the right password', () => {
  it('gives a cookie for this link alone, and leads back to the page', async () => {
    const { share, clock } = await openTestPages();
    const link = await share({ password: 'päß wörd&=+' });
    const response = await postPassword(link, 'päß wörd&=+');
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe(link.path);
    expect(response.headers.get('set-cookie')).toMatch(
      new RegExp(`^filewharf_share=\\d+\\.[A-Za-z0-9_-]{43}; Path=${link.path}; Max-Age=43200; HttpOnly; SameSite=Lax$`),
    );
    const cookie = `other=1; ${cookieOf(response)}; more=2`;
    expect(await (await fetch(link.page, { headers: { ...asPerson, cookie } })).text()).toContain('Download</a>');
    expect(await (await fetch(link.page, { headers: { ...asProgram, cookie } })).json()).toMatchObject({
      name: 'report.txt',
      locked: false,
      password_protected: true,
    });
    expect(await (await fetch(link.download, { headers: { cookie } })).text()).toBe('the report');

    const other = await share({ name: 'other', password: 'päß wörd&=+' });
    expect((await fetch(other.download, { headers: { cookie } })).status).toBe(401);
    clock.now += 12 * oneHour;
    expect((await fetch(link.download, { headers: { cookie } })).status).toBe(401);
  });

  it('gives a Secure cookie where the public URL is https', async () => {
    const { share } = await openTestPages({ secure: true });
    expect((await postPassword(await share({ password: 'pw' }), 'pw')).headers.get('set-cookie')).toMatch(/; Secure$/);
  });

  it('can be sent by programs as JSON or as Basic credentials', async () => {
    const { share } = await openTestPages();
    const link = await share({ password: 'p:w' });
    const response = await fetch(link.page, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ password: 'p:w' }),
    });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ name: 'report.txt', download_url: `${link.path}/download` });
    expect((await fetch(link.download, { headers: { cookie: cookieOf(response) } })).status).toBe(200);
    for (const user of ['', 'anybody']) {
      expect(await (await fetch(link.download, { headers: asUser('p:w', user) })).text()).toBe('the report');
      expect(await (await fetch(link.page, { headers: { ...asProgram, ...asUser('p:w', user) } })).json()).toMatchObject({ locked: false });
    }
    expect((await fetch(link.download, { method: 'HEAD', headers: asUser('p:w') })).status).toBe(200);
    expect((await fetch(link.download, { headers: asUser('P:w') })).status).toBe(401);
  });

  it('changes nothing at a link without one', async () => {
    const { share } = await openTestPages();
    const link = await share();
    const response = await postPassword(link, 'whatever');
    expect(response.status).toBe(303);
    expect(response.headers.get('set-cookie')).toBeNull();
    for (let round = 0; round < 12; round++) expect((await fetch(link.download, { headers: asUser('whatever') })).status).toBe(200);
  });
});

describe('a cookie dies', () => {
  it('with a new password, even when it is the same, and when the old one comes back', async () => {
    const { core, admin, share } = await openTestPages();
    const link = await share({ password: 'one' });
    const cookie = cookieOf(await postPassword(link, 'one'));
    for (const password of ['one', 'two', null, 'one']) {
      await core.shares.update(admin, link.shareId, { password });
      expect((await fetch(link.download, { headers: { cookie } })).status).toBe(password === null ? 200 : 401);
    }
    expect((await postPassword(link, 'one')).status).toBe(303);
  });

  it('with the link, and opens no new link to the same file', async () => {
    const { core, admin, share } = await openTestPages();
    const link = await share({ password: 'one' });
    const cookie = cookieOf(await postPassword(link, 'one'));
    await core.shares.revoke(admin, link.shareId);
    expect((await fetch(link.download, { headers: { cookie } })).status).toBe(404);
    const again = await share({ password: 'one' });
    expect((await fetch(again.download, { headers: { cookie } })).status).toBe(401);
  });
});

describe('a wrong password', () => {
  it('is told in the form, and as JSON to programs', async () => {
    const { share } = await openTestPages();
    const link = await share({ name: 'salaries.txt', password: 'pw' });
    const page = await postPassword(link, '<b>guess</b>');
    expect(page.status).toBe(401);
    expect(page.headers.get('set-cookie')).toBeNull();
    expect(page.headers.get('www-authenticate')).toBeNull();
    const text = await page.text();
    expect(text).toContain('role="alert">The password is wrong.</p>');
    expect(text).toContain('aria-describedby="problem"');
    expect(text).toContain(`action="${link.path}"`);
    for (const absent of ['guess', 'salaries']) expect(text).not.toContain(absent);
    for (const response of [
      await postPassword(link, 'x', asProgram),
      await fetch(link.page, { headers: { ...asProgram, ...asUser('x') } }),
    ]) {
      expect(response.status).toBe(401);
      expect(await response.json()).toEqual({ error: { code: 'unauthorized', message: 'The password is wrong.' } });
    }
  });

  it('can be tried 10 times per link in 15 minutes, from wherever and however', async () => {
    const { share, clock } = await openTestPages();
    const link = await share({ password: 'pw' });
    for (let round = 0; round < 4; round++) expect((await wrong(link, `192.0.2.${round}`)).status).toBe(401);
    for (let round = 4; round < 7; round++) {
      const response = await fetch(link.download, { headers: { ...asUser('wrong'), [addressHeader]: `192.0.2.${round}` } });
      expect(response.status).toBe(401);
    }
    for (let round = 7; round < 10; round++) expect((await postPassword(link, 'wrong', asProgram)).status).toBe(401);
    clock.now += minute;
    const page = await postPassword(link, 'pw', { [addressHeader]: '192.0.2.99' });
    expect(page.status).toBe(429);
    expect(page.headers.get('retry-after')).toBe('840');
    expect(await page.text()).toMatch(/Please retry after 2025-01-15T10:45:00Z\.[^]*You can try again in 14 minutes\./);
    const json = await fetch(link.download, { headers: asUser('pw') });
    expect(json.status).toBe(429);
    expect(await json.json()).toMatchObject({ error: { code: 'rate_limited' } });
    // The form itself, other links and visitors inside are not touched.
    expect((await fetch(link.page, { headers: asPerson })).status).toBe(200);
    clock.now += 14 * minute;
    expect((await postPassword(link, 'pw')).status).toBe(303);
  });

  it('can be tried 30 times per address at all links', async () => {
    const { share } = await openTestPages();
    const links = await Promise.all([1, 2, 3, 4].map((number) => share({ name: `${number}`, password: 'pw' })));
    const responses: Response[] = [];
    for (const link of links) for (let round = 0; round < 9; round++) responses.push(await wrong(link, '192.0.2.1'));
    expect(statuses(responses)).toEqual({ 401: 30, 429: 6 });
    const fresh = await share({ name: 'fresh', password: 'pw' });
    expect((await postPassword(fresh, 'pw', { [addressHeader]: '192.0.2.1' })).status).toBe(429);
    expect((await postPassword(fresh, 'pw', { [addressHeader]: '192.0.2.2' })).status).toBe(303);
  });

  it('is counted exactly when guesses come at once', async () => {
    const { share } = await openTestPages();
    const one = await share({ password: 'pw' });
    const guesses = Array.from({ length: 200 }, (_, index) => wrong(one, `198.51.100.${index}`));
    expect(statuses(await Promise.all(guesses))).toEqual({ 401: 10, 429: 190 });

    const many = await Promise.all(Array.from({ length: 20 }, (_, index) => share({ name: `${index}`, password: 'pw' })));
    const spread = Array.from({ length: 100 }, (_, index) => wrong(many[index % many.length] ?? one, '203.0.113.7'));
    expect(statuses(await Promise.all(spread))).toEqual({ 401: 30, 429: 70 });
  });

  it('is forgiven by a right one only as far as that one goes', async () => {
    const { share } = await openTestPages();
    const link = await share({ password: 'pw' });
    for (let round = 0; round < 9; round++) await wrong(link, '192.0.2.1');
    for (let round = 0; round < 5; round++) expect((await postPassword(link, 'pw')).status).toBe(303);
    expect((await wrong(link, '192.0.2.1')).status).toBe(401);
    expect((await wrong(link, '192.0.2.1')).status).toBe(429);
    // It is known by now, and costs no guess.
    expect((await postPassword(link, 'pw')).status).toBe(303);
  });
});

describe('a request with a password', () => {
  it.each([
    ['nothing', undefined, undefined, 400],
    ['an empty form', 'application/x-www-form-urlencoded', '', 400],
    ['an empty password', 'application/x-www-form-urlencoded', 'password=', 400],
    ['JSON that is none', 'application/json', '{', 400],
    ['JSON without it', 'application/json', '[]', 400],
    ['a password that is no text', 'application/json', '{"password":["pw"]}', 400],
    ['a password of the prototype', 'application/json', '{"__proto__":{"password":"pw"}}', 400],
    ['another type of body', 'text/plain', 'password=pw', 415],
    ['16 KiB', 'application/x-www-form-urlencoded', `password=${'x'.repeat(16 * 1024 - 9)}`, 401],
    ['more than 16 KiB', 'application/x-www-form-urlencoded', `password=${'x'.repeat(16 * 1024 - 8)}`, 413],
  ])('that holds %s is answered in both forms', async (_what, type, body, status) => {
    const { share } = await openTestPages();
    const link = await share({ password: 'pw' });
    for (const accept of [asPerson, asProgram]) {
      const headers = { ...accept, ...(type === undefined ? {} : { 'content-type': type }) };
      const response = await fetch(link.page, { method: 'POST', headers, ...(body === undefined ? {} : { body }) });
      expect(response.status).toBe(status);
      const isJson = accept === asProgram || type === 'application/json';
      expect(response.headers.get('content-type')).toContain(isJson ? 'application/json' : 'text/html');
      if (isJson) expect(await response.json()).toEqual({ error: { code: expect.any(String), message: expect.any(String) } });
    }
  });

  it('is not one when the password stands in the address', async () => {
    const { share } = await openTestPages();
    const link = await share({ password: 'pw' });
    expect((await fetch(`${link.page}?password=pw`, { headers: asProgram })).status).toBe(401);
  });
});
