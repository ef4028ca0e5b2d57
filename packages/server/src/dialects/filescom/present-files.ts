import type { z } from 'zod';
import { isoSeconds } from '../../core/clock.ts';
import type { Entry } from '../../core/tree/entries.ts';
import type { FileMigration } from '../../core/metadata-file-migrations.ts';
import { mediaTypeOf } from '../../http/file-response.ts';
import { unset } from './answer-fields.ts';
import { fileMigration, type file } from './entities-files.ts';

export type WireFile = z.output<typeof file>;

const isoOrNull = (time: number | null): string | null => (time === null ? null : isoSeconds(time));

/** A file or folder. `downloadUri` only where the operation gives one: elsewhere the field is absent, which one client checks. */
export function presentFile(
  { node, path, permissions, checksums, isLocked, isLockedBelow }: Entry,
  { downloadUri }: { readonly downloadUri?: string | undefined } = {},
): WireFile {
  const isFile = node.kind === 'file';
  // Written out, not spread: a page of a list makes thousands of them.
  return {
    path,
    created_by_id: node.createdBy,
    created_by_api_key_id: node.createdByKey,
    created_by_as2_incoming_message_id: null,
    created_by_automation_id: null,
    created_by_bundle_registration_id: null,
    created_by_inbox_id: null,
    created_by_remote_server_id: null,
    created_by_sync_id: null,
    custom_metadata: node.customMetadata ?? {},
    // The root of somebody's tree shows no name.
    display_name: path === '' ? '' : node.name,
    type: isFile ? 'file' : 'directory',
    size: isFile ? node.sizeBytes : null,
    created_at: isoSeconds(node.createdAt),
    last_modified_by_id: node.modifiedBy,
    last_modified_by_api_key_id: node.modifiedByKey,
    last_modified_by_automation_id: null,
    last_modified_by_bundle_registration_id: null,
    last_modified_by_remote_server_id: null,
    last_modified_by_sync_id: null,
    mtime: isoSeconds(node.updatedAt),
    provided_mtime: isoOrNull(node.providedMtime),
    crc32: checksums?.crc32 ?? null,
    md5: checksums?.md5 ?? null,
    sha1: checksums?.sha1 ?? null,
    sha256: checksums?.sha256 ?? null,
    mime_type: isFile ? mediaTypeOf(node.name) : null,
    region: null,
    permissions,
    'subfolders_locked?': isFile ? null : isLockedBelow,
    is_locked: isFile ? null : isLocked,
    ...(downloadUri === undefined ? {} : { download_uri: downloadUri }),
    direct_connection_info: null,
    priority_color: node.priorityColor,
    preview_id: null,
    preview: null,
  };
}

const noMigration = unset(fileMigration);

export function presentFileMigration(migration: FileMigration): z.output<typeof fileMigration> {
  return {
    ...noMigration,
    id: migration.number,
    path: migration.path,
    dest_path: migration.destPath,
    failure_message: migration.failureMessage,
    files_moved: migration.filesMoved,
    files_total: migration.filesTotal,
    operation: migration.operation,
    status: migration.status,
  };
}
