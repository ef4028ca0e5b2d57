import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from '../browser.ts';
import { clientOf } from '../client.ts';
import type { Server } from '../server.ts';
import { expectAccessible, openTab, shapes, signIn, startDashboard } from './dashboard.ts';

let server: Server;
let browser: Browser;
beforeAll(async () => {
  [server, browser] = await Promise.all([startDashboard(), launchBrowser()]);
});
afterAll(async () => {
  await Promise.all([browser.close(), server.end()]);
});

const statusWith = async (key: string, path = '/whoami'): Promise<number> => (await clientOf(server, key).call('GET', path)).status;

/** Chooses something of the menu of a key. */
async function choose(page: Page, name: string, item: string): Promise<void> {
  await page.getByRole('button', { name: `What to do with ${name}`, exact: true }).click();
  await page.getByRole('menuitem', { name: item }).click();
}

/** The secret that is shown now; closes its dialog. */
async function takeSecret(page: Page): Promise<string> {
  const dialog = page.getByRole('dialog', { name: 'Copy this key now' });
  const secret = await dialog.getByLabel('API key', { exact: true }).inputValue();
  expect(await dialog.getByLabel('Try it').inputValue()).toBe(`curl -H "Authorization: Bearer ${secret}" ${server.url}/api/v2/whoami`);
  await dialog.getByRole('button', { name: 'I have copied it' }).click();
  await dialog.waitFor({ state: 'detached' });
  return secret;
}

test('a key is made for a folder, used, renamed, rotated and revoked', async () => {
  const { id } = await clientOf(server).upload('inside.txt', Buffer.from('in'), { folder_path: '/reports' });
  const outside = await clientOf(server).upload('outside.txt', Buffer.from('out'));
  const { page, complaints } = await openTab(browser, server);
  await signIn(page, '/settings/keys');
  await page.getByRole('button', { name: 'New API key' }).click();
  const dialog = page.getByRole('dialog', { name: 'New API key' });
  const name = '<script>alert(1)</script> backup';
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByLabel('Change files').uncheck();
  await dialog.getByLabel('Read files').uncheck();
  await dialog.getByText('A key without any right is of no use.').waitFor();
  expect(await dialog.getByRole('button', { name: 'New API key' }).isDisabled()).toBe(true);
  await dialog.getByLabel('Read files').check();
  await dialog.getByLabel('Only in this folder').fill('/reports');
  await dialog.getByLabel('Ends').selectOption('In a week');
  await dialog.getByRole('button', { name: 'New API key' }).click();
  const secret = await takeSecret(page);
  expect(await page.content()).not.toContain(secret);

  expect(await statusWith(secret, `/files/${id}`)).toBe(200);
  expect(await statusWith(secret, `/files/${outside.id}`)).toBe(404);
  expect((await clientOf(server, secret).callJson('POST', '/folders', { name: 'new' })).status).toBe(403);

  const row = page.getByRole('table', { name: 'API Keys' }).getByRole('row').filter({ hasText: 'backup' });
  await row.getByText('/reports').waitFor();
  expect(await row.getByRole('cell').allTextContents()).toMatchObject([
    `${name}sk_live_…${secret.slice(-4)}`,
    'Read files',
    '/reports',
    expect.any(String),
    expect.stringMatching(/^\w{3} \d+, \d{4}$/),
    '',
  ]);
  await choose(page, name, 'Rename');
  await page.getByLabel('Name', { exact: true }).fill('nightly backup');
  await page.getByRole('button', { name: 'Save' }).click();
  await row.getByText('nightly backup').waitFor();

  await choose(page, 'nightly backup', 'New secret');
  await page.getByRole('dialog').getByRole('button', { name: 'New secret' }).click();
  const rotated = await takeSecret(page);
  expect(await Promise.all([statusWith(secret), statusWith(rotated)])).toEqual([401, 200]);

  await choose(page, 'nightly backup', 'Revoke');
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await row.waitFor({ state: 'detached' });
  expect(await statusWith(rotated)).toBe(401);
  expect(complaints).toEqual([]);
  await page.context().close();
});

test('a folder that is not there stays in the dialog, with all that was typed', async () => {
  const { page } = await openTab(browser, server);
  await signIn(page, '/settings/keys');
  await page.getByRole('button', { name: 'New API key' }).click();
  const dialog = page.getByRole('dialog', { name: 'New API key' });
  await dialog.getByLabel('Name').fill('lost');
  await dialog.getByLabel('Only in this folder').fill('/not/there');
  await dialog.getByRole('button', { name: 'New API key' }).click();
  await dialog.getByRole('alert').waitFor();
  expect(await dialog.getByLabel('Name').inputValue()).toBe('lost');
  await page.context().close();
});

test('a double click makes one key, and neither its secret nor what is typed goes away by a click beside it', async () => {
  const { page, complaints } = await openTab(browser, server);
  await signIn(page, '/settings/keys');
  await page.getByRole('button', { name: 'New API key' }).click();
  const form = page.getByRole('dialog', { name: 'New API key' });
  await form.getByLabel('Name').fill('clicked twice');
  await page.mouse.click(5, 300);
  expect(await form.getByLabel('Name').inputValue()).toBe('clicked twice');
  // Both before the page can be drawn anew.
  await page.evaluate("for (const time of [1, 2]) document.querySelector('dialog form').requestSubmit()");
  const secret = page.getByRole('dialog', { name: 'Copy this key now' });
  await secret.waitFor();
  await page.mouse.click(5, 300);
  await takeSecret(page);
  const { keys } = await clientOf(server).get<{ keys: readonly { name: string }[] }>('/keys?per_page=100');
  expect(keys.filter(({ name }) => name === 'clicked twice')).toHaveLength(1);
  expect(complaints).toEqual([]);
  await page.context().close();
});

describe.each(shapes)('%i pixels, %s', (width, colorScheme) => {
  test('the list, its menu and dialogs are accessible', async () => {
    const name = `A key for looks ${width} ${colorScheme}`;
    await clientOf(server).post('/keys', { name, scopes: ['files:read'], expires_in: 24 });
    const { page, complaints } = await openTab(browser, server, { colorScheme, viewport: { width, height: 800 } });
    await signIn(page, '/settings/keys');
    await page.getByText(name).waitFor();
    await expectAccessible(page, 'keys');
    await page.getByRole('button', { name: 'New API key' }).click();
    await page.getByRole('dialog').waitFor();
    await expectAccessible(page, 'key-new');
    await page.keyboard.press('Escape');
    await choose(page, name, 'New secret');
    await page.getByRole('dialog').getByRole('button', { name: 'New secret' }).click();
    await page.getByLabel('API key', { exact: true }).waitFor();
    await expectAccessible(page, 'key-secret');
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});
