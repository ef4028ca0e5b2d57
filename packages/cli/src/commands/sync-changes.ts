import { Command } from 'commander';
import type { FilesApp } from '@filewharf/sdk';
import { onRun } from '../context.ts';
import { UsageError } from '../output/failures.ts';
import type { View } from '../output/view.ts';
import { findRemote } from '../remote.ts';
import { wholeNumber } from './numbers.ts';

type Change = Awaited<ReturnType<FilesApp['sync']['page']>>['changes'][number];

type SyncQuery = NonNullable<Parameters<FilesApp['sync']['page']>[0]>;

interface ChangesFlags {
  readonly since?: string;
  readonly folder?: string;
  readonly folders?: boolean;
  readonly follow?: boolean;
  readonly maxItems?: string;
}

/** `sync changes`: the feed of what was created, modified and deleted, in the order of commits. */
export function syncChangesCommand(): Command {
  const command = new Command('changes')
    .description('What was created, modified and deleted, in order; the cursor to go on from is said at the end')
    .option('--since <when>', 'a time (2025-01-15T10:00:00Z, or 30m, 12h, 7d ago) or a cursor (cur_...)')
    .option('--folder <folder>', 'only below this folder: path or id')
    .option('--folders', 'changes of folders, too')
    .option('--follow', 'go on with each change as it happens, until Ctrl-C')
    .option('--max-items <number>', 'how many are printed at most, -1 for all', '-1');
  return onRun<ChangesFlags>(command, async ({ client, output, signal, about }, _args, flags) => {
    const most = wholeNumber(flags.maxItems ?? '-1', '--max-items', -1);
    if (flags.follow !== true && flags.since === undefined)
      throw new UsageError('Say since when: --since 2025-01-15T10:00:00Z, --since 7d, or the cursor of the last time.');
    if (flags.follow === true && !['auto', 'jsonl'].includes(output.format))
      throw new UsageError('--follow has no end, so it prints with --format auto or jsonl only.');
    const start = flags.since === undefined ? {} : startOf(flags.since);
    const app = await client();
    if (flags.folder !== undefined) about({ object: flags.folder, kind: 'folder' });
    const folderId = flags.folder === undefined ? undefined : (await findRemote(app, flags.folder, 'folder')).id;
    const query: SyncQuery = { ...start, folderId, ...(flags.folders === true ? { include: 'folders' as const } : {}) };
    const view: View<Change> = {
      title: 'sync changes',
      columns: [
        { title: 'Time', value: ({ timestamp }) => timestamp, kind: 'time', field: 'timestamp' },
        { title: 'Action', value: ({ action }) => action, field: 'action' },
        { title: 'ID', value: ({ id }) => id, kind: 'id', field: 'id' },
      ],
      raw: async () =>
        (
          await app.request('GET', '/api/v2/sync', {
            query: { since: start.since?.toISOString(), cursor: start.cursor, folder_id: folderId, include: query.include },
          })
        ).bytes(),
      empty: 'Nothing has changed since then.',
    };
    let cursor: string | undefined = start.cursor;
    async function* pages(): AsyncGenerator<Change> {
      let left = most === -1 ? Number.POSITIVE_INFINITY : most;
      for (let from: typeof query = query; left > 0;) {
        // A page is no longer than what is printed of it, so that the cursor is right behind the last one.
        const page = await app.sync.page({ ...from, limit: Math.min(left, 1000), signal });
        ({ cursor } = page);
        yield* page.changes;
        left -= page.changes.length;
        if (!page.has_more) return;
        from = { ...query, since: undefined, cursor: page.cursor };
      }
    }
    async function* followed(): AsyncGenerator<Change> {
      if (flags.since !== undefined) yield* pages();
      yield* app.sync.stream({ ...query, since: undefined, cursor, signal });
    }
    await output.list(flags.follow === true ? followed() : pages(), view);
    if (cursor !== undefined && flags.follow !== true) output.note(`next: filewharf sync changes --since ${cursor}`);
  });
}

const milliseconds: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** A cursor, a time, or how long ago. */
export function startOf(text: string, now = Date.now()): { readonly since?: Date; readonly cursor?: string } {
  if (text.startsWith('cur_')) return { cursor: text };
  const [, amount, unit] = /^(\d{1,6})([smhdw])$/.exec(text) ?? [];
  if (amount !== undefined && unit !== undefined) return { since: new Date(now - Number(amount) * (milliseconds[unit] ?? 0)) };
  const time = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time))
    throw new UsageError(`--since must be a time such as 2025-01-15T10:00:00Z, 30m, 12h or 7d, or a cursor, not "${text}"`);
  return { since: new Date(time) };
}
