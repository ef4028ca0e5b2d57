import type { UsageReads, UsageWrites } from '../../core/metadata-usage.ts';
import type { SqlSession } from './sql.ts';

interface UsageRow {
  date: string;
  requests: number;
  uploaded_bytes: number;
  downloaded_bytes: number;
  storage_bytes: number;
}

export function usageReads(sql: SqlSession): UsageReads {
  return {
    async listUsageDays(userId, first) {
      const rows = await sql.all<UsageRow>(
        `SELECT date, requests, uploaded_bytes, downloaded_bytes, storage_bytes FROM usage_days WHERE user_id = ?
         AND date >= coalesce((SELECT max(date) FROM usage_days WHERE user_id = ? AND date < ?), ?) ORDER BY date`,
        userId,
        userId,
        first,
        first,
      );
      return rows.map((row) => ({
        date: row.date,
        requests: row.requests,
        uploadedBytes: row.uploaded_bytes,
        downloadedBytes: row.downloaded_bytes,
        storageBytes: row.storage_bytes,
      }));
    },
  };
}

export function usageWrites(sql: SqlSession): UsageWrites {
  return {
    async addUsage(userId, date, { requests, uploadedBytes, downloadedBytes }) {
      await sql.run(
        `INSERT INTO usage_days (user_id, date, requests, uploaded_bytes, downloaded_bytes, storage_bytes)
         SELECT id, ?, ?, ?, ?, used_bytes FROM users WHERE id = ?
         ON CONFLICT (user_id, date) DO UPDATE SET requests = usage_days.requests + excluded.requests,
         uploaded_bytes = usage_days.uploaded_bytes + excluded.uploaded_bytes,
         downloaded_bytes = usage_days.downloaded_bytes + excluded.downloaded_bytes, storage_bytes = excluded.storage_bytes`,
        date,
        requests,
        uploadedBytes,
        downloadedBytes,
        userId,
      );
    },
    async pruneUsage(before) {
      await sql.run('DELETE FROM usage_days WHERE date < ?', before);
    },
  };
}
