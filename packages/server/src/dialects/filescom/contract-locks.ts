import { z } from 'zod';
import { lock } from './entities-files.ts';
import { flag, required, whole } from './fields.ts';
import { byPath, paged, type Operation } from './operation.ts';

/** Locks. */
export const locksOperations = {
  listLocks: {
    operationId: 'listLocks',
    method: 'GET',
    url: '/locks/*',
    summary: 'List the locks on a path',
    tag: 'Locks',
    params: byPath,
    ...paged({ placedBy: 'name' }, { include_children: flag }),
    status: 200,
    answer: z.array(lock),
  },
  createLock: {
    operationId: 'createLock',
    method: 'POST',
    url: '/locks/*',
    summary: 'Lock a path',
    tag: 'Locks',
    params: byPath,
    body: z.object({ allow_access_by_any_user: flag, exclusive: flag, recursive: flag, timeout: whole }),
    status: 201,
    answer: lock,
  },
  deleteLock: {
    operationId: 'deleteLock',
    method: 'DELETE',
    url: '/locks/*',
    summary: 'Unlock a path',
    tag: 'Locks',
    params: byPath,
    querystring: z.object({ token: required.text }),
    status: 204,
  },
} as const satisfies Record<string, Operation>;
