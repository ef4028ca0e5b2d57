import { Argument, Command } from 'commander';
import { readFile } from 'node:fs/promises';
import { onRun } from '../context.ts';
import { UsageError } from '../output/failures.ts';
import { readStandardInput } from '../standard-input.ts';

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

interface ApiFlags {
  readonly field?: readonly string[];
  readonly rawField?: readonly string[];
  readonly header?: readonly string[];
  readonly input?: string;
  readonly include?: boolean;
}

const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

/** `filewharf api`: any request, with the key and the retries of the other commands. */
export function apiCommand(): Command {
  const command = new Command('api')
    .description('Send any request: filewharf api GET /api/v2/usage')
    .addArgument(new Argument('<method>').choices(methods).argParser(String))
    .argument('<path>', 'path of the server, such as /api/v2/files; without /api or /v1 in front it is one of /api/v2')
    .option(
      '-f, --field <key=value>',
      'a member of the JSON body, or of the query with GET; true, 1, null and JSON keep their kind',
      collect,
    )
    .option('-F, --raw-field <key=value>', 'the same, always a text', collect)
    .option('-H, --header <name: value>', 'one more header', collect)
    .option('--input <file>', 'file with the body; - is standard input')
    .option('-i, --include', 'also the status and the headers, on stderr');
  return onRun<ApiFlags>(command, async ({ client, output, about, signal }, [verb = '', target = ''], flags) => {
    const method = methods.find((known) => known === verb.toUpperCase());
    if (method === undefined) throw new UsageError(`The method must be one of ${methods.join(', ')}, not "${verb}".`);
    if (/^[a-z]+:\/\//i.test(target)) throw new UsageError('Give the path only; the address of the server is --base-url.');
    const path = /^\/?(api|v1|healthz|readyz|metrics)(\/|\?|$)/.test(target)
      ? target.replace(/^\/?/, '/')
      : `/api/v2/${target.replace(/^\//, '')}`;
    about({ object: `${method} ${path}`, kind: 'resource' });
    const fields = { ...fieldsOf(flags.rawField ?? [], String), ...fieldsOf(flags.field ?? [], literal) };
    const hasFields = Object.keys(fields).length > 0;
    if (hasFields && flags.input !== undefined) throw new UsageError('Give fields or --input, not both.');
    const inQuery = method === 'GET' || method === 'HEAD' || method === 'DELETE';
    const body =
      flags.input === undefined
        ? undefined
        : flags.input === '-'
          ? await readStandardInput('the body', signal)
          : await readInput(flags.input);
    const headers = headersOf(flags.header ?? []);
    const app = await client();
    const answer = await app.request(method, path, {
      signal,
      headers: body !== undefined && !('content-type' in headers) ? { 'content-type': 'application/json', ...headers } : headers,
      ...(hasFields ? (inQuery ? { query: texts(fields) } : { json: fields }) : {}),
      ...(body === undefined ? {} : { body }),
    });
    if (flags.include === true) {
      output.warn(`HTTP ${answer.status}`);
      for (const [name, value] of answer.headers) output.warn(`${name}: ${value}`);
    }
    const isJson = answer.headers.get('content-type')?.includes('json') === true;
    // It says JSON, and has none.
    if (method === 'HEAD') return;
    if (!isJson || output.format === 'raw') {
      await output.raw(answer.stream());
      return;
    }
    const value: unknown = await answer.json();
    const view = { title: `${method} ${path}`, columns: [], isJson: true };
    if (Array.isArray(value)) await output.list(value as readonly object[], view);
    else if (typeof value === 'object' && value !== null) await output.item(value, view);
    else await output.raw(JSON.stringify(value));
  });
}

async function readInput(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new UsageError(`--input: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function fieldsOf<Value>(given: readonly string[], read: (text: string) => Value): Record<string, Value> {
  return Object.fromEntries(
    given.map((field) => {
      const at = field.indexOf('=');
      if (at < 1) throw new UsageError(`A field looks like key=value, not "${field}".`);
      return [field.slice(0, at), read(field.slice(at + 1))];
    }),
  );
}

/** JSON where it is JSON, else the text. */
function literal(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

const texts = (fields: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)]));

function headersOf(given: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    given.map((header) => {
      const at = header.indexOf(':');
      const name = header.slice(0, at).trim().toLowerCase();
      const value = header.slice(at + 1).trim();
      // Said without the value: it may be a secret.
      if (at < 1 || !/^[!#$%&'*+.^_`|~0-9a-z-]+$/.test(name)) throw new UsageError('A header looks like "Name: value".');
      if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) throw new UsageError(`The header ${name} has characters that no header may have.`);
      return [name, value];
    }),
  );
}
