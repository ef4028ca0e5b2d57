import type { ZipReads, ZipWrites } from '../../core/metadata-zips.ts';
import { insertInto, type SqlSession } from './sql.ts';

interface ZipRow {
  id: string;
  user_id: string;
  node_ids: string;
  expires_at: number;
}

export function zipReads(sql: SqlSession): ZipReads {
  return {
    async findZip(id) {
      const row = await sql.get<ZipRow>('SELECT id, user_id, node_ids, expires_at FROM zips WHERE id = ?', id);
      return row === undefined
        ? undefined
        : { id: row.id, userId: row.user_id, nodeIds: row.node_ids.split(' '), expiresAt: row.expires_at };
    },
  };
}

export function zipWrites(sql: SqlSession): ZipWrites {
  return {
    async insertZip({ id, userId, nodeIds, expiresAt }) {
      await sql.run(insertInto('zips', ['id', 'user_id', 'node_ids', 'expires_at']), id, userId, nodeIds.join(' '), expiresAt);
    },
    async pruneZips(now) {
      await sql.run('DELETE FROM zips WHERE expires_at <= ?', now);
    },
  };
}
