// @ts-check
import { expectStatus, listAll } from './api.mjs';
import { sha256 } from './random.mjs';
import { Violation } from './violation.mjs';

/**
 * @typedef {import('./api.mjs').Call} Call
 * @typedef {import('./model.mjs').Span} Span
 *
 * @typedef {object} Operation
 * @property {string} kind
 * @property {(call: Call) => Promise<any>} run Sends it and answers the JSON of a 2xx.
 * @property {(answer: any, span: Span) => void} apply It was done: the model follows.
 * @property {(call: Call, span: Span) => Promise<any>} settle After a crash without an answer: looks whether it was done, and answers what `run`
 *   would have answered (or as much of it as `apply` needs), undefined when it was not done.
 *
 * @typedef {object} Client
 * @property {import('./model.mjs').Model} model
 * @property {import('./random.mjs').Random} random
 * @property {(bytes: number) => Buffer} content
 * @property {(prefix: string) => string} newName
 * @property {number[]} maybeReserved Sizes of uploads that may have been started without an answer.
 *
 * @typedef {(client: Client) => Operation | undefined} Maker Undefined when there is nothing to do it with.
 */

const inlineBytes = 64 * 1024;

/** Mostly small, so that many fit into a round; the sizes around the limit between database and disk more often than by chance. @param {Client} client */
function someSize({ random }) {
  if (random.chance(0.04)) return 0;
  if (random.chance(0.1)) return inlineBytes - 1 + random.int(3);
  if (random.chance(0.5)) return 1 + random.int(8 * 1024);
  if (random.chance(0.5)) return 8 * 1024 + random.int(inlineBytes);
  return random.chance(0.85) ? inlineBytes + random.int(300 * 1024) : 512 * 1024 + random.int(1536 * 1024);
}

/** @param {Call} call @param {string} folderId @param {string} name */
async function findByName(call, folderId, name) {
  return (await listAll(call, `/files?folder_id=${folderId}`, 'files')).find((file) => file.name === name);
}

/** @param {any} answer @param {{ name: string, size: number, encrypted: boolean }} wanted */
function checkStored(answer, wanted) {
  const same = answer.name === wanted.name && answer.size === wanted.size && (answer.encrypted ?? wanted.encrypted) === wanted.encrypted;
  if (!same) throw new Violation('answer', `"${wanted.name}" with ${wanted.size} bytes was answered as ${JSON.stringify(answer)}`);
}

/** @param {Client} client @param {string} kind @param {{ folderId: string, name: string, otherThan?: number }} place @returns {Operation} */
function upload(client, kind, { folderId, name, otherThan }) {
  const { model, random } = client;
  // Another size than the version before, so that the size alone tells which one is there after a crash.
  let size = someSize(client);
  while (size === otherThan) size = someSize(client);
  const bytes = client.content(size);
  const encrypted = !random.chance(0.25);
  const wanted = { name, folderId, size, encrypted, sha: sha256(bytes) };
  return {
    kind: encrypted ? kind : `${kind} plain`,
    async run(call) {
      const fields = { folder_id: folderId, ...(encrypted ? {} : { encrypt: 'false' }) };
      return expectStatus(
        await call('POST', '/upload', { form: { fields, file: { field: 'file', name, bytes, first: random.chance(0.3) } } }),
        201,
        kind,
      );
    },
    apply(answer, span) {
      checkStored(answer, wanted);
      model.put(wanted, answer.id, span);
    },
    async settle(call) {
      const found = await findByName(call, folderId, name);
      return found?.size === size ? found : undefined;
    },
  };
}

/** @type {Maker} */
export function uploadNew(client) {
  const { model, random } = client;
  if (model.files.size >= 16) return undefined;
  return upload(client, 'upload', { folderId: random.pick([...model.folders.keys()]), name: client.newName('file') });
}

/** @type {Maker} */
export function uploadVersion(client) {
  const { model, random } = client;
  if (model.files.size === 0) return undefined;
  const { folderId, name, size } = random.pick([...model.files.values()]);
  return upload(client, 'new version', { folderId, name, otherThan: size });
}

/** Reads a file back in the middle of everything. @type {Maker} */
export function readFile({ model, random }) {
  if (model.files.size === 0) return undefined;
  const file = random.pick([...model.files.values()]);
  return {
    kind: 'read',
    async run(call) {
      const answer = await call('GET', `/files/${file.id}?download=true`);
      expectStatus(answer, 200, `download of "${file.name}"`);
      if (sha256(answer.body) !== file.sha)
        throw new Violation('partial', `"${file.name}" (${file.id}) has other bytes than were acknowledged`);
    },
    apply() {},
    settle: async () => undefined,
  };
}

/** @type {Maker} */
export function deleteFile({ model, random }) {
  if (model.files.size < 4) return undefined;
  const { id } = random.pick([...model.files.values()]);
  return {
    kind: 'delete',
    run: async (call) => expectStatus(await call('DELETE', `/files/${id}`), 200, 'delete'),
    apply: (_answer, span) => model.deleteFile(id, span),
    settle: async (call) => ((await call('GET', `/files/${id}`)).status === 404 ? {} : undefined),
  };
}

/** Renames, moves, or both. @type {Maker} */
export function changeFile(client) {
  const { model, random } = client;
  if (model.files.size === 0) return undefined;
  const file = random.pick([...model.files.values()]);
  const folderId = random.chance(0.6) ? random.pick([...model.folders.keys()]) : file.folderId;
  const name = folderId === file.folderId || random.chance(0.3) ? client.newName('file') : file.name;
  if (model.fileNamed(folderId, name) !== undefined) return undefined;
  const body = { ...(name === file.name ? {} : { name }), ...(folderId === file.folderId ? {} : { folder_id: folderId }) };
  return {
    kind: folderId === file.folderId ? 'rename' : 'move',
    run: async (call) => expectStatus(await call('PATCH', `/files/${file.id}`, { json: body }), 200, 'rename or move'),
    apply: (_answer, span) => model.changeFile(file.id, { name, folderId }, span),
    async settle(call) {
      const found = await findByName(call, folderId, name);
      return found?.id === file.id ? {} : undefined;
    },
  };
}

/** @type {Maker} */
export function copyFile(client) {
  const { model, random } = client;
  if (model.files.size === 0 || model.files.size >= 16) return undefined;
  const file = random.pick([...model.files.values()]);
  const folderId = random.pick([...model.folders.keys()]);
  const name = client.newName('copy');
  return {
    kind: 'copy',
    run: async (call) => expectStatus(await call('POST', `/files/${file.id}/copy`, { json: { name, folder_id: folderId } }), 201, 'copy'),
    apply: (answer, span) => model.put({ name, folderId, size: file.size, sha: file.sha, encrypted: file.encrypted }, answer.id, span),
    settle: (call) => findByName(call, folderId, name),
  };
}

/** @type {Maker} */
export function createFolder(client) {
  const { model, random } = client;
  if (model.folders.size >= 6) return undefined;
  const parentId = random.pick([...model.folders.keys()]);
  const name = client.newName('folder');
  return {
    kind: 'create folder',
    run: async (call) => expectStatus(await call('POST', '/folders', { json: { name, parent_id: parentId } }), 201, 'create folder'),
    apply(answer, span) {
      model.folders.set(answer.id, { id: answer.id, name, parentId });
      model.announce(span, [`${answer.id} created`]);
    },
    settle: async (call) => (await listAll(call, `/folders?parent_id=${parentId}`, 'folders')).find((folder) => folder.name === name),
  };
}

/** @type {Maker} */
export function changeFolder(client) {
  const { model, random } = client;
  const own = [...model.folders.values()].filter((folder) => folder.id !== model.rootId);
  if (own.length === 0) return undefined;
  const folder = random.pick(own);
  const inside = new Set(model.subtree(folder.id));
  const targets = [...model.folders.keys()].filter((id) => !inside.has(id) && id !== folder.parentId);
  const moves = targets.length > 0 && random.chance(0.6);
  const name = client.newName('folder');
  const change = moves ? { name, parentId: random.pick(targets) } : { name };
  return {
    kind: moves ? 'move folder' : 'rename folder',
    run: async (call) =>
      expectStatus(
        await call('PATCH', `/folders/${folder.id}`, { json: moves ? { name, parent_id: change.parentId } : { name } }),
        200,
        'change folder',
      ),
    apply: (_answer, span) => model.changeFolder(folder.id, change, span),
    // Whether the parent followed the name is seen by the check of the whole tree.
    settle: async (call) =>
      expectStatus(await call('GET', `/folders/${folder.id}`), 200, 'a folder that was being moved').name === name ? {} : undefined,
  };
}

/**
 * With all that is inside. The server does it in slices, a folder at a time from the deepest up, so a crash may leave a part; what is
 * left has to be a whole tree, and what is gone has to be gone everywhere.
 *
 * @type {Maker}
 */
export function deleteFolder({ model, random }) {
  const uploadedTo = new Set([...model.uploads.values()].map((pending) => pending.folderId));
  const own = [...model.folders.keys()].filter((id) => id !== model.rootId && !model.subtree(id).some((inside) => uploadedTo.has(inside)));
  if (own.length === 0) return undefined;
  const id = random.pick(own);
  const folders = model.subtree(id);
  const files = [...model.files.values()].filter((file) => folders.includes(file.folderId)).map((file) => file.id);
  return {
    kind: 'delete folder',
    run: async (call) => expectStatus(await call('DELETE', `/folders/${id}?recursive=true`), 200, 'delete folder'),
    apply: (_answer, span) => model.deleteNodes({ files, folders }, span),
    async settle(call, span) {
      const isGone = async (/** @type {string} */ path) => (await call('GET', path)).status === 404;
      const gone = { files: /** @type {string[]} */ ([]), folders: /** @type {string[]} */ ([]) };
      for (const file of files) if (await isGone(`/files/${file}`)) gone.files.push(file);
      for (const folder of folders) if (await isGone(`/folders/${folder}`)) gone.folders.push(folder);
      model.deleteNodes(gone, span);
      for (const node of [...model.files.values(), ...model.folders.values()]) {
        const parent = 'folderId' in node ? node.folderId : node.parentId;
        if (parent !== null && !model.folders.has(parent)) throw new Violation('partial', `${node.id} outlived its folder ${parent}`);
      }
      return undefined;
    },
  };
}

/** @param {{ id: string, url: string }} share @param {string} fileId */
const shareOf = (share, fileId) => ({ fileId, page: new URL(share.url).pathname });

/** @type {Maker} */
export function createShare({ model, random }) {
  if (model.files.size === 0 || model.shares.size >= 8) return undefined;
  const fileId = random.pick([...model.files.keys()]);
  // A password costs the server a slow hash, so only few have one.
  const json = { file_id: fileId, ...(random.chance(0.05) ? { password: 'correct horse' } : {}) };
  return {
    kind: 'share',
    run: async (call) => expectStatus(await call('POST', '/share', { json }), 201, 'share'),
    apply: (answer) => void model.shares.set(answer.id, shareOf(answer, fileId)),
    settle: async (call) => (await listAll(call, `/shares?file_id=${fileId}`, 'shares')).find((share) => !model.shares.has(share.id)),
  };
}

/** @type {Maker} */
export function revokeShare({ model, random }) {
  if (model.shares.size === 0) return undefined;
  const id = random.pick([...model.shares.keys()]);
  return {
    kind: 'revoke share',
    run: async (call) => expectStatus(await call('DELETE', `/shares/${id}`), 200, 'revoke share'),
    apply: () => model.dropShare(id),
    settle: async (call) => ((await call('GET', `/shares/${id}`)).status === 404 ? {} : undefined),
  };
}

/** @type {Maker} */
export function createKey(client) {
  const { model } = client;
  if (model.keys.size >= 4) return undefined;
  const name = client.newName('key');
  return {
    kind: 'create key',
    run: async (call) => expectStatus(await call('POST', '/keys', { json: { name } }), 201, 'create key'),
    apply: (answer) => void model.keys.set(answer.id, { name, secret: answer.key }),
    settle: async (call) => (await listAll(call, '/keys?', 'keys')).find((key) => key.name === name),
  };
}

/** @type {Maker} */
export function revokeKey({ model, random }) {
  if (model.keys.size === 0) return undefined;
  const id = random.pick([...model.keys.keys()]);
  return {
    kind: 'revoke key',
    run: async (call) => expectStatus(await call('DELETE', `/keys/${id}`), 200, 'revoke key'),
    apply() {
      const secret = model.keys.get(id)?.secret;
      model.keys.delete(id);
      if (secret !== undefined) model.ended.secrets.push(secret);
    },
    settle: async (call) => ((await listAll(call, '/keys?', 'keys')).some((key) => key.id === id) ? undefined : {}),
  };
}
