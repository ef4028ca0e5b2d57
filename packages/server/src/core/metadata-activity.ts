/** What was done with files and folders, and by whom: a part of the metadata (see `metadata.ts`). */

export type ActivityAction = 'uploaded' | 'new_version' | 'created' | 'copied' | 'renamed' | 'moved' | 'deleted' | 'downloaded' | 'shared';

export interface NewActivity {
  readonly action: ActivityAction;
  readonly nodeId: string;
  /** The folder that held it then. */
  readonly folderId: string | null;
  /** What it was called then; and before, when it was renamed. */
  readonly name: string;
  readonly oldName: string | null;
  readonly at: number;
  /** Null for a visitor of a share. */
  readonly userNumber: number | null;
  readonly keyNumber: number | null;
  /** The share that somebody came by, or that was made. */
  readonly shareNumber: number | null;
}

/** With the words that a list shows. Who or what is gone is null. */
export interface Activity extends NewActivity {
  /** Counts up from 1 and is never used twice. */
  readonly number: number;
  readonly user: { readonly id: string; readonly username: string } | null;
  readonly keyId: string | null;
  readonly shareId: string | null;
}

export interface ActivityReads {
  /** Of a file; or of a folder and what lies directly in it. The newest first, those before `before`. */
  listActivity(query: {
    readonly nodeId: string;
    readonly before: number | undefined;
    readonly limit: number;
  }): Promise<readonly Activity[]>;
}

export interface ActivityWrites {
  insertActivity(activity: NewActivity): Promise<void>;
  /** Forgets what is older, at most `limit`, and answers how many. */
  pruneActivity(before: number, limit: number): Promise<number>;
}
