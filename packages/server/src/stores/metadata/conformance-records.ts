import { noDetails } from '../../core/metadata-tree.ts';
import { newUser as nobody } from '../../core/people/person.ts';
import { randomBytes } from 'node:crypto';
import { isoSeconds } from '../../core/clock.ts';
import { newId } from '../../core/ids.ts';
import type {
  Blob,
  FileListQuery,
  FileNode,
  FolderNode,
  Key,
  MetadataReads,
  MetadataStore,
  MetadataWrites,
  Segment,
  Upload,
  User,
} from '../../core/metadata.ts';
import { comparisonKey } from '../../core/tree/names.ts';

/** Records as a store gets them, for the conformance suite. */

/** Declares a test over an empty store. */
export type Check = (name: string, body: (store: MetadataStore) => Promise<void>) => void;

/** The same for stores that outlive their process; nothing for the others. */
export type CheckKept = (name: string, body: (store: MetadataStore, closeAndReopen: () => Promise<MetadataStore>) => Promise<void>) => void;

export const all = { offset: 0, limit: 1_000_000 };
export const byCreation = { sort: 'created_at', descending: false, offset: 0, limit: 1_000_000 } as const;
export const sorts = ['name', 'size', 'created_at'] as const;

export const put = (store: MetadataStore, name: string, value: string): Promise<void> =>
  store.write((tx) => tx.putSetting(name, Buffer.from(value)));

export async function makeTop(store: MetadataStore): Promise<FolderNode> {
  const id = newId('folder');
  const top: FolderNode = {
    kind: 'folder',
    id,
    parentId: null,
    rootId: id,
    chain: `/${id}/`,
    name: '',
    nameKey: '',
    createdAt: 1,
    updatedAt: 2,
    ...noDetails,
  };
  await store.write((tx) => tx.insertFolder(top));
  return top;
}

export function newFolder(parent: FolderNode, name: string): FolderNode {
  const id = newId('folder');
  const chain = `${parent.chain}${id}/`;
  return {
    kind: 'folder',
    id,
    parentId: parent.id,
    rootId: parent.rootId,
    chain,
    name,
    nameKey: comparisonKey(name),
    createdAt: 3,
    updatedAt: 4,
    ...noDetails,
  };
}

export function newFile(parent: FolderNode, name: string, sizeBytes = 0): FileNode {
  return {
    kind: 'file',
    id: newId('file'),
    parentId: parent.id,
    rootId: parent.rootId,
    name,
    nameKey: comparisonKey(name),
    sizeBytes,
    encrypted: true,
    blobId: newId('blob'),
    versionId: newId('version'),
    versionAt: Date.UTC(2025, 0, 16),
    ownerId: newId('user'),
    contentType: null,
    originalName: null,
    createdAt: Date.UTC(2025, 0, 15, 10, 30),
    updatedAt: Date.UTC(2025, 0, 16),
    ...noDetails,
  };
}

export const newUser = (top: FolderNode, fields: Partial<User> = {}): Omit<User, 'number'> => ({
  ...nobody,
  id: newId('user'),
  username: 'somebody',
  passwordHash: 'hash',
  plan: 'free',
  rootId: top.id,
  createdAt: 5,
  ...fields,
});

export const newKey = (userId: string, fields: Partial<Key> = {}): Omit<Key, 'number'> => ({
  id: newId('key'),
  userId,
  name: 'a key',
  hash: randomBytes(32),
  last4: 'abcd',
  scopes: ['files:read', 'shares'],
  folderId: null,
  expiresAt: null,
  revokedAt: null,
  description: null,
  permissionSet: 'full',
  platform: null,
  isSiteWide: false,
  lastUsedAt: null,
  createdAt: 6,
  ...fields,
});

export const newBlob = (fields: Partial<Blob> = {}): Blob => ({
  id: newId('blob'),
  wrapped: { version: 1, bytes: randomBytes(76) },
  encrypted: true,
  sizeBytes: 10,
  mac: null,
  ...fields,
});

export const newSegment = (part: number, fields: Partial<Segment> = {}): Segment => ({
  key: randomBytes(16).toString('hex'),
  part,
  salt: randomBytes(16),
  sizeBytes: part + 10,
  inline: null,
  inlineTags: null,
  ...fields,
});

export const newUpload = (fields: Partial<Upload> = {}): Upload => ({
  id: newId('upl'),
  userId: newId('user'),
  blobId: newId('blob'),
  folderId: newId('folder'),
  filename: 'a file',
  encrypted: false,
  totalSizeBytes: 10,
  totalChunks: 3,
  chunkSizeBytes: 4,
  expiresAt: 1000,
  fileId: null,
  providedMtime: null,
  ifTaken: 'replace',
  inParts: false,
  ...fields,
});

export const newChange = (nodeId: string, fields: Partial<Parameters<MetadataWrites['insertChange']>[0]> = {}) => ({
  nodeId,
  action: 'created' as const,
  timestamp: 1000,
  chain: '/folder_a/',
  fromChain: null,
  ...fields,
});

export interface Summary {
  readonly id: string;
  readonly name: string;
  readonly size: number;
  readonly created_at: string;
}

export const summaryOf = (file: FileNode): Summary => ({
  id: file.id,
  name: file.name,
  size: file.sizeBytes,
  created_at: isoSeconds(file.createdAt),
});

export async function page(reads: MetadataReads, query: FileListQuery): Promise<{ items: Summary[]; total: number }> {
  const { json, total } = await reads.listFileSummaries(query);
  return { items: JSON.parse(`[${json}]`) as Summary[], total };
}
