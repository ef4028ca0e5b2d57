import { FilewharfError } from './errors.ts';
import type { Body, Content, Take } from './send.ts';

/** What `Blob` is made of: the array must not be shared memory, which ours never is. */
type BlobBytes = Uint8Array<ArrayBuffer>;

/** A piece of a blob is read so much at a time. */
const blobPieceBytes = 1024 * 1024;

export function bytesContent(bytes: Uint8Array): Content {
  return {
    size: bytes.byteLength,
    repeatable: true,
    write: async (take) => {
      if (bytes.byteLength > 0) await take(bytes);
    },
    toBlob: () => Promise.resolve(new Blob([bytes as BlobBytes])),
  };
}

export function blobContent(blob: Blob): Content {
  return {
    size: blob.size,
    repeatable: true,
    async write(take) {
      for (let start = 0; start < blob.size; start += blobPieceBytes) {
        await take(new Uint8Array(await blob.slice(start, start + blobPieceBytes).arrayBuffer()));
      }
    },
    toBlob: () => Promise.resolve(blob),
  };
}

/** `chunks` in their order, once. `size`: how many bytes they are together, when that is known; another number is an error. */
export function streamContent(chunks: AsyncIterable<Uint8Array>, size?: number): Content {
  return {
    size,
    repeatable: false,
    async write(take) {
      let written = 0;
      for await (const chunk of chunks) {
        written += chunk.byteLength;
        if (size !== undefined && written > size) break;
        await take(chunk);
      }
      if (size !== undefined && written !== size) throw wrongSize(size, written);
    },
    async toBlob() {
      const parts: Blob[] = [];
      for await (const chunk of chunks) parts.push(new Blob([chunk as BlobBytes]));
      const blob = new Blob(parts);
      if (size !== undefined && blob.size !== size) throw wrongSize(size, blob.size);
      return blob;
    },
  };
}

function wrongSize(size: number, found: number): FilewharfError {
  return new FilewharfError(`The source has ${found > size ? 'more than' : 'only'} ${Math.min(size, found)} bytes; ${size} were announced`);
}

export function bodyOf(content: Content, contentType?: string): Body {
  return {
    size: content.size,
    repeatable: content.repeatable,
    contentType,
    write: (take) => content.write(take),
    toBlob: () => content.toBlob(),
  };
}

export function jsonBody(value: unknown): Body {
  return bodyOf(bytesContent(new TextEncoder().encode(JSON.stringify(value))), 'application/json');
}

export interface FilePart {
  readonly field: string;
  readonly filename: string;
  readonly content: Content;
}

/** In a quoted parameter, as browsers do it: only these three would end it. */
function quoted(text: string): string {
  return text.replace(/["\r\n]/g, (found) => ({ '"': '%22', '\r': '%0D', '\n': '%0A' })[found] ?? found);
}

/** So much of a file is sent in one piece with what is around it. */
const joinedBytes = 64 * 1024;

/** A multipart/form-data body with the fields first, so that the server knows them when the bytes come. */
export function multipartBody(fields: Readonly<Record<string, string | undefined>>, file: FilePart): Body {
  const boundary = `----filewharf${crypto.randomUUID().replaceAll('-', '')}`;
  let head = '';
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    head += `--${boundary}\r\nContent-Disposition: form-data; name="${quoted(name)}"\r\n\r\n${value}\r\n`;
  }
  head += `--${boundary}\r\nContent-Disposition: form-data; name="${file.field}"; filename="${quoted(file.filename)}"\r\n`;
  head += 'Content-Type: application/octet-stream\r\n\r\n';
  const before = new TextEncoder().encode(head);
  const after = new TextEncoder().encode(`\r\n--${boundary}--\r\n`);
  const { content } = file;
  const size = content.size === undefined ? undefined : before.byteLength + content.size + after.byteLength;
  return {
    size,
    repeatable: content.repeatable,
    contentType: `multipart/form-data; boundary=${boundary}`,
    async write(take: Take) {
      if (size !== undefined && size <= joinedBytes) {
        await take(await joined([bytesContent(before), content, bytesContent(after)], size));
        return;
      }
      await take(before);
      await content.write(take);
      await take(after);
    },
    toBlob: async () => new Blob([before, await content.toBlob(), after]),
  };
}

async function joined(contents: readonly Content[], size: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(size);
  let used = 0;
  for (const content of contents) {
    await content.write((chunk) => {
      bytes.set(chunk, used);
      used += chunk.byteLength;
    });
  }
  return bytes;
}
