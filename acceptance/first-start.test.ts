import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { clientOf, json, multipart, send, type StoredFile } from './client.ts';
import { repository, runProgram, serveArguments, startServer, type Server } from './server.ts';

let folder: string;
const servers: Server[] = [];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'filewharf-first-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.end()));
});

async function start(...options: Parameters<typeof startServer>): Promise<Server> {
  const server = await startServer(...options);
  servers.push(server);
  return server;
}

/** Runs `serve` where it cannot work. */
async function fail(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const program = runProgram(args, env);
  // Whoever starts after all does not stop by itself.
  const ready = program.printed('/api/v2/docs').then(
    () => program.signal('SIGKILL'),
    () => undefined,
  );
  const code = await program.ended;
  await ready;
  return { code, stdout: program.stdout(), stderr: program.stderr() };
}

function secretsOf(screen: string): { password: string; key: string; alphanumeric: string } {
  const match = /^ {2}password {3}(\S+)\n {2}API key {4}(sk_live_\w+)\n +(sklive\w+) /m.exec(screen);
  return { password: match?.[1] ?? '', key: match?.[2] ?? '', alphanumeric: match?.[3] ?? '' };
}

const hasCurl = spawnSync('curl', ['--version']).status === 0;
if (!hasCurl) console.warn('!!! curl is not installed: the line that the first start prints is NOT tried');

describe('the first start', () => {
  test('prints where it is, who may come in, and a line that works; the second start prints no secret', async () => {
    const server = await start();
    const screen = server.program.stdout();
    const { password, key, alphanumeric } = secretsOf(screen);
    expect(screen).toContain(`Filewharf is running at ${server.url}\n`);
    expect(screen).toContain(`  dashboard  ${server.url}/\n  user       admin\n  password   ${password}\n`);
    expect(password).toMatch(/^\w{20}$/);
    expect(key).toMatch(/^sk_live_[0-9A-Za-z]{36}$/);
    expect(await clientOf(server, key).get('/whoami')).toMatchObject({ user: { username: 'admin', plan: 'team', is_admin: true } });
    expect(await clientOf(server, alphanumeric).get('/whoami')).toMatchObject({ user: { username: 'admin' } });

    const line = /^ {2}(curl .+)$/m.exec(screen)?.[1] ?? '';
    expect(line).toContain('/api/v2/upload');
    if (hasCurl) {
      const { status, stdout } = spawnSync('bash', ['-c', `${line} -sS -f`], { cwd: repository, encoding: 'utf8' });
      expect(status).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ id: expect.stringMatching(/^file_/), name: 'README.md' });
    }

    expect(await server.stop()).toBe(0);
    await server.start();
    const second = server.program.stdout();
    expect(second).toContain(`Filewharf is running at ${server.url}\n`);
    for (const secret of [password, key, alphanumeric]) expect(second).not.toContain(secret);
    expect(second).not.toMatch(/password|sk_?live/i);
    expect(await clientOf(server, key).get('/whoami')).toMatchObject({ user: { username: 'admin' } });
  });

  test('takes name, password and key of the administrator from the environment, and prints neither', async () => {
    const env = {
      FILEWHARF_ADMIN_USERNAME: 'mia',
      FILEWHARF_ADMIN_PASSWORD: 'correct horse',
      FILEWHARF_ADMIN_API_KEY: 'my-own-key-0123456789',
    };
    const server = await start({ env });
    expect(server.program.stdout()).toContain('  user       mia\n');
    expect(server.program.stdout()).not.toContain(env.FILEWHARF_ADMIN_PASSWORD);
    expect(server.program.stdout()).not.toContain(env.FILEWHARF_ADMIN_API_KEY);
    expect(await clientOf(server, env.FILEWHARF_ADMIN_API_KEY).get('/whoami')).toMatchObject({ user: { username: 'mia', is_admin: true } });
  });

  test('keeps what it stores to itself', async () => {
    const server = await start();
    const modes = ['', ...readdirSync(server.dataDir)].map((name) => [name, statSync(join(server.dataDir, name)).mode & 0o077]);
    expect(modes.filter(([, mode]) => mode !== 0)).toEqual([]);
  });
});

describe('a start that cannot work says why in one sentence and ends with a code', () => {
  const cases: readonly (readonly [what: string, args: readonly string[], env: Record<string, string>, stderr: RegExp])[] = [
    ['an unknown flag', ['serve', '--prot', '1'], {}, /^filewharf: unknown option '--prot'.*\n$/],
    ['a wrong port', ['serve', '--port', '70000'], {}, /^filewharf: --port must be .*\n$/],
    ['a wrong variable', ['serve'], { FILEWHARF_PORT: 'many' }, /^filewharf: FILEWHARF_PORT must be .*\n$/],
    [
      'a limit that does not exist',
      ['serve'],
      { FILEWHARF_PLAN_TEAM_COLOUR: '1' },
      /^filewharf: FILEWHARF_PLAN_TEAM_COLOUR is not a setting.*\n$/,
    ],
    ['a certificate without its key', ['serve', '--tls-cert', process.execPath], {}, /^filewharf: --tls-cert needs .*\n$/],
    [
      'a configuration file that is missing',
      ['serve', '--config', '/nothing/here.toml'],
      {},
      /^filewharf: --config must be a file that can be read.*\n$/,
    ],
    [
      'a database of another kind',
      ['serve', '--database', 'postgres://me:hunter2@host/db'],
      {},
      /^filewharf: --database must be sqlite:PATH((?!hunter2).)*\n$/,
    ],
    [
      'a certificate that is a folder',
      ['serve', '--tls-cert', tmpdir(), '--tls-key', process.execPath],
      {},
      /^filewharf: --tls-cert must be a file that can be read.*\n$/,
    ],
    ['a host name that nobody has', ['serve', '--host', 'nobody.invalid'], {}, /^filewharf: The host name given by --host .*\n$/],
    ['a short key of the administrator', ['serve'], { FILEWHARF_ADMIN_API_KEY: 'short' }, /^filewharf: .*admin_api_key((?!short).)*\n$/],
    [
      'a short password of the administrator',
      ['serve'],
      { FILEWHARF_ADMIN_PASSWORD: 'hunter2' },
      /^filewharf: .*password((?!hunter2).)*\n$/,
    ],
    ['a data folder that is a file', ['serve', '--port', '0', '--data-dir', join(process.execPath, 'x')], {}, /^filewharf: .*\n$/],
  ];
  test.each(cases)('%s', async (what, args, env, stderr) => {
    const withFolder = args.includes('--data-dir') ? args : [...args, '--data-dir', join(folder, what)];
    const withPort = withFolder.includes('--port') || 'FILEWHARF_PORT' in env ? withFolder : [...withFolder, '--port', '0'];
    const outcome = await fail(withPort, env);
    expect(outcome.stderr).toMatch(stderr);
    expect(outcome).toMatchObject({ code: 2, stdout: '' });
  });

  test('a wrong configuration file is described without quoting it', async () => {
    const file = join(folder, 'config.toml');
    writeFileSync(file, 'port = 1\nadmin_password = "hunter2\n');
    const outcome = await fail([...serveArguments(join(folder, 'config')), '--config', file]);
    expect(outcome).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^filewharf: .*config\.toml is not valid TOML at line 2.*\n$/),
    });
    writeFileSync(file, 'prot = 1\nadmin_password = "long enough"\n');
    const unknown = await fail([...serveArguments(join(folder, 'config')), '--config', file]);
    expect(unknown).toMatchObject({ code: 2, stderr: 'filewharf: prot in the configuration file is not a setting\n' });
  });

  test('a busy port, and nothing is made that a later first start would miss', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = other.address() as AddressInfo;
      const dataDir = join(folder, 'busy');
      const outcome = await fail(['serve', '--port', String(port), '--data-dir', dataDir]);
      expect(outcome).toEqual({ code: 7, stdout: '', stderr: expect.stringMatching(/^filewharf: .*port is in use.*--port.*\n$/) });
      expect(readdirSync(dataDir)).toEqual([]);
    } finally {
      other.close();
    }
  });

  test('a certificate and a key that do not belong together, before a first start has made secrets', async () => {
    const [one, other] = await Promise.all([start({ args: ['--tls-self-signed'] }), start({ args: ['--tls-self-signed'] })]);
    const args = [
      ...serveArguments(join(folder, 'tls')),
      '--tls-cert',
      join(one.dataDir, 'tls/self-signed.crt'),
      '--tls-key',
      join(other.dataDir, 'tls/self-signed.key'),
    ];
    expect(await fail(args)).toEqual({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/^filewharf: --tls-cert .* and --tls-key .*\n$/),
    });
    const later = await start({ args: ['--data-dir', join(folder, 'tls')] });
    expect(secretsOf(later.program.stdout()).password).not.toBe('');
  });

  test('a first start that fails when it has made its secrets prints them all the same', async () => {
    const dataDir = join(folder, 'fails-late');
    // Where the installation is about to write its name.
    const inTheWay = join(dataDir, 'blobs/installation.new');
    mkdirSync(inTheWay, { recursive: true });
    const outcome = await fail(serveArguments(dataDir));
    expect(outcome).toMatchObject({ code: 7, stderr: expect.stringMatching(/^filewharf: [^\n]+\n$/) });
    expect(outcome.stdout).not.toContain('running');
    rmSync(inTheWay, { recursive: true });
    const server = await start({ args: ['--data-dir', dataDir] });
    const key = /^ {2}API key {4}(sk_live_\w+)$/m.exec(outcome.stdout)?.[1] ?? '';
    expect(await clientOf(server, key).get('/whoami')).toMatchObject({ user: { username: 'admin' } });
  });

  test('a second server on the same data', async () => {
    const server = await start();
    const outcome = await fail(serveArguments(server.dataDir));
    expect(outcome).toEqual({
      code: 7,
      stdout: '',
      stderr: `filewharf: Another server uses ${server.dataDir}. Stop it, or give this one its own --data-dir.\n`,
    });
    expect((await send(`${server.url}/readyz`)).status).toBe(200);
  });

  test('the files of another installation, which are not taken for leftovers', async () => {
    const server = await start();
    const other = await start();
    const bytes = Buffer.alloc(300_000, 'x');
    const { id } = await clientOf(server).upload('large.bin', bytes);
    await Promise.all([server.stop(), other.stop()]);
    const empty = await fail([...serveArguments(server.dataDir), '--database', `sqlite:${join(folder, 'empty.db')}`]);
    expect(empty).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/^filewharf: .*Check --database and --storage/) });
    const foreign = await fail([...serveArguments(other.dataDir), '--storage', `file:${join(server.dataDir, 'blobs')}`]);
    expect(foreign).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('another installation') });
    await server.start();
    expect((await clientOf(server).call('GET', `/files/${id}?download=true`)).body.equals(bytes)).toBe(true);
  });

  test('what is named as database or storage and is something else', async () => {
    const file = join(folder, 'some.txt');
    writeFileSync(file, 'no database, and no folder\n'.repeat(1000));
    // What is made beside a database goes with this folder as well.
    const within = join(folder, 'within');
    mkdirSync(within);
    const cases = [
      ['--database', `sqlite:${within}`, 'cannot be used'],
      ['--database', `sqlite:${file}`, 'cannot be used'],
      ['--storage', `file:${file}`, 'Choose folders'],
    ];
    for (const [flag = '', value = '', text] of cases) {
      const outcome = await fail([...serveArguments(join(folder, 'wrong-place')), flag, value]);
      expect(outcome).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/^filewharf: [^\n]+\n$/) });
      expect(outcome.stderr).toContain(text);
    }
  });

  test('a storage folder with other files in it, which stay', async () => {
    const storage = join(folder, 'documents');
    const file = join(storage, 'tmp', 'thesis.doc');
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, 'precious');
    const outcome = await fail([...serveArguments(join(folder, 'beside-documents')), '--storage', `file:${storage}`]);
    expect(outcome).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/^filewharf: .* is not empty: .*thesis\.doc.*\n$/),
    });
    expect(readFileSync(file, 'utf8')).toBe('precious');
  });

  test('a server goes on when its log cannot be written', async () => {
    if (!existsSync('/dev/full')) return console.warn('!!! there is no /dev/full: a full log is NOT tried');
    const dataDir = join(folder, 'full-log');
    const command = [process.execPath, join(repository, 'packages/cli/bin/filewharf.js'), ...serveArguments(dataDir)];
    const program = spawn('sh', ['-c', 'exec "$@" 2>/dev/full', 'sh', ...command], { stdio: ['ignore', 'pipe', 'ignore'] });
    try {
      let screen = '';
      for await (const part of program.stdout) {
        screen += String(part);
        if (screen.includes('/api/v2/docs')) break;
      }
      const url = /running at (\S+)/.exec(screen)?.[1] ?? '';
      for (let i = 0; i < 5; i++) expect((await send(`${url}/healthz`)).status).toBe(200);
      const ended = new Promise((resolve) => program.once('exit', resolve));
      program.kill('SIGTERM');
      expect(await ended).toBe(0);
    } finally {
      program.kill('SIGKILL');
    }
  });

  test('a master key that is missing, open to others, damaged, or of another installation; with its own all is there', async () => {
    const server = await start();
    const other = await start();
    const { id } = await clientOf(server).upload('a.txt', Buffer.from('precious'));
    const keyFile = join(server.dataDir, 'master.key');
    const key = readFileSync(keyFile, 'utf8');
    await server.stop();
    const refused = async (message: RegExp): Promise<void> => {
      const outcome = await fail(serveArguments(server.dataDir));
      expect(outcome).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/^filewharf: [^\n]+\n$/) });
      expect(outcome.stderr).toMatch(message);
      expect(outcome.stderr).not.toContain(/fwmk1\.1\.(\S+)/.exec(key)?.[1]);
    };

    rmSync(keyFile);
    await refused(/master\.key is missing/);
    expect(existsSync(keyFile)).toBe(false);
    writeFileSync(keyFile, readFileSync(join(other.dataDir, 'master.key')), { mode: 0o600 });
    await refused(/not the one this installation was started with/);
    writeFileSync(keyFile, key.replace(/fwmk1\.1\.(\S+)/, 'fwmk1.1.short'));
    await refused(/Line 2 of the master keys is not of the form/);
    writeFileSync(keyFile, key);
    chmodSync(keyFile, 0o644);
    await refused(/can be used by others/);
    chmodSync(keyFile, 0o600);
    await server.start();
    expect((await clientOf(server).call('GET', `/files/${id}?download=true`)).body.toString()).toBe('precious');
  });
});

describe('the end', () => {
  /** Fulfilled when nobody accepts connections at this port any more. */
  async function untilRefused(port: number): Promise<void> {
    for (;;) {
      const outcome = await new Promise<string>((resolve) => {
        const socket = connect(port, '127.0.0.1');
        socket.once('connect', () => {
          socket.destroy();
          resolve('accepted');
        });
        socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''));
      });
      if (outcome === 'ECONNREFUSED') return;
    }
  }

  test('SIGTERM: an upload under way is finished, new connections are refused, the exit code is 0', async () => {
    const server = await start();
    const { contentType, body } = multipart([['file', { filename: 'under way.bin', bytes: Buffer.alloc(200_000, 'x') }]]);
    const upload = httpRequest(`${server.url}/api/v2/upload`, {
      method: 'POST',
      agent: false,
      headers: {
        authorization: `Bearer ${server.apiKey}`,
        'content-type': contentType,
        'content-length': body.length,
        expect: '100-continue',
      },
    });
    const answer = new Promise<StoredFile>((resolve, reject) => {
      upload.once('error', reject);
      upload.once('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.once('end', () => resolve(JSON.parse(String(Buffer.concat(chunks))) as StoredFile));
      });
    });
    // "100 Continue" says that the server has begun with this request.
    const begun = new Promise((resolve) => upload.once('continue', resolve));
    upload.flushHeaders();
    await begun;
    upload.write(body.subarray(0, 100_000));

    server.program.signal('SIGTERM');
    await server.program.printed('stopping', 'stderr');
    await untilRefused(server.port);
    upload.end(body.subarray(100_000));
    const file = await answer;
    expect(file).toMatchObject({ name: 'under way.bin', size: 200_000 });
    expect(await server.program.ended).toBe(0);

    await server.start();
    expect(await clientOf(server).get(`/files/${file.id}`)).toMatchObject({ size: 200_000 });
  });

  test('SIGTERM: idle connections and a stream of events do not hold it up', async () => {
    const server = await start();
    await clientOf(server).get('/whoami');
    const stream = httpRequest(`${server.url}/api/v2/sync/stream`, { agent: false, headers: { authorization: `Bearer ${server.apiKey}` } });
    const ended = new Promise<boolean>((resolve, reject) => {
      stream.once('error', reject);
      stream.once('response', (response) => {
        server.program.signal('SIGTERM');
        response.resume().once('close', () => resolve(response.complete));
      });
    });
    stream.end();
    expect(await ended).toBe(true);
    expect(await server.program.ended).toBe(0);
  });
});

test('the addresses for operators', async () => {
  const server = await start();
  expect(json(await send(`${server.url}/healthz`))).toEqual({ status: 'ok' });
  expect(json(await send(`${server.url}/readyz`))).toEqual({ status: 'ready' });
  await clientOf(server).upload('counted.txt', Buffer.from('x'));
  const metrics = await send(`${server.url}/metrics`);
  expect(metrics.headers['content-type']).toMatch(/^text\/plain; version=/);
  expect(metrics.body.toString()).toMatch(/^filewharf_http_requests_total\{method="POST",route="\/api\/v2\/upload",status="201"\} 1$/m);
  const docs = await send(`${server.url}/api/v2/docs/`);
  expect([docs.status, docs.headers['content-type']]).toEqual([200, expect.stringContaining('text/html')]);
  expect((await send(`${server.url}/`)).status).toBe(200);
});
