import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { someBytes } from '../server.test-setup.ts';
import { byteChannel } from './byte-channel.ts';
import { chunkReader, joinChunks, type ByteStream } from './chunk-reader.ts';

const bytes = someBytes(100);

/** A stream of a browser that cannot iterate over one. */
function plainStream(): ReadableStream<Uint8Array> {
  let start = 0;
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (start >= bytes.length) controller.close();
      else controller.enqueue(bytes.subarray(start, start + 7));
      start += 7;
    },
  });
  const { getReader } = stream;
  return { getReader: getReader.bind(stream) } as unknown as ReadableStream<Uint8Array>;
}

test('reads what is asked for, whatever the size of the chunks', async () => {
  const reader = chunkReader(plainStream(), undefined);
  expect(joinChunks(await reader.read(10))).toEqual(bytes.slice(0, 10));
  const buffer = new Uint8Array(20);
  expect(await reader.fill(buffer)).toBe(20);
  expect(buffer).toEqual(bytes.slice(10, 30));
  expect(await reader.peek()).toBeGreaterThan(0);
  const rest: Uint8Array[] = [];
  for await (const chunk of reader.all([])) rest.push(chunk);
  expect(joinChunks(rest)).toEqual(bytes.slice(30));
  expect(await reader.peek()).toBe(0);
  expect(await reader.fill(buffer)).toBe(0);
  await reader.close();
});

test('what is no bytes is refused, and not skipped or cut', async () => {
  const chunks: Record<string, unknown> = {
    text: 'hello',
    nothing: '',
    'larger numbers': new Uint16Array([1, 300]),
    memory: new ArrayBuffer(3),
  };
  for (const [name, chunk] of Object.entries(chunks)) {
    await expect(chunkReader(Readable.from([chunk]), undefined).peek(), name).rejects.toThrow('not bytes');
  }
  for (const chunk of [Buffer.from('abc'), new Uint8ClampedArray([97, 98, 99])]) {
    expect(joinChunks(await chunkReader(Readable.from([chunk]), undefined).read(10))).toEqual(new TextEncoder().encode('abc'));
  }
});

test('a reader that is closed early lets go of the stream', async () => {
  let isCancelled = false;
  const stream = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(bytes),
    cancel: () => void (isCancelled = true),
  });
  const reader = chunkReader(stream, undefined);
  await reader.read(1);
  await reader.close();
  expect(isCancelled).toBe(true);
});

test('a channel carries bytes at the pace of the reader, and tells both sides what goes wrong', async () => {
  const channel = byteChannel();
  let written = 0;
  const writing = (async () => {
    for (let index = 0; index < 3; index += 1) {
      await channel.write(bytes.subarray(index, index + 1));
      written += 1;
    }
    channel.end();
  })();
  const iterator = channel.bytes[Symbol.asyncIterator]();
  expect((await iterator.next()).value).toEqual(bytes.slice(0, 1));
  // Until the next one is asked for, the first one may still be looked at.
  expect(written).toBe(0);
  expect((await iterator.next()).value).toEqual(bytes.slice(1, 2));
  expect(written).toBe(1);
  await iterator.next();
  expect((await iterator.next()).done).toBe(true);
  await writing;

  const broken = byteChannel();
  const waiting = broken.write(bytes);
  broken.close(new Error('nobody reads'));
  await expect(waiting).rejects.toThrow('nobody reads');
  await expect(broken.write(bytes)).rejects.toThrow('nobody reads');
  const failed = byteChannel();
  failed.fail(new Error('given up'));
  await expect(failed.bytes[Symbol.asyncIterator]().next()).rejects.toThrow('given up');
});

test('whoever writes hears of a reader that goes away with the bytes, and of an end behind which nothing can be written', async () => {
  const channel = byteChannel();
  const writing = channel.write(bytes);
  const iterator = channel.bytes[Symbol.asyncIterator]();
  await iterator.next();
  await iterator.return?.();
  channel.close(new Error('nobody reads'));
  await expect(writing).rejects.toThrow('nobody reads');
  const ended = byteChannel();
  ended.end();
  await expect(ended.write(bytes)).rejects.toThrow('It was closed');
});

test('a stream that stays silent does not keep whoever has had enough, and is let go', async () => {
  const silent: Record<string, () => ByteStream> = {
    'a Readable': () => new Readable({ read: () => undefined }),
    'a ReadableStream': () => new ReadableStream<Uint8Array>(),
    'a generator': async function* () {
      yield await new Promise<Uint8Array>(() => undefined);
    },
  };
  for (const [name, make] of Object.entries(silent)) {
    const controller = new AbortController();
    const stream = make();
    const reader = chunkReader(stream, undefined);
    const reading = reader.read(10, controller.signal);
    controller.abort();
    await expect(reading, name).rejects.toMatchObject({ name: 'AbortError' });
    await reader.close();
    if (stream instanceof Readable) expect(stream.destroyed).toBe(true);
    await expect(reader.fill(new Uint8Array(1), controller.signal), name).resolves.toBe(0);
  }
});
