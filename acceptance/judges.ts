import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A program with a vendor's client in it, ready to run. */
export interface Present {
  readonly command: string;
  /** What it needs besides the environment of the site. */
  readonly env: Readonly<Record<string, string>>;
}

/** That, or why it cannot be had here. */
export type Judge = Present | { readonly absent: string };

/** The versions of the Python client that people have: 2 is written anew, 1.6 is what came before it. */
export const pythonVersions = ['2.0.4', '1.6.532'] as const;

/** The Go command line program, 2.15.449. Its tags are none that Go takes for a module of this name, hence the commit. */
const goCommandLineCommit = 'db39ea12';

export const deepTablePythonVersion = '0.1.0b10';

/** 0.1.0-beta.2 of the command line program of DeepTable. */
const deepTableCommandLineCommit = '1100b5b';

/** Outside of the repository, so that a fresh clone does not fetch everything again. */
const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'filewharf', 'judges');

/** Runs a program to its end and answers what it printed; rejects with the last line of its complaint. */
function run(command: string, args: readonly string[], options: { cwd?: string; env?: NodeJS.ProcessEnv } = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(command, args, { ...options, timeout: 300_000, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(stderr.trim().split('\n').at(-1)?.trim() || error.message, { cause: error }));
    });
  });
}

/** The folder `name` of the cache. When it is not there, `make` fills one that then takes the name: it is there as a whole or not at all. */
async function cached(name: string, make: (scratch: string) => Promise<void>): Promise<string> {
  const folder = join(cache, name);
  if (existsSync(folder)) return folder;
  await mkdir(cache, { recursive: true });
  const scratch = await mkdtemp(join(cache, 'making-'));
  try {
    const filled = join(scratch, 'filled');
    await mkdir(filled);
    await make(filled);
    await rename(filled, folder);
  } catch (error) {
    // Another process may have been quicker.
    if (!existsSync(folder)) throw error;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  return folder;
}

async function found(judge: () => Promise<Present>): Promise<Judge> {
  try {
    return await judge();
  } catch (error) {
    return { absent: error instanceof Error ? error.message : String(error) };
  }
}

/** What programs of checks in Python share. */
const ourModules = fileURLToPath(new URL('.', import.meta.url));

/** Python with a vendor's client, from PyPI: it wants the path of a program. `requirement` names one version. */
function pythonWith(requirement: string, name: string): Promise<Judge> {
  return found(async () => {
    const python = (await run('python3', ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])'])).trim();
    const packages = await cached(`${name}-python-${python}`, async (folder) => {
      const venv = join(folder, '..', 'venv');
      await run('python3', ['-m', 'venv', venv]);
      const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--retries', '1'];
      await run(join(venv, 'bin', 'python'), [...pip, '--target', folder, requirement], { env: process.env });
    });
    return { command: 'python3', env: { PYTHONPATH: `${packages}:${ourModules}`, PYTHONDONTWRITEBYTECODE: '1' } };
  });
}

/** The Python client of Files.com. */
export function pythonClient(version: string): Promise<Judge> {
  return pythonWith(`Files.com==${version}`, `filescom-python-${version}`);
}

/** The Python client of DeepTable. */
export function deepTablePython(): Promise<Judge> {
  return pythonWith(`deeptable==${deepTablePythonVersion}`, `deeptable-python-${deepTablePythonVersion}`);
}

/** Our program around the vendor's Go module, built here; its modules come through the Go proxy. */
export function goProgram(): Promise<Judge> {
  const source = fileURLToPath(new URL('filescom-go/', import.meta.url));
  return found(async () => {
    const go = (await run('go', ['env', 'GOVERSION'])).trim();
    const hash = createHash('sha256').update(go);
    for (const name of ['go.mod', 'go.sum', 'main.go', 'checks.go']) hash.update(readFileSync(join(source, name)));
    const folder = await cached(`filescom-go-${hash.digest('hex').slice(0, 16)}`, async (made) => {
      await run('go', ['build', '-trimpath', '-o', join(made, 'judge'), '.'], { cwd: source, env: process.env });
    });
    return { command: join(folder, 'judge'), env: {} };
  });
}

/** The vendor's command line program, built from its Go module. */
export function goCommandLine(): Promise<Judge> {
  return found(async () => {
    const folder = await cached(`filescom-cli-${goCommandLineCommit}`, async (made) => {
      const env = { ...process.env, GOBIN: made };
      await run('go', ['install', `github.com/Files-com/files-cli@${goCommandLineCommit}`], { env });
    });
    return { command: join(folder, 'files-cli'), env: {} };
  });
}

/** The command line program of DeepTable, built from its Go module. */
export function deepTableCommandLine(): Promise<Judge> {
  return found(async () => {
    const folder = await cached(`deeptable-cli-${deepTableCommandLineCommit}`, async (made) => {
      const env = { ...process.env, GOBIN: made };
      await run('go', ['install', `github.com/deeptable-com/deeptable-cli/cmd/deeptable@${deepTableCommandLineCommit}`], { env });
    });
    return { command: join(folder, 'deeptable'), env: {} };
  });
}

/** Says that a judge is missing, so that nobody takes silence for a verdict. Answers the name of the test that is then skipped. */
export function absence(judge: string, reason: string): string {
  console.warn(`!!! ABSENT: ${judge} (${reason}). NOTHING is known about how it gets on with us.`);
  return `${judge} is ABSENT: ${reason}`;
}
