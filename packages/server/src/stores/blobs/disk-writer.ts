import type { FileCalls } from './disk-calls.ts';

/** A new file that is written from its beginning to its end. Use it from one place at a time: wait for each call before the next one. */
export interface FileWriter {
  /** Appends. The buffers may change once the promise is fulfilled. A failure is final, and may be one of an earlier call. */
  append(buffers: readonly Buffer[]): Promise<void>;
  /** Ends the file: everything that was appended is on the disk. */
  sync(): Promise<void>;
  /** Lets go of the file, whatever happened before. Calls after the first do nothing. */
  close(): Promise<void>;
}

/**
 * Pushes a file to the disk each time `stepBytes` were written, without waiting for it, so that the last sync finds little left to do. A failure
 * stays: the kernel reports a lost page once, so no later sync is believed.
 */
export function backgroundSyncs(io: FileCalls, fd: number, stepBytes: number) {
  let unsyncedBytes = 0;
  let state: 'idle' | 'running' | 'failed' = 'idle';
  let running: Promise<void> = Promise.resolve();
  return {
    /** To be called after each write. Rejects when a sync has failed before. */
    async wrote(bytes: number): Promise<void> {
      if (state === 'failed') await running;
      unsyncedBytes += bytes;
      if (state === 'running' || unsyncedBytes < stepBytes) return;
      unsyncedBytes = 0;
      state = 'running';
      running = io.fdatasync(fd).then(() => {
        state = 'idle';
      });
      // Reported by the next call that waits for it.
      running.catch(() => {
        state = 'failed';
      });
    },
    /** No sync is running; rejects when one has failed. */
    settled: (): Promise<void> => running,
  };
}
