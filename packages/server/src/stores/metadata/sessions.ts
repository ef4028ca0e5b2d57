import type {
  ListedKey,
  ListedPublicKey,
  ListedSession,
  PublicKey,
  SecondFactor,
  Session,
  SessionReads,
  SessionWrites,
} from '../../core/metadata-sessions.ts';
import { isOneOf, listRows } from './list-rows.ts';
import { toKey, type KeyRow } from './rows.ts';
import { insertInto, type SqlSession, type SqlValue } from './sql.ts';

interface SessionRow {
  number: number;
  hash: Buffer;
  user_id: string;
  address: string;
  user_agent: string | null;
  door: string;
  created_at: number;
  last_used_at: number | null;
  expires_at: number;
}

interface ListedSessionRow extends SessionRow {
  user_number: number;
  username: string;
}

const toSession = (row: SessionRow): Session => ({
  number: row.number,
  hash: row.hash,
  userId: row.user_id,
  address: row.address,
  userAgent: row.user_agent,
  door: row.door,
  createdAt: row.created_at,
  lastUsedAt: row.last_used_at ?? row.created_at,
  expiresAt: row.expires_at,
});

const toListedSession = (row: ListedSessionRow): ListedSession => ({
  ...toSession(row),
  userNumber: row.user_number,
  username: row.username,
});

interface SecondFactorRow {
  user_id: string;
  sealed_secret: Buffer;
  confirmed_at: number | null;
  last_step: number;
}

const toSecondFactor = (row: SecondFactorRow): SecondFactor => ({
  userId: row.user_id,
  sealedSecret: row.sealed_secret,
  confirmedAt: row.confirmed_at,
  lastStep: row.last_step,
});

interface PublicKeyRow {
  number: number;
  user_id: string;
  title: string;
  public_key: string;
  fingerprint_md5: string;
  fingerprint_sha256: string;
  is_generated: number;
  created_at: number;
  last_login_at: number | null;
  user_number: number;
  username: string;
}

const toPublicKey = (row: PublicKeyRow): ListedPublicKey => ({
  number: row.number,
  userId: row.user_id,
  title: row.title,
  publicKey: row.public_key,
  fingerprintMd5: row.fingerprint_md5,
  fingerprintSha256: row.fingerprint_sha256,
  isGenerated: row.is_generated === 1,
  createdAt: row.created_at,
  lastLoginAt: row.last_login_at,
  userNumber: row.user_number,
  username: row.username,
});

interface ListedKeyRow extends KeyRow {
  user_number: number;
}

const toListedKey = (row: ListedKeyRow): ListedKey => ({ ...toKey(row), userNumber: row.user_number });

const keys = `SELECT k.number, k.id, k.user_id, k.name, k.hash, k.last4, k.scopes, k.folder_id, k.expires_at, k.revoked_at, k.created_at,
  k.description, k.permission_set, k.platform, k.is_site_wide, k.last_used_at, u.number AS user_number
  FROM keys k JOIN users u ON u.id = k.user_id`;
const sessions = `SELECT s.number, s.hash, s.user_id, s.address, s.user_agent, s.door, s.created_at, s.last_used_at, s.expires_at, u.number AS user_number,
  u.username FROM sessions s JOIN users u ON u.id = s.user_id`;
const publicKeys = `SELECT p.number, p.user_id, p.title, p.public_key, p.fingerprint_md5, p.fingerprint_sha256, p.is_generated, p.created_at,
  p.last_login_at, u.number AS user_number, u.username FROM public_keys p JOIN users u ON u.id = p.user_id`;

const integer = (column: string) => ({ column, kind: 'integer' }) as const;

const keyFields = { expires_at: integer('k.expires_at'), number: integer('k.number') };
const sessionFields = { created_at: integer('s.created_at'), number: integer('s.number') };
const publicKeyFields = {
  user_number: integer('u.number'),
  title: { column: 'p.title', kind: 'text' } as const,
  created_at: integer('p.created_at'),
  number: integer('p.number'),
};

export function sessionReads(sql: SqlSession): SessionReads {
  return {
    async findListedKey(number) {
      const row = await sql.get<ListedKeyRow>(`${keys} WHERE k.number = ?`, number);
      return row === undefined ? undefined : toListedKey(row);
    },
    listKeysBy({ of, ...query }) {
      const where = [
        { text: 'k.revoked_at IS NULL', values: [] },
        of === 'site' ? { text: 'k.is_site_wide = 1', values: [] } : { text: 'k.user_id = ? AND k.is_site_wide = 0', values: [of.userId] },
      ];
      return listRows(sql, { select: keys, fields: keyFields, to: toListedKey, where, number: 'k.number' }, query);
    },

    async findSession(number) {
      const row = await sql.get<SessionRow>(`${sessions} WHERE s.number = ?`, number);
      return row === undefined ? undefined : toSession(row);
    },
    async findSessionByHash(hash) {
      const row = await sql.get<SessionRow>(`${sessions} WHERE s.hash = ?`, hash);
      return row === undefined ? undefined : toSession(row);
    },
    listSessions({ userId, now, ...query }) {
      const where: { text: string; values: SqlValue[] }[] = [{ text: 's.expires_at > ?', values: [now] }];
      if (userId !== undefined) where.push({ text: 's.user_id = ?', values: [userId] });
      return listRows(sql, { select: sessions, fields: sessionFields, to: toListedSession, where, number: 's.number' }, query);
    },

    async findSecondFactor(userId) {
      const row = await sql.get<SecondFactorRow>(
        'SELECT user_id, sealed_secret, confirmed_at, last_step FROM second_factors WHERE user_id = ?',
        userId,
      );
      return row === undefined ? undefined : toSecondFactor(row);
    },

    async findPublicKey(number) {
      const row = await sql.get<PublicKeyRow>(`${publicKeys} WHERE p.number = ?`, number);
      return row === undefined ? undefined : toPublicKey(row);
    },
    async findPublicKeyOf(userId, fingerprintSha256) {
      const row = await sql.get<PublicKeyRow>(`${publicKeys} WHERE p.user_id = ? AND p.fingerprint_sha256 = ?`, userId, fingerprintSha256);
      return row === undefined ? undefined : toPublicKey(row);
    },
    listPublicKeys({ userId, ...query }) {
      const where = userId === undefined ? [] : [{ text: 'p.user_id = ?', values: [userId] }];
      return listRows(sql, { select: publicKeys, fields: publicKeyFields, to: toPublicKey, where, number: 'p.number' }, query);
    },

    async countKeys(userIds) {
      const counts = new Map<string, { apiKeys: number; publicKeys: number }>();
      async function add(kind: 'apiKeys' | 'publicKeys', table: string, condition: string): Promise<void> {
        const one = isOneOf('user_id', userIds);
        const rows = await sql.all<{ user_id: string; total: number }>(
          `SELECT user_id, count(*) AS total FROM ${table} WHERE ${condition} AND ${one.text} GROUP BY user_id`,
          ...one.values,
        );
        for (const row of rows) {
          counts.set(row.user_id, { ...(counts.get(row.user_id) ?? { apiKeys: 0, publicKeys: 0 }), [kind]: row.total });
        }
      }
      await add('apiKeys', 'keys', 'revoked_at IS NULL AND is_site_wide = 0');
      await add('publicKeys', 'public_keys', '1 = 1');
      return counts;
    },
    async usage() {
      const row = await sql.get<{ users: number; used: number | null }>('SELECT count(*) AS users, sum(used_bytes) AS used FROM users');
      return { users: row?.users ?? 0, usedBytes: row?.used ?? 0 };
    },
  };
}

export function sessionWrites(sql: SqlSession): SessionWrites {
  return {
    async insertSession(session) {
      const number = await sql.insert(
        insertInto('sessions', ['hash', 'user_id', 'address', 'user_agent', 'door', 'created_at', 'last_used_at', 'expires_at']),
        session.hash,
        session.userId,
        session.address,
        session.userAgent,
        session.door,
        session.createdAt,
        session.lastUsedAt,
        session.expiresAt,
      );
      return { ...session, number };
    },
    async updateSession(number, { lastUsedAt }) {
      await sql.run('UPDATE sessions SET last_used_at = ? WHERE number = ?', lastUsedAt, number);
    },
    async deleteSession(number) {
      await sql.run('DELETE FROM sessions WHERE number = ?', number);
    },
    async deleteSessionsOf(userId, except = 0) {
      await sql.run('DELETE FROM sessions WHERE user_id = ? AND number <> ?', userId, except);
    },
    async pruneSessions(now, limit) {
      return sql.run(
        'DELETE FROM sessions WHERE number IN (SELECT number FROM sessions WHERE expires_at <= ? ORDER BY expires_at LIMIT ?)',
        now,
        limit,
      );
    },

    async putSecondFactor(factor) {
      await sql.run(
        `INSERT INTO second_factors (user_id, sealed_secret, confirmed_at, last_step) VALUES (?, ?, ?, ?)
         ON CONFLICT (user_id) DO UPDATE SET sealed_secret = excluded.sealed_secret, confirmed_at = excluded.confirmed_at,
         last_step = excluded.last_step`,
        factor.userId,
        factor.sealedSecret,
        factor.confirmedAt,
        factor.lastStep,
      );
      await sql.run('UPDATE users SET second_factor_at = ? WHERE id = ?', factor.confirmedAt, factor.userId);
    },
    async deleteSecondFactor(userId) {
      await sql.run('DELETE FROM second_factors WHERE user_id = ?', userId);
      await sql.run('UPDATE users SET second_factor_at = NULL WHERE id = ?', userId);
    },

    async insertPublicKey(key: Omit<PublicKey, 'number'>) {
      const number = await sql.insert(
        insertInto('public_keys', [
          'user_id',
          'title',
          'public_key',
          'fingerprint_md5',
          'fingerprint_sha256',
          'is_generated',
          'created_at',
          'last_login_at',
        ]),
        key.userId,
        key.title,
        key.publicKey,
        key.fingerprintMd5,
        key.fingerprintSha256,
        key.isGenerated ? 1 : 0,
        key.createdAt,
        key.lastLoginAt,
      );
      return { ...key, number };
    },
    async updatePublicKey(number, { title }) {
      await sql.run('UPDATE public_keys SET title = ? WHERE number = ?', title, number);
    },
    async deletePublicKey(number) {
      await sql.run('DELETE FROM public_keys WHERE number = ?', number);
    },
  };
}
