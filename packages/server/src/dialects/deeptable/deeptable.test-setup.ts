import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { createApp } from '../../app.ts';
import { firstApiKey, openTestCore, type TestCore, type TestCoreOptions } from '../../core/core.test-setup.ts';

/** The whole server over a real core, asked over HTTP. */
export interface TestDeepTable extends TestCore {
  /** Where it listens, without a slash at the end. */
  readonly url: string;
  /** What was reported to the operator. */
  readonly logged: readonly string[];
  /** Asks `/v1<path>`, as the first administrator unless `key` says otherwise; null sends no key. */
  call(method: string, path: string, wanted?: Wanted): Promise<TestAnswer>;
  /** Uploads a file as the vendor's command line does: whatever it is, it is called octets. */
  upload(filename: string, bytes: Buffer | string, key?: string): Promise<TestAnswer>;
}

export interface Wanted {
  readonly body?: Buffer | string;
  readonly key?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface TestAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Buffer;
  readonly text: string;
  /** The body as JSON; undefined when it is none. */
  readonly body: unknown;
  /** The end of the `type` of a problem, once it was seen to be one as the vendor's clients read it. */
  readonly problem: string | undefined;
}

/** As it is shown. */
export interface ShownFile {
  readonly id: string;
  readonly content_type: string;
  readonly created_at: string;
  readonly file_name: string;
  readonly object: 'file';
  readonly size: number;
}

export const testUrl = 'https://files.example.com';

export function formOf(disposition: string, bytes: Buffer | string): { readonly body: Buffer; readonly headers: Record<string, string> } {
  const head = `--b\r\nContent-Disposition: form-data; ${disposition}\r\nContent-Type: application/octet-stream\r\n\r\n`;
  return {
    body: Buffer.concat([Buffer.from(head), Buffer.from(bytes), Buffer.from('\r\n--b--\r\n')]),
    headers: { 'content-type': 'multipart/form-data; boundary=b' },
  };
}

function problemOf(status: number, headers: Headers, text: string): string | undefined {
  if (status < 400 || text === '') return undefined;
  if (headers.get('content-type') !== 'application/problem+json') return `not a problem: ${headers.get('content-type')}`;
  const body = JSON.parse(text) as Record<string, unknown>;
  if (body['status'] !== status || typeof body['title'] !== 'string') return `a problem without its members: ${text}`;
  return String(body['type']).replace('https://docs.deeptable.com/errors/', '');
}

export async function openDeepTable(options: TestCoreOptions & { readonly strict?: boolean } = {}): Promise<TestDeepTable> {
  const opened = await openTestCore(options);
  const logged: string[] = [];
  const app = await createApp({
    core: opened.core,
    log: pino({ level: 'error' }, { write: (line: string) => void logged.push(line) }),
    writeLog: () => undefined,
    listenerIsLoopback: true,
    tls: undefined,
    trustsProxy: () => false,
    behindProxy: false,
    publicUrl: () => testUrl,
    checkReady: async () => undefined,
    deeptableStrict: options.strict ?? false,
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  onTestFinished(() => app.close());

  async function call(method: string, path: string, { body, key = firstApiKey, headers = {} }: Wanted = {}): Promise<TestAnswer> {
    const response = await fetch(`${url}/v1${path}`, {
      method,
      headers: { ...(key === null ? {} : { authorization: `Bearer ${key}` }), ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : new Uint8Array(body) }),
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    const text = bytes.toString();
    const isJson = response.headers.get('content-type')?.endsWith('json') === true && text !== '';
    return {
      status: response.status,
      headers: response.headers,
      bytes,
      text,
      body: isJson ? (JSON.parse(text) as unknown) : undefined,
      problem: problemOf(response.status, response.headers, text),
    };
  }
  return {
    ...opened,
    url,
    logged,
    call,
    upload: (filename, bytes, key = firstApiKey) =>
      call('POST', '/files', { ...formOf(`name="file"; filename="${filename.replaceAll('"', '%22')}"`, bytes), key }),
  };
}
