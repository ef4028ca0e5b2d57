import { DatabaseSync } from '@photostructure/sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { createListing } from './sqlite-listing.ts';

const files = 2000;
const perPage = 10;

/** Two folders of so many files, `a` and `b`, and how many rows were passed over to find the places of pages. */
function open(mostPositions: number) {
  const database = new DatabaseSync(':memory:');
  onTestFinished(() => database.close());
  database.exec(`
    CREATE TABLE folders (id TEXT PRIMARY KEY, file_count INTEGER);
    CREATE TABLE files (number INTEGER PRIMARY KEY, parent_id TEXT, summary TEXT);
    CREATE INDEX files_by_creation ON files (parent_id, number);
    INSERT INTO folders VALUES ('a', ${files}), ('b', ${files});
    WITH RECURSIVE counted (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM counted WHERE n < ${2 * files - 1})
      INSERT INTO files SELECT n + 1, char(97 + n % 2), n / 2 FROM counted`);
  let walked = 0;
  const listing = createListing(
    (sql) => {
      const statement = database.prepare(sql);
      if (!sql.endsWith('OFFSET ?')) return statement;
      return {
        get: (...values) => {
          walked += Number(values.at(-1));
          return statement.get(...values);
        },
      };
    },
    { mostPositions },
  );
  return {
    /** The rows of a page, and how far the way to it was. */
    page(folderId: string, offset: number): { rows: string; walked: number } {
      walked = 0;
      const { json, total } = listing.page({ scope: { folderId }, sort: 'created_at', descending: false, offset, limit: perPage });
      expect(total).toBe(files);
      return { rows: json, walked };
    },
  };
}

const rowsAt = (offset: number): string => Array.from({ length: perPage }, (_, index) => offset + index).join(',');

test('remembers places, and forgets those of the listing unused for longest when there are too many in all', () => {
  const { page } = open(3);
  expect(page('a', 500)).toEqual({ rows: rowsAt(500), walked: 500 });
  expect(page('a', 900)).toEqual({ rows: rowsAt(900), walked: 400 });
  expect(page('a', 501)).toEqual({ rows: rowsAt(501), walked: 1 });
  expect(page('b', 400)).toEqual({ rows: rowsAt(400), walked: 400 });
  // Three, and the fourth is one too many.
  expect(page('a', 900)).toEqual({ rows: rowsAt(900), walked: 0 });
  expect(page('a', 1200)).toEqual({ rows: rowsAt(1200), walked: 300 });
  expect(page('a', 1201)).toEqual({ rows: rowsAt(1201), walked: 1 });
  expect(page('b', 401)).toEqual({ rows: rowsAt(401), walked: 401 });
});
