import { watch, type FSWatcher } from 'node:fs';

/** Tells when something changed, so that the folders are compared again. What changed does not matter. */
export interface Changes {
  /** Fulfilled when something has changed since the last call, and then nothing more for a moment. */
  next(): Promise<void>;
  /** Something changed. */
  touch(): void;
}

/** Files are often written in several steps. */
const quietMs = 500;

export function createChanges(signal: AbortSignal): Changes {
  let touched = false;
  /** Ends whatever `next` waits for. */
  let wake: (() => void) | undefined;
  signal.addEventListener('abort', () => wake?.(), { once: true });

  /** Until something changes, or until the time is over. */
  function wait(milliseconds?: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = milliseconds === undefined ? undefined : setTimeout(() => wake?.(), milliseconds);
      wake = () => {
        clearTimeout(timer);
        wake = undefined;
        resolve();
      };
    });
  }

  return {
    touch() {
      touched = true;
      wake?.();
    },
    async next() {
      signal.throwIfAborted();
      if (!touched) await wait();
      while (touched && !signal.aborted) {
        touched = false;
        await wait(quietMs);
      }
      signal.throwIfAborted();
    },
  };
}

/**
 * Watches folders on this machine, each by itself and as the scan comes to it: before it is read, so that nothing is missed between reading
 * and watching. A recursive watch of Node's holds a watch for every file on Linux, and this one for every folder; and the scan that follows
 * each change finds new folders anyway.
 */
export function createFolderWatcher(changes: Changes, onProblem: (error: Error) => void) {
  const watched = new Map<string, FSWatcher>();

  function forget(folder: string): void {
    watched.get(folder)?.close();
    watched.delete(folder);
  }

  return {
    add(folder: string): void {
      if (watched.has(folder)) return;
      try {
        const watcher = watch(folder, () => changes.touch());
        // A folder that is gone, for example; the scan that this causes looks after it.
        watcher.on('error', () => {
          forget(folder);
          changes.touch();
        });
        watched.set(folder, watcher);
      } catch (error) {
        onProblem(error instanceof Error ? error : new Error(String(error)));
      }
    },
    /** Ends the watches of folders that a whole scan did not come to. */
    keepOnly(folders: ReadonlySet<string>): void {
      for (const folder of watched.keys()) if (!folders.has(folder)) forget(folder);
    },
    close(): void {
      for (const folder of watched.keys()) forget(folder);
    },
  };
}
