import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';

/** A command that is nothing but output, in a process of its own with real pipes. Uses what is built, as the tests of the command do. */
function program(body: string, flags: object = {}): ReturnType<typeof spawn> {
  const module = new URL('../../dist/output/output.js', import.meta.url).href;
  const code = `
    import { createOutput } from ${JSON.stringify(module)};
    const output = createOutput({ stdin: process.stdin, stdout: process.stdout, stderr: process.stderr, env: process.env, flags: ${JSON.stringify(flags)} });
    const view = { title: 'rows', columns: [{ title: 'N', value: (row) => row.n }] };
    async function* rows(count) {
      for (let n = 1; n <= count; n += 1) {
        if (n % 100 === 0) await new Promise(setImmediate);
        yield { n };
      }
    }
    try {
      ${body}
    } catch (error) {
      process.exitCode = output.error(error);
    }`;
  return spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'pipe'] });
}

async function outcome(child: ReturnType<typeof spawn>): Promise<{ code: number | null; stdout: string; stderr: string }> {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  await once(child, 'close');
  return { code: child.exitCode, stdout, stderr };
}

test('a reader that leaves after the first line: no error, no endless work', async () => {
  const child = program('await output.list(rows(Infinity), view);');
  const ended = outcome(child);
  child.stdout?.once('data', () => child.stdout?.destroy());
  expect(await ended).toMatchObject({ code: 0, stderr: '' });
});

test('the exit code of work whose reader has left is that of the work', async () => {
  const child = program(`
    const results = output.results(view);
    for await (const row of rows(100_000)) await results.write(row);
    await results.end();
    throw Object.assign(new Error('refused'), { status: 409, code: 'conflict' });`);
  const ended = outcome(child);
  child.stdout?.once('data', () => child.stdout?.destroy());
  expect(await ended).toMatchObject({ code: 6, stderr: expect.stringContaining('refused') });
});

test('nothing is lost when the program ends: 100,000 rows through a pipe', async () => {
  const { code, stdout, stderr } = await outcome(program('await output.list(rows(100_000), view);', { json: true }));
  expect([code, stderr]).toEqual([0, '']);
  expect((JSON.parse(stdout) as unknown[]).length).toBe(100_000);
});

test('stderr that nobody reads is no error', async () => {
  const child = program("output.note('a'); output.note('b'); await output.list(rows(2), view);");
  child.stderr?.destroy();
  expect(await outcome(child)).toMatchObject({ code: 0, stdout: '1\n2\n' });
});
