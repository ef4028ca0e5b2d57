// @ts-check
import { Violation } from './violation.mjs';

/**
 * @typedef {object} ModelFile
 * @property {string} id
 * @property {string} name
 * @property {string} folderId
 * @property {number} size
 * @property {string} sha
 * @property {boolean} encrypted
 * @property {readonly ModelVersion[]} versions What it held before, the newest first.
 *
 * @typedef {object} ModelVersion
 * @property {number} size
 * @property {string} sha
 *
 * @typedef {object} ModelTrash What went into the trash in one step, with the links to it.
 * @property {string} nodeId
 * @property {string} parentId
 * @property {ModelFolder[]} folders
 * @property {ModelFile[]} files
 * @property {[id: string, share: { fileId: string, page: string }][]} shares
 *
 * @typedef {object} ModelFolder
 * @property {string} id
 * @property {string} name
 * @property {string | null} parentId
 *
 * @typedef {object} ModelUpload
 * @property {string} id
 * @property {string} name
 * @property {string} folderId
 * @property {boolean} encrypted
 * @property {Buffer[]} chunks What each chunk holds when the upload is completed.
 * @property {number} size
 * @property {Set<number>} acknowledged Chunks that the server has said it has.
 * @property {Set<number>} uncertain Chunks whose last sending had no answer: to be sent again.
 *
 * @typedef {object} Span When an operation began and ended, on a clock that all clients share.
 * @property {number} start
 * @property {number} end
 *
 * @typedef {object} FeedGroup Changes of one operation; their order among each other is free.
 * @property {Map<string, number>} changes `<id> <action>` and how often
 * @property {Span} span
 */

/** As many as a server keeps by default. */
const versionsKept = 10;

/**
 * What one client knows to be on the server: everything that was acknowledged. Nobody else touches its folder, so it is all that
 * there may be.
 *
 * @param {string} rootId the client's own folder
 */
export function createModel(rootId) {
  /** @type {Map<string, ModelFolder>} */
  const folders = new Map([[rootId, { id: rootId, name: '', parentId: null }]]);
  /** @type {Map<string, ModelFile>} */
  const files = new Map();
  /** By the id of the item. @type {Map<string, ModelTrash>} */
  const trash = new Map();
  /** @type {Map<string, ModelUpload>} */
  const uploads = new Map();
  /** By id: the file. @type {Map<string, { fileId: string, page: string }>} */
  const shares = new Map();
  /** By id. The secret is undefined when the answer that held it was lost. @type {Map<string, { name: string, secret: string | undefined }>} */
  const keys = new Map();
  /** @type {FeedGroup[]} */
  const feed = [];
  /** Files whose bytes are to be read in the next check. @type {Set<string>} */
  const touched = new Set();
  /** Uploads that are complete, and the file that each became: completing again has to answer it. @type {Map<string, string>} */
  const completed = new Map();
  /** What was ended since the last check, to be asked for once more. @type {{ files: string[], folders: string[], sharePages: string[], secrets: string[] }} */
  const ended = { files: [], folders: [], sharePages: [], secrets: [] };

  /** @param {Span} span @param {string[]} changes */
  function announce(span, changes) {
    /** @type {Map<string, number>} */
    const counts = new Map();
    for (const change of changes) counts.set(change, (counts.get(change) ?? 0) + 1);
    feed.push({ changes: counts, span });
  }

  /** @param {string} id */
  function subtree(id) {
    const found = [id];
    for (const parent of found) for (const folder of folders.values()) if (folder.parentId === parent) found.push(folder.id);
    return found;
  }

  /** @param {string} folderId @param {string} name */
  const fileNamed = (folderId, name) => [...files.values()].find((file) => file.folderId === folderId && file.name === name);

  /** @param {string} id */
  function dropFile(id) {
    files.delete(id);
    touched.delete(id);
    ended.files.push(id);
    for (const [shareId, share] of shares) {
      if (share.fileId === id) dropShare(shareId);
    }
  }

  /** @param {string} id */
  function dropShare(id) {
    const share = shares.get(id);
    shares.delete(id);
    if (share !== undefined) ended.sharePages.push(share.page);
  }

  return {
    rootId,
    folders,
    files,
    trash,
    uploads,
    shares,
    keys,
    feed,
    touched,
    completed,
    ended,
    announce,
    subtree,
    fileNamed,
    dropShare,

    /** New content under a name: a new file, or the next version of the one that has the name. @param {Omit<ModelFile, 'id' | 'versions'>} content @param {string} id @param {Span} span */
    put(content, id, span) {
      const existing = fileNamed(content.folderId, content.name);
      if (existing !== undefined && existing.id !== id) {
        throw new Violation('answer', `"${content.name}" was ${existing.id}, but its new version was stored as ${id}`);
      }
      if (existing === undefined && files.has(id)) throw new Violation('answer', `${id} was given to a second file, "${content.name}"`);
      const versions = existing === undefined ? [] : [{ size: existing.size, sha: existing.sha }, ...existing.versions];
      files.set(id, { id, ...content, versions: versions.slice(0, versionsKept) });
      touched.add(id);
      announce(span, [`${id} ${existing === undefined ? 'created' : 'modified'}`]);
    },

    /** @param {string} id @param {Span} span */
    deleteFile(id, span) {
      dropFile(id);
      announce(span, [`${id} deleted`]);
    },

    /** These nodes of a subtree are gone, perhaps not yet all of it. @param {{ files: readonly string[], folders: readonly string[] }} gone @param {Span} span */
    deleteNodes(gone, span) {
      for (const id of gone.files) dropFile(id);
      for (const id of gone.folders) {
        folders.delete(id);
        ended.folders.push(id);
      }
      const ids = [...gone.files, ...gone.folders];
      if (ids.length > 0)
        announce(
          span,
          ids.map((id) => `${id} deleted`),
        );
    },

    /** A file, or a folder with all that is in it, goes into the trash. @param {string} nodeId @param {string} itemId @param {Span} span */
    putInTrash(nodeId, itemId, span) {
      const inside = folders.has(nodeId) ? subtree(nodeId) : [];
      const gone = [...files.values()].filter((file) => file.id === nodeId || inside.includes(file.folderId));
      const goneFolders = [...folders.values()].filter((folder) => inside.includes(folder.id));
      const ids = [...gone.map((file) => file.id), ...inside];
      const links = [...shares].filter(([, share]) => ids.includes(share.fileId));
      const parentId = folders.get(nodeId)?.parentId ?? files.get(nodeId)?.folderId ?? '';
      trash.set(itemId, { nodeId, parentId, folders: goneFolders, files: gone, shares: links });
      for (const id of ids) for (const map of [files, folders]) map.delete(id);
      for (const id of ids) touched.delete(id);
      for (const [id] of links) shares.delete(id);
      announce(
        span,
        ids.map((id) => `${id} deleted`),
      );
    },

    /** @param {string} itemId @param {Span} span */
    takeFromTrash(itemId, span) {
      const item = trash.get(itemId);
      if (item === undefined) throw new Error(`the model has no ${itemId} in its trash`);
      trash.delete(itemId);
      for (const folder of item.folders) folders.set(folder.id, folder);
      for (const file of item.files) {
        files.set(file.id, file);
        touched.add(file.id);
      }
      for (const [id, share] of item.shares) shares.set(id, share);
      announce(
        span,
        [...item.folders, ...item.files].map(({ id }) => `${id} created`),
      );
    },

    /** Nobody hears of it: all of it was gone before. @param {string} itemId */
    purge(itemId) {
      const item = trash.get(itemId);
      trash.delete(itemId);
      ended.files.push(...(item?.files ?? []).map(({ id }) => id));
      ended.folders.push(...(item?.folders ?? []).map(({ id }) => id));
      ended.sharePages.push(...(item?.shares ?? []).map(([, { page }]) => page));
    },

    /** @param {string} id @param {Partial<Pick<ModelFile, 'name' | 'folderId'>>} change @param {Span} span */
    changeFile(id, change, span) {
      const file = files.get(id);
      if (file === undefined) throw new Error(`the model has no file ${id}`);
      files.set(id, { ...file, ...change });
      touched.add(id);
      announce(span, [`${id} modified`]);
    },

    /** @param {string} id @param {Partial<Pick<ModelFolder, 'name' | 'parentId'>>} change @param {Span} span */
    changeFolder(id, change, span) {
      const folder = folders.get(id);
      if (folder === undefined) throw new Error(`the model has no folder ${id}`);
      folders.set(id, { ...folder, ...change });
      // All that moves along is announced too: who sees only one end of the move has to hear of each.
      const inside = change.parentId === undefined ? [id] : subtree(id);
      const moved = change.parentId === undefined ? [] : [...files.values()].filter((file) => inside.includes(file.folderId));
      announce(
        span,
        [...inside, ...moved.map((file) => file.id)].map((node) => `${node} modified`),
      );
    },

    /** What counts against the quota. */
    usedBytes() {
      let sum = 0;
      const trashed = [...trash.values()].flatMap((item) => item.files);
      for (const { size, versions } of [...files.values(), ...trashed]) sum += versions.reduce((all, version) => all + version.size, size);
      for (const { size } of uploads.values()) sum += size;
      return sum;
    },
  };
}

/** @typedef {ReturnType<typeof createModel>} Model */
