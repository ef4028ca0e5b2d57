import { lstat, mkdir, open, readdir, readFile, unlink, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { isSystemError } from './errors.ts';
import { stillRunning, thisProcess } from './process-lock.ts';

/**
 * Notes the partial files of this process that nobody will continue, because they are small. A command that is killed leaves the note, and
 * the next one removes what is named there.
 */
export interface Leftovers {
  /** Writes the file down. It is known by its inode, so that nothing else of the same name is ever removed. */
  note(path: string, file: FileIdentity): Promise<void>;
  /** All of them are gone or have their final name. */
  end(): Promise<void>;
}

export interface FileIdentity {
  /** Decimal texts: both are 64 bits wide. */
  readonly dev: string;
  readonly ino: string;
}

interface Line extends FileIdentity {
  readonly path: string;
}

const ending = '.partials';

export function createLeftovers(folder: string): Leftovers {
  let opened: Promise<{ readonly handle: FileHandle; readonly path: string }> | undefined;

  async function openNote(): Promise<{ readonly handle: FileHandle; readonly path: string }> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const path = join(folder, `${await thisProcess()}${ending}`);
    return { handle: await open(path, 'a', 0o600), path };
  }

  return {
    async note(path, { dev, ino }) {
      const { handle } = await (opened ??= openNote());
      await handle.appendFile(`${JSON.stringify({ path, dev, ino } satisfies Line)}\n`);
    },
    async end() {
      if (opened === undefined) return;
      const { handle, path } = await opened;
      opened = undefined;
      await handle.close();
      await unlink(path);
    },
  };
}

/** Removes what ended processes have left. */
export async function sweepLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(ignoreMissing)) {
    if (!name.endsWith(ending) || (await stillRunning(name.slice(0, -ending.length))) !== undefined) continue;
    const note = join(folder, name);
    const text = await readFile(note, 'utf8');
    // The last line may be cut off.
    const lines = text
      .slice(0, text.lastIndexOf('\n') + 1)
      .split('\n')
      .filter((line) => line !== '');
    for (const line of lines) await removeSame(JSON.parse(line) as Line);
    await unlink(note);
  }
}

async function removeSame({ path, dev, ino }: Line): Promise<void> {
  const found = await identityOf(path);
  if (found?.dev === dev && found.ino === ino && path.endsWith('.partial')) await unlink(path);
}

/** Of the regular file that is there; undefined when there is none. */
export async function identityOf(path: string): Promise<FileIdentity | undefined> {
  try {
    const found = await lstat(path, { bigint: true });
    return found.isFile() ? { dev: String(found.dev), ino: String(found.ino) } : undefined;
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
}

function ignoreMissing(error: unknown): string[] {
  if (!isSystemError(error, 'ENOENT')) throw error;
  return [];
}
