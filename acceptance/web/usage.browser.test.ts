import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from '../browser.ts';
import { clientOf } from '../client.ts';
import { startServer, type Server } from '../server.ts';
import { admin, expectAccessible, openTab, shapes, signIn } from './dashboard.ts';

let server: Server;
let browser: Browser;
beforeAll(async () => {
  // With the limits of the plan, which do not hold for those who signed in.
  const env = { FILEWHARF_ADMIN_USERNAME: admin.username, FILEWHARF_ADMIN_PASSWORD: admin.password };
  [server, browser] = await Promise.all([startServer({ keepsPort: true, env }), launchBrowser()]);
  await clientOf(server).upload('large.bin', Buffer.alloc(300_000));
});
afterAll(async () => {
  await Promise.all([browser.close(), server.end()]);
});

describe.each(shapes)('%i pixels, %s', (width, colorScheme) => {
  test('what is used is shown, readable by all', async () => {
    const { page, complaints } = await openTab(browser, server, { colorScheme, locale: 'en-US', viewport: { width, height: 800 } });
    await signIn(page, '/settings/usage');
    const content = page.getByRole('main');
    await content.getByRole('region', { name: 'Storage', exact: true }).getByText('293 KiB').waitFor();
    const requests = await content
      .getByRole('region', { name: 'Requests', exact: true })
      .getByText(/ in this hour/)
      .textContent();
    expect(requests).toMatch(/^[\d,]+ in this hour$/);
    for (const name of ['Requests by day', 'Storage over time', 'Traffic by day']) {
      const plot = content.getByRole('img', { name });
      await plot.locator('canvas').waitFor();
      // Inside of its card, whatever the width.
      const [inner, outer] = await Promise.all([plot.boundingBox(), content.getByRole('region', { name }).boundingBox()]);
      expect(inner?.width).toBeLessThanOrEqual(outer?.width ?? 0);
    }
    await expectAccessible(page, 'usage');
    await content.getByText('As a table').click();
    const today = content.getByRole('table', { name: 'The last 30 days' }).getByRole('row').nth(1);
    await today.getByRole('cell', { name: '293 KiB' }).first().waitFor();
    await today.scrollIntoViewIfNeeded();
    await expectAccessible(page, 'usage-table');
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});

test('where nothing can be drawn, the table says it all', async () => {
  const { page, complaints } = await openTab(browser, server);
  await page.addInitScript("Object.defineProperty(navigator, 'language', { value: 'en-US@posix' })");
  await signIn(page, '/settings/usage');
  await page.getByRole('table', { name: 'The last 30 days' }).waitFor();
  expect(await page.getByRole('img').count()).toBe(0);
  expect(complaints).toEqual([]);
  await page.context().close();
});
