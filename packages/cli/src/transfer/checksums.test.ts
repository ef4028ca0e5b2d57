import type { Checksum } from '@filewharf/sdk';
import { expect, test } from 'vitest';
import { createChecksums } from './checksums.ts';
import { createPatience } from './patience.ts';

/** A server of checksums that answers what `answer` says of an id, and the batches it was asked for. */
function setUp(answer: (id: string, time: number) => Checksum | undefined) {
  const controller = new AbortController();
  const batches: (readonly string[])[] = [];
  const times = new Map<string, number>();
  const files = {
    checksums: (ids: readonly string[]) => {
      batches.push(ids);
      const answers = ids.map((id) => {
        times.set(id, (times.get(id) ?? 0) + 1);
        return answer(id, times.get(id) ?? 0);
      });
      return Promise.resolve(answers.filter((one) => one !== undefined));
    },
  };
  const client = { files } as unknown as Parameters<typeof createChecksums>[0]['client'];
  const patience = createPatience({ retryForSeconds: 1, signal: controller.signal, onTrouble: () => undefined });
  return { batches, controller, checksums: createChecksums({ client, patience, signal: controller.signal }) };
}

const known = (id: string): Checksum => ({ id, size: 1, etag: `"${id}"`, sha256: `hash of ${id}` });

test('a hundred at a time, in as few requests as that takes', async () => {
  const { checksums, batches } = setUp(known);
  const ids = Array.from({ length: 250 }, (_, index) => `file_${index}`);
  const all = Promise.all(ids.map((id) => checksums.of(id, 1)));
  checksums.flush();
  expect((await all).map((found) => found?.sha256)).toEqual(ids.map((id) => `hash of ${id}`));
  expect(batches.map((batch) => batch.length)).toEqual([100, 100, 50]);
});

test('what is not known yet is asked for again; what is not there is told', async () => {
  const { checksums, batches } = setUp((id, time) => (id === 'gone' ? undefined : { ...known(id), sha256: time < 2 ? null : 'x' }));
  const both = Promise.all([checksums.of('slow', 1), checksums.of('gone', 1)]);
  checksums.flush();
  expect(await both).toEqual([{ etag: '"slow"', sha256: 'x' }, undefined]);
  expect(batches).toEqual([['slow', 'gone'], ['slow']]);
});

test('a failure is everybody of the batch', async () => {
  const { checksums, controller } = setUp(() => {
    throw Object.assign(new Error('forbidden'), { status: 403 });
  });
  const both = Promise.allSettled([checksums.of('a', 1), checksums.of('b', 1)]);
  checksums.flush();
  expect((await both).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  controller.abort();
});
