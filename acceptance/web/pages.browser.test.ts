import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from '../browser.ts';
import { startServer, type Server } from '../server.ts';
import { expectAccessible, openTab, signIn } from './dashboard.ts';

let server: Server;
let browser: Browser;
beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()]);
});
afterAll(async () => {
  await Promise.all([browser.close(), server.end()]);
});

const pages = [
  ['/files', 'Files'],
  ['/shares', 'Shares'],
  ['/trash', 'Trash'],
  ['/settings/keys', 'API Keys'],
  ['/settings/people', 'People'],
  ['/settings/usage', 'Usage'],
  ['/settings/account', 'Account'],
] as const;

describe.each(['light', 'dark'] as const)('in %s colours', (colorScheme) => {
  test.each([1280, 390])('every page is accessible, %i pixels wide', async (width) => {
    const { page, complaints } = await openTab(browser, server, { colorScheme, viewport: { width, height: 800 } });
    await page.goto('/');
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await expectAccessible(page);
    await signIn(page, server);
    for (const [path, heading] of pages) {
      await page.goto(path);
      await page.getByRole('heading', { level: 1, name: heading }).waitFor();
      await expectAccessible(page);
    }
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});

test('what the first page loads is at most 150 KiB of JavaScript', async () => {
  const { page } = await openTab(browser, server);
  await signIn(page, server);
  let bytes = 0;
  let policy = '';
  page.on('response', (response) => {
    if (response.request().resourceType() === 'script') bytes += Number(response.headers()['content-length']);
    if (response.request().resourceType() === 'document') policy = response.headers()['content-security-policy'] ?? '';
  });
  await page.route('**/*', (route) => route.continue({ headers: { ...route.request().headers(), 'accept-encoding': 'gzip' } }));
  await page.goto('/files');
  await page.getByRole('heading', { level: 1, name: 'Files' }).waitFor();
  expect(bytes).toBeGreaterThan(50_000);
  expect(bytes).toBeLessThanOrEqual(150 * 1024);
  expect(policy).toContain("script-src 'self'");
  expect(policy).not.toContain('unsafe');
  await page.context().close();
});
