import { UsageError } from '../output/failures.ts';

/** The whole number that a flag was given. Throws a `UsageError` that says what it has to be. */
export function wholeNumber(text: string, flag: string, min: number, max = Number.MAX_SAFE_INTEGER): number {
  const value = /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  const range = max === Number.MAX_SAFE_INTEGER ? `from ${min} up` : `from ${min} to ${max}`;
  throw new UsageError(`${flag} must be a whole number ${range}, not "${text}"`);
}

const hoursPerUnit: Readonly<Record<string, number>> = { h: 1, d: 24, w: 168 };

/** `168`, `7d`, `12h` or `2w`, in hours. */
export function hours(text: string, flag: string): number {
  const [, amount, unit] = /^(\d{1,6})([hdw]?)$/.exec(text) ?? [];
  const value = amount === undefined ? 0 : Number(amount) * (hoursPerUnit[unit === '' || unit === undefined ? 'h' : unit] ?? 1);
  if (value >= 1 && value <= 876_000) return value;
  throw new UsageError(`${flag} must be a time such as 12h, 7d, 2w, or a number of hours, not "${text}"`);
}
