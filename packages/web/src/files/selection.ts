import { useState } from 'react';
import type { Entry } from './listing.ts';

/** What is selected in a list, and where the keyboard is. All by id, because rows come and go. */
export interface Selection {
  readonly ids: ReadonlySet<string>;
  /** The row that the keyboard is at. */
  readonly current: string | undefined;
  /** Where a range begins that Shift makes. */
  readonly anchor: string | undefined;
}

const nothing: Selection = { ids: new Set(), current: undefined, anchor: undefined };

export interface SelectionMoves {
  readonly selection: Selection;
  /** Only this one. */
  one(id: string): void;
  /** This one too, or no longer. */
  toggle(id: string): void;
  /** All from the anchor to this one. */
  range(entries: readonly Entry[], id: string): void;
  /** The keyboard goes there, and nothing else changes. */
  go(id: string): void;
  all(entries: readonly Entry[]): void;
  clear(): void;
}

export function useSelection(): SelectionMoves {
  const [selection, set] = useState(nothing);
  return {
    selection,
    one: (id) => set({ ids: new Set([id]), current: id, anchor: id }),
    toggle: (id) =>
      set(({ ids }) => {
        const next = new Set(ids);
        if (!next.delete(id)) next.add(id);
        return { ids: next, current: id, anchor: id };
      }),
    range: (entries, id) =>
      set(({ anchor = id }) => {
        const indexes = [entries.findIndex((entry) => entry.id === anchor), entries.findIndex((entry) => entry.id === id)];
        const from = Math.max(0, Math.min(...indexes));
        const to = Math.max(...indexes);
        return { ids: new Set(entries.slice(from, to + 1).map((entry) => entry.id)), current: id, anchor };
      }),
    go: (id) => set((before) => ({ ...before, current: id, anchor: id })),
    all: (entries) => set(({ current, anchor }) => ({ ids: new Set(entries.map(({ id }) => id)), current, anchor })),
    clear: () => set(({ current, anchor }) => ({ ids: new Set(), current, anchor })),
  };
}
