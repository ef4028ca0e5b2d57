import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const bin = fileURLToPath(new URL('../../cli/bin/filewharf.js', import.meta.url));

const running = new Set<ChildProcess>();

function killAll(): void {
  for (const child of running) child.kill('SIGKILL');
}

/** The test process is ended by this signal, which by itself lets nobody hear of the exit. */
function endBySignal(): void {
  process.exit(143);
}

/** A server that still runs when the test process ends, for whatever reason, ends with it. Nothing listens once no server runs: other test files share the process. */
function endsWithProcess(child: ChildProcess): void {
  if (running.size === 0) process.on('exit', killAll).on('SIGTERM', endBySignal);
  running.add(child);
  child.once('close', () => {
    running.delete(child);
    if (running.size === 0) process.off('exit', killAll).off('SIGTERM', endBySignal);
  });
}

const leftovers: (() => Promise<void>)[] = [];

/** Ends what was started in a `beforeAll`: every file that does so hands this to its own `afterAll`, as a hook that comes up while another one runs is never called. */
export async function cleanUp(): Promise<void> {
  for (const work of leftovers.splice(0).toReversed()) await work();
}

/** After the test that asks, or, asked for outside of one, with `cleanUp`. */
function atTheEnd(work: () => Promise<void>): void {
  try {
    onTestFinished(work);
  } catch {
    leftovers.push(work);
  }
}

export interface TestServer {
  readonly url: string;
  readonly apiKey: string;
  /** Its process is gone when this is fulfilled. */
  end(): Promise<void>;
}

/** The real server, on a free port. Ends after the test that asks, or with `cleanUp`. */
async function start(args: readonly string[], env: Readonly<Record<string, string>>): Promise<TestServer & { readonly stdout: string }> {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, [bin, 'serve', '--port', '0', ...args], {
    env: { PATH, HOME, FILEWHARF_LOG_LEVEL: 'error', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  endsWithProcess(child);
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  async function end(): Promise<void> {
    child.kill('SIGKILL');
    await ended;
  }
  atTheEnd(end);
  let stdout = '';
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  await new Promise<void>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      if (stdout.includes('/api/v2/docs\n')) resolve();
    });
    void ended.then(() => reject(new Error(`the server ended: ${stderr}`)));
  });
  return { url: /^Filewharf is running at (\S+)$/m.exec(stdout)?.[1] ?? '', apiKey: '', stdout, end };
}

/** A site on disk, without a limit of requests. */
export async function startServer(args: readonly string[] = [], env: Readonly<Record<string, string>> = {}): Promise<TestServer> {
  const folder = await tempFolder();
  const server = await start(['--data-dir', join(folder, 'data'), ...args], { FILEWHARF_PLAN_TEAM_REQUESTS_PER_HOUR: 'unlimited', ...env });
  return { ...server, apiKey: /^ {2}API key +(sk_live_\w+)$/m.exec(server.stdout)?.[1] ?? '' };
}

/** A site in memory that fails by rules, or when the header `X-Filewharf-Fault` of a request says so. */
export async function startMock(...rules: readonly object[]): Promise<TestServer> {
  const file = join(await tempFolder(), 'rules.json');
  await writeFile(file, JSON.stringify(rules));
  const server = await start(['--mock', '--mock-rules', file], { FILEWHARF_PLAN_TEAM_REQUESTS_PER_HOUR: 'unlimited' });
  return { ...server, apiKey: 'mockadminkey1234567890' };
}

/** Removed after the test that asks, or with `cleanUp`. */
export async function tempFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'filewharf-sdk-'));
  atTheEnd(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export interface Recorded {
  readonly method: string;
  /** Path and query, as they came. */
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

export interface Recorder {
  readonly url: string;
  readonly requests: Recorded[];
  /** Connections that were made. */
  readonly connections: () => number;
  /** Fulfilled with the next request whose connection ended before it was answered. */
  readonly aborted: () => Promise<Recorded>;
}

export type Answerer = (request: Recorded, response: ServerResponse, number: number) => void;

/** A server that keeps what it was asked, and answers as the test wants. */
export async function startRecorder(answer: Answerer): Promise<Recorder> {
  const requests: Recorded[] = [];
  let connections = 0;
  const waiting: ((request: Recorded) => void)[] = [];
  const server = createServer((incoming, response) => {
    const parts: Buffer[] = [];
    const record = (): Recorded => ({
      method: incoming.method ?? '',
      url: incoming.url ?? '',
      headers: incoming.headers,
      body: Buffer.concat(parts),
    });
    response.once('close', () => {
      if (!response.writableFinished) for (const tell of waiting.splice(0)) tell(record());
    });
    incoming.on('error', () => undefined);
    incoming.on('data', (part: Buffer) => parts.push(part));
    incoming.on('end', () => {
      requests.push(record());
      answer(record(), response, requests.length);
    });
  });
  server.on('connection', () => (connections += 1));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  atTheEnd(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    connections: () => connections,
    aborted: () => new Promise((resolve) => waiting.push(resolve)),
  };
}

export function sendJson(response: ServerResponse, status: number, value: unknown, headers: Record<string, string> = {}): void {
  const body = JSON.stringify(value);
  const length = String(Buffer.byteLength(body));
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': length, ...headers }).end(body);
}

/** Bytes that look like chance and are the same each time. */
export function someBytes(size: number, seed = 1): Uint8Array {
  const bytes = new Uint8Array(size);
  let state = seed >>> 0 || 1;
  for (let index = 0; index < size; index += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[index] = state >>> 24;
  }
  return bytes;
}
