import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { build } from 'esbuild';
import { execFile } from 'node:child_process';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { publint } from 'publint';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FilesCom } from './filescom.ts';
import { operationTable } from './filescom/generated/table.ts';
import { cleanUp, startServer, tempFolder } from './server.test-setup.ts';
import { version } from './version.ts';

// The package as others get it: what is built, by its name.

const run = promisify(execFile);
const root = fileURLToPath(new URL('../', import.meta.url));
const repository = join(root, '../..');

/** A folder of somebody who has installed the package. */
let user: string;
beforeAll(async () => {
  user = await tempFolder();
  await mkdir(join(user, 'node_modules/@filewharf'), { recursive: true });
  await symlink(root, join(user, 'node_modules/@filewharf/sdk'));
});
afterAll(cleanUp);

test('publint and arethetypeswrong find nothing', async () => {
  const folder = await tempFolder();
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], { cwd: root });
  const [packed] = JSON.parse(stdout) as { filename: string; files: { path: string }[] }[];
  const tarball = await readFile(join(folder, packed?.filename ?? ''));
  const checked = await checkPackage(createPackageFromTarballData(new Uint8Array(tarball)));
  expect('problems' in checked ? checked.problems : 'no types').toEqual([]);
  const { messages } = await publint({ pkgDir: root, strict: true, pack: 'npm' });
  expect(messages).toEqual([]);
  const paths = packed?.files.map(({ path }) => path) ?? [];
  expect(paths.filter((path) => /test|\.map$|tsbuildinfo|^src/.test(path))).toEqual([]);
  expect(paths).toEqual(expect.arrayContaining(['api.md', 'require.cjs', 'dist/index.js', 'dist/filescom.js']));
});

test('it has no dependencies, and says its version', () => {
  const manifest = createRequire(import.meta.url)('../package.json') as Record<string, unknown>;
  expect(version).toBe(manifest['version']);
  for (const kind of ['dependencies', 'peerDependencies', 'optionalDependencies']) expect(manifest).not.toHaveProperty(kind);
});

describe('require', () => {
  test('answers the class, without a warning, and the same one as import', async () => {
    await writeFile(
      join(user, 'required.cjs'),
      `const FilesApp = require('@filewharf/sdk');
       const client = new FilesApp('sk_live_x', { baseUrl: 'http://h' });
       const { FilesCom } = require('@filewharf/sdk/filescom');
       import('@filewharf/sdk').then((sdk) => console.log(JSON.stringify([
         typeof FilesApp, FilesApp.name, client instanceof FilesApp, client.baseUrl, sdk.FilesApp === FilesApp, sdk.default === FilesApp,
         FilesApp.ApiError === sdk.ApiError, FilesApp.FilesApp === FilesApp, typeof FilesCom,
       ])));`,
    );
    const { stdout, stderr } = await run(process.execPath, ['required.cjs'], { cwd: user });
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual(['function', 'FilesApp', true, 'http://h', true, true, true, true, 'function']);
  });

  test('works in a bundle for Node', async () => {
    await writeFile(join(user, 'bundled.cjs'), `const F = require('@filewharf/sdk'); console.log(new F('k').baseUrl, F.ApiError.name);`);
    const outfile = join(user, 'bundle.cjs');
    await build({ entryPoints: [join(user, 'bundled.cjs')], bundle: true, platform: 'node', format: 'cjs', outfile, logLevel: 'silent' });
    expect((await run(process.execPath, [outfile], { cwd: user, env: {} })).stdout).toBe('http://127.0.0.1:8080 ApiError\n');
  });
});

describe('types', () => {
  const uses = `
const client = new FilesApp('k', { baseUrl: 'http://h', maxRetries: 1, timeoutMs: undefined });
export async function use(): Promise<string | null> {
  const file = await client.upload(new Uint8Array(1), { name: 'a', ifExists: 'rename', onProgress: ({ total }) => total?.toFixed() });
  const result = await client.download(file.id, new WritableStream<Uint8Array>());
  const download = await client.download(file.id);
  const text: string = await download.text();
  for await (const entry of client.entries.list({ recursive: true })) if (entry.type === 'folder') return entry.size === null ? text : result.etag ?? null;
  const page = await client.files.list({ sort: 'name' });
  // @ts-expect-error -- sizes are numbers
  const wrong: string = page.items[0]?.size;
  // @ts-expect-error -- there is no such order
  void client.files.list({ sort: 'color' });
  return wrong;
}`;
  const usesFilesCom = `
const com = new FilesCom({ apiKey: 'k', readTimeout: 5 });
export async function useCom(): Promise<string> {
  const users = await com.user.list({ sort_by: { username: 'asc' }, filter: { site_admin: true }, filter_gt: { last_login_at: new Date() } });
  // @ts-expect-error -- users cannot be sorted by their notes
  void com.user.list({ sort_by: { notes: 'asc' } });
  // @ts-expect-error -- a link needs paths
  void com.bundle.create({ password: 'p' });
  void com.bundle.create({ paths: ['a'], permissions: 'read' });
  const writer = await com.file.open('a', 'wb');
  // @ts-expect-error -- bytes, not text
  await writer.write('text');
  const reader = await com.file.open('a');
  try {
    return (await reader.readLine()) ?? users.items[0]?.username ?? (await com.file.find('a')).path;
  } catch (error) {
    if (error instanceof NotFound_FileNotFoundError || error instanceof FileNotFoundError) return error.title + String(error.httpCode);
    throw error;
  }
}`;

  async function compile(name: string, code: string, compilerOptions: object): Promise<string> {
    const folder = join(user, name.replace('.', '-'));
    await mkdir(folder);
    await writeFile(join(folder, name), code);
    await writeFile(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: { strict: true, noEmit: true, target: 'es2023', ...compilerOptions } }),
    );
    return run(process.execPath, [join(repository, 'node_modules/typescript/bin/tsc'), '-p', folder]).then(
      () => '',
      ({ stdout }: { stdout: string }) => stdout,
    );
  }

  test('of modules, in a page that knows nothing of Node', async () => {
    const code = `import FilesApp, { type StoredFile, ApiError } from '@filewharf/sdk';
import { FilesCom, NotFound_FileNotFoundError, FileNotFoundError, type User } from '@filewharf/sdk/filescom';
export type { StoredFile, User };
export const isApi = (error: unknown): boolean => error instanceof ApiError && error.status === 404;
${uses}${usesFilesCom}`;
    const options = { lib: ['es2023', 'dom', 'dom.asynciterable', 'esnext.disposable'], types: [] };
    expect(
      await compile('page.mts', code, { ...options, module: 'esnext', moduleResolution: 'bundler', customConditions: ['browser'] }),
    ).toBe('');
    expect(await compile('module.mts', code, { ...options, module: 'nodenext' })).toBe('');
  });

  test('of require, in Node', async () => {
    const typeRoots = [join(repository, 'node_modules/@types')];
    const code = `import FilesApp = require('@filewharf/sdk');
import { createWriteStream, createReadStream } from 'node:fs';
import { FilesCom, NotFound_FileNotFoundError, FileNotFoundError } from '@filewharf/sdk/filescom';
export const options: FilesApp.UploadOptions = { name: 'a' };
export const stored = (error: unknown): error is FilesApp.ApiError => error instanceof FilesApp.ApiError;
export async function streams(): Promise<FilesApp.StoredFile> {
  await client.download('id', createWriteStream('a'));
  await client.download('id', process.stdout);
  return client.upload(createReadStream('a'), options);
}
${uses}${usesFilesCom}`;
    expect(await compile('required.cts', code, { lib: ['es2023'], module: 'nodenext', types: ['node'], typeRoots })).toBe('');
  });
});

describe('in browsers', () => {
  const bundle = async (entry: string): Promise<Uint8Array> => {
    const stdin = { contents: `export * from '${entry}'`, resolveDir: user };
    const { outputFiles, metafile } = await build({
      stdin,
      bundle: true,
      minify: true,
      format: 'esm',
      platform: 'browser',
      write: false,
      metafile: true,
    });
    expect(Object.keys(metafile.inputs).filter((path) => path.includes('/node/'))).toEqual([]);
    return outputFiles[0]?.contents ?? new Uint8Array();
  };

  test('the Files App client is small', async () => {
    const bytes = await bundle('@filewharf/sdk');
    expect(gzipSync(bytes).byteLength).toBeLessThan(20 * 1024);
    expect(Buffer.from(bytes).toString()).not.toContain('x-filesapi');
  });

  test('the Files.com client needs nothing of Node either', async () => {
    expect((await bundle('@filewharf/sdk/filescom')).byteLength).toBeGreaterThan(10_000);
  });
});

describe('api.md', () => {
  let text: string;
  beforeAll(async () => {
    text = await readFile(join(root, 'api.md'), 'utf8');
  });

  test('names everything that is exported, and every operation', async () => {
    const publicNames = await readFile(new URL('public.ts', import.meta.url), 'utf8');
    const required = await readFile(join(root, 'require.d.cts'), 'utf8');
    const filescomNames = await readFile(new URL('filescom/public.ts', import.meta.url), 'utf8');
    const namesOf = (code: string): string[] =>
      [...code.matchAll(/export (?:type )?\{([^}]*)\}/g)].flatMap(([, list = '']) =>
        list
          .split(',')
          .map((name) => name.replace(/^\s*(?:type )?(?:\w+ as )?/, '').trim())
          .filter((name) => name !== ''),
      );
    const names = namesOf(publicNames);
    expect(names.length).toBeGreaterThan(60);
    for (const name of names) expect(required).toMatch(new RegExp(`export type ${name}(<\\w+>)? = sdk\\.${name}\\b`));
    // Shapes that are only ever part of another one that is named.
    const parts = [
      'QueryValue',
      'PartTag',
      'NodeWritable',
      'FileTransfers',
      'UsageAnswer',
      'WhoamiAnswer',
      'ListChangesAnswer',
      'PutChunkAnswer',
      'InitUploadAnswer',
    ];
    parts.push(
      'Files',
      'Entries',
      'Folders',
      'Versions',
      'Trash',
      'SettingsOfSite',
      'Shares',
      'Keys',
      'Users',
      'Sessions',
      'SecondFactor',
      'Session',
      'Groups',
      'Permissions',
      'Versions',
      'Trash',
      'SettingsOfSite',
      'Sync',
      'Chunks',
      'Changes',
      'Change',
      'Upload',
      'Key',
      'ListChangesParams',
      'StreamChangesParams',
    );
    const missing = [...names, ...namesOf(filescomNames)].filter(
      (name) => !parts.includes(name) && !new RegExp(`\\b${name}\\b`).test(text),
    );
    expect(missing).toEqual([]);
    for (const [resource, operations] of Object.entries(operationTable)) {
      const line = text.split('\n').findLast((candidate) => candidate.startsWith(`| \`${resource}\` |`));
      for (const name of Object.keys(operations)) expect(line, `${resource}.${name}`).toMatch(new RegExp(`[\`*]${name}\\(`));
    }
  });

  test('its examples and those of the README run', async () => {
    const readme = await readFile(join(repository, 'README.md'), 'utf8');
    const blocks = [...`${text}\n${readme}`.matchAll(/```js\n\/\/ (\w+\.m?js)\n([\s\S]*?)```/g)];
    expect(blocks.map(([, name]) => name)).toEqual(['filesapp.mjs', 'filescom.mjs', 'session.mjs', 'sdk.mjs']);
    const server = await startServer();
    const admin = new FilesCom({ apiKey: server.apiKey, baseUrl: server.url });
    await admin.user
      .create({ username: 'motor', password: 'vroom', email: 'motor@example.com' })
      .catch(() => admin.user.create({ username: 'motor', password: 'vroom-vroom-1' }));
    await writeFile(join(user, 'document.pdf'), 'a document');
    await writeFile(join(user, 'local.txt'), 'a text');
    for (const [, name = '', code = ''] of blocks) {
      const filled = code.replace(/'(sk_live_\.\.\.|YOUR_API_KEY)'/g, JSON.stringify(server.apiKey)).replace("'vroom'", "'vroom-vroom-1'");
      await writeFile(join(user, name), filled);
      const env = { PATH: process.env['PATH'], FILEWHARF_BASE_URL: server.url, FILESCOM_BASE_URL: server.url };
      const { stdout, stderr } = await run(process.execPath, [name], { cwd: user, env });
      expect(stderr, name).toBe('');
      expect(stdout, name).not.toBe('');
    }
    expect(await readFile(join(user, 'copy.pdf'), 'utf8')).toBe('a document');
    expect(await readFile(join(user, 'copy.txt'), 'utf8')).toBe('a text');
  });
});
