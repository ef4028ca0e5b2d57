import { connect } from 'node:net';

/** Where each request gets a number of its own, in as many digits. */
const placeholder = '#########';

let number = 0;

/**
 * Sends requests one after the other on each of some kept-alive connections, for so many seconds. `requests` are whole HTTP requests,
 * used in turn. Bare sockets, because the clients share two cores with the server: this costs a third of what an HTTP client does.
 * Answers how many were answered with 200 or 201 and the time they took; anything else is an error.
 */
export async function requests({ port, connections, seconds, requests: texts }) {
  const start = performance.now();
  const deadline = start + seconds * 1000;
  const pieces = texts.map((text) => text.split(placeholder));
  const milliseconds = [];
  let turn = 0;

  function next() {
    if (performance.now() >= deadline) return undefined;
    const text = pieces[turn++ % pieces.length];
    return text.length === 1 ? text[0] : text.join(String(++number).padStart(placeholder.length, '0'));
  }

  await Promise.all(Array.from({ length: connections }, () => converse(port, next, milliseconds)));
  const elapsed = (performance.now() - start) / 1000;
  milliseconds.sort((a, b) => a - b);
  const at = (share) => milliseconds[Math.floor((milliseconds.length - 1) * share)];
  return { perSecond: milliseconds.length / elapsed, median: at(0.5), p99: at(0.99), count: milliseconds.length };
}

function converse(port, next, milliseconds) {
  return new Promise((resolve, reject) => {
    let received = '';
    let wanted = Number.NaN;
    let sentAt = 0;

    function send() {
      const text = next();
      if (text === undefined) {
        socket.destroy();
        resolve();
        return;
      }
      received = '';
      wanted = Number.NaN;
      sentAt = performance.now();
      socket.write(text, 'latin1');
    }

    function fail(error) {
      socket.destroy();
      reject(error);
    }

    const socket = connect({ host: '127.0.0.1', port, noDelay: true }, send);
    socket.setEncoding('latin1');
    socket.on('error', fail);
    socket.on('close', () => fail(new Error('the server closed a connection')));
    socket.on('data', (text) => {
      received += text;
      if (Number.isNaN(wanted)) {
        const end = received.indexOf('\r\n\r\n');
        if (end < 0) return;
        if (!/^HTTP\/1\.1 20[01] /.test(received)) return fail(new Error(received.slice(0, 2000)));
        wanted = end + 4 + Number(/\r\ncontent-length: (\d+)/i.exec(received)?.[1]);
      }
      if (received.length < wanted) return;
      milliseconds.push(performance.now() - sentAt);
      send();
    });
  });
}

/** The text of a request. A body of latin1 text, so that characters are bytes. */
export function requestText({ method = 'GET', path, headers = {}, body = '' }) {
  const all = { host: '127.0.0.1', ...headers, ...(body === '' ? {} : { 'content-length': body.length }) };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`;
}
