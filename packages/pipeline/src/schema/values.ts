import { Float } from '../json/float.ts';
import type { DataType } from './schema.ts';
import { formatDate, formatTime, formatTimestamp, parseTemporal } from './temporal.ts';

/**
 * A value as it goes into a column, by the column's type: text and json a string, bigint a bigint, double a number, bool a boolean,
 * timestamp microseconds since 1970 as a bigint, date days since 1970, time microseconds since midnight, binary bytes;
 * decimal and wei `Decimal`.
 */
export type Value = string | bigint | number | boolean | Uint8Array | Decimal;

/** `digits * 10 ** -scale`. */
export interface Decimal {
  readonly digits: bigint;
  readonly scale: number;
}

/** A value with the type that it has by itself. */
export interface Typed {
  readonly type: DataType;
  readonly value: Value;
}

const maxInt64 = 2n ** 63n - 1n;
const minInt64 = -(2n ** 63n);
/** What a column of 38 digits can hold. */
const maxWei = 10n ** 38n - 1n;

// In dlt's files a text that starts with one of these characters stands for a value that JSON has no form for.
const typedTexts: readonly ((text: string) => Typed | undefined)[] = [
  (text) => decimalValue(text, 'decimal'),
  (text) => temporalValue(text, 'timestamp'),
  (text) => temporalValue(text, 'date'),
  (text) => ({ type: 'text', value: text }),
  (text) => ({ type: 'binary', value: Buffer.from(text.replace(/^0x/, ''), 'hex') }),
  (text) => ({ type: 'binary', value: Buffer.from(text, 'base64') }),
  (text) => decimalValue(text, 'wei'),
  (text) => temporalValue(text, 'time'),
];
const firstMark = 0xf026;

/** The text by which a binary value goes through JSON. */
export function markBinary(bytes: Uint8Array): string {
  return String.fromCharCode(firstMark + 5) + Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

function decimalValue(text: string, type: 'decimal' | 'wei'): Typed | undefined {
  const value = parseDecimal(text);
  return value === undefined ? undefined : { type, value };
}

function temporalValue(text: string, type: 'timestamp' | 'date' | 'time'): Typed | undefined {
  const value = coerce({ type: 'text', value: text }, type);
  return value === undefined ? undefined : { type, value };
}

/** Reads a decimal number, undefined when it is none. */
export function parseDecimal(text: string): Decimal | undefined {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  if (whole === '' && fraction === '') return undefined;
  const digits = BigInt(`${whole}${fraction}`) * (sign === '-' ? -1n : 1n);
  const scale = fraction.length - Number(exponent);
  return scale < 0 ? { digits: digits * 10n ** BigInt(-scale), scale: 0 } : { digits, scale };
}

/** The digits at another scale, rounded half to even. */
export function rescale(value: Decimal, scale: number): bigint {
  if (value.scale <= scale) return value.digits * 10n ** BigInt(scale - value.scale);
  const unit = 10n ** BigInt(value.scale - scale);
  const quotient = value.digits / unit;
  const rest = (value.digits < 0n ? -1n : 1n) * (value.digits % unit);
  const up = rest * 2n > unit || (rest * 2n === unit && quotient % 2n !== 0n);
  return up ? quotient + (value.digits < 0n ? -1n : 1n) : quotient;
}

export function formatDecimal({ digits, scale }: Decimal): string {
  if (scale === 0) return String(digits);
  const text = String(digits < 0n ? -digits : digits).padStart(scale + 1, '0');
  return `${digits < 0n ? '-' : ''}${text.slice(0, -scale)}.${text.slice(-scale)}`;
}

/** A number as Python writes it: a double always has a fraction or an exponent. */
export function formatDouble(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf';
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e16 || size < 1e-4)) return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
  const text = String(value);
  return Object.is(value, -0) ? '-0.0' : /[.e]/.test(text) ? text : `${text}.0`;
}

/** JSON text of a value from `parseJson`, with numbers as they were. */
export function jsonText(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (value instanceof Float) return formatDouble(value.valueOf());
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'string') return JSON.stringify(plainText(value));
  if (typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(jsonText).join(',')}]`;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${jsonText(member)}`).join(',')}}`;
}

/** The text without the mark of a typed text. */
function plainText(text: string): string {
  const mark = text.charCodeAt(0) - firstMark;
  return mark >= 0 && mark < typedTexts.length ? text.slice(1) : text;
}

/** The type that a value from `parseJson` has by itself, before it is looked at more closely. */
export function typed(value: unknown): Typed {
  switch (typeof value) {
    case 'string': {
      const mark = value.charCodeAt(0) - firstMark;
      const read = mark >= 0 && mark < typedTexts.length && value.length > 1 ? typedTexts[mark]?.(value.slice(1)) : undefined;
      return read ?? { type: 'text', value };
    }
    case 'number':
      // Beyond 2^53 whole numbers are written as bigint, so a number there was a double.
      return Number.isSafeInteger(value) ? { type: 'bigint', value: BigInt(value) } : { type: 'double', value };
    case 'bigint':
      if (value >= minInt64 && value <= maxInt64) return { type: 'bigint', value };
      return value >= -maxWei && value <= maxWei
        ? { type: 'wei', value: { digits: value, scale: 0 } }
        : { type: 'text', value: String(value) };
    case 'boolean':
      return { type: 'bool', value };
    default:
      return value instanceof Float ? { type: 'double', value: value.valueOf() } : { type: 'json', value: jsonText(value) };
  }
}

/** The type of a new column for this value, and the value in it: text that is a moment makes a timestamp. */
export function inferred(value: Typed): Typed {
  if (value.type !== 'text') return value;
  const read = parseTemporal(value.value as string);
  return read?.kind === 'timestamp' ? { type: 'timestamp', value: read.micros } : value;
}

/** The value in a column of that type, undefined when it does not fit there. The table of what fits is dlt's. */
export function coerce(from: Typed, to: DataType): Value | undefined {
  if (from.type === to) return from.value;
  if (to === 'text') return textOf(from);
  if (from.type === 'text') return fromText((from.value as string).trim(), from.value as string, to);
  switch (to) {
    case 'bigint':
      return wholeNumber(from);
    case 'double':
      if (from.type === 'bigint') return Number(from.value as bigint);
      return isDecimal(from) ? Number(formatDecimal(from.value as Decimal)) : undefined;
    case 'decimal':
    case 'wei':
      return toDecimal(from);
    case 'bool':
      if (from.type === 'bigint') return from.value !== 0n;
      if (from.type === 'double') return from.value !== 0;
      return isDecimal(from) ? (from.value as Decimal).digits !== 0n : undefined;
    case 'timestamp':
      if (from.type === 'bigint') return inRange((from.value as bigint) * 1_000_000n);
      if (from.type === 'double') return fromSeconds(from.value as number);
      return from.type === 'date' ? BigInt(from.value as number) * 86_400_000_000n : undefined;
    case 'date': {
      const micros = from.type === 'timestamp' ? from.value : coerce(from, 'timestamp');
      return typeof micros === 'bigint' ? Number((micros - (((micros % dayMicros) + dayMicros) % dayMicros)) / dayMicros) : undefined;
    }
    case 'binary':
      return from.type === 'bigint' ? littleEndian(from.value as bigint) : undefined;
    case 'json':
    case 'time':
      return undefined;
  }
}

const dayMicros = 86_400_000_000n;
/** The years 1 to 9999, beyond which destinations and their clients differ. */
const inRange = (micros: bigint) => (micros >= -62_135_596_800_000_000n && micros < 253_402_300_800_000_000n ? micros : undefined);
const fromSeconds = (seconds: number) => (Math.abs(seconds) < 1e12 ? inRange(BigInt(Math.round(seconds * 1e6))) : undefined);
const isDecimal = (value: Typed) => value.type === 'decimal' || value.type === 'wei';

function textOf({ type, value }: Typed): string {
  switch (type) {
    case 'double':
      return formatDouble(value as number);
    case 'bool':
      return value === true ? 'True' : 'False';
    case 'timestamp':
      return formatTimestamp(value as bigint).replace('Z', '+00:00');
    case 'date':
      return formatDate(value as number);
    case 'time':
      return formatTime(value as number);
    case 'decimal':
    case 'wei':
      return formatDecimal(value as Decimal);
    case 'binary':
      return Buffer.from(value as Uint8Array).toString('base64');
    case 'text':
    case 'bigint':
    case 'json':
      return String(value as string | bigint);
  }
}

function wholeNumber({ type, value }: Typed): bigint | undefined {
  let whole: bigint | undefined;
  if (type === 'double') whole = Number.isInteger(value) ? BigInt(value as number) : undefined;
  else if (type === 'decimal' || type === 'wei') {
    const decimal = value as Decimal;
    whole = decimal.digits % 10n ** BigInt(decimal.scale) === 0n ? decimal.digits / 10n ** BigInt(decimal.scale) : undefined;
  }
  return whole !== undefined && whole >= minInt64 && whole <= maxInt64 ? whole : undefined;
}

function toDecimal({ type, value }: Typed): Decimal | undefined {
  if (type === 'bigint') return { digits: value as bigint, scale: 0 };
  if (type === 'double') return Number.isFinite(value) ? parseDecimal(String(value as number)) : undefined;
  return type === 'decimal' || type === 'wei' ? (value as Decimal) : undefined;
}

function littleEndian(value: bigint): Uint8Array | undefined {
  if (value < 0n) return undefined;
  const hex = value === 0n ? '' : value.toString(16);
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex').reverse();
}

const words = new Map([
  ...['yes', 'true', 't', 'y', '1'].map((word) => [word, true] as const),
  ...['no', 'false', 'f', 'n', '0'].map((word) => [word, false] as const),
]);

function fromText(text: string, whole: string, to: DataType): Value | undefined {
  switch (to) {
    case 'bigint': {
      const value = bigintOf(text);
      return value !== undefined && value >= minInt64 && value <= maxInt64 ? value : undefined;
    }
    case 'double':
      return doubleOf(text);
    case 'decimal':
    case 'wei': {
      const hex = hexOf(text);
      return hex === undefined ? parseDecimal(text) : { digits: hex, scale: 0 };
    }
    case 'bool':
      return words.get(whole.toLowerCase());
    case 'json':
      try {
        JSON.parse(whole);
        return whole;
      } catch {
        return undefined;
      }
    case 'timestamp':
      return timestampOf(whole);
    case 'date': {
      const read = parseTemporal(whole);
      if (read?.kind === 'date') return read.days;
      const micros = timestampOf(whole);
      return micros === undefined ? undefined : coerce({ type: 'timestamp', value: micros }, 'date');
    }
    case 'time': {
      const read = parseTemporal(whole);
      return read?.kind === 'time' ? read.micros : undefined;
    }
    case 'binary':
      return binaryOf(whole);
    case 'text':
      return whole;
  }
}

function hexOf(text: string): bigint | undefined {
  return /^0x[\da-fA-F]+$/.test(text) ? BigInt(text) : undefined;
}

function bigintOf(text: string): bigint | undefined {
  // Python allows single underscores between digits.
  return /^[+-]?\d+(?:_\d+)*$/.test(text) ? BigInt(text.replace('+', '').replaceAll('_', '')) : hexOf(text);
}

function doubleOf(text: string): number | undefined {
  const hex = hexOf(text);
  if (hex !== undefined) return Number(hex);
  const word = /^([+-]?)(nan|inf|infinity)$/i.exec(text);
  if (word !== null) return word[2]?.toLowerCase() === 'nan' ? Number.NaN : word[1] === '-' ? -Infinity : Infinity;
  return /^[+-]?(?:\d+(?:_\d+)*\.?|\d*(?:_\d+)*\.\d+(?:_\d+)*)(?:[eE][+-]?\d+)?$/.test(text) ? Number(text.replaceAll('_', '')) : undefined;
}

function timestampOf(text: string): bigint | undefined {
  const read = parseTemporal(text);
  if (read?.kind === 'timestamp') return read.micros;
  if (read?.kind === 'date') return BigInt(read.days) * dayMicros;
  if (read !== undefined) return undefined;
  // Seconds since 1970.
  const seconds = doubleOf(text);
  return seconds === undefined ? undefined : fromSeconds(seconds);
}

function binaryOf(text: string): Uint8Array | undefined {
  if (text.startsWith('0x')) return /^0x(?:[\da-fA-F]{2})*$/.test(text) ? Buffer.from(text.slice(2), 'hex') : undefined;
  return /^(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?$/.test(text) ? Buffer.from(text, 'base64') : undefined;
}
