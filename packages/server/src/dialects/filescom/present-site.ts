import type { z } from 'zod';
import { isoSeconds } from '../../core/clock.ts';
import type { SiteSettings, SiteUsage } from '../../core/site.ts';
import { unset } from './answer-fields.ts';
import type { session } from './entities-people.ts';
import { site, usageSnapshot } from './entities-site.ts';

type WireSite = z.output<typeof site>;

/** What this server is like where nobody has said anything else: what it does not have is off. */
const usual = {
  ...unset(site),
  additional_text_file_types: [],
  ai_feature_availability: {},
  allowed_2fa_method_sms: false,
  allowed_2fa_method_totp: true,
  allowed_2fa_method_webauthn: false,
  allowed_2fa_method_yubi: false,
  allowed_2fa_method_email: false,
  allowed_2fa_method_static: false,
  allowed_2fa_method_bypass_for_ftp_sftp_dav: false,
  admins_bypass_locked_subfolders: false,
  allow_bundle_names: true,
  allow_user_level_2fa_override: false,
  allow_user_level_allowed_ip_override: false,
  allow_user_level_ssl_override: false,
  ask_about_overwrites: false,
  bundle_activity_notifications: 'never',
  bundles_default_owned_by_primary_group: false,
  bundle_recipient_blacklist_domains: [],
  bundle_recipient_blacklist_free_email_domains: false,
  bundle_registration_notifications: 'never',
  bundle_require_registration: false,
  bundle_require_share_recipient: false,
  bundle_send_one_time_password_to_recipient_at_registration: false,
  bundle_require_note: false,
  bundle_send_shared_receipts: false,
  bundle_upload_receipt_notifications: 'never',
  bundle_watermark_value: {},
  uploads_via_email_authentication: false,
  currency: 'USD',
  custom_namespace: false,
  dav_enabled: false,
  dav_user_root_enabled: false,
  document_edits_in_bundle_allowed: false,
  default_time_zone: 'UTC',
  desktop_app: true,
  desktop_app_session_ip_pinning: false,
  legacy_checksums_mode: false,
  migrate_remote_server_sync_to_sync: false,
  mcp_dcr_enabled: false,
  mobile_app: true,
  mobile_app_session_ip_pinning: false,
  disable_all_ai_features: true,
  disable_files_certificate_generation: true,
  disable_notifications: true,
  disable_password_reset: true,
  domain_hsts_header: false,
  domain_letsencrypt_chain: 'default',
  fedramp: false,
  ftp_enabled: false,
  non_sso_groups_allowed: true,
  non_sso_users_allowed: true,
  folder_permissions_groups_only: false,
  group_admins_can_add_users: false,
  group_admins_can_manage_group_memberships: true,
  group_admins_can_delete_users: false,
  group_admins_can_enable_disable_users: false,
  group_admins_can_modify_users: false,
  group_admins_can_bypass_user_lifecycle_rules: false,
  group_admins_can_reset_passwords: false,
  group_admins_can_set_user_password: false,
  hipaa: false,
  include_password_in_welcome_email: false,
  language: 'en',
  ldap_enabled: false,
  ldap_secure: false,
  max_prior_passwords: 0,
  managed_site_settings: {},
  motd_use_for_ftp: false,
  motd_use_for_sftp: false,
  office_integration_available: false,
  office_integration_type: 'disabled',
  opt_out_global: true,
  overdue: false,
  password_require_letter: false,
  password_require_mixed: false,
  password_require_number: false,
  password_require_special: false,
  password_require_unbreached: false,
  password_requirements_apply_to_bundles: false,
  pin_all_remote_servers_to_site_region: false,
  prevent_root_permissions_for_non_site_admins: false,
  protocol_access_groups_only: false,
  restrict_root_folder_behaviors_to_site_admins: false,
  root_folder_behaviors_apply_to_workspaces: false,
  require_2fa_exempt_all_sso_users: false,
  revoke_bundle_access_on_disable_or_delete: true,
  require_2fa_user_type: 'all',
  require_logout_from_bundles_and_inboxes: false,
  sftp_enabled: false,
  sftp_finalize_partial_uploads: false,
  sftp_host_key_type: 'default',
  sftp_insecure_ciphers: false,
  sftp_insecure_diffie_hellman: false,
  sftp_user_root_enabled: false,
  sharing_enabled: true,
  show_user_notifications_log_in_link: false,
  show_request_access_link: false,
  snapshot_sharing_enabled: false,
  ssl_required: true,
  use_dedicated_ips_for_smtp: false,
  use_provided_modified_at: true,
  user_requests_enabled: false,
  user_requests_notify_admins: false,
  username_display: 'username_only',
  welcome_email_enabled: false,
  welcome_screen: 'disabled',
  windows_mode_ftp: false,
} satisfies Partial<WireSite>;

/** How the site reaches other systems, and who may reach it, is for its administrators. */
const forAdministrators = /^(?:ldap_|smtp_)|^(?:dis)?allowed_(?:ips|countries)$|^email$|^admin_user_id$/;

export interface SiteFacts {
  readonly settings: SiteSettings;
  readonly createdAt: number;
  /** The session of this call; null when it came with a key. */
  readonly session: z.output<typeof session> | null;
  readonly user: WireSite['user'];
  readonly isAdministrator: boolean;
}

export function presentSite({ settings, createdAt, session: current, user, isAdministrator }: SiteFacts): WireSite {
  // Only what a request of this very contract has checked is kept, under the same names. null: as if nothing was said.
  const kept = Object.entries(settings.profile).filter(([field, value]) => value !== null && Object.hasOwn(site.shape, field));
  const presented: WireSite = {
    ...usual,
    ...Object.fromEntries(kept),
    id: 0,
    name: settings.name,
    admin_user_id: 1,
    allowed_ips: settings.allowedIps,
    always_mkdir_parents: settings.alwaysMkdirParents,
    bundle_expiration: settings.bundleExpirationDays,
    bundle_password_required: settings.bundlePasswordRequired,
    calculate_file_checksums_crc32: settings.crc32,
    calculate_file_checksums_md5: settings.md5,
    calculate_file_checksums_sha1: settings.sha1,
    calculate_file_checksums_sha256: settings.sha256,
    created_at: isoSeconds(createdAt),
    days_to_retain_backups: settings.trashDays,
    password_min_length: settings.passwordMinLength,
    password_validity_days: settings.passwordValidityDays,
    require_2fa: settings.secondFactorRequired,
    session: current,
    session_expiry_minutes: settings.sessionExpiryMinutes,
    user,
    user_lockout: settings.userLockout,
    user_lockout_lock_period: settings.userLockoutHours,
    user_lockout_tries: settings.userLockoutTries,
    user_lockout_within: settings.userLockoutWithinHours,
    users_can_create_api_keys: settings.usersCanCreateApiKeys,
    users_can_create_ssh_keys: settings.usersCanCreateSshKeys,
  };
  if (isAdministrator) return presented;
  // They are all fields that can be null.
  const hidden = Object.keys(presented).filter((field) => forAdministrators.test(field));
  return { ...presented, ...Object.fromEntries(hidden.map((field) => [field, null])) };
}

const noUsage = unset(usageSnapshot);
/** The documents of this API count storage in these. */
const gigabyte = 1_000_000_000;

/** What is known now; this server keeps no record of what was before. */
export function presentUsage(
  usage: SiteUsage,
  { from, until }: { readonly from: number; readonly until: number },
): z.output<typeof usageSnapshot> {
  const storage = Math.round(usage.usedBytes / gigabyte);
  return {
    ...noUsage,
    start_at: isoSeconds(from),
    end_at: isoSeconds(until),
    high_water_user_count: usage.users,
    current_storage: storage,
    high_water_storage: storage,
    usage_by_top_level_dir: [],
  };
}
