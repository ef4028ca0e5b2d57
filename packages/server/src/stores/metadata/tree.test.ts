import { DatabaseSync } from '@photostructure/sqlite';
import { expect, onTestFinished, test } from 'vitest';
import type { ChildSort } from '../../core/metadata-tree.ts';
import { migrations } from './migrations/index.ts';
import { migrate } from './sqlite.ts';
import { treeReads } from './tree.ts';

/** How SQLite goes about the statements that a reading needs. */
async function plansOf(read: (reads: ReturnType<typeof treeReads>) => Promise<unknown>): Promise<string> {
  const database = new DatabaseSync(':memory:');
  onTestFinished(() => database.close());
  migrate(database, migrations);
  const plans: string[] = [];
  const reads = treeReads({
    get: async () => undefined,
    async all(sql, ...values) {
      for (const row of database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values)) plans.push(String(row['detail']));
      return [];
    },
    run: async () => 0,
    insert: async () => 0,
    giveWay: async () => undefined,
  });
  await read(reads);
  return plans.join('\n');
}

const after = (sort: ChildSort): { value: string | number; number: number } => ({ value: sort === 'name' ? 'x' : 7, number: 8 });

// So a page of a folder costs its own rows, however many come before it.
test.each(['name', 'size'] as const)('a page of files by %s is read from its place in an index on', async (sort) => {
  for (const descending of [false, true]) {
    const sign = descending ? '<' : '>';
    const search = (place: string): string => `SEARCH files USING INDEX files_by_${sort} (parent_id=? AND ${place})`;
    const plan = await plansOf((reads) => reads.childFiles({ parentId: 'p', sort, descending, after: after(sort), limit: 10 }));
    expect(plan.split('\n')).toEqual(
      sort === 'name' ? [search(`name_key${sign}?`)] : [search(`size=? AND number${sign}?`), search(`size${sign}?`)],
    );
    const first = await plansOf((reads) => reads.childFiles({ parentId: 'p', sort, descending, limit: 10 }));
    expect(first).toBe(`SEARCH files USING INDEX files_by_${sort} (parent_id=?)`);
  }
});

test('a page of folders by name is read from its place in an index on', async () => {
  for (const sort of ['name', 'size'] as const) {
    const plan = await plansOf((reads) => reads.childFolders({ parentId: 'p', sort, descending: false, after: after('name'), limit: 10 }));
    expect(plan).toBe('SEARCH folders USING INDEX folders_by_name (parent_id=? AND name_key>?)');
  }
});

test('by times a page goes through its own folder only', async () => {
  for (const sort of ['modified_at', 'provided_mtime'] as const) {
    const plan = await plansOf((reads) => reads.childFiles({ parentId: 'p', sort, descending: false, after: after(sort), limit: 10 }));
    for (const line of plan.split('\n'))
      expect(line).toMatch(/^SEARCH files USING INDEX \w+ \(parent_id=\?.*\)$|^USE TEMP B-TREE FOR ORDER BY$/);
  }
});

test('a page of the files of an owner is read from its place in an index on, whatever else the owner has', async () => {
  const parts = [
    { rootId: 'r', directly: false },
    { rootId: 's', directly: true },
  ];
  const plan = await plansOf((reads) => reads.ownedFiles({ ownerId: 'o', parts, beforeId: 'i', limit: 10 }));
  expect(plan.split('\n').filter((line) => line.startsWith('S'))).toEqual(
    parts.map(() => 'SEARCH files USING INDEX files_of_owner (owner_id=? AND root_id=? AND id<?)'),
  );
  expect(plan).not.toContain('TEMP B-TREE');
  const roots = await plansOf((reads) => reads.rootsWithFilesOf('o'));
  expect(roots).toContain('SEARCH files USING COVERING INDEX files_of_owner (owner_id=? AND root_id>?)');
  expect(roots).not.toContain('SCAN files');
});

test('a search for custom metadata looks at nothing that has none', async () => {
  const plan = await plansOf((reads) => reads.searchFiles({ parentId: 'p', match: { metadata: { key: 'k' } }, limit: 10 }));
  expect(plan).toBe('SEARCH files USING INDEX files_with_metadata (parent_id=? AND name_key>?)');
});
