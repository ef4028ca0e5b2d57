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

    /** New content under a name: a new file, or the next version of the one that has the name. @param {Omit<ModelFile, 'id'>} content @param {string} id @param {Span} span */
    put(content, id, span) {
      const existing = fileNamed(content.folderId, content.name);
      if (existing !== undefined && existing.id !== id) {
        throw new Violation('answer', `"${content.name}" was ${existing.id}, but its new version was stored as ${id}`);
      }
      if (existing === undefined && files.has(id)) throw new Violation('answer', `${id} was given to a second file, "${content.name}"`);
      files.set(id, { id, ...content });
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
      for (const { size } of files.values()) sum += size;
      for (const { size } of uploads.values()) sum += size;
      return sum;
    },
  };
}

/** @typedef {ReturnType<typeof createModel>} Model */
