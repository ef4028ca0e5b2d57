import type {
  ColumnHints,
  IncrementalOptions,
  ResourceOptions,
  SchemaContract,
  TableHints,
  TableReference,
  WriteDispositionOption,
} from '../extract/resource.ts';
import type {
  ColumnConfig,
  IncrementalConfig,
  ResourceConfig,
  SchemaContractConfig,
  TableHintsConfig,
  WriteDispositionConfig,
} from './config.ts';

/** `data_type` as code has it: `dataType`. */
const camelCase = (name: string): string => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** The members of an object under the names that code has for them. */
function camelCased(object: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).map(([name, value]: [string, unknown]) => [camelCase(name), value]));
}

/** What a configured resource says of its tables. */
export function hintsOf(config: ResourceConfig): ResourceOptions {
  const { name, table_name, max_table_nesting, parallelized, selected, nested_hints } = config;
  const incremental = incrementalOf(config);
  return {
    name,
    ...tableHintsOf(config),
    ...(table_name === undefined ? {} : { tableName: table_name }),
    ...(max_table_nesting === undefined ? {} : { maxTableNesting: max_table_nesting }),
    ...(parallelized === undefined ? {} : { parallelized }),
    ...(selected === undefined ? {} : { selected }),
    ...(incremental === undefined ? {} : { incremental: cursorOptions(incremental) }),
    ...(nested_hints === undefined
      ? {}
      : { nestedHints: Object.fromEntries(Object.entries(nested_hints).map(([place, hints]) => [place, tableHintsOf(hints)])) }),
  };
}

function tableHintsOf(config: TableHintsConfig): TableHints {
  const { write_disposition, primary_key, merge_key, columns, schema_contract, table_format, file_format, references } = config;
  return {
    ...(write_disposition === undefined ? {} : { writeDisposition: dispositionOf(write_disposition) }),
    ...(primary_key === undefined ? {} : { primaryKey: primary_key }),
    ...(merge_key === undefined ? {} : { mergeKey: merge_key }),
    ...(columns === undefined ? {} : { columns: columnsOf(columns) }),
    ...(schema_contract === undefined ? {} : { schemaContract: contractOf(schema_contract) }),
    ...(table_format === undefined ? {} : { tableFormat: table_format }),
    ...(file_format === undefined ? {} : { fileFormat: file_format }),
    ...(references === undefined ? {} : { references: references.map((reference) => camelCased(reference) as unknown as TableReference) }),
  };
}

export function contractOf(config: SchemaContractConfig): SchemaContract {
  return typeof config === 'string' ? config : (camelCased(config) as SchemaContract);
}

function dispositionOf(config: WriteDispositionConfig): WriteDispositionOption {
  return typeof config === 'string' ? config : (camelCased(config) as WriteDispositionOption);
}

function columnsOf(columns: Readonly<Record<string, ColumnConfig>>): Record<string, ColumnHints> {
  return Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, camelCased(column) as ColumnHints]));
}

/** The incremental options of a resource, wherever they stand: in its endpoint, or as a parameter of the old form. */
export function incrementalOf({ endpoint }: ResourceConfig): IncrementalConfig | undefined {
  if (typeof endpoint !== 'object') return undefined;
  const ofParameter = Object.values(endpoint.params ?? {}).find((value) => isBound(value, 'incremental'));
  return endpoint.incremental ?? (ofParameter as IncrementalConfig | undefined);
}

/** Whether a parameter is bound to something: a field of a parent (`resolve`) or the cursor (`incremental`). */
export function isBound(value: unknown, type: 'resolve' | 'incremental'): boolean {
  return typeof value === 'object' && value !== null && 'type' in value && value.type === type;
}

function cursorOptions(config: IncrementalConfig): IncrementalOptions {
  const own = new Set(['convert', 'start_param', 'end_param', 'type']);
  return camelCased(Object.fromEntries(Object.entries(config).filter(([name]) => !own.has(name)))) as unknown as IncrementalOptions;
}
