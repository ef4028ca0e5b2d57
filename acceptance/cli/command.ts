import { execFile, type ChildProcess } from 'node:child_process';
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

export interface RunOptions {
  readonly input?: string | Buffer;
  readonly env?: Readonly<Record<string, string>>;
}

/** The built command as a user has it: in a folder of its own, with a configuration of its own. */
export interface CommandLine {
  /** Where it runs, and where its files are. */
  readonly folder: string;
  run(args: readonly string[], options?: RunOptions): Promise<Outcome>;
  /** The same while it runs, with its streams. Without `input` its standard input stays open. */
  launch(args: readonly string[], options?: RunOptions): { readonly process: ChildProcess; readonly ended: Promise<Outcome> };
  /** The same without standard input, and without an end to wait for. */
  start(args: readonly string[], env?: Readonly<Record<string, string>>): Program;
  end(): Promise<void>;
}

export async function commandLine(env: Readonly<Record<string, string>> = {}): Promise<CommandLine> {
  const folder = await mkdtemp(join(tmpdir(), 'filewharf-cli-'));
  const { PATH = '' } = process.env;
  const own = { PATH, HOME: folder, FILEWHARF_CONFIG_DIR: join(folder, '.config'), FILEWHARF_STATE_DIR: join(folder, '.state'), ...env };

  function launch(args: readonly string[], options: RunOptions = {}) {
    let resolve: (outcome: Outcome) => void = () => undefined;
    const ended = new Promise<Outcome>((done) => {
      resolve = done;
    });
    const child = execFile(
      process.execPath,
      [bin, ...args],
      { cwd: folder, env: { ...own, ...options.env }, timeout: 50_000, maxBuffer: 1 << 26 },
      (error, stdout, stderr) => resolve({ code: error === null ? 0 : (error.code ?? error.signal ?? 'unknown'), stdout, stderr }),
    );
    child.stdin?.on('error', () => undefined);
    if (options.input !== undefined) child.stdin?.end(options.input);
    return { process: child, ended };
  }

  return {
    folder,
    launch,
    run: (args, options = {}) => launch(args, { input: '', ...options }).ended,
    start: (args, more = {}) => runProgram(args, { ...own, ...more }, folder),
    end: () => rm(folder, { recursive: true, force: true }),
  };
}
