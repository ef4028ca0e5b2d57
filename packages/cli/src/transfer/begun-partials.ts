import { join } from 'node:path';
import type { DownloadState } from './download-file.ts';
import { isSystemError } from './errors.ts';
import { identityOf, type FileIdentity } from './leftovers.ts';
import { createSessionStore } from './session-store.ts';

/** Says of a path on this machine whether a begun download keeps its bytes there: until it is whole, that is nobody's file. */
export type IsBegunPartial = (path: string) => Promise<boolean>;

/** Those that are begun now, by whatever command. */
export async function findBegunPartials(stateDir: string): Promise<IsBegunPartial> {
  const begun = new Set<string>();
  for (const { state } of (await createSessionStore<DownloadState>(join(stateDir, 'downloads')).list().catch(nothing)) ?? []) {
    const found = await identityOf(state.partial).catch(nothing);
    if (found !== undefined && words(found) === words(state)) begun.add(words(found));
  }
  return async (path) => {
    if (begun.size === 0 || !path.endsWith('.partial')) return false;
    const found = await identityOf(path);
    return found !== undefined && begun.has(words(found));
  };
}

/** What is kept of other transfers, or the place they go to, cannot be looked at: that is no reason to end this command. */
function nothing(error: unknown): undefined {
  if (!isSystemError(error)) throw error;
}

const words = ({ dev, ino }: FileIdentity): string => `${dev} ${ino}`;
