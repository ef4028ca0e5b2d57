import { json, multipart, send, type Answer, type Reachable, type RequestOptions } from '../client.ts';

export interface ShownFile {
  readonly id: string;
  readonly content_type: string;
  readonly created_at: string;
  readonly file_name: string;
  readonly object: 'file';
  readonly size: number;
}

export interface ShownList {
  readonly data: readonly ShownFile[];
  readonly has_more: boolean;
}

export type DeepTable = ReturnType<typeof deepTableOf>;

/** The DeepTable API with one key, without a client of the vendor. */
export function deepTableOf(server: Reachable, key: string = server.apiKey) {
  function call(method: string, path: string, options: RequestOptions = {}): Promise<Answer> {
    const headers = { authorization: `Bearer ${key}`, ...options.headers };
    return send(`${server.url}/v1${path}`, { ca: server.ca, hangAfter: 60_000, ...options, method, headers });
  }
  /** Uploads a file, whatever comes of it. */
  function sendFile(filename: string, bytes: Buffer): Promise<Answer> {
    const { contentType, body } = multipart([['file', { filename, bytes }]]);
    return call('POST', '/files', { headers: { 'content-type': contentType }, body });
  }
  async function good<T>(answer: Promise<Answer>): Promise<T> {
    const { status, body } = await answer;
    if (status >= 300) throw new Error(`${status}: ${body.toString('utf8')}`);
    return JSON.parse(body.toString('utf8')) as T;
  }
  return {
    key,
    call,
    send: sendFile,
    /** These throw for anything but success. */
    upload: (filename: string, bytes: Buffer) => good<ShownFile>(sendFile(filename, bytes)),
    /** All of them, page by page. */
    async list(limit = 100): Promise<ShownFile[]> {
      const files: ShownFile[] = [];
      for (;;) {
        const { data } = await good<ShownList>(call('GET', `/files?limit=${limit}&after=${files.at(-1)?.id ?? ''}`));
        if (data.length === 0) return files;
        files.push(...data);
      }
    },
  };
}

/** `404 file-not-found`, or `200` for what worked. Throws for a failure that is no problem as the vendor's clients read it. */
export function problemOf(answer: Answer): string {
  if (answer.status < 400) return String(answer.status);
  const type = answer.headers['content-type'];
  if (type !== 'application/problem+json') throw new Error(`${answer.status} as ${type}: ${answer.body.toString('utf8')}`);
  const problem = json<Record<string, unknown>>(answer);
  const { detail } = problem;
  const isWhole = typeof problem['title'] === 'string' && problem['status'] === answer.status;
  if (!isWhole || !(detail === null || typeof detail === 'string')) throw new Error(`no whole problem: ${answer.body.toString('utf8')}`);
  return `${answer.status} ${String(problem['type']).replace('https://docs.deeptable.com/errors/', '')}`;
}
