import { invalidCursor } from './folder-list.ts';
import { on, type SomeHandlers } from './handler.ts';
import { pageOf } from './paging.ts';
import { presentLock } from './present-locks.ts';

export const locksHandlers = {
  listLocks: on('listLocks', async ({ core, member, params, query, list }) => {
    // The list goes one way only.
    if (list.backwards) throw invalidCursor();
    const locks = await core.locks.list(member, params.path, {
      includeChildren: query.include_children === true,
      afterNumber: typeof list.after?.value === 'number' ? list.after.value : undefined,
      limit: list.limit,
    });
    const rows = locks.map((lock) => ({ item: lock, place: { value: lock.number, name: '' } }));
    return { ...pageOf(list, rows, presentLock), previous: undefined };
  }),
  createLock: on('createLock', async ({ core, member, params, body }) =>
    presentLock(
      await core.locks.create(member, params.path, {
        timeoutSeconds: body.timeout ?? undefined,
        exclusive: body.exclusive ?? undefined,
        recursive: body.recursive ?? undefined,
        allowAccessByAnyUser: body.allow_access_by_any_user ?? undefined,
      }),
    ),
  ),
  deleteLock: on('deleteLock', async ({ core, member, params, query }) => {
    await core.locks.delete(member, params.path, query.token);
    return undefined;
  }),
} satisfies SomeHandlers;
