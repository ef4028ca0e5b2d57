import { DatabaseSync } from '@photostructure/sqlite';
import fastify from 'fastify';

/**
 * The usual page, on a copy of our own database: rows as objects in the order of an index, `OFFSET` for the page, a `Date` for each time,
 * `JSON.stringify` by the framework. Without keys, limits or a log. `/counted` also counts the rows for the total at each request, as the
 * usual page does; `/spared` is given the total by the folder's counter. Prints its port.
 */
const [path, folderId] = process.argv.slice(2);
const database = new DatabaseSync(path, { readOnly: true });
const selectPage = database.prepare(
  'SELECT id, name, size, created_at FROM files WHERE parent_id = ? ORDER BY number DESC LIMIT ? OFFSET ?',
);
const countRows = database.prepare('SELECT count(*) AS total FROM files WHERE parent_id = ?');
const readCounter = database.prepare('SELECT file_count AS total FROM folders WHERE id = ?');

const app = fastify();
// Also keeps the database alive: the driver closes it when nothing refers to it, although its statements are in use.
app.addHook('onClose', async () => database.close());
for (const [url, total] of [
  ['/counted', countRows],
  ['/spared', readCounter],
]) {
  app.get(url, async (request) => {
    const page = Number(request.query.page);
    const limit = Number(request.query.per_page);
    const files = selectPage.all(folderId, limit, (page - 1) * limit).map((row) => ({
      id: row.id,
      name: row.name,
      size: row.size,
      created_at: new Date(row.created_at).toISOString().replace('.000', ''),
    }));
    return { files, ...total.get(folderId), page, per_page: limit };
  });
}
await app.listen({ host: '127.0.0.1', port: 0 });
console.log(`port ${app.server.address().port}`);
