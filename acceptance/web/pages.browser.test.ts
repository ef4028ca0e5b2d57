import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from '../browser.ts';
import type { Server } from '../server.ts';
import { admin, expectAccessible, openTab, signIn, startDashboard } from './dashboard.ts';

let server: Server;
let browser: Browser;
beforeAll(async () => {
  [server, browser] = await Promise.all([startDashboard(), launchBrowser()]);
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
  ['/settings/site', 'Site'],
  ['/settings/account', 'Account'],
] as const;

describe.each(['light', 'dark'] as const)('in %s colours', (colorScheme) => {
  test.each([1280, 390])('every page is accessible, %i pixels wide', async (width) => {
    const { page, complaints } = await openTab(browser, server, { colorScheme, viewport: { width, height: 800 } });
    await page.goto('/');
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await expectAccessible(page, 'sign-in');
    await signIn(page);
    for (const [path, heading] of pages) {
      await page.goto(path);
      await page.getByRole('heading', { level: 1, name: heading }).waitFor();
      await expectAccessible(page, heading.toLowerCase().replace(' ', '-'));
    }
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});

test('what is above the settings leads to one of them', async () => {
  const { page } = await openTab(browser, server);
  await signIn(page);
  await page.goto('/settings');
  await page.getByRole('heading', { level: 1, name: 'Account' }).waitFor();
  await page.context().close();
});

test('what the first page loads is at most 150 KiB of JavaScript', async () => {
  const { page } = await openTab(browser, server);
  await signIn(page);
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

test('signing in: wrong passwords are told, the session ends with signing out, and links lead nowhere else', async () => {
  const { page } = await openTab(browser, server);
  await page.goto('/files/reports?x=1');
  await page.waitForURL(/\/sign-in/);
  await page.getByLabel('User name').fill(admin.username);
  await page.getByLabel('Password').fill('wrong');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('alert').waitFor();
  await page.getByLabel('Password').fill(admin.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(/\/files\/reports/);
  await page.getByRole('button', { name: admin.username }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.waitForURL(/\/sign-in/);
  await page.goto('/files');
  await page.waitForURL(/\/sign-in/);
  for (const next of ['https://example.com/', '//example.com/', '/\\example.com']) {
    await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
    await page.getByLabel('User name').fill(admin.username);
    await page.getByLabel('Password').fill(admin.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL(`${server.url}/files`);
  }
  await page.context().close();
});
