import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import { randomUUID } from 'node:crypto';
import type { MetadataStore } from '../../core/metadata.ts';
import { migrations } from './migrations/index.ts';
import { createCounts, openCountsInMemory } from './sqlite-counts.ts';
import { asAppError } from './sqlite-errors.ts';
import { noReserve } from './sqlite-reserve.ts';
import { migrate, sqliteMetadata } from './sqlite.ts';

/**
 * The metadata in SQLite without any file: it is gone when the store is closed or the process ends. Else it keeps all that
 * `openSqliteMetadata` promises; in particular, reads see only what is committed, also while a job is under way. Holds 1 GiB at most.
 *
 * SQLite has no write-ahead log in memory, and without one nobody can begin to read while somebody writes. So the reader is
 * always in the middle of reading: it holds a snapshot, and gives it up for a new one in the moment of each commit. The writer keeps
 * what is not committed in its own cache, whatever its size, because writing it out early would need that moment too.
 */
export function openMemoryMetadata(): MetadataStore {
  // SQLite's own file system in memory, which connections of one process share by name.
  const path = `file:/${randomUUID()}?vfs=memdb`;
  const opened: DatabaseSyncInstance[] = [];
  function open(name: string, pragmas: readonly string[] = []): DatabaseSyncInstance {
    const database = new DatabaseSync(name);
    opened.push(database);
    for (const pragma of ['temp_store = MEMORY', ...pragmas]) database.exec(`PRAGMA ${pragma}`);
    return database;
  }
  const writer = open(path, ['journal_mode = MEMORY', 'cache_spill = OFF']);
  migrate(writer, migrations);
  const reader = open(path, ['query_only = ON']);
  const takeSnapshot = (): void => reader.exec('BEGIN; SELECT number FROM migrations LIMIT 1');
  takeSnapshot();
  const counts = openCountsInMemory();
  opened.push(counts);
  return sqliteMetadata({
    writer,
    reader,
    counts: createCounts({ database: counts, asError: asAppError, onDamage: () => undefined }),
    reserve: noReserve,
    // The bytes of files are in memory in any case, and the blob store has no limit of its own.
    inlineBytes: 0,
    letCommit(commit) {
      reader.exec('COMMIT');
      try {
        commit();
      } finally {
        takeSnapshot();
      }
    },
    closeAll() {
      for (const database of opened.reverse()) database.close();
    },
  });
}
