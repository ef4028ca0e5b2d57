/** A value that every engine stores: text, integer, bytes or null. */
export type SqlValue = string | number | Buffer | null;

/**
 * What `queries.ts` needs of an SQL engine. Statements are constant texts with `?` for each value, so an engine can prepare
 * each one once. Rows come back as plain objects by column name; bytes as `Buffer`, integers as `number`.
 */
export interface SqlSession {
  get<Row>(sql: string, ...values: SqlValue[]): Promise<Row | undefined>;
  all<Row>(sql: string, ...values: SqlValue[]): Promise<Row[]>;
  /**
   * For a text that adds one row to a table with a `counter`: answers the row's number. Not by RETURNING, which every engine has but SQLite
   * makes a table in memory for, each time: that costs more than the row.
   */
  insert(sql: string, ...values: SqlValue[]): Promise<number>;
  /** Answers how many rows were changed. */
  run(sql: string, ...values: SqlValue[]): Promise<number>;
  /** Fulfilled when others have had the processor. */
  giveWay(): Promise<void>;
}

/** What the engines spell differently in a table definition. */
export interface SqlTypes {
  readonly bytes: string;
  readonly integer: string;
  /** A primary key that counts up by itself and is never used twice. */
  readonly counter: string;
}

/** A step of the schema. Steps are numbered by their place in the list, only ever added at its end, and never edited. */
export interface Migration {
  readonly name: string;
  statements(types: SqlTypes): readonly string[];
}

/** For `insert` of a session. */
export function insertInto(table: string, columns: readonly string[]): string {
  return `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`;
}

/** Chains are made of ids and slashes; `~` sorts after both, so this is the first text after every chain that starts with `chain`. */
export const chainEnd = (chain: string): string => `${chain}~`;
