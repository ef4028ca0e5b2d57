import type { FilesApp, StoredFile } from '@filewharf/sdk';
import type { Engine } from './engine.ts';

/**
 * What arrived is not what was sent, so it does not stay what the server shows: the version before it comes back, or the file goes when there
 * was none. Says which. Rejects only when the command is interrupted: the caller has worse to tell.
 */
export async function takeBack({ client, patience, progress, signal }: Engine, file: StoredFile): Promise<void> {
  try {
    progress.note(`${file.path}: ${await patience.attempt(() => undo(client, file, signal))}`);
  } catch (error) {
    signal.throwIfAborted();
    progress.note(`${file.path}: what arrived could not be taken back: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function undo(client: FilesApp, { id, etag, created_at }: StoredFile, signal: AbortSignal): Promise<string> {
  const [arrived, before] = (await client.versions.list(id, { limit: 2, signal })).items;
  // Asked for last: when it is still ours, so was the first of the versions.
  if (arrived === undefined || (await client.files.get(id, { signal })).etag !== etag) return 'somebody has replaced what arrived';
  // Whatever comes of the rest: with the time of the file here, the next sync would take both for the same without looking.
  await client.files.update(id, { mtime: null }, { signal });
  if (before !== undefined) {
    // What arrived stays as an old version: should it be somebody else's after all, nothing is lost.
    await client.versions.restore(id, before.id, { signal });
    return 'the server has the version before it again';
  }
  if (arrived.created_at !== created_at) return 'what arrived stays, as the server has kept no version before it';
  await client.files.delete(id, { signal });
  return 'what arrived was removed from the server';
}
