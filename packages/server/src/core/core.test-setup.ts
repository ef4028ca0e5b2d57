import { randomBytes } from 'node:crypto';
import { statfsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openDiskBlobs } from '../stores/blobs/disk.ts';
import { openSqliteMetadata } from '../stores/metadata/sqlite.ts';
import { oneTimeCodes } from '../one-time-codes.ts';
import { createSshKeys } from '../ssh-keys.ts';
import type { BlobStore } from './blobs.ts';
import { createCore, type Core, type CoreOptions } from './core.ts';
import { openInstallation, type Installation } from './installation.ts';
import type { MasterKey } from './content/master-key.ts';
import type { Change, FileNode, MetadataStore, User } from './metadata.ts';
import type { Passwords } from './people/passwords.ts';
import type { Plan, Plans } from './plans.ts';
import type { Member, Principal } from './access/principal.ts';
import type { NewUser } from './people/person.ts';

/** A site on which nothing comes back that was replaced or deleted. */
export const nothingKept = { versionsKept: 0, trashDays: 0 } as const;

/** What tests of the core run on: the real stores in a folder that is thrown away, with a clock that only the test moves. */
export interface TestCore {
  readonly core: Core;
  readonly metadata: MetadataStore;
  readonly blobs: BlobStore;
  readonly installation: Installation;
  /** `<folder>/metadata.db` and `<folder>/blobs`. */
  readonly folder: string;
  readonly clock: TestClock;
  /** The first administrator with a key that may do everything. */
  readonly admin: Member;
  /** Closes everything. With `keepFolder` another core can be opened on what is left. */
  close(options?: { readonly keepFolder: boolean }): Promise<void>;
}

export interface TestClock {
  (): number;
  now: number;
}

export const startOfTime = Date.UTC(2025, 0, 15, 10, 30);
export const oneHour = 3_600_000;

const plan = (name: string, limits: Partial<Plan> = {}): Plan => ({
  name,
  requestsPerHour: null,
  maxFileBytes: null,
  storageQuotaBytes: null,
  maxShareHours: null,
  ...limits,
});

/** `team` has no limits, `free` small ones. */
export const testPlans: Plans = {
  team: plan('team'),
  free: plan('free', { requestsPerHour: 100, maxFileBytes: 1_000_000, storageQuotaBytes: 2_000_000, maxShareHours: 24 }),
};

/** argon2id costs tens of milliseconds on purpose; these stand-ins keep only what the core relies on. */
const passwords: Passwords = {
  hash: async (password) => `hashed ${password}`,
  verify: async (hash, password) => hash === `hashed ${password}`,
};

export const newMasterKey = (version: number): MasterKey => ({ version, bytes: randomBytes(32) });

/** One for all tests, so that a core can be opened again on the same folder. */
const masterKey = newMasterKey(1);

/**
 * A file system in memory where there is a roomy one: each core makes hundreds of folders and syncs each commit, and what that costs a
 * disk is nothing these tests are about.
 */
function foldersParent(): string {
  const memory = '/dev/shm';
  try {
    const { bavail, bsize } = statfsSync(memory);
    return bavail * bsize > 2 ** 30 ? memory : tmpdir();
  } catch {
    return tmpdir();
  }
}

export interface TestCoreOptions extends Partial<
  Pick<CoreOptions, 'plans' | 'allowUnencrypted' | 'changesRetentionDays' | 'retention' | 'thumbnailer'>
> {
  /** What an earlier core left. */
  readonly folder?: string;
  readonly masterKeys?: readonly MasterKey[];
  readonly now?: number;
  readonly inlineBytes?: number;
  /** Stands before the metadata of the core, to look at or delay its calls. */
  readonly watch?: (metadata: MetadataStore) => MetadataStore;
  readonly watchPasswords?: (passwords: Passwords) => Passwords;
}

/** What counts as one client, as addresses of its tries, and an address of another. Whoever has a network of IPv6 has an address for every try. */
export const clients = [
  { client: 'one address', addressOf: () => '192.0.2.1', another: '192.0.2.2' },
  { client: 'one /64 of IPv6', addressOf: (i: number) => `2001:db8:1:2::${i.toString(16)}`, another: '2001:db8:1:3::1' },
] as const;

export const firstApiKey = 'a-key-chosen-for-tests';

/**
 * A store in which each job has a neighbour that fails after it has written. What the job did is rolled back with it and the job run again,
 * as may happen to any: so each test finds a job that leaves more behind than rows.
 */
function runningJobsTwice(store: MetadataStore): MetadataStore {
  return {
    ...store,
    write(job) {
      const result = store.write(job);
      const neighbour = store.write(async (tx) => {
        await tx.putSetting('neighbour', Buffer.alloc(0));
        throw new Error('told to fail');
      });
      // Its failure is what it is for.
      neighbour.catch(() => undefined);
      return result;
    },
  };
}

/** Opens a core as main.ts does. It is closed, and its folder removed, when the test ends. */
export async function openTestCore(options: TestCoreOptions = {}): Promise<TestCore> {
  const folder = options.folder ?? (await mkdtemp(join(foldersParent(), 'filewharf-core-')));
  const clock: TestClock = Object.assign(() => clock.now, { now: options.now ?? startOfTime });
  // Making a reserve takes longer than most tests.
  const opened = openSqliteMetadata(join(folder, 'metadata.db'), { inlineBytes: options.inlineBytes ?? 1000, reserveBytes: 0 });
  const twice = runningJobsTwice(opened);
  const metadata = options.watch?.(twice) ?? twice;
  const blobs = await openDiskBlobs(join(folder, 'blobs'));
  let core: Core | undefined;
  let open = true;
  async function close({ keepFolder } = { keepFolder: false }): Promise<void> {
    if (open) {
      open = false;
      await core?.stop();
      await opened.close();
      await blobs.close();
    }
    if (!keepFolder) await rm(folder, { recursive: true, force: true });
  }
  onTestFinished(() => close());
  const installation = await openInstallation({
    metadata,
    masterKeys: options.masterKeys ?? [masterKey],
    passwords,
    clock,
    administrator: { username: 'admin', password: 'a long password', apiKey: firstApiKey },
  }).catch(async (error: unknown) => {
    await close({ keepFolder: true });
    throw error;
  });
  await blobs.claim(installation.installationId);
  core = createCore({
    metadata,
    blobs,
    installation,
    passwords: options.watchPasswords?.(passwords) ?? passwords,
    oneTimeCodes,
    sshKeys: createSshKeys(),
    thumbnailer: options.thumbnailer,
    clock,
    plans: options.plans ?? testPlans,
    allowUnencrypted: options.allowUnencrypted ?? true,
    uploadTtlSeconds: 3600,
    rateWindowSeconds: 3600,
    changesRetentionDays: options.changesRetentionDays ?? 30,
    retention: options.retention ?? {},
  });

  return { core, metadata, blobs, installation, folder, clock, admin: await core.keys.authenticate(firstApiKey), close };
}

/** A user with a key that may do everything the user may. */
export async function newMember({ core, admin }: TestCore, wanted: NewUser): Promise<{ member: Member; user: User; secret: string }> {
  const user = await core.users.create(admin, wanted);
  const { secret } = await core.keys.create(admin, { name: 'test', userId: user.id });
  return { member: await core.keys.authenticate(secret), user, secret };
}

/** A member with another key of the same user. */
export async function withKey(
  { core }: TestCore,
  member: Member,
  wanted: { scopes?: readonly string[]; folderId?: string },
): Promise<Member> {
  const { secret } = await core.keys.create(member, { name: 'test', ...wanted });
  return core.keys.authenticate(secret);
}

export interface Put {
  readonly name: string;
  readonly folderId?: string | null;
  readonly bytes?: Buffer | string;
  readonly encrypted?: boolean;
}

/** Uploads a file in one piece. */
export async function put(
  { core }: Pick<TestCore, 'core'>,
  member: Member,
  { name, folderId = null, bytes = name, encrypted = true }: Put,
): Promise<FileNode> {
  const received = core.files.receive(member, { encrypted });
  try {
    await received.stage.write(Buffer.from(bytes));
  } catch (error) {
    await received.stage.abort();
    throw error;
  }
  return (await core.files.commit(member, received, { name, folderId, encrypted })).file;
}

/** All bytes of a file, read as a download does. */
export async function bytesOf({ core }: Pick<TestCore, 'core'>, principal: Principal, fileId: string): Promise<Buffer> {
  const { content } = await core.files.open(principal, fileId);
  const parts: Buffer[] = [];
  for await (const buffers of core.read(content, 0, content.sizeBytes)) for (const buffer of buffers) parts.push(Buffer.from(buffer));
  return Buffer.concat(parts);
}

export async function changesOf(metadata: MetadataStore, afterSeq = 0): Promise<readonly Change[]> {
  return metadata.changesAfter(afterSeq, 1_000_000);
}

/** Every key in the blob store, sorted. */
export async function storedKeys(blobs: BlobStore): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of blobs.list()) keys.push(key);
  return keys.sort();
}

export async function usedBytes(metadata: MetadataStore, userId: string): Promise<number> {
  return (await metadata.findUser(userId))?.usedBytes ?? Number.NaN;
}
