import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { createRequire } from 'node:module';
import { AppError } from './core/errors.ts';
import type { Thumbnailer } from './core/content/thumbnailer.ts';

/** A picture that takes longer was made to take long. */
const mostMilliseconds = 10_000;
/** The program takes a moment to start, so it waits for more for a while. */
const idleMilliseconds = 30_000;
/** Of pages of pictures; whoever comes later asks again. */
const mostWaiting = 200;
/** Orders and answers begin with numbers of four bytes: pixels and length, and the length alone. */
const none = 0xffff_ffff;

/**
 * The program. It is given to Node as text, so that it needs no file of its own (of the source in tests, of the build else), and so it may use
 * nothing from outside of itself. Only decoders of the four formats are there: whatever else a file holds is not looked into.
 */
function work(): void {
  interface Image {
    metadata(): Promise<{ readonly format?: string }>;
    autoOrient(): Image;
    resize(options: object): Image;
    webp(options: object): Image;
    toBuffer(): Promise<Buffer>;
  }
  interface Sharp {
    (input: Buffer, options: object): Image;
    cache(on: boolean): void;
    concurrency(threads: number): void;
    block(what: { operation: readonly string[] }): void;
    unblock(what: { operation: readonly string[] }): void;
  }
  const { createRequire: requireFrom } = process.getBuiltinModule('node:module');
  const path = process.argv[1] ?? '';
  const sharp = requireFrom(path)(path) as Sharp;
  sharp.cache(false);
  sharp.concurrency(1);
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({
    operation: ['VipsForeignLoadJpeg', 'VipsForeignLoadPng', 'VipsForeignLoadWebp', 'VipsForeignLoadNsgif'],
  });

  async function pictureOf(image: Buffer, pixels: number): Promise<Buffer | undefined> {
    try {
      const size = { width: pixels, height: pixels, fit: 'inside', withoutEnlargement: true };
      return await sharp(image, { limitInputPixels: 64_000_000, pages: 1 }).autoOrient().resize(size).webp({ quality: 75 }).toBuffer();
    } catch {
      return undefined;
    }
  }

  let parts: Buffer[] = [];
  let have = 0;
  /** The first order, once all of it is there. */
  function nextOrder(): Buffer | undefined {
    if (have < 8) return undefined;
    if ((parts[0]?.length ?? 0) < 8) parts = [Buffer.concat(parts)];
    const end = 8 + (parts[0]?.readUInt32LE(4) ?? 0);
    if (have < end) return undefined;
    const all = Buffer.concat(parts);
    parts = [all.subarray(end)];
    have -= end;
    return all.subarray(0, end);
  }

  async function answer(order: Buffer): Promise<void> {
    const picture = await pictureOf(order.subarray(8), order.readUInt32LE(0));
    const length = Buffer.alloc(4);
    length.writeUInt32LE(picture?.length ?? 0xffff_ffff);
    process.stdout.write(picture === undefined ? length : Buffer.concat([length, picture]));
  }

  // One at a time: the next order comes when this one was answered.
  process.stdin.on('data', (chunk: Buffer) => {
    parts.push(chunk);
    have += chunk.length;
    const order = nextOrder();
    if (order !== undefined) void answer(order);
  });
  process.stdin.on('end', () => process.exit());
}

/** The program, and what waits for its next answer. */
interface Running {
  readonly child: ChildProcessWithoutNullStreams;
  onAnswer: ((picture: Buffer | undefined) => void) | undefined;
}

/** Undefined where the library that reads images (an optional dependency) is not installed. */
export function createThumbnailer({ milliseconds = mostMilliseconds } = {}): Thumbnailer | undefined {
  let library: string;
  try {
    library = createRequire(import.meta.url).resolve('sharp');
  } catch {
    return undefined;
  }

  let running: Running | undefined;
  let idle: NodeJS.Timeout | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  let closed = false;

  function start(): Running {
    if (running !== undefined) return running;
    // Without the environment: nothing of it is needed, and secrets may be in it.
    const child = spawn(process.execPath, ['--max-old-space-size=128', '-e', `'use strict'; (${work.toString()})();`, library], {
      env: {},
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const started: Running = { child, onAnswer: undefined };
    let parts: Buffer[] = [];
    function over(): void {
      if (running === started) running = undefined;
      started.onAnswer?.(undefined);
    }
    child.once('error', over).once('exit', over);
    // What is written to a program that has ended: `exit` tells.
    child.stdin.on('error', () => undefined);
    child.stderr.resume();
    child.stdout.on('data', (chunk: Buffer) => {
      const all = Buffer.concat([...parts, chunk]);
      parts = [all];
      if (all.length < 4) return;
      const length = all.readUInt32LE(0);
      if (length !== none && all.length < 4 + length) return;
      parts = [];
      started.onAnswer?.(length === none ? undefined : all.subarray(4));
    });
    child.unref();
    running = started;
    return started;
  }

  function end(): void {
    running?.child.kill('SIGKILL');
    running = undefined;
  }

  async function write({ child: { stdin } }: Running, bytes: Buffer): Promise<void> {
    // Lent buffers: what is written has to be gone before the next one is asked for.
    await new Promise<void>((resolve) => stdin.write(bytes, () => resolve()));
  }

  async function makeNow(source: AsyncIterable<readonly Buffer[]>, sizeBytes: number, pixels: number): Promise<Buffer | undefined> {
    if (closed) return undefined;
    clearTimeout(idle);
    const program = start();
    const answer = new Promise<Buffer | undefined>((resolve) => {
      program.onAnswer = resolve;
    });
    const timer = setTimeout(end, milliseconds);
    try {
      const head = Buffer.alloc(8);
      head.writeUInt32LE(pixels, 0);
      head.writeUInt32LE(sizeBytes, 4);
      await write(program, head);
      for await (const group of source) for (const buffer of group) await write(program, buffer);
      return await answer;
    } catch (error) {
      // In the middle of an order nothing else can be said to it.
      end();
      throw error;
    } finally {
      clearTimeout(timer);
      program.onAnswer = undefined;
      idle = setTimeout(end, idleMilliseconds).unref();
    }
  }

  return {
    async make(source, sizeBytes, pixels) {
      if (waiting >= mostWaiting)
        throw new AppError('unavailable', 'Too many thumbnails are being made. Try again in a moment.', { retryAfterSeconds: 2 });
      waiting += 1;
      const job = last.then(() => makeNow(source, sizeBytes, pixels));
      last = job.catch(() => undefined);
      try {
        return await job;
      } finally {
        waiting -= 1;
      }
    },
    async close() {
      closed = true;
      clearTimeout(idle);
      end();
      await last;
    },
  };
}
