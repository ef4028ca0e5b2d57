import type { ApiDocument } from '../../http/openapi.ts';

const header = (description: string): unknown => ({ description, schema: { type: 'string' } });

/** What the OpenAPI document says about the API as a whole. */
export const filesComDocument: Omit<ApiDocument, 'version'> = {
  title: 'Files.com API',
  description:
    "The part of the Files.com REST API that a Filewharf server speaks, for that vendor's clients. Operations marked `x-extension` are " +
    'additions. Lists are answered page by page: while there is more, `X-Files-Cursor` says what to give as `cursor`. A path holds its ' +
    'slashes as they are or as `%2F`.',
  securitySchemes: {
    apiKey: { type: 'apiKey', in: 'header', name: 'X-FilesAPI-Key', description: 'An API key' },
    session: { type: 'apiKey', in: 'header', name: 'X-FilesAPI-Auth', description: 'The id of a session' },
    basic: { type: 'http', scheme: 'basic', description: 'An API key as the user name; the password does not matter' },
    bearer: { type: 'http', scheme: 'bearer', description: 'An API key' },
  },
  answerHeaders: {
    'X-Request-Id': header('Names this request in the log'),
    'X-Files-Error-Class': header('The `type` of an error'),
    'X-Files-Cursor': header('Of a list: the cursor of the next page; absent on the last one. Also as X-Files-Cursor-Next and in Link'),
    'X-Files-Cursor-Prev': header('Of a list: the cursor of the page before'),
    'Retry-After': header('Of 429: seconds until the next request can succeed'),
  },
  schemaPrefix: 'FilesCom.',
};
