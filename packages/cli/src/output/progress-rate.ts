/** The rate is that of this long ago until now: short enough to follow the line, long enough to read. */
const windowMs = 10_000;
/** The first seconds say nothing: connections open, and buffers of the system swallow the first megabytes at once. */
const warmUpMs = 3_000;
const sampleMs = 200;

/** Bytes per second lately, from a number that grows. */
export function createRate(now: () => number) {
  let samples: { readonly at: number; readonly bytes: number }[] = [];
  let latest: { readonly at: number; readonly bytes: number } | undefined;
  let firstAt: number | undefined;

  return {
    /** `bytes` have moved until now, in all. */
    add(bytes: number): void {
      const at = now();
      firstAt ??= at;
      const last = samples.at(-1);
      if (last === undefined) samples.push({ at, bytes: 0 });
      else if (at - last.at >= sampleMs) samples.push({ at, bytes });
      latest = { at, bytes };
    },

    perSecond(): number {
      const at = now();
      // One sample from before the window stays, so that the window is covered.
      while (samples.length > 1 && at - (samples[1]?.at ?? at) >= windowMs) samples = samples.slice(1);
      const [oldest] = samples;
      if (oldest === undefined || latest === undefined || at - oldest.at <= 0) return 0;
      if (at - latest.at >= windowMs) return 0;
      return (latest.bytes - oldest.bytes) / ((at - oldest.at) / 1000);
    },

    /** Whether the rate can be built upon. */
    isWarm(): boolean {
      return firstAt !== undefined && now() - firstAt >= warmUpMs;
    },
  };
}
