import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { duckdb } from './destinations/duckdb.ts';
import { resource } from './extract/resource.ts';
import { pipeline } from './pipeline.ts';

const folder = mkdtempSync(join(tmpdir(), 'disk-full-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Lets no file of this process grow beyond so many bytes; the system answers as it does for a full disk. */
function limitFileSize(bytes: number | 'unlimited'): void {
  execFileSync('prlimit', ['--pid', `${process.pid}`, `--fsize=${bytes}:`]);
}

function canLimitFileSize(): boolean {
  try {
    limitFileSize('unlimited');
    return true;
  } catch {
    return false;
  }
}

// The limits let pages fail early and late.
test.skipIf(!canLimitFileSize()).each([50_000, 400_000])(
  'files that may have %i bytes only: the run fails, what was there stays, the next one loads all',
  async (limit) => {
    const path = join(folder, `d${limit}.duckdb`);
    const one = pipeline({ name: `d${limit}`, destination: duckdb(path), dataset: 'ds', pipelinesDir: folder });
    const rows = (count: number) =>
      resource({ name: 't', primaryKey: 'id', incremental: { cursorPath: 'id', initialValue: 0 } }, async function* () {
        for (let start = 1; start <= count; start += 1000)
          yield Array.from({ length: 1000 }, (_, index) => ({ id: start + index, text: `${Math.sin(start + index)}`.repeat(12) }));
      });
    await one.run(resource({ name: 't', primaryKey: 'id', incremental: { cursorPath: 'id', initialValue: 0 } }, [[{ id: 1, text: 'x' }]]));
    try {
      limitFileSize(limit);
      await expect(one.run(rows(limit / 20))).rejects.toThrow(/EFBIG|ENOSPC|too large|could not be written|write/i);
    } finally {
      limitFileSize('unlimited');
    }
    expect(await one.dataset().table('t').count()).toBe(1);
    const info = await one.run(rows(limit / 20));
    expect(info.packages.length).toBeGreaterThan(0);
    expect(await one.dataset().sql('SELECT count(*) - count(DISTINCT id) AS n FROM t').value()).toBe(0);
    expect(await one.dataset().table('t').count()).toBe(Math.ceil(limit / 20 / 1000) * 1000);
    expect(readdirSync(join(one.folder, 'load', 'normalized'))).toEqual([]);
  },
);
