import type { Lock, LockReads, LockScope, LockWrites } from '../../core/metadata-locks.ts';
import { isOneOf } from './list-rows.ts';
import { chainEnd, type SqlSession, type SqlValue } from './sql.ts';

interface LockRow {
  number: number;
  token: string;
  node_id: string;
  user_id: string;
  user_number: number;
  username: string;
  exclusive: number;
  recursive: number;
  allow_access_by_any_user: number;
  timeout_seconds: number;
  expires_at: number;
}

const toLock = (row: LockRow): Lock => ({
  number: row.number,
  token: row.token,
  nodeId: row.node_id,
  userId: row.user_id,
  userNumber: row.user_number,
  username: row.username,
  exclusive: row.exclusive === 1,
  recursive: row.recursive === 1,
  allowAccessByAnyUser: row.allow_access_by_any_user === 1,
  timeoutSeconds: row.timeout_seconds,
  expiresAt: row.expires_at,
});

// There are few locks, so each list begins with them and looks for their nodes, never the other way round.
const locks = `SELECT l.number, l.token, l.node_id, l.user_id, u.number AS user_number, u.username, l.exclusive, l.recursive,
  l.allow_access_by_any_user, l.timeout_seconds, l.expires_at FROM locks l JOIN users u ON u.id = l.user_id`;

function conditionOf(scope: LockScope): { text: string; values: readonly SqlValue[] } {
  if ('nodeIds' in scope) return isOneOf('l.node_id', scope.nodeIds);
  if ('parentId' in scope) {
    return {
      text: `(EXISTS (SELECT 1 FROM files WHERE id = l.node_id AND parent_id = ?) OR EXISTS (SELECT 1 FROM folders WHERE id = l.node_id AND parent_id = ?))`,
      values: [scope.parentId, scope.parentId],
    };
  }
  const range = [scope.chain, chainEnd(scope.chain)];
  return {
    text: `(EXISTS (SELECT 1 FROM folders WHERE id = l.node_id AND chain >= ? AND chain < ?)
      OR EXISTS (SELECT 1 FROM files JOIN folders ON folders.id = files.parent_id WHERE files.id = l.node_id AND chain >= ? AND chain < ?))`,
    values: [...range, ...range],
  };
}

export function lockReads(sql: SqlSession): LockReads {
  return {
    async locksIn(scope, { now, afterNumber = 0, limit }) {
      const { text, values } = conditionOf(scope);
      const rows = await sql.all<LockRow>(
        `${locks} WHERE l.expires_at > ? AND l.number > ? AND ${text} ORDER BY l.number LIMIT ?`,
        now,
        afterNumber,
        ...values,
        limit,
      );
      return rows.map(toLock);
    },
    async findLock(token, now) {
      const row = await sql.get<LockRow>(`${locks} WHERE l.token = ? AND l.expires_at > ?`, token, now);
      return row === undefined ? undefined : toLock(row);
    },
    async countLocks(userId, now) {
      const row = await sql.get<{ count: number }>('SELECT count(*) AS count FROM locks WHERE user_id = ? AND expires_at > ?', userId, now);
      return row?.count ?? 0;
    },
  };
}

export function lockWrites(sql: SqlSession): LockWrites {
  return {
    async insertLock(lock) {
      await sql.run(
        `INSERT INTO locks (token, node_id, user_id, exclusive, recursive, allow_access_by_any_user, timeout_seconds, expires_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
        lock.token,
        lock.nodeId,
        lock.userId,
        lock.exclusive ? 1 : 0,
        lock.recursive ? 1 : 0,
        lock.allowAccessByAnyUser ? 1 : 0,
        lock.timeoutSeconds,
        lock.expiresAt,
      );
    },
    async deleteLock(token) {
      await sql.run('DELETE FROM locks WHERE token = ?', token);
    },
    async deleteEndedLocks(now) {
      await sql.run('DELETE FROM locks WHERE expires_at <= ?', now);
    },
  };
}
