import { alphanumericSpelling, canonicalApiKey, hashApiKey, newApiKey } from './api-key.ts';
import type { Clock } from './clock.ts';
import { AppError, invalidField } from './errors.ts';
import { isId, newId } from './ids.ts';
import type { Key, MetadataReads, MetadataStore, MetadataWrites, Page, PageQuery } from './metadata.ts';
import type { Plans } from './plans.ts';
import { isScope, scopes as allScopes, type Member, type Scope } from './principal.ts';
import { authorizedFolder, requireAdmin, requireScope } from './rights.ts';

export interface NewKey {
  readonly name: string;
  /** Default: all scopes of the key that makes it. */
  readonly scopes?: readonly string[] | undefined;
  /** Limits the key to this folder. Default: the limit of the key that makes it. */
  readonly folderId?: string | null | undefined;
  /** Milliseconds since 1970. Default: when the key that makes it expires, else never. */
  readonly expiresAt?: number | null | undefined;
  /** Another user's key; administrators only. */
  readonly userId?: string | undefined;
}

/** A key with its secret, which nobody can see again. */
export interface MintedKey {
  readonly key: Key;
  readonly secret: string;
  readonly alphanumericSecret: string;
}

const mostRemembered = 10_000;

export type Keys = ReturnType<typeof createKeys>;

export function createKeys({
  metadata,
  clock,
  plans,
  pepper,
  acceptsChosen,
}: {
  metadata: MetadataStore;
  clock: Clock;
  plans: Plans;
  pepper: Buffer;
  acceptsChosen: boolean;
}) {
  /** Members by their key's text, kept only while nobody else can change the store; dropped whole by `forgetMembers`. */
  const remembered = new Map<string, Member>();
  /** How often they were dropped: what was looked up before that may be out of date and is not remembered. */
  let drops = 0;

  function mint(): { secret: string; hash: Buffer; last4: string } {
    const secret = newApiKey();
    return { secret, hash: hashApiKey(pepper, secret), last4: secret.slice(-4) };
  }

  const withSecret = (key: Key, secret: string): MintedKey => ({ key, secret, alphanumericSecret: alphanumericSpelling(secret) });

  async function memberOf(text: string): Promise<Member | undefined> {
    const canonical = canonicalApiKey(text, acceptsChosen);
    if (canonical === undefined) return undefined;
    const key = await metadata.findKeyByHash(hashApiKey(pepper, canonical));
    if (key === undefined || key.revokedAt !== null) return undefined;
    const user = await metadata.findUser(key.userId);
    if (user === undefined || user.disabled) return undefined;
    const plan = plans[user.plan];
    if (plan === undefined) {
      throw new AppError(
        'unavailable',
        `The plan "${user.plan}" of this user is not in the server's configuration. The operator has to add it or give the user another plan.`,
      );
    }
    const below = await metadata.rootsBelow(user.rootId);
    const folderIsInside = key.folderId === null || below.includes(key.folderId);
    const rootId = key.folderId ?? user.rootId;
    const top = await metadata.topFolder();
    return {
      kind: 'member',
      userId: user.id,
      username: user.username,
      isAdmin: user.isAdmin,
      plan,
      keyId: key.id,
      keyName: key.name,
      keyExpiresAt: key.expiresAt,
      scopes: new Set(key.scopes.filter(isScope)),
      keyFolderId: key.folderId,
      rootId,
      // A key for a folder that left its user's tree sees nothing.
      roots: !folderIsInside ? new Set() : rootId === top.id ? 'all' : new Set(await metadata.rootsBelow(rootId)),
    };
  }

  async function manageable(reads: MetadataReads, member: Member, id: string): Promise<Key> {
    requireScope(member, 'keys');
    const key = isId('key', id) ? await reads.findKey(id) : undefined;
    const isTheirs = key !== undefined && (key.userId === member.userId || (member.isAdmin && member.keyFolderId === null));
    if (key === undefined || key.revokedAt !== null || !isTheirs) throw new AppError('not_found', 'No such key.');
    if (key.userId !== member.userId) requireScope(member, 'users');
    // A limited key manages itself and what is as limited as it is, never a stronger key of the same user.
    const { keyExpiresAt: expiry } = member;
    const hasMoreScopes = key.scopes.some((scope) => isScope(scope) && !member.scopes.has(scope));
    const livesLonger = expiry !== null && (key.expiresAt === null || key.expiresAt > expiry);
    const seesMore = member.keyFolderId !== null && !(key.folderId !== null && (member.roots === 'all' || member.roots.has(key.folderId)));
    const isStronger = hasMoreScopes || livesLonger || seesMore;
    if (isStronger) throw new AppError('forbidden', 'This API key is more limited than the one it wants to manage.');
    return key;
  }

  function scopesOf(member: Member, wanted: readonly string[] | undefined): readonly Scope[] {
    if (wanted === undefined) return allScopes.filter((scope) => member.scopes.has(scope));
    if (wanted.length === 0) throw invalidField('scopes', `name at least one of ${allScopes.join(', ')}`);
    return [...new Set(wanted)].map((scope) => {
      if (!isScope(scope)) throw invalidField('scopes', `unknown scope; known are ${allScopes.join(', ')}`);
      if (!member.scopes.has(scope))
        throw new AppError('forbidden', `This API key lacks the scope ${scope}, so it cannot give it to another key.`);
      return scope;
    });
  }

  function expiryOf(member: Member, wanted: number | null | undefined): number | null {
    if (wanted !== undefined && wanted !== null && wanted <= clock()) throw invalidField('expires_at', 'the time is in the past');
    const limit = member.keyExpiresAt;
    if (wanted === undefined || wanted === null) return limit;
    if (limit !== null && wanted > limit) throw new AppError('forbidden', 'A key cannot make one that lives longer than itself.');
    return wanted;
  }

  async function folderOf(
    tx: MetadataWrites,
    member: Member,
    userRootId: string,
    wanted: string | null | undefined,
  ): Promise<string | null> {
    const id = wanted ?? member.keyFolderId;
    if (id === null) return null;
    const folder = await authorizedFolder(tx, member, 'list', id);
    const root = await tx.findNode(userRootId);
    if (root?.kind !== 'folder' || !folder.chain.startsWith(root.chain))
      throw invalidField('folder_id', 'the folder is outside of what the user sees');
    await tx.makeRoot(folder);
    return folder.id;
  }

  return {
    /**
     * Who comes with this key. `invalid_credentials` for a key that is unknown, revoked, expired, or whose user is disabled: one
     * answer for all four. A change of the key or its user holds from the next request on.
     */
    async authenticate(text: string): Promise<Member> {
      let member = remembered.get(text);
      if (member === undefined) {
        const before = drops;
        member = await memberOf(text);
        if (member !== undefined && metadata.exclusive && drops === before) {
          if (remembered.size >= mostRemembered) remembered.clear();
          remembered.set(text, member);
        }
      }
      if (member === undefined || (member.keyExpiresAt !== null && member.keyExpiresAt <= clock())) {
        throw new AppError('invalid_credentials', 'The API key provided is invalid or has been revoked.');
      }
      return member;
    },

    /** To be called after every change of keys, users, and of folders that are roots. */
    forgetMembers(): void {
      drops += 1;
      remembered.clear();
    },

    async list(member: Member, page: PageQuery & { readonly userId?: string | undefined }): Promise<Page<Key>> {
      requireScope(member, 'keys');
      if (page.userId !== undefined && page.userId !== member.userId) requireAdmin(member);
      return metadata.listKeys(page.userId ?? member.userId, page);
    },

    async create(member: Member, wanted: NewKey): Promise<MintedKey> {
      requireScope(member, 'keys');
      if (wanted.userId !== undefined && wanted.userId !== member.userId) {
        requireAdmin(member);
        requireScope(member, 'users');
      }
      const scopes = scopesOf(member, wanted.scopes);
      const expiresAt = expiryOf(member, wanted.expiresAt);
      const { secret, hash, last4 } = mint();
      const key = await metadata.write(async (tx) => {
        const user = await tx.findUser(wanted.userId ?? member.userId);
        if (user === undefined) throw invalidField('user_id', 'no such user');
        const folderId = await folderOf(tx, member, user.rootId, wanted.folderId);
        const made: Key = {
          id: newId('key', clock()),
          userId: user.id,
          name: wanted.name,
          hash,
          last4,
          scopes,
          folderId,
          expiresAt,
          revokedAt: null,
          createdAt: clock(),
        };
        await tx.insertKey(made);
        return made;
      });
      this.forgetMembers();
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
      this.forgetMembers();
      return withSecret(key, secret);
    },

    async revoke(member: Member, id: string): Promise<void> {
      await metadata.write(async (tx) => {
        await manageable(tx, member, id);
        await tx.updateKey(id, { revokedAt: clock() });
      });
      this.forgetMembers();
    },
  };
}
