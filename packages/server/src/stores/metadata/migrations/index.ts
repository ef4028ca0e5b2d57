import type { Migration } from '../sql.ts';
import { platform } from './0001-platform.ts';
import { people } from './0002-people.ts';
import { sessions } from './0003-sessions.ts';
import { tree } from './0004-tree.ts';
import { transfers } from './0005-transfers.ts';
import { bundles } from './0006-bundles.ts';
import { entryRules } from './0007-entry-rules.ts';
import { openUploads } from './0008-open-uploads.ts';
import { filesOfOwner } from './0009-files-of-owner.ts';
import { versions } from './0010-versions.ts';
import { dashboard } from './0011-dashboard.ts';
import { sharing } from './0012-sharing.ts';

/** Every step of the schema, oldest first. New steps are added at the end; a released step is never changed. */
export const migrations: readonly Migration[] = [
  platform,
  people,
  sessions,
  tree,
  transfers,
  bundles,
  entryRules,
  openUploads,
  filesOfOwner,
  versions,
  dashboard,
  sharing,
];
