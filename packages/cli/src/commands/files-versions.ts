import { Command } from 'commander';
import type { FilesApp } from '@filewharf/sdk';
import { onRun } from '../context.ts';
import { findRemote } from '../remote.ts';
import type { View } from '../output/view.ts';
import { entryView } from './entry-views.ts';

type Version = Awaited<ReturnType<FilesApp['versions']['list']>>['items'][number];

const versionsView: View<Version> = {
  title: 'files versions',
  columns: [
    { title: 'ID', value: ({ id }) => id, kind: 'id', field: 'id' },
    { title: 'Size', value: ({ size }) => size, kind: 'bytes', field: 'size' },
    { title: 'Put in', value: (version) => version.created_at, kind: 'time', field: 'created_at' },
    { title: 'By', value: (version) => version.created_by?.username, field: 'created_by.username' },
    { title: 'Current', value: ({ current }) => current, field: 'current' },
  ],
};

export function filesVersionsCommand(): Command {
  const command = new Command('versions').description('List what a file held, the newest first').argument('<remote>', 'path or id');
  return onRun(command, async ({ client, output, about }, [text = '']) => {
    about({ object: text, kind: 'file' });
    const app = await client();
    const { id } = await findRemote(app, text, 'file');
    await output.list(app.versions.list(id), versionsView);
  });
}

export function filesRestoreVersionCommand(): Command {
  const command = new Command('restore-version')
    .description('Make an earlier version the content of a file; the present one is kept as a version')
    .argument('<remote>', 'path or id')
    .argument('<version-id>', 'as files versions lists it');
  return onRun(command, async ({ client, output, about }, [text = '', versionId = '']) => {
    about({ object: text, kind: 'file' });
    const app = await client();
    const { id } = await findRemote(app, text, 'file');
    about({ object: versionId, kind: 'resource' });
    await app.versions.restore(id, versionId);
    await output.item(await findRemote(app, id, 'file'), entryView('files restore-version'));
  });
}
