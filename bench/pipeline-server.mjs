/**
 * Serves pages of users for the pipeline's bench: `node bench/pipeline-server.mjs ROWS`. Each user has an object in an object and two
 * lists. Pages of 1,000 are made once and kept while there are up to a million rows; beyond, the pages of the first million come again with
 * their numbers as they were, since making them anew would be what is measured. Prints its port.
 */
import { createServer } from 'node:http';

const rows = Number(process.argv[2]);
const pageRows = 1000;
const names = ['Ada', 'Björn', 'Chloé', 'Dmitri', 'Élise', 'Fatima'];
const moment = (start, step) => new Date(start + step).toISOString().replace('.000Z', 'Z');

const user = (id) => ({
  id,
  username: `user_${id}`,
  email: `user${id}@example.com`,
  name: `${names[id % 6]} Example`,
  active: id % 3 !== 0,
  score: (id % 1000) / 10 + 0.05,
  created_at: moment(1_700_000_000_000, id * 1000),
  last_login_at: id % 4 === 0 ? null : moment(1_710_000_000_000, id * 777),
  company: `Company ${id % 500}`,
  address: {
    street: `${id % 999} Main Street`,
    city: 'Berlin',
    zip: String(10_000 + (id % 89_999)),
    geo: { lat: 52.5 + (id % 100) / 1000 + 0.00005, lon: 13.4 + (id % 100) / 1000 + 0.00005 },
  },
  groups: [
    { group_id: id % 50, role: 'member' },
    { group_id: id % 70, role: 'admin' },
  ],
  tags: [`t${id % 10}`, `u${id % 7}`],
});

const pages = [];
for (let page = 0; page < Math.min(rows, 1_000_000) / pageRows; page += 1)
  pages.push(Buffer.from(JSON.stringify(Array.from({ length: pageRows }, (_, index) => user(page * pageRows + index + 1)))));

const server = createServer((request, response) => {
  const page = Number(new URL(request.url, 'http://localhost').searchParams.get('page') ?? 1);
  const body = (page - 1) * pageRows < rows ? pages[(page - 1) % pages.length] : Buffer.from('[]');
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length }).end(body);
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
