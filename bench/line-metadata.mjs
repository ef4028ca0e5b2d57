import { startFilewharf } from './filewharf.mjs';
import { requestText } from './load-requests.mjs';
import { startLoad } from './load.mjs';
import { compared, inTurns } from './measure.mjs';
import { newFolder, startPeer } from './workspace.mjs';

/** What is known of a file, out of the database and with key, rights, rate limit and log, beside the same JSON out of memory. */
export async function* metadataLines({ pairs, seconds, readers }) {
  const load = startLoad();
  const filewharf = await startFilewharf();
  const { id } = await filewharf.upload('report.pdf', 'a small file');
  const path = `/api/v2/files/${id}`;
  const json = JSON.stringify(await filewharf.call('GET', path));
  const peer = await startPeer('peer-fastify.mjs', [json]);
  const limit = await startPeer('limit-row.mjs', [newFolder('row'), json]);

  const text = requestText({ path, headers: filewharf.headers });
  const perSecond = async (port, time = seconds) =>
    (await load.run('requests', { port, connections: readers, seconds: time, requests: [text] })).perSecond;
  await perSecond(filewharf.port, 1);
  await perSecond(peer.port, 1);
  await perSecond(limit.port, 1);
  const figures = await inTurns(
    pairs,
    () => perSecond(filewharf.port),
    () => perSecond(peer.port),
    () => perSecond(limit.port),
  );
  const peerName = 'bare Fastify, from memory';
  yield compared(`metadata GET, ${readers} clients`, figures, { unit: '/s', peerName, must: '>= 0.8' });
  yield compared('limit: bare Fastify that reads one row of SQLite', { ours: figures.limit, peer: figures.peer }, { unit: '/s', peerName });
}
