import {
  chainOf,
  engineVersion,
  isSystemTable,
  loadsTable,
  readSchema,
  rootOf,
  stateTable,
  storedSchema,
  versionTable,
} from '../schema/schema.ts';
import type { Column, Schema, Table } from '../schema/schema.ts';
import type { DestinationClient, LoadPlan, LoadRecord, LoadSession, QueryResult, Restored } from './destination.ts';
import { hasKeys, mergeStaged, type StagedTable } from './sql-merge.ts';

/** What tells one SQL database from another. */
export interface SqlDriver {
  run(sql: string, parameters?: readonly unknown[]): Promise<void>;
  /** All rows at once: for what is small. */
  rows(sql: string, parameters?: readonly unknown[]): Promise<unknown[][]>;
  query(sql: string, parameters?: readonly unknown[]): Promise<QueryResult>;
  columnType(column: Column): string;
  /** Appends the rows of a package file to a table, by the names of the columns. */
  copy(path: string, target: string, columns: readonly Column[]): Promise<void>;
  /** Removes all rows of a table of the dataset. */
  empty(dataset: string, table: string): Promise<void>;
  /** Told before staged rows are merged: any rows of these tables (as SQL) may be deleted or changed. */
  beforeMerge(tables: readonly string[]): Promise<void>;
  /** What orders the rows of a temporary table as they came. */
  readonly rowOrder: string;
  /** The database that schemas are in, where a schema of the same name would be taken for it. */
  readonly catalog: string | undefined;
  /** Lets names of tables without a schema be those of this one. */
  enter(schema: string): Promise<void>;
  lock(pipeline: string): Promise<void>;
  /** Keeps others from changing the tables of a dataset, until the transaction ends. */
  lockTables(dataset: string): Promise<void>;
  close(): Promise<void>;
}

export const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;

const complete = (table: Table): Column[] => Array.from(table.columns.values()).filter((column) => column.data_type !== undefined);

interface PresentColumn {
  readonly type: string;
  readonly nullable: boolean;
}
type Present = ReadonlyMap<string, ReadonlyMap<string, PresentColumn>>;

/** A dataset in a SQL database: a load is one transaction. */
export function sqlClient(driver: SqlDriver, dataset: string): DestinationClient {
  const schemaName = driver.catalog === undefined ? quote(dataset) : `${quote(driver.catalog)}.${quote(dataset)}`;
  const tableName = (table: string) => `${schemaName}.${quote(table)}`;

  /** The columns that are there, by table. */
  async function present(): Promise<Present> {
    const found = await driver.rows(
      'SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns WHERE table_schema = $1 AND table_catalog = current_database()',
      [dataset],
    );
    const tables = new Map<string, Map<string, PresentColumn>>();
    for (const [table, column, type, nullable] of found as string[][]) {
      const columns = tables.get(table as string) ?? new Map<string, PresentColumn>();
      columns.set(column as string, { type: (type as string).toUpperCase(), nullable: nullable === 'YES' });
      tables.set(table as string, columns);
    }
    return tables;
  }

  const definition = (column: Column) =>
    `${quote(column.name)} ${driver.columnType(column)}${column.nullable === false ? ' NOT NULL' : ''}`;

  /** What brings the tables that are there to those that are wanted. */
  function changes(wanted: readonly Table[], there: Present): string[] {
    const statements = there.size === 0 ? [`CREATE SCHEMA IF NOT EXISTS ${schemaName}`] : [];
    for (const table of wanted) {
      const columns = there.get(table.name);
      if (columns === undefined) {
        statements.push(`CREATE TABLE ${tableName(table.name)} (${complete(table).map(definition).join(', ')})`);
        continue;
      }
      for (const column of complete(table)) {
        const known = columns.get(column.name);
        const type = driver.columnType(column);
        const alter = `ALTER TABLE ${tableName(table.name)}`;
        const alterColumn = `${alter} ALTER COLUMN ${quote(column.name)}`;
        // Rows that are there have no value, so a new column can always be null.
        if (known === undefined) {
          statements.push(`${alter} ADD COLUMN ${quote(column.name)} ${type}`);
          continue;
        }
        if (!known.nullable && column.nullable !== false && !isSystemTable(table.name)) statements.push(`${alterColumn} DROP NOT NULL`);
        if (isWider(column, known.type)) statements.push(`${alterColumn} TYPE ${type}`);
        // It holds nothing yet.
        const isTypedNow = column['x-typed-later'] === true && /^(VARCHAR|CHARACTER VARYING)/.test(known.type);
        if (isTypedNow) statements.push(`${alterColumn} TYPE ${type} USING CAST(NULL AS ${type})`);
      }
    }
    return statements;
  }

  /**
   * Nested rows from before their root row's id was asked for get it from the rows above them. At the end of a load: DuckDB refuses a
   * transaction that alters a table after its rows were changed.
   */
  async function fillRootIds(schema: Schema, tables: ReadonlySet<string>): Promise<void> {
    if (tables.size === 0) return;
    await driver.beforeMerge([...tables].map(tableName));
    const [id, parentId, rootId] = [quote('_dlt_id'), quote('_dlt_parent_id'), quote('_dlt_root_id')];
    for (const root of new Set([...tables].map((name) => rootOf(schema.tables, name))))
      // Parents come before their children.
      for (const { name, parent } of chainOf(schema.tables, root)) {
        if (parent === undefined || !tables.has(name)) continue;
        const from = `p.${parent === root ? id : rootId} FROM ${tableName(parent)} AS p WHERE p.${id} = d.${parentId} AND d.${rootId} IS NULL`;
        await driver.run(`UPDATE ${tableName(name)} AS d SET ${rootId} = ${from}`);
      }
  }

  /** Answers the tables that are there then. `unfilled` gets those whose rows `fillRootIds` has to look at. */
  async function migrate(schema: Schema, unfilled: Set<string>): Promise<Set<string>> {
    const ofSchema = Array.from(schema.tables.values()).filter(
      (table) => table['x-normalizer']?.['seen-data'] === true && complete(table).length > 0 && !isSystemTable(table.name),
    );
    const wanted = [versionTable, loadsTable, stateTable, ...ofSchema];
    let there = await present();
    if (changes(wanted, there).length > 0) {
      // Another pipeline may be about to make the same tables.
      await driver.lockTables(dataset);
      there = await present();
      for (const statement of changes(wanted, there)) await driver.run(statement);
      for (const { name, columns } of wanted)
        if (columns.has('_dlt_root_id') && there.get(name)?.has('_dlt_root_id') === false) unfilled.add(name);
    }
    return new Set([...there.keys(), ...wanted.map(({ name }) => name)]);
  }

  async function begin(plan: LoadPlan): Promise<LoadSession> {
    await driver.run('BEGIN TRANSACTION');
    /** By table; of their columns the types. */
    const stages = new Map<string, { readonly name: string; readonly types: Map<string, string> }>();
    const replaced = new Set<string>();
    const unfilled = new Set<string>();
    let schema: Schema | undefined;
    const current = (): Schema => {
      if (schema === undefined) throw new Error('A load begins with the schema');
      return schema;
    };

    const isMerged = (name: string) => {
      const root = current().tables.get(rootOf(current().tables, name));
      return root !== undefined && root.write_disposition === 'merge' && hasKeysOrScd2(root);
    };

    async function stageOf(table: Table): Promise<string> {
      const types = new Map(complete(table).map((column) => [column.name, driver.columnType(column)]));
      const known = stages.get(table.name);
      if (known === undefined) {
        const made = { name: quote(`stage_${stages.size + 1}`), types };
        const list = Array.from(types, ([column, type]) => `${quote(column)} ${type}`);
        await driver.run(`CREATE TEMPORARY TABLE ${made.name} (${list.join(', ')})`);
        stages.set(table.name, made);
        return made.name;
      }
      for (const [column, type] of types) {
        const before = known.types.get(column);
        if (before === type) continue;
        const alter = `ALTER TABLE ${known.name}`;
        // A column that became wider in the middle of a load, or had nothing but null so far.
        if (before !== undefined)
          await driver.run(`${alter} ALTER COLUMN ${quote(column)} TYPE ${type} USING CAST(${quote(column)} AS ${type})`);
        else await driver.run(`${alter} ADD COLUMN ${quote(column)} ${type}`);
        known.types.set(column, type);
      }
      return known.name;
    }

    async function merge(root: Table): Promise<void> {
      const staged: StagedTable[] = [];
      for (const table of chainOf(current().tables, root.name)) {
        if (table['x-normalizer']?.['seen-data'] !== true) continue;
        staged.push({ table, target: tableName(table.name), stage: await stageOf(table) });
      }
      const [first, ...nested] = staged;
      if (first === undefined) return;
      // Of scd2 only root rows are changed, and none is deleted.
      const touched = root['x-merge-strategy'] === 'scd2' ? [first] : staged;
      await driver.beforeMerge(touched.map(({ target }) => target));
      const count = async (table: string) => Number((await driver.rows(`SELECT count(*) FROM ${table}`))[0]?.[0]);
      const dialect = { quote, rowOrder: driver.rowOrder, run: (sql: string) => driver.run(sql), count };
      await mergeStaged({ root: first, nested, boundary: plan.createdAt }, dialect);
    }

    return {
      async migrate(next) {
        schema = next;
        const tables = await migrate(next, unfilled);
        for (const root of plan.replacedTables)
          for (const { name } of chainOf(next.tables, root)) {
            if (replaced.has(name)) continue;
            replaced.add(name);
            if (tables.has(name)) await driver.empty(dataset, name);
          }
      },
      async load({ table: name, path }) {
        const table = current().tables.get(name);
        if (table === undefined) throw new Error(`The schema has no table ${name}`);
        await driver.copy(path, isMerged(name) ? await stageOf(table) : tableName(name), complete(table));
      },
      async commit(record) {
        await fillRootIds(record.schema, unfilled);
        const roots = new Set(Array.from(stages.keys(), (name) => rootOf(record.schema.tables, name)));
        for (const root of roots) await merge(record.schema.tables.get(root) as Table);
        for (const { name } of stages.values()) await driver.run(`DROP TABLE ${name}`);
        await writeRecord(plan, record);
        await driver.run('COMMIT');
      },
      async rollback() {
        await driver.run('ROLLBACK');
      },
    };
  }

  async function writeRecord(plan: LoadPlan, { schema, state }: LoadRecord): Promise<void> {
    const now = new Date().toISOString();
    const insert = (table: string, row: Record<string, unknown>) => {
      const names = Object.keys(row);
      const places = names.map((name, index) => (name.endsWith('_at') ? `CAST($${index + 1} AS TIMESTAMPTZ)` : `$${index + 1}`));
      return driver.run(
        `INSERT INTO ${tableName(table)} (${names.map(quote).join(', ')}) VALUES (${places.join(', ')})`,
        Object.values(row),
      );
    };
    const [newest] = await driver.rows(
      `SELECT version_hash FROM ${tableName('_dlt_version')} WHERE schema_name = $1 ORDER BY inserted_at DESC LIMIT 1`,
      [schema.name],
    );
    // The newest row is the schema that holds: one that was there before, and comes back when tables are dropped, is written again.
    if (newest?.[0] !== schema.versionHash)
      await insert('_dlt_version', {
        version: schema.version,
        engine_version: engineVersion,
        inserted_at: now,
        schema_name: schema.name,
        version_hash: schema.versionHash,
        schema: JSON.stringify(storedSchema(schema)),
      });
    if (state !== undefined) await insert('_dlt_pipeline_state', { ...state, _dlt_load_id: plan.loadId, _dlt_id: stateRowId(plan.loadId) });
    await insert('_dlt_loads', {
      load_id: plan.loadId,
      schema_name: schema.name,
      status: 0,
      inserted_at: now,
      schema_version_hash: schema.versionHash,
    });
  }

  return {
    tableName,
    begin,
    lock: (pipeline) => driver.lock(pipeline),
    async query(sql, parameters) {
      await driver.enter(dataset);
      return driver.query(sql, parameters);
    },
    close: () => driver.close(),
    async restore(pipeline): Promise<Restored> {
      const tables = await present();
      let state: string | undefined;
      if (tables.has('_dlt_pipeline_state') && tables.has('_dlt_loads')) {
        const found = await driver.rows(
          `SELECT state FROM ${tableName('_dlt_pipeline_state')} AS s JOIN ${tableName('_dlt_loads')} AS l ON l.load_id = s._dlt_load_id WHERE s.pipeline_name = $1 AND l.status = 0 ORDER BY l.load_id DESC LIMIT 1`,
          [pipeline],
        );
        state = found[0]?.[0] as string | undefined;
      }
      const schemas = new Map<string, Schema>();
      if (tables.has('_dlt_version')) {
        const found = await driver.rows(`SELECT schema FROM ${tableName('_dlt_version')} ORDER BY inserted_at`);
        for (const [text] of found) {
          const schema = readSchema(JSON.parse(text as string) as Record<string, unknown>);
          schemas.set(schema.name, schema);
        }
      }
      return { state, schemas };
    },
    async isLoaded(loadId) {
      if (!(await present()).has('_dlt_loads')) return false;
      return (await driver.rows(`SELECT 1 FROM ${tableName('_dlt_loads')} WHERE load_id = $1`, [loadId])).length > 0;
    },
    async dropTables(tables) {
      for (const table of tables) await driver.run(`DROP TABLE IF EXISTS ${tableName(table)}`);
    },
  };
}

const hasKeysOrScd2 = (table: Table) => table['x-merge-strategy'] === 'scd2' || hasKeys(table);

/** Whether the column has become wider than it is in the database. */
function isWider(column: Column, type: string): boolean {
  if (column.data_type === 'double') return type === 'BIGINT' || type.startsWith('DECIMAL') || type === 'NUMERIC';
  return column.data_type === 'decimal' && type === 'BIGINT';
}

/** An id for the state's row: one for each load. */
function stateRowId(loadId: string): string {
  return Buffer.from(loadId.replace('.', '').slice(-14).padStart(14, '0')).toString('latin1');
}
