import type { ApiDocument } from '../../http/openapi.ts';

const header = (type: string, description: string): unknown => ({ description, schema: { type } });

/** What the OpenAPI document says about the API as a whole. */
export const deepTableDocument: Omit<ApiDocument, 'version'> = {
  title: 'DeepTable API',
  description:
    "The part of the DeepTable API that a Filewharf server speaks, for that vendor's clients: files. Conversions of workbooks " +
    '(`structured-sheets`) are answered 501. Clients page through a list until a page is empty.',
  securitySchemes: { ApiKeyAuth: { type: 'http', scheme: 'bearer', description: 'An API key' } },
  answerHeaders: {
    'X-Request-Id': header('string', 'Names this request in the log'),
    Link: header('string', 'Of a list: the address of the next page, as `rel="next"`, when there is one'),
    'Retry-After': header('integer', 'Of 429: seconds until the next request can succeed'),
    'X-Should-Retry': header('boolean', '`false`: the same request would be answered the same again, or the wait is long'),
  },
  schemaPrefix: 'DeepTable.',
  errorType: 'application/problem+json',
};
