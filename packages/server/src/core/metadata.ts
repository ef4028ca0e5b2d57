import type { WrappedKey } from './content/master-key.ts';
import type { FileMigrationReads, FileMigrationWrites } from './metadata-file-migrations.ts';
import type { ActivityReads, ActivityWrites } from './metadata-activity.ts';
import type { LockReads, LockWrites } from './metadata-locks.ts';
import type { ThumbnailReads, ThumbnailWrites } from './metadata-thumbnails.ts';
import type { UsageReads, UsageWrites } from './metadata-usage.ts';
import type { ZipReads, ZipWrites } from './metadata-zips.ts';
import type { EntryRules, PeopleReads, PeopleWrites, Profile } from './metadata-people.ts';
import type { SessionReads, SessionWrites } from './metadata-sessions.ts';
import type { ShareReads, ShareWrites } from './metadata-shares.ts';
import type { TrashReads, TrashWrites } from './metadata-trash.ts';
import type { NodeDetails, TreeReads } from './metadata-tree.ts';
import type { VersionReads, VersionWrites } from './metadata-versions.ts';
import type { PermissionSet } from './people/permission-sets.ts';
import type { TransferReads, TransferWrites } from './metadata-transfers.ts';
import type { IfTaken } from './tree/file-rows.ts';

/**
 * What is known about files, folders, uploads, shares, users and keys: the first of the two interfaces that a store driver
 * implements (the second is `blobs.ts`). Rules live in the core; a driver only keeps rows, and keeps them together.
 *
 * Times are milliseconds since 1970, sizes are bytes. `find…` answers undefined for what is not there.
 * The conformance suite is `stores/metadata/conformance.ts`.
 */

export interface User {
  readonly id: string;
  /** Counts up from 1 and is never used twice. */
  readonly number: number;
  readonly username: string;
  /** argon2id in PHC form; null for a user who has no password. */
  readonly passwordHash: string | null;
  readonly isAdmin: boolean;
  /** Sees what an administrator sees and changes nothing. */
  readonly isReadonlyAdmin: boolean;
  readonly name: string | null;
  readonly email: string | null;
  readonly company: string | null;
  /** The name of a plan in the configuration. */
  readonly plan: string;
  /** In place of the plan's storage quota; null: as the plan says. */
  readonly storageQuotaBytes: number | null;
  /** The folder that this user sees as the root of the tree. */
  readonly rootId: string;
  readonly disabled: boolean;
  /** From then on the user cannot sign in, and the user's keys do nothing. */
  readonly authenticateUntil: number | null;
  readonly lastLoginAt: number | null;
  readonly passwordSetAt: number | null;
  readonly passwordValidityDays: number | null;
  /** A sign-in with the present password gives nothing but the chance to set another. */
  readonly mustChangePassword: boolean;
  /** Since when codes of an app are asked for at each sign-in; null when they are not. */
  readonly secondFactorAt: number | null;
  readonly primaryGroup: number | null;
  readonly sslRequired: string | null;
  readonly entry: EntryRules;
  /** What is only shown: notes, time zone and the like, as the door gave it. No rule reads it. */
  readonly profile: Profile;
  /** Bytes of the files that this user put in, of their versions, of those in the trash, and of the uploads under way. */
  readonly usedBytes: number;
  readonly createdAt: number;
}

export type UserChange = Partial<
  Omit<User, 'id' | 'number' | 'usedBytes' | 'secondFactorAt' | 'createdAt'> & { readonly usernameKey: string }
>;

export interface Key {
  readonly id: string;
  /** Counts up from 1 and is never used twice. */
  readonly number: number;
  readonly userId: string;
  readonly name: string;
  /** HMAC of the secret; the secret itself is nowhere. */
  readonly hash: Buffer;
  /** The last four characters of the secret, to tell keys apart. */
  readonly last4: string;
  readonly scopes: readonly string[];
  /** When set, the key sees only this folder. */
  readonly folderId: string | null;
  readonly expiresAt: number | null;
  readonly revokedAt: number | null;
  readonly description: string | null;
  /** What Files.com calls what a key may do; `scopes` is what counts. Only a `full` one lets an administrator administer. */
  readonly permissionSet: PermissionSet;
  readonly platform: string | null;
  /** Belongs to the site, and to the user only as its maker. */
  readonly isSiteWide: boolean;
  /** At most three hours late. */
  readonly lastUsedAt: number | null;
  readonly createdAt: number;
}

type ChangingKeyField = 'name' | 'hash' | 'last4' | 'scopes' | 'expiresAt' | 'revokedAt' | 'description' | 'permissionSet' | 'lastUsedAt';
/** What is undefined stays. */
export type KeyChange = { readonly [Field in ChangingKeyField]?: Key[Field] | undefined };

interface NodeFields extends NodeDetails {
  readonly id: string;
  readonly name: string;
  /** `comparisonKey(name)`: unique among the children of a folder. */
  readonly nameKey: string;
  /**
   * The nearest folder, at or above, that is the root of a user or of a key. All rights are decided by it, so that no request has
   * to climb the tree; recursive listings and their totals are kept per root.
   */
  readonly rootId: string;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface FolderNode extends NodeFields {
  readonly kind: 'folder';
  /** Null only for the one top folder. */
  readonly parentId: string | null;
  /** The ids from the top folder down to this one, each with a slash on both sides: `/folder_a/folder_b/`. */
  readonly chain: string;
}

export interface FileNode extends NodeFields {
  readonly kind: 'file';
  readonly parentId: string;
  readonly sizeBytes: number;
  readonly encrypted: boolean;
  readonly blobId: string;
  /** Names the present content among all that the file has had, and says when it was put in. */
  readonly versionId: string;
  readonly versionAt: number;
  /** Who put in the present content; its bytes count against this user's quota. */
  readonly ownerId: string;
  /** The media type that was found in the content; null where nobody looked, or nothing was recognised. */
  readonly contentType: string | null;
  /** The name that the present content was put in under; null while that is the file's name. */
  readonly originalName: string | null;
}

export type Node = FileNode | FolderNode;

export type FolderUpdate = Partial<Pick<FolderNode, 'name' | 'nameKey' | 'updatedAt' | keyof NodeDetails>>;

/** The content of a file, shared by its copies. Immutable once `mac` is set. */
export interface Blob {
  readonly id: string;
  readonly wrapped: WrappedKey;
  readonly encrypted: boolean;
  readonly sizeBytes: number;
  /** Null while an upload is under way. */
  readonly mac: Buffer | null;
}

/** One piece of a blob: a whole plain upload, or the winning attempt of a chunk. */
export interface Segment {
  readonly key: string;
  readonly part: number;
  readonly salt: Buffer;
  readonly sizeBytes: number;
  /** The stored bytes of a small segment; null when they are in the blob store under `key`. */
  readonly inline: Buffer | null;
  /** The integrity tags of a small segment of an unencrypted blob. */
  readonly inlineTags: Buffer | null;
}

export interface Upload {
  readonly id: string;
  readonly userId: string;
  readonly blobId: string;
  readonly folderId: string;
  readonly filename: string;
  readonly encrypted: boolean;
  readonly totalSizeBytes: number;
  readonly totalChunks: number;
  readonly chunkSizeBytes: number;
  readonly expiresAt: number;
  /** Set by `complete`. */
  readonly fileId: string | null;
  /** When the client says that the content was changed last. */
  readonly providedMtime: number | null;
  readonly ifTaken: IfTaken;
  /**
   * In parts of any size: the segments 1, 2, 3, ... of the blob. There is no number and size of chunks (0) then, and `totalSizeBytes` is what
   * they hold so far.
   */
  readonly inParts: boolean;
}

export type ChangeAction = 'created' | 'modified' | 'deleted';

/** One row of the change feed. */
export interface Change {
  /** The place in the feed: the order of commits. */
  readonly seq: number;
  readonly nodeId: string;
  readonly action: ChangeAction;
  readonly timestamp: number;
  /** The chain of the folder that holds the node after the change (before it, for `deleted`). */
  readonly chain: string;
  /** For a move into another folder: the chain of the folder it left. */
  readonly fromChain: string | null;
}

export type NewChange = Omit<Change, 'seq'>;

/** Which files a listing shows: the direct children of a folder, or all files below some roots (`all`: every file there is). */
export type ListScope = { readonly folderId: string } | { readonly rootIds: readonly string[] | 'all' };

export interface FileListQuery {
  readonly scope: ListScope;
  readonly sort: 'name' | 'size' | 'created_at';
  readonly descending: boolean;
  /** How many rows to pass over; answered from remembered positions, not by counting through them. */
  readonly offset: number;
  readonly limit: number;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly total: number;
}

export interface PageQuery {
  readonly offset: number;
  readonly limit: number;
}

export interface MetadataReads
  extends
    PeopleReads,
    ShareReads,
    SessionReads,
    TransferReads,
    TreeReads,
    LockReads,
    FileMigrationReads,
    VersionReads,
    TrashReads,
    ZipReads,
    ActivityReads,
    UsageReads,
    ThumbnailReads {
  findSetting(name: string): Promise<Buffer | undefined>;

  findUser(id: string): Promise<User | undefined>;
  findUserByName(usernameKey: string): Promise<User | undefined>;
  /** In the order they were created. */
  /** `search`: part of the user name, the name or the mail address. */
  listUsers(page: PageQuery & { readonly search?: string | undefined }): Promise<Page<User>>;

  findKey(id: string): Promise<Key | undefined>;
  findKeyByHash(hash: Buffer): Promise<Key | undefined>;
  /** Keys that are not revoked, in the order they were created; of one user, or of all. */
  listKeys(userId: string | undefined, page: PageQuery): Promise<Page<Key>>;

  findNode(id: string): Promise<Node | undefined>;
  findChild(parentId: string, nameKey: string): Promise<Node | undefined>;
  /** The top folder. */
  topFolder(): Promise<FolderNode>;
  /** The roots at or below a folder, itself included when it is one. */
  rootsBelow(folderId: string): Promise<readonly string[]>;
  listFolders(parentId: string, page: PageQuery): Promise<Page<FolderNode>>;
  /** The folders of a subtree, the given one first, at most `limit`, in the order of `chain`, after `afterChain`, which no folder need have. */
  subtreeFolders(chain: string, limit: number, afterChain?: string): Promise<readonly FolderNode[]>;
  /** The last folder of a subtree in the order of `chain`: one without folders inside, the given one when it has none. */
  lastFolderOf(chain: string): Promise<FolderNode | undefined>;
  /** Some user whose root is in this subtree. */
  findUserRootedIn(chain: string): Promise<User | undefined>;
  /** The files of a folder in the order of their creation, after the file `afterId`, which has to be there. */
  filesOf(folderId: string, limit: number, afterId?: string): Promise<readonly FileNode[]>;
  /** The files as JSON objects `{id, name, size, created_at}` joined by commas, ready to be put between brackets, and how many there are in all. */
  listFileSummaries(query: FileListQuery): Promise<{ readonly json: string; readonly total: number }>;

  findBlob(id: string): Promise<Blob | undefined>;
  /** In the order of parts. */
  segmentsOf(blobId: string): Promise<readonly Segment[]>;
  /** The same without the stored bytes. */
  partsOf(blobId: string): Promise<readonly Pick<Segment, 'key' | 'part' | 'sizeBytes'>[]>;
  /** True when a segment is stored under this key of the blob store. */
  hasSegment(key: string): Promise<boolean>;
  /** Blobs whose key is wrapped by another version of the master key. */
  blobsNotWrappedBy(version: number, limit: number): Promise<readonly Blob[]>;
  /** The versions of the master key that the keys of blobs are wrapped by, ascending. Takes as long as there are versions, not blobs. */
  wrappingVersions(): Promise<readonly number[]>;

  findUpload(id: string): Promise<Upload | undefined>;
  expiredUploads(now: number, limit: number): Promise<readonly Upload[]>;

  /** Changes after `seq`, in commit order. */
  changesAfter(seq: number, limit: number): Promise<readonly Change[]>;
  /** The place before the first change at or after `timestamp`. */
  seqBefore(timestamp: number): Promise<number>;
  lastSeq(): Promise<number>;

  /** Keys of the blob store whose bytes nobody needs any more. */
  listGarbage(limit: number): Promise<readonly string[]>;
}

/** Inside `MetadataStore.write`. All of it happens, durably, or none of it. */
export interface MetadataWrites
  extends
    MetadataReads,
    PeopleWrites,
    ShareWrites,
    SessionWrites,
    TransferWrites,
    LockWrites,
    FileMigrationWrites,
    VersionWrites,
    TrashWrites,
    ZipWrites,
    ActivityWrites,
    UsageWrites,
    ThumbnailWrites {
  /** Gives way in the middle of a long job: requests that only read go on meanwhile, other writers wait for the end of the job. */
  giveWay(): Promise<void>;

  putSetting(name: string, value: Buffer): Promise<void>;

  insertUser(user: Omit<User, 'number'> & { readonly usernameKey: string }): Promise<User>;
  updateUser(id: string, change: UserChange): Promise<void>;
  /** Adds to (or takes from) the bytes that count against the user's quota; answers the new sum. */
  addUsedBytes(userId: string, bytes: number): Promise<number>;

  insertKey(key: Omit<Key, 'number'>): Promise<Key>;
  updateKey(id: string, change: KeyChange): Promise<void>;

  insertFolder(folder: FolderNode): Promise<void>;
  insertFile(file: FileNode): Promise<void>;
  /** Replaces every field of the row with that id. */
  updateFile(file: FileNode): Promise<void>;
  /** Replaces what is given; the place in the tree is changed by `moveFolder`. */
  updateFolder(id: string, change: FolderUpdate): Promise<void>;
  /** Gives the folder another parent, and perhaps another name: chains and roots of the whole subtree follow. */
  moveFolder(folder: FolderNode, parent: FolderNode, change: FolderUpdate): Promise<void>;
  /** Removes the row, and what was granted on a folder. Children of a folder must be gone before. */
  deleteNode(node: Node): Promise<void>;
  /** Makes a folder a root (see `NodeFields.rootId`). Nothing happens when it is one. */
  makeRoot(folder: FolderNode): Promise<void>;

  insertBlob(blob: Blob): Promise<void>;
  /** A blob with its only segment, shown by one file: `insertBlob`, `putSegment` and `addBlobReferences` in one. */
  insertWholeBlob(blob: Blob, segment: Segment): Promise<void>;
  sealBlob(id: string, change: { readonly sizeBytes: number; readonly mac: Buffer }): Promise<void>;
  rewrapBlob(id: string, from: WrappedKey, to: WrappedKey): Promise<void>;
  /** Counts the files and versions that show this blob. At zero its key and rows are removed and its stored bytes become garbage. */
  addBlobReferences(id: string, count: 1 | -1): Promise<void>;
  /** Removes a blob that no file ever showed. */
  deleteBlob(id: string): Promise<void>;
  /** Puts a segment in place; one that was there for the same part becomes garbage. */
  putSegment(blobId: string, segment: Segment): Promise<void>;
  forgetGarbage(keys: readonly string[]): Promise<void>;

  insertUpload(upload: Upload): Promise<void>;
  updateUpload(id: string, change: Partial<Pick<Upload, 'expiresAt' | 'fileId' | 'totalSizeBytes'>>): Promise<void>;
  deleteUpload(id: string): Promise<void>;

  /** Appends to the feed. Timestamps never decrease: an earlier one is raised to that of the row before. */
  insertChange(change: NewChange): Promise<void>;
  /** Removes changes older than `timestamp`, at most `limit` of them, and answers how many. */
  pruneChanges(timestamp: number, limit: number): Promise<number>;
}

export interface WindowCount {
  /** Requests counted in this window, this one included. */
  readonly count: number;
  /** When the window ends. */
  readonly resetsAt: number;
}

export interface MetadataStore extends MetadataReads {
  /**
   * Runs `job` as if it were alone, and makes what it wrote durable before the promise is fulfilled. When it throws, nothing has
   * happened. The job may be run twice, because of another one that failed beside it or of another process: it waits for nothing but `tx`
   * and leaves nothing behind but what it writes, and what it answers.
   * Throws `unavailable` when the store cannot write (disk full, shutting down). After a failed sync nobody can know: what was written
   * is not seen, but a crash before the next commit may bring it back.
   */
  write<T>(job: (tx: MetadataWrites) => Promise<T>): Promise<T>;

  /**
   * Counts one event in a fixed window that starts with the first event and lasts `windowSeconds`. Exact under concurrency, and
   * after the process was killed; a power cut may forget the last moments.
   */
  count(name: string, windowSeconds: number, now: number): Promise<WindowCount>;
  /** Takes back one event of the window that is under way. */
  uncount(name: string): Promise<void>;
  /** Ends the window that is under way, so that the next event starts another. */
  forgetCount(name: string): Promise<void>;
  /** The window as it stands, without counting; undefined when none is under way. */
  findCount(name: string, now: number): Promise<WindowCount | undefined>;
  /** Forgets windows that ended before `now`. */
  pruneCounts(now: number): Promise<void>;

  /** Calls back after each commit that appended to the feed; the function returned ends that. */
  onChange(listener: () => void): () => void;

  /** True when no other process writes this store, so that what was read may be remembered until this process changes it. */
  readonly exclusive: boolean;
  /** Grows with each commit of this process, before anybody can read what it wrote. */
  commitCount(): number;
  /**
   * False on a full disk, until there is room again: nothing may be put into a blob store then, which may be on the same one, and `write`
   * takes no folder, file or content (`unavailable`) that the store would have to grow for. So what is left is there for deletions.
   */
  hasRoom(): boolean;
  /** Content of at most this many bytes is kept in the metadata itself (performance-lab.md 7.5). */
  readonly inlineBytes: number;

  close(): Promise<void>;
}
