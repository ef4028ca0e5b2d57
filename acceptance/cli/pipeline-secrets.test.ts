import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { commandLine, type CommandLine, type Outcome } from './command.ts';

/** Canaries for every kind of secret that a pipeline has: through runs that succeed, fail and are killed, none of them may show anywhere. */

let api: Server;
let url: string;
let cli: CommandLine;
/** What the processes of this machine were started with, while requests were answered. */
const commandLines = new Set<string>();

const secret = 'CANARY/secret+with=signs';
const issued = 'CANARY-issued-token';
const signed = 'CANARY-signed-link';
/** Of rows: their place is the destination and the packages. */
const content = 'CANARY-content';
const forms = [secret, encodeURIComponent(secret), Buffer.from(`ann:${secret}`).toString('base64'), issued, signed];

beforeAll(async () => {
  api = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(api.address() as AddressInfo).port}`;
  cli = await commandLine();
});
afterAll(async () => {
  api.closeAllConnections();
  await Promise.all([cli.end(), new Promise((resolve) => api.close(resolve))]);
});
beforeEach(async () => {
  for (const name of await readdir(cli.folder)) await rm(join(cli.folder, name), { recursive: true });
});

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  await text(request);
  for (const line of await allCommandLines()) commandLines.add(line);
  const { pathname, searchParams } = new URL(request.url ?? '', url);
  const send = (status: number, body: unknown, headers: Record<string, string> = {}) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
  if (pathname === '/token') return send(200, { access_token: issued, expires_in: 3600 });
  const isKnown = [
    request.headers.authorization,
    request.headers['x-key'],
    request.headers.cookie,
    searchParams.get('apikey') ?? undefined,
    searchParams.get('sig') ?? undefined,
  ].some((given) => given !== undefined && forms.some((form) => given.includes(form)));
  if (!isKnown) return send(403, { given: content });
  switch (pathname) {
    case '/rows':
      if (searchParams.has('sig')) return send(200, { data: [{ id: 2, text: content }], next: null });
      return send(200, { data: [{ id: 1, text: content }], next: `${url}/rows?sig=${signed}` });
    case '/refused':
      return send(401, { error: `${secret} is wrong, ${content}` });
    case '/failing':
      return send(500, content, { 'retry-after': '0' });
    case '/broken':
      return send(200, `[{"id": 1, "text": "${content}"}, {"id": 2, "text": ${content}}]`);
    case '/page':
      return send(200, `<html>${content}</html>`, { 'content-type': 'text/html' });
    case '/gone':
      return void request.socket.destroy();
    case '/away':
      return send(302, '', { location: `http://127.0.0.1:9/?token=${signed}` });
    case '/circle':
      return send(200, { data: [{ id: content }], next: `${url}/circle?token=${signed}` });
    case '/mixed':
      return send(200, [
        { id: 1, at: content },
        { id: 2, at: 5 },
      ]);
    default:
      return send(404, content);
  }
}

async function allCommandLines(): Promise<string[]> {
  const ids = (await readdir('/proc').catch((): string[] => [])).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(ids.map((id) => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')));
  return lines.filter((line) => line.includes('pipeline'));
}

const paths = ['rows', 'refused', 'failing', 'broken', 'page', 'gone', 'away', 'circle', 'mixed'] as const;

function config(client: object): string {
  const resources = paths.map((name) => ({
    name,
    ...(name === 'mixed' ? { endpoint: { incremental: { cursor_path: 'at' } } } : {}),
  }));
  const retry = { attempts: 2, backoff_factor: 0 };
  return JSON.stringify({
    pipeline_name: 'secret_pipeline',
    source: { name: 's', client: { base_url: url, retry, ...client }, resources },
  });
}

const kinds: [string, object, Record<string, string>][] = [
  ['bearer', { auth: 'bearer' }, { SOURCES__S__TOKEN: secret }],
  ['api_key in the query', { auth: { type: 'api_key', name: 'apikey', location: 'query' } }, { SOURCES__S__API_KEY: secret }],
  ['api_key in a cookie', { auth: { type: 'api_key', name: 'session', location: 'cookie' } }, { SOURCES__S__API_KEY: secret }],
  ['http_basic', { auth: 'http_basic' }, { SOURCES__S__USERNAME: 'ann', SOURCES__S__PASSWORD: secret }],
  [
    'oauth2_client_credentials',
    { auth: { type: 'oauth2_client_credentials', access_token_url: '/token', client_id: 'ann' } },
    { SOURCES__S__CLIENT_SECRET: secret },
  ],
  ['a header', { headers: { 'x-key': '{api_secret}' } }, { SOURCES__S__API_SECRET: secret }],
];

async function files(): Promise<{ readonly name: string; readonly text: string }[]> {
  const entries = await readdir(cli.folder, { recursive: true, withFileTypes: true });
  return Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => {
        const name = join(entry.parentPath, entry.name);
        return { name, text: (await readFile(name)).toString('latin1') };
      }),
  );
}

/** Nothing that is printed or kept has a secret, and nothing but data has content. */
async function expectHidden(outcomes: readonly Outcome[], except: readonly string[] = []): Promise<void> {
  const kept = (await files()).filter(({ name }) => !except.some((ending) => name.endsWith(ending)));
  for (const { stdout, stderr } of outcomes) for (const form of [...forms, content]) expect(`${stdout}\n${stderr}`).not.toContain(form);
  for (const { name, text: found } of kept) for (const form of forms) expect(found.includes(form), `${name} has ${form}`).toBe(false);
  const telling = kept.filter(({ name }) => /runs\.jsonl$|\.exception$|\.log$|schema\.json$/.test(name));
  expect(telling.length).toBeGreaterThan(0);
  for (const { name, text: found } of telling) expect(found.includes(content), `${name} has content`).toBe(false);
  for (const line of commandLines) for (const form of forms) expect(line).not.toContain(form);
}

const loud = ['--verbose', '--debug'];

test.each(kinds)('%s: a run that loads, and one that is refused', async (_, client, env) => {
  await writeFile(join(cli.folder, 'secret_pipeline.json'), config(client));
  const run = (resource: string) => cli.run(['pipeline', 'run', 'secret_pipeline', '--resources', resource, ...loud], { env });
  const outcomes = [await run('rows'), await run('refused')];
  expect(outcomes.map(({ code }) => code)).toEqual([0, 7]);
  for (const words of [
    ['trace', '--json'],
    ['info', '--verbose'],
    ['failed-jobs', '--json'],
    ['load-package', '--json'],
    ['schema', '--json'],
  ])
    outcomes.push(await cli.run(['pipeline', ...words, 'secret_pipeline'], { env }));
  expect(commandLines.size > 0 || process.platform !== 'linux').toBe(true);
  await expectHidden(outcomes);
});

test('whatever goes wrong, with the key in the URL and in the file itself', async () => {
  const auth = { type: 'api_key', name: 'apikey', location: 'query', api_key: secret };
  await writeFile(join(cli.folder, 'secret_pipeline.json'), config({ auth }));
  const outcomes: Outcome[] = [];
  for (const resource of paths.slice(2)) {
    const outcome = await cli.run(['pipeline', 'run', 'secret_pipeline', '--resources', resource, ...loud]);
    expect([resource, outcome.code]).not.toEqual([resource, 0]);
    expect(outcome.stderr).toContain(`resource ${resource}, page`);
    outcomes.push(outcome);
  }
  outcomes.push(await cli.run(['pipeline', 'trace', 'secret_pipeline', '--all', '--json']));
  await expectHidden(outcomes, ['secret_pipeline.json']);
});

test('a file that is wrong is not quoted', async () => {
  await mkdir(join(cli.folder, '.filewharf'));
  await writeFile(
    join(cli.folder, 'a.yaml'),
    `pipeline_name: p\nsource:\n  client: {base_url: "${url}", auth: {token: "${secret}", nope: 1}}\n`,
  );
  await writeFile(join(cli.folder, 'b.yaml'), `pipeline_name: p\nsource: {client: {auth: "${secret}\n`);
  await writeFile(join(cli.folder, 'secret_pipeline.json'), config({ auth: 'bearer' }));
  await writeFile(join(cli.folder, '.filewharf', 'secrets.toml'), `[sources.s\ntoken = "${secret}"\n`);
  for (const file of ['a.yaml', 'b.yaml', 'secret_pipeline.json']) {
    const outcome = await cli.run(['pipeline', 'run', file, ...loud]);
    expect(outcome.code).toBe(2);
    for (const form of forms) expect(outcome.stdout + outcome.stderr).not.toContain(form);
  }
});

test('a database that is not there, with its password in the environment', async () => {
  await writeFile(join(cli.folder, 'secret_pipeline.json'), config({ auth: 'bearer' }));
  const outcome = await cli.run(['pipeline', 'run', 'secret_pipeline', '--destination', 'postgres', '--resources', 'rows', ...loud], {
    env: { SOURCES__S__TOKEN: secret, DESTINATION__POSTGRES__CREDENTIALS: `postgresql://ann:${encodeURIComponent(secret)}@127.0.0.1:9/db` },
  });
  expect(outcome.code).not.toBe(0);
  expect(outcome.stderr).toContain('ECONNREFUSED');
  await expectHidden([outcome]);
});

test('a run that is killed in the middle of its rows', async () => {
  await writeFile(join(cli.folder, 'secret_pipeline.json'), config({ auth: 'bearer' }));
  let answered = 0;
  const full = new Promise<void>((resolve) => {
    api.prependListener('request', (request: IncomingMessage) => {
      if (request.url?.startsWith('/circle') === true && (answered += 1) === 1) resolve();
    });
  });
  const { process: run, ended } = cli.launch(['pipeline', 'run', 'secret_pipeline', '--resources', 'rows,circle', ...loud], {
    env: { SOURCES__S__TOKEN: secret },
  });
  await full;
  run.kill('SIGKILL');
  const outcome = await ended;
  const again = await cli.run(['pipeline', 'run', 'secret_pipeline', '--resources', 'rows', ...loud], {
    env: { SOURCES__S__TOKEN: secret },
  });
  expect(again.code, again.stderr).toBe(0);
  api.removeAllListeners('request').on('request', (request: IncomingMessage, response: ServerResponse) => void answer(request, response));
  await expectHidden([outcome, again]);
});
