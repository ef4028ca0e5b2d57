import { parentPort, workerData } from 'node:worker_threads';
import { readSchema, storedSchema, type Schema } from '../schema/schema.ts';
import { newNormalizer, NormalizeError, type Findings, type NormalizerOptions, type PageFile, type Place } from './normalizer.ts';
import type { JobFile } from './buffers.ts';

/** What the thread is started with. */
export interface WorkerStart {
  readonly options: Omit<NormalizerOptions, 'schema'>;
  /** As `storedSchema` has it. */
  readonly schema: Record<string, unknown>;
  /** After so many bytes of pages their rows are handed on. */
  readonly partBytes: number;
}

/** What the thread is told: files to read, in order, and in the end undefined. */
export type WorkerRequest = (PageFile & { readonly sizeBytes: number }) | undefined;

/** What it answers. The schema comes only when it changed. */
export type WorkerAnswer =
  | {
      readonly kind: 'part';
      readonly jobs: readonly JobFile[];
      readonly schema: Record<string, unknown> | undefined;
      readonly rowsRead: number;
    }
  | { readonly kind: 'done'; readonly findings: Findings }
  | { readonly kind: 'failed'; readonly message: string; readonly place: Place | undefined; readonly contract: boolean };

/** Normalises in a thread of its own, so that rows are fetched and loaded meanwhile. */
function main(port: NonNullable<typeof parentPort>, start: WorkerStart): void {
  let known: Schema = readSchema(start.schema);
  const normalizer = newNormalizer({ ...start.options, schema: known });
  const answer = (message: WorkerAnswer) => port.postMessage(message);
  let bytes = 0;
  function part(): void {
    bytes = 0;
    const { jobs, schema, rowsRead } = normalizer.part();
    if (jobs.length === 0 && rowsRead === 0 && schema.versionHash === known.versionHash) return;
    answer({ kind: 'part', jobs, schema: schema.versionHash === known.versionHash ? undefined : storedSchema(schema), rowsRead });
    known = schema;
  }
  port.on('message', (file: WorkerRequest) => {
    try {
      if (file !== undefined) {
        normalizer.read(file);
        bytes += file.sizeBytes;
        if (bytes >= start.partBytes) part();
        return;
      }
      part();
      answer({ kind: 'done', findings: normalizer.findings() });
    } catch (error) {
      const cause = error instanceof NormalizeError && error.cause instanceof Error ? error.cause : error;
      const message = cause instanceof Error ? cause.message : String(cause);
      const { place, contract } = error instanceof NormalizeError ? error : { place: undefined, contract: false };
      answer({ kind: 'failed', message, place, contract });
    }
    // Nothing more comes: the thread ends by itself.
    port.close();
  });
}

if (parentPort !== null) main(parentPort, workerData as WorkerStart);
