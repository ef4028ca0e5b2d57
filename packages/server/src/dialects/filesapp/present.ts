import mimeTypes from 'mime-types';
import { isoSeconds } from '../../core/clock.ts';
import type { MintedKey } from '../../core/people/keys.ts';
import type { FileNode, FolderNode, Key, Upload, User } from '../../core/metadata.ts';
import { isScope, type Member } from '../../core/access/principal.ts';
import type { FileLink, SharedLink } from '../../core/sharing/shares.ts';
import type { UploadStatus } from '../../core/content/uploads.ts';
import { allowsDownload } from '../../core/access/visitor-rights.ts';
import type { Answer } from './contract.ts';

/** From the core's nouns to the seed's words: snake_case, UTC times in whole seconds. */

const timeOrNull = (time: number | null): string | null => (time === null ? null : isoSeconds(time));

export const presentStored = (file: FileNode): Answer<'uploadFile'> => ({
  id: file.id,
  name: file.name,
  size: file.sizeBytes,
  encrypted: file.encrypted,
  created_at: isoSeconds(file.createdAt),
});

export const presentFile = (file: FileNode): Answer<'updateFile'> => ({
  id: file.id,
  name: file.name,
  size: file.sizeBytes,
  encrypted: file.encrypted,
  mime_type: mimeTypes.lookup(file.name) || 'application/octet-stream',
  created_at: isoSeconds(file.createdAt),
  updated_at: isoSeconds(file.updatedAt),
});

/** The member's own root is the top of what this API shows, so nothing above it has an id here. */
export const presentFolder = (folder: FolderNode, member: Member): Answer<'getFolder'> => ({
  id: folder.id,
  name: folder.name,
  parent_id: folder.id === member.rootId || folder.parentId === member.rootId ? null : folder.parentId,
  created_at: isoSeconds(folder.createdAt),
  updated_at: isoSeconds(folder.updatedAt),
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

export const presentShare = ({ share, token }: SharedLink, publicUrl: string): Answer<'createShare'> => ({
  id: share.id,
  url: `${publicUrl}/s/${token}`,
  password_protected: share.passwordHash !== null,
  expires_at: timeOrNull(share.expiresAt),
  allow_download: allowsDownload(share.permissions),
});

export const presentListedShare = (link: FileLink, publicUrl: string): Answer<'getShare'> => ({
  ...presentShare(link, publicUrl),
  file_id: link.share.fileId,
  created_at: isoSeconds(link.share.createdAt),
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
});

export const presentMintedKey = ({ key, secret, alphanumericSecret }: MintedKey): Answer<'createKey'> => ({
  ...presentKey(key),
  key: secret,
  key_alphanumeric: alphanumericSecret,
});

export const presentUser = (user: User): Answer<'getUser'> => ({
  id: user.id,
  username: user.username,
  plan: user.plan,
  is_admin: user.isAdmin,
  disabled: user.disabled,
  root_folder_id: user.rootId,
  storage_used: user.usedBytes,
  created_at: isoSeconds(user.createdAt),
});

export const presentWhoami = (member: Member): Answer<'whoami'> => ({
  user: { id: member.userId, username: member.username, plan: member.plan.name, is_admin: member.isAdmin },
  key: {
    id: member.keyId,
    name: member.keyName,
    scopes: [...member.scopes],
    folder_id: member.keyFolderId,
    expires_at: timeOrNull(member.keyExpiresAt),
  },
  root_folder_id: member.rootId,
});
