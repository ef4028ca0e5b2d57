import type { ListQuery, Placed } from './list-query.ts';
import type { Key } from './metadata.ts';

/** Sessions, second factors, SSH keys, and API keys by number: a part of the metadata (see `metadata.ts`). */

/** What a right password gives for some hours. */
export interface Session {
  /** Counts up from 1 and is never used twice. */
  readonly number: number;
  /** HMAC of the secret; the secret itself is nowhere. */
  readonly hash: Buffer;
  readonly userId: string;
  /** The IP address that it was begun from. */
  readonly address: string;
  readonly userAgent: string | null;
  /** The door that it was begun at: `restapi`, `web`. */
  readonly door: string;
  readonly createdAt: number;
  /** At most five minutes late. */
  readonly lastUsedAt: number;
  readonly expiresAt: number;
}

/** A session with the words that a list shows. */
export interface ListedSession extends Session {
  readonly userNumber: number;
  readonly username: string;
}

/** Codes of an app (TOTP), asked for at each sign-in. */
export interface SecondFactor {
  readonly userId: string;
  /** Under a key that is not in the store. */
  readonly sealedSecret: Buffer;
  /** Null while the user has not shown a code yet: nobody is asked for one then. */
  readonly confirmedAt: number | null;
  /** The time step of the code that was used last: no code up to it is taken again. */
  readonly lastStep: number;
}

/** An SSH key that a user may sign in with. */
export interface PublicKey {
  /** Counts up from 1 and is never used twice. */
  readonly number: number;
  readonly userId: string;
  readonly title: string;
  /** `ssh-ed25519 AAAA…`, without a comment. */
  readonly publicKey: string;
  /** `aa:bb:…` */
  readonly fingerprintMd5: string;
  /** `SHA256:…`; unique among the keys of a user. */
  readonly fingerprintSha256: string;
  /** Made here, and the private half given to the user. */
  readonly isGenerated: boolean;
  readonly createdAt: number;
  readonly lastLoginAt: number | null;
}

/** An SSH key with the words that a list shows. */
export interface ListedPublicKey extends PublicKey {
  readonly userNumber: number;
  readonly username: string;
}

/** An API key with the words that a list shows. */
export interface ListedKey extends Key {
  readonly userNumber: number;
}

export type KeyField = 'expires_at' | 'number';
export type SessionField = 'created_at' | 'number';
export type PublicKeyField = 'user_number' | 'title' | 'created_at' | 'number';

export interface SessionReads {
  findListedKey(number: number): Promise<ListedKey | undefined>;
  /** Keys that are not revoked: those of one user that are not for the whole site, or those for the whole site. */
  listKeysBy(query: ListQuery<KeyField> & { readonly of: { readonly userId: string } | 'site' }): Promise<readonly Placed<ListedKey>[]>;

  findSession(number: number): Promise<Session | undefined>;
  findSessionByHash(hash: Buffer): Promise<Session | undefined>;
  /** Sessions that are not over at `now`; of one user, or of all. */
  listSessions(
    query: ListQuery<SessionField> & { readonly userId?: string | undefined; readonly now: number },
  ): Promise<readonly Placed<ListedSession>[]>;

  findSecondFactor(userId: string): Promise<SecondFactor | undefined>;

  findPublicKey(number: number): Promise<ListedPublicKey | undefined>;
  findPublicKeyOf(userId: string, fingerprintSha256: string): Promise<ListedPublicKey | undefined>;
  listPublicKeys(query: ListQuery<PublicKeyField> & { readonly userId?: string | undefined }): Promise<readonly Placed<ListedPublicKey>[]>;

  /** How many API keys and SSH keys users have, by the users' ids; those who have none are left out. */
  countKeys(userIds: readonly string[]): Promise<ReadonlyMap<string, { readonly apiKeys: number; readonly publicKeys: number }>>;
  /** Of the whole site: how many users, and the bytes that count against their quotas. */
  usage(): Promise<{ readonly users: number; readonly usedBytes: number }>;
}

export interface SessionWrites {
  insertSession(session: Omit<Session, 'number'>): Promise<Session>;
  updateSession(number: number, change: Pick<Session, 'lastUsedAt'>): Promise<void>;
  deleteSession(number: number): Promise<void>;
  /** Ends all sessions of a user but one. */
  deleteSessionsOf(userId: string, except?: number): Promise<void>;
  /** Removes those that are over at `now`, at most `limit`, and answers how many. */
  pruneSessions(now: number, limit: number): Promise<number>;

  /** Replaces what the user has. `User.secondFactorAt` follows. */
  putSecondFactor(factor: SecondFactor): Promise<void>;
  deleteSecondFactor(userId: string): Promise<void>;

  insertPublicKey(key: Omit<PublicKey, 'number'>): Promise<PublicKey>;
  updatePublicKey(number: number, change: Pick<PublicKey, 'title'>): Promise<void>;
  deletePublicKey(number: number): Promise<void>;
}
