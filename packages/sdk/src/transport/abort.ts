import { AbortError } from './errors.ts';

/** What is to be done for each signal. One listener serves all of them: Node warns of a leak when a signal gets more than ten. */
const watchers = new WeakMap<AbortSignal, Set<() => void>>();

/** Does something when the signal is triggered, once. Answers how to forget it. A signal that was triggered already is not looked at. */
export function onAbort(signal: AbortSignal | undefined, act: () => void): () => void {
  if (signal === undefined) return () => undefined;
  const known = watchers.get(signal);
  const acts = known ?? new Set();
  acts.add(act);
  if (known === undefined) {
    watchers.set(signal, acts);
    signal.addEventListener('abort', () => acts.forEach((each) => each()), { once: true });
  }
  return () => acts.delete(act);
}

/** What the work comes to, unless the signal is triggered before: then AbortError. The work itself goes on, and nobody hears of it. */
export function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(new AbortError(signal));
    // The work may have been what led to the abort.
    if (signal.aborted) stop();
    const forgetAbort = onAbort(signal, stop);
    work.then(resolve, reject).finally(forgetAbort);
  });
}
