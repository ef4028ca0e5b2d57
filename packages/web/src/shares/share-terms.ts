import type { CreateShareParams, Share } from '@filewharf/sdk';

/** What whoever has the link may do. */
export type Purpose = 'download' | 'view' | 'upload';

/** Hours. */
export const lifetimes = { day: 24, week: 24 * 7, month: 24 * 30 } as const;
export type Expiry = 'never' | keyof typeof lifetimes | 'date';

/** The form of a link, as it is typed. */
export interface ShareTerms {
  readonly purpose: Purpose;
  /** Empty: none, or the one that is there. */
  readonly password: string;
  readonly losesPassword: boolean;
  readonly expiry: Expiry;
  /** For `date`: as a field for a local day and time has it. */
  readonly expiresAt: string;
  readonly maxUses: string;
  readonly slug: string;
  readonly title: string;
  readonly message: string;
}

/** What a field for a local day and time has: `2026-11-28T23:30`. */
function localTime(time: string): string {
  const date = new Date(time);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

export function termsOf(share: Share | undefined): ShareTerms {
  const expiresAt = share?.expires_at ?? null;
  return {
    purpose: purposeOf(share),
    password: '',
    losesPassword: false,
    expiry: expiresAt === null ? 'never' : 'date',
    expiresAt: expiresAt === null ? '' : localTime(expiresAt),
    maxUses: share?.max_uses?.toString() ?? '',
    slug: share?.slug ?? '',
    title: share?.title ?? '',
    message: share?.message ?? '',
  };
}

/** Of a new link: downloading. */
export function purposeOf(share: Pick<Share, 'kind' | 'allow_download'> | undefined): Purpose {
  if (share?.kind === 'upload') return 'upload';
  return share?.allow_download === false ? 'view' : 'download';
}

export const isGoodCount = (text: string): boolean => text.trim() === '' || /^[1-9]\d{0,8}$/.test(text.trim());

const textOrNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());

type TermParams = Omit<CreateShareParams, 'fileId' | 'folderId' | 'ids'>;

/** What the server is told. Of a known link, what was not touched is left out, so that it stays as it is to the second. */
export function paramsOf(terms: ShareTerms, known: Share | undefined): TermParams {
  const before = termsOf(known);
  const isUnchangedEnd = known !== undefined && terms.expiry === before.expiry && terms.expiresAt === before.expiresAt;
  return {
    ...(known !== undefined && terms.purpose === before.purpose ? {} : usage(terms.purpose)),
    ...(terms.losesPassword ? { password: null } : terms.password === '' ? {} : { password: terms.password }),
    ...(isUnchangedEnd ? {} : end(terms)),
    maxUses: terms.maxUses.trim() === '' ? null : Number(terms.maxUses),
    slug: textOrNull(terms.slug),
    title: textOrNull(terms.title),
    message: textOrNull(terms.message),
  };
}

function usage(purpose: Purpose): TermParams {
  if (purpose === 'upload') return { kind: 'upload' };
  return { kind: 'download', allowDownload: purpose === 'download', ...(purpose === 'view' ? { allowPreview: true } : {}) };
}

function end({ expiry, expiresAt }: ShareTerms): TermParams {
  if (expiry === 'never') return { expiresIn: null };
  return expiry === 'date' ? { expiresAt: new Date(expiresAt) } : { expiresIn: lifetimes[expiry] };
}
