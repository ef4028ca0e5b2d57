import { isoSeconds } from '../../core/clock.ts';
import type { Activity } from '../../core/metadata-activity.ts';
import type { ActivityQuery } from '../../core/tree/activity.ts';
import type { Answer } from './contract.ts';
import { on } from './handler.ts';
import { numberAfter, pageOf } from './list-cursor.ts';

type Page = Answer<'listFileActivity'>;

const presentActivity = (activity: Activity): Page['activity'][number] => ({
  id: String(activity.number),
  action: activity.action,
  at: isoSeconds(activity.at),
  user: activity.user,
  key_id: activity.keyId,
  share_id: activity.shareId,
  entry: { type: activity.nodeId.startsWith('folder_') ? 'folder' : 'file', id: activity.nodeId, name: activity.name },
  details: activity.oldName === null ? null : { old_name: activity.oldName },
});

async function page(
  { after, limit }: { readonly after?: string | undefined; readonly limit: number },
  list: (query: ActivityQuery) => Promise<readonly Activity[]>,
): Promise<Page> {
  const found = await list({ before: after === undefined ? undefined : numberAfter(after), limit: limit + 1 });
  const { rows, ...more } = pageOf(found, limit, ({ number }) => String(number));
  return { activity: rows.map(presentActivity), ...more };
}

export const activityHandlers = {
  listFileActivity: on('listFileActivity', async ({ core, member, params, query }) =>
    page(query, (wanted) => core.activities.ofFile(member, params.id, wanted)),
  ),
  listFolderActivity: on('listFolderActivity', async ({ core, member, params, query }) =>
    page(query, (wanted) => core.activities.ofFolder(member, params.id === 'root' ? null : params.id, wanted)),
  ),
};
