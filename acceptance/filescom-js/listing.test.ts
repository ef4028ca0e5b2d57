import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clientOf, inParallel } from '../client.ts';
import { alphanumeric } from '../filescom.ts';
import { startServer, withoutRequestLimit, type Server } from '../server.ts';

const folders = 90_000;
const files = 10_000;
const mebibyte = 1 << 20;

interface Listing {
  readonly entries: number;
  readonly distinct: number;
  readonly directories: number;
  readonly firstFile: number;
  readonly first: string;
  readonly last: string;
  readonly pageMilliseconds: readonly number[];
}

let server: Server;

/** Made over v2, whose requests name the folder by its id. */
async function fill(): Promise<void> {
  const admin = clientOf(server);
  const { id: parent_id } = await admin.post<{ id: string }>('/folders', { name: 'large' });
  const name = (kind: string, index: number): string => `${kind}-${String(index).padStart(5, '0')}`;
  await inParallel(
    64,
    Array.from({ length: folders }, (_, index) => () => admin.post('/folders', { name: name('folder', index), parent_id })),
  );
  await inParallel(
    32,
    Array.from({ length: files }, (_, index) => () => admin.upload(name('file', index), Buffer.from('x'), { folder_id: parent_id })),
  );
}

const runFile = promisify(execFile);
async function listAll(): Promise<Listing> {
  const program = fileURLToPath(new URL('list-all.mjs', import.meta.url));
  const env = { PATH: process.env['PATH'] ?? '', SITE_URL: server.url, SITE_KEY: alphanumeric(server.apiKey) };
  const { stdout } = await runFile(process.execPath, ['--max-old-space-size=4096', program, 'large'], { env, maxBuffer: mebibyte });
  return JSON.parse(stdout) as Listing;
}

/** Resident memory of the server in MiB: the most that a look every 20 ms saw while the work went on. */
async function peakDuring(work: () => Promise<unknown>): Promise<number> {
  let peak = 0;
  const look = (): void => {
    if (process.platform !== 'linux') return;
    const pages = Number(readFileSync(`/proc/${server.pid}/statm`, 'utf8').split(' ')[1]);
    peak = Math.max(peak, (pages * 4096) / mebibyte);
  };
  const clock = setInterval(look, 20);
  try {
    look();
    await work();
    return peak;
  } finally {
    clearInterval(clock);
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/** How much slower the slowest ten pages in a row are than the first ten, by their medians: a single page says nothing on a busy machine. */
function slowdown(pageMilliseconds: readonly number[]): number {
  const tens = Array.from({ length: Math.floor(pageMilliseconds.length / 10) }, (_, index) =>
    median(pageMilliseconds.slice(index * 10, index * 10 + 10)),
  );
  return Math.max(...tens) / (tens[0] ?? Number.NaN);
}

/** One listing, with the server's memory before and during it. */
let listing: Listing;
let memoryBefore: number;
let memoryDuring: number;

beforeAll(async () => {
  server = await startServer({ env: withoutRequestLimit });
  await fill();
  // As many entries as the folder has, but the same thousand again and again: what the work itself costs.
  const onePage = `${server.url}/api/rest/v1/folders/large?per_page=1000`;
  const headers = { 'x-filesapi-key': alphanumeric(server.apiKey) };
  memoryBefore = await peakDuring(async () => {
    for (let page = 0; page < 100; page++) await (await fetch(onePage, { headers })).arrayBuffer();
  });
  memoryDuring = await peakDuring(async () => {
    listing = await listAll();
  });
}, 300_000);
afterAll(() => server.end());

describe('a folder of 100,000 entries, listed by the JavaScript client', () => {
  test('comes complete and in order, folders first', () => {
    expect(listing).toMatchObject({
      entries: folders + files,
      distinct: folders + files,
      directories: folders,
      firstFile: folders,
      first: 'large/folder-00000',
      last: 'large/file-09999',
    });
    expect(listing.pageMilliseconds).toHaveLength(100);
  });

  test('takes no longer for a late page than for an early one', async () => {
    const slowdowns = [slowdown(listing.pageMilliseconds)];
    while (slowdowns.length < 3 && Math.min(...slowdowns) > 2) slowdowns.push(slowdown((await listAll()).pageMilliseconds));
    expect(Math.min(...slowdowns), `slower by the factors ${slowdowns.join(', ')}`).toBeLessThanOrEqual(2);
  }, 180_000);

  test.runIf(process.platform === 'linux')('costs the server no memory that grows with it', () => {
    const both = `${memoryBefore.toFixed()} MiB for a page, ${memoryDuring.toFixed()} MiB for all`;
    expect(memoryDuring - memoryBefore, both).toBeLessThan(48);
  });
});
