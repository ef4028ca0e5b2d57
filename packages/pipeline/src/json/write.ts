import { markBinary, formatDouble } from '../schema/values.ts';
import { Float } from './float.ts';

const maxDepth = 1900;
const tooDeep = 'A row nests too deep, or in itself';

/** What `JSON.stringify` writes as it is meant. Others change in it: `7.0`, dates, bytes, bigint. */
function isPlain(value: unknown, depth = 0): boolean {
  if (depth > maxDepth) return false;
  switch (typeof value) {
    case 'string':
    case 'boolean':
    case 'undefined':
      return true;
    case 'number':
      return Number.isSafeInteger(value) || (Number.isFinite(value) && !Number.isInteger(value));
    case 'object':
      if (value === null) return true;
      if (Array.isArray(value)) return value.every((item) => isPlain(item, depth + 1));
      if (!isPlainObject(value)) return false;
      for (const key in value) if (!isPlain((value as Record<string, unknown>)[key], depth + 1)) return false;
      return true;
    default:
      return false;
  }
}

/** The text of a row for the next step. Dates become ISO 8601 text, bytes are marked, what is no data (functions, symbols) is an error. */
export function writeRow(value: unknown): string {
  try {
    return isPlain(value) ? JSON.stringify(value) : write(value, 0);
  } catch (error) {
    // How much a level takes of the stack depends on the engine.
    if (error instanceof RangeError && error.message.includes('call stack')) throw new Error(tooDeep, { cause: error });
    throw error;
  }
}

function write(value: unknown, depth: number): string {
  if (depth > maxDepth) throw new Error(tooDeep);
  switch (typeof value) {
    case 'number':
      if (Number.isSafeInteger(value)) return Object.is(value, -0) ? '-0' : String(value);
      // JSON has no form for these; a double column reads them from text.
      return Number.isFinite(value) ? formatDouble(value) : JSON.stringify(formatDouble(value));
    case 'bigint':
      return String(value);
    case 'string':
    case 'boolean':
      return JSON.stringify(value);
    case 'object': {
      if (value === null) return 'null';
      if (value instanceof Float) return formatDouble(value.valueOf());
      if (value instanceof Date) return JSON.stringify(value.toISOString());
      if (value instanceof Uint8Array) return JSON.stringify(markBinary(value));
      if (Array.isArray(value)) return `[${value.map((item) => (item === undefined ? 'null' : write(item, depth + 1))).join(',')}]`;
      if (value instanceof Map || value instanceof Set)
        return write(value instanceof Map ? Object.fromEntries(value) : Array.from(value), depth + 1);
      const members = Object.entries(value).filter(([, member]) => member !== undefined);
      return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${write(member, depth + 1)}`).join(',')}}`;
    }
    default:
      throw new Error(`A row has a ${typeof value}, which is no data`);
  }
}

/** What `JSON.stringify` writes, and a bigint by its digits: for readers to whom `7.0` and `7` are the same. */
export function writeJson(value: unknown): string {
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return `[${value.map(writeJson).join(',')}]`;
  if (typeof value !== 'object' || value === null || !isPlainObject(value)) return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${writeJson(member)}`).join(',')}}`;
}

function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
