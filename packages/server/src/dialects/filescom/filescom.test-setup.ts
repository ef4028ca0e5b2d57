import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { createApp } from '../../app.ts';
import { firstApiKey, openTestCore, type TestCore, type TestCoreOptions } from '../../core/core.test-setup.ts';

/** The whole server over a real core, asked over HTTP. */
export interface TestFilesCom extends TestCore {
  /** Where it listens, without a slash at the end. */
  readonly url: string;
  /** Asks `/api/rest/v1<path>`, as the first administrator unless `key` says otherwise; null sends no key. */
  call(method: 'GET' | 'POST' | 'PATCH' | 'DELETE' | 'HEAD' | 'PUT' | 'OPTIONS', path: string, wanted?: Wanted): Promise<TestAnswer>;
}

export interface Wanted {
  /** Sent as JSON. */
  readonly body?: object;
  /** Sent as it is, with `type`. */
  readonly text?: string;
  readonly type?: string;
  readonly key?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface TestAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; undefined when it is none. */
  readonly body: unknown;
  /** The `type` of an error. */
  readonly type: string | undefined;
}

export const testUrl = 'https://files.example.com';

export async function openFilesCom(options: TestCoreOptions = {}): Promise<TestFilesCom> {
  const opened = await openTestCore(options);
  const app = await createApp({
    core: opened.core,
    log: pino({ level: 'silent' }),
    writeLog: () => undefined,
    listenerIsLoopback: true,
    tls: undefined,
    trustsProxy: () => false,
    behindProxy: false,
    publicUrl: () => testUrl,
    checkReady: async () => undefined,
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  onTestFinished(() => app.close());
  return {
    ...opened,
    url,
    async call(method, path, { body, text, type = 'application/json', key = firstApiKey, headers = {} } = {}) {
      const payload = text ?? (body === undefined ? undefined : JSON.stringify(body));
      const response = await fetch(`${url}/api/rest/v1${path}`, {
        method,
        redirect: 'manual',
        headers: {
          ...(key === null ? {} : { 'x-filesapi-key': key }),
          ...(payload === undefined ? {} : { 'content-type': type }),
          ...headers,
        },
        ...(payload === undefined ? {} : { body: payload }),
      });
      const answered = await response.text();
      const isJson = response.headers.get('content-type')?.startsWith('application/json') === true && answered !== '';
      const answer: unknown = isJson ? JSON.parse(answered) : undefined;
      const { type: errorType } = (answer ?? {}) as { type?: unknown };
      return {
        status: response.status,
        headers: response.headers,
        text: answered,
        body: answer,
        type: typeof errorType === 'string' && response.status >= 400 ? errorType : undefined,
      };
    },
  };
}
