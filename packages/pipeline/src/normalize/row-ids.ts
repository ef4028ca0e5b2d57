import { parseJson, skipSpace, skipValue } from '../json/parse.ts';
import { digest128 } from '../schema/naming.ts';
import { jsonText } from '../schema/values.ts';

/**
 * Ids that follow from rows, read from their bytes for the compiled reader: the same that the interpreter makes of parsed rows. Each gets
 * the position of a row's brace. They answer undefined where the interpreter has to look, and leave it to the reader to find text that is
 * no JSON.
 */
export type RowId = (text: Buffer, at: number) => string | undefined;

/** A member: its key, as latin1, and where that and its value are. */
interface Member {
  readonly key: string;
  /** Of its quotes. */
  readonly keyStart: number;
  readonly keyEnd: number;
  readonly isAscii: boolean;
  readonly start: number;
  readonly end: number;
}

/** The members of an object; undefined when a key is not written plainly. */
function membersOf(text: Buffer, at: number): { readonly members: Member[]; readonly end: number } | undefined {
  const members: Member[] = [];
  let next = skipSpace(text, at + 1, text.length);
  if (text[next] === 0x7d) return { members, end: next + 1 };
  for (;;) {
    if (text[next] !== 0x22) return undefined;
    const keyStart = next;
    let isAscii = true;
    next += 1;
    for (let byte = text[next] as number; byte !== 0x22; byte = text[next] as number) {
      if (byte === 0x5c || byte < 0x20) return undefined;
      if (byte >= 0x80) isAscii = false;
      next += 1;
    }
    const keyEnd = next + 1;
    next = skipSpace(text, keyEnd, text.length);
    if (text[next] !== 0x3a) return undefined;
    const start = skipSpace(text, next + 1, text.length);
    const end = skipValue(text, start, text.length);
    members.push({ key: text.toString('latin1', keyStart + 1, keyEnd - 1), keyStart, keyEnd, isAscii, start, end });
    next = skipSpace(text, end, text.length);
    if (text[next] === 0x7d) return { members, end: next + 1 };
    if (text[next] !== 0x2c) return undefined;
    next = skipSpace(text, next + 1, text.length);
  }
}

/** Whether a text in quotes stands for itself: it has no escapes, and no mark in front. */
function isPlainText(text: Buffer, start: number, end: number): boolean {
  for (let i = start + 1; i < end - 1; i += 1) if (text[i] === 0x5c) return false;
  return !(text[start + 1] === 0xef && text[start + 2] === 0x80);
}

/** Whether a number is written as JavaScript writes it. Not all that are so are known. */
function isPlainNumber(text: Buffer, start: number, end: number): boolean {
  let at = text[start] === 0x2d ? start + 1 : start;
  const first = at;
  const digit = (i: number) => (text[i] as number) >= 48 && (text[i] as number) <= 57;
  while (at < end && digit(at)) at += 1;
  const whole = at - first;
  if (whole === 0 || whole > 15 || (text[first] === 48 && whole > 1)) return false;
  // A zero may have a sign that it is written without.
  if (at === end) return text[first] !== 48 || first === start;
  if (text[at] !== 0x2e) return false;
  const fraction = at + 1;
  for (at = fraction; at < end && digit(at);) at += 1;
  if (at !== end || at === fraction || whole + at - fraction > 15 || text[at - 1] === 48) return false;
  // Small ones get an exponent.
  return text[first] !== 48 || text[fraction] !== 48 || text[fraction + 1] !== 48;
}

/** Whether the JSON of a value is, byte by byte, what `jsonText` makes of it. */
function isPlain(text: Buffer, start: number, end: number): boolean {
  const byte = text[start] as number;
  if (byte === 0x22) return isPlainText(text, start, end);
  return byte === 0x74 || byte === 0x66 || byte === 0x6e || isPlainNumber(text, start, end);
}

/** The id that a row has itself, under this key (as latin1). */
export function givenId(key: string): RowId {
  return (text, at) => {
    const found = membersOf(text, at)?.members.filter((member) => member.key === key);
    const [member] = found ?? [];
    if (member === undefined || found?.length !== 1) return undefined;
    const { start, end } = member;
    if (text[start] !== 0x22 || end - start <= 2 || !isPlainText(text, start, end)) return undefined;
    return text.toString('utf8', start + 1, end - 1);
  };
}

/** The id that follows from the primary key. `keys` are the columns by their keys (as latin1). */
export function keyId(keys: ReadonlyMap<string, string>): RowId {
  // In the order of the names, as all JSON that hashes are made of.
  const parts = Array.from(keys, ([key, column]) => ({ key, column, name: `${JSON.stringify(column)}:` }));
  parts.sort((a, b) => (a.column < b.column ? -1 : 1));
  return (text, at) => {
    const members = membersOf(text, at)?.members;
    if (members === undefined) return undefined;
    let content = '{';
    for (const { key, name } of parts) {
      let found: Member | undefined;
      for (const member of members) {
        if (member.key !== key) continue;
        if (found !== undefined) return undefined;
        found = member;
      }
      if (found === undefined) return undefined;
      const { start, end } = found;
      const first = text[start];
      if (first === 0x6e || first === 0x7b || first === 0x5b) return undefined;
      const value = isPlain(text, start, end) ? text.toString('utf8', start, end) : jsonText(parseJson(text, start, end));
      content += `${content === '{' ? '' : ','}${name}${value}`;
    }
    return digest128(`${content}}`, 10);
  };
}

/** The id that follows from all of a row, but what dlt put into it. */
export function contentId(): RowId {
  let out = Buffer.allocUnsafe(4096);
  let length = 0;

  function put(from: Uint8Array, start: number, end: number): void {
    if (length + end - start > out.length) {
      const larger = Buffer.allocUnsafe(Math.max(out.length * 2, length + end - start));
      out.copy(larger, 0, 0, length);
      out = larger;
    }
    if (end - start > 48) out.set(from.subarray(start, end), length);
    else for (let i = start, to = length; i < end; i += 1, to += 1) out[to] = from[i] as number;
    length += end - start;
  }
  function putByte(byte: number): void {
    if (length === out.length) put(Uint8Array.of(byte), 0, 1);
    else {
      out[length] = byte;
      length += 1;
    }
  }

  /** Writes the value with its keys in order. Answers where it ends, -1 when the interpreter has to look. */
  function value(text: Buffer, at: number, isRow: boolean): number {
    if (text[at] === 0x7b) return object(text, at, isRow);
    if (text[at] === 0x5b) return list(text, at);
    const end = skipValue(text, at, text.length);
    if (isPlain(text, at, end)) put(text, at, end);
    else {
      const written = Buffer.from(jsonText(parseJson(text, at, end)));
      put(written, 0, written.length);
    }
    return end;
  }

  function object(text: Buffer, at: number, isRow: boolean): number {
    const found = membersOf(text, at);
    if (found === undefined) return -1;
    const { members, end } = found;
    members.sort((a, b) => (a.key < b.key ? -1 : 1));
    putByte(0x7b);
    let isFirst = true;
    let before: string | undefined;
    for (const { key, keyStart, keyEnd, isAscii, start } of members) {
      // The order of bytes is not that of characters, and of equal keys the last counts.
      if (!isAscii || key === before) return -1;
      before = key;
      if (isRow && key.startsWith('_dlt')) continue;
      if (!isFirst) putByte(0x2c);
      isFirst = false;
      put(text, keyStart, keyEnd);
      putByte(0x3a);
      if (value(text, start, false) < 0) return -1;
    }
    putByte(0x7d);
    return end;
  }

  function list(text: Buffer, at: number): number {
    putByte(0x5b);
    let next = skipSpace(text, at + 1, text.length);
    if (text[next] !== 0x5d) {
      for (;;) {
        const end = value(text, next, false);
        if (end < 0) return -1;
        next = skipSpace(text, end, text.length);
        if (text[next] === 0x5d) break;
        if (text[next] !== 0x2c) return -1;
        putByte(0x2c);
        next = skipSpace(text, next + 1, text.length);
      }
    }
    putByte(0x5d);
    return next + 1;
  }

  return (text, at) => {
    length = 0;
    return value(text, at, true) < 0 ? undefined : digest128(out.subarray(0, length), 10);
  };
}
