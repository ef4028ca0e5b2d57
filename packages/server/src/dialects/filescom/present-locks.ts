import type { z } from 'zod';
import type { ListedLock } from '../../core/tree/locks.ts';
import type { lock as entity } from './entities-files.ts';

/** In the words of WebDAV, where locks come from. */
export function presentLock(lock: ListedLock): z.output<typeof entity> {
  return {
    path: lock.path,
    timeout: lock.timeoutSeconds,
    depth: lock.recursive ? 'infinity' : '0',
    recursive: lock.recursive,
    owner: lock.username,
    scope: lock.exclusive ? 'exclusive' : 'shared',
    exclusive: lock.exclusive,
    token: lock.token,
    type: 'write',
    allow_access_by_any_user: lock.allowAccessByAnyUser,
    user_id: lock.userNumber,
    username: lock.username,
  };
}
