import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pagerOf } from './pager.ts';
import { testOutput } from './terminal.test-setup.ts';
import type { View } from './view.ts';

interface Row {
  readonly n: number;
}

const view: View<Row> = { title: 'rows', columns: [{ title: 'N', value: (row) => row.n, kind: 'number' }] };
const window = { columns: 40, rows: 10 };

let folder: string;
let got: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pager-'));
  got = join(folder, 'got');
  // Programs that keep what they read instead of showing it. The second one leaves after the first bytes, as a user who has seen enough.
  writeFileSync(
    join(folder, 'all.mjs'),
    `import { writeFileSync, readFileSync } from 'node:fs';\nwriteFileSync(${JSON.stringify(got)}, readFileSync(0));`,
  );
  writeFileSync(
    join(folder, 'first.mjs'),
    `import { writeFileSync } from 'node:fs';\nprocess.stdin.once('data', (bytes) => { writeFileSync(${JSON.stringify(got)}, bytes); process.exit(0); });`,
  );
});

afterAll(() => rmSync(folder, { recursive: true }));

function pager(name: string): string {
  return `"${process.execPath}" ${join(folder, name)}`;
}

function* rows(count: number): Generator<Row> {
  for (let n = 1; n <= count; n += 1) yield { n };
}

test.each([
  [{}, ['less', '-FRX']],
  [{ PAGER: '' }, undefined],
  [{ PAGER: ' ' }, undefined],
  [{ PAGER: 'cat' }, undefined],
  [{ PAGER: 'more' }, ['more']],
  [{ PAGER: '"/a b/less" -S \'x y\'' }, ['/a b/less', '-S', 'x y']],
  [{ TERM: 'dumb' }, undefined],
])('%j: the pager is %j', (env, words) => {
  expect(pagerOf(env)).toEqual(words);
});

test('what is longer than the window goes through the pager, all of it', async () => {
  for (const format of ['auto', 'json', 'yaml', 'pretty']) {
    const { output, stdout } = testOutput({ format, color: false }, window, { PAGER: pager('all.mjs') });
    await output.list(rows(500), view);
    expect(stdout.text()).toBe('');
    const lines = readFileSync(got, 'utf8').trimEnd().split('\n');
    expect(lines.length).toBeGreaterThanOrEqual(500);
    expect(lines.filter((line) => /(?:^| )500\b/.test(line))).toHaveLength(1);
  }
});

test('what fits is printed plainly, and so is what is piped, or read as it comes', async () => {
  for (const [format, count, size] of [
    ['auto', 8, window],
    ['json', 2, window],
    ['jsonl', 100, window],
    ['raw', 100, window],
    ['json', 100, undefined],
  ] as const) {
    const { output, stdout } = testOutput({ format }, size, { PAGER: pager('all.mjs') });
    await output.list(rows(count), view);
    expect(stdout.text().split('\n').length).toBeGreaterThan(count);
  }
});

test('lines that the window wraps count as the rows that they take', async () => {
  const { output, stdout } = testOutput({ json: true, color: false }, window, { PAGER: pager('all.mjs') });
  await output.item({ text: 'x'.repeat(400) }, { title: 'x', columns: [] });
  expect(stdout.text()).toBe('');
  expect(JSON.parse(readFileSync(got, 'utf8'))).toEqual({ text: 'x'.repeat(400) });
});

test('without such a program the text is printed plainly', async () => {
  for (const missing of ['no-such-pager', folder]) {
    const { output, stdout } = testOutput({ json: true, color: false }, window, { PAGER: missing });
    await output.list(rows(50), view);
    expect(JSON.parse(stdout.text())).toEqual([...rows(50)]);
  }
});

test('leaving the pager ends the list', async () => {
  const { output, stdout } = testOutput({ json: true }, window, { PAGER: pager('first.mjs') });
  let ended = false;
  async function* endless(): AsyncGenerator<Row> {
    try {
      for (let n = 1; ; n += 1) yield { n };
    } finally {
      ended = true;
    }
  }
  await output.list(endless(), view);
  expect(ended).toBe(true);
  expect(stdout.text()).toBe('');
});

test('a list that breaks off is shown as far as it came before the error is', async () => {
  const { output } = testOutput({ color: false }, window, { PAGER: pager('all.mjs') });
  function* broken(): Generator<Row> {
    yield* rows(100);
    throw new Error('the line broke');
  }
  await expect(output.list(broken(), view)).rejects.toThrow('the line broke');
  expect(readFileSync(got, 'utf8')).toMatch(/\n100\n$/);
});
