/** A request before it is sent: what paginators change from page to page. */
export interface RequestPlan {
  readonly method: string;
  /** Absolute; may bring a query of its own. */
  readonly url: string;
  /** Added to the query. Lists become several parameters; null and undefined are left out. */
  readonly params: Readonly<Record<string, unknown>>;
  /** Sent as JSON when it is not undefined. */
  readonly json: unknown;
  /** Sent as a form (an object) or as it is (a text) when it is not undefined. */
  readonly data: Readonly<Record<string, unknown>> | string | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

/** What a paginator gets to see of a page. */
export interface PageFacts {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body without its rows; whole numbers beyond 2^53 are texts. */
  readonly body: unknown;
  /** Where the page came from. */
  readonly url: URL;
  /** No rows in it. */
  readonly isEmpty: boolean;
  /** The same rows, byte for byte, as the page before. */
  readonly isRepeated: boolean;
}

/** Follows the pages of one list, from its first request to its last. Made anew for every list. */
export interface Paginator {
  /** The first request, with what it needs beside what is configured. */
  first(plan: RequestPlan): RequestPlan;
  /**
   * The request for the page behind this one, or undefined at the end.
   * @throws PagingError when the answer does not have what the paginator was told to look for
   */
  next(page: PageFacts, plan: RequestPlan): RequestPlan | undefined;
  /** Whether the page has to be left out because it was delivered before. Default: never. */
  isDuplicate?(page: PageFacts): boolean;
}

export type MakePaginator = () => Paginator;

/** Paging cannot go on, or would not end. */
export class PagingError extends Error {
  override readonly name = 'PagingError';
}

/** A plan with one more query parameter; `path` says where in the JSON body it goes instead. */
export function withParameter(plan: RequestPlan, name: string | undefined, path: string | undefined, value: unknown): RequestPlan {
  if (path !== undefined) return { ...plan, json: withMember(plan.json, path.split('.'), value) };
  if (name === undefined) return plan;
  return { ...plan, params: { ...plan.params, [name]: value } };
}

function withMember(json: unknown, [name, ...rest]: readonly string[], value: unknown): unknown {
  if (name === undefined) return value;
  const object = typeof json === 'object' && json !== null && !Array.isArray(json) ? (json as Record<string, unknown>) : {};
  return { ...object, [name]: withMember(object[name], rest, value) };
}
