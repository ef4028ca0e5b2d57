import { isPermissionName, permissionNames } from '../access/access.ts';
import type { Clock } from '../clock.ts';
import { AppError, invalidField } from '../errors.ts';
import { isId } from '../ids.ts';
import type { FolderNode, MetadataReads, MetadataStore, MetadataWrites, User } from '../metadata.ts';
import type { ListedPermission } from '../metadata-people.ts';
import { comparisonKey } from '../tree/names.ts';
import { authorizedFolderPath, findPath, pathOf } from '../tree/paths.ts';
import type { Member } from '../access/principal.ts';
import { authorize, authorizedFolder, isAllowed, requireAdminView, requireScope, seenFolder } from '../access/rights.ts';

export interface NewPermission {
  /** From the member's root; the folder has to be there. */
  readonly path?: string | undefined;
  /** In place of the path; null: the member's root, which is the default. */
  readonly folderId?: string | null | undefined;
  /** Exactly one of these. */
  readonly userId?: string | undefined;
  readonly userNumber?: number | undefined;
  readonly username?: string | undefined;
  readonly groupNumber?: number | undefined;
  /** Default: `full`. */
  readonly permission?: string | undefined;
  /** Default: true. */
  readonly recursive?: boolean | undefined;
}

export interface PermissionQuery {
  /** Grants that hold at this path: on it, or on a folder above it and recursive. */
  readonly path?: string | undefined;
  /** Grants on exactly this folder. */
  readonly exactPath?: string | undefined;
  /** Grants on folders at or below this one. */
  readonly belowPath?: string | undefined;
  /** In place of a path: grants on exactly this folder (null: the member's root); `not_found` for one that the member does not see. */
  readonly folderId?: string | null | undefined;
  /** With `folderId`: all that hold there, as with `path`. */
  readonly inherited?: boolean | undefined;
  readonly userId?: string | undefined;
  readonly userNumber?: number | undefined;
  readonly groupNumber?: number | undefined;
  /** With a user: also those of the user's groups. */
  readonly includeGroups?: boolean | undefined;
  readonly afterNumber?: number | undefined;
  readonly limit: number;
}

/** A grant and the folder's path as the member sees it. */
export interface PermissionAtPath extends ListedPermission {
  readonly path: string;
}

export type Permissions = ReturnType<typeof createPermissions>;

/** Who may do what where. Administrators decide it for all folders, and whoever has `admin` on a folder for that one. */
export function createPermissions({ metadata, clock, changed }: { metadata: MetadataStore; clock: Clock; changed: () => void }) {
  async function atPath(reads: MetadataReads, member: Member, permission: ListedPermission): Promise<PermissionAtPath> {
    const folder = await reads.findNode(permission.folderId);
    if (folder === undefined) throw new Error(`permission ${permission.number} is on a folder that is not there`);
    return { ...permission, path: await pathOf(reads, member, folder) };
  }

  async function grantee(reads: MetadataReads, wanted: NewPermission): Promise<Pick<ListedPermission, 'userId' | 'groupNumber'>> {
    const { userId, userNumber, username, groupNumber } = wanted;
    const namesUser = userId !== undefined || userNumber !== undefined || username !== undefined;
    if (groupNumber !== undefined) {
      if (namesUser) throw invalidField('group_id', 'name a user or a group, not both');
      if ((await reads.findGroup(groupNumber)) === undefined) throw invalidField('group_id', 'no such group', 'group_missing');
      return { userId: null, groupNumber };
    }
    if (!namesUser) throw invalidField('user_id', 'name a user or a group');
    const user = await userOf(reads, wanted);
    if (user === undefined) throw invalidField('user_id', 'no such user', 'user_missing');
    return { userId: user.id, groupNumber: null };
  }

  async function userOf(
    reads: MetadataReads,
    { userId, userNumber, username = '' }: Pick<NewPermission, 'userId' | 'userNumber' | 'username'>,
  ): Promise<User | undefined> {
    if (userId !== undefined) return isId('user', userId) ? reads.findUser(userId) : undefined;
    return userNumber === undefined ? reads.findUserByName(comparisonKey(username)) : reads.findUserByNumber(userNumber);
  }

  async function grant(tx: MetadataWrites, member: Member, wanted: NewPermission): Promise<PermissionAtPath> {
    const name = wanted.permission ?? 'full';
    if (!isPermissionName(name)) throw invalidField('permission', `one of ${permissionNames.join(', ')}`);
    const { path, folderId = null } = wanted;
    const folder =
      path === undefined
        ? await authorizedFolder(tx, member, 'administer', folderId)
        : await authorizedFolderPath(tx, member, 'administer', path);
    const permission = { ...(await grantee(tx, wanted)), folderId: folder.id, permission: name, recursive: wanted.recursive ?? true };
    // Rights are looked up by the nearest folder that has any.
    await tx.makeRoot(folder);
    const known = await tx.findSamePermission(permission);
    const { number } = known ?? (await tx.insertPermission({ ...permission, createdAt: clock() }));
    const [listed] = await tx.listPermissions({ folderIds: [folder.id] }, { afterNumber: number - 1, limit: 1 });
    if (listed === undefined) throw new Error(`permission ${number} vanished while it was made`);
    return atPath(tx, member, listed);
  }

  /** The folder at a path. `isAround`: of a file the folder that it lies in, whose grants are all that hold for it. */
  async function atOrAround(
    reads: MetadataReads,
    member: Member,
    path: string,
    { isAround }: { readonly isAround: boolean },
  ): Promise<FolderNode | undefined> {
    const node = await findPath(reads, member, path);
    if (node?.kind !== 'file') return node;
    const around = isAround ? await reads.findNode(node.parentId) : undefined;
    return around?.kind === 'folder' ? around : undefined;
  }

  return {
    /**
     * In the order in which they were granted, on folders that the member sees. Others than administrators see their own, and all on
     * folders that they administer.
     */
    async list(member: Member, query: PermissionQuery): Promise<readonly PermissionAtPath[]> {
      requireScope(member, 'users');
      const { folderId, userId, userNumber, groupNumber, includeGroups, afterNumber, limit } = query;
      const path = query.path ?? query.exactPath ?? query.belowPath;
      const node =
        folderId !== undefined
          ? await seenFolder(metadata, member, 'users', folderId)
          : path === undefined
            ? undefined
            : await atOrAround(metadata, member, path, { isAround: query.path !== undefined });
      const administers = node !== undefined && (await isAllowed(metadata, member, 'administer', node));
      const isOwn = userId === member.userId || userNumber === member.userNumber;
      if (!administers && !isOwn) requireAdminView(member);
      if (path !== undefined && node?.kind !== 'folder') return [];
      const isOfUser = userId !== undefined || userNumber !== undefined;
      const user = isOfUser ? await userOf(metadata, { userId, userNumber }) : undefined;
      if (isOfUser && user === undefined) return [];
      const root = await metadata.findNode(member.rootId);
      if (root?.kind !== 'folder') return [];
      const isExact = query.exactPath !== undefined || (folderId !== undefined && query.inherited !== true);
      const found = await metadata.listPermissions(
        {
          groupNumber,
          ...(includeGroups === true ? { ofGroupsOfUserId: user?.id } : { userId: user?.id }),
          ...(node?.kind !== 'folder' || query.belowPath !== undefined
            ? {}
            : isExact
              ? { folderIds: [node.id] }
              : { folderIds: node.chain.split('/').filter((id) => id !== ''), heldAt: node.id }),
          // What is above the member's own root is out of sight, as are grants there that hold below.
          below: query.belowPath !== undefined && node?.kind === 'folder' ? node.chain : root.parentId === null ? undefined : root.chain,
        },
        { afterNumber, limit },
      );
      return Promise.all(found.map((permission) => atPath(metadata, member, permission)));
    },

    /** The same grant again answers the one that is there. */
    async create(member: Member, wanted: NewPermission): Promise<PermissionAtPath> {
      requireScope(member, 'users');
      const made = await metadata.write((tx) => grant(tx, member, wanted));
      changed();
      return made;
    },

    /** The same for several groups at once: all of them, or none when one of them is not there. */
    async createForGroups(
      member: Member,
      groupNumbers: readonly number[],
      wanted: Omit<NewPermission, 'userId' | 'userNumber' | 'username' | 'groupNumber'>,
    ): Promise<readonly PermissionAtPath[]> {
      requireScope(member, 'users');
      const made = await metadata.write(async (tx) => {
        const grants: PermissionAtPath[] = [];
        for (const groupNumber of new Set(groupNumbers)) grants.push(await grant(tx, member, { ...wanted, groupNumber }));
        return grants;
      });
      changed();
      return made;
    },

    async delete(member: Member, number: number): Promise<void> {
      requireScope(member, 'users');
      await metadata.write(async (tx) => {
        const known = await tx.findPermission(number);
        const folder = known === undefined ? undefined : await tx.findNode(known.folderId);
        if (known === undefined || folder === undefined) throw new AppError('not_found', 'No such permission.');
        await authorize(tx, member, 'administer', folder, 'permission');
        await tx.deletePermission(number);
      });
      changed();
    },
  };
}
