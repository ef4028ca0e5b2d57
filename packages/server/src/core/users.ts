import type { Clock } from './clock.ts';
import { AppError, invalidField } from './errors.ts';
import { isId, newId } from './ids.ts';
import type { FolderNode, MetadataStore, MetadataWrites, Page, PageQuery, User } from './metadata.ts';
import { comparisonKey } from './names.ts';
import type { Passwords } from './passwords.ts';
import type { Plans } from './plans.ts';
import type { Member } from './principal.ts';
import { authorizedFolder, requireAdmin, requireScope } from './rights.ts';

export interface NewUser {
  readonly username: string;
  /** At least 8 characters. Without one the user can only use API keys. */
  readonly password?: string | undefined;
  /** Default: `free`. */
  readonly plan?: string | undefined;
  /** Default: a new folder of the user's name in the top folder; the top folder itself for an administrator. */
  readonly rootId?: string | undefined;
  readonly isAdmin?: boolean | undefined;
}

export interface UserChange {
  readonly plan?: string | undefined;
  readonly rootId?: string | undefined;
  readonly disabled?: boolean | undefined;
}

const usernamePattern = /^[\p{Letter}\p{Number}][\p{Letter}\p{Number}._@+-]{0,63}$/u;

/** A name that can be a user's, unchanged; else `invalid`. */
export function checkUsername(username: string): string {
  if (!usernamePattern.test(username))
    throw invalidField('username', '1 to 64 letters, digits or . _ @ + - beginning with a letter or digit');
  return username;
}

export function checkPassword(password: string): string {
  if ([...password].length < 8) throw invalidField('password', 'at least 8 characters');
  return password;
}

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
  changed,
}: {
  metadata: MetadataStore;
  clock: Clock;
  plans: Plans;
  passwords: Passwords;
  changed: () => void;
}) {
  function requireUserAdmin(member: Member): void {
    requireScope(member, 'users');
    requireAdmin(member);
  }

  function checkPlan(plan: string): string {
    if (!Object.hasOwn(plans, plan)) throw invalidField('plan', `unknown plan; known are ${Object.keys(plans).join(', ')}`);
    return plan;
  }

  return {
    async list(member: Member, page: PageQuery): Promise<Page<User>> {
      requireUserAdmin(member);
      return metadata.listUsers(page);
    },

    async get(member: Member, id: string): Promise<User> {
      if (id !== member.userId) requireUserAdmin(member);
      const user = isId('user', id) ? await metadata.findUser(id) : undefined;
      if (user === undefined) throw new AppError('not_found', 'No such user.');
      return user;
    },

    /** Bytes that count against the member's own quota. */
    async usedBytes(member: Member): Promise<number> {
      return (await metadata.findUser(member.userId))?.usedBytes ?? 0;
    },

    async create(member: Member, wanted: NewUser): Promise<User> {
      requireUserAdmin(member);
      const username = checkUsername(wanted.username);
      const plan = checkPlan(wanted.plan ?? 'free');
      const passwordHash = wanted.password === undefined ? null : await passwords.hash(checkPassword(wanted.password));
      const user = await metadata.write(async (tx) => {
        const usernameKey = comparisonKey(username);
        if ((await tx.findUserByName(usernameKey)) !== undefined) throw new AppError('conflict', `The user name "${username}" is taken.`);
        const now = clock();
        const root =
          wanted.rootId !== undefined
            ? await authorizedFolder(tx, member, 'list', wanted.rootId)
            : wanted.isAdmin === true
              ? await tx.topFolder()
              : await makeHome(tx, username, now);
        await tx.makeRoot(root);
        const made: User = {
          id: newId('user', now),
          username,
          passwordHash,
          isAdmin: wanted.isAdmin ?? false,
          plan,
          rootId: root.id,
          disabled: false,
          usedBytes: 0,
          createdAt: now,
        };
        await tx.insertUser({ ...made, usernameKey });
        return made;
      });
      changed();
      return user;
    },

    async update(member: Member, id: string, change: UserChange): Promise<User> {
      requireUserAdmin(member);
      if (change.plan !== undefined) checkPlan(change.plan);
      if (change.disabled === true && id === member.userId)
        throw new AppError('conflict', 'You cannot disable yourself. Ask another administrator.');
      const user = await metadata.write(async (tx) => {
        const known = isId('user', id) ? await tx.findUser(id) : undefined;
        if (known === undefined) throw new AppError('not_found', 'No such user.');
        // The only administrator could never come back.
        if (id === member.userId && change.rootId !== undefined && change.rootId !== known.rootId)
          throw new AppError('conflict', 'You cannot change your own root folder. Ask another administrator.');
        if (change.rootId !== undefined) await tx.makeRoot(await authorizedFolder(tx, member, 'list', change.rootId));
        const given = {
          ...(change.plan === undefined ? {} : { plan: change.plan }),
          ...(change.rootId === undefined ? {} : { rootId: change.rootId }),
          ...(change.disabled === undefined ? {} : { disabled: change.disabled }),
        };
        await tx.updateUser(id, given);
        return { ...known, ...given };
      });
      changed();
      return user;
    },
  };
}
