import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { Entry, FilesApp } from '@filewharf/sdk';
import { MissingError, RefusedError } from '../output/failures.ts';
import { findRemote } from '../remote.ts';
import { comparisonKey } from './comparison-key.ts';
import type { Engine } from './engine.ts';
import { hashRange } from './file-bytes.ts';
import type { IfExists } from './upload-flags.ts';
import { localOf, remoteOf, type UploadItem, type UploadRoot } from './upload-sources.ts';

/** What is at a path of the server; undefined when nothing is. */
export async function findThere(client: FilesApp, path: string): Promise<Entry | undefined> {
  try {
    return await findRemote(client, path);
  } catch (error) {
    if (error instanceof MissingError) return undefined;
    throw error;
  }
}

/** What is at the places where uploads go, by `comparisonKey` of its path. */
export async function findExisting(client: FilesApp, roots: readonly UploadRoot[]): Promise<Map<string, Entry>> {
  const existing = new Map<string, Entry>();
  for (const { remote, kind } of roots) {
    const entry = await findThere(client, remote);
    if (entry === undefined) continue;
    if (kind === 'file' || entry.type === 'file') {
      existing.set(comparisonKey(remote), entry);
      continue;
    }
    for await (const below of client.entries.list({ folderId: entry.id, recursive: true, limit: 1000 }))
      existing.set(comparisonKey(below.path), below);
  }
  return existing;
}

export interface Looked {
  /** By `comparisonKey` of the path: what was found there. Empty when nothing depends on it. */
  readonly existing: ReadonlyMap<string, Entry>;
  readonly ifExists: IfExists;
  /** Files of which the server has the same bytes are skipped. */
  readonly checksum: boolean;
}

export type Decision = 'send' | 'replace' | 'skip';

/** What is to be done with a file, as far as can be known before it is sent. Throws when its name is taken and may not be. */
export async function decide(engine: Engine, item: UploadItem, { existing, ifExists, checksum }: Looked): Promise<Decision> {
  const remote = remoteOf(item);
  const there = existing.get(comparisonKey(remote));
  if (there === undefined) return 'send';
  if (checksum && (await isSame(engine, item, there))) return 'skip';
  if (ifExists === 'skip') return 'skip';
  if (ifExists === 'fail') throw new RefusedError(`${remote} exists`, 'say what to do with it: --if-exists');
  return 'replace';
}

/** Whether what is there holds the same bytes. */
async function isSame(engine: Engine, item: UploadItem, there: Entry): Promise<boolean> {
  if (there.type !== 'file' || there.size !== item.size) return false;
  const [ours, theirs] = await Promise.all([hashLocal(engine, localOf(item)), there.sha256 ?? engine.checksums.of(there.id, there.size)]);
  return ours === (typeof theirs === 'string' ? theirs : theirs?.sha256);
}

/** SHA-256 of a file here. */
export async function hashLocal({ slots, signal }: Engine, path: string): Promise<string> {
  const handle = await open(path, 'r');
  try {
    const { size: end } = await handle.stat();
    const hash = createHash('sha256');
    await slots.run((slot) => hashRange(handle, slot.buffer(1024 * 1024), { start: 0, end, hash, signal }), signal);
    return hash.digest('hex');
  } finally {
    await handle.close();
  }
}
