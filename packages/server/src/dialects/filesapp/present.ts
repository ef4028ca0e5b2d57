import mimeTypes from 'mime-types';
import { isoMilliseconds, isoSeconds } from '../../core/clock.ts';
import type { Core } from '../../core/core.ts';
import type { MintedKey } from '../../core/people/keys.ts';
import type { BegunSession } from '../../core/people/sessions.ts';
import type { Session } from '../../core/metadata-sessions.ts';
import type { FileNode, FolderNode, Key, Upload, User } from '../../core/metadata.ts';
import { isScope, type Member } from '../../core/access/principal.ts';
import type { NodeDetails } from '../../core/metadata-tree.ts';
import { sha256Of, type Entry } from '../../core/tree/entries.ts';
import type { DescribedFile, LocatedFile } from '../../core/tree/described-files.ts';
import type { FolderTotals } from '../../core/tree/folder-totals.ts';
import type { Located } from '../../core/tree/paths.ts';
import { fileEtag } from '../../http/file-response.ts';
import type { UploadStatus } from '../../core/content/uploads.ts';
import type { Answer } from './contract.ts';

/** From the core's nouns to the seed's words: snake_case, UTC times in whole seconds. */

const timeOrNull = (time: number | null): string | null => (time === null ? null : isoSeconds(time));

const mtimeOf = ({ providedMtime }: NodeDetails): string | null => (providedMtime === null ? null : isoMilliseconds(providedMtime));
const pathOf = ({ path }: Located): string => `/${path}`;

/** What is to become of a taken name, in the words of the core. */
export const ifTakenOf = { overwrite: 'replace', fail: 'refuse', rename: 'rename' } as const;

export const presentStored = ({ file, path }: LocatedFile): Answer<'uploadFile'> => ({
  id: file.id,
  name: file.name,
  size: file.sizeBytes,
  encrypted: file.encrypted,
  created_at: isoSeconds(file.createdAt),
  etag: fileEtag(file),
  mtime: mtimeOf(file),
  path: pathOf({ path }),
});

/** `liveShares`: where they were counted. */
export const presentFile = (
  { file, path, sha256, liveShares }: DescribedFile & { readonly liveShares?: number | null },
  member: Member,
): Answer<'updateFile'> => ({
  id: file.id,
  name: file.name,
  size: file.sizeBytes,
  encrypted: file.encrypted,
  mime_type: mimeTypes.lookup(file.name) || 'application/octet-stream',
  created_at: isoSeconds(file.createdAt),
  updated_at: isoSeconds(file.updatedAt),
  path: pathOf({ path }),
  folder_id: file.parentId === member.rootId ? null : file.parentId,
  mtime: mtimeOf(file),
  etag: fileEtag(file),
  sha256,
  ...(liveShares === undefined ? {} : { shares: liveShares }),
});

export const presentEntry = (entry: Pick<Entry, 'node' | 'path' | 'permissions' | 'checksums'>): Answer<'lookup'> => {
  const { node } = entry;
  const file = node.kind === 'file' ? node : undefined;
  return {
    type: node.kind,
    id: node.id,
    name: node.name,
    path: pathOf(entry),
    size: file?.sizeBytes ?? null,
    mtime: mtimeOf(node),
    etag: file === undefined ? null : fileEtag(file),
    sha256: sha256Of(entry),
    created_at: isoSeconds(node.createdAt),
    updated_at: isoSeconds(node.updatedAt),
    encrypted: file?.encrypted ?? null,
  };
};

export const presentChecksum = ({
  file,
  sha256,
}: {
  readonly file: FileNode;
  readonly sha256: string | null;
}): Answer<'computeChecksums'>['checksums'][number] => ({ id: file.id, size: file.sizeBytes, etag: fileEtag(file), sha256 });

/** The member's own root is the top of what this API shows, so nothing above it has an id here. */
export const presentFolder = (folder: FolderNode & Located, member: Member, totals?: FolderTotals): Answer<'getFolder'> => ({
  id: folder.id,
  name: folder.name,
  parent_id: folder.id === member.rootId || folder.parentId === member.rootId ? null : folder.parentId,
  created_at: isoSeconds(folder.createdAt),
  updated_at: isoSeconds(folder.updatedAt),
  path: pathOf(folder),
  ...(totals === undefined ? {} : { totals: { files: totals.files, folders: totals.folders, bytes: totals.sizeBytes } }),
});

export const presentNewUpload = (upload: Upload): Answer<'initUpload'> => ({
  upload_id: upload.id,
  chunk_size: upload.chunkSizeBytes,
  expires_at: isoSeconds(upload.expiresAt),
});

export const presentUpload = ({ upload, received }: UploadStatus): Answer<'getUpload'> => ({
  upload_id: upload.id,
  filename: upload.filename,
  total_size: upload.totalSizeBytes,
  total_chunks: upload.totalChunks,
  chunk_size: upload.chunkSizeBytes,
  received: [...received],
  completed: upload.fileId !== null,
  expires_at: isoSeconds(upload.expiresAt),
});

export const presentKey = (key: Key): Answer<'listKeys'>['keys'][number] => ({
  id: key.id,
  name: key.name,
  user_id: key.userId,
  scopes: key.scopes.filter(isScope),
  folder_id: key.folderId,
  last4: key.last4,
  expires_at: timeOrNull(key.expiresAt),
  created_at: isoSeconds(key.createdAt),
  last_used_at: timeOrNull(key.lastUsedAt),
});

export const presentMintedKey = ({ key, secret, alphanumericSecret }: MintedKey): Answer<'createKey'> => ({
  ...presentKey(key),
  key: secret,
  key_alphanumeric: alphanumericSecret,
});

export const presentUser = ({ users }: Pick<Core, 'users'>, user: User): Answer<'getUser'> => ({
  id: user.id,
  username: user.username,
  plan: user.plan,
  is_admin: user.isAdmin,
  disabled: user.disabled,
  root_folder_id: user.rootId,
  storage_used: user.usedBytes,
  created_at: isoSeconds(user.createdAt),
  email: user.email,
  name: user.name,
  storage_quota: users.storageQuota(user),
  last_login_at: timeOrNull(user.lastLoginAt),
  own_storage_quota: user.storageQuotaBytes,
  has_password: user.passwordHash !== null,
  must_change_password: user.mustChangePassword,
  second_factor: user.secondFactorAt !== null,
});

const sessionIdOf = (number: number): string => `session_${number}`;

export const presentSession = (session: Session, member: Member): Answer<'listSessions'>['sessions'][number] => ({
  id: sessionIdOf(session.number),
  created_at: isoSeconds(session.createdAt),
  last_used_at: isoSeconds(session.lastUsedAt),
  expires_at: isoSeconds(session.expiresAt),
  ip: session.address,
  user_agent: session.userAgent,
  current: session.number === member.sessionNumber,
});

export const presentBegunSession = ({ users }: Pick<Core, 'users'>, { session, user }: BegunSession): Answer<'createSession'> => ({
  id: sessionIdOf(session.number),
  user: presentUser({ users }, user),
  expires_at: isoSeconds(session.expiresAt),
});

/** `session`, else the key: what the request came with. */
export const presentWhoami = (member: Member, user: User): Answer<'whoami'> => ({
  user: {
    id: user.id,
    username: user.username,
    plan: user.plan,
    is_admin: member.isAdmin,
    name: user.name,
    email: user.email,
    second_factor: user.secondFactorAt !== null,
  },
  key: {
    id: member.keyId,
    name: member.keyName,
    scopes: [...member.scopes],
    folder_id: member.keyFolderId,
    expires_at: timeOrNull(member.keyExpiresAt),
  },
  session:
    member.sessionNumber === null || member.validUntil === null
      ? null
      : { id: sessionIdOf(member.sessionNumber), expires_at: isoSeconds(member.validUntil) },
  must_first: member.mustFirst,
  root_folder_id: member.rootId,
});
