import { expect, test, vi } from 'vitest';
import { testOutput, type TestOutput } from './terminal.test-setup.ts';

const window = { columns: 80, rows: 24 };

/** Types when the question is there. */
async function answer({ stdin, stderr }: TestOutput, question: string, keys: string): Promise<void> {
  await vi.waitUntil(() => stderr.text().includes(question));
  stdin.write(keys);
}

test.each([
  ['y\r', true],
  ['YES\r', true],
  ['\r', false],
  ['n\r', false],
  ['yep\r', false],
  ['\x04', false],
])('%j is a yes: %s', async (keys, isYes) => {
  const scene = testOutput({}, window);
  const asked = scene.output.confirm('Delete 3 files on http://x for good?').then(
    () => true,
    (error: unknown) => error,
  );
  await answer(scene, 'Delete 3 files on http://x for good? [y/N] ', keys);
  expect(await asked).toEqual(isYes ? true : expect.objectContaining({ name: 'UsageError', message: 'nothing was done' }));
  expect(scene.stdout.text()).toBe('');
});

test('Ctrl-C is an interruption', async () => {
  const scene = testOutput({}, window);
  const asked = scene.output.confirm('Delete?').catch((error: unknown) => error);
  await answer(scene, 'Delete?', '\x03');
  const error = await asked;
  expect(scene.output.error(error)).toBe(130);
});

test('--yes answers without asking', async () => {
  const { output, stderr } = testOutput({ yes: true });
  await output.confirm('Delete?');
  expect(stderr.text()).toBe('');
});

test.each([
  ['without a terminal', {}, undefined],
  ['with --non-interactive', { nonInteractive: true }, window],
])('%s nobody is asked, and nothing is done', async (_name, flags, size) => {
  const { output, stderr } = testOutput(flags, size);
  expect(output.interactive).toBe(false);
  const refused: unknown = await output.confirm('Delete 3 files?').catch((error: unknown) => error);
  expect(output.error(refused)).toBe(2);
  expect(stderr.text()).toMatch(/Delete 3 files\?\n {2}add --yes/);
  await expect(output.askSecret('Password', '--password-stdin')).rejects.toMatchObject({
    name: 'UsageError',
    hint: 'use --password-stdin',
  });
});

test('a secret is not shown, and what strangers named in the question is harmless', async () => {
  const scene = testOutput({}, window);
  const asked = scene.output.askSecret('Password of a\x1b[2J', '--password-stdin');
  await answer(scene, 'Password', 'hunter2\x7f3\r');
  expect(await asked).toBe('hunter3');
  expect(scene.stderr.text()).toBe('Password of a\\x1b[2J: \n');
  expect(scene.stdout.text()).toBe('');
});

test('an empty secret is refused', async () => {
  for (const keys of ['\r', '\x04']) {
    const scene = testOutput({}, window);
    const asked = scene.output.askSecret('Password', '--password-stdin').catch((error: unknown) => error);
    await answer(scene, 'Password', keys);
    expect(await asked).toMatchObject({ name: 'UsageError' });
  }
});
