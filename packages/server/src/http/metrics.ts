import { Registry, collectDefaultMetrics } from 'prom-client';
import type { AnsweredRequest } from './answered-request.ts';

export interface Metrics {
  count(answered: AnsweredRequest): void;
  /** In the text form of Prometheus. */
  print(): Promise<{ readonly contentType: string; readonly text: string }>;
}

/** What is known of the requests of one route pattern. */
interface RouteCounts {
  /** Requests by method and status, with a blank between. */
  readonly answered: Map<string, number>;
  /** Requests whose time fell below the bound at the same place, and above the one before; the last are those above all bounds. */
  readonly buckets: number[];
  seconds: number;
}

/** Upper bounds of the histogram, in seconds. */
const bounds = [0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10, 60];

/**
 * Counts requests by route pattern and status, never by id or key, so that the number of series stays small. Each request only adds to
 * some numbers; what Prometheus reads is made of them when it asks, because the library's own counters cost as much as a look-up.
 */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'filewharf_' });
  const routes = new Map<string, RouteCounts>();

  function countsOf(route: string): RouteCounts {
    const known = routes.get(route);
    if (known !== undefined) return known;
    const counts = { answered: new Map<string, number>(), buckets: [...bounds, 0].map(() => 0), seconds: 0 };
    routes.set(route, counts);
    return counts;
  }

  return {
    count({ method, route, status, milliseconds }) {
      const counts = countsOf(route);
      const kind = `${method} ${status}`;
      counts.answered.set(kind, (counts.answered.get(kind) ?? 0) + 1);
      const seconds = milliseconds / 1000;
      let bucket = 0;
      while (bucket < bounds.length && seconds > (bounds[bucket] ?? 0)) bucket += 1;
      counts.buckets[bucket] = (counts.buckets[bucket] ?? 0) + 1;
      counts.seconds += seconds;
    },
    print: async () => ({ contentType: registry.contentType, text: `${await registry.metrics()}\n${printRequests(routes)}` }),
  };
}

function printRequests(routes: ReadonlyMap<string, RouteCounts>): string {
  const requests = ['# HELP filewharf_http_requests_total Requests answered', '# TYPE filewharf_http_requests_total counter'];
  const times = [
    '# HELP filewharf_http_request_seconds Time from the request to the end of its answer',
    '# TYPE filewharf_http_request_seconds histogram',
  ];
  for (const [route, { answered, buckets, seconds }] of routes) {
    for (const [kind, count] of answered) {
      const [method = '', status = ''] = kind.split(' ');
      requests.push(`filewharf_http_requests_total{method="${method}",route="${route}",status="${status}"} ${count}`);
    }
    let sum = 0;
    for (const [index, count] of buckets.entries()) {
      sum += count;
      times.push(`filewharf_http_request_seconds_bucket{route="${route}",le="${bounds[index] ?? '+Inf'}"} ${sum}`);
    }
    times.push(`filewharf_http_request_seconds_sum{route="${route}"} ${seconds}`);
    times.push(`filewharf_http_request_seconds_count{route="${route}"} ${sum}`);
  }
  return `${requests.join('\n')}\n\n${times.join('\n')}\n`;
}
