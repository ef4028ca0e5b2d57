import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from '../browser.ts';
import { send } from '../client.ts';
import type { Server } from '../server.ts';
import { openTab, signIn, startDashboard } from './dashboard.ts';

const count = 100_000;

let server: Server;
let browser: Browser;
beforeAll(async () => {
  [server, browser] = await Promise.all([startDashboard(), launchBrowser()]);
  const headers = { authorization: `Bearer ${server.apiKey}`, 'content-type': 'application/json' };
  const make = (path: string) =>
    send(`${server.url}/api/v2/folders`, { method: 'POST', headers, body: JSON.stringify({ path }), hangAfter: 60_000 });
  await make('/large');
  const numbers = Array.from({ length: count }, (_, index) => String(index).padStart(6, '0')).values();
  async function makeMany(): Promise<void> {
    for (const number of numbers) expect((await make(`/large/folder ${number}`)).status).toBe(201);
  }
  await Promise.all(Array.from({ length: 64 }, makeMany));
}, 600_000);
afterAll(async () => {
  await Promise.all([browser.close(), server.end()]);
});

test('100,000 entries are scrolled through to the end without a task over 200 ms', async () => {
  const { page, complaints } = await openTab(browser, server);
  await page.addInitScript(
    'self.longest = 0; new PerformanceObserver((list) => { for (const { duration } of list.getEntries()) self.longest = Math.max(self.longest, duration); }).observe({ type: "longtask" });',
  );
  await signIn(page, '/files/large');
  const grid = page.getByRole('grid');
  await grid.getByText('folder 000000').waitFor();
  const rows = page.locator('.file-grid .rows .file-row');
  // Opening the application is not scrolling.
  await page.evaluate('self.longest = 0');
  await grid.focus();
  await expect
    .poll(
      async () => {
        await page.keyboard.press('End');
        return grid.getByText('folder 099999').count();
      },
      { timeout: 240_000, interval: 50 },
    )
    .toBe(1);
  expect(await grid.getAttribute('aria-rowcount')).toBe(String(count + 1));
  expect(await rows.count()).toBeLessThan(100);
  // Everything is there now: through all of it by the wheel and by jumps. The best of three, because this machine does other things, too.
  const longest: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    await page.evaluate('self.longest = 0');
    await page.evaluate(
      "(async () => { const grid = document.querySelector('.file-grid'); for (let step = 0; step <= 200; step += 1) { grid.scrollTop = (grid.scrollHeight / 200) * (step % 2 ? step : 200 - step); await new Promise(requestAnimationFrame); } grid.scrollTop = 0; await new Promise(requestAnimationFrame); })()",
    );
    await grid.getByText('folder 000000').waitFor();
    await page.keyboard.press('Control+a');
    await page.getByText('100,000 selected').waitFor();
    await page.keyboard.press('Escape');
    longest.push(await page.evaluate<number>('self.longest'));
    if ((longest.at(-1) ?? 0) <= 200) break;
  }
  expect(Math.min(...longest)).toBeLessThanOrEqual(200);
  expect(complaints).toEqual([]);
  await page.context().close();
}, 600_000);
