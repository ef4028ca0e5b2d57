import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as endOfTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createLogWriter } from './log-writer.ts';

test('writes the lines of a turn together, in order, and at a flush at once', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'filewharf-log-'));
  const file = join(folder, 'log');
  const descriptor = openSync(file, 'w');
  const writer = createLogWriter(descriptor);
  writer.write('one\n');
  writer.write('zwö\n');
  expect(readFileSync(file, 'utf8')).toBe('');
  await endOfTurn();
  expect(readFileSync(file, 'utf8')).toBe('one\nzwö\n');
  writer.write('three\n');
  writer.flush();
  expect(readFileSync(file, 'utf8')).toBe('one\nzwö\nthree\n');
  writer.write('{"level":50,"msg":"now"}\n');
  expect(readFileSync(file, 'utf8')).toContain('now');
  closeSync(descriptor);
  rmSync(folder, { recursive: true });
});

test.skipIf(!existsSync('/dev/full'))('loses what cannot be written and goes on', async () => {
  const descriptor = openSync('/dev/full', 'w');
  const writer = createLogWriter(descriptor);
  for (let i = 0; i < 3; i++) {
    writer.write('lost\n');
    await endOfTurn();
  }
  writer.flush();
  closeSync(descriptor);
});
