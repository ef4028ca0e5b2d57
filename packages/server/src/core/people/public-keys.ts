import type { Clock } from '../clock.ts';
import { AppError, invalidField } from '../errors.ts';
import type { ListQuery, Placed } from '../list-query.ts';
import type { MetadataReads, MetadataStore } from '../metadata.ts';
import type { ListedPublicKey, PublicKeyField } from '../metadata-sessions.ts';
import type { Member } from '../access/principal.ts';
import { requireAdmin, requireAdminView, requireScope, requireUnlimited } from '../access/rights.ts';
import type { Site } from '../site.ts';
import type { SshKeys, SshKeyWish, SshPublicKey } from './ssh-keys.ts';

export interface NewPublicKey {
  readonly title: string;
  /** A line as in a `.pub` file, or a wish for a new pair. */
  readonly key: string | SshKeyWish;
  /** Another user's key; administrators only. Default: the member's own. */
  readonly userNumber?: number | undefined;
}

/** A key that was made, with the private half, which nobody can see again; undefined when the user kept it all along. */
export interface MadePublicKey {
  readonly key: ListedPublicKey;
  readonly privateKey: string | undefined;
}

const maxTitleLength = 255;
const mostKeysPerUser = 1000;

export type PublicKeys = ReturnType<typeof createPublicKeys>;

/** SSH keys of users. Everybody manages their own, administrators all. */
export function createPublicKeys({
  metadata,
  clock,
  site,
  sshKeys,
}: {
  metadata: MetadataStore;
  clock: Clock;
  site: Site;
  sshKeys: SshKeys;
}) {
  function requireFor(member: Member, userNumber: number): void {
    requireScope(member, 'keys');
    if (userNumber === member.userNumber) return;
    requireScope(member, 'users');
    requireAdmin(member);
  }

  async function found(reads: MetadataReads, member: Member, number: number, mayLook: boolean): Promise<ListedPublicKey> {
    requireScope(member, 'keys');
    const key = await reads.findPublicKey(number);
    const seesAll = (member.isAdmin || (mayLook && member.isReadonlyAdmin)) && member.keyFolderId === null && member.scopes.has('users');
    if (key === undefined || !(key.userId === member.userId || seesAll)) throw new AppError('not_found', 'No such SSH key.');
    return key;
  }

  function checkTitle(title: string): string {
    const trimmed = title.trim();
    if (trimmed === '' || trimmed.length > maxTitleLength) throw invalidField('title', `1 to ${maxTitleLength} characters`);
    return trimmed;
  }

  return {
    /** Of one user, by number, or of all; those who are no administrators see their own. */
    async list(
      member: Member,
      { userNumber, ...query }: ListQuery<PublicKeyField> & { readonly userNumber?: number | undefined },
    ): Promise<readonly Placed<ListedPublicKey>[]> {
      requireScope(member, 'keys');
      if (userNumber !== undefined && userNumber !== member.userNumber) {
        requireScope(member, 'users');
        requireAdminView(member);
        const user = await metadata.findUserByNumber(userNumber);
        return user === undefined ? [] : metadata.listPublicKeys({ ...query, userId: user.id });
      }
      const all = userNumber === undefined && (member.isAdmin || member.isReadonlyAdmin) && member.keyFolderId === null;
      return metadata.listPublicKeys({ ...query, userId: all && member.scopes.has('users') ? undefined : member.userId });
    },

    async get(member: Member, number: number): Promise<ListedPublicKey> {
      return found(metadata, member, number, true);
    },

    /** `conflict` when the user has this key already. */
    async create(member: Member, { title, key: wanted, userNumber = member.userNumber }: NewPublicKey): Promise<MadePublicKey> {
      requireFor(member, userNumber);
      requireUnlimited(member);
      if (!member.isAdmin && !(await site.get()).usersCanCreateSshKeys) {
        throw new AppError('forbidden', 'On this site only administrators add SSH keys.', { reason: 'needs_site_admin' });
      }
      const checkedTitle = checkTitle(title);
      if (userNumber !== member.userNumber && (await metadata.findUserByNumber(userNumber)) === undefined) throw noUser();
      const made: SshPublicKey & { readonly privateKey?: string } =
        typeof wanted === 'string' ? sshKeys.parse(wanted) : await sshKeys.generate(wanted);
      const key = await metadata.write(async (tx) => {
        const user = await tx.findUserByNumber(userNumber);
        if (user === undefined) throw noUser();
        const known = await tx.findPublicKeyOf(user.id, made.fingerprintSha256);
        if (known !== undefined) {
          throw new AppError('conflict', 'The user has this key already.', { details: [{ field: 'public_key', message: 'is taken' }] });
        }
        const { publicKeys = 0 } = (await tx.countKeys([user.id])).get(user.id) ?? {};
        if (publicKeys >= mostKeysPerUser)
          throw new AppError('conflict', `A user has at most ${mostKeysPerUser} SSH keys. Delete some first.`);
        const stored = await tx.insertPublicKey({
          userId: user.id,
          title: checkedTitle,
          publicKey: made.text,
          fingerprintMd5: made.fingerprintMd5,
          fingerprintSha256: made.fingerprintSha256,
          isGenerated: made.privateKey !== undefined,
          createdAt: clock(),
          lastLoginAt: null,
        });
        return { ...stored, userNumber: user.number, username: user.username };
      });
      return { key, privateKey: made.privateKey };
    },

    async rename(member: Member, number: number, title: string): Promise<ListedPublicKey> {
      const checkedTitle = checkTitle(title);
      return metadata.write(async (tx) => {
        const key = await found(tx, member, number, false);
        requireUnlimited(member);
        await tx.updatePublicKey(number, { title: checkedTitle });
        return { ...key, title: checkedTitle };
      });
    },

    async delete(member: Member, number: number): Promise<void> {
      await metadata.write(async (tx) => {
        await found(tx, member, number, false);
        requireUnlimited(member);
        await tx.deletePublicKey(number);
      });
    },
  };
}

const noUser = (): AppError => invalidField('user_id', 'no such user', 'user_missing');
