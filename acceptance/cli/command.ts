import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runProgram, type Program } from '../server.ts';

const bin = fileURLToPath(new URL('../../packages/cli/bin/filewharf.js', import.meta.url));

export interface Outcome {
  readonly code: number | string;
  readonly stdout: string;
  readonly stderr: string;
}

/** The built command as a user has it: in a folder of its own, with a configuration of its own. */
export interface CommandLine {
  /** Where it runs, and where its files are. */
  readonly folder: string;
  run(
    args: readonly string[],
    options?: { readonly input?: string | Buffer; readonly env?: Readonly<Record<string, string>> },
  ): Promise<Outcome>;
  /** The same, without waiting for its end. */
  start(args: readonly string[], env?: Readonly<Record<string, string>>): Program;
  end(): Promise<void>;
}

export async function commandLine(env: Readonly<Record<string, string>> = {}): Promise<CommandLine> {
  const folder = await mkdtemp(join(tmpdir(), 'filewharf-cli-'));
  const { PATH = '' } = process.env;
  const own = { PATH, HOME: folder, FILEWHARF_CONFIG_DIR: join(folder, '.config'), FILEWHARF_STATE_DIR: join(folder, '.state'), ...env };
  return {
    folder,
    run(args, options = {}) {
      return new Promise((resolve) => {
        const child = execFile(
          process.execPath,
          [bin, ...args],
          { cwd: folder, env: { ...own, ...options.env }, timeout: 50_000, maxBuffer: 1 << 26 },
          (error, stdout, stderr) => resolve({ code: error === null ? 0 : (error.code ?? error.signal ?? 'unknown'), stdout, stderr }),
        );
        child.stdin?.on('error', () => undefined);
        child.stdin?.end(options.input ?? '');
      });
    },
    start: (args, more = {}) => runProgram(args, { ...own, ...more }, folder),
    end: () => rm(folder, { recursive: true, force: true }),
  };
}
