import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, test } from 'vitest';
import { resource } from '../extract/resource.ts';
import { pipeline } from '../pipeline.ts';
import { conformance } from './conformance.test-setup.ts';
import { duckdb } from './duckdb.ts';

conformance('DuckDB', {
  mergeStrategies: duckdb().capabilities.mergeStrategies,
  destination(folder) {
    mkdirSync(folder, { recursive: true });
    return Promise.resolve(duckdb(join(folder, 'data.duckdb')));
  },
});

test('a table that is replaced stays as somebody changed it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'duckdb-'));
  const path = join(folder, 'data.duckdb');
  const ask = async (...statements: readonly string[]) => {
    const instance = await DuckDBInstance.create(path);
    const connection = await instance.connect();
    let rows: unknown[][] = [];
    for (const statement of statements) rows = (await connection.runAndReadAll(statement)).getRows();
    connection.closeSync();
    instance.closeSync();
    return rows;
  };
  try {
    const one = pipeline({ name: 'p', destination: duckdb(path), dataset: 'd', pipelinesDir: join(folder, 'pipelines') });
    const replace = (...ids: readonly number[]) =>
      one.run(
        ['plain', 'indexed', 'told'].map((name) =>
          resource(
            { name, writeDisposition: 'replace', primaryKey: 'id' },
            ids.map((id) => ({ id })),
          ),
        ),
      );
    await replace(1, 2);
    await ask(
      "ALTER TABLE d.plain ADD COLUMN note VARCHAR DEFAULT 'new'",
      'CREATE VIEW d.seen AS SELECT id, note FROM d.plain',
      'CREATE INDEX by_id ON d.indexed (id)',
      "COMMENT ON COLUMN d.told.id IS 'what it is'",
    );
    await replace(3);
    expect(await ask('SELECT * FROM d.seen')).toEqual([[3n, 'new']]);
    expect(await ask("SELECT is_nullable FROM information_schema.columns WHERE table_name = 'plain' AND column_name = 'id'")).toEqual([
      ['NO'],
    ]);
    expect(await ask('SELECT index_name, (SELECT count(*) FROM d.indexed) FROM duckdb_indexes()')).toEqual([['by_id', 1n]]);
    expect(await ask("SELECT comment FROM duckdb_columns() WHERE table_name = 'told' AND column_name = 'id'")).toEqual([['what it is']]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

// The layers of objects and lists become tables whose names are too long for a file's.
test('a thousand levels of lists', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'duckdb-'));
  try {
    const one = pipeline({ name: 'p', destination: duckdb(join(folder, 'data.duckdb')), dataset: 'd', pipelinesDir: folder });
    const row = `{"levels":${'['.repeat(999)}1${']'.repeat(999)}}`;
    await one.run(resource({ name: 't' }, [Buffer.from(`[${row},${row}]`)]));
    const counts = await one.dataset().rowCounts();
    expect(Object.keys(counts).length).toBe(501);
    expect(new Set(Object.values(counts))).toEqual(new Set([2]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 60_000);
