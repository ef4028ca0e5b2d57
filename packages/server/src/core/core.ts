import type { BlobStore } from './blobs.ts';
import { createActivities, type Activities } from './tree/activity.ts';
import { createArriving } from './arriving.ts';
import { createBundles, type Bundles } from './sharing/bundles.ts';
import { createChanges, type Changes } from './tree/changes.ts';
import { createChecksums, type Checksums } from './content/checksums.ts';
import type { Clock } from './clock.ts';
import { createContents, type Content, type Contents } from './content/contents.ts';
import { AppError } from './errors.ts';
import { createFileMigrations, type FileMigrations } from './tree/file-migrations.ts';
import { createFiles, type Files } from './tree/files.ts';
import { createFolders, type Folders } from './tree/folders.ts';
import { createGroups, type Groups } from './people/groups.ts';
import type { Installation } from './installation.ts';
import { createKeys, type Keys } from './people/keys.ts';
import { createLimits, type Limits } from './limits.ts';
import { createLockouts } from './people/lockouts.ts';
import { createLocks, type Locks } from './tree/locks.ts';
import { createMaintenance, type Maintenance } from './maintenance.ts';
import { createMembers } from './access/members.ts';
import type { MetadataStore } from './metadata.ts';
import type { OneTimeCodes } from './people/one-time-codes.ts';
import { createOwnPassword, createPasswordChange, type ChangePassword } from './people/own-password.ts';
import type { Passwords } from './people/passwords.ts';
import { createPartUploads, type PartUploads } from './content/part-uploads.ts';
import { createPermissions, type Permissions } from './people/permissions.ts';
import type { Member } from './access/principal.ts';
import type { Plans } from './plans.ts';
import { createPublicKeys, type PublicKeys } from './people/public-keys.ts';
import { createSecondFactors, type SecondFactors } from './people/second-factors.ts';
import { createSessions, type Sessions } from './people/sessions.ts';
import { createSharedTree, type SharedTree } from './sharing/shared-tree.ts';
import { createShareLinks } from './sharing/share-links.ts';
import { createSharePasswords } from './sharing/share-passwords.ts';
import { createSharePeople, type SharePeople } from './sharing/share-people.ts';
import { createTerms, type ShareRules } from './sharing/share-terms.ts';
import { createShareVisits, type ShareVisits } from './sharing/share-visits.ts';
import { createShares, type Shares } from './sharing/shares.ts';
import { createSite, type Retention, type Site } from './site.ts';
import type { SshKeys } from './people/ssh-keys.ts';
import type { Thumbnailer } from './content/thumbnailer.ts';
import { createThumbnails, type Thumbnails } from './content/thumbnails.ts';
import { createTransferLinks, type TransferLinks } from './content/transfer-links.ts';
import { createTrash, type Trash } from './tree/trash.ts';
import { createTree, type Tree } from './tree/tree.ts';
import { createUploads, type Uploads } from './content/uploads.ts';
import { createUsageHistory, type UsageHistory } from './usage-history.ts';
import { createUsers, type Users } from './people/users.ts';
import { createVersions, type Versions } from './tree/versions.ts';
import { createZipDownloads, type ZipDownloads } from './content/zip-downloads.ts';
import { createZipEntries } from './content/zip-entries.ts';
import { createZips, type Zips } from './content/zips.ts';

export interface CoreOptions {
  readonly metadata: MetadataStore;
  readonly blobs: BlobStore;
  readonly installation: Installation;
  readonly passwords: Passwords;
  readonly oneTimeCodes: OneTimeCodes;
  readonly sshKeys: SshKeys;
  /** Undefined: no file has a thumbnail. */
  readonly thumbnailer?: Thumbnailer | undefined;
  readonly clock: Clock;
  readonly plans: Plans;
  /** False: uploads with encrypt=false are refused. */
  readonly allowUnencrypted: boolean;
  /** How long an upload waits for its next chunk. */
  readonly uploadTtlSeconds: number;
  readonly rateWindowSeconds: number;
  readonly changesRetentionDays: number;
  /** What holds until an administrator says otherwise. What is left out has its default (see `SiteSettings`). */
  readonly retention?: Partial<Retention>;
}

/** All that the platform can do, for every door alike. */
export interface Core {
  readonly files: Files;
  readonly folders: Folders;
  readonly tree: Tree;
  readonly versions: Versions;
  readonly trash: Trash;
  readonly fileMigrations: FileMigrations;
  readonly locks: Locks;
  readonly uploads: Uploads;
  readonly partUploads: PartUploads;
  readonly transferLinks: TransferLinks;
  readonly zips: Zips;
  readonly zipDownloads: ZipDownloads;
  readonly thumbnails: Thumbnails;
  /** Links as the v2 API has them, and how visitors come in by any link. */
  readonly shares: Shares & Pick<ShareVisits, 'open' | 'unlock' | 'register'>;
  /** All links, as Files.com has them. */
  readonly bundles: Bundles;
  readonly sharePeople: SharePeople;
  /** What visitors find behind a link. */
  readonly sharedTree: SharedTree;
  readonly keys: Keys;
  readonly sessions: Sessions;
  readonly secondFactors: SecondFactors;
  readonly publicKeys: PublicKeys;
  readonly site: Site;
  readonly users: Users & { readonly changePassword: ChangePassword };
  readonly groups: Groups;
  readonly permissions: Permissions;
  readonly changes: Changes;
  readonly activities: Activities;
  readonly usageHistory: UsageHistory;
  readonly checksums: Checksums;
  readonly limits: Limits;
  readonly contents: Contents;
  readonly maintenance: Maintenance;
  readonly clock: Clock;
  /**
   * Grows with each commit. What was looked up between two equal ones holds until it grows. Undefined where other processes write the same
   * metadata: then nothing can be remembered.
   */
  commitCount(): number | undefined;
  /** The file's plain bytes (see `Contents.read`). Its blobs stay in place until the reading ends, whatever is deleted meanwhile. */
  read(content: Content, start: number, end: number): AsyncIterable<readonly Buffer[]>;
  /** Ends work in the background. Stores stay open. */
  stop(): Promise<void>;
}

/** Deleted bytes go soon, but not under a download that has looked the file up and is about to read it. */
const garbageDelayMilliseconds = 2000;

export function createCore(options: CoreOptions): Core {
  const { metadata, blobs, installation, passwords, clock, plans } = options;
  const { keyring, installationId } = installation;
  const contents = createContents({
    blobs,
    keyring,
    installationId,
    inlineBytes: metadata.inlineBytes,
    hasRoom: () => metadata.hasRoom(),
  });

  const inUse = new Map<string, number>();
  async function* read(content: Content, start: number, end: number): AsyncGenerator<readonly Buffer[]> {
    const keys = content.segments.filter((segment) => (segment.inline ?? null) === null).map((segment) => segment.key);
    for (const key of keys) inUse.set(key, (inUse.get(key) ?? 0) + 1);
    try {
      yield* contents.read(content, start, end);
    } finally {
      for (const key of keys) {
        const left = (inUse.get(key) ?? 1) - 1;
        if (left === 0) inUse.delete(key);
        else inUse.set(key, left);
      }
    }
  }

  let timer: NodeJS.Timeout | undefined;
  let collecting: Promise<void> = Promise.resolve();
  let stopped = false;
  function garbageMade(): void {
    if (timer !== undefined || stopped) return;
    timer = setTimeout(() => {
      timer = undefined;
      // A failure (a busy disk) keeps the rows, and the next sweep tries again.
      collecting = collecting.then(() => maintenance.collectGarbage()).catch(() => undefined);
    }, garbageDelayMilliseconds);
    timer.unref();
  }

  const usageHistory = createUsageHistory({ metadata, clock });
  const limits = createLimits({ metadata, clock, windowSeconds: options.rateWindowSeconds, requested: usageHistory.requested });
  const site = createSite({
    metadata,
    ...(options.retention === undefined ? {} : { defaults: options.retention }),
    changed() {
      members.forget();
      checksums.wake();
    },
  });
  const members = createMembers({ metadata, clock, plans, site });
  const keys = createKeys({
    metadata,
    clock,
    members,
    site,
    pepper: keyring.derive('api-keys'),
    acceptsChosen: installation.acceptsChosenKeys,
  });
  const requireOwnPassword = createOwnPassword({ metadata, passwords, limits });
  const secondFactors = createSecondFactors({
    metadata,
    clock,
    keyring,
    codes: options.oneTimeCodes,
    site,
    limits,
    requireOwnPassword,
    changed: members.forget,
  });
  const sessions = createSessions({
    metadata,
    clock,
    keyring,
    passwords,
    members,
    site,
    limits,
    lockouts: createLockouts({ metadata, clock }),
    secondFactors,
  });
  const retention = site.read;
  const arriving = createArriving();
  const files = createFiles({
    metadata,
    contents,
    arriving,
    clock,
    allowUnencrypted: options.allowUnencrypted,
    retention,
    garbageMade,
    uploaded: usageHistory.uploaded,
  });
  const findHolder = (credential: Member['credential'], id: string): Promise<Member | undefined> =>
    (credential === 'key' ? keys : sessions).findHolder(id);
  async function asOfNow({ credential, keyId }: Member): Promise<Member> {
    const member = await findHolder(credential, keyId);
    if (member === undefined) throw new AppError('invalid_credentials', 'The key or session has ended meanwhile.');
    return member;
  }
  const folders = createFolders({ metadata, clock, asOfNow, retention, garbageMade, rootsChanged: members.forget });
  const trash = createTrash({ metadata, clock, asOfNow, retention, garbageMade, rootsChanged: members.forget });
  const versions = createVersions({ metadata, clock, retention, garbageMade });
  const fileMigrations = createFileMigrations({ metadata, clock });
  const uploads = createUploads({ metadata, contents, files, clock, ttlSeconds: options.uploadTtlSeconds, garbageMade });
  const partUploads = createPartUploads({
    metadata,
    contents,
    arriving,
    files,
    clock,
    ttlSeconds: options.uploadTtlSeconds,
    alwaysMakesParents: async () => (await site.get()).alwaysMkdirParents,
    garbageMade,
  });
  const transferLinks = createTransferLinks({
    keyring,
    clock,
    findHolder,
  });
  const users = createUsers({ metadata, clock, plans, passwords, site, changed: members.forget });
  const links = createShareLinks({ keyring, clock });
  const shareRules = async (): Promise<ShareRules> => {
    const { bundlePasswordRequired, bundleExpirationDays } = await site.get();
    return { passwordRequired: bundlePasswordRequired, maxDays: bundleExpirationDays };
  };
  const terms = createTerms({ clock, passwords, rules: shareRules });
  const bundles = createBundles({ metadata, clock, links, terms });
  const visits = createShareVisits({
    metadata,
    clock,
    links,
    members,
    limits,
    checkPassword: createSharePasswords({ clock, links, passwords, limits }),
  });
  const changes = createChanges({ metadata });
  const activities = createActivities({ metadata, clock });
  const checksums = createChecksums({ metadata, read, wanted: site.get });
  const entriesOf = createZipEntries({ metadata, read, asOfNow });
  const thumbnails = createThumbnails({ metadata, keyring, files, read, thumbnailer: options.thumbnailer });
  const zipDownloads = createZipDownloads({ metadata, entriesOf, clock });
  const maintenance = createMaintenance({
    metadata,
    blobs,
    contents,
    keyring,
    uploads,
    sessions,
    zipDownloads,
    changes,
    activities,
    usageHistory,
    checksums,
    versions,
    trash,
    retention,
    clock,
    blobsInUse: inUse,
    changesRetentionDays: options.changesRetentionDays,
  });

  return {
    files,
    folders,
    tree: createTree({ metadata, clock, files, folders, fileMigrations, trash, retention }),
    versions,
    trash,
    fileMigrations,
    locks: createLocks({ metadata, clock }),
    uploads,
    partUploads,
    transferLinks,
    zips: createZips({ metadata, files, read, migrations: fileMigrations, clock, entriesOf, asOfNow }),
    zipDownloads,
    thumbnails,
    shares: { ...createShares({ clock, bundles }), open: visits.open, unlock: visits.unlock, register: visits.register },
    bundles,
    sharePeople: createSharePeople({ metadata, clock, bundles }),
    sharedTree: createSharedTree({ metadata, files, clock, visits }),
    keys,
    sessions,
    secondFactors,
    publicKeys: createPublicKeys({ metadata, clock, site, sshKeys: options.sshKeys }),
    site,
    users: { ...users, changePassword: createPasswordChange({ users, requireOwnPassword }) },
    groups: createGroups({ metadata, clock, changed: members.forget }),
    permissions: createPermissions({ metadata, clock, changed: members.forget }),
    changes,
    activities,
    usageHistory,
    checksums,
    limits,
    contents,
    maintenance,
    clock,
    commitCount: () => (metadata.exclusive ? metadata.commitCount() : undefined),
    read,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      maintenance.stop();
      await thumbnails.stop();
      await activities.flush();
      await usageHistory.stop();
      await fileMigrations.stop();
      await checksums.stop();
      await collecting;
    },
  };
}
