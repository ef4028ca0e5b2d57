import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { stillRunning, takeLock, thisProcess, type ProcessLock } from './process-lock.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'filewharf-lock-'));
});
afterEach(() => rm(folder, { recursive: true }));

const taken = (lock: Awaited<ReturnType<typeof takeLock>>): ProcessLock => {
  if ('heldBy' in lock) throw new Error(`held by ${lock.heldBy}`);
  return lock;
};

test('one process has it until it gives it back', async () => {
  const path = join(folder, 'lock');
  const lock = taken(await takeLock(path));
  expect(await takeLock(path)).toEqual({ heldBy: process.pid });
  await lock.release();
  await taken(await takeLock(path)).release();
  expect(existsSync(path)).toBe(false);
});

test('what an ended process left is taken over, and so is what is no lock', async () => {
  const path = join(folder, 'lock');
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  for (const left of [`${child.pid} 1\n`, `${process.pid} 1\n`, 'something else']) {
    await writeFile(path, left);
    await taken(await takeLock(path)).release();
  }
});

test.skipIf(!existsSync('/proc/self/stat'))('a process that was killed and is not asked for yet has ended', async () => {
  // The shell becomes a program that never asks for its children, so the one it has started stays in the table after its end.
  const shell = spawn('sh', ['-c', `sleep 100 & echo $!; exec ${process.execPath} -e 'process.stdin.resume()'`], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [line] = (await once(shell.stdout.setEncoding('utf8'), 'data')) as [string];
  const pid = Number(line);
  const start = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(' ')[21] ?? '';
  expect(await stillRunning(`${pid} ${start}`)).toBe(pid);
  process.kill(pid, 'SIGKILL');
  await expect.poll(async () => (await readFile(`/proc/${pid}/stat`, 'utf8')).split(' ')[2]).toBe('Z');
  expect(await stillRunning(`${pid} ${start}`)).toBeUndefined();
  shell.stdin.end();
  await once(shell, 'exit');
});

test('a process tells itself from an earlier one of its number', async () => {
  expect(await stillRunning(await thisProcess())).toBe(process.pid);
  expect(await stillRunning(`${process.pid} 1`)).toBe(existsSync('/proc/self/stat') ? undefined : process.pid);
});
