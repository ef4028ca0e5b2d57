import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { environmentFor, restOf, startSite, type Site } from '../filescom.ts';
import { absence, goCommandLine, type Present } from '../judges.ts';
import { pseudoRandom } from '../samples.ts';

const runFile = promisify(execFile);
const name = 'the official Go command line program';
const judge = await goCommandLine();

if ('absent' in judge) test.skip(absence(name, judge.absent), () => undefined);
else describe(name, () => testsOf(judge));

function testsOf(program: Present): void {
  let site: Site;
  let scratch: string;

  /** Runs it with the administrator's key and answers what it printed. */
  async function cli(...args: readonly string[]): Promise<string> {
    const always = ['--non-interactive', '--ignore-version-check', '--api-key', site.key];
    // Its profile is below the home folder, or below the folder for configuration where there is one.
    const env = { ...environmentFor(site), HOME: scratch, XDG_CONFIG_HOME: join(scratch, 'config') };
    return (await runFile(program.command, [...args, ...always], { env, cwd: scratch, timeout: 120_000 })).stdout;
  }
  async function listed(path: string): Promise<readonly string[]> {
    const entries = JSON.parse(await cli('folders', 'list-for', path, '--format', 'json')) as { path: string }[];
    return entries.map((entry) => entry.path);
  }

  beforeAll(async () => {
    site = await startSite();
    scratch = await mkdtemp(join(tmpdir(), 'filewharf-cli-'));
    await cli('config', 'set', '--endpoint', site.url);
    await restOf(site).good('POST', '/folders/cli');
  });
  afterAll(async () => {
    await site.end();
    await rm(scratch, { recursive: true, force: true });
  });

  test('uploads, lists and downloads', async () => {
    const bytes = pseudoRandom('cli', 12 << 20);
    writeFileSync(join(scratch, 'up'), bytes);
    await cli('upload', join(scratch, 'up'), 'cli/one', '--disable-progress-output');
    expect(await listed('cli')).toContain('cli/one');
    await cli('download', 'cli/one', join(scratch, 'down'), '--disable-progress-output');
    expect(readFileSync(join(scratch, 'down')).equals(bytes)).toBe(true);
  });

  test('lists users', async () => {
    const users = JSON.parse(await cli('users', 'list', '--format', 'json')) as { username: string }[];
    expect(users.map(({ username }) => username)).toContain(site.username);
  });

  test('pushes a tree of 1,000 files, and pulls it somewhere else', async () => {
    const texts = new Map(
      Array.from({ length: 1000 }, (_, index) => [`${index % 10}/${index % 100}/file ${index}.txt`, String(index).repeat(index % 50)]),
    );
    const source = join(scratch, 'source');
    for (const [path, text] of texts) {
      mkdirSync(dirname(join(source, path)), { recursive: true });
      writeFileSync(join(source, path), text);
    }
    await cli('sync', 'push', '--local-path', `${source}/`, '--remote-path', 'cli/tree', '--disable-progress-output');
    await cli('sync', 'pull', '--local-path', `${join(scratch, 'target')}/`, '--remote-path', 'cli/tree/', '--disable-progress-output');
    for (const [path, text] of texts) expect(readFileSync(join(scratch, 'target', path), 'utf8'), path).toBe(text);
  }, 180_000);
}
