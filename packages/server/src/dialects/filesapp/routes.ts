import { invalidField } from '../../core/errors.ts';
import { isoSeconds } from '../../core/clock.ts';
import { computeChecksums, listEntries, lookup } from './entries.ts';
import { on, type Handler } from './handler.ts';
import type { OperationName, Query } from './contract.ts';
import { bounds } from './page-bounds.ts';
import {
  ifTakenOf,
  presentFile,
  presentFolder,
  presentKey,
  presentMintedKey,
  presentNewUpload,
  presentStored,
  presentUpload,
  presentWhoami,
} from './present.ts';
import { getContent } from './previews.ts';
import { search } from './search.ts';
import { sessionHandlers } from './routes-sessions.ts';
import { presentUserDetails, presentUsers } from './present-people.ts';
import { peopleHandlers } from './routes-people.ts';
import { shareHandlers } from './routes-shares.ts';
import { versionHandlers } from './routes-versions.ts';
import { streamChanges } from './stream.ts';
import { getFile, putChunk, uploadFile } from './transfers.ts';

const deleted = { deleted: true } as const;
const hour = 3_600_000;

export const handlers: Readonly<Record<OperationName, Handler>> = {
  uploadFile,
  putChunk,
  getFile,
  streamChanges,
  lookup,
  listEntries,
  computeChecksums,
  getContent,
  search,
  ...sessionHandlers,
  ...versionHandlers,

  initUpload: on('initUpload', async ({ core, member, body }) =>
    presentNewUpload(
      await core.uploads.init(member, {
        filename: body.filename,
        totalSizeBytes: body.total_size,
        totalChunks: body.total_chunks,
        folderId: body.folder_id,
        folderPath: body.folder_path,
        encrypted: body.encrypt,
        providedMtime: body.mtime,
        ifTaken: ifTakenOf[body.if_exists],
      }),
    ),
  ),
  completeUpload: on('completeUpload', async ({ core, member, body }) =>
    presentStored(await core.uploads.complete(member, body.upload_id)),
  ),
  getUpload: on('getUpload', async ({ core, member, params }) => presentUpload(await core.uploads.status(member, params.upload_id))),
  abortUpload: on('abortUpload', async ({ core, member, params }) => {
    await core.uploads.abort(member, params.upload_id);
    return deleted;
  }),

  async listFiles({ core, member, request }) {
    const query = request.query as Query<'listFiles'>;
    const { json, total } = await core.files.list(member, {
      folderId: query.folder_id,
      sort: query.sort ?? 'created_at',
      descending: query.order === undefined ? query.sort === undefined : query.order === 'desc',
      ...bounds(query),
    });
    return `{"files":[${json}],"total":${total},"page":${query.page},"per_page":${query.per_page}}`;
  },
  updateFile: on('updateFile', async ({ core, member, params, body }) => {
    const { name, folder_id: folderId, folder_path: folderPath, mtime: providedMtime } = body;
    if ([name, folderId, folderPath, providedMtime].every((change) => change === undefined))
      throw invalidField('name', 'give a new name, a folder_id or folder_path, or an mtime');
    const ifTaken = ifTakenOf[body.if_exists];
    return presentFile(await core.files.update(member, params.id, { name, folderId, folderPath, providedMtime, ifTaken }), member);
  }),
  copyFile: on('copyFile', async ({ core, member, params, body }) => {
    const ifTaken = ifTakenOf[body?.if_exists ?? 'fail'];
    const change = { name: body?.name, folderId: body?.folder_id, folderPath: body?.folder_path, ifTaken };
    return presentFile(await core.files.copy(member, params.id, change), member);
  }),
  deleteFile: on('deleteFile', async ({ core, member, params, query }) => {
    if (query.trash) return { ...deleted, trash_id: await core.trash.putFile(member, params.id) };
    await core.files.delete(member, params.id);
    return deleted;
  }),

  createFolder: on('createFolder', async ({ core, member, body }) => {
    const { name, path, parents, parent_id: parentId = null } = body;
    if (path !== undefined) {
      if (name !== undefined) throw invalidField('path', 'give a name or a path, not both');
      return presentFolder(await core.folders.createPath(member, { folderId: parentId, path, parents }), member);
    }
    if (name === undefined) throw invalidField('name', 'give a name or a path');
    if (parents) throw invalidField('parents', 'goes with a path');
    return presentFolder(await core.folders.create(member, { name, parentId }), member);
  }),
  listFolders: on('listFolders', async ({ core, member, query }) => {
    const { items, total } = await core.folders.list(member, query.parent_id ?? null, bounds(query));
    return { folders: items.map((folder) => presentFolder(folder, member)), total, page: query.page, per_page: query.per_page };
  }),
  getFolder: on('getFolder', async ({ core, member, params, query }) => {
    const folder = await core.folders.get(member, params.id === 'root' ? null : params.id);
    return presentFolder(folder, member, query.totals ? await core.folders.totals(member, folder.id) : undefined);
  }),
  updateFolder: on('updateFolder', async ({ core, member, params, body }) => {
    const { name, parent_id: parentId, parent_path: parentPath } = body;
    if ([name, parentId, parentPath].every((change) => change === undefined))
      throw invalidField('name', 'give a new name, or a parent_id or parent_path');
    const change = { name, parentId, parentPath, ifTaken: ifTakenOf[body.if_exists] };
    return presentFolder(await core.folders.update(member, params.id, change), member);
  }),
  copyFolder: on('copyFolder', async ({ core, member, params, body }) => {
    const ifTaken = ifTakenOf[body?.if_exists ?? 'fail'];
    const change = { name: body?.name, parentId: body?.parent_id, parentPath: body?.parent_path, ifTaken };
    return presentFolder(await core.folders.copy(member, params.id, change), member);
  }),
  deleteFolder: on('deleteFolder', async ({ core, member, params, query }) => {
    if (query.trash) return { ...deleted, trash_id: await core.trash.putFolder(member, params.id) };
    await core.folders.delete(member, params.id, { recursive: query.recursive });
    return deleted;
  }),

  ...shareHandlers,

  listChanges: on('listChanges', async ({ core, member, query }) => {
    const { changes, cursor, hasMore } = await core.changes.list(member, {
      since: query.since,
      cursor: query.cursor,
      folderId: query.folder_id,
      limit: query.limit,
      fold: query.fold,
      includeFolders: query.include === 'folders',
    });
    return {
      changes: changes.map(({ id, action, timestamp }) => ({ id, action, timestamp: isoSeconds(timestamp) })),
      cursor,
      has_more: hasMore,
    };
  }),

  whoami: on('whoami', async ({ core, member }) => presentWhoami(member, await core.users.get(member, member.userId))),
  usage: on('usage', async ({ core, member }) => {
    const [usedBytes, window] = await Promise.all([core.users.usedBytes(member), core.limits.requestWindow(member)]);
    return {
      plan: member.plan.name,
      storage: { used: usedBytes, quota: member.plan.storageQuotaBytes },
      max_file_size: member.plan.maxFileBytes,
      requests: { limit: window.limit, remaining: window.remaining, resets_at: isoSeconds(window.resetsAt) },
    };
  }),

  listKeys: on('listKeys', async ({ core, member, query }) => {
    const { items, total } = await core.keys.list(member, { ...bounds(query), userId: query.user_id });
    return { keys: items.map(presentKey), total, page: query.page, per_page: query.per_page };
  }),
  createKey: on('createKey', async ({ core, member, body }) => {
    if (typeof body.expires_in === 'number' && typeof body.expires_at === 'number')
      throw invalidField('expires_at', 'give expires_in or expires_at, not both');
    const expiresAt = typeof body.expires_in === 'number' ? Date.now() + body.expires_in * hour : body.expires_at;
    const minted = await core.keys.create(member, {
      name: body.name,
      scopes: body.scopes ?? undefined,
      folderId: body.folder_id,
      expiresAt,
      userId: body.user_id,
    });
    return presentMintedKey(minted);
  }),
  getKey: on('getKey', async ({ core, member, params }) => presentKey(await core.keys.get(member, params.id))),
  updateKey: on('updateKey', async ({ core, member, params, body }) =>
    presentKey(await core.keys.update(member, params.id, { name: body.name })),
  ),
  rotateKey: on('rotateKey', async ({ core, member, params }) => presentMintedKey(await core.keys.rotate(member, params.id))),
  revokeKey: on('revokeKey', async ({ core, member, params }) => {
    await core.keys.revoke(member, params.id);
    return deleted;
  }),

  listUsers: on('listUsers', async ({ core, member, query }) => {
    const { items, total } = await core.users.list(member, { ...bounds(query), search: query.query });
    return { users: await presentUsers(core, member, items), total, page: query.page, per_page: query.per_page };
  }),
  createUser: on('createUser', async ({ core, member, body }) =>
    presentUserDetails(
      core,
      member,
      await core.users.create(member, {
        username: body.username,
        password: body.password ?? undefined,
        plan: body.plan,
        rootId: body.root_folder_id,
        isAdmin: body.is_admin,
        email: body.email,
        name: body.name,
        storageQuotaBytes: body.own_storage_quota,
        mustChangePassword: body.must_change_password,
      }),
    ),
  ),
  getUser: on('getUser', async ({ core, member, params }) => presentUserDetails(core, member, await core.users.get(member, params.id))),
  updateUser: on('updateUser', async ({ core, member, params, body }) => {
    const { username, plan, root_folder_id: rootId, disabled, email, name, password, is_admin: isAdmin } = body;
    const { own_storage_quota: storageQuotaBytes, must_change_password: mustChangePassword } = body;
    const change = { username, plan, rootId, disabled, email, name, password, isAdmin, storageQuotaBytes, mustChangePassword };
    return presentUserDetails(core, member, await core.users.update(member, params.id, change));
  }),
  deleteUser: on('deleteUser', async ({ core, member, params, query }) => {
    await core.users.delete(member, params.id, { newOwner: query.transfer_files_to, field: 'transfer_files_to', links: 'end' });
    return deleted;
  }),
  ...peopleHandlers,
};
