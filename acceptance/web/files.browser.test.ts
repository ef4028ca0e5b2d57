import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from '../browser.ts';
import { clientOf, inParallel } from '../client.ts';
import type { Server } from '../server.ts';
import { expectAccessible, openTab, signIn, startDashboard } from './dashboard.ts';

let server: Server;
let browser: Browser;
let scratch: string;
beforeAll(async () => {
  [server, browser, scratch] = await Promise.all([startDashboard(), launchBrowser(), mkdtemp(join(tmpdir(), 'filewharf-web-'))]);
});
afterAll(async () => {
  await Promise.all([browser.close(), server.end(), rm(scratch, { recursive: true })]);
});

/** Uploads by the API, as another program would. */
async function put(folderPath: string, name: string, content: string | Buffer): Promise<void> {
  const form = new FormData();
  form.set('folder_path', folderPath);
  form.set('file', new Blob([content]), name);
  const headers = { authorization: `Bearer ${server.apiKey}` };
  const answer = await fetch(`${server.url}/api/v2/upload`, { method: 'POST', headers, body: form });
  expect(answer.status).toBe(201);
}

const row = (page: Page, name: string) =>
  page.getByRole('row').filter({ has: page.locator('.name .text', { hasText: new RegExp(`^${name}$`) }) });
const names = (page: Page): Promise<string[]> => page.locator('.file-grid .name .text').allTextContents();

describe.each([
  [1280, 'light'],
  [1280, 'dark'],
  [390, 'light'],
  [390, 'dark'],
] as const)('%i pixels, %s', (width, colorScheme) => {
  test('a folder, its menu, dialogs, details and previews are accessible', async () => {
    const folder = `look-${width}-${colorScheme}`;
    await put(`/${folder}/Invoices`, 'a.pdf', 'x');
    await put(`/${folder}`, 'notes.txt', 'Remember the milk.\nAnd the honey.\n');
    await put(`/${folder}`, 'Quarterly report, second draft with a very long name that has no end.docx', 'x'.repeat(70_000));
    for (let index = 0; index < 30; index += 1) await put(`/${folder}`, `photo-${index}.jpg`, 'x'.repeat(index * 997));
    const { page, complaints } = await openTab(browser, server, { colorScheme, viewport: { width, height: 800 } });
    await signIn(page, `/files/${folder}`);
    await row(page, 'notes.txt').waitFor();
    await expectAccessible(page, 'folder');
    await row(page, 'notes.txt').locator('.size').click();
    await row(page, 'photo-2.jpg').locator('.tick').click();
    await page.getByText('2 selected').waitFor();
    await expectAccessible(page, 'folder-selection');
    await row(page, 'notes.txt').getByRole('button').click();
    await page.getByRole('menu').waitFor();
    await expectAccessible(page, 'folder-menu');
    await page.keyboard.press('Escape');
    await row(page, 'notes.txt').locator('.size').click();
    await page.keyboard.press('Alt+Enter');
    await page.getByRole('complementary', { name: 'Details' }).waitFor();
    await expectAccessible(page, 'folder-details');
    await page.getByRole('complementary').getByRole('button', { name: 'Close' }).click();
    await row(page, 'notes.txt').locator('.text').click();
    await page.getByText('Remember the milk.').waitFor();
    await expectAccessible(page, 'preview-text');
    await page.keyboard.press('Escape');
    await page.getByRole('grid').focus();
    for (const [key, title] of [
      ['F2', 'Rename notes.txt'],
      ['Shift+M', 'Move notes.txt'],
      ['Alt+n', 'New folder'],
      ['?', 'Keys'],
    ] as const) {
      await page.keyboard.press(key);
      await page.getByRole('dialog', { name: title }).waitFor();
      await expectAccessible(page, `dialog-${title.toLowerCase().replaceAll(/\W+/g, '-')}`);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});

test('a day at work, by keyboard: folders are made, files renamed, copied, cut, pasted, found and deleted', async () => {
  await put('/work', 'plan.txt', 'the plan');
  await put('/work', 'zebra.txt', 'stripes');
  const { page, complaints } = await openTab(browser, server);
  await signIn(page, '/files/work');
  await page.getByRole('grid', { name: 'Content of work' }).focus();
  await page.keyboard.press('Alt+n');
  await page.getByLabel('Name').fill('archive');
  await page.keyboard.press('Enter');
  await row(page, 'archive').waitFor();
  await page.keyboard.press('p');
  await page.keyboard.press('F2');
  await page.getByRole('dialog', { name: 'Rename plan.txt' }).waitFor();
  await page.keyboard.type('strategy');
  await page.keyboard.press('Enter');
  await row(page, 'strategy.txt').waitFor();
  expect(await names(page)).toEqual(['archive', 'strategy.txt', 'zebra.txt']);
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Escape');
  await page.keyboard.press('z');
  await page.keyboard.press('Control+x');
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/files\/work\/archive$/);
  await page.getByText('Nothing in here yet').waitFor();
  await page.keyboard.press('Control+v');
  await row(page, 'zebra.txt').waitFor();
  await page.keyboard.press('Backspace');
  await page.waitForURL(/\/files\/work$/);
  await row(page, 'archive').waitFor();
  await row(page, 'zebra.txt').waitFor({ state: 'detached' });
  await page.keyboard.press('s');
  await page.keyboard.press('Control+c');
  await page.keyboard.press('Control+v');
  await row(page, 'strategy \\(2\\).txt').waitFor();
  expect((await names(page)).toSorted()).toEqual(['archive', 'strategy (2).txt', 'strategy.txt']);
  await page.keyboard.press('End');
  await page.keyboard.press('Delete');
  await expect.poll(() => names(page)).toHaveLength(2);
  expect(complaints).toEqual([]);
  await page.context().close();
});

test('the menu of the right button is there after the button is let go', async () => {
  await put('/menu', 'pressed.txt', 'x');
  const { page, complaints } = await openTab(browser, server);
  await signIn(page, '/files/menu');
  const { x, y } = (await row(page, 'pressed.txt').boundingBox())!;
  await page.mouse.move(x + 200, y + 8);
  await page.mouse.down({ button: 'right' });
  await page.mouse.up({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Rename' }).click();
  await page.getByRole('dialog', { name: 'Rename pressed.txt' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('grid').focus();
  await page.keyboard.press('Shift+F10');
  await page.getByRole('menuitem', { name: 'Rename' }).waitFor();
  expect(complaints).toEqual([]);
  await page.context().close();
});

test('the details of an image show it', async () => {
  const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
  await put('/pictures', 'pixel.png', Buffer.from(pixel, 'base64'));
  const { page, complaints } = await openTab(browser, server);
  await signIn(page, '/files/pictures');
  await row(page, 'pixel.png').locator('.size').click();
  await page.keyboard.press('Alt+Enter');
  const thumbnail = page.getByRole('complementary').locator('img.thumbnail');
  await thumbnail.waitFor();
  await expect.poll(() => thumbnail.evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth)).toBe(1);
  expect(complaints).toEqual([]);
  await page.context().close();
});

test('what others do appears by itself', async () => {
  await put('/live', 'first.txt', '1');
  const { page } = await openTab(browser, server);
  await signIn(page, '/files/live');
  await row(page, 'first.txt').waitFor();
  await put('/live', 'second.txt', '2');
  await row(page, 'second.txt').waitFor();
  await page.context().close();
});

test('a folder with 1,000 files is dropped', async () => {
  const folder = join(scratch, 'dropped');
  await mkdir(join(folder, 'deep/deeper'), { recursive: true });
  await mkdir(join(folder, 'empty'));
  for (let index = 0; index < 1000; index += 1)
    await writeFile(join(folder, index % 3 === 0 ? 'deep/deeper' : '', `file-${String(index).padStart(4, '0')}.txt`), `content ${index}`);
  const { page, complaints } = await openTab(browser, server);
  await signIn(page);
  const heading = page.getByRole('heading', { name: 'Files', level: 1 });
  await heading.waitFor();
  const protocol = await page.context().newCDPSession(page);
  const data = { items: [], files: [folder], dragOperationsMask: 1 };
  const drag = (type: 'dragEnter' | 'dragOver' | 'drop', x = 640, y = 400) =>
    protocol.send('Input.dispatchDragEvent', { type, x, y, data });
  await drag('dragEnter');
  // As a browser does it: again and again while something is held over the page, which may be loading still.
  const sign = page.getByText('Drop here to upload to Files');
  do await drag('dragOver');
  while (!(await sign.isVisible()));
  // It is let go over another element than it was held over last, as when the list comes in between.
  const { x, y } = (await heading.boundingBox())!;
  await drag('drop', x + 5, y + 5);
  await page.getByText('1,000 files uploaded').waitFor({ timeout: 120_000 });
  await row(page, 'dropped').waitFor();
  const client = clientOf(server);
  const { totals, id } = await client.get<{ id: string; totals: unknown }>(
    `/folders/${(await client.get<{ id: string }>('/lookup?path=/dropped')).id}?totals=true`,
  );
  expect(id).toMatch(/^folder_/);
  expect(totals).toMatchObject({ files: 1000, folders: 3 });
  expect(complaints).toEqual([]);
  await page.context().close();
}, 200_000);

test('what is dropped where nothing takes it is not opened in place of the dashboard', async () => {
  const file = join(scratch, 'beside.txt');
  await writeFile(file, 'beside');
  const { page } = await openTab(browser, server);
  await signIn(page, '/shares');
  await page.getByRole('heading', { name: 'Shares', level: 1 }).waitFor();
  const protocol = await page.context().newCDPSession(page);
  for (const [x, y] of [
    [640, 400],
    [100, 400],
  ] as const)
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
      await protocol.send('Input.dispatchDragEvent', { type, x, y, data: { items: [], files: [file], dragOperationsMask: 1 } });
  await page.getByRole('link', { name: 'Trash' }).click();
  await page.getByRole('heading', { name: 'Trash', level: 1 }).waitFor();
  expect(page.context().pages()).toHaveLength(1);
  await page.context().close();
});

test('what is looked for is found below the folder, and opened from there', async () => {
  await put('/search/deep/er', 'needle one.txt', 'found me');
  await put('/search', 'hay.txt', 'hay');
  const { page, complaints } = await openTab(browser, server);
  await signIn(page, '/files/search');
  await row(page, 'hay.txt').waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('NEEDLE');
  await page.keyboard.press('Enter');
  await row(page, 'needle one.txt').getByText('/search/deep/er').waitFor();
  await expectAccessible(page, 'search');
  await row(page, 'needle one.txt').locator('.text').click();
  await page.getByText('found me').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('searchbox').fill('nothing like it');
  await page.keyboard.press('Enter');
  await page.getByText('Nothing has “nothing like it” in its name').waitFor();
  await expectAccessible(page, 'search-nothing');
  await page.getByRole('button', { name: 'Back to the folder' }).click();
  await row(page, 'hay.txt').waitFor();
  expect(complaints).toEqual([]);
  await page.context().close();
});

test('what is deleted is undone, found in the trash, restored and gone for good; earlier versions come back', async () => {
  await put('/bin', 'letter.txt', 'first words');
  await put('/bin', 'letter.txt', 'second words');
  await put('/bin', 'other.txt', 'other');
  const { page, complaints } = await openTab(browser, server);
  await signIn(page, '/files/bin');
  await row(page, 'letter.txt').locator('.size').click();
  await page.keyboard.press('Alt+Enter');
  await page
    .getByRole('button', { name: /^Actions for the version of/ })
    .nth(1)
    .click();
  await page.getByRole('menuitem', { name: 'Restore' }).click();
  await page.getByText('That content is the newest version now').waitFor();
  await expect.poll(() => page.getByRole('button', { name: /^Actions for the version of/ }).count()).toBe(3);
  await expectAccessible(page, 'versions');
  await row(page, 'letter.txt').locator('.text').click();
  await page.getByText('first words').waitFor();
  await page.keyboard.press('Escape');

  await page.getByRole('grid').focus();
  await page.keyboard.press('Delete');
  await row(page, 'letter.txt').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Undo' }).click();
  await row(page, 'letter.txt').waitFor();
  await page.getByRole('grid').focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');
  await page.getByText('Nothing in here yet').waitFor();

  await page.getByRole('link', { name: 'Trash' }).click();
  await page.getByRole('searchbox').fill('letter');
  await page.getByRole('button', { name: 'Restore other.txt' }).waitFor({ state: 'detached' });
  await expectAccessible(page, 'trash-search');
  await page.getByRole('button', { name: 'Restore letter.txt' }).click();
  await page.getByText('Restored to /bin/letter.txt').waitFor();
  await page.getByRole('searchbox').fill('other');
  await page.getByRole('button', { name: 'Delete other.txt for good?' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete for good' }).click();
  await page.getByText('Nothing in the trash has that in its name').waitFor();
  await page.goto('/files/bin');
  await expect.poll(() => names(page)).toEqual(['letter.txt']);
  expect(complaints).toEqual([]);
  await page.context().close();
});

test('after deleting the keyboard is at the next entry; what is found below a folder is deleted with it', async () => {
  for (const name of ['a.txt', 'b.txt', 'c.txt', 'd.txt']) await put('/places', name, name);
  await put('/places/abc/below', 'ab.txt', 'below');
  const { page, complaints } = await openTab(browser, server);
  await signIn(page, '/files/places');
  const grid = page.getByRole('grid');
  const current = async (): Promise<string | null> =>
    page.locator(`[id="${await grid.getAttribute('aria-activedescendant')}"] .name .text`).textContent();
  await grid.focus();
  await page.keyboard.press('b');
  await page.keyboard.press('Delete');
  await row(page, 'b.txt').waitFor({ state: 'detached' });
  expect(await current()).toBe('c.txt');
  await page.keyboard.press('End');
  await page.keyboard.press('Delete');
  await row(page, 'd.txt').waitFor({ state: 'detached' });
  expect(await current()).toBe('c.txt');

  await page.goto('/files/places?query=ab');
  await row(page, 'ab.txt').waitFor();
  await grid.focus();
  await page.keyboard.press('Control+a');
  await page.getByText('2 selected').waitFor();
  await page.keyboard.press('Delete');
  await page.getByText('1 item moved to the trash').last().waitFor();
  await page.getByText('Nothing has “ab” in its name').waitFor();
  expect(await page.getByRole('alert').count()).toBe(0);
  expect(complaints).toEqual([]);
  await page.context().close();
});

test('it is asked whether something may go for good where there is no trash, and for no other reason', async () => {
  const admin = clientOf(server);
  const { id: home } = await admin.post<{ id: string }>('/folders', { path: '/deleted/team/of-mia', parents: true });
  await admin.post('/users', { username: 'mia', root_folder_id: home });
  await put('/deleted', 'one.txt', '1');
  const { page, complaints } = await openTab(browser, server);
  await signIn(page, '/files/deleted');
  await row(page, 'team').locator('.updated_at').click();
  await page.keyboard.press('Delete');
  await page
    .getByRole('alert')
    .getByText(/^team: /)
    .waitFor();
  expect(await page.getByRole('dialog').count()).toBe(0);

  await admin.patch('/settings', { trash_days: 0 });
  try {
    await row(page, 'one.txt').locator('.size').click();
    await page.keyboard.press('Delete');
    const dialog = page.getByRole('dialog', { name: 'Delete one.txt for good?' });
    await dialog.getByText('This site keeps no trash, so it cannot be brought back.').waitFor();
    await dialog.getByRole('button', { name: 'Delete for good' }).click();
    await row(page, 'one.txt').waitFor({ state: 'detached' });
  } finally {
    await admin.patch('/settings', { trash_days: 30 });
  }
  expect(complaints.filter((text) => !text.includes('status of 409'))).toEqual([]);
  await page.context().close();
});

test('more than is loaded is selected, and what is too many at once is said in words', async () => {
  const admin = clientOf(server);
  await admin.post('/folders', { path: '/many' });
  const make = (index: number) => (): Promise<unknown> => admin.post('/folders', { path: `/many/${index}` });
  await inParallel(
    64,
    Array.from({ length: 1001 }, (_, index) => make(index)),
  );
  const { page, complaints } = await openTab(browser, server);
  await signIn(page, '/files/many');
  await page.getByRole('grid').focus();
  await page.keyboard.press('Control+a');
  await page.getByText('1,000 selected, and there are more').waitFor();
  await page.getByRole('button', { name: 'Select all' }).click();
  await page.getByText('1,001 selected', { exact: true }).waitFor();
  for (const name of ['Download', 'Share']) {
    await page.getByRole('main').getByRole('button', { name }).click();
    await page.getByRole('alert').getByText('At most 1,000 items can be downloaded or shared at once.').waitFor();
    await page.getByRole('alert').getByRole('button', { name: 'Close' }).click();
  }
  expect(await page.getByRole('dialog').count()).toBe(0);
  expect(complaints).toEqual([]);
  await page.context().close();
});

test('several files are downloaded as one archive, whose size is known before', async () => {
  await put('/zipped', 'one.txt', '1'.repeat(1000));
  await put('/zipped/two', 'three.txt', '3'.repeat(2000));
  const { page } = await openTab(browser, server);
  await signIn(page, '/files/zipped');
  await row(page, 'one.txt').locator('.size').click();
  await page.keyboard.press('Control+a');
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download' }).click()]);
  const chunks: Buffer[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  expect(bytes.subarray(0, 2).toString()).toBe('PK');
  expect(bytes.length).toBeGreaterThan(3000);
  const again = await page.request.get(download.url());
  expect([again.headers()['content-length'], (await again.body()).length]).toEqual([String(bytes.length), bytes.length]);
  await page.context().close();
});
