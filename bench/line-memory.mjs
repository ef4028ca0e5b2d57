import { statfsSync } from 'node:fs';
import { multipart, startFilewharf } from './filewharf.mjs';
import { startLoad } from './load.mjs';
import { peakMemory } from './workspace.mjs';

/** The most memory that a fresh server ever has while many large uploads arrive at once. */
export async function* memoryLines({ uploads, uploadMebibytes }) {
  const bytes = uploadMebibytes * 2 ** 20;
  const filewharf = await startFilewharf();
  const { bavail, bsize } = statfsSync(filewharf.folder);
  const needed = uploads * bytes * 1.1;
  if (bavail * bsize < needed) throw new Error(`${Math.ceil(needed / 2 ** 30)} GiB of disk space are needed; see --memory-mib`);

  const { contentType, head, tail } = multipart('large-#.bin');
  const headers = { ...filewharf.headers, 'content-type': contentType };
  const job = { port: filewharf.port, method: 'POST', path: '/api/v2/upload', headers, head, bytes, tail };
  const idle = peakMemory(filewharf.child);
  await startLoad().run('upload', { ...job, copies: uploads });
  const name = `peak memory, ${uploads} uploads of ${uploadMebibytes} MiB at once (${Math.round(idle / 2 ** 20)} MiB before)`;
  yield { name, ours: peakMemory(filewharf.child) / 2 ** 20, unit: 'MiB', must: '< 256' };
}
