import type { ShareChange } from '../../core/sharing/shares.ts';
import type { Body } from './contract.ts';
import { on } from './handler.ts';
import { bounds } from './page-bounds.ts';
import { presentShare, presentShareInFull } from './present-shares.ts';

const changeOf = (body: Body<'updateShare'>): ShareChange => ({
  fileId: body.file_id,
  folderId: body.folder_id,
  ids: body.ids,
  password: body.password,
  expiresInHours: body.expires_in,
  expiresAt: body.expires_at,
  startsAt: body.starts_at,
  kind: body.kind,
  allowDownload: body.allow_download,
  allowPreview: body.allow_preview,
  maxUses: body.max_uses,
  slug: body.slug,
  title: body.title,
  message: body.message,
});

export const shareHandlers = {
  createShare: on('createShare', async ({ core, member, body, publicUrl }) =>
    presentShareInFull(await core.shares.create(member, { ...changeOf(body), allowDownload: body.allow_download }), publicUrl()),
  ),
  listShares: on('listShares', async ({ core, member, query, publicUrl }) => {
    const { file_id: fileId, folder_id: folderId, status } = query;
    const { items, total } = await core.shares.list(member, { ...bounds(query), fileId, folderId, status });
    return { shares: items.map((link) => presentShare(link, publicUrl())), total, page: query.page, per_page: query.per_page };
  }),
  getShare: on('getShare', async ({ core, member, params, publicUrl }) =>
    presentShareInFull(await core.shares.get(member, params.id), publicUrl()),
  ),
  updateShare: on('updateShare', async ({ core, member, params, body, publicUrl }) =>
    presentShareInFull(await core.shares.update(member, params.id, changeOf(body)), publicUrl()),
  ),
  revokeShare: on('revokeShare', async ({ core, member, params }) => {
    await core.shares.revoke(member, params.id);
    return { deleted: true } as const;
  }),
};
