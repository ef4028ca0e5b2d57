import { sortedValueText } from './row-hash.ts';
import { Float } from '../json/float.ts';
import { contractOf, ContractError, type Contract } from '../schema/contract.ts';
import { systemColumn, type Draft, type DraftTable } from '../schema/draft.ts';
import { digest128, type Naming } from '../schema/naming.ts';
import { atPrecision, shownPrecision } from '../schema/precision.ts';
import type { Column, DataType, StoredContract } from '../schema/schema.ts';
import { coerce, inferred, typed, type Typed, type Value } from '../schema/values.ts';
import { appendValue, beginRow, DecimalRangeError } from './columns.ts';
import { nestedId, type Ids } from './ids.ts';
import type { Buffers } from './buffers.ts';

/** A row or value that the contract left out. */
export interface Rejected {
  readonly table: string;
  readonly column: string | undefined;
  readonly reason: string;
  /** The row as it came, of its table. */
  readonly row: unknown;
}

/** Two keys of one row that became one column; the value of the later one is kept. */
export interface Collision {
  readonly table: string;
  readonly column: string;
}

export interface InterpreterOptions {
  readonly draft: Draft;
  readonly naming: Naming;
  readonly buffers: Buffers;
  readonly ids: Ids;
  readonly loadId: string;
  /** The contract of the run, over all others. */
  readonly contract: StoredContract | undefined;
  /** How deep rows become tables and columns, where the table does not say. */
  readonly maxNesting: number;
  /** Whether a bigint column becomes a double one when fractions come, instead of getting a variant column. */
  readonly widenNumbers: boolean;
  /** Whether rows nested in those of a root table hold the id of their root row. */
  readonly holdsRootKey: (root: DraftTable) => boolean;
  readonly onRejected: (rejected: Rejected) => void;
  readonly onCollision: (collision: Collision) => void;
  readonly onNullColumn: (table: string, column: string) => void;
}

/** A value does not get into its column, and there is no other place for it. */
export class ValueError extends Error {
  readonly table: string;
  readonly column: string;
  constructor(table: string, column: string, message: string) {
    super(`${message} (column ${column} of table ${table})`);
    this.name = 'ValueError';
    this.table = table;
    this.column = column;
  }
}

/** Where a row of a table comes from. */
interface Place {
  readonly table: string;
  /** The names that the table's name is made of. */
  readonly parts: readonly string[];
  readonly parent: string | undefined;
  readonly parentId: string;
  /** Whether the parent's id follows from the data; those of its children then do, too. */
  readonly derived: boolean;
  readonly rootId: string | undefined;
  readonly index: number;
  readonly level: number;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Float);

/**
 * Takes rows apart into tables, as dlt does: objects become columns, lists become tables of their own, types are inferred, and the schema
 * grows with the data. Slow, since it decides everything for every value; `compile` makes the fast form of what it found.
 */
export function interpreter(options: InterpreterOptions): { row(root: string, value: unknown): void } {
  const { draft, naming, buffers, ids, loadId } = options;
  /** Tables that the contract does not let come. */
  const refused = new Map<string, string>();
  /** Tables that the contract was asked about. */
  const admitted = new Set<string>();
  const contracts = new Map<string, Contract>();

  const contract = (table: DraftTable): Contract => {
    const known = contracts.get(table.name);
    if (known !== undefined) return known;
    const found = contractOf(draft.tables, draft.tables.has(table.name) ? table.name : (table.parent ?? table.name), options.contract);
    contracts.set(table.name, found);
    return found;
  };

  const staysJson = (table: string, column: string, level: number) =>
    level <= 0 || draft.tables.get(table)?.columns.get(column)?.data_type === 'json';

  /** The columns of a row, and its lists by their path. Objects in objects are taken last to first, as dlt does. */
  function flatten(table: string, row: Record<string, unknown>, level: number) {
    const columns = new Map<string, unknown>();
    const lists = new Map<string, { readonly path: readonly string[]; readonly items: readonly unknown[] }>();
    const stack: { object: Record<string, unknown>; level: number; path: readonly string[] }[] = [{ object: row, level, path: [] }];
    for (let current = stack.pop(); current !== undefined; current = stack.pop()) {
      for (const [key, value] of Object.entries(current.object)) {
        if (value === undefined) continue;
        const name = key.trim() === '' ? '_empty' : naming.path(key) || '_empty';
        const path = [...current.path, name];
        const column = naming.join(path);
        if (isObject(value) && !staysJson(table, column, current.level)) {
          stack.push({ object: value, level: current.level - 1, path });
        } else if (Array.isArray(value) && !staysJson(table, column, current.level)) {
          lists.set(path.join('\0'), { path, items: value });
        } else {
          if (columns.has(column)) options.onCollision({ table, column });
          columns.set(column, value);
        }
      }
    }
    return { columns, lists };
  }

  function rootIdOf(
    table: DraftTable | undefined,
    row: Record<string, unknown>,
    columns: ReadonlyMap<string, unknown>,
  ): string | undefined {
    if (table?.write_disposition !== 'merge') return undefined;
    const strategy = table['x-merge-strategy'];
    if (strategy === 'upsert' || strategy === 'insert-only') {
      const keys = Array.from(table.columns.values()).filter((column) => column.primary_key === true);
      const missing = keys.find(({ name }) => columns.get(name) === undefined || columns.get(name) === null);
      if (missing !== undefined) throw new ValueError(table.name, missing.name, 'A row has no value for its primary key');
      return digest128(sortedValueText(Object.fromEntries(keys.map(({ name }) => [name, columns.get(name)]))), 10);
    }
    if (strategy !== 'scd2') return undefined;
    return digest128(sortedValueText(Object.fromEntries(Object.entries(row).filter(([key]) => !key.startsWith('_dlt')))), 10);
  }

  function takeRow(row: Record<string, unknown>, place: Place): void {
    const { table } = place;
    if (refused.has(table)) {
      options.onRejected({ table, column: undefined, reason: refused.get(table) as string, row });
      return;
    }
    const known = draft.tables.get(table);
    const isRoot = place.parent === undefined || (known !== undefined && known.parent === undefined);
    const { columns, lists } = flatten(table, row, place.level);
    if (!isRoot && place.rootId !== undefined) columns.set('_dlt_root_id', place.rootId);
    if (isRoot) columns.set('_dlt_load_id', loadId);
    else {
      columns.set('_dlt_parent_id', place.parentId);
      columns.set('_dlt_list_idx', place.index);
    }
    const given = columns.get('_dlt_id');
    let id: string;
    let derived = true;
    if (typeof given === 'string' && given !== '') id = given;
    else {
      const made = isRoot ? rootIdOf(known, row, columns) : place.derived ? nestedId(place.parentId, table, place.index) : undefined;
      derived = made !== undefined;
      id = made ?? ids.text(ids.next());
      columns.set('_dlt_id', id);
    }
    if (!store(place, row, columns, isRoot)) return;

    const rootId = isRoot ? (options.holdsRootKey(draft.tables.get(table) as DraftTable) ? id : undefined) : place.rootId;
    for (const { path, items } of lists.values()) {
      const parts = [...place.parts, ...path];
      const child = { table: naming.join(parts), parts, parent: table, parentId: id, derived, rootId };
      for (const [index, item] of items.entries()) {
        const level = place.level - 1;
        if (isObject(item)) takeRow(item, { ...child, index, level });
        // Lists in lists: a row without columns, that the inner list belongs to.
        else if (Array.isArray(item)) takeRow({ list: item }, { ...child, index, level: level - 1 });
        else takeRow({ value: item }, { ...child, index, level });
      }
    }
  }

  /** Brings the row into its table. False when the contract does not let it. */
  function store(place: Place, row: Record<string, unknown>, columns: ReadonlyMap<string, unknown>, isRoot: boolean): boolean {
    let table = draft.tables.get(place.table);
    if (!admitted.has(place.table)) {
      const fresh: DraftTable =
        table ??
        (isRoot
          ? { name: place.table, write_disposition: 'append', resource: place.table, columns: new Map() }
          : { name: place.table, parent: place.parent as string, columns: new Map() });
      const mode = draft.isNew(place.table) ? contract(fresh).tables : 'evolve';
      if (mode === 'freeze') throw new ContractError(place.table, undefined, 'tables');
      if (mode !== 'evolve') {
        const reason = `the table is new, and the contract says ${mode}`;
        refused.set(place.table, reason);
        options.onRejected({ table: place.table, column: undefined, reason, row });
        return false;
      }
      admitted.add(place.table);
      table ??= draft.addTable(fresh);
      // Hints know the way of names to a nested table; which table is above it shows now.
      if (!isRoot && table.parent !== place.parent && draft.isNew(place.table))
        table = draft.addTable({ ...table, parent: place.parent as string });
    }
    if (table === undefined) throw new Error(`The table ${place.table} is missing`);
    const values: [Column, Value][] = [];
    for (const [name, value] of columns) {
      const stored = valueFor(table, name, value, row);
      if (stored === 'discard row') return false;
      if (stored !== undefined) values.push(stored);
    }
    const buffer = buffers.of(table);
    buffers.prepare(
      buffer,
      values.map(([column]) => column),
    );
    const index = beginRow(buffer);
    for (const [column, value] of values) {
      const target = buffers.column(buffer, column);
      if (target.defs[index] === 1) continue;
      const exact = atPrecision(column, value);
      if (exact === undefined)
        throw new ValueError(table.name, column.name, `A value is larger than the ${shownPrecision(column)} of its column`);
      try {
        appendValue(target, index, exact);
      } catch (error) {
        if (error instanceof DecimalRangeError) throw new ValueError(table.name, column.name, error.message);
        throw error;
      }
    }
    for (const column of table.columns.values()) {
      if (column.nullable !== false || column.data_type === undefined) continue;
      if (buffers.column(buffer, column).defs[index] !== 1)
        throw new ValueError(table.name, column.name, 'A row has no value where one must be');
    }
    return true;
  }

  /** The column that a value goes into, and what it is there; undefined when it goes nowhere. */
  function valueFor(table: DraftTable, name: string, value: unknown, row: unknown): [Column, Value] | 'discard row' | undefined {
    const column = table.columns.get(name);
    if (value === null) {
      if (column?.nullable === false) throw new ValueError(table.name, name, 'A row has null where a value must be');
      if (column?.data_type === undefined) options.onNullColumn(table.name, name);
      return undefined;
    }
    const own = typed(value);
    if (column?.['x-null-only'] === true) {
      const { 'x-null-only': _, ...hints } = column;
      const first = inferred(own);
      const known: Column = { ...hints, data_type: first.type, ...(first.type === 'text' ? {} : { 'x-typed-later': true }) };
      draft.setColumn(table, known);
      return [known, first.value];
    }
    if (column?.data_type !== undefined) {
      const fit = coerce(own, column.data_type);
      if (fit !== undefined) return [column, fit];
      const wider = options.widenNumbers ? widened(column.data_type, own) : undefined;
      if (wider !== undefined) return widen(table, column, wider, own, row);
      return variant(table, name, own, row);
    }
    const allowed = allow(table, name, 'columns', row);
    if (allowed !== true) return allowed;
    const first = inferred(own);
    const system = systemColumn(table, name);
    const type = system?.data_type ?? first.type;
    const fit = type === first.type ? first.value : coerce(own, type);
    if (fit === undefined) throw new ValueError(table.name, name, `A value of type ${own.type} does not fit`);
    const complete: Column = { ...(system ?? { name, nullable: true }), ...column, name, data_type: type };
    draft.setColumn(table, complete);
    return [complete, fit];
  }

  function widen(table: DraftTable, column: Column, type: DataType, own: Typed, row: unknown): [Column, Value] | 'discard row' | undefined {
    const allowed = allow(table, column.name, 'data_type', row);
    if (allowed !== true) return allowed;
    const wide: Column = { ...column, data_type: type };
    draft.setColumn(table, wide);
    return [wide, coerce(own, type) as Value];
  }

  /** A value that does not fit its column gets one beside it. */
  function variant(table: DraftTable, name: string, own: Typed, row: unknown): [Column, Value] | 'discard row' | undefined {
    const variantName = naming.join([name, `v_${own.type}`]);
    const column = table.columns.get(variantName);
    if (column?.data_type !== undefined) {
      const fit = coerce(own, column.data_type);
      if (fit === undefined) throw new ValueError(table.name, variantName, `A value of type ${own.type} does not fit, not even here`);
      return [column, fit];
    }
    const allowed = allow(table, variantName, 'data_type', row);
    if (allowed !== true) return allowed;
    const first = inferred(own);
    const complete: Column = { name: variantName, data_type: first.type, nullable: true, ...column, variant: true };
    draft.setColumn(table, complete);
    return [complete, first.value];
  }

  /** Whether the contract lets this column come. */
  function allow(table: DraftTable, name: string, entity: 'columns' | 'data_type', row: unknown): true | 'discard row' | undefined {
    if (name.startsWith('_dlt')) return true;
    const mode = contract(table)[entity];
    if (mode === 'evolve' || (entity === 'columns' && draft.isNew(table.name))) return true;
    if (mode === 'freeze') throw new ContractError(table.name, name, entity);
    const reason = `${entity === 'columns' ? 'the column is new' : 'the value does not fit its column'}, and the contract says ${mode}`;
    options.onRejected({ table: table.name, column: name, reason, row });
    return mode === 'discard_row' ? 'discard row' : undefined;
  }

  return {
    row(root, value) {
      if (value === null || value === undefined) return;
      const row = isObject(value) ? value : { value };
      const parts = [root];
      const place = { table: root, parts, parent: undefined, parentId: '', derived: false, rootId: undefined, index: 0 };
      takeRow(row, { ...place, level: draft.tables.get(root)?.['x-normalizer']?.max_nesting ?? options.maxNesting });
    },
  };
}

/** The type that holds both the column's values and this one, where numbers can be widened. */
function widened(column: DataType, { type }: Typed): DataType | undefined {
  if (column === 'bigint') return type === 'double' ? 'double' : type === 'decimal' || type === 'wei' ? 'decimal' : undefined;
  return column === 'decimal' && type === 'double' ? 'double' : undefined;
}
