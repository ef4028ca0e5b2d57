import { z } from 'zod';
import {
  booleanText,
  folderId,
  folderIdOrRoot,
  folderIdText,
  ifExists,
  integerText,
  intoTrash,
  knownFolderPath,
  name,
  pages,
  pathText,
} from './fields.ts';
import { deletedNode, entry, folder, paged } from './nouns.ts';
import type { Operation } from './contract.ts';

/** Folders, and what is in them. */

const foldersTag = 'Folders';
const entriesTag = 'Files and folders';
/** Of a place deep down, with long names. */
const longestCursor = 14 * 1024;
const folderPath = z.object({ id: folderId });

export const folderOperations = {
  createFolder: {
    operationId: 'createFolder',
    method: 'POST',
    url: '/folders',
    summary: 'Create a folder',
    tag: foldersTag,
    extension: true,
    description:
      'By `name` in a folder, or by `path` from the top (from `parent_id` when both are given). With `parents` the folders of the path that are missing are made, and a folder that is there already is the answer, with 201 as well.',
    body: z.object({
      name: name.optional(),
      parent_id: folderIdOrRoot.optional(),
      path: pathText.optional().meta({ description: 'In place of `name`' }),
      parents: z.boolean().default(false).meta({ description: 'Goes with `path`' }),
    }),
    status: 201,
    answer: folder,
  },
  listFolders: {
    operationId: 'listFolders',
    method: 'GET',
    url: '/folders',
    summary: 'List the folders of a folder',
    tag: foldersTag,
    extension: true,
    querystring: pages.extend({ parent_id: folderIdText.optional() }),
    status: 200,
    answer: z.object({ folders: z.array(folder), ...paged }),
  },
  getFolder: {
    operationId: 'getFolder',
    method: 'GET',
    url: '/folders/:id',
    summary: 'Get a folder',
    tag: foldersTag,
    extension: true,
    description: 'The id `root` is the top folder.',
    params: folderPath,
    querystring: z.object({
      totals: booleanText.default(false).meta({ type: 'boolean', default: false, description: 'Also count what is below it' }),
    }),
    status: 200,
    answer: folder,
  },
  updateFolder: {
    operationId: 'updateFolder',
    method: 'PATCH',
    url: '/folders/:id',
    summary: 'Rename or move a folder with all that is in it',
    tag: foldersTag,
    extension: true,
    description:
      'A name that is taken is 409, unless `if_exists` says otherwise: with `overwrite` a folder that has it takes in what is in this one, loses its files of the same names, and is the answer; with `rename` this one gets another name.',
    params: folderPath,
    body: z.object({
      name: name.optional(),
      parent_id: folderIdOrRoot.optional(),
      parent_path: knownFolderPath('parent_id').optional(),
      if_exists: ifExists.default('fail').meta({ default: 'fail' }),
    }),
    status: 200,
    answer: folder,
  },
  copyFolder: {
    operationId: 'copyFolder',
    method: 'POST',
    url: '/folders/:id/copy',
    summary: 'Copy a folder with all that is in it',
    tag: foldersTag,
    extension: true,
    description:
      'A name that is taken is 409, unless `if_exists` says otherwise: with `overwrite` a folder that has it takes the copies in, its files of the same names get new versions, and it is the answer; with `rename` the copy gets another name.',
    params: folderPath,
    body: z
      .object({
        name: name.optional(),
        parent_id: folderIdOrRoot.optional(),
        parent_path: knownFolderPath('parent_id').optional(),
        if_exists: ifExists.default('fail').meta({ default: 'fail' }),
      })
      .nullish(),
    status: 201,
    answer: folder,
  },
  deleteFolder: {
    operationId: 'deleteFolder',
    method: 'DELETE',
    url: '/folders/:id',
    summary: 'Delete a folder',
    tag: foldersTag,
    extension: true,
    description:
      'For good, or with `trash=true` and all that is in it into the trash: 409 with `trash` in `details` when the site keeps none.',
    params: folderPath,
    querystring: z.object({
      recursive: booleanText.default(false).meta({ type: 'boolean', default: false, description: 'Also delete all that is in it' }),
      trash: intoTrash,
    }),
    status: 200,
    answer: deletedNode,
  },
  lookup: {
    operationId: 'lookup',
    method: 'GET',
    url: '/lookup',
    summary: 'What is at a path',
    tag: entriesTag,
    extension: true,
    description:
      'The file or folder; 404 when nothing is there. Names are compared as in a folder: without regard to case, and to different spellings of one letter. `/` is the top folder.',
    querystring: z.object({ path: pathText }),
    status: 200,
    answer: entry,
  },
  listEntries: {
    operationId: 'listEntries',
    method: 'GET',
    url: '/entries',
    summary: 'List the files and folders of a folder, or all that is below it',
    tag: entriesTag,
    extension: true,
    description:
      'Folders come before files, both sorted as asked; equal ones in the order of their creation. With `recursive` the order is fixed: each folder comes before what is in it, first its files, then the folders in it, siblings in the order of their creation; so what is there all the while is listed once, also when it is renamed meanwhile. For the next page send the same parameters with `cursor`. What the key may not list is not in it.',
    querystring: z.object({
      path: pathText.optional().meta({ default: '/', description: 'The folder, from the top, or from `folder_id` when both are given' }),
      folder_id: folderIdText.optional(),
      recursive: booleanText.default(false).meta({ type: 'boolean', default: false, description: 'Also what is in the folders inside' }),
      type: z.enum(['file', 'folder'], 'has to be file or folder').optional(),
      sort: z
        .enum(['name', 'size', 'updated_at'], 'has to be name, size or updated_at')
        .optional()
        .meta({ default: 'name', description: 'Not with `recursive`. By size, folders are sorted by name.' }),
      order: z.enum(['asc', 'desc'], 'has to be asc or desc').optional().meta({ default: 'asc', description: 'Not with `recursive`' }),
      limit: integerText(1, 1000).default(100).meta({ type: 'integer', minimum: 1, maximum: 1000, default: 100 }),
      cursor: z.string().max(longestCursor).optional(),
    }),
    status: 200,
    answer: z.object({
      entries: z.array(entry),
      cursor: z.string().nullable().meta({ description: 'For the next page; null when there is none' }),
      has_more: z.boolean(),
    }),
  },
} as const satisfies Record<string, Operation>;
