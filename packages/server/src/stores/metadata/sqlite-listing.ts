import type { StatementSyncInstance } from '@photostructure/sqlite';
import type { FileListQuery, FileNode, ListScope } from '../../core/metadata.ts';
import { Positions, type Position } from './positions.ts';
import type { SqlValue } from './sql.ts';
import type { FileWatcher } from './writes.ts';

type Sort = FileListQuery['sort'];

const sortColumns: Readonly<Record<Sort, readonly string[]>> = {
  created_at: ['number'],
  name: ['name_key', 'number'],
  size: ['size', 'number'],
};

/** SQLite merges at most 500 selects in index order; a scope with more roots is sorted instead. */
const mostMergedRoots = 400;
/** Listings whose positions are remembered at once; the one unused for longest makes room, for too many positions in all as well. */
const mostListings = 1000;

interface Bound {
  readonly operator: '>=' | '<' | '<=';
  readonly position: Position;
}

interface Prepare {
  (sql: string): Pick<StatementSyncInstance, 'get'>;
}

function positionOf(file: FileNode, number: number, sort: Sort): Position {
  switch (sort) {
    case 'created_at':
      return [number];
    case 'name':
      return [file.nameKey, number];
    case 'size':
      return [file.sizeBytes, number];
  }
}

function scopeKeys(scope: ListScope): readonly string[] {
  if ('folderId' in scope) return [scope.folderId];
  return scope.rootIds === 'all' ? ['all'] : scope.rootIds;
}

/**
 * Pages of files out of SQLite: keyset in a covering index, page numbers by remembered positions, rows as ready JSON text.
 * Every call runs to its end without giving way, so what it reads and what it remembers belong to one moment.
 */
export function createListing(
  prepare: Prepare,
  /** Only tests change it. */
  { mostPositions = 1_000_000 }: { readonly mostPositions?: number } = {},
): { page(query: FileListQuery): { json: string; total: number }; watcher: FileWatcher } {
  const remembered = new Map<string, { readonly scopes: readonly string[]; readonly sort: Sort; readonly positions: Positions }>();
  /** Scope (a folder, a root or `all`) to the listings that show its files. */
  const byScope = new Map<string, Set<string>>();
  /** Remembered positions of all listings together. */
  let positionCount = 0;

  function forget(key: string): void {
    const listing = remembered.get(key);
    if (listing === undefined) return;
    remembered.delete(key);
    positionCount -= listing.positions.size;
    for (const scope of listing.scopes) {
      const keys = byScope.get(scope);
      keys?.delete(key);
      if (keys?.size === 0) byScope.delete(scope);
    }
  }

  function forgetOldest(): void {
    const oldest = remembered.keys().next();
    if (oldest.done !== true) forget(oldest.value);
  }

  function positionsOf(scope: ListScope, sort: Sort): Positions {
    const scopes = scopeKeys(scope);
    const key = `${sort} ${'folderId' in scope ? 'in' : 'below'} ${scopes.join(' ')}`;
    const known = remembered.get(key);
    if (known !== undefined) {
      remembered.delete(key);
      remembered.set(key, known);
      return known.positions;
    }
    if (remembered.size >= mostListings) forgetOldest();
    const positions = new Positions();
    // A folder that is a root stands for two listings; the prefix keeps them apart.
    const prefixed = scopes.map((id) => `${'folderId' in scope ? 'in' : 'below'} ${id}`);
    remembered.set(key, { scopes: prefixed, sort, positions });
    for (const id of prefixed) {
      const keys = byScope.get(id);
      if (keys === undefined) byScope.set(id, new Set([key]));
      else keys.add(key);
    }
    return positions;
  }

  function totalOf(scope: ListScope): number {
    if ('folderId' in scope) return count('SELECT file_count AS total FROM folders WHERE id = ?', scope.folderId);
    if (scope.rootIds === 'all') return count('SELECT coalesce(sum(root_file_count), 0) AS total FROM folders WHERE is_root = 1');
    const total = 'SELECT root_file_count AS total FROM folders WHERE id = ?';
    return scope.rootIds.reduce((sum, id) => sum + count(total, id), 0);
  }

  function count(sql: string, ...values: SqlValue[]): number {
    const row = prepare(sql).get(...values);
    return typeof row?.['total'] === 'number' ? row['total'] : 0;
  }

  /** Rows of the scope in index order, from a bound on: one select per root, which SQLite merges by their indexes. */
  function select(
    columns: string,
    scope: ListScope,
    sort: Sort,
    bound: Bound | undefined,
    descending: boolean,
    window: string,
  ): { sql: string; values: SqlValue[] } {
    const order = sortColumns[sort].map((column) => `${column} ${descending ? 'DESC' : 'ASC'}`).join(', ');
    const row = sortColumns[sort].length === 1 ? 'number' : `(${sortColumns[sort].join(', ')})`;
    const places = sortColumns[sort].length === 1 ? '?' : '(?, ?)';
    const bounded = bound === undefined ? '' : `${row} ${bound.operator} ${places}`;
    const boundValues = bound === undefined ? [] : [...bound.position];
    const one = (condition: string): string => {
      const where = [condition, bounded].filter((part) => part !== '').join(' AND ');
      return `SELECT ${columns} FROM files${where === '' ? '' : ` WHERE ${where}`}`;
    };
    if ('folderId' in scope)
      return { sql: `${one('parent_id = ?')} ORDER BY ${order} ${window}`, values: [scope.folderId, ...boundValues] };
    if (scope.rootIds === 'all') return { sql: `${one('')} ORDER BY ${order} ${window}`, values: boundValues };
    if (scope.rootIds.length > mostMergedRoots) {
      const list = scope.rootIds.map(() => '?').join(', ');
      return { sql: `${one(`root_id IN (${list})`)} ORDER BY ${order} ${window}`, values: [...scope.rootIds, ...boundValues] };
    }
    return {
      sql: `${scope.rootIds.map(() => one('root_id = ?')).join(' UNION ALL ')} ORDER BY ${order} ${window}`,
      values: scope.rootIds.flatMap((id) => [id, ...boundValues]),
    };
  }

  /**
   * A position with exactly `index` rows before it in ascending order: for a descending page that of the row that stands there, for
   * an ascending one any before that row will do.
   */
  function positionAt(index: number, total: number, { scope, sort, descending }: FileListQuery): Position | undefined {
    const positions = positionsOf(scope, sort);
    const anchor = positions.nearest(index, total);
    // The row that was remembered may have gone since, and then another stands at its index.
    if (anchor?.index === index && !descending) return anchor.position;
    const from = anchor?.index ?? (index < total - index ? 0 : total);
    const forward = from <= index;
    const walked = forward ? index - from : from - 1 - index;
    const bound = anchor === undefined ? undefined : ({ operator: forward ? '>=' : '<', position: anchor.position } as const);
    const { sql, values } = select(sortColumns[sort].join(', '), scope, sort, bound, !forward, 'LIMIT 1 OFFSET ?');
    const row = prepare(sql).get(...values, walked);
    if (row === undefined) return undefined;
    const position = sortColumns[sort].map((column): string | number => {
      const value: unknown = row[column];
      if (typeof value !== 'string' && typeof value !== 'number') throw new Error(`unexpected value of ${column} in a listing`);
      return value;
    });
    if (positions.isWorthRemembering(walked, total)) {
      const before = positions.size;
      positions.remember(index, position);
      positionCount += positions.size - before;
      // This listing itself was used last.
      while (positionCount > mostPositions) forgetOldest();
    }
    return position;
  }

  function changed(file: FileNode, number: number, tell: (positions: Positions, position: Position) => void): void {
    for (const scope of [`in ${file.parentId}`, `below ${file.rootId}`, 'below all']) {
      for (const key of byScope.get(scope) ?? []) {
        const listing = remembered.get(key);
        if (listing !== undefined) tell(listing.positions, positionOf(file, number, listing.sort));
      }
    }
  }

  return {
    page(query) {
      const { scope, sort, descending, offset, limit } = query;
      const total = totalOf(scope);
      if (offset >= total) return { json: '', total };
      const first = descending ? total - 1 - offset : offset;
      let bound: Bound | undefined;
      if (offset > 0) {
        const position = positionAt(first, total, query);
        if (position === undefined) return { json: '', total };
        bound = { operator: descending ? '<=' : '>=', position };
      }
      const { sql, values } = select(['summary', ...sortColumns[sort]].join(', '), scope, sort, bound, descending, 'LIMIT ?');
      const row = prepare(`SELECT group_concat(summary, ',') AS json FROM (${sql})`).get(...values, limit);
      return { json: typeof row?.['json'] === 'string' ? row['json'] : '', total };
    },
    watcher: {
      added: (file, number) => changed(file, number, (positions, position) => positions.added(position)),
      removed: (file, number) => changed(file, number, (positions, position) => positions.removed(position)),
      reset() {
        remembered.clear();
        byScope.clear();
        positionCount = 0;
      },
    },
  };
}
