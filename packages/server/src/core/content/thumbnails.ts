import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import type { Principal } from '../access/principal.ts';
import { AppError } from '../errors.ts';
import type { FileNode, MetadataStore } from '../metadata.ts';
import type { Files } from '../tree/files.ts';
import type { Content } from './contents.ts';
import { corrupt } from './encryption.ts';
import type { Keyring } from './master-key.ts';
import type { Thumbnailer } from './thumbnailer.ts';

/** What is made and kept; what is asked for is rounded up to one of these. */
const sizes = [64, 128, 256, 512, 1024] as const;
const largestImageBytes = 32 * 1024 * 1024;
const imageNames = /\.(?:png|jpe?g|gif|webp)$/i;

const nonceBytes = 12;
const tagBytes = 16;

export interface Thumbnail {
  /** WebP. */
  readonly bytes: Buffer;
  /** The same for the same bytes. */
  readonly tag: string;
}

export type Thumbnails = ReturnType<typeof createThumbnails>;

/** Small pictures of images. They are made when somebody asks for them, and kept as long as the content. */
export function createThumbnails({
  metadata,
  keyring,
  files,
  read,
  thumbnailer,
}: {
  metadata: MetadataStore;
  keyring: Keyring;
  files: Files;
  read: (content: Content, start: number, end: number) => AsyncIterable<readonly Buffer[]>;
  /** Undefined: there are none. */
  thumbnailer: Thumbnailer | undefined;
}) {
  /** Those that are being made, so that a page which asks for one twice waits for the same. */
  const underWay = new Map<string, Promise<Buffer | undefined>>();

  /** The key comes from that of the content: whoever destroys that destroys its pictures. */
  const keyOf = ({ blobId, wrapped }: Content): Buffer =>
    createHmac('sha256', keyring.unwrap(blobId, wrapped)).update('thumbnails').digest();

  function seal(content: Content, pixels: number, bytes: Buffer): Buffer {
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv('aes-256-gcm', keyOf(content), nonce).setAAD(Buffer.from(`${content.blobId} ${pixels}`));
    return Buffer.concat([nonce, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
  }

  function open(content: Content, pixels: number, sealed: Buffer): Buffer {
    const decipher = createDecipheriv('aes-256-gcm', keyOf(content), sealed.subarray(0, nonceBytes), { authTagLength: tagBytes });
    decipher.setAAD(Buffer.from(`${content.blobId} ${pixels}`)).setAuthTag(sealed.subarray(-tagBytes));
    try {
      return Buffer.concat([decipher.update(sealed.subarray(nonceBytes, -tagBytes)), decipher.final()]);
    } catch (error) {
      throw corrupt(`a thumbnail of ${content.blobId} cannot be opened`, error);
    }
  }

  async function make(maker: Thumbnailer, content: Content, pixels: number): Promise<Buffer | undefined> {
    const bytes = await maker.make(read(content, 0, content.sizeBytes), content.sizeBytes, pixels);
    const sealed = bytes === undefined ? null : seal(content, pixels, bytes);
    await metadata.write((tx) => tx.putThumbnail(content.blobId, pixels, sealed));
    return bytes;
  }

  async function find({ name }: FileNode, content: Content, pixels: number): Promise<Buffer | undefined> {
    if (thumbnailer === undefined || !imageNames.test(name) || content.sizeBytes === 0 || content.sizeBytes > largestImageBytes)
      return undefined;
    const kept = await metadata.findThumbnail(content.blobId, pixels);
    if (kept !== undefined) return kept === null ? undefined : open(content, pixels, kept);
    const key = `${content.blobId} ${pixels}`;
    let making = underWay.get(key);
    if (making === undefined) {
      making = make(thumbnailer, content, pixels).finally(() => underWay.delete(key));
      underWay.set(key, making);
    }
    return making;
  }

  return {
    /**
     * A picture of at least `pixels` in its longer side, if the image has as many, for whoever may look at the file. `not_found` also when there
     * is none: it is no PNG, JPEG, GIF or WebP, cannot be read, or is too large.
     */
    async get(principal: Principal, fileId: string, pixels: number): Promise<Thumbnail> {
      const { file, content } = await files.open(principal, fileId, 'preview');
      const size = sizes.find((one) => one >= pixels) ?? sizes[sizes.length - 1] ?? pixels;
      const bytes = await find(file, content, size);
      if (bytes === undefined) throw new AppError('not_found', 'There is no thumbnail of this file.');
      return { bytes, tag: `${content.blobId}-${size}` };
    },

    async stop(): Promise<void> {
      await thumbnailer?.close();
      await Promise.allSettled(underWay.values());
    },
  };
}
