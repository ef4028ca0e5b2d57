// Written by scripts/sdk-filescom.mjs. Do not change it by hand.

import type { List } from '../../transport/pages.ts';
import type { FilesComCallOptions, FilterBy, ListParams, SortBy } from '../params.ts';
import type {
  AccountLineItem,
  Action,
  ActionLog,
  ActionNotificationExport,
  ActionNotificationExportResult,
  AgentNode,
  AgentPushUpdate,
  AiAssistantPersonality,
  AiTask,
  AiTaskPermissionSet,
  AiTaskTrigger,
  ApiKey,
  ApiKeyPermissionSet,
  ApiRequestLog,
  App,
  As2IncomingMessage,
  As2OutgoingMessage,
  As2Partner,
  As2PartnerMdnValidationLevel,
  As2PartnerServerCertificate,
  As2PartnerSignatureValidationLevel,
  As2Station,
  Automation,
  AutomationAuthoringSchema,
  AutomationAutomation,
  AutomationExecutionNode,
  AutomationInterval,
  AutomationLog,
  AutomationRun,
  AutomationTrigger,
  BandwidthSnapshot,
  Behavior,
  BehaviorBehavior,
  Bundle,
  BundleAction,
  BundleDownload,
  BundleNotification,
  BundlePermissions,
  BundleRecipient,
  BundleRegistration,
  ChatSession,
  ChildSiteManagementPolicy,
  ChildSiteManagementPolicyPolicyType,
  Clickwrap,
  ClickwrapUseWithBundles,
  ClickwrapUseWithInboxes,
  ClickwrapUseWithUsers,
  CustomDomain,
  CustomDomainDestination,
  DesktopConfigurationProfile,
  DnsRecord,
  EmailIncomingMessage,
  EmailLog,
  EventChannel,
  EventDeliveryAttempt,
  EventRecord,
  EventSubscription,
  EventTarget,
  EventTargetTargetType,
  ExavaultApiRequestLog,
  Expectation,
  ExpectationEvaluation,
  ExpectationIncident,
  ExpectationTrigger,
  ExternalEvent,
  ExternalEventStatus,
  File,
  FileAction,
  FileComment,
  FileCommentReaction,
  FileCreateAction,
  FileDownloadAction,
  FileMigration,
  FileMigrationLog,
  FileUploadPart,
  FolderListType,
  FormFieldSet,
  FtpActionLog,
  GpgKey,
  Group,
  GroupUser,
  HistoryExport,
  HistoryExportQueryAction,
  HistoryExportQueryFailureType,
  HistoryExportQueryInterface,
  HistoryExportResult,
  HolidayCalendar,
  HolidayRegion,
  InboundS3Log,
  InboxRecipient,
  InboxRegistration,
  InboxUpload,
  IntegrationCentricProfile,
  IpAddress,
  KeyLifecycleRule,
  KeyLifecycleRuleKeyType,
  Lock,
  Message,
  MessageComment,
  MessageCommentReaction,
  MessageReaction,
  MetadataCategory,
  Notification,
  NotificationSendInterval,
  OutboundConnectionLog,
  Partner,
  PartnerChannel,
  PartnerChannelTemplate,
  PartnerSiteRequest,
  PendingWorkEvent,
  Permission,
  PermissionPermission,
  PreviewSize,
  Project,
  ProjectGlobalAccess,
  PublicHostingRequestLog,
  PublicIpAddress,
  PublicKey,
  PublicKeyGenerateAlgorithm,
  RemoteBandwidthSnapshot,
  RemoteMountBackend,
  RemoteMountBackendHealthCheckType,
  RemoteServer,
  RemoteServerBufferUploads,
  RemoteServerConfigurationFile,
  RemoteServerCredential,
  RemoteServerCredentialServerType,
  RemoteServerFilesAgentPermissionSet,
  RemoteServerGoogleCloudStorageAuthenticationMethod,
  RemoteServerOneDriveAccountType,
  RemoteServerServerCertificate,
  RemoteServerServerType,
  RemoteServerSsl,
  Request,
  Restore,
  RestoreRestorationType,
  Schedule,
  ScheduledExport,
  ScheduledExportTrigger,
  ScimLog,
  Secret,
  SecretSecretType,
  Session,
  SettingsChange,
  SftpActionLog,
  SftpHostKey,
  ShareGroup,
  SiemHttpDestination,
  SiemHttpDestinationDestinationType,
  SiemHttpDestinationEvent,
  SiemHttpDestinationFileFormat,
  SiemHttpDestinationGenericPayloadType,
  Site,
  SiteBundleActivityNotifications,
  SiteBundleRegistrationNotifications,
  SiteBundleUploadReceiptNotifications,
  SiteDomainLetsencryptChain,
  SiteOfficeIntegrationType,
  SiteRequire2faUserType,
  SiteSftpHostKeyType,
  SiteSubdomainRedirect,
  SiteUsernameDisplay,
  SiteWelcomeScreen,
  Snapshot,
  SsoEvent,
  SsoStrategy,
  Style,
  Sync,
  SyncLog,
  SyncRun,
  SyncTrigger,
  UsageDailySnapshot,
  UsageSnapshot,
  User,
  UserAdditionalEmailRecipient,
  UserAuthenticationMethod,
  UserCipherUse,
  UserFilesystemLayout,
  UserGrantPermission,
  UserLifecycleRule,
  UserLifecycleRuleAction,
  UserLifecycleRuleAuthenticationMethod,
  UserLifecycleRuleUserState,
  UserRequest,
  UserRequire2fa,
  UserSecurityEvent,
  UserSftpClientUse,
  UserSslRequired,
  WebDavActionLog,
  WebhookTest,
  Workspace,
  ZipListEntry,
} from './entities.ts';

export interface ActionLogListParams extends ListParams {
  readonly filter?: FilterBy<'folder' | 'path' | 'src' | 'destination' | 'created_at' | 'user_id' | 'username'> | undefined;
  readonly filter_prefix?: FilterBy<'folder' | 'path' | 'src' | 'destination' | 'username'> | undefined;
  readonly filter_gt?: FilterBy<'created_at'> | undefined;
  readonly filter_gteq?: FilterBy<'created_at'> | undefined;
  readonly filter_lt?: FilterBy<'created_at'> | undefined;
  readonly filter_lteq?: FilterBy<'created_at'> | undefined;
}

export interface ActionLogOperations {
  /** `GET /action_logs`; pages of at most 1000. */
  list(params?: ActionLogListParams, options?: FilesComCallOptions): List<ActionLog>;
  /** The same as `list`. */
  readonly all: ActionLogOperations['list'];
}

export interface ActionNotificationExportCreateParams {
  readonly user_id?: number | null | undefined;
  readonly start_at?: Date | string | null | undefined;
  readonly end_at?: Date | string | null | undefined;
  readonly query_message?: string | null | undefined;
  readonly query_request_method?: string | null | undefined;
  readonly query_request_url?: string | null | undefined;
  readonly query_status?: string | null | undefined;
  readonly query_success?: boolean | null | undefined;
  readonly query_path?: string | null | undefined;
  readonly query_folder?: string | null | undefined;
}

export interface ActionNotificationExportOperations {
  /** `POST /action_notification_exports`. */
  create(params?: ActionNotificationExportCreateParams, options?: FilesComCallOptions): Promise<ActionNotificationExport>;
  /** `GET /action_notification_exports/{id}`. */
  find(id: number, options?: FilesComCallOptions): Promise<ActionNotificationExport>;
  /** The same as `find`. */
  readonly get: ActionNotificationExportOperations['find'];
}

export interface ActionNotificationExportResultListParams extends ListParams {
  readonly user_id?: number | null | undefined;
  readonly action_notification_export_id: number;
}

export interface ActionNotificationExportResultOperations {
  /** `GET /action_notification_export_results`; pages of at most 10000. */
  list(params: ActionNotificationExportResultListParams, options?: FilesComCallOptions): List<ActionNotificationExportResult>;
  /** The same as `list`. */
  readonly all: ActionNotificationExportResultOperations['list'];
}

export interface AiAssistantPersonalityListParams extends ListParams {
  /** By one field. */
  readonly sort_by?: SortBy<'workspace_id' | 'id'> | undefined;
  readonly filter?: FilterBy<'workspace_id'> | undefined;
}

export interface AiAssistantPersonalityCreateParams {
  readonly apply_to_all_workspaces?: boolean | null | undefined;
  readonly name: string;
  readonly system_prompt: string;
  readonly use_by_default?: boolean | null | undefined;
  readonly workspace_id?: number | null | undefined;
}

export interface AiAssistantPersonalityUpdateParams {
  readonly apply_to_all_workspaces?: boolean | null | undefined;
  readonly name?: string | null | undefined;
  readonly system_prompt?: string | null | undefined;
  readonly use_by_default?: boolean | null | undefined;
  readonly workspace_id?: number | null | undefined;
}

export interface AiAssistantPersonalityOperations {
  /** `GET /ai_assistant_personalities`; pages of at most 10000. */
  list(params?: AiAssistantPersonalityListParams, options?: FilesComCallOptions): List<AiAssistantPersonality>;
  /** The same as `list`. */
  readonly all: AiAssistantPersonalityOperations['list'];
  /** `POST /ai_assistant_personalities`. */
  create(params: AiAssistantPersonalityCreateParams, options?: FilesComCallOptions): Promise<AiAssistantPersonality>;
  /** `GET /ai_assistant_personalities/{id}`. */
  find(id: number, options?: FilesComCallOptions): Promise<AiAssistantPersonality>;
  /** The same as `find`. */
  readonly get: AiAssistantPersonalityOperations['find'];
  /** `PATCH /ai_assistant_personalities/{id}`. */
  update(id: number, params?: AiAssistantPersonalityUpdateParams, options?: FilesComCallOptions): Promise<AiAssistantPersonality>;
  /** `DELETE /ai_assistant_personalities/{id}`. */
  delete(id: number, options?: FilesComCallOptions): Promise<void>;
  /** The same as `delete`. */
  readonly destroy: AiAssistantPersonalityOperations['delete'];
}

export interface AiTaskListParams extends ListParams {
  /** By one field. */
  readonly sort_by?: SortBy<'workspace_id' | 'id' | 'disabled' | 'updated_at'> | undefined;
  readonly filter?: FilterBy<'disabled' | 'trigger' | 'workspace_id'> | undefined;
}

export interface AiTaskCreateParams {
  readonly description?: string | null | undefined;
  readonly disabled?: boolean | null | undefined;
  readonly holiday_region?: string | null | undefined;
  readonly interval?: string | null | undefined;
  readonly name: string;
  readonly path?: string | null | undefined;
  readonly permission_set?: AiTaskPermissionSet | null | undefined;
  readonly prompt: string;
  readonly recurring_day?: number | null | undefined;
  readonly recurring_days?: readonly number[] | null | undefined;
  readonly schedule_id?: number | null | undefined;
  readonly schedule_days_of_week?: readonly number[] | null | undefined;
  readonly schedule_time_zone?: string | null | undefined;
  readonly schedule_times_of_day?: readonly string[] | null | undefined;
  readonly source?: string | null | undefined;
  readonly trigger?: AiTaskTrigger | null | undefined;
  readonly trigger_actions?: readonly string[] | null | undefined;
  readonly workspace_id?: number | null | undefined;
}

export interface AiTaskUpdateParams {
  readonly description?: string | null | undefined;
  readonly disabled?: boolean | null | undefined;
  readonly holiday_region?: string | null | undefined;
  readonly interval?: string | null | undefined;
  readonly name?: string | null | undefined;
  readonly path?: string | null | undefined;
  readonly permission_set?: AiTaskPermissionSet | null | undefined;
  readonly prompt?: string | null | undefined;
  readonly recurring_day?: number | null | undefined;
  readonly recurring_days?: readonly number[] | null | undefined;
  readonly schedule_id?: number | null | undefined;
  readonly schedule_days_of_week?: readonly number[] | null | undefined;
  readonly schedule_time_zone?: string | null | undefined;
  readonly schedule_times_of_day?: readonly string[] | null | undefined;
  readonly source?: string | null | undefined;
  readonly trigger?: AiTaskTrigger | null | undefined;
  readonly trigger_actions?: readonly string[] | null | undefined;
  readonly workspace_id?: number | null | undefined;
}

export interface AiTaskOperations {
  /** `GET /ai_tasks`; pages of at most 10000; filters that go together: workspace_id+disabled. */
  list(params?: AiTaskListParams, options?: FilesComCallOptions): List<AiTask>;
  /** The same as `list`. */
  readonly all: AiTaskOperations['list'];
  /** `POST /ai_tasks`. */
  create(params: AiTaskCreateParams, options?: FilesComCallOptions): Promise<AiTask>;
  /** `GET /ai_tasks/{id}`. */
  find(id: number, options?: FilesComCallOptions): Promise<AiTask>;
  /** The same as `find`. */
  readonly get: AiTaskOperations['find'];
  /** `PATCH /ai_tasks/{id}`. */
  update(id: number, params?: AiTaskUpdateParams, options?: FilesComCallOptions): Promise<AiTask>;
  /** `DELETE /ai_tasks/{id}`. */
  delete(id: number, options?: FilesComCallOptions): Promise<void>;
  /** The same as `delete`. */
  readonly destroy: AiTaskOperations['delete'];
  /** `POST /ai_tasks/{id}/manual_run`. */
  manualRun(id: number, options?: FilesComCallOptions): Promise<void>;
}

export interface ApiKeyListParams extends ListParams {
  readonly user_id?: number | null | undefined;
  /** By one field. */
  readonly sort_by?: SortBy<'site_id' | 'workspace_id'> | undefined;
  readonly filter?: FilterBy<'aws_style_credentials' | 'expires_at'> | undefined;
  readonly filter_gt?: FilterBy<'expires_at'> | undefined;
  readonly filter_gteq?: FilterBy<'expires_at'> | undefined;
  readonly filter_lt?: FilterBy<'expires_at'> | undefined;
  readonly filter_lteq?: FilterBy<'expires_at'> | undefined;
}

export interface ApiKeyCreateParams {
  readonly user_id?: number | null | undefined;
  readonly description?: string | null | undefined;
  readonly expires_at?: Date | string | null | undefined;
  readonly name: string;
  readonly aws_style_credentials?: boolean | null | undefined;
  readonly path?: string | null | undefined;
  readonly permission_set?: ApiKeyPermissionSet | null | undefined;
  readonly workspace_id?: number | null | undefined;
}

export interface ApiKeyUpdateCurrentParams {
  readonly expires_at?: Date | string | null | undefined;
  readonly name?: string | null | undefined;
  readonly permission_set?: ApiKeyPermissionSet | null | undefined;
}

export interface ApiKeyUpdateParams {
  readonly description?: string | null | undefined;
  readonly expires_at?: Date | string | null | undefined;
  readonly name?: string | null | undefined;
}

export interface ApiKeyOperations {
  /** `GET /api_keys`; pages of at most 10000. */
  list(params?: ApiKeyListParams, options?: FilesComCallOptions): List<ApiKey>;
  /** The same as `list`. */
  readonly all: ApiKeyOperations['list'];
  /** `GET /api_key`. */
  findCurrent(options?: FilesComCallOptions): Promise<ApiKey>;
  /** `POST /api_keys`. */
  create(params: ApiKeyCreateParams, options?: FilesComCallOptions): Promise<ApiKey>;
  /** `PATCH /api_key`. */
  updateCurrent(params?: ApiKeyUpdateCurrentParams, options?: FilesComCallOptions): Promise<ApiKey>;
  /** `DELETE /api_key`. */
  deleteCurrent(options?: FilesComCallOptions): Promise<void>;
  /** `GET /api_keys/{id}`. */
  find(id: number, options?: FilesComCallOptions): Promise<ApiKey>;
  /** The same as `find`. */
  readonly get: ApiKeyOperations['find'];
  /** `PATCH /api_keys/{id}`. */
  update(id: number, params?: ApiKeyUpdateParams, options?: FilesComCallOptions): Promise<ApiKey>;
  /** `DELETE /api_keys/{id}`. */
  delete(id: number, options?: FilesComCallOptions): Promise<void>;
  /** The same as `delete`. */
  readonly destroy: ApiKeyOperations['delete'];
}

export interface ApiRequestLogListParams extends ListParams {
  readonly filter?:
    | FilterBy<'api_key_id' | 'interface' | 'request_id' | 'request_ip' | 'request_method' | 'success' | 'user_id' | 'created_at'>
    | undefined;
  readonly filter_prefix?: FilterBy<'interface' | 'request_id' | 'request_ip' | 'request_method'> | undefined;
  readonly filter_gt?: FilterBy<'created_at'> | undefined;
  readonly filter_gteq?: FilterBy<'created_at'> | undefined;
  readonly filter_lt?: FilterBy<'created_at'> | undefined;
  readonly filter_lteq?: FilterBy<'created_at'> | undefined;
}

export interface ApiRequestLogOperations {
  /** `GET /api_request_logs`; pages of at most 1000. */
  list(params?: ApiRequestLogListParams, options?: FilesComCallOptions): List<ApiRequestLog>;
  /** The same as `list`. */
  readonly all: ApiRequestLogOperations['list'];
}

export interface AppListParams extends ListParams {
  /** By one field. */
  readonly sort_by?: SortBy<'name' | 'app_type'> | undefined;
  readonly filter?: FilterBy<'name' | 'app_type'> | undefined;
  readonly filter_prefix?: FilterBy<'name'> | undefined;
}

export interface AppOperations {
  /** `GET /apps`; pages of at most 10000; filters that go together: name+app_type. */
  list(params?: AppListParams, options?: FilesComCallOptions): List<App>;
  /** The same as `list`. */
  readonly all: AppOperations['list'];
}

export interface As2IncomingMessageListParams extends ListParams {
  /** By one field. */
  readonly sort_by?: SortBy<'workspace_id' | 'created_at' | 'as2_partner_id'> | undefined;
  readonly filter?: FilterBy<'created_at' | 'as2_station_id' | 'workspace_id' | 'as2_partner_id'> | undefined;
  readonly filter_gt?: FilterBy<'created_at'> | undefined;
  readonly filter_gteq?: FilterBy<'created_at'> | undefined;
  readonly filter_lt?: FilterBy<'created_at'> | undefined;
  readonly filter_lteq?: FilterBy<'created_at'> | undefined;
}

export interface As2IncomingMessageOperations {
  /** `GET /as2_incoming_messages`; pages of at most 10000; filters that go together: as2_station_id+created_at, workspace_id+created_at, as2_partner_id+created_at, workspace_id+as2_station_id, workspace_id+as2_partner_id, workspace_id+as2_station_id+created_at, workspace_id+as2_partner_id+created_at. */
  list(params?: As2IncomingMessageListParams, options?: FilesComCallOptions): List<As2IncomingMessage>;
  /** The same as `list`. */
  readonly all: As2IncomingMessageOperations['list'];
}

export interface As2OutgoingMessageListParams extends ListParams {
  /** By one field. */
  readonly sort_by?: SortBy<'workspace_id' | 'created_at' | 'as2_partner_id'> | undefined;
  readonly filter?: FilterBy<'created_at' | 'as2_station_id' | 'workspace_id' | 'as2_partner_id'> | undefined;
  readonly filter_gt?: FilterBy<'created_at'> | undefined;
  readonly filter_gteq?: FilterBy<'created_at'> | undefined;
  readonly filter_lt?: FilterBy<'created_at'> | undefined;
  readonly filter_lteq?: FilterBy<'created_at'> | undefined;
}

export interface As2OutgoingMessageOperations {
  /** `GET /as2_outgoing_messages`; pages of at most 10000; filters that go together: as2_station_id+created_at, workspace_id+created_at, as2_partner_id+created_at, workspace_id+as2_station_id, workspace_id+as2_partner_id, workspace_id+as2_station_id+created_at, workspace_id+as2_partner_id+created_at. */
  list(params?: As2OutgoingMessageListParams, options?: FilesComCallOptions): List<As2OutgoingMessage>;
  /** The same as `list`. */
  readonly all: As2OutgoingMessageOperations['list'];
}

export interface As2PartnerListParams extends ListParams {
  /** By one field. */
  readonly sort_by?: SortBy<'workspace_id' | 'as2_station_id' | 'name'> | undefined;
  readonly filter?: FilterBy<'as2_station_id' | 'workspace_id'> | undefined;
}

export interface As2PartnerCreateParams {
  readonly enable_dedicated_ips?: boolean | null | undefined;
  readonly http_auth_username?: string | null | undefined;
  readonly http_auth_password?: string | null | undefined;
  readonly mdn_validation_level?: As2PartnerMdnValidationLevel | null | undefined;
  readonly signature_validation_level?: As2PartnerSignatureValidationLevel | null | undefined;
  readonly server_certificate?: As2PartnerServerCertificate | null | undefined;
  readonly default_mime_type?: string | null | undefined;
  readonly additional_http_headers?: Readonly<Record<string, unknown>> | null | undefined;
  readonly as2_station_id: number;
  readonly name: string;
  readonly uri: string;
  readonly public_certificate: string;
}

export interface As2PartnerUpdateParams {
  readonly enable_dedicated_ips?: boolean | null | undefined;
  readonly http_auth_username?: string | null | undefined;
  readonly http_auth_password?: string | null | undefined;
  readonly mdn_validation_level?: As2PartnerMdnValidationLevel | null | undefined;
  readonly signature_validation_level?: As2PartnerSignatureValidationLevel | null | undefined;
  readonly server_certificate?: As2PartnerServerCertificate | null | undefined;
  readonly default_mime_type?: string | null | undefined;
  readonly additional_http_headers?: Readonly<Record<string, unknown>> | null | undefined;
  readonly name?: string | null | undefined;
  readonly uri?: string | null | undefined;
  readonly public_certificate?: string | null | undefined;
}

export interface As2PartnerOperations {
  /** `GET /as2_partners`; pages of at most 10000; filters that go together: workspace_id+as2_station_id. */
  list(params?: As2PartnerListParams, options?: FilesComCallOptions): List<As2Partner>;
  /** The same as `list`. */
  readonly all: As2PartnerOperations['list'];
  /** `POST /as2_partners`. */
  create(params: As2PartnerCreateParams, options?: FilesComCallOptions): Promise<As2Partner>;
  /** `GET /as2_partners/{id}`. */
  find(id: number, options?: FilesComCallOptions): Promise<As2Partner>;
  /** The same as `find`. */
  readonly get: As2PartnerOperations['find'];
  /** `PATCH /as2_partners/{id}`. */
  update(id: number, params?: As2PartnerUpdateParams, options?: FilesComCallOptions): Promise<As2Partner>;
  /** `DELETE /as2_partners/{id}`. */
  delete(id: number, options?: FilesComCallOptions): Promise<void>;
  /** The same as `delete`. */
  readonly destroy: As2PartnerOperations['delete'];
}

export interface As2StationListParams extends ListParams {
  /** By one field. */
  readonly sort_by?: SortBy<'workspace_id' | 'name'> | undefined;
  readonly filter?: FilterBy<'workspace_id'> | undefined;
}

export interface As2StationCreateParams {
  readonly name: string;
  readonly workspace_id?: number | null | undefined;
  readonly public_certificate: string;
  readonly private_key: string;
  readonly private_key_password?: string | null | undefined;
}

export interface As2StationUpdateParams {
  readonly name?: string | null | undefined;
  readonly public_certificate?: string | null | undefined;
  readonly private_key?: string | null | undefined;
  readonly private_key_password?: string | null | undefined;
}

export interface As2StationOperations {
  /** `GET /as2_stations`; pages of at most 10000. */
  list(params?: As2StationListParams, options?: FilesComCallOptions): List<As2Station>;
  /** The same as `list`. */
  readonly all: As2StationOperations['list'];
  /** `POST /as2_stations`. */
  create(params: As2StationCreateParams, options?: FilesComCallOptions): Promise<As2Station>;
  /** `GET /as2_stations/{id}`. */
  find(id: number, options?: FilesComCallOptions): Promise<As2Station>;
  /** The same as `find`. */
  readonly get: As2StationOperations['find'];
  /** `PATCH /as2_stations/{id}`. */
  update(id: number, params?: As2StationUpdateParams, options?: FilesComCallOptions): Promise<As2Station>;
  /** `DELETE /as2_stations/{id}`. */
  delete(id: number, options?: FilesComCallOptions): Promise<void>;
  /** The same as `delete`. */
  readonly destroy: As2StationOperations['delete'];
}

export interface AutomationListParams extends ListParams {
  /** By one field. */
  readonly sort_by?: SortBy<'workspace_id' | 'name' | 'automation' | 'last_modified_at' | 'disabled'> | undefined;
  readonly filter?: FilterBy<'disabled' | 'last_modified_at' | 'workspace_id' | 'automation'> | undefined;
  readonly filter_gt?: FilterBy<'last_modified_at'> | undefined;
  readonly filter_gteq?: FilterBy<'last_modified_at'> | undefined;
  readonly filter_lt?: FilterBy<'last_modified_at'> | undefined;
  readonly filter_lteq?: FilterBy<'last_modified_at'> | undefined;
}

export interface AutomationCreateParams {
  readonly source?: string | null | undefined;
  readonly destinations?: readonly string[] | null | undefined;
  readonly destination_replace_from?: string | null | undefined;
  readonly destination_replace_to?: string | null | undefined;
  readonly interval?: AutomationInterval | null | undefined;
  readonly path?: string | null | undefined;
  readonly legacy_sync_ids?: string | null | undefined;
  readonly sync_ids?: string | null | undefined;
  readonly user_ids?: string | null | undefined;
  readonly group_ids?: string | null | undefined;
  readonly schedule_id?: number | null | undefined;
  readonly schedule_days_of_week?: readonly number[] | null | undefined;
  readonly schedule_times_of_day?: readonly string[] | null | undefined;
  readonly schedule_time_zone?: string | null | undefined;
  readonly holiday_region?: string | null | undefined;
  readonly always_overwrite_size_matching_files?: boolean | null | undefined;
  readonly always_serialize_jobs?: boolean | null | undefined;
  readonly description?: string | null | undefined;
  readonly definition?: Readonly<Record<string, unknown>> | null | undefined;
  readonly disabled?: boolean | null | undefined;
  readonly exclude_pattern?: string | null | undefined;
  readonly import_urls?: readonly Readonly<Record<string, unknown>>[] | null | undefined;
  readonly flatten_destination_structure?: boolean | null | undefined;
  readonly ignore_locked_folders?: boolean | null | undefined;
  readonly legacy_folder_matching?: boolean | null | undefined;
  readonly name?: string | null | undefined;
  readonly overwrite_files?: boolean | null | undefined;
  readonly path_time_zone?: string | null | undefined;
  readonly retry_on_failure_interval_in_minutes?: number | null | undefined;
  readonly retry_on_failure_number_of_attempts?: number | null | undefined;
  readonly trigger?: AutomationTrigger | null | undefined;
  readonly trigger_actions?: readonly string[] | null | undefined;
  readonly value?: Readonly<Record<string, unknown>> | null | undefined;
  readonly recurring_day?: number | null | undefined;
  readonly recurring_days?: readonly number[] | null | undefined;
  readonly automation: AutomationAutomation;
  readonly workspace_id?: number | null | undefined;
}

export interface AutomationUpdateParams {
  readonly source?: string | null | undefined;
  readonly destinations?: readonly string[] | null | undefined;
  readonly destination_replace_from?: string | null | undefined;
  readonly destination_replace_to?: string | null | undefined;
  readonly interval?: AutomationInterval | null | undefined;
  readonly path?: string | null | undefined;
  readonly legacy_sync_ids?: string | null | undefined;
  readonly sync_ids?: string | null | undefined;
  readonly user_ids?: string | null | undefined;
  readonly group_ids?: string | null | undefined;
  readonly schedule_id?: number | null | undefined;
  readonly schedule_days_of_week?: readonly number[] | null | undefined;
  readonly schedule_times_of_day?: readonly string[] | null | undefined;
  readonly schedule_time_zone?: string | null | undefined;
  readonly holiday_region?: string | null | undefined;
  readonly always_overwrite_size_matching_files?: boolean | null | undefined;
  readonly always_serialize_jobs?: boolean | null | undefined;
  readonly description?: string | null | undefined;
  readonly definition?: Readonly<Record<string, unknown>> | null | undefined;
  readonly disabled?: boolean | null | undefined;
  readonly exclude_pattern?: string | null | undefined;
  readonly import_urls?: readonly Readonly<Record<string, unknown>>[] | null | undefined;
  readonly flatten_destination_structure?: boolean | null | undefined;
  readonly ignore_locked_folders?: boolean | null | undefined;
  readonly legacy_folder_matching?: boolean | null | undefined;
  readonly name?: string | null | undefined;
  readonly overwrite_files?: boolean | null | undefined;
  readonly path_time_zone?: string | null | undefined;
  readonly retry_on_failure_interval_in_minutes?: number | null | undefined;
  readonly retry_on_failure_number_of_attempts?: number | null | undefined;
  readonly trigger?: AutomationTrigger | null | undefined;
  readonly trigger_actions?: readonly string[] | null | undefined;
  readonly value?: Readonly<Record<string, unknown>> | null | undefined;
  readonly recurring_day?: number | null | undefined;
  readonly recurring_days?: readonly number[] | null | undefined;
  readonly automation?: AutomationAutomation | null | undefined;
}

export interface AutomationManualRunParams {
  readonly items?: readonly Readonly<Record<string, unknown>>[] | null | undefined;
}

export interface AutomationOperations {
  /** `GET /automations`; pages of at most 10000; filters that go together: disabled+last_modified_at, workspace_id+disabled, disabled+automation, workspace_id+last_modified_at, automation+last_modified_at, workspace_id+automation, workspace_id+disabled+last_modified_at, disabled+automation+last_modified_at, workspace_id+disabled+automation, workspace_id+automation+last_modified_at, workspace_id+disabled+automation+last_modified_at. */
  list(params?: AutomationListParams, options?: FilesComCallOptions): List<Automation>;
  /** The same as `list`. */
  readonly all: AutomationOperations['list'];
  /** `POST /automations`. */
  create(params: AutomationCreateParams, options?: FilesComCallOptions): Promise<Automation>;
  /** `GET /automations/authoring_schema`. */
  getAuthoringSchema(options?: FilesComCallOptions): Promise<AutomationAuthoringSchema>;
  /** `GET /automations/{id}`. */
  find(id: number, options?: FilesComCallOptions): Promise<Automation>;
  /** The same as `find`. */
  readonly get: AutomationOperations['find'];
  /** `PATCH /automations/{id}`. */
  update(id: number, params?: AutomationUpdateParams, options?: FilesComCallOptions): Promise<Automation>;
  /** `DELETE /automations/{id}`. */
  delete(id: number, options?: FilesComCallOptions): Promise<void>;
  /** The same as `delete`. */
  readonly destroy: AutomationOperations['delete'];
  /** `POST /automations/{id}/upgrade`. */
  upgrade(id: number, options?: FilesComCallOptions): Promise<Automation>;
  /** `POST /automations/{id}/manual_run`. */
  manualRun(id: number, params?: AutomationManualRunParams, options?: FilesComCallOptions): Promise<void>;
}

export interface AutomationLogListParams extends ListParams {
  readonly filter?:
    | FilterBy<
        | 'automation_id'
        | 'automation_run_id'
        | 'correlation_id'
        | 'error_type'
        | 'flow_id'
        | 'flow_version'
        | 'node_id'
        | 'node_type'
        | 'operation'
        | 'output'
        | 'path'
        | 'status'
        | 'created_at'
      >
    | undefined;
  readonly filter_prefix?: FilterBy<'correlation_id' | 'error_type' | 'node_id' | 'node_type' | 'output' | 'path'> | undefined;
  readonly filter_gt?: FilterBy<'flow_version' | 'created_at'> | undefined;
  readonly filter_gteq?: FilterBy<'flow_version' | 'created_at'> | undefined;
  readonly filter_lt?: FilterBy<'flow_version' | 'created_at'> | undefined;
  readonly filter_lteq?: FilterBy<'flow_version' | 'created_at'> | undefined;
}

export interface AutomationLogOperations {
  /** `GET /automation_logs`; pages of at most 2000. */
  list(params?: AutomationLogListParams, options?: FilesComCallOptions): List<AutomationLog>;
  /** The same as `list`. */
  readonly all: AutomationLogOperations['list'];
}

export interface AutomationRunListParams extends ListParams {
  readonly user_id?: number | null | undefined;
  readonly automation_id: number;
  /** By one field. */
  readonly sort_by?: SortBy<'automation_id' | 'created_at' | 'status'> | undefined;
  readonly filter?: FilterBy<'status' | 'workspace_id' | 'automation_id'> | undefined;
}

export interface AutomationRunFindNodeParams {
  readonly node_id: string;
}

export interface AutomationRunRerunParams {
  readonly node_id: string;
}

export interface AutomationRunOperations {
  /** `GET /automation_runs`; pages of at most 10000; filters that go together: workspace_id+status, automation_id+status, workspace_id+automation_id, workspace_id+automation_id+status. */
  list(params: AutomationRunListParams, options?: FilesComCallOptions): List<AutomationRun>;
  /** The same as `list`. */
  readonly all: AutomationRunOperations['list'];
  /** `GET /automation_runs/{id}`. */
  find(id: number, options?: FilesComCallOptions): Promise<AutomationRun>;
  /** The same as `find`. */
  readonly get: AutomationRunOperations['find'];
  /** `GET /automation_runs/{id}/node`. */
  findNode(id: number, params: AutomationRunFindNodeParams, options?: FilesComCallOptions): Promise<AutomationExecutionNode>;
  /** `POST /automation_runs/{id}/cancel`. */
  cancel(id: number, options?: FilesComCallOptions): Promise<AutomationRun>;
  /** `POST /automation_runs/{id}/rerun`. */
  rerun(id: number, params: AutomationRunRerunParams, options?: FilesComCallOptions): Promise<AutomationRun>;
}

export interface BandwidthSnapshotListParams extends ListParams {
  /** By one field. */
  readonly sort_by?: SortBy<'logged_at'> | undefined;
  readonly filter?: FilterBy<'logged_at'> | undefined;
  readonly filter_gt?: FilterBy<'logged_at'> | undefined;
  readonly filter_gteq?: FilterBy<'logged_at'> | undefined;
  readonly filter_lt?: FilterBy<'logged_at'> | undefined;
  readonly filter_lteq?: FilterBy<'logged_at'> | undefined;
}

export interface BandwidthSnapshotOperations {
  /** `GET /bandwidth_snapshots`; pages of at most 10000. */
  list(params?: BandwidthSnapshotListParams, options?: FilesComCallOptions): List<BandwidthSnapshot>;
  /** The same as `list`. */
  readonly all: BandwidthSnapshotOperations['list'];
}

export interface BehaviorListParams extends ListParams {
  /** By one field. */
  readonly sort_by?: SortBy<'behavior'> | undefined;
  readonly filter?: FilterBy<'clickwrap_id' | 'form_field_set_id' | 'impacts_ui' | 'remote_server_id' | 'behavior'> | undefined;
}

export interface BehaviorCreateParams {
  readonly value?: Readonly<Record<string, unknown>> | null | undefined;
  readonly attachment_file?: Blob | Uint8Array | null | undefined;
  readonly disable_parent_folder_behavior?: boolean | null | undefined;
  readonly recursive?: boolean | null | undefined;
  readonly name?: string | null | undefined;
  readonly description?: string | null | undefined;
  readonly path: string;
  readonly behavior: BehaviorBehavior;
}

export interface BehaviorWebhookTestParams {
  readonly url: string;
  readonly method?: string | null | undefined;
  readonly encoding?: string | null | undefined;
  readonly headers?: Readonly<Record<string, unknown>> | null | undefined;
  readonly body?: Readonly<Record<string, unknown>> | null | undefined;
  readonly action?: string | null | undefined;
}

export interface BehaviorListForParams extends ListParams {
  readonly ancestor_behaviors?: boolean | null | undefined;
  /** By one field. */
  readonly sort_by?: SortBy<'behavior'> | undefined;
  readonly filter?: FilterBy<'impacts_ui' | 'behavior'> | undefined;
}

export interface BehaviorUpdateParams {
  readonly value?: Readonly<Record<string, unknown>> | null | undefined;
  readonly attachment_file?: Blob | Uint8Array | null | undefined;
  readonly disable_parent_folder_behavior?: boolean | null | undefined;
  readonly recursive?: boolean | null | undefined;
  readonly name?: string | null | undefined;
  readonly description?: string | null | undefined;
  readonly attachment_delete?: boolean | null | undefined;
}

export interface BehaviorOperations {
  /** `GET /behaviors`; pages of at most 10000; filters that go together: impacts_ui+behavior, behavior+remote_server_id. */
  list(params?: BehaviorListParams, options?: FilesComCallOptions): List<Behavior>;
  /** The same as `list`. */
  readonly all: BehaviorOperations['list'];
  /** `POST /behaviors`. */
  create(params: BehaviorCreateParams, options?: FilesComCallOptions): Promise<Behavior>;
  /** `POST /behaviors/webhook/test`. */
  webhookTest(params: BehaviorWebhookTestParams, options?: FilesComCallOptions): Promise<void>;
  /** `GET /behaviors/folders/{path}`; pages of at most 10000; filters that go together: impacts_ui+behavior. */
  listFor(path: string, params?: BehaviorListForParams, options?: FilesComCallOptions): List<Behavior>;
  /** `GET /behaviors/{id}`. */
  find(id: number, options?: FilesComCallOptions): Promise<Behavior>;
  /** The same as `find`. */
  readonly get: BehaviorOperations['find'];
  /** `PATCH /behaviors/{id}`. */
  update(id: number, params?: BehaviorUpdateParams, options?: FilesComCallOptions): Promise<Behavior>;
  /** `DELETE /behaviors/{id}`. */
  delete(id: number, options?: FilesComCallOptions): Promise<void>;
  /** The same as `delete`. */
  readonly destroy: BehaviorOperations['delete'];
}

export interface BundleActionListParams extends ListParams {
  readonly user_id?: number | null | undefined;
  readonly bundle_id?: number | null | undefined;
  readonly bundle_registration_id?: number | null | undefined;
  /** By one field. */
  readonly sort_by?: SortBy<'workspace_id' | 'created_at' | 'bundle_registration_id'> | undefined;
  readonly filter?: FilterBy<'created_at' | 'bundle_id' | 'bundle_registration_id'> | undefined;
  readonly filter_gt?: FilterBy<'created_at'> | undefined;
  readonly filter_gteq?: FilterBy<'created_at'> | undefined;
  readonly filter_lt?: FilterBy<'created_at'> | undefined;
  readonly filter_lteq?: FilterBy<'created_at'> | undefined;
}

export interface BundleActionOperations {
  /** `GET /bundle_actions`; pages of at most 10000; filters that go together: bundle_id+created_at, bundle_registration_id+created_at, bundle_id+bundle_registration_id, bundle_id+bundle_registration_id+created_at. */
  list(params?: BundleActionListParams, options?: FilesComCallOptions): List<BundleAction>;
  /** The same as `list`. */
  readonly all: BundleActionOperations['list'];
}

export interface BundleListParams extends ListParams {
  readonly user_id?: number | null | undefined;
  readonly deleted?: boolean | null | undefined;
  /** By one field. */
  readonly sort_by?: SortBy<'expires_at'> | undefined;
  readonly filter?: FilterBy<'created_at' | 'expires_at' | 'code' | 'group_id' | 'user_id' | 'bypasses_site_expiration_rules'> | undefined;
  readonly filter_prefix?: FilterBy<'code'> | undefined;
  readonly filter_gt?: FilterBy<'created_at' | 'expires_at'> | undefined;
  readonly filter_gteq?: FilterBy<'created_at' | 'expires_at'> | undefined;
  readonly filter_lt?: FilterBy<'created_at' | 'expires_at'> | undefined;
  readonly filter_lteq?: FilterBy<'created_at' | 'expires_at'> | undefined;
}

export interface BundleCreateParams {
  readonly user_id?: number | null | undefined;
  readonly paths: readonly string[];
  readonly password?: string | null | undefined;
  readonly bypasses_site_expiration_rules?: boolean | null | undefined;
  readonly form_field_set_id?: number | null | undefined;
  readonly create_snapshot?: boolean | null | undefined;
  readonly dont_separate_submissions_by_folder?: boolean | null | undefined;
  readonly expires_at?: Date | string | null | undefined;
  readonly finalize_snapshot?: boolean | null | undefined;
  readonly max_uses?: number | null | undefined;
  readonly group_id?: number | null | undefined;
  readonly internal_name?: string | null | undefined;
  readonly description?: string | null | undefined;
  readonly note?: string | null | undefined;
  readonly code?: string | null | undefined;
  readonly path_template?: string | null | undefined;
  readonly path_template_time_zone?: string | null | undefined;
  readonly permissions?: BundlePermissions | null | undefined;
  readonly require_registration?: boolean | null | undefined;
  readonly clickwrap_id?: number | null | undefined;
  readonly inbox_id?: number | null | undefined;
  readonly require_share_recipient?: boolean | null | undefined;
  readonly send_one_time_password_to_recipient_at_registration?: boolean | null | undefined;
  readonly send_email_receipt_to_uploader?: boolean | null | undefined;
  readonly skip_email?: boolean | null | undefined;
  readonly skip_name?: boolean | null | undefined;
  readonly skip_company?: boolean | null | undefined;
  readonly start_access_on_date?: Date | string | null | undefined;
  readonly snapshot_id?: number | null | undefined;
  readonly workspace_id?: number | null | undefined;
  readonly watermark_attachment_file?: Blob | Uint8Array | null | undefined;
}

export interface BundleFindParams {
  readonly deleted?: boolean | null | undefined;
}

export interface BundleUpdateParams {
  readonly paths?: readonly string[] | null | undefined;
  readonly password?: string | null | undefined;
  readonly bypasses_site_expiration_rules?: boolean | null | undefined;
  readonly form_field_set_id?: number | null | undefined;
  readonly clickwrap_id?: number | null | undefined;
  readonly code?: string | null | undefined;
  readonly create_snapshot?: boolean | null | undefined;
  readonly description?: string | null | undefined;
  readonly dont_separate_submissions_by_folder?: boolean | null | undefined;
  readonly expires_at?: Date | string | null | undefined;
  readonly finalize_snapshot?: boolean | null | undefined;
  readonly inbox_id?: number | null | undefined;
  readonly max_uses?: number | null | undefined;
  readonly group_id?: number | null | undefined;
  readonly internal_name?: string | null | undefined;
  readonly note?: string | null | undefined;
  readonly path_template?: string | null | undefined;
  readonly path_template_time_zone?: string | null | undefined;
  readonly permissions?: BundlePermissions | null | undefined;
  readonly require_registration?: boolean | null | undefined;
  readonly require_share_recipient?: boolean | null | undefined;
  readonly send_one_time_password_to_recipient_at_registration?: boolean | null | undefined;
  readonly send_email_receipt_to_uploader?: boolean | null | undefined;
  readonly skip_company?: boolean | null | undefined;
  readonly start_access_on_date?: Date | string | null | undefined;
  readonly skip_email?: boolean | null | undefined;
  readonly skip_name?: boolean | null | undefined;
  readonly user_id?: number | null | undefined;
  readonly watermark_attachment_delete?: boolean | null | undefined;
  readonly watermark_attachment_file?: Blob | Uint8Array | null | undefined;
  readonly workspace_id?: number | null | undefined;
}

export interface BundleShareParams {
  readonly to?: readonly string[] | null | undefined;
  readonly note?: string | null | undefined;
  readonly recipients?: readonly Readonly<Record<string, unknown>>[] | null | undefined;
}

export interface BundleOperations {
  /** `GET /bundles`; pages of at most 10000; filters that go together: group_id+expires_at, user_id+expires_at. */
  list(params?: BundleListParams, options?: FilesComCallOptions): List<Bundle>;
  /** The same as `list`. */
  readonly all: BundleOperations['list'];
  /** `POST /bundles`. */
  create(params: BundleCreateParams, options?: FilesComCallOptions): Promise<Bundle>;
  /** `GET /bundles/{id}`. */
  find(id: number, params?: BundleFindParams, options?: FilesComCallOptions): Promise<Bundle>;
  /** The same as `find`. */
  readonly get: BundleOperations['find'];
  /** `PATCH /bundles/{id}`. */
  update(id: number, params?: BundleUpdateParams, options?: FilesComCallOptions): Promise<Bundle>;
  /** `DELETE /bundles/{id}`. */
  delete(id: number, options?: FilesComCallOptions): Promise<void>;
  /** The same as `delete`. */
  readonly destroy: BundleOperations['delete'];
  /** `POST /bundles/{id}/share`. */
  share(id: number, params?: BundleShareParams, options?: FilesComCallOptions): Promise<void>;
}

export interface BundleDownloadListParams extends ListParams {
  readonly bundle_id?: number | null | undefined;
  readonly bundle_registration_id?: number | null | undefined;
  /** By one field. */
  readonly sort_by?: SortBy<'workspace_id' | 'created_at'> | undefined;
  readonly filter?: FilterBy<'created_at'> | undefined;
  readonly filter_gt?: FilterBy<'created_at'> | undefined;
  readonly filter_gteq?: FilterBy<'created_at'> | undefined;
  readonly filter_lt?: FilterBy<'created_at'> | undefined;
  readonly filter_lteq?: FilterBy<'created_at'> | undefined;
}

export interface BundleDownloadOperations {
  /** `GET /bundle_downloads`; pages of at most 10000. */
  list(params?: BundleDownloadListParams, options?: FilesComCallOptions): List<BundleDownload>;
  /** The same as `list`. */
  readonly all: BundleDownloadOperations['list'];
}

export interface BundleNotificationListParams extends ListParams {
  readonly user_id?: number | null | undefined;
  readonly bundle_id?: number | null | undefined;
  /** By one field. */
  readonly sort_by?: SortBy<'workspace_id' | 'bundle_id'> | undefined;
  readonly filter?: FilterBy<'bundle_id'> | undefined;
}

export interface BundleNotificationCreateParams {
  readonly user_id?: number | null | undefined;
  readonly bundle_id: number;
  readonly notify_user_id?: number | null | undefined;
  readonly notify_on_registration?: boolean | null | undefined;
  readonly notify_on_upload?: boolean | null | undefined;
}

export interface BundleNotificationUpdateParams {
  readonly notify_on_registration?: boolean | null | undefined;
  readonly notify_on_upload?: boolean | null | undefined;
}

export interface BundleNotificationOperations {
  /** `GET /bundle_notifications`; pages of at most 10000. */
  list(params?: BundleNotificationListParams, options?: FilesComCallOptions): List<BundleNotification>;
  /** The same as `list`. */
  readonly all: BundleNotificationOperations['list'];
  /** `POST /bundle_notifications`. */
  create(params: BundleNotificationCreateParams, options?: FilesComCallOptions): Promise<BundleNotification>;
  /** `GET /bundle_notifications/{id}`. */
  find(id: number, options?: FilesComCallOptions): Promise<BundleNotification>;
  /** The same as `find`. */
  readonly get: BundleNotificationOperations['find'];
  /** `PATCH /bundle_notifications/{id}`. */
  update(id: number, params?: BundleNotificationUpdateParams, options?: FilesComCallOptions): Promise<BundleNotification>;
  /** `DELETE /bundle_notifications/{id}`. */
  delete(id: number, options?: FilesComCallOptions): Promise<void>;
  /** The same as `delete`. */
  readonly destroy: BundleNotificationOperations['delete'];
}

export interface BundleRecipientListParams extends ListParams {
  readonly user_id?: number | null | undefined;
  readonly bundle_id: number;
  /** By one field. */
  readonly sort_by?: SortBy<'workspace_id'> | undefined;
  readonly filter?: FilterBy<'has_registrations'> | undefined;
}

export interface BundleRecipientCreateParams {
  readonly user_id?: number | null | undefined;
  readonly bundle_id: number;
  readonly recipient: string;
  readonly name?: string | null | undefined;
  readonly company?: string | null | undefined;
  readonly note?: string | null | undefined;
  readonly share_after_create?: boolean | null | undefined;
}

export interface BundleRecipientOperations {
  /** `GET /bundle_recipients`; pages of at most 10000. */
  list(params: BundleRecipientListParams, options?: FilesComCallOptions): List<BundleRecipient>;
  /** The same as `list`. */
  readonly all: BundleRecipientOperations['list'];
  /** `POST /bundle_recipients`. */
  create(params: BundleRecipientCreateParams, options?: FilesComCallOptions): Promise<BundleRecipient>;
}

export interface BundleRegistrationListParams extends ListParams {
  readonly user_id?: number | null | undefined;
  readonly bundle_id?: number | null | undefined;
  /** By one field. */
  readonly sort_by?: SortBy<'workspace_id' | 'bundle_id' | 'created_at'> | undefined;
}

export interface BundleRegistrationOperations {
  /** `GET /bundle_registrations`; pages of at most 10000. */
  list(params?: BundleRegistrationListParams, options?: FilesComCallOptions): List<BundleRegistration>;
  /** The same as `list`. */
  readonly all: BundleRegistrationOperations['list'];
}

export interface ChatSessionListParams extends ListParams {
  /** By one field. */
  readonly sort_by?: SortBy<'id'> | undefined;
  readonly filter?: FilterBy<'ai_task_id' | 'user_id' | 'workspace_id'> | undefined;
}

export interface ChatSessionOperations {
  /** `GET /chat_sessions`; pages of at most 10000. */
  list(params?: ChatSessionListParams, options?: FilesComCallOptions): List<ChatSession>;
  /** The same as `list`. */
  readonly all: ChatSessionOperations['list'];
  /** `GET /chat_sessions/{id}`. */
  find(id: string, options?: FilesComCallOptions): Promise<ChatSession>;
  /** The same as `find`. */
  readonly get: ChatSessionOperations['find'];
}

export interface ChildSiteManagementPolicyListParams extends ListParams {}

export interface ChildSiteManagementPolicyCreateParams {
  readonly value?: Readonly<Record<string, unknown>> | null | undefined;
  readonly skip_child_site_ids?: readonly number[] | null | undefined;
  readonly child_site_ids?: readonly number[] | null | undefined;
  readonly default_policy?: boolean | null | undefined;
  readonly policy_type: ChildSiteManagementPolicyPolicyType;
  readonly name?: string | null | undefined;
  readonly description?: string | null | undefined;
}

export interface ChildSiteManagementPolicyUpdateParams {
  readonly value?: Readonly<Record<string, unknown>> | null | undefined;
  readonly skip_child_site_ids?: readonly number[] | null | undefined;
  readonly child_site_ids?: readonly number[] | null | undefined;
  readonly default_policy?: boolean | null | undefined;
  readonly policy_type?: ChildSiteManagementPolicyPolicyType | null | undefined;
  readonly name?: string | null | undefined;
  readonly description?: string | null | undefined;
}

export interface ChildSiteManagementPolicyOperations {
  /** `GET /child_site_management_policies`; pages of at most 10000. */
  list(params?: ChildSiteManagementPolicyListParams, options?: FilesComCallOptions): List<ChildSiteManagementPolicy>;
  /** The same as `list`. */
  readonly all: ChildSiteManagementPolicyOperations['list'];
  /** `POST /child_site_management_policies`. */
  create(params: ChildSiteManagementPolicyCreateParams, options?: FilesComCallOptions): Promise<ChildSiteManagementPolicy>;
  /** `GET /child_site_management_policies/{id}`. */
  find(id: number, options?: FilesComCallOptions): Promise<ChildSiteManagementPolicy>;
  /** The same as `find`. */
  readonly get: ChildSiteManagementPolicyOperations['find'];
  /** `PATCH /child_site_management_policies/{id}`. */
  update(id: number, params?: ChildSiteManagementPolicyUpdateParams, options?: FilesComCallOptions): Promise<ChildSiteManagementPolicy>;
  /** `DELETE /child_site_management_policies/{id}`. */
  delete(id: number, options?: FilesComCallOptions): Promise<void>;
  /** The same as `delete`. */
  readonly destroy: ChildSiteManagementPolicyOperations['delete'];
}

export interface ClickwrapListParams extends ListParams {}

export interface ClickwrapCreateParams {
  readonly name?: string | null | undefined;
  readonly body?: string | null | undefined;
  readonly use_with_bundles?: ClickwrapUseWithBundles | null | undefined;
  readonly use_with_inboxes?: ClickwrapUseWithInboxes | null | undefined;
  readonly use_with_users?: ClickwrapUseWithUsers | null | undefined;
}

export interface ClickwrapUpdateParams {
  readonly name?: string | null | undefined;
  readonly body?: string | null | undefined;
  readonly use_with_bundles?: ClickwrapUseWithBundles | null | undefined;
  readonly use_with_inboxes?: ClickwrapUseWithInboxes | null | undefined;
  readonly use_with_users?: ClickwrapUseWithUsers | null | undefined;
}

export interface ClickwrapOperations {
  /** `GET /clickwraps`; pages of at most 10000. */
  list(params?: ClickwrapListParams, options?: FilesComCallOptions): List<Clickwrap>;
  /** The same as `list`. */
  readonly all: ClickwrapOperations['list'];
  /** `POST /clickwraps`. */
  create(params?: ClickwrapCreateParams, options?: FilesComCallOptions): Promise<Clickwrap>;
  /** `GET /clickwraps/{id}`. */
  find(id: number, options?: FilesComCallOptions): Promise<Clickwrap>;
  /** The same as `find`. */
  readonly get: ClickwrapOperations['find'];
  /** `PATCH /clickwraps/{id}`. */
  update(id: number, params?: ClickwrapUpdateParams, options?: FilesComCallOptions): Promise<Clickwrap>;
  /** `DELETE /clickwraps/{id}`. */
  delete(id: number, options?: FilesComCallOptions): Promise<void>;
  /** The same as `delete`. */
  readonly destroy: ClickwrapOperations['delete'];
}

export interface CustomDomainListParams extends ListParams {
  /** By one field. */
  readonly sort_by?: SortBy<'id'> | undefined;
}

export interface CustomDomainCreateParams {
  readonly destination?: CustomDomainDestination | null | undefined;
  readonly folder_behavior_id?: number | null | undefined;
  readonly ssl_certificate_id?: number | null | undefined;
  readonly domain: string;
}

export interface CustomDomainUpdateParams {
  readonly destination?: CustomDomainDestination | null | undefined;
  readonly folder_behavior_id?: number | null | undefined;
  readonly ssl_certificate_id?: number | null | undefined;
  readonly domain?: string | null | undefined;
}

export interface CustomDomainOperations {
  /** `GET /custom_domains`; pages of at most 10000. */
  list(params?: CustomDomainListParams, options?: FilesComCallOptions): List<CustomDomain>;
  /** The same as `list`. */
  readonly all: CustomDomainOperations['list'];
  /** `POST /custom_domains`. */
  create(params: CustomDomainCreateParams, options?: FilesComCallOptions): Promise<CustomDomain>;
  /** `GET /custom_domains/{id}`. */
  find(id: number, options?: FilesComCallOptions): Promise<CustomDomain>;
  /** The same as `find`. */
  readonly get: CustomDomainOperations['find'];
  /** `PATCH /custom_domains/{id}`. */
  update(id: number, params?: CustomDomainUpdateParams, options?: FilesComCallOptions): Promise<CustomDomain>;
  /** `DELETE /custom_domains/{id}`. */
  delete(id: number, options?: FilesComCallOptions): Promise<void>;
  /** The same as `delete`. */
  readonly destroy: CustomDomainOperations['delete'];
}

export interface DesktopConfigurationProfileListParams extends ListParams {
  /** By one field. */
  readonly sort_by?: SortBy<'workspace_id' | 'name'> | undefined;
  readonly filter?: FilterBy<'workspace_id'> | undefined;
}

export interface DesktopConfigurationProfileCreateParams {
  readonly name: string;
  readonly mount_mappings: Readonly<Record<string, unknown>>;
  readonly workspace_id?: number | null | undefined;
  readonly use_for_all_users?: boolean | null | undefined;
  readonly disable_drive_mounting?: boolean | null | undefined;
}

export interface DesktopConfigurationProfileUpdateParams {
  readonly name?: string | null | undefined;
  readonly workspace_id?: number | null | undefined;
  readonly mount_mappings?: Readonly<Record<string, unknown>> | null | undefined;
  readonly use_for_all_users?: boolean | null | undefined;
  readonly disable_drive_mounting?: boolean | null | undefined;
}

export interface DesktopConfigurationProfileOperations {
  /** `GET /desktop_configuration_profiles`; pages of at most 10000. */
  list(params?: DesktopConfigurationProfileListParams, options?: FilesComCallOptions): List<DesktopConfigurationProfile>;
  /** The same as `list`. */
  readonly all: DesktopConfigurationProfileOperations['list'];
  /** `POST /desktop_configuration_profiles`. */
  create(params: DesktopConfigurationProfileCreateParams, options?: FilesComCallOptions): Promise<DesktopConfigurationProfile>;
  /** `GET /desktop_configuration_profiles/{id}`. */
  find(id: number, options?: FilesComCallOptions): Promise<DesktopConfigurationProfile>;
  /** The same as `find`. */
  readonly get: DesktopConfigurationProfileOperations['find'];
  /** `PATCH /desktop_configuration_profiles/{id}`. */
  update(id: number, params?: DesktopConfigurationProfileUpdateParams, options?: FilesComCallOptions): Promise<DesktopConfigurationProfile>;
  /** `DELETE /desktop_configuration_profiles/{id}`. */
  delete(id: number, options?: FilesComCallOptions): Promise<void>;
  /** The same as `delete`. */
  readonly destroy: DesktopConfigurationProfileOperations['delete'];
}

export interface DnsRecordListParams extends ListParams {}

export interface DnsRecordOperations {
  /** `GET /dns_records`; pages of at most 10000. */
  list(params?: DnsRecordListParams, options?: FilesComCallOptions): List<DnsRecord>;
  /** The same as `list`. */
  readonly all: DnsRecordOperations['list'];
}

export interface EmailIncomingMessageListParams extends ListParams {
  /** By one field. */
  readonly sort_by?: SortBy<'created_at' | 'sender' | 'status' | 'inbox_id'> | undefined;
  readonly filter?: FilterBy<'created_at' | 'inbox_id' | 'sender' | 'status'> | undefined;
  readonly filter_prefix?: FilterBy<'sender'> | undefined;
  readonly filter_gt?: FilterBy<'created_at'> | undefined;
  readonly filter_gteq?: FilterBy<'created_at'> | undefined;
  readonly filter_lt?: FilterBy<'created_at'> | undefined;
  readonly filter_lteq?: FilterBy<'created_at'> | undefined;
}

export interface EmailIncomingMessageOperations {
  /** `GET /email_incoming_messages`; pages of at most 10000; filters that go together: inbox_id+created_at, sender+created_at, status+created_at, inbox_id+status, status+sender, inbox_id+status+created_at, status+sender+created_at, inbox_id+status+sender, inbox_id+status+sender+created_at. */
  list(params?: EmailIncomingMessageListParams, options?: FilesComCallOptions): List<EmailIncomingMessage>;
  /** The same as `list`. */
  readonly all: EmailIncomingMessageOperations['list'];
}

export interface EmailLogListParams extends ListParams {
  readonly filter?: FilterBy<'status' | 'created_at'> | undefined;
  readonly filter_gt?: FilterBy<'created_at'> | undefined;
  readonly filter_gteq?: FilterBy<'created_at'> | undefined;
  readonly filter_lt?: FilterBy<'created_at'> | undefined;
  readonly filter_lteq?: FilterBy<'created_at'> | undefined;
}

export interface EmailLogOperations {
  /** `GET /email_logs`; pages of at most 1000; filters that go together: status+created_at. */
  list(params?: EmailLogListParams, options?: FilesComCallOptions): List<EmailLog>;
  /** The same as `list`. */
  readonly all: EmailLogOperations['list'];
}

export interface EventChannelListParams extends ListParams {
  /** By one field. */
  readonly sort_by?: SortBy<'name' | 'enabled' | 'default_channel' | 'workspace_id'> | undefined;
  readonly filter?: FilterBy<'enabled' | 'default_channel' | 'workspace_id'> | undefined;
}

export interface EventChannelCreateParams {
  readonly name: string;
  readonly workspace_id?: number | null | undefined;
  readonly description?: string | null | undefined;
  readonly enabled?: boolean | null | undefined;
  readonly default_channel?: boolean | null | undefined;
}

export interface EventChannelUpdateParams {
  readonly name?: string | null | undefined;
  readonly workspace_id?: number | null | undefined;
  readonly description?: string | null | undefined;
  readonly enabled?: boolean | null | undefined;
  readonly default_channel?: boolean | null | undefined;
}

export interface EventChannelOperations {
  /** `GET /event_channels`; pages of at most 10000; filters that go together: workspace_id+enabled, workspace_id+default_channel. */
  list(params?: EventChannelListParams, options?: FilesComCallOptions): List<EventChannel>;
  /** The same as `list`. */
  readonly all: EventChannelOperations['list'];
  /** `POST /event_channels`. */
  create(params: EventChannelCreateParams, options?: FilesComCallOptions): Promise<EventChannel>;
  /** `GET /event_channels/{id}`. */
  find(id: number, options?: FilesComCallOptions): Promise<EventChannel>;
  /** The same as `find`. */
  readonly get: EventChannelOperations['find'];
  /** `PATCH /event_channels/{id}`. */
  update(id: number, params?: EventChannelUpdateParams, options?: FilesComCallOptions): Promise<EventChannel>;
  /** `DELETE /event_channels/{id}`. */
  delete(id: number, options?: FilesComCallOptions): Promise<void>;
  /** The same as `delete`. */
  readonly destroy: EventChannelOperations['delete'];
}

export interface EventDeliveryAttemptListParams extends ListParams {
  /** By one field. */
  readonly sort_by?: SortBy<'created_at' | 'status' | 'event_record_id' | 'event_target_id' | 'workspace_id'> | undefined;
  readonly filter?: FilterBy<'status' | 'workspace_id' | 'event_record_id' | 'event_target_id'> | undefined;
}

export interface EventDeliveryAttemptOperations {
  /** `GET /event_delivery_attempts`; pages of at most 10000; filters that go together: workspace_id+status, workspace_id+event_record_id, workspace_id+event_target_id. */
  list(params?: EventDeliveryAttemptListParams, options?: FilesComCallOptions): List<EventDeliveryAttempt>;
  /** The same as `list`. */
  readonly all: EventDeliveryAttemptOperations['list'];
  /** `GET /event_delivery_attempts/{id}`. */
  find(id: number, options?: FilesComCallOptions): Promise<EventDeliveryAttempt>;
  /** The same as `find`. */
  readonly get: EventDeliveryAttemptOperations['find'];
}

export interface EventRecordListParams extends ListParams {
  /** By one field. */
  readonly sort_by?: SortBy<'event_type' | 'created_at' | 'workspace_id'> | undefined;
  readonly filter?: FilterBy<'created_at' | 'event_type' | 'workspace_id'> | undefined;
  readonly filter_prefix?: FilterBy<'event_type'> | undefined;
  readonly filter_gt?: FilterBy<'created_at'> | undefined;
  readonly filter_gteq?: FilterBy<'created_at'> | undefined;
  readonly filter_lt?: FilterBy<'created_at'> | undefined;
  readonly filter_lteq?: FilterBy<'created_at'> | undefined;
}

export interface EventRecordOperations {
  /** `GET /event_records`; pages of at most 10000; filters that go together: event_type+created_at, workspace_id+created_at, workspace_id+event_type, workspace_id+event_type+created_at. */
  list(params?: EventRecordListParams, options?: FilesComCallOptions): List<EventRecord>;
  /** The same as `list`. */
  readonly all: EventRecordOperations['list'];
  /** `GET /event_records/{id}`. */
  find(id: number, options?: FilesComCallOptions): Promise<EventRecord>;
  /** The same as `find`. */
  readonly get: EventRecordOperations['find'];
}

export interface EventSubscriptionListParams extends ListParams {
  /** By one field. */
  readonly sort_by?: SortBy<'name' | 'enabled' | 'event_channel_id' | 'workspace_id'> | undefined;
  readonly filter?: FilterBy<'enabled' | 'event_channel_id' | 'workspace_id'> | undefined;
}

export interface EventSubscriptionCreateParams {
  readonly event_channel_id?: number | null | undefined;
  readonly workspace_id?: number | null | undefined;
  readonly apply_to_all_workspaces?: boolean | null | undefined;
  readonly name: string;
  readonly subject?: string | null | undefined;
  readonly message?: string | null | undefined;
  readonly enabled?: boolean | null | undefined;
  readonly event_types?: readonly string[] | null | undefined;
  readonly filter?: Readonly<Record<string, unknown>> | null | undefined;
  readonly delivery_policy?: Readonly<Record<string, unknown>> | null | undefined;
  readonly event_target_ids?: readonly number[] | null | undefined;
}

export interface EventSubscriptionUpdateParams {
  readonly event_channel_id?: number | null | undefined;
  readonly workspace_id?: number | null | undefined;
  readonly apply_to_all_workspaces?: boolean | null | undefined;
  readonly name?: string | null | undefined;
  readonly subject?: string | null | undefined;
  readonly message?: string | null | undefined;
  readonly enabled?: boolean | null | undefined;
  readonly event_types?: readonly string[] | null | undefined;
  readonly filter?: Readonly<Record<string, unknown>> | null | undefined;
  readonly delivery_policy?: Readonly<Record<string, unknown>> | null | undefined;
  readonly event_target_ids?: readonly number[] | null | undefined;
}

export interface EventSubscriptionOperations {
  /** `GET /event_subscriptions`; pages of at most 10000; filters that go together: enabled+event_channel_id, workspace_id+enabled, workspace_id+enabled+event_channel_id. */
  list(params?: EventSubscriptionListParams, options?: FilesComCallOptions): List<EventSubscription>;
  /** The same as `list`. */
  readonly all: EventSubscriptionOperations['list'];
  /** `POST /event_subscriptions`. */
  create(params: EventSubscriptionCreateParams, options?: FilesComCallOptions): Promise<EventSubscription>;
  /** `GET /event_subscriptions/{id}`. */
  find(id: number, options?: FilesComCallOptions): Promise<EventSubscription>;
  /** The same as `find`. */
  readonly get: EventSubscriptionOperations['find'];
  /** `PATCH /event_subscriptions/{id}`. */
  update(id: number, params?: EventSubscriptionUpdateParams, options?: FilesComCallOptions): Promise<EventSubscription>;
  /** `DELETE /event_subscriptions/{id}`. */
  delete(id: number, options?: FilesComCallOptions): Promise<void>;
  /** The same as `delete`. */
  readonly destroy: EventSubscriptionOperations['delete'];
}

export interface EventTargetListParams extends ListParams {
  /** By one field. */
  readonly sort_by?: SortBy<'name' | 'enabled' | 'workspace_id'> | undefined;
  readonly filter?: FilterBy<'enabled' | 'target_type' | 'workspace_id'> | undefined;
}

export interface EventTargetCreateParams {
  readonly name: string;
  readonly workspace_id?: number | null | undefined;
  readonly apply_to_all_workspaces?: boolean | null | undefined;
  readonly enabled?: boolean | null | undefined;
  readonly config: Readonly<Record<string, unknown>>;
  readonly delivery_policy?: Readonly<Record<string, unknown>> | null | undefined;
  readonly target_type: EventTargetTargetType;
}

export interface EventTargetUpdateParams {
  readonly name?: string | null | undefined;
  readonly workspace_id?: number | null | undefined;
  readonly apply_to_all_workspaces?: boolean | null | undefined;
  readonly enabled?: boolean | null | undefined;
  readonly config?: Readonly<Record<string, unknown>> | null | undefined;
  readonly delivery_policy?: Readonly<Record<string, unknown>> | null | undefined;
}

export interface EventTargetOperations {
  /** `GET /event_targets`; pages of at most 10000; filters that go together: enabled+target_type, workspace_id+enabled, workspace_id+enabled+target_type. */
  list(params?: EventTargetListParams, options?: FilesComCallOptions): List<EventTarget>;
  /** The same as `list`. */
  readonly all: EventTargetOperations['list'];
  /** `POST /event_targets`. */
  create(params: EventTargetCreateParams, options?: FilesComCallOptions): Promise<EventTarget>;
  /** `GET /event_targets/{id}`. */
  find(id: number, options?: FilesComCallOptions): Promise<EventTarget>;
  /** The same as `find`. */
  readonly get: EventTargetOperations['find'];
  /** `PATCH /event_targets/{id}`. */
  update(id: number, params?: EventTargetUpdateParams, options?: FilesComCallOptions): Promise<EventTarget>;
  /** `DELETE /event_targets/{id}`. */
  delete(id: number, options?: FilesComCallOptions): Promise<void>;
  /** The same as `delete`. */
  readonly destroy: EventTargetOperations['delete'];
}

export interface ExavaultApiRequestLogListParams extends ListParams {
  readonly filter?: FilterBy<'request_ip' | 'request_method' | 'success' | 'created_at'> | undefined;
  readonly filter_prefix?: FilterBy<'request_ip' | 'request_method'> | undefined;
  readonly filter_gt?: FilterBy<'created_at'> | undefined;
  readonly filter_gteq?: FilterBy<'created_at'> | undefined;
  readonly filter_lt?: FilterBy<'created_at'> | undefined;
  readonly filter_lteq?: FilterBy<'created_at'> | undefined;
}

export interface ExavaultApiRequestLogOperations {
  /** `GET /exavault_api_request_logs`; pages of at most 1000; filters that go together: request_ip+request_method, request_ip+success, request_ip+created_at, request_method+success, request_method+created_at, success+created_at, request_ip+request_method+success, request_ip+request_method+created_at, request_ip+success+created_at, request_method+success+created_at, request_ip+request_method+success+created_at. */
  list(params?: ExavaultApiRequestLogListParams, options?: FilesComCallOptions): List<ExavaultApiRequestLog>;
  /** The same as `list`. */
  readonly all: ExavaultApiRequestLogOperations['list'];
}

export interface ExpectationListParams extends ListParams {
  /** By one field. */
  readonly sort_by?: SortBy<'workspace_id' | 'name' | 'disabled'> | undefined;
  readonly filter?: FilterBy<'disabled' | 'workspace_id'> | undefined;
}

export interface ExpectationCreateParams {
  readonly name?: string | null | undefined;
  readonly description?: string | null | undefined;
  readonly path?: string | null | undefined;
  readonly source?: string | null | undefined;
  readonly exclude_pattern?: string | null | undefined;
  readonly disabled?: boolean | null | undefined;
  readonly trigger?: ExpectationTrigger | null | undefined;
  readonly interval?: string | null | undefined;
  readonly recurring_day?: number | null | undefined;
  readonly recurring_days?: readonly number[] | null | undefined;
  readonly schedule_id?: number | null | undefined;
  readonly schedule_days_of_week?: readonly number[] | null | undefined;
  readonly schedule_times_of_day?: readonly string[] | null | undefined;
  readonly schedule_time_zone?: string | null | undefined;
  readonly holiday_region?: string | null | undefined;
  readonly lookback_interval?: number | null | undefined;
  readonly late_acceptance_interval?: number | null | undefined;
  readonly inactivity_interval?: number | null | undefined;
  readonly max_open_interval?: number | null | undefined;
  readonly criteria?: Readonly<Record<string, unknown>> | null | undefined;
  readonly workspace_id?: number | null | undefined;
}

export interface ExpectationUpdateParams {
  readonly name?: string | null | undefined;
  readonly description?: string | null | undefined;
  readonly path?: string | null | undefined;
  readonly source?: string | null | undefined;
  readonly exclude_pattern?: string | null | undefined;
  readonly disabled?: boolean | null | undefined;
  readonly trigger?: ExpectationTrigger | null | undefined;
  readonly interval?: string | null | undefined;
  readonly recurring_day?: number | null | undefined;
  readonly recurring_days?: readonly number[] | null | undefined;
  readonly schedule_id?: number | null | undefined;
  readonly schedule_days_of_week?: readonly number[] | null | undefined;
  readonly schedule_times_of_day?: readonly string[] | null | undefined;
  readonly schedule_time_zone?: string | null | undefined;
  readonly holiday_region?: string | null | undefined;
  readonly lookback_interval?: number | null | undefined;
  readonly late_acceptance_interval?: number | null | undefined;
  readonly inactivity_interval?: number | null | undefined;
  readonly max_open_interval?: number | null | undefined;
  readonly criteria?: Readonly<Record<string, unknown>> | null | undefined;
  readonly workspace_id?: number | null | undefined;
}

export interface ExpectationOperations {
  /** `GET /expectations`; pages of at most 10000; filters that go together: workspace_id+disabled. */
  list(params?: ExpectationListParams, options?: FilesComCallOptions): List<Expectation>;
  /** The same as `list`. */
  readonly all: ExpectationOperations['list'];
  /** `POST /expectations`. */
  create(params?: ExpectationCreateParams, options?: FilesComCallOptions): Promise<Expectation>;
  /** `GET /expectations/{id}`. */
  find(id: number, options?: FilesComCallOptions): Promise<Expectation>;
  /** The same as `find`. */
  readonly get: ExpectationOperations['find'];
  /** `PATCH /expectations/{id}`. */
  update(id: number, params?: ExpectationUpdateParams, options?: FilesComCallOptions): Promise<Expectation>;
  /** `DELETE /expectations/{id}`. */
  delete(id: number, options?: FilesComCallOptions): Promise<void>;
  /** The same as `delete`. */
  readonly destroy: ExpectationOperations['delete'];
  /** `POST /expectations/{id}/trigger_evaluation`. */
  triggerEvaluation(id: number, options?: FilesComCallOptions): Promise<ExpectationEvaluation>;
}

export interface ExpectationEvaluationListParams extends ListParams {
  /** By one field. */
  readonly sort_by?: SortBy<'workspace_id' | 'created_at' | 'expectation_id'> | undefined;
  readonly filter?: FilterBy<'expectation_id' | 'workspace_id'> | undefined;
}

export interface ExpectationEvaluationOperations {
  /** `GET /expectation_evaluations`; pages of at most 10000; filters that go together: workspace_id+expectation_id. */
  list(params?: ExpectationEvaluationListParams, options?: FilesComCallOptions): List<ExpectationEvaluation>;
  /** The same as `list`. */
  readonly all: ExpectationEvaluationOperations['list'];
  /** `GET /expectation_evaluations/{id}`. */
  find(id: number, options?: FilesComCallOptions): Promise<ExpectationEvaluation>;
  /** The same as `find`. */
  readonly get: ExpectationEvaluationOperations['find'];
}

export interface ExpectationIncidentListParams extends ListParams {
  /** By one field. */
  readonly sort_by?: SortBy<'workspace_id' | 'created_at' | 'expectation_id'> | undefined;
  readonly filter?: FilterBy<'expectation_id' | 'workspace_id'> | undefined;
}

export interface ExpectationIncidentSnoozeParams {
  readonly snoozed_until: Date | string;
}

export interface ExpectationIncidentOperations {
  /** `GET /expectation_incidents`; pages of at most 10000; filters that go together: workspace_id+expectation_id. */
  list(params?: ExpectationIncidentListParams, options?: FilesComCallOptions): List<ExpectationIncident>;
  /** The same as `list`. */
  readonly all: ExpectationIncidentOperations['list'];
  /** `GET /expectation_incidents/{id}`. */
  find(id: number, options?: FilesComCallOptions): Promise<ExpectationIncident>;
  /** The same as `find`. */
  readonly get: ExpectationIncidentOperations['find'];
  /** `POST /expectation_incidents/{id}/resolve`. */
  resolve(id: number, options?: FilesComCallOptions): Promise<ExpectationIncident>;
  /** `POST /expectation_incidents/{id}/snooze`. */
  snooze(id: number, params: ExpectationIncidentSnoozeParams, options?: FilesComCallOptions): Promise<ExpectationIncident>;
  /** `POST /expectation_incidents/{id}/acknowledge`. */
  acknowledge(id: number, options?: FilesComCallOptions): Promise<ExpectationIncident>;
}

export interface ExternalEventListParams extends ListParams {
  /** By one field. */
  readonly sort_by?: SortBy<'created_at' | 'status' | 'event_type'> | undefined;
  readonly filter?: FilterBy<'created_at' | 'status'> | undefined;
  readonly filter_gt?: FilterBy<'created_at'> | undefined;
  readonly filter_gteq?: FilterBy<'created_at'> | undefined;
  readonly filter_lt?: FilterBy<'created_at'> | undefined;
  readonly filter_lteq?: FilterBy<'created_at'> | undefined;
}

export interface ExternalEventCreateParams {
  readonly status: ExternalEventStatus;
  readonly body: string;
}

export interface ExternalEventOperations {
  /** `GET /external_events`; pages of at most 10000; filters that go together: status+created_at. */
  list(params?: ExternalEventListParams, options?: FilesComCallOptions): List<ExternalEvent>;
  /** The same as `list`. */
  readonly all: ExternalEventOperations['list'];
  /** `POST /external_events`. */
  create(params: ExternalEventCreateParams, options?: FilesComCallOptions): Promise<ExternalEvent>;
  /** `GET /external_events/{id}`. */
  find(id: number, options?: FilesComCallOptions): Promise<ExternalEvent>;
  /** The same as `find`. */
  readonly get: ExternalEventOperations['find'];
}

export interface FileUnzipParams {
  readonly path: string;
  readonly destination: string;
  readonly filename?: string | null | undefined;
  readonly overwrite?: boolean | null | undefined;
}

export interface FileZipParams {
  readonly paths: readonly string[];
  readonly destination: string;
  readonly overwrite?: boolean | null | undefined;
}

export interface FileFindParams {
  readonly preview_size?: PreviewSize | null | undefined;
  readonly with_previews?: boolean | null | undefined;
  readonly with_priority_color?: boolean | null | undefined;
}

export interface FileCopyParams {
  readonly destination: string;
  readonly copy_behaviors?: boolean | null | undefined;
  readonly structure?: boolean | null | undefined;
  readonly overwrite?: boolean | null | undefined;
}

export interface FileMoveParams {
  readonly destination: string;
  readonly overwrite?: boolean | null | undefined;
}

export interface FileTransformParams {
  readonly destination: string;
  readonly transform_type: string;
  readonly target_format: string;
  readonly script?: string | null | undefined;
  readonly width?: number | null | undefined;
  readonly height?: number | null | undefined;
  readonly overwrite?: boolean | null | undefined;
}

export interface FileGpgDecryptParams {
  readonly destination: string;
  readonly gpg_key_ids?: readonly number[] | null | undefined;
  readonly gpg_key_partner_id?: number | null | undefined;
  readonly use_all_private_keys?: boolean | null | undefined;
  readonly ignore_mdc_error?: boolean | null | undefined;
  readonly overwrite?: boolean | null | undefined;
}

export interface FileGpgEncryptParams {
  readonly destination: string;
  readonly gpg_key_ids?: readonly number[] | null | undefined;
  readonly gpg_key_partner_id?: number | null | undefined;
  readonly signing_key_id?: number | null | undefined;
  readonly armor?: boolean | null | undefined;
  readonly overwrite?: boolean | null | undefined;
}

export interface FileBeginUploadParams {
  readonly mkdir_parents?: boolean | null | undefined;
  readonly part?: number | null | undefined;
  readonly parts?: number | null | undefined;
  readonly ref?: string | null | undefined;
  readonly restart?: number | null | undefined;
  readonly size?: number | null | undefined;
  readonly with_rename?: boolean | null | undefined;
  readonly buffered_upload?: boolean | null | undefined;
  readonly with_direct_connection_info?: boolean | null | undefined;
}

export interface FileDownloadParams {
  readonly action?: FileDownloadAction | null | undefined;
  readonly preview_size?: PreviewSize | null | undefined;
  readonly with_previews?: boolean | null | undefined;
  readonly with_priority_color?: boolean | null | undefined;
  readonly with_direct_connection_info?: boolean | null | undefined;
}

export interface FileCreateParams {
  readonly action?: FileCreateAction | null | undefined;
  readonly length?: number | null | undefined;
  readonly mkdir_parents?: boolean | null | undefined;
  readonly part?: number | null | undefined;
  readonly parts?: number | null | undefined;
  readonly provided_mtime?: Date | string | null | undefined;
  readonly ref?: string | null | undefined;
  readonly restart?: number | null | undefined;
  readonly size?: number | null | undefined;
  readonly copy_behaviors?: boolean | null | undefined;
  readonly structure?: string | null | undefined;
  readonly with_rename?: boolean | null | undefined;
  readonly buffered_upload?: boolean | null | undefined;
  readonly with_direct_connection_info?: boolean | null | undefined;
  readonly etags?: readonly { readonly etag: string; readonly part: number }[] | undefined;
}

export interface FileUpdateParams {
  readonly custom_metadata?: Readonly<Record<string, unknown>> | null | undefined;
  readonly provided_mtime?: Date | string | null | undefined;
  readonly priority_color?: string | null | undefined;
}

export interface FileDeleteParams {
  readonly recursive?: boolean | null | undefined;
}

export interface FileOperations {
  /** `POST /file_actions/unzip`. */
  unzip(params: FileUnzipParams, options?: FilesComCallOptions): Promise<FileAction>;
  /** `POST /file_actions/zip`. */
  zip(params: FileZipParams, options?: FilesComCallOptions): Promise<FileAction>;
  /** `GET /file_actions/metadata/{path}`. */
  find(path: string, params?: FileFindParams, options?: FilesComCallOptions): Promise<File>;
  /** The same as `find`. */
  readonly get: FileOperations['find'];
  /** `GET /file_actions/zip_list/{path}`. */
  zipListContents(path: string, options?: FilesComCallOptions): Promise<readonly ZipListEntry[]>;
  /** `POST /file_actions/copy/{path}`. */
  copy(path: string, params: FileCopyParams, options?: FilesComCallOptions): Promise<FileAction>;
  /** `POST /file_actions/move/{path}`. */
  move(path: string, params: FileMoveParams, options?: FilesComCallOptions): Promise<FileAction>;
  /** `POST /file_actions/transform/{path}`. */
  transform(path: string, params: FileTransformParams, options?: FilesComCallOptions): Promise<FileAction>;
  /** `POST /file_actions/gpg_decrypt/{path}`. */
  gpgDecrypt(path: string, params: FileGpgDecryptParams, options?: FilesComCallOptions): Promise<FileAction>;
  /** `POST /file_actions/gpg_encrypt/{path}`. */
  gpgEncrypt(path: string, params: FileGpgEncryptParams, options?: FilesComCallOptions): Promise<FileAction>;
  /** `POST /file_actions/begin_upload/{path}`. */
  beginUpload(path: string, params?: FileBeginUploadParams, options?: FilesComCallOptions): Promise<readonly FileUploadPart[]>;
  /** `GET /files/{path}`. */
  download(path: string, params?: FileDownloadParams, options?: FilesComCallOptions): Promise<File>;
  /** `POST /files/{path}`. */
  create(path: string, params?: FileCreateParams, options?: FilesComCallOptions): Promise<File>;
  /** `PATCH /files/{path}`. */
  update(path: string, params?: FileUpdateParams, options?: FilesComCallOptions): Promise<File>;
  /** `DELETE /files/{path}`. */
  delete(path: string, params?: FileDeleteParams, options?: FilesComCallOptions): Promise<void>;
  /** The same as `delete`. */
  readonly destroy: FileOperations['delete'];
}

export interface FileCommentCreateParams {
  readonly body: string;
  readonly path: string;
}

export interface FileCommentListForParams extends ListParams {}

export interface FileCommentUpdateParams {
  readonly body: string;
}

export interface FileCommentOperations {
  /** `POST /file_comments`. */
  create(params: FileCommentCreateParams, options?: FilesComCallOptions): Promise<FileComment>;
  /** `GET /file_comments/files/{path}`; pages of at most 10000. */
  listFor(path: string, params?: FileCommentListForParams, options?: FilesComCallOptions): List<FileComment>;
  /** `PATCH /file_comments/{id}`. */
  update(id: number, params: FileCommentUpdateParams, options?: FilesComCallOptions): Promise<FileComment>;
  /** `DELETE /file_comments/{id}`. */
  delete(id: number, options?: FilesComCallOptions): Promise<void>;
  /** The same as `delete`. */
  readonly destroy: FileCommentOperations['delete'];
}

export interface FileCommentReactionCreateParams {
  readonly user_id?: number | null | undefined;
  readonly file_comment_id: number;
  readonly emoji: string;
}

export interface FileCommentReactionOperations {
  /** `POST /file_comment_reactions`. */
  create(params: FileCommentReactionCreateParams, options?: FilesComCallOptions): Promise<FileCommentReaction>;
  /** `DELETE /file_comment_reactions/{id}`. */
  delete(id: number, options?: FilesComCallOptions): Promise<void>;
  /** The same as `delete`. */
  readonly destroy: FileCommentReactionOperations['delete'];
}

export interface FileMigrationOperations {
  /** `GET /file_migrations/{id}`. */
  find(id: number, options?: FilesComCallOptions): Promise<FileMigration>;
  /** The same as `find`. */
  readonly get: FileMigrationOperations['find'];
}

export interface FileMigrationLogListParams extends ListParams {
  readonly filter?: FilterBy<'file_migration_id' | 'operation' | 'status' | 'type' | 'created_at'> | undefined;
  readonly filter_gt?: FilterBy<'created_at'> | undefined;
  readonly filter_gteq?: FilterBy<'created_at'> | undefined;
  readonly filter_lt?: FilterBy<'created_at'> | undefined;
  readonly filter_lteq?: FilterBy<'created_at'> | undefined;
}

export interface FileMigrationLogOperations {
  /** `GET /file_migration_logs`; pages of at most 1000. */
  list(params?: FileMigrationLogListParams, options?: FilesComCallOptions): List<FileMigrationLog>;
  /** The same as `list`. */
  readonly all: FileMigrationLogOperations['list'];
}

export interface FolderListForParams extends ListParams {
  readonly preview_size?: PreviewSize | null | undefined;
  readonly search?: string | null | undefined;
  readonly search_custom_metadata_key?: string | null | undefined;
  readonly search_all?: boolean | null | undefined;
  readonly with_previews?: boolean | null | undefined;
  readonly with_priority_color?: boolean | null | undefined;
  readonly type?: FolderListType | null | undefined;
  readonly modified_at_datetime?: Date | string | null | undefined;
  /** By one field. */
  readonly sort_by?: SortBy<'path' | 'size' | 'modified_at_datetime' | 'provided_modified_at'> | undefined;
}

export interface FolderCreateParams {
  readonly mkdir_parents?: boolean | null | undefined;
  readonly provided_mtime?: Date | string | null | undefined;
}

export interface FolderOperations {
  /** `GET /folders/{path}`; pages of at most 10000. */
  listFor(path: string, params?: FolderListForParams, options?: FilesComCallOptions): List<File>;
  /** `POST /folders/{path}`. */
  create(path: string, params?: FolderCreateParams, options?: FilesComCallOptions): Promise<File>;
}

export interface FormFieldSetListParams extends ListParams {
  readonly user_id?: number | null | undefined;
}

export interface FormFieldSetCreateParams {
  readonly user_id?: number | null | undefined;
  readonly title?: string | null | undefined;
  readonly workspace_id?: number | null | undefined;
  readonly skip_email?: boolean | null | undefined;
  readonly skip_name?: boolean | null | undefined;
  readonly skip_company?: boolean | null | undefined;
  readonly form_fields?: readonly Readonly<Record<string, unknown>>[] | null | undefined;
}

export interface FormFieldSetUpdateParams {
  readonly title?: string | null | undefined;
  readonly workspace_id?: number | null | undefined;
  readonly skip_email?: boolean | null | undefined;
  readonly skip_name?: boolean | null | undefined;
  readonly skip_company?: boolean | null | undefined;
  readonly form_fields?: readonly Readonly<Record<string, unknown>>[] | null | undefined;
}

export interface FormFieldSetOperations {
  /** `GET /form_field_sets`; pages of at most 10000. */
  list(params?: FormFieldSetListParams, options?: FilesComCallOptions): List<FormFieldSet>;
  /** The same as `list`. */
  readonly all: FormFieldSetOperations['list'];
  /** `POST /form_field_sets`. */
  create(params?: FormFieldSetCreateParams, options?: FilesComCallOptions): Promise<FormFieldSet>;
  /** `GET /form_field_sets/{id}`. */
  find(id: number, options?: FilesComCallOptions): Promise<FormFieldSet>;
  /** The same as `find`. */
  readonly get: FormFieldSetOperations['find'];
  /** `PATCH /form_field_sets/{id}`. */
  update(id: number, params?: FormFieldSetUpdateParams, options?: FilesComCallOptions): Promise<FormFieldSet>;
  /** `DELETE /form_field_sets/{id}`. */
  delete(id: number, options?: FilesComCallOptions): Promise<void>;
  /** The same as `delete`. */
  readonly destroy: FormFieldSetOperations['delete'];
}

export interface FtpActionLogListParams extends ListParams {
  readonly filter?:
    | FilterBy<'path' | 'true_path' | 'remote_ip' | 'session_uuid' | 'success' | 'status' | 'action_type' | 'username' | 'created_at'>
    | undefined;
  readonly filter_prefix?: FilterBy<'path' | 'true_path' | 'action_type' | 'username'> | undefined;
  readonly filter_gt?: FilterBy<'created_at'> | undefined;
  readonly filter_gteq?: FilterBy<'created_at'> | undefined;
  readonly filter_lt?: FilterBy<'created_at'> | undefined;
  readonly filter_lteq?: FilterBy<'created_at'> | undefined;
}

export interface FtpActionLogOperations {
  /** `GET /ftp_action_logs`; pages of at most 1000. */
  list(params?: FtpActionLogListParams, options?: FilesComCallOptions): List<FtpActionLog>;
  /** The same as `list`. */
  readonly all: FtpActionLogOperations['list'];
}

export interface GpgKeyListParams extends ListParams {
  readonly user_id?: number | null | undefined;
  /** By one field. */
  readonly sort_by?: SortBy<'workspace_id' | 'name' | 'expires_at'> | undefined;
  readonly filter?: FilterBy<'workspace_id' | 'partner_id' | 'expires_at'> | undefined;
  readonly filter_gt?: FilterBy<'expires_at'> | undefined;
  readonly filter_gteq?: FilterBy<'expires_at'> | undefined;
  readonly filter_lt?: FilterBy<'expires_at'> | undefined;
  readonly filter_lteq?: FilterBy<'expires_at'> | undefined;
}

export interface GpgKeyCreateParams {
  readonly user_id?: number | null | undefined;
  readonly partner_id?: number | null | undefined;
  readonly public_key?: string | null | undefined;
  readonly private_key?: string | null | undefined;
  readonly private_key_password?: string | null | undefined;
  readonly name: string;
  readonly workspace_id?: number | null | undefined;
  readonly generate_expires_at?: Date | string | null | undefined;
  readonly generate_keypair?: boolean | null | undefined;
  readonly generate_full_name?: string | null | undefined;
  readonly generate_email?: string | null | undefined;
}

export interface GpgKeyUpdateParams {
  readonly partner_id?: number | null | undefined;
  readonly public_key?: string | null | undefined;
  readonly private_key?: string | null | undefined;
  readonly private_key_password?: string | null | undefined;
  readonly name?: string | null | undefined;
}

export interface GpgKeyOperations {
  /** `GET /gpg_keys`; pages of at most 10000; filters that go together: workspace_id+expires_at. */
  list(params?: GpgKeyListParams, options?: FilesComCallOptions): List<GpgKey>;
  /** The same as `list`. */
  readonly all: GpgKeyOperations['list'];
  /** `POST /gpg_keys`. */
  create(params: GpgKeyCreateParams, options?: FilesComCallOptions): Promise<GpgKey>;
  /** `GET /gpg_keys/{id}`. */
  find(id: number, options?: FilesComCallOptions): Promise<GpgKey>;
  /** The same as `find`. */
  readonly get: GpgKeyOperations['find'];
  /** `PATCH /gpg_keys/{id}`. */
  update(id: number, params?: GpgKeyUpdateParams, options?: FilesComCallOptions): Promise<GpgKey>;
  /** `DELETE /gpg_keys/{id}`. */
  delete(id: number, options?: FilesComCallOptions): Promise<void>;
  /** The same as `delete`. */
  readonly destroy: GpgKeyOperations['delete'];
}

export interface GroupListParams extends ListParams {
  readonly ids?: string | null | undefined;
  readonly include_parent_site_groups?: boolean | null | undefined;
  /** By one field. */
  readonly sort_by?: SortBy<'site_id' | 'workspace_id' | 'name'> | undefined;
  readonly filter?: FilterBy<'name' | 'workspace_id'> | undefined;
  readonly filter_prefix?: FilterBy<'name'> | undefined;
}

export interface GroupCreateParams {
  readonly notes?: string | null | undefined;
  readonly user_ids?: string | null | undefined;
  readonly admin_ids?: string | null | undefined;
  readonly ai_assistant_personality_id?: number | null | undefined;
  readonly ftp_permission?: boolean | null | undefined;
  readonly sftp_permission?: boolean | null | undefined;
  readonly dav_permission?: boolean | null | undefined;
  readonly restapi_permission?: boolean | null | undefined;
  readonly desktop_configuration_profile_id?: number | null | undefined;
  readonly integration_centric_profile_id?: number | null | undefined;
  readonly allowed_ips?: string | null | undefined;
  readonly name: string;
  readonly workspace_id?: number | null | undefined;
}

export interface GroupUpdateParams {
  readonly notes?: string | null | undefined;
  readonly user_ids?: string | null | undefined;
  readonly admin_ids?: string | null | undefined;
  readonly ai_assistant_personality_id?: number | null | undefined;
  readonly ftp_permission?: boolean | null | undefined;
  readonly sftp_permission?: boolean | null | undefined;
  readonly dav_permission?: boolean | null | undefined;
  readonly restapi_permission?: boolean | null | undefined;
  readonly desktop_configuration_profile_id?: number | null | undefined;
  readonly integration_centric_profile_id?: number | null | undefined;
  readonly allowed_ips?: string | null | undefined;
  readonly name?: string | null | undefined;
}

export interface GroupOperations {
  /** `GET /groups`; pages of at most 10000; filters that go together: workspace_id+name. */
  list(params?: GroupListParams, options?: FilesComCallOptions): List<Group>;
  /** The same as `list`. */
  readonly all: GroupOperations['list'];
  /** `POST /groups`. */
  create(params: GroupCreateParams, options?: FilesComCallOptions): Promise<Group>;
  /** `GET /groups/{id}`. */
  find(id: number, options?: FilesComCallOptions): Promise<Group>;
  /** The same as `find`. */
  readonly get: GroupOperations['find'];
  /** `PATCH /groups/{id}`. */
  update(id: number, params?: GroupUpdateParams, options?: FilesComCallOptions): Promise<Group>;
  /** `DELETE /groups/{id}`. */
  delete(id: number, options?: FilesComCallOptions): Promise<void>;
  /** The same as `delete`. */
  readonly destroy: GroupOperations['delete'];
}

export interface GroupUserListParams extends ListParams {
  readonly group_id?: number | null | undefined;
  readonly user_id?: number | null | undefined;
}

export interface GroupUserCreateParams {
  readonly group_id: number;
  readonly user_id: number;
  readonly admin?: boolean | null | undefined;
}

export interface GroupUserUpdateParams {
  readonly group_id: number;
  readonly user_id: number;
  readonly admin?: boolean | null | undefined;
}

export interface GroupUserDeleteParams {
  readonly group_id: number;
  readonly user_id: number;
}

export interface GroupUserOperations {
  /** `GET /group_users`; pages of at most 10000. */
  list(params?: GroupUserListParams, options?: FilesComCallOptions): List<GroupUser>;
  /** The same as `list`. */
  readonly all: GroupUserOperations['list'];
  /** `POST /group_users`. */
  create(params: GroupUserCreateParams, options?: FilesComCallOptions): Promise<GroupUser>;
  /** `PATCH /group_users/{id}`. */
  update(id: number, params: GroupUserUpdateParams, options?: FilesComCallOptions): Promise<GroupUser>;
  /** `DELETE /group_users/{id}`. */
  delete(id: number, params: GroupUserDeleteParams, options?: FilesComCallOptions): Promise<void>;
  /** The same as `delete`. */
  readonly destroy: GroupUserOperations['delete'];
}

export interface HistoryListParams extends ListParams {
  readonly start_at?: Date | string | null | undefined;
  readonly end_at?: Date | string | null | undefined;
  readonly display?: string | null | undefined;
  /** By one field. */
  readonly sort_by?: SortBy<'created_at'> | undefined;
  readonly filter?: FilterBy<'user_id' | 'folder' | 'path'> | undefined;
  readonly filter_prefix?: FilterBy<'path'> | undefined;
}

export interface HistoryListLoginsParams extends ListParams {
  readonly start_at?: Date | string | null | undefined;
  readonly end_at?: Date | string | null | undefined;
  readonly display?: string | null | undefined;
  /** By one field. */
  readonly sort_by?: SortBy<'created_at'> | undefined;
}

export interface HistoryListForFileParams extends ListParams {
  readonly start_at?: Date | string | null | undefined;
  readonly end_at?: Date | string | null | undefined;
  readonly display?: string | null | undefined;
  /** By one field. */
  readonly sort_by?: SortBy<'created_at'> | undefined;
}

export interface HistoryListForFolderParams extends ListParams {
  readonly start_at?: Date | string | null | undefined;
  readonly end_at?: Date | string | null | undefined;
  readonly display?: string | null | undefined;
  /** By one field. */
  readonly sort_by?: SortBy<'created_at'> | undefined;
}

export interface HistoryListForUserParams extends ListParams {
  readonly start_at?: Date | string | null | undefined;
  readonly end_at?: Date | string | null | undefined;
  readonly display?: string | null | undefined;
  /** By one field. */
  readonly sort_by?: SortBy<'created_at'> | undefined;
}

export interface HistoryOperations {
  /** `GET /history`; pages of at most 10000. */
  list(params?: HistoryListParams, options?: FilesComCallOptions): List<Action>;
  /** The same as `list`. */
  readonly all: HistoryOperations['list'];
  /** `GET /history/login`; pages of at most 10000. */
  listLogins(params?: HistoryListLoginsParams, options?: FilesComCallOptions): List<Action>;
  /** `GET /history/files/{path}`; pages of at most 10000. */
  listForFile(path: string, params?: HistoryListForFileParams, options?: FilesComCallOptions): List<Action>;
  /** `GET /history/folders/{path}`; pages of at most 10000. */
  listForFolder(path: string, params?: HistoryListForFolderParams, options?: FilesComCallOptions): List<Action>;
  /** `GET /history/users/{user_id}`; pages of at most 10000. */
  listForUser(user_id: number, params?: HistoryListForUserParams, options?: FilesComCallOptions): List<Action>;
}

export interface HistoryExportCreateParams {
  readonly user_id?: number | null | undefined;
  readonly start_at?: Date | string | null | undefined;
  readonly end_at?: Date | string | null | undefined;
  readonly query_action?: HistoryExportQueryAction | null | undefined;
  readonly query_interface?: HistoryExportQueryInterface | null | undefined;
  readonly query_user_id?: string | null | undefined;
  readonly query_file_id?: string | null | undefined;
  readonly query_parent_id?: string | null | undefined;
  readonly query_path?: string | null | undefined;
  readonly query_folder?: string | null | undefined;
  readonly query_src?: string | null | undefined;
  readonly query_destination?: string | null | undefined;
  readonly query_ip?: string | null | undefined;
  readonly query_username?: string | null | undefined;
  readonly query_failure_type?: HistoryExportQueryFailureType | null | undefined;
  readonly query_target_id?: string | null | undefined;
  readonly query_target_name?: string | null | undefined;
  readonly query_target_permission?: string | null | undefined;
  readonly query_target_user_id?: string | null | undefined;
  readonly query_target_username?: string | null | undefined;
  readonly query_target_platform?: string | null | undefined;
  readonly query_target_permission_set?: string | null | undefined;
}

export interface HistoryExportOperations {
  /** `POST /history_exports`. */
  create(params?: HistoryExportCreateParams, options?: FilesComCallOptions): Promise<HistoryExport>;
  /** `GET /history_exports/{id}`. */
  find(id: number, options?: FilesComCallOptions): Promise<HistoryExport>;
  /** The same as `find`. */
  readonly get: HistoryExportOperations['find'];
}

export interface HistoryExportResultListParams extends ListParams {
  readonly user_id?: number | null | undefined;
  readonly history_export_id: number;
}

export interface HistoryExportResultOperations {
  /** `GET /history_export_results`; pages of at most 10000. */
  list(params: HistoryExportResultListParams, options?: FilesComCallOptions): List<HistoryExportResult>;
  /** The same as `list`. */
  readonly all: HistoryExportResultOperations['list'];
}

export interface HolidayCalendarListParams extends ListParams {}

export interface HolidayCalendarCreateParams {
  readonly definition: Readonly<Record<string, unknown>>;
  readonly name: string;
}

export interface HolidayCalendarUpdateParams {
  readonly definition?: Readonly<Record<string, unknown>> | null | undefined;
  readonly name?: string | null | undefined;
}

export interface HolidayCalendarOperations {
  /** `GET /holiday_calendars`; pages of at most 10000. */
  list(params?: HolidayCalendarListParams, options?: FilesComCallOptions): List<HolidayCalendar>;
  /** The same as `list`. */
  readonly all: HolidayCalendarOperations['list'];
  /** `POST /holiday_calendars`. */
  create(params: HolidayCalendarCreateParams, options?: FilesComCallOptions): Promise<HolidayCalendar>;
  /** `GET /holiday_calendars/{id}`. */
  find(id: number, options?: FilesComCallOptions): Promise<HolidayCalendar>;
  /** The same as `find`. */
  readonly get: HolidayCalendarOperations['find'];
  /** `PATCH /holiday_calendars/{id}`. */
  update(id: number, params?: HolidayCalendarUpdateParams, options?: FilesComCallOptions): Promise<HolidayCalendar>;
  /** `DELETE /holiday_calendars/{id}`. */
  delete(id: number, options?: FilesComCallOptions): Promise<void>;
  /** The same as `delete`. */
  readonly destroy: HolidayCalendarOperations['delete'];
}

export interface HolidayRegionGetSupportedParams extends ListParams {}

export interface HolidayRegionOperations {
  /** `GET /holiday_regions/supported`; pages of at most 10000. */
  getSupported(params?: HolidayRegionGetSupportedParams, options?: FilesComCallOptions): List<HolidayRegion>;
}

export interface InboundS3LogListParams extends ListParams {
  readonly filter?: FilterBy<'operation' | 'status' | 'path' | 'client_ip' | 'created_at'> | undefined;
  readonly filter_prefix?: FilterBy<'operation' | 'status' | 'path' | 'client_ip'> | undefined;
  readonly filter_gt?: FilterBy<'created_at'> | undefined;
  readonly filter_gteq?: FilterBy<'created_at'> | undefined;
  readonly filter_lt?: FilterBy<'created_at'> | undefined;
  readonly filter_lteq?: FilterBy<'created_at'> | undefined;
}

export interface InboundS3LogOperations {
  /** `GET /inbound_s3_logs`; pages of at most 1000. */
  list(params?: InboundS3LogListParams, options?: FilesComCallOptions): List<InboundS3Log>;
  /** The same as `list`. */
  readonly all: InboundS3LogOperations['list'];
}

export interface InboxRecipientListParams extends ListParams {
  readonly inbox_id: number;
  readonly filter?: FilterBy<'has_registrations'> | undefined;
}

export interface InboxRecipientCreateParams {
  readonly inbox_id: number;
  readonly recipient: string;
  readonly name?: string | null | undefined;
  readonly company?: string | null | undefined;
  readonly note?: string | null | undefined;
  readonly share_after_create?: boolean | null | undefined;
}

export interface InboxRecipientOperations {
  /** `GET /inbox_recipients`; pages of at most 10000. */
  list(params: InboxRecipientListParams, options?: FilesComCallOptions): List<InboxRecipient>;
  /** The same as `list`. */
  readonly all: InboxRecipientOperations['list'];
  /** `POST /inbox_recipients`. */
  create(params: InboxRecipientCreateParams, options?: FilesComCallOptions): Promise<InboxRecipient>;
}

export interface InboxRegistrationListParams extends ListParams {
  readonly folder_behavior_id?: number | null | undefined;
}

export interface InboxRegistrationOperations {
  /** `GET /inbox_registrations`; pages of at most 10000. */
  list(params?: InboxRegistrationListParams, options?: FilesComCallOptions): List<InboxRegistration>;
  /** The same as `list`. */
  readonly all: InboxRegistrationOperations['list'];
}

export interface InboxUploadListParams extends ListParams {
  /** By one field. */
  readonly sort_by?: SortBy<'created_at'> | undefined;
  readonly filter?: FilterBy<'created_at' | 'folder_behavior_id' | 'inbox_registration_id'> | undefined;
  readonly filter_gt?: FilterBy<'created_at'> | undefined;
  readonly filter_gteq?: FilterBy<'created_at'> | undefined;
  readonly filter_lt?: FilterBy<'created_at'> | undefined;
  readonly filter_lteq?: FilterBy<'created_at'> | undefined;
}

export interface InboxUploadOperations {
  /** `GET /inbox_uploads`; pages of at most 10000; filters that go together: folder_behavior_id+created_at, inbox_registration_id+created_at, folder_behavior_id+inbox_registration_id, folder_behavior_id+inbox_registration_id+created_at. */
  list(params?: InboxUploadListParams, options?: FilesComCallOptions): List<InboxUpload>;
  /** The same as `list`. */
  readonly all: InboxUploadOperations['list'];
}

export interface IntegrationCentricProfileListParams extends ListParams {
  /** By one field. */
  readonly sort_by?: SortBy<'workspace_id' | 'name'> | undefined;
  readonly filter?: FilterBy<'workspace_id'> | undefined;
}

export interface IntegrationCentricProfileCreateParams {
  readonly name: string;
  readonly expected_remote_servers: readonly Readonly<Record<string, unknown>>[];
  readonly workspace_id?: number | null | undefined;
  readonly use_for_all_users?: boolean | null | undefined;
}

export interface IntegrationCentricProfileUpdateParams {
  readonly name?: string | null | undefined;
  readonly workspace_id?: number | null | undefined;
  readonly expected_remote_servers?: readonly Readonly<Record<string, unknown>>[] | null | undefined;
  readonly use_for_all_users?: boolean | null | undefined;
}

export interface IntegrationCentricProfileOperations {
  /** `GET /integration_centric_profiles`; pages of at most 10000. */
  list(params?: IntegrationCentricProfileListParams, options?: FilesComCallOptions): List<IntegrationCentricProfile>;
  /** The same as `list`. */
  readonly all: IntegrationCentricProfileOperations['list'];
  /** `POST /integration_centric_profiles`. */
  create(params: IntegrationCentricProfileCreateParams, options?: FilesComCallOptions): Promise<IntegrationCentricProfile>;
  /** `GET /integration_centric_profiles/{id}`. */
  find(id: number, options?: FilesComCallOptions): Promise<IntegrationCentricProfile>;
  /** The same as `find`. */
  readonly get: IntegrationCentricProfileOperations['find'];
  /** `PATCH /integration_centric_profiles/{id}`. */
  update(id: number, params?: IntegrationCentricProfileUpdateParams, options?: FilesComCallOptions): Promise<IntegrationCentricProfile>;
  /** `DELETE /integration_centric_profiles/{id}`. */
  delete(id: number, options?: FilesComCallOptions): Promise<void>;
  /** The same as `delete`. */
  readonly destroy: IntegrationCentricProfileOperations['delete'];
}

export interface InvoiceListParams extends ListParams {}

export interface InvoiceOperations {
  /** `GET /invoices`; pages of at most 10000. */
  list(params?: InvoiceListParams, options?: FilesComCallOptions): List<AccountLineItem>;
  /** The same as `list`. */
  readonly all: InvoiceOperations['list'];
  /** `GET /invoices/{id}`. */
  find(id: number, options?: FilesComCallOptions): Promise<AccountLineItem>;
  /** The same as `find`. */
  readonly get: InvoiceOperations['find'];
}

export interface IpAddressListParams extends ListParams {}

export interface IpAddressGetSmartfileReservedParams extends ListParams {}

export interface IpAddressGetExavaultReservedParams extends ListParams {}

export interface IpAddressGetReservedParams extends ListParams {}

export interface IpAddressOperations {
  /** `GET /ip_addresses`; pages of at most 10000. */
  list(params?: IpAddressListParams, options?: FilesComCallOptions): List<IpAddress>;
  /** The same as `list`. */
  readonly all: IpAddressOperations['list'];
  /** `GET /ip_addresses/smartfile-reserved`; pages of at most 10000. */
  getSmartfileReserved(params?: IpAddressGetSmartfileReservedParams, options?: FilesComCallOptions): List<PublicIpAddress>;
  /** `GET /ip_addresses/exavault-reserved`; pages of at most 10000. */
  getExavaultReserved(params?: IpAddressGetExavaultReservedParams, options?: FilesComCallOptions): List<PublicIpAddress>;
  /** `GET /ip_addresses/reserved`; pages of at most 10000. */
  getReserved(params?: IpAddressGetReservedParams, options?: FilesComCallOptions): List<PublicIpAddress>;
}

export interface KeyLifecycleRuleListParams extends ListParams {
  /** By one field. */
  readonly sort_by?: SortBy<'workspace_id' | 'key_type'> | undefined;
  readonly filter?: FilterBy<'key_type' | 'workspace_id'> | undefined;
}

export interface KeyLifecycleRuleCreateParams {
  readonly apply_to_all_workspaces?: boolean | null | undefined;
  readonly expiration_days?: number | null | undefined;
  readonly key_type?: KeyLifecycleRuleKeyType | null | undefined;
  readonly inactivity_days?: number | null | undefined;
  readonly name?: string | null | undefined;
  readonly workspace_id?: number | null | undefined;
}

export interface KeyLifecycleRuleUpdateParams {
  readonly apply_to_all_workspaces?: boolean | null | undefined;
  readonly expiration_days?: number | null | undefined;
  readonly key_type?: KeyLifecycleRuleKeyType | null | undefined;
  readonly inactivity_days?: number | null | undefined;
  readonly name?: string | null | undefined;
  readonly workspace_id?: number | null | undefined;
}

export interface KeyLifecycleRuleOperations {
  /** `GET /key_lifecycle_rules`; pages of at most 10000; filters that go together: workspace_id+key_type. */
  list(params?: KeyLifecycleRuleListParams, options?: FilesComCallOptions): List<KeyLifecycleRule>;
  /** The same as `list`. */
  readonly all: KeyLifecycleRuleOperations['list'];
  /** `POST /key_lifecycle_rules`. */
  create(params?: KeyLifecycleRuleCreateParams, options?: FilesComCallOptions): Promise<KeyLifecycleRule>;
  /** `GET /key_lifecycle_rules/{id}`. */
  find(id: number, options?: FilesComCallOptions): Promise<KeyLifecycleRule>;
  /** The same as `find`. */
  readonly get: KeyLifecycleRuleOperations['find'];
  /** `PATCH /key_lifecycle_rules/{id}`. */
  update(id: number, params?: KeyLifecycleRuleUpdateParams, options?: FilesComCallOptions): Promise<KeyLifecycleRule>;
  /** `DELETE /key_lifecycle_rules/{id}`. */
  delete(id: number, options?: FilesComCallOptions): Promise<void>;
  /** The same as `delete`. */
  readonly destroy: KeyLifecycleRuleOperations['delete'];
}

export interface LockListForParams extends ListParams {
  readonly include_children?: boolean | null | undefined;
}

export interface LockCreateParams {
  readonly allow_access_by_any_user?: boolean | null | undefined;
  readonly exclusive?: boolean | null | undefined;
  readonly recursive?: boolean | null | undefined;
  readonly timeout?: number | null | undefined;
}

export interface LockDeleteParams {
  readonly token: string;
}

export interface LockOperations {
  /** `GET /locks/{path}`; pages of at most 10000. */
  listFor(path: string, params?: LockListForParams, options?: FilesComCallOptions): List<Lock>;
  /** `POST /locks/{path}`. */
  create(path: string, params?: LockCreateParams, options?: FilesComCallOptions): Promise<Lock>;
  /** `DELETE /locks/{path}`. */
  delete(path: string, params: LockDeleteParams, options?: FilesComCallOptions): Promise<void>;
  /** The same as `delete`. */
  readonly destroy: LockOperations['delete'];
}

export interface MessageListParams extends ListParams {
  readonly user_id?: number | null | undefined;
  readonly project_id: number;
}

export interface MessageCreateParams {
  readonly user_id?: number | null | undefined;
  readonly project_id: number;
  readonly subject: string;
  readonly body: string;
}

export interface MessageUpdateParams {
  readonly project_id: number;
  readonly subject: string;
  readonly body: string;
}

export interface MessageOperations {
  /** `GET /messages`; pages of at most 10000. */
  list(params: MessageListParams, options?: FilesComCallOptions): List<Message>;
  /** The same as `list`. */
  readonly all: MessageOperations['list'];
  /** `POST /messages`. */
  create(params: MessageCreateParams, options?: FilesComCallOptions): Promise<Message>;
  /** `GET /messages/{id}`. */
  find(id: number, options?: FilesComCallOptions): Promise<Message>;
  /** The same as `find`. */
  readonly get: MessageOperations['find'];
  /** `PATCH /messages/{id}`. */
  update(id: number, params: MessageUpdateParams, options?: FilesComCallOptions): Promise<Message>;
  /** `DELETE /messages/{id}`. */
  delete(id: number, options?: FilesComCallOptions): Promise<void>;
  /** The same as `delete`. */
  readonly destroy: MessageOperations['delete'];
}

export interface MessageCommentListParams extends ListParams {
  readonly user_id?: number | null | undefined;
  readonly message_id: number;
}

export interface MessageCommentCreateParams {
  readonly user_id?: number | null | undefined;
  readonly body: string;
}

export interface MessageCommentUpdateParams {
  readonly body: string;
}

export interface MessageCommentOperations {
  /** `GET /message_comments`; pages of at most 10000. */
  list(params: MessageCommentListParams, options?: FilesComCallOptions): List<MessageComment>;
  /** The same as `list`. */
  readonly all: MessageCommentOperations['list'];
  /** `POST /message_comments`. */
  create(params: MessageCommentCreateParams, options?: FilesComCallOptions): Promise<MessageComment>;
  /** `GET /message_comments/{id}`. */
  find(id: number, options?: FilesComCallOptions): Promise<MessageComment>;
  /** The same as `find`. */
  readonly get: MessageCommentOperations['find'];
  /** `PATCH /message_comments/{id}`. */
  update(id: number, params: MessageCommentUpdateParams, options?: FilesComCallOptions): Promise<MessageComment>;
  /** `DELETE /message_comments/{id}`. */
  delete(id: number, options?: FilesComCallOptions): Promise<void>;
  /** The same as `delete`. */
  readonly destroy: MessageCommentOperations['delete'];
}

export interface MessageCommentReactionListParams extends ListParams {
  readonly user_id?: number | null | undefined;
  readonly message_comment_id: number;
}

export interface MessageCommentReactionCreateParams {
  readonly user_id?: number | null | undefined;
  readonly emoji: string;
}

export interface MessageCommentReactionOperations {
  /** `GET /message_comment_reactions`; pages of at most 10000. */
  list(params: MessageCommentReactionListParams, options?: FilesComCallOptions): List<MessageCommentReaction>;
  /** The same as `list`. */
  readonly all: MessageCommentReactionOperations['list'];
  /** `POST /message_comment_reactions`. */
  create(params: MessageCommentReactionCreateParams, options?: FilesComCallOptions): Promise<MessageCommentReaction>;
  /** `GET /message_comment_reactions/{id}`. */
  find(id: number, options?: FilesComCallOptions): Promise<MessageCommentReaction>;
  /** The same as `find`. */
  readonly get: MessageCommentReactionOperations['find'];
  /** `DELETE /message_comment_reactions/{id}`. */
  delete(id: number, options?: FilesComCallOptions): Promise<void>;
  /** The same as `delete`. */
  readonly destroy: MessageCommentReactionOperations['delete'];
}

export interface MessageReactionListParams extends ListParams {
  readonly user_id?: number | null | undefined;
  readonly message_id: number;
}

export interface MessageReactionCreateParams {
  readonly user_id?: number | null | undefined;
  readonly emoji: string;
}

export interface MessageReactionOperations {
  /** `GET /message_reactions`; pages of at most 10000. */
  list(params: MessageReactionListParams, options?: FilesComCallOptions): List<MessageReaction>;
  /** The same as `list`. */
  readonly all: MessageReactionOperations['list'];
  /** `POST /message_reactions`. */
  create(params: MessageReactionCreateParams, options?: FilesComCallOptions): Promise<MessageReaction>;
  /** `GET /message_reactions/{id}`. */
  find(id: number, options?: FilesComCallOptions): Promise<MessageReaction>;
  /** The same as `find`. */
  readonly get: MessageReactionOperations['find'];
  /** `DELETE /message_reactions/{id}`. */
  delete(id: number, options?: FilesComCallOptions): Promise<void>;
  /** The same as `delete`. */
  readonly destroy: MessageReactionOperations['delete'];
}

export interface MetadataCategoryListParams extends ListParams {}

export interface MetadataCategoryCreateParams {
  readonly name: string;
  readonly default_columns?: readonly string[] | null | undefined;
}

export interface MetadataCategoryListForParams extends ListParams {}

export interface MetadataCategoryUpdateParams {
  readonly name?: string | null | undefined;
  readonly default_columns?: readonly string[] | null | undefined;
}

export interface MetadataCategoryOperations {
  /** `GET /metadata_categories`; pages of at most 10000. */
  list(params?: MetadataCategoryListParams, options?: FilesComCallOptions): List<MetadataCategory>;
  /** The same as `list`. */
  readonly all: MetadataCategoryOperations['list'];
  /** `POST /metadata_categories`. */
  create(params: MetadataCategoryCreateParams, options?: FilesComCallOptions): Promise<MetadataCategory>;
  /** `GET /metadata_categories/list_by_path/{path}`; pages of at most 10000. */
  listFor(path: string, params?: MetadataCategoryListForParams, options?: FilesComCallOptions): List<MetadataCategory>;
  /** `GET /metadata_categories/{id}`. */
  find(id: number, options?: FilesComCallOptions): Promise<MetadataCategory>;
  /** The same as `find`. */
  readonly get: MetadataCategoryOperations['find'];
  /** `PATCH /metadata_categories/{id}`. */
  update(id: number, params?: MetadataCategoryUpdateParams, options?: FilesComCallOptions): Promise<MetadataCategory>;
  /** `DELETE /metadata_categories/{id}`. */
  delete(id: number, options?: FilesComCallOptions): Promise<void>;
  /** The same as `delete`. */
  readonly destroy: MetadataCategoryOperations['delete'];
}

export interface NotificationListParams extends ListParams {
  readonly path?: string | null | undefined;
  readonly include_ancestors?: boolean | null | undefined;
  readonly group_id?: string | null | undefined;
  /** By one field. */
  readonly sort_by?: SortBy<'workspace_id' | 'path' | 'user_id' | 'group_id'> | undefined;
  readonly filter?: FilterBy<'path' | 'user_id' | 'workspace_id' | 'group_id'> | undefined;
  readonly filter_prefix?: FilterBy<'path'> | undefined;
}

export interface NotificationCreateParams {
  readonly user_id?: number | null | undefined;
  readonly notify_on_copy?: boolean | null | undefined;
  readonly notify_on_delete?: boolean | null | undefined;
  readonly notify_on_download?: boolean | null | undefined;
  readonly notify_on_move?: boolean | null | undefined;
  readonly notify_on_upload?: boolean | null | undefined;
  readonly notify_user_actions?: boolean | null | undefined;
  readonly recursive?: boolean | null | undefined;
  readonly send_interval?: NotificationSendInterval | null | undefined;
  readonly subject?: string | null | undefined;
  readonly message?: string | null | undefined;
  readonly triggering_filenames?: readonly string[] | null | undefined;
  readonly triggering_group_ids?: readonly number[] | null | undefined;
  readonly triggering_user_ids?: readonly number[] | null | undefined;
  readonly trigger_by_share_recipients?: boolean | null | undefined;
  readonly workspace_id?: number | null | undefined;
  readonly group_id?: number | null | undefined;
  readonly group_ids?: string | null | undefined;
  readonly path?: string | null | undefined;
  readonly username?: string | null | undefined;
}

export interface NotificationUpdateParams {
  readonly notify_on_copy?: boolean | null | undefined;
  readonly notify_on_delete?: boolean | null | undefined;
  readonly notify_on_download?: boolean | null | undefined;
  readonly notify_on_move?: boolean | null | undefined;
  readonly notify_on_upload?: boolean | null | undefined;
  readonly notify_user_actions?: boolean | null | undefined;
  readonly recursive?: boolean | null | undefined;
  readonly send_interval?: NotificationSendInterval | null | undefined;
  readonly subject?: string | null | undefined;
  readonly message?: string | null | undefined;
  readonly triggering_filenames?: readonly string[] | null | undefined;
  readonly triggering_group_ids?: readonly number[] | null | undefined;
  readonly triggering_user_ids?: readonly number[] | null | undefined;
  readonly trigger_by_share_recipients?: boolean | null | undefined;
  readonly workspace_id?: number | null | undefined;
}

export interface NotificationOperations {
  /** `GET /notifications`; pages of at most 10000; filters that go together: workspace_id+path, workspace_id+user_id, workspace_id+group_id, workspace_id+user_id+path. */
  list(params?: NotificationListParams, options?: FilesComCallOptions): List<Notification>;
  /** The same as `list`. */
  readonly all: NotificationOperations['list'];
  /** `POST /notifications`. */
  create(params?: NotificationCreateParams, options?: FilesComCallOptions): Promise<Notification>;
  /** `GET /notifications/{id}`. */
  find(id: number, options?: FilesComCallOptions): Promise<Notification>;
  /** The same as `find`. */
  readonly get: NotificationOperations['find'];
  /** `PATCH /notifications/{id}`. */
  update(id: number, params?: NotificationUpdateParams, options?: FilesComCallOptions): Promise<Notification>;
  /** `DELETE /notifications/{id}`. */
  delete(id: number, options?: FilesComCallOptions): Promise<void>;
  /** The same as `delete`. */
  readonly destroy: NotificationOperations['delete'];
}

export interface OutboundConnectionLogListParams extends ListParams {
  readonly filter?:
    FilterBy<'operation' | 'status' | 'src_remote_server_id' | 'dest_remote_server_id' | 'path' | 'client_ip' | 'created_at'> | undefined;
  readonly filter_prefix?: FilterBy<'path'> | undefined;
  readonly filter_gt?: FilterBy<'created_at'> | undefined;
  readonly filter_gteq?: FilterBy<'created_at'> | undefined;
  readonly filter_lt?: FilterBy<'created_at'> | undefined;
  readonly filter_lteq?: FilterBy<'created_at'> | undefined;
}

export interface OutboundConnectionLogOperations {
  /** `GET /outbound_connection_logs`; pages of at most 1000. */
  list(params?: OutboundConnectionLogListParams, options?: FilesComCallOptions): List<OutboundConnectionLog>;
  /** The same as `list`. */
  readonly all: OutboundConnectionLogOperations['list'];
}

export interface PartnerListParams extends ListParams {
  /** By one field. */
  readonly sort_by?: SortBy<'workspace_id' | 'id'> | undefined;
  readonly filter?: FilterBy<'workspace_id'> | undefined;
}

export interface PartnerCreateParams {
  readonly ai_assistant_personality_id?: number | null | undefined;
  readonly allowed_ips?: string | null | undefined;
  readonly allow_bypassing_2fa_policies?: boolean | null | undefined;
  readonly allow_credential_changes?: boolean | null | undefined;
  readonly allow_providing_gpg_keys?: boolean | null | undefined;
  readonly allow_user_creation?: boolean | null | undefined;
  readonly cc_emails_to_responsible_party?: boolean | null | undefined;
  readonly notes?: string | null | undefined;
  readonly partner_channel_template_id?: number | null | undefined;
  readonly responsible_group_id?: number | null | undefined;
  readonly responsible_user_id?: number | null | undefined;
  readonly show_partner_channel_home_page?: boolean | null | undefined;
  readonly tags?: string | null | undefined;
  readonly name: string;
  readonly root_folder: string;
  readonly workspace_id?: number | null | undefined;
}

export interface PartnerUpdateParams {
  readonly ai_assistant_personality_id?: number | null | undefined;
  readonly allowed_ips?: string | null | undefined;
  readonly allow_bypassing_2fa_policies?: boolean | null | undefined;
  readonly allow_credential_changes?: boolean | null | undefined;
  readonly allow_providing_gpg_keys?: boolean | null | undefined;
  readonly allow_user_creation?: boolean | null | undefined;
  readonly cc_emails_to_responsible_party?: boolean | null | undefined;
  readonly notes?: string | null | undefined;
  readonly partner_channel_template_id?: number | null | undefined;
  readonly responsible_group_id?: number | null | undefined;
  readonly responsible_user_id?: number | null | undefined;
  readonly show_partner_channel_home_page?: boolean | null | undefined;
  readonly tags?: string | null | undefined;
  readonly name?: string | null | undefined;
  readonly root_folder?: string | null | undefined;
}

export interface PartnerOperations {
  /** `GET /partners`; pages of at most 10000. */
  list(params?: PartnerListParams, options?: FilesComCallOptions): List<Partner>;
  /** The same as `list`. */
  readonly all: PartnerOperations['list'];
  /** `POST /partners`. */
  create(params: PartnerCreateParams, options?: FilesComCallOptions): Promise<Partner>;
  /** `GET /partners/{id}`. */
  find(id: number, options?: FilesComCallOptions): Promise<Partner>;
  /** The same as `find`. */
  readonly get: PartnerOperations['find'];
  /** `PATCH /partners/{id}`. */
  update(id: number, params?: PartnerUpdateParams, options?: FilesComCallOptions): Promise<Partner>;
  /** `DELETE /partners/{id}`. */
  delete(id: number, options?: FilesComCallOptions): Promise<void>;
  /** The same as `delete`. */
  readonly destroy: PartnerOperations['delete'];
}

export interface PartnerChannelListParams extends ListParams {
  /** By one field. */
  readonly sort_by?: SortBy<'workspace_id' | 'path' | 'partner_id'> | undefined;
  readonly filter?: FilterBy<'partner_id' | 'workspace_id'> | undefined;
}

export interface PartnerChannelCreateParams {
  readonly from_partner_folder_name?: string | null | undefined;
  readonly from_partner_managed_folder_paths?: readonly string[] | null | undefined;
  readonly from_partner_route_path?: string | null | undefined;
  readonly to_partner_folder_name?: string | null | undefined;
  readonly to_partner_managed_folder_paths?: readonly string[] | null | undefined;
  readonly to_partner_route_path?: string | null | undefined;
  readonly partner_id: number;
  readonly path: string;
  readonly workspace_id?: number | null | undefined;
}

export interface PartnerChannelUpdateParams {
  readonly from_partner_folder_name?: string | null | undefined;
  readonly from_partner_managed_folder_paths?: readonly string[] | null | undefined;
  readonly from_partner_route_path?: string | null | undefined;
  readonly to_partner_folder_name?: string | null | undefined;
  readonly to_partner_managed_folder_paths?: readonly string[] | null | undefined;
  readonly to_partner_route_path?: string | null | undefined;
  readonly path?: string | null | undefined;
}

export interface PartnerChannelOperations {
  /** `GET /partner_channels`; pages of at most 10000; filters that go together: workspace_id+partner_id. */
  list(params?: PartnerChannelListParams, options?: FilesComCallOptions): List<PartnerChannel>;
  /** The same as `list`. */
  readonly all: PartnerChannelOperations['list'];
  /** `POST /partner_channels`. */
  create(params: PartnerChannelCreateParams, options?: FilesComCallOptions): Promise<PartnerChannel>;
  /** `GET /partner_channels/{id}`. */
  find(id: number, options?: FilesComCallOptions): Promise<PartnerChannel>;
  /** The same as `find`. */
  readonly get: PartnerChannelOperations['find'];
  /** `PATCH /partner_channels/{id}`. */
  update(id: number, params?: PartnerChannelUpdateParams, options?: FilesComCallOptions): Promise<PartnerChannel>;
  /** `DELETE /partner_channels/{id}`. */
  delete(id: number, options?: FilesComCallOptions): Promise<void>;
  /** The same as `delete`. */
  readonly destroy: PartnerChannelOperations['delete'];
}

export interface PartnerChannelTemplateListParams extends ListParams {
  /** By one field. */
  readonly sort_by?: SortBy<'workspace_id' | 'name'> | undefined;
  readonly filter?: FilterBy<'workspace_id'> | undefined;
}

export interface PartnerChannelTemplateCreateParams {
  readonly from_partner_folder_name?: string | null | undefined;
  readonly from_partner_managed_folder_paths?: readonly string[] | null | undefined;
  readonly from_partner_route_path_pattern?: string | null | undefined;
  readonly to_partner_folder_name?: string | null | undefined;
  readonly to_partner_managed_folder_paths?: readonly string[] | null | undefined;
  readonly to_partner_route_path_pattern?: string | null | undefined;
  readonly name: string;
  readonly path: string;
  readonly workspace_id?: number | null | undefined;
}

export interface PartnerChannelTemplateUpdateParams {
  readonly from_partner_folder_name?: string | null | undefined;
  readonly from_partner_managed_folder_paths?: readonly string[] | null | undefined;
  readonly from_partner_route_path_pattern?: string | null | undefined;
  readonly to_partner_folder_name?: string | null | undefined;
  readonly to_partner_managed_folder_paths?: readonly string[] | null | undefined;
  readonly to_partner_route_path_pattern?: string | null | undefined;
  readonly name?: string | null | undefined;
  readonly path?: string | null | undefined;
}

export interface PartnerChannelTemplateOperations {
  /** `GET /partner_channel_templates`; pages of at most 10000. */
  list(params?: PartnerChannelTemplateListParams, options?: FilesComCallOptions): List<PartnerChannelTemplate>;
  /** The same as `list`. */
  readonly all: PartnerChannelTemplateOperations['list'];
  /** `POST /partner_channel_templates`. */
  create(params: PartnerChannelTemplateCreateParams, options?: FilesComCallOptions): Promise<PartnerChannelTemplate>;
  /** `GET /partner_channel_templates/{id}`. */
  find(id: number, options?: FilesComCallOptions): Promise<PartnerChannelTemplate>;
  /** The same as `find`. */
  readonly get: PartnerChannelTemplateOperations['find'];
  /** `PATCH /partner_channel_templates/{id}`. */
  update(id: number, params?: PartnerChannelTemplateUpdateParams, options?: FilesComCallOptions): Promise<PartnerChannelTemplate>;
  /** `DELETE /partner_channel_templates/{id}`. */
  delete(id: number, options?: FilesComCallOptions): Promise<void>;
  /** The same as `delete`. */
  readonly destroy: PartnerChannelTemplateOperations['delete'];
}

export interface PartnerSiteOperations {
  /** `DELETE /partner_sites/{id}`. */
  delete(id: number, options?: FilesComCallOptions): Promise<void>;
  /** The same as `delete`. */
  readonly destroy: PartnerSiteOperations['delete'];
}

export interface PartnerSiteRequestListParams extends ListParams {
  /** By one field. */
  readonly sort_by?: SortBy<'host_partner_id'> | undefined;
  readonly filter?: FilterBy<'host_partner_id'> | undefined;
}

export interface PartnerSiteRequestCreateParams {
  readonly host_partner_id: number;
  readonly guest_site_url: string;
}

export interface PartnerSiteRequestFindByPairingKeyParams {
  readonly pairing_key: string;
}

export interface PartnerSiteRequestRejectParams {
  readonly pairing_key: string;
}

export interface PartnerSiteRequestApproveParams {
  readonly pairing_key: string;
}

export interface PartnerSiteRequestOperations {
  /** `GET /partner_site_requests`; pages of at most 10000. */
  list(params?: PartnerSiteRequestListParams, options?: FilesComCallOptions): List<PartnerSiteRequest>;
  /** The same as `list`. */
  readonly all: PartnerSiteRequestOperations['list'];
  /** `POST /partner_site_requests`. */
  create(params: PartnerSiteRequestCreateParams, options?: FilesComCallOptions): Promise<PartnerSiteRequest>;
  /** `GET /partner_site_requests/find_by_pairing_key`. */
  findByPairingKey(params: PartnerSiteRequestFindByPairingKeyParams, options?: FilesComCallOptions): Promise<void>;
  /** `POST /partner_site_requests/reject`. */
  reject(params: PartnerSiteRequestRejectParams, options?: FilesComCallOptions): Promise<void>;
  /** `POST /partner_site_requests/approve`. */
  approve(params: PartnerSiteRequestApproveParams, options?: FilesComCallOptions): Promise<void>;
  /** `DELETE /partner_site_requests/{id}`. */
  delete(id: number, options?: FilesComCallOptions): Promise<void>;
  /** The same as `delete`. */
  readonly destroy: PartnerSiteRequestOperations['delete'];
}

export interface PaymentListParams extends ListParams {}

export interface PaymentOperations {
  /** `GET /payments`; pages of at most 10000. */
  list(params?: PaymentListParams, options?: FilesComCallOptions): List<AccountLineItem>;
  /** The same as `list`. */
  readonly all: PaymentOperations['list'];
  /** `GET /payments/{id}`. */
  find(id: number, options?: FilesComCallOptions): Promise<AccountLineItem>;
  /** The same as `find`. */
  readonly get: PaymentOperations['find'];
}

export interface PendingWorkEventListParams extends ListParams {
  /** By one field. */
  readonly sort_by?: SortBy<'created_at' | 'status' | 'folder_behavior_id'> | undefined;
  readonly filter?: FilterBy<'created_at' | 'folder_behavior_id' | 'status'> | undefined;
  readonly filter_gt?: FilterBy<'created_at'> | undefined;
  readonly filter_gteq?: FilterBy<'created_at'> | undefined;
  readonly filter_lt?: FilterBy<'created_at'> | undefined;
  readonly filter_lteq?: FilterBy<'created_at'> | undefined;
}

export interface PendingWorkEventOperations {
  /** `GET /pending_work_events`; pages of at most 10000; filters that go together: folder_behavior_id+created_at, status+created_at, folder_behavior_id+status, folder_behavior_id+status+created_at. */
  list(params?: PendingWorkEventListParams, options?: FilesComCallOptions): List<PendingWorkEvent>;
  /** The same as `list`. */
  readonly all: PendingWorkEventOperations['list'];
  /** `GET /pending_work_events/{id}`. */
  find(id: number, options?: FilesComCallOptions): Promise<PendingWorkEvent>;
  /** The same as `find`. */
  readonly get: PendingWorkEventOperations['find'];
}

export interface PermissionListParams extends ListParams {
  readonly path?: string | null | undefined;
  readonly include_groups?: boolean | null | undefined;
  readonly group_id?: string | null | undefined;
  readonly partner_id?: string | null | undefined;
  readonly user_id?: string | null | undefined;
  /** By one field. */
  readonly sort_by?: SortBy<'site_id' | 'group_id' | 'path' | 'user_id' | 'partner_id' | 'id'> | undefined;
  readonly filter?: FilterBy<'path' | 'group_id' | 'partner_id' | 'user_id'> | undefined;
  readonly filter_prefix?: FilterBy<'path'> | undefined;
}

export interface PermissionCreateParams {
  readonly path: string;
  readonly group_id?: number | null | undefined;
  readonly group_ids?: string | null | undefined;
  readonly permission?: PermissionPermission | null | undefined;
  readonly recursive?: boolean | null | undefined;
  readonly partner_id?: number | null | undefined;
  readonly user_id?: number | null | undefined;
  readonly username?: string | null | undefined;
  readonly group_name?: string | null | undefined;
  readonly site_id?: number | null | undefined;
}

export interface PermissionOperations {
  /** `GET /permissions`; pages of at most 10000; filters that go together: group_id+path, partner_id+path, user_id+path, user_id+group_id, user_id+group_id+path, user_id+group_id+partner_id, user_id+group_id+partner_id+path. */
  list(params?: PermissionListParams, options?: FilesComCallOptions): List<Permission>;
  /** The same as `list`. */
  readonly all: PermissionOperations['list'];
  /** `POST /permissions`. */
  create(params: PermissionCreateParams, options?: FilesComCallOptions): Promise<Permission>;
  /** `DELETE /permissions/{id}`. */
  delete(id: number, options?: FilesComCallOptions): Promise<void>;
  /** The same as `delete`. */
  readonly destroy: PermissionOperations['delete'];
}

export interface ProjectListParams extends ListParams {}

export interface ProjectCreateParams {
  readonly global_access: ProjectGlobalAccess;
}

export interface ProjectUpdateParams {
  readonly global_access: ProjectGlobalAccess;
}

export interface ProjectOperations {
  /** `GET /projects`; pages of at most 10000. */
  list(params?: ProjectListParams, options?: FilesComCallOptions): List<Project>;
  /** The same as `list`. */
  readonly all: ProjectOperations['list'];
  /** `POST /projects`. */
  create(params: ProjectCreateParams, options?: FilesComCallOptions): Promise<Project>;
  /** `GET /projects/{id}`. */
  find(id: number, options?: FilesComCallOptions): Promise<Project>;
  /** The same as `find`. */
  readonly get: ProjectOperations['find'];
  /** `PATCH /projects/{id}`. */
  update(id: number, params: ProjectUpdateParams, options?: FilesComCallOptions): Promise<Project>;
  /** `DELETE /projects/{id}`. */
  delete(id: number, options?: FilesComCallOptions): Promise<void>;
  /** The same as `delete`. */
  readonly destroy: ProjectOperations['delete'];
}

export interface PublicHostingRequestLogListParams extends ListParams {
  readonly filter?: FilterBy<'path' | 'remote_ip' | 'success' | 'created_at'> | undefined;
  readonly filter_prefix?: FilterBy<'path'> | undefined;
  readonly filter_gt?: FilterBy<'created_at'> | undefined;
  readonly filter_gteq?: FilterBy<'created_at'> | undefined;
  readonly filter_lt?: FilterBy<'created_at'> | undefined;
  readonly filter_lteq?: FilterBy<'created_at'> | undefined;
}

export interface PublicHostingRequestLogOperations {
  /** `GET /public_hosting_request_logs`; pages of at most 1000; filters that go together: path+remote_ip, path+success, path+created_at, remote_ip+success, remote_ip+created_at, success+created_at, path+remote_ip+success, path+remote_ip+created_at, path+success+created_at, remote_ip+success+created_at, path+remote_ip+success+created_at. */
  list(params?: PublicHostingRequestLogListParams, options?: FilesComCallOptions): List<PublicHostingRequestLog>;
  /** The same as `list`. */
  readonly all: PublicHostingRequestLogOperations['list'];
}

export interface PublicKeyListParams extends ListParams {
  readonly user_id?: number | null | undefined;
  /** By one field. */
  readonly sort_by?: SortBy<'workspace_id' | 'user_id' | 'title' | 'created_at'> | undefined;
  readonly filter?: FilterBy<'created_at' | 'workspace_id'> | undefined;
  readonly filter_gt?: FilterBy<'created_at'> | undefined;
  readonly filter_gteq?: FilterBy<'created_at'> | undefined;
  readonly filter_lt?: FilterBy<'created_at'> | undefined;
  readonly filter_lteq?: FilterBy<'created_at'> | undefined;
}

export interface PublicKeyCreateParams {
  readonly user_id?: number | null | undefined;
  readonly title: string;
  readonly public_key?: string | null | undefined;
  readonly generate_keypair?: boolean | null | undefined;
  readonly generate_private_key_password?: string | null | undefined;
  readonly generate_algorithm?: PublicKeyGenerateAlgorithm | null | undefined;
  readonly generate_length?: number | null | undefined;
}

export interface PublicKeyUpdateParams {
  readonly title: string;
}

export interface PublicKeyOperations {
  /** `GET /public_keys`; pages of at most 10000. */
  list(params?: PublicKeyListParams, options?: FilesComCallOptions): List<PublicKey>;
  /** The same as `list`. */
  readonly all: PublicKeyOperations['list'];
  /** `POST /public_keys`. */
  create(params: PublicKeyCreateParams, options?: FilesComCallOptions): Promise<PublicKey>;
  /** `GET /public_keys/{id}`. */
  find(id: number, options?: FilesComCallOptions): Promise<PublicKey>;
  /** The same as `find`. */
  readonly get: PublicKeyOperations['find'];
  /** `PATCH /public_keys/{id}`. */
  update(id: number, params: PublicKeyUpdateParams, options?: FilesComCallOptions): Promise<PublicKey>;
  /** `DELETE /public_keys/{id}`. */
  delete(id: number, options?: FilesComCallOptions): Promise<void>;
  /** The same as `delete`. */
  readonly destroy: PublicKeyOperations['delete'];
}

export interface RemoteBandwidthSnapshotListParams extends ListParams {
  /** By one field. */
  readonly sort_by?: SortBy<'logged_at'> | undefined;
  readonly filter?: FilterBy<'logged_at'> | undefined;
  readonly filter_gt?: FilterBy<'logged_at'> | undefined;
  readonly filter_gteq?: FilterBy<'logged_at'> | undefined;
  readonly filter_lt?: FilterBy<'logged_at'> | undefined;
  readonly filter_lteq?: FilterBy<'logged_at'> | undefined;
}

export interface RemoteBandwidthSnapshotOperations {
  /** `GET /remote_bandwidth_snapshots`; pages of at most 10000. */
  list(params?: RemoteBandwidthSnapshotListParams, options?: FilesComCallOptions): List<RemoteBandwidthSnapshot>;
  /** The same as `list`. */
  readonly all: RemoteBandwidthSnapshotOperations['list'];
}

export interface RemoteMountBackendListParams extends ListParams {
  readonly filter?: FilterBy<'remote_server_mount_id'> | undefined;
}

export interface RemoteMountBackendCreateParams {
  readonly enabled?: boolean | null | undefined;
  readonly fall?: number | null | undefined;
  readonly health_check_enabled?: boolean | null | undefined;
  readonly health_check_type?: RemoteMountBackendHealthCheckType | null | undefined;
  readonly interval?: number | null | undefined;
  readonly min_free_cpu?: number | null | undefined;
  readonly min_free_mem?: number | null | undefined;
  readonly priority?: number | null | undefined;
  readonly remote_path?: string | null | undefined;
  readonly rise?: number | null | undefined;
  readonly canary_file_path: string;
  readonly remote_server_mount_id: number;
  readonly remote_server_id: number;
}

export interface RemoteMountBackendUpdateParams {
  readonly enabled?: boolean | null | undefined;
  readonly fall?: number | null | undefined;
  readonly health_check_enabled?: boolean | null | undefined;
  readonly health_check_type?: RemoteMountBackendHealthCheckType | null | undefined;
  readonly interval?: number | null | undefined;
  readonly min_free_cpu?: number | null | undefined;
  readonly min_free_mem?: number | null | undefined;
  readonly priority?: number | null | undefined;
  readonly remote_path?: string | null | undefined;
  readonly rise?: number | null | undefined;
  readonly canary_file_path?: string | null | undefined;
  readonly remote_server_id?: number | null | undefined;
}

export interface RemoteMountBackendOperations {
  /** `GET /remote_mount_backends`; pages of at most 10000. */
  list(params?: RemoteMountBackendListParams, options?: FilesComCallOptions): List<RemoteMountBackend>;
  /** The same as `list`. */
  readonly all: RemoteMountBackendOperations['list'];
  /** `POST /remote_mount_backends`. */
  create(params: RemoteMountBackendCreateParams, options?: FilesComCallOptions): Promise<RemoteMountBackend>;
  /** `GET /remote_mount_backends/{id}`. */
  find(id: number, options?: FilesComCallOptions): Promise<RemoteMountBackend>;
  /** The same as `find`. */
  readonly get: RemoteMountBackendOperations['find'];
  /** `PATCH /remote_mount_backends/{id}`. */
  update(id: number, params?: RemoteMountBackendUpdateParams, options?: FilesComCallOptions): Promise<RemoteMountBackend>;
  /** `DELETE /remote_mount_backends/{id}`. */
  delete(id: number, options?: FilesComCallOptions): Promise<void>;
  /** The same as `delete`. */
  readonly destroy: RemoteMountBackendOperations['delete'];
  /** `POST /remote_mount_backends/{id}/reset_status`. */
  resetStatus(id: number, options?: FilesComCallOptions): Promise<void>;
}

export interface RemoteServerListParams extends ListParams {
  readonly user_id?: number | null | undefined;
  /** By one field. */
  readonly sort_by?:
    | SortBy<
        | 'workspace_id'
        | 'name'
        | 'server_type'
        | 'backblaze_b2_bucket'
        | 'google_cloud_storage_bucket'
        | 'wasabi_bucket'
        | 's3_bucket'
        | 'azure_blob_storage_container'
        | 'azure_files_storage_share_name'
        | 's3_compatible_bucket'
        | 'filebase_bucket'
        | 'cloudflare_bucket'
        | 'linode_bucket'
      >
    | undefined;
  readonly filter?:
    | FilterBy<
        | 'name'
        | 'server_type'
        | 'workspace_id'
        | 'backblaze_b2_bucket'
        | 'google_cloud_storage_bucket'
        | 'wasabi_bucket'
        | 's3_bucket'
        | 'azure_blob_storage_container'
        | 'azure_files_storage_share_name'
        | 's3_compatible_bucket'
        | 'filebase_bucket'
        | 'cloudflare_bucket'
        | 'linode_bucket'
      >
    | undefined;
  readonly filter_prefix?:
    | FilterBy<
        | 'name'
        | 'backblaze_b2_bucket'
        | 'google_cloud_storage_bucket'
        | 'wasabi_bucket'
        | 's3_bucket'
        | 'azure_blob_storage_container'
        | 'azure_files_storage_share_name'
        | 's3_compatible_bucket'
        | 'filebase_bucket'
        | 'cloudflare_bucket'
        | 'linode_bucket'
      >
    | undefined;
}

export interface RemoteServerCreateParams {
  readonly user_id?: number | null | undefined;
  readonly password?: string | null | undefined;
  readonly private_key?: string | null | undefined;
  readonly private_key_passphrase?: string | null | undefined;
  readonly reset_authentication?: boolean | null | undefined;
  readonly sharepoint_client_certificate?: string | null | undefined;
  readonly sharepoint_client_secret?: string | null | undefined;
  readonly ssl_certificate?: string | null | undefined;
  readonly aws_secret_key?: string | null | undefined;
  readonly azure_blob_storage_access_key?: string | null | undefined;
  readonly azure_blob_storage_sas_token?: string | null | undefined;
  readonly azure_files_storage_access_key?: string | null | undefined;
  readonly azure_files_storage_sas_token?: string | null | undefined;
  readonly backblaze_b2_application_key?: string | null | undefined;
  readonly backblaze_b2_key_id?: string | null | undefined;
  readonly cloudflare_secret_key?: string | null | undefined;
  readonly filebase_secret_key?: string | null | undefined;
  readonly google_cloud_storage_credentials_json?: string | null | undefined;
  readonly google_cloud_storage_s3_compatible_secret_key?: string | null | undefined;
  readonly linode_secret_key?: string | null | undefined;
  readonly s3_compatible_secret_key?: string | null | undefined;
  readonly wasabi_secret_key?: string | null | undefined;
  readonly allow_relative_paths?: boolean | null | undefined;
  readonly aws_access_key?: string | null | undefined;
  readonly azure_blob_storage_account?: string | null | undefined;
  readonly azure_blob_storage_container?: string | null | undefined;
  readonly azure_blob_storage_dns_suffix?: string | null | undefined;
  readonly azure_blob_storage_hierarchical_namespace?: boolean | null | undefined;
  readonly azure_files_storage_account?: string | null | undefined;
  readonly azure_files_storage_dns_suffix?: string | null | undefined;
  readonly azure_files_storage_share_name?: string | null | undefined;
  readonly backblaze_b2_bucket?: string | null | undefined;
  readonly backblaze_b2_s3_endpoint?: string | null | undefined;
  readonly buffer_uploads?: RemoteServerBufferUploads | null | undefined;
  readonly cloudflare_access_key?: string | null | undefined;
  readonly cloudflare_bucket?: string | null | undefined;
  readonly cloudflare_endpoint?: string | null | undefined;
  readonly description?: string | null | undefined;
  readonly dropbox_teams?: boolean | null | undefined;
  readonly enable_dedicated_ips?: boolean | null | undefined;
  readonly filebase_access_key?: string | null | undefined;
  readonly filebase_bucket?: string | null | undefined;
  readonly files_api_key?: string | null | undefined;
  readonly files_agent_permission_set?: RemoteServerFilesAgentPermissionSet | null | undefined;
  readonly files_agent_root?: string | null | undefined;
  readonly files_agent_version?: string | null | undefined;
  readonly outbound_agent_id?: number | null | undefined;
  readonly google_cloud_storage_authentication_method?: RemoteServerGoogleCloudStorageAuthenticationMethod | null | undefined;
  readonly google_cloud_storage_bucket?: string | null | undefined;
  readonly google_cloud_storage_oauth_scope?: string | null | undefined;
  readonly google_cloud_storage_project_id?: string | null | undefined;
  readonly google_cloud_storage_s3_compatible_access_key?: string | null | undefined;
  readonly hostname?: string | null | undefined;
  readonly linode_access_key?: string | null | undefined;
  readonly linode_bucket?: string | null | undefined;
  readonly linode_region?: string | null | undefined;
  readonly max_connections?: number | null | undefined;
  readonly name?: string | null | undefined;
  readonly one_drive_account_type?: RemoteServerOneDriveAccountType | null | undefined;
  readonly pin_to_site_region?: boolean | null | undefined;
  readonly port?: number | null | undefined;
  readonly upload_staging_path?: string | null | undefined;
  readonly remote_server_credential_id?: number | null | undefined;
  readonly s3_assume_role_arn?: string | null | undefined;
  readonly s3_assume_role_duration_seconds?: number | null | undefined;
  readonly s3_bucket?: string | null | undefined;
  readonly s3_compatible_access_key?: string | null | undefined;
  readonly s3_compatible_bucket?: string | null | undefined;
  readonly s3_compatible_endpoint?: string | null | undefined;
  readonly s3_compatible_region?: string | null | undefined;
  readonly s3_compatible_virtual_hosted_style?: boolean | null | undefined;
  readonly s3_region?: string | null | undefined;
  readonly server_certificate?: RemoteServerServerCertificate | null | undefined;
  readonly server_host_key?: string | null | undefined;
  readonly server_type?: RemoteServerServerType | null | undefined;
  readonly sharepoint_client_id?: string | null | undefined;
  readonly sharepoint_site_url?: string | null | undefined;
  readonly sharepoint_tenant_id?: string | null | undefined;
  readonly ssl?: RemoteServerSsl | null | undefined;
  readonly username?: string | null | undefined;
  readonly wasabi_access_key?: string | null | undefined;
  readonly wasabi_bucket?: string | null | undefined;
  readonly wasabi_region?: string | null | undefined;
  readonly workspace_id?: number | null | undefined;
}

export interface RemoteServerUpdateParams {
  readonly password?: string | null | undefined;
  readonly private_key?: string | null | undefined;
  readonly private_key_passphrase?: string | null | undefined;
  readonly reset_authentication?: boolean | null | undefined;
  readonly sharepoint_client_certificate?: string | null | undefined;
  readonly sharepoint_client_secret?: string | null | undefined;
  readonly ssl_certificate?: string | null | undefined;
  readonly aws_secret_key?: string | null | undefined;
  readonly azure_blob_storage_access_key?: string | null | undefined;
  readonly azure_blob_storage_sas_token?: string | null | undefined;
  readonly azure_files_storage_access_key?: string | null | undefined;
  readonly azure_files_storage_sas_token?: string | null | undefined;
  readonly backblaze_b2_application_key?: string | null | undefined;
  readonly backblaze_b2_key_id?: string | null | undefined;
  readonly cloudflare_secret_key?: string | null | undefined;
  readonly filebase_secret_key?: string | null | undefined;
  readonly google_cloud_storage_credentials_json?: string | null | undefined;
  readonly google_cloud_storage_s3_compatible_secret_key?: string | null | undefined;
  readonly linode_secret_key?: string | null | undefined;
  readonly s3_compatible_secret_key?: string | null | undefined;
  readonly wasabi_secret_key?: string | null | undefined;
  readonly allow_relative_paths?: boolean | null | undefined;
  readonly aws_access_key?: string | null | undefined;
  readonly azure_blob_storage_account?: string | null | undefined;
  readonly azure_blob_storage_container?: string | null | undefined;
  readonly azure_blob_storage_dns_suffix?: string | null | undefined;
  readonly azure_blob_storage_hierarchical_namespace?: boolean | null | undefined;
  readonly azure_files_storage_account?: string | null | undefined;
  readonly azure_files_storage_dns_suffix?: string | null | undefined;
  readonly azure_files_storage_share_name?: string | null | undefined;
  readonly backblaze_b2_bucket?: string | null | undefined;
  readonly backblaze_b2_s3_endpoint?: string | null | undefined;
  readonly buffer_uploads?: RemoteServerBufferUploads | null | undefined;
  readonly cloudflare_access_key?: string | null | undefined;
  readonly cloudflare_bucket?: string | null | undefined;
  readonly cloudflare_endpoint?: string | null | undefined;
  readonly description?: string | null | undefined;
  readonly dropbox_teams?: boolean | null | undefined;
  readonly enable_dedicated_ips?: boolean | null | undefined;
  readonly filebase_access_key?: string | null | undefined;
  readonly filebase_bucket?: string | null | undefined;
  readonly files_api_key?: string | null | undefined;
  readonly files_agent_permission_set?: RemoteServerFilesAgentPermissionSet | null | undefined;
  readonly files_agent_root?: string | null | undefined;
  readonly files_agent_version?: string | null | undefined;
  readonly outbound_agent_id?: number | null | undefined;
  readonly google_cloud_storage_authentication_method?: RemoteServerGoogleCloudStorageAuthenticationMethod | null | undefined;
  readonly google_cloud_storage_bucket?: string | null | undefined;
  readonly google_cloud_storage_oauth_scope?: string | null | undefined;
  readonly google_cloud_storage_project_id?: string | null | undefined;
  readonly google_cloud_storage_s3_compatible_access_key?: string | null | undefined;
  readonly hostname?: string | null | undefined;
  readonly linode_access_key?: string | null | undefined;
  readonly linode_bucket?: string | null | undefined;
  readonly linode_region?: string | null | undefined;
  readonly max_connections?: number | null | undefined;
  readonly name?: string | null | undefined;
  readonly one_drive_account_type?: RemoteServerOneDriveAccountType | null | undefined;
  readonly pin_to_site_region?: boolean | null | undefined;
  readonly port?: number | null | undefined;
  readonly upload_staging_path?: string | null | undefined;
  readonly remote_server_credential_id?: number | null | undefined;
  readonly s3_assume_role_arn?: string | null | undefined;
  readonly s3_assume_role_duration_seconds?: number | null | undefined;
  readonly s3_bucket?: string | null | undefined;
  readonly s3_compatible_access_key?: string | null | undefined;
  readonly s3_compatible_bucket?: string | null | undefined;
  readonly s3_compatible_endpoint?: string | null | undefined;
  readonly s3_compatible_region?: string | null | undefined;
  readonly s3_compatible_virtual_hosted_style?: boolean | null | undefined;
  readonly s3_region?: string | null | undefined;
  readonly server_certificate?: RemoteServerServerCertificate | null | undefined;
  readonly server_host_key?: string | null | undefined;
  readonly server_type?: RemoteServerServerType | null | undefined;
  readonly sharepoint_client_id?: string | null | undefined;
  readonly sharepoint_site_url?: string | null | undefined;
  readonly sharepoint_tenant_id?: string | null | undefined;
  readonly ssl?: RemoteServerSsl | null | undefined;
  readonly username?: string | null | undefined;
  readonly wasabi_access_key?: string | null | undefined;
  readonly wasabi_bucket?: string | null | undefined;
  readonly wasabi_region?: string | null | undefined;
}

export interface RemoteServerConfigurationFileParams {
  readonly api_token?: string | null | undefined;
  readonly permission_set?: string | null | undefined;
  readonly root?: string | null | undefined;
  readonly hostname?: string | null | undefined;
  readonly port?: number | null | undefined;
  readonly status?: string | null | undefined;
  readonly config_version?: string | null | undefined;
  readonly private_key?: string | null | undefined;
  readonly public_key?: string | null | undefined;
  readonly server_host_key?: string | null | undefined;
  readonly subdomain?: string | null | undefined;
}

export interface RemoteServerOperations {
  /** `GET /remote_servers`; pages of at most 10000; filters that go together: server_type+name, workspace_id+name, backblaze_b2_bucket+name, google_cloud_storage_bucket+name, wasabi_bucket+name, s3_bucket+name, azure_blob_storage_container+name, azure_files_storage_share_name+name, s3_compatible_bucket+name, filebase_bucket+name, cloudflare_bucket+name, linode_bucket+name, workspace_id+server_type, workspace_id+server_type+name. */
  list(params?: RemoteServerListParams, options?: FilesComCallOptions): List<RemoteServer>;
  /** The same as `list`. */
  readonly all: RemoteServerOperations['list'];
  /** `POST /remote_servers`. */
  create(params?: RemoteServerCreateParams, options?: FilesComCallOptions): Promise<RemoteServer>;
  /** `GET /remote_servers/{id}`. */
  find(id: number, options?: FilesComCallOptions): Promise<RemoteServer>;
  /** The same as `find`. */
  readonly get: RemoteServerOperations['find'];
  /** `PATCH /remote_servers/{id}`. */
  update(id: number, params?: RemoteServerUpdateParams, options?: FilesComCallOptions): Promise<RemoteServer>;
  /** `DELETE /remote_servers/{id}`. */
  delete(id: number, options?: FilesComCallOptions): Promise<void>;
  /** The same as `delete`. */
  readonly destroy: RemoteServerOperations['delete'];
  /** `GET /remote_servers/{id}/agent_nodes`. */
  agentNodes(id: number, options?: FilesComCallOptions): Promise<AgentNode>;
  /** `GET /remote_servers/{id}/configuration_file`. */
  findConfigurationFile(id: number, options?: FilesComCallOptions): Promise<RemoteServerConfigurationFile>;
  /** `POST /remote_servers/{id}/agent_push_update`. */
  agentPushUpdate(id: number, options?: FilesComCallOptions): Promise<AgentPushUpdate>;
  /** `POST /remote_servers/{id}/configuration_file`. */
  configurationFile(
    id: number,
    params?: RemoteServerConfigurationFileParams,
    options?: FilesComCallOptions,
  ): Promise<RemoteServerConfigurationFile>;
}

export interface RemoteServerCredentialListParams extends ListParams {
  /** By one field. */
  readonly sort_by?: SortBy<'workspace_id' | 'id'> | undefined;
  readonly filter?: FilterBy<'workspace_id' | 'name'> | undefined;
  readonly filter_prefix?: FilterBy<'name'> | undefined;
}

export interface RemoteServerCredentialCreateParams {
  readonly name?: string | null | undefined;
  readonly description?: string | null | undefined;
  readonly server_type?: RemoteServerCredentialServerType | null | undefined;
  readonly aws_access_key?: string | null | undefined;
  readonly s3_assume_role_arn?: string | null | undefined;
  readonly s3_assume_role_duration_seconds?: number | null | undefined;
  readonly cloudflare_access_key?: string | null | undefined;
  readonly filebase_access_key?: string | null | undefined;
  readonly google_cloud_storage_s3_compatible_access_key?: string | null | undefined;
  readonly linode_access_key?: string | null | undefined;
  readonly s3_compatible_access_key?: string | null | undefined;
  readonly sharepoint_client_id?: string | null | undefined;
  readonly sharepoint_tenant_id?: string | null | undefined;
  readonly username?: string | null | undefined;
  readonly wasabi_access_key?: string | null | undefined;
  readonly password?: string | null | undefined;
  readonly private_key?: string | null | undefined;
  readonly private_key_passphrase?: string | null | undefined;
  readonly aws_secret_key?: string | null | undefined;
  readonly azure_blob_storage_access_key?: string | null | undefined;
  readonly azure_blob_storage_sas_token?: string | null | undefined;
  readonly azure_files_storage_access_key?: string | null | undefined;
  readonly azure_files_storage_sas_token?: string | null | undefined;
  readonly backblaze_b2_application_key?: string | null | undefined;
  readonly backblaze_b2_key_id?: string | null | undefined;
  readonly cloudflare_secret_key?: string | null | undefined;
  readonly filebase_secret_key?: string | null | undefined;
  readonly google_cloud_storage_credentials_json?: string | null | undefined;
  readonly google_cloud_storage_s3_compatible_secret_key?: string | null | undefined;
  readonly linode_secret_key?: string | null | undefined;
  readonly s3_compatible_secret_key?: string | null | undefined;
  readonly sharepoint_client_certificate?: string | null | undefined;
  readonly sharepoint_client_secret?: string | null | undefined;
  readonly wasabi_secret_key?: string | null | undefined;
  readonly workspace_id?: number | null | undefined;
  readonly copy_values_from_credential_id?: number | null | undefined;
}

export interface RemoteServerCredentialUpdateParams {
  readonly name?: string | null | undefined;
  readonly description?: string | null | undefined;
  readonly server_type?: RemoteServerCredentialServerType | null | undefined;
  readonly aws_access_key?: string | null | undefined;
  readonly s3_assume_role_arn?: string | null | undefined;
  readonly s3_assume_role_duration_seconds?: number | null | undefined;
  readonly cloudflare_access_key?: string | null | undefined;
  readonly filebase_access_key?: string | null | undefined;
  readonly google_cloud_storage_s3_compatible_access_key?: string | null | undefined;
  readonly linode_access_key?: string | null | undefined;
  readonly s3_compatible_access_key?: string | null | undefined;
  readonly sharepoint_client_id?: string | null | undefined;
  readonly sharepoint_tenant_id?: string | null | undefined;
  readonly username?: string | null | undefined;
  readonly wasabi_access_key?: string | null | undefined;
  readonly password?: string | null | undefined;
  readonly private_key?: string | null | undefined;
  readonly private_key_passphrase?: string | null | undefined;
  readonly aws_secret_key?: string | null | undefined;
  readonly azure_blob_storage_access_key?: string | null | undefined;
  readonly azure_blob_storage_sas_token?: string | null | undefined;
  readonly azure_files_storage_access_key?: string | null | undefined;
  readonly azure_files_storage_sas_token?: string | null | undefined;
  readonly backblaze_b2_application_key?: string | null | undefined;
  readonly backblaze_b2_key_id?: string | null | undefined;
  readonly cloudflare_secret_key?: string | null | undefined;
  readonly filebase_secret_key?: string | null | undefined;
  readonly google_cloud_storage_credentials_json?: string | null | undefined;
  readonly google_cloud_storage_s3_compatible_secret_key?: string | null | undefined;
  readonly linode_secret_key?: string | null | undefined;
  readonly s3_compatible_secret_key?: string | null | undefined;
  readonly sharepoint_client_certificate?: string | null | undefined;
  readonly sharepoint_client_secret?: string | null | undefined;
  readonly wasabi_secret_key?: string | null | undefined;
}

export interface RemoteServerCredentialOperations {
  /** `GET /remote_server_credentials`; pages of at most 10000; filters that go together: workspace_id+name. */
  list(params?: RemoteServerCredentialListParams, options?: FilesComCallOptions): List<RemoteServerCredential>;
  /** The same as `list`. */
  readonly all: RemoteServerCredentialOperations['list'];
  /** `POST /remote_server_credentials`. */
  create(params?: RemoteServerCredentialCreateParams, options?: FilesComCallOptions): Promise<RemoteServerCredential>;
  /** `GET /remote_server_credentials/{id}`. */
  find(id: number, options?: FilesComCallOptions): Promise<RemoteServerCredential>;
  /** The same as `find`. */
  readonly get: RemoteServerCredentialOperations['find'];
  /** `PATCH /remote_server_credentials/{id}`. */
  update(id: number, params?: RemoteServerCredentialUpdateParams, options?: FilesComCallOptions): Promise<RemoteServerCredential>;
  /** `DELETE /remote_server_credentials/{id}`. */
  delete(id: number, options?: FilesComCallOptions): Promise<void>;
  /** The same as `delete`. */
  readonly destroy: RemoteServerCredentialOperations['delete'];
}

export interface RequestListParams extends ListParams {
  readonly mine?: boolean | null | undefined;
  readonly path?: string | null | undefined;
}

export interface RequestCreateParams {
  readonly path: string;
  readonly destination: string;
  readonly user_ids?: string | null | undefined;
  readonly group_ids?: string | null | undefined;
}

export interface RequestGetFolderParams extends ListParams {
  readonly mine?: boolean | null | undefined;
}

export interface RequestOperations {
  /** `GET /requests`; pages of at most 10000. */
  list(params?: RequestListParams, options?: FilesComCallOptions): List<Request>;
  /** The same as `list`. */
  readonly all: RequestOperations['list'];
  /** `POST /requests`. */
  create(params: RequestCreateParams, options?: FilesComCallOptions): Promise<Request>;
  /** `GET /requests/folders/{path}`; pages of at most 10000. */
  getFolder(path: string, params?: RequestGetFolderParams, options?: FilesComCallOptions): List<Request>;
  /** `DELETE /requests/{id}`. */
  delete(id: number, options?: FilesComCallOptions): Promise<void>;
  /** The same as `delete`. */
  readonly destroy: RequestOperations['delete'];
}

export interface RestoreListParams extends ListParams {
  /** By one field. */
  readonly sort_by?: SortBy<'workspace_id'> | undefined;
  readonly filter?: FilterBy<'restoration_type'> | undefined;
}

export interface RestoreCreateParams {
  readonly earliest_date: string;
  readonly prefix?: string | null | undefined;
  readonly restoration_type?: RestoreRestorationType | null | undefined;
  readonly restore_deleted_permissions?: boolean | null | undefined;
  readonly restore_in_place?: boolean | null | undefined;
  readonly update_timestamps?: boolean | null | undefined;
  readonly workspace_id?: number | null | undefined;
}

export interface RestoreOperations {
  /** `GET /restores`; pages of at most 10000. */
  list(params?: RestoreListParams, options?: FilesComCallOptions): List<Restore>;
  /** The same as `list`. */
  readonly all: RestoreOperations['list'];
  /** `POST /restores`. */
  create(params: RestoreCreateParams, options?: FilesComCallOptions): Promise<Restore>;
}

export interface ScheduleListParams extends ListParams {
  /** By one field. */
  readonly sort_by?: SortBy<'name'> | undefined;
}

export interface ScheduleCreateParams {
  readonly name: string;
  readonly schedule_days_of_week: readonly number[];
  readonly schedule_times_of_day: readonly string[];
  readonly schedule_time_zone?: string | null | undefined;
  readonly holiday_region?: string | null | undefined;
}

export interface ScheduleUpdateParams {
  readonly name?: string | null | undefined;
  readonly schedule_days_of_week?: readonly number[] | null | undefined;
  readonly schedule_times_of_day?: readonly string[] | null | undefined;
  readonly schedule_time_zone?: string | null | undefined;
  readonly holiday_region?: string | null | undefined;
}

export interface ScheduleOperations {
  /** `GET /schedules`; pages of at most 10000. */
  list(params?: ScheduleListParams, options?: FilesComCallOptions): List<Schedule>;
  /** The same as `list`. */
  readonly all: ScheduleOperations['list'];
  /** `POST /schedules`. */
  create(params: ScheduleCreateParams, options?: FilesComCallOptions): Promise<Schedule>;
  /** `GET /schedules/{id}`. */
  find(id: number, options?: FilesComCallOptions): Promise<Schedule>;
  /** The same as `find`. */
  readonly get: ScheduleOperations['find'];
  /** `PATCH /schedules/{id}`. */
  update(id: number, params?: ScheduleUpdateParams, options?: FilesComCallOptions): Promise<Schedule>;
  /** `DELETE /schedules/{id}`. */
  delete(id: number, options?: FilesComCallOptions): Promise<void>;
  /** The same as `delete`. */
  readonly destroy: ScheduleOperations['delete'];
}

export interface ScheduledExportListParams extends ListParams {
  /** By one field. */
  readonly sort_by?: SortBy<'name' | 'export_type' | 'disabled'> | undefined;
  readonly filter?: FilterBy<'disabled' | 'export_type'> | undefined;
  readonly filter_prefix?: FilterBy<'export_type'> | undefined;
}

export interface ScheduledExportCreateParams {
  readonly name: string;
  readonly export_type: string;
  readonly export_options?: Readonly<Record<string, unknown>> | null | undefined;
  readonly user_id?: number | null | undefined;
  readonly disabled?: boolean | null | undefined;
  readonly trigger?: ScheduledExportTrigger | null | undefined;
  readonly interval?: string | null | undefined;
  readonly recurring_day?: number | null | undefined;
  readonly recurring_days?: readonly number[] | null | undefined;
  readonly schedule_id?: number | null | undefined;
  readonly schedule_days_of_week?: readonly number[] | null | undefined;
  readonly schedule_times_of_day?: readonly string[] | null | undefined;
  readonly schedule_time_zone?: string | null | undefined;
  readonly holiday_region?: string | null | undefined;
}

export interface ScheduledExportUpdateParams {
  readonly name?: string | null | undefined;
  readonly export_type?: string | null | undefined;
  readonly export_options?: Readonly<Record<string, unknown>> | null | undefined;
  readonly user_id?: number | null | undefined;
  readonly disabled?: boolean | null | undefined;
  readonly trigger?: ScheduledExportTrigger | null | undefined;
  readonly interval?: string | null | undefined;
  readonly recurring_day?: number | null | undefined;
  readonly recurring_days?: readonly number[] | null | undefined;
  readonly schedule_id?: number | null | undefined;
  readonly schedule_days_of_week?: readonly number[] | null | undefined;
  readonly schedule_times_of_day?: readonly string[] | null | undefined;
  readonly schedule_time_zone?: string | null | undefined;
  readonly holiday_region?: string | null | undefined;
}

export interface ScheduledExportOperations {
  /** `GET /scheduled_exports`; pages of at most 10000. */
  list(params?: ScheduledExportListParams, options?: FilesComCallOptions): List<ScheduledExport>;
  /** The same as `list`. */
  readonly all: ScheduledExportOperations['list'];
  /** `POST /scheduled_exports`. */
  create(params: ScheduledExportCreateParams, options?: FilesComCallOptions): Promise<ScheduledExport>;
  /** `GET /scheduled_exports/{id}`. */
  find(id: number, options?: FilesComCallOptions): Promise<ScheduledExport>;
  /** The same as `find`. */
  readonly get: ScheduledExportOperations['find'];
  /** `PATCH /scheduled_exports/{id}`. */
  update(id: number, params?: ScheduledExportUpdateParams, options?: FilesComCallOptions): Promise<ScheduledExport>;
  /** `DELETE /scheduled_exports/{id}`. */
  delete(id: number, options?: FilesComCallOptions): Promise<void>;
  /** The same as `delete`. */
  readonly destroy: ScheduledExportOperations['delete'];
}

export interface ScimLogListParams extends ListParams {
  /** By one field. */
  readonly sort_by?: SortBy<'created_at'> | undefined;
}

export interface ScimLogOperations {
  /** `GET /scim_logs`; pages of at most 10000. */
  list(params?: ScimLogListParams, options?: FilesComCallOptions): List<ScimLog>;
  /** The same as `list`. */
  readonly all: ScimLogOperations['list'];
  /** `GET /scim_logs/{id}`. */
  find(id: number, options?: FilesComCallOptions): Promise<ScimLog>;
  /** The same as `find`. */
  readonly get: ScimLogOperations['find'];
}

export interface SecretListParams extends ListParams {
  /** By one field. */
  readonly sort_by?: SortBy<'workspace_id' | 'name' | 'secret_type'> | undefined;
  readonly filter?: FilterBy<'workspace_id' | 'name' | 'secret_type'> | undefined;
  readonly filter_prefix?: FilterBy<'name'> | undefined;
}

export interface SecretCreateParams {
  readonly name: string;
  readonly description?: string | null | undefined;
  readonly secret_type: SecretSecretType;
  readonly metadata?: Readonly<Record<string, unknown>> | null | undefined;
  readonly workspace_id?: number | null | undefined;
}

export interface SecretUpdateParams {
  readonly name?: string | null | undefined;
  readonly description?: string | null | undefined;
  readonly secret_type?: SecretSecretType | null | undefined;
  readonly metadata?: Readonly<Record<string, unknown>> | null | undefined;
}

export interface SecretOperations {
  /** `GET /secrets`; pages of at most 10000; filters that go together: workspace_id+name, workspace_id+secret_type, secret_type+name, workspace_id+secret_type+name. */
  list(params?: SecretListParams, options?: FilesComCallOptions): List<Secret>;
  /** The same as `list`. */
  readonly all: SecretOperations['list'];
  /** `POST /secrets`. */
  create(params: SecretCreateParams, options?: FilesComCallOptions): Promise<Secret>;
  /** `GET /secrets/{id}`. */
  find(id: number, options?: FilesComCallOptions): Promise<Secret>;
  /** The same as `find`. */
  readonly get: SecretOperations['find'];
  /** `PATCH /secrets/{id}`. */
  update(id: number, params?: SecretUpdateParams, options?: FilesComCallOptions): Promise<Secret>;
  /** `DELETE /secrets/{id}`. */
  delete(id: number, options?: FilesComCallOptions): Promise<void>;
  /** The same as `delete`. */
  readonly destroy: SecretOperations['delete'];
}

export interface SessionCreateParams {
  readonly username?: string | null | undefined;
  readonly password?: string | null | undefined;
  readonly otp?: string | null | undefined;
  readonly partial_session_id?: string | null | undefined;
}

export interface SessionOperations {
  /** `POST /sessions`. */
  create(params?: SessionCreateParams, options?: FilesComCallOptions): Promise<Session>;
  /** `DELETE /sessions`. */
  delete(options?: FilesComCallOptions): Promise<void>;
  /** The same as `delete`. */
  readonly destroy: SessionOperations['delete'];
}

export interface SettingsChangeListParams extends ListParams {
  /** By one field. */
  readonly sort_by?: SortBy<'created_at' | 'api_key_id' | 'user_id'> | undefined;
  readonly filter?: FilterBy<'api_key_id' | 'user_id'> | undefined;
}

export interface SettingsChangeOperations {
  /** `GET /settings_changes`; pages of at most 10000. */
  list(params?: SettingsChangeListParams, options?: FilesComCallOptions): List<SettingsChange>;
  /** The same as `list`. */
  readonly all: SettingsChangeOperations['list'];
}

export interface SftpActionLogListParams extends ListParams {
  readonly filter?:
    | FilterBy<'path' | 'true_path' | 'remote_ip' | 'session_uuid' | 'success' | 'status' | 'action_type' | 'username' | 'created_at'>
    | undefined;
  readonly filter_prefix?: FilterBy<'path' | 'true_path' | 'action_type' | 'username'> | undefined;
  readonly filter_gt?: FilterBy<'created_at'> | undefined;
  readonly filter_gteq?: FilterBy<'created_at'> | undefined;
  readonly filter_lt?: FilterBy<'created_at'> | undefined;
  readonly filter_lteq?: FilterBy<'created_at'> | undefined;
}

export interface SftpActionLogOperations {
  /** `GET /sftp_action_logs`; pages of at most 1000. */
  list(params?: SftpActionLogListParams, options?: FilesComCallOptions): List<SftpActionLog>;
  /** The same as `list`. */
  readonly all: SftpActionLogOperations['list'];
}

export interface SftpHostKeyListParams extends ListParams {}

export interface SftpHostKeyCreateParams {
  readonly name?: string | null | undefined;
  readonly private_key?: string | null | undefined;
}

export interface SftpHostKeyUpdateParams {
  readonly name?: string | null | undefined;
  readonly private_key?: string | null | undefined;
}

export interface SftpHostKeyOperations {
  /** `GET /sftp_host_keys`; pages of at most 10000. */
  list(params?: SftpHostKeyListParams, options?: FilesComCallOptions): List<SftpHostKey>;
  /** The same as `list`. */
  readonly all: SftpHostKeyOperations['list'];
  /** `POST /sftp_host_keys`. */
  create(params?: SftpHostKeyCreateParams, options?: FilesComCallOptions): Promise<SftpHostKey>;
  /** `GET /sftp_host_keys/{id}`. */
  find(id: number, options?: FilesComCallOptions): Promise<SftpHostKey>;
  /** The same as `find`. */
  readonly get: SftpHostKeyOperations['find'];
  /** `PATCH /sftp_host_keys/{id}`. */
  update(id: number, params?: SftpHostKeyUpdateParams, options?: FilesComCallOptions): Promise<SftpHostKey>;
  /** `DELETE /sftp_host_keys/{id}`. */
  delete(id: number, options?: FilesComCallOptions): Promise<void>;
  /** The same as `delete`. */
  readonly destroy: SftpHostKeyOperations['delete'];
}

export interface ShareGroupListParams extends ListParams {
  readonly user_id?: number | null | undefined;
}

export interface ShareGroupCreateParams {
  readonly user_id?: number | null | undefined;
  readonly notes?: string | null | undefined;
  readonly name: string;
  readonly members: readonly Readonly<Record<string, unknown>>[];
}

export interface ShareGroupUpdateParams {
  readonly notes?: string | null | undefined;
  readonly name?: string | null | undefined;
  readonly members?: readonly Readonly<Record<string, unknown>>[] | null | undefined;
}

export interface ShareGroupOperations {
  /** `GET /share_groups`; pages of at most 10000. */
  list(params?: ShareGroupListParams, options?: FilesComCallOptions): List<ShareGroup>;
  /** The same as `list`. */
  readonly all: ShareGroupOperations['list'];
  /** `POST /share_groups`. */
  create(params: ShareGroupCreateParams, options?: FilesComCallOptions): Promise<ShareGroup>;
  /** `GET /share_groups/{id}`. */
  find(id: number, options?: FilesComCallOptions): Promise<ShareGroup>;
  /** The same as `find`. */
  readonly get: ShareGroupOperations['find'];
  /** `PATCH /share_groups/{id}`. */
  update(id: number, params?: ShareGroupUpdateParams, options?: FilesComCallOptions): Promise<ShareGroup>;
  /** `DELETE /share_groups/{id}`. */
  delete(id: number, options?: FilesComCallOptions): Promise<void>;
  /** The same as `delete`. */
  readonly destroy: ShareGroupOperations['delete'];
}

export interface SiemHttpDestinationListParams extends ListParams {}

export interface SiemHttpDestinationCreateParams {
  readonly name?: string | null | undefined;
  readonly additional_headers?: Readonly<Record<string, unknown>> | null | undefined;
  readonly sending_active?: boolean | null | undefined;
  readonly generic_payload_type?: SiemHttpDestinationGenericPayloadType | null | undefined;
  readonly file_destination_path?: string | null | undefined;
  readonly file_format?: SiemHttpDestinationFileFormat | null | undefined;
  readonly file_interval_minutes?: number | null | undefined;
  readonly splunk_token?: string | null | undefined;
  readonly crowdstrike_token?: string | null | undefined;
  readonly azure_dcr_immutable_id?: string | null | undefined;
  readonly azure_stream_name?: string | null | undefined;
  readonly azure_oauth_client_credentials_tenant_id?: string | null | undefined;
  readonly azure_oauth_client_credentials_client_id?: string | null | undefined;
  readonly azure_oauth_client_credentials_client_secret?: string | null | undefined;
  readonly qradar_username?: string | null | undefined;
  readonly qradar_password?: string | null | undefined;
  readonly solar_winds_token?: string | null | undefined;
  readonly new_relic_api_key?: string | null | undefined;
  readonly datadog_api_key?: string | null | undefined;
  readonly action_send_enabled?: boolean | null | undefined;
  readonly sftp_action_send_enabled?: boolean | null | undefined;
  readonly ftp_action_send_enabled?: boolean | null | undefined;
  readonly web_dav_action_send_enabled?: boolean | null | undefined;
  readonly sync_send_enabled?: boolean | null | undefined;
  readonly outbound_connection_send_enabled?: boolean | null | undefined;
  readonly automation_send_enabled?: boolean | null | undefined;
  readonly api_request_send_enabled?: boolean | null | undefined;
  readonly public_hosting_request_send_enabled?: boolean | null | undefined;
  readonly email_send_enabled?: boolean | null | undefined;
  readonly exavault_api_request_send_enabled?: boolean | null | undefined;
  readonly settings_change_send_enabled?: boolean | null | undefined;
  readonly destination_type: SiemHttpDestinationDestinationType;
  readonly destination_url?: string | null | undefined;
}

export interface SiemHttpDestinationSendTestEntryParams {
  readonly siem_http_destination_id?: number | null | undefined;
  readonly destination_type?: SiemHttpDestinationDestinationType | null | undefined;
  readonly destination_url?: string | null | undefined;
  readonly name?: string | null | undefined;
  readonly additional_headers?: Readonly<Record<string, unknown>> | null | undefined;
  readonly sending_active?: boolean | null | undefined;
  readonly generic_payload_type?: SiemHttpDestinationGenericPayloadType | null | undefined;
  readonly file_destination_path?: string | null | undefined;
  readonly file_format?: SiemHttpDestinationFileFormat | null | undefined;
  readonly file_interval_minutes?: number | null | undefined;
  readonly splunk_token?: string | null | undefined;
  readonly crowdstrike_token?: string | null | undefined;
  readonly azure_dcr_immutable_id?: string | null | undefined;
  readonly azure_stream_name?: string | null | undefined;
  readonly azure_oauth_client_credentials_tenant_id?: string | null | undefined;
  readonly azure_oauth_client_credentials_client_id?: string | null | undefined;
  readonly azure_oauth_client_credentials_client_secret?: string | null | undefined;
  readonly qradar_username?: string | null | undefined;
  readonly qradar_password?: string | null | undefined;
  readonly solar_winds_token?: string | null | undefined;
  readonly new_relic_api_key?: string | null | undefined;
  readonly datadog_api_key?: string | null | undefined;
  readonly action_send_enabled?: boolean | null | undefined;
  readonly sftp_action_send_enabled?: boolean | null | undefined;
  readonly ftp_action_send_enabled?: boolean | null | undefined;
  readonly web_dav_action_send_enabled?: boolean | null | undefined;
  readonly sync_send_enabled?: boolean | null | undefined;
  readonly outbound_connection_send_enabled?: boolean | null | undefined;
  readonly automation_send_enabled?: boolean | null | undefined;
  readonly api_request_send_enabled?: boolean | null | undefined;
  readonly public_hosting_request_send_enabled?: boolean | null | undefined;
  readonly email_send_enabled?: boolean | null | undefined;
  readonly exavault_api_request_send_enabled?: boolean | null | undefined;
  readonly settings_change_send_enabled?: boolean | null | undefined;
}

export interface SiemHttpDestinationUpdateParams {
  readonly name?: string | null | undefined;
  readonly additional_headers?: Readonly<Record<string, unknown>> | null | undefined;
  readonly sending_active?: boolean | null | undefined;
  readonly generic_payload_type?: SiemHttpDestinationGenericPayloadType | null | undefined;
  readonly file_destination_path?: string | null | undefined;
  readonly file_format?: SiemHttpDestinationFileFormat | null | undefined;
  readonly file_interval_minutes?: number | null | undefined;
  readonly splunk_token?: string | null | undefined;
  readonly crowdstrike_token?: string | null | undefined;
  readonly azure_dcr_immutable_id?: string | null | undefined;
  readonly azure_stream_name?: string | null | undefined;
  readonly azure_oauth_client_credentials_tenant_id?: string | null | undefined;
  readonly azure_oauth_client_credentials_client_id?: string | null | undefined;
  readonly azure_oauth_client_credentials_client_secret?: string | null | undefined;
  readonly qradar_username?: string | null | undefined;
  readonly qradar_password?: string | null | undefined;
  readonly solar_winds_token?: string | null | undefined;
  readonly new_relic_api_key?: string | null | undefined;
  readonly datadog_api_key?: string | null | undefined;
  readonly action_send_enabled?: boolean | null | undefined;
  readonly sftp_action_send_enabled?: boolean | null | undefined;
  readonly ftp_action_send_enabled?: boolean | null | undefined;
  readonly web_dav_action_send_enabled?: boolean | null | undefined;
  readonly sync_send_enabled?: boolean | null | undefined;
  readonly outbound_connection_send_enabled?: boolean | null | undefined;
  readonly automation_send_enabled?: boolean | null | undefined;
  readonly api_request_send_enabled?: boolean | null | undefined;
  readonly public_hosting_request_send_enabled?: boolean | null | undefined;
  readonly email_send_enabled?: boolean | null | undefined;
  readonly exavault_api_request_send_enabled?: boolean | null | undefined;
  readonly settings_change_send_enabled?: boolean | null | undefined;
  readonly destination_type?: SiemHttpDestinationDestinationType | null | undefined;
  readonly destination_url?: string | null | undefined;
}

export interface SiemHttpDestinationOperations {
  /** `GET /siem_http_destinations`; pages of at most 10000. */
  list(params?: SiemHttpDestinationListParams, options?: FilesComCallOptions): List<SiemHttpDestination>;
  /** The same as `list`. */
  readonly all: SiemHttpDestinationOperations['list'];
  /** `POST /siem_http_destinations`. */
  create(params: SiemHttpDestinationCreateParams, options?: FilesComCallOptions): Promise<SiemHttpDestination>;
  /** `POST /siem_http_destinations/send_test_entry`. */
  sendTestEntry(params?: SiemHttpDestinationSendTestEntryParams, options?: FilesComCallOptions): Promise<void>;
  /** `GET /siem_http_destinations/{id}`. */
  find(id: number, options?: FilesComCallOptions): Promise<SiemHttpDestination>;
  /** The same as `find`. */
  readonly get: SiemHttpDestinationOperations['find'];
  /** `PATCH /siem_http_destinations/{id}`. */
  update(id: number, params?: SiemHttpDestinationUpdateParams, options?: FilesComCallOptions): Promise<SiemHttpDestination>;
  /** `DELETE /siem_http_destinations/{id}`. */
  delete(id: number, options?: FilesComCallOptions): Promise<void>;
  /** The same as `delete`. */
  readonly destroy: SiemHttpDestinationOperations['delete'];
}

export interface SiemHttpDestinationEventListParams extends ListParams {
  /** By one field. */
  readonly sort_by?: SortBy<'created_at' | 'status' | 'siem_http_destination_id'> | undefined;
  readonly filter?: FilterBy<'created_at' | 'siem_http_destination_id' | 'status'> | undefined;
  readonly filter_gt?: FilterBy<'created_at'> | undefined;
  readonly filter_gteq?: FilterBy<'created_at'> | undefined;
  readonly filter_lt?: FilterBy<'created_at'> | undefined;
  readonly filter_lteq?: FilterBy<'created_at'> | undefined;
}

export interface SiemHttpDestinationEventOperations {
  /** `GET /siem_http_destination_events`; pages of at most 10000; filters that go together: siem_http_destination_id+created_at, status+created_at, siem_http_destination_id+status, siem_http_destination_id+status+created_at. */
  list(params?: SiemHttpDestinationEventListParams, options?: FilesComCallOptions): List<SiemHttpDestinationEvent>;
  /** The same as `list`. */
  readonly all: SiemHttpDestinationEventOperations['list'];
  /** `GET /siem_http_destination_events/{id}`. */
  find(id: number, options?: FilesComCallOptions): Promise<SiemHttpDestinationEvent>;
  /** The same as `find`. */
  readonly get: SiemHttpDestinationEventOperations['find'];
}

export interface SiteUpdateParams {
  readonly name?: string | null | undefined;
  readonly subdomain?: string | null | undefined;
  readonly domain?: string | null | undefined;
  readonly domain_hsts_header?: boolean | null | undefined;
  readonly domain_letsencrypt_chain?: SiteDomainLetsencryptChain | null | undefined;
  readonly email?: string | null | undefined;
  readonly reply_to_email?: string | null | undefined;
  readonly allow_bundle_names?: boolean | null | undefined;
  readonly bundle_expiration?: number | null | undefined;
  readonly welcome_email_enabled?: boolean | null | undefined;
  readonly ask_about_overwrites?: boolean | null | undefined;
  readonly show_request_access_link?: boolean | null | undefined;
  readonly always_mkdir_parents?: boolean | null | undefined;
  readonly welcome_email_cc?: string | null | undefined;
  readonly welcome_email_subject?: string | null | undefined;
  readonly welcome_custom_text?: string | null | undefined;
  readonly language?: string | null | undefined;
  readonly windows_mode_ftp?: boolean | null | undefined;
  readonly default_time_zone?: string | null | undefined;
  readonly desktop_app?: boolean | null | undefined;
  readonly desktop_app_session_ip_pinning?: boolean | null | undefined;
  readonly desktop_app_session_lifetime?: number | null | undefined;
  readonly mobile_app?: boolean | null | undefined;
  readonly mobile_app_session_ip_pinning?: boolean | null | undefined;
  readonly mobile_app_session_lifetime?: number | null | undefined;
  readonly folder_permissions_groups_only?: boolean | null | undefined;
  readonly welcome_screen?: SiteWelcomeScreen | null | undefined;
  readonly office_integration_available?: boolean | null | undefined;
  readonly office_integration_type?: SiteOfficeIntegrationType | null | undefined;
  readonly pin_all_remote_servers_to_site_region?: boolean | null | undefined;
  readonly motd_text?: string | null | undefined;
  readonly motd_use_for_ftp?: boolean | null | undefined;
  readonly motd_use_for_sftp?: boolean | null | undefined;
  readonly left_navigation_visibility?: Readonly<Record<string, unknown>> | null | undefined;
  readonly disable_all_ai_features?: boolean | null | undefined;
  readonly ai_feature_availability?: Readonly<Record<string, unknown>> | null | undefined;
  readonly mcp_dcr_enabled?: boolean | null | undefined;
  readonly additional_text_file_types?: readonly string[] | null | undefined;
  readonly bundle_require_note?: boolean | null | undefined;
  readonly bundle_send_shared_receipts?: boolean | null | undefined;
  readonly bundles_default_owned_by_primary_group?: boolean | null | undefined;
  readonly calculate_file_checksums_crc32?: boolean | null | undefined;
  readonly calculate_file_checksums_md5?: boolean | null | undefined;
  readonly calculate_file_checksums_sha1?: boolean | null | undefined;
  readonly calculate_file_checksums_sha256?: boolean | null | undefined;
  readonly legacy_checksums_mode?: boolean | null | undefined;
  readonly migrate_remote_server_sync_to_sync?: boolean | null | undefined;
  readonly as2_message_retention_days?: number | null | undefined;
  readonly username_display?: SiteUsernameDisplay | null | undefined;
  readonly session_expiry_minutes?: number | null | undefined;
  readonly ssl_required?: boolean | null | undefined;
  readonly sftp_insecure_ciphers?: boolean | null | undefined;
  readonly sftp_insecure_diffie_hellman?: boolean | null | undefined;
  readonly disable_files_certificate_generation?: boolean | null | undefined;
  readonly fedramp?: boolean | null | undefined;
  readonly user_lockout?: boolean | null | undefined;
  readonly user_lockout_tries?: number | null | undefined;
  readonly user_lockout_within?: number | null | undefined;
  readonly user_lockout_lock_period?: number | null | undefined;
  readonly include_password_in_welcome_email?: boolean | null | undefined;
  readonly allowed_countries?: string | null | undefined;
  readonly allowed_ips?: string | null | undefined;
  readonly allow_user_level_2fa_override?: boolean | null | undefined;
  readonly allow_user_level_allowed_ip_override?: boolean | null | undefined;
  readonly allow_user_level_ssl_override?: boolean | null | undefined;
  readonly disallowed_countries?: string | null | undefined;
  readonly days_to_retain_backups?: number | null | undefined;
  readonly max_prior_passwords?: number | null | undefined;
  readonly password_validity_days?: number | null | undefined;
  readonly password_min_length?: number | null | undefined;
  readonly password_require_letter?: boolean | null | undefined;
  readonly password_require_mixed?: boolean | null | undefined;
  readonly password_require_special?: boolean | null | undefined;
  readonly password_require_number?: boolean | null | undefined;
  readonly password_require_unbreached?: boolean | null | undefined;
  readonly require_logout_from_bundles_and_inboxes?: boolean | null | undefined;
  readonly dav_user_root_enabled?: boolean | null | undefined;
  readonly sftp_user_root_enabled?: boolean | null | undefined;
  readonly disable_password_reset?: boolean | null | undefined;
  readonly immutable_files?: boolean | null | undefined;
  readonly bundle_not_found_message?: string | null | undefined;
  readonly bundle_password_required?: boolean | null | undefined;
  readonly bundle_require_registration?: boolean | null | undefined;
  readonly bundle_require_share_recipient?: boolean | null | undefined;
  readonly bundle_send_one_time_password_to_recipient_at_registration?: boolean | null | undefined;
  readonly bundle_registration_notifications?: SiteBundleRegistrationNotifications | null | undefined;
  readonly bundle_activity_notifications?: SiteBundleActivityNotifications | null | undefined;
  readonly bundle_upload_receipt_notifications?: SiteBundleUploadReceiptNotifications | null | undefined;
  readonly document_edits_in_bundle_allowed?: boolean | null | undefined;
  readonly password_requirements_apply_to_bundles?: boolean | null | undefined;
  readonly prevent_root_permissions_for_non_site_admins?: boolean | null | undefined;
  readonly restrict_root_folder_behaviors_to_site_admins?: boolean | null | undefined;
  readonly root_folder_behaviors_apply_to_workspaces?: boolean | null | undefined;
  readonly opt_out_global?: boolean | null | undefined;
  readonly use_provided_modified_at?: boolean | null | undefined;
  readonly custom_namespace?: boolean | null | undefined;
  readonly non_sso_groups_allowed?: boolean | null | undefined;
  readonly non_sso_users_allowed?: boolean | null | undefined;
  readonly sharing_enabled?: boolean | null | undefined;
  readonly snapshot_sharing_enabled?: boolean | null | undefined;
  readonly user_requests_enabled?: boolean | null | undefined;
  readonly user_requests_notify_admins?: boolean | null | undefined;
  readonly dav_enabled?: boolean | null | undefined;
  readonly ftp_enabled?: boolean | null | undefined;
  readonly sftp_enabled?: boolean | null | undefined;
  readonly sftp_finalize_partial_uploads?: boolean | null | undefined;
  readonly users_can_create_api_keys?: boolean | null | undefined;
  readonly users_can_create_ssh_keys?: boolean | null | undefined;
  readonly show_user_notifications_log_in_link?: boolean | null | undefined;
  readonly sftp_host_key_type?: SiteSftpHostKeyType | null | undefined;
  readonly active_sftp_host_key_id?: number | null | undefined;
  readonly protocol_access_groups_only?: boolean | null | undefined;
  readonly revoke_bundle_access_on_disable_or_delete?: boolean | null | undefined;
  readonly bundle_watermark_value?: Readonly<Record<string, unknown>> | null | undefined;
  readonly group_admins_can_add_users?: boolean | null | undefined;
  readonly group_admins_can_manage_group_memberships?: boolean | null | undefined;
  readonly group_admins_can_delete_users?: boolean | null | undefined;
  readonly group_admins_can_enable_disable_users?: boolean | null | undefined;
  readonly group_admins_can_modify_users?: boolean | null | undefined;
  readonly group_admins_can_bypass_user_lifecycle_rules?: boolean | null | undefined;
  readonly group_admins_can_reset_passwords?: boolean | null | undefined;
  readonly group_admins_can_set_user_password?: boolean | null | undefined;
  readonly bundle_recipient_blacklist_free_email_domains?: boolean | null | undefined;
  readonly bundle_recipient_blacklist_domains?: readonly string[] | null | undefined;
  readonly admins_bypass_locked_subfolders?: boolean | null | undefined;
  readonly allowed_2fa_method_sms?: boolean | null | undefined;
  readonly allowed_2fa_method_totp?: boolean | null | undefined;
  readonly allowed_2fa_method_webauthn?: boolean | null | undefined;
  readonly allowed_2fa_method_yubi?: boolean | null | undefined;
  readonly allowed_2fa_method_email?: boolean | null | undefined;
  readonly allowed_2fa_method_static?: boolean | null | undefined;
  readonly allowed_2fa_method_bypass_for_ftp_sftp_dav?: boolean | null | undefined;
  readonly require_2fa?: boolean | null | undefined;
  readonly require_2fa_exempt_all_sso_users?: boolean | null | undefined;
  readonly require_2fa_user_type?: SiteRequire2faUserType | null | undefined;
  readonly color2_top?: string | null | undefined;
  readonly color2_left?: string | null | undefined;
  readonly color2_link?: string | null | undefined;
  readonly color2_text?: string | null | undefined;
  readonly color2_top_text?: string | null | undefined;
  readonly site_header?: string | null | undefined;
  readonly site_footer?: string | null | undefined;
  readonly site_public_header?: string | null | undefined;
  readonly site_public_footer?: string | null | undefined;
  readonly login_help_text?: string | null | undefined;
  readonly use_dedicated_ips_for_smtp?: boolean | null | undefined;
  readonly email_footer_custom_text?: string | null | undefined;
  readonly smtp_address?: string | null | undefined;
  readonly smtp_authentication?: string | null | undefined;
  readonly smtp_from?: string | null | undefined;
  readonly smtp_username?: string | null | undefined;
  readonly smtp_port?: number | null | undefined;
  readonly ldap_enabled?: boolean | null | undefined;
  readonly ldap_type?: string | null | undefined;
  readonly ldap_host?: string | null | undefined;
  readonly ldap_host_2?: string | null | undefined;
  readonly ldap_host_3?: string | null | undefined;
  readonly ldap_port?: number | null | undefined;
  readonly ldap_secure?: boolean | null | undefined;
  readonly ldap_username?: string | null | undefined;
  readonly ldap_username_field?: string | null | undefined;
  readonly ldap_domain?: string | null | undefined;
  readonly ldap_user_action?: string | null | undefined;
  readonly ldap_group_action?: string | null | undefined;
  readonly ldap_user_include_groups?: string | null | undefined;
  readonly ldap_group_exclusion?: string | null | undefined;
  readonly ldap_group_inclusion?: string | null | undefined;
  readonly ldap_base_dn?: string | null | undefined;
  readonly uploads_via_email_authentication?: boolean | null | undefined;
  readonly icon16_file?: Blob | Uint8Array | null | undefined;
  readonly icon16_delete?: boolean | null | undefined;
  readonly icon32_file?: Blob | Uint8Array | null | undefined;
  readonly icon32_delete?: boolean | null | undefined;
  readonly icon48_file?: Blob | Uint8Array | null | undefined;
  readonly icon48_delete?: boolean | null | undefined;
  readonly icon128_file?: Blob | Uint8Array | null | undefined;
  readonly icon128_delete?: boolean | null | undefined;
  readonly logo_file?: Blob | Uint8Array | null | undefined;
  readonly logo_delete?: boolean | null | undefined;
  readonly bundle_watermark_attachment_file?: Blob | Uint8Array | null | undefined;
  readonly bundle_watermark_attachment_delete?: boolean | null | undefined;
  readonly login_page_background_image_file?: Blob | Uint8Array | null | undefined;
  readonly login_page_background_image_delete?: boolean | null | undefined;
  readonly disable_2fa_with_delay?: boolean | null | undefined;
  readonly ldap_password_change?: string | null | undefined;
  readonly ldap_password_change_confirmation?: string | null | undefined;
  readonly redirect_old_subdomain?: boolean | null | undefined;
  readonly smtp_password?: string | null | undefined;
}

export interface SiteOperations {
  /** `GET /site`. */
  get(options?: FilesComCallOptions): Promise<Site>;
  /** `PATCH /site`. */
  update(params?: SiteUpdateParams, options?: FilesComCallOptions): Promise<Site>;
  /** `GET /site/usage`. */
  getUsage(options?: FilesComCallOptions): Promise<UsageSnapshot>;
}

export interface SiteSubdomainRedirectListParams extends ListParams {
  /** By one field. */
  readonly sort_by?: SortBy<'id'> | undefined;
}

export interface SiteSubdomainRedirectOperations {
  /** `GET /site_subdomain_redirects`; pages of at most 10000. */
  list(params?: SiteSubdomainRedirectListParams, options?: FilesComCallOptions): List<SiteSubdomainRedirect>;
  /** The same as `list`. */
  readonly all: SiteSubdomainRedirectOperations['list'];
  /** `GET /site_subdomain_redirects/{id}`. */
  find(id: number, options?: FilesComCallOptions): Promise<SiteSubdomainRedirect>;
  /** The same as `find`. */
  readonly get: SiteSubdomainRedirectOperations['find'];
  /** `DELETE /site_subdomain_redirects/{id}`. */
  delete(id: number, options?: FilesComCallOptions): Promise<void>;
  /** The same as `delete`. */
  readonly destroy: SiteSubdomainRedirectOperations['delete'];
}

export interface SnapshotListParams extends ListParams {}

export interface SnapshotCreateParams {
  readonly expires_at?: Date | string | null | undefined;
  readonly name?: string | null | undefined;
  readonly paths?: readonly string[] | null | undefined;
  readonly workspace_id?: number | null | undefined;
}

export interface SnapshotUpdateParams {
  readonly expires_at?: Date | string | null | undefined;
  readonly name?: string | null | undefined;
  readonly paths?: readonly string[] | null | undefined;
}

export interface SnapshotOperations {
  /** `GET /snapshots`; pages of at most 10000. */
  list(params?: SnapshotListParams, options?: FilesComCallOptions): List<Snapshot>;
  /** The same as `list`. */
  readonly all: SnapshotOperations['list'];
  /** `POST /snapshots`. */
  create(params?: SnapshotCreateParams, options?: FilesComCallOptions): Promise<Snapshot>;
  /** `GET /snapshots/{id}`. */
  find(id: number, options?: FilesComCallOptions): Promise<Snapshot>;
  /** The same as `find`. */
  readonly get: SnapshotOperations['find'];
  /** `PATCH /snapshots/{id}`. */
  update(id: number, params?: SnapshotUpdateParams, options?: FilesComCallOptions): Promise<Snapshot>;
  /** `DELETE /snapshots/{id}`. */
  delete(id: number, options?: FilesComCallOptions): Promise<void>;
  /** The same as `delete`. */
  readonly destroy: SnapshotOperations['delete'];
  /** `POST /snapshots/{id}/finalize`. */
  finalize(id: number, options?: FilesComCallOptions): Promise<void>;
}

export interface SsoEventListParams extends ListParams {
  /** By one field. */
  readonly sort_by?: SortBy<'created_at' | 'event_type' | 'status' | 'user_id'> | undefined;
  readonly filter?: FilterBy<'created_at' | 'event_type' | 'idp_uid' | 'ip' | 'provider' | 'status' | 'user_id' | 'username'> | undefined;
  readonly filter_prefix?: FilterBy<'idp_uid' | 'ip' | 'provider' | 'username'> | undefined;
  readonly filter_gt?: FilterBy<'created_at'> | undefined;
  readonly filter_gteq?: FilterBy<'created_at'> | undefined;
  readonly filter_lt?: FilterBy<'created_at'> | undefined;
  readonly filter_lteq?: FilterBy<'created_at'> | undefined;
}

export interface SsoEventOperations {
  /** `GET /sso_events`; pages of at most 10000; filters that go together: event_type+created_at, idp_uid+created_at, ip+created_at, provider+created_at, status+created_at, user_id+created_at, username+created_at, event_type+status, idp_uid+status, ip+status, provider+status, user_id+status, username+status, event_type+status+created_at, idp_uid+status+created_at, ip+status+created_at, provider+status+created_at, user_id+status+created_at, username+status+created_at. */
  list(params?: SsoEventListParams, options?: FilesComCallOptions): List<SsoEvent>;
  /** The same as `list`. */
  readonly all: SsoEventOperations['list'];
  /** `GET /sso_events/{id}`. */
  find(id: number, options?: FilesComCallOptions): Promise<SsoEvent>;
  /** The same as `find`. */
  readonly get: SsoEventOperations['find'];
}

export interface SsoStrategyListParams extends ListParams {}

export interface SsoStrategyOperations {
  /** `GET /sso_strategies`; pages of at most 10000. */
  list(params?: SsoStrategyListParams, options?: FilesComCallOptions): List<SsoStrategy>;
  /** The same as `list`. */
  readonly all: SsoStrategyOperations['list'];
  /** `GET /sso_strategies/{id}`. */
  find(id: number, options?: FilesComCallOptions): Promise<SsoStrategy>;
  /** The same as `find`. */
  readonly get: SsoStrategyOperations['find'];
  /** `POST /sso_strategies/{id}/sync`. */
  sync(id: number, options?: FilesComCallOptions): Promise<void>;
}

export interface StyleUpdateParams {
  readonly file?: Blob | Uint8Array | null | undefined;
  readonly logo_click_href?: string | null | undefined;
}

export interface StyleOperations {
  /** `GET /styles/{path}`. */
  find(path: string, options?: FilesComCallOptions): Promise<Style>;
  /** The same as `find`. */
  readonly get: StyleOperations['find'];
  /** `PATCH /styles/{path}`. */
  update(path: string, params?: StyleUpdateParams, options?: FilesComCallOptions): Promise<Style>;
  /** `DELETE /styles/{path}`. */
  delete(path: string, options?: FilesComCallOptions): Promise<void>;
  /** The same as `delete`. */
  readonly destroy: StyleOperations['delete'];
}

export interface SyncListParams extends ListParams {
  /** By one field. */
  readonly sort_by?: SortBy<'site_id' | 'workspace_id' | 'name'> | undefined;
  readonly filter?: FilterBy<'workspace_id' | 'disabled' | 'src_remote_server_id' | 'dest_remote_server_id'> | undefined;
}

export interface SyncCreateParams {
  readonly delete_empty_folders?: boolean | null | undefined;
  readonly description?: string | null | undefined;
  readonly dest_path?: string | null | undefined;
  readonly dest_remote_server_id?: number | null | undefined;
  readonly disabled?: boolean | null | undefined;
  readonly exclude_patterns?: readonly string[] | null | undefined;
  readonly holiday_region?: string | null | undefined;
  readonly include_patterns?: readonly string[] | null | undefined;
  readonly interval?: string | null | undefined;
  readonly keep_after_copy?: boolean | null | undefined;
  readonly name?: string | null | undefined;
  readonly recurring_day?: number | null | undefined;
  readonly recurring_days?: readonly number[] | null | undefined;
  readonly schedule_id?: number | null | undefined;
  readonly schedule_days_of_week?: readonly number[] | null | undefined;
  readonly schedule_time_zone?: string | null | undefined;
  readonly schedule_times_of_day?: readonly string[] | null | undefined;
  readonly src_path?: string | null | undefined;
  readonly src_remote_server_id?: number | null | undefined;
  readonly sync_interval_minutes?: number | null | undefined;
  readonly trigger?: SyncTrigger | null | undefined;
  readonly trigger_file?: string | null | undefined;
  readonly always_write_trigger_file?: boolean | null | undefined;
  readonly workspace_id?: number | null | undefined;
}

export interface SyncUpdateParams {
  readonly delete_empty_folders?: boolean | null | undefined;
  readonly description?: string | null | undefined;
  readonly dest_path?: string | null | undefined;
  readonly dest_remote_server_id?: number | null | undefined;
  readonly disabled?: boolean | null | undefined;
  readonly exclude_patterns?: readonly string[] | null | undefined;
  readonly holiday_region?: string | null | undefined;
  readonly include_patterns?: readonly string[] | null | undefined;
  readonly interval?: string | null | undefined;
  readonly keep_after_copy?: boolean | null | undefined;
  readonly name?: string | null | undefined;
  readonly recurring_day?: number | null | undefined;
  readonly recurring_days?: readonly number[] | null | undefined;
  readonly schedule_id?: number | null | undefined;
  readonly schedule_days_of_week?: readonly number[] | null | undefined;
  readonly schedule_time_zone?: string | null | undefined;
  readonly schedule_times_of_day?: readonly string[] | null | undefined;
  readonly src_path?: string | null | undefined;
  readonly src_remote_server_id?: number | null | undefined;
  readonly sync_interval_minutes?: number | null | undefined;
  readonly trigger?: SyncTrigger | null | undefined;
  readonly trigger_file?: string | null | undefined;
  readonly always_write_trigger_file?: boolean | null | undefined;
}

export interface SyncOperations {
  /** `GET /syncs`; pages of at most 10000; filters that go together: workspace_id+disabled, workspace_id+src_remote_server_id, workspace_id+dest_remote_server_id, disabled+src_remote_server_id, disabled+dest_remote_server_id, workspace_id+disabled+src_remote_server_id, workspace_id+disabled+dest_remote_server_id. */
  list(params?: SyncListParams, options?: FilesComCallOptions): List<Sync>;
  /** The same as `list`. */
  readonly all: SyncOperations['list'];
  /** `POST /syncs`. */
  create(params?: SyncCreateParams, options?: FilesComCallOptions): Promise<Sync>;
  /** `GET /syncs/{id}`. */
  find(id: number, options?: FilesComCallOptions): Promise<Sync>;
  /** The same as `find`. */
  readonly get: SyncOperations['find'];
  /** `PATCH /syncs/{id}`. */
  update(id: number, params?: SyncUpdateParams, options?: FilesComCallOptions): Promise<Sync>;
  /** `DELETE /syncs/{id}`. */
  delete(id: number, options?: FilesComCallOptions): Promise<void>;
  /** The same as `delete`. */
  readonly destroy: SyncOperations['delete'];
  /** `POST /syncs/{id}/dry_run`. */
  dryRun(id: number, options?: FilesComCallOptions): Promise<void>;
  /** `POST /syncs/{id}/manual_run`. */
  manualRun(id: number, options?: FilesComCallOptions): Promise<void>;
}

export interface SyncLogListParams extends ListParams {
  readonly filter?: FilterBy<'external_event_id' | 'operation' | 'status' | 'sync_id' | 'created_at' | 'sync_run_id'> | undefined;
  readonly filter_gt?: FilterBy<'created_at'> | undefined;
  readonly filter_gteq?: FilterBy<'created_at'> | undefined;
  readonly filter_lt?: FilterBy<'created_at'> | undefined;
  readonly filter_lteq?: FilterBy<'created_at'> | undefined;
}

export interface SyncLogOperations {
  /** `GET /sync_logs`; pages of at most 1000. */
  list(params?: SyncLogListParams, options?: FilesComCallOptions): List<SyncLog>;
  /** The same as `list`. */
  readonly all: SyncLogOperations['list'];
}

export interface SyncRunListParams extends ListParams {
  readonly user_id?: number | null | undefined;
  /** By one field. */
  readonly sort_by?: SortBy<'site_id' | 'workspace_id' | 'sync_id' | 'created_at' | 'status'> | undefined;
  readonly filter?:
    | FilterBy<'created_at' | 'status' | 'dry_run' | 'workspace_id' | 'src_remote_server_type' | 'dest_remote_server_type' | 'sync_id'>
    | undefined;
  readonly filter_gt?: FilterBy<'created_at'> | undefined;
  readonly filter_gteq?: FilterBy<'created_at'> | undefined;
  readonly filter_lt?: FilterBy<'created_at'> | undefined;
  readonly filter_lteq?: FilterBy<'created_at'> | undefined;
}

export interface SyncRunOperations {
  /** `GET /sync_runs`; pages of at most 10000. */
  list(params?: SyncRunListParams, options?: FilesComCallOptions): List<SyncRun>;
  /** The same as `list`. */
  readonly all: SyncRunOperations['list'];
  /** `GET /sync_runs/{id}`. */
  find(id: number, options?: FilesComCallOptions): Promise<SyncRun>;
  /** The same as `find`. */
  readonly get: SyncRunOperations['find'];
}

export interface UsageDailySnapshotListParams extends ListParams {
  /** By one field. */
  readonly sort_by?: SortBy<'date'> | undefined;
  readonly filter?: FilterBy<'date' | 'usage_snapshot_id'> | undefined;
  readonly filter_gt?: FilterBy<'date'> | undefined;
  readonly filter_gteq?: FilterBy<'date'> | undefined;
  readonly filter_lt?: FilterBy<'date'> | undefined;
  readonly filter_lteq?: FilterBy<'date'> | undefined;
}

export interface UsageDailySnapshotOperations {
  /** `GET /usage_daily_snapshots`; pages of at most 10000; filters that go together: usage_snapshot_id+date. */
  list(params?: UsageDailySnapshotListParams, options?: FilesComCallOptions): List<UsageDailySnapshot>;
  /** The same as `list`. */
  readonly all: UsageDailySnapshotOperations['list'];
}

export interface UsageSnapshotListParams extends ListParams {}

export interface UsageSnapshotOperations {
  /** `GET /usage_snapshots`; pages of at most 10000. */
  list(params?: UsageSnapshotListParams, options?: FilesComCallOptions): List<UsageSnapshot>;
  /** The same as `list`. */
  readonly all: UsageSnapshotOperations['list'];
}

export interface UserAdditionalEmailRecipientListParams extends ListParams {
  readonly user_id?: number | null | undefined;
  /** By one field. */
  readonly sort_by?: SortBy<'email' | 'user_id' | 'workspace_id'> | undefined;
  readonly filter?: FilterBy<'email' | 'workspace_id' | 'user_id'> | undefined;
  readonly filter_prefix?: FilterBy<'email'> | undefined;
}

export interface UserAdditionalEmailRecipientCreateParams {
  readonly user_id?: number | null | undefined;
  readonly email: string;
}

export interface UserAdditionalEmailRecipientUpdateParams {
  readonly email?: string | null | undefined;
}

export interface UserAdditionalEmailRecipientOperations {
  /** `GET /user_additional_email_recipients`; pages of at most 10000; filters that go together: workspace_id+email, user_id+email, workspace_id+user_id, workspace_id+user_id+email. */
  list(params?: UserAdditionalEmailRecipientListParams, options?: FilesComCallOptions): List<UserAdditionalEmailRecipient>;
  /** The same as `list`. */
  readonly all: UserAdditionalEmailRecipientOperations['list'];
  /** `POST /user_additional_email_recipients`. */
  create(params: UserAdditionalEmailRecipientCreateParams, options?: FilesComCallOptions): Promise<UserAdditionalEmailRecipient>;
  /** `GET /user_additional_email_recipients/{id}`. */
  find(id: number, options?: FilesComCallOptions): Promise<UserAdditionalEmailRecipient>;
  /** The same as `find`. */
  readonly get: UserAdditionalEmailRecipientOperations['find'];
  /** `PATCH /user_additional_email_recipients/{id}`. */
  update(
    id: number,
    params?: UserAdditionalEmailRecipientUpdateParams,
    options?: FilesComCallOptions,
  ): Promise<UserAdditionalEmailRecipient>;
  /** `DELETE /user_additional_email_recipients/{id}`. */
  delete(id: number, options?: FilesComCallOptions): Promise<void>;
  /** The same as `delete`. */
  readonly destroy: UserAdditionalEmailRecipientOperations['delete'];
}

export interface UserListParams extends ListParams {
  readonly ids?: string | null | undefined;
  readonly include_parent_site_users?: boolean | null | undefined;
  readonly search?: string | null | undefined;
  /** By one field. */
  readonly sort_by?:
    | SortBy<
        | 'site_id'
        | 'workspace_id'
        | 'company'
        | 'name'
        | 'disabled'
        | 'authenticate_until'
        | 'username'
        | 'email'
        | 'site_admin'
        | 'last_desktop_login_at'
        | 'last_login_at'
        | 'password_validity_days'
        | 'ssl_required'
      >
    | undefined;
  readonly filter?:
    | FilterBy<
        | 'username'
        | 'name'
        | 'email'
        | 'company'
        | 'site_admin'
        | 'password_validity_days'
        | 'ssl_required'
        | 'last_login_at'
        | 'authenticate_until'
        | 'not_site_admin'
        | 'disabled'
        | 'partner_id'
        | 'primary_group_id'
        | 'workspace_id'
      >
    | undefined;
  readonly filter_prefix?: FilterBy<'username' | 'name' | 'email' | 'company'> | undefined;
  readonly filter_gt?: FilterBy<'password_validity_days' | 'last_login_at' | 'authenticate_until'> | undefined;
  readonly filter_gteq?: FilterBy<'password_validity_days' | 'last_login_at' | 'authenticate_until'> | undefined;
  readonly filter_lt?: FilterBy<'password_validity_days' | 'last_login_at' | 'authenticate_until'> | undefined;
  readonly filter_lteq?: FilterBy<'password_validity_days' | 'last_login_at' | 'authenticate_until'> | undefined;
}

export interface UserCreateParams {
  readonly avatar_file?: Blob | Uint8Array | null | undefined;
  readonly avatar_delete?: boolean | null | undefined;
  readonly change_password?: string | null | undefined;
  readonly change_password_confirmation?: string | null | undefined;
  readonly email?: string | null | undefined;
  readonly grant_permission?: UserGrantPermission | null | undefined;
  readonly group_id?: number | null | undefined;
  readonly group_ids?: string | null | undefined;
  readonly imported_password_hash?: string | null | undefined;
  readonly password?: string | null | undefined;
  readonly password_confirmation?: string | null | undefined;
  readonly announcements_read?: boolean | null | undefined;
  readonly ai_assistant_personality_id?: number | null | undefined;
  readonly allowed_ips?: string | null | undefined;
  readonly attachments_permission?: boolean | null | undefined;
  readonly authenticate_until?: Date | string | null | undefined;
  readonly authentication_method?: UserAuthenticationMethod | null | undefined;
  readonly billing_permission?: boolean | null | undefined;
  readonly bypass_user_lifecycle_rules?: boolean | null | undefined;
  readonly bypass_site_allowed_ips?: boolean | null | undefined;
  readonly dav_permission?: boolean | null | undefined;
  readonly desktop_configuration_profile_id?: number | null | undefined;
  readonly default_workspace_id?: number | null | undefined;
  readonly disabled?: boolean | null | undefined;
  readonly filesystem_layout?: UserFilesystemLayout | null | undefined;
  readonly ftp_permission?: boolean | null | undefined;
  readonly header_text?: string | null | undefined;
  readonly integration_centric_profile_id?: number | null | undefined;
  readonly language?: string | null | undefined;
  readonly notification_daily_send_time?: number | null | undefined;
  readonly name?: string | null | undefined;
  readonly company?: string | null | undefined;
  readonly notes?: string | null | undefined;
  readonly office_integration_enabled?: boolean | null | undefined;
  readonly partner_admin?: boolean | null | undefined;
  readonly partner_id?: number | null | undefined;
  readonly password_validity_days?: number | null | undefined;
  readonly primary_group_id?: number | null | undefined;
  readonly readonly_site_admin?: boolean | null | undefined;
  readonly receive_admin_alerts?: boolean | null | undefined;
  readonly notify_on_all_site_warnings?: boolean | null | undefined;
  readonly notify_on_all_sso_failures?: boolean | null | undefined;
  readonly notify_on_all_user_security_events?: boolean | null | undefined;
  readonly notify_on_all_pending_work_failures?: boolean | null | undefined;
  readonly notify_on_all_siem_http_destination_failures?: boolean | null | undefined;
  readonly notify_on_all_sync_failures?: boolean | null | undefined;
  readonly notify_on_all_automation_failures?: boolean | null | undefined;
  readonly notify_on_all_expectation_failures?: boolean | null | undefined;
  readonly require_login_by?: Date | string | null | undefined;
  readonly require_password_change?: boolean | null | undefined;
  readonly responsible_group_id?: number | null | undefined;
  readonly responsible_user_id?: number | null | undefined;
  readonly restapi_permission?: boolean | null | undefined;
  readonly self_managed?: boolean | null | undefined;
  readonly sftp_permission?: boolean | null | undefined;
  readonly site_admin?: boolean | null | undefined;
  readonly skip_welcome_screen?: boolean | null | undefined;
  readonly ssl_required?: UserSslRequired | null | undefined;
  readonly sso_strategy_id?: number | null | undefined;
  readonly subscribe_to_newsletter?: boolean | null | undefined;
  readonly require_2fa?: UserRequire2fa | null | undefined;
  readonly tags?: string | null | undefined;
  readonly time_zone?: string | null | undefined;
  readonly user_root?: string | null | undefined;
  readonly user_home?: string | null | undefined;
  readonly workspace_admin?: boolean | null | undefined;
  readonly username: string;
  readonly workspace_id?: number | null | undefined;
}

export interface UserUpdateParams {
  readonly avatar_file?: Blob | Uint8Array | null | undefined;
  readonly avatar_delete?: boolean | null | undefined;
  readonly change_password?: string | null | undefined;
  readonly change_password_confirmation?: string | null | undefined;
  readonly email?: string | null | undefined;
  readonly grant_permission?: UserGrantPermission | null | undefined;
  readonly group_id?: number | null | undefined;
  readonly group_ids?: string | null | undefined;
  readonly imported_password_hash?: string | null | undefined;
  readonly password?: string | null | undefined;
  readonly password_confirmation?: string | null | undefined;
  readonly announcements_read?: boolean | null | undefined;
  readonly ai_assistant_personality_id?: number | null | undefined;
  readonly allowed_ips?: string | null | undefined;
  readonly attachments_permission?: boolean | null | undefined;
  readonly authenticate_until?: Date | string | null | undefined;
  readonly authentication_method?: UserAuthenticationMethod | null | undefined;
  readonly billing_permission?: boolean | null | undefined;
  readonly bypass_user_lifecycle_rules?: boolean | null | undefined;
  readonly bypass_site_allowed_ips?: boolean | null | undefined;
  readonly dav_permission?: boolean | null | undefined;
  readonly desktop_configuration_profile_id?: number | null | undefined;
  readonly default_workspace_id?: number | null | undefined;
  readonly disabled?: boolean | null | undefined;
  readonly filesystem_layout?: UserFilesystemLayout | null | undefined;
  readonly ftp_permission?: boolean | null | undefined;
  readonly header_text?: string | null | undefined;
  readonly integration_centric_profile_id?: number | null | undefined;
  readonly language?: string | null | undefined;
  readonly notification_daily_send_time?: number | null | undefined;
  readonly name?: string | null | undefined;
  readonly company?: string | null | undefined;
  readonly notes?: string | null | undefined;
  readonly office_integration_enabled?: boolean | null | undefined;
  readonly partner_admin?: boolean | null | undefined;
  readonly partner_id?: number | null | undefined;
  readonly password_validity_days?: number | null | undefined;
  readonly primary_group_id?: number | null | undefined;
  readonly readonly_site_admin?: boolean | null | undefined;
  readonly receive_admin_alerts?: boolean | null | undefined;
  readonly notify_on_all_site_warnings?: boolean | null | undefined;
  readonly notify_on_all_sso_failures?: boolean | null | undefined;
  readonly notify_on_all_user_security_events?: boolean | null | undefined;
  readonly notify_on_all_pending_work_failures?: boolean | null | undefined;
  readonly notify_on_all_siem_http_destination_failures?: boolean | null | undefined;
  readonly notify_on_all_sync_failures?: boolean | null | undefined;
  readonly notify_on_all_automation_failures?: boolean | null | undefined;
  readonly notify_on_all_expectation_failures?: boolean | null | undefined;
  readonly require_login_by?: Date | string | null | undefined;
  readonly require_password_change?: boolean | null | undefined;
  readonly responsible_group_id?: number | null | undefined;
  readonly responsible_user_id?: number | null | undefined;
  readonly restapi_permission?: boolean | null | undefined;
  readonly self_managed?: boolean | null | undefined;
  readonly sftp_permission?: boolean | null | undefined;
  readonly site_admin?: boolean | null | undefined;
  readonly skip_welcome_screen?: boolean | null | undefined;
  readonly ssl_required?: UserSslRequired | null | undefined;
  readonly sso_strategy_id?: number | null | undefined;
  readonly subscribe_to_newsletter?: boolean | null | undefined;
  readonly require_2fa?: UserRequire2fa | null | undefined;
  readonly tags?: string | null | undefined;
  readonly time_zone?: string | null | undefined;
  readonly user_root?: string | null | undefined;
  readonly user_home?: string | null | undefined;
  readonly workspace_admin?: boolean | null | undefined;
  readonly username?: string | null | undefined;
  readonly workspace_id?: number | null | undefined;
  readonly clear_2fa?: boolean | null | undefined;
  readonly convert_to_partner_user?: boolean | null | undefined;
}

export interface UserDeleteParams {
  readonly new_owner_id?: number | null | undefined;
}

export interface UserOperations {
  /** `GET /users`; pages of at most 10000; filters that go together: site_admin+username, not_site_admin+username, workspace_id+username, company+name, workspace_id+name, workspace_id+email, workspace_id+company, workspace_id+site_admin, workspace_id+not_site_admin, workspace_id+disabled, workspace_id+partner_id, workspace_id+site_admin+username, workspace_id+not_site_admin+username, workspace_id+disabled+username, workspace_id+partner_id+username, workspace_id+company+name. */
  list(params?: UserListParams, options?: FilesComCallOptions): List<User>;
  /** The same as `list`. */
  readonly all: UserOperations['list'];
  /** `POST /users`. */
  create(params: UserCreateParams, options?: FilesComCallOptions): Promise<User>;
  /** `GET /users/{id}`. */
  find(id: number, options?: FilesComCallOptions): Promise<User>;
  /** The same as `find`. */
  readonly get: UserOperations['find'];
  /** `PATCH /users/{id}`. */
  update(id: number, params?: UserUpdateParams, options?: FilesComCallOptions): Promise<User>;
  /** `DELETE /users/{id}`. */
  delete(id: number, params?: UserDeleteParams, options?: FilesComCallOptions): Promise<void>;
  /** The same as `delete`. */
  readonly destroy: UserOperations['delete'];
  /** `POST /users/{id}/unlock`. */
  unlock(id: number, options?: FilesComCallOptions): Promise<void>;
  /** `POST /users/{id}/resend_welcome_email`. */
  resendWelcomeEmail(id: number, options?: FilesComCallOptions): Promise<void>;
  /** `POST /users/{id}/2fa/reset`. */
  user2faReset(id: number, options?: FilesComCallOptions): Promise<void>;
}

export interface UserCipherUseListParams extends ListParams {
  readonly user_id?: number | null | undefined;
  /** By one field. */
  readonly sort_by?: SortBy<'updated_at'> | undefined;
  readonly filter?: FilterBy<'insecure' | 'updated_at'> | undefined;
  readonly filter_gt?: FilterBy<'updated_at'> | undefined;
  readonly filter_gteq?: FilterBy<'updated_at'> | undefined;
  readonly filter_lt?: FilterBy<'updated_at'> | undefined;
  readonly filter_lteq?: FilterBy<'updated_at'> | undefined;
}

export interface UserCipherUseOperations {
  /** `GET /user_cipher_uses`; pages of at most 10000; filters that go together: insecure+updated_at. */
  list(params?: UserCipherUseListParams, options?: FilesComCallOptions): List<UserCipherUse>;
  /** The same as `list`. */
  readonly all: UserCipherUseOperations['list'];
}

export interface UserLifecycleRuleListParams extends ListParams {
  /** By one field. */
  readonly sort_by?: SortBy<'site_id' | 'workspace_id'> | undefined;
  readonly filter?: FilterBy<'workspace_id'> | undefined;
}

export interface UserLifecycleRuleCreateParams {
  readonly action?: UserLifecycleRuleAction | null | undefined;
  readonly apply_to_all_workspaces?: boolean | null | undefined;
  readonly authentication_method?: UserLifecycleRuleAuthenticationMethod | null | undefined;
  readonly group_ids?: readonly number[] | null | undefined;
  readonly inactivity_days?: number | null | undefined;
  readonly include_site_admins?: boolean | null | undefined;
  readonly include_folder_admins?: boolean | null | undefined;
  readonly name?: string | null | undefined;
  readonly notify_users?: boolean | null | undefined;
  readonly partner_tag?: string | null | undefined;
  readonly user_state?: UserLifecycleRuleUserState | null | undefined;
  readonly user_tag?: string | null | undefined;
  readonly workspace_id?: number | null | undefined;
}

export interface UserLifecycleRuleUpdateParams {
  readonly action?: UserLifecycleRuleAction | null | undefined;
  readonly apply_to_all_workspaces?: boolean | null | undefined;
  readonly authentication_method?: UserLifecycleRuleAuthenticationMethod | null | undefined;
  readonly group_ids?: readonly number[] | null | undefined;
  readonly inactivity_days?: number | null | undefined;
  readonly include_site_admins?: boolean | null | undefined;
  readonly include_folder_admins?: boolean | null | undefined;
  readonly name?: string | null | undefined;
  readonly notify_users?: boolean | null | undefined;
  readonly partner_tag?: string | null | undefined;
  readonly user_state?: UserLifecycleRuleUserState | null | undefined;
  readonly user_tag?: string | null | undefined;
  readonly workspace_id?: number | null | undefined;
}

export interface UserLifecycleRuleOperations {
  /** `GET /user_lifecycle_rules`; pages of at most 10000. */
  list(params?: UserLifecycleRuleListParams, options?: FilesComCallOptions): List<UserLifecycleRule>;
  /** The same as `list`. */
  readonly all: UserLifecycleRuleOperations['list'];
  /** `POST /user_lifecycle_rules`. */
  create(params?: UserLifecycleRuleCreateParams, options?: FilesComCallOptions): Promise<UserLifecycleRule>;
  /** `GET /user_lifecycle_rules/{id}`. */
  find(id: number, options?: FilesComCallOptions): Promise<UserLifecycleRule>;
  /** The same as `find`. */
  readonly get: UserLifecycleRuleOperations['find'];
  /** `PATCH /user_lifecycle_rules/{id}`. */
  update(id: number, params?: UserLifecycleRuleUpdateParams, options?: FilesComCallOptions): Promise<UserLifecycleRule>;
  /** `DELETE /user_lifecycle_rules/{id}`. */
  delete(id: number, options?: FilesComCallOptions): Promise<void>;
  /** The same as `delete`. */
  readonly destroy: UserLifecycleRuleOperations['delete'];
}

export interface UserRequestListParams extends ListParams {}

export interface UserRequestCreateParams {
  readonly name: string;
  readonly email: string;
  readonly details: string;
  readonly company?: string | null | undefined;
}

export interface UserRequestOperations {
  /** `GET /user_requests`; pages of at most 10000. */
  list(params?: UserRequestListParams, options?: FilesComCallOptions): List<UserRequest>;
  /** The same as `list`. */
  readonly all: UserRequestOperations['list'];
  /** `POST /user_requests`. */
  create(params: UserRequestCreateParams, options?: FilesComCallOptions): Promise<UserRequest>;
  /** `GET /user_requests/{id}`. */
  find(id: number, options?: FilesComCallOptions): Promise<UserRequest>;
  /** The same as `find`. */
  readonly get: UserRequestOperations['find'];
  /** `DELETE /user_requests/{id}`. */
  delete(id: number, options?: FilesComCallOptions): Promise<void>;
  /** The same as `delete`. */
  readonly destroy: UserRequestOperations['delete'];
}

export interface UserSecurityEventListParams extends ListParams {
  /** By one field. */
  readonly sort_by?: SortBy<'created_at' | 'user_id'> | undefined;
  readonly filter?: FilterBy<'created_at' | 'user_id'> | undefined;
  readonly filter_gt?: FilterBy<'created_at'> | undefined;
  readonly filter_gteq?: FilterBy<'created_at'> | undefined;
  readonly filter_lt?: FilterBy<'created_at'> | undefined;
  readonly filter_lteq?: FilterBy<'created_at'> | undefined;
}

export interface UserSecurityEventOperations {
  /** `GET /user_security_events`; pages of at most 10000; filters that go together: user_id+created_at. */
  list(params?: UserSecurityEventListParams, options?: FilesComCallOptions): List<UserSecurityEvent>;
  /** The same as `list`. */
  readonly all: UserSecurityEventOperations['list'];
  /** `GET /user_security_events/{id}`. */
  find(id: number, options?: FilesComCallOptions): Promise<UserSecurityEvent>;
  /** The same as `find`. */
  readonly get: UserSecurityEventOperations['find'];
}

export interface UserSftpClientUseListParams extends ListParams {
  readonly user_id?: number | null | undefined;
}

export interface UserSftpClientUseOperations {
  /** `GET /user_sftp_client_uses`; pages of at most 10000. */
  list(params?: UserSftpClientUseListParams, options?: FilesComCallOptions): List<UserSftpClientUse>;
  /** The same as `list`. */
  readonly all: UserSftpClientUseOperations['list'];
}

export interface WebDavActionLogListParams extends ListParams {
  readonly filter?:
    FilterBy<'path' | 'true_path' | 'remote_ip' | 'success' | 'status' | 'action_type' | 'username' | 'created_at'> | undefined;
  readonly filter_prefix?: FilterBy<'path' | 'true_path' | 'action_type' | 'username'> | undefined;
  readonly filter_gt?: FilterBy<'created_at'> | undefined;
  readonly filter_gteq?: FilterBy<'created_at'> | undefined;
  readonly filter_lt?: FilterBy<'created_at'> | undefined;
  readonly filter_lteq?: FilterBy<'created_at'> | undefined;
}

export interface WebDavActionLogOperations {
  /** `GET /web_dav_action_logs`; pages of at most 1000. */
  list(params?: WebDavActionLogListParams, options?: FilesComCallOptions): List<WebDavActionLog>;
  /** The same as `list`. */
  readonly all: WebDavActionLogOperations['list'];
}

export interface WebhookTestCreateParams {
  readonly url: string;
  readonly method?: string | null | undefined;
  readonly encoding?: string | null | undefined;
  readonly headers?: Readonly<Record<string, unknown>> | null | undefined;
  readonly body?: Readonly<Record<string, unknown>> | null | undefined;
  readonly raw_body?: string | null | undefined;
  readonly file_as_body?: boolean | null | undefined;
  readonly file_form_field?: string | null | undefined;
  readonly action?: string | null | undefined;
  readonly use_dedicated_ips?: boolean | null | undefined;
}

export interface WebhookTestOperations {
  /** `POST /webhook_tests`. */
  create(params: WebhookTestCreateParams, options?: FilesComCallOptions): Promise<WebhookTest>;
}

export interface WorkspaceListParams extends ListParams {
  /** By one field. */
  readonly sort_by?: SortBy<'name'> | undefined;
  readonly filter?: FilterBy<'name'> | undefined;
  readonly filter_prefix?: FilterBy<'name'> | undefined;
}

export interface WorkspaceCreateParams {
  readonly name?: string | null | undefined;
}

export interface WorkspaceUpdateParams {
  readonly name?: string | null | undefined;
}

export interface WorkspaceOperations {
  /** `GET /workspaces`; pages of at most 10000. */
  list(params?: WorkspaceListParams, options?: FilesComCallOptions): List<Workspace>;
  /** The same as `list`. */
  readonly all: WorkspaceOperations['list'];
  /** `POST /workspaces`. */
  create(params?: WorkspaceCreateParams, options?: FilesComCallOptions): Promise<Workspace>;
  /** `GET /workspaces/{id}`. */
  find(id: number, options?: FilesComCallOptions): Promise<Workspace>;
  /** The same as `find`. */
  readonly get: WorkspaceOperations['find'];
  /** `PATCH /workspaces/{id}`. */
  update(id: number, params?: WorkspaceUpdateParams, options?: FilesComCallOptions): Promise<Workspace>;
  /** `DELETE /workspaces/{id}`. */
  delete(id: number, options?: FilesComCallOptions): Promise<void>;
  /** The same as `delete`. */
  readonly destroy: WorkspaceOperations['delete'];
}

export interface Operations {
  readonly actionLog: ActionLogOperations;
  readonly actionNotificationExport: ActionNotificationExportOperations;
  readonly actionNotificationExportResult: ActionNotificationExportResultOperations;
  readonly aiAssistantPersonality: AiAssistantPersonalityOperations;
  readonly aiTask: AiTaskOperations;
  readonly apiKey: ApiKeyOperations;
  readonly apiRequestLog: ApiRequestLogOperations;
  readonly app: AppOperations;
  readonly as2IncomingMessage: As2IncomingMessageOperations;
  readonly as2OutgoingMessage: As2OutgoingMessageOperations;
  readonly as2Partner: As2PartnerOperations;
  readonly as2Station: As2StationOperations;
  readonly automation: AutomationOperations;
  readonly automationLog: AutomationLogOperations;
  readonly automationRun: AutomationRunOperations;
  readonly bandwidthSnapshot: BandwidthSnapshotOperations;
  readonly behavior: BehaviorOperations;
  readonly bundleAction: BundleActionOperations;
  readonly bundle: BundleOperations;
  readonly bundleDownload: BundleDownloadOperations;
  readonly bundleNotification: BundleNotificationOperations;
  readonly bundleRecipient: BundleRecipientOperations;
  readonly bundleRegistration: BundleRegistrationOperations;
  readonly chatSession: ChatSessionOperations;
  readonly childSiteManagementPolicy: ChildSiteManagementPolicyOperations;
  readonly clickwrap: ClickwrapOperations;
  readonly customDomain: CustomDomainOperations;
  readonly desktopConfigurationProfile: DesktopConfigurationProfileOperations;
  readonly dnsRecord: DnsRecordOperations;
  readonly emailIncomingMessage: EmailIncomingMessageOperations;
  readonly emailLog: EmailLogOperations;
  readonly eventChannel: EventChannelOperations;
  readonly eventDeliveryAttempt: EventDeliveryAttemptOperations;
  readonly eventRecord: EventRecordOperations;
  readonly eventSubscription: EventSubscriptionOperations;
  readonly eventTarget: EventTargetOperations;
  readonly exavaultApiRequestLog: ExavaultApiRequestLogOperations;
  readonly expectation: ExpectationOperations;
  readonly expectationEvaluation: ExpectationEvaluationOperations;
  readonly expectationIncident: ExpectationIncidentOperations;
  readonly externalEvent: ExternalEventOperations;
  readonly file: FileOperations;
  readonly fileComment: FileCommentOperations;
  readonly fileCommentReaction: FileCommentReactionOperations;
  readonly fileMigration: FileMigrationOperations;
  readonly fileMigrationLog: FileMigrationLogOperations;
  readonly folder: FolderOperations;
  readonly formFieldSet: FormFieldSetOperations;
  readonly ftpActionLog: FtpActionLogOperations;
  readonly gpgKey: GpgKeyOperations;
  readonly group: GroupOperations;
  readonly groupUser: GroupUserOperations;
  readonly history: HistoryOperations;
  readonly historyExport: HistoryExportOperations;
  readonly historyExportResult: HistoryExportResultOperations;
  readonly holidayCalendar: HolidayCalendarOperations;
  readonly holidayRegion: HolidayRegionOperations;
  readonly inboundS3Log: InboundS3LogOperations;
  readonly inboxRecipient: InboxRecipientOperations;
  readonly inboxRegistration: InboxRegistrationOperations;
  readonly inboxUpload: InboxUploadOperations;
  readonly integrationCentricProfile: IntegrationCentricProfileOperations;
  readonly invoice: InvoiceOperations;
  readonly ipAddress: IpAddressOperations;
  readonly keyLifecycleRule: KeyLifecycleRuleOperations;
  readonly lock: LockOperations;
  readonly message: MessageOperations;
  readonly messageComment: MessageCommentOperations;
  readonly messageCommentReaction: MessageCommentReactionOperations;
  readonly messageReaction: MessageReactionOperations;
  readonly metadataCategory: MetadataCategoryOperations;
  readonly notification: NotificationOperations;
  readonly outboundConnectionLog: OutboundConnectionLogOperations;
  readonly partner: PartnerOperations;
  readonly partnerChannel: PartnerChannelOperations;
  readonly partnerChannelTemplate: PartnerChannelTemplateOperations;
  readonly partnerSite: PartnerSiteOperations;
  readonly partnerSiteRequest: PartnerSiteRequestOperations;
  readonly payment: PaymentOperations;
  readonly pendingWorkEvent: PendingWorkEventOperations;
  readonly permission: PermissionOperations;
  readonly project: ProjectOperations;
  readonly publicHostingRequestLog: PublicHostingRequestLogOperations;
  readonly publicKey: PublicKeyOperations;
  readonly remoteBandwidthSnapshot: RemoteBandwidthSnapshotOperations;
  readonly remoteMountBackend: RemoteMountBackendOperations;
  readonly remoteServer: RemoteServerOperations;
  readonly remoteServerCredential: RemoteServerCredentialOperations;
  readonly request: RequestOperations;
  readonly restore: RestoreOperations;
  readonly schedule: ScheduleOperations;
  readonly scheduledExport: ScheduledExportOperations;
  readonly scimLog: ScimLogOperations;
  readonly secret: SecretOperations;
  readonly session: SessionOperations;
  readonly settingsChange: SettingsChangeOperations;
  readonly sftpActionLog: SftpActionLogOperations;
  readonly sftpHostKey: SftpHostKeyOperations;
  readonly shareGroup: ShareGroupOperations;
  readonly siemHttpDestination: SiemHttpDestinationOperations;
  readonly siemHttpDestinationEvent: SiemHttpDestinationEventOperations;
  readonly site: SiteOperations;
  readonly siteSubdomainRedirect: SiteSubdomainRedirectOperations;
  readonly snapshot: SnapshotOperations;
  readonly ssoEvent: SsoEventOperations;
  readonly ssoStrategy: SsoStrategyOperations;
  readonly style: StyleOperations;
  readonly sync: SyncOperations;
  readonly syncLog: SyncLogOperations;
  readonly syncRun: SyncRunOperations;
  readonly usageDailySnapshot: UsageDailySnapshotOperations;
  readonly usageSnapshot: UsageSnapshotOperations;
  readonly userAdditionalEmailRecipient: UserAdditionalEmailRecipientOperations;
  readonly user: UserOperations;
  readonly userCipherUse: UserCipherUseOperations;
  readonly userLifecycleRule: UserLifecycleRuleOperations;
  readonly userRequest: UserRequestOperations;
  readonly userSecurityEvent: UserSecurityEventOperations;
  readonly userSftpClientUse: UserSftpClientUseOperations;
  readonly webDavActionLog: WebDavActionLogOperations;
  readonly webhookTest: WebhookTestOperations;
  readonly workspace: WorkspaceOperations;
}
