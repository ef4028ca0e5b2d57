import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';

/**
 * What Node itself takes to send a file that is sealed in frames of 256 KiB, as ours is: it reads the next MiB into one of two buffers while
 * it opens and sends the last one. No keys, no rights, no database. Prints its port.
 */
const [folder, mebibytes] = process.argv.slice(2);
const [frameBytes, tagBytes, framesPerRead] = [256 * 1024, 16, 4];
const storedBytes = framesPerRead * (frameBytes + tagBytes);
const [key, nonce] = [randomBytes(32), randomBytes(12)];
const reads = Number(mebibytes);
const path = join(folder, 'sealed.bin');

const file = openSync(path, 'w');
const frame = randomBytes(frameBytes);
for (let number = 0; number < reads * framesPerRead; number++) {
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  writeSync(file, cipher.update(frame));
  cipher.final();
  writeSync(file, cipher.getAuthTag());
}
closeSync(file);

function opened(stored) {
  return Array.from({ length: framesPerRead }, (_, number) => {
    const start = number * (frameBytes + tagBytes);
    const end = start + frameBytes;
    const decipher = createDecipheriv('aes-256-gcm', key, nonce).setAuthTag(stored.subarray(end, end + tagBytes));
    const plain = decipher.update(stored.subarray(start, end));
    decipher.final();
    return plain;
  });
}

function send(response, buffers) {
  return new Promise((resolve) => {
    response.cork();
    for (const buffer of buffers.slice(0, -1)) response.write(buffer);
    response.write(buffers.at(-1), resolve);
    response.uncork();
  });
}

async function answer(response) {
  response.writeHead(200, { 'content-length': reads * framesPerRead * frameBytes });
  const handle = await open(path);
  const slots = [Buffer.allocUnsafeSlow(storedBytes), Buffer.allocUnsafeSlow(storedBytes)];
  const read = (number) => handle.read(slots[number % 2], 0, storedBytes, number * storedBytes);
  let next = read(0);
  let sent = Promise.resolve();
  for (let number = 0; number < reads; number++) {
    await next;
    const buffers = opened(slots[number % 2]);
    await sent;
    // Of the other buffer nothing is needed any more.
    next = number + 1 < reads ? read(number + 1) : next;
    sent = send(response, buffers);
  }
  await sent;
  await handle.close();
  response.end();
}

const server = createServer((_request, response) => void answer(response));
server.listen(0, '127.0.0.1', () => console.log(`port ${server.address().port}`));
