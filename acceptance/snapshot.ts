import type { ChangesPage, Client } from './client.ts';

/** Whose keys and which uploads are looked at besides what everybody's are. */
export interface Watched {
  readonly userIds: readonly string[];
  readonly uploads: readonly (readonly [owner: Client, uploadId: string])[];
}

/**
 * All that a request can change, as an administrator sees it: the end of the change feed (files and folders), links, users with
 * their storage, keys, groups, permissions, the trash, settings, and uploads under way. Two of them are equal when nothing has happened
 * in between.
 */
export function createSnapshots(admin: Client, watched: () => Watched) {
  let cursor: string | undefined;

  async function everyOne(noun: 'groups' | 'permissions'): Promise<readonly unknown[]> {
    const all: unknown[] = [];
    for (let after: string | null = ''; after !== null;) {
      const page: { next_cursor: string | null } & Record<string, unknown> = await admin.get(
        `/${noun}?limit=100${after === '' ? '' : `&after=${after}`}`,
      );
      all.push(page[noun]);
      after = page.next_cursor;
    }
    return all;
  }

  return async function snapshot(): Promise<unknown> {
    for (let more = true; more;) {
      const from: string = cursor === undefined ? 'since=2020-01-01' : `cursor=${cursor}`;
      const page: ChangesPage = await admin.changes(`${from}&include=folders&limit=1000`);
      cursor = page.cursor;
      more = page.has_more;
    }
    const { userIds, uploads } = watched();
    const [users, shares, groups, permissions, trash, settings, keys, chunks] = await Promise.all([
      admin.get('/users?per_page=100'),
      admin.get('/shares?per_page=100'),
      everyOne('groups'),
      everyOne('permissions'),
      admin.get('/trash?limit=1000'),
      admin.get('/settings'),
      Promise.all(userIds.map((id) => admin.get<{ keys: readonly object[] }>(`/keys?per_page=100&user_id=${id}`))),
      Promise.all(uploads.map(async ([owner, id]) => String((await owner.call('GET', `/chunks/${id}`)).body))),
    ]);
    // That a key was used is noted also for requests that are refused.
    return {
      cursor,
      users,
      shares,
      groups,
      permissions,
      trash,
      settings,
      keys: keys.map((page) => page.keys.map((key) => ({ ...key, last_used_at: null }))),
      chunks,
    };
  };
}
