// @ts-check
/**
 * Kills runs of a pipeline again and again, and checks that each row arrives exactly once.
 *
 *   node faults/pipeline.mjs [--rounds 200] [--seed N]
 *
 * A round: a pipeline (append with a cursor, merge with nested rows, replace; the schema grows) runs again and again; within two runs it
 * gets SIGKILL, by its process id, wherever it is: extracting, normalising, loading, committing, putting away. The next round goes on
 * from what the crash left, and looks first: rows and cursor have to fit each other at any time. In the end one run without a kill has
 * to bring all rows there ever were, none of them twice. Exit code 1 when it does not.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createRandom } from './random.mjs';

const { values: flags } = parseArgs({
  options: {
    rounds: { type: 'string', default: '200' },
    seed: { type: 'string', default: String(1 + Math.floor(Math.random() * 1e9)) },
  },
});
const rounds = Number(flags.rounds);
const seed = Number(flags.seed);
const child = fileURLToPath(new URL('pipeline-child.mjs', import.meta.url));
/** So many pipelines at a time, each in a folder of its own. */
const lanes = 2;

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();
process.on('exit', () => {
  for (const one of running) one.kill('SIGKILL');
});

/**
 * Starts the pipeline, and kills it so long after it is ready; to its end without a time.
 *
 * @param {string} folder
 * @param {number | undefined} milliseconds
 * @returns {Promise<string>} what it printed
 */
function run(folder, milliseconds) {
  return new Promise((resolve, reject) => {
    const args = [child, folder, ...(milliseconds === undefined ? ['--check'] : [])];
    const process_ = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    running.add(process_);
    let output = '';
    let began = 0;
    let errors = '';
    process_.stdout.on('data', (data) => {
      const isFirst = output === '';
      output += String(data);
      if (isFirst) began = performance.now();
      else if (milliseconds !== undefined) lastRun = Math.min(1500, performance.now() - began);
      if (isFirst && milliseconds !== undefined) setTimeout(() => process_.kill('SIGKILL'), milliseconds);
    });
    process_.stderr.on('data', (data) => (errors += String(data)));
    process_.on('close', (code, signal) => {
      running.delete(process_);
      if (signal === 'SIGKILL' || code === 0) resolve(output.trim());
      else reject(new Error(errors.trim() || `it ended with code ${code}`));
    });
  });
}

/** How long a run took, in milliseconds: on a busy machine kills have to come later to hit all of it. */
let lastRun = 600;

/** @param {number} lane */
async function killAgain(lane) {
  const random = createRandom(seed + lane);
  const folder = mkdtempSync(join(tmpdir(), 'filewharf-pipeline-'));
  const mine = Math.ceil(rounds / lanes);
  for (let round = 1; round <= mine; round += 1) {
    try {
      await run(folder, random.int(Math.ceil(lastRun * 2)));
    } catch (error) {
      throw new Error(
        `round ${round} of lane ${lane}, its data is in ${folder}: ${error instanceof Error ? error.message : String(error)}`,
        { cause: error },
      );
    }
  }
  const summary = await run(folder, undefined);
  console.log(`lane ${lane}: killed ${mine} times; ${summary}: none lost, none doubled`);
  rmSync(folder, { recursive: true, force: true });
}

console.log(`seed ${seed}`);
const outcomes = await Promise.allSettled(Array.from({ length: lanes }, (_, lane) => killAgain(lane)));
for (const outcome of outcomes) {
  if (outcome.status === 'fulfilled') continue;
  console.error(`!!! ${outcome.reason instanceof Error ? outcome.reason.message : String(outcome.reason)}`);
  process.exitCode = 1;
}
