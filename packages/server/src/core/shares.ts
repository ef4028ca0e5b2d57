import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from './clock.ts';
import { AppError, invalidField } from './errors.ts';
import { isId, newId } from './ids.ts';
import type { Keyring } from './master-key.ts';
import type { Limits } from './limits.ts';
import type { FileNode, MetadataReads, MetadataStore, Page, PageQuery, Share } from './metadata.ts';
import type { Passwords } from './passwords.ts';
import type { Member, Visitor } from './principal.ts';
import { authorizedFile, requireScope } from './rights.ts';

/** Guesses at a share's password per 15 minutes: for the share from everywhere, and for an address at all shares. */
const guessesPerShare = 10;
const guessesPerAddress = 30;
const unlockedForSeconds = 12 * 3600;
const hour = 3_600_000;
/** A right password is known again for so long, without a count and without a slow hash. */
const knownForMilliseconds = 5 * 60_000;
const mostKnown = 1000;

export interface NewShare {
  readonly fileId: string;
  readonly password?: string | null | undefined;
  readonly expiresInHours?: number | null | undefined;
  readonly allowDownload: boolean;
}

export interface ShareChange {
  /** null removes the password. */
  readonly password?: string | null | undefined;
  /** Hours from now; null for no expiry. */
  readonly expiresInHours?: number | null | undefined;
  readonly allowDownload?: boolean | undefined;
}

/** A share with the token of its link. */
export interface SharedLink {
  readonly share: Share;
  readonly token: string;
}

/** What a link leads to. `locked`: the password has not been given. */
export interface OpenedShare {
  readonly share: Share;
  readonly file: FileNode;
  readonly locked: boolean;
  /** What the visitor may do; undefined while locked. */
  readonly visitor: Visitor | undefined;
}

export type Shares = ReturnType<typeof createShares>;

export function createShares({
  metadata,
  clock,
  keyring,
  passwords,
  limits,
}: {
  metadata: MetadataStore;
  clock: Clock;
  keyring: Keyring;
  passwords: Passwords;
  limits: Limits;
}) {
  const linkKey = keyring.derive('share-links');
  const cookieKey = keyring.derive('cookies');

  // The token is not stored: it is derived from the row's salt and a server secret, so that a link can be shown again but a stolen
  // database holds none. 16 bytes: 128 bits that nobody can guess.
  const tokenOf = (salt: Buffer): string =>
    createHmac('sha256', linkKey).update('token').update(salt).digest().subarray(0, 16).toString('base64url');
  const hashOf = (token: string): Buffer => createHmac('sha256', linkKey).update('lookup').update(token).digest();
  const withToken = (share: Share): SharedLink => ({ share, token: tokenOf(share.salt) });

  function expiryOf(hours: number | null, maxHours: number | null): number | null {
    const wanted = hours ?? maxHours;
    if (wanted === null) return null;
    if (maxHours !== null && wanted > maxHours) throw invalidField('expires_in', `at most ${maxHours} hours on this plan`);
    return clock() + wanted * hour;
  }

  async function own(reads: MetadataReads, member: Member, id: string): Promise<Share> {
    requireScope(member, 'shares');
    const share = isId('share', id) ? await reads.findShare(id) : undefined;
    const isTheirs = share !== undefined && (share.ownerId === member.userId || member.isAdmin);
    if (share === undefined || !isTheirs) throw new AppError('not_found', 'No such share.');
    // A key for one folder manages only shares of files in that folder.
    await authorizedFile(reads, member, 'share', share.fileId);
    return share;
  }

  function unlockProof(share: Share, expiresAt: number): string {
    const mac = createHmac('sha256', cookieKey).update(`${share.id} ${share.passwordVersion} ${expiresAt}`).digest('base64url');
    return `${expiresAt}.${mac}`;
  }

  function proves(share: Share, proof: string | undefined): boolean {
    if (proof === undefined) return false;
    const expiresAt = Number(proof.slice(0, proof.indexOf('.')));
    if (!Number.isSafeInteger(expiresAt) || expiresAt <= clock()) return false;
    const wanted = Buffer.from(unlockProof(share, expiresAt));
    const given = Buffer.from(proof);
    return wanted.length === given.length && timingSafeEqual(wanted, given);
  }

  // Programs send the password with each of many requests, also in parallel (Basic credentials).
  const knownRight = new Map<string, number>();
  const beingChecked = new Map<string, Promise<void>>();

  function isKnownRight(guess: string): boolean {
    const until = knownRight.get(guess);
    if (until === undefined) return false;
    knownRight.delete(guess);
    if (until <= clock()) return false;
    // Used last, dropped last.
    knownRight.set(guess, until);
    return true;
  }

  async function check(share: Share, passwordHash: string, password: string, address: string): Promise<void> {
    // Only the HMAC is kept, and another password is another version. The first word keeps it apart from a proof.
    const guess = createHmac('sha256', cookieKey).update(`password ${share.id} ${share.passwordVersion} ${password}`).digest('base64url');
    // One at a time tries the same password; when it was wrong, whoever waited counts like everybody.
    const other = beingChecked.get(guess);
    if (other !== undefined) await other;
    if (isKnownRight(guess)) return;
    const checking = tryPassword();
    const settled = checking.catch(() => undefined);
    if (!beingChecked.has(guess)) {
      beingChecked.set(guess, settled);
      void settled.then(() => beingChecked.delete(guess));
    }
    await checking;

    async function tryPassword(): Promise<void> {
      const counted = await limits.countGuess({ [`share ${share.id}`]: guessesPerShare, [`address ${address}`]: guessesPerAddress });
      if (!(await passwords.verify(passwordHash, password))) throw new AppError('invalid_credentials', 'The password is wrong.');
      knownRight.set(guess, clock() + knownForMilliseconds);
      const [oldest] = knownRight.keys();
      if (knownRight.size > mostKnown && oldest !== undefined) knownRight.delete(oldest);
      await counted.succeeded();
    }
  }

  async function find(token: string): Promise<{ share: Share; file: FileNode }> {
    const missing = (): AppError => new AppError('not_found', 'There is no such link, or it was revoked.');
    const share = await metadata.findShareByToken(hashOf(token));
    if (share === undefined) throw missing();
    if (share.expiresAt !== null && share.expiresAt <= clock()) throw new AppError('gone', 'This link has expired.');
    const file = await metadata.findNode(share.fileId);
    const owner = await metadata.findUser(share.ownerId);
    // A link gives no more than its owner has: it rests while the owner is disabled or no longer sees the file.
    if (file?.kind !== 'file' || owner === undefined || owner.disabled) throw missing();
    if (!(await metadata.rootsBelow(owner.rootId)).includes(file.rootId)) throw missing();
    return { share, file };
  }

  function opened(share: Share, file: FileNode, locked: boolean): OpenedShare {
    return { share, file, locked, visitor: locked ? undefined : { kind: 'visitor', fileId: file.id, allowDownload: share.allowDownload } };
  }

  return {
    async create(member: Member, wanted: NewShare): Promise<SharedLink> {
      requireScope(member, 'shares');
      const expiresAt = expiryOf(wanted.expiresInHours ?? null, member.plan.maxShareHours);
      // Looked up first, so that a slow hash is not spent on a file that is not there.
      await authorizedFile(metadata, member, 'share', wanted.fileId);
      const passwordHash = wanted.password === undefined || wanted.password === null ? null : await passwords.hash(wanted.password);
      const salt = randomBytes(16);
      const now = clock();
      const share: Share = {
        id: newId('share', now),
        fileId: wanted.fileId,
        ownerId: member.userId,
        salt,
        tokenHash: hashOf(tokenOf(salt)),
        passwordHash,
        passwordVersion: 1,
        expiresAt,
        allowDownload: wanted.allowDownload,
        createdAt: now,
      };
      await metadata.write(async (tx) => {
        await authorizedFile(tx, member, 'share', wanted.fileId);
        await tx.insertShare(share);
      });
      return withToken(share);
    },

    async get(member: Member, id: string): Promise<SharedLink> {
      return withToken(await own(metadata, member, id));
    },

    /** The member's own shares, or those of one file; an administrator sees everybody's. */
    async list(member: Member, page: PageQuery & { readonly fileId?: string | undefined }): Promise<Page<SharedLink>> {
      requireScope(member, 'shares');
      // A key for one folder has to name a file in it, because a user's shares are not kept by folder.
      if (page.fileId !== undefined) await authorizedFile(metadata, member, 'share', page.fileId);
      else if (member.keyFolderId !== null)
        throw invalidField('file_id', 'an API key that is limited to a folder lists shares of one file at a time');
      const { items, total } = await metadata.listShares(
        { ...(member.isAdmin ? {} : { ownerId: member.userId }), ...(page.fileId === undefined ? {} : { fileId: page.fileId }) },
        page,
      );
      return { items: items.map(withToken), total };
    },

    /** A change of the password locks out those who had given the old one. */
    async update(member: Member, id: string, change: ShareChange): Promise<SharedLink> {
      await own(metadata, member, id);
      const passwordHash = typeof change.password === 'string' ? await passwords.hash(change.password) : change.password;
      const share = await metadata.write(async (tx) => {
        const known = await own(tx, member, id);
        const given = {
          ...(passwordHash === undefined ? {} : { passwordHash, passwordVersion: known.passwordVersion + 1 }),
          ...(change.expiresInHours === undefined ? {} : { expiresAt: expiryOf(change.expiresInHours, member.plan.maxShareHours) }),
          ...(change.allowDownload === undefined ? {} : { allowDownload: change.allowDownload }),
        };
        await tx.updateShare(id, given);
        return { ...known, ...given };
      });
      return withToken(share);
    },

    async revoke(member: Member, id: string): Promise<void> {
      await metadata.write(async (tx) => {
        await own(tx, member, id);
        await tx.deleteShare(id);
      });
    },

    /** Follows a link. `proof` is what `unlock` gave. Throws `not_found` (unknown, revoked, owner without rights) or `gone` (expired). */
    async open(token: string, proof: string | undefined): Promise<OpenedShare> {
      const { share, file } = await find(token);
      return opened(share, file, share.passwordHash !== null && !proves(share, proof));
    },

    /**
     * Gives the password. The proof stands for it for 12 hours, or until it changes. Throws `invalid_credentials` for a wrong one and
     * `rate_limited` for too many.
     */
    async unlock(
      token: string,
      password: string,
      address: string,
    ): Promise<OpenedShare & { readonly proof: string; readonly proofExpiresAt: number }> {
      const { share, file } = await find(token);
      const proofExpiresAt = clock() + unlockedForSeconds * 1000;
      if (share.passwordHash !== null) await check(share, share.passwordHash, password, address);
      return { ...opened(share, file, false), proof: unlockProof(share, proofExpiresAt), proofExpiresAt };
    },
  };
}
