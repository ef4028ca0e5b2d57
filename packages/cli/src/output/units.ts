const byteUnits = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'];

/** `512 B`, `1.5 KiB`, `84.1 MiB`, `230 GiB`: powers of 1024, at most three digits and one place (four digits from 1000 to 1023). */
export function humanBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  // Compared as it will be rounded, so that 1,048,575 bytes are 1.0 MiB and not 1024 KiB.
  while (unit < byteUnits.length - 1 && Math.round(value) >= 1024) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 || value >= 99.95 ? String(Math.round(value)) : value.toFixed(1)} ${String(byteUnits[unit])}`;
}

/** The longest wait that is shown: what lies beyond is a guess about a line that stands still. */
const longestSeconds = 99 * 86_400;

/** `5s`, `1m 5s`, `2h 3m`, `3d 4h`: two units at most, and `>99d` at the end. */
export function humanDuration(seconds: number): string {
  if (!(seconds <= longestSeconds)) return '>99d';
  const whole = Math.max(0, Math.round(seconds));
  const parts: readonly (readonly [number, string])[] = [
    [Math.floor(whole / 86_400), 'd'],
    [Math.floor(whole / 3600) % 24, 'h'],
    [Math.floor(whole / 60) % 60, 'm'],
    [whole % 60, 's'],
  ];
  const first = parts.findIndex(([count]) => count > 0);
  if (first === -1) return '0s';
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${String(count)}${unit}`)
    .join(' ');
}

/** `2025-01-15 10:30` in the local time zone. */
export function localTime(time: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const date = `${String(time.getFullYear()).padStart(4, '0')}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  return `${date} ${two(time.getHours())}:${two(time.getMinutes())}`;
}

/** `1 file`, `1,200 files`. */
export function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${number.toLocaleString('en-US')} ${number === 1 ? noun : plural}`;
}
