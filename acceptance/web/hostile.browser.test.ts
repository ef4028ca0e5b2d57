import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from '../browser.ts';
import { clientOf } from '../client.ts';
import type { Server } from '../server.ts';
import { openTab, signIn, startDashboard } from './dashboard.ts';

let server: Server;
let browser: Browser;
beforeAll(async () => {
  [server, browser] = await Promise.all([startDashboard(), launchBrowser()]);
});
afterAll(async () => {
  await Promise.all([browser.close(), server.end()]);
});

async function put(folderPath: string, name: string, content: string): Promise<string> {
  const form = new FormData();
  form.set('folder_path', folderPath);
  form.set('file', new Blob([content]), name);
  const answer = await fetch(`${server.url}/api/v2/upload`, {
    method: 'POST',
    headers: { authorization: `Bearer ${server.apiKey}` },
    body: form,
  });
  expect(answer.status).toBe(201);
  return ((await answer.json()) as { id: string }).id;
}

const names = [
  '<img src=x onerror=self.pwned=1>',
  '"><script>self.pwned=1<_script>',
  "'; self.pwned=1; '",
  '{{constructor.constructor("self.pwned=1")()}}',
  'javascript:self.pwned=1',
  '100% %2e%2e %41 %',
  'what?query=1#hash&amp;',
  'back\\slash',
  ' spaces  inside ',
  '日本語 и кириллица',
  '🧨 boom',
  'a+b;c=d,e@f:g!$(h)*',
  '__proto__',
  'constructor',
  'index.html',
  '-rf',
  'x'.repeat(255),
];

/** Whatever a hostile name or file wanted to do, it wanted to do this. */
const pwned = (page: Page): Promise<unknown> => page.evaluate('self.pwned');

test('folders of any name are opened, by click and by address; nothing in a name runs', async () => {
  const client = clientOf(server);
  const made: string[] = [];
  const { id } = await client.post<{ id: string }>('/folders', { path: '/names' });
  for (const name of names) {
    const answer = await client.callJson('POST', '/folders', { name, parent_id: id });
    // What the server takes for a name is its affair; what it takes has to be shown.
    if (answer.status === 201) made.push((JSON.parse(answer.body.toString()) as { name: string }).name);
  }
  expect(made.length).toBeGreaterThan(10);
  const { page, complaints } = await openTab(browser, server);
  await signIn(page, '/files/names');
  for (const name of made) {
    await page.locator('.file-grid .name .text').getByText(name, { exact: true }).first().click();
    await page.getByRole('heading', { level: 1 }).getByText(name, { exact: true }).waitFor();
    await page.getByText('Nothing in here yet').waitFor();
    await page.reload();
    await page.getByRole('heading', { level: 1 }).getByText(name, { exact: true }).waitFor();
    await page.getByText('Nothing in here yet').waitFor();
    await page.getByRole('link', { name: 'names' }).click();
    await page.getByRole('grid').waitFor();
  }
  expect(await pwned(page)).toBeUndefined();
  expect(complaints).toEqual([]);
  await page.context().close();
});

test('a name that turns the direction of writing does not hide its ending', async () => {
  await put('/turned', 'photo\u202Egpj.exe', 'x');
  const { page } = await openTab(browser, server);
  await signIn(page, '/files/turned');
  await page.getByText('photo\uFFFDgpj.exe').waitFor();
  await page.context().close();
});

const script = 'self.pwned=1;document.cookie="pwned=1";localStorage.setItem("pwned","1")';
const files: readonly (readonly [string, string])[] = [
  ['page.html', `<!doctype html><script>${script}</script><img src=x onerror="${script.replaceAll('"', "'")}">`],
  ['page.xhtml', `<html xmlns="http://www.w3.org/1999/xhtml"><script>${script}</script></html>`],
  ['drawing.svg', `<svg xmlns="http://www.w3.org/2000/svg" onload='${script}'><script>${script}</script></svg>`],
  ['data.xml', `<?xml version="1.0"?><x:script xmlns:x="http://www.w3.org/1999/xhtml">${script}</x:script>`],
  ['code.js', script],
  ['photo.png', `<html><script>${script}</script></html>`],
  ['photo.gif', `GIF89a/*<svg/onload="${script.replaceAll('"', "'")}">*/=1;${script}`],
  ['notes.txt', `<script>${script}</script>`],
  ['notes.md', `<img src=x onerror="${script.replaceAll('"', "'")}">[x](javascript:${script})`],
  ['song.mp3', `<html><script>${script}</script></html>`],
  ['movie.mp4', `<html><script>${script}</script></html>`],
  ['paper.pdf', `%PDF-1.7\n<html><script>${script}</script></html>`],
  ['noending', `<html><script>${script}</script></html>`],
];

test('previews and addresses of hostile files run nothing of them', async () => {
  const ids = new Map<string, string>();
  for (const [name, content] of files) ids.set(name, await put('/hostile', name, content));
  const { page } = await openTab(browser, server);
  await signIn(page, '/files/hostile');
  for (const [name] of files) {
    await page.locator('.file-grid .name .text').getByText(name, { exact: true }).click();
    const dialog = page.getByRole('dialog', { name });
    await dialog.locator('.preview > :not(.loading)').first().waitFor();
    expect(await pwned(page)).toBeUndefined();
    await dialog.getByRole('button', { name: 'Close' }).click();
    await dialog.waitFor({ state: 'detached' });
  }
  const asked = await page.context().newPage();
  for (const [name, id] of ids) {
    for (const address of [
      `/api/v2/files/${id}/content`,
      `/api/v2/files/${id}?download=true`,
      `/api/v2/files/${id}?download=true&inline=true`,
    ]) {
      // What is a download ends the navigation.
      await asked.goto(address).catch(() => undefined);
      expect([name, await pwned(asked)]).toEqual([name, undefined]);
    }
  }
  expect((await page.context().cookies()).map(({ name }) => name)).not.toContain('pwned');
  expect(await page.evaluate("localStorage.getItem('pwned')")).toBeNull();
  await page.context().close();
});

test('the session is no script’s affair, and no other site’s page', async () => {
  const { page } = await openTab(browser, server);
  await signIn(page);
  expect(await page.evaluate('document.cookie')).toBe('');
  const [cookie] = await page.context().cookies();
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict' });
  await page.goto('about:blank');
  await page.setContent(`<iframe src="${server.url}/files"></iframe>`);
  await expect.poll(async () => page.frames()[1]?.url()).toBe('chrome-error://chromewebdata/');
  await page.context().close();
});
