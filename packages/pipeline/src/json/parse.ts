import { isUtf8 } from 'node:buffer';
import { Float } from './float.ts';

/** The text is no JSON. `at` counts bytes from its beginning. */
export class JsonError extends Error {
  /** What is wrong, without the place. */
  readonly reason: string;
  readonly at: number;
  constructor(reason: string, at: number) {
    super(`${reason} at byte ${at}`);
    this.name = 'JsonError';
    this.reason = reason;
    this.at = at;
  }
}

/** What nests deeper than this is refused: it would exhaust the stack of whoever handles it next. */
const maxDepth = 2000;
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Where the value at `at` ends (the position after its last byte). It is only walked over, so only its outline is checked. */
export function skipValue(text: Uint8Array, at: number, end: number): number {
  let depth = 0;
  for (let i = at; i < end; i += 1) {
    const byte = text[i];
    switch (byte) {
      case 0x22:
        i = skipString(text, i, end) - 1;
        break;
      case 0x7b:
      case 0x5b:
        depth += 1;
        continue;
      case 0x7d:
      case 0x5d:
        depth -= 1;
        if (depth < 0) return i;
        break;
      case 0x2c:
        if (depth === 0) return i;
        continue;
      case 0x20:
      case 0x0a:
      case 0x0d:
      case 0x09:
      case 0x3a:
        continue;
      default:
        if (depth > 0) continue;
        i += 1;
        while (i < end && isLiteral(text[i] as number)) i += 1;
        return i;
    }
    if (depth === 0) return i + 1;
  }
  throw new JsonError('The JSON ends too early', end);
}

function isLiteral(byte: number): boolean {
  return byte !== 0x2c && byte !== 0x7d && byte !== 0x5d && byte > 0x20;
}

function skipString(text: Uint8Array, at: number, end: number): number {
  let i = at + 1;
  for (; i < end; i += 1) {
    const byte = text[i];
    if (byte === 0x5c) i += 1;
    else if (byte === 0x22) return i + 1;
  }
  throw new JsonError('A JSON string does not end', end);
}

/** The first byte that is not part of valid UTF-8, in a text that is not. */
export function firstNotUtf8(text: Uint8Array): number {
  let at = 0;
  while (at < text.length) {
    const byte = text[at] as number;
    const next = at + (byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4);
    if (!isUtf8(text.subarray(at, next))) break;
    at = next;
  }
  return at;
}

export function skipSpace(text: Uint8Array, at: number, end: number): number {
  let i = at;
  while (i < end) {
    const byte = text[i] as number;
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) break;
    i += 1;
  }
  return i;
}

/**
 * Reads JSON without losing what numbers were: `7` is the number 7, `7.0` a `Float`, a whole number that a double cannot hold a bigint.
 * Among equal keys the last one holds, at the place of the first. Throws `JsonError`.
 */
export function parseJson(text: Uint8Array, from = 0, to: number = text.length): unknown {
  let at = from;
  // A byte order mark.
  if (to - at >= 3 && text[at] === 0xef && text[at + 1] === 0xbb && text[at + 2] === 0xbf) at += 3;
  const slice = text.subarray(at, to);
  let source: string;
  try {
    source = decoder.decode(slice);
  } catch {
    throw new JsonError('The text is not valid UTF-8', at + firstNotUtf8(slice));
  }
  try {
    const [value, end] = valueAt(source, space(source, 0), 0);
    const rest = space(source, end);
    if (rest < source.length) throw new JsonError('Unexpected text after the JSON value', rest);
    return value;
  } catch (error) {
    // Characters were counted; bytes are what others can look for.
    if (error instanceof JsonError) throw new JsonError(error.reason, at + Buffer.byteLength(source.slice(0, error.at)));
    throw error;
  }
}

const number = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
// Control characters leave the quick way: JSON.parse then says whether they may be there.
const stringEnd = /[^"\\\p{Cc}]*/uy;

function space(source: string, at: number): number {
  let i = at;
  for (; i < source.length; i += 1) {
    const code = source.charCodeAt(i);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) break;
  }
  return i;
}

function valueAt(source: string, at: number, depth: number): [unknown, number] {
  if (depth > maxDepth) throw new JsonError(`The JSON nests deeper than ${maxDepth} levels`, at);
  switch (source.charCodeAt(at)) {
    case 0x7b:
      return objectAt(source, at, depth);
    case 0x5b:
      return listAt(source, at, depth);
    case 0x22:
      return stringAt(source, at);
    case 0x74:
      if (source.startsWith('true', at)) return [true, at + 4];
      break;
    case 0x66:
      if (source.startsWith('false', at)) return [false, at + 5];
      break;
    case 0x6e:
      if (source.startsWith('null', at)) return [null, at + 4];
      break;
    default: {
      number.lastIndex = at;
      const match = number.exec(source);
      if (match !== null) return [numberOf(match[0], match[1] !== undefined || match[2] !== undefined), number.lastIndex];
    }
  }
  throw new JsonError(at >= source.length ? 'The JSON ends too early' : 'Unexpected text where a JSON value should be', at);
}

/** The value of a number literal, see `parseJson`. */
function numberOf(literal: string, written: boolean): number | bigint | Float {
  const value = Number(literal);
  if (written) return Number.isInteger(value) ? new Float(value) : value;
  return Number.isSafeInteger(value) ? value : BigInt(literal);
}

function stringAt(source: string, at: number): [string, number] {
  stringEnd.lastIndex = at + 1;
  stringEnd.exec(source);
  let end = stringEnd.lastIndex;
  if (source.charCodeAt(end) === 0x22) return [source.slice(at + 1, end), end + 1];
  while (end < source.length && source.charCodeAt(end) !== 0x22) end += source.charCodeAt(end) === 0x5c ? 2 : 1;
  if (end >= source.length) throw new JsonError('A JSON string does not end', at);
  try {
    return [JSON.parse(source.slice(at, end + 1)) as string, end + 1];
  } catch {
    throw new JsonError('A JSON string has an escape or a character that is not allowed', at);
  }
}

function objectAt(source: string, start: number, depth: number): [unknown, number] {
  const object: Record<string, unknown> = {};
  let at = space(source, start + 1);
  if (source.charCodeAt(at) === 0x7d) return [object, at + 1];
  for (;;) {
    if (source.charCodeAt(at) !== 0x22) throw new JsonError('A JSON object wants a key here', at);
    const [key, keyEnd] = stringAt(source, at);
    at = space(source, keyEnd);
    if (source.charCodeAt(at) !== 0x3a) throw new JsonError('A JSON object wants a colon here', at);
    const [value, valueEnd] = valueAt(source, space(source, at + 1), depth + 1);
    if (key === '__proto__') Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true });
    else object[key] = value;
    at = space(source, valueEnd);
    const code = source.charCodeAt(at);
    if (code === 0x7d) return [object, at + 1];
    if (code !== 0x2c) throw new JsonError('A JSON object wants a comma or its end here', at);
    at = space(source, at + 1);
  }
}

function listAt(source: string, start: number, depth: number): [unknown, number] {
  const list: unknown[] = [];
  let at = space(source, start + 1);
  if (source.charCodeAt(at) === 0x5d) return [list, at + 1];
  for (;;) {
    const [value, valueEnd] = valueAt(source, at, depth + 1);
    list.push(value);
    at = space(source, valueEnd);
    const code = source.charCodeAt(at);
    if (code === 0x5d) return [list, at + 1];
    if (code !== 0x2c) throw new JsonError('A JSON list wants a comma or its end here', at);
    at = space(source, at + 1);
  }
}
