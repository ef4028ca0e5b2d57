import type { IncomingHttpHeaders } from 'node:http';

/** As far as a request says which page sent it: one of this server, or of anybody else. */
export type RequestOrigin = 'same' | 'other' | 'unknown';

/**
 * Browsers say it themselves, and no page can change that: in `Sec-Fetch-Site`, or, where they are older or the line is not trusted, by the
 * page's address in `Origin`. Programs mostly say nothing. `ownOrigins`: what the pages of this server begin with.
 */
export function requestOrigin(headers: IncomingHttpHeaders, ownOrigins: readonly string[]): RequestOrigin {
  const site = headers['sec-fetch-site'];
  if (site === 'same-origin') return 'same';
  if (site === 'same-site' || site === 'cross-site') return 'other';
  if (headers.origin === undefined) return 'unknown';
  return ownOrigins.includes(headers.origin) ? 'same' : 'other';
}
