import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from '../browser.ts';
import { clientOf, newUser, type Client } from '../client.ts';
import type { Server } from '../server.ts';
import { admin, expectAccessible, openTab, shapes, signIn, startDashboard } from './dashboard.ts';

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

const rowOf = (page: Page, table: string, name: string) =>
  page.getByRole('table', { name: table }).getByRole('row').filter({ hasText: name });

/** Chooses something of the menu of a user or group. */
async function choose(page: Page, name: string, item: string): Promise<void> {
  await page.getByRole('button', { name: `What to do with ${name}`, exact: true }).click();
  await page.getByRole('menuitem', { name: item, exact: true }).click();
}

const toasted = (page: Page, text: string): Promise<void> => page.getByText(text, { exact: true }).waitFor();

test('a user is made, signs in and chooses a password, gets rights by a group, is kept out and deleted', async () => {
  await client.upload('plan.txt', Buffer.from('the plan'), { folder_path: '/projects' });
  const { page, complaints } = await openTab(browser, server);
  await signIn(page, '/settings/people');
  await page.getByRole('button', { name: 'New user' }).click();
  const creating = page.getByRole('dialog', { name: 'New user' });
  await creating.getByLabel('User name').fill('marina');
  await creating.getByLabel('Name', { exact: true }).fill('<b>Marina</b> \u202eanitraM');
  await creating.getByLabel('E-mail').fill('marina@example.com');
  await creating.getByLabel('Storage').fill('twenty');
  await page.getByText('A number with B, KiB, MiB, GiB or TiB.').waitFor();
  await creating.getByLabel('Storage').fill('1.5 GiB');
  await creating.getByRole('button', { name: 'New user' }).click();
  const shown = page.getByRole('dialog', { name: 'Copy this password now' });
  const password = await shown.getByLabel('Password').inputValue();
  expect(password).toMatch(/^[a-z2-9]{4}(?:-[a-z2-9]{4}){3}$/);
  await shown.getByRole('button', { name: 'I have copied it' }).click();
  const row = rowOf(page, 'Users', 'marina');
  await row.getByText('<b>Marina</b> \ufffdanitraM · marina@example.com').waitFor();
  await row.getByText('0 B of 1.5 GiB').waitFor();

  const hers = (await openTab(browser, server)).page;
  await hers.goto('/sign-in');
  await hers.getByLabel('User name').fill('marina');
  await hers.getByLabel('Password').fill(password);
  await hers.getByRole('button', { name: 'Sign in' }).click();
  await hers.getByText('Choose a password of your own first').waitFor();
  await hers.getByLabel('Current password').fill(password);
  await hers.getByLabel('New password', { exact: true }).fill('a marina of my own');
  await hers.getByLabel('New password again').fill('a marina of my own');
  await hers.getByRole('button', { name: 'Change the password' }).click();
  await hers.getByText('Choose a password of your own first').waitFor({ state: 'detached' });
  await hers.goto('/settings/people');
  await hers.getByText('For administrators').waitFor();
  expect(await hers.getByRole('navigation').getByRole('link', { name: 'People' }).count()).toBe(0);
  await hers.goto('/settings/site');
  await hers.getByText('For administrators').waitFor();

  await page.getByRole('link', { name: 'Groups' }).click();
  await page.getByText('No groups yet').waitFor();
  await page.getByRole('button', { name: 'New group' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Planners <i>');
  await page.getByRole('dialog').getByRole('button', { name: 'New group' }).click();
  const members = page.getByRole('dialog', { name: 'Members of Planners <i>' });
  await members.getByLabel('User name to add').fill('nobody');
  await members.getByRole('button', { name: 'Add' }).click();
  await members.getByText('Nobody has the user name nobody.').waitFor();
  await members.getByLabel('User name to add').fill('Marina');
  await members.getByRole('button', { name: 'Add' }).click();
  await members.getByRole('button', { name: 'Take marina out' }).waitFor();
  await page.keyboard.press('Escape');
  await rowOf(page, 'Groups', 'Planners <i>').getByRole('cell', { name: '1', exact: true }).waitFor();

  await page.getByRole('link', { name: 'Permissions' }).click();
  await page.waitForURL(/\/settings\/people\/permissions$/);
  await page.getByRole('button', { name: 'New permission' }).click();
  const dialog = page.getByRole('dialog', { name: 'New permission' });
  await dialog.getByLabel('Folder', { exact: true }).fill('/projects');
  await dialog.getByLabel('A group').check();
  await dialog.getByLabel('Group', { exact: true }).fill('planners <i>');
  await dialog.getByLabel('May').selectOption('Read');
  await dialog.getByRole('button', { name: 'New permission' }).click();
  const granted = rowOf(page, 'Permissions', 'Planners <i>');
  await granted.waitFor();
  expect(await granted.getByRole('cell').allTextContents()).toEqual([
    '/projects',
    expect.stringContaining('Planners <i>'),
    'Read',
    'Also in the folders below',
    '',
  ]);
  await page.getByLabel('Only what holds in this folder').fill('/projects');
  await granted.waitFor();

  const { users } = await client.get<{ users: readonly { id: string }[] }>('/users?query=marina');
  const marina = users[0]?.id ?? '';
  const { key } = await client.post<{ key: string }>('/keys', { name: 'hers', user_id: marina });
  const asMarina = clientOf(server, key);
  const { permissions } = await client.get<{ permissions: readonly { permission: string }[] }>(
    `/permissions?user_id=${marina}&include_groups=true`,
  );
  expect(permissions.map(({ permission }) => permission)).toContain('readonly');

  await page.getByRole('button', { name: 'Take away from Planners <i> in /projects' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Take away' }).click();
  await granted.waitFor({ state: 'detached' });

  await page.getByRole('link', { name: 'Users' }).click();
  await choose(page, 'marina', 'Disable');
  await row.getByText('Disabled').waitFor();
  expect((await asMarina.call('GET', '/whoami')).status).toBe(401);
  await choose(page, 'marina', 'Enable');
  await row.getByText('Disabled').waitFor({ state: 'detached' });
  expect((await asMarina.call('GET', '/whoami')).status).toBe(200);

  await choose(page, 'marina', 'Change');
  const changing = page.getByRole('dialog', { name: 'Change marina' });
  await changing.getByLabel('User name').fill('marina2');
  await changing.getByLabel('Storage').fill('');
  await changing.getByLabel('Administrator').check();
  await changing.getByRole('button', { name: 'Save' }).click();
  await rowOf(page, 'Users', 'marina2').getByText('Administrator').waitFor();
  expect(await client.get(`/users/${marina}`)).toMatchObject({ username: 'marina2', own_storage_quota: null, is_admin: true });

  await choose(page, 'marina2', 'New password');
  await page.getByRole('dialog').getByRole('button', { name: 'New password' }).click();
  await page.getByRole('dialog', { name: 'Copy this password now' }).getByRole('button', { name: 'I have copied it' }).click();
  expect(await client.get(`/users/${marina}`)).toMatchObject({ must_change_password: true });

  await choose(page, 'marina2', 'Delete');
  expect(await page.getByLabel('Whose the files are then').inputValue()).toBe(admin.username);
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await toasted(page, 'marina2 is deleted');
  await rowOf(page, 'Users', 'marina2').waitFor({ state: 'detached' });
  expect((await client.call('GET', `/users/${marina}`)).status).toBe(404);
  expect(complaints).toEqual([]);
  for (const tab of [page, hers]) await tab.context().close();
});

test('the folder of a user cannot be emptied', async () => {
  await newUser(server, 'rooted');
  const { page, complaints } = await openTab(browser, server);
  await signIn(page, '/settings/people');
  await page.getByRole('button', { name: 'What to do with rooted', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Change' }).click();
  const dialog = page.getByRole('dialog', { name: 'Change rooted' });
  await dialog.getByLabel('Sees only this folder').fill('');
  await dialog.getByText('A path that is there; / is everything.').waitFor();
  expect(await dialog.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
  await dialog.getByLabel('Sees only this folder').fill('/');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'detached' });
  const { users } = await clientOf(server).get<{ users: readonly { root_path: string }[] }>('/users?query=rooted');
  expect(users).toMatchObject([{ root_path: '/' }]);
  expect(complaints).toEqual([]);
  await page.context().close();
});

test('users are searched, and one who was locked out is let in', async () => {
  const { userId } = await newUser(server, 'forgetful');
  await client.patch(`/users/${userId}`, { password: 'what was it again' });
  for (let tries = 0; tries < 12; tries += 1) {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ username: 'forgetful', password: `guess ${tries}` });
    await fetch(`${server.url}/api/v2/sessions`, { method: 'POST', headers, body });
  }
  const { page, complaints } = await openTab(browser, server);
  await signIn(page, '/settings/people');
  await page.getByLabel('Search by name or e-mail').fill('forget');
  await rowOf(page, 'Users', admin.username).waitFor({ state: 'detached' });
  const row = rowOf(page, 'Users', 'forgetful');
  await row.getByText('Locked').waitFor();
  await choose(page, 'forgetful', 'Unlock');
  await row.getByText('Locked').waitFor({ state: 'detached' });
  await page.getByLabel('Search by name or e-mail').fill('no such person');
  await page.getByText('Nobody is called like this.').waitFor();
  expect(complaints).toEqual([]);
  await page.context().close();
});

test('the settings of the site are shown, checked and changed', async () => {
  const { page, complaints } = await openTab(browser, server);
  await signIn(page, '/settings/site');
  await page.getByLabel('Days in the trash').fill('-1');
  await page.getByText('A whole number from 0 to 36,500.').waitFor();
  expect(await page.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
  await page.getByLabel('Days in the trash').fill('7');
  await page.getByLabel('Earlier contents of a file').fill('3');
  await page.getByRole('button', { name: 'Save' }).click();
  await toasted(page, 'The settings are saved');
  expect(await client.get('/settings')).toMatchObject({ trash_days: 7, versions_kept: 3 });
  await page.reload();
  expect(await page.getByLabel('Days in the trash').inputValue()).toBe('7');
  expect(complaints).toEqual([]);
  await page.context().close();
});

describe.each(shapes)('%i pixels, %s', (width, colorScheme) => {
  test('users, groups, permissions, the site, and their dialogs are accessible', async () => {
    const { userId } = await newUser(server, `somebody-with-a-long-name-${width}-${colorScheme}`);
    await client.patch(`/users/${userId}`, { name: 'Somebody With A Long Name', email: 'somebody@example.com' });
    const group = await client.post<{ id: string; name: string }>('/groups', { name: `Team ${width} ${colorScheme}`, notes: 'For looks' });
    await client.callJson('PUT', `/groups/${group.id}/members/${userId}`, {});
    await client.post('/permissions', { folder_id: 'root', group_id: group.id, permission: 'readonly' });
    const { page, complaints } = await openTab(browser, server, { colorScheme, viewport: { width, height: 800 } });
    await signIn(page, '/settings/people');
    await rowOf(page, 'Users', `somebody-with-a-long-name-${width}`).first().waitFor();
    await expectAccessible(page, 'users');
    await page.getByRole('button', { name: 'New user' }).click();
    await page.getByRole('option', { name: 'team' }).waitFor({ state: 'attached' });
    await expectAccessible(page, 'user-new');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: `What to do with somebody-with-a-long-name-${width}-${colorScheme}` }).click();
    await page.getByRole('menu').waitFor();
    await expectAccessible(page, 'user-menu');
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await page.getByRole('dialog').waitFor();
    await expectAccessible(page, 'user-delete');
    await page.keyboard.press('Escape');
    await page.goto('/settings/people/groups');
    await choose(page, group.name, 'Members');
    await page.getByRole('button', { name: /^Take somebody/ }).waitFor();
    await expectAccessible(page, 'group-members');
    await page.keyboard.press('Escape');
    await expectAccessible(page, 'groups');
    await page.goto('/settings/people/permissions');
    await rowOf(page, 'Permissions', group.name).waitFor();
    await expectAccessible(page, 'permissions');
    await page.getByRole('button', { name: 'New permission' }).click();
    await page.getByRole('dialog').waitFor();
    await expectAccessible(page, 'permission-new');
    await page.goto('/settings/site');
    await page.getByLabel('Days in the trash').waitFor();
    await expectAccessible(page, 'site');
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});
