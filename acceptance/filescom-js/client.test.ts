import { createWriteStream, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { globalAgent } from 'node:https';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import Files from 'files.com/lib/Files.js';
import ApiKey from 'files.com/lib/models/ApiKey.js';
import Bundle from 'files.com/lib/models/Bundle.js';
import File from 'files.com/lib/models/File.js';
import Folder from 'files.com/lib/models/Folder.js';
import Group from 'files.com/lib/models/Group.js';
import Lock from 'files.com/lib/models/Lock.js';
import Permission from 'files.com/lib/models/Permission.js';
import Session from 'files.com/lib/models/Session.js';
import User from 'files.com/lib/models/User.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { restOf, segment, startSite, type Rest, type Site } from '../filescom.ts';
import { pseudoRandom } from '../samples.ts';

const mebibyte = 1 << 20;

let site: Site;
let rest: Rest;
let scratch: string;
/** How many bytes the server wants in a part. */
let part: number;

beforeAll(async () => {
  site = await startSite();
  rest = restOf(site);
  scratch = await mkdtemp(join(tmpdir(), 'filewharf-js-'));
  // The client downloads without options, by the agent of the process.
  globalAgent.options.ca = site.ca;
  Files.setBaseUrl(site.url);
  Files.setApiKey(site.key);
  Files.setLogLevel(0);
  part = (await rest.good<{ partsize: number }>('POST', '/files/nothing', { action: 'put' })).partsize;
});

afterAll(async () => {
  delete globalAgent.options.ca;
  await site.end();
  await rm(scratch, { recursive: true, force: true });
});

let folders = 0;
async function newFolder(): Promise<string> {
  const path = `js/${++folders}`;
  await Folder.create(path, { mkdir_parents: true });
  return path;
}

async function bytesAt(path: string): Promise<Buffer> {
  const local = join(scratch, 'downloaded');
  await (await (await File.find(path)).download()).downloadToFile(local);
  return readFileSync(local);
}

function namesOf(entries: readonly { readonly path: string }[]): string[] {
  return entries.map(({ path }) => basename(path));
}

/** The class of the client's error that the call ends with. */
async function refusal(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    return error instanceof Error ? error.constructor.name : String(error);
  }
  return 'nothing was refused';
}

describe('a file goes up and comes down', () => {
  test.each([
    ['empty', () => 0],
    ['of one byte', () => 1],
    ['small', () => 70_000],
    ['a byte short of a part', () => part - 1],
    ['of one part', () => part],
    ['a byte more than a part', () => part + 1],
    ['of two parts', () => 2 * part],
    ['of three parts and some', () => 3 * part + 12_345],
  ])('%s, from disk', async (name, size) => {
    const path = `${await newFolder()}/${name}`;
    const bytes = pseudoRandom(name, size());
    const local = join(scratch, 'to-upload');
    writeFileSync(local, bytes);
    const file = await File.uploadFile(path, local);
    expect(file).toMatchObject({ path, display_name: name, type: 'file', size: bytes.length });
    expect((await bytesAt(path)).equals(bytes)).toBe(true);
  });

  // The client sends the last part of data in memory twice when it is the only chunk and a whole multiple of the part size. Sizes that
  // people have are multiples of 5 MiB.
  test.each([
    ['of one byte', 1],
    ['of 5 MiB', 5 * mebibyte],
    ['of two times 5 MiB', 10 * mebibyte],
    ['of four times 5 MiB', 20 * mebibyte],
  ])('%s, from memory', async (name, size) => {
    const path = `${await newFolder()}/${name}`;
    const bytes = pseudoRandom(name, size);
    await File.uploadData(path, bytes);
    expect((await bytesAt(path)).equals(bytes)).toBe(true);
  });

  test('as text, and as a stream, into folders that are not there yet', async () => {
    const home = await newFolder();
    await File.uploadData(`${home}/new/text`, 'Grüße, 世界 🌍', { mkdir_parents: true });
    expect(await (await (await File.find(`${home}/new/text`)).download()).downloadToString()).toBe('Grüße, 世界 🌍');

    const bytes = pseudoRandom('stream', 300_000);
    const pieces = Array.from({ length: 30 }, (_, index) => bytes.subarray(index * 10_000, (index + 1) * 10_000));
    await File.uploadStream(`${home}/new/stream`, Readable.from(pieces));
    const local = join(scratch, 'streamed');
    await (await (await File.find(`${home}/new/stream`)).download()).downloadToStream(createWriteStream(local));
    expect(readFileSync(local).equals(bytes)).toBe(true);
    expect(await refusal(File.uploadData(`${home}/no/such/text`, 'x'))).toBe('ProcessingFailure_DestinationParentDoesNotExistError');
  });

  test.each(['a b.txt', 'ü+&=?#%25.txt', '日本語.txt', 'emoji 🌍.txt', '\'quotes".txt', 'a%2Fb.txt'])('named %s', async (name) => {
    const path = `${await newFolder()}/${name}`;
    const file = await File.uploadData(path, name);
    expect(file).toMatchObject({ path, display_name: name });
    expect((await bytesAt(path)).toString()).toBe(name);
  });
});

describe('folders', () => {
  test('are listed with all their pages, or one by one', async () => {
    const home = await newFolder();
    const names = Array.from({ length: 25 }, (_, index) => String(index).padStart(2, '0'));
    for (const name of names) await Folder.create(`${home}/${name}`);
    expect(namesOf(await Folder.listFor(home, { per_page: 10 }))).toEqual(names);
    expect(namesOf(await Folder.listFor(home, { per_page: 10, sort_by: { path: 'desc' } }))).toEqual(names.toReversed());
    Files.configureNetwork({ autoPaginate: false });
    expect(namesOf(await Folder.listFor(home, { per_page: 10 }))).toEqual(names.slice(0, 10));
    Files.configureNetwork({ autoPaginate: true });
    expect(namesOf(await Folder.listFor('/'))).toContain('js');
  });

  test('and files are copied, moved, changed and deleted', async () => {
    const home = await newFolder();
    const file = await File.uploadData(`${home}/it`, 'it');
    await file.copyTo(`${home}/copy`);
    await file.moveTo(`${home}/moved`);
    expect(namesOf(await Folder.listFor(home))).toEqual(['copy', 'moved']);
    const moved = await File.find(`${home}/moved`);
    await moved.update({ provided_mtime: '2021-02-03T04:05:06Z' });
    expect(await File.find(`${home}/moved`)).toMatchObject({ provided_mtime: '2021-02-03T04:05:06Z' });

    const folder = await File.find(home);
    expect(await refusal(folder.delete())).toBe('ProcessingFailure_FolderNotEmptyError');
    await folder.delete({ recursive: true });
    expect(await refusal(File.find(home))).toBe('NotFoundError');
  });
});

describe('people', () => {
  test('a loaded user is saved as a whole, and deleted', async () => {
    const made = await User.create({ username: 'js-ada', name: 'Ada' });
    const user = await User.find(made.id);
    user.setName('Ada L.');
    await user.save();
    expect(await User.find(made.id)).toMatchObject({ name: 'Ada L.', username: 'js-ada' });
    await user.delete();
    expect(await refusal(User.find(made.id))).toMatch(/^NotFound/);
  });

  test('a group is granted a folder; its member sees it by the key that was made', async () => {
    const home = await newFolder();
    await File.uploadData(`${home}/it`, 'it');
    const user = await User.create({ username: 'js-guest' });
    const { key } = await ApiKey.create({ user_id: user.id, name: 'judge' });
    const group = await Group.create({ name: 'js-crew', user_ids: String(user.id) });
    expect(await refusal(Folder.listFor(home, {}, { apiKey: key }))).toBe('NotFoundError');
    const permission = await Permission.create({ path: home, group_id: group.id, permission: 'readonly' });
    expect(namesOf(await Folder.listFor(home, {}, { apiKey: key }))).toEqual(['it']);
    expect(await refusal(Folder.create(`${home}/new`, {}, { apiKey: key }))).toBe('NotAuthorized_WritePermissionRequiredError');
    await permission.delete();
    expect(await refusal(Folder.listFor(home, {}, { apiKey: key }))).toBe('NotFoundError');
  });

  test('a session is opened, used and closed; a wrong password opens none', async () => {
    const { id: sessionId } = await Session.create({ username: site.username, password: site.password });
    expect(await User.list({}, { sessionId })).not.toHaveLength(0);
    await Session.delete({ sessionId });
    expect(await refusal(User.list({}, { sessionId }))).toBe('NotAuthenticated_InvalidCredentialsError');
    expect(await refusal(Session.create({ username: site.username, password: 'wrong' }))).toBe(
      'NotAuthenticated_InvalidUsernameOrPasswordError',
    );
    expect(await refusal(User.list({}, { apiKey: 'wrong' }))).toBe('NotAuthenticated_InvalidCredentialsError');
  });
});

test('locks and bundles come and go, their deletion with a body', async () => {
  const path = `${await newFolder()}/it`;
  await File.uploadData(path, 'it');
  const { token } = await Lock.create(path, { timeout: 600 });
  const [lock] = await Lock.listFor(path);
  expect(lock).toMatchObject({ path, token });
  await lock?.delete({ token });
  expect(await Lock.listFor(path)).toEqual([]);

  const bundle = await Bundle.create({ paths: [path], password: 'p4ssw0rd', max_uses: 3, permissions: 'read' });
  expect(await Bundle.find(bundle.id)).toMatchObject({ paths: [path], password_protected: true, max_uses: 3, permissions: 'read' });
  await bundle.delete();
  expect(await refusal(Bundle.find(bundle.id))).toMatch(/^NotFound/);
});

test('both spellings of a path in a URL are the same path', async () => {
  const path = `${await newFolder()}/it`;
  await File.uploadData(path, 'it');
  const [asSegment, asPath] = await Promise.all([rest.good('GET', `/files/${segment(path)}`), rest.good('GET', `/files/${path}`)]);
  expect(asSegment).toMatchObject({ path });
  expect(asPath).toMatchObject({ path });
});
