import type { Column } from './schema.ts';
import type { Value } from './values.ts';

/**
 * The value at the precision of its column: moments and times are cut to it, as dlt does. Undefined when the column cannot hold it: a text
 * has too many characters, bytes are too many, a whole number needs more bits. Decimals are looked at where they are written.
 */
export function atPrecision({ data_type: type, precision }: Column, value: Value): Value | undefined {
  if (precision === undefined) return value;
  switch (type) {
    case 'text':
      return isLonger(value as string, precision) ? undefined : value;
    case 'binary':
      return (value as Uint8Array).length > precision ? undefined : value;
    case 'bigint': {
      const bits = bitsOf(precision);
      return BigInt.asIntN(bits, value as bigint) === value ? value : undefined;
    }
    case 'timestamp': {
      if (precision >= 6) return value;
      const micros = value as bigint;
      const unit = 10n ** BigInt(6 - precision);
      return micros - (((micros % unit) + unit) % unit);
    }
    case 'time': {
      if (precision >= 6) return value;
      const unit = 10 ** (6 - precision);
      return Math.floor((value as number) / unit) * unit;
    }
    default:
      return value;
  }
}

/** What the column can hold, as the end of a sentence. */
export function shownPrecision({ data_type: type, precision = 0 }: Column): string {
  if (type === 'text') return `${precision} characters`;
  return type === 'binary' ? `${precision} bytes` : `${bitsOf(precision)} bits`;
}

/** Databases have whole numbers of these sizes. */
const bitsOf = (precision: number): number => [8, 16, 32].find((bits) => precision <= bits) ?? 64;

/** In characters, of which some have two units. */
function isLonger(text: string, limit: number): boolean {
  if (text.length <= limit) return false;
  let count = 0;
  for (const _ of text) {
    count += 1;
    if (count > limit) return true;
  }
  return false;
}
