import { client } from '../session/session.ts';
import type { Entry } from './listing.ts';

const fileUrl = (id: string): string => `/api/v2/files/${encodeURIComponent(id)}?download=true`;

export const versionUrl = (fileId: string, versionId: string): string =>
  `/api/v2/files/${encodeURIComponent(fileId)}/versions/${encodeURIComponent(versionId)}`;

/** Lets the browser download: a file as it is, a folder or several entries as one archive. */
export async function download(entries: readonly Pick<Entry, 'id' | 'type'>[]): Promise<void> {
  const [entry] = entries;
  if (entry === undefined) return;
  if (entries.length > 1) return follow(await zipOf(entries.map(({ id }) => id)));
  follow(entry.type === 'file' ? fileUrl(entry.id) : `/api/v2/folders/${encodeURIComponent(entry.id)}/zip`);
}

async function zipOf(ids: readonly string[]): Promise<string> {
  const response = await client.request('POST', '/api/v2/zips', { json: { ids } });
  return (await response.json<{ readonly url: string }>()).url;
}

/** Lets the browser download what is at an address of this server. */
export function follow(url: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = '';
  link.click();
}
