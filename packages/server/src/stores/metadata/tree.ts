import type { Placed } from '../../core/list-query.ts';
import type {
  ChildrenQuery,
  ChildSort,
  MetadataMatch,
  OwnedFilesQuery,
  RootPart,
  SearchMatch,
  TreeReads,
} from '../../core/metadata-tree.ts';
import { isOneOf } from './list-rows.ts';
import { files, folders } from './node-columns.ts';
import { toFile, toFolder, type FileRow, type FolderRow } from './rows.ts';
import { chainEnd, type SqlSession, type SqlValue } from './sql.ts';

/**
 * What a file is sorted by. Names and sizes have an index, so a page reads its own rows only. Times have none, because each upload would
 * pay for it: every page, the first like the last, goes once through the folder.
 */
const fileKeys: Readonly<Record<ChildSort, string>> = {
  name: 'name_key',
  size: 'size',
  modified_at: 'updated_at',
  // What has none comes before all others.
  provided_mtime: `coalesce(provided_mtime, ${Number.MIN_SAFE_INTEGER})`,
  creation: 'number',
};
/** Only one child of a folder has each value. */
const isUnique = (key: string): boolean => key === 'name_key' || key === 'number';
const folderKeys: Readonly<Record<ChildSort, string>> = { ...fileKeys, size: 'name_key' };

/** SQLite merges at most 500 selects by their indexes; more are merged here. */
const mostMergedParts = 400;

interface Condition {
  readonly text: string;
  readonly values: readonly SqlValue[];
}

const likely = (text: string): string => text.replace(/[\\%_]/g, '\\$&');

/** Narrows down by text; `holds` looks closer, because a key of one pair may stand beside the value of another. */
function metadataCondition({ key, value }: MetadataMatch): Condition {
  const parts = [key === undefined ? '' : `${JSON.stringify(key)}:`, value === undefined ? '' : JSON.stringify(value)];
  return { text: `custom_metadata LIKE ? ESCAPE '\\'`, values: [`%${parts.map(likely).join('')}%`] };
}

function holds({ key, value }: MetadataMatch, metadata: Readonly<Record<string, string>> | null): boolean {
  return Object.entries(metadata ?? {}).some(
    ([name, text]) => (key === undefined || name === key) && (value === undefined || text === value),
  );
}

function conditionsOf(match: SearchMatch, modifiedAfter: number | undefined): Condition[] {
  const conditions: Condition[] = [];
  if ('nameLike' in match) conditions.push({ text: `name_key LIKE ? ESCAPE '\\'`, values: [match.nameLike] });
  else conditions.push({ text: 'custom_metadata IS NOT NULL', values: [] }, metadataCondition(match.metadata));
  if (modifiedAfter !== undefined) conditions.push({ text: 'updated_at > ?', values: [modifiedAfter] });
  return conditions;
}

const liveShares = `FROM shares WHERE file_id = files.id AND (expires_at IS NULL OR expires_at > ?) AND (max_uses IS NULL OR uses < max_uses)
   AND (? IS NULL OR owner_id = ?)`;
const fileFacts = `${files.replace(
  ' FROM ',
  `, (SELECT sha256 FROM checksums WHERE blob_id = files.blob_id) AS sha256,
  (SELECT count(*) ${liveShares}) AS live_shares, (SELECT min(expires_at) ${liveShares}) AS live_shares_until FROM `,
)} WHERE id = ?`;

export function treeReads(sql: SqlSession): TreeReads {
  async function children<Row extends { number: number }, Value>(
    select: string,
    key: string,
    to: (row: Row) => Value,
    { parentId, descending, modifiedAfter, after, limit }: ChildrenQuery,
    more: readonly Condition[],
  ): Promise<readonly Placed<Value>[]> {
    const conditions: Condition[] = [{ text: 'parent_id = ?', values: [parentId] }, ...more];
    if (modifiedAfter !== undefined) conditions.push({ text: 'updated_at > ?', values: [modifiedAfter] });
    const [direction, beyond] = descending ? ['DESC', '<'] : ['ASC', '>'];
    const order = isUnique(key) ? `${key} ${direction}` : `${key} ${direction}, number ${direction}`;
    const read = (behind: readonly Condition[], most: number): Promise<(Row & { sort_key: string | number })[]> => {
      const all = [...conditions, ...behind];
      return sql.all(
        `${select.replace(' FROM ', `, number, ${key} AS sort_key FROM `)} WHERE ${all.map(({ text }) => text).join(' AND ')} ORDER BY ${order} LIMIT ?`,
        ...all.flatMap(({ values }) => values),
        most,
      );
    };
    // First what is equal, then what is beyond: compared as a pair, the number would not be looked up in the index.
    const equal =
      after === undefined || isUnique(key)
        ? []
        : await read([{ text: `${key} = ? AND number ${beyond} ?`, values: [after.value, after.number] }], limit);
    const further = after === undefined ? [] : [{ text: `${key} ${beyond} ?`, values: [after.value] }];
    const rows = equal.length >= limit ? equal : [...equal, ...(await read(further, limit - equal.length))];
    return rows.map((row) => ({ item: to(row), place: { value: row.sort_key, number: row.number } }));
  }

  /** Reads on until there are `limit` rows that hold: the condition on custom metadata lets a few others through. */
  async function search<Row, Value extends { customMetadata: Readonly<Record<string, string>> | null }>(
    read: (after: Value | undefined) => Promise<readonly Row[]>,
    to: (row: Row) => Value,
    match: SearchMatch,
    limit: number,
  ): Promise<readonly Value[]> {
    const found: Value[] = [];
    for (let last: Value | undefined; ;) {
      const values = (await read(last)).map(to);
      found.push(...('metadata' in match ? values.filter((value) => holds(match.metadata, value.customMetadata)) : values));
      last = values.at(-1);
      if (values.length < limit || found.length >= limit) return found.slice(0, limit);
    }
  }

  async function ownedIn(parts: readonly RootPart[], { ownerId, beforeId, limit }: OwnedFilesQuery): Promise<FileRow[]> {
    if (parts.length === 0) return [];
    const before = beforeId === undefined ? '' : ' AND id < ?';
    const one = ({ directly }: RootPart): string =>
      `${files} WHERE owner_id = ? AND root_id = ?${directly ? ' AND parent_id = ?' : ''}${before}`;
    return sql.all<FileRow>(
      `${parts.map(one).join(' UNION ALL ')} ORDER BY id DESC LIMIT ?`,
      ...parts.flatMap(({ rootId, directly }) => [
        ownerId,
        rootId,
        ...(directly ? [rootId] : []),
        ...(beforeId === undefined ? [] : [beforeId]),
      ]),
      limit,
    );
  }

  return {
    async rootsWithFilesOf(ownerId) {
      // From one root to the next in the index, past all the files between.
      const next = 'SELECT root_id FROM files WHERE owner_id = ? AND root_id > roots.id ORDER BY root_id LIMIT 1';
      const rows = await sql.all<{ id: string }>(
        `SELECT id FROM (WITH RECURSIVE roots (id) AS (SELECT '' UNION ALL SELECT (${next}) FROM roots WHERE id IS NOT NULL)
         SELECT id FROM roots) AS found WHERE id <> ''`,
        ownerId,
      );
      return rows.map(({ id }) => id);
    },
    async ownedFiles(query) {
      const found: FileRow[] = [];
      for (let at = 0; at < query.parts.length; at += mostMergedParts) {
        found.push(...(await ownedIn(query.parts.slice(at, at + mostMergedParts), query)));
      }
      if (query.parts.length > mostMergedParts) found.sort((one, other) => (one.id > other.id ? -1 : 1));
      return found.slice(0, query.limit).map(toFile);
    },

    async findFileFacts(id, { now, sharesOf }) {
      const live = [now, sharesOf, sharesOf];
      const row = await sql.get<FileRow & { sha256: string | null; live_shares: number; live_shares_until: number | null }>(
        fileFacts,
        ...live,
        ...live,
        id,
      );
      if (row === undefined) return undefined;
      return { file: toFile(row), sha256: row.sha256, liveShares: row.live_shares, liveSharesUntil: row.live_shares_until };
    },
    async countFiles(chain) {
      const row = await sql.get<{ total: number }>(
        'SELECT coalesce(sum(file_count), 0) AS total FROM folders WHERE chain >= ? AND chain < ?',
        chain,
        chainEnd(chain),
      );
      return row?.total ?? 0;
    },
    async countFilesOf(folderIds) {
      const { text, values } = isOneOf('id', folderIds);
      const row = await sql.get<{ total: number }>(`SELECT coalesce(sum(file_count), 0) AS total FROM folders WHERE ${text}`, ...values);
      return row?.total ?? 0;
    },
    async sizesOf(folderIds) {
      const { text, values } = isOneOf('parent_id', folderIds);
      const row = await sql.get<{ files: number; bytes: number }>(
        `SELECT count(*) AS files, coalesce(sum(size), 0) AS bytes FROM files WHERE ${text}`,
        ...values,
      );
      return { files: row?.files ?? 0, sizeBytes: row?.bytes ?? 0 };
    },
    childFolders: ({ ids, ...query }) =>
      children<FolderRow & { number: number }, ReturnType<typeof toFolder>>(
        folders,
        folderKeys[query.sort],
        toFolder,
        query,
        ids === undefined ? [] : [isOneOf('id', ids)],
      ),
    childFiles: (query) =>
      children<FileRow & { number: number }, ReturnType<typeof toFile>>(files, fileKeys[query.sort], toFile, query, []),

    searchFolders({ chain, match, modifiedAfter, afterChain = chain, limit }) {
      const conditions = conditionsOf(match, modifiedAfter);
      const text = `${folders} WHERE chain > ? AND chain < ? AND ${conditions.map((condition) => condition.text).join(' AND ')} ORDER BY chain LIMIT ?`;
      const values = conditions.flatMap((condition) => condition.values);
      return search<FolderRow, ReturnType<typeof toFolder>>(
        (last) => sql.all(text, last?.chain ?? afterChain, chainEnd(chain), ...values, limit),
        toFolder,
        match,
        limit,
      );
    },
    searchFiles({ parentId, match, modifiedAfter, afterNameKey = '', limit }) {
      const conditions = conditionsOf(match, modifiedAfter);
      const text = `${files} WHERE parent_id = ? AND name_key > ? AND ${conditions.map((condition) => condition.text).join(' AND ')} ORDER BY name_key LIMIT ?`;
      const values = conditions.flatMap((condition) => condition.values);
      return search<FileRow, ReturnType<typeof toFile>>(
        (last) => sql.all(text, parentId, last?.nameKey ?? afterNameKey, ...values, limit),
        toFile,
        match,
        limit,
      );
    },
  };
}
