import { isoSeconds } from '../../core/clock.ts';
import { AppError } from '../../core/errors.ts';
import type { FileNode, FolderNode, MetadataReads, MetadataWrites, Node } from '../../core/metadata.ts';
import { fileMigrationWrites } from './file-migrations.ts';
import { lockWrites } from './locks.ts';
import { detailsColumns, detailsValues, folderColumns } from './node-columns.ts';
import { peopleWrites } from './people.ts';
import { ifTakenColumn } from './rows.ts';
import { sessionWrites } from './sessions.ts';
import { leaveShares, shareWrites } from './shares.ts';
import { chainEnd, insertInto, type SqlSession, type SqlValue } from './sql.ts';
import { transferWrites } from './transfers.ts';
import { trashWrites } from './trash.ts';
import { userColumns } from './user-columns.ts';
import { versionWrites } from './versions.ts';

/** What the engine wants to hear about files, so that remembered listing positions stay exact. */
export interface FileWatcher {
  added(file: FileNode, number: number): void;
  removed(file: FileNode, number: number): void;
  /** Many rows at once: nothing remembered holds any more. */
  reset(): void;
}

/** The row as listings print it: stored with the row, so that a page is one join of texts (performance-lab.md 7.7). */
const summary = (file: FileNode): string =>
  JSON.stringify({ id: file.id, name: file.name, size: file.sizeBytes, created_at: isoSeconds(file.createdAt) });

const flag = (value: boolean): number => (value ? 1 : 0);

const folderInsert = `id, parent_id, root_id, chain, is_root, name, name_key, created_at, updated_at, ${detailsColumns}`.split(', ');
const fileInsert =
  `id, parent_id, root_id, name, name_key, size, encrypted, blob_id, version_id, version_at, owner_id, content_type, original_name, created_at, updated_at, summary, ${detailsColumns}`.split(
    ', ',
  );
const newFolder = insertInto('folders', folderInsert);
const knownFolder = insertInto('folders', [...folderInsert, 'number']);
const newFile = insertInto('files', fileInsert);
const knownFile = insertInto('files', [...fileInsert, 'number']);

/** Files that one statement of a long job touches. */
const filesPerSlice = 1000;

/** Writing in plain SQL that every engine understands; each method runs inside the engine's transaction. */
export function sqlWrites(sql: SqlSession, reads: MetadataReads, watcher: FileWatcher): MetadataWrites {
  async function update(table: string, id: string, columns: Record<string, SqlValue | undefined>): Promise<void> {
    const given = Object.entries(columns).filter((entry): entry is [string, SqlValue] => entry[1] !== undefined);
    if (given.length === 0) return;
    const sets = given.map(([column]) => `${column} = ?`).join(', ');
    await sql.run(`UPDATE ${table} SET ${sets} WHERE id = ?`, ...given.map(([, value]) => value), id);
  }

  /** `count` files came under a folder and its root, or went. */
  async function countFiles(parentId: string, rootId: string, count: number): Promise<void> {
    if (parentId === rootId) {
      await sql.run(
        'UPDATE folders SET file_count = file_count + ?, root_file_count = root_file_count + ? WHERE id = ?',
        count,
        count,
        parentId,
      );
      return;
    }
    await sql.run('UPDATE folders SET file_count = file_count + ? WHERE id = ?', count, parentId);
    await sql.run('UPDATE folders SET root_file_count = root_file_count + ? WHERE id = ?', count, rootId);
  }

  /** Every node of a subtree that belongs to root `from` belongs to root `to` from now on. */
  async function changeRoot(chain: string, from: string, to: string): Promise<void> {
    const inside = [chain, chainEnd(chain)] as const;
    let moved = 0;
    const folders = await sql.all<{ id: string }>('SELECT id FROM folders WHERE root_id = ? AND chain >= ? AND chain < ?', from, ...inside);
    for (const folder of folders) {
      for (let after = 0; ;) {
        const slice = await sql.get<{ last: number | null }>(
          'SELECT max(number) AS last FROM (SELECT number FROM files WHERE parent_id = ? AND number > ? ORDER BY number LIMIT ?) AS slice',
          folder.id,
          after,
          filesPerSlice,
        );
        if (slice?.last === undefined || slice.last === null) break;
        moved += await sql.run(
          'UPDATE files SET root_id = ? WHERE parent_id = ? AND number > ? AND number <= ?',
          to,
          folder.id,
          after,
          slice.last,
        );
        after = slice.last;
        await sql.giveWay();
      }
    }
    await sql.run('UPDATE folders SET root_id = ? WHERE root_id = ? AND chain >= ? AND chain < ?', to, from, ...inside);
    await sql.run('UPDATE folders SET root_file_count = root_file_count - ? WHERE id = ?', moved, from);
    await sql.run('UPDATE folders SET root_file_count = root_file_count + ? WHERE id = ?', moved, to);
    watcher.reset();
  }

  async function removeBlob(id: string): Promise<void> {
    // An unencrypted segment has its tags beside it under `<key>.tags`. Deleting a key that is not there is harmless.
    await sql.run('INSERT INTO garbage (key) SELECT key FROM segments WHERE blob_id = ? AND inline IS NULL', id);
    await sql.run('DELETE FROM segments WHERE blob_id = ?', id);
    await sql.run('DELETE FROM checksums WHERE blob_id = ?', id);
    await sql.run('DELETE FROM blobs WHERE id = ?', id);
  }

  /** `number`: the one that it had before. */
  async function insertFolder(folder: FolderNode, number?: number): Promise<void> {
    await sql.run(
      number === undefined ? newFolder : knownFolder,
      folder.id,
      folder.parentId,
      folder.rootId,
      folder.chain,
      flag(folder.rootId === folder.id),
      folder.name,
      folder.nameKey,
      folder.createdAt,
      folder.updatedAt,
      ...detailsValues(folder),
      ...(number === undefined ? [] : [number]),
    );
    if (folder.parentId !== null) await sql.run('UPDATE folders SET folder_count = folder_count + 1 WHERE id = ?', folder.parentId);
  }

  async function insertFile(file: FileNode, number?: number): Promise<void> {
    const values = [
      file.id,
      file.parentId,
      file.rootId,
      file.name,
      file.nameKey,
      file.sizeBytes,
      flag(file.encrypted),
      file.blobId,
      file.versionId,
      file.versionAt,
      file.ownerId,
      file.contentType,
      file.originalName,
      file.createdAt,
      file.updatedAt,
      summary(file),
      ...detailsValues(file),
    ];
    let known = number;
    if (known === undefined) known = await sql.insert(newFile, ...values);
    else await sql.run(knownFile, ...values, known);
    await countFiles(file.parentId, file.rootId, 1);
    watcher.added(file, known);
  }

  /** Takes a node out of the tree; answers its number. What is kept about it elsewhere stays, but for locks. */
  async function removeRow(node: Node): Promise<number> {
    await sql.run('DELETE FROM locks WHERE node_id = ?', node.id);
    const row = await sql.get<{ number: number }>(`SELECT number FROM ${node.kind === 'file' ? 'files' : 'folders'} WHERE id = ?`, node.id);
    if (row === undefined) throw new AppError('not_found', `The ${node.kind} was deleted meanwhile.`);
    if (node.kind === 'folder') {
      await sql.run('DELETE FROM folders WHERE number = ?', row.number);
      if (node.parentId !== null) await sql.run('UPDATE folders SET folder_count = folder_count - 1 WHERE id = ?', node.parentId);
      return row.number;
    }
    await sql.run('DELETE FROM files WHERE number = ?', row.number);
    await countFiles(node.parentId, node.rootId, -1);
    watcher.removed(node, row.number);
    return row.number;
  }

  return {
    ...reads,
    ...peopleWrites(sql),
    ...shareWrites(sql),
    ...lockWrites(sql),
    ...fileMigrationWrites(sql),
    ...sessionWrites(sql),
    ...transferWrites(sql),
    ...versionWrites(sql),
    ...trashWrites(sql, {
      remove: removeRow,
      insert: (node, number) => (node.kind === 'file' ? insertFile(node, number) : insertFolder(node, number)),
    }),

    giveWay: () => sql.giveWay(),

    async putSetting(name, value) {
      await sql.run(
        'INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
        name,
        value,
      );
    },

    async insertUser({ usernameKey, ...user }) {
      const columns = userColumns({ ...user, usernameKey });
      const number = await sql.insert(
        insertInto('users', ['id', 'used_bytes', 'created_at', ...Object.keys(columns)]),
        user.id,
        user.usedBytes,
        user.createdAt,
        ...Object.values(columns).map((value) => value ?? null),
      );
      return { ...user, number };
    },
    updateUser: (id, change) => update('users', id, userColumns(change)),
    async addUsedBytes(userId, bytes) {
      await sql.run('UPDATE users SET used_bytes = used_bytes + ? WHERE id = ?', bytes, userId);
      const row = await sql.get<{ used_bytes: number }>('SELECT used_bytes FROM users WHERE id = ?', userId);
      return row?.used_bytes ?? 0;
    },

    async insertKey(key) {
      const number = await sql.insert(
        `INSERT INTO keys (id, user_id, name, hash, last4, scopes, folder_id, expires_at, revoked_at, description, permission_set, platform,
         is_site_wide, last_used_at, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        key.id,
        key.userId,
        key.name,
        key.hash,
        key.last4,
        key.scopes.join(' '),
        key.folderId,
        key.expiresAt,
        key.revokedAt,
        key.description,
        key.permissionSet,
        key.platform,
        flag(key.isSiteWide),
        key.lastUsedAt,
        key.createdAt,
      );
      return { ...key, number };
    },
    updateKey: (id, change) =>
      update('keys', id, {
        name: change.name,
        hash: change.hash,
        last4: change.last4,
        scopes: change.scopes?.join(' '),
        expires_at: change.expiresAt,
        revoked_at: change.revokedAt,
        description: change.description,
        permission_set: change.permissionSet,
        last_used_at: change.lastUsedAt,
      }),

    insertFolder: (folder) => insertFolder(folder),
    insertFile: (file) => insertFile(file),
    async updateFile(file) {
      const before = await reads.findNode(file.id);
      if (before?.kind !== 'file') throw new AppError('not_found', 'The file was deleted meanwhile.');
      const row = await sql.get<{ number: number }>('SELECT number FROM files WHERE id = ?', file.id);
      await sql.run(
        `UPDATE files SET parent_id = ?, root_id = ?, name = ?, name_key = ?, size = ?, encrypted = ?, blob_id = ?, version_id = ?, version_at = ?, owner_id = ?,
         content_type = ?, original_name = ?, updated_at = ?, summary = ?,
         ${detailsColumns.replaceAll(',', ' = ?,')} = ? WHERE id = ?`,
        file.parentId,
        file.rootId,
        file.name,
        file.nameKey,
        file.sizeBytes,
        flag(file.encrypted),
        file.blobId,
        file.versionId,
        file.versionAt,
        file.ownerId,
        file.contentType,
        file.originalName,
        file.updatedAt,
        summary(file),
        ...detailsValues(file),
        file.id,
      );
      if (before.parentId !== file.parentId || before.rootId !== file.rootId) {
        await countFiles(before.parentId, before.rootId, -1);
        await countFiles(file.parentId, file.rootId, 1);
      }
      if (row !== undefined) {
        watcher.removed(before, row.number);
        watcher.added(file, row.number);
      }
    },
    updateFolder: (id, change) => update('folders', id, folderColumns(change)),
    async moveFolder(folder, parent, change) {
      // Nothing would lead to the subtree any more.
      if (parent.chain.startsWith(folder.chain)) {
        throw new AppError('conflict', 'A folder cannot be moved into itself.', { reason: 'into_itself' });
      }
      const chain = `${parent.chain}${folder.id}/`;
      await sql.run('UPDATE folders SET folder_count = folder_count - 1 WHERE id = ?', folder.parentId);
      await sql.run('UPDATE folders SET folder_count = folder_count + 1 WHERE id = ?', parent.id);
      await update('folders', folder.id, { parent_id: parent.id, ...folderColumns(change) });
      await sql.run(
        'UPDATE folders SET chain = ? || substr(chain, ?) WHERE chain >= ? AND chain < ?',
        chain,
        folder.chain.length + 1,
        folder.chain,
        chainEnd(folder.chain),
      );
      if (folder.rootId !== folder.id && folder.rootId !== parent.rootId) await changeRoot(chain, folder.rootId, parent.rootId);
    },
    async deleteNode(node) {
      await leaveShares(sql, node.id);
      if (node.kind === 'folder') await sql.run('DELETE FROM permissions WHERE folder_id = ?', node.id);
      await removeRow(node);
    },
    async makeRoot(folder) {
      if (folder.rootId === folder.id) return;
      await sql.run('UPDATE folders SET is_root = 1 WHERE id = ?', folder.id);
      await changeRoot(folder.chain, folder.rootId, folder.id);
    },

    async insertBlob(blob) {
      await sql.run(
        'INSERT INTO blobs (id, key_version, wrapped_key, encrypted, size, mac) VALUES (?, ?, ?, ?, ?, ?)',
        blob.id,
        blob.wrapped.version,
        blob.wrapped.bytes,
        flag(blob.encrypted),
        blob.sizeBytes,
        blob.mac,
      );
    },
    async insertWholeBlob(blob, segment) {
      await sql.run(
        'INSERT INTO blobs (id, key_version, wrapped_key, encrypted, size, mac, reference_count) VALUES (?, ?, ?, ?, ?, ?, 1)',
        blob.id,
        blob.wrapped.version,
        blob.wrapped.bytes,
        flag(blob.encrypted),
        blob.sizeBytes,
        blob.mac,
      );
      await sql.run(
        'INSERT INTO segments (blob_id, part, key, salt, size, inline, inline_tags) VALUES (?, ?, ?, ?, ?, ?, ?)',
        blob.id,
        segment.part,
        segment.key,
        segment.salt,
        segment.sizeBytes,
        segment.inline,
        segment.inlineTags,
      );
    },
    sealBlob: (id, change) => update('blobs', id, { size: change.sizeBytes, mac: change.mac }),
    async rewrapBlob(id, from, to) {
      await sql.run(
        'UPDATE blobs SET key_version = ?, wrapped_key = ? WHERE id = ? AND key_version = ?',
        to.version,
        to.bytes,
        id,
        from.version,
      );
    },
    async addBlobReferences(id, count) {
      await sql.run('UPDATE blobs SET reference_count = reference_count + ? WHERE id = ?', count, id);
      const row = await sql.get<{ reference_count: number }>('SELECT reference_count FROM blobs WHERE id = ?', id);
      if (row?.reference_count === 0) await removeBlob(id);
    },
    deleteBlob: removeBlob,
    async putSegment(blobId, segment) {
      await sql.run(
        'INSERT INTO garbage (key) SELECT key FROM segments WHERE blob_id = ? AND part = ? AND inline IS NULL',
        blobId,
        segment.part,
      );
      await sql.run(
        `INSERT INTO segments (blob_id, part, key, salt, size, inline, inline_tags) VALUES (?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (blob_id, part) DO UPDATE SET key = excluded.key, salt = excluded.salt, size = excluded.size,
         inline = excluded.inline, inline_tags = excluded.inline_tags`,
        blobId,
        segment.part,
        segment.key,
        segment.salt,
        segment.sizeBytes,
        segment.inline,
        segment.inlineTags,
      );
    },
    async forgetGarbage(keys) {
      for (const key of keys) await sql.run('DELETE FROM garbage WHERE key = ?', key);
    },

    async insertUpload(upload) {
      await sql.run(
        `INSERT INTO uploads (id, user_id, blob_id, folder_id, filename, encrypted, total_size, total_chunks, chunk_size, expires_at, file_id,
         in_parts, provided_mtime, renames) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        upload.id,
        upload.userId,
        upload.blobId,
        upload.folderId,
        upload.filename,
        flag(upload.encrypted),
        upload.totalSizeBytes,
        upload.totalChunks,
        upload.chunkSizeBytes,
        upload.expiresAt,
        upload.fileId,
        flag(upload.inParts),
        upload.providedMtime,
        ifTakenColumn(upload.ifTaken),
      );
    },
    updateUpload: (id, change) =>
      update('uploads', id, { expires_at: change.expiresAt, file_id: change.fileId, total_size: change.totalSizeBytes }),
    async deleteUpload(id) {
      await sql.run('DELETE FROM uploads WHERE id = ?', id);
    },

    async insertChange(change) {
      await sql.run(
        `INSERT INTO changes (node_id, action, timestamp, chain, from_chain)
         VALUES (?, ?, (SELECT max(time) FROM (SELECT ? AS time UNION ALL SELECT * FROM (SELECT timestamp FROM changes ORDER BY seq DESC LIMIT 1) AS last) AS times), ?, ?)`,
        change.nodeId,
        change.action,
        change.timestamp,
        change.chain,
        change.fromChain,
      );
    },
    async pruneChanges(timestamp, limit) {
      // The newest row stays: it holds the time below which no later change may fall.
      return sql.run(
        `DELETE FROM changes WHERE seq IN (SELECT seq FROM changes WHERE timestamp < ? AND seq < (SELECT max(seq) FROM changes) ORDER BY timestamp LIMIT ?)`,
        timestamp,
        limit,
      );
    },
  };
}
