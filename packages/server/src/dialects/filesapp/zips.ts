import { isoSeconds } from '../../core/clock.ts';
import type { Archive } from '../../core/content/zip-downloads.ts';
import { sendArchive } from '../../http/archive-response.ts';
import { replyHeaders } from '../../http/reply-headers.ts';
import type { Params } from './contract.ts';
import { on, type Call, type Handler } from './handler.ts';

async function answerWith(
  { core, member, request, reply }: Call,
  open: (use: (archive: Archive) => Promise<void>) => Promise<void>,
): Promise<undefined> {
  const to = { request: request.raw, response: reply.raw, extraHeaders: replyHeaders(reply) };
  await open(async (archive) => core.usageHistory.downloaded(member, await sendArchive(to, archive)));
  reply.hijack();
  return undefined;
}

const getFolderZip: Handler = async (call) => {
  const { id } = call.request.params as Params<'getFolderZip'>;
  return answerWith(call, (use) => call.core.zipDownloads.ofFolder(call.member, id === 'root' ? null : id, use));
};

const getZip: Handler = async (call) => {
  const { id } = call.request.params as Params<'getZip'>;
  return answerWith(call, (use) => call.core.zipDownloads.ofSelection(call.member, id, use));
};

export const zipHandlers = {
  getFolderZip,
  getZip,
  createZip: on('createZip', async ({ core, member, body, publicUrl }) => {
    const { selection, sizeBytes } = await core.zipDownloads.pick(member, body.ids);
    return {
      id: selection.id,
      url: `${publicUrl()}/api/v2/zips/${selection.id}`,
      size: sizeBytes,
      expires_at: isoSeconds(selection.expiresAt),
    };
  }),
};
