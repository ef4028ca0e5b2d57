import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { globalAgent } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Files from 'files.com/lib/Files.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clientOf } from './client.ts';
import { deepTableOf, problemOf } from './deeptable/deeptable.ts';
import { deepTableDoor, javascriptDoor, programDoor, Refusal, restDoor, v2Door, type Door } from './doors.ts';
import { keyForFolder, restOf, startSite, type Rest, type Site } from './filescom.ts';
import { absence, goProgram, pythonClient, pythonVersions, type Judge } from './judges.ts';
import { pseudoRandom } from './samples.ts';

/** Ways into the same tree: each reads what every other one wrote, and lets nobody see what another one hides. */
interface Way {
  readonly name: string;
  /** It shows only what its user put in, so that a guest has no list to go by. */
  readonly listsOwn?: true;
  readonly open: (key: string) => Door;
}

let site: Site;
let rest: Rest;
let scratch: string;

const doorInPython = fileURLToPath(new URL('filescom-python/door.py', import.meta.url));
const ways: Way[] = [
  { name: 'v2', open: (key) => v2Door(site, key) },
  { name: 'plain requests', open: (key) => restDoor(site, key) },
  { name: 'DeepTable', open: (key) => deepTableDoor(site, key), listsOwn: true },
  { name: 'JavaScript', open: (key) => javascriptDoor(key) },
];
const judges: (readonly [name: string, judge: Judge, args: readonly string[]])[] = [
  ['Go', await goProgram(), ['door']],
  ...(await Promise.all(
    pythonVersions.map(async (version) => [`Python ${version}`, await pythonClient(version), [doorInPython]] as const),
  )),
];
for (const [name, judge, args] of judges) {
  if ('absent' in judge) test.skip(absence(`the official client in ${name}, beside the others,`, judge.absent), () => undefined);
  else ways.push({ name, open: (key) => programDoor(judge, args, site, key) });
}

/** One part, some, and none at all. */
const bytesOf = (name: string): Buffer => pseudoRandom(name, { v2: 200_000, 'plain requests': 0 }[name] ?? 6 << 20);

const shared = 'cross/shared';
const hidden = 'cross/hidden';
const doors = new Map<string, Door>();
/** Everybody's doors, by who and which way. */
function doorOf(who: string, way: string): Door {
  const door = doors.get(`${who}, ${way}`);
  if (door === undefined) throw new Error(`there is no door for ${who} by ${way}`);
  return door;
}

async function bytesFrom(door: Door, remote: string): Promise<Buffer> {
  const local = join(scratch, 'got');
  writeFileSync(local, 'something else');
  await door.get(remote, local);
  return readFileSync(local);
}

/** How the call is refused, in words that all ways share. */
async function refusal(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (/not.?found|parent.?does.?not.?exist/i.test(error.message)) return 'not found';
    return /write.?permission.?required|forbidden/i.test(error.message) ? 'may not write' : error.message;
  }
  return 'nothing was refused';
}

let cursor: string;
let guestsKey: string;
let permission: { readonly id: number };

beforeAll(async () => {
  site = await startSite();
  rest = restOf(site);
  scratch = await mkdtemp(join(tmpdir(), 'filewharf-cross-'));
  globalAgent.options.ca = site.ca;
  Files.setBaseUrl(site.url);
  Files.setLogLevel(0);
  for (const folder of [shared, hidden]) await rest.good('POST', `/folders/${folder}`, { mkdir_parents: true });
  cursor = (await clientOf(site).changes('since=2020-01-01')).cursor;

  const guest = await rest.good<{ id: number }>('POST', '/users', { username: 'guest' });
  ({ key: guestsKey } = await rest.good<{ key: string }>('POST', '/api_keys', { user_id: guest.id, name: 'guest' }));
  permission = await rest.good('POST', '/permissions', { path: shared, user_id: guest.id, permission: 'readonly' });
  for (const { name, open, listsOwn } of ways) {
    doors.set(`admin, ${name}`, open(site.key));
    if (listsOwn !== true) doors.set(`guest, ${name}`, open(guestsKey));
  }
});

afterAll(async () => {
  delete globalAgent.options.ca;
  await Promise.all([...doors.values()].map((door) => door.close()));
  await site.end();
  await rm(scratch, { recursive: true, force: true });
});

const names = ways.map(({ name }) => name);
const guestsNames = ways.filter(({ listsOwn }) => listsOwn !== true).map(({ name }) => name);

/** The ids of the files in a folder, by their names. */
async function idsIn(folder: string): Promise<ReadonlyMap<string, string>> {
  return new Map((await deepTableOf(site, await keyForFolder(rest, folder)).list()).map(({ file_name, id }) => [file_name, id]));
}

describe('what is put in one way', () => {
  test.each(names)('by %s, is there', async (name) => {
    const local = join(scratch, 'to-put');
    writeFileSync(local, bytesOf(name));
    const door = doorOf('admin', name);
    await door.put(`${shared}/${name}`, local);
    await door.put(`${hidden}/${name}`, local);
    expect(await door.list(shared)).toContain(`${shared}/${name}`);
  });

  test.each(names)('is read byte for byte by %s', async (reader) => {
    const door = doorOf('admin', reader);
    expect((await door.list(shared)).toSorted()).toEqual(names.map((name) => `${shared}/${name}`).toSorted());
    for (const writer of names) {
      const same = (await bytesFrom(door, `${shared}/${writer}`)).equals(bytesOf(writer));
      expect(same, `put in by ${writer}, read by ${reader}`).toBe(true);
    }
  });

  test('shows in the feed of v2, with its id there', async () => {
    const admin = clientOf(site);
    const { changes } = await admin.changes(`cursor=${cursor}&limit=1000`);
    const created = changes.filter(({ action }) => action === 'created').map(({ id }) => id);
    const files = await Promise.all(created.map((id) => admin.get<{ name: string; size: number }>(`/files/${id}`)));
    expect(files.map(({ name, size }) => `${name}, ${size}`).toSorted()).toEqual(
      names.flatMap((name) => [`${name}, ${bytesOf(name).length}`, `${name}, ${bytesOf(name).length}`]).toSorted(),
    );
  });
});

describe('somebody who may read one folder', () => {
  test.each(guestsNames)('sees that and nothing else, by %s', async (name) => {
    const door = doorOf('guest', name);
    expect((await door.list(shared)).toSorted()).toEqual(names.map((writer) => `${shared}/${writer}`).toSorted());
    expect(await door.list('cross')).toEqual([shared]);
    for (const writer of names) {
      expect((await bytesFrom(door, `${shared}/${writer}`)).equals(bytesOf(writer)), writer).toBe(true);
      expect(await refusal(door.get(`${hidden}/${writer}`, join(scratch, 'stolen')))).toBe('not found');
    }
    expect(await refusal(door.list(hidden))).toBe('not found');
  });

  test('has put nothing in, by DeepTable, and gets by its id what every other way shows', async () => {
    const api = deepTableOf(site, guestsKey);
    expect(await api.list()).toEqual([]);
    const [shown, unseen] = [await idsIn(shared), await idsIn(hidden)];
    expect([shown.size, unseen.size]).toEqual([names.length, names.length]);
    for (const writer of names) {
      const content = await api.call('GET', `/files/${shown.get(writer)}/content`);
      expect([writer, content.status, content.body.equals(bytesOf(writer))]).toEqual([writer, 200, true]);
      expect(problemOf(await api.call('DELETE', `/files/${shown.get(writer)}`))).toBe('403 insufficient-permissions');
      for (const [method, path] of [
        ['GET', ''],
        ['GET', '/content'],
        ['DELETE', ''],
      ] as const) {
        expect(problemOf(await api.call(method, `/files/${unseen.get(writer)}${path}`))).toBe('404 file-not-found');
      }
    }
    expect(problemOf(await api.send('unwelcome', Buffer.from('unwelcome')))).toBe('403 insufficient-permissions');
  });

  test.each(guestsNames)('writes nothing, by %s', async (name) => {
    const door = doorOf('guest', name);
    const local = join(scratch, 'unwelcome');
    writeFileSync(local, 'unwelcome');
    expect(await refusal(door.put(`${shared}/unwelcome`, local))).toBe('may not write');
    expect(await refusal(door.put(`${shared}/v2`, local))).toBe('may not write');
    // Clients that make the folders above are told that they may not.
    expect(['not found', 'may not write']).toContain(await refusal(door.put(`${hidden}/unwelcome`, local)));
    expect((await bytesFrom(doorOf('admin', 'v2'), `${shared}/v2`)).equals(bytesOf('v2'))).toBe(true);
  });

  test('sees nothing by any way once the permission is gone', async () => {
    await rest.good('DELETE', `/permissions/${permission.id}`);
    const api = deepTableOf(site, guestsKey);
    for (const id of (await idsIn(shared)).values()) expect(problemOf(await api.call('GET', `/files/${id}`))).toBe('404 file-not-found');
    for (const name of guestsNames) {
      const door = doorOf('guest', name);
      expect(await refusal(door.list(shared)), name).toBe('not found');
      expect(await refusal(door.get(`${shared}/v2`, join(scratch, 'stolen'))), name).toBe('not found');
    }
  });
});
