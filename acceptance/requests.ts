import fc from 'fast-check';

/** Arbitrary requests for every operation of an OpenAPI document: what it asks for, and everything but. */

/** As much of a JSON schema as our document uses. */
interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly description?: string;
}

interface Parameter {
  readonly name: string;
  readonly in: 'query' | 'path';
  readonly schema: Schema;
}

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}

export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

export interface HostileRequest {
  readonly operation: string;
  readonly method: string;
  /** Ready to be sent: encoded, with its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | undefined;
}

/** Ids that exist, by their prefix, so that some requests get far. */
export type KnownIds = (prefix: string) => readonly string[];

export const hostileNames: readonly string[] = [
  '..',
  '.',
  '../../etc/passwd',
  '..\\..\\windows\\win.ini',
  '/etc/passwd',
  '//server/share',
  'C:\\x',
  '%2e%2e%2f%2e%2e%2fx',
  '%252e%252e%252f',
  'a/../../b',
  'nul\u0000byte',
  'line\nend',
  'return\r\nX-Injected: 1',
  'tab\there',
  'bell\u0007',
  'escape\u001b[31m',
  'delete\u007f',
  'c1\u0085control',
  'quote".txt',
  "apostrophe'.txt",
  'semi;colon=1.txt',
  'percent%22.txt',
  'back\\slash',
  '<script>alert(1)</script>.html',
  '"; DROP TABLE nodes; --',
  '${7*7}{{7*7}}',
  '$(touch x)`touch y`',
  '|touch z',
  '-rf',
  '~root',
  'CON',
  'aux.txt',
  'COM1.log',
  'trailing dot.',
  'trailing space ',
  ' leading space',
  ' ',
  '\u00a0',
  '\u3000',
  '\u200b',
  '\ufeffbom.txt',
  'right-to-left\u202egnp.exe',
  'caf\u00e9',
  'cafe\u0301',
  'ﬁle',
  'Å',
  'K.txt',
  'İstanbul',
  'ß',
  'ſ',
  '😀.txt',
  '👩‍👩‍👧‍👦',
  '\ud800',
  '\udc00\ud800',
  '\uffff',
  '\u{10ffff}',
  '__proto__',
  'constructor',
  'hasOwnProperty',
  'master.key',
  'metadata.db',
  'blobs',
  'tmp',
  '.htaccess',
  '.git',
  'x'.repeat(255),
  'x'.repeat(256),
  'é'.repeat(255),
  '😀'.repeat(255),
  '😀'.repeat(256),
  'x'.repeat(4096),
  'e' + '\u0301'.repeat(254),
];

const hostileTexts = [
  ...hostileNames,
  '',
  'null',
  'true',
  '1e9',
  '0x10',
  '-1',
  '+1',
  '007',
  '1 ',
  '٣',
  '9007199254740993',
  '99999999999999999999999999',
  'NaN',
  'root',
  'cur_',
  'cur_0',
  'cur_zzzzzzzzzz',
  'cur_zzzzzzzzzzz',
  'folders',
  'asc',
  '2025-01-15T10:00:00Z',
  '2025-01-15T10:00:00+01:00',
  '2025-01-15 10:00:00 01:00',
  '2025-02-30T00:00:00Z',
  '0000-00-00T00:00:00Z',
  '9999-12-31T23:59:60Z',
  '-000001-01-01T00:00:00Z',
  '+275760-09-13T00:00:00.001Z',
  '2025-W03-3',
  'file_00000000000000000000000000',
  'file_zzzzzzzzzzzzzzzzzzzzzzzzzz',
  'folder_',
  'FILE_01KFXGJD94FN9STQM414VJB0S8',
  'a'.repeat(70_000),
];

const hostileJson: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -0,
  -1,
  1.5,
  1e308,
  2 ** 53,
  2 ** 63,
  [],
  {},
  [[]],
  [null],
  ['files:read', 1],
  JSON.parse('{"then": 1}'),
  { length: 1e9 },
  JSON.parse('{"__proto__": {"isAdmin": true}, "constructor": {"prototype": {"isAdmin": true}}}'),
];

const unusedId = '01kfxgjd94fn9stqm414vjb0s8';

/** Mostly the first, sometimes the second. */
function mostly<T>(usual: fc.Arbitrary<T>, seldom: fc.Arbitrary<T>, weight = 4): fc.Arbitrary<T> {
  return fc.oneof({ arbitrary: usual, weight }, { arbitrary: seldom, weight: 1 });
}

export function hostileRequests(document: OpenApi, known: KnownIds): fc.Arbitrary<HostileRequest> {
  const text = fc.oneof(fc.constantFrom(...hostileTexts), fc.string({ unit: 'binary', maxLength: 40 }));
  const junk: fc.Arbitrary<unknown> = fc.oneof(fc.constantFrom(...hostileJson), text, fc.jsonValue({ maxDepth: 3 }));

  /** An id that exists, one that could, or one of the wrong kind. */
  const id = (prefix: string): fc.Arbitrary<string> =>
    fc
      .tuple(
        fc.nat(1_000_000),
        fc.constantFrom(...Array.from({ length: 20 }, () => prefix), 'file', 'folder', 'share', 'upl', 'user', 'key'),
      )
      .map(([place, kind]) => {
        const ids = known(kind);
        return ids[place % (ids.length + 1)] ?? `${kind}_${unusedId}`;
      });

  function fitting(schema: Schema): fc.Arbitrary<unknown> {
    const types = schema.type === undefined ? [] : [schema.type].flat();
    const prefix = [schema, ...(schema.anyOf ?? [])]
      .map(({ description }) => /begins with `(\w+)_`/.exec(description ?? '')?.[1])
      .find(Boolean);
    if (prefix !== undefined) return types.includes('null') ? fc.option(id(prefix)) : id(prefix);
    if (schema.description?.includes('folder id')) return mostly(id('folder'), fc.constantFrom<unknown>('root', null));
    if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
    if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map(fitting));
    if (types.includes('integer') || types.includes('number')) {
      const min = schema.minimum ?? 0;
      return fc.integer({ min, max: Math.min(schema.maximum ?? 1000, min + 1000) });
    }
    if (types.includes('boolean')) return fc.boolean();
    if (types.includes('array')) return fc.array(fitting(schema.items ?? {}), { maxLength: 4 });
    if (types.includes('object')) return objectOf(schema.properties ?? {});
    if (schema.format === 'date-time')
      return fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) }).map((date) => date.toISOString());
    return fc.oneof(
      fc.constantFrom(...hostileNames),
      fc.string({ minLength: 1, maxLength: 12 }),
      fc.constantFrom('a.txt', 'b.pdf', 'docs', 'files:read'),
    );
  }

  /** Members left out, wrong ones, unknown ones. */
  function objectOf(properties: Readonly<Record<string, Schema>>): fc.Arbitrary<Record<string, unknown>> {
    const members = Object.entries(properties).map(([name, schema]) =>
      fc.option(mostly(fitting(schema), junk, 8), { freq: 12, nil: undefined }).map((value) => [name, value] as const),
    );
    const extra = fc.option(fc.tuple(text, junk), { freq: 1, nil: undefined }).map((pair) => pair ?? (['', undefined] as const));
    return fc.tuple(...members, mostly(fc.constant(['', undefined] as const), extra, 8)).map((pairs) => {
      const object: Record<string, unknown> = {};
      for (const [name, value] of pairs) {
        if (value !== undefined) Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
      }
      return object;
    });
  }

  const spoiltJson = (body: string): fc.Arbitrary<string> =>
    fc.oneof(
      fc.nat(body.length).map((end) => body.slice(0, end)),
      fc
        .tuple(fc.nat(body.length), fc.constantFrom('\u0000', '"', '\\', '{', '}', ',', '\ud800', '1e999', '//'))
        .map(([at, insert]) => body.slice(0, at) + insert + body.slice(at)),
      fc.constantFrom(
        '',
        ' ',
        '[]',
        'null',
        '1',
        '"x"',
        '{',
        `\ufeff${body}`,
        `${body}${body}`,
        `'${body}'`,
        '['.repeat(30_000),
        '{"a":'.repeat(10_000),
      ),
      fc.constant(JSON.stringify({ name: 'x'.repeat(100_000) })),
      fc.constant(body.replace(/^\{/, '{"__proto__":{"admin":true},')),
    );

  interface Content {
    readonly type: string;
    readonly body: Buffer;
  }

  const jsonBody = (schema: Schema): fc.Arbitrary<Content> =>
    mostly(fitting(schema), junk, 9)
      .map((value) => JSON.stringify(value) ?? '')
      .chain((body) => mostly(fc.constant(body), spoiltJson(body), 6))
      .map((body) => ({ type: 'application/json', body: Buffer.from(body) }));

  /** A part's header lines and value. */
  const part = (name: string, schema: Schema): fc.Arbitrary<string> => {
    const isFile = schema.format === 'binary';
    const filename = fc.constantFrom(...hostileNames.filter((one) => !/["\\\r\n]/.test(one)), 'a.txt', 'a.txt', 'b.txt');
    const value = isFile
      ? fc.string({ unit: 'binary', maxLength: 200 })
      : mostly(fitting(schema), junk, 5).map((one) => (typeof one === 'string' ? one : (JSON.stringify(one) ?? '')));
    const head = isFile
      ? mostly(
          filename.map((one) => `form-data; name="${name}"; filename="${one}"`),
          fc.constantFrom(
            `form-data; name="${name}"; filename=""`,
            `form-data; name="${name}"`,
            `form-data; filename="x"`,
            `form-data; name="${name}"; filename*=UTF-8''%F0%9F%98%80`,
            `form-data; name="${name}"; filename*=UTF-8''%ff%fe`,
            `form-data; name="${name}"; filename="a"; filename="b"`,
            `attachment; name="${name}"; filename="x"`,
          ),
          9,
        )
      : mostly(
          fc.constant(`form-data; name="${name}"`),
          fc.constantFrom(`form-data; name=${name}`, 'form-data', `form-data; name="${name}`),
          9,
        );
    const more = mostly(
      fc.constant(''),
      fc.constantFrom(
        '\r\nContent-Transfer-Encoding: base64',
        '\r\nContent-Type: multipart/mixed; boundary=x',
        `\r\nX: ${'y'.repeat(20_000)}`,
        '\r\nno colon',
        '\r\n folded',
        '\r\nA: b'.repeat(150),
      ),
      12,
    );
    return fc
      .tuple(head, more, value)
      .map(([disposition, lines, content]) => `Content-Disposition: ${disposition}${lines}\r\n\r\n${content}`);
  };

  const formBody = (schema: Schema): fc.Arbitrary<Content> => {
    const parts = Object.entries(schema.properties ?? {}).map(([name, one]) => fc.option(part(name, one), { freq: 10, nil: undefined }));
    const extra = mostly(fc.constant<string[]>([]), fc.array(part('extra', {}), { maxLength: 25 }), 9);
    return fc
      .tuple(
        fc.tuple(...parts),
        extra,
        fc.boolean(),
        mostly(
          fc.constant('intact'),
          fc.constantFrom('cut', 'bare LF', 'no end', 'other boundary', 'no boundary', 'long boundary', 'twice', 'preamble', 'junk'),
          6,
        ),
        fc.nat(1000),
      )
      .map(([own, others, reversed, spoil, at]) => {
        const all = [...own.filter((one) => one !== undefined), ...others];
        if (reversed) all.reverse();
        if (spoil === 'twice') all.push(...all);
        const boundary = spoil === 'long boundary' ? 'b'.repeat(100) : 'boundary';
        let body = all.map((one) => `--${boundary}\r\n${one}\r\n`).join('') + (spoil === 'no end' ? '' : `--${boundary}--\r\n`);
        if (spoil === 'cut') body = body.slice(0, (body.length * at) / 1000);
        if (spoil === 'bare LF') body = body.replaceAll('\r\n', '\n');
        if (spoil === 'preamble') body = `${'p'.repeat(at * 10)}\r\n${body}`;
        if (spoil === 'junk') body = body.replace(/[\r\n-]/g, (letter) => (at-- % 7 === 0 ? '\u0000' : letter));
        const type =
          spoil === 'no boundary'
            ? 'multipart/form-data'
            : `multipart/form-data; boundary=${spoil === 'other boundary' ? 'other' : boundary}`;
        return { type, body: Buffer.from(body) };
      });
  };

  const headerJunk: fc.Arbitrary<Readonly<Record<string, string>>> = fc.constantFrom<Record<string, string>>(
    { range: 'bytes=0-0' },
    { range: 'bytes=-1,0-,5-2' },
    { range: `bytes=${'0-1,'.repeat(2000)}0-1` },
    { range: 'bytes=999999999999999999999-' },
    { 'if-none-match': '*' },
    { 'if-none-match': '"'.repeat(4000) },
    { 'if-match': '"x"' },
    { 'if-modified-since': 'yesterday' },
    { 'if-range': 'Mon, 32 Foo 2025 99:99:99 GMT' },
    { 'content-type': 'text/plain' },
    { 'content-type': 'application/json; charset=utf-16' },
    { 'content-type': 'application/x-www-form-urlencoded' },
    { 'content-type': 'multipart/form-data; boundary="a b"' },
    { 'content-type': ';;;' },
    { 'content-encoding': 'gzip' },
    { accept: 'text/html' },
    { 'accept-encoding': 'gzip, br' },
    { authorization: 'Basic YTpi' },
    { authorization: 'Bearer' },
    { authorization: `Bearer ${'x'.repeat(8000)}` },
    { authorization: 'Bearer sk_live_\u00e9' },
    { 'x-forwarded-for': '1.2.3.4', 'x-forwarded-proto': 'https', 'x-forwarded-host': 'evil.example' },
    { 'x-http-method-override': 'DELETE' },
    { 'last-event-id': 'cur_zz' },
    { 'last-event-id': 'x' },
    { expect: '100-continue' },
    { expect: 'the unexpected' },
    { cookie: 'a=b; '.repeat(500) },
    { 'x-request-id': 'mine\u00e9' },
    { upgrade: 'websocket', connection: 'upgrade' },
    { host: 'evil.example' },
    { host: '' },
    { te: 'trailers' },
    { 'x-long': 'y'.repeat(20_000) },
  );

  function requestFor(path: string, method: string, operation: Operation): fc.Arbitrary<HostileRequest> {
    const parameters = operation.parameters ?? [];
    const pathValues = parameters
      .filter((one) => one.in === 'path')
      .map((one) => mostly(fitting(one.schema), text, 6).map((value) => [one.name, String(value)] as const));
    const queryValues = parameters
      .filter((one) => one.in === 'query')
      .map((one) =>
        fc.option(mostly(fitting(one.schema), text, 5), { freq: 1, nil: undefined }).map((value) => [one.name, value] as const),
      );
    const json = operation.requestBody?.content['application/json'];
    const form = operation.requestBody?.content['multipart/form-data'];
    const own: fc.Arbitrary<Content | undefined> =
      json !== undefined ? jsonBody(json.schema) : form !== undefined ? formBody(form.schema) : fc.constant(undefined);
    const foreign: fc.Arbitrary<Content | undefined> = fc.constantFrom(
      undefined,
      { type: 'application/json', body: Buffer.from('{"a":1}') },
      { type: 'text/csv', body: Buffer.from('a;b') },
    );
    return fc
      .record({
        pathValues: fc.tuple(...pathValues),
        queryValues: fc.tuple(...queryValues),
        strayQuery: mostly(
          fc.constant(''),
          fc.constantFrom('%', '%zz', '&&&', 'a=b=c', 'page=1&page=2', 'page[]=1', '__proto__[x]=1', 'download', '\u00ff'),
          12,
        ),
        pathSuffix: mostly(fc.constant(''), fc.constantFrom('/', '//', '/..', '/%2e%2e/', '%00', '%zz', ';x', '/x'.repeat(500)), 20),
        content: mostly(own, foreign, 15),
        otherMethod: mostly(
          fc.constant(undefined),
          fc.constantFrom<string | undefined>('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'QUERY'),
          15,
        ),
        junkHeaders: mostly(fc.constant({}), headerJunk, 5),
      })
      .map(({ pathValues: values, queryValues: queries, strayQuery, pathSuffix, content, otherMethod, junkHeaders }) => {
        let target = path;
        for (const [name, value] of values) target = target.replace(`{${name}}`, encode(value));
        const query = queries
          .filter(([, value]) => value !== undefined && value !== null)
          .map(([name, value]) => `${name}=${encode(String(value))}`);
        if (strayQuery !== '') query.push(strayQuery);
        return {
          operation: operation.operationId,
          method: otherMethod ?? method.toUpperCase(),
          path: target + pathSuffix + (query.length === 0 ? '' : `?${query.join('&')}`),
          headers: { ...(content === undefined ? {} : { 'content-type': content.type }), ...junkHeaders },
          body: content?.body,
        };
      });
  }

  const every = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => requestFor(path, method, operation)),
  );
  return fc.oneof(...every);
}

/** As encodeURIComponent, which refuses lone surrogates; those become what the replacement character is. */
function encode(value: string): string {
  return encodeURIComponent(Buffer.from(value, 'utf8').toString('utf8'));
}
