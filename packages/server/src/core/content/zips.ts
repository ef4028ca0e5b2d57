import { setImmediate as endOfTurn } from 'node:timers/promises';
import { right, rightsInside } from '../access/access.ts';
import type { Clock } from '../clock.ts';
import type { Content } from './contents.ts';
import { AppError, invalidField } from '../errors.ts';
import type { FileMigrationStarted, FileMigrations, FileMigrationWanted } from '../tree/file-migrations.ts';
import { nameTaken, requireReplaceable } from '../tree/file-rows.ts';
import { contentOf, type Files } from '../tree/files.ts';
import type { LongWork } from '../tree/folder-moves.ts';
import { freeNameAmong } from '../tree/free-name.ts';
import { makeFolders } from '../tree/make-folders.ts';
import type { FileNode, FolderNode, MetadataStore, Node } from '../metadata.ts';
import { comparisonKey } from '../tree/names.ts';
import { authorizedPath, destinationOf, findPath, normalizePath } from '../tree/paths.ts';
import type { Member } from '../access/principal.ts';
import type { Progress } from '../tree/progress.ts';
import { createGiveWay } from '../turns.ts';
import { fileTooLarge, lastingBytes, maxFileBytes, storageFull } from '../quota.ts';
import { authorizedFile, authorizedFolder } from '../access/rights.ts';
import { createJobLimit } from './job-limit.ts';
import { badZip, maxZipEntries, namesPerTurn, readZipDirectory, unzipEntry, type ZipSource, type ZippedEntry } from './zip-reader.ts';
import { zipBytes, zipLength, type ZipEntry } from './zip-writer.ts';

const nodesPerSlice = 500;

/** So many entries are packed before others get their turn: small ones come from the metadata and wait for no disk. */
const entriesPerTurn = 20;

/** More than anybody picks one by one; a folder is one path. */
const maxZipPaths = 1000;

/** Archives that one member packs or unpacks at once. */
const maxJobs = 2;

/** Files that are unpacked at once, so that they share the store's commits. */
const filesAtOnce = 4;

/** Deflate makes 1 byte of a thousand at best. What promises more than this of a large sum was made to fill a disk. */
const mostExpansion = 250;
const harmlessBytes = 1024 * 1024 * 1024;

export interface ZipWanted {
  /** At most 1,000. What is named twice is packed once. */
  readonly paths: readonly string[];
  /** The path of the archive to be. */
  readonly destination: string;
  /** What has the path already is replaced; else it is a `conflict`. */
  readonly overwrite: boolean;
}

export interface UnzipWanted {
  readonly path: string;
  /** A folder, made when it is missing. */
  readonly destination: string;
  /** Only this file or folder of the archive. Default: all. */
  readonly filename?: string | undefined;
  /** Files that are there already are replaced; else it is a `conflict`. */
  readonly overwrite: boolean;
}

/** What was checked and can begin. */
interface Prepared {
  readonly about: FileMigrationWanted;
  readonly job: (progress: Progress) => Promise<void>;
}

export type Zips = ReturnType<typeof createZips>;

/** Packing files of the tree into an archive in the tree, and unpacking such an archive. */
export function createZips({
  metadata,
  files,
  read,
  migrations,
  clock,
  asOfNow,
}: {
  metadata: MetadataStore;
  files: Files;
  read: (content: Content, start: number, end: number) => AsyncIterable<readonly Buffer[]>;
  migrations: FileMigrations;
  clock: Clock;
  asOfNow: LongWork['asOfNow'];
}) {
  const startJob = createJobLimit(maxJobs);

  /** Runs what `prepare` answers, as one of the few jobs that the member may have; preparing it counts too, because it is work. */
  async function runJob(member: Member, prepare: () => Promise<Prepared>): Promise<FileMigrationStarted> {
    const isOver = startJob(member.userId);
    try {
      const { about, job } = await prepare();
      return await migrations.run(member, about, async (progress) => {
        try {
          await job(progress);
        } finally {
          isOver();
        }
      });
    } catch (error) {
      isOver();
      throw error;
    }
  }

  async function freeBytes(member: Member): Promise<number> {
    return (member.plan.storageQuotaBytes ?? Number.POSITIVE_INFINITY) - (await lastingBytes(metadata, member.userId));
  }

  function fileEntry(member: Member, file: FileNode, path: string): ZipEntry {
    return {
      path,
      modifiedAt: file.providedMtime ?? file.updatedAt,
      sizeBytes: file.sizeBytes,
      async *read() {
        const content = await contentOf(metadata, file.blobId);
        if (content === undefined) throw new AppError('conflict', `"${file.name}" was deleted or changed meanwhile. Try again.`);
        await authorizedFile(metadata, await asOfNow(member), 'read', file.id);
        yield* read(content, 0, content.sizeBytes);
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

  async function entriesOf(member: Member, nodes: readonly Node[], archiveId: string | undefined): Promise<ZipEntry[]> {
    const entries: ZipEntry[] = [];
    const taken = new Set<string>();
    function add(entry: ZipEntry): void {
      if (entries.length === maxZipEntries) throw invalidField('paths', `an archive holds at most ${maxZipEntries} files and folders`);
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
  }

  async function pack(
    member: Member,
    entries: readonly ZipEntry[],
    place: { readonly folderId: string; readonly name: string; readonly overwrite: boolean },
    progress: Progress,
  ): Promise<void> {
    progress.total(entries.length);
    const giveWay = createGiveWay(entriesPerTurn);
    async function* watched(): AsyncGenerator<ZipEntry> {
      for (const entry of entries) {
        await giveWay(1);
        progress.checkpoint();
        yield entry;
        await progress.moved(1);
      }
    }
    const received = files.receive(member, { encrypted: true });
    let by: Member;
    try {
      for await (const buffers of zipBytes(watched())) {
        // Lent ones as well: what encrypts is done with a buffer when it answers.
        for (const buffer of buffers) await received.stage.write(buffer);
        // Also in the middle of a large file: the server may want to stop.
        await progress.moved(0);
      }
      by = await asOfNow(member);
    } catch (error) {
      await received.stage.abort();
      throw error;
    }
    const { folderId, name, overwrite } = place;
    await files.commit(by, received, { folderId, name, encrypted: true, ifTaken: overwrite ? 'replace' : 'refuse' });
  }

  /** The bytes of an archive in the tree, and what is in it. */
  async function openArchive(member: Member, path: string): Promise<{ source: ZipSource; entries: readonly ZippedEntry[] }> {
    const node = await authorizedPath(metadata, member, 'read', path);
    if (node.kind === 'folder') throw invalidField('path', 'this is a folder, not a zip file', 'is_folder');
    const content = await contentOf(metadata, node.blobId);
    if (content === undefined) throw new AppError('conflict', 'The file was deleted or changed meanwhile. Try again.');
    const source: ZipSource = {
      sizeBytes: content.sizeBytes,
      async *read(start, end) {
        // Buffers of content that is not encrypted are lent.
        for await (const buffers of read(content, start, end))
          yield content.encrypted ? buffers : buffers.map((buffer) => Buffer.from(buffer));
      },
    };
    return { source, entries: await readZipDirectory(source) };
  }

  async function requireRoom(member: Member, archiveBytes: number, entries: readonly ZippedEntry[]): Promise<void> {
    const total = entries.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    if (entries.some(({ sizeBytes }) => sizeBytes > maxFileBytes(member))) throw fileTooLarge(member);
    if (total > harmlessBytes && total > archiveBytes * mostExpansion) throw badZip('the archive unpacks to far more than it holds');
    const free = await freeBytes(member);
    if (total > free) throw storageFull(member, free);
  }

  /** Nothing that has to stay is in the way of the entries. */
  async function requirePlaces(
    member: Member,
    destination: FolderNode,
    entries: readonly ZippedEntry[],
    overwrite: boolean,
  ): Promise<void> {
    /** What is in a folder that is there, by the folder's id and the comparison key of the name. Files are asked for once anyway. */
    const known = new Map<string, Node | undefined>();
    async function childOf(folder: FolderNode, name: string): Promise<Node | undefined> {
      const nameKey = comparisonKey(name);
      const key = `${folder.id}/${nameKey}`;
      if (known.has(key)) return known.get(key);
      const node = await metadata.findChild(folder.id, nameKey);
      if (node?.kind !== 'file') known.set(key, node);
      return node;
    }
    async function at(parts: readonly string[]): Promise<Node | undefined> {
      let node: Node | undefined = destination;
      for (const part of parts) {
        if (node.kind === 'file') throw nameTaken(node);
        node = await childOf(node, part);
        if (node === undefined) return undefined;
      }
      return node;
    }
    const giveWay = createGiveWay(namesPerTurn);
    for (const { path, isFolder } of entries) {
      const parts = path.split('/');
      await giveWay(parts.length);
      const there = await at(parts);
      if (there !== undefined && (isFolder ? there.kind === 'file' : there.kind === 'folder' || !overwrite)) throw nameTaken(there);
      if (there?.kind === 'file') await requireReplaceable(metadata, member, there);
    }
  }

  async function unpack(
    member: Member,
    { source, entries }: { source: ZipSource; entries: readonly ZippedEntry[] },
    { destination, overwrite }: UnzipWanted,
    progress: Progress,
  ): Promise<void> {
    const base = normalizePath(destination);
    progress.total(entries.length);
    const folders = new Map<string, Promise<string>>();
    function folderAt(by: Member, path: string): Promise<string> {
      let folder = folders.get(path);
      if (folder === undefined) {
        folder = metadata.write(async (tx) => (await makeFolders(tx, by, `${base}/${path}`, clock())).id);
        folders.set(path, folder);
      }
      return folder;
    }

    async function unpackOne(entry: ZippedEntry): Promise<void> {
      progress.checkpoint();
      const slash = entry.path.lastIndexOf('/');
      const folderId = await folderAt(await asOfNow(member), entry.isFolder ? entry.path : entry.path.slice(0, Math.max(slash, 0)));
      if (!entry.isFolder) {
        const received = files.receive(member, { encrypted: true });
        let by: Member;
        try {
          await unzipEntry(source, entry, async (chunk) => {
            await received.stage.write(chunk);
            await progress.moved(0);
          });
          by = await asOfNow(member);
        } catch (error) {
          await received.stage.abort();
          throw error;
        }
        await files.commit(by, received, {
          folderId,
          name: entry.path.slice(slash + 1),
          encrypted: true,
          providedMtime: entry.modifiedAt,
          ifTaken: overwrite ? 'replace' : 'refuse',
        });
      }
      await progress.moved(1);
    }

    await folderAt(member, '');
    const waiting = entries.values();
    let failed = false;
    async function work(): Promise<void> {
      for (const entry of waiting) {
        if (failed) return;
        try {
          await unpackOne(entry);
        } catch (error) {
          failed = true;
          throw error;
        }
      }
    }
    const workers = Array.from({ length: filesAtOnce }, work);
    // Nobody writes any more when the failure is told.
    await Promise.allSettled(workers);
    await Promise.all(workers);
  }

  async function prepareZip(member: Member, wanted: ZipWanted): Promise<Prepared> {
    if (wanted.paths.length === 0) throw invalidField('paths', 'name at least one file or folder');
    if (wanted.paths.length > maxZipPaths) throw invalidField('paths', `name at most ${maxZipPaths} files and folders`);
    const nodes = new Map<string, Node>();
    for (const path of wanted.paths) {
      await endOfTurn();
      const node = await authorizedPath(metadata, member, 'read', path);
      nodes.set(node.id, node);
    }
    const { parent, name } = await destinationOf(metadata, member, wanted.destination);
    const there = await metadata.findChild(parent.id, comparisonKey(name));
    if (there !== undefined && (there.kind === 'folder' || !wanted.overwrite)) throw nameTaken(there);
    if (there?.kind === 'file') await requireReplaceable(metadata, member, there);
    const entries = await entriesOf(member, [...nodes.values()], there?.id);
    const sizeBytes = await zipLength(entries);
    if (sizeBytes > maxFileBytes(member)) throw fileTooLarge(member);
    const free = await freeBytes(member);
    if (sizeBytes > free) throw storageFull(member, free);
    const about = {
      operation: 'zip',
      path: wanted.paths.map(normalizePath).join(', '),
      destPath: normalizePath(wanted.destination),
    } as const;
    return { about, job: (progress) => pack(member, entries, { folderId: parent.id, name, overwrite: wanted.overwrite }, progress) };
  }

  async function prepareUnzip(member: Member, wanted: UnzipWanted): Promise<Prepared> {
    const { source, entries: all } = await openArchive(member, wanted.path);
    const only = wanted.filename === undefined || wanted.filename === '' ? undefined : normalizePath(wanted.filename);
    const entries = only === undefined ? all : all.filter(({ path }) => path === only || path.startsWith(`${only}/`));
    if (only !== undefined && entries.length === 0) throw new AppError('not_found', `The archive holds no "${only}".`);
    await requireRoom(member, source.sizeBytes, entries);
    const destination = await findPath(metadata, member, wanted.destination);
    if (destination !== undefined) {
      if (destination.kind === 'file') throw invalidField('destination', 'this is a file, not a folder', 'is_file');
      await authorizedFolder(metadata, member, 'write', destination.id);
      await requirePlaces(member, destination, entries, wanted.overwrite);
    }
    const about = { operation: 'unzip', path: normalizePath(wanted.path), destPath: normalizePath(wanted.destination) } as const;
    return { about, job: (progress) => unpack(member, { source, entries }, wanted, progress) };
  }

  return {
    /** Puts files, and folders with all in them that the member may read, into an archive. Nothing is compressed. */
    async zip(member: Member, wanted: ZipWanted): Promise<FileMigrationStarted> {
      return runJob(member, () => prepareZip(member, wanted));
    },

    /**
     * Unpacks an archive, or one file or folder of it. What can be known before is checked before: the whole directory of the archive, the
     * room that the content needs, and that nothing is in the way. What turns out later leaves the files that were done.
     */
    async unzip(member: Member, wanted: UnzipWanted): Promise<FileMigrationStarted> {
      return runJob(member, () => prepareUnzip(member, wanted));
    },

    /** What is in an archive, in its own order. */
    async list(member: Member, path: string): Promise<readonly ZippedEntry[]> {
      return (await openArchive(member, path)).entries;
    },
  };
}
