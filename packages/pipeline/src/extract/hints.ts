import { storedContract } from '../schema/contract.ts';
import { addRootKeys, needsRootKey, type Draft, type DraftTable } from '../schema/draft.ts';
import type { Naming } from '../schema/naming.ts';
import type { Column, StoredReference } from '../schema/schema.ts';
import type { ColumnHints, Resource, Source, TableFormat, TableHints, TableReference, WriteDispositionOption } from './resource.ts';

/** The table of a resource's rows. */
export function tableOf(resource: Resource, naming: Naming): string {
  return naming.path(resource.tableName ?? resource.name);
}

function columnOf(name: string, hints: ColumnHints): Column {
  const entries: [string, unknown][] = [
    ['data_type', hints.dataType],
    ['nullable', hints.nullable],
    ['precision', hints.precision],
    ['scale', hints.scale],
    ['timezone', hints.timezone],
    ['primary_key', hints.primaryKey],
    ['merge_key', hints.mergeKey],
    ['unique', hints.unique],
    ['sort', hints.sort],
    ['partition', hints.partition],
    ['cluster', hints.cluster],
    ['dedup_sort', hints.dedupSort],
    ['hard_delete', hints.hardDelete],
    ['description', hints.description],
  ];
  return { name, ...Object.fromEntries(entries.filter(([, value]) => value !== undefined)) };
}

const asList = (names: string | readonly string[] | undefined): readonly string[] =>
  names === undefined ? [] : typeof names === 'string' ? [names] : names;

function dispositionOf(option: WriteDispositionOption): Partial<DraftTable> {
  if (typeof option === 'string') return { write_disposition: option };
  if (option.disposition !== 'merge') return { write_disposition: option.disposition };
  return {
    write_disposition: 'merge',
    ...(option.strategy === undefined ? {} : { 'x-merge-strategy': option.strategy }),
    ...(option.deduplicated === true ? { 'x-merge-strategy-deduplicated': true } : {}),
    ...(option.boundaryTimestamp === undefined ? {} : { 'x-boundary-timestamp': option.boundaryTimestamp }),
    ...(option.activeRecordTimestamp === undefined ? {} : { 'x-active-record-timestamp': option.activeRecordTimestamp }),
  };
}

function referencesOf(references: readonly TableReference[], naming: Naming): StoredReference[] {
  return references.map(({ columns, referencedTable, referencedColumns, ...rest }) => {
    if (columns.length !== referencedColumns.length)
      throw new Error(`A reference to ${referencedTable} has ${columns.length} column(s) for ${referencedColumns.length} of that table`);
    return {
      ...rest,
      columns: columns.map(naming.path),
      referenced_table: naming.path(referencedTable),
      referenced_columns: referencedColumns.map(naming.path),
    };
  });
}

export interface HintsContext {
  readonly source: Source;
  readonly naming: Naming;
  /** The run's, over that of resources. */
  readonly writeDisposition: WriteDispositionOption | undefined;
  /** What the destination has beside its own tables. */
  readonly tableFormats: readonly TableFormat[];
}

/**
 * Brings what a resource says of its tables into the schema. Answers the root tables that it loads into, as far as they are known before
 * its rows are. Throws when the options contradict each other.
 */
export function applyHints(draft: Draft, resource: Resource, context: HintsContext): DraftTable[] {
  const { source, naming } = context;
  const name = tableOf(resource, naming);
  const nesting = resource.maxTableNesting ?? source.maxTableNesting;
  const known = draft.tables.get(name);
  const hints: TableHints = {
    ...resource,
    ...definedOnly({
      writeDisposition: context.writeDisposition ?? resource.writeDisposition,
      schemaContract: resource.schemaContract ?? source.schemaContract,
    }),
  };
  const root = hintTable(draft, name, hints, resource, context, {
    resource: resource.name,
    ...(nesting === undefined ? {} : { 'x-normalizer': { ...known?.['x-normalizer'], max_nesting: nesting } }),
  });
  const { incremental } = resource;
  if (incremental !== undefined && !/[.[]/.test(incremental.cursorPath.replace(/^\$\./, '')))
    hintColumn(draft, root, { name: naming.path(incremental.cursorPath.replace(/^\$\./, '')), incremental: true });
  const nested = Object.entries(resource.nestedHints ?? {}).map(([place, ofTable]) =>
    hintNested(draft, root, place, ofTable, resource, context),
  );
  const roots = [root, ...nested.filter((table) => table.parent === undefined)];
  for (const one of roots) if (source.rootKey === true || needsRootKey(one)) addRootKeys(draft, one.name);
  return roots;
}

/** A table below the resource's; one with a key of its own stands alone. */
function hintNested(
  draft: Draft,
  root: DraftTable,
  place: string,
  hints: TableHints,
  resource: Resource,
  context: HintsContext,
): DraftTable {
  const parts = [root.name, ...place.split('__').map(context.naming.path)];
  const name = context.naming.join(parts);
  const hasKey =
    [...asList(hints.primaryKey), ...asList(hints.mergeKey)].length > 0 ||
    Object.values(hints.columns ?? {}).some(({ primaryKey, mergeKey }) => primaryKey === true || mergeKey === true);
  if (!hasKey && hints.writeDisposition !== undefined)
    throw new Error(
      `The nested table ${name} of ${resource.name} is written like its root, unless it has a primary or merge key of its own`,
    );
  const known = draft.tables.get(name);
  if (known !== undefined && !draft.isNew(name) && (known.parent === undefined) !== hasKey)
    throw new Error(`The table ${name} holds rows as a table that is ${hasKey ? '' : 'not '}nested; drop it before that changes`);
  // Which table its rows really belong to shows when they come.
  const link = hasKey ? { resource: resource.name } : { parent: context.naming.join(parts.slice(0, -1)) };
  return hintTable(draft, name, hints, resource, context, link);
}

function hintTable(
  draft: Draft,
  name: string,
  hints: TableHints,
  resource: Resource,
  { naming, tableFormats }: HintsContext,
  more: Partial<DraftTable>,
): DraftTable {
  const { writeDisposition: disposition, schemaContract: contract, tableFormat, fileFormat, references } = hints;
  if (tableFormat !== undefined && tableFormat !== 'native' && !tableFormats.includes(tableFormat))
    throw new Error(`The resource ${resource.name} wants tables of the format ${tableFormat}, which this destination does not have`);
  const known = draft.tables.get(name);
  const { 'x-merge-strategy': _, ...rest } = known ?? {};
  const table = draft.addTable({
    ...(more.parent === undefined ? { write_disposition: 'append' } : {}),
    ...(disposition === undefined ? known : rest),
    ...(disposition === undefined ? {} : dispositionOf(disposition)),
    ...(contract === undefined ? {} : { schema_contract: storedContract(contract) }),
    ...(tableFormat === undefined ? {} : { table_format: tableFormat }),
    ...(fileFormat === undefined ? {} : { file_format: fileFormat }),
    ...(references === undefined ? {} : { references: referencesOf(references, naming) }),
    ...more,
    name,
    columns: known?.columns ?? new Map<string, Column>(),
  });
  const stated = Object.values(hints.columns ?? {});
  const before = new Map(table.columns);
  if (hints.primaryKey !== undefined || stated.some(({ primaryKey }) => primaryKey === true)) dropKey(table, 'primary_key');
  if (hints.mergeKey !== undefined || stated.some(({ mergeKey }) => mergeKey === true)) dropKey(table, 'merge_key');
  const hint = (column: Column) => hintColumn(draft, table, column);
  for (const [key, column] of Object.entries(hints.columns ?? {})) hint(columnOf(naming.path(key), column));
  for (const key of asList(hints.primaryKey)) hint({ name: naming.path(key), nullable: false, primary_key: true });
  for (const key of asList(hints.mergeKey)) hint({ name: naming.path(key), nullable: false, merge_key: true });
  const required = new Set(
    Object.entries(hints.columns ?? {}).flatMap(([key, { nullable }]) => (nullable === false ? [naming.path(key)] : [])),
  );
  for (const column of table.columns.values()) {
    // It had to be there as a key only.
    if (isKey(before.get(column.name)) && !isKey(column) && !required.has(column.name))
      table.columns.set(column.name, { ...column, nullable: true });
  }
  if (table.write_disposition !== 'merge') return table;
  const strategy = table['x-merge-strategy'];
  const hasKey = Array.from(table.columns.values()).some((column) => column.primary_key === true);
  if ((strategy === 'upsert' || strategy === 'insert-only') && !hasKey)
    throw new Error(`The resource ${resource.name} merges by ${strategy}, which wants a primary key`);
  if (strategy === 'scd2') {
    const [from, to] = (typeof disposition === 'object' && disposition.disposition === 'merge'
      ? disposition.validityColumnNames
      : undefined) ?? ['_dlt_valid_from', '_dlt_valid_to'];
    hint({ name: naming.path(from), data_type: 'timestamp', nullable: true, 'x-valid-from': true });
    hint({ name: naming.path(to), data_type: 'timestamp', nullable: true, 'x-valid-to': true });
    // The id is the hash of the row, and a row that comes back has it twice.
    hint({ name: '_dlt_id', nullable: false, row_key: true, unique: false, 'x-row-version': true });
  }
  return table;
}

const isKey = (column: Column | undefined): boolean => column?.primary_key === true || column?.merge_key === true;

/** A key that is stated takes the place of the one before; both together would be a compound key that nobody asked for. */
function dropKey(table: DraftTable, key: 'primary_key' | 'merge_key'): void {
  for (const { [key]: isOne, ...column } of table.columns.values()) if (isOne === true) table.columns.set(column.name, column);
}

function hintColumn(draft: Draft, table: DraftTable, column: Column): void {
  const before = table.columns.get(column.name);
  const after = { ...before, ...column };
  // A place among the others is taken once the type is known; a hint alone takes none.
  if (before !== undefined && (before.data_type !== undefined || after.data_type === undefined)) table.columns.set(column.name, after);
  else draft.setColumn(table, after);
}

const definedOnly = <T extends object>(members: T): Partial<T> =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Partial<T>;
