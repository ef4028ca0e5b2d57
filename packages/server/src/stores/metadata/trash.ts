import type { Node } from '../../core/metadata.ts';
import type { TrashItem, TrashReads, TrashWrites } from '../../core/metadata-trash.ts';
import { leaveShares } from './shares.ts';
import type { SqlSession, SqlValue } from './sql.ts';

interface TrashRow {
  id: string;
  node_id: string;
  kind: Node['kind'];
  name: string;
  name_key: string;
  parent_id: string;
  chain: string;
  folder_names: string;
  size: number;
  deleted_at: number;
  deleted_by: string;
}

const items = 'SELECT id, node_id, kind, name, name_key, parent_id, chain, folder_names, size, deleted_at, deleted_by FROM trash';

const toItem = (row: TrashRow): TrashItem => ({
  id: row.id,
  nodeId: row.node_id,
  kind: row.kind,
  name: row.name,
  nameKey: row.name_key,
  parentId: row.parent_id,
  chain: row.chain,
  // A name holds no slash.
  folderNames: row.folder_names === '' ? [] : row.folder_names.split('/'),
  sizeBytes: row.size,
  deletedAt: row.deleted_at,
  deletedBy: row.deleted_by,
});

/** Text that `JSON.stringify` made of such a node. The owner may be another since. */
function toNode({ node, owner_id }: { node: string; owner_id: string | null }): Node {
  const known = JSON.parse(node) as Node;
  return known.kind === 'file' && owner_id !== null ? { ...known, ownerId: owner_id } : known;
}

export function trashReads(sql: SqlSession): TrashReads {
  const all = async (text: string, ...values: SqlValue[]): Promise<readonly TrashItem[]> =>
    (await sql.all<TrashRow>(`${items} ${text}`, ...values)).map(toItem);

  return {
    findTrashItem: async (id) => (await all('WHERE id = ?', id))[0],
    findTrashItemOf: async (nodeId) => (await all('WHERE node_id = ?', nodeId))[0],
    listTrash({ beforeId, nameLike, limit }) {
      const conditions: string[] = [];
      const values: SqlValue[] = [];
      if (beforeId !== undefined) {
        conditions.push('id < ?');
        values.push(beforeId);
      }
      if (nameLike !== undefined) {
        conditions.push(`name_key LIKE ? ESCAPE '\\'`);
        values.push(nameLike);
      }
      const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
      return all(`${where} ORDER BY id DESC LIMIT ?`, ...values, limit);
    },
    oldestTrash: (limit) => all('ORDER BY number LIMIT ?', limit),
    async trashedNodes(itemId, { lastFirst, limit }) {
      const rows = await sql.all<{ node: string; owner_id: string | null }>(
        `SELECT node, owner_id FROM trashed_nodes WHERE item_id = ? ORDER BY number ${lastFirst ? 'DESC' : 'ASC'} LIMIT ?`,
        itemId,
        limit,
      );
      return rows.map(toNode);
    },
  };
}

/** How rows of the tree come and go, with all that is counted about them. */
export interface TreeRows {
  /** Answers the number that the row had. */
  remove(node: Node): Promise<number>;
  insert(node: Node, number: number): Promise<void>;
}

export function trashWrites(sql: SqlSession, tree: TreeRows): TrashWrites {
  return {
    async insertTrashItem(item) {
      await sql.run(
        `INSERT INTO trash (id, node_id, kind, name, name_key, parent_id, chain, folder_names, size, deleted_at, deleted_by)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?)`,
        item.id,
        item.nodeId,
        item.kind,
        item.name,
        item.nameKey,
        item.parentId,
        item.chain,
        item.folderNames.join('/'),
        item.deletedAt,
        item.deletedBy,
      );
    },
    async putInTrash(itemId, node) {
      const number = await tree.remove(node);
      await sql.run(
        'INSERT INTO trashed_nodes (item_id, node_id, node_number, owner_id, node) VALUES (?, ?, ?, ?, ?)',
        itemId,
        node.id,
        number,
        node.kind === 'file' ? node.ownerId : null,
        JSON.stringify(node),
      );
      if (node.kind === 'file' && node.sizeBytes > 0)
        await sql.run('UPDATE trash SET size = size + ? WHERE id = ?', node.sizeBytes, itemId);
    },
    async takeFromTrash(node) {
      const row = await sql.get<{ number: number; node_number: number }>(
        'SELECT number, node_number FROM trashed_nodes WHERE node_id = ?',
        node.id,
      );
      if (row === undefined) throw new Error(`${node.id} is not in the trash`);
      await sql.run('DELETE FROM trashed_nodes WHERE number = ?', row.number);
      await tree.insert(node, row.node_number);
    },
    async deleteTrashed({ id, kind }) {
      await leaveShares(sql, id);
      if (kind === 'folder') await sql.run('DELETE FROM permissions WHERE folder_id = ?', id);
      await sql.run('DELETE FROM trashed_nodes WHERE node_id = ?', id);
    },
    async deleteTrashItem(id) {
      await sql.run('DELETE FROM trash WHERE id = ?', id);
    },
  };
}
