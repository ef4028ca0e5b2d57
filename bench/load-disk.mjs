import { randomBytes } from 'node:crypto';
import { closeSync, fdatasyncSync, openSync, unlinkSync, writeSync } from 'node:fs';

const block = randomBytes(1024 * 1024);

/** Writes a file and makes it durable, with nobody in between: no durable upload to this disk can take less. Answers the time. */
export async function disk({ path, bytes }) {
  const start = performance.now();
  const fd = openSync(path, 'w');
  for (let left = bytes; left > 0; left -= block.length) writeSync(fd, block, 0, Math.min(left, block.length));
  fdatasyncSync(fd);
  closeSync(fd);
  const seconds = (performance.now() - start) / 1000;
  unlinkSync(path);
  return { seconds };
}
