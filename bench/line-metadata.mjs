import { startFilewharf } from './filewharf.mjs';
import { requestText } from './load-requests.mjs';
import { startLoad } from './load.mjs';
import { compared, inTurns } from './measure.mjs';
import { startPeer } from './workspace.mjs';

/** What is known of a file, out of the database and with key, rights, rate limit and log, beside the same JSON out of memory. */
export async function* metadataLines({ pairs, seconds, readers }) {
  const load = startLoad();
  const filewharf = await startFilewharf();
  const { id } = await filewharf.upload('report.pdf', 'a small file');
  const path = `/api/v2/files/${id}`;
  const peer = await startPeer('peer-fastify.mjs', [JSON.stringify(await filewharf.call('GET', path))]);

  const text = requestText({ path, headers: filewharf.headers });
  const perSecond = async (port, time = seconds) =>
    (await load.run('requests', { port, connections: readers, seconds: time, requests: [text] })).perSecond;
  await perSecond(filewharf.port, 1);
  await perSecond(peer.port, 1);
  const figures = await inTurns(
    pairs,
    () => perSecond(filewharf.port),
    () => perSecond(peer.port),
  );
  yield compared(`metadata GET, ${readers} clients`, figures, { unit: '/s', peerName: 'bare Fastify, from memory', must: '>= 0.8' });
}
