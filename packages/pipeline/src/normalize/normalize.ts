import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makePackageFolder, moveTo, readPackage, writePackage, writeWhole, type Folders, type PackageState } from '../load/folders.ts';
import { putAside } from '../load/load.ts';
import { storedSchema, type Schema, type StoredContract } from '../schema/schema.ts';
import { newNormalizer, type Findings } from './normalizer.ts';

export interface NormalizeSettings {
  readonly maxIdentifierLength: number;
  readonly widenNumbers: boolean;
}

/** Turns an extracted package into one that can be loaded. When it cannot be, it is set aside, and its rows come again with the next run. */
export async function normalizePackage(folders: Folders, loadId: string, base: Schema, settings: NormalizeSettings): Promise<Findings> {
  const from = join(folders.extracted, loadId);
  const { state, schema: hinted } = await readPackage(from);
  const folder = join(folders.normalizing, loadId);
  await makePackageFolder(folder);
  const normalizer = newNormalizer({
    schema: withHints(base, hinted),
    loadId,
    folder: join(folder, 'new_jobs'),
    contract: state.run_contract as StoredContract | undefined,
    maxNesting: 1000,
    rootKey: state.root_key === true,
    sync: true,
    ...settings,
  });
  try {
    for (const job of state.extracted_jobs ?? [])
      normalizer.read({ path: join(from, 'new_jobs', job.file), table: job.table, resource: job.resource, firstPage: job.first_page });
  } catch (error) {
    normalizer.abandon();
    await rm(folder, { recursive: true, force: true });
    await putAside(folders, from, loadId, 'normalize', error instanceof Error ? error : new Error(String(error)));
    throw error;
  }
  const { jobs, schema } = normalizer.part();
  const findings = normalizer.findings();
  const normalized: PackageState = {
    ...state,
    jobs: jobs.map(({ name, table, rows, sizeBytes }) => ({ file: name, table, rows, size_bytes: sizeBytes })),
    rejected_rows: findings.rejectedRows,
  };
  await writePackage(folder, normalized, schema);
  await writeWhole(join(folder, 'schema_updates.json'), JSON.stringify(updates(base, schema)));
  await moveTo(folder, folders.normalized, loadId);
  await rm(from, { recursive: true, force: true });
  return findings;
}

/** What packages before this one brought into the schema, and what the resources said of their tables. */
function withHints(base: Schema, hinted: Schema): Schema {
  return base.versionHash === hinted.versionHash || hinted.previousHashes.includes(base.versionHash)
    ? hinted
    : { ...base, tables: merged(base, hinted) };
}

function merged(base: Schema, hinted: Schema): Schema['tables'] {
  const tables = new Map(base.tables);
  for (const [name, table] of hinted.tables) {
    const known = tables.get(name);
    const columns = new Map(known?.columns);
    for (const [column, hints] of table.columns) columns.set(column, { ...columns.get(column), ...hints });
    tables.set(name, { ...known, ...table, columns });
  }
  return tables;
}

/** Tables and columns that are new. */
function updates(before: Schema, after: Schema): Record<string, unknown> {
  const { tables } = storedSchema(after) as { tables: Record<string, { columns: Record<string, unknown> }> };
  const changedTables = Object.entries(tables).flatMap(([name, table]) => {
    const known = before.tables.get(name);
    const columns = Object.entries(table.columns).filter(([column]) => known?.columns.get(column)?.data_type === undefined);
    return columns.length === 0 ? [] : [[name, { ...table, columns: Object.fromEntries(columns) }] as const];
  });
  return Object.fromEntries(changedTables);
}
