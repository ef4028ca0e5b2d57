import type { FolderUpdate } from '../../core/metadata.ts';
import type { CustomMetadata, NodeDetails } from '../../core/metadata-tree.ts';
import type { SqlValue } from './sql.ts';

/** The columns of a node's details, the same for files and folders. */
export interface DetailsRow {
  created_by: number | null;
  created_by_key: number | null;
  modified_by: number | null;
  modified_by_key: number | null;
  provided_mtime: number | null;
  custom_metadata: string | null;
  priority_color: string | null;
}

/** Their names, in the order of `detailsValues`. */
export const detailsColumns = 'created_by, created_by_key, modified_by, modified_by_key, provided_mtime, custom_metadata, priority_color';

/** What is read of folders and files. */
export const folders = `SELECT id, parent_id, root_id, chain, name, name_key, created_at, updated_at, ${detailsColumns} FROM folders`;
export const files = `SELECT id, parent_id, root_id, name, name_key, size, encrypted, blob_id, version_id, version_at, owner_id, content_type, original_name, created_at, updated_at, ${detailsColumns} FROM files`;

export const toDetails = (row: DetailsRow): NodeDetails => ({
  createdBy: row.created_by,
  createdByKey: row.created_by_key,
  modifiedBy: row.modified_by,
  modifiedByKey: row.modified_by_key,
  providedMtime: row.provided_mtime,
  // Text that `detailsValues` made of such an object.
  customMetadata: row.custom_metadata === null ? null : (JSON.parse(row.custom_metadata) as CustomMetadata),
  priorityColor: row.priority_color,
});

const metadataText = (metadata: CustomMetadata | null): string | null => (metadata === null ? null : JSON.stringify(metadata));

export const detailsValues = (details: NodeDetails): SqlValue[] => [
  details.createdBy,
  details.createdByKey,
  details.modifiedBy,
  details.modifiedByKey,
  details.providedMtime,
  metadataText(details.customMetadata),
  details.priorityColor,
];

/** The columns of a folder's row that are given, by name; undefined for those that are not. */
export function folderColumns(change: FolderUpdate): Record<string, SqlValue | undefined> {
  return {
    name: change.name,
    name_key: change.nameKey,
    updated_at: change.updatedAt,
    created_by: change.createdBy,
    created_by_key: change.createdByKey,
    modified_by: change.modifiedBy,
    modified_by_key: change.modifiedByKey,
    provided_mtime: change.providedMtime,
    custom_metadata: change.customMetadata === undefined ? undefined : metadataText(change.customMetadata),
    priority_color: change.priorityColor,
  };
}
