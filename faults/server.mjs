// @ts-check
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Violation } from './violation.mjs';

const program = fileURLToPath(new URL('../packages/cli/bin/filewharf.js', import.meta.url));
const startTimeoutMilliseconds = 30_000;
const stopTimeoutMilliseconds = 20_000;
const keptOutput = 8000;

/**
 * The real server as a child process, over and over on the same data.
 *
 * @param {{ dataDir: string, apiKey: string, settings?: Record<string, string> }} options
 */
export function createServerUnderTest({ dataDir, apiKey, settings = {} }) {
  /** @type {import('node:child_process').ChildProcess | undefined} */
  let child;
  let port = 0;
  let output = '';
  /** Set before a signal is sent: from then on lost connections are no surprise. */
  let ending = false;

  const environment = {
    PATH: process.env['PATH'] ?? '',
    // Tells the program that it has to end when its parent is gone: even a killed driver leaves no server behind.
    npm_command: 'run-script',
    FILEWHARF_ADMIN_API_KEY: apiKey,
    FILEWHARF_LOG_LEVEL: 'warn',
    // Longer than any run, so that no window and no upload ends in the middle of it.
    FILEWHARF_RATE_WINDOW_SECONDS: '864000',
    FILEWHARF_UPLOAD_TTL_SECONDS: '864000',
    FILEWHARF_PLAN_TEAM_REQUESTS_PER_HOUR: '1000000000',
    ...settings,
  };

  function launch() {
    port = 0;
    output = '';
    ending = false;
    const started = spawn(process.execPath, [program, 'serve', '--host', '127.0.0.1', '--port', '0', '--data-dir', dataDir], {
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child = started;
    for (const stream of [started.stdout, started.stderr]) {
      stream.on('data', (/** @type {Buffer} */ text) => {
        output = (output + text.toString()).slice(-keptOutput);
      });
    }
  }

  function ended() {
    return child === undefined || child.exitCode !== null || child.signalCode !== null;
  }

  async function kill() {
    ending = true;
    if (child === undefined || ended()) return;
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
  }

  return {
    get port() {
      return port;
    },
    get ending() {
      return ending;
    },
    get pid() {
      return child?.pid;
    },
    output: () => output,
    ended,
    kill,

    /** For the end of the driver, where nothing can be waited for. */
    killNow() {
      ending = true;
      if (!ended()) child?.kill('SIGKILL');
    },

    /** Starts and kills before it may be ready: the work at the start must stand that too. @param {number} milliseconds */
    async startAndKill(milliseconds) {
      launch();
      await sleep(milliseconds);
      if (ended()) throw new Violation('exit', `the server ended by itself at its start:\n${output}`);
      await kill();
    },

    /** Answers how many milliseconds it took from the start of the process until it said that it is ready. */
    async start() {
      const begin = performance.now();
      launch();
      while (performance.now() - begin < startTimeoutMilliseconds) {
        if (ended()) throw new Violation('exit', `the server ended by itself at its start:\n${output}`);
        // Its own word for where it listens: at a port that was only chosen for it, somebody else could be the one who answers.
        port = Number(/running at http:\/\/127\.0\.0\.1:(\d+)/.exec(output)?.[1] ?? 0);
        if (port !== 0 && (await isReady(port))) return performance.now() - begin;
        await sleep(5);
      }
      throw new Violation('ready', `the server was not ready after ${startTimeoutMilliseconds} ms:\n${output}`);
    },

    /** SIGTERM; it must end with code 0. */
    async stop() {
      ending = true;
      if (child === undefined || ended()) throw new Violation('exit', `the server ended by itself:\n${output}`);
      const exit = once(child, 'exit');
      child.kill('SIGTERM');
      const late = sleep(stopTimeoutMilliseconds, 'late', { ref: false });
      const result = await Promise.race([exit, late]);
      if (result === 'late')
        throw new Violation('exit', `the server did not end within ${stopTimeoutMilliseconds} ms of SIGTERM:\n${output}`);
      const [code, signal] = /** @type {[number | null, string | null]} */ (result);
      if (code !== 0) throw new Violation('exit', `the server ended with ${code ?? signal} after SIGTERM:\n${output}`);
    },
  };
}

/**
 * @param {number} port
 * @returns {Promise<boolean>}
 */
function isReady(port) {
  return new Promise((resolve) => {
    const request = get({ host: '127.0.0.1', port, path: '/readyz', agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on('error', () => resolve(false));
  });
}
