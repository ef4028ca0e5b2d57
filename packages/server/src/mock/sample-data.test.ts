import { inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { Member } from '../core/access/principal.ts';
import { bytesOf, openTestCore, type TestCore } from '../core/core.test-setup.ts';
import { mockUsernames } from './credentials.ts';
import { addSampleData } from './sample-data.ts';

const everything = { offset: 0, limit: 100, sort: 'name', descending: false, folderId: undefined } as const;

async function filesOf(site: TestCore, member: Member): Promise<Map<string, Buffer>> {
  const { json } = await site.core.files.list(member, everything);
  const files = JSON.parse(`[${json}]`) as { id: string; name: string }[];
  return new Map(await Promise.all(files.map(async ({ id, name }) => [name, await bytesOf(site, member, id)] as const)));
}

test('a filled site has folders, files, users and a link, and the same bytes each time', async () => {
  const [one, other] = [await openTestCore(), await openTestCore()];
  for (const { core, admin } of [one, other]) await addSampleData(core, admin);
  const files = await filesOf(one, one.admin);
  expect(files).toEqual(await filesOf(other, other.admin));
  expect([...files.keys()].sort()).toEqual([
    'empty.txt',
    'gradient.png',
    'größe – 大小.txt',
    'measurements.csv',
    'sales-2024.csv',
    'sales-2025.csv',
    'welcome.txt',
  ]);
  expect(files.get('empty.txt')).toHaveLength(0);
  expect(files.get('sales-2024.csv')?.toString()).toMatch(/^date,region,orders,revenue\n2024-01-01,north,0,0\n(.+\n){364}2024-12-31,.+\n$/);
  expect(files.get('measurements.csv')?.length).toBeGreaterThan(250_000);

  const page = { offset: 0, limit: 100 };
  const folders = await one.core.folders.list(one.admin, null, page);
  expect(folders.items.map(({ name }) => name).sort()).toEqual(['Documents', 'Images', 'Inbox', 'Reports', ...mockUsernames]);
  const users = await one.core.users.list(one.admin, page);
  expect(users.items.map(({ username, isAdmin }) => ({ username, isAdmin }))).toEqual([
    { username: 'admin', isAdmin: true },
    ...mockUsernames.map((username) => ({ username, isAdmin: false })),
  ]);
  expect((await one.core.shares.list(one.admin, { ...page })).total).toBe(1);
});

test('the picture is a PNG whose pixels are all there', async () => {
  const site = await openTestCore();
  await addSampleData(site.core, site.admin);
  const png = (await filesOf(site, site.admin)).get('gradient.png') ?? Buffer.alloc(0);
  expect(png.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([64, 64]);
  const dataLength = png.readUInt32BE(33);
  expect(png.toString('latin1', 37, 41)).toBe('IDAT');
  expect(inflateSync(png.subarray(41, 41 + dataLength))).toHaveLength(64 * (1 + 64 * 3));
  expect(png.toString('latin1', png.length - 8, png.length - 4)).toBe('IEND');
});
