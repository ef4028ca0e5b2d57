import { statSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { readSchema, storedSchema, type Schema } from '../schema/schema.ts';
import { newNormalizer, NormalizeError, type Findings, type NormalizerOptions, type PageFile, type Part } from './normalizer.ts';
import type { WorkerAnswer, WorkerRequest, WorkerStart } from './worker.ts';

/** The normalize step of one package, which takes files while others are still being written. */
export interface Normalizing {
  add(file: PageFile): void;
  /** No more files come. Answers when all of them are read. Throws `NormalizeError`. */
  finish(): Promise<{ readonly schema: Schema; readonly findings: Findings }>;
  /** Ends at once. What was written is worth nothing. */
  abort(): Promise<void>;
}

export interface NormalizingOptions {
  readonly normalizer: NormalizerOptions;
  /** Gets the files of rows as they are ready, in order. */
  readonly onPart: (part: Part) => void;
  /** Told at once when it fails, so that no more is fetched; `finish` throws the same. */
  readonly onFailed?: (error: unknown) => void;
}

/** Below this many bytes of pages a thread would cost more than it saves. */
const worthThread = 4 << 20;
/** Rows of so many bytes of pages are loaded at a time. */
const partBytes = 48 << 20;

/** Starts the step: here while there is little to read, in a thread of its own once there is more. */
export function startNormalizing({ normalizer, onPart, onFailed }: NormalizingOptions): Normalizing {
  const waiting: (PageFile & { readonly sizeBytes: number })[] = [];
  let bytes = 0;
  let thread: ReturnType<typeof startThread> | undefined;
  return {
    add(file) {
      const { size } = statSync(file.path);
      waiting.push({ ...file, sizeBytes: size });
      bytes += size;
      if (bytes < worthThread) return;
      thread ??= startThread(normalizer, onPart, onFailed ?? (() => undefined));
      for (const one of waiting.splice(0)) thread.send(one);
    },
    async finish() {
      if (thread !== undefined) {
        for (const one of waiting.splice(0)) thread.send(one);
        thread.send(undefined);
        return thread.done;
      }
      const here = newNormalizer(normalizer);
      try {
        for (const one of waiting) here.read(one);
      } catch (error) {
        here.abandon();
        throw error;
      }
      const part = here.part();
      onPart(part);
      return { schema: part.schema, findings: here.findings() };
    },
    abort: async () => void (await thread?.stop()),
  };
}

function startThread(options: NormalizerOptions, onPart: (part: Part) => void, onFailed: (error: unknown) => void) {
  const { schema: first, ...rest } = options;
  const start: WorkerStart = { options: rest, schema: storedSchema(first), partBytes };
  // Run from its sources, as tests are, the thread's code is the built one.
  const code = new URL(import.meta.url.endsWith('.ts') ? '../../dist/normalize/worker.js' : './worker.js', import.meta.url);
  const worker = new Worker(code, { workerData: start });
  let schema = first;
  const done = new Promise<{ schema: Schema; findings: Findings }>((resolve, reject) => {
    worker.on('message', (answer: WorkerAnswer) => {
      if (answer.kind === 'part') {
        if (answer.schema !== undefined) schema = readSchema(answer.schema);
        onPart({ jobs: answer.jobs, schema, rowsRead: answer.rowsRead });
      } else if (answer.kind === 'done') resolve({ schema, findings: answer.findings });
      else reject(new NormalizeError(answer.message, answer.place, answer.contract));
    });
    worker.on('error', reject);
    worker.on('exit', (exitCode) => reject(new Error(`The normalising thread ended with code ${exitCode}`)));
  });
  // Whoever waits for it hears of a failure; until then it is none that nobody handles.
  done.catch(onFailed);
  return {
    done,
    send: (file: WorkerRequest) => worker.postMessage(file),
    stop: () => worker.terminate(),
  };
}
