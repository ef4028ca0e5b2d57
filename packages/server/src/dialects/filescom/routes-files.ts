import type { Carried } from '../../core/tree/tree.ts';
import type { Answer } from './contract.ts';
import { FilesComError } from './errors.ts';
import { foundFromCursor, foundToCursor, invalidCursor, placeFromCursor, placeToCursor, searchOf, sortOf } from './folder-list.ts';
import { on, type Checked, type SomeHandlers } from './handler.ts';
import { newPath } from './new-path.ts';
import { pageOf } from './paging.ts';
import { presentFile, presentFileMigration } from './present-files.ts';

const presentCarried = ({ status, number }: Carried): Answer<'copyFile'> => ({ status, file_migration_id: number });

async function search(
  { core, member, params, list }: Checked<'listFolder'>,
  query: Omit<Parameters<typeof core.tree.search>[2], 'after' | 'limit'>,
): Promise<Answer<'listFolder'>> {
  if (list.asked.field !== 'path' || list.asked.descending) {
    throw new FilesComError('bad-request/invalid-sort-filter-combination', 'What is found by a search comes in the order of folders.');
  }
  // A search goes one way only.
  if (list.backwards) throw invalidCursor();
  const after = list.after === undefined ? undefined : foundFromCursor(list.after);
  const found = await core.tree.search(member, params.path, { ...query, after, limit: list.limit });
  const rows = found.map((entry) => ({ item: entry, place: foundToCursor(entry.place) }));
  return { ...pageOf(list, rows, (entry) => presentFile(entry)), previous: undefined };
}

/** What the vendor does with files and this server does not: said as soon as the file is found. */
async function refuse(
  { core, member, params }: Pick<Checked<'transformFile'>, 'core' | 'member' | 'params'>,
  what: string,
): Promise<never> {
  await core.tree.find(member, params.path);
  throw new FilesComError('site-configuration', `This server ${what}.`);
}

export const filesHandlers = {
  listFolder: on('listFolder', async (call) => {
    const { core, member, params, query, list } = call;
    const modifiedAfter = query.modified_at_datetime ?? undefined;
    const kind = query.type ?? undefined;
    if (modifiedAfter !== undefined && kind === undefined) {
      throw new FilesComError('bad-request/request-params-invalid', 'modified_at_datetime goes together with type only.');
    }
    const wanted = searchOf(params.path, query);
    if (wanted !== undefined) return search(call, { wanted, kind, modifiedAfter });
    const sort = sortOf[list.sort.field];
    const entries = await core.tree.list(
      member,
      { folderPath: params.path },
      {
        sort,
        descending: list.sort.descending,
        filesFirst: list.backwards,
        kind,
        modifiedAfter,
        after: list.after === undefined ? undefined : placeFromCursor(list.after, sort),
        limit: list.limit,
      },
    );
    const rows = entries.map((entry) => ({ item: entry, place: placeToCursor(entry.place) }));
    return pageOf(list, rows, (entry) => presentFile(entry));
  }),
  createFolder: on('createFolder', async ({ core, member, params, body }) =>
    presentFile(
      await core.tree.makeFolder(member, newPath(params.path), {
        mkdirParents: body.mkdir_parents === true,
        providedMtime: body.provided_mtime ?? null,
      }),
    ),
  ),
  getFileMigration: on('getFileMigration', async ({ core, member, params }) =>
    presentFileMigration(await core.fileMigrations.get(member, params.id)),
  ),

  findFile: on('findFile', async ({ core, member, params }) => presentFile(await core.tree.find(member, params.path))),
  updateFile: on('updateFile', async ({ core, member, params, body }) =>
    presentFile(
      await core.tree.update(member, params.path, {
        providedMtime: body.provided_mtime,
        customMetadata: body.custom_metadata,
        priorityColor: body.priority_color,
      }),
    ),
  ),
  deleteFile: on('deleteFile', async ({ core, member, params, query }) => {
    await core.tree.delete(member, params.path, { recursive: query.recursive === true });
    return undefined;
  }),
  beginDelete: on('beginDelete', async ({ core, member, params, body }) => {
    await core.tree.delete(member, params.path, { recursive: body.recursive === true });
    return { status: 'completed', file_migration_id: null };
  }),
  copyFile: on('copyFile', async ({ core, member, params, body }) =>
    presentCarried(
      await core.tree.copy(member, params.path, newPath(body.destination), {
        overwrite: body.overwrite === true,
        structureOnly: body.structure === true,
      }),
    ),
  ),
  moveFile: on('moveFile', async ({ core, member, params, body }) =>
    presentCarried(await core.tree.move(member, params.path, newPath(body.destination), { overwrite: body.overwrite === true })),
  ),

  transformFile: on('transformFile', (call) => refuse(call, 'transforms no files')),
  gpgEncrypt: on('gpgEncrypt', (call) => refuse(call, 'encrypts no files with GPG. All of them are encrypted where they are stored')),
  gpgDecrypt: on('gpgDecrypt', (call) => refuse(call, 'decrypts no files with GPG')),
} satisfies SomeHandlers;
