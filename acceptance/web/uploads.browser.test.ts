import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from '../browser.ts';
import { clientOf, send } from '../client.ts';
import { runProgram, type Server } from '../server.ts';
import { expectAccessible, newAccount, openTab, sendSignIn, signIn, signOut, startDashboard } from './dashboard.ts';

let server: Server;
let browser: Browser;
let scratch: string;
beforeAll(async () => {
  [server, browser, scratch] = await Promise.all([startDashboard(), launchBrowser(), mkdtemp(join(tmpdir(), 'filewharf-web-'))]);
});
afterAll(async () => {
  await Promise.all([browser.close(), server.end(), rm(scratch, { recursive: true })]);
});

/** A file whose every MiB is another. Answers where it is and its SHA-256. */
async function makeFile(name: string, mebibytes: number): Promise<{ path: string; sha256: string }> {
  const path = join(scratch, name);
  const hash = createHash('sha256');
  const file = await open(path, 'w');
  const block = Buffer.alloc(1 << 20);
  for (let index = 0; index < mebibytes; index += 1) {
    block.fill(`${name} ${index} `);
    hash.update(block);
    await file.write(block);
  }
  await file.close();
  return { path, sha256: hash.digest('hex') };
}

async function sha256Of(path: string): Promise<string> {
  const client = clientOf(server);
  const { id } = await client.get<{ id: string }>(`/lookup?path=${encodeURIComponent(path)}`);
  const hash = createHash('sha256');
  const headers = { authorization: `Bearer ${server.apiKey}` };
  await send(`${server.url}/api/v2/files/${id}?download=true`, { headers, onData: (chunk) => hash.update(chunk) });
  return hash.digest('hex');
}

const panel = (page: Page) => page.getByRole('region', { name: 'Uploads' });

/** Chunks that the server has of the upload that is under way. */
async function chunksThere(page: Page): Promise<number> {
  const text = await panel(page).locator('.about').first().textContent();
  return Number.parseFloat(/^([\d.]+) /.exec(text ?? '')?.[1] ?? '0');
}

test('1 GiB: the server is killed and started again, the page is loaded anew, and what has arrived is not sent twice', async () => {
  const { path, sha256 } = await makeFile('gibibyte.bin', 1024);
  const { page } = await openTab(browser, server);
  let sent = 0;
  page.on('request', (request) => {
    if (request.url().endsWith('/api/v2/chunks')) sent += 1;
  });
  // A line that is slow enough for things to happen meanwhile.
  const protocol = await page.context().newCDPSession(page);
  const slow = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 96 << 20 };
  await protocol.send('Network.emulateNetworkConditions', slow);
  await signIn(page);
  await page.getByRole('heading', { name: 'Files', level: 1 }).waitFor();
  await page.getByLabel('Upload files').first().setInputFiles(path);
  await expect.poll(() => chunksThere(page), { timeout: 60_000 }).toBeGreaterThan(250);

  await server.kill();
  await panel(page).getByText('The server cannot be reached. This goes on by itself.').waitFor({ timeout: 60_000 });
  await expectAccessible(page, 'upload-offline');
  await server.start();
  await panel(page)
    .getByText(/^\d.* of 1\.0 GiB$/)
    .first()
    .waitFor({ timeout: 60_000 });
  await expect.poll(() => chunksThere(page), { timeout: 60_000 }).toBeGreaterThan(500);

  // A browser asks whether to leave while something is under way.
  page.on('dialog', (dialog) => void dialog.accept());
  await page.reload();
  await panel(page)
    .getByText(/of 1\.0 GiB are there/)
    .waitFor();
  await expectAccessible(page, 'upload-interrupted');
  const other = await makeFile('other.bin', 1);
  await panel(page).getByLabel('Pick gibibyte.bin again').setInputFiles(other.path);
  await panel(page).getByText('This is another file, or it was changed.').waitFor();
  await panel(page).getByLabel('Pick gibibyte.bin again').setInputFiles(path);
  await panel(page).getByText('1 file uploaded').waitFor({ timeout: 120_000 });
  await expectAccessible(page, 'upload-done');
  expect(await sha256Of('/gibibyte.bin')).toBe(sha256);
  // 16 chunks of 64 MiB; those on the line when the server was killed and when the page was left went twice.
  expect(sent).toBeGreaterThanOrEqual(16);
  expect(sent).toBeLessThanOrEqual(16 + 2 * 2 + 4);
  await page.context().close();
}, 300_000);

test('an upload is paused, goes on, and another one is given up', async () => {
  const { path, sha256 } = await makeFile('paused.bin', 96);
  const { path: unwanted } = await makeFile('unwanted.bin', 64);
  const { page } = await openTab(browser, server);
  const protocol = await page.context().newCDPSession(page);
  await protocol.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: 24 << 20,
  });
  await signIn(page);
  await page.getByRole('heading', { name: 'Files', level: 1 }).waitFor();
  await page.getByLabel('Upload files').first().setInputFiles([path, unwanted]);
  await page.getByRole('button', { name: 'Pause paused.bin' }).click();
  await panel(page)
    .getByText(/^Paused at/)
    .waitFor();
  await expectAccessible(page, 'upload-paused');
  await page.getByRole('button', { name: 'Give unwanted.bin up' }).click();
  await panel(page).getByText('unwanted.bin').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Go on with paused.bin' }).click();
  await panel(page).getByText('1 file uploaded').waitFor({ timeout: 60_000 });
  expect(await sha256Of('/paused.bin')).toBe(sha256);
  await expect(sha256Of('/unwanted.bin')).rejects.toThrow();
  await page.context().close();
});

test('an upload is paused in the moment when it is looked whether its file is still there, and goes on', async () => {
  const { path } = await makeFile('looked-at.bin', 1);
  const { page } = await openTab(browser, server);
  await page.addInitScript(`{
    const read = Blob.prototype.arrayBuffer;
    const released = new Promise((resolve) => (globalThis.release = resolve));
    Blob.prototype.arrayBuffer = async function () {
      if (this.size === 1) {
        globalThis.isLookedAt = true;
        await released;
      }
      return read.call(this);
    };
  }`);
  await signIn(page);
  await page.getByRole('heading', { name: 'Files', level: 1 }).waitFor();
  await page.context().setOffline(true);
  await page.getByLabel('Upload files').first().setInputFiles(path);
  await expect.poll(() => page.evaluate('globalThis.isLookedAt'), { timeout: 15_000 }).toBe(true);
  await page.getByRole('button', { name: 'Pause looked-at.bin' }).click();
  await page.evaluate('globalThis.release()');
  await page.context().setOffline(false);
  await page.getByRole('button', { name: 'Go on with looked-at.bin' }).click();
  await panel(page).getByText('1 file uploaded').waitFor();
  await page.context().close();
});

test('what has failed is closed with all the rest', async () => {
  const user = await newAccount(server, 'crammed');
  await clientOf(server).patch(`/users/${user.userId}`, { own_storage_quota: 100 });
  const { path } = await makeFile('too-much.bin', 1);
  const { page } = await openTab(browser, server);
  await signIn(page, '/files', user);
  await page.getByLabel('Upload files').first().setInputFiles(path);
  await panel(page).getByText('1 of 1 failed').waitFor();
  await panel(page).getByRole('button', { name: 'Close' }).click();
  await panel(page).waitFor({ state: 'detached' });
  await page.context().close();
});

/** A tab that is uploading a large file. */
async function uploadSlowly(name: string): Promise<{ page: Page; uploadId: string; sha256: string; end(): Promise<void> }> {
  const { path, sha256 } = await makeFile(name, 96);
  const { page } = await openTab(browser, server);
  const protocol = await page.context().newCDPSession(page);
  const line = { offline: false, latency: 0, downloadThroughput: -1 };
  await protocol.send('Network.emulateNetworkConditions', { ...line, uploadThroughput: 3 << 20 });
  await signIn(page);
  await page.getByLabel('Upload files').first().setInputFiles(path);
  await expect.poll(() => chunksThere(page), { timeout: 60_000 }).toBeGreaterThan(0);
  const uploadId = await page.evaluate<string>(`new Promise((resolve, reject) => {
    const opening = indexedDB.open('filewharf');
    opening.onsuccess = () => {
      const keys = opening.result.transaction('uploads').objectStore('uploads').getAllKeys();
      keys.onsuccess = () => resolve(keys.result[0]);
    };
    opening.onerror = reject;
  })`);
  const end = async (): Promise<void> => void (await protocol.send('Network.emulateNetworkConditions', { ...line, uploadThroughput: -1 }));
  return { page, uploadId, sha256, end };
}

test('what one tab uploads is not offered by another one, until the first is closed', async () => {
  const { page } = await uploadSlowly('in-one-tab.bin');
  const other = await page.context().newPage();
  await other.goto('/files');
  const { path } = await makeFile('meanwhile.bin', 1);
  await other.getByLabel('Upload files').first().setInputFiles(path);
  await panel(other).getByText('1 file uploaded').waitFor();
  expect(await panel(other).getByText('in-one-tab.bin').count()).toBe(0);
  await page.close();
  await other.reload();
  await panel(other)
    .getByText(/of 96\.0 MiB are there/)
    .waitFor();
  await other.context().close();
});

test('an upload that the server has forgotten begins anew', async () => {
  const { page, uploadId, sha256, end } = await uploadSlowly('forgotten.bin');
  await clientOf(server).delete(`/chunks/${uploadId}`);
  await end();
  await panel(page).getByText('1 file uploaded').waitFor({ timeout: 30_000 });
  expect(await sha256Of('/forgotten.bin')).toBe(sha256);
  await page.context().close();
});

/** A folder with so many files. Answers where it is. */
async function makeFolder(name: string, count: number): Promise<string> {
  const path = join(scratch, name);
  await mkdir(path);
  for (let index = 0; index < count; index += 1) await writeFile(join(path, `secret-${index}.txt`), `secret ${index}`);
  return path;
}

const fileCount = async (folderId: string): Promise<number> =>
  (await clientOf(server).get<{ totals: { files: number } }>(`/folders/${folderId}?totals=true`)).totals.files;

test('more files than the smallest plan allows requests in an hour, and then signing out', async () => {
  const user = await newAccount(server, 'newcomer', 'free');
  const folder = await makeFolder('more', 200);
  const { page, complaints } = await openTab(browser, server);
  await signIn(page, '/files', user);
  await page.getByLabel('Upload a folder').first().setInputFiles(folder);
  await panel(page).getByText('200 files uploaded').waitFor({ timeout: 50_000 });
  expect(await fileCount(user.rootId)).toBe(200);
  await signOut(page, user);
  expect(complaints).toEqual([]);
  await page.context().close();
});

test('where the server asks for a pause, an upload says so and goes on by itself', async () => {
  const rules = join(scratch, 'rules.json');
  // As often as one upload is tried before it shows.
  await writeFile(rules, JSON.stringify([{ path: '/api/v2/upload', first: 3, error: 'rate_limited', 'retry-after': 2 }]));
  const mock = runProgram(['serve', '--port', '0', '--mock', '--mock-rules', rules]);
  try {
    await mock.printed('/api/v2/docs\n');
    const url = /^Filewharf is running at (\S+)$/m.exec(mock.stdout())?.[1] ?? '';
    const { path } = await makeFile('limited.bin', 1);
    const { page } = await openTab(browser, { url });
    await signIn(page, '/files', { username: 'admin', password: 'mock-password' });
    await page.getByLabel('Upload files').first().setInputFiles(path);
    await panel(page)
      .getByText(/^Too many requests\. This goes on by itself at \d/)
      .waitFor();
    await panel(page).getByText('1 file uploaded').waitFor();
    await page.context().close();
  } finally {
    mock.signal('SIGKILL');
    await mock.ended;
  }
});

describe('uploads and who is signed in', () => {
  const count = 150;
  let folder: string;
  beforeAll(async () => {
    folder = await makeFolder('many', count);
  });

  /** A line on which every request takes so long, so that things can happen while many are under way. */
  async function slowDown(page: Page): Promise<{ end(): Promise<void> }> {
    const protocol = await page.context().newCDPSession(page);
    const line = { offline: false, downloadThroughput: -1, uploadThroughput: -1 };
    await protocol.send('Network.emulateNetworkConditions', { ...line, latency: 400 });
    return { end: async () => void (await protocol.send('Network.emulateNetworkConditions', { ...line, latency: 0 })) };
  }

  async function uploadMany(page: Page): Promise<void> {
    await page.getByLabel('Upload a folder').first().setInputFiles(folder);
    await panel(page)
      .getByText(/^Uploading, [1-9]/)
      .waitFor();
  }

  test('who signs in after somebody else gets nothing of their uploads, which go on when that one is back', async () => {
    const ada = await newAccount(server, 'ada');
    const ben = await newAccount(server, 'ben');
    const { page } = await openTab(browser, server);
    await signIn(page, '/files', ada);
    const line = await slowDown(page);
    await uploadMany(page);
    await signOut(page, ada);
    await sendSignIn(page, ben);
    await page.getByRole('button', { name: 'ben', exact: true }).waitFor();
    await line.end();
    expect(await panel(page).count()).toBe(0);
    const { path } = await makeFile('of-ben.bin', 1);
    await page.getByLabel('Upload files').first().setInputFiles(path);
    await panel(page).getByText('1 file uploaded').waitFor();
    expect(await fileCount(ben.rootId)).toBe(1);
    expect(await fileCount(ada.rootId)).toBeLessThan(count);

    await signOut(page, ben);
    await sendSignIn(page, ada);
    await panel(page).getByText(`${count} files uploaded`).waitFor({ timeout: 60_000 });
    expect(await fileCount(ada.rootId)).toBe(count);
    expect(await fileCount(ben.rootId)).toBe(1);
    await page.context().close();
  });

  test('who signs in in another tab gets nothing of them either, and both tabs say who is signed in', async () => {
    const eve = await newAccount(server, 'eve');
    const fay = await newAccount(server, 'fay');
    const { page } = await openTab(browser, server);
    await signIn(page, '/files', eve);
    const other = await page.context().newPage();
    await other.goto('/files');
    const line = await slowDown(page);
    await uploadMany(page);
    await signOut(other, eve);
    await sendSignIn(other, fay);
    await page.getByRole('button', { name: 'fay', exact: true }).waitFor();
    await line.end();
    expect(await panel(page).count()).toBe(0);

    await signOut(page, fay);
    await sendSignIn(page, eve);
    await panel(page).getByText(`${count} files uploaded`).waitFor({ timeout: 60_000 });
    expect(await fileCount(eve.rootId)).toBe(count);
    expect(await fileCount(fay.rootId)).toBe(0);
    await page.context().close();
  });

  test('when the session ends they wait for the sign-in, and then go on', async () => {
    const dee = await newAccount(server, 'dee');
    const { page } = await openTab(browser, server);
    await signIn(page, '/files', dee);
    const line = await slowDown(page);
    await uploadMany(page);
    const { id } = await page.evaluate(async () => {
      const answer = await fetch('/api/v2/whoami');
      return ((await answer.json()) as { session: { id: string } }).session;
    });
    await clientOf(server).delete(`/sessions/${id}`);
    await page.waitForURL(/\/sign-in/);
    await line.end();
    expect(await fileCount(dee.rootId)).toBeLessThan(count);
    await sendSignIn(page, dee);
    await panel(page).getByText(`${count} files uploaded`).waitFor({ timeout: 60_000 });
    expect(await fileCount(dee.rootId)).toBe(count);
    await page.context().close();
  });

  test('who signs in is not taken for the user before, whose upload can go on after the page was loaded anew', async () => {
    const kit = await newAccount(server, 'kit');
    const lou = await newAccount(server, 'lou');
    const { path } = await makeFile('of-kit.bin', 96);
    const { page } = await openTab(browser, server);
    await signIn(page, '/files', kit);
    const protocol = await page.context().newCDPSession(page);
    const slow = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 6 << 20 };
    await protocol.send('Network.emulateNetworkConditions', slow);
    await page.getByLabel('Upload files').first().setInputFiles(path);
    await expect.poll(() => chunksThere(page), { timeout: 60_000 }).toBeGreaterThan(0);
    await page.getByRole('button', { name: 'Pause all' }).click();
    await panel(page)
      .getByText(/^Paused at/)
      .waitFor();
    await signOut(page, kit);

    // Held until it has been looked at what is shown meanwhile.
    let goOn = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    await page.route('**/api/v2/whoami', async (route) => {
      await held;
      await route.continue();
    });
    const asked = page.waitForRequest('**/api/v2/whoami');
    await sendSignIn(page, lou);
    await asked;
    expect(await page.getByRole('button', { name: 'kit', exact: true }).count()).toBe(0);
    goOn();
    await page.getByRole('button', { name: 'lou', exact: true }).waitFor();
    await page.unroute('**/api/v2/whoami');

    page.on('dialog', (dialog) => void dialog.accept());
    await signIn(page, '/files', kit);
    await panel(page)
      .getByText(/of 96\.0 MiB are there/)
      .waitFor();
    await page.context().close();
  });
});
