import type { Column } from '../schema/schema.ts';

const integers: readonly [number, string][] = [
  [8, 'TINYINT'],
  [16, 'SMALLINT'],
  [32, 'INTEGER'],
  [64, 'BIGINT'],
];

/** The type of a column in DuckDB: dlt's choice. */
export function duckDbType(column: Column): string {
  switch (column.data_type) {
    case 'bigint':
      return column.precision === undefined
        ? 'BIGINT'
        : (integers.find(([bits]) => (column.precision as number) <= bits)?.[1] ?? 'HUGEINT');
    case 'double':
      return 'DOUBLE';
    case 'bool':
      return 'BOOLEAN';
    case 'timestamp':
      if (column.timezone !== false) return 'TIMESTAMP WITH TIME ZONE';
      return column.precision === 0
        ? 'TIMESTAMP_S'
        : column.precision === 3
          ? 'TIMESTAMP_MS'
          : column.precision === 9
            ? 'TIMESTAMP_NS'
            : 'TIMESTAMP';
    case 'date':
      return 'DATE';
    case 'time':
      return 'TIME';
    case 'decimal':
      return `DECIMAL(${column.precision ?? 38},${column.scale ?? 9})`;
    case 'wei':
      return 'DECIMAL(38,0)';
    case 'json':
      return 'JSON';
    case 'binary':
      return 'BLOB';
    default:
      return 'VARCHAR';
  }
}
