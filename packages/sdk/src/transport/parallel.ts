import { onAbort } from './abort.ts';
import { FilewharfError } from './errors.ts';

/** How one failure ends the others. */
export interface Siblings {
  /** Triggered by the caller's signal and by the first failure. */
  readonly signal: AbortSignal;
}

/**
 * Runs `worker` so many times at once and waits for all. The first failure aborts the signal that all of them were given, and is thrown when
 * the last one has ended, so that nothing goes on behind the caller's back.
 */
export async function runWorkers(
  count: number,
  outer: AbortSignal | undefined,
  worker: (siblings: Siblings) => Promise<void>,
): Promise<void> {
  if (!Number.isSafeInteger(count) || count < 1) throw new FilewharfError(`concurrency cannot be ${count}`);
  const controller = new AbortController();
  const stop = (): void => controller.abort(outer?.reason);
  if (outer?.aborted === true) stop();
  const forgetAbort = onAbort(outer, stop);
  let failure: { readonly error: unknown } | undefined;
  try {
    await Promise.all(
      Array.from({ length: count }, async () => {
        try {
          await worker({ signal: controller.signal });
        } catch (error) {
          failure ??= { error };
          controller.abort(error);
        }
      }),
    );
  } finally {
    forgetAbort();
  }
  if (failure !== undefined) throw failure.error;
}

/** One at a time, in the order of asking. */
export function oneAtATime(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = last.then(work, work);
    last = result.catch(() => undefined);
    return result;
  };
}
