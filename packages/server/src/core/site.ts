import { AppError, invalidField } from './errors.ts';
import type { MetadataReads, MetadataStore } from './metadata.ts';
import type { Profile } from './metadata-people.ts';
import type { Member } from './access/principal.ts';
import { checkAllowedIps, requireHolds } from './access/entry-rules.ts';
import { requireAdmin, requireAdminView, requireScope } from './access/rights.ts';

/** The settings of the whole site that rules read, and beside them the `profile`, which is only shown. */
export interface SiteSettings {
  readonly name: string;
  /** How long a session lasts, counted from its beginning. Default 6 hours. */
  readonly sessionExpiryMinutes: number;
  /** Which checksums are computed for files that come in. Default: none. */
  readonly crc32: boolean;
  readonly md5: boolean;
  readonly sha1: boolean;
  readonly sha256: boolean;
  /** Uploads make the folders that are missing, also when the client does not ask for it. Default: no. */
  readonly alwaysMkdirParents: boolean;
  readonly bundlePasswordRequired: boolean;
  /** Days that a share lasts at most; one that does not say when it ends lasts as long. Default null: for ever. */
  readonly bundleExpirationDays: number | null;
  /** Characters. Default 8, and never less. */
  readonly passwordMinLength: number;
  /** Days after which a password has to be changed, for users who have no figure of their own. Default null: never. */
  readonly passwordValidityDays: number | null;
  /** Who signs in has to show codes of an app, and to set that up first. Default: no. */
  readonly secondFactorRequired: boolean;
  /** IP addresses and CIDR blocks that members come in from, one in a line. Default null: from everywhere. */
  readonly allowedIps: string | null;
  /** Whether wrong passwords lock a user name. Default: yes. */
  readonly userLockout: boolean;
  /** Wrong passwords within `userLockoutWithinHours` after which a user name is locked, for `userLockoutHours`. Defaults 10, 1, 1. */
  readonly userLockoutTries: number;
  readonly userLockoutWithinHours: number;
  readonly userLockoutHours: number;
  /** Whether those who are no administrators make keys for themselves. Default: yes. */
  readonly usersCanCreateApiKeys: boolean;
  readonly usersCanCreateSshKeys: boolean;
  /** Earlier contents that are kept of each file, beside the present one. Default 10; 0 keeps none. */
  readonly versionsKept: number;
  /** Days that an earlier content is kept at most, counted from when it was replaced. Default 30. */
  readonly versionDays: number;
  /** Days that what was deleted stays in the trash. Default 30; 0: the site has no trash. */
  readonly trashDays: number;
  /** Values by the names that a door gives them. No rule reads them. */
  readonly profile: Profile;
}

/** How long what was replaced or deleted can come back. */
export type Retention = Pick<SiteSettings, 'versionsKept' | 'versionDays' | 'trashDays'>;

/** What is undefined stays; null is the default again. In `profile` only the values of the same names are replaced. */
export type SiteChange = { readonly [Name in keyof SiteSettings]?: SiteSettings[Name] | null | undefined };

/** What holds until the operator or an administrator says otherwise. */
export const defaultSettings: SiteSettings = {
  name: 'Filewharf',
  sessionExpiryMinutes: 360,
  crc32: false,
  md5: false,
  sha1: false,
  sha256: false,
  alwaysMkdirParents: false,
  bundlePasswordRequired: false,
  bundleExpirationDays: null,
  passwordMinLength: 8,
  passwordValidityDays: null,
  secondFactorRequired: false,
  allowedIps: null,
  userLockout: true,
  userLockoutTries: 10,
  userLockoutWithinHours: 1,
  userLockoutHours: 1,
  usersCanCreateApiKeys: true,
  usersCanCreateSshKeys: true,
  versionsKept: 10,
  versionDays: 30,
  trashDays: 30,
  profile: {},
};

/** From the least to the most that each may be. */
export const retentionRanges = { versionsKept: [0, 1000], versionDays: [1, 36_500], trashDays: [0, 36_500] } as const;

/** The wire's names of numbers, and what they may be. */
const ranges = {
  sessionExpiryMinutes: ['session_expiry_minutes', 1, 60 * 24 * 365],
  bundleExpirationDays: ['bundle_expiration', 1, 36_500],
  passwordMinLength: ['password_min_length', 8, 128],
  passwordValidityDays: ['password_validity_days', 1, 36_500],
  userLockoutTries: ['user_lockout_tries', 1, 1000],
  userLockoutWithinHours: ['user_lockout_within', 1, 24 * 365],
  userLockoutHours: ['user_lockout_lock_period', 1, 24 * 365],
  versionsKept: ['versions_kept', ...retentionRanges.versionsKept],
  versionDays: ['version_days', ...retentionRanges.versionDays],
  trashDays: ['trash_days', ...retentionRanges.trashDays],
} as const satisfies Partial<Record<keyof SiteSettings, readonly [field: string, least: number, most: number]>>;

/** Settings are shown with every call of some clients, so what a door puts in has to stay small. */
const maxProfileBytes = 256 * 1024;

export interface SiteUsage {
  readonly users: number;
  /** What counts against the quotas of all users. */
  readonly usedBytes: number;
}

const setting = 'site';

export type Site = ReturnType<typeof createSite>;

/** `defaults`: the operator's. `changed` is told after each change. */
export function createSite({
  metadata,
  defaults = {},
  changed: tell,
}: {
  metadata: MetadataStore;
  defaults?: Partial<SiteSettings>;
  changed: () => void;
}) {
  const byDefault: SiteSettings = { ...defaultSettings, ...defaults };
  /** Kept only while nobody else can change the store. */
  let known: SiteSettings | undefined;
  /** How often it was changed: what was read before that may be out of date and is not kept. */
  let changes = 0;

  /** What administrators have said. Everything else has its default, also a setting that came with a later version. */
  async function said(reads: MetadataReads): Promise<Partial<SiteSettings>> {
    const stored = await reads.findSetting(setting);
    // Only `update` writes it.
    return stored === undefined ? {} : (JSON.parse(stored.toString()) as Partial<SiteSettings>);
  }

  async function read(reads: MetadataReads): Promise<SiteSettings> {
    return { ...byDefault, ...(await said(reads)) };
  }

  function changed(before: Partial<SiteSettings>, { profile, ...change }: SiteChange): Partial<SiteSettings> {
    const given = Object.entries(change).filter((entry) => entry[1] !== undefined);
    // Names and values are those of `SiteChange`; null is the default again.
    const wanted = Object.fromEntries(Object.entries({ ...before, ...Object.fromEntries(given) }).filter((entry) => entry[1] !== null));
    const after: SiteSettings = { ...byDefault, ...(wanted as Partial<SiteSettings>) };
    for (const [name, [field, least, most]] of Object.entries(ranges)) {
      const value = after[name as keyof typeof ranges];
      if (value !== null && !(Number.isInteger(value) && value >= least && value <= most)) {
        throw invalidField(field, `a whole number from ${least} to ${most}`);
      }
    }
    if (after.name.trim() === '' || after.name.length > 255) throw invalidField('name', '1 to 255 characters');
    const merged = profile === null ? {} : { ...before.profile, ...profile };
    if (Buffer.byteLength(JSON.stringify(merged)) > maxProfileBytes) {
      throw new AppError('too_large', `The settings of a site have at most ${maxProfileBytes} bytes.`);
    }
    return { ...wanted, allowedIps: checkAllowedIps(after.allowedIps), profile: merged };
  }

  return {
    async get(): Promise<SiteSettings> {
      if (known !== undefined) return known;
      const before = changes;
      const settings = await read(metadata);
      if (metadata.exclusive && changes === before) known = settings;
      return settings;
    },

    /** The same as a transaction sees it. */
    read,

    /** The same, for administrators, also read-only ones. */
    async view(member: Member): Promise<SiteSettings> {
      requireScope(member, 'users');
      requireAdminView(member);
      return this.get();
    },

    /** For administrators. `address`: whose request it is, so that nobody locks themselves out. */
    async update(member: Member, change: SiteChange, address?: string): Promise<SiteSettings> {
      requireScope(member, 'users');
      requireAdmin(member);
      const settings = await metadata.write(async (tx) => {
        const after = changed(await said(tx), change);
        if ((change.allowedIps ?? null) !== null) requireHolds(after.allowedIps ?? null, address);
        await tx.putSetting(setting, Buffer.from(JSON.stringify(after)));
        return { ...byDefault, ...after };
      });
      changes += 1;
      known = undefined;
      tell();
      return settings;
    },

    /** When the site was set up. */
    async createdAt(): Promise<number> {
      return (await metadata.topFolder()).createdAt;
    },

    /** For administrators, also read-only ones. */
    async usage(member: Member): Promise<SiteUsage> {
      requireScope(member, 'users');
      requireAdminView(member);
      return metadata.usage();
    },
  };
}
