import { createHash } from 'node:crypto';
import type { Context } from '../context.ts';
import { standardInput } from '../standard-input.ts';
import { UsageError, RefusedError } from '../output/failures.ts';
import { startEngine } from './engine.ts';
import { ChecksumError } from './errors.ts';
import { joinRemote } from './remote-path.ts';
import { sentView } from './send.ts';
import { takeBack } from './take-back.ts';
import { findThere } from './upload-existing.ts';
import type { IfExists, UploadFlags } from './upload-flags.ts';
import type { Target } from './upload-targets.ts';

/** `files upload -`: what comes on standard input, whose size nobody knows, in one request. It cannot be continued after a failure. */
export async function uploadStandardInput(context: Context, target: Target, flags: UploadFlags, ifExists: IfExists): Promise<void> {
  const { output, signal } = context;
  const name = flags.name ?? target.name;
  if (name === undefined) throw new UsageError('Standard input has no name.', 'add --name report.csv');
  if (flags.checksum === true || flags.dryRun === true)
    throw new UsageError('Standard input can be read only once: neither --checksum nor --dry-run.');
  const progress = output.progress();
  try {
    const engine = await startEngine(context, flags, progress);
    const path = joinRemote(target.folder, name);
    if (ifExists === 'fail' || ifExists === 'skip') {
      // Before anything is read, so that nothing is lost.
      const there = await findThere(engine.client, path);
      if (there !== undefined && ifExists === 'fail') throw new RefusedError(`${path} exists`, 'say what to do with it: --if-exists');
      if (there !== undefined) {
        progress.start(path).done('skipped');
        progress.finish({ verb: 'uploaded' });
        return;
      }
    }
    const file = progress.start(path);
    const hash = createHash('sha256');
    let bytes = 0;
    const input = standardInput('the file', signal);
    async function* chunks(): AsyncGenerator<Buffer> {
      for await (const chunk of input as AsyncIterable<Buffer>) {
        hash.update(chunk);
        bytes += chunk.length;
        file.advance(bytes);
        yield chunk;
      }
    }
    const stored = await engine.client.upload(chunks(), {
      name,
      folderPath: target.folder,
      encrypt: flags.encrypt,
      ifExists: ifExists === 'skip' ? 'fail' : ifExists,
      signal,
    });
    const known = engine.checksums.of(stored.id, stored.size);
    engine.checksums.flush();
    const sha256 = hash.digest('hex');
    const theirs = await known;
    if (theirs !== undefined && theirs.etag === stored.etag && theirs.sha256 !== sha256) {
      await takeBack(engine, stored);
      throw new ChecksumError(sha256, theirs.sha256);
    }
    file.done();
    progress.finish({ verb: 'uploaded' });
    await output.item({ ...stored, sha256 }, sentView('files upload'));
  } finally {
    progress.finish();
  }
}
