import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { findConnection, type ConnectionFlags } from '../connection.ts';
import { stateFolder, type Environment } from '../environment.ts';
import { readConfig } from '../profiles.ts';
import type { Candidate, ValueKind } from './candidates.ts';

/** Nobody waits longer for a word. */
const patienceMilliseconds = 1000;
/** As long as this what the server said is good enough for the next stroke of the Tab key. */
const freshMilliseconds = 20_000;

/** The words of the kinds that only the configuration or the server knows. Empty when they cannot be had in time. */
export async function candidatesOf(kind: ValueKind, word: string, flags: ConnectionFlags, env: Environment): Promise<readonly Candidate[]> {
  if (kind === 'profile') {
    const { profiles } = await readConfig(env);
    return Object.entries(profiles)
      .filter(([name]) => name.startsWith(word))
      .map(([value, { base_url: baseUrl }]) => ({ value, description: baseUrl ?? '' }));
  }
  if (kind === 'pipeline') {
    const { pipelineFiles, pipelineNames } = await import('../pipeline/names.ts');
    const found = [
      ...(await pipelineFiles()).map((value) => ({ value, description: 'file' })),
      ...(await pipelineNames()).map((value) => ({ value, description: 'has run here' })),
    ];
    return found.filter(({ value }) => value.startsWith(word));
  }
  if (kind === 'remote') {
    const folder = word.slice(0, word.lastIndexOf('/') + 1) || '/';
    const typed = word.startsWith('/') ? word : `/${word}`;
    const inFolder = await cached(kind, folder, flags, env);
    // Shown as it was begun: with or without the first slash.
    return inFolder
      .filter(({ value }) => value.toLowerCase().startsWith(typed.toLowerCase()))
      .map((found) => ({
        ...found,
        value: word.startsWith('/') || word === '' ? found.value : found.value.slice(1),
      }));
  }
  if (kind === 'key' || kind === 'share' || kind === 'user') {
    return (await cached(kind, '', flags, env)).filter(({ value }) => value.startsWith(word));
  }
  return [];
}

async function cached(
  kind: 'remote' | 'key' | 'share' | 'user',
  folder: string,
  flags: ConnectionFlags,
  env: Environment,
): Promise<readonly Candidate[]> {
  const connection = await findConnection(flags, env);
  if (connection.apiKey === undefined) return [];
  // A hash, so that no key is in the name of a file.
  const name = createHash('sha256').update([connection.baseUrl, connection.apiKey, kind, folder].join('\n')).digest('hex').slice(0, 32);
  const path = join(stateFolder(env), 'completion', `${name}.json`);
  const known = await readCache(path);
  if (known !== undefined) return known;
  const { FilesApp } = await import('@filewharf/sdk');
  const client = new FilesApp(connection.apiKey, { baseUrl: connection.baseUrl, maxRetries: 0, timeoutMs: patienceMilliseconds });
  const ask = async (path_: string, query: Record<string, string | number>): Promise<unknown> =>
    (await client.request('GET', path_, { query, signal: AbortSignal.timeout(patienceMilliseconds) })).json();
  const found = await fetchCandidates(ask, kind, folder);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFile(`${path}.${process.pid}`, JSON.stringify({ at: Date.now(), found }), { mode: 0o600 });
  await rename(`${path}.${process.pid}`, path);
  return found;
}

async function readCache(path: string): Promise<readonly Candidate[] | undefined> {
  try {
    const { at, found } = JSON.parse(await readFile(path, 'utf8')) as { at: number; found: readonly Candidate[] };
    return Date.now() - at < freshMilliseconds ? found : undefined;
  } catch {
    // Not there, or half written by a process that was ended: the server is asked.
    return undefined;
  }
}

async function fetchCandidates(
  ask: (path: string, query: Record<string, string | number>) => Promise<unknown>,
  kind: 'remote' | 'key' | 'share' | 'user',
  folder: string,
): Promise<readonly Candidate[]> {
  if (kind === 'remote') {
    const { entries } = (await ask('/api/v2/entries', {
      path: folder === '/' ? '/' : folder.replace(/^\/?/, '/').replace(/\/$/, ''),
      limit: 1000,
    })) as {
      entries: readonly { readonly type: string; readonly path: string }[];
    };
    return entries.map(({ type, path }) => ({ value: type === 'folder' ? `${path}/` : path, description: type }));
  }
  if (kind === 'key') {
    const { keys } = (await ask('/api/v2/keys', { per_page: 100 })) as { keys: readonly { readonly id: string; readonly name: string }[] };
    return keys.map(({ id, name }) => ({ value: id, description: name }));
  }
  if (kind === 'share') {
    const { shares } = (await ask('/api/v2/shares', { per_page: 100 })) as {
      shares: readonly { readonly id: string; readonly url: string }[];
    };
    return shares.map(({ id, url }) => ({ value: id, description: url }));
  }
  const { users } = (await ask('/api/v2/users', { per_page: 100 })) as {
    users: readonly { readonly username: string; readonly id: string }[];
  };
  return users.map(({ username, id }) => ({ value: username, description: id }));
}
