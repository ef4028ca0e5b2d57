// @ts-check
import { expectStatus, listAll } from './api.mjs';
import { sha256 } from './random.mjs';
import { Violation } from './violation.mjs';

/**
 * Uploads in chunks: out of order, several at once, repeated with the same and with other bytes, left open over crashes.
 *
 * @typedef {import('./operations.mjs').Client} Client
 * @typedef {import('./operations.mjs').Operation} Operation
 * @typedef {import('./model.mjs').ModelUpload} ModelUpload
 */

const mostOpen = 2;
const mostAtOnce = 3;

/** The next step: one operation, or several at the same time. @param {Client} client @returns {Operation[]} */
export function chunkedStep(client) {
  const { model, random } = client;
  if (model.uploads.size < mostOpen && random.chance(0.3)) return [init(client)];
  if (model.completed.size > 0 && random.chance(0.05)) return [completeAgain(client)];
  if (model.uploads.size === 0) return [];
  const upload = random.pick([...model.uploads.values()]);
  if (random.chance(0.04)) return [abort(client, upload)];
  const indexes = [...upload.chunks.keys()];
  const wanted = indexes.filter((index) => !upload.acknowledged.has(index) || upload.uncertain.has(index));
  if (wanted.length === 0 && random.chance(0.7)) return [complete(client, upload)];
  const again = random.chance(0.3) ? indexes.filter((index) => upload.acknowledged.has(index)) : [];
  return random
    .shuffle([...new Set([...wanted, ...again])])
    .slice(0, 1 + random.int(mostAtOnce))
    .map((index) => putChunk(client, upload, index));
}

/** @param {Client} client @returns {Operation} */
function init(client) {
  const { model, random } = client;
  const existing = [...model.files.values()];
  const isVersion = existing.length > 0 && random.chance(0.3);
  const place = isVersion ? random.pick(existing) : { name: client.newName('chunked'), folderId: random.pick([...model.folders.keys()]) };
  const totalChunks = 1 + random.int(7);
  // Small ones are kept in the database, larger ones on the disk; every chunk has at least one byte.
  const size = totalChunks * totalChunks + (random.chance(0.3) ? random.int(60 * 1024) : random.int(900 * 1024));
  const encrypted = !random.chance(0.25);
  const { name, folderId } = place;
  const json = { filename: name, total_size: size, total_chunks: totalChunks, folder_id: folderId, encrypt: encrypted };
  return {
    kind: 'init',
    run: async (call) => expectStatus(await call('POST', '/chunks/init', { json }), 201, 'init'),
    apply(answer) {
      const bytes = client.content(size);
      const chunks = Array.from({ length: totalChunks }, (_, index) =>
        bytes.subarray(index * answer.chunk_size, (index + 1) * answer.chunk_size),
      );
      model.uploads.set(answer.upload_id, {
        id: answer.upload_id,
        name,
        folderId,
        encrypted,
        chunks,
        size,
        acknowledged: new Set(),
        uncertain: new Set(),
      });
    },
    async settle() {
      // Nobody can ask for an upload whose id was lost; only the quota shows whether it is there.
      client.maybeReserved.push(size);
      return undefined;
    },
  };
}

/** @param {Client} client @param {ModelUpload} upload @param {number} index @returns {Operation} */
function putChunk(client, upload, index) {
  const { random } = client;
  const present = upload.chunks[index] ?? Buffer.alloc(0);
  // The last one stored for an index counts, whatever was there before.
  const bytes = upload.acknowledged.has(index) && random.chance(0.4) ? client.content(present.length) : present;
  const isRepeat = upload.acknowledged.has(index);
  return {
    kind: isRepeat ? 'chunk again' : 'chunk',
    async run(call) {
      const fields = { upload_id: upload.id, chunk_index: String(index) };
      const form = { fields, file: { field: 'data', name: 'chunk', bytes, first: random.chance(0.2) } };
      return expectStatus(await call('POST', '/chunks', { form }), 200, 'chunk');
    },
    apply(answer) {
      if (answer.chunk_index !== index || answer.received !== true)
        throw new Violation('answer', `chunk ${index} was answered as ${JSON.stringify(answer)}`);
      upload.chunks[index] = bytes;
      upload.acknowledged.add(index);
      upload.uncertain.delete(index);
    },
    async settle() {
      // What a client does that had no answer: it sends the chunk again before it completes.
      upload.uncertain.add(index);
      return undefined;
    },
  };
}

/** @param {Client} client @param {ModelUpload} upload @returns {Operation} */
function complete({ model }, upload) {
  const { id, name, folderId, size, encrypted } = upload;
  return {
    kind: 'complete',
    run: async (call) => expectStatus(await call('POST', '/chunks/complete', { json: { upload_id: id } }), 201, 'complete'),
    apply(answer, span) {
      if (answer.name !== name || answer.size !== size)
        throw new Violation('answer', `"${name}" was completed as ${JSON.stringify(answer)}`);
      model.uploads.delete(id);
      model.completed.set(id, answer.id);
      model.put({ name, folderId, size, encrypted, sha: sha256(Buffer.concat(upload.chunks)) }, answer.id, span);
    },
    async settle(call) {
      const status = expectStatus(await call('GET', `/chunks/${id}`), 200, 'an upload that was being completed');
      if (status.completed !== true) return undefined;
      const files = await listAll(call, `/files?folder_id=${folderId}`, 'files');
      return files.find((file) => file.name === name) ?? { id: 'none', name: 'none' };
    },
  };
}

/** @param {Client} client @returns {Operation} */
function completeAgain({ model, random }) {
  const [id, fileId] = random.pick([...model.completed]);
  return {
    kind: 'complete again',
    async run(call) {
      const answer = await call('POST', '/chunks/complete', { json: { upload_id: id } });
      // Wherever the file went since, and whatever became of the folder that the upload went to.
      const same = model.files.has(fileId) ? answer.status === 201 && answer.json.id === fileId : answer.status === 404;
      if (!same)
        throw new Violation(
          'answer',
          `upload ${id} had become ${fileId}; completing it again answered ${answer.status} ${answer.body.toString()}`,
        );
    },
    apply: () => void (model.completed.size > 20 && model.completed.delete(id)),
    settle: async () => undefined,
  };
}

/** @param {Client} client @param {ModelUpload} upload @returns {Operation} */
function abort({ model }, { id }) {
  return {
    kind: 'abort',
    run: async (call) => expectStatus(await call('DELETE', `/chunks/${id}`), 200, 'abort'),
    apply: () => void model.uploads.delete(id),
    settle: async (call) => ((await call('GET', `/chunks/${id}`)).status === 404 ? {} : undefined),
  };
}
