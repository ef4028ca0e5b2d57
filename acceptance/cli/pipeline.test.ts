import { createServer, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { runProgram, startServer, withoutRequestLimit, type Server } from '../server.ts';
import { commandLine, type CommandLine, type Outcome } from './command.ts';

/** `filewharf pipeline`, with our own server as the API that is loaded. */

let server: Server;
let cli: CommandLine;
const userCount = 1050;

beforeAll(async () => {
  [server, cli] = await Promise.all([startServer({ env: withoutRequestLimit }), commandLine()]);
  // More users than a page has when nobody says how many.
  let next = 0;
  const create = async (): Promise<void> => {
    while (next < userCount - 1) await filescom('/users', { username: `person${next++}` });
  };
  await Promise.all(Array.from({ length: 8 }, create));
  for (const name of ['one', 'two', 'three']) {
    await upload(`${name}.txt`);
    await filescom('/bundles', { paths: [`${name}.txt`] });
  }
}, 180_000);
afterAll(async () => {
  await Promise.all([server.end(), cli.end()]);
});
beforeEach(async () => {
  for (const name of ['home', '.filewharf', '.gitignore']) await rm(join(cli.folder, name), { recursive: true, force: true });
  for (const name of await readdir(cli.folder)) if (/pipeline/.test(name)) await rm(join(cli.folder, name));
});

async function filescom(path: string, body: object): Promise<void> {
  const answer = await fetch(`${server.url}/api/rest/v1${path}`, {
    method: 'POST',
    headers: { 'X-FilesAPI-Key': server.apiKey, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
}

async function upload(name: string): Promise<void> {
  const body = new FormData();
  body.set('file', new Blob([name]), name);
  const answer = await fetch(`${server.url}/api/v2/upload`, {
    method: 'POST',
    headers: { authorization: `Bearer ${server.apiKey}` },
    body,
  });
  if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
}

const connection = () => ({ FILEWHARF_API_KEY: server.apiKey, FILEWHARF_BASE_URL: server.url });
const secret = () => ({ SOURCES__FILESDOTCOM_SOURCE__API_KEY: server.apiKey });
const json = <T>({ stdout }: Outcome): T => JSON.parse(stdout) as T;

function pipeline(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Outcome> {
  return cli.run(['pipeline', ...args], { env: { HOME: join(cli.folder, 'home'), ...env } });
}

const put = (name: string, text: string): Promise<void> => writeFile(join(cli.folder, name), text);

/** The configuration of the Files.com seed, as it is printed there. */
const seed = `pipeline_name: filesdotcom_pipeline
destination: duckdb
dataset_name: filesdotcom_data
source:
  name: filesdotcom_source
  client:
    base_url: "https://{subdomain}.files.com/api/rest/v1"
    auth:
      type: api_key
  resources:
    - {name: users, endpoint: {path: users}}
    - {name: bundles, endpoint: {path: bundles}}
`;

const summary =
  /^Pipeline filesdotcom_pipeline load step completed in \d+\.\d\d seconds\n1 load package\(s\) were loaded to destination duckdb and into dataset filesdotcom_data\nThe duckdb destination used duckdb:\/\S+filesdotcom_pipeline\.duckdb location to store data\nLoad package \d+\.\d+ is LOADED and contains no failed jobs\n$/;

test('the file of the seed: every user and bundle over several pages, and the summary of the seed', async () => {
  await put('filesdotcom_pipeline.yaml', seed);
  const outcome = await pipeline(['run', 'filesdotcom_pipeline.yaml', '--base-url', server.url], secret());
  expect(outcome.stderr).toMatch(/extract: 1,?053 rows in 3 pages, .* in .* s, [\d,]+ rows\/s/);
  expect(outcome.stderr).toMatch(/normalize: [\d,]+ rows in .* rows\/s/);
  expect(outcome).toMatchObject({ code: 0, stdout: expect.stringMatching(summary) });
  const trace = json<{ rows: object; outcome: string }>(await pipeline(['trace', '--json']));
  expect(trace).toMatchObject({ outcome: 'completed', rows: { users: userCount, bundles: 3 } });
});

test('the key from the toml of the seed, the address in the file, and the same as TypeScript and JSON', async () => {
  await mkdir(join(cli.folder, '.dlt'), { recursive: true });
  await put('.dlt/secrets.toml', `[sources.filesdotcom_source]\napi_key = "${server.apiKey}"\n`);
  const config = parseYaml(seed) as { source: { client: { base_url: string }; resources: object[] } };
  config.source.client.base_url = `${server.url}/api/rest/v1`;
  config.source.resources = [{ name: 'bundles', endpoint: { path: 'bundles' } }];
  await put('a_pipeline.json', JSON.stringify({ ...config, pipeline_name: 'a_pipeline' }));
  await put(
    'b_pipeline.ts',
    `const name: string = 'b_pipeline';\nexport default { ...${JSON.stringify(config)}, pipeline_name: name } satisfies object;\n`,
  );
  for (const file of ['a_pipeline.json', 'b_pipeline.ts']) {
    const outcome = await pipeline(['run', file, '--json']);
    expect(json(outcome)).toMatchObject({ destination: 'duckdb', rows: { bundles: 3 }, packages: [{ state: 'loaded', failed_jobs: 0 }] });
  }
  await rm(join(cli.folder, '.dlt'), { recursive: true });
});

test('the key appears nowhere: not in the output, not in the folder of the pipeline, not in the database', async () => {
  await put('filesdotcom_pipeline.yaml', seed);
  const run = ['run', 'filesdotcom_pipeline.yaml', '--base-url', server.url, '--verbose', '--debug'];
  const good = await pipeline([...run, '--resources', 'bundles'], secret());
  const bad = await pipeline([...run, '--set', 'source.resources.users.endpoint.path=nowhere'], secret());
  expect([good.code, bad.code]).toEqual([0, 6]);
  expect(bad.stderr).toContain('nowhere');
  const files = (await readdir(cli.folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const texts = await Promise.all(files.map(async (entry) => (await readFile(join(entry.parentPath, entry.name))).toString('latin1')));
  expect(files.map(({ name }) => name)).toEqual(expect.arrayContaining(['runs.jsonl', 'state.json', 'filesdotcom_pipeline.duckdb']));
  for (const text of [good.stdout, good.stderr, bad.stdout, bad.stderr, ...texts]) expect(text).not.toContain(server.apiKey);
});

test.each([
  ['filewharf', { files: 3, shares: 3, changes: 3 }],
  ['filescom', { users: userCount, bundles: 3 }],
  ['deeptable', { files: 3 }],
])('the preset %s loads without a file', async (source, rows) => {
  const outcome = await pipeline(['run', '--source', source, '--json'], connection());
  expect(outcome.code, outcome.stderr).toBe(0);
  expect(json(outcome)).toMatchObject({ pipeline_name: `${source}_pipeline`, rows });
});

test('a second run of the changes loads nothing twice, and more when there is more', async () => {
  const run = async () =>
    json<{ rows: { changes?: number } }>(await pipeline(['run', '--source', 'filewharf', '--resources', 'changes', '--json'], connection()))
      .rows;
  const first = (await run()).changes ?? 0;
  expect(first).toBeGreaterThanOrEqual(3);
  expect(await run()).toEqual({});
  await upload('more.txt');
  expect((await run()).changes).toBe(1);
  await cli.run(['files', 'delete', '/more.txt', '-y'], { env: connection() });
});

test('a full refresh where nothing is known of the pipeline: what the destination has goes, and all of it is loaded again', async () => {
  const run = ['run', '--source', 'filewharf', '--resources', 'changes', '--json'];
  const first = json<{ rows: { changes: number } }>(await pipeline(run, connection())).rows;
  expect(first.changes).toBeGreaterThanOrEqual(3);
  const elsewhere = [...run, '--full-refresh', '--pipelines-dir', join(cli.folder, 'home', 'elsewhere')];
  const asked = await pipeline(elsewhere, connection());
  expect(asked).toMatchObject({ code: 2, stderr: expect.stringContaining('Drop changes of dataset filewharf_data') });
  expect(json(await pipeline([...elsewhere, '--yes'], connection()))).toMatchObject({ rows: first });
});

test('init writes a file that runs, says where secrets go, and writes over nothing', async () => {
  const made = await pipeline(['init', 'my_pipeline', '--source', 'filescom'], connection());
  expect(made.code, made.stderr).toBe(0);
  expect(await readFile(join(cli.folder, '.gitignore'), 'utf8')).toContain('.filewharf/secrets.toml');
  expect(await readFile(join(cli.folder, '.filewharf/secrets.toml'), 'utf8')).toContain('[sources.filescom]');
  const text = await readFile(join(cli.folder, 'my_pipeline.yaml'), 'utf8');
  expect(text).toContain('# yaml-language-server: $schema=.filewharf/pipeline.schema.json');
  expect(text).not.toContain(server.apiKey);
  const ran = await pipeline(['run', 'my_pipeline', '--resources', 'bundles', '--json'], { SOURCES__FILESCOM__API_KEY: server.apiKey });
  expect(json(ran)).toMatchObject({ rows: { bundles: 3 } });
  expect((await pipeline(['init', 'my_pipeline'])).code).toBe(6);
  expect((await pipeline(['init', 'my_pipeline', '--force', '--as', 'json'])).code).toBe(0);
});

test('init from a source into a destination, in the words of dlt', async () => {
  const made = await pipeline(['init', 'filescom', 'filesystem'], connection());
  expect(made.code, made.stderr).toBe(0);
  expect(parseYaml(await readFile(join(cli.folder, 'filescom_pipeline.yaml'), 'utf8'))).toMatchObject({
    pipeline_name: 'filescom_pipeline',
    destination: 'filesystem',
    dataset_name: 'filescom_data',
  });
  const wrong = await pipeline(['init', 'filescon', 'duckdb'], connection());
  expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('did you mean filescom?') });
  expect((await pipeline(['init', 'filescom', 'oracle'], connection())).stderr).toContain('The destination must be one of duckdb');
  expect((await pipeline(['init', 'filescom', 'duckdb', '--source', 'rest_api'], connection())).code).toBe(2);
});

test('init for files in a folder: it runs into them', async () => {
  const made = await pipeline(['init', 'lake_pipeline', '--source', 'deeptable', '--destination', 'filesystem'], connection());
  expect(made.code, made.stderr).toBe(0);
  const ran = await pipeline(['run', 'lake_pipeline', '--json'], { SOURCES__DEEPTABLE__TOKEN: server.apiKey });
  expect(json(ran)).toMatchObject({ destination: 'filesystem', rows: { files: 3 } });
  expect((await readdir(join(cli.folder, 'data'), { recursive: true })).some((name) => name.endsWith('.parquet'))).toBe(true);
  await rm(join(cli.folder, 'data'), { recursive: true });
});

test('a dry run shows the first pages and leaves no trace', async () => {
  const outcome = await pipeline(['run', '--source', 'filescom', '--dry-run', '--resources', 'users', '--json'], connection());
  expect(json<object[]>(outcome)).toMatchObject([{ resource: 'users', rows: 1000 }]);
  expect(json(await pipeline(['list', '--json']))).toEqual([]);
});

test('what there is to see of a pipeline, as JSON, whichever word comes first', async () => {
  await pipeline(['run', '--source', 'deeptable'], connection());
  expect(json(await pipeline(['list', '--json']))).toMatchObject([{ name: 'deeptable_pipeline', last_outcome: 'completed' }]);
  expect(json(await pipeline(['deeptable_pipeline', 'info', '--json']))).toMatchObject({
    name: 'deeptable_pipeline',
    destination: 'duckdb',
    dataset_name: 'deeptable_data',
    schemas: [{ name: 'deeptable', tables: ['files'] }],
    runs: 1,
  });
  expect(json<object[]>(await pipeline(['trace', 'deeptable_pipeline', '--all', '--json']))).toHaveLength(1);
  expect(json(await pipeline(['schema', 'deeptable_pipeline', '--json']))).toMatchObject({ name: 'deeptable' });
  expect(parseYaml((await pipeline(['schema', 'deeptable_pipeline'])).stdout)).toMatchObject({ name: 'deeptable' });
  expect((await pipeline(['deeptable_pipeline', 'schema', '--format', 'mermaid'])).stdout).toMatch(/^erDiagram\n {4}files \{/);
  expect((await pipeline(['schema', 'deeptable_pipeline', '--format', 'dbml'])).stdout).toContain('Table "files" {');
  expect((await pipeline(['schema', 'deeptable_pipeline', '--format', 'types'])).stdout).toMatch(/export type Tables = \{\n {2}files: \{/);
  expect(json(await pipeline(['load-package', 'deeptable_pipeline', '--json']))).toMatchObject({ state: 'loaded' });
  expect(json(await pipeline(['failed-jobs', 'deeptable_pipeline', '--json']))).toEqual([]);
  expect(json(await pipeline(['drop-pending', 'deeptable_pipeline', '-y', '--json']))).toMatchObject({ dropped: [] });
  expect(json(await pipeline(['sync', 'deeptable_pipeline', '-y', '--json']))).toMatchObject({ schemas: ['deeptable'] });
});

test('a cursor of 64 bits: what is remembered is shown exactly, in every format', async () => {
  const api = createServer((_, answer) => answer.setHeader('content-type', 'application/json').end('[{"id": 1800000000000000001}]'));
  await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(api.address() as AddressInfo).port}`;
  const source = {
    client: { base_url: base, paginator: 'single_page' },
    resources: [{ name: 'rows', endpoint: { incremental: { cursor_path: 'id' } } }],
  };
  await put('big_pipeline.json', JSON.stringify({ pipeline_name: 'big_pipeline', source }));
  expect(await pipeline(['run', 'big_pipeline.json'])).toMatchObject({ code: 0 });
  for (const format of ['json', 'jsonl', 'yaml', 'pretty']) {
    const shown = await pipeline(['info', 'big_pipeline', '--format', format]);
    expect(shown.code, shown.stderr).toBe(0);
    if (format !== 'pretty') expect(shown.stdout).toMatch(/"?last_value"?: ?"1800000000000000001"/);
  }
  await new Promise((resolve) => api.close(resolve));
});

test('drop asks, and then drops', async () => {
  await pipeline(['run', '--source', 'deeptable'], connection());
  expect((await pipeline(['drop', 'deeptable_pipeline', 'files'])).code).toBe(2);
  expect(json(await pipeline(['drop', 'deeptable_pipeline', 'files', '--dry-run', '--json']))).toMatchObject({
    tables: ['files'],
    dropped: false,
  });
  expect(json(await pipeline(['drop', 'deeptable_pipeline', 'files', '-y', '--json']))).toMatchObject({ tables: ['files'], dropped: true });
  expect((await pipeline(['drop', 'deeptable_pipeline', 'filse', '-y'])).code).toBe(4);
  expect((await pipeline(['drop', 'deeptable_pipeline', '-y'])).code).toBe(2);
  expect(json(await pipeline(['run', '--source', 'deeptable', '--json'], connection()))).toMatchObject({ rows: { files: 3 } });
});

test('what goes wrong says what to do, with an exit code of its own', async () => {
  await put('filesdotcom_pipeline.yaml', seed);
  const missing = await pipeline(['run', 'filesdotcom_pipeline.yaml', '--base-url', server.url]);
  expect(missing).toMatchObject({ code: 7, stdout: '', stderr: expect.stringContaining('SOURCES__FILESDOTCOM_SOURCE__API_KEY') });
  const refused = await pipeline(['run', 'filesdotcom_pipeline.yaml', '--base-url', server.url], {
    SOURCES__FILESDOTCOM_SOURCE__API_KEY: 'sk_live_wrong',
  });
  expect(refused).toMatchObject({ code: 7, stderr: expect.stringContaining('resource users, page 1') });
  const gone = await pipeline(
    ['run', 'filesdotcom_pipeline.yaml', '--base-url', 'http://127.0.0.1:9', '--set', 'source.client.retry.attempts=1'],
    secret(),
  );
  expect(gone).toMatchObject({ code: 5, stderr: expect.stringContaining('ECONNREFUSED') });
  await put('typo_pipeline.yaml', seed.replace('resources:', 'resorces:'));
  const typo = await pipeline(['run', 'typo_pipeline.yaml']);
  expect(typo).toMatchObject({ code: 2, stderr: expect.stringContaining('typo_pipeline.yaml:10: source.resorces') });
  expect(typo.stderr).toContain('did you mean "resources"?');
  expect(await pipeline(['info', 'filesdotcom_pipelin'])).toMatchObject({ code: 4 });
  expect((await pipeline(['filesdotcom_pipeline', 'inof'])).stderr).toContain('did you mean info?');
  const asJson = await pipeline(['run', 'none.yaml', '--format-error', 'json']);
  expect(JSON.parse(asJson.stderr)).toMatchObject({ error: { exit_code: 2, message: 'there is no file none.yaml' } });
});

test('a Ctrl-C ends a run with nothing loaded, and the run is in the history', async () => {
  let pages = 0;
  const api = createServer((_, answer) => {
    pages += 1;
    answer.setHeader('content-type', 'application/json');
    answer.setHeader('link', `</rows?page=${pages + 1}>; rel="next"`);
    answer.end(JSON.stringify([{ pages }]));
  });
  await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve));
  const { port } = api.address() as AddressInfo;
  await put(
    'endless_pipeline.yaml',
    `pipeline_name: endless_pipeline\nsource: {client: {base_url: "http://127.0.0.1:${port}"}, resources: [rows]}\n`,
  );
  const begun = new Promise<void>((resolve) => api.on('request', () => pages === 20 && resolve()));
  const run = runProgram(['pipeline', 'run', 'endless_pipeline.yaml'], { HOME: join(cli.folder, 'home') }, cli.folder);
  await begun;
  run.signal('SIGTERM');
  expect(await run.ended).toBe(130);
  api.closeAllConnections();
  await new Promise((resolve) => api.close(resolve));
  expect(run.stdout()).toBe('');
  expect(json(await pipeline(['trace', 'endless_pipeline', '--json']))).toMatchObject({ outcome: 'failed', packages: [], rows: {} });
});

test('over HTTPS through a proxy, which the environment names', async () => {
  const secure = await startServer({ args: ['--tls-self-signed'] });
  const seen: string[] = [];
  const proxy = createServer();
  proxy.on('connect', (request: IncomingMessage, socket: Socket) => {
    seen.push(request.url ?? '');
    const target = connect(Number(new URL(secure.url).port), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      target.pipe(socket).pipe(target);
    });
    socket.on('error', () => target.destroy());
    target.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  try {
    const outcome = await pipeline(['run', '--source', 'filescom', '--resources', 'users', '--json'], {
      FILEWHARF_API_KEY: secure.apiKey,
      FILEWHARF_BASE_URL: 'https://files.test',
      HTTPS_PROXY: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
      NODE_TLS_REJECT_UNAUTHORIZED: '0',
      NODE_NO_WARNINGS: '1',
    });
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(json(outcome)).toMatchObject({ rows: { users: 1 } });
    expect(new Set(seen)).toEqual(new Set(['files.test:443']));
  } finally {
    await secure.end();
    await new Promise((resolve) => proxy.close(resolve));
  }
});

test('names of pipelines are completed', async () => {
  await put('crm_pipeline.yaml', seed);
  await pipeline(['run', '--source', 'deeptable'], connection());
  const { stdout } = await cli.run(['__complete', '--shell', 'bash', '--', 'pipeline', 'info', ''], {
    env: { HOME: join(cli.folder, 'home') },
  });
  expect(stdout).toContain('crm_pipeline.yaml');
  expect(stdout).toContain('deeptable_pipeline');
});

test('progress as events', async () => {
  const outcome = await pipeline(['run', '--source', 'deeptable', '--progress', 'json', '--json'], connection());
  const events = outcome.stderr
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string; step?: string; state?: string });
  expect(events.filter(({ type, state }) => type === 'progress' && state === 'finished').map(({ step }) => step)).toEqual(
    expect.arrayContaining(['extract', 'normalize', 'load']),
  );
});
