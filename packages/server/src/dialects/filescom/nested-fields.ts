import { FilesComError } from './errors.ts';

/** Nobody needs more; a hostile request could make trees of them. */
const maxFields = 10_000;
const maxDepth = 5;

type Branch = Map<string, unknown>;

function toObject(value: unknown): unknown {
  if (!(value instanceof Map)) return value;
  // fromEntries makes own properties of all names, `__proto__` too.
  return Object.fromEntries([...(value as Branch)].map(([name, below]) => [name, toObject(below)]));
}

/** `a[b][]` as `['a', 'b']`; a `[]` says only that there may be more of them. */
function namesOf(key: string): string[] {
  const bracket = key.indexOf('[');
  if (bracket <= 0 || !key.endsWith(']')) return [key];
  const inner = key.slice(bracket + 1, -1).split('][');
  return inner.length >= maxDepth ? [key] : [key.slice(0, bracket), ...inner.filter((name) => name !== '')];
}

/** Puts `a[b]=c` where it belongs: `{ a: { b: "c" } }`. A name that comes again becomes a list. */
function nest(fields: Iterable<readonly [string, unknown]>): Record<string, unknown> {
  const root: Branch = new Map();
  let count = 0;
  for (const [key, value] of fields) {
    count += 1;
    if (count > maxFields) throw new FilesComError('bad-request/request-params-invalid', `A request has at most ${maxFields} fields.`);
    const names = namesOf(key);
    const last = names.pop() ?? key;
    let branch = root;
    for (const name of names) {
      const below = branch.get(name);
      const next: Branch = below instanceof Map ? (below as Branch) : new Map<string, unknown>();
      if (next !== below) branch.set(name, next);
      branch = next;
    }
    const known = branch.get(last);
    if (known === undefined) branch.set(last, value);
    else if (Array.isArray(known)) known.push(value);
    else if (!(known instanceof Map)) branch.set(last, [known, value]);
  }
  return toObject(root) as Record<string, unknown>;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw new FilesComError('bad-request/invalid-input-encoding', 'The request holds percent-encoding that is not UTF-8.');
  }
}

/** A query or a form (application/x-www-form-urlencoded), with its nesting. */
export function parseFields(text: string): Record<string, unknown> {
  const pairs = text.split('&').filter((pair) => pair !== '');
  return nest(
    pairs.map((pair) => {
      const equals = pair.indexOf('=');
      return equals === -1 ? [decode(pair), ''] : [decode(pair.slice(0, equals)), decode(pair.slice(equals + 1))];
    }),
  );
}

/** A JSON object; one client spells nesting in its names (`"etags[0][etag]"`). */
export function unfold(body: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const names = Object.keys(body);
  return names.some((name) => name.includes('[')) ? nest(Object.entries(body)) : body;
}
