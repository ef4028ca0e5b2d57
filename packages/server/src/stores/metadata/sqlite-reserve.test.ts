import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { canLimitFileSize, limitFileSize } from './file-size-limit.test-setup.ts';
import { createReserve } from './sqlite-reserve.ts';

const sizeBytes = 3_000_000;
let folder = '';
const path = () => join(folder, 'reserve');

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'filewharf-reserve-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

test('takes its room, gives it up once, and takes it again as soon as there is some', () => {
  const reserve = createReserve(path(), sizeBytes);
  const { size, blocks, mode } = statSync(path());
  expect([size, blocks * 512 >= sizeBytes, mode & 0o777]).toEqual([sizeBytes, true, 0o600]);
  expect(reserve.giveUp()).toBe(true);
  expect(existsSync(path())).toBe(false);
  expect(reserve.giveUp()).toBe(false);
  expect(reserve.hasRoom()).toBe(true);
  expect(statSync(path()).size).toBe(sizeBytes);
});

test('stays as it is from one process to the next, but for one that was begun', () => {
  createReserve(path(), sizeBytes);
  const { mtimeMs, ino } = statSync(path());
  createReserve(path(), sizeBytes);
  expect(statSync(path())).toMatchObject({ mtimeMs, ino });
  writeFileSync(path(), 'begun');
  createReserve(path(), sizeBytes);
  expect(statSync(path()).size).toBe(sizeBytes);
});

test.skipIf(!canLimitFileSize())('is not there, nor a part of it, as long as the disk does not take it with something besides', () => {
  try {
    limitFileSize(sizeBytes + 100_000);
    const reserve = createReserve(path(), sizeBytes);
    expect([reserve.hasRoom(), reserve.giveUp(), readdirSync(folder)]).toEqual([false, false, []]);
    limitFileSize('unlimited');
    // Not tried again at once: each try writes as much.
    expect([reserve.hasRoom(), readdirSync(folder)]).toEqual([false, []]);
    vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 1000);
    expect([reserve.hasRoom(), readdirSync(folder)]).toEqual([true, ['reserve']]);
  } finally {
    vi.restoreAllMocks();
    limitFileSize('unlimited');
  }
});

test('says so when it cannot be made for another reason', () => {
  expect(() => createReserve(join(folder, 'missing', 'reserve'), sizeBytes)).toThrow('ENOENT');
});

test('that cannot be removed or made, for whatever reason, gives no room and no error of its own', () => {
  const reserve = createReserve(path(), sizeBytes);
  rmSync(path());
  // What it is not allowed to remove, and to write over: a stand-in for a disk that has become read-only.
  mkdirSync(path());
  expect([reserve.giveUp(), reserve.hasRoom(), reserve.giveUp()]).toEqual([false, false, false]);
});
