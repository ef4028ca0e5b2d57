// Everything that `npm test` stands for, on a fresh clone too; with arguments, only the tests below those paths. The last line is
// `N passed, N failed`, with `, N skipped` when something was left out: the tests as vitest counts them, and one for each other step.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { npm, run } from './run.mjs';
import { build, install } from './setup.mjs';

process.chdir(fileURLToPath(new URL('../', import.meta.url)));

const only = process.argv.slice(2);
let passed = 0;
/** @type {string[]} */
const failed = [];
/** @type {string[]} */
const skipped = [];

/**
 * @param {string} name
 * @param {() => Promise<number>} work
 */
async function step(name, work) {
  console.log(`\n=== ${name}`);
  const ok = (await work()) === 0;
  if (ok) passed += 1;
  else failed.push(name);
  return ok;
}

async function runVitest() {
  console.log('\n=== tests');
  const file = '.cache/vitest.json';
  mkdirSync('.cache', { recursive: true });
  rmSync(file, { force: true });
  const code = await run(process.execPath, [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile=${file}`,
    ...only,
  ]);
  const before = failed.length;
  /** @type {{ testResults: { name: string, status: string, assertionResults: { fullName: string, status: string }[] }[] }} */
  const report = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { testResults: [] };
  for (const { name, status, assertionResults } of report.testResults) {
    const here = failed.length;
    for (const test of assertionResults) {
      if (test.status === 'passed') passed += 1;
      else if (test.status === 'failed') failed.push(test.fullName);
      else skipped.push(test.fullName);
    }
    // A file that does not load has no tests to count.
    if (status === 'failed' && failed.length === here) failed.push(name);
  }
  if (code !== 0 && failed.length === before) failed.push(`vitest (exit code ${code})`);
}

/** Starts a server under load and kills it, again and again. */
async function runKill() {
  const file = 'faults/kill.mjs';
  if (existsSync(file)) await step('crash test', () => run(process.execPath, [file, '--rounds', '100']));
  else skipped.push(`crash test: ${file} is MISSING`);
}

/** Kills runs of a pipeline, again and again. */
async function runPipelineKill() {
  const file = 'faults/pipeline.mjs';
  if (existsSync(file)) await step('crash test of the pipeline', () => run(process.execPath, [file, '--rounds', '200']));
  else skipped.push(`crash test of the pipeline: ${file} is MISSING`);
}

if (await step('install', install)) {
  await step('build', build);
  if (only.length === 0) {
    await step('check', () => npm(['run', '--silent', 'check']));
    await step('the committed API document is the served one', () => run(process.execPath, ['scripts/openapi.mjs', '--check']));
    await step('the types of the SDK are those of the committed API document', () =>
      run(process.execPath, ['scripts/sdk-types.mjs', '--check']),
    );
  }
  await runVitest();
  if (only.length === 0) {
    await runKill();
    await runPipelineKill();
  }
}

console.log('');
if (skipped.length > 0) console.log(`!!! SKIPPED, so nothing is known about:\n${skipped.map((name) => `  - ${name}`).join('\n')}\n`);
if (failed.length > 0) console.log(`!!! FAILED:\n${failed.map((name) => `  - ${name}`).join('\n')}\n`);
console.log(`${passed} passed, ${failed.length} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ''}`);
process.exitCode = failed.length > 0 ? 1 : 0;
