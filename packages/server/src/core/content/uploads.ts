import type { Clock } from '../clock.ts';
import type { Contents, Stage } from './contents.ts';
import { AppError, invalidField } from '../errors.ts';
import { requireFreeName, type IfTaken } from '../tree/file-rows.ts';
import { discardRefused, type Files, type FileStage } from '../tree/files.ts';
import { locatedFile, type LocatedFile } from '../tree/described-files.ts';
import { makeFolderRef, type FolderRef } from '../tree/folder-refs.ts';
import { newId } from '../ids.ts';
import type { MetadataReads, MetadataStore, Upload } from '../metadata.ts';
import { checkName } from '../tree/names.ts';
import { pathOf } from '../tree/paths.ts';
import type { Member } from '../access/principal.ts';
import { chargeStorage, fileTooLarge, maxFileBytes } from '../quota.ts';
import { requireScope } from '../access/rights.ts';
import { abandonUpload, bytesGivingWay, finishedFile, finishUpload, ownUpload, requireOpen } from './upload-steps.ts';

/** Most chunks of one upload. */
export const maxChunks = 10_000;

/** So many missing chunks are named one by one. */
const mostListed = 200;

/** Folders of a path that are missing are made at once. */
export interface NewUpload extends FolderRef {
  readonly filename: string;
  readonly totalSizeBytes: number;
  readonly totalChunks: number;
  readonly encrypted: boolean;
  /** When the client says that the content was changed last. */
  readonly providedMtime?: number | null | undefined;
  /** Default `replace`. A name that is taken already is refused at once when it is to be `refuse`d. */
  readonly ifTaken?: IfTaken | undefined;
}

export interface UploadStatus {
  readonly upload: Upload;
  /** Indexes of the chunks that are stored, ascending. */
  readonly received: readonly number[];
}

export type Uploads = ReturnType<typeof createUploads>;

/** How long chunk `index` must be. A chunk that begins at or behind the end of the file is empty and need not be sent. */
export function chunkLength(upload: Pick<Upload, 'totalSizeBytes' | 'chunkSizeBytes'>, index: number): number {
  return Math.min(upload.chunkSizeBytes, Math.max(0, upload.totalSizeBytes - index * upload.chunkSizeBytes));
}

/** Files that arrive in chunks: in any order, in parallel, each one again when in doubt, over a restart of the server. */
export function createUploads({
  metadata,
  contents,
  files,
  clock,
  ttlSeconds,
  garbageMade,
}: {
  metadata: MetadataStore;
  contents: Contents;
  files: Files;
  clock: Clock;
  ttlSeconds: number;
  garbageMade: () => void;
}) {
  const own = (reads: MetadataReads, member: Member, id: string, folderMayBeGone = false): Promise<Upload> =>
    ownUpload(reads, member, id, { kind: 'chunks', now: clock(), advice: 'Start again with chunks/init.', folderMayBeGone });

  return {
    /**
     * Starts an upload and reserves its size in the member's quota, so that one that fits now fits when it is complete. A file that it will
     * replace counts as room, when it is the member's.
     */
    async init(member: Member, wanted: NewUpload): Promise<Upload> {
      requireScope(member, 'files:write');
      files.checkEncryption(wanted.encrypted);
      checkName(wanted.filename, 'filename');
      if (!(Number.isSafeInteger(wanted.totalChunks) && wanted.totalChunks >= 1))
        throw invalidField('total_chunks', 'a whole number from 1 up');
      if (wanted.totalChunks > maxChunks) throw invalidField('total_chunks', `at most ${maxChunks}; use larger chunks`);
      if (!(Number.isInteger(wanted.totalSizeBytes) && wanted.totalSizeBytes >= 0))
        throw invalidField('total_size', 'a whole number from 0 up');
      if (wanted.totalSizeBytes > maxFileBytes(member)) throw fileTooLarge(member);
      const now = clock();
      const blob = contents.newBlob();
      return metadata.write(async (tx) => {
        const folder = await makeFolderRef(tx, member, wanted, now);
        if (wanted.ifTaken === 'refuse') await requireFreeName(tx, folder, wanted.filename);
        const upload: Upload = {
          id: newId('upl', now),
          userId: member.userId,
          blobId: blob.id,
          folderId: folder.id,
          filename: wanted.filename,
          encrypted: wanted.encrypted,
          totalSizeBytes: wanted.totalSizeBytes,
          totalChunks: wanted.totalChunks,
          chunkSizeBytes: Math.ceil(wanted.totalSizeBytes / wanted.totalChunks),
          expiresAt: now + ttlSeconds * 1000,
          fileId: null,
          providedMtime: wanted.providedMtime ?? null,
          ifTaken: wanted.ifTaken ?? 'replace',
          inParts: false,
        };
        await chargeStorage(tx, member, wanted.totalSizeBytes, () => bytesGivingWay(tx, member, upload));
        await tx.insertBlob({
          id: blob.id,
          wrapped: blob.wrapped,
          encrypted: wanted.encrypted,
          sizeBytes: wanted.totalSizeBytes,
          mac: null,
        });
        await tx.insertUpload(upload);
        return upload;
      });
    },

    /** Starts to receive a chunk: its place has to be known, because its bytes are sealed for it. */
    async receiveChunk(member: Member, uploadId: string, index: number): Promise<Stage> {
      const upload = await own(metadata, member, uploadId);
      requireOpen(upload);
      checkIndex(upload, index);
      const blob = await metadata.findBlob(upload.blobId);
      if (blob === undefined) throw new AppError('not_found', 'No such upload.');
      const { id, dek } = contents.openBlob(blob.id, blob.wrapped);
      return contents.stage({
        blob: { id, dek },
        part: index,
        encrypted: upload.encrypted,
        maxBytes: chunkLength(upload, index),
        tooLarge: () => wrongLength(upload, index, 'more bytes'),
        // Many small chunks of a large file would otherwise all be read into memory with the file's rows.
        mayInline: upload.totalSizeBytes <= metadata.inlineBytes,
      });
    },

    /**
     * The same for bytes that came before anything said where they belong: they were received as a file of their own and are copied
     * into place. Throws away what was received.
     */
    async adoptChunk(member: Member, uploadId: string, index: number, received: FileStage): Promise<void> {
      const staged = await received.stage.finish();
      try {
        const stage = await this.receiveChunk(member, uploadId, index);
        try {
          const { id, wrapped } = received.blob;
          const sealed = contents.seal(received.blob, received.encrypted, [staged]);
          const content = { blobId: id, wrapped, encrypted: received.encrypted, ...sealed, segments: [staged] };
          for await (const buffers of contents.read(content, 0, sealed.sizeBytes)) {
            // Buffers of plain content are lent.
            for (const buffer of buffers) await stage.write(received.encrypted ? buffer : Buffer.from(buffer));
          }
        } catch (error) {
          await stage.abort();
          throw error;
        }
        await this.putChunk(member, uploadId, index, stage);
      } finally {
        await contents.discard(staged);
      }
    },

    /** Makes a received chunk part of the upload. The last one to arrive for an index wins. The upload lives on from now. */
    async putChunk(member: Member, uploadId: string, index: number, stage: Stage): Promise<void> {
      const staged = await stage.finish();
      try {
        await metadata.write(async (tx) => {
          const upload = await own(tx, member, uploadId);
          requireOpen(upload);
          const wanted = chunkLength(upload, index);
          if (staged.sizeBytes !== wanted) {
            throw wrongLength(upload, index, `${staged.sizeBytes} bytes`);
          }
          await tx.putSegment(upload.blobId, staged);
          await tx.updateUpload(uploadId, { expiresAt: clock() + ttlSeconds * 1000 });
        });
      } catch (error) {
        await discardRefused(contents, staged, error);
        throw error;
      }
      garbageMade();
    },

    /** Makes the chunks a file. No byte is copied. Repeated or raced, it answers the same file. */
    async complete(member: Member, uploadId: string): Promise<LocatedFile> {
      const { made, ...located } = await metadata.write(async (tx) => {
        const upload = await own(tx, member, uploadId);
        if (upload.fileId !== null) {
          const file = await finishedFile(tx, member, upload.fileId);
          return { file, path: await pathOf(tx, member, file), made: undefined };
        }
        const received = new Set((await tx.partsOf(upload.blobId)).map((chunk) => chunk.part));
        const missing: number[] = [];
        for (let index = 0; index < upload.totalChunks; index++) {
          if (!received.has(index) && chunkLength(upload, index) > 0) missing.push(index);
        }
        if (missing.length > 0) {
          throw invalidField('upload_id', `${missing.length} of ${upload.totalChunks} chunks are missing: ${asList(missing)}`);
        }
        const { filename: name, folderId, providedMtime, ifTaken } = upload;
        const made = await finishUpload(tx, { contents, files }, member, upload, { name, folderId, providedMtime, ifTaken });
        const { file, path } = await locatedFile(tx, member, made);
        return { file, path, made };
      });
      if (made !== undefined) files.committed(made);
      return located;
    },

    async status(member: Member, uploadId: string): Promise<UploadStatus> {
      const upload = await own(metadata, member, uploadId);
      const parts = await metadata.partsOf(upload.blobId);
      return { upload, received: parts.map((part) => part.part) };
    },

    /** Ends the upload; what was received is thrown away. */
    async abort(member: Member, uploadId: string): Promise<void> {
      await metadata.write(async (tx) => {
        const upload = await own(tx, member, uploadId, true);
        requireOpen(upload);
        await abandonUpload(tx, upload);
      });
      garbageMade();
    },

    /** Throws away uploads that waited too long for their next chunk or part. */
    async expire(): Promise<void> {
      for (;;) {
        const expired = await metadata.write(async (tx) => {
          const uploads = await tx.expiredUploads(clock(), 100);
          for (const upload of uploads) await abandonUpload(tx, upload);
          return uploads;
        });
        if (expired.length < 100) return;
      }
    },
  };
}

/** Ascending numbers one by one, or, when there are many, as people write them: `0-998, 1000`. */
function asList(numbers: readonly number[]): string {
  if (numbers.length <= mostListed) return numbers.join(', ');
  const runs: [first: number, last: number][] = [];
  for (const number of numbers) {
    const run = runs.at(-1);
    if (run !== undefined && run[1] === number - 1) run[1] = number;
    else runs.push([number, number]);
  }
  return runs.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(', ');
}

function wrongLength(upload: Upload, index: number, found: string): AppError {
  return invalidField('data', `chunk ${index} has ${found}, but has to have ${chunkLength(upload, index)} bytes`);
}

function checkIndex(upload: Upload, index: number): void {
  if (!(Number.isSafeInteger(index) && index >= 0 && index < upload.totalChunks)) {
    throw invalidField('chunk_index', `the upload has ${upload.totalChunks} chunks, so the last index is ${upload.totalChunks - 1}`);
  }
}
