import type { ApiDocument } from '../../http/openapi.ts';

/** What the OpenAPI document says about the API as a whole. */
export const filesAppDocument: Omit<ApiDocument, 'version'> = {
  title: 'Files App API v2',
  description:
    'The Files App v2 API of a Filewharf server. Operations marked `x-extension` are additions in the same style. ' +
    'Every answer is JSON, errors included. Times are UTC in whole seconds.',
};
