import { ExtractError } from '../extract/extract.ts';

/**
 * A resource could not be read. The message names the resource, the page (of the list that it was on) and the request; never credentials,
 * and nothing of the body.
 */
export class RestError extends ExtractError {
  constructor(resource: string, page: number, message: string, cause?: unknown) {
    super(resource, page, new Error(message, cause === undefined ? {} : { cause }));
    this.name = 'RestError';
  }
}

/** The API answered with a status that means failure. */
export class HttpStatusError extends RestError {
  readonly status: number;
  constructor(resource: string, page: number, request: string, status: number) {
    super(resource, page, `${request} answered with status ${status}${hintFor(status)}`);
    this.name = 'HttpStatusError';
    this.status = status;
  }
}

function hintFor(status: number): string {
  if (status === 401) return '; the credentials are wrong, or sent in a place where this API does not look (auth.name, auth.location)';
  if (status === 403) return '; these credentials may not read it';
  if (status === 404) return '; there is no such path, see client.base_url and endpoint.path';
  if (status === 429) return '; it asks for fewer requests';
  return '';
}
