import axe from 'axe-core';
import { readFile } from 'node:fs/promises';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from './browser.ts';
import { clientOf, type StoredFile } from './client.ts';
import { startServer, type Server } from './server.ts';

let server: Server;
let browser: Browser;
beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()]);
});
afterAll(async () => {
  await Promise.all([browser.close(), server.end()]);
});

/** A red square of 2 x 2. */
const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEElEQVR4nGP8zwACTGCSAQANHQEDgslx/wAAAABJRU5ErkJggg==', 'base64');

/** Uploads a file as a browser would and answers the address of a new link to it. */
async function link(filename: string, bytes: Buffer | string, options: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const client = clientOf(server);
  const form = new FormData();
  form.set('file', new Blob([bytes]), filename);
  const answer = await fetch(`${server.url}/api/v2/upload`, {
    method: 'POST',
    headers: { authorization: `Bearer ${client.key}` },
    body: form,
  });
  const { id } = (await answer.json()) as StoredFile;
  return (await client.post<{ url: string }>('/share', { file_id: id, ...options })).url;
}

/** A link to the folder `Visit`, which has `Drafts/plan.txt` and `photo.png` in it. */
async function folderLink(options: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const { key } = clientOf(server);
  async function call<T>(method: string, path: string, body?: string | FormData): Promise<T> {
    const answer = await fetch(`${server.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, ...(typeof body === 'string' ? { 'content-type': 'application/json' } : {}) },
      ...(body === undefined ? {} : { body }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  }
  const name = `Visit ${(folders += 1)}`;
  const visit = await call<{ id: string }>('POST', '/api/v2/folders', JSON.stringify({ name }));
  const drafts = await call<{ id: string }>('POST', '/api/v2/folders', JSON.stringify({ name: 'Drafts', parent_id: visit.id }));
  for (const [filename, bytes, folder] of [
    ['plan.txt', 'one < two\n', drafts.id],
    ['photo.png', png, visit.id],
  ] as const) {
    const form = new FormData();
    form.set('folder_id', folder);
    form.set('file', new Blob([bytes]), filename);
    await call('POST', '/api/v2/upload', form);
  }
  const { url } = await call<{ url: string }>('POST', '/api/rest/v1/bundles', JSON.stringify({ paths: [name], ...options }));
  return url;
}
let folders = 0;

/** A link by which visitors put files into a folder. */
async function requestLink(): Promise<string> {
  const client = clientOf(server);
  const { id } = await client.post<{ id: string }>('/folders', { name: `Request ${(folders += 1)}` });
  return (await client.post<{ url: string }>('/share', { folder_id: id, kind: 'upload', title: 'Your files', message: 'Thank you' })).url;
}

/** The second page of a folder of so many files. */
async function manyPagesLink(): Promise<string> {
  const client = clientOf(server);
  const { id } = await client.post<{ id: string }>('/folders', { name: `Many ${(folders += 1)}` });
  for (let i = 0; i < 201; i++) await client.upload(`${i}.txt`, Buffer.from('x'), { folder_id: id });
  const { url } = await client.post<{ url: string }>('/share', { folder_id: id });
  const { next_url: next } = (await (await fetch(`${url}/folders/${id}`, { headers: { accept: 'application/json' } })).json()) as {
    next_url: string;
  };
  return server.url + next;
}

interface Watched {
  readonly page: Page;
  /** Requests that left the server's origin. */
  readonly strangers: string[];
  /** What the browser complained about: blocked styles, blocked scripts, missing files. */
  readonly complaints: string[];
}

async function watch(options: BrowserContextOptions): Promise<Watched> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const strangers: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== server.url) strangers.push(request.url());
  });
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  return { page, strangers, complaints };
}

async function downloaded(page: Page): Promise<{ name: string; bytes: Buffer }> {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download' }).click()]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

describe('without JavaScript', () => {
  it('a locked link asks for its password, tells when it is wrong, and gives the file', async () => {
    const url = await link('Bücher & Tee.txt', 'one < two\n', { password: 'open sesame', expires_in: 24 });
    const { page, strangers, complaints } = await watch({ javaScriptEnabled: false });
    await page.goto(url);
    expect(await page.title()).toBe('Password needed - Filewharf');
    await page.getByLabel('Password').fill('open barley');
    await page.getByRole('button', { name: 'Open' }).click();
    expect(await page.getByRole('alert').textContent()).toBe('The password is wrong.');
    await page.getByLabel('Password').fill('open sesame');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Bücher & Tee.txt' }).waitFor();
    expect(page.url()).toBe(url);
    expect(await page.getByRole('region', { name: 'Preview of the text' }).textContent()).toBe('one < two\n');
    expect(await downloaded(page)).toEqual({ name: 'Bücher & Tee.txt', bytes: Buffer.from('one < two\n') });
    // The cookie is still good, and only for this link.
    await page.reload();
    expect(await page.getByRole('link', { name: 'Download' }).count()).toBe(1);
    expect(await page.context().cookies()).toMatchObject([
      { name: 'filewharf_share', path: new URL(url).pathname, httpOnly: true, sameSite: 'Lax' },
    ]);
    expect(strangers).toEqual([]);
    // The wrong password's 401 is all that the console tells.
    expect(complaints.filter((text) => !text.includes('401'))).toEqual([]);
    await page.context().close();
  });

  it('an image is shown, and the page is styled', async () => {
    const url = await link('square.png', png);
    const { page, strangers, complaints } = await watch({ javaScriptEnabled: false });
    await page.goto(url);
    const image = page.getByRole('img', { name: 'Preview of square.png' });
    expect(await image.boundingBox()).toMatchObject({ width: 2, height: 2 });
    const button = await page.getByRole('link', { name: 'Download' }).boundingBox();
    expect(button?.height).toBeGreaterThan(40);
    expect(complaints).toEqual([]);
    expect(strangers).toEqual([]);
    await page.context().close();
  });

  it('a view-only link offers nothing to load', async () => {
    const url = await link('view.png', png, { allow_download: false });
    const { page, complaints } = await watch({ javaScriptEnabled: false });
    await page.goto(url);
    expect(await page.locator('p', { hasText: 'View only' }).textContent()).toBe('View only: the owner has switched off downloads.');
    expect(await page.getByRole('link').count()).toBe(0);
    expect(await page.getByRole('img').count()).toBe(0);
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});

describe('a shared folder, without JavaScript', () => {
  it('is looked through, downloaded as an archive, and takes files', async () => {
    const url = await folderLink({ permissions: 'read_write', require_registration: true, description: 'Please add yours.' });
    const { page, strangers, complaints } = await watch({ javaScriptEnabled: false });
    await page.goto(url);
    await page.getByLabel('Your name').fill('Anna');
    await page.getByLabel('Your email address').fill('anna@example.com');
    await page.getByLabel('Your company').fill('A & Co');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByText('Please add yours.').waitFor();
    await page.getByRole('link', { name: 'Drafts' }).click();
    await page.getByRole('link', { name: 'plan.txt' }).first().click();
    expect(await page.getByRole('region', { name: 'Preview of the text' }).textContent()).toBe('one < two\n');
    await page.getByRole('navigation', { name: 'Folders' }).getByRole('link').first().click();
    expect(page.url()).toBe(url);

    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download all' }).click()]);
    expect(download.suggestedFilename()).toMatch(/^Visit \d+\.zip$/);
    const archive = await readFile(await download.path());
    for (const part of ['/Drafts/plan.txt', 'one < two\n', '/photo.png']) expect(archive.includes(part)).toBe(true);

    await page.getByLabel('Files from your device').setInputFiles([
      { name: 'one.txt', mimeType: 'text/plain', buffer: Buffer.from('1') },
      { name: 'Zwei ü.txt', mimeType: 'text/plain', buffer: Buffer.from('2') },
    ]);
    await page.getByRole('button', { name: 'Upload' }).click();
    expect(await page.getByRole('status').textContent()).toBe('Thank you: 2 files have arrived.');
    await page.getByRole('link', { name: 'Zwei ü.txt', exact: false }).first().click();
    expect(await page.getByRole('region', { name: 'Preview of the text' }).textContent()).toBe('2');
    expect(strangers).toEqual([]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});

describe('a link that asks for files, without JavaScript', () => {
  it('takes many at once, tells no name, and replaces nothing', async () => {
    const client = clientOf(server);
    const folder = await client.post<{ id: string }>('/folders', { name: 'Hidden inbox' });
    await client.upload('receipt.pdf', Buffer.from('the first one'), { folder_id: folder.id });
    const share = await client.post<{ id: string; url: string }>('/share', {
      folder_id: folder.id,
      kind: 'upload',
      slug: 'receipts-2025',
      title: 'Your receipts',
      message: 'One file each, please.',
    });
    const { page, strangers, complaints } = await watch({ javaScriptEnabled: false, viewport: { width: 390, height: 800 } });
    await page.goto(share.url);
    await page.getByRole('heading', { name: 'Your receipts' }).waitFor();
    await page.getByText('One file each, please.').waitFor();
    const shown: string[] = [await page.content()];
    for (const names of [['receipt.pdf', 'taxi.pdf'], ['RECEIPT.pdf']]) {
      await page
        .getByLabel('Files from your device')
        .setInputFiles(names.map((name) => ({ name, mimeType: 'application/pdf', buffer: Buffer.from(`of the visitor: ${name}`) })));
      await page.getByRole('button', { name: 'Send' }).click();
      await page.getByRole('status').waitFor();
      shown.push(await page.content());
    }
    expect(await page.getByRole('status').textContent()).toContain('your file has arrived');
    expect(shown.join()).not.toMatch(/Hidden inbox|receipt\.pdf|\(2\)|taxi/i);
    expect(await page.getByRole('link').count()).toBe(0);
    const { entries } = await client.get<{ entries: readonly { name: string; size: number }[] }>('/entries?path=/Hidden%20inbox');
    expect(entries.map(({ name }) => name)).toEqual(['receipt (2).pdf', 'RECEIPT (3).pdf', 'receipt.pdf', 'taxi.pdf']);
    expect(entries.find(({ name }) => name === 'receipt.pdf')?.size).toBe('the first one'.length);
    expect(await client.get(`/shares/${share.id}`)).toMatchObject({ uploads: 3, downloads: 0, kind: 'upload', status: 'active' });
    expect(strangers).toEqual([]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});

describe('with JavaScript', () => {
  it.each([
    ['evil.html', '<script>document.title = "ran"; location = "https://example.com/"</script>'],
    ['evil.svg', '<svg xmlns="http://www.w3.org/2000/svg"><script>document.title = "ran"</script></svg>'],
    ['<img src=x onerror="document.title=1">.txt', '</pre><script>document.title = "ran"</script>'],
  ])('the file %s runs nothing', async (name, bytes) => {
    const url = await link(name, bytes);
    const { page, strangers, complaints } = await watch({});
    await page.goto(url);
    await page.waitForLoadState('networkidle');
    expect(await page.title()).toBe(`${name} - Filewharf`);
    for (const query of ['', '?inline=1']) {
      const [download] = await Promise.all([page.waitForEvent('download'), page.goto(`${url}/download${query}`).catch(() => undefined)]);
      expect(await readFile(await download.path(), 'utf8')).toBe(bytes);
    }
    expect(page.url()).toBe(url);
    expect(strangers).toEqual([]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('axe finds nothing to object to, in any state, size and colour', async () => {
    const locked = await link('locked.txt', 'x', { password: 'pw' });
    const usedUp = await link('c.txt', 'x', { max_uses: 1 });
    await fetch(usedUp);
    const pages = {
      connect: `${server.url}/connect`,
      locked,
      text: await link('a.txt', 'line\n'.repeat(500), { expires_in: 2 }),
      image: await link('a.png', png),
      viewOnly: await link(`${'W'.repeat(200)}.bin`, 'x', { allow_download: false }),
      missing: `${server.url}/s/AAAAAAAAAAAAAAAAAAAAAA`,
      folder: `${await folderLink({ permissions: 'read_write', description: 'For you' })}?uploaded=2`,
      dropBox: await folderLink({ permissions: 'write' }),
      whoAreYou: await folderLink({ require_registration: true, skip_company: true }),
      request: await requestLink(),
      requestDone: `${await requestLink()}?uploaded=1`,
      titled: await link('titled.txt', 'x', { title: 'For you', message: 'Read it' }),
      video: await link('a.mp4', 'x'),
      audio: await link('a.mp3', 'x'),
      notYet: await link('b.txt', 'x', { starts_at: '2099-01-01T00:00:00Z' }),
      usedUp,
      nextPage: await manyPagesLink(),
    };
    const found: unknown[] = [];
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const width of [1280, 390]) {
        const { page } = await watch({ colorScheme, viewport: { width, height: 800 } });
        for (const [state, url] of Object.entries(pages)) {
          await page.goto(url);
          if (state === 'locked') {
            await page.getByLabel('Password').fill('wrong');
            await page.keyboard.press('Enter');
            await page.getByRole('alert').waitFor();
          }
          await page.evaluate(axe.source);
          const violations = await page.evaluate(async () => {
            // Runs in the page, where axe has just been defined.
            const { violations: list } = await (globalThis as unknown as { axe: typeof axe }).axe.run();
            return list.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => html) }));
          });
          found.push(...violations.map((violation) => ({ state, colorScheme, width, ...violation })));
          const overflow = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
          expect([state, width, overflow]).toEqual([state, width, 0]);
        }
        await page.context().close();
      }
    }
    expect(found).toEqual([]);
  });
});
