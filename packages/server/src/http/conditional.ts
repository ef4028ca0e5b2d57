import type { IncomingHttpHeaders } from 'node:http';

/** What is known of the current representation. Leave out what there is none of. */
export interface Validators {
  /** With its quotes, and `W/` when it is weak. */
  readonly etag?: string;
  /** Compared in whole seconds, all that an HTTP date can say. */
  readonly lastModified?: Date;
}

export interface ConditionalRequest {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  /** `undefined` when the target does not exist (a creating PUT). */
  readonly current: Validators | undefined;
  /** Milliseconds since 1970. */
  readonly now?: number;
}

export interface ConditionalVerdict {
  /** Go on, answer 304 (with ETag and Last-Modified), or answer 412. */
  readonly outcome: 'proceed' | 'not_modified' | 'precondition_failed';
  /** Whether a Range header is to be followed when going on; otherwise send the whole file with 200. */
  readonly rangeApplies: boolean;
}

/**
 * Evaluates the conditional headers in the order of RFC 9110 section 13.2.2. To be asked after the rights have been checked: the answer
 * says something about the file. Dates that are not HTTP dates are ignored; entity tags that cannot be read match nothing.
 */
export function evaluateConditions({ method, headers, current, now = Date.now() }: ConditionalRequest): ConditionalVerdict {
  const reads = method === 'GET' || method === 'HEAD';
  const ifMatch = headers['if-match'];
  const ifNoneMatch = headers['if-none-match'];
  const modified = seconds(current?.lastModified);

  if (ifMatch !== undefined) {
    if (!matches(ifMatch, current, 'strong')) return failed;
  } else {
    const since = parseHttpDate(headers['if-unmodified-since']);
    if (since !== undefined && modified !== undefined && modified > since) return failed;
  }
  if (ifNoneMatch !== undefined) {
    if (matches(ifNoneMatch, current, 'weak')) return reads ? notModified : failed;
  } else if (reads) {
    const since = parseHttpDate(headers['if-modified-since']);
    if (since !== undefined && modified !== undefined && modified <= since) return notModified;
  }
  return { outcome: 'proceed', rangeApplies: method === 'GET' && ifRangeHolds(headers['if-range'], current, now) };
}

const failed: ConditionalVerdict = { outcome: 'precondition_failed', rangeApplies: false };
const notModified: ConditionalVerdict = { outcome: 'not_modified', rangeApplies: false };

/** RFC 9110 section 13.1.5: an entity tag compared strongly, or the exact date of Last-Modified where that date is a strong validator. */
function ifRangeHolds(header: string | string[] | undefined, current: Validators | undefined, now: number): boolean {
  if (header === undefined) return true;
  const text = String(header);
  if (text.includes('"')) return matches(text, current, 'strong');
  const modified = seconds(current?.lastModified);
  // Section 8.8.2.2: within the second of the last change there can be another one that the date does not show.
  return modified !== undefined && modified === parseHttpDate(text) && Math.floor(now / 1000) > modified;
}

/** Whether `*` or one of the listed entity tags is the current one (RFC 9110 section 8.8.3.2). */
function matches(header: string, current: Validators | undefined, comparison: 'strong' | 'weak'): boolean {
  if (current === undefined) return false;
  if (header.trim() === '*') return true;
  const own = entityTag.exec(current.etag ?? '');
  if (own === null || (comparison === 'strong' && own[1] !== undefined)) return false;
  for (const [, weak, opaque] of header.matchAll(entityTags)) {
    if (opaque === own[2] && (comparison === 'weak' || weak === undefined)) return true;
  }
  return false;
}

const entityTag = /^(W\/)?"([^"]*)"$/;
/** A tag is preceded by the beginning or a comma, so that text inside of another tag's quotes is never taken for one. */
const entityTags = /(?:^|,)[ \t]*(?:(W\/)?"([^"]*)"[ \t]*)?(?=,|$)/g;

/** Seconds since 1970. */
function seconds(date: Date | undefined): number | undefined {
  return date === undefined ? undefined : Math.floor(date.getTime() / 1000);
}

const imfDate = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;
const rfc850Date = /^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, \d{2}-[A-Z][a-z]{2}-\d{2} \d{2}:\d{2}:\d{2} GMT$/;
const asctimeDate = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}$/;

/** An HTTP date in any of its three forms (RFC 9110 section 5.6.7) as seconds since 1970; undefined for anything else. */
export function parseHttpDate(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const zoned = asctimeDate.test(text) ? `${text} GMT` : imfDate.test(text) || rfc850Date.test(text) ? text : undefined;
  const milliseconds = zoned === undefined ? Number.NaN : Date.parse(zoned);
  return Number.isNaN(milliseconds) ? undefined : milliseconds / 1000;
}
