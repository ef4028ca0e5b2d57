import { isModifier } from './gjson-modifiers.ts';

/** Where the parts of a GJSON path end. All of these answer the index behind the part that starts at `at`, or undefined when none does. */

/**
 * A path up to its first pipe, and what is behind it. A dot before a modifier, literal or multipath is a pipe too; but what follows `#.`
 * and `#(...)#.` is for each element, so that belongs to it up to a real pipe.
 */
export function pathParts(path: string): { readonly chain: string; readonly rest: string | undefined } {
  let at = 0;
  let forEach = false;
  while (at < path.length) {
    const query = queryEnd(path, at);
    const end: number = forEach ? (partEnd(path, at) ?? nameEnd(path, at)) : (query?.end ?? nameEnd(path, at));
    forEach ||= query?.all === true || path.slice(at, end) === '#';
    if (end >= path.length) break;
    if (path[end] === '|' || (!forEach && partEnd(path, end + 1) !== undefined))
      return { chain: path.slice(0, end), rest: path.slice(end + 1) };
    at = end + 1;
  }
  return { chain: path, rest: undefined };
}

/** Something that is no name and no index. */
function partEnd(path: string, at: number): number | undefined {
  return modifierEnd(path, at) ?? literalEnd(path, at) ?? multipathEnd(path, at);
}

function nameEnd(path: string, at: number): number {
  let end = at;
  while (end < path.length && path[end] !== '.' && path[end] !== '|') end += path[end] === '\\' ? 2 : 1;
  return Math.min(end, path.length);
}

/** `@name`, `@name:{"json":1}`, `@name:anything up to a pipe` (in a multipath: up to a comma). Only modifiers that are known. */
export function modifierEnd(path: string, at: number, stop = '|'): number | undefined {
  if (path[at] !== '@') return undefined;
  const name = /^@\w*/.exec(path.slice(at))?.[0] ?? '';
  if (!isModifier(name)) return undefined;
  const end = at + name.length;
  if (path[end] !== ':') return end;
  const json = groupEnd(path, end + 1);
  if (json !== undefined) return json;
  let argumentEnd = end + 1;
  while (argumentEnd < path.length && path[argumentEnd] !== '|' && path[argumentEnd] !== stop) argumentEnd += 1;
  return argumentEnd;
}

/** `!"text"`, `!{"a":1}`, `!true`, `!12`. */
export function literalEnd(path: string, at: number): number | undefined {
  if (path[at] !== '!') return undefined;
  const group = groupEnd(path, at + 1);
  if (group !== undefined) return group;
  const word = /^[-+\w]+/.exec(path.slice(at + 1))?.[0];
  return word === undefined ? undefined : at + 1 + word.length;
}

/** `{a,b}` and `[a,b]`. */
export function multipathEnd(path: string, at: number): number | undefined {
  return path[at] === '{' || path[at] === '[' ? groupEnd(path, at) : undefined;
}

export interface Query {
  readonly condition: string;
  /** `#(...)#`: all that match instead of the first. */
  readonly all: boolean;
  readonly end: number;
}

/** `#(condition)` and `#(condition)#`; with square brackets too, as GJSON had them first. */
export function queryEnd(path: string, at: number): Query | undefined {
  if (path[at] !== '#' || (path[at + 1] !== '(' && path[at + 1] !== '[')) return undefined;
  const close = groupEnd(path, at + 1);
  if (close === undefined) return undefined;
  const all = path[close] === '#';
  const end = all ? close + 1 : close;
  if (end < path.length && path[end] !== '.' && path[end] !== '|') return undefined;
  return { condition: path.slice(at + 2, close - 1), all, end };
}

/** A text in quotes, or brackets with all that is in them. */
export function groupEnd(path: string, at: number): number | undefined {
  if (path[at] === '"') return quotedEnd(path, at);
  let depth = 0;
  for (let index = at; index < path.length; index += 1) {
    const character = path[index] ?? '';
    if (character === '\\') index += 1;
    else if (character === '"') index = (quotedEnd(path, index) ?? path.length) - 1;
    else if ('([{'.includes(character)) depth += 1;
    else if (')]}'.includes(character)) depth -= 1;
    if (depth === 0) return '([{'.includes(path[at] ?? ' ') ? index + 1 : undefined;
  }
  return undefined;
}

function quotedEnd(path: string, at: number): number | undefined {
  for (let index = at + 1; index < path.length; index += 1) {
    if (path[index] === '\\') index += 1;
    else if (path[index] === '"') return index + 1;
  }
  return undefined;
}
