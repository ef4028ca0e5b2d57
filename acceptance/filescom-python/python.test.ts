import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, test } from 'vitest';
import { runChecks, testsOf, type CheckRun } from '../checks.ts';
import { clientOf, inParallel } from '../client.ts';
import { environmentFor, startSite } from '../filescom.ts';
import { absence, pythonClient, pythonVersions, type Present } from '../judges.ts';

/** checks.py against a site of its own, which has more users than a page holds. */
async function judged(judge: Present): Promise<CheckRun> {
  const site = await startSite();
  const scratch = await mkdtemp(join(tmpdir(), 'filewharf-python-'));
  try {
    const admin = clientOf(site);
    const usernames = Array.from({ length: 2600 }, (_, index) => `many-${String(index).padStart(4, '0')}`);
    await inParallel(
      16,
      usernames.map((username) => () => admin.post('/users', { username })),
    );
    const program = fileURLToPath(new URL('checks.py', import.meta.url));
    return await runChecks(judge.command, [program], { cwd: scratch, env: { ...environmentFor(site), ...judge.env } });
  } finally {
    await site.end();
    await rm(scratch, { recursive: true, force: true });
  }
}

for (const version of pythonVersions) {
  const name = `the official Python client ${version}`;
  const judge = await pythonClient(version);
  if ('absent' in judge) test.skip(absence(name, judge.absent), () => undefined);
  else {
    const run = await judged(judge);
    describe(name, () => testsOf(run));
  }
}
