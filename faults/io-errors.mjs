// @ts-check
/**
 * Makes single system calls of the real server fail, and checks that it keeps its promises (needs Linux and strace).
 *
 *   node faults/io-errors.mjs [--seed N] [--most 12]        (about two minutes)
 *
 * A point is: the k-th fsync (rename, open, ...) of a session fails with EIO (ENOSPC, EMFILE). The session does a bit of everything:
 * uploads of all kinds, versions, chunks, copies, moves, deletes, shares, downloads. Then
 *
 *   - the server lives, and without the fault everything works at once;
 *   - nothing was acknowledged that is not there, byte by byte; what was refused is wholly there or wholly absent;
 *   - every second point: the server gets SIGKILL right after the failure, and the same holds after its next start. That is where a
 *     half-done commit would come back;
 *   - at the end: no blob, no row and no unfinished file is left over.
 *
 * `--most`: how many k are tried per call and error. write(2) is left out: it carries wake-ups between the threads of Node as well,
 * and only the disk is to fail here.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { inspect, waitForSweep } from './offline.mjs';
import * as operations from './operations.mjs';
import { createRandom } from './random.mjs';
import { createServerUnderTest } from './server.mjs';
import { setUp } from './setup.mjs';
import * as trash from './trash.mjs';
import { verify } from './verify.mjs';
import { Violation } from './violation.mjs';

/** Deleted bytes are removed so long after the answer, so a failing unlink has to be waited for. */
const garbageMilliseconds = 2500;

const faults = /** @type {const} */ ([
  ['fsync', 'EIO'],
  ['fsync', 'ENOSPC'],
  ['fdatasync', 'EIO'],
  ['pwrite64', 'EIO'],
  ['pwrite64', 'ENOSPC'],
  ['ftruncate', 'EIO'],
  ['rename', 'EIO'],
  ['rename', 'ENOSPC'],
  ['openat', 'EIO'],
  ['openat', 'EMFILE'],
  ['unlink', 'EIO'],
]);

const session = /** @type {const} */ ([
  operations.uploadNew,
  operations.uploadNew,
  'chunked',
  operations.uploadVersion,
  trash.restoreVersion,
  trash.putInTrash,
  operations.createFolder,
  'chunked',
  operations.copyFile,
  operations.changeFile,
  'chunked',
  operations.createShare,
  operations.uploadNew,
  operations.readFile,
  'chunked',
  operations.deleteFile,
  operations.changeFolder,
  trash.restoreFromTrash,
  trash.putInTrash,
  trash.purge,
  'chunked',
  operations.uploadVersion,
  operations.deleteFolder,
  operations.revokeShare,
  operations.deleteFile,
]);

const { values: flags } = parseArgs({
  options: { seed: { type: 'string', default: String(1 + Math.floor(Math.random() * 1e9)) }, most: { type: 'string', default: '12' } },
});
const seed = Number(flags.seed);
const most = Number(flags.most);

const folder = mkdtempSync(join(tmpdir(), 'filewharf-io-'));
const dataDir = join(folder, 'data');
const scratchDir = join(folder, 'copy');
const log = join(folder, 'strace');
const apiKey = `iotestkey${seed}`.padEnd(24, '0');
const random = createRandom(seed);
// strace counts calls per thread: one thread for all files (SQLite works on the main one) makes k mean the same each time.
const server = createServerUnderTest({ dataDir, apiKey, settings: { UV_THREADPOOL_SIZE: '1', FILEWHARF_LOG_LEVEL: 'silent' } });

process.on('exit', () => server.killNow());
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => {
    server.killNow();
    rmSync(folder, { recursive: true, force: true });
    process.exit(130);
  });
}

/** @param {string} call @param {string} error @param {number} k */
async function injectInto(call, error, k) {
  rmSync(log, { force: true });
  const inject = `inject=${call}:error=${error}:when=${k}`;
  const tracer = spawn('strace', ['-f', '-o', log, '-e', `trace=${call}`, '-e', inject, '-p', String(server.pid)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const exit = once(tracer, 'exit');
  let text = '';
  for await (const chunk of tracer.stderr) {
    text += String(chunk);
    if (text.includes('attached')) break;
  }
  if (!text.includes('attached')) throw new Error(`strace cannot attach: ${text}`);
  return {
    /** Answers how many calls failed. */
    async end() {
      tracer.kill('SIGINT');
      await exit;
      return readFileSync(log, 'utf8').split('(INJECTED)').length - 1;
    },
  };
}

let points = 0;
let hit = 0;
let refused = 0;
let acknowledged = 0;

async function main() {
  await server.start();
  // While the disk fails, a lost connection is an answer that was not given.
  const tolerant = {
    get port() {
      return server.port;
    },
    ending: true,
    output: server.output,
  };
  const noted = () => void (acknowledged += 1);
  const test = await setUp({ server: tolerant, apiKey, seed, random, clientCount: 1, noted, followsCounters: false });
  const client = test.clients[0];
  if (client === undefined) throw new Error('no client');

  async function restart() {
    await server.kill();
    test.api.reset();
    inspect(dataDir, scratchDir);
    await server.start();
  }

  for (const [call, error] of faults) {
    let missed = 0;
    let done = 0;
    for (let k = 1; k <= most && missed < 3; k++) {
      const point = `${call} ${k} fails with ${error}`;
      points += 1;
      try {
        const injection = await injectInto(call, error, k);
        const all = await client.attempt(session);
        if (call === 'unlink') await sleep(garbageMilliseconds);
        const killsNow = k % 2 === 0;
        if (!all && killsNow) {
          const exit = injection.end();
          await restart();
          done += await exit;
        } else {
          const injected = await injection.end();
          done += injected;
          if (injected === 0) missed += 1;
        }
        if (!all) refused += 1;
        if (server.ended()) throw new Violation('exit', `the server ended:\n${server.output()}`);
        await verify({ ...test, random, full: false });
        if (!(await client.attempt([operations.uploadNew, operations.deleteFile])))
          throw new Violation('answer', 'the next request fails too');
      } catch (reason) {
        if (reason instanceof Violation) reason.message = `${point}: ${reason.message}`;
        throw reason;
      }
    }
    hit += done;
    console.log(`  ${call} ${error}: ${done} calls failed`);
  }

  await restart();
  await verify({ ...test, random, full: true });
  await server.stop();
  test.api.reset();
  const stopped = inspect(dataDir, scratchDir);
  await server.start();
  await waitForSweep(dataDir, [...stopped.orphans, ...stopped.garbage]);
  await server.stop();
  const { orphans, garbage, unfinished } = inspect(dataDir, scratchDir);
  const rest = [...orphans, ...garbage, ...unfinished];
  if (rest.length > 0) throw new Violation('orphan', `${rest.length} leftovers: ${rest.slice(0, 5).join(', ')}`);
}

if (spawnSync('strace', ['-V']).status !== 0) {
  console.log('!!! SKIPPED: strace is not installed, so nothing is known about failing system calls');
} else {
  console.log(`I/O error test: seed ${seed}`);
  try {
    await main();
    console.log(
      `${points} points, ${hit} failed calls, ${refused} sessions refused, ${acknowledged} operations acknowledged: none lost, none partial, nothing left over`,
    );
    rmSync(folder, { recursive: true, force: true });
  } catch (error) {
    await server.kill();
    console.error(`\nseed ${seed}: ${error instanceof Error ? error.stack : String(error)}\n${server.output()}\nThe data is in ${folder}`);
    process.exitCode = 1;
  }
}
