import type { FastifyInstance } from 'fastify';
import { Counter, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

export interface Metrics {
  /** In the text form of Prometheus. */
  print(): Promise<{ readonly contentType: string; readonly text: string }>;
}

/** Counts requests by route pattern and status, never by id or key, so that the number of series stays small. */
export function measureRequests(app: FastifyInstance): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'filewharf_' });
  const labelNames = ['method', 'route', 'status'] as const;
  const requests = new Counter({ name: 'filewharf_http_requests_total', help: 'Requests answered', labelNames, registers: [registry] });
  const seconds = new Histogram({
    name: 'filewharf_http_request_seconds',
    help: 'Time from the request to the end of its answer',
    labelNames: ['route'] as const,
    buckets: [0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10, 60],
    registers: [registry],
  });
  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'unknown';
    requests.inc({ method: request.method, route, status: reply.statusCode });
    seconds.observe({ route }, reply.elapsedTime / 1000);
    done();
  });
  return { print: async () => ({ contentType: registry.contentType, text: await registry.metrics() }) };
}
