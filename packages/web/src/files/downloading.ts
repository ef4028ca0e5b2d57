import { client } from '../session/session.ts';
import type { Entry } from './listing.ts';

const fileUrl = (id: string): string => `/api/v2/files/${encodeURIComponent(id)}?download=true`;

export const versionUrl = (fileId: string, versionId: string): string =>
  `/api/v2/files/${encodeURIComponent(fileId)}/versions/${encodeURIComponent(versionId)}`;

/** Lets the browser download: a file as it is, a folder or several entries as one archive. */
export async function download(entries: readonly Pick<Entry, 'id' | 'type'>[]): Promise<void> {
  const [entry] = entries;
  if (entry === undefined) return;
  if (entries.length > 1) return follow((await client.zips.create(entries.map(({ id }) => id))).url);
  follow(entry.type === 'file' ? fileUrl(entry.id) : client.zips.folderUrl(entry.id));
}

/** Lets the browser download what is at an address of this server. */
export function follow(url: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = '';
  link.click();
}
