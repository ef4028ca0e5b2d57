import { describe, expect, it } from 'vitest';
import type { NewBundle } from '../core/sharing/bundles.ts';
import { put } from '../core/core.test-setup.ts';
import { addressHeader, asPerson, asProgram, asUser, openTestPages } from './share.test-setup.ts';

const all = { filters: [], limit: 100 };

async function shared(terms: Partial<NewBundle> = {}) {
  const pages = await openTestPages();
  await put(pages, pages.admin, { name: 'report.txt', bytes: 'the report' });
  const { share, code } = await pages.core.bundles.create(pages.admin, { paths: ['report.txt'], ...terms });
  return { ...pages, share, page: `${pages.url}/s/${code}`, path: `/s/${code}` };
}

const post = (page: string, fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(page, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual', headers: { ...asPerson, ...headers } });

/** All cookies of an answer, as they are sent back. */
const cookiesOf = (response: Response): string =>
  response.headers
    .getSetCookie()
    .map((cookie) => cookie.replace(/;.*/, ''))
    .join('; ');

describe('a link that asks who the visitor is', () => {
  const who = { name: 'Anna <b>', email: 'anna@example.com', company: 'A & Co' };

  it('asks people by a form, and remembers them in a cookie', async () => {
    const t = await shared({ requireRegistration: true, skipCompany: true });
    const form = await (await fetch(t.page, { headers: asPerson })).text();
    expect(form).toContain('<h1>Please say who you are</h1>');
    expect(form).toContain(`<form method="post" action="${t.path}">`);
    expect(form).toContain('Your company <span class="soft">(optional)</span>');
    for (const absent of ['report', '10 bytes', '/download']) expect(form).not.toContain(absent);
    expect((await fetch(`${t.page}/download`, { headers: asPerson })).status).toBe(401);

    const wrong = await post(t.page, { ...who, email: 'nobody' });
    expect(wrong.status).toBe(400);
    const again = await wrong.text();
    expect(again).toContain('role="alert">Your email address is not a mail address.');
    expect(again).toContain('value="Anna &#60;b&#62;"');

    const right = await post(t.page, who, { [addressHeader]: '192.0.2.77' });
    expect([right.status, right.headers.get('location')]).toEqual([303, t.path]);
    expect(right.headers.get('set-cookie')).toMatch(
      new RegExp(`^filewharf_visit=\\d+\\.[\\w-]{22}\\.[\\w-]{43}; Path=${t.path}; Max-Age=43200; HttpOnly; SameSite=Lax$`),
    );
    const cookie = cookiesOf(right);
    expect(await (await fetch(t.page, { headers: { ...asPerson, cookie } })).text()).toContain('report.txt');
    expect(await (await fetch(`${t.page}/download`, { headers: { cookie } })).text()).toBe('the report');
    expect((await t.core.sharePeople.registrations(t.admin, all)).map(({ item }) => item)).toMatchObject([
      { name: 'Anna <b>', email: 'anna@example.com', company: 'A & Co', ip: '192.0.2.77' },
    ]);
  });

  it('tells programs what it wants', async () => {
    const t = await shared({ requireRegistration: true, skipName: true });
    const first = await fetch(t.page, { headers: asProgram });
    expect(first.status).toBe(401);
    expect(await first.json()).toMatchObject({
      error: { code: 'unauthorized' },
      name: null,
      locked: false,
      unregistered: true,
      needed: { name: false, email: true, company: true },
      download_url: null,
    });
    const headers = { 'content-type': 'application/json' };
    const wrong = await fetch(t.page, { method: 'POST', headers, body: JSON.stringify({ email: 'a@b' }) });
    expect([wrong.status, await wrong.json()]).toEqual([400, { error: { code: 'bad_request', message: 'company: is required' } }]);
    const right = await fetch(t.page, { method: 'POST', headers, body: JSON.stringify({ email: 'a@b', company: 'c' }) });
    expect(await right.json()).toMatchObject({ name: 'report.txt', download_url: `${t.path}/download` });
    expect((await fetch(`${t.page}/download`, { headers: { cookie: cookiesOf(right) } })).status).toBe(200);
  });

  it('asks for the password first', async () => {
    const t = await shared({ requireRegistration: true, password: 'pw' });
    expect(await (await fetch(t.page, { headers: asPerson })).text()).toContain('<label for="password">');
    expect((await post(t.page, who)).status).toBe(401);
    const unlocked = await post(t.page, { password: 'pw' });
    expect(unlocked.status).toBe(303);
    const cookie = cookiesOf(unlocked);
    expect(await (await fetch(t.page, { headers: { ...asPerson, cookie } })).text()).toContain('Please say who you are');
    expect((await fetch(t.page, { headers: { ...asProgram, ...asUser('pw') } })).status).toBe(401);
    const registered = await post(t.page, who, { cookie });
    expect(registered.status).toBe(303);
    expect(await (await fetch(t.page, { headers: { ...asPerson, cookie: `${cookie}; ${cookiesOf(registered)}` } })).text()).toContain(
      'report.txt',
    );
  });

  it('lets in recipients only, where the owner wants that', async () => {
    const t = await shared({ requireShareRecipient: true, skipName: true, skipCompany: true });
    await t.core.sharePeople.share(t.admin, t.share.number, [{ recipient: 'anna@example.com' }]);
    expect(await (await fetch(t.page, { headers: asPerson })).text()).toContain('only for the people it was sent to');
    const wrong = await post(t.page, { email: 'ben@example.com' });
    expect(wrong.status).toBe(403);
    expect(await wrong.text()).toContain('value="ben@example.com"');
    expect((await post(t.page, { email: 'anna@example.com' })).status).toBe(303);
  });
});

describe('a link for so many visitors', () => {
  it('counts each one once, and is 410 when it is used up', async () => {
    const t = await shared({ maxUses: 2 });
    const first = await fetch(t.page, { headers: asPerson });
    expect(first.status).toBe(200);
    const cookie = cookiesOf(first);
    expect(cookie).toMatch(/^filewharf_visit=\d+\.\.[\w-]{43}$/);
    for (let i = 0; i < 3; i++) {
      expect((await fetch(t.page, { headers: { ...asPerson, cookie } })).headers.get('set-cookie')).toBeNull();
      expect((await fetch(`${t.page}/download`, { headers: { cookie } })).status).toBe(200);
    }
    const second = await fetch(`${t.page}/download`);
    expect([second.status, second.headers.getSetCookie().length]).toEqual([200, 1]);
    const third = await fetch(t.page, { headers: asPerson });
    expect(third.status).toBe(410);
    expect(await third.text()).toContain('<h1>This link is used up</h1>');
    expect((await fetch(t.page, { headers: { ...asPerson, cookie: cookiesOf(second) } })).status).toBe(200);
    expect(await (await fetch(`${t.page}/download`)).json()).toMatchObject({ error: { code: 'gone' } });
  });

  it('counts nothing that gives nothing', async () => {
    const t = await shared({ maxUses: 1, code: 'Spring' });
    const uses = async () => (await t.core.bundles.get(t.admin, t.share.number)).share.uses;
    for (const path of ['', '/download']) expect((await fetch(t.page + path, { method: 'HEAD' })).status).toBe(200);
    for (const path of ['/files/file_x', '/files/file_x/download', '/folders/folder_x'])
      expect((await fetch(t.page + path, { headers: asPerson })).status).toBe(404);
    expect((await fetch(`${t.page}/folders/folder_x`, { method: 'POST', body: new FormData() })).status).toBe(404);
    const other = await fetch(`${t.url}/s/%73PRING/download?inline=1`, { redirect: 'manual' });
    expect([other.status, other.headers.get('location')]).toEqual([302, '/s/Spring/download?inline=1']);
    expect(await uses()).toBe(0);
    const first = await fetch(t.page, { headers: asPerson });
    expect([first.status, await uses()]).toEqual([200, 1]);
    expect((await fetch(t.page, { method: 'HEAD' })).status).toBe(410);
  });

  it('counts the password and the visit as one', async () => {
    const t = await shared({ maxUses: 1, password: 'pw' });
    for (let i = 0; i < 3; i++) expect((await fetch(t.page, { headers: asPerson })).status).toBe(200);
    const unlocked = await post(t.page, { password: 'pw' });
    const cookie = cookiesOf(unlocked);
    expect(cookie).toMatch(/^filewharf_share=\S+; filewharf_visit=\S+$/);
    expect((await fetch(`${t.page}/download`, { headers: { cookie } })).status).toBe(200);
    expect((await fetch(t.page, { headers: asPerson })).status).toBe(410);
    expect((await post(t.page, { password: 'pw' })).status).toBe(410);
  });
});

it('a way to a file in a share is kept over the password and the introduction', async () => {
  const t = await shared({ paths: [''], password: 'pw', requireRegistration: true });
  const { id } = await put(t, t.admin, { name: 'other.txt', bytes: 'the other' });
  const away = await fetch(`${t.page}/files/${id}`, { headers: asPerson, redirect: 'manual' });
  expect([away.status, away.headers.get('location')]).toEqual([303, `${t.path}?to=files/${id}`]);
  const entry = `${t.page}?to=files/${id}`;
  expect(await (await fetch(entry, { headers: asPerson })).text()).toContain(`action="${t.path}?to=files/${id}"`);
  expect(await (await post(entry, { password: 'wrong' })).text()).toContain(`action="${t.path}?to=files/${id}"`);
  const unlocked = await post(entry, { password: 'pw' });
  expect(unlocked.headers.get('location')).toBe(`${t.path}?to=files/${id}`);
  const registered = await post(entry, { name: 'a', email: 'a@b', company: 'c' }, { cookie: cookiesOf(unlocked) });
  expect(registered.headers.get('location')).toBe(`${t.path}/files/${id}`);
  const cookie = `${cookiesOf(unlocked)}; ${cookiesOf(registered)}`;
  for (const to of ['//evil.example', 'files/../x', 'https://evil.example', 'other/x']) {
    const answer = await post(`${t.page}?to=${encodeURIComponent(to)}`, { password: 'pw' }, { cookie });
    expect(answer.headers.get('location')).toBe(t.path);
  }
});

it('a link that is not open yet says when it will be', async () => {
  const t = await shared({ startsAt: Date.UTC(2025, 0, 16) });
  const response = await fetch(t.page, { headers: asPerson });
  expect(response.status).toBe(403);
  const page = await response.text();
  expect(page).toContain('<h1>This link is not open yet</h1>');
  expect(page).toContain('This link opens on 16 January 2025 at 00:00 UTC.');
  expect(page).not.toContain('report');
  t.clock.now = Date.UTC(2025, 0, 16);
  expect((await fetch(t.page, { headers: asPerson })).status).toBe(200);
});
