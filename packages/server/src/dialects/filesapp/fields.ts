import { z } from 'zod';
import { isoMilliseconds } from '../../core/clock.ts';
import { pathProblem } from '../../core/tree/paths.ts';

/**
 * The building blocks of the contract. Each one is both the check of what a client sends and its text in the OpenAPI document;
 * where zod's own text would be long or wrong it is given by `meta`.
 */

/** A whole number in JSON. */
export const integer = (min: number, max: number) =>
  z.number().int().min(min).max(max).meta({ type: 'integer', minimum: min, maximum: max });

/** A whole number in a query or form: digits only, no sign, no exponent. */
export const integerText = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, 'has to be a whole number')
    .transform(Number)
    .refine((value) => value >= min && value <= max, `has to be from ${min} to ${max}`)
    .meta({ type: 'integer', minimum: min, maximum: max });

/** `true` or `false` (also 1 or 0) in a query or form. */
export const booleanText = z
  .enum(['true', 'false', '1', '0'], 'has to be true or false')
  .transform((text) => text === 'true' || text === '1')
  .meta({ type: 'boolean' });

/** A time as this API prints it: UTC, whole seconds. */
export const time = z.string().meta({ format: 'date-time', example: '2025-01-15T10:30:00Z' });

const isoTime = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+ -]\d{2}:?\d{2})?)?$/i;

/** False for a day that its month does not have: `Date.parse` would go on into the next month. */
function isDay(date: string): boolean {
  const midnight = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(date);
}

/** An ISO 8601 time that a client sends, as milliseconds since 1970. Without a zone it is UTC. */
export const timeText = z
  .string()
  .transform((text, context) => {
    // In a query an unescaped "+" arrives as a space.
    const spelled = text
      .replace(/ (\d{2}:?\d{2})$/, (all, zone: string) => (/T|^\d{4}-\d{2}-\d{2} \d/i.test(text.slice(0, -all.length)) ? `+${zone}` : all))
      .replace(' ', 'T');
    const zoned = /[T]/i.test(spelled) && !/(Z|[+-]\d{2}:?\d{2})$/i.test(spelled.slice(10)) ? `${spelled}Z` : spelled;
    const value = isoTime.test(text) && isDay(text.slice(0, 10)) ? Date.parse(zoned) : Number.NaN;
    if (Number.isNaN(value)) {
      context.addIssue({ code: 'custom', message: 'has to be an ISO 8601 time such as 2025-01-15T10:00:00Z' });
      return z.NEVER;
    }
    return value;
  })
  .meta({ type: 'string', format: 'date-time', example: '2025-01-15T10:00:00Z' });

/** The same with milliseconds. */
export const timeWithMilliseconds = z.string().meta({ format: 'date-time', example: '2025-01-15T10:30:00.123Z' });

const zonedTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/i;
/** The first and last that four digits of a year can say. */
const [firstTime, lastTime] = [Date.parse('0001-01-01T00:00:00Z'), Date.parse('9999-12-31T23:59:59.999Z')];

/** When a client changed a content last, as milliseconds since 1970. What is finer is cut off. With its zone: a guess would be hours off. */
export const mtime = z
  .string()
  .transform((text, context) => {
    const value = zonedTime.test(text) && isDay(text.slice(0, 10)) ? Date.parse(text.toUpperCase()) : Number.NaN;
    if (value >= firstTime && value <= lastTime) return value;
    context.addIssue({
      code: 'custom',
      message: `has to be an ISO 8601 time with its zone, such as ${isoMilliseconds(1_736_937_000_123)}`,
    });
    return z.NEVER;
  })
  .meta({ type: 'string', format: 'date-time', example: '2025-01-15T10:30:00.123Z' });

const idText = (prefix: string, example: string) =>
  z
    .string()
    .min(1)
    .max(64)
    .meta({ example, description: `An id that begins with \`${prefix}_\`` });

export const fileId = idText('file', 'file_01kfxgjd94fn9stqm414vjb0s8');
export const folderId = idText('folder', 'folder_01kfxgjd94fn9stqm414vjb0s8');
export const uploadId = idText('upl', 'upl_01kfxgjd94fn9stqm414vjb0s8');
export const shareId = idText('share', 'share_01kfxgjd94fn9stqm414vjb0s8');
export const sessionId = idText('session', 'session_12');
export const zipId = idText('zip', 'zip_01kfxgjd94fn9stqm414vjb0s8');
export const keyId = idText('key', 'key_01kfxgjd94fn9stqm414vjb0s8');
export const userId = idText('user', 'user_01kfxgjd94fn9stqm414vjb0s8');
export const groupId = idText('group', 'group_12');
export const permissionId = idText('permission', 'permission_12');
export const versionId = idText('version', 'version_01kfxgjd94fn9stqm414vjb0s8');
export const trashId = idText('trash', 'trash_01kfxgjd94fn9stqm414vjb0s8');

/** A folder in a body: null (or leaving it out) means the top of what the key sees. `root` is understood as well. */
export const folderIdOrRoot = folderId
  .nullable()
  .transform((id) => (id === 'root' ? null : id))
  .meta({ type: ['string', 'null'], description: 'A folder id; null for the top folder' });
/** A folder in a query or form. */
export const folderIdText = folderId
  .transform((id) => (id === 'root' ? null : id))
  .meta({ type: 'string', description: 'A folder id; `root` for the top folder' });

export const name = z.string().min(1).max(1020).meta({
  maxLength: 255,
  description: 'A file or folder name: up to 255 characters, no `/`, `\\` or control characters',
  example: 'document.pdf',
});
/** A path as it may come in. */
export const pathText = z
  .string()
  .superRefine((text, context) => {
    const problem = pathProblem(text);
    if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
  })
  .meta({ type: 'string', example: '/docs/2025' });

/** What becomes of a name that is taken. */
export const ifExists = z.enum(['overwrite', 'fail', 'rename'], 'has to be overwrite, fail or rename');

export const email = z
  .string()
  .max(255)
  .regex(/^[^\s@]+@[^\s@]+$/, 'is not a mail address');
export const personName = z.string().max(255);
export const password = z.string().min(1).max(1024);

/** Of a list that goes on behind a place instead of by page number. */
export const after = z.string().min(1).max(200).optional().meta({ description: 'The `next_cursor` of the page before' });
export const limit = integerText(1, 1000).default(100).meta({ type: 'integer', minimum: 1, maximum: 1000, default: 100 });

export const page = integerText(1, 1_000_000_000).default(1).meta({ type: 'integer', minimum: 1, default: 1, description: 'Page number' });
export const perPage = integerText(1, 100)
  .default(20)
  .meta({ type: 'integer', minimum: 1, maximum: 100, default: 20, description: 'Items per page' });

/** Marks a field of an operation of the seed that the seed does not have. */
export const ours = { 'x-extension': true };

/** Which page of a list. */
export const pages = z.object({ page, per_page: perPage });

/** The path of a folder that has to be there. `id`: the field that it may begin at. */
export const knownFolderPath = (id: string) =>
  pathText.meta({ description: `A path from the top, or from \`${id}\` when both are given; the folder has to be there` });

/** Whether what is deleted goes into the trash. */
export const intoTrash = booleanText
  .default(false)
  .meta({ type: 'boolean', default: false, description: 'Keep it in the trash, from where it can come back' });
