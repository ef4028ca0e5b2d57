/** From so many seconds on a client goes by its own clock. */
const tooLongSeconds = 60;

/**
 * How long the vendor's clients wait when an answer says `Retry-After`: the first value counts, in whole seconds or as an HTTP date. What
 * is neither, has passed, or takes a minute or longer is ignored (null). `now` in milliseconds since 1970.
 */
export function retryAfterSeconds(values: readonly string[], now: number): number | null {
  const first = values[0]?.trim() ?? '';
  const seconds = /^\d+$/.test(first) ? Number(first) : /[a-z]{3}/i.test(first) ? Math.round((Date.parse(first) - now) / 1000) : Number.NaN;
  return seconds >= 0 && seconds < tooLongSeconds ? seconds : null;
}
