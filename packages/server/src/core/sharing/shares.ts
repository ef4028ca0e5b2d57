import { activityOf, doneBy } from '../tree/activity.ts';
import type { Clock } from '../clock.ts';
import { AppError, invalidField } from '../errors.ts';
import { isId, newId } from '../ids.ts';
import type { MetadataReads, MetadataStore, Page, PageQuery } from '../metadata.ts';
import type { Share } from '../metadata-shares.ts';
import type { Member } from '../access/principal.ts';
import { authorizedFile, isAllowed, requireScope } from '../access/rights.ts';
import { findPathOf } from '../tree/paths.ts';
import type { ShareLinks } from './share-links.ts';
import { newShareRow, type Terms } from './share-terms.ts';

const hour = 3_600_000;

export interface NewShare {
  readonly fileId: string;
  readonly password?: string | null | undefined;
  readonly expiresInHours?: number | null | undefined;
  readonly allowDownload: boolean;
  /** How many visitors may come in; null for any number, the default. */
  readonly maxUses?: number | null | undefined;
}

export interface ShareChange {
  /** null removes the password. */
  readonly password?: string | null | undefined;
  /** Hours from now; null for no expiry. */
  readonly expiresInHours?: number | null | undefined;
  readonly allowDownload?: boolean | undefined;
  readonly maxUses?: number | null | undefined;
}

/** A share with the end of its link: the token, or the code that somebody chose for it. */
export interface SharedLink {
  readonly share: Share;
  readonly token: string;
}

/** A share of one file. */
export interface FileLink extends SharedLink {
  readonly share: Share & { readonly fileId: string };
}

/** With where the member sees the file; undefined when the member does not see it. */
export interface LocatedLink extends FileLink {
  readonly path: string | undefined;
}

export type Shares = ReturnType<typeof createShares>;

/** Shares of one file each, as the v2 API has them. `bundles.ts` has all shares, these too. */
export function createShares({
  metadata,
  clock,
  links,
  terms,
}: {
  metadata: MetadataStore;
  clock: Clock;
  links: ShareLinks;
  terms: Terms;
}) {
  const isOfFile = (share: Share): share is FileLink['share'] => share.fileId !== null;
  const missing = (): AppError => new AppError('not_found', 'No such share.');

  async function linkTo(reads: MetadataReads, member: Member, share: Share): Promise<LocatedLink> {
    if (!isOfFile(share)) throw missing();
    const file = await reads.findNode(share.fileId);
    const path = file !== undefined && (await isAllowed(reads, member, 'list', file)) ? await findPathOf(reads, member, file) : undefined;
    return { share, token: share.code ?? links.tokenOf(share.salt), path };
  }

  async function own(reads: MetadataReads, member: Member, id: string): Promise<FileLink['share']> {
    requireScope(member, 'shares');
    const share = isId('share', id) ? await reads.findShare(id) : undefined;
    if (share === undefined || !(share.ownerId === member.userId || member.isAdmin)) throw missing();
    if (!isOfFile(share)) throw missing();
    // A key for one folder manages only shares of files in that folder.
    await authorizedFile(reads, member, 'share', share.fileId);
    return share;
  }

  const timeOf = (hours: number | null): number | null => (hours === null ? null : clock() + hours * hour);

  return {
    async create(member: Member, wanted: NewShare): Promise<LocatedLink> {
      requireScope(member, 'shares');
      // Looked up first, so that a slow hash is not spent on a file that is not there.
      await authorizedFile(metadata, member, 'share', wanted.fileId);
      const columns = await terms.columns(
        member,
        {
          password: wanted.password,
          permissions: wanted.allowDownload ? 'read' : 'none',
          expiresAt: timeOf(wanted.expiresInHours ?? null),
          maxUses: wanted.maxUses,
        },
        undefined,
        'expires_in',
      );
      const now = clock();
      const row = newShareRow({ id: newId('share', now), ownerId: member.userId, ...links.newLink(), createdAt: now }, columns);
      return metadata.write(async (tx) => {
        const file = await authorizedFile(tx, member, 'share', wanted.fileId);
        const share = await tx.insertShare({ ...row, codeKey: null }, [wanted.fileId]);
        await tx.insertActivity(activityOf(file, 'shared', { ...doneBy(member), shareNumber: share.number }, now));
        return linkTo(tx, member, share);
      });
    },

    async get(member: Member, id: string): Promise<LocatedLink> {
      return linkTo(metadata, member, await own(metadata, member, id));
    },

    /** The member's own shares, or those of one file; an administrator sees everybody's. */
    async list(member: Member, page: PageQuery & { readonly fileId?: string | undefined }): Promise<Page<LocatedLink>> {
      requireScope(member, 'shares');
      // A key for one folder has to name a file in it, because a user's shares are not kept by folder.
      if (page.fileId !== undefined) await authorizedFile(metadata, member, 'share', page.fileId);
      else if (member.keyFolderId !== null)
        throw invalidField('file_id', 'an API key that is limited to a folder lists shares of one file at a time');
      const { items, total } = await metadata.listShares(
        { ...(member.isAdmin ? {} : { ownerId: member.userId }), ...(page.fileId === undefined ? {} : { fileId: page.fileId }) },
        page,
      );
      const links: LocatedLink[] = [];
      for (const share of items) links.push(await linkTo(metadata, member, share));
      return { items: links, total };
    },

    /** A change of the password locks out those who had given the old one. */
    async update(member: Member, id: string, change: ShareChange): Promise<LocatedLink> {
      const before = await own(metadata, member, id);
      const columns = await terms.columns(
        member,
        {
          password: change.password,
          permissions: change.allowDownload === undefined ? undefined : change.allowDownload ? 'read' : 'none',
          expiresAt: change.expiresInHours === undefined ? undefined : timeOf(change.expiresInHours),
          maxUses: change.maxUses,
        },
        before,
        'expires_in',
      );
      return metadata.write(async (tx) => {
        const known = await own(tx, member, id);
        const given = columns.passwordHash === undefined ? columns : { ...columns, passwordVersion: known.passwordVersion + 1 };
        await tx.updateShare(known.number, given);
        return linkTo(tx, member, { ...known, ...given });
      });
    },

    async revoke(member: Member, id: string): Promise<void> {
      await metadata.write(async (tx) => {
        const share = await own(tx, member, id);
        await tx.endShare(share.number, clock());
      });
    },
  };
}
