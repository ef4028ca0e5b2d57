import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'vitest';
import { runChecks, testsOf, type CheckRun } from '../checks.ts';
import { clientOf, inParallel } from '../client.ts';
import { environmentFor, startSite } from '../filescom.ts';
import { absence, goProgram, type Present } from '../judges.ts';

/** checks.go against a site of its own, with some users to list. */
async function judged(judge: Present): Promise<CheckRun> {
  const site = await startSite();
  const scratch = await mkdtemp(join(tmpdir(), 'filewharf-go-'));
  try {
    const admin = clientOf(site);
    const usernames = Array.from({ length: 250 }, (_, index) => `many-${String(index).padStart(4, '0')}`);
    await inParallel(
      16,
      usernames.map((username) => () => admin.post('/users', { username })),
    );
    return await runChecks(judge.command, ['checks'], { cwd: scratch, env: { ...environmentFor(site), TMPDIR: scratch } });
  } finally {
    await site.end();
    await rm(scratch, { recursive: true, force: true });
  }
}

const name = 'the official Go module';
const judge = await goProgram();
if ('absent' in judge) test.skip(absence(name, judge.absent), () => undefined);
else {
  const run = await judged(judge);
  describe(name, () => testsOf(run));
}
