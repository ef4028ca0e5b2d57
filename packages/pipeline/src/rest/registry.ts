import { bodyCursor, headerCursor } from './paginators/cursors.ts';
import { headerLink, jsonLink } from './paginators/links.ts';
import { offsetPages, pageNumbers } from './paginators/numbered.ts';
import type { MakePaginator, Paginator } from './paginators/paginator.ts';
import type { Auth } from './auth.ts';
import type { PaginatorConfig } from './config.ts';

type Members = Readonly<Record<string, unknown>>;

const ownPaginators = new Map<string, (config: Members) => Paginator>();
const ownAuths = new Map<string, (config: Members) => Auth>();

/** From now on configurations may say `paginator: {type: <name>, ...}`. The function is called for every list, with what stands beside `type`. */
export function registerPaginator(name: string, make: (config: Members) => Paginator): void {
  ownPaginators.set(name, make);
}

/** From now on configurations may say `auth: {type: <name>, ...}`. */
export function registerAuth(name: string, make: (config: Members) => Auth): void {
  ownAuths.set(name, make);
}

export const isRegistered = (name: string): boolean => ownPaginators.has(name) || ownAuths.has(name);

export const registeredAuth = (name: string): ((config: Members) => Auth) | undefined => ownAuths.get(name);

/** Undefined: the first answer shows how the API pages. */
export function paginatorOf(config: PaginatorConfig | undefined): MakePaginator | undefined {
  if (config === undefined) return undefined;
  if (typeof config === 'function') return config;
  const { type, ...members }: { type: string; [key: string]: unknown } = typeof config === 'string' ? { type: config } : config;
  if (type === 'auto') return undefined;
  const own = ownPaginators.get(type);
  if (own !== undefined) return () => own(members);
  const make = () => builtIn(type, members);
  // Once now, so that what cannot work is said before anything is asked.
  make();
  return make;
}

/** The configuration was checked against its schema, so the types are right. */
function builtIn(type: string, config: Members): Paginator {
  const text = (key: string): string | undefined => config[key] as string | undefined;
  const number = (key: string): number | undefined => config[key] as number | undefined;
  const flag = (key: string, preset: boolean): boolean => (config[key] as boolean | undefined) ?? preset;
  const ends = {
    totalPath: config['total_path'] === undefined ? 'total' : (config['total_path'] as string | null),
    totalRequired: typeof config['total_path'] === 'string',
    hasMorePath: text('has_more_path'),
    stopAfterEmptyPage: flag('stop_after_empty_page', true),
  };
  switch (type) {
    case 'single_page':
      return { first: (plan) => plan, next: () => undefined };
    case 'json_link':
    case 'json_response':
      return jsonLink(text('next_url_path') ?? 'next');
    case 'header_link':
      return headerLink(text('links_next_key') ?? 'next');
    case 'header_cursor':
      return headerCursor({ cursorKey: text('cursor_key') ?? 'next', cursorParam: text('cursor_param') ?? 'cursor' });
    case 'offset':
      return offsetPages({
        ...ends,
        limit: number('limit') ?? 0,
        offset: number('offset') ?? 0,
        offsetParam: text('offset_param') ?? (config['offset_body_path'] === undefined ? 'offset' : undefined),
        limitParam: text('limit_param') ?? (config['limit_body_path'] === undefined ? 'limit' : undefined),
        offsetBodyPath: text('offset_body_path'),
        limitBodyPath: text('limit_body_path'),
        maximumOffset: number('maximum_offset'),
      });
    case 'page_number': {
      const basePage = number('base_page') ?? 0;
      return pageNumbers({
        ...ends,
        basePage,
        basePageIsGuess: config['base_page'] === undefined && config['page'] === undefined,
        page: number('page') ?? basePage,
        pageParam: text('page_param') ?? (config['page_body_path'] === undefined ? 'page' : undefined),
        pageBodyPath: text('page_body_path'),
        maximumPage: number('maximum_page'),
        totalCounts: 'pages',
        pageSizePath: undefined,
        firstIsKnown: false,
      });
    }
    default:
      return bodyCursor({
        cursorPath: text('cursor_path') ?? 'cursors.next',
        cursorParam: text('cursor_param') ?? (config['cursor_body_path'] === undefined ? 'cursor' : undefined),
        cursorBodyPath: text('cursor_body_path'),
        stopAfterEmptyPage: flag('stop_after_empty_page', false),
        hasMorePath: text('has_more_path'),
      });
  }
}
