import type { Clock } from '../clock.ts';
import { AppError, invalidField } from '../errors.ts';
import { isId, newId } from '../ids.ts';
import { makeFolders } from '../tree/make-folders.ts';
import type { Placed } from '../list-query.ts';
import type { FolderNode, MetadataReads, MetadataStore, MetadataWrites, Page, PageQuery, User, UserChange } from '../metadata.ts';
import { noDetails } from '../metadata-tree.ts';
import { comparisonKey } from '../tree/names.ts';
import { pathOf } from '../tree/paths.ts';
import type { Passwords } from './passwords.ts';
import {
  checkPassword,
  checkPlan,
  checkUsername,
  isOwnMatter,
  newUser,
  personOf,
  type GroupOfUser,
  type NewUser,
  type UserChanges,
} from './person.ts';
import type { Plan, Plans } from '../plans.ts';
import type { Member } from '../access/principal.ts';
import { checkAllowedIps, requireHolds } from '../access/entry-rules.ts';
import { authorizedFolder, requireAdmin, requireAdminView, requireScope, requireUnlimited } from '../access/rights.ts';
import type { Site } from '../site.ts';

/** More than anybody has, so that one page holds all. */
const mostGroups = 10_000;

/** A folder for a new user in the top folder. */
async function makeHome(tx: MetadataWrites, username: string, now: number): Promise<FolderNode> {
  const top = await tx.topFolder();
  const nameKey = comparisonKey(username);
  if ((await tx.findChild(top.id, nameKey)) !== undefined) {
    throw new AppError(
      'conflict',
      `The top folder already holds "${username}". Name the user's root with root_folder_id, or choose another user name.`,
    );
  }
  const id = newId('folder', now);
  const home: FolderNode = {
    kind: 'folder',
    id,
    parentId: top.id,
    rootId: id,
    chain: `${top.chain}${id}/`,
    name: username,
    nameKey,
    createdAt: now,
    updatedAt: now,
    ...noDetails,
  };
  await tx.insertFolder(home);
  await tx.insertChange({ nodeId: id, action: 'created', timestamp: now, chain: top.chain, fromChain: null });
  return home;
}

export type Users = ReturnType<typeof createUsers>;

/** Accounts. All of it is for administrators, but reading one's own. */
export function createUsers({
  metadata,
  clock,
  plans,
  passwords,
  site,
  changed,
}: {
  metadata: MetadataStore;
  clock: Clock;
  plans: Plans;
  passwords: Passwords;
  site: Site;
  changed: () => void;
}) {
  function requireUserAdmin(member: Member): void {
    requireScope(member, 'users');
    requireAdmin(member);
  }

  function requireUserView(member: Member): void {
    requireScope(member, 'users');
    requireAdminView(member);
  }

  const missing = (): AppError => new AppError('not_found', 'No such user.', { reason: 'user_missing' });
  const taken = (username: string): AppError =>
    new AppError('conflict', `The user name "${username}" is taken.`, { details: [{ field: 'username', message: 'is taken' }] });

  async function hashPassword(password: string): Promise<string> {
    return passwords.hash(checkPassword(password, (await site.get()).passwordMinLength));
  }

  async function requireOtherPassword(member: Member, password: string): Promise<void> {
    const hash = (await metadata.findUser(member.userId))?.passwordHash ?? null;
    if (hash !== null && (await passwords.verify(hash, password))) throw invalidField('password', 'has to be another one than before');
  }

  async function rootAt(tx: MetadataWrites, member: Member, path: string): Promise<FolderNode> {
    const folder = await makeFolders(tx, member, path, clock());
    await tx.makeRoot(folder);
    return folder;
  }

  async function putGroups(tx: MetadataWrites, user: User, groups: readonly GroupOfUser[]): Promise<void> {
    for (const { number, isAdmin } of groups) {
      if ((await tx.findGroup(number)) === undefined) throw invalidField('group_ids', `no group has the id ${number}`, 'group_missing');
      await tx.putMembership(number, user.id, isAdmin);
    }
    const wanted = new Set(groups.map((group) => group.number));
    for (const { groupNumber } of await tx.listMemberships({ userId: user.id, limit: mostGroups })) {
      if (!wanted.has(groupNumber)) await tx.deleteMembership(groupNumber, user.id);
    }
  }

  /** Throws `conflict` for the last administrator who may come in: nobody could make another. */
  async function requireAnotherAdmin(tx: MetadataReads, user: User): Promise<void> {
    if (!user.isAdmin || user.disabled) return;
    const filters = [
      { field: 'is_admin', op: 'eq', value: 1 },
      { field: 'disabled', op: 'eq', value: 0 },
    ] as const;
    const admins = await tx.listUsersBy({ filters, limit: 2 });
    if (admins.every(({ item }) => item.id === user.id))
      throw new AppError('conflict', 'This is the last administrator. Make somebody else one first.');
  }

  async function findUser(reads: MetadataReads, id: string | number): Promise<User | undefined> {
    if (typeof id === 'number') return reads.findUserByNumber(id);
    return isId('user', id) ? reads.findUser(id) : undefined;
  }

  return {
    async list(member: Member, page: PageQuery & { readonly search?: string | undefined }): Promise<Page<User>> {
      requireUserView(member);
      return metadata.listUsers(page);
    },

    /** By place instead of by page number, filtered and sorted. */
    async listBy(member: Member, query: Parameters<MetadataReads['listUsersBy']>[0]): Promise<readonly Placed<User>[]> {
      requireUserView(member);
      return metadata.listUsersBy(query);
    },

    /** By the id, or by the number that the Files.com dialect shows. */
    async get(member: Member, id: string | number): Promise<User> {
      if (id !== member.userId && id !== member.userNumber) requireUserView(member);
      const user = await findUser(metadata, id);
      if (user === undefined) throw missing();
      return user;
    },

    /** The path of each user's root as the member sees it, by the user's id. */
    async rootPaths(member: Member, users: readonly User[]): Promise<ReadonlyMap<string, string>> {
      const paths = new Map<string, string>();
      for (const { rootId } of users) {
        const root = paths.has(rootId) ? undefined : await metadata.findNode(rootId);
        if (root !== undefined) paths.set(rootId, await pathOf(metadata, member, root));
      }
      return new Map(users.map((user) => [user.id, paths.get(user.rootId) ?? '']));
    },

    /** Bytes that the user may have, by a quota of the user's own or by the plan; null for no limit, and for a plan that is not in the configuration any more. */
    storageQuota: ({ plan, storageQuotaBytes }: User): number | null => storageQuotaBytes ?? plans[plan]?.storageQuotaBytes ?? null,

    /** All plans of the configuration. */
    plans(member: Member): readonly Plan[] {
      requireUserView(member);
      return Object.values(plans);
    },

    /** Bytes that count against the member's own quota. */
    async usedBytes(member: Member): Promise<number> {
      return (await metadata.findUser(member.userId))?.usedBytes ?? 0;
    },

    async create(member: Member, wanted: NewUser): Promise<User> {
      requireUserAdmin(member);
      const username = checkUsername(wanted.username);
      const plan = checkPlan(plans, wanted.plan ?? 'free');
      if (wanted.password !== undefined || wanted.isAdmin === true || wanted.isReadonlyAdmin === true) requireUnlimited(member);
      const passwordHash = wanted.password === undefined ? null : await hashPassword(wanted.password);
      const user = await metadata.write(async (tx) => {
        const usernameKey = comparisonKey(username);
        if ((await tx.findUserByName(usernameKey)) !== undefined) throw taken(username);
        const now = clock();
        const root =
          wanted.rootPath !== undefined
            ? await rootAt(tx, member, wanted.rootPath)
            : wanted.rootId !== undefined
              ? await authorizedFolder(tx, member, 'list', wanted.rootId)
              : wanted.isAdmin === true
                ? await tx.topFolder()
                : await makeHome(tx, username, now);
        await tx.makeRoot(root);
        const made = await tx.insertUser({
          ...newUser,
          ...personOf(plans, newUser, wanted),
          id: newId('user', now),
          username,
          usernameKey,
          passwordHash,
          passwordSetAt: passwordHash === null ? null : now,
          plan,
          rootId: root.id,
          createdAt: now,
        });
        const grants = wanted.grants ?? (made.isAdmin || made.isReadonlyAdmin ? [] : (['admin'] as const));
        for (const permission of grants) {
          await tx.insertPermission({ folderId: root.id, userId: made.id, groupNumber: null, permission, recursive: true, createdAt: now });
        }
        await putGroups(tx, made, wanted.groups ?? []);
        return made;
      });
      changed();
      return user;
    },

    /**
     * Administrators change everything; others their own name, company, mail address and password, and what of the profile is theirs.
     * A password, and the rights of an administrator, are not given with a limited key. `address`: whose request it is, so that nobody
     * locks themselves out.
     */
    async update(member: Member, id: string | number, change: UserChanges, address?: string): Promise<User> {
      const isOwn = id === member.userId || id === member.userNumber;
      if (!isOwn || !isOwnMatter(change) || member.keyFolderId !== null) requireUserAdmin(member);
      // Whoever has to change the password may do this and nothing else.
      const isDuty = isOwn && member.mustFirst === 'change_password' && Object.keys(change).every((field) => field === 'password');
      if (!isDuty) {
        requireScope(member, 'users');
        if (change.password !== undefined) requireUnlimited(member);
      }
      if (isOwn && typeof change.password === 'string') await requireOtherPassword(member, change.password);
      const passwordHash = typeof change.password === 'string' ? await hashPassword(change.password) : change.password;
      const user = await metadata.write(async (tx) => {
        const known = await findUser(tx, id);
        if (known === undefined) throw missing();
        if (isOwn && change.disabled === true) throw new AppError('conflict', 'You cannot disable yourself. Ask another administrator.');
        if (isOwn && change.isAdmin === false && known.isAdmin)
          throw new AppError('conflict', 'You cannot take your own administration away. Ask another administrator.');
        if (change.disabled === true || change.isAdmin === false) await requireAnotherAdmin(tx, known);
        const isRaised = (change.isAdmin === true && !known.isAdmin) || (change.isReadonlyAdmin === true && !known.isReadonlyAdmin);
        if (isRaised) requireUnlimited(member);
        const isOver = typeof change.authenticateUntil === 'number' && change.authenticateUntil <= clock();
        if (isOwn && (isOver || change.entry?.mayUseApi === false))
          throw new AppError('conflict', 'You cannot shut yourself out. Ask another administrator.');
        if (isOwn) requireHolds(checkAllowedIps(change.entry?.allowedIps ?? null), address);
        const root = change.rootPath === undefined ? undefined : await rootAt(tx, member, change.rootPath);
        const rootId = root?.id ?? change.rootId;
        // The only administrator could never come back.
        if (isOwn && rootId !== undefined && rootId !== known.rootId)
          throw new AppError('conflict', 'You cannot change your own root folder. Ask another administrator.');
        if (change.rootId !== undefined && change.rootId !== known.rootId) await moveRoot(tx, member, known, change.rootId);
        if (change.username !== undefined && change.username !== known.username) {
          const other = await tx.findUserByName(comparisonKey(checkUsername(change.username)));
          if (other !== undefined && other.id !== known.id) throw taken(change.username);
        }
        const given: UserChange = {
          ...personOf(plans, known, change),
          ...(change.username === undefined ? {} : { username: change.username, usernameKey: comparisonKey(change.username) }),
          ...(rootId === undefined ? {} : { rootId }),
          ...(passwordHash === undefined
            ? {}
            : { passwordHash, passwordSetAt: clock(), mustChangePassword: change.mustChangePassword ?? false }),
        };
        await tx.updateUser(known.id, given);
        if (passwordHash !== undefined || change.disabled === true) {
          await tx.deleteSessionsOf(known.id, isOwn ? (member.sessionNumber ?? undefined) : undefined);
        }
        if (change.groups !== undefined) await putGroups(tx, known, change.groups);
        const after = await tx.findUser(known.id);
        if (after === undefined) throw missing();
        return after;
      });
      changed();
      return user;
    },

    /**
     * For good, with keys and sessions. Files become the new owner's (default: the member's), who is charged for them. `links`: whether share
     * links end, or become the new owner's as well (the default). `field` is what the door calls the new owner.
     */
    async delete(
      member: Member,
      id: string | number,
      {
        newOwner,
        links = 'hand_over',
        field = 'new_owner_id',
      }: {
        readonly newOwner?: string | number | undefined;
        readonly links?: 'hand_over' | 'end';
        readonly field?: string;
      } = {},
    ): Promise<void> {
      requireUserAdmin(member);
      await metadata.write(async (tx) => {
        const user = await findUser(tx, id);
        if (user === undefined) throw missing();
        if (user.id === member.userId) throw new AppError('conflict', 'You cannot delete yourself. Ask another administrator.');
        const heir = await findUser(tx, newOwner ?? member.userId);
        if (heir === undefined || heir.id === user.id) throw invalidField(field, 'no such user', 'user_missing');
        await requireAnotherAdmin(tx, user);
        if (links === 'end') await tx.endSharesOf(user.id, clock());
        await tx.changeOwner(user.id, heir.id);
        // They go on doing what the site needs, so they need somebody who may do it.
        await tx.changeOwnerOfSiteKeys(user.id, heir.isAdmin ? heir.id : member.userId);
        await tx.deleteUser(user.id);
      });
      changed();
    },
  };

  /** What the user had on the old root the user gets on the new one. */
  async function moveRoot(tx: MetadataWrites, member: Member, user: User, rootId: string): Promise<void> {
    await tx.makeRoot(await authorizedFolder(tx, member, 'list', rootId));
    const old = await tx.listPermissions({ userId: user.id, folderIds: [user.rootId] }, { limit: mostGroups });
    for (const { number, permission, recursive } of old) {
      await tx.deletePermission(number);
      await tx.insertPermission({ folderId: rootId, userId: user.id, groupNumber: null, permission, recursive, createdAt: clock() });
    }
  }
}
