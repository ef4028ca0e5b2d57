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
