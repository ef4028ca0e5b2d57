import { join } from 'node:path';
import { mkdirSync } from 'node:fs';
import { conformance } from './conformance.test-setup.ts';
import { duckdb } from './duckdb.ts';

conformance('DuckDB', {
  mergeStrategies: duckdb().capabilities.mergeStrategies,
  destination(folder) {
    mkdirSync(folder, { recursive: true });
    return Promise.resolve(duckdb(join(folder, 'data.duckdb')));
  },
});
