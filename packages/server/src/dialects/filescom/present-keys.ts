import { isoSeconds } from '../../core/clock.ts';
import { shownPermissionSet } from '../../core/people/key-limits.ts';
import type { ListedKey, ListedPublicKey, ListedSession } from '../../core/metadata-sessions.ts';
import type { MadePublicKey } from '../../core/people/public-keys.ts';
import type { BegunSession } from '../../core/people/sessions.ts';
import type { SiteSettings } from '../../core/site.ts';
import { unset } from './answer-fields.ts';
import type { activeSession, newSession } from './entities-people.ts';
import { apiKey, publicKey } from './entities-keys.ts';
import type { z } from 'zod';

const timeOrNull = (time: number | null): string | null => (time === null ? null : isoSeconds(time));

/** As the live service says it. */
const maxDirListingSize = 100_000;

/** With the secret, which is shown here and nowhere else. */
export function presentNewSession({ session, secret, user }: BegunSession, site: SiteSettings): z.output<typeof newSession> {
  const language = user.profile['language'] ?? site.profile['language'];
  return {
    id: secret,
    language: typeof language === 'string' ? language : 'en',
    read_only: user.isReadonlyAdmin,
    sftp_insecure_ciphers: false,
    max_dir_listing_size: maxDirListingSize,
    ssl_required: true,
    timeout_at: isoSeconds(session.expiresAt),
    tls_disabled: false,
    calculate_file_checksums_crc32: site.crc32,
    calculate_file_checksums_md5: site.md5,
    calculate_file_checksums_sha1: site.sha1,
    calculate_file_checksums_sha256: site.sha256,
    legacy_checksums_mode: false,
    user_belongs_to_parent_site: false,
  };
}

/** `current`: the number of the session of this call. */
export function presentActiveSession(session: ListedSession, current: number | null): z.output<typeof activeSession> {
  return {
    id: session.number,
    user_id: session.userNumber,
    username: session.username,
    ip: session.address,
    user_agent: session.userAgent,
    interface: session.door,
    created_at: isoSeconds(session.createdAt),
    timeout_at: isoSeconds(session.expiresAt),
    current: session.number === current,
  };
}

const noApiKey = unset(apiKey);

/** `secret` only for a key that was just made. */
export function presentApiKey(
  key: ListedKey,
  {
    siteName,
    publicUrl,
    folderPaths,
    secret = null,
  }: {
    readonly siteName: string;
    readonly publicUrl: string;
    /** By folder; without those that whoever asks does not see. */
    readonly folderPaths: ReadonlyMap<string, string>;
    readonly secret?: string | null | undefined;
  },
): z.output<typeof apiKey> {
  const whose = key.isSiteWide ? 'Site-wide API key' : `API key of user #${key.userNumber}`;
  // No field of the entity says that a key sees only one folder.
  const limit = key.folderId === null ? '' : ` limited to the folder /${folderPaths.get(key.folderId) ?? '…'}`;
  return {
    ...noApiKey,
    id: key.number,
    descriptive_label: `${whose}${limit} for ${publicUrl}/ (key ID #${key.number})`,
    description: key.description,
    created_at: isoSeconds(key.createdAt),
    expires_at: timeOrNull(key.expiresAt),
    key: secret,
    aws_style_credentials: false,
    last_use_at: timeOrNull(key.lastUsedAt),
    name: key.name,
    permission_set: shownPermissionSet(key),
    platform: key.platform,
    site_id: 0,
    site_name: siteName,
    url: publicUrl,
    user_id: key.isSiteWide ? null : key.userNumber,
    workspace_id: 0,
  };
}

const noPublicKey = unset(publicKey);

export function presentPublicKey(key: ListedPublicKey): z.output<typeof publicKey> {
  return {
    ...noPublicKey,
    id: key.number,
    workspace_id: 0,
    title: key.title,
    created_at: isoSeconds(key.createdAt),
    expired: false,
    fingerprint: key.fingerprintMd5,
    fingerprint_sha256: key.fingerprintSha256,
    status: key.isGenerated ? 'complete' : 'not_set',
    last_login_at: timeOrNull(key.lastLoginAt),
    username: key.username,
    user_id: key.userNumber,
  };
}

/** With both halves, when they were made here. */
export function presentMadePublicKey({ key, privateKey }: MadePublicKey): z.output<typeof publicKey> {
  const presented = presentPublicKey(key);
  return privateKey === undefined ? presented : { ...presented, generated_private_key: privateKey, generated_public_key: key.publicKey };
}
