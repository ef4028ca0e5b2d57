/**
 * Lists the folder named by the argument with the vendor's client, which asks for page after page by itself, and prints as JSON what came
 * and how long each page took, from the request to the last byte. A process of its own, because the client needs a gigabyte for this.
 */
import { subscribe } from 'node:diagnostics_channel';
import Files from 'files.com/lib/Files.js';
import Folder from 'files.com/lib/models/Folder.js';

const started = new WeakMap();
const pageMilliseconds = [];
subscribe('http.client.request.start', ({ request }) => started.set(request, performance.now()));
subscribe('http.client.response.finish', ({ request, response }) => {
  response.once('end', () => pageMilliseconds.push(performance.now() - started.get(request)));
});

Files.default.setBaseUrl(process.env.SITE_URL);
Files.default.setApiKey(process.env.SITE_KEY);
Files.default.setLogLevel(0);
const entries = await Folder.default.listFor(process.argv[2]);

const paths = entries.map(({ path }) => path);
console.log(
  JSON.stringify({
    entries: paths.length,
    distinct: new Set(paths).size,
    directories: entries.filter(({ type }) => type === 'directory').length,
    firstFile: entries.findIndex(({ type }) => type === 'file'),
    first: paths[0],
    last: paths.at(-1),
    pageMilliseconds,
  }),
);
