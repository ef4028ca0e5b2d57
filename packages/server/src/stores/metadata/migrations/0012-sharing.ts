import type { Migration } from '../sql.ts';

/** What a link is called and how often it served, and a storage quota of a user's own. */
export const sharing: Migration = {
  name: '0012-sharing',
  statements: ({ integer }) => [
    `ALTER TABLE shares ADD COLUMN title TEXT`,
    `ALTER TABLE shares ADD COLUMN downloads ${integer} NOT NULL DEFAULT 0`,
    `ALTER TABLE shares ADD COLUMN uploads ${integer} NOT NULL DEFAULT 0`,
    `UPDATE shares SET
      downloads = (SELECT count(*) FROM share_actions a WHERE a.share_number = shares.number AND a.action = 'read'),
      uploads = (SELECT count(*) FROM share_actions a WHERE a.share_number = shares.number AND a.action <> 'read')`,
    `ALTER TABLE users ADD COLUMN storage_quota ${integer}`,
  ],
};
