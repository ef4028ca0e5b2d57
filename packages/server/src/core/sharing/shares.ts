import type { Clock } from '../clock.ts';
import { AppError, invalidField } from '../errors.ts';
import type { Page, PageQuery } from '../metadata.ts';
import { statusOf, type ListedShare, type SharePermissions, type ShareStatus } from '../metadata-shares.ts';
import type { Member } from '../access/principal.ts';
import type { BundlePath, Bundles, BundleWithPaths, ShareTargets } from './bundles.ts';
import type { TermNames } from './share-terms.ts';

const hour = 3_600_000;

/** `download`: visitors get what is shared. `upload`: they put files into a folder, and learn nothing of what is there. */
export const shareKinds = ['download', 'upload'] as const;
export type ShareKind = (typeof shareKinds)[number];

/** What a link can be told. What is undefined stays as it is, or as its default says. */
export interface ShareChange extends Pick<ShareTargets, 'fileId' | 'folderId' | 'ids'> {
  /** null removes the password. */
  readonly password?: string | null | undefined;
  /** Hours from now; null for no expiry. */
  readonly expiresInHours?: number | null | undefined;
  /** In its place, the time. */
  readonly expiresAt?: number | null | undefined;
  readonly startsAt?: number | null | undefined;
  /** Default `download`. */
  readonly kind?: ShareKind | undefined;
  readonly allowDownload?: boolean | undefined;
  /**
   * Without downloads: whether the page still shows what is in the files. Default: not of one file, where only name, size and type are
   * shown; else yes.
   */
  readonly allowPreview?: boolean | undefined;
  /** How many visitors may come in; null for any number, the default. */
  readonly maxUses?: number | null | undefined;
  /** The end of the link, in place of the token. */
  readonly slug?: string | null | undefined;
  readonly title?: string | null | undefined;
  readonly message?: string | null | undefined;
}

export interface NewShare extends ShareChange {
  readonly allowDownload: boolean;
}

/** A link with where the member sees what it leads to. */
export interface LocatedLink {
  readonly share: ListedShare;
  /** The end of the link: the token, or the slug. */
  readonly token: string;
  readonly status: ShareStatus;
  /** What the member sees of it; in lists only of links that lead to one thing. */
  readonly items: readonly BundlePath[];
  /** Of the one thing; undefined when it is not one, or the member does not see it. */
  readonly path: string | undefined;
}

export type Shares = ReturnType<typeof createShares>;

export const kindOf = (permissions: SharePermissions): ShareKind => (permissions === 'write' ? 'upload' : 'download');

/** Links in the words of the v2 API: hours, kinds, what is allowed. `bundles.ts` has the same links, and their rules. */
export function createShares({ clock, bundles }: { clock: Clock; bundles: Bundles }) {
  const linkOf = ({ share, code, paths }: BundleWithPaths): LocatedLink => ({
    share,
    token: code,
    status: statusOf(share, clock()),
    items: paths,
    path: share.nodeCount === 1 ? paths[0]?.path : undefined,
  });

  /** What becomes of the permissions; undefined: they stay. */
  function permissionsOf(
    change: ShareChange,
    known: Pick<ListedShare, 'permissions' | 'fileId'> | undefined,
  ): SharePermissions | undefined {
    const { kind, allowDownload, allowPreview } = change;
    if (known !== undefined && kind === undefined && allowDownload === undefined && allowPreview === undefined) return undefined;
    const before = known?.permissions;
    if ((kind ?? (before === undefined ? 'download' : kindOf(before))) === 'upload') return 'write';
    const isViewOnly = before === 'none' || before === 'preview_only';
    if (allowDownload ?? !isViewOnly) return before === 'read_write' || before === 'full' ? before : 'read';
    const isOfFile =
      change.fileId !== undefined || (change.folderId === undefined && change.ids === undefined && (known?.fileId ?? null) !== null);
    const previews = allowPreview ?? (isViewOnly ? before === 'preview_only' : !isOfFile);
    return previews ? 'preview_only' : 'none';
  }

  /** Throws `invalid` for what contradicts itself. */
  function checkTargets({ fileId, folderId, ids }: ShareChange, isNew: boolean): void {
    const named = [fileId, folderId, ids].filter((target) => target !== undefined).length;
    if (named > 1) throw invalidField('file_id', 'give one of file_id, folder_id and ids');
    if (named === 0 && isNew) throw invalidField('file_id', 'give a file_id, a folder_id or ids');
  }

  function termsOf(change: ShareChange, known?: BundleWithPaths) {
    const { expiresInHours, fileId, folderId, ids } = change;
    if (expiresInHours !== undefined && change.expiresAt !== undefined)
      throw invalidField('expires_at', 'give expires_in or expires_at, not both');
    const permissions = permissionsOf(change, known?.share);
    const isUpload = (permissions ?? known?.share.permissions) === 'write';
    const leadsToFolder =
      fileId === undefined &&
      ids === undefined &&
      (folderId !== undefined || (known?.share.nodeCount === 1 && known.share.fileId === null));
    if (isUpload && !leadsToFolder && (permissions !== undefined || fileId !== undefined || ids !== undefined))
      throw invalidField('kind', 'files are put into one folder: give its folder_id');
    return {
      fileId,
      folderId,
      ids,
      password: change.password,
      permissions,
      startsAt: change.startsAt,
      expiresAt: typeof expiresInHours === 'number' ? clock() + expiresInHours * hour : expiresInHours === null ? null : change.expiresAt,
      maxUses: change.maxUses,
      code: change.slug,
      title: change.title,
      description: change.message,
    };
  }

  const namesFor = ({ expiresAt }: ShareChange): TermNames => ({
    code: 'slug',
    expiresAt: expiresAt === undefined ? 'expires_in' : 'expires_at',
  });

  return {
    /** Throws `not_found` and `forbidden` for what the member does not see or may not share, `conflict` for a slug that is taken. */
    async create(member: Member, wanted: NewShare): Promise<LocatedLink> {
      checkTargets(wanted, true);
      return linkOf(await bundles.create(member, termsOf(wanted), namesFor(wanted)));
    },

    /** Throws `not_found` also while all that it leads to is in the trash. */
    async get(member: Member, id: string): Promise<LocatedLink> {
      const bundle = await bundles.get(member, id);
      if (bundle.paths.length === 0) throw new AppError('not_found', 'No such share.');
      return linkOf(bundle);
    },

    /** The member's own links; an administrator sees everybody's, and a key for one folder those of what is in it. */
    async list(
      member: Member,
      query: PageQuery & {
        readonly fileId?: string | undefined;
        readonly folderId?: string | null | undefined;
        readonly status?: ShareStatus | undefined;
      },
    ): Promise<Page<LocatedLink>> {
      if (query.fileId !== undefined && query.folderId !== undefined)
        throw invalidField('file_id', 'give a file_id or a folder_id, not both');
      const { items, total } = await bundles.listPage(member, query);
      return { items: items.map(linkOf), total };
    },

    /** A change of the password locks out those who had given the old one. */
    async update(member: Member, id: string, change: ShareChange): Promise<LocatedLink> {
      checkTargets(change, false);
      const known = await bundles.get(member, id);
      return linkOf(await bundles.update(member, id, termsOf(change, known), namesFor(change)));
    },

    /** Ends the link. What happened with it stays on record. */
    async revoke(member: Member, id: string): Promise<void> {
      await bundles.delete(member, id);
    },
  };
}
