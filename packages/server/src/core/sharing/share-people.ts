import type { Clock } from '../clock.ts';
import { AppError, invalidField } from '../errors.ts';
import { managedShares, type Bundles } from './bundles.ts';
import type { Placed } from '../list-query.ts';
import type { MetadataStore, MetadataWrites } from '../metadata.ts';
import type { ListedShareAction, ShareRecipient, ShareRegistration, SharesOf, ShareReads } from '../metadata-shares.ts';
import { pathOf } from '../tree/paths.ts';
import type { Member } from '../access/principal.ts';

/** Somebody to give a link to. */
export interface NewRecipient {
  /** A mail address. */
  readonly recipient: string;
  readonly name?: string | null | undefined;
  readonly company?: string | null | undefined;
  readonly note?: string | null | undefined;
}

interface Scope {
  readonly shareNumber?: number | undefined;
  /** Only what belongs to shares of this user. */
  readonly ownerNumber?: number | undefined;
}

const mostRecipients = 1000;
const longestAddress = 254;
const longestText = 10_000;

type Query<Name extends keyof ShareReads> = ShareReads[Name] extends (query: infer Q) => unknown ? Q : never;

export type SharePeople = ReturnType<typeof createSharePeople>;

/** Whom links were given to, who came by them, and what they did. */
export function createSharePeople({ metadata, clock, bundles }: { metadata: MetadataStore; clock: Clock; bundles: Bundles }) {
  function checkRecipient(wanted: NewRecipient): string {
    const address = wanted.recipient.trim();
    if (address.length > longestAddress || !/^[^\s@,;<>]+@[^\s@,;<>]+$/.test(address))
      throw invalidField('recipient', 'is not a mail address');
    for (const field of ['name', 'company', 'note'] as const)
      if ((wanted[field] ?? '').length > longestText) throw invalidField(field, `at most ${longestText} characters`);
    return address;
  }

  async function putRecipient(
    tx: MetadataWrites,
    shareNumber: number,
    wanted: NewRecipient,
    sentAt: number | null,
  ): Promise<ShareRecipient> {
    const recipient = checkRecipient(wanted);
    const known = await tx.findShareRecipient(shareNumber, recipient.toLowerCase());
    return tx.putShareRecipient({
      shareNumber,
      recipient,
      recipientKey: recipient.toLowerCase(),
      name: wanted.name ?? known?.name ?? null,
      company: wanted.company ?? known?.company ?? null,
      note: wanted.note ?? known?.note ?? null,
      sentAt: sentAt ?? known?.sentAt ?? null,
      createdAt: known?.createdAt ?? clock(),
    });
  }

  /** Whose rows a list shows; with a share named, only that share's. Undefined: nobody's. */
  async function scope(member: Member, { shareNumber, ownerNumber }: Scope): Promise<SharesOf | undefined> {
    const managed = await managedShares(metadata, member);
    if (shareNumber !== undefined) await bundles.require(member, shareNumber, 'look');
    if (ownerNumber === undefined) return managed;
    const owner = await metadata.findUserByNumber(ownerNumber);
    const isTheirs = owner !== undefined && (managed.ownerId === undefined || managed.ownerId === owner.id);
    return isTheirs ? { ...managed, ownerId: owner.id } : undefined;
  }

  return {
    /**
     * Gives the link to people: they become recipients to whom it was sent. This server sends no mail, so the owner has to; a link that
     * is only for its recipients lets in whoever gives one of these addresses.
     */
    async share(member: Member, shareNumber: number, recipients: readonly NewRecipient[]): Promise<void> {
      await bundles.require(member, shareNumber, 'change');
      if (recipients.length === 0) throw invalidField('to', 'name at least one mail address');
      if (recipients.length > mostRecipients) throw invalidField('to', `at most ${mostRecipients} mail addresses at once`);
      await metadata.write(async (tx) => {
        for (const recipient of recipients) await putRecipient(tx, shareNumber, recipient, clock());
      });
    },

    /** Adds a recipient, to give the link to now or later. Throws `conflict` for an address that is there. */
    async addRecipient(
      member: Member,
      shareNumber: number,
      wanted: NewRecipient,
      { send }: { readonly send: boolean },
    ): Promise<ShareRecipient> {
      await bundles.require(member, shareNumber, 'change');
      const address = checkRecipient(wanted);
      return metadata.write(async (tx) => {
        if ((await tx.findShareRecipient(shareNumber, address.toLowerCase())) !== undefined) {
          throw new AppError('conflict', `"${address}" is a recipient of this share link already.`, { reason: 'recipient_exists' });
        }
        return putRecipient(tx, shareNumber, wanted, send ? clock() : null);
      });
    },

    async recipients(member: Member, query: Query<'listShareRecipients'>): Promise<readonly Placed<ShareRecipient>[]> {
      await bundles.require(member, query.shareNumber, 'look');
      return metadata.listShareRecipients(query);
    },

    async registrations(
      member: Member,
      { ownerNumber, ...query }: Omit<Query<'listShareRegistrations'>, keyof SharesOf> & Scope,
    ): Promise<readonly Placed<ShareRegistration>[]> {
      const of = await scope(member, { ...query, ownerNumber });
      return of === undefined ? [] : metadata.listShareRegistrations({ ...query, ...of });
    },

    /** What visitors did. `path` is as the member sees it; of what now lies elsewhere only the name is told. */
    async actions(
      member: Member,
      { ownerNumber, ...query }: Omit<Query<'listShareActions'>, keyof SharesOf> & Scope,
    ): Promise<readonly Placed<ListedShareAction>[]> {
      const of = await scope(member, { ...query, ownerNumber });
      const found = of === undefined ? [] : await metadata.listShareActions({ ...query, ...of });
      const root = await metadata.findNode(member.rootId);
      const top = await metadata.topFolder();
      const rootPath = root === undefined ? '' : await pathOf(metadata, { rootId: top.id }, root);
      return found.map(({ item, place }) => ({ place, item: { ...item, path: pathBelow(rootPath, item.path) } }));
    },
  };
}

function pathBelow(rootPath: string, path: string): string {
  if (rootPath === '') return path;
  return path.startsWith(`${rootPath}/`) ? path.slice(rootPath.length + 1) : (path.split('/').at(-1) ?? '');
}
