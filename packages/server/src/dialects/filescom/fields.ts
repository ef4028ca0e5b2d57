import { z } from 'zod';
import { parseTime } from './time.ts';

/**
 * The building blocks of the contract for what clients send. They are lenient, because the vendor's clients are not of one mind: a number
 * comes as a number or as digits, a flag as `true`, `"True"` or `1`, a list as an array, as text with commas or as a repeated key. Each one
 * is also its text in the OpenAPI document.
 *
 * The exported fields are optional: absent is undefined, and null (or an empty text where a text makes no sense) is null, so that a PATCH
 * can clear a value. `required` holds those that have to be there.
 */

/** Which wire error a wrong value is (errors.ts); `bad-request/request-params-invalid` when it does not say. */
export type FieldProblem =
  'bad-request/request-params-required' | 'bad-request/datetime-parse' | 'bad-request/request-params-contain-invalid-character';

/** Why a value was not taken. */
export class Wrong {
  readonly message: string;
  readonly type: FieldProblem | undefined;

  constructor(message: string, type?: FieldProblem) {
    this.message = message;
    this.type = type;
  }
}

/** Makes a value of what came, which is neither undefined nor null. */
type Read<T> = (value: unknown) => T | Wrong | null;

/** Described in the document by `json`. */
function optional<T>(read: Read<T>, json: Record<string, unknown>) {
  return z
    .unknown()
    .transform((value, context): T | null | undefined => {
      if (value === undefined || value === null) return value;
      const result = read(value);
      if (!(result instanceof Wrong)) return result;
      context.addIssue({ code: 'custom', message: result.message, params: { type: result.type } });
      return z.NEVER;
    })
    .optional()
    .meta(json);
}

function mandatory<T>(read: Read<T>, json: Record<string, unknown>) {
  return z
    .unknown()
    .transform((value, context): T => {
      const result = value === undefined || value === null ? null : read(value);
      if (result !== null && !(result instanceof Wrong)) return result;
      const { message, type } = result instanceof Wrong ? result : new Wrong('is required', 'bad-request/request-params-required');
      context.addIssue({ code: 'custom', message, params: { type } });
      return z.NEVER;
    })
    .meta(json);
}

export function readWhole(value: unknown): number | Wrong | null {
  if (value === '') return null;
  const number =
    typeof value === 'number' ? value : typeof value === 'string' && /^\s*[+-]?\d{1,16}\s*$/.test(value) ? Number(value) : Number.NaN;
  return Number.isSafeInteger(number) ? number : new Wrong('has to be a whole number');
}

const yes = new Set(['true', 't', 'yes', 'on', '1']);
const no = new Set(['false', 'f', 'no', 'off', '0']);

export function readFlag(value: unknown): boolean | Wrong | null {
  if (value === '') return null;
  const word = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value).toLowerCase() : '';
  if (yes.has(word)) return true;
  return no.has(word) ? false : new Wrong('has to be true or false');
}

export function readText(value: unknown): string | Wrong {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'string') return new Wrong('has to be a text');
  if (value.includes('\u0000') || /\p{Surrogate}/u.test(value)) {
    return new Wrong('holds a character that no text can have', 'bad-request/request-params-contain-invalid-character');
  }
  return value;
}

/** NUL is dropped later, where paths are compared (protocol.md section 10). */
function readPath(value: unknown): string | Wrong {
  return readText(typeof value === 'string' ? value.replaceAll('\u0000', '') : value);
}

export function readTime(value: unknown): number | Wrong | null {
  if (value === '') return null;
  const time = typeof value === 'string' || typeof value === 'number' ? parseTime(value) : undefined;
  return time ?? new Wrong('is not a date and time such as 2025-01-15T10:00:00Z', 'bad-request/datetime-parse');
}

/** What stands for a list: an array, `{"0": a, "1": b}` of a nested form, or one text with commas. */
function itemsOf(value: unknown, separator: RegExp | undefined): readonly unknown[] {
  if (Array.isArray(value)) return value.flatMap((item) => (typeof item === 'string' ? itemsOf(item, separator) : [item as unknown]));
  const isNumbered = typeof value === 'object' && value !== null && Object.keys(value).every((name) => /^\d+$/.test(name));
  if (isNumbered) return Object.values(value);
  if (value === '') return [];
  return separator !== undefined && typeof value === 'string' ? value.split(separator).filter((item) => item.trim() !== '') : [value];
}

function readList<T>(value: unknown, separator: RegExp | undefined, read: Read<T>): readonly T[] | Wrong {
  const items: T[] = [];
  for (const item of itemsOf(value, separator)) {
    const result = item === null || item === undefined ? null : read(item);
    if (result instanceof Wrong) return new Wrong(`each one ${result.message}`, result.type);
    if (result !== null) items.push(result);
  }
  return items;
}

/** Names and paths can hold commas, so a text is one item. */
const readTexts: Read<readonly string[]> = (value) => readList(value, undefined, readText);
const readWholes: Read<readonly number[]> = (value) => readList(value, /,/, readWhole);

function readObject(value: unknown): Readonly<Record<string, unknown>> | Wrong | null {
  if (value === '') return null;
  const wrong = new Wrong('has to be an object');
  if (typeof value !== 'string') return typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, unknown>) : wrong;
  try {
    const parsed: unknown = JSON.parse(value);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? (parsed as Record<string, unknown>) : wrong;
  } catch {
    return wrong;
  }
}

const readObjects: Read<readonly Readonly<Record<string, unknown>>[]> = (value) => readList(value, undefined, readObject);

function readOneOf<const V extends readonly string[]>(values: V): Read<V[number]> {
  return (value) => {
    if (value === '' && !values.includes('')) return null;
    return values.find((known) => known === value) ?? new Wrong(`has to be one of ${values.filter((known) => known !== '').join(', ')}`);
  };
}

/** One checked ETag of an upload: the part's number, and its ETag without quotes; null when the client does not know it. */
export interface PartTag {
  readonly part: number;
  readonly etag: string | null;
}

/**
 * The ETags that end an upload, in all the spellings of protocol.md section 12: an array of `{etag, part}`, numbered (`etags[0][etag]`),
 * or two parallel lists (`etags[etag][]`, `etags[part][]`).
 */
function readPartTags(value: unknown): readonly PartTag[] | Wrong | null {
  if (value === '') return null;
  const wrong = new Wrong('has to be a list of {etag, part}');
  if (typeof value !== 'object' || value === null) return wrong;
  const { etag: etags, part: parts } = value as { etag?: unknown; part?: unknown };
  const pairs: readonly unknown[] = Array.isArray(value)
    ? value
    : etags === undefined && parts === undefined
      ? Object.values(value)
      : itemsOf(parts ?? [], /,/).map((part, index) => ({ part, etag: itemsOf(etags ?? [], /,/)[index] ?? null }));
  const tags: PartTag[] = [];
  for (const pair of pairs) {
    if (typeof pair !== 'object' || pair === null) return wrong;
    const { part, etag } = pair as { part?: unknown; etag?: unknown };
    const number = readWhole(part ?? '');
    if (number === null || number instanceof Wrong || !(etag === undefined || etag === null || typeof etag === 'string')) return wrong;
    const spelled = (etag ?? '').replace(/^(?:W\/)?"?|"?$/g, '');
    tags.push({ part: number, etag: spelled === '' || spelled === 'null' ? null : spelled });
  }
  return tags;
}

const wholeJson = { type: 'integer', format: 'int64' };
const timeJson = { type: 'string', format: 'date-time' };
const wholesJson = { type: 'array', items: { type: 'integer' }, description: 'Also as one text: `1,2,3`' };
const textsJson = { type: 'array', items: { type: 'string' } };

/** A whole number, also as digits. */
export const whole = optional(readWhole, wholeJson);
/** The same from 0 on. */
export const size = optional(
  (value) => {
    const number = readWhole(value);
    return typeof number === 'number' && number < 0 ? new Wrong('cannot be negative') : number;
  },
  { ...wholeJson, minimum: 0 },
);
export const flag = optional(readFlag, { type: 'boolean' });
/** Unchanged; a number is taken as it is written. */
export const text = optional(readText, { type: 'string' });
/** A path of this API, decoded and otherwise as it came. Never checked here: core/tree/paths.ts reads it. */
export const path = optional(readPath, { type: 'string' });
/** Milliseconds since 1970, of an ISO 8601 time or of digits, which are seconds. */
export const time = optional(readTime, timeJson);
/** Whole numbers, in an array or with commas between them. */
export const wholes = optional(readWholes, wholesJson);
export const texts = optional(readTexts, textsJson);
export const object = optional(readObject, { type: 'object' });
export const objects = optional(readObjects, { type: 'array', items: { type: 'object' } });
export const partTags = optional(readPartTags, {
  type: 'array',
  items: { type: 'object', properties: { etag: { type: ['string', 'null'] }, part: { type: 'integer' } } },
});
/** A file inside of a request (an avatar, a watermark). Taken and not kept. */
export const attachment = z.unknown().optional().meta({ description: 'Accepted and ignored' });

export function oneOf<const V extends readonly string[]>(...values: V) {
  return optional(readOneOf(values), { type: 'string', enum: values });
}

export const required = {
  whole: mandatory(readWhole, wholeJson),
  text: mandatory(readText, { type: 'string' }),
  path: mandatory(readPath, { type: 'string' }),
  texts: mandatory(readTexts, textsJson),
  paths: mandatory<readonly string[]>((value) => readList(value, undefined, readPath), textsJson),
};
