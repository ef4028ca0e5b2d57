import { expect, test, vi } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { UsageError } from './failures.ts';
import { formats } from './format.ts';
import { createOutput } from './output.ts';
import { fakeStdin, fakeStream, testOutput } from './terminal.test-setup.ts';
import { textWidth } from './text-width.ts';
import type { View } from './view.ts';

interface Entry {
  readonly id: string;
  readonly name: string;
  readonly size: number | null;
  readonly created_at: string;
  readonly owner?: { readonly name: string } | null;
}

const view: View<Entry> = {
  title: 'files list',
  columns: [
    { title: 'Id', value: (entry) => entry.id, kind: 'id', field: 'id', drop: 1 },
    { title: 'Size', value: (entry) => entry.size, kind: 'bytes', field: 'size' },
    { title: 'Created', value: (entry) => entry.created_at, kind: 'time', field: 'created_at', drop: 2 },
    { title: 'Name', value: (entry) => entry.name, field: 'name' },
  ],
  empty: 'No files in /',
};

function entry(number: number, name = `file ${number}.txt`): Entry {
  return { id: `file_${number}`, name, size: number * 1536, created_at: '2025-01-15T10:30:00Z', owner: { name: 'Ada' } };
}

async function* entries(count: number): AsyncGenerator<Entry> {
  for (let number = 1; number <= count; number += 1) yield entry(number);
}

async function* brokenAfter(count: number): AsyncGenerator<Entry> {
  yield* entries(count);
  throw new Error('the line broke');
}

const window = { columns: 80, rows: 24 };
const hostile = 'a\x1b]0;owned\x07\x1b[2J\x9b31m\r\n\tb\u202e\x7f';

/** Where the local time zone puts the time of all entries. */
const created = (() => {
  const time = new Date('2025-01-15T10:30:00Z');
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${time.getFullYear()}-01-${two(time.getDate())} ${two(time.getHours())}:${two(time.getMinutes())}`;
})();

test('auto on a terminal is an aligned table', async () => {
  const { output, stdout } = testOutput({ color: false }, window);
  await output.list([entry(1), entry(200_000, '資料.txt'), entry(3, 'x'.repeat(100))], view);
  expect(stdout.text().split('\n')).toEqual([
    'Id               Size  Created           Name',
    `file_1        1.5 KiB  ${created}  file 1.txt`,
    `file_200000   293 MiB  ${created}  資料.txt`,
    `file_3        4.5 KiB  ${created}  ${'x'.repeat(38)}…`,
    '',
  ]);
});

test.each([
  [79, ['Id', 'Size', 'Created', 'Name']],
  [50, ['Size', 'Created', 'Name']],
  [30, ['Size', 'Name']],
  [20, ['Size', 'Name']],
])('in a window of %i columns the table has %j, and no line is wider', async (columns, titles) => {
  const { output, stdout } = testOutput({ color: false }, { columns, rows: 100 });
  await output.list([entry(1, '資料資料資料資料資料資料資料資料資料'), entry(2, 'y'.repeat(200))], view);
  const lines = stdout.text().split('\n');
  expect(lines[0]?.split(/ {2,}/).filter((title) => title !== '')).toEqual(titles);
  for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(columns);
});

test('a later row that needs more room gets it', async () => {
  const { output, stdout } = testOutput({ color: false }, window);
  const results = output.results(view);
  await results.write(entry(1));
  await vi.waitUntil(() => stdout.text().split('\n').length === 3);
  await results.write(entry(1_000_000));
  await results.write(entry(2));
  await results.end();
  const [first, second, third] = stdout.text().split('\n').slice(1);
  expect(first).toMatch(/^file_1 {3}1\.5 KiB {2}/);
  expect(second).toMatch(/^file_1000000 {3}1\.4 GiB {2}/);
  expect(third).toMatch(/^file_2 {9}3\.0 KiB {2}/);
});

test('auto when piped is rows between tabs: exact, and a line each', async () => {
  const { output, stdout } = testOutput();
  await output.list([entry(1, `${hostile}\\n`), { ...entry(2), size: null }], view);
  expect(stdout.text()).toBe(
    [
      'file_1\t1536\t2025-01-15T10:30:00.000Z\ta\\x1b]0;owned\\x07\\x1b[2J\\x9b31m\\r\\n\\tb\\u202e\\x7f\\\\n',
      'file_2\t\t2025-01-15T10:30:00.000Z\tfile 2.txt',
      '',
    ].join('\n'),
  );
});

test('a single object is lines on a terminal, and a row when piped', async () => {
  const terminal = testOutput({ color: false }, window);
  await terminal.output.item(entry(1, 'z'.repeat(100)), view);
  expect(terminal.stdout.text()).toBe(`Id       file_1\nSize     1.5 KiB\nCreated  ${created}\nName     ${'z'.repeat(100)}\n`);
  const piped = testOutput();
  await piped.output.item(entry(1), view);
  expect(piped.stdout.text()).toBe('file_1\t1536\t2025-01-15T10:30:00.000Z\tfile 1.txt\n');
});

test('one value can stand alone with --quiet and when piped', async () => {
  const share: View<Entry> = { ...view, alone: { value: (item) => `http://x/s/${item.id}`, whenPiped: true } };
  const key: View<Entry> = { ...view, alone: { value: (item) => item.id } };
  const print = async (quiet: boolean, of: View<Entry>): Promise<string> => {
    const { output, stdout } = testOutput({ quiet });
    await output.item(entry(1), of);
    return stdout.text();
  };
  expect(await print(false, share)).toBe('http://x/s/file_1\n');
  expect(await print(true, key)).toBe('file_1\n');
  expect(await print(false, key)).toMatch(/\t/);
});

test('json is one document, keys in order', async () => {
  const { output, stdout } = testOutput({ json: true });
  await output.list(entries(3), view);
  expect(stdout.text()).toBe(`${JSON.stringify([entry(1), entry(2), entry(3)], null, 2)}\n`);

  const empty = testOutput({ format: 'JSON' });
  await empty.output.list([], view);
  expect(empty.stdout.text()).toBe('[]\n');

  const single = testOutput({ format: 'json' });
  await single.output.item(() => Promise.resolve(entry(1)), view);
  expect(single.stdout.text()).toBe(`${JSON.stringify(entry(1), null, 2)}\n`);
});

test('json is colored on a terminal only', async () => {
  const terminal = testOutput({ json: true }, window);
  await terminal.output.list(entries(1), view);
  expect(terminal.stdout.text()).toContain('\x1b[34m"id"\x1b[0m');
  const piped = testOutput({ json: true }, undefined, { FORCE_COLOR: '1' });
  await piped.output.list(entries(1), view);
  expect(piped.stdout.text()).toContain('\x1b[34m"id"\x1b[0m');
});

test('jsonl is a compact object per line', async () => {
  const { output, stdout } = testOutput({ format: 'jsonl' });
  await output.list(entries(2), view);
  expect(stdout.text()).toBe(`${JSON.stringify(entry(1))}\n${JSON.stringify(entry(2))}\n`);
});

test('yaml is a list that is read back', async () => {
  const { output, stdout } = testOutput({ format: 'yaml' });
  await output.list([entry(1, hostile), entry(2, 'no')], view);
  expect(parse(stdout.text())).toEqual([entry(1, hostile), entry(2, 'no')]);
});

test('pretty says the command and boxes each object', async () => {
  const { output, stdout } = testOutput({ format: 'pretty' });
  await output.list(entries(2), view);
  expect(stdout.text().match(/^files list$/gm)).toHaveLength(1);
  expect(stdout.text().match(/^╭/gm)).toHaveLength(2);
});

test.each(formats.filter((format) => format !== 'explore'))('%s: what a name holds never drives the terminal', async (format) => {
  for (const size of [window, undefined]) {
    const { output, stdout, stderr } = testOutput({ format }, size);
    await output.list([entry(1, hostile), { ...entry(2), [hostile]: hostile }], view);
    await output.item(entry(1, hostile), { ...view, title: hostile, raw: () => (size === undefined ? 'x' : JSON.stringify(hostile)) });
    output.note(hostile);
    output.error(Object.assign(new Error(hostile), { status: 404, code: hostile, requestId: hostile }), { object: hostile });
    // Nothing but line ends, tabs between cells, and our own colors.
    // eslint-disable-next-line no-control-regex
    const rest = (stdout.text() + stderr.text()).replace(/\x1b\[\d+m/g, '').replace(/[\n\t]/g, '');
    // eslint-disable-next-line no-control-regex
    expect(rest).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
  }
});

test('a list that breaks off is no valid document', async () => {
  for (const [format, parser] of [
    ['json', (text: string) => JSON.parse(text) as unknown],
    ['yaml', (text: string) => parse(text) as unknown],
  ] as const) {
    for (const count of [1, 3]) {
      const { output, stdout } = testOutput({ format });
      await expect(output.list(brokenAfter(count), view)).rejects.toThrow('the line broke');
      expect(stdout.text()).toContain(`file_${count}`);
      expect(() => parser(stdout.text())).toThrow();
    }
  }
});

test('a list that fails at once prints nothing', async () => {
  for (const format of ['auto', 'json', 'yaml', 'jsonl', 'pretty']) {
    const { output, stdout } = testOutput({ format }, window);
    await expect(output.list(brokenAfter(0), view)).rejects.toThrow('the line broke');
    expect(stdout.text()).toBe('');
  }
});

test('rows of a table that breaks off are shown', async () => {
  const { output, stdout } = testOutput({}, window);
  await expect(output.list(brokenAfter(2), view)).rejects.toThrow('the line broke');
  expect(stdout.text()).toContain('file 2.txt');
});

test('an object is there as soon as it came', async () => {
  for (const format of ['auto', 'json', 'jsonl', 'yaml', 'pretty']) {
    const { output, stdout } = testOutput({ format });
    async function* slow(): AsyncGenerator<Entry> {
      yield entry(1);
      // As a page that has to be fetched: the event loop turns.
      await new Promise(setImmediate);
      await new Promise(setImmediate);
      expect(stdout.text()).toContain('file_1');
      yield entry(2);
    }
    await output.list(slow(), view);
    expect(stdout.text()).toContain('file_2');
  }
});

test('a slow reader slows the list down instead of filling the memory', async () => {
  const stdout = fakeStream();
  const write = stdout.stream.write.bind(stdout.stream) as (chunk: string, done: (error?: Error | null) => void) => boolean;
  let release: () => void = () => {};
  let isSlow = true;
  let writes = 0;
  stdout.stream.write = ((chunk: string, done: (error?: Error | null) => void) => {
    writes += 1;
    if (!isSlow) return write(chunk, done);
    release = () => write(chunk, done);
    return false;
  }) as typeof stdout.stream.write;
  const output = createOutput({
    stdin: fakeStdin(false),
    stdout: stdout.stream,
    stderr: fakeStream().stream,
    env: {},
    flags: { json: true },
  });
  let made = 0;
  async function* counted(): AsyncGenerator<Entry> {
    for await (const item of entries(100_000)) {
      made += 1;
      yield item;
    }
  }
  const listing = output.list(counted(), view);
  await vi.waitUntil(() => writes > 0);
  for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate);
  // One batch is with the reader, and nothing more is made.
  expect(made).toBeLessThan(1000);
  expect(writes).toBe(1);
  isSlow = false;
  release();
  await listing;
  expect((JSON.parse(stdout.text()) as unknown[]).length).toBe(100_000);
});

test('a reader that goes away ends the list without an error', async () => {
  const { output, stdout } = testOutput({ json: true });
  let ended = false;
  async function* endless(): AsyncGenerator<Entry> {
    try {
      for (let number = 1; ; number += 1) {
        if (number === 3) stdout.breakPipe();
        yield entry(number);
        await new Promise(setImmediate);
      }
    } finally {
      ended = true;
    }
  }
  await output.list(endless(), view);
  expect(ended).toBe(true);
  expect(output.closed).toBe(true);
});

test('work goes on when the reader of its results goes away', async () => {
  const { output, stdout } = testOutput({ format: 'jsonl' });
  const results = output.results(view);
  await results.write(entry(1));
  await new Promise(setImmediate);
  stdout.breakPipe();
  for (let number = 2; number < 10; number += 1) {
    await results.write(entry(number));
    await new Promise(setImmediate);
  }
  await results.end();
  expect(stdout.text()).toBe(`${JSON.stringify(entry(1))}\n`);
});

test('a disk that is full is an error', async () => {
  const { output, stdout } = testOutput({ json: true });
  stdout.stream.write = ((_chunk: string, done: (error: Error) => void) => {
    done(Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' }));
    return false;
  }) as typeof stdout.stream.write;
  const failure: unknown = await output.list(entries(1), view).catch((error: unknown) => error);
  expect(output.error(failure)).toBe(7);
});

test('results end in a whole document, also when there are none', async () => {
  const { output, stdout } = testOutput({ json: true });
  await output.results(view).end();
  expect(JSON.parse(stdout.text())).toEqual([]);
});

test('raw prints the bytes of the answer and does not fetch the objects', async () => {
  const { output, stdout } = testOutput({ format: 'raw' });
  const never = {
    [Symbol.asyncIterator](): AsyncIterator<Entry> {
      throw new Error('iterated');
    },
  };
  const bytes = Buffer.from('{"data":[\x1b"é"]}');
  await output.list(never, { ...view, raw: () => bytes });
  await output.item(
    () => {
      throw new Error('called');
    },
    {
      ...view,
      async *raw() {
        // Cut inside of a character.
        yield bytes.subarray(0, 13);
        yield bytes.subarray(13);
      },
    },
  );
  expect(stdout.text()).toBe(`${bytes.toString()}\n`.repeat(2));
  const without = testOutput({ format: 'raw', transform: 'id' });
  await without.output.list(entries(2), view);
  expect(without.stdout.text()).toBe(`${JSON.stringify(entry(1))}\n${JSON.stringify(entry(2))}\n`);
});

test('raw on a terminal shows control characters instead of obeying them, in whole characters', async () => {
  const { output, stdout } = testOutput({ format: 'raw' }, window);
  const bytes = Buffer.from('{\n"é":"\x1b[2J"}');
  await output.raw(
    (async function* () {
      for (const byte of bytes) yield Uint8Array.of(byte);
    })(),
  );
  expect(stdout.text()).toBe('{\n"é":"\\x1b[2J"}\n');
});

test('--fields picks fields in their order', async () => {
  const json = testOutput({ json: true, fields: 'owner.name,id' });
  await json.output.list(entries(1), view);
  expect(stdoutJson(json)).toBe('[{"owner":{"name":"Ada"},"id":"file_1"}]');

  const piped = testOutput({ fields: 'size,owner.name,created_at' });
  await piped.output.list(entries(1), view);
  expect(piped.stdout.text()).toBe('1536\tAda\t2025-01-15T10:30:00.000Z\n');

  const terminal = testOutput({ fields: 'size,owner.name', color: false }, window);
  await terminal.output.list(entries(1), view);
  expect(terminal.stdout.text()).toBe('    Size  owner.name\n 1.5 KiB  Ada\n');
});

function stdoutJson({ stdout }: { readonly stdout: { text(): string } }): string {
  return JSON.stringify(JSON.parse(stdout.text()));
}

test('an unknown field is wrong usage that names the fields, before anything is printed', async () => {
  for (const format of ['auto', 'json', 'yaml']) {
    const { output, stdout } = testOutput({ format, fields: 'id,nope,owner.age' });
    const error: unknown = await output.list(entries(2), view).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      name: 'UsageError',
      message: '--fields: there is no field "nope", "owner.age"',
      hint: 'the fields are id, name, size, created_at, owner, owner.name',
    });
    expect(stdout.text()).toBe('');
  }
});

test('a field that only some objects have is no error', async () => {
  const { output, stdout } = testOutput({ json: true, fields: 'name,owner.name' });
  await output.list([{ ...entry(1), owner: null }, entry(2)], view);
  expect(stdoutJson({ stdout })).toBe('[{"name":"file 1.txt"},{"name":"file 2.txt","owner":{"name":"Ada"}}]');
});

test('an unknown field does not stop work that is under way', async () => {
  const { output, stdout, stderr } = testOutput({ format: 'jsonl', fields: 'id,nope' });
  const results = output.results(view);
  await results.write(entry(1));
  await results.write(entry(2));
  await results.end();
  expect(stdout.text()).toBe('{"id":"file_1"}\n{"id":"file_2"}\n');
  expect(stderr.text()).toBe('--fields: there is no field "nope"; the fields are id, name, size, created_at, owner, owner.name\n');
});

test('--transform is for each object, and leaves alone what it does not find', async () => {
  const json = testOutput({ json: true, transform: 'owner.name' });
  await json.output.list([entry(1), { ...entry(2), owner: null }], view);
  expect(stdoutJson(json)).toBe(JSON.stringify(['Ada', { ...entry(2), owner: null }]));

  const piped = testOutput({ transform: 'name' });
  await piped.output.list([entry(1, 'a\nb')], view);
  await piped.output.item(entry(2), view);
  expect(piped.stdout.text()).toBe('a\\nb\nfile 2.txt\n');

  const objects = testOutput({ transform: '{id,size}' });
  await objects.output.list(entries(2), view);
  expect(objects.stdout.text()).toBe('{"id":"file_1","size":1536}\n{"id":"file_2","size":3072}\n');
});

test.each([
  [{ format: 'xml' }, /--format must be one of auto, explore, json, jsonl, pretty, raw, yaml, not "xml"/],
  [{ formatError: 'toml' }, /--format-error must be one of/],
  [{ json: true, format: 'yaml' }, /--json and --format yaml/],
  [{ fields: ' , ' }, /--fields must name/],
  [{ fields: 'a', transform: 'b' }, /--fields and --transform/],
  [{ progress: 'bar' }, /--progress must be auto or json/],
  [{ format: 'explore' }, /--format explore needs a terminal/],
])('%j is wrong usage', (flags, message) => {
  expect(() => testOutput(flags)).toThrow(message);
  expect(() => testOutput(flags)).toThrow(UsageError);
});

test('results cannot be explored', () => {
  expect(() => testOutput({ format: 'explore' }, window).output.results(view)).toThrow(UsageError);
});

test('what is for people is on stderr, by --quiet and --verbose', async () => {
  const say = (flags: { quiet?: boolean; verbose?: boolean }): string => {
    const { output, stdout, stderr } = testOutput(flags);
    output.note('note');
    output.warn('warning');
    output.detail('detail');
    expect(stdout.text()).toBe('');
    return stderr.text();
  };
  expect(say({})).toBe('note\nwarning\n');
  expect(say({ quiet: true })).toBe('warning\n');
  expect(say({ verbose: true })).toBe('note\nwarning\ndetail\n');

  const empty = testOutput({}, window);
  await empty.output.list([], view);
  expect([empty.stdout.text(), empty.stderr.text()]).toEqual(['', 'No files in /\n']);
});

const failure = Object.assign(new Error('not there'), { status: 404, code: 'not_found', requestId: 'req_1' });

test('an error is text, in lines that begin with the name of the program', () => {
  const { output, stderr, stdout } = testOutput();
  expect(output.error(failure, { object: '/a', kind: 'folder', action: 'list' })).toBe(3);
  expect(stderr.text()).toBe(
    'filewharf: list /a: not there\n  404 not_found, request req_1\n  filewharf files list / shows what is there; filewharf folders create -p makes a folder\n',
  );
  expect(stdout.text()).toBe('');
});

test('an error is a document in the format of --format-error', () => {
  const print = (flags: object): string => {
    const { output, stderr } = testOutput(flags);
    expect(output.error(failure)).toBe(4);
    return stderr.text();
  };
  const document = {
    error: { message: 'not there', exit_code: 4, status: 404, code: 'not_found', request_id: 'req_1', hint: expect.any(String) },
  };
  expect(JSON.parse(print({ formatError: 'json' }))).toEqual(document);
  expect(print({ formatError: 'JSONL' }).split('\n')).toHaveLength(2);
  expect(JSON.parse(print({ formatError: 'raw' }))).toEqual(document);
  expect(parseAllDocuments(print({ formatError: 'yaml' })).map((one) => one.toJS() as unknown)).toEqual([document]);
  expect(print({ formatError: 'pretty' })).toMatch(/^error\n╭/);
  expect(print({ transformError: 'error.code' })).toBe('not_found\n');
  expect(print({ transformError: 'error.code', formatError: 'json' })).toBe('"not_found"\n');
  expect(JSON.parse(print({ transformError: 'nope', formatError: 'json' }))).toEqual(document);
  expect(JSON.parse(print({ progress: 'json' }))).toEqual({ type: 'error', ...document });
});

test('wrong usage is one sentence', () => {
  const { output, stderr } = testOutput();
  expect(output.error(new UsageError("unknown option '--prot' (Did you mean --port?)"))).toBe(2);
  expect(stderr.text()).toBe("filewharf: unknown option '--prot' (Did you mean --port?)\n");
});

test('rows follow a window that is made narrower', async () => {
  const { output, stdout } = testOutput({ color: false }, window);
  const results = output.results(view);
  await results.write(entry(1));
  await vi.waitUntil(() => stdout.text() !== '');
  stdout.resize(30);
  await results.write(entry(2));
  await results.end();
  expect(stdout.text().split('\n').slice(-2)).toEqual([' 3.0 KiB  file 2.txt', '']);
});
