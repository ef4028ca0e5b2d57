import { createHash } from 'node:crypto';
import { relative } from 'node:path';
import { unlink } from 'node:fs/promises';
import type { Entry } from '@filewharf/sdk';
import type { Context } from '../context.ts';
import { resolveRange, type ByteRange } from './byte-range.ts';
import { streamFile } from './byte-stream.ts';
import { forceHint, type DownloadFlags } from './download-flags.ts';
import { localPath } from './destination.ts';
import { fetchedView } from './fetched-view.ts';
import { placeDownloads } from './download-targets.ts';
import { startEngine } from './engine.ts';
import { createFileWriter } from './file-writer.ts';
import { exists, isThere, makePartial, publish, reopenPartial } from './partial-file.ts';

/** `files download --range`: some bytes of a file, which are neither compared nor continued. */
export async function downloadRange(context: Context, entry: Entry, range: ByteRange, flags: DownloadFlags): Promise<void> {
  const { output, signal } = context;
  const [root] = await placeDownloads([entry], flags.output);
  if (root === undefined) return;
  const place = root.isNamed ? `${root.folder}/${root.path}` : localPath(root.folder, root.path);
  if (flags.force !== true && (await isThere(place))) throw exists(place, forceHint);
  await root.folders.ensure('');
  const { from, to } = resolveRange(range, entry.size ?? 0);
  const progress = output.progress();
  try {
    const { client, patience, leftovers } = await startEngine(context, flags, progress);
    const partial = await makePartial(place, () => false);
    await leftovers.note(partial.path, partial);
    const hash = createHash('sha256');
    try {
      progress.setTotals({ files: 1, bytes: to - from, known: true });
      const file = progress.start(relative('.', place), to - from);
      const writer = createFileWriter(partial.handle, 0);
      let bytes = 0;
      await streamFile({ client, patience, signal }, { id: entry.id, from, to }, (chunk) => {
        hash.update(chunk);
        bytes += chunk.byteLength;
        file.advance(bytes);
        return writer.write(chunk);
      });
      await writer.flush();
      await partial.handle.sync();
      await publish(partial, place, flags.force === true ? 'anything' : 'nothing', forceHint);
      file.done();
    } finally {
      await partial.handle.close();
      const still = await reopenPartial(partial);
      await still?.handle.close();
      if (still !== undefined) await unlink(partial.path);
      await leftovers.end();
    }
    progress.finish({ verb: 'downloaded' });
    await output.item({ id: entry.id, path: relative('.', place), size: to - from, sha256: hash.digest('hex') }, fetchedView);
  } finally {
    progress.finish();
  }
}
