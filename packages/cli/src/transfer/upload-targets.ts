import type { FilesApp } from '@filewharf/sdk';
import { MissingError, UsageError } from '../output/failures.ts';
import { findRemote, parseRemote } from '../remote.ts';
import { joinRemote, splitRemote } from './remote-path.ts';

/** Where uploads go: into a folder, which is made when it is missing, or to become the thing of that name in it. */
export interface Target {
  /** On the server. */
  readonly folder: string;
  /** Undefined: each keeps its name. */
  readonly name: string | undefined;
}

/**
 * Reads DEST. A folder, or a path that ends with `/`, takes what is uploaded; any other path becomes the name of the one source. A file's
 * id or path: the source becomes its new version.
 */
export async function findTarget(client: FilesApp, text: string, sources: number): Promise<Target> {
  const remote = parseRemote(text);
  if ('path' in remote && (remote.path === '/' || text.endsWith('/'))) return { folder: remote.path, name: undefined };
  const found = await findRemote(client, text).catch((error: unknown) => {
    // A path that is not there is one to be made; an id that is not there is a mistake.
    if (error instanceof MissingError && 'path' in remote) return undefined;
    throw error;
  });
  if (found?.type === 'folder') return { folder: found.path, name: undefined };
  if (sources > 1) {
    if (found !== undefined) throw new UsageError(`${text} is a file, and ${sources} sources cannot become one.`);
    throw new MissingError('folder', `there is no folder ${text} on the server`, 'end it with / to have it made');
  }
  return splitRemote(found?.path ?? ('path' in remote ? remote.path : ''));
}

/** Where the file or folder called `name` goes. */
export function placeIn({ folder, name }: Target, ownName: string): string {
  return joinRemote(folder, name ?? ownName);
}
