import { connect } from 'node:net';

/**
 * Fetches a path and throws its bytes away; `copies` at once. On a bare socket that reads into one buffer: Node's own HTTP client would
 * take longer to receive than some of the peers take to send.
 */
export async function download({ copies = 1, ...job }) {
  const start = performance.now();
  const bytes = await Promise.all(Array.from({ length: copies }, () => receive(job)));
  return { seconds: (performance.now() - start) / 1000, bytes };
}

function receive({ port, path, headers = {} }) {
  return new Promise((resolve, reject) => {
    const buffer = Buffer.allocUnsafe(1024 * 1024);
    let head = '';
    let left = Number.NaN;
    let bytes = 0;

    function onRead(length) {
      let body = length;
      if (Number.isNaN(left)) {
        head += buffer.latin1Slice(0, length);
        const end = head.indexOf('\r\n\r\n');
        if (end < 0) return true;
        if (!head.startsWith('HTTP/1.1 200')) return fail(new Error(`${path}: ${head.slice(0, 200)}`));
        left = bytes = Number(/^content-length: (\d+)/im.exec(head)?.[1]);
        body = head.length - end - 4;
      }
      left -= body;
      if (left === 0) {
        socket.destroy();
        resolve(bytes);
      }
      return true;
    }

    function fail(error) {
      socket.destroy();
      reject(error);
      return false;
    }

    const socket = connect({ host: '127.0.0.1', port, onread: { buffer, callback: onRead } });
    socket.on('error', fail);
    socket.on('close', () => fail(new Error(`${path}: the connection ended too early`)));
    const lines = Object.entries({ host: `127.0.0.1:${port}`, ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.write(`GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`);
  });
}
