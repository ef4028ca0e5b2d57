import { DatabaseSync } from '@photostructure/sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { platform } from './migrations/0001-platform.ts';
import { migrations } from './migrations/index.ts';
import { shareReads } from './shares.ts';
import type { SqlSession } from './sql.ts';
import { migrate } from './sqlite.ts';

const sessionOf = (database: InstanceType<typeof DatabaseSync>): SqlSession => ({
  get: async <Row>(sql: string, ...values: (string | number | Buffer | null)[]) => database.prepare(sql).get(...values) as Row | undefined,
  all: async <Row>(sql: string, ...values: (string | number | Buffer | null)[]) => database.prepare(sql).all(...values) as Row[],
  run: async (sql, ...values) => Number(database.prepare(sql).run(...values).changes),
  insert: async (sql, ...values) => Number(database.prepare(sql).run(...values).lastInsertRowid),
  giveWay: async () => undefined,
});

test('shares from before there were bundles are links to one file each, as they were', async () => {
  const database = new DatabaseSync(':memory:');
  onTestFinished(() => database.close());
  migrate(database, [platform]);
  const insert = database.prepare(
    `INSERT INTO shares (id, file_id, owner_id, salt, token_hash, password_hash, password_version, expires_at, allow_download, created_at)
     VALUES (?, ?, 'user_a', ?, ?, ?, ?, ?, ?, ?)`,
  );
  insert.run('share_1', 'file_1', Buffer.from('s1'), Buffer.from('t1'), null, 1, null, 1, 11);
  insert.run('share_2', 'file_2', Buffer.from('s2'), Buffer.from('t2'), 'hash', 4, 99, 0, 12);
  database.exec(`DELETE FROM shares WHERE id = 'share_1'`);
  insert.run('share_3', 'file_3', Buffer.from('s3'), Buffer.from('t3'), null, 1, null, 1, 13);
  // As of when there were actions, and no counters yet.
  migrate(
    database,
    migrations.slice(
      0,
      migrations.findIndex(({ name }) => name === '0012-sharing'),
    ),
  );
  const act = database.prepare(
    `INSERT INTO share_actions (share_number, action, path, download_method, created_at) VALUES (?, ?, 'x', ?, 1)`,
  );
  act.run(1, 'read', 'file');
  act.run(1, 'create', null);
  act.run(1, 'update', null);
  migrate(database, migrations);
  const reads = shareReads(sessionOf(database));
  expect((await reads.findShare('share_3'))?.fileId).toBe('file_3');
  const share = await reads.findShare('share_2');
  expect(share).toMatchObject({
    fileId: 'file_2',
    nodeCount: 1,
    ownerId: 'user_a',
    passwordHash: 'hash',
    passwordVersion: 4,
    expiresAt: 99,
    permissions: 'none',
    maxUses: null,
    uses: 0,
    downloads: 1,
    uploads: 2,
    requireRegistration: false,
    code: null,
    profile: {},
    deletedAt: null,
    createdAt: 12,
  });
  expect(Buffer.from(share?.salt ?? []).toString()).toBe('s2');
  expect(await reads.nodesOfShare(share?.number ?? 0)).toEqual(['file_2']);
  expect((await reads.findShareByToken(Buffer.from('t3')))?.permissions).toBe('read');
});
