// @ts-check
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Violation } from './violation.mjs';

// The server's own SQLite, so that both agree on the format.
/** @type {typeof import('@photostructure/sqlite')} */
const { DatabaseSync } = createRequire(new URL('../packages/server/package.json', import.meta.url))('@photostructure/sqlite');

const sweepMilliseconds = 10_000;

const trashedFiles = `SELECT node_id AS id, json_extract(node, '$.blobId') AS blob_id, json_extract(node, '$.sizeBytes') AS size,
  json_extract(node, '$.encrypted') AS encrypted FROM trashed_nodes WHERE node_id LIKE 'file%'`;

/** Each finds rows that must not be there, whenever the server was killed. */
const danglingRows = {
  'files without their content':
    'SELECT f.id FROM files f LEFT JOIN blobs b ON b.id = f.blob_id WHERE b.mac IS NULL OR b.size <> f.size OR b.encrypted <> f.encrypted',
  'versions and deleted files without their content': `SELECT v.id FROM (SELECT id, blob_id, size, encrypted FROM versions UNION ALL ${trashedFiles}) v
    LEFT JOIN blobs b ON b.id = v.blob_id WHERE b.mac IS NULL OR b.size <> v.size OR b.encrypted <> v.encrypted`,
  'contents with a wrong count of what shows them': `SELECT id FROM blobs b WHERE reference_count <> (SELECT count(*) FROM files WHERE blob_id = b.id)
    + (SELECT count(*) FROM versions WHERE blob_id = b.id) + (SELECT count(*) FROM (${trashedFiles}) WHERE blob_id = b.id)`,
  'versions of no file': 'SELECT id FROM versions WHERE file_id NOT IN (SELECT id FROM files UNION ALL SELECT node_id FROM trashed_nodes)',
  'files with too many versions': 'SELECT file_id FROM versions GROUP BY file_id HAVING count(*) > 10',
  'what is in the tree and in the trash':
    'SELECT node_id FROM trashed_nodes WHERE node_id IN (SELECT id FROM files UNION ALL SELECT id FROM folders)',
  'what is in the trash by no item': 'SELECT node_id FROM trashed_nodes WHERE item_id NOT IN (SELECT id FROM trash)',
  'items of the trash with a wrong size': `SELECT id FROM trash t WHERE size <>
    (SELECT coalesce(sum(json_extract(node, '$.sizeBytes')), 0) FROM trashed_nodes WHERE item_id = t.id)`,
  'contents that nothing shows':
    'SELECT id FROM blobs WHERE reference_count = 0 AND id NOT IN (SELECT blob_id FROM uploads WHERE file_id IS NULL)',
  'contents whose segments do not add up':
    'SELECT id FROM blobs b WHERE mac IS NOT NULL AND size IS NOT (SELECT sum(size) FROM segments WHERE blob_id = b.id)',
  'segments without content': 'SELECT key FROM segments WHERE blob_id NOT IN (SELECT id FROM blobs)',
  'open uploads without content': 'SELECT id FROM uploads WHERE file_id IS NULL AND blob_id NOT IN (SELECT id FROM blobs)',
  'shares of no file': 'SELECT id FROM shares WHERE file_id NOT IN (SELECT id FROM files UNION ALL SELECT node_id FROM trashed_nodes)',
  'files in no folder': 'SELECT id FROM files WHERE parent_id NOT IN (SELECT id FROM folders) OR root_id NOT IN (SELECT id FROM folders)',
  'folders in no folder': `SELECT c.id FROM folders c LEFT JOIN folders p ON p.id = c.parent_id
    WHERE c.parent_id IS NOT NULL AND c.chain IS NOT p.chain || c.id || '/'`,
  'folders with wrong counts': `SELECT id FROM folders f WHERE file_count <> (SELECT count(*) FROM files WHERE parent_id = f.id)
    OR folder_count <> (SELECT count(*) FROM folders WHERE parent_id = f.id)
    OR root_file_count <> (SELECT count(*) FROM files WHERE root_id = f.id)`,
  'users with a wrong sum of bytes': `SELECT id FROM users u WHERE used_bytes <>
    (SELECT coalesce(sum(size), 0) FROM files WHERE owner_id = u.id) + (SELECT coalesce(sum(size), 0) FROM versions WHERE owner_id = u.id)
    + (SELECT coalesce(sum(json_extract(node, '$.sizeBytes')), 0) FROM trashed_nodes WHERE owner_id = u.id)
    + (SELECT coalesce(sum(total_size), 0) FROM uploads WHERE user_id = u.id AND file_id IS NULL)`,
  'segments that are garbage': 'SELECT key FROM garbage WHERE key IN (SELECT key FROM segments)',
};

/** The keys of all blobs on the disk. @param {string} dataDir */
function storedKeys(dataDir) {
  const blobs = join(dataDir, 'blobs');
  return readdirSync(blobs)
    .filter((name) => /^[0-9a-f]{2}$/.test(name))
    .flatMap((folder) => readdirSync(join(blobs, folder)));
}

/**
 * Looks at the data of a server that is not running. The database is copied first: opening the original would already mend what the
 * server has to mend by itself. Throws when rows contradict each other or bytes are missing; what is merely left over is answered.
 *
 * @param {string} dataDir
 * @param {string} scratchDir
 * @returns {{ orphans: string[], garbage: string[], unfinished: string[] }} Blobs that no row knows, blobs that wait to be removed, and
 *   files in `tmp`.
 */
export function inspect(dataDir, scratchDir) {
  rmSync(scratchDir, { recursive: true, force: true });
  mkdirSync(scratchDir);
  for (const name of ['metadata.db', 'metadata.db-counts']) {
    for (const file of [name, `${name}-wal`])
      if (existsSync(join(dataDir, file))) copyFileSync(join(dataDir, file), join(scratchDir, file));
    const database = new DatabaseSync(join(scratchDir, name));
    const answers = database.prepare('PRAGMA integrity_check').all();
    database.close();
    if (answers.length !== 1 || answers[0]?.['integrity_check'] !== 'ok')
      throw new Violation('integrity', `${name}: ${JSON.stringify(answers.slice(0, 5))}`);
  }

  const database = new DatabaseSync(join(scratchDir, 'metadata.db'), { readOnly: true });
  try {
    for (const [what, sql] of Object.entries(danglingRows)) {
      const rows = database.prepare(sql).all();
      if (rows.length > 0) throw new Violation('integrity', `${what}: ${JSON.stringify(rows.slice(0, 5))}`);
    }
    const stored = new Set(storedKeys(dataDir));
    const segments = database.prepare('SELECT key, inline IS NULL AS isStored FROM segments').all();
    for (const { key, isStored } of segments) {
      if (isStored === 1 && !stored.has(String(key)))
        throw new Violation('lost', `the database has segment ${String(key)}, the disk has not`);
    }
    const known = new Set(segments.filter((segment) => segment['isStored'] === 1).map((segment) => segment['key']));
    const waiting = new Set(
      database
        .prepare('SELECT key FROM garbage')
        .all()
        .map((row) => row['key']),
    );
    const rest = [...stored].map((key) => ({ key, segment: key.replace(/\.tags$/, '') })).filter(({ segment }) => !known.has(segment));
    return {
      orphans: rest.filter(({ segment }) => !waiting.has(segment)).map(({ key }) => key),
      garbage: [...waiting].map(String),
      unfinished: readdirSync(join(dataDir, 'blobs', 'tmp')),
    };
  } finally {
    database.close();
  }
}

/** What nobody needs has to go soon after the start. @param {string} dataDir @param {readonly string[]} keys */
export async function waitForSweep(dataDir, keys) {
  const leftovers = new Set(keys.flatMap((key) => [key, `${key}.tags`]));
  const deadline = performance.now() + sweepMilliseconds;
  for (;;) {
    const still = storedKeys(dataDir).filter((key) => leftovers.has(key));
    if (still.length === 0) return;
    if (performance.now() > deadline) {
      throw new Violation('orphan', `${still.length} blobs that nobody needs are still there: ${still.slice(0, 5).join(', ')}`);
    }
    await sleep(20);
  }
}
