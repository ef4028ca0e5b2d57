import { activityOf, doneBy } from '../tree/activity.ts';
import type { Clock } from '../clock.ts';
import { AppError, invalidField } from '../errors.ts';
import { isId, newId } from '../ids.ts';
import type { Placed } from '../list-query.ts';
import type { MetadataReads, MetadataStore, Node, Page, PageQuery } from '../metadata.ts';
import type { ListedShare, SharesOf, ShareReads, ShareStatus } from '../metadata-shares.ts';
import { comparisonPath, findPath, pathOf } from '../tree/paths.ts';
import type { Member } from '../access/principal.ts';
import { authorize, authorizedFile, authorizedFolder, requireScope } from '../access/rights.ts';
import type { ShareLinks } from './share-links.ts';
import { newShareRow, type ShareTerms, type TermNames, type Terms } from './share-terms.ts';
import { right, rightsOn } from '../access/access.ts';

/** Most files and folders of one share. */
const maxPaths = 1000;

/** What a link leads to, in one of these ways. */
export interface ShareTargets {
  /** From the member's root; at least one. */
  readonly paths?: readonly string[] | undefined;
  readonly fileId?: string | undefined;
  /** null: the member's root. */
  readonly folderId?: string | null | undefined;
  /** Of files and folders; at least one. */
  readonly ids?: readonly string[] | undefined;
}

export interface NewBundle extends ShareTerms, ShareTargets {
  /** Only administrators make links that are somebody else's. */
  readonly ownerNumber?: number | null | undefined;
}

export interface BundleChange extends ShareTerms, ShareTargets {
  readonly ownerNumber?: number | null | undefined;
}

export interface BundlePath {
  readonly id: string;
  /** As the member sees it. */
  readonly path: string;
  readonly isFolder: boolean;
}

export interface Bundle {
  readonly share: ListedShare;
  /** The end of the link: the chosen code, else the token. */
  readonly code: string;
}

/** With what the member sees of what is shared. */
export interface BundleWithPaths extends Bundle {
  readonly paths: readonly BundlePath[];
}

type Query<Name extends keyof ShareReads> = ShareReads[Name] extends (query: infer Q) => unknown ? Q : never;
export type BundleQuery = Omit<Query<'listSharesBy'>, keyof SharesOf | 'tokenHash'> & {
  /** Of this user; of all whose shares the member may see when undefined. */
  readonly ownerNumber?: number | undefined;
};

/** What Files.com calls it. */
const filesComNames: TermNames = { code: 'code', expiresAt: 'expires_at' };

export type Bundles = ReturnType<typeof createBundles>;

/** True for shares that were revoked, and for those of which nothing is left. */
export const isOver = ({ deletedAt, nodeCount }: Pick<ListedShare, 'deletedAt' | 'nodeCount'>): boolean =>
  deletedAt !== null || nodeCount === 0;

const missingBundle = (): AppError => new AppError('not_found', 'There is no such share link, or you may not manage it.');

/**
 * Whose shares a member manages: the own ones, and everybody's for those who see everything. A key for one folder manages only shares of
 * what is in it.
 */
export async function managedShares(reads: MetadataReads, member: Member): Promise<SharesOf> {
  requireScope(member, 'shares');
  const seesAll = member.isAdmin || member.isReadonlyAdmin;
  const root = member.keyFolderId === null ? undefined : await reads.findNode(member.keyFolderId);
  if (root?.kind === 'file' || (root === undefined && member.keyFolderId !== null)) throw missingBundle();
  return { ownerId: seesAll ? undefined : member.userId, below: root?.chain };
}

/** Every share, as Files.com has them: of one or more files and folders. */
export function createBundles({
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
  const bundleOf = (share: ListedShare): Bundle => ({ share, code: share.code ?? links.tokenOf(share.salt) });

  function checkCount(field: string, { length }: readonly unknown[]): void {
    if (length === 0) throw invalidField(field, 'name at least one file or folder');
    if (length > maxPaths) throw invalidField(field, `at most ${maxPaths} files and folders`);
  }

  /** The nodes that the link is to lead to, undefined when none are named. Throws for what is not there, not seen or not to be shared. */
  async function nodesOf(reads: MetadataReads, member: Member, targets: ShareTargets): Promise<readonly Node[] | undefined> {
    const { paths, fileId, folderId, ids } = targets;
    if (fileId !== undefined) return [await authorizedFile(reads, member, 'share', fileId)];
    if (folderId !== undefined) return [await authorizedFolder(reads, member, 'share', folderId)];
    if (paths !== undefined) return nodesAt(reads, member, paths);
    if (ids === undefined) return undefined;
    checkCount('ids', ids);
    const nodes: Node[] = [];
    for (const id of new Set(ids)) {
      const node = isId('file', id) || isId('folder', id) ? await reads.findNode(id) : undefined;
      nodes.push(await authorize(reads, member, 'share', node, 'file or folder'));
    }
    return nodes;
  }

  async function nodesAt(reads: MetadataReads, member: Member, paths: readonly string[]): Promise<readonly Node[]> {
    checkCount('paths', paths);
    const nodes = new Map<string, Node>();
    for (const path of paths) {
      const found = await findPath(reads, member, path);
      try {
        const node = await authorize(reads, member, 'share', found, 'file or folder');
        nodes.set(node.id, node);
      } catch (error) {
        if (!(error instanceof AppError && error.code === 'not_found')) throw error;
        throw invalidField('paths', `"${path}" is not there, or you may not see it`);
      }
    }
    return [...nodes.values()];
  }

  /** The id of the owner that is asked for. 0 stands for the member, as everywhere at Files.com. */
  async function ownerOf(reads: MetadataReads, member: Member, number: number | null | undefined): Promise<string | undefined> {
    if (number === undefined || number === null) return undefined;
    if (number === 0 || number === member.userNumber) return member.userId;
    if (!member.isAdmin) {
      throw new AppError('forbidden', 'Only an administrator can make links for somebody else.', { reason: 'not_for_other_users' });
    }
    const owner = await reads.findUserByNumber(number);
    if (owner === undefined) throw new AppError('not_found', 'There is no such user.', { reason: 'user_missing' });
    return owner.id;
  }

  async function findShare(reads: MetadataReads, id: string | number): Promise<ListedShare | undefined> {
    if (typeof id === 'number') return reads.findShareByNumber(id);
    const share = isId('share', id) ? await reads.findShare(id) : undefined;
    return share === undefined ? undefined : reads.findShareByNumber(share.number);
  }

  /** The share, when the member manages it. `change`: a read-only administrator does not. */
  async function own(reads: MetadataReads, member: Member, id: string | number, purpose: 'look' | 'change'): Promise<ListedShare> {
    requireScope(member, 'shares');
    const share = await findShare(reads, id);
    const isTheirs = share?.ownerId === member.userId || member.isAdmin || (purpose === 'look' && member.isReadonlyAdmin);
    if (share === undefined || !isTheirs) throw missingBundle();
    if (member.keyFolderId !== null) {
      // A key for one folder manages only shares of what is in that folder. Of what nothing is left, nobody knows where it was.
      const nodeIds = await reads.nodesOfShare(share.number);
      if (nodeIds.length === 0) throw missingBundle();
      for (const id of nodeIds) {
        const node = await reads.findNode(id);
        if (node === undefined || ((await rightsOn(reads, member.access, node)) & right.share) === 0) throw missingBundle();
      }
    }
    return share;
  }

  async function withPaths(member: Member, share: ListedShare, reads: MetadataReads = metadata): Promise<BundleWithPaths> {
    const paths: BundlePath[] = [];
    for (const id of await reads.nodesOfShare(share.number)) {
      const node = await reads.findNode(id);
      if (node === undefined || ((await rightsOn(reads, member.access, node)) & right.list) === 0) continue;
      paths.push({ id, path: await pathOf(reads, member, node), isFolder: node.kind === 'folder' });
    }
    return { ...bundleOf(share), paths };
  }

  /** Paths sent back as they were shown. What is in the trash for now was not among them, and the link keeps it. */
  async function isAsShown(reads: MetadataReads, member: Member, share: ListedShare, { paths }: BundleChange): Promise<boolean> {
    if (paths === undefined) return false;
    const shown = (await withPaths(member, share, reads)).paths;
    return paths.length === shown.length && paths.every((path, i) => comparisonPath(path) === comparisonPath(shown[i]?.path ?? ''));
  }

  async function reload(member: Member, number: number): Promise<BundleWithPaths> {
    const share = await metadata.findShareByNumber(number);
    if (share === undefined) throw missingBundle();
    return withPaths(member, share);
  }

  return {
    /** Makes a link. Throws `invalid` about `paths` for what is not there or not seen, `forbidden` for what the member may not share. */
    async create(member: Member, wanted: NewBundle, names = filesComNames): Promise<BundleWithPaths> {
      requireScope(member, 'shares');
      // Looked up first, so that a slow hash is not spent on what is not there.
      await nodesOf(metadata, member, wanted);
      const columns = await terms.columns(member, wanted, undefined, names);
      const now = clock();
      const link = links.newLink();
      const share = await metadata.write(async (tx) => {
        const owner = await ownerOf(tx, member, wanted.ownerNumber);
        const nodes = (await nodesOf(tx, member, wanted)) ?? [];
        await terms.requireGroup(tx, wanted);
        const code = await terms.code(tx, wanted.code, { field: names.code });
        const row = newShareRow({ id: newId('share', now), ownerId: owner ?? member.userId, ...link, createdAt: now }, columns);
        const made = await tx.insertShare(
          { ...row, code: code.code ?? null, codeKey: code.codeKey ?? null },
          nodes.map((node) => node.id),
        );
        for (const node of nodes) await tx.insertActivity(activityOf(node, 'shared', { ...doneBy(member), shareNumber: made.number }, now));
        return made;
      });
      return reload(member, share.number);
    },

    /** By its id or its number, as everywhere here. `ended`: one that is over. */
    async get(member: Member, id: string | number, { ended = false }: { readonly ended?: boolean } = {}): Promise<BundleWithPaths> {
      const share = await own(metadata, member, id, 'look');
      if (isOver(share) !== ended) throw missingBundle();
      return withPaths(member, share);
    },

    /** By page number, the newest first. `fileId`, `folderId`: only those that name it, alone or among others. */
    async listPage(
      member: Member,
      {
        fileId,
        folderId,
        status,
        ...page
      }: PageQuery & Pick<ShareTargets, 'fileId' | 'folderId'> & { readonly status?: ShareStatus | undefined },
    ): Promise<Page<BundleWithPaths>> {
      const managed = await managedShares(metadata, member);
      const [node] = (await nodesOf(metadata, member, { fileId, folderId })) ?? [];
      const { items, total } = await metadata.listShares({ ...managed, nodeId: node?.id, status, now: clock() }, page);
      const bundles: BundleWithPaths[] = [];
      for (const share of items) {
        // What leads to many things is not listed with all of them.
        bundles.push(share.nodeCount === 1 ? await withPaths(member, share) : { ...bundleOf(share), paths: [] });
      }
      return { items: bundles, total };
    },

    async list(member: Member, { ownerNumber, ...query }: BundleQuery): Promise<readonly Placed<Bundle>[]> {
      const managed = await managedShares(metadata, member);
      const filters = query.filters.filter(({ field, op }) => field !== 'code' || op !== 'eq');
      const byCode = query.filters.find(({ field, op }) => field === 'code' && op === 'eq');
      const ofOwner = ownerNumber === undefined ? [] : [{ field: 'owner_number', op: 'eq', value: ownerNumber } as const];
      const list = async (how: Partial<Query<'listSharesBy'>>): Promise<readonly Placed<ListedShare>[]> =>
        metadata.listSharesBy({ ...query, ...managed, filters: [...filters, ...ofOwner], ...how });
      let found: readonly Placed<ListedShare>[];
      if (byCode === undefined) found = await list({});
      else {
        // Most codes are tokens, which no column holds.
        found = await list({ tokenHash: links.hashOf(String(byCode.value)) });
        if (found.length === 0) found = await list({ filters: [...filters, ...ofOwner, byCode] });
        else found = found.filter(({ item }) => item.code === null);
      }
      return found.map(({ item, place }) => ({ item: bundleOf(item), place }));
    },

    /** A change of the password locks out those who had given the old one. Codes, paths and owners that are already so change nothing. */
    async update(member: Member, id: string | number, change: BundleChange, names = filesComNames): Promise<BundleWithPaths> {
      const before = await own(metadata, member, id, 'change');
      if (isOver(before)) throw missingBundle();
      const { number } = before;
      const columns = await terms.columns(member, change, before, names);
      await metadata.write(async (tx) => {
        const known = await own(tx, member, number, 'change');
        if (isOver(known)) throw missingBundle();
        const owner = change.ownerNumber === known.ownerNumber ? undefined : await ownerOf(tx, member, change.ownerNumber);
        const nodes = (await isAsShown(tx, member, known, change)) ? undefined : await nodesOf(tx, member, change);
        await terms.requireGroup(tx, change);
        // The token, sent back as it was shown.
        const code = change.code === bundleOf(known).code ? {} : await terms.code(tx, change.code, { number, field: names.code });
        const version = columns.passwordHash === undefined ? {} : { passwordVersion: known.passwordVersion + 1 };
        await tx.updateShare(number, { ...columns, ...version, ...code, ...(owner === undefined ? {} : { ownerId: owner }) });
        if (nodes !== undefined) {
          await tx.putShareNodes(
            number,
            nodes.map((node) => node.id),
          );
        }
      });
      return reload(member, number);
    },

    /** Revokes the link. What happened with it stays on record. */
    async delete(member: Member, id: string | number): Promise<void> {
      await metadata.write(async (tx) => {
        const share = await own(tx, member, id, 'change');
        if (isOver(share)) throw missingBundle();
        await tx.endShare(share.number, clock());
      });
    },

    /** The share, when the member manages it; for what belongs to it. */
    async require(member: Member, number: number, purpose: 'look' | 'change'): Promise<Bundle> {
      const share = await own(metadata, member, number, purpose);
      if (purpose === 'change' && isOver(share)) throw missingBundle();
      return bundleOf(share);
    },

    /** The end of the link of a share, for lists of what belongs to shares. */
    async codeOf(number: number): Promise<string | null> {
      const share = await metadata.findShareByNumber(number);
      return share === undefined ? null : bundleOf(share).code;
    },
  };
}
