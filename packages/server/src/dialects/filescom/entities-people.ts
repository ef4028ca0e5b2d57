import { z } from 'zod';
import { flag, id, name, text, texts, time, whole, wholes } from './answer-fields.ts';

/** Answers about users, groups, what they may do, and sessions. Every field of the vendor's entity, in its order; null where it is not set. */

export const user = z
  .object({
    id: id,
    username: text,
    admin_group_ids: wholes,
    allowed_ips: text,
    attachments_permission: flag,
    api_keys_count: whole,
    authenticate_until: time,
    authentication_method: text,
    avatar_url: text,
    billable: flag,
    billing_permission: flag,
    bypass_site_allowed_ips: flag,
    bypass_user_lifecycle_rules: flag,
    created_at: time,
    dav_permission: flag,
    disabled: flag,
    disabled_expired_or_inactive: flag,
    ai_assistant_personality_id: whole,
    desktop_configuration_profile_id: whole,
    integration_centric_profile_id: whole,
    email: text,
    filesystem_layout: text,
    first_login_at: time,
    ftp_permission: flag,
    group_ids: text,
    header_text: text,
    language: text,
    last_login_at: time,
    last_web_login_at: time,
    last_ftp_login_at: time,
    last_sftp_login_at: time,
    last_dav_login_at: time,
    last_desktop_login_at: time,
    last_restapi_login_at: time,
    last_api_use_at: time,
    last_active_at: time,
    last_protocol_cipher: text,
    lockout_expires: time,
    name: text,
    company: text,
    notes: text,
    notification_daily_send_time: whole,
    office_integration_enabled: flag,
    partner_admin: flag,
    partner_id: whole,
    partner_name: text,
    password_set_at: time,
    password_validity_days: whole,
    primary_group_id: whole,
    public_keys_count: whole,
    receive_admin_alerts: flag,
    notify_on_all_site_warnings: flag,
    notify_on_all_sso_failures: flag,
    notify_on_all_user_security_events: flag,
    notify_on_all_pending_work_failures: flag,
    notify_on_all_siem_http_destination_failures: flag,
    notify_on_all_sync_failures: flag,
    notify_on_all_automation_failures: flag,
    notify_on_all_expectation_failures: flag,
    require_2fa: text,
    require_login_by: time,
    active_2fa: flag,
    require_password_change: flag,
    password_expired: flag,
    responsible_group_id: whole,
    responsible_user_id: whole,
    readonly_site_admin: flag,
    restapi_permission: flag,
    self_managed: flag,
    sftp_permission: flag,
    site_admin: flag,
    workspace_admin: flag,
    site_id: whole,
    workspace_id: whole,
    default_workspace_id: whole,
    skip_welcome_screen: flag,
    ssl_required: text,
    sso_strategy_id: whole,
    subscribe_to_newsletter: flag,
    externally_managed: flag,
    tags: text,
    time_zone: text,
    type_of_2fa: text,
    type_of_2fa_for_display: text,
    user_root: text,
    user_home: text,
    days_remaining_until_password_expire: whole,
    password_expire_at: time,
  })
  .meta({ id: 'FilesCom.User' });

export const group = z
  .object({
    id: id,
    name: text,
    allowed_ips: text,
    admin_ids: text,
    notes: text,
    user_ids: text,
    usernames: text,
    ai_assistant_personality_id: whole,
    ftp_permission: flag,
    sftp_permission: flag,
    dav_permission: flag,
    restapi_permission: flag,
    desktop_configuration_profile_id: whole,
    integration_centric_profile_id: whole,
    site_id: whole,
    workspace_id: whole,
  })
  .meta({ id: 'FilesCom.Group' });

export const groupUser = z
  .object({
    group_name: text,
    group_id: whole,
    user_id: whole,
    admin: flag,
    username: text,
    id: id,
  })
  .meta({ id: 'FilesCom.GroupUser' });

export const permission = z
  .object({
    id: id,
    path: text,
    user_id: whole,
    username: text,
    group_id: whole,
    group_name: text,
    group_ids: wholes,
    group_names: texts,
    partner_id: whole,
    partner_name: text,
    permission: text,
    recursive: flag,
    site_id: whole,
  })
  .meta({ id: 'FilesCom.Permission' });

export const session = z
  .object({
    id: name,
    language: text,
    read_only: flag,
    sftp_insecure_ciphers: flag,
  })
  .meta({ id: 'FilesCom.Session' });

/** A session that was just begun. The fields that the vendor's documents leave out were recorded from the live service. */
export const newSession = session
  .extend({
    max_dir_listing_size: whole,
    ssl_required: flag,
    timeout_at: time,
    tls_disabled: flag,
    calculate_file_checksums_crc32: flag,
    calculate_file_checksums_md5: flag,
    calculate_file_checksums_sha1: flag,
    calculate_file_checksums_sha256: flag,
    legacy_checksums_mode: flag,
    user_belongs_to_parent_site: flag,
  })
  .meta({ id: 'FilesCom.NewSession' });

/** Somebody who is signed in. Never the session's id, which is a secret. */
export const activeSession = z
  .object({
    id: whole,
    user_id: whole,
    username: text,
    ip: text,
    user_agent: text,
    interface: text,
    created_at: time,
    timeout_at: time,
    current: flag,
  })
  .meta({ id: 'FilesCom.ActiveSession' });
