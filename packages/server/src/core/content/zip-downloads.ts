import type { Member } from '../access/principal.ts';
import { authorize, requireScope } from '../access/rights.ts';
import type { Clock } from '../clock.ts';
import { AppError, invalidField } from '../errors.ts';
import { isId, newId } from '../ids.ts';
import type { MetadataStore, Node } from '../metadata.ts';
import type { ZipSelection } from '../metadata-zips.ts';
import { createJobLimit } from './job-limit.ts';
import type { ZipEntriesOf } from './zip-entries.ts';
import { zipBytes, zipLength, zipTag } from './zip-writer.ts';

/** An archive that is made while it is sent. The same files make the same bytes, so that a part of them can be asked for. */
export interface Archive {
  /** `<name>.zip` */
  readonly name: string;
  readonly sizeBytes: number;
  /** Names exactly these bytes. */
  readonly tag: string;
  /** In groups that may be lent (see `zipBytes`). */
  readonly bytes: (start: number, end: number) => AsyncIterable<readonly Buffer[]>;
}

const mostPicked = 1000;
const selectionMilliseconds = 24 * 3_600_000;
/** Archives that one member fetches at once. */
const mostDownloads = 4;

export type ZipDownloads = ReturnType<typeof createZipDownloads>;

/** Folders, and what somebody picked, as one archive. Nothing of it is kept but what was picked. */
export function createZipDownloads({ metadata, entriesOf, clock }: { metadata: MetadataStore; entriesOf: ZipEntriesOf; clock: Clock }) {
  const startDownload = createJobLimit(mostDownloads);

  async function nodesOf(member: Member, ids: readonly string[]): Promise<readonly Node[]> {
    const nodes = new Map<string, Node>();
    for (const id of ids) {
      const found = isId('file', id) || isId('folder', id) ? await metadata.findNode(id) : undefined;
      const node = await authorize(metadata, member, 'read', found, 'file or folder');
      nodes.set(node.id, node);
    }
    return [...nodes.values()];
  }

  async function archiveOf(member: Member, ids: readonly string[]): Promise<Archive> {
    const nodes = await nodesOf(member, ids);
    const entries = await entriesOf(member, nodes, { field: 'ids' });
    const [only] = nodes;
    const isRoot = only?.id === member.rootId;
    return {
      name: `${nodes.length === 1 && only !== undefined && !isRoot ? only.name : 'files'}.zip`,
      sizeBytes: await zipLength(entries),
      tag: await zipTag(entries),
      bytes: (start, end) => zipBytes(entries, { start, end }),
    };
  }

  /** Gives `use` the archive, as one of the few that the member may have under way; `rate_limited` for more. */
  async function withArchive<Result>(member: Member, ids: readonly string[], use: (archive: Archive) => Promise<Result>): Promise<Result> {
    const isOver = startDownload(member.userId);
    try {
      return await use(await archiveOf(member, ids));
    } finally {
      isOver();
    }
  }

  return {
    /** A folder with all below it that the member may read; null: all that the member sees. */
    async ofFolder<Result>(member: Member, folderId: string | null, use: (archive: Archive) => Promise<Result>): Promise<Result> {
      return withArchive(member, [folderId ?? member.rootId], use);
    },

    /** What was picked before by the same user, as it is now. `not_found` once that is a day ago. */
    async ofSelection<Result>(member: Member, id: string, use: (archive: Archive) => Promise<Result>): Promise<Result> {
      requireScope(member, 'files:read');
      const selection = isId('zip', id) ? await metadata.findZip(id) : undefined;
      if (selection === undefined || selection.userId !== member.userId || selection.expiresAt <= clock())
        throw new AppError('not_found', 'No such archive. Pick the files again.');
      return withArchive(member, selection.nodeIds, use);
    },

    /** Keeps for a day what somebody picks: 1 to 1,000 files and folders. Answers how large the archive would be now. */
    async pick(member: Member, ids: readonly string[]): Promise<{ readonly selection: ZipSelection; readonly sizeBytes: number }> {
      if (ids.length === 0 || ids.length > mostPicked) throw invalidField('ids', `name 1 to ${mostPicked} files and folders`);
      return withArchive(member, ids, async ({ sizeBytes }) => {
        const now = clock();
        const nodeIds = [...new Set(ids)];
        const selection = { id: newId('zip', now), userId: member.userId, nodeIds, expiresAt: now + selectionMilliseconds };
        await metadata.write((tx) => tx.insertZip(selection));
        return { selection, sizeBytes };
      });
    },

    async prune(): Promise<void> {
      await metadata.write((tx) => tx.pruneZips(clock()));
    },
  };
}
