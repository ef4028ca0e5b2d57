import type { Version, VersionReads, VersionWrites } from '../../core/metadata-versions.ts';
import type { SqlSession, SqlValue } from './sql.ts';

interface VersionRow {
  id: string;
  file_id: string;
  blob_id: string;
  size: number;
  encrypted: number;
  owner_id: string;
  content_type: string | null;
  provided_mtime: number | null;
  created_at: number;
  replaced_at: number;
}

const versions =
  'SELECT id, file_id, blob_id, size, encrypted, owner_id, content_type, provided_mtime, created_at, replaced_at FROM versions';

const toVersion = (row: VersionRow): Version => ({
  id: row.id,
  fileId: row.file_id,
  blobId: row.blob_id,
  sizeBytes: row.size,
  encrypted: row.encrypted === 1,
  ownerId: row.owner_id,
  contentType: row.content_type,
  providedMtime: row.provided_mtime,
  createdAt: row.created_at,
  replacedAt: row.replaced_at,
});

export function versionReads(sql: SqlSession): VersionReads {
  const all = async (text: string, ...values: SqlValue[]): Promise<readonly Version[]> =>
    (await sql.all<VersionRow>(`${versions} ${text}`, ...values)).map(toVersion);

  return {
    async findVersion(fileId, id) {
      return (await all('WHERE file_id = ? AND id = ?', fileId, id))[0];
    },
    versionsOf(fileId, { beforeId, skip = 0, limit }) {
      return beforeId === undefined
        ? all('WHERE file_id = ? ORDER BY id DESC LIMIT ? OFFSET ?', fileId, limit, skip)
        : all('WHERE file_id = ? AND id < ? ORDER BY id DESC LIMIT ? OFFSET ?', fileId, beforeId, limit, skip);
    },
    oldestVersions({ ownerId, limit }) {
      return ownerId === undefined
        ? all('ORDER BY number LIMIT ?', limit)
        : all('WHERE owner_id = ? ORDER BY number LIMIT ?', ownerId, limit);
    },
    async versionBytesOf(ownerId) {
      const row = await sql.get<{ bytes: number }>('SELECT coalesce(sum(size), 0) AS bytes FROM versions WHERE owner_id = ?', ownerId);
      return row?.bytes ?? 0;
    },
    countVersions: ({ afterFileId, limit }) =>
      sql.all<{ fileId: string; count: number }>(
        'SELECT file_id AS "fileId", count(*) AS count FROM versions WHERE file_id > ? GROUP BY file_id ORDER BY file_id LIMIT ?',
        afterFileId,
        limit,
      ),
  };
}

export function versionWrites(sql: SqlSession): VersionWrites {
  return {
    async insertVersion(version) {
      await sql.run(
        `INSERT INTO versions (id, file_id, blob_id, size, encrypted, owner_id, content_type, provided_mtime, created_at, replaced_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        version.id,
        version.fileId,
        version.blobId,
        version.sizeBytes,
        version.encrypted ? 1 : 0,
        version.ownerId,
        version.contentType,
        version.providedMtime,
        version.createdAt,
        version.replacedAt,
      );
    },
    async deleteVersion({ fileId, id }) {
      await sql.run('DELETE FROM versions WHERE file_id = ? AND id = ?', fileId, id);
    },
  };
}
