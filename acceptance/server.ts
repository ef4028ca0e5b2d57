import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../packages/cli/bin/filewharf.js', import.meta.url));
export const repository = fileURLToPath(new URL('../', import.meta.url));

/** What is still running when the test process ends, for whatever reason, ends with it. */
const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** For files that send more requests than any plan allows. */
export const withoutRequestLimit = { FILEWHARF_PLAN_TEAM_REQUESTS_PER_HOUR: 'unlimited' };

export interface Program {
  readonly pid: number;
  /** What it has printed until now. */
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Its exit code, `SIGKILL` and the like for one that was killed. */
  readonly ended: Promise<number | string>;
  signal(name: 'SIGTERM' | 'SIGKILL' | 'SIGINT'): void;
  /** Fulfilled as soon as it has printed the text; rejected when it ends before. */
  printed(text: string, where?: 'stdout' | 'stderr'): Promise<void>;
}

/**
 * Runs `filewharf` with these arguments and an environment that has nothing of ours but what is given. `cwd`: default ours. `within`: a
 * command that becomes the one that is put behind it.
 */
export function runProgram(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  cwd = process.cwd(),
  within: readonly string[] = [],
): Program {
  const { PATH = '', HOME = '' } = process.env;
  const [program = '', ...rest] = [...within, process.execPath, bin, ...args];
  const child = spawn(program, rest, { cwd, env: { PATH, HOME, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  const output = { stdout: '', stderr: '' };
  /** Looks again whenever something was printed, and at the end. */
  const watchers = new Set<(over: boolean) => void>();
  const look = (over: boolean): void => watchers.forEach((watcher) => watcher(over));
  for (const where of ['stdout', 'stderr'] as const) {
    child[where].setEncoding('utf8').on('data', (text: string) => {
      output[where] += text;
      look(false);
    });
  }
  const ended = new Promise<number | string>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      running.delete(child);
      resolve(code ?? signal ?? 'unknown');
      look(true);
    });
  });
  return {
    pid: child.pid ?? 0,
    stdout: () => output.stdout,
    stderr: () => output.stderr,
    ended,
    signal: (name) => child.kill(name),
    printed: (text, where = 'stdout') =>
      new Promise((resolve, reject) => {
        function watcher(over: boolean): void {
          if (output[where].includes(text)) resolve();
          else if (over) reject(new Error(`the program ended and did not print "${text}":\n${output.stderr}`));
          else return;
          watchers.delete(watcher);
        }
        watchers.add(watcher);
        watcher(child.exitCode !== null || child.signalCode !== null);
      }),
  };
}

export interface Server {
  /** As it is printed: the public one. */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly dataDir: string;
  /** The administrator's key, from the screen of the first start. */
  readonly apiKey: string;
  /** The process that runs now. */
  readonly program: Program;
  /** Kills it in the middle of whatever it does. */
  kill(): Promise<void>;
  /** Starts it on the same data, at another port unless it keeps its own. */
  start(): Promise<void>;
  /** SIGTERM; answers the exit code. */
  stop(): Promise<number | string>;
  /** Whatever state it is in: the process is gone and its data removed. */
  end(): Promise<void>;
}

export interface ServerOptions {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly host?: string;
  /** It is started again at the same port, as for a browser that has a page of it open. Default false. */
  readonly keepsPort?: boolean;
  /** See `runProgram`. */
  readonly within?: (dataDir: string) => readonly string[];
}

/** The arguments of `serve`. */
export function serveArguments(dataDir: string, { host = '127.0.0.1', port = 0 } = {}): string[] {
  return ['serve', '--host', host, '--port', String(port), '--data-dir', dataDir];
}

/** A port that nobody listens at. */
async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/** A server on a data folder of its own, ready for requests. */
export async function startServer({
  args = [],
  env = {},
  host = '127.0.0.1',
  keepsPort = false,
  within = () => [],
}: ServerOptions = {}): Promise<Server> {
  const dataDir = await mkdtemp(join(tmpdir(), 'filewharf-acceptance-'));
  async function run(port: number): Promise<{ program: Program; port: number; url: string }> {
    const started = runProgram([...serveArguments(dataDir, { host, port }), ...args], env, undefined, within(dataDir));
    await started.printed('/api/v2/docs\n');
    return { program: started, port, url: /^Filewharf is running at (\S+)$/m.exec(started.stdout())?.[1] ?? '' };
  }
  async function signalled(name: 'SIGTERM' | 'SIGKILL'): Promise<number | string> {
    current.program.signal(name);
    return current.program.ended;
  }

  let current = await run(await freePort());
  const apiKey = env['FILEWHARF_ADMIN_API_KEY'] ?? /^ {2}API key +(sk_live_\w+)$/m.exec(current.program.stdout())?.[1] ?? '';
  return {
    get url() {
      return current.url;
    },
    get port() {
      return current.port;
    },
    get pid() {
      return current.program.pid;
    },
    get program() {
      return current.program;
    },
    dataDir,
    apiKey,
    kill: async () => {
      await signalled('SIGKILL');
    },
    start: async () => {
      current = await run(keepsPort ? current.port : await freePort());
    },
    stop: () => signalled('SIGTERM'),
    async end() {
      await signalled('SIGKILL');
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
