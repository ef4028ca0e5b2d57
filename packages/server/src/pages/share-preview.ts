import { right } from '../core/access/access.ts';
import type { Core } from '../core/core.ts';
import type { FileNode } from '../core/metadata.ts';
import type { Visitor } from '../core/access/principal.ts';
import { mediaTypeOf } from '../http/file-response.ts';
import { inlineKindOf, type InlineKind } from '../http/inline-types.ts';

/** What can be shown of a file besides its facts. */
export type Preview = { readonly kind: InlineKind } | { readonly kind: 'text'; readonly text: string };

/** Images are loaded with the page; sound and video come in pieces, as they are played. */
const largestImageBytes = 25_000_000;
const largestTextBytes = 64 * 1024;

function inlineKind({ name }: Pick<FileNode, 'name'>): InlineKind | undefined {
  return inlineKindOf(mediaTypeOf(name));
}

/** Whether the file may be sent to be shown in place. */
export function isInline(file: Pick<FileNode, 'name'>): boolean {
  return inlineKind(file) !== undefined;
}

/** Whether the page shows the file in place: it is sent as it is. */
export function isShownInline(file: Pick<FileNode, 'name' | 'sizeBytes'>): boolean {
  const kind = inlineKind(file);
  return kind !== undefined && file.sizeBytes > 0 && (kind !== 'image' || file.sizeBytes <= largestImageBytes);
}

/** The file's preview, if it has one and the visitor may see it. Throws `corrupt` for a damaged text. */
export async function previewOf(core: Core, visitor: Visitor, file: FileNode): Promise<Preview | undefined> {
  if ((visitor.rights & (right.read | right.preview)) === 0 || file.sizeBytes === 0) return undefined;
  const kind = inlineKind(file);
  if (kind !== undefined) return isShownInline(file) ? { kind } : undefined;
  if (mediaTypeOf(file.name) !== 'text/plain' || file.sizeBytes > largestTextBytes) return undefined;
  const { content } = await core.files.open(visitor, file.id, 'preview');
  // Between the two look-ups a larger version can have come.
  if (content.sizeBytes > largestTextBytes) return undefined;
  const groups: Buffer[] = [];
  // Copied, because the buffers are lent.
  for await (const group of core.read(content, 0, content.sizeBytes)) groups.push(Buffer.concat(group));
  const text = utf8(Buffer.concat(groups));
  return text === undefined || text.includes('\0') ? undefined : { kind: 'text', text };
}

function utf8(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
