import type { Content } from './contents.ts';
import type { Digester } from './digester.ts';
import type { FileNode, MetadataStore } from '../metadata.ts';
import { contentOf } from '../tree/files.ts';

/** How long somebody waits for what is not computed yet. */
export interface Waiting {
  readonly waitMilliseconds: number;
  /** Aborted when nobody waits any more. What was begun is done all the same. */
  readonly signal?: AbortSignal | undefined;
}

/** A content whose SHA-256 was asked for. */
interface Demand {
  readonly blobId: string;
  readonly sizeBytes: number;
  /** Undefined until it is computed; null when it cannot be. */
  sha256: string | null | undefined;
  /** Called once it is computed. */
  readonly waiting: Set<() => void>;
}

/** Contents up to this size are computed together: so many, or so many bytes, in one errand to the thread. */
const smallBytes = 64 * 1024;
const smallPerBatch = 100;
const bytesPerBatch = 1024 * 1024;
/** Larger ones side by side, so that not everybody waits for one that is very large. */
const mostLargeAtOnce = 2;
/** More are refused: whoever asks again later finds room. */
const mostDemands = 10_000;

/**
 * SHA-256 of contents that somebody waits for. All who ask for one content share one computation, which goes on when they leave, and whose
 * result is kept. Of large contents the smallest comes first.
 */
export function createChecksumDemands({
  metadata,
  read,
  digester,
}: {
  metadata: MetadataStore;
  read: (content: Content, start: number, end: number) => AsyncIterable<readonly Buffer[]>;
  digester: Digester;
}) {
  /** By content, from when it is asked for until it is told. */
  const demands = new Map<string, Demand>();
  const small: Demand[] = [];
  /** The largest first. */
  const large: Demand[] = [];
  const lanes = new Set<Promise<void>>();
  let isWorkingSmall = false;
  let workingLarge = 0;
  let stopped = false;

  function settle(demand: Demand, sha256: string | null): void {
    demand.sha256 = sha256;
    for (const tell of demand.waiting) tell();
    demand.waiting.clear();
  }

  /** Keeps what was computed, and tells it: whoever has heard of it finds it everywhere. */
  async function finish(done: readonly (readonly [demand: Demand, sha256: string | null])[]): Promise<void> {
    // When it cannot be kept (a full disk), the next who asks has it computed again.
    await attempt(async () => {
      const computed = done.filter(([, sha256]) => sha256 !== null);
      if (computed.length === 0) return;
      await metadata.write(async (tx) => {
        for (const [{ blobId }, sha256] of computed) await tx.putChecksums(blobId, { sha256 });
      });
    });
    for (const [demand, sha256] of done) {
      demands.delete(demand.blobId);
      settle(demand, sha256);
    }
  }

  /** Copies, because buffers of plain content are lent. */
  async function bytesOf(content: Content): Promise<Buffer> {
    const copies: Buffer[] = [];
    for await (const buffers of read(content, 0, content.sizeBytes)) for (const buffer of buffers) copies.push(Buffer.from(buffer));
    return Buffer.concat(copies);
  }

  /** Undefined where something fails: the content is gone, or damaged, which a download of it tells, or the thread has ended. */
  async function attempt<T>(job: () => Promise<T>): Promise<T | undefined> {
    try {
      return await job();
    } catch {
      return undefined;
    }
  }

  async function withContent<T>({ blobId }: Demand, job: (content: Content) => Promise<T>): Promise<T | undefined> {
    return attempt(async () => {
      const content = await contentOf(metadata, blobId);
      return content === undefined ? undefined : job(content);
    });
  }

  async function workSmall(): Promise<void> {
    while (small.length > 0 && !stopped) {
      const batch: Demand[] = [];
      const readable: Demand[] = [];
      const contents: Buffer[] = [];
      for (let bytes = 0; batch.length < smallPerBatch && bytes < bytesPerBatch;) {
        const demand = small.shift();
        if (demand === undefined) break;
        batch.push(demand);
        const content = await withContent(demand, bytesOf);
        if (content === undefined) continue;
        readable.push(demand);
        contents.push(content);
        bytes += content.length;
      }
      const digests = await attempt(() => digester.digestAll(contents, ['sha256']));
      await finish(batch.map((demand) => [demand, digests?.[readable.indexOf(demand)]?.sha256 ?? null] as const));
    }
  }

  async function workLarge(): Promise<void> {
    for (let demand = large.pop(); demand !== undefined; demand = large.pop()) {
      if (stopped) return;
      const digests = await withContent(demand, (content) => digester.digest(read(content, 0, content.sizeBytes), ['sha256']));
      await finish([[demand, digests?.sha256 ?? null]]);
    }
  }

  function begin(lane: () => Promise<void>, ended: () => void): void {
    const running = lane().finally(() => {
      ended();
      lanes.delete(running);
      // What came in between its last look and now.
      work();
    });
    lanes.add(running);
  }

  function work(): void {
    if (stopped) return;
    if (small.length > 0 && !isWorkingSmall) {
      isWorkingSmall = true;
      begin(workSmall, () => (isWorkingSmall = false));
    }
    while (large.length > 0 && workingLarge < mostLargeAtOnce) {
      workingLarge += 1;
      begin(workLarge, () => (workingLarge -= 1));
    }
  }

  /** Undefined when too many wait already. */
  function demandOf({ blobId, sizeBytes }: Pick<FileNode, 'blobId' | 'sizeBytes'>): Demand | undefined {
    const known = demands.get(blobId);
    if (known !== undefined || demands.size >= mostDemands) return known;
    const demand: Demand = { blobId, sizeBytes, sha256: undefined, waiting: new Set() };
    demands.set(blobId, demand);
    if (sizeBytes <= smallBytes) small.push(demand);
    else {
      const place = large.findIndex((other) => other.sizeBytes < sizeBytes);
      large.splice(place === -1 ? large.length : place, 0, demand);
    }
    return demand;
  }

  /** Nothing of it is left behind when it ends, however it ends. */
  function waitFor(wanted: readonly Demand[], { waitMilliseconds, signal }: Waiting): Promise<void> {
    const open = wanted.filter(({ sha256 }) => sha256 === undefined);
    if (open.length === 0 || waitMilliseconds === 0 || signal?.aborted === true) return Promise.resolve();
    return new Promise((resolve) => {
      let left = open.length;
      function tell(): void {
        left -= 1;
        if (left === 0) end();
      }
      function end(): void {
        clearTimeout(timer);
        signal?.removeEventListener('abort', end);
        for (const { waiting } of open) waiting.delete(tell);
        resolve();
      }
      const timer = setTimeout(end, waitMilliseconds);
      signal?.addEventListener('abort', end);
      for (const { waiting } of open) waiting.add(tell);
    });
  }

  return {
    /** By content; without what is not computed when the waiting ends. */
    async sha256Of(files: readonly Pick<FileNode, 'blobId' | 'sizeBytes'>[], waiting: Waiting): Promise<ReadonlyMap<string, string>> {
      const found = new Map<string, string>();
      const kept = await metadata.checksumsOf([...new Set(files.map(({ blobId }) => blobId))]);
      const wanted = new Set<Demand>();
      for (const file of files) {
        const sha256 = kept.get(file.blobId)?.sha256 ?? null;
        const demand = sha256 === null && !stopped ? demandOf(file) : undefined;
        if (sha256 !== null) found.set(file.blobId, sha256);
        else if (demand !== undefined) wanted.add(demand);
      }
      if (wanted.size === 0) return found;
      work();
      await waitFor([...wanted], waiting);
      for (const { blobId, sha256 } of wanted) if (typeof sha256 === 'string') found.set(blobId, sha256);
      return found;
    },

    /** Waits until nothing is being computed. */
    async settled(): Promise<void> {
      while (lanes.size > 0) await Promise.all(lanes);
    },

    /** Begins nothing more; who waits is told that there is nothing. What is under way ends with the digester. */
    stop(): void {
      stopped = true;
      for (const demand of demands.values()) settle(demand, null);
    },
  };
}
