import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Server } from '../server.ts';

/** A tab of the dashboard. */
export interface Tab {
  readonly page: Page;
  /** What the browser complained about: errors of scripts, and what the content policy refused. */
  readonly complaints: readonly string[];
}

/** Opens a tab of its own browser profile, not signed in. */
export async function openTab(browser: Browser, server: Server, options: BrowserContextOptions = {}): Promise<Tab> {
  const context = await browser.newContext({ baseURL: server.url, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  return { page, complaints };
}

/** Signs in and waits for the page that comes then: `path`, default the files. */
export async function signIn(page: Page, server: Server, path = '/files'): Promise<void> {
  await page.goto(`/sign-in?next=${encodeURIComponent(path)}`);
  await page.getByLabel('API key').fill(server.apiKey);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL((url) => url.pathname === path.split('?')[0]);
}

/** Fails when axe finds anything on what the page shows now. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await runAxe(page);
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
}

async function runAxe(page: Page): Promise<axe.AxeResults> {
  // By the debugging protocol, which the content policy of the page does not bind.
  await page.evaluate(axe.source);
  return page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run());
}
