import { generateSync } from 'otplib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { clientOf, json, newUser, outcome, send, type Answer, type Client, type ErrorBody, type StoredFile } from './client.ts';
import { startServer, withoutRequestLimit, type Server } from './server.ts';
import { createSnapshots } from './snapshot.ts';

/** Every operation: who may do it, what it needs, and that a refusal changes nothing. The list itself is compared with the OpenAPI document. */

const scopes = ['files:read', 'files:write', 'shares', 'keys', 'users'] as const;
type Scope = (typeof scopes)[number];

interface Ask {
  readonly method: string;
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly form?: Parameters<Client['callForm']>[1];
}

/** Things of one user. */
interface Belongings {
  readonly userId: string;
  readonly file: string;
  readonly folder: string;
  readonly share: string;
  readonly upload: string;
  readonly key: string;
  readonly session: string;
  readonly permission: string;
  /** An earlier version of the file, and something in the trash. */
  readonly version: string;
  readonly trash: string;
}

interface Operation {
  /** Whoever lacks one of these gets 403. */
  readonly scopes: readonly Scope[];
  readonly status: 200 | 201;
  /** Only for administrators. */
  readonly admin?: true;
  /** For everybody, without a key. */
  readonly public?: true;
  /** Makes somebody of their own for it, because it changes who asks; called before `ask`. Default: Mia asks. */
  readonly asker?: () => Promise<Client>;
  readonly ask: (own: Belongings) => Ask;
  /** What else can be wrong, besides what the document says about members and parameters. `other`: somebody else's things. */
  readonly wrong?: (own: Belongings, other: Belongings) => readonly (readonly [what: string, ask: Ask, outcome: string])[];
}

const unused = '01kfxgjd94fn9stqm414vjb0s8';
const get = (path: string): Ask => ({ method: 'GET', path });
const remove = (path: string): Ask => ({ method: 'DELETE', path });
const post = (path: string, body?: Ask['body']): Ask => ({ method: 'POST', path, ...(body === undefined ? {} : { body }) });
const patch = (path: string, body: Ask['body'] = {}): Ask => ({ method: 'PATCH', path, body });
const form = (path: string, ...parts: Parameters<Client['callForm']>[1]): Ask => ({ method: 'POST', path, form: parts });

/** An id of somebody else, of nobody, and of another kind: they all look the same. */
function strangers(kind: keyof Belongings, other: Belongings, ask: (id: string) => Ask, wanted = '404 not_found'): [string, Ask, string][] {
  const prefix = kind === 'upload' ? 'upl' : kind === 'userId' ? 'user' : kind;
  const wrongKind = kind === 'file' ? other.folder : other.file;
  return [
    [`somebody else's ${kind}`, ask(other[kind]), wanted],
    [`a ${kind} that never was`, ask(`${prefix}_${unused}`), wanted],
    ['an id of another kind', ask(wrongKind), wanted],
    ['no id at all', ask('%20'), wanted],
  ];
}

const placeIn = (folder: string): string => Buffer.from(JSON.stringify(['search', folder, 'a'])).toString('base64url');

const bytes = (filename: string, text = 'abc') => ({ filename, bytes: Buffer.from(text) });
const invalid = '400 bad_request';
const conflict = '409 conflict';

const password = 'a right password';
const wrongPassword = 'not the password';

/** Somebody new who can sign in, and a second factor that they have begun to set up. */
let beginner: { readonly client: Client; readonly secret: string };
let beginners = 0;
async function withSecondFactor(): Promise<Client> {
  beginners += 1;
  const client = await newUser(server, `beginner${beginners}`);
  await admin.patch(`/users/${client.userId}`, { password });
  const { secret } = await client.post<{ secret: string }>('/second_factor', undefined);
  beginner = { client, secret };
  return client;
}

/** Of a user whom nobody misses, and of one who is about to leave. */
let spareId: string;
let leaverId: string;
let adminId: string;
/** A group that mia is in, one that she is not in, and one that nobody misses. */
let groupId: string;
let otherGroupId: string;
let spareGroupId: string;
const takenSlug = 'taken-slug';

/** Texts that are no path. */
const wrongPaths = (ask: (path: string) => Ask): [string, Ask, string][] =>
  ['', 'a/../b', '.', 'a/\u0000b', 'a/\tb', `a/${'x'.repeat(256)}`, 'x/'.repeat(2501), ' '].map((path) => [
    `the path ${JSON.stringify(path.slice(0, 10))}`,
    ask(path),
    invalid,
  ]);
/** Texts that are no time of a content. */
const wrongTimes = (ask: (time: string) => Ask): [string, Ask, string][] =>
  [
    '',
    'now',
    '2025-01-15',
    '2025-01-15T10:30:00',
    '2025-02-30T10:30:00Z',
    '12025-01-15T10:30:00Z',
    '0000-01-01T00:00:00Z',
    '1736937000',
  ].map((time) => [`the time "${time}"`, ask(time), invalid]);

const operations: Readonly<Record<string, Operation>> = {
  uploadFile: {
    scopes: ['files:write'],
    status: 201,
    ask: (own) =>
      form(
        '/upload',
        ['file', bytes('new.txt')],
        ['folder_id', own.folder],
        ['encrypt', 'false'],
        ['folder_path', 'made/on the way'],
        ['mtime', '2025-01-15T10:30:00.123Z'],
        ['if_exists', 'fail'],
      ),
    wrong: (own, other) => [
      ['no file', form('/upload', ['encrypt', 'true']), invalid],
      ['a file without bytes or name', form('/upload', ['file', 'text']), invalid],
      ['an empty file name', form('/upload', ['file', bytes('')]), invalid],
      ['a name that is a path', form('/upload', ['file', bytes('a/b')]), invalid],
      ['two files', form('/upload', ['file', bytes('a')], ['file', bytes('b')]), invalid],
      ['bytes in another field', form('/upload', ['data', bytes('a')]), invalid],
      ['encrypt before the file', form('/upload', ['encrypt', 'maybe'], ['file', bytes('a')]), invalid],
      ['encrypt behind the file', form('/upload', ['file', bytes('a')], ['encrypt', 'maybe']), invalid],
      ...wrongPaths((path) => form('/upload', ['file', bytes('a')], ['folder_path', path])),
      ...wrongTimes((time) => form('/upload', ['file', bytes('a')], ['folder_path', 'not made'], ['mtime', time])),
      ['an unknown if_exists', form('/upload', ['file', bytes('a')], ['if_exists', 'maybe']), invalid],
      ['a name that is taken', form('/upload', ['file', bytes('TAKEN.txt')], ['folder_id', own.folder], ['if_exists', 'fail']), conflict],
      [
        'a path through a file',
        form('/upload', ['file', bytes('a')], ['folder_id', own.folder], ['folder_path', 'new/../taken.txt/x']),
        invalid,
      ],
      ['a path into a file', form('/upload', ['file', bytes('a')], ['folder_id', own.folder], ['folder_path', 'taken.txt/x']), conflict],
      ['a name that cannot be, in folders to be made', form('/upload', ['file', bytes('..')], ['folder_path', 'not/made']), invalid],
      ...strangers('folder', other, (id) => form('/upload', ['file', bytes('a')], ['folder_id', id])),
    ],
  },
  initUpload: {
    scopes: ['files:write'],
    status: 201,
    ask: (own) =>
      post('/chunks/init', {
        filename: 'new.bin',
        total_size: 10,
        total_chunks: 2,
        folder_id: own.folder,
        encrypt: false,
        folder_path: 'made/on the way',
        mtime: '2025-01-15T10:30:00.123Z',
        if_exists: 'rename',
      }),
    wrong: (own, other) => {
      const ask = { filename: 'new.bin', total_size: 10, total_chunks: 2 };
      return [
        ['no chunks', post('/chunks/init', { ...ask, total_chunks: 0 }), invalid],
        ['too many chunks', post('/chunks/init', { ...ask, total_chunks: 10_001 }), invalid],
        ['a negative size', post('/chunks/init', { ...ask, total_size: -1 }), invalid],
        ['half a byte', post('/chunks/init', { ...ask, total_size: 1.5 }), invalid],
        ['more than any plan', post('/chunks/init', { ...ask, total_size: 2 ** 50 }), '413 file_too_large'],
        ['a name that is a path', post('/chunks/init', { ...ask, filename: '../a' }), invalid],
        ...wrongPaths((path) => post('/chunks/init', { ...ask, folder_path: path })),
        ...wrongTimes((mtime) => post('/chunks/init', { ...ask, folder_path: 'not made', mtime })),
        [
          'a name that is taken',
          post('/chunks/init', { ...ask, filename: 'taken.txt', folder_id: own.folder, if_exists: 'fail' }),
          conflict,
        ],
        [
          'too much for folders to be made',
          post('/chunks/init', { ...ask, folder_path: 'not/made', total_size: 2 ** 50 }),
          '413 file_too_large',
        ],
        ...strangers('folder', other, (id) => post('/chunks/init', { ...ask, folder_id: id })),
      ];
    },
  },
  putChunk: {
    scopes: ['files:write'],
    status: 200,
    ask: (own) => form('/chunks', ['upload_id', own.upload], ['chunk_index', '0'], ['data', bytes('x', 'hello')]),
    wrong: (own, other) => {
      const ask = (id = own.upload, index = '0', text = 'hello') =>
        form('/chunks', ['upload_id', id], ['chunk_index', index], ['data', bytes('x', text)]);
      return [
        ['no upload', form('/chunks', ['chunk_index', '0'], ['data', bytes('x', 'hello')]), invalid],
        ['no index', form('/chunks', ['upload_id', own.upload], ['data', bytes('x', 'hello')]), invalid],
        ['no data', form('/chunks', ['upload_id', own.upload], ['chunk_index', '0']), invalid],
        ['an index behind the last', ask(own.upload, '2'), invalid],
        ['a negative index', ask(own.upload, '-1'), invalid],
        ['no number', ask(own.upload, 'first'), invalid],
        ['too few bytes', ask(own.upload, '0', 'hell'), invalid],
        ['too many bytes', ask(own.upload, '0', 'hello!'), invalid],
        ...strangers('upload', other, (id) => ask(id)),
      ];
    },
  },
  completeUpload: {
    scopes: ['files:write'],
    status: 201,
    ask: (own) => post('/chunks/complete', { upload_id: own.upload }),
    wrong: (_own, other) => strangers('upload', other, (id) => post('/chunks/complete', { upload_id: id })),
  },
  getUpload: {
    scopes: ['files:write'],
    status: 200,
    ask: (own) => get(`/chunks/${own.upload}`),
    wrong: (_own, other) => strangers('upload', other, (id) => get(`/chunks/${id}`)),
  },
  abortUpload: {
    scopes: ['files:write'],
    status: 200,
    ask: (own) => remove(`/chunks/${own.upload}`),
    wrong: (_own, other) => strangers('upload', other, (id) => remove(`/chunks/${id}`)),
  },
  getFile: {
    scopes: ['files:read'],
    status: 200,
    ask: (own) => get(`/files/${own.file}`),
    wrong: (_own, other) => [
      ...strangers('file', other, (id) => get(`/files/${id}`)),
      ...strangers('file', other, (id) => get(`/files/${id}?download=true`)),
    ],
  },
  listFiles: {
    scopes: ['files:read'],
    status: 200,
    ask: (own) => get(`/files?folder_id=${own.folder}&page=1&per_page=100&sort=name&order=desc`),
    wrong: (_own, other) => [
      ['page 0', get('/files?page=0'), invalid],
      ['too many on a page', get('/files?per_page=101'), invalid],
      ['two pages', get('/files?page=1&page=2'), invalid],
      ...strangers('folder', other, (id) => get(`/files?folder_id=${id}`)),
    ],
  },
  deleteFile: {
    scopes: ['files:write'],
    status: 200,
    ask: (own) => remove(`/files/${own.file}?trash=true`),
    wrong: (_own, other) => [
      ...strangers('file', other, (id) => remove(`/files/${id}`)),
      ...strangers('file', other, (id) => remove(`/files/${id}?trash=true`)),
    ],
  },
  updateFile: {
    scopes: ['files:write'],
    status: 200,
    ask: (own) => patch(`/files/${own.file}`, { name: 'renamed.txt', folder_id: null, mtime: null, if_exists: 'rename' }),
    wrong: (own, other) => [
      ['nothing to change', patch(`/files/${own.file}`, {}), invalid],
      ['a name that is a path', patch(`/files/${own.file}`, { name: 'a/b' }), invalid],
      ['a name that is taken', patch(`/files/${own.file}`, { name: 'TAKEN.TXT' }), conflict],
      ['if_exists alone', patch(`/files/${own.file}`, { if_exists: 'overwrite' }), invalid],
      ...wrongPaths((path) => patch(`/files/${own.file}`, { folder_path: path })),
      ...wrongTimes((mtime) => patch(`/files/${own.file}`, { name: 'x', mtime })),
      ['a path to nothing', patch(`/files/${own.file}`, { folder_path: '/not/there' }), '404 not_found'],
      ['a path to a file', patch(`/files/${own.file}`, { folder_id: own.folder, folder_path: 'taken.txt' }), conflict],
      ...strangers('file', other, (id) => patch(`/files/${id}`, { name: 'x' })),
      ...strangers('folder', other, (id) => patch(`/files/${own.file}`, { folder_id: id })),
    ],
  },
  copyFile: {
    scopes: ['files:read', 'files:write'],
    status: 201,
    ask: (own) => post(`/files/${own.file}/copy`, { folder_id: own.folder, if_exists: 'rename' }),
    wrong: (own, other) => [
      ['without a body onto itself', post(`/files/${own.file}/copy`), invalid],
      ['a name that is taken', post(`/files/${own.file}/copy`, { name: 'taken.txt' }), conflict],
      ['itself in the way of itself', post(`/files/${own.file}/copy`, { if_exists: 'overwrite' }), invalid],
      ...wrongPaths((path) => post(`/files/${own.file}/copy`, { folder_path: path })),
      ['a path to nothing', post(`/files/${own.file}/copy`, { folder_path: '/not/there' }), '404 not_found'],
      ...strangers('file', other, (id) => post(`/files/${id}/copy`, { name: 'x' })),
      ...strangers('folder', other, (id) => post(`/files/${own.file}/copy`, { folder_id: id })),
    ],
  },
  createFolder: {
    scopes: ['files:write'],
    status: 201,
    ask: (own) => post('/folders', { name: 'new', parent_id: own.folder }),
    wrong: (own, other) => [
      ['a name that is taken', post('/folders', { name: 'Taken.txt', parent_id: own.folder }), conflict],
      ['a name that is a path', post('/folders', { name: '..' }), invalid],
      ['neither name nor path', post('/folders', { parent_id: own.folder }), invalid],
      ['name and path', post('/folders', { name: 'x', path: '/y' }), invalid],
      ['parents of a name', post('/folders', { name: 'x', parents: true }), invalid],
      ...wrongPaths((path) => post('/folders', { path, parents: true })),
      ['a path whose parents are missing', post('/folders', { path: '/not/there' }), '404 not_found'],
      ['a path that is there', post('/folders', { path: 'Taken.txt', parent_id: own.folder, parents: true }), conflict],
      ['the top', post('/folders', { path: '/' }), conflict],
      ['a path as deep as no folder', post('/folders', { path: 'd/'.repeat(101), parents: true }), conflict],
      ...strangers('folder', other, (id) => post('/folders', { name: 'x', parent_id: id })),
    ],
  },
  listFolders: {
    scopes: ['files:read'],
    status: 200,
    ask: (own) => get(`/folders?parent_id=${own.folder}&page=2&per_page=1`),
    wrong: (_own, other) => strangers('folder', other, (id) => get(`/folders?parent_id=${id}`)),
  },
  getFolder: {
    scopes: ['files:read'],
    status: 200,
    ask: (own) => get(`/folders/${own.folder}?totals=true`),
    wrong: (_own, other) => strangers('folder', other, (id) => get(`/folders/${id}`)),
  },
  updateFolder: {
    scopes: ['files:write'],
    status: 200,
    ask: (own) => patch(`/folders/${own.folder}`, { name: 'renamed', parent_path: '/', if_exists: 'rename' }),
    wrong: (own, other) => [
      ['nothing to change', patch(`/folders/${own.folder}`, {}), invalid],
      ['into itself', patch(`/folders/${own.folder}`, { parent_id: own.folder }), conflict],
      ...wrongPaths((path) => patch(`/folders/${own.folder}`, { parent_path: path })),
      ['a path to nothing', patch(`/folders/${own.folder}`, { parent_path: '/not/there' }), '404 not_found'],
      ...strangers('folder', other, (id) => patch(`/folders/${id}`, { name: 'x' })),
      ...strangers('folder', other, (id) => patch(`/folders/${own.folder}`, { parent_id: id })),
    ],
  },
  copyFolder: {
    scopes: ['files:read', 'files:write'],
    status: 201,
    ask: (own) => post(`/folders/${own.folder}/copy`, { parent_id: null, parent_path: '/', if_exists: 'rename' }),
    wrong: (own, other) => [
      ['without a body onto itself', post(`/folders/${own.folder}/copy`), conflict],
      ['into itself', post(`/folders/${own.folder}/copy`, { name: 'x', parent_id: own.folder }), conflict],
      ...wrongPaths((path) => post(`/folders/${own.folder}/copy`, { parent_path: path })),
      ...strangers('folder', other, (id) => post(`/folders/${id}/copy`, { name: 'x' })),
      ...strangers('folder', other, (id) => post(`/folders/${own.folder}/copy`, { parent_id: id })),
    ],
  },
  deleteFolder: {
    scopes: ['files:write'],
    status: 200,
    ask: (own) => remove(`/folders/${own.folder}?recursive=true&trash=false`),
    wrong: (own, other) => [
      ['not empty', remove(`/folders/${own.folder}`), conflict],
      ...strangers('folder', other, (id) => remove(`/folders/${id}?recursive=true`)),
      ...strangers('folder', other, (id) => remove(`/folders/${id}?trash=true`)),
    ],
  },
  lookup: {
    scopes: ['files:read'],
    status: 200,
    ask: () => get(`/lookup?path=/OF%20MIA%20${furnished}/FILE.txt`),
    wrong: () => [
      ['no path', get('/lookup'), invalid],
      ...wrongPaths((path) => get(`/lookup?path=${encodeURIComponent(path)}`)),
      ['nothing there', get('/lookup?path=/not'), '404 not_found'],
      ['nothing above', get('/lookup?path=/not/there'), '404 not_found'],
      ['below a file', get(`/lookup?path=/of%20mia%20${furnished}/file.txt/x`), '404 not_found'],
      ["somebody else's", get('/lookup?path=/of%20otto/file.txt'), '404 not_found'],
    ],
  },
  listEntries: {
    scopes: ['files:read'],
    status: 200,
    ask: (own) => get(`/entries?folder_id=${own.folder}&recursive=false&type=file&sort=size&order=desc&limit=1000`),
    wrong: (own, other) => [
      ...wrongPaths((path) => get(`/entries?path=${encodeURIComponent(path)}`)),
      ['nothing there', get('/entries?path=/not'), '404 not_found'],
      ['a file', get(`/entries?folder_id=${own.folder}&path=taken.txt`), invalid],
      ['no entries on a page', get('/entries?limit=0'), invalid],
      ['too many on a page', get('/entries?limit=1001'), invalid],
      ['a sorting of a whole tree', get('/entries?recursive=true&sort=name'), invalid],
      ['an order of a whole tree', get('/entries?recursive=true&order=asc'), invalid],
      ...strangers('folder', other, (id) => get(`/entries?folder_id=${id}`)),
      ...strangers('folder', other, (id) => get(`/entries?recursive=true&folder_id=${id}`)),
    ],
  },
  computeChecksums: {
    scopes: ['files:read'],
    status: 200,
    ask: (own) => post('/checksums', { ids: [own.file], wait: 5 }),
    wrong: (own) => [
      ['nothing asked', post('/checksums', { ids: [] }), invalid],
      ['too much asked', post('/checksums', { ids: Array.from({ length: 101 }, () => own.file) }), invalid],
      ['no time', post('/checksums', { ids: [own.file], wait: -1 }), invalid],
      ['too much time', post('/checksums', { ids: [own.file], wait: 61 }), invalid],
    ],
  },
  createShare: {
    scopes: ['shares'],
    status: 201,
    ask: (own) =>
      post('/share', {
        file_id: own.file,
        password: 's3cret',
        expires_in: 168,
        allow_download: false,
        max_uses: 3,
        kind: 'download',
        allow_preview: true,
        slug: `slug-${furnished}`,
        title: 'Title',
        message: 'Message',
        starts_at: null,
      }),
    wrong: (own, other) => [
      ['nothing to lead to', post('/share', {}), invalid],
      ['a file and a folder', post('/share', { file_id: own.file, folder_id: own.folder }), invalid],
      ['nothing of several', post('/share', { ids: [] }), invalid],
      ['an unknown one of several', post('/share', { ids: [own.file, `file_${unused}`] }), '404 not_found'],
      ["somebody else's of several", post('/share', { ids: [own.file, other.file] }), '404 not_found'],
      ['uploads into a file', post('/share', { file_id: own.file, kind: 'upload' }), invalid],
      ['uploads into several', post('/share', { ids: [own.folder], kind: 'upload' }), invalid],
      ['a slug that is taken', post('/share', { file_id: own.file, slug: takenSlug.toUpperCase() }), conflict],
      ['a slug that is a path', post('/share', { file_id: own.file, slug: '../x' }), invalid],
      ['both kinds of expiry', post('/share', { file_id: own.file, expires_in: 1, expires_at: '2099-01-01T00:00:00Z' }), invalid],
      ...strangers('folder', other, (id) => post('/share', { folder_id: id })),
      ['no hours', post('/share', { file_id: own.file, expires_in: 0 }), invalid],
      ['an empty password', post('/share', { file_id: own.file, password: '' }), invalid],
      ['no uses', post('/share', { file_id: own.file, max_uses: 0 }), invalid],
      ['a folder', post('/share', { file_id: own.folder }), '404 not_found'],
      ...strangers('file', other, (id) => post('/share', { file_id: id })),
    ],
  },
  listShares: {
    scopes: ['shares'],
    status: 200,
    ask: (own) => get(`/shares?file_id=${own.file}&status=active`),
    wrong: (own, other) => [
      ['a file and a folder', get(`/shares?file_id=${own.file}&folder_id=${own.folder}`), invalid],
      ...strangers('file', other, (id) => get(`/shares?file_id=${id}`)),
      ...strangers('folder', other, (id) => get(`/shares?folder_id=${id}`)),
    ],
  },
  getShare: {
    scopes: ['shares'],
    status: 200,
    ask: (own) => get(`/shares/${own.share}`),
    wrong: (_own, other) => strangers('share', other, (id) => get(`/shares/${id}`)),
  },
  updateShare: {
    scopes: ['shares'],
    status: 200,
    ask: (own) =>
      patch(`/shares/${own.share}`, {
        password: null,
        expires_in: null,
        allow_download: false,
        max_uses: null,
        folder_id: own.folder,
        slug: null,
        title: 'Title',
        message: null,
        starts_at: null,
      }),
    wrong: (own, other) => [
      ['a slug that is taken', patch(`/shares/${own.share}`, { slug: takenSlug }), conflict],
      ['uploads into a file', patch(`/shares/${own.share}`, { kind: 'upload' }), invalid],
      ["somebody else's file", patch(`/shares/${own.share}`, { file_id: other.file }), '404 not_found'],
      ["somebody else's folder", patch(`/shares/${own.share}`, { folder_id: other.folder }), '404 not_found'],
      ["somebody else's of several", patch(`/shares/${own.share}`, { ids: [other.file] }), '404 not_found'],
      ...strangers('share', other, (id) => patch(`/shares/${id}`, { allow_download: false })),
    ],
  },
  revokeShare: {
    scopes: ['shares'],
    status: 200,
    ask: (own) => remove(`/shares/${own.share}`),
    wrong: (_own, other) => strangers('share', other, (id) => remove(`/shares/${id}`)),
  },
  listChanges: {
    scopes: ['files:read'],
    status: 200,
    ask: (own) => get(`/sync?since=2025-01-15T10:00:00Z&folder_id=${own.folder}&limit=10&fold=true&include=folders`),
    wrong: (_own, other) => [
      ['neither since nor cursor', get('/sync'), invalid],
      ['a cursor from the future', get('/sync?cursor=cur_zzzzzzz'), invalid],
      ['no changes on a page', get('/sync?since=2025-01-15&limit=0'), invalid],
      ...strangers('folder', other, (id) => get(`/sync?since=2025-01-15&folder_id=${id}`)),
    ],
  },
  streamChanges: {
    scopes: ['files:read'],
    status: 200,
    ask: (own) => get(`/sync/stream?since=2025-01-15T10:00:00Z&folder_id=${own.folder}`),
    wrong: (_own, other) => strangers('folder', other, (id) => get(`/sync/stream?folder_id=${id}`)),
  },
  whoami: { scopes: [], status: 200, ask: () => get('/whoami') },
  usage: { scopes: [], status: 200, ask: () => get('/usage') },
  listKeys: {
    scopes: ['keys'],
    status: 200,
    ask: () => get('/keys'),
    wrong: (_own, other) => strangers('userId', other, (id) => get(`/keys?user_id=${id}`), '403 forbidden'),
  },
  createKey: {
    scopes: ['keys'],
    status: 201,
    ask: (own) => post('/keys', { name: 'new', scopes: ['keys'], folder_id: own.folder, expires_in: 1 }),
    wrong: (_own, other) => [
      ['an unknown scope', post('/keys', { name: 'x', scopes: ['everything'] }), invalid],
      ['no scope', post('/keys', { name: 'x', scopes: [] }), invalid],
      ['the past', post('/keys', { name: 'x', expires_at: '2020-01-01T00:00:00Z' }), invalid],
      ['both kinds of expiry', post('/keys', { name: 'x', expires_in: 1, expires_at: '2099-01-01T00:00:00Z' }), invalid],
      ...strangers('folder', other, (id) => post('/keys', { name: 'x', folder_id: id })),
      ...strangers('userId', other, (id) => post('/keys', { name: 'x', user_id: id }), '403 forbidden'),
    ],
  },
  getKey: {
    scopes: ['keys'],
    status: 200,
    ask: (own) => get(`/keys/${own.key}`),
    wrong: (_own, other) => strangers('key', other, (id) => get(`/keys/${id}`)),
  },
  updateKey: {
    scopes: ['keys'],
    status: 200,
    ask: (own) => patch(`/keys/${own.key}`, { name: 'another name' }),
    wrong: (own, other) => [
      ['an empty name', patch(`/keys/${own.key}`, { name: ' ' }), invalid],
      ...strangers('key', other, (id) => patch(`/keys/${id}`, { name: 'x' })),
    ],
  },
  rotateKey: {
    scopes: ['keys'],
    status: 200,
    ask: (own) => post(`/keys/${own.key}/rotate`),
    wrong: (_own, other) => strangers('key', other, (id) => post(`/keys/${id}/rotate`)),
  },
  revokeKey: {
    scopes: ['keys'],
    status: 200,
    ask: (own) => remove(`/keys/${own.key}`),
    wrong: (_own, other) => strangers('key', other, (id) => remove(`/keys/${id}`)),
  },
  listUsers: { scopes: ['users'], status: 200, admin: true, ask: () => get('/users?query=mia') },
  createUser: {
    scopes: ['users'],
    status: 201,
    admin: true,
    ask: (own) =>
      post('/users', {
        username: 'newcomer',
        password: 'long enough',
        plan: 'pro',
        root_folder_id: own.folder,
        is_admin: false,
        email: 'new@example.com',
        name: 'New Comer',
        own_storage_quota: 1000,
        must_change_password: true,
      }),
    wrong: () => [
      ['a name that is taken', post('/users', { username: 'MIA' }), conflict],
      ['a name with a slash', post('/users', { username: 'a/b' }), invalid],
      ['a short password', post('/users', { username: 'x', password: 'short' }), invalid],
      ['no mail address', post('/users', { username: 'x', email: 'nobody' }), invalid],
      ['an unknown plan', post('/users', { username: 'x', plan: 'gold' }), invalid],
      ['an unknown plan of every object', post('/users', { username: 'x', plan: 'constructor' }), invalid],
      ['an unknown folder', post('/users', { username: 'x', root_folder_id: `folder_${unused}` }), '404 not_found'],
    ],
  },
  getUser: {
    scopes: [],
    status: 200,
    ask: (own) => get(`/users/${own.userId}`),
    wrong: (_own, other) => strangers('userId', other, (id) => get(`/users/${id}`), '403 forbidden'),
  },
  updateUser: {
    scopes: ['users'],
    status: 200,
    admin: true,
    ask: (own) =>
      patch(`/users/${spareId}`, {
        plan: 'pro',
        root_folder_id: own.folder,
        disabled: false,
        email: null,
        name: 'Spare',
        password: 'long enough',
        is_admin: false,
        username: 'spare',
        own_storage_quota: null,
        must_change_password: false,
      }),
    wrong: () => [
      ['a user name that is taken', patch(`/users/${spareId}`, { username: 'Mia' }), conflict],
      ['a user name with a slash', patch(`/users/${spareId}`, { username: 'a/b' }), invalid],
      ['less than no storage', patch(`/users/${spareId}`, { own_storage_quota: -1 }), invalid],
      ['the last administrator to be disabled', patch(`/users/${adminId}`, { disabled: true }), conflict],
      ['the last administrator to be none', patch(`/users/${adminId}`, { is_admin: false }), conflict],
      ['a short password', patch(`/users/${spareId}`, { password: 'short' }), invalid],
      ['no mail address', patch(`/users/${spareId}`, { email: '@' }), invalid],
      ['an unknown plan', patch(`/users/${spareId}`, { plan: 'gold' }), invalid],
      ['an unknown user', patch(`/users/user_${unused}`, { plan: 'pro' }), '404 not_found'],
      ['an unknown folder', patch(`/users/${spareId}`, { root_folder_id: `folder_${unused}` }), '404 not_found'],
    ],
  },
  listVersions: {
    scopes: ['files:read'],
    status: 200,
    ask: (own) => get(`/files/${own.file}/versions?after=version_${unused}&limit=10`),
    wrong: (_own, other) => [
      ['no versions on a page', get(`/files/${other.file}/versions?limit=0`), invalid],
      ...strangers('file', other, (id) => get(`/files/${id}/versions`)),
    ],
  },
  downloadVersion: {
    scopes: ['files:read'],
    status: 200,
    ask: (own) => get(`/files/${own.file}/versions/${own.version}`),
    wrong: (own, other) => [
      ...strangers('file', other, (id) => get(`/files/${id}/versions/${own.version}`)),
      ...strangers('version', other, (id) => get(`/files/${own.file}/versions/${id}`)),
    ],
  },
  restoreVersion: {
    scopes: ['files:read', 'files:write'],
    status: 200,
    ask: (own) => post(`/files/${own.file}/versions/${own.version}/restore`),
    wrong: (own, other) => [
      ...strangers('file', other, (id) => post(`/files/${id}/versions/${own.version}/restore`)),
      ...strangers('version', other, (id) => post(`/files/${own.file}/versions/${id}/restore`)),
    ],
  },
  deleteVersion: {
    scopes: ['files:read', 'files:write'],
    status: 200,
    ask: (own) => remove(`/files/${own.file}/versions/${own.version}`),
    wrong: (own, other) => [
      ...strangers('file', other, (id) => remove(`/files/${id}/versions/${own.version}`)),
      ...strangers('version', other, (id) => remove(`/files/${own.file}/versions/${id}`)),
    ],
  },
  listTrash: {
    scopes: ['files:read'],
    status: 200,
    ask: (own) => get(`/trash?query=lost&after=${own.trash}&limit=10`),
    wrong: () => [
      ['no items on a page', get('/trash?limit=0'), invalid],
      ['nothing to look for', get('/trash?query='), invalid],
    ],
  },
  restoreFromTrash: {
    scopes: ['files:write'],
    status: 200,
    ask: (own) => post(`/trash/${own.trash}/restore`, { folder_id: own.folder }),
    wrong: (own, other) => [
      ...strangers('trash', other, (id) => post(`/trash/${id}/restore`)),
      ...strangers('folder', other, (id) => post(`/trash/${own.trash}/restore`, { folder_id: id })),
    ],
  },
  deleteFromTrash: {
    scopes: ['files:write'],
    status: 200,
    ask: (own) => remove(`/trash/${own.trash}`),
    wrong: (_own, other) => strangers('trash', other, (id) => remove(`/trash/${id}`)),
  },
  emptyTrash: { scopes: ['files:write'], status: 200, ask: () => remove('/trash') },
  getSettings: { scopes: ['users'], status: 200, admin: true, ask: () => get('/settings') },
  updateSettings: {
    scopes: ['users'],
    status: 200,
    admin: true,
    ask: () => patch('/settings', { trash_days: 30, versions_kept: null, version_days: 30 }),
    wrong: () => [
      ['nothing to change', patch('/settings', {}), invalid],
      ['versions for no day', patch('/settings', { version_days: 0 }), invalid],
      ['more than there will be', patch('/settings', { versions_kept: 1001 }), invalid],
    ],
  },
  deleteUser: {
    scopes: ['users'],
    status: 200,
    admin: true,
    ask: () => remove(`/users/${leaverId}?transfer_files_to=${spareId}`),
    wrong: () => [
      ['an unknown user', remove(`/users/user_${unused}`), '404 not_found'],
      ['an unknown heir', remove(`/users/${leaverId}?transfer_files_to=user_${unused}`), invalid],
      ['the user as heir', remove(`/users/${leaverId}?transfer_files_to=${leaverId}`), invalid],
      ['the last administrator', remove(`/users/${adminId}`), conflict],
    ],
  },
  getContent: {
    scopes: ['files:read'],
    status: 200,
    ask: (own) => get(`/files/${own.file}/content`),
    wrong: (_own, other) => strangers('file', other, (id) => get(`/files/${id}/content`)),
  },
  search: {
    scopes: ['files:read'],
    status: 200,
    ask: (own) => get(`/search?query=FILE*txt&folder_id=${own.folder}&kind=file&limit=1`),
    wrong: (own, other) => [
      ['nothing to look for', get('/search?query='), invalid],
      ['a name longer than any', get(`/search?query=${'x'.repeat(256)}`), invalid],
      ['a place elsewhere', get(`/search?query=x&after=${placeIn(other.folder)}&folder_id=${own.folder}`), invalid],
      ['a place that is none', get(`/search?query=x&after=${Buffer.from('["search",1,2]').toString('base64url')}`), invalid],
      ...strangers('folder', other, (id) => get(`/search?query=x&folder_id=${id}`)),
    ],
  },
  createSession: {
    scopes: [],
    status: 201,
    public: true,
    ask: () => post('/sessions', { username: 'mia', password }),
    wrong: () => [
      ['a wrong password', post('/sessions', { username: 'mia', password: wrongPassword }), '401 invalid_credentials'],
      ['a user who never was', post('/sessions', { username: 'nobody', password }), '401 invalid_credentials'],
      ['a user without a password', post('/sessions', { username: 'spare', password }), '401 invalid_credentials'],
      ['no password', post('/sessions', { username: 'mia', password: '' }), invalid],
    ],
  },
  listSessions: {
    scopes: ['keys'],
    status: 200,
    ask: () => get('/sessions?limit=1&after=99'),
    wrong: () => [
      ['none on a page', get('/sessions?limit=0'), invalid],
      ['an empty cursor', get('/sessions?after='), invalid],
    ],
  },
  deleteSession: {
    scopes: ['keys'],
    status: 200,
    ask: (own) => remove(`/sessions/${own.session}`),
    wrong: (own, other) => [
      ...strangers('session', other, (id) => remove(`/sessions/${id}`)),
      ['a number alone', remove(`/sessions/${own.session.replace('session_', '')}`), '404 not_found'],
      ['the session of a key', remove('/sessions/current'), '404 not_found'],
    ],
  },
  beginSecondFactor: {
    scopes: ['files:read', 'files:write', 'shares', 'keys', 'users'],
    status: 201,
    ask: () => post('/second_factor'),
  },
  confirmSecondFactor: {
    scopes: ['files:read', 'keys', 'users'],
    status: 200,
    asker: withSecondFactor,
    ask: () => post('/second_factor/confirm', { code: generateSync({ secret: beginner.secret }) }),
    wrong: () => [['a wrong code', post('/second_factor/confirm', { code: '000000' }), invalid]],
  },
  deleteSecondFactor: {
    scopes: ['files:read', 'keys', 'users'],
    status: 200,
    asker: withSecondFactor,
    ask: () => ({ ...remove('/second_factor'), body: { password } }),
    wrong: () => [['a wrong password', { ...remove('/second_factor'), body: { password: wrongPassword } }, invalid]],
  },
  changePassword: {
    scopes: ['files:read', 'keys', 'users'],
    status: 200,
    asker: withSecondFactor,
    ask: () => post('/password', { current_password: password, new_password: 'another password' }),
    wrong: () => [
      ['a wrong password', post('/password', { current_password: wrongPassword, new_password: 'another password' }), invalid],
      ['a short one', post('/password', { current_password: password, new_password: 'short' }), invalid],
      ['the same one', post('/password', { current_password: password, new_password: password }), invalid],
    ],
  },
  listPlans: { scopes: ['users'], status: 200, admin: true, ask: () => get('/plans') },
  unlockUser: {
    scopes: ['users'],
    status: 200,
    admin: true,
    ask: () => post(`/users/${spareId}/unlock`),
    wrong: () => [['an unknown user', post(`/users/user_${unused}/unlock`), '404 not_found']],
  },
  resetSecondFactor: {
    scopes: ['users'],
    status: 200,
    admin: true,
    ask: () => remove(`/users/${spareId}/second_factor`),
    wrong: () => [['an unknown user', remove(`/users/user_${unused}/second_factor`), '404 not_found']],
  },
  listGroups: {
    scopes: ['users'],
    status: 200,
    ask: (own) => get(`/groups?query=s&user_id=${own.userId}&limit=100`),
    wrong: (_own, other) => [
      ["somebody else's", get(`/groups?user_id=${other.userId}`), '403 forbidden'],
      ['no groups on a page', get('/groups?limit=0'), invalid],
    ],
  },
  createGroup: {
    scopes: ['users'],
    status: 201,
    admin: true,
    ask: () => post('/groups', { name: `new ${furnished}`, notes: 'n' }),
    wrong: () => [
      ['a name that is taken', post('/groups', { name: 'STAFF' }), conflict],
      ['an empty name', post('/groups', { name: ' ' }), invalid],
    ],
  },
  getGroup: {
    scopes: ['users'],
    status: 200,
    ask: () => get(`/groups/${groupId}`),
    wrong: () => [
      ['one without her', get(`/groups/${otherGroupId}`), '403 forbidden'],
      ['one that never was', get('/groups/group_999'), '403 forbidden'],
      ['no id', get('/groups/1'), '404 not_found'],
    ],
  },
  updateGroup: {
    scopes: ['users'],
    status: 200,
    admin: true,
    ask: () => patch(`/groups/${groupId}`, { name: 'staff', notes: null }),
    wrong: () => [
      ['nothing to change', patch(`/groups/${groupId}`, {}), invalid],
      ['a name that is taken', patch(`/groups/${groupId}`, { name: 'Others' }), conflict],
      ['one that never was', patch('/groups/group_999', { name: 'x' }), '404 not_found'],
      ['a number of another spelling', patch(`/groups/${groupId.replace('_', '_0')}`, { name: 'x' }), '404 not_found'],
    ],
  },
  deleteGroup: {
    scopes: ['users'],
    status: 200,
    admin: true,
    ask: () => remove(`/groups/${spareGroupId}`),
    wrong: () => [['one that never was', remove('/groups/group_999'), '404 not_found']],
  },
  putGroupMember: {
    scopes: ['users'],
    status: 200,
    admin: true,
    ask: () => ({ method: 'PUT', path: `/groups/${groupId}/members/${spareId}`, body: { is_admin: true } }),
    wrong: () => [
      ['a group that never was', { method: 'PUT', path: `/groups/group_999/members/${spareId}`, body: {} }, '404 not_found'],
      ['a user that never was', { method: 'PUT', path: `/groups/${groupId}/members/user_${unused}`, body: {} }, '404 not_found'],
    ],
  },
  removeGroupMember: {
    scopes: ['users'],
    status: 200,
    admin: true,
    ask: () => remove(`/groups/${groupId}/members/${leaverId}`),
    wrong: () => [
      ['somebody who is not in it', remove(`/groups/${groupId}/members/${adminId}`), '404 not_found'],
      ['a user that never was', remove(`/groups/${groupId}/members/user_${unused}`), '404 not_found'],
    ],
  },
  listPermissions: {
    scopes: ['users'],
    status: 200,
    ask: (own) => get(`/permissions?folder_id=${own.folder}&inherited=true&include_groups=true&limit=100`),
    wrong: (_own, other) => [
      ['all', get('/permissions'), '403 forbidden'],
      ["somebody else's", get(`/permissions?user_id=${other.userId}`), '403 forbidden'],
      ["a group's", get(`/permissions?group_id=${otherGroupId}`), '403 forbidden'],
      ...strangers('folder', other, (id) => get(`/permissions?folder_id=${id}`)),
    ],
  },
  createPermission: {
    scopes: ['users'],
    status: 201,
    ask: (own) => post('/permissions', { folder_id: own.folder, user_id: spareId, permission: 'readonly', recursive: false }),
    wrong: (own, other) => {
      const ask = { folder_id: own.folder, user_id: spareId, permission: 'list' };
      return [
        ['nobody', post('/permissions', { folder_id: own.folder, permission: 'list' }), invalid],
        ['a user and a group', post('/permissions', { ...ask, group_id: groupId }), invalid],
        ['a user that never was', post('/permissions', { ...ask, user_id: `user_${unused}` }), invalid],
        ['a group that never was', post('/permissions', { folder_id: own.folder, permission: 'list', group_id: 'group_999' }), invalid],
        ['an unknown permission', post('/permissions', { ...ask, permission: 'everything' }), invalid],
        ...strangers('folder', other, (id) => post('/permissions', { ...ask, folder_id: id })),
      ];
    },
  },
  deletePermission: {
    scopes: ['users'],
    status: 200,
    ask: (own) => remove(`/permissions/${own.permission}`),
    wrong: (_own, other) => [
      ["somebody else's", remove(`/permissions/${other.permission}`), '404 not_found'],
      ['one that never was', remove('/permissions/permission_999'), '404 not_found'],
      ['no id', remove('/permissions/1'), '404 not_found'],
    ],
  },
};

let server: Server;
let admin: Client;
let mia: Awaited<ReturnType<typeof newUser>>;
let otto: Awaited<ReturnType<typeof newUser>>;
/** Mia's keys with every scope but one, and the administrator's. */
const lacking = new Map<string, Client>();
let own: Belongings;
let other: Belongings;
let snapshot: () => Promise<unknown>;

async function furnish(client: Client, userId: string, name: string): Promise<Belongings> {
  const folder = await client.post<{ id: string }>('/folders', { name });
  const file = await client.upload('file.txt', Buffer.from('content'), { folder_id: folder.id });
  await client.upload('taken.txt', Buffer.from('taken'), { folder_id: folder.id });
  const share = await client.post<{ id: string }>('/share', { file_id: file.id });
  const upload = await client.post<{ upload_id: string }>('/chunks/init', {
    filename: 'up.bin',
    total_size: 10,
    total_chunks: 2,
    folder_id: folder.id,
  });
  for (const index of [0, 1]) await client.putChunk(upload.upload_id, index, Buffer.from('12345'));
  const key = await client.post<{ id: string }>('/keys', { name: 'a key' });
  const { username } = (await client.get<{ user: { username: string } }>('/whoami')).user;
  const session = json<{ id: string }>(await client.callJson('POST', '/sessions', { username, password }));
  const permission = await client.post<{ id: string }>('/permissions', { folder_id: folder.id, user_id: adminId, permission: 'list' });
  const [{ id: version }] = (await client.get<{ versions: [{ id: string }] }>(`/files/${file.id}/versions`)).versions;
  await client.upload('file.txt', Buffer.from('content'), { folder_id: folder.id });
  const lost = await client.upload('lost.txt', Buffer.from('lost'), { folder_id: folder.id });
  const { trash_id: trash } = json<{ trash_id: string }>(await client.call('DELETE', `/files/${lost.id}?trash=true`));
  return {
    userId,
    file: file.id,
    folder: folder.id,
    share: share.id,
    upload: upload.upload_id,
    key: key.id,
    session: session.id,
    permission: permission.id,
    version,
    trash,
  };
}

beforeAll(async () => {
  server = await startServer({ env: withoutRequestLimit });
  admin = clientOf(server);
  mia = await newUser(server, 'mia');
  otto = await newUser(server, 'otto');
  for (const { userId } of [mia, otto]) await admin.patch(`/users/${userId}`, { password });
  spareId = (await newUser(server, 'spare')).userId;
  for (const scope of scopes) {
    for (const [name, client] of [
      ['mia', mia],
      ['admin', admin],
    ] as const) {
      const { key } = await client.post<{ key: string }>('/keys', { name: `not ${scope}`, scopes: scopes.filter((one) => one !== scope) });
      lacking.set(`${name} ${scope}`, clientOf(server, key));
    }
  }
  adminId = (await admin.get<{ user: { id: string } }>('/whoami')).user.id;
  other = await furnish(otto, otto.userId, 'of otto');
  await otto.post('/share', { file_id: other.file, slug: takenSlug });
  const newGroup = async (name: string): Promise<string> => (await admin.post<{ id: string }>('/groups', { name })).id;
  [groupId, otherGroupId] = [await newGroup('staff'), await newGroup('others')];
  await admin.callJson('PUT', `/groups/${groupId}/members/${mia.userId}`, {});
  snapshot = createSnapshots(admin, () => ({
    userIds: [mia.userId, otto.userId, spareId, adminId],
    uploads: [
      [mia, own.upload],
      [otto, other.upload],
    ],
  }));
});
afterAll(() => server.end());

let furnished = 0;
beforeEach(async () => {
  furnished += 1;
  // A new one when the last one has left.
  if (leaverId === undefined || (await admin.call('GET', `/users/${leaverId}`)).status === 404) {
    leaverId = (await admin.post<{ id: string }>('/users', { username: `leaver${furnished}` })).id;
  }
  await admin.callJson('PUT', `/groups/${groupId}/members/${leaverId}`, {});
  spareGroupId = (await admin.post<{ id: string }>('/groups', { name: `spare ${furnished}` })).id;
  own = await furnish(mia, mia.userId, `of mia ${furnished}`);
});

function perform(client: Client, { method, path, body, form: parts }: Ask): Promise<Answer> {
  if (parts !== undefined) return client.callForm(path, parts);
  return body === undefined ? client.call(method, path) : client.callJson(method, path, body);
}

async function expectRefused(client: Client, cases: readonly (readonly [what: string, ask: Ask, outcome: string])[]): Promise<void> {
  const before = await snapshot();
  const outcomes = [];
  for (const [what, ask] of cases) outcomes.push(`${what}: ${outcome(await perform(client, ask))}`);
  expect(outcomes).toEqual(cases.map(([what, , wanted]) => `${what}: ${wanted}`));
  expect(await snapshot()).toEqual(before);
}

interface Described {
  readonly operationId: string;
  readonly parameters?: readonly {
    readonly in: string;
    readonly name: string;
    readonly schema: { readonly type?: unknown; readonly description?: string };
  }[];
  readonly requestBody?: {
    readonly content: Readonly<
      Record<
        string,
        { readonly schema: { readonly properties?: Readonly<Record<string, unknown>>; readonly required?: readonly string[] } }
      >
    >;
  };
}

async function describedOperations(): Promise<Map<string, Described>> {
  const { paths } = json<{ paths: Record<string, Record<string, Described>> }>(await send(`${server.url}/api/v2/openapi.json`));
  return new Map(Object.values(paths).flatMap((methods) => Object.values(methods).map((one) => [one.operationId, one] as const)));
}

test('the table has every operation of the OpenAPI document', async () => {
  expect(Object.keys(operations).sort()).toEqual([...(await describedOperations()).keys()].sort());
});

describe.each(Object.entries(operations))('%s', (name, operation) => {
  const actor = async (): Promise<Client> => (operation.admin === true ? admin : ((await operation.asker?.()) ?? mia));

  test('works', async () => {
    const client = await actor();
    const answer = await perform(client, operation.ask(own));
    expect([answer.status, String(answer.body)]).toEqual([operation.status, expect.any(String)]);
  });

  test('is refused without a key, with a wrong one, and without a scope it needs; nothing changes', async () => {
    await actor();
    const ask = operation.ask(own);
    if (operation.public === true) return;
    await expectRefused(clientOf(server, ''), [['no key', ask, '401 unauthorized']]);
    await expectRefused(clientOf(server, 'sk_live_000000000000000000000000000000000000'), [['unknown key', ask, '401 invalid_api_key']]);
    if (operation.admin === true) await expectRefused(mia, [['not an administrator', ask, '403 forbidden']]);
    for (const scope of operation.scopes) {
      const client = lacking.get(`${operation.admin === true ? 'admin' : 'mia'} ${scope}`);
      if (client === undefined) throw new Error(`no key without ${scope}`);
      await expectRefused(client, [[`without ${scope}`, ask, '403 forbidden']]);
    }
  });

  test('is refused with a wrong member, parameter or id; nothing changes', async () => {
    const client = await actor();
    const ask = operation.ask(own);
    const document = (await describedOperations()).get(name);
    const cases: (readonly [string, Ask, string])[] = [...(operation.wrong?.(own, other) ?? [])];
    const schema = document?.requestBody?.content['application/json']?.schema;
    for (const member of Object.keys(schema?.properties ?? {})) {
      cases.push([`${member}: {}`, { ...ask, body: { ...ask.body, [member]: {} } }, invalid]);
    }
    for (const member of schema?.required ?? []) {
      const { [member]: _left, ...rest } = ask.body ?? {};
      cases.push([`${member} left out`, { ...ask, body: rest }, invalid]);
    }
    for (const parameter of document?.parameters ?? []) {
      // Any text is a path, and there is nothing at most of them; and any text may be looked for.
      if (parameter.in !== 'query' || parameter.name.endsWith('_id') || ['path', 'query'].includes(parameter.name)) continue;
      const separator = ask.path.includes('?') ? '&' : '?';
      const path = ask.path.replace(new RegExp(`${parameter.name}=[^&]*&?`), '');
      cases.push([`${parameter.name}=nonsense`, { ...ask, path: `${path}${separator}${parameter.name}=nonsense` }, invalid]);
    }
    if (schema !== undefined) {
      cases.push(['a list for a body', { ...ask, body: [] as unknown as Record<string, unknown> }, invalid]);
    }
    await expectRefused(client, cases);
    for (const [what, wrong, wanted] of cases) {
      if (wanted !== invalid || !/^\w+( left out|: \{\})$/.test(what)) continue;
      const { details } = json<ErrorBody>(await perform(client, wrong)).error;
      expect([what, details?.map(({ field }) => field.split('.')[0])]).toEqual([what, expect.arrayContaining([/^\w+/.exec(what)?.[0]])]);
    }
  });
});

describe('a key that is limited to a folder', () => {
  test('sees and does nothing outside of it', async () => {
    const { key } = await mia.post<{ key: string }>('/keys', { name: 'limited', folder_id: own.folder });
    const limited = clientOf(server, key);
    const outside = await mia.upload(`outside ${furnished}.txt`, Buffer.from('outside'));
    const inside = await limited.get<{ files: StoredFile[] }>('/files');
    expect(inside.files.map((file) => file.name).sort()).toEqual(['file.txt', 'taken.txt']);
    await expectRefused(limited, [
      ['get', get(`/files/${outside.id}`), '404 not_found'],
      ['download', get(`/files/${outside.id}?download=true`), '404 not_found'],
      ['delete', remove(`/files/${outside.id}`), '404 not_found'],
      ['rename', patch(`/files/${outside.id}`, { name: 'x' }), '404 not_found'],
      ['move out', patch(`/files/${own.file}`, { folder_id: mia.rootId }), '404 not_found'],
      ['share', post('/share', { file_id: outside.id }), '404 not_found'],
      ['its own folder', remove(`/folders/${own.folder}?recursive=true`), '403 forbidden'],
      ['the parent', get(`/folders/${mia.rootId}`), '404 not_found'],
      ['a key for more', post('/keys', { name: 'more', folder_id: mia.rootId }), '404 not_found'],
    ]);
    const child = await limited.post<{ folder_id: string }>('/keys', { name: 'child' });
    expect(child.folder_id).toBe(own.folder);
  });

  test('a key that ended is refused at once: revoked, rotated, its user disabled', async () => {
    const fresh = async (): Promise<[id: string, client: Client]> => {
      const { id, key } = await otto.post<{ id: string; key: string }>('/keys', { name: 'short-lived' });
      await clientOf(server, key).get('/whoami');
      return [id, clientOf(server, key)];
    };
    const [revokedId, revoked] = await fresh();
    await otto.delete(`/keys/${revokedId}`);
    const [rotatedId, rotated] = await fresh();
    const { key } = await otto.post<{ key: string }>(`/keys/${rotatedId}/rotate`, undefined);
    expect(outcome(await clientOf(server, key).call('GET', '/whoami'))).toBe('200');
    const [, disabled] = await fresh();
    await admin.patch(`/users/${otto.userId}`, { disabled: true });
    for (const client of [revoked, rotated, disabled]) expect(outcome(await client.call('GET', '/whoami'))).toBe('401 invalid_api_key');
    await admin.patch(`/users/${otto.userId}`, { disabled: false });
    expect(outcome(await disabled.call('GET', '/whoami'))).toBe('200');
  });

  test('the spelling without underscores is the same key', async () => {
    const { key, key_alphanumeric: plain } = await mia.post<{ key: string; key_alphanumeric: string }>('/keys', { name: 'spelled' });
    expect(plain).toMatch(/^[0-9A-Za-z]+$/);
    expect(await clientOf(server, plain).get('/whoami')).toEqual(await clientOf(server, key).get('/whoami'));
  });
});
