import type { Call, Connection } from './connection.ts';
import type { Destination } from './destination.ts';
import { ConnectionError, FilewharfError } from './errors.ts';
import type { Hasher } from './platform.ts';
import type { Progress } from './progress.ts';
import { retryDelayMs, sleep } from './retry.ts';
import type { Take, WireResponse } from './send.ts';

/** Some bytes of a file: from `start` (inclusive) to `end` (exclusive; default its end), at least one. */
export interface ByteRange {
  readonly start: number;
  readonly end?: number | undefined;
}

/** A download that has begun. */
export interface OpenedDownload {
  /** Of the whole file, in bytes; undefined when the server does not say. */
  readonly size: number | undefined;
  readonly etag: string | undefined;
  readonly headers: Headers;
  /** Where the bytes begin: 0, or where they go on. */
  readonly start: number;
  read(take: Take): Promise<void>;
  stream(): AsyncGenerator<Uint8Array, void, undefined>;
  discard(): void;
}

export interface DownloadCall {
  /** What to ask. Asked for again when the line broke, because an address may hold only for a while. */
  readonly call: () => Call | Promise<Call>;
  readonly range: ByteRange;
  /** Of the whole file, in bytes, when that is known before. */
  readonly size?: number | undefined;
  /** The entity tag of what is there already: when the file is another one by now, it comes whole. */
  readonly ifRange?: string | undefined;
}

/**
 * Asks for bytes and hands them out. A line that breaks is taken up again where it broke, with a Range for the same version of the file,
 * as long as that brings it further: `maxRetries` failures in a row are the end.
 */
export async function openDownload(
  connection: Connection,
  { call: nextCall, range, size: known, ifRange }: DownloadCall,
): Promise<OpenedDownload> {
  checkRange(range);
  const whole = range.start === 0 && range.end === undefined;
  const firstCall = await nextCall();
  const first = await ask(firstCall, range.start, ifRange);
  const found = rangeOf(first);
  if (first.status === 206 && (found?.start !== range.start || found.end > (range.end ?? Infinity))) throw outOfPlace(first);
  if (first.status !== 206 && !whole && ifRange === undefined) {
    first.discard();
    throw new FilewharfError('The server does not answer ranges');
  }
  const start = first.status === 206 ? range.start : 0;
  // What was compressed on the way has another length than what arrives.
  const length = first.headers.has('content-encoding') ? undefined : numberOf(first.headers.get('content-length'));
  const size = found?.size ?? (first.status === 200 ? length : undefined);
  const etag = first.headers.get('etag') ?? undefined;
  // Only a strong tag names the bytes; a weak one is no promise that a range belongs to them.
  const tag = etag?.startsWith('W/') === true ? undefined : etag;
  const end = found?.end ?? (length === undefined ? undefined : start + length);
  const maxRetries = firstCall.maxRetries ?? connection.settings.maxRetries;

  let position = start;
  let failures = 0;

  function ask(call: Call, from: number, ifTag: string | undefined): Promise<WireResponse> {
    const until = range.end === undefined ? '' : String(range.end - 1);
    const headers = {
      ...(whole && from === 0 ? {} : { range: `bytes=${from}-${until}` }),
      ...(ifTag === undefined ? {} : { 'if-range': ifTag }),
    };
    return connection.send({ ...call, headers: { ...call.headers, ...headers } });
  }

  const most = end ?? known ?? Infinity;

  function advance(bytes: number): void {
    position += bytes;
    if (position > most) throw new FilewharfError(`The server sends more than the ${most - start} bytes that there are`);
    failures = 0;
  }

  function checkEnd(): void {
    if (end !== undefined && position !== end) {
      throw new ConnectionError(`The answer ended after ${position - start} of ${end - start} bytes`, { mayHaveArrived: true });
    }
  }

  /** The rest, after the line broke. */
  async function goOn(error: unknown): Promise<WireResponse> {
    if (!(error instanceof ConnectionError) || tag === undefined) throw error;
    failures += 1;
    const delayMs = failures > maxRetries ? undefined : retryDelayMs(connection.settings, failures, undefined);
    if (delayMs === undefined) throw error;
    connection.settings.onRetry?.({ attempt: failures, delayMs, error });
    await sleep(delayMs, firstCall.signal);
    const response = await ask(await nextCall(), position, tag);
    if (response.status === 206 && rangeOf(response)?.start === position) return response;
    if (response.status === 200 && position === 0 && response.headers.get('etag') === tag) return response;
    response.discard();
    throw new FilewharfError('The file was changed while it was downloaded', { cause: error });
  }

  async function* pull(): AsyncGenerator<Uint8Array, void, undefined> {
    for (let response = first; ;) {
      const chunks = response.stream();
      let broken: unknown;
      try {
        for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) {
          advance(next.value.byteLength);
          yield next.value;
        }
        checkEnd();
        return;
      } catch (error) {
        broken = error;
      } finally {
        await chunks.return();
      }
      response = await goOn(broken);
    }
  }

  return {
    size,
    etag,
    headers: first.headers,
    start,
    async read(take) {
      for (let response = first; ;) {
        try {
          await response.read((chunk) => {
            advance(chunk.byteLength);
            return take(chunk);
          });
          checkEnd();
          return;
        } catch (error) {
          if (end !== undefined && position === end && error instanceof ConnectionError) return;
          response = await goOn(error);
        }
      }
    },
    stream: () => discardedUnread(pull(), () => first.discard()),
    discard: () => first.discard(),
  };
}

/** The same bytes. A generator that is ended before it began runs nothing of itself, so what it would have read is discarded here. */
export function discardedUnread(
  chunks: AsyncGenerator<Uint8Array, void, undefined>,
  discard: () => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  const next = chunks.next.bind(chunks);
  const end = chunks.return.bind(chunks);
  const fail = chunks.throw.bind(chunks);
  let isBegun = false;
  return Object.assign(chunks, {
    next: () => {
      isBegun = true;
      return next();
    },
    return: (value: void | PromiseLike<void>) => {
      if (!isBegun) discard();
      return end(value);
    },
    throw: (error: unknown) => {
      if (!isBegun) discard();
      return fail(error);
    },
  });
}

export interface Carried {
  /** Bytes that came. */
  readonly transferred: number;
  /** Bytes that were there. */
  readonly skipped: number;
  /** Of all bytes, those that were there included; only when it was asked for. */
  readonly sha256: string | undefined;
}

/** Carries all bytes to the destination, which is left open: whether they are the right ones may still have to be seen. */
export async function carry(
  opened: OpenedDownload,
  destination: Destination,
  onProgress: ((progress: Progress) => void) | undefined,
  hasher: Hasher | undefined,
): Promise<Carried> {
  const skipped = opened.start;
  let transferred = 0;
  if (skipped < destination.skip && !(await destination.restart())) throw new FilewharfError('The destination cannot begin anew');
  if (skipped > 0 && hasher !== undefined) await destination.readBack((chunk) => hasher.update(chunk));
  await destination.begin(opened.etag);
  await opened.read((chunk) => {
    hasher?.update(chunk);
    const pending = destination.take(chunk);
    transferred += chunk.byteLength;
    onProgress?.({ transferred, skipped, total: opened.size });
    return pending;
  });
  return { transferred, skipped, sha256: hasher?.digest() };
}

function rangeOf(response: WireResponse): { readonly start: number; readonly end: number; readonly size: number | undefined } | undefined {
  const found = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(response.headers.get('content-range') ?? '');
  if (response.status !== 206 || found === null) return undefined;
  return { start: Number(found[1]), end: Number(found[2]) + 1, size: found[3] === '*' ? undefined : Number(found[3]) };
}

function checkRange({ start, end = Infinity }: ByteRange): void {
  const isRange = Number.isSafeInteger(start) && start >= 0 && end > start && (end === Infinity || Number.isSafeInteger(end));
  if (!isRange) throw new FilewharfError(`There are no bytes from ${start} to ${end}`);
}

function outOfPlace(response: WireResponse): FilewharfError {
  response.discard();
  return new FilewharfError('The server answered other bytes than were asked for');
}

function numberOf(text: string | null): number | undefined {
  return text !== null && /^\d+$/.test(text) ? Number(text) : undefined;
}
