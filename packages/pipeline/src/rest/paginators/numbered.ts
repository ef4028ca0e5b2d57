import { jsonPath } from '../json-path.ts';
import { checkEnds, moreOf, totalOf, type EndOptions } from './limits.ts';
import { PagingError, withParameter, type PageFacts, type Paginator } from './paginator.ts';

export interface OffsetOptions extends EndOptions {
  readonly limit: number;
  readonly offset: number;
  readonly offsetParam: string | undefined;
  readonly limitParam: string | undefined;
  readonly offsetBodyPath: string | undefined;
  readonly limitBodyPath: string | undefined;
  readonly maximumOffset: number | undefined;
}

/** So many rows are passed over. */
export function offsetPages(options: OffsetOptions): Paginator {
  checkEnds('offset', options, options.maximumOffset);
  const isEnd = endOf(options);
  let { offset } = options;
  const place = (plan: Parameters<Paginator['first']>[0]) =>
    withParameter(
      withParameter(plan, options.offsetParam, options.offsetBodyPath, offset),
      options.limitParam,
      options.limitBodyPath,
      options.limit,
    );
  return {
    first: place,
    next(page, plan) {
      offset += options.limit;
      const beyond = (total: number | undefined) =>
        (total !== undefined && offset >= total) || (options.maximumOffset !== undefined && offset >= options.maximumOffset);
      return isEnd(page, beyond) ? undefined : place(plan);
    },
  };
}

export interface PageNumberOptions extends EndOptions {
  readonly basePage: number;
  /** Nobody said what the first page is called: when page 1 is page 0 again, the API counts from 1. */
  readonly basePageIsGuess: boolean;
  readonly page: number;
  readonly pageParam: string | undefined;
  readonly pageBodyPath: string | undefined;
  readonly maximumPage: number | undefined;
  /** What the total counts. */
  readonly totalCounts: 'pages' | 'items';
  /** Rows in a page, when the total counts items. */
  readonly pageSizePath: string | undefined;
  /** The first request goes out without the parameter, since the answer to it is there already. */
  readonly firstIsKnown: boolean;
}

/** Pages have numbers. */
export function pageNumbers(options: PageNumberOptions): Paginator {
  checkEnds('page_number', options, options.maximumPage);
  const isEnd = endOf(options);
  const pageSizePath = options.pageSizePath === undefined ? undefined : jsonPath(options.pageSizePath);
  let { page } = options;
  let base = options.basePage;
  const first = options.page;
  const place = (plan: Parameters<Paginator['first']>[0]) => withParameter(plan, options.pageParam, options.pageBodyPath, page);
  const isSecondOfGuess = ({ isRepeated, isEmpty }: PageFacts) => options.basePageIsGuess && page === first + 1 && isRepeated && !isEmpty;
  return {
    first: (plan) => (options.firstIsKnown ? plan : place(plan)),
    isDuplicate: isSecondOfGuess,
    next(facts, plan) {
      if (isSecondOfGuess(facts)) base = page;
      page += 1;
      const beyond = (total: number | undefined) => {
        if (options.maximumPage !== undefined && page >= options.maximumPage) return true;
        if (total === undefined) return false;
        if (options.totalCounts === 'pages') return page >= base + total;
        const size = pageSizePath === undefined ? undefined : totalOf(pageSizePath, facts.body);
        return size !== undefined && size > 0 && (page - base) * size >= total;
      };
      return isEnd(facts, beyond) ? undefined : place(plan);
    },
  };
}

/** An empty page first, then total and maximum, then what the body says about more, which overrides both: dlt's order. */
function endOf(options: EndOptions): (page: PageFacts, beyond: (total: number | undefined) => boolean) => boolean {
  const totalPath = options.totalPath === null ? undefined : jsonPath(options.totalPath);
  const hasMorePath = options.hasMorePath === undefined ? undefined : jsonPath(options.hasMorePath);
  return ({ body, isEmpty }, beyond) => {
    if (isEmpty && options.stopAfterEmptyPage) return true;
    const total = totalPath === undefined ? undefined : totalOf(totalPath, body);
    if (
      total === undefined &&
      totalPath !== undefined &&
      (options.totalRequired || (!options.stopAfterEmptyPage && hasMorePath === undefined))
    )
      throw new PagingError(`the answer has no "${totalPath.text}", where total_path looks; an API without totals needs total_path: null`);
    return hasMorePath === undefined ? beyond(total) : !moreOf(hasMorePath, body);
  };
}
