import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { multipart, startFilewharf } from './filewharf.mjs';
import { startLoad } from './load.mjs';
import { compared, warmUpRounds } from './measure.mjs';
import { nginxIsAbsent, startNginx } from './peer-nginx.mjs';
import { newFolder, startPeer } from './workspace.mjs';

/** One large file read back, verified and decrypted, beside two that send a plain file: nginx by sendfile, Node by streams. */
export async function* downloadLines({ pairs, mebibytes }) {
  const bytes = mebibytes * 2 ** 20;
  const absent = nginxIsAbsent();
  const load = startLoad();
  const filewharf = await startFilewharf();
  const nginx = absent === undefined ? await startNginx() : undefined;

  const plainFile = join(nginx?.folder ?? newFolder('plain'), 'large.bin');
  writeFileSync(plainFile, Buffer.alloc(bytes, 'a plain file '));
  const streams = await startPeer('peer-streams.mjs', [plainFile]);
  const limit = await startPeer('limit-download.mjs', [newFolder('sealed'), String(mebibytes)]);

  const { contentType, head, tail } = multipart('large.bin');
  const headers = { ...filewharf.headers, 'content-type': contentType };
  const { answers } = await load.run('upload', {
    port: filewharf.port,
    method: 'POST',
    path: '/api/v2/upload',
    headers,
    head,
    bytes,
    tail,
  });
  const { id } = JSON.parse(answers[0]);

  async function rate(job) {
    const { seconds, bytes: received } = await load.run('download', job);
    if (received[0] !== bytes) throw new Error(`received ${received[0]} bytes`);
    return mebibytes / seconds;
  }
  const fromFilewharf = () => rate({ port: filewharf.port, path: `/api/v2/files/${id}?download=true`, headers: filewharf.headers });
  const fromNginx = () => rate({ port: nginx.port, path: '/large.bin' });
  const fromStreams = () => rate({ port: streams.port, path: '/' });

  const fromLimit = () => rate({ port: limit.port, path: '/' });

  const figures = { filewharf: [], nginx: [], streams: [], limit: [] };
  for (let round = 1 - warmUpRounds; round <= pairs; round++) {
    const measured = {
      filewharf: await fromFilewharf(),
      nginx: nginx && (await fromNginx()),
      streams: await fromStreams(),
      limit: await fromLimit(),
    };
    if (round > 0) for (const peer in figures) figures[peer].push(measured[peer]);
  }

  const title = `decrypting download of ${mebibytes} MiB`;
  if (nginx === undefined) yield { absent: `${absent}: no line for ${title} beside it` };
  else {
    const beside = { ours: figures.filewharf, peer: figures.nginx };
    yield compared(title, beside, { unit: 'MiB/s', peerName: 'nginx sendfile', must: '>= 0.33', aim: '>= 0.55' });
  }
  yield compared(
    title,
    { ours: figures.filewharf, peer: figures.streams },
    { unit: 'MiB/s', peerName: 'createReadStream', must: '>= 1.5' },
  );
  const name = `limit: node:http that opens and sends ${mebibytes} MiB`;
  yield compared(name, { ours: figures.limit, peer: figures.streams }, { unit: 'MiB/s', peerName: 'createReadStream' });
}
