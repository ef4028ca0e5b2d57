import type { IncomingMessage } from 'node:http';
import { AppError, invalidField } from '../core/errors.ts';
import { boundaryOf, utf8Text, type PartHead } from './multipart-headers.ts';
import { multipartScanner, type ScannerLimits } from './multipart-scanner.ts';
import { receiveBody } from './receive-body.ts';

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
  /** Names of parts that may come several times, as long as they are files: what a form with `multiple` sends. */
  readonly repeatedFiles?: readonly string[];
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
  const form = formReceiver(options, limits);
  await receiveBody(request, multipartScanner(boundary, limits, form), limits.maxBodyBytes);
  return form.fields;
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
      const mayRepeat = head.filename !== undefined && options.repeatedFiles?.includes(name) === true;
      if (names.has(name) && !mayRepeat) throw invalidField(shown(name), 'the form has this name twice');
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
