import { skipSpace, skipValue, JsonError, parseJson } from './parse.ts';

/**
 * The bytes of the value below these keys, without reading the others: `findJson(body, ['data', 'items'])`. Undefined when there is no
 * such value. Throws `JsonError` when the text on the way is no JSON.
 */
export function findJson(text: Uint8Array, keys: readonly string[]): Uint8Array | undefined {
  let at = skipSpace(text, 0, text.length);
  let end = text.length;
  for (const key of keys) {
    const found = memberAt(text, at, end, key);
    if (found === undefined) return undefined;
    [at, end] = found;
  }
  if (keys.length === 0) end = skipValue(text, at, end);
  return text.subarray(at, end);
}

function memberAt(text: Uint8Array, start: number, end: number, key: string): [number, number] | undefined {
  if (text[start] !== 0x7b) return undefined;
  let found: [number, number] | undefined;
  let at = skipSpace(text, start + 1, end);
  while (text[at] !== 0x7d) {
    if (text[at] !== 0x22) throw new JsonError('A JSON object wants a key here', at);
    const keyEnd = skipValue(text, at, end);
    const name = parseJson(text, at, keyEnd);
    at = skipSpace(text, keyEnd, end);
    if (text[at] !== 0x3a) throw new JsonError('A JSON object wants a colon here', at);
    at = skipSpace(text, at + 1, end);
    const valueEnd = skipValue(text, at, end);
    if (name === key) found = [at, valueEnd];
    at = skipSpace(text, valueEnd, end);
    if (text[at] === 0x2c) at = skipSpace(text, at + 1, end);
    else if (text[at] !== 0x7d) throw new JsonError('A JSON object wants a comma or its end here', at);
  }
  return found;
}
