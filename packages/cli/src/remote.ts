import type { Entry, FilesApp } from '@filewharf/sdk';
import { wildcard } from './name-patterns.ts';
import { MissingError, UsageError } from './output/failures.ts';

/** Something on the server as a user names it: the path of a file or folder (`/reports/q1.pdf`), or its id (`file_...`, `folder_...`). */
export type Remote = { readonly id: string; readonly kind: 'file' | 'folder' } | { readonly path: string };

const idPattern = /^(file|folder)_[0-9a-hjkmnp-tv-z]{26}$/;

/** Whether it is an id, so no path. */
export const isId = (text: string): boolean => idPattern.test(text);

/** Reads what the user typed. A path may lack its first slash. Throws a `UsageError` for what is a place on this machine. */
export function parseRemote(text: string): Remote {
  const kind = idPattern.exec(text)?.[1];
  if (kind !== undefined) return { id: text, kind: kind === 'file' ? 'file' : 'folder' };
  if (text === '') throw new UsageError('An empty name is no place on the server. The top folder is /.');
  if (/^(\.{1,2}|~)([\\/]|$)|^[a-z]:[\\/]|^file:/i.test(text))
    throw new UsageError(
      `${text} is a place on this machine, and a place on the server was expected.`,
      'use filewharf files upload or filewharf files download to go from one to the other',
    );
  const parts = text.split('/').filter((part) => part !== '');
  return { path: `/${parts.join('/')}` };
}

/** What is there. Throws a `MissingError` that names it. */
export async function findRemote(client: FilesApp, text: string, expected: 'file' | 'folder' | 'any' = 'any'): Promise<Entry> {
  const entry = await lookUp(client, parseRemote(text), text, expected);
  if (expected !== 'any' && entry.type !== expected)
    throw new UsageError(
      `${text} is a ${entry.type}, and a ${expected} was expected.`,
      entry.type === 'folder' ? 'filewharf files list shows what is in it' : undefined,
    );
  return entry;
}

async function lookUp(client: FilesApp, remote: Remote, text: string, expected: 'file' | 'folder' | 'any'): Promise<Entry> {
  try {
    if ('path' in remote) return await client.entries.lookup(remote.path);
    if (remote.kind === 'file') return fileEntry(await client.files.get(remote.id));
    return folderEntry(await client.folders.get(remote.id));
  } catch (error) {
    if (!isMissing(error)) throw error;
    const kind = 'path' in remote ? (expected === 'any' ? 'file' : expected) : remote.kind;
    throw missing(kind, text);
  }
}

function missing(kind: 'file' | 'folder', text: string): MissingError {
  return new MissingError(
    kind,
    `there is no ${kind} ${text} on the server, or this key may not see it`,
    'filewharf files list / shows what this key sees',
  );
}

/** A 404 of the server, whatever it is about. */
export const isMissing = (error: unknown): boolean => error instanceof Error && 'status' in error && error.status === 404;

type File = Awaited<ReturnType<FilesApp['files']['get']>>;
type Folder = Awaited<ReturnType<FilesApp['folders']['get']>>;

function fileEntry(file: File): Entry {
  const { id, name, path, size, mtime, etag, sha256, created_at, updated_at, encrypted } = file;
  return { type: 'file', id, name, path, size, mtime, etag, sha256, created_at, updated_at, encrypted };
}

function folderEntry({ id, name, path, created_at, updated_at }: Folder): Entry {
  return { type: 'folder', id, name, path, size: null, mtime: null, etag: null, sha256: null, created_at, updated_at, encrypted: null };
}

/** True when the last part of the path is a pattern: it has `*` or `?`. */
export const isPattern = (text: string): boolean => !isId(text) && /[*?]/.test(text.slice(text.lastIndexOf('/') + 1));

/**
 * What the user named: one thing each, or all that match where the last part of a path is a pattern, unless something really has that
 * name. Throws a `MissingError` when a pattern matches nothing.
 */
export async function expandRemote(client: FilesApp, text: string, expected: 'file' | 'folder' | 'any' = 'any'): Promise<readonly Entry[]> {
  if (!isPattern(text)) return [await findRemote(client, text, expected)];
  try {
    return [await findRemote(client, text, expected)];
  } catch (error) {
    if (!(error instanceof MissingError)) throw error;
  }
  const remote = parseRemote(text);
  const path = 'path' in remote ? remote.path : '/';
  const slash = path.lastIndexOf('/');
  const folder = await findRemote(client, path.slice(0, slash) || '/', 'folder');
  const matches = wildcard(path.slice(slash + 1));
  const found: Entry[] = [];
  for await (const entry of client.entries.list({ folderId: folder.id, limit: 1000 }))
    if (matches.test(entry.name) && (expected === 'any' || entry.type === expected)) found.push(entry);
  if (found.length === 0) throw new MissingError('file', `nothing on the server matches ${text}`);
  return found;
}
