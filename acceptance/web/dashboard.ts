import axe from 'axe-core';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { expect, onTestFailed } from 'vitest';
import { clientOf, newUser } from '../client.ts';
import { repository, startServer, withoutRequestLimit, type Server } from '../server.ts';

/** Where pictures of the pages are put, to be looked at. */
const pictures = join(repository, '.cache/screenshots');

/** A tab of the dashboard. */
export interface Tab {
  readonly page: Page;
  /** What the browser complained about: errors of scripts, and what the content policy refused. */
  readonly complaints: readonly string[];
}

/** Opens a tab of its own browser profile, not signed in. */
export async function openTab(browser: Browser, server: Pick<Server, 'url'>, options: BrowserContextOptions = {}): Promise<Tab> {
  const context = await browser.newContext({ baseURL: server.url, ...options });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    // Whoever is not signed in yet is told so by the server, which the browser notes.
    if (message.type() === 'error' && !message.text().includes('status of 401')) complaints.push(message.text());
  });
  onTestFailed(async () => {
    await page.screenshot({ path: join(pictures, 'failed.png') });
  });
  return { page, complaints };
}

/** Widths and schemes in which pages are looked at, for `describe.each`. */
export const shapes = [
  [1280, 'light'],
  [1280, 'dark'],
  [390, 'light'],
  [390, 'dark'],
] as const;

/** The administrator of a server that was started with `startDashboard`. */
export const admin = { username: 'admin', password: 'harbour-master-7' } as const;

/** A server whose administrator is known and may ask as often as they like. */
export function startDashboard(): Promise<Server> {
  return startServer({
    keepsPort: true,
    env: { ...withoutRequestLimit, FILEWHARF_ADMIN_USERNAME: admin.username, FILEWHARF_ADMIN_PASSWORD: admin.password },
  });
}

export interface Account {
  readonly username: string;
  readonly password: string;
}

/** A new user who can sign in. */
export async function newAccount(
  server: Server,
  username: string,
  plan = 'team',
): Promise<Account & { readonly userId: string; readonly rootId: string }> {
  const { userId, rootId } = await newUser(server, username, plan);
  const password = `the password of ${username}`;
  await clientOf(server).patch(`/users/${userId}`, { password });
  return { username, password, userId, rootId };
}

/** Fills in the sign-in that the page shows, and sends it. */
export async function sendSignIn(page: Page, { username, password }: Account): Promise<void> {
  await page.getByLabel('User name').fill(username);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** Signs in and waits for the page that comes then: `path`, default the files. */
export async function signIn(page: Page, path = '/files', account: Account = admin): Promise<void> {
  await page.goto(`/sign-in?next=${encodeURIComponent(path)}`);
  await sendSignIn(page, account);
  await page.waitForURL((url) => url.pathname + url.search === path);
}

/** Signs out by the menu, and stays in the page that is loaded. */
export async function signOut(page: Page, { username }: Pick<Account, 'username'>): Promise<void> {
  await page.getByRole('button', { name: username, exact: true }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.waitForURL(/\/sign-in/);
}

/** Fails when axe finds anything on what the page shows now. Puts a picture of it into `.cache/screenshots`. */
export async function expectAccessible(page: Page, name: string): Promise<void> {
  const { width = 0 } = page.viewportSize() ?? {};
  const scheme = await page.evaluate<string>("matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'");
  await page.screenshot({ path: join(pictures, `${name}-${width}-${scheme}.png`) });
  const { violations } = await runAxe(page);
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
}

async function runAxe(page: Page): Promise<axe.AxeResults> {
  // By the debugging protocol, which the content policy of the page does not bind.
  await page.evaluate(axe.source);
  return page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run());
}
