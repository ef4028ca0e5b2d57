import type { ListQuery, Placed } from './list-query.ts';
import type { Page, PageQuery } from './metadata.ts';
import type { Profile } from './metadata-people.ts';

/** Links to files and folders, and who came by them: a part of the metadata (see `metadata.ts`). Files.com calls a share a bundle. */

/** What visitors may do with what is shared, in Files.com's words. `none`: they see what there is, and get nothing of it. */
export const sharePermissions = ['read', 'write', 'read_write', 'full', 'none', 'preview_only'] as const;
export type SharePermissions = (typeof sharePermissions)[number];

export interface Share {
  readonly id: string;
  /** Counts up from 1 and is never used twice. */
  readonly number: number;
  readonly ownerId: string;
  /** The file, when that is all that is shared. Null also when the share is over. */
  readonly fileId: string | null;
  /** How many files and folders are shared. Deleting them takes them out; without any the share is over. */
  readonly nodeCount: number;
  /** The link's token is derived from this and a server secret, so the token is in no row. */
  readonly salt: Buffer;
  /** HMAC of the token: what a visitor's link is looked up by. */
  readonly tokenHash: Buffer;
  /** The end of the link, when somebody chose it. The token leads nowhere then. */
  readonly code: string | null;
  readonly passwordHash: string | null;
  /** Counts password changes, so that an unlocked visitor is locked out by one. */
  readonly passwordVersion: number;
  readonly permissions: SharePermissions;
  readonly startsAt: number | null;
  readonly expiresAt: number | null;
  /** How many visitors may come in; null for any number. */
  readonly maxUses: number | null;
  /** Visitors that came in while there was such a limit. */
  readonly uses: number;
  /** What visitors downloaded (a file, or all in one archive), and the files that they put in. */
  readonly downloads: number;
  readonly uploads: number;
  /** Visitors say who they are before they get in. */
  readonly requireRegistration: boolean;
  /** And only with a mail address that is among the recipients. */
  readonly requireShareRecipient: boolean;
  readonly skipName: boolean;
  readonly skipEmail: boolean;
  readonly skipCompany: boolean;
  /** The site's rule on how long a share may last does not hold for it. */
  readonly bypassesExpiration: boolean;
  readonly groupNumber: number | null;
  /** What visitors read above what is shared, in place of its name. */
  readonly title: string | null;
  /** Shown to visitors. */
  readonly description: string | null;
  /** For the owner only, as is `internalName`. */
  readonly note: string | null;
  readonly internalName: string | null;
  /** What is only shown: attributes of other products, as the door gave them. No rule reads it. */
  readonly profile: Profile;
  /** Revoked. The row is kept, so that what happened stays known. */
  readonly deletedAt: number | null;
  readonly createdAt: number;
}

export type NewShareRow = Omit<Share, 'number' | 'fileId' | 'nodeCount' | 'uses' | 'downloads' | 'uploads' | 'deletedAt'>;
export type ShareRowChange = Partial<
  Omit<
    Share,
    'id' | 'number' | 'fileId' | 'nodeCount' | 'salt' | 'tokenHash' | 'uses' | 'downloads' | 'uploads' | 'deletedAt' | 'createdAt'
  >
>;

/** A share with the words that a list shows. */
export interface ListedShare extends Share {
  readonly ownerNumber: number;
  readonly ownerName: string;
}

/** Whether visitors can come in: not yet, not any more by its time, nor by their number. */
export const shareStatuses = ['active', 'scheduled', 'expired', 'used_up'] as const;
export type ShareStatus = (typeof shareStatuses)[number];

/** In the order in which visitors are refused. The store filters by the same rules. */
export function statusOf({ startsAt, expiresAt, maxUses, uses }: Share, now: number): ShareStatus {
  if (expiresAt !== null && expiresAt <= now) return 'expired';
  if (maxUses !== null && uses >= maxUses) return 'used_up';
  return startsAt !== null && startsAt > now ? 'scheduled' : 'active';
}

/** Somebody whom the owner gave the link, or means to. */
export interface ShareRecipient {
  readonly number: number;
  readonly shareNumber: number;
  /** A mail address. */
  readonly recipient: string;
  readonly name: string | null;
  readonly company: string | null;
  readonly note: string | null;
  /** When the link was given out. Null: not yet. */
  readonly sentAt: number | null;
  readonly createdAt: number;
}

/** A visitor who said who they are. */
export interface ShareRegistration {
  readonly number: number;
  readonly shareNumber: number;
  /** Random: what the visitor's cookie names. */
  readonly code: string;
  readonly name: string | null;
  readonly company: string | null;
  readonly email: string | null;
  readonly ip: string;
  readonly recipientNumber: number | null;
  readonly createdAt: number;
}

/** Something that a visitor did. */
export interface ShareAction {
  readonly number: number;
  readonly shareNumber: number;
  readonly registrationNumber: number | null;
  readonly action: 'read' | 'create' | 'update';
  /** From the top of the tree, as it was called then. */
  readonly path: string;
  /** Of a download: one file, or what is shared in one archive. */
  readonly downloadMethod: 'file' | 'full_zip' | null;
  readonly createdAt: number;
}

export interface ListedShareAction extends ShareAction {
  readonly registration: ShareRegistration | null;
}

export type ShareField = 'created_at' | 'expires_at' | 'code' | 'group_number' | 'owner_number' | 'bypasses_expiration' | 'number';
export type ShareRecipientField = 'has_registrations' | 'number';
export type ShareRegistrationField = 'share_number' | 'created_at' | 'number';
export type ShareActionField = 'created_at' | 'share_number' | 'registration_number' | 'number';

/** Whose shares a list is about. Undefined: everybody's. */
export interface SharesOf {
  readonly ownerId?: string | undefined;
  /** Only shares of which all nodes are at or below the folder with this chain. */
  readonly below?: string | undefined;
}

export interface ShareReads {
  findShare(id: string): Promise<Share | undefined>;
  findShareByNumber(number: number): Promise<ListedShare | undefined>;
  /** Only shares that are not revoked, here and below. */
  findShareByToken(tokenHash: Buffer): Promise<Share | undefined>;
  findShareByCode(codeKey: string): Promise<Share | undefined>;
  /** Shares that are not over, newest first. `nodeId`: those that name this file or folder, alone or among others. */
  listShares(
    filter: SharesOf & { readonly nodeId?: string | undefined; readonly status?: ShareStatus | undefined; readonly now: number },
    page: PageQuery,
  ): Promise<Page<ListedShare>>;
  /** All shares. `ended`: those that were revoked or of which nothing is left, in place of the others. `tokenHash`: the one with this token. */
  listSharesBy(
    query: ListQuery<ShareField> & SharesOf & { readonly ended?: boolean | undefined; readonly tokenHash?: Buffer | undefined },
  ): Promise<readonly Placed<ListedShare>[]>;
  /** The ids of what is shared, in the order in which they were named. */
  nodesOfShare(number: number): Promise<readonly string[]>;

  findShareRecipient(shareNumber: number, recipientKey: string): Promise<ShareRecipient | undefined>;
  listShareRecipients(query: ListQuery<ShareRecipientField> & { readonly shareNumber: number }): Promise<readonly Placed<ShareRecipient>[]>;
  findShareRegistration(shareNumber: number, code: string): Promise<ShareRegistration | undefined>;
  listShareRegistrations(
    query: ListQuery<ShareRegistrationField> & SharesOf & { readonly shareNumber?: number | undefined },
  ): Promise<readonly Placed<ShareRegistration>[]>;
  listShareActions(
    query: ListQuery<ShareActionField> &
      SharesOf & {
        readonly shareNumber?: number | undefined;
        readonly registrationNumber?: number | undefined;
        /** Only downloads. */
        readonly downloads?: boolean | undefined;
      },
  ): Promise<readonly Placed<ListedShareAction>[]>;
}

export interface ShareWrites {
  /** `nodeIds`: at least one. */
  insertShare(share: NewShareRow & { readonly codeKey: string | null }, nodeIds: readonly string[]): Promise<Share>;
  updateShare(number: number, change: ShareRowChange & { readonly codeKey?: string | null }): Promise<void>;
  putShareNodes(number: number, nodeIds: readonly string[]): Promise<void>;
  /** Revokes it: nobody comes in any more, and its code is free for others. */
  endShare(number: number, deletedAt: number): Promise<void>;
  /** The same for all shares of one owner. */
  endSharesOf(ownerId: string, deletedAt: number): Promise<void>;
  /** Counts a visitor, if one more may come in; false when not. */
  countShareUse(number: number): Promise<boolean>;

  /** Adds a recipient, or replaces what is known of the one with this address. */
  putShareRecipient(recipient: Omit<ShareRecipient, 'number'> & { readonly recipientKey: string }): Promise<ShareRecipient>;
  insertShareRegistration(registration: Omit<ShareRegistration, 'number'>): Promise<ShareRegistration>;
  /** Counts in the share as well. */
  insertShareAction(action: Omit<ShareAction, 'number'>): Promise<void>;
}
