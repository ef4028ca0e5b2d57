import type { ListingPlace } from '../core/tree/folder-listing.ts';

/** Where a page of a folder begins, as it stands in a link. */
export function placeText({ kind, value, number }: ListingPlace): string {
  return Buffer.from(JSON.stringify([kind, value, number])).toString('base64url');
}

/** The place in a link; undefined for none, and for a text that is no place: then the list begins at its top. */
export function placeIn(text: string | undefined): ListingPlace | undefined {
  if (text === undefined || !/^[\w-]{1,4096}$/.test(text)) return undefined;
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    return undefined;
  }
  if (!Array.isArray(parts) || parts.length !== 3) return undefined;
  const [kind, value, number] = parts as readonly unknown[];
  if ((kind !== 'file' && kind !== 'folder') || typeof value !== 'string' || value.includes('\0')) return undefined;
  return Number.isSafeInteger(number) ? { kind, value, number: Number(number) } : undefined;
}
