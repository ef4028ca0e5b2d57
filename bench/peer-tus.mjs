import { FileStore } from '@tus/file-store';
import { Server } from '@tus/server';

/** The resumable upload server of the npm registry as its manual shows it. Prints its port. */
const tus = new Server({ path: '/files', datastore: new FileStore({ directory: process.argv[2] }) });
const server = tus.listen({ host: '127.0.0.1', port: 0 }, () => console.log(`port ${server.address().port}`));
