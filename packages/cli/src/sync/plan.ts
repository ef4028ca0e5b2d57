import { RefusedError } from '../output/failures.ts';
import type { ItemFailure } from '../output/failures.ts';
import { comparisonKey } from '../transfer/comparison-key.ts';
import { lonelyFolders } from '../transfer/lonely-folders.ts';

/** A file or folder of one side, below the folder that is synchronized. There can be very many, so it is small. */
export interface Item {
  /** `other` is only at a destination on this machine: a symbolic link or the like, which is neither replaced nor deleted. */
  readonly kind: 'file' | 'folder' | 'other';
  /** `/` between names, as that side spells them. */
  readonly path: string;
  /** Bytes; 0 for folders. */
  readonly size: number;
  /** Whole milliseconds since 1970; null where nobody knows. */
  readonly mtime: number | null;
  /** On the server; empty for what is on this machine. */
  readonly id: string;
}

/** What the reading of the source comes upon. */
export type SourceEntry =
  | Item
  /** Left out on purpose; what the other side has in its place stays, with all that is in it. */
  | { readonly kind: 'skipped'; readonly path: string; readonly reason: string }
  | { readonly kind: 'failed'; readonly path: string; readonly error: unknown };

export interface Transfer {
  readonly source: Item;
  /** What it replaces; undefined for what is new there. */
  readonly replaces: Item | undefined;
}

export interface Plan {
  /** In the order of the source. */
  readonly transfers: Transfer[];
  /** Same size, and only the content can tell: both sides' SHA-256 decide whether each is transferred. */
  readonly doubtful: Required<Transfer>[];
  /** Folders that no transfer makes on its way, without those that one of the others makes. */
  readonly folders: Item[];
  /** What only the destination has: files, then folders, those in others first. */
  readonly deletions: Item[];
  readonly failures: ItemFailure[];
  readonly skipped: { readonly path: string; readonly reason: string }[];
  /** Files that are the same already. */
  readonly unchanged: Item[];
  /** Files that are left alone because the destination's is newer (`--update`). */
  readonly newer: Item[];
}

/** How files of the same size are compared: by time, then content; by size alone; by content whatever the time says. */
export type Comparison = 'time' | 'size' | 'checksum';

export interface PlanOptions {
  readonly comparison: Comparison;
  /** Leaves files alone that are newer at the destination. */
  readonly update: boolean;
  readonly deletes: boolean;
}

/** The destination by `comparisonKey`. What the filter leaves out is in it only when that is to be deleted. */
export type Destination = ReadonlyMap<string, Item>;

export function destinationOf(items: Iterable<Item>): Destination {
  const found = new Map<string, Item>();
  for (const item of items) found.set(comparisonKey(item.path), item);
  return found;
}

/** Compares both sides. Reads the source once, and changes nothing. */
export async function planSync(source: AsyncIterable<SourceEntry>, destination: Destination, options: PlanOptions): Promise<Plan> {
  const plan: Plan = {
    transfers: [],
    doubtful: [],
    folders: [],
    deletions: [],
    failures: [],
    skipped: [],
    unchanged: [],
    newer: [],
  };
  const newFolders: Item[] = [];
  const seen = new Set<string>();
  const skipped = new Set<string>();

  for await (const entry of source) {
    if (entry.kind === 'failed') {
      plan.failures.push({ name: entry.path, error: entry.error });
      continue;
    }
    const key = comparisonKey(entry.path);
    if (seen.has(key)) {
      plan.failures.push({ name: entry.path, error: new RefusedError('the same name comes twice') });
      continue;
    }
    seen.add(key);
    const there = destination.get(key);
    switch (entry.kind) {
      case 'skipped':
        plan.skipped.push(entry);
        skipped.add(key);
        break;
      case 'other':
        break;
      case 'folder':
        if (there === undefined) newFolders.push(entry);
        else if (there.kind !== 'folder') plan.failures.push(inTheWay(entry.path, there.kind));
        break;
      case 'file':
        if (there !== undefined && there.kind !== 'file') plan.failures.push(inTheWay(entry.path, there.kind));
        else planFile(plan, entry, there, options);
        break;
    }
  }
  plan.folders.push(
    ...lonelyFolders(
      newFolders,
      plan.transfers.map(({ source }) => source),
    ),
  );
  if (options.deletes) {
    const extra = [...destination].filter(([key]) => !seen.has(key) && !isBelow(key, skipped)).map(([, item]) => item);
    plan.deletions.push(...extra.filter(({ kind }) => kind === 'file'));
    plan.deletions.push(...extra.filter(({ kind }) => kind === 'folder').sort((one, other) => depth(other) - depth(one)));
  }
  return plan;
}

function planFile(plan: Plan, source: Item, there: Item | undefined, { comparison, update }: PlanOptions): void {
  if (there === undefined) plan.transfers.push({ source, replaces: undefined });
  else if (update && isNewer(there, source)) plan.newer.push(source);
  else if (there.size !== source.size) plan.transfers.push({ source, replaces: there });
  else if (source.size === 0 && comparison !== 'time') plan.unchanged.push(source);
  else if (comparison === 'size' || (comparison === 'time' && sameTime(source, there))) plan.unchanged.push(source);
  else plan.doubtful.push({ source, replaces: there });
}

/**
 * Times are kept in milliseconds on the server, and setting one here can lose a fraction more: a difference of one millisecond is none.
 * File systems that keep whole seconds come out as different, and then the contents are compared: nothing is sent for it.
 */
function sameTime({ mtime: one }: Item, { mtime: other }: Item): boolean {
  return one !== null && other !== null && Math.abs(one - other) <= 1;
}

function isNewer({ mtime: one }: Item, { mtime: other }: Item): boolean {
  return one !== null && other !== null && one > other + 1;
}

function inTheWay(path: string, kind: Item['kind']): ItemFailure {
  const what = kind === 'other' ? 'a symbolic link or special file' : `a ${kind}`;
  return { name: path, error: new RefusedError(`${what} of this name is in its place at the destination`) };
}

/** Whether one of the folders on the way to it is among these. Nobody has looked at what is behind a symbolic link. */
function isBelow(key: string, folders: ReadonlySet<string>): boolean {
  if (folders.size === 0) return false;
  for (let slash = key.indexOf('/'); slash !== -1; slash = key.indexOf('/', slash + 1)) if (folders.has(key.slice(0, slash))) return true;
  return false;
}

function depth({ path }: Item): number {
  return path.split('/').length;
}
