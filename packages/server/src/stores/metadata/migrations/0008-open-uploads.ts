import type { Migration } from '../sql.ts';

/** Finds the uploads that a user has under way, among many that are done. */
export const openUploads: Migration = {
  name: '0008-open-uploads',
  statements: () => [`CREATE INDEX uploads_under_way ON uploads (user_id, expires_at) WHERE file_id IS NULL`],
};
