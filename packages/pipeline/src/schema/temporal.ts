/** Text that looks like ISO 8601, read as dlt reads it. Times are microseconds since 1970; text without a zone counts as UTC. */
export type Temporal =
  | { readonly kind: 'timestamp'; readonly micros: bigint }
  /** Days since 1970. */
  | { readonly kind: 'date'; readonly days: number }
  /** Microseconds since midnight. */
  | { readonly kind: 'time'; readonly micros: number };

const zone = '(Z|[+-]\\d{2}(?::?\\d{2})?)?';
const extendedTime = '(\\d{2})(?::(\\d{2})(?::(\\d{2})(?:[.,](\\d+))?)?)?';
const compactTime = '(\\d{2})(?:(\\d{2})(?:(\\d{2})(?:[.,](\\d+))?)?)?';
const extended = new RegExp(`^(?:(\\d{4})-(\\d{2})-(\\d{2})|(\\d{4})-W(\\d{2})-(\\d)|(\\d{4})-(\\d{3}))(?:[T ]${extendedTime}${zone})?$`);
const compact = new RegExp(`^(?:(\\d{4})(\\d{2})(\\d{2})|(\\d{4})W(\\d{2})(\\d)|(\\d{4})(\\d{3}))(?:[T ]${compactTime}${zone})?$`);
const slashes = /^(\d{4})\/(\d{2})\/(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?)?$/;
const partial = /^(\d{4})(?:-(\d{2})|-?W(\d{2}))?$/;
const timeOnly = new RegExp(`^(\\d{2}):(\\d{2})(?::(\\d{2})(?:[.,](\\d+))?)?${zone}$`);

const daysInMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const isLeap = (year: number) => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

/** Days from 1970-01-01, undefined when there is no such day. */
function daysOf(year: number, month: number, day: number): number | undefined {
  if (year < 1 || month < 1 || month > 12 || day < 1) return undefined;
  if (day > (month === 2 && isLeap(year) ? 29 : (daysInMonth[month - 1] as number))) return undefined;
  return Date.UTC(2000 + (year % 400), month - 1, day) / 86_400_000 + (Math.floor(year / 400) - 5) * 146_097;
}

function dayOfWeekDate(year: number, week: number, weekday: number): number | undefined {
  if (week < 1 || week > 53 || weekday < 1 || weekday > 7) return undefined;
  const fourth = daysOf(year, 1, 4);
  if (fourth === undefined) return undefined;
  // 1970-01-01 was a Thursday, the fourth day of its week.
  const monday = fourth - ((((fourth + 3) % 7) + 7) % 7);
  return monday + (week - 1) * 7 + weekday - 1;
}

function dayOfYear(year: number, day: number): number | undefined {
  const first = daysOf(year, 1, 1);
  return first === undefined || day < 1 || day > (isLeap(year) ? 366 : 365) ? undefined : first + day - 1;
}

function timeOf(hour = '0', minute = '0', second = '0', fraction = ''): number | undefined {
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  return (Number(hour) * 3600 + Number(minute) * 60 + Number(second)) * 1e6 + Number(fraction.slice(0, 6).padEnd(6, '0'));
}

/** Seconds east of Greenwich. */
function offsetOf(text: string | undefined): number | undefined {
  if (text === undefined || text === 'Z') return 0;
  const hours = Number(text.slice(1, 3));
  const minutes = Number(text.slice(3).replace(':', '') || '0');
  if (hours > 23 || minutes > 59) return undefined;
  return (text.startsWith('-') ? -1 : 1) * (hours * 3600 + minutes * 60);
}

function microsOf(days: number, micros: number, offsetSeconds: number): bigint {
  return BigInt(days) * 86_400_000_000n + BigInt(micros - offsetSeconds * 1e6);
}

function fromMatch(match: RegExpExecArray): Temporal | undefined {
  const [, y1, m1, d1, y2, w2, d2, y3, d3, hour, minute, second, fraction, zoneText] = match;
  let days: number | undefined;
  if (y1 !== undefined) days = daysOf(Number(y1), Number(m1), Number(d1));
  else if (y2 !== undefined) days = dayOfWeekDate(Number(y2), Number(w2), Number(d2));
  else days = dayOfYear(Number(y3), Number(d3));
  if (days === undefined) return undefined;
  if (hour === undefined) return { kind: 'date', days };
  const time = timeOf(hour, minute, second, fraction);
  const offset = offsetOf(zoneText);
  return time === undefined || offset === undefined ? undefined : { kind: 'timestamp', micros: microsOf(days, time, offset) };
}

/** What the text says, undefined when it is neither date nor time. */
export function parseTemporal(text: string): Temporal | undefined {
  const first = text.charCodeAt(0);
  if (first < 0x30 || first > 0x39 || text.length < 4 || text.length > 64) return undefined;
  const match = extended.exec(text) ?? compact.exec(text);
  if (match !== null) return fromMatch(match);
  const [, year, month, day, hour, minute, second, fraction] = slashes.exec(text) ?? [];
  if (year !== undefined) {
    const days = daysOf(Number(year), Number(month), Number(day));
    if (days === undefined) return undefined;
    if (hour === undefined) return { kind: 'date', days };
    const time = timeOf(hour, minute, second, fraction);
    return time === undefined ? undefined : { kind: 'timestamp', micros: microsOf(days, time, 0) };
  }
  const part = partial.exec(text);
  if (part !== null) {
    const days =
      part[3] === undefined ? daysOf(Number(part[1]), Number(part[2] ?? '1'), 1) : dayOfWeekDate(Number(part[1]), Number(part[3]), 1);
    return days === undefined ? undefined : { kind: 'date', days };
  }
  const clock = timeOnly.exec(text);
  if (clock === null) return undefined;
  const micros = timeOf(clock[1], clock[2], clock[3], clock[4]);
  return micros === undefined ? undefined : { kind: 'time', micros };
}

/** `2024-01-15T10:30:00Z`, with microseconds where there are some. */
export function formatTimestamp(micros: bigint): string {
  const day = (micros < 0n ? micros - 86_399_999_999n : micros) / 86_400_000_000n;
  return `${formatDate(Number(day))}T${formatTime(Number(micros - day * 86_400_000_000n))}Z`;
}

export function formatDate(days: number): string {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear_ = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear_ + 2) / 153);
  const day = dayOfYear_ - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

export function formatTime(micros: number): string {
  const seconds = Math.floor(micros / 1e6);
  const fraction = micros % 1e6;
  const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
  return fraction === 0 ? clock : `${clock}.${String(fraction).padStart(6, '0')}`;
}
