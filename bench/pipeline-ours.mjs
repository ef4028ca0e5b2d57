/**
 * Loads the users of the pipeline's bench: `node bench/pipeline-ours.mjs PORT ROWS FOLDER`. Prints what it took as JSON. With `parse` in
 * place of a folder it only parses the pages, which is the floor.
 */
import { readFileSync } from 'node:fs';
import { get as request, Agent } from 'node:http';
import { join } from 'node:path';

const [port, rows, folder] = process.argv.slice(2);
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

async function load() {
  const { duckdb, pipeline, resource } = await import('../packages/pipeline/dist/index.js');
  const users = resource({ name: 'users' }, async function* () {
    for (let page = 1; page <= rows / 1000; page += 1) yield await get(page);
  });
  const one = pipeline({ name: 'bench', destination: duckdb(join(folder, 'data.duckdb')), dataset: 'bench', pipelinesDir: folder });
  const started = performance.now();
  const info = await one.run(users);
  const seconds = (performance.now() - started) / 1000;
  const again = performance.now();
  await one.run(resource({ name: 'users', incremental: { cursorPath: 'id', initialValue: 0 } }, []));
  const nothingSeconds = (performance.now() - again) / 1000;
  return {
    rows: info.rowCounts.users,
    nested: info.rowCounts.users__groups + info.rowCounts.users__tags,
    seconds,
    nothingSeconds,
    peakMib: peakMib(),
  };
}

const result = await (folder === 'parse' ? parse() : load());
const { user, system } = process.cpuUsage();
console.log(JSON.stringify({ ...result, cpuSeconds: (user + system) / 1e6 }));
agent.destroy();
