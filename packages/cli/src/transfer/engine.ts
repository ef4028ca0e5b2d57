import { join } from 'node:path';
import type { FilesApp } from '@filewharf/sdk';
import type { Context } from '../context.ts';
import type { Progress } from '../output/progress.ts';
import { createChecksums, type Checksums } from './checksums.ts';
import type { DownloadState } from './download-file.ts';
import { readTransferFlags, type TransferFlags } from './flags.ts';
import { createLeftovers, sweepLeftovers, type Leftovers } from './leftovers.ts';
import { createPatience, type Patience } from './patience.ts';
import { createSessionStore, type SessionStore } from './session-store.ts';
import { createSlots, type Slots } from './slots.ts';
import type { UploadState } from './upload-file.ts';

/** What the files of one command share. */
export interface Engine {
  readonly client: FilesApp;
  readonly signal: AbortSignal;
  readonly progress: Progress;
  /** Files at once, and pieces of content at once. */
  readonly transfers: number;
  readonly slots: Slots;
  readonly patience: Patience;
  readonly checksums: Checksums;
  /** Undefined with `--no-resume`. */
  readonly uploads: SessionStore<UploadState> | undefined;
  readonly downloads: SessionStore<DownloadState> | undefined;
  readonly leftovers: Leftovers;
  /** The user that the key belongs to. */
  readonly account: () => Promise<string>;
}

export async function startEngine(context: Context, flags: TransferFlags, progress: Progress): Promise<Engine> {
  const { signal, stateDir, output } = context;
  const { transfers, retryForSeconds } = readTransferFlags(flags);
  const client = await context.client();
  const patience = createPatience({
    retryForSeconds,
    signal,
    onTrouble: (error) =>
      progress.note(`${error instanceof Error ? error.message : String(error)}; trying again for up to ${retryForSeconds} s`),
  });
  const uploads = createSessionStore<UploadState>(join(stateDir, 'uploads'));
  const downloads = createSessionStore<DownloadState>(join(stateDir, 'downloads'));
  for (const sweep of [uploads.sweep(), downloads.sweep(), sweepLeftovers(join(stateDir, 'downloads'))]) {
    // They are in nobody's way.
    await sweep.catch((error: unknown) => output.detail(`what earlier commands have left was not removed: ${String(error)}`));
  }
  let account: Promise<string> | undefined;
  return {
    client,
    signal,
    progress,
    transfers,
    slots: createSlots(transfers),
    patience,
    checksums: createChecksums({ client, patience, signal }),
    leftovers: createLeftovers(join(stateDir, 'downloads')),
    uploads: flags.resume ? uploads : undefined,
    downloads: flags.resume ? downloads : undefined,
    account: () => (account ??= patience.attempt(() => client.whoami({ signal })).then(({ user }) => user.id)),
  };
}
