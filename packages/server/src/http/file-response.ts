import { extname } from 'node:path';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { lookup } from 'mime-types';
import type { Content } from '../core/content/contents.ts';
import type { Core } from '../core/core.ts';
import { AppError } from '../core/errors.ts';
import type { FileNode } from '../core/metadata.ts';
import type { Principal } from '../core/access/principal.ts';
import { evaluateConditions } from './conditional.ts';
import { contentDisposition } from './content-disposition.ts';
import { contentRange, parseRange } from './range.ts';
import { sendBytes } from './send-bytes.ts';

export interface SendFileOptions {
  /** A GET or HEAD request; its conditional headers and its Range are followed. */
  readonly request: IncomingMessage;
  /** Not begun yet. The answer is written here, past the framework's reply. */
  readonly response: ServerResponse;
  readonly core: Core;
  readonly principal: Principal;
  readonly fileId: string;
  /** An earlier content of the file. Default: the one that it has now. */
  readonly versionId?: string | undefined;
  /** `preview`: for somebody who may only look at it. Default `read`. */
  readonly purpose?: 'read' | 'preview' | undefined;
  /** `inline` only for types that a browser cannot be made to run. */
  readonly disposition: 'attachment' | 'inline';
  /** Added to whatever this answers itself (200, 206, 304, 412). Names in lower case; they win over the defaults. */
  readonly extraHeaders?: OutgoingHttpHeaders;
  /** Looks into text, and says `charset=utf-8` when its beginning is that: some clients decode text as Latin-1 without. Default false. */
  readonly namesCharset?: boolean;
  /** What the file is called in the answer, and as which type. Default: its name, and the type that the name stands for. */
  readonly shownAs?: (file: FileNode) => { readonly name: string; readonly type: string };
  /** Thrown in place of an empty answer 412, for doors whose errors have a body. */
  readonly preconditionFailed?: () => Error;
}

export interface SentFile {
  /** 200, 206, 304 or 412. */
  readonly status: number;
  /** Body bytes that the kernel took. Fewer than announced when the client left early. */
  readonly bytes: number;
}

/** The strong entity tag of a file's content. Equal for copies, because they share one immutable blob. */
export function fileEtag(file: Pick<FileNode, 'blobId'>): string {
  return `"${file.blobId}"`;
}

/** The media type that a file's name stands for; `application/octet-stream` when it says nothing. The content is not looked at. */
export function mediaTypeOf(name: string): string {
  const found = lookup(extname(name));
  return found === false ? 'application/octet-stream' : found;
}

const asItIsCalled = ({ name }: FileNode): { name: string; type: string } => ({ name, type: mediaTypeOf(name) });

const textTypes = /^text\/|[/+](?:json|xml|javascript|ecmascript|yaml|toml|sql|graphql|x-sh)$/;
/** So much of a text is looked at: one frame of what is stored. */
const textBytes = 256 * 1024;

/** The beginning of a content that is text in UTF-8, as far as that is looked at; undefined for any other. */
export async function textBeginning(core: Pick<Core, 'read'>, content: Content): Promise<string | undefined> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const end = Math.min(content.sizeBytes, textBytes);
  let text = '';
  let bytes = 0;
  for await (const buffers of core.read(content, 0, end)) {
    try {
      for (const buffer of buffers) {
        bytes += buffer.length;
        // Behind the last byte that is looked at, a character may go on; behind the last one there is, it may not.
        text += decoder.decode(buffer, { stream: bytes < content.sizeBytes });
      }
    } catch {
      return undefined;
    }
  }
  return text;
}

async function charsetOf(core: Core, content: Content): Promise<'; charset=utf-8' | ''> {
  return (await textBeginning(core, content)) === undefined ? '' : '; charset=utf-8';
}

/** Whatever a file holds, a browser that opens it runs nothing of it and gives it no origin of ours. */
const harmless: OutgoingHttpHeaders = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "sandbox; default-src 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
};

/**
 * Answers a GET or HEAD with a file's bytes: rights first, then conditions, then the range.
 *
 * - 200, 206 and 304 are written here. So is 412, with an empty body: look at `status` when it matters, or give `preconditionFailed`.
 * - Failures before the first byte are thrown with the response untouched, so that the caller's error format applies: `not_found`,
 *   `forbidden`, `corrupt`, ..., and `range_not_satisfiable` after `response.setHeader('content-range', ...)`.
 * - A failure after the first byte destroys the connection and is thrown too: ask `response.headersSent` before answering it.
 */
export async function sendFile(options: SendFileOptions): Promise<SentFile> {
  const { request, response, core, principal, fileId, disposition, extraHeaders, namesCharset = false, shownAs = asItIsCalled } = options;
  const { file, content } = await (options.versionId === undefined
    ? core.files.open(principal, fileId, options.purpose)
    : core.versions.open(principal, fileId, options.versionId));

  const lastModified = new Date(file.updatedAt);
  const etag = fileEtag(file);
  const always = { ...harmless, 'cache-control': 'private, no-cache', etag, 'last-modified': lastModified.toUTCString(), ...extraHeaders };
  const verdict = evaluateConditions({ method: request.method ?? 'GET', headers: request.headers, current: { etag, lastModified } });
  if (verdict.outcome === 'precondition_failed' && options.preconditionFailed !== undefined) throw options.preconditionFailed();
  if (verdict.outcome !== 'proceed') {
    const status = verdict.outcome === 'not_modified' ? 304 : 412;
    response.writeHead(status, status === 304 ? always : { ...always, 'content-length': 0 }).end();
    return { status, bytes: 0 };
  }

  const size = content.sizeBytes;
  const range = verdict.rangeApplies ? parseRange(request.headers.range, size) : 'none';
  if (range === 'unsatisfiable') {
    response.setHeader('content-range', contentRange(undefined, size));
    throw new AppError('range_not_satisfiable', `The file has ${size} bytes.`);
  }
  const { name, type } = shownAs(file);
  const charset = namesCharset && textTypes.test(type) ? await charsetOf(core, content) : '';
  const { start, end } = range === 'none' ? { start: 0, end: size } : range;
  const status = range === 'none' ? 200 : 206;
  const bytes = await sendBytes(response, core.read(content, start, end), {
    status,
    headers: {
      'content-type': `${type}${charset}`,
      'content-disposition': contentDisposition(disposition, name),
      'accept-ranges': 'bytes',
      ...always,
      ...(range === 'none' ? {} : { 'content-range': contentRange(range, size) }),
      'content-length': end - start,
    },
  });
  return { status, bytes };
}
