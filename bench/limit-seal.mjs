import { createCipheriv, randomBytes } from 'node:crypto';
import { close, constants, fdatasync, ftruncate, open, unlink, write } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';

/**
 * What Node itself takes to receive a body, seal it in frames of 256 KiB as ours are, write it past the page cache and make it durable: no
 * multipart, no keys, no rights, no database, no second file at once. Prints its port.
 */
const [opened, closed, synced, removed, written, cut] = [open, close, fdatasync, unlink, write, ftruncate].map((call) => promisify(call));
const [frameBytes, slotBytes, blockBytes] = [256 * 1024, 2 * 1024 * 1024, 4096];
const [key, nonce] = [randomBytes(32), randomBytes(12)];
const path = join(process.argv[2], 'sealed.bin');
const memory = new WebAssembly.Memory({ initial: (2 * slotBytes) / 65_536 });
const slots = [0, slotBytes].map((offset) => Buffer.from(memory.buffer, offset, slotBytes));

async function store(request) {
  const file = await opened(path, constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_DIRECT);
  let [slot, other] = slots;
  let [used, position, filled] = [0, 0, 0];
  let cipher = createCipheriv('aes-256-gcm', key, nonce);
  /** Of the other slot; undefined when it is done. @type {Promise<void> | undefined} */
  let writing;
  /** Sealed bytes that found both slots taken. */
  let waiting = [];

  function write() {
    writing = written(file, slot, 0, slotBytes, position).then(() => {
      writing = undefined;
      const rest = waiting;
      waiting = [];
      for (const bytes of rest) keep(bytes);
      if (waiting.length === 0) request.resume();
    });
    [slot, other, used, position] = [other, slot, 0, position + slotBytes];
  }
  function keep(bytes) {
    for (let offset = 0; offset < bytes.length;) {
      if (used === slotBytes) {
        if (writing !== undefined) {
          waiting.push(bytes.subarray(offset));
          return;
        }
        write();
      }
      const taken = bytes.copy(slot, used, offset);
      [offset, used] = [offset + taken, used + taken];
    }
  }
  function seal(chunk) {
    for (let offset = 0; offset < chunk.length;) {
      const piece = chunk.subarray(offset, offset + frameBytes - filled);
      keep(cipher.update(piece));
      [offset, filled] = [offset + piece.length, filled + piece.length];
      if (filled < frameBytes) continue;
      cipher.final();
      keep(cipher.getAuthTag());
      [cipher, filled] = [createCipheriv('aes-256-gcm', key, nonce), 0];
    }
  }
  await new Promise((resolve, reject) => {
    request.on('error', reject).on('end', resolve);
    request.on('data', (chunk) => {
      seal(chunk);
      writing?.catch(reject);
      if (waiting.length > 0) request.pause();
    });
  });
  cipher.final();
  keep(cipher.getAuthTag());
  while (writing !== undefined) await writing;
  await written(file, slot, 0, Math.ceil(used / blockBytes) * blockBytes, position);
  await cut(file, position + used);
  await synced(file);
  await closed(file);
  await removed(path);
}

const server = createServer((request, response) => {
  store(request).then(
    () => response.writeHead(201, { 'content-length': 0 }).end(),
    (error) => response.writeHead(500).end(error.message),
  );
});
server.listen(0, '127.0.0.1', () => console.log(`port ${server.address().port}`));
