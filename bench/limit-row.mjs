import { DatabaseSync } from '@photostructure/sqlite';
import fastify from 'fastify';
import { join } from 'node:path';

/**
 * What the framework and one look into SQLite take: a row by its id, answered as it is. Without keys, rights, limits, a log or metrics. Only a
 * server that shares work between requests, or remembers answers, can be faster. Prints its port.
 */
const [folder, json] = process.argv.slice(2);
const file = JSON.parse(json);
const database = new DatabaseSync(join(folder, 'files.db'));
database.exec('PRAGMA journal_mode = WAL');
database.exec(
  'CREATE TABLE files (id TEXT PRIMARY KEY, name TEXT, size INTEGER, encrypted INTEGER, mime_type TEXT, created_at TEXT, updated_at TEXT)',
);
const { id, name, size, encrypted, mime_type, created_at, updated_at } = file;
database
  .prepare('INSERT INTO files VALUES (?, ?, ?, ?, ?, ?, ?)')
  .run(id, name, size, encrypted ? 1 : 0, mime_type, created_at, updated_at);
const select = database.prepare('SELECT id, name, size, encrypted, mime_type, created_at, updated_at FROM files WHERE id = ?');

const app = fastify();
// Also keeps the database alive: the driver closes it when nothing refers to it, although its statements are in use.
app.addHook('onClose', async () => database.close());
app.get('/api/v2/files/:id', async (request) => {
  const row = select.get(request.params.id);
  return { ...row, encrypted: row.encrypted === 1 };
});
await app.listen({ host: '127.0.0.1', port: 0 });
console.log(`port ${app.server.address().port}`);
