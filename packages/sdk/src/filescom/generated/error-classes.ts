// Written by scripts/sdk-filescom.mjs. Do not change it by hand.

import { FilesApiError } from '../errors.ts';

/** `bad-request` and whatever is below it. */
export class BadRequestError extends FilesApiError {
  override readonly name: string = 'BadRequestError';
}
/** `not-authenticated` and whatever is below it. */
export class NotAuthenticatedError extends FilesApiError {
  override readonly name: string = 'NotAuthenticatedError';
}
/** `not-authorized` and whatever is below it. */
export class NotAuthorizedError extends FilesApiError {
  override readonly name: string = 'NotAuthorizedError';
}
/** `not-found` and whatever is below it. */
export class NotFoundError extends FilesApiError {
  override readonly name: string = 'NotFoundError';
}
/** `processing-failure` and whatever is below it. */
export class ProcessingFailureError extends FilesApiError {
  override readonly name: string = 'ProcessingFailureError';
}
/** `rate-limited` and whatever is below it. */
export class RateLimitedError extends FilesApiError {
  override readonly name: string = 'RateLimitedError';
}
/** `service-unavailable` and whatever is below it. */
export class ServiceUnavailableError extends FilesApiError {
  override readonly name: string = 'ServiceUnavailableError';
}
/** `site-configuration` and whatever is below it. */
export class SiteConfigurationError extends FilesApiError {
  override readonly name: string = 'SiteConfigurationError';
}
/** `bad-request/agent-upgrade-required`: Agent Upgrade Required (422). */
export class BadRequest_AgentUpgradeRequiredError extends BadRequestError {
  override readonly name: string = 'BadRequest_AgentUpgradeRequiredError';
}
/** `bad-request/attachment-too-large`: Attachment Too Large (422). */
export class BadRequest_AttachmentTooLargeError extends BadRequestError {
  override readonly name: string = 'BadRequest_AttachmentTooLargeError';
}
/** `bad-request/cannot-download-directory`: Cannot Download Directory (422). */
export class BadRequest_CannotDownloadDirectoryError extends BadRequestError {
  override readonly name: string = 'BadRequest_CannotDownloadDirectoryError';
}
/** `bad-request/cant-move-with-multiple-locations`: Cant Move With Multiple Locations (422). */
export class BadRequest_CantMoveWithMultipleLocationsError extends BadRequestError {
  override readonly name: string = 'BadRequest_CantMoveWithMultipleLocationsError';
}
/** `bad-request/datetime-parse`: Datetime Parse (422). */
export class BadRequest_DatetimeParseError extends BadRequestError {
  override readonly name: string = 'BadRequest_DatetimeParseError';
}
/** `bad-request/destination-same`: Destination Same (422). */
export class BadRequest_DestinationSameError extends BadRequestError {
  override readonly name: string = 'BadRequest_DestinationSameError';
}
/** `bad-request/destination-site-mismatch`: Destination Site Mismatch (422). */
export class BadRequest_DestinationSiteMismatchError extends BadRequestError {
  override readonly name: string = 'BadRequest_DestinationSiteMismatchError';
}
/** `bad-request/does-not-support-sorting`: Does Not Support Sorting (422). */
export class BadRequest_DoesNotSupportSortingError extends BadRequestError {
  override readonly name: string = 'BadRequest_DoesNotSupportSortingError';
}
/** `bad-request/folder-must-not-be-a-file`: Folder Must Not Be A File (422). */
export class BadRequest_FolderMustNotBeAFileError extends BadRequestError {
  override readonly name: string = 'BadRequest_FolderMustNotBeAFileError';
}
/** `bad-request/folders-not-allowed`: Folders Not Allowed (422). */
export class BadRequest_FoldersNotAllowedError extends BadRequestError {
  override readonly name: string = 'BadRequest_FoldersNotAllowedError';
}
/** `bad-request/internal-general-error`: Internal General Error (422). */
export class BadRequest_InternalGeneralErrorError extends BadRequestError {
  override readonly name: string = 'BadRequest_InternalGeneralErrorError';
}
/** `bad-request/invalid-body`: Invalid Body (422). */
export class BadRequest_InvalidBodyError extends BadRequestError {
  override readonly name: string = 'BadRequest_InvalidBodyError';
}
/** `bad-request/invalid-cursor`: Invalid Cursor (422). */
export class BadRequest_InvalidCursorError extends BadRequestError {
  override readonly name: string = 'BadRequest_InvalidCursorError';
}
/** `bad-request/invalid-cursor-type-for-sort`: Invalid Cursor Type For Sort (422). */
export class BadRequest_InvalidCursorTypeForSortError extends BadRequestError {
  override readonly name: string = 'BadRequest_InvalidCursorTypeForSortError';
}
/** `bad-request/invalid-etags`: Invalid Etags (422). */
export class BadRequest_InvalidEtagsError extends BadRequestError {
  override readonly name: string = 'BadRequest_InvalidEtagsError';
}
/** `bad-request/invalid-filter-alias-combination`: Invalid Filter Alias Combination (422). */
export class BadRequest_InvalidFilterAliasCombinationError extends BadRequestError {
  override readonly name: string = 'BadRequest_InvalidFilterAliasCombinationError';
}
/** `bad-request/invalid-filter-field`: Invalid Filter Field (422). */
export class BadRequest_InvalidFilterFieldError extends BadRequestError {
  override readonly name: string = 'BadRequest_InvalidFilterFieldError';
}
/** `bad-request/invalid-filter-param`: Invalid Filter Param (422). */
export class BadRequest_InvalidFilterParamError extends BadRequestError {
  override readonly name: string = 'BadRequest_InvalidFilterParamError';
}
/** `bad-request/invalid-filter-param-format`: Invalid Filter Param Format (422). */
export class BadRequest_InvalidFilterParamFormatError extends BadRequestError {
  override readonly name: string = 'BadRequest_InvalidFilterParamFormatError';
}
/** `bad-request/invalid-filter-param-value`: Invalid Filter Param Value (422). */
export class BadRequest_InvalidFilterParamValueError extends BadRequestError {
  override readonly name: string = 'BadRequest_InvalidFilterParamValueError';
}
/** `bad-request/invalid-input-encoding`: Invalid Input Encoding (422). */
export class BadRequest_InvalidInputEncodingError extends BadRequestError {
  override readonly name: string = 'BadRequest_InvalidInputEncodingError';
}
/** `bad-request/invalid-interface`: Invalid Interface (422). */
export class BadRequest_InvalidInterfaceError extends BadRequestError {
  override readonly name: string = 'BadRequest_InvalidInterfaceError';
}
/** `bad-request/invalid-oauth-provider`: Invalid Oauth Provider (422). */
export class BadRequest_InvalidOauthProviderError extends BadRequestError {
  override readonly name: string = 'BadRequest_InvalidOauthProviderError';
}
/** `bad-request/invalid-path`: Invalid Path (422). */
export class BadRequest_InvalidPathError extends BadRequestError {
  override readonly name: string = 'BadRequest_InvalidPathError';
}
/** `bad-request/invalid-return-to-url`: Invalid Return To Url (422). */
export class BadRequest_InvalidReturnToUrlError extends BadRequestError {
  override readonly name: string = 'BadRequest_InvalidReturnToUrlError';
}
/** `bad-request/invalid-search-query`: Invalid Search Query (422). */
export class BadRequest_InvalidSearchQueryError extends BadRequestError {
  override readonly name: string = 'BadRequest_InvalidSearchQueryError';
}
/** `bad-request/invalid-sort-field`: Invalid Sort Field (422). */
export class BadRequest_InvalidSortFieldError extends BadRequestError {
  override readonly name: string = 'BadRequest_InvalidSortFieldError';
}
/** `bad-request/invalid-sort-filter-combination`: Invalid Sort Filter Combination (422). */
export class BadRequest_InvalidSortFilterCombinationError extends BadRequestError {
  override readonly name: string = 'BadRequest_InvalidSortFilterCombinationError';
}
/** `bad-request/invalid-upload-offset`: Invalid Upload Offset (422). */
export class BadRequest_InvalidUploadOffsetError extends BadRequestError {
  override readonly name: string = 'BadRequest_InvalidUploadOffsetError';
}
/** `bad-request/invalid-upload-part-gap`: Invalid Upload Part Gap (422). */
export class BadRequest_InvalidUploadPartGapError extends BadRequestError {
  override readonly name: string = 'BadRequest_InvalidUploadPartGapError';
}
/** `bad-request/invalid-upload-part-size`: Invalid Upload Part Size (422). */
export class BadRequest_InvalidUploadPartSizeError extends BadRequestError {
  override readonly name: string = 'BadRequest_InvalidUploadPartSizeError';
}
/** `bad-request/invalid-workspace-id-header`: Invalid Workspace Id Header (422). */
export class BadRequest_InvalidWorkspaceIdHeaderError extends BadRequestError {
  override readonly name: string = 'BadRequest_InvalidWorkspaceIdHeaderError';
}
/** `bad-request/method-not-allowed`: Method Not Allowed (422). */
export class BadRequest_MethodNotAllowedError extends BadRequestError {
  override readonly name: string = 'BadRequest_MethodNotAllowedError';
}
/** `bad-request/multiple-sort-params-not-allowed`: Multiple Sort Params Not Allowed (422). */
export class BadRequest_MultipleSortParamsNotAllowedError extends BadRequestError {
  override readonly name: string = 'BadRequest_MultipleSortParamsNotAllowedError';
}
/** `bad-request/no-valid-input-params`: No Valid Input Params (422). */
export class BadRequest_NoValidInputParamsError extends BadRequestError {
  override readonly name: string = 'BadRequest_NoValidInputParamsError';
}
/** `bad-request/offset-upload-not-allowed-with-malware-scanning`: Offset Upload Not Allowed With Malware Scanning (422). */
export class BadRequest_OffsetUploadNotAllowedWithMalwareScanningError extends BadRequestError {
  override readonly name: string = 'BadRequest_OffsetUploadNotAllowedWithMalwareScanningError';
}
/** `bad-request/part-number-too-large`: Part Number Too Large (422). */
export class BadRequest_PartNumberTooLargeError extends BadRequestError {
  override readonly name: string = 'BadRequest_PartNumberTooLargeError';
}
/** `bad-request/path-cannot-have-trailing-whitespace`: Path Cannot Have Trailing Whitespace (422). */
export class BadRequest_PathCannotHaveTrailingWhitespaceError extends BadRequestError {
  override readonly name: string = 'BadRequest_PathCannotHaveTrailingWhitespaceError';
}
/** `bad-request/reauthentication-needed-fields`: Reauthentication Needed Fields (422). */
export class BadRequest_ReauthenticationNeededFieldsError extends BadRequestError {
  override readonly name: string = 'BadRequest_ReauthenticationNeededFieldsError';
}
/** `bad-request/request-body-too-large`: Request Body Too Large (422). */
export class BadRequest_RequestBodyTooLargeError extends BadRequestError {
  override readonly name: string = 'BadRequest_RequestBodyTooLargeError';
}
/** `bad-request/request-params-contain-invalid-character`: Request Params Contain Invalid Character (422). */
export class BadRequest_RequestParamsContainInvalidCharacterError extends BadRequestError {
  override readonly name: string = 'BadRequest_RequestParamsContainInvalidCharacterError';
}
/** `bad-request/request-params-invalid`: Request Params Invalid (422). */
export class BadRequest_RequestParamsInvalidError extends BadRequestError {
  override readonly name: string = 'BadRequest_RequestParamsInvalidError';
}
/** `bad-request/request-params-required`: Request Params Required (422). */
export class BadRequest_RequestParamsRequiredError extends BadRequestError {
  override readonly name: string = 'BadRequest_RequestParamsRequiredError';
}
/** `bad-request/search-all-on-child-path`: Search All On Child Path (422). */
export class BadRequest_SearchAllOnChildPathError extends BadRequestError {
  override readonly name: string = 'BadRequest_SearchAllOnChildPathError';
}
/** `bad-request/unrecognized-sort-index`: Unrecognized Sort Index (422). */
export class BadRequest_UnrecognizedSortIndexError extends BadRequestError {
  override readonly name: string = 'BadRequest_UnrecognizedSortIndexError';
}
/** `bad-request/unsupported-currency`: Unsupported Currency (422). */
export class BadRequest_UnsupportedCurrencyError extends BadRequestError {
  override readonly name: string = 'BadRequest_UnsupportedCurrencyError';
}
/** `bad-request/unsupported-http-response-format`: Unsupported Http Response Format (422). */
export class BadRequest_UnsupportedHttpResponseFormatError extends BadRequestError {
  override readonly name: string = 'BadRequest_UnsupportedHttpResponseFormatError';
}
/** `bad-request/unsupported-media-type`: Unsupported Media Type (422). */
export class BadRequest_UnsupportedMediaTypeError extends BadRequestError {
  override readonly name: string = 'BadRequest_UnsupportedMediaTypeError';
}
/** `bad-request/user-id-invalid`: User Id Invalid (422). */
export class BadRequest_UserIdInvalidError extends BadRequestError {
  override readonly name: string = 'BadRequest_UserIdInvalidError';
}
/** `bad-request/user-id-on-user-endpoint`: User Id On User Endpoint (422). */
export class BadRequest_UserIdOnUserEndpointError extends BadRequestError {
  override readonly name: string = 'BadRequest_UserIdOnUserEndpointError';
}
/** `bad-request/user-required`: User Required (422). */
export class BadRequest_UserRequiredError extends BadRequestError {
  override readonly name: string = 'BadRequest_UserRequiredError';
}
/** `not-authenticated/additional-authentication-required`: Additional Authentication Required (401). */
export class NotAuthenticated_AdditionalAuthenticationRequiredError extends NotAuthenticatedError {
  override readonly name: string = 'NotAuthenticated_AdditionalAuthenticationRequiredError';
}
/** `not-authenticated/api-key-sessions-not-supported`: Api Key Sessions Not Supported (401). */
export class NotAuthenticated_ApiKeySessionsNotSupportedError extends NotAuthenticatedError {
  override readonly name: string = 'NotAuthenticated_ApiKeySessionsNotSupportedError';
}
/** `not-authenticated/authentication-required`: Authentication Required (401). */
export class NotAuthenticated_AuthenticationRequiredError extends NotAuthenticatedError {
  override readonly name: string = 'NotAuthenticated_AuthenticationRequiredError';
}
/** `not-authenticated/bundle-registration-code-failed`: Bundle Registration Code Failed (401). */
export class NotAuthenticated_BundleRegistrationCodeFailedError extends NotAuthenticatedError {
  override readonly name: string = 'NotAuthenticated_BundleRegistrationCodeFailedError';
}
/** `not-authenticated/files-agent-token-failed`: Files Agent Token Failed (401). */
export class NotAuthenticated_FilesAgentTokenFailedError extends NotAuthenticatedError {
  override readonly name: string = 'NotAuthenticated_FilesAgentTokenFailedError';
}
/** `not-authenticated/inbox-registration-code-failed`: Inbox Registration Code Failed (401). */
export class NotAuthenticated_InboxRegistrationCodeFailedError extends NotAuthenticatedError {
  override readonly name: string = 'NotAuthenticated_InboxRegistrationCodeFailedError';
}
/** `not-authenticated/invalid-credentials`: Invalid Credentials (401). */
export class NotAuthenticated_InvalidCredentialsError extends NotAuthenticatedError {
  override readonly name: string = 'NotAuthenticated_InvalidCredentialsError';
}
/** `not-authenticated/invalid-oauth`: Invalid Oauth (401). */
export class NotAuthenticated_InvalidOauthError extends NotAuthenticatedError {
  override readonly name: string = 'NotAuthenticated_InvalidOauthError';
}
/** `not-authenticated/invalid-or-expired-code`: Invalid Or Expired Code (401). */
export class NotAuthenticated_InvalidOrExpiredCodeError extends NotAuthenticatedError {
  override readonly name: string = 'NotAuthenticated_InvalidOrExpiredCodeError';
}
/** `not-authenticated/invalid-session`: Invalid Session (401). */
export class NotAuthenticated_InvalidSessionError extends NotAuthenticatedError {
  override readonly name: string = 'NotAuthenticated_InvalidSessionError';
}
/** `not-authenticated/invalid-username-or-password`: Invalid Username Or Password (401). */
export class NotAuthenticated_InvalidUsernameOrPasswordError extends NotAuthenticatedError {
  override readonly name: string = 'NotAuthenticated_InvalidUsernameOrPasswordError';
}
/** `not-authenticated/locked-out`: Locked Out (401). */
export class NotAuthenticated_LockedOutError extends NotAuthenticatedError {
  override readonly name: string = 'NotAuthenticated_LockedOutError';
}
/** `not-authenticated/lockout-region-mismatch`: Lockout Region Mismatch (403). */
export class NotAuthenticated_LockoutRegionMismatchError extends NotAuthenticatedError {
  override readonly name: string = 'NotAuthenticated_LockoutRegionMismatchError';
}
/** `not-authenticated/one-time-password-incorrect`: One Time Password Incorrect (401). */
export class NotAuthenticated_OneTimePasswordIncorrectError extends NotAuthenticatedError {
  override readonly name: string = 'NotAuthenticated_OneTimePasswordIncorrectError';
}
/** `not-authenticated/two-factor-authentication-error`: Two Factor Authentication Error (401). */
export class NotAuthenticated_TwoFactorAuthenticationErrorError extends NotAuthenticatedError {
  override readonly name: string = 'NotAuthenticated_TwoFactorAuthenticationErrorError';
}
/** `not-authenticated/two-factor-authentication-setup-expired`: Two Factor Authentication Setup Expired (401). */
export class NotAuthenticated_TwoFactorAuthenticationSetupExpiredError extends NotAuthenticatedError {
  override readonly name: string = 'NotAuthenticated_TwoFactorAuthenticationSetupExpiredError';
}
/** `not-authorized/api-key-is-disabled`: Api Key Is Disabled (403). */
export class NotAuthorized_ApiKeyIsDisabledError extends NotAuthorizedError {
  override readonly name: string = 'NotAuthorized_ApiKeyIsDisabledError';
}
/** `not-authorized/api-key-is-path-restricted`: Api Key Is Path Restricted (403). */
export class NotAuthorized_ApiKeyIsPathRestrictedError extends NotAuthorizedError {
  override readonly name: string = 'NotAuthorized_ApiKeyIsPathRestrictedError';
}
/** `not-authorized/api-key-only-for-desktop-app`: Api Key Only For Desktop App (403). */
export class NotAuthorized_ApiKeyOnlyForDesktopAppError extends NotAuthorizedError {
  override readonly name: string = 'NotAuthorized_ApiKeyOnlyForDesktopAppError';
}
/** `not-authorized/api-key-only-for-mobile-app`: Api Key Only For Mobile App (403). */
export class NotAuthorized_ApiKeyOnlyForMobileAppError extends NotAuthorizedError {
  override readonly name: string = 'NotAuthorized_ApiKeyOnlyForMobileAppError';
}
/** `not-authorized/api-key-only-for-office-integration`: Api Key Only For Office Integration (403). */
export class NotAuthorized_ApiKeyOnlyForOfficeIntegrationError extends NotAuthorizedError {
  override readonly name: string = 'NotAuthorized_ApiKeyOnlyForOfficeIntegrationError';
}
/** `not-authorized/billing-information-hidden`: Billing Information Hidden (403). */
export class NotAuthorized_BillingInformationHiddenError extends NotAuthorizedError {
  override readonly name: string = 'NotAuthorized_BillingInformationHiddenError';
}
/** `not-authorized/billing-permission-required`: Billing Permission Required (403). */
export class NotAuthorized_BillingPermissionRequiredError extends NotAuthorizedError {
  override readonly name: string = 'NotAuthorized_BillingPermissionRequiredError';
}
/** `not-authorized/bundle-maximum-uses-reached`: Bundle Maximum Uses Reached (403). */
export class NotAuthorized_BundleMaximumUsesReachedError extends NotAuthorizedError {
  override readonly name: string = 'NotAuthorized_BundleMaximumUsesReachedError';
}
/** `not-authorized/bundle-permission-required`: Bundle Permission Required (403). */
export class NotAuthorized_BundlePermissionRequiredError extends NotAuthorizedError {
  override readonly name: string = 'NotAuthorized_BundlePermissionRequiredError';
}
/** `not-authorized/cannot-login-while-using-key`: Cannot Login While Using Key (403). */
export class NotAuthorized_CannotLoginWhileUsingKeyError extends NotAuthorizedError {
  override readonly name: string = 'NotAuthorized_CannotLoginWhileUsingKeyError';
}
/** `not-authorized/cant-act-for-other-user`: Cant Act For Other User (403). */
export class NotAuthorized_CantActForOtherUserError extends NotAuthorizedError {
  override readonly name: string = 'NotAuthorized_CantActForOtherUserError';
}
/** `not-authorized/contact-admin-for-password-change-help`: Contact Admin For Password Change Help (403). */
export class NotAuthorized_ContactAdminForPasswordChangeHelpError extends NotAuthorizedError {
  override readonly name: string = 'NotAuthorized_ContactAdminForPasswordChangeHelpError';
}
/** `not-authorized/files-agent-failed-authorization`: Files Agent Failed Authorization (403). */
export class NotAuthorized_FilesAgentFailedAuthorizationError extends NotAuthorizedError {
  override readonly name: string = 'NotAuthorized_FilesAgentFailedAuthorizationError';
}
/** `not-authorized/folder-admin-or-billing-permission-required`: Folder Admin Or Billing Permission Required (403). */
export class NotAuthorized_FolderAdminOrBillingPermissionRequiredError extends NotAuthorizedError {
  override readonly name: string = 'NotAuthorized_FolderAdminOrBillingPermissionRequiredError';
}
/** `not-authorized/folder-admin-permission-required`: Folder Admin Permission Required (403). */
export class NotAuthorized_FolderAdminPermissionRequiredError extends NotAuthorizedError {
  override readonly name: string = 'NotAuthorized_FolderAdminPermissionRequiredError';
}
/** `not-authorized/full-permission-required`: Full Permission Required (403). */
export class NotAuthorized_FullPermissionRequiredError extends NotAuthorizedError {
  override readonly name: string = 'NotAuthorized_FullPermissionRequiredError';
}
/** `not-authorized/history-permission-required`: History Permission Required (403). */
export class NotAuthorized_HistoryPermissionRequiredError extends NotAuthorizedError {
  override readonly name: string = 'NotAuthorized_HistoryPermissionRequiredError';
}
/** `not-authorized/in-app-ai-assistant-unavailable`: In App Ai Assistant Unavailable (403). */
export class NotAuthorized_InAppAiAssistantUnavailableError extends NotAuthorizedError {
  override readonly name: string = 'NotAuthorized_InAppAiAssistantUnavailableError';
}
/** `not-authorized/insufficient-permission-for-params`: Insufficient Permission For Params (403). */
export class NotAuthorized_InsufficientPermissionForParamsError extends NotAuthorizedError {
  override readonly name: string = 'NotAuthorized_InsufficientPermissionForParamsError';
}
/** `not-authorized/insufficient-permission-for-site`: Insufficient Permission For Site (403). */
export class NotAuthorized_InsufficientPermissionForSiteError extends NotAuthorizedError {
  override readonly name: string = 'NotAuthorized_InsufficientPermissionForSiteError';
}
/** `not-authorized/mover-access-denied`: Mover Access Denied (403). */
export class NotAuthorized_MoverAccessDeniedError extends NotAuthorizedError {
  override readonly name: string = 'NotAuthorized_MoverAccessDeniedError';
}
/** `not-authorized/mover-package-required`: Mover Package Required (403). */
export class NotAuthorized_MoverPackageRequiredError extends NotAuthorizedError {
  override readonly name: string = 'NotAuthorized_MoverPackageRequiredError';
}
/** `not-authorized/must-authenticate-with-api-key`: Must Authenticate With Api Key (403). */
export class NotAuthorized_MustAuthenticateWithApiKeyError extends NotAuthorizedError {
  override readonly name: string = 'NotAuthorized_MustAuthenticateWithApiKeyError';
}
/** `not-authorized/need-admin-permission-for-inbox`: Need Admin Permission For Inbox (403). */
export class NotAuthorized_NeedAdminPermissionForInboxError extends NotAuthorizedError {
  override readonly name: string = 'NotAuthorized_NeedAdminPermissionForInboxError';
}
/** `not-authorized/non-admins-must-query-by-folder-or-path`: Non Admins Must Query By Folder Or Path (403). */
export class NotAuthorized_NonAdminsMustQueryByFolderOrPathError extends NotAuthorizedError {
  override readonly name: string = 'NotAuthorized_NonAdminsMustQueryByFolderOrPathError';
}
/** `not-authorized/not-allowed-to-create-bundle`: Not Allowed To Create Bundle (403). */
export class NotAuthorized_NotAllowedToCreateBundleError extends NotAuthorizedError {
  override readonly name: string = 'NotAuthorized_NotAllowedToCreateBundleError';
}
/** `not-authorized/not-enqueuable-sync`: Not Enqueuable Sync (403). */
export class NotAuthorized_NotEnqueuableSyncError extends NotAuthorizedError {
  override readonly name: string = 'NotAuthorized_NotEnqueuableSyncError';
}
/** `not-authorized/password-change-not-required`: Password Change Not Required (403). */
export class NotAuthorized_PasswordChangeNotRequiredError extends NotAuthorizedError {
  override readonly name: string = 'NotAuthorized_PasswordChangeNotRequiredError';
}
/** `not-authorized/password-change-required`: Password Change Required (403). */
export class NotAuthorized_PasswordChangeRequiredError extends NotAuthorizedError {
  override readonly name: string = 'NotAuthorized_PasswordChangeRequiredError';
}
/** `not-authorized/payment-method-error`: Payment Method Error (403). */
export class NotAuthorized_PaymentMethodErrorError extends NotAuthorizedError {
  override readonly name: string = 'NotAuthorized_PaymentMethodErrorError';
}
/** `not-authorized/preview-only-permission-cannot-download`: Preview Only Permission Cannot Download (403). */
export class NotAuthorized_PreviewOnlyPermissionCannotDownloadError extends NotAuthorizedError {
  override readonly name: string = 'NotAuthorized_PreviewOnlyPermissionCannotDownloadError';
}
/** `not-authorized/read-only-session`: Read Only Session (403). */
export class NotAuthorized_ReadOnlySessionError extends NotAuthorizedError {
  override readonly name: string = 'NotAuthorized_ReadOnlySessionError';
}
/** `not-authorized/read-permission-required`: Read Permission Required (403). */
export class NotAuthorized_ReadPermissionRequiredError extends NotAuthorizedError {
  override readonly name: string = 'NotAuthorized_ReadPermissionRequiredError';
}
/** `not-authorized/reauthentication-failed`: Reauthentication Failed (403). */
export class NotAuthorized_ReauthenticationFailedError extends NotAuthorizedError {
  override readonly name: string = 'NotAuthorized_ReauthenticationFailedError';
}
/** `not-authorized/reauthentication-failed-final`: Reauthentication Failed Final (403). */
export class NotAuthorized_ReauthenticationFailedFinalError extends NotAuthorizedError {
  override readonly name: string = 'NotAuthorized_ReauthenticationFailedFinalError';
}
/** `not-authorized/reauthentication-needed-action`: Reauthentication Needed Action (403). */
export class NotAuthorized_ReauthenticationNeededActionError extends NotAuthorizedError {
  override readonly name: string = 'NotAuthorized_ReauthenticationNeededActionError';
}
/** `not-authorized/recaptcha-failed`: Recaptcha Failed (403). */
export class NotAuthorized_RecaptchaFailedError extends NotAuthorizedError {
  override readonly name: string = 'NotAuthorized_RecaptchaFailedError';
}
/** `not-authorized/remote-desktop-debug-logging-disabled`: Remote Desktop Debug Logging Disabled (403). */
export class NotAuthorized_RemoteDesktopDebugLoggingDisabledError extends NotAuthorizedError {
  override readonly name: string = 'NotAuthorized_RemoteDesktopDebugLoggingDisabledError';
}
/** `not-authorized/root-folder-behavior-site-admin-required`: Root Folder Behavior Site Admin Required (403). */
export class NotAuthorized_RootFolderBehaviorSiteAdminRequiredError extends NotAuthorizedError {
  override readonly name: string = 'NotAuthorized_RootFolderBehaviorSiteAdminRequiredError';
}
/** `not-authorized/root-folder-behavior-skip-site-admin-required`: Root Folder Behavior Skip Site Admin Required (403). */
export class NotAuthorized_RootFolderBehaviorSkipSiteAdminRequiredError extends NotAuthorizedError {
  override readonly name: string = 'NotAuthorized_RootFolderBehaviorSkipSiteAdminRequiredError';
}
/** `not-authorized/self-managed-required`: Self Managed Required (403). */
export class NotAuthorized_SelfManagedRequiredError extends NotAuthorizedError {
  override readonly name: string = 'NotAuthorized_SelfManagedRequiredError';
}
/** `not-authorized/site-admin-or-partner-admin-permission-required`: Site Admin Or Partner Admin Permission Required (403). */
export class NotAuthorized_SiteAdminOrPartnerAdminPermissionRequiredError extends NotAuthorizedError {
  override readonly name: string = 'NotAuthorized_SiteAdminOrPartnerAdminPermissionRequiredError';
}
/** `not-authorized/site-admin-or-workspace-admin-or-folder-admin-permission-required`: Site Admin Or Workspace Admin Or Folder Admin Permission Required (403). */
export class NotAuthorized_SiteAdminOrWorkspaceAdminOrFolderAdminPermissionRequiredError extends NotAuthorizedError {
  override readonly name: string = 'NotAuthorized_SiteAdminOrWorkspaceAdminOrFolderAdminPermissionRequiredError';
}
/** `not-authorized/site-admin-or-workspace-admin-or-partner-admin-or-folder-admin-permission-required`: Site Admin Or Workspace Admin Or Partner Admin Or Folder Admin Permission Required (403). */
export class NotAuthorized_SiteAdminOrWorkspaceAdminOrPartnerAdminOrFolderAdminPermissionRequiredError extends NotAuthorizedError {
  override readonly name: string = 'NotAuthorized_SiteAdminOrWorkspaceAdminOrPartnerAdminOrFolderAdminPermissionRequiredError';
}
/** `not-authorized/site-admin-or-workspace-admin-or-partner-admin-permission-required`: Site Admin Or Workspace Admin Or Partner Admin Permission Required (403). */
export class NotAuthorized_SiteAdminOrWorkspaceAdminOrPartnerAdminPermissionRequiredError extends NotAuthorizedError {
  override readonly name: string = 'NotAuthorized_SiteAdminOrWorkspaceAdminOrPartnerAdminPermissionRequiredError';
}
/** `not-authorized/site-admin-or-workspace-admin-permission-required`: Site Admin Or Workspace Admin Permission Required (403). */
export class NotAuthorized_SiteAdminOrWorkspaceAdminPermissionRequiredError extends NotAuthorizedError {
  override readonly name: string = 'NotAuthorized_SiteAdminOrWorkspaceAdminPermissionRequiredError';
}
/** `not-authorized/site-admin-required`: Site Admin Required (403). */
export class NotAuthorized_SiteAdminRequiredError extends NotAuthorizedError {
  override readonly name: string = 'NotAuthorized_SiteAdminRequiredError';
}
/** `not-authorized/site-files-are-immutable`: Site Files Are Immutable (403). */
export class NotAuthorized_SiteFilesAreImmutableError extends NotAuthorizedError {
  override readonly name: string = 'NotAuthorized_SiteFilesAreImmutableError';
}
/** `not-authorized/two-factor-authentication-required`: Two Factor Authentication Required (403). */
export class NotAuthorized_TwoFactorAuthenticationRequiredError extends NotAuthorizedError {
  override readonly name: string = 'NotAuthorized_TwoFactorAuthenticationRequiredError';
}
/** `not-authorized/user-id-without-site-admin`: User Id Without Site Admin (403). */
export class NotAuthorized_UserIdWithoutSiteAdminError extends NotAuthorizedError {
  override readonly name: string = 'NotAuthorized_UserIdWithoutSiteAdminError';
}
/** `not-authorized/write-and-bundle-permission-required`: Write And Bundle Permission Required (403). */
export class NotAuthorized_WriteAndBundlePermissionRequiredError extends NotAuthorizedError {
  override readonly name: string = 'NotAuthorized_WriteAndBundlePermissionRequiredError';
}
/** `not-authorized/write-permission-required`: Write Permission Required (403). */
export class NotAuthorized_WritePermissionRequiredError extends NotAuthorizedError {
  override readonly name: string = 'NotAuthorized_WritePermissionRequiredError';
}
/** `not-found/api-key-not-found`: Api Key Not Found (404). */
export class NotFound_ApiKeyNotFoundError extends NotFoundError {
  override readonly name: string = 'NotFound_ApiKeyNotFoundError';
}
/** `not-found/bundle-path-not-found`: Bundle Path Not Found (404). */
export class NotFound_BundlePathNotFoundError extends NotFoundError {
  override readonly name: string = 'NotFound_BundlePathNotFoundError';
}
/** `not-found/bundle-registration-not-found`: Bundle Registration Not Found (404). */
export class NotFound_BundleRegistrationNotFoundError extends NotFoundError {
  override readonly name: string = 'NotFound_BundleRegistrationNotFoundError';
}
/** `not-found/code-not-found`: Code Not Found (404). */
export class NotFound_CodeNotFoundError extends NotFoundError {
  override readonly name: string = 'NotFound_CodeNotFoundError';
}
/** `not-found/file-not-found`: File Not Found (404). */
export class NotFound_FileNotFoundError extends NotFoundError {
  override readonly name: string = 'NotFound_FileNotFoundError';
}
/** `not-found/file-upload-not-found`: File Upload Not Found (404). */
export class NotFound_FileUploadNotFoundError extends NotFoundError {
  override readonly name: string = 'NotFound_FileUploadNotFoundError';
}
/** `not-found/group-not-found`: Group Not Found (404). */
export class NotFound_GroupNotFoundError extends NotFoundError {
  override readonly name: string = 'NotFound_GroupNotFoundError';
}
/** `not-found/inbox-not-found`: Inbox Not Found (404). */
export class NotFound_InboxNotFoundError extends NotFoundError {
  override readonly name: string = 'NotFound_InboxNotFoundError';
}
/** `not-found/nested-not-found`: Nested Not Found (404). */
export class NotFound_NestedNotFoundError extends NotFoundError {
  override readonly name: string = 'NotFound_NestedNotFoundError';
}
/** `not-found/plan-not-found`: Plan Not Found (404). */
export class NotFound_PlanNotFoundError extends NotFoundError {
  override readonly name: string = 'NotFound_PlanNotFoundError';
}
/** `not-found/site-not-found`: Site Not Found (404). */
export class NotFound_SiteNotFoundError extends NotFoundError {
  override readonly name: string = 'NotFound_SiteNotFoundError';
}
/** `not-found/user-not-found`: User Not Found (404). */
export class NotFound_UserNotFoundError extends NotFoundError {
  override readonly name: string = 'NotFound_UserNotFoundError';
}
/** `processing-failure/agent-unavailable`: Agent Unavailable (422). */
export class ProcessingFailure_AgentUnavailableError extends ProcessingFailureError {
  override readonly name: string = 'ProcessingFailure_AgentUnavailableError';
}
/** `processing-failure/ai-task-cannot-be-run-manually`: Ai Task Cannot Be Run Manually (422). */
export class ProcessingFailure_AiTaskCannotBeRunManuallyError extends ProcessingFailureError {
  override readonly name: string = 'ProcessingFailure_AiTaskCannotBeRunManuallyError';
}
/** `processing-failure/already-completed`: Already Completed (422). */
export class ProcessingFailure_AlreadyCompletedError extends ProcessingFailureError {
  override readonly name: string = 'ProcessingFailure_AlreadyCompletedError';
}
/** `processing-failure/automation-cannot-be-run-manually`: Automation Cannot Be Run Manually (422). */
export class ProcessingFailure_AutomationCannotBeRunManuallyError extends ProcessingFailureError {
  override readonly name: string = 'ProcessingFailure_AutomationCannotBeRunManuallyError';
}
/** `processing-failure/behavior-not-allowed-on-remote-server`: Behavior Not Allowed On Remote Server (422). */
export class ProcessingFailure_BehaviorNotAllowedOnRemoteServerError extends ProcessingFailureError {
  override readonly name: string = 'ProcessingFailure_BehaviorNotAllowedOnRemoteServerError';
}
/** `processing-failure/buffered-upload-disabled-for-this-destination`: Buffered Upload Disabled For This Destination (422). */
export class ProcessingFailure_BufferedUploadDisabledForThisDestinationError extends ProcessingFailureError {
  override readonly name: string = 'ProcessingFailure_BufferedUploadDisabledForThisDestinationError';
}
/** `processing-failure/bundle-only-allows-previews`: Bundle Only Allows Previews (422). */
export class ProcessingFailure_BundleOnlyAllowsPreviewsError extends ProcessingFailureError {
  override readonly name: string = 'ProcessingFailure_BundleOnlyAllowsPreviewsError';
}
/** `processing-failure/bundle-operation-requires-subfolder`: Bundle Operation Requires Subfolder (422). */
export class ProcessingFailure_BundleOperationRequiresSubfolderError extends ProcessingFailureError {
  override readonly name: string = 'ProcessingFailure_BundleOperationRequiresSubfolderError';
}
/** `processing-failure/configuration-locked-path`: Configuration Locked Path (422). */
export class ProcessingFailure_ConfigurationLockedPathError extends ProcessingFailureError {
  override readonly name: string = 'ProcessingFailure_ConfigurationLockedPathError';
}
/** `processing-failure/could-not-create-parent`: Could Not Create Parent (422). */
export class ProcessingFailure_CouldNotCreateParentError extends ProcessingFailureError {
  override readonly name: string = 'ProcessingFailure_CouldNotCreateParentError';
}
/** `processing-failure/destination-exists`: Destination Exists (422). */
export class ProcessingFailure_DestinationExistsError extends ProcessingFailureError {
  override readonly name: string = 'ProcessingFailure_DestinationExistsError';
}
/** `processing-failure/destination-folder-limited`: Destination Folder Limited (422). */
export class ProcessingFailure_DestinationFolderLimitedError extends ProcessingFailureError {
  override readonly name: string = 'ProcessingFailure_DestinationFolderLimitedError';
}
/** `processing-failure/destination-parent-conflict`: Destination Parent Conflict (422). */
export class ProcessingFailure_DestinationParentConflictError extends ProcessingFailureError {
  override readonly name: string = 'ProcessingFailure_DestinationParentConflictError';
}
/** `processing-failure/destination-parent-does-not-exist`: Destination Parent Does Not Exist (409). */
export class ProcessingFailure_DestinationParentDoesNotExistError extends ProcessingFailureError {
  override readonly name: string = 'ProcessingFailure_DestinationParentDoesNotExistError';
}
/** `processing-failure/exceeded-runtime-limit`: Exceeded Runtime Limit (422). */
export class ProcessingFailure_ExceededRuntimeLimitError extends ProcessingFailureError {
  override readonly name: string = 'ProcessingFailure_ExceededRuntimeLimitError';
}
/** `processing-failure/expectation-already-has-open-window`: Expectation Already Has Open Window (422). */
export class ProcessingFailure_ExpectationAlreadyHasOpenWindowError extends ProcessingFailureError {
  override readonly name: string = 'ProcessingFailure_ExpectationAlreadyHasOpenWindowError';
}
/** `processing-failure/expectation-not-manual-trigger`: Expectation Not Manual Trigger (422). */
export class ProcessingFailure_ExpectationNotManualTriggerError extends ProcessingFailureError {
  override readonly name: string = 'ProcessingFailure_ExpectationNotManualTriggerError';
}
/** `processing-failure/expired-private-key`: Expired Private Key (422). */
export class ProcessingFailure_ExpiredPrivateKeyError extends ProcessingFailureError {
  override readonly name: string = 'ProcessingFailure_ExpiredPrivateKeyError';
}
/** `processing-failure/expired-public-key`: Expired Public Key (422). */
export class ProcessingFailure_ExpiredPublicKeyError extends ProcessingFailureError {
  override readonly name: string = 'ProcessingFailure_ExpiredPublicKeyError';
}
/** `processing-failure/export-failure`: Export Failure (422). */
export class ProcessingFailure_ExportFailureError extends ProcessingFailureError {
  override readonly name: string = 'ProcessingFailure_ExportFailureError';
}
/** `processing-failure/export-not-ready`: Export Not Ready (422). */
export class ProcessingFailure_ExportNotReadyError extends ProcessingFailureError {
  override readonly name: string = 'ProcessingFailure_ExportNotReadyError';
}
/** `processing-failure/failed-to-change-password`: Failed To Change Password (422). */
export class ProcessingFailure_FailedToChangePasswordError extends ProcessingFailureError {
  override readonly name: string = 'ProcessingFailure_FailedToChangePasswordError';
}
/** `processing-failure/file-locked`: File Locked (422). */
export class ProcessingFailure_FileLockedError extends ProcessingFailureError {
  override readonly name: string = 'ProcessingFailure_FileLockedError';
}
/** `processing-failure/file-not-uploaded`: File Not Uploaded (422). */
export class ProcessingFailure_FileNotUploadedError extends ProcessingFailureError {
  override readonly name: string = 'ProcessingFailure_FileNotUploadedError';
}
/** `processing-failure/file-pending-processing`: File Pending Processing (422). */
export class ProcessingFailure_FilePendingProcessingError extends ProcessingFailureError {
  override readonly name: string = 'ProcessingFailure_FilePendingProcessingError';
}
/** `processing-failure/file-processing-error`: File Processing Error (422). */
export class ProcessingFailure_FileProcessingErrorError extends ProcessingFailureError {
  override readonly name: string = 'ProcessingFailure_FileProcessingErrorError';
}
/** `processing-failure/file-too-big-to-decrypt`: File Too Big To Decrypt (422). */
export class ProcessingFailure_FileTooBigToDecryptError extends ProcessingFailureError {
  override readonly name: string = 'ProcessingFailure_FileTooBigToDecryptError';
}
/** `processing-failure/file-too-big-to-encrypt`: File Too Big To Encrypt (422). */
export class ProcessingFailure_FileTooBigToEncryptError extends ProcessingFailureError {
  override readonly name: string = 'ProcessingFailure_FileTooBigToEncryptError';
}
/** `processing-failure/file-uploaded-to-wrong-region`: File Uploaded To Wrong Region (422). */
export class ProcessingFailure_FileUploadedToWrongRegionError extends ProcessingFailureError {
  override readonly name: string = 'ProcessingFailure_FileUploadedToWrongRegionError';
}
/** `processing-failure/filename-too-long`: Filename Too Long (422). */
export class ProcessingFailure_FilenameTooLongError extends ProcessingFailureError {
  override readonly name: string = 'ProcessingFailure_FilenameTooLongError';
}
/** `processing-failure/folder-locked`: Folder Locked (403). */
export class ProcessingFailure_FolderLockedError extends ProcessingFailureError {
  override readonly name: string = 'ProcessingFailure_FolderLockedError';
}
/** `processing-failure/folder-not-empty`: Folder Not Empty (422). */
export class ProcessingFailure_FolderNotEmptyError extends ProcessingFailureError {
  override readonly name: string = 'ProcessingFailure_FolderNotEmptyError';
}
/** `processing-failure/history-unavailable`: History Unavailable (422). */
export class ProcessingFailure_HistoryUnavailableError extends ProcessingFailureError {
  override readonly name: string = 'ProcessingFailure_HistoryUnavailableError';
}
/** `processing-failure/invalid-bundle-code`: Invalid Bundle Code (422). */
export class ProcessingFailure_InvalidBundleCodeError extends ProcessingFailureError {
  override readonly name: string = 'ProcessingFailure_InvalidBundleCodeError';
}
/** `processing-failure/invalid-file-type`: Invalid File Type (422). */
export class ProcessingFailure_InvalidFileTypeError extends ProcessingFailureError {
  override readonly name: string = 'ProcessingFailure_InvalidFileTypeError';
}
/** `processing-failure/invalid-filename`: Invalid Filename (422). */
export class ProcessingFailure_InvalidFilenameError extends ProcessingFailureError {
  override readonly name: string = 'ProcessingFailure_InvalidFilenameError';
}
/** `processing-failure/invalid-priority-color`: Invalid Priority Color (422). */
export class ProcessingFailure_InvalidPriorityColorError extends ProcessingFailureError {
  override readonly name: string = 'ProcessingFailure_InvalidPriorityColorError';
}
/** `processing-failure/invalid-range`: Invalid Range (422). */
export class ProcessingFailure_InvalidRangeError extends ProcessingFailureError {
  override readonly name: string = 'ProcessingFailure_InvalidRangeError';
}
/** `processing-failure/invalid-site`: Invalid Site (422). */
export class ProcessingFailure_InvalidSiteError extends ProcessingFailureError {
  override readonly name: string = 'ProcessingFailure_InvalidSiteError';
}
/** `processing-failure/invalid-zip-file`: Invalid Zip File (422). */
export class ProcessingFailure_InvalidZipFileError extends ProcessingFailureError {
  override readonly name: string = 'ProcessingFailure_InvalidZipFileError';
}
/** `processing-failure/metadata-not-supported-on-remotes`: Metadata Not Supported On Remotes (422). */
export class ProcessingFailure_MetadataNotSupportedOnRemotesError extends ProcessingFailureError {
  override readonly name: string = 'ProcessingFailure_MetadataNotSupportedOnRemotesError';
}
/** `processing-failure/model-save-error`: Model Save Error (422). */
export class ProcessingFailure_ModelSaveErrorError extends ProcessingFailureError {
  override readonly name: string = 'ProcessingFailure_ModelSaveErrorError';
}
/** `processing-failure/multiple-processing-errors`: Multiple Processing Errors (422). */
export class ProcessingFailure_MultipleProcessingErrorsError extends ProcessingFailureError {
  override readonly name: string = 'ProcessingFailure_MultipleProcessingErrorsError';
}
/** `processing-failure/path-too-long`: Path Too Long (422). */
export class ProcessingFailure_PathTooLongError extends ProcessingFailureError {
  override readonly name: string = 'ProcessingFailure_PathTooLongError';
}
/** `processing-failure/recipient-already-shared`: Recipient Already Shared (422). */
export class ProcessingFailure_RecipientAlreadySharedError extends ProcessingFailureError {
  override readonly name: string = 'ProcessingFailure_RecipientAlreadySharedError';
}
/** `processing-failure/remote-server-error`: Remote Server Error (422). */
export class ProcessingFailure_RemoteServerErrorError extends ProcessingFailureError {
  override readonly name: string = 'ProcessingFailure_RemoteServerErrorError';
}
/** `processing-failure/resource-belongs-to-parent-site`: Resource Belongs To Parent Site (422). */
export class ProcessingFailure_ResourceBelongsToParentSiteError extends ProcessingFailureError {
  override readonly name: string = 'ProcessingFailure_ResourceBelongsToParentSiteError';
}
/** `processing-failure/resource-locked`: Resource Locked (422). */
export class ProcessingFailure_ResourceLockedError extends ProcessingFailureError {
  override readonly name: string = 'ProcessingFailure_ResourceLockedError';
}
/** `processing-failure/subfolder-locked`: Subfolder Locked (422). */
export class ProcessingFailure_SubfolderLockedError extends ProcessingFailureError {
  override readonly name: string = 'ProcessingFailure_SubfolderLockedError';
}
/** `processing-failure/sync-in-progress`: Sync In Progress (422). */
export class ProcessingFailure_SyncInProgressError extends ProcessingFailureError {
  override readonly name: string = 'ProcessingFailure_SyncInProgressError';
}
/** `processing-failure/two-factor-authentication-code-already-sent`: Two Factor Authentication Code Already Sent (422). */
export class ProcessingFailure_TwoFactorAuthenticationCodeAlreadySentError extends ProcessingFailureError {
  override readonly name: string = 'ProcessingFailure_TwoFactorAuthenticationCodeAlreadySentError';
}
/** `processing-failure/two-factor-authentication-country-blacklisted`: Two Factor Authentication Country Blacklisted (422). */
export class ProcessingFailure_TwoFactorAuthenticationCountryBlacklistedError extends ProcessingFailureError {
  override readonly name: string = 'ProcessingFailure_TwoFactorAuthenticationCountryBlacklistedError';
}
/** `processing-failure/two-factor-authentication-general-error`: Two Factor Authentication General Error (422). */
export class ProcessingFailure_TwoFactorAuthenticationGeneralErrorError extends ProcessingFailureError {
  override readonly name: string = 'ProcessingFailure_TwoFactorAuthenticationGeneralErrorError';
}
/** `processing-failure/two-factor-authentication-method-unsupported-error`: Two Factor Authentication Method Unsupported Error (422). */
export class ProcessingFailure_TwoFactorAuthenticationMethodUnsupportedErrorError extends ProcessingFailureError {
  override readonly name: string = 'ProcessingFailure_TwoFactorAuthenticationMethodUnsupportedErrorError';
}
/** `processing-failure/two-factor-authentication-unsubscribed-recipient`: Two Factor Authentication Unsubscribed Recipient (422). */
export class ProcessingFailure_TwoFactorAuthenticationUnsubscribedRecipientError extends ProcessingFailureError {
  override readonly name: string = 'ProcessingFailure_TwoFactorAuthenticationUnsubscribedRecipientError';
}
/** `processing-failure/updates-not-allowed-for-remotes`: Updates Not Allowed For Remotes (422). */
export class ProcessingFailure_UpdatesNotAllowedForRemotesError extends ProcessingFailureError {
  override readonly name: string = 'ProcessingFailure_UpdatesNotAllowedForRemotesError';
}
/** `rate-limited/duplicate-share-recipient`: Duplicate Share Recipient (429). */
export class RateLimited_DuplicateShareRecipientError extends RateLimitedError {
  override readonly name: string = 'RateLimited_DuplicateShareRecipientError';
}
/** `rate-limited/reauthentication-rate-limited`: Reauthentication Rate Limited (429). */
export class RateLimited_ReauthenticationRateLimitedError extends RateLimitedError {
  override readonly name: string = 'RateLimited_ReauthenticationRateLimitedError';
}
/** `rate-limited/too-many-concurrent-logins`: Too Many Concurrent Logins (429). */
export class RateLimited_TooManyConcurrentLoginsError extends RateLimitedError {
  override readonly name: string = 'RateLimited_TooManyConcurrentLoginsError';
}
/** `rate-limited/too-many-concurrent-requests`: Too Many Concurrent Requests (429). */
export class RateLimited_TooManyConcurrentRequestsError extends RateLimitedError {
  override readonly name: string = 'RateLimited_TooManyConcurrentRequestsError';
}
/** `rate-limited/too-many-login-attempts`: Too Many Login Attempts (429). */
export class RateLimited_TooManyLoginAttemptsError extends RateLimitedError {
  override readonly name: string = 'RateLimited_TooManyLoginAttemptsError';
}
/** `rate-limited/too-many-requests`: Too Many Requests (429). */
export class RateLimited_TooManyRequestsError extends RateLimitedError {
  override readonly name: string = 'RateLimited_TooManyRequestsError';
}
/** `rate-limited/too-many-shares`: Too Many Shares (429). */
export class RateLimited_TooManySharesError extends RateLimitedError {
  override readonly name: string = 'RateLimited_TooManySharesError';
}
/** `service-unavailable/automations-unavailable`: Automations Unavailable (422). */
export class ServiceUnavailable_AutomationsUnavailableError extends ServiceUnavailableError {
  override readonly name: string = 'ServiceUnavailable_AutomationsUnavailableError';
}
/** `service-unavailable/migration-in-progress`: Migration In Progress (422). */
export class ServiceUnavailable_MigrationInProgressError extends ServiceUnavailableError {
  override readonly name: string = 'ServiceUnavailable_MigrationInProgressError';
}
/** `service-unavailable/site-disabled`: Site Disabled (422). */
export class ServiceUnavailable_SiteDisabledError extends ServiceUnavailableError {
  override readonly name: string = 'ServiceUnavailable_SiteDisabledError';
}
/** `service-unavailable/uploads-unavailable`: Uploads Unavailable (422). */
export class ServiceUnavailable_UploadsUnavailableError extends ServiceUnavailableError {
  override readonly name: string = 'ServiceUnavailable_UploadsUnavailableError';
}
/** `site-configuration/account-already-exists`: Account Already Exists (403). */
export class SiteConfiguration_AccountAlreadyExistsError extends SiteConfigurationError {
  override readonly name: string = 'SiteConfiguration_AccountAlreadyExistsError';
}
/** `site-configuration/account-overdue`: Account Overdue (403). */
export class SiteConfiguration_AccountOverdueError extends SiteConfigurationError {
  override readonly name: string = 'SiteConfiguration_AccountOverdueError';
}
/** `site-configuration/no-account-for-site`: No Account For Site (403). */
export class SiteConfiguration_NoAccountForSiteError extends SiteConfigurationError {
  override readonly name: string = 'SiteConfiguration_NoAccountForSiteError';
}
/** `site-configuration/site-was-removed`: Site Was Removed (403). */
export class SiteConfiguration_SiteWasRemovedError extends SiteConfigurationError {
  override readonly name: string = 'SiteConfiguration_SiteWasRemovedError';
}
/** `site-configuration/trial-expired`: Trial Expired (403). */
export class SiteConfiguration_TrialExpiredError extends SiteConfigurationError {
  override readonly name: string = 'SiteConfiguration_TrialExpiredError';
}
/** `site-configuration/trial-locked`: Trial Locked (403). */
export class SiteConfiguration_TrialLockedError extends SiteConfigurationError {
  override readonly name: string = 'SiteConfiguration_TrialLockedError';
}
/** `site-configuration/user-requests-enabled-required`: User Requests Enabled Required (403). */
export class SiteConfiguration_UserRequestsEnabledRequiredError extends SiteConfigurationError {
  override readonly name: string = 'SiteConfiguration_UserRequestsEnabledRequiredError';
}
/** `download_request_expired`: Download_request_expired. */
export class DownloadRequestExpiredError extends FilesApiError {
  override readonly name: string = 'DownloadRequestExpiredError';
}
/** `upload_request_expired`: Upload_request_expired. */
export class UploadRequestExpiredError extends FilesApiError {
  override readonly name: string = 'UploadRequestExpiredError';
}

// The names that the vendor's Python client has for them.
export {
  BadRequest_AgentUpgradeRequiredError as AgentUpgradeRequiredError,
  BadRequest_AttachmentTooLargeError as AttachmentTooLargeError,
  BadRequest_CannotDownloadDirectoryError as CannotDownloadDirectoryError,
  BadRequest_CantMoveWithMultipleLocationsError as CantMoveWithMultipleLocationsError,
  BadRequest_DatetimeParseError as DatetimeParseError,
  BadRequest_DestinationSameError as DestinationSameError,
  BadRequest_DestinationSiteMismatchError as DestinationSiteMismatchError,
  BadRequest_DoesNotSupportSortingError as DoesNotSupportSortingError,
  BadRequest_FolderMustNotBeAFileError as FolderMustNotBeAFileError,
  BadRequest_FoldersNotAllowedError as FoldersNotAllowedError,
  BadRequest_InternalGeneralErrorError as InternalGeneralErrorError,
  BadRequest_InvalidBodyError as InvalidBodyError,
  BadRequest_InvalidCursorError as InvalidCursorError,
  BadRequest_InvalidCursorTypeForSortError as InvalidCursorTypeForSortError,
  BadRequest_InvalidEtagsError as InvalidEtagsError,
  BadRequest_InvalidFilterAliasCombinationError as InvalidFilterAliasCombinationError,
  BadRequest_InvalidFilterFieldError as InvalidFilterFieldError,
  BadRequest_InvalidFilterParamError as InvalidFilterParamError,
  BadRequest_InvalidFilterParamFormatError as InvalidFilterParamFormatError,
  BadRequest_InvalidFilterParamValueError as InvalidFilterParamValueError,
  BadRequest_InvalidInputEncodingError as InvalidInputEncodingError,
  BadRequest_InvalidInterfaceError as InvalidInterfaceError,
  BadRequest_InvalidOauthProviderError as InvalidOauthProviderError,
  BadRequest_InvalidPathError as InvalidPathError,
  BadRequest_InvalidReturnToUrlError as InvalidReturnToUrlError,
  BadRequest_InvalidSearchQueryError as InvalidSearchQueryError,
  BadRequest_InvalidSortFieldError as InvalidSortFieldError,
  BadRequest_InvalidSortFilterCombinationError as InvalidSortFilterCombinationError,
  BadRequest_InvalidUploadOffsetError as InvalidUploadOffsetError,
  BadRequest_InvalidUploadPartGapError as InvalidUploadPartGapError,
  BadRequest_InvalidUploadPartSizeError as InvalidUploadPartSizeError,
  BadRequest_InvalidWorkspaceIdHeaderError as InvalidWorkspaceIdHeaderError,
  BadRequest_MethodNotAllowedError as MethodNotAllowedError,
  BadRequest_MultipleSortParamsNotAllowedError as MultipleSortParamsNotAllowedError,
  BadRequest_NoValidInputParamsError as NoValidInputParamsError,
  BadRequest_OffsetUploadNotAllowedWithMalwareScanningError as OffsetUploadNotAllowedWithMalwareScanningError,
  BadRequest_PartNumberTooLargeError as PartNumberTooLargeError,
  BadRequest_PathCannotHaveTrailingWhitespaceError as PathCannotHaveTrailingWhitespaceError,
  BadRequest_ReauthenticationNeededFieldsError as ReauthenticationNeededFieldsError,
  BadRequest_RequestBodyTooLargeError as RequestBodyTooLargeError,
  BadRequest_RequestParamsContainInvalidCharacterError as RequestParamsContainInvalidCharacterError,
  BadRequest_RequestParamsInvalidError as RequestParamsInvalidError,
  BadRequest_RequestParamsRequiredError as RequestParamsRequiredError,
  BadRequest_SearchAllOnChildPathError as SearchAllOnChildPathError,
  BadRequest_UnrecognizedSortIndexError as UnrecognizedSortIndexError,
  BadRequest_UnsupportedCurrencyError as UnsupportedCurrencyError,
  BadRequest_UnsupportedHttpResponseFormatError as UnsupportedHttpResponseFormatError,
  BadRequest_UnsupportedMediaTypeError as UnsupportedMediaTypeError,
  BadRequest_UserIdInvalidError as UserIdInvalidError,
  BadRequest_UserIdOnUserEndpointError as UserIdOnUserEndpointError,
  BadRequest_UserRequiredError as UserRequiredError,
  NotAuthenticated_AdditionalAuthenticationRequiredError as AdditionalAuthenticationRequiredError,
  NotAuthenticated_ApiKeySessionsNotSupportedError as ApiKeySessionsNotSupportedError,
  NotAuthenticated_AuthenticationRequiredError as AuthenticationRequiredError,
  NotAuthenticated_BundleRegistrationCodeFailedError as BundleRegistrationCodeFailedError,
  NotAuthenticated_FilesAgentTokenFailedError as FilesAgentTokenFailedError,
  NotAuthenticated_InboxRegistrationCodeFailedError as InboxRegistrationCodeFailedError,
  NotAuthenticated_InvalidCredentialsError as InvalidCredentialsError,
  NotAuthenticated_InvalidOauthError as InvalidOauthError,
  NotAuthenticated_InvalidOrExpiredCodeError as InvalidOrExpiredCodeError,
  NotAuthenticated_InvalidSessionError as InvalidSessionError,
  NotAuthenticated_InvalidUsernameOrPasswordError as InvalidUsernameOrPasswordError,
  NotAuthenticated_LockedOutError as LockedOutError,
  NotAuthenticated_LockoutRegionMismatchError as LockoutRegionMismatchError,
  NotAuthenticated_OneTimePasswordIncorrectError as OneTimePasswordIncorrectError,
  NotAuthenticated_TwoFactorAuthenticationErrorError as TwoFactorAuthenticationErrorError,
  NotAuthenticated_TwoFactorAuthenticationSetupExpiredError as TwoFactorAuthenticationSetupExpiredError,
  NotAuthorized_ApiKeyIsDisabledError as ApiKeyIsDisabledError,
  NotAuthorized_ApiKeyIsPathRestrictedError as ApiKeyIsPathRestrictedError,
  NotAuthorized_ApiKeyOnlyForDesktopAppError as ApiKeyOnlyForDesktopAppError,
  NotAuthorized_ApiKeyOnlyForMobileAppError as ApiKeyOnlyForMobileAppError,
  NotAuthorized_ApiKeyOnlyForOfficeIntegrationError as ApiKeyOnlyForOfficeIntegrationError,
  NotAuthorized_BillingInformationHiddenError as BillingInformationHiddenError,
  NotAuthorized_BillingPermissionRequiredError as BillingPermissionRequiredError,
  NotAuthorized_BundleMaximumUsesReachedError as BundleMaximumUsesReachedError,
  NotAuthorized_BundlePermissionRequiredError as BundlePermissionRequiredError,
  NotAuthorized_CannotLoginWhileUsingKeyError as CannotLoginWhileUsingKeyError,
  NotAuthorized_CantActForOtherUserError as CantActForOtherUserError,
  NotAuthorized_ContactAdminForPasswordChangeHelpError as ContactAdminForPasswordChangeHelpError,
  NotAuthorized_FilesAgentFailedAuthorizationError as FilesAgentFailedAuthorizationError,
  NotAuthorized_FolderAdminOrBillingPermissionRequiredError as FolderAdminOrBillingPermissionRequiredError,
  NotAuthorized_FolderAdminPermissionRequiredError as FolderAdminPermissionRequiredError,
  NotAuthorized_FullPermissionRequiredError as FullPermissionRequiredError,
  NotAuthorized_HistoryPermissionRequiredError as HistoryPermissionRequiredError,
  NotAuthorized_InAppAiAssistantUnavailableError as InAppAiAssistantUnavailableError,
  NotAuthorized_InsufficientPermissionForParamsError as InsufficientPermissionForParamsError,
  NotAuthorized_InsufficientPermissionForSiteError as InsufficientPermissionForSiteError,
  NotAuthorized_MoverAccessDeniedError as MoverAccessDeniedError,
  NotAuthorized_MoverPackageRequiredError as MoverPackageRequiredError,
  NotAuthorized_MustAuthenticateWithApiKeyError as MustAuthenticateWithApiKeyError,
  NotAuthorized_NeedAdminPermissionForInboxError as NeedAdminPermissionForInboxError,
  NotAuthorized_NonAdminsMustQueryByFolderOrPathError as NonAdminsMustQueryByFolderOrPathError,
  NotAuthorized_NotAllowedToCreateBundleError as NotAllowedToCreateBundleError,
  NotAuthorized_NotEnqueuableSyncError as NotEnqueuableSyncError,
  NotAuthorized_PasswordChangeNotRequiredError as PasswordChangeNotRequiredError,
  NotAuthorized_PasswordChangeRequiredError as PasswordChangeRequiredError,
  NotAuthorized_PaymentMethodErrorError as PaymentMethodErrorError,
  NotAuthorized_PreviewOnlyPermissionCannotDownloadError as PreviewOnlyPermissionCannotDownloadError,
  NotAuthorized_ReadOnlySessionError as ReadOnlySessionError,
  NotAuthorized_ReadPermissionRequiredError as ReadPermissionRequiredError,
  NotAuthorized_ReauthenticationFailedError as ReauthenticationFailedError,
  NotAuthorized_ReauthenticationFailedFinalError as ReauthenticationFailedFinalError,
  NotAuthorized_ReauthenticationNeededActionError as ReauthenticationNeededActionError,
  NotAuthorized_RecaptchaFailedError as RecaptchaFailedError,
  NotAuthorized_RemoteDesktopDebugLoggingDisabledError as RemoteDesktopDebugLoggingDisabledError,
  NotAuthorized_RootFolderBehaviorSiteAdminRequiredError as RootFolderBehaviorSiteAdminRequiredError,
  NotAuthorized_RootFolderBehaviorSkipSiteAdminRequiredError as RootFolderBehaviorSkipSiteAdminRequiredError,
  NotAuthorized_SelfManagedRequiredError as SelfManagedRequiredError,
  NotAuthorized_SiteAdminOrPartnerAdminPermissionRequiredError as SiteAdminOrPartnerAdminPermissionRequiredError,
  NotAuthorized_SiteAdminOrWorkspaceAdminOrFolderAdminPermissionRequiredError as SiteAdminOrWorkspaceAdminOrFolderAdminPermissionRequiredError,
  NotAuthorized_SiteAdminOrWorkspaceAdminOrPartnerAdminOrFolderAdminPermissionRequiredError as SiteAdminOrWorkspaceAdminOrPartnerAdminOrFolderAdminPermissionRequiredError,
  NotAuthorized_SiteAdminOrWorkspaceAdminOrPartnerAdminPermissionRequiredError as SiteAdminOrWorkspaceAdminOrPartnerAdminPermissionRequiredError,
  NotAuthorized_SiteAdminOrWorkspaceAdminPermissionRequiredError as SiteAdminOrWorkspaceAdminPermissionRequiredError,
  NotAuthorized_SiteAdminRequiredError as SiteAdminRequiredError,
  NotAuthorized_SiteFilesAreImmutableError as SiteFilesAreImmutableError,
  NotAuthorized_TwoFactorAuthenticationRequiredError as TwoFactorAuthenticationRequiredError,
  NotAuthorized_UserIdWithoutSiteAdminError as UserIdWithoutSiteAdminError,
  NotAuthorized_WriteAndBundlePermissionRequiredError as WriteAndBundlePermissionRequiredError,
  NotAuthorized_WritePermissionRequiredError as WritePermissionRequiredError,
  NotFound_ApiKeyNotFoundError as ApiKeyNotFoundError,
  NotFound_BundlePathNotFoundError as BundlePathNotFoundError,
  NotFound_BundleRegistrationNotFoundError as BundleRegistrationNotFoundError,
  NotFound_CodeNotFoundError as CodeNotFoundError,
  NotFound_FileNotFoundError as FileNotFoundError,
  NotFound_FileUploadNotFoundError as FileUploadNotFoundError,
  NotFound_GroupNotFoundError as GroupNotFoundError,
  NotFound_InboxNotFoundError as InboxNotFoundError,
  NotFound_NestedNotFoundError as NestedNotFoundError,
  NotFound_PlanNotFoundError as PlanNotFoundError,
  NotFound_SiteNotFoundError as SiteNotFoundError,
  NotFound_UserNotFoundError as UserNotFoundError,
  ProcessingFailure_AgentUnavailableError as AgentUnavailableError,
  ProcessingFailure_AiTaskCannotBeRunManuallyError as AiTaskCannotBeRunManuallyError,
  ProcessingFailure_AlreadyCompletedError as AlreadyCompletedError,
  ProcessingFailure_AutomationCannotBeRunManuallyError as AutomationCannotBeRunManuallyError,
  ProcessingFailure_BehaviorNotAllowedOnRemoteServerError as BehaviorNotAllowedOnRemoteServerError,
  ProcessingFailure_BufferedUploadDisabledForThisDestinationError as BufferedUploadDisabledForThisDestinationError,
  ProcessingFailure_BundleOnlyAllowsPreviewsError as BundleOnlyAllowsPreviewsError,
  ProcessingFailure_BundleOperationRequiresSubfolderError as BundleOperationRequiresSubfolderError,
  ProcessingFailure_ConfigurationLockedPathError as ConfigurationLockedPathError,
  ProcessingFailure_CouldNotCreateParentError as CouldNotCreateParentError,
  ProcessingFailure_DestinationExistsError as DestinationExistsError,
  ProcessingFailure_DestinationFolderLimitedError as DestinationFolderLimitedError,
  ProcessingFailure_DestinationParentConflictError as DestinationParentConflictError,
  ProcessingFailure_DestinationParentDoesNotExistError as DestinationParentDoesNotExistError,
  ProcessingFailure_ExceededRuntimeLimitError as ExceededRuntimeLimitError,
  ProcessingFailure_ExpectationAlreadyHasOpenWindowError as ExpectationAlreadyHasOpenWindowError,
  ProcessingFailure_ExpectationNotManualTriggerError as ExpectationNotManualTriggerError,
  ProcessingFailure_ExpiredPrivateKeyError as ExpiredPrivateKeyError,
  ProcessingFailure_ExpiredPublicKeyError as ExpiredPublicKeyError,
  ProcessingFailure_ExportFailureError as ExportFailureError,
  ProcessingFailure_ExportNotReadyError as ExportNotReadyError,
  ProcessingFailure_FailedToChangePasswordError as FailedToChangePasswordError,
  ProcessingFailure_FileLockedError as FileLockedError,
  ProcessingFailure_FileNotUploadedError as FileNotUploadedError,
  ProcessingFailure_FilePendingProcessingError as FilePendingProcessingError,
  ProcessingFailure_FileProcessingErrorError as FileProcessingErrorError,
  ProcessingFailure_FileTooBigToDecryptError as FileTooBigToDecryptError,
  ProcessingFailure_FileTooBigToEncryptError as FileTooBigToEncryptError,
  ProcessingFailure_FileUploadedToWrongRegionError as FileUploadedToWrongRegionError,
  ProcessingFailure_FilenameTooLongError as FilenameTooLongError,
  ProcessingFailure_FolderLockedError as FolderLockedError,
  ProcessingFailure_FolderNotEmptyError as FolderNotEmptyError,
  ProcessingFailure_HistoryUnavailableError as HistoryUnavailableError,
  ProcessingFailure_InvalidBundleCodeError as InvalidBundleCodeError,
  ProcessingFailure_InvalidFileTypeError as InvalidFileTypeError,
  ProcessingFailure_InvalidFilenameError as InvalidFilenameError,
  ProcessingFailure_InvalidPriorityColorError as InvalidPriorityColorError,
  ProcessingFailure_InvalidRangeError as InvalidRangeError,
  ProcessingFailure_InvalidSiteError as InvalidSiteError,
  ProcessingFailure_InvalidZipFileError as InvalidZipFileError,
  ProcessingFailure_MetadataNotSupportedOnRemotesError as MetadataNotSupportedOnRemotesError,
  ProcessingFailure_ModelSaveErrorError as ModelSaveErrorError,
  ProcessingFailure_MultipleProcessingErrorsError as MultipleProcessingErrorsError,
  ProcessingFailure_PathTooLongError as PathTooLongError,
  ProcessingFailure_RecipientAlreadySharedError as RecipientAlreadySharedError,
  ProcessingFailure_RemoteServerErrorError as RemoteServerErrorError,
  ProcessingFailure_ResourceBelongsToParentSiteError as ResourceBelongsToParentSiteError,
  ProcessingFailure_ResourceLockedError as ResourceLockedError,
  ProcessingFailure_SubfolderLockedError as SubfolderLockedError,
  ProcessingFailure_SyncInProgressError as SyncInProgressError,
  ProcessingFailure_TwoFactorAuthenticationCodeAlreadySentError as TwoFactorAuthenticationCodeAlreadySentError,
  ProcessingFailure_TwoFactorAuthenticationCountryBlacklistedError as TwoFactorAuthenticationCountryBlacklistedError,
  ProcessingFailure_TwoFactorAuthenticationGeneralErrorError as TwoFactorAuthenticationGeneralErrorError,
  ProcessingFailure_TwoFactorAuthenticationMethodUnsupportedErrorError as TwoFactorAuthenticationMethodUnsupportedErrorError,
  ProcessingFailure_TwoFactorAuthenticationUnsubscribedRecipientError as TwoFactorAuthenticationUnsubscribedRecipientError,
  ProcessingFailure_UpdatesNotAllowedForRemotesError as UpdatesNotAllowedForRemotesError,
  RateLimited_DuplicateShareRecipientError as DuplicateShareRecipientError,
  RateLimited_ReauthenticationRateLimitedError as ReauthenticationRateLimitedError,
  RateLimited_TooManyConcurrentLoginsError as TooManyConcurrentLoginsError,
  RateLimited_TooManyConcurrentRequestsError as TooManyConcurrentRequestsError,
  RateLimited_TooManyLoginAttemptsError as TooManyLoginAttemptsError,
  RateLimited_TooManyRequestsError as TooManyRequestsError,
  RateLimited_TooManySharesError as TooManySharesError,
  ServiceUnavailable_AutomationsUnavailableError as AutomationsUnavailableError,
  ServiceUnavailable_MigrationInProgressError as MigrationInProgressError,
  ServiceUnavailable_SiteDisabledError as SiteDisabledError,
  ServiceUnavailable_UploadsUnavailableError as UploadsUnavailableError,
  SiteConfiguration_AccountAlreadyExistsError as AccountAlreadyExistsError,
  SiteConfiguration_AccountOverdueError as AccountOverdueError,
  SiteConfiguration_NoAccountForSiteError as NoAccountForSiteError,
  SiteConfiguration_SiteWasRemovedError as SiteWasRemovedError,
  SiteConfiguration_TrialExpiredError as TrialExpiredError,
  SiteConfiguration_TrialLockedError as TrialLockedError,
  SiteConfiguration_UserRequestsEnabledRequiredError as UserRequestsEnabledRequiredError,
};

/** The class of each error type. */
export const errorClasses: Readonly<Record<string, typeof FilesApiError>> = {
  'bad-request': BadRequestError,
  'not-authenticated': NotAuthenticatedError,
  'not-authorized': NotAuthorizedError,
  'not-found': NotFoundError,
  'processing-failure': ProcessingFailureError,
  'rate-limited': RateLimitedError,
  'service-unavailable': ServiceUnavailableError,
  'site-configuration': SiteConfigurationError,
  'bad-request/agent-upgrade-required': BadRequest_AgentUpgradeRequiredError,
  'bad-request/attachment-too-large': BadRequest_AttachmentTooLargeError,
  'bad-request/cannot-download-directory': BadRequest_CannotDownloadDirectoryError,
  'bad-request/cant-move-with-multiple-locations': BadRequest_CantMoveWithMultipleLocationsError,
  'bad-request/datetime-parse': BadRequest_DatetimeParseError,
  'bad-request/destination-same': BadRequest_DestinationSameError,
  'bad-request/destination-site-mismatch': BadRequest_DestinationSiteMismatchError,
  'bad-request/does-not-support-sorting': BadRequest_DoesNotSupportSortingError,
  'bad-request/folder-must-not-be-a-file': BadRequest_FolderMustNotBeAFileError,
  'bad-request/folders-not-allowed': BadRequest_FoldersNotAllowedError,
  'bad-request/internal-general-error': BadRequest_InternalGeneralErrorError,
  'bad-request/invalid-body': BadRequest_InvalidBodyError,
  'bad-request/invalid-cursor': BadRequest_InvalidCursorError,
  'bad-request/invalid-cursor-type-for-sort': BadRequest_InvalidCursorTypeForSortError,
  'bad-request/invalid-etags': BadRequest_InvalidEtagsError,
  'bad-request/invalid-filter-alias-combination': BadRequest_InvalidFilterAliasCombinationError,
  'bad-request/invalid-filter-field': BadRequest_InvalidFilterFieldError,
  'bad-request/invalid-filter-param': BadRequest_InvalidFilterParamError,
  'bad-request/invalid-filter-param-format': BadRequest_InvalidFilterParamFormatError,
  'bad-request/invalid-filter-param-value': BadRequest_InvalidFilterParamValueError,
  'bad-request/invalid-input-encoding': BadRequest_InvalidInputEncodingError,
  'bad-request/invalid-interface': BadRequest_InvalidInterfaceError,
  'bad-request/invalid-oauth-provider': BadRequest_InvalidOauthProviderError,
  'bad-request/invalid-path': BadRequest_InvalidPathError,
  'bad-request/invalid-return-to-url': BadRequest_InvalidReturnToUrlError,
  'bad-request/invalid-search-query': BadRequest_InvalidSearchQueryError,
  'bad-request/invalid-sort-field': BadRequest_InvalidSortFieldError,
  'bad-request/invalid-sort-filter-combination': BadRequest_InvalidSortFilterCombinationError,
  'bad-request/invalid-upload-offset': BadRequest_InvalidUploadOffsetError,
  'bad-request/invalid-upload-part-gap': BadRequest_InvalidUploadPartGapError,
  'bad-request/invalid-upload-part-size': BadRequest_InvalidUploadPartSizeError,
  'bad-request/invalid-workspace-id-header': BadRequest_InvalidWorkspaceIdHeaderError,
  'bad-request/method-not-allowed': BadRequest_MethodNotAllowedError,
  'bad-request/multiple-sort-params-not-allowed': BadRequest_MultipleSortParamsNotAllowedError,
  'bad-request/no-valid-input-params': BadRequest_NoValidInputParamsError,
  'bad-request/offset-upload-not-allowed-with-malware-scanning': BadRequest_OffsetUploadNotAllowedWithMalwareScanningError,
  'bad-request/part-number-too-large': BadRequest_PartNumberTooLargeError,
  'bad-request/path-cannot-have-trailing-whitespace': BadRequest_PathCannotHaveTrailingWhitespaceError,
  'bad-request/reauthentication-needed-fields': BadRequest_ReauthenticationNeededFieldsError,
  'bad-request/request-body-too-large': BadRequest_RequestBodyTooLargeError,
  'bad-request/request-params-contain-invalid-character': BadRequest_RequestParamsContainInvalidCharacterError,
  'bad-request/request-params-invalid': BadRequest_RequestParamsInvalidError,
  'bad-request/request-params-required': BadRequest_RequestParamsRequiredError,
  'bad-request/search-all-on-child-path': BadRequest_SearchAllOnChildPathError,
  'bad-request/unrecognized-sort-index': BadRequest_UnrecognizedSortIndexError,
  'bad-request/unsupported-currency': BadRequest_UnsupportedCurrencyError,
  'bad-request/unsupported-http-response-format': BadRequest_UnsupportedHttpResponseFormatError,
  'bad-request/unsupported-media-type': BadRequest_UnsupportedMediaTypeError,
  'bad-request/user-id-invalid': BadRequest_UserIdInvalidError,
  'bad-request/user-id-on-user-endpoint': BadRequest_UserIdOnUserEndpointError,
  'bad-request/user-required': BadRequest_UserRequiredError,
  'not-authenticated/additional-authentication-required': NotAuthenticated_AdditionalAuthenticationRequiredError,
  'not-authenticated/api-key-sessions-not-supported': NotAuthenticated_ApiKeySessionsNotSupportedError,
  'not-authenticated/authentication-required': NotAuthenticated_AuthenticationRequiredError,
  'not-authenticated/bundle-registration-code-failed': NotAuthenticated_BundleRegistrationCodeFailedError,
  'not-authenticated/files-agent-token-failed': NotAuthenticated_FilesAgentTokenFailedError,
  'not-authenticated/inbox-registration-code-failed': NotAuthenticated_InboxRegistrationCodeFailedError,
  'not-authenticated/invalid-credentials': NotAuthenticated_InvalidCredentialsError,
  'not-authenticated/invalid-oauth': NotAuthenticated_InvalidOauthError,
  'not-authenticated/invalid-or-expired-code': NotAuthenticated_InvalidOrExpiredCodeError,
  'not-authenticated/invalid-session': NotAuthenticated_InvalidSessionError,
  'not-authenticated/invalid-username-or-password': NotAuthenticated_InvalidUsernameOrPasswordError,
  'not-authenticated/locked-out': NotAuthenticated_LockedOutError,
  'not-authenticated/lockout-region-mismatch': NotAuthenticated_LockoutRegionMismatchError,
  'not-authenticated/one-time-password-incorrect': NotAuthenticated_OneTimePasswordIncorrectError,
  'not-authenticated/two-factor-authentication-error': NotAuthenticated_TwoFactorAuthenticationErrorError,
  'not-authenticated/two-factor-authentication-setup-expired': NotAuthenticated_TwoFactorAuthenticationSetupExpiredError,
  'not-authorized/api-key-is-disabled': NotAuthorized_ApiKeyIsDisabledError,
  'not-authorized/api-key-is-path-restricted': NotAuthorized_ApiKeyIsPathRestrictedError,
  'not-authorized/api-key-only-for-desktop-app': NotAuthorized_ApiKeyOnlyForDesktopAppError,
  'not-authorized/api-key-only-for-mobile-app': NotAuthorized_ApiKeyOnlyForMobileAppError,
  'not-authorized/api-key-only-for-office-integration': NotAuthorized_ApiKeyOnlyForOfficeIntegrationError,
  'not-authorized/billing-information-hidden': NotAuthorized_BillingInformationHiddenError,
  'not-authorized/billing-permission-required': NotAuthorized_BillingPermissionRequiredError,
  'not-authorized/bundle-maximum-uses-reached': NotAuthorized_BundleMaximumUsesReachedError,
  'not-authorized/bundle-permission-required': NotAuthorized_BundlePermissionRequiredError,
  'not-authorized/cannot-login-while-using-key': NotAuthorized_CannotLoginWhileUsingKeyError,
  'not-authorized/cant-act-for-other-user': NotAuthorized_CantActForOtherUserError,
  'not-authorized/contact-admin-for-password-change-help': NotAuthorized_ContactAdminForPasswordChangeHelpError,
  'not-authorized/files-agent-failed-authorization': NotAuthorized_FilesAgentFailedAuthorizationError,
  'not-authorized/folder-admin-or-billing-permission-required': NotAuthorized_FolderAdminOrBillingPermissionRequiredError,
  'not-authorized/folder-admin-permission-required': NotAuthorized_FolderAdminPermissionRequiredError,
  'not-authorized/full-permission-required': NotAuthorized_FullPermissionRequiredError,
  'not-authorized/history-permission-required': NotAuthorized_HistoryPermissionRequiredError,
  'not-authorized/in-app-ai-assistant-unavailable': NotAuthorized_InAppAiAssistantUnavailableError,
  'not-authorized/insufficient-permission-for-params': NotAuthorized_InsufficientPermissionForParamsError,
  'not-authorized/insufficient-permission-for-site': NotAuthorized_InsufficientPermissionForSiteError,
  'not-authorized/mover-access-denied': NotAuthorized_MoverAccessDeniedError,
  'not-authorized/mover-package-required': NotAuthorized_MoverPackageRequiredError,
  'not-authorized/must-authenticate-with-api-key': NotAuthorized_MustAuthenticateWithApiKeyError,
  'not-authorized/need-admin-permission-for-inbox': NotAuthorized_NeedAdminPermissionForInboxError,
  'not-authorized/non-admins-must-query-by-folder-or-path': NotAuthorized_NonAdminsMustQueryByFolderOrPathError,
  'not-authorized/not-allowed-to-create-bundle': NotAuthorized_NotAllowedToCreateBundleError,
  'not-authorized/not-enqueuable-sync': NotAuthorized_NotEnqueuableSyncError,
  'not-authorized/password-change-not-required': NotAuthorized_PasswordChangeNotRequiredError,
  'not-authorized/password-change-required': NotAuthorized_PasswordChangeRequiredError,
  'not-authorized/payment-method-error': NotAuthorized_PaymentMethodErrorError,
  'not-authorized/preview-only-permission-cannot-download': NotAuthorized_PreviewOnlyPermissionCannotDownloadError,
  'not-authorized/read-only-session': NotAuthorized_ReadOnlySessionError,
  'not-authorized/read-permission-required': NotAuthorized_ReadPermissionRequiredError,
  'not-authorized/reauthentication-failed': NotAuthorized_ReauthenticationFailedError,
  'not-authorized/reauthentication-failed-final': NotAuthorized_ReauthenticationFailedFinalError,
  'not-authorized/reauthentication-needed-action': NotAuthorized_ReauthenticationNeededActionError,
  'not-authorized/recaptcha-failed': NotAuthorized_RecaptchaFailedError,
  'not-authorized/remote-desktop-debug-logging-disabled': NotAuthorized_RemoteDesktopDebugLoggingDisabledError,
  'not-authorized/root-folder-behavior-site-admin-required': NotAuthorized_RootFolderBehaviorSiteAdminRequiredError,
  'not-authorized/root-folder-behavior-skip-site-admin-required': NotAuthorized_RootFolderBehaviorSkipSiteAdminRequiredError,
  'not-authorized/self-managed-required': NotAuthorized_SelfManagedRequiredError,
  'not-authorized/site-admin-or-partner-admin-permission-required': NotAuthorized_SiteAdminOrPartnerAdminPermissionRequiredError,
  'not-authorized/site-admin-or-workspace-admin-or-folder-admin-permission-required':
    NotAuthorized_SiteAdminOrWorkspaceAdminOrFolderAdminPermissionRequiredError,
  'not-authorized/site-admin-or-workspace-admin-or-partner-admin-or-folder-admin-permission-required':
    NotAuthorized_SiteAdminOrWorkspaceAdminOrPartnerAdminOrFolderAdminPermissionRequiredError,
  'not-authorized/site-admin-or-workspace-admin-or-partner-admin-permission-required':
    NotAuthorized_SiteAdminOrWorkspaceAdminOrPartnerAdminPermissionRequiredError,
  'not-authorized/site-admin-or-workspace-admin-permission-required': NotAuthorized_SiteAdminOrWorkspaceAdminPermissionRequiredError,
  'not-authorized/site-admin-required': NotAuthorized_SiteAdminRequiredError,
  'not-authorized/site-files-are-immutable': NotAuthorized_SiteFilesAreImmutableError,
  'not-authorized/two-factor-authentication-required': NotAuthorized_TwoFactorAuthenticationRequiredError,
  'not-authorized/user-id-without-site-admin': NotAuthorized_UserIdWithoutSiteAdminError,
  'not-authorized/write-and-bundle-permission-required': NotAuthorized_WriteAndBundlePermissionRequiredError,
  'not-authorized/write-permission-required': NotAuthorized_WritePermissionRequiredError,
  'not-found/api-key-not-found': NotFound_ApiKeyNotFoundError,
  'not-found/bundle-path-not-found': NotFound_BundlePathNotFoundError,
  'not-found/bundle-registration-not-found': NotFound_BundleRegistrationNotFoundError,
  'not-found/code-not-found': NotFound_CodeNotFoundError,
  'not-found/file-not-found': NotFound_FileNotFoundError,
  'not-found/file-upload-not-found': NotFound_FileUploadNotFoundError,
  'not-found/group-not-found': NotFound_GroupNotFoundError,
  'not-found/inbox-not-found': NotFound_InboxNotFoundError,
  'not-found/nested-not-found': NotFound_NestedNotFoundError,
  'not-found/plan-not-found': NotFound_PlanNotFoundError,
  'not-found/site-not-found': NotFound_SiteNotFoundError,
  'not-found/user-not-found': NotFound_UserNotFoundError,
  'processing-failure/agent-unavailable': ProcessingFailure_AgentUnavailableError,
  'processing-failure/ai-task-cannot-be-run-manually': ProcessingFailure_AiTaskCannotBeRunManuallyError,
  'processing-failure/already-completed': ProcessingFailure_AlreadyCompletedError,
  'processing-failure/automation-cannot-be-run-manually': ProcessingFailure_AutomationCannotBeRunManuallyError,
  'processing-failure/behavior-not-allowed-on-remote-server': ProcessingFailure_BehaviorNotAllowedOnRemoteServerError,
  'processing-failure/buffered-upload-disabled-for-this-destination': ProcessingFailure_BufferedUploadDisabledForThisDestinationError,
  'processing-failure/bundle-only-allows-previews': ProcessingFailure_BundleOnlyAllowsPreviewsError,
  'processing-failure/bundle-operation-requires-subfolder': ProcessingFailure_BundleOperationRequiresSubfolderError,
  'processing-failure/configuration-locked-path': ProcessingFailure_ConfigurationLockedPathError,
  'processing-failure/could-not-create-parent': ProcessingFailure_CouldNotCreateParentError,
  'processing-failure/destination-exists': ProcessingFailure_DestinationExistsError,
  'processing-failure/destination-folder-limited': ProcessingFailure_DestinationFolderLimitedError,
  'processing-failure/destination-parent-conflict': ProcessingFailure_DestinationParentConflictError,
  'processing-failure/destination-parent-does-not-exist': ProcessingFailure_DestinationParentDoesNotExistError,
  'processing-failure/exceeded-runtime-limit': ProcessingFailure_ExceededRuntimeLimitError,
  'processing-failure/expectation-already-has-open-window': ProcessingFailure_ExpectationAlreadyHasOpenWindowError,
  'processing-failure/expectation-not-manual-trigger': ProcessingFailure_ExpectationNotManualTriggerError,
  'processing-failure/expired-private-key': ProcessingFailure_ExpiredPrivateKeyError,
  'processing-failure/expired-public-key': ProcessingFailure_ExpiredPublicKeyError,
  'processing-failure/export-failure': ProcessingFailure_ExportFailureError,
  'processing-failure/export-not-ready': ProcessingFailure_ExportNotReadyError,
  'processing-failure/failed-to-change-password': ProcessingFailure_FailedToChangePasswordError,
  'processing-failure/file-locked': ProcessingFailure_FileLockedError,
  'processing-failure/file-not-uploaded': ProcessingFailure_FileNotUploadedError,
  'processing-failure/file-pending-processing': ProcessingFailure_FilePendingProcessingError,
  'processing-failure/file-processing-error': ProcessingFailure_FileProcessingErrorError,
  'processing-failure/file-too-big-to-decrypt': ProcessingFailure_FileTooBigToDecryptError,
  'processing-failure/file-too-big-to-encrypt': ProcessingFailure_FileTooBigToEncryptError,
  'processing-failure/file-uploaded-to-wrong-region': ProcessingFailure_FileUploadedToWrongRegionError,
  'processing-failure/filename-too-long': ProcessingFailure_FilenameTooLongError,
  'processing-failure/folder-locked': ProcessingFailure_FolderLockedError,
  'processing-failure/folder-not-empty': ProcessingFailure_FolderNotEmptyError,
  'processing-failure/history-unavailable': ProcessingFailure_HistoryUnavailableError,
  'processing-failure/invalid-bundle-code': ProcessingFailure_InvalidBundleCodeError,
  'processing-failure/invalid-file-type': ProcessingFailure_InvalidFileTypeError,
  'processing-failure/invalid-filename': ProcessingFailure_InvalidFilenameError,
  'processing-failure/invalid-priority-color': ProcessingFailure_InvalidPriorityColorError,
  'processing-failure/invalid-range': ProcessingFailure_InvalidRangeError,
  'processing-failure/invalid-site': ProcessingFailure_InvalidSiteError,
  'processing-failure/invalid-zip-file': ProcessingFailure_InvalidZipFileError,
  'processing-failure/metadata-not-supported-on-remotes': ProcessingFailure_MetadataNotSupportedOnRemotesError,
  'processing-failure/model-save-error': ProcessingFailure_ModelSaveErrorError,
  'processing-failure/multiple-processing-errors': ProcessingFailure_MultipleProcessingErrorsError,
  'processing-failure/path-too-long': ProcessingFailure_PathTooLongError,
  'processing-failure/recipient-already-shared': ProcessingFailure_RecipientAlreadySharedError,
  'processing-failure/remote-server-error': ProcessingFailure_RemoteServerErrorError,
  'processing-failure/resource-belongs-to-parent-site': ProcessingFailure_ResourceBelongsToParentSiteError,
  'processing-failure/resource-locked': ProcessingFailure_ResourceLockedError,
  'processing-failure/subfolder-locked': ProcessingFailure_SubfolderLockedError,
  'processing-failure/sync-in-progress': ProcessingFailure_SyncInProgressError,
  'processing-failure/two-factor-authentication-code-already-sent': ProcessingFailure_TwoFactorAuthenticationCodeAlreadySentError,
  'processing-failure/two-factor-authentication-country-blacklisted': ProcessingFailure_TwoFactorAuthenticationCountryBlacklistedError,
  'processing-failure/two-factor-authentication-general-error': ProcessingFailure_TwoFactorAuthenticationGeneralErrorError,
  'processing-failure/two-factor-authentication-method-unsupported-error':
    ProcessingFailure_TwoFactorAuthenticationMethodUnsupportedErrorError,
  'processing-failure/two-factor-authentication-unsubscribed-recipient':
    ProcessingFailure_TwoFactorAuthenticationUnsubscribedRecipientError,
  'processing-failure/updates-not-allowed-for-remotes': ProcessingFailure_UpdatesNotAllowedForRemotesError,
  'rate-limited/duplicate-share-recipient': RateLimited_DuplicateShareRecipientError,
  'rate-limited/reauthentication-rate-limited': RateLimited_ReauthenticationRateLimitedError,
  'rate-limited/too-many-concurrent-logins': RateLimited_TooManyConcurrentLoginsError,
  'rate-limited/too-many-concurrent-requests': RateLimited_TooManyConcurrentRequestsError,
  'rate-limited/too-many-login-attempts': RateLimited_TooManyLoginAttemptsError,
  'rate-limited/too-many-requests': RateLimited_TooManyRequestsError,
  'rate-limited/too-many-shares': RateLimited_TooManySharesError,
  'service-unavailable/automations-unavailable': ServiceUnavailable_AutomationsUnavailableError,
  'service-unavailable/migration-in-progress': ServiceUnavailable_MigrationInProgressError,
  'service-unavailable/site-disabled': ServiceUnavailable_SiteDisabledError,
  'service-unavailable/uploads-unavailable': ServiceUnavailable_UploadsUnavailableError,
  'site-configuration/account-already-exists': SiteConfiguration_AccountAlreadyExistsError,
  'site-configuration/account-overdue': SiteConfiguration_AccountOverdueError,
  'site-configuration/no-account-for-site': SiteConfiguration_NoAccountForSiteError,
  'site-configuration/site-was-removed': SiteConfiguration_SiteWasRemovedError,
  'site-configuration/trial-expired': SiteConfiguration_TrialExpiredError,
  'site-configuration/trial-locked': SiteConfiguration_TrialLockedError,
  'site-configuration/user-requests-enabled-required': SiteConfiguration_UserRequestsEnabledRequiredError,
  download_request_expired: DownloadRequestExpiredError,
  upload_request_expired: UploadRequestExpiredError,
};
