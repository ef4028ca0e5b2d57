/**
 * Measures the pipeline beside the real dlt, in the same run on the same machine:
 *
 *     npm run build && npm run bench:pipeline -- [options]
 *
 *     --rows N         users that we load (default 1,000,000), over HTTP in pages of 1,000 into DuckDB
 *     --peer-rows N    users that dlt and we load in turns (default 1,000,000, which take dlt seven minutes; with few, ours are mostly its start)
 *     --pairs N        how often we and JSON.parse take turns (default 3)
 *     --peer-pairs N   how often dlt and we do (default 1)
 *     --many N         users for the line on memory (default 10,000,000; 0 leaves it out)
 *     --quick          small numbers: shows that everything runs, proves nothing
 *
 * dlt comes from PyPI, into a cache outside of the repository; once with its defaults, and once with the fastest settings that its
 * documentation names. Where it cannot be had, our figures stand alone, and it is said so. Each has a process of its own, and the server too.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { dltPackages, fetchDlt } from './dlt.mjs';
import { compared, median, printed } from './measure.mjs';

const { values } = parseArgs({
  options: {
    rows: { type: 'string' },
    'peer-rows': { type: 'string' },
    'peer-pairs': { type: 'string' },
    pairs: { type: 'string' },
    many: { type: 'string' },
    quick: { type: 'boolean', default: false },
  },
});
const pick = (name, usual, quick) => Number(values[name] ?? (values.quick ? quick : usual));
const rows = pick('rows', 1_000_000, 50_000);
const peerRows = pick('peer-rows', 1_000_000, 5_000);
const peerPairs = pick('peer-pairs', 1, 1);
const pairs = pick('pairs', 3, 1);
const many = pick('many', 10_000_000, 100_000);

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const children = new Set();
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

function start(command, args, env = {}) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, ...env } });
  children.add(child);
  child.on('close', () => children.delete(child));
  return child;
}

/** The last line that a program prints, as JSON. */
function measured(command, args, env) {
  return new Promise((resolve, reject) => {
    const child = start(command, args, env);
    let last = '';
    createInterface({ input: child.stdout }).on('line', (line) => (last = line));
    child.on('close', (code) => (code === 0 ? resolve(JSON.parse(last)) : reject(new Error(`${args[0]} ended with code ${code}`))));
  });
}

async function serving(count, work) {
  const server = start(process.execPath, [here('pipeline-server.mjs'), String(count)]);
  const [port] = await new Promise((resolve) => createInterface({ input: server.stdout }).once('line', (line) => resolve([line])));
  try {
    return await work(port);
  } finally {
    server.kill('SIGKILL');
  }
}

async function inFolder(work) {
  const folder = mkdtempSync(join(tmpdir(), 'filewharf-bench-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const ours = (port, count) =>
  inFolder(async (folder) => {
    const command = [here('pipeline-ours.mjs'), port, String(count), folder];
    const result = await measured(process.execPath, command);
    const { seconds: nothingSeconds } = await measured(process.execPath, [...command, 'again']);
    return { ...result, nothingSeconds };
  });
const parse = (port) => measured(process.execPath, [here('pipeline-ours.mjs'), port, String(rows), 'parse']);
const dlt = await fetchDlt();
const peer = (port, mode) =>
  inFolder((folder) => measured('python3', [here('pipeline-dlt.py'), port, String(peerRows), folder, mode], { PYTHONPATH: dlt.folder }));

const load = () => loadavg()[0].toFixed(1);
console.log(`${cpus()[0].model}, ${availableParallelism()} processors, load ${load()} at the start; Node ${process.versions.node}`);
if (dlt.absent === undefined)
  console.log(
    `dlt: ${dltPackages.join(', ')}, on ${peerRows} rows; default, and fastest: Parquet, ${availableParallelism()} workers, several files`,
  );
else console.log(`!!! ABSENT: dlt (${dlt.absent}). These are OUR figures alone.`);

const rate = (result) => result.rows / result.seconds;
const rounds = { ours: [], parse: [], few: [], default: [], fastest: [] };
await serving(rows, async (port) => {
  for (let pair = 0; pair < pairs; pair += 1) {
    rounds.ours.push(await ours(port, rows));
    rounds.parse.push(await parse(port));
  }
});
if (dlt.absent === undefined) {
  await serving(peerRows, async (port) => {
    for (let pair = 0; pair < peerPairs; pair += 1) {
      rounds.few.push(await ours(port, peerRows));
      rounds.default.push(await peer(port, 'default'));
      rounds.fastest.push(await peer(port, 'fastest'));
    }
  });
}

const unit = 'rows/s';
const line = (name, own, peerName, figures, must, aim) =>
  console.log(printed(compared(name, { ours: own.map(rate), peer: figures.map(rate) }, { unit, peerName, must, aim })));
if (dlt.absent === undefined) {
  line(`end to end, ${peerRows} rows, against dlt with its defaults`, rounds.few, 'dlt', rounds.default, '>= 25', '>= 50');
  line(`end to end, ${peerRows} rows, against dlt with its fastest settings`, rounds.few, 'dlt', rounds.fastest, '>= 10', '>= 20');
}
line(
  `end to end, ${rows} rows, against JSON.parse of the pages on one processor`,
  rounds.ours,
  'JSON.parse',
  rounds.parse,
  '>= 0.4',
  '>= 0.5',
);
const figure = (name, value, unit_, must) => console.log(printed({ name, ours: value, unit: unit_, must }));
figure(`peak memory, ${rows} rows`, median(rounds.ours.map((one) => one.peakMib)), 'MiB', '<= 400');
figure('processor time', (median(rounds.ours.map((one) => one.cpuSeconds)) / rows) * 1e6, 'microseconds a row');
figure('a run with nothing new, with the start of its process', median(rounds.ours.map((one) => one.nothingSeconds)), 's', '< 1');
if (many > 0) {
  const result = await serving(many, (port) => ours(port, many));
  figure(`peak memory, ${many} rows at ${Math.round(rate(result))} rows/s`, result.peakMib, 'MiB', '<= 400');
}
console.log(`load ${load()} at the end`);
