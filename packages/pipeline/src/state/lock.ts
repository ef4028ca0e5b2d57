import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Another run has the pipeline. */
export class LockedError extends Error {}

/** Since when a process runs, so that a number which the system gave to another process later is told apart. Empty where it cannot be known. */
function startOf(pid: number): string | undefined {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // It runs, for somebody else.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return undefined;
  }
  if (!existsSync('/proc/self/stat')) return '';
  try {
    // The name, in parentheses, may hold anything; the 20th field after it is the time of the start.
    return readFileSync(`/proc/${pid}/stat`, 'latin1').replace(/^.*\)/s, '').trim().split(' ')[19] ?? '';
  } catch {
    return undefined;
  }
}

const held = new Set<string>();

/** Keeps other runs out of a pipeline's folder. The lock of a process that is gone counts for nothing. Answers what gives the lock back. */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const path = join(folder, 'lock');
  const mine = JSON.stringify({ pid: process.pid, start: startOf(process.pid), id: randomUUID() });
  const scratch = `${path}.${randomUUID()}`;
  if (held.has(path)) throw new LockedError(`The pipeline in ${folder} runs already, in this process`);
  held.add(path);
  try {
    await writeFile(scratch, mine);
    for (let attempt = 0; ; attempt += 1) {
      try {
        // A link is made only where there is nothing, and with its content at once.
        await link(scratch, path);
        break;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempt > 20) throw error;
      }
      await removeStale(path, folder);
    }
  } catch (error) {
    held.delete(path);
    throw error;
  } finally {
    await rm(scratch, { force: true });
  }
  return async () => {
    if ((await readFile(path, 'utf8')) === mine) await rm(path, { force: true });
    held.delete(path);
  };
}

async function removeStale(path: string, folder: string): Promise<void> {
  let theirs: string;
  try {
    theirs = await readFile(path, 'utf8');
  } catch (error) {
    // It was given back just now.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  const { pid, start } = JSON.parse(theirs) as { pid: number; start?: string };
  if (startOf(pid) !== undefined && startOf(pid) === (start ?? ''))
    throw new LockedError(`The pipeline in ${folder} runs already, as process ${pid}`);
  // Somebody else may do the same at this moment: only what was looked at may go.
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if ((await readFile(aside, 'utf8')) === theirs) {
    await rm(aside);
    return;
  }
  await link(aside, path).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  });
  await rm(aside);
}
