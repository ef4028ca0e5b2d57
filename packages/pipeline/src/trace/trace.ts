import { randomUUID } from 'node:crypto';
import { LockedError } from '../state/lock.ts';
import type { LoadInfo } from '../load/load-info.ts';

/** The steps of a run; `sync` is the connection to the destination, and taking over what it remembers. */
export const stepNames = ['sync', 'extract', 'normalize', 'load'] as const;
export type StepName = (typeof stepNames)[number];

/** How a step goes on. Counts are of the step so far. */
export interface ProgressEvent {
  readonly step: StepName;
  readonly state: 'started' | 'running' | 'finished';
  /** What it is at: the resource, while it is extracted. */
  readonly resource?: string;
  readonly pages: number;
  /** Of extracted pages they are counted while the next step reads them, so that `finished` may come again with more of them. */
  readonly rows: number;
  readonly bytes: number;
  readonly seconds: number;
}

export type OnProgress = (event: ProgressEvent) => void;

export interface StepTrace {
  readonly step: StepName;
  /** ISO 8601. */
  readonly started_at: string;
  readonly seconds: number;
  readonly pages?: number;
  readonly rows?: number;
  readonly bytes?: number;
  /** Why it failed. */
  readonly error?: { readonly name: string; readonly message: string };
}

/** A run, as it is kept in the history. */
export interface RunTrace {
  readonly run_id: string;
  readonly pipeline_name: string;
  readonly destination_type: string;
  readonly dataset_name: string;
  /** Where the data is, without secrets. */
  readonly location: string;
  /** ISO 8601. */
  readonly started_at: string;
  readonly seconds: number;
  readonly outcome: 'completed' | 'failed';
  readonly steps: readonly StepTrace[];
  readonly packages: readonly { readonly load_id: string; readonly state: string; readonly failed_jobs: number }[];
  /** By table. */
  readonly rows: Readonly<Record<string, number>>;
  readonly warnings: readonly string[];
}

export interface RunRecorder {
  /** Runs a step, or a further part of it. */
  step<T>(name: StepName, work: () => Promise<T>, rowsOf?: (result: T) => number): Promise<T>;
  /** The same for steps that go on at the same time. One that has begun is not begun again. */
  begin(name: StepName): void;
  end(name: StepName, error?: unknown): void;
  /** Rows that a step is done with. */
  count(name: StepName, rows: number): void;
  /** A page came in. */
  page(resource: string, bytes: number): void;
  finish(info: LoadInfo | undefined): RunTrace;
}

export interface RunFacts {
  readonly pipeline_name: string;
  readonly destination_type: string;
  readonly dataset_name: string;
  readonly location: string;
}

interface StepCounts {
  readonly startedAt: Date;
  /** Of the parts that are over. */
  seconds: number;
  /** Since when the current part goes on. */
  runningSince: number | undefined;
  pages: number;
  rows: number;
  bytes: number;
  error?: { readonly name: string; readonly message: string };
}

/** Writes down what a run does while it does it. */
export function recordRun(facts: RunFacts, onProgress: OnProgress | undefined): RunRecorder {
  const startedAt = new Date();
  const began = performance.now();
  const steps = new Map<StepName, StepCounts>();

  function countsOf(name: StepName): StepCounts {
    const known = steps.get(name);
    if (known !== undefined) return known;
    const made: StepCounts = { startedAt: new Date(), seconds: 0, runningSince: undefined, pages: 0, rows: 0, bytes: 0 };
    steps.set(name, made);
    return made;
  }

  function tell(name: StepName, counts: StepCounts, state: ProgressEvent['state'], resource?: string): void {
    const { pages, rows, bytes, runningSince } = counts;
    const seconds = counts.seconds + (runningSince === undefined ? 0 : (performance.now() - runningSince) / 1000);
    onProgress?.({ step: name, state, pages, rows, bytes, seconds, ...(resource === undefined ? {} : { resource }) });
  }

  function begin(name: StepName): void {
    const counts = countsOf(name);
    if (counts.runningSince !== undefined) return;
    counts.runningSince = performance.now();
    tell(name, counts, 'started');
  }

  function end(name: StepName, error?: unknown): void {
    const counts = countsOf(name);
    if (counts.runningSince !== undefined) counts.seconds += (performance.now() - counts.runningSince) / 1000;
    counts.runningSince = undefined;
    // Another run has the pipeline: nothing of this one is worth keeping.
    if (error !== undefined && !(error instanceof LockedError)) counts.error = shown(error);
    tell(name, counts, 'finished');
  }

  return {
    begin,
    end,
    async step(name, work, rowsOf) {
      begin(name);
      try {
        const result = await work();
        countsOf(name).rows += rowsOf?.(result) ?? 0;
        end(name);
        return result;
      } catch (error) {
        end(name, error);
        throw error;
      }
    },
    count(name, rows) {
      const counts = countsOf(name);
      counts.rows += rows;
      tell(name, counts, counts.runningSince === undefined ? 'finished' : 'running');
    },
    page(resource, bytes) {
      const counts = countsOf('extract');
      counts.pages += 1;
      counts.bytes += bytes;
      tell('extract', counts, 'running', resource);
    },
    finish: (info) => ({
      run_id: randomUUID(),
      ...facts,
      started_at: startedAt.toISOString(),
      seconds: rounded((performance.now() - began) / 1000),
      outcome: info === undefined ? 'failed' : 'completed',
      steps: stepNames.flatMap((step) => {
        const counts = steps.get(step);
        return counts === undefined ? [] : [traceOf(step, counts)];
      }),
      packages: (info?.packages ?? []).map(({ loadId, state, failedJobs }) => ({ load_id: loadId, state, failed_jobs: failedJobs })),
      rows: info?.rowCounts ?? {},
      warnings: info?.warnings ?? [],
    }),
  };
}

/** A step that others cut short counts up to now. */
function traceOf(step: StepName, { startedAt, seconds, runningSince, pages, rows, bytes, error }: StepCounts): StepTrace {
  const more = runningSince === undefined ? 0 : (performance.now() - runningSince) / 1000;
  return {
    step,
    started_at: startedAt.toISOString(),
    seconds: rounded(seconds + more),
    ...(step === 'extract' ? { pages, bytes } : {}),
    ...(rows > 0 ? { rows } : {}),
    ...(error === undefined ? {} : { error }),
  };
}

const rounded = (seconds: number): number => Math.round(seconds * 1000) / 1000;

function shown(error: unknown): { name: string; message: string } {
  return error instanceof Error ? { name: error.name, message: error.message } : { name: 'Error', message: String(error) };
}
