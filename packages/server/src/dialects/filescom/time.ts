const isoTime = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?) ?(Z|UTC|[+-]\d{2}:?\d{2}|)| ?(?:Z|UTC))?$/i;

/** Earlier than any clock or file system writes: what a client sends for "no time" (the year 1) is refused, as the live service does. */
const firstYear = 1600;

/** False for a day that its month does not have: `Date.parse` would go on into the next month. */
function isDay(date: string): boolean {
  const midnight = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(date);
}

/**
 * Milliseconds since 1970 of what a client of this API sends as a time: ISO 8601, which is UTC when it names no zone, or whole seconds
 * since 1970 as a number or digits. Undefined when it is neither.
 */
export function parseTime(value: string | number): number | undefined {
  if (typeof value === 'number' || /^-?\d+$/.test(value)) {
    const time = Number(value) * 1000;
    return Math.abs(time) <= 253_402_300_799_000 ? Math.round(time) : undefined;
  }
  // In a query an unescaped "+" arrives as a space.
  const spelled = value.trim().replace(/(:\d{2}(?:\.\d+)?) (\d{2}:?\d{2})$/, '$1+$2');
  const match = isoTime.exec(spelled);
  if (match === null) return undefined;
  const [, year = '', month = '', day = '', clock = '00:00', zone = ''] = match;
  const date = `${year}-${month}-${day}`;
  if (Number(year) < firstYear || !isDay(date)) return undefined;
  const offset = zone === '' || /^(z|utc)$/i.test(zone) ? 'Z' : zone.replace(/^([+-]\d{2}):?(\d{2})$/, '$1:$2');
  const time = Date.parse(`${date}T${clock}${offset}`);
  return Number.isNaN(time) ? undefined : time;
}
