import { DatabaseSync, type DatabaseSyncInstance, type StatementSyncInstance } from '@photostructure/sqlite';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { setImmediate as endOfTurn } from 'node:timers/promises';
import { AppError, diskFull } from '../../core/errors.ts';
import type { FileNode, MetadataReads, MetadataStore, MetadataWrites } from '../../core/metadata.ts';
import { migrations } from './migrations/index.ts';
import { sqlReads } from './reads.ts';
import type { Migration, SqlSession, SqlTypes, SqlValue } from './sql.ts';
import { createBatches } from './sqlite-batches.ts';
import { createCounts, openCountsFile, type Counts } from './sqlite-counts.ts';
import { asAppError, asOpenError, busy, codeOf, isOutOfRoom } from './sqlite-errors.ts';
import { createListing } from './sqlite-listing.ts';
import { rememberNodes } from './sqlite-nodes.ts';
import { createReserve, noReserve, type Reserve } from './sqlite-reserve.ts';
import { sqlWrites, type FileWatcher } from './writes.ts';

const types: SqlTypes = { bytes: 'BLOB', integer: 'INTEGER', counter: 'INTEGER PRIMARY KEY AUTOINCREMENT' };

const mostStatements = 500;

/**
 * Enough for all that can be needed until deletions get by with the room that they have: the write-ahead log grows up to its checkpoint
 * (4,000 pages of 4 KiB and one commit), or the database by as much.
 */
const reserveBytes = 24 * 1024 * 1024;
/** What was deleted leaves pages of 4 KiB in the database. So many of them are as good as room on the disk, for what is kept in it. */
const enoughFreePages = reserveBytes / 4096;

/** Prepared statements by their text; the one unused for longest makes room. */
function statementCache(database: DatabaseSyncInstance): (sql: string) => StatementSyncInstance {
  const statements = new Map<string, StatementSyncInstance>();
  return (sql) => {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    if (statements.size >= mostStatements) {
      const oldest = statements.keys().next();
      if (oldest.done !== true) statements.delete(oldest.value);
    }
    const statement = database.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };
}

function withBuffers<Row>(row: Record<string, unknown>): Row {
  for (const column in row) {
    const value = row[column];
    if (value instanceof Uint8Array) row[column] = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  }
  // The statement's text says which columns there are; `rows.ts` spells them out.
  return row as Row;
}

function session(prepare: (sql: string) => StatementSyncInstance): SqlSession {
  return {
    async get<Row>(sql: string, ...values: SqlValue[]) {
      const row = prepare(sql).get(...values);
      return row === undefined ? undefined : withBuffers<Row>(row);
    },
    async all<Row>(sql: string, ...values: SqlValue[]) {
      return prepare(sql)
        .all(...values)
        .map((row) => withBuffers<Row>(row));
    },
    async insert(sql, ...values) {
      return Number(prepare(sql).run(...values).lastInsertRowid);
    },
    async run(sql, ...values) {
      return Number(prepare(sql).run(...values).changes);
    },
    giveWay: () => endOfTurn(),
  };
}

export function migrate(database: DatabaseSyncInstance, steps: readonly Migration[]): void {
  database.exec('CREATE TABLE IF NOT EXISTS migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL)');
  const done = database.prepare('SELECT name FROM migrations ORDER BY number').all();
  if (done.length > steps.length) {
    throw new AppError(
      'unavailable',
      'The database was written by a newer Filewharf. Start that version, or restore a backup made before the upgrade.',
    );
  }
  steps.forEach((step, index) => {
    const applied = done[index]?.['name'];
    if (applied === step.name) return;
    if (applied !== undefined)
      throw new AppError(
        'invalid',
        `The database has the step ${String(applied)} where ${step.name} belongs: it is not a Filewharf database.`,
      );
    database.exec('BEGIN IMMEDIATE');
    try {
      for (const statement of step.statements(types)) database.exec(statement);
      database.prepare('INSERT INTO migrations (number, name) VALUES (?, ?)').run(index + 1, step.name);
      database.exec('COMMIT');
    } catch (error) {
      database.exec('ROLLBACK');
      throw error;
    }
  });
}

/**
 * Opens (and makes, where it is missing) the metadata in a SQLite file. One process owns it: a second one is refused.
 *
 * - `path`: WAL with synchronous=FULL. Writes that arrive together share one commit, so one sync of the disk.
 * - Reads run on a connection of their own and see only what is committed.
 * - `<path>-counts`: the request counters, written through at each request but not synced; they survive a killed process. When that file is
 *   damaged, counting starts anew, and `onCountsDamage` is told why.
 * - `<path>-reserve`: room that is given up when the disk is full, so that deletions go on; nothing may be put in until it could be made anew.
 *   `reserveBytes`: its length; 0 for none. Default 24 MiB.
 * - `<path>-lock`: held while the process lives; the system lets go of it when the process ends, however it ends.
 *
 * Throws `unavailable` when another process has it, a newer Filewharf wrote it or the disk is full, `invalid` when the file cannot be used.
 */
export function openSqliteMetadata(
  path: string,
  options: {
    readonly inlineBytes?: number;
    readonly reserveBytes?: number;
    readonly onCountsDamage?: (error: unknown) => void;
  } = {},
): MetadataStore {
  const { onCountsDamage = () => undefined } = options;
  const reservePath = `${path}-reserve`;
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const opened: DatabaseSyncInstance[] = [];
  function open(name: string, pragmas: readonly string[]): DatabaseSyncInstance {
    const database = new DatabaseSync(name);
    opened.push(database);
    for (const pragma of pragmas) database.exec(`PRAGMA ${pragma}`);
    return database;
  }
  /** In the reverse order of opening, so that the lock goes last. */
  function closeAll(): void {
    for (const database of opened.reverse()) database.close();
  }
  try {
    takeLock(open(`${path}-lock`, ['busy_timeout = 0']), path);
    const writer = open(path, [
      'journal_mode = WAL',
      'synchronous = FULL',
      'busy_timeout = 5000',
      'secure_delete = ON',
      'temp_store = MEMORY',
      'cache_size = -32768',
      'wal_autocheckpoint = 4000',
    ]);
    migrate(writer, migrations);
    const reader = open(path, ['query_only = ON', 'busy_timeout = 5000', 'cache_size = -32768', 'temp_store = MEMORY']);
    const counts = openCounts(`${path}-counts`, onCountsDamage);
    opened.push(counts);
    return sqliteMetadata({
      writer,
      reader,
      counts: createCounts({ database: counts, asError: asAppError, onDamage: onCountsDamage }),
      reserve: options.reserveBytes === 0 ? noReserve : createReserve(reservePath, options.reserveBytes ?? reserveBytes),
      closeAll,
      inlineBytes: options.inlineBytes ?? 64 * 1024,
    });
  } catch (error) {
    closeAll();
    // What was stopped before the disk was full has to start all the same, or nothing could be deleted.
    if (isOutOfRoom(error) && existsSync(reservePath)) {
      rmSync(reservePath);
      return openSqliteMetadata(path, options);
    }
    throw asOpenError(error, path);
  }
}

function openCounts(path: string, onDamage: (error: unknown) => void): DatabaseSyncInstance {
  try {
    return openCountsFile(path, onDamage);
  } catch (error) {
    throw isOutOfRoom(error) ? error : asOpenError(error, path);
  }
}

function takeLock(lock: DatabaseSyncInstance, path: string): void {
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    if (codeOf(error) !== busy) throw error;
    throw new AppError('unavailable', `Another server uses ${dirname(path)}. Stop it, or give this one its own --data-dir.`, {
      cause: error,
    });
  }
}

export interface Connections {
  readonly writer: DatabaseSyncInstance;
  readonly reader: DatabaseSyncInstance;
  readonly counts: Counts;
  readonly reserve: Reserve;
  closeAll(): void;
  readonly inlineBytes: number;
  /** Runs the commit in a moment when the reader does not stand in its way. Default: it never does. */
  readonly letCommit?: (commit: () => void) => void;
}

/** The store over connections that are open and migrated. */
export function sqliteMetadata({
  writer,
  reader,
  counts,
  reserve,
  closeAll,
  inlineBytes,
  letCommit = (commit) => commit(),
}: Connections): MetadataStore {
  const prepareRead = statementCache(reader);
  const prepareWrite = statementCache(writer);

  /**
   * Reads of one turn of the event loop share a transaction, because taking and leaving SQLite's locks costs as much as a look-up. A
   * commit ends it, so that whoever reads next sees what was written. A reader that is always in one (in memory) is left alone.
   */
  let reading = false;
  function prepareReadOfTurn(sql: string): StatementSyncInstance {
    if (!reading && !reader.isTransaction) {
      prepareRead('BEGIN').run();
      reading = true;
      setImmediate(endReading);
    }
    return prepareRead(sql);
  }
  function endReading(): void {
    if (!reading) return;
    reading = false;
    // A fault of the disk may have ended it.
    if (reader.isTransaction) prepareRead('COMMIT').run();
  }

  const listing = createListing(prepareReadOfTurn);
  const listingInWrite = createListing(prepareWrite);
  const committed = sqlReads(session(prepareReadOfTurn));
  const nodes = rememberNodes(committed);
  const reads: MetadataReads = { ...committed, findNode: nodes.findNode, listFileSummaries: async (query) => listing.page(query) };

  /** What the running job did to files; told to the listing once it is committed. */
  let fileEvents: (() => void)[] = [];
  let changesAppended = false;
  const watcher: FileWatcher = {
    added: (file: FileNode, number) => fileEvents.push(() => listing.watcher.added(file, number)),
    removed: (file: FileNode, number) => fileEvents.push(() => listing.watcher.removed(file, number)),
    reset: () => fileEvents.push(() => listing.watcher.reset()),
  };
  /** Whether the running job has changed a row. */
  let hasWritten = false;
  const writeSession = session((sql) => {
    hasWritten ||= !sql.startsWith('SELECT');
    return prepareWrite(sql);
  });
  const readsInWrite: MetadataReads = {
    ...sqlReads(writeSession),
    async listFileSummaries(query) {
      listingInWrite.watcher.reset();
      return listingInWrite.page(query);
    },
  };
  const plainWrites = sqlWrites(writeSession, readsInWrite, watcher);
  /** On a full disk, what makes the database grow would use up the room that deletions need. */
  function requireRoom(): void {
    if (!reserve.hasRoom() && Number(prepareWrite('PRAGMA freelist_count').get()?.['freelist_count']) < enoughFreePages) throw diskFull();
  }
  const tx: MetadataWrites = {
    ...plainWrites,
    insertFolder(folder) {
      requireRoom();
      return plainWrites.insertFolder(folder);
    },
    insertFile(file) {
      requireRoom();
      return plainWrites.insertFile(file);
    },
    insertBlob(blob) {
      requireRoom();
      return plainWrites.insertBlob(blob);
    },
    insertWholeBlob(blob, segment) {
      requireRoom();
      return plainWrites.insertWholeBlob(blob, segment);
    },
    putSegment(blobId, segment) {
      requireRoom();
      return plainWrites.putSegment(blobId, segment);
    },
    insertChange(change) {
      changesAppended = true;
      return plainWrites.insertChange(change);
    },
  };

  const listeners = new Set<() => void>();
  let announced = false;
  /** Once for a batch, and apart from its turn: a listener that throws must not make it look as if the commit had failed. */
  function announceChanges(): void {
    if (announced) return;
    announced = true;
    queueMicrotask(() => {
      announced = false;
      for (const listener of listeners) queueMicrotask(listener);
    });
  }

  let commits = 0;
  const batches = createBatches({
    database: writer,
    prepare: prepareWrite,
    jobBegins() {
      fileEvents = [];
      changesAppended = false;
      hasWritten = false;
    },
    hasWritten: () => hasWritten,
    jobEnds() {
      const events = fileEvents;
      const appended = changesAppended;
      return () => {
        for (const tell of events) tell();
        if (appended) announceChanges();
      };
    },
    beforeCommit() {
      endReading();
      nodes.forget();
      commits += 1;
    },
    letCommit,
    isOutOfRoom,
    makeRoom: () => reserve.giveUp(),
    asError: asAppError,
  });
  let closed = false;

  return {
    ...reads,
    exclusive: true,
    commitCount: () => commits,
    inlineBytes,
    hasRoom: () => reserve.hasRoom(),

    write<T>(job: (tx: MetadataWrites) => Promise<T>): Promise<T> {
      if (closed) return Promise.reject(new AppError('unavailable', 'The server is stopping. Try again in a moment.'));
      return batches.add(() => job(tx));
    },

    count: counts.count,
    uncount: (name) => counts.uncount(name),
    forgetCount: (name) => counts.forget(name),
    findCount: async (name, now) => counts.findCount(name, now),
    pruneCounts: async (now) => counts.prune(now),

    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    async close() {
      if (closed) return;
      closed = true;
      await batches.idle();
      counts.finish();
      endReading();
      closeAll();
    },
  };
}
