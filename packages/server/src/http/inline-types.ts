import type { Content } from '../core/content/contents.ts';
import type { Core } from '../core/core.ts';
import { mediaTypeOf, textBeginning } from './file-response.ts';

export type InlineKind = 'image' | 'audio' | 'video';

/** Types that a browser shows or plays without running anything of them. SVG is not among them. */
const inlineKinds: ReadonlyMap<string, InlineKind> = new Map([
  ['image/png', 'image'],
  ['image/jpeg', 'image'],
  ['image/gif', 'image'],
  ['image/webp', 'image'],
  ['image/avif', 'image'],
  ['video/mp4', 'video'],
  ['video/webm', 'video'],
  ['video/ogg', 'video'],
  ['audio/mpeg', 'audio'],
  ['audio/mp4', 'audio'],
  ['audio/ogg', 'audio'],
  ['audio/wav', 'audio'],
  ['audio/x-wav', 'audio'],
  ['audio/webm', 'audio'],
]);

/** How a page shows what has this media type; undefined for what it does not. */
export const inlineKindOf = (type: string): InlineKind | undefined => inlineKinds.get(type);

/**
 * As which type a file may be shown in place; undefined for what can only be downloaded. All text is plain text, whatever the name says, so
 * that source code, tables and pages of HTML are seen as they are written.
 */
export async function inlineTypeOf(core: Core, name: string, content: Content): Promise<string | undefined> {
  const type = mediaTypeOf(name);
  // Pages show a PDF in a viewer of their own, because the answer has no rights at all.
  if (inlineKinds.has(type) || type === 'application/pdf') return type;
  const text = await textBeginning(core, content);
  return text === undefined || text.includes('\0') ? undefined : 'text/plain; charset=utf-8';
}
