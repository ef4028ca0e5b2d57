import type { Checksum, FilesApp } from '@filewharf/sdk';
import { TemporaryError } from '../output/failures.ts';
import { pause, type Patience } from './patience.ts';

/** The server's SHA-256 of files, asked for in batches while other transfers go on. */
export interface Checksums {
  /** Undefined when the file is no longer there. Rejects when the server does not manage to compute it. */
  of(id: string, size: number): Promise<KnownChecksum | undefined>;
  /** Asks for what waits now, instead of waiting for more. */
  flush(): void;
}

export interface KnownChecksum {
  readonly etag: string;
  /** Lower-case hex. */
  readonly sha256: string;
}

export interface ChecksumsOptions {
  readonly client: Pick<FilesApp, 'files'>;
  readonly patience: Patience;
  readonly signal: AbortSignal;
}

/** The most that one request takes. */
const batchSize = 100;
/** How long the first of a batch waits for others. */
const gatherMs = 200;
/** How long the server may compute before it answers what is ready, so that small files do not wait for large ones beside them. */
const waitSeconds = 5;
/** The server is asked again until it had so long: a minute, and a second for each of so many bytes. */
const slowestBytesPerSecond = 5_000_000;

interface Wanted {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly giveUpAt: number;
  readonly resolve: (checksum: KnownChecksum | undefined) => void;
  readonly reject: (error: unknown) => void;
}

export function createChecksums({ client, patience, signal }: ChecksumsOptions): Checksums {
  let waiting: Wanted[] = [];
  let timer: NodeJS.Timeout | undefined;

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    while (waiting.length > 0) void ask(waiting.splice(0, batchSize));
  }

  function add(wanted: Wanted): void {
    waiting.push(wanted);
    if (waiting.length >= batchSize) flush();
    else timer ??= setTimeout(flush, gatherMs);
  }

  /** Settles each of them, or lets it wait for the next batch. Never rejects. */
  async function ask(batch: readonly Wanted[]): Promise<void> {
    try {
      const began = Date.now();
      const ids = [...new Set(batch.map(({ id }) => id))];
      const answers = await patience.attempt(() => client.files.checksums(ids, { wait: waitSeconds, signal }));
      patience.progress();
      const found = new Map(answers.map((answer) => [answer.id, answer]));
      const again = batch.filter((wanted) => !settle(wanted, found.get(wanted.id)));
      // A server that answers at once that it does not know yet is not asked at once again.
      if (again.length > 0) await pause(Math.max(0, began + 1000 - Date.now()), signal);
      again.forEach(add);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }

  return {
    of(id, size) {
      const giveUpAt = Date.now() + 60_000 + (size / slowestBytesPerSecond) * 1000;
      return new Promise((resolve, reject) => add({ id, giveUpAt, resolve, reject }));
    },
    flush,
  };
}

/** False when the server does not know it yet. */
function settle({ giveUpAt, resolve, reject }: Wanted, answer: Checksum | undefined): boolean {
  if (answer === undefined) resolve(undefined);
  else if (answer.sha256 !== null) resolve({ etag: answer.etag, sha256: answer.sha256 });
  else if (Date.now() < giveUpAt) return false;
  else reject(new TemporaryError('the server has not computed its checksum, so it could not be compared'));
  return true;
}
