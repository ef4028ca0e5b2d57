import { isoSeconds } from '../../core/clock.ts';
import { allowsDownload, allowsPreview } from '../../core/access/visitor-rights.ts';
import { kindOf, type LocatedLink } from '../../core/sharing/shares.ts';
import type { Answer } from './contract.ts';

const timeOrNull = (time: number | null): string | null => (time === null ? null : isoSeconds(time));

export function presentShare(
  { share, token, status, items, path }: LocatedLink,
  publicUrl: string,
): Answer<'listShares'>['shares'][number] {
  const [only] = items;
  return {
    id: share.id,
    url: `${publicUrl}/s/${token}`,
    password_protected: share.passwordHash !== null,
    expires_at: timeOrNull(share.expiresAt),
    allow_download: allowsDownload(share.permissions),
    file_id: share.fileId,
    folder_id: share.nodeCount === 1 && only?.isFolder === true ? only.id : null,
    item_count: share.nodeCount,
    kind: kindOf(share.permissions),
    allow_preview: allowsPreview(share.permissions),
    slug: share.code,
    title: share.title,
    message: share.description,
    starts_at: timeOrNull(share.startsAt),
    status,
    user: { id: share.ownerId, username: share.ownerName },
    created_at: isoSeconds(share.createdAt),
    max_uses: share.maxUses,
    uses: share.uses,
    downloads: share.downloads,
    uploads: share.uploads,
    path: path === undefined ? null : `/${path}`,
  };
}

export const presentShareInFull = (link: LocatedLink, publicUrl: string): Answer<'getShare'> => ({
  ...presentShare(link, publicUrl),
  items: link.items.map(({ id, path, isFolder }) => ({ id, type: isFolder ? 'folder' : 'file', path: `/${path}` })),
});
