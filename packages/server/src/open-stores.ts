import { randomBytes } from 'node:crypto';
import type { Config } from './config.ts';
import type { BlobStore } from './core/blobs.ts';
import { AppError } from './core/errors.ts';
import { isInstalled } from './core/installation.ts';
import type { MasterKey } from './core/content/master-key.ts';
import type { MetadataStore } from './core/metadata.ts';
import { loadMasterKeys } from './master-key-source.ts';
import { openDiskBlobs } from './stores/blobs/disk.ts';
import { openMemoryBlobs } from './stores/blobs/memory.ts';
import { openMemoryMetadata } from './stores/metadata/sqlite-memory.ts';
import { openSqliteMetadata } from './stores/metadata/sqlite.ts';

/** Where an installation is kept, and the keys that it can be read with. */
interface Stores {
  readonly metadata: MetadataStore;
  readonly blobs: BlobStore;
  readonly masterKeys: readonly MasterKey[];
}

/** `opened` is told of each store as soon as it is open, so that it can be closed when something fails afterwards. */
type Opened = (store: { close(): Promise<void> }) => void;

/**
 * What the configuration names; for a mock, stores in memory. The data folder has to be there. `onCountsDamage`: see `openSqliteMetadata`.
 */
export async function openStores(config: Config, opened: Opened, onCountsDamage: (error: unknown) => void): Promise<Stores> {
  return config.mock === undefined ? openKeptStores(config, opened, onCountsDamage) : openMemoryStores(opened);
}

async function openKeptStores(
  { database, storage, masterKey }: Config,
  opened: Opened,
  onCountsDamage: (error: unknown) => void,
): Promise<Stores> {
  const metadata = openSqliteMetadata(database.path, { onCountsDamage });
  opened(metadata);
  const masterKeys = await loadMasterKeys({
    file: masterKey.kind === 'file' ? masterKey.path : '',
    ...(masterKey.kind === 'command' ? { command: masterKey.command } : {}),
    mayCreate: !(await isInstalled(metadata)),
  });
  const blobs = await openDiskBlobs(storage.path);
  opened(blobs);
  const owner = await blobs.owner();
  if (owner !== undefined && !(await isInstalled(metadata))) {
    throw new AppError(
      'conflict',
      `${storage.path} holds the files of an installation, but ${database.path} is empty. Check --database and --storage: with the wrong one the files cannot be read.`,
    );
  }
  return { metadata, blobs, masterKeys };
}

/** With a master key that nobody else has, and that ends with the process like all the rest. */
function openMemoryStores(opened: Opened): Stores {
  const metadata = openMemoryMetadata();
  opened(metadata);
  const blobs = openMemoryBlobs();
  opened(blobs);
  return { metadata, blobs, masterKeys: [{ version: 1, bytes: randomBytes(32) }] };
}
