import sharp from 'sharp';
import { afterEach, expect, test } from 'vitest';
import type { Thumbnailer } from './core/content/thumbnailer.ts';
import { createThumbnailer } from './thumbnailer.ts';

const open: Thumbnailer[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

function thumbnailer(options?: { milliseconds: number }): Thumbnailer {
  const made = createThumbnailer(options);
  if (made === undefined) throw new Error('sharp is not installed');
  open.push(made);
  return made;
}

/** In lent buffers, as contents are read. */
async function* pieces(bytes: Buffer): AsyncGenerator<readonly Buffer[]> {
  for (let at = 0; at < bytes.length; at += 50_000) {
    const buffer = Buffer.from(bytes.subarray(at, at + 50_000));
    yield [buffer.subarray(0, 3), buffer.subarray(3)];
    buffer.fill(0);
  }
}

const make = (maker: Thumbnailer, bytes: Buffer, pixels = 64): Promise<Buffer | undefined> =>
  maker.make(pieces(bytes), bytes.length, pixels);
const image = (width: number, height: number) => sharp({ create: { width, height, channels: 3, background: '#c03' } });

test('makes small pictures of the four formats, one after the other', async () => {
  const maker = thumbnailer();
  const images = await Promise.all([
    image(400, 100).png().toBuffer(),
    image(100, 400).jpeg().toBuffer(),
    image(400, 100).gif().toBuffer(),
    image(10, 5).webp().toBuffer(),
    // What the camera held sideways.
    image(400, 100).jpeg().withMetadata({ orientation: 6 }).toBuffer(),
  ]);
  const made = await Promise.all(images.map(async (bytes) => make(maker, bytes)));
  const facts = await Promise.all(made.map(async (bytes) => sharp(bytes).metadata()));
  expect(facts.map(({ format, width, height }) => [format, width, height])).toEqual([
    ['webp', 64, 16],
    ['webp', 16, 64],
    ['webp', 64, 16],
    ['webp', 10, 5],
    ['webp', 16, 64],
  ]);
});

test('has none of what is no image, another format, cut off, or far too large', async () => {
  const maker = thumbnailer();
  const png = await image(400, 100).png().toBuffer();
  const others = [
    Buffer.from('not an image'),
    Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
    await image(40, 40).tiff().toBuffer(),
    png.subarray(0, png.length - 60),
    Buffer.alloc(300_000),
    await image(9000, 9000).png().toBuffer(),
  ];
  for (const bytes of others) expect(await make(maker, bytes)).toBeUndefined();
  expect(await make(maker, png)).toBeInstanceOf(Buffer);
});

test('gives up what takes too long, and goes on with the next', async () => {
  const png = await image(400, 100).png().toBuffer();
  const hasty = thumbnailer({ milliseconds: 1 });
  expect(await Promise.all([make(hasty, png), make(hasty, png)])).toEqual([undefined, undefined]);
});

test('tells what the source throws, and goes on with the next', async () => {
  const maker = thumbnailer();
  const png = await image(400, 100).png().toBuffer();
  async function* broken(): AsyncGenerator<readonly Buffer[]> {
    yield [png.subarray(0, 50)];
    throw new Error('the disk is gone');
  }
  await expect(maker.make(broken(), png.length, 64)).rejects.toThrow('the disk is gone');
  expect(await make(maker, png)).toBeInstanceOf(Buffer);
});

test('refuses when very many wait, and makes none once it is closed', async () => {
  const maker = thumbnailer();
  const png = await image(40, 10).png().toBuffer();
  const made = Array.from({ length: 201 }, () => make(maker, png).catch((error: Error & { code: string }) => error.code));
  await maker.close();
  expect((await Promise.all(made)).at(-1)).toBe('unavailable');
  expect(await make(maker, png)).toBeUndefined();
});
