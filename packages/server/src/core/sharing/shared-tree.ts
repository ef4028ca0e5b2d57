import { right, rightsBelow, shownFolders } from '../access/access.ts';
import type { Clock } from '../clock.ts';
import { AppError } from '../errors.ts';
import type { Content } from '../content/contents.ts';
import { contentOf, type Files } from '../tree/files.ts';
import type { ListingPlace } from '../tree/folder-listing.ts';
import { freeNameAmong } from '../tree/free-name.ts';
import type { FileNode, FolderNode, MetadataStore, Node } from '../metadata.ts';
import { isId } from '../ids.ts';
import { comparisonKey } from '../tree/names.ts';
import { pathOf } from '../tree/paths.ts';
import type { Visitor } from '../access/principal.ts';
import { authorize, authorizedFile } from '../access/rights.ts';
import { createShareUploads, type UploadForm } from './share-uploads.ts';
import type { ShareVisits } from './share-visits.ts';
import { visitorRights } from '../access/visitor-rights.ts';

/** A row of a listing. */
export type SharedFile = Pick<FileNode, 'id' | 'name' | 'sizeBytes'>;

export interface SharedPage {
  readonly folders: readonly FolderNode[];
  readonly files: readonly SharedFile[];
  /** Of folders and files, those that are not on this page included. */
  readonly total: number;
  /** Behind which the next page begins; undefined on the last one. */
  readonly next: ListingPlace | undefined;
}

/** Something in an archive. Folders end in a slash. */
export interface SharedEntry {
  readonly path: string;
  readonly modifiedAt: number;
  /** Undefined for a folder. */
  readonly file: FileNode | undefined;
}

const nodesPerSlice = 500;

export type SharedTree = ReturnType<typeof createSharedTree>;

/** What visitors of a link find behind it, and do there. */
export function createSharedTree({
  metadata,
  files,
  clock,
  visits,
}: {
  metadata: MetadataStore;
  files: Files;
  clock: Clock;
  visits: ShareVisits;
}) {
  const startForm = createShareUploads({ metadata, files, clock, visits });

  async function node(id: string): Promise<Node | undefined> {
    return isId('folder', id) || isId('file', id) ? metadata.findNode(id) : undefined;
  }

  async function folder(visitor: Visitor, id: string): Promise<FolderNode> {
    const found = await authorize(metadata, visitor, 'list', await node(id), 'folder');
    if (found.kind !== 'folder') throw new AppError('not_found', 'No such folder.');
    return found;
  }

  const looksInside = (visitor: Visitor): boolean => (visitor.rights & right.list) !== 0;

  /** The ids of the folders directly in this one that the visitor sees; undefined: all of them. */
  async function foldersSeen(visitor: Visitor, parent: FolderNode): Promise<readonly string[] | undefined> {
    const { access } = visitor.owner;
    if (access === 'all' || (rightsBelow(access, parent) & right.share) !== 0) return undefined;
    // The owner may share only some of them.
    const seen: string[] = [];
    for (const one of await shownFolders(metadata, access, parent))
      if ((await visitorRights(metadata, visitor, one)) !== 0) seen.push(one.id);
    return seen;
  }

  /** All that is in a folder. A folder comes before what is in it. */
  async function* inFolder(visitor: Visitor, top: FolderNode, topPath: string): AsyncGenerator<SharedEntry> {
    /** By the chain of folders that the visitor sees. */
    const paths = new Map<string, string>();
    let lastChain: string | undefined;
    for (;;) {
      const folders = await metadata.subtreeFolders(top.chain, nodesPerSlice, lastChain);
      for (const one of folders) {
        const parentPath = paths.get(one.chain.slice(0, -(one.id.length + 1)));
        const path = one.id === top.id ? topPath : parentPath === undefined ? undefined : `${parentPath}${one.name}/`;
        if (path === undefined || ((await visitorRights(metadata, visitor, one)) & right.read) === 0) continue;
        paths.set(one.chain, path);
        yield { path, modifiedAt: one.updatedAt, file: undefined };
        for (let lastId: string | undefined; ;) {
          const slice = await metadata.filesOf(one.id, nodesPerSlice, lastId);
          for (const file of slice) yield { path: `${path}${file.name}`, modifiedAt: file.updatedAt, file };
          lastId = slice.at(-1)?.id;
          if (slice.length < nodesPerSlice) break;
        }
      }
      lastChain = folders.at(-1)?.chain;
      if (folders.length < nodesPerSlice) return;
    }
  }

  return {
    folder,
    looksInside,

    /** The folder of a file that the visitor sees, when that is to be seen as well. */
    async folderOf(visitor: Visitor, file: FileNode): Promise<FolderNode | undefined> {
      const parent = await metadata.findNode(file.parentId);
      return parent?.kind === 'folder' && (await visitorRights(metadata, visitor, parent)) !== 0 ? parent : undefined;
    },

    /** True when visitors may put files into the folder. */
    async mayUpload(visitor: Visitor, into: FolderNode): Promise<boolean> {
      return ((await visitorRights(metadata, visitor, into)) & right.write) !== 0;
    },

    /** What is directly in a folder: folders first, by name, behind a place. */
    async list(visitor: Visitor, id: string, { after, limit }: { after?: ListingPlace | undefined; limit: number }): Promise<SharedPage> {
      const parent = await folder(visitor, id);
      if (!looksInside(visitor)) return { folders: [], files: [], total: 0, next: undefined };
      const ids = await foldersSeen(visitor, parent);
      const folderTotal = ids?.length ?? (await metadata.listFolders(parent.id, { offset: 0, limit: 0 })).total;
      const total = folderTotal + (await metadata.countFilesOf([parent.id]));
      const query = (kind: Node['kind'], room: number) => ({
        parentId: parent.id,
        sort: 'name' as const,
        descending: false,
        after: after?.kind === kind ? after : undefined,
        limit: room,
      });
      // One more than the page has tells that there is another one.
      const room = limit + 1;
      const folders =
        after?.kind === 'file' ? [] : await metadata.childFolders({ ...query('folder', room), ...(ids === undefined ? {} : { ids }) });
      const files = folders.length === room ? [] : await metadata.childFiles(query('file', room - folders.length));
      const rows = [...folders, ...files];
      const last = rows.length === room ? rows[limit - 1] : undefined;
      return {
        folders: folders.slice(0, limit).map(({ item }) => item),
        files: files.slice(0, limit - folders.length).map(({ item }) => item),
        total,
        next: last === undefined ? undefined : { ...last.place, kind: last.item.kind },
      };
    },

    /** The folders from what the link names down to this one, itself included. */
    async trail(visitor: Visitor, of: FolderNode): Promise<readonly FolderNode[]> {
      const ids = of.chain.split('/').filter((id) => id !== '');
      const shown = ids.slice(ids.findIndex((id) => visitor.nodeIds.has(id)));
      const folders: FolderNode[] = [];
      for (const id of shown) {
        const found = id === of.id ? of : await metadata.findNode(id);
        if (found?.kind === 'folder') folders.push(found);
      }
      return folders;
    },

    /** Everything that goes into an archive of these nodes. Names that two of them share get a number. */
    async *entries(visitor: Visitor, nodes: readonly Node[]): AsyncGenerator<SharedEntry> {
      const taken = new Set<string>();
      for (const top of nodes) {
        // The top folder of the site has no name.
        const name = freeNameAmong(taken, top.name === '' ? 'shared-files' : top.name);
        taken.add(comparisonKey(name));
        if (top.kind === 'folder') yield* inFolder(visitor, top, `${name}/`);
        else if (((await visitorRights(metadata, visitor, top)) & right.read) !== 0) {
          yield { path: name, modifiedAt: top.updatedAt, file: top };
        }
      }
    },

    /** Begins to receive files for a folder. Throws `forbidden` when the visitor may not put any there. */
    async uploads(visitor: Visitor, folderId: string): Promise<UploadForm> {
      const into = await authorize(metadata, visitor, 'write', await node(folderId), 'folder');
      if (into.kind !== 'folder') throw new AppError('not_found', 'No such folder.');
      return startForm(visitor, into);
    },

    /**
     * A file of an archive, with the content that it was listed with. Looks once more whether the link still gives it, because others were
     * sent before. Throws `conflict` when the content is gone.
     */
    async open(visitor: Visitor, { id, blobId }: Pick<FileNode, 'id' | 'blobId'>): Promise<Content> {
      const { name } = await authorizedFile(metadata, await visits.again(visitor), 'read', id);
      const content = await contentOf(metadata, blobId);
      if (content === undefined) throw new AppError('conflict', `"${name}" was changed meanwhile. Try again.`);
      return content;
    },

    /** Keeps that a visitor downloaded a file, or all in one archive: a folder's, or (undefined) the whole share's. */
    async recordDownload(visitor: Visitor, of: Node | undefined, method: 'file' | 'full_zip'): Promise<void> {
      const path = of === undefined ? '' : await pathOf(metadata, { rootId: (await metadata.topFolder()).id }, of);
      await metadata.write((tx) =>
        tx.insertShareAction({
          shareNumber: visitor.shareNumber,
          registrationNumber: visitor.registrationNumber,
          action: 'read',
          path,
          downloadMethod: method,
          createdAt: clock(),
        }),
      );
    },
  };
}
