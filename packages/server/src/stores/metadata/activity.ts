import type { Activity, ActivityAction, ActivityReads, ActivityWrites } from '../../core/metadata-activity.ts';
import { insertInto, type SqlSession } from './sql.ts';

interface ActivityRow {
  number: number;
  action: ActivityAction;
  node_id: string;
  folder_id: string | null;
  name: string;
  old_name: string | null;
  at: number;
  user_number: number | null;
  key_number: number | null;
  share_number: number | null;
  user_id: string | null;
  username: string | null;
  key_id: string | null;
  share_id: string | null;
}

const toActivity = (row: ActivityRow): Activity => ({
  number: row.number,
  action: row.action,
  nodeId: row.node_id,
  folderId: row.folder_id,
  name: row.name,
  oldName: row.old_name,
  at: row.at,
  userNumber: row.user_number,
  keyNumber: row.key_number,
  shareNumber: row.share_number,
  user: row.user_id === null || row.username === null ? null : { id: row.user_id, username: row.username },
  keyId: row.key_id,
  shareId: row.share_id,
});

/** Each half follows its own index from the end and stops at the limit. */
const newest = `SELECT a.number, a.action, a.node_id, a.folder_id, a.name, a.old_name, a.at, a.user_number, a.key_number, a.share_number,
  u.id AS user_id, u.username, k.id AS key_id, s.id AS share_id
  FROM activity a LEFT JOIN users u ON u.number = a.user_number LEFT JOIN keys k ON k.number = a.key_number
  LEFT JOIN shares s ON s.number = a.share_number
  WHERE a.number IN (
    SELECT number FROM (SELECT number FROM activity WHERE node_id = ? AND number < ? ORDER BY number DESC LIMIT ?) AS own
    UNION SELECT number FROM (SELECT number FROM activity WHERE folder_id = ? AND number < ? ORDER BY number DESC LIMIT ?) AS inside)
  ORDER BY a.number DESC LIMIT ?`;

const columns = ['node_id', 'folder_id', 'action', 'name', 'old_name', 'at', 'user_number', 'key_number', 'share_number'];
const newActivity = insertInto('activity', columns);

export function activityReads(sql: SqlSession): ActivityReads {
  return {
    async listActivity({ nodeId, before = Number.MAX_SAFE_INTEGER, limit }) {
      return (await sql.all<ActivityRow>(newest, nodeId, before, limit, nodeId, before, limit, limit)).map(toActivity);
    },
  };
}

export function activityWrites(sql: SqlSession): ActivityWrites {
  return {
    async insertActivity(activity) {
      await sql.run(
        newActivity,
        activity.nodeId,
        activity.folderId,
        activity.action,
        activity.name,
        activity.oldName,
        activity.at,
        activity.userNumber,
        activity.keyNumber,
        activity.shareNumber,
      );
    },
    async pruneActivity(before, limit) {
      // Numbers go with time, so what is old is at the beginning, and nothing else is looked at.
      return sql.run(
        'DELETE FROM activity WHERE number IN (SELECT number FROM (SELECT number, at FROM activity ORDER BY number LIMIT ?) AS oldest WHERE at < ?)',
        limit,
        before,
      );
    },
  };
}
