import type { MetadataReads, Page } from '../../core/metadata.ts';
import {
  toBlob,
  toChange,
  toFile,
  toFolder,
  toKey,
  toSegment,
  toUpload,
  toUser,
  type BlobRow,
  type ChangeRow,
  type FileRow,
  type FolderRow,
  type KeyRow,
  type SegmentRow,
  type UploadRow,
  type UserRow,
} from './rows.ts';
import { peopleReads, userSearch } from './people.ts';
import { sessionReads } from './sessions.ts';
import { shareReads } from './shares.ts';
import { chainEnd, type SqlSession, type SqlValue } from './sql.ts';
import { fileMigrationReads } from './file-migrations.ts';
import { lockReads } from './locks.ts';
import { activityReads } from './activity.ts';
import { usageReads } from './usage.ts';
import { thumbnailReads } from './thumbnails.ts';
import { zipReads } from './zips.ts';
import { files, folders } from './node-columns.ts';
import { trashReads } from './trash.ts';
import { treeReads } from './tree.ts';
import { transferReads } from './transfers.ts';
import { users } from './user-columns.ts';
import { versionReads } from './versions.ts';

const keys = `SELECT number, id, user_id, name, hash, last4, scopes, folder_id, expires_at, revoked_at, description, permission_set, platform,
  is_site_wide, last_used_at, created_at FROM keys`;
const blobs = 'SELECT id, key_version, wrapped_key, encrypted, size, mac FROM blobs';
const uploads =
  'SELECT id, user_id, blob_id, folder_id, filename, encrypted, total_size, total_chunks, chunk_size, expires_at, file_id, in_parts, provided_mtime, renames FROM uploads';
/** Whole texts, because one that is put together anew has to be hashed before its statement is found. */
const fileByName = `${files} WHERE parent_id = ? AND name_key = ?`;
const folderByName = `${folders} WHERE parent_id = ? AND name_key = ?`;
const changes = 'SELECT seq, node_id, action, timestamp, chain, from_chain FROM changes';

/** Reading in plain SQL that every engine understands. File listings are an engine's own, because remembered positions live in its process. */
export function sqlReads(sql: SqlSession): Omit<MetadataReads, 'listFileSummaries'> {
  async function found<Row, Value>(to: (row: Row) => Value, text: string, ...values: SqlValue[]): Promise<Value | undefined> {
    const row = await sql.get<Row>(text, ...values);
    return row === undefined ? undefined : to(row);
  }

  async function page<Row, Value>(
    to: (row: Row) => Value,
    text: string,
    where: string,
    order: string,
    values: SqlValue[],
    bounds: { limit: number; offset: number },
  ): Promise<Page<Value>> {
    const table = text.slice(text.lastIndexOf(' FROM '));
    const rows = await sql.all<Row>(`${text} ${where} ORDER BY ${order} LIMIT ? OFFSET ?`, ...values, bounds.limit, bounds.offset);
    const counted = await sql.get<{ total: number }>(`SELECT count(*) AS total ${table} ${where}`, ...values);
    return { items: rows.map(to), total: counted?.total ?? 0 };
  }

  return {
    ...peopleReads(sql),
    ...shareReads(sql),
    ...treeReads(sql),
    ...lockReads(sql),
    ...zipReads(sql),
    ...thumbnailReads(sql),
    ...usageReads(sql),
    ...activityReads(sql),
    ...fileMigrationReads(sql),
    ...sessionReads(sql),
    ...transferReads(sql),
    ...versionReads(sql),
    ...trashReads(sql),

    async findSetting(name) {
      return (await sql.get<{ value: Buffer }>('SELECT value FROM settings WHERE name = ?', name))?.value;
    },

    findUser: (id) => found<UserRow, ReturnType<typeof toUser>>(toUser, `${users} WHERE id = ?`, id),
    findUserByName: (usernameKey) => found<UserRow, ReturnType<typeof toUser>>(toUser, `${users} WHERE username_key = ?`, usernameKey),
    listUsers({ search, ...bounds }) {
      const found = userSearch(search);
      const where = found === undefined ? '' : `WHERE ${found.text}`;
      return page<UserRow, ReturnType<typeof toUser>>(toUser, users, where, 'number', [...(found?.values ?? [])], bounds);
    },

    findKey: (id) => found<KeyRow, ReturnType<typeof toKey>>(toKey, `${keys} WHERE id = ?`, id),
    findKeyByHash: (hash) => found<KeyRow, ReturnType<typeof toKey>>(toKey, `${keys} WHERE hash = ?`, hash),
    listKeys: (userId, bounds) =>
      userId === undefined
        ? page<KeyRow, ReturnType<typeof toKey>>(toKey, keys, 'WHERE revoked_at IS NULL', 'number', [], bounds)
        : page<KeyRow, ReturnType<typeof toKey>>(toKey, keys, 'WHERE user_id = ? AND revoked_at IS NULL', 'number', [userId], bounds),

    async findNode(id) {
      if (id.startsWith('file_')) return found<FileRow, ReturnType<typeof toFile>>(toFile, `${files} WHERE id = ?`, id);
      return found<FolderRow, ReturnType<typeof toFolder>>(toFolder, `${folders} WHERE id = ?`, id);
    },
    async findChild(parentId, nameKey) {
      const file = await sql.get<FileRow>(fileByName, parentId, nameKey);
      if (file !== undefined) return toFile(file);
      return found<FolderRow, ReturnType<typeof toFolder>>(toFolder, folderByName, parentId, nameKey);
    },
    async topFolder() {
      const row = await sql.get<FolderRow>(`${folders} WHERE number = 1`);
      if (row === undefined) throw new Error('the store has no top folder: it was never set up');
      return toFolder(row);
    },
    async rootsBelow(folderId) {
      const folder = await sql.get<{ chain: string }>('SELECT chain FROM folders WHERE id = ?', folderId);
      if (folder === undefined) return [];
      const rows = await sql.all<{ id: string }>(
        'SELECT id FROM folders WHERE is_root = 1 AND chain >= ? AND chain < ?',
        folder.chain,
        chainEnd(folder.chain),
      );
      return rows.map((row) => row.id);
    },
    async listFolders(parentId, { limit, offset }) {
      const rows = await sql.all<FolderRow>(`${folders} WHERE parent_id = ? ORDER BY name_key LIMIT ? OFFSET ?`, parentId, limit, offset);
      const parent = await sql.get<{ total: number }>('SELECT folder_count AS total FROM folders WHERE id = ?', parentId);
      return { items: rows.map(toFolder), total: parent?.total ?? 0 };
    },
    async subtreeFolders(chain, limit, afterChain) {
      const rows =
        afterChain === undefined
          ? await sql.all<FolderRow>(`${folders} WHERE chain >= ? AND chain < ? ORDER BY chain LIMIT ?`, chain, chainEnd(chain), limit)
          : await sql.all<FolderRow>(`${folders} WHERE chain > ? AND chain < ? ORDER BY chain LIMIT ?`, afterChain, chainEnd(chain), limit);
      return rows.map(toFolder);
    },
    lastFolderOf: (chain) =>
      found<FolderRow, ReturnType<typeof toFolder>>(
        toFolder,
        `${folders} WHERE chain >= ? AND chain < ? ORDER BY chain DESC LIMIT 1`,
        chain,
        chainEnd(chain),
      ),
    findUserRootedIn: (chain) =>
      found<UserRow, ReturnType<typeof toUser>>(
        toUser,
        `${users} WHERE root_id IN (SELECT id FROM folders WHERE is_root = 1 AND chain >= ? AND chain < ?) LIMIT 1`,
        chain,
        chainEnd(chain),
      ),
    async filesOf(folderId, limit, afterId) {
      const rows =
        afterId === undefined
          ? await sql.all<FileRow>(`${files} WHERE parent_id = ? ORDER BY number LIMIT ?`, folderId, limit)
          : await sql.all<FileRow>(
              `${files} WHERE parent_id = ? AND number > (SELECT number FROM files WHERE id = ?) ORDER BY number LIMIT ?`,
              folderId,
              afterId,
              limit,
            );
      return rows.map(toFile);
    },

    findBlob: (id) => found<BlobRow, ReturnType<typeof toBlob>>(toBlob, `${blobs} WHERE id = ?`, id),
    async segmentsOf(blobId) {
      const rows = await sql.all<SegmentRow>(
        'SELECT key, part, salt, size, inline, inline_tags FROM segments WHERE blob_id = ? ORDER BY part',
        blobId,
      );
      return rows.map(toSegment);
    },
    async partsOf(blobId) {
      return sql.all<{ key: string; part: number; sizeBytes: number }>(
        'SELECT key, part, size AS "sizeBytes" FROM segments WHERE blob_id = ? ORDER BY part',
        blobId,
      );
    },
    async hasSegment(key) {
      return (await sql.get('SELECT 1 AS one FROM segments WHERE key = ?', key)) !== undefined;
    },
    async blobsNotWrappedBy(version, limit) {
      return (await sql.all<BlobRow>(`${blobs} WHERE key_version <> ? LIMIT ?`, version, limit)).map(toBlob);
    },
    async wrappingVersions() {
      const versions: number[] = [];
      // The index finds the next one; DISTINCT would look at every blob.
      for (let last = 0; ;) {
        const row = await sql.get<{ next: number | null }>('SELECT min(key_version) AS next FROM blobs WHERE key_version > ?', last);
        if (row === undefined || row.next === null) return versions;
        last = row.next;
        versions.push(last);
      }
    },

    findUpload: (id) => found<UploadRow, ReturnType<typeof toUpload>>(toUpload, `${uploads} WHERE id = ?`, id),
    async expiredUploads(now, limit) {
      return (await sql.all<UploadRow>(`${uploads} WHERE expires_at <= ? ORDER BY expires_at LIMIT ?`, now, limit)).map(toUpload);
    },

    async changesAfter(seq, limit) {
      return (await sql.all<ChangeRow>(`${changes} WHERE seq > ? ORDER BY seq LIMIT ?`, seq, limit)).map(toChange);
    },
    async seqBefore(timestamp) {
      const row = await sql.get<{ seq: number }>('SELECT seq FROM changes WHERE timestamp >= ? ORDER BY timestamp, seq LIMIT 1', timestamp);
      if (row !== undefined) return row.seq - 1;
      return (await sql.get<{ seq: number | null }>('SELECT max(seq) AS seq FROM changes'))?.seq ?? 0;
    },
    async lastSeq() {
      return (await sql.get<{ seq: number | null }>('SELECT max(seq) AS seq FROM changes'))?.seq ?? 0;
    },

    async listGarbage(limit) {
      return (await sql.all<{ key: string }>('SELECT key FROM garbage LIMIT ?', limit)).map((row) => row.key);
    },
  };
}
