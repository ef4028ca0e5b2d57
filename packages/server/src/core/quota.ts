import { AppError } from './errors.ts';
import type { MetadataWrites } from './metadata.ts';
import type { Member } from './access/principal.ts';

/** Adds bytes to what a member has stored, inside the transaction that stores them, so that parallel uploads cannot pass the quota together. */
export async function chargeStorage(tx: MetadataWrites, member: Member, bytes: number): Promise<void> {
  const used = await tx.addUsedBytes(member.userId, bytes);
  const quota = member.plan.storageQuotaBytes;
  if (quota !== null && bytes > 0 && used > quota) {
    throw new AppError(
      'too_large',
      `This needs ${bytes} bytes, but only ${Math.max(0, quota - (used - bytes))} of the storage quota of ${quota} bytes are free. Delete files, or ask for a larger plan.`,
    );
  }
}

/** For bytes whose number is not known before they came. */
export function storageFull(member: Member, freeBytes: number): AppError {
  return new AppError(
    'too_large',
    `Only ${Math.max(0, freeBytes)} of the storage quota of ${member.plan.storageQuotaBytes ?? 0} bytes are free. Delete files, or ask for a larger plan.`,
  );
}

/** The largest file that this member may store now: the plan's limit. */
export function maxFileBytes(member: Member): number {
  return member.plan.maxFileBytes ?? Number.MAX_SAFE_INTEGER;
}

export function fileTooLarge(member: Member): AppError {
  return new AppError('too_large', `The file is larger than ${maxFileBytes(member)} bytes, the limit of the plan "${member.plan.name}".`);
}
