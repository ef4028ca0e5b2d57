import { randomUUID } from 'node:crypto';
import { newFolder, startProgram } from './workspace.mjs';

const apiKey = `bench-${randomUUID()}`;
const program = new URL('../packages/cli/bin/filewharf.js', import.meta.url).pathname;

/**
 * The server as anybody gets it: `filewharf serve` with its defaults on (key check, rate limit, encryption, durable commits, request
 * log). Only the number of requests that a team may make per hour is raised: it is counted all the same.
 */
export async function startFilewharf({ folder = newFolder('filewharf'), nodeOptions = [], args: more = [] } = {}) {
  const args = [...nodeOptions, program, 'serve', '--host', '127.0.0.1', '--port', '0', '--data-dir', folder, ...more];
  const env = { FILEWHARF_PLAN_TEAM_REQUESTS_PER_HOUR: '1000000000', FILEWHARF_ADMIN_API_KEY: apiKey };
  const { child, match } = await startProgram(process.execPath, args, { env, ready: /running at https?:\/\/[^:]+:(\d+)/ });
  const port = Number(match[1]);

  async function call(method, path, body) {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: { authorization: `Bearer ${apiKey}`, ...(body instanceof FormData || !body ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: body instanceof FormData ? body : JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  }

  return {
    child,
    port,
    apiKey,
    folder,
    headers: { authorization: `Bearer ${apiKey}` },
    call,
    /** Puts in a small file and answers its description. */
    upload(name, text) {
      const form = new FormData();
      form.set('file', new Blob([text]), name);
      return call('POST', '/api/v2/upload', form);
    },
  };
}

/** The head and the tail of a multipart body with one file; the file's bytes stand between them. */
export function multipart(name) {
  const boundary = '----filewharf-bench-7d1c4a90b5e34f';
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    head: `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: application/octet-stream\r\n\r\n`,
    tail: `\r\n--${boundary}--\r\n`,
  };
}
