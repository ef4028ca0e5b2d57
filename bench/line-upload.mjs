import { join } from 'node:path';
import { multipart, startFilewharf } from './filewharf.mjs';
import { startLoad } from './load.mjs';
import { compared, warmUpRounds } from './measure.mjs';
import { nginxIsAbsent, startNginx } from './peer-nginx.mjs';
import { cpuSeconds, newFolder, startPeer } from './workspace.mjs';

/** One large file: the wall rate beside nginx's PUT, the server's CPU beside @tus/server. All write to the same disk. */
export async function* uploadLines({ pairs, mebibytes }) {
  const bytes = mebibytes * 2 ** 20;
  const absent = nginxIsAbsent();
  const load = startLoad();
  const filewharf = await startFilewharf();
  const nginx = absent === undefined ? await startNginx() : undefined;
  const limit = await startPeer('limit-receive.mjs');
  const seal = await startPeer('limit-seal.mjs', [newFolder('seal')]);
  const tus = await startPeer('peer-tus.mjs', [newFolder('tus')]);

  async function toFilewharf(size) {
    const { contentType, head, tail } = multipart('large.bin');
    const headers = { ...filewharf.headers, 'content-type': contentType };
    const before = cpuSeconds(filewharf.child);
    const { seconds, answers } = await load.run('upload', {
      port: filewharf.port,
      method: 'POST',
      path: '/api/v2/upload',
      headers,
      head,
      bytes: size,
      tail,
    });
    const cpu = cpuSeconds(filewharf.child) - before;
    const { id, size: stored, encrypted } = JSON.parse(answers[0]);
    if (stored !== size || encrypted !== true) throw new Error(`stored ${answers[0]}`);
    await filewharf.call('DELETE', `/api/v2/files/${id}`);
    return { rate: size / 2 ** 20 / seconds, cpu };
  }

  async function toLimit({ child, port }, size) {
    const before = cpuSeconds(child);
    const { seconds } = await load.run('upload', { port, method: 'PUT', path: '/large.bin', bytes: size });
    return { rate: size / 2 ** 20 / seconds, cpu: cpuSeconds(child) - before };
  }

  async function toNginx(size) {
    const { seconds } = await load.run('upload', { port: nginx.port, method: 'PUT', path: '/large.bin', bytes: size });
    await fetch(`http://127.0.0.1:${nginx.port}/large.bin`, { method: 'DELETE' });
    return { rate: size / 2 ** 20 / seconds };
  }

  async function toTus(size) {
    const before = cpuSeconds(tus.child);
    const headers = { 'tus-resumable': '1.0.0' };
    const created = await fetch(`http://127.0.0.1:${tus.port}/files`, {
      method: 'POST',
      headers: { ...headers, 'upload-length': String(size) },
    });
    const url = new URL(created.headers.get('location'), `http://127.0.0.1:${tus.port}`);
    const patch = { ...headers, 'upload-offset': 0, 'content-type': 'application/offset+octet-stream' };
    await load.run('upload', { port: tus.port, method: 'PATCH', path: url.pathname, headers: patch, bytes: size });
    const cpu = cpuSeconds(tus.child) - before;
    await fetch(url, { method: 'DELETE', headers });
    return { cpu };
  }

  const diskFile = join(newFolder('disk'), 'large.bin');
  const toDisk = async () => mebibytes / (await load.run('disk', { path: diskFile, bytes })).seconds;

  const figures = { filewharf: [], nginx: [], limit: [], seal: [], tus: [], disk: [] };
  for (let round = 1 - warmUpRounds; round <= pairs; round++) {
    const ours = await toFilewharf(bytes);
    const nginxs = nginx === undefined ? undefined : await toNginx(bytes);
    const limits = await toLimit(limit, bytes);
    const seals = await toLimit(seal, bytes);
    const tuss = await toTus(bytes);
    const disk = await toDisk();
    if (round < 1) continue;
    figures.filewharf.push(ours);
    figures.nginx.push(nginxs);
    figures.limit.push(limits);
    figures.seal.push(seals);
    figures.tus.push(tuss);
    figures.disk.push(disk);
  }

  const title = `encrypted durable upload of ${mebibytes} MiB`;
  const rates = figures.filewharf.map(({ rate }) => rate);
  if (nginx === undefined) yield { absent: `${absent}: no line for ${title}, rate` };
  else {
    const beside = { ours: rates, peer: figures.nginx.map(({ rate }) => rate) };
    yield compared(`${title}, rate`, beside, { unit: 'MiB/s', peerName: 'nginx PUT', must: '>= 0.6', aim: '>= 0.95' });
    const drops = { ours: figures.limit.map(({ rate }) => rate), peer: beside.peer };
    const nginxPut = { unit: 'MiB/s', peerName: 'nginx PUT' };
    yield compared(`limit: node:http that receives ${mebibytes} MiB and drops it`, drops, nginxPut);
    const seals = { ours: figures.seal.map(({ rate }) => rate), peer: beside.peer };
    yield compared(`limit: node:http that receives, seals, writes and syncs ${mebibytes} MiB`, seals, nginxPut);
    // nginx leaves what it took in the page cache, so on some machines it is quicker than the disk.
    yield compared(`limit: a bare write and fdatasync of ${mebibytes} MiB`, { ours: figures.disk, peer: beside.peer }, nginxPut);
  }
  yield compared(`${title}, rate`, { ours: rates, peer: figures.disk }, { unit: 'MiB/s', peerName: 'a bare write and fdatasync' });
  const cpus = (of) => ({ ours: of.map(({ cpu }) => cpu), peer: figures.tus.map(({ cpu }) => cpu) });
  const beside = { unit: 'cpu-s', peerName: '@tus/server' };
  yield compared(`${title}, server CPU`, cpus(figures.filewharf), { ...beside, must: '<= 0.75' });
  yield compared('limit: node:http that receives as much and drops it, server CPU', cpus(figures.limit), beside);
  yield compared('limit: node:http that receives, seals, writes and syncs as much, server CPU', cpus(figures.seal), beside);
}
