import { createHash } from 'node:crypto';
import type { Page } from '../extract/resource.ts';
import { JsonError } from '../json/parse.ts';
import { pathAt } from '../json/place.ts';
import { ForbiddenAddressError } from './addresses.ts';
import type { Auth } from './auth.ts';
import { urlOf, type RestClient } from './client.ts';
import type { ResponseAction, ResponseHook } from './config.ts';
import { detectPaging } from './detect-paging.ts';
import { HttpStatusError, RestError } from './errors.ts';
import { ConnectionError, ResponseTooLargeError, type HttpResponse } from './http.ts';
import { PagingError, type MakePaginator, type PageFacts, type Paginator, type RequestPlan } from './paginators/paginator.ts';
import type { ReadPage, RowReader } from './rows.ts';
import { shownUrl, type Redactor } from './secrets.ts';

/** Everything that one list needs to be read to its end. */
export interface Chain {
  readonly resource: string;
  readonly client: RestClient;
  readonly auth: Auth | undefined;
  /** Undefined: the first answer shows how the API pages. */
  readonly paginator: MakePaginator | undefined;
  readonly reader: RowReader;
  readonly responseActions: readonly ResponseAction[];
  readonly maxPages: number;
  readonly loopGuard: boolean;
  readonly redactor: Redactor;
  /** Told what was found out, and what may be wrong. */
  readonly onNotice: (level: 'info' | 'warning', message: string) => void;
}

/** An answer that is on its way; failures are kept until somebody waits for it. */
interface Pending {
  readonly plan: RequestPlan;
  readonly answer: Promise<HttpResponse>;
}

/**
 * The pages of one list. The next page is asked for while the current one is worked on.
 * @throws RestError, with the resource and the page in its message
 */
export async function* chainPages(chain: Chain, firstPlan: RequestPlan, signal: AbortSignal | undefined): AsyncGenerator<Page> {
  const ended = new AbortController();
  const ends = signal === undefined ? ended.signal : AbortSignal.any([signal, ended.signal]);
  const guard = loopGuard();
  let paginator = chain.paginator?.();
  let pending: Pending | undefined = asked(chain, paginator?.first(firstPlan) ?? firstPlan, ends);
  try {
    for (let page = 1; pending !== undefined; page += 1) {
      const plan: RequestPlan = pending.plan;
      const current = await readAnswer(chain, pending, page);
      if (current === undefined) return;
      const { facts, read } = located(chain, current, page, guard, paginator === undefined);
      let isDuplicate = false;
      const follow = (): RequestPlan | undefined => {
        paginator ??= detected(chain, facts, read, plan);
        isDuplicate = paginator.isDuplicate?.(facts) === true;
        if (facts.isRepeated && !facts.isEmpty && !isDuplicate && chain.loopGuard)
          throw new PagingError(
            'it has the same rows as the page before, so the API seems not to know the parameter for paging; configure the paginator, or set loop_guard to false if that is right',
          );
        const next = paginator.next(facts, plan);
        if (next === undefined) return undefined;
        if (page >= chain.maxPages) throw new PagingError(`there is more than endpoint.max_pages allows (${chain.maxPages})`);
        guard.checkRequest(plan, next);
        return next;
      };
      const next: RequestPlan | undefined = inContext(chain, page, plan, follow);
      pending = next === undefined ? undefined : asked(chain, next, ends);
      if (!isDuplicate) yield read.rows;
    }
  } finally {
    ended.abort();
  }
}

function asked(chain: Chain, plan: RequestPlan, signal: AbortSignal): Pending {
  const answer = chain.client.send(plan, chain.auth, signal);
  // Whoever reads the page gets the failure; until then it must not count as nobody's.
  answer.catch(() => undefined);
  return { plan, answer };
}

/** The answer to go on with; undefined when an action says that the list ends here. */
async function readAnswer(chain: Chain, { plan, answer }: Pending, page: number): Promise<HttpResponse | undefined> {
  let response: HttpResponse;
  try {
    response = await answer;
  } catch (error) {
    throw failure(chain, page, plan, error);
  }
  for (const action of chain.responseActions) {
    const isHook = typeof action === 'function';
    if (!isHook && action.status_code !== undefined && action.status_code !== response.status) continue;
    if (!isHook && action.content !== undefined && !response.body.toString('utf8').includes(action.content)) continue;
    const what = isHook ? action : action.action;
    if (what === 'ignore') return undefined;
    for (const hook of typeof what === 'function' ? [what] : what) {
      const outcome: Awaited<ReturnType<ResponseHook>> = await hook(shownResponse(response));
      if (outcome === 'ignore') return undefined;
      if (typeof outcome === 'object') response = { ...response, body: Buffer.from(outcome.body) };
    }
    break;
  }
  if (response.status < 200 || response.status > 299)
    throw new HttpStatusError(chain.resource, page, `${plan.method} ${shownUrl(response.url, chain.redactor)}`, response.status);
  return response;
}

const shownResponse = ({ status, headers, body }: HttpResponse): Parameters<ResponseHook>[0] => ({
  status,
  headers,
  text: () => body.toString('utf8'),
  json: () => JSON.parse(body.toString('utf8')) as unknown,
});

function located(
  chain: Chain,
  response: HttpResponse,
  page: number,
  guard: LoopGuard,
  wantsCount: boolean,
): { readonly facts: PageFacts; readonly read: ReadPage } {
  const body = withoutMark(response.body);
  const where = shownUrl(response.url, chain.redactor);
  let read: ReadPage;
  try {
    read = isBlank(body)
      ? { rows: [], isEmpty: true, around: undefined, isRow: false, count: 0 }
      : chain.reader.read(checkedJson(response, body), wantsCount);
  } catch (error) {
    if (error instanceof JsonError)
      throw new RestError(chain.resource, page, `${where} is no JSON: ${error.message} (${pathAt(body, error.at)})`);
    throw failureAt(chain, page, where, error);
  }
  const facts = {
    headers: response.headers,
    body: read.around,
    url: response.url,
    isEmpty: read.isEmpty,
    isRepeated: guard.isRepeated(read),
  };
  return { facts, read };
}

/** @throws Error for what is evidently no JSON, before a parser's complaint about its first letter */
function checkedJson({ headers }: HttpResponse, body: Buffer): Buffer {
  if (/^text\/html/i.test(headers['content-type'] ?? '') && body.toString('latin1', 0, 200).trimStart().startsWith('<'))
    throw new Error('the answer is an HTML page, not JSON; see client.base_url');
  return body;
}

const withoutMark = (body: Buffer): Buffer => (body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf ? body.subarray(3) : body);
const isBlank = (body: Buffer): boolean => body.length < 16 && body.toString('latin1').trim() === '';

function detected(chain: Chain, facts: PageFacts, read: ReadPage, plan: RequestPlan): Paginator {
  const found = detectPaging(read.isRow ? { ...facts, body: undefined } : facts, read.count ?? 0);
  chain.onNotice('info', `paging: ${found.because}`);
  if (found.doubt !== undefined) chain.onNotice('warning', found.doubt);
  const paginator = found.make?.() ?? { first: (first: RequestPlan) => first, next: () => undefined };
  paginator.first(plan);
  return paginator;
}

interface LoopGuard {
  /** @throws PagingError when a request was made before */
  checkRequest(current: RequestPlan, next: RequestPlan): void;
  /** Whether a page has the rows of the one before. */
  isRepeated(page: ReadPage): boolean;
}

function loopGuard(): LoopGuard {
  const made = new Set<string>();
  let before: Uint8Array | undefined;
  const digest = (content: string | Uint8Array): string => createHash('sha1').update(content).digest('base64');
  const keyOf = (plan: RequestPlan): string =>
    digest(`${plan.method} ${urlOf(plan).href} ${JSON.stringify([plan.json ?? null, plan.data ?? null], bigAsText)}`);
  return {
    checkRequest(current, next) {
      made.add(keyOf(current));
      if (made.has(keyOf(next))) throw new PagingError('the next page is one that was there before: paging goes in circles');
    },
    isRepeated({ rows }) {
      // Bytes are compared with those of the page before, which is faster than any digest of them.
      const now = rows instanceof Uint8Array ? rows : Buffer.from(JSON.stringify(rows, bigAsText) ?? '');
      const isSame = before !== undefined && Buffer.compare(now, before) === 0;
      before = now;
      return isSame;
    },
  };
}

const bigAsText = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value);

function inContext<T>(chain: Chain, page: number, plan: RequestPlan, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw failure(chain, page, plan, error);
  }
}

const failure = (chain: Chain, page: number, plan: RequestPlan, error: unknown): unknown =>
  failureAt(chain, page, shownUrl(urlOf(plan), chain.redactor), error);

/** What is known to go wrong gets its place; anything else is a bug, and goes on as it is. */
function failureAt(chain: Chain, page: number, where: string, error: unknown): unknown {
  if (error instanceof RestError || !(error instanceof Error) || error.name === 'AbortError') return error;
  if (error instanceof PagingError) return new RestError(chain.resource, page, `${error.message} (${where})`);
  if (error instanceof ResponseTooLargeError || error instanceof ForbiddenAddressError)
    return new RestError(chain.resource, page, `${where}: ${error.message}`);
  if (error instanceof ConnectionError) return new RestError(chain.resource, page, error.message);
  return new RestError(chain.resource, page, chain.redactor.redact(`${where}: ${error.message}`), error);
}
