import { pathOfSteps } from './json-path.ts';
import { bodyCursor, headerCursor } from './paginators/cursors.ts';
import { headerLink, jsonLink, linkOf } from './paginators/links.ts';
import { offsetPages, pageNumbers } from './paginators/numbered.ts';
import { PagingError, type MakePaginator, type PageFacts } from './paginators/paginator.ts';

export interface FoundPaging {
  /** Undefined: this was all. */
  readonly make: MakePaginator | undefined;
  /** What was seen, for the log: `cursor in the header x-files-cursor-next`. */
  readonly because: string;
  /** There may be more that nobody would notice: said as a warning. */
  readonly doubt?: string;
}

interface Member {
  readonly steps: readonly string[];
  readonly key: string;
  readonly value: unknown;
}

/** Names of headers that hold the cursor of the next page. */
const cursorHeader = /^x-(?:[a-z0-9-]+-)?(?:next-cursor|cursor-next|next-page-token|continuation-token|cursor|next-page)$/;

/** How many rows there are altogether. Not `count`, which is as often the number of rows in this answer. */
const totalItems = /^total(_?(count|items|results|records|rows|elements))?$/i;

/** How many rows a page has when it was cut off at a limit. */
const usualPageSizes = new Set([10, 20, 25, 30, 50, 100, 200, 250, 500, 1000, 2000, 5000, 10_000]);

/**
 * Finds out from the first answer how an API pages.
 * @param rows how many rows it has
 * @throws PagingError when the answer says that there is more, but not how to get it: loading only a part without a word is worse
 */
export function detectPaging(page: PageFacts, rows: number): FoundPaging {
  const members = membersOf(page.body, [], 0);
  return (
    byHeader(page) ??
    byLink(members) ??
    byCursor(members, page) ??
    byPageNumber(members, rows) ??
    byOffset(members, rows) ??
    noPaging(members, rows, page)
  );
}

function byHeader({ headers, url }: PageFacts): FoundPaging | undefined {
  const link = linkOf(headers['link'], 'next');
  const leads = link !== undefined && link !== '' && URL.canParse(link, url.href) && new URL(link, url).origin === url.origin;
  if (leads) return { make: () => headerLink('next'), because: 'a Link header with rel="next"' };
  const names = Object.keys(headers).filter((name) => cursorHeader.test(name) && headers[name] !== '');
  // `x-files-cursor-next` says more than `x-files-cursor`, which may be the cursor of this page.
  const cursorKey = names.find((name) => name.includes('next')) ?? names[0];
  if (cursorKey === undefined) return undefined;
  const cursorParam = cursorKey.endsWith('next-page-token')
    ? 'page_token'
    : cursorKey.endsWith('continuation-token')
      ? 'continuation_token'
      : cursorKey.endsWith('next-page')
        ? 'page'
        : 'cursor';
  return {
    make: () => headerCursor({ cursorKey, cursorParam }),
    because: `the header ${cursorKey}, whose value goes into the parameter ${cursorParam}`,
  };
}

/** A URL under a key that begins with `next`, or under `@odata.nextLink`. */
function byLink(members: readonly Member[]): FoundPaging | undefined {
  for (const { steps, key, value } of members) {
    if (!/^(@odata\.)?next/i.test(key)) continue;
    if (typeof value === 'string' && /^(https?:\/\/|\/|\?)/.test(value)) return linkAt(steps);
    if (typeof value !== 'object' || value === null) continue;
    const inner = Object.entries(value as Record<string, unknown>).find(
      ([name, text]) => /^(href|url)/i.test(name) && typeof text === 'string' && text !== '',
    );
    if (inner !== undefined) return linkAt([...steps, inner[0]]);
  }
  return undefined;
}

function linkAt(steps: readonly string[]): FoundPaging {
  const path = pathOfSteps(steps).text;
  return { make: () => jsonLink(path), because: `the URL at "${path}"` };
}

function byCursor(members: readonly Member[], page: PageFacts): FoundPaging | undefined {
  const more = members.find(({ key, value }) => /^(has_?more|has_?next|has_?next_?page|more)$/i.test(key) && typeof value === 'boolean');
  if (more?.value === false) return { make: undefined, because: `"${pathOfSteps(more.steps).text}" is false` };
  const cursor =
    members.find(({ key, value }) => /^next/i.test(key) && isCursor(value)) ??
    (more === undefined
      ? undefined
      : (members.find(({ key, value }) => /^(end_?cursor|cursor|continuation(_?token)?|after)$/i.test(key) && isCursor(value)) ??
        members.find(({ key, value }) => /^last_?id$/i.test(key) && isCursor(value))));
  if (cursor === undefined) {
    if (more?.value === true)
      throw new PagingError(
        `the answer says "${pathOfSteps(more.steps).text}": true, but nothing in it says how to get the rest; configure a paginator`,
      );
    return undefined;
  }
  const cursorPath = pathOfSteps(cursor.steps).text;
  const hasMorePath = more === undefined ? undefined : pathOfSteps(more.steps).text;
  const cursorParam = parameterOf(cursor.key, page.url);
  return {
    make: () => bodyCursor({ cursorPath, cursorParam, cursorBodyPath: undefined, stopAfterEmptyPage: false, hasMorePath }),
    because: `the cursor at "${cursorPath}"${hasMorePath === undefined ? '' : ` and "${hasMorePath}"`}, sent as the parameter ${cursorParam}`,
  };
}

const isCursor = (value: unknown): boolean =>
  (typeof value === 'string' && value !== '') || typeof value === 'number' || typeof value === 'bigint';

/** What the parameter for a cursor is called. A parameter of that name that was sent already shows it best. */
function parameterOf(key: string, url: URL): string {
  const name = key.replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase();
  const bare = name.replace(/^next_?/, '');
  if (name === 'last_id' || name === 'end_cursor' || name === 'after') return 'after';
  if (bare === '' || bare === 'cursor' || bare === 'page_cursor' || name === 'cursor') return 'cursor';
  if (/^(page|offset|token|marker|start|skip|from)$/.test(bare)) return bare;
  const spelled = /[A-Z]/.test(key) ? bare.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()) : bare;
  return url.searchParams.has(name) ? name : spelled;
}

function byPageNumber(members: readonly Member[], rows: number): FoundPaging | undefined {
  const pages = members.find(({ key, value }) => /^(total_?pages|pages|page_?count|num_?pages|last_?page)$/i.test(key) && isCount(value));
  const current = members.find(
    ({ steps, key, value }) =>
      isCount(value) && (/^(page|current_?page|page_?number|pageno)$/i.test(key) || (key === 'number' && steps.at(-2) === 'page')),
  );
  const items = members.find(({ key, value }) => totalItems.test(key) && isCount(value));
  const size = members.find(({ key, value }) => /^(per_?page|page_?size|limit|size)$/i.test(key) && isCount(value));
  const isLastByItems = current !== undefined && items !== undefined && Number(items.value) <= rows;
  if (pages === undefined && (current === undefined || items === undefined)) return undefined;
  if ((pages !== undefined && Number(pages.value) <= 1) || isLastByItems)
    return { make: undefined, because: 'a single page, by its numbers' };
  const counted = pages ?? items;
  if (counted === undefined) return undefined;
  const totalPath = pathOfSteps(counted.steps).text;
  // An answer that names its own page says where counting begins; otherwise page 1 shows whether it is this one again.
  const base = current === undefined ? 0 : Number(current.value);
  const pageParam = current === undefined || /^(current_?page|number)$/i.test(current.key) ? 'page' : current.key;
  return {
    make: () =>
      pageNumbers({
        basePage: base,
        basePageIsGuess: current === undefined,
        page: base,
        pageParam,
        pageBodyPath: undefined,
        maximumPage: undefined,
        totalPath,
        totalRequired: false,
        totalCounts: pages === undefined ? 'items' : 'pages',
        pageSizePath: size === undefined ? undefined : pathOfSteps(size.steps).text,
        hasMorePath: undefined,
        stopAfterEmptyPage: true,
        firstIsKnown: true,
      }),
    because: `page numbers with the total at "${totalPath}"`,
  };
}

function byOffset(members: readonly Member[], rows: number): FoundPaging | undefined {
  const offset = members.find(({ key, value }) => /^(offset|skip|start|start_?at|start_?index)$/i.test(key) && isCount(value));
  const total = members.find(({ key, value }) => totalItems.test(key) && isCount(value));
  if (offset === undefined || total === undefined) return undefined;
  if (rows === 0 || Number(offset.value) + rows >= Number(total.value))
    return { make: undefined, because: 'a single page, by its numbers' };
  const limit = members.find(
    ({ key, value }) => /^(limit|page_?size|max_?results|items_?per_?page|take|count)$/i.test(key) && isCount(value),
  );
  const totalPath = pathOfSteps(total.steps).text;
  return {
    make: () =>
      offsetPages({
        limit: rows,
        offset: Number(offset.value),
        offsetParam: offset.key,
        limitParam: limit?.key ?? 'limit',
        offsetBodyPath: undefined,
        limitBodyPath: undefined,
        maximumOffset: undefined,
        totalPath,
        totalRequired: false,
        hasMorePath: undefined,
        stopAfterEmptyPage: true,
      }),
    because: `the offset at "${pathOfSteps(offset.steps).text}" with the total at "${totalPath}"`,
  };
}

function noPaging(members: readonly Member[], rows: number, { isEmpty }: PageFacts): FoundPaging {
  const total = members.find(({ key, value }) => totalItems.test(key) && isCount(value));
  if (total !== undefined && !isEmpty && Number(total.value) > rows)
    throw new PagingError(
      `the answer says that there are ${Number(total.value)} ("${pathOfSteps(total.steps).text}") and has ${rows}, but nothing in it says how to get the rest; configure a paginator`,
    );
  if (usualPageSizes.has(rows))
    return {
      make: undefined,
      because: 'nothing that leads to another page',
      doubt: `it has exactly ${rows} rows and nothing that leads to another page; if there are more, configure a paginator`,
    };
  return { make: undefined, because: 'nothing that leads to another page' };
}

const isCount = (value: unknown): boolean => {
  const count = typeof value === 'bigint' || value instanceof Number ? Number(value) : value;
  return typeof count === 'number' && Number.isInteger(count) && count >= 0;
};

/** Members of the answer, not of its rows: down to the third key, outermost first. */
function membersOf(value: unknown, steps: readonly string[], depth: number): Member[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  const own: Member[] = [];
  const deeper: Member[] = [];
  for (const [key, member] of Object.entries(value as Record<string, unknown>)) {
    own.push({ steps: [...steps, key], key, value: member });
    if (depth < 2) deeper.push(...membersOf(member, [...steps, key], depth + 1));
  }
  return [...own, ...deeper];
}
