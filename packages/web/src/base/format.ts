const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

/** Bytes for people: `1.4 MiB`. */
export function formatBytes(bytes: number): string {
  const power = bytes < 1024 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** power;
  return `${power === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[power]}`;
}

const day = new Intl.DateTimeFormat('en', { dateStyle: 'medium' });
const minute = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' });
const hour = new Intl.DateTimeFormat('en', { timeStyle: 'short' });
const count = new Intl.NumberFormat('en');

/** Of the wire (ISO 8601), for a list: the time when it was today, else the day. */
export function formatTime(time: string): string {
  const date = new Date(time);
  return date.toDateString() === new Date().toDateString() ? hour.format(date) : day.format(date);
}

/** To the minute, for a title or a detail. */
export const formatExactTime = (time: string): string => minute.format(new Date(time));

/** Of a time of the wire. */
export const isPast = (time: string): boolean => Date.parse(time) <= Date.now();

export const formatDay = (time: string): string => day.format(new Date(time));

/** `12,345` */
export const formatCount = (value: number): string => count.format(value);

/**
 * A name from a stranger as it can be shown: characters that cannot be seen or that turn the direction of what follows (with which
 * `exe.gpj` is made to read as `jpg.exe`) become U+FFFD.
 */
export function shownName(name: string): string {
  return name.replace(/[\p{Cc}\p{Cs}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu, '\ufffd');
}
