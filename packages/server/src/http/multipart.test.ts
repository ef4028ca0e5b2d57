import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { afterEach, describe, expect, test } from 'vitest';
import { AppError } from '../core/errors.ts';
import { boundaryOf, readMultipart, type FileSink, type MultipartOptions } from './multipart.ts';

interface Form {
  fields: Record<string, string>;
  files: { part: Record<string, unknown>; bytes: string; ended: boolean }[];
}

function fakeRequest(chunks: readonly (string | Buffer)[], contentType = 'multipart/form-data; boundary=XX'): IncomingMessage {
  const stream = Readable.from(
    chunks.map((chunk) => Buffer.from(chunk)),
    { objectMode: false },
  );
  return Object.assign(stream, { headers: { 'content-type': contentType } }) as unknown as IncomingMessage;
}

async function read(body: string | Buffer, options: Partial<MultipartOptions> = {}, contentType?: string): Promise<Form> {
  const files: Form['files'] = [];
  const fields = await readMultipart(fakeRequest([body], contentType), {
    onFile(part) {
      // Fields that follow the file join the same map.
      const file = { part: { ...part, fieldsBefore: Object.fromEntries(part.fieldsBefore) }, bytes: '', ended: false };
      files.push(file);
      return {
        write(chunk) {
          file.bytes += chunk.toString('latin1');
          return undefined;
        },
        end() {
          file.ended = true;
          return undefined;
        },
      };
    },
    ...options,
  });
  return { fields: Object.fromEntries(fields), files };
}

const discard: FileSink = { write: () => undefined, end: () => undefined };

function field(name: string, value: string): string {
  return `--XX\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
}

function file(name: string, parameters: string, bytes: string, headers = ''): string {
  return `--XX\r\nContent-Disposition: form-data; name="${name}"${parameters}\r\n${headers}\r\n${bytes}\r\n`;
}

describe('well-formed forms', () => {
  test('fields before and after the file', async () => {
    const body = `${field('a', '1')}${file('file', '; filename="x.bin"', 'by\r\n--X\r\ntes', 'Content-Type: image/png\r\n')}${field('b', '')}--XX--\r\n`;
    expect(await read(body)).toEqual({
      fields: { a: '1', b: '' },
      files: [
        {
          part: { field: 'file', filename: 'x.bin', contentType: 'image/png', fieldsBefore: { a: '1' } },
          bytes: 'by\r\n--X\r\ntes',
          ended: true,
        },
      ],
    });
  });

  test.each([1, 15, 16, 17, 100])('a file with %i lines that begin like a boundary', async (count) => {
    const bytes = '\r\n--X'.repeat(count);
    const { files } = await read(`${file('file', '; filename="x.bin"', bytes)}--XX--\r\n`);
    expect(files).toMatchObject([{ bytes, ended: true }]);
  });

  test.each([
    ['no parts', '--XX--\r\n', {}],
    ['no line end after the final boundary', `${field('a', 'x')}--XX--`, { a: 'x' }],
    ['a preamble and an epilogue', `hello\r\nyou\r\n${field('a', 'x')}--XX--\r\nbye`, { a: 'x' }],
    ['blanks after the boundary', '--XX \t\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n--XX--  \r\n', { a: 'x' }],
    ['a part that ends with its empty line', '--XX\r\nContent-Disposition: form-data; name=a\r\n\r\n--XX--', { a: '' }],
    ['a value that begins like a delimiter', field('a', '--X').concat('--XX--'), { a: '--X' }],
    ['header names and types in any case, folded', '--XX\r\ncontent-DISPOSITION:Form-Data;\r\n NAME=a;\r\n\r\nx\r\n--XX--', { a: 'x' }],
    [
      'a harmless transfer encoding',
      '--XX\r\nContent-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: Binary\r\n\r\nx\r\n--XX--',
      { a: 'x' },
    ],
    ['UTF-8 names and values', `${field('grüße', 'żółć 🎈')}--XX--`, { grüße: 'żółć 🎈' }],
  ])('%s', async (_, body, fields) => {
    expect((await read(body)).fields).toEqual(fields);
  });

  test('__proto__ is only a name', async () => {
    const fields = await readMultipart(fakeRequest([`${field('__proto__', 'x')}${field('constructor', 'y')}--XX--`]), {
      onFile: () => discard,
    });
    expect([...fields]).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]);
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });

  test.each([
    ['plain', '; filename="a b.txt"', 'a b.txt'],
    ['a token', '; filename=a.txt', 'a.txt'],
    ['empty, as browsers send an unfilled input', '; filename=""', ''],
    ['raw UTF-8', '; filename="żółć 🎈.txt"', 'żółć 🎈.txt'],
    ['the escapes of browsers', '; filename="a%22b%0D%0a%41.txt"', 'a"b\r\n%41.txt'],
    ['the escapes of curl', '; filename="a\\"b\\\\c.txt"', 'a"b\\c.txt'],
    ['a backslash that escapes nothing', '; filename="C:\\dir\\x"', 'C:\\dir\\x'],
    ['a semicolon inside quotes', '; filename="a;name=b"', 'a;name=b'],
    ['RFC 5987', "; filename*=utf-8'en'%C5%BCa%20%F0%9F%8E%88", 'ża 🎈'],
    ['RFC 5987 wins over the plain one', '; filename="x"; filename*=UTF-8\'\'y', 'y'],
    ['RFC 5987 in ISO-8859-1', "; filename*=ISO-8859-1''caf%E9", 'café'],
  ])('file name: %s', async (_, parameters, filename) => {
    expect((await read(`${file('file', parameters, 'x')}--XX--`)).files[0]?.part['filename']).toBe(filename);
  });

  test('fileFields makes a part without a file name a file', async () => {
    const body = `${field('data', 'by\xff')}${field('n', '1')}--XX--`;
    const form = await read(Buffer.from(body, 'latin1'), { fileFields: ['data'] });
    expect(form).toEqual({
      fields: { n: '1' },
      files: [{ part: { field: 'data', filename: '', contentType: undefined, fieldsBefore: {} }, bytes: 'by\xff', ended: true }],
    });
  });
});

describe('boundaryOf', () => {
  test.each([
    ['multipart/form-data; boundary=abc', 'abc'],
    ['Multipart/Form-Data;charset=utf-8; BOUNDARY="a b=c?"', 'a b=c?'],
    ['multipart/form-data; boundary=----WebKitFormBoundary7MA4YWxkTrZu0gW', '----WebKitFormBoundary7MA4YWxkTrZu0gW'],
    ['multipart/form-data; boundary=----=_Part_1.2', '----=_Part_1.2'],
    [`multipart/form-data; boundary=${'x'.repeat(70)}`, 'x'.repeat(70)],
  ])('%s', (header, boundary) => {
    expect(boundaryOf(header)).toBe(boundary);
  });

  test.each([
    undefined,
    '',
    'text/plain',
    'multipart/form-dataX; boundary=a',
    'multipart/mixed; boundary=a',
    'multipart/form-data',
    'multipart/form-data; boundary=',
    'multipart/form-data; boundary=""',
    'multipart/form-data; boundary="a "',
    'multipart/form-data; boundary="a\\"b"',
    'multipart/form-data; boundary=a; boundary=b',
    'multipart/form-data; boundary="abc',
    'multipart/form-data; boundary=ä',
    `multipart/form-data; boundary=${'x'.repeat(71)}`,
  ])('refuses %s', async (header) => {
    expect(() => boundaryOf(header)).toThrow(AppError);
    await expect(readMultipart(fakeRequest(['--a--'], header ?? ''), { onFile: () => discard })).rejects.toMatchObject({ code: 'invalid' });
  });
});

describe('malformed forms are invalid', () => {
  const a = 'Content-Disposition: form-data; name=a\r\n';
  test.each([
    ['empty', '', /does not hold the boundary/],
    ['other boundary', field('a', 'x').replaceAll('XX', 'YY'), /does not hold the boundary/],
    ['other boundary, long', `--YY\r\n${a}\r\n${'x'.repeat(5000)}\r\n--YY--`, /does not begin with the boundary/],
    ['not multipart at all', '{"a":1}', /does not hold the boundary/],
    ['no final boundary', field('a', 'x'), /ends before its final boundary/],
    ['final boundary without dashes', `${field('a', 'x')}--XX\r\n`, /ends before its final boundary/],
    ['one dash', `${field('a', 'x')}--XX-`, /ends before its final boundary/],
    ['cut in the boundary', `${field('a', 'x')}--X`, /ends before its final boundary/],
    ['cut in the headers', '--XX\r\nContent-Dispo', /ends before its final boundary/],
    ['cut in the content', `--XX\r\n${a}\r\nabc`, /ends before its final boundary/],
    ['LF line ends', `--XX\n${a}\r\nx\r\n--XX--`, /CR LF/],
    ['LF in the headers', `--XX\r\nContent-Disposition: form-data; name=a\nX: y\r\n\r\nx\r\n--XX--`, /CR LF/],
    ['a line that only begins with the boundary', `--XX\r\n${a}\r\n1\r\n--XXY\r\n2\r\n--XX--`, /goes on with other characters/],
    ['one dash and more', `${field('a', 'x')}--XX-Y`, /goes on with other characters/],
    ['CR without LF', `--XX\r${a}\r\n`, /goes on with other characters/],
    ['a long epilogue', `${field('a', 'x')}--XX--${'x'.repeat(5000)}`, /goes on after its final boundary/],
    ['no headers', '--XX\r\n\r\nx\r\n--XX--', /no Content-Disposition/],
    ['other headers only', '--XX\r\nContent-Type: text/plain\r\n\r\nx\r\n--XX--', /no Content-Disposition/],
    ['two dispositions', `--XX\r\n${a}${a}\r\nx\r\n--XX--`, /two Content-Disposition/],
    ['no header line', `--XX\r\n${a}hello\r\n\r\nx\r\n--XX--`, /not "name: value"/],
    ['a blank before the colon', `--XX\r\nContent-Disposition : form-data; name=a\r\n\r\nx\r\n--XX--`, /not "name: value"/],
    ['NUL in a name', '--XX\r\nContent-Disposition: form-data; name="a\0"\r\n\r\nx\r\n--XX--', /control character/],
    ['no name', '--XX\r\nContent-Disposition: form-data; filename=x\r\n\r\nx\r\n--XX--', /has no name/],
    ['an empty name', '--XX\r\nContent-Disposition: form-data; name=""\r\n\r\nx\r\n--XX--', /has no name/],
    ['attachment', '--XX\r\nContent-Disposition: attachment; name=a\r\n\r\nx\r\n--XX--', /not of the form/],
    ['two names', '--XX\r\nContent-Disposition: form-data; name=a; name=b\r\n\r\nx\r\n--XX--', /not of the form/],
    ['an open quote', '--XX\r\nContent-Disposition: form-data; name="a\r\n\r\nx\r\n--XX--', /not of the form/],
    ['base64', `--XX\r\n${a}Content-Transfer-Encoding: base64\r\n\r\neA==\r\n--XX--`, /send the bytes as they are/],
    ['too many header lines', `--XX\r\n${a}${'X: y\r\n'.repeat(100)}\r\nx\r\n--XX--`, /more than 100 header lines/],
    ['long headers', `--XX\r\n${a}X: ${'y'.repeat(17_000)}\r\n\r\nx\r\n--XX--`, /longer than 16384 bytes/],
    ['endless headers', `--XX\r\n${a}X: ${'y'.repeat(17_000)}`, /longer than 16384 bytes/],
    ['a name twice', `${field('a', 'x')}${field('b', 'y')}${field('a', 'x')}--XX--`, /^a: .*twice/],
    ['a field and a file of one name', `${field('a', 'x')}${file('a', '; filename=x', 'y')}--XX--`, /^a: .*twice/],
    ['two files', `${file('a', '; filename=x', 'y')}${file('b', '; filename=x', 'y')}--XX--`, /^b: only one file/],
    ['many fields', `${Array.from({ length: 21 }, (_, n) => field(`f${String(n)}`, 'x')).join('')}--XX--`, /more than 20 fields/],
    ['a long field', `${field('a', 'x'.repeat(8193))}--XX--`, /^a: longer than 8192 bytes/],
    ['bad filename*', `${file('a', "; filename*=UTF-8''%zz", 'y')}--XX--`, /filename\*/],
    ['filename* that is no UTF-8', `${file('a', "; filename*=UTF-8''%ff", 'y')}--XX--`, /not valid UTF-8/],
    ['filename* in another charset', `${file('a', "; filename*=KOI8-R''%ff", 'y')}--XX--`, /filename\*/],
  ])('%s', async (_, body, message) => {
    const reading = read(body);
    await expect(reading).rejects.toBeInstanceOf(AppError);
    await expect(reading).rejects.toMatchObject({ code: 'invalid', message: expect.stringMatching(message) as unknown });
  });

  test.each([
    ['file name', file('a', '; filename="\xff"', 'y')],
    ['field value', field('a', '\xff')],
    ['field name', field('\xc3', 'x')],
  ])('invalid UTF-8: %s', async (_, body) => {
    await expect(read(Buffer.from(`${body}--XX--`, 'latin1'))).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringContaining('UTF-8') as unknown,
    });
  });

  test('a limit can be moved', async () => {
    const body = `${field('a', 'xyz')}${field('b', 'x')}--XX--`;
    await expect(read(body, { limits: { maxFields: 1 } })).rejects.toMatchObject({ code: 'invalid' });
    await expect(read(body, { limits: { maxFieldBytes: 2 } })).rejects.toMatchObject({ code: 'invalid' });
    await expect(read(body, { limits: { maxBodyBytes: body.length - 1 } })).rejects.toMatchObject({ code: 'too_large' });
    expect((await read(body, { limits: { maxFields: 2, maxFieldBytes: 3, maxBodyBytes: body.length } })).fields).toEqual({
      a: 'xyz',
      b: 'x',
    });
  });
});

describe('sinks', () => {
  const body = `${file('file', '; filename=x', 'abc')}${field('after', '1')}--XX--`;

  test('what onFile throws rejects', async () => {
    const broken = new AppError('forbidden', 'no');
    await expect(read(body, { onFile: () => { throw broken; } })).rejects.toBe(broken); // prettier-ignore
  });

  test.each(['write', 'end'] as const)('what %s throws or rejects with rejects, and the listeners are gone', async (method) => {
    const broken = new AppError('too_large', 'no');
    for (const fail of [
      () => Promise.reject(broken),
      () => {
        throw broken;
      },
    ]) {
      // prettier-ignore
      const request = fakeRequest([body]);
      await expect(readMultipart(request, { onFile: () => ({ ...discard, [method]: fail }) })).rejects.toBe(broken);
      expect(request.isPaused()).toBe(true);
      expect(['data', 'end', 'error'].map((event) => request.listenerCount(event))).toEqual([0, 0, 0]);
    }
  });

  test('calls never overlap, and a body that has already arrived ends after them', async () => {
    const calls: string[] = [];
    async function call(name: string): Promise<void> {
      calls.push(`${name} begins`);
      await new Promise(setImmediate);
      calls.push(`${name} is done`);
    }
    const fields = await readMultipart(fakeRequest([body]), { onFile: () => ({ write: () => call('write'), end: () => call('end') }) });
    expect(calls).toEqual(['write begins', 'write is done', 'end begins', 'end is done']);
    expect(fields.get('after')).toBe('1');
  });
});

describe('over a socket', () => {
  let server: Server | undefined;

  afterEach(async () => {
    server?.closeAllConnections();
    server?.close();
  });

  async function listen(handler: (request: IncomingMessage, response: ServerResponse) => void): Promise<number> {
    server = createServer(handler);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  }

  const head = '--XX\r\nContent-Disposition: form-data; name=file; filename=x\r\n\r\n';

  test('a client that leaves rejects quietly, after the running write', async () => {
    let release = (): void => undefined;
    let writing = (): void => undefined;
    const wrote = new Promise<void>((resolve) => (writing = resolve));
    const events: string[] = [];
    const outcome = deferred<unknown>();
    const port = await listen((request) => {
      request.once('close', () => {
        events.push('closed');
        release();
      });
      readMultipart(request, {
        onFile: () => ({
          ...discard,
          write() {
            writing();
            return new Promise<void>((resolve) => {
              release = () => {
                events.push('written');
                resolve();
              };
            });
          },
        }),
      }).then(outcome.resolve, outcome.resolve);
    });
    const socket = connect(port, '127.0.0.1');
    socket.write(
      `POST / HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=XX\r\nContent-Length: 100000\r\n\r\n${head}abc`,
    );
    await wrote;
    socket.destroy();
    expect(await outcome.promise).toMatchObject({ code: 'invalid', message: expect.stringContaining('closed') as unknown });
    expect(events).toEqual(['closed', 'written']);
  });

  test('a request that is already gone rejects', async () => {
    const outcome = deferred<unknown>();
    const port = await listen((request) => {
      request.once('close', () => {
        readMultipart(request, { onFile: () => discard }).then(outcome.resolve, outcome.resolve);
      });
    });
    const socket = connect(port, '127.0.0.1');
    socket.write(
      `POST / HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=XX\r\nContent-Length: 100000\r\n\r\n${head}abc`,
      () => socket.destroy(),
    );
    expect(await outcome.promise).toMatchObject({ code: 'invalid' });
  });

  test('a slow sink holds the sender back', async () => {
    const total = 8 * 1024 * 1024;
    let stored = 0;
    let mostWaiting = 0;
    const unpaused: number[] = [];
    const port = await listen((request, response) => {
      readMultipart(request, {
        onFile: () => ({
          ...discard,
          async write(chunk) {
            await new Promise(setImmediate);
            if (!request.isPaused()) unpaused.push(stored);
            stored += chunk.length;
            mostWaiting = Math.max(mostWaiting, request.readableLength);
          },
        }),
      }).then(
        () => response.end('done'),
        (error: unknown) => response.writeHead(400).end(String(error)),
      );
    });
    const client = httpRequest({ port, method: 'POST', headers: { 'content-type': 'multipart/form-data; boundary=XX' } });
    const answered = once(client, 'response') as Promise<[IncomingMessage]>;
    client.write(head);
    client.write(Buffer.alloc(total));
    client.end('\r\n--XX--\r\n');
    const [response] = await answered;
    response.resume();
    await once(response, 'end');
    expect({ status: response.statusCode, stored, unpaused }).toEqual({ status: 200, stored: total, unpaused: [] });
    expect(mostWaiting).toBeLessThan(256 * 1024);
  });

  test('after a rejection the rest is unread and the answer goes out', async () => {
    let request: IncomingMessage | undefined;
    const port = await listen((incoming, response) => {
      request = incoming;
      readMultipart(incoming, { limits: { maxFieldBytes: 10 }, onFile: () => discard }).catch((error: unknown) => {
        response.writeHead(400, { connection: 'close' }).end((error as Error).message);
      });
    });
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(
      `POST / HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=XX\r\nContent-Length: 100000000\r\n\r\n${field('a', 'x'.repeat(50)).slice(0, -2)}`,
    );
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toContain('a: longer than 10 bytes');
    expect(request?.complete).toBe(false);
    socket.destroy();
  });
});

function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((fulfil) => {
    resolve = fulfil;
  });
  return { promise, resolve };
}
