import type { FastifyPluginAsync, FastifyReply } from 'fastify';
import { sendDashboard, wantsPage, type Dashboard } from './dashboard.ts';
import { html, pageHeaders, renderPage } from './page.ts';

export interface LandingOptions {
  readonly publicUrl: () => string;
  /** Undefined when none was built. */
  readonly dashboard: Dashboard | undefined;
}

/**
 * `GET /connect`, and `GET /` for whoever is no browser: says that the server runs, and how programs go on. Browsers get the dashboard at `/`.
 * Register it without a prefix.
 */
export function landingPage({ publicUrl, dashboard }: LandingOptions): FastifyPluginAsync {
  return async (app) => {
    const send = (reply: FastifyReply): FastifyReply =>
      reply.headers(pageHeaders).type('text/html; charset=utf-8').send(render(publicUrl()));
    app.route({
      method: ['GET', 'HEAD'],
      url: '/',
      handler: async (request, reply) =>
        dashboard !== undefined && wantsPage(request) ? sendDashboard(dashboard, request, reply) : send(reply.header('vary', 'accept')),
    });
    app.route({ method: ['GET', 'HEAD'], url: '/connect', handler: async (_request, reply) => send(reply) });
  };
}

function render(publicUrl: string): string {
  const upload = ['curl -H "Authorization: Bearer sk_live_..."', '-F "file=@report.pdf"', `${publicUrl}/api/v2/upload`].join(' \\\n');
  return renderPage({
    title: 'This server is running',
    body: html`<h1>This server is running</h1>
      <p>It keeps files: people and programs upload them with an API key, share them by links and follow what changes.</p>
      <h2>Upload a file</h2>
      <pre tabindex="0" role="region" aria-label="Command that uploads a file">${upload}</pre>
      <p class="soft">Replace <code>sk_live_...</code> by your API key. The first one was printed when the server was first started.</p>
      <h2>Go on from here</h2>
      <ul>
        <li>
          <a href="/api/v2/docs">All operations of the API</a>, to read and to try (<a href="/api/v2/openapi.json">as a document</a>, for
          programs)
        </li>
        <li>
          <a href="/api/rest/v1/docs">The Files.com API</a> on the same files, for that vendor's clients (<a
            href="/api/rest/v1/openapi.json"
            >as a document</a
          >)
        </li>
        <li>
          <a href="/v1/docs">The DeepTable API</a> on the files that you put in, for that vendor's clients (<a href="/v1/openapi.json"
            >as a document</a
          >)
        </li>
      </ul>`,
  });
}
