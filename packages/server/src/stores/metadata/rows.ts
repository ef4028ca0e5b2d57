import type { Blob, Change, ChangeAction, FileNode, FolderNode, Key, Segment, Upload, User } from '../../core/metadata.ts';
import type { EntryRules, Profile } from '../../core/metadata-people.ts';
import { noEntryRules } from '../../core/access/entry-rules.ts';
import { toDetails, type DetailsRow } from './node-columns.ts';

/** Text that `JSON.stringify` of such an object made. */
export const toProfile = (text: string): Profile => JSON.parse(text) as Profile;

/** The tables as the engine answers them, and how a row becomes what the core knows. 1 and 0 stand for true and false. */

export interface UserRow {
  number: number;
  id: string;
  username: string;
  password_hash: string | null;
  is_admin: number;
  is_readonly_admin: number;
  name: string | null;
  email: string | null;
  company: string | null;
  authenticate_until: number | null;
  last_login_at: number | null;
  password_set_at: number | null;
  password_validity_days: number | null;
  must_change_password: number;
  second_factor_at: number | null;
  primary_group: number | null;
  ssl_required: string | null;
  entry: string;
  profile: string;
  plan: string;
  storage_quota: number | null;
  root_id: string;
  disabled: number;
  used_bytes: number;
  created_at: number;
}

export const toUser = (row: UserRow): User => ({
  number: row.number,
  id: row.id,
  username: row.username,
  passwordHash: row.password_hash,
  isAdmin: row.is_admin === 1,
  isReadonlyAdmin: row.is_readonly_admin === 1,
  name: row.name,
  email: row.email,
  company: row.company,
  authenticateUntil: row.authenticate_until,
  lastLoginAt: row.last_login_at,
  passwordSetAt: row.password_set_at,
  passwordValidityDays: row.password_validity_days,
  mustChangePassword: row.must_change_password === 1,
  secondFactorAt: row.second_factor_at,
  primaryGroup: row.primary_group,
  sslRequired: row.ssl_required,
  entry: { ...noEntryRules, ...(JSON.parse(row.entry) as Partial<EntryRules>) },
  profile: toProfile(row.profile),
  plan: row.plan,
  storageQuotaBytes: row.storage_quota,
  rootId: row.root_id,
  disabled: row.disabled === 1,
  usedBytes: row.used_bytes,
  createdAt: row.created_at,
});

export interface KeyRow {
  number: number;
  id: string;
  user_id: string;
  name: string;
  hash: Buffer;
  last4: string;
  scopes: string;
  folder_id: string | null;
  expires_at: number | null;
  revoked_at: number | null;
  description: string | null;
  // Only what the core wrote is in the table.
  permission_set: Key['permissionSet'];
  platform: string | null;
  is_site_wide: number;
  last_used_at: number | null;
  created_at: number;
}

export const toKey = (row: KeyRow): Key => ({
  number: row.number,
  id: row.id,
  userId: row.user_id,
  name: row.name,
  hash: row.hash,
  last4: row.last4,
  scopes: row.scopes === '' ? [] : row.scopes.split(' '),
  folderId: row.folder_id,
  expiresAt: row.expires_at,
  revokedAt: row.revoked_at,
  description: row.description,
  permissionSet: row.permission_set,
  platform: row.platform,
  isSiteWide: row.is_site_wide === 1,
  lastUsedAt: row.last_used_at,
  createdAt: row.created_at,
});

export interface FolderRow extends DetailsRow {
  id: string;
  parent_id: string | null;
  root_id: string;
  chain: string;
  name: string;
  name_key: string;
  created_at: number;
  updated_at: number;
}

export const toFolder = (row: FolderRow): FolderNode => ({
  kind: 'folder',
  id: row.id,
  parentId: row.parent_id,
  rootId: row.root_id,
  chain: row.chain,
  name: row.name,
  nameKey: row.name_key,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  ...toDetails(row),
});

export interface FileRow extends DetailsRow {
  id: string;
  parent_id: string;
  root_id: string;
  name: string;
  name_key: string;
  size: number;
  encrypted: number;
  blob_id: string;
  version_id: string | null;
  version_at: number | null;
  owner_id: string;
  content_type: string | null;
  original_name: string | null;
  created_at: number;
  updated_at: number;
}

export const toFile = (row: FileRow): FileNode => ({
  kind: 'file',
  id: row.id,
  parentId: row.parent_id,
  rootId: row.root_id,
  name: row.name,
  nameKey: row.name_key,
  sizeBytes: row.size,
  encrypted: row.encrypted === 1,
  blobId: row.blob_id,
  // For a content from before there were versions; the file has none that is older.
  versionId: row.version_id ?? row.id.replace('file_', 'version_'),
  versionAt: row.version_at ?? row.updated_at,
  ownerId: row.owner_id,
  contentType: row.content_type,
  originalName: row.original_name,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  ...toDetails(row),
});

export interface BlobRow {
  id: string;
  key_version: number;
  wrapped_key: Buffer;
  encrypted: number;
  size: number;
  mac: Buffer | null;
}

export const toBlob = (row: BlobRow): Blob => ({
  id: row.id,
  wrapped: { version: row.key_version, bytes: row.wrapped_key },
  encrypted: row.encrypted === 1,
  sizeBytes: row.size,
  mac: row.mac,
});

export interface SegmentRow {
  key: string;
  part: number;
  salt: Buffer;
  size: number;
  inline: Buffer | null;
  inline_tags: Buffer | null;
}

export const toSegment = (row: SegmentRow): Segment => ({
  key: row.key,
  part: row.part,
  salt: row.salt,
  sizeBytes: row.size,
  inline: row.inline,
  inlineTags: row.inline_tags,
});

export interface UploadRow {
  id: string;
  user_id: string;
  blob_id: string;
  folder_id: string;
  filename: string;
  encrypted: number;
  total_size: number;
  total_chunks: number;
  chunk_size: number;
  expires_at: number;
  file_id: string | null;
  in_parts: number;
  provided_mtime: number | null;
  renames: number;
}

/** What `renames` says of a name that is taken; it was a flag once. */
const ifTakenOf = ['replace', 'rename', 'refuse'] as const satisfies readonly Upload['ifTaken'][];
export const ifTakenColumn = (ifTaken: Upload['ifTaken']): number => ifTakenOf.indexOf(ifTaken);

export const toUpload = (row: UploadRow): Upload => ({
  id: row.id,
  userId: row.user_id,
  blobId: row.blob_id,
  folderId: row.folder_id,
  filename: row.filename,
  encrypted: row.encrypted === 1,
  totalSizeBytes: row.total_size,
  totalChunks: row.total_chunks,
  chunkSizeBytes: row.chunk_size,
  expiresAt: row.expires_at,
  fileId: row.file_id,
  providedMtime: row.provided_mtime,
  ifTaken: ifTakenOf[row.renames] ?? 'refuse',
  inParts: row.in_parts === 1,
});

export interface ChangeRow {
  seq: number;
  node_id: string;
  action: ChangeAction;
  timestamp: number;
  chain: string;
  from_chain: string | null;
}

export const toChange = (row: ChangeRow): Change => ({
  seq: row.seq,
  nodeId: row.node_id,
  action: row.action,
  timestamp: row.timestamp,
  chain: row.chain,
  fromChain: row.from_chain,
});
