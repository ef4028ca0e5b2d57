import { randomUUID } from 'node:crypto';
import { link, readFile, unlink, writeFile } from 'node:fs/promises';
import { isSystemError } from './errors.ts';

/** Held until `release`, or until this process ends, however it ends. */
export interface ProcessLock {
  release(): Promise<void>;
}

/**
 * Makes the lock file `path`, which names this process. Answers the number of the process that has it instead when that still runs. A file
 * that an ended process has left is taken over.
 */
export async function takeLock(path: string): Promise<ProcessLock | { readonly heldBy: number }> {
  // Made beside it and then linked, so that nobody ever sees an empty lock.
  const own = `${path}.${randomUUID()}`;
  await writeFile(own, `${await thisProcess()}\n`, { flag: 'wx', mode: 0o600 });
  try {
    for (;;) {
      try {
        await link(own, path);
        return { release: () => unlink(path).catch(ignoreMissing) };
      } catch (error) {
        if (!isSystemError(error, 'EEXIST')) throw error;
      }
      const found = await readFile(path, 'utf8').catch(ignoreMissing);
      if (found === undefined) continue;
      const holder = await stillRunning(found);
      if (holder !== undefined) return { heldBy: holder };
      await removeStale(path, found);
    }
  } finally {
    await unlink(own);
  }
}

/**
 * Several processes may have found the same stale file, and one of them may have made its own since. So whoever removes it holds a lock for
 * that, and looks again.
 */
async function removeStale(path: string, stale: string): Promise<void> {
  const guard = await takeLock(`${path}.stale`);
  if ('heldBy' in guard) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    return;
  }
  try {
    if ((await readFile(path, 'utf8').catch(ignoreMissing)) === stale) await unlink(path);
  } finally {
    await guard.release();
  }
}

/** Names this process apart from every other of this machine, those before and after it included: `1234 5678`. */
export async function thisProcess(): Promise<string> {
  return `${process.pid} ${(await startOf(process.pid)) ?? ''}`;
}

/** The number of the process that was named so, when it still runs. */
export async function stillRunning(named: string): Promise<number | undefined> {
  const found = /^(\d+) (\d*)\n?$/.exec(named);
  if (found === null) return undefined;
  const pid = Number(found[1]);
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (isSystemError(error, 'ESRCH')) return undefined;
  }
  const start = await startOf(pid);
  return start === undefined || found[2] === '' || found[2] === start ? pid : undefined;
}

/**
 * When a process began, in clock ticks since the start of the machine: numbers of processes come again. Undefined where there is no /proc.
 * Of one that has ended and that nobody has asked for its exit code yet, which still has its number, it is `ended`.
 */
async function startOf(pid: number): Promise<string | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  // The name of the program, in brackets, may hold anything; behind it come the state, and 19 fields later the start.
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ');
  return fields?.[0] === 'Z' || fields?.[0] === 'X' ? 'ended' : fields?.[19];
}

function ignoreMissing(error: unknown): undefined {
  if (!isSystemError(error, 'ENOENT')) throw error;
}
