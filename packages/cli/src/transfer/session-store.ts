import { createHash } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { TemporaryError } from '../output/failures.ts';
import { isSystemError } from './errors.ts';
import { takeLock } from './process-lock.ts';

/**
 * What is known of begun transfers, one small file each, so that the next identical command continues them whatever became of this one.
 * Only the user can read them. They hold no key and no content.
 */
export interface SessionStore<State extends BegunTransfer> {
  /**
   * The transfer with these words, which tell it from every other; nobody else has it until `close`. Throws a `TemporaryError` when another
   * process is at it.
   */
  open(words: readonly (string | number)[]): Promise<Session<State>>;
  /** All that is kept, the oldest first; those that a process is at included. */
  list(): Promise<readonly { readonly state: State; readonly at: Date }[]>;
  /** Removes what nobody came back for within a week. */
  sweep(now?: number): Promise<void>;
}

/** What every begun transfer says of itself, for people. */
export interface BegunTransfer {
  /** On this machine. */
  readonly localPath: string;
  /** The path or id on the server. */
  readonly remote: string;
  readonly server: string;
  /** Of the whole file, in bytes. */
  readonly size: number;
}

export interface Session<State extends BegunTransfer> {
  /** What was kept last; undefined at the beginning. */
  readonly state: State | undefined;
  /** Kept when this is fulfilled, also if the machine stops. */
  save(state: State): Promise<void>;
  /** The transfer is over: nothing of it is kept. */
  forget(): Promise<void>;
  close(): Promise<void>;
}

const version = 1;
const keptMs = 7 * 24 * 3600 * 1000;

/** `folder` is made with the first session. */
export function createSessionStore<State extends BegunTransfer>(folder: string): SessionStore<State> {
  return {
    async open(words) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const name = createHash('sha256').update(JSON.stringify(words)).digest('hex').slice(0, 32);
      const path = join(folder, `${name}.json`);
      const lock = await takeLock(join(folder, `${name}.lock`));
      if ('heldBy' in lock) {
        const who = lock.heldBy === process.pid ? 'this command' : `another filewharf (process ${lock.heldBy})`;
        throw new TemporaryError(`${who} is transferring it already`);
      }
      let state = (await readState(path)) as State | undefined;
      return {
        get state() {
          return state;
        },
        async save(next) {
          await writeState(path, next);
          state = next;
        },
        async forget() {
          await unlink(path).catch(ignoreMissing);
          state = undefined;
        },
        close: () => lock.release(),
      };
    },

    async list() {
      const found: { state: State; at: Date }[] = [];
      for (const name of (await readdir(folder).catch(ignoreMissing)) ?? []) {
        if (!name.endsWith('.json')) continue;
        const path = join(folder, name);
        const state = (await readState(path)) as State | undefined;
        const at = (await stat(path).catch(ignoreMissing))?.mtime;
        if (state !== undefined && at !== undefined) found.push({ state, at });
      }
      return found.sort((one, other) => one.at.getTime() - other.at.getTime());
    },

    async sweep(now = Date.now()) {
      const names = await readdir(folder).catch(ignoreMissing);
      for (const name of names ?? []) {
        // Locks are as old as the process that holds them: one of a week is left to the next who wants it.
        if (!/\.json(?:\.new)?$/.test(name)) continue;
        const path = join(folder, name);
        const found = await stat(path).catch(ignoreMissing);
        if (found !== undefined && now - found.mtimeMs > keptMs) await unlink(path).catch(ignoreMissing);
      }
    },
  };
}

async function readState(path: string): Promise<unknown> {
  try {
    const kept = JSON.parse(await readFile(path, 'utf8')) as { readonly version: number; readonly state: unknown };
    return kept.version === version ? kept.state : undefined;
  } catch (error) {
    // Of another version, or not ours: the transfer begins anew.
    if (error instanceof SyntaxError || isSystemError(error, 'ENOENT')) return undefined;
    throw error;
  }
}

async function writeState(path: string, state: object): Promise<void> {
  // Only one process is at it, so the name is free or a leftover.
  const beside = `${path}.new`;
  const handle = await open(beside, 'w', 0o600);
  try {
    await handle.writeFile(JSON.stringify({ version, state }));
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(beside, path);
}

function ignoreMissing(error: unknown): undefined {
  if (!isSystemError(error, 'ENOENT')) throw error;
}
