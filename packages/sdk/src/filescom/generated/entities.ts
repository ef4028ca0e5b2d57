// Written by scripts/sdk-filescom.mjs. Do not change it by hand.

/** The server may know more than these. */
export type AiTaskPermissionSet = 'full' | 'files_only' | (string & {});

/** The server may know more than these. */
export type AiTaskTrigger = 'manual' | 'daily' | 'custom_schedule' | 'action' | (string & {});

/** The server may know more than these. */
export type ApiKeyPermissionSet =
  'none' | 'full' | 'desktop_app' | 'sync_app' | 'office_integration' | 'mobile_app' | 'files_only' | (string & {});

/** The server may know more than these. */
export type As2PartnerServerCertificate = 'require_match' | 'allow_any' | (string & {});

/** The server may know more than these. */
export type As2PartnerMdnValidationLevel = 'none' | 'weak' | 'normal' | 'strict' | 'auto' | (string & {});

/** The server may know more than these. */
export type As2PartnerSignatureValidationLevel = 'normal' | 'none' | 'auto' | (string & {});

/** The server may know more than these. */
export type AutomationAutomation =
  'create_folder' | 'delete_file' | 'copy_file' | 'move_file' | 'as2_send' | 'run_sync' | 'import_file' | 'v2' | (string & {});

/** The server may know more than these. */
export type AutomationInterval =
  'week' | 'month' | 'quarter' | 'year' | 'day' | 'week_end' | 'month_end' | 'quarter_end' | 'year_end' | (string & {});

/** The server may know more than these. */
export type AutomationTrigger = 'manual' | 'daily' | 'custom_schedule' | 'webhook' | 'email' | 'action' | (string & {});

/** The server may know more than these. */
export type BehaviorBehavior =
  | 'webhook'
  | 'file_expiration'
  | 'auto_encrypt'
  | 'lock_subfolders'
  | 'storage_region'
  | 'serve_publicly'
  | 'create_user_folders'
  | 'inbox'
  | 'limit_file_extensions'
  | 'limit_file_regex'
  | 'amazon_sns'
  | 'watermark'
  | 'remote_server_mount'
  | 'slack_webhook'
  | 'auto_decrypt'
  | 'override_upload_filename'
  | 'permission_fence'
  | 'limit_filename_length'
  | 'organize_files_into_subfolders'
  | 'teams_webhook'
  | 'google_pub_sub'
  | 'archive_overwritten_or_deleted_files'
  | 'auto_recrypt'
  | 'metadata_category'
  | 'auto_unzip'
  | 'remote_server_metadata_index'
  | 'malware_scanning'
  | (string & {});

/** The server may know more than these. */
export type BundlePermissions = 'read' | 'write' | 'read_write' | 'full' | 'none' | 'preview_only' | (string & {});

/** The server may know more than these. */
export type ChildSiteManagementPolicyPolicyType = 'settings' | (string & {});

/** The server may know more than these. */
export type ClickwrapUseWithUsers = 'none' | 'require' | 'require_all_users_once' | 'require_all_users_always' | (string & {});

/** The server may know more than these. */
export type ClickwrapUseWithBundles = 'none' | 'available' | 'require' | 'available_to_all_users' | (string & {});

/** The server may know more than these. */
export type ClickwrapUseWithInboxes = 'none' | 'available' | 'require' | 'available_to_all_users' | (string & {});

/** The server may know more than these. */
export type CustomDomainDestination = 'site_alias' | 'public_hosting' | 's3_endpoint' | 'unassigned' | (string & {});

/** The server may know more than these. */
export type CustomDomainDnsStatus = 'disabled' | 'correct' | 'no_records' | 'cname_wrong' | 'a_record' | 'caa_conflict' | (string & {});

/** The server may know more than these. */
export type EventTargetTargetType =
  'email' | 'webhook' | 'slack_webhook' | 'teams_webhook' | 'amazon_sns' | 'google_pubsub' | 'folder' | (string & {});

/** The server may know more than these. */
export type ExpectationTrigger = 'manual' | 'upload' | 'daily' | 'custom_schedule' | (string & {});

/** The server may know more than these. */
export type ExpectationLastResult = 'success' | 'late' | 'missing' | 'invalid' | (string & {});

/** The server may know more than these. */
export type KeyLifecycleRuleKeyType = 'gpg' | 'ssh' | 'api' | (string & {});

/** The server may know more than these. */
export type NotificationSendInterval = 'five_minutes' | 'fifteen_minutes' | 'hourly' | 'daily' | (string & {});

/** The server may know more than these. */
export type NotificationUnsubscribedReason = 'none' | 'unsubscribe_link_clicked' | 'mail_bounced' | 'mail_marked_as_spam' | (string & {});

/** The server may know more than these. */
export type PartnerPartnershipRole = 'host' | 'guest' | 'host_and_guest' | (string & {});

/** The server may know more than these. */
export type PartnerSiteRequestStatus = 'pending' | 'approved' | 'rejected' | (string & {});

/** The server may know more than these. */
export type PermissionPermission =
  | 'full'
  | 'readonly'
  | 'writeonly'
  | 'list'
  | 'history'
  | 'admin'
  | 'bundle'
  | 'site_admin'
  | 'readonly_site_admin'
  | 'previewonly'
  | (string & {});

/** The server may know more than these. */
export type ProjectGlobalAccess = 'none' | 'anyone_with_read' | 'anyone_with_full' | (string & {});

/** The server may know more than these. */
export type PublicKeyStatus = 'error' | 'not_set' | 'to_be_generated' | 'generating' | 'complete' | (string & {});

/** The server may know more than these. */
export type RemoteMountBackendHealthCheckType = 'active' | 'passive' | (string & {});

/** The server may know more than these. */
export type RemoteMountBackendStatus = 'healthy' | 'degraded' | 'failed' | 'desynced' | (string & {});

/** The server may know more than these. */
export type RemoteServerCredentialServerType =
  | 'ftp'
  | 'sftp'
  | 's3'
  | 'google_cloud_storage'
  | 'webdav'
  | 'wasabi'
  | 'backblaze_b2'
  | 'one_drive'
  | 'box'
  | 'dropbox'
  | 'google_drive'
  | 'azure'
  | 'sharepoint'
  | 's3_compatible'
  | 'azure_files'
  | 'files_agent'
  | 'filebase'
  | 'cloudflare'
  | 'linode'
  | 'files_com'
  | (string & {});

/** The server may know more than these. */
export type RemoteServerBufferUploads = 'auto' | 'always' | 'never' | (string & {});

/** The server may know more than these. */
export type RemoteServerServerCertificate = 'require_match' | 'allow_any' | (string & {});

/** The server may know more than these. */
export type RemoteServerServerType =
  | 'ftp'
  | 'sftp'
  | 's3'
  | 'google_cloud_storage'
  | 'webdav'
  | 'wasabi'
  | 'backblaze_b2'
  | 'one_drive'
  | 'box'
  | 'dropbox'
  | 'google_drive'
  | 'azure'
  | 'sharepoint'
  | 's3_compatible'
  | 'azure_files'
  | 'files_agent'
  | 'filebase'
  | 'cloudflare'
  | 'linode'
  | 'files_com'
  | (string & {});

/** The server may know more than these. */
export type RemoteServerSsl = 'if_available' | 'require' | 'require_implicit' | 'never' | (string & {});

/** The server may know more than these. */
export type RemoteServerGoogleCloudStorageAuthenticationMethod = 'json' | 'hmac' | 'oauth' | (string & {});

/** The server may know more than these. */
export type RemoteServerOneDriveAccountType = 'personal' | 'business_other' | (string & {});

/** The server may know more than these. */
export type RemoteServerFilesAgentPermissionSet = 'read_write' | 'read_only' | 'write_only' | (string & {});

/** The server may know more than these. */
export type RemoteServerAuthStatus = 'not_applicable' | 'in_setup' | 'complete' | 'reauthenticate' | (string & {});

/** The server may know more than these. */
export type ScheduledExportTrigger = 'daily' | 'custom_schedule' | (string & {});

/** The server may know more than these. */
export type SecretSecretType = 'basic' | 'token' | 'headers' | 'certificate' | 'key_value' | (string & {});

/** The server may know more than these. */
export type SiemHttpDestinationDestinationType =
  | 'generic'
  | 'splunk'
  | 'azure_legacy'
  | 'qradar'
  | 'sumo'
  | 'rapid7'
  | 'solar_winds'
  | 'new_relic'
  | 'datadog'
  | 'azure'
  | 'file'
  | 'crowdstrike'
  | 'splunk_compatible'
  | (string & {});

/** The server may know more than these. */
export type SiemHttpDestinationFileFormat = 'json' | 'csv' | (string & {});

/** The server may know more than these. */
export type SiemHttpDestinationGenericPayloadType = 'json_newline' | 'json_array' | (string & {});

/** The server may know more than these. */
export type SiemHttpDestinationLastHttpCallTargetType =
  'destination_url' | 'azure_oauth_client_credentials_url' | 'file_destination' | (string & {});

/** The server may know more than these. */
export type SiteBundleActivityNotifications = 'never' | 'always' | 'per_bundle_setting' | (string & {});

/** The server may know more than these. */
export type SiteBundleRegistrationNotifications = 'never' | 'always' | 'per_bundle_setting' | (string & {});

/** The server may know more than these. */
export type SiteBundleUploadReceiptNotifications = 'never' | 'always' | 'per_bundle_setting' | (string & {});

/** The server may know more than these. */
export type SiteDomainLetsencryptChain = 'default' | 'isrg_root_x1' | 'dst_root_ca_x3' | (string & {});

/** The server may know more than these. */
export type SiteOfficeIntegrationType = 'only_office' | 'office_365' | 'disabled' | (string & {});

/** The server may know more than these. */
export type SiteRequire2faUserType = 'all' | 'folder_and_site_admins' | 'site_admins' | (string & {});

/** The server may know more than these. */
export type SiteSftpHostKeyType = 'default' | 'exavault' | 'custom' | 'smartfile' | (string & {});

/** The server may know more than these. */
export type SiteUsernameDisplay =
  'username_only' | 'full_name_only' | 'full_name_username' | 'full_name_company' | 'full_name_username_company' | (string & {});

/** The server may know more than these. */
export type SiteWelcomeScreen = 'enabled' | 'hidden' | 'disabled' | (string & {});

/** The server may know more than these. */
export type SyncTrigger = 'daily' | 'custom_schedule' | 'manual' | (string & {});

/** The server may know more than these. */
export type UserLifecycleRuleAuthenticationMethod =
  | 'all'
  | 'password'
  | 'sso'
  | 'none'
  | 'email_signup'
  | 'password_with_imported_hash'
  | 'password_and_ssh_key'
  | 'all_non_sso'
  | (string & {});

/** The server may know more than these. */
export type UserLifecycleRuleAction = 'disable' | 'delete' | (string & {});

/** The server may know more than these. */
export type UserLifecycleRuleUserState = 'inactive' | 'disabled' | (string & {});

/** The server may know more than these. */
export type UserAuthenticationMethod =
  'password' | 'sso' | 'none' | 'email_signup' | 'password_with_imported_hash' | 'password_and_ssh_key' | (string & {});

/** The server may know more than these. */
export type UserFilesystemLayout = 'site_root' | 'user_root' | 'partner_root' | 'integration_centric' | 'workspace_root' | (string & {});

/** The server may know more than these. */
export type UserRequire2fa = 'use_system_setting' | 'always_require' | 'never_require' | (string & {});

/** The server may know more than these. */
export type UserSslRequired = 'use_system_setting' | 'always_require' | 'never_require' | (string & {});

/** The server may know more than these. */
export type ExternalEventStatus = 'success' | 'failure' | 'partial_failure' | 'in_progress' | 'skipped' | (string & {});

/** The server may know more than these. */
export type AgentNodeBufferUploads = 'auto' | 'always' | 'never' | (string & {});

/** The server may know more than these. */
export type AgentNodeFilesAgentPermissionSet = 'read_write' | 'read_only' | 'write_only' | (string & {});

/** The server may know more than these. */
export type AgentNodeGoogleCloudStorageAuthenticationMethod = 'json' | 'hmac' | 'oauth' | (string & {});

/** The server may know more than these. */
export type AgentNodeOneDriveAccountType = 'personal' | 'business_other' | (string & {});

/** The server may know more than these. */
export type AgentNodeServerCertificate = 'require_match' | 'allow_any' | (string & {});

/** The server may know more than these. */
export type AgentNodeServerType =
  | 'ftp'
  | 'sftp'
  | 's3'
  | 'google_cloud_storage'
  | 'webdav'
  | 'wasabi'
  | 'backblaze_b2'
  | 'one_drive'
  | 'box'
  | 'dropbox'
  | 'google_drive'
  | 'azure'
  | 'sharepoint'
  | 's3_compatible'
  | 'azure_files'
  | 'files_agent'
  | 'filebase'
  | 'cloudflare'
  | 'linode'
  | 'files_com'
  | (string & {});

/** The server may know more than these. */
export type AgentNodeSsl = 'if_available' | 'require' | 'require_implicit' | 'never' | (string & {});

/** The server may know more than these. */
export type RestoreRestorationType = 'files' | 'users' | (string & {});

/** The server may know more than these. */
export type ActionNotificationExportStatus = 'building' | 'ready' | 'failed' | (string & {});

/** The server may know more than these. */
export type AutomationRunStatus = 'queued' | 'running' | 'success' | 'partial_failure' | 'failure' | 'skipped' | 'canceled' | (string & {});

/** The server may know more than these. */
export type HistoryExportQueryAction =
  | 'create'
  | 'read'
  | 'update'
  | 'destroy'
  | 'move'
  | 'login'
  | 'failedlogin'
  | 'copy'
  | 'user_create'
  | 'user_update'
  | 'user_destroy'
  | 'group_create'
  | 'group_update'
  | 'group_destroy'
  | 'permission_create'
  | 'permission_destroy'
  | 'api_key_create'
  | 'api_key_update'
  | 'api_key_destroy'
  | 'archived_delete'
  | (string & {});

/** The server may know more than these. */
export type HistoryExportQueryInterface =
  | 'web'
  | 'ftp'
  | 'robot'
  | 'jsapi'
  | 'webdesktopapi'
  | 'sftp'
  | 'dav'
  | 'desktop'
  | 'restapi'
  | 'scim'
  | 'office'
  | 'mobile'
  | 'as2'
  | 'inbound_email'
  | 'remote'
  | 'inbound_s3'
  | (string & {});

/** The server may know more than these. */
export type HistoryExportQueryFailureType =
  | 'expired_trial'
  | 'account_overdue'
  | 'locked_out'
  | 'ip_mismatch'
  | 'password_mismatch'
  | 'site_mismatch'
  | 'username_not_found'
  | 'none'
  | 'no_ftp_permission'
  | 'no_web_permission'
  | 'no_directory'
  | 'errno_enoent'
  | 'no_sftp_permission'
  | 'no_dav_permission'
  | 'no_restapi_permission'
  | 'key_mismatch'
  | 'region_mismatch'
  | 'expired_access'
  | 'desktop_ip_mismatch'
  | 'desktop_api_key_not_used_quickly_enough'
  | 'disabled'
  | 'country_mismatch'
  | 'insecure_ftp'
  | 'insecure_cipher'
  | 'rate_limited'
  | (string & {});

/** The server may know more than these. */
export type HistoryExportResultAction =
  | 'create'
  | 'read'
  | 'update'
  | 'destroy'
  | 'move'
  | 'login'
  | 'failedlogin'
  | 'copy'
  | 'user_create'
  | 'user_update'
  | 'user_destroy'
  | 'group_create'
  | 'group_update'
  | 'group_destroy'
  | 'permission_create'
  | 'permission_destroy'
  | 'api_key_create'
  | 'api_key_update'
  | 'api_key_destroy'
  | 'archived_delete'
  | (string & {});

/** The server may know more than these. */
export type HistoryExportResultInterface =
  | 'web'
  | 'ftp'
  | 'robot'
  | 'jsapi'
  | 'webdesktopapi'
  | 'sftp'
  | 'dav'
  | 'desktop'
  | 'restapi'
  | 'scim'
  | 'office'
  | 'mobile'
  | 'as2'
  | 'inbound_email'
  | 'remote'
  | 'inbound_s3'
  | (string & {});

/** The server may know more than these. */
export type HistoryExportResultFailureType =
  | 'expired_trial'
  | 'account_overdue'
  | 'locked_out'
  | 'ip_mismatch'
  | 'password_mismatch'
  | 'site_mismatch'
  | 'username_not_found'
  | 'none'
  | 'no_ftp_permission'
  | 'no_web_permission'
  | 'no_directory'
  | 'errno_enoent'
  | 'no_sftp_permission'
  | 'no_dav_permission'
  | 'no_restapi_permission'
  | 'key_mismatch'
  | 'region_mismatch'
  | 'expired_access'
  | 'desktop_ip_mismatch'
  | 'desktop_api_key_not_used_quickly_enough'
  | 'disabled'
  | 'country_mismatch'
  | 'insecure_ftp'
  | 'insecure_cipher'
  | 'rate_limited'
  | (string & {});

/** The server may know more than these. */
export type UserGrantPermission = 'full' | 'read' | 'write' | 'list' | 'read+write' | 'list+write' | (string & {});

/** The server may know more than these. */
export type UserTypeOf2fa = 'sms' | 'totp' | 'webauthn' | 'yubi' | 'email' | (string & {});

/** The server may know more than these. */
export type FileType = 'directory' | 'file' | (string & {});

/** The server may know more than these. */
export type FolderListType = 'folder' | 'file' | (string & {});

/** The server may know more than these. */
export type FileDownloadAction = 'redirect' | 'stat' | (string & {});

/** The server may know more than these. */
export type FileCreateAction = 'append' | 'attachment' | 'end' | 'upload' | 'put' | (string & {});

/** The server may know more than these. */
export type PreviewSize = 'small' | 'large' | 'xlarge' | 'pdf' | (string & {});

/** The server may know more than these. */
export type PreviewStatus = 'invalid' | 'not_generated' | 'generating' | 'complete' | 'file_too_large' | (string & {});

/** The server may know more than these. */
export type PreviewType = 'image' | 'pdf' | 'pdf_native' | 'video' | 'audio' | 'text' | (string & {});

/** The server may know more than these. */
export type BundleDownloadDownloadMethod = 'file' | 'full_zip' | (string & {});

/** The server may know more than these. */
export type PublicKeyGenerateAlgorithm = 'rsa' | 'dsa' | 'ecdsa' | 'ed25519' | (string & {});

/** The server may know more than these. */
export type FileMigrationStatus = 'pending' | 'in_progress' | 'completed' | 'failed' | (string & {});

/** The server may know more than these. */
export type FileMigrationOperation = 'copy' | (string & {});

/** The server may know more than these. */
export type FileActionStatus = 'pending' | 'completed' | (string & {});

/** The server may know more than these. */
export type ActionListDisplay = 'full' | 'parent' | (string & {});

export interface AccountLineItem {
  readonly id: number;
  /** A decimal number, as text so that no digit is lost */
  readonly amount?: string | null;
  /** A decimal number, as text so that no digit is lost */
  readonly balance?: string | null;
  /** ISO 8601 */
  readonly created_at?: string | null;
  readonly currency?: string | null;
  readonly download_uri?: string | null;
  readonly invoice_line_items?: readonly InvoiceLineItem[] | null;
  readonly method?: string | null;
  readonly payment_line_items?: readonly PaymentLineItem[] | null;
  /** ISO 8601 */
  readonly payment_reversed_at?: string | null;
  readonly payment_type?: string | null;
  readonly site_name?: string | null;
  readonly type?: string | null;
}

export interface Action {
  readonly id: number;
  readonly path?: string | null;
  /** ISO 8601 */
  readonly when?: string | null;
  readonly destination?: string | null;
  readonly display?: string | null;
  readonly ip?: string | null;
  readonly source?: string | null;
  readonly targets?: Readonly<Record<string, unknown>> | null;
  readonly user_id?: number | null;
  readonly username?: string | null;
  readonly user_is_from_parent_site?: boolean | null;
  readonly action?: string | null;
  readonly failure_type?: string | null;
  readonly interface?: string | null;
}

export interface ActionLog {
  readonly action?: string | null;
  /** ISO 8601 */
  readonly created_at?: string | null;
  readonly destination?: string | null;
  readonly failure_type?: string | null;
  readonly folder?: string | null;
  readonly interface?: string | null;
  readonly ip?: string | null;
  readonly metadata_dm_id?: number | null;
  readonly parent_metadata_dm_id?: number | null;
  readonly path?: string | null;
  readonly site_id?: number | null;
  readonly src?: string | null;
  readonly user_id?: number | null;
  readonly username?: string | null;
}

export interface ActionNotificationExport {
  readonly id: number;
  readonly export_version?: string | null;
  /** ISO 8601 */
  readonly start_at?: string | null;
  /** ISO 8601 */
  readonly end_at?: string | null;
  readonly status?: ActionNotificationExportStatus | null;
  readonly query_path?: string | null;
  readonly query_folder?: string | null;
  readonly query_message?: string | null;
  readonly query_request_method?: string | null;
  readonly query_request_url?: string | null;
  readonly query_status?: string | null;
  readonly query_success?: boolean | null;
  readonly results_url?: string | null;
}

export interface ActionNotificationExportResult {
  readonly id: number;
  readonly created_at?: number | null;
  readonly status?: number | null;
  readonly message?: string | null;
  readonly success?: boolean | null;
  readonly request_headers?: string | null;
  readonly request_method?: string | null;
  readonly request_url?: string | null;
  readonly path?: string | null;
  readonly folder?: string | null;
}

export interface AgentNode {
  readonly node_id?: string | null;
  readonly name?: string | null;
  readonly hostname?: string | null;
  readonly availability_role?: string | null;
  readonly status?: string | null;
  readonly is_default?: boolean | null;
  readonly direct_transfer_available?: boolean | null;
  /** ISO 8601 */
  readonly last_seen_at?: string | null;
  readonly instances?: readonly AgentNodeInstance[] | null;
}

export interface AgentNodeConnection {
  readonly mode?: string | null;
  readonly status?: string | null;
  /** ISO 8601 */
  readonly last_seen_at?: string | null;
}

export interface AgentNodeInstance {
  readonly instance_id?: string | null;
  readonly process_state?: string | null;
  readonly status?: string | null;
  readonly is_default?: boolean | null;
  readonly agent_version?: string | null;
  /** ISO 8601 */
  readonly last_seen_at?: string | null;
  readonly connections?: readonly Readonly<Record<string, unknown>>[] | null;
}

export interface AgentPushUpdate {
  readonly version?: string | null;
  readonly message?: string | null;
  readonly current_version?: string | null;
  readonly pending_version?: string | null;
  readonly last_error?: string | null;
  readonly error?: string | null;
}

export interface AiAssistantPersonality {
  readonly id: number;
  readonly workspace_id?: number | null;
  readonly name?: string | null;
  readonly system_prompt?: string | null;
  readonly use_by_default?: boolean | null;
  readonly apply_to_all_workspaces?: boolean | null;
  /** ISO 8601 */
  readonly created_at?: string | null;
  /** ISO 8601 */
  readonly updated_at?: string | null;
}

export interface AiTask {
  readonly id: number;
  readonly workspace_id?: number | null;
  readonly name?: string | null;
  readonly description?: string | null;
  readonly prompt?: string | null;
  readonly permission_set?: AiTaskPermissionSet | null;
  readonly path?: string | null;
  readonly source?: string | null;
  readonly disabled?: boolean | null;
  readonly trigger?: AiTaskTrigger | null;
  readonly trigger_actions?: readonly string[] | null;
  readonly interval?: string | null;
  readonly recurring_day?: number | null;
  readonly recurring_days?: readonly number[] | null;
  readonly schedule_id?: number | null;
  readonly schedule_days_of_week?: readonly number[] | null;
  readonly schedule_times_of_day?: readonly string[] | null;
  readonly schedule_time_zone?: string | null;
  readonly holiday_region?: string | null;
  readonly human_readable_schedule?: string | null;
  /** ISO 8601 */
  readonly last_run_at?: string | null;
  readonly master_admin_user_id?: number | null;
  /** ISO 8601 */
  readonly created_at?: string | null;
  /** ISO 8601 */
  readonly updated_at?: string | null;
}

export interface ApiKey {
  readonly id: number;
  readonly descriptive_label?: string | null;
  readonly description?: string | null;
  /** ISO 8601 */
  readonly created_at?: string | null;
  /** ISO 8601 */
  readonly expires_at?: string | null;
  readonly key?: string | null;
  readonly aws_style_credentials?: boolean | null;
  readonly aws_access_key_id?: string | null;
  readonly aws_secret_key?: string | null;
  /** ISO 8601 */
  readonly last_use_at?: string | null;
  readonly name?: string | null;
  readonly permission_set?: ApiKeyPermissionSet | null;
  readonly platform?: string | null;
  readonly site_id?: number | null;
  readonly site_name?: string | null;
  readonly url?: string | null;
  readonly user_id?: number | null;
  readonly workspace_id?: number | null;
}

export interface ApiRequestLog {
  /** ISO 8601 */
  readonly timestamp?: string | null;
  readonly api_key_id?: number | null;
  readonly api_key_prefix?: string | null;
  readonly user_id?: number | null;
  readonly username?: string | null;
  readonly user_is_from_parent_site?: boolean | null;
  readonly interface?: string | null;
  readonly request_method?: string | null;
  readonly request_path?: string | null;
  readonly request_ip?: string | null;
  readonly request_host?: string | null;
  readonly request_id?: string | null;
  readonly api_name?: string | null;
  readonly user_agent?: string | null;
  readonly error_type?: string | null;
  readonly error_message?: string | null;
  readonly response_code?: number | null;
  readonly success?: boolean | null;
  readonly duration_ms?: number | null;
  readonly impersonator_user_id?: number | null;
  /** ISO 8601 */
  readonly created_at?: string | null;
}

export interface App {
  readonly app_type?: string | null;
  readonly documentation_links?: Readonly<Record<string, unknown>> | null;
  readonly extended_description?: string | null;
  readonly extended_description_for_marketing_site?: string | null;
  readonly external_homepage_url?: string | null;
  readonly featured?: boolean | null;
  readonly folder_behavior_type?: string | null;
  readonly icon_url?: string | null;
  readonly logo_thumbnail_url?: string | null;
  readonly logo_url?: string | null;
  readonly marketing_intro?: string | null;
  readonly marketing_youtube_url?: string | null;
  readonly name?: string | null;
  readonly package_manager_install_command?: string | null;
  readonly remote_server_type?: string | null;
  readonly screenshot_list_urls?: readonly string[] | null;
  readonly sdk_installation_instructions_link?: string | null;
  readonly short_description?: string | null;
  readonly sso_strategy_type?: string | null;
  readonly siem_type?: string | null;
  readonly tutorial_youtube_url?: string | null;
}

export interface As2IncomingMessage {
  readonly id: number;
  readonly workspace_id?: number | null;
  readonly as2_partner_id?: number | null;
  readonly as2_station_id?: number | null;
  readonly uuid?: string | null;
  readonly content_type?: string | null;
  readonly http_headers?: Readonly<Record<string, unknown>> | null;
  readonly processing_result?: string | null;
  readonly processing_result_description?: string | null;
  readonly mic?: string | null;
  readonly mic_algo?: string | null;
  readonly as2_to?: string | null;
  readonly as2_from?: string | null;
  readonly message_id?: string | null;
  readonly subject?: string | null;
  readonly date?: string | null;
  readonly body_size?: string | null;
  readonly attachment_filename?: string | null;
  readonly ip?: string | null;
  /** ISO 8601 */
  readonly created_at?: string | null;
  readonly http_response_code?: string | null;
  readonly http_response_headers?: Readonly<Record<string, unknown>> | null;
  readonly recipient_serial?: string | null;
  readonly hex_recipient_serial?: string | null;
  readonly recipient_issuer?: string | null;
  readonly message_received?: boolean | null;
  readonly message_decrypted?: boolean | null;
  readonly message_signature_verified?: boolean | null;
  readonly message_processing_success?: boolean | null;
  readonly message_mdn_returned?: boolean | null;
  readonly encrypted_uri?: string | null;
  readonly smime_signed_uri?: string | null;
  readonly smime_uri?: string | null;
  readonly raw_uri?: string | null;
  readonly mdn_response_uri?: string | null;
}

export interface As2OutgoingMessage {
  readonly id: number;
  readonly workspace_id?: number | null;
  readonly as2_partner_id?: number | null;
  readonly as2_station_id?: number | null;
  readonly uuid?: string | null;
  readonly http_headers?: Readonly<Record<string, unknown>> | null;
  readonly processing_result?: string | null;
  readonly processing_result_description?: string | null;
  readonly mic?: string | null;
  readonly mic_sha_256?: string | null;
  readonly as2_to?: string | null;
  readonly as2_from?: string | null;
  readonly as2_subject?: string | null;
  readonly date?: string | null;
  readonly message_id?: string | null;
  readonly body_size?: string | null;
  readonly attachment_filename?: string | null;
  /** ISO 8601 */
  readonly created_at?: string | null;
  readonly http_response_code?: string | null;
  readonly http_response_headers?: Readonly<Record<string, unknown>> | null;
  readonly http_transmission_duration?: number | null;
  readonly mdn_received?: boolean | null;
  readonly mdn_valid?: boolean | null;
  readonly mdn_signature_verified?: boolean | null;
  readonly mdn_message_id_matched?: boolean | null;
  readonly mdn_mic_matched?: boolean | null;
  readonly mdn_processing_success?: boolean | null;
  readonly raw_uri?: string | null;
  readonly smime_uri?: string | null;
  readonly smime_signed_uri?: string | null;
  readonly encrypted_uri?: string | null;
  readonly mdn_response_uri?: string | null;
}

export interface As2Partner {
  readonly id: number;
  readonly workspace_id?: number | null;
  readonly as2_station_id?: number | null;
  readonly name?: string | null;
  readonly uri?: string | null;
  readonly server_certificate?: As2PartnerServerCertificate | null;
  readonly http_auth_username?: string | null;
  readonly additional_http_headers?: Readonly<Record<string, unknown>> | null;
  readonly default_mime_type?: string | null;
  readonly mdn_validation_level?: As2PartnerMdnValidationLevel | null;
  readonly signature_validation_level?: As2PartnerSignatureValidationLevel | null;
  readonly enable_dedicated_ips?: boolean | null;
  readonly hex_public_certificate_serial?: string | null;
  readonly public_certificate?: string | null;
  readonly public_certificate_md5?: string | null;
  readonly public_certificate_subject?: string | null;
  readonly public_certificate_issuer?: string | null;
  readonly public_certificate_serial?: string | null;
  readonly public_certificate_not_before?: string | null;
  readonly public_certificate_not_after?: string | null;
}

export interface As2Station {
  readonly id: number;
  readonly workspace_id?: number | null;
  readonly name?: string | null;
  readonly uri?: string | null;
  readonly domain?: string | null;
  readonly hex_public_certificate_serial?: string | null;
  readonly public_certificate_md5?: string | null;
  readonly public_certificate?: string | null;
  readonly private_key_md5?: string | null;
  readonly public_certificate_subject?: string | null;
  readonly public_certificate_issuer?: string | null;
  readonly public_certificate_serial?: string | null;
  readonly public_certificate_not_before?: string | null;
  readonly public_certificate_not_after?: string | null;
  readonly private_key_password_md5?: string | null;
}

export interface Auto {
  readonly dynamic?: Readonly<Record<string, unknown>> | null;
}

export interface Automation {
  readonly id: number;
  readonly workspace_id?: number | null;
  readonly always_serialize_jobs?: boolean | null;
  readonly always_overwrite_size_matching_files?: boolean | null;
  readonly automation?: AutomationAutomation | null;
  readonly deleted?: boolean | null;
  readonly description?: string | null;
  readonly definition?: {
    readonly schema_version: number;
    readonly nodes: readonly { readonly id: string; readonly type: string }[];
    readonly edges: readonly { readonly from: string; readonly to: string }[];
  } | null;
  readonly destination_replace_from?: string | null;
  readonly destination_replace_to?: string | null;
  readonly destinations?: readonly string[] | null;
  readonly disabled?: boolean | null;
  readonly exclude_pattern?: string | null;
  readonly import_urls?:
    | readonly {
        readonly name: string;
        readonly url: string;
        readonly method: string;
        readonly headers: { readonly 'Content-Type': string };
        readonly content: { readonly group: string };
      }[]
    | null;
  readonly inbound_email_address?: string | null;
  readonly flatten_destination_structure?: boolean | null;
  readonly group_ids?: readonly number[] | null;
  readonly ignore_locked_folders?: boolean | null;
  readonly interval?: AutomationInterval | null;
  /** ISO 8601 */
  readonly last_modified_at?: string | null;
  readonly legacy_folder_matching?: boolean | null;
  readonly name?: string | null;
  readonly overwrite_files?: boolean | null;
  readonly path?: string | null;
  readonly path_time_zone?: string | null;
  readonly version?: number | null;
  readonly recurring_day?: number | null;
  readonly recurring_days?: readonly number[] | null;
  readonly schedule_id?: number | null;
  readonly retry_on_failure_interval_in_minutes?: number | null;
  readonly retry_on_failure_number_of_attempts?: number | null;
  readonly schedule?: {
    readonly days_of_week: readonly number[];
    readonly times_of_day: readonly string[];
    readonly time_zone: string;
  } | null;
  readonly human_readable_schedule?: string | null;
  readonly schedule_days_of_week?: readonly number[] | null;
  readonly schedule_times_of_day?: readonly string[] | null;
  readonly schedule_time_zone?: string | null;
  readonly source?: string | null;
  readonly legacy_sync_ids?: readonly number[] | null;
  readonly sync_ids?: readonly number[] | null;
  readonly trigger_actions?: readonly string[] | null;
  readonly trigger?: AutomationTrigger | null;
  readonly user_id?: number | null;
  readonly user_ids?: readonly number[] | null;
  readonly value?: Readonly<Record<string, unknown>> | null;
  readonly webhook_url?: string | null;
  readonly holiday_region?: string | null;
}

export interface AutomationAuthoringSchema {
  readonly definition_schema?: Readonly<Record<string, unknown>> | null;
  readonly error_families?: readonly Readonly<Record<string, unknown>>[] | null;
  readonly nodes?: readonly Readonly<Record<string, unknown>>[] | null;
  readonly schema_url?: string | null;
}

export interface AutomationExecutionNode {
  readonly node_id?: string | null;
  readonly node_type?: string | null;
  readonly status?: string | null;
  readonly run_stage?: string | null;
  readonly reused?: boolean | null;
  readonly successful_operations?: number | null;
  readonly failed_operations?: number | null;
  /** ISO 8601 */
  readonly started_at?: string | null;
  /** ISO 8601 */
  readonly completed_at?: string | null;
  readonly duration_ms?: number | null;
  readonly inputs?: readonly Readonly<Record<string, unknown>>[] | null;
  readonly outputs?: Readonly<Record<string, unknown>> | null;
  readonly input_items?: Readonly<Record<string, unknown>> | null;
  readonly output_items?: Readonly<Record<string, unknown>> | null;
}

export interface AutomationLog {
  /** ISO 8601 */
  readonly timestamp?: string | null;
  readonly automation_id?: number | null;
  readonly automation_run_id?: number | null;
  readonly correlation_id?: string | null;
  readonly dest_path?: string | null;
  readonly error_type?: string | null;
  readonly message?: string | null;
  readonly node_id?: string | null;
  readonly node_type?: string | null;
  readonly operation?: string | null;
  readonly output?: string | null;
  readonly path?: string | null;
  readonly status?: string | null;
  /** ISO 8601 */
  readonly created_at?: string | null;
}

export interface AutomationRun {
  readonly id: number;
  readonly automation_id?: number | null;
  readonly automation_version_id?: number | null;
  readonly version?: number | null;
  readonly workspace_id?: number | null;
  /** ISO 8601 */
  readonly cancel_requested_at?: string | null;
  /** ISO 8601 */
  readonly completed_at?: string | null;
  /** ISO 8601 */
  readonly created_at?: string | null;
  /** ISO 8601 */
  readonly retry_at?: string | null;
  /** ISO 8601 */
  readonly retried_at?: string | null;
  readonly retried_in_run_id?: number | null;
  readonly retry_of_run_id?: number | null;
  readonly rerun_of_run_id?: number | null;
  readonly rerun_from_node_id?: string | null;
  readonly runtime?: number | null;
  readonly status?: AutomationRunStatus | null;
  readonly successful_operations?: number | null;
  readonly failed_operations?: number | null;
  readonly definition?: Readonly<Record<string, unknown>> | null;
  readonly node_states?: Readonly<Record<string, unknown>> | null;
  readonly execution_nodes?: readonly AutomationExecutionNode[] | null;
  readonly journal_url?: string | null;
  readonly status_messages_url?: string | null;
}

export interface BandwidthSnapshot {
  readonly id: number;
  readonly bytes_received?: number | null;
  readonly bytes_sent?: number | null;
  readonly sync_bytes_received?: number | null;
  readonly sync_bytes_sent?: number | null;
  readonly requests_get?: number | null;
  readonly requests_put?: number | null;
  readonly requests_other?: number | null;
  /** ISO 8601 */
  readonly logged_at?: string | null;
}

export interface Behavior {
  readonly id: number;
  readonly path?: string | null;
  readonly attachment_url?: string | null;
  readonly behavior?: BehaviorBehavior | null;
  readonly name?: string | null;
  readonly description?: string | null;
  readonly value?: Readonly<Record<string, unknown>> | null;
  readonly public_hosting_url?: string | null;
  readonly disable_parent_folder_behavior?: boolean | null;
  readonly recursive?: boolean | null;
  readonly inherited?: boolean | null;
  readonly managed?: boolean | null;
  readonly root_behavior_site_admin_only?: boolean | null;
}

export interface Bundle {
  readonly code?: string | null;
  readonly color_left?: string | null;
  readonly color_link?: string | null;
  readonly color_text?: string | null;
  readonly color_top?: string | null;
  readonly color_top_text?: string | null;
  readonly url?: string | null;
  readonly description?: string | null;
  /** ISO 8601 */
  readonly expires_at?: string | null;
  readonly password_protected?: boolean | null;
  readonly permissions?: BundlePermissions | null;
  readonly preview_only?: boolean | null;
  readonly require_registration?: boolean | null;
  readonly require_share_recipient?: boolean | null;
  readonly require_logout?: boolean | null;
  readonly clickwrap_body?: string | null;
  readonly form_field_set?: FormFieldSet | null;
  readonly skip_name?: boolean | null;
  readonly skip_email?: boolean | null;
  /** ISO 8601 */
  readonly start_access_on_date?: string | null;
  readonly skip_company?: boolean | null;
  readonly id: number;
  readonly bypasses_site_expiration_rules?: boolean | null;
  /** ISO 8601 */
  readonly created_at?: string | null;
  readonly deleted?: boolean | null;
  /** ISO 8601 */
  readonly deleted_at?: string | null;
  readonly dont_separate_submissions_by_folder?: boolean | null;
  readonly max_uses?: number | null;
  readonly internal_name?: string | null;
  readonly note?: string | null;
  readonly path_template?: string | null;
  readonly path_template_time_zone?: string | null;
  readonly send_email_receipt_to_uploader?: boolean | null;
  readonly snapshot_id?: number | null;
  readonly user_id?: number | null;
  readonly username?: string | null;
  readonly group_id?: number | null;
  readonly clickwrap_id?: number | null;
  readonly inbox_id?: number | null;
  readonly watermark_attachment?: Image | null;
  readonly watermark_value?: Readonly<Record<string, unknown>> | null;
  readonly send_one_time_password_to_recipient_at_registration?: boolean | null;
  readonly workspace_id?: number | null;
  readonly has_inbox?: boolean | null;
  readonly dont_allow_folders_in_uploads?: boolean | null;
  readonly requested_upload_slots?: readonly Readonly<Record<string, unknown>>[] | null;
  readonly paths?: readonly string[] | null;
  readonly bundlepaths?: readonly BundlePath[] | null;
}

export interface BundleAction {
  readonly action?: string | null;
  readonly bundle_registration?: BundleRegistration | null;
  /** ISO 8601 */
  readonly created_at?: string | null;
  readonly destination?: string | null;
  readonly path?: string | null;
  readonly source?: string | null;
  readonly bundle_registration_id?: number | null;
  readonly workspace_id?: number | null;
  readonly bundle_registration_name?: string | null;
  readonly bundle_registration_email?: string | null;
  readonly bundle_registration_ip?: string | null;
  readonly form_field_set_id?: number | null;
  readonly form_field_data?: Readonly<Record<string, unknown>> | null;
}

export interface BundleDownload {
  readonly bundle_registration?: BundleRegistration | null;
  readonly download_method?: BundleDownloadDownloadMethod | null;
  readonly path?: string | null;
  readonly workspace_id?: number | null;
  /** ISO 8601 */
  readonly created_at?: string | null;
}

export interface BundleNotification {
  readonly bundle_id?: number | null;
  readonly id: number;
  readonly notify_on_registration?: boolean | null;
  readonly notify_on_upload?: boolean | null;
  readonly notify_current_user?: boolean | null;
  readonly notify_user_id?: number | null;
  readonly workspace_id?: number | null;
}

export interface BundlePath {
  readonly recursive?: boolean | null;
  readonly path?: string | null;
}

export interface BundleRecipient {
  readonly company?: string | null;
  readonly name?: string | null;
  readonly note?: string | null;
  readonly recipient?: string | null;
  /** ISO 8601 */
  readonly sent_at?: string | null;
  readonly workspace_id?: number | null;
}

export interface BundleRegistration {
  readonly code?: string | null;
  readonly name?: string | null;
  readonly company?: string | null;
  readonly email?: string | null;
  readonly ip?: string | null;
  readonly inbox_code?: string | null;
  readonly clickwrap_body?: string | null;
  readonly form_field_set_id?: number | null;
  readonly form_field_data?: Readonly<Record<string, unknown>> | null;
  readonly bundle_code?: string | null;
  readonly bundle_id?: number | null;
  readonly bundle_recipient_id?: number | null;
  readonly workspace_id?: number | null;
  /** ISO 8601 */
  readonly created_at?: string | null;
}

export interface ChatMessage {
  readonly id: number;
  readonly role?: string | null;
  readonly content?: string | null;
  /** ISO 8601 */
  readonly created_at?: string | null;
}

export interface ChatSession {
  readonly id: string;
  readonly title?: string | null;
  readonly user_id?: number | null;
  readonly ai_task_id?: number | null;
  readonly workspace_id?: number | null;
  /** ISO 8601 */
  readonly last_active_at?: string | null;
  /** ISO 8601 */
  readonly created_at?: string | null;
  readonly messages?: readonly ChatMessage[] | null;
}

export interface ChildSiteManagementPolicy {
  readonly id: number;
  readonly policy_type?: ChildSiteManagementPolicyPolicyType | null;
  readonly name?: string | null;
  readonly description?: string | null;
  readonly value?: Readonly<Record<string, unknown>> | null;
  readonly applied_child_site_ids?: readonly number[] | null;
  readonly skip_child_site_ids?: readonly number[] | null;
  readonly child_site_ids?: readonly number[] | null;
  readonly default_policy?: boolean | null;
  /** ISO 8601 */
  readonly created_at?: string | null;
  /** ISO 8601 */
  readonly updated_at?: string | null;
}

export interface Clickwrap {
  readonly id: number;
  readonly name?: string | null;
  readonly body?: string | null;
  readonly use_with_users?: ClickwrapUseWithUsers | null;
  readonly use_with_bundles?: ClickwrapUseWithBundles | null;
  readonly use_with_inboxes?: ClickwrapUseWithInboxes | null;
}

export interface CustomDomain {
  readonly id: number;
  readonly domain?: string | null;
  readonly destination?: CustomDomainDestination | null;
  readonly dns_status?: CustomDomainDnsStatus | null;
  readonly ssl_certificate_id?: number | null;
  readonly brick_managed?: boolean | null;
  readonly folder_behavior_id?: number | null;
  /** ISO 8601 */
  readonly created_at?: string | null;
  /** ISO 8601 */
  readonly updated_at?: string | null;
}

export interface DesktopConfigurationProfile {
  readonly id: number;
  readonly name?: string | null;
  readonly workspace_id?: number | null;
  readonly use_for_all_users?: boolean | null;
  readonly disable_drive_mounting?: boolean | null;
  readonly mount_mappings?: Readonly<Record<string, unknown>> | null;
}

export interface DirectConnectionInfo {
  readonly version?: number | null;
  readonly server_name?: string | null;
  readonly addresses?: readonly string[] | null;
  readonly direct_uri?: string | null;
  readonly ca_pem?: string | null;
}

export interface DnsRecord {
  readonly id: string;
  readonly domain?: string | null;
  readonly rrtype?: string | null;
  readonly value?: string | null;
}

export interface EmailIncomingMessage {
  readonly id: number;
  readonly inbox_id?: number | null;
  readonly sender?: string | null;
  readonly sender_name?: string | null;
  readonly status?: string | null;
  readonly body?: string | null;
  readonly message?: string | null;
  /** ISO 8601 */
  readonly created_at?: string | null;
  readonly inbox_title?: string | null;
}

export interface EmailLog {
  /** ISO 8601 */
  readonly timestamp?: string | null;
  readonly message?: string | null;
  readonly status?: string | null;
  readonly subject?: string | null;
  readonly to?: string | null;
  readonly cc?: string | null;
  readonly delivery_method?: string | null;
  readonly smtp_hostname?: string | null;
  readonly smtp_ip?: string | null;
  /** ISO 8601 */
  readonly created_at?: string | null;
}

export interface Errors {
  readonly fields?: readonly string[] | null;
  readonly messages?: readonly string[] | null;
}

export interface EventChannel {
  readonly id: number;
  readonly name?: string | null;
  readonly workspace_id?: number | null;
  readonly description?: string | null;
  readonly enabled?: boolean | null;
  readonly default_channel?: boolean | null;
  /** ISO 8601 */
  readonly created_at?: string | null;
  /** ISO 8601 */
  readonly updated_at?: string | null;
}

export interface EventDeliveryAttempt {
  readonly id: number;
  readonly event_record_id?: number | null;
  readonly event_subscription_id?: number | null;
  readonly event_target_id?: number | null;
  readonly workspace_id?: number | null;
  readonly status?: string | null;
  readonly attempt_number?: number | null;
  readonly response_code?: number | null;
  readonly error_message?: string | null;
  readonly response_body?: string | null;
  readonly latency_ms?: number | null;
  /** ISO 8601 */
  readonly delivered_at?: string | null;
  /** ISO 8601 */
  readonly last_attempted_at?: string | null;
  /** ISO 8601 */
  readonly next_attempt_at?: string | null;
  /** ISO 8601 */
  readonly created_at?: string | null;
}

export interface EventRecord {
  readonly id: number;
  readonly workspace_id?: number | null;
  readonly event_uuid?: string | null;
  readonly event_type?: string | null;
  readonly severity?: string | null;
  readonly source_type?: string | null;
  readonly source_id?: number | null;
  /** ISO 8601 */
  readonly occurred_at?: string | null;
  readonly human_title?: string | null;
  readonly human_summary?: string | null;
  readonly human_fields?: readonly Readonly<Record<string, unknown>>[] | null;
  readonly actor?: Readonly<Record<string, unknown>> | null;
  readonly resources?: readonly Readonly<Record<string, unknown>>[] | null;
  readonly payload?: Readonly<Record<string, unknown>> | null;
  /** ISO 8601 */
  readonly created_at?: string | null;
}

export interface EventSubscription {
  readonly id: number;
  readonly event_channel_id?: number | null;
  readonly workspace_id?: number | null;
  readonly apply_to_all_workspaces?: boolean | null;
  readonly name?: string | null;
  readonly subject?: string | null;
  readonly message?: string | null;
  readonly enabled?: boolean | null;
  readonly event_types?: readonly string[] | null;
  readonly filter?: Readonly<Record<string, unknown>> | null;
  readonly delivery_policy?: Readonly<Record<string, unknown>> | null;
  readonly event_target_ids?: readonly number[] | null;
  /** ISO 8601 */
  readonly created_at?: string | null;
  /** ISO 8601 */
  readonly updated_at?: string | null;
}

export interface EventTarget {
  readonly id: number;
  readonly name?: string | null;
  readonly target_type?: EventTargetTargetType | null;
  readonly workspace_id?: number | null;
  readonly apply_to_all_workspaces?: boolean | null;
  readonly enabled?: boolean | null;
  readonly config?: Readonly<Record<string, unknown>> | null;
  readonly delivery_policy?: Readonly<Record<string, unknown>> | null;
  /** ISO 8601 */
  readonly created_at?: string | null;
  /** ISO 8601 */
  readonly updated_at?: string | null;
}

export interface ExavaultApiRequestLog {
  /** ISO 8601 */
  readonly timestamp?: string | null;
  readonly endpoint?: string | null;
  readonly version?: number | null;
  readonly request_ip?: string | null;
  readonly request_method?: string | null;
  readonly error_type?: string | null;
  readonly error_message?: string | null;
  readonly user_agent?: string | null;
  readonly response_code?: number | null;
  readonly success?: boolean | null;
  readonly duration_ms?: number | null;
  /** ISO 8601 */
  readonly created_at?: string | null;
}

export interface Expectation {
  readonly id: number;
  readonly workspace_id?: number | null;
  readonly name?: string | null;
  readonly description?: string | null;
  readonly path?: string | null;
  readonly source?: string | null;
  readonly exclude_pattern?: string | null;
  readonly disabled?: boolean | null;
  readonly expectations_version?: number | null;
  readonly trigger?: ExpectationTrigger | null;
  readonly interval?: string | null;
  readonly recurring_day?: number | null;
  readonly recurring_days?: readonly number[] | null;
  readonly schedule_id?: number | null;
  readonly schedule_days_of_week?: readonly number[] | null;
  readonly schedule_times_of_day?: readonly string[] | null;
  readonly schedule_time_zone?: string | null;
  readonly holiday_region?: string | null;
  readonly lookback_interval?: number | null;
  readonly late_acceptance_interval?: number | null;
  readonly inactivity_interval?: number | null;
  readonly max_open_interval?: number | null;
  readonly criteria?: { readonly count: { readonly exact: number }; readonly extensions: readonly string[] } | null;
  /** ISO 8601 */
  readonly last_evaluated_at?: string | null;
  /** ISO 8601 */
  readonly last_success_at?: string | null;
  /** ISO 8601 */
  readonly last_failure_at?: string | null;
  readonly last_result?: ExpectationLastResult | null;
  /** ISO 8601 */
  readonly created_at?: string | null;
  /** ISO 8601 */
  readonly updated_at?: string | null;
}

export interface ExpectationEvaluation {
  readonly id: number;
  readonly workspace_id?: number | null;
  readonly expectation_id?: number | null;
  readonly status?: string | null;
  readonly opened_via?: string | null;
  /** ISO 8601 */
  readonly opened_at?: string | null;
  /** ISO 8601 */
  readonly window_start_at?: string | null;
  /** ISO 8601 */
  readonly window_end_at?: string | null;
  /** ISO 8601 */
  readonly deadline_at?: string | null;
  /** ISO 8601 */
  readonly late_acceptance_cutoff_at?: string | null;
  /** ISO 8601 */
  readonly hard_close_at?: string | null;
  /** ISO 8601 */
  readonly closed_at?: string | null;
  readonly matched_files?: readonly Readonly<Record<string, unknown>>[] | null;
  readonly missing_files?: readonly Readonly<Record<string, unknown>>[] | null;
  readonly criteria_errors?: readonly string[] | null;
  readonly summary?: Readonly<Record<string, unknown>> | null;
  /** ISO 8601 */
  readonly created_at?: string | null;
  /** ISO 8601 */
  readonly updated_at?: string | null;
}

export interface ExpectationIncident {
  readonly id: number;
  readonly workspace_id?: number | null;
  readonly expectation_id?: number | null;
  readonly status?: string | null;
  /** ISO 8601 */
  readonly opened_at?: string | null;
  /** ISO 8601 */
  readonly last_failed_at?: string | null;
  /** ISO 8601 */
  readonly acknowledged_at?: string | null;
  /** ISO 8601 */
  readonly snoozed_until?: string | null;
  /** ISO 8601 */
  readonly resolved_at?: string | null;
  readonly opened_by_evaluation_id?: number | null;
  readonly last_evaluation_id?: number | null;
  readonly resolved_by_evaluation_id?: number | null;
  readonly summary?: Readonly<Record<string, unknown>> | null;
  /** ISO 8601 */
  readonly created_at?: string | null;
  /** ISO 8601 */
  readonly updated_at?: string | null;
}

export interface ExternalEvent {
  readonly id: number;
  readonly event_type?: string | null;
  readonly status?: ExternalEventStatus | null;
  readonly body?: string | null;
  /** ISO 8601 */
  readonly created_at?: string | null;
  readonly body_url?: string | null;
}

export interface File {
  readonly path: string;
  readonly created_by_id?: number | null;
  readonly created_by_api_key_id?: number | null;
  readonly created_by_as2_incoming_message_id?: number | null;
  readonly created_by_automation_id?: number | null;
  readonly created_by_bundle_registration_id?: number | null;
  readonly created_by_inbox_id?: number | null;
  readonly created_by_remote_server_id?: number | null;
  readonly created_by_sync_id?: number | null;
  readonly custom_metadata?: Readonly<Record<string, unknown>> | null;
  readonly display_name?: string | null;
  readonly type?: FileType | null;
  readonly size?: number | null;
  /** ISO 8601 */
  readonly created_at?: string | null;
  readonly last_modified_by_id?: number | null;
  readonly last_modified_by_api_key_id?: number | null;
  readonly last_modified_by_automation_id?: number | null;
  readonly last_modified_by_bundle_registration_id?: number | null;
  readonly last_modified_by_remote_server_id?: number | null;
  readonly last_modified_by_sync_id?: number | null;
  /** ISO 8601 */
  readonly mtime?: string | null;
  /** ISO 8601 */
  readonly provided_mtime?: string | null;
  readonly crc32?: string | null;
  readonly md5?: string | null;
  readonly sha1?: string | null;
  readonly sha256?: string | null;
  readonly mime_type?: string | null;
  readonly region?: string | null;
  readonly permissions?: string | null;
  readonly 'subfolders_locked?'?: boolean | null;
  readonly is_locked?: boolean | null;
  readonly download_uri?: string | null;
  readonly direct_connection_info?: DirectConnectionInfo | null;
  readonly priority_color?: string | null;
  readonly preview_id?: number | null;
  readonly preview?: Preview | null;
}

export interface FileAction {
  readonly status?: FileActionStatus | null;
  readonly file_migration_id?: number | null;
}

export interface FileComment {
  readonly id: number;
  readonly body?: string | null;
  readonly reactions?: readonly MessageCommentReaction[] | null;
}

export interface FileCommentReaction {
  readonly id: number;
  readonly emoji?: string | null;
}

export interface FileMigration {
  readonly id: number;
  readonly path?: string | null;
  readonly dest_path?: string | null;
  readonly failure_message?: string | null;
  readonly files_moved?: number | null;
  readonly files_total?: number | null;
  readonly operation?: FileMigrationOperation | null;
  readonly region?: string | null;
  readonly status?: FileMigrationStatus | null;
  readonly log_url?: string | null;
}

export interface FileMigrationLog {
  /** ISO 8601 */
  readonly timestamp?: string | null;
  readonly file_migration_id?: number | null;
  readonly dest_path?: string | null;
  readonly error_type?: string | null;
  readonly message?: string | null;
  readonly operation?: string | null;
  readonly path?: string | null;
  readonly status?: string | null;
  /** ISO 8601 */
  readonly created_at?: string | null;
}

export interface FileUploadPart {
  readonly send?: Readonly<Record<string, unknown>> | null;
  readonly action?: string | null;
  readonly ask_about_overwrites?: boolean | null;
  readonly available_parts?: number | null;
  readonly expires?: string | null;
  readonly headers?: Readonly<Record<string, unknown>> | null;
  readonly http_method?: string | null;
  readonly next_partsize?: number | null;
  readonly parallel_parts?: boolean | null;
  readonly retry_parts?: boolean | null;
  readonly parameters?: Readonly<Record<string, unknown>> | null;
  readonly part_number?: number | null;
  readonly partsize?: number | null;
  readonly path?: string | null;
  readonly ref?: string | null;
  readonly upload_uri?: string | null;
  readonly direct_connection_info?: DirectConnectionInfo | null;
}

export interface Folder {
  readonly path: string;
  readonly created_by_id?: number | null;
  readonly created_by_api_key_id?: number | null;
  readonly created_by_as2_incoming_message_id?: number | null;
  readonly created_by_automation_id?: number | null;
  readonly created_by_bundle_registration_id?: number | null;
  readonly created_by_inbox_id?: number | null;
  readonly created_by_remote_server_id?: number | null;
  readonly created_by_sync_id?: number | null;
  readonly custom_metadata?: Readonly<Record<string, unknown>> | null;
  readonly display_name?: string | null;
  readonly type?: string | null;
  readonly size?: number | null;
  /** ISO 8601 */
  readonly created_at?: string | null;
  readonly last_modified_by_id?: number | null;
  readonly last_modified_by_api_key_id?: number | null;
  readonly last_modified_by_automation_id?: number | null;
  readonly last_modified_by_bundle_registration_id?: number | null;
  readonly last_modified_by_remote_server_id?: number | null;
  readonly last_modified_by_sync_id?: number | null;
  /** ISO 8601 */
  readonly mtime?: string | null;
  /** ISO 8601 */
  readonly provided_mtime?: string | null;
  readonly crc32?: string | null;
  readonly md5?: string | null;
  readonly sha1?: string | null;
  readonly sha256?: string | null;
  readonly mime_type?: string | null;
  readonly region?: string | null;
  readonly permissions?: string | null;
  readonly 'subfolders_locked?'?: boolean | null;
  readonly is_locked?: boolean | null;
  readonly download_uri?: string | null;
  readonly direct_connection_info?: DirectConnectionInfo | null;
  readonly priority_color?: string | null;
  readonly preview_id?: number | null;
  readonly preview?: Preview | null;
  readonly mkdir_parents?: boolean | null;
}

export interface FormField {
  readonly id: number;
  readonly label?: string | null;
  readonly required?: boolean | null;
  readonly help_text?: string | null;
  readonly field_type?: string | null;
  readonly options_for_select?: readonly string[] | null;
  readonly default_option?: string | null;
  readonly form_field_set_id?: number | null;
}

export interface FormFieldSet {
  readonly id: number;
  readonly title?: string | null;
  readonly form_layout?: readonly number[] | null;
  readonly form_fields?: readonly FormField[] | null;
  readonly skip_name?: boolean | null;
  readonly skip_email?: boolean | null;
  readonly skip_company?: boolean | null;
  readonly in_use?: boolean | null;
}

export interface FtpActionLog {
  /** ISO 8601 */
  readonly timestamp?: string | null;
  readonly remote_ip?: string | null;
  readonly server_ip?: string | null;
  readonly username?: string | null;
  readonly session_uuid?: string | null;
  readonly seq_id?: number | null;
  readonly auth_ciphers?: string | null;
  readonly action_type?: string | null;
  readonly path?: string | null;
  readonly true_path?: string | null;
  readonly name?: string | null;
  readonly cmd?: string | null;
  readonly param?: string | null;
  readonly responseCode?: number | null;
  readonly responseMessage?: string | null;
  readonly entries_returned?: number | null;
  readonly success?: boolean | null;
  readonly status?: string | null;
  readonly duration_ms?: number | null;
  /** ISO 8601 */
  readonly created_at?: string | null;
}

export interface GpgKey {
  readonly id: number;
  readonly workspace_id?: number | null;
  /** ISO 8601 */
  readonly expires_at?: string | null;
  readonly name?: string | null;
  readonly partner_id?: number | null;
  readonly partner_name?: string | null;
  readonly user_id?: number | null;
  readonly public_key_md5?: string | null;
  readonly private_key_md5?: string | null;
  readonly generated_public_key?: string | null;
  readonly generated_private_key?: string | null;
  readonly private_key_password_md5?: string | null;
}

export interface Group {
  readonly id: number;
  readonly name?: string | null;
  readonly allowed_ips?: string | null;
  readonly admin_ids?: string | null;
  readonly notes?: string | null;
  readonly user_ids?: string | null;
  readonly usernames?: string | null;
  readonly ai_assistant_personality_id?: number | null;
  readonly ftp_permission?: boolean | null;
  readonly sftp_permission?: boolean | null;
  readonly dav_permission?: boolean | null;
  readonly restapi_permission?: boolean | null;
  readonly desktop_configuration_profile_id?: number | null;
  readonly integration_centric_profile_id?: number | null;
  readonly site_id?: number | null;
  readonly workspace_id?: number | null;
}

export interface GroupUser {
  readonly group_name?: string | null;
  readonly group_id?: number | null;
  readonly user_id?: number | null;
  readonly admin?: boolean | null;
  readonly username?: string | null;
}

export interface History {
  readonly id: number;
  readonly path?: string | null;
  /** ISO 8601 */
  readonly when?: string | null;
  readonly destination?: string | null;
  readonly display?: string | null;
  readonly ip?: string | null;
  readonly source?: string | null;
  readonly targets?: Readonly<Record<string, unknown>> | null;
  readonly user_id?: number | null;
  readonly username?: string | null;
  readonly user_is_from_parent_site?: boolean | null;
  readonly action?: string | null;
  readonly failure_type?: string | null;
  readonly interface?: string | null;
}

export interface HistoryExport {
  readonly id: number;
  readonly history_version?: string | null;
  /** ISO 8601 */
  readonly start_at?: string | null;
  /** ISO 8601 */
  readonly end_at?: string | null;
  readonly status?: string | null;
  readonly query_action?: HistoryExportQueryAction | null;
  readonly query_interface?: HistoryExportQueryInterface | null;
  readonly query_user_id?: string | null;
  readonly query_file_id?: string | null;
  readonly query_parent_id?: string | null;
  readonly query_path?: string | null;
  readonly query_folder?: string | null;
  readonly query_src?: string | null;
  readonly query_destination?: string | null;
  readonly query_ip?: string | null;
  readonly query_username?: string | null;
  readonly query_failure_type?: HistoryExportQueryFailureType | null;
  readonly query_target_id?: string | null;
  readonly query_target_name?: string | null;
  readonly query_target_permission?: string | null;
  readonly query_target_user_id?: string | null;
  readonly query_target_username?: string | null;
  readonly query_target_platform?: string | null;
  readonly query_target_permission_set?: string | null;
  readonly results_url?: string | null;
}

export interface HistoryExportResult {
  readonly id: number;
  readonly created_at?: number | null;
  readonly created_at_iso8601?: string | null;
  readonly user_id?: number | null;
  readonly file_id?: number | null;
  readonly parent_id?: number | null;
  readonly path?: string | null;
  readonly folder?: string | null;
  readonly src?: string | null;
  readonly destination?: string | null;
  readonly ip?: string | null;
  readonly username?: string | null;
  readonly user_is_from_parent_site?: boolean | null;
  readonly action?: HistoryExportResultAction | null;
  readonly failure_type?: HistoryExportResultFailureType | null;
  readonly interface?: HistoryExportResultInterface | null;
  readonly target_id?: number | null;
  readonly target_name?: string | null;
  readonly target_permission?: string | null;
  readonly target_recursive?: boolean | null;
  readonly target_expires_at?: number | null;
  readonly target_expires_at_iso8601?: string | null;
  readonly target_permission_set?: string | null;
  readonly target_platform?: string | null;
  readonly target_username?: string | null;
  readonly target_user_id?: number | null;
}

export interface HolidayCalendar {
  readonly id: number;
  readonly name?: string | null;
  readonly definition?: Readonly<Record<string, unknown>> | null;
  /** ISO 8601 */
  readonly created_at?: string | null;
  /** ISO 8601 */
  readonly updated_at?: string | null;
}

export interface HolidayRegion {
  readonly code?: string | null;
  readonly name?: string | null;
}

export interface Image {
  readonly name?: string | null;
  readonly uri?: string | null;
}

export interface InboundS3Log {
  readonly path?: string | null;
  readonly client_ip?: string | null;
  readonly operation?: string | null;
  readonly status?: string | null;
  readonly aws_access_key?: string | null;
  readonly error_message?: string | null;
  readonly error_type?: string | null;
  readonly duration_ms?: number | null;
  readonly request_id?: string | null;
  readonly user_agent?: string | null;
  /** ISO 8601 */
  readonly created_at?: string | null;
}

export interface InboxRecipient {
  readonly company?: string | null;
  readonly name?: string | null;
  readonly note?: string | null;
  readonly recipient?: string | null;
  /** ISO 8601 */
  readonly sent_at?: string | null;
}

export interface InboxRegistration {
  readonly code?: string | null;
  readonly name?: string | null;
  readonly company?: string | null;
  readonly email?: string | null;
  readonly ip?: string | null;
  readonly clickwrap_body?: string | null;
  readonly form_field_set_id?: number | null;
  readonly form_field_data?: Readonly<Record<string, unknown>> | null;
  readonly inbox_id?: number | null;
  readonly inbox_recipient_id?: number | null;
  readonly inbox_title?: string | null;
  /** ISO 8601 */
  readonly created_at?: string | null;
}

export interface InboxUpload {
  readonly inbox_registration?: InboxRegistration | null;
  readonly path?: string | null;
  /** ISO 8601 */
  readonly created_at?: string | null;
}

export interface IntegrationCentricProfile {
  readonly id: number;
  readonly name?: string | null;
  readonly workspace_id?: number | null;
  readonly use_for_all_users?: boolean | null;
  readonly expected_remote_servers?: readonly Readonly<Record<string, unknown>>[] | null;
}

export interface Invoice {
  readonly id: number;
  /** A decimal number, as text so that no digit is lost */
  readonly amount?: string | null;
  /** A decimal number, as text so that no digit is lost */
  readonly balance?: string | null;
  /** ISO 8601 */
  readonly created_at?: string | null;
  readonly currency?: string | null;
  readonly download_uri?: string | null;
  readonly invoice_line_items?: readonly Readonly<Record<string, unknown>>[] | null;
  readonly method?: string | null;
  readonly payment_line_items?: readonly Readonly<Record<string, unknown>>[] | null;
  /** ISO 8601 */
  readonly payment_reversed_at?: string | null;
  readonly payment_type?: string | null;
  readonly site_name?: string | null;
  readonly type?: string | null;
}

export interface InvoiceLineItem {
  readonly id: number;
  /** A decimal number, as text so that no digit is lost */
  readonly amount?: string | null;
  /** ISO 8601 */
  readonly created_at?: string | null;
  readonly description?: string | null;
  readonly type?: string | null;
  /** ISO 8601 */
  readonly service_end_at?: string | null;
  /** ISO 8601 */
  readonly service_start_at?: string | null;
  readonly plan?: string | null;
  readonly site?: string | null;
  readonly prepaid_bytes?: number | null;
  /** ISO 8601 */
  readonly prepaid_bytes_expire_at?: string | null;
  readonly prepaid_bytes_used?: number | null;
  readonly prepaid_bytes_available?: number | null;
}

export interface IpAddress {
  readonly id: string;
  readonly associated_with?: string | null;
  readonly group_id?: number | null;
  readonly ip_addresses?: readonly string[] | null;
}

export interface KeyLifecycleRule {
  readonly id: number;
  readonly key_type?: KeyLifecycleRuleKeyType | null;
  readonly inactivity_days?: number | null;
  readonly expiration_days?: number | null;
  readonly apply_to_all_workspaces?: boolean | null;
  readonly name?: string | null;
  readonly workspace_id?: number | null;
}

export interface Lock {
  readonly path?: string | null;
  readonly timeout?: number | null;
  readonly depth?: string | null;
  readonly recursive?: boolean | null;
  readonly owner?: string | null;
  readonly scope?: string | null;
  readonly exclusive?: boolean | null;
  readonly token?: string | null;
  readonly type?: string | null;
  readonly allow_access_by_any_user?: boolean | null;
  readonly user_id?: number | null;
  readonly username?: string | null;
}

export interface Message {
  readonly id: number;
  readonly subject?: string | null;
  readonly body?: string | null;
  readonly comments?: readonly FileComment[] | null;
}

export interface MessageComment {
  readonly id: number;
  readonly body?: string | null;
  readonly reactions?: readonly MessageCommentReaction[] | null;
}

export interface MessageCommentReaction {
  readonly id: number;
  readonly emoji?: string | null;
}

export interface MessageReaction {
  readonly id: number;
  readonly emoji?: string | null;
}

export interface MetadataCategory {
  readonly id: number;
  readonly name?: string | null;
  readonly definitions?: Readonly<Record<string, readonly string[]>> | null;
  readonly default_columns?: readonly string[] | null;
}

export interface Notification {
  readonly id: number;
  readonly path?: string | null;
  readonly group_id?: number | null;
  readonly group_name?: string | null;
  readonly group_ids?: readonly number[] | null;
  readonly group_names?: readonly string[] | null;
  readonly triggering_group_ids?: readonly number[] | null;
  readonly triggering_user_ids?: readonly number[] | null;
  readonly trigger_by_share_recipients?: boolean | null;
  readonly notify_user_actions?: boolean | null;
  readonly notify_on_copy?: boolean | null;
  readonly notify_on_delete?: boolean | null;
  readonly notify_on_download?: boolean | null;
  readonly notify_on_move?: boolean | null;
  readonly notify_on_upload?: boolean | null;
  readonly recursive?: boolean | null;
  readonly send_interval?: NotificationSendInterval | null;
  readonly subject?: string | null;
  readonly message?: string | null;
  readonly triggering_filenames?: readonly string[] | null;
  readonly workspace_id?: number | null;
  readonly unsubscribed?: boolean | null;
  readonly unsubscribed_reason?: NotificationUnsubscribedReason | null;
  readonly user_id?: number | null;
  readonly username?: string | null;
  readonly suppressed_email?: boolean | null;
}

export interface OutboundConnectionLog {
  /** ISO 8601 */
  readonly timestamp?: string | null;
  readonly path?: string | null;
  readonly client_ip?: string | null;
  readonly src_remote_server_id?: number | null;
  readonly src_remote_server_name?: string | null;
  readonly dest_remote_server_id?: number | null;
  readonly dest_remote_server_name?: string | null;
  readonly operation?: string | null;
  readonly error_message?: string | null;
  readonly error_operation?: string | null;
  readonly error_type?: string | null;
  readonly status?: string | null;
  readonly duration_ms?: number | null;
  readonly bytes_uploaded?: number | null;
  readonly bytes_downloaded?: number | null;
  readonly list_count?: number | null;
  /** ISO 8601 */
  readonly created_at?: string | null;
}

export interface Partner {
  readonly allow_bypassing_2fa_policies?: boolean | null;
  readonly allowed_ips?: string | null;
  readonly allow_credential_changes?: boolean | null;
  readonly allow_providing_gpg_keys?: boolean | null;
  readonly allow_user_creation?: boolean | null;
  readonly cc_emails_to_responsible_party?: boolean | null;
  readonly id: number;
  readonly ai_assistant_personality_id?: number | null;
  readonly workspace_id?: number | null;
  readonly name?: string | null;
  readonly notes?: string | null;
  readonly partner_admin_ids?: readonly number[] | null;
  readonly partner_channel_template_id?: number | null;
  readonly partnership_role?: PartnerPartnershipRole | null;
  readonly responsible_group_id?: number | null;
  readonly responsible_user_id?: number | null;
  readonly root_folder?: string | null;
  readonly show_partner_channel_home_page?: boolean | null;
  readonly tags?: string | null;
  readonly user_ids?: readonly number[] | null;
}

export interface PartnerChannel {
  readonly id: number;
  readonly workspace_id?: number | null;
  readonly partner_id?: number | null;
  readonly partner_channel_template_id?: number | null;
  readonly path?: string | null;
  readonly to_partner_folder_name?: string | null;
  readonly from_partner_folder_name?: string | null;
  readonly from_partner_route_path?: string | null;
  readonly to_partner_route_path?: string | null;
  readonly to_partner_managed_folder_paths?: readonly string[] | null;
  readonly from_partner_managed_folder_paths?: readonly string[] | null;
  readonly effective_to_partner_folder_name?: string | null;
  readonly effective_from_partner_folder_name?: string | null;
  readonly channel_path?: string | null;
  readonly to_partner_folder_path?: string | null;
  readonly from_partner_folder_path?: string | null;
}

export interface PartnerChannelTemplate {
  readonly id: number;
  readonly workspace_id?: number | null;
  readonly name?: string | null;
  readonly path?: string | null;
  readonly to_partner_folder_name?: string | null;
  readonly from_partner_folder_name?: string | null;
  readonly from_partner_route_path_pattern?: string | null;
  readonly to_partner_route_path_pattern?: string | null;
  readonly to_partner_managed_folder_paths?: readonly string[] | null;
  readonly from_partner_managed_folder_paths?: readonly string[] | null;
  readonly effective_to_partner_folder_name?: string | null;
  readonly effective_from_partner_folder_name?: string | null;
}

export interface PartnerSite {}

export interface PartnerSiteRequest {
  readonly id: number;
  readonly host_partner_id?: number | null;
  readonly guest_site_url?: string | null;
  readonly status?: PartnerSiteRequestStatus | null;
  readonly host_site_name?: string | null;
  readonly pairing_key?: string | null;
  /** ISO 8601 */
  readonly created_at?: string | null;
  /** ISO 8601 */
  readonly updated_at?: string | null;
}

export interface Payment {
  readonly id: number;
  /** A decimal number, as text so that no digit is lost */
  readonly amount?: string | null;
  /** A decimal number, as text so that no digit is lost */
  readonly balance?: string | null;
  /** ISO 8601 */
  readonly created_at?: string | null;
  readonly currency?: string | null;
  readonly download_uri?: string | null;
  readonly invoice_line_items?: readonly Readonly<Record<string, unknown>>[] | null;
  readonly method?: string | null;
  readonly payment_line_items?: readonly Readonly<Record<string, unknown>>[] | null;
  /** ISO 8601 */
  readonly payment_reversed_at?: string | null;
  readonly payment_type?: string | null;
  readonly site_name?: string | null;
  readonly type?: string | null;
}

export interface PaymentLineItem {
  /** A decimal number, as text so that no digit is lost */
  readonly amount?: string | null;
  /** ISO 8601 */
  readonly created_at?: string | null;
  readonly invoice_id?: number | null;
  readonly payment_id?: number | null;
}

export interface PendingWorkEvent {
  readonly id: number;
  readonly event_type?: string | null;
  readonly status?: string | null;
  readonly body?: string | null;
  readonly event_errors?: readonly string[] | null;
  /** ISO 8601 */
  readonly created_at?: string | null;
  readonly body_url?: string | null;
  readonly folder_behavior_id?: number | null;
}

export interface Permission {
  readonly id: number;
  readonly path?: string | null;
  readonly user_id?: number | null;
  readonly username?: string | null;
  readonly group_id?: number | null;
  readonly group_name?: string | null;
  readonly group_ids?: readonly number[] | null;
  readonly group_names?: readonly string[] | null;
  readonly partner_id?: number | null;
  readonly partner_name?: string | null;
  readonly permission?: PermissionPermission | null;
  readonly recursive?: boolean | null;
  readonly site_id?: number | null;
}

export interface Preview {
  readonly id: number;
  readonly status?: PreviewStatus | null;
  readonly download_uri?: string | null;
  readonly type?: PreviewType | null;
  readonly size?: PreviewSize | null;
}

export interface Project {
  readonly id: number;
  readonly global_access?: ProjectGlobalAccess | null;
}

export interface PublicHostingRequestLog {
  /** ISO 8601 */
  readonly timestamp?: string | null;
  readonly remote_ip?: string | null;
  readonly server_ip?: string | null;
  readonly hostname?: string | null;
  readonly path?: string | null;
  readonly responseCode?: number | null;
  readonly success?: boolean | null;
  readonly duration_ms?: number | null;
  /** ISO 8601 */
  readonly created_at?: string | null;
  readonly bytes_transferred?: number | null;
  readonly http_method?: string | null;
}

export interface PublicIpAddress {
  readonly ip_address?: string | null;
  readonly server_name?: string | null;
  readonly ftp_enabled?: boolean | null;
  readonly sftp_enabled?: boolean | null;
}

export interface PublicKey {
  readonly id: number;
  readonly workspace_id?: number | null;
  readonly title?: string | null;
  /** ISO 8601 */
  readonly created_at?: string | null;
  /** ISO 8601 */
  readonly expires_at?: string | null;
  readonly expired?: boolean | null;
  readonly fingerprint?: string | null;
  readonly fingerprint_sha256?: string | null;
  readonly status?: PublicKeyStatus | null;
  /** ISO 8601 */
  readonly last_login_at?: string | null;
  readonly generated_private_key?: string | null;
  readonly generated_public_key?: string | null;
  readonly username?: string | null;
  readonly user_id?: number | null;
}

export interface RemoteBandwidthSnapshot {
  readonly id: number;
  readonly sync_bytes_received?: number | null;
  readonly sync_bytes_sent?: number | null;
  /** ISO 8601 */
  readonly logged_at?: string | null;
  readonly remote_server_id?: number | null;
}

export interface RemoteMountBackend {
  readonly canary_file_path?: string | null;
  readonly enabled?: boolean | null;
  readonly fall?: number | null;
  readonly health_check_enabled?: boolean | null;
  readonly health_check_results?:
    readonly { readonly timestamp: string; readonly status: string; readonly canary_timestamp: string }[] | null;
  readonly health_check_type?: RemoteMountBackendHealthCheckType | null;
  readonly id: number;
  readonly interval?: number | null;
  /** A decimal number, as text so that no digit is lost */
  readonly min_free_cpu?: string | null;
  /** A decimal number, as text so that no digit is lost */
  readonly min_free_mem?: string | null;
  readonly priority?: number | null;
  readonly remote_path?: string | null;
  readonly remote_server_id?: number | null;
  readonly remote_server_mount_id?: number | null;
  readonly rise?: number | null;
  readonly status?: RemoteMountBackendStatus | null;
  readonly undergoing_maintenance?: boolean | null;
}

export interface RemoteServer {
  readonly id: number;
  readonly disabled?: boolean | null;
  readonly authentication_method?: string | null;
  readonly hostname?: string | null;
  readonly remote_home_path?: string | null;
  readonly upload_staging_path?: string | null;
  readonly allow_relative_paths?: boolean | null;
  readonly name?: string | null;
  readonly description?: string | null;
  readonly port?: number | null;
  readonly buffer_uploads?: RemoteServerBufferUploads | null;
  readonly max_connections?: number | null;
  readonly pin_to_site_region?: boolean | null;
  readonly pinned_region?: string | null;
  readonly remote_server_credential_id?: number | null;
  readonly s3_bucket?: string | null;
  readonly s3_region?: string | null;
  readonly aws_access_key?: string | null;
  readonly s3_assume_role_arn?: string | null;
  readonly s3_assume_role_duration_seconds?: number | null;
  readonly s3_assume_role_external_id?: string | null;
  readonly server_certificate?: RemoteServerServerCertificate | null;
  readonly server_host_key?: string | null;
  readonly server_type?: RemoteServerServerType | null;
  readonly workspace_id?: number | null;
  readonly ssl?: RemoteServerSsl | null;
  readonly username?: string | null;
  readonly google_cloud_storage_bucket?: string | null;
  readonly google_cloud_storage_authentication_method?: RemoteServerGoogleCloudStorageAuthenticationMethod | null;
  readonly google_cloud_storage_oauth_scope?: string | null;
  readonly google_cloud_storage_project_id?: string | null;
  readonly google_cloud_storage_s3_compatible_access_key?: string | null;
  readonly backblaze_b2_s3_endpoint?: string | null;
  readonly backblaze_b2_bucket?: string | null;
  readonly wasabi_bucket?: string | null;
  readonly wasabi_region?: string | null;
  readonly wasabi_access_key?: string | null;
  readonly auth_status?: RemoteServerAuthStatus | null;
  readonly auth_account_name?: string | null;
  readonly one_drive_account_type?: RemoteServerOneDriveAccountType | null;
  readonly sharepoint_tenant_id?: string | null;
  readonly sharepoint_client_id?: string | null;
  readonly sharepoint_app_authentication?: boolean | null;
  readonly sharepoint_app_credential_type?: string | null;
  readonly sharepoint_site_url?: string | null;
  readonly azure_blob_storage_account?: string | null;
  readonly azure_blob_storage_container?: string | null;
  readonly azure_blob_storage_hierarchical_namespace?: boolean | null;
  readonly azure_blob_storage_dns_suffix?: string | null;
  readonly azure_files_storage_account?: string | null;
  readonly azure_files_storage_share_name?: string | null;
  readonly azure_files_storage_dns_suffix?: string | null;
  readonly s3_compatible_bucket?: string | null;
  readonly s3_compatible_endpoint?: string | null;
  readonly s3_compatible_region?: string | null;
  readonly s3_compatible_virtual_hosted_style?: boolean | null;
  readonly s3_compatible_access_key?: string | null;
  readonly enable_dedicated_ips?: boolean | null;
  readonly files_agent_permission_set?: RemoteServerFilesAgentPermissionSet | null;
  readonly files_agent_root?: string | null;
  readonly files_agent_api_token?: string | null;
  readonly files_agent_version?: string | null;
  readonly files_agent_up_to_date?: boolean | null;
  readonly files_agent_latest_version?: string | null;
  readonly files_agent_supports_push_updates?: boolean | null;
  readonly direct_transfer_available?: boolean | null;
  readonly outbound_agent_id?: number | null;
  readonly filebase_bucket?: string | null;
  readonly filebase_access_key?: string | null;
  readonly files_api_key_prefix?: string | null;
  readonly cloudflare_bucket?: string | null;
  readonly cloudflare_access_key?: string | null;
  readonly cloudflare_endpoint?: string | null;
  readonly dropbox_teams?: boolean | null;
  readonly linode_bucket?: string | null;
  readonly linode_access_key?: string | null;
  readonly linode_region?: string | null;
  readonly supports_versioning?: boolean | null;
}

export interface RemoteServerConfigurationFile {
  readonly id: number;
  readonly permission_set?: string | null;
  readonly private_key?: string | null;
  readonly subdomain?: string | null;
  readonly root?: string | null;
  readonly node_name?: string | null;
  readonly follow_links?: boolean | null;
  readonly prefer_protocol?: string | null;
  readonly dns?: string | null;
  readonly proxy_all_outbound?: boolean | null;
  readonly endpoint_override?: string | null;
  readonly log_file?: string | null;
  readonly log_level?: string | null;
  readonly log_rotate_num?: number | null;
  readonly log_rotate_size?: number | null;
  readonly override_max_concurrent_jobs?: number | null;
  readonly graceful_shutdown_timeout?: number | null;
  readonly transfer_rate_limit?: string | null;
  readonly auto_update_policy?: string | null;
  readonly api_token?: string | null;
  readonly port?: number | null;
  readonly hostname?: string | null;
  readonly public_key?: string | null;
  readonly status?: string | null;
  readonly server_host_key?: string | null;
  readonly config_version?: string | null;
}

export interface RemoteServerCredential {
  readonly id: number;
  readonly workspace_id?: number | null;
  readonly name?: string | null;
  readonly description?: string | null;
  readonly server_type?: RemoteServerCredentialServerType | null;
  readonly aws_access_key?: string | null;
  readonly s3_assume_role_arn?: string | null;
  readonly s3_assume_role_duration_seconds?: number | null;
  readonly s3_assume_role_external_id?: string | null;
  readonly google_cloud_storage_s3_compatible_access_key?: string | null;
  readonly wasabi_access_key?: string | null;
  readonly s3_compatible_access_key?: string | null;
  readonly filebase_access_key?: string | null;
  readonly cloudflare_access_key?: string | null;
  readonly linode_access_key?: string | null;
  readonly sharepoint_tenant_id?: string | null;
  readonly sharepoint_client_id?: string | null;
  readonly sharepoint_app_credential_type?: string | null;
  readonly username?: string | null;
}

export interface Request {
  readonly id: number;
  readonly path?: string | null;
  readonly source?: string | null;
  readonly destination?: string | null;
  readonly automation_id?: number | null;
  readonly user_display_name?: string | null;
}

export interface Restore {
  /** ISO 8601 */
  readonly earliest_date?: string | null;
  readonly id: number;
  readonly dirs_restored?: number | null;
  readonly dirs_errored?: number | null;
  readonly dirs_total?: number | null;
  readonly files_restored?: number | null;
  readonly files_errored?: number | null;
  readonly files_total?: number | null;
  readonly prefix?: string | null;
  readonly restoration_type?: RestoreRestorationType | null;
  readonly restore_in_place?: boolean | null;
  readonly restore_deleted_permissions?: boolean | null;
  readonly users_restored?: number | null;
  readonly users_errored?: number | null;
  readonly users_total?: number | null;
  readonly api_keys_restored?: number | null;
  readonly public_keys_restored?: number | null;
  readonly two_factor_authentication_methods_restored?: number | null;
  readonly status?: string | null;
  readonly update_timestamps?: boolean | null;
  readonly workspace_id?: number | null;
  readonly error_messages?: readonly string[] | null;
}

export interface Schedule {
  readonly id: number;
  readonly name?: string | null;
  readonly schedule_days_of_week?: readonly number[] | null;
  readonly schedule_times_of_day?: readonly string[] | null;
  readonly schedule_time_zone?: string | null;
  readonly holiday_region?: string | null;
  readonly human_readable_schedule?: string | null;
  /** ISO 8601 */
  readonly created_at?: string | null;
  /** ISO 8601 */
  readonly updated_at?: string | null;
}

export interface ScheduledExport {
  readonly id: number;
  readonly name?: string | null;
  readonly export_type?: string | null;
  readonly report_name?: string | null;
  readonly export_options?: Readonly<Record<string, unknown>> | null;
  readonly user_id?: number | null;
  readonly disabled?: boolean | null;
  readonly trigger?: ScheduledExportTrigger | null;
  readonly interval?: string | null;
  readonly recurring_day?: number | null;
  readonly recurring_days?: readonly number[] | null;
  readonly schedule_id?: number | null;
  readonly schedule_days_of_week?: readonly number[] | null;
  readonly schedule_times_of_day?: readonly string[] | null;
  readonly schedule_time_zone?: string | null;
  readonly holiday_region?: string | null;
  readonly human_readable_schedule?: string | null;
  /** ISO 8601 */
  readonly last_run_at?: string | null;
  readonly last_export_id?: number | null;
  /** ISO 8601 */
  readonly created_at?: string | null;
  /** ISO 8601 */
  readonly updated_at?: string | null;
}

export interface ScimLog {
  readonly id: number;
  readonly created_at?: string | null;
  readonly request_path?: string | null;
  readonly request_method?: string | null;
  readonly http_response_code?: string | null;
  readonly user_agent?: string | null;
  readonly request_json?: string | null;
  readonly response_json?: string | null;
}

export interface Secret {
  readonly id: number;
  readonly workspace_id?: number | null;
  readonly name?: string | null;
  readonly description?: string | null;
  readonly secret_type?: SecretSecretType | null;
  readonly metadata?: Readonly<Record<string, unknown>> | null;
  readonly value_field_names?: readonly string[] | null;
  /** ISO 8601 */
  readonly created_at?: string | null;
  /** ISO 8601 */
  readonly updated_at?: string | null;
}

export interface Session {
  readonly id: string;
  readonly language?: string | null;
  readonly read_only?: boolean | null;
  readonly sftp_insecure_ciphers?: boolean | null;
}

export interface SettingsChange {
  readonly api_key_id?: number | null;
  readonly changes?: readonly string[] | null;
  /** ISO 8601 */
  readonly created_at?: string | null;
  readonly user_id?: number | null;
  readonly user_is_files_support?: boolean | null;
  readonly user_is_from_parent_site?: boolean | null;
  readonly username?: string | null;
}

export interface SftpActionLog {
  /** ISO 8601 */
  readonly timestamp?: string | null;
  readonly remote_ip?: string | null;
  readonly server_ip?: string | null;
  readonly username?: string | null;
  readonly ssh_client_identification?: string | null;
  readonly session_uuid?: string | null;
  readonly seq_id?: number | null;
  readonly auth_method?: string | null;
  readonly auth_ciphers?: string | null;
  readonly action_type?: string | null;
  readonly path?: string | null;
  readonly true_path?: string | null;
  readonly name?: string | null;
  readonly sftp_response_code?: string | null;
  readonly sftp_response_message?: string | null;
  readonly md5?: string | null;
  readonly size?: number | null;
  readonly data_length?: number | null;
  readonly bytes_transferred?: number | null;
  readonly entries_returned?: number | null;
  readonly success?: boolean | null;
  readonly status?: string | null;
  readonly duration_ms?: number | null;
  /** ISO 8601 */
  readonly created_at?: string | null;
}

export interface SftpHostKey {
  readonly id: number;
  readonly name?: string | null;
  readonly fingerprint_md5?: string | null;
  readonly fingerprint_sha256?: string | null;
}

export interface ShareGroup {
  readonly id: number;
  readonly name?: string | null;
  readonly notes?: string | null;
  readonly user_id?: number | null;
  readonly members?: readonly ShareGroupMember[] | null;
}

export interface ShareGroupMember {
  readonly name?: string | null;
  readonly company?: string | null;
  readonly email?: string | null;
}

export interface SiemHttpDestination {
  readonly id: number;
  readonly name?: string | null;
  readonly destination_type?: SiemHttpDestinationDestinationType | null;
  readonly destination_url?: string | null;
  readonly file_destination_path?: string | null;
  readonly file_format?: SiemHttpDestinationFileFormat | null;
  readonly file_interval_minutes?: number | null;
  readonly additional_headers?: Readonly<Record<string, unknown>> | null;
  readonly sending_active?: boolean | null;
  readonly generic_payload_type?: SiemHttpDestinationGenericPayloadType | null;
  readonly splunk_token_masked?: string | null;
  readonly crowdstrike_token_masked?: string | null;
  readonly azure_dcr_immutable_id?: string | null;
  readonly azure_stream_name?: string | null;
  readonly azure_oauth_client_credentials_tenant_id?: string | null;
  readonly azure_oauth_client_credentials_client_id?: string | null;
  readonly azure_oauth_client_credentials_client_secret_masked?: string | null;
  readonly qradar_username?: string | null;
  readonly qradar_password_masked?: string | null;
  readonly solar_winds_token_masked?: string | null;
  readonly new_relic_api_key_masked?: string | null;
  readonly datadog_api_key_masked?: string | null;
  readonly action_send_enabled?: boolean | null;
  readonly action_entries_sent?: number | null;
  readonly sftp_action_send_enabled?: boolean | null;
  readonly sftp_action_entries_sent?: number | null;
  readonly ftp_action_send_enabled?: boolean | null;
  readonly ftp_action_entries_sent?: number | null;
  readonly web_dav_action_send_enabled?: boolean | null;
  readonly web_dav_action_entries_sent?: number | null;
  readonly sync_send_enabled?: boolean | null;
  readonly sync_entries_sent?: number | null;
  readonly outbound_connection_send_enabled?: boolean | null;
  readonly outbound_connection_entries_sent?: number | null;
  readonly automation_send_enabled?: boolean | null;
  readonly automation_entries_sent?: number | null;
  readonly api_request_send_enabled?: boolean | null;
  readonly api_request_entries_sent?: number | null;
  readonly public_hosting_request_send_enabled?: boolean | null;
  readonly public_hosting_request_entries_sent?: number | null;
  readonly email_send_enabled?: boolean | null;
  readonly email_entries_sent?: number | null;
  readonly exavault_api_request_send_enabled?: boolean | null;
  readonly exavault_api_request_entries_sent?: number | null;
  readonly settings_change_send_enabled?: boolean | null;
  readonly settings_change_entries_sent?: number | null;
  readonly last_http_call_target_type?: SiemHttpDestinationLastHttpCallTargetType | null;
  readonly last_http_call_success?: boolean | null;
  readonly last_http_call_response_code?: number | null;
  readonly last_http_call_response_body?: string | null;
  readonly last_http_call_error_message?: string | null;
  readonly last_http_call_time?: string | null;
  readonly last_http_call_duration_ms?: number | null;
  readonly most_recent_http_call_success_time?: string | null;
  readonly connection_test_entry?: string | null;
}

export interface SiemHttpDestinationEvent {
  readonly id: number;
  readonly event_type?: string | null;
  readonly status?: string | null;
  readonly body?: string | null;
  readonly event_errors?: readonly string[] | null;
  /** ISO 8601 */
  readonly created_at?: string | null;
  readonly body_url?: string | null;
  readonly siem_http_destination_id?: number | null;
}

export interface Site {
  readonly id: number;
  readonly name?: string | null;
  readonly additional_text_file_types?: readonly string[] | null;
  readonly ai_feature_availability?: Readonly<Record<string, unknown>> | null;
  readonly allowed_2fa_method_sms?: boolean | null;
  readonly allowed_2fa_method_totp?: boolean | null;
  readonly allowed_2fa_method_webauthn?: boolean | null;
  readonly allowed_2fa_method_yubi?: boolean | null;
  readonly allowed_2fa_method_email?: boolean | null;
  readonly allowed_2fa_method_static?: boolean | null;
  readonly allowed_2fa_method_bypass_for_ftp_sftp_dav?: boolean | null;
  readonly admin_user_id?: number | null;
  readonly admins_bypass_locked_subfolders?: boolean | null;
  readonly allow_bundle_names?: boolean | null;
  readonly allow_user_level_2fa_override?: boolean | null;
  readonly allow_user_level_allowed_ip_override?: boolean | null;
  readonly allow_user_level_ssl_override?: boolean | null;
  readonly allowed_countries?: string | null;
  readonly allowed_ips?: string | null;
  readonly always_mkdir_parents?: boolean | null;
  readonly as2_message_retention_days?: number | null;
  readonly ask_about_overwrites?: boolean | null;
  readonly bundle_activity_notifications?: SiteBundleActivityNotifications | null;
  readonly bundle_expiration?: number | null;
  readonly bundle_not_found_message?: string | null;
  readonly bundle_password_required?: boolean | null;
  readonly bundles_default_owned_by_primary_group?: boolean | null;
  readonly bundle_recipient_blacklist_domains?: readonly string[] | null;
  readonly bundle_recipient_blacklist_free_email_domains?: boolean | null;
  readonly bundle_registration_notifications?: SiteBundleRegistrationNotifications | null;
  readonly bundle_require_registration?: boolean | null;
  readonly bundle_require_share_recipient?: boolean | null;
  readonly bundle_send_one_time_password_to_recipient_at_registration?: boolean | null;
  readonly bundle_require_note?: boolean | null;
  readonly bundle_send_shared_receipts?: boolean | null;
  readonly bundle_upload_receipt_notifications?: SiteBundleUploadReceiptNotifications | null;
  readonly bundle_watermark_attachment?: Image | null;
  readonly bundle_watermark_value?: Readonly<Record<string, unknown>> | null;
  readonly calculate_file_checksums_crc32?: boolean | null;
  readonly calculate_file_checksums_md5?: boolean | null;
  readonly calculate_file_checksums_sha1?: boolean | null;
  readonly calculate_file_checksums_sha256?: boolean | null;
  readonly uploads_via_email_authentication?: boolean | null;
  readonly color2_left?: string | null;
  readonly color2_link?: string | null;
  readonly color2_text?: string | null;
  readonly color2_top?: string | null;
  readonly color2_top_text?: string | null;
  readonly contact_name?: string | null;
  /** ISO 8601 */
  readonly created_at?: string | null;
  readonly currency?: string | null;
  readonly custom_namespace?: boolean | null;
  readonly dav_enabled?: boolean | null;
  readonly dav_user_root_enabled?: boolean | null;
  readonly days_to_retain_backups?: number | null;
  readonly document_edits_in_bundle_allowed?: boolean | null;
  readonly default_time_zone?: string | null;
  readonly desktop_app?: boolean | null;
  readonly desktop_app_session_ip_pinning?: boolean | null;
  readonly desktop_app_session_lifetime?: number | null;
  readonly legacy_checksums_mode?: boolean | null;
  readonly migrate_remote_server_sync_to_sync?: boolean | null;
  readonly mcp_dcr_enabled?: boolean | null;
  readonly mobile_app?: boolean | null;
  readonly mobile_app_session_ip_pinning?: boolean | null;
  readonly mobile_app_session_lifetime?: number | null;
  readonly disallowed_countries?: string | null;
  readonly disable_all_ai_features?: boolean | null;
  readonly disable_files_certificate_generation?: boolean | null;
  readonly disable_notifications?: boolean | null;
  readonly disable_password_reset?: boolean | null;
  readonly domain?: string | null;
  readonly domain_hsts_header?: boolean | null;
  readonly domain_letsencrypt_chain?: SiteDomainLetsencryptChain | null;
  readonly email?: string | null;
  readonly fedramp?: boolean | null;
  readonly ftp_enabled?: boolean | null;
  readonly reply_to_email?: string | null;
  readonly non_sso_groups_allowed?: boolean | null;
  readonly non_sso_users_allowed?: boolean | null;
  readonly folder_permissions_groups_only?: boolean | null;
  readonly group_admins_can_add_users?: boolean | null;
  readonly group_admins_can_manage_group_memberships?: boolean | null;
  readonly group_admins_can_delete_users?: boolean | null;
  readonly group_admins_can_enable_disable_users?: boolean | null;
  readonly group_admins_can_modify_users?: boolean | null;
  readonly group_admins_can_bypass_user_lifecycle_rules?: boolean | null;
  readonly group_admins_can_reset_passwords?: boolean | null;
  readonly group_admins_can_set_user_password?: boolean | null;
  readonly hipaa?: boolean | null;
  readonly icon128?: Image | null;
  readonly icon16?: Image | null;
  readonly icon32?: Image | null;
  readonly icon48?: Image | null;
  /** ISO 8601 */
  readonly immutable_files_set_at?: string | null;
  readonly include_password_in_welcome_email?: boolean | null;
  readonly language?: string | null;
  readonly ldap_base_dn?: string | null;
  readonly ldap_domain?: string | null;
  readonly ldap_enabled?: boolean | null;
  readonly ldap_group_action?: string | null;
  readonly ldap_group_exclusion?: string | null;
  readonly ldap_group_inclusion?: string | null;
  readonly ldap_host?: string | null;
  readonly ldap_host_2?: string | null;
  readonly ldap_host_3?: string | null;
  readonly ldap_port?: number | null;
  readonly ldap_secure?: boolean | null;
  readonly ldap_type?: string | null;
  readonly ldap_user_action?: string | null;
  readonly ldap_user_include_groups?: string | null;
  readonly ldap_username?: string | null;
  readonly ldap_username_field?: string | null;
  readonly login_help_text?: string | null;
  readonly logo?: Image | null;
  readonly login_page_background_image?: Image | null;
  readonly max_prior_passwords?: number | null;
  readonly managed_site_settings?: Readonly<Record<string, unknown>> | null;
  readonly motd_text?: string | null;
  readonly motd_use_for_ftp?: boolean | null;
  readonly motd_use_for_sftp?: boolean | null;
  /** A decimal number, as text so that no digit is lost */
  readonly next_billing_amount?: string | null;
  readonly next_billing_date?: string | null;
  readonly office_integration_available?: boolean | null;
  readonly office_integration_type?: SiteOfficeIntegrationType | null;
  readonly oncehub_link?: string | null;
  readonly opt_out_global?: boolean | null;
  readonly overdue?: boolean | null;
  readonly password_min_length?: number | null;
  readonly password_require_letter?: boolean | null;
  readonly password_require_mixed?: boolean | null;
  readonly password_require_number?: boolean | null;
  readonly password_require_special?: boolean | null;
  readonly password_require_unbreached?: boolean | null;
  readonly password_requirements_apply_to_bundles?: boolean | null;
  readonly password_validity_days?: number | null;
  readonly phone?: string | null;
  readonly pin_all_remote_servers_to_site_region?: boolean | null;
  readonly prevent_root_permissions_for_non_site_admins?: boolean | null;
  readonly protocol_access_groups_only?: boolean | null;
  readonly require_2fa?: boolean | null;
  readonly restrict_root_folder_behaviors_to_site_admins?: boolean | null;
  readonly root_folder_behaviors_apply_to_workspaces?: boolean | null;
  readonly require_2fa_exempt_all_sso_users?: boolean | null;
  /** ISO 8601 */
  readonly require_2fa_stop_time?: string | null;
  readonly revoke_bundle_access_on_disable_or_delete?: boolean | null;
  readonly require_2fa_user_type?: SiteRequire2faUserType | null;
  readonly require_logout_from_bundles_and_inboxes?: boolean | null;
  readonly session?: Session | null;
  readonly sftp_enabled?: boolean | null;
  readonly sftp_finalize_partial_uploads?: boolean | null;
  readonly sftp_host_key_type?: SiteSftpHostKeyType | null;
  readonly active_sftp_host_key_id?: number | null;
  readonly sftp_insecure_ciphers?: boolean | null;
  readonly sftp_insecure_diffie_hellman?: boolean | null;
  readonly sftp_user_root_enabled?: boolean | null;
  readonly sharing_enabled?: boolean | null;
  readonly show_user_notifications_log_in_link?: boolean | null;
  readonly show_request_access_link?: boolean | null;
  readonly site_footer?: string | null;
  readonly site_header?: string | null;
  readonly site_public_footer?: string | null;
  readonly site_public_header?: string | null;
  readonly smtp_address?: string | null;
  readonly smtp_authentication?: string | null;
  readonly smtp_from?: string | null;
  readonly smtp_port?: number | null;
  readonly smtp_username?: string | null;
  readonly session_expiry_minutes?: number | null;
  readonly snapshot_sharing_enabled?: boolean | null;
  readonly ssl_required?: boolean | null;
  readonly subdomain?: string | null;
  /** ISO 8601 */
  readonly switch_to_plan_date?: string | null;
  readonly trial_days_left?: number | null;
  /** ISO 8601 */
  readonly trial_until?: string | null;
  readonly use_dedicated_ips_for_smtp?: boolean | null;
  readonly use_provided_modified_at?: boolean | null;
  readonly user?: User | null;
  readonly user_lockout?: boolean | null;
  readonly user_lockout_lock_period?: number | null;
  readonly user_lockout_tries?: number | null;
  readonly user_lockout_within?: number | null;
  readonly user_requests_enabled?: boolean | null;
  readonly user_requests_notify_admins?: boolean | null;
  readonly users_can_create_api_keys?: boolean | null;
  readonly users_can_create_ssh_keys?: boolean | null;
  readonly username_display?: SiteUsernameDisplay | null;
  readonly welcome_custom_text?: string | null;
  readonly email_footer_custom_text?: string | null;
  readonly welcome_email_cc?: string | null;
  readonly welcome_email_subject?: string | null;
  readonly welcome_email_enabled?: boolean | null;
  readonly welcome_screen?: SiteWelcomeScreen | null;
  readonly windows_mode_ftp?: boolean | null;
}

export interface SiteSubdomainRedirect {
  readonly id: number;
  readonly subdomain?: string | null;
  /** ISO 8601 */
  readonly created_at?: string | null;
  /** ISO 8601 */
  readonly updated_at?: string | null;
}

export interface Snapshot {
  readonly id: number;
  /** ISO 8601 */
  readonly expires_at?: string | null;
  /** ISO 8601 */
  readonly finalized_at?: string | null;
  readonly name?: string | null;
  readonly user_id?: number | null;
  readonly bundle_id?: number | null;
  readonly workspace_id?: number | null;
}

export interface SsoEvent {
  readonly id: number;
  readonly event_type?: string | null;
  readonly status?: string | null;
  readonly body?: string | null;
  readonly event_errors?: readonly string[] | null;
  /** ISO 8601 */
  readonly created_at?: string | null;
  readonly body_url?: string | null;
  readonly user_id?: number | null;
  readonly username?: string | null;
  readonly idp_uid?: string | null;
  readonly provider?: string | null;
  readonly provider_label?: string | null;
  readonly ip?: string | null;
  readonly region?: string | null;
}

export interface SsoStrategy {
  readonly protocol?: string | null;
  readonly provider?: string | null;
  readonly label?: string | null;
  readonly logo_url?: string | null;
  readonly id: number;
  readonly enabled?: boolean | null;
  readonly user_count?: number | null;
  readonly saml_provider_cert_fingerprint?: string | null;
  readonly saml_provider_issuer_url?: string | null;
  readonly saml_provider_metadata_content?: string | null;
  readonly saml_provider_metadata_url?: string | null;
  readonly saml_provider_slo_target_url?: string | null;
  readonly saml_provider_sso_target_url?: string | null;
  readonly scim_authentication_method?: string | null;
  readonly scim_username?: string | null;
  readonly scim_oauth_access_token?: string | null;
  readonly scim_oauth_access_token_expires_at?: string | null;
  readonly subdomain?: string | null;
  readonly provision_users?: boolean | null;
  readonly provision_groups?: boolean | null;
  readonly deprovision_users?: boolean | null;
  readonly deprovision_groups?: boolean | null;
  readonly deprovision_behavior?: string | null;
  readonly provision_group_default?: string | null;
  readonly provision_group_exclusion?: string | null;
  readonly provision_group_inclusion?: string | null;
  readonly provision_group_required?: string | null;
  readonly provision_email_signup_groups?: string | null;
  readonly provision_readonly_site_admin_groups?: string | null;
  readonly provision_site_admin_groups?: string | null;
  readonly provision_group_admin_groups?: string | null;
  readonly provision_attachments_permission?: boolean | null;
  readonly provision_dav_permission?: boolean | null;
  readonly provision_ftp_permission?: boolean | null;
  readonly provision_sftp_permission?: boolean | null;
  readonly provision_time_zone?: string | null;
  readonly provision_company?: string | null;
  readonly provision_require_2fa?: string | null;
  readonly provision_filesystem_layout?: string | null;
  readonly provider_identifier?: string | null;
  readonly ldap_base_dn?: string | null;
  readonly ldap_domain?: string | null;
  readonly display_on_login_page?: boolean | null;
  readonly ldap_host?: string | null;
  readonly ldap_host_2?: string | null;
  readonly ldap_host_3?: string | null;
  readonly ldap_port?: number | null;
  readonly ldap_provisioning_enabled?: boolean | null;
  readonly ldap_secure?: boolean | null;
  readonly ldap_type?: string | null;
  readonly ldap_username?: string | null;
  readonly ldap_username_field?: string | null;
}

export interface Status {
  readonly code?: number | null;
  readonly message?: string | null;
  readonly status?: string | null;
  readonly data?: Auto | null;
  readonly errors?: readonly Readonly<Record<string, unknown>>[] | null;
  readonly clickwrap_id?: number | null;
  readonly clickwrap_body?: string | null;
}

export interface Style {
  readonly id: number;
  readonly path?: string | null;
  readonly logo?: Image | null;
  readonly logo_click_href?: string | null;
  readonly thumbnail?: Image | null;
}

export interface Sync {
  readonly id: number;
  readonly name?: string | null;
  readonly description?: string | null;
  readonly site_id?: number | null;
  readonly workspace_id?: number | null;
  readonly user_id?: number | null;
  readonly src_path?: string | null;
  readonly dest_path?: string | null;
  readonly src_remote_server_id?: number | null;
  readonly dest_remote_server_id?: number | null;
  readonly src_site_id?: number | null;
  readonly dest_site_id?: number | null;
  readonly two_way?: boolean | null;
  readonly keep_after_copy?: boolean | null;
  readonly delete_empty_folders?: boolean | null;
  readonly disabled?: boolean | null;
  readonly trigger?: SyncTrigger | null;
  readonly trigger_file?: string | null;
  readonly always_write_trigger_file?: boolean | null;
  readonly include_patterns?: readonly string[] | null;
  readonly exclude_patterns?: readonly string[] | null;
  /** ISO 8601 */
  readonly created_at?: string | null;
  /** ISO 8601 */
  readonly updated_at?: string | null;
  readonly sync_interval_minutes?: number | null;
  readonly interval?: string | null;
  readonly recurring_day?: number | null;
  readonly recurring_days?: readonly number[] | null;
  readonly schedule_id?: number | null;
  readonly schedule_days_of_week?: readonly number[] | null;
  readonly schedule_times_of_day?: readonly string[] | null;
  readonly schedule_time_zone?: string | null;
  readonly holiday_region?: string | null;
  readonly latest_sync_run?: SyncRun | null;
}

export interface SyncLog {
  /** ISO 8601 */
  readonly timestamp?: string | null;
  readonly sync_id?: number | null;
  readonly external_event_id?: number | null;
  readonly sync_run_id?: number | null;
  readonly error_type?: string | null;
  readonly message?: string | null;
  readonly operation?: string | null;
  readonly path?: string | null;
  readonly size?: number | null;
  readonly file_type?: FileType | null;
  readonly status?: string | null;
  /** ISO 8601 */
  readonly created_at?: string | null;
}

export interface SyncRun {
  readonly id: number;
  readonly body?: string | null;
  readonly bytes_synced?: number | null;
  readonly compared_files?: number | null;
  readonly compared_folders?: number | null;
  /** ISO 8601 */
  readonly completed_at?: string | null;
  /** ISO 8601 */
  readonly created_at?: string | null;
  readonly dest_remote_server_type?: string | null;
  readonly dry_run?: boolean | null;
  readonly errored_files?: number | null;
  readonly estimated_bytes_count?: number | null;
  readonly event_errors?: readonly string[] | null;
  readonly log_url?: string | null;
  readonly runtime?: number | null;
  readonly site_id?: number | null;
  readonly workspace_id?: number | null;
  readonly src_remote_server_type?: string | null;
  readonly status?: string | null;
  readonly successful_files?: number | null;
  readonly sync_id?: number | null;
  readonly sync_name?: string | null;
  /** ISO 8601 */
  readonly updated_at?: string | null;
  readonly live_transfers?: readonly SyncRunLiveTransfer[] | null;
}

export interface SyncRunLiveTransfer {
  readonly path?: string | null;
  readonly status?: string | null;
  readonly bytes_copied?: number | null;
  readonly bytes_total?: number | null;
  readonly percentage?: number | null;
  readonly eta?: string | null;
  readonly started_at?: string | null;
}

export interface UsageByTopLevelDir {
  readonly dir?: string | null;
  readonly size?: number | null;
  readonly count?: number | null;
}

export interface UsageDailySnapshot {
  readonly id: number;
  readonly date?: string | null;
  readonly api_usage_available?: boolean | null;
  readonly read_api_usage?: number | null;
  readonly write_api_usage?: number | null;
  readonly transformation_credits_usage?: number | null;
  readonly user_count?: number | null;
  readonly current_storage?: number | null;
  readonly deleted_files_storage?: number | null;
  readonly deleted_files_counted_in_minimum?: number | null;
  readonly root_storage?: number | null;
  readonly usage_by_top_level_dir?: readonly UsageByTopLevelDir[] | null;
}

export interface UsageSnapshot {
  readonly id: number;
  /** ISO 8601 */
  readonly start_at?: string | null;
  /** ISO 8601 */
  readonly end_at?: string | null;
  readonly high_water_user_count?: number | null;
  readonly current_storage?: number | null;
  readonly high_water_storage?: number | null;
  readonly root_storage?: number | null;
  readonly deleted_files_counted_in_minimum?: number | null;
  readonly deleted_files_storage?: number | null;
  readonly total_billable_usage?: number | null;
  readonly total_billable_transfer_usage?: number | null;
  readonly bytes_sent?: number | null;
  readonly sync_bytes_received?: number | null;
  readonly sync_bytes_sent?: number | null;
  readonly usage_by_top_level_dir?: readonly UsageByTopLevelDir[] | null;
}

export interface User {
  readonly id: number;
  readonly username?: string | null;
  readonly admin_group_ids?: readonly number[] | null;
  readonly allowed_ips?: string | null;
  readonly attachments_permission?: boolean | null;
  readonly api_keys_count?: number | null;
  /** ISO 8601 */
  readonly authenticate_until?: string | null;
  readonly authentication_method?: UserAuthenticationMethod | null;
  readonly avatar_url?: string | null;
  readonly billable?: boolean | null;
  readonly billing_permission?: boolean | null;
  readonly bypass_site_allowed_ips?: boolean | null;
  readonly bypass_user_lifecycle_rules?: boolean | null;
  /** ISO 8601 */
  readonly created_at?: string | null;
  readonly dav_permission?: boolean | null;
  readonly disabled?: boolean | null;
  readonly disabled_expired_or_inactive?: boolean | null;
  readonly ai_assistant_personality_id?: number | null;
  readonly desktop_configuration_profile_id?: number | null;
  readonly integration_centric_profile_id?: number | null;
  readonly email?: string | null;
  readonly filesystem_layout?: UserFilesystemLayout | null;
  /** ISO 8601 */
  readonly first_login_at?: string | null;
  readonly ftp_permission?: boolean | null;
  readonly group_ids?: string | null;
  readonly header_text?: string | null;
  readonly language?: string | null;
  /** ISO 8601 */
  readonly last_login_at?: string | null;
  /** ISO 8601 */
  readonly last_web_login_at?: string | null;
  /** ISO 8601 */
  readonly last_ftp_login_at?: string | null;
  /** ISO 8601 */
  readonly last_sftp_login_at?: string | null;
  /** ISO 8601 */
  readonly last_dav_login_at?: string | null;
  /** ISO 8601 */
  readonly last_desktop_login_at?: string | null;
  /** ISO 8601 */
  readonly last_restapi_login_at?: string | null;
  /** ISO 8601 */
  readonly last_api_use_at?: string | null;
  /** ISO 8601 */
  readonly last_active_at?: string | null;
  readonly last_protocol_cipher?: string | null;
  /** ISO 8601 */
  readonly lockout_expires?: string | null;
  readonly name?: string | null;
  readonly company?: string | null;
  readonly notes?: string | null;
  readonly notification_daily_send_time?: number | null;
  readonly office_integration_enabled?: boolean | null;
  readonly partner_admin?: boolean | null;
  readonly partner_id?: number | null;
  readonly partner_name?: string | null;
  /** ISO 8601 */
  readonly password_set_at?: string | null;
  readonly password_validity_days?: number | null;
  readonly primary_group_id?: number | null;
  readonly public_keys_count?: number | null;
  readonly receive_admin_alerts?: boolean | null;
  readonly notify_on_all_site_warnings?: boolean | null;
  readonly notify_on_all_sso_failures?: boolean | null;
  readonly notify_on_all_user_security_events?: boolean | null;
  readonly notify_on_all_pending_work_failures?: boolean | null;
  readonly notify_on_all_siem_http_destination_failures?: boolean | null;
  readonly notify_on_all_sync_failures?: boolean | null;
  readonly notify_on_all_automation_failures?: boolean | null;
  readonly notify_on_all_expectation_failures?: boolean | null;
  readonly require_2fa?: UserRequire2fa | null;
  /** ISO 8601 */
  readonly require_login_by?: string | null;
  readonly active_2fa?: boolean | null;
  readonly require_password_change?: boolean | null;
  readonly password_expired?: boolean | null;
  readonly responsible_group_id?: number | null;
  readonly responsible_user_id?: number | null;
  readonly readonly_site_admin?: boolean | null;
  readonly restapi_permission?: boolean | null;
  readonly self_managed?: boolean | null;
  readonly sftp_permission?: boolean | null;
  readonly site_admin?: boolean | null;
  readonly workspace_admin?: boolean | null;
  readonly site_id?: number | null;
  readonly workspace_id?: number | null;
  readonly default_workspace_id?: number | null;
  readonly skip_welcome_screen?: boolean | null;
  readonly ssl_required?: UserSslRequired | null;
  readonly sso_strategy_id?: number | null;
  readonly subscribe_to_newsletter?: boolean | null;
  readonly externally_managed?: boolean | null;
  readonly tags?: string | null;
  readonly time_zone?: string | null;
  readonly type_of_2fa?: UserTypeOf2fa | null;
  readonly type_of_2fa_for_display?: string | null;
  readonly user_root?: string | null;
  readonly user_home?: string | null;
  readonly days_remaining_until_password_expire?: number | null;
  /** ISO 8601 */
  readonly password_expire_at?: string | null;
}

export interface UserAdditionalEmailRecipient {
  readonly id: number;
  readonly user_id?: number | null;
  readonly workspace_id?: number | null;
  readonly email?: string | null;
  /** ISO 8601 */
  readonly created_at?: string | null;
}

export interface UserCipherUse {
  readonly id: number;
  readonly user_id?: number | null;
  readonly username?: string | null;
  readonly protocol_cipher?: string | null;
  /** ISO 8601 */
  readonly created_at?: string | null;
  readonly insecure?: boolean | null;
  readonly interface?: string | null;
  /** ISO 8601 */
  readonly updated_at?: string | null;
}

export interface UserLifecycleRule {
  readonly id: number;
  readonly authentication_method?: UserLifecycleRuleAuthenticationMethod | null;
  readonly group_ids?: readonly number[] | null;
  readonly action?: UserLifecycleRuleAction | null;
  readonly inactivity_days?: number | null;
  readonly include_folder_admins?: boolean | null;
  readonly include_site_admins?: boolean | null;
  readonly apply_to_all_workspaces?: boolean | null;
  readonly name?: string | null;
  readonly notify_users?: boolean | null;
  readonly partner_tag?: string | null;
  readonly site_id?: number | null;
  readonly workspace_id?: number | null;
  readonly user_state?: UserLifecycleRuleUserState | null;
  readonly user_tag?: string | null;
}

export interface UserRequest {
  readonly id: number;
  readonly name?: string | null;
  readonly email?: string | null;
  readonly details?: string | null;
  readonly company?: string | null;
}

export interface UserSecurityEvent {
  readonly id: number;
  readonly event_type?: string | null;
  readonly body?: string | null;
  readonly event_errors?: readonly string[] | null;
  /** ISO 8601 */
  readonly created_at?: string | null;
  readonly body_url?: string | null;
  readonly user_id?: number | null;
}

export interface UserSftpClientUse {
  readonly id: number;
  readonly sftp_client?: string | null;
  /** ISO 8601 */
  readonly created_at?: string | null;
  /** ISO 8601 */
  readonly updated_at?: string | null;
  readonly user_id?: number | null;
}

export interface WebDavActionLog {
  /** ISO 8601 */
  readonly timestamp?: string | null;
  readonly remote_ip?: string | null;
  readonly server_ip?: string | null;
  readonly username?: string | null;
  readonly auth_ciphers?: string | null;
  readonly action_type?: string | null;
  readonly path?: string | null;
  readonly true_path?: string | null;
  readonly name?: string | null;
  readonly http_method?: string | null;
  readonly http_path?: string | null;
  readonly http_response_code?: number | null;
  readonly size?: number | null;
  readonly entries_returned?: number | null;
  readonly success?: boolean | null;
  readonly status?: string | null;
  readonly duration_ms?: number | null;
  /** ISO 8601 */
  readonly created_at?: string | null;
}

export interface WebhookTest {
  readonly code?: number | null;
  readonly message?: string | null;
  readonly status?: string | null;
  readonly data?: Auto | null;
  readonly success?: boolean | null;
}

export interface Workspace {
  readonly id: number;
  readonly name?: string | null;
}

export interface ZipListEntry {
  readonly path?: string | null;
  readonly size?: number | null;
}
