import type { StoredFile } from '@filewharf/sdk';
import type { FileProgress } from '../output/progress.ts';
import type { View } from '../output/view.ts';
import type { KnownChecksum } from './checksums.ts';
import type { Engine } from './engine.ts';
import { ChecksumError, statusOf } from './errors.ts';
import { takeBack } from './take-back.ts';
import { uploadFile, type Uploaded, type UploadContext, type UploadJob } from './upload-file.ts';

/** An uploaded file as commands print it. */
export interface SentFile extends StoredFile {
  /** Lower-case hex; what was read here and what the server has. */
  readonly sha256: string;
}

export const sentView = (title: string): View<SentFile> => ({
  title,
  columns: [
    { title: 'ID', value: ({ id }) => id, kind: 'id', drop: 1, field: 'id' },
    { title: 'Size', value: ({ size }) => size, kind: 'bytes', field: 'size' },
    { title: 'SHA-256', value: ({ sha256 }) => sha256, kind: 'id', drop: 2, field: 'sha256' },
    { title: 'Path', value: ({ path }) => path, field: 'path' },
  ],
});

export interface SendOptions {
  /** Bytes. */
  readonly chunkSize: number;
  /** Undefined: what the server does by itself. */
  readonly encrypt: boolean | undefined;
}

/** What has arrived, and its comparison with what was read, which goes on while others are sent. */
export interface Sent {
  readonly compared: Promise<SentFile>;
}

/** Uploads files one by one and has each compared with what the server stored. */
export function createSender(engine: Engine, { chunkSize, encrypt }: SendOptions) {
  const { client, slots, patience, uploads: sessions, account, signal, progress, checksums } = engine;
  const context: UploadContext = {
    client,
    slots,
    patience,
    sessions,
    account,
    signal,
    chunkSize,
    encrypt,
    note: (text) => progress.note(text),
  };

  let saysForbidden = true;
  /** `forbidden` for a key that may put files in and not read them: what it sent cannot be compared. */
  async function askFor({ id, size }: StoredFile): Promise<KnownChecksum | undefined | 'forbidden'> {
    try {
      return await checksums.of(id, size);
    } catch (error) {
      if (statusOf(error) !== 403) throw error;
      if (saysForbidden) progress.note('This key may not read files, so what was sent is not compared.');
      saysForbidden = false;
      return 'forbidden';
    }
  }

  async function compare({ file, sha256, wasThere }: Uploaded): Promise<SentFile> {
    const known = await askFor(file);
    if (known === 'forbidden') return { ...file, sha256 };
    // Somebody replaced or deleted it since, so what is there is no longer ours to judge.
    if (known === undefined || known.etag !== file.etag)
      progress.note(`${file.path} was changed on the server before it could be compared`);
    else if (known.sha256 !== sha256) {
      if (!wasThere) await takeBack(engine, file);
      throw new ChecksumError(sha256, known.sha256);
    }
    return { ...file, sha256 };
  }

  return {
    async send(job: UploadJob, file: FileProgress): Promise<Sent> {
      const uploaded = await uploadFile(context, job, (bytes) => file.advance(bytes));
      const compared = compare(uploaded);
      // It is heard by whoever awaits it.
      compared.catch(() => undefined);
      return { compared };
    },
  };
}
