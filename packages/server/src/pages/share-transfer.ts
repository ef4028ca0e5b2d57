import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Core } from '../core/core.ts';
import { AppError, invalidField } from '../core/errors.ts';
import type { FileNode, Node } from '../core/metadata.ts';
import { right } from '../core/access/access.ts';
import type { Visitor } from '../core/access/principal.ts';
import { zipBytes, zipLength, type ZipEntry } from '../core/content/zip-writer.ts';
import { contentDisposition } from '../http/content-disposition.ts';
import { sendFile, type SentFile } from '../http/file-response.ts';
import { readMultipart } from '../http/multipart.ts';
import { replyHeaders } from '../http/reply-headers.ts';
import { sendBytes } from '../http/send-bytes.ts';
import { isInline, isShownInline } from './share-preview.ts';

/** Bytes between visitors and shares. */

/** Entries of one archive. More would be held in memory for too long. */
const mostEntries = 100_000;
/** Files of one form, and the bytes of all that stands around them in it. */
const mostFiles = 100;
const formBytes = 4_000_000;

const privately = { 'cache-control': 'private, no-store', 'x-robots-tag': 'noindex' };

interface Transfer {
  readonly core: Core;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly visitor: Visitor;
  /** Where the visitor is. */
  readonly address: string;
  /** True for the first piece of a download (see `share-downloads.ts`). */
  readonly isFirstPiece: (name: string) => boolean;
  /** Told what went wrong after the answer had begun. */
  readonly onInternalError: (error: unknown, request: FastifyRequest) => void;
}

/** True when what was sent goes on record: a whole file each time, pieces of it and what a page shows in place once. */
function isDownload({ request, visitor, address, isFirstPiece }: Transfer, file: FileNode, shows: boolean, sent: SentFile): boolean {
  if (request.method !== 'GET' || (sent.status !== 200 && sent.status !== 206)) return false;
  // Of a link that allows no download this is its preview.
  if (shows && (visitor.rights & right.read) === 0) return false;
  const isFirst = isFirstPiece(`${visitor.shareNumber} ${visitor.registrationNumber ?? ''} ${address} ${file.id} ${file.blobId}`);
  return isFirst || (!shows && (sent.status === 200 || sent.bytes === file.sizeBytes));
}

/** Does what has to be told to nobody but the operator when it fails. */
async function quietly({ request, onInternalError }: Transfer, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    onInternalError(error, request);
  }
}

/** Sends a file, and keeps that it was downloaded. With `?inline=1` images, sound and video of safe types are shown in place. */
export async function sendSharedFile(transfer: Transfer, file: FileNode, inline: boolean): Promise<void> {
  const { core, request, reply, visitor } = transfer;
  const shows = inline && isInline(file);
  try {
    const sent = await sendFile({
      request: request.raw,
      response: reply.raw,
      core,
      principal: visitor,
      fileId: file.id,
      // Who may only look gets what the page shows, and nothing else.
      purpose: shows && isShownInline(file) ? 'preview' : 'read',
      disposition: shows ? 'inline' : 'attachment',
      extraHeaders: { ...replyHeaders(reply), ...privately },
    });
    if (isDownload(transfer, file, shows, sent)) {
      await quietly(transfer, () => core.sharedTree.recordDownload(visitor, file, 'file'));
    }
  } catch (error) {
    if (!reply.raw.headersSent) throw error;
    // The connection is cut, which is all that the visitor can be told now.
    transfer.onInternalError(error, request);
  }
  reply.hijack();
}

/** Sends nodes in one archive, `<name>.zip`. `of` is what the download is on record as: a folder, or undefined for the whole share. */
export async function sendArchive(transfer: Transfer, nodes: readonly Node[], name: string, of: Node | undefined): Promise<void> {
  const { core, request, reply, visitor } = transfer;
  if ((visitor.rights & right.read) === 0) throw new AppError('forbidden', 'Downloads are switched off for this link.');

  /** Listed once: the length has been told by the time that somebody puts something in. */
  async function entries(): Promise<readonly ZipEntry[]> {
    const listed: ZipEntry[] = [];
    for await (const { path, modifiedAt, file } of core.sharedTree.entries(visitor, nodes)) {
      if (listed.length === mostEntries) {
        throw new AppError('too_large', `There are more than ${mostEntries.toLocaleString('en')} files. Download folder by folder.`);
      }
      listed.push(file === undefined ? { path, sizeBytes: 0, modifiedAt } : fileEntry(path, modifiedAt, file));
    }
    return listed;
  }

  // No more of the file than this is kept, as there may be many.
  function fileEntry(path: string, modifiedAt: number, { id, blobId, sizeBytes }: FileNode): ZipEntry {
    return {
      path,
      sizeBytes,
      modifiedAt,
      async *read() {
        yield* core.read(await core.sharedTree.open(visitor, { id, blobId }), 0, sizeBytes);
      },
    };
  }

  try {
    const listed = await entries();
    const length = await zipLength(listed);
    const sent = await sendBytes(reply.raw, zipBytes(listed), {
      status: 200,
      headers: {
        'content-type': 'application/zip',
        'content-disposition': contentDisposition('attachment', `${name}.zip`),
        'content-length': length,
        'x-content-type-options': 'nosniff',
        'content-security-policy': "sandbox; default-src 'none'",
        'cross-origin-resource-policy': 'same-origin',
        'referrer-policy': 'no-referrer',
        ...replyHeaders(reply),
        ...privately,
      },
    });
    if (sent > 0) await quietly(transfer, () => core.sharedTree.recordDownload(visitor, of, 'full_zip'));
  } catch (error) {
    if (!reply.raw.headersSent) throw error;
    transfer.onInternalError(error, request);
  }
  reply.hijack();
}

/** What has arrived, as the visitor may know it: without `id` for those who do not see what is there. */
export interface Arrived {
  readonly id?: string;
  readonly name: string;
  readonly size: number;
}

/** Takes the files of a form into a folder: all of them, or none. */
export async function receiveFiles({ core, request, visitor }: Transfer, folderId: string): Promise<readonly Arrived[]> {
  const names: string[] = [];
  // Who may not put anything here is told before the first byte is taken.
  const form = await core.sharedTree.uploads(visitor, folderId);
  try {
    await readMultipart(request.raw, {
      limits: { maxFiles: mostFiles, maxBodyBytes: form.roomBytes + formBytes },
      repeatedFiles: ['file'],
      onFile(part) {
        if (part.field !== 'file') throw invalidField(part.field, 'files belong into the field "file"');
        // What a browser sends for a form without a file.
        if (part.filename === '') return { write: () => undefined, end: () => undefined };
        const name = baseName(part.filename);
        const write = form.file(name);
        names.push(name);
        return { write, end: () => undefined };
      },
    });
    if (names.length === 0) throw invalidField('file', 'choose at least one file');
    const files = await form.commit();
    // The number that a taken name got would tell what is there.
    const looks = core.sharedTree.looksInside(visitor);
    return files.map(({ id, name, sizeBytes: size }, index) => (looks ? { id, name, size } : { name: names[index] ?? '', size }));
  } catch (error) {
    // What room there is, and by which plan, is between the owner and the operator.
    if (!(error instanceof AppError && error.code === 'too_large')) throw error;
    throw new AppError('too_large', 'There is no room left for this. Tell whoever sent you the link.', { cause: error });
  } finally {
    await form.end();
  }
}

/** Some browsers send the whole path. */
const baseName = (filename: string): string => filename.split(/[/\\]/).at(-1) ?? '';
