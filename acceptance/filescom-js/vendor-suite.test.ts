import { build } from 'esbuild';
import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { environmentFor, restOf, startSite, type Site } from '../filescom.ts';
import { repository } from '../server.ts';

/**
 * The vendor's own integration suite, as it comes in the npm package. It ends with 0 whatever happens; its verdict is what it prints.
 * Its source is bundled into a folder that is gone afterwards; the client that it tests stays as it is in the package.
 */
const suite = [
  'testFolderListAutoPagination',
  'testUploadAndDownloadToFile',
  'testUploadAndDownloadToString',
  'testSession',
  'testFailure',
  'testUserListAndUpdate',
  'testLanguage',
];

let site: Site;
let folder: string;
let output: string;

beforeAll(async () => {
  site = await startSite();
  // What its comments ask for: a folder of this name, and more than one entry in the root.
  const rest = restOf(site);
  await rest.good('POST', '/folders/sdk-test');
  await rest.good('POST', '/folders/another');

  folder = await mkdtemp(join(tmpdir(), 'filewharf-vendor-suite-'));
  const packages = join(repository, 'node_modules');
  await build({
    entryPoints: [join(packages, 'files.com/test/integration/src/index.js')],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['files.com'],
    outfile: join(folder, 'run/lib/index.js'),
    logLevel: 'warning',
  });
  // It uploads this picture, two folders above where it runs.
  await cp(join(packages, 'files.com/files.com-logo.png'), join(folder, 'files.com-logo.png'));
  const cwd = join(folder, 'run/here');
  await mkdir(cwd);

  output = await new Promise<string>((resolve, reject) => {
    const child = spawn(process.execPath, ['-e', "require('../lib/index.js').default()"], {
      cwd,
      env: {
        ...environmentFor(site),
        NODE_PATH: packages,
        FILES_API_KEY: site.key,
        FILES_API_DOMAIN: new URL(site.url).host,
        FILES_SESSION_USERNAME: site.username,
        FILES_SESSION_PASSWORD: site.password,
      },
      timeout: 60_000,
    });
    let text = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (piece: string) => (text += piece));
    child.once('error', reject);
    child.once('close', () => resolve(text));
  });
}, 90_000);

afterAll(async () => {
  await site.end();
  await rm(folder, { recursive: true, force: true });
});

describe("the vendor's integration suite", () => {
  test.each(suite)('%s', (name) => expect(output).toContain(`***** ${name}() succeeded! *****`));

  test('nothing failed, and nothing else was tested', () => {
    expect(output).not.toContain('TEST SUITE FAILED');
    expect(output.match(/succeeded!/g)).toHaveLength(suite.length);
  });
});
