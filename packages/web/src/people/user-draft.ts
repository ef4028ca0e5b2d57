import type { CreateUserParams, UpdateUserParams, User } from '@filewharf/sdk';
import { formatBytes } from '../base/format.ts';

/** The form of a user, as it is typed. */
export interface UserDraft {
  readonly username: string;
  readonly name: string;
  readonly email: string;
  /** Empty until the plans are known: the one that the server takes by itself. */
  readonly plan: string;
  readonly quota: string;
  readonly root: string;
  readonly isAdmin: boolean;
}

export function draftOf(user: User | undefined): UserDraft {
  const quota = user?.own_storage_quota ?? null;
  return {
    username: user?.username ?? '',
    name: user?.name ?? '',
    email: user?.email ?? '',
    plan: user?.plan ?? '',
    quota: quota === null ? '' : formatBytes(quota),
    root: user?.root_path ?? '',
    isAdmin: user?.is_admin ?? false,
  };
}

/** `20 GiB` in bytes; null for an empty text, undefined for what is no size. `GB` and `G` are taken for `GiB`. */
export function bytesOf(text: string): number | null | undefined {
  if (text.trim() === '') return null;
  const [, digits, unit = 'b'] = /^(\d+(?:\.\d+)?)\s*([kmgt]?)i?b?$/i.exec(text.trim()) ?? [];
  if (digits === undefined) return undefined;
  const bytes = Math.round(Number(digits) * 1024 ** 'bkmgt'.indexOf(unit.toLowerCase() || 'b'));
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}

const textOrNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());

/** `rootFolderId`: of the path in the draft, where one was typed. */
export function creationOf(draft: UserDraft, rootFolderId: string | undefined): CreateUserParams {
  return {
    username: draft.username.trim(),
    name: textOrNull(draft.name),
    email: textOrNull(draft.email),
    ...(draft.plan === '' ? {} : { plan: draft.plan }),
    ownStorageQuota: bytesOf(draft.quota) ?? null,
    isAdmin: draft.isAdmin,
    rootFolderId,
  };
}

/** What was changed, and nothing else: what somebody else changed in the meantime stays. */
export function changesOf(draft: UserDraft, user: User, rootFolderId: string | undefined): UpdateUserParams {
  const before = draftOf(user);
  const isChanged = (field: keyof UserDraft): boolean => draft[field] !== before[field];
  return {
    ...(isChanged('username') ? { username: draft.username.trim() } : {}),
    ...(isChanged('name') ? { name: textOrNull(draft.name) } : {}),
    ...(isChanged('email') ? { email: textOrNull(draft.email) } : {}),
    ...(isChanged('plan') ? { plan: draft.plan } : {}),
    ...(isChanged('quota') ? { ownStorageQuota: bytesOf(draft.quota) ?? null } : {}),
    ...(isChanged('isAdmin') ? { isAdmin: draft.isAdmin } : {}),
    ...(rootFolderId === undefined || !isChanged('root') ? {} : { rootFolderId }),
  };
}
