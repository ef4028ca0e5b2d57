import type { Checksums, TransferReads, TransferWrites } from '../../core/metadata-transfers.ts';
import { isOneOf } from './list-rows.ts';
import type { SqlSession } from './sql.ts';

/** Contents that are asked for in one statement. */
const contentsPerStatement = 500;

export function transferReads(sql: SqlSession): TransferReads {
  return {
    async countPartUploads(userId, now, limit) {
      const row = await sql.get<{ count: number }>(
        `SELECT count(*) AS count FROM (SELECT 1 FROM uploads WHERE user_id = ? AND in_parts = 1 AND file_id IS NULL AND expires_at > ? LIMIT ?) AS counted`,
        userId,
        now,
        limit,
      );
      return row?.count ?? 0;
    },
    async reservedBytes(userId) {
      const row = await sql.get<{ size: number }>(
        'SELECT coalesce(sum(total_size), 0) AS size FROM uploads WHERE user_id = ? AND file_id IS NULL',
        userId,
      );
      return row?.size ?? 0;
    },
    async partSize(blobId, part) {
      return (await sql.get<{ size: number }>('SELECT size FROM segments WHERE blob_id = ? AND part = ?', blobId, part))?.size;
    },
    async checksumsOf(blobIds) {
      const found = new Map<string, Checksums>();
      for (let start = 0; start < blobIds.length; start += contentsPerStatement) {
        const some = isOneOf('blob_id', blobIds.slice(start, start + contentsPerStatement));
        const rows = await sql.all<Checksums & { blob_id: string }>(
          `SELECT blob_id, crc32, md5, sha1, sha256 FROM checksums WHERE ${some.text}`,
          ...some.values,
        );
        for (const { blob_id: id, ...checksums } of rows) found.set(id, checksums);
      }
      return found;
    },
    async contentsAfter(afterId, limit) {
      const rows = await sql.all<{ id: string }>(
        'SELECT id FROM blobs WHERE id > ? AND mac IS NOT NULL AND reference_count > 0 ORDER BY id LIMIT ?',
        afterId,
        limit,
      );
      return rows.map((row) => row.id);
    },
  };
}

export function transferWrites(sql: SqlSession): TransferWrites {
  return {
    async putChecksums(blobId, { crc32 = null, md5 = null, sha1 = null, sha256 = null }) {
      await sql.run(
        `INSERT INTO checksums (blob_id, crc32, md5, sha1, sha256) SELECT id, ?, ?, ?, ? FROM blobs WHERE id = ?
         ON CONFLICT (blob_id) DO UPDATE SET crc32 = coalesce(excluded.crc32, checksums.crc32), md5 = coalesce(excluded.md5, checksums.md5),
         sha1 = coalesce(excluded.sha1, checksums.sha1), sha256 = coalesce(excluded.sha256, checksums.sha256)`,
        crc32,
        md5,
        sha1,
        sha256,
        blobId,
      );
    },
  };
}
