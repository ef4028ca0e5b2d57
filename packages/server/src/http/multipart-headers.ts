import { isUtf8 } from 'node:buffer';
import { AppError } from '../core/errors.ts';

/** What the header block of one part says (RFC 7578 section 4). */
export interface PartHead {
  /** The form field's name, never empty. */
  readonly name: string;
  /** The file name exactly as sent, undecorated and unsanitised; undefined when the part has no `filename` parameter. */
  readonly filename: string | undefined;
  /** The part's Content-Type as sent. */
  readonly contentType: string | undefined;
}

const token = /^[!#$%&'*+\-.^_`|~0-9a-z]+$/;
// eslint-disable-next-line no-control-regex -- control characters are what it looks for
const controlCharacter = /[\0-\x08\x0a-\x1f\x7f]/;
/** One `; name=value`. The alternatives exclude each other at their first character, so matching is linear. */
const parameter = /[ \t]*;[ \t]*(?:([!#$%&'*+\-.^_`|~0-9A-Za-z]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s;"]*)))?/y;

function invalid(message: string): AppError {
  return new AppError('invalid', message);
}

/** The parameters after position `from`, names in lower case, `undefined` when `text` is not a parameter list. A repeated name is refused. */
function parametersOf(text: string, from: number): Map<string, string> | undefined {
  const found = new Map<string, string>();
  let position = from;
  while (position < text.length) {
    parameter.lastIndex = position;
    const match = parameter.exec(text);
    if (match === null) return /^[ \t]*$/.test(text.slice(position)) ? found : undefined;
    position = parameter.lastIndex;
    const name = match[1]?.toLowerCase();
    if (name === undefined) continue;
    if (found.has(name)) return undefined;
    found.set(name, match[2] === undefined ? (match[3] ?? '') : unescapeQuoted(match[2]));
  }
  return found;
}

/**
 * Two habits meet in one place: curl before 7.81 (and with --form-escape) writes `\"` and `\\`, browsers and newer curl write
 * %22, %0D and %0A and leave backslashes alone. So a backslash before any other character is a backslash.
 */
function unescapeQuoted(text: string): string {
  const plain = text.includes('\\') ? text.replace(/\\(["\\])/g, '$1') : text;
  if (!plain.includes('%')) return plain;
  return plain.replace(/%(22|0D|0A)/gi, (_, code: string) => (code === '22' ? '"' : code.toUpperCase() === '0D' ? '\r' : '\n'));
}

/** RFC 8187 (once 5987) ext-value: `UTF-8'language'percent-encoded`. ISO-8859-1, which RFC 5987 still asked for, is read too. */
function decodeExtended(text: string): string {
  const match = /^(UTF-8|ISO-8859-1)'[^']*'((?:[^%']|%[0-9A-Fa-f]{2})*)$/i.exec(text);
  const encoded = match?.[2];
  if (encoded === undefined) throw invalid("A part's filename* is not of the form UTF-8''percent-encoded-name.");
  const bytes = Buffer.from(
    encoded.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );
  if (match?.[1]?.toLowerCase() === 'iso-8859-1') return bytes.toString('latin1');
  const decoded = utf8Text(bytes);
  if (decoded === undefined) throw invalid("A part's filename* is not valid UTF-8.");
  return decoded;
}

/**
 * The boundary of a `multipart/form-data` Content-Type (RFC 2046 section 5.1.1): 1 to 70 visible ASCII characters or inner spaces.
 * Throws `invalid` for any other media type, and for a missing, repeated or impossible boundary.
 */
export function boundaryOf(contentType: string | undefined): string {
  const type = /^[ \t]*multipart\/form-data[ \t]*(?=;|$)/i.exec(contentType ?? '');
  if (contentType === undefined || type === null) throw invalid('The Content-Type must be multipart/form-data with a boundary.');
  const boundary = parametersOf(contentType, type[0].length)?.get('boundary');
  if (boundary === undefined) throw invalid('The Content-Type multipart/form-data needs one boundary parameter.');
  if (boundary.length > 70) throw invalid('The multipart boundary is longer than 70 characters.');
  if (!/^[\x21\x23-\x5b\x5d-\x7e]$|^[\x21\x23-\x5b\x5d-\x7e][\x20\x21\x23-\x5b\x5d-\x7e]*[\x21\x23-\x5b\x5d-\x7e]$/.test(boundary)) {
    throw invalid('The multipart boundary is empty or holds characters that RFC 2046 forbids.');
  }
  return boundary;
}

/** The text of UTF-8 bytes, undefined when they are not valid UTF-8. A BOM is kept. */
export function utf8Text(bytes: Buffer, start = 0, end = bytes.length): string | undefined {
  const text = bytes.toString('utf8', start, end);
  // Invalid bytes become U+FFFD; only a text that has one needs the second look.
  return text.includes('\ufffd') && !isUtf8(bytes.subarray(start, end)) ? undefined : text;
}

/**
 * Reads the header block of a part: the bytes between the delimiter's line and the empty line, both line ends excluded.
 * Header bytes are UTF-8 (RFC 7578 section 5.1). Throws `invalid` for whatever is not one `Content-Disposition: form-data`
 * with a name, and for a transfer encoding that would have to be undone (RFC 7578 section 4.7 forbids it).
 */
export function readPartHead(bytes: Buffer, block: { start: number; end: number }, maxLines: number): PartHead {
  const text = utf8Text(bytes, block.start, block.end);
  if (text === undefined) throw invalid("A part's headers are not valid UTF-8.");
  let lines = text === '' ? [] : text.split('\r\n');
  if (lines.length > maxLines) throw invalid(`A part has more than ${String(maxLines)} header lines.`);
  // A folded line (RFC 5322 section 2.2.3), as mail libraries write it, continues the one before.
  if (text.includes('\r\n ') || text.includes('\r\n\t')) lines = text.replace(/\r\n(?=[ \t])/g, '').split('\r\n');

  let disposition: string | undefined;
  let contentType: string | undefined;
  for (const line of lines) {
    if (controlCharacter.test(line)) throw invalid("A part's headers hold a control character; lines must end with CR LF.");
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    if (colon < 1 || !token.test(name)) throw invalid('A part has a header line that is not "name: value".');
    const value = line.slice(colon + 1).trim();
    if (name === 'content-disposition') {
      if (disposition !== undefined) throw invalid('A part has two Content-Disposition headers.');
      disposition = value;
    } else if (name === 'content-type') {
      contentType ??= value;
    } else if (name === 'content-transfer-encoding' && !/^(binary|7bit|8bit)$/i.test(value)) {
      throw invalid(`A part has the Content-Transfer-Encoding ${value.slice(0, 40)}; send the bytes as they are.`);
    }
  }
  const { name, filename } = dispositionOf(disposition);
  return { name, filename, contentType };
}

function dispositionOf(value: string | undefined): Pick<PartHead, 'name' | 'filename'> {
  if (value === undefined) throw invalid('A part has no Content-Disposition header.');
  const type = /^form-data[ \t]*(?=;|$)/i.exec(value);
  const parameters = type === null ? undefined : parametersOf(value, type[0].length);
  if (parameters === undefined) throw invalid('A part\'s Content-Disposition is not of the form: form-data; name="..."; filename="...".');
  const name = parameters.get('name');
  if (name === undefined || name === '') throw invalid("A part's Content-Disposition has no name.");
  // RFC 6266 section 4.3: filename* wins over filename.
  const extended = parameters.get('filename*');
  return { name, filename: extended === undefined ? parameters.get('filename') : decodeExtended(extended) };
}
