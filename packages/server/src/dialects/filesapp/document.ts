import type { ApiDocument } from '../../http/openapi.ts';

/** What the OpenAPI document says about the API as a whole. */
export const filesAppDocument: Omit<ApiDocument, 'version'> = {
  title: 'Files App API v2',
  description:
    'The Files App v2 API of a Filewharf server. Operations marked `x-extension` are additions in the same style. ' +
    'Every answer is JSON, errors included. Times are UTC in whole seconds.',
  securitySchemes: {
    apiKey: { type: 'http', scheme: 'bearer', description: 'An API key: `sk_live_...`' },
    session: {
      type: 'apiKey',
      in: 'cookie',
      name: '__Host-filewharf_session',
      description: 'Set by `POST /sessions`, for pages of this server; `filewharf_session` over plain HTTP on the own machine',
    },
  },
};
