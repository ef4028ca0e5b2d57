import { expect, test } from 'vitest';
import { destinationOf, planSync, type Item, type PlanOptions, type SourceEntry } from './plan.ts';

const file = (path: string, size = 1, mtime: number | null = 1000): Item => ({ kind: 'file', path, size, mtime, id: '' });
const folder = (path: string): Item => ({ kind: 'folder', path, size: 0, mtime: null, id: '' });

// oxlint-disable-next-line require-yield
async function* entries(list: readonly SourceEntry[]): AsyncGenerator<SourceEntry> {
  yield* list;
}

/** The parts of the plan that hold something, by path. */
async function plan(
  source: readonly SourceEntry[],
  there: readonly Item[],
  options: Partial<PlanOptions> = {},
): Promise<Record<string, string[]>> {
  const made = await planSync(entries(source), destinationOf(there), { comparison: 'time', update: false, deletes: true, ...options });
  const shown = {
    new: made.transfers.filter(({ replaces }) => replaces === undefined).map(({ source: { path } }) => path),
    changed: made.transfers.filter(({ replaces }) => replaces !== undefined).map(({ source: { path } }) => path),
    doubtful: made.doubtful.map(({ source: { path } }) => path),
    folders: made.folders.map(({ path }) => path),
    deletions: made.deletions.map(({ path }) => path),
    failures: made.failures.map(({ name, error }) => `${name}: ${(error as Error).message}`),
    skipped: made.skipped.map(({ path }) => path),
    unchanged: made.unchanged.map(({ path }) => path),
    newer: made.newer.map(({ path }) => path),
  };
  return Object.fromEntries(Object.entries(shown).filter(([, paths]) => paths.length > 0));
}

test('size and time say what is new, changed and the same; only the content says the rest', async () => {
  const source = [file('new'), file('grown', 2), file('same'), file('rounded', 1, 1001), file('touched', 1, 1002), file('unknown', 1, 5)];
  const there = [file('grown', 1), file('same'), file('rounded'), file('touched'), file('unknown', 1, null)];
  expect(await plan(source, there)).toEqual({
    new: ['new'],
    changed: ['grown'],
    unchanged: ['same', 'rounded'],
    doubtful: ['touched', 'unknown'],
  });
});

test('by size alone, or by content whatever the time says', async () => {
  const source = [file('same'), file('touched', 1, 9), file('grown', 2), file('empty', 0, 9)];
  const there = [file('same'), file('touched'), file('grown'), file('empty', 0)];
  expect(await plan(source, there, { comparison: 'size' })).toEqual({ changed: ['grown'], unchanged: ['same', 'touched', 'empty'] });
  expect(await plan(source, there, { comparison: 'checksum' })).toEqual({
    changed: ['grown'],
    doubtful: ['same', 'touched'],
    unchanged: ['empty'],
  });
});

test('update leaves alone what is newer there', async () => {
  const source = [file('a', 1, 2000), file('b', 2, 500), file('c', 2, 500)];
  expect(await plan(source, [file('a', 2), file('b'), file('c', 1, null)], { update: true })).toEqual({
    changed: ['a', 'c'],
    newer: ['b'],
  });
});

test('only folders that nothing else makes are made', async () => {
  const source = [folder('a'), file('a/1'), folder('b'), folder('b/c'), folder('b/c/d'), folder('e'), folder('old')];
  expect(await plan(source, [folder('old')])).toEqual({ new: ['a/1'], folders: ['b/c/d', 'e'] });
});

test('what only the destination has goes, files first, then folders from the deepest up', async () => {
  const there = [folder('a'), folder('a/b'), file('a/b/1'), file('2'), folder('kept'), file('kept/3')];
  expect(await plan([folder('kept')], there)).toEqual({ deletions: ['a/b/1', '2', 'kept/3', 'a/b', 'a'] });
  expect(await plan([folder('kept')], there, { deletes: false })).toEqual({});
});

test('what was left out on purpose does not go', async () => {
  const link = { kind: 'skipped', path: 'Link', reason: 'symbolic link' } as const;
  expect(await plan([link], [file('link')])).toEqual({ skipped: ['Link'] });
  // Nor what is behind it, when it has taken the place of a folder; what only begins with its name does.
  const there = [folder('link'), file('link/1'), folder('link/a'), file('link/a/2'), file('link2'), file('in/link/3')];
  expect(await plan([link], there)).toEqual({ skipped: ['Link'], deletions: ['link2', 'in/link/3'] });
});

test('names compare as they do on the server', async () => {
  expect(await plan([file('Größe.TXT'), file('e\u0301')], [file('grosse.txt'), file('é')])).toEqual({
    unchanged: ['Größe.TXT', 'e\u0301'],
  });
  expect(await plan([file('a'), file('A')], [])).toEqual({ new: ['a'], failures: ['A: the same name comes twice'] });
  // The scan has said it of the first one already.
  expect(await plan([{ kind: 'failed', path: 'A', error: new Error('clash') }, file('a')], [])).toEqual({
    new: ['a'],
    failures: ['A: clash'],
  });
});

test('a file does not replace a folder, nor a folder a file', async () => {
  expect(await plan([file('a'), folder('b'), file('b/1')], [folder('a'), file('b'), file('a/1')])).toEqual({
    new: ['b/1'],
    deletions: ['a/1'],
    failures: ['a: a folder of this name is in its place at the destination', 'b: a file of this name is in its place at the destination'],
  });
});
