import type { ListQuery, Placed } from '../../core/list-query.ts';
import type { SqlSession, SqlValue } from './sql.ts';

/** A column that a list can be sorted and filtered by. Text is compared without regard to case, as far as the engine's `lower` knows it. */
export interface ListColumn {
  readonly column: string;
  readonly kind: 'text' | 'integer';
}

export interface Condition {
  readonly text: string;
  readonly values: readonly SqlValue[];
}

export interface RowList<Field extends string, Row, Value> {
  /** `SELECT ... FROM ...` with the columns `number` and those of `fields` in reach. */
  readonly select: string;
  readonly fields: Readonly<Record<Field, ListColumn>>;
  readonly to: (row: Row) => Value;
  /** More conditions, all of which have to hold. */
  readonly where?: readonly Condition[];
  /** How the counter is called where `number` alone is not clear. Default: `number`. */
  readonly number?: string;
}

const operators = { gt: '>', gteq: '>=', lt: '<', lteq: '<=' } as const;

/** `%` and `_` stand for themselves, with `\` before them. */
const literally = (text: string): string => text.replace(/[\\%_]/g, '\\$&');

/** An engine does not compare with patterns of any length, nor with what is behind a NUL; no text on record is as long, or holds one. */
const longestPattern = 10_000;

/** Text that begins with `part` or holds it. Both sides are lowered by the same engine, which may know more or fewer letters than we do. */
export function isLike(column: string, op: 'prefix' | 'contains', part: string): Condition {
  if (part.length > longestPattern || part.includes('\0')) return { text: '1 = 0', values: [] };
  return { text: `lower(${column}) LIKE lower(?) ESCAPE '\\'`, values: [`${op === 'contains' ? '%' : ''}${literally(part)}%`] };
}

/** Rows in the order of a column and the counter, behind a place. */
export async function listRows<Field extends string, Row extends { number: number }, Value>(
  sql: SqlSession,
  { select, fields, to, where = [], number = 'number' }: RowList<Field, Row, Value>,
  query: ListQuery<Field>,
): Promise<readonly Placed<Value>[]> {
  const conditions = where.map(({ text }) => text);
  const values: SqlValue[] = where.flatMap((condition) => condition.values);
  for (const { field, op, value } of query.filters) {
    const { column, kind } = fields[field];
    if (value === null) conditions.push(`${column} IS NULL`);
    else if (op === 'prefix' || op === 'contains') {
      const like = isLike(column, op, String(value));
      conditions.push(like.text);
      values.push(...like.values);
    } else {
      const [compared, wanted] = kind === 'text' ? [`lower(${column})`, 'lower(?)'] : [column, '?'];
      conditions.push(`${compared} ${op === 'eq' ? '=' : operators[op]} ${wanted}`);
      values.push(value);
    }
  }
  const sorted = query.sort === undefined ? undefined : fields[query.sort.field];
  const key =
    sorted === undefined ? number : sorted.kind === 'text' ? `coalesce(lower(${sorted.column}), '')` : `coalesce(${sorted.column}, -1)`;
  const [direction, beyond] = query.sort?.descending === true ? ['DESC', '<'] : ['ASC', '>'];
  if (query.after !== undefined) {
    conditions.push(`(${key}, ${number}) ${beyond} (?, ?)`);
    values.push(query.after.value, query.after.number);
  }
  const filter = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
  const text = select.replace(' FROM ', `, ${key} AS sort_key FROM `);
  const rows = await sql.all<Row & { sort_key: string | number }>(
    `${text}${filter} ORDER BY ${key} ${direction}, ${number} ${direction} LIMIT ?`,
    ...values,
    query.limit,
  );
  return rows.map((row) => ({ item: to(row), place: { value: row.sort_key, number: row.number } }));
}

/** `column IN (...)` for a list of any length. */
export function isOneOf(column: string, values: readonly SqlValue[]): Condition {
  return values.length === 0 ? { text: '1 = 0', values: [] } : { text: `${column} IN (${values.map(() => '?').join(', ')})`, values };
}
