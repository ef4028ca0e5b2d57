import { DatabaseSync } from '@photostructure/sqlite';
import { createCipheriv, createHmac, randomBytes, randomUUID } from 'node:crypto';
import fastify from 'fastify';
import { join } from 'node:path';

/**
 * What the framework, the ciphers and SQLite take for a small durable upload as ours is stored: a data key wrapped by a master key, a segment
 * key, one sealed frame, the manifest's MAC; a row each for blob, bytes, file and change; one commit for all uploads of a turn. Nobody is
 * asked for a key, nothing is checked, counted or logged. Prints its port.
 */
const database = new DatabaseSync(join(process.argv[2], 'files.db'));
database.exec('PRAGMA journal_mode = WAL');
database.exec('PRAGMA synchronous = FULL');
database.exec('PRAGMA wal_autocheckpoint = 4000');
database.exec(`CREATE TABLE blobs (id TEXT PRIMARY KEY, wrapped BLOB NOT NULL, size INTEGER NOT NULL, mac BLOB NOT NULL);
  CREATE TABLE segments (blob_id TEXT PRIMARY KEY, salt BLOB NOT NULL, bytes BLOB NOT NULL);
  CREATE TABLE files (number INTEGER PRIMARY KEY, id TEXT UNIQUE, name TEXT NOT NULL UNIQUE, blob_id TEXT NOT NULL, created_at INTEGER NOT NULL);
  CREATE TABLE changes (seq INTEGER PRIMARY KEY, file_id TEXT NOT NULL, time INTEGER NOT NULL)`);
const insertBlob = database.prepare('INSERT INTO blobs VALUES (?, ?, ?, ?)');
const insertSegment = database.prepare('INSERT INTO segments VALUES (?, ?, ?)');
const insertFile = database.prepare('INSERT INTO files (id, name, blob_id, created_at) VALUES (?, ?, ?, ?)');
const insertChange = database.prepare('INSERT INTO changes (file_id, time) VALUES (?, ?)');

const masterKey = randomBytes(32);
const hmac = (hash, key, data) => createHmac(hash, key).update(data).digest();

function sealed(key, nonce, bytes) {
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  return Buffer.concat([cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
}

function seal(bytes) {
  const random = randomBytes(84);
  const [dataKey, iv, salt, nonce] = [random.subarray(0, 32), random.subarray(32, 48), random.subarray(48, 72), random.subarray(72)];
  const wrapped = sealed(hmac('sha256', masterKey, iv), nonce, dataKey);
  const first = hmac('sha512', hmac('sha512', dataKey, 'segments'), salt);
  const second = hmac('sha512', dataKey, first);
  const stored = sealed(first.subarray(0, 32), second.subarray(0, 12), bytes);
  return { wrapped, salt, stored, mac: hmac('sha256', hmac('sha512', dataKey, 'manifest'), salt) };
}

let waiting = [];
function commit() {
  const batch = waiting;
  waiting = [];
  database.exec('BEGIN IMMEDIATE');
  for (const { id, name, size, time, blob } of batch) {
    const blobId = `blob_${id}`;
    insertBlob.run(blobId, blob.wrapped, size, blob.mac);
    insertSegment.run(blobId, blob.salt, blob.stored);
    insertFile.run(id, name, blobId, time);
    insertChange.run(id, time);
  }
  database.exec('COMMIT');
  for (const { done } of batch) done();
}

/** Fulfilled when the file is durable. Two turns are gathered, as ours does. */
function store(file) {
  return new Promise((done) => {
    if (waiting.push({ ...file, done }) === 1) setImmediate(() => setImmediate(commit));
  });
}

const app = fastify();
app.addHook('onClose', async () => database.close());
app.addContentTypeParser('multipart/form-data', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
app.post('/api/v2/upload', async (request, reply) => {
  const { body, headers } = request;
  const boundary = /boundary=(.+)$/.exec(headers['content-type'])[1];
  const headEnd = body.indexOf('\r\n\r\n');
  const [, name] = /filename="([^"]+)"/.exec(body.latin1Slice(0, headEnd));
  const bytes = body.subarray(headEnd + 4, body.indexOf(`\r\n--${boundary}`, headEnd));
  const [id, time] = [`file_${randomUUID()}`, Date.now()];
  await store({ id, name, size: bytes.length, time, blob: seal(bytes) });
  return reply.code(201).send({ id, name, size: bytes.length, encrypted: true, created_at: new Date(time).toISOString() });
});
await app.listen({ host: '127.0.0.1', port: 0 });
console.log(`port ${app.server.address().port}`);
