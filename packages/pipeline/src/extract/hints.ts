import { storedContract } from '../schema/contract.ts';
import type { Draft, DraftTable } from '../schema/draft.ts';
import type { Naming } from '../schema/naming.ts';
import type { Column } from '../schema/schema.ts';
import type { ColumnHints, Resource, Source, WriteDispositionOption } from './resource.ts';

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

/** Brings what a resource says of its table into the schema. Throws when the options contradict each other. */
export function applyHints(
  draft: Draft,
  source: Source,
  resource: Resource,
  naming: Naming,
  override: WriteDispositionOption | undefined,
): void {
  const name = tableOf(resource, naming);
  const disposition = override ?? resource.writeDisposition;
  const contract = resource.schemaContract ?? source.schemaContract;
  const nesting = resource.maxTableNesting ?? source.maxTableNesting;
  const known = draft.tables.get(name);
  const { 'x-merge-strategy': _, ...rest } = known ?? {};
  const table = draft.addTable({
    write_disposition: 'append',
    ...(disposition === undefined ? known : rest),
    ...(disposition === undefined ? {} : dispositionOf(disposition)),
    ...(contract === undefined ? {} : { schema_contract: storedContract(contract) }),
    ...(nesting === undefined ? {} : { 'x-normalizer': { ...known?.['x-normalizer'], max_nesting: nesting } }),
    name,
    resource: resource.name,
    columns: known?.columns ?? new Map<string, Column>(),
  });
  const hint = (column: Column) => {
    const before = table.columns.get(column.name);
    const after = { ...before, ...column };
    // A place among the others is taken once the type is known; a hint alone takes none.
    if (before !== undefined && (before.data_type !== undefined || after.data_type === undefined)) table.columns.set(column.name, after);
    else draft.setColumn(table, after);
  };
  for (const [key, hints] of Object.entries(resource.columns ?? {})) hint(columnOf(naming.path(key), hints));
  for (const key of asList(resource.primaryKey)) hint({ name: naming.path(key), nullable: false, primary_key: true });
  for (const key of asList(resource.mergeKey)) hint({ name: naming.path(key), nullable: false, merge_key: true });
  if (resource.incremental !== undefined && !/[.[]/.test(resource.incremental.cursorPath.replace(/^\$\./, '')))
    hint({ name: naming.path(resource.incremental.cursorPath.replace(/^\$\./, '')), incremental: true });
  if (table.write_disposition !== 'merge') return;
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
}
