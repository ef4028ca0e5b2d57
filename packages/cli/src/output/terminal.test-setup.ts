import { PassThrough, Writable } from 'node:stream';
import { createOutput, type Output, type OutputFlags } from './output.ts';

export interface FakeStream {
  readonly stream: NodeJS.WriteStream;
  text(): string;
  /** From now on writing fails as a pipe does whose reader has gone. */
  breakPipe(): void;
  resize(columns: number): void;
}

/** A stream that says of itself to be a terminal of that size, or a pipe. */
export function fakeStream(size?: { readonly columns: number; readonly rows: number }): FakeStream {
  let text = '';
  let broken = false;
  const stream = new Writable({
    // As process.stdout: an error does not end the stream.
    autoDestroy: false,
    decodeStrings: false,
    write(chunk: string | Buffer, _encoding, done) {
      if (broken) return done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
      text += chunk.toString();
      done();
    },
  });
  const facts = size === undefined ? {} : { isTTY: true, ...size };
  return {
    stream: Object.assign(stream, facts) as unknown as NodeJS.WriteStream,
    text: () => text,
    breakPipe: () => {
      broken = true;
    },
    resize(columns) {
      Object.assign(stream, { columns });
      stream.emit('resize');
    },
  };
}

/** Keys of a user: a stdin that is a terminal or not. `isRaw` says what was asked for last. */
export function fakeStdin(isTerminal: boolean): NodeJS.ReadStream & PassThrough {
  const stream = new PassThrough();
  const setRawMode = (isRaw: boolean): PassThrough => Object.assign(stream, { isRaw });
  const facts = isTerminal ? { isTTY: true, isRaw: false, setRawMode } : {};
  return Object.assign(stream, facts) as unknown as NodeJS.ReadStream & PassThrough;
}

export interface TestOutput {
  readonly output: Output;
  readonly stdin: NodeJS.ReadStream & PassThrough;
  readonly stdout: FakeStream;
  readonly stderr: FakeStream;
}

/** An output on a terminal of that size (`PAGER` is off unless `env` says so), or all piped. */
export function testOutput(
  flags: OutputFlags = {},
  size?: { readonly columns: number; readonly rows: number },
  env: Readonly<Record<string, string>> = {},
): TestOutput {
  const stdin = fakeStdin(size !== undefined);
  const stdout = fakeStream(size);
  const stderr = fakeStream(size);
  const output = createOutput({ stdin, stdout: stdout.stream, stderr: stderr.stream, env: { TERM: 'xterm', PAGER: '', ...env }, flags });
  return { output, stdin, stdout, stderr };
}
