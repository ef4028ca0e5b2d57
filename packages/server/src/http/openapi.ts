import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { createJsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';

export interface ApiDocument {
  readonly title: string;
  readonly version: string;
  readonly description: string;
}

type Transform = ReturnType<typeof createJsonSchemaTransform>;

const toJsonSchema = createJsonSchemaTransform({
  zodToJsonConfig: {
    override({ zodSchema, jsonSchema }) {
      const { def } = zodSchema._zod;
      // Zod leaves out the default of what it converts (text to a number), though clients want to know it.
      if (def.type === 'default' && typeof def.defaultValue !== 'object') jsonSchema.default = def.defaultValue;
      // A number or a flag in a query is checked as text, but documented as what it means.
      if (jsonSchema.type === 'integer') delete jsonSchema.pattern;
      if (jsonSchema.type === 'boolean') delete jsonSchema.enum;
    },
  },
});

/** `form` is our word for a body that the handler reads as it streams in: described like a body, but not checked by Fastify. */
const transform: Transform = (input) => {
  const { form, ...schema } = (input.schema ?? {}) as typeof input.schema & { form?: unknown };
  if (form === undefined) return toJsonSchema(input);
  return toJsonSchema({ ...input, schema: { ...schema, body: form, consumes: ['multipart/form-data'] } as typeof input.schema });
};

/** Collects the routes of this scope into an OpenAPI 3.1 document. To be registered before the routes. */
export async function describeApi(app: FastifyInstance, { title, version, description }: ApiDocument): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title, version, description },
      components: { securitySchemes: { apiKey: { type: 'http', scheme: 'bearer', description: 'An API key: `sk_live_...`' } } },
      security: [{ apiKey: [] }],
    },
    transform,
    transformObject: jsonSchemaTransformObject,
  });
}

interface Response {
  description: string;
}

/** What the generator leaves behind: components that nothing refers to, and answers without a word on them. */
function tidy<Document extends object>(document: Document): Document {
  const { components, paths } = document as {
    components?: { schemas?: Record<string, unknown> };
    paths?: Record<string, Record<string, { responses?: Record<string, Response> }>>;
  };
  const text = JSON.stringify(document);
  for (const name of Object.keys(components?.schemas ?? {})) {
    if (!text.includes(`"#/components/schemas/${name}"`)) delete components?.schemas?.[name];
  }
  for (const operations of Object.values(paths ?? {})) {
    for (const { responses } of Object.values(operations)) {
      for (const [status, response] of Object.entries(responses ?? {})) {
        response.description = status === 'default' ? 'What went wrong' : status === '201' ? 'Made' : 'Done';
      }
    }
  }
  return document;
}

/** Everything the page needs is served from here; it writes styles into its elements. */
const docsPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The document at `/openapi.json` and a page to read and try it at `/docs`. Public: it says nothing that the project's pages do not. */
export async function serveDocs(app: FastifyInstance): Promise<void> {
  let document: string | undefined;
  app.get('/openapi.json', { schema: { hide: true } }, async (_request, reply) => {
    document ??= JSON.stringify(tidy(app.swagger()));
    return reply.header('content-type', 'application/json; charset=utf-8').send(document);
  });
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    indexPrefix: app.prefix,
    staticCSP: docsPolicy,
    theme: { title: 'Filewharf API' },
    transformSpecification: (document) => tidy(document),
    transformSpecificationClone: true,
    // The page's own default asks a public server whether the document is valid.
    uiConfig: { layout: 'BaseLayout', validatorUrl: null, deepLinking: true, defaultModelsExpandDepth: -1 },
  });
}
