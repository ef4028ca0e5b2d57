import type { CallOptions } from '../transport/connection.ts';
import { ChecksumError, FilewharfError } from '../transport/errors.ts';
import type { Hasher } from '../transport/platform.ts';
import type { Content } from '../transport/send.ts';
import type { Checksum, StoredFile } from './wire.ts';
import { callOptions } from './api.ts';
import type { Files } from './resources.ts';
import type { Uploader } from './upload.ts';

/** Times that the server is asked, 20 seconds each: it reads about 200 MB of a file in a second. */
const mostTries = 90;

/** The server's checksum of a file's content, computed now when it is not known yet. */
export async function serverChecksum(files: Files, id: string, options: CallOptions): Promise<Checksum> {
  for (let tries = 1; ; tries += 1) {
    const [found] = await files.checksums([id], callOptions(options));
    if (found === undefined) throw new FilewharfError(`${id} is no longer there`);
    if (found.sha256 !== null) return found;
    if (tries === mostTries) throw new FilewharfError(`The server has not computed the checksum of ${id} yet`);
  }
}

async function hashContent(content: Content, hasher: Hasher): Promise<string> {
  await content.write((chunk) => hasher.update(chunk));
  return hasher.digest();
}

/** Compares what was sent with what the server has. */
export async function checkUpload(
  { platform, files }: Uploader,
  file: StoredFile,
  sent: Content | Hasher,
  options: CallOptions,
): Promise<void> {
  const [ours, theirs] = await Promise.all([
    'digest' in sent ? sent.digest() : hashContent(sent, platform.makeHasher()),
    serverChecksum(files, file.id, options),
  ]);
  checkSame(file.id, ours, theirs, file.etag);
}

export function checkSame(id: string, ours: string, theirs: Checksum, etag: string | undefined): void {
  if (etag !== undefined && theirs.etag !== etag) throw new FilewharfError(`${id} has another version by now, so it cannot be compared`);
  if (theirs.sha256 !== ours) throw new ChecksumError(`The bytes of ${id} differ: SHA-256 ${ours} here, ${theirs.sha256} on the server`);
}
