import { isoSeconds } from '../../core/clock.ts';
import type { Retention } from '../../core/site.ts';
import type { TrashPage } from '../../core/tree/trash.ts';
import type { FileVersion } from '../../core/tree/versions.ts';
import type { Answer } from './contract.ts';

export function presentVersions({
  versions,
  hasMore,
}: {
  readonly versions: readonly FileVersion[];
  readonly hasMore: boolean;
}): Answer<'listVersions'> {
  return {
    versions: versions.map(({ id, sizeBytes, sha256, createdAt, createdBy, current }) => ({
      id,
      size: sizeBytes,
      checksum: sha256,
      created_at: isoSeconds(createdAt),
      created_by: createdBy,
      current,
    })),
    next_cursor: hasMore ? (versions.at(-1)?.id ?? null) : null,
    has_more: hasMore,
  };
}

export function presentTrash({ entries, nextId }: TrashPage): Answer<'listTrash'> {
  return {
    items: entries.map(({ item, path, deletedBy, expiresAt }) => ({
      id: item.id,
      kind: item.kind,
      name: item.name,
      path: `/${path}`,
      size: item.sizeBytes,
      deleted_at: isoSeconds(item.deletedAt),
      deleted_by: deletedBy,
      expires_at: isoSeconds(expiresAt),
    })),
    next_cursor: nextId ?? null,
    has_more: nextId !== undefined,
  };
}

export const presentSettings = ({ trashDays, versionsKept, versionDays }: Retention): Answer<'getSettings'> => ({
  trash_days: trashDays,
  versions_kept: versionsKept,
  version_days: versionDays,
});
