import type { Clock } from '../clock.ts';
import { AppError, invalidField } from '../errors.ts';
import type { MetadataReads, MetadataWrites } from '../metadata.ts';
import type { Profile } from '../metadata-people.ts';
import type { NewShareRow, Share, SharePermissions, ShareRowChange } from '../metadata-shares.ts';
import type { Passwords } from '../people/passwords.ts';
import type { Member } from '../access/principal.ts';

const hour = 3_600_000;

/** What visitors have to keep to. What is not given stays as it is; null takes it away. */
export interface ShareTerms {
  readonly password?: string | null | undefined;
  readonly permissions?: SharePermissions | undefined;
  /** Of the link, in place of its token. */
  readonly code?: string | null | undefined;
  readonly startsAt?: number | null | undefined;
  /** Null: as late as the plan and the site allow. */
  readonly expiresAt?: number | null | undefined;
  readonly maxUses?: number | null | undefined;
  readonly requireRegistration?: boolean | undefined;
  readonly requireShareRecipient?: boolean | undefined;
  readonly skipName?: boolean | undefined;
  readonly skipEmail?: boolean | undefined;
  readonly skipCompany?: boolean | undefined;
  /** Only administrators can let a share pass by the site's rule on how long it lasts. */
  readonly bypassesExpiration?: boolean | undefined;
  readonly groupNumber?: number | null | undefined;
  readonly title?: string | null | undefined;
  readonly description?: string | null | undefined;
  readonly note?: string | null | undefined;
  readonly internalName?: string | null | undefined;
  readonly profile?: Profile | undefined;
}

/** What a door calls what it can be told is wrong with. */
export interface TermNames {
  readonly code: string;
  readonly expiresAt: string;
}

/** What a site wants of every share. */
export interface ShareRules {
  readonly passwordRequired: boolean;
  /** The longest that a share may last. */
  readonly maxDays: number | null;
}

const noRules: ShareRules = { passwordRequired: false, maxDays: null };

const codePattern = /^[A-Za-z0-9][A-Za-z0-9_-]{2,63}$/;
/** Longest title, in characters. */
const maxTitleLength = 200;
/** Longest text of a description or note, in characters. */
const maxTextLength = 10_000;

/** Two codes are the same when these are equal. Undefined for a text that no code can be. */
export function codeKeyOf(code: string): string | undefined {
  return codePattern.test(code) ? code.toLowerCase() : undefined;
}

function checkText(field: string, text: string | null | undefined, maxLength = maxTextLength): void {
  if (text !== undefined && text !== null && text.length > maxLength) throw invalidField(field, `at most ${maxLength} characters`);
}

export type Terms = ReturnType<typeof createTerms>;

/** Checks what is asked for, and makes it the columns of a share. */
export function createTerms({
  clock,
  passwords,
  rules = async () => noRules,
}: {
  clock: Clock;
  passwords: Passwords;
  rules?: (() => Promise<ShareRules>) | undefined;
}) {
  /** The end of a share that is to end at `wanted`. `field` is what the door calls it. */
  function expiryOf(wanted: number | null, member: Member, { maxDays }: Pick<ShareRules, 'maxDays'>, field: string): number | null {
    const now = clock();
    const { maxShareHours } = member.plan;
    const ofPlan = maxShareHours === null ? Number.POSITIVE_INFINITY : now + maxShareHours * hour;
    const ofSite = maxDays === null ? Number.POSITIVE_INFINITY : now + maxDays * 24 * hour;
    const latest = Math.min(ofPlan, ofSite);
    if (wanted === null) return latest === Number.POSITIVE_INFINITY ? null : latest;
    if (wanted > ofPlan) throw invalidField(field, `at most ${maxShareHours} hours on this plan`);
    if (wanted > ofSite) throw invalidField(field, `at most ${maxDays} days on this site`);
    return wanted;
  }

  return {
    /**
     * The columns that these terms change. `known`: the share that they are for; undefined for a new one, of which the same terms that
     * are not given are settled by the plan and the site. Hashes the password, so it is done before the transaction.
     */
    async columns(
      member: Member,
      terms: ShareTerms,
      known: Share | undefined,
      { expiresAt: expiryField }: Pick<TermNames, 'expiresAt'>,
    ): Promise<Omit<ShareRowChange, 'ownerId'>> {
      const site = await rules();
      const { permissions, startsAt, maxUses, bypassesExpiration, requireRegistration, requireShareRecipient } = terms;
      const { skipName, skipEmail, skipCompany, groupNumber, profile } = terms;
      if (maxUses !== undefined && maxUses !== null && !(Number.isSafeInteger(maxUses) && maxUses >= 1))
        throw invalidField('max_uses', 'a whole number from 1 up');
      if (bypassesExpiration === true && known?.bypassesExpiration !== true && !member.isAdmin)
        throw invalidField('bypasses_site_expiration_rules', 'only an administrator can set this');
      checkText('title', terms.title, maxTitleLength);
      checkText('description', terms.description);
      checkText('note', terms.note);
      checkText('internal_name', terms.internalName);

      const password = terms.password === '' ? null : terms.password;
      const hasPassword = password === undefined ? known !== undefined && known.passwordHash !== null : password !== null;
      // A share from before the rule keeps what it has until somebody touches its password.
      if (site.passwordRequired && !hasPassword && (known === undefined || password !== undefined))
        throw invalidField('password', 'this site wants every share link to have a password');
      const passwordHash = typeof password === 'string' ? await passwords.hash(password) : password;

      // A door that sends back what it was shown sends whole seconds.
      const isAsBefore =
        known !== undefined &&
        typeof terms.expiresAt === 'number' &&
        Math.floor(terms.expiresAt / 1000) === Math.floor((known.expiresAt ?? -1) / 1000);
      const settlesExpiry = known === undefined || (terms.expiresAt !== undefined && !isAsBefore);
      const bypasses = bypassesExpiration ?? known?.bypassesExpiration ?? false;

      return {
        ...(passwordHash === undefined ? {} : { passwordHash, passwordVersion: (known?.passwordVersion ?? 0) + 1 }),
        ...(settlesExpiry ? { expiresAt: expiryOf(terms.expiresAt ?? null, member, bypasses ? noRules : site, expiryField) } : {}),
        ...(permissions === undefined ? {} : { permissions }),
        ...(startsAt === undefined ? {} : { startsAt }),
        ...(maxUses === undefined ? {} : { maxUses }),
        ...(requireRegistration === undefined ? {} : { requireRegistration }),
        ...(requireShareRecipient === undefined ? {} : { requireShareRecipient }),
        ...(skipName === undefined ? {} : { skipName }),
        ...(skipEmail === undefined ? {} : { skipEmail }),
        ...(skipCompany === undefined ? {} : { skipCompany }),
        ...(bypassesExpiration === undefined ? {} : { bypassesExpiration }),
        ...(groupNumber === undefined ? {} : { groupNumber }),
        ...(terms.title === undefined ? {} : { title: terms.title }),
        ...(terms.description === undefined ? {} : { description: terms.description }),
        ...(terms.note === undefined ? {} : { note: terms.note }),
        ...(terms.internalName === undefined ? {} : { internalName: terms.internalName }),
        ...(profile === undefined ? {} : { profile: { ...known?.profile, ...profile } }),
      };
    },

    /** Inside the transaction: a code that nobody else has. Empty and null: none. `field` is what the door calls it. */
    async code(
      tx: MetadataWrites,
      code: string | null | undefined,
      { number, field }: { readonly number?: number; readonly field: string },
    ): Promise<{ readonly code?: string | null; readonly codeKey?: string | null }> {
      if (code === undefined) return {};
      if (code === null || code === '') return { code: null, codeKey: null };
      const codeKey = codeKeyOf(code);
      if (codeKey === undefined) {
        throw invalidField(field, '3 to 64 letters, digits, "-" or "_", beginning with a letter or digit', 'bad_code');
      }
      const other = await tx.findShareByCode(codeKey);
      if (other !== undefined && other.number !== number) {
        const message = 'another share link has this code';
        throw new AppError('conflict', `${field}: ${message}`, { details: [{ field, message }] });
      }
      return { code, codeKey };
    },

    async requireGroup(reads: MetadataReads, { groupNumber }: ShareTerms): Promise<void> {
      if (groupNumber !== undefined && groupNumber !== null && (await reads.findGroup(groupNumber)) === undefined)
        throw invalidField('group_id', 'there is no such group');
    },
  };
}

/** The row of a new share: what its terms do not settle is what most shares have. */
export function newShareRow(
  base: Pick<NewShareRow, 'id' | 'ownerId' | 'salt' | 'tokenHash' | 'createdAt'>,
  columns: Omit<ShareRowChange, 'ownerId'>,
): NewShareRow {
  return {
    code: null,
    passwordHash: null,
    passwordVersion: 1,
    permissions: 'read',
    startsAt: null,
    expiresAt: null,
    maxUses: null,
    requireRegistration: false,
    requireShareRecipient: false,
    skipName: false,
    skipEmail: false,
    skipCompany: false,
    bypassesExpiration: false,
    groupNumber: null,
    title: null,
    description: null,
    note: null,
    internalName: null,
    profile: {},
    ...columns,
    ...base,
  };
}
