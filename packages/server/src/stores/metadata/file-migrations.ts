import type { FileMigration, FileMigrationReads, FileMigrationWrites } from '../../core/metadata-file-migrations.ts';
import { insertInto, type SqlSession, type SqlValue } from './sql.ts';

interface FileMigrationRow {
  number: number;
  user_id: string;
  operation: FileMigration['operation'];
  path: string;
  dest_path: string;
  status: FileMigration['status'];
  files_moved: number;
  files_total: number;
  failure_message: string | null;
  created_at: number;
}

const toFileMigration = (row: FileMigrationRow): FileMigration => ({
  number: row.number,
  userId: row.user_id,
  operation: row.operation,
  path: row.path,
  destPath: row.dest_path,
  status: row.status,
  filesMoved: row.files_moved,
  filesTotal: row.files_total,
  failureMessage: row.failure_message,
  createdAt: row.created_at,
});

const columns = ['user_id', 'operation', 'path', 'dest_path', 'status', 'files_moved', 'files_total', 'failure_message', 'created_at'];

export function fileMigrationReads(sql: SqlSession): FileMigrationReads {
  return {
    async findFileMigration(number) {
      const row = await sql.get<FileMigrationRow>(`SELECT number, ${columns.join(', ')} FROM file_migrations WHERE number = ?`, number);
      return row === undefined ? undefined : toFileMigration(row);
    },
  };
}

export function fileMigrationWrites(sql: SqlSession): FileMigrationWrites {
  return {
    async insertFileMigration(migration) {
      const number = await sql.insert(
        insertInto('file_migrations', columns),
        migration.userId,
        migration.operation,
        migration.path,
        migration.destPath,
        migration.status,
        migration.filesMoved,
        migration.filesTotal,
        migration.failureMessage,
        migration.createdAt,
      );
      return { ...migration, number };
    },
    async updateFileMigration(number, change) {
      const given: [string, SqlValue | undefined][] = [
        ['status', change.status],
        ['files_moved', change.filesMoved],
        ['files_total', change.filesTotal],
        ['failure_message', change.failureMessage],
      ];
      const sets = given.filter((entry): entry is [string, SqlValue] => entry[1] !== undefined);
      if (sets.length === 0) return;
      await sql.run(
        `UPDATE file_migrations SET ${sets.map(([column]) => `${column} = ?`).join(', ')} WHERE number = ?`,
        ...sets.map(([, value]) => value),
        number,
      );
    },
    async failUnfinishedFileMigrations(failureMessage) {
      await sql.run(
        `UPDATE file_migrations SET status = 'failed', failure_message = ? WHERE status IN ('pending', 'in_progress')`,
        failureMessage,
      );
    },
    async deleteFileMigrations(before) {
      await sql.run('DELETE FROM file_migrations WHERE created_at < ?', before);
    },
  };
}
