import { Command, Option } from 'commander';
import type { FilesApp } from '@filewharf/sdk';
import { onRun, type Context } from '../context.ts';
import { MissingError, UsageError } from '../output/failures.ts';
import type { View } from '../output/view.ts';
import { readSecret } from '../standard-input.ts';
import { findRemote } from '../remote.ts';
import { deletedView } from './entry-views.ts';

export function usersCommand(): Command {
  return new Command('users')
    .description('Users, for administrators: list, create, retrieve, update, disable, enable, delete')
    .addCommand(listCommand())
    .addCommand(createCommand())
    .addCommand(retrieveCommand())
    .addCommand(updateCommand())
    .addCommand(switchCommand('disable', 'Lock a user out; files, links and keys stay', true))
    .addCommand(switchCommand('enable', 'Let a disabled user in again', false))
    .addCommand(deleteCommand());
}

type User = Awaited<ReturnType<FilesApp['users']['get']>>;

const columns: View<User>['columns'] = [
  { title: 'ID', value: ({ id }) => id, kind: 'id', field: 'id' },
  { title: 'Name', value: ({ username }) => username, field: 'username' },
  { title: 'Email', value: ({ email }) => email, drop: 1, field: 'email' },
  { title: 'Role', value: (user) => (user.is_admin ? 'admin' : 'user'), field: 'is_admin' },
  { title: 'Plan', value: ({ plan }) => plan, drop: 3, field: 'plan' },
  { title: 'Used', value: (user) => user.storage_used, kind: 'bytes', field: 'storage_used' },
  { title: 'Quota', value: (user) => user.storage_quota, kind: 'bytes', drop: 2, field: 'storage_quota' },
  { title: 'Disabled', value: ({ disabled }) => disabled, field: 'disabled' },
];

/** A user by id or, for administrators, by name. */
export async function findUser(client: FilesApp, user: string): Promise<User> {
  if (/^user_[0-9a-hjkmnp-tv-z]{26}$/.test(user)) return client.users.get(user);
  for await (const found of client.users.list({ perPage: 100 })) if (found.username.toLowerCase() === user.toLowerCase()) return found;
  throw new MissingError('resource', `there is no user ${user}`, 'filewharf users list shows who there is');
}

function listCommand(): Command {
  const command = new Command('list').alias('ls').description('List users');
  return onRun(command, async ({ client, output }) => {
    const app = await client();
    await output.list(app.users.list({ perPage: 100 }), {
      title: 'users list',
      columns,
      raw: async () => (await app.request('GET', '/api/v2/users')).bytes(),
    });
  });
}

const roles = ['user', 'admin'] as const;

function isAdmin(role: string | undefined): boolean | undefined {
  if (role === undefined) return undefined;
  if (!roles.some((known) => known === role)) throw new UsageError(`--role must be one of ${roles.join(', ')}, not "${role}"`);
  return role === 'admin';
}

interface PersonFlags {
  readonly email?: string;
  readonly name?: string;
  readonly role?: string;
  readonly plan?: string;
  readonly root?: string;
  readonly passwordStdin?: boolean;
}

function addPersonFlags(command: Command): Command {
  return command
    .option('--email <address>', 'address')
    .option('--name <name>', 'name for people')
    .addOption(new Option('--role <role>', 'what the user is').choices(roles).argParser(String))
    .option('--plan <plan>', 'plan, which has the limits and the quota')
    .option('--root <folder>', 'the folder that this user sees as the top: path or id')
    .option('--password-stdin', 'read a password from standard input, or ask for it');
}

async function person(context: Context, client: FilesApp, flags: PersonFlags) {
  const { email, name, plan } = flags;
  const rootFolderId = flags.root === undefined ? undefined : (await findRemote(client, flags.root, 'folder')).id;
  return { email, name, plan, rootFolderId, isAdmin: isAdmin(flags.role), password: await passwordOf(context, flags) };
}

async function passwordOf({ output, signal }: Context, { passwordStdin }: PersonFlags): Promise<string | undefined> {
  if (passwordStdin !== true) return undefined;
  if (output.interactive) return output.askSecret('Password of the user', '--password-stdin');
  return readSecret('the password', signal);
}

function createCommand(): Command {
  const command = addPersonFlags(new Command('create').description('Create a user').argument('<username>', 'name to sign in with'));
  return onRun<PersonFlags>(command, async (context, [username = ''], flags) => {
    context.about({ object: username, kind: 'resource' });
    const app = await context.client();
    const user = await app.users.create({ username, ...(await person(context, app, flags)) });
    await context.output.item(user, { title: 'users create', columns });
    context.output.note(`filewharf keys create --user ${username} makes a key for this user.`);
  });
}

function retrieveCommand(): Command {
  const command = new Command('retrieve').description('Show a user').argument('<user>', 'name or id');
  return onRun(command, async ({ client, output, about }, [user = '']) => {
    about({ object: user, kind: 'resource' });
    await output.item(await findUser(await client(), user), { title: 'users retrieve', columns });
  });
}

function updateCommand(): Command {
  const command = addPersonFlags(new Command('update').description('Change a user').argument('<user>', 'name or id'));
  return onRun<PersonFlags>(command, async (context, [name = ''], flags) => {
    context.about({ object: name, kind: 'resource' });
    const app = await context.client();
    const { id } = await findUser(app, name);
    const change = await person(context, app, flags);
    if (Object.values(change).every((value) => value === undefined))
      throw new UsageError('Say what to change: filewharf users update --help names it.');
    await context.output.item(await app.users.update(id, change), { title: 'users update', columns });
  });
}

function switchCommand(name: 'disable' | 'enable', description: string, disabled: boolean): Command {
  const command = new Command(name).description(description).argument('<user>', 'name or id');
  return onRun(command, async ({ client, output, connection, about }, [user = '']) => {
    about({ object: user, kind: 'resource' });
    const app = await client();
    const { id, username } = await findUser(app, user);
    if (disabled) await output.confirm(`Lock ${username} out of ${(await connection()).baseUrl}?`);
    await output.item(await app.users.update(id, { disabled }), { title: `users ${name}`, columns });
  });
}

function deleteCommand(): Command {
  const command = new Command('delete')
    .alias('rm')
    .description('Delete a user with all keys and links; files stay and become those of another user')
    .argument('<user>', 'name or id')
    .option('--transfer-files-to <user>', 'whose files they become (default: yours)');
  return onRun<{ readonly transferFilesTo?: string }>(command, async ({ client, output, connection, about }, [name = ''], flags) => {
    about({ object: name, kind: 'resource' });
    const app = await client();
    const user = await findUser(app, name);
    const heir = flags.transferFilesTo === undefined ? undefined : await findUser(app, flags.transferFilesTo);
    const { baseUrl } = await connection();
    await output.confirm(
      `Delete user ${user.username} (${user.id}) on ${baseUrl}? The files become ${heir === undefined ? 'yours' : `those of ${heir.username}`}.`,
    );
    await app.users.delete(user.id, { transferFilesTo: heir?.id });
    await output.item({ id: user.id, object: 'user', deleted: true }, deletedView('users delete'));
  });
}
