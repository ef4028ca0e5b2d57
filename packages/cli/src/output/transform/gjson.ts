import { matches, wildcard } from './gjson-query.ts';
import { literalEnd, modifierEnd, multipathEnd, pathParts, queryEnd } from './gjson-scan.ts';
import { modify } from './gjson-modifiers.ts';

/**
 * Evaluates a GJSON path (github.com/tidwall/gjson, SYNTAX.md) on a JSON value. Undefined when there is nothing at the path; JSON has no
 * undefined of its own. Never throws: a path that makes no sense finds nothing.
 *
 * Differences from GJSON, which works on text: `@pretty` and `@ugly` change nothing, as the output's format decides about white space; a
 * member that is made twice is there once, with the last value; what follows a path that finds nothing finds nothing
 * (GJSON makes an empty list or object of it in some places).
 */
export function gjson(value: unknown, path: string): unknown {
  if (value === undefined) return undefined;
  const start = made(value, path);
  if (start !== undefined) return start.rest === undefined ? start.value : gjson(start.value, start.rest);
  const { chain, rest } = pathParts(path);
  const found = follow(value, chain);
  return rest === undefined ? found : gjson(found, rest);
}

/** What does not look into the value but makes one, at the start of a path: a modifier, a literal, a multipath. */
function made(value: unknown, path: string): { readonly value: unknown; readonly rest: string | undefined } | undefined {
  const end = modifierEnd(path, 0) ?? literalEnd(path, 0) ?? multipathEnd(path, 0);
  if (end === undefined || (end < path.length && path[end] !== '.' && path[end] !== '|')) return undefined;
  const head = path.slice(0, end);
  const rest = end < path.length ? path.slice(end + 1) : undefined;
  if (head.startsWith('@')) return { value: modify(value, head, gjson), rest };
  if (head.startsWith('!')) return { value: parsed(head.slice(1)), rest };
  return { value: multipath(value, head), rest };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    // What is no JSON is not there.
    return undefined;
  }
}

/** `{name.first,"years":age}` and `[name.first,age]`. What is not there is left out. */
function multipath(value: unknown, text: string): unknown {
  const members = selectors(text.slice(1, -1)).flatMap(({ key, path }) => {
    const member = gjson(value, path);
    return member === undefined ? [] : [[key, member] as const];
  });
  return text.startsWith('{') ? Object.fromEntries(members) : members.map(([, member]) => member);
}

interface Selector {
  readonly key: string;
  readonly path: string;
}

function selectors(text: string): Selector[] {
  const found: Selector[] = [];
  let rest = text;
  while (rest !== '') {
    const named = /^\s*("(?:[^"\\]|\\.)*")\s*:/.exec(rest);
    const from = named === null ? 0 : named[0].length;
    let end = from;
    while (end < rest.length && rest[end] !== ',') end = pathEnd(rest, end);
    const path = rest.slice(from, end).trim();
    found.push({ key: named === null ? lastName(path) : String(parsed(named[1] ?? '')), path });
    rest = rest.slice(end + 1);
  }
  return found;
}

/** Where the next thing begins, with everything that may hold a comma taken as one. */
function pathEnd(text: string, at: number): number {
  if (text[at] === '\\') return Math.min(text.length, at + 2);
  return modifierEnd(text, at, ',') ?? literalEnd(text, at) ?? multipathEnd(text, at) ?? queryEnd(text, at)?.end ?? at + 1;
}

/** A member without a name of its own is called as the last part of its path, or `_` when that is no name. */
function lastName(path: string): string {
  const name = /(?:^|(?<!\\)[.|])((?:[^.|]|(?<=\\)[.|])*)$/s.exec(path)?.[1] ?? path;
  // eslint-disable-next-line no-control-regex
  return /[[\]{}()#|!\u0000-\u001f]/.test(name) ? '_' : name;
}

/** Looks up names, indexes and queries that are joined by dots. */
function follow(value: unknown, chain: string): unknown {
  if (chain === '' || typeof value !== 'object' || value === null) return undefined;
  if (Array.isArray(value)) return followArray(value as unknown[], chain);
  const { name, rest } = firstName(chain);
  const matchesName = wildcard(name);
  for (const [key, member] of Object.entries(value)) {
    if (!matchesName(key)) continue;
    // A pattern goes on to the next name when this one leads nowhere.
    const found = rest === undefined ? (member as unknown) : follow(member, rest);
    if (found !== undefined) return found;
  }
  return undefined;
}

function followArray(elements: readonly unknown[], chain: string): unknown {
  if (chain === '#') return elements.length;
  if (chain.startsWith('#.')) return each(elements, chain.slice(2));
  const query = queryEnd(chain, 0);
  if (query !== undefined) {
    const rest = query.end < chain.length ? chain.slice(query.end + 1) : undefined;
    const condition = (element: unknown): boolean => matches(element, query.condition, gjson);
    if (query.all) {
      const found = elements.filter(condition);
      return rest === undefined ? found : each(found, rest);
    }
    const found = elements.find(condition);
    return rest === undefined ? found : follow(found, rest);
  }
  const { name, rest } = firstName(chain);
  if (!/^\d+$/.test(name)) return undefined;
  const found = elements[Number(name)];
  return rest === undefined ? found : follow(found, rest);
}

function each(elements: readonly unknown[], path: string): unknown[] {
  return elements.map((element) => gjson(element, path)).filter((found) => found !== undefined);
}

function firstName(chain: string): { readonly name: string; readonly rest: string | undefined } {
  const name = /^(?:[^.\\]|\\.|\\$)*/s.exec(chain)?.[0] ?? '';
  return { name, rest: name.length < chain.length ? chain.slice(name.length + 1) : undefined };
}
