import { ApiError, ConnectionError, NotFoundError, UnauthorizedError, type FilesApp } from '@filewharf/sdk';
import { childPath } from '../paths.ts';
import { holdUpload, type LetGo } from './held-uploads.ts';
import { forgetUpload, keepUpload, keptUploads, type KeptUpload } from './kept-uploads.ts';
import type { Picked } from './picked-files.ts';

/**
 * `interrupted`: begun before the page was loaded, and its file has to be picked again. `offline`: the server cannot be reached, or
 * asked for a pause; it goes on by itself.
 */
export type UploadStatus = 'waiting' | 'sending' | 'offline' | 'paused' | 'failed' | 'interrupted' | 'done';

export interface UploadView {
  readonly key: number;
  readonly name: string;
  readonly folderPath: string;
  readonly size: number;
  readonly sent: number;
  readonly status: UploadStatus;
  readonly error: unknown;
  /** While it is offline because the server asked for a pause: when it goes on. Milliseconds since 1970. */
  readonly pausedUntil: number | undefined;
  /** The browser still has the file of an interrupted upload, so it need not be picked. */
  readonly hasHandle: boolean;
}

export interface UploadsView {
  /** Those that somebody may want to look at: under way, failed, paused, interrupted, then some of the rest. */
  readonly items: readonly UploadView[];
  readonly total: number;
  readonly done: number;
  readonly failed: number;
  readonly isBusy: boolean;
  readonly bytes: number;
  readonly bytesSent: number;
}

interface Item {
  readonly key: number;
  readonly name: string;
  readonly folderPath: string;
  readonly size: number;
  readonly lastModified: number;
  file: File | undefined;
  handle: FileSystemFileHandle | undefined;
  sent: number;
  status: UploadStatus;
  error: unknown;
  pausedUntil: number | undefined;
  uploadId: string | undefined;
  controller: AbortController | undefined;
  failures: number;
}

/** From so many bytes on a file goes up in chunks, and can go on where it was. */
const chunkThreshold = 16 * 1024 * 1024;
/** A browser has six connections to a server: these, those of one chunked upload, the changes that are listened to, and one to spare. */
const mostAtOnce = 3;
const chunksAtOnce = 2;
const shownItems = 100;
const tellMilliseconds = 120;
const longestPauseMilliseconds = 15_000;

const isLarge = ({ size }: Item): boolean => size >= chunkThreshold;

/** Who the uploads of a user tell what they come upon. */
export interface UploadsHost {
  /** Something has arrived and nothing more is under way. */
  readonly onIdle: () => void;
  /** The session of the user is over. Nothing more goes out until `wake`. */
  readonly onSessionOver: () => void;
}

/** All uploads of one user in this tab. They go on while other pages of the dashboard are shown, and only while the user is signed in. */
export class Uploads {
  readonly #client: FilesApp;
  readonly #userId: string;
  readonly #listeners = new Set<() => void>();
  /** Undefined while they sleep. */
  #host: UploadsHost | undefined;
  /** By the id of the upload. */
  readonly #held = new Map<string, LetGo>();
  #items: Item[] = [];
  #count = 0;
  #view: UploadsView = viewOf([]);
  #telling: ReturnType<typeof setTimeout> | undefined;

  /** They sleep until `wake`. `client` has to be refused when it does not come with a session of this user. */
  constructor(client: FilesApp, userId: string) {
    this.#client = client;
    this.#userId = userId;
  }

  /** For useSyncExternalStore. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly view = (): UploadsView => this.#view;

  /** The user is signed in: what waits goes on. */
  wake(host: UploadsHost): void {
    this.#host = host;
    this.#advance();
  }

  /** The user is not signed in any more: what was under way waits, with all that has arrived of it. */
  sleep(): void {
    this.#host = undefined;
    for (const item of this.#items) {
      if (item.status !== 'sending' && item.status !== 'offline') continue;
      item.status = 'waiting';
      item.controller?.abort();
    }
    this.#tell();
  }

  /** Looks for what an earlier visit has begun, and no other tab has. */
  async restore(): Promise<void> {
    const known = new Set(this.#items.map(({ uploadId }) => uploadId));
    for (const kept of await keptUploads(this.#userId)) {
      if (known.has(kept.uploadId) || !(await this.#hold(kept.uploadId))) continue;
      const status = await this.#client.chunks.status(kept.uploadId).catch((error: unknown) => {
        if (error instanceof NotFoundError) return undefined;
        this.#letGo(kept.uploadId);
        throw error;
      });
      if (status === undefined || status.completed) await this.#forget(kept.uploadId);
      else
        this.#push({
          ...kept,
          file: undefined,
          status: 'interrupted',
          sent: Math.min(kept.size, status.received.length * status.chunk_size),
        });
    }
    this.#tell();
  }

  /** Puts files in line, for a folder such as `/reports`. */
  async add(folderPath: string, { files, emptyFolders }: Picked): Promise<void> {
    for (const { file, below, handle } of files) {
      const { name, size, lastModified } = file;
      this.#push({ name, size, lastModified, folderPath: childPath(folderPath, below), file, handle, status: 'waiting', sent: 0 });
    }
    this.#advance();
    for (const below of emptyFolders) await this.#client.folders.create({ path: childPath(folderPath, below), parents: true });
    if (emptyFolders.length > 0) this.#host?.onIdle();
  }

  pause(key: number): void {
    this.#with(key, (item) => {
      if (!['waiting', 'sending', 'offline'].includes(item.status)) return;
      item.status = 'paused';
      item.controller?.abort();
    });
  }

  /** Goes on with what was paused or has failed. */
  resume(key: number): void {
    this.#with(key, (item) => {
      if (item.file === undefined) return;
      item.status = 'waiting';
      item.error = undefined;
      item.failures = 0;
    });
  }

  pauseAll(): void {
    for (const { key } of this.#items) this.pause(key);
  }

  resumeAll(): void {
    for (const { key, status } of this.#items) if (status === 'paused' || status === 'failed') this.resume(key);
  }

  /** Goes on with an interrupted upload whose file the browser still has. False when that is gone, changed or not allowed. */
  async reopen(key: number): Promise<boolean> {
    const { handle } = this.#items.find((item) => item.key === key) ?? {};
    if (handle === undefined) return false;
    try {
      // Not in TypeScript's own types yet; where there is no such question, there is no such handle.
      const asking = handle as FileSystemFileHandle & { requestPermission(): Promise<PermissionState> };
      return (await asking.requestPermission()) === 'granted' && this.pickAgain(key, await handle.getFile());
    } catch {
      // The file was moved or deleted: it has to be picked.
      return false;
    }
  }

  /** Goes on with an interrupted upload. False when this is another file. */
  pickAgain(key: number, file: File): boolean {
    const item = this.#items.find((candidate) => candidate.key === key);
    if (item === undefined || file.name !== item.name || file.size !== item.size || file.lastModified !== item.lastModified) return false;
    item.file = file;
    this.resume(key);
    return true;
  }

  /** Gives an upload up, and what has arrived of it. */
  cancel(key: number): void {
    const item = this.#items.find((candidate) => candidate.key === key);
    if (item === undefined) return;
    this.#items = this.#items.filter((candidate) => candidate !== item);
    item.status = 'paused';
    item.controller?.abort();
    const { uploadId } = item;
    if (uploadId !== undefined) {
      // When the server cannot be told, it forgets the upload by itself.
      void Promise.allSettled([this.#forget(uploadId), this.#client.chunks.abort(uploadId)]);
    }
    this.#advance();
  }

  /** Takes away what is over: what is done, and what has failed, which is given up. */
  clear(): void {
    for (const { key, status } of this.#items) if (status === 'failed') this.cancel(key);
    this.#items = this.#items.filter(({ status }) => status !== 'done');
    this.#tell();
  }

  #push(item: Pick<Item, 'name' | 'size' | 'lastModified' | 'folderPath' | 'file' | 'status' | 'sent'> & Partial<Item>): void {
    this.#count += 1;
    this.#items.push({
      handle: undefined,
      uploadId: undefined,
      error: undefined,
      pausedUntil: undefined,
      controller: undefined,
      failures: 0,
      ...item,
      key: this.#count,
    });
  }

  #with(key: number, change: (item: Item) => void): void {
    const item = this.#items.find((candidate) => candidate.key === key);
    if (item !== undefined) change(item);
    this.#advance();
  }

  /** Starts as many as may run at once. */
  #advance(): void {
    const running = this.#items.filter(({ status }) => status === 'sending' || status === 'offline');
    let free = this.#host === undefined ? 0 : mostAtOnce - running.length;
    let isLargeFree = !running.some(isLarge);
    for (const item of free > 0 ? this.#items : []) {
      // One that is paused but has not heard of it yet still holds its connection.
      if (item.status !== 'waiting' || item.controller !== undefined || (isLarge(item) && !isLargeFree)) continue;
      if (isLarge(item)) isLargeFree = false;
      void this.#run(item);
      free -= 1;
      if (free === 0) break;
    }
    this.#tell();
  }

  async #run(item: Item): Promise<void> {
    const controller = new AbortController();
    item.controller = controller;
    item.status = 'sending';
    try {
      await this.#send(item, controller.signal);
      item.status = 'done';
      item.sent = item.size;
      item.file = undefined;
      if (item.uploadId !== undefined) await this.#forget(item.uploadId);
    } catch (error) {
      await this.#fail(item, error, controller.signal);
    } finally {
      item.controller = undefined;
      this.#advance();
      if (!this.#view.isBusy) this.#host?.onIdle();
    }
  }

  async #send(item: Item, signal: AbortSignal): Promise<void> {
    const { file, uploadId, folderPath, lastModified } = item;
    if (file === undefined) throw new Error('The file of an upload is missing');
    await this.#client.upload(file, {
      ...(folderPath === '/' ? {} : { folderPath }),
      mtime: new Date(lastModified),
      signal,
      chunkThreshold,
      concurrency: chunksAtOnce,
      ...(uploadId === undefined ? {} : { resume: { uploadId } }),
      onSession: (session) => {
        const before = item.uploadId;
        item.uploadId = session.uploadId;
        if (before !== undefined && before !== session.uploadId) void this.#forget(before);
        const { name, size, handle } = item;
        const kept: KeptUpload = { uploadId: session.uploadId, userId: this.#userId, name, size, lastModified, folderPath };
        // Private windows may refuse it: then it cannot go on after the page is loaded again, and that is all.
        void this.#keep(handle === undefined ? kept : { ...kept, handle }).catch(() => undefined);
      },
      onProgress: ({ transferred, skipped }) => {
        item.sent = transferred + skipped;
        item.failures = 0;
        this.#tellSoon();
      },
    });
  }

  async #keep(upload: KeptUpload): Promise<void> {
    // First of all, so that no other tab finds it before.
    await this.#hold(upload.uploadId);
    await keepUpload(upload);
  }

  async #forget(uploadId: string): Promise<void> {
    this.#letGo(uploadId);
    await forgetUpload(uploadId);
  }

  async #hold(uploadId: string): Promise<boolean> {
    const letGo = await holdUpload(uploadId);
    if (letGo !== undefined) this.#held.set(uploadId, letGo);
    return letGo !== undefined;
  }

  #letGo(uploadId: string): void {
    this.#held.get(uploadId)?.();
    this.#held.delete(uploadId);
  }

  async #fail(item: Item, error: unknown, signal: AbortSignal): Promise<void> {
    // Paused, given up or put to sleep: all have said so already.
    if (signal.aborted) return;
    if (error instanceof UnauthorizedError) {
      const host = this.#host;
      this.sleep();
      host?.onSessionOver();
      return;
    }
    if (error instanceof NotFoundError && error.path.endsWith('/chunks')) {
      // The server has no such upload any more: it begins anew.
      item.status = 'waiting';
      return;
    }
    item.error = error;
    const isPassing = error instanceof ConnectionError || (error instanceof ApiError && (error.status >= 500 || error.status === 429));
    // The body of a file that changed or went away on the disk cannot be sent, which looks like a broken line.
    if (!isPassing || !(await isReadable(item.file))) {
      if (!signal.aborted) item.status = 'failed';
      return;
    }
    if (signal.aborted) return;
    item.status = 'offline';
    item.failures += 1;
    const wanted = error instanceof ApiError && error.status === 429 ? error.retryAfterSeconds : undefined;
    item.pausedUntil = wanted === undefined ? undefined : Date.now() + wanted * 1000;
    this.#tell();
    await pause(wanted === undefined ? Math.min(longestPauseMilliseconds, 500 * 2 ** item.failures) : wanted * 1000, signal);
    if (!signal.aborted) item.status = 'waiting';
  }

  #tellSoon(): void {
    this.#telling ??= setTimeout(() => this.#tell(), tellMilliseconds);
  }

  #tell(): void {
    clearTimeout(this.#telling);
    this.#telling = undefined;
    this.#view = viewOf(this.#items);
    for (const listener of this.#listeners) listener();
  }
}

async function isReadable(file: File | undefined): Promise<boolean> {
  try {
    await file?.slice(0, 1).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}

/** Until the time is over, the browser is online again, or the signal is triggered. */
function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    function end(): void {
      clearTimeout(timer);
      removeEventListener('online', end);
      signal.removeEventListener('abort', end);
      resolve();
    }
    const timer = setTimeout(end, milliseconds);
    addEventListener('online', end);
    signal.addEventListener('abort', end);
  });
}

/** Who needs somebody comes first. */
const order: readonly UploadStatus[] = ['interrupted', 'failed', 'sending', 'offline', 'paused', 'waiting', 'done'];

function viewOf(items: readonly Item[]): UploadsView {
  let done = 0;
  let failed = 0;
  let bytes = 0;
  let bytesSent = 0;
  let isBusy = false;
  for (const { status, size, sent } of items) {
    if (status === 'done') done += 1;
    if (status === 'failed') failed += 1;
    if (status === 'sending' || status === 'waiting' || status === 'offline') isBusy = true;
    bytes += size;
    bytesSent += sent;
  }
  const shown: UploadView[] = [];
  for (const status of order) {
    for (const item of shown.length < shownItems ? items : []) if (item.status === status) shown.push(viewOfItem(item));
  }
  return { items: shown.slice(0, shownItems), total: items.length, done, failed, isBusy, bytes, bytesSent };
}

function viewOfItem({ key, name, folderPath, size, sent, status, error, pausedUntil, handle }: Item): UploadView {
  return { key, name, folderPath, size, sent, status, error, pausedUntil, hasHandle: handle !== undefined };
}
