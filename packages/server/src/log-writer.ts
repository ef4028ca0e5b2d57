import { writeSync } from 'node:fs';

/** Errors are written before anything else happens: it may be the last thing that this process does. */
const urgent = /^\{"level":[56]0,/;

/** Lines held while the reader of the log is not quick enough; what comes beyond is lost. */
const mostHeld = 1024 * 1024;

export interface LogWriter {
  write(line: string): void;
  /** Writes what is held, as far as that is possible. */
  flush(): void;
}

/**
 * Writes log lines to a descriptor, all of one turn of the event loop at once. A log that cannot be written (a full disk, a reader who has
 * gone) loses its lines and stops nobody: the logger's own writer would try for ever.
 */
export function createLogWriter(descriptor: number): LogWriter {
  let held = '';
  let scheduled = false;

  function flush(): void {
    scheduled = false;
    let bytes = Buffer.from(held);
    held = '';
    try {
      while (bytes.length > 0) bytes = bytes.subarray(writeSync(descriptor, bytes));
    } catch (error) {
      // A pipe that is full right now: the next line tries again.
      if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') held = bytes.toString();
    }
  }

  return {
    write(line) {
      if (held.length + line.length > mostHeld) return;
      held += line;
      if (urgent.test(line)) return flush();
      if (scheduled) return;
      scheduled = true;
      setImmediate(flush);
    },
    flush,
  };
}
