import { z } from 'zod';
import { AppError, invalidField } from '../../core/errors.ts';
import type { Stage } from '../../core/content/contents.ts';
import type { FileStage } from '../../core/tree/files.ts';
import type { Member } from '../../core/access/principal.ts';
import { sendFile } from '../../http/file-response.ts';
import { readMultipart } from '../../http/multipart.ts';
import { replyHeaders } from '../../http/reply-headers.ts';
import type { Query, Params } from './contract.ts';
import { booleanText, folderIdText, ifExists, integerText, mtime, pathText, uploadId } from './fields.ts';
import { ifTakenOf, presentFile, presentStored } from './present.ts';
import type { Handler } from './handler.ts';

/** What a multipart body may have besides the bytes of the file. */
const formOverheadBytes = 256 * 1024;

/** Bytes of a field: a path of 5,000 characters has up to four for each. */
const maxFieldBytes = 24 * 1024;

const uploadFields = z.object({
  folder_id: folderIdText.optional(),
  folder_path: pathText.optional(),
  encrypt: booleanText.default(true),
  mtime: mtime.optional(),
  if_exists: ifExists.default('overwrite'),
});
/** What can be known when the file begins. Made once: zod compiles each schema at its first use, which costs more than a small upload. */
const fieldsBeforeFile = uploadFields.pick({ encrypt: true });
/** What most uploads say: nothing. */
const [defaultsBeforeFile, uploadDefaults] = [fieldsBeforeFile.parse({}), uploadFields.parse({})];
const chunkFields = z.object({ upload_id: uploadId, chunk_index: integerText(0, 9_999) });

function checkFields<Schema extends z.ZodType>(schema: Schema, fields: ReadonlyMap<string, string>): z.output<Schema> {
  const result = schema.safeParse(Object.fromEntries(fields));
  if (result.success) return result.data;
  const details = result.error.issues.map((issue) => ({
    field: issue.path.join('.'),
    message: fields.has(issue.path.join('.')) ? issue.message : 'is required',
  }));
  throw new AppError('invalid', details.map(({ field, message }) => `${field}: ${message}`).join('; '), { details });
}

function wrongFileField(field: string, wanted: string): AppError {
  return invalidField(field, `the bytes belong into the field "${wanted}"`);
}

const bodyLimit = (member: Member): number => (member.plan.maxFileBytes ?? Number.MAX_SAFE_INTEGER - formOverheadBytes) + formOverheadBytes;

/** POST /upload: the bytes are stored as they come, whatever is said about them before or after. */
export const uploadFile: Handler = async ({ core, member, request }) => {
  let received: FileStage | undefined;
  let filename = '';
  try {
    const fields = await readMultipart(request.raw, {
      limits: { maxBodyBytes: bodyLimit(member), maxFieldBytes },
      onFile(part) {
        if (part.field !== 'file') throw wrongFileField(part.field, 'file');
        filename = part.filename;
        const { encrypt } = part.fieldsBefore.size === 0 ? defaultsBeforeFile : checkFields(fieldsBeforeFile, part.fieldsBefore);
        const stage = core.files.receive(member, { encrypted: encrypt });
        received = stage;
        return { write: (chunk) => stage.stage.write(chunk), end: () => undefined };
      },
    });
    const { folder_id, folder_path, encrypt, mtime, if_exists } = fields.size === 0 ? uploadDefaults : checkFields(uploadFields, fields);
    if (received === undefined) throw invalidField('file', 'is required');
    if (filename === '') throw invalidField('file', 'needs a file name');
    const stored = await core.files.commit(member, received, {
      name: filename,
      folderId: folder_id,
      folderPath: folder_path,
      providedMtime: mtime,
      ifTaken: ifTakenOf[if_exists],
      encrypted: encrypt,
    });
    return presentStored(stored);
  } catch (error) {
    await received?.stage.abort();
    throw error;
  }
};

/** POST /chunks: straight into place when the fields came first, as in the seed; else received aside and copied. */
export const putChunk: Handler = async ({ core, member, request }) => {
  const chunk: { placed?: Promise<Stage>; aside?: FileStage } = {};
  try {
    const fields = await readMultipart(request.raw, {
      limits: { maxBodyBytes: bodyLimit(member) },
      fileFields: ['data'],
      onFile(part) {
        if (part.field !== 'data') throw wrongFileField(part.field, 'data');
        if (part.fieldsBefore.has('upload_id') && part.fieldsBefore.has('chunk_index')) {
          const { upload_id, chunk_index } = checkFields(chunkFields, part.fieldsBefore);
          const placed = core.uploads.receiveChunk(member, upload_id, chunk_index);
          chunk.placed = placed;
          // It can fail before the first byte comes, when nobody waits for it yet; whoever does then is told.
          placed.catch(() => undefined);
          let stage: Stage | undefined;
          return {
            write(bytes) {
              if (stage !== undefined) return stage.write(bytes);
              return placed.then((opened) => {
                stage = opened;
                return stage.write(bytes);
              });
            },
            end: () => placed.then(() => undefined),
          };
        }
        const aside = core.files.receive(member, { encrypted: true });
        chunk.aside = aside;
        return { write: (bytes) => aside.stage.write(bytes), end: () => undefined };
      },
    });
    const { upload_id, chunk_index } = checkFields(chunkFields, fields);
    if (chunk.placed !== undefined) await core.uploads.putChunk(member, upload_id, chunk_index, await chunk.placed);
    else if (chunk.aside !== undefined) await core.uploads.adoptChunk(member, upload_id, chunk_index, chunk.aside);
    else throw invalidField('data', 'is required');
    return { chunk_index, received: true };
  } catch (error) {
    await chunk.aside?.stage.abort();
    // When the stage itself could not be opened, that is the error under way.
    await chunk.placed?.then(
      (stage) => stage.abort(),
      () => undefined,
    );
    throw error;
  }
};

/** GET /files/{id}: what is known of the file, or its bytes. */
export const getFile: Handler = async ({ core, member, request, reply, ready }) => {
  const { id } = request.params as Params<'getFile'>;
  const { download } = request.query as Query<'getFile'>;
  if (!download) {
    const commitCount = core.commitCount();
    const described = await core.files.describe(member, id);
    const json = JSON.stringify(presentFile(described, member));
    const route = request.routeOptions.url ?? '';
    if (request.method === 'GET') ready.keep(request.raw, { member, json, commitCount, until: described.liveSharesUntil, route });
    return json;
  }
  const extraHeaders = replyHeaders(reply);
  await sendFile({
    request: request.raw,
    response: reply.raw,
    core,
    principal: member,
    fileId: id,
    disposition: 'attachment',
    extraHeaders,
  });
  reply.hijack();
  return undefined;
};
