import { createHash } from 'node:crypto';
import type { Entry } from '@filewharf/sdk';
import type { Context } from '../context.ts';
import { TemporaryError } from '../output/failures.ts';
import { resolveRange, type ByteRange } from './byte-range.ts';
import { streamFile } from './byte-stream.ts';
import type { DownloadFlags } from './download-flags.ts';
import { startEngine } from './engine.ts';
import { ChecksumError, isSystemError } from './errors.ts';

/** Whoever reads has gone: there is nobody left to give the rest to. */
class ReaderGoneError extends Error {
  override readonly name = 'ReaderGoneError';
}

/**
 * `files download -o -`: the bytes and nothing else go to standard output. A reader that goes ends it without an error, as with `| head`.
 * What differs from the server's SHA-256 is out already, and told by the exit code.
 */
export async function downloadToStandardOutput(
  context: Context,
  entry: Entry,
  range: ByteRange | undefined,
  flags: DownloadFlags,
): Promise<void> {
  const { output, signal } = context;
  const size = entry.size ?? 0;
  const { from, to } = range === undefined ? { from: 0, to: size } : resolveRange(range, size);
  const progress = output.progress();
  const stdout = standardOutput();
  try {
    const { client, patience, checksums } = await startEngine(context, flags, progress);
    const known = range === undefined ? checksums.of(entry.id, size) : undefined;
    known?.catch(() => undefined);
    checksums.flush();
    progress.setTotals({ files: 1, bytes: to - from, known: true });
    const file = progress.start(entry.path, to - from);
    const hash = createHash('sha256');
    let bytes = 0;
    const etag = await streamFile({ client, patience, signal }, { id: entry.id, from, to }, (chunk) => {
      hash.update(chunk);
      bytes += chunk.byteLength;
      file.advance(bytes);
      return stdout.write(chunk);
    });
    await stdout.end();
    const theirs = await known;
    if (theirs !== undefined) {
      const ours = hash.digest('hex');
      if (theirs.etag !== etag) throw new TemporaryError('it was changed on the server while it was downloaded');
      if (theirs.sha256 !== ours) throw new ChecksumError(ours, theirs.sha256);
    }
    file.done();
    progress.finish({ verb: 'downloaded' });
  } catch (error) {
    if (!(error instanceof ReaderGoneError)) throw error;
  } finally {
    progress.finish();
    stdout.close();
  }
}

/** Standard output for bytes, at the pace of whoever reads it. */
function standardOutput() {
  const stream = process.stdout;
  let failure: Error | undefined;
  let wake: (() => void) | undefined;
  const onDrain = (): void => wake?.();
  const onError = (error: Error): void => {
    failure = isSystemError(error, 'EPIPE') ? new ReaderGoneError('the reader has gone') : error;
    wake?.();
  };
  stream.on('drain', onDrain);
  stream.on('error', onError);

  function settled(start: (done: () => void) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      wake = () => {
        wake = undefined;
        if (failure === undefined) resolve();
        else reject(failure);
      };
      start(wake);
    });
  }
  return {
    /** Answers a promise when the reader is slower. */
    write(chunk: Uint8Array): Promise<void> | undefined {
      if (failure !== undefined) return Promise.reject(failure);
      return stream.write(chunk) ? undefined : settled(() => undefined);
    },
    /** Everything has been read or is in the pipe. */
    end: (): Promise<void> => settled((done) => void stream.write('', () => done())),
    /** A late error of the stream is nobody's any more. */
    close(): void {
      stream.off('drain', onDrain);
    },
  };
}
