import type { Bundle, BundlePath } from '../../core/sharing/bundles.ts';
import { isOver } from '../../core/sharing/bundles.ts';
import { isoSeconds } from '../../core/clock.ts';
import type { ListedShareAction, ShareRecipient, ShareRegistration } from '../../core/metadata-shares.ts';
import { unset } from './answer-fields.ts';
import type { Answer } from './contract.ts';
import { bundle, bundleAction, bundleDownload, bundleRecipient, bundleRegistration } from './entities-bundles.ts';

type WireBundle = Answer<'getBundle'>;
type WireRegistration = Answer<'listBundleRegistrations'>['items'][number];

const timeOrNull = (time: number | null): string | null => (time === null ? null : isoSeconds(time));

/** What a share link of this server has that was never told anything else. */
const usual = {
  ...unset(bundle),
  require_logout: false,
  dont_separate_submissions_by_folder: false,
  send_email_receipt_to_uploader: false,
  send_one_time_password_to_recipient_at_registration: false,
  workspace_id: 0,
  has_inbox: false,
  // The upload form takes files only.
  dont_allow_folders_in_uploads: true,
} satisfies Partial<WireBundle>;

/** `paths` are left out in lists. */
export function presentBundle({ share, code, paths }: Bundle & { readonly paths?: readonly BundlePath[] }, publicUrl: string): WireBundle {
  return {
    ...usual,
    ...share.profile,
    id: share.number,
    code,
    url: `${publicUrl}/s/${code}`,
    description: share.description,
    expires_at: timeOrNull(share.expiresAt),
    password_protected: share.passwordHash !== null,
    permissions: share.permissions,
    preview_only: share.permissions === 'preview_only',
    require_registration: share.requireRegistration,
    require_share_recipient: share.requireShareRecipient,
    skip_name: share.skipName,
    skip_email: share.skipEmail,
    skip_company: share.skipCompany,
    start_access_on_date: timeOrNull(share.startsAt),
    bypasses_site_expiration_rules: share.bypassesExpiration,
    created_at: isoSeconds(share.createdAt),
    deleted: isOver(share),
    deleted_at: timeOrNull(share.deletedAt),
    max_uses: share.maxUses,
    internal_name: share.internalName,
    note: share.note,
    user_id: share.ownerNumber,
    username: share.ownerName,
    group_id: share.groupNumber,
    paths: paths?.map(({ path }) => path) ?? null,
    bundlepaths: paths?.map(({ path, isFolder }) => ({ path, recursive: isFolder })) ?? null,
  };
}

/** `code`: that of the share link. */
export function presentRegistration(known: ShareRegistration, code: string | null): WireRegistration {
  return {
    ...unset(bundleRegistration),
    code: known.code,
    name: known.name,
    company: known.company,
    email: known.email,
    ip: known.ip,
    bundle_code: code,
    bundle_id: known.shareNumber,
    bundle_recipient_id: known.recipientNumber,
    workspace_id: 0,
    created_at: isoSeconds(known.createdAt),
  };
}

const registrationOf = ({ registration }: ListedShareAction, code: string | null): WireRegistration | null =>
  registration === null ? null : presentRegistration(registration, code);

export function presentDownload(action: ListedShareAction, code: string | null): Answer<'listBundleDownloads'>['items'][number] {
  return {
    ...unset(bundleDownload),
    bundle_registration: registrationOf(action, code),
    download_method: action.downloadMethod,
    path: action.path,
    workspace_id: 0,
    created_at: isoSeconds(action.createdAt),
  };
}

export function presentAction(action: ListedShareAction, code: string | null): Answer<'listBundleActions'>['items'][number] {
  return {
    ...unset(bundleAction),
    action: action.action,
    bundle_registration: registrationOf(action, code),
    created_at: isoSeconds(action.createdAt),
    path: action.path,
    bundle_registration_id: action.registrationNumber,
    workspace_id: 0,
    bundle_registration_name: action.registration?.name ?? null,
    bundle_registration_email: action.registration?.email ?? null,
    bundle_registration_ip: action.registration?.ip ?? null,
  };
}

export function presentRecipient(known: ShareRecipient): Answer<'createBundleRecipient'> {
  return {
    ...unset(bundleRecipient),
    company: known.company,
    name: known.name,
    note: known.note,
    recipient: known.recipient,
    sent_at: timeOrNull(known.sentAt),
    workspace_id: 0,
  };
}
