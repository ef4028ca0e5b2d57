import type { IncomingMessage } from 'node:http';
import { AppError, invalidField } from '../core/errors.ts';
import { boundaryOf, utf8Text, type PartHead } from './multipart-headers.ts';
import { multipartScanner, type ScannerLimits } from './multipart-scanner.ts';

export { boundaryOf } from './multipart-headers.ts';

export interface MultipartLimits extends ScannerLimits {
  /** Parts with bytes. */
  readonly maxFiles: number;
  readonly maxFields: number;
  /** Bytes of one field's value. */
  readonly maxFieldBytes: number;
  /** Bytes of the whole body, delimiters and headers included. More is `too_large`, everything else that is over a limit `invalid`. */
  readonly maxBodyBytes: number;
}

/** What holds where the caller says nothing. */
const defaultMultipartLimits: MultipartLimits = Object.freeze({
  maxFiles: 1,
  maxFields: 20,
  maxFieldBytes: 8 * 1024,
  maxHeaderLines: 100,
  maxHeaderBytes: 16 * 1024,
  maxPaddingBytes: 4 * 1024,
  maxBodyBytes: Number.POSITIVE_INFINITY,
});

/** Takes the bytes of one file. Calls never overlap. */
export interface FileSink {
  /**
   * The next bytes, never empty: a view into a network buffer, the sink's to keep. A promise pauses the request until it is
   * fulfilled, so memory is bounded by what the sink itself holds.
   */
  write(chunk: Buffer): Promise<void> | undefined;
  /** All bytes have come. Later parts of the body can still be malformed: commit only after `readMultipart` is fulfilled. */
  end(): Promise<void> | undefined;
}

/** A part with bytes, as its headers describe it. */
export interface FilePart {
  /** The name of the form field. */
  readonly field: string;
  /** As sent: it may be empty or hold slashes. Empty for a part of `fileFields` that came without a file name. */
  readonly filename: string;
  readonly contentType: string | undefined;
  /** The fields that came before this part. A live view: those that follow it join as they come. */
  readonly fieldsBefore: ReadonlyMap<string, string>;
}

export interface MultipartOptions {
  readonly limits?: Partial<MultipartLimits>;
  /** Names of parts that are bytes even without a file name. */
  readonly fileFields?: readonly string[];
  /** Called when a file begins, perhaps before fields that follow it. What it throws ends the reading. */
  onFile(part: FilePart): FileSink;
}

/**
 * Reads a multipart/form-data request (RFC 7578) to its end and returns the fields; files go to their sinks as they come. A part is
 * a file when its Content-Disposition has a file name. A Map, so that a field `__proto__` is only a name.
 *
 * Rejects with `invalid` for a malformed body, a repeated name or a limit, also when the client leaves (then `request.destroyed`
 * is true and nobody is left to answer); with `too_large` for a body over `maxBodyBytes`, before it is read when Content-Length
 * says so; and with whatever `onFile` or a sink threw, at once. No sink call is under way any more when the promise settles, so the
 * caller can abort the sink. After a rejection the request is paused with its rest unread and without listeners of ours: answer
 * with `answerEarly`.
 */
export async function readMultipart(request: IncomingMessage, options: MultipartOptions): Promise<Map<string, string>> {
  const limits = { ...defaultMultipartLimits, ...options.limits };
  const boundary = boundaryOf(request.headers['content-type']);
  if (Number(request.headers['content-length'] ?? 0) > limits.maxBodyBytes) throw bodyTooLarge(limits.maxBodyBytes);
  if (request.destroyed || request.readableEnded) throw clientLeft(request.errored ?? undefined);
  const form = formReceiver(options, limits);
  await feed(request, multipartScanner(boundary, limits, form), limits.maxBodyBytes);
  return form.fields;
}

function bodyTooLarge(maxBodyBytes: number): AppError {
  return new AppError('too_large', `The request body is larger than ${String(maxBodyBytes)} bytes.`);
}

function clientLeft(cause: Error | undefined): AppError {
  return new AppError('invalid', 'The connection was closed before the whole body had arrived.', { cause });
}

/** Pushes the request through the scanner with back-pressure. Settles once, and only when no push is under way. */
function feed(request: IncomingMessage, scanner: ReturnType<typeof multipartScanner>, maxBodyBytes: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let received = 0;
    let pushing = false;
    /** What happened during a push: a stream that is paused can still end (its last bytes were already handed out), or the client leaves. */
    let ended = false;
    let left: AppError | undefined;

    function settle(error?: unknown): void {
      request.off('data', onData).off('end', onEnd).off('error', onLeft).off('close', onLeft);
      request.pause();
      if (error === undefined) resolve();
      else reject(error instanceof Error ? error : new Error('A file sink failed without an error', { cause: error }));
    }

    function onData(chunk: Buffer): void {
      try {
        received += chunk.length;
        if (received > maxBodyBytes) throw bodyTooLarge(maxBodyBytes);
        const wait = scanner.push(chunk);
        if (wait === undefined) return;
        pushing = true;
        request.pause();
        wait.then(onPushed, settle);
      } catch (error) {
        settle(error);
      }
    }

    function onPushed(): void {
      pushing = false;
      if (ended) onEnd();
      else if (left === undefined) request.resume();
      else settle(left);
    }

    function onEnd(): void {
      ended = true;
      if (pushing) return;
      try {
        scanner.finish();
        settle();
      } catch (error) {
        settle(error);
      }
    }

    function onLeft(cause?: Error): void {
      left ??= clientLeft(cause);
      if (!pushing) settle(left);
    }

    request.on('data', onData).on('end', onEnd).on('error', onLeft).on('close', onLeft);
  });
}

/** Turns parts into fields and files, and holds the limits on how many. */
function formReceiver(options: MultipartOptions, limits: MultipartLimits) {
  const fields = new Map<string, string>();
  const names = new Set<string>();
  let files = 0;
  let name = '';
  let sink: FileSink | undefined;
  let value: Buffer[] = [];
  let valueBytes = 0;

  return {
    fields,

    partStarts(head: PartHead): void {
      name = head.name;
      if (names.has(name)) throw invalidField(shown(name), 'the form has this name twice');
      names.add(name);
      if (head.filename === undefined && options.fileFields?.includes(name) !== true) {
        if (fields.size === limits.maxFields) throw new AppError('invalid', `The form has more than ${String(limits.maxFields)} fields.`);
        sink = undefined;
        value = [];
        valueBytes = 0;
        return;
      }
      files += 1;
      if (files > limits.maxFiles)
        throw invalidField(
          shown(name),
          limits.maxFiles === 1 ? 'only one file per request' : `only ${String(limits.maxFiles)} files per request`,
        );
      sink = options.onFile({ field: name, filename: head.filename ?? '', contentType: head.contentType, fieldsBefore: fields });
    },

    content(bytes: Buffer): Promise<void> | undefined {
      if (sink !== undefined) return sink.write(bytes);
      valueBytes += bytes.length;
      if (valueBytes > limits.maxFieldBytes) throw invalidField(shown(name), `longer than ${String(limits.maxFieldBytes)} bytes`);
      value.push(bytes);
      return undefined;
    },

    partEnds(): Promise<void> | undefined {
      if (sink !== undefined) return sink.end();
      const [first = Buffer.alloc(0)] = value;
      const bytes = value.length < 2 ? first : Buffer.concat(value);
      const text = utf8Text(bytes);
      if (text === undefined) throw invalidField(shown(name), 'not valid UTF-8');
      fields.set(name, text);
      return undefined;
    },
  };
}

/** A field name came from outside and may be 16 KiB long. */
function shown(name: string): string {
  return name.length > 64 ? `${name.slice(0, 64)}...` : name;
}
