import { scopes, type Scope } from '../access/principal.ts';

/** Files.com's words for what a key may do. */
export const permissionSets = ['none', 'full', 'desktop_app', 'sync_app', 'office_integration', 'mobile_app', 'files_only'] as const;
export type PermissionSet = (typeof permissionSets)[number];

const files: readonly Scope[] = ['files:read', 'files:write', 'shares'];

/** The same in scopes. The sets of the vendor's apps are for files and links. */
export const scopesOfSet: Readonly<Record<PermissionSet, readonly Scope[]>> = {
  none: [],
  full: scopes,
  desktop_app: files,
  sync_app: files,
  office_integration: files,
  mobile_app: files,
  files_only: files,
};
