import { Command } from 'commander';
import { spawn } from 'node:child_process';
import type { Entry, FilesApp } from '@filewharf/sdk';
import { onRun, type Context } from '../context.ts';
import { ItemsFailedError, UsageError, type ItemFailure } from '../output/failures.ts';
import type { View } from '../output/view.ts';
import { readSecret } from '../standard-input.ts';
import { findRemote, isMissing } from '../remote.ts';
import { deletedView } from './entry-views.ts';
import { hours, wholeNumber } from './numbers.ts';

export function shareCommand(): Command {
  return new Command('share')
    .description('Links to files and folders: create, list, retrieve, update, revoke')
    .addCommand(createCommand())
    .addCommand(listCommand())
    .addCommand(retrieveCommand())
    .addCommand(updateCommand())
    .addCommand(revokeCommand());
}

type Share = Awaited<ReturnType<FilesApp['shares']['get']>>;

const columns: View<Share>['columns'] = [
  { title: 'ID', value: ({ id }) => id, kind: 'id', field: 'id' },
  { title: 'File', value: (share) => share.path, drop: 2, field: 'path' },
  { title: 'URL', value: ({ url }) => url, kind: 'id', field: 'url' },
  { title: 'Expires', value: (share) => share.expires_at, kind: 'time', field: 'expires_at' },
  { title: 'Password', value: (share) => share.password_protected, drop: 3, field: 'password_protected' },
  { title: 'Download', value: (share) => share.allow_download, drop: 4, field: 'allow_download' },
  { title: 'Uses', value: ({ uses, max_uses: most }) => (most === null ? uses : `${uses} of ${most}`), field: 'uses' },
];

interface TermFlags {
  readonly password?: string;
  readonly passwordStdin?: boolean;
  readonly expiresIn?: string;
  readonly download?: boolean;
  readonly maxUses?: string;
  readonly slug?: string;
  readonly title?: string;
  readonly message?: string;
}

function addTermFlags(command: Command): Command {
  return command
    .option('--password <password>', 'ask visitors for this password; better --password-stdin, which shows in no list of processes')
    .option('--password-stdin', 'read the password from standard input, or ask for it')
    .option('--expires-in <time>', 'how long it works: 12h, 7d, 2w, or a number of hours')
    .option('--max-uses <number>', 'how many visits it is good for')
    .option('--slug <slug>', 'the end of the link, in place of a random one')
    .option('--title <title>', 'what visitors read above what is shared')
    .option('--message <message>', 'what visitors read below the title');
}

async function passwordOf({ output, signal }: Context, { password, passwordStdin }: TermFlags): Promise<string | undefined> {
  if (passwordStdin !== true) return password;
  if (password !== undefined) throw new UsageError('Give --password or --password-stdin, not both.');
  if (output.interactive) return output.askSecret('Password of the link', '--password-stdin');
  return readSecret('the password', signal);
}

interface CreateFlags extends TermFlags {
  readonly request?: boolean;
  readonly qr?: boolean;
  readonly open?: boolean;
}

function createCommand(): Command {
  const command = addTermFlags(
    new Command('create')
      .description('Create a link to a file, a folder, or several of both')
      .argument('<remote...>', 'paths or ids of files and folders'),
  )
    .option('--request', 'ask for files: visitors put them into the folder, and see nothing of what is there')
    .option('--no-download', 'visitors may look, not download')
    .option('--qr', 'also show it as a QR code')
    .option('--open', 'open it in the browser');
  return onRun<CreateFlags>(command, async (context, remotes, flags) => {
    const { client, output, about } = context;
    const [only] = remotes.length === 1 ? remotes : [];
    if (only !== undefined) about({ object: only, kind: 'file' });
    else if (flags.request === true) throw new UsageError('--request asks for files for one folder.');
    const expiresIn = flags.expiresIn === undefined ? undefined : hours(flags.expiresIn, '--expires-in');
    const maxUses = flags.maxUses === undefined ? undefined : wholeNumber(flags.maxUses, '--max-uses', 1);
    const password = await passwordOf(context, flags);
    const app = await client();
    const entries: Entry[] = [];
    for (const remote of remotes) entries.push(await findRemote(app, remote, flags.request === true ? 'folder' : 'any'));
    const share = await app.shares.create({
      ...targetOf(entries),
      kind: flags.request === true ? 'upload' : undefined,
      password,
      expiresIn,
      maxUses,
      allowDownload: flags.download !== false,
      slug: flags.slug,
      title: flags.title,
      message: flags.message,
    });
    const view: View<typeof share> = {
      title: 'share create',
      columns,
      alone: { value: ({ url }) => url, whenPiped: true },
    };
    await output.item(share, view);
    if (flags.qr === true) {
      const { renderUnicodeCompact } = await import('uqr');
      for (const row of renderUnicodeCompact(share.url).split('\n')) output.note(row);
    }
    if (flags.open === true) openInBrowser(share.url);
  });
}

function targetOf(
  entries: readonly Entry[],
): { readonly fileId: string } | { readonly folderId: string } | { readonly ids: readonly string[] } {
  const [only] = entries;
  if (entries.length > 1 || only === undefined) return { ids: entries.map(({ id }) => id) };
  return only.type === 'file' ? { fileId: only.id } : { folderId: only.id };
}

/** Leaves the browser to itself; that there is none is no failure of the link. */
function openInBrowser(url: string): void {
  // What a server calls a URL is handed to a program that starts others.
  if (!URL.canParse(url) || !['http:', 'https:'].includes(new URL(url).protocol)) return;
  const [program, ...args] =
    process.platform === 'darwin'
      ? ['open', url]
      : process.platform === 'win32'
        ? ['rundll32', 'url.dll,FileProtocolHandler', url]
        : ['xdg-open', url];
  if (program === undefined) return;
  const child = spawn(program, args, { detached: true, stdio: 'ignore' });
  child.on('error', () => undefined);
  child.unref();
}

interface ListFlags {
  readonly expired?: boolean;
}

function listCommand(): Command {
  const command = new Command('list')
    .alias('ls')
    .description('List links, the newest first')
    .argument('[remote]', 'only those to this file or folder')
    .option('--expired', 'only those that are over');
  return onRun<ListFlags>(command, async ({ client, output, about }, [remote], flags) => {
    if (remote !== undefined) about({ object: remote, kind: 'file' });
    const app = await client();
    const entry = remote === undefined ? undefined : await findRemote(app, remote);
    const filter = entry?.type === 'folder' ? { folderId: entry.id } : { fileId: entry?.id };
    const isOver = (share: Share): boolean =>
      (share.expires_at !== null && Date.parse(share.expires_at) <= Date.now()) ||
      (share.max_uses !== null && share.uses >= share.max_uses);
    async function* wanted(): AsyncGenerator<Share> {
      for await (const share of app.shares.list({ ...filter, perPage: 100 })) if (flags.expired !== true || isOver(share)) yield share;
    }
    await output.list(wanted(), {
      title: 'share list',
      columns,
      raw: async () =>
        (
          await app.request('GET', '/api/v2/shares', {
            query: { file_id: filter.fileId, folder_id: filter.folderId },
          })
        ).bytes(),
      empty: flags.expired === true ? 'No link is over.' : 'No links yet. filewharf share create FILE makes one.',
    });
  });
}

function retrieveCommand(): Command {
  const command = new Command('retrieve').description('Show a link').argument('<share-id>', 'id of the link');
  return onRun(command, async ({ client, output, about }, [id = '']) => {
    about({ object: id, kind: 'resource' });
    const app = await client();
    await output.item(() => app.shares.get(id), {
      title: 'share retrieve',
      columns,
      raw: async () => (await app.request('GET', `/api/v2/shares/${encodeURIComponent(id)}`)).bytes(),
    });
  });
}

interface UpdateFlags extends TermFlags {
  readonly clearPassword?: boolean;
  /** False with `--no-expiry`. */
  readonly expiry?: boolean;
}

function updateCommand(): Command {
  const command = addTermFlags(new Command('update').description('Change a link').argument('<share-id>', 'id of the link'))
    .option('--clear-password', 'ask for no password any more')
    .option('--no-expiry', 'let it work for ever')
    .option('--download', 'visitors may download')
    .option('--no-download', 'visitors may look, not download');
  return onRun<UpdateFlags>(command, async (context, [id = ''], flags) => {
    const { client, output, about } = context;
    about({ object: id, kind: 'resource' });
    const { expiry, download: allowDownload } = flags;
    if (flags.clearPassword === true && (flags.password !== undefined || flags.passwordStdin === true))
      throw new UsageError('--clear-password and a new password contradict each other.');
    if (expiry === false && flags.expiresIn !== undefined) throw new UsageError('--no-expiry and --expires-in contradict each other.');
    const expiresIn = expiry === false ? null : flags.expiresIn === undefined ? undefined : hours(flags.expiresIn, '--expires-in');
    const maxUses = flags.maxUses === undefined ? undefined : wholeNumber(flags.maxUses, '--max-uses', 1);
    const password = flags.clearPassword === true ? null : await passwordOf(context, flags);
    const { slug, title, message } = flags;
    const change = { password, expiresIn, maxUses, allowDownload, slug, title, message };
    if (Object.values(change).every((value) => value === undefined))
      throw new UsageError('Say what to change: filewharf share update --help names it.');
    const app = await client();
    await output.item(await app.shares.update(id, change), { title: 'share update', columns });
  });
}

function revokeCommand(): Command {
  const command = new Command('revoke')
    .alias('rm')
    .description('Revoke links: they stop working at once')
    .argument('<share-id...>', 'ids of links');
  return onRun(command, async ({ client, output, connection, signal, about }, ids) => {
    const app = await client();
    const only = ids.length === 1 ? (ids[0] ?? '') : undefined;
    if (only !== undefined) about({ object: only, kind: 'resource' });
    const { baseUrl } = await connection();
    if (only === undefined) await output.confirm(`Revoke ${ids.length} links on ${baseUrl}?`);
    const results = output.results(deletedView('share revoke'));
    const failures: ItemFailure[] = [];
    for (const id of ids) {
      signal.throwIfAborted();
      try {
        await app.shares.revoke(id);
        await results.write({ id, object: 'share', deleted: true });
      } catch (error) {
        if (only !== undefined || !(isMissing(error) || isRefused(error))) throw error;
        failures.push({ name: id, error });
      }
    }
    await results.end();
    if (failures.length > 0) throw new ItemsFailedError(failures, ids.length);
  });
}

const isRefused = (error: unknown): boolean =>
  error instanceof Error && 'status' in error && typeof error.status === 'number' && error.status >= 400 && error.status < 429;
