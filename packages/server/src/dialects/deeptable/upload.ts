import type { FastifyRequest } from 'fastify';
import type { Member } from '../../core/access/principal.ts';
import type { FileStage } from '../../core/tree/files.ts';
import { mediaTypeOf } from '../../http/file-response.ts';
import { readMultipart } from '../../http/multipart.ts';
import { createSniffer, xlsxType } from '../../http/sniffer.ts';
import { DeepTableError, unprocessable, valueError } from './errors.ts';
import type { Handler } from './handler.ts';
import { presentFile } from './present.ts';
import { problem } from './problems.ts';

/** What a multipart body may have besides the bytes of the file. */
const formOverheadBytes = 256 * 1024;
const bodyLimit = (member: Member): number => (member.plan.maxFileBytes ?? Number.MAX_SAFE_INTEGER - formOverheadBytes) + formOverheadBytes;

const place = ['body', 'file'] as const;
const missing = (): DeepTableError => new DeepTableError(unprocessable([{ loc: place, msg: 'Field required', type: 'missing' }]));
const wrong = (message: string): DeepTableError => new DeepTableError(unprocessable([valueError(place, message)]));

function requireForm({ headers }: FastifyRequest): void {
  const isEmpty = headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0;
  if (isEmpty) throw missing();
  if (/^\s*multipart\/form-data\b/i.test(headers['content-type'] ?? '')) return;
  throw new DeepTableError(problem('unsupported-media-type', 'Send the file as multipart/form-data, in the part "file".'));
}

/** The vendor's own words for what is no workbook. */
function requireWorkbook(found: string | null, filename: string): void {
  if (found === xlsxType) return;
  const named = mediaTypeOf(filename);
  // A name alone makes no workbook.
  const shown = found ?? (named === xlsxType ? 'application/octet-stream' : named);
  throw new DeepTableError(problem('unsupported-file-type', `Unsupported file type '${shown}'. Supported types: ${xlsxType} (.xlsx)`));
}

/** POST /files: the bytes are stored as they come. What kind they are of is looked for in them, since clients call everything octets. */
export const createFile: Handler = async ({ core, member, request, strict }) => {
  requireForm(request);
  const sniffer = createSniffer();
  let received: FileStage | undefined;
  let filename = '';
  try {
    const fields = await readMultipart(request.raw, {
      limits: { maxBodyBytes: bodyLimit(member) },
      onFile(part) {
        if (part.field !== 'file') throw wrong(`the bytes belong into the part "file", not "${part.field.slice(0, 64)}"`);
        filename = part.filename;
        const stage = core.files.receive(member, { encrypted: true });
        received = stage;
        return {
          write(chunk) {
            sniffer.look(chunk);
            return stage.stage.write(chunk);
          },
          end: () => undefined,
        };
      },
    });
    if (received === undefined) {
      if (!fields.has('file')) throw missing();
      throw wrong('this has to be a file with a file name, not text. On the command line, write --file @PATH');
    }
    if (filename === '') throw wrong('the part needs a file name');
    const contentType = sniffer.found(filename);
    if (strict) requireWorkbook(contentType, filename);
    const where = { name: filename, folderId: null, ifTaken: 'rename', contentType } as const;
    return presentFile((await core.files.commit(member, received, { ...where, encrypted: true })).file);
  } catch (error) {
    await received?.stage.abort();
    throw error;
  }
};
