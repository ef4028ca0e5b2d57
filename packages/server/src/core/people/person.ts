import type { PermissionName } from '../access/access.ts';
import { checkAllowedIps, noEntryRules } from '../access/entry-rules.ts';
import { AppError, invalidField } from '../errors.ts';
import type { User, UserChange } from '../metadata.ts';
import type { EntryRules, Profile } from '../metadata-people.ts';
import type { Plans } from '../plans.ts';

/** What can be known about a person, and an administrator decides. */
export interface Person {
  readonly isAdmin?: boolean | undefined;
  /** Sees what an administrator sees and changes nothing. */
  readonly isReadonlyAdmin?: boolean | undefined;
  readonly name?: string | null | undefined;
  readonly email?: string | null | undefined;
  readonly company?: string | null | undefined;
  readonly plan?: string | undefined;
  /** Bytes in place of the plan's storage quota; null: as the plan says. */
  readonly storageQuotaBytes?: number | null | undefined;
  readonly disabled?: boolean | undefined;
  readonly authenticateUntil?: number | null | undefined;
  readonly passwordValidityDays?: number | null | undefined;
  readonly mustChangePassword?: boolean | undefined;
  readonly primaryGroup?: number | null | undefined;
  readonly sslRequired?: string | null | undefined;
  /** Replaces the rules of the same names only. */
  readonly entry?: Partial<EntryRules> | undefined;
  /** Replaces the values of the same names only. */
  readonly profile?: Profile | undefined;
}

export interface NewUser extends Person {
  readonly username: string;
  /** At least 8 characters. Without one the user can only use API keys. */
  readonly password?: string | undefined;
  /** Default: a new folder of the user's name in the top folder; the top folder itself for an administrator. */
  readonly rootId?: string | undefined;
  /** Instead of `rootId`: a path from the member's root; missing folders are made. */
  readonly rootPath?: string | undefined;
  /** What the user may do in the root. Default: everything. An administrator needs none. */
  readonly grants?: readonly PermissionName[] | undefined;
  readonly groups?: readonly GroupOfUser[] | undefined;
}

/** A group by its number, and whether to be one of its administrators. */
export interface GroupOfUser {
  readonly number: number;
  readonly isAdmin: boolean;
}

export interface UserChanges extends Person {
  readonly username?: string | undefined;
  /** null takes the password away. */
  readonly password?: string | null | undefined;
  readonly rootPath?: string | undefined;
  /** Another root, with the rights that the user had on the old one (the v2 door's way). */
  readonly rootId?: string | undefined;
  /** All the groups that the user is to be in. */
  readonly groups?: readonly GroupOfUser[] | undefined;
}

/** What a user is who was only given a name. */
export const newUser = {
  isAdmin: false,
  isReadonlyAdmin: false,
  name: null,
  email: null,
  company: null,
  storageQuotaBytes: null,
  disabled: false,
  authenticateUntil: null,
  lastLoginAt: null,
  passwordSetAt: null,
  passwordValidityDays: null,
  mustChangePassword: false,
  secondFactorAt: null,
  primaryGroup: null,
  sslRequired: null,
  entry: noEntryRules,
  profile: {},
  usedBytes: 0,
} as const satisfies Partial<User>;

const usernamePattern = /^[\p{Letter}\p{Number}][\p{Letter}\p{Number}._@+-]{0,63}$/u;

/** A name that can be a user's, unchanged; else `invalid`. */
export function checkUsername(username: string): string {
  if (!usernamePattern.test(username))
    throw invalidField('username', '1 to 64 letters, digits or . _ @ + - beginning with a letter or digit');
  return username;
}

export function checkPassword(password: string, minLength = 8): string {
  if ([...password].length < minLength) throw invalidField('password', `at least ${minLength} characters`);
  return password;
}

const personFields = [
  'isAdmin',
  'isReadonlyAdmin',
  'name',
  'email',
  'company',
  'storageQuotaBytes',
  'disabled',
  'authenticateUntil',
  'passwordValidityDays',
  'mustChangePassword',
  'primaryGroup',
  'sslRequired',
] as const satisfies readonly (keyof Person)[];

/** What people may change about themselves. */
const ownFields: ReadonlySet<string> = new Set<keyof UserChanges>(['name', 'email', 'company', 'password', 'profile']);
/** What of the profile: how the clients look and what they send. The rest is what administrators say about a user. */
const ownProfileFields =
  /^(?:language|time_zone|notification_\w+|skip_welcome_screen|subscribe_to_newsletter|header_text|announcements_read)$/;

/** Whether everybody may change this about themselves. */
export const isOwnMatter = (change: UserChanges): boolean =>
  Object.entries(change).every(([field, value]) => value === undefined || ownFields.has(field)) &&
  Object.keys(change.profile ?? {}).every((field) => ownProfileFields.test(field));

const maxTextLength = 255;
/** Users are shown in lists of a thousand, so what a door puts in has to stay small. */
const maxProfileBytes = 16 * 1024;

/** Throws `invalid` for what is too long to be kept of a person. */
function checkPerson(known: Pick<User, 'profile'>, { profile, ...person }: Person): void {
  for (const field of ['name', 'email', 'company'] as const) {
    if ((person[field]?.length ?? 0) > maxTextLength) throw invalidField(field, `at most ${maxTextLength} characters`);
  }
  if (profile !== undefined && Buffer.byteLength(JSON.stringify({ ...known.profile, ...profile })) > maxProfileBytes)
    throw new AppError('too_large', `What is kept with a user has at most ${maxProfileBytes} bytes.`);
}

/** A plan that there is; else `invalid`. */
export function checkPlan(plans: Plans, plan: string): string {
  if (!Object.hasOwn(plans, plan)) throw invalidField('plan', `unknown plan; known are ${Object.keys(plans).join(', ')}`);
  return plan;
}

function entryOf(known: EntryRules, wanted: Partial<EntryRules>): EntryRules {
  const after = { ...known, ...wanted };
  return { ...after, allowedIps: checkAllowedIps(after.allowedIps) };
}

/** The values that the row gets; what is undefined stays. Throws `invalid` and `too_large`. */
export function personOf(plans: Plans, known: Pick<User, 'profile' | 'entry'>, wanted: Person): UserChange {
  checkPerson(known, wanted);
  const { plan, profile, entry, ...person } = wanted;
  const given = {
    ...Object.fromEntries(personFields.map((field) => [field, person[field]]).filter(([, value]) => value !== undefined)),
    ...(plan === undefined ? {} : { plan: checkPlan(plans, plan) }),
    ...(profile === undefined ? {} : { profile: { ...known.profile, ...profile } }),
    ...(entry === undefined ? {} : { entry: entryOf(known.entry, entry) }),
  };
  return given as UserChange;
}
