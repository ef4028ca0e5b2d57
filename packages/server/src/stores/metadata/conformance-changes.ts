import { expect } from 'vitest';
import { put, newChange, type Check, type CheckKept } from './conformance-records.ts';

/** The change feed. */
export function changesConformance(check: Check, checkKept: CheckKept): void {
  check('has the order of commits, whoever writes', async (store) => {
    const resolved: number[] = [];
    await Promise.all(
      Array.from({ length: 100 }, async (_, i) => {
        const seq = await store
          .write(async (tx) => {
            for (let hops = 0; hops < i % 5; hops++) await Promise.resolve();
            await tx.insertChange(newChange(`file_${i}`, { timestamp: 1000 - i }));
            await tx.insertChange(newChange(`file_${i}`, { timestamp: 1000 - i }));
            if (i % 7 === 0) throw new Error('gives up');
            return tx.lastSeq();
          })
          .catch(() => undefined);
        if (seq !== undefined) resolved.push(seq);
      }),
    );
    const changes = await store.changesAfter(0, 1000);
    expect(changes).toHaveLength(2 * resolved.length);
    expect(new Set(changes.map((change) => change.nodeId)).size).toBe(resolved.length);
    for (const [i, change] of changes.entries()) {
      const before = changes[i - 1];
      if (before === undefined) continue;
      expect(change.seq).toBeGreaterThan(before.seq);
      expect(change.timestamp).toBeGreaterThanOrEqual(before.timestamp);
    }
    expect(resolved).toEqual([...resolved].sort((a, b) => a - b));
  });

  checkKept('timestamps never decrease, also over a restart', async (store, closeAndReopen) => {
    for (const timestamp of [100, 50, 100, 200]) await store.write((tx) => tx.insertChange(newChange('file_a', { timestamp })));
    const again = await closeAndReopen();
    await again.write(async (tx) => {
      await tx.insertChange(newChange('file_a', { timestamp: 10 }));
      await tx.insertChange(newChange('file_a', { timestamp: 300 }));
      await tx.insertChange(newChange('file_a', { timestamp: 250 }));
    });
    expect((await again.changesAfter(0, 10)).map((change) => change.timestamp)).toEqual([100, 100, 100, 200, 200, 300, 300]);
  });

  check('is read from any place', async (store) => {
    const wanted = [
      newChange('file_a', { timestamp: 10 }),
      newChange('folder_b', { timestamp: 20, action: 'modified', fromChain: '/folder_x/' }),
      newChange('file_a', { timestamp: 20, action: 'deleted' }),
      newChange('file_c', { timestamp: 30 }),
    ];
    expect(await store.lastSeq()).toBe(0);
    expect(await store.seqBefore(0)).toBe(0);
    await store.write(async (tx) => {
      for (const change of wanted) await tx.insertChange(change);
    });
    const changes = await store.changesAfter(0, 10);
    expect(changes).toEqual(wanted.map((change, i) => ({ ...change, seq: changes[i]?.seq })));
    const [first = 0, second = 0, third, fourth] = changes.map((change) => change.seq);
    expect(await store.lastSeq()).toBe(fourth);
    expect((await store.changesAfter(first, 2)).map((change) => change.seq)).toEqual([second, third]);
    expect(await store.changesAfter(fourth ?? 0, 10)).toEqual([]);
    for (const [timestamp, nodes] of [
      [10, 4],
      [11, 3],
      [20, 3],
      [21, 1],
      [30, 1],
      [31, 0],
    ] as const) {
      expect(await store.changesAfter(await store.seqBefore(timestamp), 10)).toHaveLength(nodes);
    }
  });

  check('is pruned from its beginning, but for the newest change', async (store) => {
    await store.write(async (tx) => {
      for (let i = 1; i <= 10; i++) await tx.insertChange(newChange(`file_${i}`, { timestamp: i * 10 }));
    });
    const nodes = async () => (await store.changesAfter(0, 100)).map((change) => change.nodeId);
    expect(await store.write((tx) => tx.pruneChanges(50, 3))).toBe(3);
    expect((await nodes())[0]).toBe('file_4');
    expect(await store.write((tx) => tx.pruneChanges(50, 3))).toBe(1);
    expect((await nodes())[0]).toBe('file_5');
    expect(await store.write((tx) => tx.pruneChanges(50, 3))).toBe(0);
    const last = await store.lastSeq();
    expect(await store.write((tx) => tx.pruneChanges(1e6, 100))).toBe(5);
    expect(await nodes()).toEqual(['file_10']);
    await store.write((tx) => tx.insertChange(newChange('file_11', { timestamp: 1 })));
    const [, newest] = await store.changesAfter(0, 100);
    expect(newest?.timestamp).toBe(100);
    expect(newest?.seq).toBeGreaterThan(last);
  });

  check('whoever sees what a commit wrote sees that there was one', async (store) => {
    const before = store.commitCount();
    const written = store.write((tx) => tx.putSetting('a', Buffer.from('x')));
    while ((await store.findSetting('a')) === undefined) await new Promise((resolve) => setImmediate(resolve));
    expect(store.commitCount()).toBeGreaterThan(before);
    await written;
    const after = store.commitCount();
    await store.findSetting('a');
    expect(store.commitCount()).toBe(after);
  });

  check('tells listeners after a commit that appended, and only then', async (store) => {
    let told = 0;
    let seen = 0;
    const stop = store.onChange(() => {
      told += 1;
      void store.lastSeq().then((seq) => (seen = seq));
    });
    const settled = () => new Promise((resolve) => setImmediate(resolve));
    await put(store, 'a', 'x');
    await store
      .write(async (tx) => {
        await tx.insertChange(newChange('file_a'));
        throw new Error('gives up');
      })
      .catch(() => undefined);
    await put(store, 'b', 'x');
    await settled();
    expect(told).toBe(0);
    await store.write((tx) => tx.insertChange(newChange('file_a')));
    await settled();
    expect({ told, seen }).toEqual({ told: 1, seen: 1 });
    await store.write((tx) => tx.insertChange(newChange('file_b')));
    await settled();
    expect({ told, seen }).toEqual({ told: 2, seen: 2 });
    stop();
    await store.write((tx) => tx.insertChange(newChange('file_c')));
    await settled();
    expect(told).toBe(2);
  });
}
