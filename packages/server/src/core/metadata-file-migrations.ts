/** Copies, moves and the like of whole folders, which may take long: a part of the metadata (see `metadata.ts`). */

export type FileMigrationOperation = 'copy' | 'move' | 'zip' | 'unzip';
export type FileMigrationStatus = 'pending' | 'in_progress' | 'completed' | 'failed';

export interface FileMigration {
  /** Counts up from 1 and is never used twice. */
  readonly number: number;
  /** Who asked for it. */
  readonly userId: string;
  readonly operation: FileMigrationOperation;
  /** As the one who asked sees them. */
  readonly path: string;
  readonly destPath: string;
  readonly status: FileMigrationStatus;
  readonly filesMoved: number;
  /** As far as it is known. */
  readonly filesTotal: number;
  readonly failureMessage: string | null;
  readonly createdAt: number;
}

export interface FileMigrationReads {
  findFileMigration(number: number): Promise<FileMigration | undefined>;
}

export interface FileMigrationWrites {
  insertFileMigration(migration: Omit<FileMigration, 'number'>): Promise<FileMigration>;
  updateFileMigration(
    number: number,
    change: Partial<Pick<FileMigration, 'status' | 'filesMoved' | 'filesTotal' | 'failureMessage'>>,
  ): Promise<void>;
  /** Those that are not finished become `failed`. */
  failUnfinishedFileMigrations(failureMessage: string): Promise<void>;
  /** Removes those that were asked for before `before`. */
  deleteFileMigrations(before: number): Promise<void>;
}
