import type { TransferLink } from '../../core/content/transfer-links.ts';
import { AppError } from '../../core/errors.ts';

/**
 * Addresses that carry their own right to transfer bytes. One client reads from `X-Files-Date` and `X-Files-Expires` how long an address
 * holds, and then uses that of one part for the others, with another `part_number`.
 */
const names = { date: 'X-Files-Date', expires: 'X-Files-Expires', holder: 'X-Files-Credential', signature: 'signature' } as const;

const datePattern = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/;

/** `20250115T103000Z` */
const compactTime = (time: number): string => `${new Date(time).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;

function signed({ madeAt, ttlSeconds, holder, signature }: TransferLink): string {
  return `${names.date}=${compactTime(madeAt)}&${names.expires}=${ttlSeconds}&${names.holder}=${holder}&${names.signature}=${signature}`;
}

/** Where a part of the upload is to be sent. `publicUrl` has no slash at its end. */
export function uploadUrl(publicUrl: string, link: TransferLink, part: number): string {
  return `${publicUrl}/upload/${link.subject}?part_number=${part}&${signed(link)}`;
}

/** Where the file's bytes are to be had. The name is for people: nothing depends on it. */
export function downloadUrl(publicUrl: string, link: TransferLink, name: string): string {
  return `${publicUrl}/download/${link.subject}/${encodeURIComponent(name)}?${signed(link)}`;
}

/** What the query says of the link for a subject; nothing of it is proven. Throws `forbidden` when something is missing. */
export function linkIn(query: URLSearchParams, subject: string): TransferLink {
  const date = (query.get(names.date) ?? '').replace(datePattern, '$1-$2-$3T$4:$5:$6Z');
  const madeAt = Date.parse(date);
  const ttlSeconds = Number(query.get(names.expires) ?? Number.NaN);
  if (Number.isNaN(madeAt) || !Number.isSafeInteger(ttlSeconds)) {
    throw new AppError('forbidden', 'This address is not whole. Use it as the server gave it.');
  }
  return { subject, madeAt, ttlSeconds, holder: query.get(names.holder) ?? '', signature: query.get(names.signature) ?? '' };
}
