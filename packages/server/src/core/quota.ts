import { AppError } from './errors.ts';
import type { MetadataReads, MetadataWrites } from './metadata.ts';
import type { Member } from './access/principal.ts';
import { dropVersion } from './tree/version-rows.ts';

/** Versions that are read at a time. */
const versionsPerRead = 100;

/**
 * Adds bytes to what a member has stored, inside the transaction that stores them, so that parallel uploads cannot pass the quota together.
 * Old versions of what the member put in count as well, and are dropped, those that were replaced first, when there is no room otherwise.
 * `givingWay`: bytes that will go when these take their place, for which `settleStorage` has to be called then; asked for only when there is
 * no room otherwise.
 */
export async function chargeStorage(
  tx: MetadataWrites,
  member: Member,
  bytes: number,
  givingWay: () => Promise<number> = async () => 0,
): Promise<void> {
  const used = await tx.addUsedBytes(member.userId, bytes);
  const { storageQuotaBytes } = member.plan;
  if (storageQuotaBytes === null || bytes <= 0 || used <= storageQuotaBytes) return;
  await makeRoom(tx, member, { used, bytes, quota: storageQuotaBytes + (await givingWay()) });
}

/**
 * When an upload that was charged before becomes a file: looks whether there is room for it, now that what gives way to it has gone. Not
 * counted are the other uploads under way, which may be waiting for something that will give way to them.
 */
export async function settleStorage(tx: MetadataWrites, member: Member, bytes: number): Promise<void> {
  const { storageQuotaBytes: quota } = member.plan;
  if (quota === null || bytes === 0) return;
  const all = (await tx.findUser(member.userId))?.usedBytes ?? 0;
  if (all <= quota) return;
  const others = (await tx.reservedBytes(member.userId)) - bytes;
  await makeRoom(tx, member, { used: all - others, bytes, quota });
}

/** `used`: with the `bytes` that need the room. */
async function makeRoom(
  tx: MetadataWrites,
  member: Member,
  { used, bytes, quota }: { readonly used: number; readonly bytes: number; readonly quota: number },
): Promise<void> {
  if (used <= quota) return;
  const inVersions = await tx.versionBytesOf(member.userId);
  if (used - inVersions > quota) throw storageFull(member, quota - (used - bytes) + inVersions, bytes);
  for (let over = used - quota; over > 0;) {
    const oldest = await tx.oldestVersions({ ownerId: member.userId, limit: versionsPerRead });
    if (oldest.length === 0) throw new Error(`the versions of ${member.userId} do not add up`);
    for (const version of oldest) {
      await dropVersion(tx, version);
      over -= version.sizeBytes;
      if (over <= 0) break;
    }
    await tx.giveWay();
  }
}

/** What a user has stored that does not give way to something new, as old versions do. */
export async function lastingBytes(reads: MetadataReads, userId: string): Promise<number> {
  const used = (await reads.findUser(userId))?.usedBytes ?? 0;
  return used - (await reads.versionBytesOf(userId));
}

/** `neededBytes`: where their number is known before they came. */
export function storageFull(member: Member, freeBytes: number, neededBytes?: number): AppError {
  const quota = member.plan.storageQuotaBytes ?? 0;
  const free = `${Math.max(0, freeBytes)} of the storage quota of ${quota} bytes are free. Delete files, empty the trash, or ask for a larger plan.`;
  return new AppError('too_large', neededBytes === undefined ? `Only ${free}` : `This needs ${neededBytes} bytes, but only ${free}`);
}

/** What is on its way can never be stored, whatever it replaces. */
export function quotaTooSmall(member: Member): AppError {
  const quota = member.plan.storageQuotaBytes ?? 0;
  return new AppError(
    'too_large',
    `More than the storage quota of ${quota} bytes is being sent. Send less, or less at a time, or ask for a larger plan.`,
  );
}

/** The largest file that this member may store now: the plan's limit. */
export function maxFileBytes(member: Member): number {
  return member.plan.maxFileBytes ?? Number.MAX_SAFE_INTEGER;
}

export function fileTooLarge(member: Member): AppError {
  return new AppError('too_large', `The file is larger than ${maxFileBytes(member)} bytes, the limit of the plan "${member.plan.name}".`);
}
