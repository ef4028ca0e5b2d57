import { right } from '../access/access.ts';
import type { Visitor } from '../access/principal.ts';
import { authorize } from '../access/rights.ts';
import type { Clock } from '../clock.ts';
import { AppError } from '../errors.ts';
import type { FileNode, FolderNode, MetadataStore } from '../metadata.ts';
import { lastingBytes, storageFull } from '../quota.ts';
import type { Files, FileStage } from '../tree/files.ts';
import { checkName } from '../tree/names.ts';
import { pathOf } from '../tree/paths.ts';
import type { ShareVisits } from './share-visits.ts';

/** Forms of one share that are received at the same time. */
const formsAtOnce = 50;
const retryAfterSeconds = 60;

/** Takes the bytes of one file, like `Stage.write`. */
export type WriteBytes = (chunk: Buffer) => Promise<void> | undefined;

/** Files that a visitor puts in together. Every form must end in `end`. */
export interface UploadForm {
  /** The most bytes of all its files; `Infinity` for no limit. */
  readonly roomBytes: number;
  /** Begins a file. Throws `invalid` for a name that no file can have. What it gives throws `too_large`. */
  file(name: string): WriteBytes;
  /**
   * Makes all of it files, or nothing. A name that is taken gets a number, except when the link lets visitors replace files. Looks once
   * more, in the same transaction, whether the link still allows it.
   */
  commit(): Promise<readonly FileNode[]>;
  /** Throws away what has not become files. */
  end(): Promise<void>;
}

/** What is on its way to one owner. */
interface Arriving {
  usedBytes: number;
  bytes: number;
  forms: number;
}

/** How visitors' files come in. They are the owner's, count against the owner's quota and obey the owner's plan. */
export function createShareUploads({
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
  // The quota is charged when the files are whole. Until then their bytes are counted here, for all forms together, so that
  // strangers cannot fill the disk with what will be refused.
  const byOwner = new Map<string, Arriving>();
  const formsOf = new Map<number, number>();

  function begin({ shareNumber, owner }: Visitor): Arriving {
    const forms = formsOf.get(shareNumber) ?? 0;
    if (forms >= formsAtOnce) {
      throw new AppError('rate_limited', 'Too many people are putting files in at the same time.', { retryAfterSeconds });
    }
    formsOf.set(shareNumber, forms + 1);
    const arriving = byOwner.get(owner.userId) ?? { usedBytes: 0, bytes: 0, forms: 0 };
    arriving.forms += 1;
    byOwner.set(owner.userId, arriving);
    return arriving;
  }

  function leave({ shareNumber, owner }: Visitor, arriving: Arriving, bytes: number): void {
    const forms = (formsOf.get(shareNumber) ?? 1) - 1;
    if (forms === 0) formsOf.delete(shareNumber);
    else formsOf.set(shareNumber, forms);
    arriving.bytes -= bytes;
    arriving.forms -= 1;
    if (arriving.forms === 0) byOwner.delete(owner.userId);
  }

  /** Begins a form for a folder into which the visitor may put files. */
  return async (visitor: Visitor, folder: FolderNode): Promise<UploadForm> => {
    const { owner } = visitor;
    const quota = owner.plan.storageQuotaBytes ?? Number.POSITIVE_INFINITY;
    const received: { readonly name: string; readonly stage: FileStage }[] = [];
    let bytes = 0;
    let ended = false;
    const usedBytes = await lastingBytes(metadata, owner.userId);
    const arriving = begin(visitor);
    arriving.usedBytes = usedBytes;
    const free = (): number => Math.max(0, quota - arriving.usedBytes - arriving.bytes);

    return {
      roomBytes: free(),

      file(name) {
        checkName(name, 'file');
        const one = files.receive(owner, { encrypted: true, isCounted: true });
        received.push({ name, stage: one });
        return (chunk) => {
          if (chunk.length > free()) throw storageFull(owner, free());
          arriving.bytes += chunk.length;
          bytes += chunk.length;
          return one.stage.write(chunk);
        };
      },

      async commit() {
        const made = await files.commitAll(
          received.map(({ stage }) => stage),
          async (tx, contents) => {
            const now = await visits.again(visitor, tx);
            await authorize(tx, now, 'write', await tx.findNode(folder.id), 'folder');
            const ifTaken = (now.rights & right.remove) === 0 ? 'rename' : 'replace';
            const top = await tx.topFolder();
            const done = [];
            for (const [index, { content, fresh }] of contents.entries()) {
              const { shareNumber } = now;
              const place = { name: received[index]?.name ?? '', folderId: folder.id, ifTaken, shareNumber } as const;
              const put = await files.putContent(tx, now.owner, place, content, fresh);
              await tx.insertShareAction({
                shareNumber: now.shareNumber,
                registrationNumber: now.registrationNumber,
                action: put.replaced ? 'update' : 'create',
                path: await pathOf(tx, { rootId: top.id }, put.file),
                downloadMethod: null,
                createdAt: clock(),
              });
              done.push(put);
            }
            return done;
          },
        );
        // What had the names before gives way, so this is no less than what lasts now.
        arriving.usedBytes += bytes;
        arriving.bytes -= bytes;
        bytes = 0;
        return made;
      },

      async end() {
        if (ended) return;
        ended = true;
        for (const { stage } of received) await stage.stage.abort();
        leave(visitor, arriving, bytes);
      },
    };
  };
}
