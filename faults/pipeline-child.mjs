// @ts-check
/**
 * Runs one pipeline again and again, over a source that grows with each run, until it is killed; started anew, it goes on. With `--check`
 * it runs once more and checks what is in the destination. See pipeline.mjs.
 *
 *   node faults/pipeline-child.mjs <folder> [--check]
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { duckdb, pipeline, resource } from '../packages/pipeline/dist/index.js';

const [folder = '', flag] = process.argv.slice(2);
const clockFile = join(folder, 'clock');
const users = 40;

/** How often the source has grown. It grows whether or not runs succeed, as sources do. */
const clock = () => (existsSync(clockFile) ? Number(readFileSync(clockFile, 'utf8')) : 0);

function tick() {
  writeFileSync(`${clockFile}.new`, String(clock() + 1));
  renameSync(`${clockFile}.new`, clockFile);
  return clock();
}

/** Events 1 to `now * 20`; each has a list, and now and then there is a new column. @param {number} id */
const event = (id) => ({ id, [`kind_${Math.floor(id / 500)}`]: 'k', items: [{ n: id }, { n: -id }] });

/** @param {number} now */
const source = (now) => ({
  name: 'source',
  resources: [
    resource({ name: 'events', primaryKey: 'id', incremental: { cursorPath: 'id', initialValue: 0 } }, async function* ({ cursor }) {
      const start = Math.max(1, Number(cursor?.startValue ?? 0));
      for (let id = start; id <= now * 20; id += 100)
        yield Array.from({ length: Math.min(100, now * 20 - id + 1) }, (_, index) => event(id + index));
    }),
    resource({ name: 'users', writeDisposition: 'merge', primaryKey: 'id' }, [
      Array.from({ length: users }, (_, id) => ({
        id,
        rev: now,
        tags: Array.from({ length: (id + now) % 3 }, (_item, tag) => ({ tag, rev: now })),
      })),
    ]),
    resource({ name: 'snapshot', writeDisposition: 'replace' }, [
      Array.from({ length: 1 + (now % 7) }, (_, id) => ({ id, now, list: [now, now] })),
    ]),
  ],
});

const one = pipeline({ name: 'killed', destination: duckdb(join(folder, 'killed.duckdb')), dataset: 'ds', pipelinesDir: folder });

/** What has to hold at any time: the cursor is where the data is, and nothing is there twice, half or from a load that is not recorded. */
async function check() {
  const data = one.dataset();
  const counts = await data.rowCounts();
  if (counts['events'] === undefined) return;
  /** @param {string} question @param {unknown} expected */
  const expect = async (question, expected) => {
    const found = await data.sql(question).value();
    if (String(found) !== String(expected)) throw new Error(`${question}: ${String(found)} instead of ${String(expected)}`);
  };
  const last = Number(await data.sql('SELECT max(id) AS m FROM ds.events').value());
  await expect('SELECT count(*) AS c FROM ds.events', last);
  await expect('SELECT count(DISTINCT id) AS c FROM ds.events', last);
  await expect('SELECT count(*) AS c FROM ds.events__items', 2 * last);
  await expect(
    'SELECT count(*) AS c FROM ds.events__items AS i JOIN ds.events AS e ON e._dlt_id = i._dlt_parent_id WHERE abs(i.n) = e.id',
    2 * last,
  );
  await expect('SELECT count(*) AS c FROM ds.users', users);
  await expect('SELECT count(DISTINCT id) AS c FROM ds.users', users);
  await expect('SELECT count(DISTINCT rev) AS c FROM ds.users', 1);
  await expect('SELECT sum((id + rev) % 3) AS c FROM ds.users', counts['users__tags']);
  await expect(
    'SELECT count(*) AS c FROM ds.users__tags AS t JOIN ds.users AS u ON u._dlt_id = t._dlt_parent_id AND u.rev = t.rev',
    counts['users__tags'],
  );
  await expect('SELECT count(DISTINCT now) AS c FROM ds.snapshot', 1);
  await expect('SELECT 1 + max(now) % 7 AS c FROM ds.snapshot', counts['snapshot']);
  await expect(
    'SELECT count(*) AS c FROM ds.snapshot__list WHERE value = (SELECT max(now) FROM ds.snapshot)',
    2 * Number(counts['snapshot']),
  );
  await expect('SELECT max(rev) * 20 AS c FROM ds.users', last);
  for (const table of ['events', 'users', 'snapshot'])
    await expect(`SELECT count(*) AS c FROM ds.${table} WHERE _dlt_load_id NOT IN (SELECT load_id FROM ds._dlt_loads)`, 0);
  await expect('SELECT count(*) - count(DISTINCT load_id) AS c FROM ds._dlt_loads', 0);
  return last;
}

if (flag === '--check') {
  const now = tick();
  await one.run(source(now));
  const last = await check();
  if (last !== now * 20) throw new Error(`${last} events arrived of ${now * 20}`);
  const state = await one.state();
  const cursor = state.sources?.['source']?.resources?.['events']?.incremental?.['id'];
  if (Number(cursor?.last_value) !== last) throw new Error(`the cursor is at ${String(cursor?.last_value)}, the data at ${last}`);
  process.stdout.write(`${last} events in ${now} runs\n`);
} else {
  await check();
  process.stdout.write('ready\n');
  for (;;) {
    await one.run(source(tick()));
    process.stdout.write('ran\n');
  }
}
