// @ts-check
/**
 * Kills the real server again and again under load, and checks that it kept every promise (a black box over HTTP, plus a look at its
 * data while it is down).
 *
 *   node faults/kill.mjs [--rounds 100] [--seed N] [--clients 5] [--keep]
 *   npm run faults -- --rounds 1000
 *
 * A round: several clients do everything that the v2 API can do (uploads, versions, chunks, moves, copies, deletes, the trash, shares, keys) and
 * write down each 2xx; after 0 to 400 ms the server gets SIGKILL, by its process id; it starts again on the same data, and then
 *
 *   - every acknowledged write is there, by its metadata and the SHA-256 of its bytes, and nothing deleted or revoked is back;
 *   - what was under way is there as a whole or not at all (a recursive delete of a folder goes folder by folder: any whole rest of it);
 *   - the change feed, followed by one cursor over the whole run, has each change exactly once, in an order that fits;
 *   - the storage counter is the sum of the files with their versions, of the trash and of open uploads, and no request counter forgot or invented a request;
 *   - every acknowledged chunk is among the received ones;
 *   - the database is intact and without contradictions, in the very state that the crash left;
 *   - the server was ready within 2 seconds (99 of 100 starts; longer when others keep the machine busy, which is then said).
 *
 * Some starts are killed too. Every 25 rounds and at the end all bytes are read, the sweep has to remove what crashes left over, and
 * the server is stopped by SIGTERM under load and idle: it has to end with code 0 and leave nothing behind.
 *
 * The same seed makes the same choices; when the kill hits is up to the machine. After a failure the data stays for a look; `--keep`
 * keeps it always. Exit code 1 when a promise was broken.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { inspect, waitForSweep } from './offline.mjs';
import { createRandom } from './random.mjs';
import { createServerUnderTest } from './server.mjs';
import { setUp } from './setup.mjs';
import { verify } from './verify.mjs';
import { Violation } from './violation.mjs';

const longestLoadMilliseconds = 400;
const roundsPerCheckpoint = 25;
/** On a machine with nothing else to do; a busier one gets as much longer as each of its processors has processes waiting. */
const readyMilliseconds = 2000;

/** @param {string} name @param {string} text */
function wholeNumber(name, text) {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) {
    console.error(`--${name} must be a whole number from 1`);
    process.exit(2);
  }
  return value;
}

const { values: flags } = parseArgs({
  options: {
    rounds: { type: 'string', default: '100' },
    seed: { type: 'string', default: String(1 + Math.floor(Math.random() * 1e9)) },
    clients: { type: 'string', default: '5' },
    keep: { type: 'boolean', default: false },
  },
});
const rounds = wholeNumber('rounds', flags.rounds);
const seed = wholeNumber('seed', flags.seed);
const clientCount = wholeNumber('clients', flags.clients);

const folder = mkdtempSync(join(tmpdir(), 'filewharf-kill-'));
const dataDir = join(folder, 'data');
const scratchDir = join(folder, 'copy');
const apiKey = `killtestkey${seed}`.padEnd(24, '0');
const random = createRandom(seed);
const server = createServerUnderTest({ dataDir, apiKey });

// However this process ends, the server ends with it.
process.on('exit', () => server.killNow());
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => {
    server.killNow();
    rmSync(folder, { recursive: true, force: true });
    process.exit(130);
  });
}

const begin = performance.now();
/** @type {number[]} */
const readyTimes = [];
/** The machine's load per processor at each start. @type {number[]} */
const loads = [];
/** @type {Map<string, number>} */
const acknowledged = new Map();
/** @type {Map<string, number>} */
const inFlight = new Map();
const swept = { orphans: 0, unfinished: 0 };
let round = 0;
let killedStarts = 0;

/** @param {Map<string, number>} counts @param {string} kind */
const countOne = (counts, kind) => void counts.set(kind, (counts.get(kind) ?? 0) + 1);
/** @param {Map<string, number>} counts */
const sumOf = (counts) => [...counts.values()].reduce((sum, count) => sum + count, 0);

/** @param {number} share */
function readyTime(share) {
  const sorted = readyTimes.toSorted((a, b) => a - b);
  return Math.round(sorted[Math.ceil(share * sorted.length) - 1] ?? 0);
}

async function start() {
  readyTimes.push(await server.start());
  loads.push((loadavg()[0] ?? 0) / availableParallelism());
}

function allowedReadyTime() {
  const load = loads.reduce((sum, one) => sum + one, 0) / Math.max(1, loads.length);
  return Math.round(readyMilliseconds * Math.max(1, load));
}

/**
 * @param {import('./setup.mjs').Setup} test
 * @param {() => Promise<void>} end ends the server
 */
async function loadUntil({ api, clients, feed }, end) {
  const work = Promise.all([...clients.map((client) => client.work()), feed.follow(random)]);
  // A failure of a client ends the waiting at once.
  await Promise.race([sleep(random.int(longestLoadMilliseconds + 1)), work]);
  const ended = end();
  for (const client of clients) for (const operation of client.pending.keys()) countOne(inFlight, operation.kind);
  await Promise.all([ended, work]);
  api.reset();
}

function inspectCrashed() {
  const left = inspect(dataDir, scratchDir);
  swept.orphans += left.orphans.length;
  swept.unfinished += left.unfinished.length;
  return left;
}

/** The server runs and nothing is under way. Stops it by SIGTERM under load, starts it, and stops it idle. @param {import('./setup.mjs').Setup} test */
async function checkpoint(test) {
  const check = () => verify({ ...test, random, full: true });
  await loadUntil(test, () => server.stop());
  const stopped = inspect(dataDir, scratchDir);
  if (stopped.unfinished.length > 0) throw new Violation('orphan', `after SIGTERM under load tmp holds ${stopped.unfinished.join(', ')}`);
  await start();
  await check();
  await waitForSweep(dataDir, [...stopped.orphans, ...stopped.garbage]);
  await server.stop();
  test.api.reset();
  const { orphans, garbage, unfinished } = inspect(dataDir, scratchDir);
  const rest = [...orphans, ...garbage, ...unfinished];
  if (rest.length > 0) throw new Violation('orphan', `after an idle stop ${rest.length} leftovers: ${rest.slice(0, 5).join(', ')}`);
}

async function main() {
  console.log(`kill test: seed ${seed}, ${rounds} rounds, ${clientCount} clients`);
  // A first start that is cut short must leave nothing that the next one stumbles over.
  for (const milliseconds of [random.int(150), random.int(400), random.int(700)]) await server.startAndKill(milliseconds);
  killedStarts += 3;
  await start();
  const noted = (/** @type {string} */ kind) => countOne(acknowledged, kind);
  const test = await setUp({ server, apiKey, seed, random, clientCount, noted });
  while (round < rounds) {
    round += 1;
    await loadUntil(test, () => server.kill());
    let left = inspectCrashed();
    if (random.chance(0.1)) {
      await server.startAndKill(random.int(600));
      killedStarts += 1;
      left = inspect(dataDir, scratchDir);
    }
    await start();
    const isCheckpoint = round % roundsPerCheckpoint === 0 || round === rounds;
    await verify({ ...test, random, full: isCheckpoint });
    if (isCheckpoint) {
      await waitForSweep(dataDir, [...left.orphans, ...left.garbage]);
      await checkpoint(test);
      if (round < rounds) await start();
    }
    if (round % 10 === 0 || round === rounds) {
      const seconds = Math.round((performance.now() - begin) / 1000);
      console.log(
        `  round ${round}/${rounds}: ${sumOf(acknowledged)} acknowledged, ${sumOf(inFlight)} in flight when killed, ready p50 ${readyTime(0.5)} ms, ${seconds} s`,
      );
    }
  }
  if (readyTime(0.99) > allowedReadyTime()) {
    throw new Violation('ready', `the server needs ${readyTime(0.99)} ms (p99) to be ready, ${allowedReadyTime()} are allowed`);
  }
  return test;
}

/** @param {Map<string, number>} counts */
function table(counts) {
  const rows = [...counts].sort(([, a], [, b]) => b - a).map(([kind, count]) => `${kind} ${count}`);
  return `${sumOf(counts)} (${rows.join(', ')})`;
}

/** @param {string} verdict @param {number} [changes] */
function summary(verdict, changes) {
  return `
seed ${seed}: ${round} rounds in ${Math.round((performance.now() - begin) / 1000)} s, and ${killedStarts} killed starts
  acknowledged    ${table(acknowledged)}
  in flight       ${table(inFlight)}
  feed            ${changes === undefined ? 'not read to its end' : `${changes} changes, each exactly once`}
  swept           ${swept.orphans} blobs and ${swept.unfinished} unfinished files that crashes left over
  ready           p50 ${readyTime(0.5)} ms, p99 ${readyTime(0.99)} ms, max ${readyTime(1)} ms (${readyTimes.length} starts; allowed p99 ${allowedReadyTime()} ms)
  ${verdict}`;
}

try {
  const { feed } = await main();
  console.log(summary('lost 0, partial 0, resurrected 0, orphans 0', feed.total));
  if (flags.keep) console.log(`  data            ${folder}`);
  else rmSync(folder, { recursive: true, force: true });
} catch (error) {
  await server.kill();
  console.error(summary('FAILED'));
  console.error(
    `\nround ${round}, seed ${seed}: ${error instanceof Violation ? error.message : String(error instanceof Error ? error.stack : error)}`,
  );
  console.error(`server output: ${server.output() === '' ? 'none' : `\n${server.output()}`}\nThe data is in ${folder}`);
  process.exitCode = 1;
}
