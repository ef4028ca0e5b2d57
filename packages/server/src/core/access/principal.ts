import type { Access, Rights } from './access.ts';
import type { Plan } from '../plans.ts';

/** What a key may be used for. A new key can have only scopes of the key that makes it. */
export const scopes = ['files:read', 'files:write', 'shares', 'keys', 'users'] as const;
export type Scope = (typeof scopes)[number];

export function isScope(text: string): text is Scope {
  return scopes.some((scope) => scope === text);
}

/** Somebody with an account, who came with an API key or signed in. */
export interface Member {
  readonly kind: 'member';
  readonly userId: string;
  /** The same user as the whole number that the Files.com dialect shows. */
  readonly userNumber: number;
  readonly username: string;
  readonly isAdmin: boolean;
  /** Sees everything that an administrator sees, and changes nothing. */
  readonly isReadonlyAdmin: boolean;
  readonly plan: Plan;
  readonly credential: 'key' | 'session';
  /** The id of the key, or of the session. */
  readonly keyId: string;
  /** The key as a whole number; null for a session. */
  readonly keyNumber: number | null;
  /** The session as a whole number; null for a key. */
  readonly sessionNumber: number | null;
  readonly keyName: string;
  /** Null for a session as well: what is made in it may outlive it. */
  readonly keyExpiresAt: number | null;
  /** When the credential or the user's time ends. */
  readonly validUntil: number | null;
  readonly scopes: ReadonlySet<Scope>;
  /** What a session has to do before it may do anything else: until then it has no scopes. */
  readonly mustFirst: 'change_password' | 'set_up_second_factor' | null;
  /** When the password of a session becomes too old, so that there is something to do first; null when it does not, or has. */
  readonly dutyFrom: number | null;
  /** The folder that the key is limited to, null when it sees all that its user sees. */
  readonly keyFolderId: string | null;
  /** The folder that is the root of all this member sees: the key's folder, else the user's root. */
  readonly rootId: string;
  /** False: neither keys nor sessions of this user are taken. */
  readonly mayUseApi: boolean;
  /** From where the member may come in; undefined: from everywhere. */
  readonly allowsAddress: ((address: string) => boolean) | undefined;
  /** What is granted where; `all` for an administrator of the whole tree. */
  readonly access: Access;
}

/** Somebody with a share link, who has given its password and said who they are, where it asks for that. */
export interface Visitor {
  readonly kind: 'visitor';
  readonly shareNumber: number;
  /** Of the password that let the visitor in. */
  readonly passwordVersion: number;
  /** What the link names: files, and folders with all that is in them. */
  readonly nodeIds: ReadonlySet<string>;
  /** What the link gives, at most. */
  readonly rights: Rights;
  /** Whose link it is: the visitor has nothing that its owner has not. */
  readonly owner: Member;
  readonly registrationNumber: number | null;
}

export type Principal = Member | Visitor;
