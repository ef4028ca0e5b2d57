import { z } from 'zod';
import type { Operation } from './contract.ts';
import { folderId, integer, time, zipId } from './fields.ts';

const tag = 'Files and folders';
const bytes = z.string().meta({ format: 'binary' });

/** Many files as one archive. */
export const zipOperations = {
  getFolderZip: {
    operationId: 'getFolderZip',
    method: 'GET',
    url: '/folders/:id/zip',
    summary: 'Download a folder as a zip archive',
    tag,
    extension: true,
    description:
      'With all below it that the key may read; `root` is all that it sees. Nothing is compressed, so the length is exact; Range, If-Range, If-None-Match and HEAD work. At most 100,000 files and folders.',
    params: z.object({ id: folderId }),
    status: 200,
    answer: bytes,
    produces: 'only bytes',
  },
  createZip: {
    operationId: 'createZip',
    method: 'POST',
    url: '/zips',
    summary: 'Pick files and folders to download as one zip archive',
    tag,
    extension: true,
    description:
      '`url` is where the archive is, for the same user, as the files are when it is asked for. `size` is what it would have now.',
    body: z.object({ ids: z.array(z.string().min(1).max(64)).min(1).max(1000).meta({ description: 'Of files and folders' }) }),
    status: 201,
    answer: z.object({ id: zipId, url: z.string(), size: integer(0, Number.MAX_SAFE_INTEGER), expires_at: time }),
  },
  getZip: {
    operationId: 'getZip',
    method: 'GET',
    url: '/zips/:id',
    summary: 'Download what was picked',
    tag,
    extension: true,
    description: 'As `GET /folders/{id}/zip`.',
    params: z.object({ id: zipId }),
    status: 200,
    answer: bytes,
    produces: 'only bytes',
  },
} as const satisfies Record<string, Operation>;
