import { isId } from '../ids.ts';
import type { FileNode, FolderNode, MetadataReads } from '../metadata.ts';
import { findPathIn, pathOf, type Located } from './paths.ts';
import type { Member } from '../access/principal.ts';
import { authorize, isAllowed } from '../access/rights.ts';

/** Files with what answers about them tell besides. Nested, because V8 takes microseconds to spread so many fields. */

/** A file, and where the member sees it. */
export interface LocatedFile extends Located {
  readonly file: FileNode;
}

export interface DescribedFile extends LocatedFile {
  /**
   * Of the content, once it was computed. null for who may not read the file: it tells when somebody guesses the content.
   */
  readonly sha256: string | null;
}

export interface DescribedFileWithShares extends DescribedFile {
  readonly liveShares: number | null;
  readonly liveSharesUntil: number | null;
}

/** What was put into a folder. Inside the transaction that put it there: afterwards it may be gone already. */
export async function locatedFile(
  reads: MetadataReads,
  member: Member,
  { file, parent, replaced }: { readonly file: FileNode; readonly parent: FolderNode; readonly replaced: boolean },
): Promise<LocatedFile & { readonly replaced: boolean }> {
  const path = await findPathIn(reads, member, parent, file.name);
  if (path === undefined) throw new Error(`file ${file.id} has no path`);
  return { file, path, replaced };
}

/** Inside the transaction that changed it. */
export async function describedFile(reads: MetadataReads, member: Member, file: FileNode): Promise<DescribedFile> {
  const path = await pathOf(reads, member, file);
  const known = (await reads.checksumsOf([file.blobId])).get(file.blobId)?.sha256 ?? null;
  return { file, path, sha256: known !== null && (await isAllowed(reads, member, 'read', file)) ? known : null };
}

/**
 * A file that the member may list. `liveShares`: the links to it that are neither expired nor used up, the member's own or, for an
 * administrator, everybody's; null for who may not share it. `liveSharesUntil`: when the first of them expires.
 */
export async function describeFile(reads: MetadataReads, member: Member, id: string, now: number): Promise<DescribedFileWithShares> {
  const facts = { now, sharesOf: member.isAdmin ? null : member.userId };
  const found = isId('file', id) ? await reads.findFileFacts(id, facts) : undefined;
  const file = await authorize(reads, member, 'list', found?.file, 'file');
  const path = await pathOf(reads, member, file);
  const sha256 = (await isAllowed(reads, member, 'read', file)) ? (found?.sha256 ?? null) : null;
  const { liveShares = null, liveSharesUntil = null } = (await isAllowed(reads, member, 'share', file)) ? (found ?? {}) : {};
  return { file, path, sha256, liveShares, liveSharesUntil };
}
