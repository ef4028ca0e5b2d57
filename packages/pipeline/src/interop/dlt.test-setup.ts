import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A version of the real dlt, for Python: ready to run, or why it cannot be had here. */
export type Dlt =
  { readonly run: (program: string, args: readonly string[], folder: string) => Promise<string> } | { readonly absent: string };

/** The newest dlt, with the newest DuckDB that reads what ours writes, and the other way round. `bench` takes the same. */
const requirements = fileURLToPath(new URL('requirements.txt', import.meta.url));

function execute(command: string, args: readonly string[], options: { cwd?: string; env?: NodeJS.ProcessEnv } = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(command, args, { ...options, timeout: 600_000, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(stderr.trim().split('\n').slice(-12).join('\n') || error.message, { cause: error }));
    });
  });
}

/** Fetched from PyPI once, into a cache outside of the repository. */
export async function theRealDlt(): Promise<Dlt> {
  try {
    const python = (await execute('python3', ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])'])).trim();
    const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'filewharf', 'judges');
    const versions = (await readFile(requirements, 'utf8')).replaceAll(/\[.*?\]|\n$/g, '').replaceAll(/==|\n/g, '-');
    const modules = join(cache, `${versions}-python-${python}`);
    if (!existsSync(modules)) {
      await mkdir(cache, { recursive: true });
      const scratch = await mkdtemp(join(cache, 'making-'));
      try {
        await execute('python3', ['-m', 'venv', join(scratch, 'venv')]);
        const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--retries', '1', '--requirement', requirements];
        await execute(join(scratch, 'venv', 'bin', 'python'), [...pip, '--target', join(scratch, 'filled')], { env: process.env });
        await rename(join(scratch, 'filled'), modules);
      } catch (error) {
        // Another process may have been quicker.
        if (!existsSync(modules)) throw error;
      } finally {
        await rm(scratch, { recursive: true, force: true });
      }
    }
    const settings = {
      PYTHONPATH: modules,
      PYTHONDONTWRITEBYTECODE: '1',
      RUNTIME__DLTHUB_TELEMETRY: 'false',
      RUNTIME__LOG_LEVEL: 'CRITICAL',
    };
    return {
      run: (program, args, folder) => execute('python3', [program, ...args], { cwd: folder, env: { ...process.env, ...settings } }),
    };
  } catch (error) {
    return { absent: error instanceof Error ? error.message : String(error) };
  }
}
