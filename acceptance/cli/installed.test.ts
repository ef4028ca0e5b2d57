import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repository } from '../server.ts';

/** The command as people get it: out of the packed archive, far from this repository. */

function run(command: string, args: readonly string[], cwd: string): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(command, args, { cwd, timeout: 240_000, env: { ...process.env, NODE_PATH: '' } }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr }),
    );
  });
}

test('npm install -g of the packed archive brings a command that serves and asks', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'filewharf-install-'));
  try {
    const packed = await run(process.execPath, [join(repository, 'scripts/pack.mjs'), folder], folder);
    expect(packed).toMatchObject({ code: 0, stderr: '' });
    const prefix = join(folder, 'prefix');
    const installed = await run(
      'npm',
      ['install', '--global', '--no-audit', '--no-fund', '--prefix', prefix, packed.stdout.trim()],
      folder,
    );
    expect(installed.code, installed.stderr).toBe(0);
    const filewharf = join(prefix, process.platform === 'win32' ? 'filewharf.cmd' : 'bin/filewharf');
    expect(await run(filewharf, ['--version'], folder)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as string,
    });
    // The server is loaded, the SDK is, and neither finds anything of this repository.
    const used = await run(
      'bash',
      [
        '-c',
        `"$0" serve --mock --port 0 > serve.log & PID=$!; until grep -q 'running at' serve.log; do read -t 0.1 < <(:) || true; kill -0 $PID || exit 9; done; URL=$(sed -n 's/.*running at //p' serve.log); "$0" files list / --json --base-url "$URL" --api-key mockadminkey1234567890; CODE=$?; kill $PID; exit $CODE`,
        filewharf,
      ],
      folder,
    );
    expect(used.code, used.stderr).toBe(0);
    expect((JSON.parse(used.stdout) as { path: string }[]).map(({ path }) => path)).toContain('/Documents');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}, 300_000);
