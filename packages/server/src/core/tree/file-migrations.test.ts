import { describe, expect, onTestFinished, test } from 'vitest';
import { newMember, openTestCore, put, type TestCore } from '../core.test-setup.ts';
import { AppError } from '../errors.ts';
import { createFileMigrations, type FileMigrations } from './file-migrations.ts';
import type { Progress } from './progress.ts';

const wanted = { operation: 'copy', path: 'a', destPath: 'b' } as const;

/** Those of a server that waits so long. */
function migrations(t: TestCore, patienceMilliseconds: number): FileMigrations {
  const created = createFileMigrations({ metadata: t.metadata, clock: t.clock, patienceMilliseconds });
  onTestFinished(() => created.stop());
  return created;
}

/** A job that goes on as the test says. */
function steered(): { job: (progress: Progress) => Promise<void>; progress: Promise<Progress>; end: (error?: Error) => void } {
  let begin: (progress: Progress) => void = () => undefined;
  let end: (error?: Error) => void = () => undefined;
  const progress = new Promise<Progress>((resolve) => {
    begin = resolve;
  });
  const ended = new Promise<void>((resolve, reject) => {
    end = (error) => (error === undefined ? resolve() : reject(error));
  });
  return {
    progress,
    end,
    job: (given) => {
      begin(given);
      return ended;
    },
  };
}

describe('a short one', () => {
  test('is done when the answer comes', async () => {
    const t = await openTestCore();
    const started = await migrations(t, 60_000).run(t.admin, wanted, async (progress) => {
      progress.total(3);
      await progress.moved(2);
      await progress.moved(1);
    });
    expect(started).toEqual({ status: 'completed', number: 1 });
    expect(await t.core.fileMigrations.get(t.admin, 1)).toMatchObject({ ...wanted, status: 'completed', filesMoved: 3, filesTotal: 3 });
  });

  test('that fails leaves no trace', async () => {
    const t = await openTestCore();
    const failing = migrations(t, 60_000).run(t.admin, wanted, async () => {
      throw new AppError('conflict', 'taken', { reason: 'exists' });
    });
    await expect(failing).rejects.toMatchObject({ reason: 'exists' });
    await expect(t.core.fileMigrations.get(t.admin, 1)).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('a long one', () => {
  test('goes on and tells how far it is', async () => {
    const t = await openTestCore();
    const long = migrations(t, 0);
    const { job, progress, end } = steered();
    const { status, number } = await long.run(t.admin, wanted, job);
    expect(status).toBe('pending');
    expect(await long.get(t.admin, number)).toMatchObject({ status: 'pending', filesMoved: 0 });
    const told = await progress;
    told.total(10);
    await told.moved(4);
    // Not each step is worth a write.
    expect(await long.get(t.admin, number)).toMatchObject({ status: 'pending', filesMoved: 0 });
    t.clock.now += 1000;
    await told.moved(1);
    expect(await long.get(t.admin, number)).toMatchObject({ status: 'in_progress', filesMoved: 5, filesTotal: 10 });
    end();
    await long.stop();
    expect(await long.get(t.admin, number)).toMatchObject({ status: 'completed', filesMoved: 5, filesTotal: 10, failureMessage: null });
  });

  test.each([
    [new AppError('conflict', 'The name is taken.'), 'The name is taken.'],
    [new Error('secret of the house'), 'An internal error stopped this.'],
  ])('that fails with %s says so', async (error, message) => {
    const t = await openTestCore();
    const long = migrations(t, 0);
    const { job, end } = steered();
    const { number } = await long.run(t.admin, wanted, job);
    end(error);
    await long.stop();
    expect(await long.get(t.admin, number)).toMatchObject({ status: 'failed', failureMessage: message });
  });

  test('ends between two steps when the server stops', async () => {
    const t = await openTestCore();
    const long = migrations(t, 0);
    let steps = 0;
    const { number } = await long.run(t.admin, wanted, async (progress) => {
      for (;;) {
        await t.metadata.write((tx) => tx.putSetting('step', Buffer.of(0)));
        steps += 1;
        await progress.moved(1);
        progress.checkpoint();
      }
    });
    await long.stop();
    const { status, filesMoved } = await t.core.fileMigrations.get(t.admin, number);
    expect({ status, filesMoved }).toEqual({ status: 'failed', filesMoved: steps });
  });

  test('that a killed server left is marked by the next one', async () => {
    const t = await openTestCore();
    const { job, end } = steered();
    const { number } = await migrations(t, 0).run(t.admin, wanted, job);
    const next = migrations(t, 0);
    expect(await next.get(t.admin, number)).toMatchObject({ status: 'failed', failureMessage: expect.stringContaining('stopped') });
    end();
  });
});

test('belongs to the one who asked; administrators see all', async () => {
  const t = await openTestCore();
  const { member } = await newMember(t, { username: 'one' });
  const other = (await newMember(t, { username: 'two' })).member;
  const { number } = await t.core.fileMigrations.run(member, wanted, async () => undefined);
  expect((await t.core.fileMigrations.get(member, number)).number).toBe(number);
  expect((await t.core.fileMigrations.get(t.admin, number)).number).toBe(number);
  await expect(t.core.fileMigrations.get(other, number)).rejects.toMatchObject({ code: 'not_found' });
  for (const wrong of [number + 1, -1, 0.5, Number.MAX_SAFE_INTEGER]) {
    await expect(t.core.fileMigrations.get(t.admin, wrong)).rejects.toMatchObject({ code: 'not_found' });
  }
});

test('a copy counts the files that it copies', async () => {
  const t = await openTestCore();
  const { node } = await t.core.tree.makeFolder(t.admin, 'a/b', { mkdirParents: true });
  for (const name of ['1', '2', '3']) await put(t, t.admin, { name, folderId: node.id });
  for (const [at, path, dest] of [
    ['copy', 'a', 'c'],
    ['move', 'a', 'm'],
  ] as const) {
    const options = { overwrite: false, structureOnly: false };
    const { number } = await (at === 'copy'
      ? t.core.tree.copy(t.admin, path, dest, options)
      : t.core.tree.move(t.admin, path, dest, options));
    expect(await t.core.fileMigrations.get(t.admin, number ?? 0)).toMatchObject({
      operation: at,
      path,
      destPath: dest,
      filesMoved: 3,
      filesTotal: 3,
    });
  }
});

test('a copy tells nothing of files out of sight', async () => {
  const t = await openTestCore();
  for (const path of ['a/seen', 'a/hidden', 'to']) {
    const { node } = await t.core.tree.makeFolder(t.admin, path, { mkdirParents: true });
    await put(t, t.admin, { name: 'file', folderId: node.id });
  }
  const { user, secret } = await newMember(t, { username: 'sam', rootPath: '', grants: [] });
  for (const [path, permission, recursive] of [
    ['a', 'readonly', false],
    ['a/seen', 'readonly', true],
    ['to', 'full', true],
  ] as const)
    await t.core.permissions.create(t.admin, { path, permission, recursive, userNumber: user.number });
  const sam = await t.core.keys.authenticate(secret);
  const { number } = await t.core.tree.copy(sam, 'a', 'to/a', { overwrite: false, structureOnly: false });
  expect(await t.core.fileMigrations.get(sam, number ?? 0)).toMatchObject({ filesMoved: 1, filesTotal: 1 });
});

test('old ones are forgotten', async () => {
  const t = await openTestCore();
  const run = (): Promise<{ number: number }> => t.core.fileMigrations.run(t.admin, wanted, async () => undefined);
  const { number } = await run();
  t.clock.now += 31 * 86_400_000;
  await run();
  await expect(t.core.fileMigrations.get(t.admin, number)).rejects.toMatchObject({ code: 'not_found' });
});
