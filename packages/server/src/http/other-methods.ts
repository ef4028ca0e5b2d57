import type { HTTPMethods } from 'fastify';

const all: readonly HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** An address with the methods that it takes, and those that are to be answered 405. */
export interface OtherMethods {
  readonly url: string;
  /** Ready for the header Allow. */
  readonly allow: string;
  readonly others: HTTPMethods[];
}

/** For each address of these routes. What takes GET takes HEAD. */
export function otherMethods(routes: Iterable<{ readonly method: HTTPMethods; readonly url: string }>): OtherMethods[] {
  const methodsOf = new Map<string, Set<HTTPMethods>>();
  for (const { method, url } of routes) {
    const methods = methodsOf.get(url) ?? new Set<HTTPMethods>();
    methods.add(method);
    if (method === 'GET') methods.add('HEAD');
    methodsOf.set(url, methods);
  }
  return [...methodsOf].map(([url, methods]) => ({
    url,
    allow: [...methods].sort().join(', '),
    others: all.filter((method) => !methods.has(method)),
  }));
}
