import type { Member } from '../../core/access/principal.ts';
import type { FileMigrationStarted } from '../../core/tree/file-migrations.ts';
import { checkPart, maxParts, type PartUpload } from '../../core/content/part-uploads.ts';
import type { Answer, Body } from './contract.ts';
import { FilesComError } from './errors.ts';
import { answered, on, type Call, type SomeHandlers } from './handler.ts';
import { newPath } from './new-path.ts';
import { presentFile } from './present-files.ts';
import { presentUploadPart, presentZipEntry, type WireUploadPart } from './present-transfers.ts';
import { downloadUrl, uploadUrl } from './transfer-urls.ts';

/** How long an address holds. An upload that is under way is given new ones as often as it asks. */
const uploadSeconds = 15 * 60;
const downloadSeconds = 60 * 60;

/** More parts than anybody sends at once. */
const mostPartsAtOnce = 1000;

type Doors = Pick<Call, 'core' | 'publicUrl'> & { readonly member: Member };
type BeginFields = Body<'beginUpload'> & Pick<Body<'uploadFile'>, 'provided_mtime' | 'length'>;

/** Parts are put behind each other in whole: nothing can go on in the middle of one, or behind what a file holds. */
function refuseOffsets({ restart }: BeginFields, action: Body<'uploadFile'>['action']): void {
  if (action === 'append' || (restart ?? 0) > 0) {
    throw new FilesComError(
      'bad-request/invalid-upload-offset',
      'An upload begins at the first byte. Send the part again that was cut off, or the whole file.',
    );
  }
}

/** The upload with this `ref`, or a new one when there is none. */
async function uploadOf({ core, member }: Doors, path: string, fields: BeginFields): Promise<PartUpload> {
  if (typeof fields.ref === 'string' && fields.ref !== '') return core.partUploads.find(member, fields.ref);
  return core.partUploads.begin(member, {
    path: newPath(path),
    mkdirParents: fields.mkdir_parents === true,
    size: fields.size ?? fields.length ?? undefined,
    providedMtime: fields.provided_mtime,
    rename: fields.with_rename === true,
  });
}

/** Describes parts of an upload that is there, with one right for all of them. */
function describeParts({ core, member, publicUrl }: Doors, upload: PartUpload, fields: BeginFields): (part: number) => WireUploadPart {
  const link = core.transferLinks.sign('upload', member, upload.ref, uploadSeconds);
  const expiresAt = link.madeAt + link.ttlSeconds * 1000;
  const size = fields.size ?? fields.length ?? undefined;
  return (part) => presentUploadPart(upload, part, { uri: uploadUrl(publicUrl(), link, part), expiresAt, size });
}

const presentStarted = ({ status, number }: FileMigrationStarted): Answer<'zip'> => ({ status, file_migration_id: number });

export const transfersHandlers = {
  beginUpload: on('beginUpload', async (call) => {
    const { params, body } = call;
    refuseOffsets(body, undefined);
    const first = checkPart(body.part ?? 1);
    const count = body.parts ?? 1;
    if (count < 1 || count > mostPartsAtOnce) {
      throw new FilesComError('bad-request/request-params-invalid', `parts has to be a number from 1 to ${mostPartsAtOnce}.`);
    }
    const describe = describeParts(call, await uploadOf(call, params.path, body), body);
    return Array.from({ length: Math.min(count, maxParts - first + 1) }, (_, index) => describe(first + index));
  }),

  /** `end` makes the parts a file; every other action begins an upload or asks for a part, and answers one part, not a list. */
  uploadFile: on('uploadFile', async (call) => {
    const { core, member, params, body } = call;
    if (body.action === 'end') {
      if (typeof body.ref !== 'string' || body.ref === '')
        throw new FilesComError('bad-request/request-params-required', 'ref is required.');
      const { entry } = await core.partUploads.complete(member, body.ref, {
        etags: body.etags ?? undefined,
        providedMtime: body.provided_mtime,
      });
      return presentFile(entry);
    }
    refuseOffsets(body, body.action);
    const part = checkPart(body.part ?? 1);
    return describeParts(call, await uploadOf(call, params.path, body), body)(part);
  }),

  downloadFile: on('downloadFile', async ({ core, member, params, query, publicUrl, reply }) => {
    const isStat = query.action === 'stat';
    const entry = await core.tree.find(member, params.path, isStat ? 'list' : 'read');
    if (isStat) return presentFile(entry);
    if (entry.node.kind === 'folder') {
      throw new FilesComError(
        'bad-request/cannot-download-directory',
        'This is a folder. Download the files in it, or make a zip file of it.',
      );
    }
    const link = core.transferLinks.sign('download', member, entry.node.id, downloadSeconds);
    const downloadUri = downloadUrl(publicUrl(), link, entry.node.name);
    if (query.action !== 'redirect') return presentFile(entry, { downloadUri });
    await reply.redirect(downloadUri, 302);
    return answered;
  }),

  zip: on('zip', async ({ core, member, body }) =>
    presentStarted(
      await core.zips.zip(member, { paths: body.paths, destination: newPath(body.destination), overwrite: body.overwrite === true }),
    ),
  ),
  unzip: on('unzip', async ({ core, member, body }) =>
    presentStarted(
      await core.zips.unzip(member, {
        path: body.path,
        destination: newPath(body.destination),
        filename: body.filename ?? undefined,
        overwrite: body.overwrite === true,
      }),
    ),
  ),
  listZip: on('listZip', async ({ core, member, params }) => (await core.zips.list(member, params.path)).map(presentZipEntry)),
} satisfies SomeHandlers;
