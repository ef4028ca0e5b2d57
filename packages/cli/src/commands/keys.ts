import { Command } from 'commander';
import type { FilesApp } from '@filewharf/sdk';
import { onRun, type Context } from '../context.ts';
import { configFilePath, readConfig, withProfile, writeConfig } from '../profiles.ts';
import type { View } from '../output/view.ts';
import { findRemote } from '../remote.ts';
import { deletedView } from './entry-views.ts';
import { hours } from './numbers.ts';
import { findUser } from './users.ts';

export function keysCommand(): Command {
  return new Command('keys')
    .description('API keys: list, create, retrieve, rename, rotate, revoke')
    .addCommand(listCommand())
    .addCommand(createCommand())
    .addCommand(retrieveCommand())
    .addCommand(renameCommand())
    .addCommand(rotateCommand())
    .addCommand(revokeCommand());
}

type Key = Awaited<ReturnType<FilesApp['keys']['get']>>;
type NewKey = Awaited<ReturnType<FilesApp['keys']['create']>>;

const columns: View<Key>['columns'] = [
  { title: 'ID', value: ({ id }) => id, kind: 'id', field: 'id' },
  { title: 'Name', value: ({ name }) => name, field: 'name' },
  { title: 'Ends in', value: ({ last4 }) => last4, drop: 2, field: 'last4' },
  { title: 'Scopes', value: ({ scopes }) => scopes.join(','), field: 'scopes' },
  { title: 'Folder', value: (key) => key.folder_id, kind: 'id', drop: 1, field: 'folder_id' },
  { title: 'Last used', value: (key) => key.last_used_at, kind: 'time', drop: 3, field: 'last_used_at' },
  { title: 'Expires', value: (key) => key.expires_at, kind: 'time', field: 'expires_at' },
];

const newKeyView = (title: string): View<NewKey> => ({
  title,
  columns: [...columns, { title: 'Key', value: ({ key }) => key, kind: 'id', field: 'key' }],
  details: [
    ...columns,
    { title: 'Key', value: ({ key }) => key, kind: 'id' },
    { title: 'The same, letters and digits only', value: (key) => key.key_alphanumeric, kind: 'id' },
  ],
  alone: { value: ({ key }) => key },
});

function listCommand(): Command {
  const command = new Command('list').alias('ls').description('List API keys').option('--user <user>', 'of this user: name or id');
  return onRun<{ readonly user?: string }>(command, async ({ client, output }, _args, { user }) => {
    const app = await client();
    const userId = user === undefined ? undefined : (await findUser(app, user)).id;
    await output.list(app.keys.list({ userId, perPage: 100 }), {
      title: 'keys list',
      columns,
      raw: async () => (await app.request('GET', '/api/v2/keys', { query: { user_id: userId } })).bytes(),
    });
  });
}

/** Words for several of the server's scopes. Its own words (`files:read`) are taken as well. */
const shorthands: Readonly<Record<string, readonly string[]>> = {
  read: ['files:read'],
  write: ['files:read', 'files:write'],
  admin: ['files:read', 'files:write', 'shares', 'keys', 'users'],
};

interface CreateFlags {
  readonly name?: string;
  readonly scope?: string;
  readonly folder?: string;
  readonly user?: string;
  readonly expiresIn?: string;
  readonly saveToProfile?: string;
}

function createCommand(): Command {
  const command = new Command('create')
    .description('Create an API key. Its secret is shown once')
    .option('--name <name>', 'what it is for', 'command line')
    .option(
      '--scope <list>',
      `what it may do: ${[...Object.keys(shorthands), 'shares', 'keys', 'users'].join(',')} (default: all that your own key may)`,
    )
    .option('--folder <folder>', 'it sees this folder only: path or id')
    .option('--user <user>', "another user's key, for administrators: name or id")
    .option('--expires-in <time>', 'how long it works: 12h, 7d, 2w, or a number of hours')
    .option('--save-to-profile <name>', 'keep it in this profile');
  return onRun<CreateFlags>(command, async (context, _args, flags) => {
    const { client } = context;
    const expiresIn = flags.expiresIn === undefined ? undefined : hours(flags.expiresIn, '--expires-in');
    // Before there is a key that a broken file could not keep.
    if (flags.saveToProfile !== undefined) await readConfig(context.env);
    const app = await client();
    const folderId = flags.folder === undefined ? undefined : (await findRemote(app, flags.folder, 'folder')).id;
    const userId = flags.user === undefined ? undefined : (await findUser(app, flags.user)).id;
    const scopes = flags.scope?.split(',').flatMap((scope) => shorthands[scope.trim()] ?? [scope.trim()]);
    const key = await app.keys.create({ name: flags.name ?? 'command line', scopes, folderId, userId, expiresIn });
    await show(context, key, 'keys create', flags.saveToProfile);
  });
}

/** Shows it first: when it cannot be kept, it must not be lost. */
async function show(context: Context, key: NewKey, title: string, profile: string | undefined): Promise<void> {
  await context.output.item(key, newKeyView(title));
  context.output.note('This is the only time that the key is shown.');
  if (profile !== undefined) await save(context, profile, key.key);
}

async function save({ env, connection, output, about }: Context, name: string, key: string): Promise<void> {
  about({ object: configFilePath(env), action: 'the key is made, but cannot be kept in' });
  const { baseUrl } = await connection();
  await writeConfig(env, withProfile(await readConfig(env), name, { base_url: baseUrl, api_key: key }));
  output.note(`Kept in profile "${name}".`);
}

function retrieveCommand(): Command {
  const command = new Command('retrieve').description('Show a key, never its secret').argument('<key-id>', 'id of the key');
  return onRun(command, async ({ client, output, about }, [id = '']) => {
    about({ object: id, kind: 'resource' });
    const app = await client();
    await output.item(() => app.keys.get(id), {
      title: 'keys retrieve',
      columns,
      raw: async () => (await app.request('GET', `/api/v2/keys/${encodeURIComponent(id)}`)).bytes(),
    });
  });
}

function renameCommand(): Command {
  const command = new Command('rename')
    .description('Give a key another name')
    .argument('<key-id>', 'id of the key')
    .argument('<name>', 'the new name');
  return onRun(command, async ({ client, output, about }, [id = '', name = '']) => {
    about({ object: id, kind: 'resource' });
    await output.item(await (await client()).keys.update(id, { name }), { title: 'keys rename', columns });
  });
}

function rotateCommand(): Command {
  const command = new Command('rotate')
    .description('Give a key a new secret; the old one stops working at once')
    .argument('<key-id>', 'id of the key')
    .option('--save-to-profile <name>', 'keep it in this profile');
  return onRun<{ readonly saveToProfile?: string }>(command, async (context, [id = ''], { saveToProfile }) => {
    const { client, output, connection, about } = context;
    about({ object: id, kind: 'resource' });
    const { baseUrl } = await connection();
    if (saveToProfile !== undefined) await readConfig(context.env);
    const app = await client();
    const { name } = await app.keys.get(id);
    await output.confirm(`Rotate key "${name}" (${id}) on ${baseUrl}? Who uses the old secret is locked out.`);
    const key = await app.keys.rotate(id);
    await show(context, key, 'keys rotate', saveToProfile);
  });
}

function revokeCommand(): Command {
  const command = new Command('revoke').alias('rm').description('Revoke a key').argument('<key-id>', 'id of the key');
  return onRun(command, async ({ client, output, connection, about }, [id = '']) => {
    about({ object: id, kind: 'resource' });
    const { baseUrl } = await connection();
    const app = await client();
    const { name } = await app.keys.get(id);
    await output.confirm(`Revoke key "${name}" (${id}) on ${baseUrl}? Who uses it is locked out.`);
    await app.keys.revoke(id);
    await output.item({ id, object: 'key', deleted: true }, deletedView('keys revoke'));
  });
}
