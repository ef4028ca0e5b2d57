import { jsonPath } from '../json-path.ts';
import type { Paginator, RequestPlan } from './paginator.ts';

/** The whole URL of the next page stands in the body. */
export function jsonLink(nextUrlPath: string): Paginator {
  const path = jsonPath(nextUrlPath);
  return {
    first: (plan) => plan,
    next({ body, url }, plan) {
      const next = path.first(body);
      return typeof next === 'string' && next !== '' ? linked(plan, next, url) : undefined;
    },
  };
}

/** It stands in the header `Link`. */
export function headerLink(relation: string): Paginator {
  return {
    first: (plan) => plan,
    next({ headers, url }, plan) {
      const next = linkOf(headers['link'], relation);
      return next === undefined || next === '' ? undefined : linked(plan, next, url);
    },
  };
}

/** A link has everything in it, so the parameters that were sent until now are not sent beside it. */
function linked(plan: RequestPlan, link: string, from: URL): RequestPlan {
  return { ...plan, url: new URL(link, from).href, params: {} };
}

/** The target of a relation in a `Link` header (RFC 8288), or undefined. */
export function linkOf(header: string | undefined, relation: string): string | undefined {
  for (const [, target = '', parameters = ''] of (header ?? '').matchAll(
    /<([^>]*)>((?:\s*;\s*[^\s=;,]+(?:\s*=\s*(?:"[^"]*"|[^";,\s]*))?)*)/g,
  )) {
    const relations = /;\s*rel\s*=\s*(?:"([^"]*)"|([^";,\s]*))/i.exec(parameters);
    const names = (relations?.[1] ?? relations?.[2] ?? '').toLowerCase().split(/\s+/);
    if (names.includes(relation.toLowerCase())) return target;
  }
  return undefined;
}
