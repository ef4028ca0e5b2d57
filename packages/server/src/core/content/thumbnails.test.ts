import { DatabaseSync } from '@photostructure/sqlite';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { createThumbnailer } from '../../thumbnailer.ts';
import { newMember, openTestCore, put, type TestCore } from '../core.test-setup.ts';
import type { Thumbnailer } from './thumbnailer.ts';

const png = await sharp({ create: { width: 400, height: 100, channels: 3, background: '#c03' } })
  .png()
  .toBuffer();

/** With a count of what was made. */
async function openWithThumbnails(): Promise<TestCore & { readonly made: () => number }> {
  const real = createThumbnailer();
  if (real === undefined) throw new Error('sharp is not installed');
  let made = 0;
  const counted: Thumbnailer = {
    ...real,
    make(...job) {
      made += 1;
      return real.make(...job);
    },
  };
  return { ...(await openTestCore({ thumbnailer: counted })), made: () => made };
}

function rows({ folder }: TestCore): readonly { sealed: Uint8Array | null }[] {
  const database = new DatabaseSync(join(folder, 'metadata.db'), { readOnly: true });
  const found = database.prepare('SELECT sealed FROM thumbnails').all();
  database.close();
  return found as { sealed: Uint8Array | null }[];
}

test('a thumbnail is made once for each size and content, kept sealed, and gone with the file', async () => {
  const t = await openWithThumbnails();
  const file = await put(t, t.admin, { name: 'a.PNG', bytes: png });
  const get = (pixels: number, id = file.id) => t.core.thumbnails.get(t.admin, id, pixels);
  const [one, same, smaller] = await Promise.all([get(100), get(128), get(64)]);
  expect((await sharp(one.bytes).metadata()).width).toBe(128);
  expect(same.bytes.equals(one.bytes)).toBe(true);
  expect((await sharp(smaller.bytes).metadata()).width).toBe(64);
  expect(new Set([one.tag, same.tag, smaller.tag]).size).toBe(2);
  const copy = await t.core.files.copy(t.admin, file.id, { name: 'b.png' });
  expect((await get(128, copy.file.id)).bytes.equals(one.bytes)).toBe(true);
  expect((await get(128)).bytes.equals(one.bytes)).toBe(true);
  expect(t.made()).toBe(2);
  expect(rows(t)).toHaveLength(2);
  for (const { sealed } of rows(t)) expect(Buffer.from(sealed ?? []).includes('WEBP')).toBe(false);

  await t.core.files.delete(t.admin, file.id);
  expect(rows(t)).toHaveLength(2);
  await t.core.files.delete(t.admin, copy.file.id);
  expect(rows(t)).toEqual([]);
});

test('there is none of what is no image, and nobody tries twice', async () => {
  const t = await openWithThumbnails();
  const fake = await put(t, t.admin, { name: 'fake.png', bytes: 'no image' });
  const text = await put(t, t.admin, { name: 'image.txt', bytes: png });
  const empty = await put(t, t.admin, { name: 'empty.png', bytes: '' });
  for (const { id } of [fake, fake, text, empty])
    await expect(t.core.thumbnails.get(t.admin, id, 64)).rejects.toMatchObject({ code: 'not_found' });
  expect(t.made()).toBe(1);
  const { member: stranger } = await newMember(t, { username: 'stranger' });
  const file = await put(t, t.admin, { name: 'a.png', bytes: png });
  await expect(t.core.thumbnails.get(stranger, file.id, 64)).rejects.toMatchObject({ code: 'not_found' });
  expect(t.made()).toBe(1);
});

test('one that was changed in the store is not shown', async () => {
  const t = await openWithThumbnails();
  const file = await put(t, t.admin, { name: 'a.png', bytes: png });
  await t.core.thumbnails.get(t.admin, file.id, 64);
  const sealed = Buffer.from(rows(t)[0]?.sealed ?? []);
  sealed[20] = (sealed[20] ?? 0) ^ 1;
  await t.metadata.write((tx) => tx.putThumbnail(file.blobId, 64, sealed));
  await expect(t.core.thumbnails.get(t.admin, file.id, 64)).rejects.toMatchObject({ code: 'corrupt' });
  // Nothing is kept for a content that is gone.
  await t.metadata.write((tx) => tx.putThumbnail('blob_gone', 64, sealed));
  expect(await t.metadata.findThumbnail('blob_gone', 64)).toBeUndefined();
});
