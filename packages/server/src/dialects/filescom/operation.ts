import { z } from 'zod';
import { required } from './fields.ts';
import { pagingFields, type ListFacts } from './paging.ts';

/** One operation of the API: the single source for types, checks and the OpenAPI document. */
export interface Operation {
  readonly operationId: string;
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below `/api/rest/v1`. A `*` at the end is a path of files and folders, in which `%2F` and `/` are the same; it may be left out. */
  readonly url: string;
  readonly summary: string;
  readonly tag: string;
  readonly description?: string;
  /** Not the vendor's: ours. */
  readonly extension?: boolean;
  /** Needs no key and no session. */
  readonly public?: boolean;
  readonly params?: z.ZodType;
  /** What GET and DELETE take; also read from a JSON body, where one client puts what it deletes. */
  readonly querystring?: z.ZodType;
  /** What POST and PATCH take; also read from the query. */
  readonly body?: z.ZodType;
  /** The answer is a page of a list, and the handler gives a `Page`. */
  readonly list?: ListFacts;
  readonly status: 200 | 201 | 204;
  /** Absent with 204. */
  readonly answer?: z.ZodType;
}

export const byId = z.object({ id: required.whole });
/** Decoded once and otherwise as it came; empty for the root. */
export const byPath = z.object({ path: z.string() });

/** The query of a list that is answered page by page. */
export function paged<const F extends ListFacts, S extends z.ZodRawShape>(facts: F, fields: S) {
  // Handlers get these as `list`, not as fields of the query.
  const shape: S = { ...fields, ...pagingFields(facts) };
  return { list: facts, querystring: z.object(shape) };
}
