import { Busboy } from '@fastify/busboy';
import fc from 'fast-check';
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { AppError } from '../core/errors.ts';
import { readMultipart } from './multipart.ts';

/** Every part in a comparable form: fields as UTF-8 text, files as latin1. */
type Outcome = Record<string, string>;

/** Content is drawn from pieces of delimiters, so that near misses are common. */
const boundary = 'a-X';
const contentType = `multipart/form-data; boundary=${boundary}`;
const piece = fc.oneof(
  fc.constantFrom('\r', '\n', '-', '\r\n', '\r\n-', '\r\n--', '\r\n--a', '\r\n--a-', '--a-X', 'a-X', '\0', '\xff', '\r\r\n--a-'),
  fc.string({ unit: 'binary-ascii', maxLength: 8 }),
);
const content = fc
  .array(piece, { maxLength: 12 })
  .map((pieces) => pieces.join(''))
  .filter((text) => !`\r\n${text}\r\n`.includes(`\r\n--${boundary}`));
const text = fc
  .array(fc.oneof(piece, fc.string({ unit: 'grapheme', maxLength: 4 })), { maxLength: 6 })
  .map((pieces) => pieces.join('').replaceAll('\xff', 'ÿ'))
  .filter((value) => !`\r\n${value}\r\n`.includes(`\r\n--${boundary}`));
/** Without the characters that clients escape in different ways. */
const filename = fc.string({
  unit: fc.constantFrom('a', 'b', ' ', '0', '.', ';', '=', ',', "'", '(', 'ü', '漢', '🎈'),
  minLength: 1,
  maxLength: 12,
});

interface Part {
  value: string;
  filename: string | undefined;
  headers: string;
}

const extraHeaders = fc.constantFrom('', 'Content-Type: image/png\r\n', 'X-A: b\r\nX-C:d\r\n', 'Content-Transfer-Encoding: binary\r\n');
const fieldPart: fc.Arbitrary<Part> = fc.record({
  value: text,
  filename: fc.constant(undefined),
  headers: fc.constantFrom('', 'X-A: b\r\n'),
});
const filePart: fc.Arbitrary<Part> = fc.record({ value: content, filename, headers: extraHeaders });
const form = fc
  .record({
    before: fc.array(fieldPart, { maxLength: 3 }),
    file: fc.option(filePart, { nil: undefined }),
    after: fc.array(fieldPart, { maxLength: 3 }),
  })
  .map(({ before, file, after }) => [...before, ...(file === undefined ? [] : [file]), ...after]);

function bodyOf(parts: readonly Part[]): Buffer {
  const chunks = parts.map((part, index) => {
    const parameters = part.filename === undefined ? '' : `; filename="${part.filename}"`;
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="f${String(index)}"${parameters}\r\n${part.headers}\r\n`;
    return Buffer.concat([
      Buffer.from(head),
      Buffer.from(part.value, part.filename === undefined ? 'utf8' : 'latin1'),
      Buffer.from('\r\n'),
    ]);
  });
  return Buffer.concat([...chunks, Buffer.from(`--${boundary}--\r\n`)]);
}

function cut(body: Buffer, sizes: readonly number[]): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0, turn = 0; at < body.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? body.length;
    chunks.push(body.subarray(at, at + size));
    at += size;
  }
  return chunks;
}

/** `slow` makes every sink call a promise, so that scanning stops and goes on in the middle of chunks. */
async function ours(chunks: readonly Buffer[], slow = false): Promise<Outcome> {
  const stream = Readable.from(chunks, { objectMode: false });
  const request = Object.assign(stream, { headers: { 'content-type': contentType } }) as unknown as IncomingMessage;
  const outcome: Outcome = {};
  const fields = await readMultipart(request, {
    onFile(part) {
      const name = `${part.field} ${part.filename}`;
      outcome[name] = '';
      return {
        write(chunk) {
          outcome[name] += chunk.toString('latin1');
          return slow ? Promise.resolve() : undefined;
        },
        end: () => (slow ? Promise.resolve() : undefined),
      };
    },
  });
  return { ...outcome, ...Object.fromEntries(fields) };
}

function busboys(body: Buffer): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const outcome: Outcome = {};
    const parser = new Busboy({
      headers: { 'content-type': contentType },
      preservePath: true,
      isPartAFile: (_, __, name) => name !== undefined,
    });
    parser.on('field', (name, value) => {
      outcome[name] = value;
    });
    parser.on('file', (name, stream, file) => {
      const key = `${name} ${file}`;
      outcome[key] = '';
      stream.on('data', (chunk: Buffer) => {
        outcome[key] += chunk.toString('latin1');
      });
    });
    parser.on('finish', () => {
      resolve(outcome);
    });
    parser.on('error', reject);
    parser.end(body);
  });
}

function expected(parts: readonly Part[]): Outcome {
  return Object.fromEntries(
    parts.map((part, index) => [part.filename === undefined ? `f${String(index)}` : `f${String(index)} ${part.filename}`, part.value]),
  );
}

/** The outcome, or the message of the AppError; any other error fails the test. */
async function verdict(chunks: readonly Buffer[], slow = false): Promise<Outcome | string> {
  try {
    return await ours(chunks, slow);
  } catch (error) {
    if (error instanceof AppError) return error.message;
    throw error;
  }
}

test('a valid body gives what went into it, and what @fastify/busboy reads', async () => {
  await fc.assert(
    fc.asyncProperty(form, async (parts) => {
      const body = bodyOf(parts);
      const read = await ours([body]);
      expect(read).toEqual(expected(parts));
      expect(read).toEqual(await busboys(body));
    }),
    { numRuns: 1000 },
  );
});

test('chunk borders and slow sinks change nothing', async () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(form, sizes, fc.boolean(), async (parts, cuts, slow) => {
      expect(await ours(cut(bodyOf(parts), cuts), slow)).toEqual(expected(parts));
    }),
    { numRuns: 1000 },
  );
});

test('every single and double cut of one body', async () => {
  const parts: Part[] = [
    { value: 'v', filename: undefined, headers: '' },
    { value: '\r\n--a-\r\n--a\r', filename: 'x', headers: 'X-A: b\r\n' },
  ];
  const body = bodyOf(parts);
  for (let first = 1; first < body.length; first += 1) {
    for (let second = first; second < body.length; second += 1) {
      const read = await ours(
        [body.subarray(0, first), body.subarray(first, second), body.subarray(second)].filter((chunk) => chunk.length > 0),
      );
      expect(read, `${String(first)} ${String(second)}`).toEqual(expected(parts));
    }
  }
});

test('a broken body is an AppError or a form, the same in every chunking, and never a hang', async () => {
  const damage = fc.record({
    at: fc.nat(),
    remove: fc.nat({ max: 12 }),
    insert: fc.oneof(
      piece,
      fc.constantFrom(`\r\n--${boundary}`, `\r\n--${boundary}--`, `\r\n--${boundary}\r\n`, '\r\n\r\n', '"', ';', ':', '\\', '%'),
    ),
  });
  await fc.assert(
    fc.asyncProperty(
      form,
      fc.array(damage, { minLength: 1, maxLength: 4 }),
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 4 }),
      async (parts, damages, cuts) => {
        let body = bodyOf(parts);
        for (const { at, remove, insert } of damages) {
          const position = at % (body.length + 1);
          body = Buffer.concat([body.subarray(0, position), Buffer.from(insert, 'latin1'), body.subarray(position + remove)]);
        }
        const whole = await verdict([body]);
        expect(await verdict(cut(body, cuts), true)).toEqual(whole);
      },
    ),
    { numRuns: 3000 },
  );
});

test('random bytes are an AppError', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.uint8Array({ minLength: 1, maxLength: 200 }), { maxLength: 5 }), async (chunks) => {
      expect(typeof (await verdict(chunks.map((chunk) => Buffer.from(chunk))))).toBe('string');
    }),
    { numRuns: 500 },
  );
});
