import { evaluateConditions } from '../../http/conditional.ts';
import { harmless, sendFile } from '../../http/file-response.ts';
import { inlineTypeOf } from '../../http/inline-types.ts';
import { replyHeaders } from '../../http/reply-headers.ts';
import type { Params, Query } from './contract.ts';
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

/** GET /files/{id}/thumbnail. */
export const getThumbnail: Handler = async ({ core, member, request, reply }) => {
  const { id } = request.params as Params<'getThumbnail'>;
  const { size } = request.query as Query<'getThumbnail'>;
  const { bytes, tag } = await core.thumbnails.get(member, id, size);
  const etag = `"${tag}"`;
  // It is short, so a range of it is not followed.
  const { outcome } = evaluateConditions({ method: request.method, headers: request.headers, current: { etag } });
  void reply.headers({ ...harmless, etag, 'cache-control': 'private, no-cache' });
  if (outcome !== 'proceed') await reply.code(outcome === 'not_modified' ? 304 : 412).send();
  else await reply.code(200).headers({ 'content-type': 'image/webp', 'content-disposition': 'inline' }).send(bytes);
  return undefined;
};
