import type { Entry } from './listing.ts';

interface Taken {
  readonly entries: readonly Entry[];
  /** They move when they are pasted, and are gone from here. */
  readonly isCut: boolean;
}

const nothing: Taken = { entries: [], isCut: false };
let taken = nothing;

/** What was cut or copied in the list of files, for as long as the page lives. */
export const clipboard = {
  isEmpty: (): boolean => taken.entries.length === 0,
  put(entries: readonly Entry[], isCut: boolean): void {
    taken = { entries, isCut };
  },
  /** What is there; what was cut can be pasted once. */
  take(): Taken {
    const found = taken;
    if (found.isCut) taken = nothing;
    return found;
  },
};
