import type { Content } from '../core/content/contents.ts';
import type { Core } from '../core/core.ts';
import { mediaTypeOf, textBeginning } from './file-response.ts';

/** Types that a browser shows without running anything of them. SVG is not among them. */
const safeImages: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif']);

/** The same for what it plays, and PDF: pages show that in a viewer of their own, because the answer has no rights at all. */
const safeMedia: ReadonlySet<string> = new Set([
  'video/mp4',
  'video/webm',
  'video/ogg',
  'audio/mpeg',
  'audio/mp4',
  'audio/ogg',
  'audio/wav',
  'audio/x-wav',
  'audio/webm',
  'application/pdf',
]);

export const isSafeImageType = (type: string): boolean => safeImages.has(type);

/**
 * As which type a file may be shown in place; undefined for what can only be downloaded. All text is plain text, whatever the name says, so
 * that source code, tables and pages of HTML are seen as they are written.
 */
export async function inlineTypeOf(core: Core, name: string, content: Content): Promise<string | undefined> {
  const type = mediaTypeOf(name);
  if (safeImages.has(type) || safeMedia.has(type)) return type;
  const text = await textBeginning(core, content);
  return text === undefined || text.includes('\0') ? undefined : 'text/plain; charset=utf-8';
}
