import { expect, test } from 'vitest';
import { metadataStoreConformance } from './conformance.ts';
import { openMemoryMetadata } from './sqlite-memory.ts';

metadataStoreConformance('sqlite in memory', { open: async () => openMemoryMetadata() });

test('stores know nothing of each other', async () => {
  const [one, other] = [openMemoryMetadata(), openMemoryMetadata()];
  await one.write((tx) => tx.putSetting('name', Buffer.from('one')));
  expect(await other.findSetting('name')).toBeUndefined();
  await Promise.all([one.close(), other.close()]);
});

test('readers go on while a job writes more than any cache holds, and see all of it once it is committed', async () => {
  const store = openMemoryMetadata();
  const bytes = Buffer.alloc(1_000_000, 'x');
  const count = 100;
  await store.write(async (tx) => {
    for (let i = 0; i < count; i += 1) {
      await tx.putSetting(`large ${i}`, bytes);
      expect(await store.findSetting(`large ${i}`)).toBeUndefined();
    }
  });
  for (let i = 0; i < count; i += 1) expect(await store.findSetting(`large ${i}`)).toHaveLength(bytes.length);
  await store.close();
});
