import { createCipheriv, randomBytes } from 'node:crypto';
import { close, fdatasync, open, unlink, writev } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';

/**
 * What Node itself takes to receive a body, seal it in frames of 256 KiB as ours are, write it and make it durable: no multipart, no keys, no
 * rights, no database, no second file at once. Prints its port.
 */
const [opened, closed, synced, removed, written] = [open, close, fdatasync, unlink, writev].map((call) => promisify(call));
const [frameBytes, batchBytes] = [256 * 1024, 1024 * 1024];
const [key, nonce] = [randomBytes(32), randomBytes(12)];
const path = join(process.argv[2], 'sealed.bin');

async function store(request) {
  const file = await opened(path, 'w');
  let pending = [];
  let [pendingBytes, filled] = [0, 0];
  let cipher = createCipheriv('aes-256-gcm', key, nonce);
  let writing = Promise.resolve();

  function write() {
    const batch = pending;
    [pending, pendingBytes] = [[], 0];
    writing = written(file, batch);
  }
  function seal(chunk) {
    for (let offset = 0; offset < chunk.length;) {
      const piece = chunk.subarray(offset, offset + frameBytes - filled);
      pending.push(cipher.update(piece));
      [offset, filled, pendingBytes] = [offset + piece.length, filled + piece.length, pendingBytes + piece.length];
      if (filled < frameBytes) continue;
      cipher.final();
      pending.push(cipher.getAuthTag());
      [cipher, filled] = [createCipheriv('aes-256-gcm', key, nonce), 0];
    }
  }

  await new Promise((resolve, reject) => {
    request.on('error', reject).on('end', resolve);
    request.on('data', (chunk) => {
      seal(chunk);
      if (pendingBytes < batchBytes) return;
      request.pause();
      writing.then(() => {
        write();
        request.resume();
      }, reject);
    });
  });
  await writing;
  cipher.final();
  pending.push(cipher.getAuthTag());
  write();
  await writing;
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
