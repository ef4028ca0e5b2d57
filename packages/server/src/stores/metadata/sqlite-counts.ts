import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import { rmSync } from 'node:fs';
import type { WindowCount } from '../../core/metadata.ts';
import { isDamage, isMachineFault, isWriteFault } from './sqlite-errors.ts';

interface Window {
  count: number;
  ends: number;
}

/** Windows kept in memory; beyond that they are read again from the database. */
const mostRemembered = 10_000;

export type Counts = ReturnType<typeof createCounts>;

function prepareAll(database: DatabaseSyncInstance) {
  return {
    database,
    select: database.prepare('SELECT count, ends FROM counts WHERE name = ?'),
    upsert: database.prepare(
      'INSERT INTO counts (name, ends, count) VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE SET ends = excluded.ends, count = excluded.count',
    ),
    prune: database.prepare('DELETE FROM counts WHERE ends <= ?'),
    begin: database.prepare('BEGIN IMMEDIATE'),
    commit: database.prepare('COMMIT'),
  };
}

type Statements = ReturnType<typeof prepareAll>;

/** A database of counters with these settings. Throws when it is damaged. */
function openDatabase(path: string, pragmas: readonly string[]): DatabaseSyncInstance {
  const database = new DatabaseSync(path);
  try {
    for (const pragma of pragmas) database.exec(`PRAGMA ${pragma}`);
    database.exec('CREATE TABLE IF NOT EXISTS counts (name TEXT PRIMARY KEY, ends INTEGER NOT NULL, count INTEGER NOT NULL) WITHOUT ROWID');
    // Fails, and says what was found, when that is not "ok". No prepared statement: the library closes a database only when those are collected.
    database.exec("SELECT json_extract('{}', iif(quick_check = 'ok', '$', quick_check)) FROM pragma_quick_check");
    // Kept from here on, because taking it and leaving it each time costs as much as the write itself.
    database.exec('PRAGMA locking_mode = EXCLUSIVE');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

export function openCountsInMemory(): DatabaseSyncInstance {
  return openDatabase(':memory:', []);
}

/** The database at `path`. A damaged one is no loss worth stopping for: it is made anew, and `onDamage` told why. */
export function openCountsFile(path: string, onDamage: (error: unknown) => void): DatabaseSyncInstance {
  // Small pages, because each write logs a whole one.
  const open = (): DatabaseSyncInstance => openDatabase(path, ['page_size = 512', 'journal_mode = WAL', 'synchronous = OFF']);
  try {
    return open();
  } catch (error) {
    if (isMachineFault(error)) throw error;
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true });
    onDamage(error);
    return open();
  }
}

export interface CountsOptions {
  readonly database: DatabaseSyncInstance;
  /** What `count` is rejected with when it fails. */
  readonly asError: (error: unknown) => unknown;
  /** Told when the database turns out to be damaged. */
  readonly onDamage: (error: unknown) => void;
}

/**
 * Event counters in fixed windows. The process counts in memory, so in one place; what was counted in a turn of the event loop is written
 * in one transaction before any of those events goes on. The database is not synced: its pages survive a killed process, and a
 * power cut may forget the last moments. What a full disk does not take stays in memory and is written with what is counted next, and a
 * database that turns out to be damaged is left for one in memory: no request fails for a counter.
 */
export function createCounts({ database, asError, onDamage }: CountsOptions) {
  let statements = prepareAll(database);

  const windows = new Map<string, Window>();
  const unwritten = new Map<string, Window>();
  let writing: Promise<void> | undefined;

  /** The damaged one is not replaced before the next start: closed later, it would remove the log of another of its name. */
  function undamaged<T>(use: (on: Statements) => T): T {
    try {
      return use(statements);
    } catch (error) {
      if (!isDamage(error)) throw error;
      statements = prepareAll(openCountsInMemory());
      for (const [name, window] of windows) unwritten.set(name, window);
      onDamage(error);
      return use(statements);
    }
  }

  function windowOf(name: string): Window | undefined {
    const known = windows.get(name);
    if (known !== undefined) return known;
    const row = undamaged(({ select }) => select.get(name));
    if (row === undefined) return undefined;
    return remember(name, { count: Number(row['count']), ends: Number(row['ends']) });
  }

  function remember(name: string, window: Window): Window {
    if (windows.size >= mostRemembered) for (const old of windows.keys()) if (!unwritten.has(old)) windows.delete(old);
    windows.set(name, window);
    return window;
  }

  /** Whether the disk takes what `run` writes. */
  function isTaken(run: (on: Statements) => void): boolean {
    try {
      undamaged(run);
      return true;
    } catch (error) {
      if (statements.database.isTransaction) statements.database.exec('ROLLBACK');
      if (isWriteFault(error)) return false;
      throw error;
    }
  }

  function write(): void {
    writing = undefined;
    if (unwritten.size === 0) return;
    const taken = isTaken(({ begin, upsert, commit }) => {
      // One statement is a transaction of its own.
      if (unwritten.size > 1) begin.run();
      for (const [name, { count, ends }] of unwritten) upsert.run(name, ends, count);
      if (unwritten.size > 1) commit.run();
    });
    if (taken) unwritten.clear();
  }

  /** Fulfilled when everything that was counted in this turn is written, or was tried to be. */
  function written(name: string, window: Window): Promise<void> {
    unwritten.set(name, window);
    writing ??= new Promise((resolve, reject) => {
      setImmediate(() => {
        try {
          write();
          resolve();
        } catch (error) {
          reject(error instanceof Error ? error : new Error('counting failed', { cause: error }));
        }
      });
    });
    return writing;
  }

  return {
    async count(name: string, windowSeconds: number, now: number): Promise<WindowCount> {
      try {
        let window = windowOf(name);
        if (window === undefined || window.ends <= now) window = remember(name, { count: 0, ends: now + windowSeconds * 1000 });
        window.count += 1;
        const counted = { count: window.count, resetsAt: window.ends };
        await written(name, window);
        return counted;
      } catch (error) {
        throw asError(error);
      }
    },

    async uncount(name: string): Promise<void> {
      const window = windowOf(name);
      if (window === undefined || window.count === 0) return;
      window.count -= 1;
      await written(name, window);
    },

    async forget(name: string): Promise<void> {
      await written(name, remember(name, { count: 0, ends: 0 }));
    },

    findCount(name: string, now: number): WindowCount | undefined {
      const window = windowOf(name);
      return window === undefined || window.ends <= now ? undefined : { count: window.count, resetsAt: window.ends };
    },

    prune(now: number): void {
      // What is in the database of one that has ended by itself has ended as well.
      for (const [name, { ends }] of unwritten) if (ends > 0 && ends <= now) unwritten.delete(name);
      for (const [name, { ends }] of windows) if (ends <= now && !unwritten.has(name)) windows.delete(name);
      isTaken(({ prune }) => prune.run(now));
    },

    /** Writes what was counted last, and lets go of the database: the library closes it only when its statements are collected. */
    finish(): void {
      write();
      isTaken((on) => {
        on.database.exec('PRAGMA locking_mode = NORMAL');
        // With a write-ahead log some lock is always held.
        on.database.exec('PRAGMA journal_mode = DELETE');
      });
    },
  };
}
