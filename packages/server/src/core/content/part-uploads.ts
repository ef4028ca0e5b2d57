import type { Arriving } from '../arriving.ts';
import type { Clock } from '../clock.ts';
import type { Contents, Stage } from './contents.ts';
import { AppError, invalidField } from '../errors.ts';
import { entryOf, type Entry } from '../tree/entries.ts';
import { discardRefused, type Files } from '../tree/files.ts';
import { newId } from '../ids.ts';
import { requireReplaceable } from '../tree/file-rows.ts';
import { makeFolders } from '../tree/make-folders.ts';
import type { FileNode, FolderNode, MetadataReads, MetadataStore, MetadataWrites, Upload } from '../metadata.ts';
import { checkName, comparisonKey } from '../tree/names.ts';
import { destinationOf, pathOf, pathParts } from '../tree/paths.ts';
import type { Member } from '../access/principal.ts';
import { chargeStorage, fileTooLarge, lastingBytes, maxFileBytes, storageFull } from '../quota.ts';
import { authorizedFolder, requireScope } from '../access/rights.ts';
import { bytesGivingWay, finishedFile, finishUpload, ownUpload, requireOpen } from './upload-steps.ts';

/** Parts are numbered from 1 to this. */
export const maxParts = 10_000;

/** Clients believe that an upload lives so long after its last part. */
const leastTtlSeconds = 72 * 60;

/** More uploads than anybody has under way at once. */
export const maxOpenUploads = 1000;

/** So many missing parts are named. */
const mostListed = 20;

export interface NewPartUpload {
  /** Where the file goes, as the member sees it. */
  readonly path: string;
  /** Makes the folders above it that are missing. Default: they have to be there. */
  readonly mkdirParents?: boolean | undefined;
  /** What the client believes, in bytes: only to refuse at once what cannot fit. */
  readonly size?: number | undefined;
  /** When the client says that the content was changed last. */
  readonly providedMtime?: number | null | undefined;
  /** A file that has the name already is left alone, and the new one gets a number. Default: it gets the new content. */
  readonly rename?: boolean | undefined;
}

/** An upload in parts, as the one who makes it knows it. */
export interface PartUpload {
  /** `put-...`: what its parts and its end are sent with. */
  readonly ref: string;
  /** Where the file goes, as the member sees it. */
  readonly path: string;
}

/** What a client says about a part that it sent. */
export interface PartEtag {
  readonly part: number;
  /** Null when the client does not know it. */
  readonly etag: string | null;
}

export type PartUploads = ReturnType<typeof createPartUploads>;

const refOf = (id: string): string => id.replace(/^upl_/, 'put-');
const idOf = (ref: string): string => ref.replace(/^put-/, 'upl_');

/** The part's number when a part can have it; else `invalid`. */
export function checkPart(part: number): number {
  if (!(Number.isSafeInteger(part) && part >= 1)) throw invalidField('part', 'parts are numbered from 1');
  if (part > maxParts) throw invalidField('part', `an upload has at most ${maxParts} parts; send larger ones`, 'part_number_too_large');
  return part;
}

/**
 * Files that arrive in parts of any size, whose number and total nobody knows before: in any order, in parallel, each one again when in
 * doubt, over a restart of the server. Each stored part is charged to the member's quota.
 */
export function createPartUploads({
  metadata,
  contents,
  arriving,
  files,
  clock,
  ttlSeconds,
  alwaysMakesParents,
  garbageMade,
}: {
  metadata: MetadataStore;
  contents: Contents;
  arriving: Arriving;
  files: Files;
  clock: Clock;
  ttlSeconds: number;
  /** The site makes missing parents whether or not the client asks for it. */
  alwaysMakesParents: () => Promise<boolean>;
  garbageMade: () => void;
}) {
  const own = (reads: MetadataReads, member: Member, ref: string): Promise<Upload> =>
    ownUpload(reads, member, idOf(ref), { kind: 'parts', now: clock(), advice: 'Begin it again.' });

  const expiry = (): number => clock() + Math.max(ttlSeconds, leastTtlSeconds) * 1000;

  async function shown(reads: MetadataReads, member: Member, upload: Upload): Promise<PartUpload> {
    const folder = await authorizedFolder(reads, member, 'write', upload.folderId);
    const above = await pathOf(reads, member, folder);
    return { ref: refOf(upload.id), path: above === '' ? upload.filename : `${above}/${upload.filename}` };
  }

  async function destination(
    tx: MetadataWrites,
    member: Member,
    path: string,
    { mkdirParents, rename }: { readonly mkdirParents: boolean; readonly rename: boolean },
  ): Promise<{ parent: FolderNode; name: string }> {
    const parts = pathParts(path);
    const name = checkName(parts.at(-1) ?? '', 'path');
    const above = parts.slice(0, -1).join('/');
    const made = mkdirParents ? await makeFolders(tx, member, above, clock()) : (await destinationOf(tx, member, path)).parent;
    const parent = await authorizedFolder(tx, member, 'write', made.id);
    const taken = await tx.findChild(parent.id, comparisonKey(name));
    if (taken?.kind === 'folder') throw new AppError('conflict', `"${taken.name}" is a folder.`, { reason: 'exists' });
    // Now, and not when all of it was sent.
    if (taken !== undefined && !rename) await requireReplaceable(tx, member, taken);
    return { parent, name };
  }

  /** What the member can still put into this upload: the largest file, and what is free of the quota. */
  async function roomFor(member: Member, upload: Upload, part: number): Promise<{ bytes: number; refusal: () => AppError }> {
    // A part that is sent again makes room for itself.
    const others = upload.totalSizeBytes - ((await metadata.partSize(upload.blobId, part)) ?? 0);
    const ofFile = maxFileBytes(member) - others;
    const used = member.plan.storageQuotaBytes === null ? 0 : await lastingBytes(metadata, member.userId);
    const givingWay = member.plan.storageQuotaBytes === null ? 0 : await bytesGivingWay(metadata, member, upload);
    const ofQuota = (member.plan.storageQuotaBytes ?? Number.POSITIVE_INFINITY) - used + givingWay + (upload.totalSizeBytes - others);
    return ofFile <= ofQuota
      ? { bytes: Math.max(0, ofFile), refusal: () => fileTooLarge(member) }
      : { bytes: Math.max(0, ofQuota), refusal: () => storageFull(member, ofQuota) };
  }

  return {
    /**
     * Starts an upload: rights, destination and, when it is given, the size are checked now, and again at the end. Throws `rate_limited`
     * when the member has too many under way.
     */
    async begin(member: Member, wanted: NewPartUpload): Promise<PartUpload> {
      requireScope(member, 'files:write');
      files.checkEncryption(true);
      const size = wanted.size ?? 0;
      if (size < 0) throw invalidField('size', 'a size cannot be negative');
      if (size > maxFileBytes(member)) throw fileTooLarge(member);
      const mkdirParents = wanted.mkdirParents === true || (await alwaysMakesParents());
      const now = clock();
      const blob = contents.newBlob();
      return metadata.write(async (tx) => {
        const { parent, name } = await destination(tx, member, wanted.path, { mkdirParents, rename: wanted.rename === true });
        if ((await tx.countPartUploads(member.userId, now, maxOpenUploads)) >= maxOpenUploads) {
          throw new AppError('rate_limited', `At most ${maxOpenUploads} uploads can be under way. End some, or wait until they expire.`, {
            retryAfterSeconds: 60,
          });
        }
        const upload: Upload = {
          id: newId('upl', now),
          userId: member.userId,
          blobId: blob.id,
          folderId: parent.id,
          filename: name,
          encrypted: true,
          totalSizeBytes: 0,
          totalChunks: 0,
          chunkSizeBytes: 0,
          expiresAt: expiry(),
          fileId: null,
          providedMtime: wanted.providedMtime ?? null,
          ifTaken: wanted.rename === true ? 'rename' : 'replace',
          inParts: true,
        };
        // Charged and given back: it only has to fit now.
        await chargeStorage(tx, member, size, () => bytesGivingWay(tx, member, upload));
        await tx.addUsedBytes(member.userId, -size);
        await tx.insertBlob({ id: blob.id, wrapped: blob.wrapped, encrypted: true, sizeBytes: 0, mac: null });
        await tx.insertUpload(upload);
        return shown(tx, member, upload);
      });
    },

    /** An upload that is under way. Throws `not_found` (`upload_missing`). */
    async find(member: Member, ref: string): Promise<PartUpload> {
      const upload = await own(metadata, member, ref);
      requireOpen(upload);
      return shown(metadata, member, upload);
    },

    /**
     * Starts to receive a part. `announcedBytes`: what the client says that it will send; too much is refused before a byte is taken.
     * Throws `too_large`, and what `find` throws.
     */
    async receivePart(member: Member, ref: string, part: number, announcedBytes = 0): Promise<Stage> {
      checkPart(part);
      const upload = await own(metadata, member, ref);
      requireOpen(upload);
      const room = await roomFor(member, upload, part);
      if (announcedBytes > room.bytes) throw room.refusal();
      const blob = await metadata.findBlob(upload.blobId);
      if (blob === undefined) throw new Error(`upload ${upload.id} has no blob`);
      const stage = contents.stage({
        blob: contents.openBlob(blob.id, blob.wrapped),
        part,
        encrypted: upload.encrypted,
        maxBytes: room.bytes,
        tooLarge: room.refusal,
        // Thousands of small parts would otherwise all be read into memory with the file's rows.
        mayInline: part === 1,
      });
      return arriving.bounded(member, stage);
    },

    /**
     * Makes a received part one of the upload, and answers its ETag (without quotes). The last one to arrive for a number wins. The upload
     * lives on from now.
     */
    async putPart(member: Member, ref: string, stage: Stage): Promise<string> {
      const staged = await stage.finish();
      try {
        await metadata.write(async (tx) => {
          const upload = await own(tx, member, ref);
          requireOpen(upload);
          const more = staged.sizeBytes - ((await tx.partSize(upload.blobId, staged.part)) ?? 0);
          const totalSizeBytes = upload.totalSizeBytes + more;
          if (totalSizeBytes > maxFileBytes(member)) throw fileTooLarge(member);
          await chargeStorage(tx, member, more, () => bytesGivingWay(tx, member, upload));
          await tx.putSegment(upload.blobId, staged);
          await tx.updateUpload(upload.id, { totalSizeBytes, expiresAt: expiry() });
        });
      } catch (error) {
        await discardRefused(contents, staged, error);
        throw error;
      }
      garbageMade();
      return staged.key;
    },

    /**
     * Makes the parts 1, 2, 3, ... a file; no part at all makes an empty one. Only the given ETags are verified. Repeated or raced, it
     * answers the same file. Throws `invalid` (`part_gap`, `etag_mismatch`).
     */
    async complete(
      member: Member,
      ref: string,
      {
        etags = [],
        providedMtime,
      }: { readonly etags?: readonly PartEtag[] | undefined; readonly providedMtime?: number | null | undefined } = {},
    ): Promise<{ readonly file: FileNode; readonly entry: Entry }> {
      const { file, entry, made } = await metadata.write(async (tx) => {
        const upload = await own(tx, member, ref);
        if (upload.fileId !== null) {
          const file = await finishedFile(tx, member, upload.fileId);
          return { file, entry: await entryOf(tx, member, file, clock()), made: undefined };
        }
        const parts = await tx.partsOf(upload.blobId);
        requireNoGap(parts.map(({ part }) => part));
        requireEtags(parts, etags);
        const made = await finishUpload(tx, { contents, files }, member, upload, {
          name: upload.filename,
          folderId: upload.folderId,
          ifTaken: upload.ifTaken,
          providedMtime: providedMtime ?? upload.providedMtime,
        });
        // Afterwards it may be gone already.
        return { file: made.file, entry: await entryOf(tx, member, made.file, clock()), made };
      });
      if (made !== undefined) files.committed(made);
      return { file, entry };
    },
  };
}

function requireNoGap(numbers: readonly number[]): void {
  const last = numbers.at(-1) ?? 0;
  if (last === numbers.length) return;
  const there = new Set(numbers);
  const missing: number[] = [];
  for (let part = 1; part < last && missing.length < mostListed; part++) if (!there.has(part)) missing.push(part);
  const count = last - numbers.length;
  const more = count > missing.length ? `, ... (${count})` : '';
  throw invalidField('part', `these parts were not sent: ${missing.join(', ')}${more}`, 'part_gap');
}

function requireEtags(parts: readonly { readonly part: number; readonly key: string }[], etags: readonly PartEtag[]): void {
  const keys = new Map(parts.map(({ part, key }) => [part, key]));
  for (const { part, etag } of etags) {
    if (etag === null) continue;
    if (keys.get(part) !== etag) throw invalidField('etags', `part ${part} is not the one that was sent with this ETag`, 'etag_mismatch');
  }
}
