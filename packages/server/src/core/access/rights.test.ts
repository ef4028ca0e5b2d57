import { DatabaseSync } from '@photostructure/sqlite';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Core } from '../core.ts';
import { newMember, openTestCore, put, storedKeys, withKey, type TestCore } from '../core.test-setup.ts';
import { AppError } from '../errors.ts';
import { newId } from '../ids.ts';
import { pathOf } from '../tree/paths.ts';
import { scopes, type Member, type Scope } from './principal.ts';

/** Whoever owns the things that the use cases are about, and those who try to get at them. */
interface Cast {
  /** Not an administrator; sees only their own root. */
  readonly owner: Member;
  readonly folderId: string;
}

interface UseCase {
  readonly scope: Scope;
  /** Makes what the use case is about; answers its id. */
  readonly prepare?: (t: TestCore, cast: Cast) => Promise<string>;
  readonly run: (t: TestCore, member: Member, id: string, cast: Cast) => Promise<unknown>;
  /** Where the answer is not the usual one (see `usual`). */
  readonly answers?: Partial<Record<keyof typeof usual, string>>;
}

const usual = {
  /** The owner's key without the scope that the use case needs. */
  withoutScope: 'forbidden',
  /** Another user with a root elsewhere. */
  stranger: 'not_found',
  /** A key of the owner for another folder. */
  elsewhere: 'not_found',
  owner: 'ok',
  admin: 'ok',
};

const ownersPassword = 'a password of the owner';
let counter = 0;
const fresh = (): string => `name ${(counter += 1)}`;
const page = { offset: 0, limit: 10 };
const listing = { ...page, sort: 'name', descending: false } as const;
const newFile = async (t: TestCore, { owner, folderId }: Cast): Promise<string> => (await put(t, owner, { name: fresh(), folderId })).id;
/** The id of a file with an earlier version, and of that. */
async function newVersion(t: TestCore, { owner, folderId }: Cast): Promise<string> {
  const name = fresh();
  const { id, versionId } = await put(t, owner, { name, folderId });
  await put(t, owner, { name, folderId, bytes: 'another content' });
  return `${id} ${versionId}`;
}
const ofVersion = <T>(ids: string, run: (fileId: string, versionId: string) => T): T => {
  const [fileId = '', versionId = ''] = ids.split(' ');
  return run(fileId, versionId);
};
const newTrash = async (t: TestCore, cast: Cast): Promise<string> => t.core.trash.putFile(cast.owner, await newFile(t, cast));
const newFolder = async ({ core }: TestCore, { owner, folderId }: Cast): Promise<string> =>
  (await core.folders.create(owner, { name: fresh(), parentId: folderId })).id;
const newShare = async (t: TestCore, cast: Cast): Promise<string> =>
  (await t.core.shares.create(cast.owner, { fileId: await newFile(t, cast), allowDownload: true })).share.id;
const newBundle = async (t: TestCore, { owner, folderId }: Cast): Promise<string> =>
  String((await t.core.bundles.create(owner, { paths: [await pathFrom(t, owner, folderId)] })).share.number);
const allRows = { filters: [], limit: 10 };
const newKey = async ({ core }: TestCore, { owner }: Cast): Promise<string> => (await core.keys.create(owner, { name: fresh() })).key.id;
const numberOfKey = async ({ metadata }: TestCore, id: string): Promise<number> => (await metadata.findKey(id))?.number ?? 0;
const newPublicKey = async ({ core }: TestCore, { owner }: Cast): Promise<string> =>
  String((await core.publicKeys.create(owner, { title: fresh(), key: { algorithm: 'ed25519' } })).key.number);
async function newSession({ core }: TestCore, { owner }: Cast): Promise<string> {
  const wanted = { username: owner.username, password: ownersPassword, address: '192.0.2.1', userAgent: null, door: 'restapi' };
  return String((await core.sessions.signIn(wanted)).session.number);
}
const newUpload = async ({ core }: TestCore, { owner, folderId }: Cast): Promise<string> =>
  (await core.uploads.init(owner, { filename: fresh(), totalSizeBytes: 3, totalChunks: 1, folderId, encrypted: true })).id;
async function fullUpload(t: TestCore, cast: Cast): Promise<string> {
  const id = await newUpload(t, cast);
  await sendChunk(t, cast.owner, id);
  return id;
}
async function sendChunk({ core }: TestCore, member: Member, id: string): Promise<void> {
  const stage = await core.uploads.receiveChunk(member, id, 0);
  await stage.write(Buffer.from('abc'));
  await core.uploads.putChunk(member, id, 0, stage);
}

const newGroup = async ({ core, admin }: TestCore): Promise<string> =>
  String((await core.groups.create(admin, { name: fresh(), users: [admin.userNumber] })).number);
/** A path that leads out of what the member sees is taken to be one that is not there. */
async function pathFrom({ metadata }: TestCore, member: Member, folderId: string): Promise<string> {
  const folder = await metadata.findNode(folderId);
  if (folder?.kind !== 'folder' || !folder.chain.includes(`/${member.rootId}/`)) return 'not/there';
  return pathOf(metadata, member, folder);
}

const onPath = async <T>(t: TestCore, member: Member, folderId: string, run: (path: string) => Promise<T>): Promise<T> =>
  run(await pathFrom(t, member, folderId));

/** Uploads and administration of users have their own rules about who may. */
const ownUploadOnly = { admin: 'not_found' };
const adminsOnly = { stranger: 'forbidden', elsewhere: 'forbidden', owner: 'forbidden' };
/** Whoever may try is told that it is wrong. */
const wrongCode = { stranger: 'invalid_credentials', elsewhere: 'forbidden', owner: 'invalid_credentials', admin: 'invalid_credentials' };
const wrongPassword = { stranger: 'invalid', elsewhere: 'forbidden', owner: 'invalid', admin: 'invalid' };

const useCases: Readonly<Record<string, UseCase>> = {
  'files.receive': {
    scope: 'files:write',
    run: async (t, member, _, { folderId }) => put(t, member, { name: fresh(), folderId, bytes: Buffer.alloc(5000) }),
  },
  'files.commit': {
    scope: 'files:write',
    // The name of a file that is there: a new version.
    prepare: newFile,
    run: async (t, member, id, { folderId }) => {
      const existing = await t.metadata.findNode(id);
      return put(t, member, { name: existing?.name ?? '', folderId, bytes: Buffer.alloc(5000) });
    },
  },
  'files.get': { scope: 'files:read', prepare: newFile, run: ({ core }, member, id) => core.files.get(member, id) },
  'files.describe': { scope: 'files:read', prepare: newFile, run: ({ core }, member, id) => core.files.describe(member, id) },
  'files.open': { scope: 'files:read', prepare: newFile, run: ({ core }, member, id) => core.files.open(member, id) },
  'files.list': { scope: 'files:read', run: ({ core }, member, _, { folderId }) => core.files.list(member, { ...listing, folderId }) },
  'files.listOwn': {
    scope: 'files:read',
    run: ({ core }, member) => core.files.listOwn(member, { limit: 10 }),
    // There is something to list for everybody: what they put in, and see.
    answers: { stranger: 'ok', elsewhere: 'ok' },
  },
  'files.update: rename': {
    scope: 'files:write',
    prepare: newFile,
    run: ({ core }, member, id) => core.files.update(member, id, { name: fresh() }),
  },
  'files.update: time': {
    scope: 'files:write',
    prepare: newFile,
    run: ({ core }, member, id) => core.files.update(member, id, { providedMtime: (counter += 1) }),
  },
  'files.update: move': {
    scope: 'files:write',
    prepare: newFile,
    run: ({ core }, member, id) => core.files.update(member, id, { folderId: null, name: fresh() }),
  },
  'files.copy': {
    scope: 'files:write',
    prepare: newFile,
    run: ({ core }, member, id) => core.files.copy(member, id, { folderId: null, name: fresh() }),
  },
  'files.copy: needs reading too': {
    scope: 'files:read',
    prepare: newFile,
    run: ({ core }, member, id) => core.files.copy(member, id, { folderId: null, name: fresh() }),
  },
  'files.delete': { scope: 'files:write', prepare: newFile, run: ({ core }, member, id) => core.files.delete(member, id) },
  'versions.list': {
    scope: 'files:read',
    prepare: newVersion,
    run: ({ core }, member, ids) => ofVersion(ids, (id) => core.versions.list(member, id, { limit: 10 })),
  },
  'versions.open': {
    scope: 'files:read',
    prepare: newVersion,
    run: ({ core }, member, ids) => ofVersion(ids, (id, version) => core.versions.open(member, id, version)),
  },
  'versions.restore': {
    scope: 'files:write',
    prepare: newVersion,
    run: ({ core }, member, ids) => ofVersion(ids, (id, version) => core.versions.restore(member, id, version)),
  },
  'versions.restore: needs reading too': {
    scope: 'files:read',
    prepare: newVersion,
    run: ({ core }, member, ids) => ofVersion(ids, (id, version) => core.versions.restore(member, id, version)),
  },
  'versions.delete': {
    scope: 'files:write',
    prepare: newVersion,
    run: ({ core }, member, ids) => ofVersion(ids, (id, version) => core.versions.delete(member, id, version)),
  },
  'trash.putFile': { scope: 'files:write', prepare: newFile, run: ({ core }, member, id) => core.trash.putFile(member, id) },
  'trash.putFolder': { scope: 'files:write', prepare: newFolder, run: ({ core }, member, id) => core.trash.putFolder(member, id) },
  'trash.list': {
    scope: 'files:read',
    prepare: newTrash,
    run: async ({ core }, member, id) => {
      const { entries } = await core.trash.list(member, { limit: 1000 });
      if (!entries.some(({ item }) => item.id === id)) throw new AppError('not_found', 'It is not listed.');
    },
  },
  'trash.restore': { scope: 'files:write', prepare: newTrash, run: ({ core }, member, id) => core.trash.restore(member, id) },
  'trash.delete': { scope: 'files:write', prepare: newTrash, run: ({ core }, member, id) => core.trash.delete(member, id) },
  'trash.empty': {
    scope: 'files:write',
    prepare: newTrash,
    run: async ({ core, metadata }, member, id) => {
      await core.trash.empty(member);
      if ((await metadata.findTrashItem(id)) !== undefined) throw new AppError('not_found', 'It is still there.');
    },
  },

  'tree.find': {
    scope: 'files:read',
    run: (t, member, _, { folderId }) => onPath(t, member, folderId, (path) => t.core.tree.find(member, path)),
  },
  'tree.list': {
    scope: 'files:read',
    run: (t, member, _, { folderId }) =>
      onPath(t, member, folderId, (path) => t.core.tree.list(member, { folderPath: path }, { sort: 'name', descending: false, limit: 10 })),
  },
  'tree.listBelow': {
    scope: 'files:read',
    run: ({ core }, member, _, { folderId }) => core.tree.listBelow(member, { folderId }, { limit: 10 }),
  },
  'tree.search': {
    scope: 'files:read',
    run: (t, member, _, { folderId }) =>
      onPath(t, member, folderId, (path) => t.core.tree.search(member, path, { wanted: { namePart: 'x' }, limit: 10 })),
  },
  'tree.searchFor': {
    scope: 'files:read',
    run: (t, member, _, { folderId }) =>
      t.core.tree.searchFor(member, { folderId }, { wanted: { namePart: 'x' }, limit: 10, mostFolders: 10 }),
  },
  'tree.makeFolder': {
    scope: 'files:write',
    run: (t, member, _, { folderId }) =>
      onPath(t, member, folderId, (path) => t.core.tree.makeFolder(member, `${path}/${fresh()}`, { mkdirParents: false })),
  },
  'tree.update': {
    scope: 'files:write',
    prepare: newFolder,
    run: (t, member, id) => onPath(t, member, id, (path) => t.core.tree.update(member, path, { priorityColor: fresh() })),
  },
  'tree.delete': {
    scope: 'files:write',
    prepare: newFolder,
    run: (t, member, id) => onPath(t, member, id, (path) => t.core.tree.delete(member, path, { recursive: true })),
  },
  'tree.copy': {
    scope: 'files:write',
    prepare: newFolder,
    run: (t, member, id) =>
      onPath(t, member, id, (path) => t.core.tree.copy(member, path, fresh(), { overwrite: false, structureOnly: false })),
  },
  'tree.copy: needs reading too': {
    scope: 'files:read',
    prepare: newFolder,
    run: (t, member, id) =>
      onPath(t, member, id, (path) => t.core.tree.copy(member, path, fresh(), { overwrite: false, structureOnly: false })),
  },
  'tree.move': {
    scope: 'files:write',
    prepare: newFolder,
    run: (t, member, id) => onPath(t, member, id, (path) => t.core.tree.move(member, path, fresh(), { overwrite: false })),
  },
  'fileMigrations.get': {
    scope: 'files:read',
    prepare: async ({ core }, { owner }) =>
      String((await core.fileMigrations.run(owner, { operation: 'copy', path: 'a', destPath: 'b' }, async () => undefined)).number),
    run: ({ core }, member, id) => core.fileMigrations.get(member, Number(id)),
    // It is the user's, whatever the key is for.
    answers: { elsewhere: 'ok' },
  },
  'locks.create': {
    scope: 'files:write',
    prepare: newFolder,
    run: (t, member, id) => onPath(t, member, id, (path) => t.core.locks.create(member, path, {})),
  },
  'locks.list': {
    scope: 'files:read',
    run: (t, member, _, { folderId }) =>
      onPath(t, member, folderId, (path) => t.core.locks.list(member, path, { includeChildren: true, limit: 10 })),
  },
  'locks.delete': {
    scope: 'files:write',
    prepare: async (t, cast) => {
      const id = await newFolder(t, cast);
      await onPath(t, cast.owner, id, (path) => t.core.locks.create(cast.owner, path, {}));
      return id;
    },
    run: async (t, member, id) => {
      const [lock] = await t.metadata.locksIn({ nodeIds: [id] }, { now: t.clock(), limit: 1 });
      await onPath(t, member, id, (path) => t.core.locks.delete(member, path, lock?.token ?? ''));
    },
  },

  'folders.get': { scope: 'files:read', run: ({ core }, member, _, { folderId }) => core.folders.get(member, folderId) },
  'folders.totals': { scope: 'files:read', run: ({ core }, member, _, { folderId }) => core.folders.totals(member, folderId) },
  'folders.list': { scope: 'files:read', run: ({ core }, member, _, { folderId }) => core.folders.list(member, folderId, page) },
  'folders.create': {
    scope: 'files:write',
    run: ({ core }, member, _, { folderId }) => core.folders.create(member, { name: fresh(), parentId: folderId }),
  },
  'folders.createPath': {
    scope: 'files:write',
    run: ({ core }, member, _, { folderId }) => core.folders.createPath(member, { folderId, path: `${fresh()}/${fresh()}`, parents: true }),
  },
  'folders.update: rename': {
    scope: 'files:write',
    prepare: newFolder,
    run: ({ core }, member, id) => core.folders.update(member, id, { name: fresh() }),
  },
  'folders.update: move': {
    scope: 'files:write',
    prepare: newFolder,
    run: ({ core }, member, id) => core.folders.update(member, id, { parentId: null, name: fresh() }),
  },
  'folders.copy': {
    scope: 'files:write',
    prepare: newFolder,
    run: ({ core }, member, id) => core.folders.copy(member, id, { parentId: null, name: fresh() }),
  },
  'folders.copy: needs reading too': {
    scope: 'files:read',
    prepare: newFolder,
    run: ({ core }, member, id) => core.folders.copy(member, id, { parentId: null, name: fresh() }),
  },
  'folders.delete': {
    scope: 'files:write',
    prepare: async (t, cast) => {
      const id = await newFolder(t, cast);
      await put(t, cast.owner, { name: 'inside', folderId: id });
      return id;
    },
    run: ({ core }, member, id) => core.folders.delete(member, id, { recursive: true }),
  },

  'uploads.init': {
    scope: 'files:write',
    run: ({ core }, member, _, { folderId }) =>
      core.uploads.init(member, { filename: fresh(), totalSizeBytes: 3, totalChunks: 1, folderId, encrypted: true }),
  },
  'uploads.receiveChunk': { scope: 'files:write', prepare: newUpload, run: sendChunk, answers: ownUploadOnly },
  'uploads.putChunk': {
    scope: 'files:write',
    prepare: newUpload,
    // The bytes were received for the owner; only the last step is somebody else's.
    run: async ({ core }, member, id, { owner }) => {
      const stage = await core.uploads.receiveChunk(owner, id, 0);
      await stage.write(Buffer.from('abc'));
      await core.uploads.putChunk(member, id, 0, stage);
    },
    answers: ownUploadOnly,
  },
  'uploads.adoptChunk': {
    scope: 'files:write',
    prepare: newUpload,
    run: async ({ core }, member, id, { owner }) => {
      const received = core.files.receive(owner, { encrypted: true });
      await received.stage.write(Buffer.from('abc'));
      await core.uploads.adoptChunk(member, id, 0, received);
    },
    answers: ownUploadOnly,
  },
  'uploads.complete': {
    scope: 'files:write',
    prepare: fullUpload,
    run: ({ core }, member, id) => core.uploads.complete(member, id),
    answers: ownUploadOnly,
  },
  'uploads.status': {
    scope: 'files:write',
    prepare: newUpload,
    run: ({ core }, member, id) => core.uploads.status(member, id),
    answers: ownUploadOnly,
  },
  'uploads.abort': {
    scope: 'files:write',
    prepare: fullUpload,
    run: ({ core }, member, id) => core.uploads.abort(member, id),
    answers: ownUploadOnly,
  },

  'shares.create': {
    scope: 'shares',
    prepare: newFile,
    run: ({ core }, member, id) => core.shares.create(member, { fileId: id, password: 'x', allowDownload: true }),
  },
  'shares.get': { scope: 'shares', prepare: newShare, run: ({ core }, member, id) => core.shares.get(member, id) },
  'shares.list': { scope: 'shares', prepare: newFile, run: ({ core }, member, id) => core.shares.list(member, { ...page, fileId: id }) },
  'shares.update': {
    scope: 'shares',
    prepare: newShare,
    run: ({ core }, member, id) => core.shares.update(member, id, { password: 'new', allowDownload: false }),
  },
  'shares.revoke': { scope: 'shares', prepare: newShare, run: ({ core }, member, id) => core.shares.revoke(member, id) },

  'bundles.create': {
    scope: 'shares',
    run: (t, member, _, { folderId }) => onPath(t, member, folderId, (path) => t.core.bundles.create(member, { paths: [path] })),
    answers: { stranger: 'invalid', elsewhere: 'invalid' },
  },
  'bundles.get': { scope: 'shares', prepare: newBundle, run: ({ core }, member, id) => core.bundles.get(member, Number(id)) },
  // Everybody lists what they manage.
  'bundles.list': {
    scope: 'shares',
    prepare: newBundle,
    run: ({ core }, member) => core.bundles.list(member, allRows),
    answers: { stranger: 'ok', elsewhere: 'ok' },
  },
  'bundles.listPage': {
    scope: 'shares',
    run: ({ core }, member, _, { folderId }) => core.bundles.listPage(member, { ...page, folderId }),
  },
  'bundles.update': {
    scope: 'shares',
    prepare: newBundle,
    run: ({ core }, member, id) => core.bundles.update(member, Number(id), { note: fresh(), password: 'new' }),
  },
  'bundles.delete': { scope: 'shares', prepare: newBundle, run: ({ core }, member, id) => core.bundles.delete(member, Number(id)) },
  'bundles.require': {
    scope: 'shares',
    prepare: newBundle,
    run: ({ core }, member, id) => core.bundles.require(member, Number(id), 'change'),
  },
  'sharePeople.share': {
    scope: 'shares',
    prepare: newBundle,
    run: ({ core }, member, id) => core.sharePeople.share(member, Number(id), [{ recipient: 'a@example.com' }]),
  },
  'sharePeople.addRecipient': {
    scope: 'shares',
    prepare: newBundle,
    run: ({ core }, member, id) => core.sharePeople.addRecipient(member, Number(id), { recipient: 'a@example.com' }, { send: true }),
  },
  'sharePeople.recipients': {
    scope: 'shares',
    prepare: newBundle,
    run: ({ core }, member, id) => core.sharePeople.recipients(member, { ...allRows, shareNumber: Number(id) }),
  },
  'sharePeople.registrations': {
    scope: 'shares',
    prepare: newBundle,
    run: ({ core }, member, id) => core.sharePeople.registrations(member, { ...allRows, shareNumber: Number(id) }),
  },
  'sharePeople.actions': {
    scope: 'shares',
    prepare: newBundle,
    run: ({ core }, member, id) => core.sharePeople.actions(member, { ...allRows, shareNumber: Number(id) }),
  },

  'keys.list': {
    scope: 'keys',
    run: ({ core }, member, _, { owner }) => core.keys.list(member, { ...page, userId: owner.userId }),
    // A limited key sees what other keys its user has, but not their secrets.
    answers: { stranger: 'forbidden', elsewhere: 'ok' },
  },
  'keys.create: for a folder': {
    scope: 'keys',
    run: ({ core }, member, _, { folderId }) => core.keys.create(member, { name: fresh(), folderId }),
  },
  'keys.create: for another user': {
    scope: 'keys',
    run: ({ core }, member, _, { owner }) => core.keys.create(member, { name: fresh(), userId: owner.userId, folderId: owner.rootId }),
    answers: { stranger: 'forbidden' },
  },
  'keys.rotate': {
    scope: 'keys',
    prepare: newKey,
    run: ({ core }, member, id) => core.keys.rotate(member, id),
    answers: { elsewhere: 'forbidden' },
  },
  'keys.revoke': {
    scope: 'keys',
    prepare: newKey,
    run: ({ core }, member, id) => core.keys.revoke(member, id),
    answers: { elsewhere: 'forbidden' },
  },
  'keys.listBy': {
    scope: 'keys',
    run: ({ core }, member, _, { owner }) => core.keys.listBy(member, { ...allRows, of: { userNumber: owner.userNumber } }),
    answers: { stranger: 'forbidden', elsewhere: 'ok' },
  },
  'keys.listBy: of the site': {
    scope: 'keys',
    run: ({ core }, member) => core.keys.listBy(member, { ...allRows, of: 'site' }),
    answers: adminsOnly,
  },
  'keys.get': {
    scope: 'keys',
    prepare: newKey,
    run: async (t, member, id) => t.core.keys.get(member, await numberOfKey(t, id)),
    answers: { elsewhere: 'ok' },
  },
  'keys.update': {
    scope: 'keys',
    prepare: newKey,
    run: async (t, member, id) => t.core.keys.update(member, await numberOfKey(t, id), { name: fresh() }),
    answers: { elsewhere: 'forbidden' },
  },

  'sessions.list': {
    scope: 'keys',
    run: ({ core }, member) => core.sessions.list(member, allRows),
    // Everybody sees their own.
    answers: { stranger: 'ok', elsewhere: 'ok' },
  },
  'sessions.end': {
    scope: 'keys',
    prepare: newSession,
    run: ({ core }, member, id) => core.sessions.end(member, Number(id)),
    answers: { elsewhere: 'forbidden' },
  },
  'sessions.unlock': {
    scope: 'users',
    run: ({ core }, member, _, { owner }) => core.sessions.unlock(member, owner.userNumber),
    answers: adminsOnly,
  },
  'secondFactors.begin': {
    scope: 'keys',
    run: ({ core }, member) => core.secondFactors.begin(member),
    answers: { stranger: 'ok', elsewhere: 'forbidden' },
  },
  'secondFactors.confirm: with a wrong code': {
    scope: 'keys',
    run: ({ core }, member) => core.secondFactors.confirm(member, 'wrong'),
    answers: wrongCode,
  },
  'secondFactors.remove: with a wrong code': {
    scope: 'keys',
    run: ({ core }, member) => core.secondFactors.remove(member, 'wrong'),
    answers: wrongCode,
  },
  'secondFactors.removeByPassword: with a wrong password': {
    scope: 'keys',
    run: ({ core }, member) => core.secondFactors.removeByPassword(member, 'wrong'),
    answers: wrongPassword,
  },
  'users.changePassword: with a wrong one': {
    scope: 'users',
    run: ({ core }, member) => core.users.changePassword(member, { current: 'wrong', next: 'another password' }),
    answers: wrongPassword,
  },
  'secondFactors.reset': {
    scope: 'users',
    run: ({ core }, member, _, { owner }) => core.secondFactors.reset(member, owner.userId),
    answers: adminsOnly,
  },
  'publicKeys.list': {
    scope: 'keys',
    run: ({ core }, member, _, { owner }) => core.publicKeys.list(member, { ...allRows, userNumber: owner.userNumber }),
    answers: { stranger: 'forbidden', elsewhere: 'ok' },
  },
  'publicKeys.get': {
    scope: 'keys',
    prepare: newPublicKey,
    run: ({ core }, member, id) => core.publicKeys.get(member, Number(id)),
    answers: { elsewhere: 'ok' },
  },
  'publicKeys.create': {
    scope: 'keys',
    run: ({ core }, member, _, { owner }) =>
      core.publicKeys.create(member, { title: fresh(), key: { algorithm: 'ed25519' }, userNumber: owner.userNumber }),
    answers: { stranger: 'forbidden', elsewhere: 'forbidden' },
  },
  'publicKeys.rename': {
    scope: 'keys',
    prepare: newPublicKey,
    run: ({ core }, member, id) => core.publicKeys.rename(member, Number(id), fresh()),
    answers: { elsewhere: 'forbidden' },
  },
  'publicKeys.delete': {
    scope: 'keys',
    prepare: newPublicKey,
    run: ({ core }, member, id) => core.publicKeys.delete(member, Number(id)),
    answers: { elsewhere: 'forbidden' },
  },
  'site.update': { scope: 'users', run: ({ core }, member) => core.site.update(member, { name: fresh() }), answers: adminsOnly },
  'site.view': { scope: 'users', run: ({ core }, member) => core.site.view(member), answers: adminsOnly },
  'site.usage': { scope: 'users', run: ({ core }, member) => core.site.usage(member), answers: adminsOnly },

  'users.list': { scope: 'users', run: ({ core }, member) => core.users.list(member, page), answers: adminsOnly },
  'users.get': { scope: 'users', run: ({ core, admin }, member) => core.users.get(member, admin.userId), answers: adminsOnly },
  'users.create': {
    scope: 'users',
    run: ({ core }, member) => core.users.create(member, { username: `user${(counter += 1)}`, password: 'long enough' }),
    answers: adminsOnly,
  },
  'users.update': {
    scope: 'users',
    run: ({ core }, member, _, { owner }) => core.users.update(member, owner.userId, { plan: 'team' }),
    answers: adminsOnly,
  },

  'users.listBy': {
    scope: 'users',
    run: ({ core }, member) => core.users.listBy(member, { filters: [], limit: 10 }),
    answers: adminsOnly,
  },
  'users.delete': {
    scope: 'users',
    prepare: async ({ core, admin }) => (await core.users.create(admin, { username: `user${(counter += 1)}` })).id,
    run: ({ core }, member, id) => core.users.delete(member, id),
    answers: adminsOnly,
  },

  'groups.list': {
    scope: 'users',
    run: ({ core }, member) => core.groups.list(member, { filters: [], limit: 10 }),
    // Everybody sees the groups that they are in.
    answers: { stranger: 'ok', elsewhere: 'ok' },
  },
  'groups.get': {
    scope: 'users',
    prepare: newGroup,
    run: ({ core }, member, id) => core.groups.get(member, Number(id)),
    answers: adminsOnly,
  },
  'users.plans': { scope: 'users', run: async ({ core }, member) => core.users.plans(member), answers: adminsOnly },

  'groups.create': { scope: 'users', run: ({ core }, member) => core.groups.create(member, { name: fresh() }), answers: adminsOnly },
  'groups.update': {
    scope: 'users',
    prepare: newGroup,
    run: ({ core }, member, id) => core.groups.update(member, Number(id), { name: fresh(), users: [1] }),
    answers: adminsOnly,
  },
  'groups.delete': {
    scope: 'users',
    prepare: newGroup,
    run: ({ core }, member, id) => core.groups.delete(member, Number(id)),
    answers: adminsOnly,
  },
  'groups.listMembers': {
    scope: 'users',
    prepare: newGroup,
    run: ({ core }, member, id) => core.groups.listMembers(member, { groupNumber: Number(id), limit: 10 }),
    answers: adminsOnly,
  },
  'groups.putMember': {
    scope: 'users',
    prepare: newGroup,
    run: ({ core }, member, id) => core.groups.putMember(member, Number(id), member.userNumber, true),
    answers: adminsOnly,
  },
  'groups.removeMember': {
    scope: 'users',
    prepare: newGroup,
    run: ({ core }, member, id) => core.groups.removeMember(member, Number(id), 1),
    answers: adminsOnly,
  },

  'permissions.list': {
    scope: 'users',
    run: async (t, member, _, { folderId }) =>
      t.core.permissions.list(member, { exactPath: await pathFrom(t, member, folderId), limit: 10 }),
    answers: { stranger: 'forbidden', elsewhere: 'forbidden' },
  },
  'permissions.create': {
    scope: 'users',
    run: async (t, member, _, { folderId, owner }) =>
      t.core.permissions.create(member, { path: await pathFrom(t, member, folderId), userNumber: owner.userNumber, permission: 'list' }),
  },
  'permissions.createForGroups': {
    scope: 'users',
    prepare: async ({ core, admin }) => String((await core.groups.create(admin, { name: fresh() })).number),
    run: async (t, member, id, { folderId }) =>
      t.core.permissions.createForGroups(member, [Number(id)], { path: await pathFrom(t, member, folderId), permission: 'list' }),
  },
  'permissions.delete': {
    scope: 'users',
    prepare: async (t, { owner, folderId }) => {
      const path = await pathFrom(t, owner, folderId);
      return String((await t.core.permissions.create(owner, { path, userNumber: 1, permission: 'list' })).number);
    },
    run: ({ core }, member, id) => core.permissions.delete(member, Number(id)),
  },

  'checksums.sha256Of': {
    scope: 'files:read',
    prepare: newFile,
    async run({ core }, member, id) {
      const found = await core.checksums.sha256Of(member, [id], { waitMilliseconds: 0 });
      await core.checksums.settled();
      if (found.length === 0) throw new AppError('not_found', 'It was left out.');
    },
  },

  'thumbnails.get': {
    scope: 'files:read',
    prepare: newFile,
    // There is none of such a file.
    run: ({ core }, member, id) => core.thumbnails.get(member, id, 64),
    answers: { owner: 'not_found', admin: 'not_found' },
  },
  'activities.ofFile': {
    scope: 'files:read',
    prepare: newFile,
    run: ({ core }, member, id) => core.activities.ofFile(member, id, { before: undefined, limit: 1 }),
  },
  'activities.ofFolder': {
    scope: 'files:read',
    run: ({ core }, member, _, { folderId }) => core.activities.ofFolder(member, folderId, { before: undefined, limit: 1 }),
  },

  'zipDownloads.ofFolder': {
    scope: 'files:read',
    run: ({ core }, member, _, { folderId }) => core.zipDownloads.ofFolder(member, folderId, async () => undefined),
  },
  'zipDownloads.ofSelection': {
    scope: 'files:read',
    prepare: async (t, { owner, folderId }) => (await t.core.zipDownloads.pick(owner, [folderId])).selection.id,
    run: ({ core }, member, id) => core.zipDownloads.ofSelection(member, id, async () => undefined),
    answers: { admin: 'not_found' },
  },
  'zipDownloads.pick': {
    scope: 'files:read',
    run: ({ core }, member, _, { folderId }) => core.zipDownloads.pick(member, [folderId]),
  },

  'changes.list': {
    scope: 'files:read',
    run: ({ core }, member, _, { folderId }) =>
      core.changes.list(member, { since: 0, folderId, limit: 10, fold: false, includeFolders: true }),
  },
};

/** What the core offers without asking who it is, to those who have no account, or about nobody but oneself. */
const forNobodyInParticular: Readonly<Record<string, readonly string[]>> = {
  files: ['putContent', 'committed', 'commitAll', 'checkEncryption'],
  uploads: ['expire'],
  shares: ['open', 'unlock', 'register'],
  bundles: ['codeOf'],
  fileMigrations: ['run', 'stop'],
  keys: ['authenticate', 'noteUse', 'findHolder', 'folderPaths'],
  sessions: ['authenticate', 'findHolder', 'signIn', 'signOut', 'factsOf', 'prune'],
  secondFactors: ['use'],
  site: ['get', 'read', 'createdAt'],
  versions: ['dropReplacedBefore', 'dropMoreThan'],
  trash: ['purgeBefore'],
  users: ['usedBytes', 'rootPaths', 'storageQuota'],
  groups: ['ofUsers'],
  changes: ['now', 'prune', 'onChange'],
  zipDownloads: ['prune'],
  thumbnails: ['stop'],
  activities: ['downloaded', 'flush', 'prune'],
  checksums: ['of', 'wake', 'settled', 'stop'],
};

/** Every row of every table, and every blob. */
async function dump({ folder, blobs }: TestCore): Promise<string> {
  const database = new DatabaseSync(join(folder, 'metadata.db'), { readOnly: true });
  const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").all();
  const rows = tables.map(({ name }) => [name, database.prepare(`SELECT * FROM "${String(name)}"`).all()]);
  database.close();
  return JSON.stringify([rows, await storedKeys(blobs)]);
}

async function answerOf(work: () => Promise<unknown>): Promise<string> {
  try {
    await work();
    return 'ok';
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
}

test('every use case of the core has a row in the matrix', async () => {
  const t = await openTestCore();
  const nouns = [
    'files',
    'folders',
    'tree',
    'versions',
    'trash',
    'fileMigrations',
    'locks',
    'uploads',
    'shares',
    'bundles',
    'sharePeople',
    'keys',
    'sessions',
    'secondFactors',
    'publicKeys',
    'zipDownloads',
    'thumbnails',
    'site',
    'users',
    'groups',
    'permissions',
    'changes',
    'activities',
    'checksums',
  ] as const satisfies readonly (keyof Core)[];
  const offered = nouns.flatMap((noun) =>
    Object.keys(t.core[noun])
      .filter((verb) => forNobodyInParticular[noun]?.includes(verb) !== true)
      .map((verb) => `${noun}.${verb}`),
  );
  const covered = new Set(Object.keys(useCases).map((name) => name.replace(/:.*/, '')));
  expect([...covered].sort()).toEqual(offered.sort());
  expect(Object.keys(useCases).length).toBeGreaterThanOrEqual(40);
});

describe('who may do what', () => {
  // Five callers of each of more than a hundred operations, with a look at the whole store before and after.
  test('a denied call changes nothing', { timeout: 240_000 }, async () => {
    const t = await openTestCore();
    const { member, secret, user } = await newMember(t, { username: 'owner', plan: 'team', password: ownersPassword });
    const folder = await t.core.folders.create(member, { name: 'folder', parentId: null });
    const other = await t.core.folders.create(member, { name: 'other', parentId: null });
    const elsewhere = await withKey(t, member, { folderId: other.id });
    const { member: stranger } = await newMember(t, { username: 'stranger', plan: 'team' });
    const owner = await t.core.keys.authenticate(secret);
    const cast: Cast = { owner, folderId: folder.id };
    const lacking = new Map<Scope, Member>();
    for (const scope of scopes) lacking.set(scope, await withKey(t, owner, { scopes: scopes.filter((one) => one !== scope) }));

    // That keys were used is written behind the requests. Jobs are done in order: after this one it is there.
    await t.metadata.write(async () => undefined);
    const wrong: string[] = [];
    for (const [name, { scope, prepare, run, answers }] of Object.entries(useCases)) {
      const expected = { ...usual, ...answers };
      const who: Record<keyof typeof usual, Member> = {
        withoutScope: lacking.get(scope) ?? stranger,
        stranger,
        elsewhere,
        owner,
        admin: t.admin,
      };
      for (const role of ['withoutScope', 'stranger', 'elsewhere', 'owner', 'admin'] as const) {
        const id = (await prepare?.(t, cast)) ?? '';
        const before = await dump(t);
        const answer = await answerOf(() => run(t, who[role], id, cast));
        if (answer !== expected[role]) wrong.push(`${name} by ${role}: ${answer} instead of ${expected[role]}`);
        if (answer !== 'ok' && (await dump(t)) !== before) wrong.push(`${name} by ${role}: was denied and changed something`);
      }
    }
    // A disabled user gets no further than the door, with any key.
    await t.core.users.update(t.admin, user.id, { disabled: true });
    const before = await dump(t);
    if ((await answerOf(() => t.core.keys.authenticate(secret))) !== 'invalid_credentials') wrong.push('a disabled user came in');
    if ((await dump(t)) !== before) wrong.push('a disabled user changed something');
    expect(wrong).toEqual([]);
  });
});

test('somebody with a link may look at its file, and fetch it when that is allowed', async () => {
  const t = await openTestCore();
  const [file, other] = [await put(t, t.admin, { name: 'a' }), await put(t, t.admin, { name: 'b' })];
  for (const allowDownload of [true, false]) {
    const { token } = await t.core.shares.create(t.admin, { fileId: file.id, allowDownload });
    const { visitor } = await t.core.shares.open(token);
    if (visitor === undefined) throw new Error('there is no visitor');
    expect(await answerOf(() => t.core.files.get(visitor, file.id))).toBe('ok');
    expect(await answerOf(() => t.core.files.open(visitor, file.id))).toBe(allowDownload ? 'ok' : 'forbidden');
    for (const id of [other.id, newId('file'), 'nonsense']) {
      expect(await answerOf(() => t.core.files.get(visitor, id))).toBe('not_found');
      expect(await answerOf(() => t.core.files.open(visitor, id))).toBe('not_found');
    }
  }
});
