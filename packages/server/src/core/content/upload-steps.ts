import type { Contents } from './contents.ts';
import { AppError } from '../errors.ts';
import type { FilePlace, Files, PutFile } from '../tree/files.ts';
import { isId } from '../ids.ts';
import type { FileNode, MetadataReads, MetadataWrites, Upload } from '../metadata.ts';
import { comparisonKey } from '../tree/names.ts';
import type { Member } from '../access/principal.ts';
import { authorizedFolder, requireScope } from '../access/rights.ts';

/** What uploads in chunks (`uploads.ts`) and uploads in parts (`part-uploads.ts`) have in common. */

/** The upload, when it is this member's, of this kind and not over at `now`; else `not_found`, with this advice. */
export async function ownUpload(
  reads: MetadataReads,
  member: Member,
  id: string,
  { kind, now, advice, folderMayBeGone = false }: { kind: 'chunks' | 'parts'; now: number; advice: string; folderMayBeGone?: boolean },
): Promise<Upload> {
  requireScope(member, 'files:write');
  const upload = isId('upl', id) ? await reads.findUpload(id) : undefined;
  const isKind = upload !== undefined && upload.inParts === (kind === 'parts');
  if (!isKind || upload.userId !== member.userId || upload.expiresAt <= now) {
    throw new AppError('not_found', `No such upload: it was never started, was aborted, or has expired. ${advice}`, {
      reason: 'upload_missing',
    });
  }
  // A key for one folder continues only uploads into that folder. Once the file is made it may move, and the folder may go.
  if (upload.fileId === null && (!folderMayBeGone || (await reads.findNode(upload.folderId)) !== undefined)) {
    await authorizedFolder(reads, member, 'write', upload.folderId);
  }
  return upload;
}

/**
 * Bytes of the member's own that go when the upload becomes a file: room for it, as they are for an upload in one piece. By the time it does,
 * `files.putContent` looks again.
 */
export async function bytesGivingWay(
  reads: MetadataReads,
  member: Member,
  { folderId, filename, ifTaken }: Pick<Upload, 'folderId' | 'filename' | 'ifTaken'>,
): Promise<number> {
  const taken = ifTaken === 'replace' ? await reads.findChild(folderId, comparisonKey(filename)) : undefined;
  return taken?.kind === 'file' && taken.ownerId === member.userId ? taken.sizeBytes : 0;
}

export function requireOpen(upload: Upload): void {
  if (upload.fileId !== null) throw new AppError('conflict', 'This upload is complete and takes no more bytes.');
}

/** Removes the upload, and what was received for it when it did not become a file. */
export async function abandonUpload(tx: MetadataWrites, upload: Upload): Promise<void> {
  if (upload.fileId === null) {
    await tx.deleteBlob(upload.blobId);
    await tx.addUsedBytes(upload.userId, -upload.totalSizeBytes);
  }
  await tx.deleteUpload(upload.id);
}

/** Makes what was received, in the order of parts, a file. No byte is copied. `files.committed` has to be told like after `putContent`. */
export async function finishUpload(
  tx: MetadataWrites,
  { contents, files }: { contents: Contents; files: Files },
  member: Member,
  upload: Upload,
  place: FilePlace,
): Promise<PutFile> {
  const blob = await tx.findBlob(upload.blobId);
  if (blob === undefined) throw new Error(`upload ${upload.id} has no blob`);
  const key = contents.openBlob(blob.id, blob.wrapped);
  let segments = await tx.segmentsOf(blob.id);
  if (segments.length === 0) {
    // A file of 0 bytes has no bytes that have to be sent, but even nothing is sealed, so that its absence can be told from loss.
    const empty = await contents.stage({ blob: key, part: 0, encrypted: upload.encrypted, maxBytes: 0 }).finish();
    await tx.putSegment(blob.id, empty);
    segments = [empty];
  }
  const { sizeBytes, mac } = contents.seal(key, upload.encrypted, segments);
  if (sizeBytes !== upload.totalSizeBytes) throw new Error(`upload ${upload.id} holds ${sizeBytes} bytes, not ${upload.totalSizeBytes}`);
  await tx.sealBlob(blob.id, { sizeBytes, mac });
  const put = await files.putContent(tx, member, place, { blobId: blob.id, encrypted: upload.encrypted, sizeBytes });
  await tx.updateUpload(upload.id, { fileId: put.file.id });
  return put;
}

/** The file that an upload became, for whoever asks again: also for those who may only put files into its folder. */
export async function finishedFile(tx: MetadataReads, member: Member, fileId: string): Promise<FileNode> {
  const file = await tx.findNode(fileId);
  if (file?.kind !== 'file') throw new AppError('not_found', 'The file of this upload was deleted.', { reason: 'upload_missing' });
  await authorizedFolder(tx, member, 'write', file.parentId);
  return file;
}
