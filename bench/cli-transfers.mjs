/**
 * Measures the command line's transfers, each figure beside its bound:
 *
 *     npm run build && node bench/cli-transfers.mjs [options]
 *
 *     --only NAME      memory, resume or sync; may be given more than once
 *     --gib N          size of the file of memory (default 4)
 *     --resume-gib N   size of the file of resume (default 1)
 *     --files N        files of sync (default 10,000)
 *
 * The server runs on this machine too. Bytes are counted on the line between the two, so they hold HTTP's own as well. Linux only (/proc).
 */
import { randomFillSync } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startFilewharf } from './filewharf.mjs';
import { clean, cpuSeconds, newFolder, peakMemory } from './workspace.mjs';

const program = new URL('../packages/cli/bin/filewharf.js', import.meta.url).pathname;
const mebibyte = 2 ** 20;
const chunkBytes = 8 * mebibyte;

const { values: given } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    gib: { type: 'string', default: '4' },
    'resume-gib': { type: 'string', default: '1' },
    files: { type: 'string', default: '10000' },
  },
});

const gib = Number(given.gib);
const resumeGib = Number(given['resume-gib']);

/** A line that counts the bytes of both directions. `onBytes` is called as they pass. */
async function countingLine(port) {
  const line = { sent: 0, received: 0, port: 0, onBytes: () => undefined, close: () => listener.close() };
  const listener = createServer((client) => {
    const server = connect(port, '127.0.0.1');
    for (const [from, to, name] of [
      [client, server, 'sent'],
      [server, client, 'received'],
    ]) {
      from.on('data', (piece) => {
        line[name] += piece.length;
        if (!to.write(piece)) {
          from.pause();
          to.once('drain', () => from.resume());
        }
        line.onBytes();
      });
      from.on('end', () => to.end());
      from.on('error', () => to.destroy());
      from.on('close', () => to.destroy());
    }
  });
  await new Promise((resolve) => listener.listen(0, '127.0.0.1', resolve));
  line.port = listener.address().port;
  return line;
}

/** Random bytes that do not repeat, made quickly. */
function makeFile(path, bytes) {
  const block = randomFillSync(Buffer.allocUnsafe(16 * mebibyte));
  const file = openSync(path, 'w');
  for (let written = 0; written < bytes; written += block.length) {
    for (let at = 0; at < block.length; at += mebibyte) block.writeBigUInt64LE(BigInt(written + at), at);
    writeSync(file, block, 0, Math.min(block.length, bytes - written));
  }
  closeSync(file);
}

/** Runs the command. Answers its exit code, what it said, and the most memory it ever had. */
function runCommand(args, { port, headers, folder, onStart = () => undefined }) {
  return new Promise((resolve, reject) => {
    const env = {
      ...process.env,
      FILEWHARF_API_KEY: headers.authorization.slice('Bearer '.length),
      FILEWHARF_BASE_URL: `http://127.0.0.1:${port}`,
      FILEWHARF_STATE_DIR: join(folder, '.state'),
      FILEWHARF_CONFIG_DIR: join(folder, '.config'),
    };
    const child = spawn(process.execPath, [program, ...args], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    let peak = 0;
    let cpu = 0;
    const started = performance.now();
    const look = setInterval(() => {
      try {
        // Not a number any more once it has ended.
        peak = peakMemory(child) || peak;
        cpu = cpuSeconds(child);
      } catch {
        // Gone.
      }
    }, 50);
    child.stderr.setEncoding('utf8').on('data', (text) => (said += text));
    child.stdout.resume();
    child.once('error', reject);
    child.once('close', (code, signal) => {
      clearInterval(look);
      resolve({ code: code ?? signal, said, peak, cpu, seconds: (performance.now() - started) / 1000 });
    });
    onStart(child);
  });
}

function good({ code, said }) {
  if (code !== 0) throw new Error(`exit code ${code}: ${said}`);
}

function print(name, value, unit, most) {
  const verdict = value <= most ? 'reached' : 'MISSED ';
  console.log(`${verdict}  ${name}: ${Math.round(value * 10) / 10} ${unit} (at most ${Math.round(most * 10) / 10})`);
}

async function memory() {
  const bytes = gib * 2 ** 30;
  const server = await startFilewharf();
  const folder = newFolder('cli');
  const where = { port: server.port, headers: server.headers, folder };
  makeFile(join(folder, 'big.bin'), bytes);
  for (const { name, args } of [
    { name: 'upload', args: ['files', 'upload', 'big.bin', '/big.bin'] },
    { name: 'download', args: ['files', 'download', '/big.bin', '-o', 'back.bin'] },
    { name: 'download to standard output', args: ['files', 'download', '/big.bin', '-o', '-'] },
  ]) {
    const run = await runCommand(args, where);
    good(run);
    const rate = `${Math.round(bytes / mebibyte / run.seconds)} MiB/s, ${Math.round((run.cpu / (bytes / 1e9)) * 100) / 100} s of CPU per GB`;
    print(`peak memory of the ${name} of ${gib} GiB (${rate})`, run.peak / mebibyte, 'MiB', 150);
  }
}

async function resume() {
  const bytes = resumeGib * 2 ** 30;
  const server = await startFilewharf();
  const line = await countingLine(server.port);
  const folder = newFolder('cli');
  const where = { port: line.port, headers: server.headers, folder };
  makeFile(join(folder, 'big.bin'), bytes);
  for (const { name, direction, args } of [
    { name: 'upload', direction: 'sent', args: ['files', 'upload', 'big.bin', '/big.bin'] },
    { name: 'download', direction: 'received', args: ['files', 'download', '/big.bin', '-o', 'back.bin'] },
  ]) {
    line[direction] = 0;
    const killed = await runCommand(args, {
      ...where,
      onStart: (child) => {
        line.onBytes = () => {
          if (line[direction] >= bytes / 2) child.kill('SIGKILL');
        };
      },
    });
    if (killed.code !== 'SIGKILL') throw new Error(`it ended with ${killed.code} before it was killed: ${killed.said}`);
    line.onBytes = () => undefined;
    const before = line[direction];
    const kept = name === 'upload' ? await storedBytes(server, folder) : statSync(join(folder, 'back.bin.partial')).size;
    line[direction] = 0;
    good(await runCommand(args, where));
    print(
      `${name} of ${resumeGib} GiB, killed at half: bytes sent again of what was there`,
      (line[direction] - (bytes - kept)) / mebibyte,
      'MiB',
      chunkBytes / mebibyte,
    );
    console.log(
      `         ${Math.round(before / mebibyte)} MiB passed before, ${Math.round(kept / mebibyte)} MiB of them were kept, ${Math.round(line[direction] / mebibyte)} MiB passed then`,
    );
  }
  line.close();
}

/** Bytes of the one begun upload that the server has. */
async function storedBytes(server, folder) {
  const uploads = join(folder, '.state', 'uploads');
  const kept = readdirSync(uploads).find((name) => name.endsWith('.json'));
  const { state } = JSON.parse(readFileSync(join(uploads, kept), 'utf8'));
  const { received, chunk_size: size } = await server.call('GET', `/api/v2/chunks/${state.uploadId}`);
  return received.length * size;
}

async function sync() {
  const count = Number(given.files);
  const server = await startFilewharf();
  const line = await countingLine(server.port);
  const folder = newFolder('cli');
  const where = { port: line.port, headers: server.headers, folder };
  for (let index = 0; index < count; index++) {
    const place = join(folder, 'tree', `d${index % 100}`);
    if (index < 100) mkdirSync(place, { recursive: true });
    writeFileSync(join(place, `file-${index}.txt`), `content of ${index}\n`.repeat(20));
  }
  const first = await runCommand(['sync', 'push', 'tree', '/tree'], where);
  good(first);
  console.log(`         first push of ${count} files: ${first.seconds.toFixed(1)} s, ${Math.round(first.peak / mebibyte)} MiB at the peak`);
  line.sent = 0;
  line.received = 0;
  const second = await runCommand(['sync', 'push', 'tree', '/tree'], where);
  good(second);
  if (!/ 0 new and 0 changed \(0 B\)/.test(second.said)) throw new Error(second.said);
  print(
    `second push: bytes of all requests together (${second.seconds.toFixed(1)} s, ${Math.round(second.peak / mebibyte)} MiB at the peak)`,
    line.sent / 1024,
    'KiB',
    64,
  );
  const pull = await runCommand(['sync', 'pull', '/tree', 'back'], where);
  good(pull);
  console.log(`         first pull: ${pull.seconds.toFixed(1)} s, ${Math.round(pull.peak / mebibyte)} MiB at the peak`);
  line.sent = 0;
  line.received = 0;
  const again = await runCommand(['sync', 'pull', '/tree', 'back'], where);
  good(again);
  print(`second pull: bytes of all requests together (${again.seconds.toFixed(1)} s)`, line.sent / 1024, 'KiB', 64);
  line.close();
  rmSync(join(folder, 'tree'), { recursive: true });
}

const benches = { memory, resume, sync };
for (const name of given.only ?? Object.keys(benches)) {
  try {
    await benches[name]();
  } catch (error) {
    process.exitCode = 1;
    console.error(`FAILED   ${name}: ${error.stack}`);
  } finally {
    await clean();
  }
}
