import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const requirements = fileURLToPath(new URL('../packages/pipeline/src/interop/requirements.txt', import.meta.url));
/** What is fetched from PyPI: the versions that the interop tests take. */
export const dltPackages = readFileSync(requirements, 'utf8').trim().split('\n');

/** The folder with the real dlt for Python, fetched once into a cache outside of the repository; or why it cannot be had. */
export async function fetchDlt() {
  try {
    const { stdout } = await run('python3', ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])']);
    const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'filewharf', 'judges');
    const versions = dltPackages.map((one) => one.replace(/\[.*\]/, '').replace('==', '-')).join('-');
    const folder = join(cache, `${versions}-python-${stdout.trim()}`);
    if (existsSync(folder)) return { folder };
    await mkdir(cache, { recursive: true });
    const scratch = await mkdtemp(join(cache, 'making-'));
    try {
      await run('python3', ['-m', 'venv', join(scratch, 'venv')]);
      const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--retries', '1', '--target', join(scratch, 'filled')];
      await run(join(scratch, 'venv', 'bin', 'python'), [...pip, ...dltPackages], { maxBuffer: 1 << 26, timeout: 600_000 });
      await rename(join(scratch, 'filled'), folder);
    } catch (error) {
      // Another process may have been quicker.
      if (!existsSync(folder)) throw error;
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
    return { folder };
  } catch (error) {
    return { absent: error.stderr?.trim().split('\n').at(-1) || error.message };
  }
}
