import { createReadStream, statSync } from 'node:fs';
import { createServer } from 'node:http';

/** The textbook download: a read stream piped into the answer. Prints its port. */
const file = process.argv[2];
const server = createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': statSync(file).size });
  createReadStream(file).pipe(response);
});
server.listen(0, '127.0.0.1', () => console.log(`port ${server.address().port}`));
