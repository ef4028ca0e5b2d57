import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, test } from 'vitest';
import { runChecks, testsOf, type CheckRun } from '../checks.ts';
import { clientOf, newUser } from '../client.ts';
import { absence, deepTablePython, deepTablePythonVersion, type Present } from '../judges.ts';
import { startServer, withoutRequestLimit } from '../server.ts';

/** Checks that want a user without files. */
const freshUsers = 8;

/** checks.py against a server of its own, with keys of users of many kinds. */
async function judged(judge: Present): Promise<CheckRun> {
  const server = await startServer({
    env: {
      ...withoutRequestLimit,
      FILEWHARF_PLAN_FEW_REQUESTS_PER_HOUR: '3',
      FILEWHARF_PLAN_SMALL_MAX_FILE_SIZE: '1MB',
      FILEWHARF_PLAN_SMALL_REQUESTS_PER_HOUR: 'unlimited',
    },
  });
  const scratch = await mkdtemp(join(tmpdir(), 'filewharf-deeptable-'));
  try {
    const admin = clientOf(server);
    const { key: readOnly } = await admin.post<{ key: string }>('/keys', { name: 'read only', scopes: ['files:read'] });
    const env: Record<string, string> = {
      PATH: process.env['PATH'] ?? '',
      HOME: process.env['HOME'] ?? '',
      SITE_URL: server.url,
      SITE_KEY: server.apiKey,
      READ_ONLY_KEY: readOnly,
      LIMITED_KEY: (await newUser(server, 'limited', 'few')).key,
      SMALL_KEY: (await newUser(server, 'small', 'small')).key,
    };
    for (let number = 0; number < freshUsers; number++) env[`FRESH_KEY_${number}`] = (await newUser(server, `fresh-${number}`)).key;
    const program = fileURLToPath(new URL('checks.py', import.meta.url));
    return await runChecks(judge.command, [program], { cwd: scratch, env: { ...env, ...judge.env } });
  } finally {
    await server.end();
    await rm(scratch, { recursive: true, force: true });
  }
}

const name = `the official Python client of DeepTable ${deepTablePythonVersion}`;
const judge = await deepTablePython();
if ('absent' in judge) test.skip(absence(name, judge.absent), () => undefined);
else {
  const run = await judged(judge);
  describe(name, () => testsOf(run));
}
