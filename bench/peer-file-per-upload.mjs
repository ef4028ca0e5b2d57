import { DatabaseSync } from '@photostructure/sqlite';
import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';

/**
 * How small uploads are usually made durable: each one a file (written, synced, renamed, its folder synced) and a transaction of its
 * own in SQLite (WAL, synchronous=FULL). It spares itself all that Filewharf does besides: keys, limits, encryption, rights, quota.
 * Prints its port.
 */
const folder = process.argv[2];
const files = join(folder, 'files');
mkdirSync(files);
const database = new DatabaseSync(join(folder, 'metadata.db'));
database.exec('PRAGMA journal_mode = WAL');
database.exec('PRAGMA synchronous = FULL');
database.exec('CREATE TABLE files (id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, size INTEGER NOT NULL, created_at TEXT NOT NULL)');
database.exec('CREATE TABLE changes (seq INTEGER PRIMARY KEY, file_id TEXT NOT NULL, action TEXT NOT NULL, time TEXT NOT NULL)');
const insertFile = database.prepare('INSERT INTO files (id, name, size, created_at) VALUES (?, ?, ?, ?)');
const insertChange = database.prepare("INSERT INTO changes (file_id, action, time) VALUES (?, 'created', ?)");

/** The one file of a multipart body that is in memory as a whole. */
function parse(body, contentType) {
  const boundary = /boundary=(.+)$/.exec(contentType)[1];
  const headEnd = body.indexOf('\r\n\r\n');
  const [, name] = /filename="([^"]+)"/.exec(body.latin1Slice(0, headEnd));
  return { name, bytes: body.subarray(headEnd + 4, body.indexOf(`\r\n--${boundary}`, headEnd)) };
}

async function store(id, bytes) {
  const file = await open(join(folder, `${id}.tmp`), 'wx');
  await file.writeFile(bytes);
  await file.sync();
  await file.close();
  await rename(join(folder, `${id}.tmp`), join(files, id));
  const directory = await open(files);
  await directory.sync();
  await directory.close();
}

async function answer(request, response) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const { name, bytes } = parse(Buffer.concat(chunks), request.headers['content-type']);
  const id = randomUUID();
  await store(id, bytes);
  const time = new Date().toISOString();
  database.exec('BEGIN IMMEDIATE');
  insertFile.run(id, name, bytes.length, time);
  insertChange.run(id, time);
  database.exec('COMMIT');
  const text = JSON.stringify({ id, name, size: bytes.length, created_at: time });
  response.writeHead(201, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}

const server = createServer((request, response) => {
  answer(request, response).catch((error) => {
    response.writeHead(500).end(error.message);
  });
});
server.listen(0, '127.0.0.1', () => console.log(`port ${server.address().port}`));
