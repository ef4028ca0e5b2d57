// @ts-check
import { expectStatus, listAfter } from './api.mjs';

/**
 * Into the trash and out of it, and back to what a file held before. What goes in or out here is little, so each is one step: done as a
 * whole or not at all.
 *
 * @typedef {import('./operations.mjs').Maker} Maker
 */

/** @param {import('./api.mjs').Call} call */
const itemsOf = (call) => listAfter(call, '/trash?limit=1000', 'items');

/** A file, or a folder with all that is in it. @type {Maker} */
export function putInTrash({ model, random }) {
  if (model.trash.size >= 4) return undefined;
  const uploadedTo = new Set([...model.uploads.values()].map((pending) => pending.folderId));
  const folders = [...model.folders.keys()].filter(
    (id) => id !== model.rootId && !model.subtree(id).some((inside) => uploadedTo.has(inside)),
  );
  const ids = random.chance(0.3) ? folders : [...model.files.keys()];
  if (ids.length === 0) return undefined;
  const id = random.pick(ids);
  const kind = id.startsWith('file_') ? 'file' : 'folder';
  const { name } = model.files.get(id) ?? model.folders.get(id) ?? { name: '' };
  return {
    kind: `trash ${kind}`,
    run: async (call) => expectStatus(await call('DELETE', `/${kind}s/${id}?trash=true`), 200, 'trash'),
    apply: (answer, span) => model.putInTrash(id, answer.trash_id, span),
    async settle(call) {
      if ((await call('GET', `/${kind}s/${id}`)).status !== 404) return undefined;
      const item = (await itemsOf(call)).find((one) => one.name === name && !model.trash.has(one.id));
      return item === undefined ? undefined : { trash_id: item.id };
    },
  };
}

/** To where it lay, which has to be there still, and its name free. @type {Maker} */
export function restoreFromTrash({ model, random }) {
  const items = [...model.trash].filter(
    ([, item]) =>
      model.folders.has(item.parentId) &&
      !item.files.some((file) => file.id === item.nodeId && model.fileNamed(file.folderId, file.name) !== undefined),
  );
  if (items.length === 0) return undefined;
  const [id, { nodeId }] = random.pick(items);
  return {
    kind: 'restore',
    run: async (call) => expectStatus(await call('POST', `/trash/${id}/restore`), 200, 'restore'),
    apply: (_answer, span) => model.takeFromTrash(id, span),
    settle: async (call) =>
      (await call('GET', `/${nodeId.startsWith('file_') ? 'file' : 'folder'}s/${nodeId}`)).status === 200 ? {} : undefined,
  };
}

/** @type {Maker} */
export function purge({ model, random }) {
  if (model.trash.size === 0) return undefined;
  const id = random.pick([...model.trash.keys()]);
  return {
    kind: 'purge',
    run: async (call) => expectStatus(await call('DELETE', `/trash/${id}`), 200, 'purge'),
    apply: () => model.purge(id),
    settle: async (call) => ((await itemsOf(call)).some((item) => item.id === id) ? undefined : {}),
  };
}

/** @param {import('./api.mjs').Call} call @param {string} fileId */
export const versionsOf = (call, fileId) => listAfter(call, `/files/${fileId}/versions?limit=1000`, 'versions');

/** @type {Maker} */
export function restoreVersion({ model, random }) {
  const file = [...model.files.values()].find((one) => one.versions.some(({ size }) => size !== one.size) && random.chance(0.5));
  if (file === undefined) return undefined;
  // Another size than now, so that the size alone tells which content is there after a crash.
  const place = random.pick([...file.versions.keys()].filter((index) => file.versions[index]?.size !== file.size));
  const version = file.versions[place];
  if (version === undefined) return undefined;
  const { id, name, folderId, encrypted } = file;
  return {
    kind: 'restore version',
    async run(call) {
      // The first one is what it holds now.
      const { id: versionId } = (await versionsOf(call, id))[place + 1];
      return expectStatus(await call('POST', `/files/${id}/versions/${versionId}/restore`), 200, 'restore version');
    },
    apply: (answer, span) => model.put({ name, folderId, ...version, encrypted: answer.encrypted ?? encrypted }, id, span),
    async settle(call) {
      const found = expectStatus(await call('GET', `/files/${id}`), 200, 'a file whose version was being restored');
      return found.size === version.size ? found : undefined;
    },
  };
}
