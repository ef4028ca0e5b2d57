import { createServer } from 'node:http';

/** What Node itself takes to receive a body: every byte is dropped. No upload server on `node:http` can be faster. Prints its port. */
const server = createServer((request, response) => {
  request.on('data', () => undefined);
  request.on('end', () => response.writeHead(201, { 'content-length': 0 }).end());
});
server.listen(0, '127.0.0.1', () => console.log(`port ${server.address().port}`));
