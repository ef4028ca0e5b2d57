/// <reference lib="esnext.disposable" preserve="true" />
import { byteChannel } from '../transport/byte-channel.ts';
import { chunkReader, joinChunks } from '../transport/chunk-reader.ts';
import { AbortError, FilewharfError } from '../transport/errors.ts';
import { beginDownload, type FilesComDownloader, type FilesComDownloadOptions } from './download.ts';
import { InvalidParameterError } from './errors.ts';
import type { File } from './generated/entities.ts';
import { uploadData, type FilesComUploader, type FilesComUploadOptions } from './upload.ts';

/** `r` reads and `w` writes text, as UTF-8; with `b` it is bytes. */
export type OpenMode = 'r' | 'rb' | 'w' | 'wb';

/** A file that is read from its beginning on, as far as anybody wants. */
export interface BinaryReader extends AsyncIterable<Uint8Array> {
  /** The next so many bytes, fewer at the end; without a number all that are left. Empty at the end. */
  read(bytes?: number): Promise<Uint8Array>;
  /** Lets go of the file. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface TextReader extends AsyncIterable<string> {
  /** All text that is left; empty at the end. */
  read(): Promise<string>;
  /** The next line without its end; undefined at the end. Going through the file with `for await` gives the lines, too. */
  readLine(): Promise<string | undefined>;
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** A file that is written; it appears, or gets its new content, with `close`. */
export interface Writer<Data> {
  /** Fulfilled when more can be taken: a fast writer waits for the line. */
  write(data: Data): Promise<void>;
  /** Sends what is left and makes the file. */
  close(): Promise<File>;
  /** Gives up: nothing appears. */
  abort(): Promise<void>;
  /** The same as `close`, also when the block was left by an error: call `abort` then, behind which this does nothing. */
  [Symbol.asyncDispose](): Promise<void>;
}

export type BinaryWriter = Writer<Uint8Array>;
export type TextWriter = Writer<string>;

async function openBinaryReader(downloader: FilesComDownloader, path: string, options: FilesComDownloadOptions): Promise<BinaryReader> {
  const { opened } = await beginDownload(downloader, path, options);
  const chunks = opened.stream();
  const reader = chunkReader(chunks, undefined);
  const close = (): Promise<void> => reader.close();
  return {
    read: async (bytes = Number.POSITIVE_INFINITY) => joinChunks(await reader.read(bytes)),
    close,
    [Symbol.asyncDispose]: close,
    [Symbol.asyncIterator]: () => reader.all([]),
  };
}

async function openTextReader(downloader: FilesComDownloader, path: string, options: FilesComDownloadOptions): Promise<TextReader> {
  const { opened } = await beginDownload(downloader, path, options);
  const chunks = opened.stream();
  const decoder = new TextDecoder();
  let rest = '';
  let isAtEnd = false;

  async function more(): Promise<void> {
    const { done, value } = await chunks.next();
    isAtEnd = done === true;
    rest += done === true ? decoder.decode() : decoder.decode(value, { stream: true });
  }
  async function readLine(): Promise<string | undefined> {
    let end = rest.indexOf('\n');
    for (let from = rest.length; end === -1 && !isAtEnd; from = rest.length) {
      await more();
      end = rest.indexOf('\n', from);
    }
    if (end === -1) {
      const line = rest === '' ? undefined : rest;
      rest = '';
      return line;
    }
    const line = rest.slice(0, end);
    rest = rest.slice(end + 1);
    return line.endsWith('\r') ? line.slice(0, -1) : line;
  }
  const close = async (): Promise<void> => {
    await chunks.return();
  };
  return {
    async read() {
      while (!isAtEnd) await more();
      const text = rest;
      rest = '';
      return text;
    },
    readLine,
    close,
    [Symbol.asyncDispose]: close,
    async *[Symbol.asyncIterator]() {
      for (let line = await readLine(); line !== undefined; line = await readLine()) yield line;
    },
  };
}

interface Encoder<Data> {
  bytes(data: Data): Uint8Array;
  /** What is still held back when there is no more data. */
  rest(): Uint8Array;
}

/** UTF-8 of text that may be cut anywhere, also within a character of two units. */
function textEncoder(): Encoder<string> {
  const encoder = new TextEncoder();
  let half = '';
  return {
    bytes(text) {
      const whole = half + text;
      half = /[\ud800-\udbff]$/.exec(whole)?.[0] ?? '';
      return encoder.encode(half === '' ? whole : whole.slice(0, -1));
    },
    rest: () => encoder.encode(half),
  };
}

function openWriter<Data>(uploader: FilesComUploader, path: string, options: FilesComUploadOptions, encode: Encoder<Data>): Writer<Data> {
  const channel = byteChannel();
  const uploaded = uploadData(uploader, channel.bytes, path, options);
  // Who writes next is told, and whoever closes.
  uploaded.catch((error: unknown) =>
    channel.close(error instanceof Error ? error : new FilewharfError('The upload failed', { cause: error })),
  );
  let closing: Promise<File> | undefined;
  let isGivenUp = false;
  async function end(): Promise<File> {
    const last = encode.rest();
    // A failure of it is that of the upload.
    if (last.byteLength > 0) await channel.write(last).catch(() => undefined);
    channel.end();
    return uploaded;
  }
  const close = (): Promise<File> => (closing ??= end());
  return {
    write: (data) => channel.write(encode.bytes(data)),
    close,
    async abort() {
      isGivenUp = true;
      channel.fail(new AbortError(undefined));
      await uploaded.catch(() => undefined);
    },
    async [Symbol.asyncDispose]() {
      if (!isGivenUp) await close();
    },
  };
}

export async function openHandle(
  transfers: FilesComDownloader & FilesComUploader,
  path: string,
  mode: OpenMode,
  options: FilesComUploadOptions & FilesComDownloadOptions,
): Promise<BinaryReader | TextReader | BinaryWriter | TextWriter> {
  switch (mode) {
    case 'r':
      return openTextReader(transfers, path, options);
    case 'rb':
      return openBinaryReader(transfers, path, options);
    case 'w':
      return openWriter(transfers, path, options, textEncoder());
    case 'wb':
      // The caller may use its buffer again while the bytes are still on their way.
      return openWriter(transfers, path, options, { bytes: (bytes: Uint8Array) => new Uint8Array(bytes), rest: () => new Uint8Array() });
    default:
      throw new InvalidParameterError(`A file is opened with 'r', 'rb', 'w' or 'wb', not with '${String(mode)}'`);
  }
}
