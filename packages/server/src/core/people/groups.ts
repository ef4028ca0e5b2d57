import type { Clock } from '../clock.ts';
import { AppError, invalidField } from '../errors.ts';
import { isId } from '../ids.ts';
import type { ListQuery, Placed } from '../list-query.ts';
import type { MetadataReads, MetadataStore, MetadataWrites, User } from '../metadata.ts';
import type { Group, GroupField, Membership, Profile } from '../metadata-people.ts';
import { comparisonKey } from '../tree/names.ts';
import type { Member } from '../access/principal.ts';
import { requireAdmin, requireAdminView, requireScope } from '../access/rights.ts';

/** A group with everybody who is in it. */
export interface GroupWithMembers extends Group {
  readonly members: readonly Membership[];
}

export interface GroupChange {
  readonly name?: string | undefined;
  /** Replaces the values of the same names only. */
  readonly profile?: Profile | undefined;
  /** The numbers of all the users that are to be in it. */
  readonly users?: readonly number[] | undefined;
  /** The numbers of all its members that are to administer it; they become members when they are not. */
  readonly admins?: readonly number[] | undefined;
}

/** More than any group has, so that one page holds all. */
const mostMembers = 100_000;
const maxNameLength = 255;
/** Notes and the like. */
const maxProfileBytes = 16 * 1024;

export type Groups = ReturnType<typeof createGroups>;

/** Groups of users, to grant something to all of them at once. Administrators manage them; a group's own administrators its members. */
export function createGroups({ metadata, clock, changed }: { metadata: MetadataStore; clock: Clock; changed: () => void }) {
  const missing = (): AppError => new AppError('not_found', 'No such group.', { reason: 'group_missing' });
  const noUser = (field: string): AppError => invalidField(field, 'no such user', 'user_missing');

  function requireGroupAdmin(member: Member): void {
    requireScope(member, 'users');
    requireAdmin(member);
  }

  async function withMembers(reads: MetadataReads, group: Group): Promise<GroupWithMembers> {
    return { ...group, members: await reads.listMemberships({ groupNumber: group.number, limit: mostMembers }) };
  }

  async function found(reads: MetadataReads, number: number): Promise<Group> {
    const group = await reads.findGroup(number);
    if (group === undefined) throw missing();
    return group;
  }

  function checkGroupName(name: string): string {
    const trimmed = name.trim();
    if (trimmed === '' || trimmed.length > maxNameLength) throw invalidField('name', `1 to ${maxNameLength} characters`);
    return trimmed;
  }

  function checkProfile(profile: Profile): Profile {
    if (Buffer.byteLength(JSON.stringify(profile)) <= maxProfileBytes) return profile;
    throw new AppError('too_large', `What is kept with a group has at most ${maxProfileBytes} bytes.`);
  }

  async function requireFreeGroupName(reads: MetadataReads, name: string, except?: number): Promise<string> {
    const nameKey = comparisonKey(name);
    const other = await reads.findGroupByName(nameKey);
    if (other !== undefined && other.number !== except)
      throw new AppError('conflict', `There is a group "${other.name}" already.`, { details: [{ field: 'name', message: 'is taken' }] });
    return nameKey;
  }

  async function putMembers(tx: MetadataWrites, group: Group, { users, admins }: GroupChange): Promise<void> {
    if (users === undefined && admins === undefined) return;
    const known = new Map((await withMembers(tx, group)).members.map((one) => [one.userNumber, one]));
    const inGroup = new Set([...(users ?? known.keys()), ...(admins ?? [])]);
    const administers = new Set(admins ?? [...known.values()].filter((one) => one.isAdmin).map((one) => one.userNumber));
    for (const number of inGroup) {
      const userId = known.get(number)?.userId ?? (await tx.findUserByNumber(number))?.id;
      if (userId === undefined) throw noUser('user_ids');
      await tx.putMembership(group.number, userId, administers.has(number));
    }
    for (const { userNumber, userId } of known.values()) if (!inGroup.has(userNumber)) await tx.deleteMembership(group.number, userId);
  }

  /** Administrators, and those of the group itself. */
  async function requireMemberAdmin(reads: MetadataReads, member: Member, groupNumber: number): Promise<void> {
    requireScope(member, 'users');
    const own = await reads.findMembership(groupNumber, member.userId);
    if (own?.isAdmin !== true || member.keyFolderId !== null) requireAdmin(member);
  }

  /** By the number that a body names, or by the id in a path. */
  async function userOf(reads: MetadataReads, id: string | number): Promise<User> {
    const user = typeof id === 'number' ? await reads.findUserByNumber(id) : isId('user', id) ? await reads.findUser(id) : undefined;
    if (user !== undefined) return user;
    throw typeof id === 'number' ? noUser('user_id') : new AppError('not_found', 'No such user.', { reason: 'user_missing' });
  }

  return {
    /** Administrators see all groups, others those that they are in. `userId`: only those that this user is in. */
    async list(
      member: Member,
      {
        userId,
        ...query
      }: ListQuery<GroupField> & { readonly numbers?: readonly number[] | undefined; readonly userId?: string | undefined },
    ): Promise<readonly Placed<GroupWithMembers>[]> {
      requireScope(member, 'users');
      if (userId !== undefined && userId !== member.userId) requireAdminView(member);
      let { numbers } = query;
      const seesAll = (member.isAdmin || member.isReadonlyAdmin) && member.keyFolderId === null;
      if (userId !== undefined || !seesAll) {
        const memberships = await metadata.listMemberships({ userId: userId ?? member.userId, limit: mostMembers });
        const own = memberships.map((one) => one.groupNumber);
        numbers = numbers === undefined ? own : own.filter((number) => numbers?.includes(number));
      }
      const groups = await metadata.listGroups({ ...query, numbers });
      return Promise.all(groups.map(async ({ item, place }) => ({ item: await withMembers(metadata, item), place })));
    },

    async get(member: Member, number: number): Promise<GroupWithMembers> {
      requireScope(member, 'users');
      const group = await metadata.findGroup(number);
      const isIn = group !== undefined && (await metadata.findMembership(number, member.userId)) !== undefined;
      if (!isIn) requireAdminView(member);
      if (group === undefined) throw missing();
      return withMembers(metadata, group);
    },

    async create(member: Member, wanted: GroupChange & { readonly name: string }): Promise<GroupWithMembers> {
      requireGroupAdmin(member);
      const name = checkGroupName(wanted.name);
      const group = await metadata.write(async (tx) => {
        const nameKey = await requireFreeGroupName(tx, name);
        const made = await tx.insertGroup({ name, nameKey, profile: checkProfile(wanted.profile ?? {}), createdAt: clock() });
        await putMembers(tx, made, wanted);
        return withMembers(tx, made);
      });
      changed();
      return group;
    },

    async update(member: Member, number: number, change: GroupChange): Promise<GroupWithMembers> {
      requireGroupAdmin(member);
      const group = await metadata.write(async (tx) => {
        const known = await found(tx, number);
        const name = change.name === undefined ? known.name : checkGroupName(change.name);
        const profile = checkProfile({ ...known.profile, ...change.profile });
        await tx.updateGroup(number, { name, nameKey: await requireFreeGroupName(tx, name, number), profile });
        await putMembers(tx, known, change);
        return withMembers(tx, { ...known, name, profile });
      });
      changed();
      return group;
    },

    /** What was granted to the group ends. */
    async delete(member: Member, number: number): Promise<void> {
      requireGroupAdmin(member);
      await metadata.write(async (tx) => {
        await found(tx, number);
        await tx.deleteGroup(number);
      });
      changed();
    },

    /** The groups that users are in, by the id of the user: for users that the member was shown. */
    async ofUsers(users: readonly Pick<User, 'id'>[]): Promise<ReadonlyMap<string, readonly Membership[]>> {
      const groups = new Map<string, readonly Membership[]>();
      for (const { id } of users) groups.set(id, await metadata.listMemberships({ userId: id, limit: mostMembers }));
      return groups;
    },

    /** Memberships in the order of groups, then users; others than administrators see only their own. */
    async listMembers(
      member: Member,
      query: {
        readonly groupNumber?: number | undefined;
        readonly userNumber?: number | undefined;
        readonly after?: readonly [number, number] | undefined;
        readonly limit: number;
      },
    ): Promise<readonly Membership[]> {
      requireScope(member, 'users');
      const { groupNumber, userNumber, after, limit } = query;
      const isOwn = userNumber === member.userNumber;
      const own = groupNumber === undefined ? undefined : await metadata.findMembership(groupNumber, member.userId);
      if (!isOwn && own?.isAdmin !== true) requireAdminView(member);
      const user = userNumber === undefined ? undefined : await metadata.findUserByNumber(userNumber);
      if (userNumber !== undefined && user === undefined) return [];
      return metadata.listMemberships({ groupNumber, userId: user?.id, after, limit });
    },

    /** Makes somebody a member, or changes whether they administer the group. */
    async putMember(member: Member, groupNumber: number, userId: string | number, isAdmin: boolean | undefined): Promise<Membership> {
      const membership = await metadata.write(async (tx) => {
        await requireMemberAdmin(tx, member, groupNumber);
        await found(tx, groupNumber);
        const user = await userOf(tx, userId);
        const known = await tx.findMembership(groupNumber, user.id);
        await tx.putMembership(groupNumber, user.id, isAdmin ?? known?.isAdmin ?? false);
        return tx.findMembership(groupNumber, user.id);
      });
      changed();
      if (membership === undefined) throw missing();
      return membership;
    },

    async removeMember(member: Member, groupNumber: number, userId: string | number): Promise<void> {
      await metadata.write(async (tx) => {
        await requireMemberAdmin(tx, member, groupNumber);
        await found(tx, groupNumber);
        const user = await userOf(tx, userId);
        if ((await tx.findMembership(groupNumber, user.id)) === undefined) throw new AppError('not_found', 'No such member of the group.');
        await tx.deleteMembership(groupNumber, user.id);
      });
      changed();
    },
  };
}
