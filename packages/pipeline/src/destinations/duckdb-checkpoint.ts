import { existsSync } from 'node:fs';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';

/*
 * A checkpoint of DuckDB writes the blocks of its catalog where they are. A process that is killed in the middle of such a write leaves a
 * block that is half old and half new, and a database that cannot be opened any more. So these blocks are copied into a file beside the
 * database first, as journals do; whoever opens a database with such a file puts them back. Rows are not in danger: they are written to
 * free blocks, and count with the header, which is written last.
 *
 * The layout of the file is DuckDB's: three headers of 4096 bytes, of which the later two are taken in turns, then blocks.
 */

const headerBytes = 4096;
const blocksStart = 3 * headerBytes;
const magic = 'filewharf journal 1';

const journalOf = (path: string): string => `${path}.journal`;

/**
 * The database files that this process has open. A lock of POSIX is gone as soon as any handle of its file is closed, so ours stays open
 * as long as DuckDB has its own.
 */
const handles = new Map<string, { readonly handle: Promise<FileHandle>; users: number }>();

function acquire(path: string): Promise<FileHandle> {
  const known = handles.get(path) ?? { handle: open(path, 'r'), users: 0 };
  known.users += 1;
  handles.set(path, known);
  return known.handle;
}

async function release(path: string): Promise<void> {
  const known = handles.get(path);
  if (known === undefined || (known.users -= 1) > 0) return;
  handles.delete(path);
  await (await known.handle).close();
}

const turns = new Map<string, Promise<void>>();

/** One after the other, of what is done to one database. */
async function inTurn(path: string, work: () => Promise<void>): Promise<void> {
  const mine = (turns.get(path) ?? Promise.resolve()).then(work);
  const settled = mine.catch(() => undefined);
  turns.set(path, settled);
  await mine;
  if (turns.get(path) === settled) turns.delete(path);
}

async function read(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  const { bytesRead } = await file.read(bytes, 0, length, position);
  return bytes.subarray(0, bytesRead);
}

/** How often the file has been checkpointed; what it is depends on no other part of it. */
async function iterationOf(file: FileHandle): Promise<bigint> {
  const headers = await read(file, headerBytes, 2 * headerBytes);
  // Each header begins with its checksum.
  const [first, second] = [headers.readBigUInt64LE(8), headers.readBigUInt64LE(headerBytes + 8)];
  return first > second ? first : second;
}

/** What stands in the first line of a journal; the blocks follow, in this order. */
interface Journal {
  readonly magic: typeof magic;
  /** The state of the file that the blocks belong to. */
  readonly iteration: string;
  readonly blockBytes: number;
  readonly blocks: readonly number[];
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(dirname(path), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/**
 * Puts back what a checkpoint that was cut off may have torn. To be called before DuckDB opens the file.
 * @param lookAt opens the file for reading with DuckDB and closes it: throws when somebody else has it open
 */
export function repair(path: string, lookAt: () => Promise<void>): Promise<void> {
  return inTurn(path, () => putBack(path, lookAt));
}

async function putBack(path: string, lookAt: () => Promise<void>): Promise<void> {
  // With the file open in this process, it has been repaired, or is whole.
  if (handles.has(path) || !existsSync(journalOf(path)) || !existsSync(path)) return;
  await lookAt();
  const journal = await open(journalOf(path), 'r');
  const file = await open(path, 'r+');
  try {
    const { size } = await journal.stat();
    const bytes = await read(journal, 0, size);
    const end = bytes.indexOf('\n');
    const { magic: found, iteration, blockBytes, blocks } = JSON.parse(bytes.toString('utf8', 0, end)) as Journal;
    if (found !== magic) throw new Error(`${journalOf(path)} is of a form that is not known here`);
    // A later one was completed: the blocks are of the past.
    if (BigInt(iteration) === (await iterationOf(file))) {
      for (const [index, block] of blocks.entries()) {
        const from = end + 1 + index * blockBytes;
        await file.write(bytes, from, blockBytes, blocksStart + block * blockBytes);
      }
      await file.sync();
    }
  } finally {
    await file.close();
    await journal.close();
  }
  await rm(journalOf(path));
}

/** The file of an open database, for its checkpoints. */
export interface CheckpointedFile {
  /** Brings what is in the log into the file. What cannot be done now is left to the next one: rows are safe in the log. */
  checkpoint(): Promise<void>;
  /** To be called when DuckDB has closed the file. */
  close(): Promise<void>;
}

/** Takes over the checkpoints of a database that has just been opened; DuckDB makes none by itself any more. */
export async function checkpointed(connection: DuckDBConnection, path: string): Promise<CheckpointedFile> {
  await connection.run("SET checkpoint_threshold = '1TB'");
  await connection.run('PRAGMA disable_checkpoint_on_shutdown');
  const handle = await acquire(path);

  async function checkpoint(): Promise<void> {
    const { size } = await handle.stat();
    const sizes = await connection.runAndReadAll('SELECT block_size FROM pragma_database_size() WHERE database_name = current_database()');
    const blockBytes = Number((sizes.getRowsJS() as [[bigint]])[0][0]);
    const found = await connection.runAndReadAll('SELECT DISTINCT block_id FROM pragma_metadata_info() ORDER BY 1');
    // Those that are not in the file yet have nothing to lose.
    const blocks = (found.getRowsJS() as [bigint][]).map(([id]) => Number(id)).filter((id) => blocksStart + (id + 1) * blockBytes <= size);
    const iteration = String(await iterationOf(handle));
    const scratch = `${journalOf(path)}.new`;
    const journal = await open(scratch, 'w');
    try {
      await journal.write(`${JSON.stringify({ magic, iteration, blockBytes, blocks } satisfies Journal)}\n`);
      for (const block of blocks) await journal.write(await read(handle, blocksStart + block * blockBytes, blockBytes));
      await journal.sync();
    } finally {
      await journal.close();
    }
    await rename(scratch, journalOf(path));
    await syncFolder(path);
    await connection.run('CHECKPOINT');
    await rm(journalOf(path));
  }

  return {
    async checkpoint() {
      try {
        await inTurn(path, checkpoint);
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        // Others are writing, and will checkpoint when they are done.
        if (!message.includes('Cannot CHECKPOINT')) process.emitWarning(`${path} was not checkpointed: ${message}`, 'DuckDbWarning');
      }
    },
    close: () => release(path),
  };
}
