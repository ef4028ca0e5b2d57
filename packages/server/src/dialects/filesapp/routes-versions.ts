import { invalidField } from '../../core/errors.ts';
import type { OperationName, Params } from './contract.ts';
import type { versionOperations } from './contract-versions.ts';
import { on, type Handler } from './handler.ts';
import { presentEntry, presentFile } from './present.ts';
import { presentSettings, presentTrash, presentVersions } from './present-versions.ts';
import { sendFile } from '../../http/file-response.ts';
import { replyHeaders } from '../../http/reply-headers.ts';

const deleted = { deleted: true } as const;

/** GET /files/{id}/versions/{version_id}: the bytes. */
const downloadVersion: Handler = async ({ core, member, request, reply }) => {
  const { id: fileId, version_id: versionId } = request.params as Params<'downloadVersion'>;
  const extraHeaders = replyHeaders(reply);
  const { raw } = request;
  await sendFile({
    request: raw,
    response: reply.raw,
    core,
    principal: member,
    fileId,
    versionId,
    disposition: 'attachment',
    extraHeaders,
  });
  reply.hijack();
  return undefined;
};

export const versionHandlers = {
  downloadVersion,
  listVersions: on('listVersions', async ({ core, member, params, query }) =>
    presentVersions(await core.versions.list(member, params.id, { afterId: query.after, limit: query.limit })),
  ),
  restoreVersion: on('restoreVersion', async ({ core, member, params }) =>
    presentFile(await core.versions.restore(member, params.id, params.version_id), member),
  ),
  deleteVersion: on('deleteVersion', async ({ core, member, params }) => {
    await core.versions.delete(member, params.id, params.version_id);
    return deleted;
  }),

  listTrash: on('listTrash', async ({ core, member, query }) =>
    presentTrash(await core.trash.list(member, { namePart: query.query, afterId: query.after, limit: query.limit })),
  ),
  restoreFromTrash: on('restoreFromTrash', async ({ core, member, params, body }) =>
    presentEntry(await core.trash.restore(member, params.id, { folderId: body?.folder_id })),
  ),
  deleteFromTrash: on('deleteFromTrash', async ({ core, member, params }) => {
    await core.trash.delete(member, params.id);
    return deleted;
  }),
  emptyTrash: on('emptyTrash', async ({ core, member }) => ({ deleted: await core.trash.empty(member) })),

  getSettings: on('getSettings', async ({ core, member }) => presentSettings(await core.site.view(member))),
  updateSettings: on('updateSettings', async ({ core, member, body }) => {
    const { trash_days: trashDays, versions_kept: versionsKept, version_days: versionDays } = body;
    if ([trashDays, versionsKept, versionDays].every((change) => change === undefined))
      throw invalidField('trash_days', 'give trash_days, versions_kept or version_days');
    return presentSettings(await core.site.update(member, { trashDays, versionsKept, versionDays }));
  }),
} satisfies Readonly<Record<keyof typeof versionOperations & OperationName, Handler>>;
