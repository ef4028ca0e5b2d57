import { jsonPath } from '../json-path.ts';
import { moreOf } from './limits.ts';
import { PagingError, withParameter, type Paginator } from './paginator.ts';

/** The cursor of the next page stands in a header. An empty one means the end, as a missing one does. */
export function headerCursor({ cursorKey, cursorParam }: { readonly cursorKey: string; readonly cursorParam: string }): Paginator {
  const header = cursorKey.toLowerCase();
  return {
    first: (plan) => plan,
    next({ headers }, plan) {
      const cursor = headers[header];
      return cursor === undefined || cursor === '' ? undefined : withParameter(plan, cursorParam, undefined, cursor);
    },
  };
}

export interface BodyCursorOptions {
  readonly cursorPath: string;
  readonly cursorParam: string | undefined;
  readonly cursorBodyPath: string | undefined;
  readonly stopAfterEmptyPage: boolean;
  readonly hasMorePath: string | undefined;
}

/** It stands in the body, and goes into the query or into the body. */
export function bodyCursor(options: BodyCursorOptions): Paginator {
  const path = jsonPath(options.cursorPath);
  const hasMore = options.hasMorePath === undefined ? undefined : jsonPath(options.hasMorePath);
  return {
    first: (plan) => plan,
    next({ body, isEmpty }, plan) {
      if (isEmpty && options.stopAfterEmptyPage) return undefined;
      // An answer with nothing in it, not even that, is an end too.
      if (isEmpty && hasMore !== undefined && hasMore.first(body) === undefined) return undefined;
      const more = hasMore === undefined ? undefined : moreOf(hasMore, body);
      if (more === false) return undefined;
      const cursor = path.first(body);
      const missing = cursor === undefined || cursor === null || cursor === '' || cursor === false;
      if (missing && more === true)
        throw new PagingError(`the answer says that there is more, but has no cursor at "${options.cursorPath}"`);
      if (missing) return undefined;
      return withParameter(plan, options.cursorParam, options.cursorBodyPath, cursor);
    },
  };
}
