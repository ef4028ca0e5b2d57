import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Destination, DestinationClient } from '../destinations/destination.ts';
import { writeWhole } from './folders.ts';

/** The destination is not what it was when the run began, so that rows may be there already that the run brings. */
export class StaleError extends Error {
  constructor(location: string, cause: unknown) {
    super(`${location} changed while the run was going on: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.name = 'StaleError';
  }
}

export interface ConnectionOptions {
  readonly destination: Destination;
  readonly pipeline: string;
  readonly dataset: string;
  /** The pipeline's. */
  readonly folder: string;
  /** Brings what is known here to what the destination says. */
  readonly restore: (client: DestinationClient) => Promise<void>;
}

/** The destination during one run. A run that has nothing new need not open it. */
export interface Connection {
  /** Makes sure that what is known here is what the destination says: by asking it, unless nobody wrote since it was asked last. */
  ready(): Promise<void>;
  /** Connects, once. Throws `StaleError` when the destination changed after `ready`, or somebody is about to change it. */
  client(): Promise<DestinationClient>;
  /** `isDone`: what is known here is what the destination has. */
  close(isDone: boolean): Promise<void>;
}

export function connectionTo({ destination, pipeline, dataset, folder, restore }: ConnectionOptions): Connection {
  const path = join(folder, 'destination.json');
  let opened: DestinationClient | undefined;
  let connecting: Promise<DestinationClient> | undefined;
  let known: string | undefined;

  /** What the destination looks like now; undefined when it does not say. */
  async function look(): Promise<string | undefined> {
    const fingerprint = await destination.fingerprint?.(pipeline);
    return fingerprint === undefined ? undefined : JSON.stringify({ location: destination.location(pipeline), dataset, fingerprint });
  }

  async function open(): Promise<DestinationClient> {
    // It counts again once all of this run is done.
    await rm(path, { force: true });
    opened = await destination.open(pipeline, dataset);
    await opened.lock(pipeline);
    return opened;
  }

  async function connect(): Promise<DestinationClient> {
    if (known === undefined) {
      const fresh = await open();
      await restore(fresh);
      return fresh;
    }
    try {
      const same = await open();
      if ((await look()) !== known) throw new Error('somebody else wrote into it');
      return same;
    } catch (error) {
      throw new StaleError(destination.location(pipeline), error);
    }
  }
  const client = () => (connecting ??= connect());

  return {
    client,
    async ready() {
      const now = existsSync(path) ? await look() : undefined;
      if (now !== undefined && now === (await readFile(path, 'utf8'))) known = now;
      else await client();
    },
    async close(isDone) {
      if (opened === undefined) return;
      await opened.close();
      const now = isDone ? await look() : undefined;
      if (now !== undefined) await writeWhole(path, now);
    },
  };
}
