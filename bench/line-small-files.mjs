import { randomBytes } from 'node:crypto';
import { multipart, startFilewharf } from './filewharf.mjs';
import { requestText } from './load-requests.mjs';
import { startLoad } from './load.mjs';
import { compared, inTurns } from './measure.mjs';
import { newFolder, startPeer } from './workspace.mjs';

const fileBytes = 4096;

/** Small uploads, each durable before it is answered, from many clients at once. */
export async function* smallFileLines({ pairs, seconds, uploaders }) {
  const load = startLoad();
  const filewharf = await startFilewharf();
  // As many threads for the file system as ours has: it helps.
  const peer = await startPeer('peer-file-per-upload.mjs', [newFolder('file-per-upload')], { UV_THREADPOOL_SIZE: '16' });

  const limit = await startPeer('limit-multipart.mjs');
  const stored = await startPeer('limit-small-files.mjs', [newFolder('stored')]);

  const { contentType, head, tail } = multipart('small-#########.bin');
  const content = randomBytes(fileBytes).toString('latin1').replaceAll(/[#\r]/g, 'x');
  const headers = { ...filewharf.headers, 'content-type': contentType };
  const text = requestText({ method: 'POST', path: '/api/v2/upload', headers, body: `${head}${content}${tail}` });

  const perSecond = async (port, time = seconds) =>
    (await load.run('requests', { port, connections: uploaders, seconds: time, requests: [text] })).perSecond;
  await perSecond(filewharf.port, 1);
  await perSecond(peer.port, 1);
  await perSecond(limit.port, 1);
  await perSecond(stored.port, 1);
  const storedPerSecond = [];
  const figures = await inTurns(
    pairs,
    () => perSecond(filewharf.port),
    () => perSecond(peer.port),
    async () => {
      storedPerSecond.push(await perSecond(stored.port));
      return perSecond(limit.port);
    },
  );
  const peerName = 'one file, fsync and transaction each';
  yield compared(`4 KiB durable uploads, ${uploaders} clients`, figures, { unit: '/s', peerName, must: '>= 4', aim: '>= 8' });
  const beside = (ours) => [
    { ours, peer: figures.peer },
    { unit: '/s', peerName },
  ];
  yield compared('limit: bare Fastify that receives the same and stores nothing', ...beside(figures.limit));
  yield compared('limit: bare Fastify that receives, seals and stores the same', ...beside(storedPerSecond));
}
