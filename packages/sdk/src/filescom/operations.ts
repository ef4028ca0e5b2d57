import { FilewharfError } from '../transport/errors.ts';
import { listOf, type List } from '../transport/pages.ts';
import type { Caller } from './caller.ts';
import { MissingParameterError } from './errors.ts';
import type { Operations } from './generated/operations.ts';
import { aliases, operationTable } from './generated/table.ts';
import { toBody, toQuery, type FilesComCallOptions, type ListParams } from './params.ts';
import { normalizePath } from './paths.ts';

/** What an operation of the table is called with: what is in its path, its params when it takes any, options. */
type Arguments = readonly unknown[];
type Run = (...given: Arguments) => unknown;

/** Every operation of the API as a method, by resource. */
export function operationsOf(caller: Caller): Operations {
  const resources: Record<string, Record<string, Run>> = {};
  for (const [resource, operations] of Object.entries(operationTable)) {
    const methods: Record<string, Run> = {};
    for (const [name, row] of Object.entries(operations) as [string, string][]) {
      const run = makeOperation(caller, row);
      methods[name] = run;
      const alias = aliases[name];
      if (alias !== undefined && !Object.hasOwn(operations, alias)) methods[alias] = run;
    }
    resources[resource] = methods;
  }
  return resources as unknown as Operations;
}

function makeOperation(caller: Caller, row: string): Run {
  const [method = '', template = '', kind] = row.split(' ');
  const names = [...template.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  const isPaged = kind === 'paged';

  async function ask(inPath: Arguments, params: object, options: FilesComCallOptions | undefined) {
    const values = Object.fromEntries(names.map((name, index) => [name, inPath[index]]));
    const path = template.replace(/\{(\w+)\}/g, (_, name: string) => pathPart(name, values[name]));
    const all = { ...values, ...params };
    const isQuery = method === 'GET' || method === 'DELETE';
    const hasBody = !isQuery && Object.keys(all).length > 0;
    const found = await caller.connection.answer<unknown>(
      caller.call(
        {
          method,
          path,
          query: isQuery ? toQuery(all) : undefined,
          ...(hasBody ? { json: await toBody(all) } : {}),
          // A change says what shall be, not what to add.
          repeatSafe: method === 'PATCH' ? true : undefined,
        },
        options,
      ),
    );
    const { value } = found;
    // What changes something may answer nothing; whoever asks for something is answered, or it was not this API.
    if (method === 'GET' && (isPaged ? !Array.isArray(value) : typeof value !== 'object' || value === null)) throw notFromApi(method, path);
    return found;
  }

  return (...given) => {
    const inPath = given.slice(0, names.length);
    const rest = kind === undefined ? [undefined, given[names.length]] : given.slice(names.length);
    const params = (rest[0] ?? {}) as object;
    const options = rest[1] as FilesComCallOptions | undefined;
    if (isPaged) return cursorList((cursor) => ask(inPath, cursor === undefined ? params : { ...params, cursor }, options), params);
    return ask(inPath, params, options).then(({ value }) => value);
  };
}

/** Encoded with its slashes, as this API has it. Paths are normalized first, because `..` would lead out of the API. */
function pathPart(name: string, value: unknown): string {
  if (value === undefined || value === null || (value === '' && name !== 'path')) throw new MissingParameterError(`${name} is missing`);
  const given = String(value as string | number);
  const text = name === 'path' ? normalizePath(given) || '/' : given;
  if (text === '.' || text === '..') throw new MissingParameterError(`${name} cannot be "${text}"`);
  return encodeURIComponent(text);
}

function cursorList(
  load: (cursor: string | undefined) => Promise<{ readonly value: unknown; readonly headers: Headers }>,
  params: ListParams,
): List<unknown> {
  return listOf(async (at) => {
    const { value, headers } = await load(at);
    const next = headers.get('x-files-cursor') ?? undefined;
    if (next !== undefined && next === (at ?? params.cursor)) throw new FilewharfError('The server says that the next page is this page');
    return { items: Array.isArray(value) ? value : [], next: next === '' ? undefined : next };
  });
}

function notFromApi(method: string, path: string): FilewharfError {
  return new FilewharfError(`${method} ${path}: the answer is not one of this API`);
}
