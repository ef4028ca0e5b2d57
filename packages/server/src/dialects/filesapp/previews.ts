import { sendFile } from '../../http/file-response.ts';
import { inlineTypeOf } from '../../http/inline-types.ts';
import { replyHeaders } from '../../http/reply-headers.ts';
import type { Params } from './contract.ts';
import type { Handler } from './handler.ts';

/** GET /files/{id}/content: what can be shown goes to those who may look at it, the rest to those who may have it. */
export const getContent: Handler = async ({ core, member, request, reply }) => {
  const { id } = request.params as Params<'getContent'>;
  const { file, content } = await core.files.open(member, id, 'preview');
  const type = await inlineTypeOf(core, file.name, content);
  await sendFile({
    request: request.raw,
    response: reply.raw,
    core,
    principal: member,
    fileId: id,
    purpose: type === undefined ? 'read' : 'preview',
    disposition: type === undefined ? 'attachment' : 'inline',
    extraHeaders: replyHeaders(reply),
    // The type is that of the content that was looked at: whatever has come since is as harmless under it.
    ...(type === undefined ? {} : { shownAs: ({ name }) => ({ name, type }) }),
  });
  reply.hijack();
  return undefined;
};
