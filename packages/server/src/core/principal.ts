import type { Plan } from './plans.ts';

/** What a key may be used for. A new key can have only scopes of the key that makes it. */
export const scopes = ['files:read', 'files:write', 'shares', 'keys', 'users'] as const;
export type Scope = (typeof scopes)[number];

export function isScope(text: string): text is Scope {
  return scopes.some((scope) => scope === text);
}

/** Somebody with an account, who came with an API key. */
export interface Member {
  readonly kind: 'member';
  readonly userId: string;
  readonly username: string;
  readonly isAdmin: boolean;
  readonly plan: Plan;
  readonly keyId: string;
  readonly keyName: string;
  readonly keyExpiresAt: number | null;
  readonly scopes: ReadonlySet<Scope>;
  /** The folder that the key is limited to, null when it sees all that its user sees. */
  readonly keyFolderId: string | null;
  /** The folder that is the root of all this member sees: the key's folder, else the user's root. */
  readonly rootId: string;
  /** The roots at or below `rootId` (see `NodeFields.rootId`); `all` for the top folder. */
  readonly roots: ReadonlySet<string> | 'all';
}

/** Somebody with a share link, who has given its password when it has one. */
export interface Visitor {
  readonly kind: 'visitor';
  readonly fileId: string;
  readonly allowDownload: boolean;
}

export type Principal = Member | Visitor;
