import type { Content } from './contents.ts';
import { createDigester, type ChecksumName, type Digester } from './digester.ts';
import { createChecksumDemands, type Waiting } from './checksum-demands.ts';
import { AppError } from '../errors.ts';
import { contentOf } from '../tree/files.ts';
import type { FileNode, MetadataStore } from '../metadata.ts';
import type { Checksums as Digests } from '../metadata-transfers.ts';
import type { Member } from '../access/principal.ts';
import { authorizedFile } from '../access/rights.ts';

const checksumNames: readonly ChecksumName[] = ['crc32', 'md5', 'sha1', 'sha256'];

/** Which ones the site asks for. */
export type WantedChecksums = Readonly<Record<ChecksumName, boolean>>;

export type Checksums = ReturnType<typeof createChecksums>;

const changesPerLook = 200;
const contentsPerLook = 500;
/** What was computed is written together: so many contents, or after so many bytes. */
const contentsPerWrite = 50;
const bytesPerWrite = 64 * 1024 * 1024;

/**
 * Checksums of what files hold, computed one after the other some time after a file came in: no upload waits for them. Copies share
 * those of their content. The first `wake` after a start, and after the site began to want another one, looks at all contents there are.
 */
export function createChecksums({
  metadata,
  read,
  wanted,
  digester = createDigester(),
}: {
  metadata: MetadataStore;
  read: (content: Content, start: number, end: number) => AsyncIterable<readonly Buffer[]>;
  wanted: () => Promise<WantedChecksums>;
  digester?: Digester;
}) {
  const demands = createChecksumDemands({ metadata, read, digester });
  let stopped = false;
  let running: Promise<void> | undefined;
  let again = false;

  /** What the last look was for. */
  let lookedFor: readonly ChecksumName[] = [];
  /** The place in the change feed up to which new contents were looked at; undefined while nothing is wanted. */
  let seenSeq: number | undefined;
  /** The place of the look at all contents there are; undefined when it is done. */
  let scannedId: string | undefined;
  /** What was found and is to be computed. */
  let found: string[] = [];

  /** Those of which a wanted checksum is missing. */
  async function lacking(ids: readonly string[], names: readonly ChecksumName[]): Promise<string[]> {
    const known = await metadata.checksumsOf(ids);
    return [...new Set(ids)].filter((id) => names.some((name) => (known.get(id)?.[name] ?? null) === null));
  }

  /** The next content to compute; what came in last goes before what was there. */
  async function next(names: readonly ChecksumName[]): Promise<string | undefined> {
    for (;;) {
      const waiting = found.shift();
      if (waiting !== undefined) return waiting;
      if (seenSeq === undefined) {
        seenSeq = await metadata.lastSeq();
        scannedId = '';
      }
      const changes = await metadata.changesAfter(seenSeq, changesPerLook);
      if (changes.length > 0) {
        seenSeq = changes.at(-1)?.seq ?? seenSeq;
        const ids: string[] = [];
        for (const { nodeId, action } of changes) {
          const node = action === 'deleted' ? undefined : await metadata.findNode(nodeId);
          if (node?.kind === 'file') ids.push(node.blobId);
        }
        found = await lacking(ids, names);
        continue;
      }
      if (scannedId === undefined) return undefined;
      const ids = await metadata.contentsAfter(scannedId, contentsPerLook);
      scannedId = ids.at(-1);
      found = await lacking(ids, names);
    }
  }

  async function compute(blobId: string, names: readonly ChecksumName[]): Promise<{ digests: Partial<Digests>; bytes: number }> {
    const content = await contentOf(metadata, blobId);
    // It was deleted meanwhile.
    if (content === undefined || stopped) return { digests: {}, bytes: 0 };
    try {
      return { digests: await digester.digest(read(content, 0, content.sizeBytes), names), bytes: content.sizeBytes };
    } catch {
      // Deleted meanwhile, or it cannot be read, which a download of it tells: it holds up nobody else, and the next start tries it again.
      return { digests: {}, bytes: 0 };
    }
  }

  async function run(): Promise<void> {
    do {
      again = false;
      const settings = await wanted();
      const names = checksumNames.filter((name) => settings[name]);
      // One more is wanted than before: what was looked at may lack it.
      if (names.length === 0 || names.some((name) => !lookedFor.includes(name))) {
        seenSeq = undefined;
        found = [];
      }
      lookedFor = names;
      if (names.length === 0) return;
      let done: [blobId: string, digests: Partial<Digests>][] = [];
      let doneBytes = 0;
      const write = async (): Promise<void> => {
        const all = done;
        done = [];
        doneBytes = 0;
        if (all.length === 0) return;
        await metadata.write(async (tx) => {
          for (const [blobId, digests] of all) await tx.putChecksums(blobId, digests);
        });
      };
      for (let id = await next(names); id !== undefined && !stopped; id = await next(names)) {
        const { digests, bytes } = await compute(id, names);
        if (Object.keys(digests).length > 0) done.push([id, digests]);
        doneBytes += bytes;
        if (done.length >= contentsPerWrite || doneBytes >= bytesPerWrite) await write();
      }
      await write();
    } while (again && !stopped);
  }

  function wake(): void {
    again = true;
    if (stopped || running !== undefined) return;
    running = run()
      // A fault of the disk: the next change of files, or the next sweep, begins anew.
      .catch(() => {
        seenSeq = undefined;
        found = [];
      })
      .finally(() => {
        running = undefined;
        // What came in between the last look and now.
        if (again) wake();
      });
  }

  const stopListening = metadata.onChange(wake);

  return {
    /** Looks for what is to be done, and does it in the background. Called by itself after each change of files. */
    wake,

    /**
     * The SHA-256 of files, in the order asked, computed now where it is not known: before all that is done in the background. A file that is
     * not there, or not to be seen, is left out; the member has to be allowed to read the others. null: not computed within
     * `waitMilliseconds`, or before `signal` was aborted; it goes on being computed.
     */
    async sha256Of(
      member: Member,
      fileIds: readonly string[],
      waiting: Waiting,
    ): Promise<readonly { readonly file: FileNode; readonly sha256: string | null }[]> {
      const files: FileNode[] = [];
      for (const id of fileIds) {
        const file = await authorizedFile(metadata, member, 'read', id).catch((error: unknown) => {
          if (error instanceof AppError && error.code === 'not_found') return undefined;
          throw error;
        });
        if (file !== undefined) files.push(file);
      }
      const digests = await demands.sha256Of(files, waiting);
      return files.map((file) => ({ file, sha256: digests.get(file.blobId) ?? null }));
    },

    /** Waits until there is nothing to do. */
    async settled(): Promise<void> {
      while (running !== undefined) await running;
      await demands.settled();
    },

    /** Of contents, by `FileNode.blobId`; those of which nothing was computed are left out. */
    of: (blobIds: readonly string[]): Promise<ReadonlyMap<string, Digests>> => metadata.checksumsOf(blobIds),

    async stop(): Promise<void> {
      stopped = true;
      stopListening();
      demands.stop();
      await digester.close();
      await running;
      await demands.settled();
    },
  };
}
