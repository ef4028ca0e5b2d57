import { createHash } from 'node:crypto';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from '../browser.ts';
import { clientOf, send } from '../client.ts';
import type { Server } from '../server.ts';
import { expectAccessible, openTab, signIn, startDashboard } from './dashboard.ts';

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
    .getByText(/of 1\.0 GiB are there from before/)
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
