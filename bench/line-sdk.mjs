import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startFilewharf } from './filewharf.mjs';
import { compared, inTurns } from './measure.mjs';
import { newFolder, peakMemory, startWorker } from './workspace.mjs';

const run = promisify(execFile);

/** A client in a process of its own, which is asked for one transfer after the other. */
async function startClient(file) {
  const child = startWorker(file);
  const answer = () =>
    new Promise((resolve, reject) => {
      const ended = () => reject(new Error(`${file} died`));
      child.once('exit', ended);
      child.once('message', (message) => {
        child.off('exit', ended);
        if (message.error === undefined) resolve(message);
        else reject(new Error(message.error));
      });
    });
  await answer();
  return {
    child,
    run(kind, job) {
      child.send({ kind, job });
      return answer();
    },
  };
}

async function hasCurl() {
  try {
    await run('curl', ['--version']);
    return true;
  } catch {
    return false;
  }
}

async function timed(work) {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

function writeRandomFile(path, mebibytes) {
  const file = openSync(path, 'w');
  for (let index = 0; index < mebibytes; index += 1) writeSync(file, randomBytes(2 ** 20));
  closeSync(file);
}

/** One large file by our SDK: beside curl, which is as fast as a client gets, and beside the vendor's own JavaScript client. */
export async function* sdkLines({ pairs, sdkMebibytes }) {
  const folder = newFolder('sdk');
  const file = join(folder, 'large.bin');
  writeRandomFile(file, sdkMebibytes);
  const to = join(folder, 'down.bin');
  const server = await startFilewharf();
  const secure = await startFilewharf({ args: ['--tls-self-signed'] });
  const sdk = await startClient('client-sdk.mjs');
  const official = await startClient('client-official.mjs');
  const plain = { baseUrl: `http://127.0.0.1:${server.port}`, apiKey: server.apiKey };
  const overTls = { baseUrl: `https://127.0.0.1:${secure.port}`, apiKey: secure.apiKey };
  const rate = (seconds) => sdkMebibytes / seconds;
  const checked = (seconds) => {
    if (statSync(to).size !== sdkMebibytes * 2 ** 20) throw new Error('the download has another size');
    rmSync(to);
    return rate(seconds);
  };
  const header = `Authorization: Bearer ${server.apiKey}`;
  const mib = (bytes) => bytes / 2 ** 20;

  const { result } = await sdk.run('upload', { ...plain, file, name: 'down.bin' });
  for (const client of [sdk, official]) await client.run('uploadFilesCom', { ...overTls, file, name: 'down.bin' });

  const up = async () => rate((await sdk.run('upload', { ...plain, file, name: 'up.bin' })).seconds);
  const down = async () => checked((await sdk.run('download', { ...plain, id: result.id, to })).seconds);
  if (await hasCurl()) {
    const curl = (...args) => timed(() => run('curl', ['--silent', '--fail', '--show-error', '--header', header, ...args]));
    const curlUp = async () =>
      rate(await curl('--output', '/dev/null', '--form', `file=@${file};filename=curl.bin`, `${plain.baseUrl}/api/v2/upload`));
    const curlDown = async () => checked(await curl('--output', to, `${plain.baseUrl}/api/v2/files/${result.id}?download=true`));
    // The first round only warms up.
    for (const work of [up, curlUp, down, curlDown]) await work();
    const beside = { unit: 'MiB/s', peerName: 'curl' };
    yield compared(`SDK, upload of ${sdkMebibytes} MiB`, await inTurns(pairs, up, curlUp), { ...beside, must: '>= 0.85', aim: '>= 0.95' });
    yield compared(`SDK, download of ${sdkMebibytes} MiB, durable`, await inTurns(pairs, down, curlDown), {
      ...beside,
      must: '>= 0.9',
      aim: '>= 1',
    });
  } else yield { absent: 'curl: no lines for the SDK beside it' };

  const transfers = {
    upload: (client) => async () => rate((await client.run('uploadFilesCom', { ...plain, file, name: 'com.bin' })).seconds),
    download: (client) => async () => checked((await client.run('downloadFilesCom', { ...overTls, name: 'down.bin', to })).seconds),
  };
  for (const [kind, by] of Object.entries(transfers)) {
    const figures = await inTurns(pairs, by(sdk), by(official));
    // Its downloads are over TLS only, by which the server is the slowest of the three, whoever asks; ours are made durable besides.
    const where = kind === 'download' ? ', over TLS, durable' : '';
    const title = `SDK, Files.com ${kind} of ${sdkMebibytes} MiB${where}`;
    yield compared(title, figures, { unit: 'MiB/s', peerName: 'files.com', must: '>= 1.5' });
  }
  const memory = { ours: [mib(peakMemory(sdk.child))], peer: [mib(peakMemory(official.child))] };
  yield { ...compared('SDK, most memory of the client', memory, { unit: 'MiB', peerName: 'files.com' }), must: undefined };
}
