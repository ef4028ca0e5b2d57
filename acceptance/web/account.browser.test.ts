import { generateSync } from 'otplib';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from '../browser.ts';
import { clientOf } from '../client.ts';
import type { Server } from '../server.ts';
import { expectAccessible, newAccount, openTab, sendSignIn, shapes, signIn, signOut, startDashboard, type Account } from './dashboard.ts';

let server: Server;
let browser: Browser;
beforeAll(async () => {
  [server, browser] = await Promise.all([startDashboard(), launchBrowser()]);
});
afterAll(async () => {
  await Promise.all([browser.close(), server.end()]);
});

/** Codes are taken once each, and those of the steps beside the current one, too. */
const codeOf = (secret: string, steps: number): string => generateSync({ secret, epoch: Math.floor(Date.now() / 1000) + steps * 30 });

async function fillSignIn(page: Page, account: Account): Promise<void> {
  await page.goto('/sign-in');
  await sendSignIn(page, account);
}

test('a second factor is set up, asked for, and switched off', async () => {
  const someone = await newAccount(server, 'careful');
  const { page, complaints } = await openTab(browser, server);
  await signIn(page, '/settings/account', someone);
  await page.getByRole('button', { name: 'Set it up' }).click();
  const dialog = page.getByRole('dialog', { name: 'Set it up' });
  await dialog.getByRole('img', { name: 'QR code of the secret' }).waitFor();
  const secret = await dialog.getByLabel('Secret', { exact: true }).inputValue();
  // The field to fill has the focus, not the one to copy from.
  await page.keyboard.type('000 000');
  expect(await dialog.getByLabel('Code', { exact: true }).inputValue()).toBe('000 000');
  await dialog.getByRole('button', { name: 'Switch it on' }).click();
  await dialog.getByRole('alert').waitFor();
  await dialog.getByLabel('Code', { exact: true }).fill(codeOf(secret, -1).replace(/^.../, '$& '));
  await dialog.getByRole('button', { name: 'Switch it on' }).click();
  await page.getByRole('button', { name: 'Switch it off' }).waitFor();

  const elsewhere = await openTab(browser, server);
  await fillSignIn(elsewhere.page, someone);
  await elsewhere.page.getByLabel('Code').fill('000000');
  await elsewhere.page.getByRole('button', { name: 'Sign in' }).click();
  await elsewhere.page.getByRole('alert').waitFor();
  await elsewhere.page.getByLabel('Code').fill(codeOf(secret, 0));
  await elsewhere.page.getByRole('button', { name: 'Sign in' }).click();
  await elsewhere.page.waitForURL(/\/files$/);

  await page.getByRole('button', { name: 'Switch it off' }).click();
  const leaving = page.getByRole('dialog', { name: 'Switch the second factor off?' });
  await leaving.getByLabel('Current password').fill('wrong');
  await leaving.getByRole('button', { name: 'Switch it off' }).click();
  await leaving.getByRole('alert').waitFor();
  await leaving.getByLabel('Current password').fill(someone.password);
  await leaving.getByRole('button', { name: 'Switch it off' }).click();
  await page.getByRole('button', { name: 'Set it up' }).waitFor();
  // What was refused on purpose is all that the console tells.
  expect(complaints.filter((text) => !/status of 40[03]/.test(text))).toEqual([]);
  for (const tab of [page, elsewhere.page]) await tab.context().close();
});

test('a session is ended from elsewhere; another password ends all others', async () => {
  const someone = await newAccount(server, 'roaming');
  const { page, complaints } = await openTab(browser, server);
  await signIn(page, '/settings/account', someone);
  const phone = await openTab(browser, server, {
    userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1',
  });
  await signIn(phone.page, '/settings/account', someone);
  await page.reload();
  const sessions = page.getByRole('table', { name: 'Where you are signed in' });
  await sessions.getByText('This one').waitFor();
  await sessions.getByRole('button', { name: 'Sign out Safari on iOS' }).click();
  await page.getByText('Signed out there').waitFor();
  await sessions.getByText('Safari on iOS').waitFor({ state: 'detached' });
  await phone.page.reload();
  await phone.page.waitForURL(/\/sign-in/);

  await signIn(phone.page, '/settings/account', someone);
  await page.getByLabel('Current password').fill(someone.password);
  await page.getByLabel('New password', { exact: true }).fill('a better one');
  await page.getByLabel('New password again').fill('a bitter one');
  await page.getByText('These two are not the same.').waitFor();
  await page.getByLabel('New password again').fill('a better one');
  await page.getByRole('button', { name: 'Change the password' }).click();
  await page.getByText('Everywhere else you are signed out.').waitFor();
  await phone.page.reload();
  await phone.page.waitForURL(/\/sign-in/);
  await fillSignIn(phone.page, someone);
  await phone.page.getByRole('alert').waitFor();
  await fillSignIn(phone.page, { ...someone, password: 'a better one' });
  await phone.page.waitForURL(/\/files$/);
  expect(complaints).toEqual([]);
  for (const tab of [page, phone.page]) await tab.context().close();
});

test('signing out says why it did not work, and counts a session that is over as signed out', async () => {
  const someone = await newAccount(server, 'leaving');
  const { page } = await openTab(browser, server);
  // A tab that nobody sees does not hear of the end by itself.
  await page.addInitScript("Object.defineProperty(document, 'hidden', { get: () => true })");
  await signIn(page, '/settings/account', someone);
  await page.getByText('This one').waitFor();
  await page.context().setOffline(true);
  await page.getByRole('button', { name: 'leaving', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByText('The server cannot be reached.').waitFor();
  await page.context().setOffline(false);

  const { session } = (await (await page.request.get('/api/v2/whoami')).json()) as { readonly session: { readonly id: string } };
  await clientOf(server).delete(`/sessions/${session.id}`);
  await signOut(page, someone);
  await page.context().close();
});

describe.each(shapes)('%i pixels, %s', (width, colorScheme) => {
  test('the page and its dialogs are accessible', async () => {
    const { page, complaints } = await openTab(browser, server, { colorScheme, viewport: { width, height: 800 } });
    await signIn(page, '/settings/account');
    await page.getByText('This one').waitFor();
    await expectAccessible(page, 'account');
    await page.getByRole('button', { name: 'Set it up' }).click();
    await page.getByRole('img', { name: 'QR code of the secret' }).waitFor();
    await expectAccessible(page, 'account-second-factor');
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});
