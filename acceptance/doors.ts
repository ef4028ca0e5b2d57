import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { createInterface } from 'node:readline';
import File from 'files.com/lib/models/File.js';
import Folder from 'files.com/lib/models/Folder.js';
import { clientOf, json, outcome, send, type Answer, type StoredFile } from './client.ts';
import { deepTableOf, problemOf, type DeepTable } from './deeptable/deeptable.ts';
import { environmentFor, keyForFolder, restOf, segment, type Site } from './filescom.ts';
import type { Present } from './judges.ts';

/**
 * One way into the tree, with one key. Paths are those of Files.com, without a slash at the ends. Whoever is refused gets a `Refusal` with
 * the words of that way.
 */
export interface Door {
  put(remote: string, local: string): Promise<void>;
  get(remote: string, local: string): Promise<void>;
  /** The paths in a folder. */
  list(remote: string): Promise<readonly string[]>;
  close(): Promise<void>;
}

export class Refusal extends Error {}

/** Files App v2, whose nouns have ids: a path is walked from the root. */
export function v2Door(site: Site, key: string): Door {
  const client = clientOf(site, key);

  async function answered<T>(request: ReturnType<typeof client.call>): Promise<T> {
    const answer = await request;
    if (answer.status >= 300) throw new Refusal(outcome(answer));
    return json<T>(answer);
  }
  async function childrenOf(folderId: string) {
    const [{ folders }, { files }] = await Promise.all([
      answered<{ folders: { id: string; name: string }[] }>(client.call('GET', `/folders?parent_id=${folderId}&per_page=100`)),
      answered<{ files: { id: string; name: string }[] }>(client.call('GET', `/files?folder_id=${folderId}&per_page=100`)),
    ]);
    return { folders, files };
  }
  async function rootId(): Promise<string> {
    return (await answered<{ root_folder_id: string }>(client.call('GET', '/whoami'))).root_folder_id;
  }
  async function folderIdOf(names: readonly string[]): Promise<string> {
    let id = await rootId();
    for (const name of names) {
      const next = (await childrenOf(id)).folders.find((folder) => folder.name === name);
      if (next === undefined) throw new Refusal('404 not_found');
      id = next.id;
    }
    return id;
  }
  return {
    async put(remote, local) {
      const folder_id = await folderIdOf(remote.split('/').slice(0, -1));
      const file = { filename: basename(remote), bytes: readFileSync(local) };
      await answered<StoredFile>(
        client.callForm('/upload', [
          ['folder_id', folder_id],
          ['file', file],
        ]),
      );
    },
    async get(remote, local) {
      const { files } = await childrenOf(await folderIdOf(remote.split('/').slice(0, -1)));
      const file = files.find(({ name }) => name === basename(remote));
      if (file === undefined) throw new Refusal('404 not_found');
      const answer = await client.call('GET', `/files/${file.id}?download=true`);
      if (answer.status !== 200) throw new Refusal(outcome(answer));
      writeFileSync(local, answer.body);
    },
    async list(remote) {
      const { folders, files } = await childrenOf(await folderIdOf(remote.split('/')));
      return [...folders, ...files].map(({ name }) => `${remote}/${name}`);
    },
    close: () => Promise.resolve(),
  };
}

/** The Files.com API without a client: an upload in one part, as small as the requests can be. */
export function restDoor(site: Site, key: string): Door {
  const rest = restOf(site, key);
  async function good<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await rest.call(method, path, body);
    if (answer.status >= 300) throw new Refusal(json<{ type: string }>(answer).type);
    return json<T>(answer);
  }
  return {
    async put(remote, local) {
      const { ref, upload_uri } = await good<{ ref: string; upload_uri: string }>('POST', `/files/${segment(remote)}`, {
        action: 'put',
        part: 1,
      });
      await send(upload_uri, { method: 'PUT', body: readFileSync(local), ca: site.ca, hangAfter: 60_000 });
      await good('POST', `/files/${segment(remote)}`, { action: 'end', ref });
    },
    async get(remote, local) {
      const { download_uri } = await good<{ download_uri: string }>('GET', `/files/${segment(remote)}`);
      writeFileSync(local, (await send(download_uri, { ca: site.ca })).body);
    },
    list: async (remote) => (await good<{ path: string }[]>('GET', `/folders/${segment(remote)}`)).map(({ path }) => path),
    close: () => Promise.resolve(),
  };
}

/**
 * The DeepTable API, which knows no folders: with a key for each folder it puts files into it, and lists what its user put in there, by
 * whichever door.
 */
export function deepTableDoor(site: Site, key: string): Door {
  const rest = restOf(site, key);
  const byFolder = new Map<string, Promise<DeepTable>>();

  function at(folder: string): Promise<DeepTable> {
    const known = byFolder.get(folder) ?? keyForFolder(rest, folder).then((made) => deepTableOf(site, made));
    byFolder.set(folder, known);
    return known;
  }
  function granted(answer: Answer): Answer {
    if (answer.status >= 300) throw new Refusal(problemOf(answer));
    return answer;
  }
  return {
    async put(remote, local) {
      granted(await (await at(dirname(remote))).send(basename(remote), readFileSync(local)));
    },
    async get(remote, local) {
      const api = await at(dirname(remote));
      const file = (await api.list()).find(({ file_name }) => file_name === basename(remote));
      if (file === undefined) throw new Refusal('404 file-not-found');
      writeFileSync(local, granted(await api.call('GET', `/files/${file.id}/content`)).body);
    },
    list: async (remote) => (await (await at(remote)).list()).map(({ file_name }) => `${remote}/${file_name}`),
    close: () => Promise.resolve(),
  };
}

/** The vendor's JavaScript client; it has to be told before where the site is. */
export function javascriptDoor(apiKey: string): Door {
  async function willing<T>(call: Promise<T>): Promise<T> {
    try {
      return await call;
    } catch (error) {
      throw new Refusal(error instanceof Error ? error.constructor.name : String(error), { cause: error });
    }
  }
  return {
    put: async (remote, local) => void (await willing(File.uploadFile(remote, local, {}, { apiKey }))),
    async get(remote, local) {
      const file = await willing(File.find(remote, {}, { apiKey }));
      await (await willing(file.download())).downloadToFile(local);
    },
    list: async (remote) => (await willing(Folder.listFor(remote, {}, { apiKey }))).map(({ path }) => path),
    close: () => Promise.resolve(),
  };
}

/** A program with a client of the vendor in it, which takes one JSON line for each thing to do and answers one. */
export function programDoor(judge: Present, args: readonly string[], site: Site, key: string): Door {
  const child = spawn(judge.command, args, {
    env: { ...environmentFor(site, key), ...judge.env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  async function ask(operation: string, remote: string, local?: string): Promise<unknown> {
    child.stdin.write(`${JSON.stringify({ operation, remote, local })}\n`);
    const { value } = await lines.next();
    const answer = JSON.parse(String(value)) as { result?: unknown; error?: string };
    if (answer.error !== undefined) throw new Refusal(answer.error);
    return answer.result;
  }
  return {
    put: async (remote, local) => void (await ask('put', remote, local)),
    get: async (remote, local) => void (await ask('get', remote, local)),
    list: async (remote) => (await ask('list', remote)) as string[],
    close: () =>
      new Promise((resolve) => {
        child.once('close', () => resolve());
        child.stdin.end();
      }),
  };
}
