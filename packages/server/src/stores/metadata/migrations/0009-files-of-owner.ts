import type { Migration } from '../sql.ts';

/** What was found in a content, the name that it came under, and the way to the files that somebody put in. */
export const filesOfOwner: Migration = {
  name: '0009-files-of-owner',
  statements: () => [
    `ALTER TABLE files ADD COLUMN content_type TEXT`,
    `ALTER TABLE files ADD COLUMN original_name TEXT`,
    `CREATE INDEX files_of_owner ON files (owner_id, root_id, id)`,
  ],
};
