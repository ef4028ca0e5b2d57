import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { launchBrowser } from './browser.ts';
import { startServer, type Server } from './server.ts';

let server: Server;
let browser: Browser;
beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()]);
});
afterAll(async () => {
  await Promise.all([browser.close(), server.end()]);
});

it('is reached from the first page, shows every operation, and asks nobody else', async () => {
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(server.url) && !request.url().startsWith('data:')) complaints.push(`asked ${request.url()}`);
  });
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('favicon')) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));

  await page.goto(`${server.url}/connect`);
  await page.getByRole('link', { name: 'All operations of the API' }).click();
  await page.getByText('/api/v2/chunks/complete').waitFor();
  const { paths } = (await (await fetch(`${server.url}/api/v2/openapi.json`)).json()) as { paths: Record<string, object> };
  const operations = Object.values(paths).reduce((count, methods) => count + Object.keys(methods).length, 0);
  expect(await page.locator('.opblock').count()).toBe(operations);
  expect(operations).toBeGreaterThanOrEqual(34);
  expect(complaints).toEqual([]);
});
