// Writes openapi/<dialect>.json: the documents that a running server serves, so that a changed API shows in review.
// `--check` writes nothing and fails when a committed file differs.
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const documents = {
  'openapi/filesapp.json': '/api/v2/openapi.json',
  'openapi/filescom.json': '/api/rest/v1/openapi.json',
  'openapi/deeptable.json': '/v1/openapi.json',
};
const folder = await mkdtemp(join(tmpdir(), 'filewharf-openapi-'));
const server = spawn(
  process.execPath,
  [join(root, 'packages/cli/bin/filewharf.js'), 'serve', '--port', '0', '--data-dir', join(folder, 'data')],
  {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, FILEWHARF_LOG_LEVEL: 'error' },
  },
);
try {
  let url = '';
  for await (const line of createInterface({ input: server.stdout })) {
    url = /http:\/\/\S+/.exec(line)?.[0] ?? '';
    if (url !== '') break;
  }
  for (const [name, path] of Object.entries(documents)) {
    const file = join(root, name);
    const document = `${JSON.stringify(await (await fetch(`${url}${path}`)).json(), null, 2)}\n`;
    if (!process.argv.includes('--check')) await writeFile(file, document);
    else if (document !== (await readFile(file, 'utf8').catch(() => ''))) {
      console.error(`${name} is not what the server serves. Run: npm run openapi`);
      process.exitCode = 1;
    }
  }
} finally {
  server.kill('SIGTERM');
  await new Promise((resolve) => server.once('exit', resolve));
  await rm(folder, { recursive: true });
}
