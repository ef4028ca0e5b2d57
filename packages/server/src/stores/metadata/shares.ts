import type { Page } from '../../core/metadata.ts';
import type {
  ListedShare,
  ListedShareAction,
  Share,
  ShareRecipient,
  ShareRegistration,
  SharesOf,
  ShareStatus,
  ShareReads,
  ShareWrites,
} from '../../core/metadata-shares.ts';
import { listRows } from './list-rows.ts';
import { toAction, toRecipient, toRegistration, type ActionRow, type RecipientRow, type RegistrationRow } from './share-people-rows.ts';
import { shareColumns, shares, toShare, toListedShare, type ListedShareRow, type ShareRow } from './share-columns.ts';
import { chainEnd, insertInto, type SqlSession, type SqlValue } from './sql.ts';

const recipients = 'SELECT number, share_number, recipient, name, company, note, sent_at, created_at FROM share_recipients';
const registrations = 'SELECT number, share_number, code, name, company, email, ip, recipient_number, created_at FROM share_registrations';
const actions = `SELECT a.number AS number, a.share_number AS share_number, a.registration_number AS registration_number, a.action AS action,
  a.path AS path, a.download_method AS download_method, a.created_at AS created_at, r.code AS code, r.name AS name, r.company AS company,
  r.email AS email, r.ip AS ip, r.recipient_number AS recipient_number, r.created_at AS registered_at
  FROM share_actions a LEFT JOIN share_registrations r ON r.number = a.registration_number`;
const listed = `SELECT ${shareColumns('s.')}, u.number AS owner_number, u.username AS owner_name FROM shares s JOIN users u ON u.id = s.owner_id`;

const text = (column: string) => ({ column, kind: 'text' }) as const;
const integer = (column: string) => ({ column, kind: 'integer' }) as const;

const shareFields = {
  created_at: integer('s.created_at'),
  expires_at: integer('s.expires_at'),
  code: text('s.code'),
  group_number: integer('s.group_number'),
  owner_number: integer('u.number'),
  bypasses_expiration: integer('s.bypasses_expiration'),
  number: integer('s.number'),
};
const registrationFields = {
  share_number: integer('share_number'),
  created_at: integer('created_at'),
  number: integer('number'),
};
const actionFields = {
  created_at: integer('a.created_at'),
  share_number: integer('a.share_number'),
  registration_number: integer('a.registration_number'),
  number: integer('a.number'),
};
const recipientFields = {
  has_registrations: integer(
    'CASE WHEN EXISTS (SELECT 1 FROM share_registrations r WHERE r.recipient_number = share_recipients.number) THEN 1 ELSE 0 END',
  ),
  number: integer('number'),
};

interface Condition {
  readonly text: string;
  readonly values: readonly SqlValue[];
}

const notOver: Condition = { text: 's.deleted_at IS NULL AND s.node_count > 0', values: [] };

// As `statusOf` of the core says it.
const unexpired = '(s.expires_at IS NULL OR s.expires_at > ?)';
const unused = '(s.max_uses IS NULL OR s.uses < s.max_uses)';
const hasStatus: Readonly<Record<ShareStatus, (now: number) => Condition>> = {
  expired: (now) => ({ text: 's.expires_at <= ?', values: [now] }),
  used_up: (now) => ({ text: `${unexpired} AND s.uses >= s.max_uses`, values: [now] }),
  scheduled: (now) => ({ text: `${unexpired} AND ${unused} AND s.starts_at > ?`, values: [now, now] }),
  active: (now) => ({ text: `${unexpired} AND ${unused} AND (s.starts_at IS NULL OR s.starts_at <= ?)`, values: [now, now] }),
};

/** What is in the trash is not there, and neither are links to nothing else. */
const notInTrash: Condition = {
  text: `EXISTS (SELECT 1 FROM share_nodes n WHERE n.share_number = s.number
    AND NOT EXISTS (SELECT 1 FROM trashed_nodes t WHERE t.node_id = n.node_id))`,
  values: [],
};

/** Conditions on `shares s`. */
function ownedConditions({ ownerId, below }: SharesOf): Condition[] {
  const conditions: Condition[] = [];
  if (ownerId !== undefined) conditions.push({ text: 's.owner_id = ?', values: [ownerId] });
  if (below !== undefined) {
    // A share of which nothing is left is below no folder.
    conditions.push({ text: 's.node_count > 0', values: [] });
    conditions.push({
      text: `NOT EXISTS (SELECT 1 FROM share_nodes n LEFT JOIN files f ON f.id = n.node_id LEFT JOIN folders d ON d.id = coalesce(f.parent_id, n.node_id)
        WHERE n.share_number = s.number AND (d.chain IS NULL OR d.chain < ? OR d.chain >= ?))`,
      values: [below, chainEnd(below)],
    });
  }
  return conditions;
}

/** The same for a table whose column names a share. */
function ofOwnedShares(column: string, of: SharesOf): Condition[] {
  const conditions = ownedConditions(of);
  if (conditions.length === 0) return [];
  return [
    {
      text: `${column} IN (SELECT s.number FROM shares s WHERE ${conditions.map((condition) => condition.text).join(' AND ')})`,
      values: conditions.flatMap((condition) => condition.values),
    },
  ];
}

const is = (column: string, value: SqlValue | undefined): Condition[] =>
  value === undefined ? [] : [{ text: `${column} = ?`, values: [value] }];

export function shareReads(sql: SqlSession): ShareReads {
  async function one(where: string, ...values: SqlValue[]): Promise<Share | undefined> {
    const row = await sql.get<ShareRow>(`${shares} WHERE ${where}`, ...values);
    return row === undefined ? undefined : toShare(row);
  }

  return {
    findShare: (id) => one('id = ?', id),
    findShareByToken: (tokenHash) => one('token_hash = ? AND deleted_at IS NULL', tokenHash),
    findShareByCode: (codeKey) => one('code_key = ? AND deleted_at IS NULL', codeKey),
    async findShareByNumber(number) {
      const row = await sql.get<ListedShareRow>(`${listed} WHERE s.number = ?`, number);
      return row === undefined ? undefined : toListedShare(row);
    },
    async listShares({ nodeId, status, now, ...of }, { limit, offset }): Promise<Page<ListedShare>> {
      const conditions: Condition[] = [notOver, notInTrash, ...ownedConditions(of)];
      if (nodeId !== undefined)
        conditions.push({ text: 's.number IN (SELECT share_number FROM share_nodes WHERE node_id = ?)', values: [nodeId] });
      if (status !== undefined) conditions.push(hasStatus[status](now));
      const where = conditions.map((condition) => condition.text).join(' AND ');
      const values = conditions.flatMap((condition): readonly SqlValue[] => condition.values);
      const rows = await sql.all<ListedShareRow>(
        `${listed} WHERE ${where} ORDER BY s.number DESC LIMIT ? OFFSET ?`,
        ...values,
        limit,
        offset,
      );
      const counted = await sql.get<{ total: number }>(`SELECT count(*) AS total FROM shares s WHERE ${where}`, ...values);
      return { items: rows.map(toListedShare), total: counted?.total ?? 0 };
    },
    listSharesBy({ ownerId, below, ended = false, tokenHash, ...query }) {
      const where = [
        ended ? { text: '(s.deleted_at IS NOT NULL OR s.node_count = 0)', values: [] } : notOver,
        ...ownedConditions({ ownerId, below }),
        ...is('s.token_hash', tokenHash),
      ];
      return listRows<keyof typeof shareFields, ListedShareRow, ListedShare>(
        sql,
        { select: listed, fields: shareFields, to: toListedShare, where, number: 's.number' },
        query,
      );
    },
    async nodesOfShare(number) {
      const rows = await sql.all<{ node_id: string }>('SELECT node_id FROM share_nodes WHERE share_number = ? ORDER BY position', number);
      return rows.map((row) => row.node_id);
    },

    async findShareRecipient(shareNumber, recipientKey) {
      const row = await sql.get<RecipientRow>(`${recipients} WHERE share_number = ? AND recipient_key = ?`, shareNumber, recipientKey);
      return row === undefined ? undefined : toRecipient(row);
    },
    listShareRecipients({ shareNumber, ...query }) {
      return listRows<keyof typeof recipientFields, RecipientRow, ShareRecipient>(
        sql,
        { select: recipients, fields: recipientFields, to: toRecipient, where: is('share_number', shareNumber) },
        query,
      );
    },
    async findShareRegistration(shareNumber, code) {
      const row = await sql.get<RegistrationRow>(`${registrations} WHERE share_number = ? AND code = ?`, shareNumber, code);
      return row === undefined ? undefined : toRegistration(row);
    },
    listShareRegistrations({ shareNumber, ownerId, below, ...query }) {
      const where = [...is('share_number', shareNumber), ...ofOwnedShares('share_number', { ownerId, below })];
      return listRows<keyof typeof registrationFields, RegistrationRow, ShareRegistration>(
        sql,
        { select: registrations, fields: registrationFields, to: toRegistration, where },
        query,
      );
    },
    listShareActions({ shareNumber, registrationNumber, downloads = false, ownerId, below, ...query }) {
      const where = [
        ...is('a.share_number', shareNumber),
        ...is('a.registration_number', registrationNumber),
        ...(downloads ? [{ text: 'a.download_method IS NOT NULL', values: [] }] : []),
        ...ofOwnedShares('a.share_number', { ownerId, below }),
      ];
      return listRows<keyof typeof actionFields, ActionRow, ListedShareAction>(
        sql,
        { select: actions, fields: actionFields, to: toAction, where, number: 'a.number' },
        query,
      );
    },
  };
}

const flag = (value: boolean): number => (value ? 1 : 0);
const flagOr = (value: boolean | undefined): number | undefined => (value === undefined ? undefined : flag(value));

/** Says anew how many nodes a share has, and which file it is when it is only one. Without any it is over, and its code free again. */
async function countNodes(sql: SqlSession, number: number): Promise<void> {
  await sql.run(
    `UPDATE shares SET node_count = (SELECT count(*) FROM share_nodes n WHERE n.share_number = shares.number),
     file_id = (SELECT CASE WHEN count(*) = 1 AND min(n.node_id) LIKE 'file%' AND shares.deleted_at IS NULL THEN min(n.node_id) END
       FROM share_nodes n WHERE n.share_number = shares.number),
     code_key = (SELECT CASE WHEN count(*) > 0 THEN shares.code_key END FROM share_nodes n WHERE n.share_number = shares.number)
     WHERE number = ?`,
    number,
  );
}

export function shareWrites(sql: SqlSession): ShareWrites {
  async function insertNodes(number: number, nodeIds: readonly string[]): Promise<void> {
    for (const [position, id] of nodeIds.entries()) {
      await sql.run('INSERT INTO share_nodes (share_number, node_id, position) VALUES (?, ?, ?)', number, id, position);
    }
  }

  const fileOf = (nodeIds: readonly string[]): string | null => {
    const [only = ''] = nodeIds;
    return nodeIds.length === 1 && only.startsWith('file_') ? only : null;
  };

  return {
    async insertShare({ codeKey, ...share }, nodeIds) {
      const fileId = fileOf(nodeIds);
      const columns = {
        id: share.id,
        owner_id: share.ownerId,
        file_id: fileId,
        node_count: nodeIds.length,
        salt: share.salt,
        token_hash: share.tokenHash,
        code: share.code,
        code_key: codeKey,
        password_hash: share.passwordHash,
        password_version: share.passwordVersion,
        permissions: share.permissions,
        starts_at: share.startsAt,
        expires_at: share.expiresAt,
        max_uses: share.maxUses,
        require_registration: flag(share.requireRegistration),
        require_share_recipient: flag(share.requireShareRecipient),
        skip_name: flag(share.skipName),
        skip_email: flag(share.skipEmail),
        skip_company: flag(share.skipCompany),
        bypasses_expiration: flag(share.bypassesExpiration),
        group_number: share.groupNumber,
        title: share.title,
        description: share.description,
        note: share.note,
        internal_name: share.internalName,
        profile: JSON.stringify(share.profile),
        created_at: share.createdAt,
      };
      const number = await sql.insert(insertInto('shares', Object.keys(columns)), ...Object.values(columns));
      await insertNodes(number, nodeIds);
      return { ...share, number, fileId, nodeCount: nodeIds.length, uses: 0, downloads: 0, uploads: 0, deletedAt: null };
    },
    async updateShare(number, change) {
      const columns: Record<string, SqlValue | undefined> = {
        owner_id: change.ownerId,
        code: change.code,
        code_key: change.codeKey,
        password_hash: change.passwordHash,
        password_version: change.passwordVersion,
        permissions: change.permissions,
        starts_at: change.startsAt,
        expires_at: change.expiresAt,
        max_uses: change.maxUses,
        require_registration: flagOr(change.requireRegistration),
        require_share_recipient: flagOr(change.requireShareRecipient),
        skip_name: flagOr(change.skipName),
        skip_email: flagOr(change.skipEmail),
        skip_company: flagOr(change.skipCompany),
        bypasses_expiration: flagOr(change.bypassesExpiration),
        group_number: change.groupNumber,
        title: change.title,
        description: change.description,
        note: change.note,
        internal_name: change.internalName,
        profile: change.profile === undefined ? undefined : JSON.stringify(change.profile),
      };
      const given = Object.entries(columns).filter((entry): entry is [string, SqlValue] => entry[1] !== undefined);
      if (given.length === 0) return;
      const sets = given.map(([column]) => `${column} = ?`).join(', ');
      await sql.run(`UPDATE shares SET ${sets} WHERE number = ?`, ...given.map(([, value]) => value), number);
    },
    async putShareNodes(number, nodeIds) {
      await sql.run('DELETE FROM share_nodes WHERE share_number = ?', number);
      await insertNodes(number, nodeIds);
      await countNodes(sql, number);
    },
    async endShare(number, deletedAt) {
      await sql.run(
        'UPDATE shares SET deleted_at = ?, file_id = NULL, code_key = NULL, password_hash = NULL WHERE number = ?',
        deletedAt,
        number,
      );
    },
    async endSharesOf(ownerId, deletedAt) {
      await sql.run(
        'UPDATE shares SET deleted_at = ?, file_id = NULL, code_key = NULL, password_hash = NULL WHERE owner_id = ? AND deleted_at IS NULL',
        deletedAt,
        ownerId,
      );
    },
    async countShareUse(number) {
      return (await sql.run('UPDATE shares SET uses = uses + 1 WHERE number = ? AND (max_uses IS NULL OR uses < max_uses)', number)) === 1;
    },

    async putShareRecipient({ recipientKey, ...recipient }) {
      const row = await sql.get<{ number: number }>(
        `INSERT INTO share_recipients (share_number, recipient, recipient_key, name, company, note, sent_at, created_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (share_number, recipient_key) DO UPDATE SET recipient = excluded.recipient, name = excluded.name, company = excluded.company,
         note = excluded.note, sent_at = excluded.sent_at RETURNING number`,
        recipient.shareNumber,
        recipient.recipient,
        recipientKey,
        recipient.name,
        recipient.company,
        recipient.note,
        recipient.sentAt,
        recipient.createdAt,
      );
      return { ...recipient, number: row?.number ?? 0 };
    },
    async insertShareRegistration(registration) {
      const number = await sql.insert(
        insertInto('share_registrations', ['share_number', 'code', 'name', 'company', 'email', 'ip', 'recipient_number', 'created_at']),
        registration.shareNumber,
        registration.code,
        registration.name,
        registration.company,
        registration.email,
        registration.ip,
        registration.recipientNumber,
        registration.createdAt,
      );
      return { ...registration, number };
    },
    async insertShareAction(action) {
      await sql.run(
        'INSERT INTO share_actions (share_number, registration_number, action, path, download_method, created_at) VALUES (?, ?, ?, ?, ?, ?)',
        action.shareNumber,
        action.registrationNumber,
        action.action,
        action.path,
        action.downloadMethod,
        action.createdAt,
      );
      const counter = action.action === 'read' ? 'downloads' : 'uploads';
      await sql.run(`UPDATE shares SET ${counter} = ${counter} + 1 WHERE number = ?`, action.shareNumber);
    },
  };
}

/** Takes a node that is being deleted out of all shares. */
export async function leaveShares(sql: SqlSession, nodeId: string): Promise<void> {
  const left = await sql.all<{ share_number: number }>('DELETE FROM share_nodes WHERE node_id = ? RETURNING share_number', nodeId);
  for (const { share_number: number } of left) await countNodes(sql, number);
}
