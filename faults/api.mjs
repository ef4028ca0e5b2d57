// @ts-check
import { Agent, request as httpRequest } from 'node:http';
import { ServerFailure, Unanswered, Violation } from './violation.mjs';

/**
 * @typedef {object} Answer
 * @property {number} status
 * @property {Buffer} body
 * @property {any} json Undefined when the body is none.
 *
 * @typedef {object} FilePart
 * @property {string} field
 * @property {string} name
 * @property {Buffer} bytes
 * @property {boolean} [first] Before the fields, as some clients send it.
 *
 * @typedef {object} Body
 * @property {unknown} [json]
 * @property {{ fields: Record<string, string>, file: FilePart }} [form]
 *
 * @typedef {(method: string, path: string, body?: Body) => Promise<Answer>} Call
 */

const boundary = 'filewharf-faults-7d1f2c9b';

/** @param {{ fields: Record<string, string>, file: FilePart }} form */
function multipart({ fields, file }) {
  const texts = Object.entries(fields).map(([name, value]) =>
    Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`),
  );
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="${file.field}"; filename="${file.name}"\r\nContent-Type: application/octet-stream\r\n\r\n`;
  const part = [Buffer.from(head), file.bytes, Buffer.from('\r\n')];
  return Buffer.concat([...(file.first === true ? [...part, ...texts] : [...texts, ...part]), Buffer.from(`--${boundary}--\r\n`)]);
}

/**
 * What one API key has used of its hour. The server counts each request before it does anything, so a count that the server shows
 * is more than all requests answered before this one was sent, at most all that were ever sent, and never shown twice. So it also
 * never goes down, over any number of crashes.
 *
 * @param {string} name
 */
function createLedger(name) {
  let sent = 0;
  let answered = 0;
  /** @type {Set<number>} */
  const shown = new Set();
  return {
    /** To be called when a request is sent; the function returned, with its answer. */
    send() {
      const before = answered;
      sent += 1;
      return (/** @type {Answer & { headers: import('node:http').IncomingHttpHeaders }} */ { headers, status, body }) => {
        answered += 1;
        const limit = Number(headers['x-ratelimit-limit']);
        const used = limit - Number(headers['x-ratelimit-remaining']);
        if (Number.isNaN(used))
          throw new Violation('limits', `key ${name}: no X-RateLimit headers in ${status} ${body.subarray(0, 400).toString()}`);
        if (!(used > before && used <= sent) || shown.has(used)) {
          const again = shown.has(used) ? ' again' : '';
          throw new Violation(
            'limits',
            `key ${name}: the server counts ${used} requests${again}; ${before} were answered before this one, ${sent} were sent`,
          );
        }
        shown.add(used);
      };
    },
  };
}

/**
 * Talks to whatever server is up. Connections are kept between requests and dropped by `reset`.
 *
 * @param {{ readonly port: number, readonly ending: boolean, output: () => string }} server
 */
export function createApi(server) {
  let agent = new Agent({ keepAlive: true });

  /**
   * @param {{ key?: string, method: string, path: string, body?: Body }} options
   * @returns {Promise<Answer & { headers: import('node:http').IncomingHttpHeaders }>}
   */
  function send({ key, method, path, body = {} }) {
    /** @type {[string, Buffer] | undefined} */
    let content;
    if (body.form !== undefined) content = [`multipart/form-data; boundary=${boundary}`, multipart(body.form)];
    else if (body.json !== undefined) content = ['application/json', Buffer.from(JSON.stringify(body.json))];
    return new Promise((resolve, reject) => {
      const lost = (/** @type {Error} */ error) => {
        if (server.ending) reject(new Unanswered(error.message));
        else
          reject(
            new Violation(
              'exit',
              `${method} ${path}: the connection was lost though nobody stopped the server (${error.message}):\n${server.output()}`,
            ),
          );
      };
      const request = httpRequest(
        {
          host: '127.0.0.1',
          port: server.port,
          method,
          path,
          agent,
          headers: {
            ...(key === undefined ? { accept: 'application/json' } : { authorization: `Bearer ${key}` }),
            ...(content === undefined ? {} : { 'content-type': content[0], 'content-length': content[1].length }),
          },
        },
        (response) => {
          /** @type {Buffer[]} */
          const chunks = [];
          response.on('data', (/** @type {Buffer} */ chunk) => chunks.push(chunk));
          response.on('error', lost);
          response.on('end', () => {
            const bytes = Buffer.concat(chunks);
            const isJson = response.headers['content-type']?.startsWith('application/json') ?? false;
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              body: bytes,
              json: isJson ? JSON.parse(bytes.toString()) : undefined,
            });
          });
        },
      );
      request.on('error', lost);
      request.end(content?.[1]);
    });
  }

  return {
    /** Calls of the API by one key, each one checked against the key's request counter. @param {string} key @param {string} name @returns {Call} */
    caller(key, name) {
      const ledger = createLedger(name);
      return async (method, path, body) => {
        const received = ledger.send();
        const answer = await send({ key, method, path: `/api/v2${path}`, ...(body === undefined ? {} : { body }) });
        received(answer);
        return answer;
      };
    },

    /** Calls by a key whose counter nobody follows. @param {string} key @returns {Call} */
    plainCaller: (key) => (method, path, body) => send({ key, method, path: `/api/v2${path}`, ...(body === undefined ? {} : { body }) }),

    /** A visitor without a key. @param {string} path @returns {Promise<Answer>} */
    visit: (path) => send({ method: 'GET', path }),

    /** Drops connections to a server that is gone. */
    reset() {
      agent.destroy();
      agent = new Agent({ keepAlive: true });
    },
  };
}

/**
 * The JSON of an answer that has to have this status.
 *
 * @param {Answer} answer
 * @param {number} status
 * @param {string} what
 */
export function expectStatus(answer, status, what) {
  if (answer.status === status) return answer.json;
  const text = `${what}: ${status} was expected, the answer is ${answer.status} ${answer.body.subarray(0, 400).toString()}`;
  throw answer.status >= 500 ? new ServerFailure(text) : new Violation('answer', text);
}

/**
 * All items of a paged list.
 *
 * @param {Call} call
 * @param {string} path with a query
 * @param {string} member
 * @returns {Promise<any[]>}
 */
export async function listAll(call, path, member) {
  const items = [];
  for (let page = 1; ; page++) {
    const json = expectStatus(await call('GET', `${path}&per_page=100&page=${page}`), 200, `GET ${path}`);
    items.push(...json[member]);
    if (json[member].length < 100) {
      if (items.length !== json.total)
        throw new Violation('integrity', `GET ${path}: the total is ${json.total}, but ${items.length} are listed`);
      return items;
    }
  }
}

/**
 * Every item of a list that goes on behind its last row.
 *
 * @param {Call} call
 * @param {string} path with a query
 * @param {string} member
 * @returns {Promise<any[]>}
 */
export async function listAfter(call, path, member) {
  const items = [];
  for (let after = ''; ;) {
    const json = expectStatus(await call('GET', `${path}${after}`), 200, `GET ${path}`);
    items.push(...json[member]);
    if (!json.has_more) return items;
    after = `&after=${json.next_cursor}`;
  }
}
