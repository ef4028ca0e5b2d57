import type { ListedShare, Share } from '../../core/metadata-shares.ts';
import { toProfile } from './rows.ts';

/** The table `shares` as the engine answers it. 1 and 0 stand for true and false. */
export interface ShareRow {
  number: number;
  id: string;
  owner_id: string;
  file_id: string | null;
  node_count: number;
  salt: Buffer;
  token_hash: Buffer;
  code: string | null;
  password_hash: string | null;
  password_version: number;
  // Only what the core wrote is in the table.
  permissions: Share['permissions'];
  starts_at: number | null;
  expires_at: number | null;
  max_uses: number | null;
  uses: number;
  downloads: number;
  uploads: number;
  require_registration: number;
  require_share_recipient: number;
  skip_name: number;
  skip_email: number;
  skip_company: number;
  bypasses_expiration: number;
  group_number: number | null;
  title: string | null;
  description: string | null;
  note: string | null;
  internal_name: string | null;
  profile: string;
  deleted_at: number | null;
  created_at: number;
}

export interface ListedShareRow extends ShareRow {
  owner_number: number;
  owner_name: string;
}

const columns = [
  'number',
  'id',
  'owner_id',
  'file_id',
  'node_count',
  'salt',
  'token_hash',
  'code',
  'password_hash',
  'password_version',
  'permissions',
  'starts_at',
  'expires_at',
  'max_uses',
  'uses',
  'downloads',
  'uploads',
  'require_registration',
  'require_share_recipient',
  'skip_name',
  'skip_email',
  'skip_company',
  'bypasses_expiration',
  'group_number',
  'title',
  'description',
  'note',
  'internal_name',
  'profile',
  'deleted_at',
  'created_at',
] as const satisfies readonly (keyof ShareRow)[];

/** The columns for a SELECT; `prefix` says of which table. */
export const shareColumns = (prefix: string): string => columns.map((column) => `${prefix}${column} AS ${column}`).join(', ');

export const shares = `SELECT ${columns.join(', ')} FROM shares`;

export const toShare = (row: ShareRow): Share => ({
  number: row.number,
  id: row.id,
  ownerId: row.owner_id,
  fileId: row.file_id,
  nodeCount: row.node_count,
  salt: row.salt,
  tokenHash: row.token_hash,
  code: row.code,
  passwordHash: row.password_hash,
  passwordVersion: row.password_version,
  permissions: row.permissions,
  startsAt: row.starts_at,
  expiresAt: row.expires_at,
  maxUses: row.max_uses,
  uses: row.uses,
  downloads: row.downloads,
  uploads: row.uploads,
  requireRegistration: row.require_registration === 1,
  requireShareRecipient: row.require_share_recipient === 1,
  skipName: row.skip_name === 1,
  skipEmail: row.skip_email === 1,
  skipCompany: row.skip_company === 1,
  bypassesExpiration: row.bypasses_expiration === 1,
  groupNumber: row.group_number,
  title: row.title,
  description: row.description,
  note: row.note,
  internalName: row.internal_name,
  profile: toProfile(row.profile),
  deletedAt: row.deleted_at,
  createdAt: row.created_at,
});

export const toListedShare = (row: ListedShareRow): ListedShare => ({
  ...toShare(row),
  ownerNumber: row.owner_number,
  ownerName: row.owner_name,
});
