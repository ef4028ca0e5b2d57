import type { PermissionName } from './access/access.ts';
import type { ListQuery, Placed } from './list-query.ts';
import type { FolderNode, User } from './metadata.ts';

/** Groups, who is in them, and what users and groups may do where: a part of the metadata (see `metadata.ts`). */

export interface Group {
  /** Counts up from 1 and is never used twice. */
  readonly number: number;
  readonly name: string;
  /** What is only shown: notes and the like, as the door gave it. No rule reads it. */
  readonly profile: Profile;
  readonly createdAt: number;
}

/** Values by the name that a door gives them. */
export type Profile = Readonly<Record<string, unknown>>;

/** From where and how a user may come in. */
export interface EntryRules {
  /** IP addresses and CIDR blocks, one in a line; null: from everywhere. */
  readonly allowedIps: string | null;
  /** The site's list of addresses does not hold for this user. */
  readonly bypassesSiteIps: boolean;
  /** False: neither a key nor a sign-in of this user is taken. */
  readonly mayUseApi: boolean;
  /** Whether a sign-in needs codes of an app; null: what the site says. */
  readonly secondFactorRequired: boolean | null;
}

export interface Membership {
  readonly groupNumber: number;
  readonly groupName: string;
  readonly userId: string;
  readonly userNumber: number;
  readonly username: string;
  /** May manage the group. */
  readonly isAdmin: boolean;
}

/** One grant: somebody may do something in a folder. */
export interface Permission {
  readonly number: number;
  readonly folderId: string;
  /** Exactly one of these is set. */
  readonly userId: string | null;
  readonly groupNumber: number | null;
  readonly permission: PermissionName;
  /** False: only the folder and the files directly in it. */
  readonly recursive: boolean;
  readonly createdAt: number;
}

/** A grant with the words that a list shows. */
export interface ListedPermission extends Permission {
  readonly userNumber: number | null;
  readonly username: string | null;
  readonly groupName: string | null;
}

export interface Grant {
  readonly permission: PermissionName;
  readonly recursive: boolean;
  readonly folder: Pick<FolderNode, 'id' | 'chain'>;
}

export type UserField =
  | 'username'
  | 'name'
  | 'email'
  | 'company'
  | 'is_admin'
  | 'disabled'
  | 'last_login_at'
  | 'authenticate_until'
  | 'password_validity_days'
  | 'ssl_required'
  | 'primary_group'
  | 'number';
export type GroupField = 'name' | 'number';

export interface PermissionFilter {
  readonly userId?: string | undefined;
  readonly groupNumber?: number | undefined;
  /** Also the grants of groups that this user is in. */
  readonly ofGroupsOfUserId?: string | undefined;
  /** Grants on exactly these folders. */
  readonly folderIds?: readonly string[] | undefined;
  /** Only grants that hold in this folder: those on it, and recursive ones. */
  readonly heldAt?: string | undefined;
  /** Grants at or below the folder with this chain. */
  readonly below?: string | undefined;
}

export interface PeopleReads {
  findUserByNumber(number: number): Promise<User | undefined>;
  /** `search`: part of the user name, the name or the mail address. `numbers`: only these. */
  listUsersBy(
    query: ListQuery<UserField> & { readonly search?: string | undefined; readonly numbers?: readonly number[] | undefined },
  ): Promise<readonly Placed<User>[]>;

  findGroup(number: number): Promise<Group | undefined>;
  findGroupByName(nameKey: string): Promise<Group | undefined>;
  listGroups(query: ListQuery<GroupField> & { readonly numbers?: readonly number[] | undefined }): Promise<readonly Placed<Group>[]>;
  findMembership(groupNumber: number, userId: string): Promise<Membership | undefined>;
  /** In the order of group, then user. `after`: the numbers of both. */
  listMemberships(query: {
    readonly groupNumber?: number | undefined;
    readonly userId?: string | undefined;
    readonly after?: readonly [groupNumber: number, userNumber: number] | undefined;
    readonly limit: number;
  }): Promise<readonly Membership[]>;

  /** What was granted to a user, and to the groups the user is in. */
  grantsOf(userId: string): Promise<readonly Grant[]>;
  findPermission(number: number): Promise<Permission | undefined>;
  /** The same grant, if it was given before. */
  findSamePermission(permission: Omit<Permission, 'number' | 'createdAt'>): Promise<Permission | undefined>;
  /** In the order of numbers, after `afterNumber`. */
  listPermissions(
    filter: PermissionFilter,
    page: { readonly afterNumber?: number | undefined; readonly limit: number },
  ): Promise<readonly ListedPermission[]>;
}

export interface PeopleWrites {
  /** Removes the user with keys, memberships and grants. Files, versions and shares must have another owner before. */
  deleteUser(id: string): Promise<void>;
  /** Files, uploads under way and shares of one user become another's, who is charged for them. */
  changeOwner(fromUserId: string, toUserId: string): Promise<void>;
  /** Keys for the whole site that one user made become another's. */
  changeOwnerOfSiteKeys(fromUserId: string, toUserId: string): Promise<void>;

  insertGroup(group: Omit<Group, 'number'> & { readonly nameKey: string }): Promise<Group>;
  updateGroup(number: number, change: { readonly name?: string; readonly nameKey?: string; readonly profile?: Profile }): Promise<void>;
  /** With its memberships and grants. */
  deleteGroup(number: number): Promise<void>;
  /** Makes somebody a member, or changes whether a member is one of the group's administrators. */
  putMembership(groupNumber: number, userId: string, isAdmin: boolean): Promise<void>;
  deleteMembership(groupNumber: number, userId: string): Promise<void>;

  insertPermission(permission: Omit<Permission, 'number'>): Promise<Permission>;
  deletePermission(number: number): Promise<void>;
}
