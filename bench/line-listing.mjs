import { DatabaseSync } from '@photostructure/sqlite';
import { join } from 'node:path';
import { startFilewharf } from './filewharf.mjs';
import { makeLargeFolder } from './large-folder.mjs';
import { requestText } from './load-requests.mjs';
import { startLoad } from './load.mjs';
import { compared, inTurns } from './measure.mjs';
import { newFolder, startPeer } from './workspace.mjs';

const rows = 100;

/** Pages of one very large folder: beside the usual way to make them, and the deep ones beside the first. */
export async function* listingLines({ pairs, seconds, readers, files }) {
  const { folder, database, folderId } = await makeLargeFolder(files);
  const copy = join(newFolder('naive'), 'copy.db');
  copyDatabase(database, copy);
  const load = startLoad();
  const filewharf = await startFilewharf({ folder });
  const peer = await startPeer('peer-naive-pages.mjs', [copy, folderId]);
  const title = `page of ${rows} rows of ${files.toLocaleString('en')}`;

  const pathOf = (page) => `/api/v2/files?folder_id=${folderId}&per_page=${rows}&page=${page}`;
  const naivePathOf = (kind, page) => `/${kind}?per_page=${rows}&page=${page}`;
  const askFilewharf = (pages, connections) =>
    load.run('requests', {
      port: filewharf.port,
      connections,
      seconds,
      requests: pages.map((page) => requestText({ path: pathOf(page), headers: filewharf.headers })),
    });
  const askNaive = (kind) =>
    load.run('requests', { port: peer.port, connections: readers, seconds, requests: [requestText({ path: naivePathOf(kind, 1) })] });

  await checkEqual(filewharf, pathOf(7), `http://127.0.0.1:${peer.port}${naivePathOf('counted', 7)}`);
  await askFilewharf([1], readers);
  await askNaive('spared');
  for (const [kind, peerName, bounds] of [
    ['spared', 'naive page, spared the count(*)', { must: '>= 3', aim: '>= 6' }],
    ['counted', 'naive page with count(*)', {}],
  ]) {
    const figures = await inTurns(
      pairs,
      async () => (await askFilewharf([1], readers)).perSecond,
      async () => (await askNaive(kind)).perSecond,
    );
    yield compared(`first ${title}, ${readers} clients`, figures, { unit: '/s', peerName, ...bounds });
  }

  const last = Math.ceil(files / rows);
  const sequence = Array.from({ length: Math.min(last, 1000) }, (_, index) => last - index);
  const random = Array.from({ length: 5000 }, () => 1 + Math.floor(Math.random() * last));
  for (const { which, pages } of [
    { which: 'last', pages: [last] },
    { which: 'deepest, one after the other,', pages: sequence },
    { which: 'random', pages: random },
  ]) {
    const figures = await inTurns(
      pairs,
      async () => (await askFilewharf(pages, 1)).median,
      async () => (await askFilewharf([1], 1)).median,
    );
    yield compared(`${which} ${title}, median latency`, figures, { unit: 'ms', peerName: 'first page', must: '<= 1.3', aim: '<= 1.1' });
  }
}

function copyDatabase(from, to) {
  const database = new DatabaseSync(from);
  database.prepare('VACUUM INTO ?').run(to);
  database.close();
}

/** Both must show the same, or there is nothing to compare. */
async function checkEqual(filewharf, path, naiveUrl) {
  const ours = JSON.stringify(await filewharf.call('GET', path));
  const naive = JSON.stringify(await (await fetch(naiveUrl)).json());
  if (ours !== naive) throw new Error(`the pages differ:\n${ours.slice(0, 300)}\n${naive.slice(0, 300)}`);
}
