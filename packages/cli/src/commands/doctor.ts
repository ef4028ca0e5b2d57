import { Command } from 'commander';
import { chmod, stat, statfs } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import type { FilesApp } from '@filewharf/sdk';
import type { Connection } from '../connection.ts';
import { onRun, type Context } from '../context.ts';
import { configFilePath } from '../profiles.ts';
import { commandVersion } from '../version.ts';
import { count, humanBytes } from '../output/units.ts';
import type { View } from '../output/view.ts';

interface Check {
  /** Stable, for programs. */
  readonly id: string;
  readonly status: 'ok' | 'warn' | 'fail';
  readonly message: string;
  /** What to do about it. */
  readonly remedy: string | null;
}

const ok = (id: string, message: string): Check => ({ id, status: 'ok', message, remedy: null });
const warn = (id: string, message: string, remedy: string): Check => ({ id, status: 'warn', message, remedy });
const fail = (id: string, message: string, remedy: string): Check => ({ id, status: 'fail', message, remedy });

const view: View<Check> = {
  title: 'doctor',
  columns: [
    { title: 'Status', value: ({ status }) => status, field: 'status' },
    { title: 'Check', value: ({ id }) => id, field: 'id' },
    { title: 'Finding', value: ({ message, remedy }) => (remedy === null ? message : `${message}: ${remedy}`), field: 'message' },
  ],
};

/** Exit code 1. What to do stands beside each check. */
class ChecksFailedError extends Error {
  override readonly name = 'ChecksFailedError';
  readonly hint = 'what to do is said behind each of them';

  constructor(failed: number) {
    super(`${count(failed, 'check')} failed`);
  }
}

const describeReason = (error: unknown): string => (error instanceof Error ? error.message : String(error));

interface DoctorFlags {
  readonly server?: boolean;
  readonly fix?: boolean;
}

/** `filewharf doctor`: looks at everything between this command and the server's disk. Exit code 1 when a check fails. */
export function doctorCommand(): Command {
  const command = new Command('doctor')
    .description('Check this machine, the configuration and the server, and say what to do')
    .option('--server', 'the server only')
    .option('--fix', 'put right what can be put right');
  return onRun<DoctorFlags>(command, async (context, _args, flags) => {
    let failed = 0;
    async function* checks(): AsyncGenerator<Check> {
      const all = async function* (): AsyncGenerator<Check> {
        if (flags.server !== true) {
          yield nodeCheck();
          yield ok('version', `filewharf ${commandVersion()}`);
          yield await configCheck(context, flags.fix === true);
          yield proxyCheck(context);
          yield await diskCheck();
        }
        yield* serverChecks(context);
      };
      for await (const check of all()) {
        if (check.status === 'fail') failed += 1;
        yield check;
      }
    }
    await context.output.list(checks(), view);
    if (failed > 0) throw new ChecksFailedError(failed);
  });
}

const oldestNode = [20, 19] as const;

function nodeCheck(): Check {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const enough = major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1]);
  return enough ? ok('node', `Node ${process.version}`) : fail('node', `Node ${process.version} is too old`, 'install Node 20.19 or later');
}

async function configCheck({ env }: Context, fix: boolean): Promise<Check> {
  const path = configFilePath(env);
  try {
    const { mode } = await stat(path);
    if (process.platform === 'win32' || (mode & 0o077) === 0) return ok('config', `${path} can be read by you only`);
    if (!fix) return warn('config', `others can read ${path}, which holds keys`, `chmod 600 ${path}, or filewharf doctor --fix`);
    await chmod(path, 0o600);
    return ok('config', `${path} can now be read by you only`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ok('config', `there is no ${path}; flags and environment count`);
    return fail('config', describeReason(error), `look at ${path}`);
  }
}

function proxyCheck({ env }: Context): Check {
  const names = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy'].filter(
    (name) => (env[name] ?? '') !== '',
  );
  // The value may hold a password.
  return ok('proxy', names.length === 0 ? 'no proxy is set' : `set by ${names.join(', ')}`);
}

const scarceBytes = 1024 ** 3;

async function diskCheck(): Promise<Check> {
  try {
    const { bavail, bsize } = await statfs(process.cwd());
    const bytes = bavail * bsize;
    const free = `${humanBytes(bytes)} free here`;
    return bytes > scarceBytes ? ok('disk', free) : warn('disk', free, 'make room before you download');
  } catch (error) {
    return warn('disk', describeReason(error), 'see whether this folder still exists');
  }
}

const mostSkewSeconds = 60;

async function* serverChecks(context: Context): AsyncGenerator<Check> {
  let connection: Connection;
  try {
    connection = await context.connection();
  } catch (error) {
    yield fail('connection', describeReason(error), 'correct what says where the server is and who asks');
    return;
  }
  const { baseUrl, baseUrlFrom, apiKeyFrom } = connection;
  let client: FilesApp;
  try {
    client = await context.client();
  } catch (error) {
    yield fail('key', describeReason(error), 'run filewharf login, or set FILEWHARF_API_KEY');
    return;
  }
  let date: string | undefined;
  try {
    date = (await ask(client, '/healthz')).get('date') ?? undefined;
    yield ok('server', `${baseUrl} answers (${baseUrlFrom})`);
  } catch (error) {
    yield fail(
      'server',
      `${baseUrl} (${baseUrlFrom}): ${describeReason(error)}`,
      'start it with filewharf serve, or give the right --base-url',
    );
    return;
  }
  yield new URL(baseUrl).protocol === 'https:'
    ? ok('tls', 'the line is encrypted')
    : /^(127\.|localhost$|\[::1\]$)/.test(new URL(baseUrl).hostname)
      ? ok('tls', 'plain HTTP, which stays on this machine')
      : warn('tls', 'plain HTTP: keys and files can be read on the way', 'use https');
  const skew = date === undefined ? 0 : Math.abs(Date.parse(date) - Date.now()) / 1000;
  yield skew <= mostSkewSeconds
    ? ok('clock', 'this clock and that of the server agree')
    : warn('clock', `this clock and that of the server are ${Math.round(skew)} s apart`, 'set the clock: syncs by time go wrong');
  yield await tried('ready', () => ask(client, '/readyz').then(() => 'the server can serve'), 'see the log of the server');
  const identity = await found(() => client.whoami());
  if (identity instanceof Error) {
    yield fail('key', `the key (${apiKeyFrom}) is refused: ${identity.message}`, 'run filewharf login with a key that is valid');
    return;
  }
  const { user, key } = identity;
  yield ok('key', `${user.username}, key "${key.name}" with ${key.scopes.join(', ')} (${apiKeyFrom})`);
  const hour = 3_600_000;
  if (key.expires_at !== null && Date.parse(key.expires_at) - Date.now() < 72 * hour)
    yield warn('key-expiry', `the key expires at ${key.expires_at}`, 'filewharf keys create makes another');
  yield await tried(
    'files-app',
    () =>
      client
        .usage()
        .then(({ requests }) => `/api/v2: ${requests.remaining} of ${requests.limit} requests left until ${requests.resets_at}`),
    'see /api/v2/docs',
  );
  yield await tried(
    'files-com',
    () => ask(client, '/api/rest/v1/folders?per_page=1').then(() => '/api/rest/v1 answers'),
    'see /api/rest/v1/docs',
  );
  yield await tried('deeptable', () => ask(client, '/v1/files?limit=1').then(() => '/v1 answers'), 'see /v1/docs');
  if (key.scopes.includes('files:write')) yield await tried('storage', () => roundTrip(client), 'see the log and the disk of the server');
  else yield ok('storage', 'not tried: this key may not write');
}

/** The headers of an answer, read to its end: what is left unread holds the connection, and the program, up. */
async function ask(client: FilesApp, path: string): Promise<Headers> {
  const answer = await client.request('GET', path);
  await answer.bytes();
  return answer.headers;
}

async function found<Value>(work: () => Promise<Value>): Promise<Value | Error> {
  try {
    return await work();
  } catch (error) {
    return error instanceof Error ? error : new Error(describeReason(error));
  }
}

async function tried(id: string, work: () => Promise<string>, remedy: string): Promise<Check> {
  const result = await found(work);
  return result instanceof Error ? fail(id, describeReason(result), remedy) : ok(id, result);
}

/** Writes a small file, reads it, and deletes it again. */
async function roundTrip(client: FilesApp): Promise<string> {
  const content = randomBytes(1024);
  const file = await client.upload(content, { name: `.filewharf-doctor-${randomBytes(6).toString('hex')}`, ifExists: 'fail' });
  try {
    const answer = await client.request('GET', `/api/v2/files/${file.id}`, { query: { download: true } });
    if (!content.equals(await answer.bytes())) throw new Error('what was written is not what was read');
  } finally {
    // Also after Ctrl-C: the file is not the user's.
    await client.files.delete(file.id, { signal: AbortSignal.timeout(5000) });
  }
  return 'a file was written, read and deleted';
}
