import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { createJsonSchemaTransform, createJsonSchemaTransformObject } from 'fastify-type-provider-zod';

export interface ApiDocument {
  readonly title: string;
  readonly version: string;
  readonly description: string;
  /** How a client says who it is, and what else may be used in its place. Default: an API key as a bearer token. */
  readonly securitySchemes?: Readonly<Record<string, object>>;
  /** On every answer. Default: the request's id and where the key stands in its window. */
  readonly answerHeaders?: Readonly<Record<string, unknown>>;
  /** What names of schemas begin with, to be unlike those of another document; the document leaves it out. */
  readonly schemaPrefix?: string;
  /** The media type of errors. Default: that of all other JSON. */
  readonly errorType?: string;
}

type Transform = ReturnType<typeof createJsonSchemaTransform>;

const zodToJson: Parameters<typeof createJsonSchemaTransform>[0] = {
  zodToJsonConfig: {
    override({ zodSchema, jsonSchema }) {
      const { def } = zodSchema._zod;
      // Zod leaves out the default of what it converts (text to a number), though clients want to know it.
      if (def.type === 'default' && typeof def.defaultValue !== 'object') jsonSchema.default = def.defaultValue;
      // A number or a flag in a query is checked as text, but documented as what it means.
      if (jsonSchema.type === 'integer') delete jsonSchema.pattern;
      if (jsonSchema.type === 'boolean') delete jsonSchema.enum;
      // Every whole number is one that JSON can carry.
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) {
        delete jsonSchema.minimum;
        delete jsonSchema.maximum;
      }
    },
  },
};
const toJsonSchema = createJsonSchemaTransform(zodToJson);

/** `form` is our word for a body that the handler reads as it streams in: described like a body, but not checked by Fastify. */
const transform: Transform = (input) => {
  // A path of files and folders, which holds slashes.
  if (input.url.endsWith('/*')) return transform({ ...input, url: input.url.replace(/\*$/, ':path') });
  const { form, ...schema } = (input.schema ?? {}) as typeof input.schema & { form?: unknown };
  if (form === undefined) return toJsonSchema(input);
  return toJsonSchema({ ...input, schema: { ...schema, body: form, consumes: ['multipart/form-data'] } as typeof input.schema });
};

const bearer = { apiKey: { type: 'http', scheme: 'bearer', description: 'An API key: `sk_live_...`' } } as const;

/** Collects the routes of this scope into an OpenAPI 3.1 document. To be registered before the routes. */
export async function describeApi(
  app: FastifyInstance,
  { title, version, description, securitySchemes = bearer }: ApiDocument,
): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title, version, description },
      components: { securitySchemes: securitySchemes as typeof bearer },
      security: Object.keys(securitySchemes).map((name) => ({ [name]: [] })),
    },
    transform,
    transformObject: createJsonSchemaTransformObject(zodToJson),
  });
}

interface Response {
  description: string;
  content?: Record<string, { schema: unknown }>;
  headers?: Record<string, unknown>;
}

interface Described {
  'x-produces'?: 'bytes' | 'only bytes' | 'events';
  responses?: Record<string, Response>;
}

const header = (type: string, description: string): unknown => ({ description, schema: { type } });

/** On every answer to a known key. */
const limitHeaders = {
  'X-Request-Id': header('string', 'Names this request in the log'),
  'X-RateLimit-Limit': header('integer', 'Requests per hour'),
  'X-RateLimit-Remaining': header('integer', 'Requests left in this window'),
  'X-RateLimit-Reset': header('integer', 'When the window ends, as Unix time'),
};
const bytes = { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } };

function describeAnswers(operation: Described, headers: Record<string, unknown>, errorType: string): void {
  const { responses = {}, 'x-produces': produces } = operation;
  delete operation['x-produces'];
  const done = responses['200'];
  if (produces === 'events' && done?.content?.['application/json'] !== undefined) {
    done.content = { 'text/event-stream': done.content['application/json'] };
  }
  if (produces?.endsWith('bytes') === true && done !== undefined) {
    done.content = { ...(produces === 'bytes' ? done.content : {}), ...bytes };
    responses['206'] = { description: 'The bytes that Range asked for', content: bytes };
    responses['304'] = { description: 'Not changed since the ETag of If-None-Match' };
    responses['412'] = { description: 'Changed since the ETag of If-Match' };
  }
  for (const [status, response] of Object.entries(responses)) {
    if (status === 'default') {
      response.description = 'What went wrong';
      const schema = response.content?.['application/json'];
      if (schema !== undefined) response.content = { [errorType]: schema };
    } else if (response.description === 'Default Response') response.description = status === '201' ? 'Made' : 'Done';
    response.headers = headers;
  }
}

/** What the generator leaves behind or cannot know: unused components, words on answers, their headers, answers that are not JSON. */
function tidy<Document extends object>(
  made: Document,
  { answerHeaders = limitHeaders, schemaPrefix, errorType = 'application/json' }: ApiDocument,
): Document {
  const { components, paths } = made as {
    components?: { schemas?: Record<string, unknown> };
    paths?: Record<string, Record<string, Described>>;
  };
  const schemas = components?.schemas ?? {};
  const used = new Set<string>();
  const follow = (part: unknown): void => {
    for (const [, name = ''] of JSON.stringify(part).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      if (used.has(name)) continue;
      used.add(name);
      follow(schemas[name] ?? {});
    }
  };
  follow(paths ?? {});
  for (const name of Object.keys(schemas)) if (!used.has(name)) delete schemas[name];
  for (const operations of Object.values(paths ?? {}))
    for (const operation of Object.values(operations)) describeAnswers(operation, answerHeaders, errorType);
  // Last, because until here the schemas of all documents are in each.
  return schemaPrefix === undefined ? made : (JSON.parse(JSON.stringify(made).replaceAll(schemaPrefix, '')) as Document);
}

/** Everything the page needs is served from here; it writes styles into its elements. */
const docsPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The document at `/openapi.json` and a page to read and try it at `/docs`. Public: it says nothing that the project's pages do not. */
export async function serveDocs(app: FastifyInstance, about: ApiDocument): Promise<void> {
  let document: string | undefined;
  app.get('/openapi.json', { schema: { hide: true } }, async (_request, reply) => {
    document ??= JSON.stringify(tidy(app.swagger(), about));
    return reply.header('content-type', 'application/json; charset=utf-8').send(document);
  });
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    indexPrefix: app.prefix,
    staticCSP: docsPolicy,
    theme: { title: 'Filewharf API' },
    transformSpecification: (made) => tidy(made, about),
    transformSpecificationClone: true,
    // The page's own default asks a public server whether the document is valid.
    uiConfig: { layout: 'BaseLayout', validatorUrl: null, deepLinking: true, defaultModelsExpandDepth: -1 },
  });
}
