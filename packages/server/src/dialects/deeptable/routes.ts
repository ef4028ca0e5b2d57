import { sendFile } from '../../http/file-response.ts';
import { replyHeaders } from '../../http/reply-headers.ts';
import type { Answer, OperationName, Params, Query } from './contract.ts';
import { DeepTableError } from './errors.ts';
import type { Call, Handler } from './handler.ts';
import { contentTypeOf, fileNameOf, presentFile, presentFiles } from './present.ts';
import { problem } from './problems.ts';
import { createFile } from './upload.ts';

/** A call with what the contract has checked. */
type Checked<N extends OperationName> = Call & { readonly params: Params<N>; readonly query: Query<N> };

/** Gives a handler its checked input by name, and holds it to the contract's answer. */
function on<N extends OperationName>(_name: N, handle: (call: Checked<N>) => Promise<Answer<N>>): Handler {
  return (call) =>
    // Fastify put the validator's output here; the contract of this very operation gave it its type.
    handle({ ...call, params: call.request.params as Params<N>, query: call.request.query as Query<N> }) as Promise<object>;
}

/** GET /files/{id}/content: the file under the name that it came with, and as the type that was found in it. */
const downloadFile: Handler = async ({ core, member, request, reply }) => {
  const { file_id } = request.params as Params<'downloadFile'>;
  await sendFile({
    request: request.raw,
    response: reply.raw,
    core,
    principal: member,
    fileId: file_id,
    disposition: 'attachment',
    extraHeaders: replyHeaders(reply),
    shownAs: (file) => ({ name: fileNameOf(file), type: contentTypeOf(file) }),
    preconditionFailed: () => new DeepTableError(problem('precondition-failed', 'The file is not the one that If-Match asks for.')),
  });
  reply.hijack();
  return undefined;
};

export const handlers: Readonly<Record<OperationName, Handler>> = {
  createFile,
  downloadFile,
  listFiles: on('listFiles', async ({ core, member, query: { limit, after }, reply, publicUrl }) => {
    const page = presentFiles(await core.files.listOwn(member, { beforeId: after, limit }));
    if (page.has_more) void reply.header('link', `<${publicUrl()}/v1/files?limit=${limit}&after=${page.last_id}>; rel="next"`);
    return page;
  }),
  retrieveFile: on('retrieveFile', async ({ core, member, params }) => presentFile(await core.files.get(member, params.file_id))),
  deleteFile: on('deleteFile', async ({ core, member, params: { file_id } }) => {
    await core.files.delete(member, file_id);
    return { id: file_id, object: 'file', deleted: true };
  }),
};
