import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from '../browser.ts';
import { clientOf, newUser, type Client } from '../client.ts';
import type { Server } from '../server.ts';
import { expectAccessible, openTab, shapes, signIn, startDashboard } from './dashboard.ts';

let server: Server;
let browser: Browser;
let client: Client;
beforeAll(async () => {
  [server, browser] = await Promise.all([startDashboard(), launchBrowser()]);
  client = clientOf(server);
});
afterAll(async () => {
  await Promise.all([browser.close(), server.end()]);
});

const rowOf = (page: Page, name: string) => page.getByRole('table', { name: 'Shares' }).getByRole('row').filter({ hasText: name });

/** Makes a link in the dialog, which `fill` fills, and answers its address. */
async function makeLink(page: Page, path: string, fill: () => Promise<void> = async () => undefined): Promise<string> {
  await page.getByRole('button', { name: 'New link' }).click();
  const dialog = page.getByRole('dialog', { name: 'New link' });
  await dialog.getByLabel('What to share').fill(path);
  await fill();
  await dialog.getByRole('button', { name: 'Make the link' }).click();
  const made = page.getByRole('dialog', { name: 'The link is ready' });
  const url = await made.getByLabel('Link', { exact: true }).inputValue();
  await made.getByRole('button', { name: 'Done' }).click();
  return url;
}

/** Chooses something of the menu of a link. */
async function choose(page: Page, name: string, item: string): Promise<void> {
  await page.getByRole('button', { name: `What to do with the link to ${name}` }).click();
  await page.getByRole('menuitem', { name: item }).click();
}

/** A browser that knows nobody here. */
async function visit(url: string): Promise<Page> {
  const { page } = await openTab(browser, server);
  await page.goto(url);
  return page;
}

test('a link with a password: made, opened by wrong and right password, changed and revoked', async () => {
  await client.upload('Salaries.txt', Buffer.from('top secret'), { folder_path: '/shared' });
  const { page, complaints } = await openTab(browser, server);
  await signIn(page, '/shares');
  await page.getByText('Nothing is shared yet').waitFor();
  const url = await makeLink(page, '/shared/Salaries.txt', async () => {
    await page.getByLabel('Password').fill('open sesame');
    await page.getByLabel('Ends').selectOption('In a week');
    await page.getByText('Address, title and message').click();
    await page.getByLabel('End of the link').fill('Salaries-26');
    await page.getByLabel('Message').fill('For you alone.');
  });
  expect(url).toBe(`${server.url}/s/Salaries-26`);

  const visitor = await visit(url);
  await visitor.getByLabel('Password').fill('open barley');
  await visitor.getByRole('button', { name: 'Open' }).click();
  await visitor.getByText('The password is wrong.').waitFor();
  await visitor.getByLabel('Password').fill('open sesame');
  await visitor.getByRole('button', { name: 'Open' }).click();
  await visitor.getByText('For you alone.').waitFor();
  const [download] = await Promise.all([visitor.waitForEvent('download'), visitor.getByRole('link', { name: 'Download' }).click()]);
  expect(download.suggestedFilename()).toBe('Salaries.txt');
  await download.path();

  await page.reload();
  const row = rowOf(page, 'Salaries.txt');
  await row.getByText('/shared', { exact: true }).waitFor();
  expect(await row.getByRole('cell').allTextContents()).toMatchObject([
    expect.stringMatching(/^Salaries\.txt.*To downloadPassword$/),
    'Active',
    '',
    '1',
    '0',
    expect.stringMatching(/^\w{3} \d+, \d{4}$/),
    '',
  ]);

  await choose(page, 'Salaries.txt', 'Change');
  await page.getByLabel('Take the password away').check();
  await page.getByLabel('Visitors at most').fill('2');
  await page.getByRole('button', { name: 'Save' }).click();
  await row.getByText('0 of 2').waitFor();
  const second = await visit(url);
  await second.getByText('For you alone.').waitFor();

  await choose(page, 'Salaries.txt', 'Revoke');
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await page.getByText('Nothing is shared yet').waitFor();
  await second.reload();
  expect(await second.getByText('For you alone.').count()).toBe(0);
  expect(complaints).toEqual([]);
  for (const tab of [page, visitor, second]) await tab.context().close();
});

test('view-only links, links that ask for files, and the filter by state', async () => {
  await client.upload('plan.txt', Buffer.from('the plan'), { folder_path: '/views' });
  const { page, complaints } = await openTab(browser, server);
  await signIn(page, '/shares');
  const view = await makeLink(page, '/views/plan.txt', () => page.getByLabel('can see it only').check());
  const viewer = await visit(view);
  await viewer.getByText('the plan').waitFor();
  expect(await viewer.getByRole('link', { name: 'Download' }).count()).toBe(0);
  expect((await fetch(`${view}/download`)).status).toBe(403);

  const inbox = await makeLink(page, '/views', () => page.getByLabel('can send files').check());
  const sender = await visit(inbox);
  expect(await sender.getByText('plan.txt').count()).toBe(0);
  await sender
    .getByLabel('Files from your device')
    .setInputFiles([{ name: 'plan.txt', mimeType: 'text/plain', buffer: Buffer.from('another') }]);
  await sender.getByRole('button', { name: 'Send' }).click();
  await sender.getByRole('status').waitFor();
  // What was there is still what it was.
  const { entries } = await client.get<{ entries: readonly { name: string; size: number }[] }>('/entries?path=/views');
  expect(entries.map(({ name, size }) => [name, size])).toEqual([
    ['plan (2).txt', 7],
    ['plan.txt', 8],
  ]);

  await page.reload();
  await rowOf(page, 'plan.txt').getByText('To view only').waitFor();
  expect(await rowOf(page, 'To send you files').getByRole('cell').nth(4).textContent()).toBe('1');
  await page.getByLabel('State').selectOption('Ended');
  await page.getByText('No link is in this state.').waitFor();
  await page.getByLabel('State').selectOption('Active');
  await rowOf(page, 'plan.txt').waitFor();
  expect(complaints).toEqual([]);
  for (const tab of [page, viewer, sender]) await tab.context().close();
});

test('what is wrong stays in the dialog; hostile names are text; others see links of their own only', async () => {
  await client.upload('<img src=x onerror=alert(1)>\u202egpj.exe', Buffer.from('x'), { folder_path: '/odd' });
  const { page, complaints } = await openTab(browser, server);
  await signIn(page, '/shares');
  await page.getByRole('button', { name: 'New link' }).click();
  const dialog = page.getByRole('dialog', { name: 'New link' });
  await dialog.getByLabel('What to share').fill('/not/there');
  await dialog.getByLabel('Visitors at most').fill('0');
  await dialog.getByText('A whole number from 1 up.').waitFor();
  expect(await dialog.getByRole('button', { name: 'Make the link' }).isDisabled()).toBe(true);
  await dialog.getByLabel('Visitors at most').fill('');
  await dialog.getByRole('button', { name: 'Make the link' }).click();
  await dialog.getByRole('alert').waitFor();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await makeLink(page, '/odd/<img src=x onerror=alert(1)>\u202egpj.exe', async () => {
    await page.getByText('Address, title and message').click();
    await page.getByLabel('Title').fill('</div><script>alert(1)</script>\u202e');
  });
  await page.getByText('</div><script>alert(1)</script>\ufffd').first().waitFor();
  await page.getByText('/odd/<img src=x onerror=alert(1)>\ufffdgpj.exe').waitFor();
  // The 404 of the path that is not there is all that the console tells.
  expect(complaints.filter((text) => !text.includes('status of 404'))).toEqual([]);
  await page.context().close();

  await newUser(server, 'quiet');
  const { id } = (await client.get<{ users: readonly { id: string }[] }>('/users?query=quiet')).users[0] ?? { id: '' };
  await client.patch(`/users/${id}`, { password: 'a quiet password' });
  const other = await openTab(browser, server);
  await signIn(other.page, '/shares', { username: 'quiet', password: 'a quiet password' });
  await other.page.getByText('Nothing is shared yet').waitFor();
  await other.page.context().close();
});

describe.each(shapes)('%i pixels, %s', (width, colorScheme) => {
  test('the list, its menu and dialogs are accessible', async () => {
    const name = `Quarterly report of a harbour with a long name ${width} ${colorScheme}.txt`;
    const { id } = await client.upload(name, Buffer.from('x'), { folder_path: '/looks' });
    await client.post('/share', {
      file_id: id,
      password: 'pw',
      expires_in: 100,
      max_uses: 3,
      title: `For the board ${width} ${colorScheme}`,
    });
    await client.post('/share', { file_id: id, allow_download: false });
    await client.post('/share', { folder_id: 'root', kind: 'upload' });
    const { page, complaints } = await openTab(browser, server, { colorScheme, viewport: { width, height: 800 } });
    await signIn(page, '/shares');
    await rowOf(page, name).first().waitFor();
    await expectAccessible(page, 'shares');
    await page.getByRole('button', { name: `What to do with the link to For the board ${width} ${colorScheme}` }).click();
    await page.getByRole('menu').waitFor();
    await expectAccessible(page, 'shares-menu');
    await page.getByRole('menuitem', { name: 'Link and QR code' }).click();
    await page.getByRole('img', { name: 'QR code of the link' }).waitFor();
    await expectAccessible(page, 'shares-link');
    await page.keyboard.press('Escape');
    await choose(page, `For the board ${width} ${colorScheme}`, 'Change');
    await page.getByLabel('Title').waitFor();
    await expectAccessible(page, 'shares-edit');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'New link' }).click();
    await page.getByLabel('What to share').waitFor();
    await expectAccessible(page, 'shares-new');
    await page.keyboard.press('Escape');
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});
