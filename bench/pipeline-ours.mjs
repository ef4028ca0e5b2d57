/**
 * Loads the users of the pipeline's bench: `node bench/pipeline-ours.mjs PORT ROWS FOLDER`. Prints what it took as JSON. With `parse` in
 * place of a folder it only parses the pages, which is the floor. With `again` behind a folder that it loaded into, it runs with nothing new,
 * and counts from the start of the process.
 */
import { readFileSync } from 'node:fs';
import { get as request, Agent } from 'node:http';
import { join } from 'node:path';

const [port, rows, folder, mode] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true });

const get = (page) =>
  new Promise((resolve, reject) => {
    request(`http://127.0.0.1:${port}/users?page=${page}`, { agent }, (response) => {
      const parts = [];
      response.on('data', (part) => parts.push(part));
      response.on('end', () => resolve(Buffer.concat(parts)));
      response.on('error', reject);
    }).on('error', reject);
  });

/** The highest memory that this process ever took. */
const peakMib = () => Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) / 1024;

async function parse() {
  const pages = await Promise.all(Array.from({ length: Math.min(rows / 1000, 100) }, (_, page) => get(page + 1)));
  const started = performance.now();
  for (const page of pages) JSON.parse(page.toString());
  return { rows: pages.length * 1000, seconds: (performance.now() - started) / 1000, peakMib: peakMib() };
}

async function open() {
  const library = await import('../packages/pipeline/dist/index.js');
  const destination = library.duckdb(join(folder, 'data.duckdb'));
  const one = library.pipeline({ name: 'bench', destination, dataset: 'bench', pipelinesDir: folder });
  const nothing = library.resource({ name: 'users', incremental: { cursorPath: 'id', initialValue: 0 } }, []);
  return { ...library, one, nothing };
}

async function again() {
  const { one, nothing } = await open();
  const { packages } = await one.run(nothing);
  if (packages.length > 0) throw new Error('There was something new');
  return { seconds: performance.now() / 1000, peakMib: peakMib() };
}

async function load() {
  const { one, nothing, restApiSource } = await open();
  // The same source as dlt's side, by the same configuration.
  const users = restApiSource({
    name: 'bench',
    client: { base_url: `http://127.0.0.1:${port}`, paginator: { type: 'page_number', base_page: 1, total_path: null } },
    resources: ['users'],
  });
  const started = performance.now();
  const info = await one.run(users);
  const seconds = (performance.now() - started) / 1000;
  const peak = peakMib();
  const { user, system } = process.cpuUsage();
  // Makes the cursor known, for `again`.
  await one.run(nothing);
  return {
    rows: info.rowCounts.users,
    nested: info.rowCounts.users__groups + info.rowCounts.users__tags,
    seconds,
    peakMib: peak,
    cpuSeconds: (user + system) / 1e6,
  };
}

console.log(JSON.stringify(await (folder === 'parse' ? parse() : mode === 'again' ? again() : load())));
agent.destroy();
