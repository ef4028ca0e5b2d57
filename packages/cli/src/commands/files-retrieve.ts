import { Command } from 'commander';
import { onRun } from '../context.ts';
import { UsageError } from '../output/failures.ts';
import type { View } from '../output/view.ts';
import { findRemote } from '../remote.ts';

/** How long the server may take to compute a checksum that it does not have yet, in seconds. */
const checksumWaitSeconds = 20;

export function filesRetrieveCommand(): Command {
  const command = new Command('retrieve')
    .alias('stat')
    .description('Show all that is known of a file or folder')
    .argument('[remote]', 'path or id')
    .option('--file-id <id>', 'the same as the argument');
  return onRun<{ readonly fileId?: string }>(command, async ({ client, output, about }, [argument], { fileId }) => {
    const remote = oneOf(argument, fileId, '--file-id');
    about({ object: remote });
    const app = await client();
    const entry = await findRemote(app, remote);
    if (entry.type === 'folder') {
      const folder = await app.folders.get(entry.id, { totals: true });
      const view: View<typeof folder> = {
        title: 'files retrieve',
        columns: [
          { title: 'ID', value: ({ id }) => id, kind: 'id' },
          { title: 'Path', value: ({ path }) => path },
          { title: 'Files', value: ({ totals }) => totals?.files, kind: 'number' },
          { title: 'Folders', value: ({ totals }) => totals?.folders, kind: 'number' },
          { title: 'Size', value: ({ totals }) => totals?.bytes, kind: 'bytes' },
          { title: 'Created', value: (row) => row.created_at, kind: 'time' },
          { title: 'Updated', value: (row) => row.updated_at, kind: 'time' },
        ],
        raw: async () => (await app.request('GET', `/api/v2/folders/${entry.id}`, { query: { totals: true } })).bytes(),
      };
      await output.item(folder, view);
      return;
    }
    const file = await app.files.get(entry.id);
    const [known] = file.sha256 === null ? await app.files.checksums([file.id], { wait: checksumWaitSeconds }) : [file];
    const view: View<typeof file> = {
      title: 'files retrieve',
      columns: [
        { title: 'ID', value: ({ id }) => id, kind: 'id' },
        { title: 'Size', value: ({ size }) => size, kind: 'bytes' },
        { title: 'Modified', value: ({ mtime, updated_at }) => mtime ?? updated_at, kind: 'time' },
        { title: 'Path', value: ({ path }) => path },
      ],
      details: [
        { title: 'ID', value: ({ id }) => id, kind: 'id' },
        { title: 'Path', value: ({ path }) => path },
        { title: 'Size', value: ({ size }) => size, kind: 'bytes' },
        { title: 'Type', value: (row) => row.mime_type },
        { title: 'Modified', value: ({ mtime }) => mtime, kind: 'time' },
        { title: 'Created', value: (row) => row.created_at, kind: 'time' },
        { title: 'Updated', value: (row) => row.updated_at, kind: 'time' },
        { title: 'Encrypted', value: ({ encrypted }) => encrypted },
        { title: 'SHA-256', value: ({ sha256 }) => sha256, kind: 'id' },
        { title: 'ETag', value: ({ etag }) => etag },
        { title: 'Links', value: ({ shares }) => shares, kind: 'number' },
      ],
      raw: async () => (await app.request('GET', `/api/v2/files/${entry.id}`)).bytes(),
    };
    await output.item({ ...file, sha256: known?.sha256 ?? null }, view);
  });
}

/** What was said once, as an argument or by a flag. */
function oneOf(argument: string | undefined, flag: string | undefined, name: string): string {
  const value = argument ?? flag;
  if (value === undefined) throw new UsageError(`Say which one: give its path or id, or ${name}.`);
  if (argument !== undefined && flag !== undefined && argument !== flag) throw new UsageError(`Give the argument or ${name}, not both.`);
  return value;
}
