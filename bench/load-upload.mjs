import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { request as startRequest } from 'node:http';

/** Sent again and again. Random, because a body of zeros holds nothing that a search for a delimiter could stumble over. */
const block = randomBytes(1024 * 1024);

/**
 * Sends `bytes` bytes between a `head` and a `tail`; `copies` such requests at once, each with its own letter for a `#` in the head.
 * Answers the time and the answers.
 */
export async function upload({ copies = 1, ...job }) {
  const start = performance.now();
  const answers = await Promise.all(
    Array.from({ length: copies }, (_, index) => send({ ...job, head: job.head?.replace('#', String.fromCharCode(97 + index)) })),
  );
  return { seconds: (performance.now() - start) / 1000, answers };
}

async function send({ port, method, path, headers, head = '', bytes, tail = '' }) {
  const length = Buffer.byteLength(head) + bytes + Buffer.byteLength(tail);
  const request = startRequest({ host: '127.0.0.1', port, method, path, headers: { ...headers, 'content-length': length }, agent: false });
  const answered = readAnswer(request);
  // Awaited at the end; a server that hangs up early must not end this process before.
  answered.catch(() => undefined);
  if (head !== '') request.write(head);
  for (let left = bytes; left > 0; left -= block.length) {
    const taken = request.write(left < block.length ? block.subarray(0, left) : block);
    if (!taken) await Promise.race([once(request, 'drain'), answered]);
  }
  request.end(tail);
  const { status, text } = await answered;
  if (status >= 300) throw new Error(`${method} ${path}: ${status} ${text}`);
  return text;
}

function readAnswer(request) {
  return new Promise((resolve, reject) => {
    request.on('error', reject);
    request.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part) => (text += part));
      response.on('end', () => resolve({ status: response.statusCode, text }));
    });
  });
}
