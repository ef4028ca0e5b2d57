import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from '../browser.ts';
import { clientOf } from '../client.ts';
import { startServer, type Server } from '../server.ts';
import { admin, expectAccessible, openTab, shapes, signIn } from './dashboard.ts';

let server: Server;
let browser: Browser;
beforeAll(async () => {
  // With the limits of the plan, to have something to show.
  const env = { FILEWHARF_ADMIN_USERNAME: admin.username, FILEWHARF_ADMIN_PASSWORD: admin.password };
  [server, browser] = await Promise.all([startServer({ keepsPort: true, env }), launchBrowser()]);
  await clientOf(server).upload('large.bin', Buffer.alloc(300_000));
});
afterAll(async () => {
  await Promise.all([browser.close(), server.end()]);
});

describe.each(shapes)('%i pixels, %s', (width, colorScheme) => {
  test('what is used is shown, readable by all', async () => {
    const { page, complaints } = await openTab(browser, server, { colorScheme, viewport: { width, height: 800 } });
    await signIn(page, '/settings/usage');
    const content = page.getByRole('main');
    await content.getByRole('region', { name: 'Storage' }).getByText('293 KiB').waitFor();
    const requests = await content
      .getByRole('region', { name: 'Requests' })
      .getByText(/ in this hour/)
      .textContent();
    expect(requests).toMatch(/^[\d,]+ of [\d,]+ in this hour$/);
    await expectAccessible(page, 'usage');
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});
