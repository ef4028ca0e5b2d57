import type { Grant, Group, ListedPermission, Membership, PeopleReads, PeopleWrites, Permission } from '../../core/metadata-people.ts';
import { isLike, isOneOf, listRows, type Condition } from './list-rows.ts';
import { toProfile, toUser, type UserRow } from './rows.ts';
import { chainEnd, insertInto, type SqlSession, type SqlValue } from './sql.ts';
import { users } from './user-columns.ts';

interface GroupRow {
  number: number;
  name: string;
  profile: string;
  created_at: number;
}

const toGroup = (row: GroupRow): Group => ({
  number: row.number,
  name: row.name,
  profile: toProfile(row.profile),
  createdAt: row.created_at,
});

interface MembershipRow {
  group_number: number;
  group_name: string;
  user_id: string;
  user_number: number;
  username: string;
  is_admin: number;
}

const toMembership = (row: MembershipRow): Membership => ({
  groupNumber: row.group_number,
  groupName: row.group_name,
  userId: row.user_id,
  userNumber: row.user_number,
  username: row.username,
  isAdmin: row.is_admin === 1,
});

interface PermissionRow {
  number: number;
  folder_id: string;
  user_id: string | null;
  group_number: number | null;
  // Only what the core wrote is in the table.
  permission: Permission['permission'];
  recursive: number;
  created_at: number;
}

interface ListedPermissionRow extends PermissionRow {
  user_number: number | null;
  username: string | null;
  group_name: string | null;
}

const toPermission = (row: PermissionRow): Permission => ({
  number: row.number,
  folderId: row.folder_id,
  userId: row.user_id,
  groupNumber: row.group_number,
  permission: row.permission,
  recursive: row.recursive === 1,
  createdAt: row.created_at,
});

const toListedPermission = (row: ListedPermissionRow): ListedPermission => ({
  ...toPermission(row),
  userNumber: row.user_number,
  username: row.username,
  groupName: row.group_name,
});

const groups = 'SELECT number, name, profile, created_at FROM groups';
const memberships = `SELECT m.group_number, g.name AS group_name, m.user_id, u.number AS user_number, u.username, m.is_admin
  FROM memberships m JOIN groups g ON g.number = m.group_number JOIN users u ON u.id = m.user_id`;
const permissions = 'SELECT number, folder_id, user_id, group_number, permission, recursive, created_at FROM permissions';

const text = (column: string) => ({ column, kind: 'text' }) as const;
const integer = (column: string) => ({ column, kind: 'integer' }) as const;

const userFields = {
  username: text('username'),
  name: text('name'),
  email: text('email'),
  company: text('company'),
  ssl_required: text('ssl_required'),
  is_admin: integer('is_admin'),
  disabled: integer('disabled'),
  last_login_at: integer('last_login_at'),
  authenticate_until: integer('authenticate_until'),
  password_validity_days: integer('password_validity_days'),
  primary_group: integer('primary_group'),
  number: integer('number'),
};

/** Part of the user name, the name or the mail address; undefined when nothing is looked for. */
export function userSearch(search: string | undefined): Condition | undefined {
  if (search === undefined || search === '') return undefined;
  const ones = ['username', 'name', 'email'].map((column) => isLike(column, 'contains', search));
  return { text: `(${ones.map(({ text: one }) => one).join(' OR ')})`, values: ones.flatMap(({ values }) => values) };
}

export function peopleReads(sql: SqlSession): PeopleReads {
  return {
    async findUserByNumber(number) {
      const row = await sql.get<UserRow>(`${users} WHERE number = ?`, number);
      return row === undefined ? undefined : toUser(row);
    },
    listUsersBy({ search, numbers, ...query }) {
      const where: Condition[] = numbers === undefined ? [] : [isOneOf('number', numbers)];
      const found = userSearch(search);
      if (found !== undefined) where.push(found);
      return listRows(sql, { select: users, fields: userFields, to: toUser, where }, query);
    },

    async findGroup(number) {
      const row = await sql.get<GroupRow>(`${groups} WHERE number = ?`, number);
      return row === undefined ? undefined : toGroup(row);
    },
    async findGroupByName(nameKey) {
      const row = await sql.get<GroupRow>(`${groups} WHERE name_key = ?`, nameKey);
      return row === undefined ? undefined : toGroup(row);
    },
    listGroups({ numbers, ...query }) {
      const where = numbers === undefined ? [] : [isOneOf('number', numbers)];
      return listRows(sql, { select: groups, fields: { name: text('name'), number: integer('number') }, to: toGroup, where }, query);
    },
    async findMembership(groupNumber, userId) {
      const row = await sql.get<MembershipRow>(`${memberships} WHERE m.group_number = ? AND m.user_id = ?`, groupNumber, userId);
      return row === undefined ? undefined : toMembership(row);
    },
    async listMemberships({ groupNumber, userId, after, limit }) {
      const conditions: string[] = [];
      const values: SqlValue[] = [];
      if (groupNumber !== undefined) {
        conditions.push('m.group_number = ?');
        values.push(groupNumber);
      }
      if (userId !== undefined) {
        conditions.push('m.user_id = ?');
        values.push(userId);
      }
      if (after !== undefined) {
        conditions.push('(m.group_number, u.number) > (?, ?)');
        values.push(...after);
      }
      const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
      const rows = await sql.all<MembershipRow>(`${memberships} ${where} ORDER BY m.group_number, u.number LIMIT ?`, ...values, limit);
      return rows.map(toMembership);
    },

    async grantsOf(userId) {
      const rows = await sql.all<{ permission: Grant['permission']; recursive: number; id: string; chain: string }>(
        `SELECT p.permission, p.recursive, f.id, f.chain FROM permissions p JOIN folders f ON f.id = p.folder_id
         WHERE p.user_id = ? OR p.group_number IN (SELECT group_number FROM memberships WHERE user_id = ?)`,
        userId,
        userId,
      );
      return rows.map(({ permission, recursive, id, chain }) => ({ permission, recursive: recursive === 1, folder: { id, chain } }));
    },
    async findPermission(number) {
      const row = await sql.get<PermissionRow>(`${permissions} WHERE number = ?`, number);
      return row === undefined ? undefined : toPermission(row);
    },
    async findSamePermission({ folderId, userId, groupNumber, permission, recursive }) {
      const row = await sql.get<PermissionRow>(
        `${permissions} WHERE folder_id = ? AND coalesce(user_id, '') = ? AND coalesce(group_number, 0) = ? AND permission = ? AND recursive = ?`,
        folderId,
        userId ?? '',
        groupNumber ?? 0,
        permission,
        recursive ? 1 : 0,
      );
      return row === undefined ? undefined : toPermission(row);
    },
    async listPermissions({ userId, groupNumber, ofGroupsOfUserId, folderIds, heldAt, below }, { afterNumber = 0, limit }) {
      const conditions = ['p.number > ?'];
      const values: SqlValue[] = [afterNumber];
      const add = (condition: string, ...more: SqlValue[]): void => {
        conditions.push(condition);
        values.push(...more);
      };
      if (groupNumber !== undefined) add('p.group_number = ?', groupNumber);
      if (ofGroupsOfUserId !== undefined) {
        add(
          '(p.user_id = ? OR p.group_number IN (SELECT group_number FROM memberships WHERE user_id = ?))',
          ofGroupsOfUserId,
          ofGroupsOfUserId,
        );
      }
      if (userId !== undefined) add('p.user_id = ?', userId);
      if (folderIds !== undefined) {
        const one = isOneOf('p.folder_id', folderIds);
        add(one.text, ...one.values);
      }
      if (heldAt !== undefined) add('(p.recursive = 1 OR p.folder_id = ?)', heldAt);
      if (below !== undefined) {
        add('p.folder_id IN (SELECT id FROM folders WHERE is_root = 1 AND chain >= ? AND chain < ?)', below, chainEnd(below));
      }
      const rows = await sql.all<ListedPermissionRow>(
        `SELECT p.number, p.folder_id, p.user_id, p.group_number, p.permission, p.recursive, p.created_at,
         u.number AS user_number, u.username, g.name AS group_name
         FROM permissions p JOIN folders f ON f.id = p.folder_id LEFT JOIN users u ON u.id = p.user_id LEFT JOIN groups g ON g.number = p.group_number
         WHERE ${conditions.join(' AND ')} ORDER BY p.number LIMIT ?`,
        ...values,
        limit,
      );
      return rows.map(toListedPermission);
    },
  };
}

export function peopleWrites(sql: SqlSession): PeopleWrites {
  return {
    async deleteUser(id) {
      await sql.run('DELETE FROM keys WHERE user_id = ?', id);
      await sql.run('DELETE FROM sessions WHERE user_id = ?', id);
      await sql.run('DELETE FROM second_factors WHERE user_id = ?', id);
      await sql.run('DELETE FROM public_keys WHERE user_id = ?', id);
      await sql.run('DELETE FROM memberships WHERE user_id = ?', id);
      await sql.run('DELETE FROM permissions WHERE user_id = ?', id);
      await sql.run('DELETE FROM users WHERE id = ?', id);
    },
    async changeOwner(fromUserId, toUserId) {
      await sql.run('UPDATE files SET owner_id = ? WHERE owner_id = ?', toUserId, fromUserId);
      await sql.run('UPDATE versions SET owner_id = ? WHERE owner_id = ?', toUserId, fromUserId);
      await sql.run('UPDATE trashed_nodes SET owner_id = ? WHERE owner_id = ?', toUserId, fromUserId);
      await sql.run('UPDATE uploads SET user_id = ? WHERE user_id = ?', toUserId, fromUserId);
      await sql.run('UPDATE shares SET owner_id = ? WHERE owner_id = ?', toUserId, fromUserId);
      await sql.run(
        'UPDATE users SET used_bytes = used_bytes + (SELECT used_bytes FROM users WHERE id = ?) WHERE id = ?',
        fromUserId,
        toUserId,
      );
      await sql.run('UPDATE users SET used_bytes = 0 WHERE id = ?', fromUserId);
    },

    async changeOwnerOfSiteKeys(fromUserId, toUserId) {
      await sql.run('UPDATE keys SET user_id = ? WHERE user_id = ? AND is_site_wide = 1', toUserId, fromUserId);
    },

    async insertGroup({ nameKey, ...group }) {
      const number = await sql.insert(
        insertInto('groups', ['name', 'name_key', 'profile', 'created_at']),
        group.name,
        nameKey,
        JSON.stringify(group.profile),
        group.createdAt,
      );
      return { ...group, number };
    },
    async updateGroup(number, { name, nameKey, profile }) {
      if (name !== undefined && nameKey !== undefined)
        await sql.run('UPDATE groups SET name = ?, name_key = ? WHERE number = ?', name, nameKey, number);
      if (profile !== undefined) await sql.run('UPDATE groups SET profile = ? WHERE number = ?', JSON.stringify(profile), number);
    },
    async deleteGroup(number) {
      await sql.run('DELETE FROM memberships WHERE group_number = ?', number);
      await sql.run('DELETE FROM permissions WHERE group_number = ?', number);
      await sql.run('UPDATE shares SET group_number = NULL WHERE group_number = ?', number);
      await sql.run('DELETE FROM groups WHERE number = ?', number);
    },
    async putMembership(groupNumber, userId, isAdmin) {
      await sql.run(
        `INSERT INTO memberships (group_number, user_id, is_admin) VALUES (?, ?, ?)
         ON CONFLICT (group_number, user_id) DO UPDATE SET is_admin = excluded.is_admin`,
        groupNumber,
        userId,
        isAdmin ? 1 : 0,
      );
    },
    async deleteMembership(groupNumber, userId) {
      await sql.run('DELETE FROM memberships WHERE group_number = ? AND user_id = ?', groupNumber, userId);
    },

    async insertPermission(permission) {
      const number = await sql.insert(
        insertInto('permissions', ['folder_id', 'user_id', 'group_number', 'permission', 'recursive', 'created_at']),
        permission.folderId,
        permission.userId,
        permission.groupNumber,
        permission.permission,
        permission.recursive ? 1 : 0,
        permission.createdAt,
      );
      return { ...permission, number };
    },
    async deletePermission(number) {
      await sql.run('DELETE FROM permissions WHERE number = ?', number);
    },
  };
}
