import { alphanumericSpelling, canonicalApiKey, hashApiKey, newApiKey } from './api-key.ts';
import type { Clock } from '../clock.ts';
import { requireEntry } from '../access/entry-rules.ts';
import { AppError, invalidField } from '../errors.ts';
import { isId, newId } from '../ids.ts';
import { changedExpiry, changedPermissions, checkName, expiryOf, scopesOf, scopesWithin } from './key-limits.ts';
import type { ListQuery, Placed } from '../list-query.ts';
import type { Members } from '../access/members.ts';
import type { Key, MetadataReads, MetadataStore, MetadataWrites, Page, PageQuery } from '../metadata.ts';
import type { KeyField, ListedKey } from '../metadata-sessions.ts';
import { authorizedFolderPath, pathOf, pathParts } from '../tree/paths.ts';
import { scopesOfSet, type PermissionSet } from './permission-sets.ts';
import { isScope, type Member } from '../access/principal.ts';
import { authorizedFolder, requireAdmin, requireAdminView, requireScope } from '../access/rights.ts';
import type { Site } from '../site.ts';
import { createUseNotes } from './use-notes.ts';

export interface NewKey {
  readonly name: string;
  /** Default: all scopes of the key that makes it. */
  readonly scopes?: readonly string[] | undefined;
  /** Limits the key to this folder. Default: the limit of the key that makes it. */
  readonly folderId?: string | null | undefined;
  /** The same as a path. The root is no limit. */
  readonly folderPath?: string | undefined;
  /** Milliseconds since 1970. Default: when the key that makes it expires, else never. */
  readonly expiresAt?: number | null | undefined;
  /** Another user's key; administrators only. */
  readonly userId?: string | undefined;
  readonly description?: string | null | undefined;
  /** In Files.com's words, instead of scopes. Default `full`. */
  readonly permissionSet?: PermissionSet | undefined;
  /** Belongs to the site: it is not in its maker's list. Administrators only. */
  readonly isSiteWide?: boolean | undefined;
}

export interface KeyChanges {
  readonly name?: string | undefined;
  readonly description?: string | null | undefined;
  readonly expiresAt?: number | null | undefined;
  readonly permissionSet?: PermissionSet | undefined;
}

/** A key with its secret, which nobody can see again. */
export interface MintedKey {
  readonly key: Key;
  readonly secret: string;
  readonly alphanumericSecret: string;
}

/** Characters. */
const maxDescriptionLength = 4000;
const mostKeysPerUser = 1000;

/** How late `lastUsedAt` may be, so that requests that only read write nothing. */
const noteUseEvery = 3 * 3_600_000;

const missing = (): AppError => new AppError('not_found', 'No such key.', { reason: 'key_missing' });

export type Keys = ReturnType<typeof createKeys>;

export function createKeys({
  metadata,
  clock,
  members,
  site,
  pepper,
  acceptsChosen,
}: {
  metadata: MetadataStore;
  clock: Clock;
  members: Members;
  site: Site;
  pepper: Buffer;
  acceptsChosen: boolean;
}) {
  function mint(): { secret: string; hash: Buffer; last4: string } {
    const secret = newApiKey();
    return { secret, hash: hashApiKey(pepper, secret), last4: secret.slice(-4) };
  }

  const uses = createUseNotes<string>({
    clock,
    every: noteUseEvery,
    write: (id, lastUsedAt) => metadata.write((tx) => tx.updateKey(id, { lastUsedAt })),
  });

  function checkDescription<Text extends string | null | undefined>(text: Text): Text {
    if ((text?.length ?? 0) > maxDescriptionLength) throw invalidField('description', `at most ${maxDescriptionLength} characters`);
    return text;
  }

  const withSecret = (key: Key, secret: string): MintedKey => ({ key, secret, alphanumericSecret: alphanumericSpelling(secret) });

  async function memberOf(text: string): Promise<Member | undefined> {
    const canonical = canonicalApiKey(text, acceptsChosen);
    if (canonical === undefined) return undefined;
    const key = await metadata.findKeyByHash(hashApiKey(pepper, canonical));
    if (key !== undefined && key.lastUsedAt !== null) uses.learn(key.id, key.lastUsedAt);
    return holderOf(key);
  }

  async function holderOf(key: Key | undefined): Promise<Member | undefined> {
    if (key === undefined || key.revokedAt !== null) return undefined;
    return members.memberFor(key.userId, { ...key, kind: 'key', mayAdminister: key.permissionSet === 'full' });
  }

  /** By the id, or by the number that the Files.com dialect shows. */
  async function findKey(reads: MetadataReads, id: string | number): Promise<Key | undefined> {
    if (typeof id === 'number') return reads.findListedKey(id);
    return isId('key', id) ? reads.findKey(id) : undefined;
  }

  async function manageable(reads: MetadataReads, member: Member, id: string | number): Promise<Key> {
    requireScope(member, 'keys');
    const key = await findKey(reads, id);
    const isOwn = key !== undefined && key.userId === member.userId && !key.isSiteWide;
    const isTheirs = isOwn || key?.id === member.keyId || (member.isAdmin && member.keyFolderId === null);
    if (key === undefined || key.revokedAt !== null || !isTheirs) throw missing();
    if (!isOwn) requireScope(member, 'users');
    // A limited key manages itself and what is as limited as it is, never a stronger key of the same user.
    const { keyExpiresAt: expiry } = member;
    const hasMoreScopes = key.scopes.some((scope) => isScope(scope) && !member.scopes.has(scope));
    const livesLonger = expiry !== null && (key.expiresAt === null || key.expiresAt > expiry);
    const below = member.keyFolderId === null ? [] : await reads.rootsBelow(member.keyFolderId);
    const seesMore = member.keyFolderId !== null && !(key.folderId !== null && below.includes(key.folderId));
    const isStronger = hasMoreScopes || livesLonger || seesMore;
    if (isStronger) throw new AppError('forbidden', 'This API key is more limited than the one it wants to manage.');
    return key;
  }

  /** By the id, or by the number that the Files.com dialect shows. */
  const isOwnKey = ({ credential, keyId, keyNumber }: Member, id: string | number): boolean =>
    credential === 'key' && (id === keyId || id === keyNumber);

  /** The key that the member came with. */
  async function ownKey(reads: MetadataReads, member: Member): Promise<Key> {
    const key = await reads.findKey(member.keyId);
    if (key === undefined || key.revokedAt !== null) throw missing();
    return key;
  }

  async function folderOf(
    tx: MetadataWrites,
    member: Member,
    userRootId: string,
    { folderId, folderPath }: Pick<NewKey, 'folderId' | 'folderPath'>,
  ): Promise<string | null> {
    const hasPath = folderPath !== undefined && pathParts(folderPath).length > 0;
    const id = folderId ?? member.keyFolderId;
    if (id === null && !hasPath) return null;
    const folder = hasPath ? await authorizedFolderPath(tx, member, 'list', folderPath) : await authorizedFolder(tx, member, 'list', id);
    const root = await tx.findNode(userRootId);
    if (root?.kind !== 'folder' || !folder.chain.startsWith(root.chain))
      throw invalidField('folder_id', 'the folder is outside of what the user sees');
    await tx.makeRoot(folder);
    return folder.id;
  }

  return {
    /** Notes that the key is used, now and then. `authenticate` does it by itself. */
    noteUse: ({ keyId }: Member): void => uses.note(keyId),

    /**
     * Who comes with this key. `invalid_credentials` for a key that is unknown, revoked, expired, or whose user is disabled: one
     * answer for all four. `forbidden` for a user who may not use the API, or not from `address`. A change of the key or its user holds
     * from the next request on.
     */
    async authenticate(text: string, address?: string): Promise<Member> {
      const member = await members.recall('key', text, () => memberOf(text));
      if (member === undefined) {
        throw new AppError('invalid_credentials', 'The API key provided is invalid or has been revoked.');
      }
      requireEntry(member, address);
      uses.note(member.keyId);
      return member;
    },

    /** Who comes with the key of this id, for links that the key has signed; undefined when nobody may come with it any more. */
    async findHolder(id: string): Promise<Member | undefined> {
      const member = isId('key', id) ? await holderOf(await metadata.findKey(id)) : undefined;
      return member === undefined || !member.mayUseApi || (member.validUntil !== null && member.validUntil <= clock()) ? undefined : member;
    },

    async list(member: Member, page: PageQuery & { readonly userId?: string | undefined }): Promise<Page<Key>> {
      requireScope(member, 'keys');
      if (page.userId !== undefined && page.userId !== member.userId) requireAdmin(member);
      return metadata.listKeys(page.userId ?? member.userId, page);
    },

    /** By place instead of by page number: the keys of a user, by number, or those of the whole site. */
    async listBy(
      member: Member,
      { of, ...query }: ListQuery<KeyField> & { readonly of: { readonly userNumber: number } | 'site' },
    ): Promise<readonly Placed<ListedKey>[]> {
      requireScope(member, 'keys');
      if (of !== 'site' && of.userNumber === member.userNumber) return metadata.listKeysBy({ ...query, of: { userId: member.userId } });
      requireScope(member, 'users');
      requireAdminView(member);
      if (of === 'site') return metadata.listKeysBy({ ...query, of });
      const user = await metadata.findUserByNumber(of.userNumber);
      return user === undefined ? [] : metadata.listKeysBy({ ...query, of: { userId: user.id } });
    },

    /** By the id, or by the number that the Files.com dialect shows. A member always sees the key that it came with. */
    async get(member: Member, id: string | number): Promise<ListedKey> {
      if (!isOwnKey(member, id)) requireScope(member, 'keys');
      const number = typeof id === 'number' ? id : (await findKey(metadata, id))?.number;
      const key = number === undefined ? undefined : await metadata.findListedKey(number);
      const seesAll = (member.isAdmin || member.isReadonlyAdmin) && member.keyFolderId === null && member.scopes.has('users');
      const isTheirs = key !== undefined && ((key.userId === member.userId && !key.isSiteWide) || isOwnKey(member, id) || seesAll);
      if (key === undefined || key.revokedAt !== null || !isTheirs) throw missing();
      return key;
    },

    /** The folders that keys are limited to, as paths that the member sees, by the folder's id; without those that the member does not see. */
    async folderPaths(member: Member, keys: readonly Pick<Key, 'folderId'>[]): Promise<ReadonlyMap<string, string>> {
      const paths = new Map<string, string>();
      for (const id of new Set(keys.map(({ folderId }) => folderId))) {
        const folder = id === null ? undefined : await metadata.findNode(id);
        const isInside = folder?.kind === 'folder' && folder.chain.split('/').includes(member.rootId);
        if (isInside) paths.set(folder.id, await pathOf(metadata, member, folder));
      }
      return paths;
    },

    /** A key that may do less than all can still rename and shorten itself, and give up what it may. */
    async update(member: Member, id: string | number, change: KeyChanges): Promise<ListedKey> {
      const name = change.name === undefined ? undefined : checkName(change.name);
      const updated = await metadata.write(async (tx) => {
        const known = isOwnKey(member, id) ? await ownKey(tx, member) : await manageable(tx, member, id);
        await tx.updateKey(known.id, {
          name,
          description: checkDescription(change.description),
          expiresAt: changedExpiry(member, known, change.expiresAt, clock()),
          ...changedPermissions(member, known, change.permissionSet),
        });
        return tx.findListedKey(known.number);
      });
      members.forget();
      if (updated === undefined) throw missing();
      return updated;
    },

    async create(member: Member, wanted: NewKey): Promise<MintedKey> {
      requireScope(member, 'keys');
      if (wanted.userId !== undefined && wanted.userId !== member.userId) {
        requireAdmin(member);
        requireScope(member, 'users');
      }
      const { permissionSet = 'full', isSiteWide = false } = wanted;
      if (isSiteWide) {
        requireAdmin(member);
        requireScope(member, 'users');
        if (permissionSet !== 'full') throw invalidField('permission_set', 'a key for the whole site is full');
        if ((wanted.folderId ?? null) !== null || (wanted.folderPath ?? '') !== '')
          throw invalidField('path', 'a key for the whole site sees all of it');
      }
      if (!member.isAdmin && !(await site.get()).usersCanCreateApiKeys) {
        throw new AppError('forbidden', 'On this site only administrators make API keys.', { reason: 'needs_site_admin' });
      }
      const name = checkName(wanted.name);
      const scopes = permissionSet === 'full' ? scopesOf(member, wanted.scopes) : scopesWithin(member, scopesOfSet[permissionSet]);
      const expiresAt = expiryOf(member, wanted.expiresAt, clock());
      const { secret, hash, last4 } = mint();
      const key = await metadata.write(async (tx) => {
        const user = await tx.findUser(wanted.userId ?? member.userId);
        if (user === undefined) throw invalidField('user_id', 'no such user');
        const { apiKeys = 0 } = (await tx.countKeys([user.id])).get(user.id) ?? {};
        if (apiKeys >= mostKeysPerUser)
          throw new AppError('conflict', `A user has at most ${mostKeysPerUser} API keys. Revoke some first.`);
        const folderId = await folderOf(tx, member, user.rootId, wanted);
        return tx.insertKey({
          id: newId('key', clock()),
          userId: user.id,
          name,
          hash,
          last4,
          scopes,
          folderId,
          expiresAt,
          revokedAt: null,
          description: checkDescription(wanted.description ?? null),
          permissionSet,
          platform: null,
          isSiteWide,
          lastUsedAt: null,
          createdAt: clock(),
        });
      });
      members.forget();
      return withSecret(key, secret);
    },

    /** A new secret for the same key; the old one ends at once. */
    async rotate(member: Member, id: string): Promise<MintedKey> {
      const { secret, hash, last4 } = mint();
      const key = await metadata.write(async (tx) => {
        const known = await manageable(tx, member, id);
        await tx.updateKey(id, { hash, last4 });
        return { ...known, hash, last4 };
      });
      members.forget();
      return withSecret(key, secret);
    },

    async revoke(member: Member, id: string | number): Promise<void> {
      await metadata.write(async (tx) => {
        const known = id === member.keyNumber ? await ownKey(tx, member) : await manageable(tx, member, id);
        await tx.updateKey(known.id, { revokedAt: clock() });
      });
      members.forget();
    },
  };
}
