import { setImmediate as endOfTurn } from 'node:timers/promises';
import { right, rightsInside } from '../access/access.ts';
import type { Member } from '../access/principal.ts';
import { authorizedFile } from '../access/rights.ts';
import { AppError, invalidField } from '../errors.ts';
import type { FileNode, FolderNode, MetadataStore, Node } from '../metadata.ts';
import { contentOf } from '../tree/files.ts';
import type { LongWork } from '../tree/folder-moves.ts';
import { freeNameAmong } from '../tree/free-name.ts';
import { comparisonKey } from '../tree/names.ts';
import type { Content } from './contents.ts';
import { maxZipEntries } from './zip-reader.ts';
import type { ZippedContent, ZipEntry } from './zip-writer.ts';

const nodesPerSlice = 500;
/** Checksums that are kept, so that a download that goes on need not read what it has behind it. */
const mostRemembered = 50_000;

/**
 * What an archive of these nodes holds: files, and folders with all below them that the member may read. `archiveId`: a file that is left out,
 * because the archive will replace it. `field`: what the door calls the list of nodes. Throws `invalid` for more than an archive holds.
 */
export type ZipEntriesOf = (
  member: Member,
  nodes: readonly Node[],
  options: { readonly archiveId?: string | undefined; readonly field: string },
) => Promise<ZipEntry[]>;

export function createZipEntries({
  metadata,
  read,
  asOfNow,
}: {
  metadata: MetadataStore;
  read: (content: Content, start: number, end: number) => AsyncIterable<readonly Buffer[]>;
  asOfNow: LongWork['asOfNow'];
}): ZipEntriesOf {
  /** By the blob's id. */
  const contents = new Map<string, ZippedContent>();

  function contentMemory(id: string): ZippedContent {
    const known = contents.get(id) ?? { id, crc32: undefined };
    contents.delete(id);
    contents.set(id, known);
    const [oldest] = contents.keys();
    if (contents.size > mostRemembered && oldest !== undefined) contents.delete(oldest);
    return known;
  }

  function fileEntry(member: Member, file: FileNode, path: string): ZipEntry {
    return {
      path,
      modifiedAt: file.providedMtime ?? file.updatedAt,
      sizeBytes: file.sizeBytes,
      content: contentMemory(file.blobId),
      async *read(start = 0) {
        const content = await contentOf(metadata, file.blobId);
        if (content === undefined) throw new AppError('conflict', `"${file.name}" was deleted or changed meanwhile. Try again.`);
        await authorizedFile(metadata, await asOfNow(member), 'read', file.id);
        yield* read(content, start, content.sizeBytes);
      },
    };
  }

  /**
   * A folder and all below it that the member may read, but not the archive itself, which may be there and will be replaced. `base` is what
   * the folder is called in the archive, empty for nothing around it.
   */
  async function* folderEntries(member: Member, top: FolderNode, base: string, archiveId: string | undefined): AsyncGenerator<ZipEntry> {
    /** By chain, of the folders that the member may read. */
    const paths = new Map<string, string>();
    let lastChain: string | undefined;
    for (;;) {
      const folders = await metadata.subtreeFolders(top.chain, nodesPerSlice, lastChain);
      for (const folder of folders) {
        const above = paths.get(folder.chain.slice(0, -(folder.id.length + 1)));
        const path = folder.id === top.id ? base : above === undefined ? undefined : `${above}${folder.name}/`;
        if (path === undefined || (rightsInside(member.access, folder.chain) & right.read) === 0) continue;
        paths.set(folder.chain, path);
        if (path !== '') yield { path, modifiedAt: folder.updatedAt, sizeBytes: 0 };
        for (let lastId: string | undefined; ;) {
          const slice = await metadata.filesOf(folder.id, nodesPerSlice, lastId);
          for (const file of slice) if (file.id !== archiveId) yield fileEntry(member, file, `${path}${file.name}`);
          lastId = slice.at(-1)?.id;
          if (slice.length < nodesPerSlice) break;
          await endOfTurn();
        }
      }
      lastChain = folders.at(-1)?.chain;
      if (folders.length < nodesPerSlice) return;
      await endOfTurn();
    }
  }

  return async function entriesOf(member, nodes, { archiveId, field }) {
    const entries: ZipEntry[] = [];
    const taken = new Set<string>();
    function add(entry: ZipEntry): void {
      if (entries.length === maxZipEntries) throw invalidField(field, `an archive holds at most ${maxZipEntries} files and folders`);
      entries.push(entry);
    }
    for (const node of nodes) {
      // A free name can take many tries.
      await endOfTurn();
      const isRoot = node.id === member.rootId;
      // Two of one name from two folders.
      const name = freeNameAmong(taken, node.name);
      if (!isRoot) taken.add(comparisonKey(name));
      if (node.kind === 'file') add(fileEntry(member, node, name));
      else for await (const entry of folderEntries(member, node, isRoot ? '' : `${name}/`, archiveId)) add(entry);
    }
    return entries;
  };
}
