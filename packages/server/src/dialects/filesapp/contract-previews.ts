import { z } from 'zod';
import type { Operation } from './contract.ts';
import { fileId } from './fields.ts';

/** Looking at files in a page. */
export const previewOperations = {
  getContent: {
    operationId: 'getContent',
    method: 'GET',
    url: '/files/:id/content',
    summary: 'The bytes, to be shown in a page',
    tag: 'Files',
    extension: true,
    description:
      'Images (PNG, JPEG, GIF, WebP, AVIF), MP4, WebM, Ogg, MP3, WAV and PDF come with `Content-Disposition: inline`, all text as `text/plain`; everything else is a download. The answer may run nothing and has no origin, so pages show PDF in a viewer of their own. Range, If-Range, If-None-Match and HEAD work.',
    params: z.object({ id: fileId }),
    status: 200,
    answer: z.string().meta({ format: 'binary' }),
    produces: 'only bytes',
  },
} as const satisfies Record<string, Operation>;
