import { z } from 'zod';
import type { Operation } from './contract.ts';
import { after, fileId, folderId, limit } from './fields.ts';
import { activity, continued } from './nouns.ts';

const tag = 'Files and folders';
const querystring = z.object({ after, limit });
const answer = z.object({ activity: z.array(activity), ...continued });

/** What was done with files and folders, and by whom. */
export const activityOperations = {
  listFileActivity: {
    operationId: 'listFileActivity',
    method: 'GET',
    url: '/files/:id/activity',
    summary: 'What was done with a file, the newest first',
    tag,
    extension: true,
    description: 'Needs the right `history` on its folder. Kept as long as the changes of `GET /sync`.',
    params: z.object({ id: fileId }),
    querystring,
    status: 200,
    answer,
  },
  listFolderActivity: {
    operationId: 'listFolderActivity',
    method: 'GET',
    url: '/folders/:id/activity',
    summary: 'What was done with a folder and what is directly in it, the newest first',
    tag,
    extension: true,
    description: 'Also with what was in it then; `root` is the top. Needs the right `history`.',
    params: z.object({ id: folderId }),
    querystring,
    status: 200,
    answer,
  },
} as const satisfies Record<string, Operation>;
