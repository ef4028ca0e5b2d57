import { fork, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Everything that a run leaves on the disk is under this folder, and everything that it starts is in `running`. */
const root = mkdtempSync(join(tmpdir(), 'filewharf-bench-'));
const running = new Set();

// However the run ends: an `exit` handler may not wait, so nothing here is asked to stop nicely.
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
  rmSync(root, { recursive: true, force: true });
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(130));

let folders = 0;

export function newFolder(name) {
  const folder = join(root, `${++folders}-${name}`);
  mkdirSync(folder);
  return folder;
}

/** Starts a program and waits until its standard output matches. Answers the process and the match. */
export function startProgram(command, args, { env = {}, ready }) {
  return new Promise((resolve, reject) => {
    // The server's log goes to /dev/null: it is written, as always, but nobody pays for showing it.
    const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'ignore'] });
    let output = '';
    watch(child, (problem) => reject(new Error(`${command} ${args.join(' ')}: ${problem}\n${output}`)));
    child.stdout.setEncoding('utf8').on('data', (text) => {
      output += text;
      const match = ready.exec(output);
      if (match) resolve({ child, match });
    });
  });
}

/** Starts one of the bench's own peers, which prints the port that it listens on. */
export async function startPeer(file, args = [], env = {}) {
  const path = new URL(file, import.meta.url).pathname;
  const { child, match } = await startProgram(process.execPath, [path, ...args], { ready: /^port (\d+)$/m, env });
  return { child, port: Number(match[1]) };
}

/** Starts a program that says nothing and is ready when its port answers. */
export async function startSilently(command, args, port) {
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  /** @type {string | undefined} */
  let ended;
  let output = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (output += text));
  watch(child, (problem) => (ended = problem));
  for (let tries = 0; tries < 100; tries++) {
    if (ended !== undefined) throw new Error(`${command}: ${ended}\n${output}`);
    try {
      await fetch(`http://127.0.0.1:${port}/`);
      return child;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  throw new Error(`${command} does not answer on its port\n${output}`);
}

/** A module in a process of its own, to talk to by messages. */
export function startWorker(file) {
  const child = fork(new URL(file, import.meta.url));
  watch(child, () => undefined);
  return child;
}

function watch(child, onProblem) {
  running.add(child);
  child.on('error', (error) => onProblem(error.message));
  child.on('exit', (code, signal) => {
    running.delete(child);
    onProblem(`ended with ${signal ?? code}`);
  });
}

/** After each line: nothing of it runs on beside the next one or takes its disk space. */
export async function clean() {
  await Promise.all([...running].map(stop));
  for (const name of readdirSync(root)) rmSync(join(root, name), { recursive: true, force: true });
}

export async function stop(child) {
  if (!running.has(child)) return;
  await new Promise((resolve) => {
    child.once('exit', resolve);
    child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), 10_000).unref();
  });
}

/** User and system seconds that a process has used so far, all its threads included. */
export function cpuSeconds(child) {
  const stat = readFileSync(`/proc/${child.pid}/stat`, 'utf8');
  // The name in parentheses may hold blanks; what follows it is plain. A tick is 10 ms on every Linux that Node runs on.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** The most memory that a process has ever had in use, in bytes. */
export function peakMemory(child) {
  const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8')) ?? [];
  return Number(kibibytes) * 1024;
}

export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
