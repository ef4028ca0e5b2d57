import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from '../browser.ts';
import { startServer, type Server } from '../server.ts';
import { expectAccessible, openTab, signIn } from './dashboard.ts';

let server: Server;
let browser: Browser;
beforeAll(async () => {
  [server, browser] = await Promise.all([startServer({ keepsPort: true }), launchBrowser()]);
});
afterAll(async () => {
  await Promise.all([browser.close(), server.end()]);
});

test('from what the first start prints to a file that somebody else has downloaded', async () => {
  const printed = server.program.stdout();
  const said = (what: string): string => new RegExp(`^ {2}${what} +(\\S+)$`, 'm').exec(printed)?.[1] ?? '';
  const { page, complaints } = await openTab(browser, server);
  await page.goto(said('dashboard'));
  await page.waitForURL(/\/sign-in/);
  await signIn(page, '/files', { username: said('user'), password: said('password') });
  await page.getByText('Put in your first files').waitFor();
  await expectAccessible(page, 'welcome');

  await page
    .getByLabel('Upload files')
    .first()
    .setInputFiles({ name: 'hello.txt', mimeType: 'text/plain', buffer: Buffer.from('hello, world') });
  await page.getByText('1 file uploaded').waitFor();
  await page.getByRole('region', { name: 'Uploads' }).getByRole('button', { name: 'Close' }).click();
  await page.getByRole('button', { name: 'Actions for hello.txt' }).click();
  await page.getByRole('menuitem', { name: 'Share' }).click();
  const dialog = page.getByRole('dialog', { name: 'Share hello.txt' });
  await dialog.getByLabel('Password', { exact: true }).fill('open sesame');
  await expectAccessible(page, 'share-dialog');
  await dialog.getByRole('button', { name: 'Make the link' }).click();
  const link = await page.getByRole('dialog', { name: 'The link is ready' }).getByLabel('Link', { exact: true }).inputValue();
  await expectAccessible(page, 'share-link');
  expect(link.startsWith(`${server.url}/s/`)).toBe(true);

  // Somebody else, without JavaScript.
  const { page: visitor } = await openTab(browser, server, { javaScriptEnabled: false });
  await visitor.goto(link);
  await visitor.locator('input[type=password]').fill('open says me');
  await visitor.keyboard.press('Enter');
  await visitor.getByRole('alert').waitFor();
  await visitor.locator('input[type=password]').fill('open sesame');
  await visitor.keyboard.press('Enter');
  await visitor.getByRole('heading', { name: 'hello.txt' }).waitFor();
  const [download] = await Promise.all([visitor.waitForEvent('download'), visitor.getByRole('link', { name: /Download/ }).click()]);
  const chunks: Buffer[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
  expect(Buffer.concat(chunks).toString()).toBe('hello, world');
  expect(complaints).toEqual([]);
  await Promise.all([visitor.context().close(), page.context().close()]);
});
