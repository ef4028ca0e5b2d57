// @ts-check
import { expectStatus, listAll } from './api.mjs';
import { sha256 } from './random.mjs';
import { versionsOf } from './trash.mjs';
import { Violation } from './violation.mjs';

const names = ['contested-small', 'contested-large', 'contested-any'];

/**
 * @typedef {object} Write
 * @property {string} sha
 * @property {number} start
 * @property {number} end Infinity when it had no answer: it may take effect at any time until the next check.
 */

/**
 * Files that all clients write at the same time. Which one wins is open, but only among those writes that no acknowledged one came
 * wholly after.
 *
 * @param {string} folderId
 * @param {() => number} tick
 */
export function createContest(folderId, tick) {
  const entries = new Map(names.map((name) => [name, { id: '', writes: /** @type {Write[]} */ ([]), bytesNow: 0 }]));
  /** How often each file may be in the feed: acknowledged writes, and those without an answer. @type {Map<string, { seen: number, least: number, most: number }>} */
  const feed = new Map();

  /** @param {string} name */
  function entryOf(name) {
    const entry = entries.get(name);
    if (entry === undefined) throw new Error(`no contested file ${name}`);
    return entry;
  }

  return {
    folderId,
    feed,
    names,

    /** @param {Pick<import('./operations.mjs').Client, 'random' | 'content'>} client @param {string} [only] @returns {import('./operations.mjs').Operation} */
    upload({ random, content }, only) {
      const name = only ?? random.pick(names);
      const entry = entryOf(name);
      const large = name.endsWith('large') || (name.endsWith('any') && random.chance(0.5));
      const bytes = content(large ? 70_000 + random.int(150_000) : 1 + random.int(20_000));
      /** @type {Write} */
      const write = { sha: sha256(bytes), start: tick(), end: Infinity };
      entry.writes.push(write);
      return {
        kind: 'contested version',
        async run(call) {
          const form = { fields: { folder_id: folderId }, file: { field: 'file', name, bytes } };
          return expectStatus(await call('POST', '/upload', { form }), 201, 'contested upload');
        },
        apply(answer, { end }) {
          if (entry.id !== '' && answer.id !== entry.id)
            throw new Violation('answer', `"${name}" was ${entry.id}, a new version was stored as ${answer.id}`);
          entry.id = answer.id;
          write.end = end;
          const counts = feed.get(entry.id) ?? { seen: 0, least: 0, most: 0 };
          feed.set(entry.id, { ...counts, least: counts.least + 1, most: counts.most + 1 });
        },
        async settle() {
          const counts = feed.get(entry.id);
          if (counts !== undefined) counts.most += 1;
          return undefined;
        },
      };
    },

    /** Reads all of them: each has to hold a write that may be the last one. @param {import('./api.mjs').Call} call */
    async check(call) {
      const listed = await listAll(call, `/files?folder_id=${folderId}`, 'files');
      if (listed.length !== names.length)
        throw new Violation('lost', `${names.length} contested files were written, ${listed.length} are there`);
      for (const { id, name } of listed) {
        const entry = entryOf(name);
        const answer = await call('GET', `/files/${id}?download=true`);
        expectStatus(answer, 200, `download of "${name}"`);
        const sha = sha256(answer.body);
        const latestStart = Math.max(...entry.writes.filter((write) => write.end < Infinity).map((write) => write.start));
        const found = entry.writes.find((write) => write.sha === sha);
        if (found === undefined) throw new Violation('partial', `"${name}" holds bytes that nobody wrote as a whole`);
        if (found.end < latestStart) throw new Violation('lost', `"${name}" holds a version that was overwritten by an acknowledged one`);
        // No write is under way now, so whatever comes next comes after it.
        entry.writes = [{ sha, start: found.start, end: tick() }];
        // With what it held before, of which the order in which the writes came decides.
        const versions = await versionsOf(call, id);
        entry.bytesNow = versions.reduce((sum, version) => sum + version.size, 0);
      }
    },

    usedBytes: () => [...entries.values()].reduce((sum, entry) => sum + entry.bytesNow, 0),
  };
}

/** @typedef {ReturnType<typeof createContest>} Contest */
