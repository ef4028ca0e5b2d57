import { AppError, invalidField } from '../errors.ts';
import type { Key } from '../metadata.ts';
import { scopesOfSet, type PermissionSet } from './permission-sets.ts';
import { isScope, scopes as allScopes, type Member, type Scope } from '../access/principal.ts';

/** What a key may be, and what of it one key can give to another: never more than it has itself. */

const maxNameLength = 255;

/** The name as it is kept, or `invalid`. */
export function checkName(name: string): string {
  const trimmed = name.trim();
  if (trimmed === '' || trimmed.length > maxNameLength) throw invalidField('name', `1 to ${maxNameLength} characters`);
  return trimmed;
}

/** The scopes of a new key: by default all of the key that makes it. Throws `invalid`, or `forbidden` for more than that has. */
export function scopesOf(member: Member, wanted: readonly string[] | undefined): readonly Scope[] {
  if (wanted === undefined) return allScopes.filter((scope) => member.scopes.has(scope));
  if (wanted.length === 0) throw invalidField('scopes', `name at least one of ${allScopes.join(', ')}`);
  return scopesWithin(member, wanted);
}

/** The same for a list that may be empty. */
export function scopesWithin(member: Member, wanted: readonly string[]): readonly Scope[] {
  return [...new Set(wanted)].map((scope) => {
    if (!isScope(scope)) throw invalidField('scopes', `unknown scope; known are ${allScopes.join(', ')}`);
    if (!member.scopes.has(scope))
      throw new AppError('forbidden', `This API key lacks the scope ${scope}, so it cannot give it to another key.`);
    return scope;
  });
}

/** When a new key expires: by default with the key that makes it. Throws `invalid`, or `forbidden` for later than that. */
export function expiryOf(member: Member, wanted: number | null | undefined, now: number): number | null {
  if (wanted !== undefined && wanted !== null && wanted <= now) throw invalidField('expires_at', 'the time is in the past');
  const limit = member.keyExpiresAt;
  if (wanted === undefined || wanted === null) return limit;
  if (limit !== null && wanted > limit) throw new AppError('forbidden', 'A key cannot make one that lives longer than itself.');
  return wanted;
}

/** What a key may do in Files.com's words. Keys of other doors have scopes of their own choice: the word then says less than they may. */
export function shownPermissionSet({ permissionSet, scopes }: Pick<Key, 'permissionSet' | 'scopes'>): PermissionSet {
  const hasAll = (wanted: readonly string[]): boolean => wanted.every((scope) => scopes.includes(scope));
  if (permissionSet !== 'full' || hasAll(allScopes)) return permissionSet;
  return hasAll(scopesOfSet.files_only) ? 'files_only' : 'none';
}

/** Undefined when it stays; a client that saves a whole key sends the time as it was shown, in whole seconds. */
export function changedExpiry(member: Member, known: Key, wanted: number | null | undefined, now: number): number | null | undefined {
  if (wanted === undefined || wanted === known.expiresAt) return undefined;
  if (wanted !== null && known.expiresAt !== null && Math.floor(wanted / 1000) === Math.floor(known.expiresAt / 1000)) return undefined;
  return expiryOf(member, wanted, now);
}

/** Nothing when they stay. Throws `forbidden` for more than the member's own key may do. */
export function changedPermissions(
  member: Member,
  known: Key,
  wanted: PermissionSet | undefined,
): Partial<Pick<Key, 'permissionSet' | 'scopes'>> {
  if (wanted === undefined || wanted === shownPermissionSet(known)) return {};
  if (known.isSiteWide) throw invalidField('permission_set', 'a key for the whole site is full');
  return { permissionSet: wanted, scopes: scopesWithin(member, scopesOfSet[wanted]) };
}
